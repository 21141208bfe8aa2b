"""Files that are damaged, cut, named for what they are not, or written in an odd encoding."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from random import Random

from tests.hostile.case import (
    CORRUPT,
    ENCRYPTED,
    LIMIT,
    POLICY,
    READ,
    UNSUPPORTED,
    Case,
)
from tests.hostile.honest import FORMATS, as_doc, as_docx, as_html, as_odt, as_txt, body
from tests.hostile.mutate import _zipped
from tests.readers.authored import (
    document,
    docx,
    p,
    parts_of,
    relationships,
    types,
    zipped,
)

ANY = READ | CORRUPT | UNSUPPORTED | LIMIT | POLICY | ENCRYPTED
ENDINGS = {"flat_odt": "fodt", "wordml": "xml", "flat_opc": "xml"}


def _cut() -> Iterator[Case]:
    """Each format cut at every tenth of its length."""
    for kind, make in FORMATS.items():
        data, strict = make(), kind in ("docx", "odt")
        for tenth in range(10):
            outcomes = CORRUPT | UNSUPPORTED if strict else ANY
            yield Case(f"cut.{kind}.{tenth}.{ENDINGS.get(kind, kind)}", data[: len(data) * tenth // 10], outcomes, same=strict)


def _flipped() -> Iterator[Case]:
    """Packages with one bit wrong, anywhere: refused, or read as they were."""
    random = Random(7)
    for kind, make in (("docx", as_docx), ("odt", as_odt)):
        data = make()
        for number in range(20):
            at = random.randrange(len(data) * 8)
            wrong = bytearray(data)
            wrong[at // 8] ^= 1 << at % 8
            yield Case(f"bit.{kind}.{number}.{kind}", bytes(wrong), ANY, same=True)
    data = as_doc()
    for number in range(10):
        at = random.randrange(len(data) * 8)
        wrong = bytearray(data)
        wrong[at // 8] ^= 1 << at % 8
        yield Case(f"bit.doc.{number}.doc", bytes(wrong), ANY)


def _main(xml: str | bytes) -> bytes:
    return zipped({**parts_of(""), "word/document.xml": xml})


def _packages() -> Iterator[Case]:
    parts = parts_of(body())
    whole = [(name, content.encode() if isinstance(content, str) else content) for name, content in parts.items()]
    yield Case("package.no_main.docx", zipped({n: c for n, c in parts.items() if n != "word/document.xml"}), CORRUPT)
    yield Case("package.no_types.docx", zipped({n: c for n, c in parts.items() if n[0] != "["}), READ)
    yield Case("package.no_relationships.docx", zipped({n: c for n, c in parts.items() if "_rels" not in n}), READ)
    yield Case("package.twice.docx", _zipped([*whole, whole[2]]), POLICY)
    yield Case("package.twice_by_case.docx", _zipped([*whole, ("WORD/Document.xml", whole[2][1])]), POLICY)
    yield Case("package.up_and_out.docx", _zipped([*whole, ("../../../../tmp/evil.xml", b"<x/>"), ("/etc/evil", b"x"), ("C:\\evil", b"x")]), READ)
    yield Case("package.backslashes.docx", _zipped([(n.replace("/", "\\"), c) for n, c in whole]), READ)
    yield Case("package.empty_main.docx", _main(b""), CORRUPT)
    yield Case("package.blank_main.docx", _main(b" " * 100), CORRUPT)
    yield Case("package.another_root.docx", _main("<a/>"), UNSUPPORTED)
    yield Case("package.two_roots.docx", _main(document("") * 2), CORRUPT)
    yield Case("package.cut_xml.docx", _main(document(body())[:-50]), CORRUPT)
    yield Case("package.crossed_tags.docx", _main(document("<w:p><w:r></w:p></w:r>")), CORRUPT)
    yield Case("package.bare_ampersand.docx", _main(document(p("a & b"))), CORRUPT)
    yield Case("package.no_letter.docx", _main(document(p("a&#0;b"))), CORRUPT)
    yield Case("package.no_namespace.docx", _main("<document><body/></document>"), UNSUPPORTED)
    yield Case("package.circle.docx", zipped({**parts, "_rels/.rels": relationships(("r", "officeDocument", "_rels/.rels"))}), UNSUPPORTED | CORRUPT)
    yield Case("package.main_is_a_picture.docx", zipped({**parts, "word/document.xml": b"\x89PNG\r\n\x1a\n" + bytes(99)}), CORRUPT)
    yield Case("package.relationships_broken.docx", zipped({**parts, "word/_rels/document.xml.rels": "<Relationships><"}), CORRUPT)
    yield Case("package.styles_broken.docx", docx(body(), parts={"styles.xml": "<w:styles"}), READ | CORRUPT)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in whole:
            archive.writestr(name, content)
    yield Case("package.bzip2.docx", stored.getvalue(), UNSUPPORTED)
    lzma = io.BytesIO()
    with zipfile.ZipFile(lzma, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in whole:
            archive.writestr(name, content)
    yield Case("package.lzma.docx", lzma.getvalue(), UNSUPPORTED)
    encrypted = bytearray(as_docx())
    at = encrypted.find(b"PK\1\2")
    while at >= 0:
        encrypted[at + 8] |= 1
        at = encrypted.find(b"PK\1\2", at + 1)
    yield Case("package.encrypted_parts.docx", bytes(encrypted), ENCRYPTED)
    yield Case("package.junk_before.docx", b"junk" + as_docx(), CORRUPT | UNSUPPORTED)
    yield Case("package.junk_behind.docx", as_docx() + b"junk" * 100, READ, same=True)
    yield Case("package.end_alone.docx", b"PK\5\6" + bytes(18), UNSUPPORTED | CORRUPT)
    yield Case("package.head_alone.docx", b"PK\3\4", UNSUPPORTED | CORRUPT)


def _foreign() -> Iterator[Case]:
    """Something else under the name of a document."""
    heads = {
        "pdf": b"%PDF-1.7\n1 0 obj\n", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "gif": b"GIF89a", "bmp": b"BM6\0", "tiff": b"II*\0",
        "rar": b"Rar!\x1a\x07\1\0", "7z": b"7z\xbc\xaf\x27\x1c", "gz": b"\x1f\x8b\x08\0", "webp": b"RIFF\0\0\0\0WEBP", "word2": b"\xdb\xa5\x2d\0",
        "elf": b"\x7fELF\2\1\1\0", "exe": b"MZ\x90\0\3\0", "sqlite": b"SQLite format 3\0", "mp4": b"\0\0\0\x18ftypmp42",
    }  # fmt: skip
    for name, head in heads.items():
        yield Case(f"foreign.{name}.docx", head + bytes(range(256)) * 4, UNSUPPORTED)
    yield Case("foreign.empty.docx", b"", CORRUPT)
    yield Case("foreign.zeros.docx", bytes(5000), CORRUPT)
    yield Case("foreign.blanks.docx", b" \r\n\t" * 500, CORRUPT)
    yield Case("foreign.noise.docx", Random(1).randbytes(5000), UNSUPPORTED)
    yield Case("foreign.ole_head.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), UNSUPPORTED | CORRUPT)
    yield Case("foreign.ole_noise.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + Random(2).randbytes(5000) + "WordDocument".encode("utf-16-le"), CORRUPT)
    workbook = zipped({"[Content_Types].xml": types("xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"})
    yield Case("foreign.workbook.docx", workbook, UNSUPPORTED)
    yield Case("foreign.slides.docx", zipped({"[Content_Types].xml": types("ppt/presentation.xml"), "ppt/presentation.xml": "<p/>"}), UNSUPPORTED)
    yield Case("foreign.archive.docx", zipped({"a.txt": b"x", "b/c.txt": b"y"}), UNSUPPORTED)
    yield Case("foreign.svg.html", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', UNSUPPORTED)
    yield Case("foreign.json.txt", b'{"a": [1, 2, 3]}', READ)
    for kind, other in (("docx", "doc"), ("doc", "docx"), ("html", "doc"), ("rtf", "doc"), ("mht", "docx"), ("txt", "docx"), ("odt", "docx"), ("wordml", "doc"), ("flat_opc", "docx")):
        yield Case(f"foreign.{kind}_as.{other}", FORMATS[kind](), READ)


def _encodings() -> Iterator[Case]:
    xml = document(body())
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
        yield Case(f"encoding.{encoding}.docx", _main(head + raw), outcomes)
    yield Case("encoding.two_marks.docx", _main(b"\xef\xbb\xbf\xef\xbb\xbf" + xml.encode()), CORRUPT | READ)
    yield Case("encoding.bad_utf8.docx", _main(xml.encode().replace("部".encode(), b"\xff\xfe", 1)), CORRUPT)
    yield Case("encoding.overlong.docx", _main(xml.encode().replace("部".encode(), b"\xc0\xbc", 1)), CORRUPT)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"):
        yield Case(f"encoding.{encoding}.txt", as_txt(encoding), READ | UNSUPPORTED)
        yield Case(f"encoding.{encoding}.html", as_html(encoding), READ)
    yield Case("encoding.lies.html", as_html("gb18030").replace(b"charset=gb18030", b"charset=utf-8"), READ)
    yield Case("encoding.unknown.html", as_html().replace(b"charset=utf-8", b"charset=klingon"), READ)
    yield Case("encoding.python_only.html", as_html().replace(b"charset=utf-8", b"charset=unicode_escape"), READ)
    yield Case("encoding.half.txt", as_txt("gb18030")[:-1], READ | UNSUPPORTED)
    yield Case("encoding.nuls.txt", as_txt().replace(b"\n", b"\0"), UNSUPPORTED | READ)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _cut()
    yield from _flipped()
    yield from _packages()
    yield from _foreign()
    yield from _encodings()
