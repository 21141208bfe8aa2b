"""Word 97-2003 binary files (.doc, .wps, .wpt), read from the bytes; no office program is needed.

Word 6/95 files and encrypted ones are refused, each with its own sentence.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from extractor.formats.builder import Beside, DraftBlock, DraftParagraph, finished
from extractor.formats.doc.container import (
    WordFile,
    opened,
    plex,
    stream_of,
    streams_of,
)
from extractor.formats.doc.formatting import Character, Formatting, ParagraphProperties
from extractor.formats.doc.lists import lists_of
from extractor.formats.doc.pieces import Text
from extractor.formats.doc.story import StoryReader
from extractor.formats.docx.numbering import Counters
from extractor.formats.objects import WorkbookError, sheet_flows
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = ["read_doc"]

_WORKBOOKS = (
    "Workbook",
    "Book",
    "Package",
)  # the streams an embedded object keeps its cells in


def read_doc(data: bytes, name: str = "") -> Document:
    """Bytes of a .doc as a Document. Raises ReadError (encrypted, unsupported, corrupt)."""
    try:
        return _Reader(data).document()
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


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.ole = streams_of(data)
        self.file = opened(self.ole)
        self.formatting = Formatting(self.file)
        self.text = Text(self.file, self.formatting)
        self.notes = {
            **_notes(self.file, "footnote", "fn"),
            **_notes(self.file, "endnote", "en"),
        }
        self.boxes = {
            **_boxes(self.file, "text", "shapes", "box"),
            **_boxes(self.file, "header", "header_shapes", "header_box"),
        }
        self.objects: set[int] = set()
        self.unread: Counter[str] = Counter()
        self.issues: list[Issue] = []
        self.lists = lists_of(self.file, self.formatting)
        self.counters: dict[
            str, Counters
        ] = {}  # flows of one kind count their lists together
        self.kind = ""
        self.stories = StoryReader(
            self.text, self.formatting, self.hanging, self.numbered
        )

    def document(self) -> Document:
        body = self.stories.blocks(*self.file.story("text"))
        margins = list(self.margins())
        for what, count in self.unread.items():
            self.issues.append(Issue.of("NOT_READ", what=what, count=count))
        self.issues.extend(
            Issue.of("FIELD_NOT_SHOWN", field=code) for code in self.stories.unshown
        )
        for counters in self.counters.values():
            self.issues.extend(
                Issue.of("NUMBER_FORMAT", format=name)
                for name in sorted(counters.unknown)
            )
        return finished(body, margins, format="doc", issues=self.issues)

    def margins(self) -> Iterator[Beside]:
        """Headers and footers of every section, those with words only."""
        start, behind = self.file.story("header")
        if behind <= start:
            return
        positions, _ = plex(self.file.part("header_texts"), 0)
        kinds = ("hd", "hd", "ft", "ft", "hd", "ft")
        for number, (first, last) in enumerate(pairwise(positions[6:])):
            last = min(start + last, behind)
            if last - start - first > 0:
                blocks = self.aside(kinds[number % 6], start + first, last)
                if _worded(blocks):
                    yield Beside(kinds[number % 6], blocks)

    def hanging(self, cp: int, character: Character, code: str) -> Iterator[Beside]:
        """Notes, text boxes and embedded objects that hang on a character."""
        note = self.notes.pop(cp, None)
        if note is not None:
            kind, first, behind = note
            yield Beside(kind, self.aside(kind, first, behind))
        for first, behind in self.boxes.pop(cp, ()):
            blocks = self.aside("tx", first, behind)
            if _worded(blocks):
                yield Beside("tx", blocks)
        if character.object and character.location not in self.objects:
            self.objects.add(character.location)
            yield from self.embedded(character.location, code)
        elif (
            character.location >= 0
            and not character.object
            and self.text.text[cp] == "\x01"
            and not code
        ):
            self.unread["picture"] += 1

    def aside(self, kind: str, first: int, behind: int) -> list[DraftBlock]:
        """The blocks of a flow beside the body."""
        outer, self.kind = self.kind, kind
        blocks = self.stories.blocks(first, behind)
        self.kind = outer
        return blocks

    def embedded(self, number: int, code: str) -> Iterator[Beside]:
        """The sheets of an embedded workbook; any other object is said to be unread."""
        words = code.split()
        program = (
            words[1]
            if len(words) > 1 and words[0].upper() == "EMBED" and words[1][0] != "\\"
            else ""
        )
        folder = f"ObjectPool/_{number}"
        stream = next(
            (name for name in _WORKBOOKS if self.ole.exists(f"{folder}/{name}")), None
        )
        if stream is None:
            self.unread[program or "object"] += 1
            return
        try:
            yield from sheet_flows(
                stream_of(self.ole, f"{folder}/{stream}"), program or stream
            )
        except WorkbookError as error:
            self.issues.append(
                Issue.of(
                    "PART_NOT_READ",
                    part=f"{folder}/{stream}",
                    reason=f"{program} {error}".strip(),
                )
            )

    def numbered(self, properties: ParagraphProperties) -> str:
        """The label of a paragraph, counted on."""
        number = properties.list
        if not number or number not in self.lists:
            return ""
        return self.counters.setdefault(self.kind, Counters()).label(
            str(number), self.lists[number], properties.list_level
        )


def _worded(blocks: list[DraftBlock]) -> bool:
    return any(
        not isinstance(b, DraftParagraph) or b.text.strip() or b.beside for b in blocks
    )


def _notes(file: WordFile, story: str, kind: str) -> dict[int, tuple[str, int, int]]:
    """CP of each reference -> (kind, first CP, CP behind) of its note."""
    references, _ = plex(file.part(f"{story}_references"), 2)
    positions, _ = plex(file.part(f"{story}_texts"), 0)
    start, behind = file.story(story)
    found: dict[int, tuple[str, int, int]] = {}
    for cp, (first, last) in zip(references[:-1], pairwise(positions), strict=False):
        if first < last and start + last <= behind:
            found[cp] = (kind, start + first, start + last)
    return found


def _boxes(
    file: WordFile, host: str, shapes: str, boxes: str
) -> dict[int, list[tuple[int, int]]]:
    """CP of each anchor -> the (first CP, CP behind) of the text boxes anchored there."""
    positions, records = plex(file.part(f"{boxes}_texts"), 22)
    start, behind = file.story(boxes)
    texts: dict[int, list[tuple[int, int]]] = {}
    for (first, last), record in zip(pairwise(positions), records, strict=True):
        (reusable,) = struct.unpack_from("<H", record, 8)
        (shape,) = struct.unpack_from("<I", record, 14)
        if not reusable and first < last and start + last <= behind:
            texts.setdefault(shape, []).append((start + first, start + last))
    anchors, records = plex(file.part(shapes), 26)
    origin, _ = file.story(host)
    found: dict[int, list[tuple[int, int]]] = {}
    for cp, record in zip(anchors[:-1], records, strict=True):
        (shape,) = struct.unpack_from("<I", record)
        if shape in texts:
            found.setdefault(origin + cp, []).extend(texts.pop(shape))
    return found
