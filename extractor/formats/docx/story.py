"""One flow of a Word document while it is read: its blocks in order, each with its place.

Content controls, custom XML and the like count as if they were not there. A paragraph whose own mark is deleted or
hidden runs on into the next one, which gives the joined paragraph its number and style.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace

from lxml import etree

from extractor.formats.docx.numbering import Counters, List, lists_of
from extractor.formats.docx.runs import Runs
from extractor.formats.docx.strip import slim
from extractor.formats.docx.styles import Style, Styles
from extractor.formats.docx.tables import is_gone, read_table
from extractor.formats.moved import moved
from extractor.formats.opc import Package
from extractor.formats.spreadsheet import WorkbookError, sheets, table_of, unwrapped
from extractor.formats.xml import MC, Element, M, R, W, chosen, integer, off, parse_xml
from extractor.model.document import Block, Document, Flow, Paragraph
from extractor.model.issues import Issue, ReadError

__all__ = ["Book", "Inner", "Story"]

Inner = Callable[[bytes, str], Document]

P, TBL, SECTION = W + "p", W + "tbl", W + "sectPr"
_IMPORT, _CONTROL, _EITHER = W + "altChunk", W + "sdt", MC + "AlternateContent"
_TRANSPARENT = {
    W + name for name in ("customXml", "ins", "moveTo", "smartTag", "hyperlink")
}
_SKIPPED = {
    W + name
    for name in (
        "del",
        "moveFrom",
        "tcPr",
        "sdtPr",
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
    )
}
_MATH = {M + "oMath", M + "oMathPara"}
_GONE = {W + "del", W + "moveFrom"}
_STYLE, _NUMBER, _OUTLINE, _RUN = W + "pStyle", W + "numPr", W + "outlineLvl", W + "rPr"
_VAL = W + "val"
_PRIVATE = re.compile(
    rb"\xef[\x80-\x83]|&#"
)  # U+F000 to U+F0FF in UTF-8, or a reference that may be one
_CONTENTS = ("Table of Contents", "Table of Figures")


class Book:
    """One file while it is read: what its flows share, and what has been found so far.

    ``inner`` reads a document that this one holds whole, of whatever format it is.
    """

    def __init__(self, package: Package, main: str, inner: Inner) -> None:
        self.package = package
        self.main = main
        self.inner = inner
        styles = package.related(main, "styles")
        self.styles = Styles(package.read(styles) if styles else None, styles or "")
        self.flows: list[Flow] = []
        self.counts: Counter[str] = Counter()
        self.notes: list[
            tuple[str, str, str]
        ] = []  # kind, id, address of the paragraph that carries it
        self.sections: list[Element] = []
        self.counters: dict[str, Counters] = {}
        self.issues: dict[Issue, None] = {}
        self.unread: Counter[str] = Counter()
        self._lists: Mapping[str, List] | None = None
        self.private = False  # a part read so far holds signs that mean something in a symbol font alone

    def part(self, name: str) -> Element:
        """Root of a part that holds text."""
        return parse_xml(self.package.read(name), name, self._prepared)

    def _prepared(self, text: bytes) -> bytes:
        text = slim(
            text, self.styles.hiding | self.styles.signing, bool(self.styles.signing)
        )
        self.private = self.private or _PRIVATE.search(text) is not None
        return text

    @property
    def lists(self) -> Mapping[str, List]:
        """Lists by the id paragraphs name."""
        if self._lists is None:
            name = self.package.related(self.main, "numbering")
            root = parse_xml(self.package.read(name), name) if name else None
            self._lists = (
                {}
                if root is None
                else lists_of(root, lambda style: self.styles.style(style).list)
            )
        return self._lists

    def trouble(self, code: str, place: str = "", **details: object) -> None:
        """Keep an issue, each once."""
        self.issues[Issue.of(code, place, **details)] = None

    def name(self, kind: str) -> str:
        """The next name of a kind of flow."""
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"


class Story:
    """Reads one flow; ``flow`` is '' for the body. Its numbers are counted and its fields opened and closed here."""

    def __init__(self, book: Book, flow: str, part: str, root: Element) -> None:
        self.book = book
        self.part = part
        self.address = ""  # of the paragraph that is being read
        self.runs = Runs(book.styles, self)
        self.runs.private = book.private
        self.contents = 0  # open content controls that hold a table of contents
        self._root = root
        # Text boxes count their lists together, as do the notes.
        self._counters = book.counters.setdefault(flow.rstrip("0123456789"), Counters())
        self._plain = book.styles.default

    def blocks(self, container: Element, prefix: str) -> tuple[Block, ...]:
        """Paragraphs and tables of a container, numbered from 1 behind the prefix (``b4.r1.c2.``)."""
        sequence = _Sequence(self, prefix)
        sequence.fill(container)
        return sequence.closed()

    def cell(self, tc: Element, address: str) -> tuple[Block, ...]:
        """The blocks of a table's cell; a field that begins in it ends with it."""
        depth = len(self.runs.fields)
        blocks = self.blocks(tc, address + ".")
        if len(self.runs.fields) > depth:
            self.runs.leave(depth)
        return blocks

    def style_of(self, properties: Element) -> Style:
        """The style a paragraph names."""
        named = next(properties.iterchildren(_STYLE), None)
        return (
            self._plain
            if named is None
            else self.book.styles.style(named.get(_VAL, ""))
        )

    def text(self, element: Element) -> tuple[Element | None, str, bool]:
        """A paragraph's properties, its text, and whether it stands in a table of contents."""
        runs = self.runs
        runs.begin(self._plain)  # until properties name another style
        inside = runs.in_contents
        out: list[str] = []
        properties = runs.write(element, out)
        toc = self.contents > 0 or runs.in_contents or (inside and runs.contents_end)
        return properties, "".join(out), toc

    def paragraph(
        self, address: str, text: str, properties: Element | None, toc: bool
    ) -> Paragraph:
        """The paragraph with what its properties say."""
        if properties is None:
            style = self._plain
            label = (
                self._label(style.list, style.level, style.source) if style.list else ""
            )
            return Paragraph(address, text, label, "", style.outline, toc)
        named = list_id = level = outline = None
        for child in properties:
            tag = child.tag
            if tag == _STYLE:
                named = child.get(_VAL, "")
            elif tag == _NUMBER:
                for part in child:
                    if part.tag == W + "numId":
                        list_id = part.get(_VAL, "")
                    elif part.tag == W + "ilvl":
                        level = integer(part.get(_VAL), 0)
            elif tag == _OUTLINE:
                value = integer(child.get(_VAL), 9)
                outline = value + 1 if 0 <= value <= 8 else 0
            elif tag == SECTION:
                self.book.sections.append(child)
        style = self._plain if named is None else self.book.styles.style(named)
        source = ""
        if list_id is None:
            list_id, source = style.list, style.source
        level = style.level if level is None else level
        label = self._label(list_id, level, source) if list_id else ""
        name = "" if named is None else style.name or named
        return Paragraph(
            address,
            text,
            label,
            name,
            style.outline if outline is None else outline,
            toc or style.toc,
        )

    def _label(self, list_id: str, level: int | None, source: str) -> str:
        """The number Word prints; a style that names no level stands on the level that names the style."""
        numbered = self.book.lists.get(list_id) if list_id != "0" else None
        if numbered is None:
            return ""
        if level is None:
            linked = (
                index
                for index, entry in numbered.levels.items()
                if entry.style and entry.style == source
            )
            level = next(linked, 0)
        return self._counters.label(list_id, numbered, level)

    def imported(self, element: Element, prefix: str, count: int) -> list[Block]:
        """Blocks of a part another program wrote into the document (``w:altChunk``), behind ``count`` blocks."""
        arrow = self.book.package.relationships(self.part).get(
            element.get(R + "id", "")
        )
        if arrow is None or arrow.external:
            return []
        document = self._document(self.book.package.read(arrow.target), arrow.target)
        if document is None:
            return []
        names = {
            f"b{n}": f"{prefix}b{count + n}" for n in range(1, len(document.blocks) + 1)
        }
        for flow in document.flows:
            kind = flow.name.rstrip("0123456789")
            if kind not in ("hd", "ft"):  # its pages are the pages of this document
                name = self.book.name(kind)
                first, dot, rest = flow.anchor.partition(".")
                blocks = tuple(
                    moved(block, f"{name}/b{n}")
                    for n, block in enumerate(flow.blocks, 1)
                )
                self.book.flows.append(
                    Flow(name, blocks, names.get(first, "") + dot + rest, flow.note)
                )
        for issue in document.issues:
            self.book.issues[replace(issue, place=f"{prefix}b{count + 1}")] = None
        return [
            moved(block, names[f"b{n}"]) for n, block in enumerate(document.blocks, 1)
        ]

    def _document(self, data: bytes, part: str, program: str = "") -> Document | None:
        """A document within this one; None, and an issue, when it cannot be read."""
        try:
            return self.book.inner(unwrapped(data), part)
        except ReadError as error:
            self.trouble(
                "PART_NOT_READ", part=part, reason=f"{program} {error.code}".strip()
            )
            return None

    # What paragraphs carry beside their text

    def box(self, content: Element) -> None:
        """A text box: a flow that hangs on the paragraph being read."""
        name = self.book.name("tx")
        place = len(self.book.flows)
        self.book.flows.append(
            Flow(name, (), self.address)
        )  # boxes inside it come behind it
        blocks = Story(self.book, name, self.part, content).blocks(content, name + "/")
        self.book.flows[place] = Flow(name, blocks, self.address)

    def lines(self, texts: list[str], note: str) -> None:
        """Text drawn without paragraphs of Word."""
        if any(text.strip() for text in texts):
            name = self.book.name("tx")
            blocks = tuple(
                Paragraph(f"{name}/b{n}", text) for n, text in enumerate(texts, 1)
            )
            self.book.flows.append(Flow(name, blocks, self.address, note))

    def note(self, kind: str, id: str) -> None:
        """The mark of a footnote or endnote; it is read behind the body."""
        self.book.notes.append((kind, id, self.address))

    def embedded(self, element: Element) -> None:
        """An embedded workbook gives a flow a sheet, a document one flow; other objects are said to be unread."""
        arrow = self.book.package.relationships(self.part).get(
            element.get(R + "id", "")
        )
        program = element.get("ProgID", "")
        if arrow is None or arrow.external:
            self.unread(program or "object")
            return
        data = self.book.package.read(arrow.target)
        try:
            for sheet in sheets(data):
                name = self.book.name("ole")
                note = f"{program}!{sheet.name}"
                self.book.flows.append(
                    Flow(name, (table_of(sheet, f"{name}/b1"),), self.address, note)
                )
        except WorkbookError as error:
            document = (
                self._document(data, arrow.target, program)
                if "Word" in program
                else None
            )
            if document is not None:
                name = self.book.name("ole")
                blocks = tuple(
                    moved(block, f"{name}/{block.address}") for block in document.blocks
                )
                self.book.flows.append(Flow(name, blocks, self.address, program))
            elif "Word" not in program:
                self.trouble(
                    "PART_NOT_READ",
                    part=arrow.target,
                    reason=f"{program} {error}".strip(),
                )

    def diagram(self, id: str) -> None:
        """The words of a SmartArt diagram (an organisation chart), a shape a line."""
        arrow = self.book.package.relationships(self.part).get(id)
        if arrow is None or arrow.external:
            return
        root = parse_xml(self.book.package.read(arrow.target), arrow.target)
        space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        self.lines(
            [
                "".join(t.text or "" for t in p.iter(space + "t"))
                for p in root.iter(space + "p")
            ],
            "diagram",
        )

    def unread(self, what: str) -> None:
        """Something that may say more than can be read; counted, told once."""
        self.book.unread[what] += 1

    def trouble(self, code: str, **details: object) -> None:
        """An issue at the paragraph being read."""
        self.trouble_at(self.address, code, **details)

    def trouble_at(self, place: str, code: str, **details: object) -> None:
        """An issue at a cell."""
        self.book.trouble(code, place, **details)

    def fields_close(self) -> bool:
        """Whether every field of the flow that begins also ends; else field marks mean nothing."""
        kinds = Counter(
            mark.get(W + "fldCharType") for mark in self._root.iter(W + "fldChar")
        )
        closed = kinds["begin"] == kinds["end"]
        if not closed:
            self.trouble("FIELD_UNCLOSED", field="")
        return closed


class _Sequence:
    """The blocks of one container while they are gathered."""

    __slots__ = ("_carried", "_found", "_head", "_met", "_prefix", "_story")

    def __init__(self, story: Story, prefix: str) -> None:
        self._story = story
        self._prefix = prefix
        self._found: list[Block] = []
        self._met = False  # such a paragraph has been met
        self._carried = ""  # text of paragraphs whose own mark is gone
        self._head: Element | None = (
            None  # properties of the first of them where its mark is only hidden
        )

    def fill(self, container: Element) -> None:
        """Take up everything in a container, whatever wraps it."""
        story = self._story
        for element in container:
            tag = element.tag
            if tag == P:
                self._paragraph(element)
            elif tag in _SKIPPED:
                continue
            elif tag == TBL:
                if self._carried and is_gone(element):
                    continue  # nothing to run into
                self._flush()
                table = read_table(story, element, self._next())
                if table is not None:
                    self._found.append(table)
            elif tag == _CONTROL:
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                contents = gallery is not None and gallery.get(_VAL) in _CONTENTS
                story.contents += contents
                for content in element.iterchildren(W + "sdtContent"):
                    self.fill(content)
                story.contents -= contents
            elif tag in _TRANSPARENT:
                self.fill(element)
            elif tag == _EITHER:
                branch = chosen(element)
                if branch is not None:
                    self.fill(branch)
            elif tag == _IMPORT:
                self._flush()
                self._found.extend(
                    story.imported(element, self._prefix, len(self._found))
                )
            elif tag == SECTION:
                story.book.sections.append(element)
            elif tag in _MATH:
                self._flush()
                around = etree.Element(
                    P
                )  # equations stand in paragraphs; some programs leave theirs out
                around.append(copy(element))
                self._paragraph(around)
            elif isinstance(tag, str) and next(element.iter(W + "t"), None) is not None:
                story.unread(tag.rpartition("}")[2])

    def closed(self) -> tuple[Block, ...]:
        """The blocks, now that nothing follows."""
        if self._carried or (
            self._met and not self._found
        ):  # a cell keeps one paragraph at least
            self._flush(always=True)
        return tuple(self._found)

    def _next(self) -> str:
        return f"{self._prefix}b{len(self._found) + 1}"

    def _paragraph(self, element: Element) -> None:
        story = self._story
        story.address = address = self._next()
        properties, text, toc = story.text(element)
        if properties is not None:
            mark = _mark(properties)
            if mark:
                self._met = True
                self._carried += text
                if mark == "hidden" and text and self._head is None:
                    self._head = properties
                return
        if self._carried:
            text = self._carried + text
            properties = properties if self._head is None else self._head
            self._carried, self._head = "", None
        self._found.append(story.paragraph(address, text, properties, toc))

    def _flush(self, always: bool = False) -> None:
        """A paragraph that ran on meets something it cannot run into: it stands by itself."""
        if self._carried or always:
            self._found.append(
                self._story.paragraph(self._next(), self._carried, self._head, False)
            )
            self._carried, self._head = "", None


def _mark(properties: Element) -> str:
    """``deleted`` or ``hidden`` when the paragraph's own mark is gone, else ''."""
    for child in properties:
        if child.tag == _RUN:
            for mark in child:
                if mark.tag in _GONE:
                    return "deleted"
                if mark.tag == W + "vanish" and not off(mark):
                    return "hidden"
    return ""
