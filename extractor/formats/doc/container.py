"""The binary Word file as a container: OLE streams, the file information block (FIB) and its plexes.

A .doc of Word 97 and later is a compound file. ``WordDocument`` opens with the FIB, which counts the characters of
each story and says where in the table stream (``0Table`` or ``1Table``) each list of positions (a plex) lies.
Positions of characters (CP) count UTF-16 units over all stories laid end to end; positions in the stream (FC) are
bytes. Structures and field names follow the published [MS-DOC] specification.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import olefile

from extractor.model.issues import ReadError

__all__ = [
    "STORIES",
    "WordFile",
    "open_word_file",
    "parse_plex",
    "read_stream",
    "open_compound_file",
]

# The stories of a file in the order their characters are laid out: body, footnotes, headers, (macros), comments,
# endnotes, text boxes, text boxes of headers.
STORIES = (
    "text",
    "footnote",
    "header",
    "macro",
    "comment",
    "endnote",
    "box",
    "header_box",
)

# Places of the pairs (offset, length) in the FIB's table of positions.
_STRUCTURE_INDEXES = {
    "styles": 1,
    "footnote_references": 2,
    "footnote_texts": 3,
    "sections": 6,
    "header_texts": 11,
    "characters": 12,
    "paragraphs": 13,
    "fonts": 15,
    "pieces": 33,
    "shapes": 40,
    "header_shapes": 41,
    "endnote_references": 46,
    "endnote_texts": 47,
    "box_texts": 56,
    "header_box_texts": 58,
    "lists": 73,
    "list_overrides": 74,
}
_FC_LCB_OFFSET = 0x9A
_WORD_97_NFIB = 193  # nFib of the first version with this layout (0xC1)


@dataclass(frozen=True)
class WordFile:
    """The streams of one .doc and what its FIB says. ``lengths`` counts the characters of each of STORIES."""

    main_stream: bytes
    table_stream: bytes
    data_stream: bytes
    story_lengths: tuple[int, ...]
    structure_locations: dict[str, tuple[int, int]]

    def read_structure(self, name: str) -> bytes:
        """The bytes of one named structure of the table stream; empty where the file has none."""
        offset, length = self.structure_locations[name]
        found = self.table_stream[offset : offset + length]
        if len(found) < length:
            raise ReadError(
                "FILE_DAMAGED", format="doc", what=f"table stream ends inside {name}"
            )
        return found

    def locate_story(self, name: str) -> tuple[int, int]:
        """First CP and the CP behind the last of a story."""
        at = STORIES.index(name)
        start = sum(self.story_lengths[:at])
        return start, start + self.story_lengths[at]


def open_compound_file(data: bytes) -> olefile.OleFileIO:
    """The compound file. Raises ReadError (corrupt) when its directory cannot be read."""
    try:
        return olefile.OleFileIO(
            io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT
        )
    except Exception as error:  # the library has no one exception of its own
        raise ReadError(
            "FILE_DAMAGED", format="doc", what=f"compound file: {error}"
        ) from error


def read_stream(ole: olefile.OleFileIO, name: str) -> bytes:
    """The bytes of a stream, none where there is none. Raises ReadError (corrupt)."""
    try:
        return ole.openstream(name).read() if ole.exists(name) else b""
    except Exception as error:
        raise ReadError(
            "FILE_DAMAGED", format="doc", what=f"stream {name}: {error}"
        ) from error


def open_word_file(ole: olefile.OleFileIO) -> WordFile:
    """Read the FIB. Raises ReadError: encrypted, unsupported (Word 6/95) or corrupt."""
    if ole.exists("EncryptedPackage"):
        raise ReadError("ENCRYPTED", "encrypted", "docx")
    main = read_stream(ole, "WordDocument")
    if len(main) < _FC_LCB_OFFSET:
        raise ReadError(
            "FILE_DAMAGED", format="doc", what="WordDocument is cut short or missing"
        )
    identity, version = struct.unpack_from("<HH", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    if flags & 0x0100:
        raise ReadError("ENCRYPTED", "encrypted", "doc")
    if (
        identity == 0xA5DC or 0 < version < _WORD_97_NFIB - 2
    ):  # 191, 192 were written by betas of Word 97
        raise ReadError("WORD_95", "unsupported", "doc", version=version)
    wanted, other = ("1Table", "0Table") if flags & 0x0200 else ("0Table", "1Table")
    table = read_stream(ole, wanted) or read_stream(
        ole, other
    )  # programs keep one and do not always set the flag
    if not table:
        raise ReadError("FILE_DAMAGED", format="doc", what="no table stream")
    lengths = struct.unpack_from("<8i", main, 0x4C)
    if min(lengths) < 0 or sum(lengths) > len(main):
        raise ReadError("FILE_DAMAGED", format="doc", what="character counts")
    return WordFile(
        main, table, read_stream(ole, "Data"), lengths, _read_structure_locations(main)
    )


def _read_structure_locations(main: bytes) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<H", main, _FC_LCB_OFFSET - 2)
    pairs: dict[str, tuple[int, int]] = {}
    for name, index in _STRUCTURE_INDEXES.items():
        at = _FC_LCB_OFFSET + 8 * index
        pairs[name] = (
            struct.unpack_from("<II", main, at)
            if index < count and at + 8 <= len(main)
            else (0, 0)
        )
    return pairs


def parse_plex(structure: bytes, record_size: int) -> tuple[list[int], list[bytes]]:
    """A plex: n + 1 positions followed by n records of ``size`` bytes."""
    count = (len(structure) - 4) // (4 + record_size) if len(structure) >= 4 else -1
    if count < 0:
        return [], []
    positions = list(struct.unpack_from(f"<{count + 1}I", structure))
    start = 4 * (count + 1)
    return positions, [
        structure[start + record_size * n : start + record_size * (n + 1)]
        for n in range(count)
    ]
