"""What divides a sum, and what a sum is divided by: paths of classes, units behind a colon, sources, classes below the heading of
their whole; a unit of money that one clause declares for the text. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

BASIC, PROJECT = "expenditure.basic", "expenditure.project"
ECONOMIC, FUNCTIONAL = "expenditure.economic", "expenditure.functional"
SERVICES, TARGETS = "government_purchase_of_services", "performance.project_amount"

STATEMENTS = [
    # classes below the heading of what they divide
    (
        "（三）基本支出按经济分类",
        "工资福利支出310万元；商品和服务支出50万元；以上共计360万元。",
        [f"{ECONOMIC} 310", f"{ECONOMIC} 50", f"{BASIC} 360"],
    ),
    (
        "二、基本支出（按经济分类科目分）",
        "工资福利支出300万元、商品和服务支出50万元，合计350万元。",
        [f"{ECONOMIC} 300", f"{ECONOMIC} 50", f"{BASIC} 350"],
    ),
    # a class by its path, and by a code that looks like the mark of an item
    (
        "五、政府性基金预算支出",
        "城乡社区支出（212）—农业土地开发支出（21211）—其他开发支出（2121110）：90万元；上年为80万元。",
        [f"{FUNCTIONAL} 90", f"{FUNCTIONAL} 80"],
    ),
    (
        "五、一般公共预算支出",
        "检察监督（项）（2040410），年初预算95万元；教育支出(205)－普通教育(20502)－小学教育(2050202)12万元。",
        [f"{FUNCTIONAL} 95", f"{FUNCTIONAL} 12"],
    ),
    # a project that a fund pays
    (
        "（二）示范村",
        "“示范村建设”为政府性基金安排项目，2021年预算40万元，2020年预算30万元。",
        [f"{PROJECT} 40", f"{PROJECT} 30"],
    ),
    (
        "（四）彩票公益金",
        "“饮水工程”系政府性基金预算支持的项目，全年预算5万元。",
        [f"{PROJECT} 5"],
    ),
    # parts by unit behind a colon
    (
        "七、机关运行经费",
        "机关运行经费预算：局本级60万元；市河道中心0万元；市水政支队40万元；合计100万元。",
        [f"operating_expenses.total {one}" for one in (60, 0, 40, 100)],
    ),
    # parts by source
    (
        "六、政府购买服务",
        "政府购买服务支出46万元，主要为物业。其资金来源：一般公共预算40万元，单位资金6万元。",
        [f"{SERVICES} 46", f"{SERVICES} 40", f"{SERVICES} 6"],
    ),
    (
        "十、绩效目标说明",
        "绩效目标管理全覆盖，涉及当年一般公共预算拨款80万元，当年政府性基金预算拨款0万元。",
        [f"{TARGETS} 80", f"{TARGETS} 0"],
    ),
    # projects whose name is that of a class, too; projects in any words
    (
        "四、政府性基金预算支出",
        "政府性基金预算支出30万元。主要用于基础设施建设项目20万元和征地补偿项目10万元。",
        ["fiscal_appropriation.government_funds 30", f"{PROJECT} 20", f"{PROJECT} 10"],
    ),
    (
        "（三）项目支出情况",
        "完成特定任务的专项业务工作的经费支出60万元。具体开支情况：灌区改造项目30万元、水质检测20万元、增殖放流10万元。",
        [f"{PROJECT} {one}" for one in (60, 30, 20, 10)],
    ),
    (
        "八、一般公共预算收支",
        "一般公共预算拨款收、支均为81.64万元。",
        [
            "revenue.general_public_budget 81.64",
            "fiscal_appropriation.general_public_budget 81.64",
        ],
    ),
]


def list_amounts(*paragraphs: str) -> list[str]:
    document = build_document("滦州市水务局2021年部门预算", *paragraphs)
    (disclosure,) = extract_disclosures(document)
    return [f"{one.item} {one.value.value}" for one in disclosure.amounts]


@pytest.mark.parametrize(("heading", "text", "expected"), STATEMENTS)
def test_divisions(heading: str, text: str, expected: list[str]) -> None:
    assert list_amounts(heading, text) == expected


@pytest.mark.parametrize(
    "declaration",
    [
        "以下为本单位预算公开内容，金额单位为万元。",
        "现将预算公开如下。文中金额均以万元计。",
        "以下各项数据以万元为单位。",
        "按要求公开，所列金额单位统一为万元，下同。",
        "说明：金额均以人民币万元表示。",
    ],
)
def test_unit_that_a_clause_declares(declaration: str) -> None:
    assert list_amounts(
        declaration,
        "一、收支预算",
        "收入总计54.00：财政拨款34.50；其他收入19.50。",
        "二、项目支出明细",
        "苗圃维护12.00；仪器购置7.50。",
    ) == [
        "revenue.total 54.00",
        "revenue.fiscal_appropriation 34.50",
        "revenue.other 19.50",
        f"{PROJECT} 12.00",
        f"{PROJECT} 7.50",
    ]


def test_unit_of_a_table_declares_nothing_for_the_text() -> None:
    text = "收入总计54.00，支出总计54.00。另有其他收入3万元。"
    found = list_amounts("见附表，金额单位为万元。", "一、收支预算", text)
    assert found == ["revenue.other 3"]


ACCOUNTS = [
    # names behind their changes; an expenditure beside the revenue of its fund
    (
        "比上年分别增加18万元、19万元，2021年财政拨款收入、支出决算总额分别为310万元和300万元。",
        [
            "revenue.fiscal_appropriation 310",
            "fiscal_appropriation.total 300",
            "revenue.fiscal_appropriation increase 18 2020",
            "fiscal_appropriation.total increase 19 2020",
        ],
    ),
    (
        "与上年相比分别减少8万元、9万元，政府性基金收入、支出总额分别为20万元、19万元。",
        [
            "revenue.government_funds 20",
            "fiscal_appropriation.government_funds 19",
            "revenue.government_funds decrease 8 2020",
            "fiscal_appropriation.government_funds decrease 9 2020",
        ],
    ),
    # 同比 is against the year before, whatever else is met in percent
    (
        "“三公”经费决算13万元，完成预算的87%，同比减少2万元。",
        ["three_public.total 13", "three_public.total decrease 2 2020"],
    ),
    # each of both sides, in a sentence of its own
    (
        "收入总计90万元。支出总计90万元。两者均较上年增加3万元。",
        [
            "revenue.total 90",
            "expenditure.total 90",
            "revenue.total increase 3 2020",
            "expenditure.total increase 3 2020",
        ],
    ),
    # the project that a fund pays
    (
        "示范点（二期）项目使用政府性基金37万元，水厂改造项目由政府性基金预算列支30万元。",
        [f"{PROJECT} 37", f"{PROJECT} 30"],
    ),
    # the money of a region
    ("辖4个村。全镇完成财政收入1126万元，农民人均纯收入8430元。", []),
]


@pytest.mark.parametrize(("text", "expected"), ACCOUNTS)
def test_divisions_of_accounts(text: str, expected: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门决算", "一、情况", text)
    found: list[str] = []
    for one in extract_disclosures(document):
        found += [f"{each.item} {each.value.value}" for each in one.amounts]
        found += [
            f"{each.item} {each.direction} {each.value.value} {each.base_year}"
            for each in one.changes
        ]
    assert found == expected
