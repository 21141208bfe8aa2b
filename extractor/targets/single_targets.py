"""Tables of 一级, 二级, 三级 indicators, the forms above them, and lists of projects with their goals.

一级指标｜二级指标｜三级指标｜指标值, for a project or the whole department, mostly below a form with its name, funds and goal; the
sign and the unit may have columns of their own. Rubrics, weights and scores are no targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Cell, Span
from extractor.model.records import Amount, Extracted, Goal, Indicator, Threshold, Unit
from extractor.tables.caption import parse_declared_unit
from extractor.tables.cells import (
    clean_cell_text,
    determine_value_status,
    extract_number,
    extract_text,
    is_value_text,
    locate_row,
)
from extractor.tables.grid import is_blank
from extractor.tables.model import CellRow, ParsedTable
from extractor.targets.indicators import (
    build_threshold,
    count_measures,
    extract_unit,
    require_cell,
)
from extractor.text.connectives import LEADING_OF_WHICH
from extractor.text.normalize import match_key, normalize
from extractor.text.thresholds import parse_operator

__all__ = [
    "TargetTableExtractor",
]

_BRACKETS = regex.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")


class _TargetTitlePatterns(NamedTuple):
    form_title_end: regex.Pattern[str]  # the end of a form's title
    whole_department: regex.Pattern[str]  # before it: no project, but the whole office


@cache
def _compile_title_patterns(lexicon: Lexicon) -> _TargetTitlePatterns:
    def build_key_alternation(key: str, vocabulary: str = "form_title") -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    whose = rf"(?:{build_key_alternation('level')})?(?:{build_key_alternation('word', 'doc_scope')})?(?:{build_key_alternation('budget', 'doc_type')})?"
    return _TargetTitlePatterns(
        regex.compile(build_key_alternation("end")),
        regex.compile(
            rf"(?:(?:19|20)\d{{2}}年?度?)?{whose}(?:{build_key_alternation('span')})?"
        ),
    )


class TargetTableExtractor:
    """Tables of 一级, 二级, 三级 indicators, forms above them, and lists of projects with their goals."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lexicon = context.lexicon
        self.project: Extracted[str] | None = None
        self.level1: Extracted[str] | None = None
        self.level1_span: Span | None = (
            None  # where the first level in force is printed
        )
        self.level2: Extracted[str] | None = None
        self.last_indicator: Indicator | None = None
        self.goal: str | None = None

    def extract_rows(
        self, parsed: ParsedTable
    ) -> Iterator[Indicator | Threshold | Goal | Amount]:
        if parsed.continues is None:
            self.project, self.goal = self._find_title_project(parsed), None
            self.level1 = self.level2 = self.last_indicator = None
        yield from self._extract_form(parsed)
        columns = parsed.column_by_field
        for row, covered in zip(parsed.rows, parsed.filled_rows, strict=True):
            yield from self._extract_project_columns(parsed, row, columns)
            yield from self._extract_indicator(row, covered, columns)

    def _find_title_project(self, parsed: ParsedTable) -> Extracted[str] | None:
        """The project that a table's title names: ``环境监测经费项目绩效目标表``."""
        if parsed.title is None or parsed.title.place.path == parsed.source_table.path:
            return None
        words = _compile_title_patterns(self.lexicon)
        found = words.form_title_end.search(normalize(parsed.title.raw))
        if found is None or not found.start() or parsed.table_key != "B14":
            return None
        start = parsed.title.place.start or 0
        raw = parsed.title.raw[: found.start()]
        name = match_key(raw)
        if not name or words.whole_department.fullmatch(name):
            return None
        return Extracted(
            clean_cell_text(raw),
            raw,
            Span(parsed.title.place.path, start, start + found.start()),
        )

    # ------------------------------------------------------------------ what stands above and beside the indicators

    def _extract_form(self, parsed: ParsedTable) -> Iterator[Goal | Amount]:
        """Labels and values of the rows above the indicators; a label merged downwards names the rows it reaches."""
        unit: Unit | None = None
        held: tuple[str, Cell] | None = None
        phases: dict[
            int, str
        ] = {}  # by grid column, below heads such as 年初预算数 and 全年执行数
        for row in parsed.form_rows:
            label: tuple[str, Cell] | None = None
            row_phases: dict[int, str] = {}
            labelled = [cell for cell in row if not is_blank(cell.text)]
            for number, cell in enumerate(labelled):
                if held is not None and cell.row >= held[1].row + held[1].row_span:
                    held = None
                key = self._find_label_key(cell)
                beside = labelled[number + 1].text if number + 1 < len(labelled) else ""
                if (
                    key is not None
                    and key.startswith("phase_")
                    and is_value_text(beside)
                ):
                    key = "funds"  # 预算数 | 15.00: the label of one figure, no head of a column
                if key is not None and key.startswith("phase_"):
                    row_phases.update(
                        (c, key[6:])
                        for c in range(cell.column, cell.column + cell.column_span)
                    )
                elif key == "head":
                    row_phases.update(
                        (c, "")
                        for c in range(cell.column, cell.column + cell.column_span)
                    )
                elif key is not None and not (
                    label is not None and label[0] in ("goal", "project")
                ):
                    label = (key, cell)
                    held = label if cell.row_span > 1 and key == "goal" else held
                    unit = parse_declared_unit(cell.text, cell.path, "column") or (
                        unit if key != "funds_head" else None
                    )
                else:
                    named_by = label or held
                    below = named_by is held or (
                        named_by is not None and named_by[0] in ("funds", "funds_head")
                    )
                    phase = phases.get(cell.column, "budget") if below else "budget"
                    if named_by is not None and phase:
                        yield from self._extract_form_value(
                            parsed, named_by, cell, unit, phase
                        )
            phases = row_phases or phases

    def _find_label_key(self, cell: Cell) -> str | None:
        """What a label of the form says: whole, without brackets, 其中 or a number behind (年度目标1). A label that declares
        a unit of money and is none that is known heads funds."""
        word = LEADING_OF_WHICH.sub("", match_key(cell.text).rstrip(":"))
        for form in (
            word,
            _BRACKETS.sub("", word),
            _BRACKETS.sub("", word).rstrip("0123456789"),
        ):
            key = self.lexicon.find_key("form", form)
            if key is not None:
                return key
        declared = (
            not is_value_text(cell.text)
            and parse_declared_unit(cell.text, cell.path, "column") is not None
        )
        return "funds_head" if declared else None

    def _extract_form_value(
        self,
        parsed: ParsedTable,
        label: tuple[str, Cell],
        cell: Cell,
        unit: Unit | None,
        stage: str,
    ) -> Iterator[Goal | Amount]:
        key, named_by = label
        if key == "project":
            self.project = extract_text(cell)
        elif key == "goal" and not is_value_text(cell.text):
            found = extract_text(cell)
            assert found is not None
            yield Goal(found)
        elif key in ("funds", "funds_head") and is_value_text(cell.text):
            yield self._build_amount(parsed, named_by, cell, unit or parsed.unit, stage)

    def _build_amount(
        self,
        parsed: ParsedTable,
        label: Cell | None,
        cell: Cell,
        unit: Unit | None,
        stage: str = "budget",
    ) -> Amount:
        value = extract_number(cell, unit)
        assert value is not None
        name = extract_text(label)
        item: str | None = None
        if (
            name is not None and parsed.table_key == "B13"
        ):  # of the whole department, so its parts are items of their own
            item = self.lexicon.find_key(
                "lines.expenditure",
                _BRACKETS.sub("", match_key(name.value)).rstrip(":"),
            )
            item = (
                item if item in ("expenditure.basic", "expenditure.project") else None
            )
        return Amount(
            item=item,
            label=name,
            value=value,
            value_status=determine_value_status(cell),
            fiscal_year=self.context.year,
            phase=stage,
            source="table",
            section=parsed.section_key,
        )

    def _extract_project_columns(
        self, parsed: ParsedTable, row: CellRow, columns: Mapping[str, int]
    ) -> Iterator[Goal | Amount]:
        """Project, funds and goal that stand in columns, each where its cell begins."""
        cells = {field: row[number - 1] for field, number in columns.items()}
        project = extract_text(
            cells.get("project")
        )  # a unit whose whole budget is meant is no project
        goal = extract_text(cells.get("goal"))
        if project is not None:
            again = (
                self.project is not None
                and project.value == self.project.value
                and parsed.continues is not None
            )
            if again and (goal is None or goal.value == self.goal):
                return  # the merged cells of the page before, printed again
            self.project = project
        if goal is not None:
            self.goal = goal.value
            yield Goal(goal)
        label = (
            cells.get("project")
            if extract_text(cells.get("project"))
            else cells.get("unit_name")
        )
        for column, (name, cell) in enumerate(zip(parsed.fields, row, strict=True), 1):
            if cell is None or is_blank(cell.text) or not is_value_text(cell.text):
                continue
            if name == "funds":
                yield self._build_amount(
                    parsed,
                    label if extract_text(label) else None,
                    cell,
                    parsed.get_unit(column),
                )
            elif (
                name is None
                and column < columns.get("name", 0)
                and parsed.header_cells[column - 1]
            ):
                yield self._build_amount(
                    parsed,
                    parsed.header_cells[column - 1][-1],
                    cell,
                    parsed.get_unit(column),
                )

    # ------------------------------------------------------------------ indicators

    def _extract_indicator(
        self, row: CellRow, filled_row: CellRow, columns: Mapping[str, int]
    ) -> Iterator[Indicator | Threshold]:
        cells = {field: filled_row[number - 1] for field, number in columns.items()}
        own = {field: row[number - 1] for field, number in columns.items()}
        self._update_levels(cells)
        name = extract_text(own.get("name"))
        if name is not None:
            self.last_indicator = Indicator(
                parent=None,
                duty=None,
                activity=self.project,
                level1=self.level1,
                level2=self.level2,
                name=name,
                n_measures=count_measures(name.value, self.lexicon),
                place=locate_row(require_cell(own, "name")),
            )
            yield self.last_indicator
        target = extract_text(
            own.get("target") or (cells.get("target") if name is not None else None)
        )  # merged: for each row
        continued = (
            name is None and cells.get("name") is not None and own.get("name") is None
        )
        if (
            target is None
            or self.last_indicator is None
            or not (name is not None or continued)
        ):
            return
        printed = extract_text(cells.get("operator"))
        operator = parse_operator(printed.value) if printed else None
        if printed is not None and operator is None:
            yield build_threshold(
                self.last_indicator, "目标", 0, target, is_qualitative=True
            )
        else:
            yield build_threshold(
                self.last_indicator, "目标", 0, target, operator, extract_unit(cells)
            )

    def _update_levels(self, cells: Mapping[str, Cell | None]) -> None:
        """Levels are carried down to rows that leave them blank; a new first level ends the second."""
        first, second = (
            extract_text(cells.get("level1")),
            extract_text(cells.get("level2")),
        )
        if first is not None:
            word = _BRACKETS.sub("", match_key(first.value))
            known = self.lexicon.find_key(
                "levels", word
            )  # a word of no known level is none
            if first.place != self.level1_span:
                self.level2 = None
            self.level1 = replace(first, value=known) if known else None
            self.level1_span = first.place
        if second is not None:
            self.level2 = second
