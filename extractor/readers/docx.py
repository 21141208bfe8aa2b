"""Word's own format, read from the package itself: document.xml walked once, each block with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.document import Block, Cell, Document, Paragraph, Table
from extractor.readers.markup import Element, parse_xml
from extractor.readers.package import Package, flat_package, zip_package

__all__ = ["from_python_docx", "read_docx", "read_flat_opc"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRAPPERS = ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple")
TRANSPARENT = {W + name for name in WRAPPERS}


def read_docx(data: bytes, name: str = "") -> Document:
    """Read a .docx, .docm, .dotx or .dotm. Raises ReadError when it is damaged, encrypted or refused."""
    return _read(zip_package(data), "docx")


def read_flat_opc(data: bytes, name: str = "") -> Document:
    """Read a Word file saved as one XML file."""
    return _read(flat_package(data), "flat_opc")


def from_python_docx(doc: Any) -> Document:
    """Read a python-docx ``Document`` that a user already holds: its element tree goes through the same walk."""
    root = doc.element
    return Document(tuple(_blocks(root.find(W + "body"), "")), format="docx")


def _read(package: Package, format: str) -> Document:
    main = package.main_part()
    root = parse_xml(package.read(main), main)
    body = root.find(W + "body")
    return Document(tuple(_blocks(body, "")) if body is not None else (), format=format)


def _blocks(container: Element, prefix: str) -> Iterator[Block]:
    number = 0
    for element in _unwrapped(container):
        if element.tag == W + "p":
            number += 1
            yield Paragraph(f"{prefix}b{number}", "".join(_text(element)))
        elif element.tag == W + "tbl":
            number += 1
            yield _table(element, f"{prefix}b{number}")


def _unwrapped(container: Element) -> Iterator[Element]:
    for element in container:
        if element.tag in TRANSPARENT:
            yield from _unwrapped(element)
        else:
            yield element


def _text(element: Element) -> Iterator[str]:
    for child in _unwrapped(element):
        if child.tag == W + "r":
            for piece in child:
                if piece.tag == W + "t":
                    yield piece.text or ""
                elif piece.tag == W + "tab":
                    yield "\t"
                elif piece.tag in (W + "br", W + "cr"):
                    yield "\n"


def _table(element: Element, address: str) -> Table:
    cells: list[Cell] = []
    above: dict[int, int] = {}
    rows = [row for row in _unwrapped(element) if row.tag == W + "tr"]
    width = 0
    for i, row in enumerate(rows, 1):
        column = 1
        now: dict[int, int] = {}
        for tc in _unwrapped(row):
            if tc.tag != W + "tc":
                continue
            span, merge = 1, ""
            for pr in tc.iterfind(f"{W}tcPr/*"):
                if pr.tag == W + "gridSpan":
                    span = int(pr.get(W + "val", "1"))
                elif pr.tag == W + "vMerge":
                    merge = pr.get(W + "val", "continue")
            if merge == "continue" and column in above:
                origin = above[column]
                cells[origin] = cells[origin]._replace(row_span=cells[origin].row_span + 1)
                now[column] = origin
            else:
                at = f"{address}.r{i}.c{column}"
                blocks = tuple(_blocks(tc, at + "."))
                text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
                if merge:
                    now[column] = len(cells)
                cells.append(Cell(at, i, column, 1, span, text, blocks))
            column += span
        above = now
        width = max(width, column - 1)
    return Table(address, len(rows), width, tuple(cells))
