"""Files that are damaged, cut, named for what they are not, or written in an odd encoding."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from random import Random

from tests.formats.docx_builder import (
    build_content_types,
    build_document_part,
    build_docx,
    build_parts,
    build_relationships,
    p,
    pack_zip,
)
from tests.hostile.hostile_file import (
    CORRUPT,
    ENCRYPTED,
    LIMIT,
    POLICY,
    READ,
    UNSUPPORTED,
    HostileFile,
)
from tests.hostile.mutate import _write_raw_zip
from tests.hostile.valid_files import (
    FORMATS,
    build_docx_body,
    render_doc,
    render_docx,
    render_html,
    render_odt,
    render_txt,
)

ANY_OUTCOME = READ | CORRUPT | UNSUPPORTED | LIMIT | POLICY | ENCRYPTED
EXTENSIONS = {"flat_odt": "fodt", "wordml": "xml", "flat_opc": "xml"}


def _iter_truncated_files() -> Iterator[HostileFile]:
    """Each format cut at every tenth of its length."""
    for kind, make in FORMATS.items():
        data, strict = make(), kind in ("docx", "odt")
        for tenth in range(10):
            outcomes = CORRUPT | UNSUPPORTED if strict else ANY_OUTCOME
            yield HostileFile(f"cut.{kind}.{tenth}.{EXTENSIONS.get(kind, kind)}", data[: len(data) * tenth // 10], outcomes, must_match_original=strict)


def _iter_bit_flips() -> Iterator[HostileFile]:
    """Packages with one bit wrong, anywhere: refused, or read as they were."""
    random = Random(7)
    for kind, make in (("docx", render_docx), ("odt", render_odt)):
        data = make()
        for number in range(20):
            at = random.randrange(len(data) * 8)
            wrong = bytearray(data)
            wrong[at // 8] ^= 1 << at % 8
            yield HostileFile(f"bit.{kind}.{number}.{kind}", bytes(wrong), ANY_OUTCOME, must_match_original=True)
    data = render_doc()
    for number in range(10):
        at = random.randrange(len(data) * 8)
        wrong = bytearray(data)
        wrong[at // 8] ^= 1 << at % 8
        yield HostileFile(f"bit.doc.{number}.doc", bytes(wrong), ANY_OUTCOME)


def _replace_main_part(xml: str | bytes) -> bytes:
    return pack_zip({**build_parts(""), "word/document.xml": xml})


def _iter_broken_packages() -> Iterator[HostileFile]:
    parts = build_parts(build_docx_body())
    whole = [(name, content.encode() if isinstance(content, str) else content) for name, content in parts.items()]
    yield HostileFile("package.no_main.docx", pack_zip({n: c for n, c in parts.items() if n != "word/document.xml"}), CORRUPT)
    yield HostileFile("package.no_types.docx", pack_zip({n: c for n, c in parts.items() if n[0] != "["}), READ)
    yield HostileFile("package.no_relationships.docx", pack_zip({n: c for n, c in parts.items() if "_rels" not in n}), READ)
    yield HostileFile("package.twice.docx", _write_raw_zip([*whole, whole[2]]), POLICY)
    yield HostileFile("package.twice_by_case.docx", _write_raw_zip([*whole, ("WORD/Document.xml", whole[2][1])]), POLICY)
    yield HostileFile("package.up_and_out.docx", _write_raw_zip([*whole, ("../../../../tmp/evil.xml", b"<x/>"), ("/etc/evil", b"x"), ("C:\\evil", b"x")]), READ)
    yield HostileFile("package.backslashes.docx", _write_raw_zip([(n.replace("/", "\\"), c) for n, c in whole]), READ)
    yield HostileFile("package.empty_main.docx", _replace_main_part(b""), CORRUPT)
    yield HostileFile("package.blank_main.docx", _replace_main_part(b" " * 100), CORRUPT)
    yield HostileFile("package.another_root.docx", _replace_main_part("<a/>"), UNSUPPORTED)
    yield HostileFile("package.two_roots.docx", _replace_main_part(build_document_part("") * 2), CORRUPT)
    yield HostileFile("package.cut_xml.docx", _replace_main_part(build_document_part(build_docx_body())[:-50]), CORRUPT)
    yield HostileFile("package.crossed_tags.docx", _replace_main_part(build_document_part("<w:p><w:r></w:p></w:r>")), CORRUPT)
    yield HostileFile("package.bare_ampersand.docx", _replace_main_part(build_document_part(p("a & b"))), CORRUPT)
    yield HostileFile("package.no_letter.docx", _replace_main_part(build_document_part(p("a&#0;b"))), CORRUPT)
    yield HostileFile("package.no_namespace.docx", _replace_main_part("<document><body/></document>"), UNSUPPORTED)
    yield HostileFile("package.circle.docx", pack_zip({**parts, "_rels/.rels": build_relationships(("r", "officeDocument", "_rels/.rels"))}), UNSUPPORTED | CORRUPT)
    yield HostileFile("package.main_is_a_picture.docx", pack_zip({**parts, "word/document.xml": b"\x89PNG\r\n\x1a\n" + bytes(99)}), CORRUPT)
    yield HostileFile("package.relationships_broken.docx", pack_zip({**parts, "word/_rels/document.xml.rels": "<Relationships><"}), CORRUPT)
    yield HostileFile("package.styles_broken.docx", build_docx(build_docx_body(), parts={"styles.xml": "<w:styles"}), READ | CORRUPT)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in whole:
            archive.writestr(name, content)
    yield HostileFile("package.bzip2.docx", stored.getvalue(), UNSUPPORTED)
    lzma = io.BytesIO()
    with zipfile.ZipFile(lzma, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in whole:
            archive.writestr(name, content)
    yield HostileFile("package.lzma.docx", lzma.getvalue(), UNSUPPORTED)
    encrypted = bytearray(render_docx())
    at = encrypted.find(b"PK\1\2")
    while at >= 0:
        encrypted[at + 8] |= 1
        at = encrypted.find(b"PK\1\2", at + 1)
    yield HostileFile("package.encrypted_parts.docx", bytes(encrypted), ENCRYPTED)
    yield HostileFile("package.junk_before.docx", b"junk" + render_docx(), CORRUPT | UNSUPPORTED)
    yield HostileFile("package.junk_behind.docx", render_docx() + b"junk" * 100, READ, must_match_original=True)
    yield HostileFile("package.end_alone.docx", b"PK\5\6" + bytes(18), UNSUPPORTED | CORRUPT)
    yield HostileFile("package.head_alone.docx", b"PK\3\4", UNSUPPORTED | CORRUPT)


def _iter_foreign_files() -> Iterator[HostileFile]:
    """Something else under the name of a document."""
    yield HostileFile("foreign.pdf.docx", b"%PDF-1.7\n1 0 obj\n" + bytes(range(256)) * 4, CORRUPT)
    heads = {
        "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "gif": b"GIF89a", "bmp": b"BM6\0", "tiff": b"II*\0",
        "rar": b"Rar!\x1a\x07\1\0", "7z": b"7z\xbc\xaf\x27\x1c", "gz": b"\x1f\x8b\x08\0", "webp": b"RIFF\0\0\0\0WEBP", "word2": b"\xdb\xa5\x2d\0",
        "elf": b"\x7fELF\2\1\1\0", "exe": b"MZ\x90\0\3\0", "sqlite": b"SQLite format 3\0", "mp4": b"\0\0\0\x18ftypmp42",
    }  # fmt: skip
    for name, head in heads.items():
        yield HostileFile(f"foreign.{name}.docx", head + bytes(range(256)) * 4, UNSUPPORTED)
    yield HostileFile("foreign.empty.docx", b"", CORRUPT)
    yield HostileFile("foreign.zeros.docx", bytes(5000), CORRUPT)
    yield HostileFile("foreign.blanks.docx", b" \r\n\t" * 500, CORRUPT)
    yield HostileFile("foreign.noise.docx", Random(1).randbytes(5000), UNSUPPORTED)
    yield HostileFile("foreign.ole_head.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), UNSUPPORTED | CORRUPT)
    yield HostileFile("foreign.ole_noise.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + Random(2).randbytes(5000) + "WordDocument".encode("utf-16-le"), CORRUPT)
    workbook = pack_zip({"[Content_Types].xml": build_content_types("xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"})
    yield HostileFile("foreign.workbook.docx", workbook, CORRUPT)
    yield HostileFile("foreign.slides.docx", pack_zip({"[Content_Types].xml": build_content_types("ppt/presentation.xml"), "ppt/presentation.xml": "<p/>"}), UNSUPPORTED)
    yield HostileFile("foreign.archive.docx", pack_zip({"a.txt": b"x", "b/c.txt": b"y"}), UNSUPPORTED)
    yield HostileFile("foreign.svg.html", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', UNSUPPORTED)
    yield HostileFile("foreign.json.txt", b'{"a": [1, 2, 3]}', READ)
    for kind, other in (("docx", "doc"), ("doc", "docx"), ("html", "doc"), ("rtf", "doc"), ("mht", "docx"), ("txt", "docx"), ("odt", "docx"), ("wordml", "doc"), ("flat_opc", "docx")):
        yield HostileFile(f"foreign.{kind}_as.{other}", FORMATS[kind](), READ)


def _iter_odd_encodings() -> Iterator[HostileFile]:
    xml = build_document_part(build_docx_body())
    for encoding, outcomes in (
        ("utf-8", READ), ("utf-16", READ), ("utf-16-le", READ | CORRUPT), ("utf-16-be", READ | CORRUPT), ("gb18030", READ), ("gbk", READ), ("big5", CORRUPT | READ),
        ("utf-7", CORRUPT), ("utf-32", CORRUPT), ("cp037", CORRUPT), ("ascii", CORRUPT | READ), ("iso-8859-1", READ), ("rot13", CORRUPT), ("idna", CORRUPT),
    ):  # fmt: skip
        try:
            raw = xml.encode(encoding)
        except (UnicodeError, LookupError):
            raw = xml.encode("utf-8")
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        head = declared.encode("utf-16-le" if encoding.startswith("utf-16") else "ascii") if encoding != "utf-16" else b""
        yield HostileFile(f"encoding.{encoding}.docx", _replace_main_part(head + raw), outcomes)
    yield HostileFile("encoding.two_marks.docx", _replace_main_part(b"\xef\xbb\xbf\xef\xbb\xbf" + xml.encode()), CORRUPT | READ)
    yield HostileFile("encoding.bad_utf8.docx", _replace_main_part(xml.encode().replace("部".encode(), b"\xff\xfe", 1)), CORRUPT)
    yield HostileFile("encoding.overlong.docx", _replace_main_part(xml.encode().replace("部".encode(), b"\xc0\xbc", 1)), CORRUPT)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"):
        yield HostileFile(f"encoding.{encoding}.txt", render_txt(encoding), READ | UNSUPPORTED)
        yield HostileFile(f"encoding.{encoding}.html", render_html(encoding), READ)
    yield HostileFile("encoding.lies.html", render_html("gb18030").replace(b"charset=gb18030", b"charset=utf-8"), READ)
    yield HostileFile("encoding.unknown.html", render_html().replace(b"charset=utf-8", b"charset=klingon"), READ)
    yield HostileFile("encoding.python_only.html", render_html().replace(b"charset=utf-8", b"charset=unicode_escape"), READ)
    yield HostileFile("encoding.half.txt", render_txt("gb18030")[:-1], READ | UNSUPPORTED)
    yield HostileFile("encoding.nuls.txt", render_txt().replace(b"\n", b"\0"), UNSUPPORTED | READ)


def iter_cases() -> Iterator[HostileFile]:
    """All of them."""
    yield from _iter_truncated_files()
    yield from _iter_bit_flips()
    yield from _iter_broken_packages()
    yield from _iter_foreign_files()
    yield from _iter_odd_encodings()
