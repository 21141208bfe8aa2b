"""Tables of the dataset as pandas DataFrames.

================  =============================  ==========================================================
type              dtype                          why
================  =============================  ==========================================================
string            ``string``                     null is ``<NA>``, an empty text is ``''``
integer           ``Int64``                      a year may be missing
decimal           ``Float64``                    sums, means, plots and models work; the nearest double of
                                                 the exact number (money in yuan is
                                                 exact to the cent below 70 trillion)
decimal, exact    ``decimal128(24, 6)[pyarrow]``   with ``exact=True``: every digit; sums stay exact
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
from extractor.dataset.csv_cells import TableColumns
from extractor.dataset.load import build_arrow_table
from extractor.i18n import format_message
from extractor.model.enums import DocumentType
from extractor.model.issues import ExtractorError
from extractor.schema.codelists import load_codelist
from extractor.schema.concepts import load_concepts
from extractor.schema.value_labels import get_value_label, list_value_labels

__all__ = [
    "build_frame",
    "convert_arrow_to_frame",
    "label_codes",
    "labels",
]

_DTYPES = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def build_frame(
    table: str,
    rows: TableColumns | Iterable[Mapping[str, Any]],
    *,
    exact: bool = False,
) -> pd.DataFrame:
    """Build a DataFrame of the rows of one table.

    Args:
        table: name of the table.
        rows: mappings with all columns of the table, or its columns.
        exact: keep decimals decimal.

    Returns:
        A frame with the columns of the schema, types as in the table above.

    Raises:
        KeyError: there is no such table.
    """
    if not isinstance(rows, Mapping):
        rows = list(rows)
    data = build_arrow_table(table, rows)
    return convert_arrow_to_frame(table, data, exact=exact)


def convert_arrow_to_frame(
    table: str, data: pa.Table, *, exact: bool = False
) -> pd.DataFrame:
    """Convert an Arrow table to a DataFrame.

    Args:
        table: name of the table; ``frame.attrs["table"]`` keeps it for :func:`labels`.
        data: its rows.
        exact: keep decimals decimal.
    """
    for position, field in enumerate(data.schema):
        column = data.column(position)
        if pa.types.is_decimal(field.type) and not exact:
            # By way of text: Arrow's own cast misses the nearest double in one of
            # fifteen numbers.
            column = column.cast(pa.string()).cast(pa.float64())
        elif pa.types.is_date(field.type):
            column = column.cast(pa.timestamp("s"))
        else:
            continue
        data = data.set_column(position, field.name, column)
    frame: pd.DataFrame = data.to_pandas(types_mapper=_map_dtype)
    frame.attrs["table"] = table
    return frame


def _map_dtype(arrow_type: pa.DataType) -> Any:
    if pa.types.is_decimal(arrow_type):
        return pd.ArrowDtype(arrow_type)
    return _DTYPES.get(arrow_type)


def labels(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Rename the columns of a frame to labels: ``doc.amounts.pipe(labels, "en")``.

    Columns of a table get the labels of the schema, concepts (columns
    of a panel, rows of a comparison) those of the list of concepts. A
    name that several tables use for different things stays as it is
    when the frame has lost the name of its table.

    Args:
        frame: a table of the dataset or a panel.
        lang: zh or en.

    Raises:
        ExtractorError: there is no such language (NO_SUCH_LANGUAGE).
    """
    if lang not in ("zh", "en"):
        raise ExtractorError("NO_SUCH_LANGUAGE", lang=lang)
    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        label = _find_label(column, frame.attrs.get("table"), lang)
        if label is not None:
            names[column] = label
    if frame.index.name != "item":
        return frame.rename(columns=names)
    items = {item: _find_panel_label(str(item), lang) or item for item in frame.index}
    return frame.rename(columns=names, index=items)


def label_codes(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Replace the codes of closed lists by what they mean, for readers of a table.

    Args:
        frame: a table of the dataset or a panel, under its own names.
        lang: zh or en.
    """
    table = frame.attrs.get("table")
    if table is None:
        return frame
    words: dict[str, Mapping[Any, str]] = {
        column: {code: get_value_label(table, column, code, lang) for code in codes}
        for column, codes in list_value_labels(table).items()
    }
    words["doc_type"] = {
        kind: format_message(f"DOC_TYPE_{kind}", {}, lang) for kind in DocumentType
    }
    words["department_type"] = {
        row["type"]: row[_OFFICE_LABELS[lang]]
        for row in load_codelist("department_types")
    }
    labelled = frame.copy()
    for column in frame.columns.intersection(list(words)):
        labelled[column] = frame[column].replace(words[column])
    return labelled


_OFFICE_LABELS = {"zh": "canonical_zh", "en": "label_en"}
"""Columns of the list of kinds of office that name them."""


def _find_label(column: str, table: str | None, lang: str) -> str | None:
    concept, mark, suffix = column.partition("__")
    label = _find_panel_label(concept, lang)
    if label is None:
        return _find_column_label(column, table, lang)
    if mark:
        label += format_message(f"PANEL_{suffix.upper()}", {}, lang)
    return label


def _find_panel_label(column: str, lang: str) -> str | None:
    """Find the label of a column that only panels have; None for any other."""
    if column in load_concepts():
        return load_concepts()[column].get_label(lang)
    code = _PANEL_LABELS.get(column)
    if code is None:
        return None
    return format_message(code, {}, lang)


_PANEL_LABELS = {
    "revenue.year": "PANEL_REVENUE_YEAR",
    "expenditure.year": "PANEL_EXPENDITURE_YEAR",
    "n_failed_checks": "PANEL_FAILED_CHECKS",
    "flags": "PANEL_FLAGS",
    "versions": "PANEL_VERSIONS",
}
"""Columns that only panels have -> the codes of their labels."""


def _find_column_label(column: str, table: str | None, lang: str) -> str | None:
    """Find the label of a column: of the table, or
    the one that all tables agree on."""
    tables = [t for t in schema.load_tables() if table in (t.name, None)]
    found = {
        listed.get_label(lang)
        for searched in tables or schema.load_tables()
        for listed in searched.columns
        if listed.name == column
    }
    if len(found) != 1:
        return None
    return found.pop()
