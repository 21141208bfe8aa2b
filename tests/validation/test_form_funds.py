"""Money of performance forms: sums of sources, columns of stages, lists of projects."""

from __future__ import annotations

from dataclasses import replace

from extractor.model.enums import Fund
from extractor.model.records import BudgetLine, FigureContext
from extractor.validation.form_funds import check_form_funds
from tests.validation.record_builders import (
    build_check_context,
    make_budget_line,
    table,
)

FORM = table("performance_targets", "b80", "万元", "B14")
FISCAL, OTHER, LEFT = Fund.FISCAL_APPROPRIATION, Fund.OTHER, Fund.CARRYOVER


def build_line(row: int, raw: str, label: str, fund: Fund | None = None, project: str | None = "护林", column: int = 3, phase: str = "budget", head: str = "") -> BudgetLine:
    line = make_budget_line(FORM, row, column, raw, label=label, head=head, phase=phase)
    return replace(line, context=FigureContext("expenditure.project", fund, project=project))


def list_results(*lines: BudgetLine) -> list[tuple[str, str]]:
    checks = check_form_funds(build_check_context(budget_lines=list(lines)))
    return [(one.result, dict(one.message[1]).get("formula", one.message[0])) for one in checks]


def test_the_funds_of_a_project_are_the_sum_of_their_sources() -> None:
    form = [build_line(1, "12.00", "资金总额："), build_line(2, "10.00", "财政拨款：", FISCAL), build_line(3, "2.00", "其他资金：", OTHER)]
    assert list_results(*form) == [("pass", "资金总额： 12.00 = 10.00 + 2.00 万元")]
    assert list_results(form[0], form[1]) == [("fail", "资金总额： 12.00 ≠ 10.00 万元")]
    assert list_results(*form[1:]) == [("not_checkable", "TOTAL_NOT_PRINTED")]


def test_each_stage_of_a_self_assessment_is_a_sum_of_its_own() -> None:
    printed = [("年度资金总额", "8.00", "7.50", None), ("其中：当年财政拨款", "6.00", "6.00", FISCAL), ("上年结转资金", "2.00", "1.00", LEFT)]
    lines = [build_line(n, raw, label, fund, column=column, phase=phase) for n, (label, budget, spent, fund) in enumerate(printed, 1) for column, phase, raw in ((3, "budget", budget), (4, "executed", spent))]
    assert list_results(*lines) == [("pass", "年度资金总额 8.00 = 6.00 + 2.00 万元"), ("fail", "年度资金总额 7.50 ≠ 6.00 + 1.00 万元")]


def test_sources_by_two_ways_and_parts_of_a_source_are_told_apart() -> None:
    lines = [
        build_line(1, "9.00", "项目资金"),
        build_line(2, "8.00", "财政资金", FISCAL),
        build_line(3, "5.00", "本级财政资金", FISCAL),
        build_line(4, "3.00", "上级财政资金", FISCAL),
        build_line(5, "1.00", "自筹资金", OTHER),
    ]
    assert list_results(*lines) == [("pass", "项目资金 9.00 = 8.00 + 1.00 万元")]


def test_forms_of_several_projects_in_one_table_are_checked_one_by_one() -> None:
    lines = [build_line(4 * n + row, raw, label, fund, project) for n, (project, total) in enumerate((("护林", "3.00"), ("治沙", "4.00"))) for row, (label, raw, fund) in enumerate((("资金总额", total, None), ("财政拨款", "3.00", FISCAL)), 1)]
    assert [result for result, _ in list_results(*lines)] == ["pass", "fail"]


def test_a_list_of_projects_adds_up_to_the_row_without_a_name() -> None:
    rows = [("护林", "3.00"), ("治沙", "4.00"), ("种草", "1.50")]
    lines = [build_line(n, raw, name, project=name) for n, (name, raw) in enumerate(rows, 4)]
    total = build_line(3, "8.50", "", project=None)
    assert list_results(total, *lines) == [("pass", "8.50 = 3.00 + 4.00 + 1.50 万元")]
    assert [result for result, _ in list_results(total, *lines[:2])] == ["fail"]


def test_a_row_of_a_project_is_the_sum_of_its_columns_of_funds() -> None:
    heads = (("总额", "5.00", None), ("财政拨款", "4.00", FISCAL), ("其他资金", "1.00", OTHER))
    lines = [build_line(4, raw, "护林", fund, column=n, head=head) for n, (head, raw, fund) in enumerate(heads, 3)]
    assert list_results(*lines) == [("pass", "护林 5.00 = 4.00 + 1.00 万元")]
