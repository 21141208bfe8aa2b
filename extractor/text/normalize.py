"""One character for one character: the twin of a text that words are matched on, offsets unchanged.

Offices write ``（一）``, ``(一)``, ``１．`` and ``：`` for the same thing. NFKC would change lengths and move every offset;
this fold never does: match on the twin, quote from the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

__all__ = ["DISGUISE", "disguised", "fold", "squeeze", "squeezed"]

_PAIRS = {
    "　": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\t": " ",
    "“": '"', "”": '"', "„": '"', "‟": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"',
    "‘": "'", "’": "'", "〔": "(", "〕": ")", "【": "[", "】": "]",
    "。": "。", "、": "、", "﹒": ".", "．": ".", "·": "·", "•": "·",
    "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "﹥": ">", "﹤": "<", "﹪": "%", "﹣": "-", "−": "-", "–": "-",
    "﹙": "(", "﹚": ")", "﹐": ",", "﹔": ";", "﹕": ":",
    # Radicals that PDF fonts put in the place of the character.
    "⻔": "门", "⻋": "车", "⻓": "长", "⻅": "见", "⻚": "页", "⻛": "风", "⻢": "马", "⻥": "鱼", "⻩": "黄", "⺠": "民",
    "⼀": "一", "⼆": "二", "⼈": "人", "⼊": "入", "⼋": "八", "⼗": "十", "⼯": "工", "⽀": "支", "⽂": "文", "⽅": "方",
    "⽉": "月", "⽇": "日", "⽤": "用", "⽬": "目", "⾏": "行", "⾦": "金", "⾐": "衣", "⼤": "大", "⼩": "小", "⼦": "子",
    "⽣": "生", "⽐": "比", "⽔": "水", "⼟": "土", "⼒": "力", "⼝": "口", "⼼": "心", "⼿": "手", "⽴": "立", "⽹": "网",
    "⻄": "西", "⻘": "青", "⻆": "角", "⻬": "齐", "⻰": "龙", "⼭": "山", "⾃": "自", "⾄": "至", "⾷": "食", "⽼": "老",
}  # fmt: skip
DISGUISE = "\ufdde"
"""What stands in a twin for each character of a number that is not what it seems: no text may hold this one."""

# Characters that a page does not show, or not where they stand, and digits of other scripts: harmless in words, a lie
# in a number (``1\u200b65.47`` is seen as 165.47, stored as two numbers).
_UNSEEN = [
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xAD,
    0x61C,
    0x180E,
    0xFEFF,
]
_CONTROLS = [
    code
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n\v\f\r\x85"
]
_NOUGHTS = """
    660 6f0 7c0 966 9e6 a66 ae6 b66 be6 c66 ce6 d66 de6 e50 ed0 f20 1040 1090 17e0 1810 1946 19d0 1a80 1a90 1b50
    1bb0 1c40 1c50 a620 a8d0 a900 a9d0 a9f0 aa50 abf0 104a0 10d30 11066 110f0 11136 111d0 112f0 11450 114d0 11650
    116c0 11730 118e0 11950 11c50 11d50 11da0 16a60 16ac0 16b50 1d7ce 1d7d8 1d7e2 1d7ec 1d7f6 1e140 1e2f0 1e950
    1fbf0
"""  # of every script but ours, the mathematical ones too; the nine behind it follow
_FOREIGN = [int(nought, 16) + n for nought in _NOUGHTS.split() for n in range(10)]
_HIDDEN = dict.fromkeys(
    (*_UNSEEN, *_CONTROLS, *_FOREIGN, 0xFFFD), DISGUISE
)  # the last: what could not be decoded
_DIGITS = frozenset(map(chr, _FOREIGN)) | frozenset("0123456789")
_RUN = regex.compile(
    rf"(?<![0-9.,{DISGUISE}])[0-9.,]*+{DISGUISE}[0-9.,{DISGUISE}]*+"
)  # a number that hides something
_EDGES = (
    "".join(
        map(chr, (*range(0x200B, 0x200E), *range(0x2060, 0x2065), 0xAD, 0xFEFF, 0xFFFD))
    )
    + ".,"
)
"""Signs that hide nothing where they stand before or behind a number: those of no width, what could not be decoded."""

_TWIN = {ord(raw): twin for raw, twin in _PAIRS.items()} | {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)
}
_DROPPED = regex.compile(r"[\s\"']+")
_FOLDED = str.maketrans(_TWIN | _HIDDEN)


def fold(text: str) -> str:
    """The matching twin of a text: full width to half width, quotes and brackets to one form. Same length, always.

    >>> fold("（一）１．０　％")
    '(一)1.0 %'
    """
    if text.isascii() and text.isprintable():
        return text
    twin = text.translate(_FOLDED)
    return twin if DISGUISE not in twin else _unmasked(text, twin)


def _unmasked(text: str, twin: str) -> str:
    """A number that hides something is no number in the twin; elsewhere what hides stands as it is."""
    out = list(twin)
    for match in _RUN.finditer(twin):
        start, end = match.span()
        start = end - len(text[start:end].lstrip(_EDGES))
        end = start + len(text[start:end].rstrip(_EDGES))
        out[match.start() : match.end()] = [
            text[n] if twin[n] == DISGUISE else twin[n] for n in range(*match.span())
        ]
        if DISGUISE in twin[start:end] and any(
            char in _DIGITS for char in twin[start:end] + text[start:end]
        ):
            out[start:end] = DISGUISE * (end - start)
    return "".join(out)


def disguised(text: str) -> Iterator[tuple[int, int]]:
    r"""Spans of the numbers of a text that are not what they seem: hidden characters in them, digits of other scripts.

    >>> list(disguised("收入1\u200b65.47万元"))
    [(2, 9)]
    """
    twin = fold(text)
    if DISGUISE in twin:
        yield from (match.span() for match in regex.finditer(f"{DISGUISE}+", twin))


@lru_cache(maxsize=16384)
def squeeze(word: str) -> str:
    """Fold and drop white space and quotes: the form in which words are compared (``合　计`` is ``合计``)."""
    return _DROPPED.sub("", fold(word))


def squeezed(text: str) -> tuple[str, list[int]]:
    """Fold, drop white space, and say for each character kept where it stood.

    >>> squeezed("合　计")
    ('合计', [0, 2])
    """
    twin = fold(text)
    kept = [index for index, char in enumerate(twin) if not char.isspace()]
    return "".join(twin[index] for index in kept), kept
