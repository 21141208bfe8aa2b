"""One disclosure: who and when, and the records of each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import ClassVar, get_args, get_origin, get_type_hints

from extractor import schema
from extractor.model.audit_records import Check, CorrectionOutcome, QualityScore
from extractor.model.extracted import Extracted
from extractor.model.issues import Issue
from extractor.model.notebook_html import render_cell, render_counts_html
from extractor.model.page_records import (
    CellUse,
    PageBlock,
    Section,
    TableRecord,
    UnmatchedNumber,
)
from extractor.model.record import Record
from extractor.model.statements import (
    Amount,
    Change,
    Count,
    Duty,
    Goal,
    NilStatement,
    OrgUnit,
    Term,
)
from extractor.model.table_rows import (
    Activity,
    Asset,
    BudgetLine,
    Indicator,
    Procurement,
    Threshold,
)

__all__ = [
    "Disclosure",
    "Profile",
    "map_record_types",
]


@dataclass(frozen=True, slots=True)
class Profile(Record):
    """Who and when: what `disclosures` says of one disclosure apart from counts."""

    TABLE: ClassVar[str] = "disclosures"
    title: Extracted[str] | None = None
    doc_type: str | None = None
    fiscal_year: Extracted[int] | None = None
    department_name: Extracted[str] | None = None
    budget_unit_code: Extracted[str] | None = None
    department_type: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    division_match: str = "none"
    template: str = "base"


@dataclass(frozen=True, repr=False)
class Disclosure:
    """Everything one disclosure says. One file may hold several (a department and its units)."""

    profile: Profile = field(default_factory=Profile)
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
    share_characters: Decimal | None = (
        None  # of the characters and numbers stored in the file, counted independently
    )
    share_numbers: Decimal | None = None
    text_boxes: str | None = (
        None  # each text box and the paragraph that carries it: tx1=b12;tx2=b40
    )

    @property
    def grade(self) -> str | None:
        """How far to trust it, A to D: as good as its worst mark."""
        return max((mark.grade for mark in self.quality), default=None)

    @property
    def grade_reasons(self) -> str | None:
        """The aspects of the marks that make the grade; None for A, which has none."""
        reasons = [
            mark.aspect for mark in self.quality if mark.grade == self.grade != "A"
        ]
        return ";".join(reasons) or None

    @cached_property
    def text_box_anchors(self) -> Mapping[str, str]:
        """Text box -> the paragraph that carries it."""
        pairs = (
            pair.partition("=") for pair in (self.text_boxes or "").split(";") if pair
        )
        return {flow: paragraph for flow, _, paragraph in pairs}

    @cached_property
    def table_predecessors(self) -> Mapping[str, str]:
        """Table -> the one it carries on, by their addresses."""
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
        who = self.profile
        parts = (who.fiscal_year, who.department_name, who.title)
        head = (
            " · ".join(render_cell(part) for part in parts if part is not None) or "?"
        )
        counts = [
            (t.name, t.label_zh, len(getattr(self, t.name)))
            for t in schema.load_tables()
            if hasattr(self, t.name)
        ]
        results = Counter(check.result for check in self.checks)
        return render_counts_html(head, counts, sorted(results.items()))


@cache
def map_record_types() -> Mapping[str, type[Record]]:
    """Table -> the type of its records, as the fields of a Disclosure say; `disclosures` is the profile's."""
    kinds = (
        get_args(hint)[0] if get_origin(hint) is tuple else hint
        for hint in get_type_hints(Disclosure).values()
    )
    return {
        kind.TABLE: kind
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Record)
    }
