"""Fold a text to what the page says: compatibility characters, zeros of years, note
marks and struck-out text.

A page shows 165.4¹ and ~~200~~165.47; the characters alone say 165.41 and 200165.47. A
number ends where the page sets characters apart, so that a note mark is never a digit
and a text that was struck out is no part of its successor. Every character keeps its
place: what does not count is blank, what cannot be decided is :data:`OBFUSCATION_MARK`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from extractor.model.document import CharacterMark, MarkKind
from extractor.text import regex
from extractor.text.normalize import OBFUSCATION_MARK, normalize

__all__ = [
    "FOLDING_HINT",
    "FOLDED_CHARACTERS",
    "FoldedText",
    "MaskReason",
    "MaskedCharacters",
    "fold_text",
]

# Radicals that fonts of PDF put in the place of the character, where Unicode gives none
# (EquivalentUnifiedIdeograph).
_RADICALS = """
    ⺁厂 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫
    ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糹 ⺰纟 ⺲罒 ⺳网 ⺴网 ⺵网 ⺶羊 ⺷羊 ⺹耂 ⺻聿 ⺼月 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀
    ⻄西 ⻅见 ⻆角 ⻇角 ⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟飠
    ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀
"""
# Kangxi radicals, compatibility ideographs.
_COMPATIBILITY_BLOCKS = (
    range(0x2E80, 0x2FE0),
    range(0xF900, 0xFB00),
    range(0x2F800, 0x2FA20),
)


def _build_compatibility_table() -> dict[int, str]:
    """The character that each compatibility character stands for."""
    table = {ord(pair[0]): pair[1] for pair in _RADICALS.split()}
    for block in _COMPATIBILITY_BLOCKS:
        for code in block:
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    return table


_COMPATIBILITY = _build_compatibility_table()

_ODD_ZERO = "〇○◯零OＯoｏОо"
_ZERO = _ODD_ZERO + "0０"
_DIGITS = "一二三四五六七八九"
_YEAR_DIGITS = str.maketrans(dict.fromkeys(_ZERO, "0") | {c: str(i) for i, c in enumerate(_DIGITS, 1)})  # fmt: skip
_ODD_YEAR = regex.compile(
    rf"(?<![0-9０-９{_DIGITS}])(?:二[{_ZERO}][{_DIGITS}{_ZERO}]{{2}}|(?=[2２].{{0,2}}[{_ODD_ZERO}])[2２][{_ZERO}][0-9０-９{_ZERO}]{{2}})(?=\s*年)"
)
"""A year in Chinese digits, or with a letter for its zero: 二○二三年, 2O23年."""

_NOTE_NUMBER = r"(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4}|[*※#†‡§]{1,3}|[①-⑳㉑-㉟❶-❿])"
_NOTE_MARK = regex.compile(
    rf"[\[(]?(?:注:?{_NOTE_NUMBER}?|{_NOTE_NUMBER})(?:\s*[,、;~-]\s*{_NOTE_NUMBER})*[\])]?"
)
"""What may stand raised behind a word as the mark of its note: 1, [2], 注1, ①, *,
1-3."""

_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISE_DIGITS = str.maketrans("0123456789", _RAISED_DIGITS)
# Marks that no formatting shows: raised digits, and behind a number a sign or a number
# in square brackets.
_TYPED_MARK = regex.compile(
    r"""(?<digits>(?<![A-Za-z⁻])[⁰¹²³⁴-⁹₀-₉]+)
      | (?<=[\d%元])\s*(?:[*＊※†‡]+|[①-⑳㉑-㉟❶-❿])(?![\s]*[\dA-Za-z(（])
      | (?<=[\d%元])\s*(?:\[注?\d{1,2}\]|［注?\d{1,2}］|〔注?\d{1,2}〕|【注?\d{1,2}】|[(（]注\s*\d{0,2}[)）])(?!\s*号)
    """,
    regex.VERBOSE,
)
_LETTER = regex.compile("[A-Za-z]")
_POWER_OF_TEN = regex.compile(r"(?:×|x|X|\*|·)\s*10\Z")
_NUMBER_BEFORE = regex.compile(r"[\d.,]*\d[.,]?\Z")
_NUMBER_BEHIND = regex.compile(r"[.,]?\d[\d.,]*")
FOLDED_CHARACTERS = regex.compile(
    rf"[\u2e80-\u2fdf\uf900-\ufaff]|{_ODD_YEAR.pattern}|{_TYPED_MARK.pattern}",
    regex.VERBOSE,
)
"""What folding changes in a text without formatting."""
FOLDING_HINT = regex.compile(
    rf"[\u2e80-\u2fdf\uf900-\ufaff⁰¹²³⁴-⁹₀-₉]|{_ODD_YEAR.pattern}"
    r"|[*＊※†‡①-⑳㉑-㉟❶-❿](?<=[\d%元]\s*.)"
    r"|[\[［〔【]注?\d{1,2}[\]］〕】]|[(（]注"
)
"""What a text must hold for folding to change anything in it, whatever its formatting;
found in a twentieth of the time."""


class MaskReason(StrEnum):
    """Why characters do not count."""

    NOTE_MARK = "note_mark"
    STRUCK_OUT = "struck_out"
    # Digits that formatting parts, so that no number can be told.
    UNDECIDED = "undecided"


class MaskedCharacters(NamedTuple):
    """Characters of a text that do not count."""

    start: int
    end: int
    reason: MaskReason


class FoldedText(NamedTuple):
    """A text as it is understood, of the same length, and what was masked in it."""

    text: str
    masked: tuple[MaskedCharacters, ...] = ()


def fold_text(text: str, marks: Sequence[CharacterMark] = ()) -> FoldedText:
    """Fold a text to what the page says.

    Args:
        text: The text as it is printed.
        marks: The characters that formatting sets apart.

    Returns:
        The text to understand, of the same length, and what was masked in it.

    >>> fold_text("二○二三年收入165.4¹万元").text
    '2023年收入165.4 万元'
    """
    folded = _ODD_YEAR.sub(lambda match: match[0].translate(_YEAR_DIGITS), text)
    folded = folded.translate(_COMPATIBILITY)
    shown = normalize(folded)
    characters = list(folded)
    apart = sorted(
        {*_iterate_typed_marks(folded), *_iterate_set_apart(shown, marks, characters)}
    )
    masked: list[MaskedCharacters] = []
    for start, end, reason in _join_neighbours(apart):
        number = _find_parted_number(shown, start, end, reason)
        blank = " "
        if number is not None:
            masked.append(number)
            blank = OBFUSCATION_MARK
        for position in range(start, end):
            if not characters[position].isspace():
                characters[position] = blank
    masked += [mark for mark in apart if mark.reason is not MaskReason.UNDECIDED]
    return FoldedText("".join(characters), tuple(sorted(masked)))


def _iterate_typed_marks(text: str) -> Iterator[MaskedCharacters]:
    """Note marks that are characters of their own; a power of ten is undecided."""
    for match in _TYPED_MARK.finditer(text):
        start, end = match.span()
        reason = MaskReason.NOTE_MARK
        if match["digits"] and _is_power_of_ten(text, start):
            reason = MaskReason.UNDECIDED
        yield MaskedCharacters(start, end, reason)


def _iterate_set_apart(
    shown: str, marks: Iterable[CharacterMark], characters: list[str]
) -> Iterator[MaskedCharacters]:
    """What formatting takes out of the text; raised digits of a unit are written as
    such into ``characters``."""
    for start, end, kind in marks:
        part = shown[start:end].strip()
        if kind is MarkKind.STRUCK:
            yield MaskedCharacters(start, end, MaskReason.STRUCK_OUT)
        elif not part or not (shown[:start] + shown[end:]).strip():
            continue  # the whole paragraph stands there
        elif _LETTER.match(shown, start - 1, start):
            # A unit or a formula: m², CO₂.
            if kind is MarkKind.RAISED:
                raised = "".join(characters[start:end]).translate(_RAISE_DIGITS)
                characters[start:end] = raised
        elif _NOTE_MARK.fullmatch(part) and not _is_power_of_ten(shown, start):
            yield MaskedCharacters(start, end, MaskReason.NOTE_MARK)
        elif _is_part_of_number(shown, start, end):
            yield MaskedCharacters(start, end, MaskReason.UNDECIDED)


def _is_power_of_ten(shown: str, position: int) -> bool:
    return _POWER_OF_TEN.search(shown, max(0, position - 8), position) is not None


def _is_part_of_number(shown: str, start: int, end: int) -> bool:
    """True for characters with a number that goes
    on across one of their borders."""
    return any(
        _NUMBER_BEFORE.search(shown, max(0, border - 32), border)
        and _NUMBER_BEHIND.match(shown, border)
        for border in (start, end)
    )


def _join_neighbours(marks: Iterable[MaskedCharacters]) -> list[MaskedCharacters]:
    """Characters that touch as one; what is
    undecided in them makes all of it so."""
    joined: list[MaskedCharacters] = []
    for mark in marks:
        if not joined or mark.start > joined[-1].end:
            joined.append(mark)
            continue
        start, end, reason = joined[-1]
        if mark.reason is MaskReason.UNDECIDED:
            reason = mark.reason
        joined[-1] = MaskedCharacters(start, max(end, mark.end), reason)
    return joined


def _find_parted_number(
    shown: str, start: int, end: int, reason: MaskReason
) -> MaskedCharacters | None:
    """The number with digits on both sides of some characters, or that holds undecided
    ones."""
    before = _NUMBER_BEFORE.search(shown, max(0, start - 32), start)
    behind = _NUMBER_BEHIND.match(shown, end)
    if reason is not MaskReason.UNDECIDED and not (before and behind):
        return None
    first, last = start, end
    if before is not None:
        first = before.start()
    if behind is not None:
        last = behind.end()
    return MaskedCharacters(first, last, MaskReason.UNDECIDED)
