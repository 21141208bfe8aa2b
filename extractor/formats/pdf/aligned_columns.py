"""Tables without vertical lines: rows of figures whose parts stand in columns.

Parts of a row stand apart, and those of one column begin, end or are centred at one
place. What parts the columns is white space that runs down through the rows. It is
surer in a ruled table, so a table found here says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.formats.pdf.pdfium import PageGlyph
from extractor.formats.pdf.printed_lines import PrintedLine

__all__ = [
    "AlignedPart",
    "AlignedTable",
    "find_aligned_tables",
]

_MIN_ROWS = 3
_MIN_COLUMNS = 2
# Heights of the gap between two parts of a row.
_MIN_PART_GAP = 0.5
# Points within which parts of one column begin, end or have their middles.
_ALIGNMENT = 1.5
# Share of the widest row's parts that a row has to define columns.
_MIN_FULL_ROW = 0.75
_MIN_HEAD_PARTS = 3
# A figure as tables of money have it; page numbers of a contents list are shorter.
_FIGURE = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+\.\d+|\d{4,}")
_DIGITS = re.compile(r"-?[\d,，.]+")
_MIN_FIGURE_ROWS = 0.4
# Heights between two rows of one table.
_MAX_ROW_PITCH = 4.0
# Heights between two lines of one cell.
_MAX_LINE_PITCH = 2.0
# Heights that a full part may stay short of the next column.
_FULL_SLACK = 1.7


class AlignedPart(NamedTuple):
    """A cell: its row, its columns from 0 (end excluded), and its lines."""

    row: int
    first_column: int
    end_column: int
    lines: list[PrintedLine]


class AlignedTable(NamedTuple):
    """A table of lines: the first of them, one behind the last, and its cells."""

    first_line: int
    end_line: int
    n_rows: int
    n_columns: int
    parts: tuple[AlignedPart, ...]


_Parts = list[PrintedLine]
_Column = tuple[float, float]


def find_aligned_tables(lines: Sequence[PrintedLine]) -> list[AlignedTable]:
    """Find runs of lines whose parts stand in columns.

    Args:
        lines: lines of a page outside its ruled tables, from top to bottom.

    Returns:
        The tables from top to bottom.
    """
    rows = [_split_line(line) for line in lines]
    if sum(len(row) > 1 for row in rows) < _MIN_ROWS:
        return []
    edges = _collect_edges(rows)
    are_rows = [_is_row(row, edges) for row in rows]
    tables: list[AlignedTable] = []
    floor = 0
    for first, end in _iter_runs(lines, are_rows):
        first = _add_head(lines, rows, floor, first, end)
        table = _build_table(rows, first, end)
        if table is not None and table.first_line >= floor:
            tables.append(table)
            floor = table.end_line
    return tables


def _add_head(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    floor: int,
    first: int,
    end: int,
) -> int:
    """The first line of a run with its head: lines close above with as many parts."""
    widest = max(map(len, rows[first:end]))
    needed = max(_MIN_HEAD_PARTS, _MIN_FULL_ROW * widest)
    while first > floor and len(rows[first - 1]) >= needed:
        above, line = lines[first - 1], lines[first]
        if above.middle - line.middle > _MAX_ROW_PITCH * line.size:
            break
        first -= 1
    return first


def _split_line(line: PrintedLine) -> _Parts:
    """Split a line where its glyphs stand apart."""
    parts: _Parts = []
    glyphs: list[PageGlyph] = []
    for glyph in line.glyphs:
        if not glyph.text.strip():
            continue
        if glyphs and glyph.x0 - glyphs[-1].x1 >= _MIN_PART_GAP * line.size:
            parts.append(PrintedLine(line.page, line.turns, tuple(glyphs)))
            glyphs = []
        glyphs.append(glyph)
    if glyphs:
        parts.append(PrintedLine(line.page, line.turns, tuple(glyphs)))
    return parts


_Edges = tuple[list[float], list[float], list[float]]


def _collect_edges(rows: Sequence[_Parts]) -> _Edges:
    """Where parts behind the first one begin, end and have their middles."""
    parts = [part for row in rows for part in row[1:]]
    return (
        sorted(part.left for part in parts),
        sorted(part.right for part in parts),
        sorted((part.left + part.right) / 2 for part in parts),
    )


def _is_row(row: _Parts, edges: _Edges) -> bool:
    """True for a line one of whose parts is in line with those of two others."""
    return any(_is_aligned(part, edges) for part in row[1:])


def _is_aligned(part: PrintedLine, edges: _Edges) -> bool:
    places = (part.left, part.right, (part.left + part.right) / 2)
    return any(
        _count_near(own, place) >= _MIN_ROWS
        for own, place in zip(edges, places, strict=True)
    )


def _count_near(places: Sequence[float], place: float) -> int:
    first = bisect_left(places, place - _ALIGNMENT)
    return bisect_left(places, place + _ALIGNMENT) - first


def _iter_runs(
    lines: Sequence[PrintedLine], are_rows: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """Runs of rows, with the lines of one part between them."""
    start = 0
    for index in range(len(lines) + 1):
        if index == start and index < len(lines) and are_rows[index]:
            continue
        if index > start and _goes_with(lines, are_rows, index):
            continue
        if sum(are_rows[start:index]) >= _MIN_ROWS:
            yield start, index
        start = index
        if index < len(lines) and not are_rows[index]:
            start = index + 1


def _goes_with(
    lines: Sequence[PrintedLine], are_rows: Sequence[bool], index: int
) -> bool:
    """True for a row close below another, or a line between rows or behind them."""
    if index >= len(lines):
        return False
    above, line = lines[index - 1], lines[index]
    if above.middle - line.middle > _MAX_ROW_PITCH * line.size:
        return False
    if are_rows[index]:
        return True
    following = index + 1
    while following < min(index + 3, len(lines)) and not are_rows[following]:
        following += 1
    if following < len(lines) and are_rows[following]:
        return _FIGURE.search(lines[following].text) is not None
    return False


def _build_table(rows: Sequence[_Parts], first: int, end: int) -> AlignedTable | None:
    columns = _join_columns(_find_columns(rows[first:end]), rows[first:end])
    while first < end and not _place_parts(0, rows[first], columns):
        first += 1
    table_rows, last = _collect_rows(rows, first, end, columns)
    if table_rows and last == end:
        last = _add_last_lines(table_rows[-1], rows, end, columns)
    if len(columns) < _MIN_COLUMNS or len(table_rows) < _MIN_ROWS:
        return None
    n_figures = sum(map(_has_figure, rows[first:last]))
    if n_figures < _MIN_FIGURE_ROWS * len(table_rows):
        return None
    parts = tuple(part for row in table_rows for part in row)
    return AlignedTable(first, last, len(table_rows), len(columns), parts)


def _collect_rows(
    rows: Sequence[_Parts], first: int, end: int, columns: Sequence[_Column]
) -> tuple[list[list[AlignedPart]], int]:
    """The rows as far as their parts fit the columns, and one behind the last line."""
    table_rows: list[list[AlignedPart]] = []
    for index in range(first, end):
        placed = _place_parts(len(table_rows), rows[index], columns)
        if not placed:
            return table_rows, index
        if table_rows and _carries_on(table_rows[-1], placed, columns):
            _add_lines(table_rows[-1], placed)
        else:
            table_rows.append(placed)
    return table_rows, end


def _has_figure(row: _Parts) -> bool:
    return any(_FIGURE.fullmatch(part.text) for part in row[1:])


def _find_columns(rows: Sequence[_Parts]) -> list[_Column]:
    """From where to where the parts of the fullest rows reach, column by column."""
    widest = max(map(len, rows))
    spans = sorted(
        (part.left, part.right)
        for row in rows
        if len(row) >= _MIN_FULL_ROW * widest
        for part in row
    )
    columns: list[_Column] = []
    for left, right in spans:
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _join_columns(columns: Sequence[_Column], rows: Sequence[_Parts]) -> list[_Column]:
    """Join what stands in one column at different sides: a head left, figures right.

    No line has parts of both, and one of them holds no figure. Two columns of figures
    may fill different rows, too, but are two.
    """
    joined: list[_Column] = []
    for column in columns:
        if joined and _complete_each_other(joined[-1], column, rows):
            joined[-1] = (joined[-1][0], column[1])
        else:
            joined.append(column)
    return joined


def _complete_each_other(one: _Column, other: _Column, rows: Sequence[_Parts]) -> bool:
    ours, theirs = _list_parts(one, rows), _list_parts(other, rows)
    if not ours or not theirs or ours.keys() & theirs.keys():
        return False
    return not all(_holds_figure(parts.values()) for parts in (ours, theirs))


def _list_parts(column: _Column, rows: Sequence[_Parts]) -> dict[int, PrintedLine]:
    """The parts that stand in a column alone, by their row."""
    left, right = column
    found: dict[int, PrintedLine] = {}
    for index, row in enumerate(rows):
        for part in row:
            if left <= part.left and part.right <= right:
                found[index] = part
    return found


def _holds_figure(parts: Iterable[PrintedLine]) -> bool:
    return any(_DIGITS.fullmatch(part.text) for part in parts)


def _add_last_lines(
    last_row: Sequence[AlignedPart],
    rows: Sequence[_Parts],
    end: int,
    columns: Sequence[_Column],
) -> int:
    """Add lines below the last row that carry its texts on.

    Returns:
        The line behind them.
    """
    while end < len(rows):
        placed = _place_parts(last_row[0].row, rows[end], columns)
        if not placed or not _carries_on(last_row, placed, columns):
            break
        if not all(_stands_below(last_row, part) for part in placed):
            break
        _add_lines(last_row, placed)
        end += 1
    return end


def _stands_below(row: Sequence[AlignedPart], part: AlignedPart) -> bool:
    """True for a part that begins close below the text that it carries on."""
    (line,) = part.lines
    above = next(one for one in row if one.first_column == part.first_column)
    last = above.lines[-1]
    is_near = 0 < last.middle - line.middle <= _MAX_LINE_PITCH * line.size
    return is_near and abs(last.left - line.left) <= _ALIGNMENT


def _place_parts(
    number: int, row: _Parts, columns: Sequence[_Column]
) -> list[AlignedPart]:
    """Parts with the columns they reach into; none where two share a column."""
    placed = [AlignedPart(number, *_find_reach(part, columns), [part]) for part in row]
    if all(one.end_column <= two.first_column for one, two in pairwise(placed)):
        return placed
    return []


def _find_reach(part: PrintedLine, columns: Sequence[_Column]) -> tuple[int, int]:
    """The first column a part reaches into, and the one behind the last."""
    reached = [
        index
        for index, (left, right) in enumerate(columns)
        if part.left <= right and left <= part.right
    ]
    if not reached:
        middle = part.left + part.right
        gaps = [abs(left + right - middle) for left, right in columns]
        reached = [gaps.index(min(gaps))]
    return reached[0], reached[-1] + 1


def _carries_on(
    above: Sequence[AlignedPart],
    row: Sequence[AlignedPart],
    columns: Sequence[_Column],
) -> bool:
    """True for a line without a figure whose parts stand below full ones."""
    texts = {part.first_column: part for part in above}
    return all(
        part.first_column in texts
        and not _FIGURE.fullmatch(part.lines[0].text)
        and _is_full(texts[part.first_column], columns)
        for part in row
    )


def _is_full(part: AlignedPart, columns: Sequence[_Column]) -> bool:
    """True for a part that reaches the next column, or the end of its own."""
    line = part.lines[-1]
    limit = columns[part.end_column - 1][1]
    if part.end_column < len(columns):
        limit = columns[part.end_column][0] - line.size
    return line.right > limit - _FULL_SLACK * line.size


def _add_lines(above: Sequence[AlignedPart], row: Sequence[AlignedPart]) -> None:
    texts = {part.first_column: part for part in above}
    for part in row:
        texts[part.first_column].lines.extend(part.lines)
