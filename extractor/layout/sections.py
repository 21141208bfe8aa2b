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

from extractor.layout.headings import Head, head_of, lead_in, top_heads, with_titles
from extractor.layout.lines import Line
from extractor.layout.titles import keys_of
from extractor.layout.toc import contents, is_listed, listed_titles
from extractor.lexicon.lexicon import Template
from extractor.model.document import Place, Table
from extractor.model.extracted import Reading
from extractor.model.issues import Issue
from extractor.model.page_records import Section
from extractor.text.normalize import squeeze

__all__ = ["Entry", "Outline", "outline"]

Kind = Literal["heading", "title", "toc", "prose", "table"]


@dataclass(frozen=True)
class Entry:
    """One line or table and where it belongs. ``key`` names the nearest known heading above, level 2 before level 1."""

    kind: Kind
    item: Line | Table
    section: Section | None  # level 1
    sub: Section | None  # level 2
    key: str | None
    heading: Line | None = (
        None  # the nearest line above that reads as a heading, of whatever depth
    )
    start: int = (
        0  # where the running text of a line begins (behind number, title, lead-in)
    )

    @property
    def line(self) -> Line:
        assert isinstance(self.item, Line)
        return self.item

    @property
    def section_key(self) -> str | None:
        return self.section.key if self.section else None


class Outline(NamedTuple):
    """The sections (both levels, in reading order) and an entry for every line and table."""

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    issues: tuple[Issue, ...]


def outline(
    items: Sequence[Line | Table], template: Template, names: Sequence[str] = ()
) -> Outline:
    """Find the headings of a document; ``names`` are forms of the department's name that titles may carry."""
    squeezed_names = tuple(
        sorted({squeeze(n) for n in names if n}, key=lambda n: (-len(n), n))
    )
    inside = contents(items, template, squeezed_names)
    listed = listed_titles(items, inside)
    heads: list[Head] = []
    for index, item in enumerate(items):
        if isinstance(item, Line) and index not in inside:
            head = head_of(index, item, template, squeezed_names)
            if (
                head is None
                and listed
                and item.ordinal is None
                and is_listed(item, listed, template, squeezed_names)
            ):
                keys = keys_of(item.text, template, squeezed_names)
                head = Head(
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
                        listed=bool(listed)
                        and is_listed(item, listed, template, squeezed_names)
                    )
                )
    heads = with_titles(heads, items, template, squeezed_names)
    top = {head.at: head for head in top_heads(heads, listed)}
    return _assemble(items, heads, top, inside, template, squeezed_names)


def _assemble(
    items: Sequence[Line | Table],
    heads: Iterable[Head],
    top: dict[int, Head],
    inside: set[int],
    template: Template,
    names: Sequence[str],
) -> Outline:
    by_index = {head.at: head for head in heads}
    titles = {head.title for head in top.values() if head.title >= 0}
    sub_kinds = _sub_kinds(len(items), by_index, top)
    sub_kind = ""
    sections: list[Section] = []
    entries: list[Entry] = []
    section: Section | None = None
    sub: Section | None = None
    heading: Line | None = None
    deep: str | None = None  # key of the nearest heading below level 2
    for index, item in enumerate(items):
        key = (
            deep
            or (sub.key if sub and sub.key else None)
            or (section.key if section else None)
        )
        if isinstance(item, Table):
            entries.append(Entry("table", item, section, sub, key, heading))
            continue
        if index in inside:
            entries.append(Entry("toc", item, None, None, None))
            continue
        if index in titles:
            heading = item
            entries.append(
                Entry("title", item, section, sub, key, heading, len(item.text))
            )
            continue
        head = by_index.get(index)
        if head is not None and index in top:
            title_line = items[head.title] if head.title >= 0 else item
            assert isinstance(title_line, Line)
            section = _section(1, head, item, title_line, None)
            sub, heading, sub_kind, deep = None, title_line, sub_kinds[index], None
            sections.append(section)
            entries.append(
                Entry("heading", item, section, None, section.key, heading, head.body)
            )
            continue
        sibling = (
            head is not None
            and head.ordinal is not None
            and head.ordinal.kind == sub_kind
        )
        if _in_glossary(section, sub) and not (
            sub and sibling
        ):  # its items are terms, never headings
            entries.append(Entry("prose", item, section, None, key, heading))
            continue
        lead = lead_in(item, template) if section is not None else None
        is_sub = head is not None and head.ordinal is not None and section is not None
        if (
            is_sub
            and head
            and head.ordinal
            and section
            and head.ordinal.kind == sub_kind
        ):
            below = keys_of(
                item.text[head.start : head.end], template, names, 2, section.key
            )
            head = head._replace(key=below[0] if below else None)
            sub = _section(2, head, item, item, section)
        elif lead is not None:
            sub = _section(2, lead, item, item, section)
            head = lead
        elif head is None or (head.ordinal is None and not head.known):
            entries.append(
                Entry(
                    "prose",
                    item,
                    section,
                    sub,
                    key,
                    heading,
                    item.ordinal.end if item.ordinal else 0,
                )
            )
            continue
        else:
            heading = item
            below = keys_of(
                item.text[head.start : head.end],
                template,
                names,
                2,
                section.key if section else None,
            )
            deep = below[0] if below else None
            entries.append(
                Entry("title", item, section, sub, deep or key, heading, head.body)
            )
            continue
        sections.append(sub)
        heading, deep = item, None
        key = sub.key or (section.key if section else None)
        entries.append(Entry("heading", item, section, sub, key, heading, head.body))
    finished = _with_text(sections, entries)
    return Outline(finished[0], finished[1], tuple(_remarks(finished[0])))


def _in_glossary(section: Section | None, sub: Section | None) -> bool:
    return (sub or section) is not None and "glossary" in (
        section.key if section else None,
        sub.key if sub else None,
    )


def _sub_kinds(
    n_items: int, heads: dict[int, Head], top: Iterable[int]
) -> dict[int, str]:
    """For the index of each level 1 heading, the kind of number that its level 2 headings bear: that of the first."""
    bounds = [*sorted(top), n_items]
    kinds: dict[int, str] = {}
    at = sorted(heads)
    for start, stop in zip(bounds, bounds[1:], strict=False):
        numbered = (
            heads[i].ordinal
            for i in at[bisect_right(at, start) : bisect_left(at, stop)]
        )
        kinds[start] = next(
            (number.kind for number in numbered if number is not None), ""
        )
    return kinds


def _section(
    level: int, head: Head, line: Line, title_line: Line, parent: Section | None
) -> Section:
    number: Reading[str] | str | None = None
    source: Literal["typed", "auto", "none"] = "none"
    if head.ordinal is not None:
        number, source = line.number, "auto" if line.label else "typed"
    span = (head.start, head.end) if title_line is line else (0, len(title_line.text))
    title = title_line.reading(*span)
    if head.dated:  # the year stands alone on the line above
        title = replace(title, value=head.dated + title.value)
    place = line.place(0, len(line.text))
    return Section(
        level, number, source, title, head.key, "", Place(place.address), parent
    )


def _with_text(
    sections: list[Section], entries: list[Entry]
) -> tuple[tuple[Section, ...], tuple[Entry, ...]]:
    """Sections with their prose, and the entries pointing at the finished sections."""
    prose: dict[int, list[str]] = {}
    for entry in entries:
        if isinstance(entry.item, Line) and entry.kind != "toc":
            text = (
                entry.line.text[entry.start :]
                if entry.kind == "heading"
                else entry.line.text
            )
            if text.strip():
                for owner in {id(entry.section), id(entry.sub)}:
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
        Entry(
            e.kind,
            e.item,
            done.get(id(e.section)),
            done.get(id(e.sub)),
            e.key,
            e.heading,
            e.start,
        )
        for e in entries
    )
    return tuple(finished), moved


def _remarks(sections: Iterable[Section]) -> Iterator[Issue]:
    """Headings no template knows, keys that stand twice on level 1, gaps in the numbers."""
    seen: dict[str, Section] = {}
    for section in sections:
        if section.level != 1:
            continue
        if section.key is None:
            yield Issue.of("HEADING_UNKNOWN", section.place, title=section.title.value)
        elif section.key in seen:
            yield Issue.of(
                "SECTION_REPEATED",
                section.place,
                title=section.title.value,
                key=section.key,
            )
        else:
            seen[section.key] = section
