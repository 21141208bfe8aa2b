"""The words of the dataset: tables, columns, types, units, labels, closed lists, keys.

One source, ``data/columns.csv``, drives records, frames, CSV, Parquet, the data package and the codebook; what a row
holds is decided nowhere else. ``data/checks.csv`` are the identities; the concepts are in :mod:`extractor.schema.concepts`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

__all__ = [
    "ColumnSchema",
    "Rule",
    "TableSchema",
    "list_column_names",
    "load_rules",
    "get_table",
    "read_csv_rows",
    "load_tables",
]

ColumnType = Literal["string", "integer", "decimal", "boolean", "date"]


class ColumnSchema(NamedTuple):
    """One column of a table; ``unit`` is '' for text, ``元`` for money normalised to yuan.

    ``values`` is its closed list, empty where there is none. ``primary`` marks a part of the table's own key;
    ``reference`` is the column referred to (``disclosures.disclosure_id``), or ``items`` or ``rules`` for such a list.
    """

    name: str
    type: ColumnType
    unit: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    values: tuple[str, ...] = ()
    primary: bool = False
    reference: str = ""

    def get_label(self, lang: str) -> str:
        """The column's label in zh or en."""
        return self.label_zh if lang == "zh" else self.label_en

    def get_description(self, lang: str) -> str:
        """What the column holds, in zh or en."""
        return self.description_zh if lang == "zh" else self.description_en


class TableSchema(NamedTuple):
    """One table of the dataset with its columns in order."""

    name: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    columns: tuple[ColumnSchema, ...]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the columns that together tell a row of this table from all others; () when there are none."""
        return tuple(column.name for column in self.columns if column.primary)

    @property
    def id_column(self) -> str | None:
        """The column with the id of a row, where one column is the key."""
        return self.primary_key[0] if len(self.primary_key) == 1 else None

    def get_label(self, lang: str) -> str:
        """The table's label in zh or en."""
        return self.label_zh if lang == "zh" else self.label_en

    def get_description(self, lang: str) -> str:
        """What one row is, in zh or en."""
        return self.description_zh if lang == "zh" else self.description_en


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


def read_csv_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file of ``schema/data``, each by column name."""
    text = (
        files("extractor.schema")
        .joinpath("data", name)
        .read_bytes()
        .decode("utf-8-sig")
    )
    yield from csv.DictReader(io.StringIO(text, newline=""))


@cache
def load_tables() -> tuple[TableSchema, ...]:
    """Every table of the dataset, in the order they are written."""
    heads: dict[str, tuple[str, str, str, str]] = {}
    found: dict[str, list[ColumnSchema]] = {}
    for row in read_csv_rows("columns.csv"):
        texts = (
            row["label_zh"],
            row["label_en"],
            row["description_zh"],
            row["description_en"],
        )
        if not row["column"]:
            heads[row["table"]] = texts
            found[row["table"]] = []
        else:
            values = tuple(row["values"].split(";")) if row["values"] else ()
            keys = row["key"].split(";")
            column = ColumnSchema(
                row["column"],
                row["type"],  # type: ignore[arg-type]
                row["unit"],
                *texts,
                values=values,
                primary="primary" in keys,
                reference=next((key for key in keys if key != "primary"), ""),
            )
            found[row["table"]].append(column)
    return tuple(
        TableSchema(name, *texts, columns=tuple(found[name]))
        for name, texts in heads.items()
    )


@cache
def _index_tables() -> dict[str, TableSchema]:
    return {t.name: t for t in load_tables()}


def get_table(name: str) -> TableSchema:
    """The table of that name. Raises KeyError."""
    return _index_tables()[name]


@cache
def list_column_names(name: str) -> tuple[str, ...]:
    """Names of a table's columns, in order. Raises KeyError."""
    return tuple(column.name for column in get_table(name).columns)


@cache
def load_rules() -> dict[str, Rule]:
    """Identities and flags by id."""
    names = (
        "rule_id",
        "kind",
        "severity",
        "family",
        "doc_kind",
        "rule_zh",
        "rule_en",
        "tolerance",
    )
    return {
        row["rule_id"]: Rule(*(row[name] for name in names))
        for row in read_csv_rows("checks.csv")
    }
