"""Rows of the tables of a disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from extractor.model.document import Place
from extractor.model.extracted import Reading, Status, Unit, yuan
from extractor.model.page_records import TableRecord
from extractor.model.record import InUnit, OfText, Record, Stated

__all__ = ["Activity", "Asset", "BudgetLine", "Indicator", "Procurement", "Threshold"]


@dataclass(frozen=True, slots=True)
class Activity(InUnit):
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
class Threshold(OfText):
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


@dataclass(frozen=True, slots=True)
class Procurement(InUnit):
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
    project_funds_status: Status | None = (
        None  # None where the table has no such column
    )
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
class Asset(InUnit):
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
class BudgetLine(Stated):
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
    class_code: Reading[str] | None = (
        None  # where 类, 款, 项 stand in columns of their own
    )
    group_code: Reading[str] | None = None
    unit_name: Reading[str] | None = (
        None  # the office a row belongs to, beside its label
    )
