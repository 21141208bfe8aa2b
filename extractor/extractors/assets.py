"""Fixed assets at the end of last year: 项目｜数量｜价值, with 资产总额, 房屋（平方米）, 汽车（台、辆） as rows.

A dash says "does not apply", a blank says nothing, 0 says none: three different things. A row without a label is no
record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Span
from extractor.model.issues import Issue
from extractor.model.records import Asset, Extracted
from extractor.tables.cells import (
    determine_value_status,
    extract_number,
    extract_text,
    is_note_row,
    locate_row,
)
from extractor.tables.model import CellRow, ParsedTable
from extractor.text.affixes import OF_WHICH
from extractor.text.dates import find_dates
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize

__all__ = [
    "extract_assets",
]

_TOTAL_CONCEPTS = ("assets.total", "assets.fixed.total")
_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")


def extract_assets(context: Context) -> Iterator[Asset | Issue]:
    """One record for each labelled row of each asset table."""
    for view in context.tables:
        if view.kind == "fixed_assets":
            as_of = view.as_of or _find_stated_date(context)
            rows = _extract_columns if "asset" in view.fields else _extract_rows
            yield from rows(view, context.lexicon, as_of)


def _find_stated_date(context: Context) -> Extracted[date] | None:
    """The day that the prose of the section states (截至2019年12月31日), for a table that prints none."""
    for entry in context.iter_prose_entries():
        if entry.heading_key == "state_assets":
            for day in find_dates(entry.line.text):
                printed = entry.line.extract_text(day.start, day.end)
                return Extracted(day.value, printed.raw, printed.place)
    return None


def _extract_rows(
    parsed: ParsedTable, lexicon: Lexicon, as_of: Extracted[date] | None
) -> Iterator[Asset]:
    columns = parsed.column_by_field
    unit = parsed.get_unit(columns["value"]) if "value" in columns else None
    below_total = False
    whole = _lists_all_assets(parsed, columns, lexicon)
    for row in parsed.filled_rows:
        if is_note_row(row):
            continue
        cells = {field: row[number - 1] for field, number in columns.items()}
        label = extract_text(cells.get("label"))
        if label is None:
            continue
        item = (
            lexicon.find_key("assets_across", _strip_list_number(label.value))
            if whole
            else None
        )
        item = item or _resolve_concept(label.value, lexicon, below_total)
        item = None if item == "none" else item
        total = (
            item in _TOTAL_CONCEPTS
            or lexicon.find_key("rows.sums", label.value) is not None
        )
        if not match_key(label.value).startswith(OF_WHICH):
            below_total = (
                total or item is None
            )  # parts of what is no item of its own may be some
        quantity, value = cells.get("quantity"), cells.get("value")
        worth = extract_number(value, unit)
        cell = cells["label"]
        assert cell is not None
        yield Asset(
            row_type="total" if total else "item",
            item=item,
            label=label,
            quantity=extract_number(quantity, None),
            quantity_status=determine_value_status(quantity),
            quantity_unit=extract_text(cells.get("quantity_unit"))
            or _parse_quantity_unit(cell),
            value=worth,
            value_status=determine_value_status(value),
            unit_in_force=worth.unit if worth and worth.unit else unit,
            as_of=as_of,
            place=locate_row(cell),
        )


def _lists_all_assets(
    parsed: ParsedTable, columns: Mapping[str, int], lexicon: Lexicon
) -> bool:
    """True for a table of all assets, of which the fixed ones are a row; its total is theirs together."""
    labels = [
        label
        for row in parsed.filled_rows
        if "label" in columns and (label := extract_text(row[columns["label"] - 1]))
    ]
    found = [
        lexicon.find_key("assets_across", _strip_list_number(label.value))
        for label in labels
    ]
    return "assets.fixed.total" in found or found.count("none") > 1


def _extract_columns(
    parsed: ParsedTable, lexicon: Lexicon, as_of: Extracted[date] | None
) -> Iterator[Asset]:
    """Kinds of assets as columns: their values in the row that sums, or in the only one."""
    rows = [
        row
        for row in parsed.rows
        if not is_note_row(row) and any(_iterate_value_presence(parsed, row))
    ]
    sums = [
        row
        for row in rows
        if any(
            cell and lexicon.find_key("rows.sums", cell.text) == "total" for cell in row
        )
    ]
    for row in (sums or rows)[:1] if sums or len(rows) == 1 else ():
        for column, cell in enumerate(row, 1):
            if (
                parsed.fields[column - 1] != "asset"
                or cell is None
                or not cell.text.strip()
            ):
                continue
            heads = list(parsed.header_cells[column - 1])
            while (
                len(heads) > 1
                and lexicon.find_key("rows.sums", heads[-1].text) is not None
            ):
                heads.pop()
            label = extract_text(heads[-1])
            assert label is not None
            item = lexicon.find_key("assets_across", label.value) or _resolve_concept(
                label.value, lexicon, False
            )
            counted = next(
                (
                    unit
                    for head in reversed(heads)
                    if (unit := _parse_quantity_unit(head))
                    and _is_counting_unit(unit, lexicon)
                ),
                None,
            )
            worth = (
                extract_number(cell, parsed.get_unit(column))
                if counted is None
                else None
            )
            yield Asset(
                row_type="total" if item in _TOTAL_CONCEPTS else "item",
                item=item if item != "none" else None,
                label=label,
                quantity=extract_number(cell, None) if counted is not None else None,
                quantity_status=determine_value_status(
                    cell if counted is not None else None
                ),
                quantity_unit=counted,
                value=worth,
                value_status=determine_value_status(cell if counted is None else None),
                unit_in_force=worth.unit
                if worth and worth.unit
                else parsed.get_unit(column),
                as_of=as_of,
                place=Span(cell.path),
            )


def _is_counting_unit(unit: Extracted[str], lexicon: Lexicon) -> bool:
    """True for what counts things (辆; 台、套), no unit of money and no remark."""
    return any(
        lexicon.find_key("counts", part) == "unit"
        for part in (unit.value, *regex.split("[、/]", unit.value))
    )


def _iterate_value_presence(parsed: ParsedTable, row: CellRow) -> Iterator[bool]:
    """For each column of assets whether a row says anything there."""
    for name, cell in zip(parsed.fields, row, strict=True):
        if name == "asset":
            yield cell is not None and bool(cell.text.strip())


def _resolve_concept(label: str, lexicon: Lexicon, below_total: bool) -> str | None:
    """The canonical item of a row: its words without list number, with and without the unit in brackets. 其中 right below
    the total, or below a row that is no item, opens parts; below another row it opens parts of that row, which are none."""
    name = _strip_list_number(label)
    plain = normalize(name).removeprefix(OF_WHICH).lstrip(": ") if below_total else name
    for form in (
        name,
        _TRAILING_BRACKET.sub("", normalize(name)),
        plain,
        _TRAILING_BRACKET.sub("", plain),
    ):
        key = lexicon.find_key("rows.fixed_assets", form) or lexicon.find_key(
            "labels", form
        )
        if key is not None and key.startswith("assets."):
            return key
    word = match_key(name)
    if word.startswith(OF_WHICH):
        return None
    marks = [
        (len(mark), key)
        for mark, key in lexicon.get_vocabulary("row_marks.fixed_assets").items()
        if mark in word
    ]
    return max(marks)[1] if marks else None


def _strip_list_number(label: str) -> str:
    found = parse_list_number(label)
    return label[found.end :] if found else label


def _parse_quantity_unit(cell: Cell) -> Extracted[str] | None:
    """The unit that a row's label has in its last brackets: ``（一）房屋（平方米）``."""
    match = _TRAILING_BRACKET.search(normalize(cell.text))
    if (
        match is None
        or not match[1].strip()
        or parse_list_number(match_key(match.group()) + "、") is not None
    ):
        return None
    raw = cell.text[match.start(1) : match.end(1)]
    return Extracted(raw.strip(), raw, Span(cell.path, *match.span(1)))
