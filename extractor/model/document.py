"""The document that every format is read into: paragraphs, tables and cells, each with
its span.

The model is passive. It depends on no file format and no language;
:mod:`extractor.formats` builds it.

A span is printed, and parsed, by one grammar::

    span    = [document ":"] path [".r" row [".c" column]] ["[" start ":" end "]"]
    path    = block | block "-" block       one paragraph or table, or a run of blocks
    block   = [file "/"] {story "/"} "b" n {".r" i ".c" j ".b" n}
    file    = "f" n                         the second and further files of a disclosure, none for the first
    story   = ("sh" | "fn" | "en" | "hd" | "ft" | "tx" | "ole" | "md") n      none for the body

``b n`` is the n-th paragraph or table of its story or cell, from 1, empty ones counted;
row and column are the grid position of a cell's origin, from 1; start and end count the
code points of the paragraph or cell, from 0, end excluded. ``b31.r4.c2[0:5]`` is five
characters of a cell, ``b31.r4.c2.b1`` the first paragraph in it, ``b31.r4`` a row,
``fn1/b2`` a paragraph of a footnote, ``b31-b35`` a run of blocks, ``sh2/b1.r5.c3`` the
cell C5 of the second sheet of a workbook, ``f2/b3`` the third block of the second file
of a disclosure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property, lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from extractor.dataclass import dataclass
from extractor.model.issues import Issue
from extractor.model.notebook_html import render_grid_html

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Block",
    "Cell",
    "CharacterMark",
    "Document",
    "ElementKey",
    "MARGIN_KINDS",
    "MarkKind",
    "PageBox",
    "Paragraph",
    "PlacedLine",
    "SHEET_NAME",
    "Span",
    "Story",
    "StoryKind",
    "Table",
    "Visit",
    "get_file_ordinal",
    "is_nested",
]

ElementKey = tuple[str, int | None, int | None]
"""A block, row or cell as the first three fields of its span."""

_BLOCK = r"(?:[a-z]+\d+/)*b\d+(?:\.r\d+\.c\d+\.b\d+)*"
_SPAN = re.compile(
    rf"(?P<path>(?:[^:\[\]]+:)?{_BLOCK}(?:-{_BLOCK})?)"
    r"(?:\.r(?P<row>\d+)(?:\.c(?P<column>\d+))?)?"
    r"(?:\[(?P<start>\d+):(?P<end>\d+)\])?"
)
# Points between the middle of a character and a box beside it.
_BOX_STEP = 0.02
_ORDINAL = re.compile(r"\d+")
_FILE = re.compile(r"f(\d+)/")


class StoryKind(StrEnum):
    """Kinds of text outside the body; the sheets of a workbook are its body."""

    BODY = ""
    SHEET = "sh"
    FOOTNOTE = "fn"
    ENDNOTE = "en"
    HEADER = "hd"
    FOOTER = "ft"
    TEXT_BOX = "tx"
    EMBEDDED = "ole"
    METADATA = "md"


SHEET_NAME = "sheet_name"
"""Description of the name of a sheet, a title outside the text of its table alone."""

MARGIN_KINDS = (StoryKind.HEADER, StoryKind.FOOTER)
"""Stories that the page repeats around its text."""


class Span(NamedTuple):
    """A position in a document: a block, a row or cell of it, or characters of it.

    ``path`` is the block with its story and, within a cell, with the cell that holds
    it; ``row`` and ``column`` name a row or cell of the table at ``path``; ``start``
    and ``end`` are characters of the paragraph or cell.
    """

    path: str
    row: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        printed = self.path
        if self.row is not None:
            printed += f".r{self.row}"
        if self.column is not None:
            printed += f".c{self.column}"
        if self.start is not None:
            printed += f"[{self.start}:{self.end}]"
        return printed

    def __repr__(self) -> str:
        return f"Span.parse({str(self)!r})"

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read the printed form back.

        Raises:
            ValueError: The text is no span.
        """
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a span: {text!r}")
        path, *numbers = match.groups()
        row, column, start, end = (n if n is None else int(n) for n in numbers)
        return cls(path, row, column, start, end)

    def slice(self, start: int, end: int) -> Span:
        """Characters of the paragraph or cell of this span."""
        return Span(self.path, self.row, self.column, start, end)

    def qualify_with_disclosure(self, disclosure_id: str) -> Span:
        """The span with the disclosure it belongs to, where spans of several are
        mixed."""
        return self._replace(path=f"{disclosure_id}:{self.path}")

    @property
    def element(self) -> Span:
        """The block, row or cell without its characters."""
        path, row, column, start, _ = self
        return self if start is None else Span(path, row, column)

    @property
    def row_span(self) -> Span:
        """The row that holds the cell; the block itself outside tables."""
        return Span(self.path, self.row)

    @property
    def is_in_table(self) -> bool:
        """True for a row or cell, and for characters of a cell."""
        return self.row is not None

    @property
    def table_path(self) -> str | None:
        """Path of the table whose row or cell this is; None for a block."""
        return self.path if self.row is not None else None

    @property
    def story(self) -> str:
        """Name of the story (``fn1``), '' for the body."""
        return self.path.rpartition("/")[0]

    @property
    def story_kind(self) -> StoryKind:
        """What the story is."""
        return _parse_story_kind(self.story)

    @property
    def file_ordinal(self) -> int:
        """Which file of its disclosure it is in, from 1."""
        return get_file_ordinal(self.path)

    @property
    def top_path(self) -> str:
        """Path of the block of the story that holds it all: ``b31`` of
        ``b31.r4.c2.b1``."""
        return self.path.partition(".")[0]

    @property
    def parent_cell(self) -> Span | None:
        """The cell that holds the block; None for a block of a story."""
        holder, dot, _ = self.path.rpartition(".")
        return Span.parse(holder) if dot else None

    @property
    def run_ends(self) -> tuple[str, str] | None:
        """First and last block of a run of blocks; None for one block."""
        first, dash, last = self.path.partition("-")
        return (first, last) if dash else None

    @property
    def ordinals(self) -> tuple[int, ...]:
        """The numbers of blocks, rows and columns from the outside in: (31, 4, 2, 1) of
        ``b31.r4.c2.b1``."""
        ordinals = _parse_ordinals(self.path)
        if self.row is not None:
            ordinals = (*ordinals, self.row)
        if self.column is not None:
            ordinals = (*ordinals, self.column)
        return ordinals

    def iter_containers(self) -> Iterator[Span]:
        """The block, row or cell it is or belongs to, then what holds that, from the
        inside out."""
        element: Span | None = self.element
        while element is not None:
            yield element
            if element.column is not None:
                yield element.row_span
            if element.row is not None:
                yield Span(element.path)
            element = element.parent_cell

    def is_within(self, other: Span) -> bool:
        """True when every character of this span also belongs to the other."""
        if other.start is None or other.end is None:
            return other in self.iter_containers()
        return (
            self.element == other.element
            and self.start is not None
            and self.end is not None
            and other.start <= self.start
            and self.end <= other.end
        )

    def overlaps(self, other: Span) -> bool:
        """True when one span contains the other, or both share characters."""
        if self.is_within(other) or other.is_within(self):
            return True
        if self.element != other.element or self.start is None or self.end is None:
            return False
        if other.start is None or other.end is None:
            return False
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=4096)
def _parse_ordinals(path: str) -> tuple[int, ...]:
    """The numbers of a path without those of its story."""
    inner = path.rpartition("/")[2]
    return tuple(map(int, _ORDINAL.findall(inner)))


@lru_cache(maxsize=4096)
def _parse_story_kind(story: str) -> StoryKind:
    _, _, name = story.rpartition("/")
    kind = name.rstrip("0123456789")
    if kind == "f":
        return StoryKind.BODY
    return StoryKind(kind)


def get_file_ordinal(path: str) -> int:
    """Get which file of its disclosure a printed place is in, from 1.

    >>> get_file_ordinal("b31.r4.c2"), get_file_ordinal("f2/sh1/b1.r3.c2")
    (1, 2)
    """
    match = None
    if path.startswith("f"):
        match = _FILE.match(path)
    if match is None:
        return 1
    return int(match[1])


def is_nested(path: str) -> bool:
    """Tell whether the block at a path is in a cell.

    >>> is_nested("b31.r4.c2.b1"), is_nested("b31")
    (True, False)
    """
    return "." in path


class MarkKind(StrEnum):
    """What the formatting of some characters says about them."""

    RAISED = "raised"
    LOWERED = "lowered"
    STRUCK = "struck"


class CharacterMark(NamedTuple):
    """Characters of a paragraph that the page sets apart: raised, lowered or struck
    out."""

    start: int
    end: int
    kind: MarkKind


class PageBox(NamedTuple):
    """A rectangle of a page in points from the lower left corner of its paper, as PDF
    counts.

    ``page`` counts from 1. A page that is shown turned has the coordinates of the page
    as it is stored.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class PlacedLine(NamedTuple):
    """Characters of a paragraph that a page prints on one line.

    Those from ``start`` stand from ``edges[0::2]`` to ``edges[1::2]``, along the line;
    ``bottom`` and ``top`` lie across it. ``turns`` are the quarters by which the page
    is turned clockwise for the line to read from left to right; all four are counted on
    the turned page.
    """

    start: int
    page: int
    turns: int
    bottom: float
    top: float
    edges: Sequence[float]

    def find_box(self, start: int, end: int) -> PageBox | None:
        """The rectangle of some characters of the paragraph; None where none of them is
        on the line."""
        first = max(start - self.start, 0)
        last = min(end - self.start, len(self.edges) // 2)
        if first >= last:
            return None
        edges = self.edges[2 * first : 2 * last]
        left, right = min(edges), max(edges)
        # A bracket may reach over its neighbour; the middle of that stays outside.
        if first:
            left = max(left, _step_inside(self.edges[2 * first - 2 : 2 * first], 1))
        behind = self.edges[2 * last : 2 * last + 2]
        if len(behind):
            right = min(right, _step_inside(behind, -1))
        if self.turns == 0:
            return PageBox(self.page, left, self.bottom, right, self.top)
        if self.turns == 1:
            return PageBox(self.page, -self.top, left, -self.bottom, right)
        if self.turns == 2:
            return PageBox(self.page, -right, -self.top, -left, -self.bottom)
        return PageBox(self.page, self.bottom, -right, self.top, -left)


def _step_inside(edges: Sequence[float], direction: int) -> float:
    """A place a little beyond the middle of a character."""
    return (edges[0] + edges[1]) / 2 + direction * _BOX_STEP


class Paragraph(NamedTuple):
    """One paragraph.

    ``list_label`` is the number that numbering prints before it (``一、``), never part of
    ``text``. ``outline_level`` is 1 to 9 from the style or the paragraph itself, 0 for
    body text; ``in_toc``: it belongs to a table of contents field or style.
    """

    path: str
    text: str
    list_label: str = ""
    style: str = ""
    outline_level: int = 0
    in_toc: bool = False

    @property
    def span(self) -> Span:
        """The whole paragraph."""
        return Span(self.path)


class Cell(NamedTuple):
    """One cell at its origin in the grid of its table.

    ``text`` joins its own paragraphs by line feeds; nested tables are among ``blocks``
    only. ``span`` is the whole cell; all that is read from it shares the one object.
    """

    span: Span
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    blocks: tuple[Block, ...]

    @classmethod
    def build(
        cls,
        table_path: str,
        row: int,
        column: int,
        row_span: int,
        column_span: int,
        text: str,
        blocks: tuple[Block, ...],
    ) -> Cell:
        """A cell of the table at a path."""
        span = Span(table_path, row, column)
        return cls(span, row, column, row_span, column_span, text, blocks)

    @property
    def path(self) -> str:
        """The cell's span as it is printed (``b31.r4.c2``)."""
        return str(self.span)


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A rectangular grid of cells in row order; a merged cell occurs once, at its
    origin."""

    path: str
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]

    @property
    def span(self) -> Span:
        """The whole table."""
        return Span(self.path)

    def rows(self) -> list[list[Cell]]:
        """The cells by the row of their origin, one list a row (empty where all cells
        continue from above)."""
        cells_by_position = {
            row: list(cells)
            for row, cells in groupby(self.cells, lambda cell: cell.row)
        }
        return [cells_by_position.get(row, []) for row in range(1, self.n_rows + 1)]

    def grid(self) -> list[list[str]]:
        """Rectangular list of rows of str: a merged cell's text at its origin, '' where
        it continues."""
        rows = [[""] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row - 1][cell.column - 1] = cell.text
        return rows

    def to_pandas(self, header_rows: int | None = None) -> pd.DataFrame:
        """Convert to a DataFrame of texts; a merged cell gives its text to all it
        covers.

        Args:
            header_rows: rows that head the columns, their texts joined by a slash; by
                default as many as the first row spans.
        """
        import pandas as pd  # a reader of documents alone does without

        rows = [[""] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            for row in range(cell.row - 1, cell.row - 1 + cell.row_span):
                end = cell.column - 1 + cell.column_span
                rows[row][cell.column - 1 : end] = [cell.text] * cell.column_span
        if header_rows is None:
            first = [cell.row_span for cell in self.cells if cell.row == 1]
            header_rows = max(first, default=0)
        heads = zip(*rows[:header_rows], strict=True)
        columns = ["/".join(dict.fromkeys(filter(None, texts))) for texts in heads]
        return pd.DataFrame(rows[header_rows:], columns=columns or None)

    def __repr__(self) -> str:
        return f"<Table {self.path}: {self.n_rows} rows, {self.n_columns} columns>"

    def _repr_html_(self) -> str:
        return render_grid_html(self)

    def iter_nested_tables(self) -> Iterator[Table]:
        """The tables in its cells, each before those in it."""
        for cell in self.cells:
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield block
                    yield from block.iter_nested_tables()

    def iter_text_lines(self) -> Iterator[str]:
        """A line a row, its cells parted by tabs; nested tables behind the row that
        holds them."""
        for row in self.rows():
            yield "\t".join(map(_render_cell_text, row))
            for cell in row:
                for block in cell.blocks:
                    if isinstance(block, Table):
                        yield from block.iter_text_lines()


Block = Paragraph | Table


class Story(NamedTuple):
    """Text outside the body: a note, header, footer, text box or embedded object.

    ``anchor`` is the path of the paragraph it is anchored to, '' where there is none
    (headers, footers); ``description`` describes it where the name does not: the file
    name or kind of an embedded object.
    """

    name: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    description: str = ""

    @property
    def kind(self) -> StoryKind:
        """What it is, from its name."""
        return _parse_story_kind(self.name)


class Visit(NamedTuple):
    """One paragraph, table or cell that :meth:`Document.walk` meets.

    ``top_block`` is the block of the story that holds it (or itself); ``cell`` the
    innermost cell that holds it, None for a block of the story; ``story`` is None in
    the body. ``is_attached``: it follows the body: in a note, header, footer or
    embedded object, or in a text box anchored there.
    """

    item: Paragraph | Table | Cell
    top_block: Block
    cell: Cell | None
    story: Story | None
    is_attached: bool


@dataclass(frozen=True, repr=False)
class Document:
    """A file as it was read. ``blocks`` is the body; ``stories`` hold the text outside
    it.

    ``metadata`` are titles that no page shows (of the web page, of the properties, the
    file's name), strongest first, one paragraph each; ``description`` says which. They
    have spans, but are no part of the text. ``marks`` are the raised, lowered and
    struck characters by the path of their paragraph, ``lines`` where a format of
    printed pages (PDF) has them. ``repeats`` names, of a document of several files,
    each table that a file before prints too, with that one.
    """

    blocks: tuple[Block, ...]
    stories: tuple[Story, ...] = ()
    format: str = ""
    sha256: str = ""
    issues: tuple[Issue, ...] = field(default=(), compare=False)
    metadata: tuple[Story, ...] = field(default=(), compare=False)
    marks: Mapping[str, tuple[CharacterMark, ...]] = field(
        default_factory=dict, hash=False
    )
    lines: Mapping[str, tuple[PlacedLine, ...]] = field(
        default_factory=dict, hash=False, compare=False
    )
    repeats: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    def __repr__(self) -> str:
        size = f"{len(self.blocks)} blocks, {len(self.tables)} tables"
        return f"<Document {self.format}: {size}, {len(self.text):,} characters>"

    def _repr_html_(self) -> str:
        shown = []
        for block in self.iter_body_blocks():
            if isinstance(block, Table):
                shown.append(render_grid_html(block))
            else:
                text = escape(block.list_label + block.text)
                shown.append(f"<p style='text-align:left'>{text}</p>")
        return f"<p>{escape(repr(self))}</p><div>{''.join(shown)}</div>"

    def walk(self) -> Iterator[Visit]:
        """Visit every paragraph, table and cell once, in reading order.

        The body comes first, then notes, headers, footers and embedded objects. A text
        box comes behind the block of the story that anchors it, unanchored ones at the
        end; a cell comes before the blocks in it.
        """
        for visit in self._top_visits:
            yield from _descend(visit)

    def walk_blocks(self) -> tuple[Visit, ...]:
        """Visit the paragraphs and tables of the body and of all stories in the same
        order, not what is in cells."""
        return self._top_visits

    def iter_body_blocks(self) -> Iterator[Block]:
        """Paragraphs and tables of the body in reading order, those of its text boxes
        behind their anchors."""
        return (v.top_block for v in self._top_visits if not v.is_attached)

    def iter_paragraphs(self) -> Iterator[Paragraph]:
        """Paragraphs outside tables in reading order: of the body, then of what is
        attached to it."""
        for visit in self._top_visits:
            if isinstance(visit.top_block, Paragraph):
                yield visit.top_block

    @cached_property
    def text(self) -> str:
        """All visible text in reading order, a paragraph a line, a table row's cells
        parted by tabs."""
        lines: list[str] = []
        for visit in self._top_visits:
            block = visit.top_block
            if isinstance(block, Paragraph):
                lines.append(block.list_label + block.text)
            else:
                lines.extend(block.iter_text_lines())
        return "\n".join(lines)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table in reading order, nested ones behind the table that holds
        them."""
        tables: list[Table] = []
        for visit in self._top_visits:
            if isinstance(visit.top_block, Table):
                tables.append(visit.top_block)
                tables.extend(visit.top_block.iter_nested_tables())
        return tuple(tables)

    @property
    def headings(self) -> tuple[Paragraph, ...]:
        """Paragraphs that the file itself marks as headings (outline level or heading
        style)."""
        return tuple(
            block
            for block in self.iter_body_blocks()
            if isinstance(block, Paragraph) and block.outline_level and not block.in_toc
        )

    def text_at(self, span: Span | str) -> str:
        """The text exactly at a span.

        Args:
            span: A span, or one as it is printed (``b31.r4.c2[0:5]``); a file read by
                itself also knows the places it has in a disclosure of several files
                (``f2/b31``).

        Raises:
            ValueError: The text is no span.
            KeyError: The document has no such span.
        """
        if isinstance(span, str):
            span = Span.parse(span)
        path, row, _, start, end = span
        in_file = path.startswith("f") and span.file_ordinal > 1
        if in_file and not self._holds_files:
            span = span._replace(path=_FILE.sub("", path))
        if row is None:
            text = self._find_block_text(span.path)
        else:
            text = self._cell_texts.get(span[:3])
        if text is None:
            text = self._join_texts(span.element)
        return text if start is None else text[start:end]

    def find_boxes(self, span: Span) -> tuple[PageBox, ...]:
        """Where the pages print a span.

        Args:
            span: A paragraph, a cell, or characters of one.

        Returns:
            A box for each printed line; one for a whole paragraph or cell on one page;
            none where the format has no pages, and for other spans.
        """
        if not self.lines:
            return ()
        paragraphs = self._list_paragraphs(span.element)
        length = sum(size + 1 for _, _, size in paragraphs) - 1
        first, last = span.start or 0, length
        if span.end is not None:
            last = span.end
        boxes: list[PageBox] = []
        for path, offset, _ in paragraphs:
            boxes.extend(self._find_line_boxes(path, first - offset, last - offset))
        is_whole = first == 0 and last >= length
        if is_whole and len({box.page for box in boxes}) == 1:
            return (_unite_boxes(boxes),)
        return tuple(boxes)

    def _find_line_boxes(self, path: str, start: int, end: int) -> Iterator[PageBox]:
        """A box for each line that prints some characters of a paragraph."""
        for line in self.lines.get(path, ()):
            box = line.find_box(max(start, 0), end)
            if box is not None:
                yield box

    def _list_paragraphs(self, element: Span) -> list[tuple[str, int, int]]:
        """Path, offset and length of each paragraph of an element."""
        if element.row is None:
            text = self._find_block_text(element.path) or ""
            return [(element.path, 0, len(text))]
        paragraphs: list[tuple[str, int, int]] = []
        offset = 0
        for block in self._cell_blocks.get(element, ()):
            if isinstance(block, Paragraph):
                length = len(block.text)
                paragraphs.append((block.path, offset, length))
                offset += length + 1
        return paragraphs

    @cached_property
    def _holds_files(self) -> bool:
        """True for a document of several files."""
        return any(get_file_ordinal(path) > 1 for path in self._blocks_by_path)

    @cached_property
    def _top_visits(self) -> tuple[Visit, ...]:
        """The blocks of the body and of all stories in reading order."""
        boxes: dict[str, list[Story]] = {}
        attached: list[Story] = []
        for story in self.stories:
            if story.kind is StoryKind.TEXT_BOX:
                boxes.setdefault(story.anchor, []).append(story)
            else:
                attached.append(story)
        visits = list(_visit_story(None, self.blocks, boxes, False))
        for story in attached:
            is_attached = story.kind is not StoryKind.SHEET
            visits.extend(_visit_story(story, story.blocks, boxes, is_attached))
        while boxes:
            for story in boxes.pop(next(iter(boxes))):
                visits.extend(_visit_story(story, story.blocks, boxes, True))
        return tuple(visits)

    @cached_property
    def _blocks_by_path(self) -> dict[str, Block]:
        """Every paragraph and table by its path."""
        found: dict[str, Block] = {}
        blocks = [*self.blocks]
        for story in (*self.stories, *self.metadata):
            blocks.extend(story.blocks)
        while blocks:
            block = blocks.pop()
            found[block.path] = block
            if isinstance(block, Table):
                for cell in block.cells:
                    blocks.extend(cell.blocks)
        return found

    def _find_block_text(self, path: str) -> str | None:
        """Text of a paragraph or table; None where there is none at the path."""
        block = self._blocks_by_path.get(path)
        if isinstance(block, Table):
            return "\n".join(map("\t".join, block.grid()))
        return None if block is None else block.text

    @cached_property
    def _cell_texts(self) -> dict[ElementKey, str]:
        """Text of every cell by its place."""
        return {
            cell.span[:3]: cell.text for table in self.tables for cell in table.cells
        }

    @cached_property
    def _cell_blocks(self) -> dict[Span, tuple[Block, ...]]:
        """Blocks of every cell by its span."""
        return {cell.span: cell.blocks for table in self.tables for cell in table.cells}

    def _join_texts(self, element: Span) -> str:
        """Text of a row or of a run of blocks."""
        if element.run_ends:
            paths = [block.path for block in self.iter_body_blocks()]
            first, last = element.run_ends
            if first in paths and last in paths:
                run = paths[paths.index(first) : paths.index(last) + 1]
                return "\n".join(self._find_block_text(path) or "" for path in run)
        cells = self._list_row_texts(element)
        if not cells:
            raise KeyError(str(element))
        return "\t".join(cells)

    def _list_row_texts(self, row: Span) -> list[str]:
        """The texts of the cells that begin in a row."""
        if row.column is not None:
            return []
        texts, key = self._cell_texts, row[:2]
        return [text for cell, text in texts.items() if cell[:2] == key]


def _unite_boxes(boxes: list[PageBox]) -> PageBox:
    """The rectangle round some boxes of one page."""
    pages, lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return PageBox(pages[0], min(lefts), min(bottoms), max(rights), max(tops))


def _visit_story(
    story: Story | None,
    blocks: tuple[Block, ...],
    boxes: dict[str, list[Story]],
    is_attached: bool,
) -> Iterator[Visit]:
    """The blocks of a story, each followed by the text boxes it anchors, which leave
    ``boxes``."""
    for block in blocks:
        visit = Visit(block, block, None, story, is_attached)
        yield visit
        if not boxes:
            continue
        anchors = [
            v.item.path for v in _descend(visit) if isinstance(v.item, Paragraph)
        ]
        for anchor in anchors:
            for box in boxes.pop(anchor, ()):
                yield from _visit_story(box, box.blocks, boxes, is_attached)


def _descend(visit: Visit) -> Iterator[Visit]:
    """A visited block, then all that is inside it."""
    yield visit
    table, top_block, _, story, is_attached = visit
    if not isinstance(table, Table):
        return
    for cell in table.cells:
        yield Visit(cell, top_block, visit.cell, story, is_attached)
        for block in cell.blocks:
            inner = Visit(block, top_block, cell, story, is_attached)
            if isinstance(block, Paragraph):
                yield inner
            else:
                yield from _descend(inner)


def _render_cell_text(cell: Cell) -> str:
    """A cell's text with the numbers that numbering
    prints before its paragraphs."""
    if len(cell.blocks) == 1 and not getattr(cell.blocks[0], "list_label", ""):
        return cell.text
    return "\n".join(
        block.list_label + block.text
        for block in cell.blocks
        if isinstance(block, Paragraph)
    )
