"""Changes against another year."""

from __future__ import annotations

import pytest

from extractor.model.issues import Issue
from extractor.model.records import Amount, Change, Check
from extractor.validation.changes import (
    check_change_against_amounts,
    check_change_directions,
    check_change_percents,
    check_change_reasons,
    check_change_sums,
)
from tests.validation.record_builders import (
    amount,
    build_check_context,
    change,
    check,
    section,
)

SECTIONS = [section("budget_overview", "b10"), section("three_public", "b20")]
LEVELS = [amount("expenditure.personnel", "146.27万元", "b11[10:18]"), amount("expenditure.public", "15.79万元", "b11[20:28]"), amount("expenditure.project", "3.41万元", "b11[30:38]")]
PERSONNEL = change("expenditure.personnel", "increase", "19.22万元", "b12[10:18]")
PUBLIC = change("expenditure.public", "decrease", "0.9万元", "b12[20:28]")
PROJECT = change("expenditure.project", "increase", "3.41万元", "b12[30:38]")
TOTAL = change("fiscal_appropriation.total", "increase", "21.73万元", "b12[0:8]", label="财政拨款预算")


@pytest.mark.parametrize(
    ("amounts", "changes", "expected"),
    [
        (LEVELS, [TOTAL, PERSONNEL, PUBLIC, PROJECT], [check("DELTA_SUM", "pass", "财政拨款预算 21.73 = 19.22 - 0.9 + 3.41 万元", "b12[0:8];b12[10:18];b12[20:28];b12[30:38]", 217300, 217300, 200)]),
        (LEVELS, [TOTAL, PERSONNEL, change("expenditure.public", "increase", "0.9万元", "b12[20:28]"), PROJECT], [check("DELTA_SUM", "fail", "财政拨款预算 21.73 ≠ 19.22 + 0.9 + 3.41 万元", "b12[0:8];b12[10:18];b12[20:28];b12[30:38]", 217300, 235300, 200)]),
        (LEVELS, [TOTAL, PERSONNEL], [check("DELTA_SUM", "not_checkable", "财政拨款预算 21.73 ≠ 19.22 万元", "b12[0:8];b12[10:18]", code="CHANGES_INCOMPLETE")]),
        ([], [TOTAL], []),
        ([], [change("three_public.total", "flat", "持平", "b21[0:2]"), change("three_public.overseas", "flat", "持平", "b21[5:7]")], []),
    ],
    ids=["parts with their signs", "a wrong sign", "only one part", "no parts", "nothing but words"],
)  # fmt: skip
def test_the_change_of_a_total_is_the_sum_of_its_parts(amounts: list[Amount], changes: list[Change], expected: list[Check]) -> None:
    assert list(check_change_sums(build_check_context(sections=SECTIONS, amounts=amounts, changes=changes))) == expected


THIS = amount("three_public.total", "9.30万元", "b21[0:8]", label="“三公”经费")
LAST = amount("three_public.total", "19.30万元", "b21[10:18]", year=2019, phase="prior_budget")


def test_a_change_is_measured_against_both_levels_where_they_are_printed() -> None:
    less = change("three_public.total", "decrease", "10万元", "b21[20:28]", label="“三公”经费", percent="51.8%")
    subject = build_check_context(sections=SECTIONS, amounts=[THIS, LAST], changes=[less])
    assert list(check_change_against_amounts(subject)) == [
        check("DELTA_LEVEL", "pass", "“三公”经费 -10 = 9.30 - 19.30 万元", "b21[20:28];b21[0:8];b21[10:18]", -100000, -100000, 150)
    ]
    assert [(c.result, c.message[1][0][1]) for c in check_change_percents(subject)] == [("pass", "51.8% = 100000 / 193000 = 51.81%")]
    assert list(check_change_directions(subject)) == [
        check("DIRECTION_SIGN", "pass", "减少: 9.30 万元, 19.30 万元", "b21[20:28];b21[0:8];b21[10:18]")
    ]


def test_of_several_levels_of_a_paragraph_the_last_before_the_change_counts() -> None:
    levels = [amount("expenditure.total", f"{n}.00万元", f"b11[{n}:{n + 5}]") for n in (10, 20, 60)]
    before = [amount("expenditure.total", f"{n}.00万元", f"b11[{n}:{n + 5}]", year=2019, phase="prior_budget") for n in (5, 15, 70)]
    more = change("expenditure.total", "increase", "5.00万元", "b11[40:45]")
    subject = build_check_context(sections=SECTIONS, amounts=[*levels, *before], changes=[more])
    assert list(check_change_against_amounts(subject)) == [
        check("DELTA_LEVEL", "pass", "5.00 = 20.00 - 15.00 万元", "b11[40:45];b11[20:25];b11[15:20]", 50000, 50000, 150)
    ]


def test_levels_that_differ_in_other_paragraphs_are_no_base() -> None:
    levels = [amount("expenditure.total", f"{n}.00万元", f"b{n}[0:5]") for n in (11, 12)]
    before = amount("expenditure.total", "9.00万元", "b13[0:5]", year=2019, phase="prior_budget")
    more = change("expenditure.total", "increase", "2.00万元", "b14[20:25]")
    subject = build_check_context(sections=SECTIONS, amounts=[*levels, before], changes=[more])
    assert list(check_change_against_amounts(subject)) == []


def test_levels_of_the_section_serve_where_the_paragraph_has_none() -> None:
    elsewhere = [amount("expenditure.total", "100.00万元", "b11[0:8]"), amount("expenditure.total", "90.00万元", "b12[0:8]", year=2019, phase="prior_budget")]
    more = change("expenditure.total", "increase", "11.00万元", "b13[20:28]")
    assert list(check_change_against_amounts(build_check_context(sections=SECTIONS, amounts=elsewhere, changes=[more]))) == [
        check("DELTA_LEVEL", "fail", "11.00 ≠ 100.00 - 90.00 万元", "b13[20:28];b11[0:8];b12[0:8]", 110000, 100000, 150)
    ]


@pytest.mark.parametrize(
    ("printed", "result"),
    [("10.0%", "pass"), ("10%", "pass"), ("10.1%", "rounding"), ("10.2%", "fail"), ("1.0%", "fail")],
)
def test_the_percentage_is_change_over_last_year(printed: str, result: str) -> None:
    amounts = [amount("expenditure.total", "11.00万元", "b11[0:8]"), amount("expenditure.total", "10.00万元", "b11[10:18]", year=2019, phase="prior_budget")]
    more = change("expenditure.total", "increase", "1.0万元", "b11[20:28]", percent=printed)
    assert [c.result for c in check_change_percents(build_check_context(sections=SECTIONS, amounts=amounts, changes=[more]))] == [result]


def test_no_percentage_where_last_year_was_nothing() -> None:
    amounts = [amount("expenditure.total", "11.0万元", "b11[0:8]")]
    more = change("expenditure.total", "increase", "11.0万元", "b11[20:28]", percent="100%")
    assert list(check_change_percents(build_check_context(sections=SECTIONS, amounts=amounts, changes=[more]))) == [
        check("PCT_RECOMPUTE", "fail", "100%, 0", "b11[90:95];b11[20:28];b11[0:8]")
    ]


@pytest.mark.parametrize(
    ("direction", "this", "last", "result"),
    [("increase", "11万元", "10万元", "pass"), ("increase", "9万元", "10万元", "fail"), ("decrease", "9万元", "10万元", "pass"), ("flat", "10万元", "10万元", "pass"), ("flat", "19万元", "10万元", "fail")],
)
def test_the_word_agrees_with_the_figures(direction: str, this: str, last: str, result: str) -> None:
    amounts = [amount("expenditure.total", this, "b11[0:8]"), amount("expenditure.total", last, "b11[10:18]", year=2019, phase="prior_budget")]
    stated = change("expenditure.total", direction, "持平" if direction == "flat" else "1万元", "b11[20:28]")
    assert [c.result for c in check_change_directions(build_check_context(sections=SECTIONS, amounts=amounts, changes=[stated]))] == [result]


def test_a_change_of_nothing_that_is_something_fails() -> None:
    stated = change("expenditure.total", "flat", "5万元", "b11[20:28]")
    assert list(check_change_directions(build_check_context(sections=SECTIONS, changes=[stated]))) == [check("DIRECTION_SIGN", "fail", "持平: 5万元", "b11[20:28]")]


def test_a_change_gives_its_reason_itself_or_by_its_parts() -> None:
    bare = change("expenditure.total", "increase", "5万元", "b21[20:28]")
    explained = change("expenditure.project", "increase", "5.1万元", "b13[20:28]", reason="援疆补贴")
    subject = build_check_context(sections=SECTIONS, changes=[TOTAL, PERSONNEL, bare, explained, change("expenditure.public", "flat", "持平", "b14[0:2]")])
    assert list(check_change_reasons(subject)) == [
        check("REASON_REQUIRED", "pass", "财政拨款支出 21.73万元", "b12[0:8]"),
        check("REASON_REQUIRED", "pass", "人员经费 19.22万元", "b12[10:18]"),
        check("REASON_REQUIRED", "pass", "项目支出 5.1万元", "b13[20:28]"),
        Issue.build("REASON_REQUIRED", "b21[20:28]", formula="支出总计 5万元"),
    ]


def test_the_parts_of_a_total_may_give_its_reason_in_paragraphs_of_their_own() -> None:
    total = change("three_public.total", "increase", "6.02万元", "b21[20:28]")
    part = change("three_public.vehicles.purchase", "decrease", "12.00万元", "b24[20:28]", reason="公车处置")
    assert [c.result for c in check_change_reasons(build_check_context(sections=SECTIONS, changes=[total, part]))] == ["pass", "pass"]
