"""Fixed assets at the end of last year: 项目｜数量｜价值.

资产总额, 房屋（平方米）, 汽车（台、辆） are rows, in some forms columns. A dash means
"does not apply", a blank is unknown, 0 means none: three different
things. A row without a label is no record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from extractor.extractors.context import Context
from extractor.lexicon.label_parser import drop_excluded
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.enums import RowType, UnitSource, ValueStatus
from extractor.model.records import YUAN_PER_UNIT, Asset, Extracted, Unit
from extractor.tables.cells import (
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_value_text,
)
from extractor.tables.model import ParsedTable
from extractor.tables.row_mapper import (
    MappedRow,
    Number,
    find_counting_unit,
    find_value_row,
    is_counting_unit,
    map_rows,
    parse_quantity_unit,
)
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT, OF_WHICH
from extractor.text.dates import find_dates
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize

__all__ = [
    "extract_assets",
]

_TOTAL_CONCEPTS = ("assets.total", "assets.fixed.total")
_PLANNED = "assets.planned_purchase"
_NO_CONCEPT = "none"  # key of words that are known to name no concept
_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")


def extract_assets(context: Context) -> Iterator[Asset]:
    """Extract the holdings of assets.

    Args:
        context: The disclosure.

    Returns:
        One record a labelled row of each table of assets; where the
        kinds of assets are columns, one record a column.
    """
    for parsed in context.tables:
        if parsed.kind != "fixed_assets":
            continue
        as_of = parsed.as_of or _find_stated_date(context)
        if "asset" in parsed.fields:
            yield from _extract_columns(parsed, context.lexicon, as_of)
        else:
            opening = _find_opening_date(parsed, context)
            for rows in map_rows(parsed, context.lexicon):
                yield from _extract_list(
                    parsed, rows, context.lexicon, _HoldingDates(as_of, opening)
                )


class _HoldingDates(NamedTuple):
    """The date of the holdings, and that of those at the beginning of the year."""

    closing: Extracted[date] | None
    opening: Extracted[date] | None

    def knows(self, rows: Sequence[MappedRow]) -> bool:
        """False for holdings of which only 期初 tells the date."""
        return self.opening is not None or not _state_opening(rows)

    def choose(self, rows: Sequence[MappedRow]) -> Extracted[date] | None:
        """The date of the rows of a list."""
        if _state_opening(rows):
            return self.opening
        return self.closing


def _state_opening(rows: Sequence[MappedRow]) -> bool:
    return any(row.is_opening for row in rows)


def _find_opening_date(parsed: ParsedTable, context: Context) -> Extracted[date] | None:
    """The end of the year before, for a head of 期初;
    None where the year is not told."""
    year: int | None = None
    if parsed.as_of is not None:
        year = parsed.as_of.value.year
    elif context.is_final:
        year = context.year
    if year is None:
        return None
    words = context.lexicon.get_words("opening")
    for cell in (cell for path in parsed.header_cells for cell in path):
        if match_key(cell.text).startswith(words):
            return Extracted(date(year - 1, 12, 31), cell.text, cell.span)
    return None


def _find_stated_date(context: Context) -> Extracted[date] | None:
    """The date that the prose of the section states (截至2019年12月31日)."""
    for entry in context.iter_prose_entries():
        if entry.heading_key != "state_assets":
            continue
        for day in find_dates(entry.line.text):
            printed = entry.line.extract_text(day.start, day.end)
            return Extracted(day.value, printed.raw, printed.place)
    return None


# --- kinds of assets as rows


def _extract_list(
    parsed: ParsedTable,
    rows: Sequence[MappedRow],
    lexicon: Lexicon,
    dates: _HoldingDates,
) -> Iterator[Asset]:
    if not dates.knows(rows):
        return
    scope = _find_scope(parsed, lexicon)
    as_of = dates.choose(rows)
    below_total = False
    counts = _counts_things_alone(parsed, rows, lexicon)
    for row in rows:
        group = row.texts["label"] or _find_sum_label(row, lexicon)
        if group is None or _opens_list(row, group):
            continue
        label = _find_name_in_group(parsed, row) or group
        names = (label.value, group.value)
        concept = _find_named_concept(names, scope, lexicon, below_total)
        is_total = _names_sum(label.value, lexicon)
        if not scope.is_closed:
            is_total = is_total or concept == scope.total
        if not match_key(label.value).startswith(OF_WHICH):
            below_total = _opens_parts(concept, is_total)
        asset = _build_row_asset(parsed, row, label, concept, is_total, as_of, lexicon)
        yield _take_whole_number(asset, counts)


def _opens_list(row: MappedRow, label: Extracted[str]) -> bool:
    """True for 其中： alone, which names nothing."""
    word = match_key(label.value).rstrip(":")
    has_figure = any(number is not None for number in row.numbers.values())
    return word == OF_WHICH and not has_figure


def _opens_parts(concept: str | None, is_total: bool) -> bool:
    """True for a total, and for a row without a concept, whose parts may have
    some."""
    return is_total or concept in (None, _NO_CONCEPT)


class _Scope(NamedTuple):
    """What a table of assets is about.

    Attributes:
        total: The concept of its total.
        is_closed: No row but the total has a concept: it lists things
            of one class.
        is_flow: It lists what is to be bought.
        has_classes: It lists all classes of assets.
    """

    total: str
    is_closed: bool = False
    is_flow: bool = False
    has_classes: bool = False


def _find_scope(parsed: ParsedTable, lexicon: Lexicon) -> _Scope:
    """What the title, else the rows, say that a table is about."""
    title = match_key(parsed.title.value) if parsed.title else ""
    planned = lexicon.get_words("planned_assets")
    if parsed.table_key is None and any(word in title for word in planned):
        return _Scope(_PLANNED, is_closed=True, is_flow=True)
    classes = _list_asset_classes(parsed, lexicon)
    if "assets.fixed.total" in classes or _lists_other_classes(parsed, lexicon):
        total = _select_total(classes) or _TOTAL_CONCEPTS[0]
        return _Scope(total, has_classes=True)
    if parsed.table_key is None:
        named = _find_titled_class(title, lexicon)
        if named is not None:
            return _Scope(named, is_closed=True)
    return _Scope("assets.fixed.total")


def _select_total(concepts: Collection[str | None]) -> str | None:
    """The widest total among some concepts."""
    return next((total for total in _TOTAL_CONCEPTS if total in concepts), None)


def _find_titled_class(title: str, lexicon: Lexicon) -> str | None:
    """The one class that a title names: 房屋情况表; not 公务用车及大型设备情况表."""
    keywords = lexicon.get_vocabulary("row_marks.fixed_assets")
    named = {concept for word, concept in keywords.items() if word in title}
    things = [word for word in lexicon.get_words("asset_things") if word in title]
    return named.pop() if len(named) == len(things) == 1 else None


def _find_named_concept(
    names: tuple[str, str], scope: _Scope, lexicon: Lexicon, below_total: bool
) -> str | None:
    """The concept of a row by its name, else by that of its group."""
    name, group = names
    concept = _find_row_concept(name, scope, lexicon, below_total)
    if name == group or concept not in (None, scope.total):
        return concept
    return _find_row_concept(group, scope, lexicon, below_total)


def _find_row_concept(
    label: str, scope: _Scope, lexicon: Lexicon, below_total: bool
) -> str | None:
    if scope.is_flow or (scope.is_closed and _names_sum(label, lexicon)):
        return scope.total
    if scope.is_closed:
        return None
    if any(word in label for word in lexicon.get_words("planned_assets")):
        return _PLANNED
    concept: str | None = None
    if scope.has_classes:
        concept = _find_asset_class(label, lexicon)
    return concept or _resolve_concept(label, lexicon, below_total)


def _find_name_in_group(parsed: ParsedTable, row: MappedRow) -> Extracted[str] | None:
    """The name of a row beside the one of its group: 公务用车（辆）｜机要通信用车."""
    columns = [
        index
        for index, name in enumerate(parsed.fields, 1)
        if name == "label" and parsed.header_texts[index - 1]
    ]
    names = [
        cell for cell in row.words if len(columns) > 1 and cell.column == columns[-1]
    ]
    return extract_text(next(reversed(names), None))


def _find_sum_label(row: MappedRow, lexicon: Lexicon) -> Extracted[str] | None:
    """合计 in another column than the one of names."""
    word = extract_text(row.first_cell)
    return word if word and _names_sum(word.value, lexicon) else None


def _names_sum(label: str, lexicon: Lexicon) -> bool:
    """True for 合计, and for 车辆数合计（辆）."""
    words = tuple(lexicon.get_vocabulary("rows.sums"))
    return BRACKETED_TEXT.sub("", match_key(label)).endswith(words)


def _build_row_asset(
    parsed: ParsedTable,
    row: MappedRow,
    label: Extracted[str],
    concept: str | None,
    is_total: bool,
    as_of: Extracted[date] | None,
    lexicon: Lexicon,
) -> Asset:
    unit: Unit | None = None
    if "value" in parsed.column_by_field:
        unit = parsed.get_unit(parsed.column_by_field["value"])
    counted = _find_counted_unit(row, label)
    figures = {"quantity": "quantity", "value": "value"}
    if "quantity" not in row.statuses and _counts_things(counted, lexicon):
        # 车辆｜辆｜9 below a head that only says a year.
        figures = {"quantity": "value", "value": ""}
    if counted is not None and counted.value in YUAN_PER_UNIT:
        # 固定资产总额｜万元｜3,860.55 among numbers of things
        figures = {"quantity": "", "value": "quantity"}
        unit = Unit(counted.value, UnitSource.CELL, counted.place)
        counted = None
    value = _take_value(row, figures["value"], unit)
    if value and value.unit:
        unit = value.unit
    blank = ValueStatus.BLANK
    return Asset(
        row_type=RowType.TOTAL if is_total else RowType.ITEM,
        item=_drop_no_concept(concept),
        label=label,
        quantity=_drop_unit(row.numbers.get(figures["quantity"])),
        quantity_status=row.statuses.get(figures["quantity"], blank),
        quantity_unit=counted,
        value=value,
        value_status=row.statuses.get(figures["value"], blank),
        unit_in_force=unit,
        as_of=as_of,
        place=label.place.row_span,
        net_value=_take_value(row, "net_value", unit),
        accumulated_depreciation=_take_value(row, "accumulated_depreciation", unit),
    )


def _counts_things_alone(
    parsed: ParsedTable, rows: Sequence[MappedRow], lexicon: Lexicon
) -> bool:
    """True for a table no caption or head of which declares a unit of money, where the
    names of some rows say what their number counts."""
    units = (parsed.unit, *parsed.column_units)
    if any(unit is not None and unit.name in YUAN_PER_UNIT for unit in units):
        return False
    labels = [row.texts["label"] for row in rows]
    return any(
        _counts_things(parse_quantity_unit(label), lexicon) for label in labels if label
    )


def _take_whole_number(asset: Asset, counts: bool) -> Asset:
    """The record of a row beside those that count: a part of one has whole numbers.

    其他用车 | 0 below 车辆合计（辆） | 3
    """
    value = asset.value
    is_known = not counts or asset.item is not None
    if is_known or value is None or value.value is None:
        return asset
    if value.value != value.value.to_integral_value() or "." in value.raw:
        return asset
    return _take_for_quantity(asset)


def _take_value(row: MappedRow, field: str, unit: Unit | None) -> Number | None:
    """The number of a field as money; one in a
    column of quantities has no unit yet."""
    number = row.numbers.get(field)
    if number is None or number.unit is not None:
        return number
    return replace(number, unit=unit)


def _find_counted_unit(row: MappedRow, label: Extracted[str]) -> Extracted[str] | None:
    """The unit of things: printed beside the row, in its name, or in that of its
    group."""
    printed = row.texts["quantity_unit"]
    if printed is not None and is_value_text(printed.value):
        printed = None  # a dash, where nothing is counted
    if printed is not None and printed.place != label.place:
        return printed
    group = row.texts["label"] or label
    return parse_quantity_unit(label) or parse_quantity_unit(group)


def _counts_things(unit: Extracted[str] | None, lexicon: Lexicon) -> bool:
    return unit is not None and is_counting_unit(unit.value, lexicon)


def _drop_unit(number: Number | None) -> Number | None:
    """A number of things, which has no unit of money."""
    return number and replace(number, unit=None)


def _list_asset_classes(parsed: ParsedTable, lexicon: Lexicon) -> list[str | None]:
    """The classes of all assets that rows are, of which the fixed ones are one.

    The total of such a table is the total of all assets.
    """
    return [_find_asset_class(label, lexicon) for label in _list_labels(parsed)]


def _list_labels(parsed: ParsedTable) -> list[str]:
    column = parsed.find_column("label")
    if column is None:
        return []
    labels = [extract_text(row[column - 1]) for row in parsed.filled_rows]
    return [label.value for label in labels if label]


def _lists_other_classes(parsed: ParsedTable, lexicon: Lexicon) -> bool:
    """True where some rows are classes beside the fixed ones: 无形资产; not 其他资产
    alone."""
    others = [
        _find_concept_keyword(match_key(label), lexicon)
        for label in _list_labels(parsed)
        if _find_asset_class(label, lexicon) == _NO_CONCEPT
    ]
    return len(others) > 1 or others == [None]


def _find_asset_class(label: str, lexicon: Lexicon) -> str | None:
    return lexicon.find_key("assets_across", _strip_list_number(label))


# --- kinds of assets as columns


def _extract_columns(
    parsed: ParsedTable, lexicon: Lexicon, as_of: Extracted[date] | None
) -> Iterator[Asset]:
    """Values of the total row, or of the only row."""
    index = find_value_row(parsed, lexicon)
    if index is None:
        return
    found: list[Asset] = []
    counts = _counts_alone(parsed, index, lexicon)
    for column, cell in _list_asset_cells(parsed, index):
        asset = _build_column_asset(parsed, column, cell, lexicon, as_of)
        if counts:
            asset = _take_for_quantity(asset)
        found.append(asset)
    total = _select_total([asset.item for asset in found])
    for asset in found:
        if total is not None and asset.item == total:
            asset = replace(asset, row_type=RowType.TOTAL)
        yield asset


def _counts_alone(parsed: ParsedTable, index: int, lexicon: Lexicon) -> bool:
    """True for a row that is called 数量 in a table that declares no money."""
    if parsed.unit is not None:
        return False
    heads = lexicon.get_words("column_marks.fixed_assets", "quantity")
    words = [match_key(cell.text) for cell in parsed.rows[index] if cell is not None]
    return any(word.endswith(heads) for word in words)


def _take_for_quantity(asset: Asset) -> Asset:
    """The record of a number that no header counts and no unit values."""
    value = asset.value
    if value is None or value.unit is not None:
        return asset
    return replace(
        asset,
        quantity=value,
        quantity_status=asset.value_status,
        value=None,
        value_status=ValueStatus.BLANK,
    )


def _list_asset_cells(parsed: ParsedTable, index: int) -> list[tuple[int, Cell]]:
    """The filled cells of a row in columns of assets."""
    return [
        (column, cell)
        for column, cell in enumerate(parsed.rows[index], 1)
        if parsed.fields[column - 1] == "asset" and cell and cell.text.strip()
    ]


def _build_column_asset(
    parsed: ParsedTable,
    column: int,
    cell: Cell,
    lexicon: Lexicon,
    as_of: Extracted[date] | None,
) -> Asset:
    """The record of a column: a quantity where its header counts things, else a
    value."""
    headers = _strip_sum_headers(parsed.header_cells[column - 1], lexicon)
    label = extract_text(headers[-1])
    assert label is not None
    concept = lexicon.find_key("assets_across", label.value)
    concept = concept or _resolve_concept(label.value, lexicon, below_total=False)
    quantity_unit = find_counting_unit(headers, lexicon)
    unit = parsed.get_unit(column)
    quantity_cell: Cell | None = cell
    value_cell: Cell | None = None
    if quantity_unit is None:
        quantity_cell, value_cell = None, cell
    value = extract_exact_number(value_cell, unit)
    if value and value.unit:
        unit = value.unit
    return Asset(
        row_type=RowType.ITEM,
        item=_drop_no_concept(concept),
        label=label,
        quantity=extract_exact_number(quantity_cell, None),
        quantity_status=determine_value_status(quantity_cell),
        quantity_unit=quantity_unit,
        value=value,
        value_status=determine_value_status(value_cell),
        unit_in_force=unit,
        as_of=as_of,
        place=cell.span,
    )


def _strip_sum_headers(headers: Sequence[Cell], lexicon: Lexicon) -> list[Cell]:
    """A header path without the 小计 at its end."""
    path = list(headers)
    while len(path) > 1 and lexicon.find_key("rows.sums", path[-1].text) is not None:
        path.pop()
    return path


# --- labels and units


def _drop_no_concept(concept: str | None) -> str | None:
    return None if concept == _NO_CONCEPT else concept


def _resolve_concept(label: str, lexicon: Lexicon, below_total: bool) -> str | None:
    """The concept of a row, by its label without list number, with and without
    brackets.

    其中 right below the total, or below a row without a concept, opens
    parts with concepts of their own; below another row it opens the
    parts of that row, which have none.
    """
    name = _strip_list_number(label)
    plain = name
    if below_total:
        plain = normalize(name).removeprefix(OF_WHICH).lstrip(": ")
    bare = _TRAILING_BRACKET.sub("", normalize(name))
    for form in (name, bare, plain, _TRAILING_BRACKET.sub("", plain)):
        key = lexicon.find_key("rows.fixed_assets", form)
        key = key or lexicon.find_key("labels", form)
        if key is not None and key.startswith("assets."):
            return key
    return _find_concept_keyword(match_key(plain), lexicon)


def _find_concept_keyword(word: str, lexicon: Lexicon) -> str | None:
    """The concept of the longest keyword in a label."""
    if word.startswith(OF_WHICH):
        return None
    word = drop_excluded(lexicon, word)
    keywords = lexicon.get_vocabulary("row_marks.fixed_assets")
    matches = [(len(name), key) for name, key in keywords.items() if name in word]
    return max(matches)[1] if matches else None


def _strip_list_number(label: str) -> str:
    found = parse_list_number(label)
    return label[found.end :] if found else label
