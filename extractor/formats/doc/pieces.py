"""The text of a binary Word file: its pieces in reading order, and the runs in them.

Fast saving leaves the text scattered over the stream; the piece table puts it in order.
A piece holds 16-bit or 8-bit characters and may have modifiers of its own.
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
    Sprm,
)
from extractor.formats.limits import consume_limit
from extractor.model.issues import ReadError

__all__ = [
    "DocRun",
    "DocText",
    "join_surrogates",
]

# Modifiers short enough to be kept in the piece itself are named by seven bits (Prm0).
_PRM0_SPRMS = {
    0x18: Sprm.P_IN_TABLE,
    0x19: Sprm.P_ENDS_ROW,
    0x41: Sprm.C_DELETED,
    0x55: Sprm.C_SPECIAL,
    0x57: Sprm.C_STRUCK,
    0x5C: Sprm.C_HIDDEN,
    0x68: Sprm.C_ALIGNMENT,
}
_PRC, _PCDT = 1, 2  # first bytes of the parts of a Clx
_SURROGATE = re.compile("[\ud800-\udfff]")
_CP1252_CHARACTERS = [
    bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)
]


class _TextPiece(NamedTuple):
    start_cp: int  # CP of its first character
    end_cp: int  # CP behind its last
    offset: int  # FC of its first character
    char_width: int  # bytes a character
    grpprl: bytes

    def locate(self, cp: int) -> int:
        """Position of a character in the stream (FC)."""
        return self.offset + (cp - self.start_cp) * self.char_width


class DocRun(NamedTuple):
    """Characters of one formatting, by CP."""

    start: int
    end: int
    properties: CharacterProperties


class DocText:
    """All characters of a file by CP (one for each UTF-16 unit) and their
    formatting."""

    def __init__(self, file: WordFile, formatting: DocFormatting) -> None:
        self._formatting = formatting
        self._pieces = _read_pieces(file)
        self._piece_starts = [piece.start_cp for piece in self._pieces]
        self.text = "".join(
            _decode_piece(file.main_stream, piece) for piece in self._pieces
        )
        consume_limit("tags", 4 * (self.text.count("\r") + self.text.count("\x07")))

    def _find_piece(self, cp: int) -> _TextPiece:
        return self._pieces[max(bisect_right(self._piece_starts, cp) - 1, 0)]

    def find_paragraph_properties(self, cp: int) -> ParagraphProperties:
        """Properties of the paragraph whose mark is the character at ``cp``."""
        piece = self._find_piece(cp)
        return self._formatting.find_paragraph_properties(
            piece.locate(cp), piece.grpprl
        )

    def is_paragraph_end(self, cp: int) -> bool:
        """Whether a paragraph ends right behind ``cp`` (a page break may or may
        not)."""
        return self._formatting.is_paragraph_end(self._find_piece(cp).locate(cp + 1))

    def find_character_properties(self, cp: int) -> CharacterProperties:
        """Properties of one character."""
        return next(self.iter_runs(cp, cp + 1)).properties

    def iter_runs(self, start_cp: int, end_cp: int) -> Iterator[DocRun]:
        """The runs between two CPs, each inside one piece."""
        at = start_cp
        while at < end_cp:
            piece = self._find_piece(at)
            stop = min(end_cp, piece.end_cp)
            if stop <= at:  # characters that no piece holds
                yield DocRun(at, end_cp, CharacterProperties())
                return
            index = bisect_right(self._formatting.run_ends, piece.locate(at))
            while at < stop:
                end = min(stop, max(self._find_run_end(index, piece), at + 1))
                properties = self._formatting.find_run_properties(index, piece.grpprl)
                yield DocRun(at, end, properties)
                at = end
                index += 1

    def _find_run_end(self, index: int, piece: _TextPiece) -> int:
        """The CP where a run ends, that of the piece where no run is left."""
        run_ends = self._formatting.run_ends
        if index >= len(run_ends):
            return piece.end_cp
        return piece.start_cp + (run_ends[index] - piece.offset) // piece.char_width


def join_surrogates(text: str) -> str:
    """The text with surrogate pairs joined into characters."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_pieces(file: WordFile) -> list[_TextPiece]:
    """The pieces of a file in reading order.

    Raises:
        ReadError: FILE_DAMAGED, they do not hold all text, or are outside of the
            stream.
    """
    grpprls, piece_table = _split_clx(file.read_structure("pieces"))
    positions, records = parse_plex(piece_table, 8)
    if not records or positions[-1] < sum(file.story_lengths):
        raise ReadError("FILE_DAMAGED", format="doc", what="piece table")
    pieces: list[_TextPiece] = []
    expected_start = 0
    remaining_bytes = len(file.main_stream)  # no character belongs to two pieces
    for start, end, record in zip(positions, positions[1:], records, strict=False):
        if end <= start:
            continue
        location, prm = struct.unpack_from("<IH", record, 2)
        width = 1 if location & 0x40000000 else 2
        offset = (location & 0x3FFFFFFF) // (3 - width)
        piece = _TextPiece(start, end, offset, width, _decode_prm(prm, grpprls))
        remaining_bytes -= (end - start) * width
        is_outside = piece.locate(end) > len(file.main_stream) or remaining_bytes < 0
        if is_outside or start != expected_start:
            raise ReadError(
                "FILE_DAMAGED",
                format="doc",
                what="a piece of text lies outside the file",
            )
        expected_start = end
        pieces.append(piece)
    return pieces


def _split_clx(clx: bytes) -> tuple[list[bytes], bytes]:
    """The lists of modifiers that pieces refer to, and the piece table."""
    grpprls: list[bytes] = []
    at = 0
    while at + 5 <= len(clx) and clx[at] == _PRC:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        grpprls.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(clx) or clx[at] != _PCDT:
        return grpprls, b""
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return grpprls, clx[at + 5 : at + 5 + size]


def _decode_prm(prm: int, grpprls: list[bytes]) -> bytes:
    """The modifiers of a piece: a list that it
    refers to, or one kept in the piece."""
    if prm & 1:
        return b"".join(grpprls[prm >> 1 : (prm >> 1) + 1])
    code = _PRM0_SPRMS.get(prm >> 1 & 0x7F)
    if code is None:
        return b""
    return struct.pack("<HB", code, prm >> 8)


def _decode_piece(main: bytes, piece: _TextPiece) -> str:
    raw = main[piece.offset : piece.locate(piece.end_cp)]
    if piece.char_width == 1:
        if raw.isascii():
            return raw.decode("ascii")
        return "".join(_CP1252_CHARACTERS[byte] for byte in raw)
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) == piece.end_cp - piece.start_cp:
        return text
    # characters beyond the basic plane stay surrogate pairs, so that CPs hold
    units = array("H", raw)
    if struct.pack("=H", 1) != b"\1\0":
        units.byteswap()
    return "".join(map(chr, units))
