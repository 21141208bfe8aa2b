"""Word 2003's XML, authored."""

from __future__ import annotations

from extractor.formats import read
from extractor.model.document import Document, Paragraph, Story, Table
from tests.formats.read_helpers import list_cells

DOCUMENT_TEMPLATE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">
<w:lists><w:listDef w:listDefId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/><w:lvlText w:val="%1、"/></w:lvl>
</w:listDef><w:list w:ilfo="1"><w:ilst w:val="3"/></w:list></w:lists>
<w:styles><w:style w:type="paragraph" w:default="on" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style></w:styles>
<w:body><wx:sect>{body}<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body>
</w:wordDocument>"""


def build_wordml(body: str) -> Document:
    return read(DOCUMENT_TEMPLATE.replace("{body}", body).encode())


def build_run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_paragraphs_numbers_headings_and_headers():
    body = (
        f"<wx:sub-section><w:p><w:pPr><w:pStyle w:val='1'/><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='1'/></w:listPr></w:pPr>"
        f"{build_run('职责')}</w:p></wx:sub-section><w:p>{build_run('留')}{build_run('藏', '<w:vanish/>')}"
        f"<aml:annotation aml:id='1' w:type='Word.Deletion'><aml:content><w:r><w:delText>删</w:delText></w:r></aml:content></aml:annotation>"
        f"<aml:annotation aml:id='2' w:type='Word.Insertion'><aml:content>{build_run('增')}</aml:content></aml:annotation>"
        f"<w:r><w:footnote><w:p>{build_run('注')}</w:p></w:footnote></w:r></w:p>"
    )
    document = build_wordml(body)
    assert document.format == "wordml"
    assert document.blocks == (Paragraph("b1", "职责", "一、", "heading 1", 1), Paragraph("b2", "留增"))
    assert document.stories == (Story("fn1", (Paragraph("fn1/b1", "注"),), "b2"), Story("hd1", (Paragraph("hd1/b1", "页眉"),)))


def test_merged_cells_stand_once_at_their_origin():
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{build_run(text)}</w:p></w:tc>"

    body = (
        "<w:tbl><w:tr>" + cell("项目", "<w:vmerge w:val='restart'/>") + cell("金额", "<w:gridSpan w:val='2'/>") + "</w:tr>"
        "<w:tr>" + cell("", "<w:vmerge/>") + cell("甲") + cell("乙") + "</w:tr></w:tbl>"
    )
    table = build_wordml(body).blocks[0]
    assert isinstance(table, Table)
    assert list_cells(table) == [
        (1, 1, 2, 1, "项目"),
        (1, 2, 1, 2, "金额"),
        (2, 2, 1, 1, "甲"),
        (2, 3, 1, 1, "乙"),
    ]
