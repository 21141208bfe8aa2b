"""Workbooks, embedded in a document or files of their own: the text their sheets show,
as tables.

Offices paste a form from Excel or WPS 表格 and the page shows its picture; the figures
are in the workbook. A cell's text is what the sheet displays (``1,234.50``), made from
the stored value and the cell's number format.

An office that pastes one sheet of its workbook leaves all of them in the file: the page
shows one, and the others are often tables that are typed or pasted elsewhere in the
document. Such a sheet is marked in the description of its story
(``Excel.Sheet.8!GK02 (repeats b22)``), so that no figure counts twice. Source: ECMA-376
Part 1, 18.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    Attachment,
    DraftCell,
    DraftParagraph,
    DraftTable,
    FileTitle,
    build_document,
)
from extractor.formats.cell_formats import BUILT_IN_FORMATS, format_cell_value
from extractor.formats.limits import consume_limit
from extractor.formats.opc import OLE_MAGIC, Package, open_zip_package
from extractor.formats.xml import Element, R, parse_integer, parse_xml
from extractor.model.document import (
    SHEET_NAME,
    CharacterMark,
    Document,
    MarkKind,
    Story,
    StoryKind,
    Table,
)
from extractor.model.issues import Issue, ReadError

__all__ = [
    "Workbook",
    "WorkbookSheet",
    "SheetCell",
    "WorkbookError",
    "read_sheets",
    "build_sheet_attachments",
    "count_numbers",
    "read_workbook",
    "mark_repeated_sheets",
    "parse_ole1_object",
    "unwrap_ole_package",
]

T = TypeVar("T")
D = TypeVar("D")

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Cells of a grid; beyond it, rows and columns without any text are left out.
MAX_SHEET_CELLS = 500_000
# Share of a sheet's figures that another table prints too, for the sheet to repeat it.
MIN_OVERLAP = 0.9
# With fewer figures than this an overlap may be chance.
MIN_NUMBERS = 4
_PRINTED_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_COLUMN_LETTERS = re.compile("[A-Za-z]{1,3}")


class WorkbookError(ValueError):
    """The bytes are no readable workbook; the text gives the reason."""


class SheetCell(NamedTuple):
    """A cell at its origin, rows and columns from 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    marks: tuple[CharacterMark, ...] = ()


class WorkbookSheet(NamedTuple):
    """A visible sheet; the active one is on top, and the page shows it.

    ``n_hidden`` of its rows are hidden and hold text; ``n_unknown`` of its formulas
    have no value, for no program has computed them.
    """

    name: str
    is_active: bool
    n_rows: int
    n_columns: int
    cells: tuple[SheetCell, ...]
    n_hidden: int = 0
    n_unknown: int = 0


class Workbook(NamedTuple):
    """The visible sheets of a workbook that have any text, and the names of the hidden
    ones."""

    sheets: tuple[WorkbookSheet, ...]
    hidden: tuple[str, ...] = ()


def read_sheets(data: bytes) -> Workbook:
    """Read the sheets of a workbook.

    Args:
        data: bytes of an .xlsx or .xls file, of the bare Workbook stream, or of a
            compound file that wraps one.

    Returns:
        Its visible sheets in their order, and what is hidden.

    Raises:
        WorkbookError: the bytes are no workbook, are damaged, or a package that reads
            them is missing.
    """
    data = unwrap_ole_package(data)
    if data.startswith(b"PK"):
        try:
            return _read_xlsx(open_zip_package(data))
        except ReadError as error:
            raise WorkbookError(error.code) from None
    if data.startswith(OLE_MAGIC) or data[:2] == b"\x09\x08":
        return _read_xls(data)
    raise WorkbookError("not a workbook")


def unwrap_ole_package(data: bytes) -> bytes:
    """Take an embedded file out of the ``Package`` stream of a compound file.

    Args:
        data: bytes of an embedded object.

    Returns:
        The bytes of the stream; other bytes as they are.

    Raises:
        WorkbookError: the compound file is damaged.
    """
    if not data.startswith(OLE_MAGIC):
        return data
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if not ole.exists("Package"):
                return data
            return bytes(ole.openstream("Package").read())
    except Exception as error:  # the library has no common base of exceptions
        raise WorkbookError(f"compound file: {error}") from None


def build_sheet_attachments(data: bytes, program: str) -> list[Attachment]:
    """Make a story of each sheet of a workbook.

    Args:
        data: bytes of the workbook, bare or wrapped in a compound file.
        program: what wrote it, for the description (``Excel.Sheet.8!GK02``).

    Returns:
        An attachment for each visible sheet, a table in each.

    Raises:
        WorkbookError: the bytes are no workbook or cannot be read.
    """
    return [
        Attachment("ole", [_draft_sheet(sheet)], f"{program}!{sheet.name}")
        for sheet in read_sheets(data).sheets
    ]


def read_workbook(data: bytes, name: str) -> Document:
    """Read a workbook that is a file of its own.

    Args:
        data: bytes of an .xlsx or .xls file.
        name: name of the file.

    Returns:
        A document whose body is a table for each visible sheet with any text, each in a
        story of its own (``sh1``); rows and columns are those of the sheet. The names
        of the sheets are titles outside the text.

    Raises:
        ReadError: WORKBOOK_UNREADABLE, ENCRYPTED, or a limit.
    """
    try:
        workbook = read_sheets(data)
    except WorkbookError as error:
        if "encrypted" in str(error):
            raise ReadError("ENCRYPTED", "encrypted") from None
        raise ReadError(
            "WORKBOOK_UNREADABLE", "corrupt", part=name, reason=str(error)
        ) from None
    sheets = workbook.sheets
    stories = [Attachment("sh", [_draft_sheet(one)], one.name) for one in sheets]
    titles = [FileTitle(SHEET_NAME, one.name) for one in sheets]
    issues: list[Issue] = []
    if workbook.hidden:
        names = "、".join(workbook.hidden)
        issues.append(Issue.build("SHEETS_HIDDEN", names=names))
    return build_document([], stories, titles=titles, issues=issues)


def _draft_sheet(sheet: WorkbookSheet) -> DraftTable:
    cells = [
        DraftCell(*cell[:4], [DraftParagraph(cell.text, marks=cell.marks)])
        for cell in sheet.cells
    ]
    table = DraftTable(sheet.n_rows, sheet.n_columns, cells)
    table.issues = list(_report_sheet(sheet))
    return table


def _report_sheet(sheet: WorkbookSheet) -> Iterator[Issue]:
    if sheet.n_hidden:
        yield Issue.build("SHEET_ROWS_HIDDEN", count=sheet.n_hidden)
    if sheet.n_unknown:
        yield Issue.build("FORMULAS_WITHOUT_VALUE", count=sheet.n_unknown)


def parse_ole1_object(data: bytes) -> tuple[str, bytes]:
    """Parse an object in the OLE 1.0 envelope that RTF keeps. Source: MS-OLEDS 2.2.5.

    Args:
        data: bytes of the object.

    Returns:
        The name of its program and its own bytes.

    Raises:
        WorkbookError: the data is cut.
    """
    try:
        # Behind the version and the kind: the names of program, topic and item.
        offset = 8
        names: list[bytes] = []
        for _ in range(3):
            name, offset = _read_sized_field(data, offset)
            names.append(name)
        content, _ = _read_sized_field(data, offset)
    except struct.error:
        raise WorkbookError("object data is cut") from None
    return names[0].rstrip(b"\0").decode("latin-1"), content


def _read_sized_field(data: bytes, offset: int) -> tuple[bytes, int]:
    """Bytes behind their count, and the offset behind them."""
    (size,) = struct.unpack_from("<I", data, offset)
    start = offset + 4
    return data[start : start + size], start + size


class CellRange(NamedTuple):
    """Rows and columns of merged cells, from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def row_span(self) -> int:
        """Number of rows."""
        return self.last_row - self.first_row + 1

    @property
    def column_span(self) -> int:
        """Number of columns."""
        return self.last_column - self.first_column + 1


class MarkedText(NamedTuple):
    """What a cell shows, and which of its characters
    are raised, lowered or struck."""

    text: str
    marks: tuple[CharacterMark, ...] = ()


_CellTexts = dict[tuple[int, int], MarkedText]
_FontMarks = tuple[MarkKind, ...]
_NO_TEXT = MarkedText("")


def _join_runs(runs: Iterable[tuple[str, _FontMarks]]) -> MarkedText:
    """One text of runs, each in a font of its own."""
    parts: list[str] = []
    marks: list[CharacterMark] = []
    end = 0
    for text, kinds in runs:
        start, end = end, end + len(text)
        parts.append(text)
        if start < end:
            marks.extend(CharacterMark(start, end, kind) for kind in kinds)
    return MarkedText("".join(parts), tuple(marks))


def _build_sheet(
    name: str, is_active: bool, texts: _CellTexts, merged_ranges: Iterable[CellRange]
) -> WorkbookSheet | None:
    """A full grid from the texts of cells by (row, column); None when there are
    none."""
    filled = {position for position, one in texts.items() if one.text.strip()}
    if not filled:
        return None
    merged = _select_merged_ranges(merged_ranges, filled)
    ends = [(area.last_row, area.last_column) for area in merged.values()]
    n_rows = max(row for row, _ in (*filled, *ends))
    n_columns = max(column for _, column in (*filled, *ends))
    rows: Sequence[int] = range(1, n_rows + 1)
    columns: Sequence[int] = range(1, n_columns + 1)
    if n_rows * n_columns > MAX_SHEET_CELLS:
        merged = {}
        rows = sorted({row for row, _ in filled})
        columns = sorted({column for _, column in filled})
    consume_limit("cells", len(rows) * len(columns), name)
    cells = tuple(_iter_sheet_cells(texts, rows, columns, merged))
    return WorkbookSheet(name, is_active, len(rows), len(columns), cells)


def _iter_sheet_cells(
    texts: _CellTexts,
    rows: Sequence[int],
    columns: Sequence[int],
    merged: Mapping[tuple[int, int], CellRange],
) -> Iterator[SheetCell]:
    """The cells of a grid, numbered from 1, without
    those that merged cells cover."""
    covered = _find_covered_positions(merged)
    for row_number, row in enumerate(rows, 1):
        for column_number, column in enumerate(columns, 1):
            position = (row, column)
            if position in covered:
                continue
            row_span = column_span = 1
            if position in merged:
                row_span = merged[position].row_span
                column_span = merged[position].column_span
            shown = texts.get(position, _NO_TEXT)
            spans = row_span, column_span
            yield SheetCell(row_number, column_number, *spans, *shown)


def _select_merged_ranges(
    ranges: Iterable[CellRange], filled: set[tuple[int, int]]
) -> dict[tuple[int, int], CellRange]:
    """Ranges of merged cells whose first cell has text, by that cell, as far as the
    limit of cells allows."""
    merged: dict[tuple[int, int], CellRange] = {}
    left = MAX_SHEET_CELLS
    for area in ranges:
        size = area.row_span * area.column_span
        position = (area.first_row, area.first_column)
        if position in filled and 0 < size <= left:
            left -= size
            merged[position] = area
    return merged


def _find_covered_positions(
    merged: Mapping[tuple[int, int], CellRange],
) -> set[tuple[int, int]]:
    """All positions of merged ranges but their first ones."""
    covered = {
        (row, column)
        for area in merged.values()
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    }
    return covered - merged.keys()


# .xlsx


@dataclass(frozen=True, slots=True)
class _XlsxContext:
    """What the sheets of an .xlsx share."""

    strings: Sequence[Element]
    formats: Sequence[str]
    fonts: Sequence[_FontMarks]
    since_1904: bool


def _read_xlsx(package: Package) -> Workbook:
    main = package.find_related_part("", "officeDocument")
    if main is None:
        raise WorkbookError("no workbook part")
    book = parse_xml(package.read(main), main)
    if book.tag != _X + "workbook":
        raise WorkbookError("no workbook part")
    context = _XlsxContext(
        _read_shared_strings(package, main),
        *_read_cell_styles(package, main),
        _counts_since_1904(book),
    )
    active = _find_active_index(book)
    relationships = package.load_relationships(main)
    sheets: list[WorkbookSheet] = []
    hidden: list[str] = []
    for index, entry in enumerate(book.iter(_X + "sheet")):
        relationship = relationships.get(entry.get(R + "id", ""))
        if relationship is None or relationship.kind != "worksheet":
            continue
        name = entry.get("name", "")
        if entry.get("state", "visible") != "visible":
            hidden.append(name)
            continue
        root = parse_xml(package.read(relationship.target), relationship.target)
        texts = {
            position: _format_xlsx_cell(cell, context)
            for position, cell in _iter_positioned_cells(root)
        }
        sheet = _build_sheet(name, index == active, texts, _iter_merged_ranges(root))
        if sheet is not None:
            n_hidden = _count_hidden_rows(root, texts)
            n_unknown = _count_unknown_formulas(root)
            sheets.append(sheet._replace(n_hidden=n_hidden, n_unknown=n_unknown))
    return Workbook(tuple(sheets), tuple(hidden))


def _count_hidden_rows(root: Element, texts: _CellTexts) -> int:
    """Number of hidden rows that hold text."""
    hidden = {
        parse_integer(row.get("r"), 0)
        for row in root.iter(_X + "row")
        if row.get("hidden") in ("1", "true")
    }
    return _count_filled_rows(texts, hidden)


def _count_filled_rows(texts: _CellTexts, rows: Set[int]) -> int:
    """Number of some rows that hold text."""
    return len(rows & {row for (row, _), one in texts.items() if one.text.strip()})


def _count_unknown_formulas(root: Element) -> int:
    """Number of formulas whose value no program has stored."""
    return sum(
        cell.find(_X + "f") is not None and cell.find(_X + "v") is None
        for cell in root.iter(_X + "c")
    )


def _counts_since_1904(book: Element) -> bool:
    properties = book.find(_X + "workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _find_active_index(book: Element) -> int:
    view = next(book.iter(_X + "workbookView"), None)
    if view is None:
        return 0
    return parse_integer(view.get("activeTab"), 0)


def _iter_merged_ranges(root: Element) -> Iterator[CellRange]:
    for element in root.iter(_X + "mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        start, end = _parse_cell_reference(first), _parse_cell_reference(last)
        if start is not None and end is not None:
            yield CellRange(start[0], end[0], start[1], end[1])


def _iter_positioned_cells(root: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    """Cells with row and column; rows and cells without a reference follow the one
    before."""
    row_number = 0
    for row in root.iter(_X + "row"):
        row_number = parse_integer(row.get("r"), row_number + 1)
        column = 0
        for cell in row.iterchildren(_X + "c"):
            reference = _parse_cell_reference(cell.get("r", ""))
            column += 1
            if reference is not None:
                column = reference[1]
            yield (row_number, column), cell


def _parse_cell_reference(text: str) -> tuple[int, int] | None:
    """``C7`` as (7, 3)."""
    letters = text.rstrip("0123456789")
    if letters == text or not _COLUMN_LETTERS.fullmatch(letters):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return parse_integer(text[len(letters) :], 0), column


def _read_shared_strings(package: Package, main: str) -> list[Element]:
    name = package.find_related_part(main, "sharedStrings")
    if name is None:
        return []
    root = parse_xml(package.read(name), name)
    return list(root.iterchildren(_X + "si"))


def _iter_runs(item: Element, font: _FontMarks) -> Iterator[tuple[str, _FontMarks]]:
    """Runs of a string item with their marks, without phonetic guides."""
    for child in item:
        if child.tag == _X + "t":
            yield child.text or "", font
        elif child.tag == _X + "r":
            properties = child.find(_X + "rPr")
            own = font
            if properties is not None:
                own = _parse_font_marks(properties)
            for text in child.iterchildren(_X + "t"):
                yield text.text or "", own


def _parse_font_marks(font: Element) -> _FontMarks:
    """How a font sets its characters apart (ECMA-376 Part 1, 18.8.22, 18.4.7)."""
    kinds: list[MarkKind] = []
    raised = font.find(_X + "vertAlign")
    kind = None
    if raised is not None:
        kind = _ALIGNMENTS.get(raised.get("val", ""))
    if kind is not None:
        kinds.append(kind)
    struck = font.find(_X + "strike")
    if struck is not None and struck.get("val", "1") in ("1", "true"):
        kinds.append(MarkKind.STRUCK)
    return tuple(kinds)


_ALIGNMENTS = {"superscript": MarkKind.RAISED, "subscript": MarkKind.LOWERED}


def _read_cell_styles(
    package: Package, main: str
) -> tuple[list[str], list[_FontMarks]]:
    """Number format and marks of each cell style, by index."""
    name = package.find_related_part(main, "styles")
    if name is None:
        return [], []
    root = parse_xml(package.read(name), name)
    custom_formats = {
        parse_integer(item.get("numFmtId"), -1): item.get("formatCode", "")
        for item in root.iter(_X + "numFmt")
    }
    font_marks = [
        _parse_font_marks(font)
        for fonts in root.iterchildren(_X + "fonts")
        for font in fonts.iterchildren(_X + "font")
    ]
    formats: list[str] = []
    marks: list[_FontMarks] = []
    for styles in root.iterchildren(_X + "cellXfs"):
        for style in styles.iterchildren(_X + "xf"):
            id = parse_integer(style.get("numFmtId"), 0)
            formats.append(
                custom_formats.get(id) or BUILT_IN_FORMATS.get(id, "General")
            )
            font = parse_integer(style.get("fontId"), 0)
            marks.append(_get_item(font_marks, font, ()))
    return formats, marks


def _format_xlsx_cell(cell: Element, context: _XlsxContext) -> MarkedText:
    """The text a cell shows, with the marks of its characters."""
    font = _get_item(context.fonts, parse_integer(cell.get("s"), 0), ())
    item: Element | None = None
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        item = cell.find(_X + "is")
    elif kind == "s":
        index = parse_integer(cell.findtext(_X + "v"), -1)
        item = _get_item(context.strings, index, None)
    else:
        return _join_runs([(_format_xlsx_value(cell, kind, context), font)])
    if item is None:
        return _NO_TEXT
    return _join_runs(_iter_runs(item, font))


def _format_xlsx_value(cell: Element, kind: str, context: _XlsxContext) -> str:
    """A value as text, by its type (ECMA-376 Part 1, 18.18.11)."""
    value = cell.findtext(_X + "v") or ""
    if not value or kind in ("str", "e", "d"):
        return value
    if kind == "b":
        return _format_boolean(value.strip() == "1")
    style = parse_integer(cell.get("s"), 0)
    code = _get_item(context.formats, style, "General")
    return format_cell_value(value.strip(), code, context.since_1904)


def _get_item(items: Sequence[T], index: int, default: D) -> T | D:
    if 0 <= index < len(items):
        return items[index]
    return default


def _format_boolean(value: bool) -> str:
    return str(value).upper()


# .xls


def _read_xls(data: bytes) -> Workbook:
    try:
        import xlrd
    except ImportError:
        raise WorkbookError("an .xls workbook needs the package xlrd") from None
    try:
        with open_xls_quietly(xlrd.open_workbook, data) as book:
            return _read_xls_sheets(book)
    except Exception as error:  # xlrd raises anything on damaged records
        raise WorkbookError(f"{type(error).__name__}: {error}") from None


def open_xls_quietly(opener: Callable[..., Any], data: bytes) -> Any:
    """Open with formats; xlrd writes its log to a file, which is discarded."""
    return opener(
        file_contents=data,
        formatting_info=True,
        ragged_rows=True,
        logfile=io.StringIO(),
    )


def _read_xls_sheets(book: Any) -> Workbook:
    sheets = [book.sheet_by_index(index) for index in range(book.nsheets)]
    read = (_read_xls_sheet(book, sheet) for sheet in sheets if not sheet.visibility)
    return Workbook(
        tuple(sheet for sheet in read if sheet is not None),
        tuple(sheet.name for sheet in sheets if sheet.visibility),
    )


def _read_xls_sheet(book: Any, sheet: Any) -> WorkbookSheet | None:
    texts: _CellTexts = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            text = _format_xls_cell(book, cell)
            if text:
                changes = sheet.rich_text_runlist_map.get((row, column), ())
                runs = _iter_xls_runs(book, cell, text, changes)
                texts[row + 1, column + 1] = _join_runs(runs)
    merged = [
        CellRange(first_row + 1, last_row, first_column + 1, last_column)
        for first_row, last_row, first_column, last_column in sheet.merged_cells
    ]
    is_active = bool(sheet.sheet_selected and sheet.sheet_visible)
    built = _build_sheet(sheet.name, is_active, texts, merged)
    if built is None:
        return None
    hidden = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    return built._replace(n_hidden=_count_filled_rows(texts, hidden))


# Escapement of a font record: MS-XLS 2.4.122.
_XLS_ALIGNMENTS = {1: MarkKind.RAISED, 2: MarkKind.LOWERED}


def _iter_xls_runs(
    book: Any, cell: Any, text: str, changes: Iterable[tuple[int, int]]
) -> Iterator[tuple[str, _FontMarks]]:
    """Runs of a cell: its font, then what changes it from a character on."""
    start = 0
    font = book.xf_list[cell.xf_index].font_index
    for offset, following in changes:
        yield text[start:offset], _find_xls_marks(book, font)
        start, font = offset, following
    yield text[start:], _find_xls_marks(book, font)


def _find_xls_marks(book: Any, index: int) -> _FontMarks:
    if not 0 <= index < len(book.font_list):
        return ()
    font = book.font_list[index]
    kinds: list[MarkKind] = []
    if font.escapement in _XLS_ALIGNMENTS:
        kinds.append(_XLS_ALIGNMENTS[font.escapement])
    if font.struck_out:
        kinds.append(MarkKind.STRUCK)
    return tuple(kinds)


# Types of cells in xlrd (its module biffh).
_XLS_TEXT, _XLS_NUMBER, _XLS_DATE, _XLS_BOOLEAN, _XLS_ERROR = range(1, 6)


def _format_xls_cell(book: Any, cell: Any) -> str:
    if cell.ctype == _XLS_TEXT:
        return str(cell.value)
    if cell.ctype in (_XLS_NUMBER, _XLS_DATE):
        format = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        code = "General"
        if format is not None:
            code = format.format_str
        return format_cell_value(repr(float(cell.value)), code, bool(book.datemode))
    if cell.ctype == _XLS_BOOLEAN:
        return _format_boolean(bool(cell.value))
    if cell.ctype == _XLS_ERROR:
        from xlrd import error_text_from_code

        return str(error_text_from_code.get(cell.value, ""))
    return ""


# Sheets that repeat the document


def mark_repeated_sheets(document: Document) -> Document:
    """Mark each embedded sheet that a table of the body repeats.

    Args:
        document: a document as it was read.

    Returns:
        The document, with a mark in the description of the story of each such sheet.
    """
    tables = [
        (block.path, count_numbers(block))
        for block in document.blocks
        if isinstance(block, Table)
    ]
    stories = tuple(_mark_repeated_sheet(story, tables) for story in document.stories)
    return replace(document, stories=stories)


def _mark_repeated_sheet(story: Story, tables: list[tuple[str, Counter[str]]]) -> Story:
    if story.kind is not StoryKind.EMBEDDED:
        return story
    sheet_numbers: Counter[str] = Counter()
    for block in story.blocks:
        if isinstance(block, Table):
            sheet_numbers += count_numbers(block)
    size = sheet_numbers.total()
    if size < MIN_NUMBERS or not tables:
        return story
    overlap, path = max(
        ((sheet_numbers & numbers).total() / size, path) for path, numbers in tables
    )
    if overlap < MIN_OVERLAP:
        return story
    description = f"{story.description} (repeats {path})".lstrip()
    return story._replace(description=description)


def count_numbers(table: Table) -> Counter[str]:
    """The figures a table prints, without separators and trailing zeros; zeros do not
    identify a table."""
    counts: Counter[str] = Counter()
    for cell in table.cells:
        for printed in _PRINTED_NUMBER.findall(cell.text):
            number = printed.replace(",", "").replace("，", "")
            if "." in number:
                number = number.rstrip("0").rstrip(".")
            if number.strip("0"):
                counts[number] += 1
    return counts
