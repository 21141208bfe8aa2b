"""A table as far as its form is understood: its title, unit and kind, its columns, its rows below the header.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its indicators), and several may be
one (a page break cut it, with or without its header again). Each view is one part of one grid. :mod:`extractor.tables.parse`
makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extractor.model.document import Cell, Place, Table
from extractor.model.extracted import Reading, Unit
from extractor.model.issues import Issue
from extractor.model.page_records import TableRecord

__all__ = ["Line", "TableView", "record"]

Line = tuple[Cell | None, ...]


@dataclass(frozen=True)
class TableView:
    """One table understood as far as its form: what its title and unit are, where the header ends, its columns.

    ``columns[j-1]`` is the header path of column j: the header texts from top to bottom, merged or blank header
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
    header_rows: tuple[
        int, ...
    ]  # grid rows, from 1, that are title, caption or header (of every part of the grid)
    columns: tuple[tuple[str, ...], ...]
    fields: tuple[
        str | None, ...
    ]  # the template's name of each column, None when unknown
    body: tuple[
        Line, ...
    ]  # rows below the header, a cell or None per grid column (None = continued)
    section: str | None = None  # key of the level 1 section it stands in
    cover: tuple[
        Line, ...
    ] = ()  # as body, with the cell that a merge carries on in place of None
    heads: tuple[tuple[Cell, ...], ...] = ()  # the header cells of each column's path
    form: tuple[
        tuple[Cell, ...], ...
    ] = ()  # rows of labels and values above an indicator header
    year: Reading[int] | None = None  # 预算年度：2025
    continues: str | None = None  # address of the table it carries on
    topic: str | None = (
        None  # what its title says: a statutory key, or a word of the template for tables without one
    )
    part: int = 1  # of the grid
    grid: tuple[
        int, ...
    ] = ()  # the grid column of each column, where the grid has some that nobody sees
    asides: Mapping[str, str] = field(
        default_factory=dict
    )  # cells whose numbers are counters, scores: address -> what
    unit_against: Unit | None = None  # a declaration of the unit that says another one
    issues: tuple[Issue, ...] = ()  # what was decided on the way and could be otherwise

    def unit_of(self, column: int) -> Unit | None:
        """Unit in force in a grid column (from 1): the column's own, else the table's."""
        return self.column_units[column - 1] or self.unit

    @property
    def columns_of(self) -> dict[str, int]:
        """The grid column (from 1) of each field; where a head spans several the first, in which its cells begin."""
        found: dict[str, int] = {}
        for number, name in enumerate(self.fields, 1):
            if name:
                found.setdefault(name, number)
        return found

    def column_of(self, field: str) -> int | None:
        """The first grid column (from 1) of a field; None when the table has none."""
        return self.fields.index(field) + 1 if field in self.fields else None


def record(view: TableView) -> TableRecord:
    """The row of ``tables`` for a view. A unit that every column head with a unit declares is the table's."""
    heads = {unit.name for unit in view.column_units if unit}
    shared = (
        next((unit for unit in view.column_units if unit), None)
        if len(heads) == 1
        else None
    )
    return TableRecord(
        kind=view.kind,
        table_key=view.key,
        title=view.title,
        unit_declared=view.unit or shared,
        entity=view.entity,
        n_rows=view.table.n_rows,
        n_columns=view.table.n_columns,
        n_header_rows=len(view.header_rows),
        place=Place(view.table.address),
        continues=view.continues if view.continues != view.table.address else None,
    )
