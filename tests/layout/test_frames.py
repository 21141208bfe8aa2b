"""A table that only places text on the page changes nothing about the text, whatever its shape."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.layout.lines import TextLine, build_body_layout
from extractor.model.document import Block, Cell, Document, Paragraph, Table
from tests.document_builders import build_document, build_table

TITLE = "青山县林业局2024年部门预算"
BODY = (
    "一、收支预算总体情况",
    "2024年收入预算320.50万元，支出预算320.50万元。",
    "二、机关运行经费安排情况",
    "2024年机关运行经费预算18.20万元，比上年减少1.10万元。",
)
MENU = ("首页", "机构设置", "预算公开", "目录")


def build_cell(address: str, row: int, column: int, *blocks: str | Table) -> Cell:
    """A cell of paragraphs and tables; a table must already have its address."""
    path = f"{address}.r{row}.c{column}"
    built: list[Block] = [
        block if isinstance(block, Table) else Paragraph(f"{path}.b{number}", block)
        for number, block in enumerate(blocks, 1)
    ]
    text = "\n".join(block for block in blocks if isinstance(block, str))
    return Cell.build(address, row, column, 1, 1, text, tuple(built))


def frame(address: str, rows: Sequence[Sequence[Sequence[str | Table]]]) -> Table:
    cells = tuple(
        build_cell(address, i, j, *blocks) for i, row in enumerate(rows, 1) for j, blocks in enumerate(row, 1)
    )
    return Table(address, len(rows), max(map(len, rows)), cells)


def list_texts(*blocks: Block) -> list[str]:
    return [item.text for item in build_body_layout(Document(blocks)).elements if isinstance(item, TextLine)]


FRAMES = {
    "one cell": frame("b1", [[(TITLE, *BODY)]]),
    "title row and body row": frame("b1", [[(TITLE,)], [BODY]]),
    "menu beside the body": frame("b1", [[(MENU), (TITLE, *BODY)]]),
    "menu behind the body": frame("b1", [[(TITLE, *BODY), MENU]]),
    "title above, menu beside": frame("b1", [[(TITLE,), ()], [MENU, BODY]]),
    "frame within a frame": frame("b1", [[(TITLE,)], [(frame("b1.r2.c1.b1", [[MENU, BODY]]),)]]),
    "two pieces of the body beside each other": frame("b1", [[(TITLE, *BODY[:2]), BODY[2:]]]),
}


@pytest.mark.parametrize("table", FRAMES.values(), ids=FRAMES.keys())
def test_text_in_a_frame_is_the_text_without_it(table: Table) -> None:
    assert list_texts(table) == [TITLE, *BODY]


def test_a_menu_beside_the_text_is_page_furniture() -> None:
    found = build_body_layout(Document((FRAMES["menu beside the body"],)))
    assert [furniture.path for furniture in found.page_furniture] == [f"b1.r1.c1.b{n}" for n in range(1, 5)]


def test_a_table_in_a_frame_stays_a_table_below_its_title() -> None:
    data = build_table("b1.r2.c1.b2", [("项目", "预算数"), ("人员经费", "90.00"), ("公用经费", "18.20")])
    outer = frame("b1", [[("部门支出总表",), ()], [("单位：万元", data), ()]])
    elements = build_body_layout(Document((outer,))).elements
    assert [getattr(item, "text", item) for item in elements] == ["部门支出总表", "单位：万元", data]


def test_titles_with_their_texts_beside_them_are_read_line_by_line() -> None:
    rows = [("项目", "说明"), ("收入预算", BODY[1]), ("机关运行经费", BODY[3])]
    found = build_body_layout(build_document(rows))
    assert [item.text for item in found.elements if isinstance(item, TextLine)] == [text for row in rows for text in row]


@pytest.mark.parametrize(
    "rows",
    [
        [("项目", "预算数", "说明"), ("培训费", "3.00", "用于干部培训，含师资费。"), ("差旅费", "2.00", "用于下乡检查，含住宿费。")],
        [("一级指标", "指标值"), ("数量指标", "完成检查20次"), ("质量指标", "合格率达到95%以上")],
        [("单位名称", "性质"), ("县林业站", "事业单位"), ("县苗圃", "事业单位")],
    ],
)  # fmt: skip
def test_a_table_of_values_stays_a_table(rows: list[tuple[str, ...]]) -> None:
    table = build_table("b1", rows)
    assert build_body_layout(Document((table,))).elements == (table,)
