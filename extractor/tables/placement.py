"""Which tables a document holds and what stands right above each: those of the body, in cells, in embedded workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.layout.sections import Entry, Outline
from extractor.model.document import Document, Paragraph, Table

__all__ = ["Placed", "in_embedded", "in_place", "repeated"]

Placed = tuple[Table, Sequence[Paragraph], str | None]
"""A table, the paragraphs right above it (nearest last), the key of its section."""


def in_place(document: Document, plan: Outline) -> Iterator[Placed]:
    """Each table with the paragraphs right above it (nearest last) and the key of its section."""
    paragraphs = _paragraphs(document, plan)
    above: list[Paragraph] = []
    for entry in plan.entries:
        if isinstance(entry.item, Table):
            yield entry.item, tuple(above[-4:]), entry.section_key
            for nested in _nested(entry.item):
                yield nested, (), entry.section_key
            above = []
        elif not _heads_prose(entry):
            above.extend(
                found
                for piece in entry.item.pieces
                if (found := paragraphs.get(piece.address)) and found not in above[-2:]
            )


def _heads_prose(entry: Entry) -> bool:
    """True for a heading that names a section and no table: no title of the table below it (七、政府采购)."""
    alone = entry.kind in ("heading", "title") and entry.start >= len(entry.line.text)
    return alone and entry.line.ordinal is not None and "表" not in entry.line.text


def _paragraphs(document: Document, plan: Outline) -> dict[str, Paragraph]:
    """Paragraphs by their address, those in frames too where prose was read from some."""
    found = {p.address: p for p in document.paragraphs()}
    if any("." in entry.item.address for entry in plan.entries):
        cells = (cell for table in document.tables for cell in table.cells)
        found.update(
            (block.address, block)
            for cell in cells
            for block in cell.blocks
            if isinstance(block, Paragraph)
        )
    return found


def in_embedded(document: Document) -> Iterator[Placed]:
    """Tables of embedded workbooks, those left out that a table of the body repeats."""
    for flow in document.flows:
        if flow.name.startswith("ole") and "(repeats " not in flow.note:
            yield from (
                (block, (), None) for block in flow.blocks if isinstance(block, Table)
            )


def repeated(document: Document) -> dict[str, str]:
    """Cells of embedded tables that a table of the body repeats."""
    tables = [
        block
        for flow in document.flows
        if flow.name.startswith("ole") and "(repeats " in flow.note
        for block in flow.blocks
        if isinstance(block, Table)
    ]
    return {cell.address: "repeated" for table in tables for cell in table.cells}


def _nested(table: Table) -> Iterator[Table]:
    for cell in table.cells:
        for block in cell.blocks:
            if isinstance(block, Table):
                yield block
                yield from _nested(block)
