"""Characters that are not what the page seems to hold: said, never cleaned.

A number with a sign of no width in it, a digit of another script, an override of the writing direction: such a number is
not read (its twin is no number, see ``language/fold.py``) and each is remarked with its place. Other characters of the
kind are counted, a remark a kind, at the first place that holds one; the text keeps them all.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

import regex

from extractor.model.document import Document, Paragraph, Span, Table
from extractor.model.issues import Issue
from extractor.text.normalize import find_obfuscated_numbers

__all__ = [
    "find_unicode_anomalies",
    "escape_invisible",
]

# (pattern of the characters, code of the remark, what it says of them)
_ANOMALY_KINDS: tuple[tuple[regex.Pattern[str], str, str], ...] = (
    (
        regex.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"),
        "TEXT_MISLEADS",
        "writing direction",
    ),
    (
        regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"),
        "TEXT_MISLEADS",
        "control",
    ),
    (
        regex.compile(r"[\ud800-\udfff\ufdd0-\ufdef\p{Noncharacter_Code_Point}]"),
        "TEXT_MISLEADS",
        "noncharacter",
    ),
    (regex.compile(r"\ufffd"), "TEXT_UNCLEAR", "undecodable"),
    (regex.compile(r"\p{Co}"), "TEXT_UNCLEAR", "private use"),
    (
        regex.compile(r"[\u200b-\u200d\u2060-\u2064\u00ad\u180e\ufeff]"),
        "TEXT_UNCLEAR",
        "zero width",
    ),
)
_ANY_ANOMALY = regex.compile(
    "|".join(pattern.pattern for pattern, _, _ in _ANOMALY_KINDS)
    + r"|(?![0-9０-９])\p{Nd}"
)
MAX_NUMBER_ISSUES = 50  # remarks on numbers, then their count alone


def find_unicode_anomalies(document: Document) -> Iterator[Issue]:
    """Remarks on the characters of a document, none for nearly all documents."""
    if _ANY_ANOMALY.search(document.text) is None:
        return
    counts: Counter[int] = Counter()
    first: dict[int, Span] = {}
    numbers = 0
    for visit in document.walk():
        item = visit.item
        if isinstance(item, Table):
            continue
        if isinstance(item, Paragraph) and visit.cell is not None:
            continue  # its text is that of the cell
        text, element = item.text, item.span
        if _ANY_ANOMALY.search(text) is None:
            continue
        for start, end in find_obfuscated_numbers(text):
            numbers += 1
            if numbers <= MAX_NUMBER_ISSUES:
                yield Issue.build(
                    "NUMBER_DISGUISED",
                    element.slice(start, end),
                    text=escape_invisible(text[start:end]),
                )
        for index, (pattern, _, _) in enumerate(_ANOMALY_KINDS):
            found = len(pattern.findall(text))
            if found:
                counts[index] += found
                first.setdefault(index, element)
    if numbers > MAX_NUMBER_ISSUES:
        yield Issue.build("NUMBERS_DISGUISED", count=numbers)
    for index, (_, code, what) in enumerate(_ANOMALY_KINDS):
        if counts[index]:
            yield Issue.build(code, first[index], what=what, count=counts[index])


def escape_invisible(text: str) -> str:
    """A text with what nobody would see, or what moves other text about, as its number: ``1⟨200B⟩65``.

    So no text can steer the terminal that shows it. Line ends and tabs stay.
    """
    if text.isprintable() and _ANY_ANOMALY.search(text) is None:
        return text
    return "".join(
        f"⟨{ord(char):04X}⟩" if _is_invisible(char) else char for char in text
    )


def _is_invisible(char: str) -> bool:
    if char.isascii():
        return not char.isprintable() and char not in "\n\t"
    return unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs") or (
        char.isdecimal() and not "０" <= char <= "９"
    )
