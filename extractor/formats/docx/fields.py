r"""Fields that a page shows although the file stores no result of them.

Chinese typists circle a number with ``EQ \o\ac(○,3)``: the page shows ③ and the file
holds the instruction alone. A phonetic guide is ``EQ \o\ad(\s\up 9(yù),预)`` in older
formats: the word is kept, its pronunciation dropped. Source: ECMA-376 Part 1, 17.16.5.
"""

from __future__ import annotations

import re

__all__ = [
    "render_equation_field",
    "render_field_without_result",
]

_OVERSTRIKE = r"\\o(?:\\a[cdlr])?\s*[(（]\s*"
_ENCLOSED_NUMBER = re.compile(
    _OVERSTRIKE + r"([^,，]+?)\s*[,，]\s*([^)）]+?)\s*[)）]\s*$", re.IGNORECASE
)
_PHONETIC_GUIDE = re.compile(
    _OVERSTRIKE + r"\\s\s*\\up\s*\d+\s*[(（][^()（）]*[)）]\s*[,，;；](.*)[)）]\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\([,;()\\])")
_VISIBLE_FIELDS = frozenset(
    ("EQ", "SYMBOL", "FORMCHECKBOX", "FORMDROPDOWN", "ADVANCE", "DISPLAYBARCODE")
)
_VISIBLE_FIELDS |= {"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"}


def render_field_without_result(instruction: str) -> str | None:
    """Render a field from its instruction alone.

    Args:
        instruction: the field's instruction.

    Returns:
        The displayed text; '' when nothing is displayed, None when unknown.
    """
    words = instruction.split()
    name = "".join(words[:1]).upper()
    if name == "MACROBUTTON":
        return " ".join(words[2:])
    if name == "EQ":
        return render_equation_field(instruction)
    if name in _VISIBLE_FIELDS:
        return None
    return ""


def render_equation_field(instruction: str) -> str | None:
    """Render an equation field: ③ for a circled number, a word without its phonetic
    guide.

    Args:
        instruction: the field's instruction.

    Returns:
        The displayed text; None when unknown.
    """
    word = _PHONETIC_GUIDE.search(instruction)
    if word is not None:
        return _ESCAPED.sub(r"\1", word[1])
    enclosed = _ENCLOSED_NUMBER.search(instruction)
    if enclosed is None or enclosed[1] not in ("○", "〇"):
        return None
    inside = enclosed[2]
    if inside.isdecimal() and 0 < int(inside[:3]) <= 20:
        return chr(ord("①") + int(inside) - 1)
    return f"({inside})"
