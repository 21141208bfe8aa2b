"""Changes against another year: ``比2019年增加了23.53万元，主要是：人员经费增加19.22万元 ...``.

Checked are the change of a total against the changes of its parts, the change against both levels where they are
printed (``2026年预算数52.6万元，比2025年预算数48万元增加4.6万元，增长9.6%``), the percentage, the word against the
sign, and that a change gives its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import Amount, Change, Check
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key
from extractor.text.numbers import count_decimals
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    equals,
    format_decimal,
    join_lines,
    report_not_checkable,
    strip_zeros,
)

__all__ = [
    "check_change_against_amounts",
    "check_change_sums",
    "check_change_percents",
    "check_change_reasons",
    "check_change_directions",
]

_PARTS_BY_CONCEPT: dict[str, tuple[tuple[str, ...], ...]] = {
    "revenue.total": (
        ("revenue.fiscal_appropriation", "revenue.fiscal_special_account", "revenue.unit_funds", "revenue.other",
         "revenue.institution_service", "revenue.carryover"),
        ("revenue.general_public_budget", "revenue.government_funds", "revenue.state_capital",
         "revenue.fiscal_special_account", "revenue.unit_funds", "revenue.other", "revenue.institution_service",
         "revenue.carryover"),
    ),
    "expenditure.total": (
        ("expenditure.basic", "expenditure.project"),
        ("expenditure.personnel", "expenditure.public", "expenditure.project"),
    ),
    "expenditure.basic": (("expenditure.personnel", "expenditure.public"),),
    "three_public.total": (
        ("three_public.overseas", "three_public.vehicles.total", "three_public.hospitality"),
        ("three_public.overseas", "three_public.vehicles.purchase", "three_public.vehicles.running",
         "three_public.hospitality"),
    ),
    "three_public.vehicles.total": (("three_public.vehicles.purchase", "three_public.vehicles.running"),),
}  # fmt: skip
_APPROPRIATION_CONCEPTS = (
    "fiscal_appropriation.total",
    "revenue.fiscal_appropriation",
    "fiscal_appropriation.general_public_budget",
)
_PARTS_BY_CONCEPT |= dict.fromkeys(
    _APPROPRIATION_CONCEPTS, _PARTS_BY_CONCEPT["expenditure.total"]
)
_PHASES_BY_BASE_KIND = {
    "prior_year_budget": ("prior_budget",),
    "initial_budget": ("prior_budget", "budget"),
    "adjusted_budget": ("adjusted_budget", "prior_budget"),
    "prior_year_executed": ("prior_executed",),
    "unstated": ("prior_budget", "prior_executed"),
}


def check_change_sums(context: CheckContext) -> Iterator[Check]:
    """DELTA_SUM: the change of a total = Σ changes of its parts, with sign, as one passage states them."""
    ordered = sorted(
        context.disclosure.changes, key=lambda c: context.compute_position(c.place)
    )
    for at, head in enumerate(ordered):
        total = context.build_change_term(head)
        if total is None or head.item not in _PARTS_BY_CONCEPT:
            continue
        passage: dict[str, Change] = {}
        unknown = False
        for change in ordered[at + 1 :]:
            same = (change.fiscal_year, change.base_year) == (
                head.fiscal_year,
                head.base_year,
            )
            if (
                change.item == head.item
                or not same
                or context.find_precision_group(change.place)
                != context.find_precision_group(head.place)
            ):
                break
            if change.item and context.build_change_term(change) is not None:
                passage.setdefault(change.item, change)
            unknown = unknown or change.item is None
        tried: list[tuple[bool, Check]] = []
        for group in _PARTS_BY_CONCEPT[head.item]:
            members = [passage[item] for item in group if item in passage]
            numbers = [
                n for c in members if (n := context.build_change_term(c)) is not None
            ]
            if numbers and (head.stated or any(c.stated for c in members)):
                complete = not unknown and _has_all_part_changes(
                    context, head, group, passage
                )
                tried.append((complete, balances("DELTA_SUM", [total], numbers)))
        if not tried:
            continue
        check = best_of(check for _, check in tried)
        if check.result == "fail" and any(complete for complete, _ in tried):
            check = best_of(check for complete, check in tried if complete)
        elif check.result == "fail":
            formula = dict(check.message[1])["formula"]
            check = report_not_checkable(
                "DELTA_SUM", "CHANGES_INCOMPLETE", check.spans, formula=formula
            )
        yield check


def _has_all_part_changes(
    context: CheckContext,
    total_change: Change,
    part_concepts: Sequence[str],
    changes_by_concept: Mapping[str, Change],
) -> bool:
    """True when every part of a group that is printed as an amount this year also states its change."""
    levels = {
        a.item
        for a in context.ordered_amounts
        if a.item in part_concepts and a.fiscal_year == total_change.fiscal_year
    }
    return (
        bool(levels)
        and levels <= set(changes_by_concept)
        and len(set(part_concepts) & set(changes_by_concept)) >= 2
    )


class _YearlyAmounts(NamedTuple):
    this_year: EquationTerm | None
    last_year: EquationTerm | None


def _find_yearly_amounts(context: CheckContext, change: Change) -> _YearlyAmounts:
    """The amounts of both years for the thing that changed: the nearest before the change in its paragraph, else the
    one value that the section prints."""
    now: list[Amount] = []
    then: list[Amount] = []
    for amount in context.find_amounts_of_change(change):
        if amount.fiscal_year == change.fiscal_year and amount.phase in (
            "budget",
            "executed",
        ):
            now.append(amount)
        elif (
            amount.fiscal_year == change.base_year
            and amount.phase in _PHASES_BY_BASE_KIND.get(change.base_kind, ())
        ):
            then.append(amount)
    return _YearlyAmounts(
        _find_nearest_amount(context, change, now),
        _find_nearest_amount(context, change, then),
    )


def _find_nearest_amount(
    context: CheckContext, change: Change, amounts: Sequence[Amount]
) -> EquationTerm | None:
    before = [
        a for a in amounts
        if a.place.path == change.place.path and context.compute_position(a.place) < context.compute_position(change.place)
    ]  # fmt: skip
    if before:
        return context.build_amount_term(before[-1])
    if len({a.value_yuan for a in amounts}) == 1:
        return context.build_amount_term(amounts[0])
    return None


def check_change_against_amounts(context: CheckContext) -> Iterator[Check]:
    """DELTA_LEVEL: where both years are printed, this year - last year = the change printed."""
    for change in context.disclosure.changes:
        stated = context.build_change_term(change)
        this, last = _find_yearly_amounts(context, change)
        if stated is None or this is None or last is None:
            continue
        yield balances("DELTA_LEVEL", [stated], [this, last.negate()])


def check_change_percents(context: CheckContext) -> Iterator[Check]:
    """PCT_RECOMPUTE: the percentage = change / last year x 100; last year 0 allows none."""
    for change in context.disclosure.changes:
        if change.percent is None:
            continue
        stated, (this, last) = (
            context.build_change_term(change),
            _find_yearly_amounts(context, change),
        )
        if stated is None:
            continue
        if last is not None:
            base, slack, read = last.value, last.half_step, [last.place]
        elif this is not None:
            base, slack, read = (
                this.value - stated.value,
                this.half_step + stated.half_step,
                [this.place],
            )
        else:
            continue
        yield _check_percent(
            change,
            change.percent.value,
            abs(stated.value),
            stated.half_step,
            base,
            slack,
            [stated.place, *read],
        )


def _check_percent(
    change: Change,
    printed: Decimal,
    delta: Decimal,
    delta_half_step: Decimal,
    base: Decimal,
    base_half_step: Decimal,
    places_read: list[Span],
) -> Check:
    assert change.percent is not None
    places = (change.percent.place, *places_read)
    if base <= 0:
        result: CheckResult = (
            CheckResult.PASS
            if printed == 0
            else CheckResult.NOT_CHECKABLE
            if base < 0
            else CheckResult.FAIL
        )
        if result == "not_checkable":
            return report_not_checkable("PCT_RECOMPUTE", "BASE_NEGATIVE", places)
        return equals("PCT_RECOMPUTE", result, places, f"{format_decimal(printed)}%, 0")
    due = delta / base * 100
    last_digit = Decimal("0.5").scaleb(-count_decimals(change.percent.raw))
    widest = (
        (delta + delta_half_step) / (base - base_half_step) * 100
        if base > base_half_step
        else due
    )
    narrow = (delta - delta_half_step) / (base + base_half_step) * 100
    difference = printed - due
    allowed = last_digit + max(widest - due, due - narrow)
    result = (
        CheckResult.PASS
        if abs(difference) <= last_digit
        else CheckResult.ROUNDING
        if abs(difference) <= allowed
        else CheckResult.FAIL
    )
    sign = "=" if result == "pass" else "≈" if result == "rounding" else "≠"
    shown = due.quantize(Decimal(1).scaleb(-max(2, count_decimals(change.percent.raw))))
    text = f"{format_decimal(printed)}% {sign} {format_decimal(strip_zeros(delta))} / {format_decimal(strip_zeros(base))} = {format_decimal(shown)}%"
    message = ("PCT_RECOMPUTE", (("formula", text),))
    return Check(
        "PCT_RECOMPUTE",
        result,
        _round_to_six_decimals(due),
        printed,
        _round_to_six_decimals(difference),
        _round_to_six_decimals(allowed),
        message,
        places,
    )


def _round_to_six_decimals(value: Decimal) -> Decimal:
    """A quotient to six decimals: percentages have no end, and no one prints more."""
    return value.quantize(Decimal("0.000001"))


def check_change_directions(context: CheckContext) -> Iterator[Check]:
    """DIRECTION_SIGN: 增加 where this year is more, 减少 where it is less, 持平 where nothing changed."""
    for change in context.disclosure.changes:
        if change.direction is None:
            continue
        this, last = _find_yearly_amounts(context, change)
        word = {"increase": "增加", "decrease": "减少", "flat": "持平"}[
            change.direction
        ]
        if this is not None and last is not None:
            gap = this.value - last.value
            still = (
                gap == 0
                and (change.value_yuan or Decimal(0)) <= this.half_step + last.half_step
            )
            right = {
                "increase": gap > 0 or still,
                "decrease": gap < 0 or still,
                "flat": gap == 0 or _is_nearly_flat(context, change),
            }
            yield equals(
                "DIRECTION_SIGN", right[change.direction], [change.place, this.place, last.place],
                f"{word}: {this.printed} {this.unit}, {last.printed} {last.unit}",
            )  # fmt: skip
        elif (
            change.direction == "flat"
            and change.stated
            and change.value_yuan is not None
        ):
            yield equals(
                "DIRECTION_SIGN",
                change.value_yuan == 0 or _is_nearly_flat(context, change),
                [change.place],
                f"{word}: {change.raw}",
            )


def _is_nearly_flat(context: CheckContext, change: Change) -> bool:
    """基本持平 leaves room for a small change."""
    return any(
        word in change.raw for word in context.lexicon.get_vocabulary("checks.nearly")
    )


def _collect_part_concepts(concept: str | None) -> frozenset[str]:
    """The parts of an item, of all practices."""
    return frozenset(
        part for group in _PARTS_BY_CONCEPT.get(concept or "", ()) for part in group
    )


def check_change_reasons(context: CheckContext) -> Iterator[Check]:
    """REASON_REQUIRED: an increase or decrease gives its reason; changes of its parts in the same passage are one."""
    changes = sorted(
        context.disclosure.changes, key=lambda c: context.compute_position(c.place)
    )
    words = (
        *context.lexicon.get_vocabulary("reason"),
        *context.lexicon.get_vocabulary("checks.reason"),
    )
    flat = context.lexicon.get_words("change", "flat")
    told = {(c.direction, c.value_yuan) for c in changes if c.reason is not None}
    among: dict[str, set[str | None]] = {}  # items by passage
    reasoned_blocks: set[str] = set()
    explained: dict[
        str, set[str | None]
    ] = {}  # items with a reason, by group of passages
    for change in changes:
        among.setdefault(change.place.path, set()).add(change.item)
        if change.reason is not None:
            reasoned_blocks.add(change.place.path)
            explained.setdefault(context.find_precision_group(change.place), set()).add(
                change.item
            )
    for change in changes:
        if change.direction not in ("increase", "decrease") or not change.value.value:
            continue
        block = change.place.path
        reasoned = (
            change.reason is not None
            or (change.direction, change.value_yuan)
            in told  # the same change, explained elsewhere
            or len(among[block]) > 1
            or block in reasoned_blocks
            or not explained.get(
                context.find_precision_group(change.place), frozenset()
            ).isdisjoint(_collect_part_concepts(change.item))
        )
        if not reasoned:
            raw = match_key(change.raw)
            said = [line for line in context.paragraph_match_keys if raw in line]
            reasoned = any(
                word in line for line in said for word in (*words, *flat)
            )  # 基本持平 needs none
        known = load_concepts().get(change.item or "")
        label = known.label_zh if known else change.label.value if change.label else ""
        yield equals(
            "REASON_REQUIRED",
            reasoned,
            [change.place],
            join_lines(f"{label} {change.raw}"),
        )
