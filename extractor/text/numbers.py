"""Tokenize the numbers of a text: digits, sign, grouping, value, how exact it is, and
the unit of money or percent behind it.

``1,935.36万元``, ``165.47 万元``, ``４２元``, ``-3.2万元``, ``3亿2千万元``, ``一百六十五万元``,
``10—20万元``, ``约600万元``, ``二百余人``. A token is
what a person would call one number. This is the only grammar of numbers: patterns
elsewhere that need a number take
``NUMBER_PATTERN``.

A token holds everything that may forbid its value or change it: its sign, the
characters it is glued to (``A0201``,
``3.2.1``), its grouping, the words that make it a bound (``不超过``, ``左右``). A number
with an odd grouping
(``12,3456.78元``, ``1,23,456``) has no value, since it is unclear which digits are
missing or misplaced; a range has its two ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from extractor.model.enums import Qualifier
from extractor.text import regex
from extractor.text.normalize import (
    YEAR_DIGITS,
    cache_paragraphs,
    cache_words,
    normalize,
)

__all__ = [
    "NUMBER_PATTERN",
    "CellNumber",
    "Grouping",
    "NumberSuffix",
    "NumberToken",
    "count_decimals",
    "ends_in_unit_caption",
    "find_declared_unit",
    "is_counted_in_words",
    "find_unit_behind",
    "find_unit_of_text",
    "find_number_spans",
    "find_split_numbers",
    "has_odd_grouping",
    "parse_cell_number",
    "parse_chinese_number",
    "parse_decimal",
    "parse_money",
    "parse_number",
    "parse_number_suffix",
    "tokenize_numbers",
]

# --- Grammar -------------------------------------------------------------------------

NUMBER_PATTERN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""A number without its sign, normalized: 1,935.36, 1935, 0.5."""

_CHINESE_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")}
_CHINESE_DIGITS |= {char: n for n, char in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_CHINESE_DIGITS |= {"两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
_CHINESE_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {
    "": Decimal(1),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
}
_LARGEST_SCALE = Decimal(10) ** 12
_HAN_DIGIT = f"[{''.join(_CHINESE_DIGITS)}]"
_HAN = f"[{''.join((*_CHINESE_DIGITS, *_CHINESE_TENS))}]"
_YUAN = "[元圆圓]"
_SCALE = r"(?:亿|千\s*万|百\s*万|万|千)"
_VAGUE_CHARACTERS = "余多几"
_VAGUE = f"[{_VAGUE_CHARACTERS}]"

_NUMBER = regex.compile(NUMBER_PATTERN)
# Digits with any commas between them: one number, or a list of them.
_DIGIT_RUN = regex.compile(r"\d+(?:,\d+)*(?:\.\d+)?")
_VALID_GROUPING = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CHINESE_RUN = regex.compile(
    rf"""(?<!第){_HAN}++(?:[万亿]{_HAN}++)*+(?:点{_HAN_DIGIT}++)?+
         (?:[万亿](?!\s*{_VAGUE}?\s*{_YUAN}))?""",
    regex.VERBOSE,
)
_MONEY_BEHIND = regex.compile(rf"\s*{_VAGUE}?\s*{_SCALE}?\s*{_VAGUE}?\s*{_YUAN}")
# A second number behind its own scale: 3亿2千万元, 12万3千元, 165万4700元.
# Atomic, and never from within a number: a long row of digits is looked at once.
_COMPOUND = regex.compile(
    rf"""(?<!\d)(?<!\d[.,])
         (?:(?>{NUMBER_PATTERN})\s*+[亿万]\s*+)+(?>{NUMBER_PATTERN})
         (?=\s*+{_SCALE}?\s*+{_YUAN})""",
    regex.VERBOSE,
)
_CHINESE_SECTION = regex.compile(
    rf"""(?:(?P<thousands>{_HAN_DIGIT})[千仟])?
         (?:[零〇]?(?P<hundreds>{_HAN_DIGIT})[百佰])?
         (?:[零〇]?(?P<tens>{_HAN_DIGIT})?(?P<ten>[十拾]))?
         (?:(?P<zero>[零〇])?(?P<units>{_HAN_DIGIT}))?""",
    regex.VERBOSE,
)
_COMPOUND_PART = regex.compile(
    rf"({NUMBER_PATTERN}|{_HAN}+(?:点{_HAN_DIGIT}+)?)\s*([亿万]?)"
)
_UNIT = regex.compile(
    rf"""\s*{_VAGUE}?\s*(?:为)?
         (?: (?P<money>(?P<scale>{_SCALE})?\s*{_VAGUE}?\s*{_YUAN})
           | (?P<short>[万亿])(?=\s*(?:[。,;，；]|\Z))     # 165.47万。
           | (?P<percent>[%‰]|个百分点))""",
    regex.VERBOSE,
)
_VAGUE_BEHIND = regex.compile(r"\s*(?:余(?![额款])|多(?![功媒])|几)")
_VAGUE_INSIDE = regex.compile(_VAGUE)
_TENTHS = regex.compile(
    rf"\s*(?P<jiao>\d|{_HAN_DIGIT})\s*角(?:\s*(?P<fen>\d|{_HAN_DIGIT})\s*分)?"
)
# Behind a numeral: a title, a date, an ordinal (二十大, 十二月, 十二、), never an amount.
_CHINESE_ORDINAL = regex.compile(r"\s*[、.．)大届年月日号期条是分五周世]|\s*部分")
_CHINESE_MEASURE = regex.compile(rf"{_VAGUE}|\s*(?:[辆台名]|批次|人次)")
# What an office counts in words: 四个事业单位, 内设科室七个, 离休两人.
_UNITS_OF_OFFICE = "机构|单位|[科股处庭]室|站所"
_UNITS_BEHIND = regex.compile(rf"个[一-鿿]{{0,4}}?(?:{_UNITS_OF_OFFICE})")
_UNITS_BEFORE = regex.compile(rf"(?:{_UNITS_OF_OFFICE})$")
_STAFF_BEFORE = ("离休", "退休", "在职", "在编", "编制", "实有")
_LONGEST_UNIT_NAME = 2
_AMOUNT_END = frozenset(",。;、)整") | {""}
_PERCENT_LEAD = "百分之"
"""Before a numeral it makes a percent: 百分之二十."""

# A minus (－ − – — are printed for it), a plus, and the marks of a decrease in accounts.
_SIGN = regex.compile(r"(?<![\d%\-—])(?:[-+—△▲]|(?<![自担抱肩背])负)(?=\s*\Z)")
_SIGN_WINDOW = 4  # characters before a number in which its sign is looked for
_MINUS_SIGN = "\u2212"
# A dash between a name and its figure may be a minus, or part the two (办公费-3.2万元).
# Behind these it is a minus.
_LINKS_TO_VALUE = frozenset("为是达至共计约额率长降加减少增升跌高低")

_RANGE_MARK = regex.compile(r"\s*(?:[-—―~]|--|——|至|到)\s*")
# What is counted in years, pages, numbers is a stretch of them, no range of one figure.
_STRETCH_UNIT = regex.compile(
    r"\s*(?:[年月日号时点分页届期章条款栏版周岁]|季度|学年|[A-Za-z])"
)
_STRETCH_LEAD = frozenset("第表图件附〔[(/:.-—")
_YEAR = regex.compile(YEAR_DIGITS)
_LONGEST_MEASURE = 3  # characters of a measure word
_LONGEST_COUNT = 6  # digits; what is longer is a telephone or a code
_WIDEST_RANGE = 1000  # upper end by lower end; further apart, a dash joins no range

_QUALIFIER_WORDS = {
    Qualifier.AT_MOST: (
        "不超过", "不超", "未超过", "未超", "不高于", "不多于", "不大于", "至多", "最多", "不得超过", "≤", "<=",
    ),
    Qualifier.AT_LEAST: (
        "不少于", "不低于", "不小于", "至少", "最少", "不得少于", "不得低于", "≥", ">=",
    ),
    Qualifier.OVER: ("超过", "超出", "超", "逾", "多于", "高于", "大于", "突破", ">"),
    Qualifier.UNDER: (
        "不足", "不到", "不满", "未达到", "未达", "未满", "低于", "少于", "小于", "<",
    ),
    Qualifier.ABOUT: (
        "大约", "约为", "约合", "约计", "约", "将近", "接近", "大概", "大致", "近", "上下",
    ),
}  # fmt: skip
_QUALIFIER_BY_WORD = {
    word: qualifier for qualifier, words in _QUALIFIER_WORDS.items() for word in words
}
_QUALIFIER = regex.compile(
    r"(?<![附最临靠节制签预条公合])(?:"
    + "|".join(sorted(map(regex.escape, _QUALIFIER_BY_WORD), key=len, reverse=True))
    + r")(?:为|人民币)?\s*\Z"
)
_QUALIFIER_WINDOW = 8  # characters before a number in which such a word is looked for
_QUALIFIER_BY_SUFFIX = {
    "左右": Qualifier.ABOUT,
    "上下": Qualifier.ABOUT,
    "以上": Qualifier.AT_LEAST,
    "以下": Qualifier.AT_MOST,
    "以内": Qualifier.AT_MOST,
    "之内": Qualifier.AT_MOST,
}
_SUFFIX = regex.compile(
    rf"\s*(?:\(含\))?(?:及|及其|或)?(?P<word>{'|'.join(_QUALIFIER_BY_SUFFIX)})(?:\(含\))?"
)
# 50万元以上的设备, 1000元/人: the number says which things are meant, it states no amount of
# them.
_LIMIT = regex.compile(
    r"\s*(?:(?:\(含\))?(?:及|及其|或)?(?:以上|以下|以内|之内)(?:\([^()]*\))?(?=[一-鿿A-Za-z(])|(?:\(含\))?起|/)"
)

_NUMBER_ALONE = regex.compile(
    rf"""\s*[¥￥]?\s*(?P<sign>[-+—△▲负])?\s*
        (?P<number>{NUMBER_PATTERN}|\.\d+)
        \s*(?P<percent>%)?\s*""",
    regex.VERBOSE,
)
_MONEY_ALONE = regex.compile(
    r"\s*[¥￥]?\s*-?\s*(?P<number>[\d,]+(?:\.\d+)?)\s*(?:亿|千万|百万|万|千)?元\s*"
)
_DECLARED_UNIT = regex.compile(
    r"""(?<![\u4e00-\u9fff])(?P<unit>亿\s*元|[千百]?\s*万\s*元|千\s*元|元)(?![\u4e00-\u9fff])         # （万元）, alone
      | (?:单位|金额单位)\s*[:为]?\s*(?:人民币)?\s*(?P<named>亿\s*元|[千百]?\s*万\s*元|千\s*元|元)      # 单位：万元
    """,
    regex.VERBOSE,
)
_UNIT_CAPTION_END = regex.compile(
    r"单位\s*[:：]\s*(?:人民币)?\s*(?:亿|[千百]?\s*万|千)?\s*元\s*[)）]?\s*$"
)
_LONGEST_UNIT_CAPTION = 30  # characters
# （以下金额单位均为万元）, 单位：万元: a line that says nothing else
_UNIT_LINE = regex.compile(
    r"\(?(?:[说注][:明]?:?)?"
    r"(?P<scope>(?:(?:以下|下列|本文|文中|全文|文内|正文|附?表[中内格]?)[、和及与]?){1,2})?"
    r"(?:所列|涉及|各项|的){0,2}"
    r"(?:金额|数据|数字|货币|计量|资金){0,2}的?"
    r"单位(?P<each>均|都|皆|统一|一律)?"
    r"[:为是]{0,2}(?:人民币)?"
    r"(?P<unit>亿元|[千百]?万元|千元|元)"
    r"(?P<same>[,;]?下同)?[.。]?\)?[.。]?"
)
# …公开如下，金额单位为万元。 以下数据均以万元计: a clause that says it of all sums
_UNIT_CLAUSE = regex.compile(
    r"(?<![^,;:。(\s])(?P<scope>以下|下列|本文|文中|全文|文内)?"
    r"(?:所列|涉及|各项|的){0,2}"
    r"(?:金额|数据|数字|货币|计量|资金){1,2}的?(?:"
    r"单位(?P<each>均|都|皆|统一|一律)?"
    r"[:为是]{1,2}(?:人民币)?"
    r"(?P<unit>亿元|[千百]?万元|千元|元)"
    r"|(?:单位)?(?P<each>均|都|皆|统一|一律)?"
    r"以(?:人民币)?(?P<unit>亿元|[千百]?万元|千元|元)"
    r"(?:为(?:计量|金额)?单位|计[算量]?|表示|列示|反映)"
    r")(?P<same>[,;]?下同)?(?=[,;。)]|$)"
)
_UNIT_BEHIND = regex.compile(
    r"[(（](?:金额|计量)?单位\s*[:：为]\s*(?:人民币)?\s*"
    r"(?P<unit>[亿千百]?\s*万?\s*元)[)）]\s*。?\s*$"
)


class Grouping(Enum):
    """How the digits of a number are grouped."""

    NONE = "no separators"
    VALID = "by three digits"
    ODD = "in another way: the number has no value"


class NumberToken(NamedTuple):
    """One number of a text; all positions are those of the text.

    ``start`` and ``end`` span the digits, with separators and decimals, without sign
    and
    unit; of a range the digits of both ends. ``unit`` is a unit of money (元 万元 亿元),
    ``percent`` one of %, ‰ and 个百分点; both
    are '' where none follows. ``unit_start`` and ``unit_end`` span whichever of them
    there
    is; both equal ``end`` without one. ``before`` and ``after`` are the characters
    next to
    the digits, '' at the ends of the text.

    ``value`` is without sign; :attr:`signed_value` is with it. A range has ``lower``
    and ``upper`` and no value.
    ``phrase_start`` and ``phrase_end`` span all that belongs to it: sign, qualifier,
    unit; ``value_start`` is where its sign
    begins. ``is_doubtful``: a dash before it
    may be a minus or not. ``is_limit``: it says which things are meant (50万元以上的设备).
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
    qualifier: Qualifier = Qualifier.EXACT
    lower: Decimal | None = None
    upper: Decimal | None = None
    phrase_start: int = 0
    value_start: int = 0
    phrase_end: int = 0
    is_doubtful: bool = False
    is_limit: bool = False

    @property
    def is_glued(self) -> bool:
        """True for digits inside a longer code or number: A0201, 3.2.1."""
        return self.before in _GLUE and self.before != ""

    @property
    def is_negative(self) -> bool:
        """True where a minus stands before it."""
        return self.sign not in ("", "+")

    @property
    def signed_value(self) -> Decimal | None:
        """The value with its sign; None where either is unclear."""
        if self.value is None or self.is_doubtful:
            return None
        return -self.value if self.is_negative else self.value


_GLUE = frozenset(".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


# --- Tokens --------------------------------------------------------------------------


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
    >>> [(n.value, str(n.lower), str(n.upper)) for n in tokenize_numbers("10—20万元")]
    [(None, '10', '20')]
    """
    if normalized is None:
        normalized = normalize(text)
    return iter(_list_tokens(text, normalized))


@cache_paragraphs
@cache_words
def _list_tokens(text: str, normalized: str) -> tuple[NumberToken, ...]:
    return tuple(_iter_tokens(text, normalized))


def _iter_tokens(text: str, normalized: str) -> Iterator[NumberToken]:
    """The numbers, ranges as one, with their signs and qualifiers."""
    first: NumberToken | None = None
    for token in _iter_plain_tokens(text, normalized):
        if first is None:
            first = token
            continue
        merged = _merge_range(first, token, normalized)
        if merged is not None:
            yield _qualify(merged, text, normalized)
            first = None
            continue
        yield _qualify(first, text, normalized)
        first = token
    if first is not None:
        yield _qualify(first, text, normalized)


def _iter_plain_tokens(text: str, normalized: str) -> Iterator[NumberToken]:
    """The numbers with their units, one by one."""
    behind = 0
    for start, end, grouping in _iter_numbers(text, normalized):
        if start < behind:  # 角 and 分
            continue
        digits = normalized[start:end]
        value = None
        unit, percent, unit_start, unit_end = _parse_unit(normalized, end)
        if grouping is not Grouping.ODD:
            value = _evaluate(digits, unit)
        if normalized.endswith(_PERCENT_LEAD, 0, start):
            percent = "%"
        token = NumberToken(
            start,
            end,
            digits,
            grouping,
            value,
            unit,
            percent,
            unit_start,
            unit_end,
            "",
            normalized[start - 1 : start] if start else "",
            normalized[end : end + 1],
        )
        token = _add_tenths(_blur(token, normalized), normalized)
        behind = token.unit_end
        yield token


def find_number_spans(
    text: str, normalized: str | None = None
) -> list[tuple[int, int]]:
    """Find the spans of all numbers of a text, those with an odd grouping too; each
    end of a range is one.

    Args:
        text: The text as it is printed.
        normalized: The same normalized, where the caller has it.
    """
    if normalized is None:
        normalized = normalize(text)
    return list(_list_spans(text, normalized))


@cache_paragraphs
@cache_words
def _list_spans(text: str, normalized: str) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end, _ in _iter_numbers(text, normalized))


def _iter_numbers(text: str, normalized: str) -> Iterator[tuple[int, int, Grouping]]:
    """Spans of numbers with their grouping, in order."""
    arabic = _iter_arabic_numbers(text, normalized)
    chinese = [(*span, Grouping.NONE) for span in _iter_chinese_numbers(normalized)]
    if not chinese:
        return arabic
    return iter(sorted([*arabic, *chinese]))


def _iter_arabic_numbers(
    text: str, normalized: str
) -> Iterator[tuple[int, int, Grouping]]:
    """Numbers in digits; a list of numbers between
    commas is parted, 3亿2千万元 is one."""
    compounds = {}
    if "元" in normalized:
        compounds = dict(match.span() for match in _COMPOUND.finditer(normalized))
    behind = 0
    for run in _DIGIT_RUN.finditer(normalized):
        start, end = run.span()
        if start < behind:
            continue
        compound_end = compounds.get(start)
        if compound_end is not None and _is_compound(normalized, start, compound_end):
            behind = compound_end
            yield start, compound_end, Grouping.NONE
            continue
        yield from _part_digit_run(text, normalized, run)


def _is_compound(normalized: str, start: int, end: int) -> bool:
    """True for one number with several scales, the
    largest first: 3亿2千万, not 5万元3万元."""
    unit = _parse_unit(normalized, end)[0]
    return _evaluate("".join(normalized[start:end].split()), unit) is not None


def _part_digit_run(
    text: str, normalized: str, run: regex.Match[str]
) -> Iterator[tuple[int, int, Grouping]]:
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
    """True where digits between commas are one number that is grouped oddly, and no
    list of numbers.

    A comma of full width separates clauses (2019，2020). A unit or decimals behind the
    last group make one number of
    them. Without these, groups of one length (1,2,3; 2019,2020; codes) are a list,
    and a last group of three or four
    digits behind a short first one is a grouping (1,23,456; 12,3456).
    """
    if printed.count(",") != digits.count(","):
        return False
    if "." in digits or _UNIT.match(normalized, end) is not None:
        return True
    groups = digits.split(",")
    if len({len(group) for group in groups}) == 1:
        return False
    return len(groups[0]) <= 4 and len(groups[-1]) in (3, 4) and normalized[end : end + 1] != "年"  # fmt: skip


def has_odd_grouping(number: str) -> bool:
    """True for the printed digits of a token whose grouping is odd."""
    if number.isdigit():
        return False
    digits = normalize(number)
    return "," in digits and _VALID_GROUPING.fullmatch(digits) is None


# Blanks that group the digits of a number, and never part two: no-break, figure,
# thin, narrow.
_GROUPING_SPACES = "\u00a0\u2007\u2009\u202f"
_SPLIT_NUMBER = regex.compile(
    rf"(?<![\d.,])\d[\d,.]*+(?:\s++[.,]?\d[\d,.]*+)++(?=\s*(?:{_SCALE}?\s*{_YUAN}|%))"
)
_SPACE_GROUPING = regex.compile(rf"\d{{1,3}}(?:[{_GROUPING_SPACES}]\d{{3}})+(?:\.\d+)?")


def find_split_numbers(normalized: str) -> Iterator[tuple[int, int]]:
    """Find the runs of digits with blanks between them before a unit: one number or
    several, nobody can tell.

    Args:
        normalized: A text, normalized.

    Returns:
        Their spans; none for digits that no-break or thin spaces group by three.

    >>> list(find_split_numbers("附表1 165.47万元"))
    [(2, 10)]
    """
    for match in _SPLIT_NUMBER.finditer(normalized):
        if _SPACE_GROUPING.fullmatch(match.group()) is None:
            yield match.span()


# --- Chinese numerals ----------------------------------------------------------------


def _iter_chinese_numbers(normalized: str) -> Iterator[tuple[int, int]]:
    """Spans of the numerals that are numbers; 一般, 三公, 十四五, 二十大 and list numbers are
    none.
    """
    for match in _CHINESE_RUN.finditer(normalized):
        start, end = match.span()
        if _is_chinese_number(normalized, start, end):
            yield start, end


def _is_chinese_number(normalized: str, start: int, end: int) -> bool:
    """True for a numeral that is an amount: one before money, of several characters,
    or before a measure.

    A numeral of one character is mostly part of a word (统一, 一般, 三公).
    """
    numeral = normalized[start:end]
    if normalized.endswith(_PERCENT_LEAD, 0, start):
        return parse_chinese_number(numeral) is not None
    # 百分之
    if normalized.startswith(_PERCENT_LEAD, start) or numeral[0] in "零〇":
        return False
    if not _has_value(normalized, start, end):
        return False
    money = _MONEY_BEHIND.match(normalized, end)
    if money is not None:
        # 三元区, 一元化; but 五万元, 五元。
        behind = normalized[money.end() : money.end() + 1]
        is_scaled = len(numeral) > 1 or len(money.group().strip()) > 1
        return is_scaled or behind in _AMOUNT_END
    if len(numeral) == 1:
        measured = _CHINESE_MEASURE.match(normalized, end) is not None
        return measured or is_counted_in_words(normalized, start, end)
    return _CHINESE_ORDINAL.match(normalized, end) is None


def is_counted_in_words(normalized: str, start: int, end: int) -> bool:
    """Tell whether a numeral of one character counts units or staff of an office.

    Args:
        normalized: The text.
        start: Where the numeral begins.
        end: Where it ends.

    Returns:
        True for 四个事业单位, 内设科室七个, 离休两人; False for 报废一辆.
    """
    if normalized.startswith(("人", "名"), end):
        return normalized.endswith(_STAFF_BEFORE, 0, start)
    if not normalized.startswith("个", end):
        return False
    first = max(0, start - _LONGEST_UNIT_NAME)
    is_pronoun = normalized.startswith("一", start)  # 一个单位
    if not is_pronoun and _UNITS_BEHIND.match(normalized, end) is not None:
        return True
    return _UNITS_BEFORE.search(normalized, first, start) is not None


def _has_value(normalized: str, start: int, end: int) -> bool:
    numeral = normalized[start:end]
    if numeral in _CHINESE_TENS and numeral not in "十拾":
        return _VAGUE_BEHIND.match(normalized, end) is not None  # 百余人
    return _evaluate(numeral, _parse_unit(normalized, end)[0]) is not None


def parse_chinese_number(numeral: str) -> Decimal | None:
    """Parse a Chinese numeral, everyday or formal.

    Args:
        numeral: Normalized, without white space.

    Returns:
        Its value; None where the characters are no well-formed number (十四五, 二〇二〇, 一百五).

    >>> [str(parse_chinese_number(n)) for n in ("一百六十五", "叁拾", "三亿二千万", "十四五")]
    ['165', '30', '320000000', 'None']
    """
    whole, _, decimals = numeral.partition("点")
    total, last_scale = Decimal(0), _LARGEST_SCALE
    for section, mark in _COMPOUND_PART.findall(whole):
        value = _parse_chinese_section(section)
        scale = _SCALES[mark]
        if value is None or scale >= last_scale:
            return None
        if not mark and _lacks_zero(section, value, last_scale):
            return None
        total += value * scale
        last_scale = scale
    if last_scale is _LARGEST_SCALE:
        return None
    digits = "".join(str(_CHINESE_DIGITS[char]) for char in decimals)
    return total + Decimal(f"0.{digits}")


def _lacks_zero(section: str, value: int, last_scale: Decimal) -> bool:
    """True for 一万五: fifteen thousand, or ten thousand and five."""
    if last_scale == _LARGEST_SCALE or section[0] in "零〇":
        return False
    return value < last_scale / 10


def _parse_chinese_section(section: str) -> int | None:
    """Parse a numeral below ten thousand; 一百五 is none, for it may be 105 or 150."""
    match = _CHINESE_SECTION.fullmatch(section)
    if match is None or not section:
        return None
    units = _get_digit(match["units"])
    has_gap = match["ten"] is None and (match["thousands"] or match["hundreds"])
    if units and has_gap and not match["zero"]:
        return None
    tens = _get_digit(match["tens"])
    if match["ten"] and not tens:
        tens = 1
    hundreds = _get_digit(match["hundreds"])
    return 1000 * _get_digit(match["thousands"]) + 100 * hundreds + 10 * tens + units


def _get_digit(char: str | None) -> int:
    return _CHINESE_DIGITS[char] if char else 0


# --- Values --------------------------------------------------------------------------


def parse_decimal(digits: str) -> Decimal:
    """Parse the digits of a token exactly; thousands separators are dropped."""
    return Decimal(digits.replace(",", ""))


def _evaluate(digits: str, unit: str) -> Decimal | None:
    """The value of digits or a numeral in its unit: 3亿2千万元 are 32 of 千万元."""
    parts = _COMPOUND_PART.findall(digits)
    if len(parts) == 1 and digits[0].isdigit():
        return parse_decimal(digits)
    if digits in _CHINESE_TENS:
        return Decimal(_CHINESE_TENS[digits])
    if not unit:
        return parse_chinese_number(digits)
    unit_scale = _SCALES[unit.removesuffix("元")]
    total = Decimal(0)
    last_scale = None
    for index, (number, mark) in enumerate(parts):
        value = _parse_part(number)
        scale = _SCALES[mark] if index < len(parts) - 1 else unit_scale
        if value is None or (last_scale is not None and value * scale >= last_scale):
            return None
        total += value * scale
        last_scale = scale
    return total / unit_scale


def _parse_part(number: str) -> Decimal | None:
    if number[0].isdigit():
        return parse_decimal(number)
    return parse_chinese_number(number)


def _blur(token: NumberToken, normalized: str) -> NumberToken:
    """20多万元, 5万余元, 二百余人: between the number and the next of its last digit that is
    not 0.
    """
    if token.value is None:
        return token
    behind = _VAGUE_BEHIND.match(normalized, token.end)
    inside = _VAGUE_INSIDE.search(normalized, token.unit_start, token.unit_end)
    if behind is None and inside is None:
        return token
    exponent = token.value.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return token
    return token._replace(
        value=None,
        qualifier=Qualifier.RANGE,
        lower=token.value,
        upper=token.value + Decimal(1).scaleb(exponent),
    )


def _add_tenths(token: NumberToken, normalized: str) -> NumberToken:
    """165元4角7分."""
    if token.unit != "元" or token.value is None:
        return token
    tenths = _TENTHS.match(normalized, token.unit_end)
    if tenths is None:
        return token
    cents = 10 * _parse_digit(tenths["jiao"]) + _parse_digit(tenths["fen"] or "0")
    value = token.value + Decimal(cents).scaleb(-2)
    return token._replace(value=value, unit_end=tenths.end())


def _parse_digit(digit: str) -> int:
    if digit.isdigit():
        return int(digit)
    return _CHINESE_DIGITS[digit]


def _parse_unit(normalized: str, position: int) -> tuple[str, str, int, int]:
    """Unit of money and percent right behind a number, with their span."""
    match = _UNIT.match(normalized, position)
    if match is None:
        return "", "", position, position
    kind = match.lastgroup or "money"
    span = match.span(kind)
    if kind == "percent":
        return "", match[kind], *span
    if kind == "short":
        return f"{match[kind]}元", "", *span
    scale = "".join((match["scale"] or "").split())
    return f"{scale}元", "", *span


# --- Ranges, signs and qualifiers ----------------------------------------------------


def _merge_range(
    first: NumberToken, second: NumberToken, normalized: str
) -> NumberToken | None:
    """10—20万元, 5至6万元, 10%-20%, 10-15批次 as one token; None where the two are no
    range.
    """
    if first.value is None or second.value is None:
        return None
    is_joined = _is_joined_by_range_mark(first, second, normalized)
    if not is_joined or not _has_common_unit(first, second, normalized):
        return None
    lower, upper = sorted((first.value, second.value))
    has_both_units = bool(first.unit or first.percent)
    is_wide = upper > _WIDEST_RANGE * lower
    if is_wide and _may_number_list(first, second, normalized):
        return None  # 包1-10787900.00元
    token = second._replace(
        start=first.start,
        digits=normalized[first.start : second.end],
        before=first.before,
        value=None,
    )
    if lower == first.value != upper or has_both_units:
        return token._replace(qualifier=Qualifier.RANGE, lower=lower, upper=upper)
    return token._replace(is_doubtful=True)


def _may_number_list(first: NumberToken, second: NumberToken, normalized: str) -> bool:
    """True for a whole number without a unit before a dash, which may part a number
    of a list from a figure.
    """
    if first.unit or first.percent:
        return False
    between = normalized[first.unit_end : second.start]
    has_dash = any(mark in between for mark in "-—―")
    return has_dash and "." not in first.digits


def _has_common_unit(first: NumberToken, second: NumberToken, normalized: str) -> bool:
    """True where one unit holds for both numbers: 10-20万元, 10%-20%, 10-15批次."""
    if first.unit not in ("", second.unit) or first.percent not in ("", second.percent):
        return False
    if second.unit or second.percent:
        return True
    return _counts_things(first, second, normalized)


def _is_joined_by_range_mark(
    first: NumberToken, second: NumberToken, normalized: str
) -> bool:
    if first.is_glued or first.before in _STRETCH_LEAD:
        return False
    between = normalized[first.unit_end : second.start]
    if _RANGE_MARK.fullmatch(between):
        return True
    # 10人至15人
    measure = between.rstrip("-—―~至到 ")
    mark = between[len(measure) :]
    return (
        0 < len(measure) <= _LONGEST_MEASURE
        and measure.isalpha()
        and normalized.startswith(measure, second.end)
        and _RANGE_MARK.fullmatch(mark) is not None
    )


def _counts_things(first: NumberToken, second: NumberToken, normalized: str) -> bool:
    """True for numbers of things: 10-15批次; not for years, pages, telephones."""
    if _STRETCH_UNIT.match(normalized, second.end):
        return False
    if first.digits.startswith("0") or len(second.digits) > _LONGEST_COUNT:
        return False
    if _YEAR.fullmatch(first.digits) and _YEAR.fullmatch(second.digits):
        return False
    if first.value is None or second.value is None or first.value >= second.value:
        return False
    behind = normalized[second.end : second.end + 1]
    return "一" <= behind <= "鿿"


def _qualify(token: NumberToken, text: str, normalized: str) -> NumberToken:
    """Add the sign and the words that belong to a number."""
    start, end = token.start, max(token.unit_end, token.end)
    if token.percent == "%" and normalized.endswith(_PERCENT_LEAD, 0, start):
        start -= len(_PERCENT_LEAD)
    sign = _SIGN.search(normalized, max(0, start - _SIGN_WINDOW), start)
    mark = ""
    is_doubtful = token.is_doubtful
    if sign is not None:
        mark, start = sign.group(), sign.start()
        is_doubtful |= _is_doubtful_sign(text, normalized, start)
    value_start = start
    qualifier = token.qualifier
    word = _QUALIFIER.search(normalized, max(0, start - _QUALIFIER_WINDOW), start)
    if word is not None:
        start = word.start()
        qualifier = _combine_qualifiers(qualifier, _find_qualifier(word.group()))
    suffix = parse_number_suffix(normalized, end)
    if suffix.qualifier is not None:
        qualifier = _combine_qualifiers(qualifier, suffix.qualifier)
    return token._replace(
        sign=mark,
        qualifier=qualifier,
        phrase_start=start,
        value_start=value_start,
        phrase_end=suffix.end,
        is_doubtful=is_doubtful,
        is_limit=suffix.is_limit,
    )


def _is_doubtful_sign(text: str, normalized: str, position: int) -> bool:
    """True for a dash right behind a name: it may be a minus, or part the name from
    its figure.
    """
    if normalized[position] not in "-—" or text[position] == _MINUS_SIGN:
        return False
    before = normalized[:position].rstrip()[-1:]
    if before in _LINKS_TO_VALUE:
        return False
    return before.isalpha() or before == ")"


def _find_qualifier(phrase: str) -> Qualifier:
    word = "".join(phrase.split()).removesuffix("人民币")
    return _QUALIFIER_BY_WORD.get(word) or _QUALIFIER_BY_WORD[word.removesuffix("为")]


def _combine_qualifiers(first: Qualifier, second: Qualifier) -> Qualifier:
    """约10-20万元 is a range, 约50万元以上 at least 50."""
    if first in (Qualifier.EXACT, Qualifier.ABOUT):
        return second
    return first


class NumberSuffix(NamedTuple):
    """What follows a number with its unit: a qualifier, or that it is a limit;
    ``end`` is behind it.
    """

    qualifier: Qualifier | None
    is_limit: bool
    end: int


def parse_number_suffix(normalized: str, position: int) -> NumberSuffix:
    """Parse the words behind a number and its unit.

    Args:
        normalized: A text, normalized.
        position: Behind the unit.

    >>> parse_number_suffix("20人以上", 3).qualifier
    <Qualifier.AT_LEAST: 'at_least'>
    >>> parse_number_suffix("50万元以上设备", 4).is_limit
    True
    """
    if _LIMIT.match(normalized, position):
        return NumberSuffix(None, True, position)
    suffix = _SUFFIX.match(normalized, position)
    if suffix is None:
        return NumberSuffix(None, False, position)
    return NumberSuffix(_QUALIFIER_BY_SUFFIX[suffix["word"]], False, suffix.end())


# --- Whole texts ---------------------------------------------------------------------


@cache_words
def count_decimals(raw: str) -> int:
    """Count the decimals that the first number of a text is printed with (0 for whole
    numbers).

    >>> count_decimals("165.47万元"), count_decimals("3600.00"), count_decimals("34100")
    (2, 2, 0)
    """
    match = _NUMBER.search(normalize(raw))
    if match is None:
        return 0
    return len(match.group().partition(".")[2])


@cache_words
def parse_number(text: str) -> tuple[Decimal, str] | None:
    """Parse a text that is exactly one number.

    Args:
        text: The text as it is printed; a sign and a currency mark may precede the
        number.

    Returns:
        Its value with ``%`` or ''; None for any other text, and for an odd grouping.

    >>> parse_number(" 3,600.00 "), parse_number("31.4%"), parse_number("——")
    ((Decimal('3600.00'), ''), (Decimal('31.4'), '%'), None)
    """
    match = _NUMBER_ALONE.fullmatch(normalize(text))
    if match is None:
        return None
    value = parse_decimal(match["number"])
    if match["sign"] not in (None, "+"):
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


def find_unit_of_text(text: str) -> tuple[str, int, int, bool] | None:
    """Find the unit of money that a line declares for the text: by saying nothing else,
    or in a clause of its own.

    Returns:
        The unit, its span, and whether the line says that all that
        follows is in it; None for any other line.

    >>> find_unit_of_text("（以下金额单位均为万元）")
    ('万元', 9, 11, True)
    >>> find_unit_of_text("单位：元"), find_unit_of_text("共5万元")
    (('元', 3, 4, False), None)
    >>> find_unit_of_text("现予公开，各项金额均以万元计。")
    ('万元', 12, 14, True)
    """
    normalized = normalize(text)
    match = _UNIT_LINE.fullmatch(normalized.rstrip())
    match = match or _find_unit_clause(normalized)
    if match is None:
        return None
    holds = any(match[group] for group in ("scope", "each", "same"))
    return match["unit"], match.start("unit"), match.end("unit"), holds


def _find_unit_clause(text: str) -> regex.Match[str] | None:
    """The clause that declares the unit of a text, not of a table named before it."""
    if "元" not in text:
        return None
    match = _UNIT_CLAUSE.search(text)
    if match is None or match["scope"] or "表" not in text[: match.start()]:
        return match
    return None


def ends_in_unit_caption(text: str) -> bool:
    """True for a line that ends as those above tables do: 收支总表 单位：万元.

    >>> ends_in_unit_caption("收支总表　单位：人民币万元"), ends_in_unit_caption("收入:5万元")
    (True, False)
    """
    return _UNIT_CAPTION_END.search(text[-_LONGEST_UNIT_CAPTION:]) is not None


def find_unit_behind(text: str) -> tuple[str, int, int] | None:
    """Find the unit of money that brackets at the end of a text declare.

    Returns:
        The unit and its span; None where there is none.

    >>> find_unit_behind("会议费0，培训费8万元。（单位：万元）")
    ('万元', 16, 18)
    """
    match = _UNIT_BEHIND.search(text)
    if match is None:
        return None
    return "".join(match["unit"].split()), match.start("unit"), match.end("unit")


# --- Cells ---------------------------------------------------------------------------


class CellNumber(NamedTuple):
    """The one number of a cell.

    ``value`` is with its sign; None for a range, and where digits, blanks and
    brackets leave open what the number is.
    ``unit`` is the unit that the cell prints (元, %, 辆), '' without one, with its span
    in the text.
    """

    value: Decimal | None
    qualifier: Qualifier = Qualifier.EXACT
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    unit_start: int = 0
    unit_end: int = 0

    @property
    def is_exact(self) -> bool:
        """True for a number that is no range and has no words such as 约."""
        is_range = self.lower is not None or self.upper is not None
        return self.qualifier is Qualifier.EXACT and not is_range

    @property
    def is_plain(self) -> bool:
        """True for a number without words: 1,935.36, -3.5, 12.5%."""
        return self.qualifier is Qualifier.EXACT and self.unit in ("", "%")


_UNCLEAR_CELL = CellNumber(None)
_LONGEST_CELL_NUMBER = 48  # characters; what is longer is a sentence
_CURRENCY = regex.compile(r"(?:[¥￥$]|人民币|RMB)+")
# 100（注1）, 262.06（含结转3.2）, 146.27[1], 15.79①: a remark changes nothing.
_REMARK = regex.compile(
    r"""(?: \((?:注|备注|含|其中|不含|包括|另|见|详见)[^()]*\)
          | \[[\w注]{1,3}\] | [①-⑳⑴-⒇㈠-㈩*#¹²³⁰-⁹]+ | 注\d{0,2} )\Z""",
    regex.VERBOSE,
)
_IN_BRACKETS = regex.compile(
    rf"\((?P<number>(?:{NUMBER_PATTERN}|\.\d+))(?P<unit>{_SCALE}?{_YUAN})?\)(?P<behind>{_SCALE}?{_YUAN})?"
)
# （1） numbers a row or a column.
_COUNTER = regex.compile(r"\d{1,2}")
_UNIT_IN_BRACKETS = regex.compile(
    rf"\((?P<unit>{_SCALE}?{_YUAN}|%|[辆台套件个人次批户家名张部座间米㎡亩]{{1,3}})\)\Z"
)
_MEASURE = regex.compile(
    r"(?P<unit>辆|台|套|件|个|人次|人|批次|批|次|户|家|名|张|部|座|间|平方米|㎡|亩"
    r"|项|处|条|本|册|份|吨|公里|把|组|扇|盏|株|期)"
)
_WHOLE_SUM = frozenset(("", "整", "正"))
_DIGITS_WITH_BLANKS = regex.compile(r"[\d.,]+(?:\s+[\d.,]+)+")
_LINE_SPACE_GROUPING = regex.compile(r"\d{1,3}(?:[^\S\n]\d{3})+(?:\.\d+)?")
_CELL_RANGE = regex.compile(
    rf"(?P<first>{NUMBER_PATTERN})(?:[-—―~]|--|——|至|到)(?P<second>{NUMBER_PATTERN})"
)
_ANY_NUMERAL = regex.compile(rf"\d|{_HAN}")


@cache_words
def parse_cell_number(text: str) -> CellNumber | None:
    """Parse a cell that is one number with what belongs to it: sign, unit, blanks, a
    remark.

    A number may be wrapped in a narrow column (12,868.1 / 9) or be grouped by blanks
    (1 935.36). In brackets, and with
    nothing else in the cell, it is negative.

    Args:
        text: The cell as it is printed.

    Returns:
        Its number; None where the cell is no number.

    >>> [str(parse_cell_number(t).value) for t in ("△3.50", "（3.50）", "100（注1）", "1 935.36", "12.1 9")]
    ['-3.50', '-3.50', '100', '1935.36', '12.19']
    >>> parse_cell_number("合计") is None, parse_cell_number("146\\n15").value
    (True, None)
    """
    plain = parse_number(text)
    if plain is not None:
        value, percent = plain
        at = text.find("％") if "％" in text else max(normalize(text).find("%"), 0)
        return CellNumber(value, unit=percent, unit_start=at, unit_end=at + 1)
    normalized = normalize(text)
    if len(normalized) > _LONGEST_CELL_NUMBER or not _ANY_NUMERAL.search(normalized):
        return None
    offsets = [i for i, char in enumerate(normalized) if not char.isspace()]
    compact = "".join(map(normalized.__getitem__, offsets))
    number = _parse_compact_cell(compact)
    if number is None:
        return None
    if not all(
        map(_is_one_number_with_blanks, _DIGITS_WITH_BLANKS.findall(normalized))
    ):
        return _UNCLEAR_CELL
    if number.unit:
        start, end = offsets[number.unit_start], offsets[number.unit_end - 1] + 1
        number = number._replace(unit_start=start, unit_end=end)
    return number


def _is_one_number_with_blanks(printed: str) -> bool:
    """True for 1 935.36 and for a number that its cell wraps; two numbers one below
    the other are none.
    """
    if _LINE_SPACE_GROUPING.fullmatch(printed):
        return True
    pieces = printed.split()
    joined = "".join(pieces)
    if _NUMBER.fullmatch(joined) is None:
        return False
    if not all(map(_NUMBER.fullmatch, pieces)):
        return True
    # 12868.1 and 9: money has two decimals
    return "." in "".join(pieces[:-1]) and len(joined.partition(".")[2]) == 2


def _parse_compact_cell(compact: str) -> CellNumber | None:
    """Parse a cell without its blanks; positions are those of the compact text."""
    currency = _CURRENCY.match(compact)
    start = currency.end() if currency else 0
    remark = _REMARK.search(compact, start)
    end = remark.start() if remark else len(compact)
    bracketed = _IN_BRACKETS.fullmatch(compact, start, end)
    if bracketed is not None:
        return _parse_bracketed_number(bracketed)
    spread = _CELL_RANGE.fullmatch(compact, start, end)
    if spread is not None:
        return _parse_cell_range(spread)
    number = _parse_cell_sum(compact[start:end])
    if number is None:
        return None
    return number._replace(
        unit_start=start + number.unit_start, unit_end=start + number.unit_end
    )


def _parse_cell_sum(body: str) -> CellNumber | None:
    """One number with its sign, words and unit: -3.5, 约20万元, 叁拾万元整, 3辆, 100(万元)."""
    outer = _UNIT_IN_BRACKETS.search(body)
    if outer is not None:
        return _add_unit(_parse_cell_sum(body[: outer.start()]), outer)
    tokens = list(tokenize_numbers(body, body))
    if len(tokens) != 1 or tokens[0].phrase_start or tokens[0].is_limit:
        return None
    token = tokens[0]
    number = CellNumber(
        token.signed_value,
        token.qualifier,
        token.lower,
        token.upper,
        token.unit or token.percent,
        token.unit_start,
        token.unit_end,
    )
    rest = body[token.phrase_end :].lstrip(_VAGUE_CHARACTERS)
    if rest in _WHOLE_SUM:
        return number
    measure = _MEASURE.fullmatch(body, len(body) - len(rest))
    if measure is None:
        return None
    return _add_unit(number, measure)


def _add_unit(number: CellNumber | None, match: regex.Match[str]) -> CellNumber | None:
    if number is None or number.unit:
        return None
    start, end = match.span("unit")
    return number._replace(unit=match["unit"], unit_start=start, unit_end=end)


def _parse_bracketed_number(match: regex.Match[str]) -> CellNumber | None:
    """（3.50） is negative; （1） numbers a row or a column."""
    if _COUNTER.fullmatch(match["number"]):
        return None
    group = "unit" if match["unit"] else "behind"
    unit = _parse_unit(match[group] or "", 0)[0]
    return CellNumber(
        -parse_decimal(match["number"]),
        unit=unit,
        unit_start=match.start(group),
        unit_end=match.end(group),
    )


def _parse_cell_range(match: regex.Match[str]) -> CellNumber | None:
    lower, upper = parse_decimal(match["first"]), parse_decimal(match["second"])
    if lower >= upper or _YEAR.fullmatch(match["first"]):
        return None
    return CellNumber(None, Qualifier.RANGE, lower, upper)
