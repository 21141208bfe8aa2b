"""The run: find the files, read each once, write all in the order of their names, remember what is finished.

Three hands work side by side. The *feeder* walks the sorted sources, hashes their bytes and hands what is not finished
yet to a worker. The *pool* (or this process, with one job) does the work and each result goes to the store at once. The
*writer* follows in the order of the names with whatever is finished, so the dataset is the same for any number of jobs
and memory does not grow with the number of files.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.batch.discover import SourceFile, has_files
from extractor.batch.fetch import SourceLoader
from extractor.batch.memory import low_memory_arrow, relax_garbage_collection
from extractor.batch.queue import SourceQueue
from extractor.batch.staging import ResultStore
from extractor.batch.task import (
    Outcome,
    build_failed_outcome,
    build_refused_outcome,
    build_task,
    unpack_rows,
)
from extractor.batch.timings import TimingsWriter
from extractor.batch.upload import RemoteOutput
from extractor.batch.urls import is_remote, to_local_path
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from extractor.formats.detect import is_misnamed
from extractor.i18n import format_message
from extractor.model.issues import ExtractorError, ReadError
from extractor.provenance.corrections import CorrectionsByHash, load_corrections
from extractor.provenance.corrections import compute_digest as digest_of_corrections
from extractor.validation.cross_document import CrossDocumentChecker
from extractor.version import __version__, compute_code_digest

if TYPE_CHECKING:
    from extractor.batch.cluster import Cluster
    from extractor.dataset.writer import DatasetWriter

__all__ = [
    "FAILED_STATUSES",
    "ManifestEntry",
    "RunReport",
    "run_batch",
]

FAILED_STATUSES = frozenset(
    {
        "encrypted",
        "corrupt",
        "refused_limit",
        "refused_policy",
        "timeout",
        "memory",
        "crash",
        "io_error",
    }
)
"""Outcomes that mean: somebody wanted this file and did not get it."""

TRANSIENT_STATUSES = frozenset({"timeout", "memory", "crash"})
"""Outcomes that a run on a quieter or larger machine may not see: kept until the run is complete, then dropped."""

MAX_LOOKAHEAD = (
    2000  # files the feeder may be ahead of the writer, should one file take long
)
MAX_FILE_BYTES = (
    256 << 20
)  # bytes of one file; the largest honest disclosure met had 82 MB unpacked


@dataclass(frozen=True)
class ManifestEntry:
    """One row of the manifest and what is volatile about it."""

    path: str
    bytes: int | None
    sha256: str | None
    format: str | None
    status: str
    code: str
    details: Mapping[str, str]
    disclosure_ids: tuple[str, ...]
    seconds: float = 0.0
    peak_bytes: int = 0
    reused: bool = False
    explicit: bool = False
    traceback: str = ""

    def to_row(self, lang: str) -> dict[str, Any]:
        """The row of the table ``manifest``, its sentence in the language of the dataset."""
        return {
            "path": self.path,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "format": self.format,
            "status": self.status,
            "error": f"{self.code}: {format_message(self.code, self.details, lang)}"
            if self.code
            else None,
            "disclosure_ids": ";".join(self.disclosure_ids) or None,
            "misnamed": is_misnamed(self.path, self.format),
        }


@dataclass
class RunReport:
    """What a run did: files by outcome, rows by table, checks by result, issues by severity, documents by grade, the
    first failures."""

    out: str
    total: int = 0
    done: int = 0
    reused: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    failures: list[ManifestEntry] = field(
        default_factory=list
    )  # of named files also those that are no disclosure
    failed: int = 0
    corrections: dict[str, int] = field(default_factory=dict)  # applied, refused
    corrections_idle: int = 0  # of documents that gave no rows in this run
    seconds: float = 0.0

    def add_entry(self, entry: ManifestEntry, counts: Mapping[str, int]) -> None:
        """Take one finished file into the sums."""
        self.done += 1
        self.reused += entry.reused
        self.statuses[entry.status] = self.statuses.get(entry.status, 0) + 1
        for name, number in counts.items():
            table, dot, key = name.partition(".")
            kinds = {
                "checks": self.checks,
                "issues": self.issues,
                "disclosures": self.grades,
                "corrections": self.corrections,
            }
            target, key = (kinds[table], key) if dot else (self.rows, table)
            target[key] = target.get(key, 0) + number
        if entry.status in FAILED_STATUSES or (
            entry.explicit
            and entry.status in ("unsupported", "not_a_disclosure", "skipped")
        ):
            self.failed += 1
            if len(self.failures) < 20:
                self.failures.append(entry)

    @property
    def files_read(self) -> int:
        """Files that gave rows."""
        return sum(
            self.statuses.get(status, 0) for status in ("ok", "partial", "duplicate")
        )


@dataclass
class _PendingFile:
    """One source on its way from feeder to writer."""

    source: SourceFile
    size: int | None = None
    sha256: str = ""
    outcome: Outcome | None = (
        None  # of a source that needs no work or whose work cannot be kept
    )
    done: bool = False
    reused: bool = False


_UNHASHED_REASONS = frozenset(
    {"NOT_FOUND", "NO_MATCH", "UNREADABLE_FOLDER", "SKIP_LINK_OUTSIDE", "SKIP_NO_FILE"}
)
"""Reasons that leave nothing to hash."""


def run_batch(
    paths: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    formats: tuple[str, ...] = ("csv", "parquet"),
    jobs: int = 1,
    dask: str | None = None,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
    exclude: tuple[str, ...] = (),
    limits: TaskLimits | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    fresh: bool = False,
    on_progress: Callable[[RunReport, ManifestEntry | None], None] | None = None,
    work_folder: str | os.PathLike[str] | None = None,
) -> RunReport:
    """Read files and folders into the dataset directory ``out``; what a former run finished is not done again.

    ``paths`` and ``out`` may be URLs (fsspec). A dataset for a URL is made in the folder ``work`` of this machine (one in
    the user's cache unless told), for lock and finished work need a real disk, and put there when it is complete.
    ``watch`` is called with the report so far after each file (and with None while nothing is done). ``fresh`` does all
    work again; ``corrections`` is a CSV file (:mod:`extractor.provenance.corrections`). With ``dask``, the address of a scheduler
    or its scheduler file, its workers do the work instead of ``jobs`` processes here. Raises ExtractorError (NO_INPUT, LOCKED,
    LOCKED_ELSEWHERE, OUT_IS_A_FILE, URL_UNKNOWN, WORKERS_DO_NOT_START, those of :class:`extractor.batch.cluster.Cluster`, of templates and
    of corrections), OSError when the output cannot be written.
    """
    start = time.monotonic()
    given = [os.fspath(path) for path in paths]
    if not has_files(given, os.fspath(out)):
        raise ExtractorError("NO_INPUT", path=", ".join(given), out=out)
    target = RemoteOutput(os.fspath(out)) if is_remote(os.fspath(out)) else None
    home = (
        target.resolve_work_folder(work_folder)
        if target is not None
        else Path(to_local_path(os.fspath(out)))
    )
    if home.exists() and not home.is_dir():
        raise ExtractorError("OUT_IS_A_FILE", path=home)
    folder = str(templates) if templates is not None else None
    right: CorrectionsByHash = (
        {} if corrections is None else load_corrections(corrections)
    )
    report = RunReport(out=str(out))
    store = ResultStore.open(home, _build_fingerprint(lang, folder, right))
    try:
        if fresh:
            store.clear()
        with (
            relax_garbage_collection(),
            nullcontext() if target is None else target.lease(home),
        ):
            hands = _Scheduler(
                store,
                SourceLoader(max_file_bytes),
                lang,
                folder,
                right,
                jobs,
                dask,
                limits or TaskLimits(),
                on_progress,
                report,
            )
            outside = str(home) if target is None else target.url
            with (
                closing(SourceQueue(given, exclude, outside)) as sources,
                TimingsWriter(home) as timings,
            ):
                report.total = len(sources)
                _write_dataset(hands, sources, home, formats, timings)
            if target is not None:
                target.publish(home)
    finally:
        store.close()
    report.seconds = time.monotonic() - start
    return report


def _write_dataset(
    scheduler: _Scheduler,
    sources: SourceQueue,
    folder: Path,
    formats: tuple[str, ...],
    timings: TimingsWriter,
) -> None:
    """Follow the slots in their order; the libraries of the writer load while the first workers are busy."""
    with ExitStack() as stack:
        writer: DatasetWriter | None = None
        beside = CrossDocumentChecker()
        stack.callback(beside.close)
        slots = stack.enter_context(closing(scheduler.process_sources(sources)))
        for slot in chain(slots, (None,)):
            if writer is None:
                told = _digest_inputs(scheduler.templates, scheduler.corrections)
                with low_memory_arrow():
                    from extractor.dataset.writer import DatasetWriter

                    writer = stack.enter_context(
                        DatasetWriter(folder, formats, scheduler.lang, told)
                    )
            if slot is not None:
                _write_file(scheduler, slot, writer, timings, beside)
        assert writer is not None
        compared = beside.iter_rows(scheduler.lang)
        while rows := list(islice(compared, 1000)):
            writer.add_rows({"cross_document_checks": rows})
            scheduler.report.rows["cross_document_checks"] = scheduler.report.rows.get(
                "cross_document_checks", 0
            ) + len(rows)
    scheduler.store.prune_results()
    idle = (
        len(several)
        for sha, several in scheduler.corrections.items()
        if not scheduler.store.is_written(sha)
    )
    scheduler.report.corrections_idle = sum(idle)


def _write_file(
    scheduler: _Scheduler,
    pending: _PendingFile,
    writer: DatasetWriter,
    timings: TimingsWriter,
    cross_document_checks: CrossDocumentChecker,
) -> None:
    """Write one finished file: its rows, its row of the manifest, what is volatile about it."""
    outcome = pending.outcome or scheduler.load_outcome(pending.sha256)
    entry = ManifestEntry(
        path=pending.source.path,
        bytes=pending.size,
        sha256=pending.sha256 or None,
        format=outcome.format,
        status=outcome.status,
        code=outcome.code,
        details=outcome.details,
        disclosure_ids=outcome.disclosure_ids,
        seconds=0.0 if pending.reused else outcome.seconds,
        peak_bytes=0 if pending.reused else outcome.peak_bytes,
        reused=pending.reused,
        explicit=pending.source.explicit,
        traceback=outcome.traceback,
    )
    counts = outcome.counts
    if outcome.disclosure_ids and scheduler.store.is_written(pending.sha256):
        entry, counts = replace(entry, status="duplicate"), {}
    elif outcome.packed_rows:
        scheduler.store.mark_written(pending.sha256)
        found = unpack_rows(outcome.packed_rows)
        writer.add_rows(
            {
                "disclosures": [
                    {**row, "path": entry.path} for row in found.disclosure_rows
                ]
            }
        )
        writer.add_lines(found.csv_by_table, found.row_counts)
        for document, figures in zip(
            found.disclosure_rows, found.comparison_facts, strict=True
        ):
            cross_document_checks.add_disclosure(document, figures)
    writer.add_rows({"manifest": [entry.to_row(scheduler.lang)]})
    timings.add_file(entry.path, entry.seconds, entry.peak_bytes, entry.reused)
    scheduler.report.add_entry(entry, counts)
    if scheduler.on_progress:
        scheduler.on_progress(scheduler.report, entry)


class _Scheduler:
    """Feeder and pool, and the line of slots between them and the writer."""

    def __init__(
        self,
        store: ResultStore,
        loader: SourceLoader,
        lang: str,
        templates: str | None,
        corrections: CorrectionsByHash,
        jobs: int,
        dask: str | None,
        limits: TaskLimits,
        on_progress: Callable[[RunReport, ManifestEntry | None], None] | None,
        report: RunReport,
    ) -> None:
        self.store = store
        self.loader = loader
        self.lang = lang
        self.templates = templates
        self.corrections = corrections
        self.jobs = jobs
        self.dask = dask
        self.limits = limits
        self.on_progress = on_progress
        self.report = report

    def load_outcome(self, sha256: str) -> Outcome:
        """A finished outcome from the store."""
        kept = self.store.get(sha256)
        assert kept is not None
        return _deserialize_outcome(kept)

    def process_sources(self, sources: SourceQueue) -> Generator[_PendingFile]:
        """Slots in the order of the sources, each when it is done."""
        yield from (
            self._process_serially(sources)
            if self.jobs == 1 and self.dask is None
            else self._process_in_parallel(sources)
        )

    def _process_serially(self, sources: SourceQueue) -> Iterator[_PendingFile]:
        work = build_task(self.lang, self.templates, self.corrections)
        for source in sources:
            slot, data = self._prepare_file(source)
            if not slot.done and data is not None:
                try:
                    outcome = work(data, source.path)
                except MemoryError:
                    outcome = build_failed_outcome("memory", "OUT_OF_MEMORY")
                self._store_outcome(slot, outcome)
            yield slot

    def _process_in_parallel(self, sources: SourceQueue) -> Iterator[_PendingFile]:
        pool = self._open_pool()
        line: dict[int, _PendingFile] = {}
        waiting: dict[str, list[_PendingFile]] = {}  # sha256 in work -> its slots
        tasks: dict[int, _PendingFile] = {}
        walk, total = iter(sources), len(sources)
        fed = written = 0
        try:
            while written < total:
                while (
                    fed < total
                    and fed - written < MAX_LOOKAHEAD
                    and pool.has_capacity()
                ):
                    slot, data = self._prepare_file(next(walk), waiting)
                    line[fed] = slot
                    if data is not None and not slot.done:
                        waiting[slot.sha256] = [slot]
                        tasks[fed] = slot
                        pool.submit(fed, data, slot.source.path)
                    elif not slot.done:
                        waiting[slot.sha256].append(slot)
                    fed += 1
                    if written in line and line[written].done:
                        break
                if tasks and not (written in line and line[written].done):
                    for number, result in pool.collect_results(1.0):
                        slot = tasks.pop(number)
                        outcome = (
                            self._build_failure_outcome(result)
                            if isinstance(result, TaskFailure)
                            else result
                        )
                        self._store_outcome(slot, outcome)
                        for copy in waiting.pop(slot.sha256):
                            copy.done = True
                    if self.on_progress:
                        self.on_progress(self.report, None)
                while written in line and line[written].done:
                    yield line.pop(written)
                    written += 1
            pool.close()
        finally:
            pool.close(kill=True)

    def _open_pool(self) -> Pool[Outcome] | Cluster[Outcome]:
        if self.dask is None:
            return Pool(
                self.jobs,
                build_task,
                (self.lang, self.templates, self.corrections),
                self.limits,
            )
        from extractor.batch.cluster import (
            Cluster,
            build_task_from_files,
            read_lexicon_files,
        )

        order = (self.lang, read_lexicon_files(self.templates), self.corrections)
        return Cluster(self.dask, build_task_from_files, order, self.limits)

    def _prepare_file(
        self, source: SourceFile, in_progress: Any = ()
    ) -> tuple[_PendingFile, bytes | None]:
        """A source's slot, and its bytes where there is work to do."""
        slot = _PendingFile(source)
        try:
            if source.skip_code:
                self._set_outcome(
                    slot,
                    build_failed_outcome(
                        source.status, source.skip_code, path=source.path
                    ),
                )
            if source.skip_code in _UNHASHED_REASONS:
                return slot, None
            data, slot.size, slot.sha256 = self.loader.load(source)
            if source.skip_code:
                return slot, None
        except ReadError as error:
            self._set_outcome(slot, slot.outcome or build_refused_outcome(error))
            return slot, None
        except OSError as error:
            if slot.outcome is not None:
                return slot, None
            reason = error.strerror or type(error).__name__
            self._set_outcome(
                slot,
                build_failed_outcome(
                    "io_error", "CANNOT_OPEN", path=source.path, reason=reason
                ),
            )
            return slot, None
        if data is None:
            self._set_outcome(
                slot,
                build_failed_outcome(
                    "refused_limit",
                    "FILE_TOO_LARGE",
                    limit=f"{self.loader.limit >> 20} MB",
                ),
            )
            return slot, None
        if self.store.has(slot.sha256):
            slot.done = True
            slot.reused = not self.store.is_computed_in_run(slot.sha256)
        self.store.mark_seen(slot.sha256)
        return slot, None if slot.done or slot.sha256 in in_progress else data

    def _set_outcome(self, pending: _PendingFile, outcome: Outcome) -> None:
        pending.outcome, pending.done = outcome, True

    def _store_outcome(self, pending: _PendingFile, outcome: Outcome) -> None:
        self.store.put(
            pending.sha256,
            _serialize_outcome(outcome),
            transient=outcome.status in TRANSIENT_STATUSES,
        )
        pending.done = True

    def _build_failure_outcome(self, failure: TaskFailure) -> Outcome:
        code = (
            failure.code
            or {
                "timeout": "OUT_OF_TIME",
                "memory": "OUT_OF_MEMORY",
                "crash": "WORKER_DIED",
            }[failure.cause]
        )
        outcome = build_failed_outcome(
            failure.cause,
            code,
            seconds=f"{self.limits.seconds:g}",
            limit=f"{self.limits.memory >> 20} MB",
            exit=failure.exit_code,
        )
        return replace(outcome, seconds=failure.seconds, peak_bytes=failure.peak_bytes)


def _build_fingerprint(
    lang: str, templates: str | None, corrections: CorrectionsByHash
) -> str:
    """Everything but a file's bytes that its rows depend on."""
    return f"extractor {__version__} {compute_code_digest()} lang {lang} {_digest_inputs(templates, corrections)}"


def _digest_inputs(templates: str | None, corrections: CorrectionsByHash) -> str:
    """Digests of the templates and corrections that a user brings; '' where there are none."""
    if templates is None:
        return digest_of_corrections(corrections)
    words = hashlib.sha256()
    for path in sorted(Path(templates).glob("*.toml")):
        words.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"templates {words.hexdigest()[:16]} {digest_of_corrections(corrections)}".rstrip()


def _serialize_outcome(outcome: Outcome) -> bytes:
    head = {
        name: value for name, value in vars(outcome).items() if name != "packed_rows"
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + outcome.packed_rows


def _deserialize_outcome(serialized: bytes) -> Outcome:
    head, _, rows = serialized.partition(b"\n")
    facts = json.loads(head)
    return Outcome(
        **{**facts, "disclosure_ids": tuple(facts["disclosure_ids"])}, packed_rows=rows
    )
