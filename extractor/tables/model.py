"""Parsed tables: title, unit and kind, the columns, the rows below the header.

One table of the document may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a
form above its indicators), and several may be one (a page break cut it, with or without
its header again). Each parsed table is one part of one grid;
:mod:`extractor.tables.parse` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from extractor.dataclass import dataclass
from extractor.model.document import Cell, Document, Span, Table
from extractor.model.enums import TableKind
from extractor.model.issues import Issue
from extractor.model.records import Extracted, TableRecord, Unit
from extractor.tables.cells import is_blank, is_note_row

__all__ = [
    "CellRow",
    "ParsedTable",
    "RecordedTable",
    "build_table_record",
    "build_table_records",
]

CellRow = tuple[Cell | None, ...]
"""The cells of a row, one a column."""


@dataclass(frozen=True)
class ParsedTable:
    """A table of which the form is known.

    Columns are those of the grid without its empty ones; rows are those of one part of
    the grid. Merged or blank header cells are filled: a blank below continues the cell
    above, a label above spans the labels below it.

    Attributes:
        source_table: The table of the document.
        kind: Its kind, of the closed list tables.kind.
        table_key: Its statutory key, B1 ... F9.
        title: The title in its caption.
        entity: Whose table it is.
        unit: The unit declared for the whole table: caption row, paragraph above.
        column_units: The unit that the header of each column declares.
        as_of: The date of its figures.
        header_rows: Grid rows, from 1, of title, caption and header of every part of
            the grid.
        header_texts: The header path of each column, from top to bottom.
        fields: The field of each column, None when unknown.
        rows: Rows below the header: the cell that begins in each column, else None.
        section_key: Key of its level 1 section.
        filled_rows: As rows, with the merged cell in every position that it covers.
        header_cells: The cells of each column's header path.
        form_rows: Rows of labels and values above a header of indicators.
        year: The year that the caption declares (预算年度：2025).
        continues: Path of the table it continues.
        title_key: The key of its title: a statutory key, or a key for tables without
            one.
        index: Its number in the grid.
        grid_columns: The grid column of each column, where empty ones were dropped.
        ignored: Cells whose numbers are counters or scores, and what they are.
        conflicting_unit: A second, different declaration of the unit.
        issues: What was decided while parsing and could be otherwise.
    """

    source_table: Table
    kind: str
    table_key: str | None
    title: Extracted[str] | None
    entity: Extracted[str] | None
    unit: Unit | None
    column_units: tuple[Unit | None, ...]
    as_of: Extracted[date] | None
    header_rows: tuple[int, ...]
    header_texts: tuple[tuple[str, ...], ...]
    fields: tuple[str | None, ...]
    rows: tuple[CellRow, ...]
    section_key: str | None = None
    filled_rows: tuple[CellRow, ...] = ()
    header_cells: tuple[tuple[Cell, ...], ...] = ()
    form_rows: tuple[tuple[Cell, ...], ...] = ()
    year: Extracted[int] | None = None
    continues: str | None = None
    title_key: str | None = None
    index: int = 1
    grid_columns: tuple[int, ...] = ()
    ignored: Mapping[Span, str] = field(default_factory=dict)
    conflicting_unit: Unit | None = None
    issues: tuple[Issue, ...] = ()
    # What others read of the table once, by what they call it.
    readings: dict[object, Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def get_head(self, column: int) -> str:
        """The lowest header of a column, from 1; '' where it has none."""
        path = self.header_texts[column - 1]
        return path[-1] if path else ""

    def get_unit(self, column: int) -> Unit | None:
        """The unit in force in a column (from 1): the column's own, else the
        table's."""
        return self.column_units[column - 1] or self.unit

    @cached_property
    def column_by_field(self) -> Mapping[str, int]:
        """The column (from 1) of each field.

        Where a header spans several it is the first, in which its cells begin.
        """
        columns: dict[str, int] = {}
        for column, name in enumerate(self.fields, 1):
            if name:
                columns.setdefault(name, column)
        return columns

    @cached_property
    def column_texts(self) -> tuple[tuple[str, ...], ...]:
        """What the cells of each column print below the header, notes and blanks left
        out."""
        rows = [row for row in self.rows if not is_note_row(row)]
        return tuple(
            tuple(
                cell.text
                for row in rows
                if (cell := row[index]) and not is_blank(cell.text)
            )
            for index in range(len(self.fields))
        )

    def find_column(self, field: str) -> int | None:
        """The first column (from 1) of a field; None when the table has none."""
        return self.column_by_field.get(field)


class RecordedTable(NamedTuple):
    """A table of the document, as it was parsed (None for one that was not), and its
    record."""

    table: Table
    parsed: ParsedTable | None
    record: TableRecord


def build_table_records(
    document: Document, block_paths: Set[str], parsed_tables: Sequence[ParsedTable]
) -> list[RecordedTable]:
    """The records of all tables within some blocks; of several parts of one grid the
    first gives the record."""
    parsed_by_id = {
        id(parsed.source_table): parsed for parsed in reversed(parsed_tables)
    }
    recorded: list[RecordedTable] = []
    for table in document.tables:
        if table.span.top_path not in block_paths:
            continue
        parsed = parsed_by_id.get(id(table))
        if parsed is None:
            record = _build_layout_record(table)
        else:
            record = build_table_record(parsed)
        recorded.append(RecordedTable(table, parsed, record))
    return recorded


def _build_layout_record(table: Table) -> TableRecord:
    return TableRecord(
        TableKind.LAYOUT,
        None,
        None,
        None,
        None,
        table.n_rows,
        table.n_columns,
        0,
        table.span,
    )


def build_table_record(parsed: ParsedTable) -> TableRecord:
    """Build the record of a parsed table.

    Args:
        parsed: The table.

    Returns:
        Its row of the table ``tables``. A unit that every header with a unit declares
        is the table's.
    """
    unit = parsed.unit
    column_units = [unit for unit in parsed.column_units if unit]
    if unit is None and len({unit.name for unit in column_units}) == 1:
        unit = column_units[0]
    table = parsed.source_table
    continues = parsed.continues
    if continues == table.path:
        continues = None
    return TableRecord(
        kind=TableKind(parsed.kind),
        table_key=parsed.table_key,
        title=parsed.title,
        unit_declared=unit,
        entity=parsed.entity,
        n_rows=table.n_rows,
        n_columns=table.n_columns,
        n_header_rows=len(parsed.header_rows),
        place=table.span,
        continues=continues,
    )
