"""A plain text dump of a Word file, as copy-and-paste tools leave it.

A line is a paragraph. A leading tab opens a cell, a blank line ends the row, two or
more end the table::

    部门机构设置情况
    <tab>单位名称
    <tab>单位性质
    <blank>
    <tab>综合办公室
    <tab>行政
    <blank>
    <blank>
    二、部门预算安排的总体情况

``[bookmark: _GoBack]`` is residue of the tool and no text. A dump does not show which
blank lines were paragraphs of their own, so none is one; nor does it show merged cells,
which is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.formats.builder import (
    DraftBlock,
    DraftParagraph,
    DraftTable,
    TableGrid,
    build_document,
)
from extractor.formats.detect import DecodedText, decode_text
from extractor.formats.limits import consume_limit
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_plaintext",
]

_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\]")

# Cells, each a list of its lines.
PlaintextRow = list[list[str]]


def read_plaintext(data: bytes, name: str = "") -> Document:
    """Read a text dump.

    Args:
        data: bytes in UTF-8, UTF-16 or GB18030.
        name: name of the file; not used.

    Returns:
        The document.

    Raises:
        ReadError: the bytes are no text.
    """
    decoded = decode_text(data)
    if decoded is None:
        raise ReadError("TEXT_UNDECODABLE", status="corrupt", format="txt")
    text = decoded.text
    consume_limit("tags", text.count("\n") + text.count("\r") + text.count("["))
    lines = _BOOKMARK.sub(
        "", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    ).split("\n")
    blocks = list(_parse_blocks(lines))
    return build_document(blocks, issues=_report_losses(decoded))


def _report_losses(decoded: DecodedText) -> Iterator[Issue]:
    if decoded.n_lost:
        yield Issue.build(
            "BYTES_UNDECODABLE", count=decoded.n_lost, encoding=decoded.encoding
        )
    if decoded.n_zeros:
        yield Issue.build("CONTROLS_REPLACED", count=decoded.n_zeros)


def _parse_blocks(lines: list[str]) -> Iterator[DraftBlock]:
    """Paragraphs and tables in order."""
    rows: list[PlaintextRow] = []
    open_row = False
    blanks = 0
    for line in lines:
        if line.startswith("\t"):
            if not open_row:
                if blanks > 1 and rows:
                    yield _build_table(rows)
                    rows = []
                rows.append([])
                open_row = True
            rows[-1].append([line[1:]])
            blanks = 0
        elif not line.strip():
            open_row = False
            blanks += 1
        elif open_row:
            # A further paragraph of the same cell.
            rows[-1][-1].append(line)
        else:
            if rows:
                yield _build_table(rows)
                rows = []
            blanks = 0
            yield DraftParagraph(line)
    if rows:
        yield _build_table(rows)


def _build_table(rows: list[PlaintextRow]) -> DraftTable:
    grid = TableGrid()
    for row in rows:
        for column, lines in enumerate(row, 1):
            grid.add_cell(column, 1, [DraftParagraph(line) for line in lines])
        grid.end_row()
    table = grid.build_table()
    if len({len(row) for row in rows}) > 1:
        table.issues = [Issue.build("DUMP_MERGES_LOST")]
    return table
