"""What was read from the page: a value beside its text, place and unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from extractor.model.document import Place

__all__ = ["Reading", "Status", "Unit", "UNIT_YUAN", "UnitSource", "yuan"]

T = TypeVar("T", covariant=True)

UNIT_YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
"""Yuan in one printed unit."""

UnitSource = Literal[
    "number", "cell", "column", "caption", "paragraph", "document", "template"
]
Status = Literal[
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
    if (
        value is None
        or value.value is None
        or value.unit is None
        or value.unit.name not in UNIT_YUAN
    ):
        return None
    return value.value * UNIT_YUAN[value.unit.name]
