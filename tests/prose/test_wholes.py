"""Parts that a sum tells, classes that a code tells, and what a change is of: sentences of our own making."""

from __future__ import annotations

import pytest

from tests.prose.test_wordings import list_mentions

PROJECTS = "expenditure.project"
LISTS = [
    f"项目支出9万元，{lead}河道保洁2万元、水库除险3万元、渠道清淤4万元"
    for lead in ("含", "共3项：", "细分为", "用到", "有", "计划实施")
] + [
    "项目支出年初预算数9万元。包括河道保洁2万元、水库除险3万元、渠道清淤4万元",
    "项目支出总额9万元，共3项：河道保洁2万元；水库除险3万元；渠道清淤4万元",
    "项目支出共计9万元。具体为：河道保洁2万元；水库除险3万元；渠道清淤4万元",
    "职工食堂由机关后勤管理。项目支出9万元，用到河道保洁2万元、水库除险3万元、渠道清淤4万元",
]

BUDGETS = [
    # parts that do not add up are no list of the projects before
    (
        "项目支出9万元。来了河道保洁2万元、水库除险3万元",
        [
            "expenditure.project 9 2021 budget",
            "None 2 2021 budget",
            "None 3 2021 budget",
        ],
    ),
    # a class below the highest, by the code that is printed beside it
    (
        "2130119防灾救灾2万元，渔政船（2130148）3万元，取暖（30208）4万元",
        [
            "expenditure.functional 2 2021 budget",
            "expenditure.functional 3 2021 budget",
            "expenditure.economic 4 2021 budget",
        ],
    ),
    ("2021年防灾救灾2万元", ["None 2 2021 budget"]),
    # other words that join the parts of a name
    (
        "社会保障与就业支出2万元，卫生与健康支出3万元，灾害防治和应急管理支出4万元",
        [f"expenditure.functional {value} 2021 budget" for value in (2, 3, 4)],
    ),
    # a class whose name ends as that of a unit
    (
        "支出预算9万元。其中：城乡社区支出5万元、教育支出4万元",
        [
            "expenditure.total 9 2021 budget",
            "expenditure.functional 5 2021 budget",
            "expenditure.functional 4 2021 budget",
        ],
    ),
    ("每生600元，据此核定公用经费9万元", ["expenditure.public 9 2021 budget"]),
    ("现有固定资产9万元", ["assets.fixed.total 9 2020 stock"]),
    # what is told to have changed
    (
        "支出预算90万元，比上年增加3万元。增加的主要是人员经费，增5万元；减少的是公用经费，减2万元",
        [
            "expenditure.total 90 2021 budget",
            "expenditure.total increase 3 2020 unstated None",
            "expenditure.personnel increase 5 2020 unstated None",
            "expenditure.public decrease 2 2020 unstated None",
        ],
    ),
    # two digits of a year
    (
        "公务接待费4万元，比20年预算减少1万元",
        [
            "three_public.hospitality 4 2021 budget",
            "three_public.hospitality decrease 1 2020 prior_year_budget None",
        ],
    ),
    # a part that stayed as it was
    (
        "“三公”经费比上年减少2万元，其中公务接待费减少2万元，公务用车运行费持平",
        [
            "three_public.total decrease 2 2020 unstated None",
            "three_public.hospitality decrease 2 2020 unstated None",
            "three_public.vehicles.running flat 0 2020 unstated None",
        ],
    ),
]

FINALS = [
    ("用事业基金弥补收支差额5万元", ["revenue.carryover 5 2021 executed"]),
    (
        "收入60万元，支出65万元，动用历年结余弥补收支缺口5万元",
        [
            "revenue.total 60 2021 executed",
            "expenditure.total 65 2021 executed",
            "revenue.carryover 5 2021 executed",
        ],
    ),
    (
        "年末结转和结余8万元，比年初结转和结余10万元减少2万元",
        [
            "expenditure.carryforward 8 2021 executed",
            "revenue.carryover 10 2021 executed",
            "expenditure.carryforward decrease 2 2020 unstated None",
        ],
    ),
    # the whole again, behind a part that has no level
    (
        "机关运行经费9万元，比上年增加3万元，其中办公费增加2万元；比年初预算增加1万元",
        [
            "operating_expenses.total 9 2021 executed",
            "operating_expenses.total increase 3 2020 unstated None",
            "expenditure.economic increase 2 2020 unstated None",
            "operating_expenses.total increase 1 2021 initial_budget None",
        ],
    ),
    # one rate of two sums that are equal
    (
        "本年收入合计8万元、本年支出合计8万元，较上年度决算分别下降4%",
        [
            "revenue.total 8 2021 executed",
            "expenditure.total 8 2021 executed",
            "revenue.total decrease None 2020 prior_year_executed 4",
            "expenditure.total decrease None 2020 prior_year_executed 4",
        ],
    ),
    # what was added in the year is neither a level nor a change against another year
    (
        "教育支出9万元，年初预算8万元，年中追加1万元",
        [
            "expenditure.functional 9 2021 executed",
            "expenditure.functional 8 2021 budget",
            "None 1 2021 executed",
        ],
    ),
    ("教育支出9万元，年初无预算，年中追加", ["expenditure.functional 9 2021 executed"]),
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_that_adds_up_to_project_expenditure_names_projects(text: str) -> None:
    amounts = [one for one in list_mentions(text) if one.endswith("budget")]
    assert amounts == [f"{PROJECTS} {value} 2021 budget" for value in (9, 2, 3, 4)]


@pytest.mark.parametrize(("text", "expected"), BUDGETS)
def test_a_budget_states_its_parts_and_changes(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


@pytest.mark.parametrize(("text", "expected"), FINALS)
def test_final_accounts_state_their_parts_and_changes(
    text: str, expected: list[str]
) -> None:
    assert list_mentions(text, final=True) == expected
