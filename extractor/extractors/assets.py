"""Fixed assets at the end of last year: 项目｜数量｜价值, with 资产总额, 房屋（平方米）, 汽车（台、辆） as rows.

A dash says "does not apply", a blank says nothing, 0 says none: three different things. A row without a label is no
record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading
from extractor.model.issues import Issue
from extractor.model.table_rows import Asset
from extractor.tables.cells import is_note, money, row_place, status, text
from extractor.tables.model import Line, TableView
from extractor.text.connectives import AMONG
from extractor.text.dates import days
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import fold, squeeze

__all__ = ["read"]

_TOTALS = ("assets.total", "assets.fixed.total")
_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")


def read(context: Context) -> Iterator[Asset | Issue]:
    """One record for each labelled row of each asset table."""
    for view in context.tables:
        if view.kind == "fixed_assets":
            as_of = view.as_of or _stated_date(context)
            rows = _across if "asset" in view.fields else _rows
            yield from rows(view, context.template, as_of)


def _stated_date(context: Context) -> Reading[date] | None:
    """The day that the prose of the section states (截至2019年12月31日), for a table that prints none."""
    for entry in context.lines():
        if entry.key == "state_assets":
            for day in days(entry.line.text):
                printed = entry.line.reading(day.start, day.end)
                return Reading(day.value, printed.raw, printed.place)
    return None


def _rows(
    view: TableView, template: Template, as_of: Reading[date] | None
) -> Iterator[Asset]:
    columns = view.columns_of
    unit = view.unit_of(columns["value"]) if "value" in columns else None
    below_total = False
    whole = _lists_all(view, columns, template)
    for row in view.cover:
        if is_note(row):
            continue
        cells = {field: row[number - 1] for field, number in columns.items()}
        label = text(cells.get("label"))
        if label is None:
            continue
        item = (
            template.find("assets_across", _unnumbered(label.value)) if whole else None
        )
        item = item or _item(label.value, template, below_total)
        item = None if item == "none" else item
        total = item in _TOTALS or template.find("rows.sums", label.value) is not None
        if not squeeze(label.value).startswith(AMONG):
            below_total = (
                total or item is None
            )  # parts of what is no item of its own may be some
        quantity, value = cells.get("quantity"), cells.get("value")
        worth = money(value, unit)
        cell = cells["label"]
        assert cell is not None
        yield Asset(
            row_type="total" if total else "item",
            item=item,
            label=label,
            quantity=money(quantity, None),
            quantity_status=status(quantity),
            quantity_unit=text(cells.get("quantity_unit")) or _unit_in(cell),
            value=worth,
            value_status=status(value),
            unit_in_force=worth.unit if worth and worth.unit else unit,
            as_of=as_of,
            place=row_place(cell),
        )


def _lists_all(view: TableView, columns: Mapping[str, int], template: Template) -> bool:
    """True for a table of all assets, of which the fixed ones are a row; its total is theirs together."""
    labels = [
        label
        for row in view.cover
        if "label" in columns and (label := text(row[columns["label"] - 1]))
    ]
    found = [
        template.find("assets_across", _unnumbered(label.value)) for label in labels
    ]
    return "assets.fixed.total" in found or found.count("none") > 1


def _across(
    view: TableView, template: Template, as_of: Reading[date] | None
) -> Iterator[Asset]:
    """Kinds of assets as columns: their values in the row that sums, or in the only one."""
    rows = [row for row in view.body if not is_note(row) and any(_value_in(view, row))]
    sums = [
        row
        for row in rows
        if any(
            cell and template.find("rows.sums", cell.text) == "total" for cell in row
        )
    ]
    for row in (sums or rows)[:1] if sums or len(rows) == 1 else ():
        for column, cell in enumerate(row, 1):
            if (
                view.fields[column - 1] != "asset"
                or cell is None
                or not cell.text.strip()
            ):
                continue
            heads = list(view.heads[column - 1])
            while (
                len(heads) > 1
                and template.find("rows.sums", heads[-1].text) is not None
            ):
                heads.pop()
            label = text(heads[-1])
            assert label is not None
            item = template.find("assets_across", label.value) or _item(
                label.value, template, False
            )
            counted = next(
                (
                    unit
                    for head in reversed(heads)
                    if (unit := _unit_in(head)) and _counts(unit, template)
                ),
                None,
            )
            worth = money(cell, view.unit_of(column)) if counted is None else None
            yield Asset(
                row_type="total" if item in _TOTALS else "item",
                item=item if item != "none" else None,
                label=label,
                quantity=money(cell, None) if counted is not None else None,
                quantity_status=status(cell if counted is not None else None),
                quantity_unit=counted,
                value=worth,
                value_status=status(cell if counted is None else None),
                unit_in_force=worth.unit
                if worth and worth.unit
                else view.unit_of(column),
                as_of=as_of,
                place=Place(cell.address),
            )


def _counts(unit: Reading[str], template: Template) -> bool:
    """True for what counts things (辆; 台、套), no unit of money and no remark."""
    return any(
        template.find("counts", part) == "unit"
        for part in (unit.value, *regex.split("[、/]", unit.value))
    )


def _value_in(view: TableView, row: Line) -> Iterator[bool]:
    """For each column of assets whether a row says anything there."""
    for name, cell in zip(view.fields, row, strict=True):
        if name == "asset":
            yield cell is not None and bool(cell.text.strip())


def _item(label: str, template: Template, below_total: bool) -> str | None:
    """The canonical item of a row: its words without list number, with and without the unit in brackets. 其中 right below
    the total, or below a row that is no item, opens parts; below another row it opens parts of that row, which are none."""
    name = _unnumbered(label)
    plain = fold(name).removeprefix(AMONG).lstrip(": ") if below_total else name
    for form in (name, _BRACKET.sub("", fold(name)), plain, _BRACKET.sub("", plain)):
        key = template.find("rows.fixed_assets", form) or template.find("labels", form)
        if key is not None and key.startswith("assets."):
            return key
    word = squeeze(name)
    if word.startswith(AMONG):
        return None
    marks = [
        (len(mark), key)
        for mark, key in template.words("row_marks.fixed_assets").items()
        if mark in word
    ]
    return max(marks)[1] if marks else None


def _unnumbered(label: str) -> str:
    found = ordinal(label)
    return label[found.end :] if found else label


def _unit_in(cell: Cell) -> Reading[str] | None:
    """The unit that a row's label has in its last brackets: ``（一）房屋（平方米）``."""
    match = _BRACKET.search(fold(cell.text))
    if (
        match is None
        or not match[1].strip()
        or ordinal(squeeze(match.group()) + "、") is not None
    ):
        return None
    raw = cell.text[match.start(1) : match.end(1)]
    return Reading(raw.strip(), raw, Place(cell.address, *match.span(1)))
