"""The unit of a table as evidence: two declarations that differ are told, and one that is missing may be assumed.

``单位：元`` in a table's first row and ``单位：万元`` in the paragraph above it cannot both be true. The nearer one is taken,
as for everything else, and the issue ``UNIT_CONFLICT`` names both. Where nothing declares a unit there is none, unless a
template says in which unit the offices it is for draw up such tables (``[assumed_unit."万元"]`` with the kinds of tables); then the unit's source
is ``template`` and ``UNIT_ASSUMED`` marks the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.lexicon.lexicon import Template
from extractor.model.document import Place
from extractor.model.extracted import UNIT_YUAN, Unit
from extractor.model.issues import Issue
from extractor.tables.model import TableView

__all__ = ["with_units"]


def with_units(
    tables: Iterable[TableView], template: Template
) -> Iterator[TableView | Issue]:
    """The tables, with the unit that a template lets assume where none is declared, and what is odd about their units."""
    for view in tables:
        yield from _conflicts(view)
        unit = None if view.unit or any(view.column_units) else _assumed(view, template)
        if unit is not None:
            yield Issue.of(
                "UNIT_ASSUMED",
                view.table.address,
                unit=unit.name,
                template=template.name,
            )
            view = replace(view, unit=unit)
        yield view


def _assumed(view: TableView, template: Template) -> Unit | None:
    """The unit in which a template says tables of this kind are drawn up."""
    name = template.words("assumed_unit").get(view.kind)
    return (
        Unit(name, "template", Place(view.table.address)) if name in UNIT_YUAN else None
    )


def _conflicts(view: TableView) -> Iterator[Issue]:
    """Declarations that contradict the one taken: around the table, or in the heads of all its columns of money."""
    taken, other = view.unit, view.unit_against
    heads = [unit for unit in view.column_units if unit]
    if taken is not None and other is not None and other.name != taken.name:
        yield Issue.of(
            "UNIT_CONFLICT",
            other.place,
            unit=taken.name,
            declared=taken.place,
            other=other.name,
        )
    elif taken is not None and heads and all(unit.name != taken.name for unit in heads):
        yield Issue.of(
            "UNIT_CONFLICT",
            taken.place,
            unit=heads[0].name,
            declared=heads[0].place,
            other=taken.name,
        )
