"""What a file is made of while it is gathered: groups, paragraphs, rows, and the flows that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.formats.builder import Assembly, Beside, DraftBlock, RowCell

__all__ = ["Flow", "Format", "Row", "State", "Style", "edged"]

_SLACK = 15  # twips: programs round the same edge differently by up to a point or so


class Style(NamedTuple):
    name: str = ""
    outline: int = 0


@dataclass(slots=True)
class State:
    """What holds inside a group."""

    to: str = "page"  # where words go: page, label, code (of a field), object, font, style, nowhere
    font: int = -1
    hidden: bool = False
    deleted: bool = False
    fallback: int = 1  # characters that follow a \u for readers that know no Unicode
    starred: bool = False
    opens: str = ""  # what ends with this group: flow, field, result, listtext
    contents: bool = False  # inside the result of a table of contents
    nested: bool = False  # inside the properties of a nested row


@dataclass(slots=True)
class Format:
    """What ``\\pard`` resets."""

    style: int = 0
    level: int = 0
    outline: int | None = None
    listed: bool = False


@dataclass(slots=True)
class Row:
    """The definition of a row as gathered from ``\\trowd`` on: for each cell its right edge and how it is merged."""

    left: int = 0
    cells: list[tuple[int, str]] = field(default_factory=list)
    merged: str = ""


@dataclass(slots=True)
class Flow:
    """The body or a flow beside it while it is gathered."""

    assembly: Assembly = field(default_factory=lambda: Assembly(_SLACK))
    words: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    format: Format = field(default_factory=Format)
    contents: bool = False
    kind: str = ""
    rows: dict[int, Row] = field(default_factory=dict)  # definitions by depth


def edged(cells: list[list[DraftBlock]], definition: Row) -> list[RowCell]:
    """The cells of a row with the edges and merges that its definition gives them."""
    row: list[RowCell] = []
    left = definition.left
    for index, blocks in enumerate(cells):
        right, merged = (
            definition.cells[index]
            if index < len(definition.cells)
            else (left + 1000, "")
        )
        if "across" in merged and row:
            row[-1].cover(blocks, right)
        else:
            row.append(RowCell(left, right, blocks, "down" in merged))
        left = right
    return row
