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
    DEEPEST,
    Assembly,
    Beside,
    DraftBlock,
    DraftParagraph,
    RowCell,
)
from extractor.formats.doc.formatting import Character, Formatting, ParagraphProperties
from extractor.formats.doc.pieces import Text, joined
from extractor.formats.docx.fields import shown_without_result
from extractor.formats.symbols import SYMBOL_FONTS, symbols

__all__ = ["StoryReader"]

_ENDS = re.compile("[\r\x07\x0c]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f(\uf000-\uf0ff]")
_SLACK = 15  # twips: programs round the same edge differently by up to a point or so
_WORDS = re.compile(r"\s*([A-Za-z]+)")


class _Line(NamedTuple):
    """A paragraph with what its mark says about tables."""

    paragraph: DraftParagraph
    properties: ParagraphProperties
    bell: bool  # ends with the mark of an outermost cell or row
    deleted: bool  # the mark itself is deleted


@dataclass(slots=True)
class _Field:
    code: str = ""
    result: bool = False

    @property
    def name(self) -> str:
        match = _WORDS.match(self.code)
        return match.group(1).upper() if match else ""


class StoryReader:
    """Reads ranges of CPs. The callbacks answer what hangs on a character and which number a paragraph bears."""

    def __init__(
        self,
        text: Text,
        formatting: Formatting,
        hanging: Callable[[int, Character, str], Iterator[Beside]],
        numbered: Callable[[ParagraphProperties], str],
    ) -> None:
        self._text = text
        self._formatting = formatting
        self._hanging = hanging
        self._numbered = numbered
        self.unshown: list[
            str
        ] = []  # instructions of fields that the page shows and the file does not

    def blocks(self, first: int, behind: int) -> list[DraftBlock]:
        """The blocks of the characters from ``first`` up to ``behind``."""
        assembly = Assembly(_SLACK)
        filled: set[int] = set()  # levels whose open row holds text that stands
        for line in self._lines(first, behind):
            properties = line.properties
            level = max(properties.level, int(line.bell))
            if properties.row_end and level:
                if (
                    line.deleted and level not in filled
                ):  # programs let a mark inherit what its cell's end says
                    assembly.drop_row(level)
                else:
                    assembly.end_row(level, partial(_row, modifiers=properties.table))
                filled.discard(level)
                continue
            if line.paragraph.text.strip():
                filled.update(range(1, min(level, DEEPEST) + 1))
            ends = line.bell if level == 1 else properties.cell_end and level > 1
            assembly.paragraph(level, line.paragraph)
            if ends:
                assembly.end_cell(level)
        return assembly.finished()

    def _lines(self, first: int, behind: int) -> Iterator[_Line]:
        text = self._text.text
        fields: list[_Field] = []
        words: list[str] = []
        beside: list[Beside] = []
        start = at = first
        contents = False
        head: ParagraphProperties | None = (
            None  # of a paragraph whose mark is hidden: it runs on into the next
        )
        while start < behind:
            match = _ENDS.search(text, at, behind)
            end = match.start() if match else behind
            if (
                match
                and text[end] == "\x0c"
                and not self._text.ends_paragraph(end)
                and end + 1 < behind
            ):
                at = end + 1  # a page break inside its paragraph
                continue
            at = end + 1
            mark_at = min(end, behind - 1)
            properties = self._text.paragraph(mark_at)
            listed, said = _in_contents(fields), len(words)
            self._read(start, end, properties.style, fields, words, beside)
            if listed and not _in_contents(
                fields
            ):  # its end may open the paragraph behind the table of contents
                listed = len(words) == said or bool(
                    text[start:end].partition("\x15")[0].strip()
                )
            contents = contents or listed or _in_contents(fields)
            start = at
            bell = match is not None and text[end] == "\x07"
            mark = self._text.character(mark_at)
            ends = bell or properties.cell_end or properties.row_end
            hidden = self._formatting.hidden(mark, properties.style)
            if (mark.deleted or hidden) and not ends and at < behind:
                if hidden and not mark.deleted and head is None and words:
                    head = properties
                continue
            if head is not None:
                properties = head._replace(
                    level=properties.level, cell_end=properties.cell_end
                )
            paragraph = self._paragraph(
                properties, joined("".join(words)), beside, contents
            )
            yield _Line(paragraph, properties, bell, mark.deleted)
            words, beside, contents, head = [], [], False, None

    def _paragraph(
        self,
        properties: ParagraphProperties,
        text: str,
        beside: list[Beside],
        contents: bool,
    ) -> DraftParagraph:
        styles = self._formatting.styles
        style = styles[properties.style] if properties.style < len(styles) else None
        number = style.number if style else 0
        return DraftParagraph(
            text,
            "" if properties.row_end else self._numbered(properties),
            style.name if style and number else "",
            properties.outline + 1 if properties.outline < 9 else 0,
            contents
            or 19 <= number <= 27,  # the built-in styles of a table of contents
            beside,
        )

    def _read(
        self,
        first: int,
        behind: int,
        style: int,
        fields: list[_Field],
        words: list[str],
        beside: list[Beside],
    ) -> None:
        """Append the visible characters of a stretch to ``words`` and what hangs on them to ``beside``."""
        text = self._text.text
        for start, end, character in self._text.runs(first, behind):
            gone = character.deleted or self._formatting.hidden(character, style)
            font = self._font(character.font)
            signs = font if font.lower() in SYMBOL_FONTS else ""
            at = start
            for match in _CONTROLS.finditer(text, start, end):
                here = match.start()
                _say(symbols(text[at:here], signs), gone, fields, words)
                at = here + 1
                control = text[here]
                if control == "\x13":
                    if len(fields) < 64:
                        fields.append(_Field())
                elif control == "\x14":
                    if fields:
                        fields[-1].result = True
                    if not gone:
                        beside.extend(
                            self._hanging(
                                here, character, fields[-1].code if fields else ""
                            )
                        )
                elif control == "\x15":
                    if fields:
                        ended = fields.pop()
                        if not ended.result and not gone:
                            shown = shown_without_result(ended.code)
                            if shown is None:
                                self.unshown.append(ended.code.strip())
                            _say(shown or "", gone, fields, words)
                else:
                    _say(self._shown(control, character), gone, fields, words)
                    if not gone and control in "\x01\x02\x08":
                        beside.extend(
                            self._hanging(
                                here, character, fields[-1].code if fields else ""
                            )
                        )
            _say(symbols(text[at:end], signs), gone, fields, words)

    def _shown(self, control: str, character: Character) -> str:
        if control == "(":
            if character.special and character.symbol is not None:
                font, code = character.symbol
                return symbols(chr(code), self._font(font))
            return control
        if control >= "\uf000":
            return symbols(control, self._font(character.font))
        return _SHOWN.get(control, "")

    def _font(self, number: int) -> str:
        fonts = self._formatting.fonts
        return fonts[number] if 0 <= number < len(fonts) else ""


def _in_contents(fields: list[_Field]) -> bool:
    return any(field.result and field.name == "TOC" for field in fields)


_SHOWN = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}


def _say(words: str, gone: bool, fields: list[_Field], out: list[str]) -> None:
    """Put words where they belong: on the page, into the code of the innermost open field, or nowhere."""
    if not words:
        return
    for open_field in reversed(fields):
        if not open_field.result:
            if len(open_field.code) < 400:
                open_field.code += words
            return
    if not gone:
        out.append(words)


class _Slot(NamedTuple):
    """A cell of a row's grid as its definition has it."""

    across: int = 0  # 0 alone, else part of a horizontal merge
    down: int = 0  # 1 goes on from above, 3 begins a vertical merge


def _row(
    cells: list[list[DraftBlock]], modifiers: tuple[tuple[int, bytes], ...]
) -> list[RowCell]:
    """The cells of a row between the edges that its definition gives."""
    edges, slots = _definition(modifiers)
    while len(slots) < len(
        cells
    ):  # a definition shorter than the row: further cells to the right
        edges.append((edges[-1] if edges else 0) + 1000)
        if len(edges) == 1:
            edges.append(edges[-1] + 1000)
        slots.append(_Slot())
    row: list[RowCell] = []
    leader = 0
    for index, blocks in enumerate(cells):
        slot = slots[index]
        if slot.across and leader and slot.across != leader and row:
            row[-1].cover(blocks, edges[index + 1])
            continue
        leader = slot.across
        row.append(RowCell(edges[index], edges[index + 1], blocks, slot.down == 1))
    return row


def _definition(
    modifiers: tuple[tuple[int, bytes], ...],
) -> tuple[list[int], list[_Slot]]:
    edges: list[int] = []
    slots: list[_Slot] = []
    for code, operand in modifiers:
        if code == 0xD608 and operand:
            count = operand[0]
            if len(operand) < 1 + 2 * (count + 1):
                continue
            edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
            slots = []
            for n in range(count):
                at = 1 + 2 * (count + 1) + 20 * n
                flags = operand[at] if at < len(operand) else 0
                slots.append(_Slot(flags & 3, flags >> 5 & 3))
        elif code == 0xD62B and len(operand) >= 2 and operand[0] < len(slots):
            slots[operand[0]] = slots[operand[0]]._replace(down=operand[1])
        elif code == 0x5624 and len(operand) == 2:
            for n in range(operand[0], min(operand[1], len(slots))):
                slots[n] = slots[n]._replace(across=1 if n == operand[0] else 2)
        elif code == 0x5625 and len(operand) == 2:
            for n in range(operand[0], min(operand[1], len(slots))):
                slots[n] = slots[n]._replace(across=0)
        elif (
            code == 0x5622
            and len(operand) == 2
            and operand[0] < operand[1] <= len(slots)
        ):
            _delete(edges, slots, operand[0], operand[1])
        elif code == 0x7621 and len(operand) == 4:
            _insert(
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
            _resize(
                edges, operand[0], operand[1], struct.unpack_from("<h", operand, 2)[0]
            )
    return edges, slots


def _delete(edges: list[int], slots: list[_Slot], first: int, behind: int) -> None:
    """Columns taken out; those behind move left."""
    gap = edges[behind] - edges[first]
    del slots[first:behind]
    edges[first + 1 :] = [edge - gap for edge in edges[behind + 1 :]]


def _insert(
    edges: list[int], slots: list[_Slot], first: int, count: int, width: int
) -> None:
    """Columns of one width put in; those behind move right."""
    if not edges:
        edges.append(0)
    first = min(first, len(slots))
    slots[first:first] = [_Slot()] * count
    start = edges[first]
    edges[first + 1 :] = [start + width * (n + 1) for n in range(count)] + [
        e + width * count for e in edges[first + 1 :]
    ]


def _resize(edges: list[int], first: int, behind: int, width: int) -> None:
    """Columns set to one width; those behind move along."""
    moved = edges[first] + width * (behind - first) - edges[behind]
    for n in range(first, behind):
        edges[n + 1] = edges[n] + width
    edges[behind + 1 :] = [edge + moved for edge in edges[behind + 1 :]]
