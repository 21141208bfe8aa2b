"""Procurement tables: quantity x price, sources of funds, 合计 = 小计 = items, and the prose above the table.

A row of the table: ``激光打印机 | A0201060102 | 台 | 2.00 | 1800.00 | 3600.00 | 3600.00 | 3600.00``; blank is no money.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import Check, Extracted, Procurement
from extractor.schema.codelists import index_codelist
from extractor.text.normalize import match_key
from extractor.validation.context import PROCUREMENT_MONEY_COLUMNS, CheckContext
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    drop_nested_terms,
    equals,
    is_at_most,
    report_not_checkable,
    strip_zeros,
)

__all__ = [
    "check_category_count",
    "check_catalog_codes",
    "check_project_funds",
    "check_price_times_quantity",
    "check_small_firm_reserves",
    "check_procurement_totals",
    "check_funding_sources",
    "check_procurement_prose_against_table",
    "find_table_totals",
]

_SOURCE_COLUMNS = (
    "general_public_budget",
    "government_funds",
    "fiscal_special_account",
    "other_sources",
)
_CATALOG_CODE = re.compile(r"[A-C]\d{2,12}")
_FIRST_YEAR_OF_CATALOG_2022 = (
    2023  # first budget year that is drawn up by the catalogue of August 2022
)


def _find_row_label(row: Procurement) -> str:
    reading = row.item_name or row.row_label or row.project_name
    return reading.value if reading else ""


def _build_money_terms(
    context: CheckContext, row: Procurement, columns: Iterable[str]
) -> list[EquationTerm]:
    found = (
        context.build_money_term(getattr(row, name), _find_row_label(row))
        for name in columns
    )
    return [number for number in found if number is not None]


def check_price_times_quantity(context: CheckContext) -> Iterator[Check]:
    """PROC_QTY_PRICE: quantity x unit price = total of the row."""
    for row in context.disclosure.procurement:
        total, price = (
            context.build_money_term(row.total, _find_row_label(row)),
            context.build_money_term(row.unit_price),
        )
        quantity = context.build_count_term(row.quantity)
        if row.row_type != "item" or total is None or price is None or quantity is None:
            continue
        due = quantity.value * price.value
        difference, slack = (
            total.value - due,
            total.half_step + quantity.value * price.half_step,
        )
        result: CheckResult = (
            CheckResult.PASS
            if difference == 0
            else CheckResult.ROUNDING
            if abs(difference) <= slack
            else CheckResult.FAIL
        )
        sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
        text = f"{_find_row_label(row)} {quantity.printed} × {price.printed} {sign} {total.printed} {total.unit}".strip()
        yield Check(
            "PROC_QTY_PRICE", result, strip_zeros(due), strip_zeros(total.value), strip_zeros(difference), strip_zeros(slack),
            ("PROC_QTY_PRICE", (("formula", text),)), (quantity.place, price.place, total.place),
        )  # fmt: skip


def check_funding_sources(context: CheckContext) -> Iterator[Check]:
    """PROC_SOURCE_SUM: total = this year's funds + other channels; this year's funds = Σ their four sources."""
    for row in context.disclosure.procurement:
        total, current = (
            _build_money_terms(context, row, ["total"]),
            _build_money_terms(context, row, ["current_year"]),
        )
        sources, others = (
            _build_money_terms(context, row, _SOURCE_COLUMNS),
            _build_money_terms(context, row, ["other_channels"]),
        )
        if total and (current or sources or others):
            yield balances("PROC_SOURCE_SUM", total, [*(current or sources), *others])
        if current and sources:
            yield balances("PROC_SOURCE_SUM", current, sources)


def check_procurement_totals(context: CheckContext) -> Iterator[Check]:
    """PROC_TOTAL_SUM: 合计 = Σ 小计 = Σ items, column by column, in each table."""
    for rows in context.procurement_by_table.values():
        totals = [r for r in rows if r.row_type == "total"]
        subtotals = [r for r in rows if r.row_type == "subtotal"]
        items = [r for r in rows if r.row_type == "item"]
        for column in (*PROCUREMENT_MONEY_COLUMNS, "quantity"):
            for total in totals[:1]:
                yield from _check_column(context, column, total, subtotals)
                yield from _check_column(context, column, total, items)
            yield from _check_subtotals(context, column, rows)


def _check_column(
    context: CheckContext,
    column: str,
    total_row: Procurement,
    rows: Sequence[Procurement],
) -> Iterator[Check]:
    left, right = (
        _build_column_terms(context, column, [total_row]),
        _build_column_terms(context, column, rows),
    )
    if left and right:
        yield best_of(
            balances("PROC_TOTAL_SUM", left, numbers)
            for numbers in (right, drop_nested_terms(right))
        )


def _build_column_terms(
    context: CheckContext, column: str, rows: Sequence[Procurement]
) -> list[EquationTerm]:
    if column == "quantity":
        found = (context.build_count_term(r.quantity, _find_row_label(r)) for r in rows)
        return [n for n in found if n is not None]
    return [n for r in rows for n in _build_money_terms(context, r, [column])]


def _check_subtotals(
    context: CheckContext, column: str, rows: Sequence[Procurement]
) -> Iterator[Check]:
    """小计 against its items: those below it, or those above it where the table ends with them; it may span others."""
    marks = [i for i, r in enumerate(rows) if r.row_type == "subtotal"]
    for n, i in enumerate(marks):
        left = _build_column_terms(context, column, [rows[i]])
        ends, starts = (
            [*marks[n + 1 :], len(rows)],
            [*(mark + 1 for mark in reversed(marks[:n])), 0],
        )
        around = [
            *(rows[i + 1 : end] for end in ends),
            *(rows[start:i] for start in starts),
        ]
        sides = [
            _build_column_terms(
                context, column, [r for r in part if r.row_type == "item"]
            )
            for part in around
        ]
        if left and any(sides):
            yield best_of(
                balances("PROC_TOTAL_SUM", left, side) for side in sides if side
            )


def check_project_funds(context: CheckContext) -> Iterator[Check]:
    """PROC_FUND_LE_BUDGET: what is bought for a project costs no more than the project has."""
    for rows in context.procurement_by_table.values():
        projects: dict[str, list[Procurement]] = {}
        for row in rows:
            if row.row_type == "item" and row.project_name is not None:
                projects.setdefault(match_key(row.project_name.value), []).append(row)
        for members in projects.values():
            yield from _check_project(context, members)


def _check_project(
    context: CheckContext, rows: Sequence[Procurement]
) -> Iterator[Check]:
    """One project: all its rows against the funds it prints, or row by row where each prints its own."""
    name = rows[0].project_name
    label = name.value if name else ""
    funds = [
        n
        for r in rows
        if (n := context.build_money_term(r.project_funds, label)) is not None
    ]
    apart = len({n.value for n in funds}) > 1
    if apart:
        own = all(
            r.total is None or _unwrap_value(r.project_funds) == _unwrap_value(r.total)
            for r in rows
        )
        if not own:
            yield report_not_checkable(
                "PROC_FUND_LE_BUDGET",
                "PROJECT_FUNDS_DIFFER",
                [n.place for n in funds],
                name=label,
            )
    for group in [[r] for r in rows] if apart else [rows]:
        have = [
            n
            for r in group
            if (n := context.build_money_term(r.project_funds)) is not None
        ]
        cost = [n for r in group for n in _build_money_terms(context, r, ["total"])]
        if have and cost:
            yield is_at_most(
                "PROC_FUND_LE_BUDGET",
                [cost[0]._replace(label=label), *cost[1:]],
                have[:1],
                have[1:],
            )


def _unwrap_value(extracted: Extracted[Decimal | None] | None) -> Decimal | None:
    return extracted.value if extracted else None


def find_table_totals(context: CheckContext) -> list[EquationTerm]:
    """The total of each procurement table: its 合计 row, else its items."""
    found = []
    for rows in context.procurement_by_table.values():
        total = next(
            (
                n
                for r in rows
                if r.row_type == "total" and (n := context.build_money_term(r.total))
            ),
            None,
        )
        if total is not None:
            found.append(total)
    return found


def check_procurement_prose_against_table(context: CheckContext) -> Iterator[Check]:
    """PROC_TEXT_TABLE: the amount in the prose = the total of the table."""
    stated = [
        n
        for a in context.find_current_amounts("procurement.total")
        if (n := context.build_amount_term(a)) is not None
    ]
    if not stated or not context.procurement_by_table:
        return
    totals = find_table_totals(context)
    if not totals:
        rows = [
            r
            for rows in context.procurement_by_table.values()
            for r in rows
            if r.row_type == "item"
        ]
        items = [n for r in rows for n in _build_money_terms(context, r, ["total"])]
        if items or stated[0].value == 0:
            yield balances("PROC_TEXT_TABLE", stated[:1], items)
        else:
            yield report_not_checkable(
                "PROC_TEXT_TABLE",
                "TABLE_WITHOUT_TOTAL",
                [stated[0].place],
                printed=stated[0].printed,
            )
        return
    sides = [totals] if len(totals) == 1 else [totals, *([t] for t in totals)]
    yield best_of(balances("PROC_TEXT_TABLE", stated[:1], side) for side in sides)


def check_category_count(context: CheckContext) -> Iterator[Check]:
    """PROC_CATEGORY_COUNT: 采购项目为N类 = number of different goods, or of classes of the catalogue."""
    words = context.lexicon.get_vocabulary("checks.procurement_count")
    counts = [
        c for c in context.disclosure.counts
        if c.section == "procurement" and c.subject and c.unit and match_key(c.unit) in words
        and context.find_vocabulary_word("checks.purchase", [c.subject.value])
    ]  # fmt: skip
    rows = [
        r
        for rows in context.procurement_by_table.values()
        for r in rows
        if r.row_type == "item"
    ]
    if not counts or not rows:
        return
    names = {match_key(r.item_name.value) for r in rows if r.item_name}
    codes = {match_key(r.catalog_code.value) for r in rows if r.catalog_code}
    numbers = [
        len(names),
        len(codes),
        len(rows),
        *(len({code[:n] for code in codes}) for n in (1, 3, 5, 7)),
    ]
    for count in counts[:1]:
        fits = count.value.value in numbers
        due = int(count.value.value) if fits else len(codes or names)
        read = [count.place, *(r.place for r in rows)]
        yield equals(
            "PROC_CATEGORY_COUNT",
            fits,
            read,
            f"{count.raw} / {due}",
            due,
            count.value.value,
        )


def check_catalog_codes(context: CheckContext) -> Iterator[Check]:
    """CATALOG_CODE_VALID: the code is one of the catalogue of its year, and its name fits what is bought."""
    known = index_codelist("procurement_catalog_2013_common")
    for row in context.disclosure.procurement:
        if row.catalog_code is None:
            continue
        code, place = match_key(row.catalog_code.value), row.catalog_code.place
        read: list[Span] = [place, *([row.item_name.place] if row.item_name else [])]
        item = row.item_name.value if row.item_name else ""
        if not _CATALOG_CODE.fullmatch(code):
            yield equals("CATALOG_CODE_VALID", False, read, f"{code} {item}")
        elif (context.year or 0) >= _FIRST_YEAR_OF_CATALOG_2022 or code not in known:
            yield report_not_checkable(
                "CATALOG_CODE_VALID", "CATALOG_CODE_UNLISTED", read, number=code
            )
        elif set(match_key(known[code]["name"])) & set(match_key(item)) or not item:
            yield equals(
                "CATALOG_CODE_VALID",
                True,
                read,
                f"{code} {known[code]['name']}: {item}",
            )
        else:
            name = known[code]["name"]
            yield report_not_checkable(
                "CATALOG_CODE_VALID",
                "CATALOG_NAME_DIFFERS",
                read,
                number=code,
                name=name,
                item=item,
            )


def check_small_firm_reserves(context: CheckContext) -> Iterator[Check]:
    """PROC_SME_LE: what is reserved for small firms is at most the whole, for micro firms at most that."""
    pairs = (
        ("procurement.sme_reserved", "procurement.total"),
        ("procurement.micro_reserved", "procurement.sme_reserved"),
    )
    for part, whole in pairs:
        parts, wholes = (
            context.find_current_amounts(part),
            context.find_current_amounts(whole),
        )
        for one in parts:
            same = [w for w in wholes if w.section == one.section] or wholes
            left = context.build_amount_term(one)
            right = [n for w in same if (n := context.build_amount_term(w)) is not None]
            if left is not None and right:
                yield best_of(is_at_most("PROC_SME_LE", [left], [n]) for n in right[:1])
