"""What stands at a place, as laid out: a paragraph with its neighbours, or a table."""

from __future__ import annotations

import html
from collections.abc import Iterator

from extractor.dataclass import dataclass
from extractor.model.document import Block, Document, Paragraph, Span, Table
from extractor.model.issues import ExtractorError
from extractor.model.notebook_html import render_grid_html
from extractor.text.normalize import escape_invisible

__all__ = ["PageView", "build_page_view"]

_NEIGHBOURS = 2
"""Blocks shown before and behind a paragraph."""


@dataclass(frozen=True)
class PageView:
    """The blocks around a place; ``str()`` is for a terminal, a notebook shows it as
    HTML."""

    place: Span
    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        return escape_invisible("\n".join(self._iter_text_lines()))

    def __repr__(self) -> str:
        return str(self)

    def _iter_text_lines(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                before, quote, after = self._part_text(block.span, block.text)
                yield block.list_label + before + _bracket(quote) + after
            else:
                yield from self._iter_table_lines(block)

    def _iter_table_lines(self, table: Table) -> Iterator[str]:
        for row in table.rows():
            cells = []
            for cell in row:
                before, quote, after = self._part_text(cell.span, cell.text)
                cells.append(before + _bracket(quote) + after)
            yield "\t".join(cells).replace("\n", " ")

    def _repr_html_(self) -> str:
        parts = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                label = html.escape(block.list_label)
                text = self._mark_text(block.span, block.text)
                parts.append(f"<p style='text-align:left'>{label}{text}</p>")
            else:
                parts.append(render_grid_html(block, self._mark_text))
        return f"<div>{''.join(parts)}</div>"

    def _mark_text(self, element: Span, text: str) -> str:
        before, quote, after = self._part_text(element, text)
        marked = ""
        if quote:
            marked = f"<mark>{html.escape(quote)}</mark>"
        return html.escape(before) + marked + html.escape(after)

    def _part_text(self, element: Span, text: str) -> tuple[str, str, str]:
        """Part the text of a paragraph or cell into what is before, at and behind the
        place."""
        place = self.place
        if place.start is not None and place.element == element:
            return text[: place.start], text[place.start : place.end], text[place.end :]
        is_whole = element == place or (
            element.column is not None and element.row_span == place
        )
        if is_whole:
            return "", text, ""
        return text, "", ""


def build_page_view(document: Document, place: str) -> PageView:
    """Build the view of a place.

    Args:
        document: the document.
        place: a printed span: a block, row or cell, or characters of one.

    Raises:
        ExtractorError: the document has no such place (NO_SUCH_PLACE).
    """
    try:
        span = Span.parse(place)
    except ValueError:
        raise ExtractorError("NO_SUCH_PLACE", place=place) from None
    blocks = [visit.top_block for visit in document.walk_blocks()]
    positions = {block.path: position for position, block in enumerate(blocks)}
    story = f"{span.story}/" if span.story else ""
    inner = span.path.removeprefix(story)
    position = positions.get(story + inner.partition(".")[0])
    if position is None:
        raise ExtractorError("NO_SUCH_PLACE", place=place)
    if isinstance(blocks[position], Table):
        return PageView(span, (blocks[position],))
    first = max(position - _NEIGHBOURS, 0)
    near = blocks[first : position + _NEIGHBOURS + 1]
    return PageView(
        span, tuple(block for block in near if isinstance(block, Paragraph))
    )


def _bracket(quote: str) -> str:
    if quote:
        return f"【{quote}】"
    return ""
