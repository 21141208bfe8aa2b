"""Shares, rates of completion, words for final against budget."""

from __future__ import annotations

from extractor.model.document import Span
from extractor.model.records import UnmatchedNumber
from extractor.validation import ratios as checks
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    profile,
    section,
)

SECTIONS = [section("budget_overview", "b10")]
TOTAL = amount("revenue.total", "200.00万元", "b11[4:12]")
PARTS = [amount("revenue.fiscal_appropriation", "150.00万元", "b12[6:15]"), amount("revenue.other", "50.00万元", "b12[28:36]")]


def make_unmatched_percent(raw: str, context: str, place: str) -> UnmatchedNumber:
    return UnmatchedNumber("budget_overview", raw, context, "percent", Span.parse(place))


SHARES = [make_unmatched_percent("75.0", "财政拨款收入150.00万元，占75.0%；其他收入", "b12[17:21]"), make_unmatched_percent("25.0", "其他收入50.00万元，占25.0%。", "b12[38:42]")]


def test_each_share_is_its_part_of_the_total_and_all_are_the_whole() -> None:
    found = list(checks.check_shares(build_check_context(sections=SECTIONS, amounts=[TOTAL, *PARTS], unmatched_numbers=SHARES)))
    assert [(c.rule, c.result, dict(c.message[1])["formula"], c.places) for c in found] == [
        ("SHARE_RECOMPUTE", "pass", "75.0% = 150.00 / 200.00 = 75.00%", "b12[17:21];b12[6:15];b11[4:12]"),
        ("SHARE_RECOMPUTE", "pass", "25.0% = 50.00 / 200.00 = 25.00%", "b12[38:42];b12[28:36];b11[4:12]"),
        ("SHARE_SUM", "pass", "75.0 + 25.0 = 100.0 = 100", "b12[6:15];b12[17:21];b12[28:36];b12[38:42]"),
    ]


def test_a_share_that_is_not_its_part_fails() -> None:
    wrong = [make_unmatched_percent("57.0", "财政拨款收入150.00万元，占57.0%；其他收入", "b12[17:21]"), SHARES[1]]
    found = list(checks.check_shares(build_check_context(sections=SECTIONS, amounts=[TOTAL, *PARTS], unmatched_numbers=wrong)))
    assert [(c.rule, c.result) for c in found] == [("SHARE_RECOMPUTE", "fail"), ("SHARE_RECOMPUTE", "pass"), ("SHARE_SUM", "fail")]


def test_shares_without_their_total_are_not_checkable() -> None:
    assert list(checks.check_shares(build_check_context(sections=SECTIONS, amounts=PARTS, unmatched_numbers=SHARES))) == [
        check("SHARE_RECOMPUTE", "not_checkable", "", "b12[6:15];b12[17:21];b12[28:36];b12[38:42]", code="SHARE_TOTAL_UNKNOWN")
    ]


def test_the_rate_of_completion_is_final_over_budget() -> None:
    amounts = [amount("three_public.total", "0.80万元", "b12[6:12]", phase="executed"), amount("three_public.total", "1.00万元", "b12[16:22]")]
    for raw, result in (("80", "pass"), ("80.0", "pass"), ("8", "fail")):
        rate = make_unmatched_percent(raw, f"支出决算为0.80万元，完成预算1.00万元的{raw}%。", f"b12[23:{23 + len(raw)}]")
        found = list(checks.check_completion_rates(build_check_context(sections=SECTIONS, amounts=amounts, unmatched_numbers=[rate])))
        assert [(c.rule, c.result) for c in found] == [("COMPLETION_RATE", result)]


def test_the_word_for_final_against_budget_is_what_the_figures_say() -> None:
    amounts = [amount("three_public.total", "0.80万元", "b12[6:12]", phase="executed"), amount("three_public.total", "1.00万元", "b12[16:22]")]
    for word, result in (("小于", "pass"), ("大于", "fail")):
        body = [section("three_public", "b10", f"2020年度“三公”经费支出决算数{word}预算数。")]
        subject = build_check_context(profile=profile(doc_type="department_final"), sections=body, amounts=amounts)
        assert list(checks.check_final_versus_budget_words(subject)) == [
            check("BUDGET_FINAL_WORD", result, f"决算数{word}预算数: 0.80 万元, 1.00 万元", "b10;b12[6:12];b12[16:22]")
        ]
