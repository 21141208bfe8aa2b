"""What every subject is given: the document, its outline and tables, what its prose says, the words, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.layout.lines import Line
from extractor.layout.sections import Entry, Outline
from extractor.layout.titles import plain_title
from extractor.lexicon.lexicon import Template
from extractor.model.disclosure import Profile
from extractor.model.document import Document
from extractor.prose import NOTHING, Said, Setting, Subject, item_of, read_line
from extractor.tables.model import TableView
from extractor.text.affixes import without
from extractor.text.normalize import squeeze

__all__ = ["Context"]

_TEXT_KEYS = frozenset({"duties", "glossary", "overall_goal"})
"""Topics whose lines are kept whole as text: numbers in them are part of the text, not statements."""


@dataclass(frozen=True)
class Context:
    """The arguments of a subject: ``subject.read(context)`` yields records and issues."""

    document: Document
    outline: Outline
    tables: tuple[TableView, ...]
    template: Template
    profile: Profile
    names: tuple[str, ...] = ()  # forms of the department's name, longest first

    @property
    def year(self) -> int | None:
        """The document's fiscal year."""
        return self.profile.fiscal_year.value if self.profile.fiscal_year else None

    @property
    def final(self) -> bool:
        """True for final accounts."""
        return (self.profile.doc_type or "").endswith("final")

    def lines(self) -> Iterator[Entry]:
        """Entries of running text: no headings alone, no 目录, no tables."""
        for entry in self.outline.entries:
            if (
                entry.kind != "toc"
                and isinstance(entry.item, Line)
                and entry.line.text[entry.start :].strip()
            ):
                yield entry

    @cached_property
    def said(self) -> tuple[tuple[Entry, Said], ...]:
        """What the prose states in numbers, line by line, with the entry it stands in."""
        found: list[tuple[Entry, Said]] = []
        places = (self.profile.county, self.profile.city, self.profile.province)
        names = tuple(squeeze(name) for name in (*self.names, *places) if name)
        for entry in self.lines():
            if entry.key in _TEXT_KEYS or entry.section_key == "glossary":
                continue
            past = entry.heading is not None and self._past(entry.heading.text)
            setting = Setting(
                self.year, self.final, entry.key, self._heading(entry), past, names
            )
            found.extend(
                (entry, said)
                for said in read_line(entry.line, entry.start, setting, self.template)
            )
        return tuple(found)

    def _past(self, title: str) -> bool:
        """True for a title that speaks of final accounts and of no budget."""
        final, budget = (
            self.template.words_of("doc_type", kind) for kind in ("final", "budget")
        )
        return any(word in title for word in final) and not any(
            word in title for word in budget
        )

    def _heading(self, entry: Entry) -> Subject:
        """The thing that the heading above names, when it names one."""
        line = entry.heading
        if line is None:
            return NOTHING
        start = line.ordinal.end if line.ordinal else 0
        end = entry.start if line is entry.item else len(line.text)
        title = line.reading(start, end)
        words = self.template.words("heading_qualifiers")
        plain = plain_title(title.value, self.template)
        item = next(
            (
                item
                for form in without(plain, words)
                if (item := item_of(self.template, form, entry.key)) is not None
            ),
            None,
        )
        stop = start + len(line.text[start:end].rstrip("：:。 "))
        return Subject(line.reading(start, stop), item) if item else NOTHING
