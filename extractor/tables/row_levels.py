"""Levels of the rows of a list: a list number, 其中 and an indent tell what a row is
below.

``二、项目支出`` is above ``日常运转类项目``, which has no number; ``其中：培训`` is below the
row before it, and what stands below the word behind the colon is beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from extractor.tables.row_mapper import LIST_NUMBER_KINDS
from extractor.text.affixes import LEADING_OF_WHICH
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import normalize

__all__ = [
    "find_parent_rows",
]


class _Level(NamedTuple):
    """The rank of a list number and, where there is none, the width before a name; what
    is lower is a part of what is higher."""

    rank: int
    indent: int


def find_parent_rows(labels: Iterable[str]) -> list[int | None]:
    """Find the row that each row is a part of, as far as its label tells.

    Args:
        labels: The labels of a side as printed, with their white space.

    Returns:
        For each row the position of the nearest row above that stands a level higher;
        None for a row of the highest level.
    """
    parents: list[int | None] = []
    open_rows: list[tuple[_Level, int]] = []
    for index, label in enumerate(labels):
        level = _measure_level(label)
        while open_rows and open_rows[-1][0] >= level:
            open_rows.pop()
        parents.append(next((at for _, at in open_rows[-1:]), None))
        open_rows.append((level, index))
    return parents


def _measure_level(label: str) -> _Level:
    text = label.lstrip()
    indent = len(label) - len(text)
    of_which = LEADING_OF_WHICH.match(normalize(text))
    if of_which is not None:
        return _Level(len(LIST_NUMBER_KINDS), indent + of_which.end())
    found = parse_list_number(text)
    if found is None or found.kind not in LIST_NUMBER_KINDS:
        return _Level(len(LIST_NUMBER_KINDS), indent)
    return _Level(LIST_NUMBER_KINDS.index(found.kind), 0)
