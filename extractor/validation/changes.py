"""Changes against another year: ``比2019年增加了23.53万元，主要是：人员经费增加19.22万元 ...``.

Checked are the change of a total against the changes of its parts, the
change against both levels where they are printed
(``2026年预算数52.6万元，比2025年预算数48万元增加4.6万元， 增长9.6%``), the percentage, the
word against the sign, and that a change gives its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.enums import BaseKind, CheckResult, Direction
from extractor.model.issues import Issue
from extractor.model.records import Change, Check
from extractor.schema.concepts import (
    list_concepts_by_breakdown,
    load_calculations,
    load_concepts,
)
from extractor.text.normalize import match_key
from extractor.text.numbers import count_decimals
from extractor.validation.context import OWN_PHASES, CheckContext
from extractor.validation.tolerance import (
    SIGN_BY_RESULT,
    EquationTerm,
    RoundedValue,
    balances,
    best_of,
    compare_percent,
    compare_sums,
    compute_half_step,
    equals,
    format_decimal,
    get_formula,
    is_supported,
    is_within_fund,
    join_lines,
    mark_not_checkable,
    report_not_checkable,
    round_percent,
    strip_zeros,
)

__all__ = [
    "WORD_BY_DIRECTION",
    "check_change_against_amounts",
    "check_change_directions",
    "check_change_percents",
    "check_change_reasons",
    "check_change_sums",
    "flag_base_years",
]

# A change may be measured against these of its own year.
_OWN_BUDGET_KINDS = frozenset({BaseKind.INITIAL_BUDGET, BaseKind.ADJUSTED_BUDGET})
# Kind of the base of a change -> phases that an amount of the base year may have.
_PHASES_BY_BASE_KIND: Mapping[str, tuple[str, ...]] = {
    "prior_year_budget": ("prior_budget",),
    "initial_budget": ("prior_budget", "budget"),
    "adjusted_budget": ("adjusted_budget", "prior_budget"),
    "prior_year_executed": ("prior_executed",),
    "unstated": ("prior_budget", "prior_executed"),
}
WORD_BY_DIRECTION: Mapping[str, str] = {
    "increase": "增加",
    "decrease": "减少",
    "flat": "持平",
}
"""The word of messages for each direction."""

_ONE = Decimal(1)


@cache
def _map_parts_by_total() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """A total -> the ways in which its change is split into changes of parts."""
    parts_by_total: dict[str, tuple[tuple[str, ...], ...]] = {}
    for calculation in load_calculations("change"):
        ways = parts_by_total.get(calculation.total, ())
        parts_by_total[calculation.total] = (*ways, calculation.parts)
    return parts_by_total


# --- a total and its parts ------------------------------------------------------------


class _Passage(NamedTuple):
    """The changes stated behind that of a total, up to its next mention."""

    changes: Mapping[str, Change]
    has_unknown: bool


def check_change_sums(context: CheckContext) -> Iterator[Check]:
    """DELTA_SUM: the change of a total = Σ changes of its parts, as one passage states
    them."""
    changes = context.ordered_changes
    for at, head in enumerate(changes):
        total = context.build_change_term(head)
        if total is None or head.item not in _map_parts_by_total():
            continue
        passage = _collect_passage(context, head, islice(changes, at + 1, None))
        yield from _check_change_sum(context, head, total, passage)


def _collect_passage(
    context: CheckContext, head: Change, following: Iterable[Change]
) -> _Passage:
    """The changes of one passage: same years, same section, up to the next such
    total."""
    changes: dict[str, Change] = {}
    has_unknown = False
    for change in following:
        ours = (change.fiscal_year, change.base_year)
        if change.item == head.item or ours != (head.fiscal_year, head.base_year):
            break
        if not context.shares_group(change.place, head.place):
            break
        if change.item in list_concepts_by_breakdown():
            # What follows the change of a class is part of that class.
            break
        if not is_within_fund(change, head):
            continue
        has_unknown = has_unknown or change.item is None
        if change.item and context.build_change_term(change) is not None:
            changes.setdefault(change.item, change)
    return _Passage(changes, has_unknown)


def _check_change_sum(
    context: CheckContext, head: Change, total: EquationTerm, passage: _Passage
) -> Iterator[Check]:
    """The split that fits best; a failure counts only where a split is complete."""
    tried: list[Check] = []
    complete: list[Check] = []
    for concepts in _map_parts_by_total()[head.item or ""]:
        parts = _find_part_changes(context, head, concepts, passage)
        if not parts:
            continue
        tried.append(balances("DELTA_SUM", [total], parts))
        if _has_all_part_changes(context, head, concepts, passage):
            complete.append(tried[-1])
    if not tried:
        return
    check = best_of(tried)
    if check.result == CheckResult.FAIL and complete:
        check = best_of(complete)
    elif check.result == CheckResult.FAIL:
        check = mark_not_checkable(check, "CHANGES_INCOMPLETE")
    yield check


def _find_part_changes(
    context: CheckContext, head: Change, concepts: Sequence[str], passage: _Passage
) -> list[EquationTerm]:
    """The stated changes of the parts; none where neither they nor the total have a
    number."""
    members = [passage.changes[one] for one in concepts if one in passage.changes]
    if not any(change.stated for change in (head, *members)):
        return []
    terms = map(context.build_change_term, members)
    return [term for term in terms if term is not None]


def _has_all_part_changes(
    context: CheckContext, head: Change, concepts: Sequence[str], passage: _Passage
) -> bool:
    """True when every part that is printed as an amount this year also states its
    change."""
    if passage.has_unknown:
        return False
    stated_items = context.items_by_year.get(head.fiscal_year, set())
    printed = stated_items.intersection(concepts)
    stated = set(passage.changes)
    return bool(printed) and printed <= stated and len(stated & set(concepts)) >= 2


# --- a change and both years ----------------------------------------------------------


class _YearlyAmounts(NamedTuple):
    """The amounts of both years; whether a table that may count otherwise gave one.

    A change against an unstated base (比上年) may be against another stage
    than that which the table prints.
    """

    this_year: EquationTerm | None
    last_year: EquationTerm | None
    is_base_unclear: bool = False

    def contradicts_sign(self, stated: EquationTerm) -> bool:
        """True where both years differ by the stated change with the other sign."""
        if self.this_year is None or self.last_year is None:
            return False
        levels = [self.this_year, self.last_year.negate()]
        turned = compare_sums("DELTA_LEVEL", [stated.negate()], levels)
        return bool(stated.value) and is_supported(turned)


def _find_yearly_amounts(context: CheckContext, change: Change) -> _YearlyAmounts:
    """The amounts of both years for the thing that changed.

    The nearest before the change in its paragraph, else the one value
    that the section prints, else the one of the statutory tables.
    """
    key = "yearly amounts", id(change)
    levels: _YearlyAmounts | None = context.shared_results.get(key)
    if levels is None:
        levels = _search_yearly_amounts(context, change)
        context.shared_results[key] = levels
    return levels


def _search_yearly_amounts(context: CheckContext, change: Change) -> _YearlyAmounts:
    phases = _PHASES_BY_BASE_KIND.get(change.base_kind, ())
    this_year = _find_nearest_term(context, change, change.fiscal_year, OWN_PHASES)
    last_year = _find_nearest_term(context, change, change.base_year, phases)
    if this_year is not None and last_year is not None:
        return _YearlyAmounts(this_year, last_year)
    printed = _find_printed_levels(context, change)
    return _YearlyAmounts(
        this_year or printed.this_year,
        last_year or printed.last_year,
        last_year is None and change.base_kind == BaseKind.UNSTATED,
    )


def _find_nearest_term(
    context: CheckContext, change: Change, year: int | None, phases: Sequence[str]
) -> EquationTerm | None:
    amount = context.find_nearest_amount(change, year, phases)
    return None if amount is None else context.build_amount_term(amount)


def _find_printed_levels(context: CheckContext, change: Change) -> _YearlyAmounts:
    """The figures of both years that the statutory tables print; none where they
    differ."""
    year, base = change.fiscal_year, change.base_year
    phases = _PHASES_BY_BASE_KIND.get(change.base_kind, ())
    if base == year:
        # What the year itself prints is no base of it.
        phases = tuple(phase for phase in phases if phase not in OWN_PHASES)
    return _YearlyAmounts(
        context.find_printed_term(change, year, OWN_PHASES),
        context.find_printed_term(change, base, phases),
    )


def check_change_against_amounts(context: CheckContext) -> Iterator[Check]:
    """DELTA_LEVEL: where both years are printed, this year - last year = the printed
    change."""
    for change in context.disclosure.changes:
        stated = context.build_change_term(change)
        levels = _find_yearly_amounts(context, change)
        this, last, is_base_unclear = levels
        if stated is None or this is None or last is None:
            continue
        check = balances("DELTA_LEVEL", [stated], [this, last.negate()])
        is_doubtful = is_base_unclear and not levels.contradicts_sign(stated)
        if is_doubtful and not is_supported(check):
            check = mark_not_checkable(check, "SCOPE_UNCLEAR")
        yield check


class _Base(NamedTuple):
    """What a percentage refers to: last year's amount, printed or computed, and its
    source."""

    amount: RoundedValue
    place: Span


def check_change_percents(context: CheckContext) -> Iterator[Check]:
    """PCT_RECOMPUTE: the percentage = change / last year x 100; last year 0 allows
    none."""
    for change in context.disclosure.changes:
        if change.percent is None:
            continue
        stated = context.build_change_term(change)
        if stated is None:
            continue
        base = _find_base(context, change, stated)
        if base is not None:
            yield _check_percent(change, stated, base)


def _find_base(
    context: CheckContext, change: Change, stated: EquationTerm
) -> _Base | None:
    """Last year's amount as printed, else this year's less the change."""
    this, last, is_base_unclear = _find_yearly_amounts(context, change)
    if last is not None and not is_base_unclear:
        return _Base(RoundedValue(last.value, last.half_step), last.place)
    if this is None:
        return None
    half_step = this.half_step + stated.half_step
    return _Base(RoundedValue(this.value - stated.value, half_step), this.place)


def _check_percent(change: Change, stated: EquationTerm, base: _Base) -> Check:
    assert change.percent is not None
    percent = change.percent
    places = (percent.place, stated.place, base.place)
    printed = f"{format_decimal(percent.value)}%"
    if base.amount.value <= 0:
        if percent.value != 0 and base.amount.value < 0:
            return report_not_checkable("PCT_RECOMPUTE", "BASE_NEGATIVE", places)
        return equals("PCT_RECOMPUTE", percent.value == 0, places, f"{printed}, 0")
    decimals = count_decimals(percent.raw)
    change_amount = RoundedValue(abs(stated.value), stated.half_step)
    comparison = compare_percent(
        RoundedValue(percent.value, compute_half_step(decimals, _ONE)),
        change_amount,
        base.amount,
    )
    due = round_percent(comparison.due, max(2, decimals))
    part = format_decimal(strip_zeros(change_amount.value))
    whole = format_decimal(strip_zeros(base.amount.value))
    sign = SIGN_BY_RESULT[comparison.result]
    formula = f"{printed} {sign} {part} / {whole} = {format_decimal(due)}%"
    return comparison.build_check("PCT_RECOMPUTE", formula, places)


# --- the words of a change ------------------------------------------------------------


def check_change_directions(context: CheckContext) -> Iterator[Check | Issue]:
    """DIRECTION_SIGN: 增加 where this year is more, 减少 where it is less, 持平 where
    equal."""
    for change in context.disclosure.changes:
        if change.direction is None:
            continue
        word = WORD_BY_DIRECTION[change.direction]
        levels = _find_yearly_amounts(context, change)
        this, last, is_base_unclear = levels
        if this is not None and last is not None:
            check = equals(
                "DIRECTION_SIGN",
                _agrees_with_direction(context, change, this, last),
                [change.place, this.place, last.place],
                f"{word}: {this.printed} {this.unit}, {last.printed} {last.unit}",
            )
            if is_base_unclear:
                yield from _weigh_direction(context, change, levels, check)
            else:
                yield check
        elif _is_stated_flat(change):
            unchanged = change.value_yuan == 0 or _is_nearly_flat(context, change)
            formula = f"{word}: {change.raw}"
            yield equals("DIRECTION_SIGN", unchanged, [change.place], formula)


def _weigh_direction(
    context: CheckContext, change: Change, levels: _YearlyAmounts, check: Check
) -> Iterator[Check | Issue]:
    """A direction against a table: a failure only where the figures are the same.

    Else the change may be against another stage of last year, and an
    issue says so.
    """
    stated = context.build_change_term(change)
    is_certain = stated is not None and levels.contradicts_sign(stated)
    if is_certain or is_supported(check):
        yield check
        return
    yield mark_not_checkable(check, "SCOPE_UNCLEAR")
    formula = get_formula(check)
    yield Issue.build("DIRECTION_DOUBTFUL", change.place, formula=formula)


def _is_stated_flat(change: Change) -> bool:
    """True for 持平 with a number."""
    is_number = change.stated and change.value_yuan is not None
    return is_number and change.direction == Direction.FLAT


def _agrees_with_direction(
    context: CheckContext, change: Change, this: EquationTerm, last: EquationTerm
) -> bool:
    gap = this.value - last.value
    if change.direction == Direction.FLAT:
        return gap == 0 or _is_nearly_flat(context, change)
    if gap == 0:
        # A change so small that rounding of both amounts hides it.
        hidden = this.half_step + last.half_step
        return (change.value_yuan or Decimal(0)) <= hidden
    return (gap > 0) == (change.direction == Direction.INCREASE)


def _is_nearly_flat(context: CheckContext, change: Change) -> bool:
    """True for 基本持平, which allows a small change."""
    words = context.lexicon.get_vocabulary("checks.nearly")
    return any(word in change.raw for word in words)


class _Reasons:
    """Where a disclosure gives reasons, collected once for all its changes."""

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        self._explained_values: set[tuple[str | None, Decimal | None]] = set()
        self._found_by_key: dict[str, bool] = {}
        self._blocks: set[str] = set()
        self._concepts_by_block: dict[str, set[str | None]] = {}
        self._concepts_by_group: dict[str, set[str | None]] = {}
        lexicon = context.lexicon
        self._words = (
            *lexicon.get_vocabulary("reason"),
            *lexicon.get_vocabulary("checks.reason"),
            *lexicon.get_words("change", "flat"),
        )
        for change in context.ordered_changes:
            self._add(change)

    def _add(self, change: Change) -> None:
        block = change.place.path
        self._concepts_by_block.setdefault(block, set()).add(change.item)
        if change.reason is None:
            return
        group = self._context.find_precision_group(change.place)
        self._blocks.add(block)
        self._explained_values.add((change.direction, change.value_yuan))
        self._concepts_by_group.setdefault(group, set()).add(change.item)

    def explain(self, change: Change) -> bool:
        """True when a change is explained, itself, by its parts or by the words around
        it."""
        block = change.place.path
        return (
            (change.direction, change.value_yuan) in self._explained_values
            or len(self._concepts_by_block[block]) > 1
            or block in self._blocks
            or self._explain_by_parts(change)
            or self._find_reason_word(change)
        )

    def _explain_by_parts(self, change: Change) -> bool:
        group = self._context.find_precision_group(change.place)
        explained = self._concepts_by_group.get(group, set())
        ways = _map_parts_by_total().get(change.item or "", ())
        return any(concept in explained for parts in ways for concept in parts)

    def _find_reason_word(self, change: Change) -> bool:
        """True when a paragraph with the same words gives a reason, or contains
        基本持平."""
        key = match_key(change.raw)
        found = self._found_by_key.get(key)
        if found is None:
            found = any(key in line for line in self._lines_with_words)
            self._found_by_key[key] = found
        return found

    @cached_property
    def _lines_with_words(self) -> list[str]:
        """The paragraphs that contain a word of a reason, those alike once."""
        return [
            line
            for line in dict.fromkeys(self._context.paragraph_match_keys)
            if any(word in line for word in self._words)
        ]


def check_change_reasons(context: CheckContext) -> Iterator[Check | Issue]:
    """REASON_REQUIRED: an increase or decrease gives its reason; an issue where it does
    not.

    Changes of its parts in the same passage are one.
    """
    reasons = _Reasons(context)
    for change in context.ordered_changes:
        if (
            change.direction not in (Direction.INCREASE, Direction.DECREASE)
            or not change.value.value
            or change.place.row is not None  # a table gives figures alone
        ):
            continue
        formula = join_lines(f"{_find_change_label(change)} {change.raw}")
        if reasons.explain(change):
            yield equals("REASON_REQUIRED", True, [change.place], formula)
        else:
            yield Issue.build("REASON_REQUIRED", change.place, formula=formula)


def _find_change_label(change: Change) -> str:
    """The label of the concept that changed, else the printed one, as for one of
    several classes."""
    concept = load_concepts().get(change.item or "")
    if concept is not None and not concept.breakdown:
        return concept.label_zh
    return change.label.value if change.label else ""


def flag_base_years(context: CheckContext) -> Iterator[Issue]:
    """BASE_YEAR: the base of a change comes before its year, unless it is the year's
    own budget."""
    for change in context.disclosure.changes:
        year, base = change.fiscal_year, change.base_year
        if year is None or base is None or base < year:
            continue
        if base == year and change.base_kind in _OWN_BUDGET_KINDS:
            continue
        yield Issue.build(
            "BASE_YEAR",
            change.value.place,
            base=base,
            year=year,
            change=change.value.raw,
        )
