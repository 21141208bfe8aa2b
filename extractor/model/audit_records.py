"""What was tried on the records and done to them: checks, marks of quality, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import ClassVar, Literal

from extractor import schema
from extractor.i18n import sentence
from extractor.model.document import Place
from extractor.model.notebook_html import record_html
from extractor.model.record import Record

__all__ = ["Check", "Corrected", "Mark"]


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
    message: tuple[
        str, tuple[tuple[str, str], ...]
    ]  # a code of the catalogue and its details
    places_read: tuple[Place, ...]

    @property
    def places(self) -> str:
        return ";".join(map(str, self.places_read))

    def _repr_html_(self) -> str:
        code, details = self.message
        rule = schema.rules().get(self.rule)
        rows = [
            (c.label_zh, getattr(self, c.name, None))
            for c in schema.table(self.TABLE).columns
            if c.name != "message"
        ]
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
    message: tuple[
        str, tuple[tuple[str, str], ...]
    ]  # a code of the catalogue and its details


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
