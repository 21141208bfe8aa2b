"""Columns and rows of a table that count persons or institutions, whatever the table is of.

``编制人数[小计 | 行政 | 事业]``, ``机构数（个）``, or a row ``行政编制 | 12``: a number
of persons is no money, also where the table declares a unit of money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.records import YUAN_PER_UNIT, Extracted, Unit
from extractor.tables.cells import (
    extract_text,
    is_blank,
    is_note_row,
    is_number,
    is_value_text,
)
from extractor.tables.grid import remove_whitespace
from extractor.tables.model import CellRow, ParsedTable
from extractor.text.affixes import BRACKETED_TEXT, strip_list_number_and_connective
from extractor.text.normalize import match_key, normalize

__all__ = [
    "CountedCell",
    "drop_counted_columns",
    "list_counted_cells",
]

_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
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
    columns = {found.column: found for found in _find_columns(parsed, lexicon)}
    figures = _list_figure_columns(parsed)
    cells: list[CountedCell] = []
    for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
        label = _find_label(parsed, filled_row, min(figures, default=1))
        printed = _find_printed_unit(parsed, filled_row)
        for column, cell in _list_number_cells(row, figures):
            found = columns.get(column)
            found = found or _count_by_label(parsed, column, label, lexicon)
            if found is not None:
                subject = _build_subject(found, label, lexicon)
                unit = printed or found.unit
                cells.append(CountedCell(subject, cell, unit))
    return cells


def _list_number_cells(row: CellRow, figures: Sequence[int]) -> list[tuple[int, Cell]]:
    """The cells of a row that hold numbers, with their columns of figures."""
    if is_note_row(row):
        return []
    cells = [(column, row[column - 1]) for column in figures]
    return [(column, cell) for column, cell in cells if cell and is_number(cell.text)]


def drop_counted_columns(parsed: ParsedTable, lexicon: Lexicon) -> ParsedTable:
    """The same table without its columns of persons and institutions.

    Args:
        parsed: A table of money.
        lexicon: The words that count.

    Returns:
        The table, in which these columns have no field.
    """
    counted = {found.column for found in _find_columns(parsed, lexicon)}
    if not counted:
        return parsed
    fields = tuple(
        None if column in counted else name
        for column, name in enumerate(parsed.fields, 1)
    )
    return replace(parsed, fields=fields)


# --- columns


def _find_columns(parsed: ParsedTable, lexicon: Lexicon) -> Iterator[_CountedColumn]:
    figures = _list_figure_columns(parsed)
    holds_money = any(_is_money(parsed.get_unit(column)) for column in figures)
    for column in figures:
        found = _parse_count_header(parsed, column, lexicon)
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
    cells = [row[column - 1] for row in parsed.rows if not is_note_row(row)]
    texts = [cell.text for cell in cells if cell and not is_blank(cell.text)]
    return all(map(is_value_text, texts)) and any(map(is_number, texts))


def _find_count_key(text: str, lexicon: Lexicon) -> str | None:
    """The key of the word that a header or label ends in, if it counts."""
    word = strip_list_number_and_connective(match_key(text))
    word = BRACKETED_TEXT.sub("", word)
    words = lexicon.get_vocabulary("count_heads")
    ends = [(len(end), key) for end, key in words.items() if word.endswith(end)]
    if not ends:
        return None
    length, key = max(ends)
    # A word that counts anything stands alone.
    return None if key == _NO_UNIT and length < len(word) else key


def _find_bracketed_unit(headers: Sequence[Cell], lexicon: Lexicon) -> str | None:
    for header in reversed(headers):
        match = _TRAILING_BRACKET.search(normalize(header.text))
        if match and lexicon.find_key("counts", match[1]) == "unit":
            return match[1].strip()
    return None


def _find_printed_unit(parsed: ParsedTable, filled_row: CellRow) -> str | None:
    """The unit of a row in a column of its own."""
    column = parsed.find_column("unit")
    text = extract_text(filled_row[column - 1]) if column else None
    return text.value if text is not None else None


# --- rows


def _find_label(
    parsed: ParsedTable, filled_row: CellRow, first_figure: int
) -> Extracted[str] | None:
    """What names a row: the cell of a column of names, else the first words on the left."""
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


def _count_by_label(
    parsed: ParsedTable, column: int, label: Extracted[str] | None, lexicon: Lexicon
) -> _CountedColumn | None:
    """A row that names a count, in a column without a unit of money."""
    if label is None or _is_money(parsed.get_unit(column)):
        return None
    key = _find_count_key(label.value, lexicon)
    if key in (None, _NO_UNIT):
        return None
    return _CountedColumn(column, tuple(parsed.header_cells[column - 1]), key)


def _build_subject(
    found: _CountedColumn, label: Extracted[str] | None, lexicon: Lexicon
) -> Extracted[str]:
    """The label of the row and the header of the column; a total is the header alone.

    人数 and 数量 alone only say that the column counts.
    """
    headers = [text for text in map(extract_text, found.headers) if text]
    named = [header for header in headers if not _is_sum(header, lexicon)] or headers
    if label is None or _is_sum(label, lexicon):
        return Extracted(_join_path(named), named[-1].raw, named[-1].place)
    told = [header for header in named if not _is_bare(header, lexicon)]
    return Extracted(_join_path([label, *told]), label.raw, label.place)


def _is_bare(header: Extracted[str], lexicon: Lexicon) -> bool:
    """True for a header that does not tell what it counts."""
    word = BRACKETED_TEXT.sub("", match_key(header.value))
    return word in lexicon.get_words("bare_counts")


def _join_path(texts: Sequence[Extracted[str]]) -> str:
    return "/".join(remove_whitespace(text.value) for text in texts)


def _is_sum(text: Extracted[str], lexicon: Lexicon) -> bool:
    return lexicon.find_key("rows.sums", text.value) is not None
