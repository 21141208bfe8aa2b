"""The unit of a table as evidence: two declarations that differ are told, and one that is missing may be assumed.

``单位：元`` in a table's first row and ``单位：万元`` in the paragraph above it cannot both be true. The nearer one is taken,
as for everything else, and the issue ``UNIT_CONFLICT`` names both. Where nothing declares a unit there is none, unless a
template says in which unit the offices it is for draw up such tables (``[assumed_unit."万元"]`` with the kinds of tables); then the unit's source
is ``template`` and ``UNIT_ASSUMED`` marks the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import UnitSource
from extractor.model.issues import Issue
from extractor.model.records import YUAN_PER_UNIT, Unit
from extractor.tables.model import ParsedTable

__all__ = [
    "resolve_units",
]


def resolve_units(
    tables: Iterable[ParsedTable], lexicon: Lexicon
) -> Iterator[ParsedTable | Issue]:
    """The tables, with the unit that a template lets assume where none is declared, and what is odd about their units."""
    for view in tables:
        yield from _find_unit_conflicts(view)
        unit = (
            None if view.unit or any(view.column_units) else _assume_unit(view, lexicon)
        )
        if unit is not None:
            yield Issue.build(
                "UNIT_ASSUMED",
                view.source_table.path,
                unit=unit.name,
                template=lexicon.name,
            )
            view = replace(view, unit=unit)
        yield view


def _assume_unit(parsed: ParsedTable, lexicon: Lexicon) -> Unit | None:
    """The unit in which a template says tables of this kind are drawn up."""
    name = lexicon.get_vocabulary("assumed_unit").get(parsed.kind)
    return (
        Unit(name, UnitSource.TEMPLATE, parsed.source_table.span)
        if name in YUAN_PER_UNIT
        else None
    )


def _find_unit_conflicts(parsed: ParsedTable) -> Iterator[Issue]:
    """Declarations that contradict the one taken: around the table, or in the heads of all its columns of money."""
    taken, other = parsed.unit, parsed.conflicting_unit
    heads = [unit for unit in parsed.column_units if unit]
    if taken is not None and other is not None and other.name != taken.name:
        yield Issue.build(
            "UNIT_CONFLICT",
            other.place,
            unit=taken.name,
            declared=taken.place,
            other=other.name,
        )
    elif taken is not None and heads and all(unit.name != taken.name for unit in heads):
        yield Issue.build(
            "UNIT_CONFLICT",
            taken.place,
            unit=heads[0].name,
            declared=heads[0].place,
            other=taken.name,
        )
