"""Detect the format of a file from its bytes, not its name.

Offices save web pages as ``.doc``, rename ``.doc`` to ``.docx`` and pack pictures as
either; the name is not evidence. OLE comes before zip because many real ``.doc`` files
contain a zip and are detected as one.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from extractor.formats.compound_file import list_stream_names
from extractor.formats.opc import OLE_MAGIC, read_zip_entries
from extractor.model.issues import ReadError

__all__ = [
    "DecodedText",
    "decode_text",
    "is_misnamed",
    "detect_format",
]

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

# (part of the opening tags, format) for anything that begins with "<"; the first found
# wins.
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

# Mail headers, folded ones too, down to one that only a web archive has.
_MHT = re.compile(
    r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?"
    r"(?:mime-version|content-type:\s*multipart/related)"
)
_PACKAGE_FOLDERS = (("xl/", "xlsx"), ("ppt/", "pptx"))
# Bytes beyond which only the beginning is decoded.
_MAX_WHOLE_DECODE_BYTES = 64 * 2**20
# Characters of a text that are looked at.
_SAMPLE_LENGTH = 4096
# Control characters that plain text files hold.
_TEXT_CONTROLS = frozenset("\t\r\n\f\v\x1a\x07")
# In text, at most one character of so many is a control character.
_MIN_CHARACTERS_PER_CONTROL = 50
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes from which an encoding is guessed.
_GUESS_BYTES = 65536
# In a text that is damaged in places, at most one character of so many is lost.
_MIN_CHARACTERS_PER_LOSS = 40
# What no text in Chinese holds: controls, other scripts, characters without a meaning.
_ODD_CHARACTER = re.compile(
    "[^\\t\\n\\r\\f\\v\\x07\\x1a -~\xa0-\xff\u0370-\u04ff\u2000-\u2bff\u2e80-\u9fff\ue5e5\uf900-\ufaff\ufe10-\uffef]"
)
# The bytes A3 A0, a blank of old pages in GB encodings.
_GB_BLANK = "\ue5e5"


def detect_format(data: bytes) -> str:
    """Detect the format of a file from its bytes.

    Args:
        data: bytes of the file.

    Returns:
        Name of the format (``docx``, ``doc``, ``rtf``, ``html``, ``txt``, ``pdf``,
        ...), ``empty`` or ``unknown``.
    """
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if data.startswith(OLE_MAGIC):
        return _detect_ole_format(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip_format(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _detect_text_format(data)


# Ending of a name -> formats it promises.
FORMATS_BY_EXTENSION: dict[str, frozenset[str]] = {
    **{
        kind: frozenset({kind})
        for kind in (
            "rtf",
            "odt",
            "txt",
            "pdf",
            "pptx",
            "ppt",
            "zip",
            "rar",
            "7z",
            "gz",
            "png",
            "gif",
            "bmp",
            "svg",
            "webp",
        )
    },
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), frozenset({"docx"})),
    **dict.fromkeys(("doc", "dot", "wps", "wpt"), frozenset({"doc"})),
    **dict.fromkeys(("xlsx", "xlsm", "xltx"), frozenset({"xlsx"})),
    **dict.fromkeys(("xls", "xlt"), frozenset({"xls"})),
    **dict.fromkeys(("et", "ett"), frozenset({"xls", "xlsx"})),
    **dict.fromkeys(("htm", "html"), frozenset({"html"})),
    **dict.fromkeys(("mht", "mhtml"), frozenset({"mht"})),
    **dict.fromkeys(("jpg", "jpeg"), frozenset({"jpeg"})),
    **dict.fromkeys(("tif", "tiff"), frozenset({"tiff"})),
    "xml": frozenset({"xml", "wordml", "flat_opc", "flat_odt"}),
    "fodt": frozenset({"flat_odt"}),
}
_UNTOLD_FORMATS = frozenset((None, "empty", "unknown", "encrypted"))


def is_misnamed(name: str, format: str | None) -> bool | None:
    """Tell whether a file's name promises another format than its bytes have.

    Args:
        name: name of the file.
        format: format of its bytes, as :func:`detect_format` gives it.

    Returns:
        None where neither extension nor bytes decide.
    """
    _, dot, extension = name.rpartition(".")
    promised = FORMATS_BY_EXTENSION.get(extension.lower())
    if not dot or promised is None or format in _UNTOLD_FORMATS:
        return None
    return format not in promised


class DecodedText(NamedTuple):
    """The text of a plain text file.

    ``n_lost`` places could not be decoded, ``n_zeros`` characters were NUL; both show
    as U+FFFD.
    """

    text: str
    encoding: str
    n_lost: int = 0
    n_zeros: int = 0


def decode_text(data: bytes) -> DecodedText | None:
    """Decode a plain text file: UTF-8 or UTF-16 (with or without mark) or GB18030.

    A bad byte, a NUL or a character cut at the end costs that character alone.

    Args:
        data: bytes of the file.

    Returns:
        The text (of a very large file its beginning); None when it is in none of these
        encodings.
    """
    data = _cut_large_text(data)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_with_replacement(data.removeprefix(mark), encoding)
    if b"\0" not in data:
        for encoding in ("utf-8", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return DecodedText(text.replace(_GB_BLANK, "\u3000"), encoding)
    encoding = _guess_encoding(data[:_GUESS_BYTES])
    if not encoding:
        return None
    return _decode_with_replacement(data, encoding)


def _cut_large_text(data: bytes) -> bytes:
    if len(data) > _MAX_WHOLE_DECODE_BYTES:
        return data[:_GUESS_BYTES]
    return data


def _guess_encoding(sample: bytes) -> str:
    """The encoding in which a sample holds the fewest characters that no text holds; ''
    where all hold many."""
    n_odd: dict[str, int] = {}
    for encoding in _list_encodings(sample):
        text = sample.decode(encoding, "replace")
        n_odd[encoding] = len(_ODD_CHARACTER.findall(text))
    encoding = min(n_odd, key=lambda encoding: n_odd[encoding])
    length = len(sample.decode(encoding, "replace"))
    # The sample itself may cut a character.
    if (n_odd[encoding] - 1) * _MIN_CHARACTERS_PER_LOSS > length:
        return ""
    return encoding


def _list_encodings(sample: bytes) -> tuple[str, ...]:
    """The encodings a sample may be in; a few zeros
    in a text of bytes are strays."""
    if sample.count(0) * _MIN_CHARACTERS_PER_LOSS > len(sample):
        return ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        return ("utf-8", "gb18030")
    return ("utf-8",)


def _decode_with_replacement(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, "replace").rstrip("\0")
    n_lost, n_zeros = text.count("\ufffd"), text.count("\0")
    text = text.replace("\0", "\ufffd").replace(_GB_BLANK, "\u3000")
    return DecodedText(text, encoding, n_lost, n_zeros)


def _detect_ole_format(data: bytes) -> str:
    """A compound file by the names in its directory; one that ends before the directory
    is cut."""
    names = {name.lower() for name in list_stream_names(data)}
    for name, kind in OLE_STREAMS:
        if name.lower() in names:
            return kind
    # The directory of a damaged file may not be followed to its end.
    for name, kind in OLE_STREAMS:
        stored_name = name.encode("utf-16-le").ljust(64, b"\0")
        if stored_name + (2 * len(name) + 2).to_bytes(2, "little") in data:
            return kind
    sector_size = 1 << min(int.from_bytes(data[30:32], "little"), 20)
    first_directory_sector = int.from_bytes(data[48:52], "little")
    if (first_directory_sector + 1) * sector_size >= len(data):
        return "ole_cut"
    return "ole"


def _detect_zip_format(data: bytes) -> str:
    """A zip is a Word package by its content types; the reader checks further."""
    if data[30:38] == b"mimetype" and b"opendocument.text" in data[38:120]:
        return "odt"
    try:
        entries = read_zip_entries(data)
    except ReadError as error:
        return _detect_damaged_zip_format(data, error)
    names = {entry.filename.replace("\\", "/") for entry in entries}
    if "[content_types].xml" in {name.lower().lstrip("/") for name in names}:
        return _detect_package_format(names)
    if any(name.endswith("word/document.xml") for name in names):
        return "docx"
    if names >= {"content.xml", "META-INF/manifest.xml"}:
        return "odt"
    return "zip"


def _detect_damaged_zip_format(data: bytes, error: ReadError) -> str:
    """A truncated package stays a package; the reader reports which limit one
    exceeds."""
    if error.status == "refused_limit":
        return "docx"
    if b"[Content_Types].xml" in data[:4096] or b"word/" in data[:65536]:
        return "docx"
    return "zip"


def _detect_package_format(names: set[str]) -> str:
    """An OPC package by its folders."""
    if any(name.startswith("word/") for name in names):
        return "docx"
    for folder, kind in _PACKAGE_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return kind
    return "docx"


def _detect_text_format(data: bytes) -> str:
    decoded = decode_text(data)
    if decoded is not None:
        text = decoded.text
    else:
        start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith((b"<", b"MIME-Version:")):
            return "unknown"
        # Markup with one broken byte is markup all the same.
        text = data[:65536].decode("latin-1")
    markup = _detect_markup_format(text)
    if markup is not None:
        return markup
    sample = text[:_SAMPLE_LENGTH]
    n_controls = sum(c < " " and c not in _TEXT_CONTROLS for c in sample)
    if n_controls * _MIN_CHARACTERS_PER_CONTROL <= len(sample):
        return "txt"
    return "unknown"


def _detect_markup_format(text: str) -> str | None:
    """The format of markup by the first of its text."""
    start = text.lstrip("\ufeff \t\r\n")[:_SAMPLE_LENGTH].lower()
    if start.startswith("<"):
        for words, kind in MARKUP_SIGNATURES:
            if words in start:
                return kind
    if _MHT.match(start.replace("\r\n", "\n")):
        return "mht"
    if "<html" in start or "<table" in start:
        return "html"
    return None
