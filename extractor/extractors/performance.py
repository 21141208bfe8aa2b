"""Performance targets: 一级指标｜二级指标｜三级指标｜指标值, for a project or the whole department.

A table is read from top to bottom in two states. Its form comes
first: labels and what is filled in behind them (项目名称, 资金总额, 总体目标).
Then come its indicators: each row is of one `RowKind`, which changes
what is in force (`TargetState`) and gives its records. Rubrics,
weights and scores are no targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from enum import Enum
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.extractors.context import Context
from extractor.lexicon.label_parser import (
    SIDE_CONCEPTS,
    find_fund,
    names_money,
    parse_label,
)
from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    build_repeated_alternation,
    find_sum_key,
)
from extractor.model.document import Cell, Span
from extractor.model.enums import Fund, Phase, UnitSource
from extractor.model.records import (
    NO_CONTEXT,
    BudgetLine,
    Extracted,
    FigureContext,
    Goal,
    Indicator,
    Threshold,
    Unit,
)
from extractor.tables.caption import parse_declared_unit
from extractor.tables.cells import (
    clean_cell_text,
    describe_number,
    determine_value_status,
    extract_exact_number,
    extract_text,
    is_blank,
    is_value_text,
    locate_row,
)
from extractor.tables.indicators import (
    build_threshold,
    count_measures,
    parse_levels,
    split_indicators,
)
from extractor.tables.model import ParsedTable, build_table_record
from extractor.tables.periods import (
    PRIOR_STAGES,
    PeriodMention,
    is_period,
    parse_ending_period,
    parse_period,
)
from extractor.tables.row_mapper import list_sides
from extractor.text import regex
from extractor.text.affixes import (
    LEADING_OF_WHICH,
    strip_list_number_and_connective,
)
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import match_key, normalize
from extractor.text.thresholds import ParsedThreshold, parse_operator, parse_threshold

__all__ = [
    "extract_performance",
]

TargetRecord = Indicator | Threshold | Goal | BudgetLine

_KIND = "performance_targets"
_TARGET_GRADE = "目标"  # the grade under which a single target is stored
_DEPARTMENT_TARGETS_KEY = "B13"
_PROJECT_TARGETS_KEY = "B14"
_STAGE_KEY_PREFIX = "phase_"
_FORM_STAGES = (
    "budget",
    "adjusted_budget",
    "executed",
)
_FUND_KEYS = ("funds", "funds_head")
_BRACKETS = regex.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_DIGITS = "0123456789"
_WEIGHT = regex.compile(r"\s*[(（][^()（）]*\d[^()（）]*[)）]\s*$")
_COLONS = (":", "：")
_FISCAL_FUNDS = (
    Fund.FISCAL_APPROPRIATION,
    Fund.GENERAL_PUBLIC_BUDGET,
    Fund.GOVERNMENT_FUNDS,
    Fund.STATE_CAPITAL,
)
_OFFICE_CONCEPTS = ("expenditure.basic", "expenditure.project")
_LONGEST_LISTING_HEAD = 12  # characters of 按收入性质分


def extract_performance(context: Context) -> Iterator[TargetRecord]:
    """Extract the targets of a disclosure, with the goals and funds of their projects.

    Args:
        context: The disclosure.

    Returns:
        Records in the order of the rows. Goals that a statutory table
        prints next to its projects are among them.
    """
    extractor = _TargetExtractor(context)
    for parsed in context.tables:
        if parsed.kind == _KIND:
            yield from extractor.extract_table(parsed)
        elif parsed.kind == "statutory" and "goal" in parsed.fields:
            yield from _extract_goal_column(parsed)


def _extract_goal_column(parsed: ParsedTable) -> Iterator[Goal]:
    column = parsed.fields.index("goal")
    for row in parsed.rows:
        goal = extract_text(row[column])
        if goal is not None:
            yield Goal(goal)


# --- states


class RowKind(Enum):
    """What a row of indicators does."""

    LEVEL = "it names a first level for the rows below"
    INDICATOR = "it names one or more indicators, with their targets"
    FURTHER_TARGET = "it has a further target of the indicator that is merged downwards"
    MEASURES = "it has indicators in columns that are levels"
    OTHER = "it has none of them; it may name a project, its funds or its goal"


@dataclass(frozen=True)
class TargetState:
    """What is in force for a row of indicators.

    Attributes:
        project: The project, by a form, a title or a column.
        goal: Its goal, as a column prints it.
        level1: The first level; None where it is none of the known
            ones.
        level1_span: Where the first level is printed.
        level2: The second level; a new first level ends it.
        indicator: The indicator named last.
    """

    project: Extracted[str] | None = None
    goal: str | None = None
    level1: Extracted[str] | None = None
    level1_span: Span | None = None
    level2: Extracted[str] | None = None
    indicator: Indicator | None = None

    def enter_level1(self, printed: Extracted[str], lexicon: Lexicon) -> TargetState:
        """The state below a first level; merged or
        printed again it changes nothing."""
        levels = parse_levels(printed, lexicon)
        level1, level2 = levels or (None, None)
        if printed.place == self.level1_span:
            level2 = level2 or self.level2
        return replace(self, level1=level1, level1_span=printed.place, level2=level2)


class _Row(NamedTuple):
    """A row of indicators.

    Attributes:
        cells: The cells that begin in it, by field.
        filled: The cells over it, by field.
        own_cells: The cells that begin in it, by their column from 1.
    """

    cells: Mapping[str, Cell | None]
    filled: Mapping[str, Cell | None]
    own_cells: Mapping[int, Cell]


class _TargetExtractor:
    """Tables of indicators with targets, and lists of projects with their goals."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lexicon = context.lexicon
        self.state = TargetState()

    def extract_table(self, parsed: ParsedTable) -> Iterator[TargetRecord]:
        """The records of a table; a continued one goes on in the state of the one
        above."""
        if parsed.continues is None:
            project = _find_title_project(parsed, self.lexicon)
            self.state = TargetState(project=project)
        form = _FormReader(parsed, self.context, self.state.project)
        yield from form.read_rows()
        self.state = replace(self.state, project=form.project)
        for row in _list_rows(parsed, self.lexicon):
            yield from self._extract_project(parsed, row)
            self._enter_levels(row)
            kind = self._find_row_kind(parsed, row)
            yield from _EXTRACT_BY_ROW_KIND[kind](self, parsed, row)

    def _find_row_kind(self, parsed: ParsedTable, row: _Row) -> RowKind:
        if "measure" in parsed.fields:
            return RowKind.MEASURES
        if self._find_level_cell(row) is not None:
            return RowKind.LEVEL
        if extract_text(row.cells.get("name")) is not None:
            return RowKind.INDICATOR
        if row.cells.get("name") is None and row.filled.get("name") is not None:
            return RowKind.FURTHER_TARGET
        return RowKind.OTHER

    # -- levels

    def _enter_levels(self, row: _Row) -> None:
        """Keep levels for rows that leave them blank."""
        first = extract_text(row.filled.get("level1"))
        second = _extract_level(row.filled.get("level2"))
        if first is not None:
            self.state = self.state.enter_level1(first, self.lexicon)
        if second is None:
            return
        if "level1" not in row.filled and parse_levels(second, self.lexicon):
            self.state = self.state.enter_level1(second, self.lexicon)
        else:
            self.state = replace(self.state, level2=second)

    def _find_level_cell(self, row: _Row) -> Extracted[str] | None:
        """The only filled cell of a row, where it names a known level."""
        if len(row.own_cells) != 1:
            return None
        text = extract_text(*row.own_cells.values())
        if text is None or parse_levels(text, self.lexicon) is None:
            return None
        return text

    def _extract_level(self, parsed: ParsedTable, row: _Row) -> Iterator[TargetRecord]:
        """Enter a level that has a row of its own."""
        level = self._find_level_cell(row)
        if level is not None:
            self.state = self.state.enter_level1(level, self.lexicon)
        yield from ()

    # -- indicators

    def _extract_indicators(
        self, parsed: ParsedTable, row: _Row
    ) -> Iterator[TargetRecord]:
        """The indicators that a cell names; a merged target applies to each next to
        it."""
        cell = row.cells["name"]
        name = extract_text(cell)
        assert cell is not None and name is not None
        target = extract_text(row.cells.get("target") or row.filled.get("target"))
        has_target = "target" in parsed.fields
        if has_target and target is None:
            self._start_indicator(name, cell)
            yield from self._list_started()
            return
        for printed in split_indicators(name, target, self.lexicon):
            self._start_indicator(printed.name, cell)
            yield from self._list_started()
            yield from self._extract_target(printed.target, row)

    def _extract_further_target(
        self, parsed: ParsedTable, row: _Row
    ) -> Iterator[TargetRecord]:
        yield from self._extract_target(extract_text(row.cells.get("target")), row)

    def _extract_measures(
        self, parsed: ParsedTable, row: _Row
    ) -> Iterator[TargetRecord]:
        """The indicators of a row whose columns are levels: 产出指标[数量指标 | 质量指标]."""
        for column, cell in row.own_cells.items():
            text = extract_text(cell)
            if parsed.fields[column - 1] != "measure" or text is None:
                continue
            self._enter_column_levels(parsed.header_cells[column - 1])
            for printed in split_indicators(text, None, self.lexicon):
                self._start_indicator(printed.name, cell)
                yield from self._list_started()
                yield from self._extract_target(printed.target, row)

    def _enter_column_levels(self, header_cells: Sequence[Cell]) -> None:
        """The levels that the headers of a column name."""
        headers = [text for text in map(extract_text, header_cells) if text]
        self.state = replace(self.state, level1_span=None, level2=None)
        for index, header in enumerate(headers):
            if parse_levels(header, self.lexicon) is None:
                continue
            self.state = self.state.enter_level1(header, self.lexicon)
            if headers[index + 1 :]:
                self.state = replace(self.state, level2=headers[-1])
            return

    def _start_indicator(self, name: Extracted[str], cell: Cell) -> None:
        state = self.state
        indicator = Indicator(
            parent=None,
            duty=None,
            activity=state.project,
            level1=state.level1,
            level2=state.level2,
            name=name,
            n_measures=count_measures(name.value, self.lexicon),
            place=locate_row(cell),
        )
        self.state = replace(state, indicator=indicator)

    def _list_started(self) -> Iterator[Indicator]:
        if self.state.indicator is not None:
            yield self.state.indicator

    def _extract_target(
        self, target: Extracted[str] | None, row: _Row
    ) -> Iterator[Threshold]:
        """The target of the indicator in force; an
        unknown operator gives no bound."""
        indicator = self.state.indicator
        if target is None or indicator is None:
            return
        printed = extract_text(row.filled.get("operator"))
        bound = ParsedThreshold()
        unit = _extract_unit(row)
        if printed is None:
            bound = parse_threshold(target.raw, None)
        elif parse_operator(printed.value) is not None:
            bound = parse_threshold(target.raw, parse_operator(printed.value))
        else:
            unit = None
        yield build_threshold(indicator, _TARGET_GRADE, 0, target, bound, unit)

    # -- columns of projects

    def _extract_project(
        self, parsed: ParsedTable, row: _Row
    ) -> Iterator[Goal | BudgetLine]:
        """Project, funds and goal in columns, each where its cell begins.

        A unit whose whole budget is meant is no project.
        """
        sum_cell = self._find_sum_cell(row)
        project = extract_text(None if sum_cell else row.cells.get("project"))
        goal = extract_text(row.cells.get("goal"))
        if self._repeats_project(parsed, project, goal):
            return
        if project is not None:
            self.state = replace(self.state, project=project)
        if goal is not None:
            self.state = replace(self.state, goal=goal.value)
            yield Goal(goal)
        label_cell = row.cells.get("unit_name")
        names_project = True
        if sum_cell is not None:
            self.state = replace(self.state, project=None)
            label_cell = sum_cell
        elif project is not None:
            label_cell = row.cells["project"]
        elif self._lists_project_below_unit(parsed, label_cell):
            self.state = replace(self.state, project=extract_text(label_cell))
        else:
            names_project = False
        yield from self._extract_funds(parsed, row, label_cell, names_project)

    def _find_sum_cell(self, row: _Row) -> Cell | None:
        """The first cell of a row that sums the projects above it: 合计."""
        first = next(iter(row.own_cells.values()), None)
        if first is None or find_sum_key(self.lexicon, match_key(first.text)) is None:
            return None
        return first

    def _lists_project_below_unit(self, parsed: ParsedTable, cell: Cell | None) -> bool:
        """True for a project in a column of 单位（专项）名称 of a form of projects."""
        if parsed.table_key != _PROJECT_TARGETS_KEY or "project" in parsed.fields:
            return False
        if cell is None or is_blank(cell.text):
            return False
        word = _BRACKETS.sub("", match_key(cell.text))
        names = map(match_key, self.context.name_variants)
        return not word.endswith(self.lexicon.get_words("units", "tail")) and (
            word not in names
        )

    def _repeats_project(
        self,
        parsed: ParsedTable,
        project: Extracted[str] | None,
        goal: Extracted[str] | None,
    ) -> bool:
        """True for the merged cells of the page before, printed again."""
        state = self.state
        if project is None or state.project is None or parsed.continues is None:
            return False
        if project.value != state.project.value:
            return False
        return goal is None or goal.value == state.goal

    def _extract_funds(
        self,
        parsed: ParsedTable,
        row: _Row,
        label_cell: Cell | None,
        names_project: bool,
    ) -> Iterator[BudgetLine]:
        """Figures in columns of funds, and in unknown
        ones left of the indicators."""
        name_column = (
            parsed.find_column("name")
            or parsed.find_column("measure")
            or len(parsed.fields) + 1
        )
        for column, cell in row.own_cells.items():
            if not is_value_text(cell.text):
                continue
            name = parsed.fields[column - 1]
            header = parsed.header_cells[column - 1]
            unit = parsed.get_unit(column)
            label = label_cell
            if name is None and column < name_column and header:
                name = "funds"
                label = header[-1]
                if names_project:
                    label = label_cell
            if name == "funds":
                figure = _FundsFigure(cell, label, unit, "budget", header)
                yield _build_line(parsed, self.context, figure, self.state.project)


_EXTRACT_BY_ROW_KIND: Mapping[
    RowKind, Callable[[_TargetExtractor, ParsedTable, _Row], Iterator[TargetRecord]]
] = {
    RowKind.LEVEL: _TargetExtractor._extract_level,
    RowKind.INDICATOR: _TargetExtractor._extract_indicators,
    RowKind.FURTHER_TARGET: _TargetExtractor._extract_further_target,
    RowKind.MEASURES: _TargetExtractor._extract_measures,
    RowKind.OTHER: lambda extractor, parsed, row: iter(()),
}


def _list_rows(parsed: ParsedTable, lexicon: Lexicon) -> Iterator[_Row]:
    """The rows from top to bottom; lists side by side from left to right."""
    for side in list_sides(parsed, lexicon):
        for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
            own_cells: dict[int, Cell] = {}
            for column in side.columns:
                cell = row[column - 1]
                if cell is not None and not is_blank(cell.text):
                    own_cells[column] = cell
            yield _Row(
                cells={name: row[c - 1] for name, c in side.by_field.items()},
                filled={name: filled_row[c - 1] for name, c in side.by_field.items()},
                own_cells=own_cells,
            )


def _extract_level(cell: Cell | None) -> Extracted[str] | None:
    """The name of a level without
    its weight: 数量指标（20分）."""
    text = extract_text(cell)
    if text is None:
        return None
    bare = _WEIGHT.sub("", text.value)
    return replace(text, value=bare or text.value)


def _extract_unit(row: _Row) -> Extracted[str] | None:
    """The unit that a column of its own prints; a dash or 无 is none."""
    cell = row.filled.get("unit")
    if determine_value_status(cell) != "unparsed":
        return None
    return extract_text(cell)


class _FundsFigure(NamedTuple):
    """A figure of money of a form.

    Attributes:
        cell: Its cell.
        label: The cell that names it.
        unit: Its unit, where the form declares one for it.
        stage: Its stage.
        heads: The cells above its column.
        is_below_stage: The head of its column tells its stage, not its label.
    """

    cell: Cell
    label: Cell | None
    unit: Unit | None
    stage: str
    heads: Sequence[Cell] = ()
    is_below_stage: bool = False


def _build_line(
    parsed: ParsedTable,
    context: Context,
    figure: _FundsFigure,
    project: Extracted[str] | None,
) -> BudgetLine:
    """The line of a figure of money."""
    value = extract_exact_number(figure.cell, figure.unit or parsed.unit)
    assert value is not None
    label = extract_text(figure.label)
    heads = [text.value for text in map(extract_text, figure.heads) if text]
    named = label
    if figure.is_below_stage:
        named = None
    period = _find_period(figure.stage, named, context)
    dimensions = NO_CONTEXT
    names = [text.value for text in filter(None, [label])]
    names += reversed(heads)
    if period.phase is not None and names:
        dimensions = _describe_funds(parsed, names, project, context.lexicon)
    return BudgetLine(
        parent=build_table_record(parsed),
        table_key=parsed.table_key,
        row_label=label,
        column_label="/".join(heads) or None,
        functional_code=None,
        economic_code=None,
        item=None,
        value=value,
        value_status=describe_number(figure.cell, value),
        fiscal_year=period.year,
        phase=period.phase,
        context=dimensions,
    )


class _FundsPeriod(NamedTuple):
    """Year and stage of a figure of a form; no stage
    for the money of several years."""

    year: int | None
    phase: Phase | None


def _find_period(
    stage: str, label: Extracted[str] | None, context: Context
) -> _FundsPeriod:
    """The period that a label names (上年预算执行数), else that of its column.

    实施期资金总额 is the money of all years of a project.
    """
    if label is None:
        return _FundsPeriod(context.year, Phase(stage))
    word = label.value.rstrip(":：")
    if not parse_period(word, True, context.lexicon).is_level:
        return _FundsPeriod(context.year, None)
    named = parse_ending_period(word, context.lexicon)
    stage = _choose_stage(named, stage)
    year = named.year or context.year
    is_prior = named.is_prior or (context.year or 0) > (year or 0)
    if not is_prior:
        return _FundsPeriod(year, Phase(stage))
    if year is not None and year == context.year:
        year -= 1
    return _FundsPeriod(year, Phase(PRIOR_STAGES.get(stage, stage)))


def _choose_stage(named: PeriodMention, stage: str) -> str:
    """The stage that a label names; its 预算 is that of its column."""
    if named.stage is None or (named.stage == "budget" and not named.is_initial):
        return stage
    return named.stage


def _describe_funds(
    parsed: ParsedTable,
    names: Sequence[str],
    project: Extracted[str] | None,
    lexicon: Lexicon,
) -> FigureContext:
    """The context of a figure: money of a project, or a part of the department's.

    Whether that is with its units is not told.
    """
    concept = _find_office_part(parsed, names[0], lexicon)
    if concept is not None:
        return FigureContext(concept)
    if project is None and _sums_projects(parsed, names[0], lexicon):
        return FigureContext("expenditure.project", _find_money(lexicon, names[1:]))
    if project is None and _names_no_money(names[0], lexicon):
        return _describe_headed_funds(parsed, names, lexicon)
    if project is None:
        return _describe_office_funds(parsed, names, lexicon)
    if names[0] == project.value:
        fund = _find_money(lexicon, names[1:])
    else:
        fund = _find_money(lexicon, names) or Fund.ALL
    return FigureContext("expenditure.project", fund, project=project.value)


def _sums_projects(parsed: ParsedTable, name: str, lexicon: Lexicon) -> bool:
    """True for 合计 below a column of projects."""
    if parsed.table_key != _PROJECT_TARGETS_KEY or parsed.form_rows:
        return False
    return find_sum_key(lexicon, name) == "total"


def _describe_office_funds(
    parsed: ParsedTable, names: Sequence[str], lexicon: Lexicon
) -> FigureContext:
    """The context of a figure of no project: a side, or what the whole office
    spends."""
    word = _build_word(names[0])
    is_of_office = parsed.table_key == _DEPARTMENT_TARGETS_KEY
    listed = _describe_listed_fund(names, lexicon)
    if is_of_office and listed is not None:
        return listed
    if is_of_office and _names_office_funds(word, lexicon):
        return FigureContext("expenditure", _find_money(lexicon, names))
    said = parse_label(lexicon, word).context
    if said.concept in SIDE_CONCEPTS and find_fund(lexicon, word) is None:
        return FigureContext(said.concept)
    return NO_CONTEXT


def _describe_listed_fund(
    names: Sequence[str], lexicon: Lexicon
) -> FigureContext | None:
    """The context of a fund below a head that lists one side: 按收入性质分."""
    fund = find_fund(lexicon, _build_word(names[0]))
    if fund is None:
        return None
    heads = (_find_headed_side(_build_word(head), lexicon) for head in names[1:])
    side = next(filter(None, heads), None)
    if side is None:
        return None
    return FigureContext(side, fund)


def _find_headed_side(word: str, lexicon: Lexicon) -> str | None:
    """The side that a head lists or sums: 按收入性质分, 年度收入总额."""
    concept = parse_label(lexicon, word).context.concept
    if concept in SIDE_CONCEPTS and find_fund(lexicon, word) is None:
        return concept
    return _find_listed_side(word, lexicon)


def _names_no_money(name: str, lexicon: Lexicon) -> bool:
    """True for a label that says neither a sum nor a fund: 年度预算申请."""
    word = _build_word(name)
    if find_fund(lexicon, word) is not None:
        return False
    return parse_label(lexicon, word).context.concept is None


def _describe_headed_funds(
    parsed: ParsedTable, names: Sequence[str], lexicon: Lexicon
) -> FigureContext:
    """The context of a figure whose label says nothing: that of its label, else what
    the heads of its column say.

    A part in a head is narrower than the period that a label is. A fund in a head is
    one of revenue or one of what is spent: it does not tell.
    """
    heads = names[1:]
    part = _find_headed_part(parsed, heads, lexicon)
    if part is not None:
        return FigureContext(part)
    said = _describe_office_funds(parsed, names, lexicon)
    if said != NO_CONTEXT or parsed.table_key != _DEPARTMENT_TARGETS_KEY:
        return said
    if any(find_fund(lexicon, _build_word(head)) for head in heads):
        return _describe_listed_fund(heads, lexicon) or NO_CONTEXT
    found = (_describe_office_funds(parsed, [head], lexicon) for head in heads)
    return next((said for said in found if said != NO_CONTEXT), NO_CONTEXT)


def _find_headed_part(
    parsed: ParsedTable, heads: Sequence[str], lexicon: Lexicon
) -> str | None:
    """The first part of what the office spends that the heads of a column name."""
    parts = (_find_office_part(parsed, head, lexicon) for head in heads)
    return next(filter(None, parts), None)


def _find_office_part(parsed: ParsedTable, name: str, lexicon: Lexicon) -> str | None:
    """The part of what the office spends that a name in its form is of."""
    if parsed.table_key != _DEPARTMENT_TARGETS_KEY:
        return None
    concept = lexicon.find_key("lines.expenditure", _build_word(name))
    return concept if concept in _OFFICE_CONCEPTS else None


def _names_office_funds(word: str, lexicon: Lexicon) -> bool:
    """True for the funds of the whole office: their sum, a budget of theirs, or a
    period alone (资金总额, 财政拨款, 年度预算执行情况)."""
    concept = parse_label(lexicon, word).context.concept
    fund = find_fund(lexicon, word)
    if concept not in (None, "revenue"):
        return False
    if fund is not None:
        return fund in _FISCAL_FUNDS and not is_period(word, lexicon)
    return concept is None and (_names_sum(word, lexicon) or is_period(word, lexicon))


def _names_sum(word: str, lexicon: Lexicon) -> bool:
    """True for 资金总额, and for any other sum."""
    ends = [lexicon.get_words("sum_ends", key) for key in ("all", "sum")]
    return word.endswith((*ends[0], *ends[1]))


def _build_word(text: str) -> str:
    """A label of a form without 其中, brackets and colon."""
    word = LEADING_OF_WHICH.sub("", match_key(text))
    return _BRACKETS.sub("", word).rstrip(":")


def _find_money(lexicon: Lexicon, words: Iterable[str]) -> Fund | None:
    """The money that a label or the heads above it name."""
    for word in words:
        label = LEADING_OF_WHICH.sub("", match_key(word).rstrip(":"))
        if parse_label(lexicon, label).context.concept == "carried_in":
            return Fund.CARRYOVER
        fund = find_fund(lexicon, label)
        if fund is not None:
            return fund
    return None


# --- the title


class _TargetTitlePatterns(NamedTuple):
    """Where a form's title ends, and what before it names the whole department."""

    form_title_end: regex.Pattern[str]
    whole_department: regex.Pattern[str]


@cache
def _compile_title_patterns(lexicon: Lexicon) -> _TargetTitlePatterns:
    end = build_alternation(lexicon.get_words("form_title", "end"))
    words = build_repeated_alternation(
        lexicon.get_words("form_title", "level"),
        lexicon.get_words("doc_scope", "word"),
        lexicon.get_words("doc_type", "budget"),
        lexicon.get_words("form_title", "span"),
        lexicon.get_words("period_words", "spent"),
    )
    year = f"(?:{YEAR_DIGITS}年?度?)?"
    whole_department = regex.compile(f"{year}(?:{words})*")
    return _TargetTitlePatterns(regex.compile(end), whole_department)


def _find_title_project(parsed: ParsedTable, lexicon: Lexicon) -> Extracted[str] | None:
    """The project that a table's title names: ``环境监测经费项目绩效目标表``."""
    title = parsed.title
    if title is None or title.place.element == parsed.source_table.span:
        return None
    if parsed.table_key != _PROJECT_TARGETS_KEY:
        return None
    patterns = _compile_title_patterns(lexicon)
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


# --- the form above the indicators


class _FormLabel(NamedTuple):
    """A label of the form above the indicators: its
    key in the lexicon and its cell."""

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
        stages: Stage of the figures by grid column, below 年初预算数 and
            全年执行数.
        heads: What heads the figures, by grid column.
        side_head: The last first cell of a row that reaches down.
        row_listing: The last head on the left that lists one side: 按收入性质分.
        column_listings: Such heads above, by grid column.
        fund_units: Unit of the figures by grid column, below 总额 and
            财政拨款, which head the funds of each task of a list.
    """

    unit: Unit | None = None
    merged_label: _FormLabel | None = None
    stages: dict[int, str] = field(default_factory=dict)
    fund_units: dict[int, Unit | None] = field(default_factory=dict)
    heads: dict[int, Cell] = field(default_factory=dict)
    side_head: Cell | None = None
    side_label: Cell | None = None
    row_listing: Cell | None = None
    column_listings: dict[int, Cell] = field(default_factory=dict)

    def keep_listing(self, cell: Cell) -> None:
        """Keep a head of one side for what is on its right or below it."""
        self.row_listing = cell
        if cell.row_span == 1:
            columns = range(cell.column, cell.column + cell.column_span)
            self.column_listings |= dict.fromkeys(columns, cell)

    def drop_finished_listing(self, row: int) -> None:
        """Forget the head on the left where it does not reach down to a row."""
        head = self.row_listing
        if head is not None and row >= head.row + head.row_span:
            self.row_listing = None

    def keep_side_head(self, cell: Cell) -> None:
        """Keep words of the first column that reach down beside rows."""
        if cell.column == 1 and cell.row_span > 1 and not is_value_text(cell.text):
            self.side_head = cell

    def find_row_head(self, first: Cell) -> Cell:
        """What names a row: its first cell, or a
        head that reaches down beside it."""
        head = self.side_head
        if head is None or not is_value_text(first.text):
            return first
        if head.row < first.row < head.row + head.row_span:
            return head
        return first

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

    def head_funds(self, label: _FormLabel, right_cell: Cell | None) -> None:
        """Take a label of funds without a value for the head of its columns."""
        if label.key not in _FUND_KEYS:
            return
        if right_cell is not None and is_value_text(right_cell.text):
            return
        cell = label.cell
        for column in range(cell.column, cell.column + cell.column_span):
            self.fund_units[column] = self.unit
            self.heads[column] = cell

    def head_stage(self, cell: Cell, stage: str) -> dict[int, str]:
        """The stage of the columns below a header, which it heads."""
        columns = range(cell.column, cell.column + cell.column_span)
        self.heads |= dict.fromkeys(columns, cell)
        return dict.fromkeys(columns, stage)

    def list_heads(self, cell: Cell, label: Cell | None = None) -> tuple[Cell, ...]:
        """What heads the column of a value, and
        the head of its side, which may stand
        above its label."""
        listings = self.column_listings
        listing = self.row_listing or (label and listings.get(label.column))
        listing = listing or listings.get(cell.column)
        return tuple(filter(None, [listing, self.heads.get(cell.column)]))

    def get_stage(self, label: _FormLabel | None, cell: Cell) -> str:
        """The stage of a value; '' where its column holds no figures of a stage."""
        below_stages = label is None or label.key in _FUND_KEYS
        if label is not None and label is self.merged_label:
            below_stages = True
        if not below_stages:
            return "budget"
        return self.stages.get(cell.column, "budget")


def _drop_filled_label(label: _FormLabel | None) -> _FormLabel | None:
    """The label for what follows: behind the name
    of a project stands another thing."""
    if label is None or label.key == "project":
        return None
    return label


def _is_money(cell: Cell) -> bool:
    """True for a figure that is no rate of execution: 95.8%."""
    return is_value_text(cell.text) and "%" not in normalize(cell.text)


def _get_column_stage(key: str | None) -> str | None:
    """The stage that a header of the form gives its columns; '' for any other
    header."""
    if key == "head":
        return ""
    if key is not None and key.startswith(_STAGE_KEY_PREFIX):
        return key.removeprefix(_STAGE_KEY_PREFIX)
    return None


def _find_listings(rows: Iterable[Sequence[Cell]], lexicon: Lexicon) -> Set[Span]:
    """The heads that list the same money by either side, where a form has both:
    按收入性质分, 按支出性质分."""
    spans: dict[str, set[Span]] = {side: set() for side in SIDE_CONCEPTS}
    for row in rows:
        for cell in row:
            if len(cell.text) > _LONGEST_LISTING_HEAD:
                continue
            side = _find_listed_side(_build_word(cell.text), lexicon)
            if side is not None:
                spans[side].add(cell.span)
    if not all(spans.values()):
        return frozenset()
    return set.union(*spans.values())


def _find_listed_side(word: str, lexicon: Lexicon) -> str | None:
    """The one side that the head of a list speaks of; the name of a figure is none."""
    marks = lexicon.get_vocabulary("side_marks")
    sides = {marks[mark] for mark in marks if mark in word}
    if len(sides) != 1 or find_fund(lexicon, word) is not None:
        return None
    if parse_label(lexicon, word).context != NO_CONTEXT:
        return None
    return sides.pop()


class _FormReader:
    """The labels of a form, and what is filled in behind them."""

    def __init__(
        self, parsed: ParsedTable, context: Context, project: Extracted[str] | None
    ) -> None:
        self.parsed = parsed
        self.context = context
        self.lexicon = context.lexicon
        self.state = _FormState()
        self.project = project
        self.listings = _find_listings(parsed.form_rows, self.lexicon)

    def read_rows(self) -> Iterator[Goal | BudgetLine]:
        """Goals and funds of the form; its project is kept."""
        for row in self.parsed.form_rows:
            yield from self._read_row(row)

    def _read_row(self, row: Sequence[Cell]) -> Iterator[Goal | BudgetLine]:
        state = self.state
        label: _FormLabel | None = None
        row_stages: dict[int, str] = {}
        cells = [cell for cell in row if not is_blank(cell.text)]
        for cell, right_cell in zip_longest(cells, cells[1:]):
            self._keep_heads(cell)
            key = self._find_key(cell, right_cell)
            column_stage = _get_column_stage(key)
            if column_stage is not None:
                row_stages |= state.head_stage(cell, column_stage)
            elif key is not None and not (label and label.takes_free_text):
                label = _FormLabel(key, cell)
                state.start_label(label)
                state.head_funds(label, right_cell)
            elif self._is_task_fund(cell, label):
                yield self._build_task_line(cell, state.find_row_head(cells[0]))
            else:
                yield from self._extract_value(cell, label)
                label = _drop_filled_label(label)
        state.stages = row_stages or state.stages

    def _keep_heads(self, cell: Cell) -> None:
        """Keep what a cell heads, and forget what does not reach down to it."""
        self.state.drop_finished_label(cell)
        self.state.keep_side_head(cell)
        self.state.drop_finished_listing(cell.row)
        if cell.span in self.listings:
            self.state.keep_listing(cell)

    def _find_key(self, cell: Cell, right_cell: Cell | None) -> str | None:
        """The key of a label of the form.

        ``预算数 | 15.00`` is the label of one figure and no header of a
        column.
        """
        key = self._find_label_key(cell)
        has_value = right_cell is not None and _is_money(right_cell)
        if key is None:
            return self._infer_key(cell, has_value)
        if has_value and key.startswith(_STAGE_KEY_PREFIX):
            return "funds"
        return key

    def _infer_key(self, cell: Cell, has_value: bool) -> str | None:
        """The key of an unknown label, by the
        number behind it, by the head of a list
        above it or by its colon."""
        if is_value_text(cell.text):
            return None
        word = strip_list_number_and_connective(_build_word(cell.text))
        is_money = names_money(self.lexicon, word)
        if has_value and (self.state.stages or is_money):
            return "funds"
        if is_money and cell.column in self.state.column_listings:
            return "funds"
        if self.listings and _names_sum(word, self.lexicon):
            return "funds"
        if cell.text.rstrip().endswith(_COLONS):
            return "plain"
        return None

    def _find_label_key(self, cell: Cell) -> str | None:
        """The key of a label: whole, without brackets, 其中 or a number (年度目标1).

        An unknown label that declares a unit of money heads funds, and a mere period
        the columns of its stage.
        """
        word = LEADING_OF_WHICH.sub("", match_key(cell.text).rstrip(":"))
        bare = _BRACKETS.sub("", word)
        plain = strip_list_number_and_connective(bare)
        for form in (word, bare, bare.rstrip(_DIGITS), plain):
            key = self.lexicon.find_key("form", form)
            if key is not None:
                return key
        if is_value_text(cell.text):
            return None
        if parse_declared_unit(cell.text, cell.span, UnitSource.COLUMN) is not None:
            return "funds_head"
        return self._find_stage_key(bare)

    def _find_stage_key(self, word: str) -> str | None:
        """The key of a header that says a period and nothing else."""
        if not is_period(word, self.lexicon):
            return None
        stage = parse_period(word, True, self.lexicon).stage
        if stage in _FORM_STAGES:
            return f"{_STAGE_KEY_PREFIX}{stage}"
        return None

    def _is_task_fund(self, cell: Cell, label: _FormLabel | None) -> bool:
        """True for a figure below a head of funds, in the row of a task."""
        is_named = label is not None and label.key in _FUND_KEYS
        in_columns = cell.column in self.state.fund_units
        return in_columns and not is_named and is_value_text(cell.text)

    def _find_side_head(self, cell: Cell, label: _FormLabel | None) -> Cell | None:
        """The head of funds that reaches down beside a row of figures below 预算数 and
        执行数, where nothing else names them."""
        head = self.state.side_head
        if label is not None or head is None or self.state.merged_label is not None:
            return None
        reaches = head.row < cell.row < head.row + head.row_span
        if not (reaches and _is_money(cell) and self.state.stages.get(cell.column)):
            return None
        if self._find_label_key(head) not in _FUND_KEYS:
            return None
        return head

    def _build_headed_line(self, cell: Cell, head: Cell) -> BudgetLine:
        stage = self.state.stages[cell.column]
        heads = self.state.list_heads(cell)
        figure = _FundsFigure(cell, head, self.state.unit, stage, heads, True)
        return _build_line(self.parsed, self.context, figure, self.project)

    def _build_task_line(self, cell: Cell, task: Cell) -> BudgetLine:
        """The line of a figure below a head
        of funds; a figure names no task."""
        label = None if is_value_text(task.text) else task
        unit = self.state.fund_units[cell.column]
        stage = self.state.stages.get(cell.column) or "budget"
        return self._build_line(cell, label, unit, stage)

    def _build_line(
        self, cell: Cell, label: Cell | None, unit: Unit | None, stage: str
    ) -> BudgetLine:
        heads = self.state.list_heads(cell, label)
        side = self._find_side_label(label)
        if side is not None:
            heads = (side, *heads)
        figure = _FundsFigure(cell, label, unit, stage, heads)
        return _build_line(self.parsed, self.context, figure, self.project)

    def _find_side_label(self, label: Cell | None) -> Cell | None:
        """The sum of a side above the fund that a label names:
        年度收入总额 above 其中：财政拨款.
        """
        if label is None:
            return None
        word = _build_word(label.text)
        if find_fund(self.lexicon, word) is not None:
            return self.state.side_label
        concept = parse_label(self.lexicon, word).context.concept
        self.state.side_label = None
        if concept in SIDE_CONCEPTS:
            self.state.side_label = label
        return None

    def _extract_value(
        self, cell: Cell, row_label: _FormLabel | None
    ) -> Iterator[Goal | BudgetLine]:
        """What is filled in behind a label of the same row, or a merged one."""
        head = self._find_side_head(cell, row_label)
        if head is not None:
            yield self._build_headed_line(cell, head)
        else:
            yield from self._extract_labelled(cell, row_label)

    def _extract_labelled(
        self, cell: Cell, row_label: _FormLabel | None
    ) -> Iterator[Goal | BudgetLine]:
        """A goal, a project or a figure behind its label."""
        label = row_label or self.state.merged_label
        stage = self.state.get_stage(row_label, cell)
        if label is None or not stage:
            return
        is_value = is_value_text(cell.text)
        if label.key == "project":
            self.project = extract_text(cell)
        elif label.key == "goal" and not is_value:
            goal = extract_text(cell)
            assert goal is not None
            yield Goal(goal)
        elif label.key in _FUND_KEYS and _is_money(cell):
            yield self._build_line(cell, label.cell, self.state.unit, stage)
