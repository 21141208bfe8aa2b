"""Where the file of a table stands in the folder of a dataset, and in which formats.

The tables that people read stand in the folder itself, in all formats
that were asked for. Those that say where each value comes from, and
keep all that a file holds, are many times as long and are read by
programs: they stand in the folder ``audit``, and not as CSV where they
are there as Parquet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor import schema
from extractor.dataset.formats import TABLE_FORMATS

__all__ = [
    "AUDIT_FOLDER",
    "AUDIT_TABLES",
    "build_table_path",
    "choose_table_formats",
    "list_possible_paths",
]

AUDIT_FOLDER = "audit"
"""The folder in that of a dataset where the tables of an audit stand."""

AUDIT_TABLES = frozenset({"evidence", "cells", "blocks"})
"""Tables of an audit: the sources of values, all cells, all paragraphs."""


def build_table_path(table: str, format: str) -> str:
    """Build the path of the file of a table, relative to the folder of its dataset.

    Args:
        table: name of the table.
        format: name of one of TABLE_FORMATS.

    >>> build_table_path("amounts", "csv"), build_table_path("cells", "parquet")
    ('amounts.csv', 'audit/cells.parquet')
    """
    name = _build_file_name(table, format)
    if table in AUDIT_TABLES:
        return f"{AUDIT_FOLDER}/{name}"
    return name


def choose_table_formats(table: str, formats: Iterable[str]) -> tuple[str, ...]:
    """Choose the formats of a table from those that were asked for.

    Args:
        table: name of the table.
        formats: names of TABLE_FORMATS.

    >>> choose_table_formats("cells", ("csv", "parquet"))
    ('parquet',)
    """
    chosen = tuple(formats)
    if table not in AUDIT_TABLES or "parquet" not in chosen:
        return chosen
    return tuple(name for name in chosen if name != "csv")


def list_possible_paths() -> set[str]:
    """List the paths that a file of a table can have, in this version or a former.

    Versions before 0.3 had all tables in the folder itself.
    """
    return set(_iter_possible_paths())


def _iter_possible_paths() -> Iterator[str]:
    for table in schema.load_tables():
        for name in TABLE_FORMATS:
            yield _build_file_name(table.name, name)
            yield build_table_path(table.name, name)


def _build_file_name(table: str, format: str) -> str:
    return table + TABLE_FORMATS[format].extension
