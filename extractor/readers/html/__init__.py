"""Web pages, as Word and WPS save them under the name of a document (.doc, .htm, .mht), and any other page.

The page is read as it is shown: white space folded, what is not displayed left out, cells laid out by their spans.
Word marks what HTML has no word for in styles of its own: ``mso-list:Ignore`` around a number it made, ``mso-hide``
for hidden text, ``mso-spacerun`` and ``mso-tab-count`` for spaces and tabs, ``mso-element`` for notes and headers.
Nothing is ever fetched.
"""

from __future__ import annotations

import email
import email.policy
import re

from lxml import etree

from extractor.document import Document
from extractor.issues import Issue, ReadError
from extractor.readers.bounds import spent
from extractor.readers.draft import finished
from extractor.readers.html.encoding import decoded, payload, root_of
from extractor.readers.html.page import Page

__all__ = ["read_html", "read_mht"]


def read_html(data: bytes, name: str = "", charset: str = "") -> Document:
    """Bytes of a page as a Document; ``charset`` is what a surrounding message declares. Raises ReadError."""
    text, issues = decoded(data, charset)
    page = Page(_tree(text))
    if "<html" in text[:4096].lower() and "</html" not in text[-4096:].lower():
        issues.append(Issue.of("HTML_CUT"))
    if page.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=page.pictures))
    return finished(page.blocks, page.loose, format="html", issues=issues)


def read_mht(data: bytes, name: str = "") -> Document:
    """A page packed with its pictures as one MIME message (.mht, Word's "single file web page"). Raises ReadError."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        root = root_of(message)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except (ValueError, LookupError, RecursionError) as error:
        raise ReadError("FILE_DAMAGED", format="mht", what=str(error)) from error
    if root is None:
        raise ReadError("FILE_DAMAGED", format="mht", what="no text/html part")
    text, issues = decoded(payload(root), root.get_content_charset() or "")
    page = Page(_tree(text))
    loose = list(page.loose)
    for part in pages:  # headers and footers stand in a page of their own
        if part is not root and "header" in (part.get("Content-Location") or "").rpartition("/")[2].lower():
            other, _ = decoded(payload(part), part.get_content_charset() or "")
            loose.extend(Page(_tree(other)).loose)
    if message.defects or root.defects or ("<html" in text[:4096].lower() and "</html" not in text[-4096:].lower()):
        issues.append(Issue.of("HTML_CUT"))
    if page.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=page.pictures))
    return finished(page.blocks, loose, format="mht", issues=issues)


def _tree(text: str) -> etree._Element:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", "\ufffd"))  # the parser would end there
    spent("tags", 2 * text.count("<"))  # the parser ends every element itself
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("FILE_DAMAGED", format="html", what=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError("TOO_DEEP", "refused_limit", format="html", depth=2048)  # the parser drops what lies deeper
    if root is None:
        raise ReadError("FILE_DAMAGED", format="html", what="no element")
    return root
