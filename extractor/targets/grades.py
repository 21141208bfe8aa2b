"""Tables of duties, work activities and indicators with grades (Hebei until about 2020).

职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差]: rows 一、 are duties, rows 1、 activities below them, rows
without a name further indicators of the activity above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.records import Activity, Extracted, Indicator, Threshold, Unit
from extractor.tables.cells import (
    determine_value_status,
    extract_number,
    extract_text,
    locate_row,
    split_list_number,
)
from extractor.tables.grid import is_blank
from extractor.tables.model import ParsedTable
from extractor.targets.indicators import (
    build_threshold,
    count_measures,
    extract_unit,
    require_cell,
)
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "GradeTableExtractor",
]

GRADE_ORDER: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}
_ORDINAL_KINDS = (
    "part",
    "chinese",
    "chinese_bracket",
    "decimal",
    "dotted",
    "decimal_bracket",
    "circled",
)  # outer to inner


class GradeTableExtractor:
    """Tables with grades; a table that continues another goes on with its duty and activity."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.duty: Activity | None = None
        self.current_activity: Activity | None = None

    def extract_rows(
        self, parsed: ParsedTable
    ) -> Iterator[Activity | Indicator | Threshold]:
        level_of = _ActivityLevels(parsed)
        if parsed.continues is None:
            self.duty = self.current_activity = None
        columns = parsed.column_by_field
        for row in parsed.rows:
            cells: dict[str, Cell | None] = {
                field: row[number - 1] for field, number in columns.items()
            }
            duty, name = cells.get("duty"), cells.get("activity")
            if duty is not None and not is_blank(duty.text):
                self.current_activity = self.duty = _build_activity(
                    {}, duty, 1, None, None
                )
                yield self.duty
            if name is not None and not is_blank(name.text):
                level = level_of(name) if "duty" not in columns else 2
                unit = (
                    parsed.get_unit(columns["budget"])
                    if "budget" in columns
                    else parsed.unit
                )
                self.current_activity = _build_activity(
                    cells, name, level, unit, None if level == 1 else self.duty
                )
                if level == 1:
                    self.duty = self.current_activity
                yield self.current_activity
            yield from self._extract_indicator(cells)

    def _extract_indicator(
        self, cells: Mapping[str, Cell | None]
    ) -> Iterator[Indicator | Threshold]:
        name = extract_text(cells.get("indicator"))
        if name is None:
            return
        current = self.current_activity
        found = Indicator(
            parent=current,
            duty=(current.parent or current).name.value if current else None,
            activity=current.name.value if current and current.level == 2 else None,
            level1=None,
            level2=None,
            name=name,
            n_measures=count_measures(name.value, self.lexicon),
            place=locate_row(require_cell(cells, "indicator")),
        )
        yield found
        unit = extract_unit(cells)
        for grade, order in GRADE_ORDER.items():
            value = extract_text(cells.get(grade))
            if value is not None:
                yield build_threshold(found, grade, order, value, unit=unit)


def _build_activity(
    cells: Mapping[str, Cell | None],
    cell: Cell,
    level: int,
    unit: Unit | None,
    parent: Activity | None,
) -> Activity:
    number, name = split_list_number(cell)
    budget: Extracted[Decimal | None] | None = extract_number(cells.get("budget"), unit)
    return Activity(
        level=level,
        number=number if number is not None else _find_generated_number(cell),
        name=name,
        budget=budget,
        unit_in_force=budget.unit if budget and budget.unit else unit,
        description=extract_text(cells.get("description")),
        goal=extract_text(cells.get("goal")),
        place=locate_row(cell),
        parent=parent,
        budget_status=determine_value_status(cells["budget"])
        if "budget" in cells
        else None,
    )


def _find_generated_number(cell: Cell) -> str | None:
    """The number Word made for the cell's first paragraph, bare."""
    label = next((getattr(block, "list_label", "") for block in cell.blocks), "")
    found = (
        parse_list_number(label) or parse_list_number(label + "、") if label else None
    )
    return found.numeral if found else None


class _ActivityLevels:
    """Level of a name by the kind of its number; where the table has one kind only, 一、 is a duty, 1、 an activity."""

    def __init__(self, parsed: ParsedTable) -> None:
        at = parsed.find_column("activity")
        cells = [row[at - 1] for row in parsed.rows] if at else []
        self.number_ranks = sorted(
            {
                self._rank_list_number(cell)
                for cell in cells
                if cell is not None and not is_blank(cell.text)
            }
        )

    @staticmethod
    def _rank_list_number(cell: Cell) -> int:
        label = next((getattr(block, "list_label", "") for block in cell.blocks), "")
        found = parse_list_number(cell.text) or (
            parse_list_number(label) or parse_list_number(label + "、")
            if label
            else None
        )
        if found is not None and found.kind in _ORDINAL_KINDS:
            return _ORDINAL_KINDS.index(found.kind)
        return len(_ORDINAL_KINDS) + (1 if cell.text[:1].isspace() else 0)

    def __call__(self, cell: Cell) -> int:
        kind = self._rank_list_number(cell)
        if len(self.number_ranks) == 1:
            return 1 if kind <= _ORDINAL_KINDS.index("chinese_bracket") else 2
        return 1 if kind == min(self.number_ranks, default=kind) else 2
