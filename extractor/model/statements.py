"""What the text of a disclosure states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from extractor.model.document import Span
from extractor.model.extracted import Extracted, ValueStatus, convert_to_yuan
from extractor.model.record import MoneyRecord, Record, TextRecord, ValueRecord

__all__ = [
    "Amount",
    "Change",
    "Count",
    "Duty",
    "Goal",
    "NilStatement",
    "OrgUnit",
    "Term",
]


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
class Amount(MoneyRecord):
    """One stated amount of money: ``一般公共预算收入165.47万元``."""

    TABLE: ClassVar[str] = "amounts"
    item: str | None
    label: Extracted[str] | None
    value: Extracted[Decimal | None]
    value_status: ValueStatus
    fiscal_year: int | None
    phase: str | None
    source: Literal["prose", "table"]
    section: str | None


@dataclass(frozen=True, slots=True)
class Change(MoneyRecord):
    """One stated change against another year; ``value`` is a magnitude (its Reading is the words 持平 where no number is)."""

    TABLE: ClassVar[str] = "changes"
    item: str | None
    label: Extracted[str] | None
    fiscal_year: int | None
    base_year: int | None
    base_kind: str
    direction: Literal["increase", "decrease", "flat"] | None
    value: Extracted[Decimal | None]
    percent: Extracted[Decimal] | None
    stated: bool
    reason: Extracted[str] | None
    section: str | None

    @property
    def value_yuan(self) -> Decimal | None:
        return Decimal(0) if self.value.value == 0 else convert_to_yuan(self.value)


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
    """One glossary term."""

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
    value: Extracted[Decimal]
    unit: str | None
    section: str | None
