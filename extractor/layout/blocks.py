"""The page block by block, in the order it is read: what lets a reader see a document again without its file.

A row for each paragraph outside tables and for each table, text boxes behind the paragraph that carries them, then notes,
headers, footers, embedded objects. A table's text is in `cells`; a cell that only frames prose gives its paragraphs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

from extractor.layout.lines import Line
from extractor.layout.sections import Entry
from extractor.model.document import Block, Document, Paragraph, Place
from extractor.model.page_records import PageBlock

__all__ = ["blocks"]

_KINDS = {"toc": "contents", "prose": "text"}  # what the outline calls otherwise


def blocks(
    document: Document,
    own: Set[str],
    entries: Iterable[Entry],
    noise: Mapping[str, str],
) -> Iterator[PageBlock]:
    """The blocks of one disclosure; ``own`` are the top-level blocks it answers for, ``noise`` those of the page itself."""
    kinds: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.item, Line):
            for piece in entry.item.pieces:
                kinds.setdefault(piece.address, _KINDS.get(entry.kind, entry.kind))
    frames = {address.rpartition(".")[0] for address in kinds if "." in address}
    anchors = {flow.name: flow.anchor for flow in document.flows}
    beside = chain.from_iterable(
        flow.blocks for flow in document.flows if not flow.name.startswith("tx")
    )
    mine = (
        block
        for block in chain(document.reading_order(), beside)
        if block.address in own
    )
    for position, block in enumerate(
        chain.from_iterable(_within(block, frames) for block in mine), start=1
    ):
        flow, slash, _ = block.address.partition("/")
        anchor = (anchors.get(flow) or None) if slash else None
        if isinstance(block, Paragraph):
            kind = (
                "margin"
                if block.address in noise or flow.startswith(("hd", "ft"))
                else kinds.get(block.address, "text")
            )
            number, level = block.label or None, block.outline or None
            yield PageBlock(
                position,
                kind,  # type: ignore[arg-type]
                number,
                level,
                block.text,
                anchor,
                Place(block.address),
            )
        else:
            yield PageBlock(
                position, "table", None, None, None, anchor, Place(block.address)
            )


def _within(block: Block, frames: Set[str]) -> Iterator[Block]:
    """A block, then the blocks of its cells that have rows of their own: nested tables, and prose that cells frame."""
    yield block
    if isinstance(block, Paragraph):
        return
    for cell in block.cells:
        for inner in cell.blocks:
            if not isinstance(inner, Paragraph) or cell.address in frames:
                yield from _within(inner, frames)
