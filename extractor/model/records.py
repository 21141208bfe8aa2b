"""Records: what a disclosure states, one class for each table of the dataset.

The attributes of a record are the columns of its table (:mod:`extractor.schema`). An
attribute that was read from the page is an :class:`Extracted` value and gives one row
of evidence; what is derived (codes, yuan, keys) is plain. Records refer to one another
as objects; ids are given when rows are made (:mod:`extractor.dataset.to_rows`). Money
is Decimal throughout.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar, Generic, NamedTuple, TypeVar

from extractor import schema
from extractor.dataclass import dataclass
from extractor.i18n import format_message
from extractor.model.document import Span
from extractor.model.enums import (
    Agreement,
    AmountSource,
    BaseKind,
    BlockKind,
    CellUsage,
    CheckResult,
    CorrectionRefusal,
    CorrectionResult,
    Direction,
    Entity,
    Fund,
    Grade,
    Nature,
    NumberSource,
    Phase,
    Qualifier,
    QualityAspect,
    RowType,
    Scope,
    Stage,
    TableKind,
    ThresholdOperator,
    UnitSource,
    ValueStatus,
    WholeBy,
)
from extractor.model.notebook_html import render_record_html

__all__ = [
    "EXACT",
    "YUAN_PER_UNIT",
    "Activity",
    "Amount",
    "Asset",
    "Bounds",
    "BudgetLine",
    "CellUse",
    "Change",
    "Check",
    "ContextRecord",
    "CorrectionOutcome",
    "Count",
    "Duty",
    "Extracted",
    "Fact",
    "FigureContext",
    "Goal",
    "Indicator",
    "Message",
    "NO_CONTEXT",
    "MoneyRecord",
    "NilStatement",
    "OrgUnit",
    "PageBlock",
    "Procurement",
    "QualityScore",
    "Record",
    "Section",
    "TableRecord",
    "Term",
    "TextRecord",
    "Threshold",
    "Unit",
    "UnitRecord",
    "UnitRowRecord",
    "UnmatchedNumber",
    "ValueRecord",
    "convert_to_yuan",
]

# What may part a code from the name behind it.
_CODE_ENDS = " -—–_:"

T = TypeVar("T", covariant=True)

YUAN_PER_UNIT = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""Yuan in one printed unit."""

Message = tuple[str, tuple[tuple[str, str], ...]]
"""A code of the message catalogue, and the names and values that its text needs."""


# --- values with provenance ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure and where it was declared.

    ``source`` is the kind of the declaration: the number itself, its cell, its column,
    the caption of the table, the paragraph above, the document.
    """

    name: str
    source: UnitSource
    place: Span


@dataclass(frozen=True, slots=True)
class Bounds:
    """How exact a number is: its qualifier, and the ends of a range."""

    qualifier: Qualifier
    lower: Decimal | None = None
    upper: Decimal | None = None


EXACT = Bounds(Qualifier.EXACT)


@dataclass(frozen=True, slots=True)
class Extracted(Generic[T]):
    """One value read from the page: ``document.text_at(place) == raw``, always.

    ``corrected`` is the text that a person put in place of ``raw``, '' where nobody
    did; ``value`` is then the value of that text. ``bounds`` tell how exact a number
    is; a range has no value, but its ends.
    """

    value: T
    raw: str
    place: Span
    unit: Unit | None = None
    corrected: str = ""
    bounds: Bounds = EXACT

    @property
    def qualifier(self) -> Qualifier | None:
        """How exact the number is; None where there is none."""
        is_range = self.bounds.qualifier is Qualifier.RANGE
        if self.value is None and not is_range:
            return None
        return self.bounds.qualifier

    @property
    def value_status(self) -> ValueStatus:
        """What a number states: a figure, 0, or a range; unparsed where there is
        none."""
        if self.bounds.qualifier is Qualifier.RANGE:
            return ValueStatus.RANGE
        if self.value is None:
            return ValueStatus.UNPARSED
        if self.value == 0:
            return ValueStatus.REPORTED_ZERO
        return ValueStatus.REPORTED


def convert_to_yuan(amount: Extracted[Decimal | None] | None) -> Decimal | None:
    """Convert an extracted amount of money to yuan.

    Args:
        amount: the amount with its unit.

    Returns:
        Yuan; None where there is no value, or where its unit is no unit of money.
    """
    if amount is None or amount.value is None or amount.unit is None:
        return None
    factor = YUAN_PER_UNIT.get(amount.unit.name)
    if factor is None:
        return None
    return amount.value * factor


class FigureContext(NamedTuple):
    """What a figure measures, and of what: its dimensions.

    ``concept`` is a key of ``schema/data/concepts.csv``. ``scope`` is None where the
    source does not tell. ``entity_name`` is the name of a unit, as it is printed;
    ``function_code`` and ``economic_code`` are codes of the classifications with the
    name that the source prints or the code list gives; ``project`` is the name of a
    project. ``nature`` is the part of expenditure of which a class is stated.
    """

    concept: str | None = None
    fund: Fund | None = None
    scope: Scope | None = None
    entity: Entity = Entity.WHOLE
    entity_name: str | None = None
    function_code: str | None = None
    function_name: str | None = None
    economic_code: str | None = None
    economic_name: str | None = None
    project: str | None = None
    nature: Nature | None = None


NO_CONTEXT = FigureContext()
"""The context of a figure that nothing is known of."""


# --- base classes -------------------------------------------------------------


class Record:
    """Base of all records: it names the table, and every record has a ``place``."""

    __slots__ = ()
    TABLE: ClassVar[str]

    def _repr_html_(self) -> str:
        table = schema.get_table(self.TABLE)
        rows = [
            (column.label_zh, getattr(self, column.name, None))
            for column in table.columns
        ]
        shown = [(label, value) for label, value in rows if not callable(value)]
        return render_record_html(table.label_zh, shown)


class UnitRecord(Record):
    """A record with one unit and the place where the unit was declared."""

    __slots__ = ()

    def _get_unit(self) -> Unit | None:
        """Give the unit of the record."""
        raise NotImplementedError

    @property
    def unit(self) -> str | None:
        unit = self._get_unit()
        return None if unit is None else unit.name

    @property
    def unit_source(self) -> str | None:
        unit = self._get_unit()
        return None if unit is None else unit.source

    @property
    def unit_place(self) -> str | None:
        unit = self._get_unit()
        return None if unit is None else str(unit.place)


class TextRecord(Record):
    """A record of one text: its place is the place of the text."""

    __slots__ = ()
    text: Extracted[str]

    @property
    def place(self) -> Span:
        return self.text.place


class ValueRecord(Record):
    """A record of one value: its text and place are those of the value."""

    __slots__ = ()
    value: Extracted[Decimal | None]

    @property
    def raw(self) -> str:
        return self.value.raw

    @property
    def place(self) -> Span:
        return self.value.place

    @property
    def qualifier(self) -> Qualifier | None:
        return self.value.qualifier

    @property
    def lower(self) -> Decimal | None:
        return self.value.bounds.lower

    @property
    def upper(self) -> Decimal | None:
        return self.value.bounds.upper


class MoneyRecord(ValueRecord, UnitRecord):
    """A record of one amount of money: its unit is the unit of the value."""

    __slots__ = ()
    value: Extracted[Decimal | None]

    def _get_unit(self) -> Unit | None:
        return self.value.unit

    @property
    def value_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.value)


class ContextRecord(MoneyRecord):
    """A record of money whose dimensions are those of a fact."""

    __slots__ = ()
    context: FigureContext


class UnitRowRecord(UnitRecord):
    """A row of a table for which one unit is in
    force, also where a cell is blank."""

    __slots__ = ()
    unit_in_force: Unit | None

    def _get_unit(self) -> Unit | None:
        return self.unit_in_force


# --- layout of the document ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section(Record):
    """One heading with its text; ``parent`` is the
    level 1 section of a level 2 one."""

    TABLE: ClassVar[str] = "sections"
    level: int
    # extracted where the number is typed, plain where Word made it
    number: Extracted[str] | str | None
    number_source: NumberSource
    title: Extracted[str]
    key: str | None
    text: str
    place: Span
    parent: Section | None = None


@dataclass(frozen=True, slots=True)
class TableRecord(UnitRecord):
    """One table of the document, known or not."""

    TABLE: ClassVar[str] = "tables"
    kind: TableKind
    table_key: str | None
    title: Extracted[str] | None
    unit_declared: Unit | None
    entity: Extracted[str] | None
    n_rows: int
    n_columns: int
    n_header_rows: int
    place: Span
    # path of the table that it continues after a page break
    continues: str | None = None

    def _get_unit(self) -> Unit | None:
        return self.unit_declared


@dataclass(frozen=True, slots=True)
class CellUse(Record):
    """One cell of any table and what its text was used for."""

    TABLE: ClassVar[str] = "cells"
    parent: TableRecord
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    use: CellUsage
    place: Span


@dataclass(frozen=True, slots=True)
class PageBlock(Record):
    """One paragraph outside tables, or one table; the text of a table is in its
    cells."""

    TABLE: ClassVar[str] = "blocks"
    position: int
    kind: BlockKind
    # the number that Word made: no part of the text
    number: str | None
    level: int | None
    text: str | None
    anchor: str | None
    place: Span


@dataclass(frozen=True, slots=True)
class UnmatchedNumber(Record):
    """A number inside no extracted value; ``reason`` is the kind it seems to be."""

    TABLE: ClassVar[str] = "unmatched_numbers"
    section: str | None
    raw: str
    context: str
    reason: str
    place: Span


# --- statements of the text ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty(Record):
    """One duty of the department."""

    TABLE: ClassVar[str] = "duties"
    number: Extracted[str] | str | None
    text: Extracted[str]
    place: Span


@dataclass(frozen=True, slots=True)
class OrgUnit(Record):
    """One internal or affiliated unit."""

    TABLE: ClassVar[str] = "org_units"
    name: Extracted[str]
    nature: Extracted[str] | None
    rank: Extracted[str] | None
    funding: Extracted[str] | None
    place: Span


@dataclass(frozen=True, slots=True)
class Amount(ContextRecord):
    """One stated amount of money: ``一般公共预算收入165.47万元``."""

    TABLE: ClassVar[str] = "amounts"
    item: str | None
    label: Extracted[str] | None
    value: Extracted[Decimal | None]
    value_status: ValueStatus
    fiscal_year: int | None
    phase: Phase | None
    source: AmountSource
    section: str | None
    context: FigureContext = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class Change(ContextRecord):
    """One stated change against another year.

    ``value`` is a magnitude; where no number is stated it is zero, and its text is
    that of the words (持平).
    """

    TABLE: ClassVar[str] = "changes"
    item: str | None
    label: Extracted[str] | None
    fiscal_year: int | None
    base_year: int | None
    base_kind: BaseKind
    direction: Direction | None
    value: Extracted[Decimal | None]
    percent: Extracted[Decimal] | None
    stated: bool
    reason: Extracted[str] | None
    section: str | None
    context: FigureContext = NO_CONTEXT

    @property
    def value_yuan(self) -> Decimal | None:
        if self.value.value == 0:
            return Decimal(0)
        return convert_to_yuan(self.value)

    @property
    def percent_qualifier(self) -> Qualifier | None:
        if self.percent is None:
            return None
        return self.percent.qualifier


@dataclass(frozen=True, slots=True)
class Goal(TextRecord):
    """One overall performance goal."""

    TABLE: ClassVar[str] = "goals"
    text: Extracted[str]


@dataclass(frozen=True, slots=True)
class NilStatement(TextRecord):
    """One statement that a budget or table is empty."""

    TABLE: ClassVar[str] = "nil_statements"
    subject: Extracted[str] | None
    table_name: Extracted[str] | None
    fiscal_year: int | None
    text: Extracted[str]


@dataclass(frozen=True, slots=True)
class Term(Record):
    """One term of the glossary."""

    TABLE: ClassVar[str] = "glossary"
    number: Extracted[str] | str | None
    term: Extracted[str]
    definition: Extracted[str]
    place: Span


@dataclass(frozen=True, slots=True)
class Count(ValueRecord):
    """One stated number of things: ``2个科室``."""

    TABLE: ClassVar[str] = "counts"
    subject: Extracted[str] | None
    value: Extracted[Decimal | None]
    unit: str | None
    section: str | None

    @property
    def value_status(self) -> ValueStatus:
        return self.value.value_status


# --- rows of tables -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Activity(UnitRowRecord):
    """One row of a performance table: a duty (level 1) or a work activity (level 2).

    ``budget_status`` is None where the table has no column of budgets.
    """

    TABLE: ClassVar[str] = "activities"
    level: int
    number: Extracted[str] | str | None
    name: Extracted[str]
    budget: Extracted[Decimal | None] | None
    unit_in_force: Unit | None
    description: Extracted[str] | None
    goal: Extracted[str] | None
    place: Span
    parent: Activity | None = None
    budget_status: ValueStatus | None = None

    @property
    def budget_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.budget)


@dataclass(frozen=True, slots=True)
class Indicator(Record):
    """One performance indicator."""

    TABLE: ClassVar[str] = "indicators"
    parent: Activity | None
    duty: str | None
    activity: Extracted[str] | str | None
    level1: Extracted[str] | None
    level2: Extracted[str] | None
    name: Extracted[str]
    n_measures: int
    place: Span


@dataclass(frozen=True, slots=True)
class Threshold(TextRecord):
    """One grade or target of one indicator."""

    TABLE: ClassVar[str] = "thresholds"
    parent: Indicator
    grade: str
    grade_order: int
    text: Extracted[str]
    operator: ThresholdOperator | None
    lower: Decimal | None
    upper: Decimal | None
    lower_inclusive: bool | None
    upper_inclusive: bool | None
    unit: Extracted[str] | str | None

    @property
    def indicator(self) -> str:
        return self.parent.name.value


@dataclass(frozen=True, slots=True)
class Procurement(UnitRowRecord):
    """One row of a procurement table; a status is
    None where its column is missing."""

    TABLE: ClassVar[str] = "procurement"
    row_type: RowType
    row_label: Extracted[str] | None
    project_name: Extracted[str] | None
    project_funds: Extracted[Decimal | None] | None
    item_name: Extracted[str] | None
    catalog_code: Extracted[str] | None
    catalog_name: str | None
    quantity_unit: Extracted[str] | None
    quantity: Extracted[Decimal | None] | None
    unit_price: Extracted[Decimal | None] | None
    total: Extracted[Decimal | None] | None
    current_year: Extracted[Decimal | None] | None
    general_public_budget: Extracted[Decimal | None] | None
    government_funds: Extracted[Decimal | None] | None
    fiscal_special_account: Extracted[Decimal | None] | None
    other_sources: Extracted[Decimal | None] | None
    other_channels: Extracted[Decimal | None] | None
    unit_in_force: Unit | None
    place: Span
    project_funds_status: ValueStatus | None = None
    quantity_status: ValueStatus | None = None
    unit_price_status: ValueStatus | None = None
    total_status: ValueStatus | None = None
    current_year_status: ValueStatus | None = None
    general_public_budget_status: ValueStatus | None = None
    government_funds_status: ValueStatus | None = None
    fiscal_special_account_status: ValueStatus | None = None
    other_sources_status: ValueStatus | None = None
    other_channels_status: ValueStatus | None = None

    @property
    def total_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.total)


@dataclass(frozen=True, slots=True)
class Asset(UnitRowRecord):
    """One row of an asset table, or one stated holding of assets."""

    TABLE: ClassVar[str] = "assets"
    row_type: RowType
    item: str | None
    label: Extracted[str]
    quantity: Extracted[Decimal | None] | None
    quantity_status: ValueStatus
    quantity_unit: Extracted[str] | str | None
    value: Extracted[Decimal | None] | None
    value_status: ValueStatus
    unit_in_force: Unit | None
    as_of: Extracted[datetime.date] | None
    place: Span
    net_value: Extracted[Decimal | None] | None = None
    accumulated_depreciation: Extracted[Decimal | None] | None = None

    @property
    def day(self) -> datetime.date | None:
        """The date of the holding."""
        if self.as_of is None:
            return None
        return self.as_of.value

    @property
    def value_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.value)


@dataclass(frozen=True, slots=True)
class BudgetLine(ContextRecord):
    """One number of a statutory budget or final-accounts table.

    ``class_code`` and ``group_code`` are there where 类, 款, 项 have columns of their
    own; ``unit_name`` is the office that a row names besides its label.
    """

    TABLE: ClassVar[str] = "budget_lines"
    parent: TableRecord
    table_key: str | None
    row_label: Extracted[str] | None
    column_label: str | None
    functional_code: Extracted[str] | None
    economic_code: Extracted[str] | None
    item: str | None
    value: Extracted[Decimal | None]
    value_status: ValueStatus
    fiscal_year: int | None
    phase: Phase | None
    class_code: Extracted[str] | None = None
    group_code: Extracted[str] | None = None
    unit_name: Extracted[str] | None = None
    context: FigureContext = NO_CONTEXT

    @property
    def row_name(self) -> str:
        """The label without the code of a class that is part of it."""
        if self.row_label is None:
            return ""
        label = self.row_label.value
        code = self.functional_code or self.economic_code
        if code is None or not label.startswith(code.value):
            return label
        return label.removeprefix(code.value).lstrip(_CODE_ENDS)


# --- facts --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """One thing that a disclosure states, reconciled over the places that state it.

    ``precision`` is half a unit of the last digit, in yuan. ``whole_places`` are the
    two totals by which a part of one fund is a part of the whole, ``conflict_places``
    two places of one kind (tables, prose) that disagree. ``sources`` are the records
    that state the fact, ``changes`` those that say how it changed.
    """

    TABLE: ClassVar[str] = "facts"
    item: str | None
    label: str | None
    context: FigureContext
    fiscal_year: int | None
    stage: Stage | None
    as_of: datetime.date | None
    value: Decimal
    unit: str
    value_yuan: Decimal | None
    precision: Decimal
    value_status: ValueStatus
    source: AmountSource
    place: Span
    n_sources: int
    agreement: Agreement
    spread_yuan: Decimal
    is_whole: bool
    whole_by: WholeBy | None
    whole_places: str | None = None
    sources: tuple[Record, ...] = ()
    changes: tuple[Record, ...] = ()
    conflict_places: str | None = None


# --- checks, scores, corrections ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Check(Record):
    """One identity tried on one set of numbers;
    money in yuan. Passed ones are kept."""

    TABLE: ClassVar[str] = "checks"
    rule: str
    result: CheckResult
    expected: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    tolerance: Decimal | None
    message: Message
    spans: tuple[Span, ...]

    @property
    def places(self) -> str:
        return ";".join(map(str, self.spans))

    def _repr_html_(self) -> str:
        rows = [
            (column.label_zh, getattr(self, column.name, None))
            for column in schema.get_table(self.TABLE).columns
            if column.name != "message"
        ]
        code, details = self.message
        rows.append(("说明", format_message(code, dict(details))))
        title = self.rule
        rule = schema.load_rules().get(self.rule)
        if rule is not None:
            title = rule.text_zh
        return render_record_html(title, rows)


@dataclass(frozen=True, slots=True)
class QualityScore(Record):
    """One aspect of the quality of a disclosure.

    ``n`` of ``total`` things are not as they should be; ``total`` is 0 where there is
    nothing to count.
    """

    TABLE: ClassVar[str] = "quality"
    aspect: QualityAspect
    grade: Grade
    n: int
    total: int
    message: Message


@dataclass(frozen=True, slots=True)
class CorrectionOutcome(Record):
    """One requested correction and its result; ``place`` as it was written."""

    TABLE: ClassVar[str] = "corrections"
    table: str
    place: str
    column: str
    old: str
    new: str
    reason: str | None
    who: str | None
    date: datetime.date | None
    result: CorrectionResult
    because: CorrectionRefusal | None
