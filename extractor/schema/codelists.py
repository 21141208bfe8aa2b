"""Code lists of public finance: administrative divisions, classifications, catalogues.

Each list is a file of ``schema/codelists`` with the vintage and source
of its rows (columns ``evidence``). Codes are strings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from extractor.text.normalize import match_key

__all__ = [
    "index_codelist",
    "list_class_names",
    "load_codelist",
]


@cache
def load_codelist(name: str) -> tuple[Mapping[str, str], ...]:
    """Load the rows of one code list in the order of its file.

    Args:
        name: name of the file without its ending (``divisions``, ``department_types``).

    Raises:
        FileNotFoundError: there is no such list.
    """
    text = (
        files("extractor.schema")
        .joinpath("codelists", f"{name}.csv")
        .read_text(encoding="utf-8-sig")
    )
    header, *rows = csv.reader(io.StringIO(text))
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


@cache
def index_codelist(name: str) -> Mapping[str, Mapping[str, str]]:
    """Index the rows of one code list by their ``code``.

    Of a code with several rows, valid one after the other, the first
    one counts.

    Args:
        name: name of the file without its ending.
    """
    rows_by_code: dict[str, Mapping[str, str]] = {}
    for row in load_codelist(name):
        rows_by_code.setdefault(row["code"], row)
    return rows_by_code


@cache
def list_class_names(name: str) -> frozenset[str]:
    """List the names of the classes (类) of a classification, of all years.

    Args:
        name: name of the file without its ending (``functional_classification``).

    Returns:
        The names as match keys.
    """
    return frozenset(
        match_key(row["name"]) for row in load_codelist(name) if row["level"] == "1"
    )
