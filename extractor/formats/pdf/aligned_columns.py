"""Tables without vertical lines: rows of figures whose parts stand in columns.

Horizontal lines part the rows where there are any, else the pitch does. What parts
the columns is white space that runs down through all rows of figures. A head stands
between the same gaps: right of a column of figures set flush right the next column
begins. It is surer in a ruled table, so a table found here says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from itertools import chain, combinations, pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from extractor.formats.pdf.pdfium import PageGlyph, Ruling
from extractor.formats.pdf.printed_lines import PrintedLine

__all__ = [
    "AlignedPart",
    "AlignedTable",
    "find_aligned_tables",
    "place_lines",
    "split_line",
]

_MIN_ROWS = 3
_MIN_COLUMNS = 2
_MAX_COLUMNS = 500
# Heights of the gap between two parts of a row.
_MIN_PART_GAP = 0.5
# Points within which parts of one column begin or end.
_ALIGNMENT = 1.5
# Share of the widest row's parts that a row has to define columns.
_MIN_FULL_ROW = 0.75
# Parts of a row of figures, and of its head, that make a table alone.
_MIN_HEAD_PARTS = 3
# Parts of a head of which pairs are looked at.
_MAX_HEAD_PARTS = 30
# A figure as tables of money have it; page numbers of a contents list are shorter.
_FIGURE = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+\.\d+|\d{4,}|0")
# The blank that an author types between two texts of one line.
_WIDE_BLANK = "\u3000"
_DIGITS = re.compile(r"-?[\d,，.]+")
# Heights between two rows of one table.
_MAX_ROW_PITCH = 4.0
# Heights between a row of figures and its head, where that is all there is.
_MAX_UNKNOWN_PITCH = 3.0
# Share of the heights from row to row below which a line carries a row on.
_MAX_LINE_SHARE = 0.88
# Heights from line to line of one text, however little of its cell that fills.
_MAX_LINE_PITCH = 2.0
# Share by which the sizes of a table's lines differ.
_MAX_SIZE_STEP = 0.2
# Lines of a head.
_MAX_HEAD_LINES = 12
# Heights by which a row may stand further off.
_MAX_PITCH_STEP = 0.6
# Lines above a table at the head of a page.
_MAX_RUNNING_LINES = 2
# Lines between two rows of figures.
_MAX_LINES_BETWEEN = 8
# Heights that a full part may stay short of the next column.
_FULL_SLACK = 1.7
# Points by which the ends of the horizontal lines of one table differ.
_STROKE_SLACK = 3.0
_MIN_STROKE = 100.0
# Lines of one page that may part rows, and lengths of them that are told apart.
_MAX_STROKES = 2000
_MAX_STACKS = 100
# Heights more than usual between a line and the first text below it: no row.
_MAX_TOP_GAP = 0.8
# How much higher than the usual row an empty one may be.
_MAX_EMPTY_ROW = 1.6


class AlignedPart(NamedTuple):
    """A cell: its rows and columns from 0 (ends excluded), and its lines."""

    row: int
    end_row: int
    first_column: int
    end_column: int
    lines: list[PrintedLine]


class AlignedTable(NamedTuple):
    """A table of lines: the first of them, one behind the last, and its cells.

    ``columns`` are the sides of what stands in each column; ``ys`` the heights
    that part the rows, from top to bottom.
    """

    first_line: int
    end_line: int
    columns: tuple[tuple[float, float], ...]
    ys: tuple[float, ...]
    parts: tuple[AlignedPart, ...]


_Parts = list[PrintedLine]
_Column = tuple[float, float]


class _Row(NamedTuple):
    """A row: its top, its lines, and the line
    above it where that is a short one."""

    top: float
    lines: list[_Parts]
    short: Ruling | None = None

    @property
    def parts(self) -> _Parts:
        """The parts of all its lines."""
        return [part for line in self.lines for part in line]


class _Region(NamedTuple):
    """Rows of one table: the first of their lines, one behind the last."""

    first_line: int
    end_line: int
    rows: list[_Row]
    bottom: float
    is_drawn: bool
    is_sure: bool = True


def find_aligned_tables(
    lines: Sequence[PrintedLine],
    strokes: Sequence[Ruling] = (),
    above: Sequence[tuple[float, float]] = (),
) -> list[AlignedTable]:
    """Find runs of lines whose parts stand in columns.

    Args:
        lines: lines of a page outside its ruled tables, from top to bottom.
        strokes: horizontal lines that are no sides of ruled tables.
        above: the columns of the table at the end of the page before.

    Returns:
        The tables from top to bottom.
    """
    rows = [split_line(line) for line in lines]
    if not any(map(_is_core, rows)):
        return []
    tables: list[AlignedTable] = []
    for region in _iter_regions(lines, rows, strokes, above):
        seed = above
        if tables or region.first_line > _MAX_RUNNING_LINES:
            seed = ()
        if region.is_sure or seed:
            table = _build_table(region, seed)
            if table is not None:
                tables.append(table)
    return tables


def split_line(line: PrintedLine) -> list[PrintedLine]:
    """Split a line where its glyphs stand apart.

    Args:
        line: a line outside ruled tables.

    Returns:
        Its parts from left to right; the line alone where there are very many.
    """
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
    if len(parts) > _MAX_COLUMNS:
        return [line]
    return parts


def _is_core(row: Sequence[PrintedLine]) -> bool:
    """True for a row with a figure behind its first part."""
    return any(_is_figure(part) for part in row[1:])


def _is_figure(part: PrintedLine) -> bool:
    return _FIGURE.fullmatch(part.text) is not None


def _is_spaced(line: PrintedLine) -> bool:
    """True for a line all of whose gaps are blanks of one text."""
    gap_has_blank: list[bool] = []
    last: PageGlyph | None = None
    has_blank = False
    for glyph in line.glyphs:
        if glyph.text.isspace():
            has_blank = has_blank or glyph.text == _WIDE_BLANK
            continue
        if last is not None and glyph.x0 - last.x1 >= _MIN_PART_GAP * line.size:
            gap_has_blank.append(has_blank)
        last, has_blank = glyph, False
    return bool(gap_has_blank) and all(gap_has_blank)


# Rows


def _iter_regions(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    strokes: Sequence[Ruling],
    above: Sequence[_Column],
) -> Iterator[_Region]:
    """Regions of rows from top to bottom, those between horizontal lines first."""
    drawn = sorted(
        (
            region
            for stack in _find_stacks(strokes)
            for region in _part_stack(lines, rows, *stack)
        ),
        key=lambda region: (region.first_line, region.end_line),
    )
    floor = 0
    for region in drawn:
        if region.first_line < floor:
            continue
        yield from _iter_pitched(lines, rows, floor, region.first_line, above)
        yield region
        floor = region.end_line
    yield from _iter_pitched(lines, rows, floor, len(lines), above)


_Stack = tuple[list[Ruling], list[Ruling]]


def _find_stacks(strokes: Sequence[Ruling]) -> list[_Stack]:
    """Lines of about one length above one another, with the short ones inside."""
    groups = _group_alike(strokes)
    stacks: list[_Stack] = []
    for group in sorted(groups, key=lambda one: one[0].start - one[0].end):
        outer = next((one for one in stacks if _is_within(one, group)), None)
        if outer is not None:
            outer[1].extend(group)
        elif len(group) > 1 and group[0].end - group[0].start >= _MIN_STROKE:
            stacks.append((group, []))
    return stacks


def _group_alike(strokes: Sequence[Ruling]) -> list[list[Ruling]]:
    """Lines of about one length and place, from top to bottom."""
    groups: list[list[Ruling]] = []
    for stroke in sorted(strokes, key=lambda one: -one.position)[:_MAX_STROKES]:
        own = next((one for one in groups if _is_alike(one[0], stroke)), None)
        if own is not None:
            own.append(stroke)
        elif len(groups) < _MAX_STACKS:
            groups.append([stroke])
    return groups


def _is_alike(one: Ruling, other: Ruling) -> bool:
    starts, ends = abs(one.start - other.start), abs(one.end - other.end)
    return max(starts, ends) <= _STROKE_SLACK


def _is_within(stack: _Stack, strokes: Sequence[Ruling]) -> bool:
    """True for short lines beside none of the ends of a stack of longer ones."""
    whole, (first, *_) = stack[0], strokes
    if first.start < whole[0].start - _STROKE_SLACK:
        return False
    if first.end > whole[0].end + _STROKE_SLACK:
        return False
    return whole[-1].position < first.position < whole[0].position


class _Band(NamedTuple):
    """What stands between two horizontal lines of a table."""

    top: Ruling
    bottom: Ruling
    first_line: int
    end_line: int


def _part_stack(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    whole: Sequence[Ruling],
    short: Sequence[Ruling],
) -> Iterator[_Region]:
    """The tables of a stack: bands of rows, with
    the texts between tables left out."""
    bands = list(_iter_bands(lines, sorted((*whole, *short))[::-1]))
    usual = _find_usual_gap(lines, bands)
    heights = median(band.top.position - band.bottom.position for band in bands)
    run: list[_Band] = []
    for band in bands:
        if _is_between(band, lines, rows, usual, heights):
            yield from _build_region(lines, rows, whole[0], run)
            run = []
        else:
            run.append(band)
    yield from _build_region(lines, rows, whole[0], run)


def _iter_bands(
    lines: Sequence[PrintedLine], strokes: Sequence[Ruling]
) -> Iterator[_Band]:
    index = 0
    for top, bottom in pairwise(strokes):
        while index < len(lines) and lines[index].middle > top.position:
            index += 1
        first = index
        while index < len(lines) and lines[index].middle > bottom.position:
            index += 1
        yield _Band(top, bottom, first, index)


def _find_usual_gap(lines: Sequence[PrintedLine], bands: Sequence[_Band]) -> float:
    """The usual distance from a horizontal line to the text below it."""
    gaps = [
        band.top.position - lines[band.first_line].top
        for band in bands
        if band.first_line < band.end_line
    ]
    return median(gaps) if gaps else 0.0


def _is_between(
    band: _Band,
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    usual: float,
    height: float,
) -> bool:
    """True for the space between two tables: a title, or nothing."""
    if band.first_line == band.end_line:
        return band.top.position - band.bottom.position > _MAX_EMPTY_ROW * height
    own = rows[band.first_line : band.end_line]
    if any(map(_is_core, own)):
        return False
    first = lines[band.first_line]
    if band.top.position - first.top > usual + _MAX_TOP_GAP * first.size:
        return True
    are_lone = all(len(row) == 1 for row in own)
    return are_lone and len({round(row[0].size) for row in own}) > 1


def _build_region(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    whole: Ruling,
    bands: Sequence[_Band],
) -> Iterator[_Region]:
    """The rows of bands one below another."""
    bands = _strip_empty(bands)
    if not bands:
        return
    first, end = bands[0].first_line, bands[-1].end_line
    is_sure = any(map(_is_core, rows[first:end]))
    found: list[_Row] = []
    for band in bands:
        short = None if _is_alike(whole, band.top) else band.top
        found.extend(_iter_band_rows(lines, rows, band, short))
    yield _Region(first, end, found, bands[-1].bottom.position, True, is_sure)


def _strip_empty(bands: Sequence[_Band]) -> list[_Band]:
    """The bands without the empty ones at either end."""
    full = [i for i, band in enumerate(bands) if band.first_line < band.end_line]
    return list(bands[full[0] : full[-1] + 1]) if full else []


def _iter_band_rows(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    band: _Band,
    short: Ruling | None,
) -> Iterator[_Row]:
    """The row of a band, or its rows where lines part head and foot only."""
    first, end = band.first_line, band.end_line
    if sum(map(_is_core, rows[first:end])) > 1:
        yield from _iter_pitched_rows(lines, rows, first, end)
        return
    yield _Row(band.top.position, list(rows[first:end]), short)


def _iter_pitched(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    floor: int,
    end: int,
    above: Sequence[_Column],
) -> Iterator[_Region]:
    """Regions of rows that their pitch parts."""
    index = floor
    while index < end:
        if not _is_core(rows[index]):
            index += 1
            continue
        last = _find_last_core(lines, rows, index, end)
        pitch = _find_pitch(lines, rows, index, last + 1)
        first = _find_head(lines, rows, floor, index, pitch)
        first = _add_cut_lines(lines, rows, floor, first, above)
        index = floor = _find_end(lines, rows, last + 1, end, pitch)
        found = list(_iter_pitched_rows(lines, rows, first, index))
        is_sure = _is_table(rows, first, index)
        yield _Region(first, index, found, lines[index - 1].bottom, False, is_sure)


def _is_table(rows: Sequence[_Parts], first: int, end: int) -> bool:
    """True for rows enough, or for a head above a row of figures."""
    if sum(map(_is_core, rows[first:end])) >= _MIN_ROWS:
        return True
    wide = [row for row in rows[first:end] if len(row) >= _MIN_HEAD_PARTS]
    return len(wide) > 1 and not _is_core(wide[0])


def _measure_pitch(lines: Sequence[PrintedLine], index: int) -> float:
    """Heights from the line above to a line."""
    line = lines[index]
    return (lines[index - 1].middle - line.middle) / line.size


def _find_last_core(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], index: int, end: int
) -> int:
    """The last row of figures of a table, from the first one on."""
    last, usual = index, 0.0
    if index and _measure_pitch(lines, index) <= _MAX_UNKNOWN_PITCH:
        usual = _measure_pitch(lines, index)
    limit = usual + _MAX_PITCH_STEP if usual else _MAX_ROW_PITCH
    for other in range(index + 1, end):
        pitch = _measure_pitch(lines, other)
        if _is_core(rows[other]) and pitch <= _MAX_ROW_PITCH:
            usual, last = max(usual, pitch), other
            limit = usual + _MAX_PITCH_STEP
        elif (
            other - last > _MAX_LINES_BETWEEN
            or pitch > limit
            or not _same_size(lines[other], lines[index])
        ):
            break
    return last


def _find_pitch(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], first: int, end: int
) -> float:
    """The usual heights from row to row; 0 where one row alone has figures."""
    pitches = _list_pitches(lines, rows, first, end)
    return median(pitches or (0.0,))


def _list_pitches(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], first: int, end: int
) -> list[float]:
    """Heights from the line above to each row of figures but the first."""
    return [
        _measure_pitch(lines, index)
        for index in range(first + 1, end)
        if _is_core(rows[index])
    ]


def _find_head(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    floor: int,
    first: int,
    usual: float,
) -> int:
    """The first line of a table with its head:
    lines close above of several parts."""
    limit = usual + _MAX_PITCH_STEP if usual else _MAX_UNKNOWN_PITCH
    if first and not usual:
        usual = _measure_pitch(lines, first)
    head = first
    for index in range(first - 1, max(floor, first - _MAX_HEAD_LINES) - 1, -1):
        if _measure_pitch(lines, index + 1) > limit:
            break
        if not _may_be_head(lines, rows, index, first):
            break
        if len(rows[index]) > 1:
            head = index
        elif not index or not _is_near(lines, index, usual):
            break
    return head


def _may_be_head(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], index: int, first: int
) -> bool:
    """True for a line like those below it that is no caption."""
    if _is_spaced(lines[index]) or not _same_size(lines[index], lines[index + 1]):
        return False
    return not _is_caption(rows[index], rows[index + 1 : first])


def _add_cut_lines(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    floor: int,
    first: int,
    above: Sequence[_Column],
) -> int:
    """The first of the lines at the head of a page that carry on a cut row."""
    if not above or first > _MAX_RUNNING_LINES + 1:
        return first
    while first > floor and _same_size(lines[first - 1], lines[first]):
        if _measure_pitch(lines, first) > _MAX_UNKNOWN_PITCH:
            break
        if any(len(_list_reached(part, above)) != 1 for part in rows[first - 1]):
            break
        first -= 1
    return first


def _is_caption(row: _Parts, heads: Sequence[_Parts]) -> bool:
    """True for two texts above a whole head, the
    second in line with nothing there."""
    if len(row) != 2 or max(map(len, heads), default=0) < _MIN_HEAD_PARTS:
        return False
    below = list(chain.from_iterable(heads))
    if not all(any(_overlaps(part, one) for one in below) for part in row):
        return False
    lefts, rights, middles = map(sorted, zip(*map(_list_places, below), strict=True))
    middles = sorted([*middles, *chain.from_iterable(map(_iter_middles, heads))])
    known = (lefts, rights, middles)
    own = _list_places(row[1])
    return not any(map(_count_near, known, own))


def _count_near(places: Sequence[float], place: float) -> int:
    first = bisect_left(places, place - _ALIGNMENT)
    return bisect_left(places, place + _ALIGNMENT) - first


def _iter_middles(line: _Parts) -> Iterator[float]:
    """The middles of what some neighbours of a line take together."""
    for one, two in combinations(line[:_MAX_HEAD_PARTS], 2):
        yield (one.left + two.right) / 2


def _overlaps(one: PrintedLine, other: PrintedLine) -> bool:
    return one.left <= other.right and other.left <= one.right


def _list_places(part: PrintedLine) -> tuple[float, float, float]:
    return part.left, part.right, (part.left + part.right) / 2


def _same_size(one: PrintedLine, other: PrintedLine) -> bool:
    return abs(one.size - other.size) < _MAX_SIZE_STEP * other.size


def _is_near(lines: Sequence[PrintedLine], index: int, usual: float) -> bool:
    """True for a line nearer to the one above than rows are."""
    return _measure_pitch(lines, index) < usual * _MAX_LINE_SHARE


def _find_end(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    first: int,
    end: int,
    usual: float,
) -> int:
    """The line behind those that carry the last row on."""
    if first > 1 and not usual:
        usual = min(_measure_pitch(lines, first - 1), _MAX_UNKNOWN_PITCH)
    while first < end and _is_near(lines, first, usual):
        if not _same_size(lines[first], lines[first - 1]):
            break
        first += 1
    return first


class _LineLimits(NamedTuple):
    """Points within which lines are one text: any two, and one below a full one."""

    surely: float
    if_full: float
    columns: list[_Column]


def _find_line_limits(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], first: int, end: int
) -> _LineLimits:
    pitches = _list_pitches(lines, rows, first, end) or [_MAX_UNKNOWN_PITCH]
    size = median(line.size for line in lines[first:end])
    return _LineLimits(
        size * min(_MAX_LINE_PITCH, _MAX_LINE_SHARE * min(pitches)),
        size * _MAX_LINE_SHARE * median(pitches),
        _find_columns([row for row in rows[first:end] if _is_core(row)]),
    )


def _iter_pitched_rows(
    lines: Sequence[PrintedLine], rows: Sequence[_Parts], first: int, end: int
) -> Iterator[_Row]:
    """Rows of lines; a part nearer to one above than rows are carries it on."""
    limits = _find_line_limits(lines, rows, first, end)
    yield from _iter_rows(lines, rows, range(first, end), limits)


def _iter_rows(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    numbers: range,
    limits: _LineLimits,
) -> Iterator[_Row]:
    found: list[_Row] = []
    for index in numbers:
        rest: _Parts = []
        above = found[-2:]
        if _is_core(rows[index]):
            above = []
        for part in rows[index]:
            row = _find_carried_row(part, above, limits)
            if row is None:
                rest.append(part)
            else:
                row.lines.append([part])
        if rest:
            found.append(_Row(lines[index].top, [rest]))
    yield from found


def _find_carried_row(
    part: PrintedLine, rows: Sequence[_Row], limits: _LineLimits
) -> _Row | None:
    """The row whose text right above a part is nearer than rows are."""
    for row in reversed(rows):
        for above in chain.from_iterable(map(reversed, reversed(row.lines))):
            if _overlaps(above, part):
                if not _is_one_text(above, part, limits):
                    return None
                return row
    return None


def _is_one_text(above: PrintedLine, part: PrintedLine, limits: _LineLimits) -> bool:
    """True for a line so near to the one above that it carries that on."""
    pitch = above.middle - part.middle
    if pitch < limits.surely:
        return True
    if pitch >= limits.if_full:
        return False
    end = bisect_left(limits.columns, above.left, key=itemgetter(1)) + 1
    reached = _list_reached(above, limits.columns)
    return _is_full(above, max(end, reached.stop), limits.columns)


# Columns


class _Columns(NamedTuple):
    """The sides of what stands in each column, and which are set flush right."""

    sides: list[_Column]
    are_flush: list[bool]


_Reach = tuple[int, int]


def _build_table(region: _Region, above: Sequence[_Column]) -> AlignedTable | None:
    columns = _find_region_columns(region, above)
    if columns is None or not _MIN_COLUMNS <= len(columns.sides) <= _MAX_COLUMNS:
        return None
    return _fill_table(region, columns, _count_head(region.rows))


def _fill_table(region: _Region, columns: _Columns, n_head: int) -> AlignedTable:
    """The table of some rows, so many of which are its head."""
    cells: _Cells = []
    for number in reversed(range(len(region.rows))):
        cells.insert(0, _place_row(number, region.rows[number], columns))
        if number < n_head:
            columns = _widen_columns(columns, cells[0])
    if region.is_drawn:
        cells = _join_down(cells, region.rows, columns.sides)
    else:
        cells = _carry_on(cells, columns.sides)
    cells[:n_head] = _spread_heads(cells[:n_head], len(columns.sides))
    return _number_rows(region, columns.sides, cells)


def _count_head(rows: Sequence[_Row]) -> int:
    """Rows above the first one with figures; none where there is none."""
    cores = (index for index, row in enumerate(rows) if _is_core(row.parts))
    return next(cores, 0)


def _find_region_columns(region: _Region, above: Sequence[_Column]) -> _Columns | None:
    """The columns of some rows; those of the page
    before where no row has figures."""
    rows = region.rows
    body = [row.parts for row in rows if _is_core(row.parts)]
    if not body:
        parts = [part for row in rows for part in row.parts]
        if any(len(_list_reached(part, above)) != 1 for part in parts):
            return None
        return _Columns(list(above), [False] * len(above))
    sides = _find_columns(body)
    if above:
        sides = _take_over(sides, above)
    columns = _Columns(sides, _find_flush(sides, body))
    return _add_empty_columns(rows, _join_columns(rows, columns))


def _number_rows(
    region: _Region, sides: Sequence[_Column], cells: Sequence[list[AlignedPart]]
) -> AlignedTable:
    """The table without the rows that were taken into those above."""
    tops = [row.top for row in region.rows]
    kept = [i for i, row in enumerate(cells) if row or not region.rows[i].parts]
    numbers = {old: new for new, old in enumerate(kept)}
    parts = tuple(
        part._replace(row=numbers[row], end_row=numbers[row] + part.end_row - part.row)
        for row in kept
        for part in cells[row]
    )
    ys = (*(tops[row] for row in kept), region.bottom)
    return AlignedTable(region.first_line, region.end_line, tuple(sides), ys, parts)


def _find_columns(body: Sequence[_Parts]) -> list[_Column]:
    """From where to where the parts of the fullest rows reach, column by column.

    A figure of another row that stands in none of them has a column of its own.
    """
    widest = max(map(len, body))
    full = [row for row in body if len(row) == widest]
    if len(full) < _MIN_ROWS:
        full = [row for row in body if len(row) >= _MIN_FULL_ROW * widest]
    sides = _unite(chain.from_iterable(full))
    figures = filter(_is_figure, chain.from_iterable(body))
    rest = [part for part in figures if not _list_reached(part, sides)]
    return sorted([*sides, *_unite(rest)])


def _unite(parts: Iterable[PrintedLine]) -> list[_Column]:
    columns: list[_Column] = []
    for left, right in sorted((part.left, part.right) for part in parts):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _list_reached(part: PrintedLine, sides: Sequence[_Column]) -> range:
    """The columns into which a part reaches."""
    first = bisect_left(sides, part.left, key=itemgetter(1))
    end = bisect_right(sides, part.right, first, key=itemgetter(0))
    return range(first, end)


def _take_over(own: list[_Column], above: Sequence[_Column]) -> list[_Column]:
    """The columns of the page before, where ours are some of them."""
    if len(own) > len(above):
        return own
    wider = list(above)
    floor = 0
    for left, right in own:
        reached = [
            index
            for index in range(floor, len(above))
            if left <= above[index][1] and above[index][0] <= right
        ]
        if len(reached) != 1:
            return own
        (index,) = reached
        wider[index] = min(left, above[index][0]), max(right, above[index][1])
        floor = index + 1
    are_apart = all(one[1] < two[0] for one, two in pairwise(wider))
    return wider if are_apart else own


def place_lines(
    lines: Sequence[PrintedLine],
    columns: Sequence[tuple[float, float]],
    heads: Sequence[list[PrintedLine]],
    pitches: Sequence[float],
) -> AlignedTable | None:
    """Place the last of some lines, whose parts stand in the columns of a table.

    Args:
        lines: lines above the table, from top to bottom.
        columns: the sides of what stands in each column.
        heads: the lines of each row of heads that the table has.
        pitches: points from row to row of the table.

    Returns:
        The rows of the last lines, as many as fit; None where the last does not.
    """
    own = _Columns(list(columns), [True] * len(columns))
    if not lines:
        return None
    size = median(line.size for line in lines)
    pitch = min(pitches, default=_MAX_UNKNOWN_PITCH * size)
    limit = min(_MAX_LINE_SHARE * pitch, _MAX_LINE_PITCH * size)
    rows = list(map(split_line, lines))
    first = _find_taken(lines, rows, own, heads, limit)
    if first == len(lines):
        return None
    limits = _LineLimits(limit, limit, own.sides)
    found = list(_iter_rows(lines, rows, range(first, len(lines)), limits))
    region = _Region(first, len(lines), found, lines[-1].bottom, False)
    return _fill_table(region, own, _count_head(found) or len(found))


def _find_taken(
    lines: Sequence[PrintedLine],
    rows: Sequence[_Parts],
    columns: _Columns,
    heads: Sequence[_Parts],
    limit: float,
) -> int:
    """The first of the last lines that stand in columns."""
    first = len(lines)
    below = list(heads)
    for index, row in reversed(list(enumerate(rows))):
        if _is_spaced(lines[index]) or _is_caption(row, below):
            break
        reaches = _assign(row, columns)
        if None in reaches or not _are_apart(reaches):
            break
        if len(row) >= _MIN_COLUMNS:
            first = index
        elif not index or lines[index - 1].middle - lines[index].middle >= limit:
            break
        below.append(row)
    return first


def _are_apart(reaches: Sequence[_Reach | None]) -> bool:
    """True for columns of which none is taken twice."""
    taken = [reach for reach in reaches if reach is not None]
    return all(one[1] <= two[0] for one, two in pairwise(taken))


def _find_flush(sides: Sequence[_Column], body: Sequence[_Parts]) -> list[bool]:
    """Which columns hold figures that end at one place."""
    parts: list[_Parts] = [[] for _ in sides]
    for row in body:
        for part in row:
            for index in _list_reached(part, sides):
                parts[index].append(part)
    return [_is_flush(own) for own in parts]


def _is_flush(parts: _Parts) -> bool:
    figures = [part.right for part in parts if _is_figure(part)]
    if not figures or 2 * len(figures) <= len(parts):
        return False
    return max(figures) - min(figures) <= _ALIGNMENT


def _add_empty_columns(rows: Sequence[_Row], columns: _Columns) -> _Columns:
    """Add columns that have a head and nothing below it."""
    for row in reversed(rows):
        if _is_core(row.parts):
            continue
        for line in row.lines:
            reaches = _assign(line, columns) if len(line) > 1 else []
            for part, reach in zip(line, reaches, strict=False):
                if reach is None:
                    columns = _insert_column(part, columns)
    return columns


def _join_columns(rows: Sequence[_Row], columns: _Columns) -> _Columns:
    """Join what stands in one column at different sides: a word left, codes right.

    No line has parts of both, and one of them holds no figure. Two columns of figures
    may fill different rows, too, but are two.
    """
    texts = _list_texts(rows, columns)
    for before in range(len(texts) - 2, -1, -1):
        ours, theirs = texts[before], texts[before + 1]
        have_numbers = any(map(_is_number, ours)) and any(map(_is_number, theirs))
        if have_numbers or _share_line(ours, theirs):
            continue
        ours.update(texts.pop(before + 1))
        columns = _merge_columns(columns, before)
    return columns


class _ColumnText(NamedTuple):
    """A part in a column: the number of its line, its own in that, and its text."""

    line: int
    part: int
    text: str


def _list_texts(rows: Sequence[_Row], columns: _Columns) -> list[set[_ColumnText]]:
    """For each column, the parts in it."""
    texts: list[set[_ColumnText]] = [set() for _ in columns.sides]
    lines = [line for row in rows for line in row.lines]
    for number, line in enumerate(lines):
        for place, reach in enumerate(_assign(line, columns)):
            text = _ColumnText(number, place, line[place].text)
            for index in range(*(reach or (0, 0))):
                texts[index].add(text)
    return texts


def _is_number(text: _ColumnText) -> bool:
    return _DIGITS.fullmatch(text.text) is not None


def _share_line(ours: Set[_ColumnText], theirs: Set[_ColumnText]) -> bool:
    """True where a line has parts in two columns,
    beside those that reach over both."""
    lines = {text.line for text in ours - theirs}
    return any(text.line in lines for text in theirs - ours)


def _merge_columns(columns: _Columns, place: int) -> _Columns:
    sides, flush = list(columns.sides), list(columns.are_flush)
    (left, _), (_, right) = sides[place : place + 2]
    sides[place : place + 2] = [(left, right)]
    flush[place : place + 2] = [any(flush[place : place + 2])]
    return _Columns(sides, flush)


def _widen_columns(columns: _Columns, heads: Sequence[AlignedPart]) -> _Columns:
    """Let columns take in their heads, as far as they stay apart."""
    sides = list(columns.sides)
    for head in heads:
        place = head.first_column
        if head.end_column - place > 1:
            continue
        left = min(sides[place][0], *(line.left for line in head.lines))
        right = max(sides[place][1], *(line.right for line in head.lines))
        wider = [*sides[:place], (left, right), *sides[place + 1 :]]
        if all(one[1] < two[0] for one, two in pairwise(wider)):
            sides = wider
    return columns._replace(sides=sides)


def _insert_column(part: PrintedLine, columns: _Columns) -> _Columns:
    side = (part.left, part.right)
    if _list_reached(part, columns.sides):
        return columns
    sides = sorted([*columns.sides, side])
    place = sides.index(side)
    flush = [*columns.are_flush[:place], False, *columns.are_flush[place:]]
    return _Columns(sides, flush)


def _assign(line: _Parts, columns: _Columns) -> list[_Reach | None]:
    """The columns of each part of a line; None for one that stands beside all.

    Of two parts left of the figures of a column the nearer one is their head.
    """
    reached = [_list_reached(part, columns.sides) for part in line]
    taken = {index for own in reached for index in own}
    found: list[_Reach | None] = []
    for part, own in zip(reversed(line), reversed(reached), strict=True):
        if own:
            found.append((own[0], own[-1] + 1))
            continue
        place = _choose_column(part, columns, taken)
        found.append(None if place is None else (place, place + 1))
        if place is not None:
            taken.add(place)
    return found[::-1]


def _choose_column(
    part: PrintedLine, columns: _Columns, taken: Container[int]
) -> int | None:
    """The free column beside a part: none left of it that ends before it does."""
    sides = columns.sides
    behind = bisect_left(sides, part.left, key=itemgetter(1))
    near: list[tuple[float, int]] = []
    if behind < len(sides) and behind not in taken:
        near.append((sides[behind][0] - part.right, behind))
    before = behind - 1
    if before >= 0 and before not in taken and not columns.are_flush[before]:
        near.append((part.left - sides[before][1], before))
    return min(near)[1] if near else None


# Cells


def _place_row(number: int, row: _Row, columns: _Columns) -> list[AlignedPart]:
    """The cells of a row, each with its lines."""
    cells: list[AlignedPart] = []
    for line in row.lines:
        above = list(cells)
        for part, reach in zip(line, _assign(line, columns), strict=True):
            if reach is None:
                reach = _find_nearest(part, columns.sides)
            first, end = _find_above(part, above) or reach
            _put(cells, AlignedPart(number, number + 1, first, end, [part]))
    return sorted(cells, key=lambda cell: cell.first_column)


def _find_nearest(part: PrintedLine, sides: Sequence[_Column]) -> _Reach:
    gaps = [max(left - part.right, part.left - right) for left, right in sides]
    place = gaps.index(min(gaps))
    return place, place + 1


def _find_above(part: PrintedLine, cells: Sequence[AlignedPart]) -> _Reach | None:
    """The columns of the one cell whose last line stands above a part."""
    over = [
        (cell.first_column, cell.end_column)
        for cell in cells
        if _overlaps(cell.lines[-1], part)
    ]
    return over[0] if len(over) == 1 else None


def _put(cells: list[AlignedPart], new: AlignedPart) -> None:
    """Add a cell, or its line to the one that has its columns."""
    for index, cell in enumerate(cells):
        if new.first_column < cell.end_column and cell.first_column < new.end_column:
            first = min(cell.first_column, new.first_column)
            end = max(cell.end_column, new.end_column)
            cells[index] = cell._replace(first_column=first, end_column=end)
            _add_line(cell.lines, new.lines[0])
            return
    cells.append(new)


def _add_line(lines: list[PrintedLine], line: PrintedLine) -> None:
    """Add a line below the others, or a part to the one that it stands beside."""
    last = lines[-1]
    if last.middle - line.middle > _MIN_PART_GAP * line.size:
        lines.append(line)
        return
    edge = last.right
    blank = PageGlyph(" ", edge, last.bottom, edge, last.top)
    glyphs = (*last.glyphs, blank, *line.glyphs)
    lines[-1] = PrintedLine(line.page, line.turns, glyphs)


_Cells = list[list[AlignedPart]]


def _join_down(cells: _Cells, rows: Sequence[_Row], sides: Sequence[_Column]) -> _Cells:
    """Let cells go on below where no line is drawn under them."""
    for number, row in enumerate(rows):
        inside = _list_between(row.short, sides) if row.short else range(0)
        if not number or not inside:
            continue
        own, above = cells[number], cells[number - 1]
        cells[number] = [cell for cell in own if cell.first_column in inside]
        for cell in own:
            if cell.first_column not in inside:
                _put(above, cell._replace(row=number - 1))
        over = [_go_down(cell, number, inside) for cell in above]
        cells[number - 1] = _spread_over(over, inside)
    return cells


def _list_between(ruling: Ruling, sides: Sequence[_Column]) -> range:
    """The columns above or below a short line."""
    inside = [
        index
        for index, (left, right) in enumerate(sides)
        if ruling.start <= (left + right) / 2 <= ruling.end
    ]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _go_down(cell: AlignedPart, number: int, inside: range) -> AlignedPart:
    if cell.first_column in inside:
        return cell
    return cell._replace(end_row=max(number + 1, cell.end_row))


def _spread_over(cells: list[AlignedPart], inside: range) -> list[AlignedPart]:
    """Let the one cell above a short line be as wide as that is."""
    own = [cell for cell in cells if cell.first_column in inside]
    if len(own) != 1:
        return cells
    wide = own[0]._replace(first_column=inside.start, end_column=inside.stop)
    return [wide if cell is own[0] else cell for cell in cells]


def _spread_heads(cells: _Cells, n_columns: int) -> _Cells:
    """Let a head reach over the heads below it up to the next one beside it."""
    for row, below in pairwise(cells):
        heads = {cell.first_column for cell in below}
        ends = [cell.first_column for cell in row[1:]] + [n_columns]
        for index, (cell, end) in enumerate(zip(list(row), ends, strict=False)):
            if heads.issuperset(range(cell.first_column, end)):
                row[index] = cell._replace(end_column=max(end, cell.end_column))
    return cells


def _carry_on(cells: _Cells, sides: Sequence[_Column]) -> _Cells:
    """Join rows without a figure to those above whose parts were full."""
    last: list[AlignedPart] = []
    for number, row in enumerate(cells):
        if last and row and _goes_on(last, row, sides):
            for cell in row:
                _put(last, cell)
            cells[number] = []
            continue
        last = row
    return cells


def _goes_on(
    above: Sequence[AlignedPart],
    row: Sequence[AlignedPart],
    sides: Sequence[_Column],
) -> bool:
    """True for a row without a figure whose parts stand below full ones."""
    texts = {part.first_column: part for part in above}
    return all(
        part.first_column in texts
        and not _is_figure(part.lines[0])
        and _is_full_cell(texts[part.first_column], sides)
        for part in row
    )


def _is_full_cell(part: AlignedPart, sides: Sequence[_Column]) -> bool:
    return _is_full(part.lines[-1], part.end_column, sides)


def _is_full(line: PrintedLine, end_column: int, sides: Sequence[_Column]) -> bool:
    """True for a line that reaches the next column, or the end of its own."""
    limit = sides[min(end_column, len(sides)) - 1][1]
    if end_column < len(sides):
        limit = sides[end_column][0] - line.size
    return line.right > limit - _FULL_SLACK * line.size
