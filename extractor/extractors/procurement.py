"""The procurement budget: what a department buys, with which money (政府采购预算).

One row is a total (合计), a subtotal of a unit, a class or a kind, or
an item; a blank figure means unknown, not 0. Figures that no column
of the record holds are budget lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import RowType, ValueStatus
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Procurement, Unit
from extractor.schema.codelists import index_codelist
from extractor.tables.cells import clean_cell_text, extract_text, locate_row
from extractor.tables.forms import FORMS, Role
from extractor.tables.model import ParsedTable
from extractor.tables.row_mapper import (
    MappedRow,
    Number,
    Texts,
    find_row_sums,
    map_rows,
)
from extractor.text import regex
from extractor.text.normalize import match_key, normalize

__all__ = [
    "NUMBER_FIELDS",
    "extract_procurement",
]

_KIND = "procurement"
_FORM = FORMS[_KIND]
_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")
_CODE_AND_NAME = regex.compile(
    r"\s*\[?(?P<code>[ABC]\d{2,12})\]?\s*[-—:]?\s*(?P<name>[^\s\d](?:.*\S)?)\s*$",
    regex.DOTALL,
)

NUMBER_FIELDS = _FORM.list_fields(Role.QUANTITY, Role.MONEY)
"""Columns that hold figures."""

_TEXT_FIELDS = ("project_name", "item_name", "catalog_code", "quantity_unit")


def extract_procurement(context: Context) -> Iterator[Procurement | Issue]:
    """Extract the procurement budget.

    Args:
        context: The disclosure.

    Returns:
        One record a row that states anything, of each procurement
        table; an issue for each row that takes its project from a row
        above.
    """
    for parsed in context.tables:
        if parsed.kind != _KIND:
            continue
        extractor = _ProcurementExtractor(parsed, context.lexicon)
        for rows in map_rows(parsed, context.lexicon):
            yield from extractor.extract_rows(rows)


class _ProcurementExtractor:
    """One procurement table; a project holds for
    the rows below that leave it blank."""

    def __init__(self, parsed: ParsedTable, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.unit = _find_row_unit(parsed)
        self.project: Extracted[str] | None = None
        self.project_funds: tuple[Number, ValueStatus] | None = None

    def extract_rows(self, rows: list[MappedRow]) -> Iterator[Procurement | Issue]:
        """The records of a list, in the order of its rows."""
        sums = find_row_sums(rows, _KIND, self.lexicon)
        for index, row in enumerate(rows):
            row_sum = sums.get(index)
            if row_sum is not None:
                self.project = self.project_funds = None
                label = extract_text(row_sum.cell)
                texts: Texts = dict.fromkeys(_TEXT_FIELDS)
                yield self._build_record(row, texts, row_sum.row_type, label)
                continue
            row.texts |= _split_code_and_name(row.texts)
            yield from self._fill_project(row)
            if not row.is_empty:
                yield self._build_record(row, row.texts, RowType.ITEM, None)

    def _fill_project(self, row: MappedRow) -> Iterator[Issue]:
        """Take the project from the row above where
        a row names none, else keep it."""
        texts, numbers = row.texts, row.numbers
        project = texts["project_name"]
        if project is not None:
            self.project = project
            self.project_funds = None
            funds = numbers["project_funds"]
            if funds is not None:
                self.project_funds = (funds, row.statuses["project_funds"])
            return
        if texts["item_name"] is None:
            return
        if self.project is not None:
            place = locate_row(row.first_cell)
            yield Issue.build("CELL_CARRIED", place, text=self.project.value)
        texts["project_name"] = self.project
        if numbers["project_funds"] is None and self.project_funds is not None:
            funds, status = self.project_funds
            numbers["project_funds"], row.statuses["project_funds"] = funds, status

    def _build_record(
        self,
        row: MappedRow,
        texts: Texts,
        row_type: RowType,
        label: Extracted[str] | None,
    ) -> Procurement:
        named = {name: texts[name] for name in _TEXT_FIELDS}
        statuses = {f"{name}_status": status for name, status in row.statuses.items()}
        return Procurement(
            row_type=row_type,
            row_label=label,
            catalog_name=_find_catalog_name(texts["catalog_code"]),
            unit_in_force=self.unit,
            place=locate_row(row.first_cell),
            **named,  # type: ignore[arg-type]
            **row.numbers,  # type: ignore[arg-type]
            **statuses,  # type: ignore[arg-type]
        )


def _find_row_unit(parsed: ParsedTable) -> Unit | None:
    """The unit of the row: that of the first column
    of its value that a table has."""
    columns = parsed.column_by_field
    for name in _FORM.main_values:
        if name in columns:
            return parsed.get_unit(columns[name])
    return parsed.unit


def _find_catalog_name(code: Extracted[str] | None) -> str | None:
    """The name of a code in the catalogue of 2013."""
    if code is None:
        return None
    catalog = index_codelist("procurement_catalog_2013_common")
    entry = catalog.get(match_key(code.value))
    return entry["name"] if entry else None


def _split_code_and_name(texts: Mapping[str, Extracted[str] | None]) -> Texts:
    """``A02010104 台式计算机`` in one cell is a code of the catalogue and what is bought.

    A code alone is no name.
    """
    item, code = texts["item_name"], texts["catalog_code"]
    if (
        item is not None
        and code is None
        and _CATALOG_CODE.fullmatch(match_key(item.raw))
    ):
        return {"catalog_code": item, "item_name": None}
    cell = code or item
    if cell is None:
        return {}
    match = _CODE_AND_NAME.match(normalize(cell.raw))
    if match is None:
        return {}
    code_part = _extract_part(cell, match.span("code"))
    if code is not None and item is not None:
        return {"catalog_code": code_part}  # the code stands beside what is bought
    name_part = _extract_part(cell, match.span("name"))
    return {"catalog_code": code_part, "item_name": name_part}


def _extract_part(cell: Extracted[str], span: tuple[int, int]) -> Extracted[str]:
    """Part of the text of a cell."""
    raw = cell.raw[slice(*span)]
    offset = cell.place.start or 0
    place = cell.place.slice(span[0] + offset, span[1] + offset)
    return Extracted(clean_cell_text(raw), raw, place)
