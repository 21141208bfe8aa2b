"""What one line says in numbers."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.labels import find_concept
from extractor.prose.mentions import (
    AmountMention,
    ChangeMention,
    CountMention,
    LineContext,
)
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

BASE_LEXICON = load_bundled_lexicons()["base"]


def list_mentions(text: str, key: str | None = None, year: int = 2020, final: bool = False) -> list[tuple[object, ...]]:
    """Amounts as (label, item, value, unit, year, phase), changes as (label, item, direction, value, base year, base
    kind, stated, percent, reason), counts as (subject, value, unit)."""
    found: list[tuple[object, ...]] = []
    for one in parse_line(build_line(text), 0, LineContext(year, final, key, owner_names=("开平区信访局",)), BASE_LEXICON):
        if isinstance(one, AmountMention):
            label = one.subject.label.value if one.subject.label else None
            unit = one.value.unit.name if one.value.unit else None
            found.append((label, one.subject.concept, str(one.value.value), unit, one.year, one.stage))
        elif isinstance(one, ChangeMention):
            label = one.subject.label.value if one.subject.label else None
            value = None if one.value.value is None else str(one.value.value)
            percent = str(one.percent.value) if one.percent else None
            reason = one.reason.value if one.reason else None
            found.append(
                (label, one.subject.concept, one.direction, value, one.base_year, one.base_kind, one.stated, percent, reason)
            )
        else:
            assert isinstance(one, CountMention)
            found.append((one.subject.value if one.subject else None, str(one.value.value), one.unit))
    return found


AMOUNTS = [
    ("2020年预算收入共计165.47万元。", [("预算收入", "revenue.total", "165.47", "万元", 2020, "budget")]),
    ("机关运行经费共计安排1,935.36 万元", [("机关运行经费", "operating_expenses.total", "1935.36", "万元", 2020, "budget")]),
    ("（1）行政运行（2080101）5226.96万元", [("行政运行", "expenditure.functional", "5226.96", "万元", 2020, "budget")]),
    ("2019年支出预算为240.00万元", [("支出预算", "expenditure.total", "240.00", "万元", 2019, "prior_budget")]),
    (
        "截至2018年12月31日，我局固定资产总额为186.75万元",
        [("固定资产总额", "assets.fixed.total", "186.75", "万元", 2018, "stock")],
    ),
    ("三公经费预算86,000.00元", [("三公经费预算", "three_public.total", "86000.00", "元", 2020, "budget")]),
    ("开平区信访局委托业务费3万元", [("委托业务费", "expenditure.economic", "3", "万元", 2020, "budget")]),
    (
        "基本支出12万元（人员经费10万元，公用经费2万元）",
        [
            ("基本支出", "expenditure.basic", "12", "万元", 2020, "budget"),
            ("人员经费", "expenditure.personnel", "10", "万元", 2020, "budget"),
            ("公用经费", "expenditure.public", "2", "万元", 2020, "budget"),
        ],
    ),
    ("2026年预算数-7-9726.26万元", [(None, None, "9726.26", "万元", 2026, "budget")]),
    ("③农村公路养护补助：300万元", [("农村公路养护补助", None, "300", "万元", 2020, "budget")]),
    ("基本支出包括人员经费10万元", [("人员经费", "expenditure.personnel", "10", "万元", 2020, "budget")]),
    ("列入政府采购预算的金额为8万元", [("政府采购预算", "procurement.total", "8", "万元", 2020, "budget")]),
    (
        "公务接待费1万元，上年1.5万元",
        [
            ("公务接待费", "three_public.hospitality", "1", "万元", 2020, "budget"),
            ("公务接待费", "three_public.hospitality", "1.5", "万元", 2019, "prior_budget"),
        ],
    ),
    (
        "支出预算由2019年的306万元提高到2020年的321万元",
        [
            ("支出预算", "expenditure.total", "306", "万元", 2019, "prior_budget"),
            ("支出预算", "expenditure.total", "321", "万元", 2020, "budget"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[text for text, _ in AMOUNTS])
def test_an_amount_has_the_name_the_unit_and_the_year_that_are_printed(text: str, expected: list[object]) -> None:
    assert list_mentions(text) == expected


CHANGES = [
    (
        "财政拨款预算比2019年增加了23.53万元",
        [("财政拨款预算", "fiscal_appropriation.total", "increase", "23.53", 2019, "unstated", True, None, None)],
    ),
    (
        "公务接待费5万元，比上年预算数减少1万元，下降16.7%，主要原因是厉行节约。",
        [
            ("公务接待费", "three_public.hospitality", "5", "万元", 2020, "budget"),
            ("公务接待费", "three_public.hospitality", "decrease", "1", 2019, "prior_year_budget", True, "16.7", "厉行节约"),
        ],
    ),
    (
        "公务接待费5万元，与上年持平，无增减变化。",
        [
            ("公务接待费", "three_public.hospitality", "5", "万元", 2020, "budget"),
            ("公务接待费", "three_public.hospitality", "flat", "0", 2019, "unstated", False, None, None),
        ],
    ),
    (
        "公务接待费5万元，比上年增加0.00万元",
        [
            ("公务接待费", "three_public.hospitality", "5", "万元", 2020, "budget"),
            ("公务接待费", "three_public.hospitality", "flat", "0.00", 2019, "unstated", True, None, None),
        ],
    ),
    (
        "机关运行经费预算21.18万元，较上年增长5.9%，主要原因是租赁增多。",
        [
            ("机关运行经费预算", "operating_expenses.total", "21.18", "万元", 2020, "budget"),
            ("机关运行经费预算", "operating_expenses.total", "increase", None, 2019, "unstated", True, "5.9", "租赁增多"),
        ],
    ),
    (
        "项目支出比上年增加（减少）35万元",
        [("项目支出", "expenditure.project", None, "35", 2019, "unstated", True, None, None)],
    ),
    (
        "收入预算8万元，比2019年年初预算数9万元减少1万元",
        [
            ("收入预算", "revenue.total", "8", "万元", 2020, "budget"),
            ("收入预算", "revenue.total", "9", "万元", 2019, "prior_budget"),
            ("收入预算", "revenue.total", "decrease", "1", 2019, "initial_budget", True, None, None),
        ],
    ),
    (
        "公务用车购置及运行费6万元（购置费0万元，运行费6万元）比上年减少2万元",
        [
            ("公务用车购置及运行费", "three_public.vehicles.total", "6", "万元", 2020, "budget"),
            ("购置费", "three_public.vehicles.purchase", "0", "万元", 2020, "budget"),
            ("运行费", "three_public.vehicles.running", "6", "万元", 2020, "budget"),
            ("公务用车购置及运行费", "three_public.vehicles.total", "decrease", "2", 2019, "unstated", True, None, None),
        ],
    ),
    (
        "财政拨款预算增加2万元，主要是：人员经费增加1万元，增加原因：调资；公用经费增加1万元，增加原因：搬迁。",
        [
            ("财政拨款预算", "fiscal_appropriation.total", "increase", "2", 2019, "unstated", True, None, None),
            ("人员经费", "expenditure.personnel", "increase", "1", 2019, "unstated", True, None, "调资"),
            ("公用经费", "expenditure.public", "increase", "1", 2019, "unstated", True, None, "搬迁"),
        ],
    ),
    (
        "支出预算同2019年比，上升2万元。公用支出未作调整；项目支出上升2万元，增加原因为抽检任务加重。",
        [
            ("支出预算", "expenditure.total", "increase", "2", 2019, "unstated", True, None, None),
            ("公用支出", "expenditure.public", "flat", "0", 2019, "unstated", False, None, None),
            ("项目支出", "expenditure.project", "increase", "2", 2019, "unstated", True, None, "抽检任务加重"),
        ],
    ),
    (
        "公务接待费5万元，工作重点保持不变。",
        [("公务接待费", "three_public.hospitality", "5", "万元", 2020, "budget")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHANGES, ids=[text for text, _ in CHANGES])
def test_a_change_has_its_direction_base_and_reason(text: str, expected: list[object]) -> None:
    assert list_mentions(text, "budget_overview") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单位内设2个科室，1个事业机构", [("科室", "2", "个"), ("事业机构", "1", "个")]),
        ("共有车辆4辆，其中：机要通信用车0辆", [("车辆", "4", "辆"), ("机要通信用车", "0", "辆")]),
        ("房屋2,411.16平方米", [("房屋", "2411.16", "平方米")]),
        ("局机关内设股室4个", [("股室", "4", "个")]),
        ("单价在100万元以上的设备12台", [("单价在100万元以上的设备", "12", "台")]),
    ],
)
def test_a_count_names_its_thing(text: str, expected: list[object]) -> None:
    assert list_mentions(text) == expected


def test_a_limit_is_no_amount() -> None:
    assert list_mentions("单价在20万元以上的设备（含）购置按规定办理") == []


def test_a_percent_of_the_whole_is_no_change() -> None:
    assert list_mentions("基本支出12万元，占72.3%") == [("基本支出", "expenditure.basic", "12", "万元", 2020, "budget")]


def test_final_accounts_state_executed_values() -> None:
    assert list_mentions("收入决算7万元", final=True)[0][-1] == "executed"


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("“三公”经费预算数", "three_public.total"),
        ("机关运行经费财政拨款预算", "operating_expenses.total"),
        ("政府采购预算总额", "procurement.total"),
        ("一般公共预算基本支出", "expenditure.basic"),  # of one fund: its context says so
        ("在职人员经费", None),  # money is never a number of people
        ("委托业务费", "expenditure.economic"),
    ],
)
def test_an_item_is_named_by_known_words_and_qualifiers_alone(label: str, item: str | None) -> None:
    assert find_concept(BASE_LEXICON, label) == item
