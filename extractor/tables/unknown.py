"""What no template knows of a table that one knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.model.issues import Issue
from extractor.tables.model import TableView

__all__ = ["unknown_columns"]


def unknown_columns(tables: Iterable[TableView]) -> Iterator[Issue]:
    """Columns of known tables whose header no template knows."""
    for view in tables:
        if view.kind in ("unknown", "layout", "statutory") or view.continues:
            continue
        for column, (field_name, path) in enumerate(
            zip(view.fields, view.columns, strict=True), 1
        ):
            head = "/".join(text for text in path if text.strip())
            if field_name is None and head:
                at = view.grid[column - 1] if view.grid else column
                yield Issue.of(
                    "COLUMN_UNKNOWN",
                    f"{view.table.address}.r1.c{at}",
                    column=head,
                    kind=view.kind,
                )
