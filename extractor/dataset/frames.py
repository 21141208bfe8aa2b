"""Tables of the dataset as DataFrames: the first room that knows pandas.

================  =============================  ==========================================================
type              dtype                          why
================  =============================  ==========================================================
string            ``string``                     null is ``<NA>``, an empty text is ``''``
integer           ``Int64``                      a year may be missing
decimal           ``Float64``                    sums, means, plots and models work; the nearest double of
                                                 the exact number (money in yuan is exact to the cent below
                                                 70 trillion)
decimal, exact    ``decimal128(38, 18)[pyarrow]``  with ``exact=True``: every digit; sums stay exact
boolean           ``boolean``                    unknown is ``<NA>``
date              ``datetime64[s]``              a day; resampling and ``.dt`` work
================  =============================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from extractor import schema
from extractor.dataset.load import build_arrow_table
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import load_concepts

__all__ = [
    "build_frame",
    "convert_arrow_to_frame",
    "labels",
]

_DTYPES = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def build_frame(
    table: str, rows: Iterable[Mapping[str, Any]], *, exact: bool = False
) -> pd.DataFrame:
    """The rows of one table as a DataFrame with the columns of the schema; ``exact`` keeps decimals decimal.

    Raises KeyError when there is no such table.
    """
    return convert_arrow_to_frame(
        table, build_arrow_table(table, list(rows)), exact=exact
    )


def convert_arrow_to_frame(
    table: str, data: pa.Table, *, exact: bool = False
) -> pd.DataFrame:
    """The same of an Arrow table; ``frame.attrs["table"]`` remembers its name for :func:`labels`."""
    for position, field in enumerate(data.schema):
        column = data.column(position)
        if pa.types.is_decimal(field.type) and not exact:
            # By way of text: Arrow's own cast misses the nearest double in one of fifteen numbers.
            data = data.set_column(
                position, field.name, column.cast(pa.string()).cast(pa.float64())
            )
        elif pa.types.is_date(field.type):
            data = data.set_column(position, field.name, column.cast(pa.timestamp("s")))
    made: pd.DataFrame = data.to_pandas(types_mapper=_map_dtype)
    made.attrs["table"] = table
    return made


def _map_dtype(arrow_type: pa.DataType) -> Any:
    return (
        pd.ArrowDtype(arrow_type)
        if pa.types.is_decimal(arrow_type)
        else _DTYPES.get(arrow_type)
    )


def labels(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """The same frame with columns named for readers, in zh or en: ``doc.amounts.pipe(labels, "zh")``.

    Columns of a table get the labels of the schema, items (columns of a panel) those of the list of items; a name that
    several tables use for different things is left as it is when the frame no longer knows its table. Raises
    ExtractorError (NO_SUCH_LANGUAGE).
    """
    if lang not in ("zh", "en"):
        raise ExtractorError("NO_SUCH_LANGUAGE", lang=lang)
    names = {
        str(column): label
        for column in frame.columns
        if (label := _find_label(str(column), frame, lang))
    }
    return frame.rename(columns=names)


def _find_label(column: str, frame: pd.DataFrame, lang: str) -> str | None:
    item, mark, aspect = column.partition("__")
    known = load_concepts().get(item)
    if known is not None:
        label = known.label_zh if lang == "zh" else known.label_en
        return label + (
            _PANEL_SUFFIX_LABELS.get(aspect, {}).get(lang, f" {aspect}") if mark else ""
        )
    own = frame.attrs.get("table")
    asked = [
        table for table in schema.load_tables() if own in (table.name, None)
    ] or schema.load_tables()
    found = {
        c.get_label(lang) for table in asked for c in table.columns if c.name == column
    }
    return found.pop() if len(found) == 1 else None


_PANEL_SUFFIX_LABELS = {
    "source": {"zh": "（来源）", "en": " (source)"},
    "record": {"zh": "（记录）", "en": " (record)"},
    "spread": {"zh": "（所述数值的差距）", "en": " (spread)"},
}
