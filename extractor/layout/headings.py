"""Headings: how a line reads as one, and which of them are the top of the outline.

The numbered candidates of one kind form chains; the chain with the most evidence wins (known words weigh most, gaps
cost), so a list ``一、…二、…`` inside a section does not break the outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from extractor.layout.lines import TextLine
from extractor.layout.titles import (
    LONGEST_TITLE,
    TOP_LEVEL_KINDS,
    find_section_keys,
    is_known_title,
    look_up_title,
    looks_like_title,
    normalize_title,
)
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Table
from extractor.text.list_numbers import ListNumber
from extractor.text.normalize import match_key

__all__ = [
    "HeadingCandidate",
    "parse_heading",
    "parse_lead_in",
    "select_top_headings",
    "attach_title_lines",
]


class HeadingCandidate(NamedTuple):
    """A line that reads as a heading: its number, the span of its title, its key, and where running text begins."""

    element_index: int  # index of the line among the items
    list_number: ListNumber | None
    title_start: int
    title_end: int
    key: str | None
    is_known: bool
    body_start: int  # == len(text) where the line is nothing but the heading
    is_in_toc: bool = False  # the 目录 names it
    year_text: str = ""  # a year alone on a line between number and title
    title_index: int = (
        -1
    )  # index of the line that holds the title, where it is not this one


@cache
def _compile_run_in_pattern(lexicon: Lexicon) -> regex.Pattern[str]:
    """Where running text may begin behind a title: at a mark, at （详见附表）, at white space."""
    return regex.compile(
        rf"[:：。]|[(（](?:{build_alternation(lexicon.get_words('title_words', 'see'))}).*?[)）]|\s"
    )


def parse_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """How a line reads as a numbered heading, or None when it cannot be one."""
    number = line.list_number
    start = number.end if number else 0
    text = line.text[start:]
    if not text.strip():
        return (
            HeadingCandidate(index, number, start, start, None, False, len(line.text))
            if number and number.kind == "part"
            else None
        )
    if looks_like_title(text):
        plain = match_key(text)
        if number is None and len(plain) > 30:
            return None
        if plain.endswith((":", "：")) and number is None:
            return None
        keys = find_section_keys(text, lexicon, name_variants)
        if number is None and not (
            line.outline_level or is_known_title(text, lexicon, name_variants)
        ):
            return None
        closed = plain.endswith("。") and not (
            number is not None and _ends_as_title(plain, lexicon)
        )
        sentence = (
            closed or "," in plain or regex.search(r"\d[\d.,]*(?:万|亿)?元", plain)
        )
        if not sentence or is_known_title(text, lexicon, name_variants):
            end = start + len(text.rstrip().rstrip(":：。"))
            return HeadingCandidate(
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
    for match in _compile_run_in_pattern(lexicon).finditer(line.normalized, start):
        title = line.text[start : match.start()]
        if len(match_key(title)) > LONGEST_TITLE:
            break
        apart = line.text[match.start()] == "\t" or match.group().startswith("(")
        named = (
            match.group() == "。"
            and _ends_as_title(match_key(title), lexicon)
            and find_section_keys(title, lexicon, name_variants)
        )
        if match_key(title) and (
            named
            or is_known_title(title, lexicon, name_variants)
            or (apart and looks_like_title(title))
        ):
            stop = match.end() if not match.group().isspace() else match.start()
            keys = find_section_keys(title, lexicon, name_variants)
            end = match.end() if match.group().startswith("(") else match.start()
            return HeadingCandidate(
                index, number, start, end, keys[0] if keys else None, bool(keys), stop
            )
    return None


def _ends_as_title(title: str, lexicon: Lexicon) -> bool:
    """True for words that close as titles do (收入决算情况。), not as sentences."""
    title = title.rstrip("。")
    return (
        title.endswith(lexicon.get_words("heading_ends", "word"))
        and _compile_run_in_pattern(lexicon).search(title) is None
    )


def parse_lead_in(line: TextLine, lexicon: Lexicon) -> HeadingCandidate | None:
    """A known label that opens a line: ``部门职责：``, ``总体绩效目标： 深入…``."""
    twin = line.normalized
    start = line.list_number.end if line.list_number else 0
    colon = twin.find(":", start, start + 24)
    if colon < 0 or line.list_number is not None:
        return None
    plain = match_key(line.text[start:colon])
    key = look_up_title(plain, lexicon, "lead_ins") or (
        look_up_title(plain, lexicon, "sub_headings") if len(plain) <= 8 else None
    )
    if key is None:
        return None
    return HeadingCandidate(-1, None, start, colon, key, True, colon + 1)


def attach_title_lines(
    headings: list[HeadingCandidate],
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> list[HeadingCandidate]:
    """A part number alone on its line takes the next line for its title."""
    done: list[HeadingCandidate] = []
    for head in headings:
        if (
            head.title_start == head.title_end
            and head.list_number is not None
            and head.list_number.kind == "part"
        ):
            for at in range(
                head.element_index + 1, min(head.element_index + 4, len(elements))
            ):
                follower = elements[at]
                if not isinstance(follower, TextLine) or not normalize_title(
                    follower.text, lexicon
                ):
                    head = head._replace(
                        year_text=follower.text.strip()
                        if isinstance(follower, TextLine)
                        else ""
                    )
                    continue  # a year alone on its line
                if follower.list_number is None and looks_like_title(follower.text):
                    keys = find_section_keys(follower.text, lexicon, name_variants)
                    head = head._replace(
                        key=keys[0] if keys else None,
                        is_known=bool(keys),
                        title_index=at,
                    )
                    break
        done.append(head)
    return done


_GAP_COST = 6  # tenths that a missing number costs


def _find_best_chain(headings: Sequence[HeadingCandidate]) -> list[HeadingCandidate]:
    """The best chain of one kind of number: values rise, known words weigh most, gaps cost, restarts end it."""
    best: list[tuple[int, int]] = []  # score in tenths, the head before
    ranks = {
        value: at
        for at, value in enumerate(
            sorted({h.list_number.value for h in headings if h.list_number}), 1
        )
    }
    # The best to go on from among the lower values: a tree of maxima by value, (score made free of gaps, -index).
    tree: list[tuple[int, int] | None] = [None] * (len(ranks) + 1)
    for i, head in enumerate(headings):
        assert head.list_number is not None
        weight = 30 if head.is_known else 10
        value, previous = head.list_number.value, -1
        score = weight - (0 if value == 1 else 4 * min(value - 1, 5))
        at, before = ranks[value] - 1, None
        while at:
            before = max(filter(None, (before, tree[at])), default=None)
            at &= at - 1
        if before is not None and before[0] + weight - _GAP_COST * (value - 1) >= score:
            score, previous = before[0] + weight - _GAP_COST * (value - 1), -before[1]
        best.append((score, previous))
        at, entry = ranks[value], (score + _GAP_COST * value, -i)
        while at < len(tree):
            tree[at] = max(filter(None, (tree[at], entry)))
            at += at & -at
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: (best[i][0], i))
    chain: list[HeadingCandidate] = []
    while at >= 0:
        chain.append(headings[at])
        at = best[at][1]
    return chain[::-1]


def select_top_headings(
    headings: Sequence[HeadingCandidate], toc_titles: frozenset[str]
) -> list[HeadingCandidate]:
    """The level 1 headings: parts where there are two; titles of the 目录 that stand without their number; else the kind
    of number with the best chain."""
    by_kind = {
        kind: [h for h in headings if h.list_number and h.list_number.kind == kind]
        for kind in TOP_LEVEL_KINDS
    }
    parts = _find_best_chain(by_kind["part"])
    if len(parts) >= 2:
        return parts
    named = [h for h in headings if h.list_number is None and h.is_in_toc]
    if len(named) >= 3 and 2 * len(named) >= len(toc_titles):
        return named
    chains = {
        kind: _find_best_chain(by_kind[kind])
        for kind in ("chinese", "chinese_bracket", "decimal")
    }
    plain = [h for h in headings if h.list_number is None and h.is_known]
    for kind in ("chinese", "chinese_bracket", "decimal"):
        chain = chains[kind]
        if (
            sum(h.is_known for h in chain) >= 2
            or len(chain) >= 4
            or (chain and not plain and kind == "chinese")
        ):
            keys = {h.key for h in chain}
            return [
                *chain,
                *(
                    h
                    for h in plain
                    if h.element_index > chain[-1].element_index and h.key not in keys
                ),
            ]
    return plain
