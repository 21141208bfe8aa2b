"""Records as rows of the dataset's tables.

    >>> format_disclosure_id("5d7c" * 16), format_disclosure_id("5d7c" * 16, 2)
    ('5d7c5d7c5d7c5d7c', '5d7c5d7c5d7c5d7c-2')

A row is a dict of the columns of the schema in their order; values are
str, int, Decimal, bool, date or None. Tables are built as columns, and
rows made of them where they are asked for. Rows get their ids here, and
extracted values are split into the value and a row of evidence with
text and span; where nothing is printed (a blank cell) there is no
evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from extractor import schema
from extractor.dataset.csv_cells import TableColumns, is_in_range
from extractor.dataset.row_mapping import (
    DISCLOSURE_COLUMNS,
    FILE_COLUMN,
    ROW_MAPPINGS,
    ColumnRole,
    RowMapping,
)
from extractor.i18n import find_severity, format_message, list_codes
from extractor.model.disclosure import Disclosure, ParsedFile
from extractor.model.document import PageBox, Span, get_file_ordinal
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Record, Unit
from extractor.version import __version__

__all__ = [
    "ColumnsByTable",
    "DatasetRow",
    "RowsByTable",
    "build_file_columns",
    "build_file_rows",
    "build_membership",
    "count_rows",
    "format_disclosure_id",
    "list_rows",
    "records_to_rows",
]

DatasetRow = dict[str, Any]
RowsByTable = dict[str, list[DatasetRow]]
ColumnsByTable = dict[str, "_Columns"]
_Columns = dict[str, Sequence[Any]]


def format_disclosure_id(sha256: str, ordinal: int = 1) -> str:
    """Format the id of a disclosure.

    Args:
        sha256: hash of the bytes of its file, in hexadecimal digits.
        ordinal: its position among the disclosures of the file, from 1.
    """
    if ordinal == 1:
        return sha256[:16]
    return f"{sha256[:16]}-{ordinal}"


def build_file_rows(
    parsed: ParsedFile,
    path: str = "",
    lang: str = "zh",
    further_paths: Sequence[str] = (),
) -> RowsByTable:
    """Build all rows of one file, or of the files of one disclosure.

    Args:
        parsed: the file.
        path: its name in the dataset.
        lang: language of the messages of checks and issues, zh or en.
        further_paths: names of the further files of the disclosure.

    Returns:
        Table -> rows, for every table but the manifest, also those without rows.
    """
    found = build_file_columns(parsed, path, lang, further_paths)
    return {table: list_rows(columns) for table, columns in found.items()}


def list_rows(columns: TableColumns) -> list[DatasetRow]:
    """List the rows that columns hold."""
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    ]


def count_rows(columns: TableColumns) -> int:
    """Count the rows that columns hold."""
    return len(next(iter(columns.values())))


def build_file_columns(
    parsed: ParsedFile,
    path: str = "",
    lang: str = "zh",
    further_paths: Sequence[str] = (),
) -> ColumnsByTable:
    """Build the columns of all tables of one file, as :func:`build_file_rows` does the
    rows.

    Args:
        parsed: the file.
        path: its name in the dataset.
        lang: language of the messages of checks and issues, zh or en.
        further_paths: names of the further files of the disclosure.

    Returns:
        Table -> columns, for every table but the manifest, also those without rows.
    """
    names = [one.name for one in schema.load_tables() if one.name != "manifest"]
    document = parsed.document
    further_files = [
        (name, file.sha256, file.format)
        for name, file in zip(further_paths, parsed.files[1:], strict=True)
    ]
    found: ColumnsByTable = {}
    for ordinal, disclosure in enumerate(parsed.disclosures, start=1):
        disclosure_id = format_disclosure_id(document.sha256, ordinal)
        columns_by_table = _build_columns(
            disclosure,
            disclosure_id,
            path,
            document.sha256,
            document.format,
            lang,
            document.text_at,
            document.find_boxes,
            further_files,
        )
        for name, columns in columns_by_table.items():
            if name in found:
                columns = _append_rows(found[name], columns)
            found[name] = columns
    return {name: found.get(name) or _arrange_columns(name, {}) for name in names}


def _append_rows(columns: TableColumns, others: TableColumns) -> _Columns:
    return {name: [*values, *others[name]] for name, values in columns.items()}


def _arrange_columns(table: str, values: TableColumns) -> _Columns:
    """Bring columns into the order of the schema; those that are missing are empty."""
    return {name: values.get(name, ()) for name in schema.list_column_names(table)}


def _collect_columns(table: str, rows: Iterable[DatasetRow]) -> _Columns:
    """Collect the columns of a few rows."""
    found = list(rows)
    names = schema.list_column_names(table)
    return {name: [row[name] for row in found] for name in names}


def _fill_column(columns: _Columns, name: str, value: Any) -> None:
    """Put one value into all rows of a column."""
    columns[name] = [value] * len(columns[name])


def build_membership(
    disclosure_id: str,
    ordinal: int,
    path: str,
    sha256: str | None,
    format: str | None,
    joined_by: str | None = None,
) -> DatasetRow:
    """Build the row of one file of a disclosure.

    Args:
        disclosure_id: the id of the disclosure.
        ordinal: its position, 1 for the main text.
        path: its name in the dataset.
        sha256: hash of its bytes.
        format: its format.
        joined_by: why it was joined, None for the main text.
    """
    return {
        "disclosure_id": disclosure_id,
        "ordinal": ordinal,
        "file": path,
        "sha256": sha256,
        "format": format,
        "joined_by": joined_by,
    }


def _fill_file_columns(tables: ColumnsByTable, paths: Sequence[str]) -> None:
    """Fill in which file each place is in."""
    first, *others = paths
    for name in _list_placed_tables():
        columns = tables.get(name)
        if columns is None:
            continue
        if not others:
            _fill_column(columns, FILE_COLUMN, first)
            continue
        ordinals = [get_file_ordinal(place or "") for place in columns["place"]]
        columns[FILE_COLUMN] = [paths[ordinal - 1] for ordinal in ordinals]


@cache
def _list_placed_tables() -> tuple[str, ...]:
    return tuple(
        table.name
        for table in schema.load_tables()
        if {"place", FILE_COLUMN} <= set(schema.list_column_names(table.name))
    )


def records_to_rows(
    disclosure: Disclosure,
    disclosure_id: str,
    path: str = "",
    sha256: str = "",
    format: str = "",
    lang: str = "zh",
    text_at: Callable[[Span], str] | None = None,
    find_boxes: Callable[[Span], Sequence[PageBox]] | None = None,
    further_files: Sequence[tuple[str, str, str]] = (),
) -> RowsByTable:
    """Build all rows of one disclosure.

    Args:
        disclosure: the records.
        disclosure_id: the id of the disclosure.
        path: name of its file in the dataset.
        sha256: hash of the bytes of the file.
        format: format of the file.
        lang: language of the messages of checks and issues, zh or en.
        text_at: gives the text at a span (``Document.text_at``); without it the name
            of a unit is taken for its text.
        find_boxes: tells where the pages print a span (``Document.find_boxes``).
        further_files: path, hash and format of its further files.

    Returns:
        Table -> rows in the order of the records, for every table but the manifest and
        the checks across documents.

    Raises:
        LookupError: a record refers to one that is not in the disclosure.
    """
    columns_by_table = _build_columns(
        disclosure,
        disclosure_id,
        path,
        sha256,
        format,
        lang,
        text_at,
        find_boxes,
        further_files,
    )
    return {table: list_rows(columns) for table, columns in columns_by_table.items()}


def _build_columns(
    disclosure: Disclosure,
    disclosure_id: str,
    path: str,
    sha256: str,
    format: str,
    lang: str,
    text_at: Callable[[Span], str] | None,
    find_boxes: Callable[[Span], Sequence[PageBox]] | None,
    further_files: Sequence[tuple[str, str, str]],
) -> ColumnsByTable:
    """Build the columns of all tables of one disclosure."""
    builder = _ColumnBuilder(disclosure, disclosure_id, lang, text_at, find_boxes)
    tables: ColumnsByTable = {}
    for table in ROW_MAPPINGS:
        if table == "disclosures":
            tables[table] = builder.build_columns(table, (disclosure.profile,))
        else:
            tables[table] = builder.build_columns(table, getattr(disclosure, table))
    tables["evidence"] = builder.collect_evidence_columns()
    issues = [*disclosure.issues, *builder.range_issues]
    issue_rows = _build_issue_rows(issues, disclosure_id, lang)
    tables["issues"] = _collect_columns("issues", issue_rows)
    _fill_fact_columns(disclosure, tables, path)
    row = tables["disclosures"]
    for name in DISCLOSURE_COLUMNS:
        _fill_column(row, name, getattr(disclosure, name))
    if disclosure.grade is not None:
        _fill_column(row, "grade", str(disclosure.grade))
    of_file = {
        "path": path,
        "sha256": sha256,
        "format": format,
        "n_checks_failed": sum(one.result == "fail" for one in disclosure.checks),
        "n_issues": len(issues),
        "extractor_version": __version__,
    }
    for name, value in of_file.items():
        _fill_column(row, name, value)
    files = [(path, sha256, format), *further_files]
    members = [
        build_membership(disclosure_id, number, *file)
        for number, file in enumerate(files, start=1)
    ]
    tables["disclosure_files"] = _collect_columns("disclosure_files", members)
    _fill_file_columns(tables, [name for name, _, _ in files])
    return tables


def _fill_fact_columns(
    disclosure: Disclosure, tables: ColumnsByTable, path: str
) -> None:
    """Fill what facts know of their disclosure, and records of their fact."""
    profile, facts = tables["disclosures"], tables["facts"]
    for name in ("department_name", "division_code"):
        _fill_column(facts, name, profile[name][0])
    _fill_column(facts, "path", path)
    positions: dict[int, int] = {}
    for position, fact in enumerate(disclosure.facts):
        for record in (*fact.sources, *fact.changes):
            positions.setdefault(id(record), position)
    for table in _list_supporting_tables():
        columns = tables[table]
        found = [positions.get(id(record)) for record in getattr(disclosure, table)]
        for name in _FACT_COLUMNS.intersection(columns):
            values = facts[name]
            columns[name] = [None if at is None else values[at] for at in found]


_FACT_COLUMNS = frozenset({"fact_id", "is_whole"})
"""Columns of a record that its fact knows."""


_NO_BOX: DatasetRow = dict.fromkeys(("page", "x0", "y0", "x1", "y1", "more_boxes"))


def _write_boxes(boxes: Sequence[PageBox]) -> DatasetRow:
    """Write the box of the first line, and those of the others as one text."""
    page, *sides = boxes[0]
    row: DatasetRow = {"page": page}
    for name, side in zip(("x0", "y0", "x1", "y1"), sides, strict=True):
        row[name] = Decimal(format(side, ".2f"))
    others = (
        " ".join([str(box.page), *(format(side, ".2f") for side in box[1:])])
        for box in boxes[1:]
    )
    row["more_boxes"] = ";".join(others) or None
    return row


@cache
def _list_supporting_tables() -> tuple[str, ...]:
    """List the tables whose rows name the fact that they support."""
    return tuple(
        table.name
        for table in schema.load_tables()
        if table.name != "facts" and "fact_id" in schema.list_column_names(table.name)
    )


def _build_issue_rows(
    issues: Iterable[Issue], disclosure_id: str, lang: str
) -> Iterator[DatasetRow]:
    for ordinal, issue in enumerate(issues, start=1):
        yield {
            "disclosure_id": disclosure_id,
            "issue_id": f"{disclosure_id}-issue-{ordinal}",
            "code": issue.code,
            "severity": _find_issue_severity(issue.code),
            "message": format_message(issue.code, dict(issue.details), lang),
            "place": issue.place or None,
            FILE_COLUMN: None,
        }


def _find_issue_severity(code: str) -> str:
    """Take the severity of the message catalogue,
    else of the rule, else a warning."""
    rule = schema.load_rules().get(code)
    if rule is None or code in list_codes():
        return find_severity(code)
    return rule.severity


@cache
def _list_referenced_tables() -> tuple[str, ...]:
    """List the tables to whose records other records refer."""
    references = (
        column.reference.partition(".")
        for table in schema.load_tables()
        for column in table.columns
    )
    tables = {table for table, dot, _ in references if dot}
    return tuple(sorted(tables - {"disclosures"}))


@cache
def _derive_id_stem(table: str) -> str:
    return (schema.get_table(table).id_column or "").removesuffix("_id")


def _write_texts(found: Sequence[Extracted[Any]]) -> _Columns:
    """Write the text of each value, as it is printed and as it was corrected."""
    return {
        "raw": [one.raw for one in found],
        "place": [str(one.place) for one in found],
        "corrected": [one.corrected or None for one in found],
    }


def _write_units(units: Sequence[Unit | None]) -> _Columns:
    """Write the unit of each value: what declares it, and where."""
    return {
        "unit": [unit and unit.name for unit in units],
        "unit_source": [unit and str(unit.source) for unit in units],
        "unit_place": [unit and str(unit.place) for unit in units],
    }


class _Evidence(NamedTuple):
    """What one column of one row was read from."""

    table: str
    record_id: str
    column: str
    extracted: Extracted[Any]


class _ColumnBuilder:
    """Builds the columns of one disclosure, and collects evidence and issues."""

    def __init__(
        self,
        disclosure: Disclosure,
        disclosure_id: str,
        lang: str,
        text_at: Callable[[Span], str] | None,
        find_boxes: Callable[[Span], Sequence[PageBox]] | None,
    ) -> None:
        self._evidence: list[_Evidence] = []
        self.range_issues: list[Issue] = []
        self._disclosure = disclosure
        self._disclosure_id = disclosure_id
        self._lang = lang
        self._text_at = text_at
        self._find_boxes = find_boxes
        self._ids_by_identity: dict[int, str] = {}
        self._ids_by_equality: dict[Record, str] = {}
        for table in _list_referenced_tables():
            records = getattr(disclosure, table)
            ids = self._list_ids(table, len(records))
            for record, record_id in zip(records, ids, strict=True):
                self._ids_by_identity[id(record)] = record_id

    def build_columns(self, table: str, records: Sequence[Record]) -> _Columns:
        """Build the columns of one table."""
        if not records:
            return _arrange_columns(table, {})
        mapping = ROW_MAPPINGS[table]
        ids = self._list_ids(table, len(records))
        values_by_record = list(map(mapping.get_values, records))
        self._collect_evidence(mapping, records, values_by_record, ids)
        values_by_column = list(zip(*values_by_record, strict=True))
        columns = [
            self._write_column(column.role, values, ids)
            for column, values in zip(mapping.columns, values_by_column, strict=True)
        ]
        for position, column in enumerate(mapping.columns):
            if column.enum is not None and column.role is not ColumnRole.FILE:
                texts = _index_enum_texts(column.enum)
                columns[position] = list(map(texts.get, columns[position]))
        self._remove_long_numbers(mapping, records, columns)
        names = schema.list_column_names(table)
        return dict(zip(names, columns, strict=True))

    def collect_evidence_columns(self) -> _Columns:
        """Collect the evidence of all columns that were built."""
        found = [one.extracted for one in self._evidence]
        named: _Columns = {
            "disclosure_id": [self._disclosure_id] * len(found),
            "table": [one.table for one in self._evidence],
            "record_id": [one.record_id for one in self._evidence],
            "column": [one.column for one in self._evidence],
            FILE_COLUMN: [None] * len(found),
        }
        named |= _write_texts(found)
        named |= _write_units([one.unit for one in found])
        boxes = [self._write_boxes(one.place) for one in found]
        named |= {name: [box[name] for box in boxes] for name in _NO_BOX}
        return _arrange_columns("evidence", named)

    def _write_boxes(self, place: Span) -> DatasetRow:
        """Write where the pages print a place."""
        boxes = self._find_boxes(place) if self._find_boxes is not None else ()
        return _write_boxes(boxes) if boxes else _NO_BOX

    def _list_ids(self, table: str, count: int) -> list[str]:
        """List the ids of rows: that of the disclosure where rows have none."""
        stem = _derive_id_stem(table)
        if not stem or table == "disclosures":
            return [self._disclosure_id] * count
        prefix = f"{self._disclosure_id}-{stem}-"
        return [f"{prefix}{ordinal}" for ordinal in range(1, count + 1)]

    def _write_column(
        self, role: ColumnRole, values: Sequence[Any], ids: Sequence[str]
    ) -> Sequence[Any]:
        """Write one column of all records."""
        match role:
            case ColumnRole.DISCLOSURE_ID:
                return [self._disclosure_id] * len(values)
            case ColumnRole.RECORD_ID:
                return ids
            case ColumnRole.PARENT_ID:
                return list(map(self._find_parent_id, values))
            case ColumnRole.EXTRACTED | ColumnRole.OPTIONAL:
                return list(map(_take_value, values))
            case ColumnRole.SPAN:
                return list(map(str, values))
            case ColumnRole.MESSAGE:
                return [
                    format_message(code, dict(details), self._lang)
                    for code, details in values
                ]
            case ColumnRole.FILE:
                return [None] * len(values)
            case _:
                return values

    def _collect_evidence(
        self,
        mapping: RowMapping,
        records: Sequence[Record],
        values_by_record: Sequence[Sequence[Any]],
        ids: Sequence[str],
    ) -> None:
        """Collect the rows of evidence, record by
        record, columns in their order."""
        extracted = [
            (position, column.name)
            for position, column in enumerate(mapping.columns)
            if column.role in (ColumnRole.EXTRACTED, ColumnRole.OPTIONAL)
        ]
        if not extracted and not mapping.unit:
            return
        table = mapping.record_type.TABLE
        for record, values, record_id in zip(
            records, values_by_record, ids, strict=True
        ):
            for position, name in extracted:
                value = values[position]
                if value.__class__ is Extracted and value.raw:
                    found = _Evidence(table, record_id, name, value)
                    self._evidence.append(found)
            if mapping.unit:
                self._add_unit_evidence(table, record_id, getattr(record, mapping.unit))

    def _add_unit_evidence(self, table: str, record_id: str, unit: Unit | None) -> None:
        if unit is None:
            return
        raw = self._read_unit_text(unit)
        if raw:
            printed = Extracted(unit.name, raw, unit.place, unit)
            found = _Evidence(table, record_id, "unit", printed)
            self._evidence.append(found)

    def _read_unit_text(self, unit: Unit) -> str:
        """Read what is printed where a unit was
        declared; '' for an assumed unit."""
        if self._text_at is None:
            return unit.name
        try:
            return self._text_at(unit.place)
        except KeyError:
            return ""

    def _remove_long_numbers(
        self,
        mapping: RowMapping,
        records: Sequence[Record],
        columns: list[Sequence[Any]],
    ) -> None:
        """Put null in place of numbers with too many digits, and report each of
        them."""
        too_long = sorted(
            (index, position)
            for position, column in enumerate(mapping.columns)
            if column.is_decimal
            for index, value in enumerate(columns[position])
            if value is not None and not is_in_range(value)
        )
        for index, position in too_long:
            values = list(columns[position])
            self._report_long_number(
                records[index], mapping.columns[position].name, values[index]
            )
            values[index] = None
            columns[position] = values

    def _report_long_number(self, record: Record, column: str, value: Decimal) -> None:
        place = getattr(record, "place", None)
        if place is None:
            place = getattr(record, "places", "").partition(";")[0]
        self.range_issues.append(
            Issue.build(
                "NUMBER_TOO_LONG",
                place,
                table=record.TABLE,
                column=column,
                value=value,
            )
        )

    def _find_parent_id(self, parent: Record | None) -> str | None:
        """Find the id of a record that is referred to: itself, or an equal one."""
        if parent is None:
            return None
        known = self._ids_by_identity.get(id(parent))
        if known is None:
            known = self._index_equal_records().get(parent)
            if known is None:
                raise LookupError(
                    f"a {type(parent).__name__} is referred to but is not among the "
                    "records"
                )
            self._ids_by_identity[id(parent)] = known
        return known

    def _index_equal_records(self) -> dict[Record, str]:
        if not self._ids_by_equality:
            self._ids_by_equality = {
                record: self._ids_by_identity[id(record)]
                for table in _list_referenced_tables()
                for record in getattr(self._disclosure, table)
            }
        return self._ids_by_equality


@cache
def _index_enum_texts(enum: type[StrEnum]) -> dict[str | None, str]:
    """Index the texts of the members: rows hold plain text."""
    return {member: str(member) for member in enum}


def _take_value(value: Any) -> Any:
    if value.__class__ is Extracted:
        return value.value
    return value
