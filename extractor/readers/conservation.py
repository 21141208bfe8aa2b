"""Nothing lost on the way in: what a file stores, counted a second time without the reader.

A reader that drops a content control or a text box drops it in silence. So the stored text is counted from the raw
bytes by other means (no tree, no walk; only parts with hidden text or the like are walked, by code of their own), and
the counts are set against what the Document holds. Counted are visible characters (no white space, no numbers Word
makes) and number tokens, in the body, notes, headers, footers and text boxes; embedded objects are not counted.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from extractor.document import Block, Document, Paragraph
from extractor.issues import Issue

__all__ = ["Conservation", "SourceCount", "compare", "count", "held", "lost"]


class SourceCount(NamedTuple):
    """Visible characters and number tokens."""

    characters: int
    numbers: int


class Conservation(NamedTuple):
    """Shares of what the file stores that the Document holds, 1 for all; None where the format is not counted."""

    characters: Decimal | None
    numbers: Decimal | None
    issues: tuple[Issue, ...] = ()


def compare(data: bytes, document: Document) -> Conservation:
    """Set what the bytes store against what was read; where something lacks, an issue says how much and what."""
    source = count(data, document.format)
    if source is None:
        return Conservation(None, None)
    have = held(document)
    characters = _share(have.characters, source.characters)
    numbers = _share(have.numbers, source.numbers)
    if characters == numbers == 1:
        return Conservation(characters, numbers)
    missing = lost(data, document.format, document)
    issue = Issue.of(
        "TEXT_LOST",
        characters=max(source.characters - have.characters, 0),
        numbers=max(source.numbers - have.numbers, 0),
        text="；".join(text[:60] for text in missing[:5]),
    )
    return Conservation(characters, numbers, (issue,))


def _share(read: int, stored: int) -> Decimal:
    if read >= stored:
        return Decimal(1)
    return (Decimal(read) / stored).quantize(Decimal("0.000001"), rounding=ROUND_DOWN)


def count(data: bytes, format: str) -> SourceCount | None:
    """What the bytes store; None for a format that is not counted, or for a file that takes its text from elsewhere."""
    lines = _stored(data, format)
    return None if lines is None else _counted(lines)


def held(document: Document) -> SourceCount:
    """What the Document holds of it."""
    return _counted(_lines(document))


def lost(data: bytes, format: str, document: Document) -> list[str]:
    """The stored paragraphs (or their pieces between tabs) the Document lacks, as often as each is lacking.

    Slow: for files that fall short.
    """
    lines = _stored(data, format)
    if lines is None:
        return []
    lines = [part for line in lines for part in line.split("\n")]
    have = Counter("".join(part.split()) for line in _lines(document) for part in re.split("[\n\t]", line))
    missing = Counter("".join(line.split()) for line in lines) - have
    return [line for line, times in missing.items() for _ in range(times) if line]


_OFF = ("0", "false", "off")
_MANY = 100  # hiding styles looked for one by one
_LARGEST = 512 * 2**20  # bytes of a part that are looked at
_NUMBER = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


def _counted(lines: Iterable[str]) -> SourceCount:
    text = "\n".join(lines)
    return SourceCount(len("".join(text.split())), len(_NUMBER.findall(text)))


def _lines(document: Document) -> Iterator[str]:
    """Every paragraph of the flows that are counted."""
    stack: list[Block] = []
    for flow in document.flows:
        if not flow.name.startswith("ole"):
            stack.extend(flow.blocks)
    stack.extend(document.blocks)
    while stack:
        block = stack.pop()
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for cell in block.cells:
                stack.extend(cell.blocks)


def _stored(data: bytes, format: str) -> list[str] | None:
    store = _COUNTED.get(format)
    try:
        return None if store is None else store(data)
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError, RecursionError):
        return None


# A package


def _package(data: bytes) -> list[str] | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def part(name: str) -> bytes:
            if name not in names:
                return b""
            with archive.open(names[name]) as stream:
                return _utf8(stream.read(_LARGEST))

        main = _target(names, part("_rels/.rels"), "officeDocument", "")
        if main not in names:
            main = next((name for name in names if name.endswith("word/document.xml")), "")
        if not main:
            return None
        folder = main.rpartition("/")[0]
        arrows = part(f"{folder}/_rels/{main.rpartition('/')[2]}.rels".lstrip("/"))
        body = part(main)
        if b"/aFChunk" in arrows:
            return None  # text of another file, written in
        styles = part(_target(names, arrows, "styles", folder))
        hiding = _hiding(styles) if b"vanish" in styles else frozenset()
        lines = _texts(body, hiding)
        for word in ("footnote", "endnote"):
            if word.encode() not in arrows:
                continue
            marks = set(re.findall(rb"<w:%sReference\b[^>]*\bw:id=[\"']([^\"']*)" % word.encode(), body))
            if marks:
                notes = part(_target(names, arrows, word + "s", folder))
                for note in notes.split(b"<w:%s " % word.encode())[1:]:
                    mark = re.search(rb"w:id=[\"']([^\"']*)", note.partition(b">")[0])
                    if mark is not None and mark[1] in marks:
                        lines += _texts(note.partition(b"</w:%s>" % word.encode())[0], hiding)
        even = b"evenAndOddHeaders" in part(_target(names, arrows, "settings", folder))
        for id in _margins(body, even):
            lines += _texts(part(_target(names, arrows, id, folder, by_id=True)), hiding)
        for name in () if b"diagram" not in arrows else re.findall(rb'<dgm:relIds\b[^>]*r:dm="([^"]*)"', body):
            diagram = part(_target(names, arrows, name.decode(), folder, by_id=True))
            lines += ["".join(_A_TEXT.findall(p.decode())) for p in diagram.split(b"</a:p>")]
        return lines


def _target(names: Container[str], arrows: bytes, wanted: str, folder: str, by_id: bool = False) -> str:
    """Which part the first relationship of a kind that leads to one, or the one of an id, leads to; '' for none."""
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", arrows):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag.decode()))
        if said.get("TargetMode") == "External":
            continue
        if said.get("Id") == wanted if by_id else said.get("Type", "").endswith("/" + wanted):
            target = unescape(said.get("Target", "")).replace("\\", "/")
            name = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            if name.lower() in names:
                return name.lower()
    return ""


def _margins(body: bytes, even: bool) -> Iterator[str]:
    """Ids of headers and footers that some page shows."""
    seen: set[bytes] = set()
    for section in body.split(b"<w:sectPr")[1:]:
        section = section.partition(b"</w:sectPr>")[0]
        title = re.search(rb'<w:titlePg(?! w:val="(?:0|false|off)")', section) is not None
        for tag in re.findall(rb"<w:(?:header|footer)Reference\b[^>]*>", section):
            id = re.search(rb'\br:id="([^"]*)"', tag)
            if (b'"first"' in tag and not title) or (b'"even"' in tag and not even):
                continue
            if id is not None and id[1] not in seen:
                seen.add(id[1])
                yield id[1].decode()


def _utf8(part: bytes) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return re.sub(r"^<\?[^>]*>", "", part.decode("utf-16")).encode()
    return part.removeprefix(b"\xef\xbb\xbf")


# A part: first by cutting its bytes

_A_TEXT = re.compile(r"<a:t>([^<]*)")
_WORD_ART = re.compile(rb'<v:textpath\b[^>]*\bstring="([^"]*)"')

# Signs that stand for text, as the text they are counted as; the end of a paragraph is the end of a line.
_SIGNS = (
    (b"</w:p>", b"\n"),
    (b"<w:txbxContent>", b"\n"),
    (b"<w:sym ", b"?"),
    (b"<w:noBreakHyphen", b"-"),
    (b"<w:tab/>", b"\n"),
    (b"<w:ptab ", b"\n"),
    (b"<w:br/>", b"\n"),
    (b"<w:br ", b"\n"),
    (b"<w:cr/>", b"\n"),
)


class _Unclear(Exception):
    """The bytes cannot be cut safely; the part has to be walked."""


def _texts(part: bytes, hiding: frozenset[str]) -> list[str]:
    """Visible text of a part, a paragraph a line."""
    try:
        return _cut(part, hiding)
    except _Unclear:
        return _walked(part, hiding)


def _cut(part: bytes, hiding: frozenset[str]) -> list[str]:
    if b"<w:" not in part or len(hiding) > _MANY:
        raise _Unclear
    slim, cells = _dropped(part, b"tcPr")  # two thirds of the bytes are properties, and hold no text
    slim, paragraphs = _dropped(slim, b"pPr")
    bare, runs = _dropped(slim, b"rPr")
    if b"<w:del " in paragraphs or b"<w:moveFrom " in paragraphs:
        raise _Unclear  # a paragraph that runs on into the next one
    if b"<w:vanish" in paragraphs or any(b'<w:pStyle w:val="%s"' % id.encode() in paragraphs for id in hiding):
        raise _Unclear
    signs = [b"<w:vanish", *(b'<w:rStyle w:val="%s"' % id.encode() for id in hiding)]
    if any(sign in runs for sign in signs):
        for sign in signs:
            slim = _without_hidden(slim, sign)
        bare, _ = _dropped(slim, b"rPr")
    merges = [name for name in (b"<w:vMerge", b"<w:hMerge", b"<w:cellMerge") if name in cells]
    if b"<w:cellDel" in cells or any(_covers_text(part, name) for name in merges):
        raise _Unclear
    if b"<![CDATA[" in bare:
        raise _Unclear
    if b"<!--" in bare:
        bare = _without(bare, b"<!--", b"-->")
    if b"<w:del " in bare or b"<w:hidden" in bare:
        rows = [piece.partition(b"</w:trPr>")[0] for piece in bare.split(b"<w:trPr>")[1:]]
        if any(b"<w:del " in row or b"<w:hidden" in row for row in rows):
            raise _Unclear
    for name in (b"w:del", b"w:moveFrom", b"w:rt", b"mc:Fallback"):
        bare = _without(bare, b"<" + name, b"</" + name + b">")
    if b"fldChar" in bare:
        marks = re.findall(rb'fldCharType="(\w)', bare)
        if any(pair == (b"b", b"b") for pair in zip(marks, marks[1:], strict=False)):
            raise _Unclear  # a field inside another one's instruction
    for sign, text in _SIGNS:
        if sign in bare:
            bare = bare.replace(sign, b"<w:t>" + text + b"</w:t>" + sign)
    if b"<m:t" in bare:
        bare = bare.replace(b"<m:t>", b"<w:t>").replace(b"<m:t ", b"<w:t ").replace(b"</m:t>", b"</w:t>")
    pieces = []
    for piece in bare.split(b"</w:t>")[:-1]:
        pieces.append(piece[piece.find(b">", piece.rfind(b"<w:t")) + 1 :])
    words = b"".join(pieces).decode()
    lines = (unescape(words) if "&" in words else words).split("\n")
    if b"textpath" in bare:
        lines += [unescape(found.decode()) for found in _WORD_ART.findall(bare)]
    return lines


def _dropped(part: bytes, name: bytes) -> tuple[bytes, bytes]:
    """The part without its property blocks of one name, and what the different blocks say, each once.

    Where a block opens inside another (former properties of a revision) the outer one stays.
    """
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    pieces = part.split(opening)
    out, blocks = [pieces[0]], set()
    for piece in pieces[1:]:
        at = piece.find(closing)
        if at < 0:
            out.append(opening + piece)
        else:
            blocks.add(piece[:at])
            out.append(piece[at + len(closing) :])
    return b"".join(out), b"".join(blocks)


def _covers_text(part: bytes, merge: bytes) -> bool:
    """Whether a cell that goes on from another one holds text (or may hold some)."""
    for piece in part.split(merge)[1:]:
        if b"restart" not in piece[: piece.find(b">")]:
            end = piece.find(b"</w:tc>")
            if any(piece.find(sign, 0, end) >= 0 for sign in (b"<w:t>", b"<w:t ", b"<w:sym")):
                return True
    return False


def _without_hidden(part: bytes, sign: bytes) -> bytes:
    """The part without the runs that a sign in their properties hides."""
    out: list[bytes] = []
    behind = 0
    at = part.find(sign)
    while at >= 0:
        start = max(part.rfind(b"<w:r>", behind, at), part.rfind(b"<w:r ", behind, at))
        end = part.find(b"</w:r>", at) + 6
        run = part[start:end]
        if start < 0 or end < 6 or run.count(b"<w:rPr>") != 1 or run.count(b"</w:r>") != 1 or b"rPrChange" in run:
            raise _Unclear
        switched = re.search(rb'<w:vanish w:val="(\w*)"', run)
        if run.count(b"<w:vanish") + run.count(b"<w:rStyle") > 1 or (switched and switched[1].decode() in _OFF):
            raise _Unclear
        out.append(part[behind:start])
        behind = end
        at = part.find(sign, end)
    return b"".join([*out, part[behind:]])


def _without(part: bytes, opening: bytes, closing: bytes) -> bytes:
    """The part without the elements of one name, nested ones with them."""
    if closing not in part:
        return part
    pieces = part.split(opening)
    out = [pieces[0]]
    depth = 0
    for piece in pieces[1:]:
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
            out.append(piece)
    return b"".join(out)


# A part walked, where bytes alone do not tell what is visible

_MAIN = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_HELD = ("p", "tc", "txbxContent")
_LOST = ("del", "moveFrom", "rt", "Fallback")


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: etree._Element, name: str = "val") -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _walked(part: bytes, hiding: frozenset[str]) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if not part.lstrip().startswith((b"<?xml", b"<w:document", b"<w:hdr", b"<w:ftr")) and b"xmlns:w=" not in part:
        part = b'<x xmlns:w="%s">%s</x>' % (_MAIN[0].encode(), b"<w:x " + part + b"</w:x>")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)  # a note cut from its part
    walk = _Walk(hiding)
    walk.go(etree.fromstring(part, parser), False)
    walk.lines.append("".join(walk.carried + walk.line))
    return walk.lines


class _Walk:
    """Depth first through a part, with the few facts that decide whether a text shows."""

    def __init__(self, hiding: frozenset[str]) -> None:
        self.hiding = hiding
        self.lines: list[str] = []
        self.line: list[str] = []
        self.carried: list[str] = []  # text of paragraphs whose own mark is gone
        self.fields: list[bool] = []  # of each open field: whether its result has begun

    def go(self, element: etree._Element, hidden: bool) -> None:
        for child in element:
            name = _name(child)
            if name in _LOST or (name == "tr" and self._row_gone(child)) or (name == "tc" and self._cell_gone(child)):
                continue
            if name == "fldChar":
                self._field(_value(child, "fldCharType"))
            elif name in ("t", "sym", "noBreakHyphen", "tab", "ptab", "br", "cr"):
                if not hidden and all(self.fields):
                    self.line.append({"t": child.text or "", "sym": "▯", "noBreakHyphen": "-"}.get(name, "\n"))
            elif name == "p":
                self._paragraph(child, hidden)
            elif name == "r":
                self.go(child, self._hides(child, hidden))
            elif name == "tc":
                self._end()
                self.go(child, hidden)
                self._end()
            elif name not in ("pPr", "rPr", "tabs", "instrText", "delText"):
                self.go(child, hidden)

    def _paragraph(self, element: etree._Element, hidden: bool) -> None:
        """A line of what runs on into the paragraph and of its own text; it may stand in a box of another one."""
        around, before = self.line, self.carried
        self.line, self.carried = [], []
        self.go(element, self._hides(element, hidden))
        self._end()
        whole, self.line = before + self.line, around
        if self._runs_on(element):
            self.carried = whole
        else:
            self.lines.append("".join(whole))

    def _end(self) -> None:
        """Nothing follows that a paragraph without a mark could run on into."""
        if self.carried:
            self.lines.append("".join(self.carried))
        self.carried = []

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif self.fields and kind == "separate":
            self.fields[-1] = True
        elif self.fields:
            self.fields.pop()

    def _properties(self, element: etree._Element, name: str) -> Mapping[str, etree._Element]:
        found = next((child for child in element if _name(child) == name), None)
        return {} if found is None else {_name(child): child for child in found}

    def _hides(self, element: etree._Element, hidden: bool) -> bool:
        """Whether the text of a paragraph (by its style) or of a run (by itself or its style) is hidden."""
        if _name(element) == "p":
            style = self._properties(element, "pPr").get("pStyle")
            return style is not None and _value(style) in self.hiding
        said = self._properties(element, "rPr")
        if "vanish" in said:
            return _value(said["vanish"]) not in _OFF
        style = said.get("rStyle")
        return hidden != (style is not None and _value(style) in self.hiding)

    def _runs_on(self, paragraph: etree._Element) -> bool:
        mark = self._properties(paragraph, "pPr").get("rPr")
        names = {} if mark is None else {_name(child): _value(child) for child in mark}
        return "del" in names or "moveFrom" in names or ("vanish" in names and names["vanish"] not in _OFF)

    def _row_gone(self, row: etree._Element) -> bool:
        said = self._properties(row, "trPr")
        return "del" in said or ("hidden" in said and _value(said["hidden"]) not in _OFF)

    def _cell_gone(self, cell: etree._Element) -> bool:
        said = self._properties(cell, "tcPr")
        covered = any(name in said and _value(said[name]) in ("", "continue") for name in ("vMerge", "hMerge"))
        return covered or "cellDel" in said


def _hiding(styles: bytes) -> frozenset[str]:
    """Ids of styles that hide their text, by themselves or by the style they are based on."""
    switches: dict[str, bool] = {}
    children: dict[str, list[str]] = {}
    for id, base, hides in _cut_styles(styles) if b"<w:style " in styles else _parsed_styles(styles):
        children.setdefault(base, []).append(id)
        if hides is not None:
            switches[id] = hides
    hiding = [id for id, hides in switches.items() if hides]
    for id in hiding:  # grows while we go
        hiding += [child for child in children.pop(id, ()) if child not in switches]
    return frozenset(hiding)


def _cut_styles(styles: bytes) -> Iterator[tuple[str, str, bool | None]]:
    """(id, id of its base, whether it hides or says nothing of it) of each style, by cutting the bytes."""
    for entry in styles.split(b"<w:style ")[1:]:
        switch = re.search(rb'<w:vanish(?: w:val="(\w*)")?', entry) if b"vanish" in entry else None
        hides = None if switch is None else (switch[1] or b"1").decode() not in _OFF
        yield _quoted(entry, b'w:styleId="'), _quoted(entry, b'<w:basedOn w:val="'), hides


def _parsed_styles(styles: bytes) -> Iterator[tuple[str, str, bool | None]]:
    """The same by a tree, for any prefix."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    for style in etree.fromstring(styles, parser):
        if _name(style) == "style":
            said = {_name(part): _value(part) for part in style.iter()}
            hides = None if "vanish" not in said else said["vanish"] not in _OFF
            yield _value(style, "styleId"), said.get("basedOn", ""), hides


def _quoted(entry: bytes, opening: bytes) -> str:
    """What stands in quotes behind some bytes, '' where they do not occur."""
    at = entry.find(opening)
    return "" if at < 0 else unescape(entry[at + len(opening) : entry.find(b'"', at + len(opening))].decode())


# Other formats


def _dump(data: bytes) -> list[str] | None:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return re.sub(r"\[bookmark: [^\]\n]*\]", "", data.decode(encoding)).splitlines()
        except UnicodeDecodeError:
            continue
    return None


_COUNTED: Mapping[str, Callable[[bytes], list[str] | None]] = {
    "docx": _package,
    "txt": _dump,
}
