"""Number formats, spreadsheet formats, workbooks, symbols, text dumps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.formats import read
from extractor.formats.builder import build_document
from extractor.formats.cell_formats import format_cell_value
from extractor.formats.number_formats import find_format_name, format_counter
from extractor.formats.spreadsheet import (
    SheetCell,
    WorkbookError,
    WorkbookSheet,
    build_sheet_attachments,
    read_sheets,
)
from extractor.formats.symbols import decode_symbol, decode_symbol_text
from extractor.model.document import Table
from extractor.model.issues import Issue
from tests.formats.docx_builder import (
    build_content_types,
    build_relationships,
    pack_zip,
    render_blocks,
)

NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@pytest.mark.parametrize(
    ("format", "numbers", "expected"),
    [
        (
            "chineseCountingThousand",
            (1, 10, 11, 20, 100, 101, 110, 1001, 10010),
            "一 十 十一 二十 一百 一百零一 一百一十 一千零一 一万零一十",
        ),
        ("chineseCounting", (1, 10, 99, 100), "一 十 九十九 一○○"),
        ("ideographDigital", (1, 10, 20), "一 一〇 二〇"),
        ("japaneseCounting", (1, 10, 100, 110, 1000), "一 十 百 百十 千"),
        ("chineseLegalSimplified", (1, 10, 15, 200), "壹 壹拾 壹拾伍 贰佰"),
        ("ideographLegalTraditional", (2, 6), "貳 陸"),
        ("decimalEnclosedCircle", (0, 1, 20, 21), "⓪ ① ⑳ 21"),
        ("decimalEnclosedCircleChinese", (1, 10, 11), "① ⑩ 11"),
        ("decimalEnclosedParen", (1, 20, 21), "⑴ ⒇ 21"),
        ("decimalEnclosedFullstop", (1, 20), "⒈ ⒛"),
        ("ideographEnclosedCircle", (1, 10), "㊀ ㊉"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12), "子 亥"),
        ("ideographZodiacTraditional", (1, 60), "甲子 癸亥"),
        ("decimalFullWidth", (10,), "１０"),
        ("decimalZero", (9, 10), "09 10"),
        ("upperLetter", (1, 26, 27, 53), "A Z AA AAA"),
        ("lowerRoman", (4, 9, 40, 1999), "iv ix xl mcmxcix"),
        ("numberInDash", (3,), "- 3 -"),
        ("ordinal", (1, 2, 3, 11, 22), "1st 2nd 3rd 11th 22nd"),
        ("cardinalText", (21, 115), "Twenty-one One hundred fifteen"),
        ("ordinalText", (1, 12, 20), "First Twelfth Twentieth"),
        ("hex", (255,), "FF"),
    ],
)
def test_counters_are_written_as_word_writes_them(format: str, numbers: tuple[int, ...], expected: str) -> None:
    assert " ".join(str(format_counter(number, format)) for number in numbers) == expected


def test_a_format_nobody_knows_gives_nothing() -> None:
    assert format_counter(1, "klingon") is None


@given(st.integers(-5, 10**9), st.integers(0, 60))
def test_every_format_writes_every_number(number: int, code: int) -> None:
    text = format_counter(number, find_format_name(code))
    assert text is None or len(text) < 80


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("157856.4", "General", "157856.4"),
        ("0.1", "General", "0.1"),
        ("1234567890123", "General", "1.2345678901E+12"),
        ("157856.4", "#,##0.00", "157,856.40"),
        ("-157856.4", "#,##0.00_);(#,##0.00)", "(157,856.40)"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("1234.5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        ("0", "0;-0;;@", ""),
        ("-5", "0", "-5"),
        ("0.125", "0.00%", "12.50%"),
        ("0.005", "0.00", "0.01"),
        ("2.5", "0", "3"),
        ("12.50", "0.##", "12.5"),
        ("12", "#.##", "12"),
        ("7", "000", "007"),
        ("12345.6", "0.00,", "12.35"),
        ("1234.5", '"¥"#,##0.00', "¥1,234.50"),
        ("1234.5", "[$￥-804]#,##0.00", "￥1,234.50"),
        ("35", '0"人"', "35人"),
        ("5", "[Red]0.0", "5.0"),
        ("5", "[>=100]0;0.0", "5"),
        ("43831", "yyyy/m/d", "2020/1/1"),
        ("43831.75", 'yyyy"年"m"月"d"日" h:mm', "2020年1月1日 18:00"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("文字", "0.00", "文字"),
        ("157856.4", "@", "157856.4"),
    ],
)
def test_numbers_show_as_their_format_shows_them(value: str, code: str, expected: str) -> None:
    assert format_cell_value(value, code) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_two_decimals_are_rounded_half_away_from_zero(number: Decimal) -> None:
    shown = format_cell_value(str(number), "0.00")
    assert abs(Decimal(shown) - number) <= Decimal("0.005")


def _build_workbook(sheet: str, names: str = '<sheet name="表" sheetId="1" r:id="rId1"/>') -> bytes:
    return pack_zip(
        {
            "[Content_Types].xml": build_content_types("xl/workbook.xml"),
            "_rels/.rels": build_relationships(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {NAMESPACES}><sheets>{names}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": build_relationships(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f"<worksheet {NAMESPACES}>{sheet}</worksheet>",
        }
    )


def test_a_sheet_is_a_grid_with_merged_cells_and_gaps() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>收入</v></c></row><row r="3"><c r="C3"><v>5.5</v></c><c t="b"><v>1</v></c></row>'
    found = read_sheets(_build_workbook(f'<sheetData>{cells}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>')).sheets
    assert found == (
        WorkbookSheet(
            "表",
            True,
            3,
            4,
            (
                SheetCell(1, 1, 2, 2, "收入"),
                SheetCell(1, 3, 1, 1, ""),
                SheetCell(1, 4, 1, 1, ""),
                SheetCell(2, 3, 1, 1, ""),
                SheetCell(2, 4, 1, 1, ""),
                SheetCell(3, 1, 1, 1, ""),
                SheetCell(3, 2, 1, 1, ""),
                SheetCell(3, 3, 1, 1, "5.5"),
                SheetCell(3, 4, 1, 1, "TRUE"),
            ),
        ),
    )


def test_each_sheet_of_a_workbook_becomes_an_attachment() -> None:
    cells = '<row r="2"><c r="B2"><v>5.5</v></c></row>'
    (attachment,) = build_sheet_attachments(_build_workbook(f"<sheetData>{cells}</sheetData>"), "Excel.Sheet.12")
    story = build_document((), [attachment]).stories[0]
    table = story.blocks[0]
    assert isinstance(table, Table)
    assert (story.name, story.description, table.path) == ("ole1", "Excel.Sheet.12!表", "ole1/b1")
    assert [(cell.path, cell.text) for cell in table.cells] == [
        ("ole1/b1.r1.c1", ""),
        ("ole1/b1.r1.c2", ""),
        ("ole1/b1.r2.c1", ""),
        ("ole1/b1.r2.c2", "5.5"),
    ]


def test_a_cell_far_away_does_not_make_a_huge_grid() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    (sheet,) = read_sheets(_build_workbook(f"<sheetData>{far}</sheetData>")).sheets
    assert (sheet.n_rows, sheet.n_columns, [cell.text for cell in sheet.cells]) == (2, 2, ["1", "", "", "2"])


def test_an_empty_sheet_is_none() -> None:
    assert read_sheets(_build_workbook("<sheetData/>")) .sheets == ()


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4 cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"\x09\x08 cut"]
)
def test_bytes_that_are_no_workbook_are_refused(data: bytes) -> None:
    with pytest.raises(WorkbookError):
        read_sheets(data)


def test_signs_of_symbol_fonts_become_what_they_show() -> None:
    assert decode_symbol_text("\uf0b3 abc 90%", "Symbol") == "≥ αβχ 90%"
    assert [decode_symbol(0xF0FE, "Wingdings"), decode_symbol(0x52, "Wingdings 2"), decode_symbol(0x2264, "宋体")] == ["☑", "☑", "≤"]
    assert [decode_symbol(0xF0B3, "宋体"), decode_symbol(0x21, "Wingdings 3"), decode_symbol(0, "Symbol")] == [None, None, None]
    assert decode_symbol_text("\uf0b3", "宋体") == "\uf0b3"


DUMP = (
    "标题\n\t单位名称\n\t性质\n\n\t综合办公室\n第二行\n\t行政\n\n\n\t另一表\n\n\n二、[bookmark: _GoBack]预算\n\n三、\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_dump_is_paragraphs_and_tables_in_any_encoding(encoding: str) -> None:
    found = read(DUMP.encode(encoding))
    assert render_blocks(found.blocks) == [
        "标题",
        [["单位名称", "性质"], [["综合办公室", "第二行"], "行政"]],
        [["另一表"]],
        "二、预算",
        "三、",
    ]
    assert (found.format, found.text_at("b2.r2.c1"), found.issues) == ("txt", "综合办公室\n第二行", ())


def test_a_dump_with_windows_line_ends_is_the_same() -> None:
    assert read(DUMP.replace("\n", "\r\n").encode()).blocks == read(DUMP.encode()).blocks


def test_a_dump_whose_rows_differ_in_length_says_that_merges_are_lost() -> None:
    found = read("\t289唐山市\n\t单位：元\n\n\t优\n\t良\n\t中\n".encode())
    assert isinstance(found.blocks[0], Table)
    assert (found.blocks[0].n_columns, found.issues) == (3, (Issue.build("DUMP_MERGES_LOST", "b1"),))
