"""State-owned assets: the table of fixed assets, the prose above it, its date, and what is to be bought.

``上年末固定资产金额为103.6万元（详见下表），本年度各单位拟购置固定资产为通用设备合计0.36万元，已列入政府采购预算。``
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from extractor.model.document import Span
from extractor.model.records import Asset, Check
from extractor.text.affixes import OF_WHICH
from extractor.text.normalize import match_key
from extractor.validation.context import CheckContext
from extractor.validation.procurement_totals import find_table_totals
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    equals,
    report_not_checkable,
)

__all__ = [
    "check_asset_sums",
    "check_asset_dates",
    "check_purchases_in_procurement",
    "check_vehicle_running_costs",
    "check_asset_prose_against_table",
]


def _group_assets_by_table(context: CheckContext) -> Iterator[list[Asset]]:
    tables: dict[str, list[Asset]] = {}
    for asset in context.disclosure.assets:
        address = context.resolve_table_path(asset.place)
        if address is not None:
            tables.setdefault(address, []).append(asset)
    yield from tables.values()


def _build_value_term(context: CheckContext, asset: Asset) -> EquationTerm | None:
    return context.build_money_term(asset.value, asset.label.value.strip())


def check_asset_sums(context: CheckContext) -> Iterator[Check]:
    """ASSET_SUM: the total = Σ rows of the table; rows within the row above (其中) are left out where that fits."""
    for rows in _group_assets_by_table(context):
        totals = [
            n
            for r in rows
            if r.row_type == "total"
            and (n := _build_value_term(context, r)) is not None
        ]
        parts = [
            (r, n)
            for r in rows
            if r.row_type == "item" and (n := _build_value_term(context, r)) is not None
        ]
        if not totals:
            heads = [r for r in rows if r.row_type == "total"]
            if heads and parts:
                head = heads[0].label.value.strip()
                yield report_not_checkable(
                    "ASSET_SUM", "TOTAL_BLANK", [heads[0].label.place], head=head
                )
            continue
        if not parts:
            total = totals[0]
            printed = f"{total.printed}{total.unit}"
            yield report_not_checkable(
                "ASSET_SUM",
                "PARTS_NOT_PRINTED",
                [total.place],
                head=total.label,
                printed=printed,
            )
            continue
        outer = [n for r, n in parts if OF_WHICH not in r.label.value]
        practices = [
            [n for _, n in parts],
            *([outer] if outer and len(outer) < len(parts) else []),
        ]
        yield best_of(
            balances("ASSET_SUM", totals[:1], numbers) for numbers in practices
        )


def check_asset_prose_against_table(context: CheckContext) -> Iterator[Check]:
    """ASSET_TEXT_TABLE: the amount in the prose = the total of the table."""
    rows = [
        r
        for rows in _group_assets_by_table(context)
        for r in rows
        if r.row_type == "total"
    ]
    totals = [
        (r.item, n) for r in rows if (n := _build_value_term(context, r)) is not None
    ]
    if not totals:
        return
    for item in dict.fromkeys(item for item, _ in totals):
        stated = [
            n
            for a in context.find_amounts(item or "")
            if a.phase == "stock" and (n := context.build_amount_term(a)) is not None
        ]
        numbers = [n for i, n in totals if i == item]
        if stated:
            yield best_of(
                balances("ASSET_TEXT_TABLE", stated[:1], [n]) for n in numbers
            )


def check_purchases_in_procurement(context: CheckContext) -> Iterator[Check]:
    """ASSET_PURCHASE_EQ_PROC: planned purchases = procurement, where the prose says that they are part of it."""
    stated = context.find_current_amounts("assets.planned_purchase")
    planned = [n for a in stated if (n := context.build_amount_term(a)) is not None]
    # the words speak of the purchase beside which they stand: in the section of procurement they say nothing of it
    texts = [
        s.text
        for s in context.disclosure.sections
        if stated and stated[0].section in (s.key, None)
    ]
    if (
        not planned
        or context.find_vocabulary_word("checks.purchase_in_procurement", texts) is None
    ):
        return
    bought = [
        n
        for a in context.find_current_amounts("procurement.total")
        if (n := context.build_amount_term(a)) is not None
    ]
    sides = [[n] for n in bought[:1]] or [[n] for n in find_table_totals(context)[:1]]
    if sides:
        yield balances("ASSET_PURCHASE_EQ_PROC", planned[:1], sides[0])
    else:
        printed = f"{planned[0].printed}{planned[0].unit}"
        yield report_not_checkable(
            "ASSET_PURCHASE_EQ_PROC",
            "PROCUREMENT_NOT_PRINTED",
            [planned[0].place],
            printed=printed,
        )


def check_asset_dates(context: CheckContext) -> Iterator[Check]:
    """ASSET_DATE: assets are stated as of the year before (in final accounts, of the year), or the spring behind it."""
    if context.year is None:
        return
    due = context.year if context.is_final_accounts else context.year - 1
    seen: set[tuple[Span, date]] = set()
    for asset in context.disclosure.assets:
        if asset.as_of is None:
            continue
        key = asset.as_of.place.element, asset.as_of.value
        if key in seen:
            continue
        seen.add(key)
        day = asset.as_of.value
        near = day.year == due or (day.year == due + 1 and day.month <= 3)
        yield equals(
            "ASSET_DATE", near, [asset.as_of.place], f"{day.isoformat()} / {due}-12-31"
        )


def check_vehicle_running_costs(context: CheckContext) -> Iterator[Check]:
    """VEHICLE_RUNNING_WITH_VEHICLE: who pays for running vehicles has one."""
    running = [
        n
        for a in context.find_current_amounts("three_public.vehicles.running")
        if (n := context.build_amount_term(a)) is not None
    ]
    if not running or running[0].value <= 0:
        return
    owned = [a for a in context.disclosure.assets if a.item == "assets.fixed.vehicles"]
    counts = [
        n
        for a in owned
        if (n := context.build_count_term(a.quantity, a.label.value.strip()))
        is not None
    ]
    words, units = (
        context.lexicon.get_vocabulary("checks.vehicle"),
        context.lexicon.get_vocabulary("checks.vehicle_unit"),
    )
    stated = [
        n for c in context.disclosure.counts
        if c.unit in units and c.subject and any(w in match_key(c.subject.value) for w in words)
        and (n := context.build_count_term(c.value, c.subject.value)) is not None
    ]  # fmt: skip
    both = [
        max(numbers, key=lambda n: n.value) for numbers in (counts, stated) if numbers
    ]
    if both:
        have = both[0]
        read = [running[0].place, *(n.place for n in both)]
        text = f"{running[0].label} {running[0].printed} {running[0].unit} > 0, {have.label} {have.printed}"
        yield equals(
            "VEHICLE_RUNNING_WITH_VEHICLE", have.value >= 1, read, text, 1, have.value
        )
        if len(both) == 2 and both[0].value != both[1].value:
            numbers = {"table": both[0].printed, "prose": both[1].printed}
            yield report_not_checkable(
                "ASSET_TEXT_TABLE", "VEHICLES_DIFFER", read[1:], **numbers
            )
        elif len(both) == 2:
            yield balances("ASSET_TEXT_TABLE", both[1:], both[:1])
        return
    if owned:
        read = [running[0].place, owned[0].place]
        head = owned[0].label.value.strip()
        yield report_not_checkable(
            "VEHICLE_RUNNING_WITH_VEHICLE", "VEHICLES_BLANK", read, head=head
        )
