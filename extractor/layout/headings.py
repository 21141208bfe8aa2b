"""Headings: how a line reads as one, and which of them are the top of the outline.

The numbered candidates of one kind form chains; the chain with the most evidence wins (known words weigh most, gaps
cost), so a list ``一、…二、…`` inside a section does not break the outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from extractor.layout.lines import Line
from extractor.layout.titles import (
    LONGEST,
    TOP_KINDS,
    is_known,
    keys_of,
    look_up,
    looks_like_title,
    plain_title,
)
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Table
from extractor.text.list_numbers import Ordinal
from extractor.text.normalize import squeeze

__all__ = ["Head", "head_of", "lead_in", "top_heads", "with_titles"]


class Head(NamedTuple):
    """A line that reads as a heading: its number, the span of its title, its key, and where running text begins."""

    at: int  # index of the line among the items
    ordinal: Ordinal | None
    start: int
    end: int
    key: str | None
    known: bool
    body: int  # == len(text) where the line is nothing but the heading
    listed: bool = False  # the 目录 names it
    dated: str = ""  # a year alone on a line between number and title
    title: int = -1  # index of the line that holds the title, where it is not this one


@cache
def _run_in(template: Template) -> regex.Pattern[str]:
    """Where running text may begin behind a title: at a mark, at （详见附表）, at white space."""
    return regex.compile(
        rf"[:：。]|[(（](?:{any_of(template.words_of('title_words', 'see'))}).*?[)）]|\s"
    )


def head_of(
    index: int, line: Line, template: Template, names: Sequence[str]
) -> Head | None:
    """How a line reads as a numbered heading, or None when it cannot be one."""
    number = line.ordinal
    start = number.end if number else 0
    text = line.text[start:]
    if not text.strip():
        return (
            Head(index, number, start, start, None, False, len(line.text))
            if number and number.kind == "part"
            else None
        )
    if looks_like_title(text):
        plain = squeeze(text)
        if number is None and len(plain) > 30:
            return None
        if plain.endswith((":", "：")) and number is None:
            return None
        keys = keys_of(text, template, names)
        if number is None and not (line.outline or is_known(text, template, names)):
            return None
        closed = plain.endswith("。") and not (
            number is not None and _ends_as_title(plain, template)
        )
        sentence = (
            closed or "," in plain or regex.search(r"\d[\d.,]*(?:万|亿)?元", plain)
        )
        if not sentence or is_known(text, template, names):
            end = start + len(text.rstrip().rstrip(":：。"))
            return Head(
                index,
                number,
                start,
                end,
                keys[0] if keys else None,
                bool(keys),
                len(line.text),
            )
    if number is None:
        return None
    for match in _run_in(template).finditer(line.twin, start):
        title = line.text[start : match.start()]
        if len(squeeze(title)) > LONGEST:
            break
        apart = line.text[match.start()] == "\t" or match.group().startswith("(")
        named = (
            match.group() == "。"
            and _ends_as_title(squeeze(title), template)
            and keys_of(title, template, names)
        )
        if squeeze(title) and (
            named
            or is_known(title, template, names)
            or (apart and looks_like_title(title))
        ):
            stop = match.end() if not match.group().isspace() else match.start()
            keys = keys_of(title, template, names)
            end = match.end() if match.group().startswith("(") else match.start()
            return Head(
                index, number, start, end, keys[0] if keys else None, bool(keys), stop
            )
    return None


def _ends_as_title(plain: str, template: Template) -> bool:
    """True for words that close as titles do (收入决算情况。), not as sentences."""
    plain = plain.rstrip("。")
    return (
        plain.endswith(template.words_of("heading_ends", "word"))
        and _run_in(template).search(plain) is None
    )


def lead_in(line: Line, template: Template) -> Head | None:
    """A known label that opens a line: ``部门职责：``, ``总体绩效目标： 深入…``."""
    twin = line.twin
    start = line.ordinal.end if line.ordinal else 0
    colon = twin.find(":", start, start + 24)
    if colon < 0 or line.ordinal is not None:
        return None
    plain = squeeze(line.text[start:colon])
    key = look_up(plain, template, "lead_ins") or (
        look_up(plain, template, "sub_headings") if len(plain) <= 8 else None
    )
    if key is None:
        return None
    return Head(-1, None, start, colon, key, True, colon + 1)


def with_titles(
    heads: list[Head],
    items: Sequence[Line | Table],
    template: Template,
    names: Sequence[str],
) -> list[Head]:
    """A part number alone on its line takes the next line for its title."""
    done: list[Head] = []
    for head in heads:
        if (
            head.start == head.end
            and head.ordinal is not None
            and head.ordinal.kind == "part"
        ):
            for at in range(head.at + 1, min(head.at + 4, len(items))):
                follower = items[at]
                if not isinstance(follower, Line) or not plain_title(
                    follower.text, template
                ):
                    head = head._replace(
                        dated=follower.text.strip()
                        if isinstance(follower, Line)
                        else ""
                    )
                    continue  # a year alone on its line
                if follower.ordinal is None and looks_like_title(follower.text):
                    keys = keys_of(follower.text, template, names)
                    head = head._replace(
                        key=keys[0] if keys else None, known=bool(keys), title=at
                    )
                    break
        done.append(head)
    return done


_GAP = 6  # tenths that a missing number costs


def _chain(heads: Sequence[Head]) -> list[Head]:
    """The best chain of one kind of number: values rise, known words weigh most, gaps cost, restarts end it."""
    best: list[tuple[int, int]] = []  # score in tenths, the head before
    ranks = {
        value: at
        for at, value in enumerate(
            sorted({h.ordinal.value for h in heads if h.ordinal}), 1
        )
    }
    # The best to go on from among the lower values: a tree of maxima by value, (score made free of gaps, -index).
    tree: list[tuple[int, int] | None] = [None] * (len(ranks) + 1)
    for i, head in enumerate(heads):
        assert head.ordinal is not None
        weight = 30 if head.known else 10
        value, previous = head.ordinal.value, -1
        score = weight - (0 if value == 1 else 4 * min(value - 1, 5))
        at, before = ranks[value] - 1, None
        while at:
            before = max(filter(None, (before, tree[at])), default=None)
            at &= at - 1
        if before is not None and before[0] + weight - _GAP * (value - 1) >= score:
            score, previous = before[0] + weight - _GAP * (value - 1), -before[1]
        best.append((score, previous))
        at, entry = ranks[value], (score + _GAP * value, -i)
        while at < len(tree):
            tree[at] = max(filter(None, (tree[at], entry)))
            at += at & -at
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: (best[i][0], i))
    chain: list[Head] = []
    while at >= 0:
        chain.append(heads[at])
        at = best[at][1]
    return chain[::-1]


def top_heads(heads: Sequence[Head], listed: frozenset[str]) -> list[Head]:
    """The level 1 headings: parts where there are two; titles of the 目录 that stand without their number; else the kind
    of number with the best chain."""
    by_kind = {
        kind: [h for h in heads if h.ordinal and h.ordinal.kind == kind]
        for kind in TOP_KINDS
    }
    parts = _chain(by_kind["part"])
    if len(parts) >= 2:
        return parts
    named = [h for h in heads if h.ordinal is None and h.listed]
    if len(named) >= 3 and 2 * len(named) >= len(listed):
        return named
    chains = {
        kind: _chain(by_kind[kind])
        for kind in ("chinese", "chinese_bracket", "decimal")
    }
    plain = [h for h in heads if h.ordinal is None and h.known]
    for kind in ("chinese", "chinese_bracket", "decimal"):
        chain = chains[kind]
        if (
            sum(h.known for h in chain) >= 2
            or len(chain) >= 4
            or (chain and not plain and kind == "chinese")
        ):
            keys = {h.key for h in chain}
            return [
                *chain,
                *(h for h in plain if h.at > chain[-1].at and h.key not in keys),
            ]
    return plain
