"""The panel: departments by year, the main concepts as columns, in yuan.

A value of the panel is *stated*: it is a value of some row of `amounts` or `budget_lines`,
and the panel can name the row. Nothing is added up or filled in.
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
from extractor.dataset.formats import create_workbook
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
"""Columns of the panel before the concepts."""

_SORT_COLUMNS = [
    "province",
    "city",
    "county",
    "department_name",
    "fiscal_year",
    "doc_type",
    "disclosure_id",
]
_VALUE_COLUMNS = ["disclosure_id", "item", "value_yuan", "fiscal_year", "phase"]
# the source that a value is taken from first
_SOURCE_RANKS = {"prose": 0, "table": 1, "budget_lines": 2}
# columns of a concept with ``sources``: suffix of the name -> what it holds
_SOURCE_COLUMNS = {"__source": "source", "__record": "record", "__spread": "spread"}


def select_stated_values(
    documents: pd.DataFrame, amounts: pd.DataFrame, budget_lines: pd.DataFrame
) -> pd.DataFrame:
    """Select every value that is eligible for the panel.

    A value is the budget of the own year of a disclosure; of final accounts what was
    executed.

    Args:
        documents: table `disclosures`.
        amounts: table `amounts`.
        budget_lines: table `budget_lines`.

    Returns:
        Columns disclosure_id, item, value_yuan, source (prose, table, budget_lines),
        record (id of the row); of one disclosure and item the value to take first.
    """
    prose = amounts[[*_VALUE_COLUMNS, "source", "amount_id"]]
    prose = prose.rename(columns={"amount_id": "record"})
    lines = budget_lines[[*_VALUE_COLUMNS, "line_id"]]
    lines = lines.rename(columns={"line_id": "record"}).assign(source="budget_lines")
    # pandas deprecates joining with an empty frame
    parts = [part for part in (prose, lines) if len(part)] or [prose]
    stated = pd.concat(parts, ignore_index=True).dropna(subset=["item", "value_yuan"])
    final = documents["doc_type"].str.endswith("final").fillna(False)
    wanted = pd.DataFrame(
        {
            "disclosure_id": documents["disclosure_id"],
            "fiscal_year": documents["fiscal_year"],
            "phase": final.map({True: "executed", False: "budget"}).astype("string"),
        }
    )
    selected = stated.merge(
        wanted.dropna(), on=["disclosure_id", "fiscal_year", "phase"]
    )
    selected["source"] = selected["source"].astype("string")
    selected["rank"] = selected["source"].map(_SOURCE_RANKS)
    ranked = selected.sort_values(
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
    """Build the panel; see :meth:`extractor.dataset.dataset.Dataset.panel`.

    Args:
        documents: table `disclosures`.
        values: what :func:`select_stated_values` gave.
        items: the concepts; by default those that occur.
        sources: add the columns of _SOURCE_COLUMNS to each concept.

    Raises:
        ExtractorError: there is no such concept (NO_SUCH_ITEM).
    """
    chosen = _choose_concepts(items, set(values["item"]))
    panel = documents[list(IDENTITY_COLUMNS)].sort_values(
        _SORT_COLUMNS, na_position="last", ignore_index=True
    )
    groups = values.groupby(["item", "disclosure_id"], sort=False)
    first = groups.first()
    first["spread"] = groups["value_yuan"].max() - groups["value_yuan"].min()
    concepts = first.index.get_level_values("item")
    columns = {"": "value_yuan"}
    if sources:
        columns |= _SOURCE_COLUMNS
    added: dict[str, pd.Series[Any]] = {}
    for concept in chosen:
        of_concept = first[concepts == concept].droplevel("item")
        for suffix, column in columns.items():
            aligned = of_concept[column].reindex(panel["disclosure_id"])
            added[concept + suffix] = aligned.set_axis(panel.index)
    panel = pd.concat([panel, pd.DataFrame(added, index=panel.index)], axis=1)
    panel.attrs["table"] = "disclosures"
    return panel


def _choose_concepts(
    requested: Sequence[str] | None, occurring: set[str]
) -> Sequence[str]:
    """Choose the requested concepts, else those that occur in the order of the schema."""
    if requested is None:
        return [concept for concept in load_concepts() if concept in occurring]
    for concept in requested:
        if concept not in load_concepts():
            raise ExtractorError("NO_SUCH_ITEM", item=concept)
    return requested


def compare_years(
    panel_frame: pd.DataFrame,
    department: str,
    years: Iterable[int] | None = None,
    doc_type: str | None = None,
) -> pd.DataFrame:
    """Compare the years of a department.

    See :meth:`extractor.dataset.dataset.Dataset.compare`.

    Args:
        panel_frame: a panel without sources.
        department: full name, or a part that only one department has.
        years: the years; by default all there are.
        doc_type: kind of disclosure, where a year has several.

    Returns:
        Concepts as rows, years as columns, with change and percent between the years.

    Raises:
        ExtractorError: no department or several have that name (DEPARTMENT_UNKNOWN,
            DEPARTMENT_AMBIGUOUS), or a year has several disclosures (YEAR_AMBIGUOUS).
    """
    rows = _select_department(panel_frame, department)
    if doc_type is not None:
        rows = rows[rows["doc_type"] == doc_type]
    if years is None:
        years = rows["fiscal_year"].dropna()
    wanted = sorted(set(years))
    rows = rows[rows["fiscal_year"].isin(wanted)]
    _require_one_disclosure_a_year(rows)
    by_year = rows.set_index("fiscal_year").drop(
        columns=[name for name in IDENTITY_COLUMNS if name != "fiscal_year"]
    )
    compared = by_year.reindex(wanted).T.dropna(how="all").astype("Float64")
    compared.columns = pd.Index([int(year) for year in wanted], dtype=object)
    compared.index.name = "item"
    for before, after in pairwise(list(compared.columns)):
        base = compared[before]
        compared[f"{before}→{after}"] = compared[after] - base
        ratio = compared[after] / base.where(base != 0)
        compared[f"{before}→{after} %"] = (ratio - 1) * 100
    return compared


def _select_department(panel_frame: pd.DataFrame, department: str) -> pd.DataFrame:
    """Select the rows of one department, by its full name or a part of it."""
    names = panel_frame["department_name"].fillna("")
    rows = panel_frame[names == department]
    if rows.empty:
        rows = panel_frame[names.str.contains(department, regex=False)]
    found = sorted(set(rows["department_name"]))
    if not found:
        raise ExtractorError("DEPARTMENT_UNKNOWN", department=department, found="")
    if len(found) > 1:
        raise ExtractorError(
            "DEPARTMENT_AMBIGUOUS", department=department, found="、".join(found)
        )
    return rows


def _require_one_disclosure_a_year(rows: pd.DataFrame) -> None:
    repeated = rows[rows["fiscal_year"].duplicated()]
    if repeated.empty:
        return
    year = int(repeated["fiscal_year"].iloc[0])
    of_year = rows[rows["fiscal_year"] == year]
    described = of_year["doc_type"].fillna("?") + " " + of_year["disclosure_id"]
    raise ExtractorError(
        "YEAR_AMBIGUOUS",
        department=of_year["department_name"].iloc[0],
        year=year,
        found="; ".join(described),
    )


def encode_panel_csv(panel_frame: pd.DataFrame) -> bytes:
    """Encode a panel as CSV in the form of the dataset's own files.

    Returns:
        UTF-8 with a byte order mark; plain digits, guards against formulas.
    """
    lines = [",".join(map(CSV_FORMATTERS["string"], panel_frame.columns))]
    for row in _iter_panel_rows(panel_frame):
        lines.append(",".join(map(_format_cell, row)))
    return ("\ufeff" + "".join(line + "\r\n" for line in lines)).encode()


def write_panel(panel_frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a panel to a file; the file is there wholly or not at all.

    Args:
        panel_frame: the panel.
        path: a name that ends in .csv, .parquet or .xlsx.

    Raises:
        ExtractorError: another ending (PANEL_FORMAT), or xlsxwriter is not installed.
    """
    final = Path(path)
    writers = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": _write_excel}
    write = writers.get(final.suffix.lower())
    if write is None:
        raise ExtractorError("PANEL_FORMAT", path=final)
    temporary = final.with_name(f".{final.name}.tmp")
    try:
        write(panel_frame, temporary)
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(panel_frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(encode_panel_csv(panel_frame))


def _write_parquet(panel_frame: pd.DataFrame, path: Path) -> None:
    panel_frame.to_parquet(path, index=False, compression="zstd")


def _write_excel(panel_frame: pd.DataFrame, path: Path) -> None:
    workbook = create_workbook(path)
    sheet = workbook.add_worksheet("panel")
    sheet.freeze_panes(1, len(IDENTITY_COLUMNS))
    bold = workbook.add_format({"bold": True})
    for column, name in enumerate(panel_frame.columns):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(_iter_panel_rows(panel_frame), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
    workbook.close()


def _iter_panel_rows(panel_frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Iterate over the rows; values are text, int, float or None."""
    columns = [map(_replace_missing, panel_frame[name]) for name in panel_frame.columns]
    return zip(*columns, strict=True)


def _replace_missing(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return CSV_FORMATTERS["string"](value)
    return format_plain_decimal(Decimal(str(value)))
