"""A table as far as its form is understood: its title, unit and kind, its columns, its rows below the header.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its indicators), and several may be
one (a page break cut it, with or without its header again). Each view is one part of one grid. :mod:`extractor.tables.parse`
makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extractor.model.document import Cell, Span, Table
from extractor.model.enums import TableKind
from extractor.model.issues import Issue
from extractor.model.records import Extracted, TableRecord, Unit

__all__ = [
    "CellRow",
    "ParsedTable",
    "build_table_record",
]

CellRow = tuple[Cell | None, ...]


@dataclass(frozen=True)
class ParsedTable:
    """One table understood as far as its form: what its title and unit are, where the header ends, its columns.

    ``columns[j-1]`` is the header path of column j: the header texts from top to bottom, merged or blank header
    cells already filled (a blank below continues the cell above; a label above spans the labels below it).
    """

    source_table: Table
    kind: str  # closed list of tables.kind
    table_key: str | None  # B1 .. F9
    title: Extracted[str] | None
    entity: Extracted[str] | None
    unit: Unit | None  # declared for the whole table: caption row, paragraph above
    column_units: tuple[Unit | None, ...]  # what a column head declares
    as_of: Extracted[date] | None
    header_rows: tuple[
        int, ...
    ]  # grid rows, from 1, that are title, caption or header (of every part of the grid)
    header_texts: tuple[tuple[str, ...], ...]
    fields: tuple[
        str | None, ...
    ]  # the template's name of each column, None when unknown
    rows: tuple[
        CellRow, ...
    ]  # rows below the header, a cell or None per grid column (None = continued)
    section_key: str | None = None  # key of the level 1 section it stands in
    filled_rows: tuple[
        CellRow, ...
    ] = ()  # as body, with the cell that a merge carries on in place of None
    header_cells: tuple[
        tuple[Cell, ...], ...
    ] = ()  # the header cells of each column's path
    form_rows: tuple[
        tuple[Cell, ...], ...
    ] = ()  # rows of labels and values above an indicator header
    year: Extracted[int] | None = None  # 预算年度：2025
    continues: str | None = None  # address of the table it carries on
    title_key: str | None = (
        None  # what its title says: a statutory key, or a word of the template for tables without one
    )
    index: int = 1  # of the grid
    grid_columns: tuple[
        int, ...
    ] = ()  # the grid column of each column, where the grid has some that nobody sees
    ignored: Mapping[Span, str] = field(
        default_factory=dict
    )  # cells whose numbers are counters, scores: address -> what
    conflicting_unit: Unit | None = (
        None  # a declaration of the unit that says another one
    )
    issues: tuple[Issue, ...] = ()  # what was decided on the way and could be otherwise

    def get_unit(self, column: int) -> Unit | None:
        """Unit in force in a grid column (from 1): the column's own, else the table's."""
        return self.column_units[column - 1] or self.unit

    @property
    def column_by_field(self) -> dict[str, int]:
        """The grid column (from 1) of each field; where a head spans several the first, in which its cells begin."""
        found: dict[str, int] = {}
        for number, name in enumerate(self.fields, 1):
            if name:
                found.setdefault(name, number)
        return found

    def find_column(self, field: str) -> int | None:
        """The first grid column (from 1) of a field; None when the table has none."""
        return self.fields.index(field) + 1 if field in self.fields else None


def build_table_record(parsed: ParsedTable) -> TableRecord:
    """The row of ``tables`` for a view. A unit that every column head with a unit declares is the table's."""
    heads = {unit.name for unit in parsed.column_units if unit}
    shared = (
        next((unit for unit in parsed.column_units if unit), None)
        if len(heads) == 1
        else None
    )
    return TableRecord(
        kind=TableKind(parsed.kind),
        table_key=parsed.table_key,
        title=parsed.title,
        unit_declared=parsed.unit or shared,
        entity=parsed.entity,
        n_rows=parsed.source_table.n_rows,
        n_columns=parsed.source_table.n_columns,
        n_header_rows=len(parsed.header_rows),
        place=parsed.source_table.span,
        continues=parsed.continues
        if parsed.continues != parsed.source_table.path
        else None,
    )
