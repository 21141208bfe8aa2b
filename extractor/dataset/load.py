"""Tables of a dataset as Arrow holds them, and read back from their files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from extractor import schema
from extractor.dataset.arrow_lines import list_arrow_values
from extractor.dataset.csv_cells import (
    DECIMAL_PRECISION,
    DECIMAL_SCALE,
    TableColumns,
    unescape_formula,
)

__all__ = [
    "build_arrow_schema",
    "build_arrow_table",
    "conform_to_schema",
    "convert_arrow_to_rows",
    "parse_csv_lines",
    "read_table",
]

RowMapping = Mapping[str, Any]

_ARROW_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
_CSV_PARSE_OPTIONS = pa_csv.ParseOptions(newlines_in_values=True)
# a row has to fit within two blocks, and a section can be as long as a document
_CSV_BLOCK_SIZE = 1 << 28


@cache
def build_arrow_schema(table: str) -> pa.Schema:
    """Build the Arrow schema of a table.

    Raises:
        KeyError: there is no such table.
    """
    columns = schema.get_table(table).columns
    return pa.schema(
        [pa.field(column.name, _ARROW_TYPES[column.type]) for column in columns]
    )


def build_arrow_table(
    table: str, rows: TableColumns | Sequence[RowMapping]
) -> pa.Table:
    """Build an Arrow table of rows.

    Args:
        table: name of the table.
        rows: mappings with all columns of the table, or its columns.

    Raises:
        KeyError: there is no such table.
        pyarrow.ArrowInvalid: a decimal would lose a digit.
    """
    arrow_schema = build_arrow_schema(table)
    if isinstance(rows, Mapping):
        columns = rows
    else:
        names = arrow_schema.names
        columns = {name: [row[name] for row in rows] for name in names}
    arrays = [pa.array(columns[field.name], field.type) for field in arrow_schema]
    return pa.Table.from_arrays(arrays, schema=arrow_schema)


def read_table(path: Path, table: str, format: str) -> pa.Table:
    """Read a table of a dataset from one of its files.

    Args:
        path: the file.
        table: name of the table.
        format: csv, parquet or jsonl.

    Returns:
        The rows with the columns and types of the schema, without the guards against
        formulas; columns that the file lacks are null, others are left out.

    Raises:
        OSError: the file cannot be read.
        pyarrow.ArrowInvalid: it is no file of that table.
    """
    readers = {"parquet": _read_parquet, "csv": _read_csv, "jsonl": _read_json_lines}
    return conform_to_schema(table, readers[format](path, table))


def _read_parquet(path: Path, table: str) -> pa.Table:
    return pq.read_table(path)


def _read_csv(path: Path, table: str) -> pa.Table:
    data = pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(block_size=_CSV_BLOCK_SIZE),
        parse_options=_CSV_PARSE_OPTIONS,
        convert_options=_build_csv_convert_options(build_arrow_schema(table)),
    )
    return _unescape_formulas(data)


def _read_json_lines(path: Path, table: str) -> pa.Table:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line, parse_float=Decimal) for line in lines]
    return build_arrow_table(table, [_convert_json_row(row, table) for row in rows])


def conform_to_schema(table: str, data: pa.Table) -> pa.Table:
    """Give rows the columns and types of the schema.

    A dataset may have been written by an older or a newer version.
    """
    wanted = build_arrow_schema(table)
    if data.schema.equals(wanted):
        return data
    for name in wanted.names:
        if name not in data.column_names:
            nulls = pa.nulls(len(data), wanted.field(name).type)
            data = data.append_column(name, nulls)
    return data.select(wanted.names).cast(wanted)


def parse_csv_lines(table: str, lines: bytes) -> pa.Table:
    """Parse lines that
    :func:`extractor.dataset.csv_cells.encode_csv_lines` wrote."""
    wanted = build_arrow_schema(table)
    data = pa_csv.read_csv(
        io.BytesIO(lines),
        read_options=pa_csv.ReadOptions(
            column_names=wanted.names, block_size=len(lines) + 1, use_threads=False
        ),
        parse_options=_CSV_PARSE_OPTIONS,
        convert_options=_build_csv_convert_options(wanted),
    )
    return _unescape_formulas(data)


def _build_csv_convert_options(target_schema: pa.Schema) -> pa_csv.ConvertOptions:
    return pa_csv.ConvertOptions(
        column_types=target_schema,
        include_columns=target_schema.names,
        include_missing_columns=True,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["true"],
        false_values=["false"],
    )


def convert_arrow_to_rows(table: str, data: pa.Table) -> list[dict[str, Any]]:
    """Convert an Arrow table to rows as :mod:`extractor.dataset.to_rows` builds them.

    Decimals come without the zeros that fill up their scale.
    """
    names = schema.list_column_names(table)
    columns = [list_arrow_values(data.column(name)) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _convert_json_row(row: RowMapping, table: str) -> RowMapping:
    converters: Mapping[str, Callable[[Any], Any]] = {
        "decimal": Decimal,
        "date": date.fromisoformat,
    }
    converted: dict[str, Any] = {}
    for column in schema.get_table(table).columns:
        value = row.get(column.name)
        if value is not None and column.type in converters:
            value = converters[column.type](value)
        converted[column.name] = value
    return converted


def _unescape_formulas(data: pa.Table) -> pa.Table:
    """Take the guards against formulas away from all columns of text."""
    for position, field in enumerate(data.schema):
        if not pa.types.is_string(field.type):
            continue
        column = data.column(position)
        if pc.any(pc.starts_with(column, "'")).as_py():
            texts = [
                text and unescape_formula(text)  # neither null nor '' has a guard
                for text in column.to_pylist()
            ]
            data = data.set_column(position, field.name, pa.array(texts, field.type))
    return data
