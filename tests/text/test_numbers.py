"""One tokenizer for numbers, their signs, groupings and units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.enums import Qualifier
from extractor.pipeline import extract_disclosures
from extractor.text.numbers import (
    Grouping,
    count_decimals,
    find_number_spans,
    find_split_numbers,
    find_unit_behind,
    has_odd_grouping,
    parse_cell_number,
    parse_money,
    parse_number,
    tokenize_numbers,
)
from tests.document_builders import build_document


@pytest.mark.parametrize(
    ("text", "digits", "value", "unit"),
    [
        ("1,935.36万元", "1,935.36", "1935.36", "万元"),
        ("４２元", "42", "42", "元"),
        ("0.00万 元", "0.00", "0.00", "万元"),
        ("3 千万元", "3", "3", "千万元"),
        ("165.47万。", "165.47", "165.47", "万元"),
        ("165.47万人", "165.47", "165.47", ""),
        ("12辆", "12", "12", ""),
    ],
)
def test_a_number_has_its_value_and_its_unit_of_money(text: str, digits: str, value: str, unit: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.digits, token.value, token.unit) == (digits, Decimal(value), unit)
    if unit:
        assert "".join(text[token.unit_start : token.unit_end].split()) in (unit, "万")


@pytest.mark.parametrize(("text", "percent"), [("16.6%", "%"), ("16.6 ％", "%"), ("3‰", "‰"), ("2个百分点", "个百分点"), ("2个", "")])
def test_a_percent_is_no_unit_of_money(text: str, percent: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.percent, token.unit) == (percent, "")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("-3.2", "-"), ("－3.2", "-"), ("– 3.2", "-"), ("—3.2", "—"), ("−3.2", "-"), ("+3.2", "+"), ("△3.2", "△"), ("▲3.2", "▲"), ("负3.2", "负"),
        ("收入3.2", ""), ("3.2", ""),
    ],
)  # fmt: skip
def test_a_sign_belongs_to_its_number(text: str, sign: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.sign, token.value) == (sign, Decimal("3.2"))


def test_the_dash_of_a_range_is_no_sign() -> None:
    assert {token.sign for token in tokenize_numbers("10-20，10%-20%，10-20万元")} == {""}


def test_a_number_inside_a_code_says_what_it_is_glued_to() -> None:
    assert [(t.digits, t.is_glued) for t in tokenize_numbers("A0201，3.2.1，第5项")] == [("0201", True), ("3.2", False), ("1", True), ("5", False)]


ODD_GROUPINGS = ["12,3456.78元", "1,23,456", "1234,567.89", "12,34万元", "1,2345", "1,234,56元", "3,5%"]
LISTS = [("1,2,3", 3), ("2019,2020年", 2), ("2019，2020", 2), ("2080501,2080505", 2), ("12，3456.78元", 2), ("2.5,3.5", 2), ("3,15日", 2)]


@pytest.mark.parametrize("text", ODD_GROUPINGS)
def test_an_odd_grouping_is_one_number_without_a_value(text: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.grouping, token.value) == (Grouping.ODD, None)
    assert has_odd_grouping(text[token.start : token.end])
    assert parse_number(text) is None
    money = parse_money(text)
    assert money is None or money.value is None


@pytest.mark.parametrize(("text", "count"), LISTS)
def test_commas_between_numbers_of_a_list_group_nothing(text: str, count: int) -> None:
    tokens = list(tokenize_numbers(text))
    assert len(tokens) == count
    assert all(token.value is not None for token in tokens)


@given(st.text(alphabet="0123456789,.，-元万%年 a其", max_size=24))
def test_tokens_stand_in_order_and_cover_every_digit(text: str) -> None:
    tokens = list(tokenize_numbers(text))
    spans = [(token.start, token.end) for token in tokens]
    assert spans == sorted(spans)
    single = find_number_spans(text)
    assert single == sorted(single)
    assert all(any(start <= first and last <= end for start, end in spans) for first, last in single)
    assert {i for i, char in enumerate(text) if char.isdigit()} <= {i for start, end in spans for i in range(start, end)}
    for token in tokens:
        assert token.end <= token.unit_start <= token.unit_end
        if token.qualifier is not Qualifier.RANGE and not token.is_doubtful:
            assert (token.value is None) == has_odd_grouping(token.digits)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_number_grouped_by_three_is_read_as_it_was_written(value: Decimal) -> None:
    assert parse_number(f"{value:,}") == (value, "")
    (token,) = tokenize_numbers(f"{value:,}元")
    assert (token.value, token.unit) == (value, "元")
    assert count_decimals(f"{value:,}元") == 2


def test_a_number_grouped_oddly_is_an_issue_and_one_unmatched_number() -> None:
    document = build_document(
        "开平区信访局2020年部门预算",
        "一、预算收支情况",
        "2020年预算收入12,3456.78元，其中：一般公共预算拨款收入10万元。车辆1,23,456辆。支出预算10万元。",
    )
    (found,) = extract_disclosures(document)
    assert [(a.item, a.value.raw) for a in found.amounts] == [("revenue.general_public_budget", "10万元"), ("expenditure.total", "10万元")]
    assert found.counts == ()
    issues = [issue for issue in found.issues if issue.code == "NUMBER_GROUPING"]
    assert [str(issue.place) for issue in issues] == ["b3[9:19]", "b3[41:49]"]
    assert [number.raw for number in found.unmatched_numbers][-2:] == ["12,3456.78", "1,23,456"]


def test_a_cell_grouped_oddly_has_no_value() -> None:
    table = [["采购项目", "数量", "单价", "金额"], ["打印机", "1", "12,3456.78元", "1,23,456"], ["电脑", "2", "5,000.00", "10,000.00"]]
    document = build_document("开平区信访局2020年部门预算", "一、预算收支情况", "2020年预算收入20万元。", "政府采购预算表", table)
    (found,) = extract_disclosures(document)
    issues = [issue for issue in found.issues if issue.code == "NUMBER_GROUPING"]
    assert [number.raw for number in found.unmatched_numbers if has_odd_grouping(number.raw)] == ["12,3456.78", "1,23,456"]
    assert len(issues) == 2
    first = found.procurement[0]
    assert first.unit_price is not None and first.unit_price.value is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3亿2千万元", "32", "千万元"), ("12万3千元", "123", "千元"), ("165万4700元", "1654700", "元"), ("一百六十五万元", "165", "万元"),
        ("叁拾万元整", "30", "万元"), ("三亿二千万元", "32000", "万元"), ("一万五千元", "15000", "元"), ("165元4角7分", "165.47", "元"),
        ("165.47萬元", "165.47", "万元"), ("一千二百三十四点五六万元", "1234.56", "万元"), ("百分之二十", "20", ""),
    ],
)  # fmt: skip
def test_a_sum_in_numerals_or_with_several_scales_is_one_number(text: str, value: str, unit: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.signed_value, token.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["一般公共预算", "三公经费", "十四五规划", "党的二十大", "三元区", "二十一、", "（十二）", "第十二条", "统一", "一百五元"])
def test_a_numeral_in_a_word_or_an_ordinal_is_no_number(text: str) -> None:
    assert list(tokenize_numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("10—20万元", 10, 20), ("5至6万元", 5, 6), ("10%-20%", 10, 20), ("29%-20%", 20, 29), ("20多万元", 20, 30), ("5万余元", 5, 6), ("二百余人", 200, 300),
        ("十几人", 10, 20), ("百余人", 100, 200), ("10-15批次", 10, 15), ("10人至15人", 10, 15), ("约10～20万元", 10, 20),
    ],
)  # fmt: skip
def test_a_range_has_two_ends_and_no_value(text: str, lower: int, upper: int) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.value, token.qualifier, token.lower, token.upper) == (None, Qualifier.RANGE, lower, upper)


@pytest.mark.parametrize("text", ["1-3月", "2019-2021年", "2018-2030人口规划", "0311-8765432转3号", "第3-5条"])
def test_years_pages_and_telephones_are_no_range(text: str) -> None:
    assert all(token.qualifier is Qualifier.EXACT for token in tokenize_numbers(text))


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("约3万元", "about"), ("近3万元", "about"), ("3万元左右", "about"), ("超3万元", "over"), ("不足3万元", "under"), ("不少于3万元", "at_least"),
        ("3万元以上。", "at_least"), ("不超过3万元", "at_most"), ("3万元以内，", "at_most"), ("附近3万元", "exact"),
    ],
)  # fmt: skip
def test_words_beside_a_number_make_it_a_bound(text: str, qualifier: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.signed_value, token.qualifier) == (3, qualifier)


def test_a_sum_that_says_which_things_are_meant_is_a_limit() -> None:
    assert [token.is_limit for token in tokenize_numbers("单价50万元以上的设备，1000元/人，购置费50万元以上。")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "value"), [("结余为-3.2万元", "-3.2"), ("增长-3.2%", "-3.2"), ("结余\u22123.2万元", "-3.2"), ("结余△3.2万元", "-3.2"), ("结余负3.2万元", "-3.2"), ("收入——3.2万元", "3.2")]
)
def test_a_minus_that_is_plainly_one_is_the_sign(text: str, value: str) -> None:
    (token,) = tokenize_numbers(text)
    assert token.signed_value == Decimal(value)


@pytest.mark.parametrize("text", ["办公费-3.2万元", "办公费—3.2万元", "办公费20-10万元"])
def test_a_dash_that_may_part_name_and_figure_leaves_no_value(text: str) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.signed_value, token.is_doubtful) == (None, True)


CELLS = [
    ("－3.50", "-3.50"), ("\u22123.50", "-3.50"), ("—3.5", "-3.5"), ("△3.50", "-3.50"), ("▲0.60", "-0.60"), ("负3.5", "-3.5"), ("+3.50", "3.50"), ("（3.50）", "-3.50"),
    ("（3.50）万元", "-3.50"), ("100（注1）", "100"), ("262.06（含结转3.2）", "262.06"), ("146.27[1]", "146.27"), ("146.27*", "146.27"), ("15.79①", "15.79"),
    ("3.41¹", "3.41"), ("1 935.36", "1935.36"), ("1\u00a0935.36", "1935.36"), ("1\u2009935.36", "1935.36"), ("21,118.5 1", "21118.51"), ("12868.1\n9", "12868.19"),
    ("1,462,\n700.00", "1462700.00"), ("157856.\n40", "157856.40"), ("20 万元", "20"), ("叁拾万元整", "30"), ("12.5 ％", "12.5"), ("3辆", "3"), ("１，４６２．００", "1462.00"),
    ("¥ 3.5", "3.5"), ("100(万元)", "100"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CELLS)
def test_a_cell_is_read_with_its_sign_its_blanks_and_its_remark(text: str, value: str) -> None:
    number = parse_cell_number(text)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["146\n15", "146.27\n15.79", "146270\n0.00", "1 2", "100（200）", "3.50（2.00）", "100（减少）", "（3.50", "3.50）", "（1）", "1,23,456", "2020年", "12月", "100元/人"],
)
def test_a_cell_that_leaves_its_number_open_has_no_value(text: str) -> None:
    number = parse_cell_number(text)
    assert number is None or number.value is None


def test_blanks_between_digits_of_prose_part_or_group() -> None:
    assert list(find_split_numbers("附表1 165.47万元，1\u00a0935.36万元，2020 年")) == [(2, 10)]


def test_signs_ranges_and_numerals_of_prose_are_values_or_issues() -> None:
    document = build_document(
        "开平区信访局2020年部门预算",
        "一、预算收支情况",
        "2020年预算收入约600万元，比上年增加-23.53万元，增长-12.45%。其他收入-3.20万元。项目支出10—20万元。培训费一百六十五万元。接待二百余人。附表1 165.47万元。",
    )
    (found,) = extract_disclosures(document)
    amounts = [(a.value.raw, a.value.value, a.qualifier, a.value_status) for a in found.amounts]
    assert amounts == [
        ("600万元", 600, "about", "reported"),
        ("10—20万元", None, "range", "range"),
        ("一百六十五万元", 165, "exact", "reported"),
    ]
    assert [(a.lower, a.upper) for a in found.amounts][1] == (10, 20)
    (change,) = found.changes
    assert (change.direction, change.value.value) == ("decrease", Decimal("23.53"))
    assert change.percent is not None
    assert change.percent.value == Decimal("12.45")
    assert [(c.value.raw, c.lower, c.upper, c.value_status) for c in found.counts] == [("二百余人", 200, 300, "range")]
    assert {issue.code for issue in found.issues} >= {"NUMBER_SIGN", "NUMBER_SPLIT"}


def test_a_cell_whose_number_is_open_is_an_issue_at_its_place() -> None:
    table = [["项目", "2020年预算数", "增减额"], ["人员经费", "146270\n0.00", "（3.50）"], ["公用经费", "100（减少）", "△2.00"], ["合计", "10-20", "-5.50"]]
    document = build_document("开平区信访局2020年部门预算", "一、预算收支情况", "2020年预算收入20万元。", "部门收支预算总表", "单位：元", table)
    (found,) = extract_disclosures(document)
    values = [(line.value.raw, line.value.value) for line in found.budget_lines]
    assert values == [
        ("146270\n0.00", None), ("（3.50）", Decimal("-3.50")), ("100（减少）", None), ("△2.00", Decimal("-2.00")), ("10-20", None), ("-5.50", Decimal("-5.50")),
    ]  # fmt: skip
    assert [line.value_status for line in found.budget_lines][4] == "range"
    assert [issue.place for issue in found.issues if issue.code == "CELL_UNREAD"] == ["b6.r2.c2", "b6.r3.c2"]


@pytest.mark.parametrize(("text", "ends"), [("0.02至43.02万元", ("0.02", "43.02")), ("1～5000万元", ("1", "5000")), ("0.5-900万元", ("0.5", "900"))])
def test_ends_that_lie_far_apart_are_a_range(text: str, ends: tuple[str, str]) -> None:
    (token,) = tokenize_numbers(text)
    assert (token.value, token.lower, token.upper) == (None, Decimal(ends[0]), Decimal(ends[1]))


def test_a_number_of_a_list_before_a_dash_is_no_end_of_a_range() -> None:
    *_, token = tokenize_numbers("包1-10787900.00元")
    assert token.value == Decimal("10787900.00")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("会议费0，培训费8。（单位：万元）", "万元"),
        ("会议费0。(金额单位:元)", "元"),
        ("会议费0（单位：万元），培训费8元", None),
        ("培训费8万元。", None),
    ],
)
def test_a_unit_in_brackets_at_the_end_is_declared_for_what_is_before_it(text: str, unit: str | None) -> None:
    found = find_unit_behind(text)
    assert (found and found[0]) == unit
    assert found is None or text[found[1] : found[2]] == unit
