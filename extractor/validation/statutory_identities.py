"""Statutory tables against themselves: codes roll up, columns add up along a row, lists add up to their total.

``2010301 行政运行`` is part of ``20103`` and of ``201``; ``合计 = 基本支出 + 项目支出`` in every row; ``收入总计 = 本年收入合计
+ 上年结转结余``. How a table is built (a total first or last, parts printed beside their whole) is told by what holds in most
of its rows or columns; a table in which nothing holds is said to be not checkable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from extractor.lexicon.lexicon import Lexicon
from extractor.model.records import Check
from extractor.validation.context import CheckContext
from extractor.validation.statutory_model import (
    TWO_SIDED_TABLES,
    StatutoryColumn,
    StatutoryRow,
    StatutoryTable,
    is_sum_header,
)
from extractor.validation.sums import (
    SUM_RULES,
    SumRule,
    check_nested_parts,
    enumerate_part_choices,
)
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    drop_nested_terms,
    find_nested_sums,
    report_not_checkable,
)

__all__ = [
    "check_code_rollup",
    "check_row_sums",
    "check_list_totals",
    "check_side_totals",
    "check_three_public_sums",
]

_THREE_PUBLIC_TABLES = ("B7", "F7")
_NESTED_PARTS = dict(pair for rule in SUM_RULES for pair in rule.nested)

RowTerm = tuple[StatutoryRow, EquationTerm]


def _choose_most_passing(alternatives: Iterable[list[Check]]) -> list[Check]:
    """Of several readings of one structure the one that holds most often (the first of equals)."""
    found = [checks for checks in alternatives if checks]
    return max(
        found,
        key=lambda checks: sum(c.result in ("pass", "rounding") for c in checks),
        default=[],
    )


# -------------------------------------------------------------------------------------------------- codes


def check_code_rollup(context: CheckContext) -> Iterator[Check]:
    """LEVEL_ROLLUP: 类 = Σ 款 = Σ 项, in every column."""
    for sheet in context.statutory_tables:
        for column in sheet.columns:
            entries = [
                (row, row.cells[column]) for row in sheet.rows if column in row.cells
            ]
            for at, (row, number) in enumerate(entries):
                if row.code:
                    parts = _find_parts_below(entries, at)
                    if parts:
                        named = number._replace(label=f"{row.code} {row.label}".strip())
                        yield balances("LEVEL_ROLLUP", [named], parts)


def _find_parts_below(entries: Sequence[RowTerm], index: int) -> list[EquationTerm]:
    """The figures one level below a coded row: the next longer codes that begin with its own, up to the next of its level."""
    code = entries[index][0].code
    inside: list[RowTerm] = []
    for row, number in entries[index + 1 :]:
        if not row.code.startswith(code) or len(row.code) <= len(code):
            break
        inside.append((row, number))
    shortest = min((len(row.code) for row, _ in inside), default=0)
    return [number for row, number in inside if len(row.code) == shortest]


def check_list_totals(context: CheckContext) -> Iterator[Check]:
    """LEVEL_ROLLUP and TABLE_SUM: 合计 = Σ of the rows below it (or above): of the highest codes, or of all rows."""
    for sheet in context.statutory_tables:
        if (
            sheet.table_key in TWO_SIDED_TABLES
            or sheet.table_key in _THREE_PUBLIC_TABLES
        ):
            continue
        rule = "LEVEL_ROLLUP" if sheet.is_coded else "TABLE_SUM"
        tried = [
            [
                c
                for column in sheet.columns
                for c in _check_totals(sheet, column, rule, way)
            ]
            for way in _PART_SELECTORS
        ]
        found = _choose_most_passing(tried)
        if any(c.result in ("pass", "rounding") for c in found) or sheet.is_coded:
            yield from found
            if not sheet.is_coded:
                for column, check in zip(sheet.columns, found, strict=False):
                    rows = [
                        (row, row.cells[column])
                        for row in sheet.rows
                        if column in row.cells and not row.is_total
                    ]
                    yield from _check_nested_sums(
                        [n._replace(label=row.label) for row, n in rows], check
                    )
        elif found:
            yield report_not_checkable(
                rule, "STRUCTURE_UNKNOWN", found[0].spans, name=sheet.title
            )


def _find_top_terms(entries: Sequence[RowTerm]) -> list[EquationTerm]:
    """Coded rows that no coded row above them holds."""
    found: list[EquationTerm] = []
    over = ""
    for row, number in entries:
        if row.code and not (
            over and row.code.startswith(over) and len(row.code) > len(over)
        ):
            over = row.code
            found.append(number)
    return found


_PART_SELECTORS: tuple[Callable[[Sequence[RowTerm]], list[EquationTerm]], ...] = (
    _find_top_terms,
    lambda entries: [n for row, n in entries if not row.code and not row.is_total],
    lambda entries: [
        n
        for row, n in entries
        if not row.code and not row.is_total and not row.is_subitem
    ],
    lambda entries: [n for row, n in entries if not row.is_total and row.org_unit],
    lambda entries: [n for row, n in entries if not row.is_total and not row.org_unit],
    lambda entries: [n for row, n in entries if row.is_total],
    lambda entries: drop_nested_terms([n for row, n in entries if not row.is_total]),
)


def _check_totals(
    table: StatutoryTable,
    column: StatutoryColumn,
    rule: str,
    select_parts: Callable[[Sequence[RowTerm]], list[EquationTerm]],
) -> Iterator[Check]:
    entries: list[RowTerm] = []
    again: RowTerm | None = None
    for row in table.rows:
        if column in row.cells:
            entry = row, row.cells[column]
            repeated = (
                row.is_total
                and again
                and (row.label, entry[1].value) == (again[0].label, again[1].value)
            )
            if not repeated:  # a page that repeats the total of the one before
                entries.append(entry)
            again = entry if row.is_total else again
    marks = [i for i, (row, _) in enumerate(entries) if row.is_total]
    for n, i in enumerate(marks):
        end = marks[n + 1] if n + 1 < len(marks) else len(entries)
        start = marks[n - 1] + 1 if n else 0
        row, number = entries[i]
        sides = [
            parts
            for part in (entries[i + 1 : end], entries[start:i])
            if (parts := select_parts(part))
        ]
        if sides:
            named = number._replace(label=" ".join((row.label, *column.header_path)))
            yield best_of(balances(rule, [named], parts) for parts in sides)


# -------------------------------------------------------------------------------------------------- columns


def check_row_sums(context: CheckContext) -> Iterator[Check]:
    """ROW_SUM: along a row, 合计 = Σ of the columns it sums, as the header says."""
    for sheet in context.statutory_tables:
        if sheet.table_key in _THREE_PUBLIC_TABLES:
            continue
        groups: dict[tuple[object, ...], list[StatutoryColumn]] = {}
        for column in sheet.columns:
            if column.phase is not None:
                groups.setdefault((column.side, column.year, column.phase), []).append(
                    column
                )
        for columns in groups.values():
            if len(columns) < 2:
                continue
            found = _check_header(sheet.rows, columns, context.lexicon)
            yield from found[0]
            if found[1]:
                read = found[1][0].spans
                yield report_not_checkable(
                    "ROW_SUM", "STRUCTURE_UNKNOWN", read, name=sheet.title
                )


ColumnSums = tuple[tuple[StatutoryColumn, tuple[StatutoryColumn, ...]], ...]


def _count_passing(checks: Sequence[Check]) -> int:
    return sum(c.result in ("pass", "rounding") for c in checks)


def _partition_checks(
    rows: Sequence[StatutoryRow], column_sums: ColumnSums
) -> tuple[list[Check], list[Check]]:
    """The checks of the sums that hold in at least half the rows where there is anything to sum, and the others."""
    kept: list[Check] = []
    unknown: list[Check] = []
    for head, parts in column_sums:
        checks = [c for row in rows for c in _check_row(row, head, parts)]
        real = [c for c in checks if c.actual or c.expected]
        (kept if 2 * _count_passing(real) >= len(real) else unknown).extend(checks)
    return kept, unknown


def _check_header(
    rows: Sequence[StatutoryRow], columns: Sequence[StatutoryColumn], lexicon: Lexicon
) -> tuple[list[Check], list[Check]]:
    """A header as it is read: all columns, or without those that others hold; without a block of columns that stands
    beside the sum (the 政府采购 behind 项目支出) only where plainly more rows hold then."""
    plainly = [
        _partition_checks(
            rows, tuple(_collect_column_sums(columns, (), lexicon, leave_out))
        )
        for leave_out in (False, True)
    ]
    found = max(plainly, key=lambda pair: _count_passing(pair[0]))
    for split in _split_off_blocks(columns, lexicon):
        other = _partition_checks(rows, split)
        if _count_passing(other[0]) >= _count_passing(found[0]) + max(
            2, len(rows) // 5
        ):
            found = other
    return found


def _split_off_blocks(
    columns: Sequence[StatutoryColumn], lexicon: Lexicon
) -> Iterator[ColumnSums]:
    blocks = list(
        dict.fromkeys(c.header_path[:1] for c in columns if len(c.header_path) > 1)
    )
    for block in blocks:
        rest = [c for c in columns if c.header_path[:1] != block]
        inner = [c for c in columns if c.header_path[:1] == block]
        yield (
            *_collect_column_sums(rest, (), lexicon, False),
            *_collect_column_sums(inner, block, lexicon, False),
        )


def _collect_column_sums(
    columns: Sequence[StatutoryColumn],
    prefix: tuple[str, ...],
    lexicon: Lexicon,
    drop_nested: bool,
) -> Iterator[tuple[StatutoryColumn, tuple[StatutoryColumn, ...]]]:
    """The sums below one header: its 合计 or 小计 against the other headers beside it."""
    depth = len(prefix)
    below = [
        c
        for c in columns
        if c.header_path[:depth] == prefix and len(c.header_path) > depth
    ]
    heads = [
        c
        for c in below
        if len(c.header_path) == depth + 1
        and is_sum_header(c.header_path[depth], lexicon)
    ]
    words = list(dict.fromkeys(c.header_path[depth] for c in below if c not in heads))
    if drop_nested:
        words = _drop_nested_headers(words, lexicon)
    for word in words:
        yield from _collect_column_sums(columns, (*prefix, word), lexicon, drop_nested)
    if heads and words:
        parts = tuple(
            p
            for word in words
            for p in _find_header_columns(
                columns, (*prefix, word), lexicon, drop_nested
            )
        )
        if parts:
            yield heads[0], parts


def _find_header_columns(
    columns: Sequence[StatutoryColumn],
    prefix: tuple[str, ...],
    lexicon: Lexicon,
    drop_nested: bool,
) -> list[StatutoryColumn]:
    """The columns that stand for one header: itself, its 小计, or all that stand below it."""
    depth = len(prefix)
    own = [c for c in columns if c.header_path == prefix]
    if own:
        return own[:1]
    below = [c for c in columns if c.header_path[:depth] == prefix]
    sums = [
        c
        for c in below
        if len(c.header_path) == depth + 1
        and is_sum_header(c.header_path[depth], lexicon)
    ]
    if sums:
        return sums[:1]
    words = list(dict.fromkeys(c.header_path[depth] for c in below))
    words = _drop_nested_headers(words, lexicon) if drop_nested else words
    return [
        p
        for word in words
        for p in _find_header_columns(columns, (*prefix, word), lexicon, drop_nested)
    ]


def _drop_nested_headers(headers: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Headers without those that another header beside them holds (人员经费 beside 基本支出)."""
    named = {
        w: lexicon.find_key("lines.revenue", w)
        or lexicon.find_key("lines.expenditure", w)
        for w in headers
    }
    inner = {
        item
        for whole, pieces in _NESTED_PARTS.items()
        if whole in named.values()
        for item in pieces
    }
    return [w for w in headers if named[w] not in inner]


def _check_row(
    row: StatutoryRow,
    sum_column: StatutoryColumn,
    part_columns: Sequence[StatutoryColumn],
) -> Iterator[Check]:
    total = row.cells.get(sum_column)
    numbers = [row.cells[p] for p in part_columns if p in row.cells]
    if total is not None and numbers:
        named = total._replace(label=f"{row.code} {row.label}".strip())
        yield balances("ROW_SUM", [named], numbers)


# -------------------------------------------------------------------------------------------------- lists


def check_side_totals(context: CheckContext) -> Iterator[Check]:
    """Summary tables (B1, B4, F1, F4): this year's total = Σ rows, the grand total = that + what is carried, both meet."""
    for sheet in context.statutory_tables:
        if sheet.table_key not in TWO_SIDED_TABLES:
            continue
        grand: dict[str | None, list[EquationTerm]] = {}
        for side, rule in (("revenue", "REV_SUM"), ("expenditure", "EXP_SUM")):
            rows = sheet.find_side_rows(side)
            for column in dict.fromkeys(
                c for row in rows for c in row.cells if c.phase is not None
            ):
                entries = [
                    (row, row.cells[column]) for row in rows if column in row.cells
                ]
                last = rule if sheet.table_key.startswith("B") else "FINAL_BALANCE"
                yield from _check_side(context, entries, rule, last)
                marks = [number for row, number in entries if row.is_total]
                if (
                    marks
                    and column.phase in ("budget", "executed")
                    and side not in grand
                ):
                    grand[side] = marks[-1:]
        if len(grand) == 2:
            rule = (
                "REV_EXP_BALANCE"
                if sheet.table_key.startswith("B")
                else "FINAL_BALANCE"
            )
            yield balances(rule, grand["revenue"], grand["expenditure"])


def _check_side(
    context: CheckContext, entries: Sequence[RowTerm], rule: str, grand_total_rule: str
) -> Iterator[Check]:
    """One list of one side: rows, 本年合计, what is carried over, 总计."""
    marks = [i for i, (row, _) in enumerate(entries) if row.is_total]
    if not marks:
        if any(number.value for _, number in entries):
            yield report_not_checkable(
                rule, "TOTAL_NOT_PRINTED", [number.place for _, number in entries]
            )
        return
    first = marks[0]
    parts = entries[:first]
    if parts:
        total = entries[first][1]._replace(label=entries[first][0].label)
        named = _group_terms_by_concept(context, parts)
        check = best_of(
            balances(rule, [total], numbers)
            for numbers in _iter_part_alternatives(parts, named)
        )
        yield check
        yield from _check_nested_sums(
            [n._replace(label=row.label) for row, n in parts], check
        )
        yield from check_nested_parts(rule, named)
    elif entries[first][1].value and all(row.is_total for row, _ in entries):
        head = entries[first][0].label
        yield report_not_checkable(
            rule,
            "PARTS_NOT_PRINTED",
            [entries[first][1].place],
            head=head,
            printed=entries[first][1].printed,
        )
    for before, at in zip(marks, marks[1:], strict=False):
        total = entries[at][1]._replace(label=entries[at][0].label)
        run = entries[before:at]  # 本年支出 may head its rows as well as end them
        outer = [n for i, (row, n) in enumerate(run) if not row.is_subitem or i == 0]
        ways = [[n for _, n in run], outer, drop_nested_terms([n for _, n in run])]
        ways.append([run[0][1], *drop_nested_terms([n for _, n in run[1:]])])
        yield best_of(balances(grand_total_rule, [total], numbers) for numbers in ways)


def _check_nested_sums(
    numbers: Sequence[EquationTerm], check: Check
) -> Iterator[Check]:
    """TABLE_SUM for each row that sums the rows below it, where the total was reached without those."""
    if check.result in ("pass", "rounding") and len(check.spans) <= len(numbers):
        for whole, parts in find_nested_sums(numbers):
            yield balances("TABLE_SUM", [whole], parts)


def _group_terms_by_concept(
    context: CheckContext, entries: Sequence[RowTerm]
) -> dict[str, tuple[EquationTerm, ...]]:
    """The figures of a list by what their rows are."""
    items: dict[str, tuple[EquationTerm, ...]] = {}
    for row, number in entries:
        item = context.lexicon.find_key(
            "lines.revenue", row.label
        ) or context.lexicon.find_key("lines.expenditure", row.label)
        if item is not None:
            items[item] = (*items.get(item, ()), number._replace(label=row.label))
    return items


def _iter_part_alternatives(
    entries: Sequence[RowTerm], terms_by_concept: Mapping[str, tuple[EquationTerm, ...]]
) -> Iterator[list[EquationTerm]]:
    """Ways the rows of a list may add up: all, those not within another, by items with nested ones left out."""
    yield [n for _, n in entries]
    yield drop_nested_terms([n for _, n in entries])
    outer = [n for row, n in entries if not row.is_subitem]
    if outer:
        yield outer
    rule = _find_sum_rule(
        "REV_SUM"
        if any(i.startswith("revenue.") for i in terms_by_concept)
        else "EXP_SUM"
    )
    yield from (
        numbers for numbers in enumerate_part_choices(rule, terms_by_concept) if numbers
    )


def _find_sum_rule(rule: str) -> SumRule:
    return next(s for s in SUM_RULES if s.rule_id == rule)


def check_three_public_sums(context: CheckContext) -> Iterator[Check]:
    """TP_SUM, TP_VEHICLE_SUM, TP_FOUR_WAY in the table of three public expenses, for each year and phase it prints."""
    for sheet in context.statutory_tables:
        if sheet.table_key not in _THREE_PUBLIC_TABLES:
            continue
        found: dict[
            tuple[int | None, str | None], dict[str, tuple[EquationTerm, ...]]
        ] = {}
        for _, column, item, number in sheet.iter_concept_terms():
            found.setdefault((column.year, column.phase), {}).setdefault(
                item, (number,)
            )
        for items in found.values():
            yield from _check_three_public(items)


def _check_three_public(
    terms_by_concept: Mapping[str, tuple[EquationTerm, ...]],
) -> Iterator[Check]:
    for rule in SUM_RULES:
        parts = [
            terms_by_concept[item][0] for item in rule.parts if item in terms_by_concept
        ]
        elsewhere = rule.overriding_concept not in terms_by_concept and any(
            item in terms_by_concept for item in rule.excluding_concepts
        )
        if (
            rule.rule_id.startswith("TP_")
            and rule.total in terms_by_concept
            and len(parts) > 1
            and not elsewhere
        ):
            yield balances(rule.rule_id, list(terms_by_concept[rule.total]), parts)
