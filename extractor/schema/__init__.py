"""The schema of the dataset: tables, columns, types, units, labels, closed lists, keys.

``data/columns.csv`` drives records, frames, CSV, Parquet, the data
package and the codebook; what a row holds is decided nowhere else.
``data/checks.csv`` holds the rules of validation; the concepts are in
:mod:`extractor.schema.concepts`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

__all__ = [
    "FORMER_TABLE_NAMES",
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


def _choose_language(text_zh: str, text_en: str, lang: str) -> str:
    if lang == "zh":
        return text_zh
    return text_en


FORMER_TABLE_NAMES = {
    "documents": "disclosures",
    "leftovers": "unmatched_numbers",
    "across": "cross_document_checks",
}
"""Names of tables before version 0.2 -> today's."""


class ColumnSchema(NamedTuple):
    """One column of a table.

    ``unit`` is '' for text, ``元`` for money in yuan. ``values`` is its
    closed list, empty where there is none. ``primary`` marks a part of
    the key of the table. ``reference`` is the column referred to
    (``disclosures.disclosure_id``), or ``items`` or ``rules`` for the
    lists of concepts and rules.
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
        """Get the label of the column in zh or en."""
        return _choose_language(self.label_zh, self.label_en, lang)

    def get_description(self, lang: str) -> str:
        """Get the description of the column in zh or en."""
        return _choose_language(self.description_zh, self.description_en, lang)


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
        """Names of the columns that identify a row; empty when there are none."""
        return tuple(column.name for column in self.columns if column.primary)

    @property
    def id_column(self) -> str | None:
        """The column with the id of a row; None unless one column is the key."""
        if len(self.primary_key) != 1:
            return None
        return self.primary_key[0]

    def get_label(self, lang: str) -> str:
        """Get the label of the table in zh or en."""
        return _choose_language(self.label_zh, self.label_en, lang)

    def get_description(self, lang: str) -> str:
        """Get the description of a row of the table in zh or en."""
        return _choose_language(self.description_zh, self.description_en, lang)


class Rule(NamedTuple):
    """One rule of validation.

    ``kind`` is identity (rows in `checks`) or flag (an issue).
    """

    id: str
    kind: str
    severity: str
    family: str
    doc_kind: str
    text_zh: str
    text_en: str
    tolerance: str

    def get_text(self, lang: str) -> str:
        """Get the sentence of the rule in zh or en."""
        return _choose_language(self.text_zh, self.text_en, lang)


def read_csv_rows(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of a file of ``schema/data`` as mappings from column names."""
    text = (
        files("extractor.schema")
        .joinpath("data", name)
        .read_bytes()
        .decode("utf-8-sig")
    )
    yield from csv.DictReader(io.StringIO(text, newline=""))


@cache
def load_tables() -> tuple[TableSchema, ...]:
    """Load all tables of the dataset, in the order in which they are written."""
    texts_by_table: dict[str, tuple[str, str, str, str]] = {}
    columns_by_table: dict[str, list[ColumnSchema]] = {}
    for row in read_csv_rows("columns.csv"):
        table = row["table"]
        if row["column"]:
            columns_by_table[table].append(_parse_column(row))
        else:
            texts_by_table[table] = _get_texts(row)
            columns_by_table[table] = []
    return tuple(
        TableSchema(table, *texts, columns=tuple(columns_by_table[table]))
        for table, texts in texts_by_table.items()
    )


def _get_texts(row: dict[str, str]) -> tuple[str, str, str, str]:
    return (
        row["label_zh"],
        row["label_en"],
        row["description_zh"],
        row["description_en"],
    )


def _parse_column(row: dict[str, str]) -> ColumnSchema:
    keys = row["key"].split(";")
    values: tuple[str, ...] = ()
    if row["values"]:
        values = tuple(row["values"].split(";"))
    return ColumnSchema(
        row["column"],
        row["type"],  # type: ignore[arg-type]
        row["unit"],
        *_get_texts(row),
        values=values,
        primary="primary" in keys,
        reference=next((key for key in keys if key != "primary"), ""),
    )


@cache
def _index_tables() -> dict[str, TableSchema]:
    return {table.name: table for table in load_tables()}


def get_table(name: str) -> TableSchema:
    """Get a table by its name.

    Raises:
        KeyError: there is no such table.
    """
    return _index_tables()[name]


@cache
def list_column_names(name: str) -> tuple[str, ...]:
    """List the columns of a table in their order.

    Raises:
        KeyError: there is no such table.
    """
    return tuple(column.name for column in get_table(name).columns)


@cache
def load_rules() -> dict[str, Rule]:
    """Load the rules of validation by id."""
    columns = (
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
        row["rule_id"]: Rule(*(row[column] for column in columns))
        for row in read_csv_rows("checks.csv")
    }
