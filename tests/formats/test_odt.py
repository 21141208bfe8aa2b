"""OpenDocument text, authored as XML in a zip."""

from __future__ import annotations

import io
import random
import zipfile

from extractor.formats import read
from extractor.model.document import Document, Paragraph, Story, Table
from extractor.model.issues import ReadError
from tests.formats.read_helpers import list_cells, list_texts, read_rejection

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "manifest": "manifest", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
STYLES = """
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="S" style:family="text"><style:text-properties style:font-name="Symbol"/></style:style>
<text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
  <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/>
  <text:list-level-style-bullet text:level="3" text:bullet-char="•"/>
</text:list-style>
"""


def build_content(body: str) -> str:
    return (
        f'<office:document-content {NAMESPACES} office:version="1.2"><office:automatic-styles>{STYLES}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def pack_odt(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for name, text in parts.items():
            archive.writestr({"manifest": "META-INF/manifest.xml"}.get(name, f"{name}.xml"), text)
    return out.getvalue()


def build_odt(body: str) -> Document:
    return read(pack_odt(content=build_content(body)))


def test_white_space_counts_where_it_is_an_element():
    body = '<text:p> 合<text:s text:c="3"/>计\n  元<text:tab/>5<text:line-break/>万 </text:p><text:p/>'
    document = build_odt(body)
    assert document.blocks == (Paragraph("b1", "合   计 元\t5\n万 "), Paragraph("b2", ""))
    assert document.format == "odt"


def test_deleted_and_hidden_text_is_gone():
    body = (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>删</text:p></text:deletion>'
        "</text:changed-region></text:tracked-changes>"
        '<text:p>留<text:change text:change-id="c"/><text:span text:style-name="H">藏</text:span>'
        "<text:hidden-text>藏</text:hidden-text><office:annotation><text:p>批</text:p></office:annotation>下</text:p>"
        '<text:section text:display="none"><text:p>藏节</text:p></text:section><text:section><text:p>节</text:p></text:section>'
    )
    assert list_texts(build_odt(body)) == ["留下", "节"]


def test_list_items_have_the_numbers_of_their_style():
    body = (
        '<text:list text:style-name="L"><text:list-item><text:p>甲</text:p><text:p>续</text:p><text:list><text:list-item>'
        "<text:p>子</text:p><text:list><text:list-item><text:p>点</text:p></text:list-item></text:list></text:list-item>"
        "</text:list></text:list-item></text:list><text:p>隔</text:p>"
        '<text:list text:style-name="L" text:continue-numbering="true"><text:list-header><text:p>首</text:p></text:list-header>'
        '<text:list-item><text:p>乙</text:p></text:list-item><text:list-item text:start-value="9"><text:p>丙</text:p>'
        '</text:list-item></text:list><text:list text:style-name="L"><text:list-item><text:p>新</text:p></text:list-item></text:list>'
    )
    assert [(b.list_label, b.text) for b in build_odt(body).blocks] == [
        ("一、", "甲"), ("", "续"), ("一.1.", "子"), ("•", "点"), ("", "隔"), ("", "首"), ("二、", "乙"), ("九、", "丙"), ("一、", "新"),
    ]  # fmt: skip


def test_headings_contents_and_symbols():
    body = (
        '<text:table-of-content><text:table-of-content-source/><text:index-body><text:p>目录</text:p></text:index-body>'
        '</text:table-of-content><text:h text:style-name="P1" text:outline-level="2">二级</text:h>'
        '<text:p text:style-name="P1">一级</text:p><text:p><text:span text:style-name="S">\uf0b3</text:span>90%</text:p>'
    )
    assert build_odt(body).blocks == (
        Paragraph("b1", "目录", in_toc=True),
        Paragraph("b2", "二级", "", "Heading 1", 2),
        Paragraph("b3", "一级", "", "Heading 1", 1),
        Paragraph("b4", "≥90%"),
    )


def test_merged_and_repeated_cells_and_nested_tables():
    body = (
        '<table:table><table:table-column table:number-columns-repeated="3"/><table:table-header-rows><table:table-row>'
        '<table:table-cell table:number-rows-spanned="2"><text:p>项目</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>金额</text:p><text:p>元</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:covered-table-cell/>"
        '<table:table-cell table:number-columns-repeated="2"/></table:table-row><table:table-row><table:table-cell '
        'table:number-columns-spanned="99"><table:table><table:table-row><table:table-cell><text:p>内</text:p>'
        "</table:table-cell></table:table-row></table:table></table:table-cell>"
        '<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row></table:table>'
    )
    (table,) = build_odt(body).blocks
    assert isinstance(table, Table)
    assert (table.n_rows, table.n_columns) == (3, 3)
    assert list_cells(table) == [
        (1, 1, 2, 1, "项目"),
        (1, 2, 1, 2, "金额\n元"),
        (2, 2, 1, 1, ""),
        (2, 3, 1, 1, ""),
        (3, 1, 1, 3, ""),
    ]
    assert table.cells[-1].blocks[0].cells[0].path == "b1.r3.c1.b1.r1.c1"


def test_notes_boxes_headers_and_footers_are_flows():
    styles = (
        f"<office:document-styles {NAMESPACES}><office:master-styles><style:master-page><style:header><text:p>页眉</text:p>"
        "</style:header><style:footer><text:p/></style:footer></style:master-page></office:master-styles></office:document-styles>"
    )
    body = (
        '<text:p>有注<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>注文</text:p></text:note-body></text:note><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box>"
        "<svg:title>名</svg:title></draw:frame></text:p>"
    )
    document = read(pack_odt(content=build_content(body), styles=styles))
    assert list_texts(document) == ["有注"]
    assert document.stories == (
        Story("tx1", (Paragraph("tx1/b1", "框"),), "b1"),
        Story("fn1", (Paragraph("fn1/b1", "注文"),), "b1"),
        Story("hd1", (Paragraph("hd1/b1", "页眉"),)),
    )


def test_embedded_workbooks_are_flows_of_their_sheets_and_repeats_are_marked():
    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>项{n}</text:p></table:table-cell><table:table-cell><text:p>{n}34.50</text:p>"
        "</table:table-cell></table:table-row>"
        for n in range(1, 6)
    )
    sheet = (
        f'<table:table table:name="表1">{rows}<table:table-row table:number-rows-repeated="1048571"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    book = build_content("").replace("<office:text></office:text>", f"<office:spreadsheet>{sheet}</office:spreadsheet>")
    link = 'xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"'
    body = f'<table:table>{rows}</table:table><text:p>见附表<draw:frame><draw:object {link}/></draw:frame></text:p>'
    document = read(pack_odt(content=build_content(body), **{"Object 1/content": book}))
    (story,) = document.stories
    assert (story.name, story.anchor, story.description) == ("ole1", "b2", "Object 1!表1 (repeats b1)")
    assert story.blocks[0].grid() == [[f"项{n}", f"{n}34.50"] for n in range(1, 6)]


def test_one_flat_file_reads_the_same():
    flat = build_content("<text:p>平</text:p>").replace("office:document-content", "office:document")
    document = read(('<?xml version="1.0" encoding="UTF-8"?>' + flat).encode())
    assert (document.format, list_texts(document)) == ("flat_odt", ["平"])


def test_what_cannot_be_read_has_a_code_and_a_status():
    manifest = f"<manifest:manifest {NAMESPACES}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    assert read_rejection(pack_odt(content="x", manifest=manifest)) == ("ENCRYPTED", "encrypted")
    assert read_rejection(pack_odt(content="<a>")) == ("XML_BROKEN", "corrupt")
    wide = '<table:table><table:table-row><table:table-cell table:number-columns-repeated="99999999"/></table:table-row></table:table>'
    assert read_rejection(pack_odt(content=build_content(wide))) == ("TABLE_LIMIT", "refused_limit")


def test_damaged_packages_end_in_a_read_error_or_a_document():
    data = pack_odt(content=build_content("<text:p>甲</text:p>" * 20))
    chance = random.Random(2)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(2):
            damaged[chance.randrange(40, len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except ReadError:
            continue


def test_repeated_cells_are_counted_before_they_are_made(monkeypatch):
    row = '<table:table-row table:number-rows-repeated="16000"><table:table-cell table:number-columns-repeated="1000"><text:p>1</text:p></table:table-cell></table:table-row>'
    made = []
    monkeypatch.setattr("extractor.formats.odt.DraftCell", lambda *cell: made.append(cell))
    assert read_rejection(pack_odt(content=build_content(f"<table:table>{row}</table:table>"))) == ("TOO_MUCH", "refused_limit")
    assert made == []
