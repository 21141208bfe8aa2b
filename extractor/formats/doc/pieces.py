"""The text of a binary Word file: pieces in the order they are read, and the runs of one formatting in them.

Saving quickly leaves the words scattered over the stream; the piece table puts them in order. A piece holds either
16-bit or 8-bit characters and may carry modifiers of its own.
"""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extractor.formats.doc.container import WordFile, parse_plex
from extractor.formats.doc.formatting import (
    CharacterProperties,
    DocFormatting,
    ParagraphProperties,
)
from extractor.formats.limits import consume_limit
from extractor.model.issues import ReadError

__all__ = [
    "DocText",
    "join_surrogates",
]

# Modifiers short enough to be kept in the piece itself are named by seven bits.
_PRM0_SPRMS = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C, 0x55: 0x0855}
_SURROGATE = re.compile("[\ud800-\udfff]")


class _TextPiece(NamedTuple):
    start_cp: int  # CP of its first character
    end_cp: int  # CP behind its last
    offset: int  # FC of its first character
    char_width: int  # bytes a character
    grpprl: bytes


class DocText:
    """All characters of a file by CP (one for each UTF-16 unit) and their formatting."""

    def __init__(self, file: WordFile, formatting: DocFormatting) -> None:
        self._formatting = formatting
        self._pieces = _read_piece_table(file)
        self._piece_starts = [piece.start_cp for piece in self._pieces]
        self.text = "".join(
            _decode_piece(file.main_stream, piece) for piece in self._pieces
        )
        consume_limit("tags", 4 * (self.text.count("\r") + self.text.count("\x07")))

    def _find_piece(self, cp: int) -> _TextPiece:
        return self._pieces[max(bisect_right(self._piece_starts, cp) - 1, 0)]

    def find_paragraph_properties(self, cp: int) -> ParagraphProperties:
        """Properties of the paragraph that the character at ``cp`` ends."""
        piece = self._find_piece(cp)
        return self._formatting.find_paragraph_properties(
            piece.offset + (cp - piece.start_cp) * piece.char_width, piece.grpprl
        )

    def is_paragraph_end(self, cp: int) -> bool:
        """Whether formatting ends a paragraph right behind ``cp`` (a page break may or may not)."""
        piece = self._find_piece(cp)
        return self._formatting.is_paragraph_end(
            piece.offset + (cp - piece.start_cp + 1) * piece.char_width
        )

    def find_character_properties(self, cp: int) -> CharacterProperties:
        """Formatting of one character."""
        return next(self.iter_runs(cp, cp + 1))[2]

    def iter_runs(
        self, start_cp: int, end_cp: int
    ) -> Iterator[tuple[int, int, CharacterProperties]]:
        """The runs of one formatting from ``first`` up to ``behind``."""
        ends = self._formatting.run_ends
        at = start_cp
        while at < end_cp:
            piece = self._find_piece(at)
            stop = min(end_cp, piece.end_cp)
            if stop <= at:  # characters no piece holds
                yield at, end_cp, CharacterProperties()
                return
            fc = piece.offset + (at - piece.start_cp) * piece.char_width
            index = bisect_right(ends, fc)
            while at < stop:
                end = stop
                if index < len(ends):
                    end = min(
                        stop,
                        piece.start_cp
                        + max(
                            (ends[index] - piece.offset) // piece.char_width,
                            at + 1 - piece.start_cp,
                        ),
                    )
                yield at, end, self._formatting.find_run_properties(index, piece.grpprl)
                at = end
                index += 1


def join_surrogates(text: str) -> str:
    """The text with the two halves of characters beyond the basic plane put together."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_piece_table(file: WordFile) -> list[_TextPiece]:
    lists: list[bytes] = []
    part = file.read_structure("pieces")
    at = 0
    table = b""
    while at + 5 <= len(part):
        if part[at] == 1:
            (size,) = struct.unpack_from("<H", part, at + 1)
            lists.append(part[at + 3 : at + 3 + size])
            at += 3 + size
        elif part[at] == 2:
            (size,) = struct.unpack_from("<I", part, at + 1)
            table = part[at + 5 : at + 5 + size]
            break
        else:
            break
    positions, records = parse_plex(table, 8)
    total = sum(file.story_lengths)
    if not records or positions[-1] < total:
        raise ReadError("FILE_DAMAGED", format="doc", what="piece table")
    found: list[_TextPiece] = []
    room = len(
        file.main_stream
    )  # no character lies in two pieces, so all fit the stream
    for first, behind, record in zip(positions, positions[1:], records, strict=False):
        if behind <= first:
            continue
        offset, short = struct.unpack_from("<IH", record, 2)
        width = 1 if offset & 0x40000000 else 2
        offset = (offset & 0x3FFFFFFF) // (3 - width)
        room -= (behind - first) * width
        if (
            offset + (behind - first) * width > len(file.main_stream)
            or room < 0
            or first != (found[-1].end_cp if found else 0)
        ):
            raise ReadError(
                "FILE_DAMAGED",
                format="doc",
                what="a piece of text lies outside the file",
            )
        found.append(
            _TextPiece(first, behind, offset, width, _decode_prm(short, lists))
        )
    return found


def _decode_prm(prm: int, grpprls: list[bytes]) -> bytes:
    if prm & 1:
        return grpprls[prm >> 1] if prm >> 1 < len(grpprls) else b""
    code = _PRM0_SPRMS.get(prm >> 1 & 0x7F)
    return struct.pack("<HB", code, prm >> 8) if code else b""


def _decode_piece(main: bytes, piece: _TextPiece) -> str:
    raw = main[
        piece.offset : piece.offset + (piece.end_cp - piece.start_cp) * piece.char_width
    ]
    if piece.char_width == 1:
        return (
            "".join(_CP1252_CHARACTERS[byte] for byte in raw)
            if max(raw) >= 0x80
            else raw.decode("ascii")
        )
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) == piece.end_cp - piece.start_cp:
        return text
    units = array(
        "H", raw
    )  # characters beyond the basic plane stay in two halves, so that CPs hold
    if struct.pack("=H", 1) != b"\1\0":
        units.byteswap()
    return "".join(map(chr, units))


_CP1252_CHARACTERS = [
    bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)
]
