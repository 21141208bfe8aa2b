"""The table hand: stacked headers to header paths, caption rows to title, entity and unit, rows to labelled cells.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its indicators), and several may be
one (a page break cut it, with or without its header again). Each view is one part of one grid; a view that continues
another takes over what that one's header and caption say, with a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell, Paragraph, Place, Table
from extractor.model.extracted import Reading, Unit
from extractor.model.issues import Issue
from extractor.tables.caption import Caption, bracket_unit
from extractor.tables.captions import above, inside
from extractor.tables.classify import kind_of
from extractor.tables.column_roles import header_words, hits
from extractor.tables.continued import continued
from extractor.tables.grid import (
    Rows,
    Slot,
    aligned,
    compact,
    fitted,
    is_blank,
    is_number,
    slots,
)
from extractor.tables.grid import columns as header_columns
from extractor.tables.model import Line, TableView
from extractor.tables.parts import Part, header_at, parts_of
from extractor.text.dates import days
from extractor.text.list_numbers import ordinal

__all__ = ["view", "views"]

# Fields whose numbers are none of the dataset, and what they are.
_ASIDES: Mapping[str, str] = {
    "line": "line_number", "index": "line_number", "unit_code": "unit_code", "score": "score", "rubric": "rubric",
}  # fmt: skip


def view(
    table: Table,
    before: Sequence[Paragraph],
    section: str | None,
    template: Template,
    dump: bool = False,
) -> TableView:
    """Understand one table by itself; ``before`` are the nearest paragraphs above it in reading order, nearest last."""
    return views([(table, before, section)], template, dump)[0]


def views(
    tables: Iterable[tuple[Table, Sequence[Paragraph], str | None]],
    template: Template,
    dump: bool = False,
) -> tuple[TableView, ...]:
    """Views of a disclosure's tables in reading order, each given with the paragraphs above it and its section's key.

    A grid that holds several tables gives several views; every table gives at least one. ``dump``: the tables come from
    a text in which merged cells are left out, so that cells may stand further left than on the page.
    """
    hand = _Hand(template, dump)
    return tuple(
        found
        for table, before, section in tables
        for found in hand.read(table, before, section)
    )


class _Hand:
    """What is carried from table to table: the last view, and a caption that waits for its table."""

    def __init__(self, template: Template, dump: bool) -> None:
        self.template = template
        self.dump = dump
        self.words = header_words(template)
        self.previous: TableView | None = None
        self.pending: Caption | None = None

    def read(
        self, table: Table, before: Sequence[Paragraph], section: str | None
    ) -> list[TableView]:
        rows = slots(table)
        outer = above(before, self.template)
        grid: tuple[int, ...] = ()
        parted = outer.key is not None or any(
            _is_prose(paragraph.text) for paragraph in before
        )
        if not self.dump:
            rows, grid = fitted(
                rows,
                table.n_columns,
                () if parted else self._columns_above(table.n_columns),
            )
        width = len(grid) or table.n_columns
        own, first = inside(rows, self.template, width)
        if self.pending is not None:
            if outer != Caption() or not any(
                not is_blank(paragraph.text) for paragraph in before
            ):
                outer = outer.filled(self.pending)  # else prose parts the two
            self.pending = None
        rest = (
            not parted and self.previous is not None and self._same_width(rows)
        )  # one row of it behind a page cut
        if _is_layout(rows, width, first, rest):
            self.pending = own.filled(outer) if own != Caption() else outer
            return [_layout(table, own.filled(outer), section)]
        if outer.key is None and any(_is_prose(paragraph.text) for paragraph in before):
            self.previous = None  # what a page cut has a page number or running header between its parts, no sentence
        remarks: list[Issue] = []
        if self.dump:
            rows, unsure = aligned(rows, width, first)
            rows, shifted = self._sums_spread(rows, first, width)
            remarks += (
                [Issue.of("TABLE_HEADER_SPREAD", table.address)] if unsure else []
            )
            remarks += [
                Issue.of("ROW_SHIFTED", f"{table.address}.r{row}") for row in shifted
            ]
        parts = parts_of(
            rows,
            first,
            width,
            own,
            outer,
            self.template,
            lambda row, caption: self._heads(rows, row, caption),
        )
        found: list[TableView] = []
        for number, part in enumerate(parts, 1):
            done = self._view(table, rows, part, section, grid)
            found.append(replace(done, part=number, issues=(*remarks, *done.issues)))
            remarks = []
            self.previous = found[-1]
        if len(found) > 1:
            headers = tuple(sorted({row for done in found for row in done.header_rows}))
            found = [replace(done, header_rows=headers) for done in found]
            self.previous = found[-1]
        return found

    def _columns_above(self, n_columns: int) -> Sequence[int]:
        """The columns of the table before, which this one may carry on; none where its grid is another one."""
        last = self.previous
        if last is None or last.table.n_columns != n_columns:
            return ()
        return last.grid or range(1, n_columns + 1)

    def _sums_spread(
        self, rows: Rows, first: int, n_columns: int
    ) -> tuple[Rows, list[int]]:
        """Rows of a text dump whose first cell, a sum, spanned several columns: the others stand further right."""
        done = list(rows)
        shifted: list[int] = []
        for index, row in enumerate(rows[first:], first):
            short = n_columns - sum(slot.last - slot.first + 1 for slot in row)
            merged = any(
                slot.bottom > slot.row or slot.last > slot.first for slot in row
            )
            held = any(slot.bottom > index for above in rows[:index] for slot in above)
            if len(row) < 2 or short <= 0 or merged or held:
                continue
            if self.template.find("rows.sums", row[0].text) == "total":
                head = row[0]._replace(last=row[0].last + short)
                done[index] = (
                    head,
                    *(
                        s._replace(first=s.first + short, last=s.last + short)
                        for s in row[1:]
                    ),
                )
                shifted.append(index + 1)
        return tuple(done), shifted

    def _heads(self, rows: Rows, row: int, caption: Caption) -> bool:
        """True when a row reads as the first of a header."""
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if len(labelled) < 2 or any(is_number(slot.text) for slot in labelled):
            return False
        found = hits(labelled, self.words)
        if self.previous is None or not self._same_width(rows):
            return True
        if found and (caption.key is not None or found * 2 >= len(labelled)):
            return True  # one word alone may stand in a row that a page cut off
        return caption.key is not None and caption.key != self.previous.key

    def _same_width(self, rows: Rows) -> bool:
        width = max((slot.last for row in rows for slot in row), default=0)
        return self.previous is not None and len(self.previous.columns) == width

    def _view(
        self,
        table: Table,
        rows: Rows,
        part: Part,
        section: str | None,
        grid: tuple[int, ...],
    ) -> TableView:
        width = len(grid) or table.n_columns
        form: tuple[tuple[Cell, ...], ...] = ()
        asides: dict[str, str] = {}
        behind = part.first - 1
        heads: tuple[tuple[Slot, ...], ...] = ((),) * width
        if part.header:
            header = header_at(rows, part.header, part.last, width, self.template)
            heads = header_columns(rows, header.first, header.labels, width)
            behind = header.last
            form = tuple(
                tuple(slot.cell for slot in row)
                for row in rows[part.first - 1 : part.header - 1]
            )
            for row in rows[header.labels : header.last]:
                asides.update((slot.cell.address, "column_number") for slot in row)
        form_rows = set(range(part.first, part.header)) if part.header else set()
        cover = _cover(rows, behind, part.last, width)
        body = tuple(
            _origins(rows, row, width) for row in range(behind + 1, part.last + 1)
        )
        kind, key, fields = kind_of(heads, part.caption, body, self.template)
        units = tuple(_column_unit(path) for path in heads)
        naming = (
            unit
            for unit, name in zip(units, fields, strict=True)
            if name in ("label", "code", "name", "project")
        )
        done = TableView(
            table=table,
            kind=kind,
            key=key,
            title=part.caption.title,
            entity=part.caption.entity,
            unit=part.caption.unit
            or next(
                (unit for unit in naming if unit is not None), None
            ),  # 项目（单位：万元）
            column_units=units,
            as_of=part.caption.as_of
            or (_dated(heads) if kind == "fixed_assets" else None),
            header_rows=tuple(
                row for row in range(part.top, behind + 1) if row not in form_rows
            ),
            columns=tuple(tuple(compact(slot.text) for slot in path) for path in heads),
            fields=fields,
            body=body,
            section=section,
            cover=cover,
            heads=tuple(tuple(slot.cell for slot in path) for path in heads),
            form=form,
            year=part.caption.year,
            topic=part.caption.key,
            grid=grid,
            unit_against=part.caption.against,
        )
        done = continued(done, part, self.previous, self.template)
        for j, name in enumerate(done.fields):
            what = _ASIDES.get(name or "")
            if what is not None:
                asides.update(
                    (cell.address, what)
                    for line in done.body
                    if (cell := line[j]) is not None
                )
        if done.kind == "statutory":
            for line in (
                done.body
            ):  # a subject that the form lists and the office has no figure for
                if not any(
                    n == "value" and c and not is_blank(c.text)
                    for n, c in zip(done.fields, line, strict=True)
                ):
                    named = (
                        c
                        for n, c in zip(done.fields, line, strict=True)
                        if c and n in ("code", "label")
                    )
                    asides.update((c.address, "empty_row") for c in named)
        return replace(done, asides=asides)


def _is_prose(text: str) -> bool:
    """True for a paragraph that parts two tables: a sentence, a note, a numbered heading."""
    return any(mark in text for mark in "。；") or (
        ordinal(text) is not None and any("\u4e00" <= c <= "\u9fff" for c in text)
    )


def _is_layout(rows: Rows, width: int, first: int, rest: bool) -> bool:
    """Frames and captions: nothing stands below what is a caption, or there is one column, or one line of words."""
    if first > len(rows) or width < 2:
        return True
    labelled = [slot for row in rows for slot in row if not is_blank(slot.text)]
    return (
        len(rows) == 1
        and not rest
        and not any(is_number(slot.text) for slot in labelled)
    )


def _layout(table: Table, caption: Caption, section: str | None) -> TableView:
    none = (None,) * table.n_columns
    return TableView(
        table=table,
        kind="layout",
        key=None,
        title=None,
        entity=caption.entity,
        unit=caption.unit,
        column_units=none,
        as_of=caption.as_of,
        header_rows=tuple(range(1, table.n_rows + 1)),
        columns=((),) * table.n_columns,
        fields=none,
        body=(),
        section=section,
    )


def _column_unit(path: Iterable[Slot]) -> Unit | None:
    """The unit that the lowest header cell of a path declares."""
    for slot in reversed(tuple(path)):
        unit = bracket_unit(slot.text, slot.cell.address, "column")
        if unit is not None:
            return unit
    return None


def _dated(heads: Iterable[Iterable[Slot]]) -> Reading[date] | None:
    """The date that a head names: ``2019年12月31日价值``."""
    for slot in (slot for path in heads for slot in path):
        for day in days(slot.text):
            place = Place(slot.cell.address, day.start, day.end)
            return Reading(day.value, slot.text[day.start : day.end], place)
    return None


def _cover(rows: Rows, behind: int, last: int, n_columns: int) -> tuple[Line, ...]:
    """The cell over each position below the header (cells that begin in the header do not reach down)."""
    lines: list[list[Cell | None]] = [[None] * n_columns for _ in range(last - behind)]
    for row in rows[behind:last]:
        for slot in row:
            for line in range(slot.row, min(slot.bottom, last) + 1):
                for column in range(slot.first, min(slot.last, n_columns) + 1):
                    lines[line - behind - 1][column - 1] = slot.cell
    return tuple(map(tuple, lines))


def _origins(rows: Rows, row: int, n_columns: int) -> Line:
    """The cells that begin in a row, each at its first column."""
    firsts = {slot.first: slot.cell for slot in rows[row - 1]}
    return tuple(firsts.get(column) for column in range(1, n_columns + 1))
