"""A label is an owner, a period, a fund, a head and aspects: the head says what, the fund which money."""

from __future__ import annotations

import pytest

from extractor.lexicon.label_parser import (
    ParsedLabel,
    describe_class,
    describe_figure,
    find_fund,
    parse_label,
)
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.records import FigureContext
from extractor.schema.concepts import find_item, load_concept_definitions, load_concepts

BASE = load_bundled_lexicons()["base"]


@pytest.mark.parametrize(
    ("label", "item", "context"),
    [
        ("收入总计", "revenue.total", FigureContext("revenue", "all", "all")),
        ("本年收入合计", "revenue.total", FigureContext("revenue", "all", "year")),
        ("收入预算", "revenue.total", FigureContext("revenue", "all")),
        ("医疗（事业）收入", "revenue.institution_service", FigureContext("revenue", "institution_service")),
        ("学费（事业）收入", "revenue.institution_service", FigureContext("revenue", "institution_service")),
        ("财政拨款支出总计", "fiscal_appropriation.total", FigureContext("expenditure", "fiscal_appropriation", "all")),
        ("一般预算收入", "revenue.general_public_budget", FigureContext("revenue", "general_public_budget")),
        ("预算内支出", "fiscal_appropriation.general_public_budget", FigureContext("expenditure", "general_public_budget")),
        ("基本支出", "expenditure.basic", FigureContext("expenditure.basic", "all")),
        ("2024年本单位基本支出预算", "expenditure.basic", FigureContext("expenditure.basic", "all")),
        ("政府性基金预算安排的项目支出", "expenditure.project", FigureContext("expenditure.project", "government_funds")),
        ("公用经费一般公共预算财政拨款", "expenditure.public", FigureContext("expenditure.public", "general_public_budget")),
        ("事业收入安排的支出", "expenditure.total", FigureContext("expenditure", "institution_service")),
        ("上年结转安排的项目支出", "expenditure.project", FigureContext("expenditure.project", "carryover")),
        ("政府性基金预算财政拨款年末结转和结余", "expenditure.carryforward", FigureContext("carried_out", "government_funds")),
        ("上年结转资金收入", "revenue.carryover", FigureContext("carried_in", "all")),
        ("公务接待费支出", "three_public.hospitality", FigureContext("three_public.hospitality", "fiscal_appropriation")),
        ("一般公共预算“三公”经费", "three_public.total", FigureContext("three_public", "general_public_budget")),
    ],
)
def test_a_fund_is_kept_apart_from_the_head_and_aspects_change_nothing(label: str, item: str, context: FigureContext) -> None:
    assert parse_label(BASE, label) == ParsedLabel(item, context)


@pytest.mark.parametrize("label", ["敬老院专项经费", "教师培训项目支出", "非税收入", "驻村工作队经费", "收入（支出）总计"])
def test_a_word_that_is_none_of_these_restricts_the_head(label: str) -> None:
    assert parse_label(BASE, label) == ParsedLabel(None, FigureContext())


@pytest.mark.parametrize(
    ("label", "item", "code", "name"),
    [
        ("住房保障支出（类）", "expenditure.functional", "221", "住房保障支出"),
        ("住房保障（类）支出", "expenditure.functional", "221", "住房保障"),
        ("农林水支出类科目", "expenditure.functional", "213", "农林水支出"),
        ("卫生健康支出(210)", "expenditure.functional", "210", "卫生健康支出"),
        ("教育支出（类）普通教育（款）小学教育（项）", "expenditure.functional", "2050202", "小学教育"),
        ("2050202小学教育", "expenditure.functional", "2050202", "小学教育"),
        ("小学教育（2050202）", "expenditure.functional", "2050202", "小学教育"),
        ("住房改革支出（款）住房公积金（项）支出", "expenditure.functional", "2210201", "住房公积金"),
    ],
)
def test_a_class_is_known_by_its_code_its_levels_or_as_the_highest_by_its_name(label: str, item: str, code: str, name: str) -> None:
    assert parse_label(BASE, label) == ParsedLabel(item, FigureContext("expenditure", function_code=code, function_name=name))


def test_the_fund_of_a_class_is_part_of_its_label() -> None:
    parsed = parse_label(BASE, "一般公共预算财政拨款教育支出")
    assert parsed.context == FigureContext("expenditure", "general_public_budget", function_code="205", function_name="教育支出")


def test_an_economic_class_of_any_level_is_known_by_its_name_unless_it_is_a_function_too() -> None:
    assert parse_label(BASE, "印刷费").context == FigureContext("expenditure", economic_code="30202", economic_name="印刷费")
    assert parse_label(BASE, "住房公积金") == ParsedLabel(None, FigureContext())
    assert describe_class("30113").economic_name == "住房公积金"


def test_several_budgets_together_are_fiscal_appropriation() -> None:
    assert find_fund(BASE, "一般公共预算和政府性基金预算财政拨款") == "fiscal_appropriation"
    assert find_fund(BASE, "非财政拨款资金") == "unit_funds"
    assert find_fund(BASE, "一般公共预算和事业收入") is None
    assert find_fund(BASE, "部门预算") is None


def test_a_figure_whose_label_says_less_than_its_item_has_the_context_of_the_item() -> None:
    assert describe_figure(BASE, "fiscal_appropriation.total", "本年支出合计") == FigureContext("expenditure", "fiscal_appropriation", "year")
    assert describe_figure(BASE, "revenue.total", "收入总计") == FigureContext("revenue", "all", "all")


def test_every_item_leads_to_a_concept_with_a_definition_and_back() -> None:
    definitions = load_concept_definitions()
    for item in load_concepts().values():
        assert item.concept in definitions, item.id
        if not item.breakdown:
            assert find_item(item.concept, item.fund) == item.id
    assert all(one.definition_zh and one.definition_en and one.source for one in definitions.values())
