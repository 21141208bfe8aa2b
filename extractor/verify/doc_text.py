"""The visible text of a binary Word file, by its piece table from start to end.

Hidden and deleted runs are masked. Stories other than the body follow
it and are counted with it, comments are not. Names follow the published
[MS-DOC] specification.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import olefile

from extractor.verify import UncountableError

__all__ = [
    "extract_doc_lines",
]

_SPRM_VANISH, _SPRM_DELETED = 0x083C, 0x0800
# bytes of an operand by the top three bits of its sprm; -1: given by its first byte
_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)

# Places of structures in the FIB's table of positions.
_STYLE_SHEET, _HEADER_TEXTS, _CHARACTER_PAGES, _PIECE_TABLE = 1, 11, 12, 33
# Places of stories in the FIB's counts of characters.
_HEADER_STORY, _UNCOUNTED_STORIES = 2, (3, 4)  # not counted: macros, comments

# A field is 0x13 instruction 0x14 result 0x15; nested ones are inside.
_FIELD_INSTRUCTION = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_FIELD_END = re.compile("(\x13[^\x13\x14\x15]*)\x15")
_MAX_FIELD_DEPTH = 64
_LINE_MARKS = re.compile("[\x0b\x0c\x0d\x0e\x07\t]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0f-\x1d\x1f]")
_STRUCTURAL_CHARACTERS = "\x13\x14\x15\x07"


def extract_doc_lines(data: bytes) -> list[str]:
    """Extract the visible lines of a binary Word file.

    Args:
        data: The bytes of the file.

    Returns:
        One string a paragraph, or a piece of one between tabs and line breaks.

    Raises:
        UncountableError: The visible text cannot be determined.
        struct.error: A structure is missing or cut short.
        OSError: The bytes are no compound file.
    """
    main, table = _read_streams(data)
    vanish = _SPRM_VANISH.to_bytes(2, "little") + b"\1"
    if vanish in _read_structure(main, table, _STYLE_SHEET):
        raise UncountableError  # text that a style hides is not followed here
    story_lengths = struct.unpack_from("<8i", main, 0x4C)
    text = _read_text(main, table)
    if len(text) < sum(story_lengths):
        raise UncountableError
    lines: list[str] = []
    start = 0
    for index, length in enumerate(story_lengths):
        story = text[start : start + length]
        start += length
        if index == _HEADER_STORY and length:
            story = story[_find_first_header(main, table) :]
        if index not in _UNCOUNTED_STORIES:
            lines += _split_visible_lines(story)
    return lines


def _read_streams(data: bytes) -> tuple[bytes, bytes]:
    """The streams WordDocument and 0Table or 1Table."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        main: bytes = ole.openstream("WordDocument").read()
        names = ["0Table", "1Table"]
        if main[11] & 2:  # fWhichTblStm; programs keep one and do not always set it
            names.reverse()
        name = names[0] if ole.exists(names[0]) else names[1]
        return main, ole.openstream(name).read()


def _read_structure(main: bytes, table: bytes, index: int) -> bytes:
    """A structure of the table stream by its place in the FIB."""
    offset, length = struct.unpack_from("<II", main, 0x9A + 8 * index)
    return table[offset : offset + length]


def _find_first_header(main: bytes, table: bytes) -> int:
    """Where headers begin: the first six texts of their story separate notes."""
    positions = _read_structure(main, table, _HEADER_TEXTS)
    if len(positions) < 28:
        return 0
    (first,) = struct.unpack_from("<I", positions, 24)
    return int(first)


def _split_visible_lines(story: str) -> list[str]:
    """The lines of a story without field instructions and control characters."""
    if "\x13" in story:
        story = _drop_field_instructions(story)
    story = _LINE_MARKS.sub("\n", story)
    story = _CONTROL_CHARACTERS.sub("", story).replace("\x1e", "-")
    units = story.encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace").split("\n")


def _drop_field_instructions(story: str) -> str:
    """The story without the instructions of fields, the innermost first."""
    for _ in range(_MAX_FIELD_DEPTH):
        shorter = _FIELD_INSTRUCTION.sub("", story)
        if shorter == story:
            shorter = _FIELD_END.sub(r"\1", story)
        if shorter == story:
            break
        story = shorter
    return story


class _Piece(NamedTuple):
    """A stretch of text in the main stream."""

    offset: int
    length: int  # in characters
    width: int  # bytes a character


def _read_text(main: bytes, table: bytes) -> str:
    """All stories, a character a UTF-16 unit; hidden characters are masked."""
    hidden_ranges = _find_hidden_ranges(main, table)
    starts = [start for start, _ in hidden_ranges]
    texts: list[str] = []
    for piece in _iter_pieces(main, table):
        end = piece.offset + piece.length * piece.width
        raw = main[piece.offset : end]
        if piece.width == 1:
            text = raw.decode("latin-1")
        else:
            text = "".join(map(chr, struct.unpack(f"<{piece.length}H", raw)))
        at = max(bisect_right(starts, piece.offset) - 1, 0)
        while at < len(hidden_ranges) and starts[at] < end:
            text = _mask_range(text, piece, hidden_ranges[at])
            at += 1
        texts.append(text)
    return "".join(texts)


def _mask_range(text: str, piece: _Piece, hidden_range: tuple[int, int]) -> str:
    """The text of a piece with a range of hidden bytes masked.

    Structural characters stay: they tell which of the visible text is
    an instruction.
    """
    start = max(hidden_range[0] - piece.offset, 0) // piece.width
    end = min(hidden_range[1] - piece.offset, piece.length * piece.width)
    end //= piece.width
    if start >= end:
        return text
    masked = [c if c in _STRUCTURAL_CHARACTERS else "\0" for c in text[start:end]]
    return text[:start] + "".join(masked) + text[end:]


def _iter_pieces(main: bytes, table: bytes) -> Iterator[_Piece]:
    """The pieces of the text in order (structure Clx)."""
    clx = _read_structure(main, table, _PIECE_TABLE)
    at = 0
    while clx[at] == 1:  # Prc: properties of whole pieces
        size = int.from_bytes(clx[at + 1 : at + 3], "little")
        if _parse_hidden_flag(clx[at + 3 : at + 3 + size]) is not None:
            raise UncountableError
        at += 3 + size
    size = int.from_bytes(clx[at + 1 : at + 5], "little")
    count = (size - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    records = at + 5 + 4 * (count + 1)
    for index in range(count):
        (location,) = struct.unpack_from("<I", clx, records + 8 * index + 2)
        length = positions[index + 1] - positions[index]
        is_compressed = location >> 30 & 1
        if is_compressed:
            yield _Piece((location & 0x3FFFFFFF) // 2, length, 1)
        else:
            yield _Piece(location, length, 2)


def _find_hidden_ranges(main: bytes, table: bytes) -> list[tuple[int, int]]:
    """The ranges of bytes (start, end) that hold hidden or deleted characters, in
    order."""
    plex = _read_structure(main, table, _CHARACTER_PAGES)
    count = (len(plex) - 4) // 8
    if count <= 0:
        return []
    ranges: list[tuple[int, int]] = []
    for page_number in struct.unpack_from(f"<{count}I", plex, 4 * (count + 1)):
        page = main[(page_number & 0x3FFFFF) * 512 :][:512]
        run_count = page[511]
        bounds = struct.unpack_from(f"<{run_count + 1}I", page)
        for run in range(run_count):
            at = page[4 * (run_count + 1) + run] * 2
            if at and _parse_hidden_flag(page[at + 1 : at + 1 + page[at]]):
                ranges.append((bounds[run], bounds[run + 1]))
    return sorted(ranges)


def _parse_hidden_flag(grpprl: bytes) -> bool | None:
    """Whether character properties hide or delete; None where they are silent."""
    flags: dict[int, bool] = {}
    at = 0
    while at + 2 < len(grpprl):
        sprm = grpprl[at] | grpprl[at + 1] << 8
        size = _OPERAND_SIZES[sprm >> 13]
        at += 2
        if sprm in (_SPRM_VANISH, _SPRM_DELETED):
            flags[sprm] = grpprl[at] in (1, 0x81)
        if size < 0:
            size = 1 + grpprl[at]
        at += size
    if not flags:
        return None
    return any(flags.values())
