"""The page block by block, in the order it is read: what lets a reader see a document again without its file.

A row for each paragraph outside tables and for each table, text boxes behind the paragraph that carries them, then notes,
headers, footers, embedded objects. A table's text is in `cells`; a cell that only frames prose gives its paragraphs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.model.document import Block, Document, Paragraph, Span
from extractor.model.records import PageBlock

__all__ = [
    "build_page_blocks",
]

_BLOCK_KINDS = {"toc": "contents", "prose": "text"}  # what the outline calls otherwise


def build_page_blocks(
    document: Document,
    block_paths: Set[str],
    entries: Iterable[OutlineEntry],
    page_furniture: Mapping[str, str],
) -> Iterator[PageBlock]:
    """The blocks of one disclosure; ``own`` are the top-level blocks it answers for, ``noise`` those of the page itself."""
    kinds: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.element, TextLine):
            for piece in entry.element.segments:
                kinds.setdefault(piece.path, _BLOCK_KINDS.get(entry.kind, entry.kind))
    frames = {address.rpartition(".")[0] for address in kinds if "." in address}
    anchors = {flow.name: flow.anchor for flow in document.stories}
    beside = chain.from_iterable(
        flow.blocks for flow in document.stories if not flow.name.startswith("tx")
    )
    mine = (
        block
        for block in chain(document.iter_body_blocks(), beside)
        if block.path in block_paths
    )
    for position, block in enumerate(
        chain.from_iterable(_iter_nested_blocks(block, frames) for block in mine),
        start=1,
    ):
        flow, slash, _ = block.path.partition("/")
        anchor = (anchors.get(flow) or None) if slash else None
        if isinstance(block, Paragraph):
            kind = (
                "margin"
                if block.path in page_furniture or flow.startswith(("hd", "ft"))
                else kinds.get(block.path, "text")
            )
            number, level = block.list_label or None, block.outline_level or None
            yield PageBlock(
                position,
                kind,  # type: ignore[arg-type]
                number,
                level,
                block.text,
                anchor,
                Span(block.path),
            )
        else:
            yield PageBlock(
                position, "table", None, None, None, anchor, Span(block.path)
            )


def _iter_nested_blocks(block: Block, prose_cell_paths: Set[str]) -> Iterator[Block]:
    """A block, then the blocks of its cells that have rows of their own: nested tables, and prose that cells frame."""
    yield block
    if isinstance(block, Paragraph):
        return
    for cell in block.cells:
        for inner in cell.blocks:
            if not isinstance(inner, Paragraph) or cell.path in prose_cell_paths:
                yield from _iter_nested_blocks(inner, prose_cell_paths)
