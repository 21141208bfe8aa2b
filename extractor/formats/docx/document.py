"""Word's own format, read from the package itself: each part walked once, each block with its place.

The body is one flow. Notes, headers, footers, text boxes and embedded objects are flows of their own, in the order a
reader meets them: ``fn1``, ``hd1``, ``tx1``, ``ole1``. What the page does not show is not there: deleted rows, hidden
text, headers of a first page that no section has. What the page shows and this room cannot read is said in an issue.
"""

from __future__ import annotations

from typing import Any

from extractor.formats.docx.story import DocxState, DocxStoryReader, EmbeddedReader
from extractor.formats.opc import (
    Package,
    Relationship,
    open_flat_package,
    open_zip_package,
)
from extractor.formats.xml import Element, R, W, is_off, parse_xml
from extractor.model.document import Block, Document, Paragraph, Story
from extractor.model.issues import ReadError

__all__ = [
    "read_python_docx",
    "read_docx",
    "read_flat_opc",
    "read_package",
]

_STORY_ORDER = ("tx", "fn", "en", "hd", "ft", "ole")
_REPORTED_PART_KINDS = (
    "styles",
    "numbering",
    "footnotes",
    "endnotes",
    "header",
    "footer",
)  # parts whose lack shows on the page
_HEADER_FOOTER_KINDS = {W + "headerReference": "hd", W + "footerReference": "ft"}


def read_docx(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read a .docx, .docm, .dotx or .dotm. Raises ReadError when it is damaged, encrypted, refused or no Word file."""
    package = open_zip_package(data)
    return read_package(package, package.find_main_part(), "docx", read_embedded)


def read_flat_opc(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read a Word file saved as one XML file."""
    package = open_flat_package(data)
    return read_package(package, package.find_main_part(), "flat_opc", read_embedded)


def read_package(
    package: Package, main_part: str, format: str, read_embedded: EmbeddedReader
) -> Document:
    """Read the parts of a Word document, wherever they come from."""
    book = DocxState(package, main_part, read_embedded)
    return _build_document(book, book.parse_part(main_part), format)


def read_python_docx(doc: Any, read_embedded: EmbeddedReader) -> Document:
    """Read a python-docx ``Document`` that a user already holds: its element tree goes through the same walk."""
    parts = {
        str(part.partname).lstrip("/").lower(): part
        for part in doc.part.package.iter_parts()
    }

    def arrows(name: str) -> dict[str, Relationship]:
        found: dict[str, Relationship] = {}
        part = parts.get(name.lower())
        for id, arrow in (part.rels if part is not None else {}).items():
            kind = arrow.reltype.rpartition("/")[2]
            target = (
                arrow.target_ref
                if arrow.is_external
                else str(arrow.target_part.partname).lstrip("/").lower()
            )
            found[id] = Relationship(id, kind, target, arrow.is_external)
        return found

    package = Package(
        {name: name for name in parts}, lambda name: bytes(parts[name].blob), arrows
    )
    book = DocxState(package, str(doc.part.partname).lstrip("/").lower(), read_embedded)
    book.has_private_use = True  # its parts are not looked through
    return _build_document(book, doc.element, "docx")


def _build_document(state: DocxState, root: Element, format: str) -> Document:
    if root.tag != W + "document":
        raise ReadError(
            "NOT_WORD",
            status="unsupported",
            format=format,
            kind=root.tag.rpartition("}")[2],
        )
    body = root.find(W + "body")
    blocks = (
        ()
        if body is None
        else DocxStoryReader(state, "", state.main_part, root).read_blocks(body, "")
    )
    _read_notes(state)
    _read_headers_footers(state)
    for arrow in state.package.dangling_relationships:
        if arrow.kind in _REPORTED_PART_KINDS:
            state.report_issue("PART_MISSING", part=arrow.target, kind=arrow.kind)
    for what, count in state.unread_counts.items():
        state.report_issue("NOT_READ", what=what, count=count)
    for counters in state.list_counters.values():
        for name in sorted(counters.unknown_formats):
            state.report_issue("NUMBER_FORMAT", format=name)
    flows = sorted(
        state.stories,
        key=lambda flow: _STORY_ORDER.index(flow.name.rstrip("0123456789")),
    )
    return Document(blocks, tuple(flows), format, issues=tuple(state.issues))


def _read_notes(state: DocxState) -> None:
    """Notes in the order of their marks; the same note marked twice is one flow."""
    parts: dict[str, dict[str, Element]] = {}
    names: dict[str, str] = {}
    done: set[tuple[str, str]] = set()
    for (
        kind,
        id,
        anchor,
    ) in state.note_references:  # a note in a note is appended while we go
        if (kind, id) in done:
            continue
        done.add((kind, id))
        if kind not in parts:
            word = "footnotes" if kind == "fn" else "endnotes"
            names[kind] = state.package.find_related_part(state.main_part, word) or ""
            root = state.parse_part(names[kind]) if names[kind] else ()
            parts[kind] = {note.get(W + "id", ""): note for note in root}
        element = parts[kind].get(id)
        if element is None:
            state.report_issue("NOTE_MISSING", anchor, id=id)
            continue
        name = state.allocate_story_name(kind)
        story = DocxStoryReader(state, name, names[kind], element)
        state.stories.append(
            Story(name, story.read_blocks(element, name + "/"), anchor)
        )


def _read_headers_footers(state: DocxState) -> None:
    """Headers and footers that some page shows, each part once; those without text are left out."""
    done: set[str] = set()
    for section in state.section_properties:
        title = section.find(W + "titlePg")
        for reference in section:
            kind = _HEADER_FOOTER_KINDS.get(reference.tag)
            if kind is None:
                continue
            page = reference.get(W + "type", "default")
            if (
                page == "first"
                and (title is None or is_off(title))
                or page == "even"
                and not _has_even_page_headers(state)
            ):
                continue
            arrow = state.package.load_relationships(state.main_part).get(
                reference.get(R + "id", "")
            )
            if arrow is None or arrow.external or arrow.target in done:
                continue
            done.add(arrow.target)
            root = state.parse_part(arrow.target)
            boxes, flows = state.story_counts.copy(), len(state.stories)
            name = state.allocate_story_name(kind)
            blocks = DocxStoryReader(state, name, arrow.target, root).read_blocks(
                root, name + "/"
            )
            if any(_has_text(block) for block in blocks) or len(state.stories) > flows:
                state.stories.append(Story(name, blocks))
            else:
                state.story_counts = boxes


def _has_even_page_headers(state: DocxState) -> bool:
    name = state.package.find_related_part(state.main_part, "settings")
    if name is None:
        return False
    data = state.package.read(name)
    if b"evenAndOddHeaders" not in data:
        return False
    switch = parse_xml(data, name).find(W + "evenAndOddHeaders")
    return switch is not None and not is_off(switch)


def _has_text(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(_has_text(inner) for cell in block.cells for inner in cell.blocks)
