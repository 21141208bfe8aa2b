"""Arrow tables as lines of text, column by column: no row is made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extractor import schema
from extractor.dataset.csv_cells import (
    CSV_FORMATTERS,
    JSON_FORMATTERS,
    format_values,
    join_csv_columns,
)

__all__ = [
    "encode_arrow_csv",
    "encode_arrow_json",
    "format_decimals",
    "list_arrow_values",
]

# decimals come as text
_CSV_FORMATTERS = CSV_FORMATTERS | {"decimal": str}
_JSON_FORMATTERS = JSON_FORMATTERS | {"decimal": str}


def encode_arrow_csv(table: str, data: pa.Table) -> bytes:
    """Encode an Arrow table as lines of CSV.

    Args:
        table: name of the table.
        data: rows with all of its columns.

    Returns:
        What :func:`extractor.dataset.csv_cells.encode_csv_lines` gives for its rows.

    Raises:
        KeyError: there is no such table.
    """
    if not len(data):
        return b""
    columns = schema.get_table(table).columns
    formatters = [_CSV_FORMATTERS[column.type] for column in columns]
    return join_csv_columns(_iter_columns(table, data), formatters)


def encode_arrow_json(table: str, data: pa.Table) -> bytes:
    """Encode an Arrow table as JSON Lines, an object a row.

    Args:
        table: name of the table.
        data: rows with all of its columns.

    Raises:
        KeyError: there is no such table.
    """
    columns = schema.get_table(table).columns
    cells = [
        format_values(values, _JSON_FORMATTERS[column.type], "null")
        for column, values in zip(columns, _iter_columns(table, data), strict=True)
    ]
    line = _build_json_format(table)
    return "".join([line % row for row in zip(*cells, strict=True)]).encode()


@cache
def _build_json_format(table: str) -> str:
    names = schema.list_column_names(table)
    members = ", ".join(f"{json.dumps(name)}: %s" for name in names)
    return "{" + members + "}\n"


def _iter_columns(table: str, data: pa.Table) -> Iterator[list[Any]]:
    """Iterate over the columns of the schema; decimals are text."""
    for column in schema.get_table(table).columns:
        values = data.column(column.name)
        if column.type == "decimal":
            values = format_decimals(values)
        yield values.to_pylist()


def format_decimals(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Format all decimals of a column in plain digits, without trailing zeros.

    As :func:`extractor.dataset.csv_cells.format_plain_decimal` does
    with one of them.

    Args:
        column: decimals with digits behind the point.
    """
    texts = pc.utf8_rtrim(pc.cast(column, pa.string()), characters="0")
    return pc.utf8_rtrim(texts, characters=".")


def list_arrow_values(column: pa.ChunkedArray) -> Sequence[Any]:
    """List the values of a column; decimals come without the zeros that fill up their
    scale."""
    if not pa.types.is_decimal(column.type):
        return list(column.to_pylist())
    texts = format_decimals(column).to_pylist()
    numbers = {text: Decimal(text) for text in set(texts) if text is not None}
    return list(map(numbers.get, texts))
