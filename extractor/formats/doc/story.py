"""The stories of a binary Word file (body, a note, a text box) as drafts of paragraphs and tables.

Characters below the space are the structure: a return ends a paragraph, a bell a cell or row, 0x13-0x15 open, part
and close a field whose result alone is on the page. Which cell a paragraph sits in is told by its depth in tables;
the grid of a row hangs on the mark that ends it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    Attachment,
    BlockAssembler,
    DraftBlock,
    DraftParagraph,
    EdgedCell,
)
from extractor.formats.doc.formatting import (
    CharacterProperties,
    DocFormatting,
    ParagraphProperties,
)
from extractor.formats.doc.pieces import DocText, join_surrogates
from extractor.formats.docx.fields import render_field_without_result
from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text

__all__ = [
    "StoryReader",
]

_PARAGRAPH_ENDS = re.compile("[\r\x07\x0c]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f(\uf000-\uf0ff]")
_EDGE_TOLERANCE = (
    15  # twips: programs round the same edge differently by up to a point or so
)
_FIELD_NAME = re.compile(r"\s*([A-Za-z]+)")


class _MarkedParagraph(NamedTuple):
    """A paragraph with what its mark says about tables."""

    paragraph: DraftParagraph
    properties: ParagraphProperties
    ends_outer_cell: bool  # ends with the mark of an outermost cell or row
    mark_deleted: bool  # the mark itself is deleted


@dataclass(slots=True)
class _DocField:
    instruction: str = ""
    result_started: bool = False

    @property
    def name(self) -> str:
        match = _FIELD_NAME.match(self.instruction)
        return match.group(1).upper() if match else ""


class StoryReader:
    """Reads ranges of CPs. The callbacks answer what hangs on a character and which number a paragraph bears."""

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
        self.unshown_fields: list[
            str
        ] = []  # instructions of fields that the page shows and the file does not

    def read_blocks(self, start_cp: int, end_cp: int) -> list[DraftBlock]:
        """The blocks of the characters from ``first`` up to ``behind``."""
        assembly = BlockAssembler(_EDGE_TOLERANCE)
        filled: set[int] = set()  # levels whose open row holds text that stands
        for line in self._read_paragraphs(start_cp, end_cp):
            properties = line.properties
            level = max(properties.table_depth, int(line.ends_outer_cell))
            if properties.ends_row and level:
                if (
                    line.mark_deleted and level not in filled
                ):  # programs let a mark inherit what its cell's end says
                    assembly.drop_row(level)
                else:
                    assembly.end_row(
                        level, partial(_build_row_cells, sprms=properties.table_sprms)
                    )
                filled.discard(level)
                continue
            if line.paragraph.text.strip():
                filled.update(range(1, min(level, MAX_TABLE_DEPTH) + 1))
            ends = (
                line.ends_outer_cell
                if level == 1
                else properties.ends_cell and level > 1
            )
            assembly.add_paragraph(level, line.paragraph)
            if ends:
                assembly.end_cell(level)
        return assembly.finish_blocks()

    def _read_paragraphs(
        self, start_cp: int, end_cp: int
    ) -> Iterator[_MarkedParagraph]:
        text = self._doc_text.text
        fields: list[_DocField] = []
        words: list[str] = []
        beside: list[Attachment] = []
        start = at = start_cp
        contents = False
        head: ParagraphProperties | None = (
            None  # of a paragraph whose mark is hidden: it runs on into the next
        )
        while start < end_cp:
            match = _PARAGRAPH_ENDS.search(text, at, end_cp)
            end = match.start() if match else end_cp
            if (
                match
                and text[end] == "\x0c"
                and not self._doc_text.is_paragraph_end(end)
                and end + 1 < end_cp
            ):
                at = end + 1  # a page break inside its paragraph
                continue
            at = end + 1
            mark_at = min(end, end_cp - 1)
            properties = self._doc_text.find_paragraph_properties(mark_at)
            listed, said = _is_in_toc(fields), len(words)
            self._read_characters(start, end, properties.style, fields, words, beside)
            if listed and not _is_in_toc(
                fields
            ):  # its end may open the paragraph behind the table of contents
                listed = len(words) == said or bool(
                    text[start:end].partition("\x15")[0].strip()
                )
            contents = contents or listed or _is_in_toc(fields)
            start = at
            bell = match is not None and text[end] == "\x07"
            mark = self._doc_text.find_character_properties(mark_at)
            ends = bell or properties.ends_cell or properties.ends_row
            hidden = self._formatting.is_hidden(mark, properties.style)
            if (mark.deleted or hidden) and not ends and at < end_cp:
                if hidden and not mark.deleted and head is None and words:
                    head = properties
                continue
            if head is not None:
                properties = head._replace(
                    table_depth=properties.table_depth, ends_cell=properties.ends_cell
                )
            paragraph = self._build_paragraph(
                properties, join_surrogates("".join(words)), beside, contents
            )
            yield _MarkedParagraph(paragraph, properties, bell, mark.deleted)
            words, beside, contents, head = [], [], False, None

    def _build_paragraph(
        self,
        properties: ParagraphProperties,
        text: str,
        attachments: list[Attachment],
        in_toc: bool,
    ) -> DraftParagraph:
        styles = self._formatting.styles
        style = styles[properties.style] if properties.style < len(styles) else None
        number = style.builtin_id if style else 0
        return DraftParagraph(
            text,
            "" if properties.ends_row else self._generate_list_label(properties),
            style.name if style and number else "",
            properties.outline + 1 if properties.outline < 9 else 0,
            in_toc or 19 <= number <= 27,  # the built-in styles of a table of contents
            attachments,
        )

    def _read_characters(
        self,
        start_cp: int,
        end_cp: int,
        paragraph_style: int,
        open_fields: list[_DocField],
        text_parts: list[str],
        attachments: list[Attachment],
    ) -> None:
        """Append the visible characters of a stretch to ``words`` and what hangs on them to ``beside``."""
        text = self._doc_text.text
        for start, end, character in self._doc_text.iter_runs(start_cp, end_cp):
            gone = character.deleted or self._formatting.is_hidden(
                character, paragraph_style
            )
            font = self._find_font_name(character.font)
            signs = font if font.lower() in SYMBOL_FONTS else ""
            at = start
            for match in _CONTROL_CHARACTERS.finditer(text, start, end):
                here = match.start()
                _append_text(
                    decode_symbol_text(text[at:here], signs),
                    gone,
                    open_fields,
                    text_parts,
                )
                at = here + 1
                control = text[here]
                if control == "\x13":
                    if len(open_fields) < 64:
                        open_fields.append(_DocField())
                elif control == "\x14":
                    if open_fields:
                        open_fields[-1].result_started = True
                    if not gone:
                        attachments.extend(
                            self._read_attachments(
                                here,
                                character,
                                open_fields[-1].instruction if open_fields else "",
                            )
                        )
                elif control == "\x15":
                    if open_fields:
                        ended = open_fields.pop()
                        if not ended.result_started and not gone:
                            shown = render_field_without_result(ended.instruction)
                            if shown is None:
                                self.unshown_fields.append(ended.instruction.strip())
                            _append_text(shown or "", gone, open_fields, text_parts)
                else:
                    _append_text(
                        self._resolve_control(control, character),
                        gone,
                        open_fields,
                        text_parts,
                    )
                    if not gone and control in "\x01\x02\x08":
                        attachments.extend(
                            self._read_attachments(
                                here,
                                character,
                                open_fields[-1].instruction if open_fields else "",
                            )
                        )
            _append_text(
                decode_symbol_text(text[at:end], signs), gone, open_fields, text_parts
            )

    def _resolve_control(self, control: str, character: CharacterProperties) -> str:
        if control == "(":
            if character.special and character.symbol is not None:
                font, code = character.symbol
                return decode_symbol_text(chr(code), self._find_font_name(font))
            return control
        if control >= "\uf000":
            return decode_symbol_text(control, self._find_font_name(character.font))
        return _CONTROL_TEXT.get(control, "")

    def _find_font_name(self, index: int) -> str:
        fonts = self._formatting.fonts
        return fonts[index] if 0 <= index < len(fonts) else ""


def _is_in_toc(open_fields: list[_DocField]) -> bool:
    return any(field.result_started and field.name == "TOC" for field in open_fields)


_CONTROL_TEXT = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}


def _append_text(
    text: str, is_hidden: bool, open_fields: list[_DocField], text_parts: list[str]
) -> None:
    """Put words where they belong: on the page, into the code of the innermost open field, or nowhere."""
    if not text:
        return
    for open_field in reversed(open_fields):
        if not open_field.result_started:
            if len(open_field.instruction) < 400:
                open_field.instruction += text
            return
    if not is_hidden:
        text_parts.append(text)


class _CellDefinition(NamedTuple):
    """A cell of a row's grid as its definition has it."""

    horizontal_merge: int = 0  # 0 alone, else part of a horizontal merge
    vertical_merge: int = 0  # 1 goes on from above, 3 begins a vertical merge


def _build_row_cells(
    cells: list[list[DraftBlock]], sprms: tuple[tuple[int, bytes], ...]
) -> list[EdgedCell]:
    """The cells of a row between the edges that its definition gives."""
    edges, slots = _parse_row_definition(sprms)
    while len(slots) < len(
        cells
    ):  # a definition shorter than the row: further cells to the right
        edges.append((edges[-1] if edges else 0) + 1000)
        if len(edges) == 1:
            edges.append(edges[-1] + 1000)
        slots.append(_CellDefinition())
    row: list[EdgedCell] = []
    leader = 0
    for index, blocks in enumerate(cells):
        slot = slots[index]
        if slot.horizontal_merge and leader and slot.horizontal_merge != leader and row:
            row[-1].cover_blocks(blocks, edges[index + 1])
            continue
        leader = slot.horizontal_merge
        row.append(
            EdgedCell(edges[index], edges[index + 1], blocks, slot.vertical_merge == 1)
        )
    return row


def _parse_row_definition(
    sprms: tuple[tuple[int, bytes], ...],
) -> tuple[list[int], list[_CellDefinition]]:
    edges: list[int] = []
    slots: list[_CellDefinition] = []
    for code, operand in sprms:
        if code == 0xD608 and operand:
            count = operand[0]
            if len(operand) < 1 + 2 * (count + 1):
                continue
            edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
            slots = []
            for n in range(count):
                at = 1 + 2 * (count + 1) + 20 * n
                flags = operand[at] if at < len(operand) else 0
                slots.append(_CellDefinition(flags & 3, flags >> 5 & 3))
        elif code == 0xD62B and len(operand) >= 2 and operand[0] < len(slots):
            slots[operand[0]] = slots[operand[0]]._replace(vertical_merge=operand[1])
        elif code == 0x5624 and len(operand) == 2:
            for n in range(operand[0], min(operand[1], len(slots))):
                slots[n] = slots[n]._replace(
                    horizontal_merge=1 if n == operand[0] else 2
                )
        elif code == 0x5625 and len(operand) == 2:
            for n in range(operand[0], min(operand[1], len(slots))):
                slots[n] = slots[n]._replace(horizontal_merge=0)
        elif (
            code == 0x5622
            and len(operand) == 2
            and operand[0] < operand[1] <= len(slots)
        ):
            _delete_columns(edges, slots, operand[0], operand[1])
        elif code == 0x7621 and len(operand) == 4:
            _insert_columns(
                edges,
                slots,
                operand[0],
                operand[1],
                struct.unpack_from("<h", operand, 2)[0],
            )
        elif (
            code == 0x7623
            and len(operand) == 4
            and operand[0] < operand[1] <= len(slots)
        ):
            _resize_columns(
                edges, operand[0], operand[1], struct.unpack_from("<h", operand, 2)[0]
            )
    return edges, slots


def _delete_columns(
    edges: list[int], cell_definitions: list[_CellDefinition], first: int, end: int
) -> None:
    """Columns taken out; those behind move left."""
    gap = edges[end] - edges[first]
    del cell_definitions[first:end]
    edges[first + 1 :] = [edge - gap for edge in edges[end + 1 :]]


def _insert_columns(
    edges: list[int],
    cell_definitions: list[_CellDefinition],
    first: int,
    count: int,
    width: int,
) -> None:
    """Columns of one width put in; those behind move right."""
    if not edges:
        edges.append(0)
    first = min(first, len(cell_definitions))
    cell_definitions[first:first] = [_CellDefinition()] * count
    start = edges[first]
    edges[first + 1 :] = [start + width * (n + 1) for n in range(count)] + [
        e + width * count for e in edges[first + 1 :]
    ]


def _resize_columns(edges: list[int], first: int, end: int, width: int) -> None:
    """Columns set to one width; those behind move along."""
    moved = edges[first] + width * (end - first) - edges[end]
    for n in range(first, end):
        edges[n + 1] = edges[n] + width
    edges[end + 1 :] = [edge + moved for edge in edges[end + 1 :]]
