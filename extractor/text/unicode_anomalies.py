"""Detect misleading characters: zero width, digits of another script, bidi controls.

They are never removed. A number that contains one is not read, since its normalized text
is no number (:func:`extractor.text.normalize.find_obfuscated_numbers`).
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import regex

__all__ = [
    "ANOMALY_KINDS",
    "AnomalyKind",
    "escape_invisible",
    "has_anomaly",
]


class AnomalyKind(NamedTuple):
    """Characters of one kind, the code of the issue about them, and what the issue calls them."""

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
    """True for a text with any of the characters, or with a digit of another script."""
    return _ANY_ANOMALY.search(text) is not None


def escape_invisible(text: str) -> str:
    """Write characters that are invisible or move other text by their code point: ``1⟨200B⟩65``.

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
