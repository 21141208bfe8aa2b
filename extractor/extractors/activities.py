"""Duties, activities and graded indicators: what an office does, and how well it must
do it.

职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差] (Hebei until about 2020). A
row does one of three things: 一、 names a duty, 1、 an activity of the
duty above, and an indicator belongs to the activity, or duty, named
last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.records import Activity, Extracted, Indicator, Threshold, Unit
from extractor.tables.cells import (
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_blank,
    locate_row,
    split_list_number,
)
from extractor.tables.indicators import build_threshold, count_measures
from extractor.tables.model import ParsedTable
from extractor.tables.row_mapper import LIST_NUMBER_KINDS
from extractor.text.list_numbers import ListNumber, parse_list_number
from extractor.text.thresholds import parse_threshold

__all__ = [
    "extract_activities",
]

FieldCells = Mapping[str, Cell | None]
"""The cells of a row by the field of their column."""

_KIND = "performance_grades"
GRADE_ORDER: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}


def extract_activities(context: Context) -> Iterator[Activity | Indicator | Threshold]:
    """Extract the duties and activities of a disclosure, with their indicators.

    Args:
        context: The disclosure.

    Returns:
        Records in the order of the rows.
    """
    extractor = _GradeTableExtractor(context.lexicon)
    for parsed in context.tables:
        if parsed.kind == _KIND:
            yield from extractor.extract_rows(parsed)


class _GradeTableExtractor:
    """Tables with grades; a continued table inherits its duty and activity."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.duty: Activity | None = None
        self.current_activity: Activity | None = None

    def extract_rows(
        self, parsed: ParsedTable
    ) -> Iterator[Activity | Indicator | Threshold]:
        if parsed.continues is None:
            self.duty = self.current_activity = None
        levels = _ActivityLevels(parsed)
        columns = parsed.column_by_field
        for row in parsed.rows:
            cells = {name: row[number - 1] for name, number in columns.items()}
            yield from self._extract_duty(cells)
            yield from self._extract_activity(parsed, cells, levels)
            yield from self._extract_indicator(cells)

    def _extract_duty(self, cells: FieldCells) -> Iterator[Activity]:
        """The duty that a column of its own names."""
        cell = cells.get("duty")
        if cell is not None and not is_blank(cell.text):
            self.duty = _build_activity({}, cell, 1, None, None)
            self.current_activity = self.duty
            yield self.duty

    def _extract_activity(
        self, parsed: ParsedTable, cells: FieldCells, levels: _ActivityLevels
    ) -> Iterator[Activity]:
        """The duty or activity that a row names."""
        cell = cells.get("activity")
        if cell is None or is_blank(cell.text):
            return
        columns = parsed.column_by_field
        unit = parsed.unit
        if "budget" in columns:
            unit = parsed.get_unit(columns["budget"])
        if "duty" not in columns and levels.find_level(cell) == 1:
            self.duty = _build_activity(cells, cell, 1, unit, None)
            self.current_activity = self.duty
        else:
            self.current_activity = _build_activity(cells, cell, 2, unit, self.duty)
        yield self.current_activity

    def _extract_indicator(self, cells: FieldCells) -> Iterator[Indicator | Threshold]:
        cell = cells.get("indicator")
        name = extract_text(cell)
        if cell is None or name is None:
            return
        duty, activity = self._name_parents()
        indicator = Indicator(
            parent=self.current_activity,
            duty=duty,
            activity=activity,
            level1=None,
            level2=None,
            name=name,
            n_measures=count_measures(name.value, self.lexicon),
            place=locate_row(cell),
        )
        yield indicator
        unit: Extracted[str] | None = None
        if determine_value_status(cells.get("unit")) == "unparsed":
            unit = extract_text(cells.get("unit"))
        for grade, order in GRADE_ORDER.items():
            text = extract_text(cells.get(grade))
            if text is not None:
                bound = parse_threshold(text.raw, None)
                yield build_threshold(indicator, grade, order, text, bound, unit)

    def _name_parents(self) -> tuple[str | None, str | None]:
        """The names of the duty and the activity in force."""
        current = self.current_activity
        if current is None:
            return None, None
        duty = (current.parent or current).name.value
        if current.level == 2:
            return duty, current.name.value
        return duty, None


def _build_activity(
    cells: FieldCells,
    cell: Cell,
    level: int,
    unit: Unit | None,
    parent: Activity | None,
) -> Activity:
    number, name = split_list_number(cell)
    budget = extract_exact_number(cells.get("budget"), unit)
    if budget and budget.unit:
        unit = budget.unit
    budget_status = None
    if "budget" in cells:
        budget_status = determine_value_status(cells["budget"])
    return Activity(
        level=level,
        number=number or _find_generated_number(cell),
        name=name,
        budget=budget,
        unit_in_force=unit,
        description=extract_text(cells.get("description")),
        goal=extract_text(cells.get("goal")),
        place=locate_row(cell),
        parent=parent,
        budget_status=budget_status,
    )


def _find_generated_number(cell: Cell) -> str | None:
    """The numeral that automatic numbering gives the first paragraph of a cell."""
    found = _parse_list_label(cell)
    return found.numeral if found else None


def _parse_list_label(cell: Cell) -> ListNumber | None:
    """The automatic list number of the first paragraph of a cell."""
    label = next((getattr(block, "list_label", "") for block in cell.blocks), "")
    if not label:
        return None
    return parse_list_number(label) or parse_list_number(label + "、")


class _ActivityLevels:
    """Level of a name by the kind of its list number.

    Where the table has one kind only, 一、 is a duty and 1、 an
    activity.
    """

    def __init__(self, parsed: ParsedTable) -> None:
        column = parsed.find_column("activity")
        self.ranks: set[int] = set()
        if column is None:
            return
        for row in parsed.rows:
            cell = row[column - 1]
            if cell is not None and not is_blank(cell.text):
                self.ranks.add(_rank_list_number(cell))

    def find_level(self, cell: Cell) -> int:
        """1 for a duty, 2 for an activity."""
        rank = _rank_list_number(cell)
        outermost = min(self.ranks, default=rank)
        if len(self.ranks) == 1:
            outermost = LIST_NUMBER_KINDS.index("chinese_bracket")
        return 1 if rank <= outermost else 2


def _rank_list_number(cell: Cell) -> int:
    """Depth of a list number; a name without one
    is deeper, an indented one deepest."""
    found = parse_list_number(cell.text) or _parse_list_label(cell)
    if found is not None and found.kind in LIST_NUMBER_KINDS:
        return LIST_NUMBER_KINDS.index(found.kind)
    return len(LIST_NUMBER_KINDS) + cell.text[:1].isspace()
