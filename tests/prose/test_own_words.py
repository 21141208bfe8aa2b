"""What the own words of a sum say, against what was told before it: sums of unlike things, verbs of spending, levels and differences
side by side, projects that are told of, years and stages that open a clause. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

PROJECT = "expenditure.project"
HOSPITALITY, RUNNING = "three_public.hospitality", "three_public.vehicles.running"
FUNDS_IN, FUNDS_OUT = (
    "revenue.government_funds",
    "fiscal_appropriation.government_funds",
)

BUDGETS = [
    # a sum of unlike things is none of them
    (
        "六、会议费和培训费",
        "会议费安排3.2万元，培训费安排6.8万元，差旅费安排20万元，共计30万元。",
        ["conference 3.2 2021", "training 6.8 2021", "travel 20 2021", "None 30 2021"],
    ),
    (
        "六、会议和培训",
        "会议5万元、培训3万元。",
        ["conference 5 2021", "training 3 2021"],
    ),
    # an expenditure among revenues
    (
        "四、财政拨款收支情况",
        "财政拨款收入总预算300万元；财政拨款支出总预算对应安排300万元。",
        [
            "revenue.fiscal_appropriation 300 2021",
            "fiscal_appropriation.total 300 2021",
        ],
    ),
    (
        "一、收支总体",
        "2021年收入预算500万元，支出预算与此相等，为500万元。",
        ["revenue.total 500 2021", "expenditure.total 500 2021"],
    ),
    # each side is led in by itself
    (
        "一、收支说明",
        "收入方：财政拨款90万元，其他收入10万元，总计100万元。支出方：基本支出70万元，项目支出30万元，总计100万元。",
        [
            "revenue.fiscal_appropriation 90 2021",
            "revenue.other 10 2021",
            "revenue.total 100 2021",
            "expenditure.basic 70 2021",
            "expenditure.project 30 2021",
            "expenditure.total 100 2021",
        ],
    ),
    # who has the purchases
    (
        "八、政府采购",
        "采购预算200万元，其中120万元面向中小微企业，80万元专门面向小微企业采购。",
        [
            "procurement.total 200 2021",
            "procurement.sme_reserved 120 2021",
            "procurement.micro_reserved 80 2021",
        ],
    ),
    (
        "八、政府采购",
        "政府采购预算90万元。信息化运维服务全部预留给中小企业，金额60万元。",
        ["procurement.total 90 2021", "procurement.sme_reserved 60 2021"],
    ),
    # a clause of a year alone governs its sentence
    (
        "一、收支总体情况",
        "2020年，收入预算为300万元，支出预算为310万元；2021年，收入预算为320万元，支出预算为330万元。",
        [
            "revenue.total 300 2020",
            "expenditure.total 310 2020",
            "revenue.total 320 2021",
            "expenditure.total 330 2021",
        ],
    ),
    (
        "一、收支总体情况",
        "2020年，受机构改革影响，我局2021年收入预算100万元，支出预算100万元。",
        ["revenue.total 100 2021", "expenditure.total 100 2021"],
    ),
    (
        "三、支出情况",
        "上年基本支出60万元、项目支出40万元，本年依次为70万元和50万元。",
        [
            "expenditure.basic 60 2020",
            f"{PROJECT} 40 2020",
            "expenditure.basic 70 2021",
            f"{PROJECT} 50 2021",
        ],
    ),
    # projects
    (
        "五、专项资金",
        "县财政安排水利专项2项，计70万元：防汛抗旱40万元、水利普查30万元。",
        [f"{PROJECT} 70 2021", f"{PROJECT} 40 2021", f"{PROJECT} 30 2021"],
    ),
    (
        "六、项目支出",
        "延续的重点是草原防火经费，去年15万元、今年18万元；疫病防控，去年22万元、今年26万元。",
        [
            f"{PROJECT} 15 2020",
            f"{PROJECT} 18 2021",
            f"{PROJECT} 22 2020",
            f"{PROJECT} 26 2021",
        ],
    ),
    (
        "（四）渠道养护",
        "本项目预算62万元，2020年为54万元。",
        [f"{PROJECT} 62 2021", f"{PROJECT} 54 2020"],
    ),
    # below a heading of one word
    (
        "五、采购",
        "16.8万元。货物6.8万元，服务10万元。",
        [
            "procurement.total 16.8 2021",
            "procurement.goods 6.8 2021",
            "procurement.services 10 2021",
        ],
    ),
]

ACCOUNTS = [
    (
        "四、政府性基金预算收支",
        "年初结转12万元，收到政府性基金拨款88万元，全年开支90万元，结余10万元。",
        [
            "revenue.carryover 12",
            f"{FUNDS_IN} 88",
            f"{FUNDS_OUT} 90",
            "expenditure.carryforward 10",
        ],
    ),
    # what was counted before is not what a colon leads in
    (
        "五、“三公”经费",
        "接待费：预算3万元，决算2万元，接待20批180人次；用车运行：预算6万元，决算5万元；总预算9万元，总决算7万元。",
        [
            f"{HOSPITALITY} 3 budget",
            f"{HOSPITALITY} 2",
            f"{RUNNING} 6 budget",
            f"{RUNNING} 5",
            "three_public.total 9 budget",
            "three_public.total 7",
        ],
    ),
    # a level and the difference from it side by side
    (
        "六、机关运行经费",
        "机关运行经费支出56万元，超出预算50万元6万元，低于上年60万元4万元。",
        [
            "operating_expenses.total 56",
            "operating_expenses.total 50 budget",
            "operating_expenses.total 60",
            "operating_expenses.total increase 6",
            "operating_expenses.total decrease 4",
        ],
    ),
    # sums behind their parts, each called what it is
    (
        "三、基本支出",
        "工资福利支出60万元、对个人和家庭的补助10万元，两类归入人员经费，计70万元；商品和服务支出28万元、资本性支出2万元，两类属于公用经费，共30万元；总额100万元。",
        [
            "expenditure.economic 60",
            "expenditure.economic 10",
            "expenditure.personnel 70",
            "expenditure.economic 28",
            "expenditure.economic 2",
            "expenditure.public 30",
            "expenditure.basic 100",
        ],
    ),
    (
        "二、支出决算",
        "一般公共预算支出800万元。基本支出占60%，480万元；项目支出占40%，320万元。",
        [
            "fiscal_appropriation.general_public_budget 800",
            "expenditure.basic 480",
            f"{PROJECT} 320",
        ],
    ),
    (
        "三、支出",
        "支出年初100万元，经市人大批准调整后的预算为120万元，最终决算为118万元。",
        [
            "expenditure.total 100 budget",
            "expenditure.total 120",
            "expenditure.total 118",
        ],
    ),
    # 因此 opens no reason; what a purchase saved is no change
    (
        "五、“三公”经费",
        "“三公”经费因此由5万元增至6万元，增长20%。",
        [
            "three_public.total 5",
            "three_public.total 6",
            "three_public.total increase None",
        ],
    ),
    (
        "六、政府采购",
        "采购规模86万元，节约资金4万元，节约率4.44%。",
        ["procurement.total 86"],
    ),
    (
        "七、绩效",
        "村道硬化项目30万元，实际支出28万元，得92分。",
        [f"{PROJECT} 30", f"{PROJECT} 28"],
    ),
    (
        "五、三公经费",
        "用自有资金开支公务用车运行维护费18万元，车9辆，同比减少2万元。",
        [f"{RUNNING} 18", f"{RUNNING} decrease 2"],
    ),
]


@pytest.mark.parametrize(("heading", "text", "expected"), BUDGETS)
def test_own_words_of_a_budget(heading: str, text: str, expected: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门预算", heading, text)
    (disclosure,) = extract_disclosures(document)
    assert [
        f"{one.item} {one.value.value} {one.fiscal_year}" for one in disclosure.amounts
    ] == expected


@pytest.mark.parametrize(("heading", "text", "expected"), ACCOUNTS)
def test_own_words_of_accounts(heading: str, text: str, expected: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门决算", heading, text)
    (disclosure,) = extract_disclosures(document)
    found = [
        f"{one.item} {one.value.value}{' budget' * (one.phase == 'budget')}"
        for one in disclosure.amounts
    ]
    found += [
        f"{one.item} {one.direction} {one.value.value}" for one in disclosure.changes
    ]
    assert found == expected


def test_a_code_of_a_class_counts_no_classes() -> None:
    document = build_document(
        "滦州市水务局2021年部门预算",
        "三、支出",
        "208类社会保障和就业12万元；221类住房保障8万元。",
    )
    (disclosure,) = extract_disclosures(document)
    assert not disclosure.counts


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (
            "上级补助收入、经营收入以及附属单位上缴收入三个科目，本年度均未发生。",
            ["上级补助收入", "经营收入", "附属单位上缴收入"],
        ),
        ("事业收入和经营收入两项，今年都没有。", ["事业收入", "经营收入"]),
        ("国有资本经营预算未涉及。", ["国有资本经营预算"]),
    ],
)
def test_names_of_a_list_that_is_counted_are_denied(
    text: str, subjects: list[str]
) -> None:
    document = build_document(
        "滦州市水务局2021年部门决算", "二、收入", f"财政拨款收入90万元。{text}"
    )
    (disclosure,) = extract_disclosures(document)
    assert [one.subject.value for one in disclosure.nil_statements] == subjects
