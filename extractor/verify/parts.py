"""The parts of a Word package whose text some page shows: body, marked notes, headers and footers, drawn diagrams.

Relationships are found by patterns over the bytes, each part is cut or walked for itself.
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from html import unescape
from urllib.parse import unquote

from extractor.verify.cut import scan_part_lines
from extractor.verify.hiding import find_hidden_styles
from extractor.verify.unclear import UncountableError
from extractor.verify.walk import parse_part_lines

__all__ = [
    "extract_flat_opc_lines",
    "extract_docx_lines",
]

_MAX_PART_BYTES = 128 * 2**20  # bytes of a part that are looked at
_DRAWING_TEXT = re.compile(r"<a:t>([^<]*)")


ChunkExtractor = Callable[
    [bytes, str], list[str]
]  # bytes and the ending of a name -> lines of a file of another format


def extract_docx_lines(data: bytes, extract_chunk: ChunkExtractor) -> list[str]:
    """The visible lines of a .docx. Raises Unclear, or what the zip raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def part(name: str) -> bytes:
            if name not in names:
                return b""
            with archive.open(names[name]) as stream:
                return stream.read(_MAX_PART_BYTES)

        return _extract_lines(names, part, extract_chunk)


def extract_flat_opc_lines(data: bytes, extract_chunk: ChunkExtractor) -> list[str]:
    """The visible lines of a Word file saved as one XML file: the same parts, one behind the other."""
    parts: dict[str, bytes] = {}
    for piece in _convert_to_utf8(data).split(b"<pkg:part ")[1:]:
        tag, _, content = piece.partition(b">")
        name = re.search(rb'pkg:name="/?([^"]*)"', tag)
        opening, _, content = content.partition(b">")
        content = content.rpartition(b"</pkg:part>")[0].rpartition(b"</pkg:")[0]
        if name is not None:
            packed = opening.strip().startswith(b"<pkg:binaryData")
            parts[unescape(name[1].decode()).lower()] = (
                base64.b64decode(content) if packed else content
            )
    return _extract_lines(parts, lambda name: parts.get(name, b""), extract_chunk)


def _extract_lines(
    part_names: Collection[str],
    read_stored: Callable[[str], bytes],
    extract_chunk: ChunkExtractor,
) -> list[str]:
    def part(name: str) -> bytes:
        return _convert_to_utf8(read_stored(name))

    main = _find_target(part_names, part("_rels/.rels"), "officeDocument", "")
    if main not in part_names:
        main = next(
            (name for name in part_names if name.endswith("word/document.xml")), ""
        )
    if not main:
        raise UncountableError
    folder = main.rpartition("/")[0]
    arrows = part(f"{folder}/_rels/{main.rpartition('/')[2]}.rels".lstrip("/"))
    body = part(main)
    styles = part(_find_target(part_names, arrows, "styles", folder))
    if re.search(
        rb"docDefaults>(?:(?!docDefaults>).)*<\w+:vanish", styles[:20000], re.S
    ):
        raise UncountableError  # all text is hidden but what a style or a run shows again
    hid = find_hidden_styles(styles) if b"vanish" in styles else frozenset()
    lines = _extract_part_lines(body, hid)
    for word in ("footnote", "endnote"):
        if word.encode() not in arrows:
            continue
        marks = set(
            re.findall(
                rb"<w:%sReference\b[^>]*\bw:id=[\"']([^\"']*)" % word.encode(), body
            )
        )
        if marks:
            notes = part(_find_target(part_names, arrows, word + "s", folder))
            for note in notes.split(b"<w:%s " % word.encode())[1:]:
                mark = re.search(rb"w:id=[\"']([^\"']*)", note.partition(b">")[0])
                if mark is not None and mark[1] in marks:
                    lines += _extract_part_lines(
                        note.partition(b"</w:%s>" % word.encode())[0], hid
                    )
    even = b"evenAndOddHeaders" in part(
        _find_target(part_names, arrows, "settings", folder)
    )
    for id in _find_header_footer_ids(body, even):
        lines += _extract_part_lines(
            part(_find_target(part_names, arrows, id, folder, by_id=True)), hid
        )
    for id in (
        ()
        if b"diagram" not in arrows
        else re.findall(rb'<dgm:relIds\b[^>]*r:dm="([^"]*)"', body)
    ):
        diagram = part(
            _find_target(part_names, arrows, id.decode(), folder, by_id=True)
        )
        lines += [
            "".join(_DRAWING_TEXT.findall(p.decode())) for p in diagram.split(b"</a:p>")
        ]
    for id in (
        ()
        if b"/aFChunk" not in arrows
        else re.findall(rb'<w:altChunk\b[^>]*r:id="([^"]*)"', body)
    ):
        chunk = _find_target(
            part_names, arrows, id.decode(), folder, by_id=True
        )  # a file of another format, written in
        lines += extract_chunk(read_stored(chunk), chunk.rpartition(".")[2])
    return lines


def _extract_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    try:
        return scan_part_lines(part, hidden_styles)
    except UncountableError:
        return parse_part_lines(part, hidden_styles)


def _find_target(
    part_names: Collection[str],
    relationships: bytes,
    wanted: str,
    folder: str,
    by_id: bool = False,
) -> str:
    """Which part the first relationship of a kind that leads to one, or the one of an id, leads to; '' for none."""
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", relationships):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag.decode()))
        if said.get("TargetMode") == "External":
            continue
        if (
            said.get("Id") == wanted
            if by_id
            else said.get("Type", "").endswith("/" + wanted)
        ):
            target = unescape(said.get("Target", "")).replace("\\", "/")
            name = posixpath.normpath(
                posixpath.join("/", folder, unquote(target))
            ).lstrip("/")
            if name.lower() in part_names:
                return name.lower()
    return ""


def _find_header_footer_ids(body: bytes, has_even_pages: bool) -> Iterator[str]:
    """Ids of headers and footers that some page shows."""
    seen: set[bytes] = set()
    for section in body.split(b"<w:sectPr")[1:]:
        section = section.partition(b"</w:sectPr>")[0]
        title = (
            re.search(rb'<w:titlePg(?! w:val="(?:0|false|off)")', section) is not None
        )
        for tag in re.findall(rb"<w:(?:header|footer)Reference\b[^>]*>", section):
            id = re.search(rb'\br:id="([^"]*)"', tag)
            if (b'"first"' in tag and not title) or (
                b'"even"' in tag and not has_even_pages
            ):
                continue
            if id is not None and id[1] not in seen:
                seen.add(id[1])
                yield id[1].decode()


def _convert_to_utf8(part: bytes) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return re.sub(r"^<\?[^>]*>", "", part.decode("utf-16")).encode()
    return part.removeprefix(b"\xef\xbb\xbf")
