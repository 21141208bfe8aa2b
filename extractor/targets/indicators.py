"""What tables of indicators share: how many measures a name lists, and the bound that a cell of a grade or target says."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Span
from extractor.model.records import Extracted, Indicator, Threshold
from extractor.tables.cells import determine_value_status, extract_text
from extractor.text.normalize import match_key
from extractor.text.thresholds import ParsedThreshold, parse_threshold

__all__ = [
    "require_cell",
    "count_measures",
    "build_threshold",
    "extract_unit",
]

_SEPARATORS = regex.compile(r"[、，,;；。]+")


def count_measures(name: str, lexicon: Lexicon) -> int:
    """How many measures one indicator's name lists: 受理率、答复率、群众满意率 are three."""
    tails = tuple(lexicon.get_words("measures", "tail"))
    joints = "".join(lexicon.get_words("measures", "joint"))
    count = 0
    for part in _SEPARATORS.split(match_key(name)):
        halves = _split_conjunctions(part, joints, tails)
        count += sum(1 for half in halves if half.endswith(tails))
    return max(count, 1)


def _split_conjunctions(
    part: str, conjunctions: str, suffixes: tuple[str, ...]
) -> list[str]:
    """Cut at 及, 和, 与 where a measure's name ends before it (so not in 及时率)."""
    halves = [""]
    for char in part:
        if char in conjunctions and halves[-1].endswith(suffixes):
            halves.append("")
        else:
            halves[-1] += char
    return halves


def require_cell(cells: Mapping[str, Cell | None], field: str) -> Cell:
    """A cell that is there."""
    cell = cells[field]
    assert cell is not None
    return cell


def extract_unit(cells: Mapping[str, Cell | None]) -> Extracted[str] | None:
    """The unit that a column of its own prints; a dash or 无 is none."""
    return (
        extract_text(cells.get("unit"))
        if determine_value_status(cells.get("unit")) == "unparsed"
        else None
    )


def build_threshold(
    indicator: Indicator,
    grade: str,
    order: int,
    value: Extracted[str],
    operator: str | None = None,
    unit: Extracted[str] | None = None,
    is_qualitative: bool = False,
) -> Threshold:
    """One grade or target cell, understood as far as it says a bound; ``words``: a column says that it says none."""
    found = (
        ParsedThreshold() if is_qualitative else parse_threshold(value.raw, operator)
    )
    if (
        found.unit is not None
        and found.unit_start is not None
        and found.unit_end is not None
    ):
        place = Span(value.place.path, found.unit_start, found.unit_end)
        unit = Extracted(found.unit.replace("％", "%"), found.unit, place)
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
