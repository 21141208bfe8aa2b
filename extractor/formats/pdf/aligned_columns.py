"""Tables without vertical lines: rows of figures whose parts stand in columns.

What parts the columns is white space that runs down through all rows. It is surer
in a ruled table, so a table found here says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.formats.pdf.pdfium import PageGlyph
from extractor.formats.pdf.printed_lines import PrintedLine

__all__ = [
    "AlignedTable",
    "find_aligned_tables",
]

_MIN_ROWS = 3
_MIN_COLUMNS = 3
# Share of the widest row's parts that a row has to define columns.
_MIN_FULL_ROW = 0.75
# A figure as tables of money have it; page numbers of a contents list are shorter.
_FIGURE = re.compile(r"\s*-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\s*-?\d+\.\d+|\s*\d{4,}")
_MIN_FIGURE_ROWS = 0.5
# Heights between two rows of one table.
_MAX_ROW_PITCH = 4.0


class AlignedPart(NamedTuple):
    """A part of a row: columns from 0, end excluded."""

    row: int
    first_column: int
    end_column: int
    line: PrintedLine


class AlignedTable(NamedTuple):
    """A table of lines: the first of them, one behind the last, and their parts."""

    first_line: int
    end_line: int
    n_columns: int
    parts: tuple[AlignedPart, ...]


def find_aligned_tables(lines: Sequence[PrintedLine]) -> list[AlignedTable]:
    """Find runs of lines whose parts stand in columns.

    Args:
        lines: lines of a page outside its ruled tables, from top to bottom.

    Returns:
        The tables from top to bottom.
    """
    if not any("\t" in line.text for line in lines):
        return []
    tables = (
        _build_table(lines, first, end) for first, end in _iter_parted_runs(lines)
    )
    return [table for table in tables if table is not None]


def _iter_parted_runs(
    lines: Sequence[PrintedLine],
) -> Iterator[tuple[int, int]]:
    """Runs of lines that gaps part: the first, and one behind the last."""
    start = 0
    for index in range(len(lines) + 1):
        is_parted = index < len(lines) and "\t" in lines[index].text
        if is_parted and (index == start or _is_next_row(lines, index)):
            continue
        if index - start >= _MIN_ROWS:
            yield start, index
        start = index if is_parted else index + 1


def _is_next_row(lines: Sequence[PrintedLine], index: int) -> bool:
    above, line = lines[index - 1], lines[index]
    return above.middle - line.middle <= _MAX_ROW_PITCH * line.size


def _build_table(
    lines: Sequence[PrintedLine], first: int, end: int
) -> AlignedTable | None:
    rows = [split_line(line) for line in lines[first:end]]
    columns = _find_columns(rows)
    if len(columns) < _MIN_COLUMNS:
        return None
    n_figures = sum(any(_FIGURE.match(p.text) for p in row) for row in rows)
    if n_figures < _MIN_FIGURE_ROWS * len(rows):
        return None
    parts: list[AlignedPart] = []
    for number, row in enumerate(rows):
        placed = list(_place_parts(number, row, columns))
        if not placed:
            return None
        parts.extend(placed)
    return AlignedTable(first, end, len(columns), tuple(parts))


def split_line(line: PrintedLine) -> list[PrintedLine]:
    """Split a line at its gaps."""
    parts: list[PrintedLine] = []
    glyphs: list[PageGlyph] = []
    for glyph in line.glyphs:
        if glyph.text != "\t":
            glyphs.append(glyph)
            continue
        if glyphs:
            parts.append(PrintedLine(line.page, line.turns, tuple(glyphs)))
        glyphs = []
    if glyphs:
        parts.append(PrintedLine(line.page, line.turns, tuple(glyphs)))
    return parts


_Column = tuple[float, float]


def _find_columns(rows: Sequence[Sequence[PrintedLine]]) -> list[_Column]:
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


def _place_parts(
    number: int, row: Sequence[PrintedLine], columns: Sequence[_Column]
) -> Iterator[AlignedPart]:
    """Parts with the columns they reach into; nothing where two share a column."""
    placed: list[AlignedPart] = []
    for part in row:
        reached = [
            index
            for index, (left, right) in enumerate(columns)
            if part.left <= right and left <= part.right
        ]
        if not reached:
            middle = (part.left + part.right) / 2
            gaps = [abs(left + right - 2 * middle) for left, right in columns]
            reached = [gaps.index(min(gaps))]
        placed.append(AlignedPart(number, reached[0], reached[-1] + 1, part))
    if all(one.end_column <= two.first_column for one, two in pairwise(placed)):
        yield from placed
