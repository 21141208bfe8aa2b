"""What a thing costs is not what it is worth; a part of the section by its short name; units that a line declares for text and tables."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from extractor.text.numbers import find_unit_of_text
from tests.document_builders import build_document

CASES = [
    ("三、三公经费", "车辆支出9万元，其中购车5万元；接待支出2万元。", ["vehicles.total 9", "vehicles.purchase 5", "hospitality 2"]),
    ("三、三公经费", "总额为11万元。接待2万元，车辆费用9万元。", ["total 11", "hospitality 2", "vehicles.total 9"]),
    ("三、三公经费", "接待费9万元，车辆购置和运行费16万元。", ["hospitality 9", "vehicles.total 16"]),
]


def list_amounts(*blocks: str) -> list[str]:
    (found,) = extract_disclosures(build_document(*blocks))
    return [f"{one.item} {one.value.value.normalize():f}" for one in found.amounts if one.value.value is not None]


@pytest.mark.parametrize(("heading", "text", "expected"), CASES)
def test_costs_of_things_are_parts_of_the_section(heading: str, text: str, expected: list[str]) -> None:
    assert list_amounts("青山县统计局2021年部门预算", heading, text) == [f"three_public.{one}" for one in expected]


def test_costs_of_things_are_no_assets_elsewhere() -> None:
    amounts = list_amounts("青山县统计局2021年部门决算", "六、其他", "汽车费用9万元，房屋支出6万元，房屋价值30万元。")
    assert amounts == ["None 9", "None 6", "assets.fixed.buildings 30"]


def test_short_names_take_the_unit_of_the_text() -> None:
    amounts = list_amounts("青山县统计局关于2022年“三公”经费预算的说明", "（金额单位：万元）", "一、构成", "接待5.2。较上年增加0.7。", "车辆运行8.0。")
    assert amounts == ["three_public.hospitality 5.2", "three_public.vehicles.running 8"]


@pytest.mark.parametrize("scope", ["文中和表中", "本文及附表", "正文、表内", "以下"])
def test_a_line_declares_the_unit_of_text_and_tables(scope: str) -> None:
    assert find_unit_of_text(f"（{scope}金额单位：万元）") == ("万元", len(scope) + 6, len(scope) + 8, True)


def test_a_title_of_the_office_about_one_subject_governs_text_without_headings() -> None:
    title = "青山县统计局关于2020年度“三公”经费决算的说明"
    assert list_amounts(title, "国内公务接待3批，列支1.5万元。")[-1] == "three_public.hospitality 1.5"


def test_the_kind_of_a_purchase_stands_in_the_name_behind_its_sum() -> None:
    text = "政府采购48万元，其中12万元为防水工程，36万元是保洁服务。"
    assert list_amounts("青山县统计局2021年部门预算", "五、政府采购", text) == [
        "procurement.total 48", "procurement.works 12", "procurement.services 36",
    ]  # fmt: skip
