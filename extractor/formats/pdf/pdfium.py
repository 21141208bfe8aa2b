"""Pages of a PDF as PDFium gives them: glyphs with boxes, and the rulings drawn.

PDFium is one C library with one state for the process, so one document is read
at a time. It is imported when the first PDF is met; the package is an extra.
Source: fpdfview.h, fpdf_text.h and fpdf_edit.h of PDFium; ISO 32000-1.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.limits import MEGABYTE, consume_limit
from extractor.model.issues import ReadError

__all__ = [
    "PageGlyph",
    "PdfPage",
    "Ruling",
    "read_pages",
]

# Pages of a file; the longest of 266 public budgets has 312.
MAX_PAGES = 3000
# Objects of one page; a page of 60 rows by 16 columns has 8,000.
MAX_PAGE_OBJECTS = 100_000
# Points up to which a filled or stroked shape is a line.
MAX_RULING_WIDTH = 3.0
# Points of a line that can be the side of a cell.
_MIN_RULING_LENGTH = 2.0
# How far from upright the side of a cell may lean, in points.
_MAX_LEAN = 0.5
_MAX_FORM_DEPTH = 8
# Share of a page that a picture covers, for the page to be a scan.
_MIN_SCAN_SHARE = 0.5

_ERROR_PASSWORD = 4
_ERROR_SECURITY = 5
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_LINE_TO, _MOVE_TO = 0, 2
_INVISIBLE = 3
# What PDFium gives for a hyphen at the end of a line, character by character or not.
_HYPHENS = "\x02\ufffe"

# A stream that begins as packed ones do.
_STREAM = re.compile(rb"stream\r?\n(?=[\x48\x58\x68\x78][\x01\x5e\x9c\xda])")
_ZLIB_HEAD = re.compile(rb"[\x48\x58\x68\x78][\x01\x5e\x9c\xda]")
# Packed bytes from which a stream may hurt: they hold a thousand times as many at most.
_MIN_TRIED_BYTES = 2048
_MAX_FILTERS = 4
# Bytes of the dictionary before a stream in which its filters are named.
_MAX_HEAD_BYTES = 400

_library_lock = Lock()


class PageGlyph(NamedTuple):
    """A character and its box on the turned page, y upwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Ruling(NamedTuple):
    """A line along an axis: where it lies across,
    and from where to where it runs."""

    position: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page shows, turned so that its text reads from left to right.

    ``turns`` are quarters of a turn clockwise; ``box`` is left, bottom, right, top.
    ``has_hidden_text``: it has text that only a search finds, as scans have.
    """

    number: int
    turns: int
    box: tuple[float, float, float, float]
    glyphs: Sequence[PageGlyph]
    horizontals: Sequence[Ruling]
    verticals: Sequence[Ruling]
    is_scan: bool
    has_hidden_text: bool


@contextmanager
def _open_document(data: bytes) -> Iterator[tuple[Any, Any]]:
    """Open a PDF; gives the library and the document."""
    try:
        pdfium: Any = import_module("pypdfium2.raw")
    except ImportError:
        raise ReadError("PDF_EXTRA_MISSING", "unsupported", "pdf") from None
    with _library_lock:
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not document:
            raise _describe_failure(pdfium.FPDF_GetLastError())
        try:
            yield pdfium, document
        finally:
            pdfium.FPDF_CloseDocument(document)


def _describe_failure(code: int) -> ReadError:
    if code in (_ERROR_PASSWORD, _ERROR_SECURITY):
        return ReadError("ENCRYPTED", "encrypted", "pdf")
    return ReadError("FILE_DAMAGED", "corrupt", "pdf", what="PDF")


def read_pages(data: bytes) -> Generator[PdfPage, None, None]:
    """Read the pages of a PDF one after the other.

    Args:
        data: bytes of the file.

    Returns:
        The pages; one that cannot be loaded is a page without anything.

    Raises:
        ReadError: PDF_EXTRA_MISSING, ENCRYPTED, FILE_DAMAGED, PDF_TOO_LARGE.
    """
    _check_streams(data)
    with _open_document(data) as (pdfium, document):
        n_pages = pdfium.FPDF_GetPageCount(document)
        if n_pages < 1:
            raise _describe_failure(0)
        if n_pages > MAX_PAGES:
            raise _report_size(n_pages, "pages", MAX_PAGES)
        for number in range(1, n_pages + 1):
            yield _read_page(pdfium, document, number)


def _check_streams(data: bytes) -> None:
    """Refuse a file whose packed streams are beyond measure.

    PDFium inflates a stream whole, so the large ones are tried here first, piece by
    piece; what a stream packed twice holds is tried, too.
    """
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        packed = memoryview(data)[match.end() : end if end >= 0 else len(data)]
        head = data[max(match.start() - _MAX_HEAD_BYTES, 0) : match.start()]
        filters = head[head.rfind(b"obj") + 1 :].count(b"/Fl")
        if len(packed) >= _MIN_TRIED_BYTES or filters > 1:
            _consume_stream(packed)


def _consume_stream(packed: memoryview | bytes, depth: int = 0) -> None:
    """Count what a stream inflates to."""
    inflater = zlib.decompressobj()
    rest: memoryview | bytes = packed
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, MEGABYTE)
            consume_limit("inflated", len(piece), "PDF")
            rest = inflater.unconsumed_tail
            if depth < _MAX_FILTERS and _ZLIB_HEAD.match(piece):
                _consume_stream(piece, depth + 1)
            if not piece:
                return
    except zlib.error:
        return


def _report_size(count: int, unit: str, limit: int) -> ReadError:
    return ReadError(
        "PDF_TOO_LARGE", "refused_limit", "pdf", count=count, unit=unit, limit=limit
    )


def _read_page(pdfium: Any, document: Any, number: int) -> PdfPage:
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        box = (0.0, 0.0, 0.0, 0.0)
        return PdfPage(number, 0, box, (), (), (), False, False)
    try:
        return _PageReader(pdfium, page, number).read()
    finally:
        pdfium.FPDF_ClosePage(page)


class _PageReader:
    """Reads one page; its rulings gather while its objects are walked."""

    def __init__(self, pdfium: Any, page: Any, number: int) -> None:
        self._pdfium = pdfium
        self._page = page
        self._number = number
        self._rulings = _RulingCollector(pdfium)
        self._box = self._read_box()
        self._n_objects = 0
        self._image_share = 0.0
        self._has_invisible = False

    def read(self) -> PdfPage:
        """Read glyphs and rulings, and turn them as the text runs."""
        pdfium = self._pdfium
        get_object = pdfium.FPDFPage_GetObject
        count = pdfium.FPDFPage_CountObjects(self._page)
        self._walk_objects(get_object, self._page, count, _IDENTITY, 0)
        consume_limit("tags", self._n_objects, "PDF")
        glyphs, has_hidden_text = self._read_glyphs()
        turns = _find_turns(glyphs)
        horizontals, verticals = self._rulings.turn(turns)
        is_scan = self._image_share >= _MIN_SCAN_SHARE
        if turns:
            glyphs = [_turn_glyph(glyph, turns) for glyph in glyphs]
        return PdfPage(
            self._number,
            turns,
            _turn_box(self._box, turns),
            glyphs,
            horizontals,
            verticals,
            is_scan,
            has_hidden_text,
        )

    def _read_box(self) -> tuple[float, float, float, float]:
        """The part of the paper that is shown."""
        box = self._pdfium.FS_RECTF()
        self._pdfium.FPDF_GetPageBoundingBox(self._page, box)
        return box.left, box.bottom, box.right, box.top

    # Characters

    def _read_glyphs(self) -> tuple[list[PageGlyph], bool]:
        """The visible characters in the order of the file; whether others are
        hidden."""
        pdfium = self._pdfium
        text_page = pdfium.FPDFText_LoadPage(self._page)
        if not text_page:
            return [], False
        try:
            count = max(pdfium.FPDFText_CountChars(text_page), 0)
            consume_limit("tags", count, "PDF")
            hidden: frozenset[int] = frozenset()
            if self._has_invisible:
                hidden = self._find_hidden(text_page, count)
            glyphs = list(self._iter_glyphs(text_page, count, hidden))
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        return glyphs, bool(hidden)

    def _iter_glyphs(
        self, text_page: Any, count: int, hidden: frozenset[int]
    ) -> Iterator[PageGlyph]:
        pdfium = self._pdfium
        get_box = pdfium.FPDFText_GetLooseCharBox
        left, bottom, right, top = self._box
        box = pdfium.FS_RECTF()
        reference = ctypes.byref(box)
        for index, char in enumerate(self._read_characters(text_page, count)):
            if char <= " " or char == _HYPHENS[1]:
                char = self._restore_character(text_page, index, char)
            if not char or index in hidden:
                continue
            get_box(text_page, index, reference)
            x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            if left <= x <= right and bottom <= y <= top:
                yield PageGlyph(char, x0, y0, x1, y1)

    def _read_characters(self, text_page: Any, count: int) -> Sequence[str]:
        """All characters, one for each index."""
        pdfium = self._pdfium
        buffer = (ctypes.c_ushort * (count + 1))()
        n_read = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if n_read == count + 1 and len(text) == count:
            return text
        get_code = pdfium.FPDFText_GetUnicode
        codes = (get_code(text_page, index) for index in range(count))
        return [_decode_code(code) for code in codes]

    def _restore_character(self, text_page: Any, index: int, char: str) -> str:
        """A blank of the file, a hyphen at the end of a line, or '' for what is made
        up."""
        if char in _HYPHENS:
            return "-"
        if char == "\0":
            return "\ufffd"
        if char in "\r\n" or self._pdfium.FPDFText_IsGenerated(text_page, index):
            return ""
        return " "

    def _find_hidden(self, text_page: Any, count: int) -> frozenset[int]:
        """Indexes of the characters that are drawn in no colour."""
        get_object = self._pdfium.FPDFText_GetTextObject
        get_mode = self._pdfium.FPDFTextObj_GetTextRenderMode
        return frozenset(
            index
            for index in range(count)
            if get_mode(get_object(text_page, index)) == _INVISIBLE
        )

    # Objects

    def _walk_objects(
        self, get_object: Any, parent: Any, count: int, matrix: _Matrix, depth: int
    ) -> None:
        """Meet the objects of a page, or of a form in it."""
        pdfium = self._pdfium
        get_type = pdfium.FPDFPageObj_GetType
        self._n_objects += count
        if self._n_objects > MAX_PAGE_OBJECTS:
            raise _report_size(self._n_objects, "objects", MAX_PAGE_OBJECTS)
        for index in range(count):
            item = get_object(parent, index)
            kind = get_type(item)
            if kind == _PATH:
                self._rulings.add_path(item, matrix)
            elif kind == _TEXT:
                self._meet_text(item)
            elif kind == _IMAGE:
                self._meet_image(item, matrix)
            elif kind == _FORM and depth < _MAX_FORM_DEPTH:
                inner = matrix.multiply(_read_matrix(pdfium, item))
                size = pdfium.FPDFFormObj_CountObjects(item)
                get_inner = pdfium.FPDFFormObj_GetObject
                self._walk_objects(get_inner, item, size, inner, depth + 1)

    def _meet_text(self, item: Any) -> None:
        if self._has_invisible:
            return
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(item)
        self._has_invisible = mode == _INVISIBLE

    def _meet_image(self, item: Any, matrix: _Matrix) -> None:
        """Note the share of the page that a picture
        covers; a thin one is a line."""
        bounds = self._rulings.measure(item, matrix)
        left, bottom, right, top = bounds
        page_left, page_bottom, page_right, page_top = self._box
        area = (page_right - page_left) * (page_top - page_bottom)
        share = (right - left) * (top - bottom) / max(area, 1.0)
        self._image_share += min(share, 1.0)
        self._rulings.add_thin_box(*bounds)


def _decode_code(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code)


class _Matrix(NamedTuple):
    """The first two columns of a transformation, row by row."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def map_point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the inner space lies in the outer one."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def multiply(self, inner: _Matrix) -> _Matrix:
        """The transformation that applies another one first."""
        a, b = inner.a * self.a + inner.b * self.c, inner.a * self.b + inner.b * self.d
        c, d = inner.c * self.a + inner.d * self.c, inner.c * self.b + inner.d * self.d
        e, f = self.map_point(inner.e, inner.f)
        return _Matrix(a, b, c, d, e, f)


_IDENTITY = _Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _read_matrix(pdfium: Any, item: Any) -> _Matrix:
    stored = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, stored):
        return _IDENTITY
    return _Matrix(stored.a, stored.b, stored.c, stored.d, stored.e, stored.f)


class _RulingCollector:
    """The lines along the axes that paths draw."""

    def __init__(self, pdfium: Any) -> None:
        self._pdfium = pdfium
        self._horizontals: list[Ruling] = []
        self._verticals: list[Ruling] = []
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._references = [ctypes.byref(value) for value in self._bounds]

    def turn(self, turns: int) -> tuple[list[Ruling], list[Ruling]]:
        """The horizontal and the vertical lines on
        a page turned by some quarters."""
        horizontals, verticals = self._horizontals, self._verticals
        if turns == 1:
            mirrored = [_mirror_run(one) for one in horizontals]
            return [_mirror_position(one) for one in verticals], mirrored
        if turns == 2:
            return (
                [_mirror_all(one) for one in horizontals],
                [_mirror_all(one) for one in verticals],
            )
        if turns == 3:
            mirrored = [_mirror_position(one) for one in horizontals]
            return [_mirror_run(one) for one in verticals], mirrored
        return horizontals, verticals

    def measure(self, item: Any, matrix: _Matrix) -> tuple[float, float, float, float]:
        """The rectangle round an object."""
        self._pdfium.FPDFPageObj_GetBounds(item, *self._references)
        left, bottom, right, top = (value.value for value in self._bounds)
        if matrix is _IDENTITY:
            return left, bottom, right, top
        x0, y0 = matrix.map_point(left, bottom)
        x1, y1 = matrix.map_point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def add_thin_box(
        self, left: float, bottom: float, right: float, top: float
    ) -> bool:
        """Add a rectangle that is as thin as a line; tells whether it was."""
        width, height = right - left, top - bottom
        if width <= MAX_RULING_WIDTH and height > width:
            if height >= _MIN_RULING_LENGTH:
                self._verticals.append(Ruling((left + right) / 2, bottom, top))
            return True
        if height <= MAX_RULING_WIDTH:
            if width >= _MIN_RULING_LENGTH:
                self._horizontals.append(Ruling((bottom + top) / 2, left, right))
            return True
        return False

    def add_path(self, item: Any, matrix: _Matrix) -> None:
        """Add the lines of a path: itself, thin
        parts of it, or its stroked sides."""
        pdfium = self._pdfium
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        if self.add_thin_box(*self.measure(item, matrix)):
            return
        own = matrix.multiply(_read_matrix(pdfium, item))
        for outline in self._iter_outlines(item, own):
            if stroke.value:
                self._add_sides(outline)
            else:
                xs, ys = zip(*outline, strict=True)
                self.add_thin_box(min(xs), min(ys), max(xs), max(ys))

    def _iter_outlines(
        self, item: Any, matrix: _Matrix
    ) -> Iterator[list[tuple[float, float]]]:
        """The corners of each part of a path; a curve is its end points."""
        pdfium = self._pdfium
        x, y = ctypes.c_float(), ctypes.c_float()
        corners: list[tuple[float, float]] = []
        for index in range(pdfium.FPDFPath_CountSegments(item)):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == _MOVE_TO and corners:
                yield corners
                corners = []
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            corners.append(matrix.map_point(x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                corners.append(corners[0])
        if corners:
            yield corners

    def _add_sides(self, outline: Sequence[tuple[float, float]]) -> None:
        for (x0, y0), (x1, y1) in pairwise(outline):
            if abs(x0 - x1) <= _MAX_LEAN or abs(y0 - y1) <= _MAX_LEAN:
                self.add_thin_box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


# Turned pages


def _find_turns(glyphs: Sequence[PageGlyph]) -> int:
    """Quarters of a turn clockwise after which
    most text runs from left to right."""
    votes: Counter[int] = Counter()
    for first, second in pairwise(glyphs):
        x = second.x0 + second.x1 - first.x0 - first.x1
        y = second.y0 + second.y1 - first.y0 - first.y1
        size = max(first.y1 - first.y0, first.x1 - first.x0)
        if abs(x) + abs(y) > 4 * size:
            continue
        if abs(x) >= abs(y):
            votes[0 if x > 0 else 2] += 1
        else:
            votes[1 if y > 0 else 3] += 1
    if not votes:
        return 0
    return max(sorted(votes), key=lambda turns: votes[turns])


def _turn_box(
    box: tuple[float, float, float, float], turns: int
) -> tuple[float, float, float, float]:
    """A rectangle after some quarters of a turn clockwise round the origin."""
    x0, y0, x1, y1 = box
    if turns == 1:
        return y0, -x1, y1, -x0
    if turns == 2:
        return -x1, -y1, -x0, -y0
    if turns == 3:
        return -y1, x0, -y0, x1
    return box


def _turn_glyph(glyph: PageGlyph, turns: int) -> PageGlyph:
    return PageGlyph(glyph.text, *_turn_box(glyph[1:], turns))


def _mirror_position(ruling: Ruling) -> Ruling:
    return ruling._replace(position=-ruling.position)


def _mirror_run(ruling: Ruling) -> Ruling:
    return ruling._replace(start=-ruling.end, end=-ruling.start)


def _mirror_all(ruling: Ruling) -> Ruling:
    return Ruling(-ruling.position, -ruling.end, -ruling.start)
