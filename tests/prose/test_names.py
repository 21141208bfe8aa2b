"""What a sum is of where its name is short, looser or elsewhere: sentences of our own making."""

from __future__ import annotations

import pytest

from extractor.text.list_numbers import parse_list_number
from tests.prose.test_wordings import list_mentions

BUDGETS = [
    # a remark inside a name, with marks that end no clause
    ("政府性基金（彩票公益金）收入8万元", ["revenue.government_funds 8 2021 budget"]),
    (
        "收入预算60万元：事业收入（培训费，缴专户后返还）50万元；其他收入10万元",
        ["revenue.total 60 2021 budget", "revenue.institution_service 50 2021 budget", "revenue.other 10 2021 budget"],
    ),
    # two names without a number, and which of them a sum is of
    (
        "“三公”经费9万元，均为公务接待费和公务用车运行维护费，前者4万元、后者5万元",
        ["three_public.total 9 2021 budget", "three_public.hospitality 4 2021 budget", "three_public.vehicles.running 5 2021 budget"],
    ),
    # the only part
    ("收入只有事业收入一项，计63万元", ["revenue.institution_service 63 2021 budget"]),
    # units, by what their figures add up to
    (
        "支出预算90万元。局机关40万元，水管站30万元，灌区管护段20万元",
        ["expenditure.total 90 2021 budget"] + [f"expenditure.total {value} 2021 budget" for value in (40, 30, 20)],
    ),
    # what is left of expenditure without basic expenditure
    (
        "支出预算90万元，基本支出60万元，另有30万元用来办事情",
        ["expenditure.total 90 2021 budget", "expenditure.basic 60 2021 budget", "expenditure.project 30 2021 budget"],
    ),
    # names and numbers in one order
    (
        "公务接待费、公务用车购置费、公务用车运行维护费预算依次为1万元、0万元、2万元",
        ["three_public.hospitality 1 2021 budget", "three_public.vehicles.purchase 0 2021 budget", "three_public.vehicles.running 2 2021 budget"],
    ),
    # looser verbs
    ("三公经费今年只留9万元", ["three_public.total 9 2021 budget"]),
    ("公务接待费实际花了3万元", ["three_public.hospitality 3 2021 budget"]),
    # what a reason takes away or adds, and the parts of a change, are no levels
    (
        "培训费9万元，比上年减少5万元，主要是压减网络学习费3万元、资料印制费2万元",
        ["training 9 2021 budget", "training decrease 5 2020 unstated None"],
    ),
    ("支出预算90万元，较上年增加9万元。增加的9万元里，调资占6万元，新车占3万元", ["expenditure.total 90 2021 budget", "expenditure.total increase 9 2020 unstated None"]),
    # prices that follow a price
    ("生均公用经费标准由每生600元提高到700元", []),
]

FINALS = [
    ("决算收入60万元、决算支出50万元", ["revenue.total 60 2021 executed", "expenditure.total 50 2021 executed"]),
    ("收入60万元，支出50万元，收大于支10万元", ["revenue.total 60 2021 executed", "expenditure.total 50 2021 executed"]),
    (
        "年末结转和结余8万元，较年初的10万元下降20%",
        ["expenditure.carryforward 8 2021 executed", "revenue.carryover 10 2021 executed", "expenditure.carryforward decrease None 2020 unstated 20"],
    ),
    (
        "年初结转和结余与年末结转和结余分别为10万元和8万元",
        ["revenue.carryover 10 2021 executed", "expenditure.carryforward 8 2021 executed"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), BUDGETS)
def test_short_names_in_budgets(text: str, expected: list[str]) -> None:
    assert list_mentions(text + "。") == expected


@pytest.mark.parametrize(("text", "expected"), FINALS)
def test_short_names_in_final_accounts(text: str, expected: list[str]) -> None:
    assert list_mentions(text + "。", final=True) == expected


@pytest.mark.parametrize("title", ["第三部分 十、政府采购", "三、（一）政府采购", "第二部分（四）政府采购"])
def test_a_number_below_another_belongs_to_it(title: str) -> None:
    number = parse_list_number(title)
    assert number is not None and title[number.end :] == "政府采购"
