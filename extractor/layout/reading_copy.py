"""The document as it is understood: a copy whose texts are folded
(:mod:`extractor.text.folding`), span for span.

What is read from the copy has the spans of the document; its quotes are taken from the
document again (:mod:`extractor.provenance.quotes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from extractor.dataclass import dataclass
from extractor.model.document import Block, Cell, Document, Paragraph, Span, Table
from extractor.model.issues import Issue
from extractor.text.folding import MaskedCharacters, MaskReason, fold_text

__all__ = [
    "ReadingCopy",
    "build_reading_copy",
]

_ISSUE_CODES = {
    MaskReason.STRUCK_OUT: "TEXT_STRUCK",
    MaskReason.UNDECIDED: "NUMBER_PARTED",
}
# Issues of one code, then none.
_MAX_ISSUES = 50


@dataclass(frozen=True)
class ReadingCopy:
    """A document to understand, and what was masked in its paragraphs and cells."""

    document: Document
    masked: Mapping[Span, tuple[MaskedCharacters, ...]] = field(default_factory=dict)

    def list_issues(self, printed: Document) -> Iterator[Issue]:
        """Issues about text that is struck out and about numbers that formatting
        parts."""
        for reason, code in _ISSUE_CODES.items():
            spans = [
                element.slice(mark.start, mark.end)
                for element, marks in self.masked.items()
                # The text of a paragraph in a cell is that of the cell.
                if element.row is not None or element.parent_cell is None
                for mark in marks
                if mark.reason is reason
            ]
            for span in spans[:_MAX_ISSUES]:
                yield Issue.build(code, span, text=printed.text_at(span))


def build_reading_copy(document: Document) -> ReadingCopy:
    """Copy a document with all its texts folded.

    Args:
        document: The document as it is printed.

    Returns:
        The copy; every span of one is a span of the other.
    """
    copier = _Copier(document)
    copy = replace(
        document,
        blocks=copier.copy_blocks(document.blocks),
        stories=tuple(
            story._replace(blocks=copier.copy_blocks(story.blocks))
            for story in document.stories
        ),
    )
    return ReadingCopy(copy, copier.masked)


class _Copier:
    def __init__(self, document: Document) -> None:
        self._marks = document.marks
        self.masked: dict[Span, tuple[MaskedCharacters, ...]] = {}

    def copy_blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Copy blocks, what does not change as it is."""
        return tuple(map(self._copy_block, blocks))

    def _copy_block(self, block: Block) -> Block:
        if isinstance(block, Table):
            return replace(block, cells=tuple(map(self._copy_cell, block.cells)))
        folded, masked = fold_text(block.text, self._marks.get(block.path, ()))
        if masked:
            self.masked[block.span] = masked
        if folded == block.text:
            return block
        return block._replace(text=folded)

    def _copy_cell(self, cell: Cell) -> Cell:
        blocks = self.copy_blocks(cell.blocks)
        masked: list[MaskedCharacters] = []
        texts: list[str] = []
        offset = 0
        for block in blocks:
            if not isinstance(block, Paragraph):
                continue
            for start, end, reason in self.masked.get(block.span, ()):
                masked.append(MaskedCharacters(start + offset, end + offset, reason))
            texts.append(block.text)
            offset += len(block.text) + 1
        if masked:
            self.masked[cell.span] = tuple(masked)
        if blocks == cell.blocks:
            return cell
        return cell._replace(text="\n".join(texts), blocks=blocks)
