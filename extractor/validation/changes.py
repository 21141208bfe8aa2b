"""Changes against another year: ``比2019年增加了23.53万元，主要是：人员经费增加19.22万元 ...``.

Checked are the change of a total against the changes of its parts, the change against both levels where they are
printed (``2026年预算数52.6万元，比2025年预算数48万元增加4.6万元，增长9.6%``), the percentage, the word against the
sign, and that a change gives its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.statements import Amount, Change
from extractor.schema import items
from extractor.text.normalize import squeeze
from extractor.text.numbers import decimals
from extractor.validation.context import Case, block_of
from extractor.validation.tolerance import (
    Number,
    Result,
    balance,
    best,
    holds,
    not_checkable,
    one_line,
    plain,
    tidy,
)

__all__ = [
    "change_against_levels",
    "changes_add_up",
    "percent_recomputed",
    "reason_given",
    "word_agrees_with_sign",
]

_PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
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
_SPENT = (
    "fiscal_appropriation.total",
    "revenue.fiscal_appropriation",
    "fiscal_appropriation.general_public_budget",
)
_PARTS |= dict.fromkeys(_SPENT, _PARTS["expenditure.total"])
_PRIOR = {
    "prior_year_budget": ("prior_budget",),
    "initial_budget": ("prior_budget", "budget"),
    "adjusted_budget": ("adjusted_budget", "prior_budget"),
    "prior_year_executed": ("prior_executed",),
    "unstated": ("prior_budget", "prior_executed"),
}


def changes_add_up(case: Case) -> Iterator[Check]:
    """DELTA_SUM: the change of a total = Σ changes of its parts, with sign, as one passage states them."""
    ordered = sorted(case.disclosure.changes, key=lambda c: case.position(c.place))
    for at, head in enumerate(ordered):
        total = case.change(head)
        if total is None or head.item not in _PARTS:
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
                or case.group(change.place) != case.group(head.place)
            ):
                break
            if change.item and case.change(change) is not None:
                passage.setdefault(change.item, change)
            unknown = unknown or change.item is None
        tried: list[tuple[bool, Check]] = []
        for group in _PARTS[head.item]:
            members = [passage[item] for item in group if item in passage]
            numbers = [n for c in members if (n := case.change(c)) is not None]
            if numbers and (head.stated or any(c.stated for c in members)):
                complete = not unknown and _complete(case, head, group, passage)
                tried.append((complete, balance("DELTA_SUM", [total], numbers)))
        if not tried:
            continue
        check = best(check for _, check in tried)
        if check.result == "fail" and any(complete for complete, _ in tried):
            check = best(check for complete, check in tried if complete)
        elif check.result == "fail":
            formula = dict(check.message[1])["formula"]
            check = not_checkable(
                "DELTA_SUM", "CHANGES_INCOMPLETE", check.places_read, formula=formula
            )
        yield check


def _complete(
    case: Case, head: Change, group: Sequence[str], passage: Mapping[str, Change]
) -> bool:
    """True when every part of a group that is printed as an amount this year also states its change."""
    levels = {
        a.item
        for a in case.amounts
        if a.item in group and a.fiscal_year == head.fiscal_year
    }
    return (
        bool(levels) and levels <= set(passage) and len(set(group) & set(passage)) >= 2
    )


class _Levels(NamedTuple):
    this: Number | None
    last: Number | None


def _levels(case: Case, change: Change) -> _Levels:
    """The amounts of both years for the thing that changed: the nearest before the change in its paragraph, else the
    one value that the section prints."""
    now: list[Amount] = []
    then: list[Amount] = []
    for amount in case.alike(change):
        if amount.fiscal_year == change.fiscal_year and amount.phase in (
            "budget",
            "executed",
        ):
            now.append(amount)
        elif amount.fiscal_year == change.base_year and amount.phase in _PRIOR.get(
            change.base_kind, ()
        ):
            then.append(amount)
    return _Levels(_nearest(case, change, now), _nearest(case, change, then))


def _nearest(case: Case, change: Change, amounts: Sequence[Amount]) -> Number | None:
    before = [
        a for a in amounts
        if block_of(a.place) == block_of(change.place) and case.position(a.place) < case.position(change.place)
    ]  # fmt: skip
    if before:
        return case.amount(before[-1])
    if len({a.value_yuan for a in amounts}) == 1:
        return case.amount(amounts[0])
    return None


def change_against_levels(case: Case) -> Iterator[Check]:
    """DELTA_LEVEL: where both years are printed, this year - last year = the change printed."""
    for change in case.disclosure.changes:
        stated = case.change(change)
        this, last = _levels(case, change)
        if stated is None or this is None or last is None:
            continue
        yield balance("DELTA_LEVEL", [stated], [this, last.negated()])


def percent_recomputed(case: Case) -> Iterator[Check]:
    """PCT_RECOMPUTE: the percentage = change / last year x 100; last year 0 allows none."""
    for change in case.disclosure.changes:
        if change.percent is None:
            continue
        stated, (this, last) = case.change(change), _levels(case, change)
        if stated is None:
            continue
        if last is not None:
            base, slack, read = last.value, last.half, [last.place]
        elif this is not None:
            base, slack, read = (
                this.value - stated.value,
                this.half + stated.half,
                [this.place],
            )
        else:
            continue
        yield _percent(
            change,
            change.percent.value,
            abs(stated.value),
            stated.half,
            base,
            slack,
            [stated.place, *read],
        )


def _percent(
    change: Change,
    printed: Decimal,
    delta: Decimal,
    half: Decimal,
    base: Decimal,
    slack: Decimal,
    read: list[Place],
) -> Check:
    assert change.percent is not None
    places = (change.percent.place, *read)
    if base <= 0:
        result: Result = (
            "pass" if printed == 0 else "not_checkable" if base < 0 else "fail"
        )
        if result == "not_checkable":
            return not_checkable("PCT_RECOMPUTE", "BASE_NEGATIVE", places)
        return holds("PCT_RECOMPUTE", result, places, f"{plain(printed)}%, 0")
    due = delta / base * 100
    last_digit = Decimal("0.5").scaleb(-decimals(change.percent.raw))
    widest = (delta + half) / (base - slack) * 100 if base > slack else due
    narrow = (delta - half) / (base + slack) * 100
    difference = printed - due
    allowed = last_digit + max(widest - due, due - narrow)
    result = (
        "pass"
        if abs(difference) <= last_digit
        else "rounding"
        if abs(difference) <= allowed
        else "fail"
    )
    sign = "=" if result == "pass" else "≈" if result == "rounding" else "≠"
    shown = due.quantize(Decimal(1).scaleb(-max(2, decimals(change.percent.raw))))
    text = f"{plain(printed)}% {sign} {plain(tidy(delta))} / {plain(tidy(base))} = {plain(shown)}%"
    message = ("PCT_RECOMPUTE", (("formula", text),))
    return Check(
        "PCT_RECOMPUTE",
        result,
        _short(due),
        printed,
        _short(difference),
        _short(allowed),
        message,
        places,
    )


def _short(value: Decimal) -> Decimal:
    """A quotient to six decimals: percentages have no end, and no one prints more."""
    return value.quantize(Decimal("0.000001"))


def word_agrees_with_sign(case: Case) -> Iterator[Check]:
    """DIRECTION_SIGN: 增加 where this year is more, 减少 where it is less, 持平 where nothing changed."""
    for change in case.disclosure.changes:
        if change.direction is None:
            continue
        this, last = _levels(case, change)
        word = {"increase": "增加", "decrease": "减少", "flat": "持平"}[
            change.direction
        ]
        if this is not None and last is not None:
            gap = this.value - last.value
            still = (
                gap == 0 and (change.value_yuan or Decimal(0)) <= this.half + last.half
            )
            right = {
                "increase": gap > 0 or still,
                "decrease": gap < 0 or still,
                "flat": gap == 0 or _nearly(case, change),
            }
            yield holds(
                "DIRECTION_SIGN", right[change.direction], [change.place, this.place, last.place],
                f"{word}: {this.printed} {this.unit}, {last.printed} {last.unit}",
            )  # fmt: skip
        elif (
            change.direction == "flat"
            and change.stated
            and change.value_yuan is not None
        ):
            yield holds(
                "DIRECTION_SIGN",
                change.value_yuan == 0 or _nearly(case, change),
                [change.place],
                f"{word}: {change.raw}",
            )


def _nearly(case: Case, change: Change) -> bool:
    """基本持平 leaves room for a small change."""
    return any(word in change.raw for word in case.template.words("checks.nearly"))


def _pieces(item: str | None) -> frozenset[str]:
    """The parts of an item, of all practices."""
    return frozenset(part for group in _PARTS.get(item or "", ()) for part in group)


def reason_given(case: Case) -> Iterator[Check]:
    """REASON_REQUIRED: an increase or decrease gives its reason; changes of its parts in the same passage are one."""
    changes = sorted(case.disclosure.changes, key=lambda c: case.position(c.place))
    words = (*case.template.words("reason"), *case.template.words("checks.reason"))
    flat = case.template.words_of("change", "flat")
    told = {(c.direction, c.value_yuan) for c in changes if c.reason is not None}
    among: dict[str, set[str | None]] = {}  # items by passage
    reasoned_blocks: set[str] = set()
    explained: dict[
        str, set[str | None]
    ] = {}  # items with a reason, by group of passages
    for change in changes:
        among.setdefault(block_of(change.place), set()).add(change.item)
        if change.reason is not None:
            reasoned_blocks.add(block_of(change.place))
            explained.setdefault(case.group(change.place), set()).add(change.item)
    for change in changes:
        if change.direction not in ("increase", "decrease") or not change.value.value:
            continue
        block = block_of(change.place)
        reasoned = (
            change.reason is not None
            or (change.direction, change.value_yuan)
            in told  # the same change, explained elsewhere
            or len(among[block]) > 1
            or block in reasoned_blocks
            or not explained.get(case.group(change.place), frozenset()).isdisjoint(
                _pieces(change.item)
            )
        )
        if not reasoned:
            raw = squeeze(change.raw)
            said = [line for line in case.lines if raw in line]
            reasoned = any(
                word in line for line in said for word in (*words, *flat)
            )  # 基本持平 needs none
        known = items().get(change.item or "")
        label = known.label_zh if known else change.label.value if change.label else ""
        yield holds(
            "REASON_REQUIRED",
            reasoned,
            [change.place],
            one_line(f"{label} {change.raw}"),
        )
