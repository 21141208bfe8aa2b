"""Rows of asset tables: a dash, a blank and a 0 are three things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from extractor.extractors import assets
from extractor.model.document import Span, Table
from extractor.model.records import Asset, Extracted, Unit
from tests.table_builders import build_extractor_context, build_merged_table

D = Decimal
HEAD = (
    ["固定资产占用情况表>3"],
    ["编制部门：信访局>2", "截止时间：2019年12月31日"],
    ["项   目", "数量", "价值（金额单位：万元）"],
)


def extract_rows(table: Table, title: str = "") -> list[Any]:
    return list(assets.extract_assets(build_extractor_context((table, title))))


def test_a_row_has_its_status_unit_and_date_and_one_without_label_is_no_record() -> None:
    table = build_merged_table(
        *HEAD,
        ["资产总额 ", "——", "103.6"],
        ["  （一）房屋（平方米）", "", "4.74"],
        ["  （三）单价在20万元以上的设备（台、套…）", "0", ""],
        ["", "——", ""],
    )
    unit = Unit("万元", "column", Span.parse("b2.r3.c3[8:10]"))
    day = Extracted(date(2019, 12, 31), "2019年12月31日", Span.parse("b2.r2.c3[5:16]"))
    assert extract_rows(table) == [
        Asset(
            "total", "assets.fixed.total", Extracted("资产总额", "资产总额 ", Span.parse("b2.r4.c1")),
            Extracted(None, "——", Span.parse("b2.r4.c2")), "dash", None,
            Extracted(D("103.6"), "103.6", Span.parse("b2.r4.c3"), unit), "reported", unit, day, Span.parse("b2.r4"),
        ),
        Asset(
            "item", "assets.fixed.buildings", Extracted("（一）房屋（平方米）", "  （一）房屋（平方米）", Span.parse("b2.r5.c1")),
            None, "blank", Extracted("平方米", "平方米", Span.parse("b2.r5.c1[8:11]")),
            Extracted(D("4.74"), "4.74", Span.parse("b2.r5.c3"), unit), "reported", unit, day, Span.parse("b2.r5"),
        ),
        Asset(
            "item", "assets.fixed.large_equipment",
            Extracted("（三）单价在20万元以上的设备（台、套…）", "  （三）单价在20万元以上的设备（台、套…）", Span.parse("b2.r6.c1")),
            Extracted(D(0), "0", Span.parse("b2.r6.c2")), "reported_zero", Extracted("台、套…", "台、套…", Span.parse("b2.r6.c1[18:22]")),
            None, "blank", unit, day, Span.parse("b2.r6"),
        ),
    ]  # fmt: skip


def test_the_date_may_stand_in_the_paragraph_above() -> None:
    table = build_merged_table(["项目", "数量", "价值（万元）"], ["资产总额", "", "1.00"])
    (found,) = extract_rows(table, "截至2020年12月31日固定资产占用情况表")
    assert found.as_of == Extracted(date(2020, 12, 31), "2020年12月31日", Span("tb2").slice(2, 13))


def test_counts_alone_are_rows_without_money() -> None:
    table = build_merged_table(
        ["项目", "行次", "统计数"],
        ["（一）车辆数合计（辆）", "7", "20"],
        ["1.一般公务用车", "9", "14"],
        ["注：本表反映部门本年度占用情况。>3"],
    )
    found = extract_rows(table, "国有资产占用情况")
    assert [(r.label.value, r.item, r.quantity.value, r.value, r.unit) for r in found] == [
        ("（一）车辆数合计（辆）", "assets.fixed.vehicles", D(20), None, None),
        ("1.一般公务用车", None, D(14), None, None),
    ]


def test_rows_are_known_by_marks_and_parts_of_a_row_are_not_that_row() -> None:
    table = build_merged_table(
        ["资产类别", "计量单位", "数量", "账面价值（元）"],
        ["固定资产总计", "", "", "9"],
        ["房屋及构筑物", "平方米", "100", "5"],
        ["其中：办公用房", "平方米", "80", "4"],
        ["其他资产", "", "", "4"],
    )
    found = extract_rows(table, "国有资产占用情况表")
    assert [(r.label.value, r.item, r.quantity_unit and r.quantity_unit.value) for r in found] == [
        ("固定资产总计", "assets.fixed.total", None),
        ("房屋及构筑物", "assets.fixed.buildings", "平方米"),
        ("其中：办公用房", None, "平方米"),
        ("其他资产", "assets.fixed.other", None),
    ]
