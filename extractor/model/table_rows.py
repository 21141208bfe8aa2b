"""Rows of the tables of a disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from extractor.model.document import Span
from extractor.model.extracted import Extracted, Unit, ValueStatus, convert_to_yuan
from extractor.model.page_records import TableRecord
from extractor.model.record import MoneyRecord, Record, TextRecord, UnitRowRecord

__all__ = [
    "Activity",
    "Asset",
    "BudgetLine",
    "Indicator",
    "Procurement",
    "Threshold",
]


@dataclass(frozen=True, slots=True)
class Activity(UnitRowRecord):
    """One duty (level 1) or work activity (level 2) row of a performance table."""

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
    budget_status: ValueStatus | None = None  # None where the table has no such column

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
    operator: str | None
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
    """One row of a procurement table."""

    TABLE: ClassVar[str] = "procurement"
    row_type: Literal["total", "subtotal", "item"]
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
    project_funds_status: ValueStatus | None = (
        None  # None where the table has no such column
    )
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
    row_type: Literal["total", "item"]
    item: str | None
    label: Extracted[str]
    quantity: Extracted[Decimal | None] | None
    quantity_status: ValueStatus
    quantity_unit: Extracted[str] | str | None
    value: Extracted[Decimal | None] | None
    value_status: ValueStatus
    unit_in_force: Unit | None
    as_of: Extracted[date] | None
    place: Span

    @property
    def value_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.value)


@dataclass(frozen=True, slots=True)
class BudgetLine(MoneyRecord):
    """One number of a statutory budget or final-accounts table."""

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
    phase: str | None
    class_code: Extracted[str] | None = (
        None  # where 类, 款, 项 stand in columns of their own
    )
    group_code: Extracted[str] | None = None
    unit_name: Extracted[str] | None = (
        None  # the office a row belongs to, beside its label
    )
