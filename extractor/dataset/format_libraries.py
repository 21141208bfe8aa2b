"""The names of the formats of a dataset, and the libraries of extras, which are loaded
where they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from extractor.model.issues import ExtractorError

__all__ = [
    "EXPORT_LIBRARIES",
    "TABLE_FORMAT_NAMES",
    "import_library",
    "require_formats",
]

TABLE_FORMAT_NAMES = ("csv", "parquet", "jsonl")
"""Formats of one file a table."""
EXPORT_LIBRARIES: Mapping[str, str] = {
    "duckdb": "duckdb",
    "xlsx": "xlsxwriter",
    "sqlite": "",
    "dta": "",
    "partitioned": "",
}
"""Format of all tables in one place -> the library of an extra, '' where none is
needed. The extra has the name of the format."""


def require_formats(
    requested: Iterable[str],
    known: Iterable[str] = (*TABLE_FORMAT_NAMES, *EXPORT_LIBRARIES),
) -> None:
    """Refuse formats that do not exist, or whose library is not installed.

    Args:
        requested: names of formats.
        known: names of those that may be asked for.

    Raises:
        ExtractorError: there is no such format, or none is named (NO_SUCH_FORMAT); a
            library is missing (EXTRA_MISSING).
    """
    names, allowed = list(requested), list(known)
    unknown = [name for name in names if name not in allowed]
    if unknown or not names:
        raise ExtractorError(
            "NO_SUCH_FORMAT", format=" ".join(unknown), formats=", ".join(allowed)
        )
    for name in names:
        library = EXPORT_LIBRARIES.get(name)
        if library and find_spec(library) is None:
            raise ExtractorError("EXTRA_MISSING", module=library, extra=name)


def import_library(module: str, extra: str) -> Any:
    """Import a library that an extra installs, or a module of it.

    Args:
        module: the dotted name.
        extra: the extra of this package.

    Raises:
        ExtractorError: it is not installed (EXTRA_MISSING).
    """
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise ExtractorError("EXTRA_MISSING", module=library, extra=extra) from error
