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

from extractor.formats.doc.container import WordFile, plex
from extractor.formats.doc.formatting import Character, Formatting, ParagraphProperties
from extractor.formats.limits import spent
from extractor.model.issues import ReadError

__all__ = ["Text", "joined"]

# Modifiers short enough to be kept in the piece itself are named by seven bits.
_SHORT = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C, 0x55: 0x0855}
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Piece(NamedTuple):
    first: int  # CP of its first character
    behind: int  # CP behind its last
    offset: int  # FC of its first character
    width: int  # bytes a character
    modified: bytes


class Text:
    """All characters of a file by CP (one for each UTF-16 unit) and their formatting."""

    def __init__(self, file: WordFile, formatting: Formatting) -> None:
        self._formatting = formatting
        self._pieces = _pieces(file)
        self._starts = [piece.first for piece in self._pieces]
        self.text = "".join(_decoded(file.main, piece) for piece in self._pieces)
        spent("tags", 4 * (self.text.count("\r") + self.text.count("\x07")))

    def _piece(self, cp: int) -> _Piece:
        return self._pieces[max(bisect_right(self._starts, cp) - 1, 0)]

    def paragraph(self, cp: int) -> ParagraphProperties:
        """Properties of the paragraph that the character at ``cp`` ends."""
        piece = self._piece(cp)
        return self._formatting.paragraph_at(
            piece.offset + (cp - piece.first) * piece.width, piece.modified
        )

    def ends_paragraph(self, cp: int) -> bool:
        """Whether formatting ends a paragraph right behind ``cp`` (a page break may or may not)."""
        piece = self._piece(cp)
        return self._formatting.ends_paragraph(
            piece.offset + (cp - piece.first + 1) * piece.width
        )

    def character(self, cp: int) -> Character:
        """Formatting of one character."""
        return next(self.runs(cp, cp + 1))[2]

    def runs(self, first: int, behind: int) -> Iterator[tuple[int, int, Character]]:
        """The runs of one formatting from ``first`` up to ``behind``."""
        ends = self._formatting.character_ends
        at = first
        while at < behind:
            piece = self._piece(at)
            stop = min(behind, piece.behind)
            if stop <= at:  # characters no piece holds
                yield at, behind, Character()
                return
            fc = piece.offset + (at - piece.first) * piece.width
            index = bisect_right(ends, fc)
            while at < stop:
                end = stop
                if index < len(ends):
                    end = min(
                        stop,
                        piece.first
                        + max(
                            (ends[index] - piece.offset) // piece.width,
                            at + 1 - piece.first,
                        ),
                    )
                yield at, end, self._formatting.character_run(index, piece.modified)
                at = end
                index += 1


def joined(text: str) -> str:
    """The text with the two halves of characters beyond the basic plane put together."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pieces(file: WordFile) -> list[_Piece]:
    lists: list[bytes] = []
    part = file.part("pieces")
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
    positions, records = plex(table, 8)
    total = sum(file.lengths)
    if not records or positions[-1] < total:
        raise ReadError("FILE_DAMAGED", format="doc", what="piece table")
    found: list[_Piece] = []
    room = len(file.main)  # no character lies in two pieces, so all fit the stream
    for first, behind, record in zip(positions, positions[1:], records, strict=False):
        if behind <= first:
            continue
        offset, short = struct.unpack_from("<IH", record, 2)
        width = 1 if offset & 0x40000000 else 2
        offset = (offset & 0x3FFFFFFF) // (3 - width)
        room -= (behind - first) * width
        if (
            offset + (behind - first) * width > len(file.main)
            or room < 0
            or first != (found[-1].behind if found else 0)
        ):
            raise ReadError(
                "FILE_DAMAGED",
                format="doc",
                what="a piece of text lies outside the file",
            )
        found.append(_Piece(first, behind, offset, width, _modified(short, lists)))
    return found


def _modified(short: int, lists: list[bytes]) -> bytes:
    if short & 1:
        return lists[short >> 1] if short >> 1 < len(lists) else b""
    code = _SHORT.get(short >> 1 & 0x7F)
    return struct.pack("<HB", code, short >> 8) if code else b""


def _decoded(main: bytes, piece: _Piece) -> str:
    raw = main[piece.offset : piece.offset + (piece.behind - piece.first) * piece.width]
    if piece.width == 1:
        return (
            "".join(_ANSI[byte] for byte in raw)
            if max(raw) >= 0x80
            else raw.decode("ascii")
        )
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) == piece.behind - piece.first:
        return text
    units = array(
        "H", raw
    )  # characters beyond the basic plane stay in two halves, so that CPs hold
    if struct.pack("=H", 1) != b"\1\0":
        units.byteswap()
    return "".join(map(chr, units))


_ANSI = [bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)]
