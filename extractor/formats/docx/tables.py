"""Word's rows to a grid: each cell once, at its origin, with the rows and columns it spans.

A cell says how many grid columns it takes (``gridSpan``), whether it goes on from the one above (``vMerge``) or, in old
files, from the one to its left (``hMerge``); a row may leave out its first columns (``gridBefore``). The work is linear
in the number of cells that are there; a span no table can have is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from extractor.formats.xml import MC, Element, W, choose_branch, is_off, parse_integer
from extractor.model.document import Block, Cell, Paragraph, Table

__all__ = [
    "CellReader",
    "has_no_visible_rows",
    "read_table",
]

TR, TC, TC_PR, TR_PR = W + "tr", W + "tc", W + "tcPr", W + "trPr"
_GRID_SPAN, _V_MERGE, _H_MERGE, _CELL_DEL, _CELL_MERGE = (
    W + n for n in ("gridSpan", "vMerge", "hMerge", "cellDel", "cellMerge")
)
_WRAPPERS = {
    W + name for name in ("customXml", "ins", "moveTo", "smartTag", "sdtContent", "sdt")
}
_VAL, _MOVE_FROM = W + "val", W + "moveFrom"

MAX_GRID_COLUMNS = 63  # grid columns Word allows; a wider span is cut unless the table declares as many columns


class CellReader(Protocol):
    """Who reads what stands in a cell, and hears what is odd about it."""

    def read_cell(self, tc: Element, path: str) -> tuple[Block, ...]: ...
    def report_issue_at(self, path: str, code: str, **details: object) -> None: ...


def read_table(cell_reader: CellReader, element: Element, path: str) -> Table | None:
    """The table of a ``w:tbl``. None when no row is left of it."""
    cells: list[Cell] = []
    tall: dict[int, int] = {}  # index of a cell -> rows it spans
    above: dict[
        int, tuple[int, int]
    ] = {}  # column -> (index, span) of a cell that may go on below
    number = width = 0
    for row in _iter_unwrapped(element, TR):
        before, gone = _parse_row_properties(row)
        if gone:
            continue
        i = number + 1
        column = 1 + min(before, MAX_GRID_COLUMNS)
        here: dict[int, tuple[int, int]] = {}
        start, last = len(cells), -1
        for tc in _iter_unwrapped(row, TC):
            span, down, across, removed = _parse_cell_properties(tc)
            if removed:
                continue
            if span > MAX_GRID_COLUMNS:
                span = _clamp_span(cell_reader, span, element, f"{path}.r{i}.c{column}")
            if across == "continue" and last >= 0:
                _report_covered_text(cell_reader, tc, cells[last].path)
                cells[last] = cells[last]._replace(
                    column_span=cells[last].column_span + span
                )
            elif down == "continue" and above.get(column, (0, 0))[1] == span:
                origin = above[column]
                tall[origin[0]] = tall.get(origin[0], 1) + 1
                here[column] = origin
                _report_covered_text(cell_reader, tc, cells[origin[0]].path)
                last = -1
            else:
                at = f"{path}.r{i}.c{column}"
                last = len(cells)
                if down:
                    here[column] = (last, span)
                blocks = cell_reader.read_cell(tc, at)
                first = blocks[0] if len(blocks) == 1 else None
                text = (
                    first.text
                    if isinstance(first, Paragraph)
                    else _join_paragraph_texts(blocks)
                )
                cells.append(Cell(path, i, column, 1, span, text, blocks))
            column += span
        if len(cells) == start and not here:
            continue
        number, above = i, here
        width = max(width, column - 1)
    if not number:
        return None
    for index, rows in tall.items():
        cells[index] = cells[index]._replace(row_span=rows)
    return Table(path, number, width, tuple(cells))


def has_no_visible_rows(element: Element) -> bool:
    """True for a table all of whose rows are deleted or hidden."""
    return all(_parse_row_properties(row)[1] for row in _iter_unwrapped(element, TR))


def _join_paragraph_texts(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _iter_unwrapped(container: Element, wanted_tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, whatever wraps them."""
    for element in container:
        tag = element.tag
        if tag == wanted_tag:
            yield element
        elif tag in _WRAPPERS:
            yield from _iter_unwrapped(element, wanted_tag)
        elif tag == MC + "AlternateContent":
            branch = choose_branch(element)
            if branch is not None:
                yield from _iter_unwrapped(branch, wanted_tag)


def _parse_row_properties(row: Element) -> tuple[int, bool]:
    """Grid columns skipped before the first cell, and whether the row is deleted or hidden."""
    before, gone = 0, False
    for properties in row:
        if properties.tag == TR_PR:
            for child in properties:
                if child.tag == W + "gridBefore":
                    before = max(parse_integer(child.get(_VAL), 0), 0)
                elif child.tag == W + "del" or (
                    child.tag == W + "hidden" and not is_off(child)
                ):
                    gone = True
        elif properties.tag == TC:
            break
    return before, gone


_DEFAULT_CELL_PROPERTIES = (1, "", "", False)


def _parse_cell_properties(tc: Element) -> tuple[int, str, str, bool]:
    """(columns, vertical merge, horizontal merge, deleted); a merge is '', ``restart`` or ``continue``."""
    if not len(tc) or tc[0].tag != TC_PR:
        return _DEFAULT_CELL_PROPERTIES
    span, down, across, removed = _DEFAULT_CELL_PROPERTIES
    for child in tc[0]:
        tag = child.tag
        if tag == _GRID_SPAN:
            span = max(parse_integer(child.get(_VAL), 1), 1)
        elif tag == _V_MERGE:
            down = child.get(_VAL, "continue")
        elif tag == _H_MERGE:
            across = child.get(_VAL, "continue")
        elif tag == _CELL_DEL:
            removed = True
        elif tag == _CELL_MERGE:
            down = {"rest": "restart", "cont": "continue"}.get(
                child.get(W + "vMerge", ""), ""
            )
    return span, down, across, removed


def _clamp_span(cell_reader: CellReader, span: int, table: Element, path: str) -> int:
    columns = sum(
        1
        for grid in table.iterchildren(W + "tblGrid")
        for _ in grid.iterchildren(W + "gridCol")
    )
    allowed = max(MAX_GRID_COLUMNS, columns)
    if span <= allowed:
        return span
    cell_reader.report_issue_at(path, "SPAN_CLAMPED", span=span, allowed=allowed)
    return allowed


def _report_covered_text(cell_reader: CellReader, tc: Element, path: str) -> None:
    """A cell that another one covers shows nothing, not even text it may hold."""
    texts = (
        text
        for text in tc.iter(W + "t")
        if next(text.iterancestors(_MOVE_FROM), None) is None
    )
    text = "".join(text.text or "" for text in texts)
    if text.strip():
        cell_reader.report_issue_at(path, "MERGED_TEXT_HIDDEN", text=text[:200])
