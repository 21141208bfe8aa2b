r"""Fields that a page shows although the file stores no result of them.

Chinese typists ring a number with ``EQ \o\ac(○,3)``: the page shows ③ and the file holds the instruction alone. A
reading printed over a word is ``EQ \o\ad(\s\up 9(yù),预)`` in older formats: the word stands, its reading goes.
"""

from __future__ import annotations

import re

__all__ = ["equation", "shown_without_result"]

_OVER = r"\\o(?:\\a[cdlr])?\s*[(（]\s*"
_RING = re.compile(
    _OVER + r"([^,，]+?)\s*[,，]\s*([^)）]+?)\s*[)）]\s*$", re.IGNORECASE
)
_READING = re.compile(
    _OVER + r"\\s\s*\\up\s*\d+\s*[(（][^()（）]*[)）]\s*[,，;；](.*)[)）]\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\([,;()\\])")
_SEEN = frozenset(
    ("EQ", "SYMBOL", "FORMCHECKBOX", "FORMDROPDOWN", "ADVANCE", "DISPLAYBARCODE")
)
_SEEN |= {"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"}


def shown_without_result(code: str) -> str | None:
    """What a field shows by its instruction alone; '' when it shows nothing, None when it cannot be told."""
    words = code.split()
    name = words[0].upper() if words else ""
    if name == "MACROBUTTON":
        return " ".join(words[2:])
    if name != "EQ":
        return None if name in _SEEN else ""
    return equation(code)


def equation(code: str) -> str | None:
    """What an equation field shows: ③ for a ringed number, a word without its reading; None when it cannot be told."""
    word = _READING.search(code)
    if word is not None:
        return _ESCAPED.sub(r"\1", word[1])
    found = _RING.search(code)
    if found is None or found[1] not in ("○", "〇"):
        return None
    inside = found[2]
    return (
        chr(0x2460 + int(inside) - 1)
        if inside.isdecimal() and 0 < int(inside[:3]) <= 20
        else f"({inside})"
    )
