r"""Rich Text Format: braces, control words and bytes in the code page of their font.

Text of twenty years is written in all its ways: ``\'d2\'bb`` (GBK of the font), ``\u19968?`` and raw bytes. Groups keep
formatting local; a group that opens with a name is a destination, of which only those that reach the page are read.
Numbers made by Word stand ready in ``\listtext`` groups; a row's grid is told by ``\trowd ... \cellx`` before ``\row``.
"""

from __future__ import annotations

from extractor.formats.builder import finished
from extractor.formats.rtf.control_words import HANDLERS
from extractor.formats.rtf.parser import Reader
from extractor.model.document import Document
from extractor.model.issues import Issue

__all__ = ["read_rtf"]


def read_rtf(data: bytes, name: str = "") -> Document:
    """Bytes of an .rtf as a Document. Raises ReadError (corrupt) when its groups do not end."""
    reader = Reader(data, HANDLERS)
    reader.read()
    body = reader.flows[0]
    if body.words or body.label or body.beside:
        reader.end_paragraph()
    issues = reader.issues
    if reader.letters.halves:
        issues.append(
            Issue.of(
                "BYTES_UNDECODABLE", count=reader.letters.halves, encoding="utf-16"
            )
        )
    if reader.letters.lost:
        issues.append(
            Issue.of(
                "BYTES_UNDECODABLE",
                count=reader.letters.lost,
                encoding=reader.letters.code_page,
            )
        )
    if reader.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=reader.pictures))
    if (
        reader.listed and not reader.labelled
    ):  # Word would count; other programs write its numbers out
        issues.append(Issue.of("NOT_READ", what="list number", count=reader.listed))
    return finished(body.assembly.finished(), reader.loose, format="rtf", issues=issues)
