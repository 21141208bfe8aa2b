"""What no template knows: headings, labels, columns, tables and phrases of a folder, by how often they stand there.

This is the work list for the next line of TOML: the commonest unknown words first, each with places to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.language.fold import squeeze
from extractor.records import Amount, Change, Disclosure

__all__ = ["KINDS", "Unknown", "unknown_words"]

KINDS = ("heading", "label", "column", "table", "phrase")
_PLACES = 3  # places kept of each word


@dataclass
class Unknown:
    """One word no template knows: where it stands first, and how often in how many files."""

    kind: str
    text: str
    count: int = 0
    files: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)  # file and place


def unknown_words(found: Iterable[tuple[str, Disclosure]]) -> list[Unknown]:
    """Unknown words of disclosures (each with the path of its file), the commonest first."""
    words: dict[tuple[str, str], Unknown] = {}
    for path, disclosure in found:
        for kind, text, place in _of(disclosure):
            one = words.setdefault((kind, squeeze(text)), Unknown(kind, text.strip()))
            one.count += 1
            one.files.add(path)
            if len(one.places) < _PLACES:
                one.places.append(f"{path} {place}")
    return sorted(words.values(), key=lambda one: (-len(one.files), -one.count, KINDS.index(one.kind), one.text))


def _of(disclosure: Disclosure) -> Iterator[tuple[str, str, object]]:
    for section in disclosure.sections:
        if section.key is None:
            yield "heading", section.title.value, section.place
    stated: tuple[Amount | Change, ...] = (*disclosure.amounts, *disclosure.changes)
    for row in stated:
        if row.item is None and row.label is not None:
            yield "label", row.label.value, row.place
    for issue in disclosure.issues:
        if issue.code == "COLUMN_UNKNOWN":
            yield "column", dict(issue.details)["column"], issue.place
    for table in disclosure.tables:
        if table.kind == "unknown" and table.title is not None:
            yield "table", table.title.value, table.place
    for leftover in disclosure.leftovers:
        if leftover.reason == "money":
            yield "phrase", leftover.context, leftover.place
