"""The outline: which lines are headings, and under which heading every line and table stands.

``一、`` opens headings, list items and table cells alike. A line is a heading by where it stands (not in a table, not in
the 目录), by its words, by its number in the sequence and by its form. The numbered candidates of one kind form chains;
the chain with the most evidence wins, so a list ``一、…二、…`` inside a section does not break the outline.

Level 1 is ``第一部分`` where a document has parts, else the top numbers (``一、``); level 2 the next kind below, or a
lead-in label that opens a line (``部门职责：``). A heading whose words no template knows keeps its place with key None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

import regex

from extractor.document import Place, Table
from extractor.issues import Issue
from extractor.language.affixes import without
from extractor.language.fold import fold, squeeze
from extractor.language.numerals import Ordinal, ordinal
from extractor.lines import Line
from extractor.records import Reading, Section
from extractor.template import Template

__all__ = ["Entry", "Outline", "outline", "plain_title"]

Kind = Literal["heading", "title", "toc", "prose", "table"]

_LEADERS = regex.compile(r"(?:[.…·_\-—]{2,}\s*[(（]?\d{0,3}[)）]?|\s+[(（]?\d{1,3}[)）]?)?\s*$")
_REMARK = regex.compile(r"[(（](?:详?见|表|附|含|此|公开|空).*?[)）]\s*$")
_YEAR = regex.compile(r"^(?:19|20)\d{2}年?度?")
_RUN_IN = regex.compile(r"[:：。]|[(（](?:详?见).*?[)）]|\s")
_CONTENTS = frozenset({"目录", "目次", "部门预算信息公开目录", "部门决算信息公开目录", "contents"})
_ENTRIES = regex.compile(
    r"\t+|(?<=[.…·\s)）\d])(?=第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_PAGED = regex.compile(r"[.…·]{3,}|\s\d{1,3}\s*$")
_LISTED = 5  # entries that make a 目录 without a title
_TITLE = 42  # characters of the longest title met (关于…的情况说明), white space left out
_CONTAINERS = (None, "basic_situation", "budget_overview", "results_overview", "other_matters")
_TOP_KINDS = ("part", "chinese", "chinese_bracket", "decimal")


@dataclass(frozen=True)
class Entry:
    """One line or table and where it belongs. ``key`` names the nearest known heading above, level 2 before level 1."""

    kind: Kind
    item: Line | Table
    section: Section | None  # level 1
    sub: Section | None  # level 2
    key: str | None
    heading: Line | None = None  # the nearest line above that reads as a heading, of whatever depth
    start: int = 0  # where the running text of a line begins (behind number, title, lead-in)

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


class _Head(NamedTuple):
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


@lru_cache(maxsize=65536)
def plain_title(title: str) -> str:
    """A title without year, remark in brackets, 关于 and trailing marks, folded and squeezed."""
    text = squeeze(_REMARK.sub("", _LEADERS.sub("", fold(title)).rstrip()))
    text = text.removeprefix("关于")
    previous = ""
    while text != previous:
        previous = text
        text = _YEAR.sub("", text).rstrip(":;。、,")
    return text


def _keys(
    title: str, template: Template, names: Sequence[str], level: int = 1, parent: str | None = None
) -> tuple[str | None, ...]:
    """Keys of a title: one where its words are known; several where a merged heading names several; () when none.

    Below a section that holds one subject only, words inside a title name nothing new."""
    plain = plain_title(title)
    for name in names:
        plain = plain.replace(name, "")
    plain = _YEAR.sub("", plain)
    for vocabulary in ("sub_headings", "headings") if level == 2 else ("headings",):
        key = _look_up(plain, template, vocabulary)
        if key is not None:
            return (key,)
    if level == 2 and parent not in _CONTAINERS:
        return ()
    found: dict[str, int] = {}
    for word, marked in template.words("heading_marks").items():
        at = plain.find(word)
        if at >= 0:
            found[marked] = min(found.get(marked, at), at)
    if level == 2:
        found.pop(parent or "", None)
    return tuple(sorted(found, key=lambda k: (found[k], k)))


def _look_up(plain: str, template: Template, vocabulary: str) -> str | None:
    """Key of a title, as it is or without qualifiers (情况, 说明, 安排) at either end."""
    words = template.words(vocabulary)
    qualifiers = template.words("heading_qualifiers")
    return next((words[form] for form in without(plain, qualifiers, qualifiers) if form in words), None)


def _looks_like_title(text: str) -> bool:
    plain = squeeze(text)
    return 0 < len(plain) <= _TITLE and not regex.search(r"[。；;!?]|[,，].*[,，]", plain.rstrip(":。"))


def _head(index: int, line: Line, template: Template, names: Sequence[str]) -> _Head | None:
    """How a line reads as a numbered heading, or None when it cannot be one."""
    number = line.ordinal
    start = number.end if number else 0
    text = line.text[start:]
    if not text.strip():
        return _Head(index, number, start, start, None, False, len(line.text)) if number and number.kind == "part" else None
    if _looks_like_title(text):
        plain = squeeze(text)
        if number is None and len(plain) > 30:
            return None
        if plain.endswith((":", "：")) and number is None:
            return None
        keys = _keys(text, template, names)
        if number is None and not (line.outline or _exact(text, template, names)):
            return None
        sentence = plain.endswith("。") or "," in plain or regex.search(r"\d[\d.,]*(?:万|亿)?元", plain)
        if not sentence or _exact(text, template, names):
            end = start + len(text.rstrip().rstrip(":：。"))
            return _Head(index, number, start, end, keys[0] if keys else None, bool(keys), len(line.text))
    if number is None:
        return None
    for match in _RUN_IN.finditer(line.twin, start):
        title = line.text[start : match.start()]
        if len(squeeze(title)) > _TITLE:
            break
        apart = line.text[match.start()] == "\t" or match.group().startswith("(")
        if squeeze(title) and (_exact(title, template, names) or (apart and _looks_like_title(title))):
            stop = match.end() if not match.group().isspace() else match.start()
            keys = _keys(title, template, names)
            end = match.end() if match.group().startswith("(") else match.start()
            return _Head(index, number, start, end, keys[0] if keys else None, bool(keys), stop)
    return None


def _exact(title: str, template: Template, names: Sequence[str]) -> bool:
    plain = plain_title(title)
    for name in names:
        plain = plain.replace(name, "")
    plain = _YEAR.sub("", plain)
    return any(_look_up(plain, template, name) is not None for name in ("headings", "sub_headings"))


def _contents(items: Sequence[Line | Table], names: Sequence[str]) -> set[int]:
    """Indexes of the lines of a typed or generated 目录: from its title to where its first entries come again."""
    made = {i for i, item in enumerate(items) if isinstance(item, Line) and item.toc}
    for index, item in enumerate(items):
        if isinstance(item, Line) and squeeze(item.text.split("\n")[0]) in _CONTENTS:
            return made | {index} | (set() if made else set(_typed_contents(items, index + 1, names)))
    return made or _untitled_contents(items, names)


def _untitled_contents(items: Sequence[Line | Table], names: Sequence[str]) -> set[int]:
    """A 目录 whose title is a picture or stands in a frame: titles alone at the head, most of which come again."""
    start = next((i for i, item in enumerate(items[:15]) if isinstance(item, Line) and item.ordinal is not None), None)
    if start is None:
        return set()
    inside = list(_typed_contents(items, start, names))
    lines = [line for i in inside if isinstance(line := items[i], Line)]
    if len(lines) < _LISTED or any(_is_sentence(line.text) for line in lines):
        return set()
    later = {_entry(item.text) for item in items[inside[-1] + 1 :] if isinstance(item, Line)}
    again = sum(_entry(line.text) in later for line in lines)
    return set(inside) if 2 * again >= len(lines) else set()


def _listed(items: Sequence[Line | Table], contents: set[int]) -> frozenset[str]:
    """Titles that the 目录 gives to the top of the outline."""
    kinds: list[tuple[str, str]] = []
    for index in sorted(contents):
        line = items[index]
        assert isinstance(line, Line)
        for entry in _ENTRIES.split(line.text):
            number = ordinal(entry) if entry else None
            if number is not None:
                kinds.append((number.kind, _entry(entry)))
    top = next((kind for kind in _TOP_KINDS if any(k == kind for k, _ in kinds)), "")
    return frozenset(title for kind, title in kinds if kind == top and title)


def _typed_contents(items: Sequence[Line | Table], start: int, names: Sequence[str]) -> Iterator[int]:
    """Indexes of the entries of a typed 目录 that begins at ``start``."""
    seen: set[str] = set()
    pending: int | None = None  # a part number alone on its line: an entry only if its title is one
    for at in range(start, len(items)):
        line = items[at]
        if not isinstance(line, Line):
            return
        entries = [_entry(part) for part in _ENTRIES.split(line.text) if part and part.strip()]
        leads = bool(_PAGED.search(line.text))
        again = any(_core(entry, names) in seen for entry in entries if entry)
        if not leads and (again or _is_sentence(line.text)):
            return
        if pending is not None:
            yield pending
            pending = None
        if line.ordinal is not None and not any(entries):
            pending = at
            continue
        seen.update(_core(entry, names) for entry in entries if entry)
        yield at


def _entry(text: str) -> str:
    """One entry of a 目录 as it will stand over its section: without number, leaders and page."""
    number = ordinal(text)
    return squeeze(_LEADERS.sub("", fold(text[number.end if number else 0 :])).rstrip())


def _named(line: Line, listed: frozenset[str], names: Sequence[str]) -> bool:
    """True for a line that is a title of the 目录, with the office's name or the year before it or without."""
    plain = _core(line.text, names)
    return bool(plain) and any(plain == _core(title, names) for title in listed)


def _core(title: str, names: Sequence[str]) -> str:
    plain = plain_title(title)
    for name in names:
        plain = plain.replace(name, "")
    plain = _YEAR.sub("", plain)
    return plain.removeprefix("单位").removeprefix("部门")


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith("。") or len(regex.findall(r"[，。；]", text)) >= 2


def _chain(heads: Sequence[_Head]) -> list[_Head]:
    """The best chain of one kind of number: values rise, known words weigh most, gaps cost, restarts end it."""
    best: list[tuple[float, int]] = []
    for i, head in enumerate(heads):
        assert head.ordinal is not None
        weight = 3.0 if head.known else 1.0
        value, previous = head.ordinal.value, -1
        score = weight - (0.0 if value == 1 else 0.4 * min(value - 1, 5))
        for j in range(i):
            before = heads[j].ordinal
            assert before is not None
            if before.value < value:
                gap = value - before.value - 1
                reached = best[j][0] + weight - 0.6 * gap
                if reached > score or (previous < 0 and reached == score):
                    score, previous = reached, j
        best.append((score, previous))
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: (best[i][0], i))
    chain: list[_Head] = []
    while at >= 0:
        chain.append(heads[at])
        at = best[at][1]
    return chain[::-1]


def _top(heads: Sequence[_Head], listed: frozenset[str]) -> list[_Head]:
    """The level 1 headings: parts where there are two; titles of the 目录 that stand without their number; else the kind
    of number with the best chain."""
    by_kind = {
        kind: [h for h in heads if h.ordinal and h.ordinal.kind == kind] for kind in _TOP_KINDS
    }
    parts = _chain(by_kind["part"])
    if len(parts) >= 2:
        return parts
    named = [h for h in heads if h.ordinal is None and h.listed]
    if len(named) >= 3 and 2 * len(named) >= len(listed):
        return named
    chains = {kind: _chain(by_kind[kind]) for kind in ("chinese", "chinese_bracket", "decimal")}
    plain = [h for h in heads if h.ordinal is None and h.known]
    for kind in ("chinese", "chinese_bracket", "decimal"):
        chain = chains[kind]
        if sum(h.known for h in chain) >= 2 or len(chain) >= 4 or (chain and not plain and kind == "chinese"):
            keys = {h.key for h in chain}
            return [*chain, *(h for h in plain if h.at > chain[-1].at and h.key not in keys)]
    return plain


def _joined_parts(heads: list[_Head], items: Sequence[Line | Table], template: Template, names: Sequence[str]) -> list[_Head]:
    """A part number alone on its line takes the next line for its title."""
    done: list[_Head] = []
    for head in heads:
        if head.start == head.end and head.ordinal is not None and head.ordinal.kind == "part":
            for at in range(head.at + 1, min(head.at + 4, len(items))):
                follower = items[at]
                if not isinstance(follower, Line) or not plain_title(follower.text):
                    head = head._replace(dated=follower.text.strip() if isinstance(follower, Line) else "")
                    continue  # a year alone on its line
                if follower.ordinal is None and _looks_like_title(follower.text):
                    keys = _keys(follower.text, template, names)
                    head = head._replace(key=keys[0] if keys else None, known=bool(keys), title=at)
                    break
        done.append(head)
    return done


def outline(items: Sequence[Line | Table], template: Template, names: Sequence[str] = ()) -> Outline:
    """Find the headings of a document; ``names`` are forms of the department's name that titles may carry."""
    squeezed_names = tuple(sorted({squeeze(n) for n in names if n}, key=lambda n: (-len(n), n)))
    contents = _contents(items, squeezed_names)
    listed = _listed(items, contents)
    heads: list[_Head] = []
    for index, item in enumerate(items):
        if isinstance(item, Line) and index not in contents:
            head = _head(index, item, template, squeezed_names)
            if head is None and listed and item.ordinal is None and _named(item, listed, squeezed_names):
                keys = _keys(item.text, template, squeezed_names)
                head = _Head(index, None, 0, len(item.text), keys[0] if keys else None, bool(keys), len(item.text))
            if head is not None:
                heads.append(head._replace(listed=bool(listed) and _named(item, listed, squeezed_names)))
    heads = _joined_parts(heads, items, template, squeezed_names)
    top = {head.at: head for head in _top(heads, listed)}
    return _assemble(items, heads, top, contents, template, squeezed_names)


def _assemble(
    items: Sequence[Line | Table],
    heads: Iterable[_Head],
    top: dict[int, _Head],
    contents: set[int],
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
        key = deep or (sub.key if sub and sub.key else None) or (section.key if section else None)
        if isinstance(item, Table):
            entries.append(Entry("table", item, section, sub, key, heading))
            continue
        if index in contents:
            entries.append(Entry("toc", item, None, None, None))
            continue
        if index in titles:
            heading = item
            entries.append(Entry("title", item, section, sub, key, heading, len(item.text)))
            continue
        head = by_index.get(index)
        if head is not None and index in top:
            title_line = items[head.title] if head.title >= 0 else item
            assert isinstance(title_line, Line)
            section = _section(1, head, item, title_line, None)
            sub, heading, sub_kind, deep = None, title_line, sub_kinds[index], None
            sections.append(section)
            entries.append(Entry("heading", item, section, None, section.key, heading, head.body))
            continue
        sibling = head is not None and head.ordinal is not None and head.ordinal.kind == sub_kind
        if _in_glossary(section, sub) and not (sub and sibling):  # its items are terms, never headings
            entries.append(Entry("prose", item, section, None, key, heading))
            continue
        lead = _lead_in(item, template) if section is not None else None
        is_sub = head is not None and head.ordinal is not None and section is not None
        if is_sub and head and head.ordinal and section and head.ordinal.kind == sub_kind:
            below = _keys(item.text[head.start : head.end], template, names, 2, section.key)
            head = head._replace(key=below[0] if below else None)
            sub = _section(2, head, item, item, section)
        elif lead is not None:
            sub = _section(2, lead, item, item, section)
            head = lead
        elif head is None or (head.ordinal is None and not head.known):
            entries.append(Entry("prose", item, section, sub, key, heading, item.ordinal.end if item.ordinal else 0))
            continue
        else:
            heading = item
            below = _keys(item.text[head.start : head.end], template, names, 2, section.key if section else None)
            deep = below[0] if below else None
            entries.append(Entry("title", item, section, sub, deep or key, heading, head.body))
            continue
        sections.append(sub)
        heading, deep = item, None
        key = sub.key or (section.key if section else None)
        entries.append(Entry("heading", item, section, sub, key, heading, head.body))
    finished = _with_text(sections, entries)
    return Outline(finished[0], finished[1], tuple(_remarks(finished[0])))


def _in_glossary(section: Section | None, sub: Section | None) -> bool:
    return (sub or section) is not None and "glossary" in (section.key if section else None, sub.key if sub else None)


def _sub_kinds(n_items: int, heads: dict[int, _Head], top: Iterable[int]) -> dict[int, str]:
    """For the index of each level 1 heading, the kind of number that its level 2 headings bear: that of the first."""
    bounds = [*sorted(top), n_items]
    kinds: dict[int, str] = {}
    for start, stop in zip(bounds, bounds[1:], strict=False):
        numbered = (head.ordinal for i, head in sorted(heads.items()) if start < i < stop)
        kinds[start] = next((number.kind for number in numbered if number is not None), "")
    return kinds


def _lead_in(line: Line, template: Template) -> _Head | None:
    """A known label that opens a line: ``部门职责：``, ``总体绩效目标： 深入…``."""
    twin = line.twin
    start = line.ordinal.end if line.ordinal else 0
    colon = twin.find(":", start, start + 24)
    if colon < 0 or line.ordinal is not None:
        return None
    plain = squeeze(line.text[start:colon])
    key = _look_up(plain, template, "lead_ins") or (_look_up(plain, template, "sub_headings") if len(plain) <= 8 else None)
    if key is None:
        return None
    return _Head(-1, None, start, colon, key, True, colon + 1)


def _section(level: int, head: _Head, line: Line, title_line: Line, parent: Section | None) -> Section:
    number: Reading[str] | str | None = None
    source: Literal["typed", "auto", "none"] = "none"
    if head.ordinal is not None:
        number, source = line.number, "auto" if line.label else "typed"
    span = (head.start, head.end) if title_line is line else (0, len(title_line.text))
    title = title_line.reading(*span)
    if head.dated:  # the year stands alone on the line above
        title = replace(title, value=head.dated + title.value)
    place = line.place(0, len(line.text))
    return Section(level, number, source, title, head.key, "", Place(place.address), parent)


def _with_text(sections: list[Section], entries: list[Entry]) -> tuple[tuple[Section, ...], tuple[Entry, ...]]:
    """Sections with their prose, and the entries pointing at the finished sections."""
    prose: dict[int, list[str]] = {}
    for entry in entries:
        if isinstance(entry.item, Line) and entry.kind != "toc":
            text = entry.line.text[entry.start :] if entry.kind == "heading" else entry.line.text
            if text.strip():
                for owner in {id(entry.section), id(entry.sub)}:
                    prose.setdefault(owner, []).append(text.strip())
    done: dict[int, Section] = {}
    finished: list[Section] = []
    for section in sections:
        text = "\n".join(prose.get(id(section), ()))
        parent = done.get(id(section.parent)) if section.parent else None
        new = Section(
            section.level, section.number, section.number_source, section.title, section.key, text, section.place, parent
        )
        done[id(section)] = new
        finished.append(new)
    moved = tuple(
        Entry(e.kind, e.item, done.get(id(e.section)), done.get(id(e.sub)), e.key, e.heading, e.start) for e in entries
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
            yield Issue.of("SECTION_REPEATED", section.place, title=section.title.value, key=section.key)
        else:
            seen[section.key] = section


