"""Budget lines: two sides, codes in one column or three, 三公 tables lying and standing, tables cut by pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractor.extractors import statutory
from extractor.model.document import Span, Table
from extractor.model.enums import Fund
from extractor.model.issues import Issue
from extractor.model.records import (
    Amount,
    BudgetLine,
    Change,
    Extracted,
    FigureContext,
    Unit,
)
from extractor.tables.model import build_table_record
from tests.table_builders import build_extractor_context, build_merged_table

D = Decimal


def extract_budget_lines(*tables: Table | tuple[Table, str], year: int = 2026, final: bool = False) -> list[Any]:
    return [
        found for found in statutory.extract_budget_lines(build_extractor_context(*tables, year=year, final=final)) if isinstance(found, BudgetLine)
    ]


def extract_changes(*tables: Table | tuple[Table, str], year: int = 2026) -> list[Any]:
    context = build_extractor_context(*tables, year=year)
    return [found for found in statutory.extract_budget_lines(context) if isinstance(found, Change)]


def summarize_line(found: BudgetLine) -> tuple[object, ...]:
    return (found.row_label.value if found.row_label else None, found.column_label, found.item, found.value.value)


def test_a_line_has_its_row_column_code_and_unit_each_with_its_place() -> None:
    table = build_merged_table(["科目编码", "科目名称", "合计", "基本支出"], ["2010301", "  行政运行", "3,452.35", ""])
    given = build_extractor_context((table, "支出预算表\n单位：万元"), year=2026)
    assert list(statutory.extract_budget_lines(given)) == [
        BudgetLine(
            parent=build_table_record(given.tables[0]),
            table_key="B3",
            row_label=Extracted("行政运行", "  行政运行", Span.parse("b2.r2.c2")),
            column_label="合计",
            functional_code=Extracted("2010301", "2010301", Span.parse("b2.r2.c1")),
            economic_code=None,
            item=None,
            value=Extracted(D("3452.35"), "3,452.35", Span.parse("b2.r2.c3"), Unit("万元", "paragraph", Span("tb2").slice(9, 11))),
            value_status="reported",
            fiscal_year=2026,
            phase="budget",
            context=FigureContext("expenditure", Fund.ALL, function_code="2010301", function_name="行政运行"),
        )
    ]


def test_the_two_sides_of_a_table_share_rows_only_by_position() -> None:
    table = build_merged_table(
        ["收入>2", "支出>2"],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", "10.00", "一、一般公共服务支出", "7.00"],
        ["", "", "二、外交支出", "0.00"],
        ["本年收入合计", "10.00", "本年支出合计", "7.00"],
        ["上年结转结余", "1.00", "年终结转结余", "4.00"],
        ["收入总计", "11.00", "支出总计", "11.00"],
    )
    assert [summarize_line(line) for line in extract_budget_lines((table, "收支总表"))] == [
        ("一、一般公共预算拨款收入", "收入/预算数", "revenue.general_public_budget", D("10.00")),
        ("一、一般公共服务支出", "支出/预算数", "expenditure.functional", D("7.00")),
        ("二、外交支出", "支出/预算数", "expenditure.functional", D("0.00")),
        ("本年收入合计", "收入/预算数", None, D("10.00")),
        ("本年支出合计", "支出/预算数", None, D("7.00")),
        ("上年结转结余", "收入/预算数", "revenue.carryover", D("1.00")),
        ("年终结转结余", "支出/预算数", "expenditure.carryforward", D("4.00")),
        ("收入总计", "收入/预算数", "revenue.total", D("11.00")),
        ("支出总计", "支出/预算数", "expenditure.total", D("11.00")),
    ]


def test_line_numbers_between_labels_and_figures_are_no_figures() -> None:
    table = build_merged_table(
        ["收入>3", "支出>3"],
        ["项目", "行次", "决算数", "项目", "行次", "决算数"],
        ["栏次", "", "1", "栏次", "", "2"],
        ["一、事业收入", "1", "5.00", "一、教育支出", "27", "5.00"],
        ["总计", "26", "5.00", "总计", "52", "5.00"],
    )
    found = extract_budget_lines((table, "收入支出决算总表"), year=2019, final=True)
    assert [(summarize_line(line), line.phase, line.table_key) for line in found] == [
        (("一、事业收入", "收入/决算数", "revenue.institution_service", D("5.00")), "executed", "F1"),
        (("一、教育支出", "支出/决算数", "expenditure.functional", D("5.00")), "executed", "F1"),
        (("总计", "收入/决算数", "revenue.total", D("5.00")), "executed", "F1"),
        (("总计", "支出/决算数", "expenditure.total", D("5.00")), "executed", "F1"),
    ]


def test_codes_in_three_columns_are_one_code_and_omitted_parts_are_filled_with_an_issue() -> None:
    table = build_merged_table(
        ["科目编码>3", "功能科目^2", "总  计^2", "基本支出^2"],
        ["类", "款", "项"],
        ["**", "**", "**", "**", "1", "2"],
        ["", "", "", "合计", "9.00", "9.00"],
        ["205", "", "", "教育支出", "9.00", ""],
        ["", "03", "", "职业教育", "9.00", ""],
        ["205", "03", "99", "其他", "9.00", ""],
    )
    found = list(statutory.extract_budget_lines(build_extractor_context((table, "2026年部门支出总体情况表"), year=2026)))
    codes = [
        (f.functional_code, f.class_code and f.class_code.raw, f.group_code and f.group_code.raw, f.item)
        for f in found
        if isinstance(f, BudgetLine)
    ]
    assert codes == [
        (None, None, None, "expenditure.total"),
        (None, None, None, "expenditure.basic"),
        (Extracted("205", "205", Span.parse("b2.r5.c1")), None, None, "expenditure.functional"),
        (Extracted("20503", "03", Span.parse("b2.r6.c2")), None, None, None),
        (Extracted("2050399", "99", Span.parse("b2.r7.c3")), "205", "03", None),
    ]
    assert [f for f in found if isinstance(f, Issue)] == [Issue.build("CODE_CARRIED", "b2")]


@pytest.mark.parametrize(
    ("text", "label", "code"),
    [
        ("[201]一般公共服务支出", "一般公共服务支出", Span.parse("b2.r2.c1[1:4]")),
        ("20101 人大事务", "20101 人大事务", Span.parse("b2.r2.c1[0:5]")),
        ("2010301行政运行", "2010301行政运行", Span.parse("b2.r2.c1[0:7]")),
        ("行政运行（2010101）", "行政运行", Span.parse("b2.r2.c1[5:12]")),
    ],
)
def test_a_code_may_stand_in_the_label(text: str, label: str, code: Span) -> None:
    table = build_merged_table(["功能科目名称", "小计"], [text, "5.00"])
    (found,) = extract_budget_lines((table, "一般公共预算支出情况表"))
    assert found.row_label.value == label
    assert found.functional_code.place == code


def test_economic_subjects_are_known_by_their_codes_on_both_sides() -> None:
    table = build_merged_table(
        ["人员经费>3", "公用经费>3"],
        ["经济分类科目编码", "科目名称", "金额", "经济分类科目编码", "科目名称", "金额"],
        ["301", "工资福利支出", "6.00", "302", "商品和服务支出", "2.00"],
        ["人员经费合计>2", "6.00", "公用经费合计>2", "2.00"],
    )
    found = extract_budget_lines((table, "一般公共预算财政拨款基本支出决算表"), final=True)
    assert [
        (line.row_label.value, line.economic_code and line.economic_code.value, line.column_label) for line in found
    ] == [
        ("工资福利支出", "301", "人员经费/金额"),
        ("商品和服务支出", "302", "公用经费/金额"),
        ("人员经费合计", None, "人员经费/金额"),
        ("公用经费合计", None, "公用经费/金额"),
    ]


def test_three_public_expenses_may_lie_in_a_row_of_two_phases() -> None:
    half = ["合计^2", "因公出国（境）费^2", "公务用车购置及运行费>3", "公务接待费^2"]
    table = build_merged_table(
        ["预算数>6", "决算数>6"],
        [*half, *half],
        ["小计", "购置费", "运行费"] * 2,
        [str(n) for n in range(1, 13)],
        ["3.00", "0.00", "2.00", "0.00", "2.00", "1.00", "1.16", "0.00", "1.00", "0.00", "1.00", "0.16"],
    )
    found = extract_budget_lines((table, "一般公共预算财政拨款“三公”经费支出决算表"), year=2019, final=True)
    names = ["total", "overseas", "vehicles.total", "vehicles.purchase", "vehicles.running", "hospitality"]
    assert [(line.item, line.phase) for line in found] == [
        *((f"three_public.{name}", "budget") for name in names),
        *((f"three_public.{name}", "executed") for name in names),
    ]


def test_a_head_of_the_three_expenses_and_others_has_another_total() -> None:
    table = build_merged_table(
        ["单位名称^3", "“三公”经费及会议费、培训费>5"],
        ["合计^2", "“三公”经费>2", "会议费^2", "培训费^2"],
        ["小计", "公务接待费"],
        ["云岭县水利局", "9.00", "4.00", "4.00", "2.00", "3.00"],
    )
    found = extract_budget_lines((table, "“三公”经费及会议费、培训费支出预算表"), year=2021)
    figures = [(line.item, line.value.raw) for line in found]
    assert figures[:3] == [(None, "9.00"), ("three_public.total", "4.00"), ("three_public.hospitality", "4.00")]


def test_three_public_expenses_may_stand_in_a_column_with_counts_below() -> None:
    table = build_merged_table(
        ["项     目", "2016年度预算数", "2016年度决算数"],
        ["（一）合     计", "66.00", "7.00"],
        ["  公务接待费", "4.00", "0.49"],
        ["    其中：公务用车运行维护费", "62.00", "6.51"],
        ["（二）相关统计数", "────", "────"],
        ["  4.公务用车保有量（辆）", "────", "16"],
    )
    found = extract_budget_lines((table, "2016年一般公共预算财政拨款“三公”经费支出表\n金额单位：元"), year=2016, final=True)
    assert [(summarize_line(line)[2:], line.phase, line.unit, line.value_status) for line in found] == [
        (("three_public.total", D("66.00")), "budget", "元", "reported"),
        (("three_public.total", D("7.00")), "executed", "元", "reported"),
        (("three_public.hospitality", D("4.00")), "budget", "元", "reported"),
        (("three_public.hospitality", D("0.49")), "executed", "元", "reported"),
        (("three_public.vehicles.running", D("62.00")), "budget", "元", "reported"),
        (("three_public.vehicles.running", D("6.51")), "executed", "元", "reported"),
        ((None, None), "budget", None, "dash"),
        ((None, None), "executed", None, "dash"),
        ((None, None), None, None, "dash"),
        ((None, D(16)), None, "辆", "reported"),
    ]
    assert {line.table_key for line in found} == {"F7"}


def test_two_years_side_by_side_keep_their_years_and_a_difference_is_no_level() -> None:
    table = build_merged_table(
        ["项目", "2025年预算数", "2026年预算数", "增减额"],
        ["合计", "4.00", "3.00", "-1.00"],
    )
    found = extract_budget_lines((table, "“三公”经费预算表"))
    assert [(line.fiscal_year, line.phase, line.item, line.value.value) for line in found] == [
        (2025, "prior_budget", "three_public.total", D("4.00")),
        (2026, "budget", "three_public.total", D("3.00")),
        (2026, None, None, D("-1.00")),
    ]
    (change,) = extract_changes((table, "“三公”经费预算表"))
    assert (change.direction, change.value.value, change.value.raw) == ("decrease", D("1.00"), "-1.00")
    assert (change.fiscal_year, change.base_year, change.base_kind) == (2026, 2025, "prior_year_budget")
    assert (change.item, change.context) == ("three_public.total", found[1].context)


def test_years_may_be_rows() -> None:
    table = build_merged_table(
        ["预算单位", "年度", "总计", "公务接待费"],
        ["某办公室", "2025 年", "4.00", "1.00"],
        ["", "2026 年", "3.00", "1.00"],
        ["", "增减变化金额", "-1.00", "0.00"],
    )
    found = extract_budget_lines((table, "财政拨款“三公”经费支出表"))
    assert [(line.fiscal_year, line.phase, line.row_label.value) for line in found[::2]] == [
        (2025, "prior_budget", "2025 年"),
        (2026, "budget", "2026 年"),
        (2026, None, "增减变化金额"),
    ]
    changes = extract_changes((table, "财政拨款“三公”经费支出表"))
    assert [(one.context.concept, one.direction, one.base_year) for one in changes] == [
        ("three_public", "decrease", 2025),
        ("three_public.hospitality", "flat", 2025),
    ]


def test_a_rate_belongs_to_the_difference_beside_it_and_a_share_is_neither() -> None:
    table = build_merged_table(
        ["项目", "2025年决算数", "2026年预算数", "比上年增加", "增长%", "占比%"],
        ["基本支出", "80.00", "90.00", "10.00", "12.5", "75"],
        ["项目支出", "40.00", "30.00", "-10.00", "-25", "25"],
    )
    first, second = extract_changes((table, "部门支出总表"))
    assert (first.direction, first.value.value, first.percent.value) == ("increase", D("10.00"), D("12.5"))
    assert (second.direction, second.value.value, second.percent.value) == ("decrease", D("10.00"), D("25"))
    assert {first.base_kind, second.base_kind} == {"prior_year_executed"}


def test_a_column_of_decreases_says_so_by_its_header() -> None:
    table = build_merged_table(
        ["项目", "上年预算数", "本年预算数", "比上年减少"],
        ["会议费", "5.00", "3.00", "2.00"],
    )
    (change,) = extract_changes((table, "会议费预算表"))
    assert (change.direction, change.value.value) == ("decrease", D("2.00"))


def test_a_total_row_names_what_its_columns_hold() -> None:
    table = build_merged_table(
        ["单位名称^2", "合计^2", "本年收入>3", "上年结转结余>2"],
        ["小计", "一般公共预算", "其他收入", "小计", "一般公共预算"],
        ["合计", "9.00", "8.00", "7.00", "1.00", "1.00", "1.00"],
        ["某局", "9.00", "8.00", "7.00", "1.00", "1.00", "1.00"],
    )
    found = extract_budget_lines((table, "收入总表"))
    assert [line.item for line in found] == [
        "revenue.total", None, "revenue.general_public_budget", "revenue.other", "revenue.carryover", None,
        *[None] * 6,
    ]  # fmt: skip


def test_the_same_words_below_a_balance_are_parts_of_it() -> None:
    table = build_merged_table(
        ["收入>2", "支出>4"],
        ["项目", "金额", "项目", "小计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
        ["一、一般公共预算财政拨款", "8.00", "一、教育支出", "8.00", "8.00", ""],
        ["年初财政拨款结转和结余", "1.00", "年末财政拨款结转和结余", "1.00", "1.00", ""],
        ["一、一般公共预算财政拨款", "1.00", "", "", "", ""],
        ["总计", "9.00", "总计", "9.00", "9.00", "0.00"],
    )
    found = extract_budget_lines((table, "财政拨款收入支出决算总表"), final=True)
    assert [(line.row_label.value, line.item) for line in found if line.item] == [
        ("一、一般公共预算财政拨款", "revenue.general_public_budget"),
        ("总计", "revenue.fiscal_appropriation"),
        ("总计", "fiscal_appropriation.total"),
        ("总计", "fiscal_appropriation.general_public_budget"),
        ("总计", "fiscal_appropriation.government_funds"),
    ]


def test_a_table_cut_by_a_page_names_its_total_once() -> None:
    head = ["科目编码", "科目名称", "合计"]
    first = build_merged_table(head, ["", "合计", "9.00"], ["201", "一般公共服务支出", "5.00"], address="b2")
    second = build_merged_table(head, ["", "合计", "9.00"], ["205", "教育支出", "4.00"], address="b4")
    found = extract_budget_lines((first, "支出总表"), (second, "支出总表"))
    assert [(str(line.place), line.item) for line in found] == [
        ("b2.r2.c3", "expenditure.total"),
        ("b2.r3.c3", "expenditure.functional"),
        ("b4.r2.c3", None),
        ("b4.r3.c3", "expenditure.functional"),
    ]


def test_an_empty_table_and_a_note_give_no_lines() -> None:
    table = build_merged_table(
        ["科目编码", "科目名称", "合计"],
        ["", "合计", ""],
        ["注：本部门2026年没有政府性基金预算，故本表无数据。>3"],
    )
    assert extract_budget_lines((table, "政府性基金预算支出表")) == []


def test_the_figure_of_another_cell_before_a_label_is_not_part_of_it() -> None:
    table = build_merged_table(
        ["收入>2", "支出>2"], ["项目", "预算", "项目", "预算"], ["三、事业收入", "0.00", "0.00三、国防支出", "2.00"]
    )
    found = extract_budget_lines((table, "收支总体情况表"))
    assert found[1].row_label == Extracted("三、国防支出", "三、国防支出", Span.parse("b2.r3.c3[4:10]"))
    assert found[1].item == "expenditure.functional"


def test_a_small_table_of_no_statutory_form_states_amounts() -> None:
    table = build_merged_table(
        ["项目", "金额（万元）", "人数"],
        ["人员经费", "146.27", "9"],
        ["购置办公设备", "——", ""],
        ["合计", "146.27", ""],
    )
    unit = Unit("万元", "column", Span.parse("b2.r1.c2[3:5]"))
    found = list(statutory.extract_budget_lines(build_extractor_context((table, "经费安排"), year=2020)))
    assert found[0] == Amount(
        "expenditure.personnel", Extracted("人员经费", "人员经费", Span.parse("b2.r2.c1")),
        Extracted(D("146.27"), "146.27", Span.parse("b2.r2.c2"), unit), "reported", 2020, "budget", "table", None,
        FigureContext("expenditure.personnel", "all"),
    )  # fmt: skip
    assert [(a.label.value, a.value.value) for a in found if isinstance(a, Amount) and a.label] == [
        ("人员经费", D("146.27")),
        ("合计", D("146.27")),
    ]


def test_the_three_expenses_make_a_table_theirs_whatever_its_title() -> None:
    horizontal = build_merged_table(
        ["因公出国（境）费^2", "公务接待费^2", "公务用车>2"],
        ["购置费", "运行费"],
        ["0.00", "1.00", "0.00", "2.00"],
    )
    vertical = build_merged_table(
        ["项目", "2020年"], ["1、因公出国（境）费", "0.00"], ["2、公务接待费", "1.00"], ["3、公务用车运行费", "2.00"]
    )
    for table in (horizontal, vertical):
        found = extract_budget_lines((table, "某表\n单位：万元"), year=2020)
        assert {line.table_key for line in found} == {"B7"}
        assert {line.item for line in found} >= {
            "three_public.overseas",
            "three_public.hospitality",
            "three_public.vehicles.running",
        }


def list_concepts(table: Table, caption: str, **options: Any) -> dict[tuple[str | None, str], str | None]:
    lines = extract_budget_lines((table, caption), **options)
    return {(line.row_label.value if line.row_label else None, (line.column_label or "").split("/")[-1]): line.context.concept for line in lines}


def test_columns_of_funds_take_the_direction_of_their_side() -> None:
    table = build_merged_table(
        ["收入>2", "支出>4"],
        ["项目", "决算数", "项目", "小计", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"],
        ["一、政府性基金预算财政拨款", "8.00", "一、教育支出", "7.00", "7.00", "0.00"],
        ["本年收入合计", "8.00", "本年支出合计", "7.00", "7.00", "0.00"],
    )
    found = list_concepts(table, "财政拨款收入支出决算总表", year=2019, final=True)
    assert found["一、政府性基金预算财政拨款", "决算数"] == "revenue"
    assert {key: concept for key, concept in found.items() if "支出" in (key[0] or "")} == {
        (label, column): "expenditure"
        for label in ("一、教育支出", "本年支出合计")
        for column in ("小计", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    }


def test_columns_of_funds_hold_what_the_title_lists_even_where_they_are_called_revenue() -> None:
    table = build_merged_table(
        ["项目名称^2", "总计^2", "财政拨款>2", "事业收入^2"],
        ["小计", "一般公共预算拨款"],
        ["合计", "9.00", "8.00", "8.00", "1.00"],
        ["校舍修缮", "9.00", "8.00", "8.00", "1.00"],
    )
    assert set(list_concepts(table, "项目支出预算明细表").values()) == {"expenditure.project"}


def test_a_column_of_a_fund_below_a_balance_holds_a_part_of_the_balance() -> None:
    table = build_merged_table(
        ["单位名称^2", "合计^2", "本年收入>2", "上年结转结余>2"],
        ["小计", "一般公共预算", "小计", "单位资金"],
        ["合计", "9.00", "6.00", "6.00", "3.00", "3.00"],
    )
    found = extract_budget_lines((table, "部门收入总表"))
    assert [(line.context.concept, line.context.fund) for line in found] == [
        ("revenue", Fund.ALL),
        ("revenue", Fund.ALL),
        ("revenue", Fund.GENERAL_PUBLIC_BUDGET),
        ("carried_in", Fund.ALL),
        ("carried_in", Fund.UNIT_FUNDS),
    ]


def test_a_fund_named_again_below_a_balance_is_a_part_of_the_balance() -> None:
    table = build_merged_table(
        ["收入>2", "支出>2"],
        ["项目", "决算数", "项目", "决算数"],
        ["一、政府性基金预算财政拨款", "8.00", "一、教育支出", "9.00"],
        ["本年收入合计", "8.00", "本年支出合计", "9.00"],
        ["年初财政拨款结转和结余", "1.00", "", ""],
        ["政府性基金预算财政拨款", "1.00", "", ""],
    )
    lines = extract_budget_lines((table, "财政拨款收入支出决算总表"), year=2019, final=True)
    found = [line.context.concept for line in lines if line.column_label == "收入/决算数"]
    assert found == ["revenue", "revenue", "carried_in", "carried_in"]


def test_classes_of_basic_expenditure_are_classes_whatever_heads_their_side() -> None:
    table = build_merged_table(
        ["人员经费>3", "公用经费>3"],
        ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
        ["301", "工资福利支出", "5.00", "302", "商品和服务支出", "3.00"],
        ["30101", "基本工资", "5.00", "30216", "培训费", "3.00"],
        ["人员经费合计", "", "5.00", "公用经费合计", "", "3.00"],
    )
    found = list_concepts(table, "一般公共预算财政拨款基本支出决算表", year=2019, final=True)
    assert list(found.values()) == ["expenditure"] * 4 + ["expenditure.personnel", "expenditure.public"]


def test_a_column_that_holds_a_part_of_an_expense_is_no_other_figure_of_it() -> None:
    table = build_merged_table(
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["30216", "培训费", "3.00", "1.00", "2.00"],
        ["30211", "差旅费", "4.00", "4.00", ""],
    )
    found = list_concepts(table, "部门支出表（按经济分类）")
    assert found == {
        ("培训费", "合计"): "training",
        ("培训费", "基本支出"): "expenditure.basic",
        ("培训费", "项目支出"): "expenditure.project",
        ("差旅费", "合计"): "travel",
        ("差旅费", "基本支出"): "expenditure.basic",
    }


def test_the_row_of_the_office_among_classes_is_the_whole_of_the_table() -> None:
    table = build_merged_table(
        ["科目编码", "科目名称", "总计", "基本支出"],
        ["", "测试局", "9.00", "9.00"],
        ["2050101", "行政运行", "9.00", "9.00"],
    )
    found = list_concepts(table, "支出总表")
    assert found["行政运行", "总计"] == "expenditure"


def test_codes_of_units_are_no_economic_classes() -> None:
    table = build_merged_table(
        ["单位编码", "项目名称", "项目金额"],
        ["412001", "河道整治", "4.00"],
        ["412001", "水库巡查", "5.00"],
    )
    lines = extract_budget_lines((table, "项目支出表"))
    assert [(line.economic_code, line.context.project) for line in lines] == [(None, "河道整治"), (None, "水库巡查")]


def test_units_head_their_rows_also_where_their_table_goes_on() -> None:
    head = ["支出项目", "总计", "一般公共预算"]
    first = build_merged_table(head, ["合计", "9.00", "9.00"], ["测试局", "7.00", "7.00"], ["河道整治", "4.00", "4.00"])
    rest = build_merged_table(head, ["水库巡查", "3.00", "3.00"], ["测试局信息中心", "2.00", "2.00"], ["系统运维", "2.00", "2.00"], address="b4")
    given = build_extractor_context((first, "项目支出表"), rest, year=2026)
    given.name_variants = ("测试局",)
    lines = [found for found in statutory.extract_budget_lines(given) if isinstance(found, BudgetLine)]
    found = {line.row_label.value: (line.context.entity, line.context.entity_name) for line in lines if line.row_label}
    assert found == {
        "合计": ("whole", None),
        "测试局": ("own", "测试局"),
        "河道整治": ("own", "测试局"),
        "水库巡查": ("own", "测试局"),
        "测试局信息中心": ("unit", "测试局信息中心"),
        "系统运维": ("unit", "测试局信息中心"),
    }


def test_a_subtotal_of_the_year_is_its_revenue_or_expenditure() -> None:
    table = build_merged_table(
        ["收入项目", "预算数", "支出项目", "预算数"],
        ["一、事业收入", "5.00", "一、教育支出", "6.00"],
        ["本年收入小计", "5.00", "本年支出小计", "6.00"],
        ["收入总计", "6.00", "支出总计", "6.00"],
    )
    lines = extract_budget_lines((table, "收支总表"))
    found = [(line.context.concept, line.context.scope) for line in lines if (line.row_label.value if line.row_label else "").startswith("本年")]
    assert found == [("revenue", "year"), ("expenditure", "year")]
