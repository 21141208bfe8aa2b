"""Number formats of counters: 3 as 3, III, c, 三, 叁, ③ or 丙.

The names are those of ECMA-376 Part 1, 17.18.59. Where a sequence of characters ends
(⑳, 癸) Word continues in digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from extractor.dataclass import dataclass

__all__ = [
    "find_format_name",
    "format_counter",
]

_LAST_WORD = re.compile("[^ -]+$")
_CHINESE_DIGITS = "〇一二三四五六七八九"
_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = (
    "",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ROMAN_NUMERALS = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


# Code of a level without a number.
_NO_FORMAT_CODE = 255
# Word writes higher counters as digits.
_MAX_ROMAN = 32767
_MAX_LETTER_REPEATS = 30
_LAST_CIRCLED = 20

_Formatter = Callable[[int], str]


def format_counter(number: int, format: str) -> str | None:
    """Format a counter.

    Args:
        number: the counter.
        format: name of the format.

    Returns:
        The text; None for a format that is not known.
    """
    formatter = _FORMATTERS.get(format)
    if formatter is None:
        return None
    return formatter(number)


def find_format_name(code: int) -> str:
    """Find the name of a format that is given by its number.

    Args:
        code: the number (``nfc``) in binary files, RTF and the XML of 2003.

    Returns:
        The name; one made of the number where it is not known.
    """
    if 0 <= code < len(_NAMES_BY_CODE):
        return _NAMES_BY_CODE[code]
    if code == _NO_FORMAT_CODE:
        return "none"
    return f"nfc{code}"


def _format_roman(number: int) -> str:
    if not 0 < number <= _MAX_ROMAN:
        return str(number)
    text = ""
    for value, letters in _ROMAN_NUMERALS:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _make_letter_formatter(alphabet: str) -> _Formatter:
    """a ... z, aa, bb ...: the letter is repeated, as Word does."""

    def format_number(number: int) -> str:
        if not 0 < number <= _MAX_LETTER_REPEATS * len(alphabet):
            return str(number)
        turns, index = divmod(number - 1, len(alphabet))
        return alphabet[index] * (turns + 1)

    return format_number


def _make_sequence_formatter(characters: str) -> _Formatter:
    """One character for each number from 1; plain digits behind the last."""

    def format_number(number: int) -> str:
        if 0 < number <= len(characters):
            return characters[number - 1]
        return str(number)

    return format_number


def _make_cycle_formatter(characters: str) -> _Formatter:
    """One character for each number, from the first again behind the last."""

    def format_number(number: int) -> str:
        if number <= 0:
            return str(number)
        return characters[(number - 1) % len(characters)]

    return format_number


def _make_digit_formatter(digits: str) -> _Formatter:
    """Digit by digit in other digits."""
    table = str.maketrans("0123456789", digits)
    return lambda number: str(number).translate(table)


@dataclass(frozen=True)
class _CountingFormatter:
    """Numbers with units between the digits (二百零三),
    as East Asian languages count."""

    digits: str
    # 10, 100, 1000
    units: str
    # 10,000
    myriad: str
    # Whether 10 is 壹拾 rather than 拾.
    keeps_one_ten: bool = False
    # Whether 101 is 一百零一 rather than 百一.
    has_zero: bool = True

    def __call__(self, number: int) -> str:
        if number == 0:
            return self.digits[0]
        if not 0 < number < 10**8:
            return str(number)
        high, low = divmod(number, 10000)
        text = ""
        if high:
            text = self._format_group(high, leads=True) + self.myriad
        if low:
            text += self._format_group(low, leads=not high)
        return text

    def _format_group(self, number: int, leads: bool) -> str:
        """Four digits with their units; ``leads`` where they are the first."""
        text = ""
        has_gap = False
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if not digit:
                has_gap = bool(text) or not leads
                continue
            if has_gap and self.has_zero:
                text += self.digits[0]
            has_gap = False
            starts_number = leads and not text
            if not self._omits_one(digit, power, starts_number):
                text += self.digits[digit]
            # The ones have no unit.
            text += self.units[power - 1 : power]
        return text

    def _omits_one(self, digit: int, power: int, starts_number: bool) -> bool:
        """Whether a 1 goes before its unit: in 百一 everywhere, elsewhere in 十 at the
        start alone."""
        if digit != 1 or power == 0:
            return False
        if not self.has_zero:
            return True
        return power == 1 and starts_number and not self.keeps_one_ten


def _format_chinese_counting(number: int) -> str:
    """一 ... 九十九, then digit by digit: 一○○."""
    if 0 < number < 100:
        return _COUNTING_THOUSAND(number)
    return _TAIWANESE_DIGITS(number)


def _format_cardinal(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _join_words(_TENS[ten], "-", one)
    value, word = 100, "hundred"
    if number >= 1000:
        value, word = 1000, "thousand"
    count, rest = divmod(number, value)
    return _join_words(f"{_format_cardinal(count)} {word}", " ", rest)


def _join_words(words: str, separator: str, rest: int) -> str:
    """The words of a number, followed by those of what is left of it."""
    if not rest:
        return words
    return words + separator + _format_cardinal(rest)


def _format_ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if 10 < number % 100 < 14:
        ending = "th"
    return f"{number}{ending}"


def _format_ordinal_text(number: int) -> str:
    words = _LAST_WORD.sub(_make_ordinal_word, _format_cardinal(number))
    return words.capitalize()


def _make_ordinal_word(match: re.Match[str]) -> str:
    word = match[0]
    if word in _ORDINALS:
        return _ORDINALS[word]
    if word.endswith("y"):
        return word[:-1] + "ieth"
    return word + "th"


def _format_circled(number: int) -> str:
    if number == 0:
        return "⓪"
    if 0 < number <= _LAST_CIRCLED:
        return chr(ord("①") + number - 1)
    return str(number)


def _format_stem_and_branch(number: int) -> str:
    """The sexagenary cycle: 甲子 to 癸亥."""
    if not 0 < number <= 60:
        return str(number)
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


_COUNTING_THOUSAND = _CountingFormatter("零一二三四五六七八九", "十百千", "万")
_LEGAL_SIMPLIFIED = _CountingFormatter(
    "零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", keeps_one_ten=True
)
_LEGAL_TRADITIONAL = _CountingFormatter(
    "零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", keeps_one_ten=True
)
_TAIWANESE_DIGITS = _make_digit_formatter("○" + _CHINESE_DIGITS[1:])
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_GOJUON = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_ALEF = "אבגדהוזחטיכלמנסעפצקרשת"

_FORMATTERS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _make_digit_formatter("０１２３４５６７８９"),
    "decimalFullWidth2": _make_digit_formatter("０１２３４５６７８９"),
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "ordinal": _format_ordinal,
    "ordinalText": _format_ordinal_text,
    "cardinalText": lambda number: _format_cardinal(number).capitalize(),
    "chicago": _make_letter_formatter("*†‡§"),
    "upperRoman": _format_roman,
    "lowerRoman": lambda number: _format_roman(number).lower(),
    "upperLetter": _make_letter_formatter("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _make_letter_formatter("abcdefghijklmnopqrstuvwxyz"),
    "russianUpper": _make_letter_formatter("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _make_letter_formatter("абвгдежзиклмнопрстуфхцчшщыэюя"),
    "hebrew2": _make_letter_formatter(_ALEF),
    "decimalEnclosedCircle": _format_circled,
    "decimalEnclosedCircleChinese": _make_sequence_formatter("①②③④⑤⑥⑦⑧⑨⑩"),
    "decimalEnclosedFullstop": _make_sequence_formatter(
        "".join(map(chr, range(0x2488, 0x249C)))
    ),
    "decimalEnclosedParen": _make_sequence_formatter(
        "".join(map(chr, range(0x2474, 0x2488)))
    ),
    "ideographEnclosedCircle": _make_sequence_formatter("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographDigital": _make_digit_formatter(_CHINESE_DIGITS),
    "japaneseDigitalTenThousand": _make_digit_formatter(_CHINESE_DIGITS),
    "taiwaneseDigital": _TAIWANESE_DIGITS,
    "koreanDigital": _make_digit_formatter("영일이삼사오육칠팔구"),
    "koreanDigital2": _make_digit_formatter("零一二三四五六七八九"),
    "chineseCounting": _format_chinese_counting,
    "taiwaneseCounting": _format_chinese_counting,
    "chineseCountingThousand": _COUNTING_THOUSAND,
    "taiwaneseCountingThousand": _CountingFormatter(
        "零一二三四五六七八九", "十百千", "萬"
    ),
    "japaneseCounting": _CountingFormatter(
        _CHINESE_DIGITS, "十百千", "万", has_zero=False
    ),
    "koreanCounting": _CountingFormatter(
        "영일이삼사오육칠팔구", "십백천", "만", has_zero=False
    ),
    "chineseLegalSimplified": _LEGAL_SIMPLIFIED,
    "ideographLegalTraditional": _LEGAL_TRADITIONAL,
    "japaneseLegal": _CountingFormatter(
        "零壱弐参四伍六七八九", "拾百阡", "萬", keeps_one_ten=True
    ),
    "ideographTraditional": _make_sequence_formatter(_STEMS),
    "ideographZodiac": _make_sequence_formatter(_BRANCHES),
    "ideographZodiacTraditional": _format_stem_and_branch,
    "aiueo": _make_cycle_formatter(_GOJUON),
    "aiueoFullWidth": _make_cycle_formatter(_GOJUON),
    "iroha": _make_cycle_formatter(_IROHA),
    "irohaFullWidth": _make_cycle_formatter(_IROHA),
    "ganada": _make_cycle_formatter("가나다라마바사아자차카타파하"),
    "chosung": _make_cycle_formatter("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "hindiNumbers": _make_digit_formatter("०१२३४५६७८९"),
    "thaiNumbers": _make_digit_formatter("๐๑๒๓๔๕๖๗๘๙"),
    "arabicAlpha": _make_cycle_formatter("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
}

# The names in the order of the codes that binary files, RTF and the XML of 2003 use.
_NAMES_BY_CODE = (
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
    "japaneseDigitalTenThousand",
    "koreanDigital",
    "koreanCounting",
    "koreanLegal",
    "koreanDigital2",
)
