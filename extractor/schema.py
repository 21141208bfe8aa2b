"""The words of the dataset: tables, columns, types, units, labels, closed lists.

One source, ``data/columns.csv``, drives records, frames, CSV, Parquet, the data package and the codebook; what a row
holds is decided nowhere else. ``data/items.csv`` are the canonical items, ``data/checks.csv`` the identities.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

__all__ = [
    "Column",
    "Item",
    "Rule",
    "Table",
    "columns",
    "items",
    "rules",
    "table",
    "tables",
]

Type = Literal["string", "integer", "decimal", "boolean", "date"]


class Column(NamedTuple):
    """One column of a table; ``unit`` is '' for text, ``元`` for money normalised to yuan."""

    name: str
    type: Type
    unit: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str


class Table(NamedTuple):
    """One table of the dataset with its columns in order."""

    name: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    columns: tuple[Column, ...]


class Item(NamedTuple):
    """One canonical item of amounts and changes; ``parent`` is '' at the top."""

    id: str
    parent: str
    label_zh: str
    label_en: str
    gfsm2014: str


class Rule(NamedTuple):
    """One identity or flag of the audit. ``kind``: identity (rows in checks) or flag (an issue)."""

    id: str
    kind: str
    severity: str
    family: str
    doc_kind: str
    text_zh: str
    text_en: str
    tolerance: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("extractor").joinpath("data", name).open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


@cache
def tables() -> tuple[Table, ...]:
    """Every table of the dataset, in the order they are written."""
    heads: dict[str, dict[str, str]] = {}
    found: dict[str, list[Column]] = {}
    for row in _rows("columns.csv"):
        texts = (row["label_zh"], row.get("label_en", ""), row.get("description_zh", ""), row["description"])
        if not row["column"]:
            heads[row["table"]] = row
            found[row["table"]] = []
        else:
            found[row["table"]].append(Column(row["column"], row["type"], row["unit"], *texts))  # type: ignore[arg-type]
    return tuple(
        Table(name, head["label_zh"], head.get("label_en", ""), head.get("description_zh", ""), head["description"], tuple(found[name]))
        for name, head in heads.items()
    )


@cache
def _by_name() -> dict[str, Table]:
    return {t.name: t for t in tables()}


def table(name: str) -> Table:
    """The table of that name. Raises KeyError."""
    return _by_name()[name]


@cache
def columns(name: str) -> tuple[str, ...]:
    """Names of a table's columns, in order. Raises KeyError."""
    return tuple(column.name for column in table(name).columns)


@cache
def items() -> dict[str, Item]:
    """Canonical items by id."""
    rows = (Item(r["item_id"], r["parent_id"], r["label_zh"], r["label_en"], r["gfsm2014"]) for r in _rows("items.csv"))
    return {item.id: item for item in rows}


@cache
def rules() -> dict[str, Rule]:
    """Identities and flags by id."""
    return {
        r["rule_id"]: Rule(
            r["rule_id"], r["kind"], r["severity"], r["family"], r["doc_kind"], r.get("rule_zh", ""), r["rule"], r["tolerance"]
        )
        for r in _rows("checks.csv")
    }
