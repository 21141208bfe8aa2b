"""One table in one format in the making: fed with rows, finished with a flush to disk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.files.arrow import arrow_schema, arrow_table
from extractor.files.cells import CSV, JSON, column_texts
from extractor.schema import Table

__all__ = ["FORMATS", "Format", "Sink", "on_disk"]

Row = Mapping[str, Any]


class Sink(Protocol):
    """One file in the making."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, at least one and at most as many as a row group holds."""

    def close(self, facts: Mapping[str, str]) -> None:
        """Finish the file; ``facts`` name the dataset it is of. The bytes are on disk when this returns."""

    def abort(self) -> None:
        """Let go of the file."""


class _Lines:
    """A file of text, a line or more for each row."""

    def __init__(self, path: Path, head: str, lines: Callable[[Sequence[Row]], str]) -> None:
        self._file = path.open("wb")
        self._lines = lines
        self._file.write(head.encode())

    def write(self, rows: Sequence[Row]) -> None:
        self._file.write(self._lines(rows).encode())

    def close(self, facts: Mapping[str, str]) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abort(self) -> None:
        with suppress(OSError):
            self._file.close()


def _csv(path: Path, table: Table) -> Sink:
    def lines(rows: Sequence[Row]) -> str:
        columns = [column_texts(rows, column, CSV, "") for column in table.columns]
        return "".join([",".join(cells) + "\r\n" for cells in zip(*columns, strict=True)])

    head = ",".join(column.name for column in table.columns)
    return _Lines(path, f"\ufeff{head}\r\n", lines)


def _jsonl(path: Path, table: Table) -> Sink:
    form = "{" + ", ".join(json.dumps(column.name) + ": %s" for column in table.columns) + "}\n"

    def lines(rows: Sequence[Row]) -> str:
        columns = [column_texts(rows, column, JSON, "null") for column in table.columns]
        return "".join([form % cells for cells in zip(*columns, strict=True)])

    return _Lines(path, "", lines)


class _Parquet:
    """A Parquet file; each call of ``write`` is one row group."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._table = table.name
        self._writer = pq.ParquetWriter(path, arrow_schema(table.name), compression="zstd", version="2.6")

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write_table(arrow_table(self._table, rows), row_group_size=len(rows))

    def close(self, facts: Mapping[str, str]) -> None:
        self._writer.add_key_value_metadata(dict(facts))
        self._writer.close()
        on_disk(self._path)

    def abort(self) -> None:
        with suppress(OSError, pa.ArrowException):
            self._writer.close()


def on_disk(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Format(NamedTuple):
    """One way to store a table: ending of the file, media type, and what makes it."""

    ending: str
    media: str
    sink: Callable[[Path, Table], Sink]


FORMATS: Mapping[str, Format] = {
    "csv": Format(".csv", "text/csv", _csv),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", _Parquet),
    "jsonl": Format(".jsonl", "application/jsonl", _jsonl),
}
