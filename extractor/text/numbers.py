"""Tokenize the numbers of a text: digits, sign, grouping, value, and the unit of money or percent behind them.

``1,935.36万元``, ``165.47 万元``, ``0.00万 元``, ``４２元``. A token is what a person would call one number. This is the only grammar
of numbers: patterns elsewhere that need a number take ``NUMBER_PATTERN``.

A token holds everything that may forbid its value or change it: its sign, the characters it is glued to (``A0201``,
``3.2.1``), and its grouping. A number with an odd grouping (``12,3456.78元``, ``1,23,456``) has no value, since it is unclear
which digits are missing or misplaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

import regex

from extractor.text.normalize import normalize

__all__ = [
    "NUMBER_PATTERN",
    "Grouping",
    "NumberToken",
    "count_decimals",
    "find_declared_unit",
    "find_number_spans",
    "has_odd_grouping",
    "parse_decimal",
    "parse_money",
    "parse_number",
    "tokenize_numbers",
]

NUMBER_PATTERN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""A number without its sign, normalized: 1,935.36, 1935, 0.5."""

_NUMBER = regex.compile(NUMBER_PATTERN)
# Digits with any commas between them: one number, or a list of them.
_DIGIT_RUN = regex.compile(r"\d+(?:,\d+)*(?:\.\d+)?")
_VALID_GROUPING = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# A minus (－ − – — are printed for it), a plus, and the marks of a decrease in accounts.
_SIGN = regex.compile(r"(?<![\d%])(?P<sign>[-+—△▲负])\s*\Z")
_SIGN_WINDOW = 4  # characters before a number in which its sign is looked for
_MONEY_UNIT = r"(?:亿|千\s*万|百\s*万|万|千)?\s*元"
_UNIT = regex.compile(
    rf"""\s*(?:(?:为)?(?P<money>{_MONEY_UNIT})
           | (?:为)?(?P<short>万)(?=\s*(?:[。,;，；]|\Z))     # 165.47万。
           | (?P<percent>[%‰]|个百分点))""",
    regex.VERBOSE,
)
_NUMBER_ALONE = regex.compile(
    rf"""\s*[¥￥]?\s*(?P<sign>[-+])?\s*
        (?P<number>{NUMBER_PATTERN}|\.\d+)
        \s*(?P<percent>%)?\s*""",
    regex.VERBOSE,
)
_MONEY_ALONE = regex.compile(
    r"\s*[¥￥]?\s*-?\s*(?P<number>[\d,]+(?:\.\d+)?)\s*(?:亿|千万|百万|万|千)?元\s*"
)
_DECLARED_UNIT = regex.compile(
    r"""(?<![\u4e00-\u9fff])(?P<unit>亿\s*元|万\s*元|千\s*元|元)(?![\u4e00-\u9fff])         # （万元）, alone
      | (?:单位|金额单位)\s*[:为]?\s*(?:人民币)?\s*(?P<named>亿\s*元|万\s*元|千\s*元|元)      # 单位：万元
    """,
    regex.VERBOSE,
)


class Grouping(Enum):
    """How the digits of a number are grouped."""

    NONE = "no separators"
    VALID = "by three digits"
    ODD = "in another way: the number has no value"


class NumberToken(NamedTuple):
    """One number of a text; all positions are those of the text.

    ``start`` and ``end`` span the digits, with separators and decimals, without sign and
    unit. ``unit`` is a unit of money (元 万元 亿元), ``percent`` one of %, ‰ and 个百分点; both
    are '' where none follows. ``unit_start`` and ``unit_end`` span whichever of them there
    is; both equal ``end`` without one. ``before`` and ``after`` are the characters next to
    the digits, '' at the ends of the text.
    """

    start: int
    end: int
    digits: str
    grouping: Grouping
    value: Decimal | None
    unit: str
    percent: str
    unit_start: int
    unit_end: int
    sign: str
    before: str
    after: str

    @property
    def is_glued(self) -> bool:
        """True for digits inside a longer code or number: A0201, 3.2.1."""
        return self.before in _GLUE and self.before != ""


_GLUE = frozenset(".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def tokenize_numbers(text: str, normalized: str | None = None) -> Iterator[NumberToken]:
    """Find every number of a text.

    Args:
        text: The text as it is printed.
        normalized: The same normalized, where the caller has it.

    Returns:
        The tokens in their order.

    >>> [(n.value, n.unit) for n in tokenize_numbers("共1,935.36万元，3辆")]
    [(Decimal('1935.36'), '万元'), (Decimal('3'), '')]
    >>> [(n.digits, n.value) for n in tokenize_numbers("收入12,3456.78元")]
    [('12,3456.78', None)]
    """
    if normalized is None:
        normalized = normalize(text)
    for start, end, grouping in _iter_numbers(text, normalized):
        digits = normalized[start:end]
        value = None
        if grouping is not Grouping.ODD:
            value = parse_decimal(digits)
        sign = _SIGN.search(normalized, max(0, start - _SIGN_WINDOW), start)
        unit, percent, unit_start, unit_end = _parse_unit(normalized, end)
        yield NumberToken(
            start,
            end,
            digits,
            grouping,
            value,
            unit,
            percent,
            unit_start,
            unit_end,
            sign["sign"] if sign else "",
            normalized[start - 1 : start] if start else "",
            normalized[end : end + 1],
        )


def find_number_spans(
    text: str, normalized: str | None = None
) -> list[tuple[int, int]]:
    """Find the spans of all numbers of a text, those with an odd grouping too.

    Args:
        text: The text as it is printed.
        normalized: The same normalized, where the caller has it.
    """
    if normalized is None:
        normalized = normalize(text)
    if "," not in normalized:
        return [run.span() for run in _DIGIT_RUN.finditer(normalized)]
    return [(start, end) for start, end, _ in _iter_numbers(text, normalized)]


def _iter_numbers(text: str, normalized: str) -> Iterator[tuple[int, int, Grouping]]:
    """Spans of numbers with their grouping; a list of numbers between commas is parted."""
    for run in _DIGIT_RUN.finditer(normalized):
        start, end = run.span()
        digits = run.group()
        if "," not in digits:
            yield start, end, Grouping.NONE
        elif _VALID_GROUPING.fullmatch(digits):
            yield start, end, Grouping.VALID
        elif _is_one_number(text[start:end], digits, normalized, end):
            yield start, end, Grouping.ODD
        else:
            for number in _NUMBER.finditer(normalized, start, end):
                grouping = Grouping.NONE
                if "," in number.group():
                    grouping = Grouping.VALID
                yield *number.span(), grouping


def _is_one_number(printed: str, digits: str, normalized: str, end: int) -> bool:
    """True where digits between commas are one number that is grouped oddly, and no list of numbers.

    A comma of full width separates clauses (2019，2020). A unit or decimals behind the last group make one number of
    them. Without these, groups of one length (1,2,3; 2019,2020; codes) are a list, and a last group of three or four
    digits behind a short first one is a grouping (1,23,456; 12,3456).
    """
    if printed.count(",") != digits.count(","):
        return False
    unit, percent, _, _ = _parse_unit(normalized, end)
    if unit or percent or "." in digits:
        return True
    groups = digits.split(",")
    if len({len(group) for group in groups}) == 1:
        return False
    return len(groups[0]) <= 4 and len(groups[-1]) in (3, 4) and normalized[end : end + 1] != "年"  # fmt: skip


def has_odd_grouping(number: str) -> bool:
    """True for the printed digits of a token whose grouping is odd."""
    digits = normalize(number)
    return "," in digits and _VALID_GROUPING.fullmatch(digits) is None


def _parse_unit(normalized: str, position: int) -> tuple[str, str, int, int]:
    """Unit of money and percent right behind a number, with their span."""
    match = _UNIT.match(normalized, position)
    if match is None:
        return "", "", position, position
    kind = match.lastgroup or ""
    span = match.span(kind)
    if kind == "percent":
        return "", match[kind], *span
    if kind == "short":
        return "万元", "", *span
    return "".join(match[kind].split()), "", *span


def parse_decimal(digits: str) -> Decimal:
    """Parse the digits of a token exactly; thousands separators are dropped."""
    return Decimal(digits.replace(",", ""))


def count_decimals(raw: str) -> int:
    """Count the decimals that the first number of a text is printed with (0 for whole numbers).

    >>> count_decimals("165.47万元"), count_decimals("3600.00"), count_decimals("34100")
    (2, 2, 0)
    """
    match = _NUMBER.search(normalize(raw))
    if match is None:
        return 0
    return len(match.group().partition(".")[2])


@lru_cache(maxsize=4096)
def parse_number(text: str) -> tuple[Decimal, str] | None:
    """Parse a text that is exactly one number.

    Args:
        text: The text as it is printed; a sign and a currency mark may precede the number.

    Returns:
        Its value with ``%`` or ''; None for any other text, and for an odd grouping.

    >>> parse_number(" 3,600.00 "), parse_number("31.4%"), parse_number("——")
    ((Decimal('3600.00'), ''), (Decimal('31.4'), '%'), None)
    """
    match = _NUMBER_ALONE.fullmatch(normalize(text))
    if match is None:
        return None
    value = parse_decimal(match["number"])
    if match["sign"] == "-":
        value = -value
    return value, match["percent"] or ""


def parse_money(text: str) -> NumberToken | None:
    """Parse a text that is exactly one sum with its unit of money.

    Returns:
        Its token, with the value signed; None for any other text. A token with an odd
        grouping has no value.

    >>> parse_money("-20万元").value, parse_money("20")
    (Decimal('-20'), None)
    """
    normalized = normalize(text)
    match = _MONEY_ALONE.fullmatch(normalized)
    if match is None:
        return None
    number = next(tokenize_numbers(text, normalized))
    if number.end != match.end("number"):
        return number._replace(value=None, grouping=Grouping.ODD)
    if number.value is not None and "-" in normalized[: number.start]:
        return number._replace(value=-number.value)
    return number


def find_declared_unit(text: str) -> tuple[str, int, int] | None:
    """Find the unit of money that a caption, column header or paragraph declares.

    Returns:
        The unit and its span; None where there is none.

    >>> find_declared_unit("单位：万元")
    ('万元', 3, 5)
    >>> find_declared_unit("价值（金额单位：万元）")
    ('万元', 8, 10)
    >>> find_declared_unit("万 元"), find_declared_unit("万元以上")
    (('万元', 0, 3), None)
    """
    normalized = normalize(text)
    match = _DECLARED_UNIT.search(normalized)
    if match is None:
        return None
    group = "unit" if match["unit"] else "named"
    return "".join(match[group].split()), match.start(group), match.end(group)
