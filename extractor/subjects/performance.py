"""What a department sets out to reach: duties, work activities, indicators and their grades or targets.

Hebei until about 2020 prints 职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差]: rows 一、 are duties, rows
1、 activities below them, rows without a name further indicators of the activity above. All others print 一级指标｜二级指标｜
三级指标｜指标值, for a project or the whole department, mostly below a form with its name, funds and goal; the sign and the
unit may have columns of their own. Rubrics, weights and scores are no targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import regex

from extractor.captions import bracket_unit
from extractor.cells import is_figure, money, named, plain, row_place, status, text
from extractor.context import Context
from extractor.document import Cell, Place
from extractor.grid import is_blank
from extractor.issues import Issue
from extractor.language.fold import fold, squeeze
from extractor.language.numerals import ordinal
from extractor.language.thresholds import Bound, bound, sign_of
from extractor.records import Activity, Amount, Goal, Indicator, Reading, Threshold, Unit
from extractor.tables import Line, TableView
from extractor.template import Template

__all__ = ["measures", "read"]

GRADES: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}
_KINDS = ("part", "chinese", "chinese_bracket", "decimal", "dotted", "decimal_bracket", "circled")  # outer to inner
_BRACKETS = regex.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_PARTS = regex.compile(r"[、，,;；。]+")


def read(context: Context) -> Iterator[Activity | Indicator | Threshold | Goal | Amount | Issue]:
    """What every performance table says, in the order of its rows; goals that budget tables print beside projects too."""
    grades, targets = _Grades(context.template), _Targets(context)
    for view in context.tables:
        if view.kind == "performance_grades":
            yield from grades.read(view)
        elif view.kind == "performance_targets":
            yield from targets.read(view)
        elif view.kind == "statutory" and "goal" in view.fields:
            column = view.fields.index("goal")
            yield from (Goal(goal) for row in view.body if (goal := text(row[column])) is not None)


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


class _Grades:
    """Tables with grades; a table that continues another goes on with its duty and activity."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.duty: Activity | None = None
        self.current: Activity | None = None

    def read(self, view: TableView) -> Iterator[Activity | Indicator | Threshold]:
        level_of = _Levels(view)
        if view.continues is None:
            self.duty = self.current = None
        columns = {field: number for number, field in enumerate(view.fields, 1) if field}
        for row in view.body:
            cells: dict[str, Cell | None] = {field: row[number - 1] for field, number in columns.items()}
            duty, name = cells.get("duty"), cells.get("activity")
            if duty is not None and not is_blank(duty.text):
                self.current = self.duty = _activity({}, duty, 1, None, None)
                yield self.duty
            if name is not None and not is_blank(name.text):
                level = level_of(name) if "duty" not in columns else 2
                unit = view.unit_of(columns["budget"]) if "budget" in columns else view.unit
                self.current = _activity(cells, name, level, unit, None if level == 1 else self.duty)
                if level == 1:
                    self.duty = self.current
                yield self.current
            yield from self._indicator(cells)

    def _indicator(self, cells: Mapping[str, Cell | None]) -> Iterator[Indicator | Threshold]:
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
            place=row_place(_cell(cells, "indicator")),
        )
        yield found
        unit = _unit(cells)
        for grade, order in GRADES.items():
            value = text(cells.get(grade))
            if value is not None:
                yield _threshold(found, grade, order, value, unit=unit)


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


class _Targets:
    """Tables of 一级, 二级, 三级 indicators, forms above them, and lists of projects with their goals."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.template = context.template
        self.project: Reading[str] | None = None
        self.level1: Reading[str] | None = None
        self.printed: Place | None = None  # where the first level in force is printed
        self.level2: Reading[str] | None = None
        self.last: Indicator | None = None
        self.goal: str | None = None

    def read(self, view: TableView) -> Iterator[Indicator | Threshold | Goal | Amount]:
        if view.continues is None:
            self.project, self.goal = self._titled(view), None
            self.level1 = self.level2 = self.last = None
        yield from self._form(view)
        columns = {field: number for number, field in enumerate(view.fields, 1) if field}
        for row, covered in zip(view.body, view.cover, strict=True):
            yield from self._about(view, row, columns)
            yield from self._indicator(row, covered, columns)

    def _titled(self, view: TableView) -> Reading[str] | None:
        """The project that a table's title names: ``环境监测经费项目绩效目标表``."""
        if view.title is None or view.title.place.address == view.table.address:
            return None
        found = regex.search(r"(?:项目支出|项目)?绩效目标(?:申报)?表", fold(view.title.raw))
        if found is None or not found.start() or view.key != "B14":
            return None
        start = view.title.place.start or 0
        raw = view.title.raw[: found.start()]
        name = squeeze(raw)
        if not name or regex.fullmatch(r"(?:(?:19|20)\d{2}年?度?)?(?:市级|区级|县级)?(?:部门|单位)?(?:预算)?", name):
            return None
        return Reading(plain(raw), raw, Place(view.title.place.address, start, start + found.start()))

    # ------------------------------------------------------------------ what stands above and beside the indicators

    def _form(self, view: TableView) -> Iterator[Goal | Amount]:
        """Labels and values of the rows above the indicators; a label merged downwards names the rows it reaches."""
        unit: Unit | None = None
        held: tuple[str, Cell] | None = None
        phases: dict[int, str] = {}  # by grid column, below heads such as 年初预算数 and 全年执行数
        for row in view.form:
            label: tuple[str, Cell] | None = None
            row_phases: dict[int, str] = {}
            for cell in row:
                if is_blank(cell.text):
                    continue
                if held is not None and cell.row >= held[1].row + held[1].row_span:
                    held = None
                key = self._key(cell)
                if key is not None and key.startswith("phase_"):
                    row_phases.update((c, key[6:]) for c in range(cell.column, cell.column + cell.column_span))
                elif key == "head":
                    row_phases.update((c, "") for c in range(cell.column, cell.column + cell.column_span))
                elif key is not None and not (label is not None and label[0] in ("goal", "project")):
                    label = (key, cell)
                    held = label if cell.row_span > 1 and key == "goal" else held
                    unit = bracket_unit(cell.text, cell.address, "column") or (unit if key != "funds_head" else None)
                else:
                    named_by = label or held
                    below = named_by is held or (named_by is not None and named_by[0] in ("funds", "funds_head"))
                    phase = phases.get(cell.column, "budget") if below else "budget"
                    if named_by is not None and phase:
                        yield from self._value(view, named_by, cell, unit, phase)
            phases = row_phases or phases

    def _key(self, cell: Cell) -> str | None:
        word = squeeze(cell.text).rstrip(":")
        return self.template.find("form", word) or self.template.find("form", _BRACKETS.sub("", word))

    def _value(
        self, view: TableView, label: tuple[str, Cell], cell: Cell, unit: Unit | None, phase: str
    ) -> Iterator[Goal | Amount]:
        key, named_by = label
        if key == "project":
            self.project = text(cell)
        elif key == "goal" and not is_figure(cell.text):
            found = text(cell)
            assert found is not None
            yield Goal(found)
        elif key in ("funds", "funds_head") and is_figure(cell.text):
            yield self._amount(view, named_by, cell, unit or view.unit, phase)

    def _amount(
        self, view: TableView, label: Cell | None, cell: Cell, unit: Unit | None, phase: str = "budget"
    ) -> Amount:
        value = money(cell, unit)
        assert value is not None
        name = text(label)
        item: str | None = None
        if name is not None and view.key == "B13":  # of the whole department, so its parts are items of their own
            item = self.template.find("lines.expenditure", _BRACKETS.sub("", squeeze(name.value)).rstrip(":"))
            item = item if item in ("expenditure.basic", "expenditure.project") else None
        return Amount(
            item=item,
            label=name,
            value=value,
            value_status=status(cell),
            fiscal_year=self.context.year,
            phase=phase,
            source="table",
            section=view.section,
        )

    def _about(self, view: TableView, row: Line, columns: Mapping[str, int]) -> Iterator[Goal | Amount]:
        """Project, funds and goal that stand in columns, each where its cell begins."""
        cells = {field: row[number - 1] for field, number in columns.items()}
        project = text(cells.get("project"))  # a unit whose whole budget is meant is no project
        goal = text(cells.get("goal"))
        if project is not None:
            again = self.project is not None and project.value == self.project.value and view.continues is not None
            if again and (goal is None or goal.value == self.goal):
                return  # the merged cells of the page before, printed again
            self.project = project
        if goal is not None:
            self.goal = goal.value
            yield Goal(goal)
        label = cells.get("project") if text(cells.get("project")) else cells.get("unit_name")
        for column, (name, cell) in enumerate(zip(view.fields, row, strict=True), 1):
            if cell is None or is_blank(cell.text) or not is_figure(cell.text):
                continue
            if name == "funds":
                yield self._amount(view, label if text(label) else None, cell, view.unit_of(column))
            elif name is None and column < columns.get("name", 0) and view.heads[column - 1]:
                yield self._amount(view, view.heads[column - 1][-1], cell, view.unit_of(column))

    # ------------------------------------------------------------------ indicators

    def _indicator(self, row: Line, covered: Line, columns: Mapping[str, int]) -> Iterator[Indicator | Threshold]:
        cells = {field: covered[number - 1] for field, number in columns.items()}
        own = {field: row[number - 1] for field, number in columns.items()}
        self._levels(cells)
        name = text(own.get("name"))
        if name is not None:
            self.last = Indicator(
                parent=None,
                duty=None,
                activity=self.project,
                level1=self.level1,
                level2=self.level2,
                name=name,
                n_measures=measures(name.value, self.template),
                place=row_place(_cell(own, "name")),
            )
            yield self.last
        target = text(own.get("target"))
        continued = name is None and cells.get("name") is not None and own.get("name") is None
        if target is None or self.last is None or not (name is not None or continued):
            return
        printed = text(cells.get("operator"))
        operator = sign_of(printed.value) if printed else None
        if printed is not None and operator is None:
            yield _threshold(self.last, "目标", 0, target, words=True)
        else:
            yield _threshold(self.last, "目标", 0, target, operator, _unit(cells))

    def _levels(self, cells: Mapping[str, Cell | None]) -> None:
        """Levels are carried down to rows that leave them blank; a new first level ends the second."""
        first, second = text(cells.get("level1")), text(cells.get("level2"))
        if first is not None:
            word = _BRACKETS.sub("", squeeze(first.value))
            known = self.template.find("levels", word)  # a word of no known level is none
            if first.place != self.printed:
                self.level2 = None
            self.level1 = replace(first, value=known) if known else None
            self.printed = first.place
        if second is not None:
            self.level2 = second


def _unit(cells: Mapping[str, Cell | None]) -> Reading[str] | None:
    """The unit that a column of its own prints; a dash or 无 is none."""
    return text(cells.get("unit")) if status(cells.get("unit")) == "unparsed" else None


def _threshold(
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
    if found.unit is not None and found.unit_start is not None and found.unit_end is not None:
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
