"""Formats that hold the whole dataset in one place: a DuckDB file, an Excel workbook, Parquet by year and province.

They come beside the files of the tables, from the same row groups. Their libraries are extras, asked for when a book is
opened: ``pip install extractor[duckdb,xlsx]``.
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
from extractor.dataset.arrow import arrow_schema
from extractor.i18n import sentence
from extractor.model.issues import ExtractorError
from extractor.schema import Table

__all__ = ["Book", "duckdb_book", "excel_book", "open_workbook", "partitioned_book"]


class Book(Protocol):
    """A file, or a folder, of all tables in the making."""

    def group(self, table: Table, data: pa.Table) -> None:
        """Add the next row group of a table."""

    def close(self, facts: Mapping[str, str]) -> None:
        """Finish; ``facts`` name the dataset it is of."""

    def abort(self) -> None:
        """Let go of what is open; the path itself is taken away by the caller."""


def _needed(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ExtractorError("EXTRA_MISSING", module=module, extra=extra) from error


# --- DuckDB -----------------------------------------------------------------------------------------------------------

_SQL = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(38, 18)",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


class _DuckDB:
    """One database file: a table each, with comments, and ``dataset`` with the version."""

    def __init__(self, path: Path, lang: str) -> None:
        self._path = path
        self._wal().unlink(missing_ok=True)
        self._db = _needed("duckdb", "duckdb").connect(str(path))
        for table in schema.tables():
            columns = ", ".join(
                f'"{column.name}" {_SQL[column.type]}' for column in table.columns
            )
            self._db.execute(f'CREATE TABLE "{table.name}" ({columns})')
            self._db.execute(
                f'COMMENT ON TABLE "{table.name}" IS {_quoted(table.label(lang))}'
            )
            for column in table.columns:
                comment = _quoted(f"{column.label(lang)}: {column.description(lang)}")
                self._db.execute(
                    f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {comment}'
                )

    def group(self, table: Table, data: pa.Table) -> None:
        self._db.register("incoming", data)
        self._db.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
        self._db.unregister("incoming")

    def close(self, facts: Mapping[str, str]) -> None:
        self._db.execute("CREATE TABLE dataset (name VARCHAR, value VARCHAR)")
        for name, value in facts.items():
            self._db.execute("INSERT INTO dataset VALUES (?, ?)", [name, value])
        self._db.close()

    def abort(self) -> None:
        with suppress(Exception):  # whatever state it is in, it goes
            self._db.close()
        with suppress(OSError):
            self._wal().unlink(missing_ok=True)

    def _wal(self) -> Path:
        return self._path.with_name(self._path.name + ".wal")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def duckdb_book(path: Path, lang: str) -> Book:
    """``dataset.duckdb``. Raises ExtractorError when duckdb is not installed."""
    return _DuckDB(path, lang)


# --- Excel ------------------------------------------------------------------------------------------------------------

SHEET_ROWS = 1_048_575  # an Excel sheet ends there; a table that is longer goes on in ``cells (2)``
CELL_TEXT = 32_767  # characters that an Excel cell takes


def open_workbook(path: Path) -> Any:
    """An xlsxwriter workbook in which text stays text; rows must be written from top to bottom.

    Raises ExtractorError when xlsxwriter is not installed.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = _needed("xlsxwriter", "xlsx").Workbook(str(path), options)
    book.set_properties(
        {"created": datetime(2000, 1, 1)}
    )  # the same rows give the same bytes
    return book


class _Excel:
    """One workbook: a sheet each, the first says what is where. Text is text, never a formula, a link or a number."""

    def __init__(self, path: Path, lang: str) -> None:
        self._lang = lang
        self._book = open_workbook(path)
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._about = self._book.add_worksheet("about")
        self._sheets: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._cut = 0
        for table in schema.tables():
            self._begin(table)

    def _begin(self, table: Table) -> None:
        number = self._numbers[table.name] = self._numbers.get(table.name, 0) + 1
        sheet = self._book.add_worksheet(
            table.name if number == 1 else f"{table.name} ({number})"
        )
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            sheet.write_string(0, position, column.name, self._bold)
        self._sheets[table.name], self._rows[table.name] = sheet, 0

    def group(self, table: Table, data: pa.Table) -> None:
        columns = [data.column(column.name).to_pylist() for column in table.columns]
        kinds = [column.type for column in table.columns]
        for cells in zip(*columns, strict=True):
            if self._rows[table.name] == SHEET_ROWS:
                self._begin(table)
            self._rows[table.name] += 1
            row, sheet = self._rows[table.name], self._sheets[table.name]
            for position, (value, kind) in enumerate(zip(cells, kinds, strict=True)):
                if value is None:
                    continue
                if kind == "string":
                    sheet.write_string(row, position, self._short(value))
                elif kind == "date":
                    sheet.write_datetime(row, position, value, self._day)
                elif kind == "boolean":
                    sheet.write_boolean(row, position, value)
                else:
                    sheet.write_number(row, position, float(value))

    def _short(self, text: str) -> str:
        if len(text) <= CELL_TEXT:
            return text
        self._cut += 1
        return text[: CELL_TEXT - 1] + "…"

    def close(self, facts: Mapping[str, str]) -> None:
        cut = (
            sentence("XLSX_CUT", {"count": str(self._cut)}, self._lang)
            if self._cut
            else ""
        )
        notes = [
            sentence("PACKAGE_TITLE", lang=self._lang),
            *(f"{n} {v}" for n, v in facts.items()),
            cut,
        ]
        lines: list[tuple[str, ...]] = [(note,) for note in notes if note]
        for table in schema.tables():
            lines.append(
                (table.name, "", table.label(self._lang), table.description(self._lang))
            )
            lines += [
                ("", c.name, c.label(self._lang), c.description(self._lang))
                for c in table.columns
            ]
        for row, line in enumerate(lines):
            for position, text in enumerate(line):
                self._about.write_string(
                    row, position, text, self._bold if line[0] else None
                )
        self._book.close()

    def abort(self) -> None:
        with suppress(
            Exception
        ):  # it has no other way to let go of its temporary files
            self._book.close()


def excel_book(path: Path, lang: str) -> Book:
    """``dataset.xlsx``. Raises ExtractorError when xlsxwriter is not installed."""
    return _Excel(path, lang)


# --- Parquet by year and province -------------------------------------------------------------------------------------

_KEYS = {
    "year": "fiscal_year",
    "province": "province",
}  # key of a folder -> column of documents it is taken from


class _Partitioned:
    """``partitioned/amounts/year=2020/province=河北省/part-0.parquet``: folders by what engines prune by.

    Year and province are those of the document; the manifest, whose rows may have none, stays whole.
    """

    def __init__(self, path: Path, lang: str) -> None:
        self._path = path
        shutil.rmtree(path, ignore_errors=True)
        self._whole = path / "whole"
        self._whole.mkdir(parents=True)
        self._writers = {
            table.name: pq.ParquetWriter(
                self._whole / f"{table.name}.parquet", arrow_schema(table.name)
            )
            for table in schema.tables()
        }

    def group(self, table: Table, data: pa.Table) -> None:
        self._writers[table.name].write_table(data)

    def close(self, facts: Mapping[str, str]) -> None:
        from pyarrow import (
            dataset as pa_dataset,
        )  # brings pandas with it, which a run does without

        for writer in self._writers.values():
            writer.add_key_value_metadata(dict(facts))
            writer.close()
        documents = pq.read_table(
            self._whole / "documents.parquet", columns=["document_id", *_KEYS.values()]
        )
        keys = pa.schema(
            [
                pa.field(key, documents.schema.field(column).type)
                for key, column in _KEYS.items()
            ]
        )
        for table in schema.tables():
            source = self._whole / f"{table.name}.parquet"
            if table.name == "manifest":
                (self._path / table.name).mkdir()
                source.replace(self._path / table.name / "part-0.parquet")
                continue
            own = [
                field for field in arrow_schema(table.name) if field.name not in _KEYS
            ]
            form = pa.schema([*own, *keys])
            pa_dataset.write_dataset(
                _keyed(source, documents, form),
                self._path / table.name,
                schema=form,
                format="parquet",
                partitioning=pa_dataset.HivePartitioning(keys),
                use_threads=False,
                max_partitions=100_000,
            )
        shutil.rmtree(self._whole)

    def abort(self) -> None:
        for writer in self._writers.values():
            with suppress(OSError, pa.ArrowException):
                writer.close()


def _keyed(
    source: Path, documents: pa.Table, form: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The rows of a file, a row group at a time, with year and province of their documents."""
    ids = documents.column("document_id").combine_chunks()
    with pq.ParquetFile(source) as file:
        for group in range(file.num_row_groups):
            data = file.read_row_group(group)
            where = pc.index_in(data.column("document_id"), ids)
            for key, column in _KEYS.items():
                if key not in data.column_names:
                    data = data.append_column(key, documents.column(column).take(where))
            yield from data.select(form.names).to_batches()


def partitioned_book(path: Path, lang: str) -> Book:
    """The folder ``partitioned``."""
    return _Partitioned(path, lang)
