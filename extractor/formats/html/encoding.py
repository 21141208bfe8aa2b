"""The encoding of a web page: by its byte order mark, its declaration, or what fits."""

from __future__ import annotations

import codecs
import re

import regex

from extractor.model.issues import Issue

__all__ = [
    "decode_page",
]

_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DECLARED_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""",
    re.I,
)
# What a browser takes a declared name for, where Python has another idea of it. Source:
# WHATWG Encoding Standard, 4.2.
_WEB_NAMES = {
    **dict.fromkeys(
        [
            "gb2312",
            "gbk",
            "gb-2312",
            "x-gbk",
            "cp936",
            "936",
            "gb2312-80",
            "gb-2312-80",
            "chinese",
            "csgb2312",
            "csiso58gb231280",
            "iso-ir-58",
        ],
        "gb18030",
    ),
    **dict.fromkeys(
        [
            "ascii",
            "us-ascii",
            "ansi-x3.4-1968",
            "iso-8859-1",
            "iso8859-1",
            "iso88591",
            "latin1",
            "l1",
            "windows-1252",
            "x-cp1252",
            "cp819",
            "ibm819",
        ],
        "cp1252",
    ),
    **dict.fromkeys(
        ["big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5"], "big5hkscs"
    ),
    **dict.fromkeys(["shift-jis", "sjis", "x-sjis", "ms-kanji"], "cp932"),
    **dict.fromkeys(["euc-kr", "ks-c-5601-1987", "ksc5601", "korean"], "cp949"),
    **dict.fromkeys(["iso-8859-9", "latin5"], "cp1254"),
    **dict.fromkeys(["iso-8859-11", "tis-620", "windows-874"], "cp874"),
    **dict.fromkeys(["macintosh", "x-mac-roman"], "mac-roman"),
    **dict.fromkeys(["unicode-1-1-utf-8", "x-unicode20utf8"], "utf-8"),
    "x-mac-cyrillic": "mac-cyrillic",
}
# Encodings in which any bytes are some text, so that a page that declares one may well
# be in another.
_SINGLE_BYTE_NAMES = regex.compile(
    r"cp125\d|cp874|mac-\w+|iso-?8859-\d+|koi8-[ru]", regex.I
)
_HIGH_BYTE = regex.compile(rb"[\x80-\xff]")
_GB2312_CHARACTER = regex.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
# The bytes A3 A0, a blank of old pages in GB encodings.
_GB_BLANK = "\ue5e5"
_NON_WEB_ENCODINGS = ("escape", "utf-7", "idna", "punycode", "undefined", "mbcs", "oem")


def decode_page(data: bytes, charset: str = "") -> tuple[str, list[Issue]]:
    """Decode the bytes of a page.

    Args:
        data: The bytes; zeros at their end only fill up the file.
        charset: The character set that a message around the page declares.

    Returns:
        The text, and issues BYTES_UNDECODABLE and CONTROLS_REPLACED.
    """
    if data[1:2] != b"\0":
        data = data.rstrip(b"\0")
    text, issues = _decode_bytes(data, charset)
    if zeros := text.count("\0"):
        issues.append(Issue.build("CONTROLS_REPLACED", count=zeros))
    return text, issues


def _decode_bytes(data: bytes, charset: str) -> tuple[str, list[Issue]]:
    encoding = _detect_unicode(data)
    if encoding:
        return _decode_with_replacement(data, encoding)
    losses: dict[str, int] = {}
    for encoding in _list_encodings(data, charset):
        try:
            return _blank_gb_blanks(data.decode(encoding), encoding), []
        except (UnicodeDecodeError, ValueError):
            losses[encoding] = data.decode(encoding, "replace").count("\ufffd")
    # The first of those that lose the fewest characters.
    return _decode_with_replacement(data, min(losses, key=lambda name: losses[name]))


def _list_encodings(data: bytes, charset: str) -> list[str]:
    """The encodings a page may be in, likely ones first."""
    declared = _find_declared_encoding(data, charset)
    names = [declared, "utf-8", "gb18030"]
    if declared == "cp1252" and not _holds_gb_text(data):
        # Bytes that it leaves open are controls to a browser.
        names = ["utf-8", declared, "latin-1"]
    elif _SINGLE_BYTE_NAMES.fullmatch(declared):
        names = ["utf-8", declared, "gb18030"]
        if _holds_gb_text(data):
            names = ["utf-8", "gb18030", declared]
    return [
        name
        for name in dict.fromkeys(names)
        if name and not name.lower().startswith("utf-16")
    ]


def _holds_gb_text(data: bytes) -> bool:
    """True for bytes beyond ASCII that stand in pairs, as those of Chinese characters
    do."""
    n_high = len(_HIGH_BYTE.findall(data))
    n_paired = 2 * len(_GB2312_CHARACTER.findall(data))
    return n_paired >= 20 and n_paired * 10 >= n_high * 9


def _blank_gb_blanks(text: str, encoding: str) -> str:
    if encoding == "gb18030":
        return text.replace(_GB_BLANK, "\u3000")
    return text


def _detect_unicode(data: bytes) -> str:
    """The encoding that a byte order mark or a
    zero in the first character tells."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return encoding
    if data[:1] == b"\0":
        return "utf-16-be"
    if data[1:2] == b"\0":
        return "utf-16-le"
    return ""


def _find_declared_encoding(data: bytes, charset: str) -> str:
    """The encoding that the message or the page
    declares, '' for none that is known."""
    declared = _validate_encoding(charset)
    match = _DECLARED_CHARSET.search(data[:4096])
    if not declared and match:
        declared = _validate_encoding((match[1] or match[2]).decode("ascii"))
    return declared


def _validate_encoding(name: str) -> str:
    """The name of an encoding that pages have; '' for an unknown one or Python's
    own."""
    name = name.strip()
    label = name.lower().replace("_", "-")
    if label in _WEB_NAMES:
        return _WEB_NAMES[label]
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not codec._is_text_encoding:
        return ""
    canonical_name = codec.name.replace("_", "-")
    if any(word in canonical_name for word in _NON_WEB_ENCODINGS):
        return ""
    return name


def _decode_with_replacement(data: bytes, encoding: str) -> tuple[str, list[Issue]]:
    text = _blank_gb_blanks(data.decode(encoding, "replace"), encoding)
    count = text.count("\ufffd")
    if not count:
        return text, []
    return text, [Issue.build("BYTES_UNDECODABLE", count=count, encoding=encoding)]
