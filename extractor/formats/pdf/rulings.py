"""Tables from the lines a page draws: rulings to grids, slots to merged cells.

Lines that touch make one table. Its grid has a column between two vertical lines
and a row between two horizontal ones; where a line is missing between two slots
they are one cell. The method is that of pdfplumber's table finder, with merges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.pdf.pdfium import Ruling

__all__ = [
    "CellRegion",
    "RuledGrid",
    "find_grids",
    "merge_rulings",
]

# Points within which two lines are one, or touch.
_TOLERANCE = 2.5
# Points of a gap in a dotted line.
_MAX_GAP = 3.5
# Share of a slot's side that a line covers, for the side to be ruled.
_MIN_COVER = 0.6
# Points beyond the outermost line, for a side that is left open.
_MIN_OPEN_WIDTH = 12.0
# Lines of one page that may make tables.
_MAX_RULINGS = 20_000


class CellRegion(NamedTuple):
    """A cell: its slots, rows and columns from 0, ends excluded."""

    first_row: int
    end_row: int
    first_column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A table by its lines: ``xs`` from left to right, ``ys`` from top to bottom.

    ``regions`` gives the region of each slot by row and column. ``is_open``: its
    columns were found by alignment, for no line parts them.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[CellRegion, ...]
    region_indexes: tuple[tuple[int, ...], ...]
    is_open: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    def contains(self, x: float, y: float) -> bool:
        """True for a point inside the table."""
        left, bottom, right, top = self.box
        return left <= x <= right and bottom <= y <= top

    def locate(self, x: float, y: float) -> int:
        """Index of the region at a point inside the table."""
        column = bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1
        row = _bisect_down(self.ys, y)
        return self.region_indexes[row][column]

    def find_box(self, region: CellRegion) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of a cell."""
        first_row, end_row, first_column, end_column = region
        xs, ys = self.xs, self.ys
        return xs[first_column], ys[end_row], xs[end_column], ys[first_row]


def _bisect_down(ys: Sequence[float], y: float) -> int:
    """The row of a height; the heights fall."""
    low, high = 1, len(ys) - 1
    while low < high:
        middle = (low + high) // 2
        if y < ys[middle]:
            low = middle + 1
        else:
            high = middle
    return low - 1


def merge_rulings(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Join lines that lie on one another or carry one another on.

    Args:
        rulings: lines along one axis.

    Returns:
        The lines by position, then by start.
    """
    merged: list[Ruling] = []
    group: list[Ruling] = []
    for ruling in sorted(rulings):
        if group and ruling.position - group[0].position > _TOLERANCE:
            merged.extend(_merge_group(group))
            group = []
        group.append(ruling)
    merged.extend(_merge_group(group))
    return merged


def _merge_group(group: Sequence[Ruling]) -> Iterator[Ruling]:
    """Lines of about one position as one where they touch."""
    if not group:
        return
    ordered = sorted(group, key=lambda ruling: ruling.start)
    position, start, end = ordered[0]
    for ruling in ordered[1:]:
        if ruling.start - end > _MAX_GAP:
            yield Ruling(position, start, end)
            position, start, end = ruling
        end = max(end, ruling.end)
    yield Ruling(position, start, end)


def find_grids(
    horizontals: Sequence[Ruling], verticals: Sequence[Ruling]
) -> list[RuledGrid]:
    """Find the tables of a page.

    Args:
        horizontals: its horizontal lines, joined.
        verticals: its vertical lines, joined.

    Returns:
        The grids from top to bottom; one inside another comes behind it.
    """
    if len(horizontals) + len(verticals) > _MAX_RULINGS:
        return []
    grids: list[RuledGrid] = []
    for across, down in _group_touching(horizontals, verticals):
        grid = _build_grid(across, down)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (-grid.ys[0], grid.xs[0]))


class _Groups:
    """Which of some things belong together."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def find(self, index: int) -> int:
        """The thing that stands for a group."""
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def join(self, first: int, second: int) -> None:
        """Make two groups one; the lower index stands for it."""
        low, high = sorted((self.find(first), self.find(second)))
        self._parents[high] = low


_RulingSets = tuple[list[Ruling], list[Ruling]]


def _group_touching(
    horizontals: Sequence[Ruling], verticals: Sequence[Ruling]
) -> list[_RulingSets]:
    """Horizontal and vertical lines that touch one another, group by group."""
    n_across = len(horizontals)
    groups = _Groups(n_across + len(verticals))
    positions = [ruling.position for ruling in horizontals]
    for index, vertical in enumerate(verticals, n_across):
        first = bisect_left(positions, vertical.start - _TOLERANCE)
        end = bisect_right(positions, vertical.end + _TOLERANCE)
        for other in range(first, end):
            if _reaches(horizontals[other], vertical.position):
                groups.join(other, index)
    sets: dict[int, _RulingSets] = {}
    for index, ruling in enumerate((*horizontals, *verticals)):
        across, down = sets.setdefault(groups.find(index), ([], []))
        (across if index < n_across else down).append(ruling)
    return list(sets.values())


def _reaches(ruling: Ruling, position: float) -> bool:
    return ruling.start - _TOLERANCE <= position <= ruling.end + _TOLERANCE


def _build_grid(across: Sequence[Ruling], down: Sequence[Ruling]) -> RuledGrid | None:
    """The grid of lines that touch; None where they enclose nothing."""
    if not across or not down:
        return None
    across, down = _close_sides(list(across), list(down))
    xs = _cluster([ruling.position for ruling in down])
    ys = _cluster([ruling.position for ruling in across])[::-1]
    if len(xs) < 2 or len(ys) < 2:
        return None
    groups = _join_slots(across, down, xs, ys)
    return _build_regions(groups, tuple(xs), tuple(ys))


def _join_slots(
    across: Sequence[Ruling],
    down: Sequence[Ruling],
    xs: Sequence[float],
    ys: Sequence[float],
) -> _Groups:
    """Which slots no line parts; they are counted row by row."""
    walls = _find_covered_slots(down, xs, ys[::-1])
    floors = _find_covered_slots(across, ys, xs)
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    groups = _Groups(n_rows * n_columns)
    for slot in range(n_rows * n_columns):
        row, column = divmod(slot, n_columns)
        if column and (column, n_rows - 1 - row) not in walls:
            groups.join(slot - 1, slot)
        if row and (row, column) not in floors:
            groups.join(slot - n_columns, slot)
    return groups


def _close_sides(across: list[Ruling], down: list[Ruling]) -> _RulingSets:
    """Add the outer sides that a table leaves open but its lines reach."""
    left, right = _find_ends(across)
    bottom, top = _find_ends(down)
    sides = [Ruling(x, bottom, top) for x in _find_open_sides(down, left, right)]
    ends = [Ruling(y, left, right) for y in _find_open_sides(across, bottom, top)]
    return [*across, *ends], [*down, *sides]


def _find_ends(rulings: Sequence[Ruling]) -> tuple[float, float]:
    """From where to where some lines reach."""
    return min(one.start for one in rulings), max(one.end for one in rulings)


def _find_open_sides(rulings: Sequence[Ruling], low: float, high: float) -> list[float]:
    """Which of two ends lies well beyond the outermost line."""
    positions = [ruling.position for ruling in rulings]
    sides: list[float] = []
    if low < min(positions) - _MIN_OPEN_WIDTH:
        sides.append(low)
    if high > max(positions) + _MIN_OPEN_WIDTH:
        sides.append(high)
    return sides


def _cluster(positions: Sequence[float]) -> list[float]:
    """Positions in order, those about equal as one."""
    clusters: list[float] = []
    for position in sorted(positions):
        if not clusters or position - clusters[-1] > _TOLERANCE:
            clusters.append(position)
    return clusters


def _find_covered_slots(
    rulings: Sequence[Ruling], lines: Sequence[float], edges: Sequence[float]
) -> set[tuple[int, int]]:
    """Which sides are ruled: (index of the line,
    slot between two edges along it)."""
    ordered = sorted(enumerate(lines), key=lambda item: item[1])
    places = [position for _, position in ordered]
    covered: set[tuple[int, int]] = set()
    for position, start, end in rulings:
        nearest = bisect_right(places, position + 0.01) - 1
        line = ordered[max(nearest, 0)][0]
        for slot, (low, high) in enumerate(pairwise(edges)):
            shared = min(high, end) - max(low, start)
            if shared >= _MIN_COVER * (high - low):
                covered.add((line, slot))
    return covered


def _build_regions(
    groups: _Groups, xs: tuple[float, ...], ys: tuple[float, ...]
) -> RuledGrid:
    """Cells of slots that no line parts; what is no rectangle is cut into rows."""
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    slots: dict[int, list[tuple[int, int]]] = {}
    for row in range(n_rows):
        for column in range(n_columns):
            root = groups.find(row * n_columns + column)
            slots.setdefault(root, []).append((row, column))
    regions: list[CellRegion] = []
    for places in slots.values():
        regions.extend(_cover_slots(places))
    regions.sort(key=lambda region: (region.first_row, region.first_column))
    indexes = [[0] * n_columns for _ in range(n_rows)]
    for index, region in enumerate(regions):
        for row in range(region.first_row, region.end_row):
            for column in range(region.first_column, region.end_column):
                indexes[row][column] = index
    return RuledGrid(xs, ys, tuple(regions), tuple(map(tuple, indexes)))


def _cover_slots(places: Sequence[tuple[int, int]]) -> Iterator[CellRegion]:
    """The rectangle of some slots; one for each
    run in a row where they make none."""
    rows = [row for row, _ in places]
    columns = [column for _, column in places]
    whole = CellRegion(min(rows), max(rows) + 1, min(columns), max(columns) + 1)
    size = (whole.end_row - whole.first_row) * (whole.end_column - whole.first_column)
    if size == len(places):
        yield whole
        return
    start = previous = places[0]
    for place in places[1:]:
        row, column = place
        if row != previous[0] or column != previous[1] + 1:
            yield CellRegion(start[0], start[0] + 1, start[1], previous[1] + 1)
            start = place
        previous = place
    yield CellRegion(start[0], start[0] + 1, start[1], previous[1] + 1)
