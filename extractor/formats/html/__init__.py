"""Web pages, as Word and WPS save them under the name of a document, and any other
page.

A page is read as it is shown: white space is folded, what is not displayed is left out,
cells are laid out by their spans. Word states what HTML has no element for in styles of
its own: ``mso-list:Ignore`` around a number it generated, ``mso-hide`` for hidden text,
``mso-spacerun`` and ``mso-tab-count`` for spaces and tabs, ``mso-element`` for notes
and headers. Nothing is ever fetched.
"""

from __future__ import annotations

from extractor.formats.builder import build_document
from extractor.formats.html.encoding import decode_page
from extractor.formats.html.page import is_page_cut, parse_page
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = [
    "read_html",
]


def read_html(data: bytes, name: str = "") -> Document:
    """Read a web page.

    Args:
        data: The bytes of the page.
        name: Not used.

    Returns:
        The document.

    Raises:
        ReadError: As for ``parse_page``.
    """
    text, issues = decode_page(data)
    page = parse_page(text)
    if is_page_cut(text):
        issues.append(Issue.build("HTML_CUT"))
    if page.picture_count:
        issues.append(Issue.build("NOT_READ", what="picture", count=page.picture_count))
    return build_document(
        page.blocks,
        page.unanchored,
        format="html",
        issues=issues,
        titles=page.titles,
    )
