"""Web pages, as Word and WPS save them under the name of a document (.doc, .htm, .mht), and any other page.

The page is read as it is shown: white space folded, what is not displayed left out, cells laid out by their spans.
Word marks what HTML has no word for in styles of its own: ``mso-list:Ignore`` around a number it made, ``mso-hide``
for hidden text, ``mso-spacerun`` and ``mso-tab-count`` for spaces and tabs, ``mso-element`` for notes and headers.
Nothing is ever fetched.
"""

from __future__ import annotations

from extractor.formats.builder import build_document
from extractor.formats.html.encoding import decode_page
from extractor.formats.html.mht import read_mht
from extractor.formats.html.page import HtmlBlockBuilder
from extractor.formats.html.tree import parse_html
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = [
    "read_html",
    "read_mht",
]


def read_html(data: bytes, name: str = "", charset: str = "") -> Document:
    """Bytes of a page as a Document; ``charset`` is what a surrounding message declares. Raises ReadError."""
    text, issues = decode_page(data, charset)
    page = HtmlBlockBuilder(parse_html(text))
    if "<html" in text[:4096].lower() and "</html" not in text[-4096:].lower():
        issues.append(Issue.build("HTML_CUT"))
    if page.picture_count:
        issues.append(Issue.build("NOT_READ", what="picture", count=page.picture_count))
    return build_document(page.blocks, page.unanchored, format="html", issues=issues)
