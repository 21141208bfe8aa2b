"""The visible text of a Word package (.docx, flat OPC), found in the bytes of its
parts.

Counted are the body, the notes it refers to, headers and footers that
some page shows, diagrams and embedded files. A part is scanned as
bytes where that is safe, in a third of the time; where bytes alone do
not tell what is visible, it is parsed and walked.
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from extractor.verify import UncountableError

__all__ = [
    "extract_docx_lines",
    "extract_flat_opc_lines",
]

_MAX_PART_BYTES = 128 * 2**20  # of a part; the rest is not counted
# Of a packed part that is inflated at once, in a
# fraction of the time; larger ones bit by bit.
_MAX_PACKED_BYTES = 2**16
_MAX_HIDDEN_STYLES = 100  # hidden styles that are searched for one by one
_OFF_VALUES = ("0", "false", "off")

# (bytes, extension of the name) -> lines of an embedded file of another format
ChunkExtractor = Callable[[bytes, str], list[str]]


# --- Packages: parts and relationships ---


def extract_docx_lines(data: bytes, extract_chunk: ChunkExtractor) -> list[str]:
    """Extract the visible lines of a .docx file.

    Args:
        data: The bytes of the file.
        extract_chunk: Extracts the lines of an embedded file
            (``w:altChunk``) from its bytes and the extension of its
            name.

    Returns:
        One string a paragraph, or a piece of one between tabs and
        line breaks.

    Raises:
        UncountableError: The visible text cannot be determined.
        zipfile.BadZipFile: The archive is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def read_entry(name: str) -> bytes:
            if name not in names:
                return b""
            info = archive.getinfo(names[name])
            content = _inflate_small_entry(data, info)
            if content is not None:
                return content
            with archive.open(info) as stream:
                return stream.read(_MAX_PART_BYTES)

        return _extract_package_lines(_StoredPackage(names, read_entry), extract_chunk)


def _inflate_small_entry(data: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """The content of a small entry; None where it is
    larger, damaged or not deflated."""
    start = info.header_offset + 30
    lengths = data[start - 4 : start]
    is_small = info.compress_size <= _MAX_PACKED_BYTES
    is_deflated = info.compress_type == zipfile.ZIP_DEFLATED
    if not is_small or not is_deflated or info.flag_bits & 1:
        return None
    if len(lengths) < 4 or info.file_size > _MAX_PART_BYTES:
        return None
    start += sum(struct.unpack("<HH", lengths))
    packed = data[start : start + info.compress_size]
    try:
        content = zlib.decompress(packed, -15, info.file_size)
    except zlib.error:
        return None
    if zlib.crc32(content) != info.CRC:
        return None
    return content


def extract_flat_opc_lines(data: bytes, extract_chunk: ChunkExtractor) -> list[str]:
    """Extract the visible lines of a Word package saved as one XML file.

    Args:
        data: The bytes of the file.
        extract_chunk: As for :func:`extract_docx_lines`.

    Returns:
        One string a paragraph, or a piece of one between tabs and
        line breaks.

    Raises:
        UncountableError: The visible text cannot be determined.
    """
    parts: dict[str, bytes] = {}
    for piece in _convert_to_utf8(data).split(b"<pkg:part ")[1:]:
        tag, _, content = piece.partition(b">")
        name = re.search(rb'pkg:name="/?([^"]*)"', tag)
        if name is None:
            continue
        opening, _, content = content.partition(b">")
        content = content.rpartition(b"</pkg:part>")[0].rpartition(b"</pkg:")[0]
        if opening.strip().startswith(b"<pkg:binaryData"):
            content = base64.b64decode(content)
        parts[unescape(name[1].decode()).lower()] = content
    package = _StoredPackage(parts, lambda name: parts.get(name, b""))
    return _extract_package_lines(package, extract_chunk)


class _StoredRelationship(NamedTuple):
    """A relationship that stays inside the package, as its tag states it."""

    id: str
    kind: str
    target: str


class _StoredPackage:
    """The parts of a package by name (lower case, no leading slash)."""

    def __init__(
        self, part_names: Collection[str], read_stored: Callable[[str], bytes]
    ) -> None:
        self.read_stored = read_stored
        self._part_names = part_names
        self.main = self._find_main_part()
        self._folder, _, base = self.main.rpartition("/")
        relationships = f"{self._folder}/_rels/{base}.rels".lstrip("/")
        self.relationships = self.read_part(relationships)
        self._parsed = list(_parse_relationships(self.relationships))

    def read_part(self, name: str) -> bytes:
        """The bytes of a part in UTF-8, none where there is no such part."""
        return _convert_to_utf8(self.read_stored(name))

    def read_related(self, kind: str) -> bytes:
        """The bytes of the first part that the document has a relationship of a kind
        to."""
        targets = (arrow.target for arrow in self._parsed if arrow.kind == kind)
        return self.read_part(self._resolve_first(targets, self._folder))

    def find_by_id(self, id: str) -> str:
        """Name of the part that a relationship of the document leads to, '' for
        none."""
        targets = (arrow.target for arrow in self._parsed if arrow.id == id)
        return self._resolve_first(targets, self._folder)

    def _find_main_part(self) -> str:
        relationships = _parse_relationships(self.read_part("_rels/.rels"))
        targets = (
            arrow.target for arrow in relationships if arrow.kind == "officeDocument"
        )
        main = self._resolve_first(targets, "")
        if main:
            return main
        for name in self._part_names:
            if name.endswith("word/document.xml"):
                return name
        raise UncountableError

    def _resolve_first(self, targets: Iterable[str], folder: str) -> str:
        """Name of the part that the first target with a part means, '' for none."""
        for target in targets:
            path = posixpath.join("/", folder, unquote(target))
            name = posixpath.normpath(path).lstrip("/").lower()
            if name in self._part_names:
                return name
        return ""


def _parse_relationships(content: bytes) -> Iterator[_StoredRelationship]:
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", content):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag.decode()))
        if attributes.get("TargetMode") != "External":
            yield _StoredRelationship(
                attributes.get("Id", ""),
                attributes.get("Type", "").rpartition("/")[2],
                unescape(attributes.get("Target", "")).replace("\\", "/"),
            )


def _convert_to_utf8(part: bytes) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return re.sub(r"^<\?[^>]*>", "", part.decode("utf-16")).encode()
    return part.removeprefix(b"\xef\xbb\xbf")


# --- The document: which parts are visible ---

_DEFAULT_VANISH = re.compile(rb"docDefaults>(?:(?!docDefaults>).)*<\w+:vanish", re.S)
_DIAGRAM_ID = re.compile(rb'<dgm:relIds\b[^>]*r:dm="([^"]*)"')
_DIAGRAM_TEXT = re.compile(r"<a:t>([^<]*)")
_CHUNK_ID = re.compile(rb'<w:altChunk\b[^>]*r:id="([^"]*)"')
_TITLE_PAGE = re.compile(rb'<w:titlePg(?! w:val="(?:0|false|off)")')
_HEADER_FOOTER_REFERENCE = re.compile(rb"<w:(?:header|footer)Reference\b[^>]*>")


def _extract_package_lines(
    package: _StoredPackage, extract_chunk: ChunkExtractor
) -> list[str]:
    body = package.read_part(package.main)
    hidden_styles = _find_hidden_styles(package.read_related("styles"))
    lines = _extract_part_lines(body, hidden_styles)
    for note in _iter_notes(package, body):
        lines += _extract_part_lines(note, hidden_styles)
    has_even_pages = b"evenAndOddHeaders" in package.read_related("settings")
    for id in _iter_header_footer_ids(body, has_even_pages):
        part = package.read_part(package.find_by_id(id))
        lines += _extract_part_lines(part, hidden_styles)
    lines += _iter_diagram_lines(package, body)
    if b"/aFChunk" in package.relationships:
        for id in _CHUNK_ID.findall(body):
            name = package.find_by_id(id.decode())
            extension = name.rpartition(".")[2]
            lines += extract_chunk(package.read_stored(name), extension)
    return lines


def _iter_notes(package: _StoredPackage, body: bytes) -> Iterator[bytes]:
    """The bytes of each footnote and endnote that the body refers to."""
    for kind in (b"footnote", b"endnote"):
        if kind not in package.relationships:
            continue
        references = rb"<w:%sReference\b[^>]*\bw:id=[\"']([^\"']*)" % kind
        ids = set(re.findall(references, body))
        if not ids:
            continue
        part = package.read_related(kind.decode() + "s")
        for note in part.split(b"<w:%s " % kind)[1:]:
            id = re.search(rb"w:id=[\"']([^\"']*)", note.partition(b">")[0])
            if id is not None and id[1] in ids:
                yield note.partition(b"</w:%s>" % kind)[0]


def _iter_header_footer_ids(body: bytes, has_even_pages: bool) -> Iterator[str]:
    """Relationship ids of headers and footers that some page shows, each once."""
    known: set[bytes] = set()
    for section in body.split(b"<w:sectPr")[1:]:
        section = section.partition(b"</w:sectPr>")[0]
        has_title_page = _TITLE_PAGE.search(section) is not None
        for tag in _HEADER_FOOTER_REFERENCE.findall(section):
            if b'"first"' in tag and not has_title_page:
                continue
            if b'"even"' in tag and not has_even_pages:
                continue
            id = re.search(rb'\br:id="([^"]*)"', tag)
            if id is not None and id[1] not in known:
                known.add(id[1])
                yield id[1].decode()


def _iter_diagram_lines(package: _StoredPackage, body: bytes) -> Iterator[str]:
    """The text of diagrams, a paragraph a line."""
    if b"diagram" not in package.relationships:
        return
    for id in _DIAGRAM_ID.findall(body):
        part = package.read_part(package.find_by_id(id.decode()))
        for paragraph in part.split(b"</a:p>"):
            yield "".join(_DIAGRAM_TEXT.findall(paragraph.decode()))


def _extract_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    try:
        return _scan_part_lines(part, hidden_styles)
    except UncountableError:
        return _parse_part_lines(part, hidden_styles)


# --- Styles that hide their text ---


class _StyleVisibility(NamedTuple):
    """A style, the style it is based on, and whether it hides (None: not set)."""

    id: str
    base: str
    hides: bool | None


@lru_cache(maxsize=4)  # documents of one office share them
def _find_hidden_styles(styles: bytes) -> frozenset[str]:
    """Ids of styles that hide their text, by themselves or by the style they are based
    on.

    Raises:
        UncountableError: The defaults hide all text but what a style
            or run shows again.
    """
    if b"vanish" not in styles:
        return frozenset()
    if _DEFAULT_VANISH.search(styles[:20000]):
        raise UncountableError
    hides_by_id: dict[str, bool] = {}
    children: dict[str, list[str]] = {}
    for style in _iter_styles(styles):
        children.setdefault(style.base, []).append(style.id)
        if style.hides is not None:
            hides_by_id[style.id] = style.hides
    hidden = [id for id, hides in hides_by_id.items() if hides]
    for id in hidden:  # grows with the styles that inherit
        hidden += [child for child in children.pop(id, ()) if child not in hides_by_id]
    return frozenset(hidden)


def _iter_styles(styles: bytes) -> Iterator[_StyleVisibility]:
    if b"<w:style " in styles:
        return _scan_styles(styles)
    return _parse_styles(styles)


def _scan_styles(styles: bytes) -> Iterator[_StyleVisibility]:
    """The styles of a part with the usual prefix, from its bytes."""
    for entry in styles.split(b"<w:style ")[1:]:
        hides = None
        vanish = re.search(rb'<w:vanish(?: w:val="(\w*)")?', entry)
        if vanish is not None:
            hides = (vanish[1] or b"1").decode() not in _OFF_VALUES
        yield _StyleVisibility(
            _find_quoted(entry, b'w:styleId="'),
            _find_quoted(entry, b'<w:basedOn w:val="'),
            hides,
        )


def _find_quoted(entry: bytes, prefix: bytes) -> str:
    """The text between a prefix and the next
    quotation mark, '' without the prefix."""
    at = entry.find(prefix)
    if at < 0:
        return ""
    start = at + len(prefix)
    return unescape(entry[start : entry.find(b'"', start)].decode())


def _parse_styles(styles: bytes) -> Iterator[_StyleVisibility]:
    """The styles of a part with any prefix, from its tree."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    for style in etree.fromstring(styles, parser).iterchildren("{*}style"):
        properties = {
            etree.QName(part).localname: _get_attribute(part, "val")
            for part in style.iter("{*}*")
        }
        hides = None
        if "vanish" in properties:
            hides = properties["vanish"] not in _OFF_VALUES
        id = _get_attribute(style, "styleId")
        yield _StyleVisibility(id, properties.get("basedOn", ""), hides)


# --- A part as bytes ---

# Elements that represent text, as they are counted; the end of a paragraph ends a line.
_PARAGRAPH_SUBSTITUTE = b"</w:p>", b"<w:t>\n</w:t></w:p>"
_TEXT_SUBSTITUTES = (
    (b"<w:txbxContent>", b"<w:t>\n</w:t>"),
    (b"<w:sym ", b"<w:t>?</w:t>"),
    (b"<w:noBreakHyphen", b"<w:t>-</w:t>"),
    (b"<w:tab/>", b"<w:t>\n</w:t>"),
    (b"<w:ptab ", b"<w:t>\n</w:t>"),
    (b"<w:br/>", b"<w:t>\n</w:t>"),
    (b"<w:br ", b"<w:t>\n</w:t>"),
    (b"<w:cr/>", b"<w:t>\n</w:t>"),
)
_SUBSTITUTED = re.compile(
    rb"<w:(?:txbxContent>|sym |noBreakHyphen"
    rb"|p?tab[ /]|br[ /]|cr/>)"
)
_TEXT_ELEMENT = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]*)</w:t>")
_MATH_TEXT_TAGS = (
    (b"<m:t>", b"<w:t>"),
    (b"<m:t ", b"<w:t "),
    (b"</m:t>", b"</w:t>"),
)
_DROPPED_ELEMENTS = (b"w:del", b"w:moveFrom", b"w:rt", b"mc:Fallback")
_WORD_ART_TEXT = re.compile(rb'<v:textpath\b[^>]*\bstring="([^"]*)"')
_RUN_VANISH = re.compile(rb'<w:vanish w:val="(\w*)"')


def _scan_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    """The visible text of a part, a paragraph a line, from its bytes.

    Raises:
        UncountableError: Bytes alone do not tell what is visible;
            parse the part then.
    """
    if b"<w:" not in part or len(hidden_styles) > _MAX_HIDDEN_STYLES:
        raise UncountableError
    # two thirds of the bytes are properties, which hold no text
    content, cell_properties = _drop_property_blocks(part, b"tcPr")
    content, paragraph_properties = _drop_property_blocks(content, b"pPr")
    if _hides_or_joins_paragraphs(paragraph_properties, hidden_styles):
        raise UncountableError
    if _has_covered_cells(part, cell_properties):
        raise UncountableError
    content = _drop_run_properties(content, hidden_styles)
    if b"<![CDATA[" in content:
        raise UncountableError
    if b"<!--" in content:
        content = _drop_elements(content, b"<!--", b"-->")
    if _has_hidden_rows(content):
        raise UncountableError
    for name in _DROPPED_ELEMENTS:
        content = _drop_elements(content, b"<" + name, b"</" + name + b">")
    if _has_nested_fields(content):
        raise UncountableError
    return _split_text_lines(content)


def _drop_property_blocks(part: bytes, name: bytes) -> tuple[bytes, bytes]:
    """The part without its property blocks of one name, and the distinct blocks joined.

    Where a block opens inside another (former properties of a
    revision) the outer one stays.
    """
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    first, *pieces = part.split(opening)
    parted = [piece.partition(closing) for piece in pieces]
    blocks = {block for block, end, _ in parted if end}
    remaining = [behind if end else opening + block for block, end, behind in parted]
    return b"".join((first, *remaining)), b"".join(blocks)


def _hides_or_joins_paragraphs(
    properties: bytes, hidden_styles: frozenset[str]
) -> bool:
    """Whether a paragraph is hidden, or runs on into the next one (its mark is
    deleted)."""
    if b"<w:del " in properties or b"<w:moveFrom " in properties:
        return True
    if b"<w:vanish" in properties:
        return True
    return any(
        b'<w:pStyle w:val="%s"' % id.encode() in properties for id in hidden_styles
    )


def _drop_run_properties(content: bytes, hidden_styles: frozenset[str]) -> bytes:
    """The content without properties of runs, and
    without the runs that they hide."""
    bare, run_properties = _drop_property_blocks(content, b"rPr")
    markers = [b"<w:vanish"]
    markers += [b'<w:rStyle w:val="%s"' % id.encode() for id in hidden_styles]
    if not any(marker in run_properties for marker in markers):
        return bare
    for marker in markers:
        content = _drop_hidden_runs(content, marker)
    bare, _ = _drop_property_blocks(content, b"rPr")
    return bare


def _drop_hidden_runs(content: bytes, marker: bytes) -> bytes:
    """The content without the runs whose properties hold a marker."""
    remaining: list[bytes] = []
    behind = 0
    at = content.find(marker)
    while at >= 0:
        start = content.rfind(b"<w:r>", behind, at)
        start = max(start, content.rfind(b"<w:r ", behind, at))
        end = content.find(b"</w:r>", at) + len(b"</w:r>")
        if start < 0 or end <= at or not _is_hidden_run(content[start:end]):
            raise UncountableError
        remaining.append(content[behind:start])
        behind = end
        at = content.find(marker, end)
    return b"".join([*remaining, content[behind:]])


def _is_hidden_run(run: bytes) -> bool:
    """Whether some bytes are one run with one property that hides it."""
    if run.count(b"<w:rPr>") != 1 or run.count(b"</w:r>") != 1:
        return False
    if b"rPrChange" in run or run.count(b"<w:vanish") + run.count(b"<w:rStyle") > 1:
        return False
    value = _RUN_VANISH.search(run)
    return value is None or value[1].decode() not in _OFF_VALUES


def _has_covered_cells(part: bytes, cell_properties: bytes) -> bool:
    """Whether a cell is deleted or covered by a merge and holds text (or may hold
    some)."""
    if b"<w:cellDel" in cell_properties:
        return True
    return any(
        merge in cell_properties and _has_covered_text(part, merge)
        for merge in (b"<w:vMerge", b"<w:hMerge", b"<w:cellMerge")
    )


def _has_covered_text(part: bytes, merge: bytes) -> bool:
    """Whether a cell that continues a merge holds text (or may hold some)."""
    for piece in part.split(merge)[1:]:
        if b"restart" in piece[: piece.find(b">")]:
            continue
        end = piece.find(b"</w:tc>")
        if any(piece.find(tag, 0, end) >= 0 for tag in (b"<w:t>", b"<w:t ", b"<w:sym")):
            return True
    return False


def _has_hidden_rows(content: bytes) -> bool:
    """Whether a row of a table is deleted or hidden."""
    if b"<w:del " not in content and b"<w:hidden" not in content:
        return False
    for piece in content.split(b"<w:trPr>")[1:]:
        properties = piece.partition(b"</w:trPr>")[0]
        if b"<w:del " in properties or b"<w:hidden" in properties:
            return True
    return False


def _drop_elements(content: bytes, opening: bytes, closing: bytes) -> bytes:
    """The content without the elements of one name, nested ones with them."""
    if closing not in content:
        return content
    first, *pieces = content.split(opening)
    remaining = [first]
    depth = 0
    for piece in pieces:
        if opening == b"<!--":
            depth = 1
        elif piece[:1] not in b" >/":  # a longer name
            piece = opening + piece
        else:
            tag, _, piece = piece.partition(b">")
            depth += not tag.endswith(b"/")
        while depth and closing in piece:
            piece = piece.partition(closing)[2]
            depth -= 1
        if not depth:
            remaining.append(piece)
    return b"".join(remaining)


def _has_nested_fields(content: bytes) -> bool:
    """Whether a field is inside the instruction of another one."""
    if b"fldChar" not in content:
        return False
    marks = b"".join(re.findall(rb'fldCharType="(\w)', content))
    return b"bb" in marks  # begin, begin


def _split_text_lines(content: bytes) -> list[str]:
    """The text of all text elements, elements that represent text among them."""
    content = content.replace(*_PARAGRAPH_SUBSTITUTE)
    if _SUBSTITUTED.search(content):
        for element, text in _TEXT_SUBSTITUTES:
            content = content.replace(element, text + element)
    if b"<m:t" in content:
        for math_tag, tag in _MATH_TEXT_TAGS:
            content = content.replace(math_tag, tag)
    text = b"".join(_TEXT_ELEMENT.findall(content))
    lines = _decode_text(text).split("\n")
    if b"textpath" in content:
        lines += map(_decode_text, _WORD_ART_TEXT.findall(content))
    return lines


def _decode_text(content: bytes) -> str:
    text = content.decode()
    if "&" in text:
        return unescape(text)
    return text


# --- A part as a tree ---

_WORD_NAMESPACE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PART_STARTS = (b"<?xml", b"<w:document", b"<w:hdr", b"<w:ftr")
_SKIPPED_ELEMENT_NAMES = "del moveFrom rt Fallback pPr rPr tabs instrText delText"
_SKIPPED_ELEMENTS = frozenset(_SKIPPED_ELEMENT_NAMES.split())
_TEXT_BY_ELEMENT = {
    "t": "",  # its own
    "sym": "▯",
    "noBreakHyphen": "-",
    "tab": "\n",
    "ptab": "\n",
    "br": "\n",
    "cr": "\n",
}


def _parse_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    """The visible text of a part, a paragraph a line, from its tree."""
    is_note = not part.lstrip().startswith(_PART_STARTS) and b"xmlns:w=" not in part
    if is_note:  # cut from its part behind the name of its element
        part = b'<x xmlns:w="%s"><w:x %s</w:x></x>' % (_WORD_NAMESPACE, part)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=is_note,
        huge_tree=not is_note,
    )
    walker = _PartWalker(hidden_styles)
    walker.walk_element(etree.fromstring(part, parser), False)
    walker.lines.append("".join(walker.pending_parts + walker.line_parts))
    return walker.lines


class _PartWalker:
    """Depth first through a part, with the state
    that decides whether a text shows."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.lines: list[str] = []
        self.line_parts: list[str] = []
        # text of paragraphs whose mark is deleted or hidden
        self.pending_parts: list[str] = []
        self._hidden_styles = hidden_styles
        # of each open field: whether its result has begun
        self._open_fields: list[bool] = []

    def walk_element(self, element: etree._Element, hidden: bool) -> None:
        for child in element:
            name = _get_local_name(child)
            if name in _SKIPPED_ELEMENTS:
                continue
            if name in _TEXT_BY_ELEMENT:
                self._add_text(child, name, hidden)
            elif name == "fldChar":
                self._track_field(_get_attribute(child, "fldCharType"))
            elif name == "p":
                self._read_paragraph(child)
            elif name == "r":
                self.walk_element(child, self._is_run_hidden(child, hidden))
            elif name == "tc":
                self._read_cell(child, hidden)
            elif name != "tr" or not _is_row_hidden(child):
                self.walk_element(child, hidden)

    def _add_text(self, element: etree._Element, name: str, hidden: bool) -> None:
        if hidden or not all(self._open_fields):
            return
        self.line_parts.append(_TEXT_BY_ELEMENT[name] or element.text or "")

    def _read_paragraph(self, element: etree._Element) -> None:
        """Read a paragraph, after the text that runs on into it, as one line.

        It may be in a text box of another paragraph.
        """
        outer_parts, preceding_parts = self.line_parts, self.pending_parts
        self.line_parts, self.pending_parts = [], []
        self.walk_element(element, self._is_paragraph_hidden(element))
        self._flush_pending()
        parts, self.line_parts = preceding_parts + self.line_parts, outer_parts
        if _has_hidden_mark(element):
            self.pending_parts = parts
        else:
            self.lines.append("".join(parts))

    def _read_cell(self, element: etree._Element, hidden: bool) -> None:
        if _is_cell_hidden(element):
            return
        self._flush_pending()
        self.walk_element(element, hidden)
        self._flush_pending()

    def _flush_pending(self) -> None:
        """End the line: nothing follows that a paragraph could run on into."""
        if self.pending_parts:
            self.lines.append("".join(self.pending_parts))
        self.pending_parts = []

    def _track_field(self, kind: str) -> None:
        if kind == "begin":
            self._open_fields.append(False)
        elif self._open_fields and kind == "separate":
            self._open_fields[-1] = True
        elif self._open_fields:
            self._open_fields.pop()

    def _is_paragraph_hidden(self, paragraph: etree._Element) -> bool:
        return self._is_hidden_style(_find_properties(paragraph, "pPr").get("pStyle"))

    def _is_run_hidden(self, run: etree._Element, hidden: bool) -> bool:
        """Whether a run is hidden by itself; else its style toggles what holds
        outside."""
        properties = _find_properties(run, "rPr")
        if "vanish" in properties:
            return _get_attribute(properties["vanish"]) not in _OFF_VALUES
        return hidden != self._is_hidden_style(properties.get("rStyle"))

    def _is_hidden_style(self, style: etree._Element | None) -> bool:
        return style is not None and _get_attribute(style) in self._hidden_styles


def _has_hidden_mark(paragraph: etree._Element) -> bool:
    """Whether the mark of a paragraph is deleted or hidden, so that it runs on."""
    mark = _find_properties(paragraph, "pPr").get("rPr")
    if mark is None:
        return False
    values = {_get_local_name(child): _get_attribute(child) for child in mark}
    if "del" in values or "moveFrom" in values:
        return True
    return values.get("vanish", "off") not in _OFF_VALUES


def _is_row_hidden(row: etree._Element) -> bool:
    properties = _find_properties(row, "trPr")
    if "del" in properties:
        return True
    hidden = properties.get("hidden")
    return hidden is not None and _get_attribute(hidden) not in _OFF_VALUES


def _is_cell_hidden(cell: etree._Element) -> bool:
    """Whether a cell is deleted, or covered because it continues a merge."""
    properties = _find_properties(cell, "tcPr")
    for name in ("vMerge", "hMerge"):
        merge = properties.get(name)
        if merge is not None and _get_attribute(merge) in ("", "continue"):
            return True
    return "cellDel" in properties


def _find_properties(
    element: etree._Element, name: str
) -> Mapping[str, etree._Element]:
    """The properties in the first child of a name, by their local names."""
    for child in element:
        if _get_local_name(child) == name:
            return {_get_local_name(entry): entry for entry in child}
    return {}


def _get_local_name(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        return ""
    return element.tag.rpartition("}")[2]


def _get_attribute(element: etree._Element, name: str = "val") -> str:
    """The first attribute of a local name, '' where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
