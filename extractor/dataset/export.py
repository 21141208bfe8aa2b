"""A finished dataset in other formats: databases, workbooks, Stata, plain tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from extractor import schema
from extractor.dataset.arrow_lines import encode_arrow_csv
from extractor.dataset.dataset import Dataset
from extractor.dataset.format_libraries import require_formats
from extractor.dataset.formats import (
    EXPORT_FORMATS,
    TABLE_FORMATS,
    DatasetExport,
    TableWriter,
)
from extractor.dataset.table_files import build_table_path, choose_table_formats
from extractor.model.issues import ExtractorError
from extractor.schema import TableSchema
from extractor.version import __version__

__all__ = ["export_dataset", "list_export_formats"]


def list_export_formats() -> tuple[str, ...]:
    """List the names of the formats a dataset can be exported to."""
    return (*EXPORT_FORMATS, *TABLE_FORMATS)


def export_dataset(
    dataset: Dataset,
    folder: Path,
    formats: Sequence[str],
    *,
    lang: str = "zh",
    header: str = "key",
) -> list[Path]:
    """Export a dataset to a folder; the dataset itself is left as it is.

    Args:
        dataset: the dataset.
        folder: where the files go; made where it is missing.
        formats: names of :func:`list_export_formats`.
        lang: language of labels in workbooks and databases, zh or en.
        header: what heads a column of a workbook: key (its name), zh or en (its label).

    Returns:
        The files and folders written.

    Raises:
        ExtractorError: there is no such format (NO_SUCH_FORMAT), the folder is that of
            the dataset (OUT_IS_THE_DATASET), or a library is missing (EXTRA_MISSING).
    """
    require_formats(formats, list_export_formats())
    if folder.resolve() == dataset.folder.resolve():
        raise ExtractorError("OUT_IS_THE_DATASET", path=folder)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    table_formats = [name for name in formats if name in TABLE_FORMATS]
    for name in dict.fromkeys(formats):
        if name in EXPORT_FORMATS:
            target = folder / EXPORT_FORMATS[name].name
            temporary = target.with_name(f".{target.name}.tmp")
            export = EXPORT_FORMATS[name].create_export(temporary, lang, header)
            _write_export(dataset, export)
            _move_export(temporary, target)
            written.append(target)
        else:
            tables = _list_tables_in_format(name, table_formats)
            written += _write_tables(dataset, folder, name, tables)
    return written


def _write_export(dataset: Dataset, export: DatasetExport) -> None:
    try:
        for table in schema.load_tables():
            for data in _iter_filled_batches(dataset, table):
                export.write_batch(table, data)
        export.close(_get_metadata(dataset))
    except BaseException:
        export.abort()
        raise


def _move_export(temporary: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    try:
        temporary.replace(target)
    except PermissionError as error:
        raise ExtractorError("FILE_IN_USE", path=target) from error


def _list_tables_in_format(name: str, formats: Sequence[str]) -> list[TableSchema]:
    """List the tables that are written in a format where several are asked for."""
    return [
        table
        for table in schema.load_tables()
        if name in choose_table_formats(table.name, formats)
    ]


def _write_tables(
    dataset: Dataset, folder: Path, name: str, tables: Iterable[TableSchema]
) -> list[Path]:
    written = []
    for table in tables:
        target = folder / build_table_path(table.name, name)
        target.parent.mkdir(exist_ok=True)
        temporary = target.with_name(f".{target.name}.tmp")
        writer = TABLE_FORMATS[name].create_writer(temporary, table)
        try:
            _write_table(dataset, table, writer)
        except BaseException:
            writer.abort()
            with suppress(OSError):
                temporary.unlink()
            raise
        _move_export(temporary, target)
        written.append(target)
    return written


def _write_table(dataset: Dataset, table: TableSchema, writer: TableWriter) -> None:
    for data in _iter_filled_batches(dataset, table):
        if writer.takes_lines:
            writer.write_lines(encode_arrow_csv(table.name, data))
        writer.write_batch(data)
    writer.close(_get_metadata(dataset))


def _iter_filled_batches(dataset: Dataset, table: TableSchema) -> Iterator[pa.Table]:
    return (data for data in dataset.iter_batches(table.name) if len(data))


def _get_metadata(dataset: Dataset) -> dict[str, str]:
    return {"extractor": __version__, "dataset": dataset.version}
