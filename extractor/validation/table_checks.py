"""One statutory table against another, and the prose against the tables.

The same thing is printed several times: 收入总计 in the summary and in the
table of revenue, 一般公共预算 in 表4 and as the total of 表5, 基本支出 there and as
the total of 表6, a class in the summary and in the tables of
expenditure, and most of it again in the prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from extractor.lexicon.label_parser import find_fund
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.enums import AmountSource, CheckResult, Fund, Phase
from extractor.model.records import Amount, BudgetLine, Check
from extractor.schema.codelists import load_codelist
from extractor.schema.concepts import (
    Calculation,
    Subtotal,
    find_item,
    get_label_zh,
    list_concepts_by_breakdown,
    list_side_totals,
    list_subtotals,
    load_calculations,
    load_concepts,
    map_concepts_by_table_number,
)
from extractor.text.normalize import match_key, normalize
from extractor.validation.context import OWN_PHASES, CheckContext
from extractor.validation.statutory_identities import (
    FUNCTIONAL_CLASS_LENGTH,
    is_functional_class,
)
from extractor.validation.statutory_model import (
    StatutoryColumn,
    StatutoryRow,
    StatutoryTable,
    is_row_sum_column,
    is_sum_header,
    strip_list_number,
)
from extractor.validation.tolerance import (
    WHOLE,
    EquationTerm,
    NearestTerms,
    balances,
    best_of,
    describe_dimensions,
    equals,
    is_at_most,
    mark_not_checkable,
    report_not_checkable,
)

__all__ = [
    "check_appropriation_within_total",
    "check_basic_expenditure_by_class",
    "check_classes_between_tables",
    "check_concepts_between_tables",
    "check_figures_within_fund",
    "check_items_within_expenditure",
    "check_prose_against_tables",
    "check_prose_classes_against_tables",
    "check_same_lists",
]

_BUDGET_AND_FINAL = ("B", "F")
# The tables of the summary of appropriations (4) and of the three funds it consists of.
_APPROPRIATION_TABLE = "4"
_FUND_TABLES = frozenset("589")
_SUMMARY_TABLES = frozenset("14")
_GENERAL_BUDGET_TABLE = "5"
# A summary -> the tables of expenditure by class that it sums.
_DETAIL_TABLES = {"1": ("3",), "4": ("5", "8", "9")}
# Tables whose rows are classes of expenditure.
_CLASS_TABLES = ("1", "3", "4", "5", "8")
# A rule of its own: the prose states it of one project as often as of all.
_PARTIAL_CONCEPTS = ("revenue.carryover",)
# Wages (301) and benefits of persons (303) are personnel expenditure; all other
# economic classes of basic expenditure are public expenditure.
_PERSONNEL_CLASSES = ("301", "303")
# Two lists with fewer classes in common may be equal by chance.
_MIN_SHARED_CLASSES = 3
_CLASS_CODE = re.compile(r"\(?\d{3,7}\)?[-—_]?")

# Funds of which an office spends no more than their totals say.
_LIMITED_FUNDS = (
    Fund.GENERAL_PUBLIC_BUDGET,
    Fund.GOVERNMENT_FUNDS,
    Fund.STATE_CAPITAL,
    Fund.FISCAL_SPECIAL_ACCOUNT,
)
_NOT_SPENT = ("revenue", "carried_in", "carried_out")

_PeriodFund = tuple[Fund, int | None, Phase | None]
# The item, year and phase, and the fund of what is a part of one fund only.
_PeriodKey = tuple[str, int | None, Phase | None, str]


# --- look-ups -------------------------------------------------------------------------


def _find_tables(context: CheckContext, table_key: str) -> list[StatutoryTable]:
    tables = context.statutory_tables
    return [table for table in tables if table.table_key == table_key]


def _find_functional_tables(
    context: CheckContext, table_key: str
) -> list[StatutoryTable]:
    """Tables of one key whose rows are classes of the functional classification."""
    return [
        table
        for table in _find_tables(context, table_key)
        if table.is_coded and any(map(is_functional_class, table.rows))
    ]


def _is_main_class(row: StatutoryRow) -> bool:
    """True for a class (类), the highest level of the functional classification."""
    return is_functional_class(row) and len(row.code) == FUNCTIONAL_CLASS_LENGTH


def _label_term(
    table: StatutoryTable, term: EquationTerm, concept: str
) -> EquationTerm:
    return term.relabel(table.table_key or "", get_label_zh(concept))


def _find_concept_terms(
    context: CheckContext, table_key: str, concept: str
) -> list[EquationTerm]:
    """Figures of one concept in the tables of one key, for the document's own
    phases."""
    return [
        _label_term(table, one.term, concept)
        for table in _find_tables(context, table_key)
        for one in table.iter_concept_terms()
        if one.concept == concept and one.column.phase in OWN_PHASES
    ]


def _find_total_row_terms(
    context: CheckContext, table: StatutoryTable, concept: str
) -> list[tuple[StatutoryColumn, EquationTerm]]:
    """Figures of the first total row in the columns of a concept of expenditure."""
    find = context.lexicon.find_key
    return [
        (column, term)
        for row in table.find_total_rows()[:1]
        for column, term in row.cells.items()
        if column.phase in OWN_PHASES
        and column.header_path
        and find("lines.expenditure", column.header_path[-1]) == concept
    ]


def _find_total_column(
    table: StatutoryTable, lexicon: Lexicon
) -> StatutoryColumn | None:
    """The column that sums what is spent in a row (合计, 本年支出/小计).

    The only one where there is but one.
    """
    own_columns = [column for column in table.columns if column.phase in OWN_PHASES]
    for column in own_columns:
        if is_row_sum_column(column, lexicon):
            return column
    for column in own_columns:
        if _is_expenditure_sum(column, lexicon):
            return column
    return own_columns[0] if len(own_columns) == 1 else None


def _is_expenditure_sum(column: StatutoryColumn, lexicon: Lexicon) -> bool:
    """True for 小计 under a word of all that is spent,
    with or without a word of sums."""
    if len(column.header_path) != 2:
        return False
    above, header = column.header_path
    if not is_sum_header(header, lexicon):
        return False
    totals = lexicon.get_words("rows.sums", "total")
    forms = (above, *(above + total for total in totals))
    _, expenditure_total = list_side_totals()
    return any(
        lexicon.find_key("lines.expenditure", form) == expenditure_total
        for form in forms
    )


# --- items and classes between tables -------------------------------------------------


def check_items_within_expenditure(context: CheckContext) -> Iterator[Check]:
    """CROSS_CODES: an item of the general public budget, or of the funds, is part of
    that item in all expenditure."""
    for letter in _BUDGET_AND_FINAL:
        for whole in _find_functional_tables(context, f"{letter}3")[:1]:
            for number in ("5", "8"):
                for part in _find_functional_tables(context, f"{letter}{number}"):
                    yield from _check_items(context, part, whole)


def _check_items(
    context: CheckContext, part: StatutoryTable, whole: StatutoryTable
) -> Iterator[Check]:
    """Each item of one table against the same item
    in the table of all expenditure."""
    whole_rows = [row for row in whole.rows if is_functional_class(row)]
    code_lengths = {len(row.code) for row in whole_rows}
    whole_column = _find_total_column(whole, context.lexicon)
    part_column = _find_total_column(part, context.lexicon)
    columns = [(part_column, whole_column)]
    columns += _pair_kinds(part, whole, context.lexicon)
    for row in filter(is_functional_class, part.rows):
        same_rows = _find_same_unit(row, whole_rows)
        term = _get_term(row, part_column)
        if same_rows:
            yield from _check_item_columns(row, same_rows, columns)
        elif term is not None and term.value:
            named = term.relabel(row.full_label)
            yield _report_missing_item(named, len(row.code) in code_lengths)


_ColumnPair = tuple[StatutoryColumn | None, StatutoryColumn | None]


def _pair_kinds(
    part: StatutoryTable, whole: StatutoryTable, lexicon: Lexicon
) -> list[_ColumnPair]:
    """The columns of one kind of expenditure (基本支出, 项目支出) in two tables."""
    ours, theirs = (_map_kind_columns(table, lexicon) for table in (part, whole))
    return [(ours[kind], theirs[kind]) for kind in ours if kind in theirs]


def _map_kind_columns(
    table: StatutoryTable, lexicon: Lexicon
) -> dict[str, StatutoryColumn]:
    """Kind of expenditure -> its first own column, of one or two headers."""
    columns: dict[str, StatutoryColumn] = {}
    kinds = _list_general_budget_splits()
    for column in table.columns:
        path = column.header_path
        if column.phase not in OWN_PHASES or not path or len(path) > 2:
            continue
        kind = lexicon.find_key("lines.expenditure", path[-1])
        if kind in kinds:
            columns.setdefault(kind, column)
    return columns


def _check_item_columns(
    row: StatutoryRow,
    same_rows: Sequence[StatutoryRow],
    columns: Sequence[_ColumnPair],
) -> Iterator[Check]:
    """A row of a part against the same rows of the whole, column by column."""
    for own_column, whole_column in columns:
        term = _get_term(row, own_column)
        if term is None or not term.value:
            continue
        limits = [_get_term(one, whole_column) for one in same_rows]
        printed = [limit for limit in limits if limit is not None]
        if printed:
            named = term.relabel(row.full_label)
            yield is_at_most("CROSS_CODES", [named], printed)


def _find_same_unit(
    row: StatutoryRow, others: Sequence[StatutoryRow]
) -> list[StatutoryRow]:
    """The rows of the same code and unit; of all
    units where one table names none."""
    same_code = [other for other in others if other.code == row.code]
    same_unit = [other for other in same_code if other.org_unit == row.org_unit]
    if same_unit:
        return same_unit[:1]
    units = {other.org_unit for other in others}
    return same_code if not row.org_unit or units == {""} else []


def _get_term(row: StatutoryRow, column: StatutoryColumn | None) -> EquationTerm | None:
    return row.cells.get(column) if column else None


def _report_missing_item(term: EquationTerm, is_level_printed: bool) -> Check:
    """An item that the table of all expenditure lacks: a failure where it prints that
    level."""
    formula = f"{term.label} {term.printed} {term.unit}"
    if is_level_printed:
        return equals("CROSS_CODES", False, [term.place], formula)
    return report_not_checkable(
        "CROSS_CODES", "LEVEL_NOT_PRINTED", [term.place], formula=formula
    )


def check_classes_between_tables(context: CheckContext) -> Iterator[Check]:
    """CLASS_TABLES: a class of the summary is that class in the tables it sums.

    表1 in 表3; 表4 in 表5, 表8 and 表9.
    """
    for letter in _BUDGET_AND_FINAL:
        for number, detail_numbers in _DETAIL_TABLES.items():
            details: list[StatutoryTable] = []
            for detail in detail_numbers:
                key = f"{letter}{detail}"
                details.extend(_find_functional_tables(context, key)[:1])
            summaries = _find_tables(context, f"{letter}{number}")[:1]
            if summaries and details:
                yield from _check_classes(context, summaries[0], details)


def _check_classes(
    context: CheckContext, summary: StatutoryTable, details: list[StatutoryTable]
) -> Iterator[Check]:
    printed = _collect_class_terms(context, details)
    stated = _collect_summary_terms(context, summary)
    both = [name for name in printed if name in stated]
    for name in both:
        terms = [t.relabel(summary.table_key or "", name) for t in stated[name]]
        yield best_of(balances("CLASS_TABLES", [t], printed[name]) for t in terms)
    # With fewer names in common the summary lists something else.
    if len(both) >= 2:
        alone = {n: t for n, t in {**stated, **printed}.items() if n not in both}
        yield from _report_unmatched_classes(context, alone, printed)


def _report_unmatched_classes(
    context: CheckContext,
    alone: Mapping[str, list[EquationTerm]],
    printed: Mapping[str, list[EquationTerm]],
) -> Iterator[Check]:
    """Classes with a figure that only the summary, or only its details print."""
    if not alone:
        return
    classes = _list_class_names(context)
    for name, terms in alone.items():
        is_class = name in printed or name in classes
        if is_class and any(term.value for term in terms):
            places = [term.place for term in terms]
            formula = f"{name} {terms[0].printed} {terms[0].unit}"
            yield equals("CLASS_TABLES", False, places, formula)


def _collect_class_terms(
    context: CheckContext, tables: Iterable[StatutoryTable]
) -> dict[str, list[EquationTerm]]:
    """The totals of the classes of several tables, by the name of the class."""
    terms_by_class: dict[str, list[EquationTerm]] = {}
    for table in tables:
        column = _find_total_column(table, context.lexicon)
        if column is None:
            continue
        for row in table.rows:
            if _is_main_class(row) and column in row.cells:
                terms_by_class.setdefault(row.label, []).append(row.cells[column])
    return terms_by_class


def _collect_summary_terms(
    context: CheckContext, summary: StatutoryTable
) -> dict[str, list[EquationTerm]]:
    """The rows of the side of expenditure with the figures that may be their total.

    That of the column of sums, or of every column.
    """
    terms_by_class: dict[str, list[EquationTerm]] = {}
    for row in summary.rows:
        if row.side == "revenue" or row.is_total:
            continue
        columns = [column for column in row.cells if column.phase in OWN_PHASES]
        if columns:
            columns = _select_sums(columns, context.lexicon) or columns
            terms_by_class[row.label] = [row.cells[column] for column in columns]
    return terms_by_class


def _select_sums(
    columns: Iterable[StatutoryColumn], lexicon: Lexicon
) -> list[StatutoryColumn]:
    return [column for column in columns if is_row_sum_column(column, lexicon)]


def _list_class_names(context: CheckContext) -> frozenset[str]:
    """List the names of the classes that tables
    of the document print with a code."""
    return frozenset(
        row.label
        for table in context.statutory_tables
        for row in table.rows
        if _is_main_class(row)
    )


class _ClassList(NamedTuple):
    """The classes of one column of a table, each by its code, and what they add up
    to."""

    table: StatutoryTable
    terms: Mapping[str, EquationTerm]
    names: dict[str, str]
    total: EquationTerm

    @property
    def lengths(self) -> set[int]:
        """The levels that the list prints, as lengths of codes."""
        return set(map(len, self.terms))


def check_same_lists(context: CheckContext) -> Iterator[Check]:
    """SAME_LISTS: two lists of one classification with one total hold the same classes.

    Tables of all expenditure and of one fund, of a department that has
    but that fund; basic expenditure by class in two tables.
    """
    lists_by_total: dict[tuple[object, ...], list[_ClassList]] = {}
    for table in context.statutory_tables:
        for column in table.columns:
            found = _read_class_list(table, column)
            if found is not None:
                family = next(iter(found.terms))[0] == "2"
                key = family, column.year, column.phase, round(found.total.value, -3)
                lists_by_total.setdefault(key, []).append(found)
    for lists in lists_by_total.values():
        first = lists[0]
        for other in lists[1:]:
            if other.table is not first.table:
                yield from _compare_lists(first, other)


def _read_class_list(
    table: StatutoryTable, column: StatutoryColumn
) -> _ClassList | None:
    """The classes of a column with a figure but 0;
    None where a class stands twice."""
    if column.phase not in OWN_PHASES:
        return None
    terms: dict[str, EquationTerm] = {}
    names: dict[str, str] = {}
    for row in table.rows:
        term = row.cells.get(column)
        if term is None or not term.value or not row.code.isdigit():
            continue
        if row.code in terms:
            return None
        terms[row.code] = term
        names[row.code] = row.full_label
    if len(terms) < _MIN_SHARED_CLASSES:
        return None
    return _ClassList(table, terms, names, _add_outer_classes(terms))


def _add_outer_classes(terms: Mapping[str, EquationTerm]) -> EquationTerm:
    """The sum of the classes that stand below no
    other, at the place of the first."""
    tops = [term for code, term in terms.items() if not _is_below_any(code, terms)]
    return tops[0]._replace(value=_sum_limit(tops))


def _is_below_any(code: str, codes: Mapping[str, object]) -> bool:
    return any(code[:length] in codes for length in range(3, len(code)))


def _compare_lists(first: _ClassList, second: _ClassList) -> Iterator[Check]:
    """The classes of two lists, where most of them agree."""
    codes = _list_shared_levels(first, second)
    odd = [code for code in codes if not _agrees_on(code, first, second)]
    if len(codes) - len(odd) < _MIN_SHARED_CLASSES or 3 * len(odd) > len(codes):
        return
    names = first.names | second.names
    for code in odd:
        terms = [one.terms[code] for one in (first, second) if code in one.terms]
        named = [term.relabel(names[code]) for term in terms]
        yield balances("SAME_LISTS", named[:1], named[1:])
    if not odd:
        yield balances("SAME_LISTS", [second.total], [first.total])


def _list_shared_levels(first: _ClassList, second: _ClassList) -> list[str]:
    """The codes of two lists on the levels that both print."""
    levels = first.lengths & second.lengths
    codes = dict.fromkeys((*first.terms, *second.terms))
    return [code for code in codes if len(code) in levels]


def _agrees_on(code: str, first: _ClassList, second: _ClassList) -> bool:
    ours, theirs = first.terms.get(code), second.terms.get(code)
    if ours is None or theirs is None:
        return False
    slack = ours.half_step + theirs.half_step
    return abs(ours.value - theirs.value) <= slack


# --- concepts between tables ----------------------------------------------------------


class _FirstMention(NamedTuple):
    """The first table that prints a concept, with the figures that may be it."""

    table: StatutoryTable
    terms: list[EquationTerm]


def check_concepts_between_tables(context: CheckContext) -> Iterator[Check]:
    """CROSS_B1_B4, CROSS_B4_B5_B8_B9, CROSS_TABLES: what two tables print by one name
    is one figure.

    One table may print all, the other what is of this year: 收入总计 or
    本年收入合计 of a summary will do.
    """
    first: dict[_PeriodKey, _FirstMention] = {}
    repeating = list_concepts_by_breakdown("function")
    tables = [table for table in context.statutory_tables if table.table_key]
    for table in tables:
        for row, column, concept, term in table.iter_concept_terms():
            if column.phase not in OWN_PHASES or concept in repeating:
                continue
            if row.dimensions[column].entity:
                continue
            terms = (term, *table.find_other_totals(row, column))
            ours = [_label_term(table, one, concept) for one in terms]
            fund = row.dimensions[column].fund
            key = concept, column.year, column.phase, fund
            mention = _FirstMention(table, ours)
            yield from _compare_mentions(first.setdefault(key, mention), mention)
    yield from _check_fund_totals(context)


def _compare_mentions(first: _FirstMention, second: _FirstMention) -> Iterator[Check]:
    """Two mentions in different tables: any figure
    of the one is one of the other."""
    if first.table.table_key == second.table.table_key:
        return
    rule = _find_cross_table_rule(first.table, second.table)
    pairs = product(second.terms, first.terms)
    yield best_of(balances(rule, [own], [other]) for own, other in pairs)


def _find_cross_table_rule(first: StatutoryTable, second: StatutoryTable) -> str:
    numbers = {first.number, second.number}
    if numbers == _SUMMARY_TABLES:
        return "CROSS_B1_B4"
    if len(numbers) == 2 and _APPROPRIATION_TABLE in numbers and numbers & _FUND_TABLES:
        return "CROSS_B4_B5_B8_B9"
    return "CROSS_TABLES"


def _check_fund_totals(context: CheckContext) -> Iterator[Check]:
    """CROSS_B4_B5_B8_B9 where the summary of appropriations has no columns by fund.

    Its total = Σ of the tables of the funds.
    """
    (calculation,) = load_calculations("fund")
    numbers = map_concepts_by_table_number()
    for letter in _BUDGET_AND_FINAL:
        summary_key = f"{letter}{_APPROPRIATION_TABLE}"
        total = _find_concept_terms(context, summary_key, calculation.total)
        is_split = any(
            _find_concept_terms(context, summary_key, concept)
            for concept in calculation.parts
        )
        if not total or is_split:
            continue
        parts: list[EquationTerm] = []
        for number, concept in numbers.items():
            parts += _find_concept_terms(context, f"{letter}{number}", concept)[:1]
        if parts:
            yield balances(calculation.rule_id, total[:1], parts)


def check_appropriation_within_total(context: CheckContext) -> Iterator[Check]:
    """CROSS_B1_B4: what the treasury appropriates is at most everything.

    Table 4 prints the appropriation as revenue, else as expenditure.
    """
    appropriations = ("revenue.fiscal_appropriation", "fiscal_appropriation.total")
    for letter in _BUDGET_AND_FINAL:
        part = _find_first_printed(context, f"{letter}4", appropriations)
        whole = _find_first_printed(context, f"{letter}1", list_side_totals())
        if part and whole:
            yield is_at_most("CROSS_B1_B4", part[:1], whole[:1])


def _find_first_printed(
    context: CheckContext, table_key: str, concepts: Iterable[str]
) -> list[EquationTerm]:
    """Figures of the first of several concepts that a table prints."""
    for concept in concepts:
        terms = _find_concept_terms(context, table_key, concept)
        if terms:
            return terms
    return []


# --- figures of one fund --------------------------------------------------------------


class _FundFigure(NamedTuple):
    """A record of a fund: the table it stands in ('' for prose), its concept and value.

    The concept is '' where the figure is of a part: one class, unit or
    project.
    """

    table: str
    concept: str
    yuan: Decimal
    record: Amount | BudgetLine

    @property
    def is_spent(self) -> bool:
        """False for revenue and what is carried over."""
        return self.concept not in _NOT_SPENT


def check_figures_within_fund(context: CheckContext) -> Iterator[Check]:
    """FUND_LIMIT: no figure of a fund in a table is above its total, as others print
    it.

    The total is what is spent of the fund, or its revenue with what is
    carried in.
    """
    carried = _find_carried(context)
    for figures in _collect_fund_figures(context).values():
        for table in dict.fromkeys(one.table for one in figures if one.table):
            yield from _check_fund(context, table, figures, carried)


def _check_fund(
    context: CheckContext,
    table: str,
    figures: Sequence[_FundFigure],
    carried: EquationTerm | None,
) -> Iterator[Check]:
    """The largest figure of a fund in one table against its total in the others."""
    inside = [one for one in figures if one.table == table]
    largest = max(inside, key=_get_spent_yuan)
    if not _get_spent_yuan(largest):
        return
    others = [one for one in figures if one.table != table and one.concept]
    limit = _find_fund_limit(context, others, carried)
    term = _build_record_term(context, largest.record)
    if limit and term:
        yield is_at_most("FUND_LIMIT", [term], limit)


def _get_spent_yuan(figure: _FundFigure) -> Decimal:
    return figure.yuan if figure.is_spent else Decimal(0)


def _collect_fund_figures(
    context: CheckContext,
) -> dict[_PeriodFund, list[_FundFigure]]:
    """The document's own figures by fund and period."""
    figures: dict[_PeriodFund, list[_FundFigure]] = {}
    records: list[Amount | BudgetLine] = [*context.disclosure.budget_lines]
    records += [one for one in context.ordered_amounts if one.context.fund]
    for record in records:
        fund = _find_fund_of(record, context.lexicon)
        yuan = record.value_yuan
        if fund not in _LIMITED_FUNDS or yuan is None:
            continue
        if record.phase in OWN_PHASES:
            key = fund, record.fiscal_year, record.phase
            figures.setdefault(key, []).append(_read_fund_figure(context, record, yuan))
    return figures


def _read_fund_figure(
    context: CheckContext, record: Amount | BudgetLine, yuan: Decimal
) -> _FundFigure:
    """A record of money as a figure of a fund."""
    table = ""
    if isinstance(record, BudgetLine):
        table = context.resolve_table_path(record.place) or ""
    concept = record.context.concept or ""
    if concept and describe_dimensions(record)[1:] != WHOLE[1:]:
        concept = ""  # of any fund, but less than the whole
    return _FundFigure(table, concept, yuan, record)


def _build_record_term(
    context: CheckContext, record: Amount | BudgetLine
) -> EquationTerm | None:
    if isinstance(record, BudgetLine):
        return context.build_line_term(record)
    return context.build_amount_term(record)


def _find_fund_of(record: Amount | BudgetLine, lexicon: Lexicon) -> Fund | None:
    """The fund of a record, else that of the head of its column."""
    if record.context.fund or not isinstance(record, BudgetLine):
        return record.context.fund
    header = (record.column_label or "").rpartition("/")[2]
    return _find_fund(lexicon, header)


@lru_cache(maxsize=4096)
def _find_fund(lexicon: Lexicon, header: str) -> Fund | None:
    return find_fund(lexicon, header)


def _find_fund_limit(
    context: CheckContext,
    figures: Sequence[_FundFigure],
    carried: EquationTerm | None,
) -> list[EquationTerm]:
    """The total of a fund: the largest of its expenditure and revenue, and what is
    carried in.

    Nothing where only revenue is known, and not what is carried in.
    """
    largest: dict[str, EquationTerm] = {}
    for one in sorted(figures, key=_get_yuan):
        term = _build_record_term(context, one.record)
        if term is not None:
            largest[one.concept] = term
    inside = largest.get("carried_in", carried)
    names = ["expenditure"]
    if inside is not None:
        names.append("revenue")
    totals = [largest[name] for name in names if name in largest]
    limits = [[total, *filter(None, [inside])] for total in totals]
    return max(limits, key=_sum_limit, default=[])


def _get_yuan(figure: _FundFigure) -> Decimal:
    return figure.yuan


def _find_carried(context: CheckContext) -> EquationTerm | None:
    """The largest figure of money carried in."""
    terms = [
        term
        for line in context.disclosure.budget_lines
        if line.context.concept == "carried_in"
        if (term := context.build_line_term(line)) is not None
    ]
    return max(terms, key=_get_value, default=None)


def _get_value(term: EquationTerm) -> Decimal:
    return term.value


def _sum_limit(terms: Iterable[EquationTerm]) -> Decimal:
    return sum((term.value for term in terms), Decimal(0))


# --- basic expenditure ----------------------------------------------------------------


def check_basic_expenditure_by_class(context: CheckContext) -> Iterator[Check]:
    """CROSS_B5_B6: basic expenditure of 表5 = total of 表6.

    Personnel = 301 + 303, public = all other classes.
    """
    for letter in _BUDGET_AND_FINAL:
        by_class = _find_tables(context, f"{letter}6")
        basic = _find_basic_terms(context, f"{letter}5")
        totals = [term for table in by_class for term in _find_grand_totals(table)]
        if basic and totals:
            label = get_label_zh("expenditure.basic")
            named = basic[0].relabel(f"{letter}5", label)
            yield best_of(balances("CROSS_B5_B6", [named], [total]) for total in totals)
        for table in by_class:
            yield from _check_economic_classes(context, table)


def _find_basic_terms(context: CheckContext, table_key: str) -> list[EquationTerm]:
    """Basic expenditure in the total rows of the tables of one key."""
    basic_terms: list[EquationTerm] = []
    for table in _find_tables(context, table_key):
        terms = _find_total_row_terms(context, table, "expenditure.basic")
        basic_terms += [term for _, term in terms]
    return basic_terms


def _find_grand_totals(table: StatutoryTable) -> list[EquationTerm]:
    """The first figure of each total row: that of all columns."""
    return [row.first_term for row in table.find_total_rows() if row.cells]


def _check_economic_classes(
    context: CheckContext, table: StatutoryTable
) -> Iterator[Check]:
    """人员经费 = 301 + 303, 公用经费 = all other classes."""
    personnel: list[EquationTerm] = []
    public: list[EquationTerm] = []
    for row in table.rows:
        if len(row.code) == FUNCTIONAL_CLASS_LENGTH and row.cells:
            parts = personnel if row.code in _PERSONNEL_CLASSES else public
            parts.append(row.first_term)
    yield from _check_classes_of(context, table, "expenditure.personnel", personnel)
    yield from _check_classes_of(context, table, "expenditure.public", public)


def _check_classes_of(
    context: CheckContext,
    table: StatutoryTable,
    concept: str,
    parts: Sequence[EquationTerm],
) -> Iterator[Check]:
    """Economic classes against the column, else the row, that prints their sum."""
    find = context.lexicon.find_key
    in_rows = [
        term
        for row in table.rows
        if not row.code and find("labels", row.label) == concept
        for term in row.cells.values()
    ]
    in_columns = [t for _, t in _find_total_row_terms(context, table, concept)]
    stated = [*in_columns, *in_rows]
    if not stated or not parts:
        return
    check = balances("CROSS_B5_B6", [_label_term(table, stated[0], concept)], parts)
    if check.result == CheckResult.FAIL and not in_rows:
        # The columns give the personnel share of each class.
        check = mark_not_checkable(check, "CLASSES_SPLIT")
    yield check


# --- prose against tables -------------------------------------------------------------


@cache
def _map_wider_concepts() -> Mapping[str, str]:
    """A concept of the general public budget -> the appropriations of all budgets.

    Most offices have no other budget, and their prose calls this one
    财政拨款.
    """
    lists = load_calculations("list")
    subtotals = [one for each in lists for one in list_subtotals(each)]
    totals: list[Subtotal | Calculation] = [*subtotals, *load_calculations("fund")]
    return {
        part: one.total
        for one in totals
        for part in one.parts
        if load_concepts()[part].funds == ("general_public_budget",)
    }


@cache
def _list_general_budget_splits() -> tuple[str, ...]:
    """The concepts by which expenditure of the general public budget is split: basic,
    project."""
    total = map_concepts_by_table_number()[_GENERAL_BUDGET_TABLE]
    changes = load_calculations("change")
    parts = (part for one in changes if one.total == total for part in one.parts)
    return tuple(dict.fromkeys(parts))


@cache
def _list_equivalent_totals(concept: str) -> tuple[str, ...]:
    """The total of the other side of the same fund: 财政拨款收入 and 财政拨款支出."""
    known = load_concepts()[concept]
    sides = {load_concepts()[total].concept for total in list_side_totals()}
    if known.concept not in sides or known.fund != Fund.FISCAL_APPROPRIATION:
        return ()
    items = (find_item(side, known.fund) for side in sorted(sides))
    return tuple(item for item in items if item and item != concept)


class _PrintedTerms:
    """Figures of the statutory tables by concept, year and phase."""

    def __init__(self, context: CheckContext) -> None:
        self._exact: dict[_PeriodKey, list[EquationTerm]] = {}
        # The same concept within the general public budget.
        self._narrower: dict[_PeriodKey, list[EquationTerm]] = {}
        for table in context.statutory_tables:
            self._add_table(table)
            if table.number == _GENERAL_BUDGET_TABLE:
                self._add_total_row(context, table)

    def __contains__(self, key: _PeriodKey) -> bool:
        return key in self._exact

    def find(self, key: _PeriodKey) -> list[EquationTerm]:
        return [*self._exact[key], *self._narrower.get(key, ())]

    def _add_table(self, table: StatutoryTable) -> None:
        repeating = list_concepts_by_breakdown("function")
        wider = _map_wider_concepts()
        for row, column, concept, term in table.iter_concept_terms():
            period = column.year, column.phase
            fund = row.dimensions[column].fund
            if concept not in repeating:
                # 财政拨款收支总预算 is one figure of both sides, of the year or of all.
                known = self._exact.setdefault((concept, *period, fund), [])
                known += [term, *table.find_other_totals(row, column)]
            for other in _list_equivalent_totals(concept):
                self._narrower.setdefault((other, *period, fund), []).append(term)
            if concept in wider and not fund:
                key = (wider[concept], *period, fund)
                self._narrower.setdefault(key, []).append(term)

    def _add_total_row(self, context: CheckContext, table: StatutoryTable) -> None:
        for concept in _list_general_budget_splits():
            for column, term in _find_total_row_terms(context, table, concept):
                period = column.year, column.phase
                self._narrower.setdefault((concept, *period, ""), []).append(term)
                key = concept, *period, Fund.GENERAL_PUBLIC_BUDGET.value
                self._exact.setdefault(key, []).append(term)


def check_prose_against_tables(context: CheckContext) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: an amount of the prose = the figure of a statutory table.

    Of the same concept, year and phase.
    """
    printed = _PrintedTerms(context)
    stated: dict[_PeriodKey, list[EquationTerm]] = {}
    for amount in context.ordered_amounts:
        dimensions = describe_dimensions(amount)
        period = amount.fiscal_year, amount.phase
        key = amount.item or "", *period, dimensions.fund
        if dimensions._replace(fund="") != WHOLE:
            continue
        if amount.source != AmountSource.PROSE or key not in printed:
            continue
        term = context.build_amount_term(amount)
        if term is not None and amount.item not in _PARTIAL_CONCEPTS:
            stated.setdefault(key, []).append(term)
    for key, terms in stated.items():
        yield from _check_stated_concept(terms, printed.find(key))


def _check_stated_concept(
    stated_terms: Sequence[EquationTerm], printed_terms: Sequence[EquationTerm]
) -> Iterator[Check]:
    """Each statement against the tables.

    Where one agrees, others that differ are of a part or of one office.
    """
    nearest = NearestTerms(printed_terms)
    checks: list[Check] = []
    for stated in stated_terms:
        near = nearest.find_nearest(stated.value)
        tried = (balances("BUDGET_TEXT_TABLE", [stated], [term]) for term in near)
        checks.append(best_of(tried))
    agreed = any(check.result != CheckResult.FAIL for check in checks)
    if agreed:
        yield from map(_doubt_failure, checks)
    else:
        yield checks[0]


def _doubt_failure(check: Check) -> Check:
    """A failed comparison as one whose scope is not clear; any other as it is."""
    if check.result != CheckResult.FAIL:
        return check
    return mark_not_checkable(check, "SCOPE_UNCLEAR")


@cache
def _compile_class_level(lexicon: Lexicon) -> re.Pattern[str]:
    """The level of the classification in brackets behind a name: （类）, （款）, （项）."""
    words = build_alternation(tuple(lexicon.get_vocabulary("class_level")))
    return re.compile(rf"\((?:{words})\)")


@cache
def _load_class_names() -> frozenset[str]:
    """Match keys of the names of the functional classification, all levels."""
    rows = load_codelist("functional_classification")
    return frozenset(match_key(row["name"]) for row in rows)


def _find_class_name(amount: Amount, lexicon: Lexicon) -> str | None:
    """The lowest class of the classification that an amount is stated for."""
    if amount.label is None:
        return None
    name = _parse_class_name(amount.label.value, _compile_class_level(lexicon))
    tails = lexicon.get_words("spending", "word")
    # 教育 is 教育支出, and the other way round.
    longer = (name + tail for tail in tails)
    shorter = (name.removesuffix(tail) for tail in tails)
    known = _load_class_names()
    return next((form for form in (name, *longer, *shorter) if form in known), None)


def _parse_class_name(label: str, level: re.Pattern[str]) -> str:
    """The last name in a label with a level, else the last part of the label."""
    text = normalize(label)
    parts = [part for part in level.split(text) if match_key(part)]
    if not parts:
        return ""
    has_level = level.search(text) is not None
    last_part = text[text.rfind(parts[-1]) :]
    if len(parts) > 1 and has_level and not level.search(last_part):
        # 行政运行（项）支出: what follows the level is no name.
        return match_key(parts[-2])
    return match_key(_CLASS_CODE.sub("", parts[-1]))


class _StatedClass(NamedTuple):
    """What the prose states for one class; with a
    level it is about the whole class."""

    terms: list[EquationTerm]
    has_level: bool


def check_prose_classes_against_tables(context: CheckContext) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: what the prose states for a class is a figure of that row of a
    table."""
    printed = _collect_printed_classes(context)
    stated = _collect_stated_classes(context, printed)
    for name, one in stated.items():
        yield from _check_stated_class(one, printed[name])


def _collect_printed_classes(context: CheckContext) -> dict[str, list[EquationTerm]]:
    """The figures of each row of the tables of expenditure by class."""
    terms_by_class: dict[str, list[EquationTerm]] = {}
    for table in context.statutory_tables:
        if table.number not in _CLASS_TABLES:
            continue
        for row in table.rows:
            name = strip_list_number(row.label)
            for column, term in row.cells.items():
                if column.phase in OWN_PHASES and column.side != "revenue":
                    terms_by_class.setdefault(name, []).append(term)
    return terms_by_class


def _collect_stated_classes(
    context: CheckContext, printed: Mapping[str, object]
) -> dict[str, _StatedClass]:
    """What the prose states for the classes that some table prints."""
    concepts = (None, *list_concepts_by_breakdown("function"))
    level = _compile_class_level(context.lexicon)
    terms_by_class: dict[str, list[EquationTerm]] = {}
    with_level: set[str] = set()
    for amount in context.ordered_amounts:
        if amount.source != AmountSource.PROSE or amount.phase not in OWN_PHASES:
            continue
        if amount.item not in concepts:
            continue
        name = _find_class_name(amount, context.lexicon)
        term = context.build_amount_term(amount)
        if name is None or name not in printed or term is None:
            continue
        terms_by_class.setdefault(name, []).append(term)
        if level.search(normalize(term.label)):
            with_level.add(name)
    return {
        name: _StatedClass(terms, name in with_level)
        for name, terms in terms_by_class.items()
    }


def _check_stated_class(
    stated: _StatedClass, printed_terms: Sequence[EquationTerm]
) -> Iterator[Check]:
    """Each statement against the row.

    Where it contains neither 类 nor 项, where the tables differ among
    themselves or another statement agrees, one that differs may be of
    one fund or office only.
    """
    checks = [
        best_of(balances("BUDGET_TEXT_TABLE", [one], [t]) for t in printed_terms)
        for one in stated.terms
    ]
    n_values = len({term.value for term in printed_terms if term.value})
    agreed = any(check.result != CheckResult.FAIL for check in checks)
    if agreed or not stated.has_level or n_values > 2:
        yield from map(_doubt_failure, checks)
    else:
        yield from checks
