"""One table in one format in the making: fed with rows, finished with a flush to disk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.dataset.arrow import build_arrow_schema
from extractor.dataset.csv_cells import JSON_FORMATTERS, format_column
from extractor.dataset.formats import (
    DatasetExport,
    create_duckdb_export,
    create_excel_export,
    create_partitioned_export,
)
from extractor.dataset.load import convert_arrow_to_rows
from extractor.schema import TableSchema

__all__ = [
    "EXPORT_FORMATS",
    "TABLE_FORMATS",
    "ExportFormat",
    "TableFormat",
    "TableWriter",
    "sync_to_disk",
]


class TableWriter(Protocol):
    """One file in the making. It is told of every row twice, at once as text and later as part of a row group."""

    def write_lines(self, lines: bytes) -> None:
        """Rows as lines of CSV."""

    def write_batch(self, data: pa.Table) -> None:
        """The rows of the next row group."""

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish the file; ``facts`` name the dataset it is of. The bytes are on disk when this returns."""

    def abort(self) -> None:
        """Let go of the file."""


class _TextTableWriter:
    """A file of text."""

    def __init__(self, path: Path, table: TableSchema) -> None:
        self._file = path.open("wb")
        self._table = table

    def write_lines(self, lines: bytes) -> None:
        pass

    def write_batch(self, data: pa.Table) -> None:
        pass

    def close(self, metadata: Mapping[str, str]) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abort(self) -> None:
        with suppress(OSError):
            self._file.close()


class _CsvTableWriter(_TextTableWriter):
    """CSV: the lines as they come, below a mark that tells Excel of UTF-8 and the names of the columns."""

    def __init__(self, path: Path, table: TableSchema) -> None:
        super().__init__(path, table)
        head = ",".join(column.name for column in table.columns)
        self._file.write(f"\ufeff{head}\r\n".encode())

    def write_lines(self, lines: bytes) -> None:
        self._file.write(lines)


class _JsonLinesTableWriter(_TextTableWriter):
    """JSON Lines: an object a row."""

    def write_batch(self, data: pa.Table) -> None:
        rows = convert_arrow_to_rows(self._table.name, data)
        form = (
            "{"
            + ", ".join(
                json.dumps(column.name) + ": %s" for column in self._table.columns
            )
            + "}\n"
        )
        columns = [
            format_column(rows, column, JSON_FORMATTERS, "null")
            for column in self._table.columns
        ]
        self._file.write(
            "".join([form % cells for cells in zip(*columns, strict=True)]).encode()
        )


class _ParquetTableWriter:
    """A Parquet file."""

    def __init__(self, path: Path, table: TableSchema) -> None:
        self._path = path
        self._writer = pq.ParquetWriter(
            path, build_arrow_schema(table.name), compression="zstd", version="2.6"
        )

    def write_lines(self, lines: bytes) -> None:
        pass

    def write_batch(self, data: pa.Table) -> None:
        self._writer.write_table(data, row_group_size=len(data))

    def close(self, metadata: Mapping[str, str]) -> None:
        self._writer.add_key_value_metadata(dict(metadata))
        self._writer.close()
        sync_to_disk(self._path)

    def abort(self) -> None:
        with suppress(OSError, pa.ArrowException):
            self._writer.close()


def sync_to_disk(path: Path, flags: int = os.O_RDWR) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class TableFormat(NamedTuple):
    """One way to store a table: ending of the file, media type, and what makes it."""

    extension: str
    media_type: str
    create_writer: Callable[[Path, TableSchema], TableWriter]


class ExportFormat(NamedTuple):
    """One way to store all tables together: name of the file or folder, media type, and what makes it."""

    name: str
    media_type: str
    create_export: Callable[[Path, str], DatasetExport]


TABLE_FORMATS: Mapping[str, TableFormat] = {
    "csv": TableFormat(".csv", "text/csv", _CsvTableWriter),
    "parquet": TableFormat(
        ".parquet", "application/vnd.apache.parquet", _ParquetTableWriter
    ),
    "jsonl": TableFormat(".jsonl", "application/jsonl", _JsonLinesTableWriter),
}

EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "duckdb": ExportFormat(
        "dataset.duckdb", "application/vnd.duckdb", create_duckdb_export
    ),
    "xlsx": ExportFormat(
        "dataset.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        create_excel_export,
    ),
    "partitioned": ExportFormat(
        "partitioned", "inode/directory", create_partitioned_export
    ),
}
