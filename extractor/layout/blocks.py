"""The page block by block, in the order it is read: what lets a reader see a document again without its file.

A row for each paragraph outside tables and for each table, text boxes behind the paragraph that carries them, then notes,
headers, footers, embedded objects. A table's text is in `cells`; a cell that only frames prose gives its paragraphs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.model.document import (
    MARGIN_KINDS,
    Cell,
    Document,
    Paragraph,
    Span,
    StoryKind,
    Table,
    Visit,
)
from extractor.model.enums import BlockKind
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
    prose_cells = find_prose_cells(kinds)
    mine = (v for v in document.walk() if v.top_block.path in block_paths)
    shown = (v for v in mine if _is_shown(v, prose_cells))
    for position, (block, _, _, story, _) in enumerate(shown, start=1):
        anchor = (story.anchor or None) if story else None
        if isinstance(block, Paragraph):
            kind = (
                "margin"
                if block.path in page_furniture
                or (story is not None and story.kind in MARGIN_KINDS)
                else kinds.get(block.path, "text")
            )
            number, level = block.list_label or None, block.outline_level or None
            yield PageBlock(
                position,
                BlockKind(kind),
                number,
                level,
                block.text,
                anchor,
                Span(block.path),
            )
        else:
            yield PageBlock(
                position, BlockKind.TABLE, None, None, None, anchor, Span(block.path)
            )


def _is_shown(visit: Visit, prose_cells: Set[Span]) -> bool:
    """True for what has a row of its own: blocks of stories, nested tables, and prose that cells frame.

    A text box of a note, header or footer has none.
    """
    if isinstance(visit.item, Cell):
        return False
    if visit.is_attached and visit.story and visit.story.kind is StoryKind.TEXT_BOX:
        return False
    if visit.cell is None or isinstance(visit.item, Table):
        return True
    return visit.cell.span in prose_cells


def find_prose_cells(paths: Iterable[str]) -> set[Span]:
    """The cells that hold some of the blocks at the paths."""
    holders = (Span(path).parent_cell for path in paths)
    return {holder for holder in holders if holder is not None}
