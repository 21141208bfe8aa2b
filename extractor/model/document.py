"""What a reader sees on the page: paragraphs, tables and cells, each with its address.

The model is passive. It knows no file format and no Chinese; readers build it, everything above reads it.

Addresses follow one small grammar::

    place   = [flow "/"] block [cell] { "." block cell } ["." block] [span]
    block   = "b" n                 the n-th paragraph or table of its flow, from 1, empty ones counted
    cell    = ".r" i ".c" j         grid row and column of the cell's origin, from 1
    span    = "[" start ":" end "]" code points of the paragraph or cell, from 0, end excluded
    flow    = "fn"|"en"|"hd"|"ft"|"tx"|"ole" n    none for the body

``b31.r4.c2[0:5]`` is five characters of a cell, ``b31.r4`` a row, ``b31-b35`` a run of blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from extractor.model.issues import Issue

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Story",
    "Paragraph",
    "Span",
    "Table",
]


class Span(NamedTuple):
    """An exact position in a document: an address and, where less than the whole is meant, a span."""

    path: str
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        return (
            self.path if self.start is None else f"{self.path}[{self.start}:{self.end}]"
        )

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read the printed form back. Raises ValueError when the text is no place."""
        address, bracket, span = text.strip().partition("[")
        if not address:
            raise ValueError(f"not a place: {text!r}")
        if not bracket:
            return cls(address)
        start, colon, end = span.removesuffix("]").partition(":")
        if not colon or not span.endswith("]"):
            raise ValueError(f"not a place: {text!r}")
        return cls(address, int(start), int(end))

    def is_within(self, other: Span) -> bool:
        """True when every character of this place also belongs to the other."""
        if self.path != other.path:
            return other.start is None and self.path.startswith(other.path + ".")
        if other.start is None or other.end is None:
            return True
        return (
            self.start is not None
            and self.end is not None
            and other.start <= self.start
            and self.end <= other.end
        )


class Paragraph(NamedTuple):
    """One paragraph. ``label`` is the number Word made (``一、``), never part of ``text``."""

    path: str
    text: str
    list_label: str = ""
    style: str = ""
    outline_level: int = (
        0  # outline level 1..9 from the style or the paragraph itself, 0 for body text
    )
    in_toc: bool = False  # stands in a table-of-contents field or style


class Cell(NamedTuple):
    """One cell at its origin; ``text`` joins its own paragraphs by line feeds (nested tables are blocks of it)."""

    path: str
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid of cells in row order; a merged cell stands once, at its origin."""

    path: str
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]

    def rows(self) -> list[list[Cell]]:
        """The cells by the row of their origin, one list a row (empty where all cells continue from above)."""
        found = {
            row: list(cells)
            for row, cells in groupby(self.cells, lambda cell: cell.row)
        }
        return [found.get(row, []) for row in range(1, self.n_rows + 1)]

    def grid(self) -> list[list[str]]:
        """Rectangular list of rows of str: a merged cell's text at its origin, '' where it continues."""
        rows = [[""] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row - 1][cell.column - 1] = cell.text
        return rows


Block = Paragraph | Table


class Story(NamedTuple):
    """Text beside the body: a note, header, footer, text box or embedded object.

    ``anchor`` is the address of the paragraph that carries it, '' where none does (headers, footers).
    """

    name: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    description: str = ""  # what it is where the name does not say: the file name or kind of an embedded object


@dataclass(frozen=True)
class Document:
    """A file as it is read on the page. ``blocks`` is the body; ``flows`` hold everything beside it."""

    blocks: tuple[Block, ...]
    stories: tuple[Story, ...] = ()
    format: str = ""
    sha256: str = ""
    issues: tuple[Issue, ...] = field(default=(), compare=False)

    def iter_body_blocks(self) -> Iterator[Block]:
        """Top-level blocks as the eye meets them: text boxes behind the paragraph that anchors them."""
        yield from _insert_text_boxes(self.blocks, self._text_boxes)

    def iter_attachment_blocks(self) -> Iterator[Block]:
        """Top-level blocks of notes, headers, footers and embedded objects, text boxes behind their anchors too."""
        for flow in self.stories:
            if not flow.name.startswith("tx"):
                yield from _insert_text_boxes(flow.blocks, self._text_boxes)

    @cached_property
    def _text_boxes(self) -> dict[str, list[Story]]:
        """Text boxes by the address of the paragraph that carries them."""
        boxes: dict[str, list[Story]] = {}
        for flow in self.stories:
            if flow.name.startswith("tx"):
                boxes.setdefault(flow.anchor, []).append(flow)
        return boxes

    @cached_property
    def text(self) -> str:
        """All visible text in reading order, a paragraph a line, a table row's cells parted by tabs."""
        blocks = (*self.iter_body_blocks(), *self.iter_attachment_blocks())
        return "\n".join(line for block in blocks for line in _render_lines(block))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table in reading order, nested ones behind the table that holds them, then those beside the body."""
        return tuple(
            table
            for block in (*self.iter_body_blocks(), *self.iter_attachment_blocks())
            for table in _iter_tables(block)
        )

    @property
    def headings(self) -> tuple[Paragraph, ...]:
        """Paragraphs that the file itself marks as headings (outline level or heading style)."""
        return tuple(
            b
            for b in self.iter_body_blocks()
            if isinstance(b, Paragraph) and b.outline_level and not b.in_toc
        )

    def iter_paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph outside tables: the body with its text boxes, then notes, headers and footers."""
        yield from (
            b
            for b in (*self.iter_body_blocks(), *self.iter_attachment_blocks())
            if isinstance(b, Paragraph)
        )

    def text_at(self, span: Span | str) -> str:
        """The text exactly at a place. Raises KeyError when the document has no such place."""
        wanted = Span.parse(span) if isinstance(span, str) else span
        text = self._text_by_path.get(wanted.path)
        if text is None:
            text = self._join_texts(wanted.path)
        return text if wanted.start is None else text[wanted.start : wanted.end]

    @cached_property
    def _text_by_path(self) -> dict[str, str]:
        texts: dict[str, str] = {}
        stack: list[Block] = [
            *self.blocks,
            *(b for flow in self.stories for b in flow.blocks),
        ]
        while stack:
            block = stack.pop()
            if isinstance(block, Paragraph):
                texts[block.path] = block.text
                continue
            texts[block.path] = "\n".join("\t".join(row) for row in block.grid())
            for cell in block.cells:
                texts[cell.path] = cell.text
                stack.extend(cell.blocks)
        return texts

    def _join_texts(self, path: str) -> str:
        """Text of a row (``b31.r4``) or of a run of blocks (``b31-b35``)."""
        first, dash, last = path.partition("-")
        if dash:
            names = [b.path for b in self.iter_body_blocks()]
            if first in names and last in names:
                run = names[names.index(first) : names.index(last) + 1]
                return "\n".join(self._text_by_path[name] for name in run)
        prefix = path + ".c"
        cells = [
            text
            for name, text in self._text_by_path.items()
            if name.startswith(prefix) and "." not in name[len(prefix) :]
        ]
        if not cells:
            raise KeyError(path)
        return "\t".join(cells)


def _insert_text_boxes(
    blocks: tuple[Block, ...], boxes: dict[str, list[Story]]
) -> Iterator[Block]:
    if not boxes:
        yield from blocks
        return
    for block in blocks:
        yield block
        for flow in _iter_anchored_boxes(block, boxes):
            yield from flow.blocks


def _iter_anchored_boxes(
    block: Block, boxes: dict[str, list[Story]]
) -> Iterator[Story]:
    """Text boxes carried by this block, or by a paragraph inside it, in order; boxes may carry boxes."""
    if isinstance(block, Paragraph):
        for flow in boxes.get(block.path, ()):
            yield flow
            for inner in flow.blocks:
                yield from _iter_anchored_boxes(inner, boxes)
    else:
        for cell in block.cells:
            for inner in cell.blocks:
                yield from _iter_anchored_boxes(inner, boxes)


def _render_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.list_label + block.text
        return
    for row in block.rows():
        yield "\t".join(_render_cell_text(cell) for cell in row)
        for cell in row:
            for inner in cell.blocks:
                if isinstance(inner, Table):
                    yield from _render_lines(inner)


def _render_cell_text(cell: Cell) -> str:
    """A cell's text with the numbers Word prints before its paragraphs."""
    if len(cell.blocks) == 1 and not getattr(cell.blocks[0], "list_label", ""):
        return cell.text
    return "\n".join(
        block.list_label + block.text
        for block in cell.blocks
        if isinstance(block, Paragraph)
    )


def _iter_tables(block: Block) -> Iterator[Table]:
    if isinstance(block, Table):
        yield block
        for cell in block.cells:
            for inner in cell.blocks:
                yield from _iter_tables(inner)
