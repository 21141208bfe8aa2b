"""What a disclosure says, as records: each value beside the text it was read from and the place of that text.

A record's attributes are the columns of its table (:mod:`extractor.schema`). An attribute that was read from the page is
a :class:`Reading`, and makes one row of evidence; what is derived (codes, yuan, keys) is plain. Records refer to one
another as objects; ids are given when rows are made (:mod:`extractor.rows`). Money is Decimal throughout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from datetime import date as Day
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Generic, Literal, TypeVar

from extractor import schema
from extractor.display import counts_html, record_html, told
from extractor.document import Place
from extractor.issues import Issue
from extractor.messages import sentence

__all__ = [
    "Activity", "Amount", "Asset", "BudgetLine", "CellUse", "Change", "Check", "Corrected", "Count", "Disclosure", "Duty", "Goal",
    "Indicator", "Leftover", "Mark", "NilStatement", "OrgUnit", "PageBlock", "Procurement", "Profile", "Reading", "Record",
    "Section",
    "TableRecord", "Term", "Threshold", "Unit", "UNIT_YUAN",
]  # fmt: skip

T = TypeVar("T", covariant=True)

UNIT_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
"""Yuan in one printed unit."""

UnitSource = Literal["number", "cell", "column", "caption", "paragraph", "document", "template"]
Status = Literal["reported", "reported_zero", "blank", "dash", "declared_none", "stub_reference", "unparsed"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and what declared it: the number itself, its cell, column, the table's caption row, the paragraph above."""

    name: str
    source: UnitSource
    place: Place


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One value read from the page: ``document.quote(place) == raw``, always.

    ``corrected`` is the text that a person put in place of ``raw``, '' where nobody did; ``value`` is then that text's.
    """

    value: T
    raw: str
    place: Place
    unit: Unit | None = None
    corrected: str = ""


def yuan(value: Reading[Decimal | None] | None) -> Decimal | None:
    """Money in yuan; None where there is no value or its unit is none of money."""
    if value is None or value.value is None or value.unit is None or value.unit.name not in UNIT_YUAN:
        return None
    return value.value * UNIT_YUAN[value.unit.name]


class Record:
    """Base of the records: names the table and keeps ``place``; a notebook shows one as a small table."""

    __slots__ = ()
    TABLE: ClassVar[str]

    def _repr_html_(self) -> str:
        table = schema.table(self.TABLE)
        rows = [(column.label_zh, getattr(self, column.name, None)) for column in table.columns]
        return record_html(table.label_zh, [(label, value) for label, value in rows if not callable(value)])


class _Stated(Record):
    """A record of one stated value: its unit, text and place are those of the value."""

    __slots__ = ()
    value: Reading[Decimal | None]

    @property
    def unit(self) -> str | None:
        return self.value.unit.name if self.value.unit else None

    @property
    def unit_source(self) -> str | None:
        return self.value.unit.source if self.value.unit else None

    @property
    def unit_place(self) -> str | None:
        return str(self.value.unit.place) if self.value.unit else None

    @property
    def value_yuan(self) -> Decimal | None:
        return yuan(self.value)

    @property
    def raw(self) -> str:
        return self.value.raw

    @property
    def place(self) -> Place:
        return self.value.place


class _InUnit(Record):
    """A row of a table for which one unit is in force, also where a cell is blank."""

    __slots__ = ()
    unit_in_force: Unit | None

    @property
    def unit(self) -> str | None:
        return self.unit_in_force.name if self.unit_in_force else None

    @property
    def unit_source(self) -> str | None:
        return self.unit_in_force.source if self.unit_in_force else None

    @property
    def unit_place(self) -> str | None:
        return str(self.unit_in_force.place) if self.unit_in_force else None


@dataclass(frozen=True, slots=True)
class Profile(Record):
    """Who and when: what `documents` says of one disclosure apart from counts."""

    TABLE: ClassVar[str] = "documents"
    title: Reading[str] | None = None
    doc_type: str | None = None
    fiscal_year: Reading[int] | None = None
    department_name: Reading[str] | None = None
    budget_unit_code: Reading[str] | None = None
    department_type: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    division_match: str = "none"
    template: str = "base"


@dataclass(frozen=True, slots=True)
class Section(Record):
    """One heading and what stands under it; ``parent`` is the level 1 section of a level 2 one."""

    TABLE: ClassVar[str] = "sections"
    level: int
    number: Reading[str] | str | None  # a Reading where it is typed, plain where Word made it
    number_source: Literal["typed", "auto", "none"]
    title: Reading[str]
    key: str | None
    text: str
    place: Place
    parent: Section | None = None


@dataclass(frozen=True, slots=True)
class Duty(Record):
    """One duty of the department."""

    TABLE: ClassVar[str] = "duties"
    number: Reading[str] | str | None
    text: Reading[str]
    place: Place


@dataclass(frozen=True, slots=True)
class OrgUnit(Record):
    """One internal or affiliated unit."""

    TABLE: ClassVar[str] = "org_units"
    name: Reading[str]
    nature: Reading[str] | None
    rank: Reading[str] | None
    funding: Reading[str] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Amount(_Stated):
    """One stated amount of money: ``一般公共预算收入165.47万元``."""

    TABLE: ClassVar[str] = "amounts"
    item: str | None
    label: Reading[str] | None
    value: Reading[Decimal | None]
    value_status: Status
    fiscal_year: int | None
    phase: str | None
    source: Literal["prose", "table"]
    section: str | None


@dataclass(frozen=True, slots=True)
class Change(_Stated):
    """One stated change against another year; ``value`` is a magnitude (its Reading is the words 持平 where no number is)."""

    TABLE: ClassVar[str] = "changes"
    item: str | None
    label: Reading[str] | None
    fiscal_year: int | None
    base_year: int | None
    base_kind: str
    direction: Literal["increase", "decrease", "flat"] | None
    value: Reading[Decimal | None]
    percent: Reading[Decimal] | None
    stated: bool
    reason: Reading[str] | None
    section: str | None

    @property
    def value_yuan(self) -> Decimal | None:
        return Decimal(0) if self.value.value == 0 else yuan(self.value)



@dataclass(frozen=True, slots=True)
class Goal(Record):
    """One overall performance goal."""

    TABLE: ClassVar[str] = "goals"
    text: Reading[str]

    @property
    def place(self) -> Place:
        return self.text.place


@dataclass(frozen=True, slots=True)
class Activity(_InUnit):
    """One duty (level 1) or work activity (level 2) row of a performance table."""

    TABLE: ClassVar[str] = "activities"
    level: int
    number: Reading[str] | str | None
    name: Reading[str]
    budget: Reading[Decimal | None] | None
    unit_in_force: Unit | None
    description: Reading[str] | None
    goal: Reading[str] | None
    place: Place
    parent: Activity | None = None
    budget_status: Status | None = None  # None where the table has no such column

    @property
    def budget_yuan(self) -> Decimal | None:
        return yuan(self.budget)


@dataclass(frozen=True, slots=True)
class Indicator(Record):
    """One performance indicator."""

    TABLE: ClassVar[str] = "indicators"
    parent: Activity | None
    duty: str | None
    activity: Reading[str] | str | None
    level1: Reading[str] | None
    level2: Reading[str] | None
    name: Reading[str]
    n_measures: int
    place: Place


@dataclass(frozen=True, slots=True)
class Threshold(Record):
    """One grade or target of one indicator."""

    TABLE: ClassVar[str] = "thresholds"
    parent: Indicator
    grade: str
    grade_order: int
    text: Reading[str]
    operator: str | None
    lower: Decimal | None
    upper: Decimal | None
    lower_inclusive: bool | None
    upper_inclusive: bool | None
    unit: Reading[str] | str | None

    @property
    def indicator(self) -> str:
        return self.parent.name.value

    @property
    def place(self) -> Place:
        return self.text.place


@dataclass(frozen=True, slots=True)
class Procurement(_InUnit):
    """One row of a procurement table."""

    TABLE: ClassVar[str] = "procurement"
    row_type: Literal["total", "subtotal", "item"]
    row_label: Reading[str] | None
    project_name: Reading[str] | None
    project_funds: Reading[Decimal | None] | None
    item_name: Reading[str] | None
    catalog_code: Reading[str] | None
    catalog_name: str | None
    quantity_unit: Reading[str] | None
    quantity: Reading[Decimal | None] | None
    unit_price: Reading[Decimal | None] | None
    total: Reading[Decimal | None] | None
    current_year: Reading[Decimal | None] | None
    general_public_budget: Reading[Decimal | None] | None
    government_funds: Reading[Decimal | None] | None
    fiscal_special_account: Reading[Decimal | None] | None
    other_sources: Reading[Decimal | None] | None
    other_channels: Reading[Decimal | None] | None
    unit_in_force: Unit | None
    place: Place
    project_funds_status: Status | None = None  # None where the table has no such column
    quantity_status: Status | None = None
    unit_price_status: Status | None = None
    total_status: Status | None = None
    current_year_status: Status | None = None
    general_public_budget_status: Status | None = None
    government_funds_status: Status | None = None
    fiscal_special_account_status: Status | None = None
    other_sources_status: Status | None = None
    other_channels_status: Status | None = None

    @property
    def total_yuan(self) -> Decimal | None:
        return yuan(self.total)


@dataclass(frozen=True, slots=True)
class Asset(_InUnit):
    """One row of an asset table, or one stated holding of assets."""

    TABLE: ClassVar[str] = "assets"
    row_type: Literal["total", "item"]
    item: str | None
    label: Reading[str]
    quantity: Reading[Decimal | None] | None
    quantity_status: Status
    quantity_unit: Reading[str] | str | None
    value: Reading[Decimal | None] | None
    value_status: Status
    unit_in_force: Unit | None
    as_of: Reading[date] | None
    place: Place

    @property
    def value_yuan(self) -> Decimal | None:
        return yuan(self.value)


@dataclass(frozen=True, slots=True)
class NilStatement(Record):
    """One statement that a budget or table is empty."""

    TABLE: ClassVar[str] = "nil_statements"
    subject: Reading[str] | None
    table_name: Reading[str] | None
    fiscal_year: int | None
    text: Reading[str]

    @property
    def place(self) -> Place:
        return self.text.place


@dataclass(frozen=True, slots=True)
class Term(Record):
    """One glossary term."""

    TABLE: ClassVar[str] = "glossary"
    number: Reading[str] | str | None
    term: Reading[str]
    definition: Reading[str]
    place: Place


@dataclass(frozen=True, slots=True)
class Count(Record):
    """One stated number of things: ``2个科室``."""

    TABLE: ClassVar[str] = "counts"
    subject: Reading[str] | None
    value: Reading[Decimal]
    unit: str | None
    section: str | None

    @property
    def raw(self) -> str:
        return self.value.raw

    @property
    def place(self) -> Place:
        return self.value.place


@dataclass(frozen=True, slots=True)
class TableRecord(Record):
    """One table of the document, known or not."""

    TABLE: ClassVar[str] = "tables"
    kind: str
    table_key: str | None
    title: Reading[str] | None
    unit_declared: Unit | None
    entity: Reading[str] | None
    n_rows: int
    n_columns: int
    n_header_rows: int
    place: Place
    continues: str | None = None  # address of the table that it carries on behind a page break

    @property
    def unit(self) -> str | None:
        return self.unit_declared.name if self.unit_declared else None

    @property
    def unit_source(self) -> str | None:
        return self.unit_declared.source if self.unit_declared else None

    @property
    def unit_place(self) -> str | None:
        return str(self.unit_declared.place) if self.unit_declared else None


@dataclass(frozen=True, slots=True)
class BudgetLine(_Stated):
    """One number of a statutory budget or final-accounts table."""

    TABLE: ClassVar[str] = "budget_lines"
    parent: TableRecord
    table_key: str | None
    row_label: Reading[str] | None
    column_label: str | None
    functional_code: Reading[str] | None
    economic_code: Reading[str] | None
    item: str | None
    value: Reading[Decimal | None]
    value_status: Status
    fiscal_year: int | None
    phase: str | None
    class_code: Reading[str] | None = None  # where 类, 款, 项 stand in columns of their own
    group_code: Reading[str] | None = None
    unit_name: Reading[str] | None = None  # the office a row belongs to, beside its label


@dataclass(frozen=True, slots=True)
class CellUse(Record):
    """One cell of any table and where it went."""

    TABLE: ClassVar[str] = "cells"
    parent: TableRecord
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    use: Literal["header", "label", "value", "blank", "ignored", "unread"]
    place: Place


@dataclass(frozen=True, slots=True)
class PageBlock(Record):
    """One paragraph outside tables, or one table, where it stands on the page; the text of a table is in its cells."""

    TABLE: ClassVar[str] = "blocks"
    position: int
    kind: Literal["heading", "title", "contents", "text", "margin", "table"]
    number: str | None  # made by Word, no part of the text
    level: int | None
    text: str | None
    anchor: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Leftover(Record):
    """One number token that no evidence row took up; ``reason`` says what it seems to be."""

    TABLE: ClassVar[str] = "leftovers"
    section: str | None
    raw: str
    context: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Check(Record):
    """One identity tried on one set of numbers; passed ones are kept. Money in yuan."""

    TABLE: ClassVar[str] = "checks"
    rule: str
    result: Literal["pass", "rounding", "fail", "not_checkable"]
    expected: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    tolerance: Decimal | None
    message: tuple[str, tuple[tuple[str, str], ...]]  # a code of the catalogue and its details
    places_read: tuple[Place, ...]

    @property
    def places(self) -> str:
        return ";".join(map(str, self.places_read))

    def _repr_html_(self) -> str:
        code, details = self.message
        rule = schema.rules().get(self.rule)
        rows = [(c.label_zh, getattr(self, c.name, None)) for c in schema.table(self.TABLE).columns if c.name != "message"]
        said = ("说明", sentence(code, dict(details)))
        return record_html(rule.text_zh if rule else self.rule, [*rows, said])


@dataclass(frozen=True, slots=True)
class Mark(Record):
    """One aspect of a document's quality: ``n`` of ``total`` things are not as they should be (total 0: nothing to count)."""

    TABLE: ClassVar[str] = "quality"
    aspect: str
    grade: Literal["A", "B", "C", "D"]
    n: int
    total: int
    message: tuple[str, tuple[tuple[str, str], ...]]  # a code of the catalogue and its details


@dataclass(frozen=True, slots=True)
class Corrected(Record):
    """One correction that was asked for, and what became of it; ``place`` as it was written."""

    TABLE: ClassVar[str] = "corrections"
    table: str
    place: str
    column: str
    old: str
    new: str
    reason: str | None
    who: str | None
    date: Day | None
    result: Literal["applied", "refused"]
    because: str | None


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
    leftovers: tuple[Leftover, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    checks: tuple[Check, ...] = ()
    quality: tuple[Mark, ...] = ()
    issues: tuple[Issue, ...] = ()
    n_paragraphs: int = 0
    n_tables: int = 0
    n_numbers: int = 0
    n_numbers_read: int = 0
    share_characters: Decimal | None = None  # of the characters and numbers stored in the file, counted independently
    share_numbers: Decimal | None = None
    text_boxes: str | None = None  # each text box and the paragraph that carries it: tx1=b12;tx2=b40

    @property
    def grade(self) -> str | None:
        """How far to trust it, A to D: as good as its worst mark."""
        return max((mark.grade for mark in self.quality), default=None)

    @property
    def grade_reasons(self) -> str | None:
        """The aspects of the marks that make the grade; None for A, which has none."""
        reasons = [mark.aspect for mark in self.quality if mark.grade == self.grade != "A"]
        return ";".join(reasons) or None

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Text box -> the paragraph that carries it."""
        pairs = (pair.partition("=") for pair in (self.text_boxes or "").split(";") if pair)
        return {flow: paragraph for flow, _, paragraph in pairs}

    @cached_property
    def continued(self) -> Mapping[str, str]:
        """Table -> the one it carries on, by their addresses."""
        return {table.place.address: table.continues for table in self.tables if table.continues is not None}

    def __repr__(self) -> str:
        counts = (f"{name} {len(value)}" for name, value in vars(self).items() if isinstance(value, tuple) and value)
        return f"<Disclosure {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        who = self.profile
        parts = (who.fiscal_year, who.department_name, who.title)
        head = " · ".join(told(part) for part in parts if part is not None) or "?"
        counts = [(t.name, t.label_zh, len(getattr(self, t.name))) for t in schema.tables() if hasattr(self, t.name)]
        results = Counter(check.result for check in self.checks)
        return counts_html(head, counts, sorted(results.items()))
