"""Data of one disclosure for the review page: its rows as plain JSON, without what they
repeat.

Only the dataset is read; the file may be gone. Texts at places are not stored a second
time: the page cuts them out of the blocks and cells that hold them, which exact quotes
    allow (the quote of a place is the text there).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractor import schema
from extractor.i18n import find_severity
from extractor.model.document import Span

__all__ = [
    "build_disclosure_data",
    "build_list_entry",
    "to_json_value",
    "rank_entry",
]

RowMapping = Mapping[str, Any]
RowsOfTables = Mapping[str, Sequence[RowMapping]]

_SPECIAL_TABLES = frozenset(
    {
        "disclosures",
        "blocks",
        "cells",
        "evidence",
        "unmatched_numbers",
        "checks",
        "issues",
        "corrections",
        "cross_document_checks",
        "manifest",
    }
)
"""Tables that the page shows in a way of their own; all others are records, listed
column by column."""

_OMITTED_COLUMNS = {"sections": {"text"}}
"""Left out: the prose of a section is that of its blocks."""
_NOTABLE_REASONS = frozenset({"money", "percent", "count", "cell", "limit", "other"})
"""Reasons of unmatched_numbers that may be a figure somebody wants; years, list numbers
and page numbers are none."""


def to_json_value(value: object) -> Any:
    """A value as JSON holds it; a decimal as text, so that no digit is lost."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def build_disclosure_data(
    rows: RowsOfTables,
    cross_document_checks: Iterable[RowMapping] = (),
) -> dict[str, Any]:
    """Collect what the page shows of one disclosure.

    Args:
        rows: the rows of all its tables by table.
        cross_document_checks: the rows of that table about it and other disclosures.

    Returns:
        Plain JSON; lists of values are in the order of the columns named below.
    """
    records = {}
    for name, table_rows in rows.items():
        if name not in _SPECIAL_TABLES and table_rows:
            records[name] = _build_table_data(name, table_rows)
    facts = rows["disclosures"][0].items()
    return {
        "facts": {
            name: to_json_value(value) for name, value in facts if value is not None
        },
        "blocks": _pick_rows(rows["blocks"], _BLOCK_COLUMNS),
        "cells": _group_cells(rows),
        "records": records,
        "evidence": _build_evidence(rows),
        "boxes": _build_boxes(rows),
        "checks": _pick_rows(rows["checks"], _CHECK_COLUMNS),
        "cross_document_checks": _pick_rows(
            cross_document_checks,
            (*_CHECK_COLUMNS, "disclosure_id", "other_disclosure_id"),
        ),
        "issues": _pick_rows(rows["issues"], _ISSUE_COLUMNS),
        "unmatched_numbers": _pick_rows(
            rows["unmatched_numbers"], ("raw", "reason", "place", "context")
        ),
    }


_BLOCK_COLUMNS = ("place", "kind", "number", "level", "text", "anchor")
_CELL_COLUMNS = ("row", "column", "row_span", "column_span", "text", "use")
_EVIDENCE_COLUMNS = (
    "column",
    "place",
    "unit",
    "unit_source",
    "unit_place",
    "corrected",
)
_BOX_COLUMNS = ("page", "x0", "y0", "x1", "y1")
_CHECK_COLUMNS = (
    "rule",
    "result",
    "expected",
    "actual",
    "difference",
    "tolerance",
    "message",
    "places",
)
_ISSUE_COLUMNS = ("code", "severity", "message", "place")


def _group_cells(rows: RowsOfTables) -> dict[str, list[list[Any]]]:
    """The cells of each table by its place."""
    cells_by_table: dict[str, list[list[Any]]] = {}
    for row in rows["cells"]:
        cells = cells_by_table.setdefault(row["table_id"], [])
        cells.append(_pick_values(row, *_CELL_COLUMNS))
    return {
        row["place"]: cells_by_table.get(row["table_id"], []) for row in rows["tables"]
    }


def _build_evidence(rows: RowsOfTables) -> list[list[Any]]:
    """Table and index of the record that each evidence supports, and its place."""
    positions: dict[tuple[str, Any], int] = {}
    for name, table_rows in rows.items():
        key = _find_id_column(name)
        if key:
            for position, row in enumerate(table_rows):
                positions[name, row[key]] = position
    return [
        [row["table"], positions.get((row["table"], row["record_id"]), 0)]
        + _pick_values(row, *_EVIDENCE_COLUMNS)
        for row in rows["evidence"]
    ]


def _build_boxes(rows: RowsOfTables) -> dict[int, str]:
    """Where a page prints each evidence: index -> page and sides of its boxes."""
    boxes: dict[int, str] = {}
    for index, row in enumerate(rows["evidence"]):
        if row.get("page") is None:
            continue
        first = " ".join(str(to_json_value(row[name])) for name in _BOX_COLUMNS)
        boxes[index] = ";".join(filter(None, (first, row["more_boxes"])))
    return boxes


def _pick_rows(rows: Iterable[RowMapping], columns: Sequence[str]) -> list[list[Any]]:
    return [_pick_values(row, *columns) for row in rows]


def _pick_values(row: RowMapping, *names: str) -> list[Any]:
    return [to_json_value(row[name]) for name in names]


def _find_id_column(name: str) -> str | None:
    if name == "disclosures":
        return "disclosure_id"
    return schema.get_table(name).id_column


def _build_table_data(name: str, rows: Sequence[RowMapping]) -> dict[str, Any]:
    """Columns with values, and the values of each
    row; without the disclosure's id."""
    left_out = _OMITTED_COLUMNS.get(name, set()) | {"disclosure_id"}
    columns = [
        c
        for c in schema.list_column_names(name)
        if c not in left_out and any(row[c] is not None for row in rows)
    ]
    return {"columns": columns, "rows": [_pick_values(row, *columns) for row in rows]}


def build_list_entry(
    rows: RowsOfTables,
    cross_document_checks: Iterable[RowMapping] = (),
) -> dict[str, Any]:
    """Collect one line of the list of disclosures: who and when, and what there is to
    look at.

    Args:
        rows: the rows of all its tables by table.
        cross_document_checks: the rows of that table about it and other disclosures.

    Returns:
        Plain JSON.
    """
    disclosure = rows["disclosures"][0]
    failed = _count_failures(rows["checks"])
    failed_beyond = _count_failures(cross_document_checks)
    issues = Counter(row["code"] for row in rows["issues"])
    return {
        **{name: to_json_value(disclosure[name]) for name in _LISTED_COLUMNS},
        "grade": to_json_value(disclosure.get("grade")),
        "failed": dict(sorted((failed + failed_beyond).items())),
        "errors": _count_errors(failed),
        "issues": dict(sorted(issues.items())),
        "serious": sum(row["severity"] != "info" for row in rows["issues"]),
        "unread": _count_unread(rows),
        "unknown": sum(row["key"] is None for row in rows["sections"]),
        "corrected": sum(row["corrected"] is not None for row in rows["evidence"]),
        "values": _list_whole_values(rows),
    }


def _list_whole_values(rows: RowsOfTables) -> list[str]:
    """What facts of the whole state, as printed and in yuan: the list is searched in
    them."""
    values = (
        fact[column]
        for fact in rows.get("facts", ())
        if fact["is_whole"]
        for column in ("value", "value_yuan")
    )
    return sorted({f"{value:f}" for value in values if value})


_LISTED_COLUMNS = (
    "disclosure_id",
    "sha256",
    "path",
    "title",
    "department_name",
    "fiscal_year",
    "doc_type",
    "department_type",
    "province",
    "city",
    "county",
    "n_numbers",
    "n_numbers_read",
)


def _count_failures(checks: Iterable[RowMapping]) -> Counter[str]:
    return Counter(row["rule"] for row in checks if row["result"] == "fail")


def _count_errors(failures: Mapping[str, int]) -> int:
    counts = failures.items()
    return sum(count for rule, count in counts if _find_severity(rule) == "error")


def _count_unread(rows: RowsOfTables) -> int:
    """Unmatched numbers, except page numbers of a table of contents."""
    contents = {row["place"] for row in rows["blocks"] if row["kind"] == "contents"}
    return sum(
        row["reason"] in _NOTABLE_REASONS
        and str(Span.parse(row["place"]).element) not in contents
        for row in rows["unmatched_numbers"]
    )


def _find_severity(rule: str) -> str:
    known = schema.load_rules().get(rule)
    if known:
        return known.severity
    return find_severity(rule)


def rank_entry(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """The order of the list: what failed a check first, of those the worst grade, then
    what failed, was unread, was remarked."""
    grade = str(entry["grade"] or "")
    failed = sum(entry["failed"].values())
    return (
        not failed, [-ord(letter) for letter in grade], -entry["errors"], -failed, -entry["unread"], -entry["serious"],
        -sum(entry["issues"].values()), entry["path"], entry["disclosure_id"],
    )  # fmt: skip
