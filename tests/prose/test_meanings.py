"""What a sum is of that its own words do not say: names that are equal or added up, uses of a fund, who pays, items that a colon
opens, levels that a verb leads to. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

PROJECT = "expenditure.project"
FUNDS = "fiscal_appropriation.government_funds"
CLASS = "expenditure.functional"
SERVICES = "government_purchase_of_services"
TARGETS = "performance.project_amount"
RECEPTION, OVERSEAS = "three_public.hospitality", "three_public.overseas"
VEHICLES = "three_public.vehicles"

BUDGETS = [
    # one sum for names that the clause before tells to be equal
    (
        "二、收支情况",
        "收入预算总额与支出预算总额一致，均为90万元，较上年增加5万元。",
        ["revenue.total 90", "expenditure.total 90", "+ revenue.total 5", "+ expenditure.total 5"],
    ),
    ("二、财政拨款", "财政拨款支出与财政拨款收入相同，为80万元，较上年增加5万元。", ["fiscal_appropriation.total 80", "revenue.fiscal_appropriation 80", "+ fiscal_appropriation.total 5"]),
    ("七、会议费", "会议费与上年持平，均为5万元。", ["conference 5", "= conference 0"]),
    # names that add up to a whole
    ("三、基本支出", "人员经费、公用经费合计90万元，其中：人员经费70万元，公用经费20万元。", ["expenditure.basic 90", "expenditure.personnel 70", "expenditure.public 20"]),
    ("四、“三公”经费", "公务用车购置费、公务用车运行维护费合计30万元，公务接待费、会议费合计8万元。", [f"{VEHICLES}.total 30", "None 8"]),
    # the sides behind a semicolon
    ("一、收支", "收入总计90万元。支出中基本支出60万元；收入中财政拨款80万元。", ["revenue.total 90", "expenditure.basic 60", "revenue.fiscal_appropriation 80"]),
    # several names, one of two parts
    ("六、三公经费", "因公出国（境）费、公务用车购置及运行费、公务接待费预算分别为0万元、6万元、5万元。", [f"{OVERSEAS} 0", f"{VEHICLES}.total 6", f"{RECEPTION} 5"]),
    (
        "六、三公经费",
        "上年因公出国（境）费、公务接待费分别为2万元、5万元，共7万元；本年分别为0万元、4万元，共4万元。",
        [f"{OVERSEAS} 2", f"{RECEPTION} 5", "three_public.total 7", f"{OVERSEAS} 0", f"{RECEPTION} 4", "three_public.total 4"],
    ),
    # a heading of several names, which is no beginning of the text below
    ("六、财政拨款“三公”经费、会议费、培训费", "公务接待费、会议费分别安排5万元、4万元。", [f"{RECEPTION} 5", "conference 4"]),
    # what a part of a fund is for
    (
        "五、政府性基金预算支出",
        "政府性基金预算支出9万元，其中：用于社会福利的彩票公益金支出5万元，用于孤儿助学的彩票公益金支出4万元。",
        [f"{FUNDS} 9", f"{CLASS} 5", f"{PROJECT} 4"],
    ),
    # services that are bought
    ("八、政府购买服务", "2021年安排政府购买服务项目2个，金额9万元：河道巡查5万元、水样检测4万元。", [f"{SERVICES} 9", f"{SERVICES} 5", f"{SERVICES} 4"]),
    # what is bought beside what is held
    ("七、国有资产", "截至2020年末固定资产90万元，其中房屋800平方米，本年拟购置固定资产5万元。", ["assets.fixed.total 90", "assets.planned_purchase 5"]),
    ("七、国有资产", "车辆3辆。2021年拟购设备5万元。", ["assets.planned_purchase 5"]),
    # items that a colon opens, with counts before their sum
    (
        "四、重点项目",
        "1.渠道衬砌：衬砌渠道12公里，涉及8个村，安排资金5万元，较上年增加1万元。2.山塘清淤：清淤山塘36处，合计4万元。",
        [f"{PROJECT} 5", f"{PROJECT} 4", f"+ {PROJECT} 1"],
    ),
    ("六、对下转移支付", "专项转移支付项目2个，合计9万元。分别是：山塘清淤5万元、渠道衬砌4万元。", ["None 9", f"{PROJECT} 5", f"{PROJECT} 4"]),
    # no project, and no class by its name alone
    ("二、支出", "项目支出9万元，主要用于河道保洁5万元、路灯维护3万元，预备费1万元。", [f"{PROJECT} 9", f"{PROJECT} 5", f"{PROJECT} 3", "None 1"]),
    # below a class that is marked as one
    ("三、一般公共预算支出", "一般公共预算支出9万元。其中检察（款）：行政运行5万元，“两房”建设4万元。", ["fiscal_appropriation.general_public_budget 9", f"{CLASS} 5", f"{CLASS} 4"]),
    # money that is none of the office's
    ("一、收入", "收入预算9万元。全镇上年完成税收50万元。收取诉讼费预计6万元，全额上缴国库。", ["revenue.total 9"]),
    # money of targets
    ("九、其他", "共7个项目纳入绩效目标管理，涉及财政性资金9万元。", [f"{TARGETS} 9"]),
    ("九、其他", "绩效目标管理全覆盖，涉及当年一般公共预算拨款5万元、政府性基金预算拨款4万元。", [f"{TARGETS} 5", f"{TARGETS} 4"]),
    # a level that a verb leads to
    ("四、“三公”经费", "公务接待费比上年下降至3万元，降幅25%。", [f"{RECEPTION} 3", f"- {RECEPTION} None"]),
    ("四、“三公”经费", "公务接待费较去年减少为3万元，减少1万元。", [f"{RECEPTION} 3", f"- {RECEPTION} 1"]),
    ("四、“三公”经费", "公务接待费3万元，较去年减少为1万元。", [f"{RECEPTION} 3", f"- {RECEPTION} 1"]),
    ("四、“三公”经费", "公务接待费较去年减少额为1万元。", [f"- {RECEPTION} 1"]),
    ("四、“三公”经费", "公务接待费较去年控制在3万元以内。", [f"{RECEPTION} 3"]),
    # shares of several names, or of one without 占
    ("三、基本支出", "基本支出10万元，人员经费和公用经费分别占90%和10%，即9万元、1万元。", ["expenditure.basic 10", "expenditure.personnel 9", "expenditure.public 1"]),
    ("七、政府采购", "政府采购预算中，面向中小企业预留80%，即4万元。", ["procurement.sme_reserved 4"]),
    # what has changed before its level
    (
        "一、收支",
        "收、支总计分别较上年增长5%、5%，均为9万元。",
        ["revenue.total 9", "expenditure.total 9", "+ revenue.total None", "+ expenditure.total None"],
    ),
    # a part behind words that else give a reason
    ("二、支出", "项目支出主要有河道保洁5万元；主要是山塘清淤4万元。", [f"{PROJECT} 5", f"{PROJECT} 4"]),
    # what a clause says is paid by whom
    ("七、“三公”经费", "“三公”经费0万元。救护车运行费用由事业收入列支，全年5万元。", ["three_public.total 0", "None 5"]),
    ("七、“三公”经费", "“三公”经费较上年“零增长”。", ["= three_public.total 0"]),
    # a rate behind a semicolon, where the item before gave a reason
    (
        "四、“三公”经费",
        "公务接待费5万元，增长10%，原因是来访增多；会议费4万元，下降20%。",
        [f"{RECEPTION} 5", "conference 4", f"+ {RECEPTION} None", "- conference None"],
    ),
]

ACCOUNTS = [
    # a change at the head of what it is of
    (
        "一、收支",
        "比上年减少60.5万元，下降5.71%，2021年度收入总计1000万元，支出总计1000万元。",
        ["revenue.total 1000", "expenditure.total 1000", "- revenue.total 60.5", "- expenditure.total 60.5"],
    ),
    # a project in quotes with its stages
    (
        "五、绩效自评",
        "对“水库除险”（预算5万元，支出4万元，执行率80%）开展评价。",
        [f"{PROJECT} 5 budget", f"{PROJECT} 4"],
    ),
    # who pays
    (
        "七、“三公”经费",
        "“三公”经费支出9万元，其中财政拨款安排0万元，单位自有资金安排9万元。公务接待费9万元。",
        ["three_public.total 9", "three_public.total 0", "three_public.total 9", f"{RECEPTION} 9"],
    ),
]

SIGNS = {"increase": "+", "decrease": "-", "flat": "="}


def list_meanings(title: str, heading: str, text: str) -> list[str]:
    """Item, value and stage of each amount; way, item and value of each change."""
    (disclosure,) = extract_disclosures(build_document(title, heading, text))
    found = [f"{one.item} {one.value.value}{' budget' * (one.phase == 'budget' and '决算' in title)}" for one in disclosure.amounts]
    return [*found, *(f"{SIGNS[str(one.direction)]} {one.item} {one.value.value}" for one in disclosure.changes)]


@pytest.mark.parametrize(("heading", "text", "expected"), BUDGETS, ids=[case[1] for case in BUDGETS])
def test_meanings_in_a_budget(heading: str, text: str, expected: list[str]) -> None:
    assert list_meanings("滦州市水务局2021年部门预算", heading, text) == expected


@pytest.mark.parametrize(("heading", "text", "expected"), ACCOUNTS, ids=[case[1] for case in ACCOUNTS])
def test_meanings_in_accounts(heading: str, text: str, expected: list[str]) -> None:
    assert list_meanings("滦州市水务局2021年部门决算", heading, text) == expected


def test_an_expense_that_several_pay_is_of_all_money() -> None:
    title, heading, text = "滦州市水务局2021年部门决算", *ACCOUNTS[2][:2]
    (disclosure,) = extract_disclosures(build_document(title, heading, text))
    assert [str(one.context.fund) for one in disclosure.amounts] == ["all", "fiscal_appropriation", "unit_funds", "all"]


def test_the_reason_behind_a_level_is_that_of_its_change() -> None:
    text = "公务接待费较上年有所下降，为3万元，主要原因是来访减少。会议费较上年压减到2万元，系精简会议。"
    (disclosure,) = extract_disclosures(build_document("滦州市水务局2021年部门决算", "三、“三公”经费", text))
    assert [one.reason and one.reason.value for one in disclosure.changes] == ["来访减少", "精简会议"]
