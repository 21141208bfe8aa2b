"""What the bytes are, whatever the file is called.

Offices save web pages as ``.doc``, rename ``.doc`` to ``.docx`` and pack pictures as either; the name is never asked.
OLE comes before zip because many real ``.doc`` files carry a zip inside and pass for one.
"""

from __future__ import annotations

import codecs
import re

from extractor.formats.opc import read_zip_entries
from extractor.model.issues import ReadError

__all__ = [
    "decode_text",
    "is_misnamed",
    "detect_format",
]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# (first bytes, format); the first that fits wins.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xdb\xa5", "word2"),
    (b"\x31\xbe\x00\x00", "write"),
)

# Names of streams in an OLE file, as its directory writes them; the first found wins.
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("HwpSummaryInformation", "hwp"),
)

# (words of the opening tags, format) for anything that begins with "<".
MARKUP_SIGNATURES: tuple[tuple[str, str], ...] = (
    ("http://schemas.microsoft.com/office/2006/xmlpackage", "flat_opc"),
    ("http://schemas.microsoft.com/office/word/2003/wordml", "wordml"),
    ("urn:oasis:names:tc:opendocument:xmlns:office", "flat_odt"),
    ("<html", "html"),
    ("<!doctype html", "html"),
    ("<body", "html"),
    ("<table", "html"),
    ("<meta", "html"),
    ("<div", "html"),
    ("<p>", "html"),
    ("<p ", "html"),
    ("<svg", "svg"),
    ("<?xml", "xml"),
)

_MHT = re.compile(
    r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?"  # mail headers, folded ones too
    r"(?:mime-version|content-type:\s*multipart/related)"
)
_MAX_WHOLE_DECODE_BYTES = 64 * 2**20  # bytes beyond which the beginning alone is asked
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_format(data: bytes) -> str:
    """Name of the format (``docx``, ``doc``, ``rtf``, ``html``, ``txt``, ``pdf``, ...), ``empty`` or ``unknown``."""
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if data.startswith(OLE_MAGIC):
        return _detect_ole_format(data)
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        return _detect_zip_format(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _detect_text_format(data)


# ending of a name -> formats it promises
FORMATS_BY_EXTENSION: dict[str, frozenset[str]] = {
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), frozenset({"docx"})),
    **dict.fromkeys(("doc", "dot", "wps", "wpt"), frozenset({"doc"})),
    **dict.fromkeys(("htm", "html"), frozenset({"html"})),
    **dict.fromkeys(("mht", "mhtml"), frozenset({"mht"})),
    **{
        kind: frozenset({kind})
        for kind in (
            "rtf",
            "odt",
            "txt",
            "pdf",
            "xlsx",
            "xls",
            "pptx",
            "ppt",
            "zip",
            "rar",
            "7z",
        )
    },
    **{kind: frozenset({kind}) for kind in ("png", "gif", "bmp", "svg", "webp", "gz")},
    **dict.fromkeys(("jpg", "jpeg"), frozenset({"jpeg"})),
    **dict.fromkeys(("tif", "tiff"), frozenset({"tiff"})),
    "xml": frozenset({"xml", "wordml", "flat_opc", "flat_odt"}),
    "fodt": frozenset({"flat_odt"}),
}


def is_misnamed(name: str, format: str | None) -> bool | None:
    """Whether a name's ending promises another format than the bytes are; None where one of them says nothing."""
    promised = (
        FORMATS_BY_EXTENSION.get(name.rpartition(".")[2].lower())
        if "." in name
        else None
    )
    if (
        promised is None
        or format is None
        or format in ("empty", "unknown", "encrypted")
    ):
        return None
    return format not in promised


def decode_text(data: bytes) -> str | None:
    """The text of a plain text file: UTF-8 (with or without mark), UTF-16, GB18030; None when it is none of these."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding)
    if (
        data[1:2] == b"\0" or data[:1] == b"\0"
    ):  # UTF-16 without its mark: markup and digits leave every other byte 0
        wide = _decode_strictly(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
        if wide is not None and "\0" not in wide:
            return wide
    if b"\0" in data:
        return None
    text = _decode_strictly(data, "utf-8")
    return text if text is not None else _decode_strictly(data, "gb18030")


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        if len(data) > _MAX_WHOLE_DECODE_BYTES:
            return codecs.getincrementaldecoder(encoding)().decode(
                data[:65536], final=False
            )
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _detect_ole_format(data: bytes) -> str:
    """A compound file by the names in its directory; one that ends before the directory tells nothing."""
    for name, kind in OLE_STREAMS:
        entry = name.encode("utf-16-le").ljust(64, b"\0") + (
            2 * len(name) + 2
        ).to_bytes(2, "little")
        if entry in data:
            return kind
    size, first = (
        1 << min(int.from_bytes(data[30:32], "little"), 20),
        int.from_bytes(data[48:52], "little"),
    )
    return "ole_cut" if (first + 1) * size >= len(data) else "ole"


def _detect_zip_format(data: bytes) -> str:
    """A zip is a Word package when it says so itself; the reader looks closer. A cut zip stays a damaged package."""
    if data[30:38] == b"mimetype" and b"opendocument.text" in data[38:120]:
        return "odt"
    try:
        names = {entry.filename.replace("\\", "/") for entry in read_zip_entries(data)}
    except ReadError as error:
        if error.status == "refused_limit":
            return "docx"  # the reader says why it is refused
        return (
            "docx"
            if b"[Content_Types].xml" in data[:4096] or b"word/" in data[:65536]
            else "zip"
        )
    if any(name.lower().lstrip("/") == "[content_types].xml" for name in names):
        for folder, kind in (("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names) and not any(
                name.startswith("word/") for name in names
            ):
                return kind
        return "docx"
    if any(name.endswith("word/document.xml") for name in names):
        return "docx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    return "zip"


def _detect_text_format(data: bytes) -> str:
    head = data[:4096]
    text = decode_text(data)
    if text is None:
        if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"MIME-Version:")):
            return "unknown"
        text = data[:65536].decode(
            "latin-1"
        )  # markup of one encoding with a broken byte is markup all the same
    start = text.lstrip("\ufeff \t\r\n")[:4096].lower()
    if start.startswith("<"):
        for words, kind in MARKUP_SIGNATURES:
            if words in start:
                return kind
    if _MHT.match(start.replace("\r\n", "\n")):
        return "mht"
    if "<html" in start or "<table" in start:
        return "html"
    controls = sum(
        1
        for character in text[:4096]
        if character < " " and character not in "\t\r\n\f\v\x1a\x07"
    )
    return "txt" if controls * 50 <= len(text[:4096]) else "unknown"
