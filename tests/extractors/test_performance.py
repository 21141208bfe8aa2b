"""Duties, activities, indicators with grades or targets; forms and lists of projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest

from extractor.extractors import activities, performance
from extractor.model.document import Span, Table
from extractor.model.records import (
    Activity,
    BudgetLine,
    Extracted,
    Goal,
    Indicator,
    Threshold,
    Unit,
)
from extractor.tables.indicators import count_measures
from tests.table_builders import (
    BASE_LEXICON,
    build_blank_filled_table,
    build_dumped_table,
    build_extractor_context,
    build_merged_table,
)

D = Decimal
HEAD = (
    ["289某局>5", "单位：元>4"],
    ["职责活动^2", "年度预算数^2", "内容描述^2", "绩效目标^2", "绩效指标^2", "评价标准>4"],
    ["优", "良", "中", "差"],
)


def extract_records(kind: type, table: Table, title: str = "") -> list[object]:
    context = build_extractor_context((table, title))
    found = (*activities.extract_activities(context), *performance.extract_performance(context))
    return [record for record in found if isinstance(record, kind)]


def test_a_duty_holds_activities_and_an_activity_its_indicators() -> None:
    table = build_merged_table(
        *HEAD,
        ["二、信访事务管理", "34100", "日常工作。", "提高水平。", "", "", "", "", ""],
        ["　　1、其他综合事务", "34100.5", "调研。", "学习。", "完成率", "100%", "≥95%", "≥90%", "＜90%"],
    )
    unit = Unit("元", "caption", Span.parse("b2.r1.c6[3:4]"))
    duty = Activity(
        1,
        Extracted("二", "二", Span.parse("b2.r4.c1[0:1]")),
        Extracted("信访事务管理", "信访事务管理", Span.parse("b2.r4.c1[2:8]")),
        Extracted(D(34100), "34100", Span.parse("b2.r4.c2"), unit),
        unit,
        Extracted("日常工作。", "日常工作。", Span.parse("b2.r4.c3")),
        Extracted("提高水平。", "提高水平。", Span.parse("b2.r4.c4")),
        Span.parse("b2.r4"),
        budget_status="reported",
    )
    activity = Activity(
        2,
        Extracted("1", "1", Span.parse("b2.r5.c1[2:3]")),
        Extracted("其他综合事务", "其他综合事务", Span.parse("b2.r5.c1[4:10]")),
        Extracted(D("34100.5"), "34100.5", Span.parse("b2.r5.c2"), unit),
        unit,
        Extracted("调研。", "调研。", Span.parse("b2.r5.c3")),
        Extracted("学习。", "学习。", Span.parse("b2.r5.c4")),
        Span.parse("b2.r5"),
        parent=duty,
        budget_status="reported",
    )
    indicator = Indicator(
        activity,
        "信访事务管理",
        "其他综合事务",
        None,
        None,
        Extracted("完成率", "完成率", Span.parse("b2.r5.c5")),
        1,
        Span.parse("b2.r5"),
    )

    def percent(column: int, text: str, at: int) -> tuple[Extracted[str], Extracted[str]]:
        place = f"b2.r5.c{column}"
        return Extracted(text, text, Span.parse(place)), Extracted("%", "%", Span.parse(place).slice(at, at + 1))

    best, best_unit = percent(6, "100%", 3)
    good, good_unit = percent(7, "≥95%", 3)
    fair, fair_unit = percent(8, "≥90%", 3)
    poor, poor_unit = percent(9, "＜90%", 3)
    assert list(activities.extract_activities(build_extractor_context((table, "部门职责-工作活动绩效目标")))) == [
        duty,
        activity,
        indicator,
        Threshold(indicator, "优", 1, best, "bare", D(100), D(100), True, True, best_unit),
        Threshold(indicator, "良", 2, good, ">=", D(95), None, True, None, good_unit),
        Threshold(indicator, "中", 3, fair, ">=", D(90), None, True, None, fair_unit),
        Threshold(indicator, "差", 4, poor, "<", None, D(90), None, False, poor_unit),
    ]


@pytest.mark.parametrize("form", [build_merged_table, build_blank_filled_table, build_dumped_table])
def test_rows_without_a_name_hold_further_indicators_of_the_activity_above(form: Callable[..., Table]) -> None:
    table = form(
        *HEAD,
        ["一、维稳", "", "", "", "", "", "", "", ""],
        ["1、办理来访^2", "^2", "办理。^2", "提高。^2", "受理率", "≥90%", "≥85%", "≥70%", "＜70%"],
        ["结案率", "≥80%", "≥75%", "≥70%", "＜70%"],
        ["2、处置", "", "", "", "处置率", "≥80%", "≥75%", "≥70%", "＜70%"],
    )
    found = [(i.name.value, i.activity, i.duty) for i in extract_records(Indicator, table)]  # type: ignore[attr-defined]
    assert found == [("受理率", "办理来访", "维稳"), ("结案率", "办理来访", "维稳"), ("处置率", "处置", "维稳")]
    assert [a.name.value for a in extract_records(Activity, table)] == ["维稳", "办理来访", "处置"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("信访事项及时受理率", 1),
        ("信访事项的受理率、答复率、群众满意率。", 3),
        ("信息上报率，复查复核事项受理率。信访事项代理代办率。", 3),
        ("督办信访案件数及解决特殊信访疑难问题件数", 2),
        ("依法处置率、专项资金使用率", 2),
        ("会议、培训举办次数", 1),
        ("群众满意度和知晓率", 2),
        ("按时完成", 1),
    ],
)
def test_measures_are_counted_by_how_their_names_end(name: str, count: int) -> None:
    assert count_measures(name, BASE_LEXICON) == count


def describe_funds(records: Iterable[object]) -> list[tuple[object, ...]]:
    """Label, place, value, unit, stage, fund and project of the money of a form."""
    return [
        (line.row_label.value, str(line.place), line.value.value, line.value.unit, line.phase, line.context.fund, line.context.project)
        for line in records
        if isinstance(line, BudgetLine) and line.row_label and line.context.concept == "expenditure.project"
    ]


def test_a_project_table_gives_indicators_by_level_with_their_targets() -> None:
    table = build_merged_table(
        ["项目名称", "环境监测经费>4"],
        ["专项资金情况（万元）^2", "资金总额>2", "306.00>2"],
        ["其他资金>2", "0.00>2"],
        ["年度目标", "完成2份报告。>4"],
        ["绩效目标指标^5", "一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标^3", "数量指标^2", "监测企业数量", "≥5家"],
        ["报告数量", "2份"],
        ["质量指标", "验收率", "≥100%"],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "较高"],
    )
    found = list(performance.extract_performance(build_extractor_context((table, "项目支出绩效目标表"), year=2026)))
    unit = Unit("万元", "column", Span.parse("b2.r2.c1[7:9]"))
    assert describe_funds(found) == [
        ("资金总额", "b2.r2.c4", D("306.00"), unit, "budget", "all", "环境监测经费"),
        ("其他资金", "b2.r3.c4", D("0.00"), unit, "budget", "other", "环境监测经费"),
    ]
    assert [f for f in found if isinstance(f, Goal)] == [Goal(Extracted("完成2份报告。", "完成2份报告。", Span.parse("b2.r4.c2")))]
    project = Extracted("环境监测经费", "环境监测经费", Span.parse("b2.r1.c2"))
    product = Extracted("产出", "产出指标", Span.parse("b2.r6.c2"))
    first = Indicator(
        None, None, project, product, Extracted("数量指标", "数量指标", Span.parse("b2.r6.c3")),
        Extracted("监测企业数量", "监测企业数量", Span.parse("b2.r6.c4")), 1, Span.parse("b2.r6"),
    )  # fmt: skip
    assert found[3:5] == [
        first,
        Threshold(
            first, "目标", 0, Extracted("≥5家", "≥5家", Span.parse("b2.r6.c5")), ">=", D(5), None, True, None,
            Extracted("家", "家", Span.parse("b2.r6.c5[2:3]")),
        ),
    ]  # fmt: skip
    rows = [
        (t.parent.level1.value, t.parent.level2.value, t.parent.name.value, t.operator, t.text.value)  # type: ignore[union-attr]
        for t in found
        if isinstance(t, Threshold)
    ]
    assert rows == [
        ("产出", "数量指标", "监测企业数量", ">=", "≥5家"),
        ("产出", "数量指标", "报告数量", "bare", "2份"),
        ("产出", "质量指标", "验收率", ">=", "≥100%"),
        ("满意度", "服务对象满意度指标", "群众满意度", None, "较高"),
    ]


def test_sign_and_unit_may_have_columns_of_their_own_and_rubrics_are_no_targets() -> None:
    table = build_merged_table(
        ["一级指标", "二级指标", "三级指标", "指标值", "评（扣）分标准", "度量单位", "指标值类型", "备注"],
        ["产出指标", "数量指标", "场馆使用次数", "160", "偏离目标40%不得分", "次", "≥", "6"],
        ["效益指标", "社会效益指标", "办学环境", "提升", "有效提升得满分", "", "定性", "6"],
        ["效益指标", "社会效益指标", "安全事故", "0", "有事故不得分", "起", "＝", "7"],
    )
    found = [
        (t.parent.name.value, t.text.value, t.operator, t.lower, t.upper, t.unit)  # type: ignore[attr-defined]
        for t in extract_records(Threshold, table, "项目支出绩效目标表")
    ]
    assert found == [
        ("场馆使用次数", "160", ">=", D(160), None, Extracted("次", "次", Span.parse("b2.r2.c6"))),
        ("办学环境", "提升", None, None, None, None),
        ("安全事故", "0", "=", D(0), D(0), Extracted("起", "起", Span.parse("b2.r4.c6"))),
    ]


def test_a_target_table_cut_by_a_page_keeps_its_levels_and_project() -> None:
    first = build_merged_table(
        ["项目名称", "监测经费>3"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "报告数", "≥1份"],
        address="b2",
    )
    second = build_merged_table(["", "", "企业数", "≥5家"], ["", "质量指标", "验收率", "≥90%"], address="b4")
    found = [f for f in performance.extract_performance(build_extractor_context((first, "项目支出绩效目标表"), second)) if isinstance(f, Indicator)]
    assert [(i.level1.value, i.level2.value, i.name.value, i.activity.value) for i in found] == [  # type: ignore[union-attr]
        ("产出", "数量指标", "报告数", "监测经费"),
        ("产出", "数量指标", "企业数", "监测经费"),
        ("产出", "质量指标", "验收率", "监测经费"),
    ]


def test_a_list_of_projects_gives_their_funds_and_goals() -> None:
    table = build_merged_table(
        ["项目", "预算数（单位：万元）", "绩效目标"],
        ["普查经费", "534.72", "完成普查，编制1本资料。"],
        ["运行经费", "7", ""],
    )
    unit = Unit("万元", "column", Span.parse("b2.r1.c2[7:9]"))
    found = list(performance.extract_performance(build_extractor_context(table, year=2026)))
    assert [f for f in found if isinstance(f, Goal)] == [Goal(Extracted("完成普查，编制1本资料。", "完成普查，编制1本资料。", Span.parse("b2.r2.c3")))]
    assert describe_funds(found) == [
        ("普查经费", "b2.r2.c2", D("534.72"), unit, "budget", None, "普查经费"),
        ("运行经费", "b2.r3.c2", D(7), unit, "budget", None, "运行经费"),
    ]


def test_actual_values_and_scores_of_a_self_evaluation_are_no_targets() -> None:
    table = build_merged_table(
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "培训人次", "≥100人次", "120人次", "10", "10"],
    )
    assert [t.text.value for t in extract_records(Threshold, table)] == ["≥100人次"]  # type: ignore[attr-defined]


def test_duties_may_have_a_column_of_their_own() -> None:
    table = build_merged_table(
        ["部门职责^2", "工作活动^2", "年度预算数（万元）^2", "绩效指标^2", "评价标准>4"],
        ["优", "良", "中", "差"],
        ["维稳^2", "1、办理来访", "3.41", "受理率", "≥90%", "≥85%", "≥70%", "＜70%"],
        ["2、处置", "", "处置率", "≥80%", "≥75%", "≥70%", "＜70%"],
    )
    found = [(a.level, a.name.value, a.parent.name.value if a.parent else None, a.unit) for a in extract_records(Activity, table)]  # type: ignore[attr-defined]
    assert found == [(1, "维稳", None, None), (2, "办理来访", "维稳", "万元"), (2, "处置", "维稳", "万元")]


def test_a_self_evaluation_keeps_the_phases_of_its_funds_and_only_the_goal_that_was_set() -> None:
    table = build_merged_table(
        ["项目名称", "某项目>7"],
        ["项目资金（万元）^2", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "100.00", "110.00", "90.00", "10", "81.8%", "8.2"],
        ["年度总体目标^2", "预期目标>4", "实际完成情况>3"],
        ["完成3项任务。>4", "已完成3项。>3"],
        ["绩效指标^2", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "培训人次", "≥100人次", "120人次", "10", "10"],
    )
    found = list(performance.extract_performance(build_extractor_context((table, "项目支出绩效自评表"))))
    assert [(line.value.value, line.phase, line.unit, line.column_label) for line in found if isinstance(line, BudgetLine)] == [
        (D("100.00"), "budget", "万元", "年初预算数"),
        (D("110.00"), "adjusted_budget", "万元", "全年预算数"),
        (D("90.00"), "executed", "万元", "全年执行数"),
    ]
    assert [goal.text.value for goal in found if isinstance(goal, Goal)] == ["完成3项任务。"]
    assert [t.text.value for t in found if isinstance(t, Threshold)] == ["≥100人次"]


def test_a_figure_behind_the_word_of_a_stage_is_of_that_stage_and_a_rate_is_no_money() -> None:
    table = build_merged_table(
        ["项目名称", "某项目>6"],
        ["预算数", "300", "执行数", "287.4", "执行率", "95.8%", ""],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "培训人次", "≥100人次", "120人次", "10", "10"],
    )
    found = performance.extract_performance(build_extractor_context((table, "单位：万元")))
    assert [(line.value.value, line.phase) for line in found if isinstance(line, BudgetLine)] == [(D(300), "budget"), (D("287.4"), "executed")]


def test_money_of_all_years_of_a_project_is_no_level_of_the_year() -> None:
    table = build_merged_table(
        ["项目名称", "某项目>4"],
        ["项目资金（万元）^2", "实施期资金总额>2", "900>2"],
        ["年度资金总额>2", "300>2"],
        ["绩效指标^2", "一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "报告数量", "2份"],
    )
    found = performance.extract_performance(build_extractor_context((table, "项目支出绩效目标表")))
    assert [(line.value.value, line.phase, line.context.concept) for line in found if isinstance(line, BudgetLine)] == [
        (D(900), None, None),
        (D(300), "budget", "expenditure.project"),
    ]


def describe_lines(table: Table, title: str, year: int = 2024) -> list[tuple[object, ...]]:
    """Label, value, year, stage, concept, fund and project of the money of a form."""
    found = performance.extract_performance(build_extractor_context((table, title), year=year))
    return [
        (line.row_label.value, line.value.value, line.fiscal_year, line.phase, line.context.concept, line.context.fund, line.context.project)
        for line in found
        if isinstance(line, BudgetLine) and line.row_label
    ]


LEVELS = ["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "巡查次数", "≥12次"]


def test_a_label_of_a_form_is_money_by_what_it_says_and_by_the_number_behind_it() -> None:
    table = build_merged_table(["项目名称", "堤防巡查", "主管部门", "某县水务局"], ["当年预算", "31.5", "其中：财政拨款", "30"], ["上级补助", "1.5", "项目编码", "20240113"], *LEVELS)
    assert describe_lines(table, "2024年项目支出绩效目标表（单位：万元）") == [
        ("当年预算", D("31.5"), 2024, "budget", "expenditure.project", "all", "堤防巡查"),
        ("其中：财政拨款", D(30), 2024, "budget", "expenditure.project", "fiscal_appropriation", "堤防巡查"),
        ("上级补助", D("1.5"), 2024, "budget", "expenditure.project", "superior_subsidy", "堤防巡查"),
    ]


def test_the_figures_of_the_year_before_have_their_year_and_stage() -> None:
    table = build_merged_table(["项目名称：", "少年书法", "项目类别：", "经常性项目"], ["项目当年预算（元）：", "5,000", "上年预算额（元）：", "4,000"], ["同名项目上年预算执行数（元）：", "3,900", "", ""], *LEVELS)
    assert [row[1:4] + row[6:] for row in describe_lines(table, "财政项目支出绩效目标申报表")] == [
        (D(5000), 2024, "budget", "少年书法"),
        (D(4000), 2023, "prior_budget", "少年书法"),
        (D(3900), 2023, "prior_executed", "少年书法"),
    ]


def test_the_form_of_a_whole_department_names_no_project() -> None:
    table = build_merged_table(["部门名称", "某县水务局>3"], ["部门预算收入（万元）", "640.5", "部门预算支出（万元）", "640.5"], *LEVELS)
    assert [(row[0], row[4], row[6]) for row in describe_lines(table, "部门整体支出绩效目标申报表")] == [("部门预算收入（万元）", "revenue", None), ("部门预算支出（万元）", "expenditure", None)]


def test_any_label_below_heads_of_stages_is_one_of_money() -> None:
    table = build_merged_table(
        ["项目名称", "消防站>4"],
        ["项目资金（万元）^3", "", "年初预算数", "全年预算数", "全年执行数"],
        ["年度资金总额", "12", "15", "14.9"],
        ["来自省级的部分", "2", "5", "5"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "数量指标", "建站数", "1个", "1个"],
    )
    stages = ["budget", "adjusted_budget", "executed"]
    rows = describe_lines(table, "项目支出绩效自评表")
    assert [(row[0], row[3]) for row in rows] == [(label, stage) for label in ("年度资金总额", "来自省级的部分") for stage in stages]


def test_columns_of_funds_of_a_list_without_indicators_are_read() -> None:
    table = build_merged_table(["项目名称", "总额", "财政拨款", "其他资金", "年度绩效目标"], ["古桥修缮", "8", "7.5", "0.5", "完成修缮，消除隐患。"], ["古树保护", "6", "6", "0", "养护40株。"])
    assert [(row[0], row[1], row[5]) for row in describe_lines(table, "项目支出绩效目标表（单位：万元）")] == [
        ("古桥修缮", D(8), None), ("古桥修缮", D("7.5"), "fiscal_appropriation"), ("古桥修缮", D("0.5"), "other"),
        ("古树保护", D(6), None), ("古树保护", D(6), "fiscal_appropriation"), ("古树保护", D(0), "other"),
    ]


def test_funds_below_the_heads_of_lists_are_of_the_side_that_the_head_says() -> None:
    table = build_merged_table(
        ["资金合计", "按收入性质分>3", "按支出性质分>2"],
        ["", "财政拨款", "单位资金", "其他资金", "基本支出", "项目支出"],
        ["900.00", "800.00", "70.00", "30.00", "500.00", "400.00"],
        ["年度目标", "完成全年任务>5"],
        ["一级指标", "二级指标", "三级指标>2", "指标值>2"],
        ["履职效能指标", "重点工作（20分）", "抽查批次>2", "≥12批>2"],
        ["运行成本", "公用经费", "控制率>2", "≤100%>2"],
    )
    title = "部门整体支出绩效目标表\n单位：万元"
    lines = [r for r in extract_records(BudgetLine, table, title) if isinstance(r, BudgetLine)]
    assert [(str(line.value.value), line.row_label, line.context.concept) for line in lines] == [
        ("900.00", None, "expenditure"),
        ("800.00", None, "revenue"),
        ("70.00", None, "revenue"),
        ("30.00", None, "revenue"),
        ("500.00", None, "expenditure.basic"),
        ("400.00", None, "expenditure.project"),
    ]
    levels = [(r.level1 and r.level1.value, r.level2 and r.level2.value) for r in extract_records(Indicator, table, title) if isinstance(r, Indicator)]
    assert levels == [("履职效能", "重点工作"), ("运行成本", "公用经费")]


def test_the_head_of_a_list_may_stand_above_labels_beside_their_figures() -> None:
    table = build_merged_table(
        ["年度预算^3", "资金总额：", "100.00", "", ""],
        ["按收入性质分：", "", "按支出性质分：", ""],
        ["财政拨款", "90.00", "基本支出", "60.00"],
        ["", "其他资金", "10.00", "项目支出", "40.00"],
        ["一级指标", "二级指标", "三级指标", "指标值", "说明"],
        ["社会效应", "经济效益", "减少损失", "≥3%", ""],
    )
    title = "部门整体支出绩效目标表\n单位：万元"
    lines = [r for r in extract_records(BudgetLine, table, title) if isinstance(r, BudgetLine)]
    assert {str(line.value.value): line.context.concept for line in lines} == {
        "100.00": "expenditure",
        "90.00": "revenue",
        "10.00": "revenue",
        "60.00": "expenditure.basic",
        "40.00": "expenditure.project",
    }
