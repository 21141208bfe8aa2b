"""Format stored numbers as a spreadsheet displays them: 157856.4 under ``#,##0.00`` is
``157,856.40``, 0 under ``;;`` is nothing.

Codes have up to four sections (positive; negative; zero; text). Colours, padding and
fill are left out; text in quotes or behind a backslash is shown as it is. A code with a
condition or a fraction falls back to the plain number.
Source: ECMA-376 Part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = [
    "BUILT_IN_FORMATS",
    "format_cell_value",
]

# Codes that files name by number only, as a Chinese edition shows them.
BUILT_IN_FORMATS: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
    50: 'yyyy"年"m"月"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"            # "年"
  | \\(?P<escaped>.)               # \-
  | _.                             # a space as wide as the next character
  | \*.                            # fill
  | \[\$(?P<money>[^\]-]*)[^\]]*\] # [$￥-804]
  | \[(?P<bracket>[^\]]*)\]        # [Red], [>=100], [h]
  | (?P<general>General|G/通用格式)
  | (?P<am>AM/PM|A/P|上午/下午)
  | (?P<date>y+|m+|d+|h+|s+(?:\.0+)?|a{3,4})
  | (?P<number>[0\#?][0\#?,.]*|\.[0\#?]+)
  | (?P<power>E[+-])
  | (?P<percent>%)
  | (?P<text>@)
  | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_BRACKETED = re.compile(r"\[([^\]]*)\]")
_CONDITION = re.compile("[<>=]")
_LITERAL_TOKENS = frozenset(("quoted", "escaped", "money", "other"))
# Day 0 of serial dates. Excel counts 29 February 1900, which never was; so its days
# begin a day earlier.
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)

_Tokens = Sequence[re.Match[str]]


def format_cell_value(value: str, code: str, since_1904: bool = False) -> str:
    """Format a stored number as its cell shows it.

    Args:
        value: the number as the file stores it.
        code: the number format of the cell.
        since_1904: whether the workbook counts days from 1904.

    Returns:
        The text of the cell; a value that is no number as it is.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    if any(_CONDITION.search(part) for part in _BRACKETED.findall(code)):
        return _format_general(number)
    section, shown = _choose_section(number, _split_sections(code))
    tokens = list(_TOKEN.finditer(section))
    kinds = {match.lastgroup for match in tokens}
    if "date" in kinds and not kinds & {"number", "general"}:
        return _format_date(float(shown), tokens, since_1904)
    sign = "-" * (shown < 0)
    try:
        return sign + _format_number(abs(shown), tokens, kinds)
    except InvalidOperation:  # more digits than can be rounded
        return value


def _choose_section(number: Decimal, sections: list[str]) -> tuple[str, Decimal]:
    """The section of the code for a number, and the number with the sign that is left
    to show."""
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _split_sections(code: str) -> list[str]:
    """The parts between semicolons outside quotes."""
    parts, part, quoted = [], "", False
    for character in code:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            parts.append(part)
            part = ""
        else:
            part += character
    return [*parts, part]


def _format_general(number: Decimal) -> str:
    """Up to eleven digits, as a cell of format General shows them."""
    text = f"{float(number):.11g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        return f"{mantissa}E{power}"
    return text


# Numbers


def _format_number(number: Decimal, tokens: _Tokens, kinds: set[str | None]) -> str:
    if not kinds & {"number", "general", "text"}:
        return "".join(_get_literal(token) for token in tokens)
    patterns = [token["number"] for token in tokens if token.lastgroup == "number"]
    is_fraction = any(token.group() == "/" for token in tokens)
    if "power" in kinds or len(patterns) > 2 or is_fraction:
        return _format_general(number)
    number *= Decimal(100) ** sum(token.lastgroup == "percent" for token in tokens)
    pattern = "".join(patterns)
    digits = pattern.rstrip(",")
    # Each comma behind the digits divides by a thousand.
    number /= Decimal(1000) ** (len(pattern) - len(digits))
    return "".join(_render_number_tokens(number, digits, tokens)).strip()


def _render_number_tokens(
    number: Decimal, digits: str, tokens: _Tokens
) -> Iterator[str]:
    """The pieces of a number; its digits replace the first pattern of digits."""
    has_digits = False
    for token in tokens:
        kind = token.lastgroup
        if kind == "number":
            if not has_digits:
                yield _apply_digit_pattern(number, digits)
            has_digits = True
        elif kind in ("general", "text"):
            yield _format_general(number)
        elif kind == "percent":
            yield "%"
        else:
            yield _get_literal(token)


def _apply_digit_pattern(number: Decimal, pattern: str) -> str:
    """The digits of a number by a pattern like ``#,##0.0#``."""
    whole, point, fraction = pattern.partition(".")
    decimals = sum(character in "0#?" for character in fraction)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:f}"
    if "," in whole:
        text = f"{rounded:,f}"
    left, _, right = text.partition(".")
    left = _pad_whole_digits(left, whole.count("0"))
    right = _trim_decimals(right, fraction.count("0"))
    if right or (point and not decimals):
        return left + point + right
    return left + right


def _pad_whole_digits(digits: str, minimum: int) -> str:
    """Digits before the point, filled with zeros; a lone zero is dropped where the
    pattern has no digit."""
    if digits == "0" and minimum == 0:
        return ""
    return digits.zfill(minimum)


def _trim_decimals(digits: str, minimum: int) -> str:
    """Digits behind the point without trailing zeros that the pattern does not
    require."""
    required, optional = digits[:minimum], digits[minimum:]
    return required + optional.rstrip("0")


def _get_literal(token: re.Match[str]) -> str:
    """The text that a token shows as it is."""
    kind = token.lastgroup
    if kind in _LITERAL_TOKENS:
        return token[kind]
    return ""


# Dates


def _format_date(serial: float, tokens: _Tokens, since_1904: bool) -> str:
    epoch = _EPOCH_1904 if since_1904 else _EPOCH_1900
    try:
        moment = epoch + timedelta(days=serial, milliseconds=0.5)
    except OverflowError:
        return _format_general(Decimal(repr(serial)))
    return "".join(_render_date_tokens(serial, moment, tokens))


def _render_date_tokens(
    serial: float, moment: datetime, tokens: _Tokens
) -> Iterator[str]:
    """The pieces of a date; ``mm`` behind hours or before seconds are minutes."""
    twelve_hours = any(token.lastgroup == "am" for token in tokens)
    follows_hours = False
    for index, token in enumerate(tokens):
        kind = token.lastgroup
        code = token.group().lower()
        if kind == "date":
            if code in ("m", "mm") and (
                follows_hours or _find_next_date_code(tokens, index).startswith("s")
            ):
                yield _pad_date_number(moment.minute, code)
            else:
                yield _format_date_part(moment, code, twelve_hours)
            follows_hours = code[0] == "h"
        elif kind == "am":
            yield "AM" if moment.hour < 12 else "PM"
        elif code in ("[h]", "[hh]"):
            # Hours since day 0, beyond 24.
            yield str(int(serial * 24 + 1e-9))
            follows_hours = True
        else:
            yield _get_literal(token)


def _find_next_date_code(tokens: _Tokens, index: int) -> str:
    """The date code behind a token, '' where none follows."""
    for token in tokens[index + 1 :]:
        if token.lastgroup == "date":
            return token.group().lower()
    return ""


def _format_date_part(moment: datetime, code: str, twelve_hours: bool) -> str:
    letter = code[0]
    if letter == "y":
        return _format_year(moment.year, code)
    if letter == "a":
        weekday = _WEEKDAYS[moment.weekday()]
        return "星期" * (len(code) == 4) + weekday
    if letter == "h":
        hour = moment.hour
        if twelve_hours:
            hour = hour % 12 or 12
        return _pad_date_number(hour, code)
    if letter == "s":
        return _pad_date_number(moment.second, code)
    if letter == "d":
        return _pad_date_number(moment.day, code)
    if code == "mmm":
        return _MONTHS[moment.month - 1]
    return _pad_date_number(moment.month, code)


def _format_year(year: int, code: str) -> str:
    if len(code) > 2:
        return f"{year:04}"
    return f"{year % 100:02}"


def _pad_date_number(number: int, code: str) -> str:
    """The number with two digits where the code has more than one letter."""
    if len(code) > 1:
        return f"{number:02}"
    return str(number)
