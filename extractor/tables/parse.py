"""The table hand: stacked headers to header paths, caption rows to title, entity and unit, rows to labelled cells.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its indicators), and several may be
one (a page break cut it, with or without its header again). Each view is one part of one grid; a view that continues
another takes over what that one's header and caption say, with a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell, Paragraph, Span, Table
from extractor.model.enums import UnitSource
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Unit
from extractor.tables.caption import (
    Caption,
    parse_caption_above,
    parse_caption_rows,
    parse_declared_unit,
)
from extractor.tables.classify import classify_table
from extractor.tables.column_roles import collect_header_words, count_matches
from extractor.tables.continued import inherit_from_previous
from extractor.tables.grid import (
    GridCell,
    GridRows,
    align_header,
    build_grid_rows,
    drop_empty_columns,
    is_blank,
    is_number,
    remove_whitespace,
)
from extractor.tables.grid import build_header_paths as header_columns
from extractor.tables.model import CellRow, ParsedTable
from extractor.tables.parts import TablePart, find_part_header, split_grid
from extractor.text.dates import find_dates
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "parse_table",
    "parse_tables",
]

# Fields whose numbers are none of the dataset, and what they are.
_IGNORED_FIELDS: Mapping[str, str] = {
    "line": "line_number", "index": "line_number", "unit_code": "unit_code", "score": "score", "rubric": "rubric",
}  # fmt: skip


def parse_table(
    table: Table,
    preceding: Sequence[Paragraph],
    section_key: str | None,
    lexicon: Lexicon,
    is_plaintext: bool = False,
) -> ParsedTable:
    """Understand one table by itself; ``before`` are the nearest paragraphs above it in reading order, nearest last."""
    return parse_tables([(table, preceding, section_key)], lexicon, is_plaintext)[0]


def parse_tables(
    tables: Iterable[tuple[Table, Sequence[Paragraph], str | None]],
    lexicon: Lexicon,
    is_plaintext: bool = False,
) -> tuple[ParsedTable, ...]:
    """Views of a disclosure's tables in reading order, each given with the paragraphs above it and its section's key.

    A grid that holds several tables gives several views; every table gives at least one. ``dump``: the tables come from
    a text in which merged cells are left out, so that cells may stand further left than on the page.
    """
    hand = _TableParser(lexicon, is_plaintext)
    return tuple(
        found
        for table, before, section in tables
        for found in hand.parse_grid(table, before, section)
    )


class _TableParser:
    """What is carried from table to table: the last view, and a caption that waits for its table."""

    def __init__(self, lexicon: Lexicon, is_plaintext: bool) -> None:
        self.lexicon = lexicon
        self.is_plaintext = is_plaintext
        self.header_words = collect_header_words(lexicon)
        self.previous: ParsedTable | None = None
        self.pending_caption: Caption | None = None

    def parse_grid(
        self, table: Table, preceding: Sequence[Paragraph], section_key: str | None
    ) -> list[ParsedTable]:
        rows = build_grid_rows(table)
        outer = parse_caption_above(preceding, self.lexicon)
        grid: tuple[int, ...] = ()
        parted = outer.title_key is not None or any(
            _is_prose(paragraph.text) for paragraph in preceding
        )
        if not self.is_plaintext:
            rows, grid = drop_empty_columns(
                rows,
                table.n_columns,
                () if parted else self._list_previous_columns(table.n_columns),
            )
        width = len(grid) or table.n_columns
        own, first = parse_caption_rows(rows, self.lexicon, width)
        if self.pending_caption is not None:
            if outer != Caption() or not any(
                not is_blank(paragraph.text) for paragraph in preceding
            ):
                outer = outer.fill_missing(
                    self.pending_caption
                )  # else prose parts the two
            self.pending_caption = None
        rest = (
            not parted and self.previous is not None and self._has_previous_width(rows)
        )  # one row of it behind a page cut
        if _is_layout(rows, width, first, rest):
            self.pending_caption = (
                own.fill_missing(outer) if own != Caption() else outer
            )
            return [_build_layout_table(table, own.fill_missing(outer), section_key)]
        if outer.title_key is None and any(
            _is_prose(paragraph.text) for paragraph in preceding
        ):
            self.previous = None  # what a page cut has a page number or running header between its parts, no sentence
        remarks: list[Issue] = []
        if self.is_plaintext:
            rows, unsure = align_header(rows, width, first)
            rows, shifted = self._shift_total_rows(rows, first, width)
            remarks += (
                [Issue.build("TABLE_HEADER_SPREAD", table.path)] if unsure else []
            )
            remarks += [
                Issue.build("ROW_SHIFTED", Span(table.path, row)) for row in shifted
            ]
        parts = split_grid(
            rows,
            first,
            width,
            own,
            outer,
            self.lexicon,
            lambda row, caption: self._starts_header(rows, row, caption),
        )
        found: list[ParsedTable] = []
        for number, part in enumerate(parts, 1):
            done = self._parse_part(table, rows, part, section_key, grid)
            found.append(replace(done, index=number, issues=(*remarks, *done.issues)))
            remarks = []
            self.previous = found[-1]
        if len(found) > 1:
            headers = tuple(sorted({row for done in found for row in done.header_rows}))
            found = [replace(done, header_rows=headers) for done in found]
            self.previous = found[-1]
        return found

    def _list_previous_columns(self, n_columns: int) -> Sequence[int]:
        """The columns of the table before, which this one may carry on; none where its grid is another one."""
        last = self.previous
        if last is None or last.source_table.n_columns != n_columns:
            return ()
        return last.grid_columns or range(1, n_columns + 1)

    def _shift_total_rows(
        self, rows: GridRows, first_row: int, n_columns: int
    ) -> tuple[GridRows, list[int]]:
        """Rows of a text dump whose first cell, a sum, spanned several columns: the others stand further right."""
        done = list(rows)
        shifted: list[int] = []
        for index, row in enumerate(rows[first_row:], first_row):
            short = n_columns - sum(
                slot.last_column - slot.first_column + 1 for slot in row
            )
            merged = any(
                slot.last_row > slot.first_row or slot.last_column > slot.first_column
                for slot in row
            )
            held = any(
                slot.last_row > index for above in rows[:index] for slot in above
            )
            if len(row) < 2 or short <= 0 or merged or held:
                continue
            if self.lexicon.find_key("rows.sums", row[0].text) == "total":
                head = row[0]._replace(last_column=row[0].last_column + short)
                done[index] = (
                    head,
                    *(
                        s._replace(
                            first_column=s.first_column + short,
                            last_column=s.last_column + short,
                        )
                        for s in row[1:]
                    ),
                )
                shifted.append(index + 1)
        return tuple(done), shifted

    def _starts_header(self, rows: GridRows, row: int, caption: Caption) -> bool:
        """True when a row reads as the first of a header."""
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if len(labelled) < 2 or any(is_number(slot.text) for slot in labelled):
            return False
        found = count_matches(labelled, self.header_words)
        if self.previous is None or not self._has_previous_width(rows):
            return True
        if found and (caption.title_key is not None or found * 2 >= len(labelled)):
            return True  # one word alone may stand in a row that a page cut off
        return (
            caption.title_key is not None
            and caption.title_key != self.previous.table_key
        )

    def _has_previous_width(self, rows: GridRows) -> bool:
        width = max((slot.last_column for row in rows for slot in row), default=0)
        return self.previous is not None and len(self.previous.header_texts) == width

    def _parse_part(
        self,
        table: Table,
        rows: GridRows,
        part: TablePart,
        section_key: str | None,
        grid_columns: tuple[int, ...],
    ) -> ParsedTable:
        width = len(grid_columns) or table.n_columns
        form: tuple[tuple[Cell, ...], ...] = ()
        asides: dict[Span, str] = {}
        behind = part.first_content_row - 1
        heads: tuple[tuple[GridCell, ...], ...] = ((),) * width
        if part.header_row:
            header = find_part_header(
                rows, part.header_row, part.last_row, width, self.lexicon
            )
            heads = header_columns(rows, header.first_row, header.last_label_row, width)
            behind = header.last_row
            form = tuple(
                tuple(slot.cell for slot in row)
                for row in rows[part.first_content_row - 1 : part.header_row - 1]
            )
            for row in rows[header.last_label_row : header.last_row]:
                asides.update((slot.cell.span, "column_number") for slot in row)
        form_rows = (
            set(range(part.first_content_row, part.header_row))
            if part.header_row
            else set()
        )
        cover = _fill_merged_rows(rows, behind, part.last_row, width)
        body = tuple(
            _build_origin_row(rows, row, width)
            for row in range(behind + 1, part.last_row + 1)
        )
        kind, key, fields = classify_table(heads, part.caption, body, self.lexicon)
        units = tuple(_parse_column_unit(path) for path in heads)
        naming = (
            unit
            for unit, name in zip(units, fields, strict=True)
            if name in ("label", "code", "name", "project")
        )
        done = ParsedTable(
            source_table=table,
            kind=kind,
            table_key=key,
            title=part.caption.title,
            entity=part.caption.entity,
            unit=part.caption.unit
            or next(
                (unit for unit in naming if unit is not None), None
            ),  # 项目（单位：万元）
            column_units=units,
            as_of=part.caption.as_of
            or (_parse_header_date(heads) if kind == "fixed_assets" else None),
            header_rows=tuple(
                row for row in range(part.first_row, behind + 1) if row not in form_rows
            ),
            header_texts=tuple(
                tuple(remove_whitespace(slot.text) for slot in path) for path in heads
            ),
            fields=fields,
            rows=body,
            section_key=section_key,
            filled_rows=cover,
            header_cells=tuple(tuple(slot.cell for slot in path) for path in heads),
            form_rows=form,
            year=part.caption.year,
            title_key=part.caption.title_key,
            grid_columns=grid_columns,
            conflicting_unit=part.caption.conflicting_unit,
        )
        done = inherit_from_previous(done, part, self.previous, self.lexicon)
        for j, name in enumerate(done.fields):
            what = _IGNORED_FIELDS.get(name or "")
            if what is not None:
                asides.update(
                    (cell.span, what)
                    for line in done.rows
                    if (cell := line[j]) is not None
                )
        if done.kind == "statutory":
            for line in (
                done.rows
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
                    asides.update((c.span, "empty_row") for c in named)
        return replace(done, ignored=asides)


def _is_prose(text: str) -> bool:
    """True for a paragraph that parts two tables: a sentence, a note, a numbered heading."""
    return any(mark in text for mark in "。；") or (
        parse_list_number(text) is not None
        and any("\u4e00" <= c <= "\u9fff" for c in text)
    )


def _is_layout(
    rows: GridRows, width: int, first_row: int, continues_previous: bool
) -> bool:
    """Frames and captions: nothing stands below what is a caption, or there is one column, or one line of words."""
    if first_row > len(rows) or width < 2:
        return True
    labelled = [slot for row in rows for slot in row if not is_blank(slot.text)]
    return (
        len(rows) == 1
        and not continues_previous
        and not any(is_number(slot.text) for slot in labelled)
    )


def _build_layout_table(
    table: Table, caption: Caption, section_key: str | None
) -> ParsedTable:
    none = (None,) * table.n_columns
    return ParsedTable(
        source_table=table,
        kind="layout",
        table_key=None,
        title=None,
        entity=caption.entity,
        unit=caption.unit,
        column_units=none,
        as_of=caption.as_of,
        header_rows=tuple(range(1, table.n_rows + 1)),
        header_texts=((),) * table.n_columns,
        fields=none,
        rows=(),
        section_key=section_key,
    )


def _parse_column_unit(path: Iterable[GridCell]) -> Unit | None:
    """The unit that the lowest header cell of a path declares."""
    for slot in reversed(tuple(path)):
        unit = parse_declared_unit(slot.text, slot.cell.span, UnitSource.COLUMN)
        if unit is not None:
            return unit
    return None


def _parse_header_date(
    header_cells: Iterable[Iterable[GridCell]],
) -> Extracted[date] | None:
    """The date that a head names: ``2019年12月31日价值``."""
    for slot in (slot for path in header_cells for slot in path):
        for day in find_dates(slot.text):
            place = slot.cell.span.slice(day.start, day.end)
            return Extracted(day.value, slot.text[day.start : day.end], place)
    return None


def _fill_merged_rows(
    rows: GridRows, header_end: int, last_row: int, n_columns: int
) -> tuple[CellRow, ...]:
    """The cell over each position below the header (cells that begin in the header do not reach down)."""
    lines: list[list[Cell | None]] = [
        [None] * n_columns for _ in range(last_row - header_end)
    ]
    for row in rows[header_end:last_row]:
        for slot in row:
            for line in range(slot.first_row, min(slot.last_row, last_row) + 1):
                for column in range(
                    slot.first_column, min(slot.last_column, n_columns) + 1
                ):
                    lines[line - header_end - 1][column - 1] = slot.cell
    return tuple(map(tuple, lines))


def _build_origin_row(rows: GridRows, row: int, n_columns: int) -> CellRow:
    """The cells that begin in a row, each at its first column."""
    firsts = {slot.first_column: slot.cell for slot in rows[row - 1]}
    return tuple(firsts.get(column) for column in range(1, n_columns + 1))
