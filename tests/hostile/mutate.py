"""Changes that a seed file may suffer, told by one number: the same number and the same seeds give the same bytes.

Three depths. *Bytes*: bits flipped, pieces cut, doubled, moved, lengths set to what breaks them. *Container*: parts of a
zip dropped, swapped, named twice; streams of a compound file. *Structure*: elements of XML moved, doubled, nested,
tags and values exchanged; control words of RTF and tags of HTML likewise. Words that lie are sown everywhere.
"""

from __future__ import annotations

import copy
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

import olefile
from lxml import etree

from tests.hostile.deceptive_characters import DECEPTIVE_TEXTS

BOUNDARY_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
ATTRIBUTE_VALUES = ("", "0", "-1", "1", "63", "999999999", "-999999999", "x", "1e9", "a" * 300, "\u0661", "none", "restart", "5", "2")


class Seed(NamedTuple):
    """A valid file. ``kind`` is its format."""

    name: str
    kind: str
    data: bytes


class Mutant(NamedTuple):
    """What became of a seed. ``strict``: stored bytes were damaged, so it may not be read as something else."""

    seed: Seed
    method: str
    data: bytes
    strict: bool


def make_mutant(seeds: Sequence[Seed], number: int) -> Mutant:
    """The mutant of that number."""
    random = Random(number)
    seed = seeds[random.randrange(len(seeds))]
    if seed.kind in ("docx", "odt"):
        how = random.choice(("bytes", "fields", "parts", "xml", "xml", "xml", "xml"))
        data = {"bytes": _mutate_bytes, "fields": _mutate_zip_headers, "parts": _mutate_parts, "xml": _mutate_package_xml}[how](seed.data, random)
        return Mutant(seed, how, data, strict=how == "bytes")
    if seed.kind == "doc":
        how = random.choice(("bytes", "streams", "streams", "streams"))
        return Mutant(seed, how, (_mutate_bytes if how == "bytes" else _mutate_streams)(seed.data, random), strict=False)
    if seed.kind in ("flat_opc", "wordml", "flat_odt"):
        how = random.choice(("bytes", "xml", "xml", "xml"))
        return Mutant(seed, how, (_mutate_bytes if how == "bytes" else _mutate_xml)(seed.data, random), strict=False)
    how = random.choice(("bytes", "tokens", "tokens", "tokens"))
    if how == "bytes":
        return Mutant(seed, how, _mutate_bytes(seed.data, random), strict=False)
    return Mutant(seed, how, _mutate_tokens(seed.data, random, seed.kind), strict=False)


# Bytes


def _mutate_bytes(data: bytes, random: Random) -> bytes:
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        if not found:
            break
        at, size = random.randrange(len(found)), min(random.choice((1, 2, 4, 16, 64, 512)), len(found))
        what = random.randrange(8)
        if what <= 1:
            found[at] ^= 1 << random.randrange(8)
        elif what == 2:
            found[at : at + size] = random.randbytes(size)
        elif what == 3:
            del found[at : at + size]
        elif what == 4:
            found[at:at] = found[at : at + size] * random.choice((1, 2, 50))
        elif what == 5:
            there = random.randrange(len(found))
            found[at : at + size] = found[there : there + size]
        elif what == 6:
            number = random.choice(BOUNDARY_NUMBERS)
            packed = struct.pack(random.choice(("<I", ">I")), number)[: random.choice((1, 2, 4))]
            found[at : at + len(packed)] = packed
        else:
            del found[at:]
    return bytes(found)


# Containers


def _mutate_zip_headers(data: bytes, random: Random) -> bytes:
    """Fields of the headers of a zip set to what breaks them."""
    found = bytearray(data)
    marks = [m.start() for m in re.finditer(rb"PK(?:\x03\x04|\x01\x02|\x05\x06)", data)]
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.choice(marks) + random.randrange(4, 46)
        size = random.choice((1, 2, 4))
        if at + size <= len(found):
            found[at : at + size] = struct.pack("<I", random.choice((*BOUNDARY_NUMBERS, random.getrandbits(32))))[:size]
    return bytes(found)


def _read_zip_parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def _write_raw_zip(parts: Sequence[tuple[str, bytes]], level: int = 1) -> bytes:
    """A zip written by hand, so that names may come twice and be anything."""
    out, directory = io.BytesIO(), b""
    for name, content in parts:
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        stored = name == "mimetype"
        packed = content if stored else packed
        raw, at = name.encode("utf-8", "surrogatepass"), out.tell()
        same = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, 0 if stored else 8, 0, 33, zlib.crc32(content), len(packed), len(content), len(raw), 0
        )
        out.write(b"PK\3\4" + same + raw + packed)
        directory += b"PK\1\2" + struct.pack("<H", 20) + same + struct.pack("<HHHII", 0, 0, 0, 0, at) + raw
    at = out.tell()
    out.write(directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), at, 0))
    return out.getvalue()


def _mutate_parts(data: bytes, random: Random) -> bytes:
    """Parts dropped, swapped, emptied, named twice or otherwise, damaged inside."""
    parts = _read_zip_parts(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        at, there = random.randrange(len(parts)), random.randrange(len(parts))
        what = random.randrange(7)
        name, content = parts[at]
        if what == 0 and len(parts) > 1:
            del parts[at]
        elif what == 1:
            parts[at], parts[there] = (name, parts[there][1]), (parts[there][0], content)
        elif what == 2:
            parts[at] = (name, b"")
        elif what == 3:
            parts.append((random.choice((name, name.upper(), "/" + name, name.replace("/", "\\"))), content))
        elif what == 4:
            parts[at] = (random.choice(("../" + name, name + "/", "", "\ud800", "a\0b", name[:-1], "word//document.xml")), content)
        else:
            parts[at] = (name, _mutate_bytes(content, random))
    return _write_raw_zip(parts)


def _mutate_streams(data: bytes, random: Random) -> bytes:
    """Streams of a compound file damaged, most often in the header that says where all else is."""
    from tests.formats.doc_builder import build_compound_file

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        streams = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
    for _ in range(random.choice((1, 1, 2))):
        name = random.choice([n for n in ("WordDocument", "1Table", "0Table", "Data") if n in streams] + [random.choice(list(streams))])
        content = bytearray(streams[name])
        for _ in range(random.choice((1, 2, 8, 32))):
            if len(content) < 8:
                break
            top = 0x400 if name == "WordDocument" and random.random() < 0.6 else len(content)
            at = random.randrange(min(top, len(content)) - 4)
            if random.random() < 0.5:
                (old,) = struct.unpack_from("<I", content, at)
                new = random.choice((*BOUNDARY_NUMBERS, old + 1, old - 1, old * 2, random.randrange(len(content)))) & 0xFFFFFFFF
                content[at : at + random.choice((1, 2, 4))] = struct.pack("<I", new)[: random.choice((1, 2, 4))]
            else:
                content[at] ^= 1 << random.randrange(8)
        streams[name] = bytes(content[: random.randrange(len(content))] if random.random() < 0.05 else content)
    return build_compound_file(streams)


# Structure


def _mutate_package_xml(data: bytes, random: Random) -> bytes:
    parts = _read_zip_parts(data)
    likely = [n for n, (name, _) in enumerate(parts) if name.endswith((".xml", ".rels"))]
    main = [n for n in likely if parts[n][0].endswith(("word/document.xml", "content.xml"))]
    at = random.choice(main) if main and random.random() < 0.6 else random.choice(likely)
    parts[at] = (parts[at][0], _mutate_xml(parts[at][1], random))
    return _write_raw_zip(parts)


def _mutate_xml(data: bytes, random: Random) -> bytes:
    """Elements moved, doubled, nested and renamed; values exchanged; words sown. Now and then a document type."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        return _mutate_bytes(data, random)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for _ in range(random.choice((1, 1, 2, 4, 10))):
        element, other = random.choice(elements), random.choice(elements)
        _ELEMENT_MUTATIONS[random.randrange(len(_ELEMENT_MUTATIONS))](element, other, random)
    written = etree.tostring(root, encoding=random.choice(("UTF-8", "UTF-8", "UTF-8", "UTF-16", "GB18030")), xml_declaration=True)
    if random.random() < 0.01:
        written = re.sub(rb"\?>", rb'?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hosts">]>', written, count=1)
    return written


def _drop(element: etree._Element, other: etree._Element, random: Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _duplicate(element: etree._Element, other: etree._Element, random: Random) -> None:
    size = sum(1 for _ in element.iter())
    for _ in range(random.choice((1, 2, 30)) if size < 300 else 1):
        if element.getparent() is not None:
            element.addnext(copy.deepcopy(element))


def _move(element: etree._Element, other: etree._Element, random: Random) -> None:
    if element is not other and element not in other.iterancestors():
        other.append(element)


def _nest(element: etree._Element, other: etree._Element, random: Random) -> None:
    if sum(1 for _ in element.iter()) < 200:
        inner = element
        for _ in range(random.choice((1, 5, 40))):
            copied = copy.deepcopy(element) if sum(1 for _ in element.iter()) < 20 else etree.Element(element.tag, element.attrib)
            inner.append(copied)
            inner = copied


def _rename(element: etree._Element, other: etree._Element, random: Random) -> None:
    element.tag = other.tag


def _unwrap(element: etree._Element, other: etree._Element, random: Random) -> None:
    parent = element.getparent()
    if parent is not None:
        for child in list(element):
            element.addprevious(child)
        parent.remove(element)


def _set_attribute(element: etree._Element, other: etree._Element, random: Random) -> None:
    names = list(element.attrib) or list(other.attrib)
    if names:
        name = random.choice(names)
        values = [*ATTRIBUTE_VALUES, *(other.get(n) or "" for n in other.attrib)]
        element.set(name, random.choice(values))


def _remove_attribute(element: etree._Element, other: etree._Element, random: Random) -> None:
    if element.attrib:
        del element.attrib[random.choice(list(element.attrib))]


def _insert_text(element: etree._Element, other: etree._Element, random: Random) -> None:
    said = random.choice(_XML_TEXTS)
    holder = next((e for e in element.iter() if e.text), element)
    text = holder.text or ""
    at = random.randrange(len(text) + 1)
    holder.text = text[:at] + said * random.choice((1, 1, 1, 200)) + text[at:]


_ELEMENT_MUTATIONS: tuple[Callable[[etree._Element, etree._Element, Random], None], ...] = (
    _drop, _duplicate, _move, _nest, _rename, _unwrap, _set_attribute, _set_attribute, _remove_attribute, _insert_text, _insert_text,
)  # fmt: skip
_XML_TEXTS = tuple(w for w in DECEPTIVE_TEXTS if not re.search("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", w))

_TOKEN_PATTERNS = {
    "rtf": re.compile(rb"[{}]|\\[a-z]+-?\d* ?|\\'..|\\.|[^\\{}]+", re.S),
    "html": re.compile(rb"<[^>]*>|&[^;\s]{1,9};|[^<&]+|[<&]"),
    "mht": re.compile(rb"<[^>]*>|[A-Za-z-]+:|\r?\n|[^<\r\n:]+|[<:]"),
    "txt": re.compile(rb"[^\n]*\n?"),
}
_EXTRA_TOKENS = {
    "rtf": (
        b"{", b"}", b"\\bin999999999 ", b"\\bin-5 ", b"\\u-10176?", b"\\u55296?", b"\\uc99999 ", b"\\cellx999999999", b"\\cellx-9",
        b"\\row", b"\\cell", b"\\nestrow", b"\\nestcell", b"\\itap99999 ", b"\\itap-3 ", b"\\trowd", b"\\upr", b"{\\*\\ud ",
        b"{\\field{\\*\\fldinst EQ \\\\o(}", b"{\\footnote ", b"{\\header ", b"{\\object\\objemb{\\*\\objdata 0105", b"\\'zz", b"\\'ff",
        b"{\\listtext ", b"\\fcharset2 ", b"\\f99999999 ", b"{\\fonttbl{\\f0\\fcharset999;}}", b"\\ansicpg0 ", b"\\ansicpg99999 ", b"{" * 300,
    ),
    "html": (
        b"<table>", b"</table>", b"<tr>", b"<td rowspan=999999999 colspan=999999999>", b"<td rowspan=0>", b"<td colspan=-1>", b"</td>",
        b"<li value=99999999999999>", b"<ol start=-5>", b"<pre>", b"</pre>", b"<span style='mso-tab-count:999999999'>", b"<!--", b"-->",
        b"<![CDATA[", b"<div style='mso-element:footnote' id=ftn1>", b"<p style='mso-list:Ignore'>", b"<script>", b"<style>td{display:none}",
        b"<base href=http://192.0.2.1/>", b"<img src=http://192.0.2.1/x>", b"<div>" * 300, b"&#0;", b"&#xD800;", b"&#x110000;", b"<meta charset=utf-7>",
    ),
}  # fmt: skip


def _mutate_tokens(data: bytes, random: Random, kind: str) -> bytes:
    """Words of a format dropped, doubled, exchanged, moved; words that break it put between them."""
    tokens = _TOKEN_PATTERNS.get(kind, _TOKEN_PATTERNS["html"]).findall(data)
    extra = _EXTRA_TOKENS.get(kind, _EXTRA_TOKENS["html"])
    for _ in range(random.choice((1, 1, 2, 4, 10, 40))):
        if not tokens:
            break
        at, there = random.randrange(len(tokens)), random.randrange(len(tokens))
        what = random.randrange(7)
        if what == 0:
            del tokens[at]
        elif what == 1:
            run = tokens[at : at + random.choice((1, 10, 100))]
            tokens[at:at] = run * random.choice((1, 2, 10))
        elif what == 2:
            tokens[at], tokens[there] = tokens[there], tokens[at]
        elif what == 3:
            tokens.insert(at, random.choice(extra))
        elif what == 4:
            tokens[at] = re.sub(rb"\d+", str(random.choice((*BOUNDARY_NUMBERS, -1, 10**20))).encode(), tokens[at], count=1)
        elif what == 5:
            tokens.insert(at, random.choice(DECEPTIVE_TEXTS).encode("gb18030" if kind == "rtf" else "utf-8", "surrogatepass" if kind != "rtf" else "replace"))
        else:
            del tokens[at : at + random.choice((1, 10, 1000))]
    return b"".join(tokens)
