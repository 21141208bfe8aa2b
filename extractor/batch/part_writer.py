"""From finished files to the dataset, part by part.

A part is the files up to one whose path says that a part ends there: so
it is the same in every run that meets them. Its key is a digest of all
that its rows are made of. Where the former dataset has a part of that
key, its bytes are copied.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

from extractor.batch.joiner import JoinedFile, build_doubt_rows, iter_membership_rows
from extractor.batch.outcome import fill_in_paths, unpack_heads, unpack_rows
from extractor.batch.publications import PublicationRegister, build_issue_rows
from extractor.batch.run_report import ManifestEntry, RunReport
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


class RunWriter:
    """Writes files in the order of the dataset. Close it after use.

    Args:
        run: The run.
        writer: Writes the dataset.
        timings: Takes what differs from run to run.
        former: The files of the former dataset; None where they are not as they were
            written.
    """

    def __init__(
        self,
        run: WritingRun,
        writer: DatasetWriter,
        timings: TimingsWriter,
        former: FormerFiles | None,
    ) -> None:
        self._run = run
        self._writer = writer
        self._timings = timings
        self._former = former
        self._checker = CrossDocumentChecker()
        self._planned: list[_PlannedFile] = []

    def close(self) -> None:
        """Let temporary files go, and close those of the former dataset."""
        self._checker.close()
        if self._former is not None:
            self._former.close()

    def add_file(self, joined: JoinedFile) -> None:
        """Take the next file."""
        self._planned.append(self._plan_file(joined))
        if _ends_part(joined.path):
            self._write_part()

    def finish(self) -> None:
        """Write what is left, and the tables that are made of all files."""
        if self._planned:
            self._write_part()
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

    def _write_part(self) -> None:
        """Write the files that wait: from the former
        dataset, or from their rows."""
        planned, self._planned = self._planned, []
        key = _build_key(planned)
        written = self._copy_part(key, planned)
        if written is None:
            for one in planned:
                self._write_file(one)
            written = self._writer.end_part()
        entries = [_describe_entry(one) for one in planned]
        description = [written.to_json(), entries]
        text = json.dumps(description, ensure_ascii=False)
        self._run.store.put_new_part(key, text)
        for one in planned:
            entry = one.entry
            self._timings.add_file(
                entry.path, entry.seconds, entry.peak_bytes, entry.reused
            )
            self._run.report.add_entry(entry, one.counts)
            self._run.report_progress(entry)

    def _copy_part(self, key: str, planned: list[_PlannedFile]) -> DatasetPart | None:
        """Copy a part of the former dataset; None where it has none of that key."""
        if self._former is None:
            return None
        description = self._run.store.find_part(key)
        if description is None:
            return None
        part = DatasetPart.parse_json(json.loads(description)[0])
        inputs = [(one.entry.sha256, one.entry.path) for one in planned]
        return self._writer.copy_part(part, self._former, inputs)

    def _write_file(self, planned: _PlannedFile) -> None:
        if planned.has_rows:
            self._write_rows(planned)
        row = planned.entry.to_row(self._run.lang)
        self._writer.add_rows({"manifest": [row]})

    def _write_rows(self, planned: _PlannedFile) -> None:
        """Write the rows of a main text with its parts."""
        joined = planned.joined
        rows = unpack_rows(self._run.store.get_rows(joined.outcome.rows_key))
        n_more = map(len, planned.issues)
        disclosures = [
            {**row, "path": joined.path, "n_issues": row["n_issues"] + number}
            for row, number in zip(rows.disclosure_rows, n_more, strict=True)
        ]
        paths = {file.sha256: file.path for file in joined.files}
        lines = {
            table: fill_in_paths(text, paths)
            for table, text in rows.csv_by_table.items()
        }
        members = list(iter_membership_rows(rows.disclosure_rows, joined))
        self._writer.add_rows({"disclosures": disclosures, "disclosure_files": members})
        self._writer.add_lines(lines, rows.row_counts)
        found = list(chain.from_iterable(planned.issues))
        self._writer.add_rows({"issues": found})

    def _write_comparisons(self) -> None:
        table = "cross_document_checks"
        report = self._run.report
        compared = self._checker.iter_rows(self._run.lang)
        while rows := list(islice(compared, 1000)):
            self._writer.add_rows({table: rows})
            report.rows[table] = report.rows.get(table, 0) + len(rows)


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
