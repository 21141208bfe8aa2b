"""PDF pages: cells from lines, paragraphs from lines of text, what pages repeat, and boxes."""

from __future__ import annotations

import shutil
import sys
import threading
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partialmethod
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import pdf as pdf_benchmark
from extractor.formats import limits, read
from extractor.formats.pdf import page_layout
from extractor.formats.pdf.page_layout import LaidCell
from extractor.model.document import Document, MarkKind, Span, StoryKind, Table
from extractor.model.issues import ReadError
from extractor.verify.completeness import measure_completeness
from tests.formats.pdf_builder import (
    LEFT,
    RIGHT,
    TOP,
    PdfPageBuilder,
    assemble_pdf,
    build_pdf,
    measure_text,
    wrap_text,
)
from tests.hostile.valid_files import FORMATS
from tests.paths import ROOT

pytest.importorskip("pypdfium2", reason='pip install -e ".[pdf]"')

EDGES = (90.0, 190.0, 290.0, 390.0, 490.0)
LONG = (
    "2021年本部门收入预算1,234.56万元，比上年增加78.90万元，增长6.83%，主要原因是新增了档案数字化项目，同时人员经费按政策调整有所增加。"
    "其中：一般公共预算拨款收入1,200.00万元，其他收入34.56万元。"
)


def read_page(*pages: PdfPageBuilder) -> Document:
    return read(build_pdf(pages), "a.pdf")


def list_texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def list_spans(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells if cell.text]


def find_codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


# Tables


def test_cells_lie_between_lines_and_a_missing_line_merges_them() -> None:
    rows: Sequence[Sequence[str | None]] = [
        ["科目", "支出", None, "合计"],
        ["^", "基本", "项目", "^"],
        ["教育", "1.00", "2.00", "3.00"],
    ]
    (table,) = read_page(PdfPageBuilder().table(rows, EDGES)).tables
    assert (table.n_rows, table.n_columns) == (3, 4)
    assert list_spans(table) == [
        ("科目", 1, 1, 2, 1), ("支出", 1, 2, 1, 2), ("合计", 1, 4, 2, 1), ("基本", 2, 2, 1, 1), ("项目", 2, 3, 1, 1),
        ("教育", 3, 1, 1, 1), ("1.00", 3, 2, 1, 1), ("2.00", 3, 3, 1, 1), ("3.00", 3, 4, 1, 1),
    ]  # fmt: skip


def draw_grid(page: PdfPageBuilder, style: str, xs: Sequence[float], ys: Sequence[float]) -> PdfPageBuilder:
    """The lines of a grid as programs write them."""
    for y in ys:
        if style == "bars":
            page.bar(xs[0], y - 0.25, xs[-1], y + 0.25)
        elif style == "dots":
            for x in range(int(xs[0]), int(xs[-1]), 4):
                page.line(x, y, x + 2.5, y)
        elif style == "lines":
            page.line(xs[0], y, xs[-1], y)
    for x in xs:
        if style == "bars":
            page.bar(x - 0.25, ys[-1], x + 0.25, ys[0])
        elif style in ("lines", "dots"):
            page.line(x, ys[-1], x, ys[0])
    if style == "boxes":
        for x0, x1 in pairwise(xs):
            for y1, y0 in pairwise(ys):
                page.raw(f"0.5 w {x0} {y0} {x1 - x0} {y1 - y0} re S")
    return page


@pytest.mark.parametrize("style", ["lines", "bars", "dots", "boxes"])
def test_a_grid_is_found_however_its_lines_are_drawn(style: str) -> None:
    page = draw_grid(PdfPageBuilder(), style, (100, 200, 300), (700, 670, 640))
    page.text(110, 680, "收入").text(210, 680, "12.30").text(110, 650, "支出").text(210, 650, "4.50")
    (table,) = read_page(page).tables
    assert table.grid() == [["收入", "12.30"], ["支出", "4.50"]]


def test_shading_and_underlines_are_no_cells() -> None:
    page = PdfPageBuilder().bar(100, 600, 300, 640).text(110, 610, "附注").line(110, 608, 134, 608)
    document = read_page(page)
    assert (document.tables, list_texts(document)) == ((), ["附注"])


def test_a_frame_round_the_page_is_no_table() -> None:
    page = PdfPageBuilder().raw("0.5 w 40 40 515 762 re S").paragraph("本单位无政府性基金预算。")
    document = read_page(page.table([["项目", "数"], ["车辆", "2"]], (90, 190, 290)))
    assert list_texts(document) == ["本单位无政府性基金预算。"]
    assert [table.grid() for table in document.tables] == [[["项目", "数"], ["车辆", "2"]]]


def test_a_side_that_is_left_open_closes_where_the_lines_end() -> None:
    page = PdfPageBuilder()
    for y in (700, 670, 640):
        page.line(100, y, 400, y)
    page.line(200, 640, 200, 700).line(300, 640, 300, 700)
    page.text(110, 680, "科目").text(210, 680, "上年").text(310, 680, "本年").text(110, 650, "教育").text(210, 650, "1").text(310, 650, "2")
    (table,) = read_page(page).tables
    assert table.grid() == [["科目", "上年", "本年"], ["教育", "1", "2"]]


def test_the_lines_of_a_cell_are_one_text_where_the_cell_was_full() -> None:
    rows = [["机关事业单位基本养老保险缴费支出", "12345678.90", "甲"], ["办公费", "1", "乙"]]
    page = PdfPageBuilder().table(rows, (90, 166, 216, 290), height=40)
    (table,) = read_page(page).tables
    assert table.grid() == rows


def test_two_short_numbers_of_a_cell_are_not_glued() -> None:
    page = draw_grid(PdfPageBuilder(), "lines", (100, 200), (700, 640))
    page.text(110, 680, "100").text(110, 655, "200")
    (table,) = read_page(page).tables
    assert table.cells[0].text == "100\n200"


def test_columns_without_lines_are_found_by_alignment_and_told_of() -> None:
    page = PdfPageBuilder()
    for row, texts in enumerate((("科目", "预算数", "执行数"), ("教育支出", "1,234.00", "1,200.50"), ("住房支出", "56.00", "55.10"), ("合计", "1,290.00", "1,255.60"))):
        for x, text in zip((90, 250, 400), texts, strict=True):
            page.text(x, 700 - 22 * row, text)
    document = read_page(page)
    (table,) = document.tables
    assert table.grid()[1:] == [["教育支出", "1,234.00", "1,200.50"], ["住房支出", "56.00", "55.10"], ["合计", "1,290.00", "1,255.60"]]
    assert find_codes(document) == ["TABLE_UNRULED"]


# Tables without vertical lines


def draw_rows(
    page: PdfPageBuilder,
    rows: Sequence[Sequence[str]],
    lefts: Sequence[float],
    rights: Sequence[float],
    top: float = 700,
    pitch: float = 26,
    size: float = 10,
) -> PdfPageBuilder:
    """Rows as an office program sets them: figures at the right of their column, words at its left, ``/`` breaks a line."""
    for number, row in enumerate(rows):
        for text, left, right in zip(row, lefts, rights, strict=True):
            for index, line in enumerate(text.split("/")):
                is_figure = line.replace(",", "").replace(".", "").isdigit()
                x = right - measure_text(line, size) if is_figure else left
                page.text(x, top - pitch * number - 14 * index, line, size)
    return page


_HEADS = ["编码", "名称", "合计", "基本支出", "项目支出"]
_FUNCTIONS = [
    ["201", "一般公共服务", "1,300.00", "900.00", "400.00"],
    ["20103", "政府办公厅", "1,300.00", "900.00", "400.00"],
    ["2010301", "行政运行", "1,300.00", "900.00", "400.00"],
    ["221", "住房保障", "80.25", "80.25", "0.00"],
]
_LEFTS, _RIGHTS = (60, 140, 250, 350, 450), (130, 240, 340, 440, 540)


def test_heads_of_two_rows_on_the_left_stand_over_figures_on_the_right() -> None:
    page = draw_rows(PdfPageBuilder(), [["分类科目", "", "预算数", "", ""], _HEADS, *_FUNCTIONS], _LEFTS, _RIGHTS)
    (table,) = read_page(page).tables
    assert table.grid() == [["分类科目", "", "预算数", "", ""], _HEADS, *_FUNCTIONS]


def test_a_line_nearer_than_a_row_carries_the_row_on() -> None:
    page = PdfPageBuilder()
    for number, (label, rest) in enumerate((("机关事业单位", "养老保险缴费"), ("行政单位", "医疗"), ("住房改革", "支出"))):
        y = 700 - 42 * number
        page.text(60, y, label, 10).text(60, y - 14, rest, 10).text(240, y, f"{number + 1}00.00", 10).text(400, y, f"{number + 2}00.00", 10)
    (table,) = read_page(page).tables
    assert [row[0].replace("\n", "") for row in table.grid()] == ["机关事业单位养老保险缴费", "行政单位医疗", "住房改革支出"]


def test_a_row_of_figures_below_its_heads_is_a_table() -> None:
    page = draw_rows(PdfPageBuilder(), [_HEADS[1:], ["县级", "29.50", "20.00", "9.50"]], _LEFTS[1:], _RIGHTS[1:])
    (table,) = read_page(page).tables
    assert table.grid() == [_HEADS[1:], ["县级", "29.50", "20.00", "9.50"]]


def test_a_caption_of_two_texts_is_no_row() -> None:
    page = PdfPageBuilder().text(60, 726, "编制单位：某县司法局", 10).text(205, 726, "单位：万元", 10)
    draw_rows(page, [_HEADS, *_FUNCTIONS], _LEFTS, _RIGHTS)
    document = read_page(page)
    assert document.tables[0].grid() == [_HEADS, *_FUNCTIONS]
    assert list_texts(document) == ["编制单位：某县司法局\t单位：万元"]


def test_a_column_that_is_empty_below_its_head_stays_a_column() -> None:
    rows = [[*row[:4], ""] for row in _FUNCTIONS]
    (table,) = read_page(draw_rows(PdfPageBuilder(), [_HEADS, *rows], _LEFTS, _RIGHTS)).tables
    assert table.grid() == [_HEADS, *rows]


def test_horizontal_lines_part_the_rows_and_a_short_one_the_heads_above_it() -> None:
    page = PdfPageBuilder()
    rows = [["合计", "出国/（境）费", "车辆", "", "接待费"], ["", "", "购置费", "运行费", ""], ["29.00", "0.00", "10.00", "14.23", "4.77"]]
    draw_rows(page, rows, _LEFTS, _RIGHTS)
    for y in (714, 662, 638):
        page.line(55, y, 545, y)
    page.line(245, 688, 445, 688)
    document = read_page(page)
    (table,) = document.tables
    heads = {cell.text.replace("\n", ""): (cell.row, cell.row_span, cell.column, cell.column_span) for cell in table.cells}
    assert heads["出国（境）费"] == (1, 2, 2, 1)
    assert heads["车辆"] == (1, 1, 3, 2)
    assert heads["购置费"] == (2, 1, 3, 1)
    assert table.grid()[-1] == rows[-1]
    assert find_codes(document) == ["TABLE_UNRULED"]


def test_a_title_between_horizontal_lines_parts_two_tables() -> None:
    page = PdfPageBuilder()
    for top in (740, 560):
        page.text(230, top + 30, "某某支出表", 10)
        draw_rows(page, [_HEADS, *_FUNCTIONS], _LEFTS, _RIGHTS, top)
        for number in range(6):
            page.line(55, top + 14 - 26 * number, 545, top + 14 - 26 * number)
    document = read_page(page)
    assert [table.grid() for table in document.tables] == [[_HEADS, *_FUNCTIONS]] * 2
    assert list_texts(document) == ["某某支出表"] * 2


def test_horizontal_lines_that_stand_beside_others_are_no_fault() -> None:
    page = PdfPageBuilder()
    rows = [["甲", "100.00", "乙", "200.00"], ["丙", "300.00", "丁", "400.00"], ["戊", "500.00", "己", "600.00"]]
    draw_rows(page, rows, (60, 200, 380, 480), (190, 290, 470, 540), 680, 30)
    for y in (700, 640, 610):
        page.line(50, y, 300, y)
    page.line(150, 670, 300, 670)
    for y in (700, 670, 640, 610):
        page.line(360, y, 550, y)
    (table,) = read_page(page).tables
    texts = "".join(text for row in table.grid() for text in row)
    assert sorted(texts) == sorted("".join(text for row in rows for text in row))


def test_a_table_without_vertical_lines_goes_on_over_the_end_of_a_page() -> None:
    first = draw_rows(PdfPageBuilder(), [_HEADS, *_FUNCTIONS[:3]], _LEFTS, _RIGHTS, 160)
    second = draw_rows(PdfPageBuilder(), [_FUNCTIONS[3], ["合计", "", "1,380.25", "980.25", "400.00"]], _LEFTS, _RIGHTS, 760)
    (table,) = read_page(first, second).tables
    assert table.grid() == [_HEADS, *_FUNCTIONS, ["合计", "", "1,380.25", "980.25", "400.00"]]


def test_a_head_at_the_end_of_a_page_belongs_to_the_figures_on_the_next() -> None:
    first = draw_rows(PdfPageBuilder(), [_HEADS], _LEFTS, _RIGHTS, 80)
    second = draw_rows(PdfPageBuilder(), _FUNCTIONS, _LEFTS, _RIGHTS, 760)
    (table,) = read_page(first, second).tables
    assert table.grid() == [_HEADS, *_FUNCTIONS]


_VEHICLE_HEADS = [
    ["合计", "因公出国（/境）费", "公务用车购置及运行费", "", "", "公务接待费"],
    ["", "", "小计", "公务用车购/置费", "公务用车运/行费", ""],
]
_VEHICLE_LEFTS, _VEHICLE_RIGHTS = (60, 140, 230, 300, 370, 450), (120, 195, 280, 350, 420, 540)
_VEHICLE_SPANS = [
    ("合计", 1, 1, 1, 1), ("因公出国（境）费", 1, 2, 1, 1), ("公务用车购置及运行费", 1, 3, 1, 3), ("公务接待费", 1, 6, 1, 1),
    ("小计", 2, 3, 1, 1), ("公务用车购置费", 2, 4, 1, 1), ("公务用车运行费", 2, 5, 1, 1),
]  # fmt: skip


def draw_vehicles(page: PdfPageBuilder, rows: Sequence[Sequence[str]], top: float) -> PdfPageBuilder:
    return draw_rows(page, rows, _VEHICLE_LEFTS, _VEHICLE_RIGHTS, top)


@pytest.mark.parametrize("cut", ["below the head", "in the second row", "in the first row", "below the head, its first row again"])
def test_a_head_that_a_page_end_cuts_is_whole(cut: str) -> None:
    figures = ["29.00", "0.00", "24.23", "0.00", "24.23", "4.77"]
    upper, lower = _VEHICLE_HEADS
    first, second = PdfPageBuilder(), PdfPageBuilder()
    draw_rows(first, [_HEADS, *_FUNCTIONS], _LEFTS, _RIGHTS)
    if cut == "in the first row":
        draw_vehicles(first, [["合计", "因公出国（", *upper[2:]]], 80)
        draw_vehicles(second, [["", "境）费", "", "", "", ""], lower], 760)
        draw_vehicles(second, [figures], 694)
    elif cut == "in the second row":
        draw_vehicles(first, [upper, ["", "", "小计", "公务用车购", "公务用车运", ""]], 100)
        draw_vehicles(second, [["", "", "", "置费", "行费", ""], figures], 760)
    elif cut == "below the head":
        draw_vehicles(first, [upper, lower], 110)
        draw_vehicles(second, [figures], 760)
    else:
        draw_vehicles(first, [upper, lower], 110)
        draw_vehicles(second, [upper], 760)
        draw_vehicles(second, [figures], 728)
    _, table = read_page(first, second).tables
    spans = [span for span in list_spans(table) if span[0]]
    assert [(text.replace("\n", ""), *rest) for text, *rest in spans][:7] == _VEHICLE_SPANS
    assert [text for text, *_ in spans[7:]] == figures


def test_a_ruled_head_that_a_page_end_cuts_is_whole() -> None:
    first, second = PdfPageBuilder(), PdfPageBuilder()
    for page, top, bottom in ((first, 99, 75), (second, 770, 720)):
        for x in (60, 120, 190, 400):
            page.line(x, top, x, bottom)
        for y in (top, bottom):
            page.line(60, y, 400, y)
    second.line(250, 770, 250, 720).line(320, 770, 320, 720).line(60, 744, 400, 744)
    for x, text in ((62, "合计"), (122, "因公出国（"), (192, "公务用车购置及运行费")):
        first.text(x, 87, text, 12)
    for x, text in ((122, "境）费"), (192, "小计"), (252, "购置费"), (322, "运行费")):
        second.text(x, 756, text, 12)
    for x, text in ((62, "9.00"), (122, "1.00"), (192, "8.00"), (252, "3.00"), (322, "5.00")):
        second.text(x, 730, text, 12)
    (table,) = read_page(first, second).tables
    assert list_spans(table)[:3] == [("合计", 1, 1, 2, 1), ("因公出国（境）费", 1, 2, 2, 1), ("公务用车购置及运行费", 1, 3, 1, 3)]


def test_figures_below_a_full_head_at_the_end_of_a_page_are_a_row() -> None:
    first, second = PdfPageBuilder(), PdfPageBuilder()
    first.y, second.y = 100, 780
    edges = (60, 120, 180, 230, 282, 334)
    first.table([["编码", "名称", "合计", "基本支出", "项目支出"]], edges)
    second.table([["合计", None, "1853.80", "1475.08", "378.72"], ["201", "公共服务", "889.76", "889.76", "0.00"]], edges)
    (table,) = read_page(first, second).tables
    assert [cell.text for cell in table.cells] == [
        "编码", "名称", "合计", "基本支出", "项目支出", "合计", "1853.80", "1475.08", "378.72", "201", "公共服务", "889.76", "889.76", "0.00",
    ]  # fmt: skip


@pytest.mark.parametrize("follows", ["rows", "text", "rows below the head again"])
def test_a_line_that_a_page_begins_with_carries_on_a_full_text_above_the_page_end(follows: str) -> None:
    name = "机关事业单位基本养老"
    first, second = PdfPageBuilder(), PdfPageBuilder()
    draw_rows(first, [_HEADS, *_FUNCTIONS[:3], ["2080505", name, "80.25", "80.25", "0.00"]], _LEFTS, _RIGHTS, 184)
    second.text(_LEFTS[1], 766, "保险缴费支出", 10)
    if follows == "rows below the head again":
        draw_rows(second, [_HEADS], _LEFTS, _RIGHTS, 794)
    if follows != "text":
        draw_rows(second, _FUNCTIONS[3:], _LEFTS, _RIGHTS, 730)
    else:
        second.text(90, 700, "三、名词解释", 10)
    document = read_page(first, second)
    (table,) = document.tables
    assert [row[1] for row in table.grid()][4:] == [f"{name}保险缴费支出", *["住房保障"] * (follows != "text")]
    assert list_texts(document) == ["三、名词解释"] * (follows == "text")


@pytest.mark.parametrize(("x", "text"), [(60, "三、说明"), (60, "名词解释"), (140, "（二）政府采购情况"), (145, "附件")])
def test_a_heading_that_a_page_begins_with_is_no_part_of_the_table_before(x: float, text: str) -> None:
    rows = [_HEADS, *_FUNCTIONS[:3], ["2080505", "机关事业单位基本养老", "80.25", "80.25", "0.00"]]
    first = draw_rows(PdfPageBuilder(), rows, _LEFTS, _RIGHTS, 184)
    document = read_page(first, PdfPageBuilder().text(x, 766, text, 10).paragraph(LONG))
    assert document.tables[0].grid() == rows
    assert list_texts(document)[0] == text


def test_heads_nearer_than_rows_are_rows_where_the_upper_ones_are_short() -> None:
    page = draw_rows(PdfPageBuilder(), [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"]], (60, 180, 300, 420), (170, 290, 410, 530), 700, 23)
    rows = [["一、财政拨款收入", "1,300.00", f"{number}、一般公共服务", "900.00"] for number in "一二三四"]
    draw_rows(page, rows, (60, 180, 300, 420), (170, 290, 410, 530), 648, 28)
    (table,) = read_page(page).tables
    assert table.grid() == [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"], *rows]


def test_a_table_goes_on_below_its_head_where_the_sides_of_a_column_differ() -> None:
    rows = [["编码", "名称", "合计"], ["", "基本工资", "247.66"], ["", "津贴补贴", "1,291.14"], ["", "养老保险", "329.72"]]
    lefts, rights = (60, 240, 400), (200, 380, 540)
    first = draw_rows(PdfPageBuilder(), rows[:1], lefts, rights, 160)
    draw_rows(first, [["合计", "", "1,868.52"]], lefts, rights, 134)
    second = draw_rows(PdfPageBuilder(), rows[1:], lefts, rights, 760)
    for number, code in enumerate(("30101", "30102", "30108")):
        second.text(200 - measure_text(code, 10), 760 - 26 * number, code, 10)
    first = draw_rows(first, [["合计", "", "1,868.52"]], lefts, rights, 108)
    (table,) = read_page(first, second).tables
    assert [row[0] for row in table.grid()] == ["编码", "合计", "合计", "30101", "30102", "30108"]


def test_a_head_over_codes_at_the_right_of_their_column_parts_it_not() -> None:
    rows = [["功能分类", "", "预算数", "", ""], ["科目编码", *_HEADS[1:]], *[["", *row[1:]] for row in _FUNCTIONS[:2]]]
    page = draw_rows(PdfPageBuilder(), rows, _LEFTS, _RIGHTS)
    for number, code in enumerate(("201", "204")):
        page.text(130 - measure_text(code, 10), 648 - 26 * number, code, 10)
    page.text(60, 596, "合计", 10)
    draw_rows(page, [["", "", "1.00", "1.00", "0.00"]], _LEFTS, _RIGHTS, 596)
    (table,) = read_page(page).tables
    assert table.n_columns == 5
    assert [row[0] for row in table.grid()] == ["功能分类", "科目编码", "201", "204", "合计"]


def test_a_unit_above_the_tables_of_some_pages_is_no_running_head() -> None:
    pages = [PdfPageBuilder().title("部门预算公开"), PdfPageBuilder().title("目录")]
    for _ in range(3):
        page = PdfPageBuilder().text(90, 762, "编制单位：某县司法局", 14).text(380, 762, "单位：万元", 14)
        page.y = 750
        pages.append(page.table([HEAD, *build_rows(1, 3)], EDGES))
    document = read_page(*pages)
    assert list_texts(document).count("编制单位：某县司法局\t单位：万元") == 3
    assert document.stories == ()


def test_room_below_a_row_that_the_next_page_begins_with_is_no_row() -> None:
    first, second = PdfPageBuilder(), PdfPageBuilder()
    draw_rows(first, [_HEADS, *_FUNCTIONS[:2]], _LEFTS, _RIGHTS, 160)
    draw_rows(second, [_HEADS], _LEFTS, _RIGHTS, 760)
    draw_rows(second, _FUNCTIONS[2:], _LEFTS, _RIGHTS, 732)
    for number in range(4):
        first.line(55, 174 - 26 * number, 545, 174 - 26 * number)
    for y in (774, 748, 744, 722, 696):
        second.line(55, y, 545, y)
    (table,) = read_page(first, second).tables
    assert table.grid() == [_HEADS, *_FUNCTIONS]


def test_sentences_with_figures_and_lists_are_no_tables() -> None:
    page = PdfPageBuilder().paragraph("2024年收入预算1,300.00万元，其中：一般公共预算拨款收入1,200.00万元，政府性基金100.00万元。")
    page.paragraph("支出预算1,300.00万元，其中：基本支出900.00万元，项目支出400.00万元，均为财政拨款。")
    assert read_page(page).tables == ()


@pytest.mark.parametrize(("n_columns", "n_tables"), [(400, 1), (600, 0)])
def test_lines_of_more_parts_than_a_table_has_columns_are_no_rows(n_columns: int, n_tables: int) -> None:
    lefts = [40 + 0.8 * column for column in range(n_columns)]
    page = draw_rows(PdfPageBuilder(), [["0"] * n_columns] * 3, lefts, [x + 0.3 for x in lefts], 700, 1, 0.4)
    document = read_page(page)
    assert [table.n_columns for table in document.tables] == [n_columns] * n_tables
    assert [text.count("0") for text in list_texts(document)] == ([] if n_tables else [n_columns] * 3)


def test_empty_cells_count_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    lefts = [40 + 0.8 * column for column in range(400)]
    rows = [["0"] * 400, *[["0", "0", *[""] * 398]] * 300]
    page = draw_rows(PdfPageBuilder(), rows, lefts, [x + 0.3 for x in lefts], 700, 1, 0.4)
    made: list[LaidCell] = []
    monkeypatch.setattr(page_layout, "LaidCell", lambda *values: made.append(LaidCell(*values)) or made[-1])
    monkeypatch.setattr(limits.ReadLimits, "__init__", partialmethod(limits.ReadLimits.__init__, cells=50_000))
    with pytest.raises(ReadError) as caught:
        read_page(page)
    assert (caught.value.code, len(made) < 50_000) == ("TOO_MUCH", True)


def test_an_error_that_is_kept_does_not_keep_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    page = draw_rows(PdfPageBuilder(), [["2010101", "300.00", "200.00"]] * 4, [40, 200, 320], [90, 240, 360], 700, 20, 10)
    with monkeypatch.context() as patch, pytest.raises(ReadError) as caught:
        patch.setattr(limits.ReadLimits, "__init__", partialmethod(limits.ReadLimits.__init__, cells=1))
        read_page(page)
    reading = threading.Thread(target=read_page, args=(page,), daemon=True)
    reading.start()
    reading.join(3600)
    assert (caught.value.code, reading.is_alive()) == ("TOO_MUCH", False)


# Paragraphs


def test_a_head_on_the_left_and_figures_on_the_right_are_one_column() -> None:
    page = PdfPageBuilder()
    rows = [("201", "一般公共服务支出", "300.00", "200.00"), ("208", "社会保障支出", "1,250.00", "250.50"), ("221", "住房保障支出", "80.25", "80.25")]
    for x, text in ((90, "编码"), (160, "科目名称"), (290, "合计"), (410, "基本支出")):
        page.text(x, 700, text)
    for number, row in enumerate(rows, 1):
        y = 700 - 20 * number
        page.text(90, y, row[0]).text(160, y, row[1])
        page.text(390 - measure_text(row[2], 12), y, row[2]).text(520 - measure_text(row[3], 12), y, row[3])
    (table,) = read_page(page).tables
    assert (table.n_rows, table.n_columns) == (4, 4)
    assert [cell.text for cell in table.cells][:8] == ["编码", "科目名称", "合计", "基本支出", "201", "一般公共服务支出", "300.00", "200.00"]


def test_columns_of_figures_that_fill_different_rows_stay_apart() -> None:
    page = PdfPageBuilder()
    for number, (label, x) in enumerate((("行政运行", 300), ("专项业务", 420), ("机关服务", 300), ("信息化建设", 420))):
        page.text(90, 700 - 20 * number, label).text(x, 700 - 20 * number, f"{number + 1}00.50")
    tables = read_page(page).tables
    columns = {cell.text: cell.column for table in tables for cell in table.cells}
    assert not tables or columns["100.50"] != columns["200.50"]


def test_a_label_of_the_last_row_that_goes_on_below_is_one() -> None:
    page = PdfPageBuilder()
    for number in range(4):
        y = 700 - 20 * number
        page.text(90, y, f"20{number}").text(150, y, "机关事业单位基本养老").text(290, y, f"{number + 1}00.00").text(400, y, f"{number + 1}00.00")
    page.text(150, 700 - 3 * 20 - 16, "保险缴费").text(90, 560, "三、名词解释")
    document = read_page(page)
    (table,) = document.tables
    assert table.cells[-3].text == "机关事业单位基本养老保险缴费"
    assert list_texts(document) == ["三、名词解释"]


def test_full_lines_make_one_paragraph_and_an_indent_begins_another() -> None:
    page = PdfPageBuilder().paragraph(LONG).paragraph("本年无上年结转。").paragraph(LONG)
    assert len(wrap_text(LONG, 16, RIGHT - LEFT, 32)) > 3
    assert list_texts(read_page(page)) == [LONG, "本年无上年结转。", LONG]


def test_a_full_heading_is_no_part_of_the_text_below_it() -> None:
    heading = "三、关于2021年一般公共预算财政拨款基本支出情况"
    page = PdfPageBuilder().paragraph(LONG).paragraph(heading).paragraph(LONG)
    assert list_texts(read_page(page)) == [LONG, heading, LONG]


@pytest.mark.parametrize(
    ("title", "item"),
    [("{}部门预算公开说明", "一、部门职责"), ("二、{}部门预算", "三、机关运行经费"), ("{}部门预算公开", "第一部分 部门概况")],
)
def test_a_title_as_wide_as_the_text_is_no_part_of_the_list_below_it(title: str, item: str) -> None:
    room = int((RIGHT - LEFT) / 16) - len(title) + 2
    full = title.format("青山县某某自治乡人民政府党政综合办公室二〇二一年"[-room:])
    page = PdfPageBuilder().put(LEFT, full).put(LEFT, item).paragraph(LONG)
    assert list_texts(read_page(page)) == [full, item, LONG]


def test_a_word_on_two_lines_of_a_sentence_begins_no_list() -> None:
    room = int((RIGHT - LEFT) / 16)
    first = "完善管理体制，优化资源配置，充实一线力量，构建集中统"[-room:]
    page = PdfPageBuilder().paragraph(LONG).put(LEFT, first.rjust(room, "健")).put(LEFT, "一、全面覆盖的监督体系。").paragraph(LONG)
    assert list_texts(read_page(page))[1].endswith("集中统一、全面覆盖的监督体系。")


def test_an_enumeration_in_a_sentence_does_not_part_it() -> None:
    text = LONG + "2021年我局重点开展以下工作，各股室按照职责分工抓好落实，其中，一、做好统计调查和数据质量核查工作，二、做好普查的准备工作。"
    assert list_texts(read_page(PdfPageBuilder().paragraph(text))) == [text]


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    lines = wrap_text(LONG, 16, RIGHT - LEFT, 32)
    first, second = PdfPageBuilder().paragraph(LONG), PdfPageBuilder()
    first.put(LEFT + 32, lines[0])
    for line in lines[1:]:
        second.put(LEFT, line)
    first.text(290, 40, "- 1 -", 10)
    second.paragraph(LONG).text(290, 40, "- 2 -", 10)
    document = read_page(first, second)
    assert list_texts(document) == [LONG, LONG, LONG]
    assert [story.kind for story in document.stories] == [StoryKind.FOOTER, StoryKind.FOOTER]


def test_page_numbers_and_running_heads_stand_apart_and_captions_do_not() -> None:
    pages = []
    for number in range(1, 6):
        page = PdfPageBuilder().text(230, 805, "南岭县档案馆部门预算", 9).text(290, 40, f"第 {number} 页 共 5 页", 9)
        page.title(f"表{number}：2021年收支情况", 16).put(400, "单位：万元", 10)
        pages.append(page.table([["项目", "金额"], [f"第{number}项", "1.00"]], (90, 290, 490)))
    document = read_page(*pages)
    assert list_texts(document) == [text for n in range(1, 6) for text in (f"表{n}：2021年收支情况", "单位：万元")]
    assert len(document.stories) == 10


def test_parts_of_a_line_far_from_one_another_are_parted() -> None:
    page = PdfPageBuilder().text(90, 700, "编制单位：某局").text(420, 700, "单位：万元").text(90, 660, "二 三").text(90, 640, "Windows").text(140, 640, "Server")
    assert list_texts(read_page(page)) == ["编制单位：某局\t单位：万元", "二 三", "Windows Server"]


def test_a_large_title_on_two_lines_is_one() -> None:
    page = PdfPageBuilder().put(110, "南岭县档案馆和地方志编纂委员", 26).title("会办公室", 26)
    for _ in range(3):
        page.paragraph(LONG)
    assert list_texts(read_page(page))[0] == "南岭县档案馆和地方志编纂委员会办公室"


# Tables over pages


HEAD = ["科目", "预算", "执行", "备注"]


def build_rows(first: int, count: int) -> list[list[str]]:
    return [[f"项目{number}", f"{number}.00", f"{number}.50", ""] for number in range(first, first + count)]


def test_a_table_goes_on_and_its_repeated_head_belongs_to_the_page() -> None:
    first = PdfPageBuilder().paragraph("一、收入").table([HEAD, *build_rows(1, 24)], EDGES)
    second = PdfPageBuilder().table([HEAD, *build_rows(25, 5)], EDGES).paragraph("二、支出")
    document = read_page(first, second)
    (table,) = document.tables
    assert table.grid() == [HEAD, *build_rows(1, 29)]
    heads = [story for story in document.stories if story.kind is StoryKind.HEADER]
    assert [[block.text for block in story.blocks] for story in heads] == [["科目 预算 执行 备注"]] or len(heads) == 1


def test_a_table_below_a_title_does_not_go_on() -> None:
    first = PdfPageBuilder().table([HEAD, *build_rows(1, 24)], EDGES)
    second = PdfPageBuilder().title("表二", 16).table([HEAD, *build_rows(25, 5)], EDGES)
    assert len(read_page(first, second).tables) == 2


def test_a_table_that_ends_far_above_the_foot_does_not_go_on() -> None:
    pages = [PdfPageBuilder().paragraph(LONG).paragraph(LONG).paragraph(LONG).paragraph(LONG).paragraph(LONG)]
    pages += [PdfPageBuilder().table(build_rows(1, 4), EDGES), PdfPageBuilder().table(build_rows(5, 4), EDGES)]
    assert len(read_page(*pages).tables) == 2


def test_a_row_that_a_page_end_cuts_is_one_row() -> None:
    name = "机关事业单位基本养老保险缴费支出"
    xs = (90, 140, 290, 390, 490)
    first, second = PdfPageBuilder(), PdfPageBuilder()
    first.y = 650
    first.table([["科目", "预算", "执行", "备注"], *build_rows(1, 23)], xs)
    y = first.y
    draw_grid(first, "lines", xs, (y, y - 26))
    first.text(93, y - 11, name[:4], 10).text(93, y - 23, name[4:8], 10).text(143, y - 11, "9.00", 10).text(293, y - 11, "9.50", 10)
    draw_grid(second, "lines", xs, (700, 674))
    second.text(93, 689, name[8:12], 10).text(93, 677, name[12:], 10)
    document = read_page(first, second)
    (table,) = document.tables
    assert table.grid()[-1] == [name, "9.00", "9.50", ""]


# Turned pages, marks, hidden text


@pytest.mark.parametrize(("rotate", "matrix"), [(90, "0 1 -1 0"), (270, "0 -1 1 0"), (180, "-1 0 0 -1")])
def test_a_turned_page_is_read_as_it_is_shown(rotate: int, matrix: str) -> None:
    page = PdfPageBuilder(rotate=rotate)
    # The grid is drawn turned against the page, so that the reader sees it upright.
    page.raw(f"q {matrix} 300 400 cm")
    draw_grid(page, "lines", (0, 100, 200), (60, 30, 0))
    page.raw("Q")
    a, b, c, d = map(float, matrix.split())
    for x, y, text in ((10, 40, "收入"), (110, 40, "12.30"), (10, 10, "支出"), (110, 10, "4.50")):
        page.text(a * x + c * y + 300, b * x + d * y + 400, text, 12, matrix)
    document = read_page(page)
    (table,) = document.tables
    assert table.grid() == [["收入", "12.30"], ["支出", "4.50"]]
    (box,) = document.find_boxes(Span.parse("b1.r1.c2"))
    x, y = a * 125 + c * 44 + 300, b * 125 + d * 44 + 400
    assert box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def test_raised_and_struck_characters_are_marked() -> None:
    page = PdfPageBuilder().text(90, 700, "收入165.47", 16).text(170, 707, "1", 8).text(174, 700, "万元，支出", 16)
    page.text(254, 700, "200", 16).line(254, 705.5, 278, 705.5, 0.7).text(278, 700, "165.47万元", 16)
    document = read_page(page)
    (paragraph,) = document.blocks
    assert not isinstance(paragraph, Table)
    assert paragraph.text == "收入165.471万元，支出200165.47万元"
    marks = {(paragraph.text[start:end], kind) for start, end, kind in document.marks["b1"]}
    assert marks == {("1", MarkKind.RAISED), ("200", MarkKind.STRUCK)}


def test_text_that_is_not_shown_is_not_read() -> None:
    page = PdfPageBuilder().text(90, 700, "收入12万元").text(90, 600, "收入99万元", mode=3).text(900, 500, "页外77")
    document = read_page(page)
    assert list_texts(document) == ["收入12万元"]
    assert find_codes(document) == ["PDF_HIDDEN_TEXT"]


# Scans and files that cannot be read


def test_a_scan_is_refused_and_told_what_to_do() -> None:
    scan = PdfPageBuilder().image(0, 0, 595, 842)
    with pytest.raises(ReadError) as caught:
        read_page(scan, scan)
    assert (caught.value.code, caught.value.status) == ("PDF_SCAN", "unsupported")


def test_a_file_without_text_or_pictures_is_no_scan() -> None:
    with pytest.raises(ReadError) as caught:
        read_page(PdfPageBuilder())
    assert (caught.value.code, caught.value.status) == ("PDF_NO_TEXT", "unsupported")


def pack_page(n_filters: int) -> bytes:
    """A page of 280 MB of lines, packed once or more often."""
    content = b"0 0 m 1 1 l S\n" * 20_000_000
    for _ in range(n_filters):
        content = zlib.compress(content, 9)
    head = f"<< /Length {len(content)} /Filter [{'/FlateDecode ' * n_filters}] >>\nstream\n".encode()
    return assemble_pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", head + content + b"\nendstream",
    ])  # fmt: skip


def test_what_hurts_is_refused_before_it_costs() -> None:
    many = PdfPageBuilder().raw("0 0 m 9 9 l S " * 100_001)
    refused = []
    for data in (build_pdf([PdfPageBuilder()] * 3001), build_pdf([many]), pack_page(1), pack_page(2)):
        with pytest.raises(ReadError) as caught:
            read(data, "a.pdf")
        refused.append((caught.value.code, caught.value.status))
    assert refused == [("PDF_TOO_LARGE", "refused_limit")] * 2 + [("TOO_MUCH", "refused_limit")] * 2


def test_circles_and_damage_end() -> None:
    page = build_pdf([PdfPageBuilder().paragraph(LONG)])
    circle = page.replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]")
    assert circle != page
    with pytest.raises(ReadError):
        read(circle, "a.pdf")
    # Without its table of objects PDFium finds them by looking.
    assert list_texts(read(page.replace(b"0000000", b"9999999"), "a.pdf")) == [LONG]
    with pytest.raises(ReadError) as caught:
        read(page[: len(page) // 2], "a.pdf")
    assert caught.value.status == "corrupt"


def test_a_page_that_is_a_picture_is_told_of() -> None:
    document = read_page(PdfPageBuilder().paragraph(LONG), PdfPageBuilder().image(0, 0, 595, 842))
    assert [(issue.code, dict(issue.details)["page"]) for issue in document.issues] == [("PDF_PAGE_PICTURE", "2")]


def test_without_its_library_the_message_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setitem(sys.modules, "pypdfium2.raw", None)
    with pytest.raises(ReadError) as caught:
        read(build_pdf([PdfPageBuilder().paragraph(LONG)]), "a.pdf")
    assert caught.value.code == "PDF_EXTRA_MISSING"
    assert 'pip install "budget-disclosures[pdf]"' in str(caught.value)


# Files printed by LibreOffice, and boxes


def test_a_box_holds_its_text_and_a_wrapped_one_has_a_box_a_line() -> None:
    document = read_page(PdfPageBuilder().paragraph(LONG))
    start = LONG.index("1,234.56")
    (box,) = document.find_boxes(Span("b1", None, None, start, start + 8))
    assert box.page == 1 and 63 < box.x1 - box.x0 < 66
    whole = document.find_boxes(Span("b1"))
    assert len(whole) == 1 and round(whole[0].x0) == LEFT
    parts = document.find_boxes(Span("b1", None, None, 0, len(LONG) - 1))
    assert len(parts) == len(wrap_text(LONG, 16, RIGHT - LEFT, 32))
    assert all(upper.y0 > lower.y0 for upper, lower in pairwise(parts))
    assert parts[0].y1 < TOP


def test_formats_without_pages_have_no_boxes() -> None:
    assert read("收入12万元\n".encode(), "a.txt").find_boxes(Span("b1")) == ()


def test_every_value_of_a_printed_file_is_the_text_in_its_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(FORMATS["pdf"]())
    right, total, odd = pdf_benchmark.count_boxes(tmp_path)
    assert (right, odd) == (total, []) and total > 50


def test_a_printed_file_gives_the_records_of_its_word_file(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here")
    word, printed = tmp_path / "word", tmp_path / "pdf"
    word.mkdir()
    samples = sorted((ROOT / "samples").glob("*.docx"))[::5]
    for sample in samples:
        shutil.copy(sample, word)
    pdf_benchmark.print_files(word, printed)
    totals = pdf_benchmark.compare_twins(word, printed)
    assert {table: (equal, theirs) for table, (equal, _, theirs) in totals.items()} == {
        table: (ours, ours) for table, (_, ours, _) in totals.items()
    }  # fmt: skip
    right, total, odd = pdf_benchmark.count_boxes(printed)
    assert (right, odd) == (total, [])


def test_the_second_count_finds_what_was_read() -> None:
    data = FORMATS["pdf"]()
    document = read(data, "a.pdf")
    completeness = measure_completeness(data, document)
    assert (completeness.share_characters, completeness.share_numbers, completeness.issues) == (1, 1, ())
    less = replace(document, blocks=document.blocks[1:])
    assert [issue.code for issue in measure_completeness(data, less).issues] == ["TEXT_LOST"]


def test_a_text_that_all_pages_repeat_is_their_text_where_nothing_else_is_left() -> None:
    page = PdfPageBuilder().paragraph("2020年收入预算165.47万元，比上年增加15.79万元。")
    document = read_page(page, page, page, page)
    assert "".join(list_texts(document)).count("165.47万元") == 4
