"""Rows of procurement tables: totals, subtotals and purchases, a blank none of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from extractor.extractors import procurement
from extractor.extractors.procurement import NUMBER_FIELDS
from extractor.model.document import Span, Table
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Procurement, Unit
from tests.table_builders import (
    PROCUREMENT_HEADER,
    build_extractor_context,
    build_merged_table,
)

D = Decimal
HEAD = (["某局>7", "单位：元>7"], *PROCUREMENT_HEADER)


def extract_rows(table: Table, title: str = "部门政府采购预算") -> list[Any]:
    return list(procurement.extract_procurement(build_extractor_context((table, title))))


def test_words_make_a_row_a_total_a_subtotal_or_an_item() -> None:
    table = build_merged_table(
        *HEAD,
        ["合　计", "", "", "", "", "", "", "3600.00", "3600.00", "3600.00", "", "", "", ""],
        ["某局小计", "", "", "", "", "", "", "3600.00", "3600.00", "3600.00", "", "", "", ""],
        [
            "日常公用经费",
            "157856.40",
            "激光打印机",
            "A0201060102",
            "台",
            "2.00",
            "1800.00",
            "3600.00",
            "3600.00",
            "3600.00",
            "",
            "",
            "",
            "",
        ],
    )
    found = extract_rows(table)
    assert [(r.row_type, r.row_label.value if r.row_label else None) for r in found] == [
        ("total", "合　计"),
        ("subtotal", "某局小计"),
        ("item", None),
    ]
    unit = Unit("元", "caption", Span.parse("b2.r1.c8[3:4]"))

    def figure(column: int, raw: str, of: Unit | None = unit) -> Extracted[Decimal | None]:
        return Extracted(D(raw), raw, Span.parse(f"b2.r7.c{column}"), of)

    def words(column: int, raw: str) -> Extracted[str]:
        return Extracted(raw, raw, Span.parse(f"b2.r7.c{column}"))

    assert found[2] == Procurement(
        row_type="item",
        row_label=None,
        project_name=words(1, "日常公用经费"),
        project_funds=figure(2, "157856.40"),
        item_name=words(3, "激光打印机"),
        catalog_code=words(4, "A0201060102"),
        catalog_name="激光打印机",
        quantity_unit=words(5, "台"),
        quantity=figure(6, "2.00", None),
        unit_price=figure(7, "1800.00"),
        total=figure(8, "3600.00"),
        current_year=figure(9, "3600.00"),
        general_public_budget=figure(10, "3600.00"),
        government_funds=None,
        fiscal_special_account=None,
        other_sources=None,
        other_channels=None,
        unit_in_force=unit,
        place=Span.parse("b2.r7"),
        **{f"{name}_status": "reported" if name in NUMBER_FIELDS[:6] else "blank" for name in NUMBER_FIELDS},  # type: ignore[arg-type]
    )
    assert found[2].total_yuan == D("3600.00")


def test_a_merged_project_holds_for_all_its_purchases_and_a_blank_one_is_filled_with_an_issue() -> None:
    row = ["A0201", "台", "1", "5.00", "5.00", "5.00", "5.00", "", "", "", ""]
    table = build_merged_table(
        *HEAD,
        ["信息系统^2", "100.00^2", "交换机", *row],
        ["防火墙", *row],
        ["培训", "50.00", "投影仪", *row],
        ["", "", "幕布", *row],
    )
    found = extract_rows(table)
    remarks = [f for f in found if isinstance(f, Issue)]
    items = [f for f in found if isinstance(f, Procurement)]
    assert [(i.item_name.value, i.project_name.value, i.project_funds.value) for i in items] == [  # type: ignore[union-attr]
        ("交换机", "信息系统", D("100.00")),
        ("防火墙", "信息系统", D("100.00")),
        ("投影仪", "培训", D("50.00")),
        ("幕布", "培训", D("50.00")),
    ]
    assert remarks == [Issue.build("CELL_CARRIED", "b2.r8", text="培训")]


def test_kinds_and_offices_above_their_purchases_are_subtotals() -> None:
    table = build_merged_table(
        ["采购品目大类^2", "专项名称^2", "采购品目名称^2", "资金来源>2", "总计^2"],
        ["一般公共预算资金", "政府性基金"],
        ["合计", "", "", "188.50", "", "188.50"],
        ["货物", "", "", "188.50", "", "188.50"],
        ["某局", "", "", "188.50", "", "188.50"],
        ["", "定额", "复印纸", "188.50", "", "188.50"],
    )
    found = extract_rows(table, "政府采购支出表")
    assert [(r.row_type, r.row_label and r.row_label.value, r.item_name and r.item_name.value) for r in found] == [
        ("total", "合计", None),
        ("subtotal", "货物", None),
        ("subtotal", "某局", None),
        ("item", None, "复印纸"),
    ]


def test_goods_works_and_services_of_final_accounts_are_rows() -> None:
    table = build_merged_table(
        ["一、政府采购情况>4"],
        ["项目", "行次", "采购预算", "采购金额"],
        ["合计", "1", "12.00", "10.00"],
        ["货物", "2", "12.00", "10.00"],
    )
    found = extract_rows(table, "部门决算公开相关信息统计表")
    assert [(r.row_type, r.row_label.value, r.project_funds.value, r.total.value) for r in found] == [
        ("total", "合计", D("12.00"), D("10.00")),
        ("subtotal", "货物", D("12.00"), D("10.00")),
    ]


def test_an_empty_table_gives_no_rows() -> None:
    assert extract_rows(build_merged_table(*HEAD, [""] * 14, [""] * 14)) == []


def test_a_purchase_that_repeats_is_what_the_things_beside_it_are_bought_for() -> None:
    table = build_merged_table(
        ["项目名称", "采购项目", "采购目录", "数量", "预算金额"],
        ["合计", "", "", "", "9.00"],
        ["日常运转", "办公设备更新", "台式计算机", "10", "6.00"],
        ["日常运转", "办公设备更新", "打印机", "2", "1.00"],
        ["档案整理", "档案数字化", "扫描服务", "1", "2.00"],
    )
    rows = extract_rows(table, "政府采购预算表\n单位：万元")
    assert [r.item_name and r.item_name.value for r in rows] == [None, "台式计算机", "打印机", "扫描服务"]


def test_a_purchase_of_its_own_name_in_each_row_is_what_is_bought() -> None:
    table = build_merged_table(
        ["项目名称", "采购项目", "采购目录", "数量", "预算金额"],
        ["日常运转", "台式计算机更新", "计算机设备", "10", "6.00"],
        ["日常运转", "打印机更新", "打印设备", "2", "1.00"],
    )
    rows = extract_rows(table, "政府采购预算表\n单位：万元")
    assert [r.item_name and r.item_name.value for r in rows] == ["台式计算机更新", "打印机更新"]


def test_a_budget_that_sums_the_funds_beside_it_is_the_total() -> None:
    table = build_merged_table(
        ["项目名称", "采购品目", "数量", "采购预算", "其中：财政拨款", "单位自筹"],
        ["水文监测", "流量计", "4", "20.00", "20.00", ""],
        ["水文监测", "数据服务", "1", "15.00", "10.00", "5.00"],
        ["总计", "", "", "35.00", "30.00", "5.00"],
    )
    rows = extract_rows(table, "政府采购预算表\n单位：万元")
    assert [(r.total.value, r.general_public_budget.value) for r in rows] == [(D(20), D(20)), (D(15), D(10)), (D(35), D(30))]
