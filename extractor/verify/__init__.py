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

from extractor.verify.binary import in_binary
from extractor.verify.opendocument import in_flat_opendocument, in_opendocument
from extractor.verify.parts import in_flat_package, in_package
from extractor.verify.richtext import in_rich_text
from extractor.verify.unclear import Unclear
from extractor.verify.web import in_message, in_page
from extractor.verify.wordml import in_wordml

__all__ = ["COUNTED", "stored"]

_FAILS = (
    Unclear,
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


def stored(data: bytes, format: str) -> list[str] | None:
    """The lines, or None for a format that is not counted or a file in which it cannot be told what is visible."""
    count = COUNTED.get(format)
    try:
        return None if count is None else count(data)
    except _FAILS:
        return None


def _dump(data: bytes) -> list[str]:
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
    raise Unclear


def _by_ending(data: bytes, ending: str) -> list[str]:
    """A file written into another one."""
    kind = {
        "htm": "html",
        "xhtml": "html",
        "mhtml": "mht",
        "docm": "docx",
        "dotx": "docx",
    }.get(ending, ending)
    if kind not in COUNTED:
        raise Unclear
    return COUNTED[kind](data)


COUNTED: Mapping[str, Callable[[bytes], list[str]]] = {
    "docx": lambda data: in_package(data, _by_ending),
    "flat_opc": lambda data: in_flat_package(data, _by_ending),
    "wordml": in_wordml,
    "doc": in_binary,
    "rtf": in_rich_text,
    "odt": in_opendocument,
    "flat_odt": in_flat_opendocument,
    "html": in_page,
    "mht": in_message,
    "txt": _dump,
}
