"""One section against another, and slips of units."""

from __future__ import annotations

from dataclasses import replace

from extractor.validation import narrative_checks as checks
from extractor.validation.tolerance import find_unit_mismatches
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    count,
    make_org_unit,
    purchase,
    section,
)

SECTIONS = [section("budget_overview", "b10"), section("operating_expenses", "b20")]
PUBLIC = amount("expenditure.public", "15.79万元", "b11[3:11]", label="日常公用经费")


def test_operating_expenses_are_public_expenditure() -> None:
    opex, other = amount("operating_expenses.total", "15.79万元", "b21[3:11]"), amount("operating_expenses.total", "15.97万元", "b21[3:11]")
    offices, mixed = [make_org_unit(1, "办公室", "行政")], [make_org_unit(1, "办公室", "行政"), make_org_unit(2, "服务中心", "事业")]
    assert list(checks.check_operating_expenses_equal_public(build_check_context(sections=SECTIONS, amounts=[PUBLIC, opex]))) == [
        check("OPEX_EQ_PUBLIC", "pass", "15.79 = 15.79 万元", "b21[3:11];b11[3:11]", 157900, 157900, 100)
    ]
    assert list(checks.check_operating_expenses_equal_public(build_check_context(sections=SECTIONS, amounts=[PUBLIC, other], org_units=offices))) == [
        check("OPEX_EQ_PUBLIC", "fail", "15.97 ≠ 15.79 万元", "b21[3:11];b11[3:11]", 159700, 157900, 100)
    ]
    assert list(checks.check_operating_expenses_equal_public(build_check_context(sections=SECTIONS, amounts=[PUBLIC, other], org_units=mixed))) == [
        check("OPEX_EQ_PUBLIC", "not_checkable", "15.97 ≠ 15.79 万元", "b21[3:11];b11[3:11]", code="OPERATING_EXPENSES_SCOPE")
    ]


def test_the_procurement_table_prints_public_expenditure_as_the_funds_of_its_project() -> None:
    rows = [purchase(7, project="日常公用经费", project_funds="157856.40"), purchase(8, project="信访大厅改造", project_funds="9.00")]
    assert list(checks.check_public_expenditure_in_procurement(build_check_context(sections=SECTIONS, amounts=[PUBLIC], procurement=rows))) == [
        check("PUBLIC_TEXT_TABLE", "rounding", "日常公用经费 15.79 万元 ≈ 157856.40 元", "b11[3:11];b41.r7.c5", 157900, "157856.40", 50)
    ]


def test_stated_offices_and_institutions_are_the_rows_of_the_table() -> None:
    units = [make_org_unit(3, "综合办公室", "行政"), make_org_unit(4, "督查室", "行政"), make_org_unit(5, "服务中心", "事业")]
    stated = [count("科室", "2个", "b15[9:11]"), count("事业机构", "2个", "b15[14:16]")]
    assert list(checks.check_office_count(build_check_context(org_units=units, counts=stated))) == [check("ORG_COUNT_ADMIN", "pass", "科室 2个 / 2", "b15[9:11];b17.r3.c2;b17.r4.c2", 2, 2, 0)]
    assert list(checks.check_institution_count(build_check_context(org_units=units, counts=stated))) == [check("ORG_COUNT_INST", "fail", "事业机构 2个 / 1", "b15[14:16];b17.r5.c2", 2, 1, 0)]


def test_a_nature_that_no_template_knows_leaves_the_count_open() -> None:
    units = [make_org_unit(3, "综合办公室", "行政"), make_org_unit(4, "督查室", "派驻")]
    stated = [count("科室", "2个", "b15[9:11]")]
    assert list(checks.check_office_count(build_check_context(org_units=units, counts=stated))) == [check("ORG_COUNT_ADMIN", "not_checkable", "", "b15[9:11]", code="NATURE_UNKNOWN", nature="派驻")]


def test_a_failure_by_ten_thousand_is_a_slip_of_units() -> None:
    slip = check("REV_EXP_BALANCE", "fail", "1682.76 万元 ≠ 1682.76 元", "b11;b12", 16827600, "1682.76", 50)
    other = check("REV_EXP_BALANCE", "fail", "2 ≠ 1 万元", "b11;b12", 20000, 10000, 50)
    missed = check("UNIT_MISMATCH", "fail", "", "b11;b12", 16827600, "1682.76", 50)
    found = list(find_unit_mismatches([slip, other]))
    assert [(c.rule, c.result, c.places, dict(c.message[1])) for c in found] == [
        (missed.rule, "fail", "b11;b12", {"formula": "1682.76 万元 ≠ 1682.76 元", "rule": "REV_EXP_BALANCE"})
    ]


def test_things_that_are_counted_come_in_whole_numbers() -> None:
    from tests.validation.record_builders import asset

    rows = [replace(asset(5, "房屋", quantity="460.5"), quantity_unit="平方米"), replace(asset(6, "汽车", quantity="17.85"), quantity_unit="台、辆"), replace(asset(7, "设备", quantity="2"), quantity_unit="台、套…")]
    assert list(checks.check_whole_counts(build_check_context(assets=rows))) == [
        check("COUNT_WHOLE", "fail", "汽车 17.85 台、辆", "b44.r6.c2"),
        check("COUNT_WHOLE", "pass", "设备 2 台、套…", "b44.r7.c2"),
    ]


def test_institutions_alone_have_no_operating_expenses() -> None:
    none, some = amount("operating_expenses.total", "0万元", "b21[3:6]"), amount("operating_expenses.total", "3万元", "b21[3:6]")
    centre, office = make_org_unit(3, "服务中心", "事业"), make_org_unit(4, "办公室", "行政")
    assert list(checks.check_institutions_without_operating_expenses(build_check_context(sections=SECTIONS, amounts=[none], org_units=[centre]))) == [check("OPEX_ZERO_FOR_INSTITUTION", "pass", "0万元", "b21[3:6];b17.r3.c2")]
    assert [c.result for c in checks.check_institutions_without_operating_expenses(build_check_context(sections=SECTIONS, amounts=[some], org_units=[centre]))] == ["not_checkable"]
    assert list(checks.check_institutions_without_operating_expenses(build_check_context(sections=SECTIONS, amounts=[some], org_units=[centre, office]))) == []
    assert list(checks.check_institutions_without_operating_expenses(build_check_context(sections=SECTIONS, amounts=[some], org_units=[make_org_unit(3, "中心", "参公事业")]))) == []
