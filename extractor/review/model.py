"""What the page knows of one document: its rows as plain JSON, without what they repeat.

Only the dataset is asked; the file may be gone. Texts at places are not stored a second time: the page cuts them out of
the blocks and cells that hold them, which the first law allows (a quote is what stands at its place).
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
"""Tables that the page shows in a way of their own; all others are records, listed column by column."""

_OMITTED_COLUMNS = {
    "sections": {"text"}
}  # the prose of a section is that of its blocks
_NOTABLE_REASONS = frozenset({"money", "percent", "count", "cell", "limit", "other"})
"""Reasons of unmatched_numbers that may be a figure somebody wants; years, list numbers and page numbers are none."""


def to_json_value(value: object) -> Any:
    """A value as JSON holds it; a decimal as text, so that no digit is lost."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def build_disclosure_data(
    rows: Mapping[str, Sequence[RowMapping]],
    cross_document_checks: Iterable[RowMapping] = (),
) -> dict[str, Any]:
    """One document for the page; ``rows`` are those of all its tables, ``cross_document_checks`` those about it and others."""
    cells: dict[str, list[list[Any]]] = {}
    for row in rows["cells"]:
        cells.setdefault(row["table_id"], []).append(
            _pick_values(row, "row", "column", "row_span", "column_span", "text", "use")
        )
    ids = {
        (name, row[key]): at
        for name in rows
        if (key := _find_id_column(name))
        for at, row in enumerate(rows[name])
    }
    return {
        "facts": {name: to_json_value(value) for name, value in rows["disclosures"][0].items() if value is not None},
        "blocks": [_pick_values(row, "place", "kind", "number", "level", "text", "anchor") for row in rows["blocks"]],
        "cells": {row["place"]: cells.get(row["table_id"], []) for row in rows["tables"]},
        "records": {name: _build_table_data(name, several) for name, several in rows.items() if name not in _SPECIAL_TABLES and several},
        "evidence": [
            [row["table"], ids.get((row["table"], row["record_id"]), 0)]
            + _pick_values(row, "column", "place", "unit", "unit_source", "unit_place", "corrected")
            for row in rows["evidence"]
        ],
        "checks": [
            _pick_values(row, "rule", "result", "expected", "actual", "difference", "tolerance", "message", "places")
            for row in rows["checks"]
        ],
        "cross_document_checks": [
            _pick_values(
                row, "rule", "result", "expected", "actual", "difference", "tolerance", "message", "places",
                "disclosure_id", "other_disclosure_id",
            )
            for row in cross_document_checks
        ],
        "issues": [_pick_values(row, "code", "severity", "message", "place") for row in rows["issues"]],
        "unmatched_numbers": [_pick_values(row, "raw", "reason", "place", "context") for row in rows["unmatched_numbers"]],
    }  # fmt: skip


def _pick_values(row: RowMapping, *names: str) -> list[Any]:
    return [to_json_value(row[name]) for name in names]


def _find_id_column(name: str) -> str | None:
    return (
        "disclosure_id" if name == "disclosures" else schema.get_table(name).id_column
    )


def _build_table_data(name: str, rows: Sequence[RowMapping]) -> dict[str, Any]:
    """Columns that say something, and the values of each row; the document's id goes without saying."""
    left_out = _OMITTED_COLUMNS.get(name, set()) | {"disclosure_id"}
    columns = [
        c
        for c in schema.list_column_names(name)
        if c not in left_out and any(row[c] is not None for row in rows)
    ]
    return {"columns": columns, "rows": [_pick_values(row, *columns) for row in rows]}


def build_list_entry(
    rows: Mapping[str, Sequence[RowMapping]],
    cross_document_checks: Iterable[RowMapping] = (),
) -> dict[str, Any]:
    """One line of the list of documents: who and when, and what there is to look at."""
    own = rows["disclosures"][0]
    failed = Counter(row["rule"] for row in rows["checks"] if row["result"] == "fail")
    beside = Counter(
        row["rule"] for row in cross_document_checks if row["result"] == "fail"
    )
    listed = {
        row["place"] for row in rows["blocks"] if row["kind"] == "contents"
    }  # numbers of pages stand there
    unread = sum(
        row["reason"] in _NOTABLE_REASONS
        and str(Span.parse(row["place"]).element) not in listed
        for row in rows["unmatched_numbers"]
    )
    names = (
        "disclosure_id", "sha256", "path", "title", "department_name", "fiscal_year", "doc_type", "department_type",
        "province", "city", "county", "n_numbers", "n_numbers_read",
    )  # fmt: skip
    return {
        **{name: to_json_value(own[name]) for name in names},
        "grade": to_json_value(own.get("grade")),
        "failed": dict(sorted((failed + beside).items())),
        "errors": sum(
            n for rule, n in failed.items() if _find_severity(rule) == "error"
        ),
        "issues": dict(sorted(Counter(row["code"] for row in rows["issues"]).items())),
        "serious": sum(row["severity"] != "info" for row in rows["issues"]),
        "unread": unread,
        "unknown": sum(row["key"] is None for row in rows["sections"]),
        "corrected": sum(row["corrected"] is not None for row in rows["evidence"]),
    }


def _find_severity(rule: str) -> str:
    found = schema.load_rules().get(rule)
    return found.severity if found else find_severity(rule)


def rank_entry(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """The order of the list, worst first: grade where there is one, then what failed, was unread, was remarked."""
    grade = str(entry["grade"] or "")
    failed = sum(entry["failed"].values())
    return (
        [-ord(letter) for letter in grade], -entry["errors"], -failed, -entry["unread"], -entry["serious"],
        -sum(entry["issues"].values()), entry["path"], entry["disclosure_id"],
    )  # fmt: skip
