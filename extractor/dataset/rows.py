"""Records as rows of the dataset's tables, and back.

    >>> document_id("5d7c" * 16), document_id("5d7c" * 16, 2)
    ('5d7c5d7c5d7c5d7c', '5d7c5d7c5d7c5d7c-2')

A row is a dict of the schema's columns in their order; values are str, int, Decimal, bool, date or None. The columns
say which attributes of a record are asked for; no record type is known here by name but those that are no plain
records: the profile, checks and issues. What was read from the page makes one row of evidence besides; where nothing
is printed (a blank cell) there is none to give.
"""

from __future__ import annotations

from extractor.dataset.decimals import DECIMALS, DIGITS, fits
from extractor.dataset.from_rows import records_from_rows
from extractor.dataset.to_rows import Row, Rows, disclosure_rows, document_id, rows

__all__ = [
    "DECIMALS",
    "DIGITS",
    "Row",
    "Rows",
    "disclosure_rows",
    "document_id",
    "fits",
    "records_from_rows",
    "rows",
]
