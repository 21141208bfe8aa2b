"""Word's own format, read from the package itself: each part walked once, each block with its place.

The body is one flow. Notes, headers, footers, text boxes and embedded objects are flows of their own, in the order a
reader meets them: ``fn1``, ``hd1``, ``tx1``, ``ole1``. What the page does not show is not there: deleted rows, hidden
text, headers of a first page that no section has. What the page shows and this room cannot read is said in an issue.
"""

from __future__ import annotations

from typing import Any

from extractor.formats.docx.story import Book, Inner, Story
from extractor.formats.opc import Package, Relationship, flat_package, zip_package
from extractor.formats.xml import Element, R, W, off, parse_xml
from extractor.model.document import Block, Document, Flow, Paragraph
from extractor.model.issues import ReadError

__all__ = ["from_python_docx", "read_docx", "read_flat_opc", "read_package"]

_KINDS = ("tx", "fn", "en", "hd", "ft", "ole")
_TELLING = (
    "styles",
    "numbering",
    "footnotes",
    "endnotes",
    "header",
    "footer",
)  # parts whose lack shows on the page
_MARGINS = {W + "headerReference": "hd", W + "footerReference": "ft"}


def read_docx(data: bytes, name: str, inner: Inner) -> Document:
    """Read a .docx, .docm, .dotx or .dotm. Raises ReadError when it is damaged, encrypted, refused or no Word file."""
    package = zip_package(data)
    return read_package(package, package.main_part(), "docx", inner)


def read_flat_opc(data: bytes, name: str, inner: Inner) -> Document:
    """Read a Word file saved as one XML file."""
    package = flat_package(data)
    return read_package(package, package.main_part(), "flat_opc", inner)


def read_package(package: Package, main: str, format: str, inner: Inner) -> Document:
    """Read the parts of a Word document, wherever they come from."""
    book = Book(package, main, inner)
    return _read(book, book.part(main), format)


def from_python_docx(doc: Any, inner: Inner) -> Document:
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
    book = Book(package, str(doc.part.partname).lstrip("/").lower(), inner)
    book.private = True  # its parts are not looked through
    return _read(book, doc.element, "docx")


def _read(book: Book, root: Element, format: str) -> Document:
    if root.tag != W + "document":
        raise ReadError(
            "NOT_WORD",
            status="unsupported",
            format=format,
            kind=root.tag.rpartition("}")[2],
        )
    body = root.find(W + "body")
    blocks = () if body is None else Story(book, "", book.main, root).blocks(body, "")
    _read_notes(book)
    _read_margins(book)
    for arrow in book.package.missing:
        if arrow.kind in _TELLING:
            book.trouble("PART_MISSING", part=arrow.target, kind=arrow.kind)
    for what, count in book.unread.items():
        book.trouble("NOT_READ", what=what, count=count)
    for counters in book.counters.values():
        for name in sorted(counters.unknown):
            book.trouble("NUMBER_FORMAT", format=name)
    flows = sorted(
        book.flows, key=lambda flow: _KINDS.index(flow.name.rstrip("0123456789"))
    )
    return Document(blocks, tuple(flows), format, issues=tuple(book.issues))


def _read_notes(book: Book) -> None:
    """Notes in the order of their marks; the same note marked twice is one flow."""
    parts: dict[str, dict[str, Element]] = {}
    names: dict[str, str] = {}
    done: set[tuple[str, str]] = set()
    for kind, id, anchor in book.notes:  # a note in a note is appended while we go
        if (kind, id) in done:
            continue
        done.add((kind, id))
        if kind not in parts:
            word = "footnotes" if kind == "fn" else "endnotes"
            names[kind] = book.package.related(book.main, word) or ""
            root = book.part(names[kind]) if names[kind] else ()
            parts[kind] = {note.get(W + "id", ""): note for note in root}
        element = parts[kind].get(id)
        if element is None:
            book.trouble("NOTE_MISSING", anchor, id=id)
            continue
        name = book.name(kind)
        story = Story(book, name, names[kind], element)
        book.flows.append(Flow(name, story.blocks(element, name + "/"), anchor))


def _read_margins(book: Book) -> None:
    """Headers and footers that some page shows, each part once; those without text are left out."""
    done: set[str] = set()
    for section in book.sections:
        title = section.find(W + "titlePg")
        for reference in section:
            kind = _MARGINS.get(reference.tag)
            if kind is None:
                continue
            page = reference.get(W + "type", "default")
            if (
                page == "first"
                and (title is None or off(title))
                or page == "even"
                and not _even_pages(book)
            ):
                continue
            arrow = book.package.relationships(book.main).get(
                reference.get(R + "id", "")
            )
            if arrow is None or arrow.external or arrow.target in done:
                continue
            done.add(arrow.target)
            root = book.part(arrow.target)
            boxes, flows = book.counts.copy(), len(book.flows)
            name = book.name(kind)
            blocks = Story(book, name, arrow.target, root).blocks(root, name + "/")
            if any(_has_text(block) for block in blocks) or len(book.flows) > flows:
                book.flows.append(Flow(name, blocks))
            else:
                book.counts = boxes


def _even_pages(book: Book) -> bool:
    name = book.package.related(book.main, "settings")
    if name is None:
        return False
    data = book.package.read(name)
    if b"evenAndOddHeaders" not in data:
        return False
    switch = parse_xml(data, name).find(W + "evenAndOddHeaders")
    return switch is not None and not off(switch)


def _has_text(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(_has_text(inner) for cell in block.cells for inner in cell.blocks)
