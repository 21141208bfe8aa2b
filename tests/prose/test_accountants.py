"""What accountants of many offices write below a heading: levels beside parts, divisions, what pays, what is planned to be bought,
projects and their targets. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

PROJECT = "expenditure.project"
TARGETS = "performance.project_amount"
PLANNED = "assets.planned_purchase"
BUILDINGS, VEHICLES = "assets.fixed.buildings", "assets.fixed.vehicles"

BUDGETS = [
    # a level of the year before beside the whole is not the year of its parts
    (
        "五、“三公”经费",
        "今年“三公”经费30万元，去年36万元，减少6万元；其中接待费6万元，去年8万元；用车费24万元，去年28万元。",
        [
            "three_public.total fiscal_appropriation 30 2021",
            "three_public.total fiscal_appropriation 36 2020",
            "three_public.hospitality fiscal_appropriation 6 2021",
            "three_public.hospitality fiscal_appropriation 8 2020",
            "three_public.vehicles.total fiscal_appropriation 24 2021",
            "three_public.vehicles.total fiscal_appropriation 28 2020",
        ],
    ),
    # divided twice: no part of the second division has the fund of one of the first
    (
        "七、政府采购",
        "政府采购预算90万元，按资金来源分，一般公共预算60万元、政府性基金30万元；按采购类别分，货物40万元、服务50万元。",
        [
            "procurement.total all 90 2021",
            "procurement.total general_public_budget 60 2021",
            "procurement.total government_funds 30 2021",
            "procurement.goods all 40 2021",
            "procurement.services all 50 2021",
        ],
    ),
    # a side and what it is divided by
    (
        "四、财政拨款收支",
        "财政拨款收支总预算90万元。收入按资金性质分：一般公共预算60万元、政府性基金30万元。",
        [
            "revenue.fiscal_appropriation fiscal_appropriation 90 2021",
            "fiscal_appropriation.total fiscal_appropriation 90 2021",
            "revenue.general_public_budget general_public_budget 60 2021",
            "revenue.government_funds government_funds 30 2021",
        ],
    ),
    (
        "四、收入说明",
        "财政拨款收入中，一般公共预算60万元，政府性基金30万元。",
        [
            "revenue.general_public_budget general_public_budget 60 2021",
            "revenue.government_funds government_funds 30 2021",
        ],
    ),
    # the sum of what a lead divides; a kind of projects
    (
        "六、机关运行经费",
        "日常公用经费中：办公费5万元、差旅费4万元、公务用车运行维护费3万元，总额12万元。",
        [
            "expenditure.economic all 5 2021",
            "travel fiscal_appropriation 4 2021",
            "three_public.vehicles.running fiscal_appropriation 3 2021",
            "expenditure.public all 12 2021",
        ],
    ),
    (
        "四、支出预算",
        "项目支出90万元，其中运转类30万元，特定目标类60万元。",
        [f"{PROJECT} all 90 2021", f"{PROJECT} all 30 2021", f"{PROJECT} all 60 2021"],
    ),
    # what pays the purchases, or one project
    (
        "七、政府采购",
        "政府采购预算90万元。上述采购所需经费由一般公共预算安排60万元、由政府性基金安排30万元。",
        [
            "procurement.total all 90 2021",
            "procurement.total general_public_budget 60 2021",
            "procurement.total government_funds 30 2021",
        ],
    ),
    (
        "七、政府采购",
        "政府采购预算90万元，资金来源：财政拨款60万元，事业收入30万元。",
        [
            "procurement.total all 90 2021",
            "procurement.total fiscal_appropriation 60 2021",
            "procurement.total institution_service 30 2021",
        ],
    ),
    (
        "五、重点项目",
        "湿地修复项目90万元，资金来源为一般公共预算60万元、政府性基金30万元。",
        [
            f"{PROJECT} all 90 2021",
            f"{PROJECT} general_public_budget 60 2021",
            f"{PROJECT} government_funds 30 2021",
        ],
    ),
    # what is planned to be bought, where it is one sum; what things on hand are worth
    (
        "九、国有资产占有使用情况",
        "2020年末房屋面积900平方米，价值80万元；公务用车3辆，价值45万元。2021年拟新增空调4台、电脑6台，金额5万元。",
        [
            f"{BUILDINGS} all 80 2020",
            f"{VEHICLES} all 45 2020",
            f"{PLANNED} all 5 2021",
        ],
    ),
    (
        "九、国有资产占有使用情况",
        "2021年新增资产配置：公务用车0辆；设备购置7万元。",
        [f"{PLANNED} all 7 2021"],
    ),
    (
        "九、国有资产占有使用情况",
        "拟购置通用设备6台，预算5万元；专用设备1台，预算8万元。",
        ["None None 5 2021", "None None 8 2021"],
    ),
    # projects that are counted, and what a project is divided into
    (
        "五、专项资金",
        "专项资金共2个，总额90万元，分别是水利建设专项60万元、抗旱应急专项30万元。",
        [f"{PROJECT} all 90 2021", f"{PROJECT} all 60 2021", f"{PROJECT} all 30 2021"],
    ),
    (
        "五、科普专项资金",
        "科普专项资金共安排7项，支出90万元，包括流动展览60万元、科技园30万元。",
        [f"{PROJECT} all 90 2021", f"{PROJECT} all 60 2021", f"{PROJECT} all 30 2021"],
    ),
    (
        "八、重点项目绩效目标",
        "防火项目预算90万元，其中器材购置60万元，护林员补助30万元。",
        [f"{PROJECT} all 90 2021", f"{PROJECT} all 60 2021", f"{PROJECT} all 30 2021"],
    ),
    # projects with targets
    ("八、绩效", "项目3个，90万元，全部设绩效目标。", [f"{TARGETS} all 90 2021"]),
    (
        "八、绩效",
        "对“河道保洁”等2个项目开展评价，涉及一般公共预算支出90万元。",
        [f"{TARGETS} general_public_budget 90 2021"],
    ),
    (
        "八、绩效",
        "对“河道保洁”项目开展绩效自评，项目全年预算90万元，实际支出80万元。",
        [f"{PROJECT} all 90 2021", f"{PROJECT} all 80 2021"],
    ),
    # what a share comes to; a sum of what has no common whole
    (
        "二、收入预算",
        "收入总计90万元，其中财政拨款占比67%，计60万元；其他收入占33%，计30万元。",
        [
            "revenue.total all 90 2021",
            "revenue.fiscal_appropriation fiscal_appropriation 60 2021",
            "revenue.other other 30 2021",
        ],
    ),
    (
        "七、一般性支出",
        "会议费1万元、培训费2万元、公务接待费3万元，三项合计6万元。",
        [
            "conference fiscal_appropriation 1 2021",
            "training fiscal_appropriation 2 2021",
            "three_public.hospitality fiscal_appropriation 3 2021",
            "None None 6 2021",
        ],
    ),
    # what counted vehicles cost, and what a fund is spent on behind its revenue
    (
        "五、公务用车",
        "公务用车保有量7辆，运行维护费21万元。",
        ["three_public.vehicles.running fiscal_appropriation 21 2021"],
    ),
    (
        "八、政府性基金",
        "政府性基金收入预算90万元；支出预算90万元，主要用于乡村道路60万元、垃圾处理30万元。",
        [
            "revenue.government_funds government_funds 90 2021",
            "fiscal_appropriation.government_funds government_funds 90 2021",
            f"{PROJECT} government_funds 60 2021",
            f"{PROJECT} government_funds 30 2021",
        ],
    ),
    # money of a budget, below revenue
    (
        "二、收入",
        "财政预算内拨款60万元，上年结余结转30万元，合计90万元。",
        [
            "revenue.general_public_budget general_public_budget 60 2021",
            "revenue.carryover all 30 2021",
            "revenue.total all 90 2021",
        ],
    ),
]

ACCOUNTS = [
    (
        "七、政府采购",
        "签订政府采购合同9份，合同金额90万元，其中与中小企业签订6份，金额60万元；与小微企业签订3份，金额30万元。",
        ["procurement.total 90", "procurement.sme_reserved 60", "procurement.micro_reserved 30"],
    ),
    # a budget that is named by what it is for, as the base of a change
    (
        "七、政府采购",
        "完成政府采购60万元，较采购预算70万元节约10万元。",
        ["procurement.total 60", "procurement.total 70 budget", "procurement.total decrease 10"],
    ),
    # what was bought and counted; what was planned; what was held at the beginning
    (
        "七、政府采购",
        "采购货物26批次，采购金额60万元；采购服务9项，采购金额30万元。",
        ["procurement.goods 60", "procurement.services 30"],
    ),
    (
        "七、政府采购",
        "采购计划90万元，实际采购80万元。",
        ["procurement.total 90 budget", "procurement.total 80"],
    ),
    (
        "九、国有资产",
        "期末资产总计90万元，较期初80万元增加10万元。",
        ["assets.total 90", "assets.total 80", "assets.total increase 10"],
    ),
    (
        "五、“三公”经费",
        "接待费减少2万元，用车费减少3万元，出国费增加6万元，三项相抵净增1万元。",
        [
            "three_public.hospitality decrease 2",
            "three_public.vehicles.total decrease 3",
            "three_public.overseas increase 6",
            "three_public.total increase 1",
        ],
    ),
]


@pytest.mark.parametrize(("heading", "text", "expected"), BUDGETS)
def test_amounts_of_a_budget(heading: str, text: str, expected: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门预算", heading, text)
    (disclosure,) = extract_disclosures(document)
    found = [f"{one.item} {one.context.fund} {one.value.value} {one.fiscal_year}" for one in disclosure.amounts]
    assert found == expected


@pytest.mark.parametrize(("heading", "text", "expected"), ACCOUNTS)
def test_amounts_and_changes_of_accounts(heading: str, text: str, expected: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门决算", heading, text)
    (disclosure,) = extract_disclosures(document)
    found = [f"{one.item} {one.value.value}{' budget' * (one.phase == 'budget')}" for one in disclosure.amounts]
    found += [f"{one.item} {one.direction} {one.value.value}" for one in disclosure.changes]
    assert found == expected
