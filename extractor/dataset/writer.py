"""Writes the folder of a dataset: rows in, complete files or none out.

The folder of a dataset::

    amounts.csv  amounts.parquet  ...     one file a table and format
    audit/cells.parquet  ...              tables of an audit: one format, Parquet
    dataset.duckdb  dataset.xlsx          on request: all tables in one file
    partitioned/                          on request: Parquet by year and province
    datapackage.json                      columns, sizes and hashes of all of them

Rows come in batches and go out in row groups, so that memory does not
grow with the dataset. Everything is written to temporary names and
moved in place only when all of it is complete.

**CSV** is UTF-8 with a byte order mark; fields are quoted where they hold a comma, a
quote, CR or LF; lines end with CR LF. Nothing between two commas is null, ``""`` is an
empty text. Decimals are plain digits without trailing zeros, booleans true and false,
dates 2019-12-31. A text that a spreadsheet would run (it begins with ``=``, ``+``,
``-``, ``@``, tab or CR and is no number) gets one apostrophe before it;
:func:`extractor.dataset.csv_cells.unescape_formula` takes it away again.

**Parquet** is lossless: texts as they are, decimals as decimal128(24, 6). A number
that does not fit raises; none is ever rounded.
"""

from __future__ import annotations

import hashlib
import itertools
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
    iter_file_entries,
)
from extractor.dataset.dataset_parts import DatasetPart, FileRange, FormerFiles
from extractor.dataset.format_libraries import require_formats
from extractor.dataset.formats import (
    EXPORT_FORMATS,
    TABLE_FORMATS,
    TableWriter,
    sync_to_disk,
)
from extractor.dataset.load import parse_csv_lines
from extractor.dataset.table_files import (
    build_table_path,
    choose_table_formats,
    list_possible_paths,
)
from extractor.model.issues import ExtractorError
from extractor.version import __version__

__all__ = [
    "DatasetWriter",
]

RowMapping = Mapping[str, Any]

# rows of a Parquet row group, and of the buffer of a table
ROW_GROUP_SIZE = 16_384
# the same for tables whose rows are pages of text
WIDE_TABLE_ROW_GROUP_SIZES = {"sections": 1_024}
# row groups of a table; those after are twice as large, for the writer of Parquet keeps
# half a kilobyte of each column of each
ROW_GROUPS_BEFORE_DOUBLING = 64


class DatasetWriter:
    """Writes a dataset; no file appears before :meth:`close` succeeds.

    >>> with DatasetWriter(folder, ("csv",)) as writer:  # doctest: +SKIP
    ...     writer.add_rows(rows)
    ...     writer.add_rows({"manifest": [entry]})

    Rows must come in their final order. The bytes depend on the
    rows alone, not on how they were divided over the calls.

    Args:
        out: the folder.
        formats: names of TABLE_FORMATS and EXPORT_FORMATS; exports are next to the
            files of the tables, Parquet where no format of tables is requested.
        lang: language of messages and labels, zh or en.
        edition: names what made the rows besides the files (templates, options). The
            version of the dataset is a digest over it, the version of the program, the
            language, and the inputs that the manifest lists.

    Raises:
        ExtractorError: a format is unknown, or its library is not installed.
    """

    def __init__(
        self,
        out: Path | str,
        formats: Iterable[str] = ("csv", "parquet"),
        lang: str = "zh",
        edition: str = "",
    ) -> None:
        self.out = Path(out)
        requested = tuple(dict.fromkeys(formats))
        require_formats(requested)
        self.formats = tuple(name for name in requested if name in TABLE_FORMATS)
        if not self.formats:
            self.formats = ("parquet",)
        self.lang = lang
        self._edition = edition
        self.out.mkdir(parents=True, exist_ok=True)
        self._inputs_hash = hashlib.sha256(
            f"extractor {__version__} lang {lang} {edition}\n".encode()
        )
        self._row_counts: dict[str, int] = {}
        self._part_row_counts: dict[str, int] = {}
        self._buffers: dict[str, _RowBuffer] = {}
        self._table_writers: dict[tuple[str, str], TableWriter] = {}
        for table in schema.load_tables():
            self._row_counts[table.name] = 0
            self._buffers[table.name] = _RowBuffer(table.name, self.out)
            for name in choose_table_formats(table.name, self.formats):
                path = self._get_temporary_path(table.name, name)
                writer = TABLE_FORMATS[name].create_writer(path, table)
                self._table_writers[table.name, name] = writer
        self._exports = {
            name: EXPORT_FORMATS[name].create_export(
                self._get_export_path(name), lang, "key"
            )
            for name in requested
            if name in EXPORT_FORMATS
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if error_type is None:
            self.close()
        else:
            self.abort()
        return False

    def add_rows(self, rows_by_table: Mapping[str, Sequence[RowMapping]]) -> None:
        """Add rows.

        Args:
            rows_by_table: table -> rows, each a mapping with all columns of the schema.

        Raises:
            KeyError: there is no such table.
        """
        for row in rows_by_table.get("manifest", ()):
            self._add_input(row["sha256"], row["path"])
        lines = {}
        counts = {}
        for table, rows in rows_by_table.items():
            if rows:
                lines[table] = encode_csv_lines(table, rows)
                counts[table] = len(rows)
        self.add_lines(lines, counts)

    def add_lines(self, lines: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
        """Add rows that another process has encoded as lines of CSV.

        Args:
            lines: table -> what :func:`extractor.dataset.csv_cells.encode_csv_lines`
                gave; not for the manifest.
            counts: table -> number of rows.

        Raises:
            KeyError: there is no such table.
        """
        needs_row_groups = bool(self._exports) or self.formats != ("csv",)
        for table, text in lines.items():
            self._row_counts[table] += counts[table]
            for name in choose_table_formats(table, self.formats):
                self._table_writers[table, name].write_lines(text)
            if needs_row_groups:
                for group in self._buffers[table].add_lines(text, counts[table]):
                    self._write_batch(table, group)

    def end_part(self) -> DatasetPart:
        """End a part: its bytes depend on the rows since the last one alone.

        Returns:
            Where it stands in the files, and its numbers of rows.
        """
        self._flush_buffers()
        ranges = {
            build_table_path(table, name): writer.end_part()
            for (table, name), writer in self._table_writers.items()
        }
        counts = {
            table: count - self._part_row_counts.get(table, 0)
            for table, count in self._row_counts.items()
        }
        self._part_row_counts = dict(self._row_counts)
        return DatasetPart(ranges, counts)

    def copy_part(
        self,
        part: DatasetPart,
        former: FormerFiles,
        inputs: Iterable[tuple[str | None, str]],
    ) -> DatasetPart:
        """Take a part from the files of the former dataset as it stands there.

        Args:
            part: Where it stands in them.
            former: Those files.
            inputs: Hash and path of each file of its manifest.

        Returns:
            Where it stands now.
        """
        for sha256, path in inputs:
            self._add_input(sha256, path)
        ranges: dict[str, FileRange] = {}
        for (table, name), writer in self._table_writers.items():
            file = build_table_path(table, name)
            ranges[file] = writer.copy_part(former.open_file(file), part.ranges[file])
        for table, count in part.row_counts.items():
            self._row_counts[table] += count
        self._part_row_counts = dict(self._row_counts)
        return DatasetPart(ranges, part.row_counts)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Paths of the files of all tables, relative to the folder."""
        return tuple(itertools.starmap(build_table_path, self._table_writers))

    @property
    def takes_parts(self) -> bool:
        """False where files of all tables are made, which take rows alone."""
        return not self._exports

    def _add_input(self, sha256: str | None, path: str) -> None:
        self._inputs_hash.update(f"{sha256} {path}\n".encode())

    def _flush_buffers(self) -> None:
        for table, buffer in self._buffers.items():
            group = buffer.flush()
            if group is not None:
                self._write_batch(table, group)
            buffer.restart()

    def close(self) -> dict[str, Any]:
        """Finish all files and put them in place, the data package last.

        Returns:
            The data package.

        Raises:
            ExtractorError: another program holds a file of the former dataset open
                (Windows).
            OSError: the disk is full.
        """
        descriptor = self._get_descriptor_path()
        try:
            self._finish_files()
            package = self._build_package()
            text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
            descriptor.write_bytes(text.encode())
            sync_to_disk(descriptor)
            for _, final in self._iter_file_moves():
                final.parent.mkdir(exist_ok=True)
        except BaseException:
            self.abort()
            raise
        self._move_into_place(descriptor)
        return package

    def close_as_part(self) -> DatasetPart:
        """End the only part, and put its files in place without a data package: they
        are for :meth:`copy_part` of another writer.

        Returns:
            Where it stands in them.

        Raises:
            OSError: the disk is full.
        """
        try:
            part = self.end_part()
            self._finish_tables()
            for temporary, final in self._iter_file_moves():
                final.parent.mkdir(exist_ok=True)
                temporary.replace(final)
        except BaseException:
            self.abort()
            raise
        return part

    def _finish_files(self) -> None:
        metadata = self._finish_tables()
        for table, name in self._table_writers:
            sync_to_disk(self._get_temporary_path(table, name))
        for export in self._exports.values():
            export.close(metadata)

    def _finish_tables(self) -> dict[str, str]:
        """Close the files of all tables.

        Returns:
            The names and values that identify the dataset.
        """
        self._flush_buffers()
        for buffer in self._buffers.values():
            buffer.close()
        metadata = {"extractor": __version__, "dataset": self.version}
        for writer in self._table_writers.values():
            writer.close(metadata)
        return metadata

    def _build_package(self) -> dict[str, Any]:
        entries: dict[str, list[dict[str, Any]]] = {}
        for table, name in self._table_writers:
            entry = self._describe_table_file(table, name)
            entries.setdefault(table, []).append(entry)
        exports = [
            _describe_file(
                self._get_export_path(name),
                EXPORT_FORMATS[name].name,
                name,
                EXPORT_FORMATS[name].media_type,
            )
            for name in self._exports
        ]
        return build_datapackage(
            self.version,
            self.lang,
            self._row_counts,
            entries,
            exports,
            self._edition,
        )

    def abort(self) -> None:
        """Remove all temporary files; a dataset that was there before is kept."""
        for buffer in self._buffers.values():
            buffer.close()
        for (table, name), writer in self._table_writers.items():
            writer.abort()
            _remove_path(self._get_temporary_path(table, name))
        for name, export in self._exports.items():
            export.abort()
            _remove_path(self._get_export_path(name))
        with suppress(OSError):
            self._get_descriptor_path().unlink(missing_ok=True)

    @property
    def version(self) -> str:
        """Version of the program and a digest of the
        inputs: ``0.2.0+5f0c2a9d41e7``."""
        return f"{__version__}+{self._inputs_hash.hexdigest()[:16]}"

    def _write_batch(self, table: str, data: pa.Table) -> None:
        for name in choose_table_formats(table, self.formats):
            self._table_writers[table, name].write_batch(data)
        for export in self._exports.values():
            export.write_batch(schema.get_table(table), data)

    def _get_descriptor_path(self) -> Path:
        return self.out / f".{DESCRIPTOR}.tmp"

    def _get_export_path(self, name: str) -> Path:
        return self.out / f".{EXPORT_FORMATS[name].name}.tmp"

    def _get_temporary_path(self, table: str, name: str) -> Path:
        return self.out / f".{table}{TABLE_FORMATS[name].extension}.tmp"

    def _describe_table_file(self, table: str, name: str) -> dict[str, Any]:
        table_format = TABLE_FORMATS[name]
        return _describe_file(
            self._get_temporary_path(table, name),
            build_table_path(table, name),
            name,
            table_format.media_type,
        )

    def _iter_file_moves(self) -> Iterator[tuple[Path, Path]]:
        """Iterate over temporary and final path of each file and folder."""
        for table, name in self._table_writers:
            final = self.out / build_table_path(table, name)
            yield self._get_temporary_path(table, name), final
        for name in self._exports:
            yield self._get_export_path(name), self.out / EXPORT_FORMATS[name].name

    def _move_into_place(self, descriptor: Path) -> None:
        former_files = _list_package_files(self.out)
        moves = list(self._iter_file_moves())
        stale_files = former_files - {final for _, final in moves}
        # without its descriptor there is no dataset, rather than a mixed one
        _replace_path(None, self.out / DESCRIPTOR)
        for path in stale_files:
            _replace_path(None, path)
        for temporary, final in moves:
            _replace_path(temporary, final)
        for folder in {path.parent for path in stale_files} - {self.out}:
            with suppress(OSError):  # it holds other files
                folder.rmdir()
        for folder in {final.parent for _, final in moves}:
            _sync_folder(folder)
        _replace_path(descriptor, self.out / DESCRIPTOR)
        _sync_folder(self.out)


def _list_package_files(folder: Path) -> set[Path]:
    """List the files that the data package of a folder names.

    Only names that a dataset can have, or could in a former version:
    the descriptor is untrusted input.
    """
    try:
        package = json.loads((folder / DESCRIPTOR).read_bytes())
        listed = {entry["path"] for entry in iter_file_entries(package)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    possible = list_possible_paths()
    possible |= {export_format.name for export_format in EXPORT_FORMATS.values()}
    return {folder / name for name in listed & possible}


class _RowBuffer:
    """Rows of one table that wait for their row group, kept in a file as lines of CSV.

    In memory they would be tens of megabytes for all tables, and more
    the longer a run takes: a table with a row a file waits for
    thousands of files.
    """

    def __init__(self, table: str, out: Path) -> None:
        self._table = table
        self._path = out / f".{table}.rows.tmp"
        self._file: IO[bytes] | None = None
        self._n_rows = 0
        self._n_groups = 0
        self._remainder: pa.Table | None = None  # rows after the last whole group

    def add_lines(self, lines: bytes, count: int) -> Iterator[pa.Table]:
        """Add rows.

        Args:
            lines: the rows as lines of CSV.
            count: number of rows.

        Yields:
            The row groups that are whole now.

        Raises:
            OSError: the disk is full.
        """
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
        if start < len(data):
            # a copy, made by joining: a slice would keep all rows in memory
            rest = data.slice(start)
            joined = pa.concat_tables([rest, rest.slice(0, 0)])
            self._remainder = joined.combine_chunks()
            self._n_rows = len(data) - start

    @property
    def _group_size(self) -> int:
        """Number of rows of the next group."""
        size = WIDE_TABLE_ROW_GROUP_SIZES.get(self._table, ROW_GROUP_SIZE)
        if self._n_groups < ROW_GROUPS_BEFORE_DOUBLING:
            return size
        return 2 * size

    def flush(self) -> pa.Table | None:
        """Take all waiting rows out; None when there are none."""
        parts = []
        if self._remainder is not None:
            parts.append(self._remainder)
        if self._file is not None and self._file.tell():
            self._file.seek(0)
            parts.append(parse_csv_lines(self._table, self._file.read()))
            self._file.seek(0)
            self._file.truncate()
        self._n_rows = 0
        self._remainder = None
        if not parts:
            return None
        return pa.concat_tables(parts).combine_chunks()

    def restart(self) -> None:
        """Begin to count row groups anew."""
        self._n_groups = 0

    def close(self) -> None:
        """Close and remove the file, also one that a killed run left."""
        if self._file is not None:
            with suppress(OSError):  # on a full disk; what it holds is not needed
                self._file.close()
        _remove_path(self._path)


def _describe_file(
    path: Path, name: str, format_name: str, media_type: str
) -> dict[str, Any]:
    """Describe a complete file or folder for the data package.

    ``name`` is the name that it will have.
    """
    size, digest = compute_size_and_hash(path)
    return {
        "path": name,
        "format": format_name,
        "mediatype": media_type,
        "bytes": size,
        "hash": digest,
    }


def _remove_path(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _replace_path(new: Path | None, path: Path) -> None:
    """Put a file or folder in the place of another; None removes the other."""
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
    # elsewhere a folder cannot be opened, and a renaming is durable by itself
    if os.name == "posix":
        sync_to_disk(folder, os.O_RDONLY)
