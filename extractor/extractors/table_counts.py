"""Numbers of persons and institutions that tables print: 编制数, 实有人数, 机构数."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.records import Count
from extractor.tables.cells import extract_exact_number
from extractor.tables.counted_columns import list_counted_cells

__all__ = [
    "TABLE_KINDS_WITH_COUNTS",
    "extract_table_counts",
]

TABLE_KINDS_WITH_COUNTS = frozenset({"org_units", "statutory", "unknown"})
"""Kinds of tables in which such numbers are; other kinds have fields for what they
count."""


def extract_table_counts(context: Context) -> Iterator[Count]:
    """Extract the numbers of persons and institutions of all tables.

    Args:
        context: The disclosure.

    Returns:
        One record a number, table by table.
    """
    for parsed in context.tables:
        if parsed.kind not in TABLE_KINDS_WITH_COUNTS:
            continue
        for counted in list_counted_cells(parsed, context.lexicon):
            value = extract_exact_number(counted.cell, None)
            if value is not None and value.value is not None:
                yield Count(counted.subject, value, counted.unit, parsed.section_key)
