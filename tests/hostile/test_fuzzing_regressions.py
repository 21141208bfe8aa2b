"""What the fuzzer found, made small: each broke a promise once. The number is that of its case; those found before cases had numbers
that stay are named without."""

from __future__ import annotations

import io
import zipfile

import pytest

from extractor.formats import read
from extractor.formats.compound_file import list_stream_names
from extractor.model.document import Cell
from extractor.pipeline import parse_file
from extractor.provenance.coverage import measure_coverage
from extractor.tables.cells import GridCell
from extractor.tables.grid import is_filler_row
from tests.formats.doc_builder import (
    IN_TABLE,
    ROW_END,
    DocFile,
    DocParagraph,
    build_cell,
    build_row_definition,
    build_row_end,
    build_table_depth,
)
from tests.formats.docx_builder import (
    build_docx,
    build_numbering_part,
    p,
    pack_zip,
    tbl,
    tr,
)
from tests.formats.docx_builder import build_parts as parts
from tests.hostile.mutate import make_mutant
from tests.hostile.seeds import list_builtin_seeds
from tests.hostile.valid_files import (
    build_doc_paragraphs,
    build_docx_body,
    render_flat_opc,
    render_html,
    render_mht,
    render_rtf,
)


def test_95_packed_letters_that_are_no_ascii_are_corrupt() -> None:
    part = '<pkg:part pkg:name="/a.bin"><pkg:binaryData>é一</pkg:binaryData></pkg:part></pkg:package>'
    outcome = _read_status(render_flat_opc().replace(b"</pkg:package>", part.encode()))
    assert outcome == ("ZIP_CHECKSUM", "corrupt")


def test_674_a_part_whose_name_is_damaged_in_the_directory_is_not_passed_over() -> None:
    data = bytearray(build_docx(build_docx_body(), parts={"numbering.xml": build_numbering_part()}))
    data[data.rfind(b"word/_rels/document") + 9] ^= 4
    assert _read_status(bytes(data)) == ("ZIP_BROKEN", "corrupt")


def test_29086_a_superscript_is_no_number_of_a_column() -> None:
    cells = [Cell.build("b1", 1, n, 1, 1, text, ()) for n, text in enumerate(("栏次", "1", "²"), 1)]
    assert not is_filler_row([GridCell(cell, 1, 1, cell.column, cell.column) for cell in cells], lambda word: word == "栏次")


def test_45795_a_damaged_part_that_nobody_needs_stops_nobody() -> None:
    data = bytearray(pack_zip({**parts(build_docx_body()), "word/media/settings.xml": "x" * 500}))
    info = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("word/media/settings.xml")
    at = info.header_offset + 30 + len(info.filename)
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert len(parse_file(bytes(data)).disclosures) == 1


def test_212822_a_title_read_on_over_paragraphs_is_quoted_from_one() -> None:
    page = render_html().replace("部门预算公开</p>".encode(), "部门预算公开</p><p>1,2,3,4万元</p>".encode(), 1)
    (found,) = parse_file(page).disclosures
    assert not [issue for issue in found.issues if issue.code == "QUOTE_BROKEN"]


def test_269340_a_charset_nobody_knows_is_passed_over() -> None:
    assert read(render_mht().replace(b'charset="utf-8"', b'charset="utf\0-8"')).format == "mht"


def test_294815_the_reason_of_an_unmatched_number_is_told_from_what_is_near() -> None:
    from tests.document_builders import build_document

    document = build_document("、".join(["附件12"] * 3) + "\n5", "（3", "共" * 70 + "（3")
    found = measure_coverage(document, {"b1", "b2", "b3"}, [], [], {}, {}, {})
    assert (found.n_numbers, [number.reason for number in found.unmatched_numbers]) == (6, ["other", "other", "other", "list_number", "list_number", "other"])


@pytest.mark.parametrize("level", [33, 2000, 2**31 - 1, -(2**31)])
def test_a_paragraph_of_a_doc_that_says_it_stands_tables_deep_costs_nothing(level: int) -> None:
    deep = DocFile([*build_doc_paragraphs(), DocParagraph("甲", build_table_depth(level))]).to_bytes()
    assert _read_status(deep) == (("TOO_DEEP", "refused_limit") if level > 0 else ("", "ok"))


@pytest.mark.parametrize("level", [33, 2**31 - 1])
def test_a_row_of_a_doc_that_says_it_ends_tables_deep_costs_nothing(level: int) -> None:
    ends = DocParagraph("", IN_TABLE + build_table_depth(level) + ROW_END + build_row_definition((2000, 0)), mark="\x07")
    assert _read_status(DocFile([*build_doc_paragraphs(), build_cell("甲"), ends, build_row_end((2000, 0))]).to_bytes()) == ("TOO_DEEP", "refused_limit")


def test_a_table_of_activities_without_any_name_of_one_has_no_levels_to_compare() -> None:
    head = tr("职责活动", "年度预算数", "内容描述", "绩效目标", "绩效指标", "优", "良", "中", "差")
    rows = [tr("", "", "", "", f"指标{i}", "≥95%", "≥90%", "≥85%", "＜85%") for i in range(3)]
    (found,) = parse_file(build_docx(build_docx_body() + p("部门职责-工作活动绩效目标") + tbl(head, *rows))).disclosures
    assert not [one for one in found.activities if one.place.is_within(found.tables[-1].place)]


def test_zeros_in_a_page_show_and_are_said_and_hide_no_number() -> None:
    page = render_html().replace(b"165.47", b"16\x005.47")
    document = read(page)
    assert [(i.code, dict(i.details)["count"]) for i in document.issues] == [("CONTROLS_REPLACED", "4")]
    assert "收入预算16\ufffd5.47万元" in document.text
    (found,) = parse_file(page).disclosures
    assert [issue for issue in found.issues if issue.code == "NUMBER_DISGUISED"]
    assert not [a for a in found.amounts if a.item == "revenue.total" and a.source == "prose"]
    filled = read(render_html() + b"\0" * 512)
    assert (filled.issues, filled.text) == ((), read(render_html()).text)


def test_half_a_character_in_rtf_shows_and_is_said() -> None:
    halves = rb"a\u-10179?b\u-8704?c\u-10179?\u-8704?d\u-10179?\par e\par}"
    document = read(render_rtf()[:-1] + halves)
    assert document.text.splitlines()[-2:] == ["a\ufffdb\ufffdc\U0001f600d\ufffd", "e"]
    assert [(i.code, dict(i.details)["count"]) for i in document.issues] == [("BYTES_UNDECODABLE", "3")]


@pytest.mark.parametrize("number", [1650, 10527, 51225, 75656])
def test_a_damaged_part_written_into_a_document_is_named_also_where_nothing_stands_before_it(number: int) -> None:
    damaged = make_mutant(list_builtin_seeds(), number)
    document = read(damaged.data)
    assert document.text != read(damaged.seed.data).text
    assert [issue.code for issue in document.issues] == ["PART_NOT_READ"]


def test_a_table_whose_total_row_holds_no_figure_loses_no_document() -> None:
    damaged = make_mutant(list_builtin_seeds(), 5021120)
    (found,) = parse_file(damaged.data).disclosures
    assert found.checks


@pytest.mark.parametrize("number", [5094862, 5102685, 5108511])
def test_a_line_of_glyphs_that_are_all_smaller_than_their_font_is_read(number: int) -> None:
    pytest.importorskip("pypdfium2", reason='pip install -e ".[pdf]"')
    assert _read_status(make_mutant(list_builtin_seeds(), number).data) == ("", "ok")


@pytest.mark.parametrize("word", ["总金额", "财政预算", "说明书", "各部门", "均有", "其中包括", "支出决算数"])
def test_a_word_that_others_make_up_costs_no_more_each_time_it_is_repeated(word: str) -> None:
    text = f"2020年收入预算165.47万元，{word * 60}数5.47万元。"
    page = render_html().decode().replace("<body>", f"<body><p>{text}</p>")
    # tried in every way in which the words can be cut, it would take years
    assert parse_file(page.encode()).disclosures


def test_bytes_in_the_address_of_a_part_of_mht_are_no_fault() -> None:
    damaged = make_mutant(list_builtin_seeds(), 5168040)
    assert _read_status(damaged.data) == ("", "ok")


def test_a_directory_of_a_compound_file_that_leads_back_to_itself_is_followed_once() -> None:
    sector = 512
    header = bytearray(sector)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")  # the directory begins in sector 1
    header[76:80] = (0).to_bytes(4, "little")  # the allocation table is sector 0
    table = bytearray(b"\xff" * sector)
    table[4:8] = (1).to_bytes(4, "little")  # sector 1 is followed by sector 1
    directory = bytearray(sector)
    directory[:8] = "Root".encode("utf-16-le")
    assert list_stream_names(bytes(header + table + directory)) == ["Root", "", "", ""]


def _read_status(data: bytes) -> tuple[str, str]:
    from extractor.model.issues import ReadError

    try:
        read(data)
    except ReadError as error:
        return error.code, error.status
    return "", "ok"


@pytest.mark.parametrize("number", [13288706, 13357585, 13401185])
def test_a_column_without_a_head_a_percentage_of_many_digits_and_a_reason_alone_lose_no_file(number: int) -> None:
    damaged = make_mutant(list_builtin_seeds(), number)
    assert parse_file(damaged.data, f"a.{damaged.seed.kind}").disclosures
