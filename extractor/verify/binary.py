"""The visible lines of a binary Word file: the piece table from its start to its end, hidden and deleted runs cut out.

Stories beside the body follow it and are counted with it, comments are not. Field codes lie between 0x13 and 0x14.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator

import olefile

from extractor.verify.unclear import UncountableError

__all__ = [
    "extract_doc_lines",
]

_SPRM_VANISH, _SPRM_DELETED = 0x083C, 0x0800
_OPERAND_SIZES = (
    1,
    1,
    2,
    4,
    2,
    2,
    -1,
    3,
)  # bytes by the top bits of a code; -1: the first byte says
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_LINE_MARKS = re.compile("[\x0b\x0c\x0d\x0e\x07\t]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0f-\x1d\x1f]")


def extract_doc_lines(data: bytes) -> list[str]:
    """The lines of the file. Raises Unclear, or what its structures raise when they are not there."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        main = ole.openstream("WordDocument").read()
        flagged = "1Table" if main[11] & 2 else "0Table"
        table = ole.openstream(
            flagged
            if ole.exists(flagged)
            else "0Table"
            if flagged[0] == "1"
            else "1Table"
        ).read()
    if _SPRM_VANISH.to_bytes(2, "little") + b"\1" in _read_structure(main, table, 1):
        raise UncountableError  # a style may hide: whom is beyond this count
    stories = struct.unpack_from("<8i", main, 0x4C)
    text = _read_text(main, table, _find_hidden_ranges(main, table))
    if len(text) < sum(stories):
        raise UncountableError
    lines: list[str] = []
    start = 0
    for number, length in enumerate(stories):
        story = text[start : start + length]
        if number == 2 and length:  # the first six parts of the margins separate notes
            margins = _read_structure(main, table, 11)
            (first,) = (
                struct.unpack_from("<I", margins, 24) if len(margins) >= 28 else (0,)
            )
            story = story[first:]
        if number not in (3, 4):
            lines += _split_visible_lines(story)
        start += length
    return lines


def _read_structure(main: bytes, table: bytes, index: int) -> bytes:
    """A structure of the table stream by its number in the FIB."""
    offset, length = struct.unpack_from("<II", main, 0x9A + 8 * index)
    return table[offset : offset + length]


def _split_visible_lines(story: str) -> list[str]:
    """Lines without the codes of fields (nested ones first) and without signs that only structure the text."""
    if "\x13" in story:
        for _ in range(64):
            fewer = _FIELD_CODE.sub("", story)
            fewer = (
                re.sub("(\x13[^\x13\x14\x15]*)\x15", r"\1", fewer)
                if fewer == story
                else fewer
            )
            if fewer == story:
                break
            story = fewer
    story = _CONTROL_CHARACTERS.sub("", _LINE_MARKS.sub("\n", story)).replace(
        "\x1e", "-"
    )
    return (
        story.encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
        .split("\n")
    )


def _read_text(main: bytes, table: bytes, hidden_ranges: list[tuple[int, int]]) -> str:
    """All stories, a character a UTF-16 unit; what is gone is there as a sign that shows nothing."""
    starts = [start for start, _ in hidden_ranges]
    found: list[str] = []
    for offset, length, width in _iter_pieces(main, table):
        raw = main[offset : offset + length * width]
        piece = (
            raw.decode("latin-1")
            if width == 1
            else "".join(map(chr, struct.unpack(f"<{length}H", raw)))
        )
        behind = offset + length * width
        at = max(bisect_right(starts, offset) - 1, 0)
        while at < len(hidden_ranges) and hidden_ranges[at][0] < behind:
            first, last = (
                max(hidden_ranges[at][0], offset),
                min(hidden_ranges[at][1], behind),
            )
            if first < last:
                left, right = (first - offset) // width, (last - offset) // width
                piece = (
                    piece[:left]
                    + "".join(_mask_character(c) for c in piece[left:right])
                    + piece[right:]
                )
            at += 1
        found.append(piece)
    return "".join(found)


def _mask_character(character: str) -> str:
    """A hidden sign: marks of fields and cells go on telling what lies between them, the rest shows nothing."""
    return character if character in "\x13\x14\x15\x07" else "\0"


def _iter_pieces(main: bytes, table: bytes) -> Iterator[tuple[int, int, int]]:
    """(offset, characters, bytes a character) of the text's pieces in order."""
    part = _read_structure(main, table, 33)
    at = 0
    while part[at] == 1:
        size = int.from_bytes(part[at + 1 : at + 3], "little")
        if _parse_hidden_flag(part[at + 3 : at + 3 + size]) is not None:
            raise UncountableError  # hidden for a piece as a whole
        at += 3 + size
    size = int.from_bytes(part[at + 1 : at + 5], "little")
    count = (size - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", part, at + 5)
    for number in range(count):
        (offset,) = struct.unpack_from(
            "<I", part, at + 5 + 4 * (count + 1) + 8 * number + 2
        )
        length = ends[number + 1] - ends[number]
        yield (
            (offset & 0x3FFFFFFF) // 2 if offset >> 30 & 1 else offset,
            length,
            1 if offset >> 30 & 1 else 2,
        )


def _find_hidden_ranges(main: bytes, table: bytes) -> list[tuple[int, int]]:
    """The stretches (first byte, byte behind) of hidden or deleted characters, in order."""
    plex = _read_structure(main, table, 12)
    count = (len(plex) - 4) // 8
    pages = struct.unpack_from(f"<{count}I", plex, 4 * (count + 1)) if count > 0 else ()
    found: list[tuple[int, int]] = []
    for page in pages:
        sheet = main[(page & 0x3FFFFF) * 512 :][:512]
        runs = sheet[511]
        bounds = struct.unpack_from(f"<{runs + 1}I", sheet)
        for run in range(runs):
            at = sheet[4 * (runs + 1) + run] * 2
            if at and _parse_hidden_flag(sheet[at + 1 : at + 1 + sheet[at]]):
                found.append((bounds[run], bounds[run + 1]))
    return sorted(found)


def _parse_hidden_flag(grpprl: bytes) -> bool | None:
    """Whether a list of character properties takes its characters off the page; None where it says nothing of it."""
    hides: dict[int, bool] = {}
    at = 0
    while at + 2 < len(grpprl):
        code = grpprl[at] | grpprl[at + 1] << 8
        size = _OPERAND_SIZES[code >> 13]
        at += 2
        if code in (_SPRM_VANISH, _SPRM_DELETED):
            hides[code] = grpprl[at] in (1, 0x81)
        at += 1 + grpprl[at] if size < 0 else size
    return any(hides.values()) if hides else None
