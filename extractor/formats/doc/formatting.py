"""Properties of paragraphs and characters: lists of single property modifiers (sprm) in pages of 512 bytes.

A modifier is a 16-bit code and an operand whose size the code tells. Only what changes the words on the page is read:
hidden and deleted text, symbols, table structure, list membership, outline level.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extractor.formats.doc.container import WordFile, parse_plex

__all__ = [
    "CharacterProperties",
    "DocFormatting",
    "ParagraphProperties",
    "DocStyle",
    "parse_sprms",
]

_OPERAND_SIZES = (
    1,
    1,
    2,
    4,
    2,
    2,
    0,
    3,
)  # operand bytes by the top three bits of a code; 0: counted by the operand itself


def parse_sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The (code, operand) pairs of a list; a list that is cut ends where it is cut."""
    at, end = 0, len(grpprl)
    while at + 2 < end:
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        size = _OPERAND_SIZES[code >> 13]
        if not size:
            if code == 0xD608:  # sprmTDefTable counts in two bytes, one too many
                size = (grpprl[at] | grpprl[at + 1] << 8) - 1 if at + 1 < end else 0
                at += 2
            elif (
                code == 0xC615 and grpprl[at] == 255
            ):  # sprmPChgTabs too long for its count byte
                deleted = grpprl[at + 1] if at + 1 < end else 0
                added = (
                    grpprl[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < end else 0
                )
                size = 2 + 4 * deleted + 3 * added
                at += 1
            else:
                size = grpprl[at]
                at += 1
        if size < 0 or at + size > end:
            return
        yield code, grpprl[at : at + size]
        at += size


class CharacterProperties(NamedTuple):
    """What a run of characters is: flags are 0, 1, 0x80 (as the style) or 0x81 (unlike the style)."""

    hidden: int = 0x80
    deleted: bool = False
    special: bool = False
    symbol: tuple[int, int] | None = None  # font index, character
    data_location: int = -1  # offset of a picture, or the number of an embedded object
    is_object: bool = False
    font: int = -1
    style: int = -1


class ParagraphProperties(NamedTuple):
    """A paragraph's own and inherited properties; ``table`` holds the table modifiers of a row end."""

    style: int = 0
    table_depth: int = 0  # depth in tables, 0 outside
    ends_cell: bool = False  # of a nested cell; a cell of the outermost table ends with its own character
    ends_row: bool = False
    list_id: int | None = None
    list_level: int = 0
    outline: int = 9
    table_sprms: tuple[tuple[int, bytes], ...] = ()


class DocStyle(NamedTuple):
    """A style: its built-in number (sti), name, base and lists of modifiers."""

    builtin_id: int
    name: str
    base: int
    paragraph_sprms: bytes
    character_sprms: bytes


class DocFormatting:
    """All formatting of a file, looked up by FC."""

    def __init__(self, file: WordFile) -> None:
        self._data_stream = file.data_stream
        self._paragraph_cache: dict[tuple[bytes, bytes], ParagraphProperties] = {}
        self._character_cache: dict[tuple[bytes, bytes], CharacterProperties] = {}
        self.styles = _parse_styles(file.read_structure("styles"))
        self.fonts = _parse_font_names(file.read_structure("fonts"))
        self._style_properties: dict[int, ParagraphProperties] = {}
        self._style_hidden: dict[int, bool] = {}
        self._paragraph_ends, self._paragraph_papx = _read_formatting_pages(
            file, "paragraphs", 13
        )
        self.run_ends, self._run_chpx = _read_formatting_pages(file, "characters", 1)

    def find_paragraph_properties(
        self, fc: int, piece_grpprl: bytes = b""
    ) -> ParagraphProperties:
        """Properties of the paragraph whose mark lies at ``fc``; ``modified`` are those of the piece."""
        at = bisect_right(self._paragraph_ends, fc)
        raw = self._paragraph_papx[at] if at < len(self._paragraph_papx) else b""
        key = (raw, piece_grpprl)
        found = self._paragraph_cache.get(key)
        if found is None:
            found = self._paragraph_cache[key] = self._resolve_paragraph(
                raw, piece_grpprl
            )
        return found

    def is_paragraph_end(self, end_fc: int) -> bool:
        """True when a paragraph ends right before the byte ``behind``."""
        at = bisect_right(self._paragraph_ends, end_fc) - 1
        return at >= 0 and self._paragraph_ends[at] == end_fc

    def find_run_properties(
        self, index: int, piece_grpprl: bytes = b""
    ) -> CharacterProperties:
        """Properties of the run with this index (see ``character_ends``)."""
        raw = self._run_chpx[index] if index < len(self._run_chpx) else b""
        key = (raw, piece_grpprl)
        found = self._character_cache.get(key)
        if found is None:
            found = self._character_cache[key] = _parse_character_properties(
                raw + piece_grpprl
            )
        return found

    def is_hidden(
        self, run_properties: CharacterProperties, paragraph_style: int
    ) -> bool:
        """Whether characters of this run in a paragraph of this style stay off the page."""
        if run_properties.hidden < 0x80:
            return bool(run_properties.hidden)
        styled = self._is_style_hidden(paragraph_style)
        if run_properties.style >= 0:
            styled ^= self._is_style_hidden(
                run_properties.style
            )  # toggles cancel each other over the two kinds of style
        return styled if run_properties.hidden == 0x80 else not styled

    def _is_style_hidden(self, number: int, depth: int = 0) -> bool:
        known = self._style_hidden.get(number)
        if known is not None:
            return known
        hidden = False
        style = self.styles[number] if 0 <= number < len(self.styles) else None
        if style is not None:
            flag = _parse_character_properties(style.character_sprms).hidden
            base = self._is_style_hidden(style.base, depth + 1) if depth < 12 else False
            hidden = bool(flag) if flag < 0x80 else base if flag == 0x80 else not base
        self._style_hidden[number] = hidden
        return hidden

    def resolve_style(self, number: int, depth: int = 0) -> ParagraphProperties:
        """The paragraph properties a style gives, with those of its bases."""
        known = self._style_properties.get(number)
        if known is not None:
            return known
        style = self.styles[number] if 0 <= number < len(self.styles) else None
        found = ParagraphProperties(number)
        if style is not None and depth < 12:
            base = self.resolve_style(style.base, depth + 1)
            if base.outline == 9 and 1 <= style.builtin_id <= 9:
                base = base._replace(
                    outline=style.builtin_id - 1
                )  # heading 1 to heading 9
            found = self._apply_sprms(
                base._replace(style=number), style.paragraph_sprms
            )
        self._style_properties[number] = found
        return found

    def _resolve_paragraph(
        self, papx: bytes, piece_grpprl: bytes
    ) -> ParagraphProperties:
        style = papx[0] | papx[1] << 8 if len(papx) >= 2 else 0
        return self._apply_sprms(self.resolve_style(style), papx[2:] + piece_grpprl)

    def _apply_sprms(
        self, base: ParagraphProperties, grpprl: bytes
    ) -> ParagraphProperties:
        style, in_table, level, cell_end, row_end = (
            base.style,
            False,
            None,
            False,
            False,
        )
        listed, list_level, outline = base.list_id, base.list_level, base.outline
        table: list[tuple[int, bytes]] = []
        for code, operand in self._expand_sprms(grpprl):
            if code == 0x2416:
                in_table = bool(operand[0])
            elif code == 0x2417:
                row_end = bool(operand[0])
            elif code == 0x6649:
                (level,) = struct.unpack("<i", operand)
            elif code == 0x664A:
                level = (level or int(in_table)) + struct.unpack("<i", operand)[0]
            elif code == 0x244B:
                cell_end = bool(operand[0])
            elif code == 0x244C:
                row_end = bool(operand[0])
            elif code == 0x460B:
                (listed,) = struct.unpack("<H", operand)
            elif code == 0x260A:
                list_level = operand[0]
            elif code == 0x2640:
                outline = operand[0]
            elif code == 0x4600:
                (style,) = struct.unpack("<H", operand)
            elif code >> 10 & 7 == 5:
                table.append((code, operand))
        depth = max(level or 0, int(in_table))
        return ParagraphProperties(
            style, depth, cell_end, row_end, listed, list_level, outline, tuple(table)
        )

    def _expand_sprms(self, grpprl: bytes) -> Iterator[tuple[int, bytes]]:
        """The modifiers with those kept in the data stream (long rows) read from there."""
        for code, operand in parse_sprms(grpprl):
            if code in (0x6645, 0x6646):  # sprmPHugePapx
                (offset,) = struct.unpack("<I", operand)
                if offset + 2 <= len(self._data_stream):
                    (size,) = struct.unpack_from("<H", self._data_stream, offset)
                    yield from parse_sprms(
                        self._data_stream[offset + 2 : offset + 2 + size]
                    )
            else:
                yield code, operand


def _parse_character_properties(grpprl: bytes) -> CharacterProperties:
    found = CharacterProperties()
    for code, operand in parse_sprms(grpprl):
        if code == 0x083C:
            found = found._replace(hidden=operand[0])
        elif code == 0x0800:
            found = found._replace(deleted=bool(operand[0] & 1))
        elif code == 0x0855:
            found = found._replace(special=bool(operand[0]))
        elif code == 0x6A09:
            font, character = struct.unpack("<HH", operand)
            found = found._replace(symbol=(font, character))
        elif code == 0x6A03:
            found = found._replace(
                data_location=struct.unpack("<I", operand)[0], special=True
            )
        elif code == 0x080A:
            found = found._replace(is_object=bool(operand[0]))
        elif code == 0x4A4F or (
            code == 0x4A51 and found.font < 0
        ):  # the font of Latin text, else of other text
            found = found._replace(font=struct.unpack("<H", operand)[0])
        elif code == 0x4A30:
            found = found._replace(style=struct.unpack("<H", operand)[0])
        elif code == 0x2A33:  # sprmCPlain: back to the style
            found = CharacterProperties(
                style=found.style, deleted=found.deleted, special=found.special
            )
    return found


def _read_formatting_pages(
    file: WordFile, structure: str, entry_size: int
) -> tuple[list[int], list[bytes]]:
    """The formatted pages a bin table points to: where each run ends (FC) and its list of modifiers."""
    ends: list[int] = []
    found: list[bytes] = []
    _, numbers = parse_plex(file.read_structure(structure), 4)
    last = 0
    for number in dict.fromkeys(numbers):  # a page stands in the table once
        start = 512 * (int.from_bytes(number, "little") & 0x3FFFFF)
        page = file.main_stream[start : start + 512]
        if len(page) < 512:
            continue
        count = page[511]
        if 4 * (count + 1) + entry_size * count > 511:
            continue
        positions = struct.unpack_from(f"<{count + 1}I", page)
        for n in range(count):
            if positions[n + 1] <= last:
                continue  # a page out of order: its runs were seen
            last = positions[n + 1]
            ends.append(last)
            at = 2 * page[4 * (count + 1) + entry_size * n]
            found.append(_read_page_entry(page, at, entry_size == 13))
    return ends, found


def _read_page_entry(page: bytes, at: int, is_paragraph: bool) -> bytes:
    if not at:
        return b""
    size = page[at]
    if not is_paragraph:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < 511 else b""


def _parse_styles(structure: bytes) -> list[DocStyle | None]:
    """The style sheet; None for a number that names no style."""
    if len(structure) < 6:
        return []
    size, count, base_size = struct.unpack_from("<HHH", structure)
    at = 2 + size
    found: list[DocStyle | None] = []
    while len(found) < count and at + 2 <= len(structure):
        (length,) = struct.unpack_from("<H", structure, at)
        record = structure[at + 2 : at + 2 + length]
        at += 2 + length
        found.append(
            _parse_style(record, base_size)
            if len(record) >= base_size + 2 >= 12
            else None
        )
    return found


def _parse_style(record: bytes, base_size: int) -> DocStyle:
    first, second, third = struct.unpack_from("<HHH", record)
    kind, base = second & 15, second >> 4
    (length,) = struct.unpack_from("<H", record, base_size)
    at = base_size + 2
    name = record[at : at + 2 * length].decode("utf-16-le", "replace")
    at += 2 * length + 2
    lists: list[bytes] = []
    for _ in range(third & 15):
        if at + 2 > len(record):
            break
        (size,) = struct.unpack_from("<H", record, at)
        lists.append(record[at + 2 : at + 2 + size])
        at += 2 + size + (size & 1)
    lists += [b"", b""]
    paragraph, character = (
        (lists[0][2:], lists[1]) if kind == 1 else (b"", lists[0] if kind == 2 else b"")
    )
    return DocStyle(
        first & 0xFFF, name, base if base != 0xFFF else -1, paragraph, character
    )


def _parse_font_names(structure: bytes) -> list[str]:
    """Names of the fonts, in order: a table of strings each with 39 bytes in front of its name."""
    names: list[str] = []
    at = 4
    while at < len(structure):
        record = structure[at + 1 : at + 1 + structure[at]]
        name = record[39:].decode("utf-16-le", "ignore") if len(record) > 39 else ""
        names.append(name.split("\0")[0])
        at += 1 + structure[at]
    return names
