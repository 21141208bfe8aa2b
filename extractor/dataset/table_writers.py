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

from extractor.dataset.arrow import arrow_schema
from extractor.dataset.csv_cells import JSON, column_texts
from extractor.dataset.formats import Book, duckdb_book, excel_book, partitioned_book
from extractor.dataset.load import exact_rows
from extractor.schema import Table

__all__ = ["BOOKS", "FORMATS", "Format", "Sink", "Whole", "on_disk"]


class Sink(Protocol):
    """One file in the making. It is told of every row twice, at once as text and later as part of a row group."""

    def lines(self, lines: bytes) -> None:
        """Rows as lines of CSV."""

    def group(self, data: pa.Table) -> None:
        """The rows of the next row group."""

    def close(self, facts: Mapping[str, str]) -> None:
        """Finish the file; ``facts`` name the dataset it is of. The bytes are on disk when this returns."""

    def abort(self) -> None:
        """Let go of the file."""


class _Text:
    """A file of text."""

    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("wb")
        self._table = table

    def lines(self, lines: bytes) -> None:
        pass

    def group(self, data: pa.Table) -> None:
        pass

    def close(self, facts: Mapping[str, str]) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abort(self) -> None:
        with suppress(OSError):
            self._file.close()


class _Csv(_Text):
    """CSV: the lines as they come, below a mark that tells Excel of UTF-8 and the names of the columns."""

    def __init__(self, path: Path, table: Table) -> None:
        super().__init__(path, table)
        head = ",".join(column.name for column in table.columns)
        self._file.write(f"\ufeff{head}\r\n".encode())

    def lines(self, lines: bytes) -> None:
        self._file.write(lines)


class _JsonLines(_Text):
    """JSON Lines: an object a row."""

    def group(self, data: pa.Table) -> None:
        rows = exact_rows(self._table.name, data)
        form = (
            "{"
            + ", ".join(
                json.dumps(column.name) + ": %s" for column in self._table.columns
            )
            + "}\n"
        )
        columns = [
            column_texts(rows, column, JSON, "null") for column in self._table.columns
        ]
        self._file.write(
            "".join([form % cells for cells in zip(*columns, strict=True)]).encode()
        )


class _Parquet:
    """A Parquet file."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._writer = pq.ParquetWriter(
            path, arrow_schema(table.name), compression="zstd", version="2.6"
        )

    def lines(self, lines: bytes) -> None:
        pass

    def group(self, data: pa.Table) -> None:
        self._writer.write_table(data, row_group_size=len(data))

    def close(self, facts: Mapping[str, str]) -> None:
        self._writer.add_key_value_metadata(dict(facts))
        self._writer.close()
        on_disk(self._path)

    def abort(self) -> None:
        with suppress(OSError, pa.ArrowException):
            self._writer.close()


def on_disk(path: Path, flags: int = os.O_RDWR) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Format(NamedTuple):
    """One way to store a table: ending of the file, media type, and what makes it."""

    ending: str
    media: str
    sink: Callable[[Path, Table], Sink]


class Whole(NamedTuple):
    """One way to store all tables together: name of the file or folder, media type, and what makes it."""

    name: str
    media: str
    book: Callable[[Path, str], Book]


FORMATS: Mapping[str, Format] = {
    "csv": Format(".csv", "text/csv", _Csv),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", _Parquet),
    "jsonl": Format(".jsonl", "application/jsonl", _JsonLines),
}

BOOKS: Mapping[str, Whole] = {
    "duckdb": Whole("dataset.duckdb", "application/vnd.duckdb", duckdb_book),
    "xlsx": Whole(
        "dataset.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        excel_book,
    ),
    "partitioned": Whole("partitioned", "inode/directory", partitioned_book),
}
