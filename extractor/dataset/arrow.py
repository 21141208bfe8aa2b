"""Arrow types of the dataset's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from extractor import schema
from extractor.dataset.csv_cells import DECIMAL_PRECISION, DECIMAL_SCALE

__all__ = [
    "build_arrow_schema",
    "build_arrow_table",
]

_ARROW_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


@cache
def build_arrow_schema(table: str) -> pa.Schema:
    """Arrow types of a table's columns. Raises KeyError when there is no such table."""
    return pa.schema(
        [
            pa.field(column.name, _ARROW_TYPES[column.type])
            for column in schema.get_table(table).columns
        ]
    )


def build_arrow_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table. Raises pyarrow.ArrowInvalid when a decimal would lose a digit."""
    own = build_arrow_schema(table)
    return pa.Table.from_arrays(
        [pa.array([row[field.name] for row in rows], field.type) for field in own],
        schema=own,
    )
