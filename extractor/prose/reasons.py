"""Reasons: the cause stated behind a change, up to the end of its sentence, of its list, or of what comes before 其中."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.model.extracted import Reading
from extractor.prose.labels import EDGE
from extractor.prose.mentions import ChangeSaid, Said
from extractor.prose.patterns import Words
from extractor.text.connectives import AMONG

__all__ = ["Stated", "with_reasons"]

_LISTED = regex.compile(r"一是|\(?[一1][)、.]")


class Stated(NamedTuple):
    """One thing said and its span in the squeezed text."""

    said: Said
    start: int
    end: int


def with_reasons(
    stated: Sequence[Stated],
    text: str,
    words: Words,
    reading: Callable[[int, int], Reading[str]],
) -> list[Stated]:
    """The same statements, each change with the reason that the text gives for it.

    A change whose reason is its components (主要是：人员经费增加19.22万元…) has none: these are changes of their own.
    """
    found = list(stated)
    ends = sorted((one.end, -index) for index, one in enumerate(stated))
    starts = sorted(
        one.start
        for one in stated
        if isinstance(one.said, ChangeSaid) and one.said.subject.label
    )
    twins: dict[tuple[int, int], list[int]] = {}
    for index, one in enumerate(stated):
        twins.setdefault((one.start, one.end), []).append(index)
    for match in words.reason.finditer(text):
        owner = _owner(
            found,
            ends,
            match.start(),
            text,
            words.prior_base.search(match.group()) is not None,
        )
        if owner is None:
            continue
        start, end = match.end(), _end(text, match.end(), words)
        change = found[owner].said
        lead = match.group()
        if (
            isinstance(change, ChangeSaid)
            and words.own_base.search(lead)
            and change.base_year != change.year
        ):
            continue  # 决算数小于预算数的主要原因 is none of a change against the year before
        if "。" in text[
            found[owner].end : match.start()
        ] and not words.reason_opens.search(lead):
            continue  # 因… at the head of a sentence opens a matter of its own
        components = bisect_left(starts, start) < bisect_left(starts, end)
        if (
            components
            or not isinstance(change, ChangeSaid)
            or change.reason is not None
        ):
            continue
        cause = _within_bracket(text[start:end]).rstrip(EDGE)
        if cause:
            with_cause = replace(change, reason=reading(start, start + len(cause)))
            found[owner] = found[owner]._replace(said=with_cause)
            for index in twins[
                found[owner].start, found[owner].end
            ]:  # 收、支总计各…: one phrase stated two changes, for one reason
                one = found[index]
                if (
                    index != owner
                    and isinstance(one.said, ChangeSaid)
                    and one.said.reason is None
                ):
                    found[index] = one._replace(
                        said=replace(one.said, reason=with_cause.reason)
                    )
    return found


def _owner(
    stated: Sequence[Stated],
    ends: Sequence[tuple[int, int]],
    position: int,
    text: str,
    named: bool,
) -> int | None:
    """Index of the change that a reason belongs to: the nearest statement before it, in its sentence or the one before;
    further off where the reason says which change it means (决算数较上年减少的主要原因)."""
    behind = bisect_left(ends, (position + 1,))
    if not behind:
        return None
    nearest = -ends[behind - 1][1]  # of several that end there the first
    near = text.count("。", stated[nearest].end, position) <= (3 if named else 1)
    return nearest if near and isinstance(stated[nearest].said, ChangeSaid) else None


def _end(text: str, start: int, words: Words) -> int:
    """Where a reason ends: with its sentence; with its clause unless it is a list (一是…；二是…); before 其中."""
    if _LISTED.match(text, start):
        end = text.find("。", start)
    else:
        stop = words.reason_stop.search(text, start)
        end = stop.start() if stop else -1
    end = end if end >= 0 else len(text)
    parts = text.find(AMONG, start, end)
    return parts if parts >= 0 else end


def _within_bracket(cause: str) -> str:
    """The cause up to a bracket that was opened before it."""
    depth = 0
    for index, char in enumerate(cause):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return cause[:index]
    return cause
