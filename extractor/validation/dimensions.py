"""What makes a figure less than its item says: one fund, one unit, one class, one project.

An identity is tried only between figures of the same dimensions.
"""

from __future__ import annotations

from typing import NamedTuple

from extractor.model.enums import Entity, Fund
from extractor.model.records import Amount, BudgetLine, Change
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key

__all__ = [
    "Dimensions",
    "WHOLE",
    "describe_dimensions",
    "is_within_fund",
]


_CARRIED_CONCEPTS = ("carried_in", "carried_out")


class Dimensions(NamedTuple):
    """What makes a figure less than its item says: one fund, unit, class or project.

    Each is '' where the figure is not narrowed by it. The fund of an item that is
    whole in its fund (财政拨款收入) narrows nothing.
    """

    fund: str = ""
    entity: str = ""
    function: str = ""
    economic: str = ""
    project: str = ""


WHOLE = Dimensions()
"""The dimensions of a figure that is all that its item says."""


def describe_dimensions(record: Amount | Change | BudgetLine) -> Dimensions:
    """What narrows a figure.

    Args:
        record: an amount, a change or a line of a table.

    Returns:
        Its dimensions; figures of one item are one fact only where these are equal.
    """
    context = record.context
    entity = ""
    if context.entity != Entity.WHOLE:
        entity = match_key(context.entity_name or context.entity)
    if isinstance(record, BudgetLine) and record.unit_name is not None:
        entity = match_key(record.unit_name.value)
    return Dimensions(
        _find_narrowing_fund(record),
        entity,
        context.function_code or context.function_name or "",
        context.economic_code or context.economic_name or "",
        match_key(context.project or ""),
    )


def _find_narrowing_fund(record: Amount | Change | BudgetLine) -> str:
    """The fund that a figure is a part of; '' where its item is whole in that fund."""
    fund = record.context.fund
    concept = load_concepts().get(record.item or "")
    if fund is None or fund == Fund.ALL:
        return ""
    if fund == Fund.CARRYOVER and record.context.concept in _CARRIED_CONCEPTS:
        return ""
    if concept is not None and fund in (concept.fund, *concept.funds):
        return ""
    return fund


def is_within_fund(
    part: Amount | Change | BudgetLine, whole: Amount | Change | BudgetLine
) -> bool:
    """True where a figure may be a part of another: of no other fund than that."""
    fund = describe_dimensions(part).fund
    return fund in ("", whole.context.fund)
