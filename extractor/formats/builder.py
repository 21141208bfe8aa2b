"""Build a Document: drafts without addresses, then one walk that gives every block its
path.

Readers meet text out of order (a binary file keeps its notes behind the body, HTML
closes a cell long after it opened), so they build drafts. :func:`build_document`
numbers the blocks, lays out the stories and places the issues. The grids of tables are
made here, too: from cells in rows of grid columns (:class:`TableGrid`, as
WordprocessingML has them), from ruled edges (binary Word and RTF) or from row and
column spans (HTML).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import accumulate
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.model.document import (
    MARGIN_KINDS,
    Block,
    Cell,
    CharacterMark,
    Document,
    MarkKind,
    Paragraph,
    PlacedLine,
    Span,
    Story,
    StoryKind,
    Table,
)
from extractor.model.issues import Issue, ReadError

__all__ = [
    "Attachment",
    "BlockAssembler",
    "CellContent",
    "DraftBlock",
    "DraftCell",
    "DraftParagraph",
    "DraftTable",
    "EdgedCell",
    "FileTitle",
    "MarkedParts",
    "NO_MARKS",
    "RunMarks",
    "SpannedCell",
    "TableGrid",
    "build_document",
    "build_metadata",
    "build_table_from_edges",
    "build_table_from_spans",
    "draft_blocks",
    "draft_document",
    "join_paragraph_texts",
    "move_marks",
]

# Tables within tables; the deepest of 2,773 real files has 8.
MAX_TABLE_DEPTH = 32
# Half points by which text must be raised to stand apart; Word raises by 6 unless told
# otherwise, and programs that convert pages move whole words by one or two.
_MIN_SHIFT = 5
# Grid slots beyond which most must hold a cell.
MAX_GRID_SLOTS = 1_000_000
# Cells that span down into one row.
MAX_OPEN_ROW_SPANS = 1024
# Grid columns kept even where no cell begins; real files stop at 63.
MAX_SPARSE_COLUMNS = 256
# Characters of a covered cell's text that an issue quotes.
MAX_QUOTED_TEXT = 200
# Characters kept of a title outside the text.
MAX_TITLE = 300

# Makes a named tuple in half the time of its class, for a document has very many.
_make = tuple.__new__

# Kinds of stories in the order of the document: sheet, text box, footnote, endnote,
# header, footer, embedded object.
STORY_KINDS = ("sh", "tx", "fn", "en", "hd", "ft", "ole")
_NOTE_KINDS = ("fn", "en")


@dataclass(slots=True)
class DraftParagraph:
    """A paragraph without its path; ``attachments`` are the stories anchored to it, in
    order."""

    text: str
    list_label: str = ""
    style: str = ""
    outline_level: int = 0
    in_toc: bool = False
    attachments: Sequence[Attachment] = ()
    issues: Sequence[Issue] = ()
    marks: Sequence[CharacterMark] = ()
    lines: Sequence[PlacedLine] = ()

    def attach(self, attachment: Attachment) -> None:
        """Anchor one more story to the paragraph."""
        self.attachments = (*self.attachments, attachment)


class RunMarks(NamedTuple):
    """How runs are set apart: ``alignment`` ``superscript``, ``subscript`` or another,
    ``position`` in half points, struck out."""

    alignment: str = ""
    position: int = 0
    struck: bool = False

    def combine_with_style(self, style: RunMarks) -> RunMarks:
        """Add those of a character style; striking by two styles cancels out, as
        switches do."""
        return RunMarks(
            style.alignment or self.alignment,
            style.position or self.position,
            style.struck != self.struck,
        )

    @property
    def kinds(self) -> tuple[MarkKind, ...]:
        """The marks of the characters."""
        kinds: list[MarkKind] = []
        if self.alignment == "superscript" or self.position >= _MIN_SHIFT:
            kinds.append(MarkKind.RAISED)
        elif self.alignment == "subscript" or self.position <= -_MIN_SHIFT:
            kinds.append(MarkKind.LOWERED)
        if self.struck:
            kinds.append(MarkKind.STRUCK)
        return tuple(kinds)


NO_MARKS = RunMarks()


@dataclass(slots=True)
class MarkedParts:
    """Which parts of a text that is gathered part by part the page sets apart."""

    runs: list[tuple[int, int, Collection[MarkKind]]] = field(default_factory=list)

    def add_run(self, first: int, end: int, kinds: Collection[MarkKind]) -> None:
        """Note how the parts from ``first`` to before ``end`` are set apart."""
        if first < end:
            self.runs.append((first, end, kinds))

    def take_marks(self, parts: Sequence[str]) -> tuple[CharacterMark, ...]:
        """Give the marks of the text that the parts make, and forget them."""
        if not self.runs:
            return ()
        offsets = [0, *accumulate(map(len, parts))]
        marks = [
            CharacterMark(offsets[first], offsets[end], kind)
            for first, end, kinds in self.runs
            for kind in kinds
            if offsets[first] < offsets[end]
        ]
        self.runs = []
        return _join_marks(marks)


def move_marks(
    marks: Iterable[CharacterMark], text: str, folded: str
) -> tuple[CharacterMark, ...]:
    """Move marks from a text to the same text with its white space folded.

    Args:
        marks: The marks.
        text: The text they are in; a noncharacter in it stands for white space.
        folded: The text with other white space.

    Returns:
        The marks of the other text; white space at their ends is left out.
    """
    sources = [index for index, char in enumerate(text) if not _is_space(char)]
    targets = [index for index, char in enumerate(folded) if not _is_space(char)]
    moved: list[CharacterMark] = []
    for start, end, kind in marks:
        first, last = bisect_left(sources, start), bisect_left(sources, end)
        if first < last <= len(targets):
            moved.append(CharacterMark(targets[first], targets[last - 1] + 1, kind))
    return tuple(moved)


def _is_space(char: str) -> bool:
    return char.isspace() or "\ufdd0" <= char <= "\ufdef"


def _join_marks(marks: list[CharacterMark]) -> tuple[CharacterMark, ...]:
    """The marks in order, those of one kind that touch or overlap as one."""
    joined: list[CharacterMark] = []
    for mark in sorted(marks, key=lambda mark: (mark.kind, mark.start)):
        joined.append(mark)
        if len(joined) < 2:
            continue
        last = joined[-2]
        if last.kind == mark.kind and mark.start <= last.end:
            joined[-2:] = [last._replace(end=max(last.end, mark.end))]
    return tuple(sorted(joined))


@dataclass(slots=True)
class DraftCell:
    """A cell at its origin, rows and columns from 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    content: CellContent
    # Texts of cells that this one covers; no page shows them.
    covered_texts: Sequence[str] = ()
    issues: Sequence[Issue] = ()

    def cover_text(self, text: str) -> None:
        """Note the text of a cell that the merge covers."""
        self.covered_texts = (*self.covered_texts, text)


@dataclass(slots=True)
class DraftTable:
    """A table without its path: the size of its grid and its cells in row order."""

    n_rows: int
    n_columns: int
    cells: Sequence[DraftCell]
    issues: Sequence[Issue] = ()


DraftBlock = DraftParagraph | DraftTable
# The blocks of a cell; its text alone where that is one plain paragraph.
CellContent = Sequence[DraftBlock] | str


class FileTitle(NamedTuple):
    """A title outside the text: ``source`` is ``page_title``, ``article_title``,
    ``properties`` or ``file_name``."""

    source: str
    text: str


@dataclass(slots=True)
class Attachment:
    """A story to be, anchored to a paragraph or to none; ``kind`` is one of
    :data:`STORY_KINDS`."""

    kind: str
    blocks: Sequence[DraftBlock]
    description: str = ""


def build_document(
    blocks: Iterable[DraftBlock],
    unanchored: Iterable[Attachment] = (),
    *,
    format: str = "",
    issues: Iterable[Issue] = (),
    max_depth: int = MAX_TABLE_DEPTH,
    titles: Iterable[FileTitle] = (),
) -> Document:
    """Give every draft its path and every attachment its story.

    Text boxes and objects are numbered in the order of their anchors, notes in the
    order of their marks.

    Args:
        blocks: the body.
        unanchored: stories that no paragraph anchors (headers, footers).
        format: name of the file format.
        issues: what concerns the file as a whole; it follows the issues of drafts.
        max_depth: how deep tables may be nested.
        titles: what the file is called outside its text.

    Returns:
        The document, its stories ordered by kind (:data:`STORY_KINDS`) and number.

    Raises:
        ReadError: TOO_DEEP, where tables are nested deeper.
    """
    builder = _DocumentBuilder(max_depth)
    body = builder.build_blocks(blocks, "", 0)
    for attachment in unanchored:
        builder.build_story(attachment, "")
    builder.build_notes()
    return Document(
        body,
        builder.order_stories(),
        format,
        issues=tuple(dict.fromkeys((*builder.issues, *issues))),
        metadata=build_metadata(titles),
        marks=builder.marks,
        lines=builder.lines,
    )


def build_metadata(titles: Iterable[FileTitle], first: int = 1) -> tuple[Story, ...]:
    """Build a story of one paragraph for each title that is not empty.

    Args:
        titles: what a file is called outside its text, the strongest first.
        first: number of the first story.

    Returns:
        The stories ``md1``, ``md2``, described by the source of their title.
    """
    stories: list[Story] = []
    for title in titles:
        text = " ".join(title.text.split())[:MAX_TITLE]
        if text:
            name = f"{StoryKind.METADATA}{first + len(stories)}"
            paragraph = Paragraph(f"{name}/b1", text)
            stories.append(Story(name, (paragraph,), description=title.source))
    return tuple(stories)


class _DocumentBuilder:
    """The walk over all drafts: paths, story numbers, issues."""

    def __init__(self, max_depth: int) -> None:
        self.issues: list[Issue] = []
        self.marks: dict[str, tuple[CharacterMark, ...]] = {}
        self.lines: dict[str, tuple[PlacedLine, ...]] = {}
        self._max_depth = max_depth
        self._stories: dict[str, list[Story | None]] = {
            kind: [] for kind in STORY_KINDS
        }
        # Notes in the order of their marks, with the paths of the paragraphs that
        # anchor them.
        self._pending_notes: list[tuple[Attachment, str]] = []

    def build_story(self, attachment: Attachment, anchor: str) -> None:
        """Number a story before its blocks, for a text box may hold others."""
        stories = self._stories[attachment.kind]
        stories.append(None)
        number = len(stories)
        name = f"{attachment.kind}{number}"
        blocks = self.build_blocks(attachment.blocks, name + "/", 0)
        stories[number - 1] = Story(name, blocks, anchor, attachment.description)

    def build_notes(self) -> None:
        """Build the notes that were marked so far and those marked in them."""
        for attachment, anchor in self._pending_notes:
            self.build_story(attachment, anchor)

    def order_stories(self) -> tuple[Story, ...]:
        """All stories by kind and number."""
        return tuple(
            story
            for stories in self._stories.values()
            for story in stories
            if story is not None
        )

    def build_blocks(
        self, drafts: Iterable[DraftBlock], prefix: str, depth: int
    ) -> tuple[Block, ...]:
        """Blocks numbered from 1 behind the prefix (``b4.r1.c2.``)."""
        blocks: list[Block] = []
        for number, draft in enumerate(drafts, 1):
            path = f"{prefix}b{number}"
            if draft.issues:
                self._place_issues(draft.issues, path)
            if isinstance(draft, DraftTable):
                blocks.append(self._build_table(draft, path, depth))
                continue
            paragraph = (
                path,
                draft.text,
                draft.list_label,
                draft.style,
                draft.outline_level,
                draft.in_toc,
            )
            blocks.append(_make(Paragraph, paragraph))
            if draft.attachments:
                self._build_attachments(draft.attachments, path)
            if draft.marks:
                self.marks[path] = tuple(draft.marks)
            if draft.lines:
                self.lines[path] = tuple(draft.lines)
        return tuple(blocks)

    def _build_attachments(self, attachments: Sequence[Attachment], path: str) -> None:
        for attachment in attachments:
            if attachment.kind in _NOTE_KINDS:
                self._pending_notes.append((attachment, path))
            else:
                self.build_story(attachment, path)

    def _build_table(self, draft: DraftTable, path: str, depth: int) -> Table:
        """A table; its drafts are freed one by one."""
        if draft.cells and depth >= self._max_depth:
            raise ReadError("TOO_DEEP", "refused_limit", depth=self._max_depth)
        drafts, draft.cells = list(draft.cells), ()
        drafts.reverse()
        cells: list[Cell] = []
        while drafts:
            cell = drafts.pop()
            row, column, content = cell.row, cell.column, cell.content
            prefix = f"{path}.r{row}.c{column}."
            if isinstance(content, str):
                text = content
                paragraph = (prefix + "b1", text, "", "", 0, False)
                blocks: tuple[Block, ...] = (_make(Paragraph, paragraph),)
            else:
                blocks = self._build_content(content, prefix, depth + 1)
                text = join_paragraph_texts(blocks)
            span = _make(Span, (path, row, column, None, None))
            spans = (cell.row_span, cell.column_span)
            cells.append(_make(Cell, (span, row, column, *spans, text, blocks)))
            if cell.issues or cell.covered_texts:
                self._report_cell(cell, prefix[:-1])
        return Table(path, draft.n_rows, draft.n_columns, tuple(cells))

    def _build_content(
        self, drafts: Sequence[DraftBlock], prefix: str, depth: int
    ) -> tuple[Block, ...]:
        """The blocks of a cell; those of its text boxes where it has no text."""
        if _has_only_attachments(drafts):
            drafts = _unfold_text_boxes(drafts)
        return self.build_blocks(drafts, prefix, depth)

    def _report_cell(self, cell: DraftCell, path: str) -> None:
        self._place_issues(cell.issues, path)
        for text in cell.covered_texts:
            if text.strip():
                quoted = text[:MAX_QUOTED_TEXT]
                self.issues.append(Issue.build("MERGED_TEXT_HIDDEN", path, text=quoted))

    def _place_issues(self, issues: Sequence[Issue], path: str) -> None:
        self.issues.extend(Issue(issue.code, path, issue.details) for issue in issues)


def _has_only_attachments(blocks: Sequence[DraftBlock]) -> bool:
    """True for a cell without text whose paragraphs anchor something."""
    is_anchor = False
    for block in blocks:
        if isinstance(block, DraftTable) or block.text.strip():
            return False
        if block.attachments:
            is_anchor = True
    return is_anchor


def _unfold_text_boxes(blocks: Sequence[DraftBlock]) -> Sequence[DraftBlock]:
    """The blocks of a cell without text; those of its text boxes stand in it."""
    unfolded = [part for block in blocks for part in _unfold_block(block)]
    if len(unfolded) == len(blocks):
        return blocks
    return [block for block in unfolded if not _is_empty(block)] or unfolded


def _unfold_block(block: DraftBlock) -> Iterator[DraftBlock]:
    """A paragraph without its text boxes, then the blocks of those."""
    if isinstance(block, DraftTable) or not block.attachments:
        yield block
        return
    boxes = [one for one in block.attachments if one.kind == "tx"]
    others = [one for one in block.attachments if one.kind != "tx"]
    yield replace(block, attachments=others)
    for box in boxes:
        yield from box.blocks


def _is_empty(block: DraftBlock) -> bool:
    """True for a paragraph of which a page shows nothing."""
    if isinstance(block, DraftTable):
        return False
    return not (block.text.strip() or block.attachments or block.list_label)


def join_paragraph_texts(blocks: Iterable[DraftBlock | Block]) -> str:
    """The text of the paragraphs among some blocks, a paragraph a line."""
    return "\n".join(
        block.text for block in blocks if isinstance(block, (Paragraph, DraftParagraph))
    )


# Embedded documents


def draft_document(document: Document) -> tuple[list[DraftBlock], list[Attachment]]:
    """Turn a document into drafts, to be embedded in another one.

    Headers and footers are left out: the pages are those of the outer document.

    Returns:
        The body with its stories anchored as they were, and the stories without an
        anchor.
    """
    paragraphs: dict[str, DraftParagraph] = {}
    blocks = draft_blocks(document.blocks, paragraphs)
    attachments: list[tuple[str, Attachment]] = []
    for story in document.stories:
        if story.kind not in MARGIN_KINDS:
            drafts = draft_blocks(story.blocks, paragraphs)
            attachment = Attachment(story.kind, drafts, story.description)
            attachments.append((story.anchor, attachment))
    unanchored: list[Attachment] = []
    for anchor, attachment in attachments:
        if anchor in paragraphs:
            paragraphs[anchor].attach(attachment)
        else:
            unanchored.append(attachment)
    for path, marks in document.marks.items():
        if path in paragraphs:
            paragraphs[path].marks = marks
    return blocks, unanchored


def draft_blocks(
    blocks: Iterable[Block], paragraphs: dict[str, DraftParagraph] | None = None
) -> list[DraftBlock]:
    """Turn blocks of a document that was read into drafts; ``paragraphs`` gathers them
    by their old paths."""
    drafts: list[DraftBlock] = []
    for block in blocks:
        if isinstance(block, Table):
            cells = [
                DraftCell(*cell[1:5], draft_blocks(cell.blocks, paragraphs))
                for cell in block.cells
            ]
            drafts.append(DraftTable(block.n_rows, block.n_columns, cells))
            continue
        draft = DraftParagraph(*block[1:])
        drafts.append(draft)
        if paragraphs is not None:
            paragraphs[block.path] = draft
    return drafts


# Streams of paragraphs with cell and row marks


@dataclass(slots=True)
class EdgedCell:
    """A cell between two ruled edges (twips); ``continues`` where it is merged with the
    cell above."""

    left: int
    right: int
    blocks: Sequence[DraftBlock]
    continues: bool = False
    covered_texts: list[str] = field(default_factory=list)

    def cover_blocks(self, blocks: Sequence[DraftBlock], right: int) -> None:
        """Extend the cell over the one to its right, whose text no page shows."""
        self.right = right
        self.covered_texts.append(join_paragraph_texts(blocks))


@dataclass(slots=True)
class _OpenTable:
    rows: list[list[EdgedCell]] = field(default_factory=list)
    cells: list[list[DraftBlock]] = field(default_factory=list)
    blocks: list[DraftBlock] = field(default_factory=list)


class BlockAssembler:
    """Blocks from a stream in which paragraphs tell their table depth and marks end
    cells and rows.

    Binary Word and RTF are such streams: the grid of a row is known only when its end
    mark comes.
    """

    def __init__(self, slack: int) -> None:
        """Start an empty stream; ``slack`` (twips) joins edges as
        build_table_from_edges does."""
        self._slack = slack
        self._body: list[DraftBlock] = []
        self._open_tables: list[_OpenTable] = []

    def add_paragraph(self, level: int, paragraph: DraftParagraph) -> None:
        """Add a paragraph at a depth of ``level`` nested tables."""
        self._enter_level(level).append(paragraph)

    def end_cell(self, level: int) -> None:
        """Make a cell of what came on this level."""
        self._enter_level(level)
        table = self._open_tables[-1]
        table.cells.append(table.blocks or [DraftParagraph("")])
        table.blocks = []

    def end_row(
        self, level: int, build_row: Callable[[list[list[DraftBlock]]], list[EdgedCell]]
    ) -> None:
        """Make a row of the cells of this level; ``build_row`` gives them their
        edges."""
        self._enter_level(level)
        table = self._open_tables[-1]
        # A last cell that lost its mark.
        if any(isinstance(block, DraftTable) or block.text for block in table.blocks):
            table.cells.append(table.blocks)
        table.blocks = []
        if table.cells:
            table.rows.append(build_row(table.cells))
        table.cells = []

    def drop_row(self, level: int) -> None:
        """Drop the cells of this level, which were deleted."""
        self._enter_level(level)
        self._open_tables[-1].cells, self._open_tables[-1].blocks = [], []

    def finish_blocks(self) -> list[DraftBlock]:
        """End all open tables and give the blocks."""
        self._enter_level(0)
        return self._body

    def _enter_level(self, level: int) -> list[DraftBlock]:
        """Open or end tables until ``level`` are
        open; the blocks that gather there."""
        if level > MAX_TABLE_DEPTH:
            raise ReadError("TOO_DEEP", "refused_limit", depth=MAX_TABLE_DEPTH)
        while len(self._open_tables) > level:
            self._close_table()
        while len(self._open_tables) < level:
            self._open_tables.append(_OpenTable())
        return self._innermost_blocks()

    def _innermost_blocks(self) -> list[DraftBlock]:
        if self._open_tables:
            return self._open_tables[-1].blocks
        return self._body

    def _close_table(self) -> None:
        table = self._open_tables.pop()
        outer_blocks = self._innermost_blocks()
        # A row without its end mark: its cells are side by side.
        if table.cells:
            table.rows.append(
                [
                    EdgedCell(1000 * index, 1000 * (index + 1), blocks)
                    for index, blocks in enumerate(table.cells)
                ]
            )
        if table.rows:
            outer_blocks.append(build_table_from_edges(table.rows, self._slack))
        outer_blocks.extend(table.blocks)


# Grids


class TableGrid:
    """The cells of a table whose rows come one after another, each cell at its grid
    column."""

    def __init__(self) -> None:
        self._cells: list[DraftCell] = []
        self._n_rows = 0
        self._n_columns = 0
        # Cells that may go on below, by column: those of the last row and those of the
        # row being filled.
        self._above: dict[int, DraftCell] = {}
        self._current: dict[int, DraftCell] = {}
        self._row_has_cells = False

    def extend_cell(self, column: int, column_span: int) -> DraftCell | None:
        """Let the cell above go on into this row.

        Returns:
            The cell at its origin; None where no cell above has this column and span.
        """
        origin = self._above.get(column)
        if origin is None or origin.column_span != column_span:
            return None
        origin.row_span += 1
        self._current[column] = origin
        self._row_has_cells = True
        return origin

    def add_cell(
        self,
        column: int,
        column_span: int,
        content: CellContent,
        may_extend: bool = True,
    ) -> DraftCell:
        """Add a cell to this row; ``may_extend`` where the row below may continue
        it."""
        cell = DraftCell(self._n_rows + 1, column, 1, column_span, content)
        self._cells.append(cell)
        self._row_has_cells = True
        if may_extend:
            self._current[column] = cell
        last_column = column + column_span - 1
        if last_column > self._n_columns:
            self._n_columns = last_column
        return cell

    def end_row(self, keep_empty: bool = True) -> None:
        """End the row; one without a cell counts where ``keep_empty`` is set."""
        if self._row_has_cells or keep_empty:
            self._n_rows += 1
            self._above = self._current
            self._current = {}
        self._row_has_cells = False

    def build_table(self) -> DraftTable:
        """Give the table. Raises ReadError (TABLE_LIMIT) for a huge grid that is next
        to empty."""
        return _build_bounded_table(self._n_rows, self._n_columns, self._cells)


def build_table_from_edges(
    rows: Sequence[Sequence[EdgedCell]], slack: int
) -> DraftTable:
    """Lay out rows whose cells run from edge to edge.

    Edges of different rows within ``slack`` of each other are one line of the grid:
    programs round widths, and the page shows one line. Two edges of one row are never
    joined.

    Args:
        rows: the cells of each row, left to right, edges in twips.
        slack: how far apart edges of one line may be, in twips.

    Returns:
        The table; a cell that continues one of the same columns above is part of it.

    Raises:
        ReadError: TABLE_LIMIT.
    """
    lines = _find_grid_lines(rows, slack)
    grid = TableGrid()
    for row in rows:
        taken = 0
        for cell in row:
            column = max(_locate_grid_line(lines, cell.left), taken) + 1
            taken = max(_locate_grid_line(lines, cell.right), column)
            span = taken - column + 1
            origin = None
            if cell.continues:
                origin = grid.extend_cell(column, span)
            if origin is not None:
                origin.cover_text(join_paragraph_texts(cell.blocks))
            else:
                added = grid.add_cell(column, span, cell.blocks)
                added.covered_texts = cell.covered_texts
        grid.end_row()
    return grid.build_table()


def _find_grid_lines(rows: Sequence[Sequence[EdgedCell]], slack: int) -> list[int]:
    """The vertical lines of the grid, left to right:
    each the leftmost of its edges."""
    edge_pairs = {(cell.left, cell.right) for row in rows for cell in row}
    narrowest: dict[int, int] = {}
    for left, right in edge_pairs:
        narrowest[left] = min(narrowest.get(left, right), right)
    edges = sorted({edge for pair in edge_pairs for edge in pair})
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
    if index < len(grid_lines) and grid_lines[index] == edge:
        return index
    return max(index - 1, 0)


class SpannedCell(NamedTuple):
    """A cell as HTML has it; a row span of 0 reaches the last row."""

    row_span: int
    column_span: int
    blocks: Sequence[DraftBlock]


class _RowSpan(NamedTuple):
    """Columns that a cell from above takes, down to its last row."""

    first_column: int
    next_column: int
    last_row: int


def build_table_from_spans(rows: Sequence[Sequence[SpannedCell]]) -> DraftTable:
    """Lay out cells that each take the next free columns of their row.

    Columns at which no cell begins are dropped where the grid is absurdly wide. Source:
    HTML Standard, 4.9.12.1 "Forming a table"; where it would let two cells overlap, the
    later one keeps the columns that are free.

    Args:
        rows: the cells of each row, left to right.

    Returns:
        The table.

    Raises:
        ReadError: TABLE_LIMIT.
    """
    cells: list[DraftCell] = []
    open_spans: list[_RowSpan] = []
    for number, row in enumerate(rows, 1):
        open_spans = sorted(span for span in open_spans if span.last_row >= number)
        added = _place_spanned_row(row, number, len(rows), open_spans)
        cells.extend(added)
        for cell in added:
            if cell.row_span > 1:
                last_row = number + cell.row_span - 1
                next_column = cell.column + cell.column_span
                open_spans.append(_RowSpan(cell.column, next_column, last_row))
        if len(open_spans) > MAX_OPEN_ROW_SPANS:
            raise ReadError(
                "TABLE_LIMIT",
                "refused_limit",
                rows=len(rows),
                columns=MAX_OPEN_ROW_SPANS,
            )
    width = max((cell.column + cell.column_span - 1 for cell in cells), default=0)
    if width > MAX_SPARSE_COLUMNS:
        width = _drop_unused_columns(cells)
    return _build_bounded_table(len(rows), width, cells)


def _place_spanned_row(
    row: Sequence[SpannedCell], number: int, n_rows: int, open_spans: list[_RowSpan]
) -> list[DraftCell]:
    """The cells of a row between those that span into it; ``open_spans`` are sorted by
    column."""
    cells: list[DraftCell] = []
    column = 1
    remaining = iter(open_spans)
    blocked = next(remaining, None)
    for row_span, column_span, blocks in row:
        while blocked is not None and blocked.first_column <= column:
            column = max(column, blocked.next_column)
            blocked = next(remaining, None)
        last_row = min(number + row_span - 1, n_rows)
        if row_span == 0:
            last_row = n_rows
        width = max(column_span, 1)
        if blocked is not None:
            width = min(width, blocked.first_column - column)
        cells.append(DraftCell(number, column, last_row - number + 1, width, blocks))
        column += width
    return cells


def _drop_unused_columns(cells: list[DraftCell]) -> int:
    """Renumber columns so that a cell begins in each; gives their number."""
    starts = sorted({cell.column for cell in cells})
    for cell in cells:
        first = bisect_left(starts, cell.column)
        following = bisect_left(starts, cell.column + cell.column_span)
        cell.column, cell.column_span = first + 1, max(following - first, 1)
    return len(starts)


def _build_bounded_table(
    n_rows: int, n_columns: int, cells: list[DraftCell]
) -> DraftTable:
    """The table, unless its grid is next to empty and yet too large to lay out."""
    if n_rows * n_columns > MAX_GRID_SLOTS + 20 * len(cells):
        raise ReadError("TABLE_LIMIT", "refused_limit", rows=n_rows, columns=n_columns)
    return DraftTable(n_rows, n_columns, cells)
