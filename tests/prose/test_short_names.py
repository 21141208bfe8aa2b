"""Sides and parts by names of one or two characters: 收, 支, 货, 油料. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from tests.prose.test_wordings import list_mentions

RUNNING = "three_public.vehicles.running"

SHORT = [
    ("budget_overview", "收：120万元。支：118万元。", ["revenue.total 120", "expenditure.total 118"]),
    ("budget_overview", "今年收90万元，支90万元。", ["revenue.total 90", "expenditure.total 90"]),
    (
        None,
        "财政拨款收271万元、支275万元。",
        ["revenue.fiscal_appropriation 271", "fiscal_appropriation.total 275"],
    ),
    (
        None,
        "政府性基金收20万元，支10万元。",
        ["revenue.government_funds 20", "fiscal_appropriation.government_funds 10"],
    ),
    (None, "财政拨款收入50万元，专项支3万元。", ["revenue.fiscal_appropriation 50", "None 3"]),
    (
        "procurement",
        "政府采购预算50万元：货20万元，工10万元，服20万元。",
        ["procurement.total 50", "procurement.goods 20", "procurement.works 10", "procurement.services 20"],
    ),
    ("three_public", "公车3辆，加油、修理、年检、过路费共8万元。", ["公车 3辆", f"{RUNNING} 8"]),
    ("three_public", "车是2辆老车，油料、维修、保险6.2万元。", ["车 2辆", f"{RUNNING} 6.2"]),
    # a led side divides itself
    (
        None,
        "财政拨款收支总预算282万元。收入含当年一般公共预算269万元、结转13万元；支出含基本164万元、项目118万元。",
        [
            "revenue.fiscal_appropriation 282",
            "fiscal_appropriation.total 282",
            "revenue.general_public_budget 269",
            "revenue.carryover 13",
            "expenditure.basic 164",
            "expenditure.project 118",
        ],
    ),
    (
        None,
        "收支总预算282万元。收入由一般公共预算拨款269万元、结转13万元构成。",
        ["revenue.total 282", "expenditure.total 282", "revenue.general_public_budget 269", "revenue.carryover 13"],
    ),
    ("state_assets", "镇机关有业务用车2辆，价值21万元。", ["镇机关有业务用车 2辆", "assets.fixed.vehicles 21"]),
    ("state_assets", "国有资产总额30万元。", ["assets.total 30"]),
]


@pytest.mark.parametrize(("section", "text", "expected"), SHORT)
def test_short_names_are_read(section: str | None, text: str, expected: list[str]) -> None:
    found = [" ".join(one.split()[:2]) for one in list_mentions(text, section)]
    assert found == expected
