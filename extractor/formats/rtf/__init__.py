r"""Rich Text Format: braces, control words and bytes in the code page of their font.

Text is written as ``\'d2\'bb`` (GBK of the font), as ``\u19968?`` or as raw bytes.
Groups keep formatting local; a group that opens with a name is a destination, of which
those that reach the page are read. Word writes list numbers out in ``\listtext``
groups; ``\trowd ... \cellx`` defines the grid of the next ``\row``.
"""

from __future__ import annotations

import re

from extractor.formats.builder import DraftParagraph, FileTitle, build_document
from extractor.formats.rtf.control_words import HANDLERS
from extractor.formats.rtf.parser import RtfParser
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = [
    "read_rtf",
]

_PROPERTIES_WINDOW = 1 << 20  # bytes at the head that hold the properties
_TITLE_GROUP = re.compile(rb"\{\\title ?((?:[^{}\\]|\\[^{}]){0,2000})\}")
_CODE_PAGE = re.compile(rb"\\ansicpg\d{1,5}")


def read_rtf(data: bytes, name: str = "") -> Document:
    """Read an RTF file.

    Args:
        data: The bytes of the file.
        name: Not used.

    Returns:
        The document.

    Raises:
        ReadError: FILE_DAMAGED, its groups do not end; TOO_DEEP.
    """
    parser = RtfParser(data, HANDLERS)
    parser.parse_tokens()
    return build_document(
        parser.stories[0].assembly.finish_blocks(),
        parser.unanchored,
        format="rtf",
        issues=[*parser.issues, *_list_losses(parser)],
        titles=[FileTitle("properties", _read_title(data))],
    )


def _read_title(data: bytes) -> str:
    """The title among the properties, read as a file of its own in the same character
    set."""
    group = _TITLE_GROUP.search(data, 0, _PROPERTIES_WINDOW)
    if group is None:
        return ""
    code_page = _CODE_PAGE.search(data, 0, _PROPERTIES_WINDOW)
    head = b"\\ansicpg1252"
    if code_page is not None:
        head = code_page[0]
    parser = RtfParser(b"{\\rtf1\\ansi%s %s}" % (head, group[1]), HANDLERS)
    parser.parse_tokens()
    blocks = parser.stories[0].assembly.finish_blocks()
    return " ".join(b.text for b in blocks if isinstance(b, DraftParagraph))


def _list_losses(parser: RtfParser) -> list[Issue]:
    """An issue for each kind of content that was not read."""
    issues: list[Issue] = []
    undecodable_counts = {
        "utf-16": parser.decoder.lone_surrogate_count,
        parser.decoder.code_page: parser.decoder.undecodable_count,
    }
    for encoding, count in undecodable_counts.items():
        if count:
            issues.append(
                Issue.build("BYTES_UNDECODABLE", count=count, encoding=encoding)
            )
    unread_counts = {"picture": parser.picture_count}
    if not parser.has_labels:
        # Word generates the numbers itself; other programs write them out
        unread_counts["list number"] = parser.list_paragraph_count
    for what, count in unread_counts.items():
        if count:
            issues.append(Issue.build("NOT_READ", what=what, count=count))
    return issues
