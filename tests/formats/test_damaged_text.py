"""Bytes that are not quite text: what is bad costs one character and an issue, never the file."""

from __future__ import annotations

import pytest

from extractor.formats import read
from extractor.model.issues import ReadError

TEXT = "某县水务局2023年部门预算\n一、收支情况说明\n收入预算165.47万元，支出预算165.47万元。\n二、机关运行经费15.79万元。\n"


def list_codes(data: bytes) -> list[str]:
    return [issue.code for issue in read(data).issues]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("bad", [b"\xff", b"\x80", b"\xfe\xff"])
def test_a_bad_byte_costs_its_character(encoding: str, bad: bytes) -> None:
    document = read(TEXT.encode(encoding).replace(b"165.47", bad + b"165.47", 1))
    assert document.format == "txt"
    assert document.text.replace("\ufffd", "") in (TEXT.rstrip("\n"), TEXT.rstrip("\n").replace("收入预算", "收入预", 1))
    assert [issue.code for issue in document.issues] == ["BYTES_UNDECODABLE"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_cut_character_costs_itself(encoding: str) -> None:
    data = TEXT.rstrip("\n").encode(encoding)[:-1]
    document = read(data)
    assert document.text.startswith(TEXT[:-3]) and document.text.endswith("\ufffd")
    assert list_codes(data) == ["BYTES_UNDECODABLE"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_zero_costs_itself(encoding: str) -> None:
    data = TEXT.encode(encoding).replace(b"165", b"\0" + b"165", 1)
    assert read(data).text == TEXT.rstrip("\n").replace("165", "\ufffd165", 1)
    assert list_codes(data) == ["CONTROLS_REPLACED"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sixteen_bits_without_a_mark_are_read_whatever_the_first_character(encoding: str) -> None:
    for text in (TEXT, "一" * 20 + TEXT, "2023" + TEXT):
        assert read(text.encode(encoding)).text == text.rstrip("\n")


def test_the_blank_of_old_pages_is_a_blank() -> None:
    for data in (TEXT.encode("gb18030"), ("<html><meta charset=gb2312><p>" + TEXT).encode("gb18030")):
        assert "收入预算\u3000165.47" in read(data.replace(b"165", b"\xa3\xa0165", 1)).text
    rtf = rb"{\rtf1\ansi\ansicpg936 5\'a3\'a06\par}"
    assert read(rtf).text == "5\u30006"


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_are_no_text_are_refused(seed: int) -> None:
    import random

    with pytest.raises(ReadError) as caught:
        read(b"\1" + random.Random(seed).randbytes(4000))
    assert caught.value.code == "UNKNOWN_BYTES"


PAGE = "<html><head><meta http-equiv='Content-Type' content='text/html; charset={}'></head><body><p>{}</p></body></html>"
ENTITIES = "".join(f"&#{ord(char)};" for char in TEXT.replace("\n", ""))


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "us-ascii", "latin1"])
def test_a_page_of_a_western_program_is_read(charset: str) -> None:
    data = PAGE.format(charset, ENTITIES + "|").encode().replace(b"|", b"\x93x\x94 caf\xe9")
    assert read(data).text == TEXT.replace("\n", "") + "“x” café"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_page_that_declares_a_western_charset_may_be_chinese_all_the_same(encoding: str) -> None:
    assert read(PAGE.format("windows-1252", TEXT).encode(encoding)).text.startswith("某县水务局2023年部门预算")


@pytest.mark.parametrize(("charset", "encoding"), [("big5", "big5"), ("x-x-big5", "big5"), ("Shift_JIS", "cp932"), ("euc-kr", "euc-kr")])
def test_a_page_is_read_in_the_charset_it_declares(charset: str, encoding: str) -> None:
    assert read(PAGE.format(charset, "部門預算").encode(encoding)).text == "部門預算"


def test_one_bad_byte_does_not_change_the_charset_of_a_page() -> None:
    for charset in ("", "utf-8", "gb2312"):
        data = PAGE.format(charset, TEXT).encode("gb18030").replace(b"165", b"\xff165", 1)
        assert "某县水务局2023年部门预算" in read(data).text
        assert list_codes(data) == ["BYTES_UNDECODABLE"]


def test_rtf_decodes_bytes_by_the_charset_or_code_page_of_their_font() -> None:
    fonts = rb"{\fonttbl{\f0\fcharset134 a;}{\f1\fcharset238 b;}{\f2\fcharset0\cpg936 c;}{\f3\fcharset222 d;}{\f4\fcharset186 e;}}"
    text = rb"{\f0 \'d6\'d0}{\f1 \'b9}{\f2 \'d6\'d0}{\f3 \'a1}{\f4 \'e0}\par"
    assert read(rb"{\rtf1\ansi\ansicpg1252" + fonts + text + rb"}").text == "中ą中กą"
