"""The page of a disclosure as its dataset stores it: a document without its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.model.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Span,
    Story,
    Table,
)

__all__ = ["build_stored_document"]

RowMapping = Mapping[str, Any]


def build_stored_document(
    rows_by_table: Mapping[str, Iterable[RowMapping]],
) -> Document:
    """Build the document that the rows of one disclosure show.

    Args:
        rows_by_table: rows of `blocks`, `tables`, `cells` and `disclosures`.

    Returns:
        The document: its blocks have the paths that they have in the file, so that
        every place of the dataset is a place of it. What a page does not print
        (properties, the name of the file) is not in it.
    """
    builder = _BlockBuilder(rows_by_table)
    stories: dict[str, list[Block]] = defaultdict(list)
    anchors: dict[str, str] = {}
    for row in rows_by_table["blocks"]:
        span = Span.parse(row["place"])
        if span.parent_cell is None:
            stories[span.story].append(builder.build_block(row))
            anchors.setdefault(span.story, row["anchor"] or "")
    body = stories.pop("", [])
    disclosure = next(iter(rows_by_table["disclosures"]))
    return Document(
        blocks=tuple(body),
        stories=tuple(
            Story(name, tuple(blocks), anchors[name])
            for name, blocks in stories.items()
        ),
        format=disclosure["format"] or "",
        sha256=disclosure["sha256"],
    )


class _BlockBuilder:
    """Builds blocks from their rows, those in cells with the cell."""

    def __init__(self, rows_by_table: Mapping[str, Iterable[RowMapping]]) -> None:
        self._tables = {row["place"]: row for row in rows_by_table["tables"]}
        self._cells: dict[str, list[RowMapping]] = defaultdict(list)
        for row in rows_by_table["cells"]:
            self._cells[row["table_id"]].append(row)
        self._inner: dict[str, list[RowMapping]] = defaultdict(list)
        for row in rows_by_table["blocks"]:
            cell = Span.parse(row["place"]).parent_cell
            if cell is not None:
                self._inner[str(cell)].append(row)

    def build_block(self, row: RowMapping) -> Block:
        """Build a paragraph, or a table with its cells."""
        place = str(row["place"])
        if row["kind"] == "table":
            return self._build_table(place)
        return Paragraph(
            place,
            row["text"] or "",
            list_label=row["number"] or "",
            outline_level=row["level"] or 0,
            in_toc=row["kind"] == "contents",
        )

    def _build_table(self, place: str) -> Table:
        row = self._tables.get(place)
        if row is None:
            return Table(place, 0, 0, ())
        cells = [self._build_cell(place, cell) for cell in self._cells[row["table_id"]]]
        return Table(place, row["n_rows"], row["n_columns"], tuple(cells))

    def _build_cell(self, table_path: str, row: RowMapping) -> Cell:
        inner: Sequence[RowMapping] = self._inner.get(str(row["place"]), ())
        return Cell.build(
            table_path,
            row["row"],
            row["column"],
            row["row_span"],
            row["column_span"],
            row["text"] or "",
            tuple(map(self.build_block, inner)),
        )
