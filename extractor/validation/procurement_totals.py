"""Procurement tables: quantity x price, sources of funds, 合计 = 小计 = items, and the prose above the table.

A row of the table: ``激光打印机 | A0201060102 | 台 | 2.00 | 1800.00 | 3600.00 | 3600.00 | 3600.00``; blank is no money.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.extracted import Reading
from extractor.model.table_rows import Procurement
from extractor.schema.codelists import by_code
from extractor.text.normalize import squeeze
from extractor.validation.context import MONEY_COLUMNS, Case
from extractor.validation.tolerance import (
    Number,
    Result,
    at_most,
    balance,
    best,
    holds,
    not_checkable,
    tidy,
    unnested,
)

__all__ = [
    "categories_counted", "catalog_codes", "funds_of_project", "price_times_quantity", "reserved_for_small_firms",
    "rows_add_up", "sources_add_up", "text_and_table", "table_totals",
]  # fmt: skip

_SOURCES = (
    "general_public_budget",
    "government_funds",
    "fiscal_special_account",
    "other_sources",
)
_CODE = re.compile(r"[A-C]\d{2,12}")
_CATALOG_2022 = (
    2023  # first budget year that is drawn up by the catalogue of August 2022
)


def _label(row: Procurement) -> str:
    reading = row.item_name or row.row_label or row.project_name
    return reading.value if reading else ""


def _money(case: Case, row: Procurement, names: Iterable[str]) -> list[Number]:
    found = (case.money(getattr(row, name), _label(row)) for name in names)
    return [number for number in found if number is not None]


def price_times_quantity(case: Case) -> Iterator[Check]:
    """PROC_QTY_PRICE: quantity x unit price = total of the row."""
    for row in case.disclosure.procurement:
        total, price = case.money(row.total, _label(row)), case.money(row.unit_price)
        quantity = case.count(row.quantity)
        if row.row_type != "item" or total is None or price is None or quantity is None:
            continue
        due = quantity.value * price.value
        difference, slack = total.value - due, total.half + quantity.value * price.half
        result: Result = (
            "pass"
            if difference == 0
            else "rounding"
            if abs(difference) <= slack
            else "fail"
        )
        sign = {"pass": "=", "rounding": "≈", "fail": "≠"}[result]
        text = f"{_label(row)} {quantity.printed} × {price.printed} {sign} {total.printed} {total.unit}".strip()
        yield Check(
            "PROC_QTY_PRICE", result, tidy(due), tidy(total.value), tidy(difference), tidy(slack),
            ("PROC_QTY_PRICE", (("formula", text),)), (quantity.place, price.place, total.place),
        )  # fmt: skip


def sources_add_up(case: Case) -> Iterator[Check]:
    """PROC_SOURCE_SUM: total = this year's funds + other channels; this year's funds = Σ their four sources."""
    for row in case.disclosure.procurement:
        total, current = (
            _money(case, row, ["total"]),
            _money(case, row, ["current_year"]),
        )
        sources, others = (
            _money(case, row, _SOURCES),
            _money(case, row, ["other_channels"]),
        )
        if total and (current or sources or others):
            yield balance("PROC_SOURCE_SUM", total, [*(current or sources), *others])
        if current and sources:
            yield balance("PROC_SOURCE_SUM", current, sources)


def rows_add_up(case: Case) -> Iterator[Check]:
    """PROC_TOTAL_SUM: 合计 = Σ 小计 = Σ items, column by column, in each table."""
    for rows in case.procurement.values():
        totals = [r for r in rows if r.row_type == "total"]
        subtotals = [r for r in rows if r.row_type == "subtotal"]
        items = [r for r in rows if r.row_type == "item"]
        for column in (*MONEY_COLUMNS, "quantity"):
            for total in totals[:1]:
                yield from _column(case, column, total, subtotals)
                yield from _column(case, column, total, items)
            yield from _subtotals(case, column, rows)


def _column(
    case: Case, column: str, head: Procurement, rows: Sequence[Procurement]
) -> Iterator[Check]:
    left, right = _cells(case, column, [head]), _cells(case, column, rows)
    if left and right:
        yield best(
            balance("PROC_TOTAL_SUM", left, numbers)
            for numbers in (right, unnested(right))
        )


def _cells(case: Case, column: str, rows: Sequence[Procurement]) -> list[Number]:
    if column == "quantity":
        found = (case.count(r.quantity, _label(r)) for r in rows)
        return [n for n in found if n is not None]
    return [n for r in rows for n in _money(case, r, [column])]


def _subtotals(case: Case, column: str, rows: Sequence[Procurement]) -> Iterator[Check]:
    """小计 against its items: those below it, or those above it where the table ends with them; it may span others."""
    marks = [i for i, r in enumerate(rows) if r.row_type == "subtotal"]
    for n, i in enumerate(marks):
        left = _cells(case, column, [rows[i]])
        ends, starts = (
            [*marks[n + 1 :], len(rows)],
            [*(mark + 1 for mark in reversed(marks[:n])), 0],
        )
        around = [
            *(rows[i + 1 : end] for end in ends),
            *(rows[start:i] for start in starts),
        ]
        sides = [
            _cells(case, column, [r for r in part if r.row_type == "item"])
            for part in around
        ]
        if left and any(sides):
            yield best(balance("PROC_TOTAL_SUM", left, side) for side in sides if side)


def funds_of_project(case: Case) -> Iterator[Check]:
    """PROC_FUND_LE_BUDGET: what is bought for a project costs no more than the project has."""
    for rows in case.procurement.values():
        projects: dict[str, list[Procurement]] = {}
        for row in rows:
            if row.row_type == "item" and row.project_name is not None:
                projects.setdefault(squeeze(row.project_name.value), []).append(row)
        for members in projects.values():
            yield from _project(case, members)


def _project(case: Case, rows: Sequence[Procurement]) -> Iterator[Check]:
    """One project: all its rows against the funds it prints, or row by row where each prints its own."""
    name = rows[0].project_name
    label = name.value if name else ""
    funds = [n for r in rows if (n := case.money(r.project_funds, label)) is not None]
    apart = len({n.value for n in funds}) > 1
    if apart:
        own = all(
            r.total is None or _value(r.project_funds) == _value(r.total) for r in rows
        )
        if not own:
            yield not_checkable(
                "PROC_FUND_LE_BUDGET",
                "PROJECT_FUNDS_DIFFER",
                [n.place for n in funds],
                name=label,
            )
    for group in [[r] for r in rows] if apart else [rows]:
        have = [n for r in group if (n := case.money(r.project_funds)) is not None]
        cost = [n for r in group for n in _money(case, r, ["total"])]
        if have and cost:
            yield at_most(
                "PROC_FUND_LE_BUDGET",
                [cost[0]._replace(label=label), *cost[1:]],
                have[:1],
                have[1:],
            )


def _value(reading: Reading[Decimal | None] | None) -> Decimal | None:
    return reading.value if reading else None


def table_totals(case: Case) -> list[Number]:
    """The total of each procurement table: its 合计 row, else its items."""
    found = []
    for rows in case.procurement.values():
        total = next(
            (n for r in rows if r.row_type == "total" and (n := case.money(r.total))),
            None,
        )
        if total is not None:
            found.append(total)
    return found


def text_and_table(case: Case) -> Iterator[Check]:
    """PROC_TEXT_TABLE: the amount in the prose = the total of the table."""
    stated = [
        n
        for a in case.current("procurement.total")
        if (n := case.amount(a)) is not None
    ]
    if not stated or not case.procurement:
        return
    totals = table_totals(case)
    if not totals:
        rows = [
            r
            for rows in case.procurement.values()
            for r in rows
            if r.row_type == "item"
        ]
        items = [n for r in rows for n in _money(case, r, ["total"])]
        if items or stated[0].value == 0:
            yield balance("PROC_TEXT_TABLE", stated[:1], items)
        else:
            yield not_checkable(
                "PROC_TEXT_TABLE",
                "TABLE_WITHOUT_TOTAL",
                [stated[0].place],
                printed=stated[0].printed,
            )
        return
    sides = [totals] if len(totals) == 1 else [totals, *([t] for t in totals)]
    yield best(balance("PROC_TEXT_TABLE", stated[:1], side) for side in sides)


def categories_counted(case: Case) -> Iterator[Check]:
    """PROC_CATEGORY_COUNT: 采购项目为N类 = number of different goods, or of classes of the catalogue."""
    words = case.template.words("checks.procurement_count")
    counts = [
        c for c in case.disclosure.counts
        if c.section == "procurement" and c.subject and c.unit and squeeze(c.unit) in words
        and case.says("checks.purchase", [c.subject.value])
    ]  # fmt: skip
    rows = [
        r for rows in case.procurement.values() for r in rows if r.row_type == "item"
    ]
    if not counts or not rows:
        return
    names = {squeeze(r.item_name.value) for r in rows if r.item_name}
    codes = {squeeze(r.catalog_code.value) for r in rows if r.catalog_code}
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
        yield holds(
            "PROC_CATEGORY_COUNT",
            fits,
            read,
            f"{count.raw} / {due}",
            due,
            count.value.value,
        )


def catalog_codes(case: Case) -> Iterator[Check]:
    """CATALOG_CODE_VALID: the code is one of the catalogue of its year, and its name fits what is bought."""
    known = by_code("procurement_catalog_2013_common")
    for row in case.disclosure.procurement:
        if row.catalog_code is None:
            continue
        code, place = squeeze(row.catalog_code.value), row.catalog_code.place
        read: list[Place] = [place, *([row.item_name.place] if row.item_name else [])]
        item = row.item_name.value if row.item_name else ""
        if not _CODE.fullmatch(code):
            yield holds("CATALOG_CODE_VALID", False, read, f"{code} {item}")
        elif (case.year or 0) >= _CATALOG_2022 or code not in known:
            yield not_checkable(
                "CATALOG_CODE_VALID", "CATALOG_CODE_UNLISTED", read, number=code
            )
        elif set(squeeze(known[code]["name"])) & set(squeeze(item)) or not item:
            yield holds(
                "CATALOG_CODE_VALID",
                True,
                read,
                f"{code} {known[code]['name']}: {item}",
            )
        else:
            name = known[code]["name"]
            yield not_checkable(
                "CATALOG_CODE_VALID",
                "CATALOG_NAME_DIFFERS",
                read,
                number=code,
                name=name,
                item=item,
            )


def reserved_for_small_firms(case: Case) -> Iterator[Check]:
    """PROC_SME_LE: what is reserved for small firms is at most the whole, for micro firms at most that."""
    pairs = (
        ("procurement.sme_reserved", "procurement.total"),
        ("procurement.micro_reserved", "procurement.sme_reserved"),
    )
    for part, whole in pairs:
        parts, wholes = case.current(part), case.current(whole)
        for one in parts:
            same = [w for w in wholes if w.section == one.section] or wholes
            left = case.amount(one)
            right = [n for w in same if (n := case.amount(w)) is not None]
            if left is not None and right:
                yield best(at_most("PROC_SME_LE", [left], [n]) for n in right[:1])
