"""The statutory tables of budgets and final accounts: every number a budget line under its row and column.

A small table of labels and values that is of no statutory form (``项目｜金额``, in the text) states amounts instead.

Subjects are coded 类 款 项 in one column or three, 三公 tables lie or stand, and a page break cuts any of them. ``sides`` says
what names a row, ``figures`` what a figure is called; here each figure gets its unit, year and phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Cell, Place
from extractor.model.extracted import UNIT_YUAN, Reading, Unit
from extractor.model.issues import Issue
from extractor.model.page_records import TableRecord
from extractor.model.statements import Amount
from extractor.model.table_rows import BudgetLine
from extractor.tables.cells import is_note, money, status, text
from extractor.tables.grid import compact, is_blank
from extractor.tables.model import Line, TableView, record
from extractor.tables.sides import (
    Label,
    Side,
    code_cells,
    digits_of,
    label_of,
    last,
    sides,
)
from extractor.tables.statutory_items import Naming
from extractor.text.brackets import BRACKETS
from extractor.text.dates import YEAR_HEAD, years
from extractor.text.normalize import fold, squeeze

__all__ = ["read"]

_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_PRIOR = {"budget": "prior_budget", "executed": "prior_executed"}


def read(context: Context) -> Iterator[BudgetLine | Amount | Issue]:
    """One record for each figure of each statutory or small table, and what the table hand noted on any table."""
    chains: dict[tuple[str, int], list[TableView]] = {}
    lasts: dict[
        str, list[TableView]
    ] = {}  # the chain that a table's last part belongs to
    for view in context.tables:
        yield from view.issues
        if view.kind == "statutory" or (
            view.kind == "unknown" and "value" in view.fields
        ):
            chain = lasts.get(view.continues or "") if view.continues else None
            if chain is None:
                chain = []
            chain.append(view)
            chains[view.table.address, view.part] = lasts[view.table.address] = chain
    records = {view.table.address: record(view) for view in reversed(context.tables)}
    done: set[int] = set()
    for chain in chains.values():
        if id(chain) not in done:
            done.add(id(chain))
            reader = _Reader(chain, records, context)
            yield from (
                reader.lines() if chain[0].kind == "statutory" else reader.amounts()
            )


class _Spoken(NamedTuple):
    """What a head or label says of time: a phase (or that it is a difference or rate), and a year."""

    phase: str | None
    year: int | None


class _Reader:
    """One statutory table, with the tables that carry it on."""

    def __init__(
        self,
        chain: Sequence[TableView],
        records: Mapping[str, TableRecord],
        context: Context,
    ) -> None:
        self.chain = chain
        self.records = records
        self.template = context.template
        first = chain[0]
        topic = first.key or first.topic or ""
        self.final = topic.startswith("F") or (
            context.final and not topic.startswith("B")
        )
        self.year = (
            first.year.value if first.year else self._title_year() or context.year
        )
        self.prior = first.title is not None and self._of_last_year(
            squeeze(first.title.value)
        )
        labels = (
            (side.name, label.word)
            for view in chain
            for side in sides(view, self.template)
            for row in view.cover
            if (label := label_of(side, row)) is not None
        )
        self.naming = Naming(topic, labels, self.template)
        self.above: dict[
            int, str
        ] = {}  # digits of the code of the row above, by column
        self.carried: list[str] = []  # tables in which codes were carried down
        self.summed: set[str | None] = set()
        self.spoken: dict[tuple[str, bool], _Spoken] = {}

    def _title_year(self) -> int | None:
        title = self.chain[0].title
        return (
            next((year.value for year in years(title.value)), None) if title else None
        )

    def lines(self) -> Iterator[BudgetLine | Issue]:
        for view in self.chain:
            parent = self.records[view.table.address]
            found = sides(view, self.template)
            for row, covered in zip(view.body, view.cover, strict=True):
                if is_note(row):
                    continue
                for side in found:
                    yield from self._row(view, parent, side, row, covered)
        yield from (Issue.of("CODE_CARRIED", address) for address in self.carried)

    def amounts(self) -> Iterator[Amount]:
        """Amounts of money of a small table, each under its row's label."""
        for view in self.chain:
            for row, covered in zip(view.body, view.cover, strict=True):
                for side in () if is_note(row) else sides(view, self.template):
                    label = label_of(side, covered)
                    for column in side.values if label is not None else ():
                        found = self._amount(
                            view, side, column, row[column - 1], covered, label
                        )
                        if found is not None:
                            yield found

    def _amount(
        self,
        view: TableView,
        side: Side,
        column: int,
        cell: Cell | None,
        covered: Line,
        label: Label | None,
    ) -> Amount | None:
        value = money(
            cell, _counted_unit(label, self.template) or self._unit(view, column)
        )
        year, phase, level = self._when(view, column, side, covered, label)
        if (
            label is None
            or value is None
            or value.unit is None
            or value.unit.name not in UNIT_YUAN
            or not level
        ):
            return None
        return Amount(
            item=self.template.find("labels", label.word),
            label=label.reading,
            value=value,
            value_status=status(cell),
            fiscal_year=year,
            phase=phase,
            source="table",
            section=view.section,
        )

    def _row(
        self, view: TableView, parent: TableRecord, side: Side, row: Line, covered: Line
    ) -> Iterator[BudgetLine | Issue]:
        label = label_of(side, covered)
        codes = self._codes(view, side, covered)
        code = codes[-1] if codes else (label.code if label else None)
        more = self._second(side, covered)
        named, unit = last(side.labels, covered), last(side.units, covered)
        total = self._is_total(side, label, covered, view)
        counted = _counted_unit(label, self.template)
        printed = self._printed_unit(view, covered)
        things = counted is not None or (
            printed is not None and printed.name not in UNIT_YUAN
        )
        top = code is not None and len(code.value) == 3 and code.value.startswith("2")
        for column in side.values:
            cell = row[column - 1]
            said = status(cell)
            if cell is None or said == "blank":
                continue
            if said == "unparsed" and not any(char.isdigit() for char in cell.text):
                continue
            if compact(cell.text) in view.columns[column - 1]:
                continue  # the header, printed again
            value = money(cell, counted or printed or self._unit(view, column))
            assert value is not None
            year, phase, level = self._when(view, column, side, covered, label)
            item = (
                self.naming.item(view, side, column, label, top, total)
                if level and not things
                else None
            )
            yield BudgetLine(
                parent=parent,
                table_key=view.key,
                row_label=label.reading if label else None,
                column_label="/".join(view.columns[column - 1]) or None,
                functional_code=next(
                    (c for c in (code, more) if c and c.value.startswith("2")), None
                ),
                economic_code=next(
                    (c for c in (code, more) if c and not c.value.startswith("2")), None
                ),
                item=self.naming.once(item, side, year, phase, value.value is not None),
                value=value,
                value_status=said,
                fiscal_year=year,
                phase=phase,
                class_code=codes[0]
                if len(codes) > 1 and len(codes[0].value) == 3
                else None,
                group_code=codes[-2]
                if len(codes) > 1 and len(codes[-2].value) == 2
                else None,
                unit_name=text(unit)
                if named is not None and unit is not named
                else None,
            )
        if total:
            self.summed.add(side.name)

    def _printed_unit(self, view: TableView, covered: Line) -> Unit | None:
        """The unit that a column of its own prints for a row: money, or what is counted."""
        at = view.column_of("unit")
        cell = covered[at - 1] if at is not None else None
        name = squeeze(cell.text) if cell is not None else ""
        if cell is None or (
            name not in UNIT_YUAN and self.template.find("counts", name) != "unit"
        ):
            return None
        start = len(cell.text) - len(cell.text.lstrip())
        return Unit(
            cell.text.strip(),
            "cell",
            Place(cell.address, start, start + len(cell.text.strip())),
        )

    def _unit(self, view: TableView, column: int) -> Unit | None:
        """The unit of a column: money, or what its head counts (``人数（人）``); a rate is in per cent or in none."""
        for cell in reversed(view.heads[column - 1]):
            twin = fold(cell.text)
            if "%" in twin:
                at = twin.index("%")
                return Unit("%", "column", Place(cell.address, at, at + 1))
            match = _BRACKET.search(twin)
            if match is not None and self.template.find("counts", match[1]) == "unit":
                return Unit(
                    match[1].strip(), "column", Place(cell.address, *match.span(1))
                )
        if any(
            self._spoken(cell.text, head=True).phase == "rate"
            for cell in view.heads[column - 1]
        ):
            return None
        return view.unit_of(column)

    def _is_total(
        self, side: Side, label: Label | None, covered: Line, view: TableView
    ) -> bool:
        """True for the row that sums its side, the first time it stands there."""
        if side.name in self.summed:
            return False
        if label is not None and self.template.find("rows.sums", label.word) == "total":
            return True
        if side.name in self.naming.has_sum or side.years:
            return False
        if (
            not side.labels and not side.codes
        ):  # a table that lists no subjects: its only row
            return (
                sum(
                    1
                    for row in view.body
                    if any(cell and not is_blank(cell.text) for cell in row)
                )
                == 1
            )
        bare = last(side.labels, covered) is None and not code_cells(
            side.codes, covered
        )
        return bare and bool(side.labels) and last(side.units, covered) is not None

    # ------------------------------------------------------------------ when

    def _when(
        self,
        view: TableView,
        column: int,
        side: Side,
        covered: Line,
        label: Label | None,
    ) -> tuple[int | None, str | None, bool]:
        """Year and phase of a figure, and whether it is a level at all (no difference, share or rate)."""
        year = self.year
        phase = "executed" if self.final else "budget"
        phase = _PRIOR[phase] if self.prior else phase
        said = [(cell.text, True) for cell in view.heads[column - 1]]
        said += [
            (cell.text, False)
            for c in side.years
            if (cell := covered[c - 1]) is not None
        ]
        if label is not None and len(side.values) <= 20:
            said.append((label.reading.value, False))
        printed: int | None = None
        for words, head in said:
            spoken = self._spoken(words, head)
            if spoken.phase in ("difference", "rate"):
                return year, None, False
            phase = spoken.phase or phase
            printed = spoken.year or printed
        if printed is not None:
            if year is not None and printed < year and not phase.startswith("prior"):
                phase = _PRIOR.get(phase, phase)
            return printed, phase, True
        if phase.startswith("prior") and year is not None:
            year -= 1
        return year, phase, True

    def _of_last_year(self, title: str) -> bool:
        """“三公”经费支出表（上年）: the table of the year before, set beside this year's."""
        prior = any_of(self.template.words_of("phase", "prior"))
        return regex.search(rf"[(\[](?:{prior})度?[)\]]$", title) is not None

    def _spoken(self, words: str, head: bool) -> _Spoken:
        """What some words say of time: as a whole, without year, without brackets; of a head its marks count too."""
        kept = self.spoken.get((words, head))
        if kept is not None:
            return kept
        squeezed = squeeze(words)
        bare = YEAR_HEAD.sub("", squeezed)
        forms = (squeezed, bare, BRACKETS.sub("", bare))
        known = next(
            (
                found
                for form in forms
                if (found := self.template.find("column_phase", form)) is not None
            ),
            None,
        )
        if known is None and head:
            marks = self.template.words("column_phase_marks")
            known = max(
                ((len(mark), key) for mark, key in marks.items() if mark in squeezed),
                default=(0, None),
            )[1]
        year = next(years(words), None) if known is not None or not bare else None
        self.spoken[words, head] = kept = _Spoken(known, year.value if year else None)
        return kept

    # ------------------------------------------------------------------ codes

    def _codes(
        self, view: TableView, side: Side, covered: Line
    ) -> tuple[Reading[str], ...]:
        """Readings of 类, 款, 项 where they stand apart, the last with the whole code; of one column just that.

        A row that leaves out what stands above it (`` | 03 | ``) carries it down.
        """
        cells = code_cells(side.codes, covered)
        if not cells:
            return ()
        first = min(cells)
        digits = {c: digits_of(cell) for c, cell in cells.items()}
        if len(side.codes) > 1 and first > side.codes[0] and len(digits[first]) < 3:
            above = {
                c: self.above[c] for c in side.codes if c < first and c in self.above
            }
            if len(above) == sum(1 for c in side.codes if c < first):
                if view.table.address not in self.carried:
                    self.carried.append(view.table.address)
                digits = above | digits
        for c in side.codes:
            self.above.pop(c, None)
        self.above.update(digits)
        whole = ""
        for c in sorted(digits):
            whole = (
                digits[c]
                if whole and digits[c].startswith(whole)
                else whole + digits[c]
            )
        if len(whole) < 3:
            return ()
        *parts, tail = (
            Reading(digits[c], cells[c].text, Place(cells[c].address))
            for c in sorted(cells)
        )
        return (*parts, replace(tail, value=whole))

    def _second(self, side: Side, covered: Line) -> Reading[str] | None:
        """The code of another classification that names the row again."""
        cells = code_cells(side.more, covered)
        whole = "".join(digits_of(cells[c]) for c in sorted(cells))
        if len(whole) < 3:
            return None
        cell = cells[max(cells)]
        return Reading(whole, cell.text, Place(cell.address))


def _counted_unit(label: Label | None, template: Template) -> Unit | None:
    """The unit of things counted that a row's label has in brackets: ``公务用车保有量（辆）``."""
    if label is None:
        return None
    match = _BRACKET.search(fold(label.reading.raw))
    if match is None or template.find("counts", match[1]) != "unit":
        return None
    offset = label.reading.place.start or 0
    start, end = (at + offset for at in match.span(1))
    return Unit(
        match[1].strip(), "cell", Place(label.reading.place.address, start, end)
    )
