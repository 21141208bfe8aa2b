"""Shares, rates of completion and words that compare final accounts with the budget.

``其他收入123.61万元，占2.1%``, ``完成年初预算的70%``. Percentages of this kind are no
amounts; they are found among the numbers that no record took up, with
their places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span
from extractor.model.records import Amount, Check, UnmatchedNumber
from extractor.text.normalize import match_key, normalize
from extractor.validation.context import OWN_PHASES, CheckContext
from extractor.validation.tolerance import (
    SIGN_BY_RESULT,
    EquationTerm,
    RoundedValue,
    build_check,
    classify_difference,
    compare_percent,
    equals,
    format_decimal,
    report_not_checkable,
    round_percent,
    strip_zeros,
)

__all__ = [
    "check_completion_rates",
    "check_final_versus_budget_words",
    "check_shares",
]

_FINAL_PHASES = ("executed",)
_BUDGET_PHASES = ("budget", "adjusted_budget", "prior_budget")
# Characters between an amount and its share, and between the amounts of a rate and it.
_MAX_GAP_BEFORE_SHARE = 24
_MAX_GAP_BEFORE_RATE = 120
# Blocks between two shares of one split.
_MAX_BLOCK_DISTANCE = 2
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


class _Percent(NamedTuple):
    """A percentage of the prose: its value, and its place."""

    number: UnmatchedNumber
    start: int

    @property
    def printed(self) -> RoundedValue:
        """The value with half a unit of its last digit."""
        return _parse_percent(self.number)

    @property
    def place(self) -> Span:
        return self.number.place


class _PrintedShare(NamedTuple):
    """An amount with the share that is printed behind it."""

    amount: Amount
    part: EquationTerm
    percent: _Percent


# --- percentages in the prose ---------------------------------------------------------


def _find_percents(context: CheckContext) -> list[_Percent]:
    """The percentages that no record took up, in reading order."""
    percents: list[_Percent] = []
    for number in context.disclosure.unmatched_numbers:
        start = number.place.start
        if number.reason == "percent" and start is not None:
            percents.append(_Percent(number, start))
    return sorted(percents, key=lambda percent: context.compute_position(percent.place))


def _parse_percent(number: UnmatchedNumber) -> RoundedValue:
    value = Decimal(normalize(number.raw).replace(",", ""))
    exponent = value.as_tuple().exponent
    half_step = Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)
    return RoundedValue(value, half_step)


def _find_preceding_text(number: UnmatchedNumber) -> str:
    """The context in front of a percentage.

    The context has the number in its middle, but may print it several
    times.
    """
    text, raw = normalize(number.context), normalize(number.raw)
    starts = [
        start
        for start in range(len(text))
        if text.startswith(raw, start)
        and text[start + len(raw) :].lstrip().startswith("%")
    ]
    middle = (len(text) - len(raw)) / 2
    nearest = min(starts, key=lambda start: abs(start - middle), default=None)
    return text if nearest is None else text[:nearest]


def _find_preceding_amounts(
    context: CheckContext, percent: _Percent, max_gap: int
) -> list[Amount]:
    """Amounts in the same paragraph before a percentage, nearest last."""
    entries = context.amount_ends.get(percent.place.element, [])
    first = bisect_left(entries, (percent.start - max_gap, -1))
    last = bisect_left(entries, (percent.start + 1, -1))
    numbers = sorted(number for _, number in entries[first:last])
    return [context.ordered_amounts[number] for number in numbers]


def _check_ratio(
    rule: str,
    percent: _Percent,
    part: EquationTerm,
    whole: EquationTerm,
    extra_tolerance: Decimal = _ZERO,
) -> Check:
    """A percentage against the quotient of two
    amounts; of 0 there is none but 0."""
    places = tuple(dict.fromkeys((percent.place, part.place, whole.place)))
    printed = f"{format_decimal(percent.printed.value)}%"
    quotient = f"{part.printed} / {whole.printed}"
    if whole.value <= 0:
        is_zero = percent.printed.value == 0
        return equals(rule, is_zero, places, f"{printed}, {quotient}")
    found = compare_percent(
        percent.printed,
        RoundedValue(part.value, part.half_step),
        RoundedValue(whole.value, whole.half_step),
        extra_tolerance,
    )
    due = format_decimal(round_percent(found.due, 2))
    sign = SIGN_BY_RESULT[found.result]
    return found.build_check(rule, f"{printed} {sign} {quotient} = {due}%", places)


# --- shares ---------------------------------------------------------------------------


def _find_shares(context: CheckContext) -> Iterator[_PrintedShare]:
    words = context.lexicon.get_vocabulary("checks.share")
    for percent in _find_percents(context):
        preceding = _find_preceding_amounts(context, percent, _MAX_GAP_BEFORE_SHARE)
        if not preceding:
            continue
        nearest = preceding[-1]
        gap_length = percent.start - (nearest.place.end or 0)
        gap = _find_preceding_text(percent.number)[-gap_length:]
        part = context.build_amount_term(nearest)
        if part is not None and any(word in gap for word in words):
            yield _PrintedShare(nearest, part, percent)


def _group_adjacent_shares(context: CheckContext) -> list[list[_PrintedShare]]:
    """Shares of one split: one behind the other in a paragraph or in the next."""
    runs: list[list[_PrintedShare]] = []
    for share in _find_shares(context):
        if runs and _is_adjacent(context, runs[-1][-1], share):
            runs[-1].append(share)
        else:
            runs.append([share])
    return runs


def _is_adjacent(
    context: CheckContext, first: _PrintedShare, second: _PrintedShare
) -> bool:
    ours, theirs = first.percent.place, second.percent.place
    if first.amount.phase != second.amount.phase:
        return False
    if not context.shares_group(ours, theirs):
        return False
    if ours.path == theirs.path:
        return True
    return context.compute_block_distance(ours, theirs) <= _MAX_BLOCK_DISTANCE


def check_shares(context: CheckContext) -> Iterator[Check]:
    """SHARE_RECOMPUTE and SHARE_SUM: each share is its part of the total, and all
    shares are 100 %.

    Where the parts of a split add up to a total printed before.
    """
    for run in _group_adjacent_shares(context):
        pairs = [(share.part.place, share.percent.place) for share in run]
        places = [place for pair in pairs for place in pair]
        total = _find_total(context, run)
        if total is None:
            yield report_not_checkable("SHARE_RECOMPUTE", "SHARE_TOTAL_UNKNOWN", places)
            continue
        is_evened = len(run) > 1 and _sum_percents(run) == _HUNDRED
        for share in run:
            percent = share.percent
            # Shares that make 100 % exactly may each be changed by one digit for it.
            extra = percent.printed.half_step if is_evened else _ZERO
            yield _check_ratio("SHARE_RECOMPUTE", percent, share.part, total, extra)
        if len(run) > 1:
            yield _check_share_sum(run, places)


def _sum_percents(shares: Sequence[_PrintedShare]) -> Decimal:
    return sum((share.percent.printed.value for share in shares), _ZERO)


def _find_total(
    context: CheckContext, shares: Sequence[_PrintedShare]
) -> EquationTerm | None:
    """The total that the parts of a run add up to, among the amounts before it."""
    whole = sum((share.part.value for share in shares), _ZERO)
    slack = sum((share.part.half_step for share in shares), _ZERO)
    first = shares[0].part.place
    for term in context.find_totals_in_group(first, whole, slack):
        if abs(term.value - whole) <= slack + term.half_step:
            return term
    return None


def _check_share_sum(shares: Sequence[_PrintedShare], places: Sequence[Span]) -> Check:
    percents = [share.percent.printed for share in shares]
    total = _sum_percents(shares)
    half_steps = (percent.half_step for percent in percents if percent.value)
    slack = strip_zeros(sum(half_steps, _ZERO))
    difference = total - _HUNDRED
    result = classify_difference(difference, slack)
    addends = " + ".join(format_decimal(percent.value) for percent in percents)
    sign = SIGN_BY_RESULT[result]
    return build_check(
        "SHARE_SUM",
        result,
        f"{addends} = {format_decimal(total)} {sign} 100",
        tuple(places),
        expected=_HUNDRED,
        actual=strip_zeros(total),
        difference=strip_zeros(difference),
        tolerance=slack,
    )


# --- final accounts and budget --------------------------------------------------------


def check_completion_rates(context: CheckContext) -> Iterator[Check]:
    """COMPLETION_RATE: 完成年初预算的X% = final / budget;
    of a budget of 0 the rate is 0."""
    words = context.lexicon.get_vocabulary("checks.completion")
    for percent in _find_percents(context):
        text = match_key(_find_preceding_text(percent.number))
        if not any(word in text for word in words):
            continue
        preceding = _find_preceding_amounts(context, percent, _MAX_GAP_BEFORE_RATE)
        spent = _build_phase_terms(context, preceding, _FINAL_PHASES)
        budget = _build_phase_terms(context, preceding, _BUDGET_PHASES)
        if spent and budget:
            yield _check_ratio("COMPLETION_RATE", percent, spent[-1], budget[-1])


def _build_phase_terms(
    context: CheckContext, amounts: Sequence[Amount], phases: Sequence[str]
) -> list[EquationTerm]:
    chosen = (amount for amount in amounts if amount.phase in phases)
    return context.build_amount_terms(chosen)


def check_final_versus_budget_words(context: CheckContext) -> Iterator[Check]:
    """BUDGET_FINAL_WORD: 决算大于（小于、等于）预算数 agrees with the figures."""
    if not context.is_final_accounts:
        return
    words = context.lexicon.get_vocabulary("checks.final_word")
    find_figures = cache(partial(_find_first_figures, context))
    for place, text in context.section_texts:
        for sentence in match_key(text).replace("；", "。").split("。"):
            word = next((word for word in words if word in sentence), None)
            if word is None:
                continue
            before = sentence[: sentence.index(word)]
            concept = _find_concept_label(context, before) or ""
            figures = find_figures(concept)
            if len(figures) == len(OWN_PHASES):
                yield _check_final_word(words[word], word, place, figures)


def _find_first_figures(context: CheckContext, concept: str) -> list[EquationTerm]:
    """The first figure of a concept in each phase that has one: budget, final."""
    found = (context.find_amounts(concept, phase=phase) for phase in OWN_PHASES)
    terms = map(context.build_amount_terms, found)
    return [one[0] for one in terms if one]


def _check_final_word(
    direction: str, word: str, place: Span, figures: Sequence[EquationTerm]
) -> Check:
    """The comparison that a sentence makes, for the first concept named before the
    word."""
    budget, spent = figures
    gap = spent.value - budget.value
    agrees = {"more": gap > 0, "less": gap < 0, "equal": gap == 0}[direction]
    ours = f"{spent.printed} {spent.unit}"
    formula = f"{word}: {ours}, {budget.printed} {budget.unit}"
    places = [place, spent.place, budget.place]
    return equals("BUDGET_FINAL_WORD", agrees, places, formula)


def _find_concept_label(context: CheckContext, text: str) -> str | None:
    """The concept of the longest label that occurs in a text."""
    labels = _sort_labels(context.lexicon)
    return next((concept for label, concept in labels if label in text), None)


@cache
def _sort_labels(lexicon: Lexicon) -> list[tuple[str, str]]:
    """The labels with their concepts, the longest first."""
    labels = lexicon.get_vocabulary("labels").items()
    return sorted(labels, key=lambda pair: len(pair[0]), reverse=True)
