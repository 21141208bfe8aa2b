"""Samples, and the example disclosure where it is beside the project, give exactly the rows that were written for them."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractor.model.disclosure import Disclosure
from extractor.model.records import Extracted, Record
from extractor.pipeline import parse_file
from extractor.text.normalize import match_key

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
CASES = [(path, HERE.parent / "samples" / f"{path.stem}.docx") for path in sorted((HERE.parent / "samples/expected").glob("*.json"))]
CASES += [(path, path.with_name(path.name.replace(".gold.json", ".docx"))) for path in sorted((HERE / "blind").glob("*.gold.json"))]
if SHARED.exists():
    CASES += [(SHARED / "seed/gold.json", path) for path in sorted((SHARED / "seed").glob("*.[dt]*"))]

HELPER_COLUMNS = {"activities": {"parent"}, "thresholds": {"activity"}}
TABLES = tuple(field.name for field in dataclasses.fields(Disclosure) if field.default == ())
NOT_ROWS = {"places", "document", "file"}
RENAMED_TABLES = {"documents": "disclosures"}  # gold of 0.1 outside the repository


@cache
def read_disclosure(path: Path) -> Disclosure:
    """The one disclosure of a file."""
    (disclosure,) = parse_file(path.read_bytes(), path.name).disclosures
    return disclosure


def convert_to_comparable(value: object) -> object:
    """A value as rows are compared: white space and width folded, numbers as decimals."""
    if isinstance(value, Extracted):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    text = match_key(value.isoformat() if hasattr(value, "isoformat") else str(value))
    try:
        return Decimal(text).normalize() + 0
    except InvalidOperation:
        return text


def list_rows(disclosure: Disclosure, table: str, columns: list[str]) -> list[tuple[object, ...]]:
    if table == "disclosures":
        records: list[Any] = [disclosure.profile]
    elif table in ("sections", "sections_level2"):
        records = [s for s in disclosure.sections if s.level == (2 if table.endswith("2") else 1)]
    else:
        records = list(getattr(disclosure, table))
    return [tuple(convert_to_comparable(getattr(record, column)) for column in columns) for record in records]


@pytest.mark.parametrize(("gold", "path"), CASES, ids=[path.name for _, path in CASES])
def test_every_row_written_for_a_document_is_found_and_none_beyond(gold: Path, path: Path) -> None:
    expected = json.loads(gold.read_text(encoding="utf-8"))
    disclosure = read_disclosure(path)
    for given, rows in expected.items():
        table = RENAMED_TABLES.get(given, given)
        if table in NOT_ROWS or not isinstance(rows, list):
            continue
        if table == "checks":
            tried = {(check.rule, check.result) for check in disclosure.checks}
            assert {(row["rule"], row["result"]) for row in rows} <= tried
            continue
        columns = [name for name in (rows[0] if rows else {}) if name not in HELPER_COLUMNS.get(table, ())]
        wanted = [tuple(convert_to_comparable(row.get(name)) for name in columns) for row in rows]
        assert sorted(map(repr, list_rows(disclosure, table, columns))) == sorted(map(repr, wanted)), table


@pytest.mark.parametrize(("gold", "path"), CASES, ids=[path.name for _, path in CASES])
def test_every_place_written_for_a_document_is_where_the_value_stands(gold: Path, path: Path) -> None:
    places = json.loads(gold.read_text(encoding="utf-8")).get("places", [])
    if gold.parent.name == "seed" and path.suffix == ".docx":
        places = json.loads((gold.parent / "places.json").read_text(encoding="utf-8"))
    disclosure = read_disclosure(path)
    found = {
        (table, column, reading.raw, str(reading.place))
        for table in TABLES
        for record in getattr(disclosure, table)
        if dataclasses.is_dataclass(record) and isinstance(record, Record)
        for column in record.__dataclass_fields__
        if isinstance(reading := getattr(record, column), Extracted)
    }
    missing = [p for p in places if (p["table"], p["column"], p["raw"], p["place"]) not in found]
    assert missing == []
