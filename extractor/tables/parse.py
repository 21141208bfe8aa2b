"""Parse tables: stacked headers to header paths, captions to title, entity and unit,
rows to cells.

One table may hold several (``一、政府采购情况`` … ``二、机关运行经费`` in one grid; a form above its
indicators), and several may be one (a page break cut it, with or without its header
again). Each parsed table is one part of one grid; one that continues another inherits
its header and caption, with an issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, partial
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Cell, Paragraph, Span, Table
from extractor.model.enums import UnitSource
from extractor.model.issues import Issue, partition
from extractor.model.records import YUAN_PER_UNIT, Extracted, Unit
from extractor.tables.caption import (
    Caption,
    parse_caption_above,
    parse_caption_rows,
    parse_declared_unit,
)
from extractor.tables.cells import GridCell, is_blank, is_note, is_number
from extractor.tables.classify import classify_table
from extractor.tables.column_roles import collect_header_words, count_matches
from extractor.tables.grid import (
    GridRows,
    TablePart,
    align_header,
    are_class_codes,
    build_grid_rows,
    build_header_paths,
    drop_empty_columns,
    find_part_header,
    is_filler_row,
    remove_whitespace,
    split_grid,
)
from extractor.tables.model import CellRow, ParsedTable
from extractor.tables.placement import PlacedTable
from extractor.text import regex
from extractor.text.dates import find_dates
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key

__all__ = [
    "parse_document_tables",
    "parse_tables",
]

# Fields whose numbers are none of the dataset, and what they are.
_IGNORED_FIELDS: Mapping[str, str] = {
    "line": "line_number",
    "index": "line_number",
    "unit_code": "unit_code",
    "score": "score",
    "rubric": "rubric",
}
# Fields whose header may declare the unit of the table: 项目（单位：万元）.
_LABEL_FIELDS = ("label", "code", "name", "project")
_SENTENCE_ENDS = "。；"
_CHINESE_CHARACTER = regex.compile("[一-鿿]")

HeaderPaths = tuple[tuple[GridCell, ...], ...]
"""The header cells above each column, from top to bottom."""


def parse_document_tables(
    tables: Iterable[PlacedTable], lexicon: Lexicon, is_plaintext: bool = False
) -> tuple[list[ParsedTable], list[Issue]]:
    """Parse the tables of a disclosure and check their units and columns.

    Args:
        tables: The tables in reading order, as for `parse_tables`.
        lexicon: The words.
        is_plaintext: As for `parse_tables`.

    Returns:
        The parsed tables, with the units that the lexicon lets assume; issues of
        columns that the lexicon lacks, then of units. What was decided while parsing a
        table is among the issues of that table.
    """
    parsed = parse_tables(tables, lexicon, is_plaintext)
    resolved, unit_issues = partition(_resolve_units(parsed, lexicon))
    return resolved, [*_find_unknown_columns(resolved), *unit_issues]


def parse_tables(
    tables: Iterable[PlacedTable], lexicon: Lexicon, is_plaintext: bool = False
) -> tuple[ParsedTable, ...]:
    """Parse the tables of a disclosure.

    Args:
        tables: The tables in reading order, each with the paragraphs above it and the
            key of its section.
        lexicon: The words.
        is_plaintext: The tables come from a text in which merged cells are left out, so
            that cells may be further left than on the page.

    Returns:
        The parsed tables in reading order. A grid that holds several gives several;
        every table gives at least one.
    """
    parser = _TableParser(lexicon, is_plaintext)
    parsed_tables: list[ParsedTable] = []
    for placed in tables:
        parsed_tables.extend(parser.parse_grid(placed))
    return tuple(parsed_tables)


class _TableParser:
    """The state from table to table: the last one, and a caption without a table
    yet."""

    def __init__(self, lexicon: Lexicon, is_plaintext: bool) -> None:
        self.lexicon = lexicon
        self.is_plaintext = is_plaintext
        self.previous: ParsedTable | None = None
        self.pending_caption: Caption | None = None

    @cached_property
    def _header_words(self) -> frozenset[str]:
        return collect_header_words(self.lexicon)

    def parse_grid(self, placed: PlacedTable) -> list[ParsedTable]:
        """The parsed tables of one grid."""
        table, preceding, section_key, following = placed
        outer_caption = parse_caption_above(preceding, self.lexicon)
        has_prose_above = any(_is_prose(paragraph.text) for paragraph in preceding)
        may_continue = outer_caption.title_key is None and not has_prose_above
        rows, grid_columns = self._build_rows(table, may_continue)
        width = len(grid_columns) or table.n_columns
        own_caption, first_row = parse_caption_rows(rows, self.lexicon, width)
        outer_caption = self._take_pending_caption(outer_caption, preceding)
        outer_caption = _add_noted_unit(own_caption, outer_caption, following)
        # A page break may leave one row of the table before.
        continues_previous = may_continue and self._has_previous_width(rows)
        if _is_layout(rows, width, first_row, continues_previous):
            caption = own_caption.fill_missing(outer_caption)
            self.pending_caption = caption
            return [_build_layout_table(table, caption, section_key)]
        if outer_caption.title_key is None and has_prose_above:
            # Page breaks leave page numbers and running headers, no sentences.
            self.previous = None
        issues: list[Issue] = []
        if self.is_plaintext:
            rows, issues = self._restore_columns(table, rows, first_row, width)
        parts = split_grid(
            rows,
            first_row,
            width,
            own_caption,
            outer_caption,
            self.lexicon,
            partial(self._starts_header, rows),
        )
        parser = _PartParser(table, rows, section_key, grid_columns, self.lexicon)
        return self._parse_parts(parser, parts, issues)

    def _build_rows(
        self, table: Table, may_continue: bool
    ) -> tuple[GridRows, tuple[int, ...]]:
        """The rows of a table, and the grid columns kept (``()`` for all)."""
        rows = build_grid_rows(table)
        if self.is_plaintext:
            return rows, ()
        previous_columns: Sequence[int] = ()
        if may_continue:
            previous_columns = self._list_previous_columns(table.n_columns)
        return drop_empty_columns(rows, table.n_columns, previous_columns)

    def _list_previous_columns(self, n_columns: int) -> Sequence[int]:
        """The columns of the table before; none where its grid is another one."""
        previous = self.previous
        if previous is None or previous.source_table.n_columns != n_columns:
            return ()
        return previous.grid_columns or range(1, n_columns + 1)

    def _take_pending_caption(
        self, caption: Caption, preceding: Sequence[Paragraph]
    ) -> Caption:
        """Add the caption of a layout table right above; prose between the two parts
        them."""
        pending, self.pending_caption = self.pending_caption, None
        if pending is None:
            return caption
        has_text_above = any(not is_blank(paragraph.text) for paragraph in preceding)
        if caption == Caption() and has_text_above:
            return caption
        return caption.fill_missing(pending)

    def _has_previous_width(self, rows: GridRows) -> bool:
        if self.previous is None:
            return False
        width = max((cell.last_column for row in rows for cell in row), default=0)
        return len(self.previous.header_texts) == width

    def _restore_columns(
        self, table: Table, rows: GridRows, first_row: int, width: int
    ) -> tuple[GridRows, list[Issue]]:
        """Give the short rows of a text dump their columns, with an issue for each
        guess."""
        rows, is_ambiguous = align_header(rows, width, first_row)
        issues: list[Issue] = []
        if is_ambiguous:
            issues.append(Issue.build("TABLE_HEADER_SPREAD", table.path))
        rows, shifted = self._shift_total_rows(rows, first_row, width)
        for row in shifted:
            issues.append(Issue.build("ROW_SHIFTED", Span(table.path, row)))
        return rows, issues

    def _shift_total_rows(
        self, rows: GridRows, first_row: int, n_columns: int
    ) -> tuple[GridRows, list[int]]:
        """Rows whose first cell, a total, spanned several columns: the others move
        right."""
        done = list(rows)
        shifted: list[int] = []
        for index, row in enumerate(rows[first_row:], first_row):
            n_missing = n_columns - sum(cell.n_columns for cell in row)
            if len(row) < 2 or n_missing <= 0:
                continue
            if any(cell.is_merged for cell in row) or _reaches_row(rows, index):
                continue
            if self.lexicon.find_key("rows.sums", row[0].text) == "total":
                done[index] = tuple(_shift_right(row, n_missing))
                shifted.append(index + 1)
        return tuple(done), shifted

    def _starts_header(self, rows: GridRows, row: int, caption: Caption) -> bool:
        """True when a row reads as the first of a header."""
        if not _may_head(rows, row):
            return False
        filled = [cell for cell in rows[row - 1] if not is_blank(cell.text)]
        previous = self.previous
        if previous is None or not self._has_previous_width(rows):
            return True
        if _repeats_words(filled, previous.header_texts):
            return True
        n_header_words = count_matches(filled, self._header_words, self.lexicon)
        if caption.title_key is None:
            # One such word alone may be in a row that a page break cut off.
            return n_header_words * 2 >= len(filled)
        return n_header_words > 0 or caption.title_key != previous.table_key

    def _parse_parts(
        self, parser: _PartParser, parts: Sequence[TablePart], issues: Sequence[Issue]
    ) -> list[ParsedTable]:
        """The tables of one grid; the issues of the grid belong to the first."""
        found: list[ParsedTable] = []
        for index, part in enumerate(parts, 1):
            parsed = parser.parse_part(part, self.previous)
            if index == 1:
                parsed = replace(parsed, issues=(*issues, *parsed.issues))
            self.previous = replace(parsed, index=index)
            found.append(self.previous)
        if len(found) > 1:
            header_rows = tuple(
                sorted({row for parsed in found for row in parsed.header_rows})
            )
            found = [replace(parsed, header_rows=header_rows) for parsed in found]
            self.previous = found[-1]
        return found


def _add_noted_unit(
    own_caption: Caption, caption: Caption, following: Iterable[Paragraph]
) -> Caption:
    """The caption with the unit that a note below declares: ``备注：本表金额单位为元。``.

    A unit above the table or in its own rows takes precedence.
    """
    if own_caption.unit is not None or caption.unit is not None:
        return caption
    for note in following:
        if is_note(note.text):
            unit = parse_declared_unit(note.text, note.span, UnitSource.PARAGRAPH)
            caption = replace(caption, unit=caption.unit or unit)
    return caption


def _is_prose(text: str) -> bool:
    """True for a paragraph that parts two tables: a sentence, a note, a numbered
    heading."""
    if any(end in text for end in _SENTENCE_ENDS):
        return True
    return (
        parse_list_number(text) is not None
        and _CHINESE_CHARACTER.search(text) is not None
    )


def _is_layout(
    rows: GridRows, width: int, first_row: int, continues_previous: bool
) -> bool:
    """True for frames and captions.

    Nothing is below the caption, or there is one column, or one row of words.
    """
    if first_row > len(rows) or width < 2:
        return True
    if len(rows) > 1 or continues_previous:
        return False
    return not any(is_number(cell.text) for row in rows for cell in row)


def _build_layout_table(
    table: Table, caption: Caption, section_key: str | None
) -> ParsedTable:
    nothing = (None,) * table.n_columns
    return ParsedTable(
        source_table=table,
        kind="layout",
        table_key=None,
        title=None,
        entity=caption.entity,
        unit=caption.unit,
        column_units=nothing,
        as_of=caption.as_of,
        header_rows=tuple(range(1, table.n_rows + 1)),
        header_texts=((),) * table.n_columns,
        fields=nothing,
        rows=(),
        section_key=section_key,
    )


def _reaches_row(rows: GridRows, index: int) -> bool:
    """True where a cell of a row above reaches down to a row (index from 0)."""
    return any(cell.last_row > index for above in rows[:index] for cell in above)


def _shift_right(row: Sequence[GridCell], n_columns: int) -> Iterator[GridCell]:
    """Widen the first cell of a row and move the others."""
    first, *further_cells = row
    yield first._replace(last_column=first.last_column + n_columns)
    for cell in further_cells:
        yield cell._replace(
            first_column=cell.first_column + n_columns,
            last_column=cell.last_column + n_columns,
        )


# --- one part of one grid


class _PartHeader(NamedTuple):
    """The header of a part.

    Attributes:
        paths: The header cells above each column.
        last_row: The last row of the caption and header.
        form_rows: The cells of the form above the header.
        counter_cells: The cells of rows that only count the columns.
    """

    paths: HeaderPaths
    last_row: int
    form_rows: tuple[tuple[Cell, ...], ...] = ()
    counter_cells: tuple[Cell, ...] = ()


class _PartParser:
    """One grid, the parts of which are parsed one by one."""

    def __init__(
        self,
        table: Table,
        rows: GridRows,
        section_key: str | None,
        grid_columns: tuple[int, ...],
        lexicon: Lexicon,
    ) -> None:
        self.table = table
        self.rows = rows
        self.section_key = section_key
        self.grid_columns = grid_columns
        self.width = len(grid_columns) or table.n_columns
        self.lexicon = lexicon

    def parse_part(self, part: TablePart, previous: ParsedTable | None) -> ParsedTable:
        """Parse a part; what it lacks comes from the table it continues."""
        header = self._parse_header(part)
        repeated_rows = self._find_repeated_rows(part, header, previous)
        parsed = self._build_table(part, header, repeated_rows)
        if previous is not None:
            parsed = _continue_previous(parsed, part, previous, self.lexicon)
        counters = [*header.counter_cells, *self._list_cells(repeated_rows)]
        ignored = {cell.span: "column_number" for cell in counters}
        ignored.update(_find_ignored_cells(parsed))
        return replace(parsed, ignored=ignored)

    def _parse_header(self, part: TablePart) -> _PartHeader:
        first_content_row = part.first_content_row
        if not part.header_row:
            return _PartHeader(((),) * self.width, first_content_row - 1)
        header = find_part_header(
            self.rows, part.header_row, part.last_row, self.width, self.lexicon
        )
        paths = build_header_paths(
            self.rows, header.first_row, header.last_label_row, self.width
        )
        form_rows = self.rows[first_content_row - 1 : part.header_row - 1]
        counter_rows = self.rows[header.last_label_row : header.last_row]
        return _PartHeader(
            paths=paths,
            last_row=header.last_row,
            form_rows=tuple(tuple(cell.cell for cell in row) for row in form_rows),
            counter_cells=tuple(cell.cell for row in counter_rows for cell in row),
        )

    def _find_repeated_rows(
        self, part: TablePart, header: _PartHeader, previous: ParsedTable | None
    ) -> frozenset[int]:
        """Rows in which a page break printed the header again, or its column
        numbers."""
        header_texts = _list_path_texts(header.paths)
        if not part.header_row and previous is not None:
            header_texts = previous.header_texts
        repeated: set[int] = set()
        for row in range(header.last_row + 1, part.last_row + 1):
            cells = [cell for cell in self.rows[row - 1] if not is_blank(cell.text)]
            if _repeats_words(cells, header_texts) or self._counts_columns(
                cells, is_below_header=row - 1 in repeated
            ):
                repeated.add(row)
        return frozenset(repeated)

    def _counts_columns(self, cells: Sequence[GridCell], is_below_header: bool) -> bool:
        """True for column numbers behind a word that says so, or right below a
        header."""
        filler_words = self.lexicon.get_vocabulary("fillers")
        if not is_filler_row(cells, lambda text: match_key(text) in filler_words):
            return False
        return is_below_header or not all(is_number(cell.text) for cell in cells)

    def _list_cells(self, rows: Iterable[int]) -> list[Cell]:
        return [cell.cell for row in sorted(rows) for cell in self.rows[row - 1]]

    def _build_table(
        self, part: TablePart, header: _PartHeader, repeated_rows: frozenset[int]
    ) -> ParsedTable:
        caption = part.caption
        body_rows = range(header.last_row + 1, part.last_row + 1)
        rows = tuple(
            _build_origin_row(self.rows[row - 1], self.width)
            for row in body_rows
            if row not in repeated_rows
        )
        kind, table_key, fields = classify_table(
            header.paths, caption, rows, self.lexicon
        )
        units = tuple(_parse_column_unit(path) for path in header.paths)
        as_of = caption.as_of
        if as_of is None and kind == "fixed_assets":
            as_of = _parse_header_date(header.paths)
        return ParsedTable(
            source_table=self.table,
            kind=kind,
            table_key=table_key,
            title=caption.title,
            entity=caption.entity,
            unit=caption.unit
            or _find_label_unit(fields, units)
            or _find_common_unit(kind, fields, units),
            column_units=units,
            as_of=as_of,
            header_rows=_list_header_rows(part, header.last_row, repeated_rows),
            header_texts=_list_path_texts(header.paths),
            fields=fields,
            rows=rows,
            section_key=self.section_key,
            filled_rows=_fill_merged_rows(
                self.rows, body_rows, self.width, repeated_rows
            ),
            header_cells=tuple(
                tuple(cell.cell for cell in path) for path in header.paths
            ),
            form_rows=header.form_rows,
            year=caption.year,
            title_key=caption.title_key,
            grid_columns=self.grid_columns,
            conflicting_unit=caption.conflicting_unit,
        )


def _holds_number(cells: Iterable[GridCell]) -> bool:
    return any(map(is_number, [cell.cell.text for cell in cells]))


def _heads_codes(rows: GridRows, row: int) -> bool:
    """True for a row whose numbers are codes of classes above their names: 301 | 302."""
    numbers = [cell for cell in rows[row - 1] if is_number(cell.text)]
    if row >= len(rows) or not are_class_codes(numbers):
        return False
    below = [cell for cell in rows[row] if not is_blank(cell.text)]
    columns = {cell.first_column for cell in below}
    return not _holds_number(below) and columns >= {c.first_column for c in numbers}


def _may_head(rows: GridRows, row: int) -> bool:
    """True for a row of two words or more, with no numbers but codes of classes."""
    filled = [cell for cell in rows[row - 1] if not is_blank(cell.text)]
    if len(filled) < 2:
        return False
    return not _holds_number(filled) or _heads_codes(rows, row)


def _list_path_texts(paths: HeaderPaths) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(remove_whitespace(cell.text) for cell in path) for path in paths)


def _repeats_words(
    cells: Sequence[GridCell], header_texts: Sequence[Sequence[str]]
) -> bool:
    """True for a row of two words or more each of which is in the header of its
    column."""
    if len(cells) < 2 or _holds_number(cells):
        return False
    return all(
        cell.first_column <= len(header_texts)
        and remove_whitespace(cell.text) in header_texts[cell.first_column - 1]
        for cell in cells
    )


def _list_header_rows(
    part: TablePart, last_header_row: int, repeated_rows: frozenset[int]
) -> tuple[int, ...]:
    """Rows of the caption and header, without those of a form between them."""
    form_rows: range = range(0)
    if part.header_row:
        form_rows = range(part.first_content_row, part.header_row)
    rows = range(part.first_row, last_header_row + 1)
    own_rows = [row for row in rows if row not in form_rows]
    return (*own_rows, *sorted(repeated_rows))


def _find_label_unit(
    fields: Sequence[str | None], units: Sequence[Unit | None]
) -> Unit | None:
    """The unit that the header of a label column declares for the table."""
    for name, unit in zip(fields, units, strict=True):
        if unit is not None and name in _LABEL_FIELDS:
            return unit
    return None


def _find_common_unit(
    kind: str, fields: Sequence[str | None], units: Sequence[Unit | None]
) -> Unit | None:
    """The unit that the first column of money declares for all."""
    if kind != "statutory":
        return None
    declared = [
        unit
        for name, unit in zip(fields, units, strict=True)
        if name == "value" and unit is not None
    ]
    is_first = "value" in fields and units[fields.index("value")] is not None
    return declared[0] if is_first and len(declared) == 1 else None


def _parse_column_unit(path: Sequence[GridCell]) -> Unit | None:
    """The unit that the lowest header cell of a path declares."""
    for cell in reversed(path):
        unit = parse_declared_unit(cell.text, cell.cell.span, UnitSource.COLUMN)
        if unit is not None:
            return unit
    return None


def _parse_header_date(paths: HeaderPaths) -> Extracted[date] | None:
    """The date that a header names: ``2019年12月31日价值``."""
    for cell in (cell for path in paths for cell in path):
        for day in find_dates(cell.text):
            place = cell.cell.span.slice(day.start, day.end)
            return Extracted(day.value, cell.text[day.start : day.end], place)
    return None


def _fill_merged_rows(
    rows: GridRows, body_rows: range, n_columns: int, repeated_rows: frozenset[int]
) -> tuple[CellRow, ...]:
    """The cell over each position below the header, in all rows but the repeated ones.

    Cells that begin in the header do not reach down.
    """
    lines: dict[int, list[Cell | None]] = {row: [None] * n_columns for row in body_rows}
    for covered in (one for row in body_rows for one in rows[row - 1]):
        cell, first_row, last_row, first_column, last_column = covered
        if not covered.is_merged and first_column <= n_columns:
            lines[first_row][first_column - 1] = cell
            continue
        first, last = first_column - 1, min(last_column, n_columns)
        for row in range(first_row, min(last_row, body_rows.stop - 1) + 1):
            lines[row][first:last] = [cell] * (last - first)
    return tuple(tuple(line) for row, line in lines.items() if row not in repeated_rows)


def _build_origin_row(row: Sequence[GridCell], n_columns: int) -> CellRow:
    """The cells that begin in a row, each at its first column."""
    cells = {cell.first_column: cell.cell for cell in row}
    return tuple(cells.get(column) for column in range(1, n_columns + 1))


def _find_ignored_cells(parsed: ParsedTable) -> Iterator[tuple[Span, str]]:
    """Cells whose numbers are none of the dataset, and what they are."""
    for index, name in enumerate(parsed.fields):
        content = _IGNORED_FIELDS.get(name or "")
        if content is None:
            continue
        for row in parsed.rows:
            cell = row[index]
            if cell is not None:
                yield cell.span, content
    if parsed.kind == "statutory":
        yield from _find_empty_row_cells(parsed)


def _find_empty_row_cells(parsed: ParsedTable) -> Iterator[tuple[Span, str]]:
    """Codes and labels that the form prints and the office has no figure for."""
    for row in parsed.rows:
        named = [
            (name, cell)
            for name, cell in zip(parsed.fields, row, strict=True)
            if cell is not None
        ]
        if any(name == "value" and not is_blank(cell.text) for name, cell in named):
            continue
        for name, cell in named:
            if name in ("code", "label"):
                yield cell.span, "empty_row"


# --- continued tables


def _continue_previous(
    parsed: ParsedTable, part: TablePart, previous: ParsedTable, lexicon: Lexicon
) -> ParsedTable:
    """The table with the declarations of the one above, where it continues that one.

    It does so behind a page break, or as a part of one grid below the same header.
    """
    if not _is_continuation(parsed, part, previous, lexicon):
        return parsed
    is_titled = part.caption.title_key is not None
    continued = parsed
    if not part.header_row:
        continued = replace(
            parsed,
            header_texts=previous.header_texts,
            header_cells=previous.header_cells,
            column_units=previous.column_units,
        )
        if is_titled and previous.source_table is parsed.source_table:
            return _classify_below_header(continued, part, previous, lexicon)
    return _merge_previous(continued, parsed, previous, is_titled)


def _merge_previous(
    continued: ParsedTable, parsed: ParsedTable, previous: ParsedTable, is_titled: bool
) -> ParsedTable:
    """The continued table with title, kind and caption of the previous one.

    Its own title takes precedence over the previous one, and so does the kind it gives.
    """
    classified, titled = previous, previous
    if is_titled:
        titled = parsed
        if parsed.kind != "unknown":
            classified = parsed
    above = previous.source_table.path
    issue = Issue.build("TABLE_CONTINUED", parsed.source_table.path, above=above)
    return replace(
        continued,
        kind=classified.kind,
        table_key=classified.table_key,
        fields=classified.fields,
        title=titled.title or parsed.title,
        title_key=titled.title_key,
        unit=parsed.unit or previous.unit,
        entity=parsed.entity or previous.entity,
        as_of=parsed.as_of or previous.as_of,
        year=parsed.year or previous.year,
        continues=above,
        issues=(*parsed.issues, issue),
    )


def _is_continuation(
    parsed: ParsedTable, part: TablePart, previous: ParsedTable, lexicon: Lexicon
) -> bool:
    """True for a table of the same width that repeats the title or has none of its
    own."""
    if previous.kind == "layout":
        return False
    if len(previous.header_texts) != len(parsed.header_texts):
        return False
    key = part.caption.title_key
    same_title = key is None or _has_same_title(parsed, previous, lexicon)
    if part.header_row:
        repeats_header = parsed.header_texts == previous.header_texts
        return repeats_header and not parsed.form_rows and same_title
    same_grid = previous.source_table is parsed.source_table
    return same_title or same_grid or key == previous.table_key


def _classify_below_header(
    parsed: ParsedTable, part: TablePart, previous: ParsedTable, lexicon: Lexicon
) -> ParsedTable:
    """A part with its own title under the header of the part above."""
    paths = tuple(
        tuple(
            GridCell(cell, cell.row, cell.row, cell.column, cell.column)
            for cell in path
        )
        for path in previous.header_cells
    )
    kind, table_key, fields = classify_table(paths, part.caption, parsed.rows, lexicon)
    unit = parsed.unit or previous.unit
    return replace(parsed, kind=kind, table_key=table_key, fields=fields, unit=unit)


def _has_same_title(
    parsed: ParsedTable, previous: ParsedTable, lexicon: Lexicon
) -> bool:
    """True where two titles differ at most in the words for a continued table:
    收入总表（续）."""
    pattern = _compile_continuation_pattern(lexicon)
    titles = [
        pattern.sub("", match_key(table.title.value)) if table.title else ""
        for table in (parsed, previous)
    ]
    return titles[0] == titles[1]


@cache
def _compile_continuation_pattern(lexicon: Lexicon) -> regex.Pattern[str]:
    words = build_alternation(lexicon.get_words("goes_on", "word"))
    mark = rf"(?:{words})[一二三四五六七八九十\d]*"
    return regex.compile(rf"[(\[]?{mark}[)\]]?$|^{mark}:?")


# --- units and columns


def _resolve_units(
    tables: Iterable[ParsedTable], lexicon: Lexicon
) -> Iterator[ParsedTable | Issue]:
    """Check the declarations of units and assume missing ones.

    ``单位：元`` in a table's first row and ``单位：万元`` in the paragraph above it cannot both
    be true: the nearer one is taken, and UNIT_CONFLICT names both. Without a
    declaration there is none, unless the lexicon gives the unit that its offices use
    for such tables (``[assumed_unit."万元"]`` with the kinds of tables); then
    UNIT_ASSUMED marks the table.
    """
    for parsed in tables:
        yield from _find_unit_conflicts(parsed)
        unit: Unit | None = None
        if parsed.unit is None and not any(parsed.column_units):
            unit = _assume_unit(parsed, lexicon)
        if unit is None:
            yield parsed
            continue
        yield Issue.build(
            "UNIT_ASSUMED",
            parsed.source_table.path,
            unit=unit.name,
            template=lexicon.name,
        )
        yield replace(parsed, unit=unit)


def _assume_unit(parsed: ParsedTable, lexicon: Lexicon) -> Unit | None:
    """The default unit of tables of a kind."""
    name = lexicon.get_vocabulary("assumed_unit").get(parsed.kind)
    if name not in YUAN_PER_UNIT:
        return None
    return Unit(name, UnitSource.TEMPLATE, parsed.source_table.span)


def _find_unit_conflicts(parsed: ParsedTable) -> Iterator[Issue]:
    """Two declarations of the table that differ,
    or all columns against the table."""
    taken, other = parsed.unit, parsed.conflicting_unit
    if taken is None:
        return
    column_units = [unit for unit in parsed.column_units if unit]
    if other is not None and other.name != taken.name:
        yield _build_unit_conflict(other.place, taken, other)
    elif column_units and all(unit.name != taken.name for unit in column_units):
        yield _build_unit_conflict(taken.place, column_units[0], taken)


def _build_unit_conflict(place: Span, taken: Unit, other: Unit) -> Issue:
    return Issue.build(
        "UNIT_CONFLICT",
        place,
        unit=taken.name,
        declared=taken.place,
        other=other.name,
    )


def _find_unknown_columns(tables: Iterable[ParsedTable]) -> Iterator[Issue]:
    """Columns of known tables whose header is not in the lexicon."""
    for parsed in tables:
        if parsed.kind in ("unknown", "layout", "statutory") or parsed.continues:
            continue
        grid_columns = parsed.grid_columns or range(1, len(parsed.fields) + 1)
        for column, name, path in zip(
            grid_columns, parsed.fields, parsed.header_texts, strict=True
        ):
            header = "/".join(text for text in path if text.strip())
            if name is None and header:
                yield Issue.build(
                    "COLUMN_UNKNOWN",
                    Span(parsed.source_table.path, 1, column),
                    column=header,
                    kind=parsed.kind,
                )
