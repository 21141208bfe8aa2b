"""What tables of indicators share: how many measures a name lists, and the bound that a cell of a grade or target says."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading
from extractor.model.table_rows import Indicator, Threshold
from extractor.tables.cells import status, text
from extractor.text.normalize import squeeze
from extractor.text.thresholds import Bound, bound

__all__ = ["cell_of", "measures", "threshold", "unit_of"]

_PARTS = regex.compile(r"[、，,;；。]+")


def measures(name: str, template: Template) -> int:
    """How many measures one indicator's name lists: 受理率、答复率、群众满意率 are three."""
    tails = tuple(template.words_of("measures", "tail"))
    joints = "".join(template.words_of("measures", "joint"))
    count = 0
    for part in _PARTS.split(squeeze(name)):
        halves = _halves(part, joints, tails)
        count += sum(1 for half in halves if half.endswith(tails))
    return max(count, 1)


def _halves(part: str, joints: str, tails: tuple[str, ...]) -> list[str]:
    """Cut at 及, 和, 与 where a measure's name ends before it (so not in 及时率)."""
    halves = [""]
    for char in part:
        if char in joints and halves[-1].endswith(tails):
            halves.append("")
        else:
            halves[-1] += char
    return halves


def cell_of(cells: Mapping[str, Cell | None], field: str) -> Cell:
    """A cell that is there."""
    cell = cells[field]
    assert cell is not None
    return cell


def unit_of(cells: Mapping[str, Cell | None]) -> Reading[str] | None:
    """The unit that a column of its own prints; a dash or 无 is none."""
    return text(cells.get("unit")) if status(cells.get("unit")) == "unparsed" else None


def threshold(
    indicator: Indicator,
    grade: str,
    order: int,
    value: Reading[str],
    operator: str | None = None,
    unit: Reading[str] | None = None,
    words: bool = False,
) -> Threshold:
    """One grade or target cell, understood as far as it says a bound; ``words``: a column says that it says none."""
    found = Bound() if words else bound(value.raw, operator)
    if (
        found.unit is not None
        and found.unit_start is not None
        and found.unit_end is not None
    ):
        place = Place(value.place.address, found.unit_start, found.unit_end)
        unit = Reading(found.unit.replace("％", "%"), found.unit, place)
    return Threshold(
        indicator,
        grade,
        order,
        value,
        found.operator,
        found.lower,
        found.upper,
        found.lower_inclusive,
        found.upper_inclusive,
        unit,
    )
