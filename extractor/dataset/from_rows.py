"""Rows back as records, so that a dataset can be checked again."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from extractor import schema
from extractor.dataset.row_plan import record_tables
from extractor.model.disclosure import Disclosure, Profile, record_types
from extractor.model.document import Place
from extractor.model.extracted import Reading, Unit
from extractor.model.record import Record
from extractor.text.normalize import fold

__all__ = ["records_from_rows"]

_COUNTS = ("n_paragraphs", "n_tables", "n_numbers", "n_numbers_read")
_FACTS = ("share_characters", "share_numbers", "text_boxes")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def records_from_rows(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> Disclosure:
    """The records that rows of one document were made from, so that they can be checked again.

    ``found`` is what :func:`~extractor.dataset.to_rows.disclosure_rows` gave or what was loaded of it, values as there (Decimal, int, bool, date,
    str, None). Readings come back from evidence, decimals with the digits printed. Not restored: checks, quality
    and issues (checking makes them again) and readings of blank cells in columns that may be null.
    """
    return _Restorer(found).disclosure()


class _Restorer:
    def __init__(self, found: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self.found = {name: list(several) for name, several in found.items()}
        self.evidence: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for row in self.found.get("evidence", ()):
            self.evidence.setdefault((row["table"], row["record_id"]), {})[
                row["column"]
            ] = row
        self.by_id: dict[str, Mapping[str, Any]] = {}
        for name in record_tables():
            own = schema.table(name).id_column
            for row in self.found.get(name, ()):
                if own is not None:
                    self.by_id[row[own]] = row
        self.made: dict[int, Record] = {}

    def disclosure(self) -> Disclosure:
        document = next(iter(self.found.get("documents", ())), {})
        tables = {
            name: tuple(self.record(name, row) for row in self.found.get(name, ()))
            for name in record_tables()
            if name not in ("checks", "quality")
        }
        counts = {name: document[name] or 0 for name in _COUNTS if document}
        facts = {name: document.get(name) for name in _FACTS if document}
        profile = (
            cast(Profile, self.record("documents", document)) if document else Profile()
        )
        return Disclosure(profile=profile, **tables, **counts, **facts)  # type: ignore[arg-type]

    def record(self, table: str, row: Mapping[str, Any]) -> Record:
        """The record of a row; the same one each time it is asked for."""
        if id(row) not in self.made:
            kind = record_types()[table]
            own = row.get(schema.table(table).id_column or "", "")
            read = self.evidence.get((table, own), {})
            values = {
                field.name: self._value(field, table, row, read)
                for field in dataclasses.fields(cast(Any, kind))
            }
            self.made[id(row)] = kind(**values)
        return self.made[id(row)]

    def _value(
        self,
        field: dataclasses.Field[Any],
        table: str,
        row: Mapping[str, Any],
        read: Mapping[str, Mapping[str, Any]],
    ) -> Any:
        hint = str(field.type)
        if field.name == "parent":
            return self._parent(table, row)
        if hint.startswith("Unit"):
            return self._unit(row, read)
        value = row.get(field.name)
        if "Reading" in hint and field.name in read:
            evidence = read[field.name]
            raw = (
                evidence.get("corrected") or evidence["raw"]
            )  # checks see what was corrected, not what is printed
            return Reading(
                _as_printed(value, raw), raw, _place(evidence["place"]), _unit(evidence)
            )
        if (
            "Reading" in hint and "None" not in hint.partition("]")[2]
        ):  # a blank cell, where there must be a reading
            return Reading(value, "", _place(row["place"]), self._unit(row, read))
        if hint == "Place":
            return _place(row[field.name])
        return "" if hint == "str" and value is None else value

    def _parent(self, table: str, row: Mapping[str, Any]) -> Record | None:
        for column in schema.table(table).columns:
            above, dot, _ = column.reference.partition(".")
            if dot and above != "documents":
                wanted = row[column.name]
                return (
                    None if wanted is None else self.record(above, self.by_id[wanted])
                )
        return None

    def _unit(
        self, row: Mapping[str, Any], read: Mapping[str, Mapping[str, Any]]
    ) -> Unit | None:
        """The unit in force in a row, also of a blank value."""
        name = row.get("unit")
        if "unit" in read or name is None:
            return _unit(read["unit"]) if "unit" in read else None
        return Unit(
            name,
            row.get("unit_source") or "document",
            _place(row.get("unit_place") or row["place"]),
        )


def _place(text: str) -> Place:
    return Place.parse(text)


def _unit(evidence: Mapping[str, Any]) -> Unit | None:
    if evidence["unit"] is None:
        return None
    return Unit(
        evidence["unit"], evidence["unit_source"], _place(evidence["unit_place"])
    )


def _as_printed(value: Any, raw: str) -> Any:
    """A number with the decimals printed: files keep 3600, the page says 3600.00, and tolerance hangs on that."""
    if not isinstance(value, Decimal):
        return value
    for match in _NUMBER.finditer(fold(raw)):
        printed = Decimal(match[0].replace(",", ""))
        if printed == abs(value):
            return printed.copy_sign(value)
    return value
