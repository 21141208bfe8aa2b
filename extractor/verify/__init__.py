"""What a file stores, found a second time by other means than the readers: the lines that some page shows.

Nothing here is shared with the readers (a test holds it), and the means differ: bytes are cut where a reader walks a
tree, events are heard where it asks a tree, the piece table is read from its start where it asks by place. Embedded
objects and the numbers Word makes are no part of it. Order does not matter; what a line is does, for its numbers.
"""

from __future__ import annotations

import binascii
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers.expat import ExpatError

from lxml import etree

from extractor.verify.binary import extract_doc_lines
from extractor.verify.opendocument import extract_flat_odt_lines, extract_odt_lines
from extractor.verify.parts import extract_docx_lines, extract_flat_opc_lines
from extractor.verify.richtext import extract_rtf_lines
from extractor.verify.unclear import UncountableError
from extractor.verify.web import extract_html_lines, extract_mht_lines
from extractor.verify.wordml import extract_wordml_lines

__all__ = [
    "LINE_EXTRACTORS",
    "extract_stored_lines",
]

_UNCOUNTABLE_ERRORS = (
    UncountableError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    binascii.Error,
    struct.error,
    etree.XMLSyntaxError,
    ExpatError,
    RecursionError,
    LookupError,
    ValueError,
    OSError,
)


def extract_stored_lines(data: bytes, format: str) -> list[str] | None:
    """The lines, or None for a format that is not counted or a file in which it cannot be told what is visible."""
    count = LINE_EXTRACTORS.get(format)
    try:
        return None if count is None else count(data)
    except _UNCOUNTABLE_ERRORS:
        return None


def _extract_text_lines(data: bytes) -> list[str]:
    for encoding in (
        ("utf-16",)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else ("utf-8-sig", "gb18030")
    ):
        try:
            return re.sub(
                r"\[bookmark: [^\]\n]*\]", "", data.decode(encoding)
            ).splitlines()
        except UnicodeDecodeError:
            continue
    raise UncountableError


def _extract_by_extension(data: bytes, extension: str) -> list[str]:
    """A file written into another one."""
    kind = {
        "htm": "html",
        "xhtml": "html",
        "mhtml": "mht",
        "docm": "docx",
        "dotx": "docx",
    }.get(extension, extension)
    if kind not in LINE_EXTRACTORS:
        raise UncountableError
    return LINE_EXTRACTORS[kind](data)


LINE_EXTRACTORS: Mapping[str, Callable[[bytes], list[str]]] = {
    "docx": lambda data: extract_docx_lines(data, _extract_by_extension),
    "flat_opc": lambda data: extract_flat_opc_lines(data, _extract_by_extension),
    "wordml": extract_wordml_lines,
    "doc": extract_doc_lines,
    "rtf": extract_rtf_lines,
    "odt": extract_odt_lines,
    "flat_odt": extract_flat_odt_lines,
    "html": extract_html_lines,
    "mht": extract_mht_lines,
    "txt": _extract_text_lines,
}
