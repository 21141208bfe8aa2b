"""What may be compared, and how exactly: dimensions of figures, tolerance of sums.

An identity is tried only between figures of the same dimensions.

``2万元`` in a paragraph that otherwise prints two decimals is taken as
2.00: the finest number of the same unit in the section or table shows
the precision of its neighbours. Zeros and counts are exact. Each
rounded term may be off by half a step of its last digit, so an identity
may miss by the sum of these; of prose in 万元 and a table in 元 the prose
alone is rounded. ``pass`` needs no allowance, ``rounding`` stays within
it, ``fail`` does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, getcontext
from operator import itemgetter
from typing import NamedTuple, TypeVar

from extractor.model.document import Span
from extractor.model.enums import CheckResult, Entity, Fund
from extractor.model.records import YUAN_PER_UNIT, Amount, BudgetLine, Change, Check
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key

__all__ = [
    "Dimensions",
    "EquationTerm",
    "NearestTerms",
    "RoundedValue",
    "SIGN_BY_RESULT",
    "WHOLE",
    "Balance",
    "balance_best",
    "balances",
    "compare_sums",
    "best_of",
    "build_check",
    "classify_difference",
    "compare_percent",
    "compute_half_step",
    "count_significant_decimals",
    "describe_dimensions",
    "drop_nested_terms",
    "equals",
    "find_nested_sums",
    "find_unit_mismatches",
    "find_unit_slip",
    "format_decimal",
    "get_formula",
    "is_at_most",
    "is_shortfall",
    "is_supported",
    "is_within_fund",
    "join_lines",
    "mark_not_checkable",
    "report_not_checkable",
    "round_percent",
    "report_unit_slip",
    "strip_zeros",
]

SIGN_BY_RESULT: Mapping[CheckResult, str] = {
    CheckResult.PASS: "=",
    CheckResult.ROUNDING: "≈",
    CheckResult.FAIL: "≠",
}
"""The sign between both sides of a formula in a message."""

_RESULT_RANK: Mapping[CheckResult, int] = {
    CheckResult.PASS: 0,
    CheckResult.ROUNDING: 1,
    CheckResult.NOT_CHECKABLE: 2,
    CheckResult.FAIL: 3,
}
_ZERO = Decimal(0)
# Of an outcome than which none is better, or worse.
_LEAST_RANK, _MOST_RANK = (0, _ZERO), (4, _ZERO)
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)
# A quotient has no end, and no disclosure prints more than six decimals.
_PERCENT_DECIMALS = 6
# 元 written as 万元 or the other way; the margin allows for rounding of both figures.
_MISMATCH_FACTORS = Decimal(9990), Decimal(10010)
# A list in which more ways than this were tried is left unchanged.
_MAX_STATES_TRIED = 2000
_GET_VALUE = itemgetter(0)


class RoundedValue(NamedTuple):
    """A value and half a unit of its last printed digit, 0 if it is exact."""

    value: Decimal
    half_step: Decimal


class EquationTerm(NamedTuple):
    """One printed number as a term of an identity, in yuan.

    ``half_step`` is half a unit of its last digit, 0 if it is exact.
    ``printed`` is the number of the message, without ``unit``; a count
    has the unit ''.
    """

    label: str
    value: Decimal
    half_step: Decimal
    printed: str
    unit: str
    place: Span

    def negate(self) -> EquationTerm:
        """Return the same number with its sign turned."""
        return self._replace(value=-self.value)

    def relabel(self, *words: str) -> EquationTerm:
        """Return the same number under a name of several words."""
        return EquationTerm(" ".join(words).strip(), *self[1:])

    @property
    def printed_with_unit(self) -> str:
        """The number as printed with its unit, ``3600.00 元``."""
        return f"{self.printed} {self.unit}".strip()


# --- numbers and their text -----------------------------------------------------------


def compute_half_step(decimals: int, scale: Decimal) -> Decimal:
    """Half a unit of the last printed digit.

    Args:
        decimals: printed decimals.
        scale: yuan in one printed unit.

    Returns:
        The half step in yuan.

    >>> compute_half_step(2, Decimal(10000))
    Decimal('50.000')
    """
    return _HALF.scaleb(-decimals) * scale


def count_significant_decimals(value: Decimal) -> int:
    """The decimals of a number up to its last digit but 0; of 1500 they are -2.

    >>> count_significant_decimals(Decimal("1500")), count_significant_decimals(Decimal("3.50"))
    (-2, 1)
    """
    exponent = value.normalize().as_tuple().exponent
    return -int(exponent)


def format_decimal(value: Decimal) -> str:
    """A number without exponent: 3600, 0.36, 165.47."""
    return format(value, "f")


def strip_zeros(value: Decimal) -> Decimal:
    """The same value without needless zeros: 100.000 is 100."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def join_lines(text: str) -> str:
    """Text without the line feeds and tabs of its layout, for messages."""
    return " ".join(text.split())


def _sum_values(terms: Iterable[EquationTerm]) -> Decimal:
    return sum([term.value for term in terms], _ZERO)


def _sum_half_steps(terms: Iterable[EquationTerm]) -> Decimal:
    return sum([term.half_step for term in terms], _ZERO)


def _collect_units(terms: Iterable[EquationTerm]) -> set[str]:
    return {term.unit for term in terms if term.unit}


def _compute_tolerance(
    left: Sequence[EquationTerm], right: Sequence[EquationTerm]
) -> Decimal:
    """What rounding of the terms of both sides can explain.

    Between two units of money only one side is rounded: the coarser
    one.
    """
    ours, theirs = _sum_half_steps(left), _sum_half_steps(right)
    if _collect_units(left) == _collect_units(right):
        return strip_zeros(ours + theirs)
    return strip_zeros(max(ours, theirs))


def _format_side(terms: Sequence[EquationTerm], with_units: bool) -> str:
    """One side of a formula: ``165.47 + 0``; a
    negative first term keeps its sign."""
    parts: list[str] = []
    for term in terms:
        text = term.printed_with_unit if with_units else term.printed
        negative = term.value < 0
        if parts:
            parts.append(f"- {text}" if negative else f"+ {text}")
        else:
            parts.append(f"-{text}" if negative else text)
    return " ".join(parts) or "0"


def _format_formula(
    left: Sequence[EquationTerm], sign: str, right: Sequence[EquationTerm]
) -> str:
    """The identity in figures: ``预算收入 165.47 = 165.47 + 0 万元``."""
    units = _collect_units((*left, *right))
    has_mixed_units = len(units) != 1
    text = f"{_format_side(left, has_mixed_units)} {sign} {_format_side(right, has_mixed_units)}"
    if left and left[0].label:
        text = f"{join_lines(left[0].label)} {text}"
    return text if has_mixed_units else f"{text} {units.pop()}"


def _collect_places(terms: Iterable[EquationTerm]) -> tuple[Span, ...]:
    """Places of all numbers, each once, in the order given."""
    return tuple(dict.fromkeys(term.place for term in terms))


# --- checks ---------------------------------------------------------------------------


def classify_difference(
    difference: Decimal, allowed: Decimal, exact: Decimal = _ZERO
) -> CheckResult:
    """How an identity comes out.

    Args:
        difference: the stated value less the due one.
        allowed: what rounding explains.
        exact: up to this difference the identity holds as printed.
    """
    if abs(difference) <= exact:
        return CheckResult.PASS
    if abs(difference) <= allowed:
        return CheckResult.ROUNDING
    return CheckResult.FAIL


def build_check(
    rule: str,
    result: CheckResult,
    formula: str,
    places: tuple[Span, ...],
    *,
    expected: Decimal | None = None,
    actual: Decimal | None = None,
    difference: Decimal | None = None,
    tolerance: Decimal | None = None,
) -> Check:
    """A check whose message is the sentence of its rule with a formula."""
    message = (rule, (("formula", formula),))
    return Check(rule, result, expected, actual, difference, tolerance, message, places)


class Balance(NamedTuple):
    """How Σ left and Σ right compare; a check is made of the one that is kept."""

    rule: str
    left: Sequence[EquationTerm]
    right: Sequence[EquationTerm]
    expected: Decimal
    actual: Decimal
    tolerance: Decimal
    result: CheckResult

    @property
    def difference(self) -> Decimal:
        """The stated sum less the due one."""
        return self.actual - self.expected

    def build_check(self) -> Check:
        """The check, with its formula and places."""
        return build_check(
            self.rule,
            self.result,
            _format_formula(self.left, SIGN_BY_RESULT[self.result], self.right),
            _collect_places((*self.left, *self.right)),
            expected=strip_zeros(self.expected),
            actual=strip_zeros(self.actual),
            difference=strip_zeros(self.difference),
            tolerance=self.tolerance,
        )


def compare_sums(
    rule: str,
    left: Sequence[EquationTerm],
    right: Sequence[EquationTerm],
    tolerance: Decimal | None = None,
) -> Balance:
    """Compare Σ left with Σ right; the arguments are those of :func:`balances`."""
    actual, expected = _sum_values(left), _sum_values(right)
    if tolerance is None:
        tolerance = _compute_tolerance(left, right)
    result = classify_difference(actual - expected, tolerance)
    return Balance(rule, left, right, expected, actual, tolerance, result)


def balances(
    rule: str,
    left: Sequence[EquationTerm],
    right: Sequence[EquationTerm],
    tolerance: Decimal | None = None,
) -> Check:
    """Check that Σ left = Σ right.

    Args:
        rule: id of the rule in checks.csv.
        left: what is stated; their sum is the check's ``actual``.
        right: what it should be; their sum is ``expected``.
        tolerance: in yuan; None for what rounding of the terms explains.
    """
    return compare_sums(rule, left, right, tolerance).build_check()


def is_at_most(
    rule: str,
    left: Sequence[EquationTerm],
    right: Sequence[EquationTerm],
    repeated_terms: Sequence[EquationTerm] = (),
) -> Check:
    """Check that Σ left <= Σ right.

    Args:
        rule: id of the rule in checks.csv.
        left: the parts.
        right: the limit.
        repeated_terms: numbers that only repeat one of the right; their places are
            named.
    """
    actual, limit = _sum_values(left), _sum_values(right)
    difference, allowed = actual - limit, _compute_tolerance(left, right)
    result = classify_difference(max(difference, _ZERO), allowed)
    sign = "≤" if result == "pass" else ">"
    return build_check(
        rule,
        result,
        _format_formula(left, sign, right),
        _collect_places((*left, *right, *repeated_terms)),
        expected=strip_zeros(limit),
        actual=strip_zeros(actual),
        difference=strip_zeros(difference),
        tolerance=allowed,
    )


def equals(
    rule: str,
    result: bool | CheckResult,
    places_read: Iterable[Span],
    formula: str,
    expected: Decimal | int | None = None,
    actual: Decimal | int | None = None,
) -> Check:
    """A logical identity, which holds or not.

    Args:
        rule: id of the rule in checks.csv.
        result: whether it holds.
        places_read: what was looked at; a place named twice counts once.
        formula: on what it was decided.
        expected: exact number that is due, where there is one.
        actual: exact number that is stated.
    """
    if isinstance(result, bool):
        result = CheckResult.PASS if result else CheckResult.FAIL
    places = tuple(dict.fromkeys(places_read))
    text = join_lines(formula)
    want = None if expected is None else Decimal(expected)
    have = None if actual is None else Decimal(actual)
    if want is None or have is None:
        return build_check(rule, result, text, places, expected=want, actual=have)
    return build_check(
        rule,
        result,
        text,
        places,
        expected=want,
        actual=have,
        difference=have - want,
        tolerance=_ZERO,
    )


def report_not_checkable(
    rule: str, code: str, places_read: Iterable[Span], **details: str
) -> Check:
    """A check of which the head is printed, but not what it takes to try it.

    Args:
        rule: id of the rule in checks.csv.
        code: the reason, a code of messages.toml.
        places_read: what was looked at.
        details: the words that the message of ``code`` takes.
    """
    places = tuple(dict.fromkeys(places_read))
    message = (code, tuple(details.items()))
    result = CheckResult.NOT_CHECKABLE
    return Check(rule, result, None, None, None, None, message, places)


def get_formula(check: Check) -> str:
    """The formula in a check's message, '' where it has none."""
    return dict(check.message[1]).get("formula", "")


def mark_not_checkable(check: Check, code: str, **details: str) -> Check:
    """The same check as not checkable, for the reason ``code``.

    Its formula stays in the message behind the ``details``.
    """
    formula = get_formula(check)
    return report_not_checkable(
        check.rule, code, check.spans, **details, formula=formula
    )


def is_supported(check: Check | Balance) -> bool:
    """True when the identity holds as printed or within rounding."""
    return check.result in (CheckResult.PASS, CheckResult.ROUNDING)


def is_shortfall(check: Check) -> bool:
    """True when the parts fall short of a stated total."""
    missing = check.difference is not None and check.difference > 0
    return missing and check.result == CheckResult.FAIL


_Outcome = TypeVar("_Outcome", Check, Balance)


def best_of(checks: Iterable[_Outcome]) -> _Outcome:
    """Of several known practices the one that the document follows.

    Returns:
        The check with the best result, then with the smallest difference.

    Raises:
        ValueError: there is no check.
    """

    best: _Outcome | None = None
    least = _MOST_RANK
    for check in checks:
        rank = _RESULT_RANK[check.result], abs(check.difference or _ZERO)
        if best is None or rank < least:
            best, least = check, rank
        if least == _LEAST_RANK:  # the others are not tried
            break
    if best is None:
        raise ValueError("no check")
    return best


def balance_best(
    rule: str, total: Sequence[EquationTerm], choices: Iterable[Sequence[EquationTerm]]
) -> Check:
    """Check a sum against the best of several lists of parts.

    Args:
        rule: id of the rule in checks.csv.
        total: what is stated.
        choices: the ways in which its parts may be taken.

    Returns:
        The check of the best.

    Raises:
        ValueError: there is no choice.
    """
    tried = (compare_sums(rule, total, parts) for parts in choices)
    return best_of(tried).build_check()


def find_unit_mismatches(checks: Iterable[Check]) -> Iterator[Check]:
    """UNIT_MISMATCH: an identity that failed by a factor of 10,000."""
    low, high = _MISMATCH_FACTORS
    for check in checks:
        if check.result != CheckResult.FAIL or not check.expected or not check.actual:
            continue
        small, large = sorted((abs(check.expected), abs(check.actual)))
        if low <= large / small <= high:
            yield report_unit_slip(check)


def report_unit_slip(check: Check) -> Check:
    """UNIT_MISMATCH for a check that a wrong unit breaks."""
    details = (("formula", get_formula(check)), ("rule", check.rule))
    message = ("UNIT_MISMATCH", details)
    return replace(check, rule="UNIT_MISMATCH", message=message)


def find_unit_slip(
    check: Check, left: Sequence[EquationTerm], right: Sequence[EquationTerm]
) -> Check | None:
    """UNIT_MISMATCH where one term in the unit of all others would mend an identity.

    ``600万元 = 400万元 + 200元``.

    Args:
        check: what came of the identity.
        left: what is stated.
        right: what it should be.

    Returns:
        The mismatch with the places of all terms; None where the identity holds or no
        single unit explains why it does not.
    """
    if is_supported(check):
        return None
    terms = [term for term in (*left, *right) if term.value]
    for odd in terms:
        unit = _find_other_unit(terms, odd)
        if unit is None:
            continue
        mended = _convert_term(odd, unit)
        ours, theirs = (
            [mended if term is odd else term for term in side] for side in (left, right)
        )
        if is_supported(compare_sums(check.rule, ours, theirs)):
            return report_unit_slip(balances(check.rule, left, right))
    return None


def _find_other_unit(terms: Sequence[EquationTerm], odd: EquationTerm) -> str | None:
    """The one unit of money of all terms but one; None where that has it, too."""
    units = {term.unit for term in terms if term is not odd}
    if len(units) != 1 or odd.unit in units:
        return None
    unit = units.pop()
    is_money = odd.unit in YUAN_PER_UNIT and unit in YUAN_PER_UNIT
    return unit if is_money else None


def _convert_term(term: EquationTerm, unit: str) -> EquationTerm:
    """The same printed number in another unit of money."""
    factor = YUAN_PER_UNIT[unit] / YUAN_PER_UNIT[term.unit]
    value, half_step = term.value * factor, term.half_step * factor
    return term._replace(value=value, half_step=half_step, unit=unit)


# --- percentages ----------------------------------------------------------------------


class PercentComparison(NamedTuple):
    """A printed percentage against the quotient of two printed numbers."""

    result: CheckResult
    due: Decimal
    printed: Decimal
    difference: Decimal
    tolerance: Decimal

    def build_check(self, rule: str, formula: str, places: tuple[Span, ...]) -> Check:
        """The check of this comparison, its quotients to six decimals."""
        return build_check(
            rule,
            self.result,
            formula,
            places,
            expected=round_percent(self.due, _PERCENT_DECIMALS),
            actual=self.printed,
            difference=round_percent(self.difference, _PERCENT_DECIMALS),
            tolerance=round_percent(self.tolerance, _PERCENT_DECIMALS),
        )


def compare_percent(
    printed: RoundedValue,
    part: RoundedValue,
    whole: RoundedValue,
    extra_tolerance: Decimal = _ZERO,
) -> PercentComparison:
    """Compare a percentage with part / whole x 100.

    Args:
        printed: the percentage; within half a step of it the identity holds.
        part: the numerator.
        whole: the denominator, more than 0.
        extra_tolerance: in points of percentage, allowed besides rounding.
    """
    due = part.value / whole.value * _HUNDRED
    low_part, high_part = part.value - part.half_step, part.value + part.half_step
    low_whole, high_whole = whole.value - whole.half_step, whole.value + whole.half_step
    widest = due
    if low_whole > 0:
        widest = high_part / low_whole * _HUNDRED
    narrow = low_part / high_whole * _HUNDRED
    difference = printed.value - due
    spread = max(widest - due, due - narrow)
    allowed = printed.half_step + extra_tolerance + spread
    result = classify_difference(difference, allowed, printed.half_step)
    return PercentComparison(result, due, printed.value, difference, allowed)


# --- lists that print parts together with their sums-----------------------------------


def drop_nested_terms(terms: Sequence[EquationTerm]) -> list[EquationTerm]:
    """A list without the numbers that one before them sums, level by level.

    Of 5, 5, 2, 3, 4 it leaves 5, 4.
    """
    ends = _find_all_parts_ends(terms)
    remaining_terms: list[EquationTerm] = []
    at = 0
    while at < len(terms):
        remaining_terms.append(terms[at])
        at = ends[at]
    return remaining_terms


class NestedSum(NamedTuple):
    """A number of a list and the numbers behind it that add up to it."""

    total: EquationTerm
    parts: list[EquationTerm]


def find_nested_sums(terms: Sequence[EquationTerm]) -> list[NestedSum]:
    """Every number of a list with the parts that it sums.

    Of 5, 5, 2, 3, 4 these are (5, [5]) and (5, [2, 3]).
    """
    ends = _find_all_parts_ends(terms)
    nested_sums: list[NestedSum] = []
    for at, total in enumerate(terms):
        parts = _collect_own_parts(terms, at, ends)
        slack = total.half_step + _sum_half_steps(parts)
        if parts and abs(_sum_values(parts) - total.value) <= slack:
            nested_sums.append(NestedSum(total, parts))
    return nested_sums


def _collect_own_parts(
    terms: Sequence[EquationTerm], index: int, ends: Mapping[int, int]
) -> list[EquationTerm]:
    """The parts one level below a number, as far as they are needed for its sum."""
    parts: list[EquationTerm] = []
    ahead = index + 1
    while ahead < ends[index] and (
        not parts or _sum_values(parts) != terms[index].value
    ):
        parts.append(terms[ahead])
        ahead = ends[ahead]
    return parts


def _find_all_parts_ends(terms: Sequence[EquationTerm]) -> dict[int, int]:
    """Where the parts of each number end; from the last one, so inner parts are
    known."""
    ends: dict[int, int] = {}
    for at in reversed(range(len(terms))):
        ends[at] = _find_parts_end(terms, at, ends)
    return ends


def _find_parts_end(
    terms: Sequence[EquationTerm], index: int, ends: Mapping[int, int]
) -> int:
    """Where the parts of one number end behind it: index + 1 where it has none.

    Equal neighbours may be parts or peers, so both ways are tried. Of
    each way are known the next number to add, what was added, and what
    rounding of it explains.
    """
    whole = terms[index]
    if whole.value <= 0:
        return index + 1
    largest = whole.value
    open_states = [(index + 1, _ZERO, whole.half_step)]
    tried: set[tuple[int, Decimal]] = set()
    while open_states and len(tried) < _MAX_STATES_TRIED:
        ahead, reached, slack = open_states.pop()
        if reached > 0 and abs(reached - largest) <= slack:
            return ahead
        exhausted = ahead >= len(terms) or reached > largest + slack
        if exhausted or (ahead, reached) in tried:
            continue
        tried.add((ahead, reached))
        part, end = terms[ahead], ends[ahead]
        reached, slack = reached + part.value, slack + part.half_step
        open_states.append((ahead + 1, reached, slack))
        if end > ahead + 1:
            open_states.append((end, reached, slack))
    return index + 1


class NearestTerms:
    """Numbers to compare one number with, so that not each has to be tried.

    Of those rounded alike only the nearest below and above can be the
    best.
    """

    def __init__(self, numbers: Iterable[EquationTerm] = ()) -> None:
        self._count = 0
        self._terms_by_precision: dict[
            tuple[Decimal, str], list[tuple[Decimal, int, EquationTerm]]
        ] = {}
        for number in numbers:
            self.add(number)

    def add(self, number: EquationTerm) -> None:
        """Add a number; of equal ones the first is the one that is named."""
        group = self._terms_by_precision.setdefault((number.half_step, number.unit), [])
        at = bisect_left(group, number.value, key=_GET_VALUE)
        if at == len(group) or group[at][0] != number.value:
            group.insert(at, (number.value, self._count, number))
        self._count += 1

    def find_nearest(self, value: Decimal) -> list[EquationTerm]:
        """The nearest to a value, in the order in which they came."""
        candidates: list[tuple[int, EquationTerm]] = []
        for group in self._terms_by_precision.values():
            at = bisect_left(group, value, key=_GET_VALUE)
            neighbours = group[max(at - 1, 0) : at + 1]
            candidates.extend((order, number) for _, order, number in neighbours)
        return [number for _, number in sorted(candidates, key=itemgetter(0))]


# --- Dimensions: what may be compared at all ------------------------------------------

_CARRIED_CONCEPTS = ("carried_in", "carried_out")


class Dimensions(NamedTuple):
    """What makes a figure less than its item says: one fund, unit, class or project.

    Each is '' or None where the figure is not narrowed by it. The fund
    of an item that is whole in its fund (财政拨款收入) narrows nothing.
    """

    fund: str = ""
    entity: str = ""
    function: str = ""
    economic: str = ""
    project: str = ""
    nature: str | None = None


WHOLE = Dimensions()
"""The dimensions of a figure that is all that its item says."""


def describe_dimensions(record: Amount | Change | BudgetLine) -> Dimensions:
    """What narrows a figure.

    Args:
        record: an amount, a change or a line of a table.

    Returns:
        Its dimensions; figures of one item are one fact only where these are equal.
    """
    context = record.context
    entity = ""
    if context.entity != Entity.WHOLE:
        entity = match_key(context.entity_name or context.entity)
    if isinstance(record, BudgetLine) and record.unit_name is not None:
        entity = match_key(record.unit_name.value)
    return Dimensions(
        _find_narrowing_fund(record),
        entity,
        context.function_code or context.function_name or "",
        context.economic_code or context.economic_name or "",
        match_key(context.project or ""),
        context.nature,
    )


def _find_narrowing_fund(record: Amount | Change | BudgetLine) -> str:
    """The fund that a figure is a part of; '' where
    its item is whole in that fund."""
    fund = record.context.fund
    if fund is None or fund == Fund.ALL:
        return ""
    concept = load_concepts().get(record.item or "")
    if fund == Fund.CARRYOVER and record.context.concept in _CARRIED_CONCEPTS:
        return ""
    if concept is not None and fund in (concept.fund, *concept.funds):
        return ""
    return fund


def is_within_fund(
    part: Amount | Change | BudgetLine, whole: Amount | Change | BudgetLine
) -> bool:
    """True where a figure may be a part of another: of no other fund than that."""
    fund = _find_narrowing_fund(part)
    return fund in ("", whole.context.fund)


def round_percent(percent: Decimal, decimals: int) -> Decimal:
    """A percentage to some decimals; as it is where it has more digits than decimals
    are computed with."""
    if percent.adjusted() + decimals >= getcontext().prec:
        return percent
    return percent.quantize(Decimal(1).scaleb(-decimals))
