"""What no template knows of a table that one knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.tables.model import ParsedTable

__all__ = [
    "find_unknown_columns",
]


def find_unknown_columns(tables: Iterable[ParsedTable]) -> Iterator[Issue]:
    """Columns of known tables whose header no template knows."""
    for view in tables:
        if view.kind in ("unknown", "layout", "statutory") or view.continues:
            continue
        for column, (field_name, path) in enumerate(
            zip(view.fields, view.header_texts, strict=True), 1
        ):
            head = "/".join(text for text in path if text.strip())
            if field_name is None and head:
                at = view.grid_columns[column - 1] if view.grid_columns else column
                yield Issue.build(
                    "COLUMN_UNKNOWN",
                    Span(view.source_table.path, 1, at),
                    column=head,
                    kind=view.kind,
                )
