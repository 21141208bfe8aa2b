"""Parse thresholds, what an indicator must reach: ``≥90%``, ``＜6``, ``不少于1次``,
``10%-30%``, ``100%``, ``12月底前``, ``显著提升``.

A bound is taken only where the text holds nothing else: one number or one range, its
sign or word, its unit, and at most the name of the measure before it. A date and a
sentence stay text, and no number is made up.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from extractor.text import regex
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import normalize
from extractor.text.numbers import NUMBER_PATTERN, parse_decimal

__all__ = [
    "ParsedThreshold",
    "find_bound",
    "parse_threshold",
    "parse_operator",
]


class ParsedThreshold(NamedTuple):
    """Operator and limits; all None for text. ``unit`` is as printed, with its span
    where it is in the text."""

    operator: str | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_inclusive: bool | None = None
    upper_inclusive: bool | None = None
    unit: str | None = None
    unit_start: int | None = None
    unit_end: int | None = None


_WORDS_BY_OPERATOR = {
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
_OPERATOR_BY_WORD = {
    word: sign for sign, words in _WORDS_BY_OPERATOR.items() for word in words
}
# 以上 and 以内 include the number itself; 以下 does not where budgets are graded
# (财预〔2020〕10号: 60（含）-80分为中、60分以下为差).
_OPERATOR_BY_SUFFIX = {
    "以上": ">=", "及以上": ">=", "或以上": ">=", "含以上": ">=", "以下": "<", "及以下": "<=", "或以下": "<=",
    "以内": "<=", "之内": "<=", "内": "<=", "以里": "<=", "左右": "bare", "上下": "bare",
}  # fmt: skip


def _build_alternation(words: object) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_OPERATOR_PATTERN = _build_alternation(_OPERATOR_BY_WORD)
_SUFFIX_PATTERN = _build_alternation(_OPERATOR_BY_SUFFIX)
_UNIT_CHARACTER = r"[A-Za-z/·²³℃°\u3380-\u33df\u3400-\u9fff]"
_UNIT_PATTERN = rf"(?:[%‰]|\((?!不?含)[\u3400-\u9fffA-Za-z/、]{{1,8}}\)|(?!{_SUFFIX_PATTERN})(?:(?:{_UNIT_CHARACTER})(?:\((?!不?含)[\u3400-\u9fffA-Za-z、]{{1,4}}\))?)+?)"
_INCLUSIVE_NOTE = r"(?:\((?P<{0}>不?含)[\d.%]*\)|(?P<{0}b>含))?"
_TRAILING_MARK = r"\s*[。.;,、]?\s*"
_MEASURE_NAME = r"(?P<name>[\u3400-\u9fff、()\"']{1,24}?)"
_MEASURE_NAME_END = r"(?<=[率度数量额值比数次为在]|比例)"  # 合格率100%: the name of a measure, not a sentence

_SINGLE_BOUND = regex.compile(
    rf"""\s*(?:(?!{_OPERATOR_PATTERN}){_MEASURE_NAME}(?:(?={_OPERATOR_PATTERN})|{_MEASURE_NAME_END}|(?=[\d.,%]+[^\d]*?(?:{_SUFFIX_PATTERN}){_TRAILING_MARK}$)))?\s*[:]?\s*
    (?P<sign>{_OPERATOR_PATTERN})?\s*(?:为|到)?\s*
    (?P<number>-?{NUMBER_PATTERN})\s*
    (?P<unit>{_UNIT_PATTERN})??\s*{_INCLUSIVE_NOTE.format("within")}\s*
    (?P<suffix>{_SUFFIX_PATTERN})?\s*(?:\(含[\d.%]+\))?{_TRAILING_MARK}""",
    regex.VERBOSE,
)
_RANGE = regex.compile(
    rf"""\s*(?P<first>{NUMBER_PATTERN})\s*(?P<unit1>{_UNIT_PATTERN})??\s*{_INCLUSIVE_NOTE.format("low")}\s*(?:-|—|―|~|至|到)+\s*
    (?P<second>{NUMBER_PATTERN})\s*(?P<unit>{_UNIT_PATTERN})??\s*{_INCLUSIVE_NOTE.format("high")}\s*(?:之间)?{_TRAILING_MARK}""",
    regex.VERBOSE,
)
_INTERVAL = regex.compile(
    rf"""\s*(?P<open>[\[(])\s*(?P<first>{NUMBER_PATTERN})\s*(?P<unit1>{_UNIT_PATTERN})??\s*[,、]\s*
    (?P<second>{NUMBER_PATTERN})\s*(?P<unit>{_UNIT_PATTERN})??\s*(?P<close>[\])]){_TRAILING_MARK}""",
    regex.VERBOSE,
)
_TWO_BOUNDS = regex.compile(
    rf"""\s*(?P<low>{_OPERATOR_PATTERN})\s*(?P<first>{NUMBER_PATTERN})\s*(?P<unit1>{_UNIT_PATTERN})??\s*(?:且|并且|并|,|、|;)?\s*
    (?P<high>{_OPERATOR_PATTERN})\s*(?P<second>{NUMBER_PATTERN})\s*(?P<unit>{_UNIT_PATTERN})??{_TRAILING_MARK}""",
    regex.VERBOSE,
)
_MEASURE_BETWEEN_BOUNDS = regex.compile(
    rf"""\s*(?P<first>{NUMBER_PATTERN})\s*(?P<unit1>{_UNIT_PATTERN})??\s*(?P<low>[<>≤≥]=?)\s*[A-Za-z\u3400-\u9fff]{{1,12}}\s*
    (?P<high>[<>≤≥]=?)\s*(?P<second>{NUMBER_PATTERN})\s*(?P<unit>{_UNIT_PATTERN})??{_TRAILING_MARK}""",
    regex.VERBOSE,
)
_DATE_OR_TIME = regex.compile(
    rf"""{YEAR_DIGITS}\s*年
    | {YEAR_DIGITS}\s*[-/.]\s*(?:0?[1-9]|1[0-2])(?:\s*[-/.]\s*\d{{1,2}})?\s*(?![\d%.万元]|\s*[年个])(?=\s*(?:前|底|$))
    | \d\s*月(?:\s*(?:\d|底|末|初|份|前|中|上|下|内|以前|之前)|\s*$)     # 12月底前, not 12个月
    | \d\s*[日号]\s*(?:前|以前|之前)
    | \d\s*[:]\s*\d""",
    regex.VERBOSE,
)
_LONGEST_THRESHOLD = 60  # characters; what is longer is a sentence
_LONGEST_UNIT = 8
_SHORTEST_NAME = 2  # characters
_BOUND_START = regex.compile(rf"(?<![\d.,])(?:{_OPERATOR_PATTERN}|\d)")
_MIRRORED_OPERATORS = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def parse_operator(text: str) -> str | None:
    """Parse the operator that a column of its own prints.

    Args:
        text: ``≥``, ``＝``, ``不低于``.

    Returns:
        ``>=``, ``<=``, ``>``, ``<`` or ``=``; None for 定性 and anything else.

    >>> parse_operator("≧"), parse_operator("定性")
    ('>=', None)
    """
    return _OPERATOR_BY_WORD.get("".join(normalize(text).split()))


def parse_threshold(text: str, operator: str | None = None) -> ParsedThreshold:
    """Parse a grade or target into its limits.

    Args:
        text: The text as it is printed.
        operator: The operator of its own column; a sign in the text itself takes
            precedence.

    Returns:
        Operator, limits and unit; all None for a date, a sentence, or several numbers.

    >>> parse_threshold("≥90%")[:5]
    ('>=', Decimal('90'), None, True, None)
    >>> parse_threshold("80%≤完成率＜90%")[:5]
    ('range', Decimal('80'), Decimal('90'), True, False)
    >>> parse_threshold("12月底前").operator is None
    True
    """
    normalized = normalize(text)
    if len(normalized) > _LONGEST_THRESHOLD or _DATE_OR_TIME.search(normalized):
        return ParsedThreshold()
    match = _SINGLE_BOUND.fullmatch(normalized)
    if match is not None and _is_short_unit(match["unit"]):
        return _parse_single_bound(text, match, operator)
    for pattern, parse in _TWO_NUMBER_FORMS:
        match = pattern.fullmatch(normalized)
        if match is not None and _has_same_unit(match):
            parsed = parse(text, match)
            if parsed is not None:
                return parsed
    return ParsedThreshold()


def find_bound(text: str) -> int | None:
    """Find the bound that a text ends in, behind the name of what it bounds.

    Args:
        text: ``建设科普基地≥2个``.

    Returns:
        Where the bound begins; None where the text ends in none, or has no name before
        it.

    >>> find_bound("覆盖人口不少于5万人"), find_bound("12月底前完成")
    (4, None)
    """
    for start in _BOUND_START.finditer(normalize(text)):
        at = start.start()
        if at >= _SHORTEST_NAME and parse_threshold(text[at:]).operator is not None:
            return at
    return None


def _is_short_unit(unit: str | None) -> bool:
    return unit is None or len(unit) <= _LONGEST_UNIT


def _has_same_unit(match: regex.Match[str]) -> bool:
    return _is_short_unit(match["unit"]) and match["unit1"] in (None, match["unit"])


def _locate_unit(
    text: str, match: regex.Match[str]
) -> tuple[str | None, int | None, int | None]:
    """The unit as it is printed, with its span."""
    if not match["unit"]:
        return None, None, None
    start, end = match.span("unit")
    if match["unit"].startswith("("):
        start, end = start + 1, end - 1
    return text[start:end], start, end


def _parse_single_bound(
    text: str, match: regex.Match[str], operator: str | None
) -> ParsedThreshold:
    operator = _find_operator(match, operator)
    number = match["number"]
    value = parse_decimal(number.removeprefix("-"))
    if number.startswith("-"):
        value = -value
    unit = _locate_unit(text, match)
    if operator in (">=", ">"):
        return ParsedThreshold(operator, value, None, operator == ">=", None, *unit)
    if operator in ("<=", "<"):
        return ParsedThreshold(operator, None, value, None, operator == "<=", *unit)
    return ParsedThreshold(operator, value, value, True, True, *unit)


def _find_operator(match: regex.Match[str], column_operator: str | None) -> str:
    """The operator of a bound: its sign, its suffix (以上), or that of the column; 含 and
    不含 correct it."""
    operator = _OPERATOR_BY_WORD.get(match["sign"])
    if operator is None:
        operator = _OPERATOR_BY_SUFFIX.get(match["suffix"])
    operator = operator or column_operator or "bare"
    note = match["within"] or match["withinb"]
    if note == "不含":
        return _EXCLUSIVE_OPERATORS.get(operator, operator)
    if note == "含" and match["suffix"]:  # 60分（含）以下
        return _INCLUSIVE_OPERATORS.get(operator, operator)
    return operator


_EXCLUSIVE_OPERATORS = {">=": ">", "<=": "<"}
_INCLUSIVE_OPERATORS = {">": ">=", "<": "<="}


def _parse_range(text: str, match: regex.Match[str]) -> ParsedThreshold:
    """``10%-30%``; ``80%（含）-90%`` includes one end; then the other is excluded."""
    first, second = parse_decimal(match["first"]), parse_decimal(match["second"])
    notes = [match["low"] or match["lowb"], match["high"] or match["highb"]]
    low_in, high_in = True, True
    if "不含" in notes:
        low_in, high_in = (note != "不含" for note in notes)
    elif any(notes):
        low_in, high_in = (note == "含" for note in notes)
    if first > second:
        first, second = second, first
        low_in, high_in = high_in, low_in
    unit = _locate_unit(text, match)
    return ParsedThreshold("range", first, second, low_in, high_in, *unit)


def _parse_interval(text: str, match: regex.Match[str]) -> ParsedThreshold | None:
    """``[80,90)``."""
    first, second = parse_decimal(match["first"]), parse_decimal(match["second"])
    if first > second:
        return None
    low_in, high_in = match["open"] == "[", match["close"] == "]"
    unit = _locate_unit(text, match)
    return ParsedThreshold("range", first, second, low_in, high_in, *unit)


def _parse_two_bounds(text: str, match: regex.Match[str]) -> ParsedThreshold:
    """``≥80%且＜90%``."""
    low = _OPERATOR_BY_WORD[match["low"]]
    high = _OPERATOR_BY_WORD[match["high"]]
    return _build_range(text, match, low, high)


def _parse_measure_between_bounds(
    text: str, match: regex.Match[str]
) -> ParsedThreshold:
    """``80%≤完成率＜90%``: the first operator follows its number."""
    low = _MIRRORED_OPERATORS[_OPERATOR_BY_WORD[match["low"]]]
    high = _OPERATOR_BY_WORD[match["high"]]
    return _build_range(text, match, low, high)


def _build_range(
    text: str, match: regex.Match[str], low_operator: str, high_operator: str
) -> ParsedThreshold:
    """A range whose ends are marked inclusive or exclusive; text where they are not the
    ends of one range."""
    first, second = parse_decimal(match["first"]), parse_decimal(match["second"])
    if low_operator[0] == "<" and high_operator[0] == ">":
        low_operator, high_operator = high_operator, low_operator
        first, second = second, first
    if low_operator[0] != ">" or high_operator[0] != "<" or first > second:
        return ParsedThreshold()
    return ParsedThreshold(
        "range",
        first,
        second,
        low_operator == ">=",
        high_operator == "<=",
        *_locate_unit(text, match),
    )


_TWO_NUMBER_FORMS: tuple[
    tuple[
        regex.Pattern[str],
        Callable[[str, regex.Match[str]], ParsedThreshold | None],
    ],
    ...,
] = (
    (_RANGE, _parse_range),
    (_INTERVAL, _parse_interval),
    (_TWO_BOUNDS, _parse_two_bounds),
    (_MEASURE_BETWEEN_BOUNDS, _parse_measure_between_bounds),
)
"""The forms of a threshold with two numbers, in the order they are tried."""
