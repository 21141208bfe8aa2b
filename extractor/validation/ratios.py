"""Shares, rates of completion and words for final against budget: ``其他收入123.61万元，占2.1%``, ``完成年初预算的70%``.

Percentages of this kind are no amounts; they are found among the numbers that no record took up, with their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import Amount, Check, UnmatchedNumber
from extractor.text.normalize import match_key, normalize
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    EquationTerm,
    equals,
    format_decimal,
    report_not_checkable,
    strip_zeros,
)

__all__ = [
    "check_completion_rates",
    "check_shares",
    "check_final_versus_budget_words",
]

_FINAL_PHASES, _BUDGET_PHASES = (
    ("executed",),
    ("budget", "adjusted_budget", "prior_budget"),
)
_MAX_GAP_BEFORE_SHARE = 24  # characters between an amount and its share
_MAX_GAP_BEFORE_RATE = 120  # characters between the amounts of a rate and the rate


class _PrintedShare(NamedTuple):
    amount: Amount
    part: EquationTerm
    percent: Decimal
    half_step: Decimal  # half a unit of its last digit
    place: Span


def _find_percents(context: CheckContext) -> list[UnmatchedNumber]:
    found = [
        n
        for n in context.disclosure.unmatched_numbers
        if n.reason == "percent" and n.place.start is not None
    ]
    return sorted(found, key=lambda n: context.compute_position(n.place))


def _find_preceding_text(number: UnmatchedNumber) -> str:
    """The context in front of a percentage."""
    text = normalize(number.context)
    raw = normalize(number.raw)
    at = [
        i
        for i in range(len(text))
        if text.startswith(raw, i) and text[i + len(raw) :].lstrip()[:1] == "%"
    ]
    middle = (len(text) - len(raw)) / 2
    return text[: min(at, key=lambda i: abs(i - middle))] if at else text


def _parse_percent(number: UnmatchedNumber) -> tuple[Decimal, Decimal]:
    value = Decimal(normalize(number.raw).replace(",", ""))
    exponent = value.as_tuple().exponent
    return value, Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)


def _find_preceding_amounts(
    context: CheckContext, number: UnmatchedNumber, max_gap: int
) -> list[Amount]:
    """Amounts in the same paragraph before a number, nearest last."""
    assert number.place.start is not None
    start = number.place.start
    return [
        a for a in context.ordered_amounts
        if a.place.element == number.place.element and a.place.end is not None and 0 <= start - a.place.end <= max_gap
    ]  # fmt: skip


def _find_shares(context: CheckContext) -> Iterator[_PrintedShare]:
    words = context.lexicon.get_vocabulary("checks.share")
    for number in _find_percents(context):
        near = _find_preceding_amounts(context, number, _MAX_GAP_BEFORE_SHARE)
        assert number.place.start is not None
        if not near or near[-1].place.end is None:
            continue
        gap = _find_preceding_text(number)[-(number.place.start - near[-1].place.end) :]
        part = context.build_amount_term(near[-1])
        if part is not None and any(word in gap for word in words):
            yield _PrintedShare(near[-1], part, *_parse_percent(number), number.place)


def _group_adjacent_shares(context: CheckContext) -> Iterator[list[_PrintedShare]]:
    """Shares of one split: one behind the other in a paragraph or in the next."""
    run: list[_PrintedShare] = []
    for share in _find_shares(context):
        if run and not _is_adjacent(context, run[-1], share):
            yield run
            run = []
        run.append(share)
    if run:
        yield run


def _is_adjacent(
    context: CheckContext, first: _PrintedShare, second: _PrintedShare
) -> bool:
    if (
        context.find_precision_group(first.place)
        != context.find_precision_group(second.place)
        or first.amount.phase != second.amount.phase
    ):
        return False
    return (
        first.place.path == second.place.path
        or context.compute_block_distance(first.place, second.place) <= 2
    )


def check_shares(context: CheckContext) -> Iterator[Check]:
    """SHARE_RECOMPUTE and SHARE_SUM: where the parts of a split add up to a total printed before, each share is its part
    of it, and all shares are 100 %."""
    for run in _group_adjacent_shares(context):
        total = _find_total(context, run)
        read = [p for s in run for p in (s.part.place, s.place)]
        if total is None:
            yield report_not_checkable("SHARE_RECOMPUTE", "SHARE_TOTAL_UNKNOWN", read)
            continue
        even = len(run) > 1 and sum(s.percent for s in run) == 100
        for share in run:
            nudge = (
                share.half_step if even else Decimal(0)
            )  # shares are nudged by one digit to make 100 % of them
            yield _check_ratio(
                "SHARE_RECOMPUTE",
                share.percent,
                share.half_step,
                share.part,
                total,
                share.place,
                nudge,
            )
        if len(run) > 1:
            yield _check_share_sum(run, read)


def _find_total(
    context: CheckContext, shares: Sequence[_PrintedShare]
) -> EquationTerm | None:
    """The total that the parts of a run add up to, among the amounts before it in its section."""
    whole = sum((s.part.value for s in shares), Decimal(0))
    slack = sum((s.part.half_step for s in shares), Decimal(0))
    group, first = (
        context.find_precision_group(shares[0].place),
        context.compute_position(shares[0].part.place),
    )
    before = [
        a
        for a in context.ordered_amounts
        if context.find_precision_group(a.place) == group
        and context.compute_position(a.place) < first
    ]
    for amount in reversed(before):
        number = context.build_amount_term(amount)
        if (
            number is not None
            and number.value > 0
            and abs(number.value - whole) <= slack + number.half_step
        ):
            return number
    return None


def _check_ratio(
    rule: str,
    printed: Decimal,
    half_step: Decimal,
    part: EquationTerm,
    whole: EquationTerm,
    place: Span,
    extra_tolerance: Decimal = Decimal(0),
) -> Check:
    read = tuple(dict.fromkeys((place, part.place, whole.place)))
    if whole.value <= 0:
        return equals(
            rule,
            printed == 0,
            read,
            f"{format_decimal(printed)}%, {part.printed} / {whole.printed}",
        )
    due = part.value / whole.value * 100
    widest = (
        (part.value + part.half_step) / (whole.value - whole.half_step) * 100
        if whole.value > whole.half_step
        else due
    )
    narrow = (part.value - part.half_step) / (whole.value + whole.half_step) * 100
    difference, allowed = (
        printed - due,
        half_step + extra_tolerance + max(widest - due, due - narrow),
    )
    result: CheckResult = (
        CheckResult.PASS
        if abs(difference) <= half_step
        else CheckResult.ROUNDING
        if abs(difference) <= allowed
        else CheckResult.FAIL
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    text = f"{format_decimal(printed)}% {sign} {part.printed} / {whole.printed} = {format_decimal(due.quantize(Decimal('0.01')))}%"
    six = Decimal("0.000001")
    return Check(
        rule, result, due.quantize(six), printed, difference.quantize(six), allowed.quantize(six),
        (rule, (("formula", text),)), read,
    )  # fmt: skip


def _check_share_sum(
    shares: Sequence[_PrintedShare], places_read: Sequence[Span]
) -> Check:
    added = sum((s.percent for s in shares), Decimal(0))
    slack = strip_zeros(sum((s.half_step for s in shares if s.percent), Decimal(0)))
    difference = added - 100
    result: CheckResult = (
        CheckResult.PASS
        if difference == 0
        else CheckResult.ROUNDING
        if abs(difference) <= slack
        else CheckResult.FAIL
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    text = f"{' + '.join(format_decimal(s.percent) for s in shares)} = {format_decimal(added)} {sign} 100"
    message = ("SHARE_SUM", (("formula", text),))
    return Check(
        "SHARE_SUM",
        result,
        Decimal(100),
        strip_zeros(added),
        strip_zeros(difference),
        slack,
        message,
        tuple(places_read),
    )


def check_completion_rates(context: CheckContext) -> Iterator[Check]:
    """COMPLETION_RATE: 完成年初预算的X% = final / budget; of a budget of 0 there is no rate but 0."""
    words = context.lexicon.get_vocabulary("checks.completion")
    for number in _find_percents(context):
        if not any(word in match_key(_find_preceding_text(number)) for word in words):
            continue
        near = _find_preceding_amounts(context, number, _MAX_GAP_BEFORE_RATE)
        spent = [
            n
            for a in near
            if a.phase in _FINAL_PHASES
            and (n := context.build_amount_term(a)) is not None
        ]
        budget = [
            n
            for a in near
            if a.phase in _BUDGET_PHASES
            and (n := context.build_amount_term(a)) is not None
        ]
        if spent and budget:
            yield _check_ratio(
                "COMPLETION_RATE",
                *_parse_percent(number),
                spent[-1],
                budget[-1],
                number.place,
            )


def check_final_versus_budget_words(context: CheckContext) -> Iterator[Check]:
    """BUDGET_FINAL_WORD: 决算大于（小于、等于）预算数 as the figures say."""
    if not context.is_final_accounts:
        return
    words = context.lexicon.get_vocabulary("checks.final_word")
    labels = sorted(
        context.lexicon.get_vocabulary("labels").items(), key=lambda pair: -len(pair[0])
    )
    for place, text in context.section_texts:
        for sentence in match_key(text).replace("；", "。").split("。"):
            found = next((w for w in words if w in sentence), None)
            if found is None:
                continue
            head = sentence[: sentence.index(found)]
            item = next((item for label, item in labels if label in head), None)
            spent = [
                n
                for a in context.find_amounts(item or "", phase="executed")
                if (n := context.build_amount_term(a)) is not None
            ]
            budget = [
                n
                for a in context.find_amounts(item or "", phase="budget")
                if (n := context.build_amount_term(a)) is not None
            ]
            if not spent or not budget:
                continue
            gap = spent[0].value - budget[0].value
            right = {"more": gap > 0, "less": gap < 0, "equal": gap == 0}[words[found]]
            shown = f"{found}: {spent[0].printed} {spent[0].unit}, {budget[0].printed} {budget[0].unit}"
            yield equals(
                "BUDGET_FINAL_WORD",
                right,
                [place, spent[0].place, budget[0].place],
                shown,
            )
