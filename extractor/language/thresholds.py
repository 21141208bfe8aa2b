"""What an indicator must reach: ``≥90%``, ``＜6``, ``不少于1次``, ``10%-30%``, ``100%``, ``12月底前``, ``显著提升``.

A bound is taken only where the text says nothing else: one number or one range, its sign or word, its unit. A date and
a sentence stay text, and no number is made up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import regex

from extractor.language.fold import fold
from extractor.language.money import decimal_of

__all__ = ["Bound", "bound", "sign_of"]


class Bound(NamedTuple):
    """Operator and limits; all None for text. ``unit`` is as printed, with its span where it stands in the text."""

    operator: str | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_inclusive: bool | None = None
    upper_inclusive: bool | None = None
    unit: str | None = None
    unit_start: int | None = None
    unit_end: int | None = None


_SIGNS = {
    ">=": (
        ">=", "≥", "≥=", "=>", "=≥", "大于等于", "大于或等于", "大于或者等于", "不低于", "不少于", "不小于", "不下于",
        "不得低于", "不得少于", "至少", "达到",
    ),
    "<=": (
        "<=", "≤", "≤=", "=<", "小于等于", "小于或等于", "小于或者等于", "不超过", "不高于", "不大于", "不多于",
        "不得超过", "不得高于", "至多", "最多",
    ),
    ">": (">", "大于", "高于", "超过", "多于"),
    "<": ("<", "小于", "低于", "少于", "不足", "不满", "不到"),
    "=": ("=", "等于", "=="),
}  # fmt: skip
_WORDS = {word: sign for sign, words in _SIGNS.items() for word in words}
_SUFFIXES = {
    "以上": ">=", "及以上": ">=", "(含)以上": ">=", "含以上": ">=", "以下": "<=", "及以下": "<=", "(含)以下": "<=", "以内": "<=",
    "之内": "<=", "内": "<=", "左右": "bare",
}  # fmt: skip
_SIGN = "|".join(regex.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
_SUFFIX = "|".join(regex.escape(word) for word in sorted(_SUFFIXES, key=len, reverse=True))
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_UNIT = rf"""(?:[%‰]|(?!{_SUFFIX})(?:[A-Za-z/·²³℃]|[\u3400-\u9fff](?!{_SUFFIX})|[\u3400-\u9fff](?={_SUFFIX})|\([\u3400-\u9fffA-Za-z、]{{1,4}}\))+?)"""

_ONE = regex.compile(
    rf"""\s*(?P<sign>{_SIGN})?\s*(?:为|到)?\s*
    (?P<number>{_NUMBER})\s*
    (?P<unit>{_UNIT})??\s*
    (?P<suffix>{_SUFFIX})?\s*[。.;；,，]?\s*""",
    regex.VERBOSE,
)
_RANGE = regex.compile(
    rf"""\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*(?:-|—|–|―|~|～|至|到)+\s*
    (?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??\s*[。.;；,，]?\s*""",
    regex.VERBOSE,
)
_BETWEEN = regex.compile(
    rf"""\s*(?P<low>{_SIGN})\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*(?:且|并|,|，|、|;|；)?\s*
    (?P<high>{_SIGN})\s*(?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??\s*[。.;；,，]?\s*""",
    regex.VERBOSE,
)
_DATE = regex.compile(
    r"(?:19|20)\d{2}\s*(?:年|[-./]\d)|\d\s*月(?:\s*(?:\d|底|末|初|份|前|中|上|下|内|以前|之前)|\s*$)|\d\s*[日号]\s*(?:前|以前|之前)"
)
_LONGEST_UNIT = 8


def sign_of(text: str) -> str | None:
    """The operator that a column of its own prints: ``≥``, ``＝``, ``不低于``; None for 定性 and anything else.

    >>> sign_of("≧"), sign_of("定性")
    ('>=', None)
    """
    return _WORDS.get("".join(fold(text).split()))


def bound(text: str, operator: str | None = None) -> Bound:
    """Read a grade or target. ``operator`` is what a column beside it says; a sign in the text itself comes first.

    >>> bound("≥90%")[:5]
    ('>=', Decimal('90'), None, True, None)
    >>> bound("12月底前").operator is None
    True
    """
    twin = fold(text)
    if _DATE.search(twin) and (operator is None or not twin.strip().isdigit()):
        return Bound()
    match = _ONE.fullmatch(twin)
    if match is not None and _short(match["unit"]):
        return _one(text, match, operator)
    match = _RANGE.fullmatch(twin)
    if match is not None and _short(match["unit"]) and match["unit1"] in (None, match["unit"]):
        ends = sorted((decimal_of(match["first"]), decimal_of(match["second"])))
        return Bound("range", ends[0], ends[1], True, True, *_unit(text, match))
    match = _BETWEEN.fullmatch(twin)
    if match is not None and _short(match["unit"]) and match["unit1"] in (None, match["unit"]):
        return _between(text, match)
    return Bound()


def _short(unit: str | None) -> bool:
    return unit is None or len(unit) <= _LONGEST_UNIT


def _unit(text: str, match: regex.Match[str]) -> tuple[str | None, int | None, int | None]:
    if not match["unit"]:
        return None, None, None
    start, end = match.span("unit")
    return text[start:end], start, end


def _one(text: str, match: regex.Match[str], operator: str | None) -> Bound:
    sign = _WORDS[match["sign"]] if match["sign"] else None
    if sign is None and match["suffix"]:
        sign = _SUFFIXES[match["suffix"]]
    sign = sign or operator or "bare"
    return _limits(sign, decimal_of(match["number"]), _unit(text, match))


def _limits(sign: str, value: Decimal, unit: tuple[str | None, int | None, int | None]) -> Bound:
    if sign in (">=", ">"):
        return Bound(sign, value, None, sign == ">=", None, *unit)
    if sign in ("<=", "<"):
        return Bound(sign, None, value, None, sign == "<=", *unit)
    return Bound(sign, value, value, True, True, *unit)


def _between(text: str, match: regex.Match[str]) -> Bound:
    """``≥80%且＜90%``: a range whose ends say whether they belong to it."""
    low, high = _WORDS[match["low"]], _WORDS[match["high"]]
    first, second = decimal_of(match["first"]), decimal_of(match["second"])
    if low[0] == "<" and high[0] == ">":
        low, high, first, second = high, low, second, first
    if low[0] != ">" or high[0] != "<" or first > second:
        return Bound()
    return Bound("range", first, second, low == ">=", high == "<=", *_unit(text, match))
