"""Glyphs to lines, lines to paragraphs.

A line goes on in the next one where it is full: where the first word of the next
would not have fitted any more. An indent, a change of size or a list number behind
the end of a sentence begins a new paragraph.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.builder import DraftParagraph
from extractor.formats.pdf.pdfium import PageGlyph, Ruling
from extractor.model.document import CharacterMark, MarkKind, PlacedLine
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "Measure",
    "PrintedLine",
    "build_paragraphs",
    "fills_measure",
    "find_cell_measure",
    "find_measure",
    "group_lines",
    "join_lines",
]

# Share of its own height by which a glyph may lie off the line.
_MAX_OFFSET = 0.5
# Heights of a gap that shows as a blank, between Latin letters and otherwise; as a tab.
_MIN_LATIN_BLANK = 0.2
_MIN_BLANK = 0.6
_MIN_TAB = 2.0
# A raised or lowered glyph: how much smaller it is, and how far off the line.
_MAX_NOTE_SIZE = 0.78
_MIN_NOTE_SHIFT = 0.12
# A line through characters lies within this share of their height.
_STRUCK_ZONE = (0.28, 0.66)
_MIN_STRUCK_COVER = 0.8
# Heights that a full line may stay short of the measure beyond the next word.
_SLACK = 0.7
# Heights by which a first line is indented.
_MIN_INDENT = 1.2
# How much sizes of one paragraph differ.
_MAX_SIZE_RATIO = 1.18
# Heights between the middles of two lines of one paragraph, beside the usual pitch.
_MAX_PITCH = 1.7
_MAX_CELL_PITCH = 3.0
_MAX_TITLE_PITCH = 3.0
_MIN_TITLE_SIZE = 1.25
_MAX_PADDING = 7.0
# Lines that show where lines begin and end.
_MIN_EDGE_LINES = 3
_MIN_FULL_LINES = 4
_MAX_PARAGRAPH_LINES = 2000

_LATIN = re.compile("[A-Za-z0-9]")
# What no line break parts: words and numbers, a character with its brackets.
_FIRST_WORD = re.compile(
    r"[（《“‘(]*(?:[A-Za-z0-9.,%‰+-]+|.)[，。；：、）》”’！？,.;:)]*"
)
_SENTENCE_END = "。；：！？:;!?"
# A title has no comma and no full stop, and ends with a word.
_TITLE = re.compile(r"[^，,。；;！!]*[^，,。；;！!、（(：:]")
# Numbers that no sentence has behind its words.
_HEADING_KINDS = ("part", "chinese", "chinese_bracket")
_DIGIT_RUN = re.compile(r"[\d.,，]")
_LEADER = re.compile(r"[.…·．。_ ]{4,}\s*[-–—]?\s*\d{1,4}\s*[-–—]?$")


class Measure(NamedTuple):
    """Between which edges lines run; ``pitch`` from line to line in heights.

    ``size`` is the height of the text, 0 in a cell.
    """

    left: float
    right: float
    pitch: float = _MAX_PITCH
    size: float = 0.0

    def centers(self, line: PrintedLine) -> bool:
        """True for a line of a cell, or a title, with equal room on both sides."""
        room = (line.left - self.left) - (self.right - line.right)
        return self.is_title(line) and abs(room) < line.size

    def is_title(self, line: PrintedLine) -> bool:
        """True for a line set larger than the text."""
        return line.size > _MIN_TITLE_SIZE * self.size


@dataclass(frozen=True)
class PrintedLine:
    """Glyphs side by side; blanks that the page shows as gaps have no width."""

    page: int
    turns: int
    glyphs: tuple[PageGlyph, ...]
    marks: tuple[CharacterMark, ...] = ()

    @cached_property
    def text(self) -> str:
        """The characters."""
        return "".join([glyph[0] for glyph in self.glyphs])

    @cached_property
    def size(self) -> float:
        """Height of most of its glyphs."""
        heights = sorted([glyph[4] - glyph[2] for glyph in self.glyphs])
        return max(heights[len(heights) // 2], 0.1)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].x0

    @cached_property
    def right(self) -> float:
        """Where it ends."""
        return max([glyph[3] for glyph in self.glyphs])

    @cached_property
    def bottom(self) -> float:
        """Its lower edge."""
        return min([glyph[2] for glyph in self.glyphs])

    @cached_property
    def top(self) -> float:
        """Its upper edge."""
        return max([glyph[4] for glyph in self.glyphs])

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2

    def place(self, start: int) -> PlacedLine:
        """Where its characters are, as those of a paragraph from ``start``."""
        edges = array("f")
        for glyph in self.glyphs:
            edges.append(glyph[1])
            edges.append(glyph[3])
        return PlacedLine(start, self.page, self.turns, self.bottom, self.top, edges)


# Lines


def group_lines(
    glyphs: Iterable[PageGlyph],
    page: int,
    turns: int,
    strokes: Sequence[Ruling] = (),
    gap: str = " ",
) -> list[PrintedLine]:
    """Group glyphs that stand side by side.

    Args:
        glyphs: the glyphs of a page or a cell.
        page: number of the page.
        turns: how the page is turned.
        strokes: horizontal lines that may strike characters out.
        gap: what stands for a gap of several characters.

    Returns:
        The lines from top to bottom; white space at their ends is left out.
    """
    rows: list[list[PageGlyph]] = []
    middle = half = 0.0
    for glyph in sorted(glyphs, key=_get_depth):
        height = glyph[4] - glyph[2]
        own_middle = (glyph[2] + glyph[4]) / 2
        if rows and middle - own_middle <= _MAX_OFFSET * max(half, height):
            rows[-1].append(glyph)
            if height > half:
                middle, half = own_middle, height
            continue
        rows.append([glyph])
        middle, half = own_middle, height
    lines = (_build_line(row, page, turns, strokes, gap) for row in rows)
    return [line for line in lines if line is not None]


def _get_depth(glyph: PageGlyph) -> float:
    return -(glyph[2] + glyph[4])


def _build_line(
    row: list[PageGlyph],
    page: int,
    turns: int,
    strokes: Sequence[Ruling],
    gap: str,
) -> PrintedLine | None:
    """A line of glyphs, from left to right, with blanks for gaps."""
    row.sort(key=_get_left)
    while row and row[-1][0] == " ":
        row.pop()
    first = next((i for i, glyph in enumerate(row) if glyph[0] != " "), len(row))
    row = row[first:]
    if not row:
        return None
    glyphs = tuple(_iter_with_blanks(row, gap))
    line = PrintedLine(page, turns, glyphs)
    marks = (*_find_shifted(line), *_find_struck(line, strokes))
    if marks:
        return PrintedLine(page, turns, glyphs, marks)
    return line


def _get_left(glyph: PageGlyph) -> float:
    return glyph[1]


def _iter_with_blanks(row: Sequence[PageGlyph], wide: str) -> Iterator[PageGlyph]:
    """Glyphs with a blank in each gap, or what stands for wide ones.

    A glyph printed twice, as bold ones are at times, counts once.
    """
    previous: PageGlyph | None = None
    for glyph in row:
        if previous is not None:
            height = max(glyph[4] - glyph[2], previous[4] - previous[2])
            gap = glyph[1] - previous[3]
            if glyph[0] == previous[0] and -gap > 0.8 * (previous[3] - previous[1]):
                continue
            blank = _choose_blank(previous[0], glyph[0], gap / max(height, 0.1), wide)
            if blank:
                edge = previous[3]
                yield PageGlyph(blank, edge, previous[2], edge, previous[4])
        yield glyph
        previous = glyph


def _choose_blank(before: str, behind: str, gap: float, wide: str) -> str:
    """What a gap of some heights between two characters shows."""
    if gap < _MIN_LATIN_BLANK:
        return ""
    if gap >= _MIN_TAB and wide not in (before, behind):
        return wide
    if " " in (before, behind):
        return ""
    if gap >= _MIN_BLANK:
        return " "
    if _LATIN.match(before) and _LATIN.match(behind):
        return " "
    return ""


def _find_shifted(line: PrintedLine) -> Iterator[CharacterMark]:
    """Runs of small glyphs above or below the middle of the line."""
    size = line.size
    full = [g for g in line.glyphs if g[4] - g[2] > _MAX_NOTE_SIZE * size]
    # where none is of the size of the font, the font of a damaged file is not known
    if len(full) in (0, len(line.glyphs)):
        return
    middle = median([(glyph[2] + glyph[4]) / 2 for glyph in full])
    yield from _join_kinds([_find_shift(one, middle, size) for one in line.glyphs])


def _find_shift(glyph: PageGlyph, middle: float, size: float) -> MarkKind | None:
    """How a glyph stands in a line of a size, whose middle is at some height."""
    if glyph[4] - glyph[2] > _MAX_NOTE_SIZE * size or not glyph[0].strip():
        return None
    shift = (glyph[2] + glyph[4]) / 2 - middle
    if shift >= _MIN_NOTE_SHIFT * size:
        return MarkKind.RAISED
    if shift <= -_MIN_NOTE_SHIFT * size:
        return MarkKind.LOWERED
    return None


def _join_kinds(kinds: Sequence[MarkKind | None]) -> Iterator[CharacterMark]:
    start = 0
    for index in range(1, len(kinds) + 1):
        if index < len(kinds) and kinds[index] == kinds[start]:
            continue
        kind = kinds[start]
        if kind is not None:
            yield CharacterMark(start, index, kind)
        start = index


def _find_struck(
    line: PrintedLine, strokes: Sequence[Ruling]
) -> Iterator[CharacterMark]:
    """Runs of glyphs with a line through their middle."""
    if not strokes:
        return
    height = line.top - line.bottom
    low, high = (line.bottom + share * height for share in _STRUCK_ZONE)
    first = bisect_left(strokes, low, key=_get_position)
    end = bisect_right(strokes, high, key=_get_position)
    if first == end:
        return
    kinds: list[MarkKind | None] = []
    for glyph in line.glyphs:
        is_struck = any(
            min(glyph[3], stroke.end) - max(glyph[1], stroke.start)
            >= _MIN_STRUCK_COVER * (glyph[3] - glyph[1])
            for stroke in strokes[first:end]
            if stroke.start <= glyph[3] and glyph[1] <= stroke.end
        )
        kinds.append(MarkKind.STRUCK if is_struck else None)
    yield from _join_kinds(kinds)


def _get_position(ruling: Ruling) -> float:
    return ruling.position


# Paragraphs


def find_measure(
    lines: Sequence[PrintedLine], box: tuple[float, float, float, float]
) -> Measure:
    """Find between which edges the lines of some pages run.

    Args:
        lines: lines of pages of one width, outside tables.
        box: left, bottom, right, top of such a page.

    Returns:
        The right edge where most lines end, if these are cut within sentences, else
        that of a page with two equal margins; and the leftmost edge that several of
        the full lines share.
    """
    size = median([line.size for line in lines])
    right = _find_right_edge(lines, size, box)
    full = [line for line in lines if abs(right - line.right) <= 2 * size]
    lefts = sorted(line.left for line in full or lines)
    left = _find_first_edge(lefts, size / 2)
    return Measure(left, right, _find_pitch(lines, size), size)


def _find_right_edge(
    lines: Sequence[PrintedLine],
    size: float,
    box: tuple[float, float, float, float],
) -> float:
    right = _find_densest_edge([line.right for line in lines], size)
    at_edge = [line for line in lines if 0 <= right - line.right <= size]
    n_cut = sum(line.text[-1] not in _SENTENCE_END for line in at_edge)
    if len(at_edge) >= _MIN_FULL_LINES and 2 * n_cut >= len(at_edge):
        return right
    margin = min(line.left for line in lines) - box[0]
    return max(box[2] - margin, right)


def _find_pitch(lines: Sequence[PrintedLine], size: float) -> float:
    """Heights from line to line within which a paragraph goes on."""
    pitches = [
        (upper.middle - lower.middle) / size
        for upper, lower in pairwise(lines)
        if upper.page == lower.page and lower.middle < upper.middle
    ]
    if len(pitches) < _MIN_EDGE_LINES:
        return _MAX_PITCH
    return max(_MAX_PITCH, 1.35 * median(pitches))


def _find_densest_edge(edges: Iterable[float], width: float) -> float:
    """The end of the window of a width that holds most edges; the last such one."""
    ordered = sorted(edges)
    best_count = 0
    best_edge = ordered[-1]
    for index, edge in enumerate(ordered):
        first = bisect_left(ordered, edge - width)
        if index + 1 - first >= best_count:
            best_count, best_edge = index + 1 - first, edge
    return best_edge


def _find_first_edge(edges: Sequence[float], slack: float) -> float:
    """The first edge that a tenth of all edges, and several, are close to."""
    needed = max(_MIN_EDGE_LINES, len(edges) // 10) - 1
    for index in range(max(len(edges) - needed, 0)):
        if edges[index + needed] - edges[index] <= slack:
            return edges[index]
    return edges[0]


def join_lines(
    lines: Sequence[PrintedLine], measure: Measure
) -> list[list[PrintedLine]]:
    """Join lines to paragraphs.

    Args:
        lines: the lines of a text in reading order, over pages too.
        measure: between which edges they run.

    Returns:
        The lines of each paragraph.
    """
    paragraphs: list[list[PrintedLine]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, measure):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _goes_on(
    paragraph: Sequence[PrintedLine], line: PrintedLine, measure: Measure
) -> bool:
    """True where a line carries the paragraph on."""
    last = paragraph[-1]
    if len(paragraph) >= _MAX_PARAGRAPH_LINES or _LEADER.search(last.text):
        return False
    if not _is_next(last, line, measure):
        return False
    return not _begins_paragraph(paragraph, line, measure)


def _is_next(last: PrintedLine, line: PrintedLine, measure: Measure) -> bool:
    """True for a line close below a full one of its size, or on the next page."""
    size = min(last.size, line.size)
    if max(last.size, line.size) > _MAX_SIZE_RATIO * size:
        return False
    pitch, room = measure.pitch, measure.right - last.right
    if measure.size and measure.centers(line) and measure.centers(last):
        pitch, room = max(pitch, _MAX_TITLE_PITCH), 2 * room
    if last.page == line.page and last.middle - line.middle > pitch * size:
        return False
    if room >= _measure_first_word(line) + _SLACK * size:
        return False
    return fills_measure(last, line, measure) or not _cuts_number(last, line)


def fills_measure(last: PrintedLine, line: PrintedLine, measure: Measure) -> bool:
    """True for a line to which what begins the next one would not have fitted.

    Args:
        last: the line.
        line: the next one; of a number that is cut its first digit counts.
        measure: between which edges they run.
    """
    first = line.glyphs[0]
    width = first.x1 - first.x0
    if not _cuts_number(last, line):
        width = _measure_first_word(line)
    room = measure.right - measure.left - (last.right - last.left)
    return room < width + 0.4 * last.size


def _cuts_number(last: PrintedLine, line: PrintedLine) -> bool:
    """True where the line break stands between digits."""
    before, behind = last.text[-1], line.text[0]
    return bool(_DIGIT_RUN.match(before) and _DIGIT_RUN.match(behind))


def _measure_first_word(line: PrintedLine) -> float:
    """Width of what a line break cannot part from the beginning of a line."""
    match = _FIRST_WORD.match(line.text)
    end = match.end() if match is not None else 1
    return line.glyphs[end - 1].x1 - line.left


def _begins_paragraph(
    paragraph: Sequence[PrintedLine], line: PrintedLine, measure: Measure
) -> bool:
    """True where the indent or the wording of a line begins a paragraph."""
    last = paragraph[-1]
    ends_sentence = last.text[-1] in _SENTENCE_END
    indent = _MIN_INDENT * line.size
    if line.left - measure.left > indent and not measure.centers(line):
        return ends_sentence or not _is_hanging(paragraph, line)
    if not ends_sentence:
        return _carries_list_on(paragraph, line)
    return parse_list_number(line.text[:16]) is not None


def _carries_list_on(paragraph: Sequence[PrintedLine], line: PrintedLine) -> bool:
    """True for the first item of a list below a
    title, or the one behind a title's."""
    number = parse_list_number(line.text[:16])
    if number is None or any(not _TITLE.fullmatch(one.text) for one in paragraph):
        return False  # 统|一、… is a word on two lines of a sentence
    if number.value == 1:
        return number.kind in _HEADING_KINDS
    above = parse_list_number(paragraph[0].text[:16])
    if above is None:
        return False
    return (above.kind, above.value + 1) == (number.kind, number.value)


def _is_hanging(paragraph: Sequence[PrintedLine], line: PrintedLine) -> bool:
    """True for a line below the text, not the number, of an item."""
    first, last = paragraph[0], paragraph[-1]
    if line.left - first.left < _MIN_INDENT * line.size / 2:
        return False
    if len(paragraph) > 1 and abs(line.left - last.left) > line.size / 2:
        return False
    return parse_list_number(first.text[:16]) is not None


def build_paragraphs(
    lines: Sequence[PrintedLine], measure: Measure
) -> list[DraftParagraph]:
    """Make paragraphs of lines.

    Args:
        lines: the lines of a text in reading order.
        measure: between which edges they run.

    Returns:
        The paragraphs, with marks and places.
    """
    joined = join_lines(lines, measure)
    return [_draft_paragraph(paragraph, measure) for paragraph in joined]


def _draft_paragraph(lines: Sequence[PrintedLine], measure: Measure) -> DraftParagraph:
    parts: list[str] = []
    marks: list[CharacterMark] = []
    placed: list[PlacedLine] = []
    offset = 0
    for index, line in enumerate(lines):
        if index:
            joint = _choose_joint(lines[index - 1], line, measure)
            parts.append(joint)
            offset += len(joint)
        placed.append(line.place(offset))
        for start, end, kind in line.marks:
            marks.append(CharacterMark(start + offset, end + offset, kind))
        parts.append(line.text)
        offset += len(line.text)
    text = "".join(parts)
    return DraftParagraph(text, marks=marks, lines=placed)


def _choose_joint(last: PrintedLine, line: PrintedLine, measure: Measure) -> str:
    """What stands between two lines of a paragraph: a blank where words meet."""
    before, behind = last.text[-1], line.text[0]
    if not (before.isascii() and behind.isascii()):
        return ""
    if _cuts_number(last, line):
        # A number is cut where not even one more digit had room.
        if fills_measure(last, line, measure):
            return ""
        return " "
    if before.isalnum() and behind.isalnum():
        return " "
    return ""


def find_cell_measure(
    lines: Sequence[PrintedLine], left: float, right: float
) -> Measure:
    """Find between which edges the lines of a cell
    run: its sides less its padding."""
    gaps = [min(line.left - left, right - line.right) for line in lines]
    padding = min(max(min(gaps), 0.0), _MAX_PADDING)
    return Measure(left + padding, right - padding, _MAX_CELL_PITCH)
