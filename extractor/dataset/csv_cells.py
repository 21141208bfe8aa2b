"""One value as the text of a cell: quoting, the guard against formulas, plain decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, cast

from extractor import schema
from extractor.schema import ColumnSchema

__all__ = [
    "CSV_FORMATTERS",
    "DECIMAL_PRECISION",
    "DECIMAL_SCALE",
    "JSON_FORMATTERS",
    "encode_csv_lines",
    "escape_formula",
    "format_column",
    "format_plain_decimal",
    "is_in_range",
    "unescape_formula",
]

Formatters = dict[str, Callable[[Any], str]]

DECIMAL_PRECISION, DECIMAL_SCALE = 38, 18
"""A decimal of the dataset has up to 38 digits, 18 of them behind the point."""

_EXACT_CONTEXT = Context(prec=400)
_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[%％]?")
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_match_plain_text = re.compile(
    r"""[^'=+\-@\t\r\n,"][^\r\n,"]*"""
).fullmatch  # most texts: nothing to quote, nothing to guard
_FORMULA_FIRST_CHARACTERS = frozenset(
    "'=+-@\t\r"
)  # what a text begins with that may need a guard
_EMPTY_CELLS = {None: "", "": '""'}
_QUOTED_CHARACTERS = '",\r\n'  # what needs quotes


def _is_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return _FORMULA.match(bare) is not None and _PLAIN_NUMBER.fullmatch(bare) is None


def escape_formula(text: str) -> str:
    """A text as CSV holds it: with an apostrophe in front when a spreadsheet would run it.

    >>> guarded("=1+1"), guarded("-5.30"), guarded("'=1+1")
    ("'=1+1", '-5.30', "''=1+1")
    """
    return "'" + text if _is_formula(text) else text


def unescape_formula(text: str) -> str:
    """The text behind a guard: ``unguarded(guarded(text)) == text``, always.

    >>> unguarded("'=1+1"), unguarded("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _is_formula(text) else text


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
    """A decimal in plain digits, no exponent, no trailing zeros.

    >>> plain(Decimal("3600.00")), plain(Decimal("1E+3")), plain(Decimal("-0.0"))
    ('3600', '1000', '0')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _format_csv_text(text: str) -> str:
    if _match_plain_text(text):
        return text
    text = escape_formula(text)
    return (
        '"' + text.replace('"', '""') + '"'
        if not text or _NEEDS_QUOTES.search(text)
        else text
    )


CSV_FORMATTERS: Formatters = {
    "string": _format_csv_text,
    "integer": str,
    "decimal": format_plain_decimal,
    "boolean": lambda value: "true" if value else "false",
    "date": date.isoformat,
}

JSON_FORMATTERS: Formatters = CSV_FORMATTERS | {
    "string": lambda text: json.dumps(text, ensure_ascii=False),
    "date": lambda day: f'"{day.isoformat()}"',
}


def encode_csv_lines(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows of a table as lines of CSV: the form in which they travel from a worker process to the files.

    Nothing is lost: :func:`extractor.dataset.load.arrow_of_lines` reads back what the rows held.
    """
    if not rows:
        return b""
    own = schema.get_table(table).columns
    several = zip(*map(_build_row_getter(table), rows), strict=True)  # column by column
    columns = [
        _format_csv_column(values, column)
        for values, column in zip(several, own, strict=True)
    ]
    return ("\r\n".join(map(",".join, zip(*columns, strict=True))) + "\r\n").encode()


@cache
def _build_row_getter(table: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*schema.list_column_names(table))


def _format_csv_column(values: Sequence[Any], column: ColumnSchema) -> Sequence[str]:
    """One column as CSV holds it. Most texts stand there as they are, which one look at all of them tells."""
    if column.type == "string":
        texts = [value for value in values if value]
        if _is_csv_safe(texts):
            return (
                values
                if len(texts) == len(values)
                else [value or _EMPTY_CELLS[value] for value in values]
            )
    return _format_values(values, CSV_FORMATTERS[column.type], "")


def _is_csv_safe(texts: Sequence[str]) -> bool:
    """True when none of the texts, which are not empty, needs quotes or a guard; a False says nothing."""
    together = "".join(texts)
    return _FORMULA_FIRST_CHARACTERS.isdisjoint(map(itemgetter(0), texts)) and not any(
        mark in together for mark in _QUOTED_CHARACTERS
    )


def format_column(
    rows: Sequence[Mapping[str, Any]],
    column: ColumnSchema,
    formatters: Formatters,
    null: str,
) -> list[str]:
    """One column of rows as text, ``null`` for None; what occurs often is made once."""
    return _format_values(
        [row[column.name] for row in rows], formatters[column.type], null
    )


def _format_values(
    values: Sequence[Any], formatter: Callable[[Any], str], null: str
) -> list[str]:
    texts = {value: formatter(value) for value in set(values) if value is not None}
    texts[None] = null
    return [texts[value] for value in values]
