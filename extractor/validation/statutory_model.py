"""Statutory tables as sheets: rows with their codes, columns with their header paths, figures where they cross.

Two lists that stand side by side in one grid (收入 | 支出) are two sides of one sheet; a table that a page break cut is one
sheet again, for its pieces follow one another under one key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from extractor.lexicon.lexicon import Template
from extractor.model.table_rows import BudgetLine
from extractor.text.connectives import AMONG, AMONG_HEAD
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import squeeze
from extractor.validation.tolerance import Number

__all__ = ["Column", "Row", "Sheet", "TWO_SIDED", "bare", "build", "is_sum", "sums_up"]

TWO_SIDED = ("B1", "B4", "F1", "F4")
"""Tables whose revenue stands beside their expenditure."""

_ROW = re.compile(r"(?P<row>.*\.r\d+)(?:\.c(?P<column>\d+))?")
_INNER = re.compile(
    rf"^(?:{AMONG}|\(?\d{{1,2}}[)、.]|\([一二三四五六七八九十]+\)|[①-⑳])"
)


class Column(NamedTuple):
    """One column of figures: its header path from top to bottom (without the name of its side), its year and phase."""

    path: tuple[str, ...]
    side: str | None  # revenue, expenditure, None
    year: int | None
    phase: str | None
    at: int  # grid column, 0 where one header stands over one column only


class Row(NamedTuple):
    """One row of one side. ``label`` is bare of its number; ``inner`` rows are part of a row above (其中, （1）)."""

    label: str
    code: str
    unit: str
    inner: bool
    total: bool
    side: str | None
    cells: dict[Column, Number]
    items: dict[Column, str]


@dataclass(frozen=True)
class Sheet:
    """One statutory table."""

    key: str | None
    name: str
    rows: tuple[Row, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column that holds a figure, in the order met."""
        return tuple(dict.fromkeys(column for row in self.rows for column in row.cells))

    @cached_property
    def coded(self) -> bool:
        """True when most rows carry a code of a classification."""
        return 2 * sum(1 for row in self.rows if row.code) >= len(self.rows)

    def side(self, side: str | None) -> list[Row]:
        """The rows of one side, in order."""
        return [row for row in self.rows if row.side == side]

    def items(self) -> Iterator[tuple[Row, Column, str, Number]]:
        """Every figure that has a canonical name."""
        for row in self.rows:
            for column, item in row.items.items():
                yield row, column, item, row.cells[column]

    def totals_beside(self, row: Row, column: Column) -> list[Number]:
        """The other totals of a total's own side and column (本年收入合计 beside 收入总计)."""
        if not row.total:
            return []
        rows = (r for r in self.side(row.side) if r.total and r is not row)
        return [r.cells[column] for r in rows if column in r.cells]


def bare(label: str) -> str:
    """A label squeezed, without its list number and 其中.

    >>> bare("一、一般公共 预算拨款收入"), bare("其中：（1）公务用车购置费")
    ('一般公共预算拨款收入', '公务用车购置费')
    """
    text = AMONG_HEAD.sub("", squeeze(label))
    number = ordinal(text)
    return text[number.end :] if number and number.end < len(text) else text


def build(
    lines: Iterable[BudgetLine],
    template: Template,
    number: Callable[[BudgetLine], Number | None],
) -> tuple[Sheet, ...]:
    """The sheets of a disclosure, in order."""
    found = []
    for (key, _), group in groupby(
        lines, key=lambda n: (n.table_key, n.table_key or n.parent.place.address)
    ):
        members = list(group)
        title = members[0].parent.title
        found.append(
            Sheet(
                key,
                title.value if title else key or "",
                tuple(_rows(members, template, number)),
            )
        )
    return tuple(found)


def _rows(
    lines: list[BudgetLine],
    template: Template,
    number: Callable[[BudgetLine], Number | None],
) -> Iterator[Row]:
    twice = _repeated(lines)

    def where(line: BudgetLine) -> tuple[str, object]:
        match = _ROW.fullmatch(line.place.address)
        code = line.functional_code or line.economic_code
        named = line.row_label or code
        return (
            match["row"] if match else line.place.address
        ), named.place if named else None

    for _, group in groupby(lines, key=where):
        members = list(group)
        first = members[0]
        code = first.functional_code or first.economic_code
        label = first.row_label.value if first.row_label else ""
        word = bare(label)
        cells: dict[Column, Number] = {}
        items: dict[Column, str] = {}
        side: str | None = None
        for line in members:
            column = _column(line, template, twice)
            side = column.side
            figure = number(line)
            if figure is not None and column not in cells:
                cells[column] = figure
                if line.item:
                    items[column] = line.item
        total = code is None and (
            template.find("rows.sums", word) is not None or _sums_all(word, template)
        )
        unit = squeeze(first.unit_name.value) if first.unit_name else ""
        inner = bool(_INNER.match(squeeze(label)))
        yield Row(
            word,
            squeeze(code.value) if code else "",
            unit,
            inner,
            total,
            side,
            cells,
            items,
        )


def _sums_all(word: str, template: Template) -> bool:
    return any(
        template.find("lines", word) == f"{kind}.total"
        for kind in ("revenue", "expenditure")
    ) or any(
        template.find(f"lines.{kind}", word) == f"{item}.total"
        for kind, item in (
            ("revenue", "revenue"),
            ("expenditure", "expenditure"),
            ("appropriation", "fiscal_appropriation"),
        )
    )


def is_sum(word: str, template: Template) -> bool:
    """True for the head of a column that sums others: 合计, 小计, 本年支出合计."""
    if (
        template.find("rows.sums", word) is not None
        or template.find("checks.sum_column", word) is not None
    ):
        return True
    kinds = (
        ("revenue", "revenue"),
        ("expenditure", "expenditure"),
        ("appropriation", "fiscal_appropriation"),
    )
    return any(
        template.find(f"lines.{kind}", word) == f"{item}.total" for kind, item in kinds
    )


def sums_up(column: Column, template: Template) -> bool:
    """True for the column that sums a whole row: 合计 with nothing above it."""
    return len(column.path) == 1 and is_sum(column.path[0], template)


def _repeated(lines: list[BudgetLine]) -> frozenset[str]:
    """Header paths that stand over several columns of one row and side."""
    seen: set[tuple[str, object, str]] = set()
    twice: set[str] = set()
    for line in lines:
        match = _ROW.fullmatch(line.place.address)
        place = line.row_label.place if line.row_label else None
        key = (
            match["row"] if match else line.place.address,
            place,
            line.column_label or "",
        )
        if key in seen:
            twice.add(line.column_label or "")
        seen.add(key)
    return frozenset(twice)


def _column(line: BudgetLine, template: Template, twice: frozenset[str]) -> Column:
    label = line.column_label or ""
    path = tuple(bare(part) for part in label.split("/") if squeeze(part))
    side = (
        template.find("sides", path[0])
        if path and line.table_key in TWO_SIDED
        else None
    )
    match = _ROW.fullmatch(line.place.address)
    at = int(match["column"] or 0) if match and label in twice else 0
    return Column(
        path[1:] if side and len(path) > 1 else path,
        side,
        line.fiscal_year,
        line.phase,
        at,
    )
