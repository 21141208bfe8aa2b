"""The statutory tables of budgets and final accounts: every number a budget line under its row and column.

A small table of labels and values that is of no statutory form (``项目｜金额``, in the text) states amounts instead.

Revenue stands beside expenditure in one grid (two sides that share rows only by position), subjects are coded 类 款 项 in
one column or three, 三公 tables lie or stand, and a page break cuts any of them. What a number is called follows from the
table, its side, its row and its column: the words are in the template (``lines.*``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from extractor.cells import is_figure, is_note, money, plain, status, text
from extractor.codelists import rows as code_rows
from extractor.context import Context
from extractor.document import Cell, Place
from extractor.grid import compact, is_blank
from extractor.issues import Issue
from extractor.language.fold import fold, squeeze
from extractor.language.numerals import ordinal
from extractor.language.periods import years
from extractor.records import UNIT_YUAN, Amount, BudgetLine, Reading, TableRecord, Unit
from extractor.tables import Line, TableView, record
from extractor.template import Template

__all__ = ["read"]

_GLUED = regex.compile(
    r"\s*[\d,]+\.\d+(?=[一二三四五六七八九十]+、)"
)  # 0.00二、外交支出: the figure of the cell before
_CODE_FIRST = regex.compile(r"\s*\[?(?P<code>\d{3}(?:\d{2}){0,3})\]?\s*(?=[^\d\s.,、)])")
_CODE_LAST = regex.compile(r"[(\[](?P<code>\d{3}(?:\d{2}){0,3})[)\]]\s*$")
_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_LED_BY = regex.compile(r"^其中:?")
_TOTALS = frozenset({"revenue.total", "expenditure.total", "fiscal_appropriation.total", "three_public.total"})
_YEAR = regex.compile(r"^(?:19|20)\d{2}年?度?")


def read(context: Context) -> Iterator[BudgetLine | Amount | Issue]:
    """One record for each figure of each statutory or small table, and what the table hand noted on any table."""
    chains: dict[str, list[TableView]] = {}
    for view in context.tables:
        yield from view.issues
        if view.kind == "statutory" or (view.kind == "unknown" and "value" in view.fields):
            chain = chains.get(view.continues or "") if view.continues else None
            if chain is None:
                chain = []
            chain.append(view)
            chains[view.table.address] = chain
    records = {view.table.address: record(view) for view in reversed(context.tables)}
    done: set[int] = set()
    for chain in chains.values():
        if id(chain) not in done:
            done.add(id(chain))
            reader = _Reader(chain, records, context)
            yield from reader.lines() if chain[0].kind == "statutory" else reader.amounts()


@dataclass(frozen=True)
class _Side:
    """The columns that belong together: labels and codes, then the figures behind them."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    units: tuple[int, ...]
    years: tuple[int, ...]
    values: tuple[int, ...]
    name: str | None  # revenue, expenditure, None where the table has one side only


class _Label(NamedTuple):
    """A row's label, the code printed in it, and the word it is known by."""

    reading: Reading[str]
    code: Reading[str] | None
    word: str


class _Spoken(NamedTuple):
    """What a head or label says of time: a phase (or that it is a difference or rate), and a year."""

    phase: str | None
    year: int | None


def _sides(view: TableView, template: Template) -> tuple[_Side, ...]:
    groups: list[dict[str, list[int]]] = []
    for column, name in enumerate(view.fields, 1):
        if name is None or name in ("text", "goal", "line"):
            continue
        naming = name in ("label", "code", "unit_name", "unit_code", "year")
        if not groups or (naming and groups[-1].get("value")):
            groups.append({})
        groups[-1].setdefault(name, []).append(column)
    sides = []
    for group in groups:
        columns = [column for several in group.values() for column in several]
        found = {template.find("sides", cell.text) for column in columns for cell in view.heads[column - 1]} - {None}
        sides.append(
            _Side(
                tuple(group.get("label", ())),
                tuple(group.get("code", ())),
                tuple(group.get("unit_name", ())),
                tuple(group.get("year", ())),
                tuple(group.get("value", ())),
                found.pop() if len(found) == 1 and len(groups) > 1 else None,
            )
        )
    return tuple(side for side in sides if side.values)


class _Reader:
    """One statutory table, with the tables that carry it on."""

    def __init__(self, chain: Sequence[TableView], records: Mapping[str, TableRecord], context: Context) -> None:
        self.chain = chain
        self.records = records
        self.template = context.template
        first = chain[0]
        self.topic = first.key or first.topic or ""
        self.final = self.topic.startswith("F") or (context.final and not self.topic.startswith("B"))
        self.year = first.year.value if first.year else self._title_year() or context.year
        words = {
            (side.name, label.word)
            for view in chain
            for side in _sides(view, self.template)
            for row in view.cover
            if (label := self._label(side, row)) is not None
        }
        self.grandest = {side: max(_grade(word) for name, word in words if name == side) for side, _ in words}
        self.has_sum = {name for name, word in words if self.template.find("rows.sums", word) == "total"}
        self.above: dict[int, str] = {}  # digits of the code of the row above, by column
        self.carried: list[str] = []  # tables in which codes were carried down
        self.summed: set[str | None] = set()
        self.spoken: dict[str, _Spoken] = {}
        self.named: set[tuple[str, str | None, int | None, str | None]] = set()

    def _title_year(self) -> int | None:
        title = self.chain[0].title
        return next((year.value for year in years(title.value)), None) if title else None

    def lines(self) -> Iterator[BudgetLine | Issue]:
        for view in self.chain:
            parent = self.records[view.table.address]
            sides = _sides(view, self.template)
            for row, covered in zip(view.body, view.cover, strict=True):
                if is_note(row):
                    continue
                for side in sides:
                    yield from self._row(view, parent, side, row, covered)
        yield from (Issue.of("CODE_CARRIED", address) for address in self.carried)

    def amounts(self) -> Iterator[Amount]:
        """Amounts of money of a small table, each under its row's label."""
        for view in self.chain:
            for row, covered in zip(view.body, view.cover, strict=True):
                for side in () if is_note(row) else _sides(view, self.template):
                    label = self._label(side, covered)
                    for column in side.values if label is not None else ():
                        found = self._amount(view, side, column, row[column - 1], covered, label)
                        if found is not None:
                            yield found

    def _amount(
        self, view: TableView, side: _Side, column: int, cell: Cell | None, covered: Line, label: _Label | None
    ) -> Amount | None:
        value = money(cell, _counted_unit(label, self.template) or self._unit(view, column))
        year, phase, level = self._when(view, column, side, covered, label)
        if label is None or value is None or value.unit is None or value.unit.name not in UNIT_YUAN or not level:
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
        self, view: TableView, parent: TableRecord, side: _Side, row: Line, covered: Line
    ) -> Iterator[BudgetLine | Issue]:
        label = self._label(side, covered)
        codes = self._codes(view, side, covered)
        code = codes[-1] if codes else (label.code if label else None)
        unit_name = text(_last(side.units, covered)) if label and _last(side.labels, covered) is not None else None
        total = self._is_total(side, label, covered, view)
        counted = _counted_unit(label, self.template)
        for column in side.values:
            cell = row[column - 1]
            said = status(cell)
            if cell is None or said == "blank":
                continue
            if said == "unparsed" and not any(char.isdigit() for char in cell.text):
                continue
            if compact(cell.text) in view.columns[column - 1]:
                continue  # the header, printed again
            value = money(cell, counted or self._unit(view, column))
            assert value is not None
            year, phase, level = self._when(view, column, side, covered, label)
            functional = code is not None and code.value.startswith("2")
            yield BudgetLine(
                parent=parent,
                table_key=view.key,
                row_label=label.reading if label else None,
                column_label="/".join(view.columns[column - 1]) or None,
                functional_code=code if functional else None,
                economic_code=code if code is not None and not functional else None,
                item=self._once(self._item(view, side, column, label, code, total), side, year, phase)
                if level and counted is None
                else None,
                value=value,
                value_status=said,
                fiscal_year=year,
                phase=phase,
                class_code=codes[0] if len(codes) > 1 and len(codes[0].value) == 3 else None,
                group_code=codes[-2] if len(codes) > 1 and len(codes[-2].value) == 2 else None,
                unit_name=unit_name,
            )
        if total:
            self.summed.add(side.name)

    def _once(self, item: str | None, side: _Side, year: int | None, phase: str | None) -> str | None:
        """An item is named by the first row that does: below 年初结转和结余 the same words are parts of that."""
        if item is None or item == "expenditure.functional":
            return item
        known = (item, side.name, year, phase)
        if known in self.named:
            return None
        self.named.add(known)
        return item

    def _unit(self, view: TableView, column: int) -> Unit | None:
        """The unit of a column: money, or what its head counts (``人数（人）``); a rate is in per cent or in none."""
        for cell in reversed(view.heads[column - 1]):
            twin = fold(cell.text)
            if "%" in twin:
                at = twin.index("%")
                return Unit("%", "column", Place(cell.address, at, at + 1))
            match = _BRACKET.search(twin)
            if match is not None and self.template.find("counts", match[1]) == "unit":
                return Unit(match[1].strip(), "column", Place(cell.address, *match.span(1)))
        if any(self.template.find("column_phase", _word(cell.text)) == "rate" for cell in view.heads[column - 1]):
            return None
        return view.unit_of(column)

    def _label(self, side: _Side, covered: Line) -> _Label | None:
        cell = _last(side.years, covered) or _last(side.labels, covered) or _last(side.units, covered)
        if cell is None:  # a sum may begin in the column of the codes
            cell = next((found for c in side.codes if (found := covered[c - 1]) and _is_words(found)), None)
        return None if cell is None else _labelled(cell)

    def _is_total(self, side: _Side, label: _Label | None, covered: Line, view: TableView) -> bool:
        """True for the row that sums its side, the first time it stands there."""
        if side.name in self.summed:
            return False
        if label is not None and self.template.find("rows.sums", label.word) == "total":
            return True
        if side.name in self.has_sum or side.years:
            return False
        if not side.labels and not side.codes:  # a table that lists no subjects: its only row
            return sum(1 for row in view.body if any(cell and not is_blank(cell.text) for cell in row)) == 1
        bare = _last(side.labels, covered) is None and not _code_cells(side, covered)
        return bare and bool(side.labels) and _last(side.units, covered) is not None

    def _when(
        self, view: TableView, column: int, side: _Side, covered: Line, label: _Label | None
    ) -> tuple[int | None, str | None, bool]:
        """Year and phase of a figure, and whether it is a level at all (no difference, share or rate)."""
        year = self.year
        phase = "executed" if self.final else "budget"
        said: list[str] = [cell.text for cell in view.heads[column - 1]]
        said.extend(cell.text for c in side.years if (cell := covered[c - 1]) is not None)
        if label is not None and len(side.values) <= 20:
            said.append(label.reading.value)
        printed: int | None = None
        for words in said:
            spoken = self.spoken.get(words)
            if spoken is None:
                spoken = self.spoken[words] = self._spoken(words)
            if spoken.phase in ("difference", "rate"):
                return year, None, False
            phase = spoken.phase or phase
            printed = spoken.year or printed
        if printed is not None:
            if year is not None and printed < year and not phase.startswith("prior"):
                phase = {"budget": "prior_budget", "executed": "prior_executed"}.get(phase, phase)
            return printed, phase, True
        if phase.startswith("prior") and year is not None:
            year -= 1
        return year, phase, True

    def _spoken(self, words: str) -> _Spoken:
        squeezed = squeeze(words)
        bare = _YEAR.sub("", squeezed)
        known = self.template.find("column_phase", squeezed) or self.template.find("column_phase", bare)
        year = next(years(words), None) if known is not None or not bare else None
        return _Spoken(known, year.value if year else None)

    def _codes(self, view: TableView, side: _Side, covered: Line) -> tuple[Reading[str], ...]:
        """Readings of 类, 款, 项 where they stand apart, the last with the whole code; of one column just that.

        A row that leaves out what stands above it (`` | 03 | ``) carries it down.
        """
        cells = _code_cells(side, covered)
        if not cells:
            return ()
        first = min(cells)
        digits = {c: fold(plain(cell.text)) for c, cell in cells.items()}
        if len(side.codes) > 1 and first > side.codes[0] and len(digits[first]) < 3:
            above = {c: self.above[c] for c in side.codes if c < first and c in self.above}
            if len(above) == sum(1 for c in side.codes if c < first):
                if view.table.address not in self.carried:
                    self.carried.append(view.table.address)
                digits = above | digits
        self.above = dict(digits)
        whole = ""
        for c in sorted(digits):
            whole = digits[c] if whole and digits[c].startswith(whole) else whole + digits[c]
        if len(whole) < 3:
            return ()
        *parts, last = (Reading(digits[c], cells[c].text, Place(cells[c].address)) for c in sorted(cells))
        return (*parts, replace(last, value=whole))

    # ------------------------------------------------------------------ what a figure is called

    def _item(
        self, view: TableView, side: _Side, column: int, label: _Label | None, code: Reading[str] | None, total: bool
    ) -> str | None:
        key, digit = self.topic[:1], self.topic[1:]
        heads = [_word(cell.text) for cell in view.heads[column - 1]]
        if key in "BF" and digit in ("1", "4") and side.name:
            return self._of_side(digit, side, heads, label)
        if digit == "2" and key in "BF":
            return self._of_column("revenue", heads) if total else None
        if digit == "3" and key in "BF":
            if total:
                return self._of_column("expenditure", heads)
            top = code is not None and len(code.value) == 3
            return "expenditure.functional" if top and self._is_sum_column("expenditure", heads) else None
        if digit == "7" and key in "BF":
            return self._of_three_public(side, heads, label, total)
        if not total:
            return None
        if digit in ("5", "8", "9") and key in "BF" and self._is_sum_column("appropriation", heads, spent=True):
            fund = {"5": "general_public_budget", "8": "government_funds", "9": "state_capital"}[digit]
            return f"fiscal_appropriation.{fund}"
        if self.topic == "B10" and self._is_sum_column("expenditure", heads):
            title = squeeze(view.title.value) if view.title else ""
            return None if "一般公共预算" in title or "基本支出" in title else "expenditure.project"
        return "operating_expenses.total" if self.topic == "operating_expenses" else None

    def _of_side(self, digit: str, side: _Side, heads: Sequence[str], label: _Label | None) -> str | None:
        """Revenue beside expenditure: the row names the thing, the column must be its sum."""
        if label is None:
            return None
        if side.name == "revenue":
            found = self.template.find("lines.revenue", label.word)
            if found == "revenue.total" and not self._is_grand(label.word, side.name):
                return None
            if digit == "4":
                return {"revenue.total": "revenue.fiscal_appropriation", "revenue.carryover": None}.get(
                    found or "", found
                )
            return found
        family = "expenditure" if digit == "1" else "appropriation"
        found = self.template.find(f"lines.{family}", label.word)
        if digit == "4":
            if found != "fiscal_appropriation.total" or not self._is_grand(label.word, side.name):
                return None
            column = self._of_column("appropriation", heads)
            return column or "fiscal_appropriation.total"
        if found == "expenditure.total" and not self._is_grand(label.word, side.name):
            return None
        total = self._is_sum_column(family, heads)
        if found is not None:
            return found if total else None
        return "expenditure.functional" if total and label.word in _classes() else None

    def _is_grand(self, word: str, side: str | None) -> bool:
        """Of 本年收入合计, 收入合计 and 收入总计 the last that is printed is the total."""
        return _grade(word) == self.grandest.get(side, 0)

    def _of_column(self, family: str, heads: Sequence[str]) -> str | None:
        """What a column holds: its lowest head, or the one above where that is only a sum; no part of a carry-over."""
        words = [word for word in heads if word]
        while len(words) > 1 and self._is_plain(words[-1]):
            words.pop()  # 本级财政拨款/金额
        if not words:
            return None
        found = self.template.find(f"lines.{family}", words[-1])
        above = [self.template.find(f"lines.{family}", word) for word in words[:-1]]
        known = [item for item in above if item is not None and item not in _TOTALS]
        if found in _TOTALS and known:
            return known[-1]
        if "revenue.carryover" in known:
            return None
        return found

    def _is_sum_column(self, family: str, heads: Sequence[str], spent: bool = False) -> bool:
        """True for the column that sums the row: 合计, or the only column of figures (预算数)."""
        words = [word for word in heads if word]
        if not words:
            return False
        above = [self.template.find(f"lines.{family}", word) for word in words[:-1]]
        if any(item is not None and item not in _TOTALS for item in above):
            return False
        if (
            spent
            and self.topic.startswith("F")
            and self.topic[1:] in ("8", "9")
            and not any("支出" in w for w in words)
        ):
            return False  # opening balance, revenue and closing balance stand beside expenditure
        return self.template.find(f"lines.{family}", words[-1]) in _TOTALS or self._is_plain(words[-1])

    def _is_plain(self, word: str) -> bool:
        """True for a head that only says that figures follow: 预算数, 2026年预算数, 决算数, 金额."""
        bare = _YEAR.sub("", word)
        return (
            not bare
            or self.template.find("column_phase", bare) not in (None, "difference", "rate")
            or self.template.find("lines.plain", bare) is not None
        )

    def _of_three_public(self, side: _Side, heads: Sequence[str], label: _Label | None, total: bool) -> str | None:
        row = self.template.find("lines.three_public", label.word) if label is not None else None
        if row is not None and not side.units and not (total and self._names(heads)):
            words = [word for word in heads if word]
            return row if words and (self._is_plain(words[-1]) or words[-1] in ("合计", "总计")) else None
        if label is not None and not total:
            return None
        words = [_YEAR.sub("", word) for word in heads if word and not self._is_plain(word)]
        return self._of_column("three_public", words)

    def _names(self, heads: Sequence[str]) -> bool:
        """True when a column is of one of the three expenses, so that the row does not say which."""
        items = [self.template.find("lines.three_public", word) for word in heads]
        return any(item is not None and item not in _TOTALS for item in items)


def _grade(word: str) -> int:
    """How much a word sums up: 收入总计 is more than 收入合计, that more than 本年收入合计."""
    if word.endswith("总计"):
        return 3
    return 0 if not word.endswith(("合计", "小计")) else 1 if word.startswith("本年") else 2


def _is_words(cell: Cell) -> bool:
    return not is_blank(cell.text) and not is_figure(cell.text) and not plain(cell.text).isdigit()


def _last(columns: Sequence[int], line: Line) -> Cell | None:
    """The last cell of some columns that holds words."""
    return next((cell for c in reversed(columns) if (cell := line[c - 1]) is not None and _is_words(cell)), None)


def _code_cells(side: _Side, covered: Line) -> dict[int, Cell]:
    """The cells of a row's code by column; a merged cell once."""
    found: dict[int, Cell] = {}
    for c in side.codes:
        cell = covered[c - 1]
        if cell is not None and plain(cell.text).isdigit() and cell not in found.values():
            found[c] = cell
    return found


def _labelled(cell: Cell) -> _Label:
    """``[201]一般公共服务支出`` is a code and a label; ``0.00二、外交支出`` a label behind the figure of another cell."""
    twin = fold(cell.text)
    start, end = 0, len(twin)
    code: Reading[str] | None = None
    glued = _GLUED.match(twin)
    if glued is not None:
        start = glued.end()
    first, last = _CODE_FIRST.match(twin), _CODE_LAST.search(twin)
    match = first or last
    if match is not None and match["code"][0] in "235":
        code = Reading(match["code"], cell.text[slice(*match.span("code"))], Place(cell.address, *match.span("code")))
        start, end = (match.end(), end) if first is not None else (start, match.start())
    if (start, end) == (0, len(twin)):
        reading = Reading(plain(cell.text), cell.text, Place(cell.address))
    else:
        raw = cell.text[start:end]
        reading = Reading(plain(raw), raw, Place(cell.address, start, end))
    return _Label(reading, code, _word(reading.value))


@lru_cache(4096)
def _word(label: str) -> str:
    """The word a label or head is known by: without list numbers, 其中, brackets."""
    twin = squeeze(label)
    for _ in range(2):
        found = ordinal(twin)
        twin = _LED_BY.sub("", twin[found.end :] if found else twin)
    bare = _BRACKET.sub("", twin)
    return bare or twin


def _counted_unit(label: _Label | None, template: Template) -> Unit | None:
    """The unit of things counted that a row's label has in brackets: ``公务用车保有量（辆）``."""
    if label is None:
        return None
    match = _BRACKET.search(fold(label.reading.raw))
    if match is None or template.find("counts", match[1]) != "unit":
        return None
    offset = label.reading.place.start or 0
    start, end = (at + offset for at in match.span(1))
    return Unit(match[1].strip(), "cell", Place(label.reading.place.address, start, end))


@cache
def _classes() -> frozenset[str]:
    """Names of the classes of the functional classification, of all years."""
    return frozenset(squeeze(row["name"]) for row in code_rows("functional_classification") if len(row["code"]) == 3)
