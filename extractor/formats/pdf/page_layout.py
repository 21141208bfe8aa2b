"""One page: which glyphs stand in which cell, and which lines stand outside tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
)
from extractor.formats.limits import consume_limit
from extractor.formats.pdf.aligned_columns import (
    AlignedPart,
    AlignedTable,
    find_aligned_tables,
)
from extractor.formats.pdf.pdfium import PageGlyph, PdfPage, Ruling
from extractor.formats.pdf.printed_lines import (
    PrintedLine,
    build_paragraphs,
    find_cell_measure,
    group_lines,
)
from extractor.formats.pdf.rulings import (
    CellRegion,
    RuledGrid,
    find_grids,
    merge_rulings,
)
from extractor.model.issues import Issue

__all__ = [
    "LaidCell",
    "LaidPage",
    "LaidTable",
    "fill_aligned",
    "lay_out_page",
]

# Share of the page that a frame round everything takes.
_MIN_FRAME_SHARE = 0.5
# Points by which a line lies off the side of a table that draws it.
_SIDE_SLACK = 3.0
# Glyphs of a page that is a picture: a page number, a stamp.
_MAX_PICTURE_GLYPHS = 30


@dataclass(slots=True)
class LaidCell:
    """A cell of a page: its slots, its sides, its lines and the tables in it."""

    region: CellRegion
    left: float
    right: float
    lines: Sequence[PrintedLine]
    inner: list[LaidTable] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text without white space."""
        return "".join("".join(line.text for line in self.lines).split())

    @property
    def columns(self) -> tuple[int, int]:
        """Its first column, and the one behind its last."""
        return self.region.first_column, self.region.end_column

    def move_down(self, first_row: int, offset: int) -> None:
        """Count its rows from elsewhere, those above a row left out."""
        region = self.region
        self.region = region._replace(
            first_row=max(region.first_row, first_row) + offset,
            end_row=region.end_row + offset,
        )

    def ends_at(self, row: int) -> bool:
        """True where the row behind its last is this one."""
        return self.region.end_row == row


@dataclass(slots=True)
class LaidTable:
    """A table of one page or, once joined, of several.

    ``xs`` and ``ys`` are its lines, or what parts the rows; ``ys`` are those of its
    last page. ``columns`` are the sides of what stands in each where no line does.
    """

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    n_rows: int
    n_columns: int
    cells: list[LaidCell]
    top: float
    bottom: float
    columns: tuple[tuple[float, float], ...] = ()

    def list_row_texts(self, row: int) -> list[str]:
        """Texts of the cells that begin in a row."""
        texts = [cell.text for cell in self.cells if cell.region.first_row == row]
        return [text for text in texts if text or not self.columns]

    def draft(self) -> DraftTable:
        """The table without its path."""
        cells = [_draft_cell(cell) for cell in self.cells]
        issues: list[Issue] = []
        if not self.xs:
            issues.append(Issue.build("TABLE_UNRULED", page=self.page))
        return DraftTable(self.n_rows, self.n_columns, cells, issues)


def _draft_cell(cell: LaidCell) -> DraftCell:
    first_row, end_row, first_column, end_column = cell.region
    blocks: list[DraftBlock] = []
    if cell.lines:
        measure = find_cell_measure(cell.lines, cell.left, cell.right)
        blocks.extend(build_paragraphs(cell.lines, measure))
    blocks.extend(table.draft() for table in cell.inner)
    return DraftCell(
        first_row + 1,
        first_column + 1,
        end_row - first_row,
        end_column - first_column,
        blocks or [DraftParagraph("")],
    )


@dataclass(frozen=True, slots=True)
class LaidPage:
    """The lines outside tables, and the tables, each from top to bottom."""

    number: int
    box: tuple[float, float, float, float]
    lines: list[PrintedLine]
    tables: list[LaidTable]
    is_picture: bool
    has_hidden_text: bool

    @property
    def size_class(self) -> tuple[int, int]:
        """Pages of about one size have one; their lines have one measure."""
        left, bottom, right, top = self.box
        return round((right - left) / 10), round((top - bottom) / 10)


def lay_out_page(page: PdfPage, above: Sequence[tuple[float, float]] = ()) -> LaidPage:
    """Lay out a page.

    Args:
        page: what the page shows.
        above: the columns of a table without vertical lines that ends the page before.

    Returns:
        Its lines and tables.

    Raises:
        ReadError: TOO_MUCH, where it has more cells than the file may have.
    """
    horizontals = merge_rulings(page.horizontals)
    grids = _drop_frames(
        find_grids(horizontals, merge_rulings(page.verticals)), page.box
    )
    strokes = [one for one in horizontals if not _is_side(one, grids)]
    owned, free = _share_out(page.glyphs, grids)
    tables = [
        _fill_grid(page, grid, glyphs, strokes)
        for grid, glyphs in zip(grids, owned, strict=True)
    ]
    tables = _nest_tables(tables, grids)
    lines = group_lines(free, page.number, page.turns, strokes, "\t")
    aligned = find_aligned_tables(lines, strokes, above)
    tables.extend(fill_aligned(page.number, lines, table) for table in aligned)
    tables.sort(key=lambda table: -table.top)
    is_picture = page.is_scan and len(page.glyphs) <= _MAX_PICTURE_GLYPHS
    return LaidPage(
        page.number,
        page.box,
        list(_iter_outside(lines, aligned)),
        tables,
        is_picture,
        page.has_hidden_text,
    )


def _drop_frames(
    grids: list[RuledGrid], box: tuple[float, float, float, float]
) -> list[RuledGrid]:
    """The grids without frames: one cell round the page or round other tables."""
    page_area = max(_measure_area(box), 1.0)
    kept: list[RuledGrid] = []
    for grid in grids:
        if len(grid.regions) > 1:
            kept.append(grid)
            continue
        is_frame = any(_holds(grid, other) for other in grids)
        if not is_frame and _measure_area(grid.box) < _MIN_FRAME_SHARE * page_area:
            kept.append(grid)
    return kept


def _measure_area(box: tuple[float, float, float, float]) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)


def _holds(outer: RuledGrid, inner: RuledGrid) -> bool:
    """True for a grid inside another one."""
    if outer is inner or _measure_area(outer.box) <= _measure_area(inner.box):
        return False
    left, bottom, right, top = inner.box
    return outer.contains(left, bottom) and outer.contains(right, top)


def _is_side(ruling: Ruling, grids: Sequence[RuledGrid]) -> bool:
    """True for a line that is the side of a cell."""
    for grid in grids:
        left, _, right, _ = grid.box
        if ruling.end < left or right < ruling.start:
            continue
        if any(abs(ruling.position - y) <= _SIDE_SLACK for y in grid.ys):
            return True
    return False


def _share_out(
    glyphs: Sequence[PageGlyph], grids: Sequence[RuledGrid]
) -> tuple[list[list[PageGlyph]], list[PageGlyph]]:
    """The glyphs of each grid, the innermost one first, and those outside all."""
    owned: list[list[PageGlyph]] = [[] for _ in grids]
    if not grids:
        return owned, list(glyphs)
    areas = [_measure_area(grid.box) for grid in grids]
    order = sorted(range(len(grids)), key=lambda index: areas[index])
    free: list[PageGlyph] = []
    for glyph in glyphs:
        x, y = (glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2
        for index in order:
            if grids[index].contains(x, y):
                owned[index].append(glyph)
                break
        else:
            free.append(glyph)
    return owned, free


def _fill_grid(
    page: PdfPage,
    grid: RuledGrid,
    glyphs: Sequence[PageGlyph],
    strokes: Sequence[Ruling],
) -> LaidTable:
    """A grid with the glyphs whose middle lies in each cell."""
    by_region: list[list[PageGlyph]] = [[] for _ in grid.regions]
    for glyph in glyphs:
        x, y = (glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2
        by_region[grid.locate(x, y)].append(glyph)
    consume_limit("cells", len(grid.regions), "PDF")
    cells: list[LaidCell] = []
    for region, own in zip(grid.regions, by_region, strict=True):
        left, _, right, _ = grid.find_box(region)
        lines: list[PrintedLine] = []
        if own:
            lines = group_lines(own, page.number, page.turns, strokes)
        cells.append(LaidCell(region, left, right, lines))
    _, bottom, _, top = grid.box
    n_rows, n_columns = len(grid.ys) - 1, len(grid.xs) - 1
    return LaidTable(
        page.number, grid.xs, grid.ys, n_rows, n_columns, cells, top, bottom
    )


def _nest_tables(
    tables: Sequence[LaidTable], grids: Sequence[RuledGrid]
) -> list[LaidTable]:
    """Put tables that lie in a cell of another into that cell."""
    outermost: list[LaidTable] = []
    for table, grid in zip(tables, grids, strict=True):
        holders = [
            (_measure_area(outer.box), index)
            for index, outer in enumerate(grids)
            if _holds(outer, grid)
        ]
        if not holders:
            outermost.append(table)
            continue
        _, index = min(holders)
        left, bottom, right, top = grid.box
        region = grids[index].locate((left + right) / 2, (bottom + top) / 2)
        tables[index].cells[region].inner.append(table)
    return outermost


def fill_aligned(
    page: int, lines: Sequence[PrintedLine], table: AlignedTable
) -> LaidTable:
    """Lay out a table without vertical lines.

    Args:
        page: the number of the page.
        lines: the lines among which the table was found.
        table: its rows, columns and cells.

    Returns:
        The table, with cells that hold nothing where it has none.

    Raises:
        ReadError: TOO_MUCH, where it has more cells than the file may have.
    """
    rows = lines[table.first_line : table.end_line]
    columns = table.columns
    consume_limit("cells", len(table.parts), "PDF")
    cells = [
        LaidCell(
            CellRegion(part.row, part.end_row, part.first_column, part.end_column),
            *_find_sides(part, columns),
            part.lines,
        )
        for part in table.parts
    ]
    cells.extend(_iter_empty(cells, len(table.ys) - 1, columns))
    cells.sort(key=lambda cell: cell.region)
    top, bottom = max(rows[0].top, table.ys[0]), rows[-1].bottom
    n_rows, n_columns = len(table.ys) - 1, len(columns)
    return LaidTable(page, (), table.ys, n_rows, n_columns, cells, top, bottom, columns)


def _iter_empty(
    cells: Sequence[LaidCell], n_rows: int, columns: Sequence[tuple[float, float]]
) -> Iterator[LaidCell]:
    """The cells of a table that hold nothing."""
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.region.first_row, cell.region.end_row)
        for column in range(*cell.columns)
    }
    consume_limit("cells", n_rows * len(columns) - len(taken), "PDF")
    for row in range(n_rows):
        for column, (left, right) in enumerate(columns):
            if (row, column) not in taken:
                region = CellRegion(row, row + 1, column, column + 1)
                yield LaidCell(region, left, right, ())


def _find_sides(
    part: AlignedPart, columns: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Between which sides the lines of a cell run,
    by what stands below and above."""
    left = min(line.left for line in part.lines)
    right = max(line.right for line in part.lines)
    return (
        min(left, columns[part.first_column][0]),
        max(right, columns[part.end_column - 1][1]),
    )


def _iter_outside(
    lines: Sequence[PrintedLine], tables: Sequence[AlignedTable]
) -> Iterator[PrintedLine]:
    """The lines that are in none of the tables."""
    taken = {
        index for table in tables for index in range(table.first_line, table.end_line)
    }
    for index, line in enumerate(lines):
        if index not in taken:
            yield line
