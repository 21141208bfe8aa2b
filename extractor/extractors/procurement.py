"""The procurement budget: what a department buys, with which money (政府采购预算).

One row is a total (合计), a subtotal of a unit (某局小计) or an item; a blank figure is nothing said, not 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading, Status, Unit
from extractor.model.issues import Issue
from extractor.model.table_rows import Procurement
from extractor.schema.codelists import by_code
from extractor.tables.cells import is_note, money, plain, row_place, status, text
from extractor.tables.model import TableView
from extractor.text.normalize import fold, squeeze

__all__ = ["read"]

_CODE = regex.compile(r"[ABC]\d{2,12}")
_CODED = regex.compile(
    r"\s*\[?(?P<code>[ABC]\d{2,12})\]?\s*[-—:]?\s*(?P<name>[^\s\d](?:.*\S)?)\s*$",
    regex.DOTALL,
)

NUMBERS = (
    "project_funds", "quantity", "unit_price", "total", "current_year", "general_public_budget", "government_funds",
    "fiscal_special_account", "other_sources", "other_channels",
)  # fmt: skip
TEXTS = ("project_name", "item_name", "catalog_code", "quantity_unit")


def read(context: Context) -> Iterator[Procurement | Issue]:
    """One record for each row of each procurement table that says anything."""
    for view in context.tables:
        if view.kind == "procurement":
            yield from _rows(view, context.template)


def _rows(view: TableView, template: Template) -> Iterator[Procurement | Issue]:
    columns = view.columns_of
    first = next(
        (
            columns[name]
            for name in ("total", "current_year", "general_public_budget")
            if name in columns
        ),
        0,
    )
    unit = view.unit_of(first) if first else view.unit
    project: Reading[str] | None = None
    funds: tuple[Reading[Decimal | None], Status] | None = None
    for row, covered in zip(view.body, view.cover, strict=True):
        cells = [cell for cell in row if cell is not None and cell.text.strip()]
        if not cells or is_note(cells):
            continue
        numbers = {name: _number(view, row, columns, name) for name in NUMBERS}
        states = {
            name: status(row[columns[name] - 1]) for name in NUMBERS if name in columns
        }
        if (
            numbers["project_funds"] is None and "project_funds" in columns
        ):  # a merged cell stands for every row it reaches
            numbers["project_funds"] = _number(view, covered, columns, "project_funds")
            states["project_funds"] = status(covered[columns["project_funds"] - 1])
        words = {
            name: text(covered[columns[name] - 1]) if name in columns else None
            for name in TEXTS
        }
        words |= _coded(words)
        label = _sum(row, columns, words, template)
        if label is not None:
            kind, cell = label
            yield _record(
                view,
                kind,
                text(cell),
                dict.fromkeys(TEXTS),
                numbers,
                states,
                unit,
                cells[0],
            )
            project = funds = None
            continue
        if words["project_name"] is None and words["item_name"] is not None:
            if project is not None:
                yield Issue.of("CELL_CARRIED", row_place(cells[0]), text=project.value)
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
            yield _record(view, "item", None, words, numbers, states, unit, cells[0])


def _coded(words: dict[str, Reading[str] | None]) -> dict[str, Reading[str] | None]:
    """``A02010104 台式计算机`` in one cell is a code of the catalogue and what is bought; a code alone names nothing."""
    item = words["item_name"]
    if (
        item is not None
        and words["catalog_code"] is None
        and _CODE.fullmatch(squeeze(item.raw))
    ):
        return {"catalog_code": item, "item_name": None}
    for name, other in (("item_name", "catalog_code"), ("catalog_code", "item_name")):
        cell = words[name]
        found = (
            _CODED.match(fold(cell.raw))
            if cell is not None and words[other] is None
            else None
        )
        if cell is not None and found is not None:
            start = cell.place.start or 0
            parts = []
            for part in ("code", "name"):
                raw = cell.raw[slice(*found.span(part))]
                at = (found.start(part) + start, found.end(part) + start)
                parts.append(Reading(plain(raw), raw, Place(cell.place.address, *at)))
            return {"catalog_code": parts[0], "item_name": parts[1]}
    return {}


def _number(
    view: TableView, row: tuple[Cell | None, ...], columns: dict[str, int], name: str
) -> Reading[Decimal | None] | None:
    if name not in columns:
        return None
    return money(
        row[columns[name] - 1],
        None if name == "quantity" else view.unit_of(columns[name]),
    )


def _sum(
    row: tuple[Cell | None, ...],
    columns: dict[str, int],
    words: dict[str, Reading[str] | None],
    template: Template,
) -> tuple[Literal["total", "subtotal"], Cell] | None:
    """The cell that makes a row a total or subtotal: by its words, or since it names a kind or office and no purchase."""
    figures = {columns[name] for name in (*NUMBERS, "line") if name in columns}
    for column, cell in enumerate(row, 1):
        if cell is None or column in figures or not cell.text.strip():
            continue
        word = squeeze(cell.text)
        if template.find("rows.sums", word) == "total":
            return "total", cell
        if word.endswith(template.words_of("rows.sums", "subtotal")):
            return "subtotal", cell
        named = (words[name] for name in ("item_name", "project_name"))
        if template.find("rows.procurement", word) == "kind" and not any(
            n and n.place.address != cell.address for n in named
        ):
            return "subtotal", cell
        if (
            column == columns.get("kind")
            and words["item_name"] is None
            and words["project_name"] is None
        ):
            return "subtotal", cell
        return None
    return None


def _record(
    view: TableView,
    kind: Literal["total", "subtotal", "item"],
    label: Reading[str] | None,
    words: dict[str, Reading[str] | None],
    numbers: dict[str, Reading[Decimal | None] | None],
    states: dict[str, Status],
    unit: Unit | None,
    cell: Cell,
) -> Procurement:
    code = words["catalog_code"]
    known = (
        by_code("procurement_catalog_2013_common").get(squeeze(code.value))
        if code
        else None
    )
    return Procurement(
        row_type=kind,
        row_label=label,
        catalog_name=known["name"] if known else None,
        unit_in_force=unit,
        place=row_place(cell),
        **words,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
        **{f"{name}_status": state for name, state in states.items()},  # type: ignore[arg-type]
    )
