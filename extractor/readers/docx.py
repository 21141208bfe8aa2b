"""Word's own format, read from the package itself: each part walked once, each block with its place.

The body is one flow. Notes, headers, footers, text boxes and embedded objects are flows of their own, in the order a
reader meets them: ``fn1``, ``hd1``, ``tx1``, ``ole1``. What the page does not show is not there: deleted rows, hidden
text, headers of a first page that no section has. What the page shows and this room cannot read is said in an issue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.document import Block, Cell, Document, Flow, Paragraph, Table
from extractor.issues import Issue, ReadError
from extractor.readers.embedded import WorkbookError, sheets, table_of
from extractor.readers.markup import MC, Element, R, W, chosen, integer, off, parse_xml
from extractor.readers.moved import moved
from extractor.readers.numbering import Counters, List, lists_of
from extractor.readers.package import Package, Relationship, flat_package, zip_package
from extractor.readers.runs import Runs
from extractor.readers.slim import slim
from extractor.readers.styles import Style, Styles

__all__ = ["from_python_docx", "read_docx", "read_flat_opc", "read_package"]

_IMPORT = W + "altChunk"
P, TBL, TR, TC, P_PR, SECTION = W + "p", W + "tbl", W + "tr", W + "tc", W + "pPr", W + "sectPr"

# Wrappers of blocks, rows and cells that count as if they were not there.
_TRANSPARENT = {W + name for name in ("customXml", "ins", "moveTo", "smartTag", "sdtContent", "body", "hyperlink")}
_GONE = {W + "del", W + "moveFrom"}

WIDEST = 63  # grid columns Word allows; a wider span is cut unless the table declares as many columns
_KINDS = ("tx", "fn", "en", "hd", "ft", "ole")
_CONTENTS = ("Table of Contents", "Table of Figures")


def read_docx(data: bytes, name: str = "") -> Document:
    """Read a .docx, .docm, .dotx or .dotm. Raises ReadError when it is damaged, encrypted, refused or no Word file."""
    package = zip_package(data)
    return read_package(package, package.main_part(), "docx")


def read_flat_opc(data: bytes, name: str = "") -> Document:
    """Read a Word file saved as one XML file."""
    package = flat_package(data)
    return read_package(package, package.main_part(), "flat_opc")


def read_package(package: Package, main: str, format: str) -> Document:
    """Read the parts of a Word document, wherever they come from."""
    return _Book(package, main).read(format)


def from_python_docx(doc: Any) -> Document:
    """Read a python-docx ``Document`` that a user already holds: its element tree goes through the same walk."""
    parts = {str(part.partname).lstrip("/").lower(): part for part in doc.part.package.iter_parts()}

    def arrows(name: str) -> dict[str, Relationship]:
        found: dict[str, Relationship] = {}
        part = parts.get(name.lower())
        for id, arrow in (part.rels if part is not None else {}).items():
            kind = arrow.reltype.rpartition("/")[2]
            target = arrow.target_ref if arrow.is_external else str(arrow.target_part.partname).lstrip("/").lower()
            found[id] = Relationship(id, kind, target, arrow.is_external)
        return found

    package = Package({name: name for name in parts}, lambda name: bytes(parts[name].blob), arrows)
    return _Book(package, str(doc.part.partname).lstrip("/").lower()).read("docx", doc.element)


class _Book:
    """One file while it is read: what its flows share."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.main = main
        styles = package.related(main, "styles")
        self.styles = Styles(package.read(styles) if styles else None, styles or "")
        self.flows: list[Flow] = []
        self.counts: Counter[str] = Counter()
        self.notes: list[tuple[str, str, str]] = []  # kind, id, address of the paragraph that carries it
        self.sections: list[Element] = []
        self.counters: dict[str, Counters] = {}
        self.issues: dict[Issue, None] = {}
        self.unread: Counter[str] = Counter()
        self._lists: Mapping[str, List] | None = None

    def read(self, format: str, root: Element | None = None) -> Document:
        if root is None:
            data = self.package.read(self.main)
            root = self.part(self.main, data)
            del data
        if root.tag != W + "document":
            raise ReadError("NOT_WORD", status="unsupported", format=format, kind=root.tag.rpartition("}")[2])
        body = root.find(W + "body")
        blocks = _Story(self, "", self.main, root).blocks(body, "") if body is not None else ()
        self._read_notes()
        self._read_margins()
        for what, count in self.unread.items():
            self.trouble("NOT_READ", what=what, count=count)
        for counters in self.counters.values():
            for name in sorted(counters.unknown):
                self.trouble("NUMBER_FORMAT", format=name)
        self.flows.sort(key=lambda flow: _KINDS.index(flow.name.rstrip("0123456789")))
        return Document(blocks, tuple(self.flows), format, issues=tuple(self.issues))

    def part(self, name: str, data: bytes | None = None) -> Element:
        """Root of a part that holds text."""
        content = self.package.read(name) if data is None else data
        return parse_xml(content, name, lambda text: slim(text, self.styles.hiding))

    @property
    def lists(self) -> Mapping[str, List]:
        if self._lists is None:
            name = self.package.related(self.main, "numbering")
            root = parse_xml(self.package.read(name), name) if name else None
            self._lists = {} if root is None else lists_of(root, lambda style: self.styles.style(style).list)
        return self._lists

    def trouble(self, code: str, place: str = "", **details: object) -> None:
        self.issues[Issue.of(code, place, **details)] = None

    def name(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"

    def _read_notes(self) -> None:
        """Notes in the order of their marks; the same note marked twice is one flow."""
        parts: dict[str, dict[str, Element]] = {}
        names: dict[str, str] = {}
        done: set[tuple[str, str]] = set()
        for kind, id, anchor in self.notes:  # a note in a note is appended while we go
            if (kind, id) in done:
                continue
            done.add((kind, id))
            if kind not in parts:
                word = "footnotes" if kind == "fn" else "endnotes"
                names[kind] = self.package.related(self.main, word) or ""
                root = self.part(names[kind]) if names[kind] else ()
                parts[kind] = {note.get(W + "id", ""): note for note in root}
            element = parts[kind].get(id)
            if element is None:
                self.trouble("NOTE_MISSING", anchor, id=id)
                continue
            name = self.name(kind)
            story = _Story(self, name, names[kind], element)
            self.flows.append(Flow(name, story.blocks(element, name + "/"), anchor))

    def _read_margins(self) -> None:
        """Headers and footers that some page shows, each part once; those without text are left out."""
        done: set[str] = set()
        for section in self.sections:
            title = section.find(W + "titlePg")
            for reference in section:
                kind = {W + "headerReference": "hd", W + "footerReference": "ft"}.get(reference.tag)
                if kind is None:
                    continue
                page = reference.get(W + "type", "default")
                if page == "first" and (title is None or off(title)) or page == "even" and not self._even_pages():
                    continue
                arrow = self.package.relationships(self.main).get(reference.get(R + "id", ""))
                if arrow is None or arrow.external or arrow.target in done:
                    continue
                done.add(arrow.target)
                root = self.part(arrow.target)
                boxes, flows = self.counts.copy(), len(self.flows)
                name = self.name(kind)
                blocks = _Story(self, name, arrow.target, root).blocks(root, name + "/")
                if any(_has_text(block) for block in blocks) or len(self.flows) > flows:
                    self.flows.append(Flow(name, blocks))
                else:
                    self.counts = boxes

    def _even_pages(self) -> bool:
        name = self.package.related(self.main, "settings")
        if name is None:
            return False
        data = self.package.read(name)
        if b"evenAndOddHeaders" not in data:
            return False
        switch = parse_xml(data, name).find(W + "evenAndOddHeaders")
        return switch is not None and not off(switch)


def _has_text(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(_has_text(inner) for cell in block.cells for inner in cell.blocks)


class _Story:
    """One flow while it is read: its paragraphs in order, their numbers counted, their fields opened and closed."""

    def __init__(self, book: _Book, flow: str, part: str, root: Element) -> None:
        self.book = book
        self.part = part
        self._root = root
        kind = flow.rstrip("0123456789")  # text boxes count their lists together, as do the notes
        self.counters = book.counters.setdefault(kind, Counters())
        self.runs = Runs(book.styles, self)
        self.address = ""
        self._contents = 0

    # Blocks

    def blocks(self, container: Element, prefix: str) -> tuple[Block, ...]:
        """Paragraphs and tables of a container, numbered from 1 behind the prefix."""
        found: list[Block] = []
        carried = ""  # text of paragraphs whose own mark is gone: it runs on into the next one
        head: Element | None = None
        for element in self._flattened(container):
            address = f"{prefix}b{len(found) + 1}"
            if element.tag == P:
                properties, text, toc = self._paragraph(element, address)
                mark = _mark(properties)
                if mark:
                    carried += text
                    if mark == "hidden" and text and head is None:
                        head = properties
                    continue
                found.append(self._finished(address, carried + text, head if head is not None else properties, toc))
                carried, head = "", None
                continue
            if carried:
                found.append(self._finished(address, carried, head, False))
                carried, head = "", None
                address = f"{prefix}b{len(found) + 1}"
            if element.tag == TBL:
                table = self._table(element, address)
                if table is not None:
                    found.append(table)
            else:
                found.extend(self._import(element, prefix, len(found)))
        if carried or (head is not None and not found):
            found.append(self._finished(f"{prefix}b{len(found) + 1}", carried, head, False))
        return tuple(found)

    def _flattened(self, container: Element) -> Iterator[Element]:
        """Paragraphs, tables and imported parts, whatever wraps them."""
        for element in container:
            tag = element.tag
            if tag in (P, TBL, _IMPORT):
                yield element
            elif tag == W + "sdt":
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                contents = gallery is not None and gallery.get(W + "val") in _CONTENTS
                self._contents += contents
                for content in element.iterchildren(W + "sdtContent"):
                    yield from self._flattened(content)
                self._contents -= contents
            elif tag in _TRANSPARENT:
                yield from self._flattened(element)
            elif tag == MC + "AlternateContent":
                branch = chosen(element)
                if branch is not None:
                    yield from self._flattened(branch)
            elif tag == SECTION:
                self.book.sections.append(element)
            elif isinstance(tag, str) and tag not in _GONE and next(element.iter(W + "t"), None) is not None:
                self.unread(tag.rpartition("}")[2])

    def _paragraph(self, element: Element, address: str) -> tuple[Element | None, str, bool]:
        self.address = address
        runs = self.runs
        properties = element[0] if len(element) and element[0].tag == P_PR else None
        if self.book.styles.hiding:
            runs.hidden = self._style(properties).hidden
        inside = bool(runs.fields) and runs.in_contents
        out: list[str] = []
        runs.write(element, out)
        toc = self._contents > 0
        if runs.fields:
            toc = toc or runs.in_contents
        elif inside:
            toc = toc or runs.contents_end
        return properties, "".join(out), toc

    def _style(self, properties: Element | None) -> Style:
        named = properties.find(W + "pStyle") if properties is not None else None
        return self.book.styles.default if named is None else self.book.styles.style(named.get(W + "val", ""))

    def _finished(self, address: str, text: str, properties: Element | None, toc: bool) -> Paragraph:
        """The paragraph with what its properties say; they are those of its last mark."""
        if properties is None:
            default = self.book.styles.default
            label = self._label(default.list, default.level, default.source) if default.list else ""
            return Paragraph(address, text, label, "", default.outline, toc)
        named = list_id = level = outline = None
        for child in properties:
            tag = child.tag
            if tag == W + "pStyle":
                named = child.get(W + "val", "")
            elif tag == W + "numPr":
                for part in child:
                    if part.tag == W + "numId":
                        list_id = part.get(W + "val", "")
                    elif part.tag == W + "ilvl":
                        level = integer(part.get(W + "val"), 0)
            elif tag == W + "outlineLvl":
                value = integer(child.get(W + "val"), 9)
                outline = value + 1 if 0 <= value <= 8 else 0
            elif tag == SECTION:
                self.book.sections.append(child)
        style = self.book.styles.default if named is None else self.book.styles.style(named)
        source = ""
        if list_id is None:
            list_id, source = style.list, style.source
        level = style.level if level is None else level
        label = self._label(list_id, level, source) if list_id else ""
        name = style.name or named or "" if named is not None else ""
        return Paragraph(address, text, label, name, style.outline if outline is None else outline, toc or style.toc)

    def _label(self, list_id: str, level: int | None, source: str) -> str:
        """The number Word prints; a style that names no level stands on the level that names the style."""
        numbered = self.book.lists.get(list_id) if list_id != "0" else None
        if numbered is None:
            return ""
        if level is None:
            linked = (index for index, entry in numbered.levels.items() if entry.style and entry.style == source)
            level = next(linked, 0)
        return self.counters.label(list_id, numbered, level)

    # Tables

    def _table(self, element: Element, address: str) -> Table | None:
        """The grid: each cell at its origin, spans from gridSpan, hMerge and vMerge. None when no row is left."""
        cells: list[Cell] = []
        tall: dict[int, int] = {}  # index of a cell -> rows it spans
        above: dict[int, tuple[int, int]] = {}  # column -> (index, span) of a cell that may go on below
        number = width = 0
        for row in self._unwrapped(element, TR):
            before, gone = _row_properties(row)
            if gone:
                continue
            i = number + 1
            column = 1 + min(before, WIDEST)
            here: dict[int, tuple[int, int]] = {}
            start, last = len(cells), -1
            for tc in self._unwrapped(row, TC):
                span, down, across, removed = _cell_properties(tc)
                if removed:
                    continue
                if span > WIDEST:
                    span = self._clamped(span, element, f"{address}.r{i}.c{column}")
                if across == "continue" and last >= 0:
                    self._swallowed(tc, cells[last].address)
                    cells[last] = cells[last]._replace(column_span=cells[last].column_span + span)
                elif down == "continue" and above.get(column, (0, 0))[1] == span:
                    origin = above[column]
                    tall[origin[0]] = tall.get(origin[0], 1) + 1
                    here[column] = origin
                    self._swallowed(tc, cells[origin[0]].address)
                    last = -1
                else:
                    at = f"{address}.r{i}.c{column}"
                    depth = len(self.runs.fields)
                    blocks = self.blocks(tc, at + ".")
                    if len(self.runs.fields) > depth:
                        self.runs.leave(depth)
                    text = blocks[0].text if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else _joined(blocks)
                    last = len(cells)
                    if down:
                        here[column] = (last, span)
                    cells.append(Cell(at, i, column, 1, span, text, blocks))
                column += span
            if len(cells) == start and not here:
                continue
            number, above = i, here
            width = max(width, column - 1)
        if not number:
            return None
        for index, rows in tall.items():
            cells[index] = cells[index]._replace(row_span=rows)
        return Table(address, number, width, tuple(cells))

    def _unwrapped(self, container: Element, wanted: str) -> Iterator[Element]:
        """Rows of a table or cells of a row, whatever wraps them."""
        for element in container:
            tag = element.tag
            if tag == wanted:
                yield element
            elif tag == W + "sdt":
                for content in element.iterchildren(W + "sdtContent"):
                    yield from self._unwrapped(content, wanted)
            elif tag in _TRANSPARENT:
                yield from self._unwrapped(element, wanted)
            elif tag == MC + "AlternateContent":
                branch = chosen(element)
                if branch is not None:
                    yield from self._unwrapped(branch, wanted)

    def _clamped(self, span: int, table: Element, place: str) -> int:
        columns = sum(1 for grid in table.iterchildren(W + "tblGrid") for _ in grid.iterchildren(W + "gridCol"))
        allowed = max(WIDEST, columns)
        if span <= allowed:
            return span
        self.book.trouble("SPAN_CLAMPED", place, span=span, allowed=allowed)
        return allowed

    def _swallowed(self, tc: Element, place: str) -> None:
        """A cell that another one covers shows nothing, not even text it may hold."""
        text = "".join(element.text or "" for element in tc.iter(W + "t"))
        if text.strip():
            self.book.trouble("MERGED_TEXT_HIDDEN", place, text=text[:200])

    def _import(self, element: Element, prefix: str, count: int) -> list[Block]:
        """Blocks of a part another program wrote into the document (``w:altChunk``)."""
        from extractor import readers

        arrow = self.book.package.relationships(self.part).get(element.get(R + "id", ""))
        if arrow is None or arrow.external:
            return []
        try:
            document = readers.read(self.book.package.read(arrow.target), arrow.target)
        except ReadError as error:
            self.book.trouble("PART_NOT_READ", self.address, part=arrow.target, reason=error.code)
            return []
        return [moved(block, f"{prefix}b{count + n}") for n, block in enumerate(document.blocks, 1)]

    # What paragraphs carry beside their text

    def box(self, content: Element) -> None:
        name = self.book.name("tx")
        place = len(self.book.flows)
        self.book.flows.append(Flow(name, (), self.address))
        blocks = _Story(self.book, name, self.part, content).blocks(content, name + "/")
        self.book.flows[place] = Flow(name, blocks, self.address)

    def lines(self, texts: list[str], note: str) -> None:
        if any(text.strip() for text in texts):
            name = self.book.name("tx")
            blocks = tuple(Paragraph(f"{name}/b{n}", text) for n, text in enumerate(texts, 1))
            self.book.flows.append(Flow(name, blocks, self.address, note))

    def note(self, kind: str, id: str) -> None:
        self.book.notes.append((kind, id, self.address))

    def embedded(self, element: Element) -> None:
        """An embedded workbook gives a table a sheet; other objects are said to be unread."""
        arrow = self.book.package.relationships(self.part).get(element.get(R + "id", ""))
        program = element.get("ProgID", "")
        if arrow is None or arrow.external:
            self.unread(program or "object")
            return
        try:
            found = sheets(self.book.package.read(arrow.target))
        except WorkbookError as error:
            self.book.trouble("PART_NOT_READ", self.address, part=arrow.target, reason=f"{program} {error}".strip())
            return
        for sheet in found:
            name = self.book.name("ole")
            note = f"{program}!{sheet.name}"
            self.book.flows.append(Flow(name, (table_of(sheet, f"{name}/b1"),), self.address, note))

    def diagram(self, id: str) -> None:
        arrow = self.book.package.relationships(self.part).get(id)
        if arrow is None or arrow.external:
            return
        root = parse_xml(self.book.package.read(arrow.target), arrow.target)
        space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        self.lines(["".join(t.text or "" for t in p.iter(space + "t")) for p in root.iter(space + "p")], "diagram")

    def unread(self, what: str) -> None:
        self.book.unread[what] += 1

    def trouble(self, code: str, **details: object) -> None:
        self.book.trouble(code, self.address, **details)

    def fields_close(self) -> bool:
        """Whether every field of the part that begins also ends; else field marks mean nothing."""
        kinds = Counter(mark.get(W + "fldCharType") for mark in self._root.iter(W + "fldChar"))
        closed = kinds["begin"] == kinds["end"]
        if not closed:
            self.book.trouble("FIELD_UNCLOSED", self.address, field="")
        return closed


def _mark(properties: Element | None) -> str:
    """``deleted`` or ``hidden`` when the paragraph's own mark is gone, else ''."""
    if properties is None:
        return ""
    for child in properties:
        if child.tag == W + "rPr":
            for mark in child:
                if mark.tag in _GONE:
                    return "deleted"
                if mark.tag == W + "vanish" and not off(mark):
                    return "hidden"
    return ""


def _row_properties(row: Element) -> tuple[int, bool]:
    """Grid columns skipped before the first cell, and whether the row is deleted or hidden."""
    before, gone = 0, False
    for properties in row.iterchildren(W + "trPr"):
        for child in properties:
            if child.tag == W + "gridBefore":
                before = max(integer(child.get(W + "val"), 0), 0)
            elif child.tag == W + "del" or (child.tag == W + "hidden" and not off(child)):
                gone = True
    return before, gone


def _cell_properties(tc: Element) -> tuple[int, str, str, bool]:
    """(columns, vertical merge, horizontal merge, deleted); a merge is '', ``restart`` or ``continue``."""
    span, down, across, removed = 1, "", "", False
    if len(tc) and tc[0].tag == W + "tcPr":
        for child in tc[0]:
            tag = child.tag
            if tag == W + "gridSpan":
                span = max(integer(child.get(W + "val"), 1), 1)
            elif tag == W + "vMerge":
                down = child.get(W + "val", "continue")
            elif tag == W + "hMerge":
                across = child.get(W + "val", "continue")
            elif tag == W + "cellDel":
                removed = True
            elif tag == W + "cellMerge":
                down = {"rest": "restart", "cont": "continue"}.get(child.get(W + "vMerge", ""), "")
    return span, down, across, removed


def _joined(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
