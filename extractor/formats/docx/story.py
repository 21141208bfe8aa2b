"""One story of a Word document (body, note, header, text box): its paragraphs and
tables in order, as drafts.

Content controls, custom XML and the like count as if they were not there. A paragraph
whose own mark is deleted or hidden runs on into the next one, which gives the joined
paragraph its number and style.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property, partial

from lxml import etree

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    Attachment,
    CellContent,
    DraftBlock,
    DraftParagraph,
)
from extractor.formats.docx.attachments import AttachmentReader
from extractor.formats.docx.numbering import ListCounters
from extractor.formats.docx.parts import DocxParts
from extractor.formats.docx.runs import RunReader
from extractor.formats.docx.styles import (
    ResolvedStyle,
    parse_list_reference,
    parse_outline_level,
)
from extractor.formats.docx.tables import has_no_visible_rows, read_table
from extractor.formats.xml import MC, Element, M, W, choose_branch, is_off
from extractor.model.issues import Issue

__all__ = [
    "DocxStoryReader",
]

P, TBL, SECT_PR = W + "p", W + "tbl", W + "sectPr"
_P_STYLE, _NUM_PR, _OUTLINE_LVL = W + "pStyle", W + "numPr", W + "outlineLvl"
_RUN_PR, _TEXT, _VANISH, _VAL = (W + n for n in ("rPr", "t", "vanish", "val"))
_DELETION_MARKS = {W + "del", W + "moveFrom"}
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
_TOC_GALLERIES = ("Table of Contents", "Table of Figures")


@dataclass(slots=True)
class _BlockSequence:
    """The blocks of one container while they are gathered; a plain paragraph is its
    text."""

    blocks: list[DraftBlock | str]
    # Paragraphs whose mark is deleted or hidden, joined with the next one.
    pending: DraftParagraph | None = None
    # Properties of the first of them that has text and whose mark is only hidden.
    pending_properties: Element | None = None

    def hold_paragraph(
        self, draft: DraftParagraph, properties: Element, lost_mark: str
    ) -> None:
        """Keep a paragraph without a mark, behind those that are kept already."""
        counts = lost_mark == "hidden" and draft.text
        if counts and self.pending_properties is None:
            self.pending_properties = properties
        if self.pending is not None:
            _prepend_paragraph(self.pending, draft)
        self.pending = draft

    def join_pending(
        self, draft: DraftParagraph, properties: Element | None
    ) -> Element | None:
        """Let a paragraph begin with those that are kept; gives its properties."""
        if self.pending is not None:
            _prepend_paragraph(self.pending, draft)
        if self.pending_properties is not None:
            properties = self.pending_properties
        self.pending = self.pending_properties = None
        return properties

    def add_issues(self, issues: Sequence[Issue]) -> None:
        """Report issues at the last block; an empty
        paragraph where there is none."""
        if not issues:
            return
        if not self.blocks:
            self.blocks.append("")
        last = _draft_block(self.blocks.pop())
        last.issues = (*last.issues, *issues)
        self.blocks.append(last)


@dataclass(slots=True)
class _ParagraphProperties:
    """``w:pPr`` as far as reading needs it, with the style it names."""

    style: ResolvedStyle
    style_name: str = ""
    outline_level: int | None = None
    list_id: str | None = None
    list_level: int | None = None


class DocxStoryReader:
    """Reads one story. Its lists are counted and
    its fields opened and closed here."""

    def __init__(self, parts: DocxParts, kind: str, part: str, root: Element) -> None:
        """Start a story.

        Args:
            parts: the parts of the file.
            kind: kind of the story (``fn``, ``tx``, ...), '' for the body.
            part: name of the part that holds it.
            root: the element that holds it.
        """
        self._parts = parts
        self._part = part
        # Nothing leads back to this reader, so that its part is freed with it.
        read_attachments = partial(_read_attachments, parts, part)
        self._runs = RunReader(
            parts.styles, root, read_attachments, parts.unread_counts
        )
        self._runs.has_private_use = parts.has_private_use
        self._list_counters = parts.list_counters.setdefault(kind, ListCounters())
        self._default_style = style = parts.default_style
        # Whether paragraphs without properties have a label or a level.
        self._default_numbers = bool(style.outline_level or style.list_id)
        # Open content controls that hold a table of contents.
        self._open_toc_controls = 0

    def read_blocks(self, container: Element) -> list[DraftBlock]:
        """Read the paragraphs and tables of a container."""
        return [_draft_block(block) for block in self._gather_blocks(container)]

    def _gather_blocks(self, elements: Iterable[Element]) -> list[DraftBlock | str]:
        sequence = _BlockSequence([])
        self._collect_blocks(elements, sequence)
        # A container keeps one paragraph at least.
        if sequence.pending is not None:
            self._flush_pending(sequence, always=not sequence.blocks)
        return sequence.blocks

    def _read_cell(self, elements: Iterable[Element]) -> CellContent:
        """The content of a table's cell; a field that begins in it ends with it."""
        depth = len(self._runs.open_fields)
        blocks = self._gather_blocks(elements)
        if len(self._runs.open_fields) > depth:
            self._runs.close_fields(depth)
        if len(blocks) == 1 and isinstance(blocks[0], str):
            return blocks[0]
        return [_draft_block(block) for block in blocks]

    @cached_property
    def _attachment_reader(self) -> AttachmentReader:
        return _open_attachments(self._parts, self._part)

    # Blocks

    def _collect_blocks(
        self, elements: Iterable[Element], sequence: _BlockSequence
    ) -> None:
        """Add everything in a container to the sequence, wrappers ignored."""
        for element in elements:
            tag = element.tag
            handler = _BLOCK_HANDLERS.get(tag)
            if handler is not None:
                handler(self, element, sequence)
            elif (
                tag not in _SKIPPED_TAGS and next(element.iter(_TEXT), None) is not None
            ):
                self._parts.unread_counts[tag.rpartition("}")[2]] += 1

    def _collect_paragraph(self, element: Element, sequence: _BlockSequence) -> None:
        """Add a paragraph, then what other programs wrote into it."""
        draft, properties = self._runs.read_paragraph(element)
        if isinstance(draft, str):
            if properties is None and self._is_plain(sequence):
                sequence.blocks.append(draft)
                return
            draft = DraftParagraph(draft)
        self._add_paragraph(draft, properties, sequence)
        if self._runs.alt_chunks:
            self._collect_alt_chunks(sequence)

    def _add_paragraph(
        self,
        draft: DraftParagraph,
        properties: Element | None,
        sequence: _BlockSequence,
    ) -> None:
        """Add a paragraph, or keep it for the next one where its mark is lost."""
        if self._open_toc_controls:
            draft.in_toc = True
        lost_mark = properties is not None and _classify_paragraph_mark(properties)
        if properties is not None and lost_mark:
            sequence.hold_paragraph(draft, properties, lost_mark)
        else:
            if sequence.pending is not None:
                properties = sequence.join_pending(draft, properties)
            if properties is not None or self._default_numbers:
                self._apply_properties(draft, properties)
            sequence.blocks.append(draft)

    def _is_plain(self, sequence: _BlockSequence) -> bool:
        """Whether a paragraph without properties is its text alone."""
        return not (
            self._default_numbers
            or self._open_toc_controls
            or self._runs.alt_chunks
            or sequence.pending is not None
        )

    def _collect_alt_chunks(self, sequence: _BlockSequence) -> None:
        chunks, self._runs.alt_chunks = self._runs.alt_chunks, []
        for chunk in chunks:
            self._collect_alt_chunk(chunk, sequence)

    def _flush_pending(self, sequence: _BlockSequence, always: bool = False) -> None:
        """End a joined paragraph, for what follows is no paragraph."""
        draft = sequence.pending
        if draft is None:
            return
        if always or draft.text or draft.attachments or draft.issues:
            draft.in_toc = False
            self._apply_properties(draft, sequence.pending_properties)
            sequence.blocks.append(draft)
            sequence.pending = sequence.pending_properties = None

    def _collect_table(self, element: Element, sequence: _BlockSequence) -> None:
        pending = sequence.pending
        if pending is not None and pending.text and has_no_visible_rows(element):
            return
        self._flush_pending(sequence)
        table = read_table(element, self._read_cell)
        if table is not None:
            sequence.blocks.append(table)

    def _collect_content_control(
        self, element: Element, sequence: _BlockSequence
    ) -> None:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        is_toc = gallery is not None and gallery.get(_VAL) in _TOC_GALLERIES
        self._open_toc_controls += is_toc
        for content in element.iterchildren(W + "sdtContent"):
            self._collect_blocks(content, sequence)
        self._open_toc_controls -= is_toc

    def _collect_branch(self, element: Element, sequence: _BlockSequence) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self._collect_blocks(branch, sequence)

    def _collect_alt_chunk(self, element: Element, sequence: _BlockSequence) -> None:
        self._flush_pending(sequence)
        blocks, issues = self._attachment_reader.read_alt_chunk(element)
        if blocks:
            blocks[0].issues = issues
        else:
            sequence.add_issues(issues)
        sequence.blocks.extend(blocks)

    def _collect_equation(self, element: Element, sequence: _BlockSequence) -> None:
        """An equation outside of a paragraph, as some programs write it."""
        self._flush_pending(sequence)
        paragraph = etree.Element(P)
        paragraph.append(copy(element))
        self._collect_paragraph(paragraph, sequence)

    def _add_section(self, element: Element, sequence: _BlockSequence) -> None:
        self._parts.section_properties.append(element)

    # Paragraph properties

    def _apply_properties(
        self, draft: DraftParagraph, properties: Element | None
    ) -> None:
        """Set label, style and outline level of a paragraph, counting it in its
        list."""
        if properties is None:
            own_properties = _ParagraphProperties(self._default_style)
        else:
            own_properties = self._parse_properties(properties)
        style = own_properties.style
        draft.style = own_properties.style_name
        draft.outline_level = style.outline_level
        if own_properties.outline_level is not None:
            draft.outline_level = own_properties.outline_level
        if properties is not None and style.is_toc:
            draft.in_toc = True
        list_id, style_id = own_properties.list_id, ""
        if list_id is None:
            list_id, style_id = style.list_id, style.list_style_id
        if list_id:
            level = own_properties.list_level
            if level is None:
                level = style.list_level
            draft.list_label = self._generate_list_label(list_id, level, style_id)

    def _parse_properties(self, properties: Element) -> _ParagraphProperties:
        parsed = _ParagraphProperties(self._default_style)
        for child in properties:
            tag = child.tag
            if tag == _P_STYLE:
                id = child.get(_VAL, "")
                parsed.style = self._parts.styles.find_style(id)
                parsed.style_name = parsed.style.name or id
            elif tag == _NUM_PR:
                parsed.list_id, parsed.list_level = parse_list_reference(child)
            elif tag == _OUTLINE_LVL:
                parsed.outline_level = parse_outline_level(child)
            elif tag == SECT_PR:
                self._parts.section_properties.append(child)
        return parsed

    def _generate_list_label(
        self, list_id: str, level: int | None, style_id: str
    ) -> str:
        """The number Word prints; a style without a level belongs to the level that
        names the style."""
        if list_id == "0":
            return ""
        definition = self._parts.lists.get(list_id)
        if definition is None:
            return ""
        if level is None:
            level = definition.find_style_level(style_id)
        return self._list_counters.generate_list_label(list_id, definition, level)


_BLOCK_HANDLERS: Mapping[
    str, Callable[[DocxStoryReader, Element, _BlockSequence], None]
] = {
    P: DocxStoryReader._collect_paragraph,
    TBL: DocxStoryReader._collect_table,
    SECT_PR: DocxStoryReader._add_section,
    W + "sdt": DocxStoryReader._collect_content_control,
    W + "altChunk": DocxStoryReader._collect_alt_chunk,
    W + "customXml": DocxStoryReader._collect_blocks,
    W + "ins": DocxStoryReader._collect_blocks,
    W + "moveTo": DocxStoryReader._collect_blocks,
    W + "smartTag": DocxStoryReader._collect_blocks,
    W + "hyperlink": DocxStoryReader._collect_blocks,
    MC + "AlternateContent": DocxStoryReader._collect_branch,
    M + "oMath": DocxStoryReader._collect_equation,
    M + "oMathPara": DocxStoryReader._collect_equation,
}


def _open_attachments(parts: DocxParts, part: str) -> AttachmentReader:
    return AttachmentReader(parts, part, partial(_read_text_box, parts, part))


def _read_attachments(
    parts: DocxParts, part: str, element: Element
) -> Iterable[Attachment | Issue]:
    return _open_attachments(parts, part).read_attachments(element)


def _read_text_box(parts: DocxParts, part: str, content: Element) -> list[DraftBlock]:
    return DocxStoryReader(parts, "tx", part, content).read_blocks(content)


def _draft_block(block: DraftBlock | str) -> DraftBlock:
    if isinstance(block, str):
        return DraftParagraph(block)
    return block


def _prepend_paragraph(pending: DraftParagraph, draft: DraftParagraph) -> None:
    """Let a paragraph begin with what an earlier one without a mark holds."""
    draft.marks = (
        *pending.marks,
        *(
            mark._replace(
                start=mark.start + len(pending.text), end=mark.end + len(pending.text)
            )
            for mark in draft.marks
        ),
    )
    draft.text = pending.text + draft.text
    draft.attachments = (*pending.attachments, *draft.attachments)
    draft.issues = (*pending.issues, *draft.issues)


def _classify_paragraph_mark(properties: Element) -> str:
    """``deleted`` or ``hidden`` when the paragraph's mark is, else ''."""
    for run_properties in properties.iterchildren(_RUN_PR):
        for mark in run_properties:
            if mark.tag in _DELETION_MARKS:
                return "deleted"
            if mark.tag == _VANISH and not is_off(mark):
                return "hidden"
    return ""
