"""The file formats of a dataset: one file a table, or all tables in one place.

Writers of both kinds are fed with the same row groups. The libraries of
DuckDB and Excel are extras, imported when a file is begun: ``pip
install "budget-disclosures[duckdb,xlsx]"``.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractor import schema
from extractor.dataset.arrow_lines import encode_arrow_json
from extractor.dataset.csv_cells import (
    DECIMAL_PRECISION,
    DECIMAL_SCALE,
)
from extractor.dataset.dataset_parts import FileRange
from extractor.dataset.format_libraries import import_library
from extractor.dataset.load import build_arrow_schema
from extractor.dataset.parquet_parts import MAGIC, ParquetFooter, RowGroup
from extractor.i18n import format_message
from extractor.schema import ColumnSchema, TableSchema

__all__ = [
    "EXPORT_FORMATS",
    "TABLE_FORMATS",
    "DatasetExport",
    "ExportFormat",
    "TableFormat",
    "TableWriter",
    "create_workbook",
    "sync_to_disk",
]


class TableWriter(Protocol):
    """One file of one table in the making.

    It gets every row twice: at once as text, and later as part of a row
    group. ``takes_lines`` is False where it has no use for the text.
    """

    takes_lines: bool

    def write_lines(self, lines: bytes) -> None:
        """Write rows, given as lines of CSV."""

    def write_batch(self, data: pa.Table) -> None:
        """Write the rows of the next row group."""

    def end_part(self) -> FileRange:
        """End a part; its bytes depend on its rows alone.

        Returns:
            Where it stands.
        """

    def copy_part(self, former: IO[bytes], part: FileRange) -> FileRange:
        """Take a part from a former file of the same table as it stands there.

        Returns:
            Where it stands in this file.
        """

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish the file.

        Args:
            metadata: the names and values that identify the dataset.
        """

    def abort(self) -> None:
        """Close the file without finishing it."""


class DatasetExport(Protocol):
    """A file or folder with all tables in the making."""

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        """Write the next row group of a table."""

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish it.

        Args:
            metadata: the names and values that identify the dataset.
        """

    def abort(self) -> None:
        """Close what is open; the caller removes the path."""


class TableFormat(NamedTuple):
    """A format of a table: ending of the file, media type, and its writer."""

    extension: str
    media_type: str
    create_writer: Callable[[Path, TableSchema], TableWriter]


class ExportFormat(NamedTuple):
    """A format of all tables: name of the file or folder, media type, writer.

    ``create_export`` takes the path, the language of labels (zh, en)
    and what heads a column (its name: key, or its label: zh, en; only
    for people), and raises ExtractorError when its library is not
    installed.
    """

    name: str
    media_type: str
    create_export: Callable[[Path, str, str], DatasetExport]


def sync_to_disk(path: Path, flags: int = os.O_RDWR) -> None:
    """Wait until the bytes of a file, or the names of a folder, are on the disk."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- one file a table ---------------------------------------------------------


_COPIED_BYTES = 1 << 20
_MAX_BUFFERED_BYTES = 16 << 20


def _copy_bytes(source: IO[bytes], target: IO[bytes], start: int, length: int) -> None:
    """Copy bytes of a file to the end of another.

    Raises:
        OSError: The source is shorter, or the disk is full.
    """
    source.seek(start)
    while length:
        piece = source.read(min(length, _COPIED_BYTES))
        if not piece:
            raise OSError("a file of the former dataset is shorter than it was")
        target.write(piece)
        length -= len(piece)


class _TextTableWriter:
    """A file of text."""

    takes_lines = False

    def __init__(self, path: Path, table: TableSchema) -> None:
        self._file = path.open("wb")
        self._table = table
        self._part_start = 0

    def _write_header(self, header: bytes) -> None:
        self._part_start = self._file.write(header)

    def write_lines(self, lines: bytes) -> None:
        pass

    def write_batch(self, data: pa.Table) -> None:
        pass

    def end_part(self) -> FileRange:
        start, self._part_start = self._part_start, self._file.tell()
        return FileRange(start, self._part_start - start)

    def copy_part(self, former: IO[bytes], part: FileRange) -> FileRange:
        _copy_bytes(former, self._file, part.start, part.length)
        return self.end_part()

    def close(self, metadata: Mapping[str, str]) -> None:
        self._file.close()

    def abort(self) -> None:
        with suppress(OSError):
            self._file.close()


class _CsvTableWriter(_TextTableWriter):
    """CSV: a byte order mark (Excel takes it for UTF-8), the header, the lines."""

    takes_lines = True

    def __init__(self, path: Path, table: TableSchema) -> None:
        super().__init__(path, table)
        header = ",".join(column.name for column in table.columns)
        self._write_header(f"\ufeff{header}\r\n".encode())

    def write_lines(self, lines: bytes) -> None:
        self._file.write(lines)


class _JsonLinesTableWriter(_TextTableWriter):
    """JSON Lines: an object a row."""

    def write_batch(self, data: pa.Table) -> None:
        self._file.write(encode_arrow_json(self._table.name, data))


class _ParquetTableWriter:
    """A Parquet file; a few row groups at a time are made as a file in memory."""

    takes_lines = False

    def __init__(self, path: Path, table: TableSchema) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._schema = build_arrow_schema(table.name)
        self._row_groups: list[RowGroup] = []
        self._part_start = self._file.tell(), 0
        self._buffer = io.BytesIO()
        self._writer: pq.ParquetWriter | None = None
        self._former_footer: tuple[str, ParquetFooter] | None = None

    def _create_writer(self, target: io.BytesIO) -> pq.ParquetWriter:
        return pq.ParquetWriter(target, self._schema, compression="zstd", version="2.6")

    def write_lines(self, lines: bytes) -> None:
        pass

    def write_batch(self, data: pa.Table) -> None:
        if self._writer is None:
            self._writer = self._create_writer(self._buffer)
        self._writer.write_table(data, row_group_size=len(data))
        if self._buffer.tell() >= _MAX_BUFFERED_BYTES:
            self._write_buffer()

    def end_part(self) -> FileRange:
        self._write_buffer()
        start, first_group = self._part_start
        self._part_start = self._file.tell(), len(self._row_groups)
        end, last_group = self._part_start
        return FileRange(start, end - start, first_group, last_group - first_group)

    def copy_part(self, former: IO[bytes], part: FileRange) -> FileRange:
        if self._former_footer is None or self._former_footer[0] != former.name:
            self._former_footer = former.name, ParquetFooter.parse(former)
        footer = self._former_footer[1]
        last_group = part.first_group + part.n_groups
        groups = footer.row_groups[part.first_group : last_group]
        self._append(former, part.start, part.length, groups)
        return self.end_part()

    def _write_buffer(self) -> None:
        """Write the row groups that are finished in memory."""
        if self._writer is None:
            return
        self._writer.close()
        buffer, self._buffer, self._writer = self._buffer, io.BytesIO(), None
        footer = ParquetFooter.parse(buffer)
        start = len(MAGIC)
        self._append(buffer, start, footer.start - start, footer.row_groups)

    def _append(
        self, source: IO[bytes], start: int, length: int, groups: Iterable[RowGroup]
    ) -> None:
        """Append row groups of another file with their metadata."""
        distance = self._file.tell() - start
        for group in groups:
            self._row_groups.append(group.move(distance, len(self._row_groups)))
        _copy_bytes(source, self._file, start, length)

    def close(self, metadata: Mapping[str, str]) -> None:
        self._write_buffer()
        empty = io.BytesIO()
        writer = self._create_writer(empty)
        writer.add_key_value_metadata(dict(metadata))
        writer.close()
        self._file.write(ParquetFooter.parse(empty).build(self._row_groups))
        self._file.close()

    def abort(self) -> None:
        with suppress(OSError, pa.ArrowException):
            if self._writer is not None:
                self._writer.close()
        with suppress(OSError):
            self._file.close()


# --- DuckDB -------------------------------------------------------------------

_SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "decimal": f"DECIMAL({DECIMAL_PRECISION}, {DECIMAL_SCALE})",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


class _DuckDBExport:
    """One database: the tables with comments, and ``dataset`` with the version."""

    def __init__(self, path: Path, lang: str, header: str = "key") -> None:
        self._path = path
        self._get_wal_path().unlink(missing_ok=True)
        self._connection = import_library("duckdb", "duckdb").connect(str(path))
        for table in schema.load_tables():
            self._create_table(table, lang)

    def _create_table(self, table: TableSchema, lang: str) -> None:
        columns = ", ".join(
            f'"{column.name}" {_SQL_TYPES[column.type]}' for column in table.columns
        )
        self._connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        label = _quote_sql(table.get_label(lang))
        self._connection.execute(f'COMMENT ON TABLE "{table.name}" IS {label}')
        for column in table.columns:
            comment = _quote_sql(
                f"{column.get_label(lang)}: {column.get_description(lang)}"
            )
            self._connection.execute(
                f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {comment}'
            )

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        self._connection.register("incoming", data)
        self._connection.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
        self._connection.unregister("incoming")

    def close(self, metadata: Mapping[str, str]) -> None:
        self._connection.execute("CREATE TABLE dataset (name VARCHAR, value VARCHAR)")
        for name, value in metadata.items():
            self._connection.execute("INSERT INTO dataset VALUES (?, ?)", [name, value])
        self._connection.close()

    def abort(self) -> None:
        with suppress(Exception):  # the connection may be in any state
            self._connection.close()
        with suppress(OSError):
            self._get_wal_path().unlink(missing_ok=True)

    def _get_wal_path(self) -> Path:
        """Give the path of the write-ahead log of the database."""
        return self._path.with_name(self._path.name + ".wal")


def _quote_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- SQLite -------------------------------------------------------------------

_SQLITE_TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "decimal": "NUMERIC",
    "boolean": "INTEGER",
    "date": "TEXT",
}
_SQLITE_INDEXED_COLUMN = "disclosure_id"


class _SqliteExport:
    """One SQLite database: the tables, ``columns`` with labels, and ``dataset``.

    SQLite has no decimal type: money has the fraction that a double
    holds.
    """

    def __init__(self, path: Path, lang: str, header: str = "key") -> None:
        path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("BEGIN")
        self._connection.execute(
            'CREATE TABLE columns ("table" TEXT, name TEXT, label TEXT, unit TEXT, '
            "description TEXT)"
        )
        for table in schema.load_tables():
            self._create_table(table, lang)

    def _create_table(self, table: TableSchema, lang: str) -> None:
        columns = ", ".join(
            f'"{column.name}" {_SQLITE_TYPES[column.type]}' for column in table.columns
        )
        self._connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        rows = [
            (
                table.name,
                column.name,
                column.get_label(lang),
                column.unit,
                column.get_description(lang),
            )
            for column in table.columns
        ]
        insert = "INSERT INTO columns VALUES (?, ?, ?, ?, ?)"
        self._connection.executemany(insert, rows)

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        columns = [
            _convert_sqlite_values(column.type, data.column(column.name).to_pylist())
            for column in table.columns
        ]
        marks = ", ".join("?" * len(columns))
        insert = f'INSERT INTO "{table.name}" VALUES ({marks})'
        self._connection.executemany(insert, zip(*columns, strict=True))

    def close(self, metadata: Mapping[str, str]) -> None:
        for table in schema.load_tables():
            names = [column.name for column in table.columns]
            if _SQLITE_INDEXED_COLUMN in names:
                self._connection.execute(
                    f'CREATE INDEX "{table.name}_by_disclosure" '
                    f'ON "{table.name}" ({_SQLITE_INDEXED_COLUMN})'
                )
        self._connection.execute("CREATE TABLE dataset (name TEXT, value TEXT)")
        insert = "INSERT INTO dataset VALUES (?, ?)"
        self._connection.executemany(insert, metadata.items())
        self._connection.execute("COMMIT")
        self._connection.close()

    def abort(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()


def _convert_sqlite_values(type: str, values: list[Any]) -> list[Any]:
    converters: Mapping[str, Callable[[Any], Any]] = {
        "decimal": float,
        "boolean": int,
        "date": str,
    }
    convert = converters.get(type)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


# --- Stata --------------------------------------------------------------------


class _StataExport:
    """A folder with one .dta file a table; labels
    of tables and columns are kept."""

    def __init__(self, path: Path, lang: str, header: str = "key") -> None:
        self._path = path
        self._lang = lang
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        self._batches: dict[str, list[pa.Table]] = {}

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        self._batches.setdefault(table.name, []).append(data)

    def close(self, metadata: Mapping[str, str]) -> None:
        # imported here: it brings pandas with it, which a run does without
        from extractor.dataset.stata import write_stata_table

        for table in schema.load_tables():
            batches = self._batches.pop(table.name, [])
            data = pa.concat_tables(
                [build_arrow_schema(table.name).empty_table(), *batches]
            )
            target = self._path / f"{table.name}.dta"
            write_stata_table(table, data, target, self._lang)

    def abort(self) -> None:
        self._batches.clear()


# --- Excel --------------------------------------------------------------------

# limits of Excel; a longer table continues on the sheet ``cells (2)``
MAX_SHEET_ROWS = 1_048_575
MAX_CELL_CHARACTERS = 32_767


def create_workbook(path: Path) -> Any:
    """Create an xlsxwriter workbook in which text stays text.

    Rows must be written from top to bottom.

    Args:
        path: the file.

    Raises:
        ExtractorError: xlsxwriter is not installed.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = import_library("xlsxwriter", "xlsx").Workbook(str(path), options)
    # without a fixed time the same rows would give other bytes
    workbook.set_properties({"created": datetime(2000, 1, 1)})
    return workbook


_COLUMN_WIDTHS = {"string": 18, "integer": 10, "decimal": 16, "boolean": 8, "date": 12}
"""Type of a column -> width of a column of a sheet, in characters."""


def _get_column_title(column: ColumnSchema, header: str) -> str:
    if header == "key":
        return column.name
    return column.get_label(header)


class _ExcelExport:
    """One workbook: a sheet a table; the first
    sheet describes tables and columns."""

    def __init__(self, path: Path, lang: str, header: str = "key") -> None:
        self._lang = lang
        self._header = header
        self._workbook = create_workbook(path)
        self._bold_format = self._workbook.add_format({"bold": True})
        self._date_format = self._workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._decimal_format = self._workbook.add_format({"num_format": "#,##0.00####"})
        self._about_sheet = self._workbook.add_worksheet("about")
        self._sheets: dict[str, Any] = {}
        self._row_counts: dict[str, int] = {}
        self._sheet_counts: dict[str, int] = {}
        self._n_truncated = 0
        for table in schema.load_tables():
            self._add_sheet(table)

    def _add_sheet(self, table: TableSchema) -> None:
        number = self._sheet_counts.get(table.name, 0) + 1
        self._sheet_counts[table.name] = number
        name = table.name
        if number > 1:
            name = f"{table.name} ({number})"
        sheet = self._workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            title = _get_column_title(column, self._header)
            sheet.write_string(0, position, title, self._bold_format)
            sheet.set_column(position, position, _COLUMN_WIDTHS[column.type])
        self._sheets[table.name] = sheet
        self._row_counts[table.name] = 0

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        columns = [data.column(column.name).to_pylist() for column in table.columns]
        for cells in zip(*columns, strict=True):
            if self._row_counts[table.name] == MAX_SHEET_ROWS:
                self._add_sheet(table)
            self._row_counts[table.name] += 1
            row = self._row_counts[table.name]
            sheet = self._sheets[table.name]
            for position, column in enumerate(table.columns):
                if cells[position] is not None:
                    self._write_cell(sheet, row, position, column.type, cells[position])

    def _write_cell(
        self, sheet: Any, row: int, position: int, type: str, value: Any
    ) -> None:
        if type == "string":
            sheet.write_string(row, position, self._truncate_text(value))
        elif type == "date":
            sheet.write_datetime(row, position, value, self._date_format)
        elif type == "boolean":
            sheet.write_boolean(row, position, value)
        elif type == "decimal":
            sheet.write_number(row, position, float(value), self._decimal_format)
        else:
            sheet.write_number(row, position, float(value))

    def _truncate_text(self, text: str) -> str:
        if len(text) <= MAX_CELL_CHARACTERS:
            return text
        self._n_truncated += 1
        return text[: MAX_CELL_CHARACTERS - 1] + "…"

    def close(self, metadata: Mapping[str, str]) -> None:
        for table in schema.load_tables():
            last_row, last_column = self._row_counts[table.name], len(table.columns) - 1
            self._sheets[table.name].autofilter(0, 0, last_row, last_column)
        for row, line in enumerate(self._iter_about_lines(metadata)):
            line_format = None
            if line[0]:
                line_format = self._bold_format
            for position, text in enumerate(line):
                self._about_sheet.write_string(row, position, text, line_format)
        self._workbook.close()

    def _iter_about_lines(
        self, metadata: Mapping[str, str]
    ) -> Iterator[tuple[str, ...]]:
        """Iterate over the lines of the first sheet;
        notes and tables come in bold."""
        yield (format_message("PACKAGE_TITLE", lang=self._lang),)
        for name, value in metadata.items():
            yield (f"{name} {value}",)
        if self._n_truncated:
            details = {"count": str(self._n_truncated)}
            yield (format_message("XLSX_CUT", details, self._lang),)
        lang = self._lang
        for table in schema.load_tables():
            yield table.name, "", table.get_label(lang), table.get_description(lang)
            for column in table.columns:
                label, description = (
                    column.get_label(lang),
                    column.get_description(lang),
                )
                yield "", column.name, label, description

    def abort(self) -> None:
        with suppress(Exception):  # only closing it removes its temporary files
            self._workbook.close()


# --- Parquet by year and province ---------------------------------------------

# key of a folder -> the column of `disclosures` it is taken from
_PARTITION_KEYS = {"year": "fiscal_year", "province": "province"}
_MAX_PARTITIONS = 100_000


class _PartitionedExport:
    """``partitioned/amounts/year=2020/province=河北省/part-0.parquet``.

    Folders are named by what query engines prune by: year and province
    of the disclosure. The manifest, whose rows may have neither, stays
    whole.
    """

    def __init__(self, path: Path, lang: str, header: str = "key") -> None:
        self._path = path
        shutil.rmtree(path, ignore_errors=True)
        self._staging_folder = path / "whole"
        self._staging_folder.mkdir(parents=True)
        self._writers = {
            table.name: pq.ParquetWriter(
                self._get_staging_path(table.name), build_arrow_schema(table.name)
            )
            for table in schema.load_tables()
        }

    def _get_staging_path(self, table: str) -> Path:
        return self._staging_folder / f"{table}.parquet"

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        self._writers[table.name].write_table(data)

    def close(self, metadata: Mapping[str, str]) -> None:
        for writer in self._writers.values():
            writer.add_key_value_metadata(dict(metadata))
            writer.close()
        disclosures = pq.read_table(
            self._get_staging_path("disclosures"),
            columns=["disclosure_id", *_PARTITION_KEYS.values()],
        )
        for table in schema.load_tables():
            if table.name == "manifest":
                (self._path / table.name).mkdir()
                target = self._path / table.name / "part-0.parquet"
                self._get_staging_path(table.name).replace(target)
            else:
                self._write_partitions(table.name, disclosures)
        shutil.rmtree(self._staging_folder)

    def _write_partitions(self, table: str, disclosures: pa.Table) -> None:
        # imported here: it brings pandas with it, which a run does without
        from pyarrow import dataset as pa_dataset

        keys = pa.schema(
            [
                pa.field(key, disclosures.schema.field(column).type)
                for key, column in _PARTITION_KEYS.items()
            ]
        )
        fields = [
            field
            for field in build_arrow_schema(table)
            if field.name not in _PARTITION_KEYS
        ]
        target_schema = pa.schema([*fields, *keys])
        source = self._get_staging_path(table)
        pa_dataset.write_dataset(
            _add_partition_keys(source, disclosures, target_schema),
            self._path / table,
            schema=target_schema,
            format="parquet",
            partitioning=pa_dataset.HivePartitioning(keys),
            use_threads=False,
            max_partitions=_MAX_PARTITIONS,
        )

    def abort(self) -> None:
        for writer in self._writers.values():
            with suppress(OSError, pa.ArrowException):
                writer.close()


def _add_partition_keys(
    source: Path, disclosures: pa.Table, target_schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Add year and province of their disclosure to rows, a row group at a time."""
    ids = disclosures.column("disclosure_id").combine_chunks()
    with pq.ParquetFile(source) as file:
        for group in range(file.num_row_groups):
            data = file.read_row_group(group)
            positions = pc.index_in(data.column("disclosure_id"), ids)
            for key, column in _PARTITION_KEYS.items():
                if key not in data.column_names:
                    values = disclosures.column(column).take(positions)
                    data = data.append_column(key, values)
            yield from data.select(target_schema.names).to_batches()


# --- all formats --------------------------------------------------------------

TABLE_FORMATS: Mapping[str, TableFormat] = {
    "csv": TableFormat(".csv", "text/csv", _CsvTableWriter),
    "parquet": TableFormat(
        ".parquet", "application/vnd.apache.parquet", _ParquetTableWriter
    ),
    "jsonl": TableFormat(".jsonl", "application/jsonl", _JsonLinesTableWriter),
}
"""Name of a format -> how it stores one table."""

EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "duckdb": ExportFormat("dataset.duckdb", "application/vnd.duckdb", _DuckDBExport),
    "xlsx": ExportFormat(
        "dataset.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ExcelExport,
    ),
    "sqlite": ExportFormat("dataset.sqlite", "application/vnd.sqlite3", _SqliteExport),
    "dta": ExportFormat("dta", "inode/directory", _StataExport),
    "partitioned": ExportFormat("partitioned", "inode/directory", _PartitionedExport),
}
"""Name of a format -> how it stores all tables."""
