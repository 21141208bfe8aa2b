"""A second count, by other means, of what a file stores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.formats import READERS, read
from extractor.formats.detect import FORMATS_BY_EXTENSION
from extractor.model.issues import Issue
from extractor.verify.completeness import (
    LINE_EXTRACTORS,
    ReadCompleteness,
    TextCounts,
    count_document_text,
    count_stored_text,
    find_lost_text,
    measure_completeness,
)
from tests.formats.doc_builder import (
    DELETED,
    HIDDEN,
    SPECIAL,
    DocFile,
    DocParagraph,
    build_cell,
    build_row_end,
)
from tests.formats.docx_builder import (
    build_docx,
    build_parts,
    build_relationships,
    build_styles_part,
    p,
    pack_zip,
    r,
    style,
    tbl,
    tc,
    tr,
)
from tests.formats.docx_features import FEATURES, Feature
from tests.paths import SHARED

# What the reader shows and the file does not store as text: signs of fields, the line of a fraction.
COMPUTED_TEXT_FEATURES = {("text", "equation"), ("fields", "ringed digit"), ("fields", "check box and list")}
# The count leaves a covered cell out even where nothing covers it.
COMPUTED_TEXT_FEATURES |= {("tables", "a merge that continues nothing"), ("tables", "a merge of columns that ends above fewer")}


@pytest.mark.parametrize("feature", FEATURES, ids=[f"{feature.group}: {feature.name}" for feature in FEATURES])
def test_the_count_of_the_file_is_the_count_of_the_document(feature: Feature) -> None:
    document = read(feature.data)
    source = count_stored_text(feature.data, document.format)
    if (feature.group, feature.name) in COMPUTED_TEXT_FEATURES:
        assert source is not None and source.characters <= count_document_text(document).characters
    elif source is not None:
        assert count_document_text(document) == source


def test_what_a_reader_drops_is_told_with_its_text() -> None:
    data = build_docx(p("共165.47万元") + tbl(tr("合计", "3600.00")) + p("其中20万元"))
    document = read(data)
    short = replace(document, blocks=document.blocks[:2])
    assert measure_completeness(data, document) == ReadCompleteness(Decimal(1), Decimal(1))
    assert measure_completeness(data, short) == ReadCompleteness(
        Decimal("0.75"),
        Decimal("0.666666"),
        (Issue.build("TEXT_LOST", "b2.r1.c2.b1", characters=6, numbers=1, text="其中20万元"),),
    )
    assert find_lost_text(data, "docx", short) == ["其中20万元"]


def test_numbers_are_counted_whole_however_runs_split_them() -> None:
    data = build_docx(p("157", ",856", ".40元") + p("2020", "<w:r><w:tab/></w:r>", "15"))
    assert count_stored_text(data, "docx") == TextCounts(characters=17, numbers=3) == count_document_text(read(data))


def test_hidden_deleted_and_covered_text_is_not_counted() -> None:
    hidden = r("99", "<w:vanish/>")
    covered = tbl(tr(tc("a", '<w:vMerge w:val="restart"/>'), "1"), tr(tc("77", "<w:vMerge/>"), "2"))
    gone = '<w:del w:id="1"><w:r><w:delText>88</w:delText></w:r></w:del>'
    data = build_docx(p("1", hidden, gone) + covered)
    assert count_stored_text(data, "docx") == TextCounts(characters=4, numbers=3) == count_document_text(read(data))


def test_text_hidden_by_a_style_is_not_counted() -> None:
    hid = build_styles_part(style("H", "hid", "<w:rPr><w:vanish/></w:rPr>", "character"))
    data = build_docx(p("1", r("99", '<w:rStyle w:val="H"/>')) * 3, parts={"styles.xml": hid})
    assert count_stored_text(data, "docx") == TextCounts(characters=3, numbers=3) == count_document_text(read(data))


def test_every_format_that_is_read_is_counted_and_promised_by_an_ending() -> None:
    # What a sheet shows is made from values by their formats; no file stores it.
    assert set(READERS) - {"xlsx", "xls"} == set(LINE_EXTRACTORS)
    assert set(READERS) <= frozenset().union(*FORMATS_BY_EXTENSION.values())


# What the page of each format shows, with stored text that it does not show.
OTHER_FORMATS: dict[str, bytes] = {
    "rtf": (
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}{\info{\title 99}}{\header 12\par}"
        rb"\f0\'b9\'b2 {\v 77}{\deleted 88}165.47{\*\unknown 66}\u19975?\u20803?{\footnote 3\par}\par"
        rb"\trowd\clvmgf\cellx1000\cellx2000\intbl a\cell 1\cell\row"
        rb"\trowd\clvmrg\cellx1000\cellx2000\intbl 55\cell 2\cell\row"
        rb"{\field{\*\fldinst PAGEREF 44}{\fldrslt 5}}\par}"
    ),
    "html": (
        "<html><head><title>99</title><style>.x{display:none}</style></head><body><p>共165.47万元<span class=x>77</span>"
        "<!-- 88 --></p><p style='mso-hide:all'>66<table><tr><td rowspan=2>a<td>1<tr><td>2</table><p>1<b>2</b><br>"
        "<span style='mso-list:Ignore'>4、</span>3<p>5</body></html>"
    ).encode("gb18030"),
    "flat_odt": """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>
        <style:style style:name="B" style:family="text"><style:text-properties text:display="none"/></style:style>
        <style:style style:name="T" style:family="text" style:parent-style-name="B"/></office:automatic-styles>
        <office:body><office:text><text:tracked-changes>88</text:tracked-changes>
        <text:p>共165<text:span>.47</text:span>万元<text:span text:style-name="T">77</text:span></text:p>
        <text:p>12<text:note><text:note-citation>66</text:note-citation><text:note-body><text:p>3</text:p></text:note-body></text:note></text:p>
        <table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>a</text:p></table:table-cell>
        <table:table-cell><text:p>1</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell>
        <text:p>55</text:p></table:covered-table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>
        <text:p>5</text:p></office:text></office:body></office:document>""".encode(),
    "wordml": """<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
        xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:styles/><w:body>
        <w:p><w:r><w:t>共165</w:t></w:r><w:r><w:t>.47万元</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>77</w:t></w:r>
        <aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>88</w:delText></w:r></aml:content></aml:annotation></w:p>
        <w:p><w:r><w:t>12</w:t></w:r><w:r><w:footnote><w:p><w:r><w:t>3</w:t></w:r></w:p></w:footnote></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>
        <w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p><w:r><w:t>55</w:t></w:r></w:p></w:tc>
        <w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF 44</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>5</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
        </w:body></w:wordDocument>""".encode(),
    "doc": DocFile(
        [
            DocParagraph([("共165.", b""), ("47万元", b""), ("77", HIDDEN), ("88", DELETED)]),
            DocParagraph([("12", b""), ("\x02", SPECIAL)]),
            DocParagraph([("\x13 PAGEREF 44 \x14", b""), ("5", b""), ("\x15", b"")]),
            build_cell("a"), build_cell("1"), build_row_end((1000, 0x60), (1000, 0)),
            build_cell(""), build_cell("2"), build_row_end((1000, 0x20), (1000, 0)),
            DocParagraph(""),
        ],
        footnotes=[[DocParagraph([("\x02", SPECIAL), (" 3", b"")])]],
    ).to_bytes(),
}  # fmt: skip
SHOWN_COUNT = TextCounts(characters=16, numbers=6)  # 共165.47万元, 12, 3, a, 1, 2, 5


@pytest.mark.parametrize("format", OTHER_FORMATS)
def test_other_formats_are_counted_twice_too(format: str) -> None:
    document = read(OTHER_FORMATS[format])
    assert document.format == format
    assert count_stored_text(OTHER_FORMATS[format], format) == count_document_text(document) == SHOWN_COUNT
    assert measure_completeness(OTHER_FORMATS[format], document) == ReadCompleteness(Decimal(1), Decimal(1))
    cut = replace(document, blocks=document.blocks[1:])
    completeness = measure_completeness(OTHER_FORMATS[format], cut)
    assert (completeness.share_characters, completeness.share_numbers) == (Decimal("0.4375"), Decimal("0.833333"))
    assert [(issue.code, dict(issue.details)["text"]) for issue in completeness.issues] == [("TEXT_LOST", "共165.47万元")]


def test_a_page_whose_bytes_mean_nothing_gives_no_share() -> None:
    data = b"<html><body><p>165.47 \xff\xff\xff</p></body></html>"
    assert measure_completeness(data, read(data)) == ReadCompleteness(None, None)


def test_what_is_written_into_a_document_is_counted_with_it() -> None:
    parts = build_parts(p("共3元") + '<w:altChunk r:id="rId9"/>', arrows=(("rId9", "aFChunk", "c.htm"),))
    parts["word/c.htm"] = b"<html><body><p>165.47</p></body></html>"
    data = pack_zip(parts)
    assert count_stored_text(data, "docx") == TextCounts(characters=9, numbers=2) == count_document_text(read(data))


@pytest.mark.skipif(not SHARED.exists(), reason="the sample documents are not here")
@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("corpus/**/*.docx")) + sorted(SHARED.glob("seed/*.docx")), ids=lambda path: path.name
)
def test_nothing_of_a_real_document_is_lost(path: Path) -> None:
    data = path.read_bytes()
    assert measure_completeness(data, read(data)) == ReadCompleteness(Decimal(1), Decimal(1))


def test_a_number_over_a_deleted_paragraph_mark_is_one_in_the_order_of_the_page() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    data = build_docx(p("共157", props=gone) + p("856", props=gone) + p(".40元") + tbl(tr("9")))
    assert count_stored_text(data, "docx") == TextCounts(characters=12, numbers=2) == count_document_text(read(data))


def test_a_target_that_leads_nowhere_is_not_followed_for_ever() -> None:
    parts = build_parts(p("共3元"), arrows=(("rId1", "styles", "a//../../b/..//styles.xml"),))
    parts["_rels/.rels"] = build_relationships(("rId1", "officeDocument", "文%31.xml"))
    parts["文1.xml"] = parts.pop("word/document.xml")
    parts["_rels/文1.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    data = pack_zip(parts)
    assert count_stored_text(data, "docx") == TextCounts(characters=3, numbers=1) == count_document_text(read(data))
