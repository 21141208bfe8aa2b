"""Arrow types of the dataset's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from extractor import schema
from extractor.dataset.decimals import DECIMALS, DIGITS

__all__ = ["arrow_schema", "arrow_table"]

_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(DIGITS, DECIMALS),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Arrow types of a table's columns. Raises KeyError when there is no such table."""
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.type])
            for column in schema.table(table).columns
        ]
    )


def arrow_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table. Raises pyarrow.ArrowInvalid when a decimal would lose a digit."""
    own = arrow_schema(table)
    return pa.Table.from_arrays(
        [pa.array([row[field.name] for row in rows], field.type) for field in own],
        schema=own,
    )
