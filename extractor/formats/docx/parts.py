"""What the stories of one Word file share: its parts, styles and lists, and what
reading them has found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from extractor.formats.builder import Attachment
from extractor.formats.docx.numbering import ListCounters, ListDefinition, parse_lists
from extractor.formats.docx.strip import strip_formatting
from extractor.formats.docx.styles import Styles
from extractor.formats.opc import Package
from extractor.formats.xml import Element, W, is_off, parse_xml
from extractor.model.document import Document

__all__ = [
    "DocxParts",
    "EmbeddedReader",
    "PendingNote",
]

# Reads a document that is embedded in another one, of any format: its bytes and a name
# for messages.
EmbeddedReader = Callable[[bytes, str], Document]

# U+F000 to U+F0FF in UTF-8; a character reference may be one, too.
_PRIVATE_USE_BYTES = re.compile(rb"\xef[\x80-\x83]")
_NOTE_PARTS = {"fn": "footnotes", "en": "endnotes"}


class PendingNote(NamedTuple):
    """A note whose mark was met and whose blocks are still to be read."""

    attachment: Attachment
    part: str
    element: Element


class DocxParts:
    """The parts of one file, each parsed when it is needed, and what the readers of its
    stories add up."""

    def __init__(
        self, package: Package, main_part: str, read_embedded: EmbeddedReader
    ) -> None:
        """Open the styles; ``read_embedded`` reads documents that this one holds
        whole."""
        self.package = package
        self.main_part = main_part
        self.read_embedded = read_embedded
        self.styles = self._load_styles()
        # Resolved before the text is parsed: what is allocated behind a large part may
        # keep its memory from being given back.
        self.default_style = self.styles.default
        # Whether a part holds characters that mean something in a symbol font alone.
        self.has_private_use = False
        # Counters by kind of story: text boxes count their lists together, as do the
        # notes.
        self.list_counters: dict[str, ListCounters] = {}
        self.section_properties: list[Element] = []
        self.pending_notes: list[PendingNote] = []
        self.unanchored: list[Attachment] = []
        # What may hold text and is not read, by its kind.
        self.unread_counts: Counter[str] = Counter()
        self._marked_notes: set[tuple[str, str]] = set()
        self._notes: dict[str, tuple[str, dict[str, Element]]] = {}

    def parse_part(self, name: str) -> Element:
        """Parse a part that holds text."""
        return parse_xml(self.package.read(name), name, self._strip_part)

    def _strip_part(self, data: bytes) -> bytes:
        styles = self.styles
        stripped = strip_formatting(
            data,
            styles.hiding_style_ids
            | styles.symbol_style_ids
            | styles.marking_style_ids,
            bool(styles.symbol_style_ids),
        )
        # The single character is found much faster.
        has_reference = b"&" in stripped and b"&#" in stripped
        if has_reference or _PRIVATE_USE_BYTES.search(stripped) is not None:
            self.has_private_use = True
        return stripped

    def _load_styles(self) -> Styles:
        name = self.package.find_related_part(self.main_part, "styles")
        if name is None:
            return Styles(None)
        return Styles(self.package.read(name), name)

    @cached_property
    def lists(self) -> dict[str, ListDefinition]:
        """Lists by the ``numId`` that paragraphs name."""
        name = self.package.find_related_part(self.main_part, "numbering")
        if name is None:
            return {}
        root = parse_xml(self.package.read(name), name)
        return parse_lists(root, lambda style: self.styles.find_style(style).list_id)

    @cached_property
    def has_even_page_headers(self) -> bool:
        """Whether even pages have headers of their
        own (``w:evenAndOddHeaders``)."""
        name = self.package.find_related_part(self.main_part, "settings")
        if name is None:
            return False
        data = self.package.read(name)
        if b"evenAndOddHeaders" not in data:
            return False
        switch = parse_xml(data, name).find(W + "evenAndOddHeaders")
        return switch is not None and not is_off(switch)

    def mark_note(self, kind: str, id: str) -> Attachment | None:
        """Queue the note of a mark.

        Args:
            kind: ``fn`` or ``en``.
            id: the id of the note in its part.

        Returns:
            Its attachment, to be filled later; None where an earlier mark has it.

        Raises:
            KeyError: the file holds no such note.
        """
        if (kind, id) in self._marked_notes:
            return None
        self._marked_notes.add((kind, id))
        if kind not in self._notes:
            self._notes[kind] = self._load_notes(kind)
        part, notes = self._notes[kind]
        note = PendingNote(Attachment(kind, ()), part, notes[id])
        self.pending_notes.append(note)
        return note.attachment

    def _load_notes(self, kind: str) -> tuple[str, dict[str, Element]]:
        """Name of the part of a kind of notes and its notes by id."""
        part = self.package.find_related_part(self.main_part, _NOTE_PARTS[kind])
        if not part:
            return "", {}
        return part, {note.get(W + "id", ""): note for note in self.parse_part(part)}
