"""Code lists that the field shares: divisions, classifications, department types, the procurement catalogue.

Each list ships as CSV with the vintage and source of its rows (``evidence`` columns). Codes are strings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = [
    "index_codelist",
    "load_codelist",
]


@cache
def load_codelist(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of one list (``divisions``, ``functional_classification``, ``department_types`` ...) in file order."""
    text = (
        files("extractor.schema")
        .joinpath("codelists", f"{name}.csv")
        .read_text(encoding="utf-8-sig")
    )
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def index_codelist(name: str) -> Mapping[str, Mapping[str, str]]:
    """Rows of one list by their ``code``; of a code with several rows (successive validity) the first."""
    found: dict[str, Mapping[str, str]] = {}
    for row in load_codelist(name):
        found.setdefault(row["code"], row)
    return found
