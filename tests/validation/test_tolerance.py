"""Tolerance comes from the digits as printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.model.document import Span
from extractor.validation.sums import check_list_sums
from extractor.validation.tolerance import EquationTerm, balances, find_nested_sums
from tests.validation.record_builders import (
    amount,
    asset,
    build_check_context,
    check,
    purchase,
    section,
)

SECTIONS = [section("budget_overview", "b10"), section("three_public", "b20"), section("procurement", "b40")]


def test_a_number_is_as_precise_as_the_finest_of_its_unit_in_its_section() -> None:
    coarse, fine, other = (
        amount("expenditure.total", "2万元", "b11[3:6]"),
        amount("expenditure.project", "0.36万元", "b12[3:8]"),
        amount("three_public.total", "2万元", "b21[3:6]"),
    )
    context = build_check_context(sections=SECTIONS, amounts=[coarse, fine, other])
    assert [context.build_amount_term(a).half_step for a in (coarse, fine, other)] == [Decimal(50), Decimal(50), Decimal(5000)]


def test_a_printed_zero_and_a_count_are_exact() -> None:
    zero = amount("revenue.other", "0万元", "b11[3:6]")
    car = asset(6, "汽车", "17.85", "1")
    context = build_check_context(sections=SECTIONS, amounts=[zero], assets=[car])
    assert context.build_amount_term(zero).half_step == 0
    assert context.build_count_term(car.quantity).half_step == 0


def test_each_table_has_its_own_precision() -> None:
    row = purchase(7, total="3600", unit_price="1800.00")
    elsewhere = purchase(7, total="3600", address="b51")
    context = build_check_context(procurement=[row, elsewhere])
    assert [context.build_money_term(r.total).half_step for r in (row, elsewhere)] == [Decimal("0.005"), Decimal("0.5")]


@pytest.mark.parametrize(
    ("stated", "parts", "result"),
    [
        ("165.47万元", ["146.27万元", "15.79万元", "3.41万元"], "pass"),
        ("165.48万元", ["146.27万元", "15.79万元", "3.41万元"], "rounding"),
        ("165.49万元", ["146.27万元", "15.79万元", "3.41万元"], "rounding"),
        ("165.50万元", ["146.27万元", "15.79万元", "3.41万元"], "fail"),
        ("165.48万元", ["149.68万元", "15.79万元", "0万元"], "rounding"),
        ("165.49万元", ["149.68万元", "15.79万元", "0万元"], "fail"),
    ],
)
def test_rounding_explains_half_a_unit_of_the_last_digit_for_each_rounded_term(stated: str, parts: list[str], result: str) -> None:
    names = ("expenditure.personnel", "expenditure.public", "expenditure.project")
    amounts = [amount("expenditure.total", stated, "b11[3:11]")]
    amounts += [amount(name, raw, f"b11[{20 + 10 * i}:{28 + 10 * i}]") for i, (name, raw) in enumerate(zip(names, parts, strict=True))]
    assert [c.result for c in check_list_sums(build_check_context(sections=SECTIONS, amounts=amounts)) if c.rule == "EXP_SUM"] == [result]


def test_between_prose_in_ten_thousands_and_a_table_in_yuan_only_the_prose_is_rounded() -> None:
    prose, row = amount("expenditure.public", "15.79万元", "b11[3:11]"), purchase(7, project_funds="157856.40")
    context = build_check_context(sections=SECTIONS, amounts=[prose], procurement=[row])
    left, right = context.build_amount_term(prose), context.build_money_term(row.project_funds)
    assert balances("PUBLIC_TEXT_TABLE", [left], [right]) == check(
        "PUBLIC_TEXT_TABLE", "rounding", "15.79 万元 ≈ 157856.40 元", "b11[3:11];b41.r7.c5", 157900, "157856.40", 50
    )


def test_prose_before_the_first_heading_is_a_group_of_its_own() -> None:
    context = build_check_context(sections=SECTIONS)
    assert [context.find_precision_group(Span.parse(a)) for a in ("b2", "b11", "b25", "b41.r7.c5", "tx1/b1")] == ["section 0", "section 1", "section 2", "b41", "section 3"]


def test_parts_that_miss_their_whole_by_all_that_rounding_explains_are_its_parts() -> None:
    def number(printed: str, half: str) -> EquationTerm:
        return EquationTerm(printed, Decimal(printed), Decimal(half), printed, "元", Span("b1"))

    whole, parts = number("5.1", "0.05"), [number("2.54", "0.005"), number("2.50", "0.005")]
    assert find_nested_sums([whole, *parts]) == [(whole, parts)]
    assert find_nested_sums([number("5.2", "0.05"), *parts]) == []
