"""The procurement budget: what a department buys, with which money (政府采购预算).

One row is a total (合计), a subtotal of a unit (某局小计) or an item; a blank figure means
unknown, not 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.enums import RowType, ValueStatus
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Procurement, Unit
from extractor.schema.codelists import index_codelist
from extractor.schema.concepts import list_procurement_money_columns
from extractor.tables.cells import (
    clean_cell_text,
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_note_row,
    locate_row,
)
from extractor.tables.model import CellRow, ParsedTable
from extractor.text.normalize import match_key, normalize

__all__ = [
    "NUMBER_FIELDS",
    "extract_procurement",
]

_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")
_CODE_AND_NAME = regex.compile(
    r"\s*\[?(?P<code>[ABC]\d{2,12})\]?\s*[-—:]?\s*(?P<name>[^\s\d](?:.*\S)?)\s*$",
    regex.DOTALL,
)

NUMBER_FIELDS = (
    "project_funds",
    "quantity",
    "unit_price",
    *list_procurement_money_columns(),
)
"""Columns that hold figures."""

_TEXT_FIELDS = ("project_name", "item_name", "catalog_code", "quantity_unit")
# Columns whose unit is that of the row, the first that a table has.
_MAIN_VALUE_FIELDS = ("total", "current_year", "general_public_budget")

Texts = dict[str, Extracted[str] | None]
Number = Extracted[Decimal | None]


class _TotalLabel(NamedTuple):
    """What makes a row a total or subtotal, and the cell with that word."""

    row_type: RowType
    cell: Cell


@dataclass
class _ProcurementRow:
    """One row as printed: texts, numbers and their statuses by field."""

    first_cell: Cell
    texts: Texts
    numbers: dict[str, Number | None]
    statuses: dict[str, ValueStatus]

    @property
    def is_empty(self) -> bool:
        has_number = any(
            number is not None and number.value is not None
            for number in self.numbers.values()
        )
        return not has_number and not any(self.texts.values())


def extract_procurement(context: Context) -> Iterator[Procurement | Issue]:
    """Extract the procurement budget.

    Args:
        context: The disclosure.

    Returns:
        One record a row that states anything, of each procurement table; an issue for
        each row that takes its project from a row above.
    """
    for parsed in context.tables:
        if parsed.kind == "procurement":
            yield from _ProcurementExtractor(parsed, context.lexicon).extract_rows()


class _ProcurementExtractor:
    """One procurement table; a project holds for the rows below that leave it blank."""

    def __init__(self, parsed: ParsedTable, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.lexicon = lexicon
        self.columns = parsed.column_by_field
        self.unit = self._find_row_unit()
        self.project: Extracted[str] | None = None
        self.project_funds: tuple[Number, ValueStatus] | None = None

    def _find_row_unit(self) -> Unit | None:
        for name in _MAIN_VALUE_FIELDS:
            if name in self.columns:
                return self.parsed.get_unit(self.columns[name])
        return self.parsed.unit

    def extract_rows(self) -> Iterator[Procurement | Issue]:
        """The records of the table, in the order of its rows."""
        parsed = self.parsed
        for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
            cells = [cell for cell in row if cell is not None and cell.text.strip()]
            if not cells or is_note_row(cells):
                continue
            parsed_row = self._parse_row(cells[0], row, filled_row)
            total = self._find_total_label(row, parsed_row.texts)
            if total is not None:
                self.project = self.project_funds = None
                parsed_row.texts = dict.fromkeys(_TEXT_FIELDS)
                label = extract_text(total.cell)
                yield self._build_record(parsed_row, total.row_type, label)
                continue
            yield from self._fill_project(parsed_row)
            if not parsed_row.is_empty:
                yield self._build_record(parsed_row, RowType.ITEM, None)

    def _parse_row(
        self, first_cell: Cell, row: CellRow, filled_row: CellRow
    ) -> _ProcurementRow:
        """Texts and numbers of a row; merged texts and funds hold for every row they reach."""
        columns = self.columns
        texts: Texts = {}
        for name in _TEXT_FIELDS:
            texts[name] = None
            if name in columns:
                texts[name] = extract_text(filled_row[columns[name] - 1])
        texts |= _split_code_and_name(texts)
        numbers: dict[str, Number | None] = dict.fromkeys(NUMBER_FIELDS)
        statuses: dict[str, ValueStatus] = {}
        for name in NUMBER_FIELDS:
            if name not in columns:
                continue
            cell = row[columns[name] - 1]
            number = self._extract_number(cell, name)
            if number is None and name == "project_funds":
                cell = filled_row[columns[name] - 1]
                number = self._extract_number(cell, name)
            numbers[name] = number
            statuses[name] = determine_value_status(cell)
        return _ProcurementRow(first_cell, texts, numbers, statuses)

    def _extract_number(self, cell: Cell | None, name: str) -> Number | None:
        if name == "quantity":
            return extract_exact_number(cell, None)
        return extract_exact_number(cell, self.parsed.get_unit(self.columns[name]))

    def _fill_project(self, row: _ProcurementRow) -> Iterator[Issue]:
        """Take the project from the row above where a row names none, else keep it."""
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

    def _find_total_label(self, row: CellRow, texts: Texts) -> _TotalLabel | None:
        """The cell that makes a row a total or subtotal.

        It does so by its words, or since it names a kind or an office and no purchase.
        """
        found = self._find_first_text_cell(row)
        if found is None:
            return None
        column, cell = found
        word = match_key(cell.text)
        if self.lexicon.find_key("rows.sums", word) == "total":
            return _TotalLabel(RowType.TOTAL, cell)
        if word.endswith(self.lexicon.get_words("rows.sums", "subtotal")):
            return _TotalLabel(RowType.SUBTOTAL, cell)
        if self._names_no_purchase(column, cell, texts):
            return _TotalLabel(RowType.SUBTOTAL, cell)
        return None

    def _names_no_purchase(self, column: int, cell: Cell, texts: Texts) -> bool:
        """True for a row that names a kind of purchases and no purchase of that kind."""
        names = [texts["item_name"], texts["project_name"]]
        word = match_key(cell.text)
        if self.lexicon.find_key("rows.procurement", word) == "kind" and all(
            name is None or name.place.element == cell.span for name in names
        ):
            return True
        return column == self.columns.get("kind") and not any(names)

    def _find_first_text_cell(self, row: CellRow) -> tuple[int, Cell] | None:
        """The first filled cell outside the columns of figures, and its column."""
        fields = (*NUMBER_FIELDS, "line")
        figures = {self.columns[name] for name in fields if name in self.columns}
        for column, cell in enumerate(row, 1):
            if cell is not None and column not in figures and cell.text.strip():
                return column, cell
        return None

    def _build_record(
        self, row: _ProcurementRow, row_type: RowType, label: Extracted[str] | None
    ) -> Procurement:
        statuses = {f"{name}_status": status for name, status in row.statuses.items()}
        return Procurement(
            row_type=row_type,
            row_label=label,
            catalog_name=_find_catalog_name(row.texts["catalog_code"]),
            unit_in_force=self.unit,
            place=locate_row(row.first_cell),
            **row.texts,  # type: ignore[arg-type]
            **row.numbers,  # type: ignore[arg-type]
            **statuses,  # type: ignore[arg-type]
        )


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
    if item is not None and code is not None:
        return {}
    cell = item or code
    if cell is None:
        return {}
    match = _CODE_AND_NAME.match(normalize(cell.raw))
    if match is None:
        return {}
    return {
        "catalog_code": _extract_part(cell, match.span("code")),
        "item_name": _extract_part(cell, match.span("name")),
    }


def _extract_part(cell: Extracted[str], span: tuple[int, int]) -> Extracted[str]:
    """Part of the text of a cell."""
    raw = cell.raw[slice(*span)]
    offset = cell.place.start or 0
    place = cell.place.slice(span[0] + offset, span[1] + offset)
    return Extracted(clean_cell_text(raw), raw, place)
