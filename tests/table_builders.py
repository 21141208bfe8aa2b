"""Tables built in the three forms one table comes in: merged cells, blanks in their place, and a text dump.

A row is a list of cells; a cell is its text, with ``>n`` for n columns and ``^n`` for n rows: ``"评价标准>4"``,
``"职责活动^2"``. A cell that continues from above is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from extractor.lexicon.lexicon import Lexicon, load_bundled_lexicons
from extractor.model.document import Cell, Document, Paragraph, Table
from extractor.tables.model import ParsedTable
from extractor.tables.parse import parse_tables
from extractor.tables.placement import PlacedTable

__all__ = ["BASE_LEXICON", "PROCUREMENT_HEADER", "build_blank_filled_table", "build_extractor_context", "build_dumped_table", "parse_single_table", "build_merged_table", "build_paragraph"]

BASE_LEXICON: Lexicon = load_bundled_lexicons()["base"]
PROCUREMENT_HEADER = (
    [
        "政府采购项目来源>2",
        "采购物品名称^3",
        "政府采购目录序号^3",
        "数量  单位^3",
        "数量^3",
        "单价^3",
        "政府采购金额>7",
    ],
    ["项目名称^2", "预算资金^2", "总计^2", "当年部门预算安排资金>5", "其他渠道资金^2"],
    ["合计", "一般公共预算拨款", "基金预算拨款", "财政专户核拨", "其他来源收入"],
)
"""The three rows of a header of purchases, below what is its caption."""
_SPAN_SYNTAX = re.compile(r"(?P<text>.*?)(?:>(?P<columns>\d+))?(?:\^(?P<rows>\d+))?\Z", re.DOTALL)


class _PlacedCell(NamedTuple):
    text: str
    row: int
    column: int
    rows: int
    columns: int


def _place_cells(rows: Sequence[Sequence[str]]) -> tuple[list[_PlacedCell], int]:
    """Each cell at the next free column of its row; the width of the grid."""
    busy: set[tuple[int, int]] = set()
    pieces: list[_PlacedCell] = []
    for i, row in enumerate(rows, 1):
        column = 1
        for cell in row:
            match = _SPAN_SYNTAX.match(cell)
            assert match is not None
            while (i, column) in busy:
                column += 1
            spans = int(match["rows"] or 1), int(match["columns"] or 1)
            pieces.append(_PlacedCell(match["text"], i, column, *spans))
            busy.update((i + a, column + b) for a in range(spans[0]) for b in range(spans[1]))
    return pieces, max(column for _, column in busy)


def _build_cell(address: str, placed: _PlacedCell) -> Cell:
    at = f"{address}.r{placed.row}.c{placed.column}"
    return Cell.build(
        address, placed.row, placed.column, placed.rows, placed.columns, placed.text, (Paragraph(f"{at}.b1", placed.text),)
    )


def build_merged_table(*rows: Sequence[str], address: str = "b2") -> Table:
    """The table as it was drawn: merged cells stand once, at their origin."""
    pieces, width = _place_cells(rows)
    return Table(address, len(rows), width, tuple(_build_cell(address, piece) for piece in pieces))


def build_blank_filled_table(*rows: Sequence[str], address: str = "b2") -> Table:
    """The table with blanks where merged cells went on."""
    pieces, width = _place_cells(rows)
    texts = {(piece.row, piece.column): piece.text for piece in pieces}
    cells = tuple(
        _build_cell(address, _PlacedCell(texts.get((i, j), ""), i, j, 1, 1))
        for i in range(1, len(rows) + 1)
        for j in range(1, width + 1)
    )
    return Table(address, len(rows), width, cells)


def build_dumped_table(*rows: Sequence[str], address: str = "b2") -> Table:
    """The table as a text dump leaves it: a cell merged to the right stands once, one merged downwards goes on blank."""
    pieces, width = _place_cells(rows)
    cells: list[Cell] = []
    for i in range(1, len(rows) + 1):
        line: dict[int, str] = {}
        for piece in pieces:
            if piece.row <= i < piece.row + piece.rows:
                line[piece.column] = piece.text if piece.row == i else ""
        cells.extend(_build_cell(address, _PlacedCell(text, i, j, 1, 1)) for j, (_, text) in enumerate(sorted(line.items()), 1))
    return Table(address, len(rows), width, tuple(cells))


def build_paragraph(text: str, address: str = "b1") -> Paragraph:
    return Paragraph(address, text)


def parse_single_table(table: Table, *preceding: str, section: str | None = None) -> ParsedTable:
    """One table below some paragraphs; of a grid of several the first."""
    paragraphs = tuple(build_paragraph(text, f"b{i}") for i, text in enumerate(preceding, 101))
    return parse_tables([PlacedTable(table, paragraphs, section)], BASE_LEXICON, _is_dump(table))[0]


def _is_dump(table: Table) -> bool:
    """True for a table without spans some rows of which are short."""
    spans = any(cell.row_span > 1 or cell.column_span > 1 for cell in table.cells)
    return not spans and len(table.cells) < table.n_rows * table.n_columns


def build_extractor_context(*tables: Table | tuple[Table, str], year: int | None = 2020, final: bool = False) -> Any:
    """The context of an extractor, for tables (each with its title above it, if any) and nothing else."""
    given = [entry if isinstance(entry, tuple) else (entry, "") for entry in tables]
    tables_below = [
        PlacedTable(table, (build_paragraph(title, f"t{table.path}"),) if title else (), None) for table, title in given
    ]
    parsed = parse_tables(tables_below, BASE_LEXICON, any(_is_dump(table) for table, _ in given))
    blocks = tuple(table for table, _ in given)
    titles = tuple(build_paragraph(title, f"t{table.path}") for table, title in given if title)
    return SimpleNamespace(
        document=Document((*titles, *blocks)), tables=parsed, lexicon=BASE_LEXICON, year=year, is_final=final, profile=None, name_variants=(),
        outline=SimpleNamespace(entries=()), iter_prose_entries=lambda: (),
    )  # fmt: skip
