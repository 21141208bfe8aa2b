"""The .docx reader beyond single features: headings, contents, python-docx, thin markup, issues, real files."""

from __future__ import annotations

import gc
import io
import json
from functools import partialmethod
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest

from extractor.formats import limits, read, read_python_docx
from extractor.formats.docx import strip
from extractor.formats.docx.styles import Styles
from extractor.model.document import Cell, Document, Paragraph, Table
from extractor.model.issues import Issue
from tests.formats.docx_builder import (
    build_document_part,
    build_docx,
    build_numbering_part,
    build_numbering_properties,
    build_parts,
    build_styles_part,
    level,
    p,
    pack_zip,
    r,
    render_blocks,
    render_stories,
    style,
    tbl,
    tc,
    tr,
)
from tests.formats.docx_features import FEATURES, Feature
from tests.paths import SHARED

needs_samples = pytest.mark.skipif(not SHARED.exists(), reason="the sample documents are not here")


def _build_field_char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _build_field_instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def _list_paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def test_a_document_is_paragraphs_and_tables_with_places() -> None:
    data = build_docx(p("概况") + tbl(tr(tc("合计", '<w:gridSpan w:val="2"/>'), "1"), tr("a", tc(p("b") + p("c")), "2")))
    b2 = "b2.r2.c2"
    assert read(data).blocks == (
        Paragraph("b1", "概况"),
        Table(
            "b2",
            2,
            3,
            (
                Cell.build("b2", 1, 1, 1, 2, "合计", (Paragraph("b2.r1.c1.b1", "合计"),)),
                Cell.build("b2", 1, 3, 1, 1, "1", (Paragraph("b2.r1.c3.b1", "1"),)),
                Cell.build("b2", 2, 1, 1, 1, "a", (Paragraph("b2.r2.c1.b1", "a"),)),
                Cell.build("b2", 2, 2, 1, 1, "b\nc", (Paragraph(f"{b2}.b1", "b"), Paragraph(f"{b2}.b2", "c"))),
                Cell.build("b2", 2, 3, 1, 1, "2", (Paragraph("b2.r2.c3.b1", "2"),)),
            ),
        ),
    )


def test_a_nested_table_is_a_block_of_its_cell() -> None:
    found = read(build_docx(p("a") + tbl(tr("x", tc(p("外") + tbl(tr("1", "2")))))))
    assert found.text_at("b2.r1.c2") == "外"
    assert found.text_at("b2.r1.c2.b2.r1.c2") == "2"


def test_headings_come_from_outline_levels_names_and_the_paragraph_itself() -> None:
    sheet = build_styles_part(
        style("a", "Normal", default=True),
        style("1", "heading 1", '<w:basedOn w:val="a"/>'),
        style("21", "章节", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        style("22", "小节", '<w:basedOn w:val="21"/>'),
        style("3", "标题 3", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
    )
    body = "".join(p(f"s{id}", props=f'<w:pStyle w:val="{id}"/>') for id in ("1", "21", "22", "3", "none"))
    found = read(build_docx(body + p("own", props='<w:outlineLvl w:val="2"/>') + p("plain"), parts={"styles.xml": sheet}))
    assert [(block.text, block.style, block.outline_level) for block in _list_paragraphs(found)] == [
        ("s1", "heading 1", 1),
        ("s21", "章节", 2),
        ("s22", "小节", 2),
        ("s3", "标题 3", 0),
        ("snone", "none", 0),
        ("own", "", 3),
        ("plain", "", 0),
    ]


def test_a_table_of_contents_is_marked_by_its_field_its_style_or_its_control() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = (
        p(_build_field_char("begin"), _build_field_instruction(' TOC \\o "1-3" '), _build_field_char("separate"), "一、概况\t1")
        + p("二、预算\t2")
        + p(_build_field_char("end"), "正文")
        + p("三、\t3", props='<w:pStyle w:val="T"/>')
        + f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
        + p("后")
    )
    found = read(build_docx(body, parts={"styles.xml": build_styles_part(style("T", "toc 1"))}))
    assert [(block.text, block.in_toc) for block in _list_paragraphs(found)] == [
        ("一、概况\t1", True),
        ("二、预算\t2", True),
        ("正文", False),
        ("三、\t3", True),
        ("目录", True),
        ("后", False),
    ]


def test_numbers_by_a_default_style_count_paragraphs_that_name_none() -> None:
    sheet = build_styles_part(style("a", "Normal", f"<w:pPr>{build_numbering_properties(1)}</w:pPr>", default=True))
    found = read(build_docx(p("x") + p("y"), parts={"styles.xml": sheet, "numbering.xml": build_numbering_part(level(0, "%1."))}))
    assert render_blocks(found.blocks) == ["1.¦x", "2.¦y"]


def test_boxes_count_their_lists_apart_from_the_body() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('b', props=build_numbering_properties(1))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    found = read(
        build_docx(
            p("a", box, props=build_numbering_properties(1)) + p("c", props=build_numbering_properties(1)),
            parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
        )
    )
    assert (render_blocks(found.blocks), render_stories(found)) == (["1.¦a", "2.¦c"], {"tx1@b1": ["1.¦b"]})


def test_text_under_a_merged_cell_is_left_out_and_told() -> None:
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "1"), tr(tc("不见", "<w:vMerge/>"), "2")
    found = read(build_docx(tbl(*rows)))
    assert "不见" not in found.text
    assert found.issues == (Issue.build("MERGED_TEXT_HIDDEN", "b1.r1.c1", text="不见"),)


def test_text_that_was_moved_away_from_under_a_merged_cell_is_no_loss() -> None:
    moved = f'<w:moveFrom w:id="1">{r("走了")}</w:moveFrom>'
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "1"), tr(tc(p(moved), "<w:vMerge/>"), "2")
    assert read(build_docx(tbl(*rows))).issues == ()


def test_a_deleted_table_parts_no_paragraph() -> None:
    gone = tbl(tr("删", props='<w:del w:id="1"/>'))
    first = p("收入", props='<w:rPr><w:del w:id="2"/></w:rPr>')
    assert render_blocks(read(build_docx(first + gone + p("165万元"))).blocks) == ["收入165万元"]


def test_a_break_of_the_markup_is_a_space_of_the_page() -> None:
    assert render_blocks(read(build_docx(p("共\n3元"))).blocks) == ["共 3元"]


def test_a_word_with_its_reading_printed_over_it_is_the_word() -> None:
    code = '<w:r><w:instrText>EQ \\* jc0 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(yù),预)</w:instrText></w:r>'
    assert render_blocks(read(build_docx(p(_build_field_char("begin"), code, _build_field_char("end"), "算"))).blocks) == ["预算"]


def test_what_cannot_be_read_is_told() -> None:
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    sign = '<w:r><w:sym w:font="Wingdings 3" w:char="F021"/></w:r>'
    equation = _build_field_char("begin") + _build_field_instruction("EQ \\f(1,2)") + _build_field_char("end")
    list_part = {"numbering.xml": build_numbering_part(level(0, "%1", "vietnameseCounting"))}
    found = read(build_docx(p(picture, sign) + p(picture, equation, props=build_numbering_properties(1)), parts=list_part))
    assert found.issues == (
        Issue.build("SYMBOL_UNKNOWN", "b1", font="Wingdings 3", sign="F021"),
        Issue.build("FIELD_NOT_SHOWN", "b2", field="EQ \\f(1,2)"),
        Issue.build("NOT_READ", what="picture", count=2),
        Issue.build("NUMBER_FORMAT", format="vietnameseCounting"),
    )
    assert render_blocks(found.blocks) == ["\uf021", "1¦"]


def test_signs_and_numbers_that_no_file_stores_are_told() -> None:
    field = _build_field_char("begin") + _build_field_instruction(" AUTONUM ") + _build_field_char("end")
    body = p("\uf0b3") + p(field, "甲") + p('<w:fldSimple w:instr=" LISTNUM "/>', "乙")
    found = read(build_docx(body + p('<w:subDoc r:id="rId9"/>')))
    assert [block.text for block in _list_paragraphs(found)] == ["\uf0b3", "甲", "乙", ""]
    assert found.issues == (
        Issue.build("SYMBOL_UNKNOWN", "b1", font="", sign="F0B3"),
        Issue.build("FIELD_NOT_SHOWN", "b2", field="AUTONUM"),
        Issue.build("FIELD_NOT_SHOWN", "b3", field="LISTNUM"),
        Issue.build("NOT_READ", what="subDoc", count=1),
    )


def test_what_is_odd_about_a_document_written_in_is_told_at_its_place() -> None:
    parts = build_parts(p("前") + '<w:altChunk r:id="rId9"/>', arrows=(("rId9", "aFChunk", "c.htm"),))
    parts["word/c.htm"] = b"<html><body><p>x<img src=a.png></p></body></html>"
    found = read(pack_zip(parts))
    assert found.issues == (Issue.build("NOT_READ", "b2", what="picture", count=1),)


def test_a_part_that_stands_again_is_read_once_and_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    body = p("前") + '<w:altChunk r:id="a"/>' * 3
    parts = build_parts(body, arrows=(("a", "aFChunk", "in.docx"),))
    parts["word/in.docx"] = build_docx(p("甲") + tbl(tr(tc(p("3")))))
    data = pack_zip(parts)
    assert render_blocks(read(data).blocks) == ["前", *["甲", [["3"]]] * 3]
    monkeypatch.setattr(limits.ReadLimits, "__init__", partialmethod(limits.ReadLimits.__init__, documents=2))
    found = read(data)
    assert render_blocks(found.blocks) == ["前", *["甲", [["3"]]] * 2]
    assert [issue.code for issue in found.issues] == ["PART_NOT_READ"]


def test_an_unknown_element_is_read_through() -> None:
    found = read(
        build_docx(p("a", '<w:novelty w:x="1">' + r("b") + "</w:novelty>", "<w:r><w:novelty><w:t>c</w:t></w:novelty></w:r>"))
    )
    assert render_blocks(found.blocks) == ["abc"]
    assert {issue.code for issue in found.issues} == {"READ_THROUGH"}


@pytest.mark.parametrize("feature", FEATURES, ids=[f"{feature.group}: {feature.name}" for feature in FEATURES])
def test_thin_markup_says_the_same(feature: Feature, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip, "_MIN_BYTES", 0)
    found = read(feature.data)
    assert (render_blocks(found.blocks), render_stories(found)) == (feature.blocks, dict(feature.stories))


def test_thinning_keeps_what_matters_and_nothing_else() -> None:
    fonts = '<w:rFonts w:ascii="仿宋" w:hint="eastAsia"/><w:sz w:val="32"/>'
    marked = '<w:rPr><w:sz w:val="32"/><w:del w:id="1" w:author="x"/></w:rPr>'
    body = (
        p(
            r("a", fonts),
            r("b", "<w:vanish/>"),
            r("c", '<w:rStyle w:val="H"/>'),
            r("d", '<w:rStyle w:val="K"/>'),
            props='<w:spacing w:line="560"/><w:rPr><w:sz w:val="32"/></w:rPr>',
        )
        + p(r("e"), props=f'<w:pStyle w:val="S"/><w:jc w:val="center"/>{marked}')
        + tbl(
            tr(
                tc("f", '<w:tcW w:w="1"/><w:tcBorders><w:top w:val="single"/></w:tcBorders><w:vMerge/>'),
                tc("g", '<w:tcW w:w="1"/>'),
                props='<w:trHeight w:val="1"/>',
            )
        )
    )
    lean = strip.strip_formatting((build_document_part(body) + " " * 4096).encode(), frozenset({"H"})).decode().strip()
    expected = build_document_part(
        "<w:p>"
        + '<w:r><w:t xml:space="preserve">a</w:t></w:r>'
        + r("b", "<w:vanish/>")
        + r("c", '<w:rStyle w:val="H"/>')
        + '<w:r><w:t xml:space="preserve">d</w:t></w:r></w:p>'
        + p(r("e"), props=f'<w:pStyle w:val="S"/>{marked}')
        + tbl("<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("f") + "</w:tc><w:tc>" + p("g") + "</w:tc></w:tr>")
    )
    assert lean == expected.replace(' xml:space="preserve"', "")


_HIDDEN = "<w:rPr><w:vanish/></w:rPr>"


@pytest.mark.parametrize(
    ("markup", "lean"),
    [
        (
            '<w:p w14:paraId="1A" w:rsidR="00A7" w:rsidP="0B"><w:r w:rsidRPr="0C"><w:t>3</w:t></w:r><w:r><w:t>600</w:t></w:r></w:p>',
            "<w:p><w:r><w:t>3600</w:t></w:r></w:p>",
        ),
        (
            '<w:r><w:t>a</w:t></w:r><w:r><w:t xml:space="preserve"> b</w:t></w:r><w:r><w:t></w:t></w:r><w:r><w:t>c</w:t></w:r>',
            "<w:r><w:t>a bc</w:t></w:r>",
        ),
        (
            f"<w:r>{_HIDDEN}<w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r><w:r><w:t>c</w:t></w:r>",
            f"<w:r>{_HIDDEN}<w:t>a</w:t></w:r><w:r><w:t>bc</w:t></w:r>",
        ),
        (
            "<w:r><w:tab/><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>",
            "<w:r><w:tab/><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>",
        ),
        ('<w:t>a w:rsidR="1" w14:paraId="2"</w:t>', '<w:t>a w:rsidR="1" w14:paraId="2"</w:t>'),
        ('<w:p xmlns:x="urn:x" w:rsidR="1"/>', '<w:p xmlns:x="urn:x" w:rsidR="1"/>'),
    ],
)
def test_sessions_are_left_out_and_plain_runs_joined(markup: str, lean: str) -> None:
    part = (build_document_part(markup) + " " * 4096).encode()
    assert strip.strip_formatting(part).decode().strip() == build_document_part(lean)


@pytest.mark.parametrize("trick", ["<!-- <w:rPr> -->", "<w:t><![CDATA[<w:rPr>]]></w:t>"])
def test_markup_that_could_be_misread_is_not_thinned_wrongly(trick: str) -> None:
    body = f"<w:p><w:r>{trick}<w:rPr><w:b/></w:rPr><w:t>165.47</w:t></w:r></w:p>" + p("x" * 5000)
    text = _list_paragraphs(read(build_docx(body)))[0].text
    assert text == ("<w:rPr>165.47" if "CDATA" in trick else "165.47")


def test_a_prefix_that_changes_its_meaning_is_not_thinned() -> None:
    inner = '<w:p xmlns:w="urn:other"><w:rPr>x</w:rPr></w:p>'
    assert strip.strip_formatting((build_document_part(inner) + " " * 4096).encode(), frozenset()).decode().strip() == build_document_part(inner)


def test_a_python_docx_document_goes_through_the_same_walk() -> None:
    made = python_docx.Document()
    made.add_heading("一、概况", 1)
    made.add_paragraph("共", style="List Number").add_run("165.47万元")
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    table.cell(1, 1).text = "3600.00"
    made.sections[0].header.paragraphs[0].text = "页眉"
    saved = io.BytesIO()
    made.save(saved)
    held, stored = read_python_docx(made), read(saved.getvalue())
    assert (held.blocks, held.stories) == (stored.blocks, stored.stories)
    assert render_blocks(held.blocks) == ["一、概况", "1.¦共165.47万元", [["合计", "<"], ["", "3600.00"]]]
    assert render_stories(held) == {"hd1": ["页眉"]}


def test_changes_a_user_makes_in_python_docx_are_read() -> None:
    made: Any = python_docx.Document(io.BytesIO(build_docx(p("旧"))))
    made.paragraphs[0].text = "新"
    assert render_blocks(read_python_docx(made).blocks) == ["新"]


def test_format_and_hash_are_told() -> None:
    data = pack_zip(build_parts(p("a")))
    found = read(data, "renamed.doc")
    assert (found.format, len(found.sha256)) == ("docx", 64)


@needs_samples
def test_places_of_the_example_hold_their_values() -> None:
    found = read(next(SHARED.glob("seed/*.docx")).read_bytes())
    places = json.loads((SHARED / "seed" / "places.json").read_text(encoding="utf-8"))
    assert [entry["place"] for entry in places if found.text_at(entry["place"]) != entry["raw"]] == []
    assert len(places) == 84


@needs_samples
@pytest.mark.parametrize(
    "path",
    sorted(SHARED.glob("corpus/**/*.docx")) + sorted(SHARED.glob("bench/**/*.docx"))[:4],
    ids=lambda path: path.name,
)
def test_thin_markup_says_the_same_of_real_documents(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    lean = read(data)
    monkeypatch.setattr(strip, "_MIN_BYTES", 10**12)
    full = read(data)
    assert (lean.blocks, lean.stories, lean.issues) == (full.blocks, full.stories, full.issues)


@needs_samples
def test_real_documents_hold_what_people_counted() -> None:
    found = {path.name: read(path.read_bytes()) for path in SHARED.glob("corpus/word/*.docx")}
    assert {
        name: (len(document.tables), sum(flow.name.startswith("tx") for flow in document.stories))
        for name, document in found.items()
    } == {
        "annual-report-controls.docx": (117, 8),
        "annual-report-revisions.docx": (117, 8),
        "tender-auto-numbers.docx": (18, 2),
        "tender-wps.docx": (21, 4),
    }


def test_a_style_passes_on_that_it_hides_or_shows_symbols() -> None:
    based = '<w:basedOn w:val="{}"/>{}'
    mark = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    styles = build_styles_part(
        "<w:docDefaults><w:rPrDefault><w:rPr><w:position w:val='0'/></w:rPr></w:rPrDefault></w:docDefaults>",
        style("a", "one", based.format("b", ""), "character"),
        style("b", "two", based.format("c&amp;", ""), "character"),
        style("c&amp;", "three", based.format("a", "<w:rPr><w:vanish/></w:rPr>"), "character"),
        style("d", "four", '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>', "character"),
        style("e", "five", based.format("d", mark), "character"),
        '<w:style w:type="character"><w:rPr><w:strike/></w:rPr></w:style>',
    )
    found = Styles(styles.encode())
    assert found.hiding_style_ids == {"a", "b", "c&"}
    assert found.symbol_style_ids == {"d", "e"}
    assert found.marking_style_ids == {"e"}


def test_reading_leaves_nothing_to_the_collector_of_cycles() -> None:
    data = build_docx(p("概况") + tbl(tr("a", "b")))
    read(data)
    gc.collect()
    gc.disable()
    try:
        document = read(data)
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert document.text == "概况\na\tb"
