"""Raised, lowered and struck characters, by whatever means and in whatever format, part numbers and leave the text."""

from __future__ import annotations

import pytest

from extractor.formats import read
from extractor.model.document import Document
from extractor.pipeline import extract_disclosures
from tests.formats.doc_builder import DocFile, DocParagraph
from tests.formats.docx_builder import (
    build_docx,
    build_styles_part,
    p,
    r,
    style,
    tbl,
    tc,
    tr,
)
from tests.formats.test_odt import build_content, pack_odt

TITLE, HEADING = "某县水务局2023年部门预算", "一、部门预算收支情况"


def list_marks(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each mark."""
    return [
        (mark.kind.value, document.text_at(path)[mark.start : mark.end])
        for path, marks in document.marks.items()
        for mark in marks
    ]


STYLES = build_styles_part(
    style("Up", "up", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', "character"),
    style("Up2", "up2", '<w:basedOn w:val="Up"/>', "character"),
    style("Old", "old", "<w:rPr><w:strike/></w:rPr>", "character"),
    style("Gone", "gone", "<w:rPr><w:strike/></w:rPr>"),
)


def make_docx(body: str) -> bytes:
    return build_docx(body, parts={"styles.xml": STYLES})


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ('<w:vertAlign w:val="superscript"/>', "raised"),
        ('<w:vertAlign w:val="subscript"/>', "lowered"),
        ('<w:position w:val="6"/>', "raised"),
        ('<w:position w:val="-8"/>', "lowered"),
        ('<w:rStyle w:val="Up"/>', "raised"),
        ('<w:rStyle w:val="Up2"/>', "raised"),
        ("<w:strike/>", "struck"),
        ("<w:dstrike/>", "struck"),
        ('<w:strike/><w:dstrike w:val="0"/>', "struck"),
        ('<w:rStyle w:val="Old"/>', "struck"),
        ('<w:rStyle w:val="Up"/><w:vertAlign w:val="baseline"/>', None),
        ('<w:rStyle w:val="Old"/><w:strike w:val="0"/>', None),
        ('<w:position w:val="2"/>', None),
        ('<w:strike w:val="false"/>', None),
    ],
)
@pytest.mark.parametrize("n_fillers", [0, 100])
def test_word_marks_runs_by_their_properties_and_styles(properties: str, kind: str | None, n_fillers: int) -> None:
    filler = p("甲" * 60, props='<w:jc w:val="left"/>') * n_fillers  # a large part is stripped before it is parsed
    data = make_docx(p("收入165.4", r("1", properties), "万元") + filler)
    assert list_marks(read(data)) == ([(kind, "1")] if kind else [])


def test_a_style_of_the_paragraph_strikes_all_but_what_a_run_restores() -> None:
    data = make_docx(p("旧", r("新", '<w:strike w:val="0"/>'), props='<w:pStyle w:val="Gone"/>'))
    assert list_marks(read(data)) == [("struck", "旧")]


def test_a_paragraph_without_its_mark_hands_its_marks_on() -> None:
    first = p("共", r("200", "<w:strike/>"), props="<w:rPr><w:del/></w:rPr>")
    data = make_docx(first + p("165", r("1", '<w:vertAlign w:val="superscript"/>'), "元"))
    assert list_marks(read(data)) == [("struck", "200"), ("raised", "1")]


def test_values_are_read_without_note_marks_and_struck_figures_and_quotes_are_exact() -> None:
    table = tbl(
        tr("项目", "预算数"),
        tr("人员经费", tc(p(r("140.00", "<w:strike/>"), "146.27"))),
        tr(tc(p("公用经费", r("2", '<w:vertAlign w:val="superscript"/>'))), tc(p("15.7", r("1", '<w:position w:val="8"/>')))),
        tr("项目支出", tc(p("1", r("6", "<w:strike/>"), "1.97"))),
    )
    sentence = p("2023年收入预算165.4", r("1", '<w:vertAlign w:val="superscript"/>'), "万元。支出预算", r("200", "<w:strike/>"), "165.4万元。")
    data = make_docx(p(TITLE) + p(HEADING) + sentence + p("部门收支预算总表") + p("单位：万元") + table)
    (disclosure,) = extract_disclosures(read(data))
    assert [(str(a.value.value), a.value.raw) for a in disclosure.amounts] == [("165.4", "165.41万元"), ("165.4", "165.4万元")]
    lines = [(line.row_label.value, line.value.value and str(line.value.value)) for line in disclosure.budget_lines]
    assert lines == [("人员经费", "146.27"), ("公用经费", "15.7"), ("项目支出", None)]
    reasons = [(n.raw, n.reason) for n in disclosure.unmatched_numbers if n.reason in ("note_mark", "struck_out")]
    assert sorted(reasons) == [("1", "note_mark"), ("1", "note_mark"), ("140.00", "struck_out"), ("2", "note_mark"), ("200", "struck_out"), ("6", "struck_out")]
    codes = {issue.code for issue in disclosure.issues}
    assert {"TEXT_STRUCK", "NUMBER_PARTED"} <= codes


PLAIN = [("raised", "1"), ("struck", "200"), ("raised", "2"), ("struck", "旧"), ("lowered", "3")]


def test_a_web_page_marks_by_elements_attributes_and_style_sheets() -> None:
    sheet = ".up { vertical-align: super; font-size: 8pt } /* .no */ span.old, b { text-decoration: underline line-through } td { vertical-align: sub }"
    page = (
        f"<html><head><style>{sheet}</style></head><body><p>收入 165.4<sup>1</sup> 万元，<s>200 </s>165<span class='up'>2</span>"
        "<span class='old'>旧</span><span style='vertical-align: -4pt'>3</span></p>"
        "<table><tr><td style='vertical-align: super'>5</td></tr></table></body></html>"
    )
    document = read(page.encode())
    assert list_marks(document) == PLAIN
    assert document.blocks[0].text == "收入 165.41 万元，200 1652旧3"


@pytest.mark.parametrize(
    ("markup", "marks"),
    [
        ("<del>9</del>", [("struck", "9")]),
        ("<strike>9</strike>", [("struck", "9")]),
        ("<del datetime='2020-01-01'>9</del>", []),
        ("<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>9</span>", [("raised", "9")]),
        ("<span style='vertical-align:30%'>9</span>", [("raised", "9")]),
        ("<span style='vertical-align:1px'>9</span>", []),
        ("<span style='vertical-align:baseline'>9</span>", []),
        ("<sup>  </sup>", []),
        ("<s>甲<sup>9</sup></s>乙", [("struck", "甲9"), ("raised", "9")]),
    ],
)
def test_what_a_browser_shows_apart_is_marked(markup: str, marks: list[tuple[str, str]]) -> None:
    assert sorted(list_marks(read(f"<html><p>165 {markup} 万元</p></html>".encode()))) == sorted(marks)


def test_rtf_marks_by_control_words_until_they_end() -> None:
    words = rb"{\super 1}x{\strike 200\strike0 x}{\up8 2}\striked1 o\striked0 x\dn9 3\dn0 x\super x\nosupersub x\up2 x\plain x"
    data = rb"{\rtf1\ansi\ansicpg936 a" + words + rb"\par}"
    assert list_marks(read(data)) == [("raised", "1"), ("struck", "200"), ("raised", "2"), ("struck", "o"), ("lowered", "3"), ("raised", "x")]


def test_opendocument_marks_by_the_styles_of_text_and_paragraphs() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}" {more}><style:text-properties {properties}/></style:style>'
        for name, family, properties, more in (
            ("T1", "text", 'style:text-position="super 58%"', ""),
            ("T2", "text", 'style:text-line-through-style="solid"', ""),
            ("T3", "text", 'style:text-position="-33% 100%"', ""),
            ("T4", "text", "", 'style:parent-style-name="T2"'),
            ("T5", "text", 'style:text-position="0% 100%"', ""),
            ("P1", "paragraph", 'style:text-line-through-type="single"', ""),
        )
    )
    spans = '165.4<text:span text:style-name="T1">1</text:span>  <text:span text:style-name="T2"> 200</text:span>165'
    spans += '<text:span text:style-name="T1">2<text:span text:style-name="T5">x</text:span></text:span>'
    spans += '<text:span text:style-name="T4">旧</text:span><text:span text:style-name="T3">3</text:span>'
    body = f'<text:p>{spans}</text:p><text:p text:style-name="P1">全部</text:p>'
    content = build_content(body).replace("<office:body>", f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>", 1)
    assert list_marks(read(pack_odt(content=content))) == [*PLAIN, ("struck", "全部")]


def test_binary_word_marks_by_modifiers_of_runs_and_styles() -> None:
    raised, struck, doubly, lifted = (bytes.fromhex(code) for code in ("482a01", "370801", "532a01", "45480800"))
    up = bytes.fromhex("304a0100")  # the style of number 1
    runs = [("165.4", b""), ("1", raised), ("万元", b""), ("200", struck), ("165", b""), ("2", lifted), ("旧", doubly), ("3", bytes.fromhex("482a02")), ("x", up)]
    styles = [(0, "Normal", 0xFFF, b""), (65, "up", 0xFFF, raised)]
    document = read(DocFile([DocParagraph(runs)], styles=styles).to_bytes())
    assert list_marks(document)[:5] == PLAIN
