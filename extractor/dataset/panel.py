"""What researchers ask for first: departments by year, the main items as columns, in yuan.

A value of the panel is *stated*: it stands in some row of `amounts` or `budget_lines`, and the panel can say in which.
Nothing is added up or filled in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from extractor.dataset.csv_cells import CSV_FORMATTERS, format_plain_decimal
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import load_concepts

__all__ = [
    "IDENTITY_COLUMNS",
    "build_panel",
    "compare_years",
    "encode_panel_csv",
    "select_stated_values",
    "write_panel",
]

IDENTITY_COLUMNS = (
    "disclosure_id",
    "province",
    "city",
    "county",
    "department_name",
    "department_type",
    "fiscal_year",
    "doc_type",
)
"""What a row of the panel says of its document, before the items."""

_SORT_COLUMNS = [
    "province",
    "city",
    "county",
    "department_name",
    "fiscal_year",
    "doc_type",
    "disclosure_id",
]
_SOURCE_PRIORITY = [
    "prose",
    "table",
    "budget_lines",
]  # where a value is taken from first


def select_stated_values(
    documents: pd.DataFrame, amounts: pd.DataFrame, budget_lines: pd.DataFrame
) -> pd.DataFrame:
    """Every value that may stand in the panel, the one to take first of its document and item.

    Columns: disclosure_id, item, value_yuan, source (prose, table, budget_lines), record (id of that row). A value is the
    budget of the document's own year; executed, in final accounts.
    """
    columns = ["disclosure_id", "item", "value_yuan", "fiscal_year", "phase"]
    prose = amounts[[*columns, "source", "amount_id"]].rename(
        columns={"amount_id": "record"}
    )
    lines = (
        budget_lines[[*columns, "line_id"]]
        .rename(columns={"line_id": "record"})
        .assign(source="budget_lines")
    )
    parts = [part for part in (prose, lines) if len(part)] or [
        prose
    ]  # pandas deprecates joining on an empty one
    found = pd.concat(parts, ignore_index=True).dropna(subset=["item", "value_yuan"])
    final = documents["doc_type"].str.endswith("final").fillna(False)
    wanted = pd.DataFrame(
        {
            "disclosure_id": documents["disclosure_id"],
            "fiscal_year": documents["fiscal_year"],
            "phase": final.map({True: "executed", False: "budget"}).astype("string"),
        }
    )
    kept = found.merge(wanted.dropna(), on=["disclosure_id", "fiscal_year", "phase"])
    kept["source"] = kept["source"].astype("string")
    kept["rank"] = kept["source"].map(
        {name: rank for rank, name in enumerate(_SOURCE_PRIORITY)}
    )
    ranked = kept.sort_values(
        ["disclosure_id", "item", "rank"], kind="stable", ignore_index=True
    )
    return ranked[["disclosure_id", "item", "value_yuan", "source", "record"]]


def build_panel(
    documents: pd.DataFrame,
    values: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    sources: bool = False,
) -> pd.DataFrame:
    """A row per document, the items as columns; see :meth:`extractor.dataset.Dataset.panel`."""
    unknown = [item for item in items or () if item not in load_concepts()]
    if unknown:
        raise ExtractorError("NO_SUCH_ITEM", item=unknown[0])
    occurring = set(values["item"])
    chosen = (
        list(items)
        if items is not None
        else [item for item in load_concepts() if item in occurring]
    )
    made = documents[list(IDENTITY_COLUMNS)].sort_values(
        _SORT_COLUMNS, na_position="last", ignore_index=True
    )
    rows = values.groupby(["item", "disclosure_id"], sort=False)
    first = rows.first()
    first["spread"] = rows["value_yuan"].max() - rows["value_yuan"].min()
    names = {"": "value_yuan"} | (
        {f"__{name}": name for name in ("source", "record", "spread")}
        if sources
        else {}
    )
    more: dict[str, pd.Series[Any]] = {}
    for item in chosen:
        own = first.loc[item] if item in occurring else first.iloc[:0].droplevel("item")
        for suffix, column in names.items():
            more[item + suffix] = (
                own[column].reindex(made["disclosure_id"]).set_axis(made.index)
            )
    made = pd.concat([made, pd.DataFrame(more, index=made.index)], axis=1)
    made.attrs["table"] = "disclosures"
    return made


def compare_years(
    panel_frame: pd.DataFrame,
    department: str,
    years: Iterable[int] | None = None,
    doc_type: str | None = None,
) -> pd.DataFrame:
    """Items by year of one department; see :meth:`extractor.dataset.Dataset.compare`. ``table`` is a panel."""
    names = panel_frame["department_name"].fillna("")
    own = panel_frame[names == department]
    if own.empty:
        own = panel_frame[names.str.contains(department, regex=False)]
    found = sorted(set(own["department_name"]))
    if len(found) != 1:
        code = "DEPARTMENT_AMBIGUOUS" if found else "DEPARTMENT_UNKNOWN"
        raise ExtractorError(code, department=department, found="、".join(found))
    if doc_type is not None:
        own = own[own["doc_type"] == doc_type]
    wanted = (
        sorted(set(years))
        if years is not None
        else sorted(set(own["fiscal_year"].dropna()))
    )
    own = own[own["fiscal_year"].isin(wanted)]
    twice = own[own["fiscal_year"].duplicated()]
    if not twice.empty:
        year = int(twice["fiscal_year"].iloc[0])
        several = own[own["fiscal_year"] == year]
        described = "; ".join(
            several["doc_type"].fillna("?") + " " + several["disclosure_id"]
        )
        raise ExtractorError(
            "YEAR_AMBIGUOUS", department=found[0], year=year, found=described
        )
    by_year = own.set_index("fiscal_year").drop(
        columns=[name for name in IDENTITY_COLUMNS if name != "fiscal_year"]
    )
    made = by_year.reindex(wanted).T.dropna(how="all").astype("Float64")
    made.columns = pd.Index([int(year) for year in wanted], dtype=object)
    made.index.name = "item"
    for before, after in pairwise(list(made.columns)):
        made[f"{before}→{after}"] = made[after] - made[before]
        made[f"{before}→{after} %"] = (
            made[after] / made[before].where(made[before] != 0) - 1
        ) * 100
    return made


def encode_panel_csv(panel_frame: pd.DataFrame) -> bytes:
    """A panel as CSV like that of the dataset: UTF-8 with a byte order mark, plain digits, texts never formulas."""
    lines = [
        ",".join(map(CSV_FORMATTERS["string"], panel_frame.columns)),
        *(",".join(map(_format_cell, row)) for row in _iter_panel_rows(panel_frame)),
    ]
    return ("\ufeff" + "".join(line + "\r\n" for line in lines)).encode()


def write_panel(panel_frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a panel to a file in the format that its name ends in: .csv, .parquet or .xlsx.

    The file is there wholly or not at all. Raises ExtractorError (PANEL_FORMAT) for another ending, and for .xlsx when
    xlsxwriter is not installed.
    """
    final = Path(path)
    writers = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": _write_excel}
    write = writers.get(final.suffix.lower())
    if write is None:
        raise ExtractorError("PANEL_FORMAT", path=final)
    draft = final.with_name(f".{final.name}.tmp")
    try:
        write(panel_frame, draft)
        draft.replace(final)
    finally:
        draft.unlink(missing_ok=True)


def _write_csv(panel_frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(encode_panel_csv(panel_frame))


def _write_parquet(panel_frame: pd.DataFrame, path: Path) -> None:
    panel_frame.to_parquet(path, index=False, compression="zstd")


def _write_excel(panel_frame: pd.DataFrame, path: Path) -> None:
    from extractor.dataset.formats import create_workbook

    book = create_workbook(path)
    sheet = book.add_worksheet("panel")
    sheet.freeze_panes(1, len(IDENTITY_COLUMNS))
    bold = book.add_format({"bold": True})
    for column, name in enumerate(panel_frame.columns):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(_iter_panel_rows(panel_frame), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
    book.close()


def _iter_panel_rows(panel_frame: pd.DataFrame) -> Iterable[list[Any]]:
    """Row by row: text, int, float, None."""
    columns = [
        [None if pd.isna(value) else value for value in panel_frame[name]]
        for name in panel_frame.columns
    ]
    return map(list, zip(*columns, strict=True))


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    return (
        CSV_FORMATTERS["string"](value)
        if isinstance(value, str)
        else format_plain_decimal(Decimal(str(value)))
    )
