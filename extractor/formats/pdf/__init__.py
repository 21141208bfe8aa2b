"""PDF files: pages of glyphs and lines become paragraphs and tables.

The steps, each a module: what a page shows (``pdfium``), tables from its lines
(``rulings``) or from white space (``aligned_columns``), lines and paragraphs
(``printed_lines``), what pages repeat and what goes on over their ends
(``page_sequence``). Nothing is recognized in pictures.
"""

from __future__ import annotations

from extractor.formats.builder import build_document
from extractor.formats.pdf.page_sequence import build_blocks
from extractor.formats.pdf.pdfium import read_pages
from extractor.model.document import Document

__all__ = [
    "read_pdf",
]


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
    sequence = build_blocks(read_pages(data))
    return build_document(
        sequence.blocks, sequence.margins, format="pdf", issues=sequence.issues
    )
