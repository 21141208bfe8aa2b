"""The table hand: stacked headers to header paths, caption rows to title, entity and unit, rows to labelled cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractor.document import Cell, Table
from extractor.records import Reading, Unit

__all__ = ["TableView"]


@dataclass(frozen=True)
class TableView:
    """One table understood as far as its form: what its title and unit are, where the header ends, its columns.

    ``columns[j-1]`` is the header path of grid column j: the header texts from top to bottom, merged or blank header
    cells already filled (a blank below continues the cell above; a label above spans the labels below it).
    """

    table: Table
    kind: str  # closed list of tables.kind
    key: str | None  # B1 .. F9
    title: Reading[str] | None
    entity: Reading[str] | None
    unit: Unit | None  # declared for the whole table: caption row, paragraph above
    column_units: tuple[Unit | None, ...]  # what a column head declares
    as_of: Reading[date] | None
    header_rows: tuple[int, ...]  # grid rows, from 1, that are title, caption or header
    columns: tuple[tuple[str, ...], ...]
    fields: tuple[str | None, ...]  # the template's name of each column, None when unknown
    body: tuple[tuple[Cell | None, ...], ...]  # rows below the header, a cell or None per grid column (None = continued)
    section: str | None = None  # key of the level 1 section it stands in

    def unit_of(self, column: int) -> Unit | None:
        """Unit in force in a grid column (from 1): the column's own, else the table's."""
        return self.column_units[column - 1] or self.unit
