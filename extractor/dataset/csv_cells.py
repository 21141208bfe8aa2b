"""One value as the text of a cell: quoting, the guard against formulas, plain decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from extractor import schema
from extractor.schema import Column

__all__ = ["CSV", "JSON", "column_texts", "csv_lines", "guarded", "plain", "unguarded"]

Forms = dict[str, Callable[[Any], str]]

_RUNS = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[%％]?")
_QUOTED = re.compile(r'[",\r\n]')
_AS_IT_IS = re.compile(
    r"""[^'=+\-@\t\r\n,"][^\r\n,"]*"""
).fullmatch  # most texts: nothing to quote, nothing to guard
_HEADS = frozenset("'=+-@\t\r")  # what a text begins with that may need a guard
_NOTHING = {None: "", "": '""'}
_MARKS = '",\r\n'  # what needs quotes


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
    return (
        '"' + text.replace('"', '""') + '"'
        if not text or _QUOTED.search(text)
        else text
    )


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

    Nothing is lost: :func:`extractor.dataset.load.arrow_of_lines` reads back what the rows held.
    """
    if not rows:
        return b""
    own = schema.table(table).columns
    several = zip(*map(_cells_of(table), rows), strict=True)  # column by column
    columns = [
        _csv_texts(values, column) for values, column in zip(several, own, strict=True)
    ]
    return ("\r\n".join(map(",".join, zip(*columns, strict=True))) + "\r\n").encode()


@cache
def _cells_of(table: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*schema.columns(table))


def _csv_texts(values: Sequence[Any], column: Column) -> Sequence[str]:
    """One column as CSV holds it. Most texts stand there as they are, which one look at all of them tells."""
    if column.type == "string":
        texts = [value for value in values if value]
        if _stand_as_they_are(texts):
            return (
                values
                if len(texts) == len(values)
                else [value or _NOTHING[value] for value in values]
            )
    return _texts(values, CSV[column.type], "")


def _stand_as_they_are(texts: Sequence[str]) -> bool:
    """True when none of the texts, which are not empty, needs quotes or a guard; a False says nothing."""
    together = "".join(texts)
    return _HEADS.isdisjoint(map(itemgetter(0), texts)) and not any(
        mark in together for mark in _MARKS
    )


def column_texts(
    rows: Sequence[Mapping[str, Any]], column: Column, forms: Forms, null: str
) -> list[str]:
    """One column of rows as text, ``null`` for None; what occurs often is made once."""
    return _texts([row[column.name] for row in rows], forms[column.type], null)


def _texts(values: Sequence[Any], form: Callable[[Any], str], null: str) -> list[str]:
    texts = {value: form(value) for value in set(values) if value is not None}
    texts[None] = null
    return [texts[value] for value in values]
