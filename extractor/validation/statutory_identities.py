"""Statutory tables against themselves: codes, rows, lists and sides add up.

``2010301 行政运行`` is part of ``20103`` and of ``201``; ``合计 = 基本支出 +
项目支出`` in every row; ``收入总计 = 本年收入合计 + 上年结转结余``. How a table is built (a
total first or last, parts printed together with their subtotal) is
inferred from what holds in most of its rows or columns; a table in
which nothing holds is reported as not checkable.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import CheckResult
from extractor.model.issues import Issue
from extractor.model.records import Check
from extractor.schema.concepts import (
    Calculation,
    get_root,
    list_subtotals,
    load_calculations,
)
from extractor.validation.context import OWN_PHASES, CheckContext
from extractor.validation.statutory_model import (
    TWO_SIDED_TABLES,
    StatutoryColumn,
    StatutoryRow,
    StatutoryTable,
    is_sum_header,
)
from extractor.validation.sums import (
    TermsByConcept,
    belongs_to_other_rule,
    check_nested_parts,
    enumerate_part_choices,
    find_list_calculation,
)
from extractor.validation.tolerance import (
    Balance,
    EquationTerm,
    balances,
    best_of,
    compare_sums,
    drop_nested_terms,
    equals,
    find_nested_sums,
    get_formula,
    is_supported,
    report_not_checkable,
)

__all__ = [
    "FUNCTIONAL_CLASS_LENGTH",
    "check_code_levels",
    "check_code_rollup",
    "check_list_totals",
    "check_row_groups",
    "check_row_numbers",
    "check_row_sums",
    "check_side_totals",
    "check_three_public_sums",
    "check_unit_groups",
    "is_functional_class",
]

FUNCTIONAL_CLASS_LENGTH = 3
"""Digits of the code of a class (类) of the functional classification."""

# Fewer rows than these need no total.
_MIN_ROWS_OF_LIST = 2
_THREE_PUBLIC_TABLES = ("B7", "F7")
# So many economic classes have classes below them before one without any is odd.
_MIN_SPLIT_CLASSES = 3
_NONE_MISSING = "—"
# Kinds of list numbers from the outermost; so many gaps are no slip but a choice.
_NUMBER_KINDS = ("chinese", "chinese_bracket", "decimal", "decimal_bracket", "circled")
_MIN_NUMBER_GAPS = 2
_MIN_SWAPPED_ROWS = 4  # of three figures one is too often the sum of the others


class _RowTerm(NamedTuple):
    """The figure of a row in the column looked at."""

    row: StatutoryRow
    term: EquationTerm

    @property
    def named_term(self) -> EquationTerm:
        return self.term.relabel(self.row.label)


def _find_row_terms(
    rows: Iterable[StatutoryRow], column: StatutoryColumn
) -> list[_RowTerm]:
    return [_RowTerm(row, row.cells[column]) for row in rows if column in row.cells]


def _iterate_from(entries: Sequence[_RowTerm], start: int) -> Iterator[_RowTerm]:
    """Iterate over the entries behind an index, without a copy of them."""
    return (entries[at] for at in range(start, len(entries)))


def _get_terms(entries: Iterable[_RowTerm]) -> list[EquationTerm]:
    return [entry.term for entry in entries]


def _count_supported(checks: Iterable[Check | Balance]) -> int:
    return sum(map(is_supported, checks))


def is_functional_class(row: StatutoryRow) -> bool:
    """True for a row of the functional classification.

    An economic class begins with another digit.
    """
    return row.code.startswith("2") and row.code.isdigit()


# --- codes ----------------------------------------------------------------------------


def check_code_rollup(context: CheckContext) -> Iterator[Check]:
    """LEVEL_ROLLUP: 类 = Σ 款 = Σ 项, in every column."""
    for table in context.statutory_tables:
        for column in table.columns:
            entries = _find_row_terms(table.rows, column)
            for at, (row, term) in enumerate(entries):
                parts = _find_parts_below(entries, at)
                if parts:
                    total = term.relabel(row.code, row.label)
                    yield balances("LEVEL_ROLLUP", [total], parts)


def _find_parts_below(entries: Sequence[_RowTerm], index: int) -> list[EquationTerm]:
    """The figures one level below a coded row.

    These have the next longer codes that begin with its own, up to the
    next of its level.
    """
    code = entries[index].row.code
    if not code:
        return []
    inside: list[_RowTerm] = []
    for entry in _iterate_from(entries, index + 1):
        if not _is_descendant_code(code, entry.row.code):
            break
        inside.append(entry)
    shortest = min((len(entry.row.code) for entry in inside), default=0)
    return [entry.term for entry in inside if len(entry.row.code) == shortest]


def _is_descendant_code(ancestor: str, code: str) -> bool:
    return len(code) > len(ancestor) and code.startswith(ancestor)


def _find_descendant(ancestor: str, codes: Sequence[str]) -> str:
    """The first of sorted codes that stands below another; empty if there is none.

    The codes below one follow it at once in their order.
    """
    at = bisect_right(codes, ancestor)
    code = codes[at] if at < len(codes) else ""
    return code if code.startswith(ancestor) else ""


def check_code_levels(context: CheckContext) -> Iterator[Check]:
    """LEVEL_CHAIN: every code has the levels above it and, but for the last, one below
    it.

    Looked at are the levels that the table prints.
    """
    printed_codes = _collect_printed_codes(context.statutory_tables)
    for table in context.statutory_tables:
        rows = [row for row in table.rows if _is_printed_class(row)]
        if table.is_coded:
            yield from _report_levels_elsewhere(rows, printed_codes)
            yield from _check_functional_levels(rows)
        yield from _check_economic_levels(table)


def _check_functional_levels(rows: Sequence[StatutoryRow]) -> Iterator[Check]:
    """LEVEL_CHAIN for the rows of one table that prints more than one level."""
    lengths = {len(row.code) for row in rows}
    if len(lengths) < 2:
        return
    levels = sorted({FUNCTIONAL_CLASS_LENGTH, *lengths})
    codes = {row.code for row in rows}
    split = _find_split_levels(codes)
    for row in rows:
        missing = _find_missing_levels(row.code, codes, levels, split)
        listed = "、".join(missing) or _NONE_MISSING
        formula = f"{row.code} {row.label}: {listed}"
        places = [row.first_term.place]
        yield equals("LEVEL_CHAIN", not missing, places, formula)


def _check_economic_levels(table: StatutoryTable) -> Iterator[Check]:
    """LEVEL_CHAIN: an economic class (30101) stands below its own (301).

    Of a table that prints both levels; that a class has none below it
    is usual, but where every other one has some.
    """
    rows = [row for row in table.rows if _is_economic_class(row)]
    tops = {row.code for row in rows if row.code == _get_class(row.code)}
    if len(tops) < 2:
        return
    bare = _find_bare_classes(rows, tops)
    for row in rows:
        listed = _name_missing_level(row.code, tops, bare)
        if listed:
            formula = f"{row.code} {row.label}: {listed}"
            places = [row.first_term.place]
            yield equals("LEVEL_CHAIN", listed == _NONE_MISSING, places, formula)


def _find_bare_classes(rows: Iterable[StatutoryRow], tops: set[str]) -> set[str]:
    """The one of several economic classes that has
    none below it, if there is one."""
    split = {_get_class(row.code) for row in rows if row.code not in tops}
    bare = tops - split
    is_odd = len(bare) == 1 and len(tops) > _MIN_SPLIT_CLASSES
    return bare if is_odd else set()


def _name_missing_level(
    code: str, tops: Collection[str], bare: Collection[str]
) -> str | None:
    """The level that is missing above or below a class; None for a class with some
    below."""
    top = _get_class(code)
    if code == top:
        return f"{top}…" if top in bare else None
    return _NONE_MISSING if top in tops else top


def _get_class(code: str) -> str:
    return code[:FUNCTIONAL_CLASS_LENGTH]


def _is_economic_class(row: StatutoryRow) -> bool:
    """True for a row of an economic classification that holds a figure but 0."""
    if not row.code.isdigit() or is_functional_class(row):
        return False
    return any(term.value for term in row.cells.values())


def _is_printed_class(row: StatutoryRow) -> bool:
    """True for a row of the functional classification that holds a figure but 0."""
    return is_functional_class(row) and any(term.value for term in row.cells.values())


def _collect_printed_codes(tables: Iterable[StatutoryTable]) -> set[str]:
    """The codes of all coded tables that have a figure."""
    return {
        row.code
        for table in tables
        if table.is_coded
        for row in table.rows
        if _is_printed_class(row)
    }


def _report_levels_elsewhere(
    rows: Sequence[StatutoryRow], printed_codes: set[str]
) -> Iterator[Check]:
    """A level of which a table prints nothing, and other tables do: it may be
    missing."""
    codes = {row.code for row in rows}
    lengths = {len(code) for code in codes}
    elsewhere = sorted(code for code in printed_codes if len(code) not in lengths)
    for row in rows:
        missing = _find_descendant(row.code, elsewhere)
        if missing:
            formula = f"{row.full_label}: {missing}"
            places = [row.first_term.place]
            yield report_not_checkable(
                "LEVEL_CHAIN", "LEVEL_PRINTED_ELSEWHERE", places, formula=formula
            )
            return


def _find_split_levels(codes: set[str]) -> set[int]:
    """Lengths of codes of which the table splits
    half or more into the level below."""
    is_split_by_length: dict[int, list[bool]] = {}
    in_order = sorted(codes)
    for code in in_order:
        is_split = bool(_find_descendant(code, in_order))
        is_split_by_length.setdefault(len(code), []).append(is_split)
    return {
        length
        for length, splits in is_split_by_length.items()
        if 2 * sum(splits) >= len(splits)
    }


def _find_missing_levels(
    code: str, codes: set[str], lengths: Sequence[int], split_lengths: set[int]
) -> list[str]:
    """Codes above that are not printed; ``code…``
    where the usual split is missing."""
    above = [code[:length] for length in lengths if length < len(code)]
    missing = [one for one in above if one not in codes]
    is_usual = len(code) in split_lengths
    if is_usual and not any(_is_descendant_code(code, one) for one in codes):
        missing.append(f"{code}…")
    return missing


# --- numbers and groups of rows -------------------------------------------------------


def check_row_numbers(context: CheckContext) -> Iterator[Check]:
    """LIST_NUMBERS: the numbered rows of a list that prints zeros too follow one
    another.

    Of a list that leaves rows without a figure out, or has several
    gaps, nothing is known. （一） does not open a list beside one that
    opens with 一、.
    """
    for table in context.statutory_tables:
        lists = [[row for row in rows if row.number] for rows in _split_by_label(table)]
        kinds = [_collect_number_kinds(rows) for rows in lists]
        for rows, used in zip(lists, kinds, strict=True):
            if rows:
                is_orphan = _opens_below(rows[0], used, kinds)
                yield from _check_numbers(rows, is_orphan)


def _check_numbers(rows: Sequence[StatutoryRow], is_orphan: bool) -> Iterator[Check]:
    """The numbered rows of a list: all of them
    follow one another, or one does not."""
    gaps = [rows[0]] if is_orphan else _find_number_gaps(rows)
    is_full = any(not row.first_term.value for row in rows)
    if (is_full or is_orphan) and len(gaps) < _MIN_NUMBER_GAPS:
        named = gaps or rows[:1]
        places = [row.first_term.place for row in named]
        yield equals("LIST_NUMBERS", not gaps, places, named[0].label)


def _split_by_label(table: StatutoryTable) -> list[list[StatutoryRow]]:
    """The rows with figures of each list of a table,
    by the column of their labels."""
    lists: dict[tuple[str | None, int | None], list[StatutoryRow]] = {}
    for row in table.rows:
        if row.cells:
            lists.setdefault((row.side, row.label_column), []).append(row)
    return list(lists.values())


def _collect_number_kinds(rows: Iterable[StatutoryRow]) -> set[str]:
    return {row.number.kind for row in rows if row.number}


def _opens_below(
    first: StatutoryRow, used: set[str], kinds: Sequence[set[str]]
) -> bool:
    """True where a list opens with the first number of the lower kind of another
    list."""
    number = first.number
    wider = [other for other in kinds if len(other) > 1 and used < other]
    if number is None or number.value != 1 or not wider:
        return False
    ranks = {kind: rank for rank, kind in enumerate(_NUMBER_KINDS)}
    above = min(ranks.get(kind, len(ranks)) for other in wider for kind in other)
    return ranks.get(number.kind, 0) > above


def _find_number_gaps(rows: Sequence[StatutoryRow]) -> list[StatutoryRow]:
    """The rows whose number is not the next of its kind, nor a first one."""
    open_numbers: dict[str, int] = {}
    gaps: list[StatutoryRow] = []
    for row in rows:
        if row.number is None:
            continue
        kind, value = row.number.kind, row.number.value
        if value not in (1, open_numbers.get(kind, 0) + 1):
            gaps.append(row)
        inner = list(open_numbers)
        if kind in inner:
            for one in inner[inner.index(kind) :]:
                del open_numbers[one]
        open_numbers[kind] = value
    return gaps


def check_row_groups(context: CheckContext) -> Iterator[Check]:
    """ROW_GROUPS: rows that repeat below each unit stand once below each.

    ``甲局, 工资福利支出, 商品和服务支出, 乙中心, 工资福利支出, ...``
    """
    for table in context.statutory_tables:
        for rows in _split_by_label(table):
            if not any(row.code or row.number for row in rows):
                yield from _check_groups(rows)


def _check_groups(rows: Sequence[StatutoryRow]) -> Iterator[Check]:
    parts = [row for row in rows if not row.is_total]
    repeated = _find_repeated_labels(parts)
    if not repeated:
        return
    odd = list(_find_rows_without_head(parts, repeated))
    if len(odd) < 2:
        named = odd or parts[:1]
        places = [row.first_term.place for row in named]
        yield equals("ROW_GROUPS", not odd, places, named[0].label)


def _find_repeated_labels(rows: Sequence[StatutoryRow]) -> set[str]:
    """Labels that a list repeats, where these are several and most of its rows."""
    counts = Counter(row.label for row in rows)
    repeated = {label for label, count in counts.items() if count > 1}
    n_repeated = sum(counts[label] for label in repeated)
    is_grouped = len(repeated) > 1 and 2 * n_repeated >= len(rows)
    return repeated if is_grouped else set()


def _find_rows_without_head(
    rows: Sequence[StatutoryRow], repeated: Collection[str]
) -> Iterator[StatutoryRow]:
    """Rows that stand twice below one head, or that open a list of which others have
    heads."""
    heads = [row for row in rows if row.label not in repeated]
    if heads and rows[0].label in repeated:
        yield rows[0]
    known: set[str] = set()
    for row in rows:
        if row.label not in repeated:
            known.clear()
        elif row.label in known:
            yield row
            known.clear()
        known.add(row.label)


# --- totals of a list -----------------------------------------------------------------


def check_list_totals(context: CheckContext) -> Iterator[Check]:
    """LEVEL_ROLLUP and TABLE_SUM: 合计 = Σ of the rows below it (or above).

    In a table of codes of the highest codes, else of all rows.
    """
    for table in context.statutory_tables:
        if table.table_key in TWO_SIDED_TABLES:
            continue
        if table.table_key not in _THREE_PUBLIC_TABLES or _lists_units(table):
            yield from _check_list_totals(table)


def _lists_units(table: StatutoryTable) -> bool:
    """True for a table whose columns hold what is spent, and its rows by whom."""
    totals = table.find_total_rows()
    others = [row for row in table.rows if row.cells and not row.is_total]
    return (
        any(len(set(row.concepts.values())) > 1 for row in totals)
        and bool(others)
        and not any(row.concepts for row in others)
    )


def _check_list_totals(table: StatutoryTable) -> Iterator[Check]:
    rule = "LEVEL_ROLLUP" if table.is_coded else "TABLE_SUM"
    found = _choose_part_selector(table, rule)
    yield from _report_list_without_total(table, rule)
    if table.is_coded:
        yield from found
    elif any(map(is_supported, found)):
        yield from found
        columns = _list_summed_columns(table)
        for column, check in zip(columns, found, strict=False):
            entries = _find_row_terms(table.rows, column)
            parts = [entry.named_term for entry in entries if not entry.row.is_total]
            yield from _check_nested_sums(parts, check)
    elif found:
        places = found[0].spans
        yield report_not_checkable(rule, "STRUCTURE_UNKNOWN", places, name=table.title)


def _list_summed_columns(table: StatutoryTable) -> Sequence[StatutoryColumn]:
    """The columns that a total sums; of three public
    expenses no changes of a year."""
    if table.table_key not in _THREE_PUBLIC_TABLES:
        return table.columns
    return [column for column in table.columns if column.phase is not None]


def _report_list_without_total(table: StatutoryTable, rule: str) -> Iterator[Check]:
    """A list of several rows that prints no total."""
    places = [row.first_term.place for row in table.rows if row.cells]
    yield from _report_sides_without_total(table, rule)
    totals = table.find_total_rows()
    if not totals and len(places) >= _MIN_ROWS_OF_LIST:
        yield report_not_checkable(rule, "TOTAL_NOT_PRINTED", places[:1])
    stated = [row for row in totals if row.cells]
    if len(totals) == len(places) == len(stated) == 1 and stated[0].first_term.value:
        yield report_not_checkable(
            rule,
            "PARTS_NOT_PRINTED",
            places,
            head=stated[0].label,
            printed=stated[0].first_term.printed,
        )


def _report_sides_without_total(table: StatutoryTable, rule: str) -> Iterator[Check]:
    """One of several lists side by side that prints no total where another does."""
    lists = [one for one in _split_by_label(table) if len(one) >= _MIN_ROWS_OF_LIST]
    has_total = [any(row.is_total for row in one) for one in lists]
    if any(has_total):
        for rows, found in zip(lists, has_total, strict=True):
            if not found:
                places = [rows[0].first_term.place]
                yield report_not_checkable(rule, "TOTAL_NOT_PRINTED", places)


def _choose_part_selector(table: StatutoryTable, rule: str) -> list[Check]:
    """The checks by that way of choosing parts by which most totals hold."""
    columns = _list_summed_columns(table)
    totals = table.find_total_rows()
    n_totals = sum(column in row.cells for row in totals for column in columns)
    best: list[Balance] = []
    for select_parts in _PART_SELECTORS:
        checks = [
            check
            for column in columns
            for check in _check_totals(table, column, rule, select_parts)
        ]
        if not best or _count_supported(checks) > _count_supported(best):
            best = checks
        if _count_supported(best) >= n_totals:
            break
    return [balance.build_check() for balance in best]


def _select_top_codes(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    """Coded rows that are not below a coded row before them."""
    top_terms: list[EquationTerm] = []
    above = ""
    for row, term in entries:
        if row.code and not (above and _is_descendant_code(above, row.code)):
            above = row.code
            top_terms.append(term)
    return top_terms


def _select_parts(entries: Sequence[_RowTerm]) -> list[_RowTerm]:
    return [entry for entry in entries if not entry.row.is_total]


def _select_uncoded(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    return [term for row, term in _select_parts(entries) if not row.code]


def _select_uncoded_main_rows(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    parts = _select_parts(entries)
    return [term for row, term in parts if not row.code and not row.is_subitem]


def _select_units(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    return [term for row, term in _select_parts(entries) if row.org_unit]


def _select_rows_without_unit(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    return [term for row, term in _select_parts(entries) if not row.org_unit]


def _select_totals(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    return [term for row, term in entries if row.is_total]


def _select_outer_rows(entries: Sequence[_RowTerm]) -> list[EquationTerm]:
    return drop_nested_terms(_get_terms(_select_parts(entries)))


_PartSelector = Callable[[Sequence[_RowTerm]], list[EquationTerm]]

# The ways in which the rows of a list may add up; of equals the first.
_PART_SELECTORS: tuple[_PartSelector, ...] = (
    _select_top_codes,
    _select_uncoded,
    _select_uncoded_main_rows,
    _select_units,
    _select_rows_without_unit,
    _select_totals,
    _select_outer_rows,
)


def _check_totals(
    table: StatutoryTable,
    column: StatutoryColumn,
    rule: str,
    select_parts: _PartSelector,
) -> Iterator[Balance]:
    """Each total of a column against the parts behind it, or those before it."""
    entries = _drop_repeated_totals(_find_row_terms(table.rows, column))
    totals = [i for i, entry in enumerate(entries) if entry.row.is_total]
    starts = [0, *(i + 1 for i in totals)]
    ends = [*totals[1:], len(entries)]
    for at, start, end in zip(totals, starts, ends, strict=False):
        sides = [select_parts(entries[at + 1 : end]), select_parts(entries[start:at])]
        choices = [parts for parts in sides if parts]
        if choices:
            row, term = entries[at]
            total = term.relabel(row.label, *column.header_path)
            yield best_of(compare_sums(rule, [total], parts) for parts in choices)


def _drop_repeated_totals(entries: Sequence[_RowTerm]) -> list[_RowTerm]:
    """Entries without totals that a page repeats from the one before."""
    distinct_terms: list[_RowTerm] = []
    last_total: tuple[str, object] | None = None
    for entry in entries:
        total = (entry.row.label, entry.term.value)
        if entry.row.is_total and total == last_total:
            continue
        distinct_terms.append(entry)
        if entry.row.is_total:
            last_total = total
    return distinct_terms


def _check_nested_sums(terms: Sequence[EquationTerm], check: Check) -> Iterator[Check]:
    """TABLE_SUM for each row that sums rows below it, where the total holds without
    those."""
    if is_supported(check) and len(check.spans) <= len(terms):
        for nested in find_nested_sums(terms):
            yield balances("TABLE_SUM", [nested.total], nested.parts)


# --- units of a list ------------------------------------------------------------------


def check_unit_groups(context: CheckContext) -> Iterator[Check]:
    """TABLE_SUM: the row of a unit = Σ of the rows that stand below it, as its own.

    Where fewer than half of the units hold, how the table adds up is
    not known.
    """
    for table in context.statutory_tables:
        for column in table.columns:
            entries = _find_row_terms(table.rows, column)
            found = list(_iterate_unit_sums(entries))
            n_supported = _count_supported(found)
            if n_supported and 2 * n_supported >= len(found):
                yield from (balance.build_check() for balance in found)
            elif found:
                places = [found[0].left[0].place]
                yield report_not_checkable(
                    "TABLE_SUM", "STRUCTURE_UNKNOWN", places, name=table.title
                )


def _iterate_unit_sums(entries: Sequence[_RowTerm]) -> Iterator[Balance]:
    """The row of each unit against the rows below it that name it as their unit."""
    for at, head in enumerate(entries):
        is_head = head.row.label and not head.row.org_unit
        if not is_head or not head.row.is_of_list:
            continue
        inside: list[_RowTerm] = []
        for entry in _iterate_from(entries, at + 1):
            if entry.row.org_unit != head.row.label:
                break
            inside.append(entry)
        parts = _select_top_codes(inside) or _select_outer_rows(inside)
        if parts:
            yield compare_sums("TABLE_SUM", [head.named_term], parts)


# --- totals of a row ------------------------------------------------------------------


class _ColumnSum(NamedTuple):
    """A column that sums others, by its header."""

    total: StatutoryColumn
    parts: tuple[StatutoryColumn, ...]


class _HeaderReading(NamedTuple):
    """The checks by one reading of a header: sums that hold in most rows, and the
    others."""

    kept: list[Balance]
    unknown: list[Balance]

    @property
    def n_supported(self) -> int:
        return _count_supported(self.kept)


def check_row_sums(context: CheckContext) -> Iterator[Check]:
    """ROW_SUM: along a row, 合计 = Σ of the columns it sums by the header."""
    for table in context.statutory_tables:
        if table.table_key in _THREE_PUBLIC_TABLES:
            continue
        for columns in _group_columns(table):
            if len(columns) > 1:
                yield from _check_row_sums(context, table, columns)


def _group_columns(table: StatutoryTable) -> Iterable[list[StatutoryColumn]]:
    """Columns of one side, year and phase together."""
    columns_by_key: dict[tuple[object, ...], list[StatutoryColumn]] = {}
    for column in table.columns:
        if column.phase is not None:
            key = (column.side, column.year, column.phase)
            columns_by_key.setdefault(key, []).append(column)
    return columns_by_key.values()


def _check_row_sums(
    context: CheckContext, table: StatutoryTable, columns: Sequence[StatutoryColumn]
) -> Iterator[Check]:
    reading = _choose_header_reading(table.rows, columns, context.lexicon)
    for balance in reading.kept:
        yield balance.build_check()
    if reading.unknown:
        places = reading.unknown[0].build_check().spans
        yield report_not_checkable(
            "ROW_SUM", "STRUCTURE_UNKNOWN", places, name=table.title
        )


def _choose_header_reading(
    rows: Sequence[StatutoryRow], columns: Sequence[StatutoryColumn], lexicon: Lexicon
) -> _HeaderReading:
    """A header with all its columns, or without those that others hold.

    A block of columns next to the sum (the 政府采购 behind 项目支出) is left
    out only where plainly more rows hold then.
    """
    plain = [
        _read_header(rows, _collect_column_sums(columns, (), lexicon, drop_nested))
        for drop_nested in (False, True)
    ]
    best = max(plain, key=lambda reading: reading.n_supported)
    margin = max(2, len(rows) // 5)
    for sums in _split_off_blocks(columns, lexicon):
        reading = _read_header(rows, sums)
        if reading.n_supported >= best.n_supported + margin:
            best = reading
    return best


def _read_header(
    rows: Sequence[StatutoryRow], sums: Iterable[_ColumnSum]
) -> _HeaderReading:
    """Keep the sums that hold in at least half the rows where there is anything to
    sum."""
    reading = _HeaderReading([], [])
    for column_sum in sums:
        checks = [check for row in rows for check in _check_row(row, column_sum)]
        real = [check for check in checks if check.actual or check.expected]
        if 2 * _count_supported(real) >= len(real):
            reading.kept.extend(checks)
        else:
            reading.unknown.extend(checks)
    return reading


def _check_row(row: StatutoryRow, column_sum: _ColumnSum) -> Iterator[Balance]:
    total = row.cells.get(column_sum.total)
    parts = [row.cells[column] for column in column_sum.parts if column in row.cells]
    if total is not None and parts:
        yield compare_sums("ROW_SUM", [total.relabel(row.full_label)], parts)


def _split_off_blocks(
    columns: Sequence[StatutoryColumn], lexicon: Lexicon
) -> Iterator[list[_ColumnSum]]:
    """For each block of columns under one top header: its own sums, and those of the
    rest."""
    blocks = (c.header_path[:1] for c in columns if len(c.header_path) > 1)
    for block in dict.fromkeys(blocks):
        rest = [column for column in columns if column.header_path[:1] != block]
        inner = [column for column in columns if column.header_path[:1] == block]
        yield [
            *_collect_column_sums(rest, (), lexicon, False),
            *_collect_column_sums(inner, block, lexicon, False),
        ]


def _find_columns_below(
    columns: Sequence[StatutoryColumn], prefix: tuple[str, ...]
) -> list[StatutoryColumn]:
    """The columns under a header."""
    depth = len(prefix)
    inside = (column for column in columns if column.header_path[:depth] == prefix)
    return [column for column in inside if len(column.header_path) > depth]


def _find_sum_columns(
    columns: Sequence[StatutoryColumn], depth: int, lexicon: Lexicon
) -> list[StatutoryColumn]:
    """The columns whose header at a depth is the last and is 合计 or 小计."""
    last = [column for column in columns if len(column.header_path) == depth + 1]
    return [c for c in last if is_sum_header(c.header_path[depth], lexicon)]


def _list_headers(
    columns: Iterable[StatutoryColumn], depth: int, lexicon: Lexicon, drop_nested: bool
) -> list[str]:
    """The different headers at a depth, in order."""
    words = list(dict.fromkeys(column.header_path[depth] for column in columns))
    return _drop_nested_headers(words, lexicon) if drop_nested else words


def _collect_column_sums(
    columns: Sequence[StatutoryColumn],
    prefix: tuple[str, ...],
    lexicon: Lexicon,
    drop_nested: bool,
) -> Iterator[_ColumnSum]:
    """The sums below one header: its 合计 or 小计 against its sibling headers."""
    depth = len(prefix)
    below = _find_columns_below(columns, prefix)
    totals = _find_sum_columns(below, depth, lexicon)
    others = (column for column in below if column not in totals)
    words = _list_headers(others, depth, lexicon, drop_nested)
    paths = [(*prefix, word) for word in words]
    for path in paths:
        yield from _collect_column_sums(columns, path, lexicon, drop_nested)
    if not totals:
        return
    parts: list[StatutoryColumn] = []
    for path in paths:
        parts.extend(_find_header_columns(columns, path, lexicon, drop_nested))
    if parts:
        yield _ColumnSum(totals[0], tuple(parts))


def _find_header_columns(
    columns: Sequence[StatutoryColumn],
    prefix: tuple[str, ...],
    lexicon: Lexicon,
    drop_nested: bool,
) -> list[StatutoryColumn]:
    """The columns of one header: itself, its 小计, or all that are below it."""
    own_columns = [column for column in columns if column.header_path == prefix]
    if own_columns:
        return own_columns[:1]
    depth = len(prefix)
    below = _find_columns_below(columns, prefix)
    totals = _find_sum_columns(below, depth, lexicon)
    if totals:
        return totals[:1]
    below_columns: list[StatutoryColumn] = []
    for word in _list_headers(below, depth, lexicon, drop_nested):
        path = (*prefix, word)
        below_columns.extend(_find_header_columns(columns, path, lexicon, drop_nested))
    return below_columns


@cache
def _map_parts_by_subtotal() -> Mapping[str, tuple[str, ...]]:
    """Subtotal -> its parts, of all lists."""
    calculations = load_calculations("list")
    subtotals = (one for each in calculations for one in list_subtotals(each))
    return {subtotal.total: subtotal.parts for subtotal in subtotals}


def _find_line_concept(word: str, lexicon: Lexicon) -> str | None:
    """The concept of a line or column of revenue, else of expenditure."""
    revenue = lexicon.find_key("lines.revenue", word)
    return revenue or lexicon.find_key("lines.expenditure", word)


def _drop_nested_headers(headers: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Headers without those that a sibling header includes (人员经费 next to 基本支出)."""
    concepts = [_find_line_concept(header, lexicon) for header in headers]
    nested = {
        part
        for total, parts in _map_parts_by_subtotal().items()
        if total in concepts
        for part in parts
    }
    pairs = zip(headers, concepts, strict=True)
    return [header for header, concept in pairs if concept not in nested]


# --- totals of a side -----------------------------------------------------------------


class _SideRules(NamedTuple):
    """The rules of a two-sided table: of this year's total, the grand total and the
    balance."""

    revenue: str
    expenditure: str
    balance: str


_BUDGET_RULES = _SideRules("REV_SUM", "EXP_SUM", "REV_EXP_BALANCE")
_FINAL_RULES = _SideRules("FINAL_BALANCE", "FINAL_BALANCE", "FINAL_BALANCE")


def check_side_totals(context: CheckContext) -> Iterator[Check | Issue]:
    """REV_SUM, EXP_SUM and the balance in the summary tables (B1, B4, F1, F4).

    This year's total = Σ rows, the grand total = that + the carry-over,
    and both sides meet.
    """
    for table in context.statutory_tables:
        if table.table_key in TWO_SIDED_TABLES:
            is_budget = table.table_key.startswith("B")
            rules = _BUDGET_RULES if is_budget else _FINAL_RULES
            yield from _check_two_sides(context, table, rules)


def _check_two_sides(
    context: CheckContext, table: StatutoryTable, rules: _SideRules
) -> Iterator[Check | Issue]:
    sides = (
        ("revenue", "REV_SUM", rules.revenue),
        ("expenditure", "EXP_SUM", rules.expenditure),
    )
    grand_totals: dict[str, EquationTerm] = {}
    for side, rule, grand_total_rule in sides:
        rows = table.find_side_rows(side)
        columns = dict.fromkeys(column for row in rows for column in row.cells)
        for column in columns:
            if column.phase is None:
                continue
            for entries in _split_lists(_find_row_terms(rows, column)):
                checks = list(_check_side(context, entries, rule, grand_total_rule))
                yield from checks
                yield from _flag_doubtful_lines(entries, checks)
                totals = _select_totals(entries)
                if totals and column.phase in OWN_PHASES:
                    grand_totals.setdefault(side, totals[-1])
    if len(grand_totals) == 2:
        revenue, expenditure = grand_totals["revenue"], grand_totals["expenditure"]
        yield balances(rules.balance, [revenue], [expenditure])
    yield from _report_uneven_totals(table, rules)


def _report_uneven_totals(table: StatutoryTable, rules: _SideRules) -> Iterator[Check]:
    """本年合计 and 总计 on one side, only one of them on the other: not checkable."""
    totals_by_side = {
        side: [row for row in table.find_side_rows(side) if row.is_total and row.cells]
        for side in ("revenue", "expenditure")
    }
    counts = {len(rows) for rows in totals_by_side.values()}
    if len(counts) > 1 and 0 not in counts:
        longer = max(totals_by_side.values(), key=len)
        places = [row.first_term.place for row in longer]
        yield report_not_checkable(rules.balance, "TOTAL_NOT_PRINTED", places)


def _split_lists(entries: Sequence[_RowTerm]) -> list[list[_RowTerm]]:
    """The lists of a side that stand beside one another under one header.

    Expenditure by function, by economic class and by project: the same
    money in several columns of the grid, each with its total.
    """
    lists: dict[int | None, list[_RowTerm]] = {}
    for entry in entries:
        lists.setdefault(entry.term.place.column, []).append(entry)
    if all(any(entry.row.is_total for entry in one) for one in lists.values()):
        return list(lists.values())
    return [list(entries)]


def _check_side(
    context: CheckContext,
    entries: Sequence[_RowTerm],
    rule: str,
    grand_total_rule: str,
) -> Iterator[Check]:
    """One list of one side: rows, 本年合计, carry-over, 总计."""
    totals = [i for i, entry in enumerate(entries) if entry.row.is_total]
    if not totals:
        yield from _report_missing_total(entries, rule)
        return
    first = totals[0]
    if first > 0:
        yield from _check_year_total(context, entries[: first + 1], rule)
    elif len(totals) == len(entries) and entries[0].term.value:
        row, term = entries[0]
        yield report_not_checkable(
            rule,
            "PARTS_NOT_PRINTED",
            [term.place],
            head=row.label,
            printed=term.printed,
        )
    for start, end in zip(totals, totals[1:], strict=False):
        choices = _list_grand_total_parts(entries[start:end])
        total = entries[end].named_term
        yield best_of(balances(grand_total_rule, [total], parts) for parts in choices)


def _flag_doubtful_lines(
    entries: Sequence[_RowTerm], checks: Iterable[Check]
) -> Iterator[Issue]:
    """LINES_DOUBTFUL: a side fails as it was read, and would hold with other labels.

    The figures of one column of the grid alone are the total, or
    another figure than that of the total sums the others: labels and
    figures were paired wrongly.
    """
    rules = ("REV_SUM", "EXP_SUM", "FINAL_BALANCE")
    failed = [
        check
        for check in checks
        if check.rule in rules and check.result == CheckResult.FAIL
    ]
    if not failed:
        return
    at = next(i for i, entry in enumerate(entries) if entry.row.is_total)
    if any(holds(entries, at) for holds in _OTHER_PAIRINGS):
        formula = get_formula(failed[0])
        yield Issue.build("LINES_DOUBTFUL", entries[at].term.place, formula=formula)


def _holds_in_one_column(entries: Sequence[_RowTerm], at: int) -> bool:
    """True where the parts in one of several grid
    columns alone add up to the total."""
    terms_by_column: dict[int | None, list[EquationTerm]] = {}
    for term in _get_terms(entries[:at]):
        terms_by_column.setdefault(term.place.column, []).append(term)
    groups = [group for group in terms_by_column.values() if len(group) > 1]
    if len(terms_by_column) < 2:
        return False
    total = entries[at].term
    return any(is_supported(balances("EXP_SUM", [total], group)) for group in groups)


def _holds_in_next_row(entries: Sequence[_RowTerm], at: int) -> bool:
    """True where the figure right before or behind
    the total's sums all before it."""
    terms = _get_terms(entries)
    rows = [row for row in (at - 1, at + 1) if row < len(terms) and terms[row].value]
    for row in rows:
        parts = [term for term in terms[:row] if term.value]
        check = balances("EXP_SUM", [terms[row]], parts)
        if len(parts) > 1 and is_supported(check):
            return True
    return False


def _holds_with_other_total(entries: Sequence[_RowTerm], at: int) -> bool:
    """True where another figure than the total's sums all others, the total's among
    them: two labels stand in each other's place."""
    terms = [term for term in _get_terms(entries[: at + 1]) if term.value]
    if len(terms) < _MIN_SWAPPED_ROWS:
        return False
    largest = max(terms, key=lambda term: term.value)
    if largest is entries[at].term:
        return False
    others = [term for term in terms if term is not largest]
    return is_supported(balances("EXP_SUM", [largest], others))


_OTHER_PAIRINGS = (
    _holds_in_one_column,
    _holds_in_next_row,
    _holds_with_other_total,
)
"""How the figures of a side that fails may be paired with its labels."""


def _report_missing_total(entries: Sequence[_RowTerm], rule: str) -> Iterator[Check]:
    if any(entry.term.value for entry in entries):
        places = [entry.term.place for entry in entries]
        yield report_not_checkable(rule, "TOTAL_NOT_PRINTED", places)


def _check_year_total(
    context: CheckContext, entries: Sequence[_RowTerm], rule: str
) -> Iterator[Check]:
    """This year's total, the last entry, against the rows before it."""
    *parts, last = entries
    total = last.named_term
    by_concept = _group_terms_by_concept(context, parts)
    choices = _iter_part_alternatives(parts, by_concept)
    check = best_of(balances(rule, [total], terms) for terms in choices)
    yield check
    yield from _check_nested_sums([part.named_term for part in parts], check)
    yield from check_nested_parts(find_list_calculation(rule), by_concept)


def _list_grand_total_parts(run: Sequence[_RowTerm]) -> list[list[EquationTerm]]:
    """Ways in which a total and what follows it add up to the next total.

    The first row may head the rows behind it as well as end those
    before it.
    """
    terms = _get_terms(run)
    main = [run[0].term, *(term for row, term in run[1:] if not row.is_subitem)]
    nested = drop_nested_terms(terms)
    return [terms, main, nested, [terms[0], *drop_nested_terms(terms[1:])]]


def _group_terms_by_concept(
    context: CheckContext, entries: Sequence[_RowTerm]
) -> TermsByConcept:
    """The figures of a list by the concepts of their rows."""
    terms_by_concept: dict[str, tuple[EquationTerm, ...]] = {}
    for entry in entries:
        concept = _find_line_concept(entry.row.label, context.lexicon)
        if concept is not None:
            terms_by_concept[concept] = (
                *terms_by_concept.get(concept, ()),
                entry.named_term,
            )
    return terms_by_concept


def _iter_part_alternatives(
    entries: Sequence[_RowTerm], terms_by_concept: TermsByConcept
) -> Iterator[list[EquationTerm]]:
    """Ways the rows of a list may add up.

    All of them; those not within another; the main rows; by concepts,
    subtotals or parts.
    """
    yield _get_terms(entries)
    yield drop_nested_terms(_get_terms(entries))
    main = [term for row, term in entries if not row.is_subitem]
    if main:
        yield main
    calculation = _find_side_calculation(terms_by_concept)
    yield from filter(None, enumerate_part_choices(calculation, terms_by_concept))


def _find_side_calculation(terms_by_concept: TermsByConcept) -> Calculation:
    """The sum of revenue where any row is revenue, else of expenditure."""
    revenue = find_list_calculation("REV_SUM")
    roots = {get_root(concept) for concept in terms_by_concept}
    return revenue if revenue.total in roots else find_list_calculation("EXP_SUM")


# --- three public expenses ------------------------------------------------------------


def check_three_public_sums(context: CheckContext) -> Iterator[Check]:
    """TP_SUM, TP_VEHICLE_SUM, TP_FOUR_WAY in the table of three public expenses.

    For each year and phase that it prints.
    """
    for table in context.statutory_tables:
        if table.table_key not in _THREE_PUBLIC_TABLES:
            continue
        terms_by_period: dict[
            tuple[int | None, str | None], dict[str, EquationTerm]
        ] = {}
        for one in table.iter_concept_terms():
            key = one.column.year, one.column.phase
            terms_by_period.setdefault(key, {}).setdefault(one.concept, one.term)
        for terms_by_concept in terms_by_period.values():
            yield from _check_three_public(terms_by_concept)
            yield from _report_three_public_total(terms_by_concept)


def _check_three_public(
    terms_by_concept: Mapping[str, EquationTerm],
) -> Iterator[Check]:
    for calculation in load_calculations("list"):
        total = terms_by_concept.get(calculation.total)
        if get_root(calculation.total) != "three_public.total" or total is None:
            continue
        if belongs_to_other_rule(calculation, terms_by_concept):
            continue
        parts = _find_printed_parts(calculation, terms_by_concept)
        # One part alone is all there is: those that are not printed are 0.
        if len(parts) > 1 or (parts and total.value):
            choices = _iterate_three_public_parts(parts, terms_by_concept)
            rule = calculation.rule_id
            yield best_of(balances(rule, [total], terms) for terms in choices)


def _find_printed_parts(
    calculation: Calculation, terms_by_concept: Mapping[str, EquationTerm]
) -> list[EquationTerm]:
    printed = [one for one in calculation.parts if one in terms_by_concept]
    return [terms_by_concept[concept] for concept in printed]


def _iterate_three_public_parts(
    parts: Sequence[EquationTerm], terms_by_concept: Mapping[str, EquationTerm]
) -> Iterator[list[EquationTerm]]:
    """The parts; with meetings and training beside
    them 合计 may be of these as well."""
    others = [
        term
        for concept, term in terms_by_concept.items()
        if get_root(concept) != "three_public.total"
    ]
    yield list(parts)
    yield from ([*parts, term] for term in others)
    yield [*parts, *others]


def _report_three_public_total(
    terms_by_concept: Mapping[str, EquationTerm],
) -> Iterator[Check]:
    """Expenses of the three that a table prints without what they add up to."""
    for calculation in load_calculations("list"):
        parts = [one for one in calculation.parts if one in terms_by_concept]
        is_root = calculation.total == "three_public.total"
        if is_root and len(parts) > 1 and calculation.total not in terms_by_concept:
            places = [terms_by_concept[one].place for one in parts]
            yield report_not_checkable(calculation.rule_id, "TOTAL_NOT_PRINTED", places)
