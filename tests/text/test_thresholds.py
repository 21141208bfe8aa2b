"""What an indicator must reach: every form met, and no number made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.text.normalize import normalize
from extractor.text.thresholds import ParsedThreshold, parse_operator, parse_threshold

D = Decimal


def at_least(value: str, unit: str | None = None, start: int | None = None, end: int | None = None) -> ParsedThreshold:
    return ParsedThreshold(">=", D(value), None, True, None, unit, start, end)


def at_most(value: str, unit: str | None = None, start: int | None = None, end: int | None = None) -> ParsedThreshold:
    return ParsedThreshold("<=", None, D(value), None, True, unit, start, end)


def bare(value: str, unit: str | None = None, start: int | None = None, end: int | None = None) -> ParsedThreshold:
    return ParsedThreshold("bare", D(value), D(value), True, True, unit, start, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥90%", at_least("90", "%", 3, 4)),
        ("≧95％", at_least("95", "％", 3, 4)),
        ("＞=2", at_least("2")),
        (">= 2 项", at_least("2", "项", 5, 6)),
        ("≥1,000人次", at_least("1000", "人次", 6, 8)),
        ("≥330台（套）", at_least("330", "台（套）", 4, 8)),
        ("≥1（项）", at_least("1", "项", 3, 4)),
        ("不低于95%", at_least("95", "%", 5, 6)),
        ("不少于1次", at_least("1", "次", 4, 5)),
        ("大于等于90%", at_least("90", "%", 6, 7)),
        ("达到90%", at_least("90", "%", 4, 5)),
        ("90%以上", at_least("90", "%", 2, 3)),
        ("90%（含）以上", at_least("90", "%", 2, 3)),
        ("3次或以上", at_least("3", "次", 1, 2)),
        ("满意度≥90%", at_least("90", "%", 6, 7)),
        ("≥-5%", at_least("-5", "%", 3, 4)),
        ("≦5", at_most("5")),
        ("≤10　分钟", at_most("10", "分钟", 4, 6)),
        ("≤3.5万元/人", at_most("3.5", "万元/人", 4, 8)),
        ("不超过5%", at_most("5", "%", 4, 5)),
        ("24小时内", at_most("24", "小时", 2, 4)),
        ("3个工作日以内", at_most("3", "个工作日", 1, 5)),
        ("控制在100万元以内", at_most("100", "万元", 6, 8)),
        ("60分及以下", at_most("60", "分", 2, 3)),
        ("＞6", ParsedThreshold(">", D(6), None, False, None)),
        ("高于3次", ParsedThreshold(">", D(3), None, False, None, "次", 3, 4)),
        ("60分以下", ParsedThreshold("<", None, D(60), None, False, "分", 2, 3)),
        ("＜70%", ParsedThreshold("<", None, D(70), None, False, "%", 3, 4)),
        ("低于100%", ParsedThreshold("<", None, D(100), None, False, "%", 5, 6)),
        ("≤5%(不含)", ParsedThreshold("<", None, D(5), None, False, "%", 2, 3)),
        ("=100%", ParsedThreshold("=", D(100), D(100), True, True, "%", 4, 5)),
        ("＝0 起", ParsedThreshold("=", D(0), D(0), True, True, "起", 3, 4)),
        ("7", bare("7")),
        ("0", bare("0")),
        ("100%", bare("100", "%", 3, 4)),
        ("2280次", bare("2280", "次", 4, 5)),
        ("1.5倍", bare("1.5", "倍", 3, 4)),
        ("6个（含）", bare("6", "个", 1, 2)),
        ("合格率100%", bare("100", "%", 6, 7)),
        ("10%左右", bare("10", "%", 2, 3)),
        ("≥12个月", at_least("12", "个月", 3, 5)),
    ],
)
def test_a_number_with_its_sign_and_unit_is_a_bound(text: str, expected: ParsedThreshold) -> None:
    assert parse_threshold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10%-30%", ParsedThreshold("range", D(10), D(30), True, True, "%", 6, 7)),
        ("29%-20%", ParsedThreshold("range", D(20), D(29), True, True, "%", 6, 7)),
        ("1—3%", ParsedThreshold("range", D(1), D(3), True, True, "%", 3, 4)),
        ("3至5天", ParsedThreshold("range", D(3), D(5), True, True, "天", 3, 4)),
        ("80%（含）-90%", ParsedThreshold("range", D(80), D(90), True, False, "%", 9, 10)),
        ("≥80%且＜90%", ParsedThreshold("range", D(80), D(90), True, False, "%", 8, 9)),
        ("80%≤完成率＜90%", ParsedThreshold("range", D(80), D(90), True, False, "%", 10, 11)),
        ("90%＞完成率≥80%", ParsedThreshold("range", D(80), D(90), True, False, "%", 10, 11)),
        ("[80,90)", ParsedThreshold("range", D(80), D(90), True, False)),
    ],
)
def test_two_numbers_are_a_range_from_the_smaller_to_the_larger(text: str, expected: ParsedThreshold) -> None:
    assert parse_threshold(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "按时", "显著提升", "良好", "无", "不适用", "定性", "不超预算", "高于去年", "12月底前", "2026年12月31日前", "2018年12月完成",
        "12月31日", "每月10日前", "2026-12-31", "2026.12", "12月", "1:1", "8:30", "第1季度", "100%完成", "提高5%", "A级", "一级",
        "10万元/基地；5-15万元/基地", "偏离目标40%及以上不得分，偏离40%-30%得10分", "高于10个得满分，每少1个减1分，扣完为止",
        "≥80%且≥90%", "5/10", "共3次、2项",
    ],
)  # fmt: skip
def test_dates_sentences_and_words_stay_text(text: str) -> None:
    assert parse_threshold(text) == ParsedThreshold()


def test_an_operator_of_its_own_column_serves_where_the_text_has_none() -> None:
    assert parse_threshold("100", ">=") == at_least("100")
    assert parse_threshold("＜6", ">=") == ParsedThreshold("<", None, D(6), None, False)
    assert parse_threshold("提升", ">=") == ParsedThreshold()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("≥", ">="), (" ≦ ", "<="), ("＝", "="), ("＞", ">"), ("不低于", ">="), ("定性", None), ("", None)],
)
def test_a_column_of_signs_is_read_sign_by_sign(text: str, expected: str | None) -> None:
    assert parse_operator(text) == expected


PIECES = st.sampled_from(
    [
        "≥",
        "≤",
        "＞",
        "＜",
        "=",
        "不低于",
        "以上",
        "以内",
        "%",
        "％",
        "次",
        "万元",
        "-",
        "—",
        "至",
        "（含）",
        "，",
        "。",
        " ",
        "年",
        "月",
        "日",
        "前",
        "得",
        "分",
    ]
)
TEXTS = st.lists(
    st.one_of(PIECES, st.integers(0, 2030).map(str), st.decimals(0, 100, places=1).map(str)), max_size=7
).map("".join)


@settings(max_examples=400)
@given(TEXTS, st.sampled_from([None, ">=", "<="]))
def test_limits_are_printed_numbers_and_a_unit_stands_at_its_span(text: str, operator: str | None) -> None:
    found = parse_threshold(text, operator)
    for limit in (found.lower, found.upper):
        assert limit is None or str(abs(limit)) in normalize(text).replace(",", "")
    assert (found.operator is None) == (found.lower is None and found.upper is None)
    if found.unit is not None:
        assert text[found.unit_start : found.unit_end] == found.unit
