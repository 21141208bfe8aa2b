"""WordprocessingML rows to a grid: each cell once, at its origin, with the rows and
columns it spans.

A cell has its number of grid columns (``gridSpan``), whether it continues the one above
(``vMerge``) or, in old files, from the one to its left (``hMerge``); a row may leave
out its first columns (``gridBefore``). The work is linear in the number of cells that
are there; a span no table can have is cut. Source: ECMA-376 Part 1, 17.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.formats.builder import CellContent, DraftTable, TableGrid
from extractor.formats.xml import (
    MC,
    Element,
    W,
    choose_branch,
    is_off,
    list_children,
    parse_integer,
)
from extractor.model.issues import Issue

__all__ = [
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
_REVISED_MERGES = {"rest": "restart", "cont": "continue"}

# Grid columns Word allows; a wider span is cut unless the table declares as many
# columns.
MAX_GRID_COLUMNS = 63


# Makes a named tuple in half the time of its class, for a table has very many.
_make = tuple.__new__


class _CellProperties(NamedTuple):
    """``w:tcPr`` as far as the grid needs it; a merge is '', ``restart`` or
    ``continue``."""

    column_span: int = 1
    vertical_merge: str = ""
    horizontal_merge: str = ""
    deleted: bool = False


class _RowCell(NamedTuple):
    """A cell of a row with the cells to its right that it covers; ``elements`` are what
    is in it."""

    element: Element
    elements: Sequence[Element]
    column: int
    column_span: int
    vertical_merge: str
    covered: tuple[Element, ...] = ()
    issues: tuple[Issue, ...] = ()


def read_table(
    element: Element, read_cell: Callable[[Sequence[Element]], CellContent]
) -> DraftTable | None:
    """Read a ``w:tbl``.

    Args:
        element: the table.
        read_cell: reads what is in a ``w:tc``; called once for each cell that is no
            continuation, in reading order.

    Returns:
        The table, or None when no row is left of it.
    """
    grid = TableGrid()
    for row in _iter_unwrapped(element, TR):
        columns_before, removed = _parse_row_properties(row)
        if removed:
            continue
        for cell in _parse_row(row, 1 + min(columns_before, MAX_GRID_COLUMNS), element):
            origin = None
            if cell.vertical_merge == "continue":
                origin = grid.extend_cell(cell.column, cell.column_span)
            if origin is not None:
                origin.cover_text(_join_text_elements(cell.element))
            else:
                origin = grid.add_cell(
                    cell.column,
                    cell.column_span,
                    read_cell(cell.elements),
                    bool(cell.vertical_merge),
                )
            if cell.covered or cell.issues:
                for covered in cell.covered:
                    origin.cover_text(_join_text_elements(covered))
                origin.issues = (*origin.issues, *cell.issues)
        grid.end_row(keep_empty=False)
    table = grid.build_table()
    if not table.n_rows:
        return None
    return table


def _parse_row(row: Element, column: int, table: Element) -> list[_RowCell]:
    """The cells of a row from the given grid column on, those merged horizontally as
    one."""
    cells: list[_RowCell] = []
    for tc in _iter_unwrapped(list_children(row), TC):
        elements = list_children(tc)
        properties = _DEFAULT_CELL_PROPERTIES
        if elements and elements[0].tag == TC_PR:
            properties = _parse_cell_properties(elements[0])
        span, vertical_merge, horizontal_merge, deleted = properties
        if deleted:
            continue
        issues: tuple[Issue, ...] = ()
        if span > MAX_GRID_COLUMNS:
            span, issues = _clamp_span(span, table)
        if horizontal_merge == "continue" and cells:
            cells[-1] = _cover_cell(cells[-1], tc, span, issues)
        else:
            cell = (tc, elements, column, span, vertical_merge, (), issues)
            cells.append(_make(_RowCell, cell))
        column += span
    return cells


def _cover_cell(
    cell: _RowCell, tc: Element, span: int, issues: tuple[Issue, ...]
) -> _RowCell:
    """A cell that also covers the one to its right."""
    return cell._replace(
        column_span=cell.column_span + span,
        covered=(*cell.covered, tc),
        issues=(*cell.issues, *issues),
    )


def has_no_visible_rows(element: Element) -> bool:
    """Tell whether all rows of a table are deleted or hidden."""
    return all(_parse_row_properties(row)[1] for row in _iter_unwrapped(element, TR))


def _iter_unwrapped(elements: Iterable[Element], wanted_tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, wrappers ignored."""
    for element in elements:
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
    """Grid columns skipped before the first cell, and whether the row is deleted or
    hidden."""
    columns_before, removed = 0, False
    for properties in row:
        if properties.tag == TC:
            break
        if properties.tag != TR_PR:
            continue
        for child in properties:
            if child.tag == W + "gridBefore":
                columns_before = max(parse_integer(child.get(_VAL), 0), 0)
            elif (
                child.tag == W + "del"
                or child.tag == W + "hidden"
                and not is_off(child)
            ):
                removed = True
    return columns_before, removed


_DEFAULT_CELL_PROPERTIES = _CellProperties()


def _parse_cell_properties(properties: Element) -> _CellProperties:
    span, vertical_merge, horizontal_merge, deleted = _DEFAULT_CELL_PROPERTIES
    for child in properties:
        tag = child.tag
        if tag == _GRID_SPAN:
            span = max(parse_integer(child.get(_VAL), 1), 1)
        elif tag == _V_MERGE:
            vertical_merge = child.get(_VAL, "continue")
        elif tag == _H_MERGE:
            horizontal_merge = child.get(_VAL, "continue")
        elif tag == _CELL_DEL:
            deleted = True
        elif tag == _CELL_MERGE:
            revised = child.get(W + "vMerge", "")
            vertical_merge = _REVISED_MERGES.get(revised, "")
    return _CellProperties(span, vertical_merge, horizontal_merge, deleted)


def _clamp_span(span: int, table: Element) -> tuple[int, tuple[Issue, ...]]:
    """The span, cut to the columns that a table may
    have, with an issue where it is."""
    columns = sum(
        1
        for grid in table.iterchildren(W + "tblGrid")
        for _ in grid.iterchildren(W + "gridCol")
    )
    allowed = max(MAX_GRID_COLUMNS, columns)
    if span <= allowed:
        return span, ()
    return allowed, (Issue.build("SPAN_CLAMPED", span=span, allowed=allowed),)


def _join_text_elements(tc: Element) -> str:
    """Text of a cell that another one covers; it is not displayed, so nothing else of
    it is read."""
    return "".join(
        text.text or ""
        for text in tc.iter(W + "t")
        if next(text.iterancestors(_MOVE_FROM), None) is None
    )
