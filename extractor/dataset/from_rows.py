"""Rows of a dataset back as records, so that the dataset can be checked again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from extractor import schema
from extractor.dataset.row_mapping import (
    COUNT_COLUMNS,
    ENUMS,
    NULLABLE_COLUMNS,
    ROW_MAPPINGS,
    ColumnMapping,
    ColumnRole,
)
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.enums import Qualifier, UnitSource
from extractor.model.records import (
    Bounds,
    ContextRecord,
    Extracted,
    FigureContext,
    Record,
    Unit,
)
from extractor.text.numbers import tokenize_numbers

__all__ = [
    "rows_to_records",
]


Row = Mapping[str, Any]


def rows_to_records(rows_by_table: Mapping[str, Iterable[Row]]) -> Disclosure:
    """Build the records that the rows of one disclosure were made from.

    Extracted values come back from evidence, decimals with the digits
    printed. Not restored are checks, quality and issues (validation
    makes them again), and extracted values of blank cells in columns
    that may be null.

    Args:
        rows_by_table: what :func:`extractor.dataset.to_rows.records_to_rows` gave, or
            what was loaded of it, with values as there.

    Returns:
        The disclosure.
    """
    return _RecordBuilder(rows_by_table).build_disclosure()


class _RecordBuilder:
    """Builds records from rows; a row requested twice gives one record."""

    def __init__(self, rows_by_table: Mapping[str, Iterable[Row]]) -> None:
        self.rows_by_table = {name: list(rows) for name, rows in rows_by_table.items()}
        self.evidence_by_record: dict[tuple[str, str], dict[str, Row]] = {}
        for row in self.rows_by_table.get("evidence", ()):
            key = row["table"], row["record_id"]
            self.evidence_by_record.setdefault(key, {})[row["column"]] = row
        self.rows_by_id: dict[str, Row] = {}
        for table in ROW_MAPPINGS:
            id_column = schema.get_table(table).id_column
            if id_column is not None and table != "disclosures":
                for row in self.rows_by_table.get(table, ()):
                    self.rows_by_id[row[id_column]] = row
        self.built_records: dict[int, Record] = {}

    def build_disclosure(self) -> Disclosure:
        records: dict[str, Any] = {
            table: tuple(
                self.build_record(table, row)
                for row in self.rows_by_table.get(table, ())
            )
            for table, mapping in ROW_MAPPINGS.items()
            if mapping.restored
        }
        profiles = cast(tuple[Profile, ...], records.pop("disclosures"))
        if not profiles:
            return Disclosure(**records)
        row = self.rows_by_table["disclosures"][0]
        counts: dict[str, Any] = {name: row[name] or 0 for name in COUNT_COLUMNS}
        shares: dict[str, Any] = {name: row.get(name) for name in NULLABLE_COLUMNS}
        return Disclosure(profile=profiles[0], **records, **counts, **shares)

    def build_record(self, table: str, row: Row) -> Record:
        """Build the record of a row; the same one each time."""
        if id(row) not in self.built_records:
            mapping = ROW_MAPPINGS[table]
            record_id = row.get(schema.get_table(table).id_column or "", "")
            evidence = self.evidence_by_record.get((table, record_id), {})
            values = {
                column.attribute: self._read_column(column, table, row, evidence)
                for column in mapping.columns
                if column.attribute in mapping.fields
            }
            if mapping.unit:
                values[mapping.unit] = _read_unit(row, evidence)
            if issubclass(mapping.record_type, ContextRecord):
                values["context"] = _restore_context(table, row)
            self.built_records[id(row)] = mapping.record_type(**values)
        return self.built_records[id(row)]

    def _read_column(
        self, column: ColumnMapping, table: str, row: Row, evidence: Mapping[str, Row]
    ) -> Any:
        value = row.get(column.name)
        role = column.role
        if column.enum is not None and value is not None:
            return _restore_member(column.enum, value)
        if role is ColumnRole.PLAIN:
            return value
        if role is ColumnRole.TEXT:
            return _restore_text(value)
        if role is ColumnRole.SPAN:
            return Span.parse(row[column.name])
        if role is ColumnRole.PARENT_ID:
            return self._find_parent(table, value)
        if column.name in evidence:
            extracted = _restore_extracted(value, evidence[column.name])
            return _restore_bounds(extracted, column.name, row)
        if role is ColumnRole.EXTRACTED:  # a blank cell
            place = Span.parse(row["place"])
            return Extracted(value, "", place, _read_unit(row, evidence))
        return value

    def _find_parent(self, table: str, parent_id: str | None) -> Record | None:
        if parent_id is None:
            return None
        parent_table = ROW_MAPPINGS[table].parent_table
        return self.build_record(parent_table, self.rows_by_id[parent_id])


def _restore_member(enum: type[StrEnum], text: str) -> str:
    """Restore a member; a value of another version of the program stays text."""
    try:
        return enum(text)
    except ValueError:
        return text


def _restore_context(table: str, row: Row) -> FigureContext:
    """Restore the dimensions of a figure; those that a row lacks stay unknown."""
    values = {
        name: row[name] for name in FigureContext._fields if row.get(name) is not None
    }
    for name, text in values.items():
        enum = ENUMS.get((table, name))
        if enum is not None:
            values[name] = _restore_member(enum, text)
    return FigureContext(**values)


def _restore_text(value: str | None) -> str:
    if value is None:
        return ""
    return value


def _restore_extracted(value: Any, evidence: Row) -> Extracted[Any]:
    # validation uses the corrected value, not the printed one
    raw = evidence.get("corrected") or evidence["raw"]
    return Extracted(
        _restore_printed_decimals(value, raw),
        raw,
        Span.parse(evidence["place"]),
        _parse_unit(evidence),
    )


def _restore_bounds(extracted: Extracted[Any], column: str, row: Row) -> Extracted[Any]:
    """Restore how exact a number is: the qualifier
    of the value, or of the percent."""
    prefix = "" if column == "value" else f"{column}_"
    qualifier = row.get(f"{prefix}qualifier")
    if qualifier in (None, Qualifier.EXACT):
        return extracted
    ends = row.get(f"{prefix}lower"), row.get(f"{prefix}upper")
    return dataclasses.replace(extracted, bounds=Bounds(Qualifier(qualifier), *ends))


def _read_unit(row: Row, evidence: Mapping[str, Row]) -> Unit | None:
    """Read the unit in force in a row, also that of a blank value."""
    if "unit" in evidence:
        return _parse_unit(evidence["unit"])
    name = row.get("unit")
    if name is None:
        return None
    place = Span.parse(row.get("unit_place") or row["place"])
    return Unit(name, UnitSource(row.get("unit_source") or UnitSource.DOCUMENT), place)


def _parse_unit(evidence: Row) -> Unit | None:
    if evidence["unit"] is None:
        return None
    place = Span.parse(evidence["unit_place"])
    return Unit(evidence["unit"], UnitSource(evidence["unit_source"]), place)


def _restore_printed_decimals(value: Any, raw: str) -> Any:
    """Restore the decimals printed: a file keeps 3600 of 3600.00.

    The tolerance of checks depends on the digits printed.
    """
    if not isinstance(value, Decimal):
        return value
    for token in tokenize_numbers(raw):
        if token.value is not None and token.value == abs(value):
            return token.value.copy_sign(value)
    return value
