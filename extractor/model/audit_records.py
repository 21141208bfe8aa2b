"""What was tried on the records and done to them: checks, marks of quality, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import ClassVar, Literal

from extractor import schema
from extractor.i18n import format_message
from extractor.model.document import Span
from extractor.model.notebook_html import render_record_html
from extractor.model.record import Record

__all__ = [
    "Check",
    "CorrectionOutcome",
    "QualityScore",
]


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
    spans: tuple[Span, ...]

    @property
    def places(self) -> str:
        return ";".join(map(str, self.spans))

    def _repr_html_(self) -> str:
        code, details = self.message
        rule = schema.load_rules().get(self.rule)
        rows = [
            (c.label_zh, getattr(self, c.name, None))
            for c in schema.get_table(self.TABLE).columns
            if c.name != "message"
        ]
        said = ("说明", format_message(code, dict(details)))
        return render_record_html(rule.text_zh if rule else self.rule, [*rows, said])


@dataclass(frozen=True, slots=True)
class QualityScore(Record):
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
class CorrectionOutcome(Record):
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
