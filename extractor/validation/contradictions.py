"""What contradicts itself without any sum: units of one figure, and words of a change.

``公务接待费1.60元 … 公务接待费为1.60万元``: one figure with the same digits in two
units is a slip of one of them. ``增加9.50万元，减少的主要原因是``: the direction is
not that of its reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from heapq import merge
from itertools import islice
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import Direction, TableKind
from extractor.model.issues import Issue
from extractor.model.records import YUAN_PER_UNIT, Amount, BudgetLine, Change, Check
from extractor.schema.concepts import list_side_totals, load_calculations
from extractor.text.normalize import match_key
from extractor.validation.changes import WORD_BY_DIRECTION
from extractor.validation.context import OWN_PHASES, CheckContext, iter_money_values
from extractor.validation.tolerance import (
    Dimensions,
    EquationTerm,
    balances,
    describe_dimensions,
    equals,
    report_unit_slip,
)

__all__ = [
    "check_reason_directions",
    "check_table_units",
    "check_unit_slips",
    "flag_implausible_units",
    "flag_reasons_against_directions",
]

# Fewer digits than these may be equal by chance in a total and its part.
_MIN_DIGITS_OF_PART = 3
_LONGEST_REASON_LEAD = 400  # characters that are looked at before a reason
_MOST_SLIPS = 100  # pairs of readings of one figure that are reported
# Digits from which two equal figures are hardly two figures, and how many of a table.
_MIN_DIGITS_OF_FIGURE = 4
_MIN_FIGURES_OF_TABLE = 1
# A project of less is not worth a form of its own.
_LEAST_PROJECT = YUAN_PER_UNIT["万元"]
# Characters between 减少 and the reason itself: 的主要原因是.
_MAX_REASON_LINK = 12
_OPPOSITE = {
    Direction.INCREASE: Direction.DECREASE,
    Direction.DECREASE: Direction.INCREASE,
}


class _StatedFigure(NamedTuple):
    """A printed figure: its record, its digits
    and the unit of money behind them."""

    record: Amount | BudgetLine
    digits: Decimal
    unit: str


class _FigureKey(NamedTuple):
    """What the readings of one figure share."""

    thing: str
    year: int | None
    phase: str | None
    dimensions: Dimensions


# --- units ----------------------------------------------------------------------------


def check_unit_slips(context: CheckContext) -> Iterator[Check]:
    """UNIT_MISMATCH: one figure, or a total and its part, with equal digits in two
    units.

    ``基本支出252.5元`` below ``支出合计252.5万元``.
    """
    readings = _group_readings(context)
    for members in readings.values():
        yield from _report_slips(context, _pair_readings(members))
    for calculation in load_calculations("list"):
        for key, totals in readings.items():
            if key.thing != calculation.total:
                continue
            for part in calculation.parts:
                parts = readings.get(key._replace(thing=part), [])
                near = _pair_passages(context, totals, parts)
                yield from _report_slips(context, near)


def _group_readings(context: CheckContext) -> dict[_FigureKey, list[_StatedFigure]]:
    """The readings of each figure: amounts in
    reading order, then lines of tables."""
    readings: dict[_FigureKey, list[_StatedFigure]] = {}
    records: list[Amount | BudgetLine] = [*context.ordered_amounts]
    records += [line for line in context.disclosure.budget_lines if line.item]
    for record in records:
        thing = _name_thing(record)
        value = record.value
        if not thing or not value.value or value.unit is None:
            continue
        if value.unit.name in YUAN_PER_UNIT and record.phase in OWN_PHASES:
            dimensions = describe_dimensions(record)
            key = _FigureKey(thing, record.fiscal_year, record.phase, dimensions)
            reading = _StatedFigure(record, value.value, value.unit.name)
            readings.setdefault(key, []).append(reading)
    return readings


def _name_thing(record: Amount | BudgetLine) -> str:
    """The item of a figure; of an amount without one its label."""
    if record.item:
        return record.item
    label = record.label if isinstance(record, Amount) else None
    return match_key(label.value) if label else ""


class _ReadingIndex:
    """Readings of one figure by their digits and something else, and by their unit."""

    def __init__(self, readings: Iterable[tuple[Hashable, _StatedFigure]]) -> None:
        self._numbers: dict[Hashable, dict[str, list[int]]] = {}
        self._readings: list[_StatedFigure] = []
        for key, one in readings:
            by_unit = self._numbers.setdefault((one.digits, key), {})
            by_unit.setdefault(one.unit, []).append(len(self._readings))
            self._readings.append(one)

    def find_slips(
        self, reading: _StatedFigure, key: Hashable, start: int = 0
    ) -> Iterator[_StatedFigure]:
        """Find those from a number on that have the digits of a reading in another
        unit."""
        by_unit = self._numbers.get((reading.digits, key), {})
        others = [
            islice(numbers, bisect_left(numbers, start), None)
            for unit, numbers in by_unit.items()
            if unit != reading.unit
        ]
        return map(self._readings.__getitem__, merge(*others))


def _pair_readings(
    readings: Sequence[_StatedFigure],
) -> Iterator[tuple[_StatedFigure, _StatedFigure]]:
    """Readings of one figure with equal digits in two units."""
    index = _ReadingIndex((None, one) for one in readings)
    for number, one in enumerate(readings):
        yield from ((one, other) for other in index.find_slips(one, None, number))


def _pair_passages(
    context: CheckContext,
    totals: Sequence[_StatedFigure],
    parts: Sequence[_StatedFigure],
) -> Iterator[tuple[_StatedFigure, _StatedFigure]]:
    """Totals with parts of the same passage that have the same digits, enough to tell,
    in another unit."""
    index = _ReadingIndex(
        (context.find_precision_group(part.record.place), part)
        for part in parts
        if len(part.digits.as_tuple().digits) >= _MIN_DIGITS_OF_PART
    )
    for total in totals:
        group = context.find_precision_group(total.record.place)
        yield from ((total, part) for part in index.find_slips(total, group))


def _report_slips(
    context: CheckContext, pairs: Iterator[tuple[_StatedFigure, _StatedFigure]]
) -> Iterator[Check]:
    for one, other in islice(pairs, _MOST_SLIPS):
        terms = [_build_term(context, reading) for reading in (one, other)]
        if None not in terms:
            left, right = ([term] for term in terms if term is not None)
            yield report_unit_slip(balances("TEXT_REPEAT", left, right))


def _build_term(context: CheckContext, reading: _StatedFigure) -> EquationTerm | None:
    record = reading.record
    if isinstance(record, Amount):
        return context.build_amount_term(record)
    return context.build_line_term(record)


class _TableDigits(NamedTuple):
    """The distinct figures of one table in one unit, each with a term that prints
    it."""

    unit: str
    terms: dict[Decimal, EquationTerm]


def check_table_units(context: CheckContext) -> Iterator[Check]:
    """UNIT_MISMATCH: most figures of a table stand elsewhere with their digits in
    another unit.

    A table in 元 whose every figure another table, or the prose, prints
    in 万元 digit for digit has a slip in its unit, whatever its rows are
    called.
    """
    tables = _collect_table_digits(context)
    units_by_digits: dict[Decimal, dict[str, list[EquationTerm]]] = {}
    paths_by_value: dict[Decimal, set[str]] = {}
    for (path, _), table in tables.items():
        for digits, term in table.terms.items():
            paths_by_value.setdefault(term.value, set()).add(path)
            by_unit = units_by_digits.setdefault(digits, {})
            by_unit.setdefault(table.unit, []).append(term)
    for (path, _), table in tables.items():
        if path and len(table.terms) >= _MIN_FIGURES_OF_TABLE:
            yield from _check_table_digits(table, units_by_digits, paths_by_value)


def _get_value(term: EquationTerm) -> Decimal:
    return term.value


def _collect_table_digits(
    context: CheckContext,
) -> dict[tuple[str, str], _TableDigits]:
    """The figures with enough digits, by table ('' for prose) and unit."""
    tables: dict[tuple[str, str], _TableDigits] = {}
    for value in iter_money_values(context.disclosure):
        term = context.build_money_term(value)
        if term is None or not value.value or value.unit is None:
            continue
        if len(value.value.normalize().as_tuple().digits) < _MIN_DIGITS_OF_FIGURE:
            continue
        path = context.resolve_table_path(value.place) or ""
        unit = value.unit.name
        table = tables.setdefault((path, unit), _TableDigits(unit, {}))
        table.terms.setdefault(value.value, term)
    return tables


def _check_table_digits(
    table: _TableDigits,
    units_by_digits: Mapping[Decimal, Mapping[str, Sequence[EquationTerm]]],
    paths_by_value: Mapping[Decimal, Collection[str]],
) -> Iterator[Check]:
    """The first figure and its twin where most figures have a twin in another unit.

    One twin is enough of the largest figure, if its own value stands
    nowhere else.
    """
    twins = _find_twins(table, units_by_digits)
    if not twins:
        return
    largest = max(table.terms.values(), key=_get_value)
    of_total = [pair for pair in twins if pair[0] == largest]
    is_usual = 2 * len(twins) > len(table.terms)
    is_elsewhere = len(paths_by_value[largest.value]) > 1
    if is_usual or (of_total and not is_elsewhere):
        term, twin = (of_total or twins)[0]
        yield report_unit_slip(balances("TEXT_REPEAT", [term], [twin]))


def _find_twins(
    table: _TableDigits,
    units_by_digits: Mapping[Decimal, Mapping[str, Sequence[EquationTerm]]],
) -> list[tuple[EquationTerm, EquationTerm]]:
    """The figures of a table that stand elsewhere
    in another unit, with their twins."""
    twins: list[tuple[EquationTerm, EquationTerm]] = []
    for digits, term in table.terms.items():
        others = units_by_digits[digits]
        found = [one[0] for unit, one in others.items() if unit != table.unit]
        if found:
            twins.append((term, found[0]))
    return twins


def flag_implausible_units(context: CheckContext) -> Iterator[Issue]:
    """UNIT_DOUBTFUL: the funds of a project are less than 1 万元, or more than all money.

    On a form in the other unit of money they would be neither.
    """
    limit = _find_largest_total(context)
    for amounts in _group_amounts_of_forms(context):
        largest = max(amounts, key=_get_yuan)
        is_above = limit is not None and _get_yuan(largest) > limit
        if is_above or _get_yuan(largest) < _LEAST_PROJECT:
            unit = largest.unit or ""
            raw = largest.value.raw.strip()
            yield Issue.build("UNIT_DOUBTFUL", largest.place, raw=raw, unit=unit)


def _group_amounts_of_forms(context: CheckContext) -> Iterable[list[Amount]]:
    """The amounts but 0 of each form of a project."""
    forms = {
        one.place.path: list[Amount]()
        for one in context.disclosure.tables
        if one.kind == TableKind.PERFORMANCE_TARGETS
    }
    for amount in context.ordered_amounts:
        path = context.resolve_table_path(amount.place)
        if path in forms and amount.value_yuan:
            forms[path].append(amount)
    return filter(None, forms.values())


def _get_yuan(amount: Amount) -> Decimal:
    return amount.value_yuan or Decimal(0)


def _find_largest_total(context: CheckContext) -> Decimal | None:
    """The largest total of money outside of forms of projects."""
    totals = [
        term.value
        for line in context.disclosure.budget_lines
        if line.item in list_side_totals()
        if (term := context.build_line_term(line)) is not None
    ]
    for item in list_side_totals():
        totals += [term.value for term in context.find_current_terms(item)]
    return max(totals, default=None)


# --- words of a change ----------------------------------------------------------------


def check_reason_directions(context: CheckContext) -> Iterator[Check]:
    """DIRECTION_SIGN: 增加…，减少的主要原因是: the word of
    the reason is that of the change."""
    for change in context.ordered_changes:
        stated = _find_reason_direction(context, change)
        if stated is None or change.direction not in _OPPOSITE:
            continue
        words = WORD_BY_DIRECTION
        formula = f"{words[change.direction]} {change.raw}: {words[stated]}"
        agrees = stated == change.direction
        places = [change.place, *([change.reason.place] if change.reason else [])]
        yield equals("DIRECTION_SIGN", agrees, places, formula)


def _find_reason_direction(context: CheckContext, change: Change) -> Direction | None:
    """The direction that stands right before a reason: 减少 of 减少的主要原因是."""
    if change.reason is None:
        return None
    between = context.find_text_between(change.place, change.reason.place)
    text = match_key(between[-_LONGEST_REASON_LEAD:])
    ends = {
        direction: max((_find_end(text, word) for word in words), default=0)
        for direction, words in _list_direction_words(context.lexicon).items()
    }
    direction, end = max(ends.items(), key=lambda entry: entry[1])
    link = text[end:]
    is_bare = link.isalpha() and len(link) <= _MAX_REASON_LINK
    return direction if end and is_bare else None


def _find_end(text: str, word: str) -> int:
    """Where the last mention of a word ends, 0 without one."""
    at = text.rfind(word)
    return at + len(word) if at >= 0 else 0


@cache
def _list_direction_words(lexicon: Lexicon) -> dict[Direction, tuple[str, ...]]:
    """The words of two characters or more for either direction."""
    return {
        direction: tuple(
            word for word in lexicon.get_words("change", direction) if len(word) > 1
        )
        for direction in _OPPOSITE
    }


def flag_reasons_against_directions(context: CheckContext) -> Iterator[Issue]:
    """REASON_AGAINST_DIRECTION: 增加 for a reason that speaks of nothing but less."""
    words = _list_direction_words(context.lexicon)
    for change in context.ordered_changes:
        if change.reason is None or change.direction not in _OPPOSITE:
            continue
        reason = match_key(change.reason.value)
        against = _OPPOSITE[change.direction]
        own = any(word in reason for word in words[change.direction])
        if not own and any(reason.startswith(word) for word in words[against]):
            yield Issue.build(
                "REASON_AGAINST_DIRECTION",
                change.place,
                direction=WORD_BY_DIRECTION[change.direction],
                raw=change.raw,
                reason=change.reason.value,
            )
