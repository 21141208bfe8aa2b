"""Web pages packed as one MIME message (.mht, Word's "single file web page")."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from extractor.formats.builder import Attachment, build_document
from extractor.formats.html.encoding import decode_page
from extractor.formats.html.page import is_page_cut, parse_page
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_mht",
]


def read_mht(data: bytes, name: str = "") -> Document:
    """Read a page packed with its pictures as one MIME message.

    Args:
        data: The bytes of the message.
        name: Not used.

    Returns:
        The document; its headers and footers are in a page of their own.

    Raises:
        ReadError: FILE_DAMAGED, no page in the message, or as for ``parse_page``.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        root = _find_root_part(message)
        parts = list(message.walk())
    except (ValueError, LookupError, RecursionError) as error:
        raise ReadError("FILE_DAMAGED", format="mht", what=str(error)) from error
    if root is None:
        raise ReadError("FILE_DAMAGED", format="mht", what="no text/html part")
    text, issues = _decode_part(root)
    page = parse_page(text)
    unanchored = list(page.unanchored)
    for part in parts:
        if part is not root and _is_header_page(part):
            unanchored += _read_headers_footers(part)
    if message.defects or root.defects or is_page_cut(text):
        issues.append(Issue.build("HTML_CUT"))
    if page.picture_count:
        issues.append(Issue.build("NOT_READ", what="picture", count=page.picture_count))
    return build_document(
        page.blocks, unanchored, format="mht", issues=issues, titles=page.titles
    )


def _find_root_part(message: Message) -> Message | None:
    """The page that the message names as its start, else the first one."""
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    start = message.get_param("start")
    for part in pages:
        if isinstance(start, str) and part.get("Content-ID") == start:
            return part
    if pages:
        return pages[0]
    return None


def _is_header_page(part: Message) -> bool:
    if part.get_content_type() != "text/html":
        return False
    # a value with bytes that are no ASCII is an object, not text
    location = str(part.get("Content-Location") or "")
    return "header" in location.rpartition("/")[2].lower()


def _read_headers_footers(part: Message) -> list[Attachment]:
    text, _ = _decode_part(part)
    return parse_page(text).unanchored


def _decode_part(part: Message) -> tuple[str, list[Issue]]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        content = b""
    return decode_page(content, part.get_content_charset() or "")
