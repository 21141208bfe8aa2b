"""What a file is made of while it is gathered: groups, paragraphs, rows, and the flows that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.formats.builder import Attachment, BlockAssembler, DraftBlock, EdgedCell

__all__ = [
    "RtfStory",
    "ParagraphFormat",
    "RowDefinition",
    "GroupState",
    "RtfStyle",
    "build_row_cells",
]

_EDGE_TOLERANCE = (
    15  # twips: programs round the same edge differently by up to a point or so
)


class RtfStyle(NamedTuple):
    name: str = ""
    outline: int = 0


@dataclass(slots=True)
class GroupState:
    """What holds inside a group."""

    destination: str = "page"  # where words go: page, label, code (of a field), object, font, style, nowhere
    font: int = -1
    hidden: bool = False
    deleted: bool = False
    fallback_length: int = (
        1  # characters that follow a \u for readers that know no Unicode
    )
    is_ignorable: bool = False
    group_kind: str = ""  # what ends with this group: flow, field, result, listtext
    in_toc: bool = False  # inside the result of a table of contents
    in_nested_row: bool = False  # inside the properties of a nested row


@dataclass(slots=True)
class ParagraphFormat:
    """What ``\\pard`` resets."""

    style: int = 0
    table_depth: int = 0
    outline: int | None = None
    in_list: bool = False


@dataclass(slots=True)
class RowDefinition:
    """The definition of a row as gathered from ``\\trowd`` on: for each cell its right edge and how it is merged."""

    left: int = 0
    cells: list[tuple[int, str]] = field(default_factory=list)
    pending_merge: str = ""


@dataclass(slots=True)
class RtfStory:
    """The body or a flow beside it while it is gathered."""

    assembly: BlockAssembler = field(
        default_factory=lambda: BlockAssembler(_EDGE_TOLERANCE)
    )
    text_parts: list[str] = field(default_factory=list)
    label_parts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    paragraph_format: ParagraphFormat = field(default_factory=ParagraphFormat)
    in_toc: bool = False
    kind: str = ""
    row_definitions: dict[int, RowDefinition] = field(
        default_factory=dict
    )  # definitions by depth


def build_row_cells(
    cells: list[list[DraftBlock]], definition: RowDefinition
) -> list[EdgedCell]:
    """The cells of a row with the edges and merges that its definition gives them."""
    row: list[EdgedCell] = []
    left = definition.left
    for index, blocks in enumerate(cells):
        right, merged = (
            definition.cells[index]
            if index < len(definition.cells)
            else (left + 1000, "")
        )
        if "cross_document_checks" in merged and row:
            row[-1].cover_blocks(blocks, right)
        else:
            row.append(EdgedCell(left, right, blocks, "down" in merged))
        left = right
    return row
