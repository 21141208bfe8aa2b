"""State-owned assets: the table of fixed assets, the prose above it, its date, and what is to be bought.

``上年末固定资产金额为103.6万元（详见下表），本年度各单位拟购置固定资产为通用设备合计0.36万元，已列入政府采购预算。``
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from extractor.model.audit_records import Check
from extractor.model.table_rows import Asset
from extractor.text.connectives import AMONG
from extractor.text.normalize import squeeze
from extractor.validation.context import Case
from extractor.validation.procurement_totals import table_totals
from extractor.validation.tolerance import Number, balance, best, holds, not_checkable

__all__ = [
    "assets_add_up", "date_of_assets", "purchase_in_procurement", "running_cost_needs_a_vehicle", "text_and_table",
]  # fmt: skip


def _tables(case: Case) -> Iterator[list[Asset]]:
    tables: dict[str, list[Asset]] = {}
    for asset in case.disclosure.assets:
        address = case.table_of(asset.place)
        if address is not None:
            tables.setdefault(address, []).append(asset)
    yield from tables.values()


def _value(case: Case, asset: Asset) -> Number | None:
    return case.money(asset.value, asset.label.value.strip())


def assets_add_up(case: Case) -> Iterator[Check]:
    """ASSET_SUM: the total = Σ rows of the table; rows within the row above (其中) are left out where that fits."""
    for rows in _tables(case):
        totals = [
            n
            for r in rows
            if r.row_type == "total" and (n := _value(case, r)) is not None
        ]
        parts = [
            (r, n)
            for r in rows
            if r.row_type == "item" and (n := _value(case, r)) is not None
        ]
        if not totals:
            heads = [r for r in rows if r.row_type == "total"]
            if heads and parts:
                head = heads[0].label.value.strip()
                yield not_checkable(
                    "ASSET_SUM", "TOTAL_BLANK", [heads[0].label.place], head=head
                )
            continue
        if not parts:
            total = totals[0]
            printed = f"{total.printed}{total.unit}"
            yield not_checkable(
                "ASSET_SUM",
                "PARTS_NOT_PRINTED",
                [total.place],
                head=total.label,
                printed=printed,
            )
            continue
        outer = [n for r, n in parts if AMONG not in r.label.value]
        practices = [
            [n for _, n in parts],
            *([outer] if outer and len(outer) < len(parts) else []),
        ]
        yield best(balance("ASSET_SUM", totals[:1], numbers) for numbers in practices)


def text_and_table(case: Case) -> Iterator[Check]:
    """ASSET_TEXT_TABLE: the amount in the prose = the total of the table."""
    rows = [r for rows in _tables(case) for r in rows if r.row_type == "total"]
    totals = [(r.item, n) for r in rows if (n := _value(case, r)) is not None]
    if not totals:
        return
    for item in dict.fromkeys(item for item, _ in totals):
        stated = [
            n
            for a in case.of(item or "")
            if a.phase == "stock" and (n := case.amount(a)) is not None
        ]
        numbers = [n for i, n in totals if i == item]
        if stated:
            yield best(balance("ASSET_TEXT_TABLE", stated[:1], [n]) for n in numbers)


def purchase_in_procurement(case: Case) -> Iterator[Check]:
    """ASSET_PURCHASE_EQ_PROC: planned purchases = procurement, where the prose says that they are part of it."""
    stated = case.current("assets.planned_purchase")
    planned = [n for a in stated if (n := case.amount(a)) is not None]
    # the words speak of the purchase beside which they stand: in the section of procurement they say nothing of it
    texts = [
        s.text
        for s in case.disclosure.sections
        if stated and stated[0].section in (s.key, None)
    ]
    if not planned or case.says("checks.purchase_in_procurement", texts) is None:
        return
    bought = [
        n
        for a in case.current("procurement.total")
        if (n := case.amount(a)) is not None
    ]
    sides = [[n] for n in bought[:1]] or [[n] for n in table_totals(case)[:1]]
    if sides:
        yield balance("ASSET_PURCHASE_EQ_PROC", planned[:1], sides[0])
    else:
        printed = f"{planned[0].printed}{planned[0].unit}"
        yield not_checkable(
            "ASSET_PURCHASE_EQ_PROC",
            "PROCUREMENT_NOT_PRINTED",
            [planned[0].place],
            printed=printed,
        )


def date_of_assets(case: Case) -> Iterator[Check]:
    """ASSET_DATE: assets are stated as of the year before (in final accounts, of the year), or the spring behind it."""
    if case.year is None:
        return
    due = case.year if case.final else case.year - 1
    seen: set[tuple[str, date]] = set()
    for asset in case.disclosure.assets:
        if asset.as_of is None:
            continue
        key = asset.as_of.place.address, asset.as_of.value
        if key in seen:
            continue
        seen.add(key)
        day = asset.as_of.value
        near = day.year == due or (day.year == due + 1 and day.month <= 3)
        yield holds(
            "ASSET_DATE", near, [asset.as_of.place], f"{day.isoformat()} / {due}-12-31"
        )


def running_cost_needs_a_vehicle(case: Case) -> Iterator[Check]:
    """VEHICLE_RUNNING_WITH_VEHICLE: who pays for running vehicles has one."""
    running = [
        n
        for a in case.current("three_public.vehicles.running")
        if (n := case.amount(a)) is not None
    ]
    if not running or running[0].value <= 0:
        return
    owned = [a for a in case.disclosure.assets if a.item == "assets.fixed.vehicles"]
    counts = [
        n
        for a in owned
        if (n := case.count(a.quantity, a.label.value.strip())) is not None
    ]
    words, units = (
        case.template.words("checks.vehicle"),
        case.template.words("checks.vehicle_unit"),
    )
    stated = [
        n for c in case.disclosure.counts
        if c.unit in units and c.subject and any(w in squeeze(c.subject.value) for w in words)
        and (n := case.count(c.value, c.subject.value)) is not None
    ]  # fmt: skip
    both = [
        max(numbers, key=lambda n: n.value) for numbers in (counts, stated) if numbers
    ]
    if both:
        have = both[0]
        read = [running[0].place, *(n.place for n in both)]
        text = f"{running[0].label} {running[0].printed} {running[0].unit} > 0, {have.label} {have.printed}"
        yield holds(
            "VEHICLE_RUNNING_WITH_VEHICLE", have.value >= 1, read, text, 1, have.value
        )
        if len(both) == 2 and both[0].value != both[1].value:
            numbers = {"table": both[0].printed, "prose": both[1].printed}
            yield not_checkable(
                "ASSET_TEXT_TABLE", "VEHICLES_DIFFER", read[1:], **numbers
            )
        elif len(both) == 2:
            yield balance("ASSET_TEXT_TABLE", both[1:], both[:1])
        return
    if owned:
        read = [running[0].place, owned[0].place]
        head = owned[0].label.value.strip()
        yield not_checkable(
            "VEHICLE_RUNNING_WITH_VEHICLE", "VEHICLES_BLANK", read, head=head
        )
