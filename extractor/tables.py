"""The table hand: stacked headers to header paths, caption rows to title, entity and unit, rows to labelled cells.

What a table is about is told by its columns: the words of the template name them, and each kind says which names it
cannot do without. A table that continues the one above it (a page break cut it) takes over that one's columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from extractor.captions import Caption, above, bracket_unit, inside
from extractor.document import Cell, Paragraph, Place, Table
from extractor.grid import Rows, Slot, aligned, compact, header_end, slots
from extractor.grid import columns as header_columns
from extractor.issues import Issue
from extractor.language.fold import squeeze
from extractor.records import Reading, TableRecord, Unit
from extractor.template import Template

__all__ = ["TableView", "record", "view", "views"]

_BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")

# Kind -> the sets of fields of which one must be among a table's columns, in the order they are tried.
SIGNATURES: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": (frozenset({"indicator", "优", "良"}), frozenset({"activity", "优", "良"})),
    "procurement": (
        frozenset({"item_name", "total"}),
        frozenset({"item_name", "current_year"}),
        frozenset({"catalog_code", "total"}),
    ),
    "fixed_assets": (frozenset({"label", "quantity", "value"}),),
    "org_units": (frozenset({"name", "nature"}), frozenset({"name", "rank"}), frozenset({"name", "funding"})),
}


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
    body: tuple[
        tuple[Cell | None, ...], ...
    ]  # rows below the header, a cell or None per grid column (None = continued)
    section: str | None = None  # key of the level 1 section it stands in
    cover: tuple[tuple[Cell | None, ...], ...] = ()  # as body, with the cell that a merge carries on in place of None
    issues: tuple[Issue, ...] = ()  # what was decided on the way and could be otherwise

    def unit_of(self, column: int) -> Unit | None:
        """Unit in force in a grid column (from 1): the column's own, else the table's."""
        return self.column_units[column - 1] or self.unit

    def column_of(self, field: str) -> int | None:
        """The first grid column (from 1) of a field; None when the table has none."""
        return self.fields.index(field) + 1 if field in self.fields else None

    @property
    def has_fields(self) -> frozenset[str]:
        return frozenset(name for name in self.fields if name)


def record(view: TableView) -> TableRecord:
    """The row of ``tables`` for a view. A unit that every column head with a unit declares is the table's."""
    heads = {unit.name for unit in view.column_units if unit}
    shared = next((unit for unit in view.column_units if unit), None) if len(heads) == 1 else None
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
    )


def view(table: Table, before: Sequence[Paragraph], section: str | None, template: Template) -> TableView:
    """Understand one table; ``before`` are the nearest paragraphs above it in reading order, nearest last."""
    issues: list[Issue] = []
    rows = slots(table)
    caption, first = inside(rows, template, table.n_columns)
    rows, unsure = aligned(rows, table.n_columns, first)
    if unsure:
        issues.append(Issue.of("TABLE_HEADER_SPREAD", table.address))
    caption = caption.filled(above(before, template))
    last = _header(rows, first, table.n_columns, template)
    heads = header_columns(rows, first, last, table.n_columns)
    kind, fields = _kind(heads, caption, template)
    cover = _cover(rows, last, table.n_columns)
    return TableView(
        table=table,
        kind=kind,
        key=None,
        title=caption.title,
        entity=caption.entity,
        unit=caption.unit,
        column_units=tuple(_column_unit(path) for path in heads),
        as_of=caption.as_of,
        header_rows=tuple(range(1, last + 1)),
        columns=tuple(tuple(compact(slot.text) for slot in path) for path in heads),
        fields=fields,
        body=tuple(_origins(line, row, rows) for row, line in enumerate(cover, last + 1)),
        section=section,
        cover=cover,
        issues=tuple(issues),
    )


def _header(rows: Rows, first: int, n_columns: int, template: Template) -> int:
    """Last row of the header; ``first - 1`` when the table has none."""
    fillers = template.words("fillers")

    def filler(text: str) -> bool:
        return squeeze(text) in fillers

    if len(rows) < first or n_columns < 2:
        return first - 1
    return header_end(rows, first, n_columns, filler)


def _column_unit(path: Iterable[Slot]) -> Unit | None:
    """The unit that the lowest header cell of a path declares."""
    for slot in reversed(tuple(path)):
        unit = bracket_unit(slot.text, slot.cell.address, "column")
        if unit is not None:
            return unit
    return None


def _forms(path: Sequence[Slot]) -> Iterator[str]:
    """The words a column may be known by, most particular first: the whole path, its lower parts, without brackets."""
    texts = [squeeze(slot.text) for slot in path]
    for begin in range(len(texts)):
        yield "/".join(texts[begin:])
    bare = [_BRACKETS.sub("", text) for text in texts]
    if bare != texts:
        for begin in range(len(bare)):
            yield "/".join(bare[begin:])


def _named(heads: Sequence[Sequence[Slot]], vocabulary: str, template: Template) -> tuple[str | None, ...]:
    words = template.words(f"columns.{vocabulary}")
    return tuple(next((words[form] for form in _forms(path) if form in words), None) for path in heads)


def _kind(heads: Sequence[Sequence[Slot]], caption: Caption, template: Template) -> tuple[str, tuple[str | None, ...]]:
    """The kind whose columns the table has, and the name of each column."""
    for kind, signatures in SIGNATURES.items():
        fields = _named(heads, kind, template)
        if any(signature <= set(fields) for signature in signatures):
            return kind, fields
    return "unknown", (None,) * len(heads)


def _cover(rows: Rows, last: int, n_columns: int) -> tuple[tuple[Cell | None, ...], ...]:
    """The cell over each position below the header."""
    lines: list[list[Cell | None]] = [[None] * n_columns for _ in range(len(rows) - last)]
    for row in rows:
        for slot in row:
            for line in range(max(slot.row, last + 1), slot.bottom + 1):
                for column in range(slot.first, min(slot.last, n_columns) + 1):
                    lines[line - last - 1][column - 1] = slot.cell
    return tuple(map(tuple, lines))


def _origins(line: Sequence[Cell | None], row: int, rows: Rows) -> tuple[Cell | None, ...]:
    """The cells that begin in a row, each at its first column."""
    firsts = {slot.first: slot.cell for slot in rows[row - 1]}
    return tuple(firsts.get(column) for column in range(1, len(line) + 1))


def views(tables: Iterable[tuple[Table, Sequence[Paragraph], str | None]], template: Template) -> tuple[TableView, ...]:
    """Views of a disclosure's tables in reading order, each given with the paragraphs above it and its section's key."""
    return tuple(view(table, before, section, template) for table, before, section in tables)
