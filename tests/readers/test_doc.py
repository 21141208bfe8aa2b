"""The binary Word format, read from files authored byte by byte."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from extractor.formats import read
from extractor.model.document import Paragraph, Table
from extractor.model.issues import Issue, ReadError
from tests.readers.binary_word import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    INNER_CELL,
    INNER_ROW_END,
    INSERTED,
    SPECIAL,
    Binary,
    P,
    cell,
    compound_file,
    depth,
    embedded,
    numbered,
    outline,
    row,
    row_end,
    symbol,
)
from tests.readers.seen import refusal, shape

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def texts(blocks):
    return [block.text for block in blocks]


def test_paragraphs_stand_with_their_addresses():
    document = read(Binary([P("部门概况"), P(""), P("收入165.47万元𠀀。")]).bytes())
    assert document.blocks == (
        Paragraph("b1", "部门概况"),
        Paragraph("b2", ""),
        Paragraph("b3", "收入165.47万元𠀀。"),
    )
    assert document.format == "doc"


@pytest.mark.parametrize("how", [{"shuffled": True}, {"flags": 0}, {"version": 0x101}])
def test_quick_saved_pieces_and_odd_headers_read_the_same(how):
    body = [P("一、部门职责"), P([("看得见", b""), ("看不见", HIDDEN)]), P("二、预算")]
    assert texts(read(Binary(body, **how).bytes()).blocks) == ["一、部门职责", "看得见", "二、预算"]


def test_eight_bit_pieces_are_read_in_the_western_code_page():
    assert texts(read(Binary([P("Total \u2013 5\u201d")], eight_bit=True).bytes()).blocks) == ["Total \u2013 5\u201d"]


def test_hidden_and_deleted_text_is_gone_and_inserted_text_stays():
    body = [P([("甲", b""), ("乙", HIDDEN), ("丙", DELETED), ("丁", INSERTED)])]
    assert texts(read(Binary(body).bytes()).blocks) == ["甲丁"]


def test_a_paragraph_whose_mark_is_deleted_or_hidden_runs_on():
    body = [P("前", mark_chpx=DELETED), P("后"), P([("全部隐藏", HIDDEN)], mark_chpx=HIDDEN), P("尾")]
    assert texts(read(Binary(body).bytes()).blocks) == ["前后", "尾"]


def test_of_a_field_only_the_result_is_read():
    body = [P([("共\x13", SPECIAL), (" =SUM(A1) ", b""), ("\x14", SPECIAL), ("35", b""), ("\x15", SPECIAL), ("万元", b"")])]
    assert texts(read(Binary(body).bytes()).blocks) == ["共35万元"]


def test_a_ring_drawn_by_a_field_is_shown_and_other_fields_without_result_are_named():
    ring = [("\x13", SPECIAL), (" EQ \\o\\ac(○,3)", b""), ("\x15", SPECIAL), ("人员", b"")]
    box = [("\x13", SPECIAL), (" FORMCHECKBOX ", b""), ("\x01", SPECIAL), ("\x15", SPECIAL), ("是", b"")]
    document = read(Binary([P(ring), P(box)]).bytes())
    assert texts(document.blocks) == ["③人员", "是"]
    assert document.issues == (Issue.build("FIELD_NOT_SHOWN", field="FORMCHECKBOX"),)


def test_paragraphs_of_a_contents_field_are_marked():
    body = [
        P([("\x13", SPECIAL), (' TOC \\o "1-3" ', b""), ("\x14", SPECIAL), ("一、概况\t1", b"")]),
        P([("二、预算\t2", b""), ("\x15", SPECIAL)]),
        P("一、概况"),
    ]
    assert [(b.text, b.in_toc) for b in read(Binary(body).bytes()).blocks] == [
        ("一、概况\t1", True),
        ("二、预算\t2", True),
        ("一、概况", False),
    ]


def test_a_heading_behind_the_end_of_a_contents_field_is_no_entry():
    body = [
        P([("\x13", SPECIAL), (' TOC \\o "1-3" ', b""), ("\x14", SPECIAL), ("一、概况\t1", b"")]),
        P([("\x15", SPECIAL), ("一、概况", b"")]),
    ]
    document = read(Binary(body).bytes())
    assert [block.in_toc for block in document.blocks] == [True, False]


def test_breaks_hyphens_and_symbols_are_the_characters_shown():
    body = [P([("甲\x0b乙\x1e丙\x1f丁\t", b""), ("(", symbol(1, 0xF0B3)), ("90%(含)", b"")])]
    assert texts(read(Binary(body, fonts=("宋体", "Symbol")).bytes()).blocks) == ["甲\n乙-丙丁\t≥90%(含)"]


def test_merged_cells_stand_once_at_their_origin():
    body = [
        cell("项目", b""), cell("金额"), cell("不见"), row_end((1000, 0x60), (1000, 1), (1000, 2)),
        cell(""), cell("甲"), cell("乙"), row_end((1000, 0x20), (1000, 0), (1005, 0)),
        P("后文"),
    ]  # fmt: skip
    document = read(Binary(body).bytes())
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert shape(table) == [
        (1, 1, 2, 1, "项目"),
        (1, 2, 1, 2, "金额"),
        (2, 2, 1, 1, "甲"),
        (2, 3, 1, 1, "乙"),
    ]
    assert (table.n_rows, table.n_columns) == (2, 3)
    assert document.blocks[1] == Paragraph("b2", "后文")
    assert document.issues == (Issue.build("MERGED_TEXT_HIDDEN", "b1.r1.c2", text="不见"),)


def test_wide_cells_span_the_columns_that_other_rows_rule():
    body = [cell("宽"), row_end((3000, 0)), cell("一"), cell("二"), cell("三"), row_end((1000, 0), (1000, 0), (1000, 0))]
    table = read(Binary([*body, P("")]).bytes()).blocks[0]
    assert [(c.row, c.column, c.column_span) for c in table.cells] == [(1, 1, 3), (2, 1, 1), (2, 2, 1), (2, 3, 1)]


def test_a_deleted_row_is_gone():
    end = row_end((1000, 0))
    gone = P("", end.papx, mark="\x07", mark_chpx=DELETED)
    struck = P([("删", DELETED)], cell("").papx, mark="\x07", mark_chpx=DELETED)
    table = read(Binary([cell("留"), end, struck, gone, P("")]).bytes()).blocks[0]
    assert [(c.row, c.text) for c in table.cells] == [(1, "留")]


def test_a_row_whose_text_stands_is_not_gone_with_its_mark():
    """A program that writes the mark of a row with the formats of the deleted text before it."""
    end = row_end((1000, 0))
    last = P([("留", b""), ("删", DELETED)], cell("").papx, mark="\x07", mark_chpx=DELETED)
    table = read(Binary([last, P("", end.papx, mark="\x07", mark_chpx=DELETED), P("")]).bytes()).blocks[0]
    assert [(c.row, c.text) for c in table.cells] == [(1, "留")]


def test_a_table_in_a_cell_is_a_block_of_the_cell():
    inner = IN_TABLE + depth(2)
    body = [
        P("上", IN_TABLE + depth(1)),
        P("内一", inner + INNER_CELL), P("内二", inner + INNER_CELL),
        P("", inner + INNER_ROW_END + row((500, 0), (500, 0))),
        cell("下", depth(1)),
        row_end((2000, 0)),
        P(""),
    ]  # fmt: skip
    table = read(Binary(body).bytes()).blocks[0]
    (outer,) = table.cells
    assert outer.text == "上\n下"
    assert [c.path for c in outer.blocks[1].cells] == ["b1.r1.c1.b2.r1.c1", "b1.r1.c1.b2.r1.c2"]
    assert [c.text for c in outer.blocks[1].cells] == ["内一", "内二"]


def test_automatic_numbers_are_labels_and_count_in_cells_too():
    levels = [(1, 39, "\x00、"), (1, 0, "\x00.\x01")]
    body = [
        P("职责", numbered(1)),
        P("细目", numbered(1, 1)),
        cell("表中", numbered(1)), row_end((1000, 0)),
        P("手写、无编号", numbered(0)),
    ]  # fmt: skip
    blocks = read(Binary(body, levels=levels).bytes()).blocks
    assert [(blocks[0].list_label, blocks[0].text), (blocks[1].list_label, blocks[1].text)] == [("一、", "职责"), ("一.1", "细目")]
    assert (blocks[2].cells[0].blocks[0].list_label, blocks[2].cells[0].text) == ("二、", "表中")
    assert blocks[3].list_label == ""


def test_styles_give_names_outline_levels_and_inherited_lists():
    styles = [(0, "Normal", 0xFFF, b""), (1, "heading 1", 0, numbered(1)), (4094, "我的标题", 1, b""), (19, "toc 1", 0, b"")]
    body = [P("甲", style=1), P("乙", style=2), P("目录", style=3), P("丙", outline(1))]
    blocks = read(Binary(body, styles=styles, levels=[(1, 37, "第\x00章")]).bytes()).blocks
    assert blocks == (
        Paragraph("b1", "甲", "第一章", "heading 1", 1),
        Paragraph("b2", "乙", "第二章", "我的标题", 1),
        Paragraph("b3", "目录", "", "toc 1", 0, True),
        Paragraph("b4", "丙", "", "", 2),
    )


def test_notes_headers_and_boxes_are_flows_beside_the_body():
    none = [[P("")] for _ in range(6)]
    file = Binary(
        [P("无框"), P([("有注", b""), ("\x02", SPECIAL), ("有框", b""), ("\x08", SPECIAL)])],
        footnotes=[[P([("\x02", SPECIAL), ("注文", b"")])]],
        headers=[*none, [], [P("页眉")], [], [P("第1页")]],
        boxes=[[P("框中")]],
    )
    document = read(file.bytes())
    assert texts(document.blocks) == ["无框", "有注有框"]
    assert [(f.name, f.anchor, texts(f.blocks)) for f in document.stories] == [
        ("tx1", "b2", ["框中"]),
        ("fn1", "b2", ["注文"]),
        ("hd1", "", ["页眉"]),
        ("ft1", "", ["第1页"]),
    ]


def test_an_object_that_is_no_workbook_is_said_to_be_unread():
    runs = [("\x13", SPECIAL), (" EMBED Equation.3 ", b""), ("\x14", embedded(7)), ("\x01", SPECIAL), ("\x15", SPECIAL)]
    document = read(Binary([P(runs)], objects={7: {"Equation Native": b"x"}}).bytes())
    assert document.issues == (Issue.build("NOT_READ", what="Equation.3", count=1),)


def test_what_cannot_be_read_has_a_code_and_a_status_of_its_own():
    assert refusal(Binary([P("密")], flags=0x0300).bytes()) == ("ENCRYPTED", "encrypted")
    assert refusal(Binary([P("旧")], version=104).bytes()) == ("WORD_95", "unsupported")
    assert refusal(compound_file({"EncryptedPackage": b"", "EncryptionInfo": b""})) == ("ENCRYPTED", "encrypted")
    assert refusal(compound_file({"WordDocument": b"\xec\xa5"})) == ("FILE_DAMAGED", "corrupt")


def sample() -> bytes:
    return Binary(
        [P("一", numbered(1)), cell("甲"), cell("乙"), row_end((900, 0x60), (900, 0)), P([("尾", b""), ("\x08", SPECIAL)])],
        levels=[(1, 39, "\x00、")],
        boxes=[[P("框")]],
    ).bytes()


def test_cut_and_flipped_bytes_end_in_a_read_error_or_a_document():
    data = sample()
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
    objects = [flow for flow in document.stories if flow.name.startswith("ole")]
    assert [flow.anchor for flow in objects] == ["b18"] * 9
    assert ["repeats" in flow.description for flow in objects] == [False] + [True] * 8
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
