"""Which characters the bytes of a page are: by its mark, by what it declares, by what fits."""

from __future__ import annotations

import codecs
import re

from extractor.model.issues import Issue

__all__ = [
    "decode_page",
]

_DECLARED_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""",
    re.I,
)


def decode_page(data: bytes, charset: str = "") -> tuple[str, list[Issue]]:
    """The text of a page and what is to be said of it. Zeros that only fill up the file are no text."""
    text, issues = _decode_text(
        data.rstrip(b"\0") if data[1:2] != b"\0" else data, charset
    )
    if zeros := text.count("\0"):
        issues.append(Issue.build("CONTROLS_REPLACED", count=zeros))
    return text, issues


def _decode_text(data: bytes, charset: str) -> tuple[str, list[Issue]]:
    """The text of a page: by its mark, else what it declares where that fits, else what fits."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decode_with_replacement(data, encoding)
    if data[:1] == b"\0" or data[1:2] == b"\0":
        return _decode_with_replacement(
            data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        )
    match = _DECLARED_CHARSET.search(data[:4096])
    declared = _validate_encoding(charset) or _validate_encoding(
        (match[1] or match[2]).decode("ascii") if match else ""
    )
    if declared.lower().replace("_", "-") in (
        "gb2312",
        "gbk",
        "gb-2312",
        "x-gbk",
        "cp936",
        "936",
        "gb2312-80",
    ):
        declared = "gb18030"  # what calls itself gb2312 often goes beyond it
    for encoding in (declared, "utf-8", "gb18030"):
        if encoding and not encoding.lower().startswith("utf-16"):
            try:
                return data.decode(encoding), []
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    try:
        return _decode_with_replacement(data, declared or "utf-8")
    except LookupError:
        return _decode_with_replacement(data, "gb18030")


_NON_WEB_ENCODINGS = ("escape", "utf-7", "idna", "punycode", "undefined", "mbcs", "oem")


def _validate_encoding(name: str) -> str:
    """The name of an encoding if it is one that pages have; '' for a name nobody knows and for what is Python's own."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    odd = not found._is_text_encoding or any(
        word in found.name.replace("_", "-") for word in _NON_WEB_ENCODINGS
    )
    return "" if odd else name.strip()


def _decode_with_replacement(data: bytes, encoding: str) -> tuple[str, list[Issue]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, [
        Issue.build("BYTES_UNDECODABLE", count=lost, encoding=encoding)
    ] if lost else []
