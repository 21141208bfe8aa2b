"""The encoding of a web page: by its byte order mark, its declaration, or what fits."""

from __future__ import annotations

import codecs
import re

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
# Pages that declare one of these often use characters beyond it.
_GB18030_NAMES = frozenset(
    ["gb2312", "gbk", "gb-2312", "x-gbk", "cp936", "936", "gb2312-80"]
)
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
    declared = _find_declared_encoding(data, charset)
    for encoding in (declared, "utf-8", "gb18030"):
        if not encoding or encoding.lower().startswith("utf-16"):
            continue
        try:
            return data.decode(encoding), []
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    try:
        return _decode_with_replacement(data, declared or "utf-8")
    except LookupError:
        return _decode_with_replacement(data, "gb18030")


def _detect_unicode(data: bytes) -> str:
    """The encoding that a byte order mark or a zero in the first character tells."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return encoding
    if data[:1] == b"\0":
        return "utf-16-be"
    if data[1:2] == b"\0":
        return "utf-16-le"
    return ""


def _find_declared_encoding(data: bytes, charset: str) -> str:
    """The encoding that the message or the page declares, '' for none that is known."""
    declared = _validate_encoding(charset)
    match = _DECLARED_CHARSET.search(data[:4096])
    if not declared and match:
        declared = _validate_encoding((match[1] or match[2]).decode("ascii"))
    if declared.lower().replace("_", "-") in _GB18030_NAMES:
        return "gb18030"
    return declared


def _validate_encoding(name: str) -> str:
    """The name of an encoding that pages have; '' for an unknown one or Python's own."""
    name = name.strip()
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
    text = data.decode(encoding, "replace")
    count = text.count("\ufffd")
    if not count:
        return text, []
    return text, [Issue.build("BYTES_UNDECODABLE", count=count, encoding=encoding)]
