"""The input of every extractor: document, outline, tables, prose, lexicon, profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TypeGuard

from extractor.dataclass import dataclass
from extractor.layout.lines import TextLine
from extractor.layout.sections import Outline, OutlineEntry
from extractor.layout.titles import normalize_title
from extractor.lexicon.label_parser import find_fund
from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Profile
from extractor.model.document import Document, Span, Table
from extractor.model.enums import Direction, Fund, UnitSource
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Unit
from extractor.prose.labels import (
    EXPENSES,
    compose_part,
    find_concept,
    find_sides,
    is_surrounding,
)
from extractor.prose.mentions import (
    UNLABELLED,
    AmountMention,
    ChangeMention,
    LabelledThing,
    LineContext,
    Mention,
)
from extractor.prose.patterns import compile_prose_patterns
from extractor.prose.statements import parse_line, parse_opening_reason
from extractor.schema.concepts import find_item
from extractor.tables.model import ParsedTable
from extractor.text.affixes import OF_WHICH, strip_affixes
from extractor.text.list_numbers import find_inner_number
from extractor.text.normalize import cache_words, match_key
from extractor.text.numbers import (
    find_declared_unit,
    find_unit_behind,
    find_unit_of_text,
)

__all__ = [
    "Context",
]

# Sections whose lines are kept whole as text: a number in them is part of the text.
_TEXT_SECTION_KEYS = frozenset({"duties", "glossary", "overall_goal"})


_LIST_OPENINGS = ("：", ":")
_LONGEST_UNIT_LEAD = 8  # characters before a unit at the head of a line
_LONGEST_UNIT_LINE = 14  # characters of a line that only declares a unit
_SENTENCE_BREAKS = ("，", ",", "、")
_WHOLES = (
    ("assets", "assets.total"),
    ("procurement", "procurement.total"),
    ("three_public", "three_public.vehicles.total"),
)
_OPERATING = "operating_expenses.total"
_LONGEST_NAME = 60  # characters of a line that names a class, group and item


@dataclass(frozen=True)
class _Governor:
    """What lines of a list take from a line before them, below one heading."""

    heading: TextLine | None = None
    thing: LabelledThing | None = None
    fund: Fund | None = None
    # of the first amount of the line before, for a line that goes on with it
    line_fund: Fund | None = None
    is_open: bool = False
    # what a line that leads in a list divides
    whole: LabelledThing = UNLABELLED

    def enter(self, entry: OutlineEntry) -> _Governor:
        """Give what still holds at a line: a name until the next of its list."""
        if entry.heading is not self.heading:
            return _Governor(entry.heading)
        if entry.line.list_number is not None:
            return replace(self, thing=None)
        return self

    def follow(
        self,
        entry: OutlineEntry,
        mentions: Sequence[Mention],
        name: LabelledThing | None,
        named_fund: Fund | None,
        led_fund: Fund | None,
    ) -> _Governor:
        """Give what holds behind a line: the name that it is, the fund that its
        list is of.
        """
        text = entry.line.text.rstrip()
        opens_list = text.endswith(_LIST_OPENINGS)
        if mentions:
            return self._follow_figures(text, mentions, opens_list, led_fund)
        fund = (opens_list and named_fund) or self.fund
        return replace(self, thing=name or self.thing, fund=fund)

    def _follow_figures(
        self,
        text: str,
        mentions: Sequence[Mention],
        opens_list: bool,
        led_fund: Fund | None,
    ) -> _Governor:
        """Give what holds behind a line with figures: the whole that it leads from, of
        the fund that its last sentence names."""
        amounts = [one for one in mentions if isinstance(one, AmountMention)]
        fund = next((one.subject.fund for one in amounts), self.line_fund)
        is_open = text.endswith(_SENTENCE_BREAKS)
        governor = replace(self, line_fund=fund, is_open=is_open)
        if not opens_list:
            return governor
        subjects = [one.subject for one in reversed(amounts)]
        if led_fund is not None:
            # 支出5万元，其中：财政拨款支出4万元…。财政拨款支出如下：
            subjects = [one for one in subjects if one.fund is led_fund]
            fund = led_fund
        whole = next(iter(subjects), self.whole)
        return replace(governor, fund=fund or self.fund, whole=whole)

    def find_fund(self, entry: OutlineEntry) -> Fund | None:
        """Find the fund of the list or of the line that a line goes on with."""
        text = entry.line.text[entry.text_start :].lstrip()
        if self.line_fund and (self.is_open or text.startswith(OF_WHICH)):
            return self.line_fund
        return self.fund


@dataclass(frozen=True)
class Context:
    """One disclosure as every extractor gets it.

    `name_variants` are the forms of the department's name, longest first.
    """

    document: Document
    outline: Outline
    tables: tuple[ParsedTable, ...]
    lexicon: Lexicon
    profile: Profile
    name_variants: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The fiscal year of the disclosure."""
        fiscal_year = self.profile.fiscal_year
        return fiscal_year.value if fiscal_year else None

    @property
    def is_final(self) -> bool:
        """True for final accounts."""
        return (self.profile.doc_type or "").endswith("final")

    @cached_property
    def table_kinds(self) -> frozenset[str]:
        """The kinds of tables that the disclosure holds."""
        return frozenset(parsed.kind for parsed in self.tables)

    @cached_property
    def section_keys(self) -> frozenset[str]:
        """The keys of all sections and headings with a line."""
        keys = {entry.section_key for entry in self.outline.entries}
        keys |= {entry.heading_key for entry in self.outline.entries}
        return frozenset(key for key in keys if key is not None)

    def iter_prose_entries(self) -> Iterator[OutlineEntry]:
        """Iterate over running text: no bare headings,
        tables of contents or tables."""
        for entry in self.outline.entries:
            if (
                entry.kind != "toc"
                and isinstance(entry.element, TextLine)
                and entry.line.text[entry.text_start :].strip()
            ):
                yield entry

    def iter_table_issues(self) -> Iterator[Issue]:
        """Iterate over the issues that parsing the tables found."""
        for parsed in self.tables:
            yield from parsed.issues

    @cached_property
    def mentions(self) -> tuple[tuple[OutlineEntry, Mention], ...]:
        """What the prose states in numbers, line by line, with its entry."""
        profile = self.profile
        places = (profile.county, profile.city, profile.province)
        names = tuple(
            match_key(name) for name in (*self.name_variants, *places) if name
        )
        found: list[tuple[OutlineEntry, Mention]] = []
        previous: OutlineEntry | None = None
        governor = _Governor()
        for entry in self.iter_prose_entries():
            if _is_kept_as_text(entry):
                continue
            governor = governor.enter(entry)
            line_context = self._build_line_context(entry, governor, names)
            mentions = parse_line(
                entry.line, entry.text_start, line_context, self.lexicon
            )
            listed = list(mentions)
            name = self._resolve_listed_name(entry)
            text = entry.line.text
            *before, lead = text.rpartition("。")
            led_fund = find_fund(self.lexicon, lead) if all(before) else None
            governor = governor.follow(
                entry, listed, name, find_fund(self.lexicon, text), led_fund
            )
            if not listed and found and found[-1][0] is previous:
                reason = parse_opening_reason(
                    entry.line, entry.text_start, line_context, self.lexicon
                )
                _explain_last_change(found, entry, reason)
            found.extend((entry, mention) for mention in listed)
            previous = entry
        return tuple(found)

    def _build_line_context(
        self,
        entry: OutlineEntry,
        governor: _Governor,
        names: tuple[str, ...],
    ) -> LineContext:
        """What a line inherits from the document, its heading and its list."""
        heading = entry.heading
        is_past = heading is not None and self._is_final_accounts_title(heading.text)
        return LineContext(
            self.year,
            self.is_final,
            entry.heading_key,
            governor.thing or self.resolve_heading(entry),
            is_past,
            governor.find_fund(entry) or self._find_heading_fund(entry),
            names,
            governor.whole,
            self._names_totals(entry, names),
            self._names_projects(entry),
            self._declared_units[id(entry)],
        )

    @cached_property
    def _declared_units(self) -> dict[int, Unit | None]:
        """The unit for numbers that print none, by the
        identity of their entry.
        """
        units: dict[int, Unit | None] = {}
        unit: Unit | None = None
        previous: OutlineEntry | None = None
        for entry in self.iter_prose_entries():
            unit = self._find_unit_of_text(entry) or unit
            above = self._find_unit_of_sections(entry) or unit
            units[id(entry)] = _find_declared_unit(entry, previous) or above
            if not _is_kept_as_text(entry):
                previous = entry
        return units

    def _find_unit_of_sections(self, entry: OutlineEntry) -> Unit | None:
        """The unit that the heading of a section
        declares for all of it.
        """
        sections = filter(None, (entry.subsection, entry.section))
        units = (self._units_of_sections.get(one.place) for one in sections)
        return next(filter(None, units), None)

    @cached_property
    def _units_of_sections(self) -> dict[Span, Unit]:
        """Units that headings declare, by the place of their section."""
        units: dict[Span, Unit] = {}
        for entry in self.outline.entries:
            section = entry.subsection or entry.section
            if section is None or entry.element is not entry.heading:
                continue
            declared = find_declared_unit(entry.line.text)
            if declared is not None and section.place.path in entry.paths:
                units[section.place] = _build_unit(entry.line, *declared)
        return units

    def _find_unit_of_text(self, entry: OutlineEntry) -> Unit | None:
        """The unit of all that follows: a line below
        the title says it, or one that
        says 以下, 均, 下同; above a table it is that
        table's.
        """
        declared = find_unit_of_text(entry.line.text)
        if declared is None or entry.line.path in self._lines_above_tables:
            return None
        name, start, end, holds = declared
        if not holds and entry.section is not None:
            return None
        return _build_unit(entry.line, name, start, end)

    @cached_property
    def _lines_above_tables(self) -> frozenset[str]:
        """Paths of the lines right above a table."""
        return frozenset(
            before.paths[0]
            for before, entry in pairwise(self.outline.entries)
            if isinstance(entry.element, Table)
        )

    def _resolve_listed_name(self, entry: OutlineEntry) -> LabelledThing | None:
        """The class that a line of a list names alone: 1、…（款）行政运行（项）。"""
        start = entry.text_start
        text = entry.line.text[start:].rstrip("。：: ")
        if entry.line.list_number is None or not 1 < len(text) <= _LONGEST_NAME:
            return None
        concept = find_concept(self.lexicon, text, entry.heading_key)
        if concept is None:
            return None
        label = entry.line.extract_text(start, start + len(text))
        return LabelledThing(label, concept)

    def _find_heading_fund(self, entry: OutlineEntry) -> Fund | None:
        """The fund that the heading above an entry names, else those above it."""
        if entry.heading is None:
            return None
        title = entry.heading.text
        if entry.heading is entry.element:
            title = title[: entry.text_start]
        sections = filter(None, (entry.subsection, entry.section))
        titles = [title, *(section.title.value for section in sections)]
        funds = (find_fund(self.lexicon, one) for one in titles)
        return next(filter(None, funds), None)

    def _names_totals(self, entry: OutlineEntry, names: tuple[str, ...]) -> bool:
        """True where the heading above an entry
        names a side of the budget alone."""
        if entry.heading is None:
            return False
        start, end = _locate_title(entry, entry.heading)
        plain = normalize_title(entry.heading.text[start:end], self.lexicon)
        if is_surrounding(self.lexicon, plain):
            return True  # 决算说明, of nothing else
        return bool(find_sides(self.lexicon, plain, names))

    def _names_projects(self, entry: OutlineEntry) -> bool:
        """True where the heading above an entry
        names projects alone: 重点项目情况.
        """
        if entry.heading is None:
            return False
        start, end = _locate_title(entry, entry.heading)
        title = entry.heading.text[start:end]
        return _names_projects(title, self.lexicon)

    def _is_final_accounts_title(self, title: str) -> bool:
        """True for a title that names final accounts and no budget."""
        final = self.lexicon.get_words("doc_type", "final")
        budget = self.lexicon.get_words("doc_type", "budget")
        return any(word in title for word in final) and not any(
            word in title for word in budget
        )

    def resolve_heading(self, entry: OutlineEntry) -> LabelledThing:
        """The concept that the heading above an entry names, if it names one."""
        line = entry.heading
        if line is None:
            return UNLABELLED
        start, end = _locate_title(entry, line)
        title = line.extract_text(start, end)
        concept = _find_title_concept(title.value, self.lexicon, entry.heading_key)
        if not concept:
            return UNLABELLED
        stop = start + len(line.text[start:end].rstrip("：:。 "))
        return LabelledThing(line.extract_text(start, stop), concept)


def _iterate_title_forms(title: str, lexicon: Lexicon) -> Iterator[str]:
    """Iterate over a plain title, with and without its qualifiers."""
    qualifiers = lexicon.get_vocabulary("heading_qualifiers")
    return strip_affixes(normalize_title(title, lexicon), qualifiers)


@cache_words
def _names_projects(title: str, lexicon: Lexicon) -> bool:
    """True for the title of projects alone."""
    pattern = compile_prose_patterns(lexicon).project_heading
    return any(map(pattern.fullmatch, _iterate_title_forms(title, lexicon)))


@cache_words
def _find_title_concept(
    title: str, lexicon: Lexicon, heading_key: str | None
) -> str | None:
    """The concept that a heading names, with or without its qualifiers."""
    for form in _iterate_title_forms(title, lexicon):
        concept = find_concept(lexicon, form, heading_key)
        concept = concept or _find_expense(form, lexicon)
        concept = concept or _find_family_whole(lexicon, form)
        if concept is not None:
            return concept
    remark = compile_prose_patterns(lexicon).order_remark.search(title)
    if remark is not None:
        return _find_title_concept(title[: remark.start()], lexicon, heading_key)
    title = title.rstrip(")）")
    divided = compile_prose_patterns(lexicon).divided_by.search(title)
    if divided is not None and divided.start():
        title = title[: divided.start()].rstrip("(（")  # 基本支出按经济分类
        return _find_title_concept(title, lexicon, heading_key)
    return _find_lower_title(title, lexicon, heading_key)


def _find_lower_title(
    title: str, lexicon: Lexicon, heading_key: str | None
) -> str | None:
    """The concept of the last of two titles in one
    line, else the total of the side that a title is:
    三、支出（二）项目支出.
    """
    inner = compile_prose_patterns(lexicon).inner_mark
    marks = list(inner.finditer(title))
    if not marks:
        return _find_total(title, lexicon)
    lower = title[marks[-1].end() :]
    return _find_title_concept(lower, lexicon, heading_key)


def _find_total(title: str, lexicon: Lexicon) -> str | None:
    """The total of the one side that a heading is: 二、收入."""
    plain = normalize_title(title, lexicon)
    side = lexicon.get_vocabulary("heads").get(plain)
    return side and find_item(side, Fund.ALL)


def _find_expense(name: str, lexicon: Lexicon) -> str | None:
    """The expense that a heading names without that
    word: 培训.
    """
    words = lexicon.get_words("head_components", "fee")
    found = (find_concept(lexicon, name + word) for word in words)
    return next((one for one in found if one in (*EXPENSES, _OPERATING)), None)


def _find_family_whole(lexicon: Lexicon, name: str) -> str | None:
    """The whole of purchases or of assets that a
    heading of one word names.
    """
    parts = ((compose_part(lexicon, name, one, ()), of) for one, of in _WHOLES)
    return next((of for part, of in parts if part == of), None)


def _find_declared_unit(
    entry: OutlineEntry, previous: OutlineEntry | None
) -> Unit | None:
    """The unit that is declared for the numbers of a line: in its heading, at its head,
    or by the line above: （单位：万元）."""
    if entry.heading is not None and entry.heading is not entry.element:
        declared = find_declared_unit(entry.heading.text)
        if declared is not None:
            return _build_unit(entry.heading, *declared)
    declared_here = _find_unit_of_line(entry)
    if declared_here is not None:
        return declared_here
    if previous is None or previous.heading is not entry.heading:
        return None
    if len(previous.line.text.strip()) > _LONGEST_UNIT_LINE:
        return None
    declared = find_declared_unit(previous.line.text)
    return declared and _build_unit(previous.line, *declared)


def _find_unit_of_line(entry: OutlineEntry) -> Unit | None:
    """The unit that a line declares at its head, or in brackets at its end."""
    head = entry.line.text[entry.text_start :]
    declared = find_declared_unit(head)
    if declared is None or declared[1] >= _LONGEST_UNIT_LEAD:
        declared = find_unit_behind(head)
    if declared is None:
        return None
    name, start, end = declared
    at = entry.text_start
    return _build_unit(entry.line, name, at + start, at + end)


def _build_unit(line: TextLine, name: str, start: int, end: int) -> Unit:
    return Unit(name, UnitSource.PARAGRAPH, line.locate_span(start, end))


def _locate_title(entry: OutlineEntry, line: TextLine) -> tuple[int, int]:
    """Where the title of a heading stands in its line, behind its number."""
    start = line.list_number.end if line.list_number else 0
    end = len(line.text)
    if line is entry.element:
        end = entry.text_start
    return find_inner_number(line.text, start, end), end


def _is_kept_as_text(entry: OutlineEntry) -> bool:
    return entry.heading_key in _TEXT_SECTION_KEYS or entry.section_key == "glossary"


def _explain_last_change(
    found: list[tuple[OutlineEntry, Mention]],
    entry: OutlineEntry,
    reason: Extracted[str] | None,
) -> None:
    """Give the first change of the line above, its main one, the reason that a
    line of its own gives.
    """
    if reason is None or not found:
        return
    above = found[-1][0]
    if above.heading is not entry.heading:
        return
    unexplained = [
        (index, mention)
        for index, (other, mention) in enumerate(found)
        if other is above and _lacks_reason(mention)
    ]
    for index, change in unexplained:
        if change.value.place == unexplained[0][1].value.place:
            found[index] = (above, replace(change, reason=reason))


def _lacks_reason(mention: Mention) -> TypeGuard[ChangeMention]:
    if not isinstance(mention, ChangeMention):
        return False
    return mention.direction != Direction.FLAT and mention.reason is None
