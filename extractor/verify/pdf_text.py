"""The visible text of a PDF file, in the lines that PDFium itself makes of it.

The reader takes glyph by glyph and lays them out anew; here the
library's own text is taken page by page. Its lines wrap: a number that
goes on in the next line is one, so there are at least as many numbers
as are counted here.
"""

from __future__ import annotations

import re
from ctypes import c_double, c_ushort
from importlib import import_module
from typing import Any

from extractor.verify import UncountableError

__all__ = [
    "extract_pdf_lines",
]

_MODE_INVISIBLE = 3
_OBJECT_TEXT = 1
# A hyphen at the end of a line, and what stands for no character.
_REPLACEMENTS = str.maketrans({"\x02": "-", "\ufffe": "-", "\x00": "\ufffd"})
_WRAPPED_NUMBER = re.compile(r"(?<=[0-9.,，．])[\r\n]+(?=[0-9.,，．])")


def extract_pdf_lines(data: bytes) -> list[str]:
    """Extract the visible lines of a PDF file.

    Args:
        data: The bytes of the file.

    Returns:
        The lines, page by page; a line may hold several numbers of a table as one.

    Raises:
        UncountableError: The file cannot be opened, or parts of its text are not shown.
    """
    try:
        library: Any = import_module("pypdfium2.raw")
    except ImportError:
        raise UncountableError from None
    document = library.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise UncountableError
    lines: list[str] = []
    try:
        for index in range(library.FPDF_GetPageCount(document)):
            text = _read_page_text(library, document, index)
            lines.extend(_WRAPPED_NUMBER.sub("", text).split("\n"))
    finally:
        library.FPDF_CloseDocument(document)
    return lines


def _read_page_text(library: Any, document: Any, index: int) -> str:
    page = library.FPDF_LoadPage(document, index)
    if not page:
        return ""
    text_page = library.FPDFText_LoadPage(page)
    try:
        if _shows_less(library, page):
            raise UncountableError
        count = library.FPDFText_CountChars(text_page)
        buffer = (c_ushort * (count + 1))()
        library.FPDFText_GetText(text_page, 0, count, buffer)
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        outside = _find_outside(library, page, text_page, count)
    finally:
        library.FPDFText_ClosePage(text_page)
        library.FPDF_ClosePage(page)
    if outside:
        text = "".join(char for at, char in enumerate(text) if at not in outside)
    return text.translate(_REPLACEMENTS)


def _shows_less(library: Any, page: Any) -> bool:
    """True for a page with text that is drawn in no colour."""
    for index in range(library.FPDFPage_CountObjects(page)):
        item = library.FPDFPage_GetObject(page, index)
        if library.FPDFPageObj_GetType(item) != _OBJECT_TEXT:
            continue
        if library.FPDFTextObj_GetTextRenderMode(item) == _MODE_INVISIBLE:
            return True
    return False


def _find_outside(library: Any, page: Any, text_page: Any, count: int) -> set[int]:
    """Indexes of the characters beyond the edges of the paper."""
    paper = library.FS_RECTF()
    library.FPDF_GetPageBoundingBox(page, paper)
    x, y = c_double(), c_double()
    outside: set[int] = set()
    for index in range(count):
        library.FPDFText_GetCharOrigin(text_page, index, x, y)
        is_across = paper.left <= x.value <= paper.right
        if not (is_across and paper.bottom <= y.value <= paper.top):
            outside.add(index)
    return outside
