"""How a spreadsheet shows a stored number: 157856.4 under ``#,##0.00`` is ``157,856.40``, 0 under ``;;`` is nothing.

Codes have up to four parts (positive; negative; zero; text). Colours, padding and fill are left out; what stands in
quotes or behind a backslash is shown as it is. A code with a condition or a fraction falls back to the plain number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
  | _.                             # room as wide as the next sign
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
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def format_cell_value(value: str, code: str, since_1904: bool = False) -> str:
    """The text a cell shows for a stored number. A value that is no number is shown as it is."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    sections = _split_sections(code)
    if any(
        "<" in part or ">" in part or "=" in part
        for part in re.findall(r"\[([^\]]*)\]", code)
    ):
        return _format_general(number)
    negative = number < 0
    if negative and len(sections) > 1:
        section, number, negative = sections[1], -number, False
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    else:
        section = sections[0]
    tokens = list(_TOKEN.finditer(section))
    kinds = {match.lastgroup for match in tokens}
    if "date" in kinds and "number" not in kinds and "general" not in kinds:
        return _format_date(float(number), tokens, since_1904)
    try:
        return ("-" if negative and number else "") + _format_number(
            abs(number), tokens, kinds
        )
    except InvalidOperation:  # more digits than can be rounded
        return value


def _split_sections(code: str) -> list[str]:
    """The parts between semicolons that stand outside quotes."""
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
    """Up to eleven digits, as a cell of format General has room for."""
    text = f"{float(number):.11g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        return f"{mantissa}E{power}"
    return text


def _format_number(
    number: Decimal, tokens: list[re.Match[str]], kinds: set[str | None]
) -> str:
    if not kinds & {"number", "general", "text"}:
        return "".join(_render_literal(token) for token in tokens)
    patterns = [token["number"] for token in tokens if token.lastgroup == "number"]
    if (
        "power" in kinds
        or len(patterns) > 2
        or any(token.group() == "/" for token in tokens)
    ):
        return _format_general(number)
    number *= Decimal(100) ** sum(1 for token in tokens if token.lastgroup == "percent")
    pattern = "".join(patterns)
    digits = pattern.rstrip(",")
    number /= Decimal(1000) ** (len(pattern) - len(digits))
    shown = False
    out = []
    for token in tokens:
        if token.lastgroup in ("general", "text"):
            out.append(_format_general(number))
        elif token.lastgroup == "number":
            if not shown:
                out.append(_apply_digit_pattern(number, digits))
            shown = True
        elif token.lastgroup == "percent":
            out.append("%")
        else:
            out.append(_render_literal(token))
    return "".join(out).strip()


def _apply_digit_pattern(number: Decimal, pattern: str) -> str:
    whole, point, fraction = pattern.partition(".")
    places = sum(1 for sign in fraction if sign in "0#?")
    needed = sum(1 for sign in fraction if sign == "0")
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    left, _, right = (
        f"{rounded:,f}".partition(".")
        if "," in whole
        else f"{rounded:f}".partition(".")
    )
    while len(right) > needed and right.endswith("0"):
        right = right[:-1]
    least = whole.count("0")
    if left == "0" and least == 0:
        left = ""
    if least > len(left):
        left = left.zfill(least)
    return left + (point if right or (point and not places) else "") + right


def _render_literal(token: re.Match[str]) -> str:
    kind = token.lastgroup
    if kind in ("quoted", "escaped", "money", "other"):
        return token[kind]
    return ""


def _format_date(serial: float, tokens: list[re.Match[str]], since_1904: bool) -> str:
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    try:
        moment = start + timedelta(days=serial, milliseconds=0.5)
    except OverflowError:
        return _format_general(Decimal(repr(serial)))
    half = any(token.lastgroup == "am" for token in tokens)
    out: list[str] = []
    clock = False  # mm behind hours or before seconds are minutes
    for place, token in enumerate(tokens):
        kind = token.lastgroup
        if kind == "am":
            out.append("AM" if moment.hour < 12 else "PM")
        elif kind == "bracket" and token[kind].lower() in ("h", "hh"):
            out.append(str(int(serial * 24 + 1e-9)))
            clock = True
        elif kind != "date":
            out.append(_render_literal(token))
        else:
            word = token[kind].lower()
            following = next(
                (
                    t["date"].lower()
                    for t in tokens[place + 1 :]
                    if t.lastgroup == "date"
                ),
                "",
            )
            minutes = (
                word[0] == "m"
                and len(word) < 3
                and (clock or following.startswith("s"))
            )
            out.append(_format_date_part(moment, word, minutes, half))
            clock = word[0] == "h"
    return "".join(out)


def _format_date_part(
    moment: datetime, date_code: str, minutes: bool, twelve_hour: bool
) -> str:
    sign, wide = date_code[0], len(date_code) > 1
    if sign == "y":
        return f"{moment.year:04}" if len(date_code) > 2 else f"{moment.year % 100:02}"
    if sign == "m" and len(date_code) == 3:
        return _MONTHS[moment.month - 1]
    if sign == "a":
        return "星期" * (len(date_code) == 4) + "一二三四五六日"[moment.weekday()]
    hour = (moment.hour % 12 or 12) if twelve_hour else moment.hour
    number = {
        "m": moment.minute if minutes else moment.month,
        "d": moment.day,
        "h": hour,
        "s": moment.second,
    }[sign]
    return f"{number:02}" if wide else str(number)
