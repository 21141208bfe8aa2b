"""The grid of a table as the eye completes it: which header text stands above which column.

An office draws a stacked header with merged cells; a careless copy leaves blanks in their place; a text dump leaves the
cells out altogether::

    职责活动 | 年度预算数 | 绩效指标 | 评价标准                    职责活动 | 年度预算数 | 绩效指标 | 评价标准 | | |
             |            |          | 优 | 良 | 中 | 差

All three mean the same: a header cell spans the run of labels below it, and a blank below means that it continues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.model.document import Cell, Table
from extractor.text.numbers import parse_number

__all__ = [
    "HeaderRows",
    "GridRows",
    "GridCell",
    "align_header",
    "build_header_paths",
    "remove_whitespace",
    "drop_empty_columns",
    "find_header_rows",
    "is_blank",
    "is_filler_row",
    "is_number",
    "build_grid_rows",
]

_FILLER_CHARACTERS = frozenset("*＊×xX")


class GridCell(NamedTuple):
    """A cell and the grid columns it stands over, first and last, from 1. ``row`` and ``bottom`` are its grid rows."""

    cell: Cell
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def text(self) -> str:
        return self.cell.text


GridRows = tuple[tuple[GridCell, ...], ...]  # by row of origin


def remove_whitespace(text: str) -> str:
    """A header text as one word: white space and line breaks are only layout.

    >>> compact("事业 \\n收入")
    '事业收入'
    """
    return "".join(text.split())


def is_blank(text: str) -> bool:
    return not text or text.isspace()


def is_number(text: str) -> bool:
    """True for a cell that holds one number and nothing else."""
    return parse_number(text) is not None


def build_grid_rows(table: Table) -> GridRows:
    """The cells of each row where the file says they stand."""
    rows: list[list[GridCell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        bottom = min(cell.row + cell.row_span - 1, table.n_rows)
        last = min(cell.column + cell.column_span - 1, table.n_columns)
        rows[cell.row - 1].append(GridCell(cell, cell.row, bottom, cell.column, last))
    return tuple(map(tuple, rows))


def drop_empty_columns(
    rows: GridRows, n_columns: int, previous_columns: Sequence[int] = ()
) -> tuple[GridRows, tuple[int, ...]]:
    """The rows over the columns that the eye sees, and which grid columns these are; ``()`` for all of them.

    A grid drawn by hand, or by conversion, has columns at which no cell begins and such as hold nothing but blanks.
    ``known`` are the columns of a table that this one may carry on: they are taken where they hold all that it says.
    """
    begun = {
        slot.first_column for row in rows for slot in row if not is_blank(slot.text)
    }
    if previous_columns and begun <= set(previous_columns):
        begun = set(previous_columns)
    if not begun or len(begun) == n_columns:
        return rows, ()
    kept = tuple(sorted(begun))
    before = [0] * (n_columns + 1)  # kept columns up to a grid column
    for column in range(1, n_columns + 1):
        before[column] = before[column - 1] + (column in begun)
    narrow = (
        tuple(
            slot._replace(
                first_column=before[slot.first_column - 1] + 1,
                last_column=before[slot.last_column],
            )
            for slot in row
            if before[slot.last_column] > before[slot.first_column - 1]
        )
        for row in rows
    )
    return tuple(narrow), kept


def _count_covered_columns(rows: GridRows, row: int) -> int:
    """How many columns of a row (from 1) some cell covers."""
    return sum(
        s.last_column - s.first_column + 1
        for above in rows[:row]
        for s in above
        if s.first_row <= row <= s.last_row
    )


def align_header(
    rows: GridRows, n_columns: int, first_row: int
) -> tuple[GridRows, bool]:
    """Give the short header rows of a text dump their columns; ``first`` is the first row (from 1) that is no caption.

    Returns the rows, and whether some header cell could be spread in more than one way.
    """
    full = next(
        (
            r
            for r in range(first_row, len(rows) + 1)
            if _count_covered_columns(rows, r) >= n_columns
        ),
        None,
    )
    if (
        full is None
        or full == first_row
        or any(
            s.last_row > s.first_row or s.last_column > s.first_column
            for s in rows[full - 1]
        )
    ):
        return rows, False
    done = list(rows)
    unsure = False
    for r in range(full - 1, first_row - 1, -1):
        upper = rows[r - 1]
        if not upper or any(
            s.last_row > s.first_row or s.last_column > s.first_column for s in upper
        ):
            return rows, False
        spread = _distribute_labels([s.text for s in upper], [s.text for s in done[r]])
        if spread is None:
            return rows, False
        runs, several = spread
        unsure |= several
        below = done[r]
        done[r - 1] = tuple(
            slot._replace(
                first_column=below[a].first_column, last_column=below[b - 1].last_column
            )
            for slot, (a, b) in zip(upper, runs, strict=True)
        )
    return tuple(done), unsure


def _distribute_labels(
    upper: Sequence[str], lower: Sequence[str]
) -> tuple[list[tuple[int, int]], bool] | None:
    """Runs of the lower row below each cell of the upper: one blank, or the labels it spans (evenly where open)."""
    blanks = [is_blank(text) for text in lower]
    shortest: list[list[int]] = [
        [0] * (len(lower) + 1) for _ in range(len(upper) + 1)
    ]  # ways to finish, capped at 2
    shortest[len(upper)][len(lower)] = 1
    for i in range(len(upper) - 1, -1, -1):
        for a in range(len(lower), -1, -1):
            shortest[i][a] = min(
                2,
                sum(shortest[i + 1][b] for b in _iterate_run_ends(upper[i], blanks, a)),
            )
    if not shortest[0][0]:
        return None
    runs: list[tuple[int, int]] = []
    at = 0
    for i, text in enumerate(upper):
        choices = [b for b in _iterate_run_ends(text, blanks, at) if shortest[i + 1][b]]
        left = sum(1 for t in upper[i:] if not is_blank(t))
        labels = sum(1 for blank in blanks[at:] if not blank)
        even = at + labels / max(left, 1)
        stop = min(choices, key=lambda b: (abs(b - even), b))
        runs.append((at, stop))
        at = stop
    return runs, shortest[0][0] > 1


def _iterate_run_ends(text: str, blanks: Sequence[bool], start: int) -> Iterator[int]:
    """Where a cell that begins above lower cell ``at`` may end."""
    if start >= len(blanks):
        return
    if blanks[start]:
        yield start + 1
        return
    if is_blank(text):
        return  # nothing above a label: the label would hang in the air
    stop = start
    while stop < len(blanks) and not blanks[stop]:
        stop += 1
        yield stop


def _fill_header_cells(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> list[list[GridCell | None]]:
    """For header rows ``first`` to ``last`` the labelled slot that stands over each column; blanks filled."""
    cover: list[list[GridCell | None]] = [
        [None] * n_columns for _ in range(first_row, last_row + 1)
    ]
    for above in rows[:last_row]:
        for slot in above:
            for row in range(
                max(slot.first_row, first_row), min(slot.last_row, last_row) + 1
            ):
                for column in range(slot.first_column, slot.last_column + 1):
                    cover[row - first_row][column - 1] = slot
    owners: list[list[GridCell | None]] = []
    for depth, line in enumerate(cover):
        own: list[GridCell | None] = []
        for j, here in enumerate(line):
            if here is not None and not is_blank(here.text):
                own.append(here)
                continue
            over = owners[depth - 1][j] if depth else None
            left: GridCell | None = own[j - 1] if j else None
            labelled_below = any(
                (below := lower[j]) is not None and not is_blank(below.text)
                for lower in cover[depth + 1 :]
            )
            same_parent = depth == 0 or (
                over is not None and owners[depth - 1][j - 1] is over if j else False
            )
            spans = (
                left is not None
                and left.first_row == left.last_row == depth + first_row
            )  # a merge of its own has its width
            if spans and same_parent and (depth == 0 or labelled_below):
                own.append(left)
            else:
                own.append(over)
        owners.append(own)
    return owners


def build_header_paths(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> tuple[tuple[GridCell, ...], ...]:
    """The header slots above each column, top to bottom, each once. Empty paths where there is no header."""
    if last_row < first_row:
        return ((),) * n_columns
    owners = _fill_header_cells(rows, first_row, last_row, n_columns)
    paths: list[tuple[GridCell, ...]] = []
    for j in range(n_columns):
        path: list[GridCell] = []
        for line in owners:
            slot = line[j]
            if slot is not None and (not path or path[-1] is not slot):
                path.append(slot)
        paths.append(tuple(path))
    return tuple(paths)


class HeaderRows(NamedTuple):
    """Grid rows of a header: first, last row of labels, last row of all (those behind only count the columns)."""

    first_row: int
    last_label_row: int
    last_row: int


def find_header_rows(
    rows: GridRows,
    first_row: int,
    n_columns: int,
    is_filler_word: Callable[[str], bool],
) -> HeaderRows:
    """The header that begins in row ``first``.

    A row below belongs to the header when every label it begins stands under a header cell that spans several columns,
    or under nothing; so do blank remnants and filler rows (``栏次 1 2 3``, ``** ** **``; ``filler`` knows their words).
    """
    labels = first_row
    while labels < len(rows) and _continues_header(
        rows, first_row, labels, n_columns, rows[labels], is_filler_word
    ):
        labels += 1
    last = labels
    while last < len(rows) and is_filler_row(rows[last], is_filler_word):
        last += 1
    return HeaderRows(first_row, labels, last)


def _continues_header(
    rows: GridRows,
    first_row: int,
    last_row: int,
    n_columns: int,
    row: Sequence[GridCell],
    is_filler_word: Callable[[str], bool],
) -> bool:
    """True when a row carries the header on."""
    if not row:
        return True  # every cell continues from above
    labels = [slot for slot in row if not is_blank(slot.text)]
    if not labels:
        return any(
            not is_blank(s.text) for later in rows[row[0].first_row :] for s in later
        )
    if any(is_number(slot.text) for slot in row) or is_filler_row(row, is_filler_word):
        return False
    wide = _find_open_columns(rows, first_row, last_row, n_columns)
    if not wide:
        return False
    unlabelled = _find_unlabelled_columns(rows, first_row, last_row, n_columns)
    under = [slot for slot in labels if slot.first_column in wide]
    for slot in labels:
        if slot.first_column not in wide:
            if not set(range(slot.first_column, slot.last_column + 1)) <= unlabelled:
                return False
        elif (
            slot.last_column > wide[slot.first_column][1]
            or (slot.first_column, slot.last_column) == wide[slot.first_column]
        ):
            return False
    heads = {wide[slot.first_column][0] for slot in under}
    return bool(under) and all(
        any(slot.first_column == head for slot in under) for head in heads
    )


def _find_unlabelled_columns(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> set[int]:
    """Columns over which the header has said nothing yet."""
    over: set[int] = set()
    for row in rows[first_row - 1 : last_row]:
        for slot in row:
            if not is_blank(slot.text):
                over.update(range(slot.first_column, slot.last_column + 1))
    return set(range(1, n_columns + 1)) - over


def _find_open_columns(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> dict[int, tuple[int, int]]:
    """Column -> (first, last) of the lowest header cell above it, for those that span several columns and end here."""
    own: list[GridCell | None] = list(
        _fill_header_cells(rows, first_row, last_row, n_columns)[-1]
    )
    # A blank in the last header row may yet turn out to continue the label on its left (the row below decides).
    line = {
        slot.first_column: slot
        for slot in rows[last_row - 1]
        if slot.first_row == last_row
    }
    for column in range(2, n_columns + 1):
        here, left = line.get(column), own[column - 2]
        if (
            here is not None
            and is_blank(here.text)
            and left is not None
            and left.first_row == left.last_row == last_row
        ):
            own[column - 1] = left
    found: dict[int, tuple[int, int]] = {}
    j = 0
    while j < n_columns:
        slot = own[j]
        stop = j
        while stop < n_columns and own[stop] is slot:
            stop += 1
        if slot is not None and stop - j > 1 and slot.last_row <= last_row:
            for column in range(j + 1, stop + 1):
                found[column] = (j + 1, stop)
        j = stop
    return found


def is_filler_row(
    row: Sequence[GridCell], is_filler_word: Callable[[str], bool]
) -> bool:
    """True for a row that only counts the columns: ``栏次 | 1 | 2``, ``** | ** | 1``."""
    texts = [remove_whitespace(slot.text) for slot in row if not is_blank(slot.text)]
    stars = [text for text in texts if set(text) <= _FILLER_CHARACTERS]
    counted = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    words = [text for text in texts if text not in stars and not text.isdecimal()]
    if (
        not texts
        or any(text.isdecimal() and len(text) > 2 for text in texts)
        or not all(map(is_filler_word, words))
    ):
        return False
    if not counted:
        return len(stars) == len(texts)
    rising = all(b == a + 1 for a, b in pairwise(counted))
    return (
        rising
        and counted[0] in (0, 1)
        and (len(counted) > 2 or bool(words) or bool(stars))
    )
