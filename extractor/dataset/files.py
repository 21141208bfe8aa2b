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
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.dataset.arrow import arrow_schema, arrow_table
    from extractor.dataset.csv_cells import csv_lines, guarded, plain, unguarded
    from extractor.dataset.datapackage import DESCRIPTOR, digest_of, entries_of
    from extractor.dataset.load import arrow_of_lines, conformed, exact_rows, read_table
    from extractor.dataset.table_writers import BOOKS, FORMATS
    from extractor.dataset.writer import DatasetWriter

__all__ = [
    "BOOKS",
    "DESCRIPTOR",
    "FORMATS",
    "DatasetWriter",
    "arrow_of_lines",
    "arrow_schema",
    "arrow_table",
    "conformed",
    "csv_lines",
    "digest_of",
    "entries_of",
    "exact_rows",
    "guarded",
    "plain",
    "read_table",
    "unguarded",
]

_ROOMS = {
    "BOOKS": "table_writers",
    "DESCRIPTOR": "datapackage",
    "DatasetWriter": "writer",
    "FORMATS": "table_writers",
    "arrow_of_lines": "load",
    "arrow_schema": "arrow",
    "arrow_table": "arrow",
    "conformed": "load",
    "csv_lines": "csv_cells",
    "digest_of": "datapackage",
    "entries_of": "datapackage",
    "exact_rows": "load",
    "guarded": "csv_cells",
    "plain": "csv_cells",
    "read_table": "load",
    "unguarded": "csv_cells",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"extractor.dataset.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
