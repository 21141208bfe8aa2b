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

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span
from extractor.model.enums import Phase
from extractor.model.records import BudgetLine
from extractor.text.affixes import LEADING_OF_WHICH, OF_WHICH
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key
from extractor.validation.tolerance import EquationTerm

__all__ = [
    "StatutoryColumn",
    "StatutoryRow",
    "StatutoryTable",
    "TWO_SIDED_TABLES",
    "strip_list_number",
    "build_statutory_tables",
    "is_sum_header",
    "is_row_sum_column",
]

TWO_SIDED_TABLES = ("B1", "B4", "F1", "F4")
"""Tables whose revenue stands beside their expenditure."""

_SUBITEM_HEAD = re.compile(
    rf"^(?:{OF_WHICH}|\(?\d{{1,2}}[)、.]|\([一二三四五六七八九十]+\)|[①-⑳])"
)


class StatutoryColumn(NamedTuple):
    """One column of figures: its header path from top to bottom (without the name of its side), its year and phase."""

    header_path: tuple[str, ...]
    side: str | None  # revenue, expenditure, None
    year: int | None
    phase: Phase | None
    grid_column: int  # grid column, 0 where one header stands over one column only


class StatutoryRow(NamedTuple):
    """One row of one side. ``label`` is bare of its number; ``inner`` rows are part of a row above (其中, （1）)."""

    label: str
    code: str
    org_unit: str
    is_subitem: bool
    is_total: bool
    side: str | None
    cells: dict[StatutoryColumn, EquationTerm]
    concepts: dict[StatutoryColumn, str]


@dataclass(frozen=True)
class StatutoryTable:
    """One statutory table."""

    table_key: str | None
    title: str
    rows: tuple[StatutoryRow, ...]

    @cached_property
    def columns(self) -> tuple[StatutoryColumn, ...]:
        """Every column that holds a figure, in the order met."""
        return tuple(dict.fromkeys(column for row in self.rows for column in row.cells))

    @cached_property
    def is_coded(self) -> bool:
        """True when most rows carry a code of a classification."""
        return 2 * sum(1 for row in self.rows if row.code) >= len(self.rows)

    def find_side_rows(self, side: str | None) -> list[StatutoryRow]:
        """The rows of one side, in order."""
        return [row for row in self.rows if row.side == side]

    def iter_concept_terms(
        self,
    ) -> Iterator[tuple[StatutoryRow, StatutoryColumn, str, EquationTerm]]:
        """Every figure that has a canonical name."""
        for row in self.rows:
            for column, item in row.concepts.items():
                yield row, column, item, row.cells[column]

    def find_other_totals(
        self, row: StatutoryRow, column: StatutoryColumn
    ) -> list[EquationTerm]:
        """The other totals of a total's own side and column (本年收入合计 beside 收入总计)."""
        if not row.is_total:
            return []
        rows = (r for r in self.find_side_rows(row.side) if r.is_total and r is not row)
        return [r.cells[column] for r in rows if column in r.cells]


def strip_list_number(label: str) -> str:
    """A label squeezed, without its list number and 其中.

    >>> bare("一、一般公共 预算拨款收入"), bare("其中：（1）公务用车购置费")
    ('一般公共预算拨款收入', '公务用车购置费')
    """
    text = LEADING_OF_WHICH.sub("", match_key(label))
    number = parse_list_number(text)
    return text[number.end :] if number and number.end < len(text) else text


def build_statutory_tables(
    lines: Iterable[BudgetLine],
    lexicon: Lexicon,
    build_term: Callable[[BudgetLine], EquationTerm | None],
) -> tuple[StatutoryTable, ...]:
    """The sheets of a disclosure, in order."""
    found = []
    for (key, _), group in groupby(
        lines, key=lambda n: (n.table_key, n.table_key or n.parent.place.path)
    ):
        members = list(group)
        title = members[0].parent.title
        found.append(
            StatutoryTable(
                key,
                title.value if title else key or "",
                tuple(_build_rows(members, lexicon, build_term)),
            )
        )
    return tuple(found)


def _build_rows(
    lines: list[BudgetLine],
    lexicon: Lexicon,
    build_term: Callable[[BudgetLine], EquationTerm | None],
) -> Iterator[StatutoryRow]:
    twice = _find_repeated_headers(lines)

    def where(line: BudgetLine) -> tuple[Span, object]:
        code = line.functional_code or line.economic_code
        named = line.row_label or code
        return line.place.row_span, named.place if named else None

    for _, group in groupby(lines, key=where):
        members = list(group)
        first = members[0]
        code = first.functional_code or first.economic_code
        label = first.row_label.value if first.row_label else ""
        word = strip_list_number(label)
        cells: dict[StatutoryColumn, EquationTerm] = {}
        items: dict[StatutoryColumn, str] = {}
        side: str | None = None
        for line in members:
            column = _build_column(line, lexicon, twice)
            side = column.side
            figure = build_term(line)
            if figure is not None and column not in cells:
                cells[column] = figure
                if line.item:
                    items[column] = line.item
        total = code is None and (
            lexicon.find_key("rows.sums", word) is not None
            or _is_grand_total(word, lexicon)
        )
        unit = match_key(first.unit_name.value) if first.unit_name else ""
        inner = bool(_SUBITEM_HEAD.match(match_key(label)))
        yield StatutoryRow(
            word,
            match_key(code.value) if code else "",
            unit,
            inner,
            total,
            side,
            cells,
            items,
        )


def _is_grand_total(word: str, lexicon: Lexicon) -> bool:
    return any(
        lexicon.find_key(f"lines.{kind}", word) == f"{item}.total"
        for kind, item in (
            ("revenue", "revenue"),
            ("expenditure", "expenditure"),
            ("appropriation", "fiscal_appropriation"),
        )
    )


def is_sum_header(word: str, lexicon: Lexicon) -> bool:
    """True for the head of a column that sums others: 合计, 小计, 本年支出合计."""
    if (
        lexicon.find_key("rows.sums", word) is not None
        or lexicon.find_key("checks.sum_column", word) is not None
    ):
        return True
    kinds = (
        ("revenue", "revenue"),
        ("expenditure", "expenditure"),
        ("appropriation", "fiscal_appropriation"),
    )
    return any(
        lexicon.find_key(f"lines.{kind}", word) == f"{item}.total"
        for kind, item in kinds
    )


def is_row_sum_column(column: StatutoryColumn, lexicon: Lexicon) -> bool:
    """True for the column that sums a whole row: 合计 with nothing above it."""
    return len(column.header_path) == 1 and is_sum_header(
        column.header_path[0], lexicon
    )


def _find_repeated_headers(lines: list[BudgetLine]) -> frozenset[str]:
    """Header paths that stand over several columns of one row and side."""
    seen: set[tuple[Span, object, str]] = set()
    twice: set[str] = set()
    for line in lines:
        place = line.row_label.place if line.row_label else None
        key = (
            line.place.row_span,
            place,
            line.column_label or "",
        )
        if key in seen:
            twice.add(line.column_label or "")
        seen.add(key)
    return frozenset(twice)


def _build_column(
    line: BudgetLine, lexicon: Lexicon, repeated_headers: frozenset[str]
) -> StatutoryColumn:
    label = line.column_label or ""
    path = tuple(
        strip_list_number(part) for part in label.split("/") if match_key(part)
    )
    side = (
        lexicon.find_key("sides", path[0])
        if path and line.table_key in TWO_SIDED_TABLES
        else None
    )
    at = 0
    if label in repeated_headers:
        at = line.place.column or 0
    return StatutoryColumn(
        path[1:] if side and len(path) > 1 else path,
        side,
        line.fiscal_year,
        line.phase,
        at,
    )
