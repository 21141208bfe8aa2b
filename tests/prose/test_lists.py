"""Sums of several names, in the order of the names: in their clause, or before it."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.labels import find_concept
from extractor.prose.mentions import (
    UNLABELLED,
    AmountMention,
    ChangeMention,
    LabelledThing,
    LineContext,
)
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

LEXICON = load_bundled_lexicons()["base"]


def list_amounts(title: str, section: str | None, text: str) -> str:
    """Value, concept and year of each amount below a heading."""
    concept = find_concept(LEXICON, title, section)
    heading = UNLABELLED
    if concept is not None:
        heading = LabelledThing(build_line(title).extract_text(0, len(title)), concept)
    context = LineContext(2021, False, section, heading)
    mentions = parse_line(build_line(text), 0, context, LEXICON)
    amounts = [one for one in mentions if isinstance(one, AmountMention)]
    return "; ".join(f"{one.value.value} {one.subject.concept or '-'} {one.year}" for one in amounts)


CASES = [
    # both sides of a year or of a fund
    ("收支预算", None, "今年收、支预算总额分别为90万元、80万元，上年收、支预算总额分别为70万元、60万元。", "90 revenue.total 2021; 80 expenditure.total 2021; 70 revenue.total 2020; 60 expenditure.total 2020"),
    ("收支情况", None, "政府性基金预算财政拨款收入和支出分别为9万元、8万元。", "9 revenue.government_funds 2021; 8 fiscal_appropriation.government_funds 2021"),
    # projects below their heading
    ("项目支出", None, "河道保洁经费、堤防巡查经费分别为5万元、4万元。", "5 expenditure.project 2021; 4 expenditure.project 2021"),
    ("项目支出", None, "河道保洁经费、堤防巡查经费、水质监测经费均为重点项目，预算分别为5万元、4万元、3万元。", "5 expenditure.project 2021; 4 expenditure.project 2021; 3 expenditure.project 2021"),
    ("项目支出", None, "河道保洁经费5万元、堤防巡查经费4万元；2020年上述两个项目分别为3万元、2万元。", "5 expenditure.project 2021; 4 expenditure.project 2021; 3 expenditure.project 2020; 2 expenditure.project 2020"),
    # known things of the clause before
    ("其他", None, "会议费、培训费为压减重点，分别为5万元、4万元。", "5 conference 2021; 4 training 2021"),
]


@pytest.mark.parametrize(("title", "section", "text", "expected"), CASES, ids=[case[2] for case in CASES])
def test_each_sum_of_a_list_has_its_name(title: str, section: str | None, text: str, expected: str) -> None:
    assert list_amounts(title, section, text) == expected


NAMED_BEFORE = [
    # the part that the clause before names
    ("政府采购", "procurement", "货物类，采购预算5万元；服务类，采购预算4万元；合计9万元。", "5 procurement.goods 2021; 4 procurement.services 2021; 9 procurement.total 2021"),
    ("政府采购", "procurement", "复印机5万元（货物）、屋面维修4万元（工程）。", "5 procurement.goods 2021; 4 procurement.works 2021"),
    ("政府采购", "procurement", "政府采购9万元，其中货物（图书、桌椅）5万元，服务（物业、安保）4万元。", "9 procurement.total 2021; 5 procurement.goods 2021; 4 procurement.services 2021"),
    ("财政拨款支出", None, "财政拨款支出9万元：一般公共预算，8万元；政府性基金，1万元。", "9 fiscal_appropriation.total 2021; 8 fiscal_appropriation.general_public_budget 2021; 1 fiscal_appropriation.government_funds 2021"),
    # sums of what was listed
    ("支出预算", "expenditure", "基本支出，本年8万元，上年7万元；项目支出，本年2万元，上年1万元；合计，本年10万元，上年8万元。", "8 expenditure.basic 2021; 7 expenditure.basic 2020; 2 expenditure.project 2021; 1 expenditure.project 2020; 10 expenditure.total 2021; 8 expenditure.total 2020"),
    ("“三公”经费", "three_public", "“三公”经费支出5万元，其中公务接待费2万元，公务用车运行维护费3万元；上年4万元。", "5 three_public.total 2021; 2 three_public.hospitality 2021; 3 three_public.vehicles.running 2021; 4 three_public.total 2020"),
    # the years of the list before
    ("“三公”经费", "three_public", "2021年、2020年公务用车购置费分别为1万元、2万元，运行费分别为3万元、4万元。", "1 three_public.vehicles.purchase 2021; 2 three_public.vehicles.purchase 2020; 3 three_public.vehicles.running 2021; 4 three_public.vehicles.running 2020"),
    # what was counted, and a price
    ("“三公”经费", "three_public", "因公出国（境）团组1个、3人次，支出5万元。", "5 three_public.overseas 2021"),
    ("业务开展", None, "全年平均住院费用6850元。", ""),
    ("绩效情况", "performance", "项目2个，均设置绩效目标，涉及资金9万元，分别为饮水安全宣传5万元、堤防巡查4万元。", "9 performance.project_amount 2021; 5 expenditure.project 2021; 4 expenditure.project 2021"),
    # but not a thing that is denied, nor the other side
    ("“三公”经费", "three_public", "没有接待费，三公经费为0元。", "0 three_public.total 2021"),
    ("总体情况", "budget_overview", "2021年收入9万元，其中财政拨款收入8万元、其他收入1万元；支出7万元。", "9 revenue.total 2021; 8 revenue.fiscal_appropriation 2021; 1 revenue.other 2021; 7 expenditure.total 2021"),
    # a part of a side
    ("收支预算", "budget_overview", "收支总额9万元。收入中财政拨款8万元，其他收入1万元。", "9 revenue.total 2021; 9 expenditure.total 2021; 8 revenue.fiscal_appropriation 2021; 1 revenue.other 2021"),
]


@pytest.mark.parametrize(("title", "section", "text", "expected"), NAMED_BEFORE, ids=[case[2] for case in NAMED_BEFORE])
def test_sums_take_the_name_of_the_words_around_them(title: str, section: str | None, text: str, expected: str) -> None:
    assert list_amounts(title, section, text) == expected


def list_changes(text: str) -> str:
    """Concept, direction, sum and rate of each change."""
    context = LineContext(2021, False, None)
    changes = (one for one in parse_line(build_line(text), 0, context, LEXICON) if isinstance(one, ChangeMention))
    return "; ".join(f"{one.subject.concept} {one.direction} {one.value.value} {one.percent and one.percent.value}" for one in changes)


CHANGES = [
    ("会议费2万元、培训费3万元、差旅费4万元，三项均与上年持平。", "conference flat 0 None; training flat 0 None; travel flat 0 None"),
    ("会议费2万元；比上年减少1万元；下降33.3%；减少原因：压缩会期。", "conference decrease 1 33.3"),
    ("会议费2万元，较上年减少1万元，其中人员经费有所减少、公用经费有所增加。", "conference decrease 1 None; expenditure.personnel decrease None None; expenditure.public increase None None"),
    ("公务用车运行维护费2万元，减少1万元；公务用车购置费无预算，与上年一致。", "three_public.vehicles.running decrease 1 None; three_public.vehicles.purchase flat 0 None"),
]


@pytest.mark.parametrize(("text", "expected"), CHANGES, ids=[case[0] for case in CHANGES])
def test_changes_are_of_what_is_listed(text: str, expected: str) -> None:
    assert list_changes(text) == expected
