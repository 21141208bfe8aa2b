"""State-owned assets, and the vehicles among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractor.model.records import Asset, Check
from extractor.validation import procurement_and_assets as checks
from tests.validation.record_builders import (
    amount,
    asset,
    build_check_context,
    check,
    count,
    purchase,
    section,
)

TOTAL = asset(4, "资产总额", "103.6", row_type="total", item="assets.fixed.total")
ROWS = [asset(5, "（一）房屋（平方米）", "4.74"), asset(6, "（二）汽车（台、辆）", "17.85", "1", item="assets.fixed.vehicles"), asset(7, "（三）大型设备"), asset(8, "（四）其他固定资产", "81.01")]
OFFICE = asset(9, "其中：办公用房", "2.00")
PROSE = section("state_assets", "b42", "拟购置固定资产合计0.36万元，已列入政府采购预算。")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([TOTAL, *ROWS], [check("ASSET_SUM", "pass", "资产总额 103.6 = 4.74 + 17.85 + 81.01 万元", "b44.r4.c3;b44.r5.c3;b44.r6.c3;b44.r8.c3", 1036000, 1036000, 200)]),
        ([TOTAL, ROWS[0], OFFICE, *ROWS[1:]], [check("ASSET_SUM", "pass", "资产总额 103.6 = 4.74 + 17.85 + 81.01 万元", "b44.r4.c3;b44.r5.c3;b44.r6.c3;b44.r8.c3", 1036000, 1036000, 200)]),
        ([TOTAL, ROWS[0], OFFICE, asset(10, "车库", "1.00"), *ROWS[1:]], [check("ASSET_SUM", "pass", "资产总额 103.6 = 4.74 + 17.85 + 81.01 万元", "b44.r4.c3;b44.r5.c3;b44.r6.c3;b44.r8.c3", 1036000, 1036000, 200)]),
        ([TOTAL, *ROWS[:3]], [check("ASSET_SUM", "fail", "资产总额 103.6 ≠ 4.74 + 17.85 万元", "b44.r4.c3;b44.r5.c3;b44.r6.c3", 1036000, 225900, 150)]),
        ([TOTAL, ROWS[2]], [check("ASSET_SUM", "not_checkable", "", "b44.r4.c3", code="PARTS_NOT_PRINTED", head="资产总额", printed="103.6万元")]),
        (ROWS, []),
    ],
    ids=["equal", "a row within another", "two rows within another", "a row dropped", "only the total", "no total"],
)  # fmt: skip
def test_the_total_is_the_sum_of_the_rows(rows: list[Asset], expected: list[Check]) -> None:
    assert list(checks.check_asset_sums(build_check_context(assets=rows))) == expected


@pytest.mark.parametrize(("raw", "result"), [("103.6万元", "pass"), ("103.60万元", "pass"), ("1036000元", "pass"), ("104万元", "rounding"), ("103.5万元", "fail"), ("103.6元", "fail")])
def test_the_prose_says_what_the_table_says(raw: str, result: str) -> None:
    subject = build_check_context(sections=[PROSE], amounts=[amount("assets.fixed.total", raw, "b43[3:9]", year=2019, phase="stock")], assets=[TOTAL, *ROWS])
    assert [c.result for c in checks.check_asset_prose_against_table(subject)] == [result]


def test_words_of_the_section_of_procurement_say_nothing_of_planned_purchases() -> None:
    silent = section("state_assets", "b42", "拟购置固定资产合计0.2万元。")
    other = section("procurement", "b38", "列入政府采购预算的金额为0.36万元。")
    planned = replace(amount("assets.planned_purchase", "0.2万元", "b43[3:8]"), section="state_assets")
    spent = [purchase(5, "total", label="合计", total="3600.00")]
    assert list(checks.check_purchases_in_procurement(build_check_context(sections=[other, silent], amounts=[planned], procurement=spent))) == []


def test_planned_purchases_are_part_of_procurement_where_the_prose_says_so() -> None:
    amounts = [amount("assets.planned_purchase", "0.36万元", "b43[3:9]")]
    spent = [purchase(5, "total", label="合计", total="3600.00")]
    stated = build_check_context(sections=[PROSE], amounts=amounts, procurement=spent)
    silent = build_check_context(sections=[section("state_assets", "b42", "拟购置固定资产合计0.36万元。")], amounts=amounts, procurement=spent)
    nothing = build_check_context(sections=[PROSE], amounts=amounts)
    assert list(checks.check_purchases_in_procurement(stated)) == [check("ASSET_PURCHASE_EQ_PROC", "pass", "0.36 万元 = 3600.00 元", "b43[3:9];b41.r5.c8", 3600, 3600, 50)]
    assert list(checks.check_purchases_in_procurement(silent)) == []
    assert list(checks.check_purchases_in_procurement(nothing)) == [check("ASSET_PURCHASE_EQ_PROC", "not_checkable", "", "b43[3:9]", code="PROCUREMENT_NOT_PRINTED", printed="0.36万元")]


@pytest.mark.parametrize(("day", "result"), [("2019-12-31", "pass"), ("2019-08-31", "pass"), ("2020-01-31", "pass"), ("2018-12-31", "fail"), ("2020-12-31", "fail")])
def test_assets_are_dated_before_the_year(day: str, result: str) -> None:
    subject = build_check_context(assets=[asset(4, "资产总额", "103.6", as_of=date.fromisoformat(day)), asset(5, "房屋", as_of=date.fromisoformat(day))])
    assert list(checks.check_asset_dates(subject)) == [check("ASSET_DATE", result, f"{day} / 2019-12-31", "b44.r2.c3[5:16]")]


RUNNING = amount("three_public.vehicles.running", "2万元", "b31[3:6]", label="公务用车运行维护费")


def test_who_pays_for_running_vehicles_has_one() -> None:
    car, none, blank = ROWS[1], asset(6, "汽车", quantity="0", item="assets.fixed.vehicles"), asset(6, "汽车", item="assets.fixed.vehicles")
    sections = [section("three_public", "b30")]
    text = "公务用车运行维护费 2 万元 > 0, （二）汽车（台、辆） 1"
    assert list(checks.check_vehicle_running_costs(build_check_context(sections=sections, amounts=[RUNNING], assets=[car]))) == [check("VEHICLE_RUNNING_WITH_VEHICLE", "pass", text, "b31[3:6];b44.r6.c2", 1, 1, 0)]
    assert [c.result for c in checks.check_vehicle_running_costs(build_check_context(sections=sections, amounts=[RUNNING], assets=[none]))] == ["fail"]
    assert [c.result for c in checks.check_vehicle_running_costs(build_check_context(sections=sections, amounts=[RUNNING], assets=[blank]))] == ["not_checkable"]
    stated = count("公务用车", "3辆", "b32[3:5]", "辆", "state_assets")
    assert [c.result for c in checks.check_vehicle_running_costs(build_check_context(sections=sections, amounts=[RUNNING], counts=[stated]))] == ["pass"]
