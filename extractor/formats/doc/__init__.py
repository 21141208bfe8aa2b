"""Word 97-2003 binary files (.doc, .wps, .wpt), read without an office program.

Word 6/95 files and encrypted ones are refused, each with its own message.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extractor.formats.builder import (
    Attachment,
    DraftBlock,
    DraftParagraph,
    FileTitle,
    build_document,
)
from extractor.formats.doc.container import (
    WordFile,
    open_compound_file,
    open_word_file,
    parse_plex,
    read_stream,
)
from extractor.formats.doc.formatting import (
    CharacterProperties,
    DocFormatting,
    ParagraphProperties,
)
from extractor.formats.doc.lists import read_lists
from extractor.formats.doc.pieces import DocText
from extractor.formats.doc.story import StoryReader
from extractor.formats.docx.numbering import ListCounters
from extractor.formats.spreadsheet import WorkbookError, build_sheet_attachments
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_doc",
]

# The streams in which an embedded object keeps its cells.
_WORKBOOK_STREAMS = ("Workbook", "Book", "Package")
# The first six texts of the header story separate notes; then six a section.
_N_NOTE_SEPARATORS = 6
_SECTION_STORY_KINDS = ("hd", "hd", "ft", "ft", "hd", "ft")
_TEXT_BOX_SIZE, _ANCHOR_SIZE = 22, 26  # bytes of a record (FTXBXS, Spa)


def read_doc(data: bytes, name: str = "") -> Document:
    """Read a binary Word file.

    Args:
        data: The bytes of the file.
        name: Not used.

    Returns:
        The document.

    Raises:
        ReadError: ENCRYPTED, WORD_95 or FILE_DAMAGED.
    """
    try:
        return _DocReader(data).read_document()
    except (
        struct.error,
        IndexError,
        ValueError,
        KeyError,
        OverflowError,
        RecursionError,
        OSError,
    ) as error:
        raise ReadError(
            "FILE_DAMAGED", format="doc", what=str(error) or type(error).__name__
        ) from error


class _CpRange(NamedTuple):
    """Characters of a story, by CP."""

    start: int
    end: int


class _NoteRange(NamedTuple):
    """The text of a note."""

    kind: str  # fn, en
    range: _CpRange


class _DocReader:
    def __init__(self, data: bytes) -> None:
        self.ole = open_compound_file(data)
        self.word_file = open_word_file(self.ole)
        self.formatting = DocFormatting(self.word_file)
        self.doc_text = DocText(self.word_file, self.formatting)
        self.note_ranges = {
            **_read_note_ranges(self.word_file, "footnote", "fn"),
            **_read_note_ranges(self.word_file, "endnote", "en"),
        }
        self.text_box_ranges = {
            **_read_text_box_ranges(self.word_file, "text", "shapes", "box"),
            **_read_text_box_ranges(
                self.word_file, "header", "header_shapes", "header_box"
            ),
        }
        self.known_object_ids: set[int] = set()
        self.unread_counts: Counter[str] = Counter()
        self.issues: list[Issue] = []
        self.lists = read_lists(self.word_file, self.formatting)
        # by kind of story: those of one kind count their lists together
        self.counters: dict[str, ListCounters] = {}
        self.story_kind = ""
        self.story_reader = StoryReader(
            self.doc_text,
            self.formatting,
            self.read_attachments,
            self.generate_list_label,
        )

    def read_document(self) -> Document:
        body = self.story_reader.read_blocks(*self.word_file.locate_story("text"))
        headers_footers = list(self.read_headers_footers())
        for what, count in self.unread_counts.items():
            self.issues.append(Issue.build("NOT_READ", what=what, count=count))
        for instruction in self.story_reader.unshown_fields:
            self.issues.append(Issue.build("FIELD_NOT_SHOWN", field=instruction))
        for counters in self.counters.values():
            for format in sorted(counters.unknown_formats):
                self.issues.append(Issue.build("NUMBER_FORMAT", format=format))
        return build_document(
            body,
            headers_footers,
            format="doc",
            issues=self.issues,
            titles=[FileTitle("properties", self.read_title())],
        )

    def read_title(self) -> str:
        """The title of the summary information; '' where it cannot be read."""
        try:
            summary = self.ole.get_metadata()
            encoding = f"cp{summary.codepage}"
            if summary.codepage in (1200, 65001):
                encoding = "utf-8"
            return (summary.title or b"").rstrip(b"\0").decode(encoding)
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            return ""

    def read_headers_footers(self) -> Iterator[Attachment]:
        """Headers and footers of every section, those with content only."""
        start, end = self.word_file.locate_story("header")
        if end <= start:
            return
        positions, _ = parse_plex(self.word_file.read_structure("header_texts"), 0)
        ranges = pairwise(positions[_N_NOTE_SEPARATORS:])
        for index, (first, last) in enumerate(ranges):
            last = min(start + last, end)
            if last - start - first > 0:
                kind = _SECTION_STORY_KINDS[index % len(_SECTION_STORY_KINDS)]
                blocks = self.read_attached_story(kind, _CpRange(start + first, last))
                if _has_content(blocks):
                    yield Attachment(kind, blocks)

    def read_attachments(
        self, cp: int, character: CharacterProperties, instruction: str
    ) -> Iterator[Attachment]:
        """Notes, text boxes and embedded objects
        that are anchored to a character."""
        note = self.note_ranges.pop(cp, None)
        if note is not None:
            yield Attachment(note.kind, self.read_attached_story(*note))
        for text_box in self.text_box_ranges.pop(cp, ()):
            blocks = self.read_attached_story("tx", text_box)
            if _has_content(blocks):
                yield Attachment("tx", blocks)
        location = character.data_location
        if character.is_object:
            if location not in self.known_object_ids:
                self.known_object_ids.add(location)
                yield from self.read_embedded_object(location, instruction)
        elif location >= 0 and self.doc_text.text[cp] == "\x01" and not instruction:
            self.unread_counts["picture"] += 1

    def read_attached_story(self, kind: str, range: _CpRange) -> list[DraftBlock]:
        """The blocks of a story other than the body."""
        outer_kind, self.story_kind = self.story_kind, kind
        blocks = self.story_reader.read_blocks(range.start, range.end)
        self.story_kind = outer_kind
        return blocks

    def read_embedded_object(
        self, object_id: int, instruction: str
    ) -> Iterator[Attachment]:
        """The sheets of an embedded workbook; any
        other object is counted as unread."""
        program = _find_program(instruction)
        folder = f"ObjectPool/_{object_id}"
        for stream in _WORKBOOK_STREAMS:
            if self.ole.exists(f"{folder}/{stream}"):
                break
        else:
            self.unread_counts[program or "object"] += 1
            return
        try:
            data = read_stream(self.ole, f"{folder}/{stream}")
            yield from build_sheet_attachments(data, program or stream)
        except WorkbookError as error:
            reason = f"{program} {error}".strip()
            self.issues.append(
                Issue.build("PART_NOT_READ", part=f"{folder}/{stream}", reason=reason)
            )

    def generate_list_label(self, properties: ParagraphProperties) -> str:
        """Count a paragraph and give its list label."""
        list_id = properties.list_id
        if not list_id or list_id not in self.lists:
            return ""
        counters = self.counters.setdefault(self.story_kind, ListCounters())
        return counters.generate_list_label(
            str(list_id), self.lists[list_id], properties.list_level
        )


def _find_program(instruction: str) -> str:
    """The program that an EMBED field names, '' for none."""
    words = instruction.split()
    if len(words) < 2 or words[0].upper() != "EMBED" or words[1].startswith("\\"):
        return ""
    return words[1]


def _has_content(blocks: list[DraftBlock]) -> bool:
    for block in blocks:
        if not isinstance(block, DraftParagraph):
            return True
        if block.text.strip() or block.attachments:
            return True
    return False


def _read_note_ranges(file: WordFile, story: str, kind: str) -> dict[int, _NoteRange]:
    """The text of each note, by the CP of its reference."""
    references, _ = parse_plex(file.read_structure(f"{story}_references"), 2)
    positions, _ = parse_plex(file.read_structure(f"{story}_texts"), 0)
    start, end = file.locate_story(story)
    notes: dict[int, _NoteRange] = {}
    for cp, (first, last) in zip(references[:-1], pairwise(positions), strict=False):
        if first < last and start + last <= end:
            notes[cp] = _NoteRange(kind, _CpRange(start + first, start + last))
    return notes


def _read_text_box_ranges(
    file: WordFile, anchor_story: str, anchor_structure: str, box_story: str
) -> dict[int, list[_CpRange]]:
    """The texts of the text boxes of a story, by the CP of their anchor."""
    ranges_by_shape = _read_shape_ranges(file, box_story)
    anchors, records = parse_plex(file.read_structure(anchor_structure), _ANCHOR_SIZE)
    origin, _ = file.locate_story(anchor_story)
    ranges_by_anchor: dict[int, list[_CpRange]] = {}
    for cp, record in zip(anchors[:-1], records, strict=True):
        (shape,) = struct.unpack_from("<I", record)
        if shape in ranges_by_shape:
            ranges = ranges_by_anchor.setdefault(origin + cp, [])
            ranges.extend(ranges_by_shape.pop(shape))
    return ranges_by_anchor


def _read_shape_ranges(file: WordFile, box_story: str) -> dict[int, list[_CpRange]]:
    """The texts of text boxes by the shape that shows them."""
    structure = file.read_structure(f"{box_story}_texts")
    positions, records = parse_plex(structure, _TEXT_BOX_SIZE)
    start, end = file.locate_story(box_story)
    ranges: dict[int, list[_CpRange]] = {}
    for (first, last), record in zip(pairwise(positions), records, strict=True):
        (is_reusable,) = struct.unpack_from("<H", record, 8)
        (shape,) = struct.unpack_from("<I", record, 14)
        if not is_reusable and first < last and start + last <= end:
            text_range = _CpRange(start + first, start + last)
            ranges.setdefault(shape, []).append(text_range)
    return ranges
