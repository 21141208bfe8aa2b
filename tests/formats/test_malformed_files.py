"""Broken, foreign and hostile bytes: each its own code and outcome, nothing repaired in silence, nothing run away."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pytest

from extractor.formats import read
from extractor.i18n import load_catalogue
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError
from tests.formats.doc_builder import DocFile, DocParagraph
from tests.formats.docx_builder import (
    NAMESPACES,
    W,
    build_content_types,
    build_document_part,
    build_docx,
    build_numbering_part,
    build_numbering_properties,
    build_parts,
    build_relationships,
    build_styles_part,
    p,
    pack_zip,
    style,
    tbl,
    tc,
    tr,
)


def _read_rejection(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read(data, "x.docx")
    assert caught.value.code in load_catalogue()
    assert caught.value.format
    return caught.value.code, caught.value.status


def _replace_main_part(xml: str | bytes) -> bytes:
    return pack_zip({**build_parts(""), "word/document.xml": xml})


def _read_within(data: bytes, seconds: float = 200) -> Document:
    start = time.process_time()
    found = read(data)
    assert time.process_time() - start < seconds
    return found


def _build_bomb(declared: int, real: int) -> bytes:
    """A package whose main part says it has ``declared`` bytes and inflates to ``real``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b" " * real) + packer.flush()
    parts = build_parts("")
    del parts["word/document.xml"]
    out = io.BytesIO(pack_zip(parts))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", packed)
        entry = archive.getinfo("word/document.xml")
    data = bytearray(out.getvalue())
    for at, method, sizes in ((entry.header_offset, 8, 14), (data.rfind(b"PK\1\2"), 10, 16)):
        struct.pack_into("<H", data, at + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<III", data, at + sizes, 0, len(packed), declared)
    return bytes(data)


def test_a_cut_file_is_corrupt() -> None:
    data = build_docx(p("预算" * 1000))
    assert _read_rejection(data[: len(data) // 2]) == ("ZIP_BROKEN", "corrupt")


def test_a_wrong_checksum_is_corrupt() -> None:
    data = bytearray(build_docx(p("预算")))
    at = data.rfind(b"PK\1\2", 0, data.find(b"word/document.xml", data.find(b"PK\1\2")))
    data[at + 16] ^= 1
    assert _read_rejection(bytes(data)) == ("ZIP_CHECKSUM", "corrupt")


def test_damaged_packed_bytes_are_corrupt() -> None:
    data = build_docx(p("".join(chr(0x4E00 + n * 37 % 9000) for n in range(3000))))
    at = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml").header_offset + 400
    assert _read_rejection(data[:at] + b"\xff" * 64 + data[at + 64 :])[1] == "corrupt"


def test_cut_xml_is_corrupt() -> None:
    assert _read_rejection(_replace_main_part(build_document_part(p("预算"))[:-20])) == ("XML_BROKEN", "corrupt")


def test_mismatched_tags_are_corrupt() -> None:
    assert _read_rejection(_replace_main_part(build_document_part("<w:p><w:r></w:p></w:r>"))) == ("XML_BROKEN", "corrupt")


def test_letters_that_are_no_utf8_are_corrupt() -> None:
    assert _read_rejection(_replace_main_part(build_document_part(p("x")).encode().replace(b"x</w:t>", b"\xff\xfe</w:t>"))) == (
        "XML_BROKEN",
        "corrupt",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding: str) -> None:
    lol = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + build_document_part(p("&b;"))
    assert _read_rejection(_replace_main_part((f'<?xml version="1.0" encoding="{encoding}"?>' + lol).encode(encoding))) == (
        "XML_DOCTYPE",
        "refused_policy",
    )


def test_an_odd_encoding_is_corrupt() -> None:
    assert _read_rejection(_replace_main_part(b'<?xml version="1.0" encoding="utf-7"?>' + build_document_part(p("a")).encode())) == (
        "XML_ENCODING",
        "corrupt",
    )


def test_a_package_without_a_document_is_corrupt() -> None:
    assert _read_rejection(pack_zip({"[Content_Types].xml": build_content_types("x.xml"), "readme.txt": b"x"})) == ("NO_MAIN_PART", "corrupt")


def test_a_main_part_of_another_kind_is_no_word_file() -> None:
    slides = '<p:presentation xmlns:p="urn:p"/>'
    parts = {
        "[Content_Types].xml": build_content_types("m.xml"),
        "_rels/.rels": build_relationships(("r", "officeDocument", "m.xml")),
        "m.xml": slides,
    }
    assert _read_rejection(pack_zip(parts)) == ("NOT_WORD", "unsupported")


def test_a_workbook_without_a_sheet_is_damaged() -> None:
    assert _read_rejection(pack_zip({"[Content_Types].xml": build_content_types("xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"})) == (
        "WORKBOOK_UNREADABLE",
        "corrupt",
    )


def test_a_part_stored_twice_is_refused() -> None:
    data = build_docx(p("one"))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("WORD/document.xml", build_document_part(p("two")))
    assert _read_rejection(out.getvalue()) == ("ZIP_TWICE", "refused_policy")


def test_an_encrypted_entry_is_encrypted() -> None:
    data = bytearray(build_docx(p("a")))
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\1\2", at + 1)
    assert _read_rejection(bytes(data)) == ("ZIP_ENCRYPTED", "encrypted")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", ("EMPTY_FILE", "corrupt")),
        (b"\0" * 4096, ("EMPTY_FILE", "corrupt")),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, ("PICTURE", "unsupported")),
        (b"%PDF-1.4 ...", ("FILE_DAMAGED", "corrupt")),
        (b"Rar!\x1a\x07\x00rest", ("PACKED", "unsupported")),
        (bytes(range(256)) * 8, ("UNKNOWN_BYTES", "unsupported")),
    ],
    ids=["empty", "zeros", "picture", "pdf", "archive", "noise"],
)
def test_foreign_bytes_are_told_by_what_they_are(data: bytes, outcome: tuple[str, str]) -> None:
    assert _read_rejection(data) == outcome


def test_a_compound_file_that_ends_before_its_directory_is_cut() -> None:
    data = DocFile([DocParagraph("预算165.47万元" * 400 + "Book")]).to_bytes()
    size, first = 1 << data[30], int.from_bytes(data[48:52], "little")
    assert _read_rejection(data[: (first + 1) * size - 1]) == ("OLE_CUT", "corrupt")


def test_a_part_that_inflates_beyond_the_limit_is_refused_before_it_does() -> None:
    assert _read_rejection(_build_bomb(declared=600 * 2**20, real=2**20)) == ("ZIP_LIMIT", "refused_limit")


def test_a_part_that_is_larger_than_it_says_is_corrupt() -> None:
    assert _read_rejection(_build_bomb(declared=1000, real=64 * 2**20)) == ("ZIP_CHECKSUM", "corrupt")


def test_too_many_entries_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(20_001):
            archive.writestr(f"{n}.xml", b"")
        archive.writestr("[Content_Types].xml", build_content_types("word/document.xml"))
    assert _read_rejection(out.getvalue()) == ("ZIP_ENTRIES", "refused_limit")


@pytest.mark.parametrize("copies", [300, 90_000])
def test_markup_nested_too_deeply_is_refused(copies: int) -> None:
    nested = "<w:sdt><w:sdtContent>" * copies + p("x") + "</w:sdtContent></w:sdt>" * copies
    assert _read_rejection(_replace_main_part(build_document_part(nested))) == ("XML_DEEP", "refused_limit")


def test_tables_nested_as_deep_as_the_parser_allows_are_read_or_refused() -> None:
    content = p("x")
    for _ in range(80):
        content = tbl(tr(tc(content)))
    table = read(build_docx(content)).tables[-1]
    assert table.cells[0].text == "x"


def test_a_span_beyond_reason_costs_nothing() -> None:
    wide = tc("a", '<w:gridSpan w:val="999999999"/>')
    found = _read_within(build_docx(tbl(tr(wide, wide, props='<w:gridBefore w:val="999999999"/>'), tr("b"))))
    assert [cell.text for cell in found.tables[0].cells] == ["a", "a", "b"]
    assert {issue.code for issue in found.issues} == {"SPAN_CLAMPED"}


def test_styles_that_are_based_on_each_other_end() -> None:
    circle = build_styles_part(
        style("A", "a", '<w:basedOn w:val="B"/>'), style("B", "b", '<w:basedOn w:val="A"/><w:rPr><w:vanish/></w:rPr>')
    )
    found = _read_within(build_docx(p("x", props='<w:pStyle w:val="A"/>'), parts={"styles.xml": circle}))
    assert len(found.blocks) == 1


def test_a_list_that_links_to_itself_ends() -> None:
    parts = {
        "styles.xml": build_styles_part(style("N", "n", f"<w:pPr>{build_numbering_properties(1)}</w:pPr>", "numbering")),
        "numbering.xml": build_numbering_part('<w:numStyleLink w:val="N"/>'),
    }
    assert _read_within(build_docx(p("x", props=build_numbering_properties(1)), parts=parts)).blocks[0].text == "x"  # type: ignore[union-attr]


def test_a_note_that_marks_itself_is_read_once() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{p("注", mark)}</w:footnote></w:footnotes>'
    assert [flow.name for flow in _read_within(build_docx(p("a", mark, mark), parts={"footnotes.xml": notes})).stories] == ["fn1"]


def test_a_document_written_into_itself_is_read_to_its_end() -> None:
    inner = build_docx(p("最内"))
    for _ in range(12):
        inner = pack_zip(
            {**build_parts('<w:altChunk r:id="a"/>', arrows=(("a", "aFChunk", "in.docx"),)), "word/in.docx": inner}
        )
    assert [block.text for block in _read_within(inner).blocks] == ["最内"]  # type: ignore[union-attr]


def test_fields_begun_thirty_thousand_times_cost_little() -> None:
    begin = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    end = begin.replace("begin", "end")
    assert len(_read_within(build_docx(begin * 30_000 + end * 30_000)).blocks) == 60_000


def test_a_long_number_text_is_cut() -> None:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{"%1" * 100_000}"/></w:lvl>'
    label = _read_within(build_docx(p("x", props=build_numbering_properties(1)), parts={"numbering.xml": build_numbering_part(level)})).blocks[0].list_label  # type: ignore[union-attr]
    assert label == "1" * 127 + "%"


def test_a_numeric_attribute_may_be_anything() -> None:
    odd = '<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-3"/><w:numId w:val="none"/></w:numPr>'
    body = p("a", props=odd) + tbl(tr(tc("b", '<w:gridSpan w:val="-5"/>'), tc("c", '<w:gridSpan w:val=""/>')))
    assert [cell.column for cell in read(build_docx(body)).tables[0].cells] == [1, 2]


def test_the_same_namespace_under_two_prefixes_is_read() -> None:
    inner = p("b").replace("<w:p>", f'<q:p xmlns:q="{W}">').replace("</w:p>", "</q:p>")
    assert [block.text for block in read(build_docx(p("a") + inner)).blocks] == ["a", "b"]  # type: ignore[union-attr]


def test_comments_without_end_cost_little() -> None:
    start = time.process_time()
    assert _read_rejection(_replace_main_part(build_document_part("<!--" * 500_000))) == ("XML_BROKEN", "corrupt")
    assert time.process_time() - start < 100


def test_half_a_million_comments_are_read_past() -> None:
    assert _read_within(build_docx(p("a") + "<!--b-->" * 500_000 + p("c"))).text_at("b2") == "c"


def test_a_long_chain_of_hiding_styles_costs_little() -> None:
    chain = [style("s0", "n0", "<w:rPr><w:vanish/></w:rPr>")]
    chain += [style(f"s{n}", f"n{n}", f'<w:basedOn w:val="s{n - 1}"/>') for n in range(1, 5000)]
    body = "".join(p("x", props=f'<w:pStyle w:val="s{n}"/>') for n in range(0, 5000, 7))
    assert _read_within(build_docx(body, parts={"styles.xml": build_styles_part(*chain)})).text_at("b1") == ""


def test_levels_beyond_the_ninth_are_none() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="decimal"/><w:lvlText w:val="x"/></w:lvl>' for n in range(2000)
    )
    body = "".join(p("a", props=build_numbering_properties(1, n)) for n in range(2000))
    labels = {block.list_label for block in _read_within(build_docx(body, parts={"numbering.xml": build_numbering_part(levels)})).blocks}  # type: ignore[union-attr]
    assert labels == {"x", ""}


def test_a_large_part_nested_deeply_is_refused() -> None:
    copies = 200_000
    nested = "<w:sdt><w:sdtContent>" * copies + p("x") + "</w:sdtContent></w:sdt>" * copies
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in build_parts(nested + " " * 2**20).items():
            archive.writestr(name, content)
    assert _read_rejection(out.getvalue()) == ("XML_DEEP", "refused_limit")


def test_a_part_without_a_name_is_no_part() -> None:
    data = bytearray(pack_zip({"x": b"", **build_parts(p("a"))}))
    name = data.find(b"PK\1\2") + 46  # not by its letter, which may stand in the time of day before it
    data[name] = data[30] = 0  # a name ends at its first zero
    assert [block.text for block in read(bytes(data)).blocks] == ["a"]  # type: ignore[union-attr]


def test_a_part_under_two_names_is_corrupt() -> None:
    data = bytearray(build_docx(p("a"), parts={"numbering.xml": build_numbering_part()}))
    at = data.rfind(b"numbering.xml")
    data[at] ^= 1
    assert _read_rejection(bytes(data)) == ("ZIP_BROKEN", "corrupt")


def test_a_directory_that_counts_wrongly_is_corrupt() -> None:
    data = bytearray(build_docx(p("a")))
    data[data.rfind(b"PK\5\6") + 10] += 1
    assert _read_rejection(bytes(data)) == ("ZIP_BROKEN", "corrupt")


def test_a_package_stored_inside_a_cut_one_is_not_taken_for_it() -> None:
    inner, out = build_docx(p("内")), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in build_parts(p("外")).items():
            archive.writestr(name, content)
        archive.writestr("word/in.docx", inner)
    whole = out.getvalue()
    assert _read_rejection(whole[: whole.find(inner) + len(inner)]) == ("ZIP_BROKEN", "corrupt")


def test_a_part_that_should_be_there_is_told() -> None:
    data = build_docx(p("a"), arrows=(("n", "numbering", "numbering.xml"), ("i", "image", "NULL")))
    assert read(data).issues == (Issue.build("PART_MISSING", part="word/numbering.xml", kind="numbering"),)
