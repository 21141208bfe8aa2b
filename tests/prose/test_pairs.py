"""Changes told in marks, pairs and two levels, and numbers that are no level: sentences of our own making."""

from __future__ import annotations

import pytest

from tests.prose.test_wordings import list_mentions

BUDGETS = [
    # two levels, whatever the verb between them
    (
        "会议费从9万元紧缩到今年的7万元，培训费由原来的6万元瘦身至5万元",
        [
            "conference 9 2020 prior_budget",
            "conference 7 2021 budget",
            "training 6 2020 prior_budget",
            "training 5 2021 budget",
        ],
    ),
    # a form: a year, a direction or a rate behind or before a colon
    (
        "会议费：7万元。上年：8万元。减幅：12.5%",
        [
            "conference 7 2021 budget",
            "conference 8 2020 prior_budget",
            "conference decrease None 2020 unstated 12.5",
        ],
    ),
    (
        "会议费：7万元；较上年：减少；金额：1万元；幅度：12.5%",
        ["conference 7 2021 budget", "conference decrease 1 2020 unstated 12.5"],
    ),
    # the figures in brackets have their own year
    (
        "（括号内为2020年预算数）会议费7万元（8万元），培训费5万元（4万元）",
        [
            "conference 7 2021 budget",
            "conference 8 2020 prior_budget",
            "training 5 2021 budget",
            "training 4 2020 prior_budget",
        ],
    ),
    # the former and the latter of the sentence before
    (
        "会议费7万元，培训费5万元。前者同比减少1万元，后者同比增加2万元",
        [
            "conference 7 2021 budget",
            "training 5 2021 budget",
            "conference decrease 1 2020 unstated None",
            "training increase 2 2020 unstated None",
        ],
    ),
    # rates of changes that were stated one by one
    (
        "会议费7万元，培训费5万元，前者减少1万元，后者减少2万元，分别下降12.5%、28.6%",
        [
            "conference 7 2021 budget",
            "training 5 2021 budget",
            "conference decrease 1 2020 unstated 12.5",
            "training decrease 2 2020 unstated 28.6",
        ],
    ),
    # the last of a list of rates is none
    (
        "会议费7万元，培训费5万元，分别较上年增长5%、与上年持平",
        [
            "conference 7 2021 budget",
            "training 5 2021 budget",
            "conference increase None 2020 unstated 5",
            "training flat 0 2020 unstated None",
        ],
    ),
    (
        "会议费7万元、培训费5万元、差旅费4万元，分别较上年增长5%、下降3%、与上年持平",
        [
            "conference 7 2021 budget",
            "training 5 2021 budget",
            "travel 4 2021 budget",
            "conference increase None 2020 unstated 5",
            "training decrease None 2020 unstated 3",
            "travel flat 0 2020 unstated None",
        ],
    ),  # fmt: skip
    (
        "会议费7万元，培训费5万元，分别较上年增加1万元、持平",
        [
            "conference 7 2021 budget",
            "training 5 2021 budget",
            "conference increase 1 2020 unstated None",
            "training flat 0 2020 unstated None",
        ],
    ),
    # a difference that is paid for is no change
    (
        "财政拨款收入预算60万元，支出预算65万元，差额5万元由上年结转弥补",
        [
            "revenue.fiscal_appropriation 60 2021 budget",
            "fiscal_appropriation.total 65 2021 budget",
            "None 5 2021 budget",
        ],
    ),
    # what changed is named at the head of a sentence behind the parts of another thing
    (
        "收入预算60万元：财政拨款50万元；其他收入10万元。其他收入与上年相比，减少2万元",
        [
            "revenue.total 60 2021 budget",
            "revenue.fiscal_appropriation 50 2021 budget",
            "revenue.other 10 2021 budget",
            "revenue.other decrease 2 2020 unstated None",
        ],
    ),  # fmt: skip
    # the year in front of a list of names
    (
        "2020年：会议费8万元，培训费4万元。2021年：会议费7万元，培训费5万元",
        ["conference 8 2020 prior_budget", "training 4 2020 prior_budget", "conference 7 2021 budget", "training 5 2021 budget"],
    ),
    # what two changes come to is that of their whole
    (
        "支出预算60万元。基本支出增加8万元，项目支出减少3万元，增减相抵后净增5万元",
        [
            "expenditure.total 60 2021 budget", "expenditure.basic increase 8 2020 unstated None",
            "expenditure.project decrease 3 2020 unstated None", "expenditure.total increase 5 2020 unstated None",
        ],
    ),
    # each of two things went its way
    (
        "会议费7万元、培训费5万元，同比一升一降，升5%、降3%",
        ["conference 7 2021 budget", "training 5 2021 budget", "conference increase None 2020 unstated 5", "training decrease None 2020 unstated 3"],
    ),
    # a sign in brackets
    ("会议费7万元（+1万元，+16.7%）", ["conference 7 2021 budget", "conference increase 1 2020 unstated 16.7"]),
    # the level behind a share
    ("会议费较上年减少五分之一，为4万元", ["conference decrease None 2020 unstated None", "conference 4 2021 budget"]),
    ("会议费较上年减少一半，即减少4万元", ["conference decrease 4 2020 unstated None"]),
    # what the years share, and what a list becomes
    (
        "2019年、2020年和2021年会议费分别为9万元、8万元、7万元，减少1万元",
        ["conference 9 2019 prior_budget", "conference 8 2020 prior_budget", "conference 7 2021 budget", "conference decrease 1 2020 unstated None"],
    ),
    (
        "会议费和培训费由上年的8万元和4万元分别调整为7万元和5万元",
        ["conference 8 2020 prior_budget", "training 4 2020 prior_budget", "conference 7 2021 budget", "training 5 2021 budget"],
    ),
    (
        "会议费和培训费分别为7万元、5万元，上年分别为8万元、4万元",
        ["conference 7 2021 budget", "training 5 2021 budget", "conference 8 2020 prior_budget", "training 4 2020 prior_budget"],
    ),
    # a head that tells the way of a list
    (
        "增加：会议费7万元、培训费5万元；减少：差旅费3万元",
        ["conference increase 7 2020 unstated None", "training increase 5 2020 unstated None", "travel decrease 3 2020 unstated None"],
    ),
    (
        "会议费：+7万元；培训费：-5万元；差旅费：持平",
        ["conference increase 7 2020 unstated None", "training decrease 5 2020 unstated None", "travel flat 0 2020 unstated None"],
    ),
    (
        "会议费7万元（-1万元）；培训费5万元（+2万元）",
        ["conference 7 2021 budget", "conference decrease 1 2020 unstated None", "training 5 2021 budget", "training increase 2 2020 unstated None"],
    ),
    ("会议费减少2万元，培训费反增1万元，差旅费也跟着减少3万元", [
        "conference decrease 2 2020 unstated None", "training increase 1 2020 unstated None", "travel decrease 3 2020 unstated None",
    ]),
    # prices
    ("会议费7万元，生均公用经费小学650元、初中850元", ["conference 7 2021 budget"]),
    ("会议费7万元，均价0.5万元", ["conference 7 2021 budget"]),
    ("会议费7万元，购置课桌单价不得超过420元", ["conference 7 2021 budget"]),
]

FINALS = [
    # against the year's own budget
    (
        "会议费5万元，与年初预算（7万元）相比，减少2万元",
        [
            "conference 5 2021 executed",
            "conference 7 2021 budget",
            "conference decrease 2 2021 initial_budget None",
        ],
    ),
    (
        "会议费5万元，超年初预算1万元",
        [
            "conference 5 2021 executed",
            "conference increase 1 2021 initial_budget None",
        ],
    ),
    (
        "会议费5万元，比预算短1万元",
        ["conference 5 2021 executed", "conference decrease 1 2021 unstated None"],
    ),
    (
        "会议费5万元，比预算7万元省了2万元。培训费3万元，省1万元",
        [
            "conference 5 2021 executed",
            "conference 7 2021 budget",
            "conference decrease 2 2021 unstated None",
            "training 3 2021 executed",
            "training decrease 1 2021 unstated None",
        ],
    ),  # fmt: skip
    (
        "项目支出5万元，其中：中央3万元，省2万元",
        [
            "expenditure.project 5 2021 executed",
            "expenditure.project 3 2021 executed",
            "expenditure.project 2 2021 executed",
        ],
    ),
    ("年初安排的会议费5万元，实际未开支", ["conference 5 2021 budget"]),
    ("会议费预算5万元，调整后6万元，决算7万元", ["conference 5 2021 budget", "conference 6 2021 adjusted_budget", "conference 7 2021 executed"]),
    ("会议费预决算均为0万元，与上年相同", ["conference 0 2021 executed", "conference flat 0 2020 unstated None"]),
    # two changes of things whose levels were stated
    (
        "会议费由上年的3万元增至5万元，培训费由上年的8万元降至7万元。一增一减，分别为2万元和1万元",
        [
            "conference 3 2020 prior_executed",
            "conference 5 2021 executed",
            "training 8 2020 prior_executed",
            "training 7 2021 executed",
            "conference increase 2 2020 unstated None",
            "training decrease 1 2020 unstated None",
        ],
    ),  # fmt: skip
]


@pytest.mark.parametrize(
    ("text", "expected"), BUDGETS, ids=[text for text, _ in BUDGETS]
)
def test_budgets_are_understood(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


@pytest.mark.parametrize(("text", "expected"), FINALS, ids=[text for text, _ in FINALS])
def test_final_accounts_are_understood(text: str, expected: list[str]) -> None:
    assert list_mentions(text, final=True) == expected


def test_a_change_of_both_equal_sides_is_one_of_each() -> None:
    text = "收入总计：60万元；支出总计：60万元。较2020年：减少；幅度：7%"
    assert list_mentions(text)[2:] == [
        "revenue.total decrease None 2020 unstated 7",
        "expenditure.total decrease None 2020 unstated 7",
    ]
