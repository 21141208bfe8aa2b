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
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading, Unit
from extractor.model.statements import Amount, Goal
from extractor.model.table_rows import Indicator, Threshold
from extractor.tables.caption import bracket_unit
from extractor.tables.cells import is_figure, money, plain, row_place, status, text
from extractor.tables.grid import is_blank
from extractor.tables.model import Line, TableView
from extractor.targets.indicators import cell_of, measures, threshold, unit_of
from extractor.text.connectives import AMONG_HEAD
from extractor.text.normalize import fold, squeeze
from extractor.text.thresholds import sign_of

__all__ = ["Targets"]

_BRACKETS = regex.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")


class _TitleWords(NamedTuple):
    form: regex.Pattern[str]  # the end of a form's title
    whole: regex.Pattern[str]  # before it: no project, but the whole office


@cache
def _title_words(template: Template) -> _TitleWords:
    def of(key: str, vocabulary: str = "form_title") -> str:
        return any_of(template.words_of(vocabulary, key))

    whose = rf"(?:{of('level')})?(?:{of('word', 'doc_scope')})?(?:{of('budget', 'doc_type')})?"
    return _TitleWords(
        regex.compile(of("end")),
        regex.compile(rf"(?:(?:19|20)\d{{2}}年?度?)?{whose}(?:{of('span')})?"),
    )


class Targets:
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
        columns = view.columns_of
        for row, covered in zip(view.body, view.cover, strict=True):
            yield from self._about(view, row, columns)
            yield from self._indicator(row, covered, columns)

    def _titled(self, view: TableView) -> Reading[str] | None:
        """The project that a table's title names: ``环境监测经费项目绩效目标表``."""
        if view.title is None or view.title.place.address == view.table.address:
            return None
        words = _title_words(self.template)
        found = words.form.search(fold(view.title.raw))
        if found is None or not found.start() or view.key != "B14":
            return None
        start = view.title.place.start or 0
        raw = view.title.raw[: found.start()]
        name = squeeze(raw)
        if not name or words.whole.fullmatch(name):
            return None
        return Reading(
            plain(raw),
            raw,
            Place(view.title.place.address, start, start + found.start()),
        )

    # ------------------------------------------------------------------ what stands above and beside the indicators

    def _form(self, view: TableView) -> Iterator[Goal | Amount]:
        """Labels and values of the rows above the indicators; a label merged downwards names the rows it reaches."""
        unit: Unit | None = None
        held: tuple[str, Cell] | None = None
        phases: dict[
            int, str
        ] = {}  # by grid column, below heads such as 年初预算数 and 全年执行数
        for row in view.form:
            label: tuple[str, Cell] | None = None
            row_phases: dict[int, str] = {}
            labelled = [cell for cell in row if not is_blank(cell.text)]
            for number, cell in enumerate(labelled):
                if held is not None and cell.row >= held[1].row + held[1].row_span:
                    held = None
                key = self._key(cell)
                beside = labelled[number + 1].text if number + 1 < len(labelled) else ""
                if key is not None and key.startswith("phase_") and is_figure(beside):
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
                    unit = bracket_unit(cell.text, cell.address, "column") or (
                        unit if key != "funds_head" else None
                    )
                else:
                    named_by = label or held
                    below = named_by is held or (
                        named_by is not None and named_by[0] in ("funds", "funds_head")
                    )
                    phase = phases.get(cell.column, "budget") if below else "budget"
                    if named_by is not None and phase:
                        yield from self._value(view, named_by, cell, unit, phase)
            phases = row_phases or phases

    def _key(self, cell: Cell) -> str | None:
        """What a label of the form says: whole, without brackets, 其中 or a number behind (年度目标1). A label that declares
        a unit of money and is none that is known heads funds."""
        word = AMONG_HEAD.sub("", squeeze(cell.text).rstrip(":"))
        for form in (
            word,
            _BRACKETS.sub("", word),
            _BRACKETS.sub("", word).rstrip("0123456789"),
        ):
            key = self.template.find("form", form)
            if key is not None:
                return key
        declared = (
            not is_figure(cell.text)
            and bracket_unit(cell.text, cell.address, "column") is not None
        )
        return "funds_head" if declared else None

    def _value(
        self,
        view: TableView,
        label: tuple[str, Cell],
        cell: Cell,
        unit: Unit | None,
        phase: str,
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
        self,
        view: TableView,
        label: Cell | None,
        cell: Cell,
        unit: Unit | None,
        phase: str = "budget",
    ) -> Amount:
        value = money(cell, unit)
        assert value is not None
        name = text(label)
        item: str | None = None
        if (
            name is not None and view.key == "B13"
        ):  # of the whole department, so its parts are items of their own
            item = self.template.find(
                "lines.expenditure", _BRACKETS.sub("", squeeze(name.value)).rstrip(":")
            )
            item = (
                item if item in ("expenditure.basic", "expenditure.project") else None
            )
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

    def _about(
        self, view: TableView, row: Line, columns: Mapping[str, int]
    ) -> Iterator[Goal | Amount]:
        """Project, funds and goal that stand in columns, each where its cell begins."""
        cells = {field: row[number - 1] for field, number in columns.items()}
        project = text(
            cells.get("project")
        )  # a unit whose whole budget is meant is no project
        goal = text(cells.get("goal"))
        if project is not None:
            again = (
                self.project is not None
                and project.value == self.project.value
                and view.continues is not None
            )
            if again and (goal is None or goal.value == self.goal):
                return  # the merged cells of the page before, printed again
            self.project = project
        if goal is not None:
            self.goal = goal.value
            yield Goal(goal)
        label = (
            cells.get("project")
            if text(cells.get("project"))
            else cells.get("unit_name")
        )
        for column, (name, cell) in enumerate(zip(view.fields, row, strict=True), 1):
            if cell is None or is_blank(cell.text) or not is_figure(cell.text):
                continue
            if name == "funds":
                yield self._amount(
                    view, label if text(label) else None, cell, view.unit_of(column)
                )
            elif (
                name is None
                and column < columns.get("name", 0)
                and view.heads[column - 1]
            ):
                yield self._amount(
                    view, view.heads[column - 1][-1], cell, view.unit_of(column)
                )

    # ------------------------------------------------------------------ indicators

    def _indicator(
        self, row: Line, covered: Line, columns: Mapping[str, int]
    ) -> Iterator[Indicator | Threshold]:
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
                place=row_place(cell_of(own, "name")),
            )
            yield self.last
        target = text(
            own.get("target") or (cells.get("target") if name is not None else None)
        )  # merged: for each row
        continued = (
            name is None and cells.get("name") is not None and own.get("name") is None
        )
        if target is None or self.last is None or not (name is not None or continued):
            return
        printed = text(cells.get("operator"))
        operator = sign_of(printed.value) if printed else None
        if printed is not None and operator is None:
            yield threshold(self.last, "目标", 0, target, words=True)
        else:
            yield threshold(self.last, "目标", 0, target, operator, unit_of(cells))

    def _levels(self, cells: Mapping[str, Cell | None]) -> None:
        """Levels are carried down to rows that leave them blank; a new first level ends the second."""
        first, second = text(cells.get("level1")), text(cells.get("level2"))
        if first is not None:
            word = _BRACKETS.sub("", squeeze(first.value))
            known = self.template.find(
                "levels", word
            )  # a word of no known level is none
            if first.place != self.printed:
                self.level2 = None
            self.level1 = replace(first, value=known) if known else None
            self.printed = first.place
        if second is not None:
            self.level2 = second
