"""Columns and rows of a table that count persons or institutions, whatever the table is
of.

``编制人数[小计 | 行政 | 事业]``, ``机构数（个）``, or a row ``行政编制 | 12``: a number
of persons is no money, also where the table declares a unit of money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Span
from extractor.model.records import YUAN_PER_UNIT, Extracted, Unit
from extractor.tables.cells import (
    extract_text,
    is_note_row,
    is_number,
    is_value_text,
)
from extractor.tables.grid import remove_whitespace
from extractor.tables.model import CellRow, ParsedTable
from extractor.tables.periods import is_period
from extractor.tables.row_mapper import is_counting_unit
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT, strip_list_number_and_connective
from extractor.text.normalize import cache_words, match_key, normalize

__all__ = [
    "CountedCell",
    "drop_counted_columns",
    "list_counted_cells",
]

_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_WHOLE_NUMBER = regex.compile(r"\s*[\d,，]+\s*\p{Han}?\s*")
_NAME_FIELDS = ("label", "name", "unit_name", "project")
_LINE_FIELDS = ("line", "index", "code", "unit_code")
_NO_UNIT = "none"  # key of words that count things of any kind


class CountedCell(NamedTuple):
    """A number of persons or institutions.

    Attributes:
        subject: What is counted: the label of the row and the header
            of the column.
        cell: The cell.
        unit: What it is counted in, as printed or as its words tell;
            None where neither does.
    """

    subject: Extracted[str]
    cell: Cell
    unit: str | None


class _CountedColumn(NamedTuple):
    """A column of counts: its header from the word that counts, and the unit."""

    column: int
    headers: tuple[Cell, ...]
    unit: str | None


def list_counted_cells(parsed: ParsedTable, lexicon: Lexicon) -> list[CountedCell]:
    """List the numbers of persons and institutions of a table.

    Args:
        parsed: A table of any kind.
        lexicon: The words that count.

    Returns:
        The numbers from left to right and from top to bottom.
    """
    cells: list[CountedCell] = []
    for figure, found in _find_counts(parsed, lexicon):
        if found is not None:
            subject = _build_subject(found, figure.label, lexicon)
            unit = figure.unit or found.unit or _find_label_unit(figure, lexicon)
            cells.append(CountedCell(subject, figure.cell, unit))
    return cells


class _NumberCell(NamedTuple):
    """A number of a table, with what names its row
    and the unit printed beside it."""

    column: int
    cell: Cell
    label: Extracted[str] | None
    unit: str | None


def _find_label_unit(figure: _NumberCell, lexicon: Lexicon) -> str | None:
    """What the label of a figure counts, below a head that does not tell."""
    key = _find_count_key(figure.label.value, lexicon) if figure.label else None
    return None if key == _NO_UNIT else key


def _find_counts(
    parsed: ParsedTable, lexicon: Lexicon
) -> list[tuple[_NumberCell, _CountedColumn | None]]:
    """The numbers of a table, each with the count that it is; None for any other.

    Where most numbers of a table without money are counts, all are.
    """
    key = "counts", lexicon.name
    if key not in parsed.readings:
        parsed.readings[key] = _list_counts(parsed, lexicon)
    found: list[tuple[_NumberCell, _CountedColumn | None]] = parsed.readings[key]
    return found


def _list_counts(
    parsed: ParsedTable, lexicon: Lexicon
) -> list[tuple[_NumberCell, _CountedColumn | None]]:
    figures = list(_iterate_figures(parsed, lexicon))
    columns = {found.column: found for found in _find_columns(parsed, lexicon)}
    mixes_units = _mixes_units(parsed)
    counts = [
        columns.get(figure.column)
        or (_count_by_unit(parsed, figure, lexicon) if mixes_units else None)
        or _count_by_label(parsed, figure, lexicon)
        for figure in figures
    ]
    if _is_free_of_money(parsed, figures):
        counts = _complete_counts(parsed, figures, counts, lexicon)
    return list(zip(figures, counts, strict=True))


def _mixes_units(parsed: ParsedTable) -> bool:
    """True where a column of units, and nothing
    else, says which figures are money."""
    column = parsed.find_column("unit")
    if column is None or any(map(_is_money, (parsed.unit, *parsed.column_units))):
        return False
    units = map(match_key, parsed.column_texts[column - 1])
    return any(unit in YUAN_PER_UNIT for unit in units)


def _count_by_unit(
    parsed: ParsedTable, figure: _NumberCell, lexicon: Lexicon
) -> _CountedColumn | None:
    """A number of persons or things
    by the unit printed beside it."""
    if figure.unit not in lexicon.get_words("column_counts"):
        return None
    return _take_column(parsed, figure.column)


def _complete_counts(
    parsed: ParsedTable,
    figures: Sequence[_NumberCell],
    counts: Sequence[_CountedColumn | None],
    lexicon: Lexicon,
) -> list[_CountedColumn | None]:
    """The counts of a table without money."""
    pairs = list(zip(figures, counts, strict=True))
    found = [
        count or _count_without_money(parsed, figure, lexicon)
        for figure, count in pairs
    ]
    n_counts = len(found) - found.count(None)
    if not n_counts or n_counts * 2 < len(found):
        return found
    return [
        count or _take_column(parsed, figure.column)
        for figure, count in zip(figures, found, strict=True)
    ]


def _iterate_figures(parsed: ParsedTable, lexicon: Lexicon) -> Iterator[_NumberCell]:
    columns = _list_figure_columns(parsed)
    if not columns:
        return
    unit_column = parsed.find_column("unit") or _find_unit_column(parsed, lexicon)
    for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
        first = _find_label(parsed, filled_row, min(columns))
        unit = _find_printed_unit(unit_column, filled_row, lexicon)
        for column, cell in _list_number_cells(row, columns):
            label = _find_second_label(filled_row, column, columns) or first
            yield _NumberCell(column, cell, label, unit)


def _is_free_of_money(parsed: ParsedTable, figures: Sequence[_NumberCell]) -> bool:
    """True where no unit of money is in force and every number is a whole one."""
    if any(_is_money(parsed.get_unit(figure.column)) for figure in figures):
        return False
    return all(_WHOLE_NUMBER.fullmatch(figure.cell.text) for figure in figures)


def _count_without_money(
    parsed: ParsedTable, figure: _NumberCell, lexicon: Lexicon
) -> _CountedColumn | None:
    """A number that its unit, its head or its label
    makes one of persons or things."""
    column = figure.column
    if figure.unit is not None:
        return _take_column(parsed, column)
    heads = [header.text for header in parsed.header_cells[column - 1]]
    if figure.label is not None:
        heads.append(figure.label.value)
    for head in reversed(heads):
        unit = _find_ending(head, lexicon.get_vocabulary("person_heads"))
        if unit is not None:
            return _take_column(parsed, column, unit)
    return None


def _take_column(
    parsed: ParsedTable, column: int, unit: str | None = None
) -> _CountedColumn:
    return _CountedColumn(column, tuple(parsed.header_cells[column - 1]), unit)


def _list_number_cells(row: CellRow, figures: Sequence[int]) -> list[tuple[int, Cell]]:
    """The cells of a row that hold numbers, with their columns of figures."""
    if is_note_row(row):
        return []
    cells = [(column, row[column - 1]) for column in figures]
    return [(column, cell) for column, cell in cells if cell and is_number(cell.text)]


def drop_counted_columns(parsed: ParsedTable, lexicon: Lexicon) -> ParsedTable:
    """The same table without its numbers of persons and institutions.

    Args:
        parsed: A table of money.
        lexicon: The words that count.

    Returns:
        The table without these cells; a column of nothing else has
        no field.
    """
    counts = _find_counts(parsed, lexicon)
    counted = {figure.cell.span for figure, found in counts if found is not None}
    columns = {found.column for found in _find_columns(parsed, lexicon)}
    columns |= _list_columns(counts)
    columns -= _list_columns([pair for pair in counts if pair[1] is None])
    if not columns and not counted:
        return parsed
    fields = _drop_fields(parsed.fields, columns)
    rows = tuple(_drop_cells(row, counted) for row in parsed.rows)
    return replace(parsed, fields=fields, rows=rows)


def _list_columns(
    counts: Iterable[tuple[_NumberCell, _CountedColumn | None]],
) -> set[int]:
    return {figure.column for figure, _ in counts}


def _drop_fields(
    fields: Sequence[str | None], dropped: Set[int]
) -> tuple[str | None, ...]:
    return tuple(
        None if column in dropped else name for column, name in enumerate(fields, 1)
    )


def _drop_cells(row: CellRow, dropped: Set[Span]) -> CellRow:
    return tuple(
        None if cell is not None and cell.span in dropped else cell for cell in row
    )


# --- columns


def _find_columns(parsed: ParsedTable, lexicon: Lexicon) -> Iterator[_CountedColumn]:
    if _mixes_units(parsed):
        return
    figures = _list_figure_columns(parsed)
    holds_money = any(_is_money(parsed.get_unit(column)) for column in figures)
    for column in figures:
        found = _parse_count_header(parsed, column, lexicon)
        found = found or _parse_unit_header(parsed, column, lexicon)
        # 数量 beside money belongs to what the money is for.
        if found is not None and (found.unit or not holds_money):
            yield found


def _parse_count_header(
    parsed: ParsedTable, column: int, lexicon: Lexicon
) -> _CountedColumn | None:
    """The header of a column from the word that counts on; None where none does."""
    headers = parsed.header_cells[column - 1]
    for depth, header in enumerate(headers):
        key = _find_count_key(header.text, lexicon)
        if key is None:
            continue
        unit = None if key == _NO_UNIT else key
        if unit is not None:
            unit = _find_bracketed_unit(headers, lexicon) or unit
        return _CountedColumn(column, tuple(headers[depth:]), unit)
    return None


def _parse_unit_header(
    parsed: ParsedTable, column: int, lexicon: Lexicon
) -> _CountedColumn | None:
    """The header of a column of whole numbers whose brackets say what they count:
    教职工（人）; lengths and areas are no counts."""
    headers = parsed.header_cells[column - 1]
    unit = _find_bracketed_unit(headers[-1:], lexicon)
    if unit not in lexicon.get_words("column_counts"):
        return None
    if _find_count_key(headers[-1].text, lexicon) == _NO_UNIT:
        return None
    texts = filter(is_number, parsed.column_texts[column - 1])
    if not all(map(_WHOLE_NUMBER.fullmatch, texts)):
        return None
    return _CountedColumn(column, tuple(headers), unit)


def _is_money(unit: Unit | None) -> bool:
    return unit is not None and unit.name in YUAN_PER_UNIT


def _list_figure_columns(parsed: ParsedTable) -> list[int]:
    """The columns, from 1, in which figures are and no words."""
    return [
        column
        for column, name in enumerate(parsed.fields, 1)
        if name not in _LINE_FIELDS
        and parsed.header_cells[column - 1]
        and _holds_figures(parsed, column)
    ]


def _holds_figures(parsed: ParsedTable, column: int) -> bool:
    texts = parsed.column_texts[column - 1]
    if not all(map(is_value_text, texts)) or not any(map(is_number, texts)):
        return False
    return column > 1 or not _counts_rows(texts)


def _counts_rows(texts: Sequence[str]) -> bool:
    """True for 1, 2, 3: a column that numbers the rows."""
    digits = [text.strip() for text in texts]
    return len(texts) > 1 and digits == [str(n) for n in range(1, len(texts) + 1)]


@cache_words
def _find_count_key(text: str, lexicon: Lexicon) -> str | None:
    """The key of the word that a header or label ends in, if it counts."""
    word = _strip_head(text)
    key = _find_ending(word, lexicon.get_vocabulary("count_heads"))
    # A word that counts anything stands alone.
    is_part = key == _NO_UNIT and word not in lexicon.get_words("bare_counts")
    return None if is_part else key


def _strip_head(text: str) -> str:
    word = strip_list_number_and_connective(match_key(text))
    return BRACKETED_TEXT.sub("", word)


def _find_ending(text: str, words: Mapping[str, str]) -> str | None:
    """The key of the longest word that a head or label ends in."""
    word = _strip_head(text)
    ends = [(len(end), key) for end, key in words.items() if word.endswith(end)]
    return max(ends)[1] if ends else None


def _find_bracketed_unit(headers: Sequence[Cell], lexicon: Lexicon) -> str | None:
    for header in reversed(headers):
        match = _TRAILING_BRACKET.search(normalize(header.text))
        if match and is_counting_unit(match[1], lexicon):
            return match[1].strip()
    return None


def _find_printed_unit(
    column: int | None, filled_row: CellRow, lexicon: Lexicon
) -> str | None:
    """The unit of things of a row in a column of its own."""
    text = extract_text(filled_row[column - 1]) if column else None
    if text is None or not is_counting_unit(text.value, lexicon):
        return None
    return text.value


def _find_unit_column(parsed: ParsedTable, lexicon: Lexicon) -> int | None:
    """The column all cells of which are units of things."""
    for column, texts in enumerate(parsed.column_texts, 1):
        if texts and all(is_counting_unit(text, lexicon) for text in texts):
            return column
    return None


# --- rows


def _find_label(
    parsed: ParsedTable, filled_row: CellRow, first_figure: int
) -> Extracted[str] | None:
    """What names a row: the cell of a column of names, else the first words on the
    left."""
    for name in _NAME_FIELDS:
        column = parsed.find_column(name)
        text = extract_text(filled_row[column - 1]) if column else None
        if text is not None and not is_value_text(text.value):
            return text
    for cell in filled_row[: first_figure - 1]:
        text = extract_text(cell)
        if text is not None and not is_value_text(text.value):
            return text
    return None


def _find_second_label(
    filled_row: CellRow, column: int, figures: Sequence[int]
) -> Extracted[str] | None:
    """What names a figure behind others: the first words after them.

    Two lists may stand side by side.
    """
    start = max((other for other in figures if other < column - 1), default=0)
    if not start:
        return None
    for cell in filled_row[start : column - 1]:
        text = extract_text(cell)
        if text is not None and not is_value_text(text.value):
            return text
    return None


def _count_by_label(
    parsed: ParsedTable, figure: _NumberCell, lexicon: Lexicon
) -> _CountedColumn | None:
    """A row that names a count; in a column of money it is a whole number."""
    if figure.label is None:
        return None
    is_whole = _WHOLE_NUMBER.fullmatch(figure.cell.text) is not None
    if _is_money(parsed.get_unit(figure.column)) and not is_whole:
        return None
    key = _find_count_key(figure.label.value, lexicon)
    if key is None and is_whole and _counts_priced_things(parsed, figure, lexicon):
        return _take_column(parsed, figure.column)
    if key in (None, _NO_UNIT):
        return None
    return _take_column(parsed, figure.column, key)


def _counts_priced_things(
    parsed: ParsedTable, figure: _NumberCell, lexicon: Lexicon
) -> bool:
    """True for 单价100万元以上设备 below a head that values nothing."""
    if figure.label is None:
        return False
    word = _strip_head(figure.label.value)
    prices = lexicon.get_words("column_marks.fixed_assets", "price")
    if not word.endswith(lexicon.get_words("asset_things")):
        return False
    if not any(price in word for price in prices):
        return False
    values = lexicon.get_words("column_marks.fixed_assets", "value")
    heads = [match_key(cell.text) for cell in parsed.header_cells[figure.column - 1]]
    return not any(value in head for value in values for head in heads)


def _build_subject(
    found: _CountedColumn, label: Extracted[str] | None, lexicon: Lexicon
) -> Extracted[str]:
    """The label of the row and the header of the column; a total is the header alone.

    人数 and 数量 alone only say that the column counts.
    """
    headers = [text for text in map(extract_text, found.headers) if text]
    named = [header for header in headers if not _is_sum(header, lexicon)]
    if label is None or _is_sum(label, lexicon):
        named = named or headers
        return Extracted(_join_path(named), named[-1].raw, named[-1].place)
    told = [header for header in named if not _is_bare(header, lexicon)]
    return Extracted(_join_path([label, *told]), label.raw, label.place)


def _is_bare(header: Extracted[str], lexicon: Lexicon) -> bool:
    """True for a header that does not tell what it counts: 人数, 年末数."""
    if is_period(header.value, lexicon):
        return True
    word = BRACKETED_TEXT.sub("", match_key(header.value))
    return word in lexicon.get_words("bare_counts")


def _join_path(texts: Sequence[Extracted[str]]) -> str:
    return "/".join(remove_whitespace(text.value) for text in texts)


def _is_sum(text: Extracted[str], lexicon: Lexicon) -> bool:
    return lexicon.find_key("rows.sums", text.value) is not None
