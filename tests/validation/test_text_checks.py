"""Years, names, placeholders, terms."""

from __future__ import annotations

import pytest

from extractor.model.issues import Issue
from extractor.validation import narrative_checks as checks
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    make_org_unit,
    profile,
    section,
    table,
    term,
)


@pytest.mark.parametrize(
    ("body", "odd"),
    [
        ("2020年部门预算收入10万元，比2019年预算增加1万元。", ""),
        ("2018年部门预算收入10万元。", "2018"),
        ("根据《2016年部门预算管理办法》，截至2017年12月31日。", ""),
        ("到2025年建成。2020年度部门预算。", ""),
        ("2021年 部门预算公开", "2021"),
    ],
)
def test_the_budgets_spoken_of_are_of_this_year_and_the_last(body: str, odd: str) -> None:
    found = list(checks.check_years(build_check_context(sections=[section("budget_overview", "b10", body)])))
    assert found == [check("YEAR_CONSISTENT", "fail" if odd else "pass", "2020" + (f" / {odd}" if odd else ""), "b1[5:9];b1[0:20]" + (";b10" if odd else ""))]


def test_the_title_names_the_year_of_the_body() -> None:
    assert list(checks.check_years(build_check_context(profile=profile(title="某县档案馆2019年部门预算公开")))) == [check("YEAR_CONSISTENT", "fail", "2020 / 2019", "b1[5:9];b1[0:20]")]


def test_an_amount_of_another_year_stands_out() -> None:
    old = amount("expenditure.total", "3万元", "b11[3:6]", year=2016)
    stock = amount("assets.fixed.total", "3万元", "b11[3:6]", year=2016, phase="stock")
    assert [c.result for c in checks.check_years(build_check_context(amounts=[old]))] == ["fail"]
    assert [c.result for c in checks.check_years(build_check_context(amounts=[stock]))] == ["pass"]


@pytest.mark.parametrize(("entity", "result"), [("289某县档案馆", "pass"), ("档案馆", "pass"), ("某县档案馆（本级）", "pass"), ("查阅中心", "pass"), ("某县司法局", "fail")])
def test_forms_of_one_name(entity: str, result: str) -> None:
    subject = build_check_context(tables=[table("procurement", "b41", "元", entity=entity)], org_units=[make_org_unit(3, "查阅中心", "事业")])
    assert list(checks.check_department_names(subject)) == [check("NAME_CONSISTENT", result, f"某县档案馆 / {entity}", "b1[0:5];b41.r1.c3")]


@pytest.mark.parametrize(
    ("body", "word"),
    [("XX局2020年部门预算", "XX"), ("××县档案馆", "××"), ("ＸＸ单位", "XX"), ("收入待填写万元", "待填写"), ("采用XXL型号", None), ("《XX县办法》", None), ("收入10万元", None)],
)
def test_forms_not_filled_in_are_flagged(body: str, word: str | None) -> None:
    found = list(checks.flag_placeholders(build_check_context(sections=[section("budget_overview", "b10", body)])))
    assert [(i.code, i.place, dict(i.details)["word"]) for i in found] == ([("PLACEHOLDER", "b10", word)] if word else [])


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [("一般共预算拨款收入", "一般共预算拨款", "一般公共预算拨款"), ("一般公共预算拨款收入", None, None), ("机关运行费", None, None), ("政府基金预算", None, None), ("国有资经营预算", "国有资经营预算", "国有资本经营预算")],
)
def test_terms_with_a_character_missing(name: str, wrong: str | None, right: str | None) -> None:
    found = list(checks.flag_misspelled_terms(build_check_context(glossary=[term(name, "b49[2:11]")])))
    assert found == ([Issue.build("TYPO_TERM", "b49[2:11]", found=wrong, term=right)] if wrong else [])


def test_such_terms_are_found_in_the_prose_too() -> None:
    subject = build_check_context(sections=[section("budget_overview", "b10", "政府性金预算收入0万元")])
    assert list(checks.flag_misspelled_terms(subject)) == [Issue.build("TYPO_TERM", "b10", found="政府性金预算", term="政府性基金预算")]


def test_odd_decimals_are_flagged_once_for_each_section() -> None:
    amounts = [amount("expenditure.total", raw, f"b11[{at}:{at + 5}]") for raw, at in (("923.1961万元", 0), ("1.234万元", 10), ("5.25万元", 20))]
    assert list(checks.flag_excess_precision(build_check_context(amounts=amounts))) == [Issue.build("PRECISION", "b11[0:5]", raw="923.1961万元", unit="万元", n=2)]
