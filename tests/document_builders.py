"""Small documents made by hand: a page from lines of text, tables as lists of rows."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import LineSegment, TextLine
from extractor.model.document import Block, Cell, Document, Paragraph, Table

__all__ = ["build_line", "build_document", "build_table"]


def build_table(address: str, rows: Sequence[Sequence[str]]) -> Table:
    """A grid without merges."""
    cells = tuple(
        Cell.build(address, i, j, 1, 1, text, (Paragraph(f"{address}.r{i}.c{j}.b1", text),))
        for i, row in enumerate(rows, 1)
        for j, text in enumerate(row, 1)
    )
    return Table(address, len(rows), max(map(len, rows)), cells)


def build_document(*blocks: str | Sequence[Sequence[str]]) -> Document:
    """A body of paragraphs (str; ``"1、|text"`` has a number made by Word) and tables (rows of cells)."""
    made: list[Block] = []
    for number, block in enumerate(blocks, 1):
        if isinstance(block, str):
            label, bar, text = block.partition("|")
            made.append(Paragraph(f"b{number}", text if bar else block, label if bar else ""))
        else:
            made.append(build_table(f"b{number}", block))
    return Document(tuple(made), format="docx", sha256="0" * 64)


def build_line(text: str) -> TextLine:
    """One line that is a paragraph of its own."""
    return TextLine(text, (LineSegment(0, len(text), "b1", 0),))
