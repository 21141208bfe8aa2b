r"""Rich Text Format, authored as bytes."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest

from extractor.formats import read
from extractor.model.document import Document, Paragraph, Story, Table
from extractor.model.issues import Issue, ReadError
from tests.formats.read_helpers import list_cells, list_texts

HEAD = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5{\*\falt SimSun};}"
    rb"{\f1\froman\fcharset2 Symbol;}{\f2\fcharset128 MS Mincho;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 toc 1;}{\*\cs10 Default;}}{\info{\title \'b1\'ea}}"
)


def build_rtf(body: bytes) -> Document:
    return read(HEAD + body + b"}")


def test_text_is_read_in_all_the_ways_it_is_written():
    body = "甲".encode("gb18030") + rb"\'d2\'d2\u19993?\uc2\u19969\'b6\'a1\uc1{\f2\'88\'ea}\'81@\~\_\-\emdash\par"
    assert build_rtf(body).blocks == (Paragraph("b1", "甲乙丙丁一丂\xa0-—"),)
    assert build_rtf(b"x").format == "rtf"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\u19968?\u20108?abc", "一二abc"),
        (rb"\u19968 ?\u20108\'3f\'d2\'bb", "一二一"),
        (rb"\uc2\u19968\'d2\'bb\u20108\'b6\'fe x", "一二 x"),
        (rb"\uc0\u19968\u20108 x", "一二x"),
        (rb"\u19968 \\x", "一x"),  # the blank ends the number, the sign repeats the character
        (rb"\u12345\\x", "〹x"),
        (rb"\u19968{?}", "一?"),
        (rb"\u19968\b ?", "一?"),
    ],
)
def test_what_repeats_a_character_is_passed_over_in_a_run_and_alone(body: bytes, text: str):
    assert list_texts(build_rtf(body + rb"\par")) == [text]


def test_words_without_effect_part_nothing_and_an_unknown_ignorable_one_hides_its_group():
    body = rb"a\clvertalt\clbrdrt\brdrs\brdrw10 b{\*\unknown\b c}{\b\*\unknown c}{\*\v0 d}\par"
    assert list_texts(build_rtf(body)) == ["abd"]


def test_characters_beyond_the_basic_plane_come_in_two_halves():
    assert list_texts(build_rtf(rb"\u-10176?\u-9216?\par")) == ["\U00020000"]


def test_signs_of_symbol_fonts_are_the_characters_shown():
    assert list_texts(build_rtf(rb"{\f1\'b3}90%{\f1\u-3933 ?}5\par")) == ["≥90%≤5"]


def test_tabs_breaks_and_paragraphs():
    assert list_texts(build_rtf(b"a\\tab b\\line c\\page d\\par\\pard\\par\nlast")) == ["a\tb\nc\nd", "", "last"]


def test_hidden_and_deleted_text_is_gone():
    body = rb"a{\v b}{\deleted c}{\revised d}\v e\v0 f\par one{\deleted\par}two\par{\*\unknown x}{\xe y}"
    assert list_texts(build_rtf(body)) == ["adf", "onetwo"]


def test_of_a_field_only_the_result_is_read():
    body = (
        rb"{\field{\*\fldinst TOC \\o}{\fldrslt one\par two}}\par{\field{\*\fldinst{ PAGEREF }}{\fldrslt 3}}\par"
        rb"{\pard\s2 toc\par}"
    )
    assert [(b.text, b.in_toc) for b in build_rtf(body).blocks] == [("one", True), ("two", True), ("3", False), ("toc", True)]


def test_a_ring_drawn_by_a_field_is_shown():
    assert list_texts(build_rtf(rb"{\field{\*\fldinst EQ \\o\\ac(\u9675?,3)}}x\par")) == ["③x"]
    assert list_texts(build_rtf(rb"{\field{\*\fldinst EQ \\o\\ad(\\s\\up 9(yu),\u39044?)}{\fldrslt {}}}x\par")) == ["预x"]


def test_numbers_that_word_made_are_labels():
    body = (
        rb"\pard{\listtext\pard\plain\f0\uc2 \u19968\'d2\'bb\uc1\'a1\'a2\tab}\'d6\'b0\'d4\'f0\par{\pntext 2.\tab}b\par"
    )
    assert [(b.list_label, b.text) for b in build_rtf(body).blocks] == [("一、", "职责"), ("2.", "b")]


def test_list_numbers_that_are_not_written_out_are_an_issue():
    document = build_rtf(rb"{\rtf1\ansi\pard\ls1\ilvl0 a\par b\par\pard c\par}")
    assert [(b.list_label, b.text) for b in document.blocks if isinstance(b, Paragraph)] == [("", "a"), ("", "b"), ("", "c")]
    assert document.issues == (Issue.build("NOT_READ", what="list number", count=2),)
    written = build_rtf(rb"{\rtf1\ansi\pard\ls1{\listtext 1.\tab}a\par\pard\ls0 c\par}")
    assert written.issues == ()


def test_styles_and_outline_levels():
    assert build_rtf(rb"\s1 A\par\pard\s0\outlinelevel2 B\par\pard C\par").blocks == (
        Paragraph("b1", "A", "", "heading 1", 1),
        Paragraph("b2", "B", "", "", 3),
        Paragraph("b3", "C"),
    )


def test_merged_cells_stand_once_at_their_origin():
    body = (
        rb"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl A\cell B\cell gone\cell\row"
        rb"\trowd\clvmrg\cellx1005\cellx2000\cellx3000\pard\intbl\cell C\cell D\par E\cell\row\pard after\par"
    )
    document = build_rtf(body)
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert list_cells(table) == [(1, 1, 2, 1, "A"), (1, 2, 1, 2, "B"), (2, 2, 1, 1, "C"), (2, 3, 1, 1, "D\nE")]
    assert document.blocks[1] == Paragraph("b2", "after")
    assert document.issues == (Issue.build("MERGED_TEXT_HIDDEN", "b1.r1.c2", text="gone"),)


def test_tables_in_cells_are_blocks_of_the_cell():
    body = (
        rb"\pard\intbl\itap1 up\par\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
        rb"{\nonesttables\par}\pard\intbl\itap1 down\cell\trowd\cellx2000\row\pard end\par"
    )
    table, _ = build_rtf(body).blocks
    (outer,) = table.cells
    assert outer.text == "up\ndown"
    assert list_cells(outer.blocks[1]) == [(1, 1, 1, 1, "x"), (1, 2, 1, 1, "y")]


def test_notes_headers_and_boxes_are_flows():
    body = (
        rb"{\header\pard head\par}a{\footnote\pard note}{\shp{\*\shpinst\shpleft1{\sp{\sn x}{\sv y}}{\shptxt\pard box\par}}"
        rb"{\shprslt again}}\par"
    )
    document = build_rtf(body)
    assert list_texts(document) == ["a"]
    assert document.stories == (
        Story("tx1", (Paragraph("tx1/b1", "box"),), "b1"),
        Story("fn1", (Paragraph("fn1/b1", "note"),), "b1"),
        Story("hd1", (Paragraph("hd1/b1", "head"),)),
    )


def build_workbook() -> bytes:
    """A workbook of one sheet with one cell."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def arrow(name: str, target: str) -> str:
        entry = f'<Relationship Id="r1" Type="{kind}/{name}" Target="{target}"/>'
        return f'<Relationships xmlns="{relations}">{entry}</Relationships>'

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
        archive.writestr("_rels/.rels", arrow("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", arrow("worksheet", "s.xml"))
        sheets = f'<sheets><sheet name="S" sheetId="1" r:id="r1" xmlns:r="{kind}"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}">{sheets}</workbook>')
        cell = '<c r="A1" t="inlineStr"><is><t>公开01表</t></is></c>'
        archive.writestr(
            "xl/s.xml", f'<worksheet xmlns="{main}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
        )
    return out.getvalue()


def test_an_embedded_workbook_is_a_flow():
    program, book = b"Excel.Sheet.12\0", build_workbook()
    native = struct.pack("<III", 0x501, 2, len(program)) + program + struct.pack("<III", 0, 0, len(book)) + book
    body = (
        rb"a{\object\objemb{\*\objdata "
        + native.hex().encode()
        + rb"}{\result{\pict 00}}}\par{\object{\*\objdata 0105}}\par"
    )
    document = build_rtf(body)
    assert [(f.name, f.anchor, f.description, f.blocks[0].grid()) for f in document.stories] == [
        ("ole1", "b1", "Excel.Sheet.12!S", [["公开01表"]])
    ]
    assert [issue.code for issue in document.issues] == ["PART_NOT_READ", "NOT_READ"]


def test_binary_data_is_passed_over():
    document = build_rtf(rb"a{\pict\bin5 }{}}}}b\par")
    assert list_texts(document) == ["ab"]
    assert document.issues == (Issue.build("NOT_READ", what="picture", count=1),)


@pytest.mark.parametrize("body", [b"{open", b"\\bin99999 x"])
def test_a_file_cut_short_is_damaged(body):
    with pytest.raises(ReadError) as caught:
        build_rtf(body)
    assert (caught.value.code, caught.value.status) == ("FILE_DAMAGED", "corrupt")


def test_absurd_nesting_is_refused():
    for body in (b"{" * 20_000, b"\\itap99 x\\par"):
        with pytest.raises(ReadError) as caught:
            build_rtf(body)
        assert caught.value.status == "refused_limit"


def test_damaged_bytes_end_in_a_read_error_or_a_document():
    data = HEAD + rb"\trowd\clvmgf\cellx1000\cellx2000\pard\intbl\u19968?\cell b\cell\row\pard{\footnote n}\par}"
    chance = random.Random(4)
    for _ in range(500):
        damaged = bytearray(data)
        for _ in range(4):
            damaged[chance.randrange(6, len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except ReadError:
            continue
