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

from extractor.formats.docx.numbering import ListCounters, ListDefinition, parse_lists
from extractor.formats.docx.runs import RunReader
from extractor.formats.docx.strip import strip_formatting
from extractor.formats.docx.styles import ResolvedStyle, Styles
from extractor.formats.docx.tables import has_no_visible_rows, read_table
from extractor.formats.moved import relocate_block
from extractor.formats.opc import Package
from extractor.formats.spreadsheet import (
    WorkbookError,
    build_sheet_table,
    read_sheets,
    unwrap_ole_package,
)
from extractor.formats.xml import (
    MC,
    Element,
    M,
    R,
    W,
    choose_branch,
    is_off,
    parse_integer,
    parse_xml,
)
from extractor.model.document import Block, Document, Paragraph
from extractor.model.document import Story as Flow
from extractor.model.issues import Issue, ReadError

__all__ = [
    "DocxState",
    "EmbeddedReader",
    "DocxStoryReader",
]

EmbeddedReader = Callable[[bytes, str], Document]

P, TBL, SECT_PR = W + "p", W + "tbl", W + "sectPr"
_ALT_CHUNK, _SDT, _ALTERNATE_CONTENT = (
    W + "altChunk",
    W + "sdt",
    MC + "AlternateContent",
)
_TRANSPARENT_TAGS = {
    W + name for name in ("customXml", "ins", "moveTo", "smartTag", "hyperlink")
}
_SKIPPED_TAGS = {
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
_DELETION_MARKS = {W + "del", W + "moveFrom"}
_P_STYLE, _NUM_PR, _OUTLINE_LVL, _RUN_PR = (
    W + "pStyle",
    W + "numPr",
    W + "outlineLvl",
    W + "rPr",
)
_VAL = W + "val"
_PRIVATE_USE = re.compile(
    rb"\xef[\x80-\x83]|&#"
)  # U+F000 to U+F0FF in UTF-8, or a reference that may be one
_TOC_GALLERIES = ("Table of Contents", "Table of Figures")


class DocxState:
    """One file while it is read: what its flows share, and what has been found so far.

    ``inner`` reads a document that this one holds whole, of whatever format it is.
    """

    def __init__(
        self, package: Package, main_part: str, read_embedded: EmbeddedReader
    ) -> None:
        self.package = package
        self.main_part = main_part
        self.read_embedded = read_embedded
        styles = package.find_related_part(main_part, "styles")
        self.styles = Styles(package.read(styles) if styles else None, styles or "")
        self.stories: list[Flow] = []
        self.story_counts: Counter[str] = Counter()
        self.note_references: list[
            tuple[str, str, str]
        ] = []  # kind, id, address of the paragraph that carries it
        self.section_properties: list[Element] = []
        self.list_counters: dict[str, ListCounters] = {}
        self.issues: dict[Issue, None] = {}
        self.unread_counts: Counter[str] = Counter()
        self._lists: Mapping[str, ListDefinition] | None = None
        self.has_private_use = False  # a part read so far holds signs that mean something in a symbol font alone

    def parse_part(self, name: str) -> Element:
        """Root of a part that holds text."""
        return parse_xml(self.package.read(name), name, self._strip_part)

    def _strip_part(self, text: bytes) -> bytes:
        text = strip_formatting(
            text,
            self.styles.hiding_style_ids | self.styles.symbol_style_ids,
            bool(self.styles.symbol_style_ids),
        )
        self.has_private_use = (
            self.has_private_use or _PRIVATE_USE.search(text) is not None
        )
        return text

    @property
    def lists(self) -> Mapping[str, ListDefinition]:
        """Lists by the id paragraphs name."""
        if self._lists is None:
            name = self.package.find_related_part(self.main_part, "numbering")
            root = parse_xml(self.package.read(name), name) if name else None
            self._lists = (
                {}
                if root is None
                else parse_lists(
                    root, lambda style: self.styles.find_style(style).list_id
                )
            )
        return self._lists

    def report_issue(self, code: str, path: str = "", **details: object) -> None:
        """Keep an issue, each once."""
        self.issues[Issue.build(code, path, **details)] = None

    def allocate_story_name(self, story_kind: str) -> str:
        """The next name of a kind of flow."""
        self.story_counts[story_kind] += 1
        return f"{story_kind}{self.story_counts[story_kind]}"


class DocxStoryReader:
    """Reads one flow; ``flow`` is '' for the body. Its numbers are counted and its fields opened and closed here."""

    def __init__(
        self, state: DocxState, story_name: str, part: str, root: Element
    ) -> None:
        self.state = state
        self.part = part
        self.paragraph_path = ""  # of the paragraph that is being read
        self.run_reader = RunReader(state.styles, self)
        self.run_reader.has_private_use = state.has_private_use
        self.open_toc_controls = (
            0  # open content controls that hold a table of contents
        )
        self._root = root
        # Text boxes count their lists together, as do the notes.
        self._list_counters = state.list_counters.setdefault(
            story_name.rstrip("0123456789"), ListCounters()
        )
        self._default_style = state.styles.default

    def read_blocks(self, container: Element, prefix: str) -> tuple[Block, ...]:
        """Paragraphs and tables of a container, numbered from 1 behind the prefix (``b4.r1.c2.``)."""
        sequence = _BlockCollector(self, prefix)
        sequence.collect_blocks(container)
        return sequence.finish_blocks()

    def read_cell(self, tc: Element, path: str) -> tuple[Block, ...]:
        """The blocks of a table's cell; a field that begins in it ends with it."""
        depth = len(self.run_reader.open_fields)
        blocks = self.read_blocks(tc, path + ".")
        if len(self.run_reader.open_fields) > depth:
            self.run_reader.close_fields(depth)
        return blocks

    def find_paragraph_style(self, properties: Element) -> ResolvedStyle:
        """The style a paragraph names."""
        named = next(properties.iterchildren(_P_STYLE), None)
        return (
            self._default_style
            if named is None
            else self.state.styles.find_style(named.get(_VAL, ""))
        )

    def read_paragraph_text(self, element: Element) -> tuple[Element | None, str, bool]:
        """A paragraph's properties, its text, and whether it stands in a table of contents."""
        runs = self.run_reader
        runs.start_paragraph(self._default_style)  # until properties name another style
        inside = runs.is_in_toc
        out: list[str] = []
        properties = runs.append_text(element, out)
        toc = (
            self.open_toc_controls > 0
            or runs.is_in_toc
            or (inside and runs.toc_ended_after_text)
        )
        return properties, "".join(out), toc

    def build_paragraph(
        self, path: str, text: str, properties: Element | None, in_toc: bool
    ) -> Paragraph:
        """The paragraph with what its properties say."""
        if properties is None:
            style = self._default_style
            label = (
                self._generate_list_label(
                    style.list_id, style.list_level, style.list_style_id
                )
                if style.list_id
                else ""
            )
            return Paragraph(path, text, label, "", style.outline_level, in_toc)
        named = list_id = level = outline = None
        for child in properties:
            tag = child.tag
            if tag == _P_STYLE:
                named = child.get(_VAL, "")
            elif tag == _NUM_PR:
                for part in child:
                    if part.tag == W + "numId":
                        list_id = part.get(_VAL, "")
                    elif part.tag == W + "ilvl":
                        level = parse_integer(part.get(_VAL), 0)
            elif tag == _OUTLINE_LVL:
                value = parse_integer(child.get(_VAL), 9)
                outline = value + 1 if 0 <= value <= 8 else 0
            elif tag == SECT_PR:
                self.state.section_properties.append(child)
        style = (
            self._default_style
            if named is None
            else self.state.styles.find_style(named)
        )
        source = ""
        if list_id is None:
            list_id, source = style.list_id, style.list_style_id
        level = style.list_level if level is None else level
        label = self._generate_list_label(list_id, level, source) if list_id else ""
        name = "" if named is None else style.name or named
        return Paragraph(
            path,
            text,
            label,
            name,
            style.outline_level if outline is None else outline,
            in_toc or style.is_toc,
        )

    def _generate_list_label(self, list_id: str, level: int | None, source: str) -> str:
        """The number Word prints; a style that names no level stands on the level that names the style."""
        numbered = self.state.lists.get(list_id) if list_id != "0" else None
        if numbered is None:
            return ""
        if level is None:
            linked = (
                index
                for index, entry in numbered.levels.items()
                if entry.paragraph_style and entry.paragraph_style == source
            )
            level = next(linked, 0)
        return self._list_counters.generate_list_label(list_id, numbered, level)

    def read_alt_chunk(self, element: Element, prefix: str, count: int) -> list[Block]:
        """Blocks of a part another program wrote into the document (``w:altChunk``), behind ``count`` blocks."""
        arrow = self.state.package.load_relationships(self.part).get(
            element.get(R + "id", "")
        )
        if arrow is None or arrow.external:
            return []
        document = self._read_embedded_document(
            self.state.package.read(arrow.target), arrow.target
        )
        if document is None:
            return []
        names = {
            f"b{n}": f"{prefix}b{count + n}" for n in range(1, len(document.blocks) + 1)
        }
        for flow in document.stories:
            kind = flow.name.rstrip("0123456789")
            if kind not in ("hd", "ft"):  # its pages are the pages of this document
                name = self.state.allocate_story_name(kind)
                first, dot, rest = flow.anchor.partition(".")
                blocks = tuple(
                    relocate_block(block, f"{name}/b{n}")
                    for n, block in enumerate(flow.blocks, 1)
                )
                self.state.stories.append(
                    Flow(
                        name,
                        blocks,
                        names.get(first, "") + dot + rest,
                        flow.description,
                    )
                )
        for issue in document.issues:
            self.state.issues[replace(issue, place=f"{prefix}b{count + 1}")] = None
        return [
            relocate_block(block, names[f"b{n}"])
            for n, block in enumerate(document.blocks, 1)
        ]

    def _read_embedded_document(
        self, data: bytes, part: str, program: str = ""
    ) -> Document | None:
        """A document within this one; None, and an issue, when it cannot be read."""
        try:
            return self.state.read_embedded(unwrap_ole_package(data), part)
        except ReadError as error:
            self.report_issue(
                "PART_NOT_READ", part=part, reason=f"{program} {error.code}".strip()
            )
            return None

    # What paragraphs carry beside their text

    def add_text_box(self, content: Element) -> None:
        """A text box: a flow that hangs on the paragraph being read."""
        name = self.state.allocate_story_name("tx")
        place = len(self.state.stories)
        self.state.stories.append(
            Flow(name, (), self.paragraph_path)
        )  # boxes inside it come behind it
        blocks = DocxStoryReader(self.state, name, self.part, content).read_blocks(
            content, name + "/"
        )
        self.state.stories[place] = Flow(name, blocks, self.paragraph_path)

    def add_drawn_text(self, texts: list[str], description: str) -> None:
        """Text drawn without paragraphs of Word."""
        if any(text.strip() for text in texts):
            name = self.state.allocate_story_name("tx")
            blocks = tuple(
                Paragraph(f"{name}/b{n}", text) for n, text in enumerate(texts, 1)
            )
            self.state.stories.append(
                Flow(name, blocks, self.paragraph_path, description)
            )

    def add_note_reference(self, kind: str, id: str) -> None:
        """The mark of a footnote or endnote; it is read behind the body."""
        self.state.note_references.append((kind, id, self.paragraph_path))

    def add_embedded_object(self, element: Element) -> None:
        """An embedded workbook gives a flow a sheet, a document one flow; other objects are said to be unread."""
        arrow = self.state.package.load_relationships(self.part).get(
            element.get(R + "id", "")
        )
        program = element.get("ProgID", "")
        if arrow is None or arrow.external:
            self.count_unread(program or "object")
            return
        data = self.state.package.read(arrow.target)
        try:
            for sheet in read_sheets(data):
                name = self.state.allocate_story_name("ole")
                note = f"{program}!{sheet.name}"
                self.state.stories.append(
                    Flow(
                        name,
                        (build_sheet_table(sheet, f"{name}/b1"),),
                        self.paragraph_path,
                        note,
                    )
                )
        except WorkbookError as error:
            document = (
                self._read_embedded_document(data, arrow.target, program)
                if "Word" in program
                else None
            )
            if document is not None:
                name = self.state.allocate_story_name("ole")
                blocks = tuple(
                    relocate_block(block, f"{name}/{block.path}")
                    for block in document.blocks
                )
                self.state.stories.append(
                    Flow(name, blocks, self.paragraph_path, program)
                )
            elif "Word" not in program:
                self.report_issue(
                    "PART_NOT_READ",
                    part=arrow.target,
                    reason=f"{program} {error}".strip(),
                )

    def add_diagram(self, id: str) -> None:
        """The words of a SmartArt diagram (an organisation chart), a shape a line."""
        arrow = self.state.package.load_relationships(self.part).get(id)
        if arrow is None or arrow.external:
            return
        root = parse_xml(self.state.package.read(arrow.target), arrow.target)
        space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        self.add_drawn_text(
            [
                "".join(t.text or "" for t in p.iter(space + "t"))
                for p in root.iter(space + "p")
            ],
            "diagram",
        )

    def count_unread(self, what: str) -> None:
        """Something that may say more than can be read; counted, told once."""
        self.state.unread_counts[what] += 1

    def report_issue(self, code: str, **details: object) -> None:
        """An issue at the paragraph being read."""
        self.report_issue_at(self.paragraph_path, code, **details)

    def report_issue_at(self, path: str, code: str, **details: object) -> None:
        """An issue at a cell."""
        self.state.report_issue(code, path, **details)

    def has_balanced_fields(self) -> bool:
        """Whether every field of the flow that begins also ends; else field marks mean nothing."""
        kinds = Counter(
            mark.get(W + "fldCharType") for mark in self._root.iter(W + "fldChar")
        )
        closed = kinds["begin"] == kinds["end"]
        if not closed:
            self.report_issue("FIELD_UNCLOSED", field="")
        return closed


class _BlockCollector:
    """The blocks of one container while they are gathered."""

    __slots__ = (
        "_pending_text",
        "_blocks",
        "_pending_properties",
        "_lost_mark_seen",
        "_prefix",
        "_reader",
    )

    def __init__(self, reader: DocxStoryReader, prefix: str) -> None:
        self._reader = reader
        self._prefix = prefix
        self._blocks: list[Block] = []
        self._lost_mark_seen = False  # such a paragraph has been met
        self._pending_text = ""  # text of paragraphs whose own mark is gone
        self._pending_properties: Element | None = (
            None  # properties of the first of them where its mark is only hidden
        )

    def collect_blocks(self, container: Element) -> None:
        """Take up everything in a container, whatever wraps it."""
        story = self._reader
        for element in container:
            tag = element.tag
            if tag == P:
                self._collect_paragraph(element)
            elif tag in _SKIPPED_TAGS:
                continue
            elif tag == TBL:
                if self._pending_text and has_no_visible_rows(element):
                    continue  # nothing to run into
                self._flush_pending()
                table = read_table(story, element, self._make_next_path())
                if table is not None:
                    self._blocks.append(table)
            elif tag == _SDT:
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                contents = gallery is not None and gallery.get(_VAL) in _TOC_GALLERIES
                story.open_toc_controls += contents
                for content in element.iterchildren(W + "sdtContent"):
                    self.collect_blocks(content)
                story.open_toc_controls -= contents
            elif tag in _TRANSPARENT_TAGS:
                self.collect_blocks(element)
            elif tag == _ALTERNATE_CONTENT:
                branch = choose_branch(element)
                if branch is not None:
                    self.collect_blocks(branch)
            elif tag == _ALT_CHUNK:
                self._flush_pending()
                self._blocks.extend(
                    story.read_alt_chunk(element, self._prefix, len(self._blocks))
                )
            elif tag == SECT_PR:
                story.state.section_properties.append(element)
            elif tag in _MATH:
                self._flush_pending()
                around = etree.Element(
                    P
                )  # equations stand in paragraphs; some programs leave theirs out
                around.append(copy(element))
                self._collect_paragraph(around)
            elif isinstance(tag, str) and next(element.iter(W + "t"), None) is not None:
                story.count_unread(tag.rpartition("}")[2])

    def finish_blocks(self) -> tuple[Block, ...]:
        """The blocks, now that nothing follows."""
        if self._pending_text or (
            self._lost_mark_seen and not self._blocks
        ):  # a cell keeps one paragraph at least
            self._flush_pending(always=True)
        return tuple(self._blocks)

    def _make_next_path(self) -> str:
        return f"{self._prefix}b{len(self._blocks) + 1}"

    def _collect_paragraph(self, element: Element) -> None:
        story = self._reader
        story.paragraph_path = address = self._make_next_path()
        properties, text, toc = story.read_paragraph_text(element)
        if properties is not None:
            mark = _classify_paragraph_mark(properties)
            if mark:
                self._lost_mark_seen = True
                self._pending_text += text
                if mark == "hidden" and text and self._pending_properties is None:
                    self._pending_properties = properties
                return
        if self._pending_text:
            text = self._pending_text + text
            properties = (
                properties
                if self._pending_properties is None
                else self._pending_properties
            )
            self._pending_text, self._pending_properties = "", None
        self._blocks.append(story.build_paragraph(address, text, properties, toc))

    def _flush_pending(self, always: bool = False) -> None:
        """A paragraph that ran on meets something it cannot run into: it stands by itself."""
        if self._pending_text or always:
            self._blocks.append(
                self._reader.build_paragraph(
                    self._make_next_path(),
                    self._pending_text,
                    self._pending_properties,
                    False,
                )
            )
            self._pending_text, self._pending_properties = "", None


def _classify_paragraph_mark(properties: Element) -> str:
    """``deleted`` or ``hidden`` when the paragraph's own mark is gone, else ''."""
    for child in properties:
        if child.tag == _RUN_PR:
            for mark in child:
                if mark.tag in _DELETION_MARKS:
                    return "deleted"
                if mark.tag == W + "vanish" and not is_off(mark):
                    return "hidden"
    return ""
