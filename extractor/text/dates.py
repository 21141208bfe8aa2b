"""Years and dates in text: ``2020年``, ``2020年度``, ``2019年12月31日``, ``上年末``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import regex

from extractor.text.normalize import normalize

__all__ = [
    "DateToken",
    "LEADING_YEAR",
    "YearToken",
    "find_dates",
    "find_years",
]

_YEAR = regex.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:年度|年|(?=\s*(?:部门|单位)?\s*(?:预算|决算)))"
)
LEADING_YEAR = regex.compile(r"^(?:19|20)\d{2}年?度?")
"""A year at the head of a title, a column, a label, normalized and without white space: 2026年度, 2026年, 2026."""

_DATE = regex.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年|[-./])\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月|[-./])\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*日?(?!\d)"
)
_MONTH = regex.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月"
)


class YearToken(NamedTuple):
    """A printed year: its value and the span of its digits."""

    value: int
    start: int
    end: int
    suffix_end: int  # behind 年 or 年度


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
    for match in _YEAR.finditer(normalize(text)):
        yield YearToken(
            int(match["year"]), match.start("year"), match.end("year"), match.end()
        )


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
