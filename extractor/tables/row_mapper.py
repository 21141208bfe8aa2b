"""Rows of a form to fields: the texts and numbers of each row, and what the row is.

The form says what each column holds; a table may print the list twice
side by side, a merged text holds for every row that it covers, and a
row that sums others is told from one that names something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.lexicon.label_parser import parse_label
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Span
from extractor.model.enums import RowType, ValueStatus
from extractor.model.records import YUAN_PER_UNIT, Extracted, Unit
from extractor.tables.cells import (
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_blank,
    is_note_row,
    is_number,
    is_value_text,
)
from extractor.tables.forms import FORMS, Role, TableForm, find_period_rank
from extractor.tables.model import CellRow, ParsedTable
from extractor.tables.periods import NO_LEVELS, parse_period
from extractor.tables.row_sums import SummableRow, find_sum_rows
from extractor.text import regex
from extractor.text.affixes import (
    BRACKETED_TEXT,
    OF_WHICH,
    strip_list_number_and_connective,
)
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import cache_words, match_key, normalize
from extractor.text.numbers import parse_cell_number

__all__ = [
    "LIST_NUMBER_KINDS",
    "MappedRow",
    "Number",
    "RowSum",
    "ListSide",
    "Texts",
    "find_counting_unit",
    "find_row_sums",
    "find_value_row",
    "is_counting_unit",
    "list_further_columns",
    "list_sides",
    "map_rows",
    "parse_quantity_unit",
    "select_further_table",
]

Texts = dict[str, Extracted[str] | None]
Number = Extracted[Decimal | None]

LIST_NUMBER_KINDS = (
    "part",
    "chinese",
    "chinese_bracket",
    "decimal",
    "dotted",
    "decimal_bracket",
    "circled",
)
"""Kinds of list numbers, from the outer to the inner level."""

_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_UNIT_SEPARATOR = regex.compile("[、/,，]")
_KINDS_OF_PURCHASES = frozenset(
    {"procurement.goods", "procurement.works", "procurement.services"}
)
_MIN_KINDS = 2  # of goods, works and services
_MAX_SIDES = 4  # lists side by side on one page
_LINE_FIELDS = ("line", "index")
_FIGURES = (Role.QUANTITY, Role.MONEY)
_OPENING = -1  # the rank of the beginning of a year
_PRICE = ("quantity", "unit_price")
# A code of a catalogue, or of a classification, at the beginning of a cell.
_CODE = regex.compile(r"\s*\[?(?P<code>[ABC]\d*|\d{3,})(?![\d.,])")
_DECIMALS = regex.compile(r"\d[.]\d|\d,\d{3}")
_LEADING_ZERO = regex.compile(r"\s*0\d")


@dataclass
class MappedRow:
    """One row of a list.

    Attributes:
        first_cell: Its first filled cell.
        cells: The cells that begin in it, by field.
        texts: Its texts by field; merged ones are in every row that
            they cover.
        numbers: Its numbers by field, with the unit in force.
        statuses: What each cell of a number holds, by field; only
            columns that there are.
        named_cells: Its filled cells outside the columns of figures,
            from left to right.
        is_opening: Its figures are those of the beginning of the year.
    """

    first_cell: Cell
    cells: Mapping[str, Cell | None]
    texts: Texts
    numbers: dict[str, Number | None]
    statuses: dict[str, ValueStatus]
    named_cells: tuple[Cell, ...]
    is_opening: bool = False

    @property
    def words(self) -> tuple[Cell, ...]:
        """The named cells that hold words, no codes or numbers."""
        return tuple(c for c in self.named_cells if not is_value_text(c.text))

    @property
    def is_empty(self) -> bool:
        """True for a row that states nothing."""
        return not self.has_number and not any(self.texts.values())

    @property
    def has_number(self) -> bool:
        """True where some cell holds a number."""
        return any(
            number is not None and number.value is not None
            for number in self.numbers.values()
        )


def map_rows(parsed: ParsedTable, lexicon: Lexicon) -> list[list[MappedRow]]:
    """Map the rows of a table to the fields of its form.

    Args:
        parsed: A table whose kind has a form.
        lexicon: The words of periods, for a field that several
            columns have.

    Returns:
        For each list that the table prints side by side, the rows
        that hold anything from top to bottom; no notes.
    """
    sides = list_sides(parsed, lexicon)
    further = frozenset(_list_further_columns(parsed, sides, lexicon))
    lists: list[list[MappedRow]] = []
    for side in sides:
        rows = list(_iterate_rows(parsed, side, further))
        _fill_units(rows, parsed, side, lexicon)
        lists.append(rows)
    return lists


def _iterate_rows(
    parsed: ParsedTable, side: ListSide, further: Set[int]
) -> Iterator[MappedRow]:
    """The rows of one list that hold anything."""
    form = FORMS[parsed.kind]
    for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
        if not is_note_row(row):
            yield from _map_row(parsed, form, side, row, filled_row, further)


# --- columns


class ListSide(NamedTuple):
    """One of the lists of a table: its columns, from 1, and the one of each field; its
    figures may be those of the beginning of the year."""

    columns: range
    by_field: Mapping[str, int]
    is_opening: bool = False


def list_sides(parsed: ParsedTable, lexicon: Lexicon) -> list[ListSide]:
    """List the lists that a table prints side by side, each with the same headers.

    Args:
        parsed: A table whose kind has a form.
        lexicon: The words of periods, for a field that several
            columns have.

    Returns:
        The lists from left to right; mostly one.
    """
    form = FORMS[parsed.kind]
    width = len(parsed.fields)
    size = width
    for n_sides in range(_MAX_SIDES, 1, -1):
        if width % n_sides == 0 and _repeats_headers(parsed, form, width // n_sides):
            size = width // n_sides
            break
    sides = []
    for start in range(1, width + 1, size):
        columns = range(start, start + size)
        latest = _choose_columns(parsed, columns, form, lexicon)
        sides.append(ListSide(columns, latest))
        opening = _find_opening_columns(parsed, columns, latest, form, lexicon)
        if opening is not None:
            sides.append(ListSide(columns, opening, is_opening=True))
    return sides


def _find_opening_columns(
    parsed: ParsedTable,
    columns: range,
    latest: Mapping[str, int],
    form: TableForm,
    lexicon: Lexicon,
) -> dict[str, int] | None:
    """The columns of the beginning of the year, where all figures are stated for it,
    too: 期初数[数量 | 价值], 期末数[数量 | 价值]."""
    figures = [name for name in latest if name in form.list_fields(*_FIGURES)]
    if not form.holds_stocks or len(figures) < 2:
        return None
    opening = dict(latest)
    for name in figures:
        column = _find_opening_column(parsed, columns, name, lexicon)
        if column in (None, latest[name]):
            return None
        opening[name] = column
    return opening


def _find_opening_column(
    parsed: ParsedTable, columns: range, name: str, lexicon: Lexicon
) -> int | None:
    """The first column of a field that states the beginning of the year."""
    for column in columns:
        if parsed.fields[column - 1] != name:
            continue
        texts = parsed.header_texts[column - 1]
        if find_period_rank(texts, True, lexicon) == _OPENING:
            return column
    return None


def _repeats_headers(parsed: ParsedTable, form: TableForm, size: int) -> bool:
    """True where the headers of some columns, with a name among them, are printed
    again."""
    headers = parsed.header_texts
    if any(headers[at] != headers[at % size] for at in range(len(headers))):
        return False
    if set(parsed.header_cells[0]) & set(parsed.header_cells[size]):
        return False  # one cell over both
    names = form.list_fields(Role.NAME)
    return any(name in names for name in parsed.fields[:size])


def _choose_columns(
    parsed: ParsedTable, columns: range, form: TableForm, lexicon: Lexicon
) -> dict[str, int]:
    """The column of each field; of several with figures the first of the latest
    period."""
    chosen: dict[str, int] = {}
    for offset, column in enumerate(columns):
        # Lists side by side have the fields of the first.
        name = parsed.fields[offset]
        if name is None:
            continue
        best = chosen.setdefault(name, column)
        is_figure = form.roles.get(name) in (Role.MONEY, Role.QUANTITY)
        if best == column or not is_figure:
            continue
        ranks = [
            _rank_period(parsed.header_texts[at - 1], form.holds_stocks, lexicon)
            for at in (best, column)
        ]
        if ranks[1] > ranks[0]:
            chosen[name] = column
    return chosen


def _rank_period(
    header_texts: Sequence[str], is_stock: bool, lexicon: Lexicon
) -> tuple[int, bool]:
    """The period of a column, and whether its figures were carried out: 实际采购金额."""
    rank = find_period_rank(header_texts, is_stock, lexicon)
    stages = [parse_period(text, True, lexicon).stage for text in header_texts]
    return rank, "executed" in stages


def list_further_columns(parsed: ParsedTable, lexicon: Lexicon) -> tuple[int, ...]:
    """List the columns of money that the record of a form has no field for.

    Args:
        parsed: A table whose kind has a form.
        lexicon: The words of periods and shares.

    Returns:
        The columns, from 1.
    """
    return _list_further_columns(parsed, list_sides(parsed, lexicon), lexicon)


def _list_further_columns(
    parsed: ParsedTable, sides: Iterable[ListSide], lexicon: Lexicon
) -> tuple[int, ...]:
    form = FORMS[parsed.kind]
    used: set[int] = set()
    for side in sides:
        used |= {
            column
            for name, column in side.by_field.items()
            if form.roles.get(name) not in (None, Role.MARK)
        }
    columns = range(1, len(parsed.fields) + 1)
    return tuple(
        column
        for column in columns
        if column not in used and _holds_money(parsed, column, form, lexicon)
    )


def _holds_money(
    parsed: ParsedTable, column: int, form: TableForm, lexicon: Lexicon
) -> bool:
    """True for a column of figures of money:
    neither codes nor counts nor shares."""
    role = form.roles.get(parsed.fields[column - 1] or "")
    none = (Role.QUANTITY, Role.NAME, Role.PRICE)
    if role in none or not parsed.header_cells[column - 1]:
        return False
    unit = parsed.get_unit(column)
    if unit is not None and unit.name not in YUAN_PER_UNIT:
        return False
    if find_counting_unit(parsed.header_cells[column - 1], lexicon) is not None:
        return False
    if _is_share(parsed, column, lexicon) or _heads_codes(parsed, column, lexicon):
        return False
    texts = _list_texts(parsed, column)
    return _are_amounts(texts, needs_decimals=role is Role.MARK)


def _are_amounts(texts: Sequence[str], needs_decimals: bool) -> bool:
    """True for texts that are figures and no codes; marks are, unless they have
    decimals."""
    if not all(map(is_value_text, texts)) or not any(map(is_number, texts)):
        return False
    if any(map(_LEADING_ZERO.match, texts)):
        return False
    return not needs_decimals or any(map(_DECIMALS.search, texts))


def _list_texts(parsed: ParsedTable, column: int) -> list[str]:
    """The texts of a column below its header, blanks left out."""
    cells = [row[column - 1] for row in parsed.rows if not is_note_row(row)]
    return [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]


def _is_share(parsed: ParsedTable, column: int, lexicon: Lexicon) -> bool:
    """True for a column of rates or differences."""
    stages = lexicon.get_vocabulary("column_phase_marks")
    marks = ["%", *(mark for mark, stage in stages.items() if stage in NO_LEVELS)]
    words = [match_key(text) for text in parsed.header_texts[column - 1]]
    return any(mark in word for mark in marks for word in words)


def _heads_codes(parsed: ParsedTable, column: int, lexicon: Lexicon) -> bool:
    """True for a column of codes by its header: 经济科目编码."""
    word = match_key(parsed.get_head(column))
    return word.endswith(lexicon.get_words("column_marks.statutory", "code"))


def select_further_table(parsed: ParsedTable, lexicon: Lexicon) -> ParsedTable | None:
    """The same table with only the figures that no record of its form holds.

    Args:
        parsed: A table whose kind has a form.
        lexicon: The words.

    Returns:
        The table with the fields of a table of money: what names the
        rows, and the further columns; None where there is none.
    """
    sides = list_sides(parsed, lexicon)
    further = _list_further_columns(parsed, sides, lexicon)
    if _lists_kinds_alone(parsed, sides, further, lexicon):
        further = (*further, *_list_money_columns(parsed))
    if "asset" in parsed.fields:
        parsed = _drop_value_row(parsed, lexicon)
    if not further or not parsed.rows:
        return None
    fields: list[str | None] = [None] * len(parsed.fields)
    for column in _list_name_columns(parsed):
        fields[column - 1] = "label"
    for column in further:
        fields[column - 1] = "value"
    return replace(parsed, fields=tuple(fields))


def _list_name_columns(parsed: ParsedTable) -> list[int]:
    """The columns that name rows; 合计 may stand left of them."""
    names = FORMS[parsed.kind].list_fields(Role.NAME)
    named = [c for c, name in enumerate(parsed.fields, 1) if name in names]
    before = range(1, min(named, default=len(parsed.fields) + 1))
    return [*(c for c in before if _holds_words(parsed, c)), *named]


def _lists_kinds_alone(
    parsed: ParsedTable,
    sides: Iterable[ListSide],
    further: Iterable[int],
    lexicon: Lexicon,
) -> bool:
    """True for a table of purchases of which no row names a thing: 货物, 工程, 合计.

    Its figures are sums, by fund or by stage, as those of any table of money.
    """
    if parsed.kind != "procurement":
        return False
    rows: list[MappedRow] = []
    excluded = frozenset(further)
    for side in sides:
        for row in _iterate_rows(parsed, side, excluded):
            if _names_thing(row):
                return False
            rows.append(row)
    words = [cell for row in rows for cell in row.words]
    others = [cell for cell in words if not _names_kind(cell, lexicon)]
    n_kinds = len(words) - len(others)
    return n_kinds >= _MIN_KINDS and _are_sums_or_parts(others, lexicon)


def _names_thing(row: MappedRow) -> bool:
    """True for a row of several names, or with the price of a thing."""
    return len(row.words) > 1 or row.numbers.get("unit_price") is not None


def _are_sums_or_parts(cells: Iterable[Cell], lexicon: Lexicon) -> bool:
    """True for 合计, and for 其中：授予中小企业 with the part below it."""
    return all(
        _is_sum_word(cell, lexicon)
        or OF_WHICH in match_key(cell.text)
        or _names_part_of_purchases(cell, lexicon)
        for cell in cells
    )


def _names_part_of_purchases(cell: Cell, lexicon: Lexicon) -> bool:
    """True for what is said of all purchases: 授予小微企业合同金额."""
    concept = _find_purchases(cell, lexicon)
    return concept == "procurement" or concept.startswith("procurement.")


def _find_purchases(cell: Cell, lexicon: Lexicon) -> str:
    """The concept of a label without its list number; '' where it has none."""
    word = strip_list_number_and_connective(match_key(cell.text))
    return parse_label(lexicon, word).context.concept or ""


def _list_money_columns(parsed: ParsedTable) -> tuple[int, ...]:
    """The columns of money that the record of a form has a field for."""
    roles = FORMS[parsed.kind].roles
    columns = enumerate(parsed.fields, 1)
    return tuple(c for c, name in columns if roles.get(name or "") is Role.MONEY)


def find_value_row(parsed: ParsedTable, lexicon: Lexicon) -> int | None:
    """Find the row that holds the values where the things are columns.

    Args:
        parsed: A table with columns of assets.
        lexicon: The words of totals.

    Returns:
        The position, from 0, of the first total row, else of the only
        row with values; None where there are several and no total.
    """
    rows = [
        index
        for index, row in enumerate(parsed.rows)
        if not is_note_row(row) and _has_asset_value(parsed, row)
    ]
    for index in rows:
        if _has_total_word(parsed.rows[index], lexicon):
            return index
    return rows[0] if len(rows) == 1 else None


def _has_asset_value(parsed: ParsedTable, row: CellRow) -> bool:
    return any(
        name == "asset" and cell is not None and not is_blank(cell.text)
        for name, cell in zip(parsed.fields, row, strict=True)
    )


def _has_total_word(row: CellRow, lexicon: Lexicon) -> bool:
    return any(
        cell is not None and lexicon.find_key("rows.sums", cell.text) == "total"
        for cell in row
    )


def _drop_value_row(parsed: ParsedTable, lexicon: Lexicon) -> ParsedTable:
    """The rows of units beside the one that holds the values of the office."""
    index = find_value_row(parsed, lexicon)
    kept = [at for at in range(len(parsed.rows)) if at != index]
    return replace(
        parsed,
        rows=tuple(parsed.rows[at] for at in kept),
        filled_rows=tuple(parsed.filled_rows[at] for at in kept),
    )


def _holds_words(parsed: ParsedTable, column: int) -> bool:
    """True for a column of words that has no field, in which a total may have its
    word."""
    if parsed.fields[column - 1] not in (None, "other", "line", "index"):
        return False
    return not all(map(is_value_text, _list_texts(parsed, column)))


# --- units of things


def find_counting_unit(
    headers: Sequence[Cell], lexicon: Lexicon
) -> Extracted[str] | None:
    """Find the unit in which the lowest header that has one counts things.

    Args:
        headers: The headers above a column.
        lexicon: The units of things.

    Returns:
        The unit of ``数量（台）``; None where no header has one.
    """
    for header in reversed(headers):
        text = extract_text(header)
        unit = parse_quantity_unit(text) if text else None
        if unit is not None and is_counting_unit(unit.value, lexicon):
            return unit
    return None


@cache_words
def is_counting_unit(unit: str, lexicon: Lexicon) -> bool:
    """True for a unit that counts things (辆; 台、套), not for money or a remark.

    Args:
        unit: The unit as printed.
        lexicon: The units of things.
    """
    return any(
        lexicon.find_key("counts", part) == "unit"
        for part in (unit, *_UNIT_SEPARATOR.split(unit))
    )


def parse_quantity_unit(label: Extracted[str]) -> Extracted[str] | None:
    """Parse the unit in the last brackets of a label: ``（一）房屋（平方米）``.

    Args:
        label: A label or header.

    Returns:
        What the brackets hold; None for a list number.
    """
    match = _TRAILING_BRACKET.search(normalize(label.raw))
    if match is None or not match[1].strip():
        return None
    if parse_list_number(match_key(match.group()) + "、") is not None:
        return None
    raw = label.raw[match.start(1) : match.end(1)]
    return Extracted(raw.strip(), raw, label.place.slice(*match.span(1)))


# --- one row


def _map_row(
    parsed: ParsedTable,
    form: TableForm,
    side: ListSide,
    row: CellRow,
    filled_row: CellRow,
    further: Set[int],
) -> Iterator[MappedRow]:
    own_cells = [row[column - 1] for column in side.columns]
    filled_cells = [
        cell
        for cell in own_cells
        if cell is not None and (text := cell.text) and not text.isspace()
    ]
    if not filled_cells:
        return
    mapped = MappedRow(
        first_cell=filled_cells[0],
        cells={name: row[column - 1] for name, column in side.by_field.items()},
        texts=_map_texts(form, side, filled_row),
        numbers={},
        statuses={},
        named_cells=_list_named_cells(form, side, row, further),
        is_opening=side.is_opening,
    )
    for name in form.list_fields(Role.QUANTITY, Role.MONEY):
        mapped.numbers[name] = None
        if name in side.by_field:
            _map_number(mapped, parsed, form, name, side.by_field[name], filled_row)
    yield mapped


def _fill_units(
    rows: Iterable[MappedRow], parsed: ParsedTable, side: ListSide, lexicon: Lexicon
) -> None:
    """Give the rows the unit of things that the head of the quantities declares."""
    column = side.by_field.get("quantity")
    if column is None:
        return
    unit = find_counting_unit(parsed.header_cells[column - 1], lexicon)
    for row in rows:
        if unit is not None and row.numbers.get("quantity") is not None:
            row.texts["quantity_unit"] = row.texts["quantity_unit"] or unit


def _extract_cell_unit(cell: Cell | None) -> Extracted[str] | None:
    """The unit of things behind a number: ``3台``."""
    number = parse_cell_number(cell.text) if cell is not None else None
    if cell is None or number is None or not number.unit.strip("%"):
        return None
    if number.unit in YUAN_PER_UNIT:
        return None
    place = cell.span.slice(number.unit_start, number.unit_end)
    raw = cell.text[number.unit_start : number.unit_end]
    return Extracted(number.unit, raw, place)


def _map_texts(form: TableForm, side: ListSide, filled_row: CellRow) -> Texts:
    texts: Texts = {}
    for name in form.list_fields(Role.NAME, Role.TEXT, Role.MARK):
        texts[name] = None
        if name in side.by_field:
            texts[name] = extract_text(filled_row[side.by_field[name] - 1])
    if texts.get("quantity_unit") is None and "quantity" in side.by_field:
        cell = filled_row[side.by_field["quantity"] - 1]
        texts["quantity_unit"] = _extract_cell_unit(cell)
    return texts


def _map_number(
    mapped: MappedRow,
    parsed: ParsedTable,
    form: TableForm,
    name: str,
    column: int,
    filled_row: CellRow,
) -> None:
    unit: Unit | None = None
    if form.roles[name] is Role.MONEY:
        unit = parsed.get_unit(column)
    cell = mapped.cells[name]
    number = extract_exact_number(cell, unit)
    if number is None and name in form.merged_numbers:
        cell = filled_row[column - 1]
        number = extract_exact_number(cell, unit)
    mapped.numbers[name] = number
    mapped.statuses[name] = determine_value_status(cell)


def _list_named_cells(
    form: TableForm, side: ListSide, row: CellRow, further: Set[int]
) -> tuple[Cell, ...]:
    """The filled cells of a row that are no figures, nor the number of its line."""
    figures = form.list_fields(Role.QUANTITY, Role.MONEY)
    excluded = {side.by_field.get(name) for name in (*figures, *_LINE_FIELDS)}
    cells = []
    for column in side.columns:
        cell = row[column - 1]
        if column in excluded or column in further or cell is None:
            continue
        if not is_blank(cell.text):
            cells.append(cell)
    return tuple(cells)


# --- rows that sum others


class RowSum(NamedTuple):
    """What makes a row a total or subtotal, and the cell that names it."""

    row_type: RowType
    cell: Cell


def find_row_sums(
    rows: Sequence[MappedRow], kind: str, lexicon: Lexicon
) -> dict[int, RowSum]:
    """Find the rows of a list that sum others, by their words or by their figures.

    Args:
        rows: The mapped rows of one list.
        kind: The kind of its form.
        lexicon: The words of sums, kinds and units.

    Returns:
        The total, or subtotal, by the position of the row.
    """
    form = FORMS[kind]
    sums: dict[int, RowSum] = {}
    summable: list[SummableRow] = []
    repeated = _list_repeated_words(rows)
    for index, row in enumerate(rows):
        found = _find_sum_word(row, form, lexicon, repeated)
        if found is not None:
            sums[index] = found
        summable.append(
            SummableRow(
                values=_list_values(row, form),
                details=_list_details(row, lexicon),
                is_sum=found is not None,
                is_item=found is None and row.numbers.get("unit_price") is not None,
                closes=found is not None and _is_sum_word(found.cell, lexicon),
            )
        )
    for index in find_sum_rows(summable):
        cell = _find_name_cell(rows[index], form)
        if cell is not None:
            sums.setdefault(index, RowSum(RowType.SUBTOTAL, cell))
    return sums


def _list_repeated_words(rows: Sequence[MappedRow]) -> frozenset[str]:
    """The words with which every row of a list begins: the only unit of the list."""
    firsts = [[match_key(cell.text) for cell in row.words[:-1]] for row in rows]
    named = [set(words) for words in firsts if words]
    if len(named) < 2 or len(named) < len(rows):
        return frozenset()
    return frozenset(set.intersection(*named))


def _find_sum_word(
    row: MappedRow, form: TableForm, lexicon: Lexicon, repeated: Set[str]
) -> RowSum | None:
    """A row that its words make a sum: 合计, 小计, a
    kind of purchases, or a mere unit.

    What every row repeats is left out.
    """
    words = [cell for cell in row.words if match_key(cell.text) not in repeated]
    if not words:
        return None
    if lexicon.find_key("rows.sums", words[0].text) == "total":
        return RowSum(RowType.TOTAL, words[0])
    if _is_sum_word(words[0], lexicon):
        return RowSum(RowType.SUBTOTAL, words[0])
    names = _list_purchase_spans(row, form)
    kind = _find_kind_cell(words, lexicon)
    if not names:
        return RowSum(RowType.SUBTOTAL, kind or words[-1])
    if kind is not None and names == {kind.span}:
        return RowSum(RowType.SUBTOTAL, kind)
    return None


def _list_purchase_spans(row: MappedRow, form: TableForm) -> set[Span]:
    """Where the names of what a row is stand; a kind names none."""
    fields = [name for name in form.list_fields(Role.NAME) if name != "kind"]
    return {text.place.element for text in map(row.texts.get, fields) if text}


def _find_kind_cell(words: Sequence[Cell], lexicon: Lexicon) -> Cell | None:
    """The first cell that names a kind of purchases."""
    return next((cell for cell in words if _names_kind(cell, lexicon)), None)


def _is_sum_word(cell: Cell, lexicon: Lexicon) -> bool:
    """True for a label that ends in a word of a sum: 科技馆小计."""
    return match_key(cell.text).endswith(_list_sum_words(lexicon))


@cache
def _list_sum_words(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(lexicon.get_vocabulary("rows.sums"))


def _names_kind(cell: Cell, lexicon: Lexicon) -> bool:
    """True for a kind of purchases, with or without its list number."""
    found = parse_list_number(cell.text)
    text = cell.text
    if found is not None:
        text = text[found.end :]
    forms = (cell.text, text)
    if any(lexicon.find_key("rows.procurement", form) == "kind" for form in forms):
        return True
    return _find_purchases(cell, lexicon) in _KINDS_OF_PURCHASES


def _find_name_cell(row: MappedRow, form: TableForm) -> Cell | None:
    """The cell that names a row best."""
    cells = [row.cells.get(name) for name in form.list_fields(Role.NAME)]
    named = [cell for cell in cells if cell is not None and not is_blank(cell.text)]
    return next(iter((*named, *row.words)), None)


def _list_values(row: MappedRow, form: TableForm) -> tuple[Decimal | None, ...]:
    """The row's value and its main parts."""
    names = [name for name in form.main_values if name in row.statuses]
    numbers = [row.numbers[name] for name in names]
    return tuple(number.value if number else None for number in numbers) or (None,)


def _list_details(row: MappedRow, lexicon: Lexicon) -> frozenset[str]:
    """What a row tells: the columns it fills, and
    how deep its number and code go."""
    details = {f"column {cell.column}" for cell in row.named_cells}
    details |= {name for name in _PRICE if row.numbers.get(name) is not None}
    depth = max(map(_measure_code, row.named_cells), default=0)
    details |= {f"code {length}" for length in range(depth)}
    names = [cell for cell in row.words if not _measure_code(cell)]
    if names:
        details |= _list_name_details(names, lexicon)
    return frozenset(details)


def _list_name_details(names: Sequence[Cell], lexicon: Lexicon) -> set[str]:
    """What the names of a row tell: their depth, and whether they name more than a
    unit."""
    name = names[0]
    details = {f"level {rank}" for rank in range(_rank_list_number(name))}
    if name.text[0].isspace():
        details.add("indented")
    if len(names) > 1 or not _names_unit(name, lexicon):
        details.add("thing")
    return details


def _measure_code(cell: Cell) -> int:
    """The length of the code that a cell begins with."""
    match = _CODE.match(normalize(cell.text))
    return len(match["code"]) if match else 0


def _rank_list_number(cell: Cell) -> int:
    """The depth of the list number of a name; one without is below all."""
    found = parse_list_number(cell.text)
    if found is None or found.kind not in LIST_NUMBER_KINDS:
        return len(LIST_NUMBER_KINDS)
    return LIST_NUMBER_KINDS.index(found.kind)


def _names_unit(cell: Cell, lexicon: Lexicon) -> bool:
    """True for a name that ends as names of units do."""
    word = BRACKETED_TEXT.sub("", match_key(cell.text))
    return word.endswith(lexicon.get_words("units", "tail"))
