"""A block taken to another place: the same text under a new address, for documents that stand within documents."""

from __future__ import annotations

from extractor.model.document import Block, Paragraph, Table

__all__ = [
    "relocate_block",
]


def relocate_block(block: Block, path: str) -> Block:
    """The block and all blocks inside it with addresses that begin with ``address`` instead of the block's own."""
    if isinstance(block, Paragraph):
        return block._replace(path=path)
    old = len(block.path)
    cells = []
    for cell in block.cells:
        blocks = tuple(
            relocate_block(inner, path + inner.path[old:]) for inner in cell.blocks
        )
        cells.append(cell._replace(table_path=path, blocks=blocks))
    return Table(path, block.n_rows, block.n_columns, tuple(cells))
