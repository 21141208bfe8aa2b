"""Procurement tables and the prose above them."""

from __future__ import annotations

import pytest

from extractor.model.records import Check, Procurement
from extractor.validation import procurement_and_assets as checks
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    count,
    purchase,
    section,
)

PRINTER = {"quantity": "2", "unit_price": "1800.00", "total": "3600.00", "current_year": "3600.00", "general_public_budget": "3600.00"}
DESK = {"quantity": "4", "unit_price": "600.00", "total": "2400.00", "current_year": "2400.00", "general_public_budget": "2000.00", "other_sources": "400.00"}
SUM = {"total": "6000.00", "current_year": "6000.00"}
TOTAL = purchase(5, "total", label="合　计", **SUM)
ROWS = [purchase(7, project="日常公用经费", item="激光打印机", project_funds="157856.40", **PRINTER), purchase(8, project="日常公用经费", item="办公桌", project_funds="157856.40", **DESK)]


def test_quantity_by_price_is_the_total_of_the_row() -> None:
    wrong = purchase(9, item="激光打印机", **PRINTER | {"quantity": "3"})
    odd = purchase(10, item="纸", quantity="3", unit_price="33.33", total="100.00")
    assert list(checks.check_price_times_quantity(build_check_context(procurement=[TOTAL, ROWS[0], wrong, odd]))) == [
        check("PROC_QTY_PRICE", "pass", "激光打印机 2 × 1800.00 = 3600.00 元", "b41.r7.c6;b41.r7.c7;b41.r7.c8", 3600, 3600, "0.015"),
        check("PROC_QTY_PRICE", "fail", "激光打印机 3 × 1800.00 ≠ 3600.00 元", "b41.r9.c6;b41.r9.c7;b41.r9.c8", 3600, 5400, "0.02"),
        check("PROC_QTY_PRICE", "rounding", "纸 3 × 33.33 ≈ 100.00 元", "b41.r10.c6;b41.r10.c7;b41.r10.c8", 100, "99.99", "0.02"),
    ]


def test_the_total_is_the_sum_of_its_sources() -> None:
    assert list(checks.check_funding_sources(build_check_context(procurement=[ROWS[1]]))) == [
        check("PROC_SOURCE_SUM", "pass", "办公桌 2400.00 = 2400.00 元", "b41.r8.c8;b41.r8.c9", 2400, 2400, "0.01"),
        check("PROC_SOURCE_SUM", "pass", "办公桌 2400.00 = 2000.00 + 400.00 元", "b41.r8.c9;b41.r8.c10;b41.r8.c13", 2400, 2400, "0.015"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [TOTAL, *ROWS],
        [*ROWS, purchase(9, "total", label="合计", **SUM)],
        [TOTAL, purchase(6, "subtotal", label="某县档案馆小计", **SUM), *ROWS],
        [purchase(5, "total", label="合计", **SUM), *ROWS, purchase(9, "subtotal", label="小计", **SUM)],
        [TOTAL, ROWS[0], purchase(9, "subtotal", label="小计", total="3600.00"), ROWS[1], purchase(10, "subtotal", label="小计", total="2400.00")],
    ],
    ids=["total first", "total last", "subtotal above", "subtotal below", "two subtotals below"],
)
def test_totals_subtotals_and_rows_agree_wherever_they_stand(rows: list[Procurement]) -> None:
    assert {c.result for c in checks.check_procurement_totals(build_check_context(procurement=rows))} == {"pass"}


def test_a_column_that_does_not_add_up_fails() -> None:
    rows = [purchase(5, "total", label="合　计", total="6000.00", current_year="5000.00"), *ROWS]
    assert list(checks.check_procurement_totals(build_check_context(procurement=rows))) == [
        check("PROC_TOTAL_SUM", "pass", "合　计 6000.00 = 3600.00 + 2400.00 元".replace("　", " "), "b41.r5.c8;b41.r7.c8;b41.r8.c8", 6000, 6000, "0.015"),
        check("PROC_TOTAL_SUM", "fail", "合 计 5000.00 ≠ 3600.00 + 2400.00 元", "b41.r5.c9;b41.r7.c9;b41.r8.c9", 5000, 6000, "0.015"),
    ]


def test_purchases_cost_no_more_than_their_project_has() -> None:
    poor = [purchase(7, project="会议", item="椅", project_funds="3000.00", **PRINTER)]
    assert list(checks.check_project_funds(build_check_context(procurement=[TOTAL, *ROWS]))) == [
        check("PROC_FUND_LE_BUDGET", "pass", "日常公用经费 3600.00 + 2400.00 ≤ 157856.40 元", "b41.r7.c8;b41.r8.c8;b41.r7.c5;b41.r8.c5", 6000, "157856.40", "0.015")
    ]
    assert [c.result for c in checks.check_project_funds(build_check_context(procurement=poor))] == ["fail"]


def test_rows_of_one_project_that_print_other_funds_are_held_against_their_own() -> None:
    rows = [ROWS[0], purchase(8, project="日常公用经费", item="办公桌", project_funds="3000.00", **DESK)]
    assert list(checks.check_project_funds(build_check_context(procurement=rows))) == [
        check("PROC_FUND_LE_BUDGET", "not_checkable", "", "b41.r7.c5;b41.r8.c5", code="PROJECT_FUNDS_DIFFER", name="日常公用经费"),
        check("PROC_FUND_LE_BUDGET", "pass", "日常公用经费 3600.00 ≤ 157856.40 元", "b41.r7.c8;b41.r7.c5", 3600, "157856.40", "0.01"),
        check("PROC_FUND_LE_BUDGET", "pass", "日常公用经费 2400.00 ≤ 3000.00 元", "b41.r8.c8;b41.r8.c5", 2400, 3000, "0.01"),
    ]


@pytest.mark.parametrize(("raw", "result"), [("0.60万元", "pass"), ("0.601万元", "fail"), ("0.6万元", "pass"), ("1万元", "rounding"), ("6000元", "pass")])
def test_the_prose_says_what_the_table_says(raw: str, result: str) -> None:
    subject = build_check_context(sections=[section("procurement", "b38")], amounts=[amount("procurement.total", raw, "b39[3:9]")], procurement=[TOTAL, *ROWS])
    assert [c.result for c in checks.check_procurement_prose_against_table(subject)] == [result]


def test_the_prose_is_held_against_the_rows_where_the_table_has_no_total() -> None:
    subject = build_check_context(sections=[section("procurement", "b38")], amounts=[amount("procurement.total", "0.60万元", "b39[3:9]")], procurement=ROWS)
    assert list(checks.check_procurement_prose_against_table(subject)) == [
        check("PROC_TEXT_TABLE", "pass", "0.60 万元 = 3600.00 元 + 2400.00 元", "b39[3:9];b41.r7.c8;b41.r8.c8", 6000, 6000, 50)
    ]


def test_stated_classes_are_counted_in_the_table() -> None:
    stated = count("政府采购项目", "2类", "b39[3:5]", "类", "procurement")
    assert list(checks.check_category_count(build_check_context(counts=[stated], procurement=[TOTAL, *ROWS]))) == [
        check("PROC_CATEGORY_COUNT", "pass", "2类 / 2", "b39[3:5];b41.r7;b41.r8", 2, 2, 0)
    ]


@pytest.mark.parametrize(
    ("code", "item", "expected"),
    [
        ("A0201060102", "激光打印机", check("CATALOG_CODE_VALID", "pass", "A0201060102 激光打印机: 激光打印机", "b41.r7.c3;b41.r7.c2")),
        ("20106", "激光打印机", check("CATALOG_CODE_VALID", "fail", "20106 激光打印机", "b41.r7.c3;b41.r7.c2")),
        ("A0999", "激光打印机", check("CATALOG_CODE_VALID", "not_checkable", "", "b41.r7.c3;b41.r7.c2", code="CATALOG_CODE_UNLISTED", number="A0999")),
        ("A0201060102", "桌", check("CATALOG_CODE_VALID", "not_checkable", "", "b41.r7.c3;b41.r7.c2", code="CATALOG_NAME_DIFFERS", number="A0201060102", name="激光打印机", item="桌")),
    ],
)  # fmt: skip
def test_catalogue_codes(code: str, item: str, expected: Check) -> None:
    assert list(checks.check_catalog_codes(build_check_context(procurement=[purchase(7, item=item, code=code)]))) == [expected]


def test_what_is_reserved_for_small_firms_is_part_of_the_whole() -> None:
    amounts = [amount(f"procurement.{name}", raw, f"b39[{at}:{at + 5}]", section="procurement") for name, raw, at in (("total", "10万元", 0), ("sme_reserved", "8万元", 10), ("micro_reserved", "9万元", 20))]
    assert [(c.message[1][0][1], c.result) for c in checks.check_small_firm_reserves(build_check_context(amounts=amounts))] == [("8 ≤ 10 万元", "pass"), ("9 > 8 万元", "rounding")]


def test_what_is_reserved_for_small_firms_is_part_of_the_whole_and_for_micro_firms_part_of_that() -> None:
    def stated(whole: str, small: str, micro: str) -> list[tuple[str, str]]:
        amounts = [
            amount("procurement.total", whole, "b20[0:9]", "政府采购总额"),
            amount("procurement.sme_reserved", small, "b20[20:29]", "面向中小企业"),
            amount("procurement.micro_reserved", micro, "b20[40:49]", "面向小微企业"),
        ]
        return [(c.rule, c.result) for c in checks.check_small_firm_reserves(build_check_context(amounts=amounts))]

    assert stated("50.00万元", "30.00万元", "10.00万元") == [("PROC_SME_LE", "pass")] * 2
    assert stated("50.00万元", "60.00万元", "10.00万元") == [("PROC_SME_LE", "fail"), ("PROC_SME_LE", "pass")]
    assert stated("50.00万元", "30.00万元", "31.00万元") == [("PROC_SME_LE", "pass"), ("PROC_SME_LE", "fail")]
