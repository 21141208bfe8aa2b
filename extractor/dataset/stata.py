"""Tables as Stata files, with their labels."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from extractor.dataset.frames import convert_arrow_to_frame
from extractor.schema import TableSchema

__all__ = ["convert_for_stata", "write_stata_table"]

_LABEL_LENGTH = 80
"""Characters of a label in Stata."""
_FIXED_TIME = datetime(2000, 1, 1)
"""Without a fixed time the same rows would give other bytes."""
_LONGEST_TEXT = 2045
"""Bytes of a text of fixed width; longer ones are stored as strL."""


def write_stata_table(
    table: TableSchema, data: pa.Table, path: Path, lang: str
) -> None:
    """Write a table as a .dta file (version 118: Unicode).

    Args:
        table: the table.
        data: its rows.
        path: the file.
        lang: language of the labels, zh or en.
    """
    frame = convert_for_stata(convert_arrow_to_frame(table.name, data))
    labels = {
        column.name: column.get_label(lang)[:_LABEL_LENGTH] for column in table.columns
    }
    long_texts = [
        name
        for name in frame.columns
        if frame[name].dtype == object and _has_long_text(frame[name])
    ]
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=_FIXED_TIME,
        data_label=table.get_label(lang)[:_LABEL_LENGTH],
        variable_labels=labels,
        convert_strl=long_texts,
    )


def convert_for_stata(frame: pd.DataFrame) -> pd.DataFrame:
    """Convert columns to what Stata holds: doubles
    and texts; '' for a missing text."""
    converted = frame.copy()
    for name, column in frame.items():
        if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
            converted[name] = column.astype("float64")
        else:
            texts = column.astype(object).where(column.notna(), "")
            converted[name] = texts.map(str)
    return converted


def _has_long_text(column: pd.Series) -> bool:
    return bool(column.map(lambda text: len(text.encode()) > _LONGEST_TEXT).any())
