"""A spreadsheet embedded in a document: what its sheets show, as tables.

Offices paste a form from Excel or WPS 表格 and the page shows its picture; the figures stand in the workbook. A cell's
text is what the sheet displays (``1,234.50``), made from the stored value and the cell's number format.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from extractor.formats.builder import (
    Attachment,
    DraftCell,
    DraftParagraph,
    DraftTable,
)
from extractor.formats.cell_formats import BUILT_IN_FORMATS, format_cell_value
from extractor.formats.limits import consume_limit
from extractor.formats.opc import OLE_MAGIC, Package, open_zip_package
from extractor.formats.xml import Element, R, parse_integer, parse_xml
from extractor.model.document import Document, Story, Table
from extractor.model.issues import ReadError

__all__ = [
    "WorkbookSheet",
    "SheetCell",
    "WorkbookError",
    "read_sheets",
    "build_sheet_attachments",
    "mark_repeated_sheets",
    "parse_ole1_object",
    "unwrap_ole_package",
]

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MAX_SHEET_CELLS = (
    500_000  # cells; beyond it, rows and columns without any text are left out
)


class WorkbookError(ValueError):
    """The bytes are no workbook that can be read; the text says why."""


class SheetCell(NamedTuple):
    """A cell at its origin, rows and columns from 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


class WorkbookSheet(NamedTuple):
    """A visible sheet. ``shown`` is the one on top, which the page shows."""

    name: str
    is_active: bool
    n_rows: int
    n_columns: int
    cells: tuple[SheetCell, ...]


def read_sheets(data: bytes) -> tuple[WorkbookSheet, ...]:
    """The visible sheets with any text, from the bytes of an .xlsx or .xls file (or the bare Workbook stream).

    Raises WorkbookError when the bytes are neither, are damaged, or when a package is missing.
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
    """What a compound file wraps as its ``Package`` (objects of today's formats); other bytes as they are."""
    if not data.startswith(OLE_MAGIC):
        return data
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return (
                bytes(ole.openstream("Package").read())
                if ole.exists("Package")
                else data
            )
    except Exception as error:  # the library has no one exception of its own
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
    attachments: list[Attachment] = []
    for sheet in read_sheets(data):
        cells = [
            DraftCell(*cell[:4], [DraftParagraph(cell.text)]) for cell in sheet.cells
        ]
        table = DraftTable(sheet.n_rows, sheet.n_columns, cells)
        attachments.append(Attachment("ole", [table], f"{program}!{sheet.name}"))
    return attachments


def parse_ole1_object(data: bytes) -> tuple[str, bytes]:
    """Program and bytes of an object in the older envelope RTF keeps. Raises WorkbookError when it is cut."""
    try:
        at = 8  # version and kind
        names: list[str] = []
        for _ in range(3):  # program, topic, item
            (size,) = struct.unpack_from("<I", data, at)
            names.append(data[at + 4 : at + 4 + size].rstrip(b"\0").decode("latin-1"))
            at += 4 + size
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        raise WorkbookError("object data is cut") from None
    return names[0], data[at + 4 : at + 4 + size]


CellRange = tuple[
    int, int, int, int
]  # first row, last row, first column, last column, from 1


def _build_sheet(
    name: str,
    is_active: bool,
    texts: dict[tuple[int, int], str],
    merged_ranges: Iterable[CellRange],
) -> WorkbookSheet | None:
    """A full grid from the cells with text; None when there are none."""
    spans = {}
    covered: set[tuple[int, int]] = set()
    filled = {at for at, text in texts.items() if text.strip()}
    if not filled:
        return None
    last_row, last_column = (
        max(row for row, _ in filled),
        max(column for _, column in filled),
    )
    room = MAX_SHEET_CELLS
    for first, last, left, right in merged_ranges:
        area = (last - first + 1) * (right - left + 1)
        if (first, left) in filled and 0 < area <= room:
            room -= area
            spans[first, left] = (last - first + 1, right - left + 1)
            covered.update(
                (row, column)
                for row in range(first, last + 1)
                for column in range(left, right + 1)
            )
            last_row, last_column = max(last_row, last), max(last_column, right)
    covered -= spans.keys()
    if last_row * last_column > MAX_SHEET_CELLS:
        spans, covered = {}, set()
        rows, columns = (
            sorted({row for row, _ in filled}),
            sorted({column for _, column in filled}),
        )
    else:
        rows, columns = list(range(1, last_row + 1)), list(range(1, last_column + 1))
    consume_limit("cells", len(rows) * len(columns), name)
    cells = [
        SheetCell(i, j, *spans.get((row, column), (1, 1)), texts.get((row, column), ""))
        for i, row in enumerate(rows, 1)
        for j, column in enumerate(columns, 1)
        if (row, column) not in covered
    ]
    return WorkbookSheet(name, is_active, len(rows), len(columns), tuple(cells))


# .xlsx


def _read_xlsx(package: Package) -> tuple[WorkbookSheet, ...]:
    main = package.find_related_part("", "officeDocument")
    if main is None:
        raise WorkbookError("no workbook part")
    book = parse_xml(package.read(main), main)
    if book.tag != _X + "workbook":
        raise WorkbookError("no workbook part")
    strings = _read_shared_strings(package, main)
    formats = _read_cell_formats(package, main)
    properties = book.find(_X + "workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    view = next(book.iter(_X + "workbookView"), None)
    active = parse_integer(view.get("activeTab"), 0) if view is not None else 0
    arrows = package.load_relationships(main)
    found = []
    for index, entry in enumerate(book.iter(_X + "sheet")):
        arrow = arrows.get(entry.get(R + "id", ""))
        if (
            arrow is None
            or arrow.kind != "worksheet"
            or entry.get("state", "visible") != "visible"
        ):
            continue
        root = parse_xml(package.read(arrow.target), arrow.target)
        texts: dict[tuple[int, int], str] = {}
        for at, cell in _iter_positioned_cells(root):
            texts[at] = _format_xlsx_cell(cell, strings, formats, since_1904)
        merged = [
            span
            for area in root.iter(_X + "mergeCell")
            if (span := _parse_cell_range(area.get("ref", ""))) is not None
        ]
        sheet = _build_sheet(entry.get("name", ""), index == active, texts, merged)
        if sheet is not None:
            found.append(sheet)
    return tuple(found)


def _iter_positioned_cells(root: Element) -> Iterable[tuple[tuple[int, int], Element]]:
    """Cells with their place; rows and cells without a reference follow the one before."""
    row_number = 0
    for row in root.iter(_X + "row"):
        row_number = parse_integer(row.get("r"), row_number + 1)
        column = 0
        for cell in row.iterchildren(_X + "c"):
            place = _parse_cell_reference(cell.get("r", ""))
            column = place[1] if place is not None else column + 1
            yield (row_number, column), cell


def _parse_cell_reference(text: str) -> tuple[int, int] | None:
    """``C7`` as (7, 3)."""
    letters = text.rstrip("0123456789")
    if (
        not letters
        or not letters.isascii()
        or not letters.isalpha()
        or len(letters) > 3
        or letters == text
    ):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return parse_integer(text[len(letters) :], 0), column


def _parse_cell_range(text: str) -> CellRange | None:
    first, _, last = text.partition(":")
    start, end = _parse_cell_reference(first), _parse_cell_reference(last)
    return (
        None if start is None or end is None else (start[0], end[0], start[1], end[1])
    )


def _read_shared_strings(package: Package, main: str) -> list[str]:
    name = package.find_related_part(main, "sharedStrings")
    return (
        []
        if name is None
        else [
            _join_rich_text(item)
            for item in parse_xml(package.read(name), name).iterchildren(_X + "si")
        ]
    )


def _join_rich_text(item: Element) -> str:
    """Text of a string item: its runs, without phonetic guides."""
    parts = []
    for child in item:
        if child.tag == _X + "t":
            parts.append(child.text or "")
        elif child.tag == _X + "r":
            parts.extend(text.text or "" for text in child.iterchildren(_X + "t"))
    return "".join(parts)


def _read_cell_formats(package: Package, main: str) -> list[str]:
    """Number format of each cell style, by index."""
    name = package.find_related_part(main, "styles")
    if name is None:
        return []
    root = parse_xml(package.read(name), name)
    own = {
        parse_integer(item.get("numFmtId"), -1): item.get("formatCode", "")
        for item in root.iter(_X + "numFmt")
    }
    formats = []
    for styles in root.iterchildren(_X + "cellXfs"):
        for style in styles.iterchildren(_X + "xf"):
            id = parse_integer(style.get("numFmtId"), 0)
            formats.append(own.get(id) or BUILT_IN_FORMATS.get(id, "General"))
    return formats


def _format_xlsx_cell(
    cell: Element, strings: Sequence[str], formats: Sequence[str], since_1904: bool
) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        item = cell.find(_X + "is")
        return "" if item is None else _join_rich_text(item)
    stored = cell.find(_X + "v")
    value = "" if stored is None else stored.text or ""
    if not value:
        return ""
    if kind == "s":
        index = parse_integer(value, -1)
        return strings[index] if 0 <= index < len(strings) else ""
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return value
    style = parse_integer(cell.get("s"), 0)
    return format_cell_value(
        value.strip(),
        formats[style] if 0 <= style < len(formats) else "General",
        since_1904,
    )


# .xls


def _read_xls(data: bytes) -> tuple[WorkbookSheet, ...]:
    try:
        import xlrd
    except ImportError:
        raise WorkbookError("an .xls workbook needs the package xlrd") from None
    try:
        with open_xls_quietly(xlrd.open_workbook, data) as book:
            return tuple(
                sheet
                for index in range(book.nsheets)
                if (sheet := _read_xls_sheet(book, index)) is not None
            )
    except Exception as error:  # xlrd raises anything on damaged records
        raise WorkbookError(f"{type(error).__name__}: {error}") from None


def open_xls_quietly(opener: Callable[..., Any], data: bytes) -> Any:
    """Open with formats; xlrd writes its remarks to a file, which goes nowhere."""
    return opener(
        file_contents=data,
        formatting_info=True,
        ragged_rows=True,
        logfile=io.StringIO(),
    )


def _read_xls_sheet(book: Any, index: int) -> WorkbookSheet | None:
    sheet = book.sheet_by_index(index)
    if sheet.visibility:
        return None
    texts: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = _format_xls_cell(book, sheet.cell(row, column))
            if text:
                texts[row + 1, column + 1] = text
    merged = [
        (first + 1, last, left + 1, right)
        for first, last, left, right in sheet.merged_cells
    ]
    return _build_sheet(
        sheet.name, bool(sheet.sheet_selected and sheet.sheet_visible), texts, merged
    )


def _format_xls_cell(book: Any, cell: Any) -> str:
    empty, text, number, date, boolean, error = 0, 1, 2, 3, 4, 5
    if cell.ctype == text:
        return str(cell.value)
    if cell.ctype in (number, date):
        format = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        code = format.format_str if format is not None else "General"
        return format_cell_value(repr(float(cell.value)), code, bool(book.datemode))
    if cell.ctype == boolean:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == error:
        from xlrd import error_text_from_code

        return str(error_text_from_code.get(cell.value, ""))
    return "" if cell.ctype == empty else ""


# Sheets that repeat the document


MIN_OVERLAP = 0.9  # share of a sheet's figures that the other table prints too
MIN_NUMBERS = 4  # with fewer figures than this a likeness means nothing

_PRINTED_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def mark_repeated_sheets(document: Document) -> Document:
    """The document with a mark in the note of each embedded sheet that a table of the body repeats."""
    if not any(flow.name.startswith("ole") for flow in document.stories):
        return document
    tables = [
        (block.path, _count_numbers(block))
        for block in document.blocks
        if isinstance(block, Table)
    ]
    return replace(
        document,
        stories=tuple(_mark_repeated_sheet(flow, tables) for flow in document.stories),
    )


def _mark_repeated_sheet(story: Story, tables: list[tuple[str, Counter[str]]]) -> Story:
    if not story.name.startswith("ole"):
        return story
    own: Counter[str] = Counter()
    for block in story.blocks:
        if isinstance(block, Table):
            own += _count_numbers(block)
    size = own.total()
    if size < MIN_NUMBERS or not tables:
        return story
    likeness, address = max(
        ((own & figures).total() / size, address) for address, figures in tables
    )
    return (
        story._replace(description=f"{story.description} (repeats {address})".lstrip())
        if likeness >= MIN_OVERLAP
        else story
    )


def _count_numbers(table: Table) -> Counter[str]:
    """The figures a table prints, without separators and trailing zeros; bare noughts tell nothing."""
    found: Counter[str] = Counter()
    for cell in table.cells:
        for figure in _PRINTED_NUMBER.findall(cell.text):
            plain = figure.replace(",", "").replace("，", "")
            plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
            if plain.strip("0"):
                found[plain] += 1
    return found
