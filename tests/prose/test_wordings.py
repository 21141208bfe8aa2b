"""Wordings of other provinces and of final accounts: one sentence for each way of saying, all of our own making."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.enums import Fund
from extractor.pipeline import extract_disclosures
from extractor.prose.mentions import (
    AmountMention,
    ChangeMention,
    CountMention,
    LineContext,
)
from extractor.prose.statements import parse_line
from tests.document_builders import build_document, build_line

BASE_LEXICON = load_bundled_lexicons()["base"]
YEAR = 2021


def list_mentions(text: str, key: str | None = "budget_overview", final: bool = False, past: bool = False) -> list[str]:
    """Statements in short: ``item value year phase``; ``item direction value base-year base-kind percent``; counts."""
    found: list[str] = []
    whole = build_line(text)
    start = whole.list_number.end if whole.list_number else 0
    for one in parse_line(whole, start, LineContext(YEAR, final, key, is_past=past, owner_names=("青龙县水务局", "青龙县")), BASE_LEXICON):
        if isinstance(one, AmountMention):
            found.append(f"{one.subject.concept} {one.value.value} {one.year} {one.stage}")
        elif isinstance(one, ChangeMention):
            percent = one.percent.value if one.percent else None
            found.append(f"{one.subject.concept} {one.direction} {one.value.value} {one.base_year} {one.base_kind} {percent}")
        else:
            assert isinstance(one, CountMention)
            found.append(f"{one.subject.value if one.subject else None} {one.value.value}{one.unit}")
    return found


def list_reasons(text: str, final: bool = True) -> list[str | None]:
    setting = LineContext(YEAR, final, "three_public")
    changes = [one for one in parse_line(build_line(text), 0, setting, BASE_LEXICON) if isinstance(one, ChangeMention)]
    return [one.reason.value if one.reason else None for one in changes]


BUDGETS = [
    # one phrase for revenue and expenditure, under any of its names
    ("2021年收支预算总数60万元", ["revenue.total 60 2021 budget", "expenditure.total 60 2021 budget"]),
    ("部门收支预算为60万元", ["revenue.total 60 2021 budget", "expenditure.total 60 2021 budget"]),
    (
        "2021年收支预算总数60万元，比2020年收支预算总数增加4万元",
        [
            "revenue.total 60 2021 budget",
            "expenditure.total 60 2021 budget",
            "revenue.total increase 4 2020 prior_year_budget None",
            "expenditure.total increase 4 2020 prior_year_budget None",
        ],
    ),
    # what the sum consists of, however it is led in
    (
        "预算收支安排70万元。收入包括一般公共预算拨款收入50万元、政府性基金预算拨款收入20万元，支出包括农林水支出70万元",
        [
            "revenue.total 70 2021 budget",
            "expenditure.total 70 2021 budget",
            "revenue.general_public_budget 50 2021 budget",
            "revenue.government_funds 20 2021 budget",
            "expenditure.functional 70 2021 budget",
        ],
    ),
    (
        "收入预算80万元，其中：一般公共预算65万元，政府性基金预算15万元",
        ["revenue.total 80 2021 budget", "revenue.general_public_budget 65 2021 budget", "revenue.government_funds 15 2021 budget"],
    ),
    # expenditure beside its own revenue
    (
        "政府性基金预算收入9万元，支出9万元",
        ["revenue.government_funds 9 2021 budget", "fiscal_appropriation.government_funds 9 2021 budget"],
    ),
    (
        "财政拨款收入总计30万元，支出总计30万元，与2019年度相比，各增加2万元",
        [
            "revenue.fiscal_appropriation 30 2021 budget",
            "fiscal_appropriation.total 30 2021 budget",
            "revenue.fiscal_appropriation increase 2 2019 unstated None",
            "fiscal_appropriation.total increase 2 2019 unstated None",
        ],
    ),
    # bases
    (
        "会议费5万元，同比上年预算减少1万元，同比上年执行数增加2万元",
        [
            "conference 5 2021 budget",
            "conference decrease 1 2020 prior_year_budget None",
            "conference increase 2 2020 prior_year_executed None",
        ],
    ),
    ("经比较，2021年度会议费5万元", ["conference 5 2021 budget"]),
    (
        "会议费比2020年预算减少3万元。其中：培训费减少1万元",
        ["conference decrease 3 2020 prior_year_budget None", "training decrease 1 2020 prior_year_budget None"],
    ),
    # a name given in brackets; the year before without a word of what it was; what is said not to be
    ("出国经费、车辆费用和接待费（简称“三公”经费）支出合计6万元", ["three_public.total 6 2021 budget"]),
    ("采购项目3个，2021年当年项目2万元和2021年以前项目1万元", ["项目 3个", "None 2 2021 budget", "None 1 2021 budget"]),
    ("本年度无因公出国（境）支出，较上年无变化。", ["three_public.overseas flat 0 2020 unstated None"]),
    ("无形资产7万元", ["None 7 2021 budget"]),
    ("收入预算9万元，支出9万元", ["revenue.total 9 2021 budget", "expenditure.total 9 2021 budget"]),
    ("会议费5万元，比上年决算数变化0万元", ["conference 5 2021 budget", "conference flat 0 2020 prior_year_executed None"]),
    ("与上年相比，会议费减少2万元（下降5.3%）", ["conference decrease 2 2020 unstated 5.3"]),
    # a place before the name
    ("青龙县2021年培训费8万元", ["training 8 2021 budget"]),
]


@pytest.mark.parametrize(("text", "expected"), BUDGETS, ids=[text for text, _ in BUDGETS])
def test_budgets_of_other_provinces(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


FINAL = [
    (
        "培训费支出决算4万元，决算数大于预算数1万元",
        ["training 4 2021 executed", "training increase 1 2021 unstated None"],
    ),
    (
        "培训费支出决算4万元，决算数小于年初预算数2万元",
        ["training 4 2021 executed", "training decrease 2 2021 initial_budget None"],
    ),
    (
        "培训费全年预算6万元，支出决算4万元，较全年预算数减少2万元，下降33.3%",
        [
            "training 6 2021 adjusted_budget",
            "training 4 2021 executed",
            "training decrease 2 2021 adjusted_budget 33.3",
        ],
    ),
    (
        "培训费4万元，完成全年预算6万元的66.7%，比预算减少2万元",
        ["training 4 2021 executed", "training 6 2021 adjusted_budget", "training decrease 2 2021 unstated None"],
    ),
    (
        "培训费决算4万元，比2021年年初预算数5万元减少1万元",
        ["training 4 2021 executed", "training 5 2021 budget", "training decrease 1 2021 initial_budget None"],
    ),
    (
        "培训费4万元。与年初预算数相比，培训费减少1万元",
        ["training 4 2021 executed", "training decrease 1 2021 initial_budget None"],
    ),
    (
        "培训费4万元，与2018年度决算相比，减少1万元",
        ["training 4 2021 executed", "training decrease 1 2018 prior_year_executed None"],
    ),
    (
        "2021年度决算总收入8万元，比2020年度决算总收入7万元增加1万元，总支出8万元比2020年度总支出6万元增加2万元",
        [
            "revenue.total 8 2021 executed",
            "revenue.total 7 2020 prior_executed",
            "revenue.total increase 1 2020 prior_year_executed None",
            "expenditure.total 8 2021 executed",
            "expenditure.total 6 2020 prior_executed",
            "expenditure.total increase 2 2020 unstated None",
        ],
    ),
    (
        "政府性基金收入3万元；年初结转和结余1万元；支出2万元",
        ["revenue.government_funds 3 2021 executed", "revenue.carryover 1 2021 executed", "fiscal_appropriation.government_funds 2 2021 executed"],
    ),
    ("事业收入3万元，支出2万元", ["revenue.institution_service 3 2021 executed", "None 2 2021 executed"]),
    ("收入决算8万元，支出决算7万元", ["revenue.total 8 2021 executed", "expenditure.total 7 2021 executed"]),
    (
        "财政拨款支出年初预算数为3万元，支出决算数为4万元",
        ["fiscal_appropriation.total 3 2021 budget", "fiscal_appropriation.total 4 2021 executed"],
    ),
    # parts are of the year and phase of their whole
    (
        "“三公”经费预算20万元，其中：公务接待费9万元，公务用车运行维护费11万元",
        [
            "three_public.total 20 2021 budget",
            "three_public.hospitality 9 2021 budget",
            "three_public.vehicles.running 11 2021 budget",
        ],
    ),
    (
        "2020年“三公”经费支出7万元，其中：公务接待费7万元",
        ["three_public.total 7 2020 prior_executed", "three_public.hospitality 7 2020 prior_executed"],
    ),
    ("“三公”经费公共预算财政拨款支出6万元", ["three_public.total 6 2021 executed"]),
    ("全年实际支出“三公”经费6万元", ["three_public.total 6 2021 executed"]),
    ("2021年度支出公务接待费6万元", ["three_public.hospitality 6 2021 executed"]),
    (
        "公务接待费6万元，该项支出较年初预算数减少1万元",
        ["three_public.hospitality 6 2021 executed", "three_public.hospitality decrease 1 2021 initial_budget None"],
    ),
    (
        "（2）卫生健康支出（类）行政事业单位医疗（款）事业单位医疗缴费等相关支出（项）。年初预算为3万元，支出决算为3万元，决算数与预算数持平。",
        ["expenditure.functional 3 2021 budget", "expenditure.functional 3 2021 executed", "expenditure.functional flat 0 2021 unstated None"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FINAL, ids=[text for text, _ in FINAL])
def test_final_accounts_against_their_own_budget(text: str, expected: list[str]) -> None:
    assert list_mentions(text, "results_overview", final=True) == expected


def test_a_year_before_under_a_heading_of_final_accounts_was_executed() -> None:
    assert list_mentions("2020年会议费合计支出7万元", past=True) == ["conference 7 2020 prior_executed"]


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        # a source of money below a heading of one subject is never the office's own revenue
        (
            "政府采购支出总额9万元，其中：货物支出5万元、服务支出4万元，预留给小微企业的政府采购预算3万元",
            "procurement",
            ["procurement.total 9 2021 budget", "procurement.goods 5 2021 budget", "procurement.services 4 2021 budget", "procurement.micro_reserved 3 2021 budget"],
        ),
        (
            "政府采购预算12万元，其中：一般公共预算拨款12万元",
            "procurement",
            ["procurement.total 12 2021 budget", "procurement.total 12 2021 budget"],
        ),
        ("项目6个，涉及一般公共预算当年拨款90万元", "performance", ["项目 6个", "performance.project_amount 90 2021 budget"]),
        # what an office holds is of a date, named by a template or not
        (
            "截至2020年12月31日，固定资产总额50万元，其中：通用设备30万元；家具20万元",
            "state_assets",
            ["assets.fixed.total 50 2020 stock", "None 30 2020 stock", "None 20 2020 stock"],
        ),
        ("2021年拟购置固定资产9万元，其中：打印机9万元", "state_assets", ["assets.planned_purchase 9 2021 budget", "None 9 2021 budget"]),
        ("一般公共预算财政拨款运行经费8万元", "operating_expenses", ["operating_expenses.total 8 2021 budget"]),
    ],
)
def test_a_section_of_one_subject_has_amounts_of_its_own(text: str, key: str, expected: list[str]) -> None:
    assert list_mentions(text, key) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国内公务接待12批次（其中外事接待0批次），85人次，共3万元",
         ["国内公务接待 12批次", "外事接待 0批次", "国内公务接待 85人次", "None 3 2021 budget"]),
        ("核定编制30人，其中：行政编制18人、参公编制12人", ["核定编制 30人", "行政编制 18人", "参公编制 12人"]),
        ("年末公务用车保有4辆", ["公务用车 4辆"]),
        ("我局对3个项目开展自评", ["项目 3个"]),
        ("车辆5辆，比上年减少2辆", ["车辆 5辆"]),
        ("分别是局机关及4个下属单位", ["下属单位 4个"]),
        ("下属2个单位出国团组1个", ["单位 2个", "出国团组 1个"]),
        ("100万元以上专用设备3台", ["100万元以上专用设备 3台"]),
        ("核定编制12名，实有9人", ["核定编制 12名", "实有 9人"]),
        ("购置DR2台", ["DR 2台"]),
        ("通用设备1306台（件）", ["通用设备 1306台(件)"]),
        ("检查企业300家次", ["检查企业 300家次"]),
        ("主要原因是新增2名干部", ["干部 2名"]),
        ("拟对3个以上项目评价", ["项目评价 3个"]),
    ],
)  # fmt: skip
def test_what_is_counted_keeps_its_name(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议费比上年增加3万元，主要原因是会议增多，主要用于召开年会。", ["会议增多"]),
        ("会议费比上年减少3万元。决算数小于预算数的主要原因是会议推迟。", [None, "会议推迟"]),
        ("会议费比上年减少3万元。决算数小于预算数的主要原因是会议推迟。决算数较上年减少原因是合并会议。", ["合并会议", "会议推迟"]),
        ("会议费比上年减少3万元，主要是因为会议合并。", ["会议合并"]),
        ("会议费比上年减少3万元。因经费有限，培训未列预算。", [None]),
        ("收、支总计各增加5万元，主要原因是增人。", ["增人", "增人"]),
    ],
)
def test_a_reason_belongs_to_the_change_it_speaks_of(text: str, expected: list[str | None]) -> None:
    assert list_reasons(text) == expected


STRUCTURE = [
    # a part of one side, whose name leaves the side out
    ("收入预算90万元，其中：一般预算拨款70万元，上级补助20万元", ["revenue.total 90 2021 budget", "revenue.general_public_budget 70 2021 budget", "revenue.superior_subsidy 20 2021 budget"]),
    ("本年支出90万元，其中对附属单位补助20万元", ["expenditure.total 90 2021 budget", "expenditure.affiliated_subsidy 20 2021 budget"]),
    # totals in any order of words
    ("收入总预算90万元，支出总预算90万元", ["revenue.total 90 2021 budget", "expenditure.total 90 2021 budget"]),
    ("预算总收入90万元。预算总支出80万元", ["revenue.total 90 2021 budget", "expenditure.total 80 2021 budget"]),
    # projects
    ("项目支出50万元，用于渠道清淤30万元、泵站改造20万元", ["expenditure.project 50 2021 budget", "expenditure.project 30 2021 budget", "expenditure.project 20 2021 budget"]),
    ("重点项目“灌区改造”预算30万元", ["expenditure.project 30 2021 budget"]),
    # what adds up to the parts is their whole
    ("因公出国（境）费1万元，公务接待费2万元，三项合计3万元", ["three_public.overseas 1 2021 budget", "three_public.hospitality 2 2021 budget", "three_public.total 3 2021 budget"]),
    ("因公出国（境）费1万元，公务接待费2万元，合计9万元", ["three_public.overseas 1 2021 budget", "three_public.hospitality 2 2021 budget", "three_public.hospitality 9 2021 budget"]),
    # the rate tells what changed
    (
        "支出预算110万元，其中：基本支出60万元，项目支出50万元，比上年增加10万元，增长10%",
        ["expenditure.total 110 2021 budget", "expenditure.basic 60 2021 budget", "expenditure.project 50 2021 budget", "expenditure.total increase 10 2020 unstated 10"],
    ),
    (
        "支出预算110万元，其中：基本支出55万元，比上年增加5万元，增长10%",
        ["expenditure.total 110 2021 budget", "expenditure.basic 55 2021 budget", "expenditure.basic increase 5 2020 unstated 10"],
    ),
    # one change for each
    (
        "基本支出60万元、项目支出50万元，分别比2020年增加6万元、减少5万元",
        ["expenditure.basic 60 2021 budget", "expenditure.project 50 2021 budget", "expenditure.basic increase 6 2020 unstated None", "expenditure.project decrease 5 2020 unstated None"],
    ),
    ("会议费5万元、培训费6万元，均与上年持平", ["conference 5 2021 budget", "training 6 2021 budget", "conference flat 0 2020 unstated None", "training flat 0 2020 unstated None"]),
    ("会议费、培训费均较上年有所减少", ["conference decrease None 2020 unstated None", "training decrease None 2020 unstated None"]),
    # items within the line
    (
        "“三公”经费6万元。1.公务接待费。预算数2万元。2.公务用车运行维护费4万元，主要用于防汛。比上年下降20%",
        ["three_public.total 6 2021 budget", "three_public.hospitality 2 2021 budget", "three_public.vehicles.running 4 2021 budget", "three_public.vehicles.running decrease None 2020 unstated 20"],
    ),
    # a bare side is the total that was stated of it
    (
        "收入总计90万元，支出总计90万元。与上年相比，收入增加5万元，支出增加5万元",
        ["revenue.total 90 2021 budget", "expenditure.total 90 2021 budget", "revenue.total increase 5 2020 unstated None", "expenditure.total increase 5 2020 unstated None"],
    ),
    ("渠道维修补助每公里5万元", []),
    ("固定资产总额90万元，其中房屋20平方米、价值70万元", ["assets.fixed.total 90 2020 stock", "房屋 20平方米", "assets.fixed.buildings 70 2020 stock"]),
    ("支出预算90万元，比上年减少5万元，主要是人员划转，相应减少5万元", ["expenditure.total 90 2021 budget", "expenditure.total decrease 5 2020 unstated None"]),
    ("年末结余8万元", ["expenditure.carryforward 8 2021 budget"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STRUCTURE, ids=[text for text, _ in STRUCTURE])
def test_the_structure_of_a_sentence_tells_what_is_meant(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


def test_a_figure_compared_with_is_of_its_own_stage() -> None:
    assert list_mentions("本年支出90万元，与调整预算数90万元持平", "results_overview", final=True) == [
        "expenditure.total 90 2021 executed",
        "expenditure.total 90 2021 adjusted_budget",
        "expenditure.total flat 0 2021 adjusted_budget None",
    ]


def test_an_office_may_be_named_shortly() -> None:
    assert list_mentions("青龙县水局“三公”经费6万元") == ["three_public.total 6 2021 budget"]


def test_a_class_named_in_a_title_of_its_own_is_of_the_fund_of_its_heading() -> None:
    text = "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为3万元，支出决算为4万元。"
    setting = LineContext(YEAR, True, "results_overview", fund=Fund.GENERAL_PUBLIC_BUDGET)
    amounts = [one for one in parse_line(build_line(text), 2, setting, BASE_LEXICON) if isinstance(one, AmountMention)]
    assert [(one.subject.concept, one.subject.fund) for one in amounts] == [("expenditure.functional", Fund.GENERAL_PUBLIC_BUDGET)] * 2


LISTS = [
    ("支出预算", "本年支出80万元，其中一般公共预算60万元、政府性基金20万元。", ["expenditure.total 80", "fiscal_appropriation.general_public_budget 60", "fiscal_appropriation.government_funds 20"]),
    ("结转", "上年结转12万元，包括一般公共预算结转9万元、政府性基金结转3万元。", ["revenue.carryover 12", "revenue.carryover 9", "revenue.carryover 3"]),
    ("支出预算", "支出预算100万元：人员经费50万元、公用经费10万元、河道清淤40万元。", ["expenditure.total 100", "expenditure.personnel 50", "expenditure.public 10", "expenditure.project 40"]),
    ("政府性基金预算", "政府性基金预算支出60万元，用于体育场馆维修35万元、群众体育活动25万元。", ["fiscal_appropriation.government_funds 60", "expenditure.project 35", "expenditure.project 25"]),
    ("政府性基金预算", "政府性基金预算支出60万元，其中：征地和拆迁补偿支出35万元、土地开发支出25万元。", ["fiscal_appropriation.government_funds 60", "expenditure.functional 35", "expenditure.functional 25"]),
    ("支出预算", "项目支出中，村道养护18万元，路灯改造6万元。", ["expenditure.project 18", "expenditure.project 6"]),
    ("支出预算", "“平安乡村”项目：年初预算18万元，全年执行17万元。", ["expenditure.project 18", "expenditure.project 17"]),
    ("支出预算", "支出预算100万元，具体为：行政运行70万元、一般行政管理事务30万元。", ["expenditure.total 100", "expenditure.functional 70", "expenditure.functional 30"]),
    ("支出预算", "教育支出（类）普通教育（款）小学教育（项）：预算数、决算数均为88万元。", ["expenditure.functional 88"]),
    ("支出预算", "基本支出占大头，为66万元；项目支出同比增长12%，达34万元。", ["expenditure.basic 66", "expenditure.project 34"]),
]


@pytest.mark.parametrize(("title", "text", "expected"), LISTS)
def test_a_member_of_a_list_is_named_by_what_the_list_divides(title: str, text: str, expected: list[str]) -> None:
    setting = LineContext(YEAR, False, "expenditure", fund=None)
    amounts = [one for one in parse_line(build_line(text), 0, setting, load_bundled_lexicons()["base"]) if isinstance(one, AmountMention)]
    assert [f"{one.subject.concept} {one.value.value}" for one in amounts] == expected, title


PARTS = [
    # projects, however they are led in
    (
        "支出预算90万元，其中项目支出50万元，占55.56%，主要是助学金30万元、宿舍维修20万元",
        ["expenditure.total 90 2021 budget", "expenditure.project 50 2021 budget", "expenditure.project 30 2021 budget", "expenditure.project 20 2021 budget"],
    ),
    (
        "项目支出50万元主要有两项：河道清淤30万元，水文监测20万元",
        ["expenditure.project 50 2021 budget", "expenditure.project 30 2021 budget", "expenditure.project 20 2021 budget"],
    ),
    ("项目经费安排为：河道清淤30万元，水文监测20万元", ["expenditure.project 30 2021 budget", "expenditure.project 20 2021 budget"]),
    # a whole that the clause names before its part
    (
        "基本支出60万元。基本支出里头，人员经费和公用经费分别是50万元和10万元",
        ["expenditure.basic 60 2021 budget", "expenditure.personnel 50 2021 budget", "expenditure.public 10 2021 budget"],
    ),
    ("基本支出中人员经费50万元、公用经费10万元", ["expenditure.personnel 50 2021 budget", "expenditure.public 10 2021 budget"]),
    ("公用经费中列支培训费2万元", ["training 2 2021 budget"]),
    # a part of one source is no source beside it
    (
        "事业收入60万元，其中：医疗收入50万元、教育收费10万元；其他收入5万元",
        ["revenue.institution_service 60 2021 budget", "None 50 2021 budget", "None 10 2021 budget", "revenue.other 5 2021 budget"],
    ),
    # the last of several names has the one sum, in a list of sums
    (
        "公用经费10万元，包括：邮电费1万元，办公费、会议费2万元",
        ["expenditure.public 10 2021 budget", "expenditure.economic 1 2021 budget", "conference 2 2021 budget"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_parts_belong_to_the_whole_that_leads_them_in(text: str, expected: list[str]) -> None:
    assert list_mentions(text) == expected


EXECUTIONS = [
    # the budget in a bracket behind its name
    ("收入90万元，完成年初预算（80万元）的112.5%", ["revenue.total 90 2021 executed", "revenue.total 80 2021 budget"]),
    # what is divided is the execution, though its budget is told in between
    (
        "支出合计90万元，年初预算80万元，其中基本支出60万元、项目支出30万元",
        ["expenditure.total 90 2021 executed", "expenditure.total 80 2021 budget", "expenditure.basic 60 2021 executed", "expenditure.project 30 2021 executed"],
    ),
    # the total that a part is told to be a share of is the office's
    (
        "一般公共预算财政拨款支出60万元，占本年支出合计90万元的66.67%",
        ["fiscal_appropriation.general_public_budget 60 2021 executed", "expenditure.total 90 2021 executed"],
    ),
    # no stage stands in the name of the fund
    ("总收入90万元，其中一般预算拨款收入80万元", ["revenue.total 90 2021 executed", "revenue.general_public_budget 80 2021 executed"]),
    # 增 behind a base of its own clause
    (
        "财政拨款支出90万元。与上年决算比，增10万元，增幅12.5%",
        ["fiscal_appropriation.total 90 2021 executed", "fiscal_appropriation.total increase 10 2020 prior_year_executed 12.5"],
    ),
    # 基本持平 of which the number follows
    (
        "公用经费10万元，与上年基本持平，减少0.1万元，下降1%",
        ["expenditure.public 10 2021 executed", "expenditure.public decrease 0.1 2020 unstated 1"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXECUTIONS)
def test_execution_and_budget_are_told_apart_in_one_sentence(text: str, expected: list[str]) -> None:
    assert list_mentions(text, final=True) == expected


def test_things_of_one_section_are_known_by_their_kind() -> None:
    assert list_mentions("单价50万元以上的设备4台，价值118万元", "state_assets") == ["单价50万元以上的设备 4台", "assets.fixed.large_equipment 118 2020 stock"]
    assert list_mentions("其中购置囚车1辆，支出17万元", "three_public")[-1] == "three_public.vehicles.purchase 17 2021 budget"


def test_numbers_of_a_section_take_the_unit_that_its_heading_declares() -> None:
    lines = ("青龙县水务局2021年部门预算公开", "一、收支预算（单位：万元）", "2021年收入总计500.00，上年480；支出总计500，其中基本支出300.5，较上年增加20。内设科室5，编制25，文号青财〔2021〕12。")
    disclosure = extract_disclosures(build_document(*lines))[0]
    amounts = [one for one in disclosure.amounts if one.place.path == "b3"]
    assert [(one.item, str(one.value.value), one.fiscal_year) for one in amounts] == [
        ("revenue.total", "500.00", 2021),
        ("revenue.total", "480", 2020),
        ("expenditure.total", "500", 2021),
        ("expenditure.basic", "300.5", 2021),
    ]
    assert {(one.value.unit.name, one.value.unit.source, one.value.unit.place.path) for one in amounts if one.value.unit} == {("万元", "paragraph", "b2")}
    assert [str(one.value.value) for one in disclosure.changes] == ["20"]


@pytest.mark.parametrize("opening", [("（单位：万元）", "一、收支预算"), ("一、收支预算", "（以下金额单位均为万元）"), ("说明：本文数据单位为万元，下同。", "一、收支预算")])
def test_numbers_take_the_unit_that_a_line_declares_for_the_whole_text(opening: tuple[str, ...]) -> None:
    lines = ("青龙县水务局2021年部门预算公开", *opening, "2021年收入总计500.00。", "二、联系", "电话0335-1234567，地址3号。", "三、三公", "公务接待费3.5，车辆2辆。")
    disclosure = extract_disclosures(build_document(*lines))[0]
    amounts = [(one.item, str(one.value.value), one.value.unit.name if one.value.unit else None) for one in disclosure.amounts]
    assert amounts == [("revenue.total", "500.00", "万元"), ("three_public.hospitality", "3.5", "万元")]


def test_a_unit_right_above_a_table_is_that_of_the_table() -> None:
    table = [["项目", "金额"], ["收入合计", "500.00"]]
    document = build_document("青龙县水务局2021年部门预算公开", "单位：元", table, "一、收支预算", "2021年支出总计400.00，其他收入3元。")
    assert "400.00" not in {str(one.value.value) for one in extract_disclosures(document)[0].amounts}


MORE = [
    ("收入、支出均为85万元，较上年分别增加3万元和3万元，增幅均为3.66%", ["revenue.total increase 3 2020 unstated 3.66", "expenditure.total increase 3 2020 unstated 3.66"]),
    ("公务接待费：2020年15万元，2021年12万元。下降20%，原因是压缩接待", ["three_public.hospitality decrease None 2020 unstated 20"]),
]


@pytest.mark.parametrize(("text", "expected"), MORE)
def test_rates_belong_to_the_sums_before_them(text: str, expected: list[str]) -> None:
    assert [one for one in list_mentions(text) if "crease " in one] == expected


NAMED: list[tuple[str, list[tuple[str | None, str, int, str]]]] = [
    ("会议费因换届4万元，去年2万元。", [("conference", "4", 2021, "budget"), ("conference", "2", 2020, "prior_budget")]),
    ("2021年一般公共预算拨款合计5万元，其中：基本支出3万元。",
     [("fiscal_appropriation.general_public_budget", "5", 2021, "budget"), ("expenditure.basic", "3", 2021, "budget")]),
    ("2021年一般公共预算拨款收入5万元，其中：基本支出3万元。",
     [("revenue.general_public_budget", "5", 2021, "budget"), ("expenditure.basic", "3", 2021, "budget")]),
    ("支出预算9万元。按功能：公共安全支出6万元，医卫2万元，住房1万元。",
     [("expenditure.total", "9", 2021, "budget"), *(("expenditure.functional", one, 2021, "budget") for one in "621")]),
    ("截至2020年底，占用房屋5平方米，价值8万元；车辆1辆，价值2万元；家具价值3万元。",
     [(None, "8", 2020, "stock"), ("assets.fixed.vehicles", "2", 2020, "stock"), (None, "3", 2020, "stock")]),
    ("财政拨款“三公”预算5万元。", [("three_public.total", "5", 2021, "budget")]),
    ("专项支出重点安排：造林补助5万元、森林防火3万元。", [("expenditure.project", "5", 2021, "budget"), ("expenditure.project", "3", 2021, "budget")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_what_stands_round_a_name_tells_what_it_is(text: str, expected: list[tuple[str | None, str, int, str]]) -> None:
    disclosure = extract_disclosures(build_document("青龙县水务局2021年部门预算公开", "一、收支预算情况", text))[0]
    assert [(one.item, str(one.value.value), one.fiscal_year, one.phase) for one in disclosure.amounts] == expected
