"""Which tables a document holds and what stands right above each: those of the body, in cells, in embedded workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.layout.sections import Outline, OutlineEntry
from extractor.model.document import Document, Paragraph, Span, Table

__all__ = [
    "PlacedTable",
    "iterate_embedded_tables",
    "iterate_body_tables",
    "find_repeated_cells",
]

PlacedTable = tuple[Table, Sequence[Paragraph], str | None]
"""A table, the paragraphs right above it (nearest last), the key of its section."""


def iterate_body_tables(document: Document, outline: Outline) -> Iterator[PlacedTable]:
    """Each table with the paragraphs right above it (nearest last) and the key of its section."""
    paragraphs = _index_paragraphs(document, outline)
    above: list[Paragraph] = []
    for entry in outline.entries:
        if isinstance(entry.element, Table):
            yield entry.element, tuple(above[-4:]), entry.section_key
            for nested in _iterate_nested_tables(entry.element):
                yield nested, (), entry.section_key
            above = []
        elif not _is_section_heading(entry):
            above.extend(
                found
                for piece in entry.element.segments
                if (found := paragraphs.get(piece.path)) and found not in above[-2:]
            )


def _is_section_heading(entry: OutlineEntry) -> bool:
    """True for a heading that names a section and no table: no title of the table below it (七、政府采购)."""
    alone = entry.kind in ("heading", "title") and entry.text_start >= len(
        entry.line.text
    )
    return alone and entry.line.list_number is not None and "表" not in entry.line.text


def _index_paragraphs(document: Document, outline: Outline) -> dict[str, Paragraph]:
    """Paragraphs by their address, those in frames too where prose was read from some."""
    found = {p.path: p for p in document.iter_paragraphs()}
    if any("." in entry.element.path for entry in outline.entries):
        cells = (cell for table in document.tables for cell in table.cells)
        found.update(
            (block.path, block)
            for cell in cells
            for block in cell.blocks
            if isinstance(block, Paragraph)
        )
    return found


def iterate_embedded_tables(document: Document) -> Iterator[PlacedTable]:
    """Tables of embedded workbooks, those left out that a table of the body repeats."""
    for flow in document.stories:
        if flow.name.startswith("ole") and "(repeats " not in flow.description:
            yield from (
                (block, (), None) for block in flow.blocks if isinstance(block, Table)
            )


def find_repeated_cells(document: Document) -> dict[Span, str]:
    """Cells of embedded tables that a table of the body repeats."""
    tables = [
        block
        for flow in document.stories
        if flow.name.startswith("ole") and "(repeats " in flow.description
        for block in flow.blocks
        if isinstance(block, Table)
    ]
    return {cell.span: "repeated" for table in tables for cell in table.cells}


def _iterate_nested_tables(table: Table) -> Iterator[Table]:
    for cell in table.cells:
        for block in cell.blocks:
            if isinstance(block, Table):
                yield block
                yield from _iterate_nested_tables(block)
