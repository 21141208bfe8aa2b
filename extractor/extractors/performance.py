"""Performance tables: duties, activities, indicators and their grades or targets.

Two forms are printed:

* Indicators with grades (Hebei until about 2020):
  职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准[优｜良｜中｜差]. Rows 一、 are duties, rows 1、
  activities below them, rows without a name further indicators of the activity above.
* Indicators with targets: 一级指标｜二级指标｜三级指标｜指标值, for a project or the whole
  department, mostly below a form with its name, funds and goal; the operator and the unit may
  have columns of their own. Rubrics, weights and scores are no targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.lexicon.label_parser import describe_item
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Cell, Span
from extractor.model.enums import AmountSource, Phase, ThresholdOperator, UnitSource
from extractor.model.records import (
    Activity,
    Amount,
    Extracted,
    Goal,
    Indicator,
    Threshold,
    Unit,
)
from extractor.tables.caption import parse_declared_unit
from extractor.tables.cells import (
    clean_cell_text,
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_blank,
    is_value_text,
    locate_row,
    split_list_number,
)
from extractor.tables.model import CellRow, ParsedTable
from extractor.text.affixes import LEADING_OF_WHICH
from extractor.text.list_numbers import ListNumber, parse_list_number
from extractor.text.normalize import match_key, normalize
from extractor.text.thresholds import ParsedThreshold, parse_operator, parse_threshold

__all__ = [
    "count_measures",
    "extract_performance",
]

FieldCells = Mapping[str, Cell | None]
"""The cells of a row by the field of their column."""

GRADE_ORDER: Mapping[str, int] = {"优": 1, "良": 2, "中": 3, "差": 4}
_TARGET_GRADE = "目标"  # the grade under which a single target is stored
# Kinds of list numbers, from the outer to the inner level.
_LIST_NUMBER_KINDS = (
    "part",
    "chinese",
    "chinese_bracket",
    "decimal",
    "dotted",
    "decimal_bracket",
    "circled",
)
_BRACKETS = regex.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_MEASURE_SEPARATORS = regex.compile(r"[、，,;；。]+")
_STAGE_KEY_PREFIX = "phase_"
_DIGITS = "0123456789"
_DEPARTMENT_TARGETS_KEY = "B13"
_PROJECT_TARGETS_KEY = "B14"


def extract_performance(
    context: Context,
) -> Iterator[Activity | Indicator | Threshold | Goal | Amount]:
    """Extract what the performance tables of a disclosure list.

    Args:
        context: The disclosure.

    Returns:
        Records in the order of the rows. Goals that a statutory table prints next to its
        projects are among them.
    """
    grades = _GradeTableExtractor(context.lexicon)
    targets = _TargetTableExtractor(context)
    for parsed in context.tables:
        if parsed.kind == "performance_grades":
            yield from grades.extract_rows(parsed)
        elif parsed.kind == "performance_targets":
            yield from targets.extract_rows(parsed)
        elif parsed.kind == "statutory" and "goal" in parsed.fields:
            yield from _extract_goal_column(parsed)


def _extract_goal_column(parsed: ParsedTable) -> Iterator[Goal]:
    column = parsed.fields.index("goal")
    for row in parsed.rows:
        goal = extract_text(row[column])
        if goal is not None:
            yield Goal(goal)


# --- indicators and bounds


def count_measures(name: str, lexicon: Lexicon) -> int:
    """Count the measures that the name of an indicator lists.

    Args:
        name: The name as printed: ``受理率、答复率、群众满意率`` lists three.
        lexicon: Holds the last words of measures and their conjunctions.

    Returns:
        The number of measures, at least 1.
    """
    suffixes = tuple(lexicon.get_words("measures", "tail"))
    conjunctions = "".join(lexicon.get_words("measures", "joint"))
    count = 0
    for part in _MEASURE_SEPARATORS.split(match_key(name)):
        for measure in _split_conjunctions(part, conjunctions, suffixes):
            count += measure.endswith(suffixes)
    return max(count, 1)


def _split_conjunctions(
    part: str, conjunctions: str, suffixes: tuple[str, ...]
) -> list[str]:
    """Cut at 及, 和, 与 where the name of a measure ends before it (not in 及时率)."""
    measures = [""]
    for char in part:
        if char in conjunctions and measures[-1].endswith(suffixes):
            measures.append("")
        else:
            measures[-1] += char
    return measures


def _extract_unit(cells: FieldCells) -> Extracted[str] | None:
    """The unit that a column of its own prints; a dash or 无 is none."""
    cell = cells.get("unit")
    if determine_value_status(cell) != "unparsed":
        return None
    return extract_text(cell)


def _build_threshold(
    indicator: Indicator,
    grade: str,
    order: int,
    text: Extracted[str],
    bound: ParsedThreshold,
    unit: Extracted[str] | None,
) -> Threshold:
    """The record of a grade or target; a unit inside its text is nearer than `unit`."""
    if (
        bound.unit is not None
        and bound.unit_start is not None
        and bound.unit_end is not None
    ):
        place = text.place.slice(bound.unit_start, bound.unit_end)
        unit = Extracted(bound.unit.replace("％", "%"), bound.unit, place)
    operator = None
    if bound.operator is not None:
        operator = ThresholdOperator(bound.operator)
    return Threshold(
        parent=indicator,
        grade=grade,
        grade_order=order,
        text=text,
        operator=operator,
        lower=bound.lower,
        upper=bound.upper,
        lower_inclusive=bound.lower_inclusive,
        upper_inclusive=bound.upper_inclusive,
        unit=unit,
    )


# --- indicators with grades


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
        unit = _extract_unit(cells)
        for grade, order in GRADE_ORDER.items():
            text = extract_text(cells.get(grade))
            if text is not None:
                bound = parse_threshold(text.raw, None)
                yield _build_threshold(indicator, grade, order, text, bound, unit)

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

    Where the table has one kind only, 一、 is a duty and 1、 an activity.
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
            outermost = _LIST_NUMBER_KINDS.index("chinese_bracket")
        return 1 if rank <= outermost else 2


def _rank_list_number(cell: Cell) -> int:
    """Depth of a list number; a name without one is deeper, an indented one deepest."""
    found = parse_list_number(cell.text) or _parse_list_label(cell)
    if found is not None and found.kind in _LIST_NUMBER_KINDS:
        return _LIST_NUMBER_KINDS.index(found.kind)
    return len(_LIST_NUMBER_KINDS) + cell.text[:1].isspace()


# --- indicators with targets


class _TargetTitlePatterns(NamedTuple):
    """Where a form's title ends, and what before it names the whole department."""

    form_title_end: regex.Pattern[str]
    whole_department: regex.Pattern[str]


@cache
def _compile_title_patterns(lexicon: Lexicon) -> _TargetTitlePatterns:
    end = build_alternation(lexicon.get_words("form_title", "end"))
    level = build_alternation(lexicon.get_words("form_title", "level"))
    scope = build_alternation(lexicon.get_words("doc_scope", "word"))
    budget = build_alternation(lexicon.get_words("doc_type", "budget"))
    span = build_alternation(lexicon.get_words("form_title", "span"))
    year = r"(?:(?:19|20)\d{2}年?度?)?"
    return _TargetTitlePatterns(
        regex.compile(end),
        regex.compile(rf"{year}(?:{level})?(?:{scope})?(?:{budget})?(?:{span})?"),
    )


class _FormLabel(NamedTuple):
    """A label of the form above the indicators: its key in the lexicon and its cell."""

    key: str
    cell: Cell

    @property
    def takes_free_text(self) -> bool:
        """True where the next cell is a value even if it reads like a label."""
        return self.key in ("goal", "project")


@dataclass
class _FormState:
    """What holds from row to row of a form.

    Attributes:
        unit: Declared by the last label.
        merged_label: A goal label that is merged downwards.
        stages: Stage of the figures by grid column, below 年初预算数 and 全年执行数.
    """

    unit: Unit | None = None
    merged_label: _FormLabel | None = None
    stages: dict[int, str] = field(default_factory=dict)

    def drop_finished_label(self, cell: Cell) -> None:
        """Forget a merged label that does not reach down to a cell."""
        merged = self.merged_label
        if merged is not None and cell.row >= merged.cell.row + merged.cell.row_span:
            self.merged_label = None

    def start_label(self, label: _FormLabel) -> None:
        """Take over the unit of a label, and the label itself if it is merged."""
        if label.key == "goal" and label.cell.row_span > 1:
            self.merged_label = label
        if label.key == "funds_head":
            self.unit = None
        cell = label.cell
        declared = parse_declared_unit(cell.text, cell.span, UnitSource.COLUMN)
        self.unit = declared or self.unit

    def get_stage(self, label: _FormLabel | None, cell: Cell) -> str:
        """The stage of a value; '' where its column holds no figures of a stage."""
        below_stages = label is None or label.key in ("funds", "funds_head")
        if label is not None and label is self.merged_label:
            below_stages = True
        if not below_stages:
            return "budget"
        return self.stages.get(cell.column, "budget")


def _get_column_stage(key: str | None) -> str | None:
    """The stage that a header of the form gives its columns; '' for any other header."""
    if key == "head":
        return ""
    if key is not None and key.startswith(_STAGE_KEY_PREFIX):
        return key.removeprefix(_STAGE_KEY_PREFIX)
    return None


class _TargetTableExtractor:
    """Tables of indicators with targets, and lists of projects with their goals."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lexicon = context.lexicon
        self.project: Extracted[str] | None = None
        self.goal: str | None = None
        self.level1: Extracted[str] | None = None
        self.level1_span: Span | None = None  # where the level in force is printed
        self.level2: Extracted[str] | None = None
        self.last_indicator: Indicator | None = None

    def extract_rows(
        self, parsed: ParsedTable
    ) -> Iterator[Indicator | Threshold | Goal | Amount]:
        if parsed.continues is None:
            self.project, self.goal = self._find_title_project(parsed), None
            self.level1 = self.level2 = self.last_indicator = None
        yield from self._extract_form(parsed)
        for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
            yield from self._extract_project_columns(parsed, row)
            yield from self._extract_indicator(parsed, row, filled_row)

    def _find_title_project(self, parsed: ParsedTable) -> Extracted[str] | None:
        """The project that a table's title names: ``环境监测经费项目绩效目标表``."""
        title = parsed.title
        if title is None or title.place.element == parsed.source_table.span:
            return None
        if parsed.table_key != _PROJECT_TARGETS_KEY:
            return None
        patterns = _compile_title_patterns(self.lexicon)
        end = patterns.form_title_end.search(normalize(title.raw))
        if end is None or not end.start():
            return None
        raw = title.raw[: end.start()]
        name = match_key(raw)
        if not name or patterns.whole_department.fullmatch(name):
            return None
        start = title.place.start or 0
        place = title.place.slice(start, start + end.start())
        return Extracted(clean_cell_text(raw), raw, place)

    # -- the form above the indicators

    def _extract_form(self, parsed: ParsedTable) -> Iterator[Goal | Amount]:
        """Labels and values of the rows above the indicators."""
        state = _FormState()
        for row in parsed.form_rows:
            yield from self._extract_form_row(parsed, row, state)

    def _extract_form_row(
        self, parsed: ParsedTable, row: Sequence[Cell], state: _FormState
    ) -> Iterator[Goal | Amount]:
        label: _FormLabel | None = None
        row_stages: dict[int, str] = {}
        cells = [cell for cell in row if not is_blank(cell.text)]
        for cell, right_cell in zip_longest(cells, cells[1:]):
            state.drop_finished_label(cell)
            key = self._find_form_key(cell, right_cell)
            column_stage = _get_column_stage(key)
            if column_stage is not None:
                columns = range(cell.column, cell.column + cell.column_span)
                row_stages |= dict.fromkeys(columns, column_stage)
            elif key is not None and not (label and label.takes_free_text):
                label = _FormLabel(key, cell)
                state.start_label(label)
            else:
                yield from self._extract_form_value(parsed, cell, label, state)
        state.stages = row_stages or state.stages

    def _find_form_key(self, cell: Cell, right_cell: Cell | None) -> str | None:
        """The key of a label of the form.

        ``预算数 | 15.00`` is the label of one figure and no header of a column.
        """
        key = self._find_label_key(cell)
        if key is None or not key.startswith(_STAGE_KEY_PREFIX):
            return key
        if right_cell is not None and is_value_text(right_cell.text):
            return "funds"
        return key

    def _find_label_key(self, cell: Cell) -> str | None:
        """The key of a label: whole, without brackets, 其中 or a number (年度目标1).

        An unknown label that declares a unit of money heads funds.
        """
        word = LEADING_OF_WHICH.sub("", match_key(cell.text).rstrip(":"))
        bare = _BRACKETS.sub("", word)
        for form in (word, bare, bare.rstrip(_DIGITS)):
            key = self.lexicon.find_key("form", form)
            if key is not None:
                return key
        if is_value_text(cell.text):
            return None
        if parse_declared_unit(cell.text, cell.span, UnitSource.COLUMN) is None:
            return None
        return "funds_head"

    def _extract_form_value(
        self,
        parsed: ParsedTable,
        cell: Cell,
        row_label: _FormLabel | None,
        state: _FormState,
    ) -> Iterator[Goal | Amount]:
        """What is filled in behind a label of the same row, or a merged one."""
        label = row_label or state.merged_label
        stage = state.get_stage(row_label, cell)
        if label is None or not stage:
            return
        is_value = is_value_text(cell.text)
        if label.key == "project":
            self.project = extract_text(cell)
        elif label.key == "goal" and not is_value:
            goal = extract_text(cell)
            assert goal is not None
            yield Goal(goal)
        elif label.key in ("funds", "funds_head") and is_value:
            yield self._build_amount(parsed, label.cell, cell, state.unit, stage)

    def _build_amount(
        self,
        parsed: ParsedTable,
        label_cell: Cell | None,
        cell: Cell,
        unit: Unit | None,
        stage: str,
    ) -> Amount:
        value = extract_exact_number(cell, unit or parsed.unit)
        assert value is not None
        label = extract_text(label_cell)
        item = self._find_department_concept(parsed, label)
        return Amount(
            item=item,
            label=label,
            value=value,
            value_status=determine_value_status(cell),
            fiscal_year=self.context.year,
            phase=Phase(stage),
            source=AmountSource.TABLE,
            section=parsed.section_key,
            context=describe_item(item),
        )

    def _find_department_concept(
        self, parsed: ParsedTable, label: Extracted[str] | None
    ) -> str | None:
        """The concept of a figure in the targets of the whole department.

        Only there are the parts of its spending concepts of their own.
        """
        if label is None or parsed.table_key != _DEPARTMENT_TARGETS_KEY:
            return None
        word = _BRACKETS.sub("", match_key(label.value)).rstrip(":")
        concept = self.lexicon.find_key("lines.expenditure", word)
        if concept in ("expenditure.basic", "expenditure.project"):
            return concept
        return None

    # -- columns of projects

    def _extract_project_columns(
        self, parsed: ParsedTable, row: CellRow
    ) -> Iterator[Goal | Amount]:
        """Project, funds and goal in columns, each where its cell begins.

        A unit whose whole budget is meant is no project.
        """
        columns = parsed.column_by_field
        cells = {name: row[number - 1] for name, number in columns.items()}
        project = extract_text(cells.get("project"))
        goal = extract_text(cells.get("goal"))
        if self._repeats_project(parsed, project, goal):
            return
        if project is not None:
            self.project = project
        if goal is not None:
            self.goal = goal.value
            yield Goal(goal)
        label_cell = cells.get("unit_name")
        if project is not None:
            label_cell = cells["project"]
        yield from self._extract_funds(parsed, row, label_cell)

    def _repeats_project(
        self,
        parsed: ParsedTable,
        project: Extracted[str] | None,
        goal: Extracted[str] | None,
    ) -> bool:
        """True for the merged cells of the page before, printed again."""
        if project is None or self.project is None or parsed.continues is None:
            return False
        if project.value != self.project.value:
            return False
        return goal is None or goal.value == self.goal

    def _extract_funds(
        self, parsed: ParsedTable, row: CellRow, label_cell: Cell | None
    ) -> Iterator[Amount]:
        """Figures in columns of funds, and in unknown ones left of the indicators."""
        name_column = parsed.find_column("name") or 0
        for column, (name, cell) in enumerate(zip(parsed.fields, row, strict=True), 1):
            if cell is None or not is_value_text(cell.text):
                continue
            header = parsed.header_cells[column - 1]
            unit = parsed.get_unit(column)
            if name == "funds":
                yield self._build_amount(parsed, label_cell, cell, unit, "budget")
            elif name is None and column < name_column and header:
                yield self._build_amount(parsed, header[-1], cell, unit, "budget")

    # -- indicators

    def _extract_indicator(
        self, parsed: ParsedTable, row: CellRow, filled_row: CellRow
    ) -> Iterator[Indicator | Threshold]:
        columns = parsed.column_by_field
        cells = {name: row[number - 1] for name, number in columns.items()}
        filled = {name: filled_row[number - 1] for name, number in columns.items()}
        self._update_levels(filled)
        cell = cells.get("name")
        name = extract_text(cell)
        if cell is not None and name is not None:
            self.last_indicator = Indicator(
                parent=None,
                duty=None,
                activity=self.project,
                level1=self.level1,
                level2=self.level2,
                name=name,
                n_measures=count_measures(name.value, self.lexicon),
                place=locate_row(cell),
            )
            yield self.last_indicator
            # A merged target applies to each indicator next to it.
            target = extract_text(cells.get("target") or filled.get("target"))
            yield from self._extract_target(target, filled)
        elif cell is None and filled.get("name") is not None:
            # A name that is merged downwards has a target in each row.
            target = extract_text(cells.get("target"))
            yield from self._extract_target(target, filled)

    def _extract_target(
        self, target: Extracted[str] | None, filled: FieldCells
    ) -> Iterator[Threshold]:
        """The target of the indicator in force; an unknown operator gives no bound."""
        indicator = self.last_indicator
        if target is None or indicator is None:
            return
        printed = extract_text(filled.get("operator"))
        operator: str | None = None
        if printed is not None:
            operator = parse_operator(printed.value)
            if operator is None:
                bound = ParsedThreshold()
                yield _build_threshold(indicator, _TARGET_GRADE, 0, target, bound, None)
                return
        bound = parse_threshold(target.raw, operator)
        unit = _extract_unit(filled)
        yield _build_threshold(indicator, _TARGET_GRADE, 0, target, bound, unit)

    def _update_levels(self, filled: FieldCells) -> None:
        """Keep levels for rows that leave them blank; a new first level ends the second.

        A first level that is in no lexicon is none.
        """
        first = extract_text(filled.get("level1"))
        second = extract_text(filled.get("level2"))
        if first is not None:
            if first.place != self.level1_span:
                self.level2 = None
            word = _BRACKETS.sub("", match_key(first.value))
            known = self.lexicon.find_key("levels", word)
            self.level1 = None
            if known:
                self.level1 = replace(first, value=known)
            self.level1_span = first.place
        if second is not None:
            self.level2 = second
