r"""Rich Text Format: braces, control words and bytes in the code page of their font.

Text is written as ``\'d2\'bb`` (GBK of the font), as ``\u19968?`` or as raw bytes.
Groups keep formatting local; a group that opens with a name is a destination, of which
those that reach the page are read. Word writes list numbers out in ``\listtext``
groups; ``\trowd ... \cellx`` defines the grid of the next ``\row``.
"""

from __future__ import annotations

from extractor.formats.builder import build_document
from extractor.formats.rtf.control_words import HANDLERS
from extractor.formats.rtf.parser import RtfParser
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = [
    "read_rtf",
]


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
    )


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
