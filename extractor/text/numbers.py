"""Numbers and money in text: every number token, and which of them carry a unit of money.

``1,935.36万元``, ``165.47 万元``, ``0.00万 元``, ``４２元``. A token is what a person would call one number: digits with their
thousands separators and decimals. A token in the middle of a longer code (``A0201``, ``2080101``) is still a token.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import regex

from extractor.text.normalize import normalize

__all__ = [
    "NumberToken",
    "count_decimals",
    "parse_decimal",
    "tokenize_numbers",
    "parse_number",
    "find_declared_unit",
]

_NUMBER = regex.compile(
    r"""(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)    # 1,935 or 1935
        (?:\.\d+)?                          # .36
    """,
    regex.VERBOSE,
)
_MONEY_UNIT = regex.compile(r"\s*(?P<unit>(?:亿|千\s*万|百\s*万|万|千)?\s*元)")
_NUMBER_ALONE = regex.compile(
    r"""\s*[¥￥]?\s*(?P<sign>[-+])?\s*
        (?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)
        \s*(?P<percent>%)?\s*""",
    regex.VERBOSE,
)
_DECLARED_UNIT = regex.compile(
    r"""(?<![\u4e00-\u9fff])(?P<unit>亿\s*元|万\s*元|千\s*元|元)(?![\u4e00-\u9fff])         # （万元）, alone
      | (?:单位|金额单位)\s*[:为]?\s*(?:人民币)?\s*(?P<named>亿\s*元|万\s*元|千\s*元|元)      # 单位：万元
    """,
    regex.VERBOSE,
)


class NumberToken(NamedTuple):
    """One number token: its span, value, and the unit of money right behind it with the end of that unit."""

    start: int
    end: int
    value: Decimal
    unit: str  # 元 万元 亿元, '' when no unit of money follows
    unit_end: int  # == end when there is none


def tokenize_numbers(text: str) -> Iterator[NumberToken]:
    """Every number token of a text, in order.

    >>> [(n.value, n.unit) for n in numbers("共1,935.36万元，3辆")]
    [(Decimal('1935.36'), '万元'), (Decimal('3'), '')]
    """
    twin = normalize(text)
    for match in _NUMBER.finditer(twin):
        unit = _MONEY_UNIT.match(twin, match.end())
        name = "".join(unit["unit"].split()) if unit else ""
        yield NumberToken(
            match.start(),
            match.end(),
            parse_decimal(match.group()),
            name,
            unit.end() if unit else match.end(),
        )


def parse_decimal(token: str) -> Decimal:
    """Exact value of a folded number token; thousands separators are dropped."""
    return Decimal(token.replace(",", ""))


def count_decimals(raw: str) -> int:
    """How many decimals a number was printed with (0 for whole numbers).

    >>> decimals("165.47万元"), decimals("3600.00"), decimals("34100")
    (2, 2, 0)
    """
    match = _NUMBER.search(normalize(raw))
    return len(match.group().partition(".")[2]) if match else 0


def parse_number(text: str) -> tuple[Decimal, str] | None:
    """The value of a text that is one number and nothing else, with ``%`` or ''; None otherwise.

    >>> printed_number(" 3,600.00 "), printed_number("31.4%"), printed_number("——")
    ((Decimal('3600.00'), ''), (Decimal('31.4'), '%'), None)
    """
    match = _NUMBER_ALONE.fullmatch(normalize(text))
    if match is None:
        return None
    value = parse_decimal(match["number"])
    return (-value if match["sign"] == "-" else value), match["percent"] or ""


def find_declared_unit(text: str) -> tuple[str, int, int] | None:
    """A unit of money that a caption, column header or paragraph declares, with its span.

    >>> unit_in("单位：万元")
    ('万元', 3, 5)
    >>> unit_in("价值（金额单位：万元）")
    ('万元', 8, 10)
    >>> unit_in("万 元"), unit_in("万元以上")
    (('万元', 0, 3), None)
    """
    twin = normalize(text)
    match = _DECLARED_UNIT.search(twin)
    if match is None:
        return None
    group = "unit" if match["unit"] else "named"
    return "".join(match[group].split()), match.start(group), match.end(group)
