"""What the codes of closed lists mean, for people: ``agrees`` is 各处相等或只差舍入.

The Chinese description of a column says it of each of its codes; a
column that has the list of another one has its labels, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain

from extractor.schema import ColumnSchema, get_table, load_tables

__all__ = ["get_value_label", "list_value_labels"]

_SHORT_CODE = re.compile(r"[A-Z]?[0-9]*")
"""Letters of grades, numbers of levels and tables: labels of their own."""


def get_value_label(table: str, column: str, value: object, lang: str) -> str:
    """Get what a value of a column means, in words.

    Args:
        table: name of the table.
        column: name of the column.
        value: a value of it.
        lang: zh or en.

    Returns:
        The label of a code; of any other value its text.

    >>> get_value_label("facts", "fund", "state_capital", "en")
    'state capital'
    """
    text = str(value)
    labels = list_value_labels(table).get(column, {})
    if text not in labels:
        return text
    if lang == "zh":
        return labels[text]
    return text.replace("_", " ")


@cache
def list_value_labels(table: str) -> Mapping[str, Mapping[str, str]]:
    """List the Chinese labels of the codes of a table.

    Returns:
        Labels by code, by the name of the column.
    """
    shared = _index_shared_labels()
    labels: dict[str, Mapping[str, str]] = {}
    for column in get_table(table).columns:
        own = _parse_labels(column) or shared.get(frozenset(column.values), {})
        if own:
            labels[column.name] = own
    return labels


@cache
def _index_shared_labels() -> Mapping[frozenset[str], Mapping[str, str]]:
    """Labels by closed list, of the first column that tells them."""
    index: dict[frozenset[str], Mapping[str, str]] = {}
    columns = chain.from_iterable(table.columns for table in load_tables())
    for column in columns:
        labels = _parse_labels(column)
        if labels:
            index.setdefault(frozenset(column.values), labels)
    return index


def _parse_labels(column: ColumnSchema) -> dict[str, str]:
    """Labels from a description: ``reported 有数，blank 空白``."""
    labels = {}
    for value in column.values:
        told = re.search(
            rf"(?<![A-Za-z_]){re.escape(value)} ([^，；。（]+)", column.description_zh
        )
        if told and value.isascii() and not _SHORT_CODE.fullmatch(value):
            labels[value] = told[1].strip()
    return labels
