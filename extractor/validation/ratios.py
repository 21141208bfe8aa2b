"""Shares, rates of completion and words for final against budget: ``其他收入123.61万元，占2.1%``, ``完成年初预算的70%``.

Percentages of this kind are no amounts; they are found among the numbers that no record took up, with their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.page_records import Leftover
from extractor.model.statements import Amount
from extractor.text.normalize import fold, squeeze
from extractor.validation.context import Case, block_of
from extractor.validation.tolerance import (
    Number,
    Result,
    holds,
    not_checkable,
    plain,
    tidy,
)

__all__ = ["completion_rates", "shares_agree", "word_for_final_against_budget"]

_FINAL_PHASES, _BUDGET_PHASES = (
    ("executed",),
    ("budget", "adjusted_budget", "prior_budget"),
)
_NEAR = 24  # characters between an amount and its share
_SENTENCE = 120  # characters between the amounts of a rate and the rate


class _Share(NamedTuple):
    amount: Amount
    part: Number
    percent: Decimal
    half: Decimal  # half a unit of its last digit
    place: Place


def _percents(case: Case) -> list[Leftover]:
    found = [
        n
        for n in case.disclosure.leftovers
        if n.reason == "percent" and n.place.start is not None
    ]
    return sorted(found, key=lambda n: case.position(n.place))


def _before(number: Leftover) -> str:
    """The context in front of a percentage."""
    text = fold(number.context)
    raw = fold(number.raw)
    at = [
        i
        for i in range(len(text))
        if text.startswith(raw, i) and text[i + len(raw) :].lstrip()[:1] == "%"
    ]
    middle = (len(text) - len(raw)) / 2
    return text[: min(at, key=lambda i: abs(i - middle))] if at else text


def _printed(number: Leftover) -> tuple[Decimal, Decimal]:
    value = Decimal(fold(number.raw).replace(",", ""))
    exponent = value.as_tuple().exponent
    return value, Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)


def _amounts_before(case: Case, number: Leftover, within: int) -> list[Amount]:
    """Amounts in the same paragraph before a number, nearest last."""
    assert number.place.start is not None
    start = number.place.start
    return [
        a for a in case.amounts
        if a.place.address == number.place.address and a.place.end is not None and 0 <= start - a.place.end <= within
    ]  # fmt: skip


def _shares(case: Case) -> Iterator[_Share]:
    words = case.template.words("checks.share")
    for number in _percents(case):
        near = _amounts_before(case, number, _NEAR)
        assert number.place.start is not None
        if not near or near[-1].place.end is None:
            continue
        gap = _before(number)[-(number.place.start - near[-1].place.end) :]
        part = case.amount(near[-1])
        if part is not None and any(word in gap for word in words):
            yield _Share(near[-1], part, *_printed(number), number.place)


def _runs(case: Case) -> Iterator[list[_Share]]:
    """Shares of one split: one behind the other in a paragraph or in the next."""
    run: list[_Share] = []
    for share in _shares(case):
        if run and not _next_to(case, run[-1], share):
            yield run
            run = []
        run.append(share)
    if run:
        yield run


def _next_to(case: Case, one: _Share, other: _Share) -> bool:
    if (
        case.group(one.place) != case.group(other.place)
        or one.amount.phase != other.amount.phase
    ):
        return False
    return (
        block_of(one.place) == block_of(other.place)
        or case.apart(one.place, other.place) <= 2
    )


def shares_agree(case: Case) -> Iterator[Check]:
    """SHARE_RECOMPUTE and SHARE_SUM: where the parts of a split add up to a total printed before, each share is its part
    of it, and all shares are 100 %."""
    for run in _runs(case):
        total = _total(case, run)
        read = [p for s in run for p in (s.part.place, s.place)]
        if total is None:
            yield not_checkable("SHARE_RECOMPUTE", "SHARE_TOTAL_UNKNOWN", read)
            continue
        even = len(run) > 1 and sum(s.percent for s in run) == 100
        for share in run:
            nudge = (
                share.half if even else Decimal(0)
            )  # shares are nudged by one digit to make 100 % of them
            yield _recomputed(
                "SHARE_RECOMPUTE",
                share.percent,
                share.half,
                share.part,
                total,
                share.place,
                nudge,
            )
        if len(run) > 1:
            yield _sum(run, read)


def _total(case: Case, run: Sequence[_Share]) -> Number | None:
    """The total that the parts of a run add up to, among the amounts before it in its section."""
    whole = sum((s.part.value for s in run), Decimal(0))
    slack = sum((s.part.half for s in run), Decimal(0))
    group, first = case.group(run[0].place), case.position(run[0].part.place)
    before = [
        a
        for a in case.amounts
        if case.group(a.place) == group and case.position(a.place) < first
    ]
    for amount in reversed(before):
        number = case.amount(amount)
        if (
            number is not None
            and number.value > 0
            and abs(number.value - whole) <= slack + number.half
        ):
            return number
    return None


def _recomputed(
    rule: str,
    printed: Decimal,
    half: Decimal,
    part: Number,
    whole: Number,
    place: Place,
    nudge: Decimal = Decimal(0),
) -> Check:
    read = tuple(dict.fromkeys((place, part.place, whole.place)))
    if whole.value <= 0:
        return holds(
            rule,
            printed == 0,
            read,
            f"{plain(printed)}%, {part.printed} / {whole.printed}",
        )
    due = part.value / whole.value * 100
    widest = (
        (part.value + part.half) / (whole.value - whole.half) * 100
        if whole.value > whole.half
        else due
    )
    narrow = (part.value - part.half) / (whole.value + whole.half) * 100
    difference, allowed = printed - due, half + nudge + max(widest - due, due - narrow)
    result: Result = (
        "pass"
        if abs(difference) <= half
        else "rounding"
        if abs(difference) <= allowed
        else "fail"
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    text = f"{plain(printed)}% {sign} {part.printed} / {whole.printed} = {plain(due.quantize(Decimal('0.01')))}%"
    six = Decimal("0.000001")
    return Check(
        rule, result, due.quantize(six), printed, difference.quantize(six), allowed.quantize(six),
        (rule, (("formula", text),)), read,
    )  # fmt: skip


def _sum(run: Sequence[_Share], read: Sequence[Place]) -> Check:
    added = sum((s.percent for s in run), Decimal(0))
    slack = tidy(sum((s.half for s in run if s.percent), Decimal(0)))
    difference = added - 100
    result: Result = (
        "pass"
        if difference == 0
        else "rounding"
        if abs(difference) <= slack
        else "fail"
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    text = f"{' + '.join(plain(s.percent) for s in run)} = {plain(added)} {sign} 100"
    message = ("SHARE_SUM", (("formula", text),))
    return Check(
        "SHARE_SUM",
        result,
        Decimal(100),
        tidy(added),
        tidy(difference),
        slack,
        message,
        tuple(read),
    )


def completion_rates(case: Case) -> Iterator[Check]:
    """COMPLETION_RATE: 完成年初预算的X% = final / budget; of a budget of 0 there is no rate but 0."""
    words = case.template.words("checks.completion")
    for number in _percents(case):
        if not any(word in squeeze(_before(number)) for word in words):
            continue
        near = _amounts_before(case, number, _SENTENCE)
        spent = [
            n
            for a in near
            if a.phase in _FINAL_PHASES and (n := case.amount(a)) is not None
        ]
        budget = [
            n
            for a in near
            if a.phase in _BUDGET_PHASES and (n := case.amount(a)) is not None
        ]
        if spent and budget:
            yield _recomputed(
                "COMPLETION_RATE",
                *_printed(number),
                spent[-1],
                budget[-1],
                number.place,
            )


def word_for_final_against_budget(case: Case) -> Iterator[Check]:
    """BUDGET_FINAL_WORD: 决算大于（小于、等于）预算数 as the figures say."""
    if not case.final:
        return
    words = case.template.words("checks.final_word")
    labels = sorted(
        case.template.words("labels").items(), key=lambda pair: -len(pair[0])
    )
    for place, text in case.prose:
        for sentence in squeeze(text).replace("；", "。").split("。"):
            found = next((w for w in words if w in sentence), None)
            if found is None:
                continue
            head = sentence[: sentence.index(found)]
            item = next((item for label, item in labels if label in head), None)
            spent = [
                n
                for a in case.of(item or "", phase="executed")
                if (n := case.amount(a)) is not None
            ]
            budget = [
                n
                for a in case.of(item or "", phase="budget")
                if (n := case.amount(a)) is not None
            ]
            if not spent or not budget:
                continue
            gap = spent[0].value - budget[0].value
            right = {"more": gap > 0, "less": gap < 0, "equal": gap == 0}[words[found]]
            shown = f"{found}: {spent[0].printed} {spent[0].unit}, {budget[0].printed} {budget[0].unit}"
            yield holds(
                "BUDGET_FINAL_WORD",
                right,
                [place, spent[0].place, budget[0].place],
                shown,
            )
