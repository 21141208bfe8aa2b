"""Levels of the rows of a list: a list number, 其中 and an indent tell what a row is
below.

``二、项目支出`` is above ``日常运转类项目``, which has no number; ``其中：培训`` is below the
row before it, and what stands below the word behind the colon is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.tables.row_mapper import LIST_NUMBER_KINDS
from extractor.text.affixes import LEADING_OF_WHICH
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import normalize

__all__ = [
    "find_parent_row",
]


class _Level(NamedTuple):
    """The rank of a list number and the width before a name."""

    rank: int
    indent: int


def find_parent_row(labels: Sequence[str], index: int) -> int | None:
    """Find the row that a row is a part of, as far as its label tells.

    Args:
        labels: The labels of a side as printed, with their white space.
        index: The position of a row.

    Returns:
        The position of the nearest row above that stands a level higher; None for a
        row of the highest level.
    """
    own = _measure_level(labels[index])
    for above in range(index - 1, -1, -1):
        if _is_above(_measure_level(labels[above]), own):
            return above
    return None


def _is_above(level: _Level, other: _Level) -> bool:
    """True for the level of a row of which the other is a part."""
    if level.rank != other.rank:
        return level.rank < other.rank
    return level.rank == len(LIST_NUMBER_KINDS) and level.indent < other.indent


def _measure_level(label: str) -> _Level:
    text = label.lstrip()
    indent = len(label) - len(text)
    of_which = LEADING_OF_WHICH.match(normalize(text))
    if of_which is not None:
        return _Level(len(LIST_NUMBER_KINDS), indent + of_which.end())
    found = parse_list_number(text)
    if found is None or found.kind not in LIST_NUMBER_KINDS:
        return _Level(len(LIST_NUMBER_KINDS), indent)
    return _Level(LIST_NUMBER_KINDS.index(found.kind), indent)
