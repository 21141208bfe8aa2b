"""Formats that hold the whole dataset in one place: a DuckDB file, an Excel workbook, Parquet by year and province.

They come beside the files of the tables, from the same row groups. Their libraries are extras, asked for when a book is
opened: ``pip install budget-disclosures[duckdb,xlsx]``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractor import schema
from extractor.dataset.arrow import build_arrow_schema
from extractor.i18n import format_message
from extractor.model.issues import ExtractorError
from extractor.schema import TableSchema

__all__ = [
    "DatasetExport",
    "create_duckdb_export",
    "create_excel_export",
    "create_partitioned_export",
    "create_workbook",
]


class DatasetExport(Protocol):
    """A file, or a folder, of all tables in the making."""

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        """Add the next row group of a table."""

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish; ``facts`` name the dataset it is of."""

    def abort(self) -> None:
        """Let go of what is open; the path itself is taken away by the caller."""


def _import_extra(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ExtractorError("EXTRA_MISSING", module=module, extra=extra) from error


# --- DuckDB -----------------------------------------------------------------------------------------------------------

_SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(38, 18)",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


class _DuckDBExport:
    """One database file: a table each, with comments, and ``dataset`` with the version."""

    def __init__(self, path: Path, lang: str) -> None:
        self._path = path
        self._get_wal_path().unlink(missing_ok=True)
        self._connection = _import_extra("duckdb", "duckdb").connect(str(path))
        for table in schema.load_tables():
            columns = ", ".join(
                f'"{column.name}" {_SQL_TYPES[column.type]}' for column in table.columns
            )
            self._connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
            self._connection.execute(
                f'COMMENT ON TABLE "{table.name}" IS {_quote_sql(table.get_label(lang))}'
            )
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
        with suppress(Exception):  # whatever state it is in, it goes
            self._connection.close()
        with suppress(OSError):
            self._get_wal_path().unlink(missing_ok=True)

    def _get_wal_path(self) -> Path:
        return self._path.with_name(self._path.name + ".wal")


def _quote_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def create_duckdb_export(path: Path, lang: str) -> DatasetExport:
    """``dataset.duckdb``. Raises ExtractorError when duckdb is not installed."""
    return _DuckDBExport(path, lang)


# --- Excel ------------------------------------------------------------------------------------------------------------

MAX_SHEET_ROWS = 1_048_575  # an Excel sheet ends there; a table that is longer goes on in ``cells (2)``
MAX_CELL_CHARACTERS = 32_767  # characters that an Excel cell takes


def create_workbook(path: Path) -> Any:
    """An xlsxwriter workbook in which text stays text; rows must be written from top to bottom.

    Raises ExtractorError when xlsxwriter is not installed.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = _import_extra("xlsxwriter", "xlsx").Workbook(str(path), options)
    book.set_properties(
        {"created": datetime(2000, 1, 1)}
    )  # the same rows give the same bytes
    return book


class _ExcelExport:
    """One workbook: a sheet each, the first says what is where. Text is text, never a formula, a link or a number."""

    def __init__(self, path: Path, lang: str) -> None:
        self._lang = lang
        self._workbook = create_workbook(path)
        self._bold_format = self._workbook.add_format({"bold": True})
        self._date_format = self._workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._about_sheet = self._workbook.add_worksheet("about")
        self._sheets: dict[str, Any] = {}
        self._row_counts: dict[str, int] = {}
        self._sheet_counts: dict[str, int] = {}
        self._n_truncated = 0
        for table in schema.load_tables():
            self._add_sheet(table)

    def _add_sheet(self, table: TableSchema) -> None:
        number = self._sheet_counts[table.name] = (
            self._sheet_counts.get(table.name, 0) + 1
        )
        sheet = self._workbook.add_worksheet(
            table.name if number == 1 else f"{table.name} ({number})"
        )
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            sheet.write_string(0, position, column.name, self._bold_format)
        self._sheets[table.name], self._row_counts[table.name] = sheet, 0

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        columns = [data.column(column.name).to_pylist() for column in table.columns]
        kinds = [column.type for column in table.columns]
        for cells in zip(*columns, strict=True):
            if self._row_counts[table.name] == MAX_SHEET_ROWS:
                self._add_sheet(table)
            self._row_counts[table.name] += 1
            row, sheet = self._row_counts[table.name], self._sheets[table.name]
            for position, (value, kind) in enumerate(zip(cells, kinds, strict=True)):
                if value is None:
                    continue
                if kind == "string":
                    sheet.write_string(row, position, self._truncate_text(value))
                elif kind == "date":
                    sheet.write_datetime(row, position, value, self._date_format)
                elif kind == "boolean":
                    sheet.write_boolean(row, position, value)
                else:
                    sheet.write_number(row, position, float(value))

    def _truncate_text(self, text: str) -> str:
        if len(text) <= MAX_CELL_CHARACTERS:
            return text
        self._n_truncated += 1
        return text[: MAX_CELL_CHARACTERS - 1] + "…"

    def close(self, metadata: Mapping[str, str]) -> None:
        cut = (
            format_message("XLSX_CUT", {"count": str(self._n_truncated)}, self._lang)
            if self._n_truncated
            else ""
        )
        notes = [
            format_message("PACKAGE_TITLE", lang=self._lang),
            *(f"{n} {v}" for n, v in metadata.items()),
            cut,
        ]
        lines: list[tuple[str, ...]] = [(note,) for note in notes if note]
        for table in schema.load_tables():
            lines.append(
                (
                    table.name,
                    "",
                    table.get_label(self._lang),
                    table.get_description(self._lang),
                )
            )
            lines += [
                ("", c.name, c.get_label(self._lang), c.get_description(self._lang))
                for c in table.columns
            ]
        for row, line in enumerate(lines):
            for position, text in enumerate(line):
                self._about_sheet.write_string(
                    row, position, text, self._bold_format if line[0] else None
                )
        self._workbook.close()

    def abort(self) -> None:
        with suppress(
            Exception
        ):  # it has no other way to let go of its temporary files
            self._workbook.close()


def create_excel_export(path: Path, lang: str) -> DatasetExport:
    """``dataset.xlsx``. Raises ExtractorError when xlsxwriter is not installed."""
    return _ExcelExport(path, lang)


# --- Parquet by year and province -------------------------------------------------------------------------------------

_PARTITION_KEYS = {
    "year": "fiscal_year",
    "province": "province",
}  # key of a folder -> column of documents it is taken from


class _PartitionedExport:
    """``partitioned/amounts/year=2020/province=河北省/part-0.parquet``: folders by what engines prune by.

    Year and province are those of the document; the manifest, whose rows may have none, stays whole.
    """

    def __init__(self, path: Path, lang: str) -> None:
        self._path = path
        shutil.rmtree(path, ignore_errors=True)
        self._staging_folder = path / "whole"
        self._staging_folder.mkdir(parents=True)
        self._writers = {
            table.name: pq.ParquetWriter(
                self._staging_folder / f"{table.name}.parquet",
                build_arrow_schema(table.name),
            )
            for table in schema.load_tables()
        }

    def write_batch(self, table: TableSchema, data: pa.Table) -> None:
        self._writers[table.name].write_table(data)

    def close(self, metadata: Mapping[str, str]) -> None:
        from pyarrow import (
            dataset as pa_dataset,
        )  # brings pandas with it, which a run does without

        for writer in self._writers.values():
            writer.add_key_value_metadata(dict(metadata))
            writer.close()
        documents = pq.read_table(
            self._staging_folder / "disclosures.parquet",
            columns=["disclosure_id", *_PARTITION_KEYS.values()],
        )
        keys = pa.schema(
            [
                pa.field(key, documents.schema.field(column).type)
                for key, column in _PARTITION_KEYS.items()
            ]
        )
        for table in schema.load_tables():
            source = self._staging_folder / f"{table.name}.parquet"
            if table.name == "manifest":
                (self._path / table.name).mkdir()
                source.replace(self._path / table.name / "part-0.parquet")
                continue
            own = [
                field
                for field in build_arrow_schema(table.name)
                if field.name not in _PARTITION_KEYS
            ]
            form = pa.schema([*own, *keys])
            pa_dataset.write_dataset(
                _add_partition_keys(source, documents, form),
                self._path / table.name,
                schema=form,
                format="parquet",
                partitioning=pa_dataset.HivePartitioning(keys),
                use_threads=False,
                max_partitions=100_000,
            )
        shutil.rmtree(self._staging_folder)

    def abort(self) -> None:
        for writer in self._writers.values():
            with suppress(OSError, pa.ArrowException):
                writer.close()


def _add_partition_keys(
    source: Path, documents: pa.Table, target_schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The rows of a file, a row group at a time, with year and province of their documents."""
    ids = documents.column("disclosure_id").combine_chunks()
    with pq.ParquetFile(source) as file:
        for group in range(file.num_row_groups):
            data = file.read_row_group(group)
            where = pc.index_in(data.column("disclosure_id"), ids)
            for key, column in _PARTITION_KEYS.items():
                if key not in data.column_names:
                    data = data.append_column(key, documents.column(column).take(where))
            yield from data.select(target_schema.names).to_batches()


def create_partitioned_export(path: Path, lang: str) -> DatasetExport:
    """The folder ``partitioned``."""
    return _PartitionedExport(path, lang)
