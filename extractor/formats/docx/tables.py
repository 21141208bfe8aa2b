"""Word's rows to a grid: each cell once, at its origin, with the rows and columns it spans.

A cell says how many grid columns it takes (``gridSpan``), whether it goes on from the one above (``vMerge``) or, in old
files, from the one to its left (``hMerge``); a row may leave out its first columns (``gridBefore``). The work is linear
in the number of cells that are there; a span no table can have is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from extractor.formats.xml import MC, Element, W, chosen, integer, off
from extractor.model.document import Block, Cell, Paragraph, Table

__all__ = ["Host", "is_gone", "read_table"]

TR, TC, TC_PR, TR_PR = W + "tr", W + "tc", W + "tcPr", W + "trPr"
_SPAN, _DOWN, _ACROSS, _GONE, _TRACKED = (
    W + n for n in ("gridSpan", "vMerge", "hMerge", "cellDel", "cellMerge")
)
_WRAPPERS = {
    W + name for name in ("customXml", "ins", "moveTo", "smartTag", "sdtContent", "sdt")
}
_VAL, _MOVED_AWAY = W + "val", W + "moveFrom"

WIDEST = 63  # grid columns Word allows; a wider span is cut unless the table declares as many columns


class Host(Protocol):
    """Who reads what stands in a cell, and hears what is odd about it."""

    def cell(self, tc: Element, address: str) -> tuple[Block, ...]: ...
    def trouble_at(self, place: str, code: str, **details: object) -> None: ...


def read_table(host: Host, element: Element, address: str) -> Table | None:
    """The table of a ``w:tbl``. None when no row is left of it."""
    cells: list[Cell] = []
    tall: dict[int, int] = {}  # index of a cell -> rows it spans
    above: dict[
        int, tuple[int, int]
    ] = {}  # column -> (index, span) of a cell that may go on below
    number = width = 0
    for row in _unwrapped(element, TR):
        before, gone = _row_properties(row)
        if gone:
            continue
        i = number + 1
        column = 1 + min(before, WIDEST)
        here: dict[int, tuple[int, int]] = {}
        start, last = len(cells), -1
        for tc in _unwrapped(row, TC):
            span, down, across, removed = _cell_properties(tc)
            if removed:
                continue
            if span > WIDEST:
                span = _clamped(host, span, element, f"{address}.r{i}.c{column}")
            if across == "continue" and last >= 0:
                _covered(host, tc, cells[last].address)
                cells[last] = cells[last]._replace(
                    column_span=cells[last].column_span + span
                )
            elif down == "continue" and above.get(column, (0, 0))[1] == span:
                origin = above[column]
                tall[origin[0]] = tall.get(origin[0], 1) + 1
                here[column] = origin
                _covered(host, tc, cells[origin[0]].address)
                last = -1
            else:
                at = f"{address}.r{i}.c{column}"
                last = len(cells)
                if down:
                    here[column] = (last, span)
                blocks = host.cell(tc, at)
                first = blocks[0] if len(blocks) == 1 else None
                text = first.text if isinstance(first, Paragraph) else _joined(blocks)
                cells.append(Cell(at, i, column, 1, span, text, blocks))
            column += span
        if len(cells) == start and not here:
            continue
        number, above = i, here
        width = max(width, column - 1)
    if not number:
        return None
    for index, rows in tall.items():
        cells[index] = cells[index]._replace(row_span=rows)
    return Table(address, number, width, tuple(cells))


def is_gone(element: Element) -> bool:
    """True for a table all of whose rows are deleted or hidden."""
    return all(_row_properties(row)[1] for row in _unwrapped(element, TR))


def _joined(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _unwrapped(container: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, whatever wraps them."""
    for element in container:
        tag = element.tag
        if tag == wanted:
            yield element
        elif tag in _WRAPPERS:
            yield from _unwrapped(element, wanted)
        elif tag == MC + "AlternateContent":
            branch = chosen(element)
            if branch is not None:
                yield from _unwrapped(branch, wanted)


def _row_properties(row: Element) -> tuple[int, bool]:
    """Grid columns skipped before the first cell, and whether the row is deleted or hidden."""
    before, gone = 0, False
    for properties in row:
        if properties.tag == TR_PR:
            for child in properties:
                if child.tag == W + "gridBefore":
                    before = max(integer(child.get(_VAL), 0), 0)
                elif child.tag == W + "del" or (
                    child.tag == W + "hidden" and not off(child)
                ):
                    gone = True
        elif properties.tag == TC:
            break
    return before, gone


_NO_PROPERTIES = (1, "", "", False)


def _cell_properties(tc: Element) -> tuple[int, str, str, bool]:
    """(columns, vertical merge, horizontal merge, deleted); a merge is '', ``restart`` or ``continue``."""
    if not len(tc) or tc[0].tag != TC_PR:
        return _NO_PROPERTIES
    span, down, across, removed = _NO_PROPERTIES
    for child in tc[0]:
        tag = child.tag
        if tag == _SPAN:
            span = max(integer(child.get(_VAL), 1), 1)
        elif tag == _DOWN:
            down = child.get(_VAL, "continue")
        elif tag == _ACROSS:
            across = child.get(_VAL, "continue")
        elif tag == _GONE:
            removed = True
        elif tag == _TRACKED:
            down = {"rest": "restart", "cont": "continue"}.get(
                child.get(W + "vMerge", ""), ""
            )
    return span, down, across, removed


def _clamped(host: Host, span: int, table: Element, place: str) -> int:
    columns = sum(
        1
        for grid in table.iterchildren(W + "tblGrid")
        for _ in grid.iterchildren(W + "gridCol")
    )
    allowed = max(WIDEST, columns)
    if span <= allowed:
        return span
    host.trouble_at(place, "SPAN_CLAMPED", span=span, allowed=allowed)
    return allowed


def _covered(host: Host, tc: Element, place: str) -> None:
    """A cell that another one covers shows nothing, not even text it may hold."""
    texts = (
        text
        for text in tc.iter(W + "t")
        if next(text.iterancestors(_MOVED_AWAY), None) is None
    )
    text = "".join(text.text or "" for text in texts)
    if text.strip():
        host.trouble_at(place, "MERGED_TEXT_HIDDEN", text=text[:200])
