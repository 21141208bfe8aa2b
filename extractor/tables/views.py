"""The table hand: stacked headers to header paths, caption rows to title, entity and unit, rows to labelled cells.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its indicators), and several may be
one (a page break cut it, with or without its header again). Each view is one part of one grid; a view that continues
another takes over what that one's header and caption say, with a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from extractor.document import Cell, Paragraph, Place, Table
from extractor.issues import Issue
from extractor.language.fold import squeeze
from extractor.language.numerals import ordinal
from extractor.language.periods import days
from extractor.records import Reading, TableRecord, Unit
from extractor.tables.captions import Caption, above, bracket_unit, inside, title_key
from extractor.tables.grid import Header, Rows, Slot, aligned, compact, fitted, header_of, is_blank, is_number, slots
from extractor.tables.grid import columns as header_columns
from extractor.tables.kinds import header_words, hits, kind_of
from extractor.template import Template, any_of

__all__ = ["Line", "TableView", "record", "view", "views"]

Line = tuple[Cell | None, ...]

# Fields whose numbers are none of the dataset, and what they are.
_ASIDES: Mapping[str, str] = {
    "line": "line_number", "index": "line_number", "unit_code": "unit_code", "score": "score", "rubric": "rubric",
}  # fmt: skip


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
    header_rows: tuple[int, ...]  # grid rows, from 1, that are title, caption or header (of every part of the grid)
    columns: tuple[tuple[str, ...], ...]
    fields: tuple[str | None, ...]  # the template's name of each column, None when unknown
    body: tuple[Line, ...]  # rows below the header, a cell or None per grid column (None = continued)
    section: str | None = None  # key of the level 1 section it stands in
    cover: tuple[Line, ...] = ()  # as body, with the cell that a merge carries on in place of None
    heads: tuple[tuple[Cell, ...], ...] = ()  # the header cells of each column's path
    form: tuple[tuple[Cell, ...], ...] = ()  # rows of labels and values above an indicator header
    year: Reading[int] | None = None  # 预算年度：2025
    continues: str | None = None  # address of the table it carries on
    topic: str | None = None  # what its title says: a statutory key, or a word of the template for tables without one
    part: int = 1  # of the grid
    grid: tuple[int, ...] = ()  # the grid column of each column, where the grid has some that nobody sees
    asides: Mapping[str, str] = field(default_factory=dict)  # cells whose numbers are counters, scores: address -> what
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
        continues=view.continues if view.continues != view.table.address else None,
    )


def view(
    table: Table, before: Sequence[Paragraph], section: str | None, template: Template, dump: bool = False
) -> TableView:
    """Understand one table by itself; ``before`` are the nearest paragraphs above it in reading order, nearest last."""
    return views([(table, before, section)], template, dump)[0]


def views(
    tables: Iterable[tuple[Table, Sequence[Paragraph], str | None]], template: Template, dump: bool = False
) -> tuple[TableView, ...]:
    """Views of a disclosure's tables in reading order, each given with the paragraphs above it and its section's key.

    A grid that holds several tables gives several views; every table gives at least one. ``dump``: the tables come from
    a text in which merged cells are left out, so that cells may stand further left than on the page.
    """
    hand = _Hand(template, dump)
    return tuple(found for table, before, section in tables for found in hand.read(table, before, section))


class _Part(NamedTuple):
    """Rows of a grid that are one table: its first row with its title, the first behind the title, its header's first
    row (0: none), its last row, and its caption."""

    top: int
    first: int
    header: int
    last: int
    caption: Caption


class _Hand:
    """What is carried from table to table: the last view, and a caption that waits for its table."""

    def __init__(self, template: Template, dump: bool) -> None:
        self.template = template
        self.dump = dump
        self.words = header_words(template)
        self.previous: TableView | None = None
        self.pending: Caption | None = None

    def read(self, table: Table, before: Sequence[Paragraph], section: str | None) -> list[TableView]:
        rows = slots(table)
        outer = above(before, self.template)
        grid: tuple[int, ...] = ()
        parted = outer.key is not None or any(_is_prose(paragraph.text) for paragraph in before)
        if not self.dump:
            rows, grid = fitted(rows, table.n_columns, () if parted else self._columns_above(table.n_columns))
        width = len(grid) or table.n_columns
        own, first = inside(rows, self.template, width)
        if self.pending is not None:
            if outer != Caption() or not any(not is_blank(paragraph.text) for paragraph in before):
                outer = outer.filled(self.pending)  # else prose parts the two
            self.pending = None
        rest = not parted and self.previous is not None and self._same_width(rows)  # one row of it behind a page cut
        if _is_layout(rows, width, first, rest):
            self.pending = own.filled(outer) if own != Caption() else outer
            return [_layout(table, own.filled(outer), section)]
        if outer.key is None and any(_is_prose(paragraph.text) for paragraph in before):
            self.previous = None  # what a page cut has a page number or running header between its parts, no sentence
        remarks: list[Issue] = []
        if self.dump:
            rows, unsure = aligned(rows, width, first)
            rows, shifted = self._sums_spread(rows, first, width)
            remarks += [Issue.of("TABLE_HEADER_SPREAD", table.address)] if unsure else []
            remarks += [Issue.of("ROW_SHIFTED", f"{table.address}.r{row}") for row in shifted]
        parts = self._parts(rows, first, width, own, outer)
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

    def _sums_spread(self, rows: Rows, first: int, n_columns: int) -> tuple[Rows, list[int]]:
        """Rows of a text dump whose first cell, a sum, spanned several columns: the others stand further right."""
        done = list(rows)
        shifted: list[int] = []
        for index, row in enumerate(rows[first:], first):
            short = n_columns - sum(slot.last - slot.first + 1 for slot in row)
            merged = any(slot.bottom > slot.row or slot.last > slot.first for slot in row)
            held = any(slot.bottom > index for above in rows[:index] for slot in above)
            if len(row) < 2 or short <= 0 or merged or held:
                continue
            if self.template.find("rows.sums", row[0].text) == "total":
                head = row[0]._replace(last=row[0].last + short)
                done[index] = (head, *(s._replace(first=s.first + short, last=s.last + short) for s in row[1:]))
                shifted.append(index + 1)
        return tuple(done), shifted

    def _parts(self, rows: Rows, first: int, n_columns: int, own: Caption, outer: Caption) -> list[_Part]:
        """The tables of one grid: cut at full-width titles that are known, and at forms that begin again."""
        starts: list[tuple[int, int, Caption]] = [(first, first, own)]  # first row, first row behind the title, caption
        indicators = [row for row in range(first, len(rows) + 1) if self._heads_indicators(rows[row - 1])]
        for row in range(first + 1, len(rows) + 1):
            labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
            if len(labelled) == 1 and len(rows[row - 1]) == 1 and row < len(rows):
                key = title_key(_unnumbered(labelled[0].text), self.template)
                if key is not None:
                    caption, behind = inside(rows[row - 1 :], self.template, n_columns)
                    starts.append((row, max(row - 1 + behind, row + 1), replace(caption, key=key)))
                    continue
                if row < starts[-1][1]:
                    continue  # its unit
            begun = any(starts[-1][0] <= at < row for at in indicators) and any(at > row for at in indicators)
            if labelled and begun and self.template.find("form", _label(labelled[0].text)) == "project":
                starts.append((row, row, Caption()))
        several = len(starts) > 1
        parts = []
        for index, (row, behind, caption) in enumerate(starts):
            last = starts[index + 1][0] - 1 if index + 1 < len(starts) else len(rows)
            full = caption.filled(outer)
            if several:
                full = replace(full, title=outer.title or own.title, key=caption.key or outer.key)
            header = next((at for at in indicators if behind <= at <= last), 0)
            if header > behind and not self._forms(rows[behind - 1]) and self._header(rows, behind, last, n_columns).labels >= header:
                header = behind  # the indicators' words are the lowest row of a stacked header
            if not header and behind <= last and self._heads(rows, behind, full):
                header = behind
            parts.append(_Part(1 if index == 0 else row, behind, header, last, full))
        return parts

    def _forms(self, row: Sequence[Slot]) -> bool:
        """True for a row of a form: a label that it knows, and what is filled in."""
        labelled = [slot for slot in row if not is_blank(slot.text)]
        word = _label(labelled[0].text).rstrip("0123456789") if labelled else ""
        return len(labelled) > 1 and self.template.find("form", word) in ("project", "goal", "funds", "plain")

    def _heads_indicators(self, row: Sequence[Slot]) -> bool:
        if any(is_number(slot.text) for slot in row):
            return False
        found = {self.template.find("columns.performance_targets", slot.text) for slot in row}
        return len(found & {"level1", "level2", "name", "target"}) >= 2

    def _header(self, rows: Rows, row: int, last: int, n_columns: int) -> Header:
        fillers = self.template.words("fillers")
        return header_of(rows[:last], row, n_columns, lambda text: squeeze(text) in fillers)

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

    def _view(self, table: Table, rows: Rows, part: _Part, section: str | None, grid: tuple[int, ...]) -> TableView:
        width = len(grid) or table.n_columns
        form: tuple[tuple[Cell, ...], ...] = ()
        asides: dict[str, str] = {}
        behind = part.first - 1
        heads: tuple[tuple[Slot, ...], ...] = ((),) * width
        if part.header:
            header = self._header(rows, part.header, part.last, width)
            heads = header_columns(rows, header.first, header.labels, width)
            behind = header.last
            form = tuple(tuple(slot.cell for slot in row) for row in rows[part.first - 1 : part.header - 1])
            for row in rows[header.labels : header.last]:
                asides.update((slot.cell.address, "column_number") for slot in row)
        form_rows = set(range(part.first, part.header)) if part.header else set()
        cover = _cover(rows, behind, part.last, width)
        body = tuple(_origins(rows, row, width) for row in range(behind + 1, part.last + 1))
        kind, key, fields = kind_of(heads, part.caption, body, self.template)
        units = tuple(_column_unit(path) for path in heads)
        naming = (unit for unit, name in zip(units, fields, strict=True) if name in ("label", "code", "name", "project"))
        done = TableView(
            table=table,
            kind=kind,
            key=key,
            title=part.caption.title,
            entity=part.caption.entity,
            unit=part.caption.unit or next((unit for unit in naming if unit is not None), None),  # 项目（单位：万元）
            column_units=units,
            as_of=part.caption.as_of or (_dated(heads) if kind == "fixed_assets" else None),
            header_rows=tuple(row for row in range(part.top, behind + 1) if row not in form_rows),
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
        done = self._continued(done, part)
        for j, name in enumerate(done.fields):
            what = _ASIDES.get(name or "")
            if what is not None:
                asides.update((cell.address, what) for line in done.body if (cell := line[j]) is not None)
        if done.kind == "statutory":
            for line in done.body:  # a subject that the form lists and the office has no figure for
                if not any(n == "value" and c and not is_blank(c.text) for n, c in zip(done.fields, line, strict=True)):
                    named = (c for n, c in zip(done.fields, line, strict=True) if c and n in ("code", "label"))
                    asides.update((c.address, "empty_row") for c in named)
        return replace(done, asides=asides)

    def _continued(self, done: TableView, part: _Part) -> TableView:
        """The view with what the table above it says, where it carries that one on."""
        last = self.previous
        if last is None or last.kind == "layout" or len(last.columns) != len(done.columns):
            return done
        same_grid = last.table is done.table
        known = part.caption.key
        if (
            known is not None
            and known != last.key
            and _title(done, self.template) != _title(last, self.template)
            and not (same_grid and not part.header)
        ):
            return done
        again = bool(part.header) and done.columns == last.columns and not done.form
        if part.header and not (again and (known is None or _title(done, self.template) == _title(last, self.template))):
            return done
        kept = done if known is not None and done.kind != "unknown" else last
        if not part.header:
            done = replace(done, columns=last.columns, heads=last.heads, column_units=last.column_units)
            fields = last.fields
            if same_grid and known is not None:  # a part with its own title under the header of the part above
                slot_heads = tuple(
                    tuple(Slot(cell, cell.row, cell.row, cell.column, cell.column) for cell in path)
                    for path in last.heads
                )
                kind, key, fields = kind_of(slot_heads, part.caption, done.body, self.template)
                return replace(done, kind=kind, key=key, fields=fields, unit=done.unit or last.unit)
            done = replace(done, kind=last.kind, key=last.key, fields=fields)
        return replace(
            done,
            kind=kept.kind,
            key=kept.key,
            fields=kept.fields,
            title=done.title if known is not None else last.title or done.title,
            unit=done.unit or last.unit,
            entity=done.entity or last.entity,
            as_of=done.as_of or last.as_of,
            year=done.year or last.year,
            topic=done.topic if known is not None else last.topic,
            continues=last.table.address,
            issues=(*done.issues, Issue.of("TABLE_CONTINUED", done.table.address, above=last.table.address)),
        )


@cache
def _goes_on(template: Template) -> regex.Pattern[str]:
    again = rf"(?:{any_of(template.words_of('goes_on', 'word'))})[一二三四五六七八九十\d]*"
    return regex.compile(rf"[(\[]?{again}[)\]]?$|^{again}:?")


def _title(view: TableView, template: Template) -> str:
    """A table's title, without what says that it goes on: 收入总表（续）."""
    return _goes_on(template).sub("", squeeze(view.title.value)) if view.title else ""


def _label(text: str) -> str:
    return squeeze(text).rstrip(":")


def _unnumbered(text: str) -> str:
    found = ordinal(text)
    return text[found.end :] if found else text


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
    return len(rows) == 1 and not rest and not any(is_number(slot.text) for slot in labelled)


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
