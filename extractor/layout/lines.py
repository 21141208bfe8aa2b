"""Lines: the prose of a document with its sentences put together again.

A paragraph of a converted file may hold several lines (breaks, tabs
before a list number), and a page end may cut one
sentence in two. A :class:`TextLine` is one heading, item or paragraph;
every character is mapped to the paragraph it came
from. Page numbers and running headers are kept as page furniture, never dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import filterfalse, pairwise
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.model.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Span,
    StoryKind,
    Table,
)
from extractor.model.records import Extracted
from extractor.text import regex
from extractor.text.affixes import COORDINATORS, TABLE_ENDING, TITLE_ENDINGS
from extractor.text.dates import YEAR_DIGITS
from extractor.text.list_numbers import ListNumber, parse_list_number
from extractor.text.normalize import cache_words, match_key, normalize
from extractor.text.numbers import ends_in_unit_caption

__all__ = [
    "TextLine",
    "PageFurniture",
    "LineSegment",
    "BodyLayout",
    "build_body_layout",
]

# Possessive, so that a line of ten thousand spaces is refused at once.
_PAGE_NUMBER = regex.compile(
    r"\s*+(?:第\s*+)?+[-—–_·\s]*+\d{1,4}+[-—–_·\s]*+(?:页(?:\s*+共\s*+\d++\s*+页)?+)?+\s*+(?:/\s*+\d++)?+\s*+"
)
# A page number that the text runs through: 公务用- 8 -车.
_ENCLOSED_PAGE_NUMBER = regex.compile(
    r"(?<=[\p{Han}，、])\s*(?:- \d{1,3} -|— \d{1,3} —|– \d{1,3} –)\s*(?=\p{Han})"
)
_SENTENCE_END = "。；;：:！？!?"
_SENTENCE_STOP = regex.compile("[。；]")
_CLAUSE_MARK = regex.compile("[，。；,;]")
_CLAUSE_OR_DIGIT = regex.compile(r"[，。；,;\d]")
_SENTENCE_MARK = regex.compile("[，。；,;、]")
_LINE_BREAK = regex.compile(r"\n|\t+(?=\s*\S)")
_LEADING_LIST_NUMBER = regex.compile(
    r"第\s*[一二三四五六七八九十\d]+\s*部分|[(（]?[一二三四五六七八九十\d]{1,3}\s*[、.．)）]|[①-⑳]"
)
# Numbers that no sentence goes on with: 第二章, 第二节, Ⅱ、
_HEADING_KINDS = frozenset({"part", "subpart", "roman", "small_roman"})
_CJK = regex.compile(r"\p{Han}")
_CAPTION_NUMBER = regex.compile(r"[图表]\s*\d{1,2}\s*[:、.]?")
_FUSED_HEADING = regex.compile(
    r"\s*(?P<number>(?P<kind>[一二三四五六七八九十]{1,3}[、.])|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,2}部分)(?=\s*[\p{Han}“\d])"
)
_AMOUNT = regex.compile(r"[\d,]+(?:\.\d+)?\s*[万亿]?\s*元")
_WORDS_AND_AMOUNT = regex.compile(r"\p{Han}{1,12}\s*" + _AMOUNT.pattern)
_CUT_UNIT = regex.compile(r"\d\s*[万亿千]$")
_CUT_WORD = regex.compile(r"\d\d|\d[.,]|[.,]\d")
_LEADING_WORD = regex.compile(r"[A-Za-z0-9.,%]+")
_DRAWN_ROW = regex.compile(
    r"[│┃|┆┌├└]|\S(?:\t|[ \u3000]{2,})\S.*?\S(?:\t|[ \u3000]{2,})\S"
)
_LIST_MARK = "、"
_OPEN_END = "，、,（(“《"
_CLOSED_START = "，。、；：,;:）)”》%％"
_NUMBER_ALONE = regex.compile(r"\s*[-+]?[\d,]+(?:\.\d+)?%?\s*")
_PRINTED_YEAR = regex.compile(rf"{YEAR_DIGITS}\s*年")
_LEADING_UNIT = regex.compile(r"[万亿千]?\s*元|%|％")

# Characters that hold any list number; the rest of a line, which may be a whole book,
# is not searched for one.
_LIST_NUMBER_WINDOW = 64
# Paragraphs joined to one line. No sentence is cut more often, and each join costs the
# length of the line.
_MAX_SEGMENTS = 200
# A table of two or more numbers is data, not layout.
_MIN_NUMBERS_OF_DATA = 2
_MIN_PARAGRAPHS_OF_TEXT = 3
# Columns that a line may stay short of the edge: one Chinese character and a mark that
# must not begin a line.
_WRAP_SLACK = 4
_MIN_FULL_LINES = 3
_MIN_REGULAR_CUTS = (
    4  # of so many lines cut within a sentence, one may end before the edge
)
_MAX_LONGER_LINES = 20  # of so many lines, one may be longer
_MAX_COLUMNS_OF_TITLED_TEXTS = 3
_HEADING_NUMBER_KINDS = ("part", "chinese", "chinese_bracket")
_MIN_RUNNING_TEXT = 26  # characters of a line that is running text, not a title
_LONGEST_FUSED_PARAGRAPH = 2000  # characters in which a fused heading is looked for
_SHORTEST_SUBJECT = 4  # characters of a title that its text begins with
_MIN_WRAPPED_TEXT = 15  # characters of a line that a hard wrap may have cut
_LONGEST_FURNITURE = 60  # characters of a page number or running header
_MIN_HEADER_REPEATS = 3


class LineSegment(NamedTuple):
    """Part of a line and its paragraph.

    ``line[line_offset:][:length]`` is ``paragraph[paragraph_offset:][:length]``.
    """

    line_offset: int
    length: int
    path: str
    paragraph_offset: int


@dataclass(frozen=True)
class TextLine:
    """One line of prose. ``list_label`` is the number that numbering
    prints before it, '' where there is none.
    """

    text: str
    segments: tuple[LineSegment, ...]
    list_label: str = ""
    outline_level: int = 0
    in_toc: bool = False

    @cached_property
    def normalized(self) -> str:
        """The normalized text, of the same length."""
        return normalize(self.text)

    @cached_property
    def list_number(self) -> ListNumber | None:
        """The list number at its head; one that numbering prints ends at 0."""
        if self.list_label:
            label = self.list_label
            number = parse_list_number(label) or parse_list_number(
                label.rstrip() + "、"
            )
            if number is not None:
                return number._replace(numeral_start=0, numeral_end=0, end=0)
        n_blanks = len(self.text) - len(self.text.lstrip())
        return parse_list_number(self.text[: n_blanks + _LIST_NUMBER_WINDOW])

    @property
    def numeral(self) -> Extracted[str] | str | None:
        """The numeral at its head: extracted where it is typed, plain
        where numbering prints it.
        """
        if self.list_number is None:
            return None
        if self.list_label:
            return self.list_number.numeral
        typed = self.extract_text(
            self.list_number.numeral_start, self.list_number.numeral_end
        )
        return Extracted(self.list_number.numeral, typed.raw, typed.place)

    @property
    def path(self) -> str:
        """Path of the paragraph it begins in."""
        return self.segments[0].path

    def _find_segment(self, offset: int) -> LineSegment:
        if len(self.segments) == 1:
            return self.segments[0]
        index = bisect_right(self.segments, offset, key=lambda s: s.line_offset) - 1
        return self.segments[max(0, index)]

    def clip_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of a span within one paragraph, the first it overlaps."""
        _, first, last = self._clip(start, end)
        return first, last

    def _clip(self, start: int, end: int) -> tuple[LineSegment, int, int]:
        segment = self._find_segment(start)
        offset = segment.line_offset
        last = max(start, min(end, offset + segment.length))
        return segment, max(start, offset), last

    def locate_span(self, start: int, end: int) -> Span:
        """Span of characters of the line in the
        document (clipped to one paragraph)."""
        return _locate_in_segment(*self._clip(start, end))

    def extract_text(self, start: int, end: int) -> Extracted[str]:
        """The text between two offsets of the line, without the white
        space at both ends.
        """
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        segment, first, last = self._clip(start, end)
        return Extracted(
            self.text[start:end],
            self.text[first:last],
            _locate_in_segment(segment, first, last),
        )


def _locate_in_segment(segment: LineSegment, start: int, end: int) -> Span:
    offset = segment.paragraph_offset - segment.line_offset
    return Span(segment.path, None, None, start + offset, end + offset)


class PageFurniture(NamedTuple):
    """A line that belongs to the page, not to the text: ``page_number``
    or ``running_header``.
    """

    kind: str
    path: str
    start: int
    end: int


@dataclass(frozen=True)
class BodyLayout:
    """The body in reading order as lines and tables, and the lines that
    belong to the page.
    """

    elements: tuple[TextLine | Table, ...]
    page_furniture: tuple[PageFurniture, ...] = ()

    def map_furniture_kinds(self) -> dict[str, str]:
        """Kind of page furniture by the path of its paragraph."""
        return {furniture.path: furniture.kind for furniture in self.page_furniture}


def build_body_layout(document: Document) -> BodyLayout:
    """The body of a document as lines and tables in reading order."""
    placed_blocks = list(_iter_placed_blocks(document.iter_body_blocks()))
    blocks = [placed.block for placed in placed_blocks]
    split_blocks = [
        (placed, list(_split_block(placed.block))) for placed in placed_blocks
    ]
    wrap = _find_wrap([line for _, lines in split_blocks for line in lines])
    assembler = _LineAssembler(_find_running_headers(blocks), wrap)
    for (block, is_beside_text), lines in split_blocks:
        if is_beside_text:
            assembler.add_menu(block)
        elif isinstance(block, Table):
            assembler.add_table(block)
        else:
            assembler.add_paragraph(block, lines)
    return BodyLayout(tuple(assembler.elements), tuple(assembler.page_furniture))


class _LineAssembler:
    """Lines joined over page ends and hard wraps, page furniture set apart."""

    def __init__(self, running_headers: Set[str], wrap: _Wrap | None) -> None:
        self.elements: list[TextLine | Table] = []
        self.page_furniture: list[PageFurniture] = []
        self._running_headers = running_headers
        self._wrap = wrap
        self._last_printed: TextLine | None = None  # as the page prints it
        # The title itself is no running header, its repetitions behind page numbers
        # are.
        self._new_headers = set(running_headers)
        self._is_cut = False  # a page may have ended here
        self._is_behind_page_number = False

    def add_table(self, table: Table) -> None:
        self.elements.append(table)
        self._is_cut = self._is_behind_page_number = False

    def add_menu(self, block: Block) -> None:
        """Set the navigation beside the text apart."""
        if isinstance(block, Paragraph):
            length = len(block.text)
            self.page_furniture.append(
                PageFurniture("running_header", block.path, 0, length)
            )

    def add_paragraph(self, paragraph: Paragraph, lines: Iterable[TextLine]) -> None:
        if not paragraph.text.strip():
            is_in_body = paragraph.span.story_kind is StoryKind.BODY
            self._is_cut = self._is_cut or is_in_body
            return
        for line in lines:
            kind = self._classify_furniture(line)
            self._is_behind_page_number = kind == "page_number"
            if kind:
                self._add_furniture(kind, line)
            else:
                self._add_line(line)

    def _classify_furniture(self, line: TextLine) -> str:
        """``page_number``, ``running_header``, or
        '' for what belongs to the text."""
        if len(line.text) > _LONGEST_FURNITURE:
            return ""
        if not line.list_label and _PAGE_NUMBER.fullmatch(line.normalized):
            return "page_number"
        if not self._running_headers:
            return ""
        key = match_key(line.text)
        if key not in self._running_headers:
            return ""
        if key in self._new_headers:
            self._new_headers.discard(key)
            if not self._is_behind_page_number:
                return ""
        return "running_header"

    def _add_furniture(self, kind: str, line: TextLine) -> None:
        segment = line.segments[0]
        start = segment.paragraph_offset
        self.page_furniture.append(
            PageFurniture(kind, segment.path, start, start + segment.length)
        )
        self._is_cut = True

    def _add_line(self, line: TextLine) -> None:
        is_cut, self._is_cut = self._is_cut, False
        printed, self._last_printed = self._last_printed, line
        if self.elements:
            last = self.elements[-1]
            if isinstance(last, TextLine) and printed is not None:
                joined = self._join_lines(last, printed, line, is_cut)
                if joined is not None:
                    self.elements[-1] = joined
                    return
        self.elements.append(line)

    def _join_lines(
        self, line: TextLine, printed: TextLine, next_line: TextLine, is_cut: bool
    ) -> TextLine | None:
        """The line with the next where that continues it; ``printed`` is the last
        line of the page that belongs to it.
        """
        if not is_cut and self._wrap and _may_be_joined(line, next_line):
            if self._wrap.is_wrapped(line, printed, next_line):
                return _join_two_lines(line, _strip_indent(next_line))
            if not self._wrap.reaches_edge(printed, next_line):
                return None
        if _is_continued(line, next_line, is_cut):
            return _join_two_lines(line, next_line)
        return None


# What is read as lines


class _PlacedBlock(NamedTuple):
    """A block in reading order; ``is_beside_text``: its cell stands
    beside the text and holds none itself.
    """

    block: Block
    is_beside_text: bool = False


def _iter_placed_blocks(
    blocks: Iterable[Block], is_beside_text: bool = False
) -> Iterator[_PlacedBlock]:
    """The blocks, those of a frame in its place."""
    for block in blocks:
        if isinstance(block, Table) and _is_frame(block):
            yield from _iter_framed_blocks(block, is_beside_text)
        else:
            yield _PlacedBlock(block, is_beside_text)


def _iter_framed_blocks(frame: Table, is_beside_text: bool) -> Iterator[_PlacedBlock]:
    text_rows = {
        row
        for cell in frame.cells
        if frame.n_columns > 1 and _holds_text(cell)
        for row in range(cell.row, cell.row + cell.row_span)
    }
    for cell in frame.cells:
        is_menu = cell.row in text_rows and _is_menu(cell)
        yield from _iter_placed_blocks(cell.blocks, is_beside_text or is_menu)


def _is_frame(table: Table) -> bool:
    """True for a table that places text on the page rather than giving one value a
    cell.

    Most of its characters are in cells that hold text of their own, or
    each of its rows is a title with its text.
    """
    if table.span.story_kind is StoryKind.SHEET and _is_sheet_of_lines(table):
        return True
    if table.n_columns == 1:
        return _is_column_of_text(table)
    others = list(filterfalse(_holds_text, table.cells))
    if len(others) == len(table.cells):
        return _prints_titled_texts_alone(table)
    n_characters = sum(map(_count_characters, table.cells))
    n_framed = n_characters - sum(map(_count_characters, others))
    n_numbers = sum(_is_number_alone(cell.text) for cell in others)
    if n_numbers < _MIN_NUMBERS_OF_DATA and n_framed * 2 > n_characters:
        return True
    return n_numbers == 0 and _is_table_of_titled_texts(table)


def _prints_titled_texts_alone(table: Table) -> bool:
    """True for titles with their texts and no number, of cells that hold no text of
    their own."""
    if any(_is_number_alone(cell.text) for cell in table.cells):
        return False
    return _is_table_of_titled_texts(table)


def _is_sheet_of_lines(table: Table) -> bool:
    """True for a sheet that is typed like a page: no row fills two cells."""
    rows = [cell.row for cell in table.cells if cell.text.strip()]
    has_numbers = any(_is_number_alone(cell.text) for cell in table.cells)
    return len(rows) == len(set(rows)) and not has_numbers


def _is_column_of_text(table: Table) -> bool:
    """True for one column whose cells mostly hold running text or tables."""
    n_running = n_filled = 0
    for cell in table.cells:
        holds_table = any(isinstance(block, Table) for block in cell.blocks)
        has_paragraphs = len(cell.blocks) > 1 and cell.text != ""
        n_filled += holds_table or cell.text.strip() != ""
        n_running += holds_table or has_paragraphs or _is_running(cell.text)
    if n_running * 2 > n_filled or any(map(_holds_text, table.cells)):
        return True
    return _is_text("\n".join(cell.text for cell in table.cells))


def _is_table_of_titled_texts(table: Table) -> bool:
    """True for titles on the left and their texts on the right, some of
    which state money.
    """
    if not 1 < table.n_columns <= _MAX_COLUMNS_OF_TITLED_TEXTS:
        return False
    last = [c for c in table.cells if c.column + c.column_span > table.n_columns]
    texts = [cell.text for cell in last if cell.text.strip()]
    running = [text for text in texts if _is_sentence(text)]
    if len(running) * 2 < len(texts):
        return False
    return any(_AMOUNT.search(normalize(text)) for text in running)


def _holds_text(cell: Cell) -> bool:
    """True for a cell that is a piece of the page: it holds a table, or
    headings with their text.
    """
    for block in cell.blocks:
        if isinstance(block, Table):
            return True
    return _is_text(cell.text)


def _is_text(text: str) -> bool:
    """True for several paragraphs, or headings with their text."""
    if "。" not in text and not _is_running(text):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    n_running = sum(map(_is_sentence, lines))
    if n_running >= _MIN_PARAGRAPHS_OF_TEXT:
        return True
    return n_running > 0 and any(map(_is_numbered_title, lines))


def _is_menu(cell: Cell) -> bool:
    """True for short lines without a sentence: the navigation of a site."""
    if _holds_text(cell) or not cell.text.strip():
        return False
    return not any(map(_is_running, cell.text.split("\n")))


def _is_numbered_title(text: str) -> bool:
    number = parse_list_number(text[:_LIST_NUMBER_WINDOW])
    if number is None or number.kind not in _HEADING_NUMBER_KINDS:
        return False
    return not _is_running(text) and not _CLAUSE_MARK.search(text, number.end)


def _is_running(text: str) -> bool:
    return len(text) > _MIN_RUNNING_TEXT


def _is_sentence(text: str) -> bool:
    text = text.rstrip()
    return text.endswith("。") or (
        _is_running(text) and _CLAUSE_MARK.search(text) is not None
    )


@cache_words
def _is_number_alone(text: str) -> bool:
    return _NUMBER_ALONE.fullmatch(normalize(text)) is not None


def _count_characters(cell: Cell) -> int:
    n_characters = len(cell.text)
    for block in cell.blocks:
        if isinstance(block, Table):
            n_characters += sum(map(_count_characters, block.cells))
    return n_characters


def _find_running_headers(blocks: Iterable[Block]) -> set[str]:
    """Short texts that occur several times right behind a page number."""
    counts: Counter[str] = Counter()
    is_behind_page_number = False
    for block in blocks:
        if isinstance(block, Table):
            is_behind_page_number = False
        elif block.text.strip():
            if is_behind_page_number and len(block.text) < _LONGEST_FURNITURE:
                counts[match_key(block.text)] += 1
            is_behind_page_number = bool(_PAGE_NUMBER.fullmatch(normalize(block.text)))
    return {
        text
        for text, n in counts.items()
        if n >= _MIN_HEADER_REPEATS and not _SENTENCE_STOP.search(text)
    }


# Hard wraps


@dataclass(frozen=True)
class _Wrap:
    """The width at which a file breaks its lines: in columns, or in characters
    where ``is_in_columns`` is false.
    """

    width: int
    is_in_columns: bool
    has_hanging_indent: bool
    keeps_words: bool  # a number is never broken
    deepest_indent: int  # of a line that carries a sentence on

    def is_wrapped(
        self, line: TextLine, printed: TextLine, next_line: TextLine
    ) -> bool:
        """True where the page broke a line because it was full."""
        head, tail = line.normalized.rstrip(), next_line.normalized.lstrip()
        if not _is_open_text(head, tail) or _is_drawn(printed) or _is_drawn(next_line):
            return False
        if _is_certain_cut(head, tail) and self.reaches_edge(printed, next_line):
            return True
        if _opens_list_item(next_line, tail) or self._is_indented(printed, next_line):
            return False
        if _opens_text_of_title(line, tail):
            return False
        return self.reaches_edge(printed, next_line)

    def reaches_edge(self, printed: TextLine, next_line: TextLine) -> bool:
        """True for a line that the first word of the
        next would have made too long."""
        room = _WRAP_SLACK
        if not self.is_in_columns:
            room //= 2
        word = _LEADING_WORD.match(next_line.normalized.lstrip())
        if word is not None and self.keeps_words:
            room += len(word.group())
        return self._measure(printed.text) >= self.width - room

    def _is_indented(self, printed: TextLine, next_line: TextLine) -> bool:
        """True for a line that begins further right than the one before, as a new
        paragraph does.
        """
        if _measure_indent(next_line) > self.deepest_indent:
            return True
        is_deeper = _measure_indent(next_line) > _measure_indent(printed)
        is_hanging = self.has_hanging_indent and printed.list_number is not None
        return is_deeper and not is_hanging

    def _measure(self, text: str) -> int:
        return _measure_width(text, self.is_in_columns)


_LinePair = tuple[TextLine, TextLine]


def _find_wrap(lines: Sequence[TextLine]) -> _Wrap | None:
    """The width at which lines are broken; None where they are paragraphs.

    Lines are broken where some end within a sentence that the next carries on, all
    of these are about equally long, and none is longer.
    """
    pairs = [
        (line, next_line)
        for line, next_line in pairwise(lines)
        if _is_certain_cut(line.normalized.rstrip(), next_line.normalized.lstrip())
        and not _is_drawn(line)
    ]
    for is_in_columns in (True, False):
        if pairs and _is_wrap_of(_propose_wrap(pairs, is_in_columns), lines, pairs):
            return _propose_wrap(pairs, is_in_columns)
    return None


def _propose_wrap(pairs: Sequence[_LinePair], is_in_columns: bool) -> _Wrap:
    """The width of the longest line that is cut, with what all such lines show."""
    return _Wrap(
        max(_measure_width(line.text, is_in_columns) for line, _ in pairs),
        is_in_columns,
        any(_is_hanging(line, next_line) for line, next_line in pairs),
        not any(_cuts_word(line, next_line) for line, next_line in pairs),
        max(_measure_indent(next_line) for _, next_line in pairs),
    )


def _is_hanging(line: TextLine, next_line: TextLine) -> bool:
    """True for the second line of an item that
    begins further right than its number."""
    is_deeper = _measure_indent(next_line) > _measure_indent(line)
    return is_deeper and line.list_number is not None


def _cuts_word(line: TextLine, next_line: TextLine) -> bool:
    at_cut = line.text.rstrip()[-1:] + next_line.text.lstrip()[:1]
    return _CUT_WORD.fullmatch(at_cut) is not None


def _is_wrap_of(
    wrap: _Wrap,
    lines: Sequence[TextLine],
    pairs: Sequence[_LinePair],
) -> bool:
    """True where nearly all lines cut within a sentence end at the
    edge, and nearly none is longer.
    """
    widths = [
        _measure_width(line.text, wrap.is_in_columns)
        for line in lines
        if not _is_drawn(line)
    ]
    n_longer = sum(width > wrap.width + _WRAP_SLACK for width in widths)
    n_full = sum(wrap.reaches_edge(line, next_line) for line, next_line in pairs)
    n_at_edge = sum(width >= wrap.width - 2 * _WRAP_SLACK for width in widths)
    return (
        n_longer * _MAX_LONGER_LINES <= len(widths)
        and n_full * _MIN_REGULAR_CUTS >= len(pairs) * (_MIN_REGULAR_CUTS - 1)
        and n_at_edge >= _MIN_FULL_LINES
    )


def _opens_text_of_title(line: TextLine, tail: str) -> bool:
    """True for a sentence that opens with a year or with words of the title, below a
    numbered line without a clause; for any below a list of names of one kind.
    """
    if line.list_number is None:
        return False
    if _CLAUSE_MARK.search(line.text, line.list_number.end):
        return False
    if _lists_names_alike(line):
        return True
    if tail[:_SHORTEST_SUBJECT] in line.normalized[line.list_number.end :]:
        return len(tail) > _SHORTEST_SUBJECT
    year = _PRINTED_YEAR.match(tail)
    if year is None:
        return False
    return _CLAUSE_OR_DIGIT.search(tail, year.end()) is not None


def _lists_names_alike(line: TextLine) -> bool:
    """True for the numbered title 三、“三公”经费、会议费和培训费: names that end alike, the
    last one at the end of the line.
    """
    number, text = line.list_number, line.normalized.rstrip()
    if number is None or len(text) > _MIN_RUNNING_TEXT:
        return False
    names = COORDINATORS.split(text[number.end :])
    ends = {name[-1:] for name in names}
    is_list = _LIST_MARK in text[number.end :] and min(map(len, names)) > 2
    return is_list and len(ends) == 1 and _CJK.match(ends.pop()) is not None


def _is_certain_cut(head: str, tail: str) -> bool:
    """True for two lines of which the second cannot begin a sentence, or the first
    cannot end one.
    """
    if not _is_open_text(head, tail):
        return False
    if head[-1] in _OPEN_END or tail[0] in _CLOSED_START:
        return True
    if head[-1].isdigit() and _LEADING_UNIT.match(tail):
        return True
    return _CUT_UNIT.search(head) is not None and tail[0] == "元"


def _is_drawn(line: TextLine) -> bool:
    """True for the row of a table drawn with lines or spaces."""
    return _DRAWN_ROW.search(line.text.strip()) is not None


def _measure_width(text: str, is_in_columns: bool) -> int:
    """Columns or characters of a text; a Chinese character is two columns wide."""
    text = text.rstrip()
    if not is_in_columns:
        return len(text)
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _measure_indent(line: TextLine) -> int:
    return len(line.text) - len(line.text.lstrip())


def _strip_indent(line: TextLine) -> TextLine:
    """The line without the white space it begins with."""
    indent = _measure_indent(line)
    segment = line.segments[0]
    moved = segment._replace(
        length=segment.length - indent,
        paragraph_offset=segment.paragraph_offset + indent,
    )
    return replace(line, text=line.text[indent:], segments=(moved,))


# Lines of a paragraph, and one line of two


def _split_block(block: Block) -> Iterator[TextLine]:
    if isinstance(block, Paragraph) and block.text.strip():
        yield from _split_paragraph(block)


def _split_paragraph(paragraph: Paragraph) -> Iterator[TextLine]:
    """The lines of one paragraph: cut at breaks, at tabs that lead to a list
    number, and where a heading is fused.
    """
    text, label = paragraph.text, paragraph.list_label
    ends = list(_iter_line_ends(text))
    if not ends:
        yield _build_line(paragraph, 0, len(text), label)
        return
    start = 0
    for end in [*ends, len(text)]:
        if text[start:end].strip():
            yield _build_line(paragraph, start, end, label)
            label = ""
        start = end
        if text[end : end + 1] == "\n":
            start += 1


def _iter_line_ends(text: str) -> Iterator[int]:
    ends: set[int] = set()
    if "\n" in text or "\t" in text:
        for match in _LINE_BREAK.finditer(text):
            behind = text[match.end() :].lstrip()
            if match.group() == "\n" or _LEADING_LIST_NUMBER.match(behind):
                ends.add(match.start())
    if len(text) <= _LONGEST_FUSED_PARAGRAPH:
        ends.update(_iter_fused_headings(text))
    yield from sorted(ends)


def _iter_fused_headings(text: str) -> Iterator[int]:
    """Where a heading stands behind another, behind the caption of a figure or
    behind a sentence, without a break.
    """
    normalized = normalize(text)
    for match in _FUSED_HEADING.finditer(normalized):
        before = normalized[: match.start("number")].rpartition("\n")[2].strip()
        if not before or not _CJK.match(before[-1]) and before[-1] not in "。)”":
            continue
        is_behind_title = _opens_with_title(before) and match["number"][0] != before[0]
        if before.endswith("。") and match["kind"] or is_behind_title:
            yield match.start("number")


def _opens_with_title(text: str) -> bool:
    """True for a part number or the number of a
    figure with a title, and no more."""
    number = parse_list_number(text)
    caption = _CAPTION_NUMBER.match(text)
    if number is not None and number.kind == "part":
        end = number.end
    elif caption is not None:
        end = caption.end()
    else:
        return False
    return text[end:].strip() != "" and _CLAUSE_MARK.search(text, end) is None


def _build_line(paragraph: Paragraph, start: int, end: int, label: str) -> TextLine:
    """The line of a range of a paragraph, without page numbers inside it."""
    line = _build_printed_line(paragraph, start, end, label)
    match = _ENCLOSED_PAGE_NUMBER.search(line.normalized)
    if match is None:
        return line
    before = _build_printed_line(paragraph, start, start + match.start(), label)
    behind = _build_line(paragraph, start + match.end(), end, "")
    return _join_two_lines(before, behind)


def _build_printed_line(
    paragraph: Paragraph, start: int, end: int, label: str
) -> TextLine:
    segment = LineSegment(0, end - start, paragraph.path, start)
    return TextLine(
        paragraph.text[start:end],
        (segment,),
        label,
        paragraph.outline_level,
        paragraph.in_toc,
    )


def _is_continued(line: TextLine, next_line: TextLine, is_cut: bool) -> bool:
    """True when the second line continues the first: a sentence cut by
    a page end (``is_cut``) or by a hard wrap.
    """
    head, tail = line.normalized.rstrip(), next_line.normalized.lstrip()
    if not _may_be_joined(line, next_line) or not _is_open_text(head, tail):
        return False
    if ends_in_unit_caption(head):
        return False
    if head[-1].isdigit() and _LEADING_UNIT.match(tail):
        return True
    if _opens_list_item(next_line, tail) or _is_title_of(line, next_line):
        return False
    if _lacks_amount(line, head) and _AMOUNT.match(tail):
        return True
    return _is_cut_sentence(line, next_line, is_cut)


def _is_cut_sentence(line: TextLine, next_line: TextLine, is_cut: bool) -> bool:
    """True for a line of running text that a page end or a hard wrap cut."""
    head = line.normalized.rstrip()
    is_sentence = _SENTENCE_MARK.search(head, _get_text_start(line)) is not None
    if not is_cut:
        return is_sentence and _is_wrapped(head, next_line)
    if is_sentence or len(head) > _MIN_RUNNING_TEXT:
        return True
    return _opens_amount(line, head) and _ends_in_amount(next_line)


def _is_open_text(head: str, tail: str) -> bool:
    """True for two texts of which the first does not end a sentence."""
    return bool(head and tail) and head[-1] not in _SENTENCE_END


def _is_wrapped(text: str, next_line: TextLine) -> bool:
    """True for a line as long as a hard wrap leaves it, before one that
    is not indented.
    """
    is_long = len(text) >= _MIN_WRAPPED_TEXT and text[-1] not in "）)"
    return is_long and next_line.text[:1].strip() != ""


def _may_be_joined(line: TextLine, next_line: TextLine) -> bool:
    if len(line.segments) >= _MAX_SEGMENTS or next_line.list_label:
        return False
    return not line.in_toc and not next_line.in_toc


def _get_text_start(line: TextLine) -> int:
    return line.list_number.end if line.list_number else 0


def _opens_list_item(line: TextLine, text: str) -> bool:
    number = line.list_number
    if text[0].isdigit() or (number is not None and number.kind in _HEADING_KINDS):
        return number is not None
    return _LEADING_LIST_NUMBER.match(text) is not None


def _is_title_of(line: TextLine, next_line: TextLine) -> bool:
    """True for a title above its text or its table."""
    head, tail = line.normalized.rstrip(), next_line.normalized.lstrip()
    if _is_report_title(line, head, tail) or _is_table_title(line, head):
        return True
    return _opens_text_of_title(line, tail) or _is_caption_below(next_line, line)


def _is_caption_below(caption: TextLine, title: TextLine) -> bool:
    """True for the title of a table that names again what the numbered title above it
    names.
    """
    words = caption.normalized.strip()
    number = title.list_number
    if number is None or len(words) > _LONGEST_FURNITURE:
        return False
    subject = title.normalized[number.end :].strip()
    if subject[-1:] in _OPEN_END or _CLAUSE_MARK.search(subject):
        return False
    if not _is_table_title(caption, words):
        return False
    starts = range(len(words) - _SHORTEST_SUBJECT + 1)
    return any(words[i : i + _SHORTEST_SUBJECT] in subject for i in starts)


def _is_report_title(line: TextLine, head: str, tail: str) -> bool:
    """True for a numbered title, however long: 九、“三公”经费、会议费、培训费预算情况说明."""
    if line.list_number is None or tail.startswith(TITLE_ENDINGS):
        return False
    if not head.endswith(TITLE_ENDINGS):
        return False
    return _CLAUSE_MARK.search(head, line.list_number.end) is None


def _is_table_title(line: TextLine, head: str) -> bool:
    """True for the title of a table: “三公”经费及会议费、培训费支出决算表."""
    if not head.endswith(TABLE_ENDING):
        return False
    return _CLAUSE_MARK.search(head, _get_text_start(line)) is None


def _opens_amount(line: TextLine, text: str) -> bool:
    """True for text that opens with a year and names something, and is no title."""
    if _PRINTED_YEAR.match(text) is None or text.endswith(TITLE_ENDINGS):
        return False
    return _lacks_amount(line, text)


def _ends_in_amount(line: TextLine) -> bool:
    """True for words with their amount and the end of the sentence."""
    text = line.normalized.strip()
    amount = _WORDS_AND_AMOUNT.match(text)
    return amount is not None and text[-1] in _SENTENCE_END


def _lacks_amount(line: TextLine, text: str) -> bool:
    """True for text that names a year and ends in words, as it does
    before the amount of a sentence.
    """
    return (
        line.list_number is None
        and _PRINTED_YEAR.search(text) is not None
        and "\u4e00" <= text[-1] <= "\u9fff"
    )


def _join_two_lines(first: TextLine, second: TextLine) -> TextLine:
    """One line of two; white space that the page end left between them is kept."""
    offset = len(first.text)
    moved = tuple(
        segment._replace(line_offset=segment.line_offset + offset)
        for segment in second.segments
    )
    return TextLine(
        first.text + second.text,
        first.segments + moved,
        first.list_label,
        first.outline_level,
        first.in_toc,
    )
