"""Files that Word, WPS and LibreOffice open: directories written in ways of their own, boxes in cells, chunks in paragraphs."""

from __future__ import annotations

import pytest

from extractor.formats import read
from extractor.formats.compound_file import clean_compound_file, list_stream_names
from extractor.model.document import Table
from extractor.pipeline import extract_disclosures
from tests.formats.doc_builder import DocFile, DocParagraph
from tests.formats.docx_builder import (
    NAMESPACES,
    build_docx,
    p,
    render_blocks,
    tbl,
    tc,
    tr,
)
from tests.formats.read_helpers import list_texts, read_rejection
from tests.formats.test_odt import build_content, pack_odt

DOC = DocFile([DocParagraph("预算公开"), DocParagraph("收入165.47万元")]).to_bytes()
NAME = "WordDocument".encode("utf-16-le")


@pytest.mark.parametrize("name", ["WORDDOCUMENT", "worddocument", "Worddocument"])
def test_a_directory_in_other_letters_is_read(name: str) -> None:
    assert list_texts(read(DOC.replace(NAME, name.encode("utf-16-le")))) == ["预算公开", "收入165.47万元"]


def test_what_is_left_behind_a_name_and_a_class_id_in_the_header_are_cleared() -> None:
    at = DOC.index(NAME)
    unclean = DOC[:8] + b"\x06\x09\x02" + DOC[11:at] + NAME + b"\0\0x\0y\0" + DOC[at + len(NAME) + 6 :]
    assert list_stream_names(unclean) == list_stream_names(DOC)
    assert clean_compound_file(unclean) == DOC == clean_compound_file(DOC)
    assert list_texts(read(unclean)) == ["预算公开", "收入165.47万元"]


@pytest.mark.parametrize("flags", [0x0200, 0x0300])
def test_the_format_of_word_95_is_named(flags: int) -> None:
    assert read_rejection(DocFile([DocParagraph("x")], version=0x68, flags=flags).to_bytes())[0] == "WORD_95"


def test_a_document_type_in_the_manifest_of_a_package_is_no_reason_to_refuse_it() -> None:
    doctype = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    manifest = f'{doctype}<manifest:manifest xmlns:manifest="x"/>'
    content = build_content("<text:p>预算</text:p>")
    assert list_texts(read(pack_odt(manifest=manifest, content=content))) == ["预算"]
    encrypted = manifest.replace("/>", "><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>")
    assert read_rejection(pack_odt(manifest=encrypted, content=content))[0] == "ENCRYPTED"
    assert read_rejection(pack_odt(manifest=manifest, content=doctype + content))[0] == "XML_DOCTYPE"


BOX = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"


def test_a_box_is_the_text_of_a_cell_that_has_no_other() -> None:
    cells = (tc(p(BOX.format(p("146.27")))), tc(p() + p(BOX.format(p("甲") + p("乙"))) + p()), tc(p("8", BOX.format(p("旁注")))))
    document = read(build_docx(tbl(tr(*cells))))
    assert render_blocks(document.blocks) == [[["146.27", ["甲", "乙"], "8"]]]
    assert [(story.name, story.anchor) for story in document.stories] == [("tx1", "b1.r1.c3.b1")]
    table = document.blocks[0]
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["146.27", "甲\n乙", "8"]
    assert document.text_at("b1.r1.c1[0:6]") == "146.27"


def test_a_box_in_a_cell_of_open_document_is_its_text() -> None:
    box = "<draw:frame><draw:text-box><text:p>15.79</text:p></draw:text-box></draw:frame>"
    cell = f"<table:table-cell><text:p>{box}</text:p></table:table-cell>"
    document = read(pack_odt(content=build_content(f"<table:table><table:table-row>{cell}</table:table-row></table:table>")))
    assert render_blocks(document.blocks) == [[["15.79"]]]


def test_a_chunk_of_another_program_inside_a_paragraph_follows_it() -> None:
    page = "<html><body><p>收入165.47万元</p></body></html>"
    body = "<w:p><w:r><w:t>前</w:t></w:r><w:altChunk r:id='c1'/></w:p>" + p("后")
    data = build_docx(body, parts={"c1.htm": page}, arrows=(("c1", "aFChunk", "c1.htm"),))
    assert list_texts(read(data)) == ["前", "收入165.47万元", "后"]


def test_a_box_of_a_header_has_a_row_among_the_margins() -> None:
    header = f"<w:hdr {NAMESPACES}>{p('页眉', BOX.format(p('内部')))}</w:hdr>"
    body = p("某县水务局2023年部门预算") + p("一、部门预算收支情况") + p("2023年收入预算165.4万元。")
    body += '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>'
    data = build_docx(body, parts={"header1.xml": header}, arrows=(("h1", "header", "header1.xml"),))
    (disclosure,) = extract_disclosures(read(data))
    shown = [(block.kind.value, block.text, block.anchor) for block in disclosure.blocks[-2:]]
    assert shown == [("margin", "页眉", None), ("margin", "内部", "hd1/b1")]
