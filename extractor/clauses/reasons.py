"""Reasons: the cause stated behind a change, up to the end of its sentence, of its list, or of what comes before 其中."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.clauses.naming import EDGE
from extractor.clauses.said import ChangeSaid, Said
from extractor.clauses.words import Words
from extractor.records import Reading

__all__ = ["Stated", "with_reasons"]

_LISTED = regex.compile(r"一是|\(?[一1][)、.]")
_STOP = regex.compile(r"[。;]")


class Stated(NamedTuple):
    """One thing said and its span in the squeezed text."""

    said: Said
    start: int
    end: int


def with_reasons(
    stated: Sequence[Stated], text: str, words: Words, reading: Callable[[int, int], Reading[str]]
) -> list[Stated]:
    """The same statements, each change with the reason that the text gives for it.

    A change whose reason is its components (主要是：人员经费增加19.22万元…) has none: these are changes of their own.
    """
    found = list(stated)
    for match in words.reason.finditer(text):
        owner = _owner(found, match.start(), text)
        if owner is None:
            continue
        start, end = match.end(), _end(text, match.end())
        change = found[owner].said
        components = any(
            start <= one.start < end and isinstance(one.said, ChangeSaid) and one.said.subject.label for one in found
        )
        if components or not isinstance(change, ChangeSaid) or change.reason is not None:
            continue
        cause = _within_bracket(text[start:end]).rstrip(EDGE)
        if cause:
            with_cause = replace(change, reason=reading(start, start + len(cause)))
            found[owner] = found[owner]._replace(said=with_cause)
    return found


def _owner(stated: Sequence[Stated], position: int, text: str) -> int | None:
    """Index of the change that a reason belongs to: the nearest statement before it, in its sentence or the one before."""
    before = [index for index, one in enumerate(stated) if one.end <= position]
    if not before:
        return None
    nearest = max(before, key=lambda index: stated[index].end)
    near = text.count("。", stated[nearest].end, position) <= 1
    return nearest if near and isinstance(stated[nearest].said, ChangeSaid) else None


def _end(text: str, start: int) -> int:
    """Where a reason ends: with its sentence; with its clause unless it is a list (一是…；二是…); before 其中."""
    if _LISTED.match(text, start):
        end = text.find("。", start)
    else:
        stop = _STOP.search(text, start)
        end = stop.start() if stop else -1
    end = end if end >= 0 else len(text)
    parts = text.find("其中", start, end)
    return parts if parts >= 0 else end


def _within_bracket(cause: str) -> str:
    """The cause up to a bracket that was opened before it."""
    depth = 0
    for index, char in enumerate(cause):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return cause[:index]
    return cause
