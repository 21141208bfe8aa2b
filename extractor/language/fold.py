"""One character for one character: the twin of a text that words are matched on, offsets unchanged.

Offices write ``（一）``, ``(一)``, ``１．`` and ``：`` for the same thing. NFKC would change lengths and move every offset;
this fold never does: match on the twin, quote from the text.
"""

from __future__ import annotations

from functools import lru_cache

import regex

__all__ = ["fold", "squeeze", "squeezed"]

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
_TWIN = {ord(raw): twin for raw, twin in _PAIRS.items()} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DROPPED = regex.compile(r"[\s\"']+")
_FOLDED = str.maketrans(_TWIN)


def fold(text: str) -> str:
    """The matching twin of a text: full width to half width, quotes and brackets to one form. Same length, always.

    >>> fold("（一）１．０　％")
    '(一)1.0 %'
    """
    return text if text.isascii() else text.translate(_FOLDED)


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
