"""Years and dates in text: ``2020年``, ``2020年度``, ``2019年12月31日``, ``上年末``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import regex

from extractor.text.normalize import fold

__all__ = ["Day", "YEAR_HEAD", "Year", "days", "years"]

_YEAR = regex.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:年度|年|(?=\s*(?:部门|单位)?\s*(?:预算|决算)))"
)
YEAR_HEAD = regex.compile(r"^(?:19|20)\d{2}年?度?")
"""A year at the head of a title, a column, a label, folded and without white space: 2026年度, 2026年, 2026."""

_DAY = regex.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年|[-./])\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月|[-./])\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*日?(?!\d)"
)
_MONTH = regex.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月"
)


class Year(NamedTuple):
    """A printed year: its value and the span of its digits."""

    value: int
    start: int
    end: int
    stop: int  # behind 年 or 年度


class Day(NamedTuple):
    """A printed date and its span; of a month alone no day is made up."""

    value: date
    start: int
    end: int


def years(text: str) -> Iterator[Year]:
    """Every printed year of a text, in order.

    >>> [y.value for y in years("2020年度比2019年增加2000万元")]
    [2020, 2019]
    """
    for match in _YEAR.finditer(fold(text)):
        yield Year(
            int(match["year"]), match.start("year"), match.end("year"), match.end()
        )


def days(text: str) -> Iterator[Day]:
    """Every full date of a text; impossible ones are left out.

    >>> [d.value.isoformat() for d in days("截止时间：2019年12月31日")]
    ['2019-12-31']
    """
    for match in _DAY.finditer(fold(text)):
        try:
            yield Day(
                date(int(match["y"]), int(match["m"]), int(match["d"])),
                match.start(),
                match.end(),
            )
        except ValueError:
            continue
