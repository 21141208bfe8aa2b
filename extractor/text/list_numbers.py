"""List numbers as offices write them: ``一、`` ``（一）`` ``1、`` ``1.`` ``（1）`` ``①`` ``第一部分``.

A list number says what kind it is, so that an outline can tell 一、 from （一）; its value, so that a sequence can be
followed; and how long it is in the text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import regex

from extractor.text.normalize import normalize

__all__ = [
    "ListNumber",
    "parse_chinese_numeral",
    "parse_list_number",
]

ListNumberKind = Literal[
    "part",
    "chinese",
    "chinese_bracket",
    "chinese_is",
    "decimal",
    "decimal_bracket",
    "circled",
    "dotted",
]

_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
}
_CIRCLED_NUMBERS = (
    {chr(0x2460 + i): i + 1 for i in range(20)}
    | {chr(0x2474 + i): i + 1 for i in range(20)}
    | {chr(0x3220 + i): i + 1 for i in range(10)}
)
_CHINESE_NUMERAL = r"[〇零一二三四五六七八九十百]{1,5}"

_LIST_NUMBER = regex.compile(
    rf"""\s*(?:
      第\s*(?P<part>{_CHINESE_NUMERAL}|\d{{1,2}})\s*(?:部分|章|篇)\s*[:、.,]?        # 第一部分
    | (?P<chinese_bracket>\(\s*{_CHINESE_NUMERAL}\s*\))\s*[、.]?                     # （一）
    | (?P<chinese>{_CHINESE_NUMERAL})\s*[、.,．]                                     # 一、
    | (?P<chinese_is>{_CHINESE_NUMERAL})是                                           # 一是
    | (?P<decimal_bracket>\(\s*\d{{1,2}}\s*\))\s*[、.]?                 # （1）
    | (?P<half>\d{{1,2}}\))\s*[、.]?                                    # 1)
    | (?P<dotted>\d{{1,2}}(?:\.\d{{1,2}})+)(?=[^\d%.,\s]|\s+[一-鿿])[、.]?  # 1.1标题, 1.1 标题, but not 1.1万元: see ordinal()
    | (?P<decimal>\d{{1,2}})\s*(?:[、]|[.](?!\d))                       # 1、 1.
    | (?P<circled>[①-⓿㈠-㈩⑴-⒇])\s*[、.]?
    )\s*""",
    regex.VERBOSE,
)
_MEASURE_UNIT = regex.compile(r"[万亿千百]?元|%|[年月日个辆台件次人名项批]")


class ListNumber(NamedTuple):
    """A list number at the head of a text: its kind and value, the numeral as a person reads it, and where it ends."""

    kind: ListNumberKind
    value: int
    numeral: str  # bare: 一, 1
    numeral_start: int  # span of the bare numeral
    numeral_end: int
    end: int  # where the text behind it begins


def parse_chinese_numeral(text: str) -> int | None:
    """Value of a Chinese numeral up to 999, or of digits; None when it is none.

    >>> chinese_number("二十一"), chinese_number("十"), chinese_number("12"), chinese_number("甲")
    (21, 10, 12, None)
    """
    if text.isdigit() and text.isascii():
        return int(text)
    total, current = 0, 0
    for char in text:
        if char in _CHINESE_DIGITS:
            current = _CHINESE_DIGITS[char]
        elif char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            return None
    return total + current if text else None


def parse_list_number(text: str, position: int = 0) -> ListNumber | None:
    """The list number that opens a text (white space before it allowed), or None.

    >>> ordinal("（一）研究")
    Ordinal(kind='chinese_bracket', value=1, numeral='一', start=1, stop=2, end=3)
    >>> ordinal("1.2 机构设置").numeral
    '1.2'
    >>> ordinal("1.5万元"), ordinal("1.5 万元")
    (None, None)
    """
    twin = normalize(text)
    match = _LIST_NUMBER.match(twin, position)
    if match is None:
        return None
    kind = match.lastgroup or ""
    start, stop = match.span(kind)
    if kind == "circled":
        value = _CIRCLED_NUMBERS.get(twin[start], 0)
        return ListNumber("circled", value, str(value), start, stop, match.end())
    if kind == "dotted":
        if _MEASURE_UNIT.match(twin, match.end()):
            return None
        return ListNumber(
            "dotted",
            int(twin[start:stop].rsplit(".", 1)[1]),
            text[start:stop],
            start,
            stop,
            match.end(),
        )
    if kind == "half":
        stop, kind = stop - 1, "decimal_bracket"
    elif kind in ("chinese_bracket", "decimal_bracket"):
        inner = twin[start + 1 : stop - 1]
        start, stop = (
            start + 1 + len(inner) - len(inner.lstrip()),
            stop - 1 - (len(inner) - len(inner.rstrip())),
        )
    number = parse_chinese_numeral(twin[start:stop])
    if number is None:
        return None
    return ListNumber(kind, number, text[start:stop], start, stop, match.end())  # type: ignore[arg-type]
