"""Word files with one feature each and what the page shows of it: the matrix every reader is tested with."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import NamedTuple

from tests.formats.docx_builder import (
    NAMESPACES,
    build_content_types,
    build_document_part,
    build_docx,
    build_numbering_part,
    build_numbering_properties,
    build_parts,
    build_relationships,
    build_styles_part,
    level,
    p,
    pack_zip,
    r,
    style,
    tbl,
    tc,
    tr,
)


class Feature(NamedTuple):
    """``blocks`` and ``stories`` as ``render_blocks`` and ``render_stories`` give them; ``hidden`` must show nowhere."""

    group: str
    name: str
    data: bytes
    blocks: list[object]
    stories: Mapping[str, object] = {}
    hidden: tuple[str, ...] = ()


def _build_field_char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def _build_field_instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def _build_content_control(inner: str, props: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def _build_insertion(inner: str, tag: str = "ins") -> str:
    return f'<w:{tag} w:id="9" w:author="x">{inner}</w:{tag}>'


def _build_deleted_run(text: str) -> str:
    return f'<w:del w:id="9" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def _build_revision_mark(tag: str) -> str:
    return f'<w:rPr><w:{tag} w:id="9" w:author="x"/></w:rPr>'


def _build_drawing_text_box(*inner: str) -> str:
    shapes = "".join(f"<wps:wsp><wps:txbx><w:txbxContent>{one}</w:txbxContent></wps:txbx></wps:wsp>" for one in inner)
    return (
        f"<w:drawing><wp:anchor><a:graphic><a:graphicData>{shapes}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _build_vml_text_box(inner: str) -> str:
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"


def _build_alternate_content(choice: str, fallback: str, requires: str = "wps") -> str:
    return f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>'


def _build_list_document(format: str, text: str, count: int, start: int = 1) -> bytes:
    return build_docx(
        "".join(p("x", props=build_numbering_properties(1)) for _ in range(count)),
        parts={"numbering.xml": build_numbering_part(level(0, text, format, start))},
    )


def _build_one_item_document(format: str, start: int) -> bytes:
    return build_docx(p("x", props=build_numbering_properties(1)), parts={"numbering.xml": build_numbering_part(level(0, "%1", format, start))})


_OUTLINE = (
    level(0, "%1、", "chineseCountingThousand")
    + level(1, "（%2）", "chineseCountingThousand")
    + level(2, "%3.", "decimal")
    + level(3, "%4", "decimalEnclosedCircleChinese")
)
_LEGAL = (
    level(0, "第%1章", "chineseCountingThousand")
    + level(1, "%1.%2", "decimal", more="<w:isLgl/>")
    + level(2, "%1.%2.%3", "decimal", more="<w:isLgl/>")
)
_MULTI = level(0, "%1.") + level(1, "%1.%2.") + level(2, "%1.%2.%3.")

_UTF16 = build_document_part(p("预算165.47万元"))
_STRICT = (
    build_document_part(p("strict预算") + tbl(tr("甲", "乙")))
    .replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    .replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
)
_PREFIX = (
    build_document_part(p("any prefix") + tbl(tr("甲", "乙")))
    .replace("<w:", "<ns0:")
    .replace("</w:", "</ns0:")
    .replace(" w:", " ns0:")
    .replace("xmlns:w=", "xmlns:ns0=")
)


def _build_flat_opc() -> bytes:
    parts = build_parts(
        p("flat 预算") + p("x", props=build_numbering_properties(1)),
        parts={"numbering.xml": build_numbering_part(level(0, "%1、", "chineseCounting"))},
    )
    out = [
        '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    ]
    for name, content in parts.items():
        if name != "[Content_Types].xml":
            out.append(
                f'<pkg:part pkg:name="/{name}" pkg:contentType="application/xml"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
            )
    picture = base64.b64encode(b"\x89PNG").decode()
    out.append(
        f'<pkg:part pkg:name="/word/media/a.png" pkg:contentType="image/png"><pkg:binaryData>{picture}</pkg:binaryData></pkg:part></pkg:package>'
    )
    return "".join(out).encode()


_WORDML_2003 = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">
<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="39"/><w:lvlText w:val="%1、"/></w:lvl>
</w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists><w:body><wx:sect>
<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>概况</w:t></w:r>
<w:r><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:r></w:p>
<w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>旧</w:delText></w:r></aml:content></aml:annotation>
<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>新</w:t></w:r></aml:content></aml:annotation></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>
<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"""


def _build_renamed_package(rename: Mapping[str, str], **more: object) -> bytes:
    parts = build_parts(p("elsewhere"), **more)  # type: ignore[arg-type]
    return pack_zip({rename.get(name, name): content for name, content in parts.items()})


def _replace_main_part(xml: str | bytes) -> bytes:
    return pack_zip({**build_parts(""), "word/document.xml": xml})


def _build_xlsx() -> bytes:
    x = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return pack_zip(
        {
            "[Content_Types].xml": build_content_types(
                "xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            ),
            "_rels/.rels": build_relationships(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {x}><sheets><sheet name="收支总表" sheetId="1" r:id="rId1"/><sheet name="隐藏" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": build_relationships(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet1.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
                ("rId4", "styles", "styles.xml"),
            ),
            "xl/sharedStrings.xml": f"<sst {x}><si><t>收入</t></si><si><r><t>合</t></r><r><t>计</t></r><rPh><t>hé</t></rPh></si></sst>",
            "xl/styles.xml": f'<styleSheet {x}><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="10"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'<worksheet {x}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>157856.4</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>占比</t></is></c><c r="B3" s="2"><f>1/8</f><v>0.125</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>',
        }
    )


_OBJECT = '<w:r><w:object><v:shape/><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="rIdX"/></w:object></w:r>'
_NOTES = "<w:footnotes {0}><w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id='2'>{1}</w:footnote></w:footnotes>".format
_HEADER = "<w:hdr {0}>{1}</w:hdr>".format
_VANISH = "<w:rPr><w:vanish/></w:rPr>"
_ROW_DELETED = '<w:del w:id="1" w:author="x"/>'

FEATURES: tuple[Feature, ...] = (
    # Text
    Feature("text", "runs split anywhere", build_docx(p("165", ".", "47", "万元")), ["165.47万元"]),
    Feature("text", "ideographic and plain spaces", build_docx(p("　　1、 业务 办理 ")), ["　　1、 业务 办理 "]),
    Feature("text", "tab", build_docx(p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>")), ["a\tb"]),
    Feature("text", "line break", build_docx(p("<w:r><w:t>合</w:t><w:br/><w:t>计</w:t></w:r>")), ["合\n计"]),
    Feature("text", "carriage return", build_docx(p("<w:r><w:t>合</w:t><w:cr/><w:t>计</w:t></w:r>")), ["合\n计"]),
    Feature(
        "text", "no-break hyphen", build_docx(p("<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>15万元</w:t></w:r>")), ["5-15万元"]
    ),
    Feature("text", "optional hyphen", build_docx(p("<w:r><w:t>ab</w:t><w:softHyphen/><w:t>cd</w:t></w:r>")), ["abcd"]),
    Feature("text", "less-than sign", build_docx(p("&lt;70%")), ["<70%"]),
    Feature("text", "entities and references", build_docx(p("A&amp;B &#19968;&#x3001;")), ["A&B 一、"]),
    Feature("text", "letters beyond the first plane", build_docx(p("𠮷田")), ["𠮷田"]),
    Feature("text", "empty paragraphs counted", build_docx(p("a") + "<w:p/>" + p("b")), ["a", "", "b"]),
    Feature(
        "text",
        "proofing and bookmarks",
        build_docx(
            p(
                '<w:proofErr w:type="spellStart"/>',
                "预",
                '<w:bookmarkStart w:id="0" w:name="_Toc1"/>',
                "算",
                '<w:bookmarkEnd w:id="0"/>',
            )
        ),
        ["预算"],
    ),
    Feature(
        "text",
        "hyperlink",
        build_docx(
            p("见", '<w:hyperlink r:id="rId9">' + r("附表") + "</w:hyperlink>"),
            arrows=(("rId9", "hyperlink", "http://x.example"),),
            external=("rId9",),
        ),
        ["见附表"],
    ),
    Feature(
        "text",
        "smart tag",
        build_docx(p('<w:smartTag w:uri="u" w:element="date">' + r("2020年") + "</w:smartTag>", "预算")),
        ["2020年预算"],
    ),
    Feature(
        "text",
        "custom XML around runs",
        build_docx(p('<w:customXml w:element="x">' + r("预算") + "</w:customXml>")),
        ["预算"],
    ),
    Feature(
        "text",
        "ruby",
        build_docx(
            p(
                "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>yù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>预</w:t></w:r></w:rubyBase></w:ruby></w:r>",
                "算",
            )
        ),
        ["预算"],
        hidden=("yù",),
    ),
    Feature(
        "text",
        "writing direction",
        build_docx(p('<w:bdo w:val="ltr">' + r("预算") + "</w:bdo>", '<w:dir w:val="ltr">' + r("公开") + "</w:dir>")),
        ["预算公开"],
    ),
    Feature(
        "text",
        "equation",
        build_docx(
            p(
                "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
            )
        ),
        ["1/2"],
    ),
    # Symbols
    Feature(
        "symbols",
        "w:sym of the font Symbol",
        build_docx(p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "90%")),
        ["≥90%"],
    ),
    Feature(
        "symbols",
        "w:sym without the private plane",
        build_docx(p('<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>', "10")),
        ["≤10"],
    ),
    Feature(
        "symbols",
        "private characters in a Symbol run",
        build_docx(p(r("\uf0b3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), "90%")),
        ["≥90%"],
    ),
    Feature(
        "symbols", "Wingdings box", build_docx(p('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "是")), ["☑是"]
    ),
    Feature(
        "symbols",
        "w:sym of an ordinary font",
        build_docx(p('<w:r><w:sym w:font="宋体" w:char="2265"/></w:r>', "90%")),
        ["≥90%"],
    ),
    # Hidden
    Feature("hidden", "run", build_docx(p("看", r("不见", "<w:vanish/>"))), ["看"], hidden=("不见",)),
    Feature("hidden", "switched off again", build_docx(p("看", r("得见", '<w:vanish w:val="0"/>'))), ["看得见"]),
    Feature(
        "hidden",
        "character style",
        build_docx(
            p("看", r("不见", '<w:rStyle w:val="H"/>')),
            parts={"styles.xml": build_styles_part(style("H", "hid", _VANISH, "character"))},
        ),
        ["看"],
        hidden=("不见",),
    ),
    Feature(
        "hidden",
        "style based on a hidden one",
        build_docx(
            p("看", r("不见", '<w:rStyle w:val="K"/>')),
            parts={
                "styles.xml": build_styles_part(
                    style("H", "hid", _VANISH, "character"), style("K", "kid", '<w:basedOn w:val="H"/>', "character")
                )
            },
        ),
        ["看"],
        hidden=("不见",),
    ),
    Feature(
        "hidden",
        "paragraph style",
        build_docx(
            p("看") + p("不见", props='<w:pStyle w:val="H"/>'), parts={"styles.xml": build_styles_part(style("H", "hid", _VANISH))}
        ),
        ["看", ""],
        hidden=("不见",),
    ),
    Feature(
        "hidden",
        "paragraph with its mark",
        build_docx(p(r("不见", "<w:vanish/>"), props=_VANISH) + p("看")),
        ["看"],
        hidden=("不见",),
    ),
    Feature("hidden", "mark between two texts", build_docx(p("一", props=_VANISH) + p("、预算")), ["一、预算"]),
    Feature(
        "hidden", "row", build_docx(tbl(tr("1"), tr("2", props="<w:hidden/>"), tr("3"))), [[["1"], ["3"]]], hidden=("2",)
    ),
    # Revisions
    Feature("revisions", "inserted run", build_docx(p("预", _build_insertion(r("算")))), ["预算"]),
    Feature("revisions", "deleted run", build_docx(p("165.47", _build_deleted_run("100"), "万元")), ["165.47万元"], hidden=("100",)),
    Feature("revisions", "moved run", build_docx(p(_build_insertion(r("甲"), "moveFrom"), "乙", _build_insertion(r("甲"), "moveTo"))), ["乙甲"]),
    Feature("revisions", "deleted within inserted", build_docx(p("a", _build_insertion(_build_deleted_run("b")))), ["a"], hidden=("b",)),
    Feature(
        "revisions",
        "deleted paragraph mark",
        build_docx(p("2020年", props=_build_revision_mark("del")) + p("预算", props='<w:pStyle w:val="S"/>')),
        ["2020年预算"],
    ),
    Feature(
        "revisions",
        "deleted paragraph",
        build_docx(p("a") + p(_build_deleted_run("x"), props=_build_revision_mark("del")) + p("b")),
        ["a", "b"],
        hidden=("x",),
    ),
    Feature(
        "revisions",
        "moved paragraph",
        build_docx(
            p(_build_insertion(r("甲"), "moveFrom"), props=_build_revision_mark("moveFrom"))
            + p("乙")
            + p(_build_insertion(r("甲"), "moveTo"), props=_build_revision_mark("moveTo"))
        ),
        ["乙", "甲"],
    ),
    Feature("revisions", "inserted paragraph mark", build_docx(p("a", props=_build_revision_mark("ins")) + p("b")), ["a", "b"]),
    Feature(
        "revisions",
        "former properties",
        build_docx(
            p(
                r("a", '<w:b/><w:rPrChange w:id="1" w:author="x"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
                props='<w:pPrChange w:id="1" w:author="x"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>',
            ),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        ),
        ["a"],
    ),
    Feature(
        "revisions",
        "deleted row",
        build_docx(tbl(tr("1"), tr("2", props=_ROW_DELETED), tr("3"))),
        [[["1"], ["3"]]],
        hidden=("2",),
    ),
    Feature(
        "revisions",
        "inserted row",
        build_docx(tbl(tr("1"), tr("2", props='<w:ins w:id="1" w:author="x"/>'))),
        [[["1"], ["2"]]],
    ),
    Feature(
        "revisions",
        "deleted table",
        build_docx(p("a") + tbl(tr("1", props=_ROW_DELETED), tr("2", props=_ROW_DELETED)) + p("b")),
        ["a", "b"],
        hidden=("1", "2"),
    ),
    Feature(
        "revisions",
        "deleted cell",
        build_docx(tbl(tr("1", tc("2", '<w:cellDel w:id="1" w:author="x"/>'), "3"))),
        [[["1", "3"]]],
        hidden=("2",),
    ),
    Feature(
        "revisions", "deleted mark before a table", build_docx(p("a", props=_build_revision_mark("del")) + tbl(tr("1"))), ["a", [["1"]]]
    ),
    # Fields
    Feature(
        "fields",
        "complex",
        build_docx(p(_build_field_char("begin"), _build_field_instruction(" =SUM(ABOVE) "), _build_field_char("separate"), r("165.47"), _build_field_char("end"), "万元")),
        ["165.47万元"],
        hidden=("SUM",),
    ),
    Feature(
        "fields",
        "simple",
        build_docx(p('<w:fldSimple w:instr=" DATE ">' + r("2020年") + "</w:fldSimple>", "预算")),
        ["2020年预算"],
        hidden=("DATE",),
    ),
    Feature(
        "fields",
        "nested",
        build_docx(
            p(
                _build_field_char("begin"),
                _build_field_instruction("IF "),
                _build_field_char("begin"),
                _build_field_instruction("PAGE"),
                _build_field_char("separate"),
                r("7"),
                _build_field_char("end"),
                _build_field_instruction('=1 "a"'),
                _build_field_char("separate"),
                r("预算"),
                _build_field_char("end"),
            )
        ),
        ["预算"],
        hidden=("7", "IF"),
    ),
    Feature(
        "fields",
        "across paragraphs",
        build_docx(
            p(_build_field_char("begin"), _build_field_instruction('TOC \\o "1-3"'), _build_field_char("separate"), "一、概况\t1")
            + p("二、预算\t2")
            + p(_build_field_char("end"))
            + p("正文")
        ),
        ["一、概况\t1", "二、预算\t2", "", "正文"],
        hidden=("TOC",),
    ),
    Feature(
        "fields", "never closed", build_docx(p(_build_field_char("begin"), _build_field_instruction("PAGE"), "还在") + p("也在")), ["还在", "也在"]
    ),
    Feature(
        "fields",
        "ringed digit",
        build_docx(p(_build_field_char("begin"), _build_field_instruction("eq \\o\\ac(○,3)"), _build_field_char("end"), "公务接待")),
        ["③公务接待"],
    ),
    Feature(
        "fields",
        "check box and list",
        build_docx(
            p(
                _build_field_char("begin", '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'),
                _build_field_instruction("FORMCHECKBOX"),
                _build_field_char("end"),
                _build_field_char(
                    "begin",
                    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList></w:ffData>',
                ),
                _build_field_instruction("FORMDROPDOWN"),
                _build_field_char("end"),
            )
        ),
        ["☒乙"],
    ),
    # Content controls
    Feature("controls", "around a run", build_docx(p("共", _build_content_control(r("165.47")), "万元")), ["共165.47万元"]),
    Feature("controls", "around paragraphs", build_docx(_build_content_control(p("a") + p("b")) + p("c")), ["a", "b", "c"]),
    Feature("controls", "around a table", build_docx(_build_content_control(tbl(tr("1", "2")))), [[["1", "2"]]]),
    Feature(
        "controls",
        "around a row",
        build_docx(tbl(tr("1", "2"), _build_content_control(tr("3", "4")), tr("5", "6"))),
        [[["1", "2"], ["3", "4"], ["5", "6"]]],
    ),
    Feature("controls", "around a cell", build_docx(tbl(tr("1", _build_content_control(tc("2")), "3"))), [[["1", "2", "3"]]]),
    Feature("controls", "within a cell", build_docx(tbl(tr(tc(_build_content_control(p("1"))), tc(p(_build_content_control(r("2"))))))), [[["1", "2"]]]),
    Feature("controls", "nested", build_docx(_build_content_control(_build_content_control(p(_build_content_control(_build_content_control(r("深"))))))), ["深"]),
    Feature("controls", "repeating section", build_docx(tbl(_build_content_control(_build_content_control(tr("1")) + _build_content_control(tr("2"))))), [[["1"], ["2"]]]),
    Feature(
        "controls",
        "custom XML around rows and blocks",
        build_docx(
            '<w:customXml w:element="x">'
            + p("a")
            + tbl('<w:customXml w:element="y">' + tr("1") + "</w:customXml>")
            + "</w:customXml>"
        ),
        ["a", [["1"]]],
    ),
    # Boxes
    Feature(
        "boxes",
        "drawn, with its fallback",
        build_docx(p("前", "<w:r>" + _build_alternate_content(_build_drawing_text_box(p("框")), _build_vml_text_box(p("框"))) + "</w:r>", "后")),
        ["前后"],
        {"tx1@b1": ["框"]},
    ),
    Feature(
        "boxes", "VML", build_docx(p("a", "<w:r>" + _build_vml_text_box(p("框") + p("内")) + "</w:r>")), ["a"], {"tx1@b1": ["框", "内"]}
    ),
    Feature(
        "boxes",
        "fallback where the choice is unknown",
        build_docx(
            p(
                "a",
                "<w:r>"
                + _build_alternate_content("<w:t>新</w:t>", _build_vml_text_box(p("旧")), "zz").replace(
                    "<mc:AlternateContent>", '<mc:AlternateContent xmlns:zz="urn:zz">'
                )
                + "</w:r>",
            )
        ),
        ["a"],
        {"tx1@b1": ["旧"]},
        ("新",),
    ),
    Feature(
        "boxes",
        "with a table",
        build_docx(p("a", "<w:r>" + _build_drawing_text_box(tbl(tr("1", "2"))) + "</w:r>")),
        ["a"],
        {"tx1@b1": [[["1", "2"]]]},
    ),
    Feature(
        "boxes",
        "in a cell",
        build_docx(tbl(tr(tc(p("a", "<w:r>" + _build_vml_text_box(p("框")) + "</w:r>"))))),
        [[["a"]]],
        {"tx1@b1.r1.c1.b1": ["框"]},
    ),
    Feature(
        "boxes",
        "in a box",
        build_docx(p("a", "<w:r>" + _build_drawing_text_box(p("外", "<w:r>" + _build_vml_text_box(p("内")) + "</w:r>")) + "</w:r>")),
        ["a"],
        {"tx1@b1": ["外"], "tx2@tx1/b1": ["内"]},
    ),
    Feature(
        "boxes",
        "word art",
        build_docx(p('<w:r><w:pict><v:shape><v:textpath string="公开"/></v:shape></w:pict></w:r>')),
        [""],
        {"tx1@b1": ["公开"]},
    ),
    # Notes and margins
    Feature(
        "notes",
        "footnote",
        build_docx(
            p("a", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
            parts={"footnotes.xml": _NOTES(NAMESPACES, p("<w:r><w:footnoteRef/></w:r>", "注：单位万元"))},
        ),
        ["a"],
        {"fn1@b1": ["注：单位万元"]},
    ),
    Feature(
        "notes",
        "endnote",
        build_docx(
            p("a", '<w:r><w:endnoteReference w:id="2"/></w:r>'),
            parts={"endnotes.xml": _NOTES(NAMESPACES, p("尾注")).replace("footnote", "endnote")},
        ),
        ["a"],
        {"en1@b1": ["尾注"]},
    ),
    Feature(
        "notes",
        "note nobody marks",
        build_docx(p("a"), parts={"footnotes.xml": _NOTES(NAMESPACES, p("无主"))}),
        ["a"],
        hidden=("无主",),
    ),
    Feature(
        "notes",
        "header and footer",
        build_docx(
            p("a")
            + '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/><w:footerReference w:type="default" r:id="rIdF"/></w:sectPr>',
            parts={"header1.xml": _HEADER(NAMESPACES, p("开平区信访局")), "footer1.xml": _HEADER(NAMESPACES, p("页脚"))},
            arrows=(("rIdH", "header", "header1.xml"), ("rIdF", "footer", "footer1.xml")),
        ),
        ["a"],
        {"hd1": ["开平区信访局"], "ft1": ["页脚"]},
    ),
    Feature(
        "notes",
        "header of a first page nobody has",
        build_docx(
            p("a") + '<w:sectPr><w:headerReference w:type="first" r:id="rIdH"/></w:sectPr>',
            parts={"header1.xml": _HEADER(NAMESPACES, p("首页"))},
            arrows=(("rIdH", "header", "header1.xml"),),
        ),
        ["a"],
        hidden=("首页",),
    ),
    Feature(
        "notes",
        "comment",
        build_docx(
            p(
                '<w:commentRangeStart w:id="0"/>',
                "a",
                '<w:commentRangeEnd w:id="0"/>',
                '<w:r><w:commentReference w:id="0"/></w:r>',
            ),
            parts={"comments.xml": f"<w:comments {NAMESPACES}><w:comment w:id='0'>{p('批注')}</w:comment></w:comments>"},
            arrows=(("rIdC", "comments", "comments.xml"),),
        ),
        ["a"],
        hidden=("批注",),
    ),
    # Tables
    Feature("tables", "plain", build_docx(tbl(tr("a", "b"), tr("c", "d"))), [[["a", "b"], ["c", "d"]]]),
    Feature(
        "tables",
        "across columns",
        build_docx(tbl(tr(tc("合计", '<w:gridSpan w:val="2"/>'), "1"), tr("a", "b", "c"))),
        [[["合计", "<", "1"], ["a", "b", "c"]]],
    ),
    Feature(
        "tables",
        "down rows",
        build_docx(
            tbl(
                tr(tc("a", '<w:vMerge w:val="restart"/>'), "1"),
                tr(tc("", "<w:vMerge/>"), "2"),
                tr(tc("", '<w:vMerge w:val="continue"/>'), "3"),
            )
        ),
        [[["a", "1"], ["^", "2"], ["^", "3"]]],
    ),
    Feature(
        "tables",
        "both ways",
        build_docx(
            tbl(
                tr(tc("a", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "1"),
                tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), "2"),
            )
        ),
        [[["a", "<", "1"], ["^", "^", "2"]]],
    ),
    Feature(
        "tables",
        "legacy horizontal merge",
        build_docx(tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "1"), tr("b", "c", "2"))),
        [[["a", "<", "1"], ["b", "c", "2"]]],
    ),
    Feature(
        "tables",
        "skipped first columns",
        build_docx(tbl(tr("a", "b", "c"), tr("d", props='<w:gridBefore w:val="2"/>'))),
        [[["a", "b", "c"], [None, None, "d"]]],
    ),
    Feature(
        "tables",
        "skipped last columns",
        build_docx(tbl(tr("a", "b", "c"), tr("d", props='<w:gridAfter w:val="2"/>'))),
        [[["a", "b", "c"], ["d", None, None]]],
    ),
    Feature(
        "tables",
        "ragged rows",
        build_docx(tbl(tr("a"), tr("b", "c", "d"), tr("e", "f"))),
        [[["a", None, None], ["b", "c", "d"], ["e", "f", None]]],
    ),
    Feature("tables", "grid shorter than its rows", build_docx(tbl(tr("a", "b", "c"), columns=1)), [[["a", "b", "c"]]]),
    Feature(
        "tables",
        "a span beyond reason",
        build_docx(tbl(tr(tc("a", '<w:gridSpan w:val="999999999"/>')), columns=2)),
        [[["a", *["<"] * 62]]],
    ),
    Feature(
        "tables",
        "a merge that continues nothing",
        build_docx(tbl(tr(tc("a", "<w:vMerge/>"), "1"), tr(tc("", "<w:vMerge/>"), "2"))),
        [[["a", "1"], ["^", "2"]]],
    ),
    Feature(
        "tables",
        "two merges one below the other",
        build_docx(
            tbl(
                tr(tc("a", '<w:vMerge w:val="restart"/>')),
                tr(tc("b", '<w:vMerge w:val="restart"/>')),
                tr(tc("", "<w:vMerge/>")),
            )
        ),
        [[["a"], ["b"], ["^"]]],
    ),
    Feature("tables", "several paragraphs in a cell", build_docx(tbl(tr(tc(p("a") + p("b")), "c"))), [[[["a", "b"], "c"]]]),
    Feature(
        "tables",
        "table in a cell",
        build_docx(tbl(tr(tc(p("外") + tbl(tr("1", "2")) + "<w:p/>")))),
        [[[["外", [["1", "2"]], ""]]]],
    ),
    Feature("tables", "moved cell text", build_docx(tbl(tr(tc(p(_build_insertion(r("新")), _build_deleted_run("旧")))))), [[["新"]]], hidden=("旧",)),
    # Numbers
    Feature(
        "numbers",
        "一、（一）1.① in four levels",
        build_docx(
            "".join(p("x", props=build_numbering_properties(1, n)) for n in (0, 1, 1, 2, 3, 3, 0, 1)),
            parts={"numbering.xml": build_numbering_part(_OUTLINE)},
        ),
        ["一、¦x", "（一）¦x", "（二）¦x", "1.¦x", "①¦x", "②¦x", "二、¦x", "（一）¦x"],
    ),
    Feature(
        "numbers",
        "several levels in one",
        build_docx(
            "".join(p("x", props=build_numbering_properties(1, n)) for n in (0, 1, 2, 2, 1, 0, 1)),
            parts={"numbering.xml": build_numbering_part(_MULTI)},
        ),
        ["1.¦x", "1.1.¦x", "1.1.1.¦x", "1.1.2.¦x", "1.2.¦x", "2.¦x", "2.1.¦x"],
    ),
    Feature(
        "numbers",
        "digits for all levels",
        build_docx(
            "".join(p("x", props=build_numbering_properties(1, n)) for n in (0, 1, 2, 0, 1)), parts={"numbering.xml": build_numbering_part(_LEGAL)}
        ),
        ["第一章¦x", "1.1¦x", "1.1.1¦x", "第二章¦x", "2.1¦x"],
    ),
    Feature(
        "numbers",
        "in cells",
        build_docx(
            tbl(tr(tc(p("x", props=build_numbering_properties(1))), "1"), tr(tc(p("y", props=build_numbering_properties(1))), "2")),
            parts={"numbering.xml": build_numbering_part(level(0, "%1、", "chineseCounting"))},
        ),
        [[["一、¦x", "1"], ["二、¦y", "2"]]],
    ),
    Feature(
        "numbers",
        "by style",
        build_docx(
            p("x", props='<w:pStyle w:val="H1"/>')
            + p("y", props='<w:pStyle w:val="H2"/>')
            + p("z", props='<w:pStyle w:val="H1"/>'),
            parts={
                "styles.xml": build_styles_part(
                    style("H1", "heading 1", f"<w:pPr>{build_numbering_properties(1)}</w:pPr>"),
                    style("H2", "heading 2", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
                ),
                "numbering.xml": build_numbering_part(
                    level(0, "%1、", "chineseCounting")
                    + level(1, "（%2）", "chineseCounting", more='<w:pStyle w:val="H2"/>')
                ),
            },
        ),
        ["一、¦x", "（一）¦y", "二、¦z"],
    ),
    Feature(
        "numbers",
        "by a style's ancestor",
        build_docx(
            p("x", props='<w:pStyle w:val="K"/>') + p("y", props='<w:pStyle w:val="K"/>'),
            parts={
                "styles.xml": build_styles_part(
                    style("A", "a", f"<w:pPr>{build_numbering_properties(1)}</w:pPr>"),
                    style("K", "k", '<w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'),
                ),
                "numbering.xml": build_numbering_part(_MULTI),
            },
        ),
        ["1.1.¦x", "1.2.¦y"],
    ),
    Feature(
        "numbers",
        "style's number taken away",
        build_docx(
            p("x", props='<w:pStyle w:val="A"/>' + build_numbering_properties(0)) + p("y", props='<w:pStyle w:val="A"/>'),
            parts={
                "styles.xml": build_styles_part(style("A", "a", f"<w:pPr>{build_numbering_properties(1)}</w:pPr>")),
                "numbering.xml": build_numbering_part(level(0, "%1.")),
            },
        ),
        ["x", "1.¦y"],
    ),
    Feature(
        "numbers",
        "continues behind other text",
        build_docx(
            p("a", props=build_numbering_properties(1)) + p("间") + p("b", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        ),
        ["1.¦a", "间", "2.¦b"],
    ),
    Feature(
        "numbers",
        "two lists of one definition count on",
        build_docx(
            p("a", props=build_numbering_properties(1)) + p("b", props=build_numbering_properties(2)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."), lists={1: 0, 2: 0})},
        ),
        ["1.¦a", "2.¦b"],
    ),
    Feature(
        "numbers",
        "set anew",
        build_docx(
            p("a", props=build_numbering_properties(1)) + p("b", props=build_numbering_properties(2)) + p("c", props=build_numbering_properties(2)),
            parts={
                "numbering.xml": build_numbering_part(
                    level(0, "%1."),
                    lists={
                        1: 0,
                        2: '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>',
                    },
                )
            },
        ),
        ["1.¦a", "5.¦b", "6.¦c"],
    ),
    Feature(
        "numbers",
        "level defined anew",
        build_docx(
            p("a", props=build_numbering_properties(1)),
            parts={
                "numbering.xml": build_numbering_part(
                    level(0, "%1."),
                    lists={
                        1: f'<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{level(0, "第%1条", "chineseCountingThousand")}</w:lvlOverride>'
                    },
                )
            },
        ),
        ["第一条¦a"],
    ),
    Feature("numbers", "start value", _build_list_document("decimal", "%1)", 2, start=7), ["7)¦x", "8)¦x"]),
    Feature(
        "numbers",
        "never restarts",
        build_docx(
            "".join(p("x", props=build_numbering_properties(1, n)) for n in (0, 1, 0, 1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1.") + level(1, "%2)", more='<w:lvlRestart w:val="0"/>'))},
        ),
        ["1.¦x", "1)¦x", "2.¦x", "2)¦x"],
    ),
    Feature(
        "numbers",
        "list defined by a numbering style",
        build_docx(
            p("x", props=build_numbering_properties(1)),
            parts={
                "styles.xml": build_styles_part(
                    style("N", "n", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', "numbering")
                ),
                "numbering.xml": build_numbering_part(
                    '<w:numStyleLink w:val="N"/>', '<w:styleLink w:val="N"/>' + level(0, "%1、", "chineseCounting")
                ),
            },
        ),
        ["一、¦x"],
    ),
    Feature(
        "numbers",
        "deleted paragraphs do not count",
        build_docx(
            p("a", props=build_numbering_properties(1)) + p(_build_deleted_run("x"), props=build_numbering_properties(1) + _build_revision_mark("del")) + p("b", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        ),
        ["1.¦a", "2.¦b"],
        hidden=("x",),
    ),
    Feature(
        "numbers",
        "empty numbered paragraphs count",
        build_docx(
            p("a", props=build_numbering_properties(1)) + p(props=build_numbering_properties(1)) + p("b", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        ),
        ["1.¦a", "2.¦", "3.¦b"],
    ),
    Feature("numbers", "chineseCounting", _build_one_item_document("chineseCounting", 21), ["二十一¦x"]),
    Feature("numbers", "chineseCountingThousand", _build_one_item_document("chineseCountingThousand", 105), ["一百零五¦x"]),
    Feature("numbers", "ideographDigital", _build_one_item_document("ideographDigital", 10), ["一〇¦x"]),
    Feature("numbers", "chineseLegalSimplified", _build_one_item_document("chineseLegalSimplified", 12), ["壹拾贰¦x"]),
    Feature("numbers", "decimalEnclosedCircle", _build_one_item_document("decimalEnclosedCircle", 20), ["⑳¦x"]),
    Feature("numbers", "decimalEnclosedParen", _build_one_item_document("decimalEnclosedParen", 3), ["⑶¦x"]),
    Feature("numbers", "decimalEnclosedFullstop", _build_one_item_document("decimalEnclosedFullstop", 3), ["⒊¦x"]),
    Feature("numbers", "decimalFullWidth", _build_one_item_document("decimalFullWidth", 12), ["１２¦x"]),
    Feature("numbers", "decimalZero", _build_one_item_document("decimalZero", 3), ["03¦x"]),
    Feature("numbers", "upperLetter", _build_one_item_document("upperLetter", 28), ["BB¦x"]),
    Feature("numbers", "lowerRoman", _build_one_item_document("lowerRoman", 9), ["ix¦x"]),
    Feature("numbers", "ideographTraditional", _build_one_item_document("ideographTraditional", 3), ["丙¦x"]),
    Feature("numbers", "ideographZodiac", _build_one_item_document("ideographZodiac", 2), ["丑¦x"]),
    Feature(
        "numbers",
        "bullet of a symbol font",
        build_docx(
            p("x", props=build_numbering_properties(1)),
            parts={
                "numbering.xml": build_numbering_part(
                    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf06c"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
                )
            },
        ),
        ["●¦x"],
    ),
    Feature(
        "numbers",
        "tracked paragraphs in a list",
        build_docx(
            p("甲", props=build_numbering_properties(1) + _build_revision_mark("del")) + p("乙", props=build_numbering_properties(1)) + p("丙", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        ),
        ["1.¦甲乙", "2.¦丙"],
    ),
    # Embedded parts
    Feature(
        "embedded",
        "spreadsheet",
        pack_zip(
            {
                **build_parts(p("见表", _OBJECT), arrows=(("rIdX", "package", "embeddings/book.xlsx"),)),
                "word/embeddings/book.xlsx": _build_xlsx(),
            }
        ),
        ["见表"],
        {"ole1@b1": [[["收入", "<"], ["合计", "157,856.40"], ["占比", "12.50%"]]]},
    ),
    Feature(
        "embedded",
        "HTML written into the document",
        pack_zip(
            {
                **build_parts(
                    p("前") + '<w:altChunk r:id="rIdA"/>' + p("后"), arrows=(("rIdA", "aFChunk", "afchunk.htm"),)
                ),
                "word/afchunk.htm": "<html><body><p>165.47万元</p></body></html>".encode(),
            }
        ),
        ["前", "165.47万元", "后"],
    ),
    Feature(
        "embedded",
        "Word document written into the document",
        pack_zip(
            {
                **build_parts('<w:altChunk r:id="rIdA"/>', arrows=(("rIdA", "aFChunk", "in.docx"),)),
                "word/in.docx": build_docx(p("内") + tbl(tr("1"))),
            }
        ),
        ["内", [["1"]]],
    ),
    Feature(
        "embedded",
        "Word document as an object",
        pack_zip(
            {
                **build_parts(
                    p("前", _OBJECT.replace("Excel.Sheet", "Word.Document")), arrows=(("rIdX", "package", "in.docx"),)
                ),
                "word/in.docx": build_docx(p("内") + tbl(tr("1"))),
            }
        ),
        ["前"],
        {"ole1@b1": ["内", [["1"]]]},
    ),
    # Packages
    Feature("packages", "strict edition", _replace_main_part(_STRICT), ["strict预算", [["甲", "乙"]]]),
    Feature("packages", "another prefix", _replace_main_part(_PREFIX), ["any prefix", [["甲", "乙"]]]),
    Feature(
        "packages",
        "UTF-16",
        _replace_main_part(('<?xml version="1.0" encoding="UTF-16"?>' + _UTF16).encode("utf-16")),
        ["预算165.47万元"],
    ),
    Feature("packages", "UTF-8 with its mark", _replace_main_part(b"\xef\xbb\xbf" + _UTF16.encode()), ["预算165.47万元"]),
    Feature(
        "packages",
        "main part elsewhere",
        pack_zip(
            {
                "[Content_Types].xml": build_content_types("正文/main.xml"),
                "_rels/.rels": build_relationships(("rId1", "officeDocument", "/正文/main.xml")),
                "正文/main.xml": build_document_part(p("elsewhere")),
            }
        ),
        ["elsewhere"],
    ),
    Feature(
        "packages",
        "parts under a folder",
        pack_zip({f"年报 - 副本/{name}": content for name, content in build_parts(p("elsewhere")).items()}),
        ["elsewhere"],
    ),
    Feature(
        "packages",
        "backslashes in names",
        pack_zip({name.replace("/", "\\"): content for name, content in build_parts(p("elsewhere")).items()}),
        ["elsewhere"],
    ),
    Feature("packages", "names in another case", _build_renamed_package({"word/document.xml": "Word/Document.XML"}), ["elsewhere"]),
    Feature(
        "packages",
        "relationships that lead nowhere",
        build_docx(
            p("a"), arrows=(("rIdN", "image", "NULL"), ("rIdM", "header", "header9.xml"), ("rIdS", "styles", "../NULL"))
        ),
        ["a"],
    ),
    Feature(
        "packages",
        "no relationships at all",
        pack_zip({"[Content_Types].xml": build_content_types("word/document.xml"), "word/document.xml": build_document_part(p("a"))}),
        ["a"],
    ),
    Feature(
        "packages",
        "macro-enabled",
        build_docx(p("docm"), content_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
        ["docm"],
    ),
    Feature(
        "packages",
        "template",
        build_docx(
            p("dotx"), content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
        ),
        ["dotx"],
    ),
    Feature("packages", "one flat XML file", _build_flat_opc(), ["flat 预算", "一、¦x"]),
    Feature(
        "packages",
        "the XML of 2003",
        _WORDML_2003.encode(),
        ["一、¦概况", "新", [["a", ""], ["^", "2"]]],
        {"fn1@b1": ["注"], "hd1": ["页眉"]},
        ("旧",),
    ),
    # Seen in files of offices and of the programs they use
    Feature(
        "text",
        "style separator",
        build_docx(p("一、概况", props="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("正文")),
        ["一、概况正文"],
    ),
    Feature(
        "text",
        "tab to the margin",
        build_docx(p("左", '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>', "右")),
        ["左\t右"],
    ),
    Feature(
        "text",
        "equation between paragraphs",
        build_docx(p("甲") + "<m:oMathPara><m:oMath><m:r><m:t>x=5</m:t></m:r></m:oMath></m:oMathPara>" + p("乙")),
        ["甲", "x=5", "乙"],
    ),
    Feature(
        "symbols",
        "font by character style",
        build_docx(
            p(r("\uf0b3", '<w:rStyle w:val="S"/>'), "90%", r("³", '<w:rStyle w:val="T"/>')),
            parts={
                "styles.xml": build_styles_part(
                    style("S", "s", '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr>', "character"),
                    style("T", "t", '<w:basedOn w:val="S"/>', "character"),
                )
            },
        ),
        ["≥90%≥"],
    ),
    Feature(
        "symbols",
        "font by paragraph style, ended by a run",
        build_docx(
            p("\uf0a3", r("7£", '<w:rFonts w:ascii="宋体" w:hAnsi="宋体"/>'), props='<w:pStyle w:val="S"/>') * 40,
            parts={"styles.xml": build_styles_part(style("S", "s", '<w:rPr><w:rFonts w:hAnsi="Symbol"/></w:rPr>'))},
        ),
        ["≤7£"] * 40,
    ),
    Feature(
        "hidden",
        "by the defaults of the document",
        build_docx(
            p("暗", r("明", '<w:vanish w:val="0"/>')),
            parts={
                "styles.xml": build_styles_part(
                    "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
                )
            },
        ),
        ["明"],
        hidden=("暗",),
    ),
    Feature(
        "revisions",
        "moved range of paragraphs",
        build_docx(
            '<w:moveFromRangeStart w:id="1" w:name="m"/>'
            + p(_build_insertion(r("旧一"), "moveFrom"), props=_build_revision_mark("moveFrom"))
            + p(_build_insertion(r("旧二"), "moveFrom"), props=_build_revision_mark("moveFrom"))
            + '<w:moveFromRangeEnd w:id="1"/>'
            + p("中")
            + '<w:moveToRangeStart w:id="4" w:name="m"/>'
            + p(_build_insertion(r("旧一"), "moveTo"), props=_build_revision_mark("moveTo"))
            + p(_build_insertion(r("旧二"), "moveTo"), props=_build_revision_mark("moveTo"))
            + '<w:moveToRangeEnd w:id="4"/>'
        ),
        ["中", "旧一", "旧二"],
    ),
    Feature(
        "fields",
        "table of contents of links",
        build_docx(
            p(
                _build_field_char("begin"),
                _build_field_instruction(' TOC \\o "1-3" \\h '),
                _build_field_char("separate"),
                '<w:hyperlink w:anchor="_Toc1">',
                r("一、概况"),
                "<w:r><w:tab/></w:r>",
                _build_field_char("begin"),
                _build_field_instruction(" PAGEREF _Toc1 \\h "),
                _build_field_char("separate"),
                r("1", "<w:webHidden/>"),
                _build_field_char("end"),
                "</w:hyperlink>",
            )
            + p('<w:hyperlink w:anchor="_Toc2">' + r("二、预算") + "</w:hyperlink>")
            + p(_build_field_char("end"))
            + p("一、概况")
        ),
        ["一、概况\t1", "二、预算", "", "一、概况"],
    ),
    Feature(
        "fields",
        "deleted field",
        build_docx(
            p(
                "前",
                _build_insertion(
                    _build_field_char("begin")
                    + "<w:r><w:delInstrText> REF x </w:delInstrText></w:r>"
                    + _build_field_char("separate")
                    + "<w:r><w:delText>9</w:delText></w:r>"
                    + _build_field_char("end"),
                    "del",
                ),
                "后",
            )
        ),
        ["前后"],
    ),
    Feature(
        "fields",
        "text typed into a form",
        build_docx(
            p(
                _build_field_char("begin", '<w:ffData><w:textInput><w:default w:val="空"/></w:textInput></w:ffData>'),
                _build_field_instruction(" FORMTEXT "),
                _build_field_char("separate"),
                "填",
                _build_field_char("end"),
            )
        ),
        ["填"],
    ),
    Feature("controls", "with revisions inside", build_docx(p(_build_content_control(_build_content_control(r("甲") + _build_deleted_run("乙")) + _build_insertion(r("丙"))))), ["甲丙"]),
    Feature(
        "controls",
        "around a deleted row",
        build_docx(tbl(_build_content_control(tr("旧", "1", props='<w:del w:id="1"/>')), _build_content_control(tr("新", "2")))),
        [[["新", "2"]]],
        hidden=("旧",),
    ),
    Feature(
        "boxes",
        "in a header",
        build_docx(
            p("文") + '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/></w:sectPr>',
            parts={"header1.xml": f"<w:hdr {NAMESPACES}>" + p("<w:r>" + _build_drawing_text_box(p("眉")) + "</w:r>") + "</w:hdr>"},
            arrows=(("rIdH", "header", "header1.xml"),),
        ),
        ["文"],
        {"tx1@hd1/b1": ["眉"], "hd1": [""]},
    ),
    Feature(
        "boxes",
        "several in a group",
        build_docx(p("<w:r>" + _build_alternate_content(_build_drawing_text_box(p("一"), p("二")), _build_vml_text_box(p("一")) + _build_vml_text_box(p("二"))) + "</w:r>")),
        [""],
        {"tx1@b1": ["一"], "tx2@b1": ["二"]},
    ),
    Feature(
        "notes",
        "footnote and box in cells",
        build_docx(
            tbl(
                tr(
                    tc(p("甲", '<w:r><w:footnoteReference w:id="2"/></w:r>')),
                    tc(p("乙", "<w:r>" + _build_drawing_text_box(p("盒")) + "</w:r>")),
                )
            ),
            parts={"footnotes.xml": f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{p("注")}</w:footnote></w:footnotes>'},
            arrows=(("rIdF", "footnotes", "footnotes.xml"),),
        ),
        [[["甲", "乙"]]],
        {"tx1@b1.r1.c2.b1": ["盒"], "fn1@b1.r1.c1.b1": ["注"]},
    ),
    Feature(
        "tables",
        "a merge of columns that ends above fewer",
        build_docx(
            tbl(
                tr(tc("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "1"),
                tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), "2"),
                tr("丙", tc("乙", "<w:vMerge/>"), "3"),
            )
        ),
        [[["甲", "<", "1"], ["^", "^", "2"], ["丙", "乙", "3"]]],
    ),
    Feature(
        "tables",
        "header rows repeated on each page",
        build_docx(tbl(tr("项目", "金额", props="<w:tblHeader/>"), tr("合计", "3.00"))),
        [[["项目", "金额"], ["合计", "3.00"]]],
    ),
    Feature(
        "numbers",
        "japaneseCounting, on through cells",
        build_docx(
            p("甲", props=build_numbering_properties(1))
            + tbl(tr(tc(p("x", props=build_numbering_properties(1))), "1"), tr(tc(p("y", props=build_numbering_properties(1))), "2"))
            + p("乙", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1、", "japaneseCounting"))},
        ),
        ["一、¦甲", [["二、¦x", "1"], ["三、¦y", "2"]], "四、¦乙"],
    ),
    Feature(
        "embedded",
        "HTML with a note written into a cell",
        pack_zip(
            {
                **build_parts(
                    p("前") + tbl(tr(tc('<w:altChunk r:id="rIdA"/><w:p/>'), "1")),
                    arrows=(("rIdA", "aFChunk", "c.htm"),),
                ),
                "word/c.htm": (
                    "<html><body><p>内<a style='mso-footnote-id:n1'></a></p><div style='mso-element:footnote' id=n1>"
                    "<p>注</p></div></body></html>"
                ).encode(),
            }
        ),
        ["前", [[["内", ""], "1"]]],
        {"fn1@b2.r1.c1.b1": ["注"]},
    ),
    Feature(
        "embedded",
        "RTF written into the document",
        pack_zip(
            {
                **build_parts(p("前") + '<w:altChunk r:id="rIdA"/>', arrows=(("rIdA", "aFChunk", "c.rtf"),)),
                "word/c.rtf": rb"{\rtf1\ansi\ansicpg936 \'b9\'b2 5\par}",
            }
        ),
        ["前", "共 5"],
    ),
)
