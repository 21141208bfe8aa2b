r"""Fields that a page shows although the file stores no result of them.

Chinese typists ring a number with ``EQ \o\ac(○,3)``: the page shows ③ and the file holds the instruction alone. A
reading printed over a word is ``EQ \o\ad(\s\up 9(yù),预)`` in older formats: the word stands, its reading goes.
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
    """What a field shows by its instruction alone; '' when it shows nothing, None when it cannot be told."""
    words = instruction.split()
    name = words[0].upper() if words else ""
    if name == "MACROBUTTON":
        return " ".join(words[2:])
    if name != "EQ":
        return None if name in _VISIBLE_FIELDS else ""
    return render_equation_field(instruction)


def render_equation_field(instruction: str) -> str | None:
    """What an equation field shows: ③ for a ringed number, a word without its reading; None when it cannot be told."""
    word = _PHONETIC_GUIDE.search(instruction)
    if word is not None:
        return _ESCAPED.sub(r"\1", word[1])
    found = _ENCLOSED_NUMBER.search(instruction)
    if found is None or found[1] not in ("○", "〇"):
        return None
    inside = found[2]
    return (
        chr(0x2460 + int(inside) - 1)
        if inside.isdecimal() and 0 < int(inside[:3]) <= 20
        else f"({inside})"
    )
