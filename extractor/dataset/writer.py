"""Tables of the dataset as files: CSV, Parquet, JSON Lines and the data package that describes them.

A folder of a dataset::

    amounts.csv  amounts.parquet  ...     one file a table and format (csv, parquet, jsonl)
    dataset.duckdb  dataset.xlsx          where asked for: all tables in one file
    partitioned/                          where asked for: Parquet by year and province
    datapackage.json                      written last: what is in the folder, column by column, with sha256 and size

Rows come in batches and go out in row groups, so that memory does not grow with the dataset. Everything is written
beside its final name and put in place only when all of it is complete.

**CSV** is UTF-8 with a byte order mark, fields quoted where they hold a comma, quote, CR or LF, lines ended by CR LF.
Nothing between two commas is null, ``""`` is an empty text. Decimals are plain digits without trailing zeros, booleans
true and false, dates 2019-12-31. A text that a spreadsheet would run (``=``, ``+``, ``-``, ``@``, tab or CR in front,
and no plain number) gets one apostrophe before it; :func:`unguarded` takes it away again.

**Parquet** is lossless: texts as they are, decimals as decimal128(38, 18). A number that does not fit raises; none is
ever rounded.

Names load when they are asked for: a worker that only makes lines of CSV does without pyarrow.

The folder of a dataset in the making: rows in, complete files and their description out, or nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

import pyarrow as pa

from extractor import schema
from extractor.dataset.csv_cells import encode_csv_lines
from extractor.dataset.datapackage import (
    DESCRIPTOR,
    build_datapackage,
    compute_size_and_hash,
    list_package_files,
)
from extractor.dataset.load import parse_csv_lines
from extractor.dataset.table_writers import (
    EXPORT_FORMATS,
    TABLE_FORMATS,
    TableWriter,
    sync_to_disk,
)
from extractor.model.issues import ExtractorError
from extractor.version import __version__

__all__ = [
    "DatasetWriter",
]

RowMapping = Mapping[str, Any]

ROW_GROUP_SIZE = 16_384  # rows of a Parquet row group, and of the buffer of a table
WIDE_TABLE_ROW_GROUP_SIZES = {
    "sections": 1_024
}  # the same for tables whose rows are pages of text
ROW_GROUPS_BEFORE_DOUBLING = 64  # row groups of a table; those after are twice as large, for Parquet keeps half a kilobyte of each column of each


class DatasetWriter:
    """Writes a dataset, fed with rows in the order they are to stand; nothing shows before :meth:`close` succeeds.

    >>> with DatasetWriter(folder, ("csv",)) as writer:  # doctest: +SKIP
    ...     writer.add(rows)
    ...     writer.add({"manifest": [entry]})

    The bytes hang on the rows alone, not on how they were shared out over the calls. ``edition`` names what made the
    rows beside the files (templates, options): the version of the dataset is a digest over it, the version of the
    program, the language, and the inputs as the manifest lists them. Formats of whole datasets (duckdb, xlsx,
    partitioned) stand beside files of the tables; where none of these is asked for it is Parquet. Raises ExtractorError
    for an unknown format, or one whose library is not installed.
    """

    def __init__(
        self,
        out: Path | str,
        formats: Iterable[str] = ("csv", "parquet"),
        lang: str = "zh",
        edition: str = "",
    ) -> None:
        self.out = Path(out)
        asked = tuple(dict.fromkeys(formats))
        unknown = [
            name
            for name in asked
            if name not in TABLE_FORMATS and name not in EXPORT_FORMATS
        ]
        if unknown or not asked:
            raise ExtractorError(
                "NO_SUCH_FORMAT",
                format=" ".join(unknown),
                formats=", ".join([*TABLE_FORMATS, *EXPORT_FORMATS]),
            )
        self.formats = tuple(name for name in asked if name in TABLE_FORMATS) or (
            "parquet",
        )
        self.lang = lang
        self.out.mkdir(parents=True, exist_ok=True)
        self._inputs_hash = hashlib.sha256(
            f"extractor {__version__} lang {lang} {edition}\n".encode()
        )
        self._row_counts = {table.name: 0 for table in schema.load_tables()}
        self._buffers = {
            table.name: _RowBuffer(table.name, self.out)
            for table in schema.load_tables()
        }
        self._table_writers: dict[tuple[str, str], TableWriter] = {}
        for table in schema.load_tables():
            for name in self.formats:
                self._table_writers[table.name, name] = TABLE_FORMATS[
                    name
                ].create_writer(self._get_temporary_path(table.name, name), table)

        self._exports = {
            name: EXPORT_FORMATS[name].create_export(self._get_export_path(name), lang)
            for name in asked
            if name in EXPORT_FORMATS
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if kind is None:
            self.close()
        else:
            self.abort()
        return False

    def add_rows(self, rows: Mapping[str, Sequence[RowMapping]]) -> None:
        """Add rows: table -> rows, each a mapping with all columns of the schema. Raises KeyError for another table."""
        for row in rows.get("manifest", ()):
            self._inputs_hash.update(f"{row['sha256']} {row['path']}\n".encode())
        found = {name: several for name, several in rows.items() if several}
        self.add_lines(
            {n: encode_csv_lines(n, rs) for n, rs in found.items()},
            {n: len(rs) for n, rs in found.items()},
        )

    def add_lines(self, lines: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
        """Add rows that another process has made into lines (:func:`extractor.dataset.csv_cells.csv_lines`), with how many they are.

        The manifest is not for this way. Raises KeyError for an unknown table.
        """
        for name, several in lines.items():
            self._row_counts[name] += counts[name]
            for form in self.formats:
                self._table_writers[name, form].write_lines(several)
            if self._exports or any(form != "csv" for form in self.formats):
                for group in self._buffers[name].add_lines(several, counts[name]):
                    self._write_batch(name, group)

    def close(self) -> dict[str, Any]:
        """Finish all files, put them in place, the data package last, and return what it says.

        Raises ExtractorError when a file of the former dataset is held open by another program (Windows); OSError when
        the disk is full.
        """
        temporary = self.out / f".{DESCRIPTOR}.tmp"
        try:
            for name, waiting in self._buffers.items():
                rest = waiting.flush()
                if rest is not None:
                    self._write_batch(name, rest)
                waiting.close()
            facts = {"extractor": __version__, "dataset": self.version}
            for sink in self._table_writers.values():
                sink.close(facts)
            for book in self._exports.values():
                book.close(facts)
            entries = {
                table: [self._describe_table_file(table, name) for name in self.formats]
                for table in self._row_counts
            }
            books = [
                _describe_file(
                    self._get_export_path(name),
                    EXPORT_FORMATS[name].name,
                    name,
                    EXPORT_FORMATS[name].media_type,
                )
                for name in self._exports
            ]
            package = build_datapackage(
                self.version, self.lang, self._row_counts, entries, books
            )
            temporary.write_bytes(
                (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
            )
            sync_to_disk(temporary)
        except BaseException:
            self.abort()
            raise
        self._move_into_place(temporary)
        return package

    def abort(self) -> None:
        """Leave nothing behind but the folder; a dataset that stood there still stands."""
        for waiting in self._buffers.values():
            waiting.close()
        for (table, name), sink in self._table_writers.items():
            sink.abort()
            _remove_path(self._get_temporary_path(table, name))
        for name, book in self._exports.items():
            book.abort()
            _remove_path(self._get_export_path(name))
        with suppress(OSError):
            (self.out / f".{DESCRIPTOR}.tmp").unlink(missing_ok=True)

    @property
    def version(self) -> str:
        """Version of the program and a digest of all that went in so far: ``0.1.0+5f0c2a9d41e7b836``."""
        return f"{__version__}+{self._inputs_hash.hexdigest()[:16]}"

    def _write_batch(self, table: str, data: pa.Table) -> None:
        for name in self.formats:
            self._table_writers[table, name].write_batch(data)
        for book in self._exports.values():
            book.write_batch(schema.get_table(table), data)

    def _get_export_path(self, name: str) -> Path:
        return self.out / f".{EXPORT_FORMATS[name].name}.tmp"

    def _get_temporary_path(self, table: str, name: str) -> Path:
        return self.out / f".{table}{TABLE_FORMATS[name].extension}.tmp"

    def _describe_table_file(self, table: str, name: str) -> dict[str, Any]:
        form = TABLE_FORMATS[name]
        return _describe_file(
            self._get_temporary_path(table, name),
            table + form.extension,
            name,
            form.media_type,
        )

    def _move_into_place(self, descriptor: Path) -> None:
        former = list_package_files(self.out)
        final = self.out / DESCRIPTOR
        _replace_path(
            None, final
        )  # from here until the end there is no dataset, rather than a mixed one
        pairs = [
            (
                self._get_temporary_path(t, name),
                self.out / (t + TABLE_FORMATS[name].extension),
            )
            for t, name in self._table_writers
        ]
        pairs += [
            (self._get_export_path(name), self.out / EXPORT_FORMATS[name].name)
            for name in self._exports
        ]
        made = {path.name for _, path in pairs}
        for temporary, path in pairs:
            _replace_path(temporary, path)
        for stale in former - made:
            _replace_path(None, self.out / stale)
        _replace_path(descriptor, final)
        _sync_folder(self.out)


class _RowBuffer:
    """Rows of one table on their way to a row group, kept in a file as the text they came in.

    In memory they would be tens of megabytes for all tables, and the more the longer a run takes: a table with a row a
    file waits for thousands of files.
    """

    def __init__(self, table: str, out: Path) -> None:
        self._table = table
        self._path = out / f".{table}.rows.tmp"
        self._file: IO[bytes] | None = None
        self._n_rows = 0
        self._n_groups = 0  # given
        self._remainder: pa.Table | None = None  # rows behind the last whole group

    def add_lines(self, lines: bytes, count: int) -> Iterator[pa.Table]:
        """Add rows; give the row groups that are whole. Raises OSError on a full disk."""
        if self._file is None:
            self._file = self._path.open("w+b")
        self._file.write(lines)
        self._n_rows += count
        if self._n_rows < self._group_size:
            return
        data = self.flush()
        assert data is not None
        start = 0
        while len(data) - start >= self._group_size:
            size = self._group_size
            self._n_groups += 1
            yield data.slice(start, size)
            start += size
        if start < len(data):  # a copy: a slice would keep all of it
            self._remainder, self._n_rows = (
                data.take(pa.array(range(start, len(data)))),
                len(data) - start,
            )

    @property
    def _group_size(self) -> int:
        """Rows of the next group."""
        return WIDE_TABLE_ROW_GROUP_SIZES.get(self._table, ROW_GROUP_SIZE) * (
            1 if self._n_groups < ROW_GROUPS_BEFORE_DOUBLING else 2
        )

    def flush(self) -> pa.Table | None:
        """All rows that wait, None when there are none; then none waits."""
        parts = [] if self._remainder is None else [self._remainder]
        if self._file is not None and self._file.tell():
            self._file.seek(0)
            parts.append(parse_csv_lines(self._table, self._file.read()))
            self._file.seek(0)
            self._file.truncate()
        self._n_rows, self._remainder = 0, None
        return pa.concat_tables(parts).combine_chunks() if parts else None

    def close(self) -> None:
        """Let the file go, also one that a killed run left."""
        if self._file is not None:
            with suppress(OSError):  # what it could not write is wanted no more
                self._file.close()
        _remove_path(self._path)


def _describe_file(
    path: Path, name: str, format_name: str, media: str
) -> dict[str, Any]:
    """What the data package says of a file or folder that is complete; ``name`` is what it will be called."""
    size, digest = compute_size_and_hash(path)
    return {
        "path": name,
        "format": format_name,
        "mediatype": media,
        "bytes": size,
        "hash": digest,
    }


def _remove_path(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _replace_path(new: Path | None, path: Path) -> None:
    """Put a file or folder in the place of another; None takes the other away."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        if new is None:
            path.unlink(missing_ok=True)
        else:
            new.replace(path)
    except PermissionError as error:
        raise ExtractorError("FILE_IN_USE", path=path) from error


def _sync_folder(folder: Path) -> None:
    if (
        os.name == "posix"
    ):  # elsewhere a folder cannot be opened, and renaming is durable by itself
        sync_to_disk(folder, os.O_RDONLY)
