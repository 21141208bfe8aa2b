"""What every subject is given: the document, its outline and tables, what its prose says, the words, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.layout.lines import TextLine
from extractor.layout.sections import Outline, OutlineEntry
from extractor.layout.titles import normalize_title
from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Profile
from extractor.model.document import Document
from extractor.prose import (
    UNLABELLED,
    LabelledThing,
    LineContext,
    Mention,
    find_concept,
    parse_line,
)
from extractor.tables.model import ParsedTable
from extractor.text.affixes import strip_affixes
from extractor.text.normalize import match_key

__all__ = [
    "Context",
]

_TEXT_SECTION_KEYS = frozenset({"duties", "glossary", "overall_goal"})
"""Topics whose lines are kept whole as text: numbers in them are part of the text, not statements."""


@dataclass(frozen=True)
class Context:
    """The arguments of a subject: ``subject.read(context)`` yields records and issues."""

    document: Document
    outline: Outline
    tables: tuple[ParsedTable, ...]
    lexicon: Lexicon
    profile: Profile
    name_variants: tuple[str, ...] = ()  # forms of the department's name, longest first

    @property
    def year(self) -> int | None:
        """The document's fiscal year."""
        return self.profile.fiscal_year.value if self.profile.fiscal_year else None

    @property
    def is_final(self) -> bool:
        """True for final accounts."""
        return (self.profile.doc_type or "").endswith("final")

    def iter_prose_entries(self) -> Iterator[OutlineEntry]:
        """Entries of running text: no headings alone, no 目录, no tables."""
        for entry in self.outline.entries:
            if (
                entry.kind != "toc"
                and isinstance(entry.element, TextLine)
                and entry.line.text[entry.text_start :].strip()
            ):
                yield entry

    @cached_property
    def mentions(self) -> tuple[tuple[OutlineEntry, Mention], ...]:
        """What the prose states in numbers, line by line, with the entry it stands in."""
        found: list[tuple[OutlineEntry, Mention]] = []
        places = (self.profile.county, self.profile.city, self.profile.province)
        names = tuple(
            match_key(name) for name in (*self.name_variants, *places) if name
        )
        for entry in self.iter_prose_entries():
            if (
                entry.heading_key in _TEXT_SECTION_KEYS
                or entry.section_key == "glossary"
            ):
                continue
            past = entry.heading is not None and self._is_final_accounts_title(
                entry.heading.text
            )
            setting = LineContext(
                self.year,
                self.is_final,
                entry.heading_key,
                self._resolve_heading(entry),
                past,
                names,
            )
            found.extend(
                (entry, said)
                for said in parse_line(
                    entry.line, entry.text_start, setting, self.lexicon
                )
            )
        return tuple(found)

    def _is_final_accounts_title(self, title: str) -> bool:
        """True for a title that speaks of final accounts and of no budget."""
        final, budget = (
            self.lexicon.get_words("doc_type", kind) for kind in ("final", "budget")
        )
        return any(word in title for word in final) and not any(
            word in title for word in budget
        )

    def _resolve_heading(self, entry: OutlineEntry) -> LabelledThing:
        """The thing that the heading above names, when it names one."""
        line = entry.heading
        if line is None:
            return UNLABELLED
        start = line.list_number.end if line.list_number else 0
        end = entry.text_start if line is entry.element else len(line.text)
        title = line.extract_text(start, end)
        words = self.lexicon.get_vocabulary("heading_qualifiers")
        plain = normalize_title(title.value, self.lexicon)
        item = next(
            (
                item
                for form in strip_affixes(plain, words)
                if (item := find_concept(self.lexicon, form, entry.heading_key))
                is not None
            ),
            None,
        )
        stop = start + len(line.text[start:end].rstrip("：:。 "))
        return (
            LabelledThing(line.extract_text(start, stop), item) if item else UNLABELLED
        )
