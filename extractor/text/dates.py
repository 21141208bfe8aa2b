"""Years and dates in text: ``2020年``, ``2020年度``, ``2019年12月31日``, and the role in
which a year is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from extractor.text import regex
from extractor.text.normalize import (
    YEAR_DIGITS,
    cache_paragraphs,
    cache_words,
    normalize,
)

__all__ = [
    "DateToken",
    "CHINESE_YEAR",
    "COMPARISON",
    "LEADING_YEAR",
    "ENTERED_YEAR",
    "YEAR_DIGITS",
    "YEAR_RANGE",
    "YEAR_WORD",
    "YearMention",
    "YearRole",
    "YearToken",
    "find_dates",
    "find_year_mentions",
    "find_years",
    "parse_signature_year",
]

_CHINESE_DIGITS = "〇一二三四五六七八九"
# Every sign that stands for a zero there: circles, letters of three scripts.
_CHINESE_ZERO = "〇○零OＯoｏ0０ОоΟο◯⚪⭕"
CHINESE_YEAR = (
    rf"[二2][{_CHINESE_ZERO}][一二三四五六七八九{_CHINESE_ZERO}]{{2}}"
    rf"(?=\s*年)"
)
"""A year in Chinese digits (二〇二〇年), without the word for year."""

_YEAR = regex.compile(
    rf"(?<!\d)(?P<year>{YEAR_DIGITS})\s*"
    r"(?:年度|年|(?=\s*(?:部门"
    r"|单位)?\s*(?:预算|决算)))"
    rf"|(?<![{_CHINESE_DIGITS}])"
    rf"(?P<chinese>{CHINESE_YEAR})\s*年度?"
)
# One of these begins every year; most lines hold none.
_YEAR_START = regex.compile("[12１２二]")

YEAR_WORD = "年度?"
"""What stands behind the digits of a year."""

YEAR_RANGE = rf"(?:[-—–~～至到、和]+{YEAR_DIGITS}(?:年度?)?)"
"""The second year of a range or a pair (2020—2021年)."""

COMPARISON = r"[比较与同和]"
"""What stands right before the base of a comparison."""

ENTERED_YEAR = regex.compile(
    rf"(?:预算|决算|财政|会计|公开)?年[度份]\s*[:：]\s*(?P<year>{YEAR_DIGITS})(?![\d.,-])"
)
"""A year behind its name in a form: 预算年度：2020."""

LEADING_YEAR = regex.compile(f"^{YEAR_DIGITS}年?度?")
"""A year at the head of a title, a column, a label, normalized and without white space:
2026年度, 2026年, 2026."""

_DATE = regex.compile(
    rf"(?<!\d)(?P<y>{YEAR_DIGITS})"
    r"\s*(?:年"
    r"|[-./])\s*(?P<m>1[0-2]"
    r"|0?[1-9])\s*(?:月"
    r"|[-./])\s*(?P<d>3[01]"
    r"|[12]\d|0?[1-9])\s*日?"
    r"(?!\d)"
)
_MONTH = regex.compile(
    rf"(?<!\d)(?P<y>{YEAR_DIGITS})\s*年\s*"
    r"(?P<m>1[0-2]|0?[1-9])\s*月"
)

# A date alone on its line: 2014年6月12日, 二〇一四年六月.
_SIGNATURE = regex.compile(
    rf"\s*(?:(?P<year>{YEAR_DIGITS})|(?P<chinese>{CHINESE_YEAR}))\s*"
    rf"(?:年|[-./])"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*(?:月|[-./])"
    r"\s*(?:[\d一二三四五六七八九十]{1,3}\s*日?)?\s*"
)

_COMPARISON_BEFORE = regex.compile(
    r"(?:比|较|与|同|和|对照|相对于?"
    r"|高于|低于|大于|小于|超过?"
    r"|不及)(?:去年|上年)?[(\s]*$"
)
_COMPARISON_BEHIND = regex.compile(r"\s*(?:相比|对比|比较|相较|基数|同期)")
_DATE_BEHIND = regex.compile(
    r"\s*(?:\d{1,2}\s*"
    r"(?:月|[-./])|[一二三四五六七八九十]{1,2}月"
    r"|[年度]*[底末]|[一二三四上下][季半]"
    r"|初(?!\s*预算))"
)
_TIME_BEHIND = regex.compile(
    r"\s*(?:以来|以前|以后|之前"
    r"|之后|起(?!重)|前(?!期)"
    r"|修[正订]|颁布|成立|建[成立]"
    r"|发布|印发|[-—–~～至到]\s*"
    rf"{YEAR_DIGITS})"
)
_TIME_BEFORE = regex.compile(
    r"(?:(?<!关)于|自|从|到"
    r"|至|截[至止]|[-—–~～]"
    r"|始建|日期\s*[::]|时间\s*[::]"
    r"|发布\s*[::])[(\s]*$"
)
_REASON_BEFORE = regex.compile(r"(?:原因|由于|因为|是因)[^。;]*$")
_MENTION_WINDOW = 60  # characters before a year that may govern it


class YearRole(Enum):
    """What a year is named for: what governs it decides."""

    OPENING = auto()
    """It opens a title, a paragraph or a clause: what follows is of that year."""
    COMPARED = auto()
    """比2019年, 与2019年相比: the base of a comparison."""
    DATE = auto()
    """2019年12月31日, 2019年底: part of a date, of a stock or a publication."""
    TIME = auto()
    """成立于1958年, 2021—2025年, 2019年修正: a point or stretch of time."""
    REASON = auto()
    """Inside a reason: when something happened that explains a figure."""


class YearToken(NamedTuple):
    """A printed year: its value and the span of its digits."""

    value: int
    start: int
    end: int
    suffix_end: int  # behind 年 or 年度


class YearMention(NamedTuple):
    """A printed year with its role."""

    token: YearToken
    role: YearRole


class DateToken(NamedTuple):
    """A printed date and its span; of a month alone no day is made up."""

    value: date
    start: int
    end: int


def find_years(text: str) -> Iterator[YearToken]:
    """Find every printed year of a text, in order.

    >>> [y.value for y in find_years("2020年度比2019年增加2000万元")]
    [2020, 2019]
    """
    if _YEAR_START.search(text) is None:
        return iter(())
    return iter(_list_years(normalize(text)))


@cache_paragraphs
@cache_words
def _list_years(normalized: str) -> tuple[YearToken, ...]:
    return tuple(_iter_years(normalized))


def _iter_years(normalized: str) -> Iterator[YearToken]:
    for match in _YEAR.finditer(normalized):
        start, end = match.span(match.lastgroup or 0)
        value = _parse_year(match.group()[: end - start])
        yield YearToken(value, start, end, match.end())


def _parse_year(digits: str) -> int:
    """The value of a year; what is none of the digits (○, 零, O) is a zero."""
    if digits.isdecimal():
        return int(digits)
    return int("".join(str(max(0, _CHINESE_DIGITS.find(char))) for char in digits))


def find_year_mentions(text: str) -> Iterator[YearMention]:
    """Find every printed year of a line with the role in which it is named.

    >>> [m.role.name for m in find_year_mentions("2020年收入8万元，比2019年增加，截至2020年底")]
    ['OPENING', 'COMPARED', 'DATE']
    """
    if _YEAR_START.search(text) is None:
        return iter(())
    return iter(_list_year_mentions(normalize(text)))


@cache_paragraphs
@cache_words
def _list_year_mentions(normalized: str) -> tuple[YearMention, ...]:
    return tuple(_iter_year_mentions(normalized))


def _iter_year_mentions(normalized: str) -> Iterator[YearMention]:
    for token in _list_years(normalized):
        before = normalized[max(0, token.start - _MENTION_WINDOW) : token.start]
        yield YearMention(token, _find_year_role(before, normalized, token))


def _find_year_role(before: str, text: str, token: YearToken) -> YearRole:
    """The role of a year by the words right before and behind it, then by its
    sentence."""
    end = token.suffix_end
    if _DATE_BEHIND.match(text, end):
        return YearRole.DATE
    if _COMPARISON_BEFORE.search(before) or _COMPARISON_BEHIND.match(text, end):
        return YearRole.COMPARED
    if _TIME_BEFORE.search(before) or _TIME_BEHIND.match(text, end):
        return YearRole.TIME
    if _REASON_BEFORE.search(before):
        return YearRole.REASON
    return YearRole.OPENING


def parse_signature_year(text: str) -> int | None:
    """Parse the year of a line that is only a date, as it stands below a text.

    >>> parse_signature_year("二〇一四年六月"), parse_signature_year("2014年6月起")
    (2014, None)
    """
    match = _SIGNATURE.fullmatch(normalize(text))
    if match is None:
        return None
    return _parse_year(match["year"] or match["chinese"])


def find_dates(text: str) -> Iterator[DateToken]:
    """Find every full date of a text; impossible ones are left out.

    >>> [d.value.isoformat() for d in find_dates("截止时间：2019年12月31日")]
    ['2019-12-31']
    """
    for match in _DATE.finditer(normalize(text)):
        try:
            yield DateToken(
                date(int(match["y"]), int(match["m"]), int(match["d"])),
                match.start(),
                match.end(),
            )
        except ValueError:
            continue
