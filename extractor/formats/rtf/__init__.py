r"""Rich Text Format: braces, control words and bytes in the code page of their font.

Text of twenty years is written in all its ways: ``\'d2\'bb`` (GBK of the font), ``\u19968?`` and raw bytes. Groups keep
formatting local; a group that opens with a name is a destination, of which only those that reach the page are read.
Numbers made by Word stand ready in ``\listtext`` groups; a row's grid is told by ``\trowd ... \cellx`` before ``\row``.
"""

from __future__ import annotations

from extractor.formats.builder import build_document
from extractor.formats.rtf.control_words import HANDLERS
from extractor.formats.rtf.parser import RtfReader
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = [
    "read_rtf",
]


def read_rtf(data: bytes, name: str = "") -> Document:
    """Bytes of an .rtf as a Document. Raises ReadError (corrupt) when its groups do not end."""
    reader = RtfReader(data, HANDLERS)
    reader.read_tokens()
    body = reader.stories[0]
    if body.text_parts or body.label_parts or body.attachments:
        reader.end_paragraph()
    issues = reader.issues
    if reader.decoder.lone_surrogate_count:
        issues.append(
            Issue.build(
                "BYTES_UNDECODABLE",
                count=reader.decoder.lone_surrogate_count,
                encoding="utf-16",
            )
        )
    if reader.decoder.undecodable_count:
        issues.append(
            Issue.build(
                "BYTES_UNDECODABLE",
                count=reader.decoder.undecodable_count,
                encoding=reader.decoder.code_page,
            )
        )
    if reader.picture_count:
        issues.append(
            Issue.build("NOT_READ", what="picture", count=reader.picture_count)
        )
    if (
        reader.list_paragraph_count and not reader.has_labels
    ):  # Word would count; other programs write its numbers out
        issues.append(
            Issue.build(
                "NOT_READ", what="list number", count=reader.list_paragraph_count
            )
        )
    return build_document(
        body.assembly.finish_blocks(), reader.unanchored, format="rtf", issues=issues
    )
