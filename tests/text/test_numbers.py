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
    has_odd_grouping,
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
