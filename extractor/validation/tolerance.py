"""How far two printed sums of money may lie apart: what rounding of the printed digits can explain, and no more.

``2万元`` in a paragraph that otherwise prints two decimals is taken as 2.00: how exact a number is, is told by the finest
of its neighbours in the same section or table and unit. Zeros and counts have no doubt in them. Each rounded term may be
off by half a step of its last digit, so an identity may miss by the sum of these; of prose in 万元 and a table in 元 the
prose alone is rounded. ``pass`` needs no allowance, ``rounding`` stays within it, ``fail`` does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import Check

__all__ = [
    "NearestTerms",
    "EquationTerm",
    "is_at_most",
    "balances",
    "best_of",
    "compute_half_step",
    "equals",
    "find_nested_sums",
    "report_not_checkable",
    "join_lines",
    "format_decimal",
    "strip_zeros",
    "drop_nested_terms",
]

_RESULT_RANK = {
    CheckResult.PASS: 0,
    CheckResult.ROUNDING: 1,
    CheckResult.NOT_CHECKABLE: 2,
    CheckResult.FAIL: 3,
}
_HALF = Decimal("0.5")
_GET_VALUE = itemgetter(0)


class EquationTerm(NamedTuple):
    """One printed number as a term of an identity, in yuan; ``half`` is half a unit of its last digit, 0 if exact."""

    label: str
    value: Decimal
    half_step: Decimal
    printed: str  # as in the message, without its unit
    unit: str  # printed unit, '' for a count
    place: Span

    def negate(self) -> EquationTerm:
        """The same number with its sign turned."""
        return self._replace(value=-self.value)


def compute_half_step(decimals: int, scale: Decimal) -> Decimal:
    """Half a unit of the last printed digit, in yuan (``scale`` is yuan in one printed unit).

    >>> half_step(2, Decimal(10000))
    Decimal('50.000')
    """
    return _HALF.scaleb(-decimals) * scale


def format_decimal(value: Decimal) -> str:
    """A number without exponent: 3600, 0.36, 165.47."""
    return format(value, "f")


def strip_zeros(value: Decimal) -> Decimal:
    """The same value without needless zeros: 100.000 is 100."""
    return (
        value.to_integral_value()
        if value == value.to_integral_value()
        else value.normalize()
    )


def join_lines(text: str) -> str:
    """Text without the line feeds and tabs of its layout, for messages."""
    return " ".join(text.split())


def _compute_tolerance(
    left: Sequence[EquationTerm], right: Sequence[EquationTerm]
) -> Decimal:
    """What rounding of the terms of both sides can explain."""
    ours = sum((n.half_step for n in left), Decimal(0))
    theirs = sum((n.half_step for n in right), Decimal(0))
    one = {n.unit for n in left if n.unit} == {n.unit for n in right if n.unit}
    return strip_zeros(ours + theirs if one else max(ours, theirs))


def _format_side(terms: Sequence[EquationTerm], with_units: bool) -> str:
    parts: list[str] = []
    for number in terms:
        sign = "-" if number.value < 0 else "+"
        text = (
            f"{number.printed} {number.unit}".strip() if with_units else number.printed
        )
        parts.append(
            f"{sign} {text}" if parts else (f"-{text}" if sign == "-" else text)
        )
    return " ".join(parts) or "0"


def format_formula(
    left: Sequence[EquationTerm], sign: str, right: Sequence[EquationTerm]
) -> str:
    """The identity in figures: ``预算收入 165.47 = 165.47 + 0 万元``."""
    names = {n.unit for n in (*left, *right) if n.unit}
    one = len(names) == 1
    text = f"{_format_side(left, not one)} {sign} {_format_side(right, not one)}"
    if left and left[0].label:
        text = f"{join_lines(left[0].label)} {text}"
    return f"{text} {names.pop()}" if one else text


def collect_places(terms: Iterable[EquationTerm]) -> tuple[Span, ...]:
    """Places of all numbers, each once, in the order given."""
    return tuple(dict.fromkeys(n.place for n in terms))


def balances(
    rule: str,
    left: Sequence[EquationTerm],
    right: Sequence[EquationTerm],
    tolerance: Decimal | None = None,
) -> Check:
    """Σ left = Σ right. ``actual`` is the left side (what is stated), ``expected`` the right (what it should be)."""
    actual = sum((n.value for n in left), Decimal(0))
    expected = sum((n.value for n in right), Decimal(0))
    difference = actual - expected
    allowed = _compute_tolerance(left, right) if tolerance is None else tolerance
    result: CheckResult = (
        CheckResult.PASS
        if difference == 0
        else CheckResult.ROUNDING
        if abs(difference) <= allowed
        else CheckResult.FAIL
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    message = (rule, (("formula", format_formula(left, sign, right)),))
    read = collect_places((*left, *right))
    return Check(
        rule,
        result,
        strip_zeros(expected),
        strip_zeros(actual),
        strip_zeros(difference),
        allowed,
        message,
        read,
    )


def is_at_most(
    rule: str,
    left: Sequence[EquationTerm],
    right: Sequence[EquationTerm],
    repeated_terms: Sequence[EquationTerm] = (),
) -> Check:
    """Σ left <= Σ right: passes when it holds as printed. ``again`` are numbers that only repeat one of the right."""
    actual = sum((n.value for n in left), Decimal(0))
    limit = sum((n.value for n in right), Decimal(0))
    difference, allowed = actual - limit, _compute_tolerance(left, right)
    result: CheckResult = (
        CheckResult.PASS
        if difference <= 0
        else CheckResult.ROUNDING
        if difference <= allowed
        else CheckResult.FAIL
    )
    message = (
        rule,
        (("formula", format_formula(left, "≤" if result == "pass" else ">", right)),),
    )
    read = collect_places((*left, *right, *repeated_terms))
    return Check(
        rule,
        result,
        strip_zeros(limit),
        strip_zeros(actual),
        strip_zeros(difference),
        allowed,
        message,
        read,
    )


def equals(
    rule: str,
    result: bool | CheckResult,
    places_read: Iterable[Span],
    formula: str,
    expected: Decimal | int | None = None,
    actual: Decimal | int | None = None,
) -> Check:
    """A logical identity: it holds or not. ``formula`` says on what; numbers (if any) are exact."""
    if isinstance(result, bool):
        result = CheckResult.PASS if result else CheckResult.FAIL
    want = None if expected is None else Decimal(expected)
    have = None if actual is None else Decimal(actual)
    gap = have - want if have is not None and want is not None else None
    zero = None if gap is None else Decimal(0)
    message = (rule, (("formula", join_lines(formula)),))
    return Check(
        rule, result, want, have, gap, zero, message, tuple(dict.fromkeys(places_read))
    )


def report_not_checkable(
    rule: str, code: str, places_read: Iterable[Span], **details: str
) -> Check:
    """The head of an identity is printed, but not what it takes to check it; ``code`` names the reason."""
    message = (code, tuple(details.items()))
    return Check(
        rule,
        CheckResult.NOT_CHECKABLE,
        None,
        None,
        None,
        None,
        message,
        tuple(dict.fromkeys(places_read)),
    )


def drop_nested_terms(terms: Sequence[EquationTerm]) -> list[EquationTerm]:
    """A list without the numbers that one before them sums, level by level: of 5, 5, 2, 3, 4 it leaves 5, 4."""
    ends: dict[int, int] = {}
    for at in range(
        len(terms) - 1, -1, -1
    ):  # where the parts of each number end; from below, so parts are known
        ends[at] = _find_parts_end(terms, at, ends)
    found: list[EquationTerm] = []
    at = 0
    while at < len(terms):
        found.append(terms[at])
        at = ends[at]
    return found


def find_nested_sums(
    terms: Sequence[EquationTerm],
) -> list[tuple[EquationTerm, list[EquationTerm]]]:
    """Every number of such a list with the parts that it sums: of 5, 5, 2, 3, 4 (5, [5]) and (5, [2, 3])."""
    ends: dict[int, int] = {}
    for at in range(len(terms) - 1, -1, -1):
        ends[at] = _find_parts_end(terms, at, ends)
    found: list[tuple[EquationTerm, list[EquationTerm]]] = []
    for at, end in ends.items():
        parts, ahead = [], at + 1
        while ahead < end:
            parts.append(terms[ahead])
            ahead = (
                ends[ahead] if sum(n.value for n in parts) != terms[at].value else end
            )
        slack = sum((n.half_step for n in parts), terms[at].half_step)
        if (
            parts
            and abs(sum((n.value for n in parts), Decimal(0)) - terms[at].value)
            <= slack
        ):
            found.append((terms[at], parts))
    return found[::-1]


_MAX_STATES_TRIED = (
    2000  # a list in which more ways than this were tried is left as it stands
)


def _find_parts_end(
    terms: Sequence[EquationTerm], index: int, ends: Mapping[int, int]
) -> int:
    """Where the parts of one number end behind it: at + 1 where it has none. Equal neighbours may be parts or peers."""
    whole = terms[index]
    if whole.value <= 0:
        return index + 1
    open_ways = [(index + 1, Decimal(0), whole.half_step)]
    tried: set[tuple[int, Decimal]] = set()
    while open_ways and len(tried) < _MAX_STATES_TRIED:
        ahead, reached, slack = open_ways.pop()
        if reached > 0 and abs(reached - whole.value) <= slack:
            return ahead
        if (
            ahead >= len(terms)
            or reached > whole.value + slack
            or (ahead, reached) in tried
        ):
            continue
        tried.add((ahead, reached))
        part = terms[ahead]
        ways = {ahead + 1, ends[ahead]}
        open_ways.extend(
            (end, reached + part.value, slack + part.half_step) for end in sorted(ways)
        )
    return index + 1


class NearestTerms:
    """Numbers to hold one number against, so that not each has to be tried: of those rounded alike only the nearest
    below and above can be the best."""

    def __init__(self, numbers: Iterable[EquationTerm] = ()) -> None:
        self._count = 0
        self._terms_by_precision: dict[
            tuple[Decimal, str], list[tuple[Decimal, int, EquationTerm]]
        ] = {}
        for number in numbers:
            self.add(number)

    def add(self, number: EquationTerm) -> None:
        group = self._terms_by_precision.setdefault((number.half_step, number.unit), [])
        at = bisect_left(group, number.value, key=_GET_VALUE)
        if (
            at == len(group) or group[at][0] != number.value
        ):  # of like ones the first is the one that is named
            group.insert(at, (number.value, self._count, number))
        self._count += 1

    def find_nearest(self, value: Decimal) -> list[EquationTerm]:
        """The nearest to a value, in the order in which they came."""
        found: list[tuple[int, EquationTerm]] = []
        for group in self._terms_by_precision.values():
            at = bisect_left(group, value, key=_GET_VALUE)
            found.extend(
                (order, number) for _, order, number in group[max(at - 1, 0) : at + 1]
            )
        return [number for _, number in sorted(found, key=lambda one: one[0])]


def best_of(checks: Iterable[Check]) -> Check:
    """Of several known practices the one the document follows: the best result, then the smallest difference.

    Raises ValueError when there is none.
    """
    return min(
        checks, key=lambda c: (_RESULT_RANK[c.result], abs(c.difference or Decimal(0)))
    )
