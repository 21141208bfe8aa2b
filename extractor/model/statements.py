"""What the text of a disclosure states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from extractor.model.document import Place
from extractor.model.extracted import Reading, Status, yuan
from extractor.model.record import OfText, OfValue, Record, Stated

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
class Amount(Stated):
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
class Change(Stated):
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
class Goal(OfText):
    """One overall performance goal."""

    TABLE: ClassVar[str] = "goals"
    text: Reading[str]


@dataclass(frozen=True, slots=True)
class NilStatement(OfText):
    """One statement that a budget or table is empty."""

    TABLE: ClassVar[str] = "nil_statements"
    subject: Reading[str] | None
    table_name: Reading[str] | None
    fiscal_year: int | None
    text: Reading[str]


@dataclass(frozen=True, slots=True)
class Term(Record):
    """One glossary term."""

    TABLE: ClassVar[str] = "glossary"
    number: Reading[str] | str | None
    term: Reading[str]
    definition: Reading[str]
    place: Place


@dataclass(frozen=True, slots=True)
class Count(OfValue):
    """One stated number of things: ``2个科室``."""

    TABLE: ClassVar[str] = "counts"
    subject: Reading[str] | None
    value: Reading[Decimal]
    unit: str | None
    section: str | None
