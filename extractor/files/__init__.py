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
    from extractor.files.arrow import arrow_schema, arrow_table
    from extractor.files.cells import csv_lines, guarded, plain, unguarded
    from extractor.files.package import DESCRIPTOR, digest_of, entries_of
    from extractor.files.reading import (
        arrow_of_lines,
        conformed,
        exact_rows,
        read_table,
    )
    from extractor.files.sinks import BOOKS, FORMATS
    from extractor.files.writer import DatasetWriter

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
    "BOOKS": "sinks",
    "DESCRIPTOR": "package",
    "DatasetWriter": "writer",
    "FORMATS": "sinks",
    "arrow_of_lines": "reading",
    "arrow_schema": "arrow",
    "arrow_table": "arrow",
    "conformed": "reading",
    "csv_lines": "cells",
    "digest_of": "package",
    "entries_of": "package",
    "exact_rows": "reading",
    "guarded": "cells",
    "plain": "cells",
    "read_table": "reading",
    "unguarded": "cells",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
