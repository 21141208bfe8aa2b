"""Properties of paragraphs and characters: lists of property modifiers (sprm) in pages.

A modifier is a 16-bit code and an operand whose size the code tells. Only what changes
the text of a page is read: hidden, deleted, struck and raised text, symbols, table
structure, lists, outline levels. Names follow the published [MS-DOC] specification.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from extractor.formats.builder import NO_MARKS, RunMarks
from extractor.formats.doc.container import WordFile, parse_plex

__all__ = [
    "CharacterProperties",
    "DocFormatting",
    "DocStyle",
    "ParagraphProperties",
    "Sprm",
    "parse_sprms",
]


class Sprm(IntEnum):
    """The codes of the modifiers that are read."""

    P_STYLE = 0x4600  # sprmPIstd
    P_LIST_LEVEL = 0x260A  # sprmPIlvl
    P_LIST = 0x460B  # sprmPIlfo
    P_IN_TABLE = 0x2416  # sprmPFInTable
    P_ENDS_ROW = 0x2417  # sprmPFTtp
    P_ENDS_INNER_CELL = 0x244B  # sprmPFInnerTableCell
    P_ENDS_INNER_ROW = 0x244C  # sprmPFInnerTtp
    P_OUTLINE_LEVEL = 0x2640  # sprmPOutLvl
    P_HUGE_PAPX = 0x6645
    P_HUGE_PAPX_2 = 0x6646
    P_TABLE_DEPTH = 0x6649  # sprmPItap
    P_TABLE_DEPTH_CHANGE = 0x664A  # sprmPDtap
    P_CHANGE_TABS = 0xC615
    C_DELETED = 0x0800  # sprmCFRMarkDel
    C_OBJECT = 0x080A  # sprmCFOle2
    C_HIDDEN = 0x083C  # sprmCFVanish
    C_STRUCK = 0x0837  # sprmCFStrike
    C_DOUBLY_STRUCK = 0x2A53  # sprmCFDStrike
    C_ALIGNMENT = 0x2A48  # sprmCIss
    C_POSITION = 0x4845  # sprmCHpsPos
    C_SPECIAL = 0x0855  # sprmCFSpec
    C_PLAIN = 0x2A33
    C_STYLE = 0x4A30  # sprmCIstd
    C_FONT = 0x4A4F  # sprmCRgFtc0: of Latin text
    C_OTHER_FONT = 0x4A51  # sprmCRgFtc2: of other text
    C_PICTURE_LOCATION = 0x6A03
    C_SYMBOL = 0x6A09
    T_SET_COLUMN_WIDTH = 0x7623  # sprmTDxaCol
    T_DELETE_COLUMNS = 0x5622
    T_INSERT_COLUMNS = 0x7621
    T_MERGE = 0x5624
    T_SPLIT = 0x5625
    T_VERTICAL_MERGE = 0xD62B
    T_DEFINITION = 0xD608  # sprmTDefTable


# bytes of an operand by the top three bits of its code; 0: the operand counts itself
_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_GROUP = 5  # bits 10 to 12 of the codes of table modifiers

# Which property a modifier sets, and the structure of its operand.
_PARAGRAPH_FIELDS: Mapping[int, tuple[str, str]] = {
    Sprm.P_STYLE: ("style", "<H"),
    Sprm.P_ENDS_ROW: ("ends_row", "<?"),
    Sprm.P_ENDS_INNER_ROW: ("ends_row", "<?"),
    Sprm.P_ENDS_INNER_CELL: ("ends_cell", "<?"),
    Sprm.P_LIST: ("list_id", "<H"),
    Sprm.P_LIST_LEVEL: ("list_level", "<B"),
    Sprm.P_OUTLINE_LEVEL: ("outline", "<B"),
}
_CHARACTER_FIELDS: Mapping[int, tuple[str, str]] = {
    Sprm.C_HIDDEN: ("hidden", "<B"),
    Sprm.C_STRUCK: ("struck", "<B"),
    Sprm.C_DOUBLY_STRUCK: ("doubly_struck", "<B"),
    Sprm.C_ALIGNMENT: ("alignment", "<B"),
    Sprm.C_POSITION: ("position", "<h"),
    Sprm.C_SPECIAL: ("special", "<?"),
    Sprm.C_OBJECT: ("is_object", "<?"),
    Sprm.C_FONT: ("font", "<H"),
    Sprm.C_STYLE: ("style", "<H"),
}

_ALIGNMENTS = {1: "superscript", 2: "subscript"}
# Values of a flag that a style may set: off, on, as the style, unlike the style.
_AS_STYLE, _UNLIKE_STYLE = 0x80, 0x81
_BODY_OUTLINE = 9  # outline level of ordinary text
_MAX_STYLE_DEPTH = 12
_NO_STYLE = 0xFFF
_PAGE_SIZE = 512
_PAPX_SIZE, _CHPX_SIZE = 13, 1  # bytes of an entry in a formatted page


def parse_sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The (code, operand) pairs of a list; a list
    that is cut ends where it is cut."""
    at, end = 0, len(grpprl)
    while at + 2 < end:
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        size = _OPERAND_SIZES[code >> 13]
        if not size:
            at, size = _locate_counted_operand(code, grpprl, at)
        if size < 0 or at + size > end:
            return
        yield code, grpprl[at : at + size]
        at += size


def _locate_counted_operand(code: int, grpprl: bytes, at: int) -> tuple[int, int]:
    """Start and size of an operand that begins with its count."""
    end = len(grpprl)
    if code == Sprm.T_DEFINITION:  # counts in two bytes, one too many
        if at + 1 >= end:
            return at + 2, 0
        return at + 2, (grpprl[at] | grpprl[at + 1] << 8) - 1
    count = grpprl[at]
    if code == Sprm.P_CHANGE_TABS and count == 255:  # too long for its count byte
        deleted = added = 0
        if at + 1 < end:
            deleted = grpprl[at + 1]
        if at + 2 + 4 * deleted < end:
            added = grpprl[at + 2 + 4 * deleted]
        count = 2 + 4 * deleted + 3 * added
    return at + 1, count


class CharacterProperties(NamedTuple):
    """Properties of a run; a flag is 0, 1, 0x80 (as the style) or 0x81 (unlike it).

    ``alignment`` is 0, 1 (superscript) or 2 (subscript), ``position`` in half points,
    -1 and None as the style.
    """

    hidden: int = _AS_STYLE
    struck: int = _AS_STYLE
    doubly_struck: int = _AS_STYLE
    alignment: int = -1
    position: int | None = None
    deleted: bool = False
    special: bool = False
    symbol: tuple[int, int] | None = None  # font index, character
    data_location: int = -1  # offset of a picture, or the number of an embedded object
    is_object: bool = False
    font: int = -1
    style: int = -1


class ParagraphProperties(NamedTuple):
    """A paragraph's own and inherited properties."""

    style: int = 0
    table_depth: int = 0  # 0 outside of tables
    # of a nested cell; one of an outermost table ends with a character of its own
    ends_cell: bool = False
    ends_row: bool = False
    list_id: int | None = None
    list_level: int = 0
    outline: int = _BODY_OUTLINE
    table_sprms: tuple[tuple[int, bytes], ...] = ()  # of the end of a row


class DocStyle(NamedTuple):
    """A style: its built-in number (sti), name, base and lists of modifiers."""

    builtin_id: int
    name: str
    base: int
    paragraph_sprms: bytes
    character_sprms: bytes


class _StyleFlags(NamedTuple):
    """What styles say of characters, as far as it changes what a page says."""

    hidden: bool = False
    struck: bool = False
    doubly_struck: bool = False
    alignment: int = 0
    position: int = 0

    def combine_with(self, other: _StyleFlags) -> _StyleFlags:
        """Combine a style of paragraphs with one of characters: switches cancel each
        other."""
        return _StyleFlags(
            self.hidden != other.hidden,
            self.struck != other.struck,
            self.doubly_struck != other.doubly_struck,
            other.alignment or self.alignment,
            other.position or self.position,
        )

    def apply_properties(self, properties: CharacterProperties) -> _StyleFlags:
        """Apply properties that are set directly."""
        alignment, position = properties.alignment, properties.position
        if alignment < 0:
            alignment = self.alignment
        if position is None:
            position = self.position
        return _StyleFlags(
            _toggle(properties.hidden, self.hidden),
            _toggle(properties.struck, self.struck),
            _toggle(properties.doubly_struck, self.doubly_struck),
            alignment,
            position,
        )


_NO_FLAGS = _StyleFlags()


class DocFormatting:
    """All formatting of a file, looked up by FC."""

    def __init__(self, file: WordFile) -> None:
        self._data_stream = file.data_stream
        self._paragraph_cache: dict[tuple[bytes, bytes], ParagraphProperties] = {}
        self._character_cache: dict[tuple[bytes, bytes], CharacterProperties] = {}
        self.styles = _parse_styles(file.read_structure("styles"))
        self.fonts = _parse_font_names(file.read_structure("fonts"))
        self._style_properties: dict[int, ParagraphProperties] = {}
        self._style_flags: dict[int, _StyleFlags] = {}
        self._run_flags: dict[tuple[CharacterProperties, int], _StyleFlags] = {}
        self._paragraphs = _read_formatting_pages(file, "paragraphs", _PAPX_SIZE)
        self._runs = _read_formatting_pages(file, "characters", _CHPX_SIZE)

    @property
    def run_ends(self) -> list[int]:
        """Where each run ends (FC)."""
        return self._runs.ends

    def find_paragraph_properties(
        self, fc: int, piece_grpprl: bytes = b""
    ) -> ParagraphProperties:
        """Find the properties of a paragraph.

        Args:
            fc: Position of its mark.
            piece_grpprl: The modifiers of the piece of text.

        Returns:
            Its properties, with those of its style.
        """
        index = bisect_right(self._paragraphs.ends, fc)
        papx = self._paragraphs.get_grpprl(index)
        key = (papx, piece_grpprl)
        properties = self._paragraph_cache.get(key)
        if properties is None:
            properties = self._resolve_paragraph(papx, piece_grpprl)
            self._paragraph_cache[key] = properties
        return properties

    def is_paragraph_end(self, end_fc: int) -> bool:
        """Whether a paragraph ends right before a byte."""
        at = bisect_right(self._paragraphs.ends, end_fc) - 1
        return at >= 0 and self._paragraphs.ends[at] == end_fc

    def find_run_properties(
        self, index: int, piece_grpprl: bytes = b""
    ) -> CharacterProperties:
        """Find the properties of a run.

        Args:
            index: Its index in ``run_ends``.
            piece_grpprl: The modifiers of the piece of text.

        Returns:
            Its own properties; styles are left open.
        """
        chpx = self._runs.get_grpprl(index)
        key = (chpx, piece_grpprl)
        properties = self._character_cache.get(key)
        if properties is None:
            properties = _parse_character_properties(chpx + piece_grpprl)
            self._character_cache[key] = properties
        return properties

    def is_hidden(
        self, run_properties: CharacterProperties, paragraph_style: int
    ) -> bool:
        """Whether a run in a paragraph of a style is hidden."""
        if run_properties.hidden < _AS_STYLE:
            return bool(run_properties.hidden)
        return self._resolve_flags(run_properties, paragraph_style).hidden

    def find_marks(
        self, run_properties: CharacterProperties, paragraph_style: int
    ) -> RunMarks:
        """How a run in a paragraph of a style is set apart."""
        flags = self._resolve_flags(run_properties, paragraph_style)
        if flags[1:] == _NO_FLAGS[1:]:
            return NO_MARKS
        alignment = _ALIGNMENTS.get(flags.alignment, "")
        return RunMarks(alignment, flags.position, flags.struck or flags.doubly_struck)

    def _resolve_flags(
        self, run_properties: CharacterProperties, paragraph_style: int
    ) -> _StyleFlags:
        key = run_properties, paragraph_style
        flags = self._run_flags.get(key)
        if flags is None:
            flags = self._find_style_flags(paragraph_style)
            if run_properties.style >= 0:
                # toggles cancel each other over the two kinds of style
                flags = flags.combine_with(self._find_style_flags(run_properties.style))
            flags = self._run_flags[key] = flags.apply_properties(run_properties)
        return flags

    def _get_style(self, number: int) -> DocStyle | None:
        if 0 <= number < len(self.styles):
            return self.styles[number]
        return None

    def _find_style_flags(self, number: int, depth: int = 0) -> _StyleFlags:
        known = self._style_flags.get(number)
        if known is not None:
            return known
        flags = _StyleFlags()
        style = self._get_style(number)
        if style is not None:
            if depth < _MAX_STYLE_DEPTH:
                flags = self._find_style_flags(style.base, depth + 1)
            properties = _parse_character_properties(style.character_sprms)
            flags = flags.apply_properties(properties)
        self._style_flags[number] = flags
        return flags

    def resolve_style(self, number: int, depth: int = 0) -> ParagraphProperties:
        """The paragraph properties that a style gives, with those of its bases."""
        known = self._style_properties.get(number)
        if known is not None:
            return known
        properties = ParagraphProperties(number)
        style = self._get_style(number)
        if style is not None and depth < _MAX_STYLE_DEPTH:
            base = self.resolve_style(style.base, depth + 1)._replace(style=number)
            is_heading = 1 <= style.builtin_id <= 9
            if is_heading and base.outline == _BODY_OUTLINE:
                base = base._replace(outline=style.builtin_id - 1)
            properties = self._apply_sprms(base, style.paragraph_sprms)
        self._style_properties[number] = properties
        return properties

    def _resolve_paragraph(
        self, papx: bytes, piece_grpprl: bytes
    ) -> ParagraphProperties:
        style = int.from_bytes(papx[:2], "little") if len(papx) >= 2 else 0
        return self._apply_sprms(self.resolve_style(style), papx[2:] + piece_grpprl)

    def _apply_sprms(
        self, base: ParagraphProperties, grpprl: bytes
    ) -> ParagraphProperties:
        """The properties of a base with modifiers applied; table structure is not
        inherited."""
        values: dict[str, Any] = {"ends_cell": False, "ends_row": False}
        table_sprms: list[tuple[int, bytes]] = []
        in_table = False
        depth = 0
        for code, operand in self._expand_sprms(grpprl):
            if code in _PARAGRAPH_FIELDS:
                name, format = _PARAGRAPH_FIELDS[code]
                (values[name],) = struct.unpack(format, operand)
            elif code == Sprm.P_IN_TABLE:
                in_table = bool(operand[0])
            elif code == Sprm.P_TABLE_DEPTH:
                (depth,) = struct.unpack("<i", operand)
            elif code == Sprm.P_TABLE_DEPTH_CHANGE:
                (change,) = struct.unpack("<i", operand)
                depth = (depth or int(in_table)) + change
            elif code >> 10 & 7 == _TABLE_GROUP:
                table_sprms.append((code, operand))
        return base._replace(
            table_depth=max(depth, int(in_table)),
            table_sprms=tuple(table_sprms),
            **values,
        )

    def _expand_sprms(self, grpprl: bytes) -> Iterator[tuple[int, bytes]]:
        """The modifiers, with those of long rows, which are in the data stream."""
        for code, operand in parse_sprms(grpprl):
            if code not in (Sprm.P_HUGE_PAPX, Sprm.P_HUGE_PAPX_2):
                yield code, operand
                continue
            (offset,) = struct.unpack("<I", operand)
            start = offset + 2
            if start <= len(self._data_stream):
                (size,) = struct.unpack_from("<H", self._data_stream, offset)
                yield from parse_sprms(self._data_stream[start : start + size])


def _toggle(flag: int, inherited: bool) -> bool:
    """The value of a flag, given the value of the style."""
    if flag < _AS_STYLE:
        return bool(flag)
    if flag == _AS_STYLE:
        return inherited
    return not inherited


def _parse_character_properties(grpprl: bytes) -> CharacterProperties:
    properties = CharacterProperties()
    for code, operand in parse_sprms(grpprl):
        if code in _CHARACTER_FIELDS:
            name, format = _CHARACTER_FIELDS[code]
            (value,) = struct.unpack(format, operand)
            properties = properties._replace(**{name: value})
        elif code == Sprm.C_DELETED:
            properties = properties._replace(deleted=bool(operand[0] & 1))
        elif code == Sprm.C_SYMBOL:
            font, character = struct.unpack("<HH", operand)
            properties = properties._replace(symbol=(font, character))
        elif code == Sprm.C_PICTURE_LOCATION:
            (location,) = struct.unpack("<I", operand)
            properties = properties._replace(data_location=location, special=True)
        elif code == Sprm.C_OTHER_FONT and properties.font < 0:
            (font,) = struct.unpack("<H", operand)
            properties = properties._replace(font=font)
        elif code == Sprm.C_PLAIN:  # back to the style
            properties = CharacterProperties(
                style=properties.style,
                deleted=properties.deleted,
                special=properties.special,
            )
    return properties


class _FormattedRanges(NamedTuple):
    """Where each paragraph or run ends (FC), and its list of modifiers."""

    ends: list[int]
    grpprls: list[bytes]

    def get_grpprl(self, index: int) -> bytes:
        """The modifiers of a range, none behind the last one."""
        if index < len(self.grpprls):
            return self.grpprls[index]
        return b""


def _read_formatting_pages(
    file: WordFile, structure: str, entry_size: int
) -> _FormattedRanges:
    """Read the formatted pages that a bin table points to."""
    ranges = _FormattedRanges([], [])
    _, numbers = parse_plex(file.read_structure(structure), 4)
    last = 0
    for number in dict.fromkeys(numbers):  # a page may occur in the table twice
        start = _PAGE_SIZE * (int.from_bytes(number, "little") & 0x3FFFFF)
        page = file.main_stream[start : start + _PAGE_SIZE]
        if len(page) < _PAGE_SIZE:
            continue
        count = page[511]
        entries = 4 * (count + 1)
        if entries + entry_size * count > 511:
            continue
        positions = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            if positions[index + 1] <= last:
                continue  # a page out of order: its runs are known
            last = positions[index + 1]
            at = 2 * page[entries + entry_size * index]
            ranges.ends.append(last)
            ranges.grpprls.append(_read_page_entry(page, at, entry_size == _PAPX_SIZE))
    return ranges


def _read_page_entry(page: bytes, at: int, is_paragraph: bool) -> bytes:
    """The modifiers of an entry; of a paragraph, with the number of its style in
    front."""
    if not at:
        return b""
    size = page[at]
    if not is_paragraph:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    if at + 1 >= 511:
        return b""
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def _parse_styles(structure: bytes) -> list[DocStyle | None]:
    """The style sheet; None for a number that names no style."""
    if len(structure) < 6:
        return []
    size, count, base_size = struct.unpack_from("<HHH", structure)
    at = 2 + size
    styles: list[DocStyle | None] = []
    while len(styles) < count and at + 2 <= len(structure):
        (length,) = struct.unpack_from("<H", structure, at)
        record = structure[at + 2 : at + 2 + length]
        at += 2 + length
        if len(record) >= base_size + 2 >= 12:
            styles.append(_parse_style(record, base_size))
        else:
            styles.append(None)
    return styles


def _parse_style(record: bytes, base_size: int) -> DocStyle:
    """A style (STD); its modifiers of paragraphs have the number of the style in
    front."""
    first, second, third = struct.unpack_from("<HHH", record)
    kind, base = second & 15, second >> 4
    if base == _NO_STYLE:
        base = -1
    (length,) = struct.unpack_from("<H", record, base_size)
    at = base_size + 2
    name = record[at : at + 2 * length].decode("utf-16-le", "replace")
    lists = _read_style_sprms(record, at + 2 * length + 2, third & 15)
    paragraph, character = b"", b""
    if kind == 1:
        paragraph, character = lists[0][2:], lists[1]
    elif kind == 2:
        character = lists[0]
    return DocStyle(first & 0xFFF, name, base, paragraph, character)


def _read_style_sprms(record: bytes, at: int, count: int) -> list[bytes]:
    """The lists of modifiers of a style, two at least."""
    lists: list[bytes] = []
    for _ in range(count):
        if at + 2 > len(record):
            break
        (size,) = struct.unpack_from("<H", record, at)
        lists.append(record[at + 2 : at + 2 + size])
        at += 2 + size + (size & 1)
    return [*lists, b"", b""]


def _parse_font_names(structure: bytes) -> list[str]:
    """Names of the fonts, in order; each preceded by 39 bytes."""
    names: list[str] = []
    at = 4
    while at < len(structure):
        record = structure[at + 1 : at + 1 + structure[at]]
        name = record[39:].decode("utf-16-le", "ignore")
        names.append(name.split("\0")[0])
        at += 1 + structure[at]
    return names
