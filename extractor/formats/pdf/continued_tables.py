"""Tables that go on over the end of a page.

A table goes on where the next page begins with one of the same columns. Rows of the
head that are printed again belong to the page. A row may be cut: then each of its
cells that goes on was full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.formats.pdf.page_layout import LaidCell, LaidTable
from extractor.formats.pdf.printed_lines import (
    PrintedLine,
    fills_measure,
    find_cell_measure,
)
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "continue_table",
]

# Points within which the lines of two pages' tables stand alike.
_COLUMN_SLACK = 3.0
# Points left below a table that goes on, beside the height of its next row.
_MAX_END_GAP = 30.0
# Heights of a line between the text of a cut cell and the end of the page.
_MAX_CUT_GAP = 1.3
# Share of the cells that go on that were full, for a row to be cut.
_MIN_FULL_CELLS = 0.8
# What no text of its own begins with.
_FRAGMENT = re.compile(r"00|[.,，。、；：）)%]")
_FIGURE = re.compile(r"[\d.,，%-]+")


def continue_table(
    last: LaidTable, table: LaidTable, floor: float
) -> list[PrintedLine] | None:
    """Add the rows of a table to the one of the page before, where it goes on.

    Args:
        last: the last table of the page before; the rows are added to it.
        table: the first table of the page.
        floor: how far down the text of such pages reaches.

    Returns:
        The lines of the head that the page repeats; None where the table is another.
    """
    xs = _unite_columns(last.xs, table.xs)
    if not xs:
        return None
    n_repeated = _count_repeated_rows(last, table)
    if n_repeated == table.n_rows:
        return None
    next_row = table.ys[n_repeated] - table.ys[n_repeated + 1]
    head = table.ys[0] - table.ys[n_repeated]
    if last.bottom - floor > next_row + head + _MAX_END_GAP:
        return None
    if not n_repeated and _opens_table(table):
        return None
    for one in (last, table):
        if len(xs) != len(one.xs):
            _spread_columns(one, xs)
    repeated: list[PrintedLine] = []
    for cell in table.cells:
        if cell.region.first_row < n_repeated:
            repeated.extend(cell.lines)
    _append_rows(last, table, n_repeated)
    return repeated


def _unite_columns(
    first: tuple[float, ...], second: tuple[float, ...]
) -> tuple[float, ...]:
    """The lines of two tables of one width, where one has all those of the other."""
    if not first or not second:
        return ()
    fewer, more = sorted((first, second), key=len)
    if abs(fewer[0] - more[0]) > _COLUMN_SLACK:
        return ()
    if abs(fewer[-1] - more[-1]) > _COLUMN_SLACK:
        return ()
    for x in fewer:
        if min(abs(x - other) for other in more) > _COLUMN_SLACK:
            return ()
    return more


def _count_repeated_rows(last: LaidTable, table: LaidTable) -> int:
    """Rows at the head of a table that are those at the head of the other."""
    count = 0
    for row in range(min(last.n_rows, table.n_rows)):
        texts = table.list_row_texts(row)
        if texts != last.list_row_texts(row):
            break
        count = row + 1
    if not any(text for row in range(count) for text in table.list_row_texts(row)):
        return 0
    return count


def _opens_table(table: LaidTable) -> bool:
    """True where the first row is one cell: the title of another table."""
    first = [cell for cell in table.cells if cell.region.first_row == 0]
    return len(first) == 1 and table.n_columns > 1


def _spread_columns(table: LaidTable, xs: tuple[float, ...]) -> None:
    """Count the columns of a table by the lines of a wider grid."""
    places = [_find_nearest(xs, x) for x in table.xs]
    for cell in table.cells:
        region = cell.region
        cell.region = region._replace(
            first_column=places[region.first_column],
            end_column=places[region.end_column],
        )
    table.xs, table.n_columns = xs, len(xs) - 1


def _find_nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


_CellPair = tuple[LaidCell, LaidCell]


def _append_rows(last: LaidTable, table: LaidTable, n_repeated: int) -> None:
    """Add the rows behind the head; cells that a page end cut are put together."""
    above = {
        (cell.region.first_column, cell.region.end_column): cell
        for cell in last.cells
        if cell.region.end_row == last.n_rows
    }
    pairs: list[_CellPair] = []
    first_cells = [c for c in table.cells if c.region.first_row == n_repeated]
    for cell in first_cells:
        upper = above.get((cell.region.first_column, cell.region.end_column))
        if upper is not None:
            pairs.append((upper, cell))
    is_cut = len(pairs) == len(first_cells)
    if is_cut:
        is_cut = _is_cut_row(last, pairs)
        if not is_cut:
            pairs = [pair for pair in pairs if _spans_on(*pair)]
    else:
        # The columns part further here: the page end is inside the head.
        pairs = [pair for pair in pairs if _spans_on(*pair) or _is_cut_head(last, pair)]
    offset = last.n_rows - n_repeated - is_cut
    for upper, cell in pairs:
        end_row = cell.region.end_row + offset
        upper.region = upper.region._replace(end_row=end_row)
        upper.lines = [*upper.lines, *cell.lines]
        upper.inner.extend(cell.inner)
    joined = {id(cell) for _, cell in pairs}
    for cell in table.cells:
        region = cell.region
        if region.end_row <= n_repeated or id(cell) in joined:
            continue
        cell.region = region._replace(
            first_row=max(region.first_row, n_repeated) + offset,
            end_row=region.end_row + offset,
        )
        last.cells.append(cell)
    last.n_rows = table.n_rows + offset
    last.page, last.ys, last.bottom = table.page, table.ys, table.bottom


def _is_cut_row(last: LaidTable, pairs: Sequence[_CellPair]) -> bool:
    """True where the first row carries on the last one: its cells were full."""
    going = [(upper, cell) for upper, cell in pairs if cell.lines]
    if not going or not all(_reaches_end(last, upper) for upper, _ in going):
        return False
    full = [pair for pair in going if _carries_on(*pair)]
    if any(_are_figures(*pair) for pair in going if pair not in full):
        return False
    if len(full) < _MIN_FULL_CELLS * len(going):
        return False
    has_ended = any(upper.lines and not cell.lines for upper, cell in pairs)
    if has_ended or any(len(upper.lines) > 1 for upper, _ in going):
        return True
    return any(_FRAGMENT.match(cell.text) for _, cell in going)


def _is_cut_head(last: LaidTable, pair: _CellPair) -> bool:
    """True for a cell of several rows that carries on the one above."""
    upper, cell = pair
    first_row, end_row, _, _ = cell.region
    if end_row - first_row < 2 or not _reaches_end(last, upper):
        return False
    return _carries_on(upper, cell)


def _reaches_end(last: LaidTable, upper: LaidCell) -> bool:
    """True for a cell with text down to the end of the page."""
    if not upper.lines:
        return False
    line = upper.lines[-1]
    return line.bottom - last.bottom < _MAX_CUT_GAP * line.size


def _are_figures(upper: LaidCell, cell: LaidCell) -> bool:
    """True for two cells of digits alone."""
    return all(_FIGURE.fullmatch(one.text) for one in (upper, cell))


def _carries_on(upper: LaidCell, cell: LaidCell) -> bool:
    """True where the text of a cell may be that of the one above, cut."""
    last, first = upper.lines[-1], cell.lines[0]
    if parse_list_number(first.text[:16]) is not None:
        return False
    lines = [*upper.lines, *cell.lines]
    measure = find_cell_measure(lines, upper.left, upper.right)
    return fills_measure(last, first, measure)


def _spans_on(upper: LaidCell, cell: LaidCell) -> bool:
    """True for an empty cell of several rows below one with text."""
    first_row, end_row, _, _ = cell.region
    return bool(upper.lines) and not cell.lines and end_row - first_row > 1
