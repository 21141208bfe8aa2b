"""Pages in their order: what they repeat apart, what goes on over their ends joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import field
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    Attachment,
    DraftBlock,
    DraftParagraph,
    build_document,
)
from extractor.formats.pdf.continued_tables import (
    carry_line,
    continue_table,
    repeats_head,
    take_lines,
)
from extractor.formats.pdf.page_layout import (
    LaidPage,
    LaidTable,
    lay_out_page,
)
from extractor.formats.pdf.pdfium import PdfPage, read_pages
from extractor.formats.pdf.printed_lines import (
    Measure,
    PrintedLine,
    build_paragraphs,
    find_measure,
)
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "PageSequence",
    "build_blocks",
    "read_pdf",
]

# Share of a page's height at either end where its furniture stands.
_MARGIN_ZONE = 0.13
# Pages on which a line stands at one height to be furniture: so many, and this share.
_MIN_REPEATS = 3
_MIN_REPEAT_SHARE = 0.4
_MAX_MARGIN_LINES = 4
# Heights between a line and the table below it that it names.
_MAX_CAPTION_GAP = 1.5
# Points within which lines of different pages stand at one height.
_HEIGHT_STEP = 4.0
# Lines at the end of a page that may belong to the table on the next one.
_MAX_CUT_LINES = 12
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第|Page)?[\W_]*(?P<number>\d{1,4})[\W_]*页?"
    r"(?:[\W_]*(?:共|of|/)?[\W_]*\d{1,4}[\W_]*页?)?[\W_]*",
    re.IGNORECASE,
)


@dataclass
class PageSequence:
    """The drafts of a whole file."""

    blocks: list[DraftBlock] = field(default_factory=list)
    margins: list[Attachment] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_pdf(data: bytes, name: str = "") -> Document:
    """Read a PDF.

    Args:
        data: bytes of the file.
        name: its name; not used.

    Returns:
        The document; its paragraphs know where the pages print them.

    Raises:
        ReadError: no library, a password, damage, pictures alone, or too large.
    """
    with closing(read_pages(data)) as pages:  # gives the library back, errors or not
        sequence = build_blocks(pages)
    return build_document(
        sequence.blocks, sequence.margins, format="pdf", issues=sequence.issues
    )


def build_blocks(pages: Iterable[PdfPage]) -> PageSequence:
    """Make blocks of pages.

    Args:
        pages: the pages in their order.

    Returns:
        The body, the margins and the issues.

    Raises:
        ReadError: PDF_SCAN or PDF_NO_TEXT, where no page has text.
    """
    laid: list[LaidPage] = []
    for page in pages:
        laid.append(lay_out_page(page, _find_open_columns(laid)))
    if not any(page.lines or page.tables for page in laid if not page.is_picture):
        code = "PDF_NO_TEXT"
        if any(page.is_picture or page.has_hidden_text for page in laid):
            code = "PDF_SCAN"
        raise ReadError(code, "unsupported", "pdf", pages=len(laid))
    sequence = PageSequence(issues=list(_report_pages(laid)))
    sequence.margins.extend(_take_margins(laid))
    _BlockSequencer(sequence, laid).add_pages(laid)
    return sequence


def _find_open_columns(laid: Sequence[LaidPage]) -> tuple[tuple[float, float], ...]:
    """The columns of the last table, where it may go on without vertical lines."""
    return laid[-1].tables[-1].columns if laid and laid[-1].tables else ()


def _report_pages(pages: Sequence[LaidPage]) -> Iterator[Issue]:
    for page in pages:
        if page.is_picture:
            yield Issue.build("PDF_PAGE_PICTURE", page=page.number)
        elif page.has_hidden_text:
            yield Issue.build("PDF_HIDDEN_TEXT", page=page.number)


# What pages repeat


class _MarginKey(NamedTuple):
    text: str
    height: int
    is_top: bool


def _take_margins(pages: Sequence[LaidPage]) -> list[Attachment]:
    """Take page numbers and running heads out of the lines of the pages."""
    margins: list[Attachment] = []
    whole = {page.number: list(page.lines) for page in pages}
    for is_top, kind in ((True, "hd"), (False, "ft")):
        taken: dict[int, list[PrintedLine]] = {}
        for _ in range(_MAX_MARGIN_LINES):
            found = _find_furniture(pages, is_top)
            if not found:
                break
            for page, line in found:
                page.lines.remove(line)
                taken.setdefault(page.number, []).append(line)
        for number in sorted(taken):
            margins.append(Attachment(kind, _draft_lines(taken[number])))
    if not _are_emptied(pages, whole):
        return margins
    for page in pages:
        page.lines[:] = whole[page.number]
    return []


def _are_emptied(
    pages: Sequence[LaidPage], whole: Mapping[int, Sequence[PrintedLine]]
) -> bool:
    """True where little but margins is left: what
    all pages repeat is their text."""
    emptied = [
        page
        for page in pages
        if not page.lines and not page.tables and _says_something(whole[page.number])
    ]
    return 2 * len(emptied) > len(pages)


def _says_something(lines: Sequence[PrintedLine]) -> bool:
    """True for lines that are more than a page number."""
    return any(_parse_page_number(line) is None for line in lines)


def _draft_lines(lines: Iterable[PrintedLine]) -> list[DraftBlock]:
    ordered = sorted(lines, key=lambda line: -line.middle)
    return [
        DraftParagraph(line.text, marks=line.marks, lines=[line.place(0)])
        for line in ordered
    ]


_Found = list[tuple[LaidPage, PrintedLine]]


def _find_furniture(pages: Sequence[LaidPage], is_top: bool) -> _Found:
    """The outermost lines of pages, as far as they number or repeat."""
    outermost = [
        (page, line)
        for page in pages
        if (line := _find_outermost(page, is_top)) is not None
    ]
    offsets = Counter(
        number - page.number
        for page, line in outermost
        if (number := _parse_page_number(line)) is not None
    )
    running = _find_running(outermost, len(pages), is_top)
    found: _Found = []
    for page, line in outermost:
        number = _parse_page_number(line)
        if number is None:
            is_furniture = _build_key(page, line, is_top) in running
        else:
            is_furniture = offsets[number - page.number] > 1 or len(pages) == 1
        if is_furniture:
            found.append((page, line))
    return found


def _find_running(outermost: _Found, n_pages: int, is_top: bool) -> Set[_MarginKey]:
    """Lines that pages enough repeat."""
    keys = Counter(_build_key(page, line, is_top) for page, line in outermost)
    needed = max(_MIN_REPEATS, _MIN_REPEAT_SHARE * n_pages)
    running = {key for key, count in keys.items() if count >= needed}
    if is_top:
        running -= _find_captions(outermost, n_pages)
    return running


def _find_captions(outermost: _Found, n_pages: int) -> Set[_MarginKey]:
    """Lines at the head of some of the pages that
    stand close above a table on all."""
    found: dict[_MarginKey, list[bool]] = {}
    for page, line in outermost:
        key = _build_key(page, line, True)
        found.setdefault(key, []).append(_is_right_above_table(page, line))
    return {key for key, are in found.items() if all(are) and len(are) < n_pages}


def _is_right_above_table(page: LaidPage, line: PrintedLine) -> bool:
    limit = line.bottom - _MAX_CAPTION_GAP * line.size
    return any(limit < table.top < line.middle for table in page.tables)


def _find_outermost(page: LaidPage, is_top: bool) -> PrintedLine | None:
    """The first or last line in the margin, where no table stands further out."""
    if not page.lines:
        return None
    _, bottom, _, top = page.box
    zone = _MARGIN_ZONE * (top - bottom)
    if is_top:
        line = max(page.lines, key=lambda line: line.middle)
        is_beyond = all(table.top < line.middle for table in page.tables)
        return line if is_beyond and top - line.middle < zone else None
    line = min(page.lines, key=lambda line: line.middle)
    is_beyond = all(table.bottom > line.middle for table in page.tables)
    return line if is_beyond and line.middle - bottom < zone else None


def _build_key(page: LaidPage, line: PrintedLine, is_top: bool) -> _MarginKey:
    _, bottom, _, top = page.box
    height = line.middle - bottom
    if is_top:
        height = top - line.middle
    text = "".join(line.text.split())
    return _MarginKey(text, round(height / _HEIGHT_STEP), is_top)


def _parse_page_number(line: PrintedLine) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match["number"]) if match else None


# The body


class _BlockSequencer:
    """Adds lines and tables page by page; lines
    wait for those that carry them on."""

    def __init__(self, sequence: PageSequence, pages: Sequence[LaidPage]) -> None:
        self._sequence = sequence
        self._measures = _find_measures(pages)
        self._floors = _find_floors(pages)
        self._lines: list[PrintedLine] = []
        self._class: tuple[int, int] = (0, 0)
        self._table: LaidTable | None = None

    def add_pages(self, pages: Iterable[LaidPage]) -> None:
        """Add all pages."""
        for page in pages:
            if page.size_class != self._class:
                self._end_lines()
                self._class = page.size_class
            elements: list[PrintedLine | LaidTable] = [*page.lines, *page.tables]
            elements.sort(key=_get_height, reverse=True)
            is_first = True
            for element in elements:
                if isinstance(element, PrintedLine):
                    is_first = is_first and self._carry_table(element)
                    if not is_first:
                        self._end_table()
                        self._lines.append(element)
                    continue
                self._add_table(element, is_first)
                is_first = False
        self._end_lines()
        self._end_table()

    def _end_lines(self) -> None:
        if self._lines:
            measure = self._measures[self._class]
            self._sequence.blocks.extend(build_paragraphs(self._lines, measure))
            self._lines = []

    def _end_table(self) -> None:
        if self._table is not None:
            self._sequence.blocks.append(self._table.draft())
            self._table = None

    def _carry_table(self, line: PrintedLine) -> bool:
        """Add a line to the table of the page before;
        False where it is none of it."""
        table = self._table
        if table is None or not table.columns or table.page != line.page - 1:
            return False
        if repeats_head(table, line):
            self._add_repeated([line])
            return True
        return carry_line(table, line, self._floors[self._class])

    def _add_table(self, table: LaidTable, is_first: bool) -> None:
        if table.columns:
            recent = [
                line
                for line in self._lines[-_MAX_CUT_LINES:]
                if line.page >= table.page - 1
            ]
            taken = take_lines(table, recent)
            del self._lines[len(self._lines) - taken.n_lines :]
            self._add_repeated(taken.repeated)
            table = taken.table
        self._end_lines()
        last = self._table
        if last is not None and is_first and last.page == table.page - 1:
            floor = self._floors[self._class]
            repeated = continue_table(last, table, floor)
            if repeated is not None:
                self._add_repeated(repeated)
                return
        self._end_table()
        self._table = table

    def _add_repeated(self, lines: Sequence[PrintedLine]) -> None:
        """Keep the lines of a head that a page prints again."""
        if lines:
            self._sequence.margins.append(Attachment("hd", _draft_lines(lines)))


def _get_height(element: PrintedLine | LaidTable) -> float:
    if isinstance(element, PrintedLine):
        return element.middle
    return element.top


def _find_measures(
    pages: Sequence[LaidPage],
) -> dict[tuple[int, int], Measure]:
    """The measure of the pages of each size."""
    lines: dict[tuple[int, int], list[PrintedLine]] = {}
    boxes: dict[tuple[int, int], tuple[float, float, float, float]] = {}
    for page in pages:
        lines.setdefault(page.size_class, []).extend(page.lines)
        boxes[page.size_class] = page.box
    return {key: find_measure(own, boxes[key]) for key, own in lines.items() if own}


def _find_floors(pages: Sequence[LaidPage]) -> dict[tuple[int, int], float]:
    """How far down the body reaches on the pages of each size."""
    floors: dict[tuple[int, int], float] = {}
    for page in pages:
        bottoms = [line.bottom for line in page.lines]
        bottoms.extend(table.bottom for table in page.tables)
        if bottoms:
            key = page.size_class
            floors[key] = min(floors.get(key, bottoms[0]), *bottoms, bottoms[0])
    return floors
