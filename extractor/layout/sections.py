"""The outline: which lines are headings, and under which heading every line and table stands.

``一、`` opens headings, list items and table cells alike. A line is a heading by where it stands (not in a table, not in
the 目录), by its words, by its number in the sequence and by its form. The numbered candidates of one kind form chains;
the chain with the most evidence wins, so a list ``一、…二、…`` inside a section does not break the outline.

Level 1 is ``第一部分`` where a document has parts, else the top numbers (``一、``); level 2 the next kind below, or a
lead-in label that opens a line (``部门职责：``). A heading whose words no template knows keeps its place with key None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from extractor.layout.headings import (
    HeadingCandidate,
    attach_title_lines,
    parse_heading,
    parse_lead_in,
    select_top_headings,
)
from extractor.layout.lines import TextLine
from extractor.layout.titles import find_section_keys
from extractor.layout.toc import collect_toc_titles, find_toc_lines, is_toc_title
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span, Table
from extractor.model.enums import NumberSource
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Section
from extractor.text.normalize import match_key

__all__ = [
    "OutlineEntry",
    "Outline",
    "build_outline",
]

EntryKind = Literal["heading", "title", "toc", "prose", "table"]


@dataclass(frozen=True)
class OutlineEntry:
    """One line or table and where it belongs. ``key`` names the nearest known heading above, level 2 before level 1."""

    kind: EntryKind
    element: TextLine | Table
    section: Section | None  # level 1
    subsection: Section | None  # level 2
    heading_key: str | None
    heading: TextLine | None = (
        None  # the nearest line above that reads as a heading, of whatever depth
    )
    text_start: int = (
        0  # where the running text of a line begins (behind number, title, lead-in)
    )

    @property
    def line(self) -> TextLine:
        assert isinstance(self.element, TextLine)
        return self.element

    @property
    def section_key(self) -> str | None:
        return self.section.key if self.section else None


class Outline(NamedTuple):
    """The sections (both levels, in reading order) and an entry for every line and table."""

    sections: tuple[Section, ...]
    entries: tuple[OutlineEntry, ...]
    issues: tuple[Issue, ...]


def build_outline(
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    name_variants: Sequence[str] = (),
) -> Outline:
    """Find the headings of a document; ``names`` are forms of the department's name that titles may carry."""
    squeezed_names = tuple(
        sorted({match_key(n) for n in name_variants if n}, key=lambda n: (-len(n), n))
    )
    inside = find_toc_lines(elements, lexicon, squeezed_names)
    listed = collect_toc_titles(elements, inside)
    heads: list[HeadingCandidate] = []
    for index, item in enumerate(elements):
        if isinstance(item, TextLine) and index not in inside:
            head = parse_heading(index, item, lexicon, squeezed_names)
            if (
                head is None
                and listed
                and item.list_number is None
                and is_toc_title(item, listed, lexicon, squeezed_names)
            ):
                keys = find_section_keys(item.text, lexicon, squeezed_names)
                head = HeadingCandidate(
                    index,
                    None,
                    0,
                    len(item.text),
                    keys[0] if keys else None,
                    bool(keys),
                    len(item.text),
                )
            if head is not None:
                heads.append(
                    head._replace(
                        is_in_toc=bool(listed)
                        and is_toc_title(item, listed, lexicon, squeezed_names)
                    )
                )
    heads = attach_title_lines(heads, elements, lexicon, squeezed_names)
    top = {head.element_index: head for head in select_top_headings(heads, listed)}
    return _assemble_outline(elements, heads, top, inside, lexicon, squeezed_names)


def _assemble_outline(
    elements: Sequence[TextLine | Table],
    headings: Iterable[HeadingCandidate],
    top_headings: dict[int, HeadingCandidate],
    toc_indexes: set[int],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> Outline:
    by_index = {head.element_index: head for head in headings}
    titles = {
        head.title_index for head in top_headings.values() if head.title_index >= 0
    }
    sub_kinds = _find_subsection_number_kinds(len(elements), by_index, top_headings)
    sub_kind = ""
    sections: list[Section] = []
    entries: list[OutlineEntry] = []
    section: Section | None = None
    sub: Section | None = None
    heading: TextLine | None = None
    deep: str | None = None  # key of the nearest heading below level 2
    for index, item in enumerate(elements):
        key = (
            deep
            or (sub.key if sub and sub.key else None)
            or (section.key if section else None)
        )
        if isinstance(item, Table):
            entries.append(OutlineEntry("table", item, section, sub, key, heading))
            continue
        if index in toc_indexes:
            entries.append(OutlineEntry("toc", item, None, None, None))
            continue
        if index in titles:
            heading = item
            entries.append(
                OutlineEntry("title", item, section, sub, key, heading, len(item.text))
            )
            continue
        head = by_index.get(index)
        if head is not None and index in top_headings:
            title_line = elements[head.title_index] if head.title_index >= 0 else item
            assert isinstance(title_line, TextLine)
            section = _build_section(1, head, item, title_line, None)
            sub, heading, sub_kind, deep = None, title_line, sub_kinds[index], None
            sections.append(section)
            entries.append(
                OutlineEntry(
                    "heading",
                    item,
                    section,
                    None,
                    section.key,
                    heading,
                    head.body_start,
                )
            )
            continue
        sibling = (
            head is not None
            and head.list_number is not None
            and head.list_number.kind == sub_kind
        )
        if _is_in_glossary(section, sub) and not (
            sub and sibling
        ):  # its items are terms, never headings
            entries.append(OutlineEntry("prose", item, section, None, key, heading))
            continue
        lead = parse_lead_in(item, lexicon) if section is not None else None
        is_sub = (
            head is not None and head.list_number is not None and section is not None
        )
        if (
            is_sub
            and head
            and head.list_number
            and section
            and head.list_number.kind == sub_kind
        ):
            below = find_section_keys(
                item.text[head.title_start : head.title_end],
                lexicon,
                name_variants,
                2,
                section.key,
            )
            head = head._replace(key=below[0] if below else None)
            sub = _build_section(2, head, item, item, section)
        elif lead is not None:
            sub = _build_section(2, lead, item, item, section)
            head = lead
        elif head is None or (head.list_number is None and not head.is_known):
            entries.append(
                OutlineEntry(
                    "prose",
                    item,
                    section,
                    sub,
                    key,
                    heading,
                    item.list_number.end if item.list_number else 0,
                )
            )
            continue
        else:
            heading = item
            below = find_section_keys(
                item.text[head.title_start : head.title_end],
                lexicon,
                name_variants,
                2,
                section.key if section else None,
            )
            deep = below[0] if below else None
            entries.append(
                OutlineEntry(
                    "title", item, section, sub, deep or key, heading, head.body_start
                )
            )
            continue
        sections.append(sub)
        heading, deep = item, None
        key = sub.key or (section.key if section else None)
        entries.append(
            OutlineEntry("heading", item, section, sub, key, heading, head.body_start)
        )
    finished = _attach_section_texts(sections, entries)
    return Outline(finished[0], finished[1], tuple(_find_heading_issues(finished[0])))


def _is_in_glossary(section: Section | None, subsection: Section | None) -> bool:
    return (subsection or section) is not None and "glossary" in (
        section.key if section else None,
        subsection.key if subsection else None,
    )


def _find_subsection_number_kinds(
    n_elements: int, headings: dict[int, HeadingCandidate], top_headings: Iterable[int]
) -> dict[int, str]:
    """For the index of each level 1 heading, the kind of number that its level 2 headings bear: that of the first."""
    bounds = [*sorted(top_headings), n_elements]
    kinds: dict[int, str] = {}
    at = sorted(headings)
    for start, stop in zip(bounds, bounds[1:], strict=False):
        numbered = (
            headings[i].list_number
            for i in at[bisect_right(at, start) : bisect_left(at, stop)]
        )
        kinds[start] = next(
            (number.kind for number in numbered if number is not None), ""
        )
    return kinds


def _build_section(
    level: int,
    heading: HeadingCandidate,
    line: TextLine,
    title_line: TextLine,
    parent: Section | None,
) -> Section:
    number: Extracted[str] | str | None = None
    source = NumberSource.NONE
    if heading.list_number is not None:
        number, source = (
            line.numeral,
            NumberSource.AUTO if line.list_label else NumberSource.TYPED,
        )
    span = (
        (heading.title_start, heading.title_end)
        if title_line is line
        else (0, len(title_line.text))
    )
    title = title_line.extract_text(*span)
    if heading.year_text:  # the year stands alone on the line above
        title = replace(title, value=heading.year_text + title.value)
    place = line.locate_span(0, len(line.text))
    return Section(
        level, number, source, title, heading.key, "", Span(place.path), parent
    )


def _attach_section_texts(
    sections: list[Section], entries: list[OutlineEntry]
) -> tuple[tuple[Section, ...], tuple[OutlineEntry, ...]]:
    """Sections with their prose, and the entries pointing at the finished sections."""
    prose: dict[int, list[str]] = {}
    for entry in entries:
        if isinstance(entry.element, TextLine) and entry.kind != "toc":
            text = (
                entry.line.text[entry.text_start :]
                if entry.kind == "heading"
                else entry.line.text
            )
            if text.strip():
                for owner in {id(entry.section), id(entry.subsection)}:
                    prose.setdefault(owner, []).append(text.strip())
    done: dict[int, Section] = {}
    finished: list[Section] = []
    for section in sections:
        text = "\n".join(prose.get(id(section), ()))
        parent = done.get(id(section.parent)) if section.parent else None
        new = Section(
            section.level,
            section.number,
            section.number_source,
            section.title,
            section.key,
            text,
            section.place,
            parent,
        )
        done[id(section)] = new
        finished.append(new)
    moved = tuple(
        OutlineEntry(
            e.kind,
            e.element,
            done.get(id(e.section)),
            done.get(id(e.subsection)),
            e.heading_key,
            e.heading,
            e.text_start,
        )
        for e in entries
    )
    return tuple(finished), moved


def _find_heading_issues(sections: Iterable[Section]) -> Iterator[Issue]:
    """Headings no template knows, keys that stand twice on level 1, gaps in the numbers."""
    seen: dict[str, Section] = {}
    for section in sections:
        if section.level != 1:
            continue
        if section.key is None:
            yield Issue.build(
                "HEADING_UNKNOWN", section.place, title=section.title.value
            )
        elif section.key in seen:
            yield Issue.build(
                "SECTION_REPEATED",
                section.place,
                title=section.title.value,
                key=section.key,
            )
        else:
            seen[section.key] = section
