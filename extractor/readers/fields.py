r"""Fields that a page shows although the file stores no result of them.

Chinese typists ring a number with ``EQ \o\ac(○,3)``: the page shows ③ and the file holds the instruction alone.
"""

from __future__ import annotations

import re

__all__ = ["shown_without_result"]

_RING = re.compile(r"\\o(?:\\a[clr])?\s*[(（]\s*([^,，]+?)\s*[,，]\s*([^)）]+?)\s*[)）]\s*$", re.IGNORECASE)
_SEEN = frozenset(("EQ", "SYMBOL", "FORMCHECKBOX", "FORMDROPDOWN", "ADVANCE", "DISPLAYBARCODE"))


def shown_without_result(code: str) -> str | None:
    """What a field shows by its instruction alone; '' when it shows nothing, None when it cannot be told."""
    words = code.split()
    name = words[0].upper() if words else ""
    if name == "MACROBUTTON":
        return " ".join(words[2:])
    if name != "EQ":
        return None if name in _SEEN else ""
    found = _RING.search(code)
    if found is None or found[1] not in ("○", "〇"):
        return None
    inside = found[2]
    return chr(0x2460 + int(inside) - 1) if inside.isdecimal() and 0 < int(inside[:3]) <= 20 else f"({inside})"
