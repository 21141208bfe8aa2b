"""What a department sets out to reach: duties, work activities, indicators and their grades or targets.

Hebei until about 2020 prints 职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差]: rows 一、 are duties, rows 1、
activities below them, rows without a name further indicators of the activity above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import regex

from extractor.cells import money, named, row_place, text
from extractor.context import Context
from extractor.document import Cell, Place
from extractor.grid import is_blank
from extractor.issues import Issue
from extractor.language.fold import squeeze
from extractor.language.numerals import ordinal
from extractor.language.thresholds import bound
from extractor.records import Activity, Indicator, Reading, Threshold, Unit
from extractor.tables import TableView
from extractor.template import Template

__all__ = ["measures", "read"]

GRADES: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}
_KINDS = ("part", "chinese", "chinese_bracket", "decimal", "dotted", "decimal_bracket", "circled")  # outer to inner
_PARTS = regex.compile(r"[、，,;；。]+")


def read(context: Context) -> Iterator[Activity | Indicator | Threshold | Issue]:
    """Activities, indicators and thresholds of every performance table, in the order of their rows."""
    for view in context.tables:
        if view.kind == "performance_grades":
            yield from _grades(view, context.template)


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


def _grades(view: TableView, template: Template) -> Iterator[Activity | Indicator | Threshold | Issue]:
    level_of = _levels(view)
    duty: Activity | None = None
    current: Activity | None = None
    columns = {field: number for number, field in enumerate(view.fields, 1) if field}
    for row in view.body:
        cells: dict[str, Cell | None] = {field: row[number - 1] for field, number in columns.items()}
        name = cells.get("activity")
        if name is not None and not is_blank(name.text):
            level = level_of(name)
            unit = view.unit_of(columns["budget"]) if "budget" in columns else view.unit
            current = _activity(cells, name, level, unit, None if level == 1 else duty)
            if level == 1:
                duty = current
            yield current
        indicator = text(cells.get("indicator"))
        if indicator is None:
            continue
        found = Indicator(
            parent=current,
            duty=(current.parent or current).name.value if current else None,
            activity=current.name.value if current and current.level == 2 else None,
            level1=None,
            level2=None,
            name=indicator,
            n_measures=measures(indicator.value, template),
            place=row_place(_cell(cells, "indicator")),
        )
        yield found
        for grade, order in GRADES.items():
            value = text(cells.get(grade))
            if value is not None:
                yield threshold(found, grade, order, value)


def _cell(cells: Mapping[str, Cell | None], field: str) -> Cell:
    cell = cells[field]
    assert cell is not None
    return cell


def _activity(
    cells: Mapping[str, Cell | None], cell: Cell, level: int, unit: Unit | None, parent: Activity | None
) -> Activity:
    number, name = named(cell)
    budget: Reading[Decimal | None] | None = money(cells.get("budget"), unit)
    return Activity(
        level=level,
        number=number if number is not None else _made(cell),
        name=name,
        budget=budget,
        unit_in_force=budget.unit if budget and budget.unit else unit,
        description=text(cells.get("description")),
        goal=text(cells.get("goal")),
        place=row_place(cell),
        parent=parent,
    )


def _made(cell: Cell) -> str | None:
    """The number Word made for the cell's first paragraph, bare."""
    label = next((getattr(block, "label", "") for block in cell.blocks), "")
    found = ordinal(label) or ordinal(label + "、") if label else None
    return found.numeral if found else None


class _levels:
    """Level of a name: by the kind of its number; where the table has one kind only, 一、 is a duty, 1、 an activity."""

    def __init__(self, view: TableView) -> None:
        at = view.column_of("activity")
        cells = [row[at - 1] for row in view.body] if at else []
        self.kinds = sorted({self._kind(cell) for cell in cells if cell is not None and not is_blank(cell.text)})

    @staticmethod
    def _kind(cell: Cell) -> int:
        label = next((getattr(block, "label", "") for block in cell.blocks), "")
        found = ordinal(cell.text) or (ordinal(label) or ordinal(label + "、") if label else None)
        if found is not None and found.kind in _KINDS:
            return _KINDS.index(found.kind)
        return len(_KINDS) + (1 if cell.text[:1].isspace() else 0)

    def __call__(self, cell: Cell) -> int:
        kind = self._kind(cell)
        if len(self.kinds) == 1:
            return 1 if kind <= _KINDS.index("chinese_bracket") else 2
        return 1 if kind == self.kinds[0] else 2


def threshold(
    indicator: Indicator, grade: str, order: int, value: Reading[str], operator: str | None = None
) -> Threshold:
    """One grade or target cell, understood as far as it says a bound."""
    found = bound(value.raw, operator)
    unit: Reading[str] | None = None
    if found.unit is not None and found.unit_start is not None and found.unit_end is not None:
        unit = Reading(found.unit, found.unit, Place(value.place.address, found.unit_start, found.unit_end))
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
