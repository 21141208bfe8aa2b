"""From finished files to the dataset, part by part.

A part is the files up to one whose path says that a part ends there: so
it is the same in every run that meets them. Its key is a digest of all
that its rows are made of. Where the former dataset has a part of that
key, its bytes are copied. Other parts are written by workers, each to a
folder of its own, and copied from there; a short run, and one whose
tables go into files of all tables, writes them itself.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from extractor.batch.joiner import JoinedFile, build_doubt_rows, iter_membership_rows
from extractor.batch.memory import low_memory_arrow, release_memory
from extractor.batch.outcome import fill_in_paths, unpack_heads, unpack_rows
from extractor.batch.publications import PublicationRegister, build_issue_rows
from extractor.batch.run_report import ManifestEntry, RunReport
from extractor.batch.staging import STATE_FOLDER
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from extractor.dataclass import dataclass
from extractor.dataset.dataset_parts import DatasetPart, FormerFiles
from extractor.model.enums import ManifestStatus
from extractor.validation.cross_document import CrossDocumentChecker

if TYPE_CHECKING:
    from extractor.batch.staging import ResultStore
    from extractor.batch.timings import TimingsWriter
    from extractor.dataset.writer import DatasetWriter

__all__ = [
    "RunWriter",
    "iter_former_entries",
]

PART_FILES = 256
"""Files of a part in the mean. A changed file costs the making of so many files' rows;
a part costs the places of its columns in every table."""

MIN_FILES_FOR_WORKERS = 4 * PART_FILES
"""Files of a run whose parts are written by workers; for fewer, they are not worth
their start."""
_MAX_PART_WORKERS = 8
_PART_LIMITS = TaskLimits(seconds=600.0)

IssueRows = list[list[dict[str, Any]]]


class WritingRun(Protocol):
    """The run whose files are written: all that writing needs of it."""

    store: ResultStore
    register: PublicationRegister
    report: RunReport

    @property
    def lang(self) -> str:
        """Language of the messages in the dataset."""

    def report_progress(self, entry: ManifestEntry | None = None) -> None:
        """Tell that a file is written."""


@dataclass(frozen=True)
class _PlannedFile:
    """A file that waits for the end of its part."""

    joined: JoinedFile
    entry: ManifestEntry
    counts: Mapping[str, int]
    has_rows: bool = False
    issues: tuple[list[dict[str, Any]], ...] = ()
    """Those that only the run knows, for each disclosure."""

    @property
    def content(self) -> tuple[Any, ...]:
        """All that its rows are made of."""
        joined = self.joined
        made_of = joined.outcome.digest, self.has_rows, joined.files, self.issues
        return (*self.entry.content, *made_of)


PackedFile = tuple[_PlannedFile, bytes]
"""A file, and its rows as its task packed them; none where it has none."""


def write_file(
    writer: DatasetWriter, planned: _PlannedFile, packed: bytes, lang: str
) -> None:
    """Write the row of a file in the manifest, and those of a main text with its parts.

    Args:
        writer: Writes the dataset, or a part of it.
        planned: The file.
        packed: Its rows as its task packed them.
        lang: Language of the messages in the dataset.
    """
    if planned.has_rows:
        _write_rows(writer, planned, packed)
    writer.add_rows({"manifest": [planned.entry.to_row(lang)]})


def _write_rows(writer: DatasetWriter, planned: _PlannedFile, packed: bytes) -> None:
    joined = planned.joined
    rows = unpack_rows(packed)
    n_more = map(len, planned.issues)
    disclosures = [
        {**row, "path": joined.path, "n_issues": row["n_issues"] + number}
        for row, number in zip(rows.disclosure_rows, n_more, strict=True)
    ]
    paths = {file.sha256: file.path for file in joined.files}
    lines = {
        table: fill_in_paths(text, paths) for table, text in rows.csv_by_table.items()
    }
    members = list(iter_membership_rows(rows.disclosure_rows, joined))
    writer.add_rows({"disclosures": disclosures, "disclosure_files": members})
    writer.add_lines(lines, rows.row_counts)
    found = list(chain.from_iterable(planned.issues))
    writer.add_rows({"issues": found})


def build_part_task(
    formats: tuple[str, ...], lang: str
) -> Callable[[Sequence[PackedFile], str], DatasetPart]:
    """Build the function by which a worker writes the files of a part to a folder."""
    with low_memory_arrow():
        from extractor.dataset.writer import DatasetWriter

    def write_part(files: Sequence[PackedFile], folder: str) -> DatasetPart:
        writer = DatasetWriter(folder, formats, lang)
        try:
            for planned, packed in files:
                write_file(writer, planned, packed, lang)
            return writer.close_as_part()
        except BaseException:
            writer.abort()
            raise
        finally:
            release_memory()

    return write_part


class _PartWorkers:
    """Workers that write parts, each to a folder of its own. Close them after use.

    Args:
        folder: Where the folders stand.
        jobs: How many workers.
        formats: Formats of the tables.
        lang: Language of the messages in the dataset.
    """

    def __init__(
        self, folder: Path, jobs: int, formats: tuple[str, ...], lang: str
    ) -> None:
        self._folder = folder
        self._pool = Pool(jobs, build_part_task, (formats, lang), _PART_LIMITS)
        self._results: dict[int, DatasetPart | TaskFailure] = {}
        self.remove_folders()

    def get_folder(self, number: int) -> Path:
        """The folder of a part."""
        return self._folder / str(number)

    def submit(self, number: int, files: Sequence[PackedFile]) -> None:
        """Have a part written."""
        self._pool.submit(number, files, str(self.get_folder(number)))

    def take_part(self, number: int) -> DatasetPart | None:
        """Wait for a part; None where its worker died over it."""
        while number not in self._results:
            self._results.update(self._pool.collect_results(1.0))
        result = self._results.pop(number)
        return result if isinstance(result, DatasetPart) else None

    def remove_folders(self) -> None:
        """Remove what a killed run left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """End the workers."""
        self._pool.close(kill=True)
        self.remove_folders()


class _PendingPart(NamedTuple):
    """A part that waits for its turn in the dataset."""

    number: int
    key: str
    planned: list[_PlannedFile]
    is_submitted: bool


class RunWriter:
    """Writes files in the order of the dataset. Close it after use.

    Args:
        run: The run.
        writer: Writes the dataset.
        timings: Takes what differs from run to run.
        former: The files of the former dataset; None where they are not as they were
            written.
        jobs: Workers that write parts; 1 for none.
    """

    def __init__(
        self,
        run: WritingRun,
        writer: DatasetWriter,
        timings: TimingsWriter,
        former: FormerFiles | None,
        jobs: int = 1,
    ) -> None:
        self._run = run
        self._writer = writer
        self._timings = timings
        self._former = former
        self._checker = CrossDocumentChecker()
        self._planned: list[_PlannedFile] = []
        self._parts: deque[_PendingPart] = deque()
        self._n_parts = 0
        self._workers: _PartWorkers | None = None
        if jobs > 1 and writer.takes_parts:
            folder = writer.out / STATE_FOLDER / "parts"
            self._jobs = min(jobs, _MAX_PART_WORKERS)
            self._workers = _PartWorkers(folder, self._jobs, writer.formats, run.lang)

    def close(self) -> None:
        """Let temporary files go, and close those of the former dataset."""
        self._checker.close()
        if self._workers is not None:
            self._workers.close()
        if self._former is not None:
            self._former.close()

    def add_file(self, joined: JoinedFile) -> None:
        """Take the next file."""
        self._planned.append(self._plan_file(joined))
        if _ends_part(joined.path):
            self._end_part()

    def finish(self) -> None:
        """Write what is left, and the tables that are made of all files."""
        if self._planned:
            self._end_part()
        while self._parts:
            self._write_part(self._parts.popleft())
        self._write_comparisons()
        rows = list(self._run.register.iter_rows())
        self._writer.add_rows({"sources": rows})
        report = self._run.report
        report.sources = self._run.register.count_statuses()
        if rows:
            report.rows["sources"] = len(rows)

    # Files

    def _plan_file(self, joined: JoinedFile) -> _PlannedFile:
        """Tell what is to be written of a file."""
        store, outcome = self._run.store, joined.outcome
        sha256 = joined.pending.sha256
        entry = _build_entry(joined)
        if outcome.disclosure_ids and store.is_written(sha256):
            entry = replace(entry, status=ManifestStatus.DUPLICATE)
            return _PlannedFile(joined, entry, {})
        if joined.is_part:
            store.mark_written(sha256)
            return _PlannedFile(joined, entry, {})
        if not outcome.rows_key:
            return _PlannedFile(joined, entry, outcome.counts)
        store.mark_written(sha256)
        issues = self._take_disclosures(joined)
        counts = dict(outcome.counts)
        for row in chain.from_iterable(issues):
            for name in ("issues", f"issues.{row['severity']}"):
                counts[name] = counts.get(name, 0) + 1
        return _PlannedFile(joined, entry, counts, True, tuple(issues))

    def _take_disclosures(self, joined: JoinedFile) -> IssueRows:
        """Take the disclosures of a main text for what compares them.

        Returns:
            The issues that only the run can know, for each disclosure.
        """
        heads = unpack_heads(self._run.store.get_rows(joined.outcome.rows_key))
        compared = zip(heads.disclosure_rows, heads.comparison_facts, strict=True)
        for disclosure, facts in compared:
            self._checker.add_encoded(disclosure, facts)
        lang, register = self._run.lang, self._run.register
        files = [(file.path, file.sha256) for file in joined.files]
        hashes = [sha256 for _, sha256 in files]
        register.add_disclosures(heads.disclosure_rows, hashes)
        doubts = build_doubt_rows(heads.disclosure_rows, joined, lang)
        issues: IssueRows = []
        for row in heads.disclosure_rows:
            first = row["n_issues"] + len(doubts) + 1
            issues.append(doubts + build_issue_rows(register, row, files, first, lang))
            doubts = []
        return issues

    # Parts

    def _end_part(self) -> None:
        """Let the files that wait be written, once those before them are."""
        planned, self._planned = self._planned, []
        key = _build_key(planned)
        number = self._n_parts
        self._n_parts += 1
        is_submitted = False
        if self._workers is not None and self._find_former_part(key) is None:
            files = [(one, self._get_rows(one)) for one in planned]
            self._workers.submit(number, files)
            is_submitted = True
        self._parts.append(_PendingPart(number, key, planned, is_submitted))
        n_waiting = self._jobs if self._workers is not None else 0
        while len(self._parts) > n_waiting:
            self._write_part(self._parts.popleft())

    def _get_rows(self, planned: _PlannedFile) -> bytes:
        if not planned.has_rows:
            return b""
        return self._run.store.get_rows(planned.joined.outcome.rows_key)

    def _write_part(self, pending: _PendingPart) -> None:
        """Write a part: from the former dataset, from what a worker wrote, or from the
        rows of its files."""
        planned = pending.planned
        written = self._copy_former_part(pending)
        if written is None and pending.is_submitted:
            written = self._copy_new_part(pending)
        if written is None:
            for one in planned:
                write_file(self._writer, one, self._get_rows(one), self._run.lang)
            written = self._writer.end_part()
        entries = [_describe_entry(one) for one in planned]
        description = [written.to_json(), entries]
        text = json.dumps(description, ensure_ascii=False)
        self._run.store.put_new_part(pending.key, text)
        for one in planned:
            entry = one.entry
            self._timings.add_file(
                entry.path, entry.seconds, entry.peak_bytes, entry.reused
            )
            self._run.report.add_entry(entry, one.counts)
            self._run.report_progress(entry)

    def _find_former_part(self, key: str) -> DatasetPart | None:
        """Find a part of the former dataset; None where it has none of that key."""
        if self._former is None:
            return None
        description = self._run.store.find_part(key)
        if description is None:
            return None
        return DatasetPart.parse_json(json.loads(description)[0])

    def _copy_former_part(self, pending: _PendingPart) -> DatasetPart | None:
        """Copy a part of the former dataset; None where it has none of that key."""
        part = self._find_former_part(pending.key)
        if part is None or self._former is None:
            return None
        return self._writer.copy_part(part, self._former, _list_inputs(pending))

    def _copy_new_part(self, pending: _PendingPart) -> DatasetPart | None:
        """Copy a part that a worker wrote; None where it failed."""
        assert self._workers is not None
        part = self._workers.take_part(pending.number)
        if part is None:
            return None
        folder = self._workers.get_folder(pending.number)
        with closing(FormerFiles(folder)) as files:
            copied = self._writer.copy_part(part, files, _list_inputs(pending))
        shutil.rmtree(folder, ignore_errors=True)
        return copied

    def _write_comparisons(self) -> None:
        table = "cross_document_checks"
        report = self._run.report
        compared = self._checker.iter_rows(self._run.lang)
        while rows := list(islice(compared, 1000)):
            self._writer.add_rows({table: rows})
            report.rows[table] = report.rows.get(table, 0) + len(rows)


def _list_inputs(pending: _PendingPart) -> list[tuple[str | None, str]]:
    return [(one.entry.sha256, one.entry.path) for one in pending.planned]


def _ends_part(path: str) -> bool:
    """Tell by its path alone that a part ends with a file."""
    return zlib.crc32(path.encode("utf-8", "surrogatepass")) % PART_FILES == 0


def _build_key(planned: list[_PlannedFile]) -> str:
    """A digest of all that the rows of a part are made of."""
    content = [one.content for one in planned]
    text = json.dumps(content, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _build_entry(joined: JoinedFile) -> ManifestEntry:
    pending, outcome = joined.pending, joined.outcome
    entry = ManifestEntry(
        path=pending.source.path,
        bytes=pending.size,
        sha256=pending.sha256 or None,
        format=outcome.format,
        status=outcome.status,
        code=outcome.code,
        details=outcome.details,
        disclosure_ids=outcome.disclosure_ids,
        seconds=outcome.seconds,
        peak_bytes=outcome.peak_bytes,
        reused=pending.reused,
        explicit=pending.source.explicit,
        traceback=outcome.traceback,
        joined_to=joined.joined_to,
        joined_by=joined.joined_by,
    )
    if pending.reused:
        return replace(entry, seconds=0.0, peak_bytes=0)
    return entry


def _describe_entry(planned: _PlannedFile) -> dict[str, Any]:
    """An entry as a later run tells it that finds nothing changed."""
    is_kept = planned.joined.pending.outcome is None
    return {**planned.entry.to_json(), "reused": is_kept}


def iter_former_entries(store: ResultStore) -> Iterator[ManifestEntry]:
    """The entries of the former dataset in their order."""
    for description in store.iter_parts():
        _, entries = json.loads(description)
        yield from map(ManifestEntry.parse_json, entries)
