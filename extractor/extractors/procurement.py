"""The procurement budget: what a department buys, with which money (政府采购预算).

One row is a total (合计), a subtotal of a unit (某局小计) or an item; a blank figure is nothing said, not 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Span
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Procurement, Unit, ValueStatus
from extractor.schema.codelists import index_codelist
from extractor.tables.cells import (
    clean_cell_text,
    determine_value_status,
    extract_number,
    extract_text,
    is_note_row,
    locate_row,
)
from extractor.tables.model import ParsedTable
from extractor.text.normalize import match_key, normalize

__all__ = [
    "extract_procurement",
]

_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")
_CODE_AND_NAME = regex.compile(
    r"\s*\[?(?P<code>[ABC]\d{2,12})\]?\s*[-—:]?\s*(?P<name>[^\s\d](?:.*\S)?)\s*$",
    regex.DOTALL,
)

NUMBER_FIELDS = (
    "project_funds", "quantity", "unit_price", "total", "current_year", "general_public_budget", "government_funds",
    "fiscal_special_account", "other_sources", "other_channels",
)  # fmt: skip
TEXT_FIELDS = ("project_name", "item_name", "catalog_code", "quantity_unit")


def extract_procurement(context: Context) -> Iterator[Procurement | Issue]:
    """One record for each row of each procurement table that says anything."""
    for view in context.tables:
        if view.kind == "procurement":
            yield from _extract_rows(view, context.lexicon)


def _extract_rows(
    parsed: ParsedTable, lexicon: Lexicon
) -> Iterator[Procurement | Issue]:
    columns = parsed.column_by_field
    first = next(
        (
            columns[name]
            for name in ("total", "current_year", "general_public_budget")
            if name in columns
        ),
        0,
    )
    unit = parsed.get_unit(first) if first else parsed.unit
    project: Extracted[str] | None = None
    funds: tuple[Extracted[Decimal | None], ValueStatus] | None = None
    for row, covered in zip(parsed.rows, parsed.filled_rows, strict=True):
        cells = [cell for cell in row if cell is not None and cell.text.strip()]
        if not cells or is_note_row(cells):
            continue
        numbers = {
            name: _extract_number_field(parsed, row, columns, name)
            for name in NUMBER_FIELDS
        }
        states = {
            name: determine_value_status(row[columns[name] - 1])
            for name in NUMBER_FIELDS
            if name in columns
        }
        if (
            numbers["project_funds"] is None and "project_funds" in columns
        ):  # a merged cell stands for every row it reaches
            numbers["project_funds"] = _extract_number_field(
                parsed, covered, columns, "project_funds"
            )
            states["project_funds"] = determine_value_status(
                covered[columns["project_funds"] - 1]
            )
        words = {
            name: extract_text(covered[columns[name] - 1]) if name in columns else None
            for name in TEXT_FIELDS
        }
        words |= _split_code_and_name(words)
        label = _find_total_label(row, columns, words, lexicon)
        if label is not None:
            kind, cell = label
            yield _build_procurement(
                parsed,
                kind,
                extract_text(cell),
                dict.fromkeys(TEXT_FIELDS),
                numbers,
                states,
                unit,
                cells[0],
            )
            project = funds = None
            continue
        if words["project_name"] is None and words["item_name"] is not None:
            if project is not None:
                yield Issue.build(
                    "CELL_CARRIED", locate_row(cells[0]), text=project.value
                )
            words["project_name"] = project
            if numbers["project_funds"] is None and funds is not None:
                numbers["project_funds"], states["project_funds"] = funds
        elif words["project_name"] is not None:
            project = words["project_name"]
            funds = (
                (number, states["project_funds"])
                if (number := numbers["project_funds"]) is not None
                else None
            )
        if any(words.values()) or any(
            number is not None and number.value is not None
            for number in numbers.values()
        ):
            yield _build_procurement(
                parsed, "item", None, words, numbers, states, unit, cells[0]
            )


def _split_code_and_name(
    texts: dict[str, Extracted[str] | None],
) -> dict[str, Extracted[str] | None]:
    """``A02010104 台式计算机`` in one cell is a code of the catalogue and what is bought; a code alone names nothing."""
    item = texts["item_name"]
    if (
        item is not None
        and texts["catalog_code"] is None
        and _CATALOG_CODE.fullmatch(match_key(item.raw))
    ):
        return {"catalog_code": item, "item_name": None}
    for name, other in (("item_name", "catalog_code"), ("catalog_code", "item_name")):
        cell = texts[name]
        found = (
            _CODE_AND_NAME.match(normalize(cell.raw))
            if cell is not None and texts[other] is None
            else None
        )
        if cell is not None and found is not None:
            start = cell.place.start or 0
            parts = []
            for part in ("code", "name"):
                raw = cell.raw[slice(*found.span(part))]
                at = (found.start(part) + start, found.end(part) + start)
                parts.append(
                    Extracted(clean_cell_text(raw), raw, Span(cell.place.path, *at))
                )
            return {"catalog_code": parts[0], "item_name": parts[1]}
    return {}


def _extract_number_field(
    parsed: ParsedTable,
    row: tuple[Cell | None, ...],
    columns: dict[str, int],
    name: str,
) -> Extracted[Decimal | None] | None:
    if name not in columns:
        return None
    return extract_number(
        row[columns[name] - 1],
        None if name == "quantity" else parsed.get_unit(columns[name]),
    )


def _find_total_label(
    row: tuple[Cell | None, ...],
    columns: dict[str, int],
    texts: dict[str, Extracted[str] | None],
    lexicon: Lexicon,
) -> tuple[Literal["total", "subtotal"], Cell] | None:
    """The cell that makes a row a total or subtotal: by its words, or since it names a kind or office and no purchase."""
    figures = {columns[name] for name in (*NUMBER_FIELDS, "line") if name in columns}
    for column, cell in enumerate(row, 1):
        if cell is None or column in figures or not cell.text.strip():
            continue
        word = match_key(cell.text)
        if lexicon.find_key("rows.sums", word) == "total":
            return "total", cell
        if word.endswith(lexicon.get_words("rows.sums", "subtotal")):
            return "subtotal", cell
        named = (texts[name] for name in ("item_name", "project_name"))
        if lexicon.find_key("rows.procurement", word) == "kind" and not any(
            n and n.place.path != cell.path for n in named
        ):
            return "subtotal", cell
        if (
            column == columns.get("kind")
            and texts["item_name"] is None
            and texts["project_name"] is None
        ):
            return "subtotal", cell
        return None
    return None


def _build_procurement(
    parsed: ParsedTable,
    row_type: Literal["total", "subtotal", "item"],
    label: Extracted[str] | None,
    texts: dict[str, Extracted[str] | None],
    numbers: dict[str, Extracted[Decimal | None] | None],
    statuses: dict[str, ValueStatus],
    unit: Unit | None,
    cell: Cell,
) -> Procurement:
    code = texts["catalog_code"]
    known = (
        index_codelist("procurement_catalog_2013_common").get(match_key(code.value))
        if code
        else None
    )
    return Procurement(
        row_type=row_type,
        row_label=label,
        catalog_name=known["name"] if known else None,
        unit_in_force=unit,
        place=locate_row(cell),
        **texts,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
        **{f"{name}_status": state for name, state in statuses.items()},  # type: ignore[arg-type]
    )
