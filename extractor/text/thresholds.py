"""What an indicator must reach: ``≥90%``, ``＜6``, ``不少于1次``, ``10%-30%``, ``100%``, ``12月底前``, ``显著提升``.

A bound is taken only where the text says nothing else: one number or one range, its sign or word, its unit, and at most
the name of the measure before it. A date and a sentence stay text, and no number is made up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import regex

from extractor.text.normalize import fold
from extractor.text.numbers import decimal_of

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
        "不得低于", "不得少于", "至少", "达到", "达",
    ),
    "<=": (
        "<=", "≤", "≤=", "=<", "=≤", "小于等于", "小于或等于", "小于或者等于", "不超过", "不高于", "不大于", "不多于",
        "不得超过", "不得高于", "不得多于", "至多", "最多", "不超",
    ),
    ">": (">", "大于", "高于", "超过", "多于"),
    "<": ("<", "小于", "低于", "少于", "不足", "不满", "不到"),
    "=": ("=", "等于", "=="),
}  # fmt: skip
_WORDS = {word: sign for sign, words in _SIGNS.items() for word in words}
# 以上 and 以内 include the number itself; 以下 does not where budgets are graded (财预〔2020〕10号: 60（含）-80分为中、60分以下为差).
_SUFFIXES = {
    "以上": ">=", "及以上": ">=", "或以上": ">=", "含以上": ">=", "以下": "<", "及以下": "<=", "或以下": "<=",
    "以内": "<=", "之内": "<=", "内": "<=", "以里": "<=", "左右": "bare", "上下": "bare",
}  # fmt: skip


def _any(words: object) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_SIGN = _any(_WORDS)
_SUFFIX = _any(_SUFFIXES)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_LETTER = r"[A-Za-z/·²³℃°\u3380-\u33df\u3400-\u9fff]"
_UNIT = rf"(?:[%‰]|\((?!不?含)[\u3400-\u9fffA-Za-z/、]{{1,8}}\)|(?!{_SUFFIX})(?:(?:{_LETTER})(?:\((?!不?含)[\u3400-\u9fffA-Za-z、]{{1,4}}\))?)+?)"
_WITHIN = r"(?:\((?P<{0}>不?含)[\d.%]*\)|(?P<{0}b>含))?"
_END = r"\s*[。.;,、]?\s*"
_NAME = r"(?P<name>[\u3400-\u9fff、()\"']{1,24}?)"
_MEASURED = r"(?<=[率度数量额值比数次为在]|比例)"  # 合格率100%: the name of a measure, not a sentence

_ONE = regex.compile(
    rf"""\s*(?:(?!{_SIGN}){_NAME}(?:(?={_SIGN})|{_MEASURED}|(?=[\d.,%]+[^\d]*?(?:{_SUFFIX}){_END}$)))?\s*[:]?\s*
    (?P<sign>{_SIGN})?\s*(?:为|到)?\s*
    (?P<number>-?{_NUMBER})\s*
    (?P<unit>{_UNIT})??\s*{_WITHIN.format("within")}\s*
    (?P<suffix>{_SUFFIX})?\s*(?:\(含[\d.%]+\))?{_END}""",
    regex.VERBOSE,
)
_RANGE = regex.compile(
    rf"""\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*{_WITHIN.format("low")}\s*(?:-|—|―|~|至|到)+\s*
    (?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??\s*{_WITHIN.format("high")}\s*(?:之间)?{_END}""",
    regex.VERBOSE,
)
_BRACKETED = regex.compile(
    rf"""\s*(?P<open>[\[(])\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*[,、]\s*
    (?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??\s*(?P<close>[\])]){_END}""",
    regex.VERBOSE,
)
_BETWEEN = regex.compile(
    rf"""\s*(?P<low>{_SIGN})\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*(?:且|并且|并|,|、|;)?\s*
    (?P<high>{_SIGN})\s*(?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??{_END}""",
    regex.VERBOSE,
)
_AROUND = regex.compile(
    rf"""\s*(?P<first>{_NUMBER})\s*(?P<unit1>{_UNIT})??\s*(?P<low>[<>≤≥]=?)\s*[A-Za-z\u3400-\u9fff]{{1,12}}\s*
    (?P<high>[<>≤≥]=?)\s*(?P<second>{_NUMBER})\s*(?P<unit>{_UNIT})??{_END}""",
    regex.VERBOSE,
)
_DATE = regex.compile(
    r"""(?:19|20)\d{2}\s*年
    | (?:19|20)\d{2}\s*[-/.]\s*(?:0?[1-9]|1[0-2])(?:\s*[-/.]\s*\d{1,2})?\s*(?![\d%.万元]|\s*[年个])(?=\s*(?:前|底|$))
    | \d\s*月(?:\s*(?:\d|底|末|初|份|前|中|上|下|内|以前|之前)|\s*$)     # 12月底前, not 12个月
    | \d\s*[日号]\s*(?:前|以前|之前)
    | \d\s*[:]\s*\d""",
    regex.VERBOSE,
)
_LONGEST = 60  # characters; what is longer is a sentence
_LONGEST_UNIT = 8
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


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
    >>> bound("80%≤完成率＜90%")[:5]
    ('range', Decimal('80'), Decimal('90'), True, False)
    >>> bound("12月底前").operator is None
    True
    """
    twin = fold(text)
    if len(twin) > _LONGEST or _DATE.search(twin):
        return Bound()
    match = _ONE.fullmatch(twin)
    if match is not None and _short(match["unit"]):
        return _one(text, match, operator)
    match = _RANGE.fullmatch(twin)
    if match is not None and _same_unit(match):
        return _range(text, match)
    match = _BRACKETED.fullmatch(twin)
    if match is not None and _same_unit(match):
        ends = decimal_of(match["first"]), decimal_of(match["second"])
        if ends[0] <= ends[1]:
            return Bound(
                "range",
                ends[0],
                ends[1],
                match["open"] == "[",
                match["close"] == "]",
                *_unit(text, match),
            )
    match = _BETWEEN.fullmatch(twin)
    if match is not None and _same_unit(match):
        return _between(text, match, _WORDS[match["low"]], _WORDS[match["high"]])
    match = _AROUND.fullmatch(twin)
    if match is not None and _same_unit(match):
        return _between(
            text, match, _TURNED[_WORDS[match["low"]]], _WORDS[match["high"]]
        )
    return Bound()


def _short(unit: str | None) -> bool:
    return unit is None or len(unit) <= _LONGEST_UNIT


def _same_unit(match: regex.Match[str]) -> bool:
    return _short(match["unit"]) and match["unit1"] in (None, match["unit"])


def _unit(
    text: str, match: regex.Match[str]
) -> tuple[str | None, int | None, int | None]:
    if not match["unit"]:
        return None, None, None
    start, end = match.span("unit")
    if match["unit"].startswith("("):
        start, end = start + 1, end - 1
    return text[start:end], start, end


def _one(text: str, match: regex.Match[str], operator: str | None) -> Bound:
    sign = _WORDS[match["sign"]] if match["sign"] else None
    if sign is None and match["suffix"]:
        sign = _SUFFIXES[match["suffix"]]
    sign = sign or operator or "bare"
    within = match["within"] or match["withinb"]
    if within == "不含":
        sign = {">=": ">", "<=": "<"}.get(sign, sign)
    elif within == "含" and match["suffix"]:
        sign = {">": ">=", "<": "<="}.get(sign, sign)  # 60分（含）以下
    number = match["number"]
    value = -decimal_of(number[1:]) if number.startswith("-") else decimal_of(number)
    unit = _unit(text, match)
    if sign in (">=", ">"):
        return Bound(sign, value, None, sign == ">=", None, *unit)
    if sign in ("<=", "<"):
        return Bound(sign, None, value, None, sign == "<=", *unit)
    return Bound(sign, value, value, True, True, *unit)


def _range(text: str, match: regex.Match[str]) -> Bound:
    """``10%-30%``; ``80%（含）-90%`` says which end belongs to it, then the other does not."""
    first, second = decimal_of(match["first"]), decimal_of(match["second"])
    said = [match["low"] or match["lowb"], match["high"] or match["highb"]]
    first_in, second_in = (mark == "含" if any(said) else True for mark in said)
    if "不含" in said:
        first_in, second_in = (mark != "不含" for mark in said)
    if first > second:
        first, second, first_in, second_in = second, first, second_in, first_in
    return Bound("range", first, second, first_in, second_in, *_unit(text, match))


def _between(text: str, match: regex.Match[str], low: str, high: str) -> Bound:
    """``≥80%且＜90%``: a range whose ends say whether they belong to it."""
    first, second = decimal_of(match["first"]), decimal_of(match["second"])
    if low[0] == "<" and high[0] == ">":
        low, high, first, second = high, low, second, first
    if low[0] != ">" or high[0] != "<" or first > second:
        return Bound()
    return Bound("range", first, second, low == ">=", high == "<=", *_unit(text, match))
