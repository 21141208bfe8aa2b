"""How Word writes a counter: 3 as 3, III, c, 三, 叁, ③ or 丙.

The names are those of the standard (``w:numFmt``). Where a sequence of signs ends (⑳, 癸) Word goes on in digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = [
    "find_format_name",
    "format_counter",
]

_CHINESE_DIGITS = "〇一二三四五六七八九"
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
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
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_counter(number: int, format: str) -> str | None:
    """The counter in a format of the standard; None for a format that is not known."""
    write = _FORMATTERS.get(format)
    return None if write is None else write(number)


def find_format_name(code: int) -> str:
    """The name of a format that is given by its number (``nfc``); 255 is none at all."""
    if 0 <= code < len(_NAMES_BY_CODE):
        return _NAMES_BY_CODE[code]
    return "none" if code == 255 else f"nfc{code}"


def _format_roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    text = ""
    for value, sign in _ROMAN_NUMERALS:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _make_letter_formatter(alphabet: str) -> Callable[[int], str]:
    """a ... z, aa, bb ...: the letter is repeated, as Word does."""

    def write(number: int) -> str:
        if not 0 < number <= 30 * len(alphabet):
            return str(number)
        turns, place = divmod(number - 1, len(alphabet))
        return alphabet[place] * (turns + 1)

    return write


def _make_sign_formatter(signs: str, start: int = 1) -> Callable[[int], str]:
    """One sign for each number from ``start``; plain digits behind the last."""

    def write(number: int) -> str:
        place = number - start
        return signs[place] if 0 <= place < len(signs) else str(number)

    return write


def _make_cycle_formatter(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return signs[(number - 1) % len(signs)] if number > 0 else str(number)

    return write


def _make_digit_formatter(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return "".join(
            signs[int(digit)] if digit.isdigit() else digit for digit in str(number)
        )

    return write


def _make_counting_formatter(
    digits: str, units: str, myriads: str, *, one_ten: bool = False, zero: bool = True
) -> Callable[[int], str]:
    """十, 百, 千 between the digits. ``one_ten``: 10 is 壹拾, not 拾; ``zero``: 101 is 一百零一, not 百一."""

    def group(number: int, leading: bool) -> str:
        text, gap = "", False
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if not digit:
                gap = bool(text) or not leading
                continue
            if gap and zero:
                text += digits[0]
            gap = False
            bare = (
                digit == 1
                and power
                and (not zero or (power == 1 and not text and leading and not one_ten))
            )
            text += ("" if bare else digits[digit]) + (
                units[power - 1] if power else ""
            )
        return text

    def write(number: int) -> str:
        if number == 0:
            return digits[0]
        if not 0 < number < 10**8:
            return str(number)
        high, low = divmod(number, 10000)
        text = group(high, True) + myriads if high else ""
        return text + (group(low, not high) if low else "")

    return write


def _format_chinese_counting(number: int) -> str:
    """一 ... 九十九, then digit by digit: 一○○."""
    if 0 < number < 100:
        return _COUNTING_THOUSAND(number)
    return _make_digit_formatter("○" + _CHINESE_DIGITS[1:])(number)


def _format_cardinal(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _TENS[ten] + (f"-{_ONES[one]}" if one else "")
    for value, word in ((1000, "thousand"), (100, "hundred")):
        if number >= value:
            count, rest = divmod(number, value)
            return f"{_format_cardinal(count)} {word}" + (
                f" {_format_cardinal(rest)}" if rest else ""
            )
    return str(number)


def _format_ordinal(number: int) -> str:
    teen = 10 < number % 100 < 14
    return str(number) + (
        "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )


def _format_ordinal_text(number: int) -> str:
    words = _format_cardinal(number)
    head, mark, last = (
        words.rpartition("-")
        if "-" in words.rpartition(" ")[2]
        else words.rpartition(" ")
    )
    last = _ORDINALS.get(last) or (
        last[:-1] + "ieth" if last.endswith("y") else last + "th"
    )
    return (head + mark + last).capitalize()


def _format_circled(number: int) -> str:
    if 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return "⓪" if number == 0 else str(number)


_COUNTING_THOUSAND = _make_counting_formatter("零一二三四五六七八九", "十百千", "万")
_LEGAL_SIMPLIFIED = _make_counting_formatter(
    "零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", one_ten=True
)
_LEGAL_TRADITIONAL = _make_counting_formatter(
    "零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", one_ten=True
)
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
    "decimalEnclosedCircleChinese": _make_sign_formatter("①②③④⑤⑥⑦⑧⑨⑩"),
    "decimalEnclosedFullstop": _make_sign_formatter(
        "".join(map(chr, range(0x2488, 0x249C)))
    ),
    "decimalEnclosedParen": _make_sign_formatter(
        "".join(map(chr, range(0x2474, 0x2488)))
    ),
    "ideographEnclosedCircle": _make_sign_formatter("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographDigital": _make_digit_formatter(_CHINESE_DIGITS),
    "japaneseDigitalTenThousand": _make_digit_formatter(_CHINESE_DIGITS),
    "taiwaneseDigital": _make_digit_formatter("○" + _CHINESE_DIGITS[1:]),
    "koreanDigital": _make_digit_formatter("영일이삼사오육칠팔구"),
    "koreanDigital2": _make_digit_formatter("零一二三四五六七八九"),
    "chineseCounting": _format_chinese_counting,
    "taiwaneseCounting": _format_chinese_counting,
    "chineseCountingThousand": _COUNTING_THOUSAND,
    "taiwaneseCountingThousand": _make_counting_formatter(
        "零一二三四五六七八九", "十百千", "萬"
    ),
    "japaneseCounting": _make_counting_formatter(
        _CHINESE_DIGITS, "十百千", "万", zero=False
    ),
    "koreanCounting": _make_counting_formatter(
        "영일이삼사오육칠팔구", "십백천", "만", zero=False
    ),
    "chineseLegalSimplified": _LEGAL_SIMPLIFIED,
    "ideographLegalTraditional": _LEGAL_TRADITIONAL,
    "japaneseLegal": _make_counting_formatter(
        "零壱弐参四伍六七八九", "拾百阡", "萬", one_ten=True
    ),
    "ideographTraditional": _make_sign_formatter(_STEMS),
    "ideographZodiac": _make_sign_formatter(_BRANCHES),
    "ideographZodiacTraditional": lambda number: (
        _make_cycle_formatter(_STEMS)(number) + _make_cycle_formatter(_BRANCHES)(number)
        if 0 < number <= 60
        else str(number)
    ),
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
    "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText",
    "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth",
    "decimalHalfWidth", "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2",
    "aiueoFullWidth", "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop",
    "decimalEnclosedParen", "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional",
    "ideographZodiac", "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional",
    "taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified",
    "chineseCountingThousand", "japaneseDigitalTenThousand", "koreanDigital", "koreanCounting", "koreanLegal",
    "koreanDigital2",
)  # fmt: skip
