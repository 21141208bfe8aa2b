"""Web pages under the name of a document."""

from __future__ import annotations

import random

import pytest

from extractor.formats import read
from extractor.model.document import Document, Paragraph, Story, Table
from extractor.model.issues import Issue, ReadError
from tests.formats.read_helpers import list_cells, list_texts

WORD_PAGE = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def build_page(body: str, head: str = "") -> Document:
    return read(WORD_PAGE.format(head=head, body=body).encode())


def test_paragraphs_fold_white_space_as_a_page_does():
    document = build_page("<p>一、部门\n   职责 </p>\n<p><o:p>&nbsp;</o:p></p><p></p><div>甲<br>乙<p>丙</p>丁</div>")
    assert document.blocks == (
        Paragraph("b1", "一、部门 职责"),
        Paragraph("b2", ""),
        Paragraph("b3", "甲\n乙"),
        Paragraph("b4", "丙"),
        Paragraph("b5", "丁"),
    )
    assert document.format == "html"


def test_spaces_and_tabs_that_word_marks_are_kept():
    body = "<p>合<span style='mso-spacerun:yes'>&nbsp;&nbsp; </span>计<span style='mso-tab-count:2'>&nbsp; &nbsp; </span>5</p>"
    assert list_texts(build_page(body)) == ["合   计\t\t5"]


def test_numbers_made_by_word_are_labels():
    body = (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span "
        "style='mso-list:Ignore'>一、<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span>"
        "<![endif]>部门职责</p>"
        "<ol start=3><li>甲</li><li><p>乙</p></li></ol><ul><li>丙</li></ul>"
    )
    assert [(b.list_label, b.text) for b in build_page(body).blocks] == [
        ("一、", "部门职责"),
        ("3.", "甲"),
        ("4.", "乙"),
        ("•", "丙"),
    ]


def test_signs_of_symbol_fonts_are_the_characters_shown():
    symbol = "<span style='font-family:Symbol;mso-char-type:symbol;mso-symbol-font-family:Symbol'>&#179;</span>"
    assert list_texts(build_page(f"<p>{symbol}90%</p><p><font face='Wingdings'>&#254;</font>是</p>")) == ["≥90%", "☑是"]
    plain = "<p style='font-family:Symbol'>£<span style='font-family:宋体'>£</span><span style='font:7pt \"Times New Roman\"'>³</span></p>"
    assert list_texts(build_page(plain)) == ["≤£³"]
    bullet = "<p><span style='font-family:Wingdings;mso-list:Ignore'>l<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>项</p>"
    assert [(b.list_label, b.text) for b in build_page(bullet).blocks if isinstance(b, Paragraph)] == [("●", "项")]


def test_what_is_not_displayed_is_gone():
    head = "<style><!-- p.gone, .off {display:none} /* .on{display:none} */ --></style><title>标题</title><script>x=1</script>"
    body = (
        "<p>留<span style='display:none'>一</span><span style='mso-hide:all'>二</span><del datetime='2020-01-01'>三</del><ins>四</ins></p>"
        "<p class=gone>五</p><p class=on>六</p><!-- 七 --><!--[if gte mso 9]><xml>八</xml><![endif]-->"
        "<noscript>九</noscript><p hidden>十</p>"
    )
    assert list_texts(build_page(body, head)) == ["留四", "六"]


def test_cells_are_laid_out_by_their_spans():
    body = (
        "<table><caption>收支表</caption><thead><tr><th rowspan=2>项目</th><th colspan=2>金额</th></tr>"
        "<tr><th>上年</th><th>本年</th></tr></thead>"
        "<tbody><tr><td rowspan=9>合计</td><td>1</td><td></td></tr></tbody>"
        "<tr height=0><td width=90></td><td width=90></td></tr></table>"
    )
    document = build_page(body)
    assert document.blocks[0] == Paragraph("b1", "收支表")
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert list_cells(table) == [
        (1, 1, 2, 1, "项目"),
        (1, 2, 1, 2, "金额"),
        (2, 2, 1, 1, "上年"),
        (2, 3, 1, 1, "本年"),
        (3, 1, 1, 1, "合计"),
        (3, 2, 1, 1, "1"),
        (3, 3, 1, 1, ""),
    ]


def test_tables_in_cells_are_blocks_of_the_cell():
    (table,) = build_page("<table><tr><td>外<table><tr><td>内</td></tr></table>后</td></tr></table>").blocks
    (outer,) = table.cells
    assert (outer.text, [b.path for b in outer.blocks]) == ("外\n后", ["b1.r1.c1.b1", "b1.r1.c1.b2", "b1.r1.c1.b3"])
    assert outer.blocks[1].cells[0].path == "b1.r1.c1.b2.r1.c1"


def test_absurd_column_spans_do_not_widen_the_grid():
    (table,) = build_page(
        "<table><tr><td colspan=1000>宽</td><td colspan=900>右</td></tr><tr><td>甲</td></tr></table>"
    ).blocks
    assert (table.n_columns, list_cells(table)) == (2, [(1, 1, 1, 1, "宽"), (1, 2, 1, 1, "右"), (2, 1, 1, 1, "甲")])


def test_headings_and_contents_are_known_by_their_marks():
    body = "<h2>二级</h2><p class=MsoToc1>目录…1</p><p class=a style='mso-outline-level:3'>三级</p>"
    assert build_page(body).blocks == (
        Paragraph("b1", "二级", "", "heading 2", 2),
        Paragraph("b2", "目录…1", "", "MsoToc1", 0, True),
        Paragraph("b3", "三级", "", "a", 3),
    )


def test_notes_headers_and_footers_are_flows():
    body = (
        "<p>有注<a style='mso-footnote-id:ftn1' href='#_ftn1'><span style='mso-special-character:footnote'>[1]</span></a></p>"
        "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p>注文</p></div></div>"
        "<div style='mso-element:header' id=h1><p>页眉</p></div>"
    )
    document = build_page(body)
    assert list_texts(document) == ["有注"]
    assert document.stories == (
        Story("fn1", (Paragraph("fn1/b1", "注文"),), "b1"),
        Story("hd1", (Paragraph("hd1/b1", "页眉"),)),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", ["", "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"])
def test_the_encoding_is_found_whatever_the_page_declares(encoding, declared):
    body = f"<html><head>{declared}</head><body><p>镕基同志：预算165.47万元</p></body></html>"
    assert list_texts(read(body.encode(encoding))) == ["镕基同志：预算165.47万元"]


def test_bytes_that_mean_nothing_are_counted():
    document = read(b"<html><body><p>\xe9\xa2\x84\xff\xff\xff\xe7\xae\x97</p></body></html>")
    assert [issue.code for issue in document.issues] == ["BYTES_UNDECODABLE"]


def test_a_page_cut_short_has_an_issue():
    assert read("<html><body><p>一、</p><p>二".encode()).issues == (Issue.build("HTML_CUT"),)


def test_a_page_in_a_mime_message_is_read_with_its_headers():
    message = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
        "--x\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        'Content-Type: text/html; charset="gb2312"\r\n\r\n'
        "<html><body><p>=D4=A4=CB=E3</p></body></html>\r\n"
        "--x\r\nContent-Location: file:///C:/a.files/header.htm\r\n"
        'Content-Type: text/html; charset="us-ascii"\r\n\r\n'
        "<html><body><div style='mso-element:footer' id=f1><p>-1-</p></div></body></html>\r\n--x--\r\n"
    )
    document = read(message.encode())
    assert (document.format, list_texts(document)) == ("mht", ["预算"])
    assert document.stories == (Story("ft1", (Paragraph("ft1/b1", "-1-"),)),)
    assert document.issues == ()


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<font>" * 50_000 + b"x",
        b"<table><tr><td>" * 200 + b"x",
        b"<table>" + b"<tr><td rowspan=60000>x" * 3000 + b"</table>",
    ],
)
def test_absurd_nesting_is_refused(data):
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.status == "refused_limit"


def test_damaged_pages_end_in_a_read_error_or_a_document():
    data = WORD_PAGE.format(
        head="<style>p{x:y}</style>", body="<table><tr><td rowspan=2>甲<td>乙</table><ol><li>丙"
    ).encode()
    chance = random.Random(3)
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged[: chance.randrange(20, len(damaged))]))
        except ReadError:
            continue
