"""List numbers as offices write them: ``一、`` ``（一）`` ``1、`` ``1.`` ``（1）`` ``①``
``第一部分``.

A list number has a kind, so that an outline can tell 一、 from （一）; a value, so that a
sequence can be followed; and its length in the text.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

from extractor.text import regex
from extractor.text.normalize import YEAR_DIGITS, cache_words, normalize

__all__ = [
    "ListNumber",
    "find_inner_number",
    "parse_chinese_numeral",
    "parse_list_number",
    "parse_unmarked_number",
]

ListNumberKind = Literal[
    "part",
    "subpart",
    "roman",
    "small_roman",
    "unmarked",
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
_CHINESE_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_CHINESE_DIGITS |= {"貳": 2, "參": 3, "叄": 3, "陸": 6}
_CHINESE_TENS = {"十": 10, "拾": 10, "百": 100}
_CIRCLED_NUMBERS = (
    {chr(0x2460 + i): i + 1 for i in range(20)}
    | {chr(0x2474 + i): i + 1 for i in range(20)}
    | {chr(0x3220 + i): i + 1 for i in range(10)}
)
_CHINESE_NUMERAL = r"[〇零一二三四五六七八九十百]{1,5}"
# The numerals of cheques, which number what 一、 is below.
_FORMAL_NUMERAL = "[壹贰貳叁參叄肆伍陆陸柒捌玖拾]{1,3}"

_LIST_NUMBER = regex.compile(
    rf"""\s*(?:
      第\s*(?P<part>{_CHINESE_NUMERAL}|\d{{1,2}})\s*(?:部分|板块|章|篇|编(?!制))\s*[:、.,]?        # 第一部分
    | (?P<formal>{_FORMAL_NUMERAL})\s*[、.,:．]                            # 壹、
    | 第\s*(?P<subpart>{_CHINESE_NUMERAL}|\d{{1,2}})\s*节\s*[:、.,]?              # 第一节
    | (?P<roman>[Ⅰ-Ⅻ]|[IVX]{{1,5}}(?=\s*[、.]|\s+[一-鿿]))(?:\s*[、.]|(?=\s))     # Ⅰ、 II.
    | (?P<small_roman>[ⅰ-ⅻ]|[ivx]{{1,5}}(?=\s*[、.]\s*[一-鿿"]|\s+[一-鿿]))(?:\s*[、.]|(?=\s))     # ⅰ、 ii.
    | (?P<chinese_bracket>\(\s*{_CHINESE_NUMERAL}\s*\))\s*[、.]?                     # （一）
    | (?P<chinese>{_CHINESE_NUMERAL})\s*[、.,:．]                                     # 一、
    | (?P<chinese_is>{_CHINESE_NUMERAL})是                                           # 一是
    | (?P<decimal_bracket>\(\s*\d{{1,2}}\s*\))\s*[、.]?                 # （1）
    | (?P<half>\d{{1,2}}\))\s*[、.]?                                    # 1)
    | (?P<dotted>\d{{1,2}}(?:\.\d{{1,2}})+)(?=[^\d%.,\s]|\s+[一-鿿"])[、.]?  # 1.1标题, 1.1 标题, but not 1.1万元
    | (?P<decimal>\d{{1,2}})\s*(?:[、]|[.](?!\d)|[.](?={YEAR_DIGITS}\s*年))   # 1、 1. 1.2016年
    | (?P<circled>[①-⓿㈠-㈩⑴-⒇])\s*[、.]?
    )\s*""",
    regex.VERBOSE,
)
# A number below another one that has no title of its own: 第三部分 十、政府采购, 三、（一）收入
_INNER_NUMBERS = {
    "part": regex.compile(
        rf"(?:{_CHINESE_NUMERAL}\s*、\s*)?(?:\(\s*{_CHINESE_NUMERAL}\s*\)\s*)?"
    ),
    "chinese": regex.compile(rf"(?:\(\s*{_CHINESE_NUMERAL}\s*\)\s*)?"),
}
_LONGEST_TITLE = 200  # characters
# A number within a title, whose words behind it are a title of their own.
_NUMBER_WITHIN = regex.compile(
    r"(?<=\p{Han})\s*[(（]\s*[一二三四五六七八九十]{1,3}\s*[)）]\s*(?=\p{Han}{2})"
)
_UNMARKED_NUMBER = regex.compile(
    r"\s*(?P<numeral>\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s+(?=[\p{Han}“\"])|(?<=\d)(?=[\p{Han}“\"]))"
)
_MEASURED = regex.compile(
    r"[万亿千百余多]*元|[%％月辆台套批次件]|年(?![初末终])|个(?!人)|日(?!常)|名(?!词)|项(?!目)|人(?![员大事才社与和及、])"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


class ListNumber(NamedTuple):
    """A list number at the head of a text: its kind and value, the numeral as a person
    reads it, and where it ends."""

    kind: ListNumberKind
    value: int
    numeral: str  # bare: 一, 1
    numeral_start: int  # span of the bare numeral
    numeral_end: int
    end: int  # where the text behind it begins


def parse_chinese_numeral(text: str) -> int | None:
    """Parse a Chinese numeral up to 999, or digits.

    Returns:
        Its value; None when the text is no numeral.

    >>> parse_chinese_numeral("二十一"), parse_chinese_numeral("十")
    (21, 10)
    >>> parse_chinese_numeral("12"), parse_chinese_numeral("甲")
    (12, None)
    """
    if not text:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char in _CHINESE_TENS:
            total += (digit or 1) * _CHINESE_TENS[char]
            digit = 0
        else:
            return None
    return total + digit


@cache_words
def parse_list_number(text: str, position: int = 0) -> ListNumber | None:
    """Parse the list number that opens a text, white space before it allowed.

    Args:
        text: The text as it is printed.
        position: Where it begins.

    Returns:
        The list number; None when there is none.

    >>> parse_list_number("（一）研究")
    ListNumber(kind='chinese_bracket', value=1, numeral='一', numeral_start=1,
    numeral_end=2, end=3)
    >>> parse_list_number("1.2 机构设置").numeral
    '1.2'
    >>> parse_list_number("1.5万元"), parse_list_number("1.5 万元")
    (None, None)
    """
    normalized = normalize(text)
    match = _LIST_NUMBER.match(normalized, position)
    if match is None:
        return None
    kind = match.lastgroup or ""
    start, stop = match.span(kind)
    value: int | None
    if kind == "circled":
        value = _CIRCLED_NUMBERS.get(normalized[start], 0)
        return ListNumber("circled", value, str(value), start, stop, match.end())
    if kind == "dotted":
        if _MEASURED.match(normalized, match.end()):
            return None
        value = int(normalized[start:stop].rsplit(".", 1)[1])
        numeral = text[start:stop]
        return ListNumber("dotted", value, numeral, start, stop, match.end())
    if kind == "half":
        stop, kind = stop - 1, "decimal_bracket"
    elif kind == "formal":
        kind = "part"
    elif kind in ("chinese_bracket", "decimal_bracket"):
        start, stop = _find_numeral_in_brackets(normalized, start, stop)
    value = _parse_numeral(kind, normalized[start:stop])
    if value is None:
        return None
    numeral = text[start:stop]
    end = _skip_inner_numbers(kind, normalized, match.end())
    return ListNumber(kind, value, numeral, start, stop, end)  # type: ignore[arg-type]


def _skip_inner_numbers(kind: str, normalized: str, end: int) -> int:
    """Find where the text begins behind a
    number and those right below it.
    """
    inner = _INNER_NUMBERS.get(kind)
    found = inner and inner.match(normalized, end)
    if not found:
        return end
    return found.end()


def find_inner_number(text: str, start: int, end: int) -> int:
    """Find where the last number within a title ends: 二、收支情况（一）|收入预算.

    Args:
        text: The line of the title.
        start: Where the title begins, behind its own number.
        end: Where it ends.

    Returns:
        The end of the number; the start where there is none.
    """
    if end - start > _LONGEST_TITLE:
        return start
    for match in _NUMBER_WITHIN.finditer(text, start, end):
        start = match.end()
    return start


def parse_unmarked_number(text: str) -> ListNumber | None:
    """Parse a number that opens a title without any mark behind it.

    Args:
        text: The text as it is printed.

    Returns:
        The list number, of kind ``unmarked``; None where there is none or it counts
        something.

    >>> parse_unmarked_number("2 部门收支情况").value
    2
    >>> parse_unmarked_number("2 个单位"), parse_unmarked_number("2020年预算")
    (None, None)
    """
    normalized = normalize(text)
    match = _UNMARKED_NUMBER.match(normalized)
    if match is None or _MEASURED.match(normalized, match.end()):
        return None
    start, stop = match.span("numeral")
    value = parse_chinese_numeral(normalized[start:stop])
    if not value:
        return None
    return ListNumber("unmarked", value, text[start:stop], start, stop, match.end())


def _parse_numeral(kind: str, numeral: str) -> int | None:
    if kind in ("roman", "small_roman"):
        return _parse_roman_numeral(numeral)
    return parse_chinese_numeral(numeral)


def _parse_roman_numeral(numeral: str) -> int | None:
    """The value of a Roman numeral up to 39; None for letters that are none."""
    letters = unicodedata.normalize("NFKC", numeral).upper()
    total = previous = 0
    for letter in reversed(letters):
        value = _ROMAN_VALUES[letter]
        if value < previous:
            value = -value
        total += value
        previous = abs(value)
    is_regular = total > 0 and letters == _format_roman_numeral(total)
    return total if is_regular else None


def _format_roman_numeral(value: int) -> str:
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (value // 10) + units[value % 10]


def _find_numeral_in_brackets(
    normalized: str, start: int, stop: int
) -> tuple[int, int]:
    inner = normalized[start + 1 : stop - 1]
    numeral = inner.strip()
    first = start + 1 + inner.index(numeral)
    return first, first + len(numeral)
