"""What a sum is of that only the heading above its sentence names."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

Items = list[tuple[str | None, int]]
PROJECT, TARGETS = "expenditure.project", "performance.project_amount"

BELOW: list[tuple[str, str, Items]] = [
    # what counted things cost, and an expense with other words before it
    ("一、公务接待费", "外省来客接待6批次、40人次，开支3万元。", [("three_public.hospitality", 3)]),
    ("一、培训", "护士培训费3万元，参训40人次。", [("training", 3)]),
    ("一、培训", "护士培训费3万元，医师培训费2万元。", [(None, 3), (None, 2)]),
    # names before a colon, and the sum of what has names that nobody knows
    ("一、“三公”经费", "接待：4万元。", [("three_public.hospitality", 4)]),
    ("一、“三公”经费", "公务接待：4万元。杂车运转：9万元。合计13万元。", [("three_public.hospitality", 4), (None, 9), ("three_public.total", 13)]),
    ("一、政府采购", "采购书架6个、6万元，书桌5张、2万元，计8万元。", [(None, 6), (None, 2), ("procurement.total", 8)]),
    # projects
    ("一、项目支出说明", "1.堤防修补4万元；2.鱼苗投放5万元。两项合计9万元。", [(PROJECT, 4), (PROJECT, 5), (PROJECT, 9)]),
    ("一、绩效自评", "3个项目、9万元纳入绩效评价。", [(TARGETS, 9)]),
    ("一、绩效自评", "对3个项目实施自评，金额9万元。", [(TARGETS, 9)]),
    # what is left of a whole, where it is what is left
    ("一、资产", "年末固定资产9万元，其中房屋5万元，其他4万元。", [("assets.fixed.total", 9), ("assets.fixed.buildings", 5), ("assets.fixed.other", 4)]),
    ("一、资产", "年末固定资产9万元，其中房屋5万元，其他3万元。", [("assets.fixed.total", 9), ("assets.fixed.buildings", 5), (None, 3)]),
]


@pytest.mark.parametrize(("heading", "text", "expected"), BELOW, ids=[text for _, text, _ in BELOW])
def test_a_sum_is_of_what_the_heading_names(heading: str, text: str, expected: Items) -> None:
    found = extract_disclosures(build_document("滦州市水务局2021年部门决算", heading, text))
    assert [(one.item, int(one.value.value or 0)) for disclosure in found for one in disclosure.amounts] == expected
