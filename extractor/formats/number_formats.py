"""How Word writes a counter: 3 as 3, III, c, 三, 叁, ③ or 丙.

The names are those of the standard (``w:numFmt``). Where a sequence of signs ends (⑳, 癸) Word goes on in digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["format_of", "written"]

_DIGITS = "〇一二三四五六七八九"
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
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def written(number: int, format: str) -> str | None:
    """The counter in a format of the standard; None for a format that is not known."""
    write = _FORMATS.get(format)
    return None if write is None else write(number)


def format_of(code: int) -> str:
    """The name of a format that is given by its number (``nfc``); 255 is none at all."""
    if 0 <= code < len(_BY_CODE):
        return _BY_CODE[code]
    return "none" if code == 255 else f"nfc{code}"


def _roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letters(alphabet: str) -> Callable[[int], str]:
    """a ... z, aa, bb ...: the letter is repeated, as Word does."""

    def write(number: int) -> str:
        if not 0 < number <= 30 * len(alphabet):
            return str(number)
        turns, place = divmod(number - 1, len(alphabet))
        return alphabet[place] * (turns + 1)

    return write


def _signs(signs: str, start: int = 1) -> Callable[[int], str]:
    """One sign for each number from ``start``; plain digits behind the last."""

    def write(number: int) -> str:
        place = number - start
        return signs[place] if 0 <= place < len(signs) else str(number)

    return write


def _cycle(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return signs[(number - 1) % len(signs)] if number > 0 else str(number)

    return write


def _digits(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return "".join(
            signs[int(digit)] if digit.isdigit() else digit for digit in str(number)
        )

    return write


def _counting(
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


def _chinese_counting(number: int) -> str:
    """一 ... 九十九, then digit by digit: 一○○."""
    if 0 < number < 100:
        return _THOUSAND(number)
    return _digits("○" + _DIGITS[1:])(number)


def _cardinal(number: int) -> str:
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
            return f"{_cardinal(count)} {word}" + (
                f" {_cardinal(rest)}" if rest else ""
            )
    return str(number)


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 14
    return str(number) + (
        "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )


def _ordinal_text(number: int) -> str:
    words = _cardinal(number)
    head, mark, last = (
        words.rpartition("-")
        if "-" in words.rpartition(" ")[2]
        else words.rpartition(" ")
    )
    last = _ORDINALS.get(last) or (
        last[:-1] + "ieth" if last.endswith("y") else last + "th"
    )
    return (head + mark + last).capitalize()


def _circled(number: int) -> str:
    if 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return "⓪" if number == 0 else str(number)


_THOUSAND = _counting("零一二三四五六七八九", "十百千", "万")
_LEGAL = _counting("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", one_ten=True)
_LEGAL_TRADITIONAL = _counting("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", one_ten=True)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_GOJUON = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_ALEF = "אבגדהוזחטיכלמנסעפצקרשת"

_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "ordinal": _ordinal,
    "ordinalText": _ordinal_text,
    "cardinalText": lambda number: _cardinal(number).capitalize(),
    "chicago": _letters("*†‡§"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _letters("abcdefghijklmnopqrstuvwxyz"),
    "russianUpper": _letters("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _letters("абвгдежзиклмнопрстуфхцчшщыэюя"),
    "hebrew2": _letters(_ALEF),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _signs("①②③④⑤⑥⑦⑧⑨⑩"),
    "decimalEnclosedFullstop": _signs("".join(map(chr, range(0x2488, 0x249C)))),
    "decimalEnclosedParen": _signs("".join(map(chr, range(0x2474, 0x2488)))),
    "ideographEnclosedCircle": _signs("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographDigital": _digits(_DIGITS),
    "japaneseDigitalTenThousand": _digits(_DIGITS),
    "taiwaneseDigital": _digits("○" + _DIGITS[1:]),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCountingThousand": _counting("零一二三四五六七八九", "十百千", "萬"),
    "japaneseCounting": _counting(_DIGITS, "十百千", "万", zero=False),
    "koreanCounting": _counting("영일이삼사오육칠팔구", "십백천", "만", zero=False),
    "chineseLegalSimplified": _LEGAL,
    "ideographLegalTraditional": _LEGAL_TRADITIONAL,
    "japaneseLegal": _counting("零壱弐参四伍六七八九", "拾百阡", "萬", one_ten=True),
    "ideographTraditional": _signs(_STEMS),
    "ideographZodiac": _signs(_BRANCHES),
    "ideographZodiacTraditional": lambda number: (
        _cycle(_STEMS)(number) + _cycle(_BRANCHES)(number)
        if 0 < number <= 60
        else str(number)
    ),
    "aiueo": _cycle(_GOJUON),
    "aiueoFullWidth": _cycle(_GOJUON),
    "iroha": _cycle(_IROHA),
    "irohaFullWidth": _cycle(_IROHA),
    "ganada": _cycle("가나다라마바사아자차카타파하"),
    "chosung": _cycle("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "hindiNumbers": _digits("०१२३४५६७८९"),
    "thaiNumbers": _digits("๐๑๒๓๔๕๖๗๘๙"),
    "arabicAlpha": _cycle("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
}

# The names in the order of the codes that binary files, RTF and the XML of 2003 use.
_BY_CODE = (
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
