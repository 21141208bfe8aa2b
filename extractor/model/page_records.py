"""The page as records: sections, tables, cells, blocks, and numbers that nothing took up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from extractor.model.document import Span
from extractor.model.extracted import Extracted, Unit
from extractor.model.record import Record, UnitRecord

__all__ = [
    "CellUse",
    "UnmatchedNumber",
    "PageBlock",
    "Section",
    "TableRecord",
]


@dataclass(frozen=True, slots=True)
class Section(Record):
    """One heading and what stands under it; ``parent`` is the level 1 section of a level 2 one."""

    TABLE: ClassVar[str] = "sections"
    level: int
    number: (
        Extracted[str] | str | None
    )  # a Reading where it is typed, plain where Word made it
    number_source: Literal["typed", "auto", "none"]
    title: Extracted[str]
    key: str | None
    text: str
    place: Span
    parent: Section | None = None


@dataclass(frozen=True, slots=True)
class TableRecord(UnitRecord):
    """One table of the document, known or not."""

    TABLE: ClassVar[str] = "tables"
    kind: str
    table_key: str | None
    title: Extracted[str] | None
    unit_declared: Unit | None
    entity: Extracted[str] | None
    n_rows: int
    n_columns: int
    n_header_rows: int
    place: Span
    continues: str | None = (
        None  # address of the table that it carries on behind a page break
    )

    def _get_unit(self) -> Unit | None:
        return self.unit_declared


@dataclass(frozen=True, slots=True)
class CellUse(Record):
    """One cell of any table and where it went."""

    TABLE: ClassVar[str] = "cells"
    parent: TableRecord
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    use: Literal["header", "label", "value", "blank", "ignored", "unread"]
    place: Span


@dataclass(frozen=True, slots=True)
class PageBlock(Record):
    """One paragraph outside tables, or one table, where it stands on the page; the text of a table is in its cells."""

    TABLE: ClassVar[str] = "blocks"
    position: int
    kind: Literal["heading", "title", "contents", "text", "margin", "table"]
    number: str | None  # made by Word, no part of the text
    level: int | None
    text: str | None
    anchor: str | None
    place: Span


@dataclass(frozen=True, slots=True)
class UnmatchedNumber(Record):
    """One number token that no evidence row took up; ``reason`` says what it seems to be."""

    TABLE: ClassVar[str] = "unmatched_numbers"
    section: str | None
    raw: str
    context: str
    reason: str
    place: Span
