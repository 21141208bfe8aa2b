"""Columns by where they stand: labels left of figures, sides, units, periods, repeated headers."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.extractors import statutory
from extractor.model.document import Table
from extractor.model.records import BudgetLine
from extractor.tables.caption import find_title_key
from extractor.tables.periods import PeriodMention, parse_period
from tests.table_builders import (
    BASE_LEXICON,
    build_extractor_context,
    build_merged_table,
)


def extract_lines(*tables: Table | tuple[Table, str], year: int = 2024) -> list[BudgetLine]:
    context = build_extractor_context(*tables, year=year, final=False)
    return [line for line in statutory.extract_budget_lines(context) if isinstance(line, BudgetLine)]


def list_labels(lines: list[BudgetLine]) -> dict[str, Any]:
    return {line.value.raw: line.row_label.value if line.row_label else None for line in lines}


def test_each_figure_has_the_label_left_of_it_whatever_the_head_says() -> None:
    table = build_merged_table(
        ["资金渠道", "本年", "用途分类", "本年", "按政府科目", "本年"],
        ["财政拨款", "11.00", "教育支出", "7.00", "机关工资福利支出", "5.00"],
        ["事业收入", "2.00", "住房保障支出", "6.00", "机关商品和服务支出", "8.00"],
    )
    assert list_labels(extract_lines((table, "部门收支总表\n单位：万元"))) == {
        "11.00": "财政拨款", "7.00": "教育支出", "5.00": "机关工资福利支出",
        "2.00": "事业收入", "6.00": "住房保障支出", "8.00": "机关商品和服务支出",
    }  # fmt: skip


def test_words_below_the_head_of_figures_name_the_rows() -> None:
    table = build_merged_table(
        ["项目", "2024年预算数>2"],
        ["办公类^2", "办公耗材", "1.10"],
        ["打印维护", "2.20"],
        ["业务类", "田间调查", "3.30"],
    )
    lines = extract_lines((table, "项目经费表\n单位：万元"))
    assert list_labels(lines) == {"1.10": "办公耗材", "2.20": "打印维护", "3.30": "田间调查"}


def test_a_period_over_the_full_width_holds_for_the_rows_below_it() -> None:
    table = build_merged_table(
        ["因公出国（境）费", "公务接待费", "会议费"],
        ["2024年预算数>3"],
        ["1.10", "2.20", "3.30"],
        ["2023年预算数>3"],
        ["4.40", "5.50", "6.60"],
    )
    years = {line.value.raw: line.fiscal_year for line in extract_lines((table, "“三公”经费、会议费预算表\n单位：万元"))}
    assert years == {"1.10": 2024, "2.20": 2024, "3.30": 2024, "4.40": 2023, "5.50": 2023, "6.60": 2023}


def test_remarks_beside_levels_of_two_years_make_no_form_of_targets() -> None:
    table = build_merged_table(
        ["项目", "2023年预算数", "2024年预算数", "增减额", "备注"],
        ["一、收入合计", "5.00", "6.00", "1.00", ""],
        ["二、支出合计", "5.00", "6.00", "1.00", "调资"],
    )
    lines = extract_lines((table, "某局2024年部门预算公开表\n单位：万元"))
    found = [(line.context.concept, line.fiscal_year) for line in lines if line.phase]
    assert found == [("revenue", 2023), ("revenue", 2024), ("expenditure", 2023), ("expenditure", 2024)]


def test_a_column_that_says_the_nature_of_rows_names_none() -> None:
    table = build_merged_table(
        ["科目编码", "功能科目", "资金性质", "合计", "基本支出"],
        ["205", "教育支出", "财政拨款", "9.00", "4.00"],
        ["221", "住房保障支出", "财政拨款", "3.00", "3.50"],
    )
    lines = extract_lines((table, "部门支出总表\n单位：万元"))
    assert list_labels(lines) == {"9.00": "教育支出", "4.00": "教育支出", "3.00": "住房保障支出", "3.50": "住房保障支出"}


def test_a_unit_on_the_first_row_of_its_group_is_that_of_all_its_rows() -> None:
    table = build_merged_table(
        ["预算单位", "科目编码", "科目名称", "合计"],
        ["合计", "", "", "30.00"],
        ["县林业站", "", "", "20.00"],
        ["", "213", "农林水支出", "20.01"],
        ["县苗圃", "", "", "10.00"],
        ["", "213", "农林水支出", "10.01"],
    )
    lines = extract_lines((table, "部门支出总表\n单位：万元"))
    assert [(line.value.raw, line.unit_name and line.unit_name.value) for line in lines] == [
        ("30.00", None), ("20.00", None), ("20.01", "县林业站"), ("10.00", None), ("10.01", "县苗圃"),
    ]  # fmt: skip
    assert [line.context.entity_name for line in lines] == [None, "县林业站", "县林业站", "县苗圃", "县苗圃"]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("上年", PeriodMention(None, None, True)),
        ("去年决算数", PeriodMention("executed", None, True)),
        ("2023年度部门预算", PeriodMention("budget", 2023, False)),
        ("上年预计执行数", PeriodMention("executed", None, True)),
        ("调整后预算数", PeriodMention("adjusted_budget", None, False)),
        ("较上年增加", PeriodMention("difference", None, False)),
        ("上年结转", PeriodMention()),
    ],
)
def test_a_period_is_read_word_by_word_and_only_where_nothing_else_is_said(text: str, mention: PeriodMention) -> None:
    assert parse_period(text, True, BASE_LEXICON) == mention


def test_last_year_and_this_year_may_stand_in_any_order() -> None:
    table = build_merged_table(
        ["项目", "当年", "上年"],
        ["公务接待费", "1.10", "2.20"],
        ["因公出国（境）费", "0.30", "0.40"],
        ["公务用车运行维护费", "5.50", "6.60"],
    )
    lines = extract_lines((table, "“三公”经费预算表\n单位：万元"))
    assert {(line.value.raw, line.fiscal_year, line.phase) for line in lines} >= {
        ("1.10", 2024, "budget"), ("2.20", 2023, "prior_budget"), ("5.50", 2024, "budget"),
    }  # fmt: skip


def test_a_total_is_that_of_the_three_expenses_only_where_it_sums_them() -> None:
    table = build_merged_table(
        ["合计^2", "“三公”经费>3", "会议费^2"],
        ["小计", "公务接待费", "公务用车运行维护费"],
        ["9.00", "5.00", "2.00", "3.00", "4.00"],
    )
    lines = extract_lines((table, "“三公”经费及会议费支出预算表\n单位：万元"))
    assert [line.value.raw for line in lines if line.item == "three_public.total"] == ["5.00"]


def test_a_header_and_column_numbers_that_a_page_break_repeats_are_no_rows() -> None:
    table = build_merged_table(
        ["科目编码", "科目名称", "合计"],
        ["栏次>2", "1"],
        ["205", "教育支出", "9.00"],
        ["科目编码", "科目名称", "合计"],
        ["栏次>2", "1"],
        ["221", "住房保障支出", "3.00"],
    )
    lines = extract_lines((table, "部门支出总表\n单位：万元"))
    assert list_labels(lines) == {"9.00": "教育支出", "3.00": "住房保障支出"}


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("2023年某局财政拨款收支预算明细表", "B4"),
        ("一般公共预算财政拨款支出明细表（按经济分类）", "B5"),
        ("2016年度公共财政预算支出表", "B5"),
        ("政府性基金预算财政拨款支出决算明细表", "F8"),
        ("部门收入支出预算情况一览表", "B1"),
        ("人员经费支出明细表", "statutory"),
        ("在职人员名册表", None),
    ],
)
def test_a_title_is_parsed_by_its_fund_and_by_what_it_lists(title: str, key: str | None) -> None:
    assert find_title_key(title, BASE_LEXICON) == key


def test_a_title_cut_in_two_is_joined() -> None:
    table = build_merged_table(["科目编码", "科目名称", "合计"], ["205", "教育支出", "9.00"])
    context = build_extractor_context((table, "2023年部门一般公共预算\n支出情况表\n单位：元"), year=2023)
    (parsed,) = context.tables
    assert (parsed.title.value, parsed.table_key) == ("2023年部门一般公共预算支出情况表", "B5")


def test_a_line_has_the_fund_of_its_table_and_the_concept_of_its_column() -> None:
    table = build_merged_table(
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "9.00", "4.00", "5.00"],
        ["205", "教育支出", "9.01", "4.01", "5.01"],
    )
    lines = extract_lines((table, "一般公共预算支出表\n单位：万元"))
    assert [(line.context.concept, line.context.fund, line.context.function_code) for line in lines] == [
        ("expenditure", "general_public_budget", None),
        ("expenditure.basic", "general_public_budget", None),
        ("expenditure.project", "general_public_budget", None),
        ("expenditure", "general_public_budget", "205"),
        ("expenditure.basic", "general_public_budget", "205"),
        ("expenditure.project", "general_public_budget", "205"),
    ]


def test_a_column_of_units_may_print_two_in_one_cell() -> None:
    table = build_merged_table(["项目", "单位", "预算数"], ["公务接待费", "万元", "3.00"], ["公务接待", "批次、人次", "40"])
    lines = extract_lines((table, "“三公”经费支出预算表"))
    assert [(line.value.unit.name, line.unit_name) for line in lines if line.value.unit] == [("万元", None), ("批次、人次", None)]
