"""Classes of which each level has a code of its own: sentences of our own making."""

from __future__ import annotations

import pytest

from extractor.model.enums import UnitSource
from extractor.model.records import Unit
from extractor.pipeline import extract_disclosures
from extractor.prose.labels import find_class_paths
from extractor.prose.mentions import AmountMention, ChangeMention, LineContext
from extractor.prose.statements import parse_line
from tests.document_builders import build_document, build_line
from tests.prose.test_wordings import BASE_LEXICON, YEAR

FUNCTIONAL = "expenditure.functional"

PATHS = [
    # two digits below a class, with remarks in names and marks of levels in the brackets
    (
        "1.教育支出（205）普通教育（02）小学教育（02）：2021年预算数为90万元，用于教学。",
        ["2050202 小学教育 90 budget"],
    ),
    (
        "一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）行政运行（01项）2021年预算80万元，与上年持平。",
        ["2010301 行政运行 80 budget", "2010301 行政运行 flat"],
    ),
    (
        "教育支出（类）（205）普通教育（款）（02）高中教育（项）（04）：年初预算7万元。",
        ["2050204 高中教育 7 budget"],
    ),
    # a class beside the one before, or below it
    (
        "农林水支出（213）水利（03）水利工程运行与维护（06）：年初预算9万元，支出决算8万元；防汛（14）：支出决算5万元，比上年减少1万元。",
        [
            "2130306 水利工程运行与维护 9 budget",
            "2130306 水利工程运行与维护 8 executed",
            "2130314 防汛 5 executed",
            "2130314 防汛 decrease",
        ],
    ),
    (
        "卫生健康支出（210）公立医院（02）综合医院（01）：支出决算6万元；行政事业单位医疗（11）事业单位医疗（02）：支出决算2万元。",
        ["2100201 综合医院 6 executed", "2101102 事业单位医疗 2 executed"],
    ),
    # a code behind the mark of its level
    (
        "教育支出（类）普通教育（款）初中教育（项）2050203，年初预算7万元，支出决算6万元。",
        ["2050203 初中教育 7 budget", "2050203 初中教育 6 executed"],
    ),
    (
        "教育支出（类）205普通教育（款）02学前教育（项）01，支出决算3万元。",
        ["2050201 学前教育 3 executed"],
    ),
    (
        "住房保障支出（类）221，年初预算4万元，支出决算4万元。",
        ["221 住房保障支出 4 budget", "221 住房保障支出 4 executed"],
    ),
]


def list_classes(text: str, context: LineContext) -> list[str]:
    """Amounts and changes of classes: code, name, sum and stage or direction."""
    line = build_line(text)
    start = line.list_number.end if line.list_number else 0
    found = []
    for one in parse_line(line, start, context, BASE_LEXICON):
        if not isinstance(one, AmountMention | ChangeMention):
            continue
        thing = one.subject
        assert thing.concept == FUNCTIONAL
        assert thing.label is not None
        named = f"{thing.class_code} {thing.label.value}"
        if isinstance(one, ChangeMention):
            found.append(f"{named} {one.direction}")
        else:
            found.append(f"{named} {one.value.value} {one.stage}")
    return found


@pytest.mark.parametrize(("text", "expected"), PATHS)
def test_a_sum_is_of_the_lowest_class(text: str, expected: list[str]) -> None:
    is_final = "决算" in text
    assert list_classes(text, LineContext(YEAR, is_final, "expenditure")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "培训教师（13）人，共5万元",
        "附件（02）：预算表",
        "教育支出（类）205万元",
        "教育支出（类）普通教育（款）50，初中教育3万元",
    ],
)
def test_other_digits_are_no_codes(text: str) -> None:
    assert find_class_paths(BASE_LEXICON, text.translate(str.maketrans("（），：", "(),:"))) == []


def test_what_follows_a_class_is_not_of_it() -> None:
    text = "公共安全支出（204）检察（04）检察监督（10）：支出决算5万元。追缴赃款7万元。"
    found = [one for one in parse_line(build_line(text), 0, LineContext(YEAR, True, "expenditure"), BASE_LEXICON) if isinstance(one, AmountMention)]
    assert [one.subject.class_code for one in found] == ["2040410", None]


SUMS = [
    ("（单位：万元）2021年收入预算：合计9.50；其中，事业收入8.00；其他收入1.50。", ["revenue.total", "revenue.institution_service", "revenue.other"]),
    ("支出预算：总计9.50，其中基本支出8.00，项目支出1.50。", ["expenditure.total", "expenditure.basic", "expenditure.project"]),
    ("收入预算：共计1,200；事业收入1,000；其他收入200。", ["revenue.total", "revenue.institution_service", "revenue.other"]),
    # the same sum again, of the other side
    (
        "2021年收入：合计9.50；其中，事业收入8.00；其他收入1.50。2021年支出：合计9.50；其中，基本支出8.00；项目支出1.50。",
        [
            "revenue.total",
            "revenue.institution_service",
            "revenue.other",
            "expenditure.total",
            "expenditure.basic",
            "expenditure.project",
        ],
    ),
    # a number behind nothing that is money
    ("报名人员：合计12，", []),
]


@pytest.mark.parametrize(("text", "expected"), SUMS)
def test_a_word_of_sums_names_what_is_led(text: str, expected: list[str]) -> None:
    place = build_line("万元").extract_text(0, 2)
    context = LineContext(YEAR, False, "budget_overview", unit=Unit("万元", UnitSource.PARAGRAPH, place.place))
    found = parse_line(build_line(text), 0, context, BASE_LEXICON)
    assert [one.subject.concept for one in found if isinstance(one, AmountMention)] == expected


LEFT = [
    "预算收入9万元，其中财政拨款8万元、上年实户资金余额1万元。",
    "预算收入9万元，其中事业收入8万元，上年末账户余额1万元。",
    "收入预算9万元，包括其他收入8万元和以前年度专户资金余额1万元。",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_the_year_before_left_is_carried_in(text: str) -> None:
    found = parse_line(build_line(text), 0, LineContext(YEAR, False, "budget_overview"), BASE_LEXICON)
    last = [one for one in found if isinstance(one, AmountMention)][-1]
    assert (last.subject.concept, last.year, last.stage) == ("revenue.carryover", YEAR, "budget")


TITLES = [
    ("二、单位预算收支情况（一）收入预算", "年初预算数9万元，其中：事业收入8万元，其他收入1万元。", "revenue.total"),
    ("三、部门收支说明（二）支出预算", "2021年年初预算数9万元，其中：基本支出8万元，项目支出1万元。", "expenditure.total"),
    ("一、收支情况（一）收入", "2021年预算数9万元。", "revenue.total"),
]


@pytest.mark.parametrize(("title", "text", "expected"), TITLES)
def test_the_last_title_of_a_line_governs(title: str, text: str, expected: str) -> None:
    found = extract_disclosures(build_document("滦州市水务局2021年部门预算", title, text))
    assert next(one.item for disclosure in found for one in disclosure.amounts) == expected
