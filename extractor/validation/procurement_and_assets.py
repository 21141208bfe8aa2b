"""Procurement and state-owned assets: their tables, and the prose above these.

A row of a procurement table: ``激光打印机 | A0201060102 | 台 | 2.00 | 1800.00
| 3600.00 | 3600.00 | 3600.00``; blank is no money. Of assets:
``上年末固定资产金额为103.6万元（详见下表），本年度 各单位拟购置固定资产为通用设备合计0.36万元，已列入政府采购预算。``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.enums import RowType
from extractor.model.records import Amount, Asset, Check, Count, Extracted, Procurement
from extractor.schema.codelists import index_codelist
from extractor.schema.concepts import list_procurement_money_columns, load_calculations
from extractor.text.affixes import OF_WHICH
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    SIGN_BY_RESULT,
    EquationTerm,
    balance_best,
    balances,
    build_check,
    classify_difference,
    drop_nested_terms,
    equals,
    is_at_most,
    report_not_checkable,
    strip_zeros,
)

__all__ = [
    "check_asset_dates",
    "check_asset_prose_against_table",
    "check_asset_sums",
    "check_catalog_codes",
    "check_category_count",
    "check_funding_sources",
    "check_price_times_quantity",
    "check_procurement_prose_against_table",
    "check_procurement_totals",
    "check_project_funds",
    "check_purchases_in_procurement",
    "check_small_firm_reserves",
    "check_vehicle_running_costs",
]

_CATALOG_CODE = re.compile(r"[A-C]\d{2,12}")
# The first budget year under the catalogue of August 2022.
_FIRST_YEAR_OF_CATALOG_2022 = 2023
# Digits of the classes of the catalogue: A, A02, A0201, A020106.
_CATALOG_LEVELS = (1, 3, 5, 7)
# Assets may still be stated as of the spring behind the year's end.
_LAST_MONTH_OF_SPRING = 3


# --- procurement tables ---------------------------------------------------------------


def _find_row_label(row: Procurement) -> str:
    named = row.item_name or row.row_label or row.project_name
    return named.value if named else ""


def _build_row_terms(
    context: CheckContext, row: Procurement, columns: Iterable[str]
) -> list[EquationTerm]:
    """The money of some columns of a row."""
    label = _find_row_label(row)
    terms: list[EquationTerm] = []
    for name in columns:
        value = getattr(row, name)
        if value is not None:
            term = context.build_money_term(value, label)
            terms += () if term is None else (term,)
    return terms


def _build_column_terms(
    context: CheckContext, column: str, rows: Iterable[Procurement]
) -> list[EquationTerm]:
    """The numbers of one column of some rows."""
    if column != "quantity":
        terms = [_build_row_terms(context, row, [column]) for row in rows]
        return [term for of_row in terms for term in of_row]
    counts = (
        context.build_count_term(row.quantity, _find_row_label(row)) for row in rows
    )
    return [count for count in counts if count is not None]


def _select_rows(rows: Iterable[Procurement], row_type: str) -> list[Procurement]:
    return [row for row in rows if row.row_type == row_type]


def _find_procurement_items(context: CheckContext) -> list[Procurement]:
    """The rows of all procurement tables that are things bought."""
    tables = context.procurement_by_table.values()
    return [row for rows in tables for row in _select_rows(rows, "item")]


def check_price_times_quantity(context: CheckContext) -> Iterator[Check]:
    """PROC_QTY_PRICE: quantity x unit price = total of the row."""
    for row in _select_rows(context.disclosure.procurement, "item"):
        label = _find_row_label(row)
        total = context.build_money_term(row.total, label)
        price = context.build_money_term(row.unit_price)
        quantity = context.build_count_term(row.quantity)
        if total is not None and price is not None and quantity is not None:
            yield _check_product(label, quantity, price, total)


def _check_product(
    label: str, quantity: EquationTerm, price: EquationTerm, total: EquationTerm
) -> Check:
    due = quantity.value * price.value
    difference = total.value - due
    slack = total.half_step + quantity.value * price.half_step
    result = classify_difference(difference, slack)
    sign = SIGN_BY_RESULT[result]
    product = f"{quantity.printed} × {price.printed}"
    formula = f"{label} {product} {sign} {total.printed} {total.unit}".strip()
    return build_check(
        "PROC_QTY_PRICE",
        result,
        formula,
        (quantity.place, price.place, total.place),
        expected=strip_zeros(due),
        actual=strip_zeros(total.value),
        difference=strip_zeros(difference),
        tolerance=strip_zeros(slack),
    )


def check_funding_sources(context: CheckContext) -> Iterator[Check]:
    """PROC_SOURCE_SUM: total = this year's funds + other channels.

    This year's funds = Σ their four sources, which also replace them
    where they are not printed.
    """
    whole, current_year = load_calculations("column")
    other_channels = [name for name in whole.parts if name != current_year.total]
    for row in context.disclosure.procurement:
        total = _build_row_terms(context, row, [whole.total])
        current = _build_row_terms(context, row, [current_year.total])
        sources = _build_row_terms(context, row, current_year.parts)
        others = _build_row_terms(context, row, other_channels)
        parts = [*(current or sources), *others]
        if total and parts:
            yield balances(whole.rule_id, total, parts)
        if current and sources:
            yield balances(current_year.rule_id, current, sources)


def check_procurement_totals(context: CheckContext) -> Iterator[Check]:
    """PROC_TOTAL_SUM: 合计 = Σ 小计 = Σ items, column by column, in each table."""
    for rows in context.procurement_by_table.values():
        totals = _select_rows(rows, "total")[:1]
        subtotals = _select_rows(rows, "subtotal")
        items = _select_rows(rows, "item")
        for column in (*list_procurement_money_columns(), "quantity"):
            for total in totals:
                yield from _check_column(context, column, total, subtotals)
                yield from _check_column(context, column, total, items)
            yield from _check_subtotals(context, column, rows)


def _check_column(
    context: CheckContext,
    column: str,
    total_row: Procurement,
    rows: Sequence[Procurement],
) -> Iterator[Check]:
    total = _build_column_terms(context, column, [total_row])
    parts = _build_column_terms(context, column, rows)
    if total and parts:
        choices = _list_part_choices([parts])
        yield balance_best("PROC_TOTAL_SUM", total, choices)


def _list_part_choices(
    lists: Sequence[list[EquationTerm]],
) -> Iterator[list[EquationTerm]]:
    """Lists of parts, then each without what a number before sums: a unit may stand on
    two rows, as a group and as its own office."""
    yield from lists
    yield from map(drop_nested_terms, lists)


def _check_subtotals(
    context: CheckContext, column: str, rows: Sequence[Procurement]
) -> Iterator[Check]:
    """小计 against its items: those below it, or above it where the table ends with them.

    It may span other subtotals.
    """
    marks = [i for i, row in enumerate(rows) if row.row_type == RowType.SUBTOTAL]
    for n, at in enumerate(marks):
        total = _build_column_terms(context, column, [rows[at]])
        if not total:
            continue
        starts = (*(mark + 1 for mark in reversed(marks[:n])), 0)
        runs = [rows[at + 1 : end] for end in (*marks[n + 1 :], len(rows))]
        runs += [rows[start:at] for start in starts]
        lists = _list_item_terms(context, column, runs)
        if lists:
            choices = _list_part_choices(lists)
            yield balance_best("PROC_TOTAL_SUM", total, choices)


def _list_item_terms(
    context: CheckContext, column: str, runs: Iterable[Sequence[Procurement]]
) -> list[list[EquationTerm]]:
    """The numbers of the items of several runs of
    rows, without runs that have none."""
    items = (_select_rows(run, "item") for run in runs)
    terms = (_build_column_terms(context, column, run) for run in items)
    return [term for term in terms if term]


def check_project_funds(context: CheckContext) -> Iterator[Check]:
    """PROC_FUND_LE_BUDGET: what is bought for a project costs no more than the project
    has."""
    for rows in context.procurement_by_table.values():
        projects: dict[str, list[Procurement]] = {}
        for row in _select_rows(rows, "item"):
            if row.project_name is not None:
                key = match_key(row.project_name.value)
                projects.setdefault(key, []).append(row)
        for members in projects.values():
            yield from _check_project(context, members)


def _check_project(
    context: CheckContext, rows: Sequence[Procurement]
) -> Iterator[Check]:
    """One project: all its rows against the funds it prints.

    Row by row where each prints its own.
    """
    name = rows[0].project_name
    label = name.value if name else ""
    funds = _build_fund_terms(context, rows, label)
    if len({term.value for term in funds}) <= 1:
        yield from _check_project_rows(context, rows, label)
        return
    if not all(map(_has_own_funds, rows)):
        places = [term.place for term in funds]
        yield report_not_checkable(
            "PROC_FUND_LE_BUDGET", "PROJECT_FUNDS_DIFFER", places, name=label
        )
    for row in rows:
        yield from _check_project_rows(context, [row], label)


def _build_fund_terms(
    context: CheckContext, rows: Iterable[Procurement], label: str = ""
) -> list[EquationTerm]:
    terms = (context.build_money_term(row.project_funds, label) for row in rows)
    return [term for term in terms if term is not None]


def _check_project_rows(
    context: CheckContext, rows: Sequence[Procurement], label: str
) -> Iterator[Check]:
    funds = _build_fund_terms(context, rows)
    costs = _build_column_terms(context, "total", rows)
    if funds and costs:
        named = [costs[0]._replace(label=label), *costs[1:]]
        yield is_at_most("PROC_FUND_LE_BUDGET", named, funds[:1], funds[1:])


def _has_own_funds(row: Procurement) -> bool:
    """True for a row whose funds are those of its
    own purchase, or that has none."""
    if row.total is None:
        return True
    return _unwrap_value(row.project_funds) == _unwrap_value(row.total)


def _unwrap_value(extracted: Extracted[Decimal | None] | None) -> Decimal | None:
    return extracted.value if extracted else None


# --- procurement: prose, catalogue, reserves ------------------------------------------


def _find_table_totals(context: CheckContext) -> list[EquationTerm]:
    """The total of each procurement table that prints one in a row 合计."""
    found: list[EquationTerm] = []
    for rows in context.procurement_by_table.values():
        totals = _select_rows(rows, "total")
        terms = (context.build_money_term(row.total) for row in totals)
        found += [term for term in terms if term is not None][:1]
    return found


def check_procurement_prose_against_table(context: CheckContext) -> Iterator[Check]:
    """PROC_TEXT_TABLE: the amount in the prose = the total of the table."""
    stated = context.find_current_terms("procurement.total")[:1]
    if not stated or not context.procurement_by_table:
        return
    totals = _find_table_totals(context)
    if totals:
        sides = [totals]
        if len(totals) > 1:
            sides += [[total] for total in totals]
        yield balance_best("PROC_TEXT_TABLE", stated, sides)
        return
    items = _build_column_terms(context, "total", _find_procurement_items(context))
    if items or stated[0].value == 0:
        yield balances("PROC_TEXT_TABLE", stated, items)
    else:
        yield report_not_checkable(
            "PROC_TEXT_TABLE",
            "TABLE_WITHOUT_TOTAL",
            [stated[0].place],
            printed=stated[0].printed,
        )


def check_category_count(context: CheckContext) -> Iterator[Check]:
    """PROC_CATEGORY_COUNT: 采购项目为N类 = number of different goods, or of catalogue
    classes."""
    rows = _find_procurement_items(context)
    counts = [one for one in context.disclosure.counts if _is_category(context, one)]
    if not counts or not rows:
        return
    count = counts[0]
    stated = _get_number(count)
    names, codes = _collect_names(rows), _collect_codes(rows)
    by_level = [{code[:level] for code in codes} for level in _CATALOG_LEVELS]
    fitting = {len(rows), *map(len, (names, codes, *by_level))}
    fits = stated in fitting
    due = int(stated) if fits else len(codes or names)
    places = [count.place, *(row.place for row in rows)]
    formula = f"{count.raw} / {due}"
    yield equals("PROC_CATEGORY_COUNT", fits, places, formula, due, stated)


def _collect_names(rows: Iterable[Procurement]) -> set[str]:
    """The different things bought."""
    return {match_key(row.item_name.value) for row in rows if row.item_name}


def _collect_codes(rows: Iterable[Procurement]) -> set[str]:
    """Their different codes of the catalogue."""
    return {match_key(row.catalog_code.value) for row in rows if row.catalog_code}


def _get_number(count: Count) -> Decimal:
    return count.value.value or Decimal(0)


def _is_category(context: CheckContext, count: Count) -> bool:
    """True for a count of kinds of purchases."""
    if count.section != "procurement" or not count.subject or not count.unit:
        return False
    units = context.lexicon.get_vocabulary("checks.procurement_count")
    if match_key(count.unit) not in units or count.value.value is None:
        return False
    texts = [count.subject.value]
    return context.find_vocabulary_word("checks.purchase", texts) is not None


def check_catalog_codes(context: CheckContext) -> Iterator[Check]:
    """CATALOG_CODE_VALID: the code is one of the catalogue of its year and fits the
    item."""
    for row in context.disclosure.procurement:
        if row.catalog_code is not None:
            yield _check_catalog_code(context, row, row.catalog_code)


def _check_catalog_code(
    context: CheckContext, row: Procurement, printed: Extracted[str]
) -> Check:
    rule = "CATALOG_CODE_VALID"
    code = match_key(printed.value)
    item = row.item_name.value if row.item_name else ""
    places: list[Span] = [printed.place]
    if row.item_name:
        places.append(row.item_name.place)
    if not _CATALOG_CODE.fullmatch(code):
        return equals(rule, False, places, f"{code} {item}")
    known = index_codelist("procurement_catalog_2013_common")
    uses_new_catalog = (context.year or 0) >= _FIRST_YEAR_OF_CATALOG_2022
    if uses_new_catalog or code not in known:
        return report_not_checkable(rule, "CATALOG_CODE_UNLISTED", places, number=code)
    name = known[code]["name"]
    if not item or not set(match_key(name)).isdisjoint(match_key(item)):
        return equals(rule, True, places, f"{code} {name}: {item}")
    return report_not_checkable(
        rule, "CATALOG_NAME_DIFFERS", places, number=code, name=name, item=item
    )


def check_small_firm_reserves(context: CheckContext) -> Iterator[Check]:
    """PROC_SME_LE: what is reserved for small firms is at most the whole.

    For micro firms at most that. Compared within one section where both
    are in it.
    """
    for calculation in load_calculations("at_most"):
        wholes = context.find_current_amounts(calculation.total)
        limits = context.build_amount_terms(wholes)[:1]
        limits_by_section = _find_limits(context, wholes)
        for part in context.find_current_amounts(calculation.parts[0]):
            limit = limits_by_section.get(part.section, limits)
            term = context.build_amount_term(part)
            if term is not None and limit:
                yield is_at_most(calculation.rule_id, [term], limit)


def _find_limits(
    context: CheckContext, wholes: Iterable[Amount]
) -> dict[str | None, list[EquationTerm]]:
    """The first sum of each section; none where a section has no sum of money."""
    limits: dict[str | None, list[EquationTerm]] = {}
    for whole in wholes:
        limit = limits.setdefault(whole.section, [])
        if not limit:
            limit.extend(context.build_amount_terms([whole]))
    return limits


# --- assets ---------------------------------------------------------------------------


class _AssetTerm(NamedTuple):
    """The value of a row of an asset table."""

    asset: Asset
    term: EquationTerm


def _group_assets_by_table(context: CheckContext) -> Iterable[list[Asset]]:
    tables: dict[tuple[str, date | None], list[Asset]] = {}
    for asset in context.disclosure.assets:
        path = context.resolve_table_path(asset.place)
        if path is not None:
            tables.setdefault((path, asset.day), []).append(asset)
    return tables.values()


def _find_asset_terms(
    context: CheckContext, assets: Iterable[Asset], row_type: str
) -> list[_AssetTerm]:
    """The rows of one type that hold a value."""
    asset_terms: list[_AssetTerm] = []
    for asset in assets:
        term = context.build_money_term(asset.value, asset.label.value.strip())
        if asset.row_type == row_type and term is not None:
            asset_terms.append(_AssetTerm(asset, term))
    return asset_terms


def check_asset_sums(context: CheckContext) -> Iterator[Check]:
    """ASSET_SUM: the total = Σ rows of the table.

    Rows within the row above (其中) are left out where that fits.
    """
    for rows in _group_assets_by_table(context):
        totals = _find_asset_terms(context, rows, "total")
        parts = _find_asset_terms(context, rows, "item")
        if not totals:
            if parts:
                yield from _report_blank_total(rows)
        elif not parts:
            total = totals[0].term
            yield report_not_checkable(
                "ASSET_SUM",
                "PARTS_NOT_PRINTED",
                [total.place],
                head=total.label,
                printed=f"{total.printed}{total.unit}",
            )
        else:
            yield _check_asset_sum(totals[0].term, parts)


def _report_blank_total(rows: Sequence[Asset]) -> Iterator[Check]:
    for row in rows:
        if row.row_type == RowType.TOTAL:
            head = row.label.value.strip()
            places = [row.label.place]
            yield report_not_checkable("ASSET_SUM", "TOTAL_BLANK", places, head=head)
            return


def _check_asset_sum(total: EquationTerm, parts: Sequence[_AssetTerm]) -> Check:
    everything = [term for _, term in parts]
    main = [term for asset, term in parts if OF_WHICH not in asset.label.value]
    numbered = _select_highest_numbers(parts)
    choices = [everything]
    for terms in (main, numbered):
        if terms and len(terms) < len(parts):
            choices.append(terms)
    return balance_best("ASSET_SUM", [total], choices)


def _select_highest_numbers(parts: Sequence[_AssetTerm]) -> list[EquationTerm]:
    """The rows numbered as the first is; those between are parts of them: 车辆 behind
    其中：房屋."""
    numbers = [parse_list_number(asset.label.value) for asset, _ in parts]
    kinds = [number.kind if number else None for number in numbers]
    if kinds[0] is None:
        return []
    pairs = zip(parts, kinds, strict=True)
    return [term for (_, term), kind in pairs if kind == kinds[0]]


def check_asset_prose_against_table(context: CheckContext) -> Iterator[Check]:
    """ASSET_TEXT_TABLE: the amount in the prose = the total of the table."""
    totals: dict[str | None, list[EquationTerm]] = {}
    for rows in _group_assets_by_table(context):
        for asset, term in _find_asset_terms(context, rows, "total"):
            totals.setdefault(asset.item, []).append(term)
    for concept, terms in totals.items():
        amounts = context.find_amounts(concept or "", phase="stock")
        stated = context.build_amount_terms(amounts)[:1]
        if stated:
            choices = ([term] for term in terms)
            yield balance_best("ASSET_TEXT_TABLE", stated, choices)


def check_purchases_in_procurement(context: CheckContext) -> Iterator[Check]:
    """ASSET_PURCHASE_EQ_PROC: planned purchases = procurement.

    Where the prose next to them calls them part of it; in the section
    of procurement these words do not concern the purchase.
    """
    amounts = context.find_current_amounts("assets.planned_purchase")
    planned = context.build_amount_terms(amounts)[:1]
    if not planned:
        return
    sections = context.disclosure.sections
    texts = [one.text for one in sections if amounts[0].section in (one.key, None)]
    if context.find_vocabulary_word("checks.purchase_in_procurement", texts) is None:
        return
    bought = context.find_current_terms("procurement.total")
    bought = bought or _find_table_totals(context)
    if bought:
        yield balances("ASSET_PURCHASE_EQ_PROC", planned, bought[:1])
    else:
        yield report_not_checkable(
            "ASSET_PURCHASE_EQ_PROC",
            "PROCUREMENT_NOT_PRINTED",
            [planned[0].place],
            printed=f"{planned[0].printed}{planned[0].unit}",
        )


def check_asset_dates(context: CheckContext) -> Iterator[Check]:
    """ASSET_DATE: assets are stated as of the year before, or the spring behind it.

    In final accounts as of the year itself.
    """
    if context.year is None:
        return
    due = context.year if context.is_final_accounts else context.year - 1
    dates: dict[tuple[Span, date], Extracted[date]] = {}
    for as_of in _list_latest_dates(context):
        dates.setdefault((as_of.place.element, as_of.value), as_of)
    for as_of in dates.values():
        day = as_of.value
        is_spring = day.year == due + 1 and day.month <= _LAST_MONTH_OF_SPRING
        formula = f"{day.isoformat()} / {due}-12-31"
        fits = day.year == due or is_spring
        yield equals("ASSET_DATE", fits, [as_of.place], formula)


def _list_latest_dates(context: CheckContext) -> Iterator[Extracted[date]]:
    """The dates of the holdings; of a row at both
    ends of a year that of its end."""
    rows: dict[Span, Asset] = {}
    for asset in context.disclosure.assets:
        rows.setdefault(asset.place, asset)
    for asset in rows.values():
        if asset.as_of is not None:
            yield asset.as_of


def check_vehicle_running_costs(context: CheckContext) -> Iterator[Check]:
    """VEHICLE_RUNNING_WITH_VEHICLE: who pays for running vehicles has one."""
    running = context.find_current_terms("three_public.vehicles.running")[:1]
    if not running or running[0].value <= 0:
        return
    in_table = _find_owned_vehicles(context)
    in_prose = _find_stated_vehicles(context)
    counts = [one for one in (in_table, in_prose) if one is not None]
    if counts:
        yield _check_vehicle(running[0], counts)
    else:
        yield from _report_blank_vehicles(context, running[0])
    if in_table is not None and in_prose is not None:
        yield _compare_vehicle_counts(in_table, in_prose)


def _list_vehicle_rows(context: CheckContext) -> list[Asset]:
    assets = context.disclosure.assets
    return [one for one in assets if one.item == "assets.fixed.vehicles"]


def _report_blank_vehicles(
    context: CheckContext, running: EquationTerm
) -> Iterator[Check]:
    """The asset table has a row of vehicles, but no number in it."""
    for row in _list_vehicle_rows(context)[:1]:
        yield report_not_checkable(
            "VEHICLE_RUNNING_WITH_VEHICLE",
            "VEHICLES_BLANK",
            [running.place, row.place],
            head=row.label.value.strip(),
        )


def _find_owned_vehicles(context: CheckContext) -> EquationTerm | None:
    """The largest number of vehicles that the asset tables print."""
    terms = (
        context.build_count_term(row.quantity, row.label.value.strip())
        for row in _list_vehicle_rows(context)
    )
    printed = [term for term in terms if term is not None]
    return max(printed, key=lambda term: term.value, default=None)


def _find_stated_vehicles(context: CheckContext) -> EquationTerm | None:
    """The largest number of vehicles that the prose states."""
    words = context.lexicon.get_vocabulary("checks.vehicle")
    units = context.lexicon.get_vocabulary("checks.vehicle_unit")
    vehicle_terms: list[EquationTerm] = []
    for count in context.disclosure.counts:
        if count.unit not in units or not count.subject:
            continue
        subject = match_key(count.subject.value)
        term = context.build_count_term(count.value, count.subject.value)
        if term is not None and any(word in subject for word in words):
            vehicle_terms.append(term)
    return max(vehicle_terms, key=lambda term: term.value, default=None)


def _check_vehicle(running: EquationTerm, counts: Sequence[EquationTerm]) -> Check:
    count = counts[0]
    places = [running.place, *(one.place for one in counts)]
    costs = f"{running.label} {running.printed} {running.unit} > 0"
    formula = f"{costs}, {count.label} {count.printed}"
    return equals(
        "VEHICLE_RUNNING_WITH_VEHICLE",
        count.value >= 1,
        places,
        formula,
        1,
        count.value,
    )


def _compare_vehicle_counts(in_table: EquationTerm, in_prose: EquationTerm) -> Check:
    if in_table.value == in_prose.value:
        return balances("ASSET_TEXT_TABLE", [in_prose], [in_table])
    return report_not_checkable(
        "ASSET_TEXT_TABLE",
        "VEHICLES_DIFFER",
        [in_table.place, in_prose.place],
        table=in_table.printed,
        prose=in_prose.printed,
    )
