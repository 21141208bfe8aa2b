"""A block taken to another place: the same text under a new address, for documents that stand within documents."""

from __future__ import annotations

from extractor.model.document import Block, Paragraph, Table

__all__ = ["moved"]


def moved(block: Block, address: str) -> Block:
    """The block and all blocks inside it with addresses that begin with ``address`` instead of the block's own."""
    if isinstance(block, Paragraph):
        return block._replace(address=address)
    old = len(block.address)
    cells = []
    for cell in block.cells:
        blocks = tuple(
            moved(inner, address + inner.address[old:]) for inner in cell.blocks
        )
        cells.append(cell._replace(address=address + cell.address[old:], blocks=blocks))
    return Table(address, block.n_rows, block.n_columns, tuple(cells))
