"""A plain text dump of a Word file, as copy-and-paste tools leave it.

A line is a paragraph. A leading tab opens a cell, a blank line ends the row, two or more end the table::

    部门机构设置情况
    <tab>单位名称
    <tab>单位性质
    <blank>
    <tab>综合办公室
    <tab>行政
    <blank>
    <blank>
    二、部门预算安排的总体情况

``[bookmark: _GoBack]`` is residue of the tool and no text. A dump does not say which blank lines were paragraphs of
their own, so none is one; nor does it know merged cells, which an issue says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.formats.detect import decode_text
from extractor.formats.limits import consume_limit
from extractor.model.document import Block, Cell, Document, Paragraph, Table
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_plaintext",
]

_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\]")

PlaintextRow = list[list[str]]  # cells, each a list of its lines


def read_plaintext(data: bytes, name: str = "") -> Document:
    """Read a text dump (UTF-8, UTF-16 or GB18030). Raises ReadError when the bytes are no text."""
    text = decode_text(data)
    if text is None:
        raise ReadError("TEXT_UNDECODABLE", status="corrupt", format="txt")
    consume_limit("tags", text.count("\n") + text.count("\r") + text.count("["))
    lines = _BOOKMARK.sub(
        "", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    ).split("\n")
    blocks: list[Block] = []
    issues: list[Issue] = []
    for thing in _parse_blocks(lines):
        address = f"b{len(blocks) + 1}"
        if isinstance(thing, str):
            blocks.append(Paragraph(address, thing))
            continue
        blocks.append(_build_table(address, thing))
        if len({len(row) for row in thing}) > 1:
            issues.append(Issue.build("DUMP_MERGES_LOST", address))
    return Document(tuple(blocks), issues=tuple(issues))


def _parse_blocks(lines: list[str]) -> Iterator[str | list[PlaintextRow]]:
    """Paragraphs (str) and tables (rows of cells) in order."""
    rows: list[PlaintextRow] = []
    open_row = False
    blanks = 0
    for line in lines:
        if line.startswith("\t"):
            if not open_row:
                if blanks > 1 and rows:
                    yield rows
                    rows = []
                rows.append([])
                open_row = True
            rows[-1].append([line[1:]])
            blanks = 0
        elif not line.strip():
            open_row = False
            blanks += 1
        elif open_row:  # a further paragraph of the same cell
            rows[-1][-1].append(line)
        else:
            if rows:
                yield rows
                rows = []
            blanks = 0
            yield line
    if rows:
        yield rows


def _build_table(path: str, rows: list[PlaintextRow]) -> Table:
    cells = []
    for i, row in enumerate(rows, 1):
        for j, lines in enumerate(row, 1):
            at = f"{path}.r{i}.c{j}"
            blocks = tuple(
                Paragraph(f"{at}.b{k}", line) for k, line in enumerate(lines, 1)
            )
            cells.append(Cell(path, i, j, 1, 1, "\n".join(lines), blocks))
    return Table(path, len(rows), max(len(row) for row in rows), tuple(cells))
