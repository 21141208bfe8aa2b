"""Parsing tables: one table gives the same in every form it comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from extractor.model.document import Cell, Paragraph, Span, Table
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Unit
from extractor.tables.cells import (
    determine_value_status,
    extract_number,
    split_list_number,
)
from extractor.tables.model import build_table_record
from extractor.tables.parse import parse_tables
from extractor.tables.placement import PlacedTable
from tests.table_builders import (
    BASE_LEXICON,
    PROCUREMENT_HEADER,
    build_blank_filled_table,
    build_dumped_table,
    build_merged_table,
    build_paragraph,
    parse_single_table,
)

Form = Callable[..., Table]
FORMS = pytest.mark.parametrize("form", [build_merged_table, build_blank_filled_table, build_dumped_table])

GRADES = (
    ["289唐山市开平区信访局>5", "单位：元>4"],
    ["职责活动^2", "年度预算数^2", "内容描述^2", "绩效目标^2", "绩效指标^2", "评价标准>4"],
    ["优", "良", "中", "差"],
    ["一、信访维稳", "", "负责各级访。", "畅通信访渠道。", "", "", "", "", ""],
    ["　　1、信访业务办理", "", "办理来信。", "提高质量。", "按期结案率", "≥80%", "≥75%", "≥70%", "＜70%"],
)
PURCHASES = (
    ["289唐山市开平区信访局>7", "单位：元>7"],
    *PROCUREMENT_HEADER,
    ["合　计", "", "", "", "", "", "", "3600.00", "3600.00", "3600.00", "", "", "", ""],
)


@FORMS
def test_labels_below_a_header_cell_belong_to_it_and_a_blank_below_continues_it(form: Form) -> None:
    parsed = parse_single_table(form(*GRADES), "部门职责-工作活动绩效目标")
    assert parsed.header_texts == (
        ("职责活动",), ("年度预算数",), ("内容描述",), ("绩效目标",), ("绩效指标",),
        ("评价标准", "优"), ("评价标准", "良"), ("评价标准", "中"), ("评价标准", "差"),
    )  # fmt: skip
    assert parsed.header_rows == (1, 2, 3)
    assert (parsed.kind, parsed.table_key) == ("performance_grades", "B16")
    assert parsed.fields == ("activity", "budget", "description", "goal", "indicator", "优", "良", "中", "差")
    assert [cell.text if cell else None for cell in parsed.rows[1]] == list(GRADES[4])


@FORMS
def test_a_header_of_three_levels_gives_paths_of_three(form: Form) -> None:
    parsed = parse_single_table(form(*PURCHASES), "部门政府采购预算")
    assert parsed.header_texts[:8] == (
        ("政府采购项目来源", "项目名称"), ("政府采购项目来源", "预算资金"), ("采购物品名称",), ("政府采购目录序号",),
        ("数量单位",), ("数量",), ("单价",), ("政府采购金额", "总计"),
    )  # fmt: skip
    assert parsed.header_texts[8:] == (
        ("政府采购金额", "当年部门预算安排资金", "合计"),
        ("政府采购金额", "当年部门预算安排资金", "一般公共预算拨款"),
        ("政府采购金额", "当年部门预算安排资金", "基金预算拨款"),
        ("政府采购金额", "当年部门预算安排资金", "财政专户核拨"),
        ("政府采购金额", "当年部门预算安排资金", "其他来源收入"),
        ("政府采购金额", "其他渠道资金"),
    )
    assert parsed.header_rows == (1, 2, 3, 4)
    assert (parsed.kind, parsed.table_key) == ("procurement", "B11")
    assert [name for name in parsed.fields if name] == [
        "project_name", "project_funds", "item_name", "catalog_code", "quantity_unit", "quantity", "unit_price", "total",
        "current_year", "general_public_budget", "government_funds", "fiscal_special_account", "other_sources",
        "other_channels",
    ]  # fmt: skip


@FORMS
def test_a_caption_row_says_whose_the_table_is_and_in_what_unit(form: Form) -> None:
    parsed = parse_single_table(form(*GRADES), "部门职责-工作活动绩效目标")
    second = "b2.r1.c2" if form is build_dumped_table else "b2.r1.c6"
    assert parsed.entity == Extracted("289唐山市开平区信访局", "289唐山市开平区信访局", Span.parse("b2.r1.c1[0:12]"))
    assert parsed.unit == Unit("元", "caption", Span.parse(second).slice(3, 4))
    assert parsed.title == Extracted("部门职责-工作活动绩效目标", "部门职责-工作活动绩效目标", Span.parse("b101[0:13]"))


@FORMS
def test_title_office_date_and_unit_may_all_stand_in_the_table(form: Form) -> None:
    table = form(
        ["固定资产占用情况表>3"],
        ["编制部门：信访局>2", "截止时间：2019年12月31日  "],
        ["项   目", "数量", "价值（金额单位：万元）"],
        ["资产总额 ", "——", "103.6"],
        ["  （一）房屋（平方米）", "", "4.74"],
    )
    parsed = parse_single_table(table)
    last = "b2.r2.c2" if form is build_dumped_table else "b2.r2.c3"
    assert parsed.kind == "fixed_assets"
    assert parsed.title == Extracted("固定资产占用情况表", "固定资产占用情况表", Span.parse("b2.r1.c1[0:9]"))
    assert parsed.entity == Extracted("信访局", "信访局", Span.parse("b2.r2.c1[5:8]"))
    assert parsed.as_of == Extracted(date(2019, 12, 31), "2019年12月31日", Span.parse(last).slice(5, 16))
    assert parsed.unit is None
    assert parsed.get_unit(3) == Unit("万元", "column", Span.parse("b2.r3.c3[8:10]"))
    assert build_table_record(parsed).unit == "万元"
    assert parsed.header_rows == (1, 2, 3)


def test_labels_and_values_of_a_caption_may_stand_in_cells_of_their_own() -> None:
    table = build_merged_table(["截止时间", "2019年12月31日>2"], ["资产项目", "实有数量", "账面价值"], ["房屋", "1,850", "2,960,000"])
    parsed = parse_single_table(table, "固定资产占用情况一览表（单位：元）")
    assert (parsed.kind, parsed.header_rows) == ("fixed_assets", (1, 2))
    assert parsed.as_of == Extracted(date(2019, 12, 31), "2019年12月31日", Span.parse("b2.r1.c2[0:11]"))


def test_heads_of_columns_named_like_captions_are_no_caption() -> None:
    table = build_merged_table(["单位名称", "单位性质", "单位", "部门"], ["综合办公室", "行政", "股级", "财政拨款"])
    assert parse_single_table(table, "部门机构设置情况").header_rows == (1,)


def test_a_code_and_a_name_alone_in_the_first_row_say_whose_table_it_is() -> None:
    table = build_merged_table(["415某县市场监督管理局>3"], ["资产名称", "数量", "价值（万元）"], ["房屋", "1", "189.00"])
    parsed = parse_single_table(table)
    assert parsed.entity == Extracted("415某县市场监督管理局", "415某县市场监督管理局", Span.parse("b2.r1.c1[0:12]"))
    assert parsed.title is None


def test_what_stands_before_the_grades_is_graded_whatever_its_head_says() -> None:
    table = build_merged_table(
        ["职责^2", "预算（元）^2", "描述^2", "绩效目标^2", "考核内容^2", "考核标准>4"],
        ["优秀", "良好", "中等", "较差"],
        ["（1）信访接待", "34100", "接待来访。", "提高质量。", "按期结案率", "≥80%", "≥75%", "≥70%", "＜70%"],
    )
    parsed = parse_single_table(table)
    assert parsed.kind == "performance_grades"
    assert parsed.fields == ("activity", "budget", "description", "goal", "indicator", "优", "良", "中", "差")


@pytest.mark.parametrize(("goods", "field"), [("采购物品", "item_name"), ("采购时间", "other")])
def test_a_column_of_codes_holds_the_classes_and_another_may_name_the_goods(goods: str, field: str) -> None:
    table = build_merged_table(
        ["项目名称", goods, "采购目录", "数量", "单价（元）", "总计（元）", "采购方式"],
        ["设备更新", "三月", "A02010105", "6", "6000", "36000", "集中采购"],
    )
    parsed = parse_single_table(table, "政府采购预算表")
    assert parsed.fields[1:3] == (field, "catalog_code")


def test_a_blank_remnant_below_the_header_belongs_to_it() -> None:
    table = build_merged_table(
        ["单位名称", "单位性质", "单位规格", "经费保障形式"],
        ["", "", "", ""],
        ["综合办公室", "行政", "股级", "财政拨款"],
    )
    parsed = parse_single_table(table, "部门机构设置情况")
    assert (parsed.kind, parsed.table_key, parsed.header_rows) == ("org_units", "B18", (1, 2))
    assert len(parsed.rows) == 1


def test_rows_that_count_the_columns_are_header_and_their_numbers_are_set_apart() -> None:
    table = build_merged_table(
        ["项目>2", "本年收入合计^2", "其他收入^2"],
        ["功能分类科目编码", "科目名称"],
        ["栏次>2", "1", "2"],
        ["", "合计", "10.00", "2.00"],
    )
    parsed = parse_single_table(table, "收入决算表")
    assert parsed.header_rows == (1, 2, 3)
    assert parsed.header_texts == (("项目", "功能分类科目编码"), ("项目", "科目名称"), ("本年收入合计",), ("其他收入",))
    assert {at: what for at, what in parsed.ignored.items() if at.column in (3, 4)} == {
        Span.parse("b2.r3.c3"): "column_number",
        Span.parse("b2.r3.c4"): "column_number",
    }


def test_a_row_that_counts_the_columns_may_tell_what_they_sum() -> None:
    table = build_merged_table(
        ["合计", "因公出国（境）费", "公务用车费^3", "公务接待费"],
        ["1=2+3+6", "2", "3=4+5", "4", "5", "6"],
        ["32.00", "0.00", "30.00", "18.00", "12.00", "2.00"],
    )
    parsed = parse_single_table(table, "“三公”经费预算表")
    assert [[cell.text for cell in row if cell] for row in parsed.rows] == [["32.00", "0.00", "30.00", "18.00", "12.00", "2.00"]]


def test_a_title_in_several_lines_of_one_paragraph_is_found_with_its_unit() -> None:
    table = build_merged_table(["项目", "预算数"], ["合计", "10.00"])
    parsed = parse_single_table(table, "表03 \t2026 年市级部门支出预算总表\n341-湖州市财政局\t\t单位:万元")
    assert parsed.title is not None and parsed.title.value == "2026 年市级部门支出预算总表"
    assert parsed.entity is not None and parsed.entity.value == "341-湖州市财政局"
    assert parsed.unit == Unit("万元", "paragraph", Span.parse("b101[37:39]"))
    assert parsed.table_key == "B3"


@pytest.mark.parametrize(
    ("line", "title", "key", "unit"),
    [
        ("2026年部门收支总表（单位：万元）", "2026年部门收支总表", "B1", "万元"),
        ("部门收支总表（万元）", "部门收支总表（万元）", "B1", "万元"),
        ("表1：部门收支总表", "部门收支总表", "B1", None),
        ("表12026年部门收支总表", "2026年部门收支总表", "B1", None),
        ("公开01表 部门收支总表", "部门收支总表", "B1", None),
        ("三、关于人员的表", "关于人员的表", None, None),
        ("一般公共预算支出情况表（按功能分类科目）", "一般公共预算支出情况表（按功能分类科目）", "B5", None),
    ],
)
def test_a_title_is_known_with_its_office_year_number_and_unit(
    line: str, title: str, key: str | None, unit: str | None
) -> None:
    parsed = parse_single_table(build_merged_table(["科目编码", "科目名称", "合计"], ["201", "某支出", "5.00"]), line)
    assert parsed.title is not None and (parsed.title.value, parsed.table_key) == (title, key)
    assert (parsed.unit.name if parsed.unit else None) == unit
    if parsed.unit is not None:
        start, end = parsed.unit.place.start, parsed.unit.place.end
        assert line[start:end] == unit


def test_a_caption_with_prose_below_it_is_none_of_the_next_table() -> None:
    caption = build_merged_table(["部门：某市审计局", "单位：万元"], address="b2")
    table = build_merged_table(["序号", "单位名称"], ["1", "机关"], address="b4")
    _, second = parse_tables([PlacedTable(caption, (), None), PlacedTable(table, (build_paragraph("下列单位纳入预算编制范围，详见下表。"),), None)], BASE_LEXICON)
    assert (second.kind, second.unit, second.entity) == ("org_units", None, None)


def test_a_caption_in_a_small_table_of_its_own_belongs_to_the_table_below() -> None:
    caption = build_merged_table(["部门：某市审计局", "单位：万元"], address="b2")
    table = build_merged_table(["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "5.00"], address="b4")
    first, second = parse_tables([PlacedTable(caption, (build_paragraph("公开03 表"), build_paragraph("支出总表", "b11")), None), PlacedTable(table, (), None)], BASE_LEXICON)
    assert first.kind == "layout"
    assert (second.kind, second.table_key) == ("statutory", "B3")
    assert second.unit == Unit("万元", "caption", Span.parse("b2.r1.c2[3:5]"))
    assert second.entity is not None and second.entity.value == "某市审计局"


def test_a_table_cut_by_a_page_goes_on_with_a_mark_whether_its_header_is_repeated_or_not() -> None:
    head = ["项目", "预算数", "项目", "预算数"]
    rows = [
        (build_merged_table(["收入>2", "支出>2"], head, ["一、事业收入", "1", "一、教育支出", "1"], address="b2"), (build_paragraph("收支总表"), build_paragraph("单位：万元", "b12"))),
        (build_merged_table(["收入>2", "支出>2"], head, ["二、其他收入", "2", "", ""], address="b4"), ()),
        (build_merged_table(["", "", "（三）住房保障支出", "3"], address="b6"), (build_paragraph("- 9 -"),)),
        (build_merged_table(["", "", "（四）其他支出", ""], ["收入总计", "3", "支出总计", "4"], address="b8"), ()),
    ]  # fmt: skip
    parsed = parse_tables([PlacedTable(table, above, None) for table, above in rows], BASE_LEXICON)
    assert [(table.kind, table.table_key, table.continues, table.header_rows) for table in parsed] == [
        ("statutory", "B1", None, (1, 2)),
        ("statutory", "B1", "b2", (1, 2)),
        ("statutory", "B1", "b4", ()),
        ("statutory", "B1", "b6", ()),
    ]
    assert {table.unit for table in parsed} == {Unit("万元", "paragraph", Span.parse("b12[3:5]"))}
    assert parsed[3].header_texts == parsed[0].header_texts
    assert [table.issues for table in parsed] == [
        (),
        (Issue.build("TABLE_CONTINUED", "b4", above="b2"),),
        (Issue.build("TABLE_CONTINUED", "b6", above="b4"),),
        (Issue.build("TABLE_CONTINUED", "b8", above="b6"),),
    ]


def test_several_tables_in_one_grid_are_several_parsed_tables() -> None:
    table = build_merged_table(
        ["一、政府采购情况>4"],
        ["项目", "行次", "采购预算", "采购金额"],
        ["合计", "1", "12.00", "10.00"],
        ["二、机关运行经费>4"],
        ["项目", "", "统计数>2"],
        ["（一）行政单位", "5", "3.00>2"],
        ["三、国有资产占用情况>4"],
        ["（一）车辆数合计（辆）", "7", "20>2"],
    )
    parsed = parse_tables([PlacedTable(table, (build_paragraph("部门决算公开相关信息统计表"),), None)], BASE_LEXICON)
    assert [(table.kind, table.index) for table in parsed] == [("procurement", 1), ("statutory", 2), ("fixed_assets", 3)]
    assert parsed[2].fields == ("label", "line", "quantity", "quantity")


def test_a_form_stands_above_its_indicators() -> None:
    table = build_merged_table(
        ["项目名称", "环境监测经费>4"],
        ["专项资金情况（万元）", "资金总额>2", "306.00>2"],
        ["年度目标", "改善环境质量。>4"],
        ["绩效目标指标^2", "一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "监测企业数量", "≥5家"],
    )
    parsed = parse_single_table(table, "项目支出绩效目标表")
    assert (parsed.kind, parsed.table_key, parsed.header_rows) == ("performance_targets", "B14", (4,))
    assert [[cell.text for cell in row] for row in parsed.form_rows] == [
        ["项目名称", "环境监测经费"],
        ["专项资金情况（万元）", "资金总额", "306.00"],
        ["年度目标", "改善环境质量。"],
    ]
    assert parsed.fields == (None, "level1", "level2", "name", "target")


def test_a_dump_whose_header_could_be_spread_in_two_ways_says_so() -> None:
    table = build_dumped_table(["收入>2", "支出>2"], ["项目", "预算数", "项目", "预算数"], ["事业收入", "1.00", "教育支出", "1.00"])
    parsed = parse_single_table(table, "收支总表")
    assert parsed.header_texts == (("收入", "项目"), ("收入", "预算数"), ("支出", "项目"), ("支出", "预算数"))
    assert parsed.issues == (Issue.build("TABLE_HEADER_SPREAD", "b2"),)


def test_heads_that_no_word_names_are_named_by_their_marks() -> None:
    table = build_merged_table(["科室全称", "人员编制性质", "设定级别", "运转经费渠道"], ["办公室", "行政", "股级", "财政拨款"])
    assert parse_single_table(table).fields == ("name", "nature", "rank", "funding")


@pytest.mark.parametrize(
    ("text", "status", "value", "unit"),
    [
        ("3,600.00", "reported", Decimal("3600.00"), "元"),
        ("0.00", "reported_zero", Decimal("0.00"), "元"),
        ("-0.24", "reported", Decimal("-0.24"), "元"),
        ("20万元", "reported", Decimal(20), "万元"),
        ("31.4%", "reported", Decimal("31.4"), "%"),
        ("——", "dash", None, None),
        ("────", "dash", None, None),
        ("无", "declared_none", None, None),
        ("见附表", "unparsed", None, None),
    ],
)
def test_a_number_a_dash_and_a_word_are_different_things(
    text: str, status: str, value: Decimal | None, unit: str | None
) -> None:
    cell = Cell.build("b1", 1, 1, 1, 1, text, (Paragraph("b1.r1.c1.b1", text),))
    found = extract_number(cell, Unit("元", "caption", Span.parse("b1.r1.c2[3:4]")))
    assert determine_value_status(cell) == status
    assert found is not None and (found.value, found.raw, found.place) == (value, text, Span.parse("b1.r1.c1"))
    assert (found.unit.name if found.unit else None) == unit


def test_a_blank_cell_has_no_value() -> None:
    cell = Cell.build("b1", 1, 1, 1, 1, " 　", ())
    assert (extract_number(cell, None), determine_value_status(cell), determine_value_status(None)) == (None, "blank", "blank")


def test_the_list_number_and_the_name_of_a_cell_are_spans_of_it() -> None:
    text = "　　2、处置突发性事件 "
    cell = Cell.build("b1", 1, 1, 1, 1, text, ())
    assert split_list_number(cell) == (
        Extracted("2", "2", Span.parse("b1.r1.c1[2:3]")),
        Extracted("处置突发性事件", "处置突发性事件", Span.parse("b1.r1.c1[4:11]")),
    )


def test_a_table_behind_a_sentence_carries_nothing_on() -> None:
    first = build_merged_table(["项目", "数量", "价值（万元）"], ["房屋", "1", "5.00"], address="b2")
    second = build_merged_table(["甲", "1", "5.00"], ["乙", "2", "6.00"], address="b4")
    _, after = parse_tables([PlacedTable(first, (), None), PlacedTable(second, (build_paragraph("2020年安排如下。"),), None)], BASE_LEXICON)
    assert (after.kind, after.continues) == ("unknown", None)
