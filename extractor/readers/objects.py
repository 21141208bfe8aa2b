"""Embedded objects of the older formats: a workbook gives a flow for each sheet, anything else is said to be unread."""

from __future__ import annotations

import io
import struct

import olefile

from extractor.readers.draft import Beside, DraftBlock, DraftCell, DraftParagraph, DraftTable
from extractor.readers.embedded import WorkbookError, sheets
from extractor.readers.sniff import OLE

__all__ = ["WorkbookError", "native_data", "sheet_flows"]


def sheet_flows(data: bytes, program: str) -> list[Beside]:
    """The sheets of a workbook, each a flow. Raises WorkbookError when the bytes are none or cannot be read."""
    flows: list[Beside] = []
    for sheet in sheets(_unwrapped(data)):
        cells = [
            DraftCell(cell.row, cell.column, cell.row_span, cell.column_span, [DraftParagraph(cell.text)])
            for cell in sheet.cells
        ]
        table: list[DraftBlock] = [DraftTable(sheet.n_rows, sheet.n_columns, cells)]
        flows.append(Beside("ole", table, f"{program}!{sheet.name}"))
    return flows


def _unwrapped(data: bytes) -> bytes:
    """A workbook of the zip kind out of the compound file that objects wrap it in; other bytes as they are."""
    if not data.startswith(OLE):
        return data
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return ole.openstream("Package").read() if ole.exists("Package") else data
    except Exception as error:  # the library has no one exception of its own
        raise WorkbookError(f"compound file: {error}") from None


def native_data(data: bytes) -> tuple[str, bytes]:
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
