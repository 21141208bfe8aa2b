"""Word 97-2003 binary files (.doc, .wps, .wpt), read from the bytes; no office program is needed.

Word 6/95 files and encrypted ones are refused, each with its own sentence.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from extractor.formats.builder import (
    Attachment,
    DraftBlock,
    DraftParagraph,
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

_WORKBOOK_STREAMS = (
    "Workbook",
    "Book",
    "Package",
)  # the streams an embedded object keeps its cells in


def read_doc(data: bytes, name: str = "") -> Document:
    """Bytes of a .doc as a Document. Raises ReadError (encrypted, unsupported, corrupt)."""
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
        self.seen_object_ids: set[int] = set()
        self.unread_counts: Counter[str] = Counter()
        self.issues: list[Issue] = []
        self.lists = read_lists(self.word_file, self.formatting)
        self.counters: dict[
            str, ListCounters
        ] = {}  # flows of one kind count their lists together
        self.story_kind = ""
        self.story_reader = StoryReader(
            self.doc_text,
            self.formatting,
            self.read_attachments,
            self.generate_list_label,
        )

    def read_document(self) -> Document:
        body = self.story_reader.read_blocks(*self.word_file.locate_story("text"))
        margins = list(self.read_headers_footers())
        for what, count in self.unread_counts.items():
            self.issues.append(Issue.build("NOT_READ", what=what, count=count))
        self.issues.extend(
            Issue.build("FIELD_NOT_SHOWN", field=code)
            for code in self.story_reader.unshown_fields
        )
        for counters in self.counters.values():
            self.issues.extend(
                Issue.build("NUMBER_FORMAT", format=name)
                for name in sorted(counters.unknown_formats)
            )
        return build_document(body, margins, format="doc", issues=self.issues)

    def read_headers_footers(self) -> Iterator[Attachment]:
        """Headers and footers of every section, those with words only."""
        start, behind = self.word_file.locate_story("header")
        if behind <= start:
            return
        positions, _ = parse_plex(self.word_file.read_structure("header_texts"), 0)
        kinds = ("hd", "hd", "ft", "ft", "hd", "ft")
        for number, (first, last) in enumerate(pairwise(positions[6:])):
            last = min(start + last, behind)
            if last - start - first > 0:
                blocks = self.read_attached_story(
                    kinds[number % 6], start + first, last
                )
                if _has_content(blocks):
                    yield Attachment(kinds[number % 6], blocks)

    def read_attachments(
        self, cp: int, character: CharacterProperties, instruction: str
    ) -> Iterator[Attachment]:
        """Notes, text boxes and embedded objects that hang on a character."""
        note = self.note_ranges.pop(cp, None)
        if note is not None:
            kind, first, behind = note
            yield Attachment(kind, self.read_attached_story(kind, first, behind))
        for first, behind in self.text_box_ranges.pop(cp, ()):
            blocks = self.read_attached_story("tx", first, behind)
            if _has_content(blocks):
                yield Attachment("tx", blocks)
        if character.is_object and character.data_location not in self.seen_object_ids:
            self.seen_object_ids.add(character.data_location)
            yield from self.read_embedded_object(character.data_location, instruction)
        elif (
            character.data_location >= 0
            and not character.is_object
            and self.doc_text.text[cp] == "\x01"
            and not instruction
        ):
            self.unread_counts["picture"] += 1

    def read_attached_story(
        self, kind: str, start_cp: int, end_cp: int
    ) -> list[DraftBlock]:
        """The blocks of a flow beside the body."""
        outer, self.story_kind = self.story_kind, kind
        blocks = self.story_reader.read_blocks(start_cp, end_cp)
        self.story_kind = outer
        return blocks

    def read_embedded_object(
        self, object_id: int, instruction: str
    ) -> Iterator[Attachment]:
        """The sheets of an embedded workbook; any other object is said to be unread."""
        words = instruction.split()
        program = (
            words[1]
            if len(words) > 1 and words[0].upper() == "EMBED" and words[1][0] != "\\"
            else ""
        )
        folder = f"ObjectPool/_{object_id}"
        stream = next(
            (name for name in _WORKBOOK_STREAMS if self.ole.exists(f"{folder}/{name}")),
            None,
        )
        if stream is None:
            self.unread_counts[program or "object"] += 1
            return
        try:
            yield from build_sheet_attachments(
                read_stream(self.ole, f"{folder}/{stream}"), program or stream
            )
        except WorkbookError as error:
            self.issues.append(
                Issue.build(
                    "PART_NOT_READ",
                    part=f"{folder}/{stream}",
                    reason=f"{program} {error}".strip(),
                )
            )

    def generate_list_label(self, properties: ParagraphProperties) -> str:
        """The label of a paragraph, counted on."""
        number = properties.list_id
        if not number or number not in self.lists:
            return ""
        return self.counters.setdefault(
            self.story_kind, ListCounters()
        ).generate_list_label(str(number), self.lists[number], properties.list_level)


def _has_content(blocks: list[DraftBlock]) -> bool:
    return any(
        not isinstance(b, DraftParagraph) or b.text.strip() or b.attachments
        for b in blocks
    )


def _read_note_ranges(
    file: WordFile, story: str, kind: str
) -> dict[int, tuple[str, int, int]]:
    """CP of each reference -> (kind, first CP, CP behind) of its note."""
    references, _ = parse_plex(file.read_structure(f"{story}_references"), 2)
    positions, _ = parse_plex(file.read_structure(f"{story}_texts"), 0)
    start, behind = file.locate_story(story)
    found: dict[int, tuple[str, int, int]] = {}
    for cp, (first, last) in zip(references[:-1], pairwise(positions), strict=False):
        if first < last and start + last <= behind:
            found[cp] = (kind, start + first, start + last)
    return found


def _read_text_box_ranges(
    file: WordFile, anchor_story: str, anchor_structure: str, box_story: str
) -> dict[int, list[tuple[int, int]]]:
    """CP of each anchor -> the (first CP, CP behind) of the text boxes anchored there."""
    positions, records = parse_plex(file.read_structure(f"{box_story}_texts"), 22)
    start, behind = file.locate_story(box_story)
    texts: dict[int, list[tuple[int, int]]] = {}
    for (first, last), record in zip(pairwise(positions), records, strict=True):
        (reusable,) = struct.unpack_from("<H", record, 8)
        (shape,) = struct.unpack_from("<I", record, 14)
        if not reusable and first < last and start + last <= behind:
            texts.setdefault(shape, []).append((start + first, start + last))
    anchors, records = parse_plex(file.read_structure(anchor_structure), 26)
    origin, _ = file.locate_story(anchor_story)
    found: dict[int, list[tuple[int, int]]] = {}
    for cp, record in zip(anchors[:-1], records, strict=True):
        (shape,) = struct.unpack_from("<I", record)
        if shape in texts:
            found.setdefault(origin + cp, []).extend(texts.pop(shape))
    return found
