"""Prose put together again, whatever the page did to it."""

from __future__ import annotations

import pytest

from extractor.layout.lines import TextLine, build_body_layout
from extractor.model.document import Span
from tests.document_builders import build_document


def list_line_texts(*blocks: object) -> list[str]:
    return [item.text for item in build_body_layout(build_document(*blocks)).elements if isinstance(item, TextLine)]  # type: ignore[arg-type]


def test_breaks_in_a_paragraph_part_lines() -> None:
    assert list_line_texts("第一部分 概况\n一、主要职责") == ["第一部分 概况", "一、主要职责"]


def test_a_tab_before_a_list_number_parts_lines_and_another_does_not() -> None:
    assert list_line_texts("（四）总体说明\t（五）收入\t共5万元") == ["（四）总体说明", "\t（五）收入\t共5万元"]


def test_a_sentence_cut_by_the_foot_of_a_page_is_one_line_again() -> None:
    document = build_document("本部门预算收入为15184.81万元，其中：一般公共预", "- 21 -", "算拨款收入10984.81万元。")
    found = build_body_layout(document)
    (line,) = found.elements
    assert isinstance(line, TextLine)
    assert line.text == "本部门预算收入为15184.81万元，其中：一般公共预算拨款收入10984.81万元。"
    assert [(noise.kind, noise.path) for noise in found.page_furniture] == [("page_number", "b2")]
    at = line.text.index("10984.81万元")
    reading = line.extract_text(at, at + 10)
    assert reading.place == Span.parse("b3[5:15]")
    assert document.text_at(reading.place) == reading.raw == "10984.81万元"


def test_a_heading_is_not_joined_to_the_text_below_it() -> None:
    assert list_line_texts("二、支出说明", "2020年支出预算165.47万元。") == ["二、支出说明", "2020年支出预算165.47万元。"]


def test_a_running_header_is_set_apart() -> None:
    found = build_body_layout(build_document("1", "某局2026年部门预算", "一、概况", "2", "某局2026年部门预算", "略。", "3", "某局2026年部门预算"))
    assert [item.text for item in found.elements if isinstance(item, TextLine)] == ["一、概况", "略。"]
    assert [noise.kind for noise in found.page_furniture].count("running_header") == 3


def test_a_table_that_only_frames_text_is_read_through() -> None:
    from extractor.model.document import Cell, Document, Paragraph, Table

    inner = (Paragraph("b1.r1.c1.b1", "一、部门概况"), Paragraph("b1.r1.c1.b2", "略。"))
    frame = Table("b1", 1, 1, (Cell.build("b1", 1, 1, 1, 1, "一、部门概况\n略。", inner),))
    assert [item.text for item in build_body_layout(Document((frame,))).elements if isinstance(item, TextLine)] == ["一、部门概况", "略。"]


def test_a_frame_of_several_rows_or_around_a_table_is_read_through_and_a_list_of_names_is_not() -> None:
    from extractor.model.document import Cell, Document, Paragraph, Table

    def frame(address: str, *texts: str, inner: tuple[Table, ...] = ()) -> Table:
        cells = []
        for row, text in enumerate(texts, 1):
            at = f"{address}.r{row}.c1"
            cells.append(Cell.build(address, row, 1, 1, 1, text, (Paragraph(f"{at}.b1", text), *inner)))
        return Table(address, len(texts), 1, tuple(cells))

    long = "本部门负责全市住房保障、城乡建设、房地产市场监管和建筑行业管理工作。"
    names = frame("b1", "办公室", "财务科")
    assert build_body_layout(Document((names,))).elements == (names,)
    assert [line.text for line in build_body_layout(Document((frame("b1", long, long),))).elements] == [long, long]  # type: ignore[union-attr]
    data = frame("b1.r1.c1.b2", "办公室", "财务科")
    assert build_body_layout(Document((frame("b1", "", inner=(data,)),))).elements == (data,)


def test_the_title_is_no_running_header_although_every_page_repeats_it() -> None:
    found = build_body_layout(build_document("某局2026年部门预算", "一、概况", "1", "某局2026年部门预算", "略。", "2", "某局2026年部门预算", "3", "某局2026年部门预算"))
    assert [item.text for item in found.elements if isinstance(item, TextLine)] == ["某局2026年部门预算", "一、概况", "略。"]


def test_a_long_numbered_title_is_not_joined_to_the_text_below_it() -> None:
    title = "九、一般公共预算“三公”经费、会议费、培训费支出决算情况说明"
    assert list_line_texts(title, "滦州市水务局2021年度会议费3万元。") == [title, "滦州市水务局2021年度会议费3万元。"]


def test_a_page_number_after_few_words_cuts_no_sentence() -> None:
    assert list_line_texts("2024年安阳市文物局公用经费", "— 7 —", "支出预算18.6万元。") == ["2024年安阳市文物局公用经费支出预算18.6万元。"]


def test_a_title_above_a_page_number_stays_a_title() -> None:
    title = "2024年安阳市文物局部门预算情况说明"
    assert list_line_texts(title, "— 7 —", "本年收入预算18.6万元。") == [title, "本年收入预算18.6万元。"]


def test_a_page_number_inside_a_word_is_no_part_of_the_line() -> None:
    document = build_document("公务接- 12 -待费预算3.5万元，减少0.4万元。")
    (line,) = build_body_layout(document).elements
    assert isinstance(line, TextLine)
    assert line.text == "公务接待费预算3.5万元，减少0.4万元。"
    at = line.text.index("3.5万元")
    amount = line.extract_text(at, at + 5)
    assert document.text_at(amount.place) == amount.raw == "3.5万元"


def test_a_range_or_a_code_between_words_is_no_page_number() -> None:
    for text in ("计划新增-12-台设备。", "甲方案3 - 5 - 7号楼维修。"):
        assert list_line_texts(text) == [text]


def test_a_numbered_title_without_a_clause_is_not_joined_to_the_sentence_that_opens_with_a_year() -> None:
    title = "1、2023年预算收入、支出比2022年增减情况"
    assert list_line_texts(title, "2023年收入安排540.50万元，支出540.50万元。") == [title, "2023年收入安排540.50万元，支出540.50万元。"]


@pytest.mark.parametrize("numbers", [("第一章 ", "第二章 "), ("第一节 ", "第二节 "), ("Ⅰ、", "Ⅱ、"), ("一、", "二、")])
def test_a_heading_behind_a_long_line_without_a_mark_at_its_end_is_a_line_of_its_own(numbers: tuple[str, str]) -> None:
    long = "负责全县水资源的统一管理和保护并组织实施节约用水工作，指导水利设施和水域岸线的管理与保护，承担水旱灾害防御和农村饮水安全的日常工作"
    lines = [numbers[0] + "主要职责", long, numbers[1] + "机构设置"]
    assert list_line_texts(*lines) == lines


@pytest.mark.parametrize(
    "title", ["五、“三公”经费及会议费、培训费支出情况", "六、三公经费、会议费和培训费支出决算表", "七、机构、人员及资产情况"]
)
def test_a_title_that_lists_its_subjects_is_not_joined_to_the_text_below_it(title: str) -> None:
    assert list_line_texts(title, "三公经费支出5.20万元，会议费1.35万元。")[0] == title
