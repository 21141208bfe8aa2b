"""One value as the text of a CSV cell: quotes, the guard against formulas, decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, cast

from extractor import schema

__all__ = [
    "CSV_FORMATTERS",
    "DECIMAL_PRECISION",
    "DECIMAL_SCALE",
    "JSON_FORMATTERS",
    "TableColumns",
    "encode_csv_columns",
    "encode_csv_lines",
    "escape_formula",
    "format_plain_decimal",
    "format_values",
    "is_in_range",
    "join_csv_columns",
    "unescape_formula",
]

DECIMAL_PRECISION, DECIMAL_SCALE = 24, 6
"""A decimal of the dataset has up to 24 digits, 6 of them behind the point.

Arrow, Polars and DuckDB compute with 38 digits: a square has twice the decimals of its
number, a quotient more, and neither may run over. Six decimals hold every fen of an
amount in yuan or ten thousands of yuan.
"""

TableColumns = Mapping[str, Sequence[Any]]
"""The rows of one table as columns: names in the order of the schema -> values."""

Formatter = Callable[[Any], str]
Formatters = dict[str, Formatter]

# every decimal that can be printed on a page fits into 400 digits
_EXACT_CONTEXT = Context(prec=400)
# a spreadsheet runs a text that begins so (OWASP, CSV injection), unless it is a number
_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[%％]?")
# what a text that may need a guard begins with
_FORMULA_FIRST_CHARACTERS = frozenset("'=+-@\t\r")
_QUOTED_CHARACTERS = '",\r\n'
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
# most texts need neither quotes nor a guard
_match_plain_text = re.compile(r"""[^'=+\-@\t\r\n,"][^\r\n,"]*""").fullmatch
_EMPTY_CELLS = {None: "", "": '""'}


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    >>> escape_formula("=1+1"), escape_formula("-5.30"), escape_formula("'=1+1")
    ("'=1+1", '-5.30', "''=1+1")
    """
    if _is_formula(text):
        return "'" + text
    return text


def unescape_formula(text: str) -> str:
    """Take the apostrophe of :func:`escape_formula` away again.

    >>> unescape_formula("'=1+1"), unescape_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    if text.startswith("'") and _is_formula(text):
        return text[1:]
    return text


def _is_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return _FORMULA.match(bare) is not None and _PLAIN_NUMBER.fullmatch(bare) is None


@lru_cache(maxsize=8192)
def is_in_range(value: Decimal) -> bool:
    """Tell whether the dataset can hold a number to its last digit.

    >>> is_in_range(Decimal("157856.40")), is_in_range(Decimal(1) / 3)
    (True, False)
    """
    if not value.is_finite():
        return False
    exponent = cast(int, value.normalize(_EXACT_CONTEXT).as_tuple().exponent)
    if exponent < -DECIMAL_SCALE:
        return False
    return value.adjusted() < DECIMAL_PRECISION - DECIMAL_SCALE


def format_plain_decimal(number: Decimal) -> str:
    """Format a decimal in plain digits: no exponent, no trailing zeros.

    >>> [format_plain_decimal(Decimal(n)) for n in ("3600.00", "1E+3", "-0.0")]
    ['3600', '1000', '0']
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text


def _format_csv_text(text: str) -> str:
    if _match_plain_text(text):
        return text
    text = escape_formula(text)
    if text and not _NEEDS_QUOTES.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _format_json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _format_json_date(day: date) -> str:
    return f'"{day.isoformat()}"'


CSV_FORMATTERS: Formatters = {
    "string": _format_csv_text,
    "integer": str,
    "decimal": format_plain_decimal,
    "boolean": {True: "true", False: "false"}.__getitem__,
    "date": date.isoformat,
}
"""Type of a column -> the text of one of its values in CSV."""

JSON_FORMATTERS: Formatters = CSV_FORMATTERS | {
    "string": _format_json_text,
    "date": _format_json_date,
}
"""Type of a column -> the text of one of its values in JSON."""


def encode_csv_lines(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Encode rows of a table as lines of CSV.

    Rows are passed in this form from a worker process to the writer, without loss:
    :func:`extractor.dataset.load.parse_csv_lines` reads back what the rows held.

    Args:
        table: name of the table.
        rows: mappings with all columns of the table.

    Returns:
        UTF-8, each line ended by CR LF, without a header.

    Raises:
        KeyError: there is no such table, or a row lacks a column.
    """
    if not rows:
        return b""
    values_by_column = zip(*map(_build_row_getter(table), rows), strict=True)
    names = schema.list_column_names(table)
    return encode_csv_columns(table, dict(zip(names, values_by_column, strict=True)))


def encode_csv_columns(table: str, columns: TableColumns) -> bytes:
    """Encode the columns of a table as lines of CSV, as :func:`encode_csv_lines` does
    its rows.

    Args:
        table: name of the table.
        columns: its columns in the order of the schema.

    Returns:
        UTF-8, each line ended by CR LF, without a header.
    """
    described = schema.get_table(table).columns
    formatters = [CSV_FORMATTERS[column.type] for column in described]
    return join_csv_columns(columns.values(), formatters)


def join_csv_columns(
    columns: Iterable[Sequence[Any]], formatters: Iterable[Formatter]
) -> bytes:
    """Join columns to lines of CSV.

    Args:
        columns: the values of each.
        formatters: what formats those of each.

    Returns:
        UTF-8, each line ended by CR LF.
    """
    cells = [
        _format_csv_column(values, formatter)
        for values, formatter in zip(columns, formatters, strict=True)
    ]
    return ("\r\n".join(map(",".join, zip(*cells, strict=True))) + "\r\n").encode()


@cache
def _build_row_getter(table: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*schema.list_column_names(table))


def _format_csv_column(values: Sequence[Any], formatter: Formatter) -> Sequence[str]:
    """Format one column; texts that need neither quotes nor a guard stay as they
    are."""
    if formatter is not _format_csv_text:
        return format_values(values, formatter, "")
    texts = [value for value in values if value]
    if not _is_csv_safe(texts):
        return format_values(values, formatter, "")
    if len(texts) == len(values):
        return values
    return [value or _EMPTY_CELLS[value] for value in values]


def _is_csv_safe(texts: Sequence[str]) -> bool:
    """Tell that none of the texts, which are not empty, needs quotes or a guard.

    False is inconclusive: all texts are tested together.
    """
    if not _FORMULA_FIRST_CHARACTERS.isdisjoint(map(itemgetter(0), texts)):
        return False
    together = "".join(texts)
    return not any(char in together for char in _QUOTED_CHARACTERS)


def format_values(values: Sequence[Any], formatter: Formatter, null: str) -> list[str]:
    """Format values; one that occurs often is formatted once.

    Args:
        values: values of one type, or None.
        formatter: gives the text of one of them.
        null: the text of None.
    """
    texts = {value: formatter(value) for value in set(values) if value is not None}
    texts[None] = null
    return [texts[value] for value in values]
