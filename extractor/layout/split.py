"""Several disclosures in one file: a department and the units under it, each with a
title and an outline of its own.

    沧州市某局2022年部门预算信息公开 … 九、名词解释 …        one
    沧州市某中心2022年单位预算信息公开 … 九、名词解释 …      another

A file is split only where a title of a budget or final accounts occurs
again, names another office or another scope
(汇总, 本级), and what follows has known headings of its own; otherwise it
is one disclosure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from extractor.layout.headings import find_headings
from extractor.layout.lines import BodyLayout, TextLine
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Document, Span, Table, get_file_ordinal
from extractor.text import regex
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import match_key

__all__ = [
    "DisclosurePart",
    "split_disclosures",
]

_LONGEST_DISCLOSURE_TITLE = 50
_MIN_KNOWN_HEADINGS = 3  # known top headings that make an outline of its own

Elements = Sequence[TextLine | Table]


class DisclosurePart(NamedTuple):
    """The part of a document that is one disclosure.

    ``block_paths`` are the paths of the blocks of stories that it
    answers for. The first part of a document
    (``is_first``) also answers for what no part holds: empty
    paragraphs, page furniture, notes, headers and footers.
    """

    elements: Elements
    block_paths: frozenset[str]
    is_first: bool


def split_disclosures(
    document: Document, layout: BodyLayout, lexicon: Lexicon
) -> list[DisclosurePart]:
    """Split a document into its disclosures.

    Args:
        document: The document.
        layout: Its body as lines and tables.
        lexicon: The words of titles.

    Returns:
        The disclosures in order; one where the document is not split.
    """
    first, *further_parts = _split_elements(layout.elements, lexicon)
    elsewhere: set[str] = set()
    parts: list[DisclosurePart] = []
    for elements in further_parts:
        paths = _collect_block_paths(elements)
        elsewhere |= paths
        parts.append(DisclosurePart(elements, paths, False))
    elsewhere -= _collect_block_paths(first)
    remaining = {visit.top_block.path for visit in document.walk_blocks()} - elsewhere
    return [DisclosurePart(first, frozenset(remaining), True), *parts]


def _collect_block_paths(elements: Elements) -> frozenset[str]:
    return frozenset(Span(element.path).top_path for element in elements)


def _split_elements(elements: Elements, lexicon: Lexicon) -> list[Elements]:
    starts = sorted(_find_disclosure_titles(elements, lexicon))
    if len(starts) < 2:
        return [elements]
    n_headings = _MIN_KNOWN_HEADINGS
    if _name_different_owners([elements[start] for start in starts], lexicon):
        n_headings = 1
    parts: list[Elements] = []
    for start, stop in pairwise([0, *starts[1:], len(elements)]):
        part = elements[start:stop]
        if parts and not _has_own_outline(part, lexicon, n_headings):
            parts[-1] = [*parts[-1], *part]
        else:
            parts.append(part)
    if all(_has_own_outline(part, lexicon, n_headings) for part in parts):
        return parts
    return [elements]


def _name_different_owners(titles: Elements, lexicon: Lexicon) -> bool:
    """True where each title begins with another office, none of which is a short form
    of another."""
    pattern = _compile_disclosure_title(lexicon)
    keys = [match_key(title.text) for title in titles if isinstance(title, TextLine)]
    owners = [pattern.split(key, maxsplit=1)[0] for key in keys]
    if "" in owners:
        return False
    return not any(
        owner.endswith(other) or other.endswith(owner)
        for owner, other in combinations(owners, 2)
    )


@cache
def _compile_disclosure_title(lexicon: Lexicon) -> regex.Pattern[str]:
    """The end of a title of a disclosure: 2022年部门预算信息公开情况说明（汇总）."""
    scope = build_alternation(lexicon.get_words("doc_scope", "word"))
    kind = build_alternation(tuple(lexicon.get_vocabulary("doc_type")))
    whole = build_alternation(lexicon.get_words("volumes", "whole"))
    end = build_alternation(lexicon.get_words("volumes", "end"))
    return regex.compile(
        rf"{YEAR_DIGITS}年?度?(?:{scope})?(?:{whole})?(?:{kind})(?:{end})*"
        r"(?:[(（].{2,6}[)）])?$"
    )


def _find_disclosure_titles(elements: Elements, lexicon: Lexicon) -> Iterator[int]:
    """Indexes of lines that read as the title of a disclosure and occur once."""
    pattern = _compile_disclosure_title(lexicon)
    numbered = lexicon.get_words("volumes", "numbered")
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for index, element in enumerate(elements):
        if isinstance(element, Table) or not _may_be_title(element):
            continue
        if get_file_ordinal(element.path) > 1:
            break
        plain = match_key(element.text)
        if len(plain) > _LONGEST_DISCLOSURE_TITLE or plain.startswith(numbered):
            continue
        if pattern.search(plain):
            counts[plain] += 1
            first.setdefault(plain, index)
    for plain, index in first.items():
        if counts[plain] == 1:
            yield index


def _may_be_title(line: TextLine) -> bool:
    return (
        line.list_number is None
        and not line.in_toc
        and len(line.text) <= 2 * _LONGEST_DISCLOSURE_TITLE
    )


def _has_own_outline(elements: Elements, lexicon: Lexicon, n_headings: int) -> bool:
    """True for known headings enough; where one is enough, the numbers must begin
    anew."""
    top = find_headings(elements, lexicon).top.values()
    if n_headings == 1 and not _counts_anew(elements):
        return False
    return len({heading.key for heading in top if heading.key}) >= n_headings


def _counts_anew(elements: Elements) -> bool:
    """True where the first list number is a one."""
    numbers = (line.list_number for line in elements if isinstance(line, TextLine))
    first = next((number for number in numbers if number), None)
    return first is not None and first.value == 1
