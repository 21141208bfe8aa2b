"""Tables of duties, work activities and indicators with grades (Hebei until about 2020).

职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差]: rows 一、 are duties, rows 1、 activities below them, rows
without a name further indicators of the activity above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell
from extractor.model.extracted import Reading, Unit
from extractor.model.table_rows import Activity, Indicator, Threshold
from extractor.tables.cells import money, named, row_place, status, text
from extractor.tables.grid import is_blank
from extractor.tables.model import TableView
from extractor.targets.indicators import cell_of, measures, threshold, unit_of
from extractor.text.list_numbers import ordinal

__all__ = ["Grades"]

GRADES: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}
_KINDS = (
    "part",
    "chinese",
    "chinese_bracket",
    "decimal",
    "dotted",
    "decimal_bracket",
    "circled",
)  # outer to inner


class Grades:
    """Tables with grades; a table that continues another goes on with its duty and activity."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.duty: Activity | None = None
        self.current: Activity | None = None

    def read(self, view: TableView) -> Iterator[Activity | Indicator | Threshold]:
        level_of = _Levels(view)
        if view.continues is None:
            self.duty = self.current = None
        columns = view.columns_of
        for row in view.body:
            cells: dict[str, Cell | None] = {
                field: row[number - 1] for field, number in columns.items()
            }
            duty, name = cells.get("duty"), cells.get("activity")
            if duty is not None and not is_blank(duty.text):
                self.current = self.duty = _activity({}, duty, 1, None, None)
                yield self.duty
            if name is not None and not is_blank(name.text):
                level = level_of(name) if "duty" not in columns else 2
                unit = (
                    view.unit_of(columns["budget"])
                    if "budget" in columns
                    else view.unit
                )
                self.current = _activity(
                    cells, name, level, unit, None if level == 1 else self.duty
                )
                if level == 1:
                    self.duty = self.current
                yield self.current
            yield from self._indicator(cells)

    def _indicator(
        self, cells: Mapping[str, Cell | None]
    ) -> Iterator[Indicator | Threshold]:
        name = text(cells.get("indicator"))
        if name is None:
            return
        current = self.current
        found = Indicator(
            parent=current,
            duty=(current.parent or current).name.value if current else None,
            activity=current.name.value if current and current.level == 2 else None,
            level1=None,
            level2=None,
            name=name,
            n_measures=measures(name.value, self.template),
            place=row_place(cell_of(cells, "indicator")),
        )
        yield found
        unit = unit_of(cells)
        for grade, order in GRADES.items():
            value = text(cells.get(grade))
            if value is not None:
                yield threshold(found, grade, order, value, unit=unit)


def _activity(
    cells: Mapping[str, Cell | None],
    cell: Cell,
    level: int,
    unit: Unit | None,
    parent: Activity | None,
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
        budget_status=status(cells["budget"]) if "budget" in cells else None,
    )


def _made(cell: Cell) -> str | None:
    """The number Word made for the cell's first paragraph, bare."""
    label = next((getattr(block, "label", "") for block in cell.blocks), "")
    found = ordinal(label) or ordinal(label + "、") if label else None
    return found.numeral if found else None


class _Levels:
    """Level of a name by the kind of its number; where the table has one kind only, 一、 is a duty, 1、 an activity."""

    def __init__(self, view: TableView) -> None:
        at = view.column_of("activity")
        cells = [row[at - 1] for row in view.body] if at else []
        self.kinds = sorted(
            {
                self._kind(cell)
                for cell in cells
                if cell is not None and not is_blank(cell.text)
            }
        )

    @staticmethod
    def _kind(cell: Cell) -> int:
        label = next((getattr(block, "label", "") for block in cell.blocks), "")
        found = ordinal(cell.text) or (
            ordinal(label) or ordinal(label + "、") if label else None
        )
        if found is not None and found.kind in _KINDS:
            return _KINDS.index(found.kind)
        return len(_KINDS) + (1 if cell.text[:1].isspace() else 0)

    def __call__(self, cell: Cell) -> int:
        kind = self._kind(cell)
        if len(self.kinds) == 1:
            return 1 if kind <= _KINDS.index("chinese_bracket") else 2
        return 1 if kind == min(self.kinds, default=kind) else 2
