"""The 目录: which lines list the headings of a document and are none themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.layout.lines import Line
from extractor.layout.titles import LEADERS, TOP_KINDS, core_title, is_sentence
from extractor.lexicon.lexicon import Template
from extractor.model.document import Table
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import fold, squeeze

__all__ = ["contents", "is_listed", "listed_titles"]

_ENTRIES = regex.compile(
    r"\t+|(?<=[.…·\s)）\d])(?=第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_PAGED = regex.compile(r"[.…·]{3,}|\s\d{1,3}\s*$")
_FEWEST = 5  # entries that make a 目录 without a title


def contents(
    items: Sequence[Line | Table], template: Template, names: Sequence[str]
) -> set[int]:
    """Indexes of the lines of a typed or generated 目录: from its title to where its first entries come again."""
    made = {i for i, item in enumerate(items) if isinstance(item, Line) and item.toc}
    for index, item in enumerate(items):
        if isinstance(item, Line) and squeeze(
            item.text.split("\n")[0]
        ) in template.words("contents"):
            return (
                made
                | {index}
                | (set() if made else set(_typed(items, index + 1, template, names)))
            )
    return made or _untitled(items, template, names)


def _untitled(
    items: Sequence[Line | Table], template: Template, names: Sequence[str]
) -> set[int]:
    """A 目录 whose title is a picture or stands in a frame: titles alone at the head, most of which come again."""
    start = next(
        (
            i
            for i, item in enumerate(items[:15])
            if isinstance(item, Line) and item.ordinal is not None
        ),
        None,
    )
    if start is None:
        return set()
    inside = list(_typed(items, start, template, names))
    lines = [line for i in inside if isinstance(line := items[i], Line)]
    if len(lines) < _FEWEST or any(is_sentence(line.text) for line in lines):
        return set()
    later = {
        _entry(item.text) for item in items[inside[-1] + 1 :] if isinstance(item, Line)
    }
    again = sum(_entry(line.text) in later for line in lines)
    return set(inside) if 2 * again >= len(lines) else set()


def listed_titles(items: Sequence[Line | Table], inside: set[int]) -> frozenset[str]:
    """Titles that the 目录 gives to the top of the outline."""
    kinds: list[tuple[str, str]] = []
    for index in sorted(inside):
        line = items[index]
        assert isinstance(line, Line)
        for entry in _ENTRIES.split(line.text):
            number = ordinal(entry) if entry else None
            if number is not None:
                kinds.append((number.kind, _entry(entry)))
    top = next((kind for kind in TOP_KINDS if any(k == kind for k, _ in kinds)), "")
    return frozenset(title for kind, title in kinds if kind == top and title)


def _typed(
    items: Sequence[Line | Table], start: int, template: Template, names: Sequence[str]
) -> Iterator[int]:
    """Indexes of the entries of a typed 目录 that begins at ``start``."""
    seen: set[str] = set()
    pending: int | None = (
        None  # a part number alone on its line: an entry only if its title is one
    )
    for at in range(start, len(items)):
        line = items[at]
        if not isinstance(line, Line):
            return
        entries = [
            _entry(part) for part in _ENTRIES.split(line.text) if part and part.strip()
        ]
        leads = bool(_PAGED.search(line.text))
        again = any(
            core_title(entry, template, names) in seen for entry in entries if entry
        )
        if not leads and (again or is_sentence(line.text)):
            return
        if pending is not None:
            yield pending
            pending = None
        if line.ordinal is not None and not any(entries):
            pending = at
            continue
        seen.update(core_title(entry, template, names) for entry in entries if entry)
        yield at


def _entry(text: str) -> str:
    """One entry of a 目录 as it will stand over its section: without number, leaders and page."""
    number = ordinal(text)
    return squeeze(LEADERS.sub("", fold(text[number.end if number else 0 :])).rstrip())


def is_listed(
    line: Line, listed: frozenset[str], template: Template, names: Sequence[str]
) -> bool:
    """True for a line that is a title of the 目录, with the office's name or the year before it or without."""
    plain = core_title(line.text, template, names)
    return bool(plain) and any(
        plain == core_title(title, template, names) for title in listed
    )
