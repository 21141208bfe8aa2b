"""What one line can say in numbers: amounts, changes, counts - and what a line inherits before it says anything."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.model.extracted import Reading

__all__ = [
    "NOTHING",
    "AmountSaid",
    "ChangeSaid",
    "CountSaid",
    "Direction",
    "Said",
    "Setting",
    "Subject",
]

Direction = Literal["increase", "decrease", "flat"]


class Subject(NamedTuple):
    """The thing a number speaks of: its printed label and its item, both possibly unknown."""

    label: Reading[str] | None
    item: str | None


NOTHING = Subject(None, None)


@dataclass(frozen=True)
class Setting:
    """What a line inherits: the document's year and type, the section's key, the heading it stands under."""

    year: int | None
    final: bool  # final accounts: printed values are executed ones
    key: str | None  # key of the nearest known heading
    heading: Subject = NOTHING
    past: bool = (
        False  # the heading speaks of what was spent (二、2021年“三公”经费决算情况)
    )
    names: tuple[
        str, ...
    ] = ()  # forms of the department's name, longest first: whose money it is, not what


@dataclass(frozen=True)
class AmountSaid:
    """One stated amount."""

    subject: Subject
    value: Reading[Decimal | None]
    year: int | None
    phase: str | None


@dataclass(frozen=True)
class ChangeSaid:
    """One stated change; ``value`` is None where only a percent is printed (then ``percent`` says it)."""

    subject: Subject
    direction: Direction | None
    value: Reading[Decimal | None]
    stated: bool
    base_year: int | None
    base_kind: str
    year: int | None
    percent: Reading[Decimal] | None = None
    reason: Reading[str] | None = None


@dataclass(frozen=True)
class CountSaid:
    """One stated number of things."""

    subject: Reading[str] | None
    value: Reading[Decimal]
    unit: str


Said = AmountSaid | ChangeSaid | CountSaid
