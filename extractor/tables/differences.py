"""Changes that a table prints beside the levels: 增减额, 比上年增减%, 增减变化金额.

A column of differences or of rates holds no level: the difference is a change of the
level that stands in its row, the rate is its percent. The base is the earlier of the
levels, or the year that the header names. Shares and rates of execution are neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import BaseKind, Direction, Phase
from extractor.model.records import NO_CONTEXT, BudgetLine, Change, Extracted
from extractor.text.normalize import match_key

__all__ = [
    "ChangeCell",
    "LevelCell",
    "build_changes",
]

_BASE_KIND_BY_PHASE = {
    Phase.PRIOR_BUDGET: BaseKind.PRIOR_YEAR_BUDGET,
    Phase.PRIOR_EXECUTED: BaseKind.PRIOR_YEAR_EXECUTED,
    Phase.BUDGET: BaseKind.INITIAL_BUDGET,
    Phase.ADJUSTED_BUDGET: BaseKind.ADJUSTED_BUDGET,
}


class LevelCell(NamedTuple):
    """A level of a row, and the words above its column that say no period."""

    line: BudgetLine
    header_words: tuple[str, ...]


class ChangeCell(NamedTuple):
    """A difference or a rate of a row.

    Attributes:
        kind: ``difference`` or ``rate``.
        number: The figure with its sign.
        header_words: The words above its column that say no period and no change.
        header: All words above its column.
    """

    kind: str
    number: Extracted[Decimal | None]
    header_words: tuple[str, ...]
    header: str


def build_changes(
    levels: Sequence[LevelCell],
    cells: Sequence[ChangeCell],
    label: Extracted[str] | None,
    section: str | None,
    year: int | None,
    lexicon: Lexicon,
) -> Iterator[Change]:
    """Build the changes that a row prints.

    Args:
        levels: The levels of the row, else those of the rows above.
        cells: Its differences and rates.
        label: Its label.
        section: The section of the table.
        year: The year of the table.
        lexicon: The words of changes.

    Returns:
        One change a difference, with its rate; one a rate without a difference.
    """
    rest = list(cells)
    while rest:
        cell = rest.pop(0)
        twin = _find_twin(cell, rest)
        if twin is not None:
            rest.remove(twin)
        yield _build_change(levels, cell, twin, label, section, year, lexicon)


def _find_twin(cell: ChangeCell, others: Sequence[ChangeCell]) -> ChangeCell | None:
    """The rate of a difference, or the difference of a rate."""
    for other in others:
        is_other_kind = other.kind != cell.kind
        if is_other_kind and other.header_words == cell.header_words:
            return other
    return None


def _build_change(
    levels: Sequence[LevelCell],
    cell: ChangeCell,
    twin: ChangeCell | None,
    label: Extracted[str] | None,
    section: str | None,
    year: int | None,
    lexicon: Lexicon,
) -> Change:
    by_kind = {one.kind: one for one in (cell, twin) if one is not None}
    number = cell.number
    percent: Extracted[Decimal] | None = None
    if "rate" in by_kind:
        percent = _build_percent(by_kind["rate"].number)
        number = replace(number, value=None, unit=None)
    if "difference" in by_kind:
        number = by_kind["difference"].number
    current, base = _select_levels(levels, cell, lexicon)
    base_year, base_kind = _describe_base(current, base, cell, year, lexicon)
    magnitude = number.value
    if magnitude is not None:
        magnitude = abs(magnitude)
    item: str | None = None
    context = NO_CONTEXT
    if current is not None:
        item, context = current.item, current.context
        year = current.fiscal_year
    return Change(
        item=item,
        label=label,
        fiscal_year=year,
        base_year=base_year,
        base_kind=base_kind,
        direction=_find_direction(cell, lexicon),
        value=replace(number, value=magnitude),
        percent=percent,
        stated=True,
        reason=None,
        section=section,
        context=context,
    )


def _build_percent(number: Extracted[Decimal | None]) -> Extracted[Decimal] | None:
    if number.value is None:
        return None
    return Extracted(abs(number.value), number.raw, number.place, number.unit)


def _find_direction(cell: ChangeCell, lexicon: Lexicon) -> Direction | None:
    """The direction that the sign tells, and what the header names first.

    Below 节约（超支） a number without a sign is a decrease, one with a sign an increase.
    """
    value = cell.number.value
    if value is None:
        return None
    if value == 0:
        return Direction.FLAT
    named = _list_directions(cell.header, lexicon)
    if named == [Direction.DECREASE]:
        return Direction.DECREASE
    is_turned = named[:1] == [Direction.DECREASE]
    return Direction.DECREASE if (value < 0) is not is_turned else Direction.INCREASE


def _list_directions(header: str, lexicon: Lexicon) -> list[Direction]:
    """The directions that a header names; 增减额 names none."""
    for mark in lexicon.get_words("column_phase_marks", "difference"):
        header = header.replace(mark, "")
    places: dict[Direction, int] = {}
    for direction in (Direction.INCREASE, Direction.DECREASE):
        words = lexicon.get_words("change", direction.value)
        found = [header.find(word) for word in words if word in header]
        if found:
            places[direction] = min(found)
    return sorted(places, key=lambda direction: places[direction])


def _select_levels(
    levels: Sequence[LevelCell], cell: ChangeCell, lexicon: Lexicon
) -> tuple[BudgetLine | None, BudgetLine | None]:
    """The level that changed, and the one before it.

    They stand below the words of the change, or above it in its column; it is measured
    against the budget where its header says so.
    """
    earlier, own = _part_last_year(_list_level_lines(levels, cell))
    if not own:
        return None, None
    current = _choose_current(own)
    planned = [line for line in own if line.phase is not current.phase]
    if planned and _names_budget(cell.header, lexicon):
        return current, planned[0]
    base = next(reversed(earlier or planned), None)
    return current, base


def _list_level_lines(
    levels: Sequence[LevelCell], cell: ChangeCell
) -> list[BudgetLine]:
    """The levels of its column, else those below its words, else all of a plain
    head."""
    column = cell.number.place.column
    lines = [one.line for one in levels if one.line.place.column == column]
    if not lines:
        lines = [one.line for one in levels if one.header_words == cell.header_words]
    if not lines and not cell.header_words:
        lines = [one.line for one in levels]
    return lines


def _part_last_year(
    lines: Sequence[BudgetLine],
) -> tuple[list[BudgetLine], list[BudgetLine]]:
    """The levels before the last year that is there, and those of it."""
    last = max((line.fiscal_year or 0 for line in lines), default=0)
    earlier = [line for line in lines if (line.fiscal_year or 0) < last]
    return earlier, [line for line in lines if line not in earlier]


def _choose_current(own: Sequence[BudgetLine]) -> BudgetLine:
    """What was executed where the year has several stages, else the last."""
    stages = {line.phase for line in own}
    if len(stages) > 1:
        executed = [line for line in own if line.phase is Phase.EXECUTED]
        return (executed or own)[-1]
    return own[-1]


def _names_budget(header: str, lexicon: Lexicon) -> bool:
    words = lexicon.get_words("doc_type", "budget")
    return any(word in header for word in words)


def _describe_base(
    current: BudgetLine | None,
    base: BudgetLine | None,
    cell: ChangeCell,
    year: int | None,
    lexicon: Lexicon,
) -> tuple[int | None, BaseKind]:
    """The year and kind of the base; the year before
    where the header alone says it."""
    if base is not None and base.phase is not None:
        kind = _BASE_KIND_BY_PHASE.get(base.phase, BaseKind.UNSTATED)
        return base.fiscal_year, kind
    if current is not None:
        year = current.fiscal_year
    is_prior = any(
        word in match_key(cell.header)
        for word in lexicon.get_words("period_words", "prior")
    )
    if year is None or not is_prior:
        return None, BaseKind.UNSTATED
    return year - 1, BaseKind.UNSTATED
