"""One file understood: the disclosures it holds, and the records of each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, NamedTuple

from extractor import schema
from extractor.dataclass import dataclass
from extractor.i18n import format_message
from extractor.model.document import Document, Span
from extractor.model.enums import DivisionMatch, DocumentType, Grade
from extractor.model.issues import Issue
from extractor.model.notebook_html import render_counts_html, render_value
from extractor.model.records import (
    Activity,
    Amount,
    Asset,
    BudgetLine,
    CellUse,
    Change,
    Check,
    CorrectionOutcome,
    Count,
    Duty,
    Extracted,
    Fact,
    Goal,
    Indicator,
    NilStatement,
    OrgUnit,
    PageBlock,
    Procurement,
    QualityScore,
    Record,
    Section,
    TableRecord,
    Term,
    Threshold,
    UnmatchedNumber,
)

__all__ = [
    "Disclosure",
    "ParsedFile",
    "Profile",
    "Refusal",
    "RejectionReason",
    "UNCERTAIN_CODE",
    "describe_text_boxes",
    "group_by_table",
]


UNCERTAIN_CODE = "ACCEPTANCE_UNCERTAIN"
"""Code of the issue of a disclosure that may be none."""


@dataclass(frozen=True, slots=True)
class Profile(Record):
    """The office, place, year and kind of one disclosure."""

    TABLE: ClassVar[str] = "disclosures"
    title: Extracted[str] | None = None
    doc_type: DocumentType | None = None
    fiscal_year: Extracted[int] | None = None
    department_name: Extracted[str] | None = None
    budget_unit_code: Extracted[str] | None = None
    department_type: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    division_match: DivisionMatch = DivisionMatch.NONE
    template: str = "base"


@dataclass(frozen=True, repr=False)
class Disclosure:
    """One disclosure with all its records, a tuple for each table of the dataset.

    One file may hold several disclosures: a department and its units.
    ``share_characters`` and ``share_numbers`` are shares of what the file stores, from
    an independent count. ``text_boxes`` names each text box with the paragraph it is
    anchored to: ``tx1=b12;tx2=b40``.
    """

    profile: Profile = field(default_factory=Profile)
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    duties: tuple[Duty, ...] = ()
    org_units: tuple[OrgUnit, ...] = ()
    amounts: tuple[Amount, ...] = ()
    changes: tuple[Change, ...] = ()
    goals: tuple[Goal, ...] = ()
    activities: tuple[Activity, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    procurement: tuple[Procurement, ...] = ()
    assets: tuple[Asset, ...] = ()
    nil_statements: tuple[NilStatement, ...] = ()
    glossary: tuple[Term, ...] = ()
    counts: tuple[Count, ...] = ()
    budget_lines: tuple[BudgetLine, ...] = ()
    tables: tuple[TableRecord, ...] = ()
    cells: tuple[CellUse, ...] = ()
    blocks: tuple[PageBlock, ...] = ()
    unmatched_numbers: tuple[UnmatchedNumber, ...] = ()
    corrections: tuple[CorrectionOutcome, ...] = ()
    checks: tuple[Check, ...] = ()
    quality: tuple[QualityScore, ...] = ()
    issues: tuple[Issue, ...] = ()
    n_paragraphs: int = 0
    n_tables: int = 0
    n_numbers: int = 0
    n_numbers_read: int = 0
    share_characters: Decimal | None = None
    share_numbers: Decimal | None = None
    text_boxes: str | None = None

    @property
    def grade(self) -> Grade | None:
        """Quality grade, A to D: that of its worst score."""
        return max((score.grade for score in self.quality), default=None)

    @property
    def grade_reasons(self) -> str | None:
        """The aspects that make the grade, ``;`` between them; None for grade A."""
        worst = self.grade
        if worst is None or worst == Grade.A:
            return None
        return ";".join(score.aspect for score in self.quality if score.grade == worst)

    @cached_property
    def text_box_anchors(self) -> Mapping[str, Span]:
        """Text box -> the paragraph that it is anchored to."""
        if not self.text_boxes:
            return {}
        pairs = (pair.partition("=") for pair in self.text_boxes.split(";"))
        return {story: Span.parse(anchor) for story, _, anchor in pairs}

    @cached_property
    def table_predecessors(self) -> Mapping[str, str]:
        """Path of a table -> path of the table that it continues."""
        return {
            table.place.path: table.continues
            for table in self.tables
            if table.continues is not None
        }

    def __repr__(self) -> str:
        counts = (
            f"{name} {len(value)}"
            for name, value in vars(self).items()
            if isinstance(value, tuple) and value
        )
        return f"<Disclosure {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        profile = self.profile
        parts = (profile.fiscal_year, profile.department_name, profile.title)
        title = " · ".join(render_value(part) for part in parts if part is not None)
        results = Counter(check.result for check in self.checks)
        return render_counts_html(
            title or "?", list(self._iter_counts()), sorted(results.items())
        )

    def _iter_counts(self) -> Iterator[tuple[str, str, int]]:
        """Name, label and number of records of each table."""
        for table in schema.load_tables():
            if hasattr(self, table.name):
                yield table.name, table.label_zh, len(getattr(self, table.name))


class RejectionReason(NamedTuple):
    """Why a readable document is no disclosure.

    ``message_code`` is the code of a message, ``matched_word`` the word that decided.
    """

    message_code: str
    matched_word: str = ""


class Refusal(NamedTuple):
    """Why a document is no disclosure, and what was read of it, if anything."""

    reason: RejectionReason | None
    disclosure: Disclosure | None = None


@dataclass(frozen=True)
class ParsedFile:
    """One file understood: its document and disclosures (none when it is none).

    ``rejection_code`` is the issue code of the reason why there are none. ``files`` are
    the documents that ``document`` is made of where a disclosure has several files;
    ``refused`` is what was read of a file that is none by itself.
    """

    document: Document
    disclosures: tuple[Disclosure, ...]
    rejection_reason: RejectionReason | None = None
    rejection_code: str = ""
    files: tuple[Document, ...] = ()
    refused: Disclosure | None = None

    @property
    def is_uncertain(self) -> bool:
        """True where a disclosure of the file may be none."""
        return any(
            issue.code == UNCERTAIN_CODE
            for disclosure in self.disclosures
            for issue in disclosure.issues
        )

    def explain_rejection(self, lang: str = "zh") -> str:
        """Explain why the file holds no disclosure; '' when it holds one.

        Args:
            lang: language of the sentence, zh or en.
        """
        reason = self.rejection_reason
        if reason is None:
            return ""
        return format_message(reason.message_code, {"word": reason.matched_word}, lang)


def describe_text_boxes(document: Document) -> str | None:
    """Each anchored text box of a document with its paragraph, as
    ``Disclosure.text_boxes`` has them."""
    anchored = (
        f"{story.name}={story.anchor}" for story in document.stories if story.anchor
    )
    return ";".join(anchored) or None


def group_by_table(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Records by the table of the dataset they belong to, in order."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.TABLE, []).append(record)
    return {table: tuple(group) for table, group in groups.items()}
