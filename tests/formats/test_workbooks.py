"""Workbooks that are files of their own: sheets as tables, places as sheet and cell, what is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

import extractor
from extractor.formats import read
from extractor.formats.detect import is_misnamed
from extractor.model.document import MarkKind, StoryKind
from extractor.model.issues import ReadError
from tests.workbook_builder import SheetRows, build_workbook, pack_workbook

FORMS = Path(__file__).with_name("forms.xls")
"""The forms below, saved by LibreOffice as a workbook of 1997."""
MARKS = Path(__file__).with_name("marks.xls")
"""Raised, struck and lowered characters of cells, and cells in such fonts, saved likewise."""
COVER: SheetRows = ([], [None, "清河县林草局>3"], [None, "2023年部门预算公开表>3"])
TOTALS: SheetRows = (
    ["部门收支总表>4"],
    ["编制单位：清河县林草局", None, None, "单位：万元"],
    ["收入>2", "支出>2"],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算拨款收入", 1520.5, "一、节能环保支出", 1520.5],
    ["本年收入合计", 1520.5, "本年支出合计", 1520.5],
    ["收入总计", 1520.5, "支出总计", 1520.5],
)
EXPENDITURE: SheetRows = (
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["211", "节能环保支出", 1520.5, 1000.25, 520.25],
    [None, "合计", 1520.5, 1000.25, 520.25],
)
SHEETS = {"封面": COVER, "部门收支总表": TOTALS, "部门支出总表": EXPENDITURE, "!上年": ([99.0],)}


def test_each_visible_sheet_is_a_table_of_its_own_story_with_the_rows_and_columns_of_the_sheet() -> None:
    document = read(build_workbook(SHEETS), "a.xlsx")
    assert [table.path for table in document.tables] == ["sh1/b1", "sh2/b1", "sh3/b1"]
    assert {story.kind for story in document.stories} == {StoryKind.SHEET}
    assert document.text_at("sh2/b1.r5.c2") == "1,520.50"
    assert document.text_at("sh3/b1.r2.c2[0:2]") == "节能"
    assert document.tables[1].cells[0].column_span == 4


def test_hidden_sheets_hidden_rows_and_formulas_without_a_value_are_told_of() -> None:
    hidden = '<sheetData><row r="1" hidden="1"><c><v>1</v></c></row><row r="2"><c r="A2"><f>A1*2</f></c></row></sheetData>'
    document = read(pack_workbook({"表": hidden, "!旧表": hidden}), "")
    assert [(issue.code, issue.place) for issue in document.issues] == [
        ("SHEET_ROWS_HIDDEN", "sh1/b1"),
        ("FORMULAS_WITHOUT_VALUE", "sh1/b1"),
        ("SHEETS_HIDDEN", ""),
    ]


@pytest.mark.parametrize("data", [build_workbook(SHEETS), FORMS.read_bytes()], ids=["xlsx", "xls"])
def test_a_workbook_alone_is_a_disclosure_with_office_year_tables_and_exact_quotes(data: bytes) -> None:
    doc = extractor.read(data)
    (disclosure,) = doc.records
    profile = disclosure.profile
    assert profile.department_name is not None
    assert profile.fiscal_year is not None
    assert (profile.department_name.value, profile.fiscal_year.value) == ("清河县林草局", 2023)
    assert [table["table_key"] for table in doc.rows["tables"]] == [None, "B1", "B3"]
    assert {row["column"] for row in doc.rows["evidence"]} >= {"row_label", "title"}
    assert all(doc.document.text_at(row["place"]) == row["raw"] for row in doc.rows["evidence"])
    lines = {(row["place"], row["value"]) for row in doc.rows["budget_lines"]}
    assert ("sh3/b1.r2.c4", 1000.25) in {(place, float(value)) for place, value in lines}


def test_the_name_of_a_sheet_names_its_table_where_the_sheet_has_no_title() -> None:
    doc = extractor.read(build_workbook(SHEETS))
    table = doc.rows["tables"][2]
    assert (table["title"], table["table_key"]) == ("部门支出总表", "B3")
    titled = build_workbook({"Sheet1": TOTALS, "Sheet2": (["部门支出总表>5"], *EXPENDITURE)})
    titles = [row["title"] for row in extractor.read(titled).rows["tables"]]
    assert titles == ["部门收支总表", "部门支出总表"]


def test_the_name_of_a_sheet_is_no_title_of_the_disclosure() -> None:
    (disclosure,) = extractor.read(build_workbook({"部门预算三公经费": TOTALS})).records
    assert disclosure.profile.title is None


def test_a_sheet_typed_like_a_page_is_read_as_lines() -> None:
    prose: SheetRows = (["关于2023年部门预算的说明"], [], ["我局2023年收入预算1520.5万元，其中：一般公共预算拨款收入1520.5万元。"])
    doc = extractor.read(build_workbook({"封面": COVER, "说明": prose}))
    amounts = [(row["value"], row["place"]) for row in doc.rows["amounts"]]
    assert amounts
    assert all(place.startswith("sh2/b1.r3.c1.b1") for _, place in amounts)


def test_a_workbook_is_known_by_its_bytes_whatever_it_is_called() -> None:
    assert read(build_workbook({"表": TOTALS}), "a.et").format == "xlsx"
    assert read(FORMS.read_bytes(), "a.doc").format == "xls"
    assert is_misnamed("表.et", "xls") is False
    assert is_misnamed("表.xls", "xlsx") is True


def test_what_is_no_workbook_inside_is_refused_as_damaged() -> None:
    with pytest.raises(ReadError) as caught:
        read(FORMS.read_bytes().replace(b"\x09\x08\x10\x00", bytes(4)), "a.xls")
    assert (caught.value.code, caught.value.status) == ("WORKBOOK_UNREADABLE", "corrupt")


RICH = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>165.47</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is></c>'
    '<c r="B1" t="inlineStr"><is><r><rPr><strike/></rPr><t>200.00</t></r><r><rPr/><t>165.47</t></r></is></c>'
    '<c r="C1" t="inlineStr"><is><r><t>CO</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r></is></c>'
    '<c r="D1" t="inlineStr"><is><r><rPr><strike val="0"/><vertAlign val="baseline"/></rPr><t>12</t></r></is></c></row></sheetData>'
)


def test_raised_lowered_and_struck_characters_of_a_sheet_are_marked() -> None:
    document = read(pack_workbook({"表": RICH}), "a.xlsx")
    marks = {path: [(one.start, one.end, one.kind) for one in several] for path, several in document.marks.items()}
    assert [document.text_at(f"sh1/b1.r1.c{column}") for column in (1, 2, 3, 4)] == ["165.471", "200.00165.47", "CO2", "12"]
    assert sorted(marks.values()) == [[(0, 6, MarkKind.STRUCK)], [(2, 3, MarkKind.LOWERED)], [(6, 7, MarkKind.RAISED)]]


def test_the_characters_of_an_old_workbook_are_marked_too() -> None:
    document = read(MARKS.read_bytes(), "a.xls")
    assert [cell.text for cell in document.tables[0].cells][:5] == ["165.471", "200.00165.47", "CO2", "12.5", "收入"]
    marks = [[(one.start, one.end, one.kind.value) for one in several] for several in document.marks.values()]
    assert marks == [[(6, 7, "raised")], [(0, 6, "struck")], [(2, 3, "lowered")], [(0, 4, "struck")], [(0, 2, "raised")]]


def test_a_struck_figure_of_a_sheet_is_no_value_and_a_raised_one_no_digit() -> None:
    figure = "<r><rPr><strike/></rPr><t>9</t></r><r><t>1520.50</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>"
    lines = (
        ("部门收支总表", "", "", ""),
        ("编制单位：清河县林草局", "", "", "单位：万元"),
        ("项目", "预算数", "项目", "预算数"),
        ("一、一般公共预算拨款收入", figure, "一、节能环保支出", "1520.50"),
        ("收入总计", "1520.50", "支出总计", "1520.50"),
    )
    xml = "".join(
        "<row>" + "".join(f"<c t='inlineStr'><is>{text if text == figure else f'<t>{text}</t>'}</is></c>" for text in line) + "</row>" for line in lines
    )
    doc = extractor.read(pack_workbook({"部门收支总表": f"<sheetData>{xml}</sheetData>"}))
    values = {(row["row_label"], str(row["value"])) for row in doc.rows["budget_lines"]}
    assert ("一、一般公共预算拨款收入", "1520.50") in values
