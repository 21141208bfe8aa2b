"""One value as the text of a cell: quoting, the guard against formulas, plain decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extractor import schema
from extractor.schema import Column

__all__ = ["CSV", "JSON", "column_texts", "csv_lines", "guarded", "plain", "unguarded"]

Forms = dict[str, Callable[[Any], str]]

_RUNS = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[%％]?")
_QUOTED = re.compile(r'[",\r\n]')
_AS_IT_IS = re.compile(r"""[^'=+\-@\t\r\n,"][^\r\n,"]*""").fullmatch  # most texts: nothing to quote, nothing to guard


def _would_run(text: str) -> bool:
    bare = text.lstrip("'")
    return _RUNS.match(bare) is not None and _NUMBER.fullmatch(bare) is None


def guarded(text: str) -> str:
    """A text as CSV holds it: with an apostrophe in front when a spreadsheet would run it.

    >>> guarded("=1+1"), guarded("-5.30"), guarded("'=1+1")
    ("'=1+1", '-5.30', "''=1+1")
    """
    return "'" + text if _would_run(text) else text


def unguarded(text: str) -> str:
    """The text behind a guard: ``unguarded(guarded(text)) == text``, always.

    >>> unguarded("'=1+1"), unguarded("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _would_run(text) else text


def plain(number: Decimal) -> str:
    """A decimal in plain digits, no exponent, no trailing zeros.

    >>> plain(Decimal("3600.00")), plain(Decimal("1E+3")), plain(Decimal("-0.0"))
    ('3600', '1000', '0')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _csv_text(text: str) -> str:
    if _AS_IT_IS(text):
        return text
    text = guarded(text)
    return '"' + text.replace('"', '""') + '"' if not text or _QUOTED.search(text) else text


CSV: Forms = {
    "string": _csv_text,
    "integer": str,
    "decimal": plain,
    "boolean": lambda value: "true" if value else "false",
    "date": date.isoformat,
}

JSON: Forms = CSV | {
    "string": lambda text: json.dumps(text, ensure_ascii=False),
    "date": lambda day: f'"{day.isoformat()}"',
}


def csv_lines(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows of a table as lines of CSV: the form in which they travel from a worker process to the files.

    Nothing is lost: :func:`extractor.files.arrow_of_lines` reads back what the rows held.
    """
    columns = [column_texts(rows, column, CSV, "") for column in schema.table(table).columns]
    return "".join([",".join(cells) + "\r\n" for cells in zip(*columns, strict=True)]).encode()


def column_texts(rows: Sequence[Mapping[str, Any]], column: Column, forms: Forms, null: str) -> list[str]:
    """One column of rows as text, ``null`` for None; what occurs often is made once."""
    values = [row[column.name] for row in rows]
    form = forms[column.type]
    texts = {value: form(value) for value in set(values) if value is not None}
    texts[None] = null
    return [texts[value] for value in values]
