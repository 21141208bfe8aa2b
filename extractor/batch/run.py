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

from extractor.batch.discover import Source, leads_anywhere
from extractor.batch.fetch import Loader
from extractor.batch.memory import seldom_swept, thrifty_arrow
from extractor.batch.queue import Sources
from extractor.batch.staging import Store
from extractor.batch.task import Outcome, failed, refused, task, unpack
from extractor.batch.timings import Timings
from extractor.batch.upload import Elsewhere
from extractor.batch.urls import is_remote, local
from extractor.batch.worker_pool import Limits, Lost, Pool
from extractor.formats.detect import misnamed
from extractor.i18n import sentence
from extractor.model.issues import ExtractorError, ReadError
from extractor.provenance.corrections import Corrections
from extractor.provenance.corrections import digest as digest_of_corrections
from extractor.provenance.corrections import load as load_corrections
from extractor.validation.cross_document import Across
from extractor.version import __version__, digest

if TYPE_CHECKING:
    from extractor.batch.cluster import Cluster
    from extractor.dataset.writer import DatasetWriter

__all__ = ["FAILED", "Entry", "Report", "run"]

FAILED = frozenset(
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

TRANSIENT = frozenset({"timeout", "memory", "crash"})
"""Outcomes that a run on a quieter or larger machine may not see: kept until the run is complete, then dropped."""

AHEAD = 2000  # files the feeder may be ahead of the writer, should one file take long
LARGEST = (
    256 << 20
)  # bytes of one file; the largest honest disclosure met had 82 MB unpacked


@dataclass(frozen=True)
class Entry:
    """One row of the manifest and what is volatile about it."""

    path: str
    bytes: int | None
    sha256: str | None
    format: str | None
    status: str
    code: str
    details: Mapping[str, str]
    document_ids: tuple[str, ...]
    seconds: float = 0.0
    peak: int = 0
    reused: bool = False
    named: bool = False
    traceback: str = ""

    def row(self, lang: str) -> dict[str, Any]:
        """The row of the table ``manifest``, its sentence in the language of the dataset."""
        return {
            "path": self.path,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "format": self.format,
            "status": self.status,
            "error": f"{self.code}: {sentence(self.code, self.details, lang)}"
            if self.code
            else None,
            "document_ids": ";".join(self.document_ids) or None,
            "misnamed": misnamed(self.path, self.format),
        }


@dataclass
class Report:
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
    failures: list[Entry] = field(
        default_factory=list
    )  # of named files also those that are no disclosure
    failed: int = 0
    corrections: dict[str, int] = field(default_factory=dict)  # applied, refused
    corrections_idle: int = 0  # of documents that gave no rows in this run
    seconds: float = 0.0

    def count(self, entry: Entry, counts: Mapping[str, int]) -> None:
        """Take one finished file into the sums."""
        self.done += 1
        self.reused += entry.reused
        self.statuses[entry.status] = self.statuses.get(entry.status, 0) + 1
        for name, number in counts.items():
            table, dot, key = name.partition(".")
            kinds = {
                "checks": self.checks,
                "issues": self.issues,
                "documents": self.grades,
                "corrections": self.corrections,
            }
            target, key = (kinds[table], key) if dot else (self.rows, table)
            target[key] = target.get(key, 0) + number
        if entry.status in FAILED or (
            entry.named
            and entry.status in ("unsupported", "not_a_disclosure", "skipped")
        ):
            self.failed += 1
            if len(self.failures) < 20:
                self.failures.append(entry)

    @property
    def read(self) -> int:
        """Files that gave rows."""
        return sum(
            self.statuses.get(status, 0) for status in ("ok", "partial", "duplicate")
        )


@dataclass
class _Slot:
    """One source on its way from feeder to writer."""

    source: Source
    size: int | None = None
    sha256: str = ""
    outcome: Outcome | None = (
        None  # of a source that needs no work or whose work cannot be kept
    )
    done: bool = False
    reused: bool = False


_NO_BYTES = frozenset(
    {"NOT_FOUND", "NO_MATCH", "UNREADABLE_FOLDER", "SKIP_LINK_OUTSIDE", "SKIP_NO_FILE"}
)
"""Reasons that leave nothing to hash."""


def run(
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
    limits: Limits | None = None,
    largest: int = LARGEST,
    fresh: bool = False,
    watch: Callable[[Report, Entry | None], None] | None = None,
    work: str | os.PathLike[str] | None = None,
) -> Report:
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
    if not leads_anywhere(given, os.fspath(out)):
        raise ExtractorError("NO_INPUT", path=", ".join(given), out=out)
    target = Elsewhere(os.fspath(out)) if is_remote(os.fspath(out)) else None
    home = target.workshop(work) if target is not None else Path(local(os.fspath(out)))
    if home.exists() and not home.is_dir():
        raise ExtractorError("OUT_IS_A_FILE", path=home)
    folder = str(templates) if templates is not None else None
    right: Corrections = {} if corrections is None else load_corrections(corrections)
    report = Report(out=str(out))
    store = Store.open(home, _edition(lang, folder, right))
    try:
        if fresh:
            store.clear()
        with seldom_swept(), nullcontext() if target is None else target.held(home):
            hands = _Hands(
                store,
                Loader(largest),
                lang,
                folder,
                right,
                jobs,
                dask,
                limits or Limits(),
                watch,
                report,
            )
            outside = str(home) if target is None else target.url
            with (
                closing(Sources(given, exclude, outside)) as sources,
                Timings(home) as timings,
            ):
                report.total = len(sources)
                _write(hands, sources, home, formats, timings)
            if target is not None:
                target.publish(home)
    finally:
        store.close()
    report.seconds = time.monotonic() - start
    return report


def _write(
    hands: _Hands,
    sources: Sources,
    home: Path,
    formats: tuple[str, ...],
    timings: Timings,
) -> None:
    """Follow the slots in their order; the libraries of the writer load while the first workers are busy."""
    with ExitStack() as stack:
        writer: DatasetWriter | None = None
        beside = Across()
        stack.callback(beside.close)
        slots = stack.enter_context(closing(hands.slots(sources)))
        for slot in chain(slots, (None,)):
            if writer is None:
                told = _words(hands.templates, hands.corrections)
                with thrifty_arrow():
                    from extractor.dataset.writer import DatasetWriter

                    writer = stack.enter_context(
                        DatasetWriter(home, formats, hands.lang, told)
                    )
            if slot is not None:
                _follow(hands, slot, writer, timings, beside)
        assert writer is not None
        compared = beside.rows(hands.lang)
        while rows := list(islice(compared, 1000)):
            writer.add({"across": rows})
            hands.report.rows["across"] = hands.report.rows.get("across", 0) + len(rows)
    hands.store.keep()
    idle = (
        len(several)
        for sha, several in hands.corrections.items()
        if not hands.store.written(sha)
    )
    hands.report.corrections_idle = sum(idle)


def _follow(
    hands: _Hands,
    slot: _Slot,
    writer: DatasetWriter,
    timings: Timings,
    beside: Across,
) -> None:
    """Write one finished file: its rows, its row of the manifest, what is volatile about it."""
    outcome = slot.outcome or hands.finished(slot.sha256)
    entry = Entry(
        path=slot.source.path,
        bytes=slot.size,
        sha256=slot.sha256 or None,
        format=outcome.format,
        status=outcome.status,
        code=outcome.code,
        details=outcome.details,
        document_ids=outcome.document_ids,
        seconds=0.0 if slot.reused else outcome.seconds,
        peak=0 if slot.reused else outcome.peak,
        reused=slot.reused,
        named=slot.source.named,
        traceback=outcome.traceback,
    )
    counts = outcome.counts
    if outcome.document_ids and hands.store.written(slot.sha256):
        entry, counts = replace(entry, status="duplicate"), {}
    elif outcome.rows:
        hands.store.write(slot.sha256)
        found = unpack(outcome.rows)
        writer.add(
            {"documents": [{**row, "path": entry.path} for row in found.documents]}
        )
        writer.add_lines(found.lines, found.counts)
        for document, figures in zip(found.documents, found.figures, strict=True):
            beside.add(document, figures)
    writer.add({"manifest": [entry.row(hands.lang)]})
    timings.add(entry.path, entry.seconds, entry.peak, entry.reused)
    hands.report.count(entry, counts)
    if hands.watch:
        hands.watch(hands.report, entry)


class _Hands:
    """Feeder and pool, and the line of slots between them and the writer."""

    def __init__(
        self,
        store: Store,
        loader: Loader,
        lang: str,
        templates: str | None,
        corrections: Corrections,
        jobs: int,
        dask: str | None,
        limits: Limits,
        watch: Callable[[Report, Entry | None], None] | None,
        report: Report,
    ) -> None:
        self.store = store
        self.loader = loader
        self.lang = lang
        self.templates = templates
        self.corrections = corrections
        self.jobs = jobs
        self.dask = dask
        self.limits = limits
        self.watch = watch
        self.report = report

    def finished(self, sha256: str) -> Outcome:
        """A finished outcome from the store."""
        kept = self.store.get(sha256)
        assert kept is not None
        return _unpack(kept)

    def slots(self, sources: Sources) -> Generator[_Slot]:
        """Slots in the order of the sources, each when it is done."""
        yield from (
            self._alone(sources)
            if self.jobs == 1 and self.dask is None
            else self._together(sources)
        )

    def _alone(self, sources: Sources) -> Iterator[_Slot]:
        work = task(self.lang, self.templates, self.corrections)
        for source in sources:
            slot, data = self._slot(source)
            if not slot.done and data is not None:
                try:
                    outcome = work(data, source.path)
                except MemoryError:
                    outcome = failed("memory", "OUT_OF_MEMORY")
                self._finish(slot, outcome)
            yield slot

    def _together(self, sources: Sources) -> Iterator[_Slot]:
        pool = self._crew()
        line: dict[int, _Slot] = {}
        waiting: dict[str, list[_Slot]] = {}  # sha256 in work -> its slots
        tasks: dict[int, _Slot] = {}
        walk, total = iter(sources), len(sources)
        fed = written = 0
        try:
            while written < total:
                while fed < total and fed - written < AHEAD and pool.room():
                    slot, data = self._slot(next(walk), waiting)
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
                    for number, result in pool.results(1.0):
                        slot = tasks.pop(number)
                        outcome = (
                            self._lost(result) if isinstance(result, Lost) else result
                        )
                        self._finish(slot, outcome)
                        for copy in waiting.pop(slot.sha256):
                            copy.done = True
                    if self.watch:
                        self.watch(self.report, None)
                while written in line and line[written].done:
                    yield line.pop(written)
                    written += 1
            pool.close()
        finally:
            pool.close(kill=True)

    def _crew(self) -> Pool[Outcome] | Cluster[Outcome]:
        if self.dask is None:
            return Pool(
                self.jobs,
                task,
                (self.lang, self.templates, self.corrections),
                self.limits,
            )
        from extractor.batch.cluster import Cluster, task_of_words, words_of

        order = (self.lang, words_of(self.templates), self.corrections)
        return Cluster(self.dask, task_of_words, order, self.limits)

    def _slot(self, source: Source, waiting: Any = ()) -> tuple[_Slot, bytes | None]:
        """A source's slot, and its bytes where there is work to do."""
        slot = _Slot(source)
        try:
            if source.skip:
                self._settle(slot, failed(source.status, source.skip, path=source.path))
            if source.skip in _NO_BYTES:
                return slot, None
            data, slot.size, slot.sha256 = self.loader.load(source)
            if source.skip:
                return slot, None
        except ReadError as error:
            self._settle(slot, slot.outcome or refused(error))
            return slot, None
        except OSError as error:
            if slot.outcome is not None:
                return slot, None
            reason = error.strerror or type(error).__name__
            self._settle(
                slot, failed("io_error", "CANNOT_OPEN", path=source.path, reason=reason)
            )
            return slot, None
        if data is None:
            self._settle(
                slot,
                failed(
                    "refused_limit",
                    "FILE_TOO_LARGE",
                    limit=f"{self.loader.limit >> 20} MB",
                ),
            )
            return slot, None
        if self.store.has(slot.sha256):
            slot.done = True
            slot.reused = not self.store.worked(slot.sha256)
        self.store.meet(slot.sha256)
        return slot, None if slot.done or slot.sha256 in waiting else data

    def _settle(self, slot: _Slot, outcome: Outcome) -> None:
        slot.outcome, slot.done = outcome, True

    def _finish(self, slot: _Slot, outcome: Outcome) -> None:
        self.store.put(
            slot.sha256, _pack(outcome), transient=outcome.status in TRANSIENT
        )
        slot.done = True

    def _lost(self, lost: Lost) -> Outcome:
        code = (
            lost.code
            or {
                "timeout": "OUT_OF_TIME",
                "memory": "OUT_OF_MEMORY",
                "crash": "WORKER_DIED",
            }[lost.cause]
        )
        outcome = failed(
            lost.cause,
            code,
            seconds=f"{self.limits.seconds:g}",
            limit=f"{self.limits.memory >> 20} MB",
            exit=lost.exit,
        )
        return replace(outcome, seconds=lost.seconds, peak=lost.peak)


def _edition(lang: str, templates: str | None, corrections: Corrections) -> str:
    """Everything but a file's bytes that its rows depend on."""
    return f"extractor {__version__} {digest()} lang {lang} {_words(templates, corrections)}"


def _words(templates: str | None, corrections: Corrections) -> str:
    """Digests of the templates and corrections that a user brings; '' where there are none."""
    if templates is None:
        return digest_of_corrections(corrections)
    words = hashlib.sha256()
    for path in sorted(Path(templates).glob("*.toml")):
        words.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"templates {words.hexdigest()[:16]} {digest_of_corrections(corrections)}".rstrip()


def _pack(outcome: Outcome) -> bytes:
    head = {name: value for name, value in vars(outcome).items() if name != "rows"}
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + outcome.rows


def _unpack(kept: bytes) -> Outcome:
    head, _, rows = kept.partition(b"\n")
    facts = json.loads(head)
    return Outcome(**{**facts, "document_ids": tuple(facts["document_ids"])}, rows=rows)
