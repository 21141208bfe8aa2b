"""The statutory tables of budgets and final accounts: one budget line a figure.

A small table of labels and values of no statutory form (``项目｜金额`` in the text) gives
amounts instead.

A table has sides: labels and codes, then the figures behind them. Revenue is next to
expenditure in one grid, 人员经费 next to 公用经费; they share rows only by position. On each
side a row is named by a label, a code in one column or in three (类 款 项), a unit or a
year. Two runs of codes before one run of figures name the same row twice: the function
next to the economic subject, the department's subject next to the government's.

What a figure is called is looked up in the lexicon (``lines.*``): 收入总表 names concepts
by its columns and sums them in one row, 收支总表 by its rows, 三公 tables by either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.extractors.context import Context
from extractor.lexicon.label_parser import (
    SIDE_CONCEPTS,
    compose_item_of_path,
    describe_figure,
    describe_item,
    drop_excluded,
    find_class_code,
    find_fund,
    find_scope,
    is_economic_class,
    is_highest_class,
    parse_label,
)
from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    find_sum_key,
)
from extractor.model.document import Cell, Span, Table
from extractor.model.enums import (
    AmountSource,
    Entity,
    Fund,
    Nature,
    Phase,
    Scope,
    UnitSource,
)
from extractor.model.issues import Issue
from extractor.model.records import (
    NO_CONTEXT,
    YUAN_PER_UNIT,
    Amount,
    BudgetLine,
    Change,
    Extracted,
    FigureContext,
    TableRecord,
    Unit,
)
from extractor.prose.labels import compose_part
from extractor.schema.codelists import list_class_names
from extractor.schema.concepts import find_item, map_concepts_by_table_number
from extractor.tables.axes import group_sides, names_projects
from extractor.tables.caption import strip_title
from extractor.tables.cells import (
    clean_cell_text,
    describe_number,
    determine_value_status,
    extract_number,
    extract_text,
    is_blank,
    is_note_row,
    is_number,
    is_value_text,
    read_number,
)
from extractor.tables.counted_columns import drop_counted_columns
from extractor.tables.differences import (
    ChangeCell,
    LevelCell,
    build_changes,
)
from extractor.tables.forms import find_period_rank
from extractor.tables.grid import remove_whitespace
from extractor.tables.model import CellRow, ParsedTable, build_table_record
from extractor.tables.periods import (
    PRIOR_STAGES,
    PeriodMention,
    is_period,
    parse_period,
)
from extractor.tables.row_levels import find_parent_rows
from extractor.tables.row_mapper import (
    is_counting_unit,
    select_further_table,
)
from extractor.text import regex
from extractor.text.affixes import (
    BRACKETED_TEXT,
    OF_WHICH,
    strip_list_number_and_connective,
)
from extractor.text.dates import LEADING_YEAR, find_years
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import cache_words, match_key, normalize
from extractor.text.numbers import parse_cell_number

__all__ = [
    "TABLE_KINDS_WITH_MONEY",
    "extract_budget_lines",
]

# ``0.00二、外交支出``: the figure of the cell before precedes the label.
_GLUED_NUMBER = regex.compile(r"\s*[\d,]+\.\d+\s*(?=[一二三四五六七八九十]+、)")
_LEADING_CODE = regex.compile(
    r"\s*\[?(?P<code>\d{3}(?:\d{2}){0,3})\]?\s*[-—–_:]?\s*(?=[^\d\s.,、)])"
)
_SET_OFF = regex.compile(r"[\[\]\-—–_:]")
_TRAILING_CODE = regex.compile(r"[(\[](?P<code>\d{3}(?:\d{2}){0,3})[)\]]\s*$")
_CODE = regex.compile(r"\d+(?:\.\d{2}){0,3}")
_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_FUNCTION_CODE = regex.compile(r"2\d{6}(?!\d)")
_TITLE_MARKS = regex.compile(r"[-—_():]+")

_OTHER_FIELDS = ("line", "text", "unit", "unit_code", "goal")
_FUNCTIONAL_CODE_PREFIX = "2"  # 政府收支分类科目: functional codes run from 201 to 235
_ECONOMIC_CODE_PREFIXES = ("3", "5")  # departmental, government
_CODE_PREFIXES = "235"  # functional, departmental economic, government economic
_UNITS_OF_MONEY = frozenset((*YUAN_PER_UNIT, "%"))
_CLASS_CODE_LENGTH = 3  # digits of a 类; 款 and 项 add two each

# In tables of these 上年结转 is money that is spent.
_SPENT_OF_CARRYOVER = frozenset(
    {"expenditure", "expenditure.basic", "expenditure.project", "procurement"}
)
# What is money and no level of one year.
_KINDS_OF_LINES = ("difference", "several_years")
# Where more columns hold figures, each is a subject and a label has no period.
_MAX_COLUMNS_OF_PERIODS = 20

TABLE_KINDS_WITH_MONEY = frozenset(
    {
        "statutory",
        "unknown",
        "procurement",
        "fixed_assets",
        "performance_targets",
        "performance_grades",
    }
)
"""Kinds of tables that hold figures of money, some beside their own records."""

# Kinds of tables whose records hold some figures of money and may leave others.
_KINDS_WITH_FURTHER_MONEY = ("procurement", "fixed_assets")
_FUNCTIONAL_CONCEPT = "expenditure.functional"
_TOTAL_CONCEPTS = frozenset(
    {
        "revenue.total",
        "expenditure.total",
        "fiscal_appropriation.total",
        "three_public.total",
    }
)
# The three public expenses; of vehicles the sum, or purchase and running.
_THREE_PUBLIC_PARTS: Sequence[Sequence[str]] = (
    ("three_public.overseas",),
    (
        "three_public.vehicles.total",
        "three_public.vehicles.purchase",
        "three_public.vehicles.running",
    ),
    ("three_public.hospitality",),
)
_THREE_EXPENSES = frozenset(one for part in _THREE_PUBLIC_PARTS for one in part)
_OTHER_EXPENSES = (("conference",), ("training",))
_STOCKS = "assets"
_PLANNED_ASSETS = "assets.planned_purchase"
# What the tables list whose rows are things that are bought.
_PURCHASES = ("procurement", _PLANNED_ASSETS)
# For whom it is bought of, whatever is bought.
_RESERVED_PURCHASES = ("procurement.sme_reserved", "procurement.micro_reserved")
# What the law counts of fiscal appropriation alone.
_LEGAL_EXPENSES = ("three_public", "operating_expenses")
_EXPENSES_OF_ANY_BUDGET = (*_LEGAL_EXPENSES, "conference", "training", "travel")
_EXPENSES = ("three_public", "conference", "training", "travel")
# What a table that has no number may list alone.
_TITLED_EXPENSES = (
    "operating_expenses",
    "conference",
    "training",
    "travel",
    "expenditure.personnel",
    "expenditure.public",
)
# What the columns of a table that names one of these are expenses of.
_TITLED_THINGS = frozenset({"vehicle", "abroad", "hospitality", "meeting", "training"})
# What of a side is carried over from the year before, and into the next.
_BALANCE_BY_SIDE = {"revenue": "carried_in", "expenditure": "carried_out"}
_BALANCES = tuple(_BALANCE_BY_SIDE.values())
# What the numbered forms list, and of which money; None where their titles tell.
_CONTEXT_BY_TABLE_NUMBER: Mapping[str, tuple[str | None, Fund | None]] = {
    "1": (None, Fund.ALL),
    "2": ("revenue", Fund.ALL),
    "3": ("expenditure", Fund.ALL),
    "4": (None, Fund.FISCAL_APPROPRIATION),
    "5": ("expenditure", Fund.GENERAL_PUBLIC_BUDGET),
    "6": ("expenditure.basic", None),
    "7": (None, None),
    "8": ("expenditure", Fund.GOVERNMENT_FUNDS),
    "9": ("expenditure", Fund.STATE_CAPITAL),
    "10": ("expenditure.project", None),
    "12": ("government_purchase_of_services", None),
    "15": ("expenditure", None),
}
# The budgets that fiscal appropriation consists of.
_BUDGETS = frozenset(
    {Fund.GENERAL_PUBLIC_BUDGET, Fund.GOVERNMENT_FUNDS, Fund.STATE_CAPITAL}
)
# Money that is none of them: where a table lists some of it, what it sums is all money.
_FUNDS_OF_UNITS = (
    frozenset(Fund) - _BUDGETS - {Fund.ALL, Fund.CARRYOVER, Fund.FISCAL_APPROPRIATION}
)
_RANK_OF_YEAR = 1  # of 本年收入合计 among the totals of a side
_THREE_PUBLIC_NUMBER = "7"
# Forms of revenue and expenditure.
_NUMBERS_OF_BOTH_SIDES = ("1", "4")
# Forms that list projects or purchases.
_NUMBERS_OF_LISTS = ("10", "12")
_MIN_UNITS = 2
_MAX_LABELS_OF_THREE = 12
_MIN_PARTS = 2  # of expenditure that a table without classes lists
_ZERO = Decimal(0)
_MAX_NOTE_LENGTH = 200
_MAX_LEVELS_ABOVE = 60  # of two rows of the widest forms
_NATURE_BY_CONCEPT: Mapping[str, Nature] = {
    "expenditure.basic": Nature.BASIC,
    "expenditure.project": Nature.PROJECT,
}
_PARTS_OF_EXPENDITURE = (
    *_NATURE_BY_CONCEPT,
    "expenditure.personnel",
    "expenditure.public",
)
# Parts of expenditure that
# economic classes alone make up.
_PARTS_BY_CLASS = ("expenditure.personnel", "expenditure.public")
_OWN_TOTAL = "three_public.own_total"  # a total whose header names the three
_TOTALS_OF_THREE = frozenset({"three_public.total", _OWN_TOTAL, None})
# What revenue is called in the table of appropriations (财政拨款收支总表).
_APPROPRIATION_REVENUE = {
    "revenue.total": "revenue.fiscal_appropriation",
    "revenue.carryover": None,
}


def extract_budget_lines(
    context: Context,
) -> Iterator[BudgetLine | Amount | Change | Issue]:
    """Extract the figures of the statutory and of small untitled tables.

    Args:
        context: The disclosure.

    Returns:
        One budget line a figure of a statutory table, one amount a figure of money of a
        small table, table by table; one change a difference or rate of change; an issue
        for each table in which codes were taken from the rows above.
    """
    records = {
        parsed.source_table.path: build_table_record(parsed)
        for parsed in reversed(context.tables)
    }
    notes = _collect_notes(context)
    for chain in _collect_chains(_list_money_tables(context)):
        note = notes.get(chain[-1].source_table.path, "")
        extractor = _StatutoryExtractor(chain, records, context, note)
        if chain[0].kind == "unknown":
            yield from extractor.extract_amounts()
        else:
            yield from extractor.extract_lines()


def _collect_notes(context: Context) -> dict[str, str]:
    """The words of the lines below each table of final accounts, by its path."""
    notes: dict[str, str] = {}
    if not context.is_final:
        return notes
    path = ""
    for entry in context.outline.entries:
        if isinstance(entry.element, Table):
            path = entry.element.path
            notes[path] = ""
        elif path and len(notes[path]) < _MAX_NOTE_LENGTH:
            notes[path] += match_key(entry.line.text)
    return notes


def _list_money_tables(context: Context) -> Iterator[ParsedTable]:
    """The tables of money, and what other records leave of the money of their
    tables."""
    for parsed in context.tables:
        is_small = parsed.kind == "unknown" and "value" in parsed.fields
        if is_small or parsed.kind == "statutory":
            yield drop_counted_columns(parsed, context.lexicon)
        elif parsed.kind in _KINDS_WITH_FURTHER_MONEY:
            further = select_further_table(parsed, context.lexicon)
            if further is not None:
                yield further
        elif parsed.form_rows and parsed.kind != "performance_targets":
            yield _select_form_table(parsed, context.lexicon)


def _select_form_table(parsed: ParsedTable, lexicon: Lexicon) -> ParsedTable:
    """The sums of the office that a form prints above its indicators, as a table.

    A form of a project prints those of the project.
    """
    rows: list[CellRow] = []
    if not _is_money(parsed.unit):
        return _build_form_table(parsed, ())
    for row in parsed.form_rows:
        named = [cell for cell in row if not is_blank(cell.text)]
        if any(_names_project(cell, lexicon) for cell in named):
            return _build_form_table(parsed, ())
        rows += [pair for pair in pairwise(named) if _names_office_sum(*pair, lexicon)]
    return _build_form_table(parsed, tuple(rows))


def _names_project(cell: Cell, lexicon: Lexicon) -> bool:
    word = match_key(cell.text).rstrip(":")
    return lexicon.find_key("form", word) == "project"


def _names_office_sum(label: Cell, value: Cell, lexicon: Lexicon) -> bool:
    """True for a number behind the name of revenue
    or expenditure or of its parts."""
    if not is_number(value.text) or is_value_text(label.text):
        return False
    if find_fund(lexicon, label.text) is not None:
        return False
    concept = parse_label(lexicon, label.text).context.concept
    return _take_side(concept) in SIDE_CONCEPTS


def _build_form_table(parsed: ParsedTable, rows: tuple[CellRow, ...]) -> ParsedTable:
    return replace(
        parsed,
        kind="statutory",
        table_key=None,
        fields=("label", "value"),
        rows=rows,
        filled_rows=rows,
        header_texts=((), ()),
        header_cells=((), ()),
        column_units=(None, None),
        form_rows=(),
        continues=None,
    )


def _collect_chains(tables: Iterable[ParsedTable]) -> list[list[ParsedTable]]:
    """Each table of figures with the tables that continue it."""
    chains: list[list[ParsedTable]] = []
    chain_by_path: dict[str, list[ParsedTable]] = {}
    for parsed in tables:
        chain = chain_by_path.get(parsed.continues or "")
        if chain is None or parsed.title_key not in (None, chain[0].title_key):
            chain = []
            chains.append(chain)
        chain.append(parsed)
        chain_by_path[parsed.source_table.path] = chain
    return chains


# --- sides of a table


class _RowsAbove(NamedTuple):
    """The rows of a table, by identity, with the row of the level above each."""

    parsed: ParsedTable
    above: Mapping[int, tuple[RowLabel, CellRow]]


@dataclass(frozen=True)
class Side:
    """The columns that belong together: labels and codes, then the figures behind them.

    Columns are counted from 1. `name` is revenue or expenditure, None where the table
    has one side only. `second_code_columns` name the row again. `other_columns` stand
    before the figures, but name no row. `classification`: functional or economic, where
    its labels name classes. `is_of_one_unit`: its units are one, and years are its rows.
    `names_projects`: its rows are projects, classes are what their money is for.
    """

    label_columns: tuple[int, ...]
    code_columns: tuple[int, ...]
    unit_name_columns: tuple[int, ...]
    year_columns: tuple[int, ...]
    value_columns: tuple[int, ...]
    name: str | None
    second_code_columns: tuple[int, ...] = ()
    other_columns: tuple[int, ...] = ()
    classification: str | None = None
    is_of_one_unit: bool = False
    names_projects: bool = False
    # The rows above those of each table, by the identity of the table.
    rows_above: dict[int, _RowsAbove] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    # What names each row that was asked for, by the identity of the row.
    row_labels: dict[int, RowLabel | None] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def lists_functions(self) -> bool:
        """True where most labels are classes by function."""
        return self.classification == "functional"


class _LabelColumns(NamedTuple):
    """The columns that name the rows of a side."""

    codes: tuple[int, ...]
    second_codes: tuple[int, ...]
    labels: tuple[int, ...]


class RowLabel(NamedTuple):
    """A row's label, the code printed in it, what is printed beside that code, and the
    word it is looked up by."""

    extracted: Extracted[str]
    code: Extracted[str] | None
    printed_name: str
    lookup_word: str

    @property
    def name(self) -> str:
        """The label without the code."""
        return clean_cell_text(self.printed_name)


def _find_sides(parsed: ParsedTable, lexicon: Lexicon) -> tuple[Side, ...]:
    """The sides of a table, left to right; those without figures are none."""
    groups = _group_columns(parsed)
    sides = []
    for columns in groups:
        names = _split_code_runs(parsed, columns)
        names = names._replace(labels=_order_labels(parsed, names, lexicon))
        side_name: str | None = None
        if len(groups) > 1:
            side_name = _find_side_name(parsed, columns, names.labels, lexicon)
        side = Side(
            label_columns=names.labels,
            code_columns=names.codes,
            unit_name_columns=_select_columns(parsed, columns, "unit_name"),
            year_columns=_select_columns(parsed, columns, "year"),
            value_columns=_select_columns(parsed, columns, "value"),
            name=side_name,
            second_code_columns=names.second_codes,
            other_columns=_list_other_columns(parsed, columns),
            classification=_find_classification(parsed, names.labels, lexicon),
            is_of_one_unit=_is_of_one_unit(parsed, columns),
            names_projects=names.labels != tuple(sorted(names.labels)),
        )
        if side.value_columns:
            sides.append(side)
    return tuple(sides)


def _is_of_one_unit(parsed: ParsedTable, columns: Sequence[int]) -> bool:
    """True where years stand beside a unit that does not change."""
    units = _select_columns(parsed, columns, "unit_name")
    years = _select_columns(parsed, columns, "year")
    if not units or not years or _select_columns(parsed, columns, "label"):
        return False
    return len({match_key(text) for text in parsed.column_texts[units[0] - 1]}) < 2


def _group_columns(parsed: ParsedTable) -> list[list[int]]:
    """The columns (from 1) of each side."""
    return [[column + 1 for column in side] for side in group_sides(parsed.fields)]


def _list_other_columns(parsed: ParsedTable, columns: Sequence[int]) -> tuple[int, ...]:
    """Columns before the first figure of a side that have another use: line numbers,
    remarks."""
    values = _select_columns(parsed, columns, "value")
    if not values:
        return ()
    first = min(columns)
    while first > 1 and parsed.fields[first - 2] in _OTHER_FIELDS:
        first -= 1
    between = range(first, values[0])
    return tuple(c for c in between if parsed.fields[c - 1] in _OTHER_FIELDS)


def _select_columns(
    parsed: ParsedTable, columns: Sequence[int], field: str
) -> tuple[int, ...]:
    return tuple(c for c in columns if parsed.fields[c - 1] == field)


def _find_side_name(
    parsed: ParsedTable,
    columns: Sequence[int],
    label_columns: Sequence[int],
    lexicon: Lexicon,
) -> str | None:
    """What a side lists, revenue or expenditure: its headers say it, else its
    labels."""
    words = {
        match_key(cell.text)
        for column in columns
        for cell in parsed.header_cells[column - 1]
    }
    names = {lexicon.get_vocabulary("sides").get(word) for word in words} - {None}
    if len(names) == 1:
        return names.pop()
    keywords = lexicon.get_vocabulary("side_marks")
    names = {key for mark, key in keywords.items() for word in words if mark in word}
    if len(names) == 1:
        return names.pop()
    return _infer_side_name(parsed, label_columns, lexicon)


def _infer_side_name(
    parsed: ParsedTable, label_columns: Sequence[int], lexicon: Lexicon
) -> str | None:
    """What most labels of a side are lines of."""
    counts = {"revenue": 0, "expenditure": 0}
    words = _list_lookup_words(parsed, label_columns)
    if _hold_both_sums(words, lexicon):
        return None
    for word in words:
        is_class = is_highest_class(lexicon, word, is_functional=True)
        counts["expenditure"] += is_class
        for name in counts:
            concept = lexicon.find_key(f"lines.{name}", word)
            counts[name] += concept is not None and concept not in _TOTAL_CONCEPTS
    name = max(counts, key=lambda key: counts[key])
    return name if counts[name] > sum(counts.values()) - counts[name] else None


def _hold_both_sums(words: Iterable[str], lexicon: Lexicon) -> bool:
    """True for labels of both sides one below the other: 一、收入合计, 二、支出合计."""
    sides = set()
    for word in words:
        said = _describe_name(lexicon, word)
        if find_fund(lexicon, word) is None and _rank_total(lexicon, word):
            sides.add(said.concept)
    return sides >= set(SIDE_CONCEPTS)


def _list_lookup_words(parsed: ParsedTable, columns: Sequence[int]) -> list[str]:
    """The words that the rows of a side are looked up by."""
    cells = (_find_last_text_cell(columns, row) for row in parsed.filled_rows)
    return [_locate_label(cell.text, "").word for cell in cells if cell is not None]


def _find_classification(
    parsed: ParsedTable, columns: Sequence[int], lexicon: Lexicon
) -> str | None:
    """The classification whose classes more labels name: by function or by economic
    purpose.

    Some classes of both classifications have one name (其他支出).
    """
    words = _list_lookup_words(parsed, columns)
    n_functions = sum(is_highest_class(lexicon, word, True) for word in words)
    n_economic = sum(is_highest_class(lexicon, word, False) for word in words)
    if not n_functions and not n_economic:
        return _find_lower_classification(words, lexicon)
    return "functional" if n_functions >= n_economic else "economic"


def _find_lower_classification(words: Sequence[str], lexicon: Lexicon) -> str | None:
    """Economic where most labels are
    economic classes of a lower level.

    Sums are left out, and the expenses that
    the law counts, which are such classes, too.
    """
    rows = [
        word
        for word in words
        if find_sum_key(lexicon, word) is None
        and _select_expense(_describe_name(lexicon, word).concept) is None
    ]
    n_economic = sum(is_economic_class(lexicon, word) for word in rows)
    if n_economic < _MIN_PARTS or n_economic * 2 <= len(rows):
        return None
    return "economic"


def _split_code_runs(parsed: ParsedTable, columns: Sequence[int]) -> _LabelColumns:
    """The columns of codes, those of a second run behind a label, and of labels.

    Codes of two classifications of one kind (``301`` and ``501``) are equivalent: the
    first and its label are taken.
    """
    codes = _select_columns(parsed, columns, "code")
    labels = _select_columns(parsed, columns, "label")
    between = _find_label_between(codes, labels)
    if between is None:
        return _LabelColumns(codes, (), labels)
    first = tuple(c for c in codes if c < between)
    second = tuple(c for c in codes if c > between)
    if _has_functional_codes(parsed, first) != _has_functional_codes(parsed, second):
        return _LabelColumns(first, second, labels)
    labels = tuple(label for label in labels if label < second[0])
    return _LabelColumns(first, (), labels)


def _order_labels(
    parsed: ParsedTable, names: _LabelColumns, lexicon: Lexicon
) -> tuple[int, ...]:
    """The columns of labels, of which the last that is filled names a row.

    项目名称 names a row before 经济科目名称, which is the name of the code beside it.
    """
    projects = tuple(
        column
        for column in names.labels[:-1]
        if lexicon.find_key("form", parsed.get_head(column)) == "project"
    )
    if not projects or names.labels[-1] - 1 not in names.codes:
        return names.labels
    others = tuple(column for column in names.labels if column not in projects)
    return (*others, *projects)


def _find_label_between(codes: Sequence[int], labels: Sequence[int]) -> int | None:
    """The first column of labels between two columns of codes."""
    for label in labels:
        if codes and codes[0] < label < codes[-1]:
            return label
    return None


def _has_functional_codes(parsed: ParsedTable, columns: Sequence[int]) -> bool:
    """True where most codes of a run begin as functional ones do."""
    n_codes = n_functional = 0
    for row in parsed.rows:
        cell = row[columns[0] - 1]
        if cell is None:
            continue
        text = clean_cell_text(cell.text)
        if text.isdigit():
            n_codes += 1
            n_functional += text.startswith(_FUNCTIONAL_CODE_PREFIX)
    return n_functional * 2 > n_codes


def _find_row_label(side: Side, filled_row: CellRow) -> RowLabel | None:
    """What names a row of a side: a label, a unit, a year.

    A total may be in the column of the codes.
    """
    key = id(filled_row)
    if key not in side.row_labels:
        side.row_labels[key] = _parse_row_label(side, filled_row)
    return side.row_labels[key]


def _parse_row_label(side: Side, filled_row: CellRow) -> RowLabel | None:
    units = () if side.is_of_one_unit else side.unit_name_columns
    cell = (
        _find_last_text_cell(side.label_columns, filled_row)
        or _find_last_text_cell(units, filled_row)
        or _find_year_cell(side.year_columns, filled_row)
        or _find_first_text_cell(side.code_columns, filled_row)
        or _find_first_text_cell(side.other_columns, filled_row)
    )
    if cell is None:
        return None
    index = filled_row.index(cell)
    left_cell = filled_row[index - 1] if index else None
    left_value = ""
    if left_cell is not None and is_value_text(left_cell.text):
        left_value = clean_cell_text(left_cell.text)
    return _parse_label(cell, left_value)


def _find_first_text_cell(columns: Sequence[int], row: CellRow) -> Cell | None:
    """The first cell of some columns that holds words."""
    for column in columns:
        cell = row[column - 1]
        if cell is not None and _is_text_cell(cell):
            return cell
    return None


def _find_last_text_cell(columns: Sequence[int], row: CellRow) -> Cell | None:
    """The last cell of some columns that holds words."""
    return _find_first_text_cell(columns[::-1], row)


def _find_year_cell(columns: Sequence[int], row: CellRow) -> Cell | None:
    """The last filled cell of the columns of years."""
    cells = (row[column - 1] for column in reversed(columns))
    return next((cell for cell in cells if cell and not is_blank(cell.text)), None)


def _is_text_cell(cell: Cell) -> bool:
    return _is_words(cell.text)


@cache_words
def _is_words(text: str) -> bool:
    return (
        not is_blank(text)
        and not is_value_text(text)
        and not clean_cell_text(text).isdigit()
    )


def _find_code_cells(columns: Sequence[int], filled_row: CellRow) -> dict[int, Cell]:
    """The cells of a row's code by column; a merged cell once."""
    code_cells: dict[int, Cell] = {}
    for c in columns:
        cell = filled_row[c - 1]
        if (
            cell is not None
            and _parse_code_digits(cell)
            and cell not in code_cells.values()
        ):
            code_cells[c] = cell
    return code_cells


@lru_cache(256)
def _list_function_codes(texts: tuple[str, ...]) -> frozenset[str]:
    """The codes of functions among others, with those of their groups and classes."""
    words = [remove_whitespace(text) for text in texts]
    codes = [word[:7] for word in words if _FUNCTION_CODE.match(word)]
    return frozenset(code[:size] for code in codes for size in (3, 5, 7))


def _list_texts(
    parsed: ParsedTable, columns: Iterable[int]
) -> Iterator[tuple[str, ...]]:
    """The texts of each of some columns."""
    for column in columns:
        yield parsed.column_texts[column - 1]


def _parse_code_digits(cell: Cell) -> str:
    """The digits of a cell that holds a code; '' for any other.

    ``206.01.01`` is printed for 2060101.
    """
    text = normalize(clean_cell_text(cell.text))
    return text.replace(".", "") if _CODE.fullmatch(text) else ""


def _parse_label(cell: Cell, left_value: str) -> RowLabel:
    """Parse the cell that names a row.

    ``[201]一般公共服务支出`` and ``201-一般公共服务支出`` are a code and a label; of
    ``201一般公共服务支出`` the code is part of the label. ``0.00二、外交支出``: a label behind the figure of the cell to the left.
    """
    text, found = cell.text, _locate_label(cell.text, left_value)
    code: Extracted[str] | None = None
    if found.code is not None:
        first, last = found.code_span
        code = Extracted(found.code, text[first:last], cell.span.slice(first, last))
    start, end = found.start, found.end
    raw, place = text, cell.span
    if (start, end) != (0, len(text)):
        raw, place = text[start:end], cell.span.slice(start, end)
    label = Extracted(clean_cell_text(raw), raw, place)
    return RowLabel(label, code, text[found.name_start : end], found.word)


class _LocatedLabel(NamedTuple):
    """Where the label of a cell stands, and its name behind a code in front of it.

    ``word`` is what the name is looked up by, ``code`` the code of the cell.
    """

    start: int
    name_start: int
    end: int
    word: str
    code: str | None = None
    code_span: tuple[int, int] = (0, 0)


@cache_words
def _locate_label(printed: str, left_value: str) -> _LocatedLabel:
    """Locate the label in the text of a cell, and its code."""
    text = normalize(printed)
    start, end = _find_label_start(text, left_value), len(text)
    name_start = start
    code: str | None = None
    span = 0, 0
    leading, trailing = _LEADING_CODE.match(text), _TRAILING_CODE.search(text)
    match = leading or trailing
    if match is not None and match["code"][0] in _CODE_PREFIXES:
        code, span = match["code"], match.span("code")
        if leading is None:
            end = match.start()
        else:
            name_start = match.end()
            start = max(start, _find_code_end(leading))
    word = _build_lookup_word(clean_cell_text(printed[name_start:end]))
    return _LocatedLabel(start, name_start, end, word, code, span)


def _find_code_end(leading: regex.Match[str]) -> int:
    """Where the name begins behind a code that brackets or a mark set off; 0 for a code
    that is part of it."""
    if _SET_OFF.search(leading.group()) is None:
        return 0
    return leading.end()


def _find_label_start(text: str, left_value: str) -> int:
    """Where a label begins behind the figure of the cell to the left."""
    glued = _GLUED_NUMBER.match(text)
    if glued is not None:
        return glued.end()
    stripped = text.lstrip()
    if "." in left_value and stripped.startswith(normalize(left_value)):
        return len(text) - len(stripped) + len(left_value)
    return 0


@lru_cache(4096)
def _build_lookup_word(label: str) -> str:
    """The word a label or header is looked up by:
    no list numbers, 其中 or brackets."""
    word = strip_list_number_and_connective(match_key(label))
    return _TRAILING_BRACKET.sub("", word) or word


# --- concepts of figures


class _Figure(NamedTuple):
    """The position of a figure: its side, its row and the words above its column.

    `is_class`: the code of the row is one of a class (类). `is_total`: the row sums its
    side.
    """

    parsed: ParsedTable
    side: Side
    column: int
    filled_row: CellRow
    header_words: tuple[str, ...]
    label: RowLabel | None
    is_class: bool
    is_total: bool

    @property
    def value(self) -> Decimal | None:
        """The figure, where its cell holds a number."""
        return read_number(self.filled_row[self.column - 1])


@lru_cache(4096)
def _rank_total(lexicon: Lexicon, text: str) -> int:
    """How much a word sums up: 收入总计 more than 收入合计, that more than 本年收入合计."""
    all_ends, sum_ends, part_ends, year_starts = (
        lexicon.get_words("sum_ends", key) for key in ("all", "sum", "part", "own_year")
    )
    if text.endswith(all_ends):
        return 3
    if not text.endswith((*sum_ends, *part_ends)):
        return 0
    if text.startswith(year_starts):
        return _RANK_OF_YEAR
    return 2


class _StatutoryConceptResolver:
    """The concepts of one table, with the tables that continue it.

    A concept is given once a side, year and stage.
    """

    def __init__(
        self, title_key: str, labels: Iterable[tuple[str | None, str]], lexicon: Lexicon
    ) -> None:
        """Rank the totals that the table prints.

        Args:
            title_key: The table's statutory key, or the key of its title.
            labels: The name of the side and the lookup word of every row.
            lexicon: The words.
        """
        self.title_key = title_key
        self.is_final = title_key.startswith("F")
        self.table_number = title_key[1:] if title_key[:1] in ("B", "F") else ""
        self.lexicon = lexicon
        self.top_rank: dict[str | None, int] = {}
        self.sides_with_total: set[str | None] = set()
        self.sides_with_year: set[str | None] = set()
        for name, text in set(labels):
            rank = _rank_total(self.lexicon, text)
            self.top_rank[name] = max(self.top_rank.get(name, 0), rank)
            if rank == _RANK_OF_YEAR:
                self.sides_with_year.add(name)
            if find_sum_key(lexicon, text) == "total":
                self.sides_with_total.add(name)
        self._claimed: dict[
            tuple[str, str | None, int | None, str | None], tuple[int, Decimal]
        ] = {}

    def claim_concept(
        self,
        concept: str | None,
        side: Side,
        period: _FigurePeriod,
        column: int,
        value: Decimal | None,
    ) -> str | None:
        """Give a concept to the first row that names it and has a figure.

        Below 年初结转和结余 the same words are parts of that; the same figure again in its
        column is the same: 一、“三公”经费支出, （一）支出合计.
        """
        if concept is None or concept == _FUNCTIONAL_CONCEPT:
            return concept
        claim = (concept, side.name, period.year, period.stage)
        claimed = self._claimed.get(claim)
        if claimed is not None and (not value or claimed != (column, value)):
            return None
        if value is not None:
            self._claimed[claim] = column, value
        return concept

    def resolve_concept(self, figure: _Figure) -> str | None:
        """The concept of a figure, by the statutory form of its table."""
        number = self.table_number
        if number == "1" and figure.side.name:
            return self._resolve_two_sided(figure)
        if number == "4" and figure.side.name:
            return self._resolve_appropriation(figure)
        if number == "2":
            return self._resolve_revenue(figure)
        if number == "3":
            return self._resolve_expenditure(figure)
        if number == "7":
            return self._resolve_three_public(figure)
        return self._resolve_table_total(figure)

    def _resolve_two_sided(self, figure: _Figure) -> str | None:
        """Revenue next to expenditure: the row names the concept, the column must be
        its sum."""
        if figure.side.name == "revenue":
            return self._find_row_concept("revenue", figure)
        concept = self._find_row_concept("expenditure", figure)
        is_sum = self._is_sum_column("expenditure", figure.header_words)
        label = figure.label
        if not is_sum or label is None or self._is_partial_total(label, figure.side):
            return None
        if concept is None and self._names_function(label, figure.side):
            return _FUNCTIONAL_CONCEPT
        return concept

    def _names_function(self, label: RowLabel, side: Side) -> bool:
        """True for the name of a class of the functional classification."""
        word = label.lookup_word
        return side.lists_functions and is_highest_class(self.lexicon, word, True)

    def _is_partial_total(self, label: RowLabel, side: Side) -> bool:
        """True for a total of expenditure below which a larger one is printed."""
        concept = self.lexicon.find_key("lines.expenditure", label.lookup_word)
        return concept == "expenditure.total" and not self.is_grand_total(label, side)

    def _resolve_appropriation(self, figure: _Figure) -> str | None:
        """Appropriations: revenue by its rows, spending by the columns of the total
        row."""
        if figure.side.name == "revenue":
            concept = self._find_row_concept("revenue", figure)
            return _APPROPRIATION_REVENUE.get(concept or "", concept)
        concept = self._find_row_concept("appropriation", figure)
        if concept != "fiscal_appropriation.total":
            return None
        column = self._resolve_by_column("appropriation", figure.header_words)
        return column or concept

    def _resolve_revenue(self, figure: _Figure) -> str | None:
        if figure.is_total:
            concept = self._resolve_by_column("revenue", figure.header_words)
            return concept or self._resolve_by_row("revenue", figure)
        return self._resolve_by_row("revenue", figure)

    def _resolve_expenditure(self, figure: _Figure) -> str | None:
        if figure.is_total:
            concept = self._resolve_by_column("expenditure", figure.header_words)
            return concept or self._resolve_by_row("expenditure", figure)
        if not figure.is_class and not figure.side.code_columns:
            return self._resolve_by_row("expenditure", figure)
        if figure.is_class and self._is_sum_column("expenditure", figure.header_words):
            return _FUNCTIONAL_CONCEPT
        return None

    def _resolve_table_total(self, figure: _Figure) -> str | None:
        """The total of a table of one fund, of
        projects, or of operating expenses."""
        if not figure.is_total:
            return None
        concept = map_concepts_by_table_number().get(self.table_number)
        if concept is not None and self._is_spending_sum(figure.header_words):
            return concept
        if self.title_key == "operating_expenses":
            return "operating_expenses.total"
        if self.title_key != "B10":
            return None
        if not self._is_sum_column("expenditure", figure.header_words):
            return None
        title = figure.parsed.title
        if title and self._contains_keyword(match_key(title.value), "not_project"):
            return None
        return "expenditure.project"

    def _resolve_by_row(self, family: str, figure: _Figure) -> str | None:
        """A table that lists revenue or expenditure down the page, as until about
        2016."""
        if figure.side.code_columns or figure.side.unit_name_columns:
            return None
        if not self._is_sum_column(family, figure.header_words):
            return None
        return self._find_row_concept(family, figure)

    def _find_row_concept(self, family: str, figure: _Figure) -> str | None:
        """The concept that a row names; a total only
        where no other row sums more."""
        label = figure.label
        if label is None:
            return None
        concept = self.lexicon.find_key(f"lines.{family}", label.lookup_word)
        if concept in _TOTAL_CONCEPTS and not self.is_grand_total(label, figure.side):
            return None
        return concept

    def _contains_keyword(self, text: str, vocabulary: str) -> bool:
        """True where a text contains a word of a vocabulary of keywords."""
        return any(word in text for word in self.lexicon.get_words(vocabulary, "word"))

    def sums_year_and_balance(self, label: RowLabel, side: Side) -> bool:
        """True for 收入合计 where 本年收入合计 is another row of its side."""
        if side.name not in self.sides_with_year:
            return False
        rank = _rank_total(self.lexicon, label.lookup_word)
        return rank > _RANK_OF_YEAR and self.is_grand_total(label, side)

    def is_grand_total(self, label: RowLabel, side: Side) -> bool:
        """Of 本年收入合计, 收入合计 and 收入总计 the highest that is printed is the total."""
        return _rank_total(self.lexicon, label.lookup_word) == self.top_rank.get(
            side.name, 0
        )

    def _resolve_by_column(
        self, family: str, header_words: Sequence[str]
    ) -> str | None:
        """What a column holds: its lowest header, or the one above a mere sum.

        No part of a carry-over. ``本级财政拨款/金额`` is found by 本级财政拨款.
        """
        words = [text for text in header_words if text]
        while len(words) > 1 and self._is_generic_header(words[-1]):
            words.pop()
        if not words:
            return None
        # 一般公共预算 above 拨款 is one name.
        names = (words[-1], "".join(words[-2:]))
        found = (self.lexicon.find_key(f"lines.{family}", name) for name in names)
        concept = next(filter(None, found), None)
        parents = self._find_parent_concepts(family, words)
        if concept in _TOTAL_CONCEPTS and parents:
            return parents[-1]
        if "revenue.carryover" in parents:
            return None
        return concept

    def _find_parent_concepts(self, family: str, words: Sequence[str]) -> list[str]:
        """The concepts, no totals, that the headers above the lowest one name."""
        concepts = (
            self.lexicon.find_key(f"lines.{family}", text) for text in words[:-1]
        )
        return [
            concept
            for concept in concepts
            if concept is not None and concept not in _TOTAL_CONCEPTS
        ]

    def _is_sum_column(self, family: str, header_words: Sequence[str]) -> bool:
        """True for the column that sums the row: 合计, or the only one of figures
        (预算数)."""
        words = [text for text in header_words if text]
        if not words or self._find_parent_concepts(family, words):
            return False
        funds = [find_fund(self.lexicon, text) for text in words[:-1]]
        if family == "expenditure" and any(funds):
            return False  # 小计 below 财政拨款
        concept = self.lexicon.find_key(f"lines.{family}", words[-1])
        return concept in _TOTAL_CONCEPTS or self._is_generic_header(words[-1])

    def _is_spending_sum(self, header_words: Sequence[str]) -> bool:
        """True for the column that sums the spending of one fund.

        Opening balance, revenue and closing balance may be next to expenditure.
        """
        if not self._is_sum_column("appropriation", header_words):
            return False
        words = [text for text in header_words if text]
        if any(self._contains_keyword(text, "spending") for text in words):
            return True
        if self.is_final and self.table_number in ("8", "9"):
            return False
        return not any(self._contains_keyword(text, "not_spending") for text in words)

    def sums_side(self, word: str) -> bool:
        """True for a word of a sum: 合计, 本年支出合计."""
        return _rank_total(self.lexicon, word) > 0

    def heads_sum(self, figure: _Figure) -> bool:
        """True for a column that sums its row, and
        for the only column of its side."""
        words = [text for text in figure.header_words if text]
        if not words or self._is_only_level(figure):
            return True
        if _rank_total(self.lexicon, words[-1]):
            return True
        return self._is_generic_header(words[-1])

    def _is_only_level(self, figure: _Figure) -> bool:
        """True for the one column of a side that
        holds no share, rate or difference."""
        return all(
            column == figure.column or self._holds_no_level(figure.parsed, column)
            for column in figure.side.value_columns
        )

    def _holds_no_level(self, parsed: ParsedTable, column: int) -> bool:
        key = "no level", column
        if key not in parsed.readings:
            parsed.readings[key] = any(
                not parse_period(header.text, True, self.lexicon).is_level
                for header in parsed.header_cells[column - 1]
            )
        found: bool = parsed.readings[key]
        return found

    def _is_generic_header(self, text: str) -> bool:
        """True for a header that only announces figures: 2026年预算数, 金额."""
        bare = LEADING_YEAR.sub("", text)
        if not bare:
            return True
        if is_period(text, self.lexicon):
            return True
        if self.table_number == _THREE_PUBLIC_NUMBER and self._is_spent_this_year(text):
            return True
        return self.lexicon.find_key("lines.plain", bare) is not None

    def _is_spent_this_year(self, text: str) -> bool:
        """True for 本年支出, which is the year's figure where the rows are expenses."""
        spent = self.lexicon.get_words("period_words", "spent")
        return any(
            text.startswith(own) and text.removeprefix(own) in spent
            for own in self.lexicon.get_words("period_words", "own")
        )

    def _resolve_three_public(self, figure: _Figure) -> str | None:
        """三公 tables name the expenses by their rows or by their columns."""
        label, is_total = figure.label, figure.is_total
        if label is not None:
            concept = self._find_three_public_concept(label.lookup_word)
            names_column = is_total and self._has_three_public_part(figure.header_words)
            by_row = concept is not None and not figure.side.unit_name_columns
            if by_row and not names_column:
                if not self._is_three_public_sum(figure.header_words):
                    return None
                if concept != "three_public.total":
                    return concept
                return self._confirm_three_public_total(
                    figure, [label.lookup_word], self._list_row_expenses(figure)
                )
            if not self._sums_row(label, is_total):
                return None
        return self.resolve_three_public_column(figure)

    def _sums_row(self, label: RowLabel, is_total: bool) -> bool:
        """True for the row of a total or period of all money, none of a fund."""
        if find_fund(self.lexicon, label.lookup_word) is not None:
            return False
        return is_total or self._is_generic_header(label.lookup_word)

    def _is_three_public_sum(self, header_words: Sequence[str]) -> bool:
        """True for the column of figures of a table that names the expenses by its
        rows."""
        words = [text for text in header_words if text]
        if not words:
            return False
        if self._is_generic_header(words[-1]) or self._heads_figures(words[-1]):
            return True
        return self.lexicon.find_key("sum_ends", words[-1]) in ("sum", "all")

    def _heads_figures(self, text: str) -> bool:
        """True for figures of a side or period: 支出统计数, 决算金额."""
        for end in self.lexicon.get_vocabulary("lines.plain"):
            bare = text.removesuffix(end)
            is_side = self.lexicon.find_key("sides", bare) is not None
            if bare != text and (is_side or is_period(bare, self.lexicon)):
                return True
        return False

    def resolve_three_public_column(self, figure: _Figure) -> str | None:
        """The expense that a column of a table of the three expenses holds."""
        words = [
            LEADING_YEAR.sub("", text)
            for text in figure.header_words
            if text and not self._is_generic_header(text)
        ]
        concept = self._resolve_by_column("three_public", words)
        if concept is None and words:
            concept = self._find_three_public_concept(words[-1])
            return concept or self._compose_expense(words)
        if concept != "three_public.total":
            return concept
        return self._confirm_three_public_total(
            figure, words, self._list_column_expenses(figure)
        )

    def _compose_expense(self, words: Sequence[str]) -> str | None:
        """The expense that headers name
        together, that of the three left out: 公车运行
        below 三公经费."""
        named = [w for w in words if not self._contains_keyword(w, "three_public")]
        return compose_item_of_path(self.lexicon, named)

    def _confirm_three_public_total(
        self, figure: _Figure, words: Sequence[str], expenses: Sequence[_Expense]
    ) -> str | None:
        """The total only where it sums the three expenses and no other ones of its
        table.

        合计 may sum meetings and training, too; a header of the three above it, or its
        value, decides. A total that sums nothing that is printed is one all the same.
        """
        if any(self._names_three_alone(text) for text in words):
            return "three_public.total"
        three = sum(_select_expenses(expenses, _THREE_PUBLIC_PARTS))
        others = list(_select_expenses(expenses, _OTHER_EXPENSES))
        has_own_total = any(expense.is_own_total for expense in expenses)
        if has_own_total and _lists_others(expenses):
            return None  # also where the others are 0 or blank
        if figure.value == three:
            return "three_public.total"
        sums_others = figure.value in (sum(others), three + sum(others))
        if has_own_total or (others and sums_others):
            return None
        return "three_public.total"

    def _names_three_alone(self, text: str) -> bool:
        """True for a header of the three, no one of “三公”经费及会议费、培训费."""
        if not self._contains_keyword(text, "three_public"):
            return False
        return not any(
            word in text
            for word, item in self.lexicon.get_vocabulary("lines.three_public").items()
            if (item,) in _OTHER_EXPENSES
        )

    def _list_column_expenses(self, figure: _Figure) -> list[_Expense]:
        """What the columns of the same period hold in the row of a figure."""
        period = self._list_period_words(figure.header_words)
        expenses = []
        for column in figure.side.value_columns:
            header_words = _list_header_words(figure.parsed, column)
            if self._list_period_words(header_words) != period:
                continue
            words = [
                LEADING_YEAR.sub("", text)
                for text in header_words
                if text and not self._is_generic_header(text)
            ]
            concept = self._resolve_by_column(
                "three_public", words
            ) or self._compose_expense(words)
            is_named = any(self._names_three_alone(text) for text in words)
            if is_named and concept in (None, "three_public.total"):
                concept = _OWN_TOTAL
            value = read_number(figure.filled_row[column - 1])
            expenses.append(_Expense(concept, value))
        return expenses

    def _list_row_expenses(self, figure: _Figure) -> list[_Expense]:
        """What the rows of the same side hold in the column of a figure."""
        expenses = []
        for row in figure.parsed.filled_rows:
            label = _find_row_label(figure.side, row)
            if label is None:
                continue
            concept = self._find_three_public_concept(label.lookup_word)
            if self._contains_keyword(label.lookup_word, "three_public"):
                concept = _OWN_TOTAL
            expenses.append(_Expense(concept, read_number(row[figure.column - 1])))
        return expenses

    def _list_period_words(self, header_words: Sequence[str]) -> list[str]:
        return [text for text in header_words if is_period(text, self.lexicon)]

    def _find_three_public_concept(self, text: str) -> str | None:
        concept = self.lexicon.find_key("lines.three_public", text)
        if concept is not None:
            return concept
        ends = self.lexicon.get_words("three_public", "end")
        if self._contains_keyword(text, "three_public") and text.endswith(ends):
            return "three_public.total"
        composed = compose_item_of_path(self.lexicon, [text])
        return composed if describe_item(composed).concept in _THREE_EXPENSES else None

    def find_named_expense(self, figure: _Figure) -> str | None:
        """The expense that a row of the table of the three names in any column: 购置费.

        A sum is that of the three only where it sums no others.
        """
        if figure.label is None or self.table_number != _THREE_PUBLIC_NUMBER:
            return None
        word = figure.label.lookup_word
        item = self.lexicon.find_key("lines.three_public", word)
        if item not in _TOTAL_CONCEPTS:
            return item
        if self._has_three_public_part(figure.header_words):
            return None
        expenses = self._list_row_expenses(figure)
        if not {one.concept for one in expenses} - _TOTALS_OF_THREE:
            return None
        return self._confirm_three_public_total(figure, [word], expenses)

    def _has_three_public_part(self, header_words: Sequence[str]) -> bool:
        """True for a column of one of the three
        expenses: the row does not name it."""
        concepts = {
            self.lexicon.find_key("lines.three_public", text) for text in header_words
        }
        return bool(concepts - _TOTAL_CONCEPTS - {None})


class _Expense(NamedTuple):
    """An expense in the table of the three public expenses."""

    concept: str | None
    value: Decimal | None

    @property
    def is_own_total(self) -> bool:
        """True for a total of the three with a figure;
        a name alone heads the list."""
        return self.concept == _OWN_TOTAL and self.value is not None


def _lists_others(expenses: Iterable[_Expense]) -> bool:
    """True where meetings or training are listed, with a figure or blank."""
    return any((one.concept,) in _OTHER_EXPENSES for one in expenses)


def _select_expenses(
    expenses: Sequence[_Expense], alternatives: Sequence[Sequence[str]]
) -> Iterator[Decimal]:
    """The value of each concept, the first of its alternatives that is printed."""
    values: dict[str | None, Decimal] = {}
    for expense in expenses:
        if expense.value is not None:
            values.setdefault(expense.concept, expense.value)
    for concepts in alternatives:
        if concepts[0] in values:
            yield values[concepts[0]]
        else:
            yield from (values[concept] for concept in concepts if concept in values)


def _list_header_words(parsed: ParsedTable, column: int) -> tuple[str, ...]:
    """The words above a column, from top to bottom, as they are looked up."""
    key = "header words", column
    if key not in parsed.readings:
        headers = parsed.header_cells[column - 1]
        words = tuple(_build_lookup_word(header.text) for header in headers)
        parsed.readings[key] = words
    found: tuple[str, ...] = parsed.readings[key]
    return found


@lru_cache(4096)
def _describe_name(lexicon: Lexicon, word: str) -> FigureContext:
    """What a name says of a figure, with the fund that it names itself."""
    for quantifier in lexicon.get_words("quantifiers"):
        word = word.replace(quantifier, "")
    said = parse_label(lexicon, word).context
    fund = find_fund(lexicon, word) or _find_revenue_fund(said)
    if said.concept is None:
        said = said._replace(concept=_find_own_side(lexicon, word))
    if said.concept is None and said.fund is None:
        said = _describe_sum(lexicon, word)
    if said.concept in _BALANCES:
        return said._replace(fund=_find_balance_fund(lexicon, word, fund))
    if said.concept == "revenue" and fund is not None:
        said = said._replace(concept=None)
    return said._replace(fund=fund)


@lru_cache(4096)
def _ends_as_carryover(lexicon: Lexicon, word: str) -> bool:
    """True for the money of a fund that is left over: 财政拨款结转."""
    ends = lexicon.get_words("head_components", "carry")
    return word.endswith(ends) and find_fund(lexicon, word) is not None


def _ends_as_unit(word: str, lexicon: Lexicon) -> bool:
    """True for a name that ends as names of units do, whatever its brackets say."""
    bare = BRACKETED_TEXT.sub("", word)
    return bare.endswith(lexicon.get_words("units", "tail"))


def _ends_as_class(label: RowLabel) -> bool:
    """True for 按项目管理的商品和服务支出."""
    names = list_class_names("economic_department")
    return label.lookup_word.endswith(tuple(names))


def _describe_sum(lexicon: Lexicon, word: str) -> FigureContext:
    """What a sum is of, where it is no side: “三公”经费小计."""
    for key in ("all", "sum", "part"):
        for end in lexicon.get_words("sum_ends", key):
            said = parse_label(lexicon, word.removesuffix(end)).context
            if word.endswith(end) and _select_narrow(said.concept) is not None:
                return said
    return NO_CONTEXT


def _find_own_side(lexicon: Lexicon, word: str) -> str | None:
    """The side that a sum of the year names: 本年收入小计."""
    starts = lexicon.get_words("sum_ends", "own_year")
    ends = lexicon.get_words("sum_ends", "part")
    if word.startswith(starts) and word.endswith(ends):
        return _parse_sum(lexicon, word).concept
    return None


def _find_revenue_fund(said: FigureContext) -> Fund | None:
    """The fund of revenue whose name holds no word of it: 医疗收入."""
    if said.concept != "revenue" or said.fund is Fund.ALL:
        return None
    return said.fund


def _find_balance_fund(lexicon: Lexicon, word: str, fund: Fund | None) -> Fund | None:
    """The fund of what is carried over: 使用非财政拨款结余 is what units have left of
    their own money."""
    if fund == Fund.CARRYOVER:
        return None
    own = lexicon.get_words("own_balances")
    if any(name in word for name in own):
        return Fund.UNIT_FUNDS
    return fund


def _parse_sum(lexicon: Lexicon, word: str) -> FigureContext:
    """What a name says, 小计 at its end as 合计: 财政拨款收入小计."""
    whole, *_ = lexicon.get_words("sum_ends", "sum")
    for end in lexicon.get_words("sum_ends", "part"):
        if word.endswith(end):
            word = word.removesuffix(end) + whole
    return parse_label(lexicon, word).context


def _add_named_class(
    context: FigureContext, code: str, name: str | None
) -> FigureContext:
    """The context with the class that a label names without its code."""
    if code.startswith(_FUNCTIONAL_CODE_PREFIX):
        return context._replace(function_code=code, function_name=name)
    return context._replace(economic_code=code, economic_name=name)


def _infer_listed_side(concepts: Iterable[str | None]) -> str | None:
    """The side that the columns of a table are of: expenditure where any is a part of
    it."""
    found = set(concepts)
    if any((concept or "").startswith("expenditure") for concept in found):
        return "expenditure"
    return "revenue" if "revenue" in found else None


def _list_column_words(parsed: ParsedTable, sides: Iterable[Side]) -> Iterator[str]:
    """The words above the figures of all sides."""
    for side in sides:
        for column in side.value_columns:
            yield from _list_header_words(parsed, column)


def _list_side_words(parsed: ParsedTable, side: Side) -> Iterator[str]:
    """The words that the rows of a side are looked up by."""
    for row in parsed.filled_rows:
        label = _find_row_label(side, row)
        if label is not None:
            yield label.lookup_word


def _select_fund(of_row: Fund | None, of_column: Fund | None) -> Fund | None:
    """The fund of the row, or the budget within it that the column names."""
    if of_row is Fund.FISCAL_APPROPRIATION and of_column in _BUDGETS:
        return of_column
    return of_row or of_column


def _select_narrow(*concepts: str | None) -> str | None:
    """The first of some concepts that is no whole side."""
    return next((c for c in concepts if c and c not in SIDE_CONCEPTS), None)


def _choose_procurement(of_row: FigureContext, names: _RowNames) -> str | None:
    """Procurement in rows of its total, of a unit, of a fund and of classes."""
    is_fund = of_row.fund is not None
    if names.is_whole or names.is_class_row or is_fund:
        return "procurement"
    return None


def _cross_purchases(
    of_row: FigureContext, of_column: FigureContext
) -> tuple[FigureContext, FigureContext]:
    """What row and column say of purchases, where the column parts them otherwise.

    Of 货物 the part for small businesses is no concept.
    """
    part = of_column.concept
    if part not in _RESERVED_PURCHASES or of_row.concept is None:
        return of_row, of_column
    if of_row.concept != "procurement":
        of_column = of_column._replace(concept=None)
    return of_row._replace(concept=None), of_column


def _narrow_side(side: str | None, listed: str | None) -> str | None:
    """What a table lists of a side: 基本支出 of expenditure, no 支出 of revenue."""
    if side is None or listed is None:
        return side or listed
    return listed if listed.startswith(f"{side}.") else side


def _take_side(concept: str | None) -> str | None:
    """The side of what a table lists: the rows of
    基本支出 are classes of expenditure."""
    return (concept or "").partition(".")[0] or None


def _select_expense(concept: str | None) -> str | None:
    """The concept of an economic class that is one of the expenses told apart by
    law."""
    if concept is not None and concept.partition(".")[0] in _EXPENSES:
        return concept
    return None


def _names_spending(concept: str | None) -> bool:
    """True for a concept of what is spent: no revenue, no balance, no asset."""
    family = (concept or "").partition(".")[0]
    return family in ("expenditure", *_EXPENSES_OF_ANY_BUDGET)


def _names_listing(
    of_column: FigureContext, of_table: FigureContext, figure: _Figure
) -> bool:
    """True for a column that says what the whole table lists: as the title does, or as
    the only one of figures."""
    if of_column.concept == of_table.concept:
        return True
    return len(figure.side.value_columns) == 1


def _is_expense_class(context: FigureContext, names: _RowNames) -> bool:
    """True for 差旅费 as a class: of the year in one column, with what is carried over
    in another."""
    is_class = names.economic_code is not None
    return is_class and _select_expense(context.concept) is not None


def _is_part_of_expense(of_row: FigureContext, of_column: FigureContext) -> bool:
    """True for the row of 差旅费 in a column of 基本支出: a part of it."""
    if _select_expense(of_row.concept) is None or of_column.concept is None:
        return False
    return of_column.concept not in SIDE_CONCEPTS


def _list_side_headers(
    parsed: ParsedTable, side: Side, lists_functions: bool
) -> frozenset[Span]:
    """The headers above the labels of a side, or above all figures of economic
    classes."""
    names = (*side.label_columns, *side.code_columns, *side.unit_name_columns)
    spans = {header.span for c in names for header in parsed.header_cells[c - 1]}
    if lists_functions or len(side.value_columns) == 1:
        return frozenset(spans)
    heads = ({h.span for h in parsed.header_cells[c - 1]} for c in side.value_columns)
    return frozenset(spans | set.intersection(*heads))


# --- lines and amounts


class _FigurePeriod(NamedTuple):
    """Year and stage of a figure; `kind` where it
    is a difference, share or rate."""

    year: int | None
    stage: Phase | None
    kind: str | None = None

    @property
    def is_level(self) -> bool:
        return self.kind is None


def _join_texts(row: CellRow) -> str:
    return "".join(cell.text for cell in row if cell is not None)


def _is_difference_of_money(period: _FigurePeriod, line: BudgetLine) -> bool:
    """True for a line that is kept though it holds no level of its year: without stage
    and concept."""
    unit = line.value.unit
    is_kept = period.kind in _KINDS_OF_LINES
    return is_kept and (unit is None or unit.name in YUAN_PER_UNIT)


@dataclass(frozen=True)
class _RowNames:
    """What names a row of a side.

    Attributes:
        label: Its label.
        codes: Its code, or the codes of 类, 款, 项 where they are separate.
        second_code: The code of another classification.
        unit_name: The unit (单位) it belongs to, where that is not its label.
        unit: The unit of measure that its label or a column of its own prints.
        is_total: It sums its side.
        label_is_unit: Its label is the name of a unit.
        named_class: The code of the class that its label names without a code.
        is_repeated: A total of its side is above it.
    """

    label: RowLabel | None
    codes: tuple[Extracted[str], ...]
    second_code: Extracted[str] | None
    unit_name: Extracted[str] | None
    unit: Unit | None
    is_total: bool
    label_is_unit: bool
    named_class: str | None = None
    is_repeated: bool = False

    @property
    def extracted_label(self) -> Extracted[str] | None:
        """The words of its label, with their place."""
        return self.label and self.label.extracted

    @property
    def is_function(self) -> bool:
        """True for the row of a class by function, with its code or without."""
        if self.functional_code is not None:
            return True
        return (self.named_class or "").startswith(_FUNCTIONAL_CODE_PREFIX)

    @property
    def code(self) -> Extracted[str] | None:
        """The whole code of the row, else the one printed in its label."""
        if self.codes:
            return self.codes[-1]
        return self.label.code if self.label else None

    @property
    def is_class(self) -> bool:
        """True for the row of a class (类) of the functional classification."""
        code = self.code
        return (
            code is not None
            and len(code.value) == _CLASS_CODE_LENGTH
            and code.value.startswith(_FUNCTIONAL_CODE_PREFIX)
        )

    @property
    def is_class_row(self) -> bool:
        """True for the row of a class of any level, by function or by economic
        purpose."""
        codes = (self.functional_code, self.economic_code, self.named_class)
        return any(code is not None for code in codes)

    @property
    def is_whole(self) -> bool:
        """True for the row of the whole of its
        table, or of a unit's share in it."""
        return self.is_total or (self.label_is_unit and not self.is_class_row)

    @property
    def repeats_total(self) -> bool:
        """True for a total that a page prints again, which has no item."""
        return self.is_total and self.is_repeated

    @property
    def counts_things(self) -> bool:
        """True where the figures of the row are no money."""
        return self.unit is not None and self.unit.name not in YUAN_PER_UNIT

    @cached_property
    def functional_code(self) -> Extracted[str] | None:
        """The first code of the functional classification."""
        return self._find_code(tuple(_FUNCTIONAL_CODE_PREFIX))

    @cached_property
    def economic_code(self) -> Extracted[str] | None:
        """The first code of the economic classification."""
        return self._find_code(_ECONOMIC_CODE_PREFIXES)

    def _find_code(self, prefixes: tuple[str, ...]) -> Extracted[str] | None:
        for code in (self.code, self.second_code):
            if code is not None and code.value.startswith(prefixes):
                return code
        return None

    def find_class_code(self) -> Extracted[str] | None:
        """The 类 where it is separate from 款 and 项."""
        if len(self.codes) > 1 and len(self.codes[0].value) == _CLASS_CODE_LENGTH:
            return self.codes[0]
        return None

    def find_group_code(self) -> Extracted[str] | None:
        """The 款 where it is separate from 项."""
        if len(self.codes) > 1 and len(self.codes[-2].value) == 2:
            return self.codes[-2]
        return None


def _counts_things(cell: Cell, names: _RowNames) -> bool:
    """True for a number of things, by the name of
    its row or by the unit behind it."""
    if names.counts_things:
        return True
    number = parse_cell_number(cell.text)
    if number is None or not number.unit:
        return False
    return number.unit not in _UNITS_OF_MONEY


def _tell_share(period: _FigurePeriod, cell: Cell) -> _FigurePeriod:
    """The period of a figure, which
    is no level in per cent: 98.5%."""
    number = parse_cell_number(cell.text)
    if number is None or number.unit != "%" or not period.is_level:
        return period
    return period._replace(stage=None, kind="share")


class _ClassSum(NamedTuple):
    """What the rows of some classes add up to."""

    value: Decimal
    n_rows: int


class _StatutoryExtractor:
    """One table of figures, with the tables that continue it."""

    def __init__(
        self,
        chain: Sequence[ParsedTable],
        table_records: Mapping[str, TableRecord],
        context: Context,
        note: str,
    ) -> None:
        self.chain = chain
        self.table_records = table_records
        self.lexicon = context.lexicon
        self.is_final = context.is_final
        self.office_names = frozenset(map(match_key, context.name_variants))
        first = chain[0]
        title_key = _find_title_key(first)
        self.fiscal_year = _find_table_year(first) or context.year
        self.default_stage = _find_default_stage(first, title_key, context)
        if _is_prior_year_table(first, self.lexicon):
            self.default_stage = PRIOR_STAGES[self.default_stage]
        self.budget_stage = _find_budget_stage(note, context)
        self.sides: dict[str, tuple[Side, ...]] = {}
        self.lists_planned_assets = _lists_planned_assets(first, self.lexicon)
        is_of_assets = first.kind == "fixed_assets"
        self.holds_stocks = is_of_assets and not self.lists_planned_assets
        if self.holds_stocks:
            self.fiscal_year = _find_stock_year(first, context)
        labels = list(self._list_row_labels())
        self.lists_three = title_key[1:] == _THREE_PUBLIC_NUMBER
        if _lists_classes_too(title_key, labels, self.lexicon):
            title_key = ""
        elif not title_key and _lists_three_alone(labels, self.lexicon):
            title_key = f"B{_THREE_PUBLIC_NUMBER}"
            self.lists_three = True
        self.concepts = _StatutoryConceptResolver(title_key, labels, self.lexicon)
        # What tables of no number list, by their path.
        self.listings: dict[str, FigureContext] = {}
        # What the headers of each column say of a kind of row.
        self.header_contexts: dict[tuple[object, ...], FigureContext] = {}
        # What each side of a table lists, by path, number in the grid and side.
        self.table_contexts: dict[tuple[str, int, str | None], FigureContext] = {}
        # The unit of each column, by path, number in the grid and column.
        self.column_units: dict[tuple[str, int, int], Unit | None] = {}
        # Digits of the codes of the row above, by column.
        self.codes_above: dict[int, str] = {}
        # Paths of tables with rows that leave out codes of the row above.
        self.tables_with_omitted_codes: list[str] = []
        # The code of the last class that the labels of some columns named.
        self.class_above: dict[tuple[int, ...], str] = {}
        # Labels of which a page break cut off the end, by their cell.
        self.cut_names: dict[Span, str] = {}
        # The sides that a total sums, each with the year of the row.
        self.summed_sides: dict[tuple[str | None, str], tuple[Decimal | None, ...]] = {}
        # The rows of the highest classes, by table and columns.
        self.class_sums: dict[tuple[object, ...], _ClassSum] = {}
        # The last levels, for a row that holds differences alone: 增减变化金额.
        self.levels_above: list[LevelCell] = []
        # The first row of the office in a table of its units.
        self.office_cell: Span | None = None
        # The unit over each row, by table and columns of labels.
        self.group_units: dict[tuple[int, ...], Mapping[Span, Cell]] = {}
        # Whether the office is one of the units that a table lists.
        self.lists_own_part: dict[tuple[int, ...], bool] = {}
        # The units that head columns, by table and columns.
        self.unit_columns: dict[tuple[object, ...], Mapping[int, str]] = {}
        # The last unit that the columns of units named; None below a sum.
        self.unit_above: dict[tuple[int, ...], Cell | None] = {}

    def _get_sides(self, parsed: ParsedTable) -> tuple[Side, ...]:
        """The sides of a table of the chain, found once."""
        path = parsed.source_table.path
        if path not in self.sides:
            self.sides[path] = _find_sides(parsed, self.lexicon)
        return self.sides[path]

    def _list_row_labels(self) -> Iterator[tuple[str | None, str]]:
        """The name of the side and the lookup word of every row."""
        for parsed in self.chain:
            for side in self._get_sides(parsed):
                for row in parsed.filled_rows:
                    label = _find_row_label(side, row)
                    if label is not None:
                        yield side.name, label.lookup_word

    def extract_lines(self) -> Iterator[BudgetLine | Change | Issue]:
        """Budget lines, row by row and side by side."""
        self.cut_names = self._find_cut_names()
        for parsed in self.chain:
            sides = self._get_sides(parsed)
            for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
                if is_note_row(row) or self._is_band_of_period(row):
                    continue
                for side in sides:
                    yield from self._extract_row(parsed, side, row, filled_row)
        for path in self.tables_with_omitted_codes:
            yield Issue.build("CODE_CARRIED", path)
        yield from self._find_missing_key()

    def _find_cut_names(self) -> dict[Span, str]:
        """The whole name of each label of which a page break cut off the end.

        Where rows have codes, a row of words without code and figure, that sums
        nothing, is the end of the name above it.
        """
        names: dict[Span, str] = {}
        above: dict[int, Cell | None] = {}
        for parsed in self.chain:
            for index, side in enumerate(self._get_sides(parsed)):
                if not side.code_columns or not side.label_columns:
                    continue
                for row in parsed.filled_rows:
                    cell = _find_last_text_cell(side.label_columns, row)
                    upper = above.get(index)
                    if cell is None or not self._is_name_end(side, row, cell):
                        above[index] = cell
                    elif upper is not None:
                        end = clean_cell_text(cell.text)
                        names[upper.span] = clean_cell_text(upper.text) + end
        return names

    def _is_name_end(self, side: Side, row: CellRow, cell: Cell) -> bool:
        """True for words alone in a row of a side."""
        columns = (*side.code_columns, *side.unit_name_columns, *side.value_columns)
        others = [row[column - 1] for column in columns]
        if any(other is not None and not is_blank(other.text) for other in others):
            return False
        starts_name = parse_list_number(cell.text) is not None
        return not starts_name and not self._is_sum(cell)

    def _join_cut_name(self, label: RowLabel | None) -> RowLabel | None:
        """The label with the end of its name that a page break cut off."""
        if label is None:
            return None
        name = self.cut_names.get(label.extracted.place.element)
        if name is None:
            return label
        return label._replace(
            extracted=replace(label.extracted, value=name),
            printed_name=name,
            lookup_word=_build_lookup_word(name),
        )

    def _find_missing_key(self) -> Iterator[Issue]:
        """A table of money whose title is none of the known forms."""
        first = self.chain[0]
        if first.table_key is not None or first.title_key is not None:
            return
        if not any(self._get_sides(parsed) for parsed in self.chain):
            return
        title = ""
        if first.title is not None:
            title = first.title.value
        yield Issue.build("TABLE_WITHOUT_KEY", first.source_table.path, title=title)

    def _extract_row(
        self, parsed: ParsedTable, side: Side, row: CellRow, filled_row: CellRow
    ) -> Iterator[BudgetLine | Change]:
        names = self._name_row(parsed, side, filled_row)
        levels: list[LevelCell] = []
        changes: list[ChangeCell] = []
        for column, cell in self._iterate_figures(parsed, side, row):
            period = self._resolve_period(parsed, column, side, filled_row, names.label)
            period = _tell_share(period, cell)
            counts_things = period.is_level and _counts_things(cell, names)
            if counts_things:
                period = _FigurePeriod(period.year, None)  # things have no stage
            line = self._build_line(
                parsed, side, column, cell, filled_row, names, period, counts_things
            )
            if period.is_level:
                levels.append(LevelCell(line, self._list_named_words(parsed, column)))
            else:
                changes += self._list_changes(parsed, column, cell, names, period)
            if period.is_level or _is_difference_of_money(period, line):
                yield line
        if names.is_total:
            key = _build_sum_key(side, filled_row)
            self.summed_sides.setdefault(key, _list_figures(side, filled_row))
        if levels:
            self.levels_above = [*self.levels_above, *levels][-_MAX_LEVELS_ABOVE:]
        yield from build_changes(
            levels or self.levels_above,
            changes,
            names.extracted_label,
            parsed.section_key,
            self.fiscal_year,
            self.lexicon,
        )

    def _iterate_figures(
        self, parsed: ParsedTable, side: Side, row: CellRow
    ) -> Iterator[tuple[int, Cell]]:
        """The figures of a side in one row; a page
        break prints the header again."""
        for column in side.value_columns:
            cell = row[column - 1]
            if cell is None or not self._is_figure_cell(cell):
                continue
            if remove_whitespace(cell.text) not in parsed.header_texts[column - 1]:
                yield column, cell

    def _list_changes(
        self,
        parsed: ParsedTable,
        column: int,
        cell: Cell,
        names: _RowNames,
        period: _FigurePeriod,
    ) -> Iterator[ChangeCell]:
        """The change in a cell; a share or a rate of execution is none."""
        number = extract_number(cell, names.unit or self._resolve_unit(parsed, column))
        if number is None or names.counts_things:
            return
        if number.value is None and determine_value_status(cell) != "unparsed":
            return
        kind = period.kind
        if number.unit is not None and number.unit.name == "%":
            kind = {"difference": "rate"}.get(kind or "", kind)
        if kind not in ("difference", "rate"):
            return
        header = "/".join(map(match_key, parsed.header_texts[column - 1]))
        words = self._list_named_words(parsed, column)
        yield ChangeCell(kind, number, words, header)

    def _list_named_words(self, parsed: ParsedTable, column: int) -> tuple[str, ...]:
        """The words above a column that say neither a period nor a change."""
        key = "named words", column
        if key not in parsed.readings:
            parsed.readings[key] = tuple(
                word
                for word in _list_header_words(parsed, column)
                if not is_period(word, self.lexicon)
                and parse_period(word, True, self.lexicon).is_level
            )
        found: tuple[str, ...] = parsed.readings[key]
        return found

    def _is_figure_cell(self, cell: Cell) -> bool:
        status = determine_value_status(cell)
        if status == "unparsed":
            return any(char.isdigit() for char in cell.text)
        return status != "blank"

    def _name_row(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> _RowNames:
        label = self._join_cut_name(_find_row_label(side, filled_row))
        unit = self._find_row_unit(parsed, side, filled_row, label)
        codes = self._resolve_codes(parsed, side, filled_row)
        stray = self._find_code_among_units(parsed, side, filled_row)
        codes = codes or stray
        second_code = _find_second_code(side, filled_row)
        head = self._find_group_unit(side, label)
        is_head = label is not None and _is_label_of(label, head)
        return _RowNames(
            label=label,
            codes=codes,
            second_code=second_code,
            unit_name=self._resolve_unit_name(side, filled_row)
            or (None if is_head else extract_text(head)),
            unit=unit,
            is_total=self._is_total_row(side, label, filled_row, parsed),
            label_is_unit=is_head
            or (not stray and self._is_unit_row(side, filled_row, label)),
            named_class=self._find_named_class(side, label, codes),
            is_repeated=_build_sum_key(side, filled_row) in self.summed_sides,
        )

    def _find_row_unit(
        self,
        parsed: ParsedTable,
        side: Side,
        filled_row: CellRow,
        label: RowLabel | None,
    ) -> Unit | None:
        """The unit of the figures of a row: its name, a cell or the rows above tell
        it."""
        if self.holds_stocks:
            return None  # brackets of assets say what their number counts
        unit = _parse_label_unit(label, self.lexicon)
        unit = unit or self._find_printed_unit(parsed, filled_row)
        unit = unit or self._find_counted_above(parsed, side, filled_row)
        return unit or self._find_money_unit(parsed, side, filled_row)

    def _is_unit_row(
        self, side: Side, filled_row: CellRow, label: RowLabel | None
    ) -> bool:
        """True for the row of a unit, of the office itself or of its only unit."""
        if self._names_unit(side, filled_row) or self._names_office(label):
            return True
        if label and label.lookup_word in self.lexicon.get_words("own_entity"):
            return True  # 本部 beside 教学点
        return self._repeats_sum(side, filled_row, label)

    def _find_group_unit(self, side: Side, label: RowLabel | None) -> Cell | None:
        """The unit in whose group a row stands, or that it is."""
        if label is None or not side.label_columns or side.unit_name_columns:
            return None
        key = side.label_columns
        if key not in self.group_units:
            self.group_units[key] = self._list_group_units(key)
        return self.group_units[key].get(label.extracted.place.element)

    def _list_group_units(self, label_columns: tuple[int, ...]) -> Mapping[Span, Cell]:
        """The unit over each row of a side, also where the table goes on, where units
        sum to the total."""
        totals: list[Decimal] = []
        units: list[Decimal] = []
        over: dict[Span, Cell] = {}
        head: Cell | None = None
        for side, row, cell, value in self._iterate_side_rows(label_columns):
            if self._is_sum(cell):
                totals.append(value)
                continue
            if self._names_listed_unit(side, row, cell):
                units.append(value)
                head = cell
            if head is not None:
                over[cell.span] = head
        if len(units) < _MIN_UNITS or not totals:
            return {}
        if not _adds_up(units, totals[0]):
            return {}
        return over

    def _iterate_side_rows(
        self, label_columns: tuple[int, ...]
    ) -> Iterator[tuple[Side, CellRow, Cell, Decimal]]:
        """Rows with a figure of a side, in all parts of the table."""
        for parsed in self.chain:
            for side in self._get_sides(parsed):
                if side.label_columns == label_columns:
                    for figure in _iterate_first_figures(parsed, side):
                        yield side, *figure

    def _names_listed_unit(self, side: Side, row: CellRow, cell: Cell) -> bool:
        """True for a row without a code that is called as a unit."""
        if _find_code_cells(side.code_columns, row):
            return False
        word = BRACKETED_TEXT.sub("", match_key(cell.text))
        if word in self.office_names:
            return True
        is_unit = _ends_as_unit(word, self.lexicon)
        return is_unit and self._describe_name(word) == NO_CONTEXT

    def _find_counted_above(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> Unit | None:
        """The unit of the things of which a row of whole numbers counts a part."""
        values = [filled_row[column - 1] for column in side.value_columns]
        texts = [cell.text.strip() for cell in values if cell and is_number(cell.text)]
        if not texts or not all(map(str.isdigit, texts)):
            return None
        above = self._find_row_above(parsed, side, filled_row)
        if above is None:
            return None
        return _parse_counted_unit(above[0], self.lexicon)

    def _find_money_unit(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> Unit | None:
        """The unit of money that the name of a row above declares, where no head or
        caption declares one: 一、“三公”经费支出（元）.

        It is that of the rows below it, and the only one that a side declares is that
        of all expenses it names.
        """
        if any(_is_money(parsed.get_unit(column)) for column in side.value_columns):
            return None
        above = self._find_row_above(parsed, side, filled_row)
        while above is not None:
            unit = _parse_bracketed_unit(above[0])
            if _is_money(unit):
                return unit
            if unit is not None:
                return None
            above = self._find_row_above(parsed, side, above[1])
        label = _find_row_label(side, filled_row)
        if label is None or self._describe_name(label.lookup_word).concept is None:
            return None
        return self._find_only_unit(parsed, side)

    def _find_only_unit(self, parsed: ParsedTable, side: Side) -> Unit | None:
        """The unit of money in the names of the rows of a side, if there is one."""
        labels = [_find_row_label(side, row) for row in parsed.filled_rows]
        units = [unit for unit in map(_parse_bracketed_unit, labels) if _is_money(unit)]
        names = {unit.name for unit in units if unit is not None}
        if len(names) != 1:
            return None
        return units[0]

    def _find_code_among_units(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> tuple[Extracted[str], ...]:
        """The code of a function in the column of the codes of units.

        117001 | 某局本级 | 208 | 20828 | 2082801: a code of units has six digits, one of
        a function seven, or those of one that begins with it.
        """
        units = [c for c, name in enumerate(parsed.fields, 1) if name == "unit_code"]
        if side.code_columns or not units:
            return ()
        cell = filled_row[units[0] - 1]
        if cell is None:
            return ()
        digits = _parse_code_digits(cell)
        if digits not in _list_function_codes(parsed.column_texts[units[0] - 1]):
            return ()
        return (Extracted(digits, cell.text, cell.span),)

    def _find_named_class(
        self, side: Side, label: RowLabel | None, codes: Sequence[Extracted[str]]
    ) -> str | None:
        """The code of the class that a label names
        below those of the rows above."""
        if label is None or side.classification is None or side.name == "revenue":
            return None
        printed = [label.code, *codes][-1]
        if printed is not None:
            self.class_above[side.label_columns] = printed.value
            return None
        above = self.class_above.get(side.label_columns, "")
        word = self._strip_class_end(label.lookup_word)
        code = find_class_code(self.lexicon, word, side.lists_functions, above)
        if code is not None:
            self.class_above[side.label_columns] = code
        return code

    def _build_line(
        self,
        parsed: ParsedTable,
        side: Side,
        column: int,
        cell: Cell,
        filled_row: CellRow,
        names: _RowNames,
        period: _FigurePeriod,
        counts_things: bool,
    ) -> BudgetLine:
        unit = self._resolve_unit(parsed, column)
        if names.unit is not None and not _is_rate(unit):
            unit = names.unit
        value = extract_number(cell, unit)
        assert value is not None
        concept: str | None = None
        context = NO_CONTEXT
        figure = _Figure(
            parsed=parsed,
            side=side,
            column=column,
            filled_row=filled_row,
            header_words=_list_header_words(parsed, column),
            label=names.label,
            is_class=names.is_class,
            is_total=names.is_total,
        )
        counts_things = counts_things or self._is_of_things(unit)
        is_money = period.is_level and not counts_things
        if is_money and not names.repeats_total:
            concept = self._resolve_item(figure)
        concept = self.concepts.claim_concept(
            concept, side, period, column, value.value
        )
        if is_money:
            context = self._describe_line(concept, figure, names)
        return BudgetLine(
            parent=self.table_records[parsed.source_table.path],
            table_key=parsed.table_key,
            row_label=names.extracted_label,
            column_label="/".join(parsed.header_texts[column - 1]) or None,
            functional_code=names.functional_code,
            economic_code=names.economic_code,
            item=concept,
            value=value,
            value_status=describe_number(cell, value),
            fiscal_year=period.year,
            phase=period.stage,
            class_code=names.find_class_code(),
            group_code=names.find_group_code(),
            unit_name=names.unit_name,
            context=context,
        )

    def _is_of_things(self, unit: Unit | None) -> bool:
        """True for the unit of things or persons in the head of a column: 人."""
        if unit is None or unit.name in YUAN_PER_UNIT:
            return False
        return is_counting_unit(unit.name, self.lexicon)

    def _resolve_item(self, figure: _Figure) -> str | None:
        """The item of a figure, where it is no mere part of one."""
        item = self.concepts.resolve_concept(figure)
        if item is not None and self._is_mere_part(item, figure):
            return None
        return item

    def _describe_line(
        self, item: str | None, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context of a line: what its item, row, column and table say, nearest
        first."""
        context = describe_item(item)
        if context.concept is None or context.concept in _BALANCES:
            context = self._describe_unnamed_figure(figure, names)
        else:
            context = self._complete_fund(context, item, figure, names)
        context = self._add_scope(context, figure, names)
        if self._is_no_stock(context.concept, figure):
            return NO_CONTEXT
        context = self._add_row_fund(context, item, figure)
        context = self._add_classes(context, names)
        context = self._add_nature(context, figure, names)
        return self._add_entity(context, figure, names)

    def _add_scope(
        self, context: FigureContext, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context with what its row or column
        tells of what is carried over."""
        if context.concept in SIDE_CONCEPTS or _is_expense_class(context, names):
            scope = self._find_scope(figure) or self._find_column_scope(figure)
            return context._replace(scope=scope)
        if context.concept in _SPENT_OF_CARRYOVER and context.scope is None:
            return context._replace(scope=self._find_column_scope(figure))
        return context

    def _is_no_stock(self, concept: str | None, figure: _Figure) -> bool:
        """True for assets that are no value of what there is.

        车辆 among sums of a year is a number of cars; 折旧 is what a thing has lost.
        """
        if concept == _PLANNED_ASSETS or not (concept or "").startswith(_STOCKS):
            return False
        wear = self.lexicon.get_words("wear")
        loses_value = any(word in head for word in wear for head in figure.header_words)
        return loses_value or not self.holds_stocks

    def _complete_fund(
        self,
        context: FigureContext,
        item: str | None,
        figure: _Figure,
        names: _RowNames,
    ) -> FigureContext:
        """The context of an item with the fund that
        its label, column or table name."""
        if context.fund is None:
            label = names.label.lookup_word if names.label else ""
            context = describe_figure(self.lexicon, item, label)
            return context._replace(fund=self._describe_table(figure).fund)
        named = self._find_headers_fund(figure)
        kind = (context.concept or "").partition(".")[0]
        if named is None and kind in _EXPENSES_OF_ANY_BUDGET:
            named = self._describe_table(figure).fund
        is_implied = context.fund is Fund.ALL or kind in _EXPENSES_OF_ANY_BUDGET
        if not is_implied or named in (None, Fund.ALL):
            return context
        return context._replace(fund=named)

    def _add_row_fund(
        self, context: FigureContext, item: str | None, figure: _Figure
    ) -> FigureContext:
        """The context with the fund that a cell beside
        the label names, in a column of funds: 资金性质."""
        if context.concept is None or item not in (None, context.concept):
            return context
        for column in self._list_fund_columns(figure):
            cell = figure.filled_row[column - 1]
            word = _build_lookup_word(cell.text) if cell else ""
            fund = find_fund(self.lexicon, word)
            if fund is not None:
                return context._replace(fund=fund)
        return context

    def _list_fund_columns(self, figure: _Figure) -> Sequence[int]:
        """The columns before the figures whose words
        are funds, and the sums of them."""
        key = "fund columns", figure.side.value_columns
        readings = figure.parsed.readings
        if key not in readings:
            readings[key] = [
                column
                for column in figure.side.other_columns
                if self._holds_funds(figure.parsed.column_texts[column - 1])
            ]
        found: Sequence[int] = readings[key]
        return found

    def _holds_funds(self, texts: Iterable[str]) -> bool:
        words = {_build_lookup_word(text) for text in texts}
        funds = {word for word in words if self._names_fund(word)}
        others = words - funds
        return bool(funds) and all(map(self.concepts.sums_side, others))

    def _find_headers_fund(self, figure: _Figure) -> Fund | None:
        """The fund that the headers of a column name, the lowest first."""
        funds = [find_fund(self.lexicon, word) for word in figure.header_words]
        return next((fund for fund in reversed(funds) if fund is not None), None)

    def _add_nature(
        self, context: FigureContext, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context of an economic class with the part of expenditure it is stated
        of.

        The table lists that part alone, or the row stands below it: 一、基本支出.
        """
        is_expense = _select_expense(context.concept) is not None
        is_class = context.concept == "expenditure" and context.economic_name
        if names.is_whole or not (is_expense or is_class):
            return context
        if self.concepts.table_number == _THREE_PUBLIC_NUMBER:
            return context
        nature = self._find_listed_nature(figure, names)
        if nature is None and figure.side.classification == "economic":
            nature = self._find_nature_above(figure)
        return context._replace(nature=nature)

    def _find_listed_nature(self, figure: _Figure, names: _RowNames) -> Nature | None:
        """The part of expenditure that a table lists alone, by its title or by its only
        column."""
        listed = self._describe_table(figure).concept
        nature = _NATURE_BY_CONCEPT.get(listed or "")
        if nature is not None or len(figure.side.value_columns) > 1:
            return nature
        headed = self._describe_headers(figure, names).concept
        return _NATURE_BY_CONCEPT.get(headed or "")

    def _find_nature_above(self, figure: _Figure) -> Nature | None:
        """Basic or project expenditure where the last row of one is above, and is not
        less."""
        above: CellRow | None = None
        nature: Nature | None = None
        for row in figure.parsed.filled_rows:
            if row is figure.filled_row:
                break
            label = _find_row_label(figure.side, row)
            if label is None:
                continue
            concept = self._describe_name(label.lookup_word).concept
            if concept not in (None, "expenditure"):
                nature, above = _NATURE_BY_CONCEPT.get(concept), row
        if self._opens_section(figure):
            return None
        whole = read_number(above[figure.column - 1]) if above else None
        if whole is None or figure.value is None or figure.value > whole:
            return None
        return nature

    def _opens_section(self, figure: _Figure) -> bool:
        """True for a numbered row of the highest level: 三、“三公”经费."""
        label = figure.label
        if label is None or parse_list_number(label.name) is None:
            return False
        above = self._find_row_above(figure.parsed, figure.side, figure.filled_row)
        return above is None

    def _describe_unnamed_figure(
        self, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context of a figure without an item, by its row, column and table."""
        of_table = self._describe_table(figure)
        of_column = self._describe_own_headers(figure, names)
        if of_table.concept in _PURCHASES and self._is_unknown_part(figure):
            return NO_CONTEXT
        of_row = self._describe_row(figure, names)
        of_row, of_column = self._refine_axes(
            of_row, of_column, of_table, figure, names
        )
        if self._lists_projects(figure, names):
            of_row = self._describe_project(of_column, of_table, figure, names)
        elif _is_part_of_expense(of_row, of_column):
            of_row = of_row._replace(concept="expenditure")
        if of_table.concept == "expenditure.project":
            of_column = self._drop_balance(of_column)
        concept = self._choose_concept(of_row, of_column, of_table, figure, names)
        if concept is None:
            return NO_CONTEXT
        fund = _select_fund(of_row.fund, of_column.fund) or of_table.fund
        if self._states_whole(fund, concept, figure):
            # of some expenses the whole is what the law counts
            fund = describe_item(find_item(concept, Fund.ALL)).fund or fund
        context = of_row._replace(concept=concept, fund=fund)
        return self._add_class_of_axis(context, of_column, of_table, names)

    def _describe_own_headers(self, figure: _Figure, names: _RowNames) -> FigureContext:
        """What the headers say of a figure, those of
        one side nothing of a sum of all."""
        of_column = self._describe_headers(figure, names)
        if names.is_whole and self._sums_sides(figure):
            return of_column._replace(concept=None)
        return of_column

    def _sums_sides(self, figure: _Figure) -> bool:
        """True for a total below one side that sums
        the classes of all: of 人员经费 and 公用经费.
        """
        parsed = figure.parsed
        sides = self._get_sides(parsed)
        if len(sides) < _MIN_PARTS or not figure.value:
            return False
        sums = [self._add_classes_of(parsed, side) for side in sides]
        values = [one.value for one in sums]
        if not all(values) or figure.column != figure.side.value_columns[0]:
            return False
        n_rows = sum(one.n_rows for one in sums)
        return _agree(sum(values, _ZERO), figure.value, n_rows)

    def _add_classes_of(self, parsed: ParsedTable, side: Side) -> _ClassSum:
        """The sum of the highest classes of a side."""
        key = id(parsed), side.value_columns, side.code_columns
        if key not in self.class_sums:
            parts = _list_highest_classes(parsed, side)
            self.class_sums[key] = _ClassSum(sum(parts, _ZERO), len(parts))
        return self.class_sums[key]

    def _describe_project(
        self,
        of_column: FigureContext,
        of_table: FigureContext,
        figure: _Figure,
        names: _RowNames,
    ) -> FigureContext:
        """What the row of a project says: what is spent on it, or is left of that.

        What is left of some projects is not all that the office has left.
        """
        project: str | None = None
        if not names.is_whole:
            project = self._get_label_text(names)
        concept = of_table.concept
        if self._heads_balance(figure, of_column):
            balance = of_column.concept or _BALANCE_BY_SIDE["expenditure"]
            concept = project and balance
        return FigureContext(concept, project=project)

    def _heads_balance(self, figure: _Figure, of_column: FigureContext) -> bool:
        """True for a column of what was not spent: 结余, no fund that is left over."""
        if of_column.concept in _BALANCES:
            return True
        if of_column.fund is not None or of_column.concept is not None:
            return False
        words = self.lexicon.get_words("head_components", "carry")
        return bool(figure.header_words) and figure.header_words[-1].endswith(words)

    def _drop_balance(self, of_column: FigureContext) -> FigureContext:
        """What a column of projects says but that it is left of them: their rows do."""
        if of_column.concept not in _BALANCES:
            return of_column
        return of_column._replace(concept=None)

    def _add_class_of_axis(
        self,
        context: FigureContext,
        of_column: FigureContext,
        of_table: FigureContext,
        names: _RowNames,
    ) -> FigureContext:
        """The context with the economic class of its column, or of the title where it
        is the sum of all rows."""
        if context.economic_name is not None:
            return context
        if of_column.economic_name is None and names.is_whole:
            of_column = of_table
        return context._replace(
            economic_name=of_column.economic_name,
            economic_code=of_column.economic_code,
        )

    def _is_unknown_part(self, figure: _Figure) -> bool:
        """True for a column beside the 合计 of its
        head, of money that is not known."""
        path = figure.parsed.header_cells[figure.column - 1]
        if len(path) < 2 or self._is_sum(path[-1]):
            return False
        said = self._describe_header(path[-1])
        if said.concept is not None or said.fund is not None:
            return False
        above = list(path[:-1])
        return any(
            list(path[:-1]) == above and self._is_sum(path[-1])
            for path in figure.parsed.header_cells
            if path
        )

    def _states_whole(self, fund: Fund | None, concept: str, figure: _Figure) -> bool:
        """True for a figure of all that the office has: a row of a year among others.

        In a list of its main sums so are the expenses that the law counts, where they
        are no class of another sum.
        """
        side = figure.side
        is_legal = concept.partition(".")[0] in _LEGAL_EXPENSES
        if fund is None:
            is_of_years = bool(side.year_columns) and not side.label_columns
            return is_of_years or (self.lists_three and is_legal)
        if fund is not Fund.ALL or self.concepts.table_number:
            return False
        if not is_legal:
            return False
        return side.classification != "economic" or self._opens_section(figure)

    def _refine_axes(
        self,
        of_row: FigureContext,
        of_column: FigureContext,
        of_table: FigureContext,
        figure: _Figure,
        names: _RowNames,
    ) -> tuple[FigureContext, FigureContext]:
        """What row and column say in a table of the three expenses or of what is
        spent."""
        if self.concepts.table_number == _THREE_PUBLIC_NUMBER:
            of_column = self._describe_expense_column(of_column, figure, names)
            if of_row.concept in SIDE_CONCEPTS:
                of_row = of_row._replace(concept=None)  # a fund alone
        if self._spends_carryover(of_column, of_table, figure):
            of_column = of_column._replace(concept=None, fund=Fund.CARRYOVER)
        elif of_column.fund is None and self._parts_carryover(of_table, figure):
            of_column = of_column._replace(fund=Fund.CARRYOVER)
        if names.economic_code is not None and _names_listing(
            of_column, of_table, figure
        ):
            of_column = of_column._replace(concept=None)
        return of_row, of_column

    def _spends_carryover(
        self, of_column: FigureContext, of_table: FigureContext, figure: _Figure
    ) -> bool:
        """True for 上年结转 among the funds of what is
        spent, no balance beside revenue."""
        if of_table.concept not in _SPENT_OF_CARRYOVER:
            return False
        if of_column.concept != "carried_in" and not self._heads_carryover(figure):
            return False
        words = _list_column_words(figure.parsed, [figure.side])
        concepts = {self._describe_name(word).concept for word in words}
        return concepts.isdisjoint({"revenue", "carried_out"})

    def _parts_carryover(self, of_table: FigureContext, figure: _Figure) -> bool:
        """True for 基本支出 below 上年结转
        in a table of what is spent."""
        if of_table.concept not in _SPENT_OF_CARRYOVER:
            return False
        names = map(self._describe_name, figure.header_words[:-1])
        return any(said.concept == "carried_in" for said in names)

    def _heads_carryover(self, figure: _Figure) -> bool:
        """True below the money of a fund that is left over: 财政拨款结转."""
        return any(_ends_as_carryover(self.lexicon, w) for w in figure.header_words)

    def _describe_expense_column(
        self, of_column: FigureContext, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The expense of a column of the table of the three expenses, with its own
        fund.

        The total of the three is that of a row that names whose or of which money it
        is.
        """
        item = self.concepts.resolve_three_public_column(figure)
        if item is None:
            return of_column
        concept = describe_item(item).concept
        is_whole = self._is_part_of_whole(names) or self._sums_rows_above(figure)
        if concept == "three_public" and not is_whole:
            concept = None
        funds = [find_fund(self.lexicon, word) for word in figure.header_words]
        fund = next((fund for fund in funds if fund is not None), None)
        return FigureContext(concept, fund)

    def _sums_rows_above(self, figure: _Figure) -> bool:
        """True for the last row where it sums two rows or more above it: 全年累计 below
        上半年, 下半年."""
        rows = figure.parsed.filled_rows
        if rows[-1] is not figure.filled_row:
            return False
        values = [read_number(row[figure.column - 1]) for row in rows]
        parts = [value for value in values[:-1] if value is not None]
        total = values[-1]
        return bool(total) and len(parts) > 1 and sum(parts) == total

    def _is_part_of_whole(self, names: _RowNames) -> bool:
        """True for the row of a total, unit, class, fund or year; none of an
        expense."""
        if names.label is None or names.is_whole or names.is_class_row:
            return True
        word = names.label.lookup_word
        if self.concepts.sums_side(word):
            return True
        return is_period(word, self.lexicon) or self._names_fund(word)

    def _names_fund(self, word: str) -> bool:
        return find_fund(self.lexicon, word) is not None

    def _choose_concept(
        self,
        of_row: FigureContext,
        of_column: FigureContext,
        of_table: FigureContext,
        figure: _Figure,
        names: _RowNames,
    ) -> str | None:
        """The concept of a figure: the narrowest that its row or column names, else its
        side.

        A fund is no side: its row or column lists what the table lists.
        """
        if self._names_purchase(of_row, of_table, names):
            return None
        if of_table.concept == "procurement":
            of_row, of_column = _cross_purchases(of_row, of_column)
        narrow = _select_narrow(of_row.concept, of_column.concept)
        if narrow is not None:
            return narrow
        side = of_column.concept or of_row.concept
        if of_table.concept == "procurement":
            return _choose_procurement(of_row, names)
        is_function = names.is_function or of_row.function_name is not None
        if not names.is_whole and not is_function:
            return self._choose_side(of_row, side, of_table, figure, names)
        if of_column.economic_name is not None:
            return side  # 基本支出 is the nature of a class, no part of its name
        return self._choose_whole(side, of_column, of_table, figure)

    def _choose_whole(
        self,
        side: str | None,
        of_column: FigureContext,
        of_table: FigureContext,
        figure: _Figure,
    ) -> str | None:
        """What the row of a whole, or of a function, is of."""
        side = side or self._find_named_side(figure)
        is_known = of_column.concept or of_column.fund
        is_known = is_known or self._find_unit_of_column(figure)
        if not is_known and not self.concepts.heads_sum(figure):
            return side
        return _narrow_side(side, of_table.concept)

    def _find_named_side(self, figure: _Figure) -> str | None:
        """The side whose mere name stands above a
        class in a table of both: 二、支出."""
        parsed, side, row = figure.parsed, figure.side, figure.filled_row
        if figure.is_total or self._describe_table(figure).concept is not None:
            return None
        while (above := self._find_row_above(parsed, side, row)) is not None:
            label, row = above
            head = self.lexicon.find_key("heads", label.lookup_word)
            if head is not None:
                return head
        return None

    def _names_purchase(
        self, of_row: FigureContext, of_table: FigureContext, names: _RowNames
    ) -> bool:
        """True for the row of one thing that is bought."""
        if of_table.concept not in _PURCHASES or of_row != NO_CONTEXT:
            return False
        return not (names.is_whole or names.is_class_row or names.label is None)

    def _choose_side(
        self,
        of_row: FigureContext,
        side: str | None,
        of_table: FigureContext,
        figure: _Figure,
        names: _RowNames,
    ) -> str | None:
        """The side of a figure in a row of a fund or of an economic class; None
        unknown."""
        if side is not None:
            return side
        if of_row.fund is not None and of_table.concept in _NATURE_BY_CONCEPT:
            return of_table.concept
        if of_row.fund is not None:
            return _take_side(of_table.concept)
        if names.economic_code is None:
            return self._find_sum_of_classes(figure)
        if of_table.concept == "expenditure.project":
            return of_table.concept
        return _take_side(of_table.concept) or "expenditure"

    def _describe_table(self, figure: _Figure) -> FigureContext:
        """What a table lists, and of which money: its number says it, else its
        title."""
        key = figure.parsed.source_table.path, figure.parsed.index, figure.side.name
        if key not in self.table_contexts:
            self.table_contexts[key] = self._describe_title(figure)
        return self.table_contexts[key]

    def _lists_purchases(self, parsed: ParsedTable) -> bool:
        """True for a table of purchases or of their kinds."""
        return parsed.kind == "procurement" or self.concepts.table_number == "11"

    def _describe_title(self, figure: _Figure) -> FigureContext:
        if self._lists_purchases(figure.parsed):
            return describe_item("procurement.total")
        if self.lists_planned_assets:
            return FigureContext(_PLANNED_ASSETS)
        number = self.concepts.table_number
        concept, fund = _CONTEXT_BY_TABLE_NUMBER.get(number, (None, None))
        title = figure.parsed.title
        if fund is None and title is not None:
            kept = drop_excluded(self.lexicon, match_key(title.value))
            fund = find_fund(self.lexicon, kept)
        listed = self._infer_listing(figure.parsed)
        named = NO_CONTEXT
        if number not in _CONTEXT_BY_TABLE_NUMBER:
            named = self._describe_titled_expense(figure)
            concept = named.concept or listed.concept
        if concept == "expenditure":
            concept = self._find_titled_part(figure) or concept
        fund = fund or listed.fund
        concept = _narrow_side(figure.side.name, concept)
        return named._replace(concept=concept, fund=fund)

    def _find_titled_part(self, figure: _Figure) -> str | None:
        """The one part of expenditure that a title names: 基本支出政府经济分类情况表.

        基本支出表-人员经费（工资福利支出） is of a part of that.
        """
        title = figure.parsed.title
        if title is None or figure.side.name is not None:
            return None
        if self.concepts.table_number in map_concepts_by_table_number():
            return None
        word = drop_excluded(self.lexicon, match_key(title.value))
        first, *others = _TITLE_MARKS.split(word)
        if any(self._describe_name(other) != NO_CONTEXT for other in others):
            return None
        named = self._list_named_parts(first)
        if len(named) != 1 or named[0] not in _NATURE_BY_CONCEPT:
            return None
        return named[0]

    def _list_named_parts(self, word: str) -> list[str]:
        """The parts of expenditure of which a title holds a name."""
        names = {
            part: self.lexicon.get_words("labels", part)
            for part in _PARTS_OF_EXPENDITURE
        }
        return [part for part in names if any(name in word for name in names[part])]

    def _describe_titled_expense(self, figure: _Figure) -> FigureContext:
        """The one expense or economic class that a title names: 会议费支出情况表."""
        title = figure.parsed.title
        if title is None or figure.side.name is not None:
            return NO_CONTEXT
        word = strip_title(match_key(title.value), self.lexicon)
        said = parse_label(self.lexicon, word).context
        if said.concept in _TITLED_EXPENSES:
            return FigureContext(said.concept)
        if said.economic_name is None or said.fund is not None:
            return NO_CONTEXT
        return FigureContext(
            "expenditure",
            economic_code=said.economic_code,
            economic_name=said.economic_name,
        )

    def _infer_listing(self, parsed: ParsedTable) -> FigureContext:
        """What a table of no number lists: its columns tell it, then its rows."""
        path = parsed.source_table.path
        if path not in self.listings:
            self.listings[path] = self._describe_listing(parsed)
        return self.listings[path]

    def _describe_listing(self, parsed: ParsedTable) -> FigureContext:
        sides = self._get_sides(parsed)
        words = list(_list_column_words(parsed, sides))
        concept = self._infer_concept(parsed, words)
        for side in sides:
            words.extend(_list_side_words(parsed, side))
        is_unparted = len(sides) == 1 or not any(side.name for side in sides)
        if is_unparted and self._lists_both_sides(sides, words):
            concept = None  # 一、收入总计 above 二、支出总计
        funds = {find_fund(self.lexicon, word) for word in words}
        is_whole = parsed.title is not None and self._lists_both_sides(sides, words)
        if is_whole or not funds.isdisjoint(_FUNDS_OF_UNITS):
            return FigureContext(concept, Fund.ALL)
        return FigureContext(concept)

    def _infer_concept(self, parsed: ParsedTable, words: Iterable[str]) -> str | None:
        """What a table lists by the words above its columns, or by its rows."""
        concept = _infer_listed_side(map(self._describe_column, words))
        if concept in (None, "expenditure") and self._lists_projects_alone(parsed):
            return "expenditure.project"
        if concept is None and self._lists_classes(parsed):
            return self._find_titled_side(parsed) or "expenditure"
        return concept or self._infer_spending(parsed)

    def _find_titled_side(self, parsed: ParsedTable) -> str | None:
        """The one side of which a title holds the name: 财政拨款收入明细表."""
        if parsed.title is None:
            return None
        title = match_key(parsed.title.value)
        sides = {
            side
            for word, side in self.lexicon.get_vocabulary("sides").items()
            if word in title
        }
        if len(sides) != 1:
            return None
        return sides.pop()

    def _lists_classes(self, parsed: ParsedTable) -> bool:
        """True for a table of classes, by their names or by codes of functions."""
        sides = self._get_sides(parsed)
        if any(side.classification for side in sides):
            return True
        columns = [column for side in sides for column in side.code_columns]
        return any(map(_list_function_codes, _list_texts(parsed, columns)))

    def _infer_spending(self, parsed: ParsedTable) -> str | None:
        """Expenditure where the rows of a table name its parts and no other side."""
        sides = self._get_sides(parsed)
        if len(sides) != 1 or self.concepts.table_number == _THREE_PUBLIC_NUMBER:
            return None
        words = tuple(_list_side_words(parsed, sides[0]))
        named = {self._describe_name(word).concept for word in words} - {None}
        ends = self.lexicon.get_words("project_ends")
        has_project = any(word.endswith(ends) for word in words)
        if not has_project and named.isdisjoint(_PARTS_OF_EXPENDITURE):
            return None
        if len(named) < _MIN_PARTS:
            return None
        if all(_names_spending(concept) for concept in named):
            return "expenditure"
        return None

    def _lists_both_sides(self, sides: Sequence[Side], words: Iterable[str]) -> bool:
        """True where revenue stands beside expenditure, or both are rows of all
        money."""
        names = {side.name for side in sides}
        for word in words:
            said = parse_label(self.lexicon, word).context
            if said.fund is Fund.ALL:
                names.add(said.concept)
        return names >= set(SIDE_CONCEPTS)

    def _lists_projects_alone(self, parsed: ParsedTable) -> bool:
        """True for a table of one side whose labels stand below 项目名称 and say nothing
        else."""
        sides = self._get_sides(parsed)
        if len(sides) != 1 or not sides[0].label_columns or sides[0].code_columns:
            return False
        header = parsed.header_texts[sides[0].label_columns[-1] - 1]
        if not header or not names_projects(header[-1], self.lexicon):
            return False
        words = list(_list_side_words(parsed, sides[0]))
        named = [word for word in words if self._describe_name(word) != NO_CONTEXT]
        return len(named) * 2 < len(words)

    def _describe_column(self, word: str) -> str | None:
        """The concept of a header, revenue where a fund is called so."""
        said = self._describe_name(word)
        is_fund = said.concept is None and said.fund is not None
        if is_fund and word.endswith(self.lexicon.get_words("heads", "revenue")):
            return "revenue"
        return said.concept

    def _describe_headers(self, figure: _Figure, names: _RowNames) -> FigureContext:
        """What the headers above a column say, the lowest first.

        A header above the labels or above all figures, too, is that of the side: it
        speaks of its sum, not of each class.
        """
        is_function = names.is_function or figure.side.lists_functions
        key = (
            figure.parsed.source_table.path,
            figure.parsed.index,
            figure.side.value_columns,
            figure.column,
            names.is_whole,
            is_function,
        )
        if key not in self.header_contexts:
            self.header_contexts[key] = self._read_headers(figure, names)
        return self.header_contexts[key]

    def _read_headers(self, figure: _Figure, names: _RowNames) -> FigureContext:
        if self._is_economic_column(figure):
            return self._describe_economic_column(figure)
        context = self._join_headers(figure, names)
        if context == NO_CONTEXT:
            context = describe_item(self._compose_with_title(figure))
        if context.concept is None and context.fund is not None:
            concept = self._find_side_of_fund(figure)
            context = context._replace(concept=concept)
        if context.concept is not None or not self._lists_purchases(figure.parsed):
            return context
        return context._replace(concept=self._find_purchase_kind(figure))

    def _join_headers(self, figure: _Figure, names: _RowNames) -> FigureContext:
        """The fund and concept of the lowest headers that name one."""
        context = NO_CONTEXT
        of_side = self._list_side_headers(figure, names)
        for header in reversed(figure.parsed.header_cells[figure.column - 1]):
            said = self._describe_header(header)
            context = context._replace(fund=context.fund or said.fund)
            if context.concept is None and header.span not in of_side:
                context = context._replace(
                    concept=said.concept,
                    economic_name=said.economic_name,
                    economic_code=said.economic_code,
                )
        return context

    def _compose_with_title(self, figure: _Figure) -> str | None:
        """The expense that a column names with the one thing of its title: 购置费 below
        公务用车配备情况表."""
        title = figure.parsed.title
        if title is None or not figure.header_words:
            return None
        head = figure.header_words[-1]
        if not head.endswith(self.lexicon.get_words("head_components", "fee")):
            return None
        named = match_key(title.value)
        things = self.lexicon.get_vocabulary("head_components")
        kinds = {things[word] for word in things if word in named} & _TITLED_THINGS
        if len(kinds) != 1:
            return None
        thing = self.lexicon.get_words("head_components", kinds.pop())[0]
        return compose_item_of_path(self.lexicon, (thing, head))

    def _find_purchase_kind(self, figure: _Figure) -> str | None:
        """The kind of purchases that a column names."""
        for word in reversed(figure.header_words):
            part = compose_part(self.lexicon, word, "procurement", ())
            if part is not None:
                return describe_item(part).concept
        return None

    def _describe_header(self, header: Cell) -> FigureContext:
        """What a header says, with its brackets where needed."""
        said = self._describe_head(_build_lookup_word(header.text))
        if said != NO_CONTEXT:
            return said
        return self._describe_head(match_key(header.text))

    def _describe_head(self, word: str) -> FigureContext:
        """What a header says, with the side that it heads or the money it alone
        names."""
        said = self._describe_name(word)
        if said.fund is not None:
            return said
        concept = said.concept or self.lexicon.find_key("sides", word)
        return said._replace(concept=concept, fund=self._find_column_fund(word))

    def _find_side_of_fund(self, figure: _Figure) -> str | None:
        """The side of a column of a fund: its own word tells it, else the column on the
        left."""
        named = self._find_named_revenue(figure)
        named = named or self._find_side_on_left(figure)
        return named or self._find_side_of_sum_on_left(figure)

    def _find_column_fund(self, word: str) -> Fund | None:
        key = self.lexicon.find_key("column_funds", word)
        if key is None:
            return None
        return Fund(key)

    def _find_side_on_left(self, figure: _Figure) -> str | None:
        """The side of the nearest column on the
        left that names one, for 其中：财政拨款."""
        own = figure.parsed.header_texts[figure.column - 1]
        if not own or not own[0].startswith(OF_WHICH):
            return None
        for column in reversed(figure.side.value_columns):
            words = _list_header_words(figure.parsed, column)
            if column < figure.column and words:
                concept = self._describe_name(words[0]).concept
                if concept in SIDE_CONCEPTS:
                    return concept
        return None

    def _find_side_of_sum_on_left(self, figure: _Figure) -> str | None:
        """The side of the sum that the funds on the left of a column follow, in a table
        of both sides: 收入合计 | 财政拨款 | 事业收入 | 支出合计."""
        if len(figure.header_words) != 1:
            return None
        if self._describe_table(figure).concept is not None:
            return None
        key = "sides of funds", figure.side.value_columns
        readings = figure.parsed.readings
        if key not in readings:
            readings[key] = self._list_sides_of_funds(figure)
        sides: dict[int, str] = readings[key]
        return sides.get(figure.column)

    def _list_sides_of_funds(self, figure: _Figure) -> dict[int, str]:
        """The side of each column of a fund behind the sum of a side."""
        sides: dict[int, str] = {}
        side: str | None = None
        named: set[str] = set()
        for column in figure.side.value_columns:
            words = _list_header_words(figure.parsed, column)
            word = "/".join(words)
            said = self._describe_name(word)
            if said.fund is None:
                side = said.concept if said.concept in SIDE_CONCEPTS else None
                named.update(filter(None, [side]))
            if side is not None:
                sides[column] = side
        return sides if len(named) > 1 else {}

    def _describe_economic_column(self, figure: _Figure) -> FigureContext:
        """The economic class that a column holds, of the fund that it names."""
        name = figure.header_words[-1]
        code = find_class_code(self.lexicon, name, is_functional=False)
        funds = [find_fund(self.lexicon, word) for word in figure.header_words]
        fund = next((fund for fund in reversed(funds) if fund is not None), None)
        return FigureContext(
            "expenditure", fund, economic_name=name, economic_code=code
        )

    def _list_side_headers(self, figure: _Figure, names: _RowNames) -> frozenset[Span]:
        """The headers that say nothing of the row of a figure."""
        if names.is_whole:
            return frozenset()
        is_function = names.is_function or figure.side.lists_functions
        return _list_side_headers(figure.parsed, figure.side, is_function)

    def _is_economic_column(self, figure: _Figure) -> bool:
        """True for a name that functions have, too, beside columns of economic
        classes, and for any name where most columns are such classes."""
        words = figure.header_words
        if not words:
            return False
        said = self._describe_lowest_header(figure)
        if said.economic_name is not None or _select_expense(said.concept):
            return False
        classes = self._list_class_columns(figure)
        if is_economic_class(self.lexicon, words[-1]):
            return bool(classes)
        if said != NO_CONTEXT or self.concepts.heads_sum(figure):
            return False
        return bool(classes) and self._heads_classes(figure, len(classes))

    def _describe_lowest_header(self, figure: _Figure) -> FigureContext:
        """What the lowest header of a column says, its brackets, too."""
        return self._describe_header(figure.parsed.header_cells[figure.column - 1][-1])

    def _heads_classes(self, figure: _Figure, n_known: int) -> bool:
        """True where most columns that sum nothing are economic classes, those of a
        name that functions have, too."""
        heads = [
            word
            for column in figure.side.value_columns
            for word in _list_header_words(figure.parsed, column)[-1:]
            if not self.concepts.sums_side(word)
        ]
        n_classes = sum(is_economic_class(self.lexicon, word) for word in heads)
        return max(n_classes, n_known) * 2 > len(heads)

    def _find_sum_of_classes(self, figure: _Figure) -> str | None:
        """What a figure is that adds up the economic classes beside it: 行政人员 in a
        table of 工资福利支出.

        A head above it tells which part of expenditure the classes are.
        """
        if not self.concepts.heads_sum(figure) or not self._adds_classes(figure):
            return None
        heads = figure.parsed.header_cells[figure.column - 1]
        concepts = [self._describe_header(head).concept for head in heads]
        return _select_narrow(*concepts) or "expenditure"

    def _adds_classes(self, figure: _Figure) -> bool:
        """True for the sum of two or more classes beside it."""
        columns = self._list_columns_of_classes(figure)
        is_headed = figure.column in columns  # 合计 below 工资福利支出
        if len(columns) - is_headed < _MIN_PARTS:
            return False
        key = "sum of classes", figure.side.value_columns, id(figure.filled_row)
        readings = figure.parsed.readings
        if key not in readings:
            values = [read_number(figure.filled_row[column - 1]) for column in columns]
            readings[key] = sum((value or _ZERO for value in values), _ZERO)
        total: Decimal = readings[key]
        if is_headed:
            total -= figure.value or _ZERO
        return total == figure.value

    def _list_columns_of_classes(self, figure: _Figure) -> Sequence[int]:
        """The columns below names of economic classes, those that functions have,
        too."""
        key = "columns of classes", figure.side.value_columns
        readings = figure.parsed.readings
        if key not in readings:
            named = self._list_class_columns(figure)
            columns = [
                column
                for column in figure.side.value_columns
                if column in named or self._heads_class(figure.parsed, column)
            ]
            readings[key] = columns
        found: Sequence[int] = readings[key]
        return found

    def _heads_class(self, parsed: ParsedTable, column: int) -> bool:
        """True below the name of an economic class that is no expense of its own."""
        words = _list_header_words(parsed, column)[-1:]
        if any(_select_expense(self._describe_head(word).concept) for word in words):
            return False
        return any(is_economic_class(self.lexicon, word) for word in words)

    def _list_class_columns(self, figure: _Figure) -> list[int]:
        """The columns of a side that economic classes head."""
        return [
            column
            for column in figure.side.value_columns
            if any(
                parse_label(self.lexicon, word).context.economic_name is not None
                for word in _list_header_words(figure.parsed, column)
            )
        ]

    def _find_named_revenue(self, figure: _Figure) -> str | None:
        """Revenue, where the lowest header of a fund says so and the table lists no
        side."""
        if self._describe_table(figure).concept is not None:
            return None
        revenue = self.lexicon.get_words("heads", "revenue")
        if figure.header_words[-1].endswith(revenue):
            return "revenue"
        return None

    def _describe_row(self, figure: _Figure, names: _RowNames) -> FigureContext:
        """What the label of a row says; a class of the side's classification."""
        if names.label is None or names.is_function:
            return NO_CONTEXT
        if self._names_whole_side(names.label, figure):
            return FigureContext(figure.side.name)
        of_group = self._find_summed_group(names.label, figure)
        if of_group is not None:
            return FigureContext(of_group)
        said = self._describe_name(names.label.lookup_word)
        if said == NO_CONTEXT:
            said = self._describe_bare_side(names.label)
        of_class = self._describe_class_row(said, figure, names)
        if of_class is not None:
            return of_class
        if said.concept is None:
            said = self._describe_unknown_name(said, names, figure)
        if said.function_name is not None and not figure.side.lists_functions:
            return FigureContext(said.concept, economic_name=said.function_name)
        return self._describe_fund_row(said, names.label, figure)

    def _describe_bare_side(self, label: RowLabel) -> FigureContext:
        """What the mere name of a side says in a form of both: 一、收入."""
        if self.concepts.table_number not in _NUMBERS_OF_BOTH_SIDES:
            return NO_CONTEXT
        return FigureContext(self.lexicon.find_key("heads", label.lookup_word))

    def _describe_class_row(
        self, said: FigureContext, figure: _Figure, names: _RowNames
    ) -> FigureContext | None:
        """What the row of an economic class says, where it has a code or is a part.

        差旅费 as a class of basic expenditure alone is no whole of it.
        """
        if names.economic_code is None and names.named_class is None:
            return None
        is_part = self._find_listed_nature(figure, names) is not None
        if names.economic_code is None:
            return FigureContext("expenditure") if is_part else None
        if is_part:
            return NO_CONTEXT
        return FigureContext(_select_expense(said.concept))

    def _find_summed_group(self, label: RowLabel, figure: _Figure) -> str | None:
        """What a mere 合计 sums beside words that reach
        down over its parts: 三公经费."""
        if find_sum_key(self.lexicon, label.lookup_word) is None:
            return None
        head = self._find_group_head(figure)
        if head is None:
            return None
        said = self._describe_name(_build_lookup_word(head.text))
        if said.concept is None or said.fund is not None:
            return None
        group = self._add_group(head, figure)
        if group.n_rows < _MIN_PARTS or group.value != figure.value:
            return None
        return said.concept

    def _find_group_head(self, figure: _Figure) -> Cell | None:
        """The cell on the left that reaches down
        over a row and others."""
        for column in figure.side.other_columns:
            cell = figure.filled_row[column - 1]
            if cell is not None and cell.row_span > 1 and _is_text_cell(cell):
                return cell
        return None

    def _add_group(self, head: Cell, figure: _Figure) -> _ClassSum:
        """The figures of a column beside a head, but
        those of sums and of parts of parts."""
        key = "group", head.span, figure.column
        readings = figure.parsed.readings
        if key not in readings:
            parts = list(self._list_group_parts(head, figure))
            readings[key] = _ClassSum(sum(parts, _ZERO), len(parts))
        group: _ClassSum = readings[key]
        return group

    def _list_group_parts(self, head: Cell, figure: _Figure) -> Iterator[Decimal]:
        side, parsed = figure.side, figure.parsed
        for row in parsed.filled_rows:
            label = _find_row_label(side, row)
            value = read_number(row[figure.column - 1])
            if label is None or value is None or head not in row:
                continue
            is_sum = self.concepts.sums_side(label.lookup_word)
            above = self._find_row_above(parsed, side, row)
            if not is_sum and (above is None or head not in above[1]):
                yield value

    def _names_whole_side(self, label: RowLabel, figure: _Figure) -> bool:
        """True for 一、部门预算 below 收入, and for a mere
        小计 above what is carried over."""
        if is_period(label.lookup_word, self.lexicon):
            return True
        return self._sums_year(figure)

    def _sums_year(self, figure: _Figure) -> bool:
        """True for a mere 小计 with which the rows below it, up to the total, add up to
        that."""
        label = figure.label
        if label is None or figure.side.name is None:
            return False
        if find_sum_key(self.lexicon, label.lookup_word) != "subtotal":
            return False
        rows = self._list_rows_to_total(figure)
        values = [read_number(row[figure.column - 1]) or Decimal(0) for row in rows]
        if len(rows) < 2 or not values[-1]:
            return False
        return sum(values[:-1]) == values[-1]

    def _list_rows_to_total(self, figure: _Figure) -> list[CellRow]:
        """The rows from one down to the total of its side; none where they hold more
        than what is carried over."""
        carried = self.lexicon.get_words("head_components", "carry")
        rows = figure.parsed.filled_rows
        at = next(i for i, row in enumerate(rows) if row is figure.filled_row)
        found = [rows[at]]
        for row in rows[at + 1 :]:
            label = _find_row_label(figure.side, row)
            found.append(row)
            if label is None:
                continue
            if self.concepts.is_grand_total(label, figure.side):
                return found
            if not any(word in label.lookup_word for word in carried):
                return []
        return []

    def _describe_unknown_name(
        self, said: FigureContext, names: _RowNames, figure: _Figure
    ) -> FigureContext:
        """What a name without a concept says: a
        class, or a part of the row above."""
        label = names.label
        item = self.concepts.find_named_expense(figure)
        if item is not None:
            return said._replace(concept=describe_item(item).concept)
        if label is not None and said.fund is None:
            said = self._describe_class_name(label, figure.side)
        if label is None or said.concept is not None or names.is_total:
            return said
        part = self._describe_part(said, label, figure)
        if part == NO_CONTEXT and self._is_below_function(figure):
            # of a year whose list of classes is not known
            return part._replace(function_name=label.name)
        return part

    def _is_below_function(self, figure: _Figure) -> bool:
        """True for a row below that of a class, which holds it, in a list of classes by
        function."""
        if not figure.side.lists_functions or not figure.value:
            return False
        parsed, row = figure.parsed, figure.filled_row
        while (above := self._find_row_above(parsed, figure.side, row)) is not None:
            label, row = above
            whole = read_number(row[figure.column - 1])
            if whole is None or abs(figure.value) > abs(whole):
                return False
            word = self._strip_class_end(label.lookup_word)
            if find_class_code(self.lexicon, word, is_functional=True) is not None:
                return True
            if self._describe_name(word) != NO_CONTEXT:
                return False
        return False

    def _describe_part(
        self, said: FigureContext, label: RowLabel, figure: _Figure
    ) -> FigureContext:
        """What a row without a concept of its own says below the row of one.

        货物 is a part of procurement, a name below 项目支出 one project, a fund below
        上年结转 money of it.
        """
        whole = self._describe_whole(figure)
        part = compose_part(self.lexicon, label.lookup_word, whole.concept or "", ())
        if part is not None:
            return describe_item(part)._replace(fund=said.fund)
        if said.fund is not None:
            if whole.concept in _BALANCES:
                return said._replace(concept=whole.concept)
            return said
        item = self._compose_with_whole(whole, label, figure)
        if item is not None:
            return describe_item(item)._replace(fund=None)
        return self._describe_named_part(whole, label, figure) or said

    def _describe_named_part(
        self, whole: FigureContext, label: RowLabel, figure: _Figure
    ) -> FigureContext | None:
        """What a row is whose own name is that of a project, a class or a unit."""
        name = label.name
        if whole.concept == "expenditure.project":
            if figure.side.classification == "economic" and _ends_as_class(label):
                return FigureContext("expenditure", economic_name=name)
            return whole._replace(project=name)
        if whole.concept == "operating_expenses":
            return whole._replace(entity=Entity.UNIT, entity_name=name)
        if self._ends_as_project(label, figure):
            return FigureContext("expenditure.project", project=name)
        is_sum = self.concepts.sums_side(label.lookup_word)
        if not is_sum and self._is_class_among_classes(figure):
            return FigureContext("expenditure", economic_name=name)
        return None

    def _is_class_among_classes(self, figure: _Figure) -> bool:
        """True for 临聘人员工资 in a table of
        personnel, whose rows are economic
        classes."""
        if figure.side.classification != "economic" or figure.side.code_columns:
            return False
        return self._describe_table(figure).concept in _PARTS_BY_CLASS

    def _ends_as_project(self, label: RowLabel, figure: _Figure) -> bool:
        """True for 道路养护项目 beside basic expenditure or other expenses."""
        if match_key(label.name).startswith(OF_WHICH):
            return False
        if not label.lookup_word.endswith(self.lexicon.get_words("project_ends")):
            return False
        listed = self._infer_listing(figure.parsed).concept
        return listed == "expenditure" and figure.side.classification is None

    def _compose_with_whole(
        self, whole: FigureContext, label: RowLabel, figure: _Figure
    ) -> str | None:
        """The expense that a row names with the one above: 购置费 of vehicles."""
        if _select_expense(whole.concept) is None:
            return None
        above = self._find_row_above(figure.parsed, figure.side, figure.filled_row)
        words = [upper.lookup_word for upper, _ in filter(None, [above])]
        return compose_item_of_path(self.lexicon, (*words, label.lookup_word))

    def _is_mere_part(self, item: str, figure: _Figure) -> bool:
        """True for a part that is no item, though its words name one."""
        label = figure.label
        if label is None or self._is_part_of_balance(figure):
            return label is not None
        return self._is_part_of_budget(describe_item(item), label, figure)

    def _is_part_of_balance(self, figure: _Figure) -> bool:
        """True for the row of a fund below 上年结转: no revenue of that fund."""
        if figure.label is None or figure.is_total:
            return False
        if not self._names_fund(figure.label.lookup_word):
            return False
        return self._describe_whole(figure).concept in _BALANCES

    def _describe_whole(self, figure: _Figure) -> FigureContext:
        """What the row says that a row is a part
        of; of purchases all are of one."""
        if self._lists_purchases(figure.parsed):
            return describe_item("procurement.total")
        above = self._find_row_above(figure.parsed, figure.side, figure.filled_row)
        if above is None:
            return NO_CONTEXT
        label, row = above
        whole = read_number(row[figure.column - 1])
        if whole is None or figure.value is None or abs(figure.value) > abs(whole):
            return NO_CONTEXT
        said = self._describe_name(label.lookup_word)
        if said.concept is None:
            return NO_CONTEXT
        return said

    def _find_row_above(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> tuple[RowLabel, CellRow] | None:
        """The row of the level above a row, where no sum parts the two."""
        known = side.rows_above.get(id(parsed))
        if known is None or known.parsed is not parsed:
            above = dict(self._pair_rows_above(parsed, side))
            known = side.rows_above[id(parsed)] = _RowsAbove(parsed, above)
        return known.above.get(id(filled_row))

    def _pair_rows_above(
        self, parsed: ParsedTable, side: Side
    ) -> Iterator[tuple[int, tuple[RowLabel, CellRow]]]:
        """Pair the identity of each row with the row of the level above it."""
        labels = [(_find_row_label(side, row), row) for row in parsed.filled_rows]
        rows = [(label, row) for label, row in labels if label is not None]
        sums = [self.concepts.sums_side(label.lookup_word) for label, _ in rows]
        n_sums = list(accumulate(sums, initial=0))
        parents = find_parent_rows(label.printed_name for label, _ in rows)
        for index, at in enumerate(parents):
            if at is not None and n_sums[index] == n_sums[at + 1]:
                yield id(rows[index][1]), rows[at]

    def _describe_fund_row(
        self, said: FigureContext, label: RowLabel, figure: _Figure
    ) -> FigureContext:
        """What a row of a fund is of: the side or balance that it stands below."""
        if said.concept is not None or said.fund is None:
            return said
        if self._is_part_of_budget(said, label, figure):
            return NO_CONTEXT
        said = said._replace(concept=self._find_side_above(figure))
        return self._name_balance(said, label, figure)

    def _is_part_of_budget(
        self, said: FigureContext, label: RowLabel, figure: _Figure
    ) -> bool:
        """True for 经费拨款 below one budget: no wider money than its whole."""
        if said.fund is not Fund.FISCAL_APPROPRIATION:
            return False
        if self.concepts.sums_side(label.lookup_word):
            return False
        above = self._find_row_above(figure.parsed, figure.side, figure.filled_row)
        if above is not None and _exceeds_whole(figure, above[1]):
            return False
        words = [row_label.lookup_word for row_label, _ in filter(None, [above])]
        if match_key(label.name).startswith(OF_WHICH):
            words += self._list_words_above(figure)[-1:]
        return any(find_fund(self.lexicon, word) in _BUDGETS for word in words)

    def _name_balance(
        self, said: FigureContext, label: RowLabel, figure: _Figure
    ) -> FigureContext:
        """What a fund is called that was not spent: 财政拨款结余、结转 of a side."""
        words = self.lexicon.get_words("head_components", "carry")
        if not any(word in label.lookup_word for word in words):
            return said
        side = said.concept or self._describe_table(figure).concept
        return said._replace(concept=_BALANCE_BY_SIDE.get(side or ""))

    def _describe_class_name(self, label: RowLabel, side: Side) -> FigureContext:
        """What a label says with its brackets
        (资本性支出（一）) or among economic classes."""
        name = strip_list_number_and_connective(match_key(label.name))
        word = self._strip_class_end(name)
        said = self._describe_name(word)
        if said.concept is not None or side.classification != "economic":
            return said
        word = label.lookup_word
        if is_economic_class(self.lexicon, word):
            return FigureContext("expenditure", economic_name=word)
        return said

    def _strip_class_end(self, word: str) -> str:
        """The name of a class without its end: 其他资本性支出等."""
        for end in self.lexicon.get_words("class_ends"):
            word = word.removesuffix(end)
        return word

    def _find_side_above(self, figure: _Figure) -> str | None:
        """The side of the last total above a fund in a table that lists both: 一、收入总计.

        A fund that is named again below 年初结转和结余 is a part of that.
        """
        word = figure.label.lookup_word if figure.label else ""
        own = _parse_sum(self.lexicon, word).concept
        if own is not None and self.concepts.sums_side(word):
            return own
        above: str | None = None
        words = self._list_words_above(figure)
        for other in words:
            above = self._find_head(other) or above
        if above in _BALANCES and word in words:
            return above
        if self._describe_table(figure).concept is not None:
            return None
        if above in SIDE_CONCEPTS:
            return above
        return self._find_side_below(figure, word)

    def _find_side_below(self, figure: _Figure, word: str) -> str | None:
        """The side of the next sum below a fund,
        where a table lists both and none is above."""
        own = _parse_sum(self.lexicon, word).concept
        if own is not None:
            return own
        key = "sides below", figure.side.label_columns
        readings = figure.parsed.readings
        if key not in readings:
            readings[key] = self._map_sides_below(figure)
        sides: dict[int, str | None] = readings[key]
        if not set(SIDE_CONCEPTS) <= set(sides.values()):
            return None
        return sides.get(id(figure.filled_row))

    def _map_sides_below(self, figure: _Figure) -> dict[int, str | None]:
        """The side of the next sum below each
        row, by the identity of the row."""
        sides: dict[int, str | None] = {}
        below: str | None = None
        for row in reversed(figure.parsed.filled_rows):
            label = _find_row_label(figure.side, row)
            if label is not None and self.concepts.sums_side(label.lookup_word):
                below = self._find_head(label.lookup_word)
            sides[id(row)] = below
        return sides

    def _list_words_above(self, figure: _Figure) -> list[str]:
        """What the rows of the same side above a figure are looked up by."""
        words = []
        for row in figure.parsed.filled_rows:
            if row is figure.filled_row:
                break
            label = _find_row_label(figure.side, row)
            if label is not None:
                words.append(label.lookup_word)
        return words

    def _find_head(self, word: str) -> str | None:
        """The side or balance that a row names, which its parts may follow.

        The sum of a fund is of a side, too: 财政拨款收入合计.
        """
        concept = self._describe_name(word).concept
        if concept is None and self.concepts.sums_side(word):
            concept = _parse_sum(self.lexicon, word).concept
        concept = concept or self.lexicon.find_key("heads", word)
        if concept in SIDE_CONCEPTS or concept in _BALANCES:
            return concept
        return None

    def _describe_name(self, word: str) -> FigureContext:
        """What the name of a row or column says, with the fund it names itself.

        The name of a fund tells no side: 事业收入 pays expenditure as well, and among
        columns of expenditure it is the money that is spent.
        """
        return _describe_name(self.lexicon, word)

    def _lists_projects(self, figure: _Figure, names: _RowNames) -> bool:
        """True for the row of one project in a table of projects."""
        label = names.label
        if label and label.lookup_word in self.lexicon.get_vocabulary("funds_named"):
            return False
        if figure.side.names_projects:
            return not names.is_whole and names.label is not None
        if self.concepts.table_number not in _NUMBERS_OF_LISTS:
            return self._infer_listing(figure.parsed).concept == "expenditure.project"
        if names.is_whole or names.is_class_row:
            return False
        return names.label is not None

    def _get_label_text(self, names: _RowNames) -> str | None:
        if names.label is None:
            return None
        return names.label.name

    def _find_scope(self, figure: _Figure) -> Scope | None:
        """Whether a total is that of the year: its row tells, else its column."""
        words = [w for w in figure.header_words if not is_period(w, self.lexicon)]
        if figure.label is not None:
            words.append(figure.label.lookup_word)
        found = [find_scope(self.lexicon, word) for word in reversed(words)]
        scope = next((scope for scope in found if scope is not None), None)
        if scope is not None:
            return scope
        if self._sums_year(figure):
            return Scope.YEAR
        if self._holds_balance(figure):
            return Scope.ALL
        return None

    def _find_column_scope(self, figure: _Figure) -> Scope | None:
        """The scope of a sum of funds, some of which are carried over: of the year
        below 本年预算, of all alone."""
        if not self.concepts.heads_sum(figure) or not self._has_carryover(figure):
            return None
        scopes = [find_scope(self.lexicon, word) for word in figure.header_words]
        if Scope.YEAR in scopes:
            return Scope.YEAR
        if len(figure.header_words) == 1:
            return Scope.ALL
        return None

    def _has_carryover(self, figure: _Figure) -> bool:
        """True where a column of the side is money that is carried over."""
        words = _list_column_words(figure.parsed, [figure.side])
        return any(
            self._describe_name(word).concept == "carried_in"
            or _ends_as_carryover(self.lexicon, word)
            for word in words
        )

    def _holds_balance(self, figure: _Figure) -> bool:
        """True for a sum beside that of the year, in a column or in a row of its
        own."""
        if self._stands_beside_year(figure):
            return True
        label = figure.label
        if label is None:
            return False
        return self.concepts.sums_year_and_balance(label, figure.side)

    def _stands_beside_year(self, figure: _Figure) -> bool:
        """True for the sum of a row beside a column of 本年收入."""
        if not self.concepts.heads_sum(figure) or len(figure.header_words) > 1:
            return False
        for column in figure.side.value_columns:
            for word in _list_header_words(figure.parsed, column):
                is_scope = find_scope(self.lexicon, word) is Scope.YEAR
                if is_scope and not is_period(word, self.lexicon):
                    return True
        return False

    def _add_classes(self, context: FigureContext, names: _RowNames) -> FigureContext:
        """The context with the classes that the codes of the row name."""
        name = names.label.lookup_word if names.label else None
        function = names.functional_code
        if function is not None:
            context = context._replace(function_code=function.value, function_name=name)
        is_expense = _select_expense(context.concept) is not None
        if names.named_class is not None and not is_expense:
            return _add_named_class(context, names.named_class, name)
        economic = names.economic_code
        if economic is not None:
            context = context._replace(economic_code=economic.value, economic_name=name)
        return context

    def _add_entity(
        self, context: FigureContext, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context with the unit whose figure it is, where that is not the
        office."""
        name: str | None = None
        if names.unit_name is not None:
            name = names.unit_name.value
        elif names.label_is_unit:
            name = self._get_label_text(names)
        else:
            name = self._find_unit_of_column(figure)
        if name is None:
            return context
        if match_key(name) in self.office_names:
            return self._add_own_entity(context, name, figure, names)
        entity = Entity.UNIT
        if match_key(name).rstrip("()").endswith(self.lexicon.get_words("own_entity")):
            entity = Entity.OWN
        return context._replace(entity=entity, entity_name=name)

    def _find_unit_of_column(self, figure: _Figure) -> str | None:
        """The unit that heads a column, where units are columns: 局机关 | 交警大队."""
        units = self._list_unit_columns(figure.parsed, figure.side)
        return units.get(figure.column)

    def _list_unit_columns(self, parsed: ParsedTable, side: Side) -> Mapping[int, str]:
        """The names of units above the columns of a side, at least two."""
        key = parsed.source_table.path, parsed.index, side.value_columns
        if key not in self.unit_columns:
            found: dict[int, str] = {}
            for column in side.value_columns:
                headers = parsed.header_cells[column - 1]
                if headers and self._names_column_unit(headers[-1]):
                    found[column] = clean_cell_text(headers[-1].text)
            if len(found) < _MIN_UNITS:
                found.clear()
            self.unit_columns[key] = found
        return self.unit_columns[key]

    def _names_column_unit(self, header: Cell) -> bool:
        """True for a header that is called as a unit and names nothing else."""
        word = BRACKETED_TEXT.sub("", match_key(header.text))
        if word in self.office_names:
            return True
        if not _ends_as_unit(word, self.lexicon) or is_period(word, self.lexicon):
            return False
        return self._describe_header(header) == NO_CONTEXT

    def _lists_own_part(self, side: Side) -> bool:
        """True where the total is more than the row of the office."""
        key = side.value_columns
        if key not in self.lists_own_part:
            self.lists_own_part[key] = self._compare_office(key)
        return self.lists_own_part[key]

    def _compare_office(self, value_columns: tuple[int, ...]) -> bool:
        total: Decimal | None = None
        for side, row in self._iterate_rows(value_columns):
            label = _find_row_label(side, row)
            value = read_number(row[value_columns[0] - 1])
            if label is None or value is None:
                continue
            if find_sum_key(self.lexicon, label.lookup_word) == "total":
                total = value
            elif self._names_office(label):
                return total is not None and value < total
        return False

    def _iterate_rows(
        self, value_columns: tuple[int, ...]
    ) -> Iterator[tuple[Side, CellRow]]:
        """Rows of a side, in all parts of the table."""
        for parsed in self.chain:
            for side in self._get_sides(parsed):
                if side.value_columns == value_columns:
                    for row in parsed.filled_rows:
                        yield side, row

    def _add_own_entity(
        self, context: FigureContext, name: str, figure: _Figure, names: _RowNames
    ) -> FigureContext:
        """The context of a row of the office: beside units, and below the
        first, it is its own."""
        if self._lists_own_part(figure.side):
            return context._replace(entity=Entity.OWN, entity_name=name)
        label = names.label
        if label is None or not names.label_is_unit or names.is_class_row:
            return context
        cell = label.extracted.place.element
        self.office_cell = self.office_cell or cell
        if cell == self.office_cell:
            return context
        return context._replace(entity=Entity.OWN, entity_name=name)

    def extract_amounts(self) -> Iterator[Amount]:
        """Amounts of money of a small table, each under its row's label."""
        for parsed in self.chain:
            sides = self._get_sides(parsed)
            for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
                if is_note_row(row) or self._is_band_of_period(row):
                    continue
                for side in sides:
                    yield from self._extract_row_amounts(parsed, side, row, filled_row)

    def _extract_row_amounts(
        self, parsed: ParsedTable, side: Side, row: CellRow, filled_row: CellRow
    ) -> Iterator[Amount]:
        label = _find_row_label(side, filled_row)
        if label is None:
            return
        own = _parse_counted_unit(label, self.lexicon)
        own = own or self._find_printed_unit(parsed, filled_row)
        for column in side.value_columns:
            cell = row[column - 1]
            value = extract_number(cell, own or self._resolve_unit(parsed, column))
            period = self._resolve_period(parsed, column, side, filled_row, label)
            if value is None or not _is_money(value.unit) or not period.is_level:
                continue
            item = self.lexicon.find_key("labels", label.lookup_word)
            yield Amount(
                item=item,
                label=label.extracted,
                value=value,
                value_status=describe_number(cell, value),
                fiscal_year=period.year,
                phase=period.stage,
                source=AmountSource.TABLE,
                section=parsed.section_key,
                context=describe_figure(self.lexicon, item, label.lookup_word),
            )

    # -- units

    def _resolve_unit_name(
        self, side: Side, filled_row: CellRow
    ) -> Extracted[str] | None:
        """The unit a row belongs to: its own cell, or that of the first row of its
        group.

        A row that sums units, or is named by a unit, belongs to none.
        """
        columns = side.unit_name_columns
        cell = _find_last_text_cell(columns, filled_row)
        label_cell = _find_last_text_cell(side.label_columns, filled_row)
        has_code = bool(_find_code_cells(side.code_columns, filled_row))
        if cell is not None:
            self.unit_above[columns] = None if self._is_sum(cell) else cell
        elif label_cell is not None and self._is_sum(label_cell):
            self.unit_above[columns] = None
        if label_cell is None and not (has_code or side.is_of_one_unit):
            return None
        return extract_text(self.unit_above.get(columns))

    def _names_unit(self, side: Side, filled_row: CellRow) -> bool:
        """True where the label of a row is a unit, no sum of units."""
        if side.is_of_one_unit:
            return False
        if _find_last_text_cell(side.label_columns, filled_row) is not None:
            return False
        cell = _find_last_text_cell(side.unit_name_columns, filled_row)
        return cell is not None and not self._is_sum(cell)

    def _names_office(self, label: RowLabel | None) -> bool:
        """True for the row of the office itself in a column of subjects."""
        return label is not None and match_key(label.name) in self.office_names

    def _repeats_sum(
        self, side: Side, filled_row: CellRow, label: RowLabel | None
    ) -> bool:
        """True for the only unit below 合计, which has all figures of it."""
        if label is None or not _ends_as_unit(label.lookup_word, self.lexicon):
            return False
        figures = _list_figures(side, filled_row)
        return any(figures) and figures in self.summed_sides.values()

    def _is_sum(self, cell: Cell) -> bool:
        return find_sum_key(self.lexicon, cell.text) is not None

    def _find_printed_unit(
        self, parsed: ParsedTable, filled_row: CellRow
    ) -> Unit | None:
        """The unit that a column of its own prints for a row: money, or what is
        counted."""
        column = parsed.find_column("unit")
        if column is None:
            return None
        cell = filled_row[column - 1]
        if cell is None:
            return None
        name = match_key(cell.text)
        is_counting = is_counting_unit(name, self.lexicon)
        if name not in YUAN_PER_UNIT and not is_counting:
            return None
        printed = cell.text.strip()
        start = len(cell.text) - len(cell.text.lstrip())
        return Unit(
            printed, UnitSource.CELL, cell.span.slice(start, start + len(printed))
        )

    def _resolve_unit(self, parsed: ParsedTable, column: int) -> Unit | None:
        """The unit of a column: money, or what its header counts (``人数（人）``).

        A rate is in per cent or in none.
        """
        key = parsed.source_table.path, parsed.index, column
        if key not in self.column_units:
            self.column_units[key] = self._find_column_unit(parsed, column)
        return self.column_units[key]

    def _find_column_unit(self, parsed: ParsedTable, column: int) -> Unit | None:
        headers = parsed.header_cells[column - 1]
        for cell in reversed(headers):
            text = normalize(cell.text)
            if "%" in text:
                at = text.index("%")
                return Unit("%", UnitSource.COLUMN, cell.span.slice(at, at + 1))
            match = _TRAILING_BRACKET.search(text)
            if match and self.lexicon.find_key("counts", match[1]) == "unit":
                return Unit(
                    match[1].strip(), UnitSource.COLUMN, cell.span.slice(*match.span(1))
                )
        if headers and self._heads_counts(headers[-1].text):
            return None
        for cell in headers:
            stage = parse_period(cell.text, True, self.lexicon).stage
            if stage in ("rate", "share"):
                return None
        return parsed.get_unit(column)

    def _heads_counts(self, text: str) -> bool:
        """True for the header of a number of things: 实有人数, 编制数, 台数."""
        word = BRACKETED_TEXT.sub("", match_key(text))
        units = self.lexicon.get_words("counts", "unit")
        things = (*units, *self.lexicon.get_words("counts", "noun"))
        tails = self.lexicon.get_words("measures", "tail")
        return any(
            word.endswith(tail) and word.removesuffix(tail).endswith(things)
            for tail in tails
        )

    # -- totals

    def _is_total_row(
        self,
        side: Side,
        label: RowLabel | None,
        filled_row: CellRow,
        parsed: ParsedTable,
    ) -> bool:
        """True for the row that sums its side, the first time it occurs, and where a
        page repeats it with its figures."""
        above = self.summed_sides.get(_build_sum_key(side, filled_row))
        if above is not None and above != _list_figures(side, filled_row):
            return False
        if label and find_sum_key(self.lexicon, label.lookup_word) == "total":
            return True
        if side.name in self.concepts.sides_with_total or side.year_columns:
            return False
        if not side.label_columns and not side.code_columns:
            # A table that lists no subjects.
            return _has_one_row(parsed)
        if label is None:
            return self._sums_classes(parsed, side, filled_row)
        return self._sums_rows(parsed, side, label, filled_row)

    def _sums_rows(
        self, parsed: ParsedTable, side: Side, label: RowLabel, filled_row: CellRow
    ) -> bool:
        """True for a mere 小计 in which all other
        rows add up, where no row is 合计, and
        for a unit among subjects."""
        if find_sum_key(self.lexicon, label.lookup_word) != "subtotal":
            return _names_unit_only(side, filled_row)
        column = side.value_columns[0] - 1
        key = "sum of column", column
        if key not in parsed.readings:
            values = [read_number(row[column]) for row in parsed.filled_rows]
            parts = [value for value in values if value is not None]
            parsed.readings[key] = _ClassSum(sum(parts, _ZERO), len(parts))
        whole: _ClassSum = parsed.readings[key]
        total = read_number(filled_row[column])
        if not total or whole.n_rows <= _MIN_PARTS:
            return False
        return whole.value == 2 * total

    def _sums_classes(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> bool:
        """True for a row that nothing names, with the sum of the rows of classes."""
        total = read_number(filled_row[side.value_columns[0] - 1])
        if total is None or _find_code_cells(side.code_columns, filled_row):
            return False
        classes = self._add_classes_of(parsed, side)
        return classes.n_rows > 1 and _agree(classes.value, total, classes.n_rows)

    # -- periods

    def _resolve_period(
        self,
        parsed: ParsedTable,
        column: int,
        side: Side,
        filled_row: CellRow,
        label: RowLabel | None,
    ) -> _FigurePeriod:
        """Year and stage of a figure, by its headers,
        its year cell and its label."""
        if self.holds_stocks:
            return self._resolve_stock_period(parsed, column)
        stage = self.default_stage
        printed_year: int | None = None
        is_prior = False
        for mention in self._iter_period_mentions(
            parsed, column, side, filled_row, label
        ):
            if not mention.is_level:
                return _FigurePeriod(self.fiscal_year, None, mention.stage)
            stage = self._choose_stage(mention) or stage
            printed_year = mention.year or printed_year
            is_prior = is_prior or mention.is_prior
        if is_prior:
            stage = PRIOR_STAGES.get(stage, stage)
        return self._build_period(stage, printed_year)

    def _choose_stage(self, mention: PeriodMention) -> str | None:
        """The stage that some
        words tell in this table."""
        if mention.stage == "budget" and not mention.is_initial:
            return self.budget_stage
        if mention.is_annual and self._is_current(mention):
            return "budget"
        return mention.stage

    def _is_current(self, mention: PeriodMention) -> bool:
        """True for the year of a
        budget, which is not over yet."""
        is_own = mention.year in (None, self.fiscal_year) and not mention.is_prior
        return is_own and not self.is_final

    def _resolve_stock_period(self, parsed: ParsedTable, column: int) -> _FigurePeriod:
        """The end of a year, by default that of the table; its beginning is the end of
        another."""
        year = self.fiscal_year
        rank = find_period_rank(parsed.header_texts[column - 1], True, self.lexicon)
        if rank > 0:
            year = rank
        elif rank < 0 and year is not None:
            year -= 1
        return _FigurePeriod(year, Phase.STOCK)

    def _map_periods_of_bands(self, parsed: ParsedTable) -> Mapping[int, str]:
        """The period that stands alone in a row above,
        by the identity of a row:
        2021年预算数 over the full width.
        """
        key = "periods of bands"
        if key not in parsed.readings:
            parsed.readings[key] = dict(self._iter_rows_of_bands(parsed))
        bands: Mapping[int, str] = parsed.readings[key]
        return bands

    def _iter_rows_of_bands(self, parsed: ParsedTable) -> Iterator[tuple[int, str]]:
        band: str | None = None
        for row, filled_row in zip(parsed.rows, parsed.filled_rows, strict=True):
            if self._is_band_of_period(row):
                band = _join_texts(row)
            elif band is not None:
                yield id(filled_row), band

    def _is_band_of_period(self, row: CellRow) -> bool:
        """True for a row of one cell over the full
        width that says a period.
        """
        is_merged = sum(cell is not None for cell in row) == 1 < len(row)
        return is_merged and is_period(_join_texts(row), self.lexicon)

    def _iter_period_mentions(
        self,
        parsed: ParsedTable,
        column: int,
        side: Side,
        filled_row: CellRow,
        label: RowLabel | None,
    ) -> Iterator[PeriodMention]:
        for cell in parsed.header_cells[column - 1]:
            yield parse_period(cell.text, True, self.lexicon)
        band = self._map_periods_of_bands(parsed).get(id(filled_row))
        if band is not None:
            yield parse_period(band, True, self.lexicon)
        for year_column in side.year_columns:
            year_cell = filled_row[year_column - 1]
            if year_cell is not None:
                yield parse_period(year_cell.text, False, self.lexicon)
        if label is not None and len(side.value_columns) <= _MAX_COLUMNS_OF_PERIODS:
            yield parse_period(label.name, False, self.lexicon)

    def _build_period(self, stage: str, printed_year: int | None) -> _FigurePeriod:
        """The year of a stage; a year before the table's makes the stage a prior
        one."""
        year = self.fiscal_year
        is_prior = stage.startswith("prior")
        if printed_year is not None:
            if year is not None and printed_year < year and not is_prior:
                stage = PRIOR_STAGES.get(stage, stage)
            return _FigurePeriod(printed_year, Phase(stage))
        if is_prior and year is not None:
            year -= 1
        return _FigurePeriod(year, Phase(stage))

    # -- codes

    def _resolve_codes(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> tuple[Extracted[str], ...]:
        """类, 款, 项 where they are separate, the last with the whole code; else just the
        code.

        A row that omits the codes above it (`` | 03 | ``) takes it from there.
        """
        cells = _find_code_cells(side.code_columns, filled_row)
        if not cells:
            return ()
        digits = {c: _parse_code_digits(cell) for c, cell in cells.items()}
        omitted = self._find_omitted_codes(side, digits)
        if omitted and parsed.source_table.path not in self.tables_with_omitted_codes:
            self.tables_with_omitted_codes.append(parsed.source_table.path)
        digits = omitted | digits
        for c in side.code_columns:
            self.codes_above.pop(c, None)
        self.codes_above |= digits
        whole = _join_code_levels([digits[c] for c in sorted(digits)])
        if len(whole) < _CLASS_CODE_LENGTH:
            return ()
        *parents, last = (
            Extracted(digits[c], cells[c].text, cells[c].span) for c in sorted(cells)
        )
        return (*parents, replace(last, value=whole))

    def _find_omitted_codes(
        self, side: Side, digits: Mapping[int, str]
    ) -> dict[int, str]:
        """The codes of the row above in the columns that a row leaves out; all or
        none."""
        first = min(digits)
        if len(digits[first]) >= _CLASS_CODE_LENGTH:
            return {}
        columns = [c for c in side.code_columns if c < first]
        if any(c not in self.codes_above for c in columns):
            return {}
        return {c: self.codes_above[c] for c in columns}


def _join_code_levels(levels: Sequence[str]) -> str:
    """The whole code of its levels, each printed alone or with those above it."""
    whole = ""
    for digits in levels:
        if whole and digits.startswith(whole):
            whole = digits
        else:
            whole += digits
    return whole


def _find_second_code(side: Side, filled_row: CellRow) -> Extracted[str] | None:
    """The code of another classification that names the row again."""
    cells = _find_code_cells(side.second_code_columns, filled_row)
    whole = "".join(_parse_code_digits(cells[c]) for c in sorted(cells))
    if len(whole) < _CLASS_CODE_LENGTH:
        return None
    cell = cells[max(cells)]
    return Extracted(whole, cell.text, cell.span)


def _lists_planned_assets(parsed: ParsedTable, lexicon: Lexicon) -> bool:
    """True for 新增资产配置预算表."""
    if parsed.kind != "fixed_assets" or parsed.table_key or parsed.title is None:
        return False
    title = match_key(parsed.title.value)
    return any(word in title for word in lexicon.get_words("planned_assets"))


def _find_table_year(parsed: ParsedTable) -> int | None:
    """The year that the caption of a table declares,
    else the first of its title."""
    if parsed.year:
        return parsed.year.value
    if parsed.title is None:
        return None
    return next((year.value for year in find_years(parsed.title.value)), None)


def _find_stock_year(parsed: ParsedTable, context: Context) -> int | None:
    """The year at whose end assets are counted; a
    budget does not tell it by itself."""
    if parsed.as_of is not None:
        return parsed.as_of.value.year
    return context.year if context.is_final else None


def _is_prior_year_table(parsed: ParsedTable, lexicon: Lexicon) -> bool:
    """True for ``“三公”经费支出表（上年）``: the table of the year before."""
    if parsed.title is None:
        return False
    prior = build_alternation(lexicon.get_words("phase", "prior"))
    title = match_key(parsed.title.value)
    return regex.search(rf"[(\[](?:{prior})度?[)\]]$", title) is not None


def _find_title_key(parsed: ParsedTable) -> str:
    """The key of a table or of its title; none
    where the table is more than the three
    expenses that its title names."""
    key = parsed.table_key or parsed.title_key or ""
    if parsed.table_key is None and key[1:] == _THREE_PUBLIC_NUMBER:
        return ""
    return key


def _lists_classes_too(
    title_key: str, labels: Iterable[tuple[str | None, str]], lexicon: Lexicon
) -> bool:
    """True for a table of the three expenses whose rows are classes by function, too:
    决算及“三公”经费表."""
    if title_key[1:] != _THREE_PUBLIC_NUMBER:
        return False
    words = {word for _, word in labels}
    expenses = lexicon.get_vocabulary("lines.three_public")
    if words.isdisjoint(expenses):
        return False
    classes = [word for word in words if is_highest_class(lexicon, word, True)]
    return len(classes) >= _MIN_PARTS


def _lists_three_alone(
    labels: Iterable[tuple[str | None, str]], lexicon: Lexicon
) -> bool:
    """True for rows of the three expenses, sums and nothing else."""
    words = {word for _, word in labels}
    if len(words) > _MAX_LABELS_OF_THREE:
        return False
    items = set()
    for word in words:
        said = _describe_name(lexicon, word).concept
        if said is not None:
            items.add(said)
        elif not _rank_total(lexicon, word):
            return False
    kinds = {concept.split(".")[1] for concept in items if "." in concept}
    families = {concept.partition(".")[0] for concept in items}
    return families == {"three_public"} and len(kinds) == len(_THREE_PUBLIC_PARTS)


def _find_default_stage(parsed: ParsedTable, title_key: str, context: Context) -> str:
    """The stage of figures whose headers tell none."""
    if title_key.startswith("F"):
        return "executed"
    if context.is_final and not _names_budget(parsed, context.lexicon):
        return "executed"
    return "budget"


def _find_budget_stage(note: str, context: Context) -> str:
    """What 预算数 is in a table: in final accounts the note below may tell."""
    if context.is_final and _names_adjusted_budget(note, context.lexicon):
        return "adjusted_budget"
    return "budget"


def _names_budget(parsed: ParsedTable, lexicon: Lexicon) -> bool:
    """True for the title of a table of a budget:
    一般公共预算 is a fund, 支出预算表 a budget."""
    if parsed.title is None:
        return False
    title = match_key(parsed.title.value)
    for word in lexicon.get_vocabulary("funds_named"):
        title = title.replace(word, "")
    if any(word in title for word in lexicon.get_words("phase", "executed")):
        return False
    return any(word in title for word in lexicon.get_words("doc_type", "budget"))


def _names_adjusted_budget(note: str, lexicon: Lexicon) -> bool:
    """True for a note by which the budget of a table is the adjusted one, no initial
    one."""
    names_initial = any(word in note for word in lexicon.get_words("opening"))
    keys = ("adjusted_budget", "annual_budget")
    adjusted = [w for key in keys for w in lexicon.get_words("period_words", key)]
    return not names_initial and any(word in note for word in adjusted)


def _adds_up(parts: Sequence[Decimal], total: Decimal) -> bool:
    """True where parts make a total, as far as they are printed."""
    return _agree(sum(parts, Decimal(0)), total, len(parts))


def _agree(value: Decimal, total: Decimal, n_parts: int) -> bool:
    """True where a sum of parts is a total, as far as they are printed."""
    exponent = int(total.as_tuple().exponent)
    tolerance = Decimal(1).scaleb(exponent) * (n_parts + 1) / 2
    return abs(value - total) <= tolerance


def _iterate_first_figures(
    parsed: ParsedTable, side: Side
) -> Iterator[tuple[CellRow, Cell, Decimal]]:
    """The rows with a label and a first figure, each with both."""
    for row in parsed.filled_rows:
        cell = _find_last_text_cell(side.label_columns, row)
        value = read_number(row[side.value_columns[0] - 1])
        if cell is not None and value is not None:
            yield row, cell, value


def _exceeds_whole(figure: _Figure, row: CellRow) -> bool:
    """True for a figure larger than that of a row above: no part of it."""
    whole = read_number(row[figure.column - 1])
    if whole is None or figure.value is None:
        return False
    return abs(figure.value) > abs(whole)


def _is_label_of(label: RowLabel, cell: Cell | None) -> bool:
    return cell is not None and label.extracted.place.element == cell.span


def _build_sum_key(side: Side, filled_row: CellRow) -> tuple[str | None, str]:
    """A side, and the year of a row in a column of its own."""
    year = _find_year_cell(side.year_columns, filled_row)
    return side.name, year.text if year else ""


def _list_figures(side: Side, filled_row: CellRow) -> tuple[Decimal | None, ...]:
    return tuple(read_number(filled_row[column - 1]) for column in side.value_columns)


def _has_one_row(parsed: ParsedTable) -> bool:
    """True for a table with one filled row."""
    n_rows = 0
    for row in parsed.rows:
        n_rows += any(cell and not is_blank(cell.text) for cell in row)
    return n_rows == 1


def _list_highest_classes(parsed: ParsedTable, side: Side) -> list[Decimal]:
    """The first figures of the rows with the shortest codes."""
    column = side.value_columns[0] - 1
    values: dict[int, list[Decimal]] = {}
    for row in parsed.filled_rows:
        value = read_number(row[column])
        cells = _find_code_cells(side.code_columns, row)
        if cells and value is not None:
            size = sum(len(_parse_code_digits(cell)) for cell in cells.values())
            values.setdefault(size, []).append(value)
    return values[min(values)] if values else []


def _names_unit_only(side: Side, filled_row: CellRow) -> bool:
    """True for a row with a unit where the others have a subject."""
    if not side.label_columns or _find_code_cells(side.code_columns, filled_row):
        return False
    if _find_last_text_cell(side.label_columns, filled_row) is not None:
        return False
    return _find_last_text_cell(side.unit_name_columns, filled_row) is not None


def _is_money(unit: Unit | None) -> bool:
    return unit is not None and unit.name in YUAN_PER_UNIT


def _is_rate(unit: Unit | None) -> bool:
    return unit is not None and unit.name == "%"


def _parse_label_unit(label: RowLabel | None, lexicon: Lexicon) -> Unit | None:
    """The unit of a row in the brackets of its label: ``2013年预算（万元）``."""
    unit = _parse_bracketed_unit(label)
    if _is_money(unit):
        return unit
    return _parse_counted_unit(label, lexicon)


def _parse_counted_unit(label: RowLabel | None, lexicon: Lexicon) -> Unit | None:
    """The unit of things counted in the brackets of a label: ``公务用车保有量（辆）``."""
    unit = _parse_bracketed_unit(label)
    if unit is None or not is_counting_unit(unit.name, lexicon):
        return None
    return unit


def _parse_bracketed_unit(label: RowLabel | None) -> Unit | None:
    """What the brackets at the end of a label hold, as a unit."""
    if label is None:
        return None
    match = _TRAILING_BRACKET.search(normalize(label.extracted.raw))
    if match is None:
        return None
    place = label.extracted.place
    offset = place.start or 0
    start, end = match.start(1) + offset, match.end(1) + offset
    return Unit(match[1].strip(), UnitSource.CELL, place.slice(start, end))
