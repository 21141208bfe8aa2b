"""Normalize a text one character for one character, so that offsets stay.

Offices write ``（一）``, ``(一)``, ``１．`` and ``：`` for the same thing. NFKC would change
lengths and move every offset; this normalization never does: match words on the
normalized text, quote from the text itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar, cast

from extractor.text import regex

__all__ = [
    "ANOMALY_KINDS",
    "OBFUSCATION_MARK",
    "YEAR_DIGITS",
    "AnomalyKind",
    "cache_paragraphs",
    "cache_words",
    "escape_invisible",
    "has_anomaly",
    "is_abbreviation",
    "list_offsets",
    "find_obfuscated_numbers",
    "normalize",
    "match_key",
    "with_offsets",
]

_REPLACEMENTS = {
    "　": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\t": " ",
    "“": '"', "”": '"', "„": '"', "‟": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"',
    "‘": "'", "’": "'", "〔": "(", "〕": ")", "【": "[", "】": "]",
    "。": "。", "、": "、", "﹒": ".", "．": ".", "·": "·", "•": "·",
    "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "﹥": ">", "﹤": "<", "﹪": "%", "﹣": "-", "−": "-", "–": "-",
    "萬": "万", "億": "亿",
    "﹙": "(", "﹚": ")", "﹐": ",", "﹔": ";", "﹕": ":",
    # Radicals that PDF fonts put in the place of the character.
    "⻔": "门", "⻋": "车", "⻓": "长", "⻅": "见", "⻚": "页", "⻛": "风", "⻢": "马", "⻥": "鱼", "⻩": "黄", "⺠": "民",
    "⼀": "一", "⼆": "二", "⼈": "人", "⼊": "入", "⼋": "八", "⼗": "十", "⼯": "工", "⽀": "支", "⽂": "文", "⽅": "方",
    "⽉": "月", "⽇": "日", "⽤": "用", "⽬": "目", "⾏": "行", "⾦": "金", "⾐": "衣", "⼤": "大", "⼩": "小", "⼦": "子",
    "⽣": "生", "⽐": "比", "⽔": "水", "⼟": "土", "⼒": "力", "⼝": "口", "⼼": "心", "⼿": "手", "⽴": "立", "⽹": "网",
    "⻄": "西", "⻘": "青", "⻆": "角", "⻬": "齐", "⻰": "龙", "⼭": "山", "⾃": "自", "⾄": "至", "⾷": "食", "⽼": "老",
}  # fmt: skip
OBFUSCATION_MARK = "\ufdde"
"""Replaces each character of an obfuscated number in the normalized text: a
noncharacter, which no text may hold."""

YEAR_DIGITS = r"(?:19|20)\d{2}"
"""Pattern of a year in four digits of the normalized text, without the word for year;
here, because numbers and list numbers need it as well as dates."""

# Characters that are not displayed, or at another position, and digits of other
# scripts. In words they do no harm; in a number they deceive (``1\u200b65.47`` is shown
# as 165.47 and stored as two numbers).
_INVISIBLE_CODES = [
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xAD,
    0x61C,
    0x180E,
    0xFEFF,
]
_CONTROL_CODES = [
    code
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n\v\f\r\x85"
]
_FOREIGN_ZEROS = """
    660 6f0 7c0 966 9e6 a66 ae6 b66 be6 c66 ce6 d66 de6 e50 ed0 f20 1040 1090 17e0 1810 1946 19d0 1a80 1a90 1b50
    1bb0 1c40 1c50 a620 a8d0 a900 a9d0 a9f0 aa50 abf0 104a0 10d30 11066 110f0 11136 111d0 112f0 11450 114d0 11650
    116c0 11730 118e0 11950 11c50 11d50 11da0 16a60 16ac0 16b50 1d7ce 1d7d8 1d7e2 1d7ec 1d7f6 1e140 1e2f0 1e950
    1fbf0
"""  # of every script but ours, the mathematical ones too; the nine behind it follow
_FOREIGN_DIGITS = [
    int(zero, 16) + n for zero in _FOREIGN_ZEROS.split() for n in range(10)
]
# U+FFFD, the last: what could not be decoded
_OBFUSCATING_CODES = dict.fromkeys(
    (*_INVISIBLE_CODES, *_CONTROL_CODES, *_FOREIGN_DIGITS, 0xFFFD), OBFUSCATION_MARK
)
_ALL_DIGITS = frozenset(map(chr, _FOREIGN_DIGITS)) | frozenset("0123456789")
_OBFUSCATED_NUMBER = regex.compile(
    rf"(?<![0-9.,{OBFUSCATION_MARK}])[0-9.,]*+{OBFUSCATION_MARK}[0-9.,{OBFUSCATION_MARK}]*+"
)
_HARMLESS_EDGE_CHARACTERS = (
    "".join(
        map(chr, (*range(0x200B, 0x200E), *range(0x2060, 0x2065), 0xAD, 0xFEFF, 0xFFFD))
    )
    + ".,"
)
"""Characters that change nothing before or behind a number: those of no width, what
could not be decoded."""

_NORMALIZED_CODES = {
    ord(raw): replacement for raw, replacement in _REPLACEMENTS.items()
} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
# Characters of a word that is kept with its key; whole paragraphs would fill the memory
# and hardly come again.
_LONGEST_CACHED_WORD = 128
_CACHED_WORDS = 16384
# What is kept of paragraphs: of one document, for the parts that ask it again.
_LONGEST_CACHED_PARAGRAPH = 4096
_CACHED_PARAGRAPHS = 1024
# Characters of the property White_Space, and quotes.
_SPACES_AND_QUOTES = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\"'"
).union(map(chr, range(0x2000, 0x200B)))
_NORMALIZATION_TABLE = str.maketrans(_NORMALIZED_CODES | _OBFUSCATING_CODES)
_REPLACED_CHARACTERS = frozenset(
    chr(code) for code, char in _NORMALIZATION_TABLE.items() if chr(code) != char
)
_MOST_REPLACED = 32  # different characters that are replaced one after the other

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _KeptResults(dict[str, Any]):
    """What a function of one text returned, by the text.

    A hit is found without a call of Python: cells are asked a hundred times as often as
    there are different ones.
    """

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Any:
        result = self._function(text)
        if len(text) <= _LONGEST_CACHED_WORD:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[text] = result
        return result


def cache_words(function: _Function) -> _Function:
    """Keep the results of a pure function for words, labels and cells, which come
    again.

    Args:
        function: A function of a text and of what can be hashed, all by position.

    Returns:
        The same function; what it returns for a paragraph is not kept.
    """
    if function.__code__.co_argcount == 1:
        return cast(_Function, _KeptResults(function).__getitem__)
    cached = lru_cache(maxsize=_CACHED_WORDS)(function)

    @wraps(function)
    def call(text: str, *arguments: Hashable) -> Any:
        if len(text) > _LONGEST_CACHED_WORD:
            return function(text, *arguments)
        return cached(text, *arguments)

    return cast(_Function, call)


def cache_paragraphs(function: _Function) -> _Function:
    """Keep the results of a pure function for the last paragraphs, which several parts
    of the extraction ask for.

    Args:
        function: A function of a text and of what can be hashed, all by position.

    Returns:
        The same function; what it returns for a word or for a very long text is not
        kept.
    """
    cached = lru_cache(maxsize=_CACHED_PARAGRAPHS)(function)

    @wraps(function)
    def call(text: str, *arguments: Hashable) -> Any:
        if _LONGEST_CACHED_WORD < len(text) <= _LONGEST_CACHED_PARAGRAPH:
            return cached(text, *arguments)
        return function(text, *arguments)

    return cast(_Function, call)


def normalize(text: str) -> str:
    """Normalize a text for matching: full width to half width, quotes and brackets to
    one form.

    Args:
        text: The text as it is printed.

    Returns:
        A text of the same length. Each character of an obfuscated number (hidden
        characters in it, digits of another script) is ``OBFUSCATION_MARK``.

    >>> normalize("（一）１．０　％")
    '(一)1.0 %'
    """
    if text.isascii() and text.isprintable():
        return text
    if len(text) > _LONGEST_CACHED_WORD:
        return _translate_paragraph(text)
    return _translate_word(text)


def _translate(text: str) -> str:
    normalized = _replace_characters(text)
    if OBFUSCATION_MARK in normalized:
        return _mask_obfuscated_numbers(text, normalized)
    return normalized


def _replace_characters(text: str) -> str:
    """Put the normal form in the place of each character; what is put is replaced by
    nothing else, so that one may follow the other, which is faster than a table.
    """
    found = _REPLACED_CHARACTERS.intersection(text)
    if len(found) > _MOST_REPLACED:
        return text.translate(_NORMALIZATION_TABLE)
    for char in found:
        text = text.replace(char, char.translate(_NORMALIZATION_TABLE))
    return text


_translate_word = cache_words(_translate)
_translate_paragraph = cache_paragraphs(_translate)


def _mask_obfuscated_numbers(text: str, normalized: str) -> str:
    """Mask the numbers with hidden characters in them; hidden characters elsewhere stay
    as they are."""
    out = list(normalized)
    for match in _OBFUSCATED_NUMBER.finditer(normalized):
        start, end = match.span()
        start = end - len(text[start:end].lstrip(_HARMLESS_EDGE_CHARACTERS))
        end = start + len(text[start:end].rstrip(_HARMLESS_EDGE_CHARACTERS))
        for position in range(*match.span()):
            if normalized[position] == OBFUSCATION_MARK:
                out[position] = text[position]
        characters = normalized[start:end] + text[start:end]
        has_digit = any(char in _ALL_DIGITS for char in characters)
        if has_digit and OBFUSCATION_MARK in normalized[start:end]:
            out[start:end] = OBFUSCATION_MARK * (end - start)
    return "".join(out)


def find_obfuscated_numbers(text: str) -> Iterator[tuple[int, int]]:
    r"""Find the numbers of a text that are not what they seem: hidden characters in
    them, digits of other scripts.

    Returns:
        Their spans, in order.

    >>> list(find_obfuscated_numbers("收入1\u200b65.47万元"))
    [(2, 9)]
    """
    normalized = normalize(text)
    if OBFUSCATION_MARK in normalized:
        for match in regex.finditer(f"{OBFUSCATION_MARK}+", normalized):
            yield match.span()


@cache_words
def match_key(word: str) -> str:
    """Normalize a word and drop its white space and quotes: the form in which words are
    compared (``合　计`` is ``合计``)."""
    # A member of an enumeration is kept as the text that it is.
    key = str(normalize(word))
    for char in _SPACES_AND_QUOTES.intersection(key):
        key = key.replace(char, "")
    return key


def is_abbreviation(short: str, full: str) -> bool:
    """True for a name that leaves characters of another one out, or none: 县残联 of
    县残疾人联合会."""
    rest = iter(full)
    return all(char in rest for char in short)


def with_offsets(text: str) -> tuple[str, list[int]]:
    """Normalize a text and drop its white space.

    Returns:
        The compact text, and the offset in ``text`` of each of its characters.

    >>> with_offsets("合　计")
    ('合计', [0, 2])
    """
    normalized = normalize(text)
    return "".join(normalized.split()), list_offsets(normalized)


def list_offsets(text: str, start: int = 0) -> list[int]:
    """List the offset of each character of a text that is no white space.

    Args:
        text: A text.
        start: Where to begin.

    >>> list_offsets("合 计")
    [0, 2]
    """
    offsets: list[int] = []
    for word in text[start:].split():
        start = text.index(word, start)
        offsets.extend(range(start, start + len(word)))
        start += len(word)
    return offsets


# --- Characters that mislead: reported, never removed ---------------------------


class AnomalyKind(NamedTuple):
    """Characters of one kind, the code of the issue about them, and what the issue
    calls them."""

    pattern: regex.Pattern[str]
    issue_code: str
    description: str


ANOMALY_KINDS: tuple[AnomalyKind, ...] = (
    AnomalyKind(
        regex.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"),
        "TEXT_MISLEADS",
        "writing direction",
    ),
    AnomalyKind(
        regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"),
        "TEXT_MISLEADS",
        "control",
    ),
    AnomalyKind(
        regex.compile(r"[\ud800-\udfff\ufdd0-\ufdef\p{Noncharacter_Code_Point}]"),
        "TEXT_MISLEADS",
        "noncharacter",
    ),
    AnomalyKind(regex.compile(r"\ufffd"), "TEXT_UNCLEAR", "undecodable"),
    AnomalyKind(regex.compile(r"\p{Co}"), "TEXT_UNCLEAR", "private use"),
    AnomalyKind(
        regex.compile(r"[\u200b-\u200d\u2060-\u2064\u00ad\u180e\ufeff]"),
        "TEXT_UNCLEAR",
        "zero width",
    ),
)
_ANY_ANOMALY = regex.compile(
    "|".join(pattern.pattern for pattern, _, _ in ANOMALY_KINDS)
    + r"|(?![0-9０-９])\p{Nd}"
)

# Format, control, private use and surrogate characters.
_INVISIBLE_CATEGORIES = frozenset(("Cf", "Cc", "Co", "Cs"))


def has_anomaly(text: str) -> bool:
    """True for a text with any of the characters,
    or with a digit of another script."""
    if len(text) > _LONGEST_CACHED_WORD:
        text = "".join(set(text))  # far fewer, and each is an anomaly by itself
    return _ANY_ANOMALY.search(text) is not None


def escape_invisible(text: str) -> str:
    """Write characters that are invisible or move other text by their code point:
    ``1⟨200B⟩65``.

    This keeps a text from controlling the terminal. Line ends and tabs are unchanged.
    """
    if text.isprintable() and not has_anomaly(text):
        return text
    return "".join(
        f"⟨{ord(char):04X}⟩" if _is_invisible(char) else char for char in text
    )


def _is_invisible(char: str) -> bool:
    if char.isascii():
        return not char.isprintable() and char not in "\n\t"
    if unicodedata.category(char) in _INVISIBLE_CATEGORIES:
        return True
    return char.isdecimal() and not "０" <= char <= "９"
