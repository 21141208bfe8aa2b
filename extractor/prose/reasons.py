"""Reasons: the cause stated behind a change, up to the end of its sentence, of its list, or of what comes before 其中."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.model.records import Extracted
from extractor.prose.labels import LABEL_EDGE_CHARACTERS
from extractor.prose.mentions import ChangeMention, Mention
from extractor.prose.patterns import ProsePatterns
from extractor.text.connectives import OF_WHICH

__all__ = [
    "LocatedMention",
    "attach_reasons",
]

_REASON_LIST = regex.compile(r"一是|\(?[一1][)、.]")


class LocatedMention(NamedTuple):
    """One thing said and its span in the squeezed text."""

    mention: Mention
    start: int
    end: int


def attach_reasons(
    mentions: Sequence[LocatedMention],
    text: str,
    patterns: ProsePatterns,
    extract_text: Callable[[int, int], Extracted[str]],
) -> list[LocatedMention]:
    """The same statements, each change with the reason that the text gives for it.

    A change whose reason is its components (主要是：人员经费增加19.22万元…) has none: these are changes of their own.
    """
    found = list(mentions)
    ends = sorted((one.end, -index) for index, one in enumerate(mentions))
    starts = sorted(
        one.start
        for one in mentions
        if isinstance(one.mention, ChangeMention) and one.mention.subject.label
    )
    twins: dict[tuple[int, int], list[int]] = {}
    for index, one in enumerate(mentions):
        twins.setdefault((one.start, one.end), []).append(index)
    for match in patterns.reason_lead.finditer(text):
        owner = _find_explained_change(
            found,
            ends,
            match.start(),
            text,
            patterns.prior_year_reason.search(match.group()) is not None,
        )
        if owner is None:
            continue
        start, end = match.end(), _find_reason_end(text, match.end(), patterns)
        change = found[owner].mention
        lead = match.group()
        if (
            isinstance(change, ChangeMention)
            and patterns.own_budget_reason.search(lead)
            and change.base_year != change.year
        ):
            continue  # 决算数小于预算数的主要原因 is none of a change against the year before
        if "。" in text[
            found[owner].end : match.start()
        ] and not patterns.sentence_initial_reason.search(lead):
            continue  # 因… at the head of a sentence opens a matter of its own
        components = bisect_left(starts, start) < bisect_left(starts, end)
        if (
            components
            or not isinstance(change, ChangeMention)
            or change.reason is not None
        ):
            continue
        cause = _cut_at_closing_bracket(text[start:end]).rstrip(LABEL_EDGE_CHARACTERS)
        if cause:
            with_cause = replace(change, reason=extract_text(start, start + len(cause)))
            found[owner] = found[owner]._replace(mention=with_cause)
            for index in twins[
                found[owner].start, found[owner].end
            ]:  # 收、支总计各…: one phrase stated two changes, for one reason
                one = found[index]
                if (
                    index != owner
                    and isinstance(one.mention, ChangeMention)
                    and one.mention.reason is None
                ):
                    found[index] = one._replace(
                        mention=replace(one.mention, reason=with_cause.reason)
                    )
    return found


def _find_explained_change(
    mentions: Sequence[LocatedMention],
    mention_ends: Sequence[tuple[int, int]],
    position: int,
    text: str,
    names_base: bool,
) -> int | None:
    """Index of the change that a reason belongs to: the nearest statement before it, in its sentence or the one before;
    further off where the reason says which change it means (决算数较上年减少的主要原因)."""
    behind = bisect_left(mention_ends, (position + 1,))
    if not behind:
        return None
    nearest = -mention_ends[behind - 1][1]  # of several that end there the first
    near = text.count("。", mentions[nearest].end, position) <= (3 if names_base else 1)
    return (
        nearest
        if near and isinstance(mentions[nearest].mention, ChangeMention)
        else None
    )


def _find_reason_end(text: str, start: int, patterns: ProsePatterns) -> int:
    """Where a reason ends: with its sentence; with its clause unless it is a list (一是…；二是…); before 其中."""
    if _REASON_LIST.match(text, start):
        end = text.find("。", start)
    else:
        stop = patterns.reason_end.search(text, start)
        end = stop.start() if stop else -1
    end = end if end >= 0 else len(text)
    parts = text.find(OF_WHICH, start, end)
    return parts if parts >= 0 else end


def _cut_at_closing_bracket(cause: str) -> str:
    """The cause up to a bracket that was opened before it."""
    depth = 0
    for index, char in enumerate(cause):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return cause[:index]
    return cause
