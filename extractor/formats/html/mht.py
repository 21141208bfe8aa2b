"""Pages packed as a message: which part is the page, and what the parts hold."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from extractor.formats.builder import build_document
from extractor.formats.html.encoding import decode_page
from extractor.formats.html.page import HtmlBlockBuilder
from extractor.formats.html.tree import parse_html
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_mht",
]


def read_mht(data: bytes, name: str = "") -> Document:
    """A page packed with its pictures as one MIME message (.mht, Word's "single file web page"). Raises ReadError."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        root = _find_root_part(message)
        pages = [
            part for part in message.walk() if part.get_content_type() == "text/html"
        ]
    except (ValueError, LookupError, RecursionError) as error:
        raise ReadError("FILE_DAMAGED", format="mht", what=str(error)) from error
    if root is None:
        raise ReadError("FILE_DAMAGED", format="mht", what="no text/html part")
    text, issues = decode_page(_read_payload(root), root.get_content_charset() or "")
    page = HtmlBlockBuilder(parse_html(text))
    loose = list(page.unanchored)
    for part in pages:  # headers and footers stand in a page of their own
        if (
            part is not root
            and "header"
            in (part.get("Content-Location") or "").rpartition("/")[2].lower()
        ):
            other, _ = decode_page(
                _read_payload(part), part.get_content_charset() or ""
            )
            loose.extend(HtmlBlockBuilder(parse_html(other)).unanchored)
    if (
        message.defects
        or root.defects
        or ("<html" in text[:4096].lower() and "</html" not in text[-4096:].lower())
    ):
        issues.append(Issue.build("HTML_CUT"))
    if page.picture_count:
        issues.append(Issue.build("NOT_READ", what="picture", count=page.picture_count))
    return build_document(page.blocks, loose, format="mht", issues=issues)


def _find_root_part(message: Message) -> Message | None:
    """The page of the message: the part its header names, else the first page in it."""
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    start = message.get_param("start")
    for part in pages:
        if isinstance(start, str) and part.get("Content-ID") == start:
            return part
    return pages[0] if pages else None


def _read_payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
