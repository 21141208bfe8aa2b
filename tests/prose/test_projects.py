"""Projects by the list, the field or the order they stand in, and sums by what they add up: sentences of our own making, read below
their heading."""

from __future__ import annotations

import pytest

from extractor.model.records import Amount
from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

PROJECT = "expenditure.project"
FUNDS = "fiscal_appropriation.government_funds"

LISTS = [
    # names parted by semicolons below a heading on projects, with counts and prices between
    (
        "三、专项资金安排情况",
        "困境儿童关爱服务32万元，涉及儿童210名，每人每月不高于300元；孤寡老人探访18.5万元；殡葬宣传6万元，单个乡镇最高补助5000元。",
        [
            f"{PROJECT} 32 困境儿童关爱服务",
            f"{PROJECT} 18.5 孤寡老人探访",
            f"{PROJECT} 6 殡葬宣传",
        ],
    ),
    # a name, and its sum by words of stage alone
    (
        "六、重点项目绩效目标情况",
        "1.送戏下乡，预算安排45万元，全年演出120场。2.“非遗”传承人补助，预算安排18万元。",
        [f"{PROJECT} 45 送戏下乡", f"{PROJECT} 18 “非遗”传承人补助"],
    ),
    # fields of a form in words
    (
        "三、重点项目",
        "项目名称：敬老院消防改造。资金安排：85万元。项目名称：智慧养老平台。资金安排：66万元。",
        [f"{PROJECT} 85 敬老院消防改造", f"{PROJECT} 66 智慧养老平台"],
    ),
    # who pays a project is no project
    (
        "三、重点项目",
        "项目名称：展厅改造。预算安排60万元，其中省级补助20万元。",
        [f"{PROJECT} 60 展厅改造", "None 20 "],
    ),
    # what a budget without basic expenditure pays; a name that ends as an office
    (
        "七、政府性基金预算支出情况",
        "政府性基金预算支出260万元，包括敬老院提升改造160万元、社区照料中心100万元。",
        [
            f"{FUNDS} 260 ",
            f"{PROJECT} 160 敬老院提升改造",
            f"{PROJECT} 100 社区照料中心",
        ],
    ),
    # the two that were named
    (
        "（三）绩效评价",
        "选取“图书采购”和“展厅改造”两个项目开展评价。前者全年预算数50万元，执行数49万元；后者全年预算数80万元，执行数72万元。",
        [
            f"{PROJECT} 50 图书采购",
            f"{PROJECT} 49 图书采购",
            f"{PROJECT} 80 展厅改造",
            f"{PROJECT} 72 展厅改造",
        ],
    ),
    # the heading names one, a fund's, or how they went
    (
        "三、重点项目：体育馆运营补贴",
        "体育馆运营补贴30万元，与上年预算持平。",
        [f"{PROJECT} 30 体育馆运营补贴"],
    ),
    (
        "五、政府性基金项目",
        "彩票公益金安排的健身路径80万元，影院补贴6万元，合计86万元。",
        [
            f"{PROJECT} 80 彩票公益金安排的健身路径",
            f"{PROJECT} 6 影院补贴",
            f"{PROJECT} 86 ",
        ],
    ),
    (
        "（三）项目执行差异",
        "冰雪季宣传年初预算70万元，实际支出65.5万元。",
        [f"{PROJECT} 70 冰雪季宣传", f"{PROJECT} 65.5 冰雪季宣传"],
    ),
    # the one that was named
    (
        "（三）绩效评价",
        "“戏曲进校园”演出项目绩效自评得分96分。该项目年初预算20万元，执行数17.6万元。",
        [f"{PROJECT} 20 “戏曲进校园”演出项目", f"{PROJECT} 17.6 “戏曲进校园”演出项目"],
    ),
]

SUMS = [
    (
        "二、支出预算",
        "基本支出500万元+项目支出400万元=支出合计900万元。",
        ["expenditure.basic 500", f"{PROJECT} 400", "expenditure.total 900"],
    ),
    (
        "（四）财政拨款支出按功能科目",
        "2080201行政运行318万元；2210201住房公积金26万元。合计344万元。",
        [
            "expenditure.functional 318",
            "expenditure.functional 26",
            "fiscal_appropriation.total 344",
        ],
    ),
    # of several funds
    (
        "一、收支预算",
        "预算内收入500万元，预算外收入20万元，合计520万元。",
        [
            "revenue.general_public_budget 500",
            "revenue.fiscal_special_account 20",
            "revenue.total 520",
        ],
    ),
    # the sum of the wholes, not of their parts
    (
        "四、一般公共预算基本支出",
        "人员支出80万元：基本工资50万元、津贴补贴30万元。公用支出9万元。两项共89万元。",
        [
            "expenditure.personnel 80",
            "expenditure.economic 50",
            "expenditure.economic 30",
            "expenditure.public 9",
            "expenditure.basic 89",
        ],
    ),
    # the sum is said to be a known thing
    (
        "二、支出预算",
        "教育支出80万元，住房保障支出9万元，以上两项加起来就是本校全年支出预算89万元。",
        [
            "expenditure.functional 80",
            "expenditure.functional 9",
            "expenditure.total 89",
        ],
    ),
    # another verb between two levels
    (
        "二、支出预算",
        "支出预算由上年的86万元调为90万元。",
        ["expenditure.total 86", "expenditure.total 90"],
    ),
    # an expense whose name begins with a word of difference
    (
        "五、机关运行经费",
        "机关运行经费80万元，办公费50万元、差旅费30万元。",
        ["operating_expenses.total 80", "expenditure.economic 50", "travel 30"],
    ),
    # money that is named by what governs it, and the other side
    (
        "七、政府采购",
        "列入政府采购目录范围内的资金共65万元。",
        ["procurement.total 65"],
    ),
    (
        "六、国有资本经营预算",
        "国有资本经营预算拨款收入30万元，对应支出30万元。",
        ["revenue.state_capital 30", "fiscal_appropriation.state_capital 30"],
    ),
    # another year of what was stated before a count
    (
        "六、培训费",
        "培训费8万元，举办培训班5期，上年为6万元。",
        ["training 8", "training 6"],
    ),
]


def list_amounts(heading: str, text: str) -> list[Amount]:
    document = build_document("滦州市水务局2021年部门预算", heading, text)
    return [
        one
        for disclosure in extract_disclosures(document)
        for one in disclosure.amounts
    ]


@pytest.mark.parametrize(("heading", "text", "expected"), LISTS)
def test_a_project_is_named_by_its_place(
    heading: str, text: str, expected: list[str]
) -> None:
    found = [
        f"{one.item} {one.value.value} {one.context.project or ''}"
        for one in list_amounts(heading, text)
    ]
    assert found == expected


@pytest.mark.parametrize(("heading", "text", "expected"), SUMS)
def test_a_sum_is_of_what_adds_up_to_it(
    heading: str, text: str, expected: list[str]
) -> None:
    assert [
        f"{one.item} {one.value.value}" for one in list_amounts(heading, text)
    ] == expected


def test_what_the_year_before_left_is_of_this_budget() -> None:
    (amount,) = list_amounts(
        "（三）上年结转", "2020年财政拨款结转30万元，列入2021年预算。"
    )
    assert (amount.item, amount.fiscal_year, amount.phase) == (
        "revenue.carryover",
        2021,
        "budget",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("采购预算9万元，其中货物5万元，服务4万元，工程未安排。", ["工程"]),
        ("采购预算9万元，货物类、服务类均未安排。", ["货物类", "服务类"]),
        ("1.采购预算9万元。2.没有专项转移支付。", ["专项转移支付"]),
    ],
)
def test_a_kind_of_purchases_and_an_item_are_denied(
    text: str, expected: list[str]
) -> None:
    document = build_document("滦州市水务局2021年部门预算", "七、政府采购", text)
    found = [
        one.subject.value
        for disclosure in extract_disclosures(document)
        for one in disclosure.nil_statements
        if one.subject
    ]
    assert found == expected
