"""The 目录: which lines list the headings of a document and are none themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.layout.lines import TextLine
from extractor.layout.titles import (
    TOC_LEADERS,
    TOP_LEVEL_KINDS,
    extract_core_title,
    is_sentence,
)
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Table
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize

__all__ = [
    "find_toc_lines",
    "is_toc_title",
    "collect_toc_titles",
]

_TOC_ENTRY_BREAK = regex.compile(
    r"\t+|(?<=[.…·\s)）\d])(?=第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_PAGE_LEADER = regex.compile(r"[.…·]{3,}|\s\d{1,3}\s*$")
_MIN_TOC_ENTRIES = 5  # entries that make a 目录 without a title


def find_toc_lines(
    elements: Sequence[TextLine | Table], lexicon: Lexicon, name_variants: Sequence[str]
) -> set[int]:
    """Indexes of the lines of a typed or generated 目录: from its title to where its first entries come again."""
    made = {
        i
        for i, item in enumerate(elements)
        if isinstance(item, TextLine) and item.in_toc
    }
    for index, item in enumerate(elements):
        if isinstance(item, TextLine) and match_key(
            item.text.split("\n")[0]
        ) in lexicon.get_vocabulary("contents"):
            return (
                made
                | {index}
                | (
                    set()
                    if made
                    else set(
                        _iter_typed_toc(elements, index + 1, lexicon, name_variants)
                    )
                )
            )
    return made or _find_untitled_toc(elements, lexicon, name_variants)


def _find_untitled_toc(
    elements: Sequence[TextLine | Table], lexicon: Lexicon, name_variants: Sequence[str]
) -> set[int]:
    """A 目录 whose title is a picture or stands in a frame: titles alone at the head, most of which come again."""
    start = next(
        (
            i
            for i, item in enumerate(elements[:15])
            if isinstance(item, TextLine) and item.list_number is not None
        ),
        None,
    )
    if start is None:
        return set()
    inside = list(_iter_typed_toc(elements, start, lexicon, name_variants))
    lines = [line for i in inside if isinstance(line := elements[i], TextLine)]
    if len(lines) < _MIN_TOC_ENTRIES or any(is_sentence(line.text) for line in lines):
        return set()
    later = {
        _normalize_toc_entry(item.text)
        for item in elements[inside[-1] + 1 :]
        if isinstance(item, TextLine)
    }
    again = sum(_normalize_toc_entry(line.text) in later for line in lines)
    return set(inside) if 2 * again >= len(lines) else set()


def collect_toc_titles(
    elements: Sequence[TextLine | Table], toc_indexes: set[int]
) -> frozenset[str]:
    """Titles that the 目录 gives to the top of the outline."""
    kinds: list[tuple[str, str]] = []
    for index in sorted(toc_indexes):
        line = elements[index]
        assert isinstance(line, TextLine)
        for entry in _TOC_ENTRY_BREAK.split(line.text):
            number = parse_list_number(entry) if entry else None
            if number is not None:
                kinds.append((number.kind, _normalize_toc_entry(entry)))
    top = next(
        (kind for kind in TOP_LEVEL_KINDS if any(k == kind for k, _ in kinds)), ""
    )
    return frozenset(title for kind, title in kinds if kind == top and title)


def _iter_typed_toc(
    elements: Sequence[TextLine | Table],
    start: int,
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> Iterator[int]:
    """Indexes of the entries of a typed 目录 that begins at ``start``."""
    seen: set[str] = set()
    pending: int | None = (
        None  # a part number alone on its line: an entry only if its title is one
    )
    for at in range(start, len(elements)):
        line = elements[at]
        if not isinstance(line, TextLine):
            return
        entries = [
            _normalize_toc_entry(part)
            for part in _TOC_ENTRY_BREAK.split(line.text)
            if part and part.strip()
        ]
        leads = bool(_PAGE_LEADER.search(line.text))
        again = any(
            extract_core_title(entry, lexicon, name_variants) in seen
            for entry in entries
            if entry
        )
        if not leads and (again or is_sentence(line.text)):
            return
        if pending is not None:
            yield pending
            pending = None
        if line.list_number is not None and not any(entries):
            pending = at
            continue
        seen.update(
            extract_core_title(entry, lexicon, name_variants)
            for entry in entries
            if entry
        )
        yield at


def _normalize_toc_entry(text: str) -> str:
    """One entry of a 目录 as it will stand over its section: without number, leaders and page."""
    number = parse_list_number(text)
    return match_key(
        TOC_LEADERS.sub("", normalize(text[number.end if number else 0 :])).rstrip()
    )


def is_toc_title(
    line: TextLine,
    toc_titles: frozenset[str],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> bool:
    """True for a line that is a title of the 目录, with the office's name or the year before it or without."""
    plain = extract_core_title(line.text, lexicon, name_variants)
    return bool(plain) and any(
        plain == extract_core_title(title, lexicon, name_variants)
        for title in toc_titles
    )
