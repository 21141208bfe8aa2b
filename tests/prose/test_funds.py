"""The fund of an amount: what is written nearest, else what governs it; never that of a sibling.

Each sentence is of our own making: section, heading, words, and the fund of each amount in its order (``-`` where none is said).
"""

from __future__ import annotations

import pytest

from extractor.lexicon.label_parser import find_fund
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.labels import find_concept
from extractor.prose.mentions import AmountMention, LabelledThing, LineContext
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

LEXICON = load_bundled_lexicons()["base"]
SHORT = {
    "fiscal_appropriation": "fa",
    "general_public_budget": "gpb",
    "government_funds": "gf",
    "state_capital": "sc",
    "unit_funds": "unit",
    "institution_service": "service",
    "fiscal_special_account": "special",
}


def list_funds(key: str, title: str, text: str) -> str:
    """Value and fund of each amount."""
    line = build_line(title)
    heading = LabelledThing(line.extract_text(0, len(title)), find_concept(LEXICON, title, key))
    context = LineContext(2024, False, key, heading, fund=find_fund(LEXICON, title))
    mentions = parse_line(build_line(text), 0, context, LEXICON)
    amounts = [one for one in mentions if isinstance(one, AmountMention)]
    return "; ".join(f"{one.value.value} {SHORT.get(one.subject.fund or '-', one.subject.fund or '-')}" for one in amounts)


WHOLES = [
    # what was carried over pays a part of all, and comes into one fund
    ("expenditure", "支出预算", "支出预算100万元，其中：财政拨款安排60万元，上年结转安排40万元。", "100 all; 60 fa; 40 carryover"),
    ("government_funds", "政府性基金预算支出", "政府性基金预算支出100万元，其中上年结转资金安排40万元。", "100 gf; 40 gf"),
    ("expenditure", "支出预算", "支出预算480万元，按功能科目列：教育支出400万元，卫生健康支出80万元。", "480 all; 400 all; 80 all"),
    ("expenditure", "支出预算", "全部支出分为：1.农林水支出30.5万元；2.住房保障支出4万元。", "30.5 all; 4 all"),
    ("expenditure", "一般公共预算支出情况", "教育支出（类）400万元，住房保障支出（类）80万元。", "400 gpb; 80 gpb"),
    ("expenditure", "政府性基金预算支出", "安排项目支出60万元。", "60 gf"),
    ("expenditure", "支出情况", "一般公共预算支出80万元，其中：基本支出50万元，项目支出30万元。", "80 gpb; 50 gpb; 30 gpb"),
    ("expenditure", "支出情况", "财政拨款支出主要用于以下方面：教育支出70万元，占70%；住房保障支出30万元，占30%。", "70 fa; 30 fa"),
    ("expenditure", "支出情况", "一般公共预算支出80万元（基本支出50万元、项目支出30万元）。政府性基金支出9万元（项目支出9万元）。", "80 gpb; 50 gpb; 30 gpb; 9 gf; 9 gf"),
]

SIBLINGS = [
    ("revenue", "收入预算", "收入预算100万元，其中：一般公共预算拨款收入70万元、政府性基金预算拨款收入20万元、上年结转10万元。", "100 all; 70 gpb; 20 gf; 10 all"),
    ("budget_overview", "收支总体情况", "收支总预算100万元。收入来源：财政专户管理资金收入90万元、上年结转10万元；支出包括：教育支出99万元、住房保障支出1万元。", "100 -; 100 -; 90 special; 10 all; 99 all; 1 all"),
    ("budget_overview", "财政拨款收支", "财政拨款收支总预算100万元。收入包括：一般公共预算拨款90万元、国有资本经营预算拨款10万元；支出包括：教育支出99万元、住房保障支出1万元。", "100 fa; 100 fa; 90 gpb; 10 sc; 99 fa; 1 fa"),
    ("budget_overview", "收支情况", "1、收入：公共预算拨款40万元；2、支出：教育支出38万元；住房保障支出2万元。", "40 gpb; 38 all; 2 all"),
    ("budget_overview", "收支情况", "2024年预算内收入86万元，其中经费拨款81万元。支出预算86万元，人员支出50万元，公用支出36万元。", "86 gpb; 81 gpb; 86 all; 50 all; 36 all"),
]

EXPENSES = [
    ("three_public", "一般公共预算“三公”经费情况", "“三公”经费3万元，其中：公务接待费1万元，公务用车运行费2万元。", "3 gpb; 1 gpb; 2 gpb"),
    ("three_public", "“三公”经费情况", "一般公共预算安排的“三公”经费3万元，其中公务接待费1万元、公务用车运行费2万元。", "3 gpb; 1 gpb; 2 gpb"),
    ("three_public", "“三公”经费情况", "一般公共预算“三公”经费3万元。其中：公务接待费1万元，公务用车运行费2万元。", "3 gpb; 1 gpb; 2 gpb"),
    ("three_public", "“三公”经费情况", "“三公”经费3万元，其中公务接待费1万元。", "3 -; 1 -"),
    ("three_public", "“三公”经费情况", "“三公”经费均由事业收入列支：公务接待费1万元，公务用车运行费2万元。", "1 service; 2 service"),
    ("three_public", "“三公”经费情况", "单位资金安排公务接待费1万元、公务用车运行费2万元。", "1 unit; 2 unit"),
    ("operating_expenses", "其他事项", "1.机关运行经费。一般公共预算安排的机关运行经费40万元。2.政府采购。政府采购预算50万元，其中货物20万元。", "40 gpb; 50 -; 20 -"),
    ("results_overview", "一般公共预算财政拨款支出情况", "财政拨款支出90万元，其中基本支出60万元。", "90 gpb; 60 gpb"),
]


@pytest.mark.parametrize(("key", "title", "text", "expected"), WHOLES + SIBLINGS + EXPENSES)
def test_an_amount_is_of_the_fund_that_is_written_nearest_or_governs_it(key: str, title: str, text: str, expected: str) -> None:
    assert list_funds(key, title, text) == expected
