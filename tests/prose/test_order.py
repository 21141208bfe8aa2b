"""Statements whose name stands elsewhere: behind them, in the clause before, or nowhere."""

from __future__ import annotations

import pytest

from extractor.model.disclosure import Disclosure
from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

OVERSEAS, RECEPTION = "three_public.overseas", "three_public.hospitality"
RUNNING, PROJECT = "three_public.vehicles.running", "expenditure.project"
TARGETS = "performance.project_amount"


def read(heading: str, text: str, kind: str = "预算") -> Disclosure:
    title = f"滦州市水务局2021年部门{kind}"
    (found,) = extract_disclosures(build_document(title, heading, text))
    return found


def list_statements(found: Disclosure) -> list[str]:
    """``item value year`` of each amount, then ``item direction value percent`` of each change."""
    amounts = [f"{one.item} {one.value.value} {one.fiscal_year}" for one in found.amounts]
    changes = [f"{one.item} {one.direction} {one.value.value} {one.percent and one.percent.value}" for one in found.changes]
    return amounts + changes


AHEAD = [
    (
        "一、“三公”经费",
        "比上年增加0.6万元，增长3%，公务接待费支出20.6万元；比上年减少2万元，公务用车运行维护费支出8万元。",
        [f"{RECEPTION} 20.6 2021", f"{RUNNING} 8 2021", f"{RECEPTION} increase 0.6 3", f"{RUNNING} decrease 2 None"],
    ),
    (
        "一、“三公”经费",
        "上年为3万元，本年公务接待费2.5万元。上年为10万元，本年公务用车运行维护费9万元。",
        [f"{RECEPTION} 3 2020", f"{RECEPTION} 2.5 2021", f"{RUNNING} 10 2020", f"{RUNNING} 9 2021"],
    ),
    (
        "一、“三公”经费",
        "与2020年预算持平，因公出国（境）费未安排；较2020年预算下降5%，公务接待费4万元。",
        [f"{RECEPTION} 4 2021", f"{OVERSEAS} flat 0 None", f"{RECEPTION} decrease None 5"],
    ),
    # a level of the heading, where nothing stands behind another statement
    ("一、支出预算", "比上年增加5万元，基本支出40万元，项目支出60万元。", ["expenditure.basic 40 2021", f"{PROJECT} 60 2021", "expenditure.total increase 5 None"]),
    # a level of no heading
    ("一、收支情况", "上年90万元，2021年收入预算95万元。", ["revenue.total 90 2020", "revenue.total 95 2021"]),
]


@pytest.mark.parametrize(("heading", "text", "expected"), AHEAD)
def test_a_statement_may_stand_before_its_name(heading: str, text: str, expected: list[str]) -> None:
    assert list_statements(read(heading, text)) == expected


WHOLES = [
    # what all of it is of names nothing else
    ("一、收入预算", "2021年收入预算28万元，全部为财政拨款。上年27万元，增1万元。", ["revenue.total 28 2021", "revenue.total 27 2020", "revenue.total increase 1 None"]),
    ("一、支出", "支出预算30万元，都是项目支出。上年28万元，增加2万元。", ["expenditure.total 30 2021", "expenditure.total 28 2020", "expenditure.total increase 2 None"]),
    # nothing has grown
    (
        "一、收支",
        "本年收入76万元，其中一般公共预算拨款收入76万元、政府性基金拨款收入0万元，较上年增加2万元。",
        ["revenue.total 76 2021", "revenue.general_public_budget 76 2021", "revenue.government_funds 0 2021", "revenue.total increase 2 None"],
    ),
    # beside the whole
    (
        "一、支出预算总计",
        "支出预算总计9万元。包括：本年支出合计9万元，其中农林水支出5万元，住房保障支出4万元；年终结转结余0万元，与上年预算数相同。",
        [
            "expenditure.total 9 2021",
            "expenditure.total 9 2021",
            "expenditure.functional 5 2021",
            "expenditure.functional 4 2021",
            "expenditure.carryforward 0 2021",
            "expenditure.carryforward flat 0 None",
        ],
    ),
]


@pytest.mark.parametrize(("heading", "text", "expected"), WHOLES)
def test_a_statement_is_of_the_whole_or_of_what_stands_beside_it(heading: str, text: str, expected: list[str]) -> None:
    assert list_statements(read(heading, text)) == expected


PROJECTS = [
    ("一、重点项目", "农村公路养护30万元，惠及12个村，群众自筹4万元；危桥改造20万元；粮食稳增产5万元。", [f"{PROJECT} 30", "None 4", f"{PROJECT} 20", f"{PROJECT} 5"]),
    ("一、重点项目", "农村公路养护30万元，用于12个村，危桥改造20万元，用于3座桥。", [f"{PROJECT} 30", f"{PROJECT} 20"]),
    ("一、重点项目", "网格服务12万元，目标：带动就业收入达到8亿元；路灯维护3万元。", [f"{PROJECT} 12", "None 8", f"{PROJECT} 3"]),
    ("一、绩效评价", "对“饮水安全”项目开展了自评，项目全年预算26万元，实际支出25万元，执行率96%。", [f"{PROJECT} 26", f"{PROJECT} 25"]),
    ("一、绩效", "项目3个，9万元，全部设绩效目标。", [f"{TARGETS} 9"]),
    ("一、绩效", "自评项目4个，金额9万元，评级均为优。", [f"{TARGETS} 9"]),
    ("一、绩效评价", "组织对“乡村道路”“饮水安全”等3个项目开展重点评价，涉及政府性基金预算支出32万元。", [f"{TARGETS} 32"]),
]


@pytest.mark.parametrize(("heading", "text", "expected"), PROJECTS)
def test_the_money_of_projects_is_told_from_that_of_others(heading: str, text: str, expected: list[str]) -> None:
    assert [f"{one.item} {one.value.value}" for one in read(heading, text, "决算").amounts] == expected


def test_the_heading_of_a_section_declares_the_unit_of_all_below() -> None:
    lines = ("一、部门职责", "负责水利工作。", "二、预算说明（单位：万元）", "（一）收支情况", "收入总计9.00，支出总计9.00，增加1.00。", "（二）“三公”经费", "“三公”经费2.50。", "三、机关运行经费", "机关运行经费3.00万元。", "四、名词解释", "预算：计划。")
    (found,) = extract_disclosures(build_document("滦州市水务局2021年部门预算", *lines))
    assert [(one.item, str(one.value.value)) for one in found.amounts] == [("revenue.total", "9.00"), ("expenditure.total", "9.00"), ("three_public.total", "2.50"), ("operating_expenses.total", "3.00")]
    assert {one.value.unit.name for one in found.amounts if one.value.unit} == {"万元"}


def test_the_targets_of_an_item_are_counted() -> None:
    found = read("一、重点项目绩效目标", "湿地修复12万元，目标为完成补植2.6万亩；护林员补助3万元，目标：聘用60人。")
    assert [(str(one.value.value), one.unit) for one in found.counts] == [("2.6", "万亩"), ("60", "人")]


SIDES = [
    # each side behind a change of both
    (
        "一、收支情况",
        "收支均有增长，其中：收入由50万元增加到60万元，支出由45万元增加到55万元。",
        [
            "revenue.total 50 2020",
            "revenue.total 60 2021",
            "expenditure.total 45 2020",
            "expenditure.total 55 2021",
            "revenue.total increase None None",
            "expenditure.total increase None None",
        ],
    ),
    # both sums of all, however the years of the parts go
    (
        "一、收支总体",
        "收入总计28万元，支出总计28万元。本年收入27万元；本年支出26万元。比上年总体增加2万元。",
        [
            "revenue.total 28 2021",
            "expenditure.total 28 2021",
            "revenue.total 27 2021",
            "expenditure.total 26 2021",
            "revenue.total increase 2 None",
            "expenditure.total increase 2 None",
        ],
    ),
    # a heading that names a fund alone
    ("一、国有资本经营预算", "年初预算5万元；支出决算4万元；完成预算80%。", ["fiscal_appropriation.state_capital 5 2021", "fiscal_appropriation.state_capital 4 2021"]),
    # what two uses add up to
    ("一、财政拨款支出安排", "本级财力安排支出9万元，其中基本支出6万元、项目支出3万元。", ["fiscal_appropriation.total 9 2021", "expenditure.basic 6 2021", f"{PROJECT} 3 2021"]),
    # a finer class
    ("一、支出", "对个人和家庭的补助34万元（含国家助学金18万元），资本性支出3万元。", ["expenditure.economic 34 2021", "expenditure.economic 18 2021", "expenditure.economic 3 2021"]),
    # what is to be bought
    ("一、国有资产占用情况", "年末车辆7辆。安排购置单价20万元以上的设备2台，金额5万元。", ["assets.planned_purchase 5 2021"]),
    ("一、政府采购与资产", "年内拟购置实验设备3台，预算8万元。", ["assets.planned_purchase 8 2021"]),
]


@pytest.mark.parametrize(("heading", "text", "expected"), SIDES)
def test_a_sum_is_of_what_the_structure_around_it_says(heading: str, text: str, expected: list[str]) -> None:
    assert list_statements(read(heading, text)) == expected


NUMERALS = [
    ("下设国库中心等四个事业单位，事业编制26名；离休两人，退休27人。", ["4个", "26名", "2人", "27人"]),
    ("设党政办等六个内设机构和四个事业站所。", ["6个", "4个"]),
    ("内设科室七个，下设事业单位2个。", ["7个", "2个"]),
    ("报废一辆，减少一名司机，一个单位未编报，退休3人。", ["3人"]),
]


@pytest.mark.parametrize(("text", "expected"), NUMERALS)
def test_units_and_staff_are_counted_in_words(text: str, expected: list[str]) -> None:
    assert [f"{one.value.value}{one.unit}" for one in read("一、机构设置", text).counts] == expected


DENIED = [
    ("项目支出8万元；上缴上级支出、经营支出，均无；合计9万元。", ["上缴上级支出", "经营支出"]),
    ("上缴上级、经营、对附属单位补助等支出均未发生。", ["上缴上级", "经营", "对附属单位补助"]),
    ("事业收入、经营收入3万元，均无增长。", []),
]


@pytest.mark.parametrize(("text", "expected"), DENIED)
def test_each_of_a_list_is_denied(text: str, expected: list[str]) -> None:
    assert [one.subject.value for one in read("一、支出决算", text, "决算").nil_statements if one.subject] == expected


LED = [
    # a count behind the colon of each item
    (
        "一、“三公”经费",
        "公务用车购置：1辆，18万元；公务用车运行维护：4辆，12万元；国内公务接待：20批次，160人次，2万元；合计32万元。",
        [
            "three_public.vehicles.purchase 18 2021",
            f"{RUNNING} 12 2021",
            f"{RECEPTION} 2 2021",
            "three_public.total 32 2021",
        ],
    ),
    # a sum in a clause of its own, of each year
    (
        "一、“三公”经费",
        "公务接待费，2020年3万元，2021年2万元；公务用车购置及运行维护费，2020年9万元，2021年8万元；两项合计，2020年12万元，2021年10万元。",
        [
            f"{RECEPTION} 3 2020",
            f"{RECEPTION} 2 2021",
            "three_public.vehicles.total 9 2020",
            "three_public.vehicles.total 8 2021",
            "three_public.total 12 2020",
            "three_public.total 10 2021",
        ],
    ),
    # a sum that is none of what was listed is of nothing that is known
    ("一、其他", "会议费5万元；培训费3万元；两项合计，2021年9万元。", ["conference 5 2021", "training 3 2021", "None 9 2021"]),
    # the side whose money is listed
    (
        "一、财政拨款收支",
        "收入全部为一般公共预算当年拨款40万元、政府性基金当年拨款6万元。",
        ["revenue.general_public_budget 40 2021", "revenue.government_funds 6 2021"],
    ),
    (
        "一、财政拨款收支",
        "收入为一般公共预算拨款和政府性基金拨款，分别为40万元和6万元。",
        ["revenue.general_public_budget 40 2021", "revenue.government_funds 6 2021"],
    ),
]


@pytest.mark.parametrize(("heading", "text", "expected"), LED)
def test_what_leads_in_a_figure_names_it(heading: str, text: str, expected: list[str]) -> None:
    assert list_statements(read(heading, text)) == expected


LEVELS = [
    ("与2020年的50万元相比，本年收入减少，为48万元。", ["revenue.total 50 2020", "revenue.total 48 2021", "revenue.total decrease None None"]),
    ("会议费较上年有所增加，为3万元。", ["conference 3 2021", "conference increase None None"]),
    ("会议费较上年减少，减少额为3万元。", ["conference decrease 3 None"]),
]


@pytest.mark.parametrize(("text", "expected"), LEVELS)
def test_what_a_thing_moved_to_is_no_difference(text: str, expected: list[str]) -> None:
    assert list_statements(read("二、收入决算情况", text, "决算")) == expected
