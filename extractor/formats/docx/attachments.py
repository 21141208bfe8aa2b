"""Attachments of a paragraph: text boxes, drawn text, notes, workbooks and documents.

Each becomes an attachment of its paragraph. What may hold text and cannot be read is
counted or reported in an issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    Attachment,
    DraftBlock,
    DraftParagraph,
    draft_document,
)
from extractor.formats.docx.parts import DocxParts
from extractor.formats.limits import consume_limit, copy_limits
from extractor.formats.spreadsheet import (
    WorkbookError,
    build_sheet_attachments,
    unwrap_ole_package,
)
from extractor.formats.xml import MC, Element, R, V, W, choose_branch, parse_xml
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "AttachmentReader",
]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_NOTE_KINDS = {W + "footnoteReference": "fn", W + "endnoteReference": "en"}

_Attachments = Iterator[Attachment | Issue]


@dataclass(frozen=True, slots=True)
class _EmbeddedPart:
    """A part that is a document, and what reading it used up of each limit."""

    part: str
    document: Document
    used: Mapping[str, int]


class AttachmentReader:
    """Reads the attachments of one part; ``read_text_box`` reads the blocks of a
    ``w:txbxContent``."""

    def __init__(
        self,
        parts: DocxParts,
        part: str,
        read_text_box: Callable[[Element], list[DraftBlock]],
    ) -> None:
        self._parts = parts
        self._part = part
        self._read_text_box = read_text_box
        self._last_chunk: _EmbeddedPart | None = None

    def read_attachments(self, element: Element) -> _Attachments:
        """Read what a run's shape (drawing, pict, object) or note mark contains, in
        order, each once."""
        kind = _NOTE_KINDS.get(element.tag)
        if kind is None:
            yield from self._read_shapes(element)
            return
        id = element.get(W + "id", "")
        try:
            note = self._parts.mark_note(kind, id)
        except KeyError:
            yield Issue.build("NOTE_MISSING", id=id)
            return
        if note is not None:
            yield note

    def read_alt_chunk(self, element: Element) -> tuple[list[DraftBlock], list[Issue]]:
        """Read a part that another program wrote into the document (``w:altChunk``).

        Returns:
            Its blocks, and the issues of reading it.
        """
        target = self._find_target(element.get(R + "id", ""))
        if target is None:
            return [], []
        try:
            document = self._read_chunk(target)
        except ReadError as error:
            return [], [_report_unread_part(target, error.code)]
        blocks, unanchored = draft_document(document)
        self._parts.unanchored.extend(unanchored)
        return blocks, list(document.issues)

    def _read_chunk(self, part: str) -> Document:
        """Read a part that is a document; one that stands there again and again is read
        once and uses up the limits each time."""
        last = self._last_chunk
        if last is not None and last.part == part:
            for resource, amount in last.used.items():
                consume_limit(resource, amount, part)
            return last.document
        before = copy_limits()
        document = self._read_document(self._parts.package.read(part), part)
        used = before.subtract(copy_limits())
        self._last_chunk = _EmbeddedPart(part, document, used)
        return document

    def _find_target(self, id: str) -> str | None:
        """Name of the part that a relationship leads to; None where it leads out of the
        file or nowhere."""
        relationship = self._parts.package.load_relationships(self._part).get(id)
        if relationship is None or relationship.external:
            return None
        return relationship.target

    def _read_document(self, data: bytes, part: str) -> Document:
        try:
            content = unwrap_ole_package(data)
        except WorkbookError:
            raise ReadError("OLE_CUT") from None
        return self._parts.read_embedded(content, part)

    # Shapes

    def _read_shapes(self, element: Element) -> _Attachments:
        for child in element:
            tag = child.tag
            if tag in _SHAPE_READERS:
                yield from _SHAPE_READERS[tag](self, child)
            elif tag in _UNREAD_SHAPES:
                self._parts.unread_counts[_UNREAD_SHAPES[tag]] += 1
            elif len(child):
                yield from self._read_shapes(child)

    def _read_word_text_box(self, element: Element) -> _Attachments:
        yield Attachment("tx", self._read_text_box(element))

    def _read_branch(self, element: Element) -> _Attachments:
        branch = choose_branch(element)
        if branch is not None:
            yield from self._read_shapes(branch)

    def _read_drawn_text(self, element: Element) -> _Attachments:
        yield from _build_drawn_text(element.iterchildren(_A + "p"), "drawing")

    def _read_word_art(self, element: Element) -> _Attachments:
        text = element.get("string", "")
        if text.strip():
            yield Attachment("tx", [DraftParagraph(text)], "wordart")

    def _read_diagram(self, element: Element) -> _Attachments:
        """The text of a SmartArt diagram (an
        organisation chart), a shape a line."""
        target = self._find_target(element.get(R + "dm", ""))
        if target is not None:
            root = parse_xml(self._parts.package.read(target), target)
            yield from _build_drawn_text(root.iter(_A + "p"), "diagram")

    def _read_embedded_object(self, element: Element) -> _Attachments:
        """A workbook gives a story for each sheet, a Word document one; other objects
        are not read."""
        program = element.get("ProgID", "")
        target = self._find_target(element.get(R + "id", ""))
        if target is None:
            self._parts.unread_counts[program or "object"] += 1
            return
        data = self._parts.package.read(target)
        try:
            yield from build_sheet_attachments(data, program)
        except WorkbookError as error:
            if "Word" not in program:
                yield _report_unread_part(target, f"{program} {error}".strip())
                return
            yield self._read_embedded_document(data, target, program)

    def _read_embedded_document(
        self, data: bytes, part: str, program: str
    ) -> Attachment | Issue:
        try:
            document = self._read_document(data, part)
        except ReadError as error:
            return _report_unread_part(part, f"{program} {error.code}")
        blocks, unanchored = draft_document(document)
        self._parts.unanchored.extend(unanchored)
        return Attachment("ole", blocks, program)


_SHAPE_READERS: Mapping[
    str, Callable[[AttachmentReader, Element], Iterable[Attachment | Issue]]
] = {
    W + "txbxContent": AttachmentReader._read_word_text_box,
    MC + "AlternateContent": AttachmentReader._read_branch,
    _A + "txBody": AttachmentReader._read_drawn_text,
    V + "textpath": AttachmentReader._read_word_art,
    _OLE_OBJECT: AttachmentReader._read_embedded_object,
    _DIAGRAM: AttachmentReader._read_diagram,
}
_UNREAD_SHAPES: Mapping[str, str] = {
    _CHART: "chart",
    _A + "blip": "picture",
    V + "imagedata": "picture",
}


def _build_drawn_text(paragraphs: Iterable[Element], description: str) -> _Attachments:
    """DrawingML paragraphs as a text box, where they have any text."""
    texts = [
        "".join(text.text or "" for text in paragraph.iter(_A + "t"))
        for paragraph in paragraphs
    ]
    if any(text.strip() for text in texts):
        drafts: list[DraftBlock] = [DraftParagraph(text) for text in texts]
        yield Attachment("tx", drafts, description)


def _report_unread_part(part: str, reason: str) -> Issue:
    return Issue.build("PART_NOT_READ", part=part, reason=reason)
