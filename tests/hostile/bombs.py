"""Much made of little: packages that inflate without end, markup that multiplies. None is ever unfolded here."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache

from tests.formats.docx_builder import (
    build_content_types,
    build_document_part,
    build_docx,
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
from tests.hostile.hostile_file import CORRUPT, LIMIT, POLICY, READ, HostileFile
from tests.hostile.mutate import _write_raw_zip
from tests.hostile.valid_files import ODF_NAMESPACES, build_docx_body, render_odt

MEGABYTE = 2**20


class ZipEntry:
    """An entry of a zip written by hand: packed bytes that need not be what they are said to be."""

    def __init__(self, name: str, packed: bytes, size: int, crc: int = 0, method: int = 8) -> None:
        self.name, self.packed, self.size, self.crc, self.method = name.encode(), packed, size, crc, method


@cache
def compress_repeated(unit: bytes, megabytes: int, head: bytes = b"", tail: bytes = b"") -> tuple[bytes, int, int]:
    """Packed bytes of a text that repeats, its size and checksum, without ever holding it.

    A full flush makes a stretch of a deflate stream independent of what stands before it, so that it is packed once and repeated.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = unit * (MEGABYTE // len(unit))
    packed_head = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    packed_block = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed_tail = packer.compress(tail) + packer.flush()
    checksum = zlib.crc32(head)
    for _ in range(megabytes):
        checksum = zlib.crc32(block, checksum)
    size = len(head) + len(block) * megabytes + len(tail)
    return packed_head + packed_block * megabytes + packed_tail, size, zlib.crc32(tail, checksum)


def build_package(*entries: ZipEntry) -> bytes:
    """A .docx whose main part (or any other) is given packed."""
    parts = {name: content.encode() for name, content in build_parts("").items() if isinstance(content, str)}
    own = {entry.name.decode() for entry in entries}
    plain = [ZipEntry(n, zlib.compress(c, 9)[2:-4], len(c), zlib.crc32(c)) for n, c in parts.items() if n not in own]
    return write_zip_entries([*plain, *entries])


def write_zip_entries(entries: list[ZipEntry]) -> bytes:
    out, directory = b"", b""
    for entry in entries:
        same = struct.pack("<HHHHHIIIHH", 20, 0, entry.method, 0, 33, entry.crc, len(entry.packed), entry.size, len(entry.name), 0)
        directory += b"PK\1\2\x14\0" + same + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + entry.name
        out += b"PK\3\4" + same + entry.name + entry.packed
    return out + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(out), 0)


def build_overlapping_zip(count: int) -> bytes:
    """Every entry of the directory leads to the one kernel: each part is as large as the kernel, the file is not."""
    packed, size, crc = compress_repeated(b" ", 3)
    main = build_package(ZipEntry("word/x0.xml", packed, size, crc))
    at = main.rfind(b"PK\1\2")
    last, end = main[at : main.rfind(b"PK\5\6")], main[main.rfind(b"PK\5\6") :]
    entries = [last.replace(b"word/x0.xml", b"word/x%x.xml" % (n % 16)) for n in range(1, count)]
    directory = main[main.find(b"PK\1\2") : main.rfind(b"PK\5\6")] + b"".join(entries)
    total = struct.unpack("<H", end[10:12])[0] + len(entries)
    offset = struct.unpack("<I", end[16:20])[0]
    return main[:offset] + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, total, total, len(directory), offset, 0)


def _iter_flat_bombs() -> Iterator[HostileFile]:
    head, tail = (text.encode() for text in build_document_part("\0").split("\0"))
    for name, unit, megabytes in (
        ("spaces", b" ", 1000), ("spaces_small", b" ", 100), ("paragraphs", b"<w:p/>", 100), ("tables", b"<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", 60),
        ("runs", b"<w:r><w:t>1</w:t></w:r>", 60), ("money", "<w:p><w:r><w:t>1万元</w:t></w:r></w:p>".encode(), 60), ("opened", b"<w:p>", 30),
        ("comments", b"<!---->", 60), ("entities", b"&amp;", 60), ("instructions", b"<?a?>", 60),
    ):  # fmt: skip
        yield HostileFile(f"bomb.flat.{name}.docx", build_package(ZipEntry("word/document.xml", *compress_repeated(unit, megabytes, head, tail))), LIMIT, bomb=True)
    for part in ("word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/media/x.png"):
        outcome = READ | LIMIT if part.endswith(("png", "types].xml")) or part[0] == "[" else LIMIT | READ
        yield HostileFile(f"bomb.flat.{part.replace('/', '_')}.docx", build_package(ZipEntry(part, *compress_repeated(b" ", 600))), outcome, bomb=True)
    packed, size, crc = compress_repeated(b" ", 200, head, tail)
    yield HostileFile("bomb.lies.declared_small.docx", build_package(ZipEntry("word/document.xml", packed, 1000, crc)), CORRUPT, bomb=True)
    yield HostileFile("bomb.lies.declared_4_gb.docx", build_package(ZipEntry("word/document.xml", packed, 0xFFFFFFFE, crc)), LIMIT, bomb=True)
    yield HostileFile("bomb.lies.packed_4_gb.docx", build_package(ZipEntry("word/document.xml", packed, 1000, crc)).replace(struct.pack("<I", len(packed)), b"\xf0\xff\xff\xff"), CORRUPT | LIMIT | POLICY, bomb=True)
    odt = render_odt()
    yield HostileFile("bomb.flat.content.odt", _build_odt(compress_repeated(b"<text:p/>", 100)), LIMIT, bomb=True)
    assert odt
    yield HostileFile("bomb.hundred_parts.docx", build_package(*[ZipEntry(f"word/header{n}.xml", *compress_repeated(b" ", 3)) for n in range(100)]), READ, bomb=True)


def _build_odt(packed: tuple[bytes, int, int]) -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return write_zip_entries([ZipEntry("mimetype", kind, len(kind), zlib.crc32(kind), 0), ZipEntry("content.xml", *packed)])


def _iter_nested_bombs(share: float) -> Iterator[HostileFile]:
    times = int(5000 * share**2)
    inner = build_package(ZipEntry("word/document.xml", *compress_repeated(b" ", 300, *(t.encode() for t in build_document_part("\0").split("\0")))))
    for depth in (1, 5, 40):
        nest = inner
        for _ in range(depth):
            nest = _embed_docx(nest)
        yield HostileFile(f"bomb.nested.{depth}.docx", nest, READ | LIMIT, bomb=True)
    yield HostileFile("bomb.nested.same_400_times.docx", _embed_docx(build_docx(p("x") * 1000), 400), READ | LIMIT, bomb=True)
    twice = build_docx(p("x") * 50)
    for _ in range(30):  # two in two in two ...: a billion if nobody counts
        twice = _embed_docx(twice, 2)
    yield HostileFile("bomb.nested.doubling.docx", twice, READ | LIMIT, bomb=True)
    hollow = _write_raw_zip([(f"{n}.zip", inner) for n in range(50)])
    yield HostileFile("bomb.zip_of_bombs.docx", hollow, frozenset({"unsupported"}), bomb=True)
    diagram = '<w:p><w:r><w:drawing><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="d"/></a:graphicData></a:graphic></w:drawing></w:r></w:p>'
    data = f'<dgm:dataModel xmlns:dgm="urn:d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{"<a:p><a:t>x</a:t></a:p>" * (4 * times)}</dgm:dataModel>'
    yield HostileFile("bomb.part_read_5000_times.docx", build_docx(diagram * times, parts={"d.xml": data}, arrows=(("d", "diagramData", "d.xml"),)), READ | LIMIT)


def _embed_docx(inner: bytes, times: int = 1) -> bytes:
    return build_docx('<w:altChunk r:id="a"/>' * times, parts={"in.docx": inner}, arrows=(("a", "aFChunk", "in.docx"),))


def _iter_overlapping_zips() -> Iterator[HostileFile]:
    for count in (2, 16):
        yield HostileFile(f"bomb.overlapping.{count}.docx", build_overlapping_zip(count), POLICY, bomb=True)
    many = [ZipEntry(f"{n:x}", b"", 0, 0, 0) for n in range(20_500)]
    yield HostileFile("bomb.entries.docx", build_package(*many), LIMIT, bomb=True)
    yield HostileFile("bomb.entries_65000.docx", _build_long_directory(65_000), LIMIT | CORRUPT, bomb=True)


def _build_long_directory(count: int) -> bytes:
    """A directory of many long names and no files."""
    entry = b"PK\1\2" + bytes(24) + struct.pack("<HHHHHII", 1000, 0, 0, 0, 0, 0, 0) + b"a" * 1000
    head = build_docx("")[:200]
    directory = entry * (9 * MEGABYTE // len(entry))
    return head + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(head), 0)


def _iter_markup_bombs(share: float) -> Iterator[HostileFile]:
    """Small files whose reading multiplies; those of no fixed limit may be a share of their size."""

    def enlarge(text: str, times: int) -> str:
        return text * int(times * share)

    deep = p("x")
    for _ in range(60):
        deep = tbl(tr(tc(deep)))
    yield HostileFile("grow.tables_60_deep.docx", build_docx(build_docx_body() + deep), READ | LIMIT)
    yield HostileFile("grow.controls_250_deep.docx", build_docx("<w:sdt><w:sdtContent>" * 120 + p("x") + "</w:sdtContent></w:sdt>" * 120), READ | LIMIT)
    yield HostileFile("grow.controls_40000_deep.docx", build_docx("<w:sdt><w:sdtContent>" * 40_000 + "</w:sdtContent></w:sdt>" * 40_000), LIMIT)
    for attribute in ("gridSpan", "vMerge", "hMerge"):
        wide = tbl(*[tr(*[tc("1", f'<w:{attribute} w:val="999999999"/>')] * 60)] * 20)
        yield HostileFile(f"grow.{attribute}.docx", build_docx(build_docx_body() + wide), READ)
    yield HostileFile("grow.gridBefore.docx", build_docx(tbl(*[tr("1", props='<w:gridBefore w:val="2147483647"/>')] * 100)), READ)
    circle = build_styles_part(*[style(f"S{n}", f"s{n}", f'<w:basedOn w:val="S{(n + 1) % 500}"/>') for n in range(500)])
    yield HostileFile("grow.style_circle.docx", build_docx(p("x", props='<w:pStyle w:val="S1"/>') * 500, parts={"styles.xml": circle}), READ)
    yield HostileFile("grow.fields.docx", build_docx(enlarge('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', 20_000)), READ)
    attributes = " ".join(f'a{n}="x"' for n in range(20_000))
    yield HostileFile("grow.attributes.docx", build_docx(f"<w:p {attributes}/>"), READ)
    yield HostileFile("grow.namespaces.docx", build_docx("".join(f'<q{n}:x xmlns:q{n}="urn:{n}"/>' for n in range(20_000))), READ)
    yield HostileFile("grow.long_word.docx", build_docx(p(enlarge("万", 1_000_000))), READ)
    yield HostileFile("grow.list_marks.docx", build_docx(build_docx_body() + p("二" + "1、" * 6_500)), READ)
    yield HostileFile("grow.long_heading.docx", build_docx(build_docx_body() + p("四、“三公”经费预算" + "公务接待费（类）1.20万元、" * 6_000)), READ)
    yield HostileFile("grow.amounts_without_ends.docx", build_docx(p(enlarge("一般公共预算拨款收入165.47万元", 5_000))), READ)
    yield HostileFile("grow.title_words.docx", build_docx(p(enlarge("收支决算总表", 10_000)) + build_docx_body() + p(enlarge("收支决算总表", 10_000))), READ)
    yield HostileFile("grow.long_number.docx", build_docx(build_docx_body() + p("收入" + enlarge("9", 250_000) + "万元。")), READ)
    yield HostileFile("grow.list_number.docx", build_docx(p(enlarge("（", 30_000)) + p(enlarge("一、", 15_000)) + p(enlarge("其中：", 15_000)) + build_docx_body()), READ)
    yield HostileFile("grow.paragraphs_260000.docx", build_docx("<w:p/>" * 260_000), LIMIT | READ)
    repeat = '<table:table><table:table-row table:number-rows-repeated="16000"><table:table-cell table:number-columns-repeated="1000"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
    odf = f'<office:document-content {ODF_NAMESPACES} office:version="1.2"><office:body><office:text>{repeat}</office:text></office:body></office:document-content>'
    yield HostileFile("grow.repeated_cells.odt", render_odt(odf), LIMIT)
    yield HostileFile("grow.spans.html", b"<html><body><table>" + b"<tr><td rowspan=60000 colspan=1000>1</td></tr>" * 3000 + b"</table></body></html>", READ | LIMIT)
    yield HostileFile("grow.nested_tables.html", b"<html><body>" + b"<table><tr><td>" * 20_000 + b"x", LIMIT)
    yield HostileFile("grow.divs.html", b"<html><body>" + b"<div>" * 100_000 + b"x", LIMIT)
    yield HostileFile("grow.tabs.html", b"<html><body><p>" + b"<span style='mso-tab-count:99999999'> </span>" * 5000 + b"</p></body></html>", READ)
    yield HostileFile("grow.groups.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_001, LIMIT)
    yield HostileFile("grow.cellx.rtf", b"{\\rtf1 " + b"".join(b"\\trowd" + b"\\cellx%d" % (n * 7919 % 30000) + b"\\intbl x\\cell\\row" for n in range(5000)) + b"}", READ | LIMIT)
    yield HostileFile("grow.bin.rtf", b"{\\rtf1\\bin2147483647 x}", CORRUPT)
    yield HostileFile("grow.tokens.rtf", b"{\\rtf1 " + enlarge("\\b", 500_000).encode() + b"}", READ)
    yield HostileFile("grow.lines.txt", "预算\n".encode() * 260_000, READ | LIMIT)
    yield HostileFile("grow.tabs.txt", ("预算公开\n" + enlarge("\ta", 100_000)).encode(), READ | LIMIT)
    x = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    column = "".join(f"<c r='A{n}' t='str'><v>{n}</v></c>" for n in range(1, 3000))
    merges = "<mergeCell ref='A1:XFD999999999'/>" * 50
    far = f'<worksheet {x}><sheetData><row r="999999999999"><c r="XFD999999999999" t="inlineStr"><is><t>x</t></is></c></row><row r="1">{column}</row></sheetData><mergeCells>{merges}</mergeCells></worksheet>'
    book = pack_zip({
        "[Content_Types].xml": build_content_types("xl/workbook.xml"), "_rels/.rels": build_relationships(("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {x} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>' + '<sheet name="a" sheetId="1" r:id="s"/>' * 3 + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": build_relationships(("s", "worksheet", "s.xml")), "xl/s.xml": far,
    })  # fmt: skip
    held = '<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="b"/></w:object></w:r></w:p>'
    yield HostileFile("grow.far_cell_of_a_workbook.docx", build_docx(build_docx_body() + held * 3, parts={"b.xlsx": book}, arrows=(("b", "package", "b.xlsx"),)), READ | LIMIT)


def iter_cases(share: float = 1.0) -> Iterator[HostileFile]:
    """All of them; files that only grow may be made a share of their size, which tells the same of their kind."""
    yield from _iter_flat_bombs()
    yield from _iter_nested_bombs(share)
    yield from _iter_overlapping_zips()
    yield from _iter_markup_bombs(share)
