"""The run: find the files, read each once, write all in the order of their names,
remember what is finished.

Three parts work concurrently. The *feeder* walks the sorted sources,
hashes their bytes and passes unfinished ones to a worker. The *pool*
(or this process, with one job) does the work and each result is stored
at once. The *writer* writes finished results in the order of the names,
so the dataset is the same for any number of jobs and memory does not
grow with the number of files.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Container, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extractor.batch.dataset_reuse import FormerDataset, InputsDigest
from extractor.batch.discover import has_files
from extractor.batch.dropped_options import UNJOINED_EDITION, find_dropped_options
from extractor.batch.fetch import SourceLoader, read_file_state
from extractor.batch.joiner import FileJoiner, PendingFile, PrepareItem, SourceList
from extractor.batch.memory import low_memory_arrow
from extractor.batch.outcome import (
    Outcome,
    TaskData,
    build_failed_outcome,
    build_refused_outcome,
)
from extractor.batch.part_writer import (
    MIN_FILES_FOR_WORKERS,
    RunWriter,
    iter_former_entries,
)
from extractor.batch.portraits import FilePortrait
from extractor.batch.publications import PublicationRegister
from extractor.batch.queue import SourceQueue
from extractor.batch.run_report import FAILED_STATUSES, ManifestEntry, RunReport
from extractor.batch.source_file import SourceFile
from extractor.batch.staging import KnownFile, ResultStore, StoredOutcome
from extractor.batch.task import build_task
from extractor.batch.timings import TimingsWriter
from extractor.batch.upload import RemoteOutput
from extractor.batch.urls import is_remote, to_local_path
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from extractor.dataclass import dataclass
from extractor.dataset.datapackage import DESCRIPTOR
from extractor.dataset.dataset_parts import list_file_states
from extractor.dataset.format_libraries import require_formats
from extractor.garbage import relax_garbage_collection
from extractor.lexicon.lexicon import load_bundled_lexicons, load_lexicons
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ExtractorError, ReadError
from extractor.provenance.corrections import CorrectionsByHash, load_corrections
from extractor.provenance.corrections import compute_digest as digest_of_corrections
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

T = TypeVar("T")

TRANSIENT_STATUSES = frozenset(
    {ManifestStatus.TIMEOUT, ManifestStatus.MEMORY, ManifestStatus.CRASH}
)
"""Outcomes that a run on a quieter or larger machine may not see: kept until the run is
complete, then dropped."""

MAX_LOOKAHEAD = 2000
"""Files that the feeder may be ahead of the writer, should one file take long."""
MAX_FILE_BYTES = 256 << 20
"""Bytes of one file; the largest honest disclosure met had 82 MB unpacked."""


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
    sources: str | os.PathLike[str] | None = None,
    exclude: tuple[str, ...] = (),
    limits: TaskLimits | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    fresh: bool = False,
    one_file_one_disclosure: bool = False,
    on_progress: Callable[[RunReport, ManifestEntry | None], None] | None = None,
    work_folder: str | os.PathLike[str] | None = None,
) -> RunReport:
    """Read files and folders into a dataset directory; what a former run finished is
    not done again.

    Args:
        paths: files, folders, patterns, or URLs (fsspec).
        out: the dataset directory, or a URL: then the dataset is made in a folder of
            this machine, for its lock and finished work need a real disk, and put
            there when it is complete.
        formats: csv, parquet, jsonl, duckdb, xlsx, partitioned.
        jobs: worker processes; 1 does the work in this process.
        dask: address of a Dask scheduler, or its scheduler file; its workers then do
            the work instead of processes here.
        lang: language of the messages in the dataset, zh or en.
        templates: folder of further lexicon files.
        corrections: CSV file, see :mod:`extractor.provenance.corrections`.
        sources: CSV file, see :mod:`extractor.batch.publications`.
        exclude: patterns of names not to be read.
        limits: seconds and bytes that one file may take.
        max_file_bytes: size of the largest file that is read.
        fresh: do all work again.
        one_file_one_disclosure: join no files, whatever they say.
        on_progress: called with the report so far after each file, and with None
            while nothing is done.
        work_folder: folder for a dataset whose ``out`` is a URL; one in the user's
            cache by default.

    Returns:
        What the run did.

    Raises:
        ExtractorError: NO_INPUT, NO_SUCH_FORMAT, EXTRA_MISSING, LOCKED, LOCKED_ELSEWHERE, OUT_IS_A_FILE,
            OUT_IS_AN_INPUT, URL_UNKNOWN, WORKERS_DO_NOT_START, those of
            :class:`extractor.batch.cluster.Cluster`, of lexicons, of corrections and of
            the list of sources.
        OSError: the output cannot be written.
    """
    start = time.monotonic()
    out_location = os.fspath(out)
    given = [os.fspath(path) for path in paths]
    if not has_files(given, out_location):
        raise ExtractorError("NO_INPUT", path=", ".join(given), out=out)
    require_formats(formats)
    folder, remote = _choose_folder(out_location, work_folder)
    _refuse_input_folder(given, folder)
    options = _RunOptions(
        lang=lang,
        templates=None if templates is None else str(templates),
        corrections={} if corrections is None else load_corrections(corrections),
        jobs=jobs,
        dask=dask,
        limits=limits or TaskLimits(),
        joins_files=not one_file_one_disclosure,
        on_progress=on_progress,
    )
    options.check_lexicons()
    register = PublicationRegister.load(sources)
    given_options = {
        "corrections": corrections,
        "templates": templates,
        "sources": sources,
        UNJOINED_EDITION: one_file_one_disclosure,
    }
    report = RunReport(out=str(out))
    store = ResultStore.open(folder, options.build_fingerprint())
    with closing(store), relax_garbage_collection(), ExitStack() as stack:
        if fresh:
            store.clear()
        if remote is not None:
            stack.enter_context(remote.lease(folder))
        descriptor = _read_descriptor(folder, remote)
        report.dropped_options = find_dropped_options(
            descriptor, given_options, formats
        )
        loader = SourceLoader(max_file_bytes)
        scheduler = Scheduler(store, loader, options, report, register, formats)
        excluded_output = remote.url if remote is not None else str(folder)
        with (
            closing(SourceQueue(given, exclude, excluded_output)) as queue,
            TimingsWriter(folder) as timings,
        ):
            report.total = len(queue)
            _make_dataset(scheduler, queue, folder, timings)
        if remote is not None:
            remote.publish(folder)
    report.seconds = time.monotonic() - start
    return report


def _refuse_input_folder(paths: Iterable[str], folder: Path) -> None:
    """Raise an error where the output is a folder that is to be read."""
    for path in paths:
        if is_remote(path):
            continue
        if Path(to_local_path(path)).resolve() == folder.resolve():
            raise ExtractorError("OUT_IS_AN_INPUT", path=folder)


def _choose_folder(
    out: str, work_folder: str | os.PathLike[str] | None
) -> tuple[Path, RemoteOutput | None]:
    """The folder in which the dataset is made, and the remote output it is sent to
    where ``out`` is a URL."""
    remote: RemoteOutput | None = None
    folder = Path(to_local_path(out))
    if is_remote(out):
        remote = RemoteOutput(out)
        folder = remote.resolve_work_folder(work_folder)
    if folder.exists() and not folder.is_dir():
        raise ExtractorError("OUT_IS_A_FILE", path=folder)
    return folder, remote


def _read_descriptor(folder: Path, remote: RemoteOutput | None) -> bytes | None:
    """The data package of the dataset that the run replaces; None where there is
    none."""
    if remote is not None:
        return remote.read_descriptor()
    try:
        return (folder / DESCRIPTOR).read_bytes()
    except OSError:
        return None


@dataclass(frozen=True)
class _RunOptions:
    """What a user chose for the work of one run."""

    lang: str
    templates: str | None
    corrections: CorrectionsByHash
    jobs: int
    dask: str | None
    limits: TaskLimits
    joins_files: bool
    on_progress: Callable[[RunReport, ManifestEntry | None], None] | None

    def check_lexicons(self) -> None:
        """Fail here on a faulty lexicon; in a worker its message would be lost."""
        if self.templates is None:
            load_bundled_lexicons()
        else:
            load_lexicons(Path(self.templates))

    def build_fingerprint(self) -> str:
        """Everything that the rows of all files depend on.

        What those of one file depend on besides is told by
        :meth:`describe_conditions`.
        """
        program = f"extractor {__version__} {compute_code_digest()}"
        return f"{program} lang {self.lang} {self.digest_lexicons()}".rstrip()

    def describe_conditions(self, sha256: str, name: str) -> str:
        """What the rows of one file depend on besides its bytes: its name, and the
        corrections that are of it.

        A correction is of one file, so a new one costs no work on the
        others.
        """
        own = self.corrections.get(sha256, ())
        if not own:
            return name
        return f"{name} {digest_of_corrections({sha256: own})}"

    def digest_lexicons(self) -> str:
        """A digest of the lexicons that a user brings; '' where there are none."""
        if self.templates is None:
            return ""
        words = hashlib.sha256()
        for path in sorted(Path(self.templates).glob("*.toml")):
            words.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return f"templates {words.hexdigest()[:16]}"

    def digest_inputs(self) -> str:
        """Digests of the lexicons and corrections that a user brings, and the choice
        to join no files; '' where there is nothing of it."""
        parts = [self.digest_lexicons(), digest_of_corrections(self.corrections)]
        if not self.joins_files:
            parts.append(UNJOINED_EDITION)
        return " ".join(filter(None, parts))


def _make_dataset(
    scheduler: Scheduler,
    sources: SourceQueue,
    folder: Path,
    timings: TimingsWriter,
) -> None:
    """Write the dataset, unless that of a former run is the same."""
    if not _keep_dataset(scheduler, sources, folder, timings):
        _write_dataset(scheduler, sources, folder, timings)


def _keep_dataset(
    scheduler: Scheduler, sources: SourceQueue, folder: Path, timings: TimingsWriter
) -> bool:
    """Keep the dataset of a former run where this run would make the same again.

    Returns:
        False where something has changed, or where that cannot be seen without reading
        the files.
    """
    former = FormerDataset.load(scheduler.store)
    if not former.inputs or not former.is_intact(folder, former.states):
        return False
    if scheduler.digest_known_sources(sources) != former.inputs:
        return False
    report = scheduler.report
    for entry in iter_former_entries(scheduler.store):
        timings.add_file(entry.path, entry.seconds, entry.peak_bytes, entry.reused)
        report.done += 1
        report.add_entry(entry, {})
        scheduler.report_progress(entry)
    report.take_sums(former.sums)
    return True


def _write_dataset(
    scheduler: Scheduler,
    sources: SourceQueue,
    folder: Path,
    timings: TimingsWriter,
) -> None:
    """Write the files in their order; the libraries of the writer load while the first
    workers are busy."""
    store = scheduler.store
    former = FormerDataset.load(store)
    with ExitStack() as stack:
        joiner = FileJoiner(scheduler)
        stack.callback(joiner.close)
        pending_files = joiner.process_sources(sources)
        stack.enter_context(closing(pending_files))
        first_files = list(islice(pending_files, 1))
        with low_memory_arrow():
            from extractor.dataset.writer import DatasetWriter

            inputs = scheduler.digest_inputs()
            writer = DatasetWriter(folder, scheduler.formats, scheduler.lang, inputs)
        stack.enter_context(writer)
        files = former.open_files(folder, writer)
        jobs = scheduler.count_part_workers()
        run_writer = RunWriter(scheduler, writer, timings, files, jobs)
        stack.callback(run_writer.close)
        for joined in chain(first_files, pending_files):
            run_writer.add_file(joined)
        run_writer.finish()
        store.prune_results()
        scheduler.report.corrections_idle = _count_idle_corrections(scheduler)
    _keep_summary(scheduler, writer)


def _count_idle_corrections(scheduler: Scheduler) -> int:
    return sum(
        len(corrections)
        for sha256, corrections in scheduler.options.corrections.items()
        if not scheduler.store.is_written(sha256)
    )


def _keep_summary(scheduler: Scheduler, writer: DatasetWriter) -> None:
    """Keep what the next run must know of the dataset that is complete."""
    report = scheduler.report
    inputs = scheduler.inputs.compute()
    if not writer.takes_parts or not TRANSIENT_STATUSES.isdisjoint(report.statuses):
        inputs = ""
    states = list_file_states(writer.out, (*writer.file_names, DESCRIPTOR))
    FormerDataset(states, inputs, report.get_sums()).save(scheduler.store)


class Scheduler:
    """Gives sources to workers, and finished files to the writer in the order of the
    sources."""

    def __init__(
        self,
        store: ResultStore,
        loader: SourceLoader,
        options: _RunOptions,
        report: RunReport,
        register: PublicationRegister,
        formats: tuple[str, ...],
    ) -> None:
        self.register = register
        self.store = store
        self.loader = loader
        self.options = options
        self.report = report
        self.formats = formats
        self.inputs = self._start_digest()

    @property
    def lang(self) -> str:
        """Language of the messages in the dataset."""
        return self.options.lang

    @property
    def joins_files(self) -> bool:
        """False where each file is a disclosure of its own."""
        return self.options.joins_files

    def digest_inputs(self) -> str:
        """Digests of all that a user brings besides the files."""
        digests = (self.options.digest_inputs(), self.register.compute_digest())
        return " ".join(filter(None, digests))

    def _start_digest(self) -> InputsDigest:
        settings = self.formats, self.loader.limit, self.digest_inputs()
        return InputsDigest(settings)

    def digest_known_sources(self, sources: SourceQueue) -> str:
        """A digest of the sources as a former run knows them; '' where one of them may
        have changed."""
        digest = self._start_digest()
        for source in sources:
            sha256 = ""
            if source.skip_code not in _UNHASHED_REASONS:
                sha256 = self._confirm_known(source)
                if not sha256:
                    return ""
            digest.add_source(source, sha256)
        return digest.compute()

    def _confirm_known(self, source: SourceFile) -> str:
        """The digest of a file that a former run has read; '' where it may have
        changed.

        A file whose times tell nothing, or others than before, is read:
        a copied folder has other times and the same bytes.
        """
        state = read_file_state(source.location)
        known = self.store.find_known(source.location, source.member_index)
        if known is None or known.state == state:
            return known.sha256 if known else ""
        try:
            _, size, sha256 = self.loader.load(source)
        except (OSError, ReadError):
            return ""
        if sha256 != known.sha256:
            return ""
        self._keep_known(source, state, size, sha256)
        return sha256

    def _keep_known(
        self, source: SourceFile, state: str | None, size: int, sha256: str
    ) -> None:
        if not is_remote(source.location):
            file = KnownFile(state or "", size, sha256)
            self.store.put_known(source.location, source.member_index, file)

    def _find_known(self, source: SourceFile, state: str | None) -> KnownFile | None:
        """What a former run knows of a file that has not changed since."""
        known = self.store.find_known(source.location, source.member_index)
        if known is None or state is None or known.state != state:
            return None
        return known

    def describe_conditions(self, pending: PendingFile) -> str:
        """What the rows of a file depend on besides its bytes."""
        return self.options.describe_conditions(pending.sha256, pending.name)

    def load_outcome(self, sha256: str) -> Outcome:
        """A finished outcome from the store."""
        return _deserialize_outcome(self.store.get_outcome(sha256), sha256)

    def report_progress(self, entry: ManifestEntry | None = None) -> None:
        if self.options.on_progress:
            self.options.on_progress(self.report, entry)

    def process_sources(self, sources: SourceList) -> Generator[PendingFile]:
        """The files in the order of the sources, each when it is done."""
        self.inputs = self._start_digest()
        for pending in self.process_items(sources, len(sources), self._prepare_file):
            self.report.done += 1
            source = pending.source
            self.inputs.add_source(source, pending.sha256)
            self.register.add_file(source.path, source.location, pending.sha256)
            yield pending

    def process_items(
        self, items: Iterable[T], total: int, prepare: PrepareItem[T]
    ) -> Generator[PendingFile]:
        """Process sources or groups of them in their order.

        Args:
            items: What is to be processed.
            total: How many there are.
            prepare: Loads one; given what is in work, it tells what there is to do.
        """
        if self.options.jobs == 1 and self.options.dask is None:
            yield from self._process_serially(items, prepare)
        else:
            yield from self._process_in_parallel(items, total, prepare)

    def _process_serially(
        self, items: Iterable[T], prepare: PrepareItem[T]
    ) -> Iterator[PendingFile]:
        options = self.options
        work = build_task(options.lang, options.templates, options.corrections)
        for item in items:
            pending, data = prepare(item, ())
            if not pending.done and data is not None:
                try:
                    outcome = work(data, pending.source.path)
                except MemoryError:
                    outcome = build_failed_outcome(
                        ManifestStatus.MEMORY, "OUT_OF_MEMORY"
                    )
                self._store_outcome(pending, outcome)
            yield pending

    def _process_in_parallel(
        self, items: Iterable[T], total: int, prepare: PrepareItem[T]
    ) -> Iterator[PendingFile]:
        with _ParallelWork(self._open_pool(), total) as work:
            unread = iter(items)
            while not work.is_complete:
                while work.wants_file:
                    pending, data = prepare(next(unread), work.copies)
                    work.add_file(pending, data)
                    if work.is_next_done:
                        break
                if work.must_wait:
                    for pending, result in work.collect_results():
                        self._store_outcome(pending, self._build_outcome(result))
                        work.finish_copies(pending.sha256)
                    self.report_progress()
                yield from work.take_finished()

    def count_part_workers(self) -> int:
        """Count the workers that are to write parts: none on a cluster, which may see
        other folders, and none for a short run."""
        options = self.options
        is_long = self.report.total >= MIN_FILES_FOR_WORKERS
        return options.jobs if options.dask is None and is_long else 1

    def _open_pool(self) -> Pool[Outcome] | Cluster[Outcome]:
        options = self.options
        if options.dask is None:
            arguments = (options.lang, options.templates, options.corrections)
            return Pool(options.jobs, build_task, arguments, options.limits)
        from extractor.batch.cluster import (
            Cluster,
            build_task_from_files,
            read_lexicon_files,
        )

        lexicon_files = read_lexicon_files(options.templates)
        job = (options.lang, lexicon_files, options.corrections)
        return Cluster(options.dask, build_task_from_files, job, options.limits)

    def _prepare_file(
        self, source: SourceFile, in_progress: Container[str] = ()
    ) -> tuple[PendingFile, bytes | None]:
        """Load a source.

        Returns:
            The file, and its bytes where there is work to do.
        """
        pending = PendingFile(source, name=source.path.rpartition("/")[2])
        if source.skip_code:
            self._refuse(pending, source.status, source.skip_code, path=source.path)
        if source.skip_code in _UNHASHED_REASONS:
            return pending, None
        data = self._load_unknown(pending)
        if pending.done or data is None:
            return pending, None
        self._take_result(pending)
        if pending.done or pending.sha256 in in_progress:
            return pending, None
        return pending, data

    def _load_unknown(self, pending: PendingFile) -> bytes | None:
        """The bytes of a file; None where none are needed or there are none, with the
        outcome."""
        source = pending.source
        state = read_file_state(source.location)
        known = self._find_known(source, state)
        if known is not None and self._take_known(pending, known):
            return None
        data = self._load_bytes(pending)
        if data is not None:
            self._keep_known(source, state, len(data), pending.sha256)
        return data

    def _take_known(self, pending: PendingFile, known: KnownFile) -> bool:
        """Take a file without reading it; False where there is work to do."""
        pending.size, pending.sha256 = known.size, known.sha256
        if pending.done:
            return True
        if not self.store.has(pending.sha256, self.describe_conditions(pending)):
            return False
        self._take_result(pending)
        return True

    def _take_result(self, pending: PendingFile) -> None:
        """Take the result of a file where one is kept."""
        if self.store.has(pending.sha256, self.describe_conditions(pending)):
            pending.done = True
            pending.reused = not self.store.is_computed_in_run(pending.sha256)
        self.store.mark_seen(pending.sha256)

    def _load_bytes(self, pending: PendingFile) -> bytes | None:
        """The bytes of a file; None where it cannot be read or is too large, with the
        outcome that gives the reason."""
        source = pending.source
        data = None
        try:
            data, pending.size, pending.sha256 = self.loader.load(source)
        except ReadError as error:
            if not pending.done:
                pending.set_outcome(build_refused_outcome(error))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            if not pending.done:
                self._refuse(
                    pending,
                    ManifestStatus.IO_ERROR,
                    "CANNOT_OPEN",
                    path=source.path,
                    reason=reason,
                )
        if data is None and not pending.done:
            limit = f"{self.loader.limit >> 20} MB"
            self._refuse(
                pending, ManifestStatus.REFUSED_LIMIT, "FILE_TOO_LARGE", limit=limit
            )
        return data

    def _refuse(
        self, pending: PendingFile, status: str, code: str, **details: str
    ) -> None:
        pending.set_outcome(build_failed_outcome(status, code, **details))

    def _store_outcome(self, pending: PendingFile, outcome: Outcome) -> None:
        is_transient = outcome.status in TRANSIENT_STATUSES
        self.store.put(
            pending.sha256,
            self.describe_conditions(pending),
            _serialize_outcome(outcome),
            bytes(outcome.packed_rows),
            transient=is_transient,
        )
        pending.done = True

    def _build_outcome(self, result: Outcome | TaskFailure) -> Outcome:
        """The outcome of a task, also of one that its worker did not survive."""
        if isinstance(result, Outcome):
            return result
        outcome = build_failed_outcome(
            result.cause,
            result.code or _CODES_BY_CAUSE[result.cause],
            seconds=f"{self.options.limits.seconds:g}",
            limit=f"{self.options.limits.memory >> 20} MB",
            exit=result.exit_code,
        )
        return replace(outcome, seconds=result.seconds, peak_bytes=result.peak_bytes)


_CODES_BY_CAUSE = {
    ManifestStatus.TIMEOUT: "OUT_OF_TIME",
    ManifestStatus.MEMORY: "OUT_OF_MEMORY",
    ManifestStatus.CRASH: "WORKER_DIED",
}


class _ParallelWork:
    """Files between the feeder and the writer while workers are busy.

    Files are numbered from 0 in the order of the sources and leave in
    that order.
    """

    def __init__(self, pool: Pool[Outcome] | Cluster[Outcome], total: int) -> None:
        self._pool = pool
        self._total = total
        self._n_added = 0
        self._n_written = 0
        self._files: dict[int, PendingFile] = {}
        self._tasks: dict[int, PendingFile] = {}
        self.copies: dict[str, list[PendingFile]] = {}
        """Files of the same bytes by the hash that is in work."""

    def __enter__(self) -> _ParallelWork:
        return self

    def __exit__(self, error_type: type[BaseException] | None, *_: object) -> None:
        try:
            if error_type is None:
                self._pool.close()
        finally:
            self._pool.close(kill=True)

    @property
    def is_complete(self) -> bool:
        return self._n_written >= self._total

    @property
    def wants_file(self) -> bool:
        """True while there are files left, the writer is not too far behind, and a
        worker is free."""
        if self._n_added >= self._total:
            return False
        is_near = self._n_added - self._n_written < MAX_LOOKAHEAD
        return is_near and self._pool.has_capacity()

    @property
    def is_next_done(self) -> bool:
        """True when the file that the writer wants next is done."""
        return self._n_written in self._files and self._files[self._n_written].done

    @property
    def must_wait(self) -> bool:
        return bool(self._tasks) and not self.is_next_done

    def add_file(self, pending: PendingFile, data: TaskData | None) -> None:
        """Add the next file; its bytes go to a worker, without bytes it waits for a
        file of the same bytes."""
        self._files[self._n_added] = pending
        if pending.done:
            pass
        elif data is None:
            self.copies[pending.sha256].append(pending)
        else:
            self.copies[pending.sha256] = [pending]
            self._tasks[self._n_added] = pending
            self._pool.submit(self._n_added, data, pending.source.path)
        self._n_added += 1

    def collect_results(self) -> Iterator[tuple[PendingFile, Outcome | TaskFailure]]:
        for number, result in self._pool.collect_results(1.0):
            yield self._tasks.pop(number), result

    def finish_copies(self, sha256: str) -> None:
        for pending in self.copies.pop(sha256):
            pending.done = True

    def take_finished(self) -> Iterator[PendingFile]:
        """The files that the writer can have now, in order."""
        while self.is_next_done:
            yield self._files.pop(self._n_written)
            self._n_written += 1


_UNKEPT_FIELDS = ("packed_rows", "rows_key", "digest")
_VOLATILE_FIELDS = ("seconds", "peak_bytes")


def _serialize_outcome(outcome: Outcome) -> StoredOutcome:
    """An outcome without its rows as JSON, with a digest of all that is not
    volatile."""
    facts = dict(vars(outcome))
    for name in _UNKEPT_FIELDS:
        del facts[name]
    lasting = {name: one for name, one in facts.items() if name not in _VOLATILE_FIELDS}
    digest = hashlib.sha256(json.dumps(lasting).encode())
    digest.update(outcome.packed_rows)
    head = json.dumps(facts, ensure_ascii=False).encode()
    return StoredOutcome(head, bool(outcome.packed_rows), digest.hexdigest())


def _deserialize_outcome(stored: StoredOutcome, key: str) -> Outcome:
    facts = json.loads(stored.head)
    facts["disclosure_ids"] = tuple(facts["disclosure_ids"])
    if facts["portrait"] is not None:
        facts["portrait"] = FilePortrait.parse_json(facts["portrait"])
    if not stored.has_rows:
        key = ""
    return Outcome(**facts, rows_key=key, digest=stored.digest)
