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
from typing import Literal, NamedTuple

from extractor.model.audit_records import Check
from extractor.model.document import Place

__all__ = [
    "Nearest", "Number", "Result", "at_most", "balance", "best", "half_step", "holds", "nests", "not_checkable", "one_line", "plain",
    "tidy", "unnested",
]  # fmt: skip

Result = Literal["pass", "rounding", "fail", "not_checkable"]
_RANK: dict[Result, int] = {"pass": 0, "rounding": 1, "not_checkable": 2, "fail": 3}
_HALF = Decimal("0.5")
_VALUE = itemgetter(0)


class Number(NamedTuple):
    """One printed number as a term of an identity, in yuan; ``half`` is half a unit of its last digit, 0 if exact."""

    label: str
    value: Decimal
    half: Decimal
    printed: str  # as in the message, without its unit
    unit: str  # printed unit, '' for a count
    place: Place

    def negated(self) -> Number:
        """The same number with its sign turned."""
        return self._replace(value=-self.value)


def half_step(decimals: int, scale: Decimal) -> Decimal:
    """Half a unit of the last printed digit, in yuan (``scale`` is yuan in one printed unit).

    >>> half_step(2, Decimal(10000))
    Decimal('50.000')
    """
    return _HALF.scaleb(-decimals) * scale


def plain(value: Decimal) -> str:
    """A number without exponent: 3600, 0.36, 165.47."""
    return format(value, "f")


def tidy(value: Decimal) -> Decimal:
    """The same value without needless zeros: 100.000 is 100."""
    return (
        value.to_integral_value()
        if value == value.to_integral_value()
        else value.normalize()
    )


def one_line(text: str) -> str:
    """Text without the line feeds and tabs of its layout, for messages."""
    return " ".join(text.split())


def _slack(left: Sequence[Number], right: Sequence[Number]) -> Decimal:
    """What rounding of the terms of both sides can explain."""
    ours = sum((n.half for n in left), Decimal(0))
    theirs = sum((n.half for n in right), Decimal(0))
    one = {n.unit for n in left if n.unit} == {n.unit for n in right if n.unit}
    return tidy(ours + theirs if one else max(ours, theirs))


def _side(numbers: Sequence[Number], units: bool) -> str:
    parts: list[str] = []
    for number in numbers:
        sign = "-" if number.value < 0 else "+"
        text = f"{number.printed} {number.unit}".strip() if units else number.printed
        parts.append(
            f"{sign} {text}" if parts else (f"-{text}" if sign == "-" else text)
        )
    return " ".join(parts) or "0"


def formula(left: Sequence[Number], sign: str, right: Sequence[Number]) -> str:
    """The identity in figures: ``预算收入 165.47 = 165.47 + 0 万元``."""
    names = {n.unit for n in (*left, *right) if n.unit}
    one = len(names) == 1
    text = f"{_side(left, not one)} {sign} {_side(right, not one)}"
    if left and left[0].label:
        text = f"{one_line(left[0].label)} {text}"
    return f"{text} {names.pop()}" if one else text


def places(numbers: Iterable[Number]) -> tuple[Place, ...]:
    """Places of all numbers, each once, in the order given."""
    return tuple(dict.fromkeys(n.place for n in numbers))


def balance(
    rule: str,
    left: Sequence[Number],
    right: Sequence[Number],
    slack: Decimal | None = None,
) -> Check:
    """Σ left = Σ right. ``actual`` is the left side (what is stated), ``expected`` the right (what it should be)."""
    actual = sum((n.value for n in left), Decimal(0))
    expected = sum((n.value for n in right), Decimal(0))
    difference = actual - expected
    allowed = _slack(left, right) if slack is None else slack
    result: Result = (
        "pass"
        if difference == 0
        else "rounding"
        if abs(difference) <= allowed
        else "fail"
    )
    sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
    message = (rule, (("formula", formula(left, sign, right)),))
    read = places((*left, *right))
    return Check(
        rule,
        result,
        tidy(expected),
        tidy(actual),
        tidy(difference),
        allowed,
        message,
        read,
    )


def at_most(
    rule: str,
    left: Sequence[Number],
    right: Sequence[Number],
    again: Sequence[Number] = (),
) -> Check:
    """Σ left <= Σ right: passes when it holds as printed. ``again`` are numbers that only repeat one of the right."""
    actual = sum((n.value for n in left), Decimal(0))
    limit = sum((n.value for n in right), Decimal(0))
    difference, allowed = actual - limit, _slack(left, right)
    result: Result = (
        "pass" if difference <= 0 else "rounding" if difference <= allowed else "fail"
    )
    message = (
        rule,
        (("formula", formula(left, "≤" if result == "pass" else ">", right)),),
    )
    read = places((*left, *right, *again))
    return Check(
        rule,
        result,
        tidy(limit),
        tidy(actual),
        tidy(difference),
        allowed,
        message,
        read,
    )


def holds(
    rule: str,
    result: bool | Result,
    read: Iterable[Place],
    formula: str,
    expected: Decimal | int | None = None,
    actual: Decimal | int | None = None,
) -> Check:
    """A logical identity: it holds or not. ``formula`` says on what; numbers (if any) are exact."""
    if isinstance(result, bool):
        result = "pass" if result else "fail"
    want = None if expected is None else Decimal(expected)
    have = None if actual is None else Decimal(actual)
    gap = have - want if have is not None and want is not None else None
    zero = None if gap is None else Decimal(0)
    message = (rule, (("formula", one_line(formula)),))
    return Check(
        rule, result, want, have, gap, zero, message, tuple(dict.fromkeys(read))
    )


def not_checkable(rule: str, code: str, read: Iterable[Place], **details: str) -> Check:
    """The head of an identity is printed, but not what it takes to check it; ``code`` names the reason."""
    message = (code, tuple(details.items()))
    return Check(
        rule,
        "not_checkable",
        None,
        None,
        None,
        None,
        message,
        tuple(dict.fromkeys(read)),
    )


def unnested(numbers: Sequence[Number]) -> list[Number]:
    """A list without the numbers that one before them sums, level by level: of 5, 5, 2, 3, 4 it leaves 5, 4."""
    ends: dict[int, int] = {}
    for at in range(
        len(numbers) - 1, -1, -1
    ):  # where the parts of each number end; from below, so parts are known
        ends[at] = _parts_end(numbers, at, ends)
    found: list[Number] = []
    at = 0
    while at < len(numbers):
        found.append(numbers[at])
        at = ends[at]
    return found


def nests(numbers: Sequence[Number]) -> list[tuple[Number, list[Number]]]:
    """Every number of such a list with the parts that it sums: of 5, 5, 2, 3, 4 (5, [5]) and (5, [2, 3])."""
    ends: dict[int, int] = {}
    for at in range(len(numbers) - 1, -1, -1):
        ends[at] = _parts_end(numbers, at, ends)
    found: list[tuple[Number, list[Number]]] = []
    for at, end in ends.items():
        parts, ahead = [], at + 1
        while ahead < end:
            parts.append(numbers[ahead])
            ahead = (
                ends[ahead] if sum(n.value for n in parts) != numbers[at].value else end
            )
        slack = sum((n.half for n in parts), numbers[at].half)
        if (
            parts
            and abs(sum((n.value for n in parts), Decimal(0)) - numbers[at].value)
            <= slack
        ):
            found.append((numbers[at], parts))
    return found[::-1]


_STEPS = 2000  # a list in which more ways than this were tried is left as it stands


def _parts_end(numbers: Sequence[Number], at: int, ends: Mapping[int, int]) -> int:
    """Where the parts of one number end behind it: at + 1 where it has none. Equal neighbours may be parts or peers."""
    whole = numbers[at]
    if whole.value <= 0:
        return at + 1
    open_ways = [(at + 1, Decimal(0), whole.half)]
    tried: set[tuple[int, Decimal]] = set()
    while open_ways and len(tried) < _STEPS:
        ahead, reached, slack = open_ways.pop()
        if reached > 0 and abs(reached - whole.value) <= slack:
            return ahead
        if (
            ahead >= len(numbers)
            or reached > whole.value + slack
            or (ahead, reached) in tried
        ):
            continue
        tried.add((ahead, reached))
        part = numbers[ahead]
        ways = {ahead + 1, ends[ahead]}
        open_ways.extend(
            (end, reached + part.value, slack + part.half) for end in sorted(ways)
        )
    return at + 1


class Nearest:
    """Numbers to hold one number against, so that not each has to be tried: of those rounded alike only the nearest
    below and above can be the best."""

    def __init__(self, numbers: Iterable[Number] = ()) -> None:
        self._count = 0
        self._alike: dict[tuple[Decimal, str], list[tuple[Decimal, int, Number]]] = {}
        for number in numbers:
            self.add(number)

    def add(self, number: Number) -> None:
        group = self._alike.setdefault((number.half, number.unit), [])
        at = bisect_left(group, number.value, key=_VALUE)
        if (
            at == len(group) or group[at][0] != number.value
        ):  # of like ones the first is the one that is named
            group.insert(at, (number.value, self._count, number))
        self._count += 1

    def to(self, value: Decimal) -> list[Number]:
        """The nearest to a value, in the order in which they came."""
        found: list[tuple[int, Number]] = []
        for group in self._alike.values():
            at = bisect_left(group, value, key=_VALUE)
            found.extend(
                (order, number) for _, order, number in group[max(at - 1, 0) : at + 1]
            )
        return [number for _, number in sorted(found, key=lambda one: one[0])]


def best(checks: Iterable[Check]) -> Check:
    """Of several known practices the one the document follows: the best result, then the smallest difference.

    Raises ValueError when there is none.
    """
    return min(checks, key=lambda c: (_RANK[c.result], abs(c.difference or Decimal(0))))
