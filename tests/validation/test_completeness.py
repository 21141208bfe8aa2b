"""What must be there, and a word where a budget is empty."""

from __future__ import annotations

from extractor.model.issues import Issue
from extractor.model.records import Check
from extractor.validation import completeness as checks
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    make_budget_line,
    make_nil_statement,
    money,
    profile,
    purchase,
    section,
    table,
    term,
)

FUNDS, CAPITAL = make_nil_statement("政府性基金预算", "b46[2:43]"), make_nil_statement("国有资本经营预算", "b47[2:45]")
SECTIONS = [section("budget_overview", "b10"), section("other_matters", "b45")]


def test_what_is_said_to_be_empty_is_zero_or_not_printed() -> None:
    none, some = amount("revenue.government_funds", "0万元", "b11[3:6]"), amount("revenue.government_funds", "3万元", "b11[3:6]")
    assert list(checks.check_nil_statements(build_check_context(sections=SECTIONS, amounts=[none], nil_statements=[FUNDS, CAPITAL]))) == [
        check("NIL_CONSISTENT", "pass", "政府性基金预算: 0", "b46[2:43];b11[3:6]"),
        check("NIL_CONSISTENT", "pass", "国有资本经营预算: 0", "b47[2:45]"),
    ]
    assert list(checks.check_nil_statements(build_check_context(sections=SECTIONS, amounts=[some], nil_statements=[FUNDS]))) == [
        check("NIL_CONSISTENT", "fail", "政府性基金预算: 3万元", "b46[2:43];b11[3:6]")
    ]


def test_a_table_that_is_said_to_be_empty_is_empty() -> None:
    b8 = table("statutory", "b60", "万元", "B8")
    assert [c.result for c in checks.check_nil_statements(build_check_context(tables=[b8], budget_lines=[make_budget_line(b8, 4, 3, "12.00")], nil_statements=[FUNDS]))] == ["fail"]
    assert [c.result for c in checks.check_nil_statements(build_check_context(tables=[b8], budget_lines=[make_budget_line(b8, 4, 3, "0.00")], nil_statements=[FUNDS]))] == ["pass"]


def test_an_empty_table_needs_a_word() -> None:
    b8 = table("statutory", "b60", "万元", "B8")
    name = "政府基金"
    assert list(checks.check_empty_budgets_declared(build_check_context(tables=[b8]))) == [check("NIL_REQUIRED", "fail", name, "b60")]
    assert list(checks.check_empty_budgets_declared(build_check_context(tables=[b8], nil_statements=[FUNDS]))) == [check("NIL_REQUIRED", "pass", name, "b46[2:43];b60")]
    assert list(checks.check_empty_budgets_declared(build_check_context(tables=[b8], budget_lines=[make_budget_line(b8, 4, 3, "12.00")]))) == []
    assert list(checks.check_empty_budgets_declared(build_check_context())) == []


KEYS = ("duties_and_organization", "budget_overview", "operating_expenses", "three_public", "performance", "procurement", "state_assets", "other_matters", "glossary")


def test_a_budget_speaks_of_every_subject() -> None:
    bodies = {"duties_and_organization": "部门职责：机构设置：", "budget_overview": "比上年增加", "other_matters": "故政府性基金预算支出表为空。"}
    sections = [section(key, f"b{10 * n}", bodies.get(key, "")) for n, key in enumerate(KEYS, 1)]
    places = ";".join(f"b{10 * n}" for n in range(1, 10))
    assert list(checks.check_required_sections(build_check_context(sections=sections, nil_statements=[FUNDS]))) == [check("SECTION_REQUIRED", "pass", "", places, 11, 11, 0, code="SECTIONS_COMPLETE")]
    assert list(checks.check_required_sections(build_check_context(sections=sections[:-1], nil_statements=[FUNDS]))) == [Issue.build("SECTION_REQUIRED", "b10", formula="名词解释")]
    assert [c.result for c in checks.check_required_sections(build_check_context(sections=sections[:-1], nil_statements=[FUNDS], glossary=[term("事业收入", "b3[0:4]")]))] == ["pass"]


def test_figures_of_one_fund_are_word_enough_of_the_funds() -> None:
    sections = [section(key, f"b{n}0", "部门职责：机构设置：比上年增加" if n == 1 else "") for n, key in enumerate(KEYS, 1)]
    funds = [amount("revenue.government_funds", "3万元", "b21[3:6]")]
    assert [one.code for one in checks.check_required_sections(build_check_context(sections=sections)) if isinstance(one, Issue)] == ["SECTION_REQUIRED"]
    assert [one.result for one in checks.check_required_sections(build_check_context(sections=sections, amounts=funds)) if isinstance(one, Check)] == ["pass"]


def test_final_accounts_have_other_sections() -> None:
    assert list(checks.check_required_sections(build_check_context(profile=profile(doc_type="department_final"), sections=SECTIONS))) == []


def test_who_prints_statutory_tables_prints_all() -> None:
    eight = [table("statutory", f"b{60 + n}", "万元", f"B{n}") for n in range(1, 9)]
    places = ";".join(f"b{60 + n}" for n in range(1, 9))
    assert list(checks.check_required_tables(build_check_context(tables=eight))) == [check("TABLE_REQUIRED", "pass", "", places, 8, 8, 0, code="TABLES_COMPLETE")]
    assert list(checks.check_required_tables(build_check_context(tables=eight[:7]))) == [Issue.build("TABLE_REQUIRED", "b61", formula="B8")]
    assert list(checks.check_required_tables(build_check_context(tables=eight[:2]))) == []


def test_a_table_of_money_says_its_unit() -> None:
    stated, bare = table("procurement", "b41", "元"), table("procurement", "b41", title="部门政府采购预算")
    row = purchase(7, total="3600.00")
    assert list(checks.check_units_declared(build_check_context(tables=[stated], procurement=[row]))) == [check("UNIT_STATED", "pass", "元", "b41.r1.c2[3:4]")]
    assert list(checks.check_units_declared(build_check_context(tables=[bare], procurement=[row]))) == [check("UNIT_STATED", "pass", "部门政府采购预算", "b41")]
    silent = purchase(7)
    unknown = build_check_context(tables=[bare], procurement=[type(silent)(**{n: getattr(silent, n) for n in silent.__slots__ if n != "total"}, total=money("3600.00", "b41.r7.c8"))])
    assert list(checks.check_units_declared(unknown)) == [check("UNIT_STATED", "fail", "部门政府采购预算", "b41;b41.r7.c8")]
