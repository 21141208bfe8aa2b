"""Workbooks (.xlsx) made from rows of cells, without a library.

A cell is its text, a number, or None; ``>n`` behind a text merges n columns. A sheet whose name begins with ``!`` is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tests.formats.docx_builder import (
    build_content_types,
    build_relationships,
    pack_zip,
)

__all__ = ["XLSX_NAMESPACES", "SheetRows", "build_workbook", "pack_workbook"]

XLSX_NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SheetRows = Sequence[Sequence[str | float | None]]


def build_workbook(sheets: Mapping[str, SheetRows]) -> bytes:
    """A workbook with a sheet for each name."""
    return pack_workbook({name: _render_sheet(rows) for name, rows in sheets.items()})


def pack_workbook(sheets: Mapping[str, str]) -> bytes:
    """A workbook of the XML inside each worksheet; floats show two decimals."""
    entries = ""
    parts: dict[str, str] = {}
    targets: list[tuple[str, str, str]] = [("rIdS", "styles", "styles.xml")]
    for number, (name, xml) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name.startswith("!") else ""
        entries += f'<sheet name="{escape(name.lstrip("!"))}" sheetId="{number}" r:id="rId{number}"{state}/>'
        targets.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {XLSX_NAMESPACES}>{xml}</worksheet>"
    return pack_zip(
        {
            "[Content_Types].xml": build_content_types("xl/workbook.xml"),
            "_rels/.rels": build_relationships(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {XLSX_NAMESPACES}><sheets>{entries}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": build_relationships(*targets),
            "xl/styles.xml": f'<styleSheet {XLSX_NAMESPACES}><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/></cellXfs></styleSheet>',
            **parts,
        }
    )


def _render_sheet(rows: SheetRows) -> str:
    lines: list[str] = []
    merged: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = ""
        column = 1
        for value in row:
            width = 1
            if isinstance(value, str) and ">" in value:
                value, _, span = value.rpartition(">")
                width = int(span)
                merged.append(f'<mergeCell ref="{_name_column(column)}{number}:{_name_column(column + width - 1)}{number}"/>')
            cells += _render_cell(f"{_name_column(column)}{number}", value)
            column += width
        lines.append(f'<row r="{number}">{cells}</row>')
    ranges = f"<mergeCells>{''.join(merged)}</mergeCells>" if merged else ""
    return f"<sheetData>{''.join(lines)}</sheetData>{ranges}"


def _render_cell(reference: str, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}" s="1"><v>{value!r}</v></c>'


def _name_column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
