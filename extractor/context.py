"""What every subject is given: the document, its sections and tables, the words, and who and when."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.document import Block, Document
from extractor.records import Profile, Section
from extractor.tables import TableView
from extractor.template import Template

__all__ = ["Context", "SectionBlocks"]


@dataclass(frozen=True)
class SectionBlocks:
    """One level 1 section (None for what stands before the first heading) and the blocks below its heading."""

    section: Section | None
    blocks: tuple[Block, ...]

    @property
    def key(self) -> str | None:
        return self.section.key if self.section else None


@dataclass(frozen=True)
class Context:
    """The arguments of a subject: ``subject.read(context)`` yields records and issues."""

    document: Document
    outline: tuple[SectionBlocks, ...]
    sections: tuple[Section, ...]  # both levels
    tables: tuple[TableView, ...]
    template: Template
    profile: Profile

    @property
    def year(self) -> int | None:
        """The document's fiscal year."""
        return self.profile.fiscal_year.value if self.profile.fiscal_year else None
