"""Tables that go on over the end of a page.

A table goes on where the next page begins with one of the same columns. Rows of the
head that are printed again belong to the page. A row may be cut: then each of its
cells that goes on was full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from extractor.formats.pdf.aligned_columns import place_lines, split_line
from extractor.formats.pdf.page_layout import LaidCell, LaidTable, fill_aligned
from extractor.formats.pdf.printed_lines import (
    PrintedLine,
    fills_measure,
    find_cell_measure,
)
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "TakenLines",
    "carry_line",
    "continue_table",
    "repeats_head",
    "take_lines",
]

# Points within which the lines of two pages' tables stand alike.
_COLUMN_SLACK = 3.0
# Points left below a table that goes on, beside the height of its next row.
_MAX_END_GAP = 30.0
# Heights of a line between the text of a cut cell and the end of the page.
_MAX_CUT_GAP = 1.3
# The same with the space below a paragraph, where other things show that it is cut.
_MAX_ROW_END_GAP = 2.5
# Share by which the sizes of the lines of one text differ.
_MAX_SIZE_STEP = 0.25
# Share of the cells that go on that may have been short, for a row to be cut.
_MAX_SHORT_CELLS = 0.2
# What no text of its own begins with.
_FRAGMENT = re.compile(r"00|[.,，。、；：）)%]")
# Lines that a table of the next page may take.
_MAX_TAKEN_LINES = 8
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
    if not xs and not _stand_alike(last, table):
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
    _share_columns((last, table), xs)
    repeated = _list_lines(table, n_repeated)
    _append_rows(last, table, n_repeated)
    return repeated


def _list_lines(table: LaidTable, end_row: int) -> list[PrintedLine]:
    """The lines of the rows above one."""
    cells = [cell for cell in table.cells if cell.region.first_row < end_row]
    return [line for cell in cells for line in cell.lines]


class TakenLines(NamedTuple):
    """A table with lines of the page before: how many, and the head it repeats."""

    table: LaidTable
    n_lines: int = 0
    repeated: Sequence[PrintedLine] = ()


def take_lines(table: LaidTable, lines: Sequence[PrintedLine]) -> TakenLines:
    """Add lines at the end of the page before that stand in the columns of a table.

    Args:
        table: the first table of a page, without vertical lines.
        lines: the last lines of the page before, and lines of one part above the table.

    Returns:
        The table with those of them that are its rows.
    """
    rest = [line for line in lines if line.page == table.page]
    before = lines[: len(lines) - len(rest)][-_MAX_TAKEN_LINES:]
    pitches = [one - two for one, two in pairwise(table.ys[:-1])]
    heads = _list_heads(table)
    columns = _find_body_columns(table, len(heads))
    placed = place_lines(before, columns, heads, pitches)
    if placed is None:
        return TakenLines(table)
    head = fill_aligned(table.page - 1, before, placed)
    if not all(_add_rest(line, head) for line in rest):
        return TakenLines(table)
    n_repeated = _count_repeated_rows(head, table)
    if n_repeated == table.n_rows:
        return TakenLines(table)
    repeated = _list_lines(table, n_repeated)
    _append_rows(head, table, n_repeated)
    n_lines = len(before) - placed.first_line + len(rest)
    return TakenLines(head, n_lines, repeated)


def carry_line(last: LaidTable, line: PrintedLine, floor: float) -> bool:
    """Add a line to the texts in the last row of a table that it carries on.

    Args:
        last: a table without vertical lines that ends the page before.
        line: the first line of a page, or the next one.
        floor: how far down the text of such pages reaches.

    Returns:
        True where each part of the line stands below a full text.
    """
    above = [cell for cell in last.cells if cell.lines and cell.ends_at(last.n_rows)]
    pairs: list[tuple[LaidCell, PrintedLine]] = []
    for part in split_line(line):
        own = [cell for cell in above if _is_cut_text(cell, part, floor)]
        if len(own) != 1:
            return False
        pairs.append((own[0], part))
    for upper, part in pairs:
        upper.lines = [*upper.lines, part]
    return True


def repeats_head(last: LaidTable, line: PrintedLine) -> bool:
    """Tell a row of the head of a table that the next page prints again.

    Args:
        last: a table without vertical lines that ends the page before.
        line: a line at the head of a page.

    Returns:
        True where it has the texts of such a row.
    """
    texts = "".join(line.text.split())
    rows = ("".join(last.list_row_texts(row)) for row in range(_count_head(last)))
    return texts in rows


def _is_cut_text(upper: LaidCell, part: PrintedLine, floor: float) -> bool:
    """True for a text down to the end of its page
    that a part of a line carries on."""
    text = upper.lines[-1]
    if abs(upper.lines[0].left - part.left) > _COLUMN_SLACK:
        return False
    if part.right > upper.right + _COLUMN_SLACK or _FIGURE.fullmatch(upper.text):
        return False
    if abs(text.size - part.size) > _MAX_SIZE_STEP * text.size:
        return False
    end = floor
    if text.page == part.page:
        end = part.bottom
    if text.bottom - end > _MAX_ROW_END_GAP * text.size:
        return False
    return _carries_on(upper, [part])


def _list_heads(table: LaidTable) -> list[list[PrintedLine]]:
    """The lines of the rows above the first one with figures."""
    rows: list[list[PrintedLine]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.region.first_row].extend(cell.lines)
    return rows[: _count_head(table)]


def _count_head(table: LaidTable) -> int:
    """Rows above the first one with figures; none where there is none."""
    figures = filter(_is_figure, table.cells)
    return min((cell.region.first_row for cell in figures), default=0)


def _is_figure(cell: LaidCell) -> bool:
    return any(_FIGURE.fullmatch(line.text) for line in cell.lines)


def _find_body_columns(table: LaidTable, n_head: int) -> list[tuple[float, float]]:
    """The sides of what stands in each column below the head."""
    columns = list(table.columns)
    parts: list[list[PrintedLine]] = [[] for _ in columns]
    for cell in table.cells:
        first, end = cell.columns
        if cell.region.first_row >= n_head and end - first == 1:
            parts[first].extend(cell.lines)
    for place, own in enumerate(parts):
        if own:
            left, right = min(p.left for p in own), max(p.right for p in own)
            columns[place] = left, right
    return columns


def _add_rest(line: PrintedLine, head: LaidTable) -> bool:
    """Add a line that carries on a text of the page
    before; False where it does not."""
    for cell in head.cells:
        if not cell.lines or not cell.ends_at(head.n_rows):
            continue
        if abs(cell.lines[-1].left - line.left) <= _COLUMN_SLACK:
            cell.lines = [*cell.lines, line]
            return True
    return False


def _unite_columns(
    first: tuple[float, ...], second: tuple[float, ...]
) -> tuple[float, ...]:
    """The lines of two tables of one width, where
    one has all those of the other."""
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


def _stand_alike(last: LaidTable, table: LaidTable) -> bool:
    """True where the columns of two tables without vertical lines are the same."""
    if not last.columns or len(last.columns) != len(table.columns):
        return False
    pairs = list(zip(last.columns, table.columns, strict=True))
    n_alike = sum(one[0] <= two[1] and two[0] <= one[1] for one, two in pairs)
    if n_alike == len(pairs):
        return True
    # A head stands at the left of its column, and figures on the right.
    whole = [(min(one[0], two[0]), max(one[1], two[1])) for one, two in pairs]
    are_apart = all(one[1] < two[0] for one, two in pairwise(whole))
    return are_apart and 2 * n_alike > len(pairs)


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
    if table.columns:
        first = [cell for cell in first if cell.lines]
        return len(first) == 1 and first[0].columns[1] - first[0].columns[0] > 1
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


def _share_columns(tables: Iterable[LaidTable], xs: tuple[float, ...]) -> None:
    """Count the columns of tables by the same lines, where they have any."""
    for table in tables:
        if xs and len(xs) != len(table.xs):
            _spread_columns(table, xs)


def _find_nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


_CellPair = tuple[LaidCell, LaidCell]


class _Cut(NamedTuple):
    """Cells that the first row of a page carries on, and those it has no more."""

    pairs: Sequence[_CellPair]
    dropped: Set[int]
    is_whole_row: bool


def _append_rows(last: LaidTable, table: LaidTable, n_repeated: int) -> None:
    """Add the rows behind the head; cells that a page end cut are put together."""
    cut = _find_cut(last, table, n_repeated)
    offset = last.n_rows - n_repeated - cut.is_whole_row
    is_open_head = bool(table.columns) and _is_head(last)
    for upper, cell in cut.pairs:
        _join_cells(upper, cell, offset)
    _take_cells(last, table, n_repeated, offset, cut.dropped)
    if is_open_head:
        _spread_heads(last)
    last.n_rows = table.n_rows + offset
    last.page, last.ys, last.bottom = table.page, table.ys, table.bottom


def _find_cut(last: LaidTable, table: LaidTable, n_repeated: int) -> _Cut:
    """Find what the page end cut: a whole row, or cells of several rows."""
    first_cells = [c for c in table.cells if c.region.first_row == n_repeated]
    pairs = _pair_cells(last, first_cells)
    dropped = _list_seconds(pairs)
    if table.columns:
        # Where no line is drawn, nothing shows how wide an empty cell is.
        dropped.update(id(cell) for cell in first_cells if not cell.lines)
    if len(dropped) == len(first_cells) and _is_cut_row(last, pairs):
        return _Cut(pairs, dropped, True)
    # Where the columns part further here, the page end is inside the head.
    is_in_head = len(pairs) < len(first_cells)
    pairs = [pair for pair in pairs if _goes_down(last, pair, is_in_head)]
    return _Cut(pairs, _list_seconds(pairs), False)


def _list_seconds(pairs: Sequence[_CellPair]) -> set[int]:
    return {id(cell) for _, cell in pairs}


def _spread_heads(last: LaidTable) -> None:
    """Let texts above the end of a page reach over those below it."""
    cells = sorted(filter(_has_text, last.cells), key=_get_columns)
    above = [cell for cell in cells if cell.ends_at(last.n_rows)]
    firsts = _find_head_columns(last, last.n_rows)
    ends = [cell.columns[0] for cell in above[1:]] + [last.n_columns]
    for cell, end in zip(above, ends, strict=False):
        own = range(cell.columns[0], end)
        if cell.columns[1] < end and firsts >= set(own):
            _widen_cell(last, cell, end)


def _find_head_columns(table: LaidTable, row: int) -> Set[int]:
    """The columns in which the texts of a row begin; none where it has a figure."""
    cells = [cell for cell in table.cells if cell.lines]
    own = [cell for cell in cells if cell.region.first_row == row]
    if any(map(_is_figure, own)):
        return frozenset()
    return {cell.columns[0] for cell in own}


def _widen_cell(table: LaidTable, cell: LaidCell, end_column: int) -> None:
    """Let a cell take in the empty ones on its right."""
    wide = cell.region._replace(end_column=end_column)
    table.cells[:] = [
        other
        for other in table.cells
        if other.lines
        or other.region.first_row != wide.first_row
        or not wide.first_column <= other.region.first_column < end_column
    ]
    cell.region = wide


def _has_text(cell: LaidCell) -> bool:
    return bool(cell.lines)


def _get_columns(cell: LaidCell) -> tuple[int, int]:
    return cell.columns


def _take_cells(
    last: LaidTable, table: LaidTable, first_row: int, offset: int, joined: Set[int]
) -> None:
    """Add the cells from a row on, without those that were put together."""
    for cell in table.cells:
        if cell.region.end_row > first_row and id(cell) not in joined:
            cell.move_down(first_row, offset)
            last.cells.append(cell)


def _pair_cells(last: LaidTable, cells: Sequence[LaidCell]) -> list[_CellPair]:
    """Cells at the end of a page with those of the same columns on the next one."""
    above = {cell.columns: cell for cell in last.cells if cell.ends_at(last.n_rows)}
    return [(above[cell.columns], cell) for cell in cells if cell.columns in above]


def _join_cells(upper: LaidCell, cell: LaidCell, offset: int) -> None:
    """Let a cell take in the one that carries it on."""
    end_row = cell.region.end_row + offset
    upper.region = upper.region._replace(end_row=end_row)
    upper.lines = [*upper.lines, *cell.lines]
    upper.inner.extend(cell.inner)


def _is_cut_row(last: LaidTable, pairs: Sequence[_CellPair]) -> bool:
    """True where the first row carries on the last one: its cells were full."""
    going = list(filter(_has_rest, pairs))
    if not going:
        # What is pushed over the end of the page is the room below the last line.
        return bool(last.columns)
    if not all(_reaches_end(last, pair[0]) for pair in going):
        return False
    short = [pair for pair in going if not _carries_on(pair[0], pair[1].lines)]
    has_figure = any(_FIGURE.fullmatch(cell.text) for _, cell in short)
    if has_figure or len(short) > _MAX_SHORT_CELLS * len(going):
        return False
    return any(map(_ends_row, pairs)) or any(map(_shows_cut, going))


def _has_rest(pair: _CellPair) -> bool:
    """True for a cell with text on the next page."""
    return bool(pair[1].lines)


def _ends_row(pair: _CellPair) -> bool:
    """True for a cell with text of which nothing is left for the next page."""
    upper, cell = pair
    return bool(upper.lines) and not cell.lines


def _shows_cut(pair: _CellPair) -> bool:
    """True for a cell of several lines, or a rest that is no text of its own."""
    upper, cell = pair
    return len(upper.lines) > 1 or _FRAGMENT.match(cell.text) is not None


def _goes_down(last: LaidTable, pair: _CellPair, is_in_head: bool) -> bool:
    """True for a cell of several rows: empty, or in a head, where it carries on."""
    upper, cell = pair
    first_row, end_row, _, _ = cell.region
    if not upper.lines:
        return False
    if end_row - first_row < 2 and not (is_in_head and _is_head(last)):
        return False
    if not cell.lines:
        return True
    return is_in_head and _reaches_end(last, upper) and _carries_on(upper, cell.lines)


def _is_head(table: LaidTable) -> bool:
    """True where no row has figures yet."""
    return not any(_FIGURE.fullmatch(cell.text) for cell in table.cells)


def _reaches_end(last: LaidTable, upper: LaidCell) -> bool:
    """True for a cell with text down to the end of the page."""
    if not upper.lines:
        return False
    line = upper.lines[-1]
    limit = _MAX_CUT_GAP
    if _is_head(last):
        limit = _MAX_ROW_END_GAP
    return line.bottom - last.bottom < limit * line.size


def _carries_on(upper: LaidCell, rest: Sequence[PrintedLine]) -> bool:
    """True where lines may be the rest of the text of a cell, cut."""
    last, first = upper.lines[-1], rest[0]
    if parse_list_number(first.text[:16]) is not None:
        return False
    text = "".join(line.text for line in rest)
    if _FIGURE.fullmatch(text) and not _FIGURE.fullmatch(last.text[-1]):
        return False
    lines = [*upper.lines, *rest]
    measure = find_cell_measure(lines, upper.left, upper.right)
    return fills_measure(last, first, measure)
