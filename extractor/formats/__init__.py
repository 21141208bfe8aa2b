"""Bytes to :class:`~extractor.model.document.Document`: the only package that depends
on zip, XML, OLE and HTML.

The format is detected from the bytes. One table gives the reader of each format,
another the code and status of the formats that are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from extractor.formats.builder import FileTitle, build_metadata
from extractor.formats.detect import detect_format
from extractor.formats.limits import MEGABYTE, apply_file_limits
from extractor.model.document import Document, StoryKind
from extractor.model.issues import ReadError

__all__ = [
    "READERS",
    "REFUSED_FORMATS",
    "read_python_docx",
    "read",
    "detect_format",
]

FormatReader = Callable[[bytes, str], Document]


# The reader of a format is imported when the first file of it is met. Those of Word
# get the table itself: their documents may embed documents of any format.


def _read_docx(data: bytes, name: str) -> Document:
    from extractor.formats.docx.document import read_docx

    return read_docx(data, name, read)


def _read_flat_opc(data: bytes, name: str) -> Document:
    from extractor.formats.docx.document import read_flat_opc

    return read_flat_opc(data, name, read)


def _read_wordml(data: bytes, name: str) -> Document:
    from extractor.formats.docx.document import read_wordml

    return read_wordml(data, name, read)


def _read_doc(data: bytes, name: str) -> Document:
    from extractor.formats.doc import read_doc

    return read_doc(data, name)


def _read_rtf(data: bytes, name: str) -> Document:
    from extractor.formats.rtf import read_rtf

    return read_rtf(data, name)


def _read_odt(data: bytes, name: str) -> Document:
    from extractor.formats.odt import read_odt

    return read_odt(data, name)


def _read_flat_odt(data: bytes, name: str) -> Document:
    from extractor.formats.odt import read_flat_odt

    return read_flat_odt(data, name)


def _read_html(data: bytes, name: str) -> Document:
    from extractor.formats.html import read_html

    return read_html(data, name)


def _read_mht(data: bytes, name: str) -> Document:
    from extractor.formats.html.mht import read_mht

    return read_mht(data, name)


def _read_plaintext(data: bytes, name: str) -> Document:
    from extractor.formats.plaintext import read_plaintext

    return read_plaintext(data, name)


def _read_workbook(data: bytes, name: str) -> Document:
    from extractor.formats.spreadsheet import read_workbook

    return read_workbook(data, name)


def _read_pdf(data: bytes, name: str) -> Document:
    from extractor.formats.pdf.page_sequence import read_pdf

    return read_pdf(data, name)


READERS: Mapping[str, FormatReader] = {
    "docx": _read_docx,
    "flat_opc": _read_flat_opc,
    "wordml": _read_wordml,
    "doc": _read_doc,
    "rtf": _read_rtf,
    "odt": _read_odt,
    "flat_odt": _read_flat_odt,
    "html": _read_html,
    "mht": _read_mht,
    "txt": _read_plaintext,
    "xlsx": _read_workbook,
    "xls": _read_workbook,
    "pdf": _read_pdf,
}

# Format -> (code, status of the manifest). What is in neither table is NOT_WORD,
# unsupported.
REFUSED_FORMATS: Mapping[str, tuple[str, str]] = {
    "empty": ("EMPTY_FILE", "corrupt"),
    "encrypted": ("ENCRYPTED", "encrypted"),
    "word2": ("WORD_95", "unsupported"),
    "ole_cut": ("OLE_CUT", "corrupt"),
    **dict.fromkeys(("zip", "rar", "7z", "gz"), ("PACKED", "unsupported")),
    **dict.fromkeys(
        ("png", "jpeg", "gif", "bmp", "tiff", "webp", "svg"), ("PICTURE", "unsupported")
    ),
    "unknown": ("UNKNOWN_BYTES", "unsupported"),
}

# Bytes of formats that are one long text; a package is limited part by part, a binary
# file by its size.
MAX_BYTES_BY_FORMAT: Mapping[str, int] = {
    **dict.fromkeys(("html", "txt"), 64 * MEGABYTE),
    **dict.fromkeys(("mht", "rtf", "flat_opc", "wordml", "flat_odt"), 128 * MEGABYTE),
}


def read_python_docx(doc: Any) -> Document:
    """Read a python-docx ``Document`` that a user already holds."""
    from extractor.formats.docx.document import read_python_docx as read_loaded

    return read_loaded(doc, read)


def read(data: bytes, name: str = "") -> Document:
    """Read a document from its bytes.

    Args:
        data: bytes of the file.
        name: its name, for messages and as the weakest of its titles.

    Returns:
        The document with its format, checksum and titles.

    Raises:
        ReadError: with its code, the manifest's ``status`` and the ``format`` detected.
    """
    kind = detect_format(data)
    reader = READERS.get(kind)
    if reader is None:
        code, status = REFUSED_FORMATS.get(kind, ("NOT_WORD", "unsupported"))
        raise ReadError(code, status=status, format=kind, kind=kind)
    if len(data) > MAX_BYTES_BY_FORMAT.get(kind, len(data)):
        raise ReadError(
            "FILE_TOO_LARGE",
            status="refused_limit",
            format=kind,
            limit=f"{MAX_BYTES_BY_FORMAT[kind] // MEGABYTE} MB",
        )
    try:
        with apply_file_limits():
            document = reader(data, name)
    except ReadError as error:
        error.format = error.format or kind
        raise
    except RecursionError:
        raise ReadError(
            "XML_DEEP", status="refused_limit", format=kind, part=name
        ) from None
    if any(story.kind is StoryKind.EMBEDDED for story in document.stories):
        from extractor.formats.spreadsheet import mark_repeated_sheets

        document = mark_repeated_sheets(document)
    file_name = FileTitle("file_name", _strip_folder_and_ending(name))
    return replace(
        document,
        format=document.format or kind,
        sha256=hashlib.sha256(data).hexdigest(),
        metadata=(
            *document.metadata,
            *build_metadata([file_name], len(document.metadata) + 1),
        ),
    )


def _strip_folder_and_ending(name: str) -> str:
    """A file's name alone: 预算 of ``a.zip!/folder/预算.docx``."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _, _ = last.rpartition(".")
    return stem or last
