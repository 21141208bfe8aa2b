"""A table of a dataset read back from one of its files."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from extractor import schema
from extractor.dataset.arrow import build_arrow_schema, build_arrow_table
from extractor.dataset.csv_cells import format_plain_decimal, unescape_formula

__all__ = [
    "conform_to_schema",
    "convert_arrow_to_rows",
    "parse_csv_lines",
    "read_table",
]

RowMapping = Mapping[str, Any]


def read_table(path: Path, table: str, format: str) -> pa.Table:
    """A table of a dataset from one of its files: guards taken away, columns and types of the schema.

    Columns that the file lacks are null, columns that the schema lacks are left out. Raises OSError when the file
    cannot be read, pyarrow.ArrowInvalid when it is no file of that table.
    """
    wanted = build_arrow_schema(table)
    if format == "parquet":
        data = pq.read_table(path)
    elif format == "csv":
        large = pa_csv.ReadOptions(
            block_size=1 << 28
        )  # a row has to lie within two blocks, and texts can be long
        data = pa_csv.read_csv(
            path,
            read_options=large,
            parse_options=_CSV_PARSE_OPTIONS,
            convert_options=_build_csv_convert_options(wanted),
        )
        data = _unescape_formulas(data)
    else:
        with path.open(encoding="utf-8") as handle:
            rows = [json.loads(line, parse_float=Decimal) for line in handle]
        data = build_arrow_table(table, [_convert_json_row(row, table) for row in rows])
    return conform_to_schema(table, data)


def conform_to_schema(table: str, data: pa.Table) -> pa.Table:
    """The same rows with the columns and types of the schema: a dataset may be of an older or a newer version."""
    wanted = build_arrow_schema(table)
    if data.schema.equals(wanted):
        return data
    for name in wanted.names:
        if name not in data.column_names:
            data = data.append_column(
                name, pa.nulls(len(data), wanted.field(name).type)
            )
    return data.select(wanted.names).cast(wanted)


def parse_csv_lines(table: str, lines: bytes) -> pa.Table:
    """The rows that :func:`extractor.dataset.csv_cells.csv_lines` wrote, as Arrow holds them."""
    wanted = build_arrow_schema(table)
    whole = pa_csv.ReadOptions(
        column_names=wanted.names, block_size=len(lines) + 1, use_threads=False
    )
    data = pa_csv.read_csv(
        io.BytesIO(lines),
        read_options=whole,
        parse_options=_CSV_PARSE_OPTIONS,
        convert_options=_build_csv_convert_options(wanted),
    )
    return _unescape_formulas(data)


_CSV_PARSE_OPTIONS = pa_csv.ParseOptions(newlines_in_values=True)


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
    """Rows as :mod:`extractor.dataset.to_rows` makes them, decimals without the zeros that fill up their scale."""
    names = [column.name for column in schema.get_table(table).columns]
    columns = []
    for name, column in zip(names, schema.get_table(table).columns, strict=True):
        values = data.column(name).to_pylist()
        if column.type == "decimal":
            values = [
                None if value is None else Decimal(format_plain_decimal(value))
                for value in values
            ]
        columns.append(values)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _convert_json_row(row: RowMapping, table: str) -> RowMapping:
    made: dict[str, Any] = {}
    for column in schema.get_table(table).columns:
        value = row.get(column.name)
        if value is not None and column.type == "decimal":
            value = Decimal(value)
        elif value is not None and column.type == "date":
            value = date.fromisoformat(value)
        made[column.name] = value
    return made


def _unescape_formulas(data: pa.Table) -> pa.Table:
    for position, field in enumerate(data.schema):
        if (
            pa.types.is_string(field.type)
            and pc.any(pc.starts_with(data.column(position), "'")).as_py()
        ):
            texts = data.column(position).to_pylist()
            freed = [None if text is None else unescape_formula(text) for text in texts]
            data = data.set_column(position, field.name, pa.array(freed, field.type))
    return data
