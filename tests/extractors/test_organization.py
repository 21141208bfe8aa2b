"""Units of a department, from tables of one and of four columns."""

from __future__ import annotations

from extractor.extractors import organization
from extractor.model.document import Span
from extractor.model.records import Extracted, OrgUnit
from tests.table_builders import build_extractor_context, build_merged_table


def make_stripped_text(text: str, place: str) -> Extracted[str]:
    return Extracted(text.strip(), text, Span.parse(place))


def test_each_named_row_is_a_unit_and_blank_rows_are_none() -> None:
    table = build_merged_table(
        ["单位名称", "单位性质", "单位规格", "经费保障形式"],
        ["", "", "", ""],
        ["综合办公室", "行政", "股级", "财政拨款"],
        ["信访服务中心", "事业", "", " 财政性资金基本保证"],
        ["", "", "", ""],
    )
    assert list(organization.extract_org_units(build_extractor_context((table, "部门机构设置情况")))) == [
        OrgUnit(
            make_stripped_text("综合办公室", "b2.r3.c1"), make_stripped_text("行政", "b2.r3.c2"), make_stripped_text("股级", "b2.r3.c3"), make_stripped_text("财政拨款", "b2.r3.c4"),
            Span.parse("b2.r3"),
        ),
        OrgUnit(
            make_stripped_text("信访服务中心", "b2.r4.c1"), make_stripped_text("事业", "b2.r4.c2"), None, make_stripped_text(" 财政性资金基本保证", "b2.r4.c4"), Span.parse("b2.r4"),
        ),
    ]  # fmt: skip


def test_a_merged_nature_holds_for_every_row_it_reaches() -> None:
    table = build_merged_table(["单位名称", "单位性质", "单位规格"], ["办公室", "行政^2", "正科"], ["人事科", "副科"])
    found = [unit for unit in organization.extract_org_units(build_extractor_context(table)) if isinstance(unit, OrgUnit)]
    assert [(unit.name.value, unit.nature and unit.nature.place) for unit in found] == [
        ("办公室", Span.parse("b2.r2.c2")),
        ("人事科", Span.parse("b2.r2.c2")),
    ]


def test_a_numbered_list_of_names_is_a_table_of_units() -> None:
    table = build_merged_table(["序号", "单位名称"], ["1", "市发改委机关"], ["2", "市经济信息中心"])
    found = [unit for unit in organization.extract_org_units(build_extractor_context(table)) if isinstance(unit, OrgUnit)]
    assert [unit.name.value for unit in found] == ["市发改委机关", "市经济信息中心"]


def test_offices_in_a_table_of_figures_are_no_units() -> None:
    table = build_merged_table(["单位名称", "总计", "一般公共预算"], ["某局", "10.00", "10.00"])
    assert list(organization.extract_org_units(build_extractor_context((table, "收入总表")))) == []
