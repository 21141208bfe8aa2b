"""The outline: the heading of every line and table, and the page block by block.

Level 1 is ``第一部分`` where a document has parts, else the top numbers
(``一、``); level 2 the next kind below, or a
lead-in label that opens a line (``部门职责：``). A heading that is in no
lexicon keeps its place with key None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor.dataclass import dataclass
from extractor.layout.headings import (
    DocumentHeadings,
    HeadingCandidate,
    find_headings,
    parse_lead_in,
)
from extractor.layout.lines import TextLine
from extractor.layout.titles import ends_as_table, find_section_keys, is_sentence
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import (
    MARGIN_KINDS,
    Block,
    Document,
    Paragraph,
    Span,
    Story,
    StoryKind,
    Table,
    get_file_ordinal,
    is_nested,
)
from extractor.model.enums import BlockKind, NumberSource
from extractor.model.issues import Issue
from extractor.model.records import Extracted, PageBlock, Section
from extractor.text.list_numbers import ListNumber
from extractor.text.normalize import match_key, normalize

__all__ = [
    "Outline",
    "OutlineEntry",
    "build_outline",
    "build_page_blocks",
    "find_prose_cells",
]

# Titles of tables in a row that make a list; of two the second may be the title of the
# table behind it.
_MIN_ANNOUNCED_TABLES = 2
_MOST_CAPTION_LINES = 2  # below the title of a table: who, in which unit
_LONGEST_FORM_NUMBER = 7  # characters: 公开02-1表

# What any disclosure is about, whatever its title says.
_OVERVIEWS = frozenset({"budget_overview", "results_overview"})
EntryKind = Literal["heading", "title", "toc", "prose", "table"]


@dataclass(frozen=True)
class OutlineEntry:
    """One line or table and where it belongs.

    ``section`` is of level 1, ``subsection`` of level 2;
    ``heading_key`` names the nearest known heading above;
    ``heading`` is the nearest line above that reads as a heading, of
    whatever depth; ``text_start`` is where the
    running text of a line begins, behind number, title and lead-in; ``title_key`` is
    what the whole document is about, on the title itself also where that is a budget.
    """

    kind: EntryKind
    element: TextLine | Table
    section: Section | None
    subsection: Section | None
    heading_key: str | None
    heading: TextLine | None = None
    text_start: int = 0
    title_key: str | None = None

    @property
    def line(self) -> TextLine:
        """The element of an entry that is no table."""
        assert isinstance(self.element, TextLine)
        return self.element

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the paragraphs that make the line, or of the table."""
        if isinstance(self.element, Table):
            return (self.element.path,)
        return tuple(segment.path for segment in self.element.segments)

    @property
    def section_key(self) -> str | None:
        """Key of the level 1 section, else what the title of the whole is about."""
        key = self.section.key if self.section else None
        return key or self.title_key


class Outline(NamedTuple):
    """The sections (both levels, in reading order) and an entry for
    every line and table.
    """

    sections: tuple[Section, ...]
    entries: tuple[OutlineEntry, ...]
    issues: tuple[Issue, ...]

    def map_section_keys(self) -> dict[str, str | None]:
        """Key of the level 1 section by the path of each paragraph and
        table, those within cells too.
        """
        keys: dict[str, str | None] = {}
        for entry in self.entries:
            for path in entry.paths:
                keys.setdefault(path, entry.section_key)
        return keys

    def map_line_kinds(self) -> dict[str, EntryKind]:
        """Kind of the entry by the path of each paragraph."""
        kinds: dict[str, EntryKind] = {}
        for entry in self.entries:
            if isinstance(entry.element, TextLine):
                for path in entry.paths:
                    kinds.setdefault(path, entry.kind)
        return kinds


def build_outline(
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    name_variants: Sequence[str] = (),
    title_path: str | None = None,
) -> Outline:
    """Find the headings of a document and put every line and table under them.

    Args:
        elements: The lines and tables of the disclosure.
        lexicon: The words of titles.
        name_variants: Forms of the department's name that titles may contain.
        title_path: The paragraph of the title of the whole, which is no heading: what
            it is about holds where no heading says more.
    """
    names = {match_key(name) for name in name_variants if name}
    longest_first = tuple(sorted(names, key=lambda name: (-len(name), name)))
    headings = find_headings(elements, lexicon, longest_first, title_path)
    return _OutlineAssembler(elements, headings, lexicon, longest_first).assemble()


class _OutlineAssembler:
    """The headings in force while the elements
    are gone through in reading order."""

    def __init__(
        self,
        elements: Sequence[TextLine | Table],
        headings: DocumentHeadings,
        lexicon: Lexicon,
        name_variants: Sequence[str],
    ) -> None:
        self._elements = elements
        self._headings = headings
        self._lexicon = lexicon
        self._name_variants = name_variants
        self._subsection_kinds = _find_subsection_number_kinds(len(elements), headings)
        self._sections: list[Section] = []
        self._entries: list[OutlineEntry] = []
        self._section: Section | None = None
        self._subsection: Section | None = None
        self._subsection_kind = ""
        self._heading: TextLine | None = None
        self._deep_key: str | None = None  # of the nearest heading below level 2
        self._file_ordinal = 1
        self._title_key: str | None = None  # what the whole document is about

    def assemble(self) -> Outline:
        top = self._headings.top
        title_indexes = {heading.title_index for heading in top.values()}
        announced = _find_announced_tables(
            self._elements, self._headings, self._lexicon
        )
        for index, element in enumerate(self._elements):
            self._enter_file(get_file_ordinal(element.path))
            if isinstance(element, Table):
                self._add_entry("table", element)
            elif index in self._headings.toc_indexes:
                self._entries.append(OutlineEntry("toc", element, None, None, None))
            elif index in title_indexes:
                self._heading = element
                self._add_entry("title", element, len(element.text))
            elif index == self._headings.title_index:
                self._enter_title(element)
            elif index in top:
                self._open_section(element, top[index])
            elif index in announced:
                self._add_entry("title", element, len(element.text))
            else:
                self._add_line(element, self._headings.candidates.get(index))
        sections, entries = _attach_section_texts(self._sections, self._entries)
        issues = tuple(_find_heading_issues(sections, self._title_key))
        return Outline(sections, entries, issues)

    def _enter_file(self, ordinal: int) -> None:
        """End all sections where another file of the disclosure begins."""
        if ordinal == self._file_ordinal:
            return
        self._file_ordinal = ordinal
        self._section = self._subsection = None
        self._heading = self._deep_key = None

    def _enter_title(self, line: TextLine) -> None:
        """Keep what the title of the whole is about (“三公”经费预算情况说明)."""
        keys = find_section_keys(line.text, self._lexicon, self._name_variants, 1, None)
        named = next(filter(None, keys), None)
        self._heading = line
        self._title_key = named
        self._add_entry("title", line, len(line.text))
        if named in _OVERVIEWS:
            self._title_key = None

    def _get_heading_key(self) -> str | None:
        """Key of the nearest known heading in force."""
        if self._deep_key:
            return self._deep_key
        for section in (self._subsection, self._section):
            if section is not None and section.key:
                return section.key
        return self._title_key

    def _add_entry(
        self, kind: EntryKind, element: TextLine | Table, text_start: int = 0
    ) -> None:
        key = self._get_heading_key()
        self._entries.append(
            OutlineEntry(
                kind,
                element,
                self._section,
                self._subsection,
                key,
                self._heading,
                text_start,
                self._title_key,
            )
        )

    def _open_section(self, line: TextLine, heading: HeadingCandidate) -> None:
        title_line = line
        if heading.title_index >= 0:
            follower = self._elements[heading.title_index]
            assert isinstance(follower, TextLine)
            title_line = follower
        heading = heading._replace(key=heading.key or self._title_key)
        self._section = _build_section(1, heading, line, title_line, None)
        self._sections.append(self._section)
        self._subsection = self._deep_key = None
        self._subsection_kind = self._subsection_kinds[heading.element_index]
        self._heading = title_line
        self._add_entry("heading", line, heading.body_start)

    def _add_line(self, line: TextLine, heading: HeadingCandidate | None) -> None:
        """A line that is no heading of level 1: of level 2, of a deeper
        one, or running text.
        """
        is_numbered_alike = self._has_subsection_number(heading)
        if self._is_in_glossary() and not (self._subsection and is_numbered_alike):
            self._add_glossary_line(line)
            return
        if self._section is not None:
            subheading = self._parse_subheading(line, heading, is_numbered_alike)
            if subheading is not None:
                self._open_subsection(line, subheading, self._section)
                return
        if heading is not None and (heading.list_number or heading.is_known):
            self._add_deep_heading(line, heading)
            return
        number = line.list_number
        self._add_entry("prose", line, number.end if number else 0)

    def _parse_subheading(
        self,
        line: TextLine,
        heading: HeadingCandidate | None,
        is_numbered_alike: bool,
    ) -> HeadingCandidate | None:
        """The level 2 heading that a line opens with: one of the kind
        in force, or a lead-in.
        """
        if heading is not None and is_numbered_alike:
            return heading._replace(key=self._find_subheading_key(line, heading))
        return parse_lead_in(line, self._lexicon)

    def _has_subsection_number(self, heading: HeadingCandidate | None) -> bool:
        if heading is None or heading.list_number is None:
            return False
        return heading.list_number.kind == self._subsection_kind

    def _is_in_glossary(self) -> bool:
        """True where items are terms, never headings."""
        sections = (self._section, self._subsection)
        return any(section and section.key == "glossary" for section in sections)

    def _add_glossary_line(self, line: TextLine) -> None:
        key = self._get_heading_key()
        self._entries.append(
            OutlineEntry(
                "prose",
                line,
                self._section,
                None,
                key,
                self._heading,
                title_key=self._title_key,
            )
        )

    def _find_subheading_key(
        self, line: TextLine, heading: HeadingCandidate
    ) -> str | None:
        title = line.text[heading.title_start : heading.title_end]
        parent_key: str | None = None
        if self._section is not None:
            parent_key = self._section.key
        keys = find_section_keys(
            title, self._lexicon, self._name_variants, 2, parent_key
        )
        return next(iter(keys), None)

    def _open_subsection(
        self, line: TextLine, heading: HeadingCandidate, section: Section
    ) -> None:
        self._subsection = _build_section(2, heading, line, line, section)
        self._sections.append(self._subsection)
        self._heading, self._deep_key = line, None
        self._add_entry("heading", line, heading.body_start)

    def _add_deep_heading(self, line: TextLine, heading: HeadingCandidate) -> None:
        """A heading below level 2; one that is not in the lexicon ends
        the section of the one before.
        """
        self._heading = line
        key = self._find_subheading_key(line, heading)
        if key is not None:
            self._deep_key = key
        self._add_entry("title", line, heading.body_start)
        self._deep_key = key


def _find_announced_tables(
    elements: Sequence[TextLine | Table],
    headings: DocumentHeadings,
    lexicon: Lexicon,
) -> set[int]:
    """Indexes of the titles of tables that are no headings: those right above their
    tables, and those of a list with neither text nor tables between them.
    """
    announced: set[int] = set()
    run: list[int] = []
    for index, element in enumerate((*elements, None)):
        if _names_table(index, element, headings, lexicon):
            if _stands_above_table(index, elements, headings, lexicon):
                announced.add(index)
            run.append(index)
            continue
        has_contents = element is not None and index not in headings.top
        if len(run) > _MIN_ANNOUNCED_TABLES - (not has_contents):
            announced.update(run)
        run = []
    return announced


def _names_table(
    index: int,
    element: TextLine | Table | None,
    headings: DocumentHeadings,
    lexicon: Lexicon,
) -> bool:
    """True for a numbered line below level 1 that is the title of a table."""
    heading = _find_list_heading(index, headings)
    if heading is None or not isinstance(element, TextLine):
        return False
    return ends_as_table(element.text[heading.title_start :], lexicon)


def _stands_above_table(
    index: int,
    elements: Sequence[TextLine | Table],
    headings: DocumentHeadings,
    lexicon: Lexicon,
) -> bool:
    """True for the first line of the caption of a table: who and in which unit follow.

    A table with a title of its own stands below a heading; so does the table of a title
    that the table of contents lists.
    """
    title = elements[index]
    if isinstance(title, TextLine) and headings.is_listed(title):
        return False
    for below in range(index + 1, index + 2 + _MOST_CAPTION_LINES):
        if below >= len(elements) or below in headings.candidates:
            return False
        element = elements[below]
        if isinstance(element, Table):
            return below > index + 1
        if is_sentence(element.text):
            return False
        if any(_is_title_of_table(piece, lexicon) for piece in element.text.split()):
            return False
    return False


def _is_title_of_table(words: str, lexicon: Lexicon) -> bool:
    return len(words) > _LONGEST_FORM_NUMBER and ends_as_table(words, lexicon)


def _find_list_heading(
    index: int, headings: DocumentHeadings
) -> HeadingCandidate | None:
    """The heading at an index where it has a number and is not of level 1."""
    heading = headings.candidates.get(index)
    if heading is None or index in headings.top or heading.list_number is None:
        return None
    return heading


def _find_subsection_number_kinds(
    n_elements: int, headings: DocumentHeadings
) -> dict[int, str]:
    """The kind of number of the level 2 headings, by the index of the level 1 heading:
    that of the first of them.

    Numbers of its own kind are those of a list within its text.
    """
    kinds: dict[int, str] = {}
    candidates = headings.candidates
    indexes = sorted(candidates)
    for start, stop in pairwise([*sorted(headings.top), n_elements]):
        first, last = bisect_right(indexes, start), bisect_left(indexes, stop)
        own_kind = _get_number_kind(headings.top[start])
        below = [candidates[index] for index in indexes[first:last]]
        numbered = map(_get_number_kind, below)
        kind = next((kind for kind in numbered if kind not in ("", own_kind)), "")
        if not kind and _counts_anew(below, own_kind):
            kind = own_kind
        kinds[start] = kind
    return kinds


def _counts_anew(headings: Sequence[HeadingCandidate], kind: str) -> bool:
    """True for known titles that count from one again below a title with numbers of the
    same kind."""
    alike = [one for one in headings if _get_number_kind(one) == kind]
    numbers = [one.list_number.value for one in alike if one.list_number is not None]
    is_known = all(one.is_known for one in alike)
    return is_known and len(alike) > 1 and numbers == list(range(1, len(alike) + 1))


def _get_number_kind(heading: HeadingCandidate) -> str:
    return heading.list_number.kind if heading.list_number else ""


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
        number, source = _extract_numeral(line, heading.list_number)
    if title_line is line:
        title = line.extract_text(heading.title_start, heading.title_end)
    else:
        title = title_line.extract_text(0, len(title_line.text))
    if heading.year_text:  # the year is alone on the line above
        title = replace(title, value=heading.year_text + title.value)
    place = Span(line.locate_span(0, len(line.text)).path)
    return Section(level, number, source, title, heading.key, "", place, parent)


def _extract_numeral(
    line: TextLine, number: ListNumber
) -> tuple[Extracted[str] | str, NumberSource]:
    """The numeral of a heading and whether it is typed."""
    if line.list_label:
        return number.numeral, NumberSource.AUTO
    typed = line.extract_text(number.numeral_start, number.numeral_end)
    numeral = Extracted(normalize(number.numeral), typed.raw, typed.place)
    return numeral, NumberSource.TYPED


def _attach_section_texts(
    sections: Iterable[Section], entries: Iterable[OutlineEntry]
) -> tuple[tuple[Section, ...], tuple[OutlineEntry, ...]]:
    """Sections with their prose, and the entries
    pointing at the finished sections."""
    texts = _collect_section_texts(entries)
    finished: dict[int, Section] = {}
    for section in sections:
        text = "\n".join(texts.get(id(section), ()))
        parent = finished.get(id(section.parent))
        finished[id(section)] = replace(section, text=text, parent=parent)
    moved = tuple(
        OutlineEntry(
            entry.kind,
            entry.element,
            finished.get(id(entry.section)),
            finished.get(id(entry.subsection)),
            entry.heading_key,
            entry.heading,
            entry.text_start,
            entry.title_key,
        )
        for entry in entries
    )
    return tuple(finished.values()), moved


def _collect_section_texts(entries: Iterable[OutlineEntry]) -> dict[int, list[str]]:
    """The prose of each section, line by line, by the section's id."""
    texts: dict[int, list[str]] = {}
    for entry in entries:
        if isinstance(entry.element, Table) or entry.kind == "toc":
            continue
        text = entry.line.text
        if entry.kind == "heading":
            text = text[entry.text_start :]
        if text.strip():
            for owner in {id(entry.section), id(entry.subsection)}:
                texts.setdefault(owner, []).append(text.strip())
    return texts


def _find_heading_issues(
    sections: Iterable[Section], title_key: str | None
) -> Iterator[Issue]:
    """Level 1 headings that are not in the lexicon, and duplicate keys but for what the
    whole is about."""
    first_sections: dict[str, Section] = {}
    for section in sections:
        if section.level != 1:
            continue
        if section.key is None:
            yield Issue.build(
                "HEADING_UNKNOWN", section.place, title=section.title.value
            )
        elif section.key == title_key:
            continue
        elif section.key in first_sections:
            yield Issue.build(
                "SECTION_REPEATED",
                section.place,
                title=section.title.value,
                key=section.key,
            )
        else:
            first_sections[section.key] = section


# The page block by block: what shows a document again without its file

_BLOCK_KINDS: dict[EntryKind, BlockKind] = {
    "heading": BlockKind.HEADING,
    "title": BlockKind.TITLE,
    "toc": BlockKind.CONTENTS,
    "prose": BlockKind.TEXT,
}


def build_page_blocks(
    document: Document,
    block_paths: Set[str],
    outline: Outline,
    page_furniture: Set[str],
) -> Iterator[PageBlock]:
    """The paragraphs outside tables and the tables of one disclosure, in reading order.

    A table's text is in ``cells``; a cell that only frames prose gives
    its paragraphs here.

    Args:
        document: The document that holds the disclosure.
        block_paths: Paths of the blocks of stories that belong to the disclosure.
        outline: Its outline, which gives the role of a paragraph.
        page_furniture: Paths of page numbers and running headers.
    """
    kinds = outline.map_line_kinds()
    prose_cells = find_prose_cells(kinds)
    position = 0
    for block, story in _iterate_shown(document, block_paths, prose_cells):
        position += 1
        anchor = (story and story.anchor) or None
        if isinstance(block, Table):
            yield PageBlock(
                position, BlockKind.TABLE, None, None, None, anchor, block.span
            )
            continue
        kind = _BLOCK_KINDS[kinds.get(block.path, "prose")]
        if block.path in page_furniture or _is_margin(story):
            kind = BlockKind.MARGIN
        yield _build_paragraph_block(position, kind, block, anchor)


def _build_paragraph_block(
    position: int, kind: BlockKind, paragraph: Paragraph, anchor: str | None
) -> PageBlock:
    return PageBlock(
        position,
        kind,
        paragraph.list_label or None,
        paragraph.outline_level or None,
        paragraph.text,
        anchor,
        paragraph.span,
    )


def _is_margin(story: Story | None) -> bool:
    """True for headers and footers and for the text boxes anchored there."""
    if story is None:
        return False
    if story.kind is StoryKind.TEXT_BOX and story.anchor:
        return Span(story.anchor).story_kind in MARGIN_KINDS
    return story.kind in MARGIN_KINDS


def _iterate_shown(
    document: Document, block_paths: Set[str], prose_cells: Set[Span]
) -> Iterator[tuple[Block, Story | None]]:
    """What has a row of its own: blocks of stories, nested tables, and prose that cells
    frame."""
    for visit in document.walk_blocks():
        block, story = visit.top_block, visit.story
        if block.path not in block_paths:
            continue
        yield block, story
        if isinstance(block, Table):
            for inner in _iterate_shown_inside(block, prose_cells):
                yield inner, story


def _iterate_shown_inside(table: Table, prose_cells: Set[Span]) -> Iterator[Block]:
    for cell in table.cells:
        for block in cell.blocks:
            if isinstance(block, Table):
                yield block
                yield from _iterate_shown_inside(block, prose_cells)
            elif prose_cells and cell.span in prose_cells:
                yield block


def find_prose_cells(paths: Iterable[str]) -> set[Span]:
    """The cells that hold some of the blocks at the paths."""
    holders = (Span(path).parent_cell for path in paths if is_nested(path))
    return {holder for holder in holders if holder is not None}
