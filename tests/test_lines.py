"""Prose put together again, whatever the page did to it."""

from __future__ import annotations

from extractor.document import Place
from extractor.lines import Line, read_on

from .pages import page


def texts(*blocks: object) -> list[str]:
    return [item.text for item in read_on(page(*blocks)).items if isinstance(item, Line)]  # type: ignore[arg-type]


def test_breaks_in_a_paragraph_part_lines() -> None:
    assert texts("第一部分 概况\n一、主要职责") == ["第一部分 概况", "一、主要职责"]


def test_a_tab_before_a_list_number_parts_lines_and_another_does_not() -> None:
    assert texts("（四）总体说明\t（五）收入\t共5万元") == ["（四）总体说明", "\t（五）收入\t共5万元"]


def test_a_sentence_cut_by_the_foot_of_a_page_is_one_line_again() -> None:
    document = page("本部门预算收入为15184.81万元，其中：一般公共预", "- 21 -", "算拨款收入10984.81万元。")
    found = read_on(document)
    (line,) = found.items
    assert isinstance(line, Line)
    assert line.text == "本部门预算收入为15184.81万元，其中：一般公共预算拨款收入10984.81万元。"
    assert [(noise.reason, noise.address) for noise in found.noise] == [("page_number", "b2")]
    at = line.text.index("10984.81万元")
    reading = line.reading(at, at + 10)
    assert reading.place == Place("b3", 5, 15)
    assert document.quote(reading.place) == reading.raw == "10984.81万元"


def test_a_heading_is_not_joined_to_the_text_below_it() -> None:
    assert texts("二、支出说明", "2020年支出预算165.47万元。") == ["二、支出说明", "2020年支出预算165.47万元。"]


def test_a_running_header_is_set_apart() -> None:
    found = read_on(page("1", "某局2026年部门预算", "一、概况", "2", "某局2026年部门预算", "略。", "3", "某局2026年部门预算"))
    assert [item.text for item in found.items if isinstance(item, Line)] == ["一、概况", "略。"]
    assert [noise.reason for noise in found.noise].count("running_header") == 3


def test_a_table_that_only_frames_text_is_read_through() -> None:
    from extractor.document import Cell, Document, Paragraph, Table

    inner = (Paragraph("b1.r1.c1.b1", "一、部门概况"), Paragraph("b1.r1.c1.b2", "略。"))
    frame = Table("b1", 1, 1, (Cell("b1.r1.c1", 1, 1, 1, 1, "一、部门概况\n略。", inner),))
    assert [item.text for item in read_on(Document((frame,))).items if isinstance(item, Line)] == ["一、部门概况", "略。"]
