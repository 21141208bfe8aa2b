"""The stories of a binary Word file (body, a note, a text box) as paragraphs and
tables.

Control characters are the structure: a return ends a paragraph, a bell ends a cell or
row, 0x13 to 0x15 begin, separate and end a field, whose result alone is visible. The
depth in tables of a paragraph tells its cell; the mark that ends a row has its grid.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import partial
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    NO_MARKS,
    Attachment,
    BlockAssembler,
    DraftBlock,
    DraftParagraph,
    EdgedCell,
    MarkedParts,
)
from extractor.formats.doc.formatting import (
    CharacterProperties,
    DocFormatting,
    ParagraphProperties,
    Sprm,
)
from extractor.formats.doc.pieces import DocRun, DocText, join_surrogates
from extractor.formats.docx.fields import render_field_without_result
from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text

__all__ = [
    "StoryReader",
]

_PARAGRAPH_ENDS = re.compile("[\r\x07\x0c]")
_PAGE_BREAK, _CELL_MARK = "\x0c", "\x07"
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
# A symbol of a font may be stored as an opening bracket.
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f(\uf000-\uf0ff]")
_CONTROL_TEXT = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}
# Characters that notes, pictures, objects and text boxes are anchored to.
_ANCHORS = frozenset("\x01\x02\x08")
_FIELD_NAME = re.compile(r"\s*([A-Za-z]+)")
_MAX_FIELD_DEPTH = 64
_MAX_INSTRUCTION = 400  # characters
_TOC_STYLES = range(19, 28)  # built-in styles of tables of contents
_BODY_OUTLINE = 9

# twips; programs round the same edge differently by up to a point or so
_EDGE_TOLERANCE = 15
_DEFAULT_CELL_WIDTH = 1000  # twips, of a cell that its row does not define


class _MarkedParagraph(NamedTuple):
    """A paragraph with the table properties of its mark."""

    paragraph: DraftParagraph
    properties: ParagraphProperties
    ends_outer_cell: bool  # ends with the mark of an outermost cell or row
    mark_deleted: bool

    @property
    def table_depth(self) -> int:
        """Its depth of nested tables."""
        return max(self.properties.table_depth, int(self.ends_outer_cell))

    @property
    def ends_cell(self) -> bool:
        """Whether its cell ends with it."""
        if self.table_depth == 1:
            return self.ends_outer_cell
        return self.properties.ends_cell and self.table_depth > 1


@dataclass(slots=True)
class _DocField:
    """An open field."""

    instruction: str = ""
    has_result: bool = False  # its result has begun

    @property
    def name(self) -> str:
        """The name of the field in upper case."""
        match = _FIELD_NAME.match(self.instruction)
        if match is None:
            return ""
        return match[1].upper()


@dataclass(slots=True)
class _StoryState:
    """The open fields of a story, and its open paragraph."""

    open_fields: list[_DocField] = field(default_factory=list)
    text_parts: list[str] = field(default_factory=list)
    marked_parts: MarkedParts = field(default_factory=MarkedParts)
    attachments: list[Attachment] = field(default_factory=list)
    in_toc: bool = False
    # of a paragraph whose mark is hidden: it runs on into the next
    first_properties: ParagraphProperties | None = None

    @property
    def is_in_toc_field(self) -> bool:
        """Whether the result of a table of contents is open."""
        return any(open.has_result and open.name == "TOC" for open in self.open_fields)

    @property
    def instruction(self) -> str:
        """The instruction of the innermost open field."""
        if not self.open_fields:
            return ""
        return self.open_fields[-1].instruction

    def append_text(self, text: str, is_hidden: bool) -> None:
        """Append text to the innermost open instruction, else to the page."""
        if not text:
            return
        for open_field in reversed(self.open_fields):
            if not open_field.has_result:
                if len(open_field.instruction) < _MAX_INSTRUCTION:
                    open_field.instruction += text
                return
        if not is_hidden:
            self.text_parts.append(text)

    def start_paragraph(self) -> None:
        """Forget the paragraph so far."""
        self.text_parts, self.attachments = [], []
        self.marked_parts = MarkedParts()
        self.in_toc = False
        self.first_properties = None


class StoryReader:
    """Reads the blocks between two CPs.

    Args:
        doc_text: The characters of the file.
        formatting: Their formatting.
        read_attachments: Gives what is anchored to a character, from its CP, its
            properties and the instruction of the field around it.
        generate_list_label: Counts a paragraph and gives its list label.
    """

    def __init__(
        self,
        doc_text: DocText,
        formatting: DocFormatting,
        read_attachments: Callable[
            [int, CharacterProperties, str], Iterator[Attachment]
        ],
        generate_list_label: Callable[[ParagraphProperties], str],
    ) -> None:
        self._doc_text = doc_text
        self._formatting = formatting
        self._read_attachments = read_attachments
        self._generate_list_label = generate_list_label
        # instructions of fields that a page shows and the file has no result of
        self.unshown_fields: list[str] = []

    def read_blocks(self, start_cp: int, end_cp: int) -> list[DraftBlock]:
        """Read the blocks between two CPs.

        Args:
            start_cp: CP of the first character.
            end_cp: CP behind the last one.

        Returns:
            Paragraphs and tables in order.
        """
        assembly = BlockAssembler(_EDGE_TOLERANCE)
        filled: set[int] = set()  # depths whose open row holds text
        for marked in self._iter_paragraphs(start_cp, end_cp):
            depth = marked.table_depth
            if marked.properties.ends_row and depth:
                # in some programs the mark of a row inherits the properties of the
                # cell's end
                if marked.mark_deleted and depth not in filled:
                    assembly.drop_row(depth)
                else:
                    sprms = marked.properties.table_sprms
                    assembly.end_row(depth, partial(_build_row_cells, sprms=sprms))
                filled.discard(depth)
                continue
            if marked.paragraph.text.strip():
                filled.update(range(1, min(depth, MAX_TABLE_DEPTH) + 1))
            assembly.add_paragraph(depth, marked.paragraph)
            if marked.ends_cell:
                assembly.end_cell(depth)
        return assembly.finish_blocks()

    # --- Paragraphs ---

    def _iter_paragraphs(
        self, start_cp: int, end_cp: int
    ) -> Iterator[_MarkedParagraph]:
        state = _StoryState()
        for start, end in self._iter_paragraph_ranges(start_cp, end_cp):
            mark_cp = min(end, end_cp - 1)
            properties = self._doc_text.find_paragraph_properties(mark_cp)
            self._read_paragraph(start, end, properties, state)
            ends_outer_cell = end < end_cp and self._doc_text.text[end] == _CELL_MARK
            mark = self._doc_text.find_character_properties(mark_cp)
            ends_cell = ends_outer_cell or properties.ends_cell
            may_run_on = not ends_cell and not properties.ends_row and end + 1 < end_cp
            if may_run_on and self._runs_on(mark, properties, state):
                continue
            if state.first_properties is not None:
                properties = state.first_properties._replace(
                    table_depth=properties.table_depth, ends_cell=properties.ends_cell
                )
            paragraph = self._build_paragraph(properties, state)
            yield _MarkedParagraph(paragraph, properties, ends_outer_cell, mark.deleted)
            state.start_paragraph()

    def _runs_on(
        self,
        mark: CharacterProperties,
        properties: ParagraphProperties,
        state: _StoryState,
    ) -> bool:
        """Whether a paragraph has a deleted or hidden mark, so that the next continues
        it.

        Behind a hidden mark the properties of the first paragraph with text hold.
        """
        if mark.deleted:
            return True
        if not self._formatting.is_hidden(mark, properties.style):
            return False
        if state.text_parts and state.first_properties is None:
            state.first_properties = properties
        return True

    def _iter_paragraph_ranges(
        self, start_cp: int, end_cp: int
    ) -> Iterator[tuple[int, int]]:
        """The first CP and the CP of the mark of each paragraph."""
        text = self._doc_text.text
        start = at = start_cp
        while start < end_cp:
            match = _PARAGRAPH_ENDS.search(text, at, end_cp)
            end = match.start() if match else end_cp
            at = end + 1
            is_page_break = at < end_cp and text[end] == _PAGE_BREAK
            if is_page_break and not self._doc_text.is_paragraph_end(end):
                continue  # inside its paragraph
            yield start, end
            start = at

    def _read_paragraph(
        self,
        start_cp: int,
        end_cp: int,
        properties: ParagraphProperties,
        state: _StoryState,
    ) -> None:
        """Read the characters of a paragraph, and whether it is an entry of
        contents."""
        starts_in_toc, n_parts = state.is_in_toc_field, len(state.text_parts)
        for run in self._doc_text.iter_runs(start_cp, end_cp):
            self._read_run(run, properties.style, state)
        if state.is_in_toc_field:
            state.in_toc = True
        elif starts_in_toc:
            # the end of the field may open the paragraph behind the table of contents
            text = self._doc_text.text[start_cp:end_cp]
            before_end = text.partition(_FIELD_END)[0]
            is_empty = len(state.text_parts) == n_parts
            state.in_toc = state.in_toc or is_empty or bool(before_end.strip())

    def _build_paragraph(
        self, properties: ParagraphProperties, state: _StoryState
    ) -> DraftParagraph:
        units = "".join(state.text_parts)
        text = join_surrogates(units)
        marks = state.marked_parts.take_marks(state.text_parts)
        if len(text) < len(units):
            marks = tuple(
                mark._replace(
                    start=len(join_surrogates(units[: mark.start])),
                    end=len(join_surrogates(units[: mark.end])),
                )
                for mark in marks
            )
        paragraph = DraftParagraph(
            text, in_toc=state.in_toc, attachments=state.attachments, marks=marks
        )
        if not properties.ends_row:
            paragraph.list_label = self._generate_list_label(properties)
        if properties.outline < _BODY_OUTLINE:
            paragraph.outline_level = properties.outline + 1
        styles = self._formatting.styles
        style = styles[properties.style] if properties.style < len(styles) else None
        if style is not None and style.builtin_id:  # 0 is the style of body text
            paragraph.style = style.name
            paragraph.in_toc = paragraph.in_toc or style.builtin_id in _TOC_STYLES
        return paragraph

    # --- Characters ---

    def _read_run(self, run: DocRun, paragraph_style: int, state: _StoryState) -> None:
        """Append the visible text of a run, and what
        is anchored to its characters."""
        text = self._doc_text.text
        is_hidden = run.properties.deleted or self._formatting.is_hidden(
            run.properties, paragraph_style
        )
        symbol_font = self._find_font_name(run.properties.font)
        if symbol_font.lower() not in SYMBOL_FONTS:
            symbol_font = ""
        at, first_part = run.start, len(state.text_parts)
        for match in _CONTROL_CHARACTERS.finditer(text, run.start, run.end):
            cp = match.start()
            plain = decode_symbol_text(text[at:cp], symbol_font)
            state.append_text(plain, is_hidden)
            self._read_control(cp, run.properties, is_hidden, state)
            at = cp + 1
        state.append_text(
            decode_symbol_text(text[at : run.end], symbol_font), is_hidden
        )
        marks = self._formatting.find_marks(run.properties, paragraph_style)
        if marks is not NO_MARKS:
            kinds = marks.kinds
            state.marked_parts.add_run(first_part, len(state.text_parts), kinds)

    def _read_control(
        self,
        cp: int,
        properties: CharacterProperties,
        is_hidden: bool,
        state: _StoryState,
    ) -> None:
        control = self._doc_text.text[cp]
        if control == _FIELD_BEGIN:
            if len(state.open_fields) < _MAX_FIELD_DEPTH:
                state.open_fields.append(_DocField())
        elif control == _FIELD_SEPARATOR:
            if state.open_fields:
                state.open_fields[-1].has_result = True
        elif control == _FIELD_END:
            self._end_field(is_hidden, state)
        else:
            text = self._resolve_control(control, properties)
            state.append_text(text, is_hidden)
        if not is_hidden and (control == _FIELD_SEPARATOR or control in _ANCHORS):
            state.attachments.extend(
                self._read_attachments(cp, properties, state.instruction)
            )

    def _end_field(self, is_hidden: bool, state: _StoryState) -> None:
        """Append what a field without a result shows."""
        if not state.open_fields:
            return
        ended = state.open_fields.pop()
        if ended.has_result or is_hidden:
            return
        shown = render_field_without_result(ended.instruction)
        if shown is None:
            self.unshown_fields.append(ended.instruction.strip())
        else:
            state.append_text(shown, is_hidden)

    def _resolve_control(self, control: str, properties: CharacterProperties) -> str:
        """The text that a control character or a symbol shows."""
        if control == "(":
            if not properties.special or properties.symbol is None:
                return control
            font, code = properties.symbol
            return decode_symbol_text(chr(code), self._find_font_name(font))
        if control >= "\uf000":
            return decode_symbol_text(control, self._find_font_name(properties.font))
        return _CONTROL_TEXT.get(control, "")

    def _find_font_name(self, index: int) -> str:
        fonts = self._formatting.fonts
        if 0 <= index < len(fonts):
            return fonts[index]
        return ""


# --- Rows ---


class _CellDefinition(NamedTuple):
    """A cell of the grid of a row."""

    horizontal_merge: int = 0  # 0 none, else part of a horizontal merge
    vertical_merge: int = 0  # 1 continues the cell above, 3 begins a vertical merge


@dataclass(slots=True)
class _DocRowGrid:
    """The grid of a row: the edges (twips) and definitions of its cells."""

    edges: list[int] = field(default_factory=list)
    cells: list[_CellDefinition] = field(default_factory=list)

    def define(self, operand: bytes) -> None:
        """sprmTDefTable: all edges, then 20 bytes a cell."""
        if not operand:
            return
        count = operand[0]
        cells_at = 1 + 2 * (count + 1)
        if len(operand) < cells_at:
            return
        self.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
        self.cells = []
        for at in range(cells_at, cells_at + 20 * count, 20):
            flags = operand[at] if at < len(operand) else 0
            self.cells.append(_CellDefinition(flags & 3, flags >> 5 & 3))

    def merge_vertically(self, operand: bytes) -> None:
        """sprmTVertMerge: of one cell."""
        if len(operand) < 2 or operand[0] >= len(self.cells):
            return
        cell = self.cells[operand[0]]
        self.cells[operand[0]] = cell._replace(vertical_merge=operand[1])

    def merge(self, operand: bytes) -> None:
        """sprmTMerge: cells from a first one up to a limit become one."""
        first, end = operand
        for index in range(first, min(end, len(self.cells))):
            merge = 1 if index == first else 2
            self.cells[index] = self.cells[index]._replace(horizontal_merge=merge)

    def split(self, operand: bytes) -> None:
        """sprmTSplit: cells from a first one up to a limit are no longer merged."""
        first, end = operand
        for index in range(first, min(end, len(self.cells))):
            self.cells[index] = self.cells[index]._replace(horizontal_merge=0)

    def delete(self, operand: bytes) -> None:
        """sprmTDelete: columns are removed; those behind move left."""
        first, end = operand
        if not first < end <= len(self.cells):
            return
        gap = self.edges[end] - self.edges[first]
        del self.cells[first:end]
        self.edges[first + 1 :] = [edge - gap for edge in self.edges[end + 1 :]]

    def insert(self, operand: bytes) -> None:
        """sprmTInsert: columns of one width are added; those behind move right."""
        first, count, width = struct.unpack("<BBh", operand)
        if not self.edges:
            self.edges.append(0)
        first = min(first, len(self.cells))
        self.cells[first:first] = [_CellDefinition()] * count
        start = self.edges[first]
        behind = [edge + width * count for edge in self.edges[first + 1 :]]
        added = [start + width * (index + 1) for index in range(count)]
        self.edges[first + 1 :] = added + behind

    def resize(self, operand: bytes) -> None:
        """sprmTDxaCol: columns get one width; those behind move along."""
        first, end, width = struct.unpack("<BBh", operand)
        if not first < end <= len(self.cells):
            return
        shift = self.edges[first] + width * (end - first) - self.edges[end]
        for index in range(first, end):
            self.edges[index + 1] = self.edges[index] + width
        self.edges[end + 1 :] = [edge + shift for edge in self.edges[end + 1 :]]

    def extend(self, count: int) -> None:
        """Add cells to the right until there are as many as the row has."""
        while len(self.cells) < count:
            if not self.edges:
                self.edges.append(_DEFAULT_CELL_WIDTH)
            self.edges.append(self.edges[-1] + _DEFAULT_CELL_WIDTH)
            self.cells.append(_CellDefinition())


_GRID_CHANGES: Mapping[int, Callable[[_DocRowGrid, bytes], None]] = {
    Sprm.T_DEFINITION: _DocRowGrid.define,
    Sprm.T_VERTICAL_MERGE: _DocRowGrid.merge_vertically,
    Sprm.T_MERGE: _DocRowGrid.merge,
    Sprm.T_SPLIT: _DocRowGrid.split,
    Sprm.T_DELETE_COLUMNS: _DocRowGrid.delete,
    Sprm.T_INSERT_COLUMNS: _DocRowGrid.insert,
    Sprm.T_SET_COLUMN_WIDTH: _DocRowGrid.resize,
}


def _build_row_cells(
    cells: list[list[DraftBlock]], sprms: tuple[tuple[int, bytes], ...]
) -> list[EdgedCell]:
    """The cells of a row between the edges that its modifiers give."""
    grid = _DocRowGrid()
    for code, operand in sprms:
        change = _GRID_CHANGES.get(code)
        if change is not None:
            change(grid, operand)
    grid.extend(len(cells))
    row: list[EdgedCell] = []
    previous_merge = 0
    for index, blocks in enumerate(cells):
        left, right = grid.edges[index], grid.edges[index + 1]
        cell = grid.cells[index]
        continues_merge = previous_merge and cell.horizontal_merge != previous_merge
        if row and cell.horizontal_merge and continues_merge:
            row[-1].cover_blocks(blocks, right)
            continue
        previous_merge = cell.horizontal_merge
        row.append(EdgedCell(left, right, blocks, cell.vertical_merge == 1))
    return row
