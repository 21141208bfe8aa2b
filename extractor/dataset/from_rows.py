"""Rows back as records, so that a dataset can be checked again."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from extractor import schema
from extractor.dataset.row_plan import list_record_tables, map_record_types
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.records import Extracted, Record, Unit
from extractor.text.normalize import normalize

__all__ = [
    "rows_to_records",
]

_COUNT_COLUMNS = ("n_paragraphs", "n_tables", "n_numbers", "n_numbers_read")
_NULLABLE_COLUMNS = ("share_characters", "share_numbers", "text_boxes")
_PRINTED_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def rows_to_records(
    rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]],
) -> Disclosure:
    """The records that rows of one document were made from, so that they can be checked again.

    ``found`` is what :func:`~extractor.dataset.to_rows.disclosure_rows` gave or what was loaded of it, values as there (Decimal, int, bool, date,
    str, None). Readings come back from evidence, decimals with the digits printed. Not restored: checks, quality
    and issues (checking makes them again) and readings of blank cells in columns that may be null.
    """
    return _RecordBuilder(rows_by_table).build_disclosure()


class _RecordBuilder:
    def __init__(
        self, rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]]
    ) -> None:
        self.rows_by_table = {
            name: list(several) for name, several in rows_by_table.items()
        }
        self.evidence_by_record: dict[
            tuple[str, str], dict[str, Mapping[str, Any]]
        ] = {}
        for row in self.rows_by_table.get("evidence", ()):
            self.evidence_by_record.setdefault((row["table"], row["record_id"]), {})[
                row["column"]
            ] = row
        self.rows_by_id: dict[str, Mapping[str, Any]] = {}
        for name in list_record_tables():
            own = schema.get_table(name).id_column
            for row in self.rows_by_table.get(name, ()):
                if own is not None:
                    self.rows_by_id[row[own]] = row
        self.built_records: dict[int, Record] = {}

    def build_disclosure(self) -> Disclosure:
        document = next(iter(self.rows_by_table.get("disclosures", ())), {})
        tables = {
            name: tuple(
                self.build_record(name, row) for row in self.rows_by_table.get(name, ())
            )
            for name in list_record_tables()
            if name not in ("checks", "quality")
        }
        counts = {name: document[name] or 0 for name in _COUNT_COLUMNS if document}
        facts = {name: document.get(name) for name in _NULLABLE_COLUMNS if document}
        profile = (
            cast(Profile, self.build_record("disclosures", document))
            if document
            else Profile()
        )
        return Disclosure(profile=profile, **tables, **counts, **facts)  # type: ignore[arg-type]

    def build_record(self, table: str, row: Mapping[str, Any]) -> Record:
        """The record of a row; the same one each time it is asked for."""
        if id(row) not in self.built_records:
            kind = map_record_types()[table]
            own = row.get(schema.get_table(table).id_column or "", "")
            read = self.evidence_by_record.get((table, own), {})
            values = {
                field.name: self._build_value(field, table, row, read)
                for field in dataclasses.fields(cast(Any, kind))
            }
            self.built_records[id(row)] = kind(**values)
        return self.built_records[id(row)]

    def _build_value(
        self,
        field: dataclasses.Field[Any],
        table: str,
        row: Mapping[str, Any],
        evidence_by_column: Mapping[str, Mapping[str, Any]],
    ) -> Any:
        hint = str(field.type)
        if field.name == "parent":
            return self._find_parent(table, row)
        if hint.startswith("Unit"):
            return self._build_unit(row, evidence_by_column)
        value = row.get(field.name)
        if "Extracted" in hint and field.name in evidence_by_column:
            evidence = evidence_by_column[field.name]
            raw = (
                evidence.get("corrected") or evidence["raw"]
            )  # checks see what was corrected, not what is printed
            return Extracted(
                _restore_printed_decimals(value, raw),
                raw,
                _parse_span(evidence["place"]),
                _parse_unit(evidence),
            )
        if (
            "Extracted" in hint and "None" not in hint.partition("]")[2]
        ):  # a blank cell, where there must be a reading
            return Extracted(
                value,
                "",
                _parse_span(row["place"]),
                self._build_unit(row, evidence_by_column),
            )
        if hint == "Span":
            return _parse_span(row[field.name])
        return "" if hint == "str" and value is None else value

    def _find_parent(self, table: str, row: Mapping[str, Any]) -> Record | None:
        for column in schema.get_table(table).columns:
            above, dot, _ = column.reference.partition(".")
            if dot and above != "disclosures":
                wanted = row[column.name]
                return (
                    None
                    if wanted is None
                    else self.build_record(above, self.rows_by_id[wanted])
                )
        return None

    def _build_unit(
        self,
        row: Mapping[str, Any],
        evidence_by_column: Mapping[str, Mapping[str, Any]],
    ) -> Unit | None:
        """The unit in force in a row, also of a blank value."""
        name = row.get("unit")
        if "unit" in evidence_by_column or name is None:
            return (
                _parse_unit(evidence_by_column["unit"])
                if "unit" in evidence_by_column
                else None
            )
        return Unit(
            name,
            row.get("unit_source") or "document",
            _parse_span(row.get("unit_place") or row["place"]),
        )


def _parse_span(text: str) -> Span:
    return Span.parse(text)


def _parse_unit(evidence: Mapping[str, Any]) -> Unit | None:
    if evidence["unit"] is None:
        return None
    return Unit(
        evidence["unit"], evidence["unit_source"], _parse_span(evidence["unit_place"])
    )


def _restore_printed_decimals(value: Any, raw: str) -> Any:
    """A number with the decimals printed: files keep 3600, the page says 3600.00, and tolerance hangs on that."""
    if not isinstance(value, Decimal):
        return value
    for match in _PRINTED_NUMBER.finditer(normalize(raw)):
        printed = Decimal(match[0].replace(",", ""))
        if printed == abs(value):
            return printed.copy_sign(value)
    return value
