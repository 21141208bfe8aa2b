"""The panel: departments by year, the main concepts as columns, in yuan.

A value of the panel is *stated*: it is the value of a fact that speaks
of the office as a whole (`facts.is_whole`). Nothing is added up or
filled in. Where parts do not fit their total, or places disagree,
``flags`` names it; nothing is changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from extractor.dataset.csv_cells import CSV_FORMATTERS, format_plain_decimal
from extractor.dataset.formats import create_workbook
from extractor.dataset.item_names import resolve_items, select_offices
from extractor.dataset.review_links import build_review_link
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import (
    load_calculations,
    load_concept_definitions,
    load_concepts,
)

__all__ = [
    "FLAGS_COLUMN",
    "IDENTITY_COLUMNS",
    "PANEL_UNITS",
    "build_long_frame",
    "build_panel",
    "compare_years",
    "encode_panel_csv",
    "find_versions",
    "list_item_columns",
    "list_panel_items",
    "mark_versions",
    "select_office_years",
    "select_whole_values",
    "write_panel",
]

IDENTITY_COLUMNS = (
    "disclosure_id",
    "path",
    "department_name",
    "department_type",
    "division_code",
    "province",
    "city",
    "county",
    "fiscal_year",
    "doc_type",
    "grade",
    "n_failed_checks",
)
"""Columns of the panel before the concepts."""
FLAGS_COLUMN = "flags"
"""The column of the panel behind the concepts: what does not fit."""
PANEL_UNITS: Mapping[str, int] = {"yuan": 1, "wan": 10_000}
"""Units of the money of a panel, in yuan."""

_SORT_COLUMNS = [
    "province",
    "city",
    "county",
    "department_name",
    "fiscal_year",
    "doc_type",
    "disclosure_id",
]
_OFFICE_YEAR = ["division_code", "department_name", "fiscal_year", "doc_type"]
"""What an office and a year are told by."""
_YEAR_ITEMS = {"revenue.total": "revenue.year", "expenditure.total": "expenditure.year"}
"""Items that have a column of their own for the year without what is carried over."""
# of several facts of one item the first of these is taken
_FUND_RANKS = {"all": 0, "fiscal_appropriation": 1}
_SCOPE_RANKS = {"all": 1, "year": 2}
# of one fund that of the year: what is carried over has a column of its own
_SCOPE_RANKS_IN_FUND = {"year": -1, "all": 1}
_LAST_RANK = 9
# columns of a concept with ``sources``: suffix of the name -> what it holds
_SOURCE_COLUMNS = {
    "__source": "source",
    "__fact": "fact_id",
    "__place": "place",
    "__spread": "spread_yuan",
    "__link": "link",
}


def list_panel_items() -> tuple[str, ...]:
    """List the items that may be columns, in the order of the schema.

    A concept that repeats by a classification is none.
    """
    items: list[str] = []
    for item in load_concepts().values():
        if not item.breakdown:
            items.append(item.id)
        if item.id in _YEAR_ITEMS:
            items.append(_YEAR_ITEMS[item.id])
    return tuple(items)


def list_item_columns(panel_frame: pd.DataFrame) -> list[str]:
    """List the columns of a panel that hold values of items."""
    items = set(list_panel_items())
    return [str(column) for column in panel_frame.columns if column in items]


def select_whole_values(documents: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Select every fact that is eligible for the panel.

    A value is the budget of the own year of a disclosure; of final
    accounts what was executed; of stocks and counts what the disclosure
    states.

    Args:
        documents: table `disclosures`.
        facts: table `facts`.

    Returns:
        Columns disclosure_id, item, amount (yuan; of a count the count), and those of
        _SOURCE_COLUMNS, precision and agreement; of one disclosure and item the value
        to take first.
    """
    whole = facts[facts["is_whole"].fillna(False) & facts["item"].notna()]
    final = documents["doc_type"].str.endswith("final").fillna(False)
    wanted = pd.DataFrame(
        {
            "disclosure_id": documents["disclosure_id"],
            "year": documents["fiscal_year"],
            "wanted": final.map({True: "executed", False: "budget"}).astype("string"),
        }
    )
    selected = whole.merge(wanted, on="disclosure_id")
    same_year = (selected["fiscal_year"] == selected["year"]).fillna(False)
    same_stage = (selected["stage"] == selected["wanted"]).fillna(False)
    states = [
        name
        for name, one in load_concept_definitions().items()
        if one.kind in ("stock", "count")
    ]
    is_state = selected["concept"].isin(states)
    eligible = is_state.to_numpy(bool) | (
        same_year.to_numpy(bool) & same_stage.to_numpy(bool)
    )
    selected = selected[eligible].copy()
    selected["amount"] = selected["value_yuan"].fillna(selected["value"])
    selected["item"] = [
        _name_column(item, fund, scope)
        for item, fund, scope in zip(
            selected["item"],
            selected["fund"].fillna(""),
            selected["scope"].fillna(""),
            strict=True,
        )
    ]
    selected["link"] = _build_links(len(documents), selected)
    ranked = _rank_values(selected)
    columns = ["disclosure_id", "item", "amount", "precision", "agreement"]
    columns.append("conflict_places")
    return ranked[[*columns, *_SOURCE_COLUMNS.values()]]


def _build_links(n_documents: int, facts: pd.DataFrame) -> list[str]:
    """Build the address of each fact on the review page."""
    return [
        build_review_link(n_documents, disclosure_id, place)
        for disclosure_id, place in zip(
            facts["disclosure_id"], facts["place"], strict=True
        )
    ]


def _name_column(item: str, fund: str, scope: str) -> str:
    """Name the column of a fact: of a total of the year its own."""
    if scope == "year" and fund == "all":
        return _YEAR_ITEMS.get(item, item)
    return item


def _rank_values(selected: pd.DataFrame) -> pd.DataFrame:
    """Sort values: of one disclosure and item the one to take comes first."""
    ranks = pd.DataFrame(
        {
            "stated": selected["whole_by"] != "stated",
            "fund": selected["fund"].map(_FUND_RANKS).fillna(_LAST_RANK),
            "prose": selected["source"] == "prose",
            "scope": _rank_scopes(selected),
            "as_of": selected["as_of"].rank(ascending=False).fillna(_LAST_RANK),
        },
        index=selected.index,
    )
    order = pd.concat([selected[["disclosure_id", "item"]], ranks], axis=1)
    by = ["disclosure_id", "item", *ranks]
    ranked = selected.loc[order.sort_values(by, kind="stable").index]
    return _put_exact_values_first(ranked)


def _rank_scopes(selected: pd.DataFrame) -> pd.Series[int]:
    """Rank the scopes of totals: of all money
    first what is carried over with it."""
    of_all = selected["scope"].map(_SCOPE_RANKS).fillna(0)
    in_fund = selected["scope"].map(_SCOPE_RANKS_IN_FUND).fillna(0)
    return of_all.where(selected["fund"] == "all", in_fund)


def _put_exact_values_first(ranked: pd.DataFrame) -> pd.DataFrame:
    """Put before a rounded value the more exact one that it is rounded from.

    Prose rounds what a table of another fund prints to the cent: the
    two are one value where they differ by no more than the rounding.
    """
    keys = ["disclosure_id", "item"]
    chosen = ranked.drop_duplicates(keys)[[*keys, "amount", "precision"]]
    beside = ranked[keys].merge(chosen, on=keys, how="left")
    amount = ranked["amount"].to_numpy(float, na_value=np.nan)
    precision = ranked["precision"].to_numpy(float, na_value=np.nan)
    rounding = beside["precision"].to_numpy(float, na_value=np.nan)
    distance = np.abs(amount - beside["amount"].to_numpy(float, na_value=np.nan))
    exact = (precision < rounding) & (distance <= rounding)
    order = pd.DataFrame(
        {
            "disclosure_id": ranked["disclosure_id"].to_numpy(),
            "item": ranked["item"].to_numpy(),
            "less_exact": ~exact,
            "precision": np.where(exact, precision, 0),
        }
    )
    by = list(order.columns)
    return ranked.iloc[order.sort_values(by, kind="stable").index.to_numpy()]


def build_panel(
    documents: pd.DataFrame,
    values: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    sources: bool = False,
    unit: str = "yuan",
) -> pd.DataFrame:
    """Build the panel; see :meth:`extractor.dataset.dataset.Dataset.panel`.

    Args:
        documents: table `disclosures`.
        values: what :func:`select_whole_values` gave.
        items: the concepts; by default those that occur.
        sources: add the columns of _SOURCE_COLUMNS to each concept.
        unit: a key of PANEL_UNITS, for money.

    Raises:
        ExtractorError: there is no such concept or unit (NO_SUCH_ITEM, NO_SUCH_UNIT).
    """
    if unit not in PANEL_UNITS:
        raise ExtractorError("NO_SUCH_UNIT", unit=unit)
    chosen = _choose_concepts(items, set(values["item"]))
    renamed = documents.rename(columns={"n_checks_failed": "n_failed_checks"})
    panel = renamed[list(IDENTITY_COLUMNS)].sort_values(
        _SORT_COLUMNS, na_position="last", ignore_index=True
    )
    first = values.drop_duplicates(["disclosure_id", "item"])
    first = first.assign(amount=first["amount"].mask(first["conflict_places"].notna()))
    columns = {"": "amount"}
    if sources:
        columns |= _SOURCE_COLUMNS
    added: dict[str, pd.Series[Any]] = {}
    for concept in chosen:
        of_concept = first[first["item"] == concept].set_index("disclosure_id")
        for suffix, column in columns.items():
            aligned = of_concept[column].reindex(panel["disclosure_id"])
            added[concept + suffix] = aligned.set_axis(panel.index)
    for concept in chosen:
        if _is_money(concept):
            added[concept] = added[concept] / PANEL_UNITS[unit]
    added[FLAGS_COLUMN] = _find_flags(panel["disclosure_id"], first)
    panel = pd.concat([panel, pd.DataFrame(added, index=panel.index)], axis=1)
    panel.attrs["table"] = "disclosures"
    return panel


def _choose_concepts(
    requested: Sequence[str] | None, occurring: set[str]
) -> Sequence[str]:
    """Choose the requested concepts, else those that occur in the order of the
    schema."""
    if requested is None:
        return [concept for concept in list_panel_items() if concept in occurring]
    return resolve_items(requested, list_panel_items())


def _is_money(concept: str) -> bool:
    item = load_concepts().get(concept)
    return item is None or item.kind != "count"


_OFFICE_COLUMNS = (
    "disclosure_id",
    "department_type",
    "province",
    "city",
    "county",
    "doc_type",
)
"""What the long form tells of a disclosure beside the columns of its facts."""


def build_long_frame(
    documents: pd.DataFrame,
    facts: pd.DataFrame,
    concepts: Sequence[str] | None = None,
    *,
    whole: bool = False,
) -> pd.DataFrame:
    """Build the long form; see :meth:`extractor.dataset.dataset.Dataset.long`.

    Raises:
        ExtractorError: there is no such concept (NO_SUCH_ITEM).
    """
    chosen = facts
    if whole:
        chosen = chosen[chosen["is_whole"].fillna(False)]
    if concepts is not None:
        known = (*load_concept_definitions(), *load_concepts())
        concepts = resolve_items(concepts, known)
        named = chosen["concept"].isin(concepts) | chosen["item"].isin(concepts)
        chosen = chosen[named]
    long = documents[list(_OFFICE_COLUMNS)].merge(chosen, on="disclosure_id")
    long["link"] = pd.Series(_build_links(len(documents), long), dtype="string")
    long.attrs["table"] = "facts"
    return long


# --- parts held against totals ------------------------------------------------


class _Stated(NamedTuple):
    """A value of the panel with half a unit of its last digit."""

    value: float
    precision: float


def _find_flags(identifiers: pd.Series[Any], first: pd.DataFrame) -> pd.Series[Any]:
    """Find what does not fit in each row, ``;`` between the findings."""
    flags: dict[str, str] = {}
    for identifier, rows in first.groupby("disclosure_id", sort=False):
        stated = {
            item: _Stated(amount, precision)
            for item, amount, precision in zip(
                rows["item"], rows["amount"], rows["precision"], strict=True
            )
            if pd.notna(amount)
        }
        disputed = rows[rows["agreement"] == "conflict"]
        found = [
            _describe_conflict(item, places)
            for item, places in zip(
                disputed["item"], disputed["conflict_places"], strict=True
            )
        ]
        found += _list_misfits(stated)
        if found:
            flags[str(identifier)] = ";".join(found)
    return identifiers.map(flags).astype("string")


def _describe_conflict(item: str, places: object) -> str:
    """Name an item in conflict, with both places where none of them holds."""
    if not isinstance(places, str):
        return f"conflict:{item}"
    return f"conflict:{item}({places.replace(';', '≠')})"


def _list_misfits(stated: Mapping[str, _Stated]) -> Iterator[str]:
    """List parts larger than their total, and whole lists of parts that miss it."""
    for item in load_concepts().values():
        part, total = stated.get(item.id), stated.get(item.parent)
        if part is None or total is None or item.sign is None:
            continue
        if part.value > total.value + part.precision + total.precision:
            yield f"{item.id}>{item.parent}"
    for total_item, part_items in _list_complete_sums():
        if {total_item, *part_items} <= stated.keys():
            parts = [stated[part] for part in part_items]
            if not _adds_up(stated[total_item], parts):
                yield f"{total_item}≠{'+'.join(part_items)}"


def _adds_up(total: _Stated, parts: Sequence[_Stated]) -> bool:
    tolerance = total.precision + sum(part.precision for part in parts)
    return abs(total.value - sum(part.value for part in parts)) <= tolerance


@cache
def _list_complete_sums() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """List the totals whose parts are all required:
    nothing else belongs to them."""
    return tuple(
        (calculation.total, calculation.parts)
        for calculation in load_calculations("list")
        if set(calculation.parts) == set(calculation.required)
    )


def select_office_years(panel_frame: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each office, year and kind of disclosure.

    Of versions and copies the one that states most is kept, then that
    of the better grade, then the first; nothing in them says which
    holds.

    Args:
        panel_frame: a panel.

    Returns:
        The rows with a further column ``versions``: the paths of those left out.
    """
    counted = panel_frame.assign(
        _missing=panel_frame.isna().sum(axis=1),
        _group=panel_frame[_OFFICE_YEAR]
        .astype("string")
        .fillna("")
        .agg("|".join, axis=1),
    )
    unnamed = counted["department_name"].isna() | counted["fiscal_year"].isna()
    counted.loc[unnamed, "_group"] = counted["disclosure_id"]
    ranked = counted.sort_values(["_missing", "grade", "path"], kind="stable")
    paths = ranked.groupby("_group", sort=False)["path"].agg(list)
    kept = ranked.drop_duplicates("_group").sort_index()
    versions = [";".join(paths[group][1:]) for group in kept["_group"]]
    kept = kept.drop(columns=["_missing", "_group"]).reset_index(drop=True)
    kept["versions"] = pd.Series(versions, index=kept.index, dtype="string")
    kept["versions"] = kept["versions"].replace("", pd.NA)
    kept.attrs.update(panel_frame.attrs)
    return kept


# --- copies and revisions ------------------------------------------------------

_CONTEXT_COLUMNS = [
    "concept",
    "fund",
    "scope",
    "entity",
    "entity_name",
    "function_code",
    "function_name",
    "economic_code",
    "economic_name",
    "project",
    "fiscal_year",
    "stage",
    "as_of",
]
"""Columns of `facts` that say what a fact is of."""
_MIN_SHARED = 0.9
"""Share of the facts of two copies that both state."""


class Versions(NamedTuple):
    """Disclosures of one office, year and kind.

    ``copies`` names each that states what another does, with that one;
    ``revisions`` the paths of those that differ from it.
    """

    copies: Mapping[str, str]
    revisions: Mapping[str, tuple[str, ...]]


def find_versions(documents: pd.DataFrame, facts: pd.DataFrame) -> Versions:
    """Tell copies from revisions: copies state the same, whatever their format.

    Args:
        documents: table `disclosures`.
        facts: table `facts`.

    Returns:
        The copies and revisions; of copies the one that states most is kept, then that
        of the better grade, then the first.
    """
    known = documents.dropna(subset=["department_name", "fiscal_year"])
    groups = known.groupby(_OFFICE_YEAR, dropna=False, sort=False)["disclosure_id"]
    several = [list(ids) for _, ids in groups if len(ids) > 1]
    wanted = {one for ids in several for one in ids}
    values = _collect_values(facts[facts["disclosure_id"].isin(wanted)])
    grades = known.set_index("disclosure_id")[["grade", "path"]].fillna("")
    codes = known.set_index("disclosure_id")["division_code"]
    copies: dict[str, str] = {}
    revisions: dict[str, tuple[str, ...]] = {}
    for ids in several:
        found = _find_copies(ids, grades, values)
        copies |= found
        kept = [one for one in ids if one not in found]
        if pd.notna(codes[kept[0]]):  # there is a 财政局 in every county
            revisions |= _list_revisions(kept, grades["path"])
    return Versions(copies, revisions)


def _list_revisions(
    kept: Sequence[str], paths: pd.Series[Any]
) -> dict[str, tuple[str, ...]]:
    return {
        one: tuple(sorted(str(paths[other]) for other in kept if other != one))
        for one in kept
    }


def _find_copies(
    ids: Iterable[str], grades: pd.DataFrame, values: Mapping[str, _FactValues]
) -> dict[str, str]:
    """Find the copies among the versions of one
    disclosure, each with its original."""
    ranked = sorted(ids, key=lambda one: (-len(values.get(one, ())), *grades.loc[one]))
    copies: dict[str, str] = {}
    kept: list[str] = []
    for one in ranked:
        original = _find_original(one, kept, values)
        if original is None:
            kept.append(one)
        else:
            copies[one] = original
    return copies


_FactValues = Mapping[tuple[Any, ...], tuple[Decimal, Decimal]]


def _collect_values(facts: pd.DataFrame) -> dict[str, _FactValues]:
    """The values of facts by disclosure and context, with half a unit of the last
    digit."""
    contexts = facts[_CONTEXT_COLUMNS].astype("string").fillna("")
    amounts = facts["value_yuan"].fillna(facts["value"])
    values: dict[str, dict[tuple[Any, ...], tuple[Decimal, Decimal]]] = {}
    for identifier, context, amount, precision in zip(
        facts["disclosure_id"],
        contexts.itertuples(index=False, name=None),
        amounts,
        facts["precision"].fillna(0),
        strict=True,
    ):
        if pd.notna(amount):
            exact = Decimal(str(amount)), Decimal(str(precision))
            values.setdefault(str(identifier), {})[context] = exact
    return dict(values)


def _find_original(
    identifier: str, kept: Iterable[str], values: Mapping[str, _FactValues]
) -> str | None:
    """Find the disclosure that another one is a copy of."""
    own = values.get(identifier, {})
    for other in kept:
        if _state_the_same(own, values.get(other, {})):
            return other
    return None


def _state_the_same(one: _FactValues, other: _FactValues) -> bool:
    shared = one.keys() & other.keys()
    most = max(len(one), len(other))
    if not shared or len(shared) < _MIN_SHARED * most:
        return False
    return all(
        abs(one[key][0] - other[key][0]) <= max(one[key][1], other[key][1])
        for key in shared
    )


def mark_versions(
    panel_frame: pd.DataFrame, versions: Versions, documents: pd.DataFrame
) -> pd.DataFrame:
    """Leave copies out of a panel, and name copies and revisions in its flags.

    Args:
        panel_frame: a panel.
        versions: what :func:`find_versions` found.
        documents: table `disclosures`.
    """
    paths = documents.set_index("disclosure_id")["path"]
    named: dict[str, list[str]] = {}
    for copy, original in sorted(versions.copies.items()):
        named.setdefault(original, []).append(f"copy:{paths[copy]}")
    for original, others in versions.revisions.items():
        named.setdefault(original, []).extend(f"revision:{path}" for path in others)
    is_copy = panel_frame["disclosure_id"].isin(list(versions.copies))
    kept = panel_frame[~is_copy].reset_index(drop=True)
    flags: list[str | None] = [
        ";".join([*filter(None, [flag]), *sorted(named.get(one, ()))]) or None
        for one, flag in zip(
            kept["disclosure_id"], kept[FLAGS_COLUMN].fillna(""), strict=True
        )
    ]
    marked = pd.Series(flags, index=kept.index, dtype="string")
    kept[FLAGS_COLUMN] = marked
    kept.attrs.update(panel_frame.attrs)
    return kept


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
        ExtractorError: no department or several have that name (DEPARTMENT_NOT_FOUND,
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
        columns=[
            name for name in (*IDENTITY_COLUMNS, FLAGS_COLUMN) if name != "fiscal_year"
        ]
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
    found = sorted(select_offices(names, department))
    if not found:
        raise ExtractorError("DEPARTMENT_NOT_FOUND", department=department, found="")
    if len(found) > 1:
        raise ExtractorError(
            "DEPARTMENT_AMBIGUOUS", department=department, found="、".join(found)
        )
    return panel_frame[names.isin(found)]


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
        path: a name that ends in .csv, .parquet, .xlsx or .dta.

    Raises:
        ExtractorError: another ending (PANEL_FORMAT), or xlsxwriter is not installed.
    """
    final = Path(path)
    writers = {
        ".csv": _write_csv,
        ".parquet": _write_parquet,
        ".xlsx": _write_excel,
        ".dta": _write_stata,
    }
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


def _write_stata(panel_frame: pd.DataFrame, path: Path) -> None:
    """Write a Stata file: names without dots, at most 32 characters; full ones as
    labels."""
    names = {name: _name_variable(name) for name in panel_frame.columns}
    plain = panel_frame.rename(columns=names)
    for name, column in plain.items():
        if pd.api.types.is_numeric_dtype(column):
            plain[name] = column.astype("float64")
        else:
            plain[name] = column.astype(object).where(column.notna(), "")
    titles = {names[name]: name[:_STATA_LABEL] for name in panel_frame.columns}
    plain.to_stata(path, write_index=False, version=118, variable_labels=titles)


_STATA_LABEL = 80
"""Characters of the label of a Stata variable."""
_STATA_NAME = 32
"""Characters of the name of a Stata variable."""


def _name_variable(name: str) -> str:
    """Name a Stata variable: ``three_public.vehicles.total`` without its dots."""
    return name.replace(".", "_")[-_STATA_NAME:].lstrip("_")


_FROZEN_COLUMNS = 3  # id, file and office; more would fill a small window
_NAME_WIDTH = 22
_MONEY_WIDTH = 18


def _write_excel(panel_frame: pd.DataFrame, path: Path) -> None:
    workbook = create_workbook(path)
    sheet = workbook.add_worksheet("panel")
    sheet.freeze_panes(1, _FROZEN_COLUMNS)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = workbook.add_format({"num_format": "#,##0.00"})
    for column, name in enumerate(panel_frame.columns):
        sheet.write_string(0, column, name, head)
        if pd.api.types.is_float_dtype(panel_frame.dtypes.iloc[column]):
            sheet.set_column(column, column, _MONEY_WIDTH, money)
        elif column < _FROZEN_COLUMNS:
            sheet.set_column(column, column, _NAME_WIDTH)
    sheet.autofilter(0, 0, len(panel_frame), max(len(panel_frame.columns) - 1, 0))
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
