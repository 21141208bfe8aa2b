"""Mentions of one line: amounts, changes and counts; and the context that a line
inherits."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.model.enums import BaseKind, Direction, Fund, Phase
from extractor.model.records import Extracted, Unit

__all__ = [
    "UNLABELLED",
    "AmountMention",
    "ChangeMention",
    "CountMention",
    "Mention",
    "LineContext",
    "LabelledThing",
]


class LabelledThing(NamedTuple):
    """The thing a number measures: its printed label, its concept and the fund that
    governs it, all possibly unknown.

    ``class_code`` is the code of a class of expenditure that is printed behind its name
    or that a short form of it stands for; ``unit`` is the name of the unit that a part
    of a sum is named by.
    """

    label: Extracted[str] | None
    concept: str | None
    fund: Fund | None = None
    class_code: str | None = None
    unit: str | None = None


UNLABELLED = LabelledThing(None, None)


@dataclass(frozen=True)
class LineContext:
    """What a line inherits: the document's year and type, the section's key, its
    heading."""

    year: int | None
    is_final: bool  # final accounts: printed values are executed ones
    section_key: str | None  # key of the nearest known heading
    heading: LabelledThing = UNLABELLED
    is_past: bool = (
        False  # the heading is about executed amounts (二、2021年“三公”经费决算情况)
    )
    fund: Fund | None = None  # that of the heading, or of the line that leads in
    owner_names: tuple[
        str, ...
    ] = ()  # forms of the department's name, longest first: whose money it is, not what

    # what the line before divides, where this one is in its list
    whole: LabelledThing = UNLABELLED
    names_totals: bool = False  # the heading names revenue or expenditure, and no part
    names_projects: bool = False  # the heading is about projects: 重点项目
    unit: Unit | None = None  # declared for numbers that print none: （单位：万元）


@dataclass(frozen=True)
class AmountMention:
    """One stated amount."""

    subject: LabelledThing
    value: Extracted[Decimal | None]
    year: int | None
    stage: Phase | None
    is_in_reason: bool = False


@dataclass(frozen=True)
class ChangeMention:
    """One stated change; ``value`` is None where only a percent is printed (then
    ``percent`` holds it)."""

    subject: LabelledThing
    direction: Direction | None
    value: Extracted[Decimal | None]
    stated: bool
    base_year: int | None
    base_kind: BaseKind
    year: int | None
    percent: Extracted[Decimal] | None = None
    reason: Extracted[str] | None = None


@dataclass(frozen=True)
class CountMention:
    """One stated number of things."""

    subject: Extracted[str] | None
    value: Extracted[Decimal | None]
    unit: str


Mention = AmountMention | ChangeMention | CountMention
