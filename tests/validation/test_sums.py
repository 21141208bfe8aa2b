"""Sums that a list of amounts states."""

from __future__ import annotations

import pytest

from extractor.model.records import Amount, Check
from extractor.validation.sums import check_list_sums, check_revenue_equals_expenditure
from tests.validation.record_builders import amount, build_check_context, check, section

SECTIONS = [section("budget_overview", "b10"), section("three_public", "b20"), section("procurement", "b40")]


def list_amounts(*items: tuple[str, str], block: str = "b11", **more: object) -> list[Amount]:
    """Amounts one behind the other in one paragraph."""
    return [amount(item, raw, f"{block}[{10 * i}:{10 * i + 8}]", **more) for i, (item, raw) in enumerate(items)]  # type: ignore[arg-type]


REVENUE = [("revenue.total", "165.47万元"), ("revenue.general_public_budget", "165.47万元"), ("revenue.government_funds", "0万元"), ("revenue.other", "0万元")]
SPENDING = [("expenditure.total", "165.47万元"), ("expenditure.personnel", "146.27万元"), ("expenditure.public", "15.79万元"), ("expenditure.project", "3.41万元")]
THREE = [("three_public.total", "2.5万元"), ("three_public.vehicles.total", "2万元"), ("three_public.vehicles.purchase", "0万元"), ("three_public.vehicles.running", "2万元"), ("three_public.hospitality", "0.5万元"), ("three_public.overseas", "0万元")]


EXAMPLES: list[tuple[str, list[Amount], list[Check]]] = [
    (
        "revenue is the sum of its sources",
        list_amounts(*REVENUE),
        [check("REV_SUM", "pass", "165.47 = 165.47 + 0 + 0 万元", "b11[0:8];b11[10:18];b11[20:28];b11[30:38]", "1654700.00", "1654700.00", "100.000")],
    ),
    (
        "a wrong part fails",
        list_amounts(*SPENDING[:3], ("expenditure.project", "3.61万元")),
        [check("EXP_SUM", "fail", "165.47 ≠ 146.27 + 15.79 + 3.61 万元", "b11[0:8];b11[10:18];b11[20:28];b11[30:38]", "1654700.00", "1656700.00", "200.000")],
    ),
    (
        "basic expenditure stands for its two parts, and is checked itself",
        list_amounts(("expenditure.total", "100.00万元"), ("expenditure.basic", "60.00万元"), ("expenditure.personnel", "50.00万元"), ("expenditure.public", "10.00万元"), ("expenditure.project", "40.00万元")),
        [
            check("EXP_SUM", "pass", "100.00 = 60.00 + 40.00 万元", "b11[0:8];b11[10:18];b11[40:48]", "1000000.00", "1000000.00", "150.000"),
            check("BASIC_SUM", "pass", "60.00 = 50.00 + 10.00 万元", "b11[10:18];b11[20:28];b11[30:38]", "600000.00", "600000.00", "150.000"),
        ],
    ),
    (
        "carry-over may be part of the total",
        list_amounts(("revenue.total", "110.00万元"), ("revenue.fiscal_appropriation", "100.00万元"), ("revenue.carryover", "10.00万元")),
        [check("REV_SUM", "pass", "110.00 = 100.00 + 10.00 万元", "b11[0:8];b11[10:18];b11[20:28]", "1100000.00", "1100000.00", "150.000")],
    ),
    (
        "or stand beside it",
        list_amounts(("revenue.total", "100.00万元"), ("revenue.fiscal_appropriation", "90.00万元"), ("revenue.other", "10.00万元"), ("revenue.carryover", "7.00万元")),
        [check("REV_SUM", "pass", "100.00 = 90.00 + 10.00 万元", "b11[0:8];b11[10:18];b11[20:28]", "1000000.00", "1000000.00", "150.000")],
    ),
    (
        "one part that falls short proves nothing",
        list_amounts(("revenue.total", "100.00万元"), ("revenue.fiscal_appropriation", "90.00万元")),
        [check("REV_SUM", "not_checkable", "100.00 ≠ 90.00 万元", "b11[0:8];b11[10:18]", code="PARTS_INCOMPLETE", head="收入总计", missing="其余各项")],
    ),
    (
        "one part that exceeds the whole is wrong",
        list_amounts(("revenue.total", "90.00万元"), ("revenue.fiscal_appropriation", "100.00万元")),
        [check("REV_SUM", "fail", "90.00 ≠ 100.00 万元", "b11[0:8];b11[10:18]", "900000.00", "1000000.00", "100.000")],
    ),
    (
        "a part that no template names leaves it open",
        list_amounts(*SPENDING[:3], (None, "9.00万元"), ("expenditure.project", "3.31万元")),  # type: ignore[arg-type]
        [check("EXP_SUM", "not_checkable", "165.47 ≠ 146.27 + 15.79 + 3.31 万元", "b11[0:8];b11[10:18];b11[20:28];b11[40:48]", code="PARTS_INCOMPLETE", head="支出总计", missing="其余各项")],
    ),
    (
        "a total without parts is said to be without them",
        list_amounts(("revenue.total", "165.47万元")),
        [check("REV_SUM", "not_checkable", "", "b11[0:8]", code="PARTS_NOT_PRINTED", head="收入总计", printed="165.47万元")],
    ),
    (
        "three public expenses and their vehicles",
        list_amounts(*THREE, block="b21"),
        [
            check("TP_SUM", "pass", "2.5 = 0 + 2 + 0.5 万元", "b21[0:8];b21[50:58];b21[10:18];b21[40:48]", "25000.0", "25000.0", "1500.00"),
            check("TP_VEHICLE_SUM", "pass", "2 = 0 + 2 万元", "b21[10:18];b21[20:28];b21[30:38]", 20000, 20000, "1000.00"),
        ],
    ),
    (
        "without a total for vehicles the four kinds add up",
        list_amounts(THREE[0], *THREE[2:], block="b21"),
        [check("TP_FOUR_WAY", "pass", "2.5 = 0 + 0 + 2 + 0.5 万元", "b21[0:8];b21[40:48];b21[10:18];b21[20:28];b21[30:38]", "25000.0", "25000.0", "1500.00")],
    ),
    (
        "goods, works and services",
        list_amounts(("procurement.total", "120万元"), ("procurement.goods", "80万元"), ("procurement.works", "0万元"), ("procurement.services", "40万元"), block="b41"),
        [check("PROC_KIND_SUM", "pass", "120 = 80 + 0 + 40 万元", "b41[0:8];b41[10:18];b41[20:28];b41[30:38]", 1200000, 1200000, 15000)],
    ),
    ("another year is another list", [*list_amounts(REVENUE[0]), *list_amounts(*REVENUE[1:], year=2019, phase="prior_budget")], [check("REV_SUM", "not_checkable", "", "b11[0:8]", code="PARTS_NOT_PRINTED", head="收入总计", printed="165.47万元")]),
]  # fmt: skip


@pytest.mark.parametrize(("amounts", "expected"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_lists_of_amounts(amounts: list[Amount], expected: list[Check]) -> None:
    assert list(check_list_sums(build_check_context(sections=SECTIONS, amounts=amounts))) == expected


def test_revenue_meets_expenditure_with_carry_forward_where_it_stands_apart() -> None:
    amounts = [*list_amounts(("revenue.total", "110.00万元")), *list_amounts(("expenditure.total", "100.00万元"), ("expenditure.carryforward", "10.00万元"), block="b12")]
    assert list(check_revenue_equals_expenditure(build_check_context(sections=SECTIONS, amounts=amounts))) == [
        check("REV_EXP_BALANCE", "pass", "110.00 = 100.00 + 10.00 万元", "b11[0:8];b12[0:8];b12[10:18]", "1100000.00", "1100000.00", "150.000")
    ]


def test_one_side_alone_cannot_be_balanced() -> None:
    assert list(check_revenue_equals_expenditure(build_check_context(sections=SECTIONS, amounts=list_amounts(*REVENUE)))) == [
        check("REV_EXP_BALANCE", "not_checkable", "", "b11[0:8]", code="OTHER_SIDE_NOT_PRINTED", head="收入总计", missing="支出总计")
    ]
