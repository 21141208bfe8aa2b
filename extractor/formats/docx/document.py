"""Word's own format, read from the package itself: each part is walked once, each block
becomes a draft.

The body is one story. Notes, headers, footers, text boxes and embedded objects are
stories of their own. What the page does not show is left out: deleted rows, hidden
text, headers of a first page that no section has. What the page shows and cannot be
read is reported as an issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extractor.formats.builder import (
    Attachment,
    CellContent,
    DraftBlock,
    DraftTable,
    FileTitle,
    build_document,
)
from extractor.formats.docx.parts import DocxParts, EmbeddedReader
from extractor.formats.docx.story import DocxStoryReader
from extractor.formats.docx.wordml2003 import open_wordml_package
from extractor.formats.opc import (
    Package,
    Relationship,
    open_flat_package,
    open_zip_package,
)
from extractor.formats.xml import Element, R, W, is_off, parse_xml
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_docx",
    "read_flat_opc",
    "read_python_docx",
    "read_wordml",
]

# Kinds of parts whose lack shows on the page.
_REPORTED_PART_KINDS = (
    "styles",
    "numbering",
    "footnotes",
    "endnotes",
    "header",
    "footer",
)
# The XML parser refuses elements that are nested deeper (libxml2), and with them deeper
# tables.
MAX_XML_DEPTH = 256
_TITLE_PROPERTY = "{http://purl.org/dc/elements/1.1/}title"
_HEADER_FOOTER_KINDS = {W + "headerReference": "hd", W + "footerReference": "ft"}


def read_docx(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read a .docx, .docm, .dotx or .dotm.

    Args:
        data: bytes of the file.
        name: its name, for messages.
        read_embedded: reads a document that this one holds whole.

    Returns:
        The document.

    Raises:
        ReadError: it is damaged, encrypted, refused or no Word file.
    """
    return _read_package(open_zip_package(data), "docx", read_embedded)


def read_flat_opc(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read a Word file saved as one XML file; arguments and errors as for
    :func:`read_docx`."""
    return _read_package(open_flat_package(data), "flat_opc", read_embedded)


def read_wordml(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read Word 2003 XML; arguments and errors as for :func:`read_docx`."""
    return _read_package(open_wordml_package(data, name), "wordml", read_embedded)


def read_python_docx(doc: Any, read_embedded: EmbeddedReader) -> Document:
    """Read a python-docx ``Document`` that a user already holds: its element tree is
    read as a file's is."""
    package = _wrap_python_docx_package(doc.part.package)
    parts = DocxParts(package, _get_part_name(doc.part), read_embedded)
    # The bytes of its main part are not looked through.
    parts.has_private_use = True
    return _build_document(parts, doc.element, "docx")


def _wrap_python_docx_package(package: Any) -> Package:
    parts = {_get_part_name(part): part for part in package.iter_parts()}

    def list_relationships(name: str) -> dict[str, Relationship]:
        part = parts.get(name.lower())
        if part is None:
            return {}
        return {id: _convert_relationship(id, rel) for id, rel in part.rels.items()}

    return Package(
        {name: name for name in parts},
        lambda name: bytes(parts[name].blob),
        list_relationships,
    )


def _convert_relationship(id: str, relationship: Any) -> Relationship:
    kind = relationship.reltype.rpartition("/")[2]
    if relationship.is_external:
        return Relationship(id, kind, relationship.target_ref, True)
    return Relationship(id, kind, _get_part_name(relationship.target_part), False)


def _get_part_name(part: Any) -> str:
    return str(part.partname).lstrip("/").lower()


def _read_package(
    package: Package, format: str, read_embedded: EmbeddedReader
) -> Document:
    parts = DocxParts(package, package.find_main_part(), read_embedded)
    return _build_document(parts, parts.parse_part(parts.main_part), format)


def _build_document(parts: DocxParts, root: Element, format: str) -> Document:
    if root.tag != W + "document":
        raise ReadError(
            "NOT_WORD",
            status="unsupported",
            format=format,
            kind=root.tag.rpartition("}")[2],
        )
    blocks = _read_body(parts, root)
    margins = list(_read_headers_footers(parts))
    _read_notes(parts)
    # The elements are freed before the document is built.
    del root
    parts.section_properties.clear()
    return build_document(
        _take_blocks(blocks),
        (*parts.unanchored, *margins),
        format=format,
        issues=_report_unread_parts(parts),
        max_depth=MAX_XML_DEPTH,
        titles=_iter_titles(parts),
    )


def _read_body(parts: DocxParts, root: Element) -> list[DraftBlock]:
    body = root.find(W + "body")
    if body is None:
        return []
    return DocxStoryReader(parts, "", parts.main_part, root).read_blocks(body)


def _take_blocks(blocks: list[DraftBlock]) -> Iterator[DraftBlock]:
    """The blocks one by one, so that each draft is freed when its block is built."""
    blocks.reverse()
    while blocks:
        yield blocks.pop()


def _iter_titles(parts: DocxParts) -> Iterator[FileTitle]:
    """The title among the core properties; damaged properties have none."""
    part = parts.package.find_related_part("", "core-properties")
    if part is None:
        return
    try:
        root = parse_xml(parts.package.read(part), part)
    except ReadError:
        return
    yield FileTitle("properties", root.findtext(_TITLE_PROPERTY) or "")


def _read_notes(parts: DocxParts) -> None:
    """Read the notes in the order of their marks; a note marked in a note is appended
    meanwhile."""
    for attachment, part, element in parts.pending_notes:
        reader = DocxStoryReader(parts, attachment.kind, part, element)
        attachment.blocks = reader.read_blocks(element)


def _read_headers_footers(parts: DocxParts) -> Iterator[Attachment]:
    """Headers and footers that some page shows, each part once; those without text are
    left out."""
    relationships = parts.package.load_relationships(parts.main_part)
    read_targets: set[str] = set()
    for kind, id in _iter_shown_references(parts):
        relationship = relationships.get(id)
        if relationship is None or relationship.external:
            continue
        target = relationship.target
        if target in read_targets:
            continue
        read_targets.add(target)
        root = parts.parse_part(target)
        blocks = DocxStoryReader(parts, kind, target, root).read_blocks(root)
        if _has_text(blocks):
            yield Attachment(kind, blocks)


def _iter_shown_references(parts: DocxParts) -> Iterator[tuple[str, str]]:
    """Kind and relationship id of each header and footer that its section shows."""
    for section in parts.section_properties:
        for reference in section:
            kind = _HEADER_FOOTER_KINDS.get(reference.tag)
            if kind and _is_shown(reference.get(W + "type"), section, parts):
                yield kind, reference.get(R + "id", "")


def _is_shown(pages: str | None, section: Element, parts: DocxParts) -> bool:
    """Whether some page of a section has the header
    of its first or its even pages."""
    if pages == "first":
        title_page = section.find(W + "titlePg")
        return title_page is not None and not is_off(title_page)
    if pages == "even":
        return parts.has_even_page_headers
    return True


def _has_text(blocks: Iterable[DraftBlock]) -> bool:
    """Whether any paragraph, in tables too, has text or an attachment."""
    for block in blocks:
        if isinstance(block, DraftTable):
            if any(_has_content(cell.content) for cell in block.cells):
                return True
        elif block.text.strip() or block.attachments:
            return True
    return False


def _has_content(content: CellContent) -> bool:
    if isinstance(content, str):
        return bool(content.strip())
    return _has_text(content)


def _report_unread_parts(parts: DocxParts) -> Iterator[Issue]:
    """What concerns the file as a whole: missing parts, things not read, unknown number
    formats."""
    for relationship in parts.package.dangling_relationships:
        if relationship.kind in _REPORTED_PART_KINDS:
            yield Issue.build(
                "PART_MISSING", part=relationship.target, kind=relationship.kind
            )
    for what, count in parts.unread_counts.items():
        yield Issue.build("NOT_READ", what=what, count=count)
    for counters in parts.list_counters.values():
        for name in sorted(counters.unknown_formats):
            yield Issue.build("NUMBER_FORMAT", format=name)
