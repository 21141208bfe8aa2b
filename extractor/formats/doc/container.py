"""A binary Word file as a container: OLE streams, the file information block, plexes.

A .doc of Word 97 and later is a compound file. ``WordDocument`` opens with the file
information block (FIB), which counts the characters of each story and locates in the
table stream (``0Table`` or ``1Table``) each list of positions (a plex) is. Positions of
characters (CP) count UTF-16 units over all stories laid end to end; positions in the
stream (FC) are bytes. Names follow the published [MS-DOC] specification.
"""

from __future__ import annotations

import io
import struct

import olefile

from extractor.dataclass import dataclass
from extractor.formats.compound_file import clean_compound_file
from extractor.model.issues import ReadError

__all__ = [
    "STORIES",
    "WordFile",
    "open_compound_file",
    "open_word_file",
    "parse_plex",
    "read_stream",
]

# The stories of a file in the order their characters are laid out: body, footnotes,
# headers, (macros), comments, endnotes, text boxes, text boxes of headers.
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
# nFib of Word 97 is 193 (0xC1); its betas wrote 191 and 192
_FIRST_NFIB = 191
_WORD_95_IDENTITY = 0xA5DC
_ENCRYPTED_FLAG, _TABLE_STREAM_FLAG = 0x0100, 0x0200


@dataclass(frozen=True)
class WordFile:
    """The streams of a .doc and the fields of its FIB."""

    main_stream: bytes
    table_stream: bytes
    data_stream: bytes
    story_lengths: tuple[int, ...]  # in characters, of each of STORIES
    structure_locations: dict[str, tuple[int, int]]

    def read_structure(self, name: str) -> bytes:
        """Read a structure of the table stream.

        Args:
            name: One of the names of ``_STRUCTURE_INDEXES``.

        Returns:
            Its bytes, none where the file does not have it.

        Raises:
            ReadError: FILE_DAMAGED, the stream is shorter.
        """
        offset, length = self.structure_locations[name]
        structure = self.table_stream[offset : offset + length]
        if len(structure) < length:
            raise _build_damage_error(f"table stream ends inside {name}")
        return structure

    def locate_story(self, name: str) -> tuple[int, int]:
        """The first CP of a story and the CP behind its last one."""
        index = STORIES.index(name)
        start = sum(self.story_lengths[:index])
        return start, start + self.story_lengths[index]


def _build_damage_error(what: str) -> ReadError:
    return ReadError("FILE_DAMAGED", format="doc", what=what)


def open_compound_file(data: bytes) -> olefile.OleFileIO:
    """Open a compound file.

    Args:
        data: Its bytes.

    Returns:
        The open file.

    Raises:
        ReadError: FILE_DAMAGED, its directory cannot be read.
    """
    try:
        return olefile.OleFileIO(
            io.BytesIO(clean_compound_file(data)),
            raise_defects=olefile.DEFECT_INCORRECT,
        )
    except Exception as error:  # the library has no common base of exceptions
        raise _build_damage_error(f"compound file: {error}") from error


def read_stream(ole: olefile.OleFileIO, name: str) -> bytes:
    """Read a stream of a compound file.

    Args:
        ole: The open file.
        name: Name of the stream.

    Returns:
        Its bytes, none where there is no such stream.

    Raises:
        ReadError: FILE_DAMAGED, the stream cannot be read.
    """
    try:
        if not ole.exists(name):
            return b""
        stream: bytes = ole.openstream(name).read()
    except Exception as error:
        raise _build_damage_error(f"stream {name}: {error}") from error
    return stream


def open_word_file(ole: olefile.OleFileIO) -> WordFile:
    """Read the streams and the FIB of a binary Word file.

    Args:
        ole: The open compound file.

    Returns:
        The file.

    Raises:
        ReadError: ENCRYPTED, WORD_95 (unsupported) or FILE_DAMAGED.
    """
    if ole.exists("EncryptedPackage"):
        raise ReadError("ENCRYPTED", "encrypted", "docx")
    main = read_stream(ole, "WordDocument")
    if len(main) < _FC_LCB_OFFSET:
        raise _build_damage_error("WordDocument is cut short or missing")
    identity, version = struct.unpack_from("<HH", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    if identity == _WORD_95_IDENTITY or 0 < version < _FIRST_NFIB:
        raise ReadError("WORD_95", "unsupported", "doc", version=version)
    if flags & _ENCRYPTED_FLAG:
        raise ReadError("ENCRYPTED", "encrypted", "doc")
    table = _read_table_stream(ole, flags)
    lengths = struct.unpack_from("<8i", main, 0x4C)
    if min(lengths) < 0 or sum(lengths) > len(main):
        raise _build_damage_error("character counts")
    locations = _read_structure_locations(main)
    return WordFile(main, table, read_stream(ole, "Data"), lengths, locations)


def _read_table_stream(ole: olefile.OleFileIO, flags: int) -> bytes:
    """The table stream; programs keep one and do not always set the flag for it."""
    names = ["0Table", "1Table"]
    if flags & _TABLE_STREAM_FLAG:
        names.reverse()
    table = read_stream(ole, names[0]) or read_stream(ole, names[1])
    if not table:
        raise _build_damage_error("no table stream")
    return table


def _read_structure_locations(main: bytes) -> dict[str, tuple[int, int]]:
    """Offset and length of each structure, zeros for one that the file does not
    have."""
    (count,) = struct.unpack_from("<H", main, _FC_LCB_OFFSET - 2)
    locations = dict.fromkeys(_STRUCTURE_INDEXES, (0, 0))
    for name, index in _STRUCTURE_INDEXES.items():
        at = _FC_LCB_OFFSET + 8 * index
        if index < count and at + 8 <= len(main):
            offset, length = struct.unpack_from("<II", main, at)
            locations[name] = (offset, length)
    return locations


def parse_plex(structure: bytes, record_size: int) -> tuple[list[int], list[bytes]]:
    """Parse a plex: n + 1 positions followed by n records.

    Args:
        structure: Its bytes.
        record_size: Bytes of a record.

    Returns:
        The positions and the records; neither where the bytes hold no position.
    """
    if len(structure) < 4:
        return [], []
    count = (len(structure) - 4) // (4 + record_size)
    positions = list(struct.unpack_from(f"<{count + 1}I", structure))
    records = []
    for index in range(count):
        at = 4 * (count + 1) + record_size * index
        records.append(structure[at : at + record_size])
    return positions, records
