"""Embedded objects of the older formats: a workbook gives a flow for each sheet, anything else is said to be unread."""

from __future__ import annotations

import struct

from extractor.formats.builder import (
    Attachment,
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
)
from extractor.formats.spreadsheet import WorkbookError, read_sheets

__all__ = [
    "WorkbookError",
    "parse_ole1_object",
    "build_sheet_attachments",
]


def build_sheet_attachments(data: bytes, program: str) -> list[Attachment]:
    """The sheets of a workbook, each a flow. Raises WorkbookError when the bytes are none or cannot be read."""
    flows: list[Attachment] = []
    for sheet in read_sheets(data):
        cells = [
            DraftCell(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                [DraftParagraph(cell.text)],
            )
            for cell in sheet.cells
        ]
        table: list[DraftBlock] = [DraftTable(sheet.n_rows, sheet.n_columns, cells)]
        flows.append(Attachment("ole", table, f"{program}!{sheet.name}"))
    return flows


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
