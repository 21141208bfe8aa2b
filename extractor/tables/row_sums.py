"""Rows of a list that sum others: units, classes of a catalogue, subtotals without a
word for it.

A row sums the rows right below it where their figures add up to its
own and it tells less than each of them: a purchase has a code, a
quantity or a deeper list number that its class lacks. Figures that
only happen to add up between rows of one kind are no sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.dataclass import dataclass

__all__ = [
    "SummableRow",
    "find_sum_rows",
]


class SummableRow(NamedTuple):
    """What decides whether a row sums others.

    Attributes:
        values: Its figures, the main one first; None where a cell
            holds none.
        details: What it tells: the columns that it fills, the depths
            that its code, its list number and its indentation reach.
        is_sum: Its words alone make it a sum.
        is_item: It has a price for one thing, which no sum has.
        closes: It sums what stands above it, so that rows above do
            not count it again.
    """

    values: tuple[Decimal | None, ...]
    details: frozenset[str]
    is_sum: bool = False
    is_item: bool = False
    closes: bool = False


@dataclass(frozen=True)
class _Group:
    """A row with the rows below it that it sums.

    Attributes:
        values: The figures of the row.
        leaves: The details of the rows in it that sum nothing.
    """

    values: tuple[Decimal | None, ...]
    leaves: tuple[frozenset[str], ...]


def find_sum_rows(rows: Sequence[SummableRow]) -> frozenset[int]:
    """Find the rows that sum rows below them.

    Args:
        rows: The rows of a table from top to bottom.

    Returns:
        The positions, from 0, of rows whose figures are the sums of
        rows right below.
    """
    groups: list[_Group] = []  # of the rows below, the nearest last
    sums: set[int] = set()
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if row.closes or row.values[0] is None:
            continue
        n_parts = _count_parts(row, groups)
        leaves: tuple[frozenset[str], ...] = (row.details,)
        if n_parts:
            sums.add(index)
            leaves = tuple(leaf for g in groups[-n_parts:] for leaf in g.leaves)
            del groups[-n_parts:]
        groups.append(_Group(row.values, leaves))
    return frozenset(sums)


def _count_parts(row: SummableRow, groups: Sequence[_Group]) -> int:
    """How many of the nearest groups below a row add up to it; 0 for none."""
    for n_parts in range(1, len(groups) + 1):
        parts = groups[-n_parts:]
        if not _tells_less(row, parts[0]):
            return 0
        if _adds_up(row, parts):
            return n_parts
    return 0


def _tells_less(row: SummableRow, part: _Group) -> bool:
    """True where each row that a group lists tells
    something that a row does not."""
    if row.is_item:
        return False
    return row.is_sum or all(leaf - row.details for leaf in part.leaves)


def _adds_up(row: SummableRow, parts: Sequence[_Group]) -> bool:
    """True where every figure of a row is the sum of its parts, as far as rounding
    goes."""
    columns = zip(row.values, *(part.values for part in parts), strict=True)
    return all(_is_sum(total, figures) for total, *figures in columns)


def _is_sum(total: Decimal | None, figures: Sequence[Decimal | None]) -> bool:
    """True for a total of its parts; a column that
    a row leaves blank sums nothing."""
    if total is None:
        return True
    known = [figure for figure in figures if figure is not None]
    if not known:
        return not total
    tolerance = _compute_rounding([total, *known]) * len(known)
    if len(known) == 1:
        tolerance = Decimal(0)
    return abs(total - sum(known)) <= tolerance


def _compute_rounding(figures: Sequence[Decimal]) -> Decimal:
    """Half a unit of the last digit of the coarsest figure with decimals."""
    exponents = [figure.as_tuple().exponent for figure in figures]
    digits = max((e for e in exponents if isinstance(e, int) and e < 0), default=None)
    if digits is None:
        return Decimal(0)
    return Decimal(5).scaleb(digits - 1)
