"""A document while it is being read: blocks without addresses, then the addresses in one walk.

Readers of formats that meet their text out of order (a binary file keeps its notes behind the body, a page of HTML
closes a cell long after it began) build drafts; :func:`finished` gives each block its place and each note its flow.
The .docx reader knows its addresses as it goes and needs none of this.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from extractor.model.document import Block, Cell, Document, Paragraph, Story, Table
from extractor.model.issues import Issue, ReadError

__all__ = [
    "BlockAssembler",
    "Attachment",
    "DraftBlock",
    "DraftCell",
    "DraftParagraph",
    "DraftTable",
    "EdgedCell",
    "build_document",
    "build_table_from_edges",
    "build_table_from_spans",
    "join_paragraph_texts",
]

MAX_TABLE_DEPTH = 32  # tables within tables; honest files stop at 8
MAX_GRID_SLOTS = 1_000_000  # places in a grid beyond which most must hold a cell
MAX_OPEN_ROW_SPANS = 1024  # cells that reach down into one row
MAX_SPARSE_COLUMNS = (
    256  # grid columns kept even where no cell begins; honest files stop at 63
)


@dataclass(slots=True)
class DraftParagraph:
    """A paragraph to be; ``beside`` holds the notes, boxes and objects that hang on it, in order."""

    text: str
    list_label: str = ""
    style: str = ""
    outline_level: int = 0
    in_toc: bool = False
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class DraftCell:
    """A cell at its origin, rows and columns from 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    blocks: list[DraftBlock]
    covered_texts: list[str] = field(
        default_factory=list
    )  # words of cells it covers, which no page shows


@dataclass(slots=True)
class DraftTable:
    """A table to be: the size of its grid and its cells in row order."""

    n_rows: int
    n_columns: int
    cells: list[DraftCell]


DraftBlock = DraftParagraph | DraftTable


@dataclass(slots=True)
class Attachment:
    """Blocks that stand beside their paragraph. ``kind`` is fn, en, hd, ft, tx or ole."""

    kind: str
    blocks: list[DraftBlock]
    description: str = ""


@dataclass(slots=True)
class EdgedCell:
    """A cell as rows with ruled edges keep it: from edge to edge, perhaps going on from the cell above."""

    left: int
    right: int
    blocks: list[DraftBlock]
    continues: bool = False
    covered_texts: list[str] = field(default_factory=list)

    def cover_blocks(self, blocks: Sequence[DraftBlock], right: int) -> None:
        """Reach over the cell to the right, whose words are shown nowhere."""
        self.right = right
        self.covered_texts.append(join_paragraph_texts(blocks))


def build_document(
    blocks: Sequence[DraftBlock],
    unanchored: Iterable[Attachment] = (),
    *,
    format: str = "",
    sha256: str = "",
    issues: Iterable[Issue] = (),
) -> Document:
    """The document with every block addressed; ``loose`` are flows no paragraph carries (headers, footers)."""
    walk = _DocumentBuilder()
    body = walk.build_blocks(blocks, "")
    flows: list[Story] = []
    for beside in unanchored:
        flows.append(walk.build_story(beside, ""))
    while (
        walk.pending_attachments
    ):  # what hangs on a paragraph, then what hangs on that: by kind, in reading order
        waiting, walk.pending_attachments = walk.pending_attachments, []
        flows.extend(walk.build_story(beside, anchor) for beside, anchor in waiting)
    flows.sort(key=lambda flow: _STORY_ORDER.index(flow.name.rstrip("0123456789")))
    return Document(body, tuple(flows), format, sha256, (*issues, *walk.issues))


def join_paragraph_texts(blocks: Sequence[DraftBlock]) -> str:
    """The text of the paragraphs among some blocks."""
    return "\n".join(
        block.text for block in blocks if isinstance(block, DraftParagraph)
    )


_STORY_ORDER = ("tx", "fn", "en", "hd", "ft", "ole")


class _DocumentBuilder:
    def __init__(self) -> None:
        self.pending_attachments: list[tuple[Attachment, str]] = []
        self.story_counts: dict[str, int] = {}
        self.issues: list[Issue] = []

    def build_story(self, attachment: Attachment, anchor: str) -> Story:
        self.story_counts[attachment.kind] = number = (
            self.story_counts.get(attachment.kind, 0) + 1
        )
        name = f"{attachment.kind}{number}"
        return Story(
            name,
            self.build_blocks(attachment.blocks, name + "/"),
            anchor,
            attachment.description,
        )

    def build_blocks(
        self, drafts: Sequence[DraftBlock], prefix: str, depth: int = 0
    ) -> tuple[Block, ...]:
        if depth > MAX_TABLE_DEPTH:
            raise ReadError("TOO_DEEP", "refused_limit", depth=MAX_TABLE_DEPTH)
        found: list[Block] = []
        for number, draft in enumerate(drafts, 1):
            address = f"{prefix}b{number}"
            if isinstance(draft, DraftParagraph):
                found.append(
                    Paragraph(
                        address,
                        draft.text,
                        draft.list_label,
                        draft.style,
                        draft.outline_level,
                        draft.in_toc,
                    )
                )
                self.pending_attachments.extend(
                    (beside, address) for beside in draft.attachments
                )
            else:
                found.append(self.build_table(draft, address, depth))
        return tuple(found)

    def build_table(self, draft: DraftTable, path: str, depth: int) -> Table:
        cells: list[Cell] = []
        for cell in draft.cells:
            place = f"{path}.r{cell.row}.c{cell.column}"
            blocks = self.build_blocks(cell.blocks, place + ".", depth + 1)
            text = "\n".join(
                block.text for block in blocks if isinstance(block, Paragraph)
            )
            for hidden in cell.covered_texts:
                if hidden.strip():
                    self.issues.append(
                        Issue.build("MERGED_TEXT_HIDDEN", place, text=hidden[:200])
                    )
            cells.append(
                Cell(
                    path,
                    cell.row,
                    cell.column,
                    cell.row_span,
                    cell.column_span,
                    text,
                    blocks,
                )
            )
        return Table(path, draft.n_rows, draft.n_columns, tuple(cells))


@dataclass(slots=True)
class _OpenTable:
    rows: list[list[EdgedCell]] = field(default_factory=list)
    cells: list[list[DraftBlock]] = field(default_factory=list)
    blocks: list[DraftBlock] = field(default_factory=list)


class BlockAssembler:
    """Blocks from a stream in which paragraphs say how deep in tables they lie and marks end cells and rows.

    Binary Word and RTF are such streams: the grid of a row is known only when its end mark comes.
    """

    def __init__(self, slack: int) -> None:
        self._slack = slack
        self._body: list[DraftBlock] = []
        self._open_tables: list[_OpenTable] = []

    def add_paragraph(self, level: int, paragraph: DraftParagraph) -> None:
        """A paragraph ``level`` tables deep."""
        self._enter_level(level).append(paragraph)

    def end_cell(self, level: int) -> None:
        """What came on this level is a cell."""
        self._enter_level(level)
        table = self._open_tables[-1]
        table.cells.append(table.blocks or [DraftParagraph("")])
        table.blocks = []

    def end_row(
        self, level: int, build_row: Callable[[list[list[DraftBlock]]], list[EdgedCell]]
    ) -> None:
        """The cells of this level are a row; ``row`` gives them their edges."""
        self._enter_level(level)
        table = self._open_tables[-1]
        if any(isinstance(block, DraftTable) or block.text for block in table.blocks):
            table.cells.append(table.blocks)  # a last cell that lost its mark
        table.blocks = []
        if table.cells:
            table.rows.append(build_row(table.cells))
        table.cells = []

    def drop_row(self, level: int) -> None:
        """The cells of this level were deleted."""
        self._enter_level(level)
        self._open_tables[-1].cells, self._open_tables[-1].blocks = [], []

    def finish_blocks(self) -> list[DraftBlock]:
        """All blocks, open tables ended."""
        self._enter_level(0)
        return self._body

    def _enter_level(self, level: int) -> list[DraftBlock]:
        """Open or end tables until ``level`` are open; the blocks that gather there."""
        if level > MAX_TABLE_DEPTH:
            raise ReadError("TOO_DEEP", "refused_limit", depth=MAX_TABLE_DEPTH)
        while len(self._open_tables) > level:
            self._close_table()
        while len(self._open_tables) < level:
            self._open_tables.append(_OpenTable())
        return self._open_tables[-1].blocks if self._open_tables else self._body

    def _close_table(self) -> None:
        table = self._open_tables.pop()
        home = self._open_tables[-1].blocks if self._open_tables else self._body
        if table.cells:  # a row without its end: its cells stand side by side
            edge = 0
            row: list[EdgedCell] = []
            for blocks in table.cells:
                row.append(EdgedCell(edge, edge + 1000, blocks))
                edge += 1000
            table.rows.append(row)
        if table.rows:
            home.append(build_table_from_edges(table.rows, self._slack))
        home.extend(table.blocks)


def build_table_from_edges(
    rows: Sequence[Sequence[EdgedCell]], slack: int
) -> DraftTable:
    """A grid from rows whose cells run from edge to edge (twips).

    Edges of different rows that lie within ``slack`` of each other are one line of the grid: programs round widths,
    and a reader sees one line. Two edges of one row are never joined.
    """
    lines = _find_grid_lines(rows, slack)
    cells: list[DraftCell] = []
    above: dict[int, DraftCell] = {}
    for number, row in enumerate(rows, 1):
        now: dict[int, DraftCell] = {}
        taken = 0
        for cell in row:
            column = max(_locate_grid_line(lines, cell.left), taken) + 1
            end = max(_locate_grid_line(lines, cell.right), column)
            taken = end
            origin = above.get(column) if cell.continues else None
            if origin is not None and origin.column_span == end - column + 1:
                origin.row_span += 1
                origin.covered_texts.append(join_paragraph_texts(cell.blocks))
            else:
                origin = DraftCell(
                    number, column, 1, end - column + 1, cell.blocks, cell.covered_texts
                )
                cells.append(origin)
            now[column] = origin
        above = now
    return _build_bounded_table(
        len(rows),
        max((cell.column + cell.column_span - 1 for cell in cells), default=0),
        cells,
    )


def _find_grid_lines(rows: Sequence[Sequence[EdgedCell]], slack: int) -> list[int]:
    """The vertical lines of the grid, left to right: each the leftmost of the edges it stands for."""
    apart = {(cell.left, cell.right) for row in rows for cell in row}
    narrowest: dict[int, int] = {}
    for left, right in apart:
        narrowest[left] = min(narrowest.get(left, right), right)
    edges = sorted({edge for pair in apart for edge in pair})
    lines: list[int] = []
    limit = 0
    for edge in edges:
        if lines and edge <= lines[-1] + slack and edge < limit:
            limit = min(limit, narrowest.get(edge, limit))
            continue
        lines.append(edge)
        limit = narrowest.get(edge, edge + slack + 1)
    return lines


def _locate_grid_line(grid_lines: list[int], edge: int) -> int:
    """Index of the line an edge belongs to: the last one at or before it."""
    index = bisect_left(grid_lines, edge)
    return (
        index
        if index < len(grid_lines) and grid_lines[index] == edge
        else max(index - 1, 0)
    )


def build_table_from_spans(
    rows: Sequence[Sequence[tuple[int, int, list[DraftBlock]]]],
) -> DraftTable:
    """A grid from rows of (row span, column span, blocks), each cell taking the next free columns (as HTML lays out).

    A row span of 0 reaches the last row. Columns at which no cell begins are dropped where the grid is absurdly wide.
    """
    cells: list[DraftCell] = []
    busy: list[
        tuple[int, int, int]
    ] = []  # (first column, one behind, last row): cells reaching down from above
    for number, row in enumerate(rows, 1):
        busy = [held for held in busy if held[2] >= number]
        busy.sort()
        column = 1
        added: list[tuple[int, int, int]] = []
        waiting = iter(busy)
        held = next(waiting, None)
        for row_span, column_span, blocks in row:
            while held is not None and held[0] <= column:
                column = max(column, held[1])
                held = next(waiting, None)
            last = len(rows) if row_span == 0 else min(number + row_span - 1, len(rows))
            width = max(column_span, 1)
            if held is not None and column + width > held[0]:
                width = (
                    held[0] - column
                )  # a browser would let the two overlap; the cell keeps what is free
            cells.append(DraftCell(number, column, last - number + 1, width, blocks))
            if last > number:
                added.append((column, column + width, last))
            column += width
        busy.extend(added)
        if len(busy) > MAX_OPEN_ROW_SPANS:
            raise ReadError(
                "TABLE_LIMIT",
                "refused_limit",
                rows=len(rows),
                columns=MAX_OPEN_ROW_SPANS,
            )
    width = max((cell.column + cell.column_span - 1 for cell in cells), default=0)
    return (
        _build_bounded_table(len(rows), width, cells)
        if width <= MAX_SPARSE_COLUMNS
        else _drop_unused_columns(len(rows), cells)
    )


def _drop_unused_columns(n_rows: int, cells: list[DraftCell]) -> DraftTable:
    starts = sorted({cell.column for cell in cells})
    for cell in cells:
        first = bisect_left(starts, cell.column)
        behind = bisect_left(starts, cell.column + cell.column_span)
        cell.column, cell.column_span = first + 1, max(behind - first, 1)
    return _build_bounded_table(n_rows, len(starts), cells)


def _build_bounded_table(
    n_rows: int, n_columns: int, cells: list[DraftCell]
) -> DraftTable:
    """The table, unless its grid is next to empty and yet too large to lay out."""
    if n_rows * n_columns > MAX_GRID_SLOTS + 20 * len(cells):
        raise ReadError("TABLE_LIMIT", "refused_limit", rows=n_rows, columns=n_columns)
    return DraftTable(n_rows, n_columns, cells)
