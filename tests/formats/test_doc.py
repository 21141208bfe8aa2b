"""The binary Word format, read from files authored byte by byte."""

from __future__ import annotations

import random

import pytest

from extractor.formats import read
from extractor.model.document import Paragraph, Table
from extractor.model.issues import Issue, ReadError
from tests.formats.doc_builder import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    INNER_CELL,
    INNER_ROW_END,
    INSERTED,
    SPECIAL,
    DocFile,
    DocParagraph,
    build_cell,
    build_compound_file,
    build_list_modifiers,
    build_object_modifiers,
    build_outline_level,
    build_row_definition,
    build_row_end,
    build_symbol,
    build_table_depth,
)
from tests.formats.read_helpers import list_cells, read_rejection
from tests.paths import SHARED


def list_block_texts(blocks):
    return [block.text for block in blocks]


def test_paragraphs_stand_with_their_addresses():
    document = read(DocFile([DocParagraph("部门概况"), DocParagraph(""), DocParagraph("收入165.47万元𠀀。")]).to_bytes())
    assert document.blocks == (
        Paragraph("b1", "部门概况"),
        Paragraph("b2", ""),
        Paragraph("b3", "收入165.47万元𠀀。"),
    )
    assert document.format == "doc"


@pytest.mark.parametrize("how", [{"shuffled": True}, {"flags": 0}, {"version": 0x101}])
def test_quick_saved_pieces_and_odd_headers_read_the_same(how):
    body = [DocParagraph("一、部门职责"), DocParagraph([("看得见", b""), ("看不见", HIDDEN)]), DocParagraph("二、预算")]
    assert list_block_texts(read(DocFile(body, **how).to_bytes()).blocks) == ["一、部门职责", "看得见", "二、预算"]


def test_eight_bit_pieces_are_read_in_the_western_code_page():
    assert list_block_texts(read(DocFile([DocParagraph("Total \u2013 5\u201d")], eight_bit=True).to_bytes()).blocks) == ["Total \u2013 5\u201d"]


def test_hidden_and_deleted_text_is_gone_and_inserted_text_stays():
    body = [DocParagraph([("甲", b""), ("乙", HIDDEN), ("丙", DELETED), ("丁", INSERTED)])]
    assert list_block_texts(read(DocFile(body).to_bytes()).blocks) == ["甲丁"]


def test_a_paragraph_whose_mark_is_deleted_or_hidden_runs_on():
    body = [DocParagraph("前", mark_chpx=DELETED), DocParagraph("后"), DocParagraph([("全部隐藏", HIDDEN)], mark_chpx=HIDDEN), DocParagraph("尾")]
    assert list_block_texts(read(DocFile(body).to_bytes()).blocks) == ["前后", "尾"]


def test_of_a_field_only_the_result_is_read():
    body = [DocParagraph([("共\x13", SPECIAL), (" =SUM(A1) ", b""), ("\x14", SPECIAL), ("35", b""), ("\x15", SPECIAL), ("万元", b"")])]
    assert list_block_texts(read(DocFile(body).to_bytes()).blocks) == ["共35万元"]


def test_a_ring_drawn_by_a_field_is_shown_and_other_fields_without_result_are_named():
    ring = [("\x13", SPECIAL), (" EQ \\o\\ac(○,3)", b""), ("\x15", SPECIAL), ("人员", b"")]
    box = [("\x13", SPECIAL), (" FORMCHECKBOX ", b""), ("\x01", SPECIAL), ("\x15", SPECIAL), ("是", b"")]
    document = read(DocFile([DocParagraph(ring), DocParagraph(box)]).to_bytes())
    assert list_block_texts(document.blocks) == ["③人员", "是"]
    assert document.issues == (Issue.build("FIELD_NOT_SHOWN", field="FORMCHECKBOX"),)


def test_paragraphs_of_a_contents_field_are_marked():
    body = [
        DocParagraph([("\x13", SPECIAL), (' TOC \\o "1-3" ', b""), ("\x14", SPECIAL), ("一、概况\t1", b"")]),
        DocParagraph([("二、预算\t2", b""), ("\x15", SPECIAL)]),
        DocParagraph("一、概况"),
    ]
    assert [(b.text, b.in_toc) for b in read(DocFile(body).to_bytes()).blocks] == [
        ("一、概况\t1", True),
        ("二、预算\t2", True),
        ("一、概况", False),
    ]


def test_a_heading_behind_the_end_of_a_contents_field_is_no_entry():
    body = [
        DocParagraph([("\x13", SPECIAL), (' TOC \\o "1-3" ', b""), ("\x14", SPECIAL), ("一、概况\t1", b"")]),
        DocParagraph([("\x15", SPECIAL), ("一、概况", b"")]),
    ]
    document = read(DocFile(body).to_bytes())
    assert [block.in_toc for block in document.blocks] == [True, False]


def test_breaks_hyphens_and_symbols_are_the_characters_shown():
    body = [DocParagraph([("甲\x0b乙\x1e丙\x1f丁\t", b""), ("(", build_symbol(1, 0xF0B3)), ("90%(含)", b"")])]
    assert list_block_texts(read(DocFile(body, fonts=("宋体", "Symbol")).to_bytes()).blocks) == ["甲\n乙-丙丁\t≥90%(含)"]


def test_merged_cells_stand_once_at_their_origin():
    body = [
        build_cell("项目", b""), build_cell("金额"), build_cell("不见"), build_row_end((1000, 0x60), (1000, 1), (1000, 2)),
        build_cell(""), build_cell("甲"), build_cell("乙"), build_row_end((1000, 0x20), (1000, 0), (1005, 0)),
        DocParagraph("后文"),
    ]  # fmt: skip
    document = read(DocFile(body).to_bytes())
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert list_cells(table) == [
        (1, 1, 2, 1, "项目"),
        (1, 2, 1, 2, "金额"),
        (2, 2, 1, 1, "甲"),
        (2, 3, 1, 1, "乙"),
    ]
    assert (table.n_rows, table.n_columns) == (2, 3)
    assert document.blocks[1] == Paragraph("b2", "后文")
    assert document.issues == (Issue.build("MERGED_TEXT_HIDDEN", "b1.r1.c2", text="不见"),)


def test_wide_cells_span_the_columns_that_other_rows_rule():
    body = [build_cell("宽"), build_row_end((3000, 0)), build_cell("一"), build_cell("二"), build_cell("三"), build_row_end((1000, 0), (1000, 0), (1000, 0))]
    table = read(DocFile([*body, DocParagraph("")]).to_bytes()).blocks[0]
    assert [(c.row, c.column, c.column_span) for c in table.cells] == [(1, 1, 3), (2, 1, 1), (2, 2, 1), (2, 3, 1)]


def test_a_deleted_row_is_gone():
    end = build_row_end((1000, 0))
    gone = DocParagraph("", end.papx, mark="\x07", mark_chpx=DELETED)
    struck = DocParagraph([("删", DELETED)], build_cell("").papx, mark="\x07", mark_chpx=DELETED)
    table = read(DocFile([build_cell("留"), end, struck, gone, DocParagraph("")]).to_bytes()).blocks[0]
    assert [(c.row, c.text) for c in table.cells] == [(1, "留")]


def test_a_row_whose_text_stands_is_not_gone_with_its_mark():
    """A program that writes the mark of a row with the formats of the deleted text before it."""
    end = build_row_end((1000, 0))
    last = DocParagraph([("留", b""), ("删", DELETED)], build_cell("").papx, mark="\x07", mark_chpx=DELETED)
    table = read(DocFile([last, DocParagraph("", end.papx, mark="\x07", mark_chpx=DELETED), DocParagraph("")]).to_bytes()).blocks[0]
    assert [(c.row, c.text) for c in table.cells] == [(1, "留")]


def test_a_table_in_a_cell_is_a_block_of_the_cell():
    inner = IN_TABLE + build_table_depth(2)
    body = [
        DocParagraph("上", IN_TABLE + build_table_depth(1)),
        DocParagraph("内一", inner + INNER_CELL), DocParagraph("内二", inner + INNER_CELL),
        DocParagraph("", inner + INNER_ROW_END + build_row_definition((500, 0), (500, 0))),
        build_cell("下", build_table_depth(1)),
        build_row_end((2000, 0)),
        DocParagraph(""),
    ]  # fmt: skip
    table = read(DocFile(body).to_bytes()).blocks[0]
    (outer,) = table.cells
    assert outer.text == "上\n下"
    assert [c.path for c in outer.blocks[1].cells] == ["b1.r1.c1.b2.r1.c1", "b1.r1.c1.b2.r1.c2"]
    assert [c.text for c in outer.blocks[1].cells] == ["内一", "内二"]


def test_automatic_numbers_are_labels_and_count_in_cells_too():
    levels = [(1, 39, "\x00、"), (1, 0, "\x00.\x01")]
    body = [
        DocParagraph("职责", build_list_modifiers(1)),
        DocParagraph("细目", build_list_modifiers(1, 1)),
        build_cell("表中", build_list_modifiers(1)), build_row_end((1000, 0)),
        DocParagraph("手写、无编号", build_list_modifiers(0)),
    ]  # fmt: skip
    blocks = read(DocFile(body, levels=levels).to_bytes()).blocks
    assert [(blocks[0].list_label, blocks[0].text), (blocks[1].list_label, blocks[1].text)] == [("一、", "职责"), ("一.1", "细目")]
    assert (blocks[2].cells[0].blocks[0].list_label, blocks[2].cells[0].text) == ("二、", "表中")
    assert blocks[3].list_label == ""


def test_styles_give_names_outline_levels_and_inherited_lists():
    styles = [(0, "Normal", 0xFFF, b""), (1, "heading 1", 0, build_list_modifiers(1)), (4094, "我的标题", 1, b""), (19, "toc 1", 0, b"")]
    body = [DocParagraph("甲", style=1), DocParagraph("乙", style=2), DocParagraph("目录", style=3), DocParagraph("丙", build_outline_level(1))]
    blocks = read(DocFile(body, styles=styles, levels=[(1, 37, "第\x00章")]).to_bytes()).blocks
    assert blocks == (
        Paragraph("b1", "甲", "第一章", "heading 1", 1),
        Paragraph("b2", "乙", "第二章", "我的标题", 1),
        Paragraph("b3", "目录", "", "toc 1", 0, True),
        Paragraph("b4", "丙", "", "", 2),
    )


def test_notes_headers_and_boxes_are_flows_beside_the_body():
    none = [[DocParagraph("")] for _ in range(6)]
    file = DocFile(
        [DocParagraph("无框"), DocParagraph([("有注", b""), ("\x02", SPECIAL), ("有框", b""), ("\x08", SPECIAL)])],
        footnotes=[[DocParagraph([("\x02", SPECIAL), ("注文", b"")])]],
        headers=[*none, [], [DocParagraph("页眉")], [], [DocParagraph("第1页")]],
        text_boxes=[[DocParagraph("框中")]],
    )
    document = read(file.to_bytes())
    assert list_block_texts(document.blocks) == ["无框", "有注有框"]
    assert [(f.name, f.anchor, list_block_texts(f.blocks)) for f in document.stories] == [
        ("tx1", "b2", ["框中"]),
        ("fn1", "b2", ["注文"]),
        ("hd1", "", ["页眉"]),
        ("ft1", "", ["第1页"]),
    ]


def test_an_object_that_is_no_workbook_is_an_issue():
    runs = [("\x13", SPECIAL), (" EMBED Equation.3 ", b""), ("\x14", build_object_modifiers(7)), ("\x01", SPECIAL), ("\x15", SPECIAL)]
    document = read(DocFile([DocParagraph(runs)], objects={7: {"Equation Native": b"x"}}).to_bytes())
    assert document.issues == (Issue.build("NOT_READ", what="Equation.3", count=1),)


def test_what_cannot_be_read_has_a_code_and_a_status_of_its_own():
    assert read_rejection(DocFile([DocParagraph("密")], flags=0x0300).to_bytes()) == ("ENCRYPTED", "encrypted")
    assert read_rejection(DocFile([DocParagraph("旧")], version=104).to_bytes()) == ("WORD_95", "unsupported")
    assert read_rejection(build_compound_file({"EncryptedPackage": b"", "EncryptionInfo": b""})) == ("ENCRYPTED", "encrypted")
    assert read_rejection(build_compound_file({"WordDocument": b"\xec\xa5"})) == ("FILE_DAMAGED", "corrupt")


def build_sample() -> bytes:
    return DocFile(
        [DocParagraph("一", build_list_modifiers(1)), build_cell("甲"), build_cell("乙"), build_row_end((900, 0x60), (900, 0)), DocParagraph([("尾", b""), ("\x08", SPECIAL)])],
        levels=[(1, 39, "\x00、")],
        text_boxes=[[DocParagraph("框")]],
    ).to_bytes()


def test_cut_and_flipped_bytes_end_in_a_read_error_or_a_document():
    data = build_sample()
    chance = random.Random(5)
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 3, 12))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(8, len(damaged)) :]
        try:
            read(bytes(damaged))
        except ReadError:
            continue


@pytest.mark.skipif(not SHARED.exists(), reason="the development corpus is not here")
def test_the_published_file_written_by_wps_keeps_its_tables_and_its_workbook():
    (path,) = (SHARED / "corpus").glob("*.doc")
    document = read(path.read_bytes())
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert (len(tables), len(document.blocks) - len(tables)) == (9, 82)
    objects = [story for story in document.stories if story.name.startswith("ole")]
    assert [story.anchor for story in objects] == ["b18"] * 9
    assert ["repeats" in story.description for story in objects] == [False] + [True] * 8
    assert "公开01表" in objects[0].description


@pytest.mark.skipif(not SHARED.exists(), reason="the development corpus is not here")
def test_the_seed_reads_the_same_from_doc_and_docx():
    one, two = (read(next((SHARED / "seed").glob(f"*.{kind}")).read_bytes()) for kind in ("doc", "docx"))

    def shape(document):
        return [
            [(c.row, c.column, c.row_span, c.column_span, c.text.rstrip()) for c in b.cells] if isinstance(b, Table) else b.text
            for b in document.blocks
        ]

    assert shape(one) == shape(two)
