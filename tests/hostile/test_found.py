"""What the fuzzer found, made small: each broke a promise once. The number is that of its case."""

from __future__ import annotations

import io
import zipfile

from authored import docx, numbering, zipped
from authored import parts_of as parts

from extractor.document import Cell
from extractor.pipeline import parse
from extractor.readers import read
from extractor.tables.grid import Slot, is_filler
from extractor.trust.laws import Read, leftovers

from .honest import as_flat_opc, as_html, as_mht, body


def test_95_packed_letters_that_are_no_ascii_are_corrupt() -> None:
    part = '<pkg:part pkg:name="/a.bin"><pkg:binaryData>é一</pkg:binaryData></pkg:part></pkg:package>'
    outcome = _status(as_flat_opc().replace(b"</pkg:package>", part.encode()))
    assert outcome == ("ZIP_CHECKSUM", "corrupt")


def test_674_a_part_whose_name_is_damaged_in_the_directory_is_not_passed_over() -> None:
    data = bytearray(docx(body(), parts={"numbering.xml": numbering()}))
    data[data.rfind(b"word/_rels/document") + 9] ^= 4
    assert _status(bytes(data)) == ("ZIP_BROKEN", "corrupt")


def test_29086_a_superscript_is_no_number_of_a_column() -> None:
    cells = [Cell(f"b1.r1.c{n}", 1, n, 1, 1, text, ()) for n, text in enumerate(("栏次", "1", "²"), 1)]
    assert not is_filler([Slot(cell, 1, 1, cell.column, cell.column) for cell in cells], lambda word: word == "栏次")


def test_45795_a_damaged_part_that_nobody_needs_stops_nobody() -> None:
    data = bytearray(zipped({**parts(body()), "word/media/settings.xml": "x" * 500}))
    info = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("word/media/settings.xml")
    at = info.header_offset + 30 + len(info.filename)
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert len(parse(bytes(data)).disclosures) == 1


def test_212822_a_title_read_on_over_paragraphs_is_quoted_from_one() -> None:
    page = as_html().replace("部门预算公开</p>".encode(), "部门预算公开</p><p>1,2,3,4万元</p>".encode(), 1)
    (found,) = parse(page).disclosures
    assert not [issue for issue in found.issues if issue.code == "QUOTE_BROKEN"]


def test_269340_a_charset_nobody_knows_is_passed_over() -> None:
    assert read(as_mht().replace(b'charset="utf-8"', b'charset="utf\0-8"')).format == "mht"


def test_294815_the_reason_of_a_leftover_is_told_from_what_is_near() -> None:
    from tests.pages import page

    document = page("、".join(["附件12"] * 3) + "\n5", "（3", "共" * 70 + "（3")
    found, count = leftovers(document, frozenset({"b1", "b2", "b3"}), Read([]), {}, {})
    assert (count, [left.reason for left in found]) == (6, ["other", "other", "other", "list_number", "list_number", "other"])


def _status(data: bytes) -> tuple[str, str]:
    from extractor.issues import ReadError

    try:
        read(data)
    except ReadError as error:
        return error.code, error.status
    return "", "ok"
