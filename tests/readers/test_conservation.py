"""A second count, by other means, of what a file stores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from authored import docx, p, parts_of, r, relationships, style, styles, tbl, tc, tr, zipped
from features import FEATURES, Feature

from extractor.issues import Issue
from extractor.readers import read
from extractor.readers.conservation import Conservation, SourceCount, compare, count, held, lost

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

# What the reader shows and the file does not store as text: signs of fields, the line of a fraction.
MADE = {("text", "equation"), ("fields", "ringed digit"), ("fields", "check box and list")}
# The count leaves a covered cell out even where nothing covers it.
MADE |= {("tables", "a merge that continues nothing")}


@pytest.mark.parametrize("feature", FEATURES, ids=[f"{feature.group}: {feature.name}" for feature in FEATURES])
def test_the_count_of_the_file_is_the_count_of_the_document(feature: Feature) -> None:
    document = read(feature.data)
    source = count(feature.data, document.format)
    if (feature.group, feature.name) in MADE:
        assert source is not None and source.characters <= held(document).characters
    elif source is not None:
        assert held(document) == source


def test_what_a_reader_drops_is_told_with_its_text() -> None:
    data = docx(p("共165.47万元") + tbl(tr("合计", "3600.00")) + p("其中20万元"))
    document = read(data)
    short = replace(document, blocks=document.blocks[:2])
    assert compare(data, document) == Conservation(Decimal(1), Decimal(1))
    assert compare(data, short) == Conservation(
        Decimal("0.75"),
        Decimal("0.666666"),
        (Issue.of("TEXT_LOST", characters=6, numbers=1, text="其中20万元"),),
    )
    assert lost(data, "docx", short) == ["其中20万元"]


def test_numbers_are_counted_whole_however_runs_split_them() -> None:
    data = docx(p("157", ",856", ".40元") + p("2020", "<w:r><w:tab/></w:r>", "15"))
    assert count(data, "docx") == SourceCount(characters=17, numbers=3) == held(read(data))


def test_hidden_deleted_and_covered_text_is_not_counted() -> None:
    hidden = r("99", "<w:vanish/>")
    covered = tbl(tr(tc("a", '<w:vMerge w:val="restart"/>'), "1"), tr(tc("77", "<w:vMerge/>"), "2"))
    gone = '<w:del w:id="1"><w:r><w:delText>88</w:delText></w:r></w:del>'
    data = docx(p("1", hidden, gone) + covered)
    assert count(data, "docx") == SourceCount(characters=4, numbers=3) == held(read(data))


def test_text_hidden_by_a_style_is_not_counted() -> None:
    hid = styles(style("H", "hid", "<w:rPr><w:vanish/></w:rPr>", "character"))
    data = docx(p("1", r("99", '<w:rStyle w:val="H"/>')) * 3, parts={"styles.xml": hid})
    assert count(data, "docx") == SourceCount(characters=3, numbers=3) == held(read(data))


def test_a_format_that_is_not_counted_gives_no_share() -> None:
    document = read(b"<html><body><p>165.47</p></body></html>")
    assert compare(b"<html></html>", document) == Conservation(None, None)


@pytest.mark.skipif(not SHARED.exists(), reason="the sample documents are not here")
@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("corpus/**/*.docx")) + sorted(SHARED.glob("seed/*.docx")), ids=lambda path: path.name
)
def test_nothing_of_a_real_document_is_lost(path: Path) -> None:
    data = path.read_bytes()
    assert compare(data, read(data)) == Conservation(Decimal(1), Decimal(1))


def test_a_number_over_a_deleted_paragraph_mark_is_one_in_the_order_of_the_page() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    data = docx(p("共157", props=gone) + p("856", props=gone) + p(".40元") + tbl(tr("9")))
    assert count(data, "docx") == SourceCount(characters=12, numbers=2) == held(read(data))


def test_a_target_that_leads_nowhere_is_not_followed_for_ever() -> None:
    parts = parts_of(p("共3元"), arrows=(("rId1", "styles", "a//../../b/..//styles.xml"),))
    parts["_rels/.rels"] = relationships(("rId1", "officeDocument", "文%31.xml"))
    parts["文1.xml"] = parts.pop("word/document.xml")
    parts["_rels/文1.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    data = zipped(parts)
    assert count(data, "docx") == SourceCount(characters=3, numbers=1) == held(read(data))
