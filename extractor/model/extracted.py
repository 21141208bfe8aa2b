"""What was read from the page: a value beside its text, place and unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from extractor.model.document import Span

__all__ = [
    "Extracted",
    "ValueStatus",
    "Unit",
    "YUAN_PER_UNIT",
    "UnitSource",
    "convert_to_yuan",
]

T = TypeVar("T", covariant=True)

YUAN_PER_UNIT = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
"""Yuan in one printed unit."""

UnitSource = Literal[
    "number", "cell", "column", "caption", "paragraph", "document", "template"
]
ValueStatus = Literal[
    "reported",
    "reported_zero",
    "blank",
    "dash",
    "declared_none",
    "stub_reference",
    "unparsed",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and what declared it: the number itself, its cell, column, the table's caption row, the paragraph above."""

    name: str
    source: UnitSource
    place: Span


@dataclass(frozen=True, slots=True)
class Extracted(Generic[T]):
    """One value read from the page: ``document.quote(place) == raw``, always.

    ``corrected`` is the text that a person put in place of ``raw``, '' where nobody did; ``value`` is then that text's.
    """

    value: T
    raw: str
    place: Span
    unit: Unit | None = None
    corrected: str = ""


def convert_to_yuan(value: Extracted[Decimal | None] | None) -> Decimal | None:
    """Money in yuan; None where there is no value or its unit is none of money."""
    if (
        value is None
        or value.value is None
        or value.unit is None
        or value.unit.name not in YUAN_PER_UNIT
    ):
        return None
    return value.value * YUAN_PER_UNIT[value.unit.name]
