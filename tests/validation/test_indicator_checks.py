"""Performance tables: budgets and grades."""

from __future__ import annotations

import pytest

from extractor.model.issues import Issue
from extractor.model.records import Check
from extractor.validation import indicator_checks as checks
from extractor.validation.tolerance import EquationTerm
from tests.validation.record_builders import (
    activity,
    amount,
    build_check_context,
    check,
    indicator,
    make_grade_thresholds,
    section,
    table,
)

DUTY = activity(9, 1, "信访事务管理", "34100")
WORK = activity(10, 2, "其他综合事务管理", "34100", DUTY)
TABLE = table("performance_grades", "b37", "元")


@pytest.mark.parametrize(
    ("activities", "expected"),
    [
        ([DUTY, WORK], [check("PERF_PARENT_CHILD", "pass", "信访事务管理 34100 = 34100 元", "b37.r9.c2;b37.r10.c2", 34100, 34100, 1)]),
        ([DUTY, activity(10, 2, "a", "34000", DUTY), activity(11, 2, "b", "200", DUTY)], [check("PERF_PARENT_CHILD", "fail", "信访事务管理 34100 ≠ 34000 + 200 元", "b37.r9.c2;b37.r10.c2;b37.r11.c2", 34100, 34200, "1.5")]),
        ([DUTY, activity(10, 2, "a", "", DUTY)], [check("PERF_PARENT_CHILD", "not_checkable", "", "b37.r9.c2", code="ACTIVITIES_BLANK", head="信访事务管理")]),
        ([activity(9, 1, "信访维稳")], []),
    ],
    ids=["equal", "wrong", "activities blank", "no budget"],
)  # fmt: skip
def test_a_duty_has_the_budget_of_its_activities(activities: list[object], expected: list[Check]) -> None:
    assert list(checks.check_activity_budgets(build_check_context(activities=activities))) == expected


@pytest.mark.parametrize(
    ("item", "raw", "result"),
    [("expenditure.project", "3.41万元", "pass"), ("expenditure.total", "3.41万元", "pass"), ("expenditure.project", "3.14万元", "fail")],
)
def test_all_duties_together_are_the_projects_or_everything(item: str, raw: str, result: str) -> None:
    subject = build_check_context(sections=[section("budget_overview", "b10")], amounts=[amount(item, raw, "b11[0:6]")], activities=[DUTY, WORK])
    assert [c.result for c in checks.check_duty_budgets(subject)] == [result]


RATE = indicator(10, "受理率", WORK)


@pytest.mark.parametrize(
    ("printed", "monotone", "contiguous", "gap"),
    [
        (("≥90%", "≥85%", "≥70%", "＜70%"), "pass", "pass", None),
        (("≥90%", "≥85%", "≥70%", "＜60%"), "pass", "fail", None),
        (("≥90%", "≥95%", "≥70%", "＜70%"), "fail", "pass", None),
        (("≤5", "≤10", "≤15", "＞15"), "pass", "pass", None),
        (("≤5", "≤10", "≤8", "＞8"), "fail", "pass", None),
        (("≥8", "7", "6", "＜6"), "pass", "pass", None),
        (("100%", "95%", "90%", "85%"), "pass", None, "b37.r10.c7"),
        (("0", "2", "4", "6"), "pass", None, "b37.r10.c7"),
        (("100%", "≥95%", "≥90%", "＜90%"), "pass", "pass", None),
        (("≥6", "≥5", "≥4", "≤3"), "pass", "pass", None),
    ],
)
def test_grades_fall_and_meet(printed: tuple[str, ...], monotone: str, contiguous: str | None, gap: str | None) -> None:
    subject = build_check_context(indicators=[RATE], thresholds=make_grade_thresholds(RATE, *printed))
    assert [c.result for c in checks.check_grades_monotone(subject)] == [monotone]
    assert [c.result for c in checks.check_grades_contiguous(subject)] == ([contiguous] if contiguous else [])
    text = " | ".join(printed)
    assert list(checks.flag_bare_grade_gaps(subject)) == ([Issue.build("THR_GAP_BARE", gap, indicator="受理率", grades=text)] if gap else [])


def test_a_check_of_grades_names_the_indicator_and_every_cell() -> None:
    subject = build_check_context(indicators=[RATE], thresholds=make_grade_thresholds(RATE, "≥90%", "≥85%", "≥70%", "＜60%"))
    assert list(checks.check_grades_contiguous(subject)) == [check("THR_CONTIGUOUS", "fail", "受理率: ≥70% | ＜60%", "b37.r10.c8;b37.r10.c9", 60, 70, 0)]


def test_every_indicator_of_a_table_of_grades_has_all_four() -> None:
    none, three = indicator(11, "结案率"), indicator(12, "办结率")
    subject = build_check_context(tables=[TABLE], indicators=[RATE, none, three], thresholds=make_grade_thresholds(RATE, "≥90%", "≥85%", "≥70%", "＜70%") + make_grade_thresholds(three, "≥90%", "≥85%", "≥70%"))
    assert list(checks.check_grades_complete(subject)) == [
        check("THR_COMPLETE", "pass", "受理率: 优、良、中、差", "b37.r10.c5;b37.r10.c6;b37.r10.c7;b37.r10.c8;b37.r10.c9", 4, 4, 0),
        check("THR_COMPLETE", "fail", "结案率:", "b37.r11.c5", 0, 4, 0),
        check("THR_COMPLETE", "fail", "办结率: 优、良、中", "b37.r12.c5;b37.r12.c6;b37.r12.c7;b37.r12.c8", 3, 4, 0),
    ]


def test_targets_are_no_grades() -> None:
    assert list(checks.check_grades_complete(build_check_context(tables=[table("performance_targets", "b37")], indicators=[RATE]))) == []


def test_a_cell_of_several_measures_is_flagged() -> None:
    assert list(checks.flag_compound_indicators(build_check_context(indicators=[RATE, indicator(11, "受理率、答复率", n_measures=2)]))) == [
        Issue.build("IND_COMPOUND", "b37.r11.c5", indicator="受理率、答复率", n=2)
    ]


def test_each_activity_has_an_indicator() -> None:
    idle = activity(11, 2, "宣传", "", DUTY)
    assert list(checks.check_activities_have_indicators(build_check_context(activities=[DUTY, WORK, idle], indicators=[RATE]))) == [
        check("IND_MISSING", "pass", "其他综合事务管理", "b37.r10.c1"),
        check("IND_MISSING", "fail", "宣传", "b37.r11.c1"),
    ]


def test_a_blank_budget_is_no_number() -> None:
    subject = build_check_context(activities=[DUTY])
    assert [subject.build_money_term(a.budget) for a in (activity(9, 1, "a"), DUTY)] == [None, EquationTerm("", DUTY.budget.value, subject.build_money_term(DUTY.budget).half_step, "34100", "元", DUTY.budget.place)]
