"""Forms of rows in many layouts: each number becomes a row or a line of the right table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import extractor
from benchmarks.first_readings import write_document
from tests.paths import ROOT

FORMS = (ROOT / "tests" / "extractors" / "row_forms.txt").read_text("utf-8")
TITLES = {"budget": "部门预算公开说明", "final": "部门决算公开说明"}


class Form(NamedTuple):
    """A form: its name, the paragraphs above it, its rows, the rows that it gives by table."""

    name: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    expected: Mapping[str, tuple[str, ...]]


def iterate_forms() -> Iterator[Form]:
    for block in FORMS.split("## ")[1:]:
        head, *lines = block.strip().splitlines()
        name, office, year, stage, titles, unit = (part.strip() for part in head.split("|"))
        above = (office, f"{year}年{TITLES[stage]}", *titles.split(";"), unit)
        expected: dict[str, tuple[str, ...]] = {}
        rows = []
        for line in lines:
            if line.startswith("> "):
                table, _, row = line[2:].partition(":")
                expected[table] = (*expected.get(table, ()), row.strip())
            else:
                rows.append(tuple(None if cell == "<" else cell.replace("\\n", "\n") for cell in line.split("|")))
        yield Form(name, tuple(filter(None, above)), tuple(rows), expected)


def print_value(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, Decimal | float | int):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value).strip()


def print_rows(data: Any, table: str, *columns: str) -> Iterator[str]:
    for row in getattr(data, table).to_dict("records"):
        yield "|".join(print_value(row[column]) for column in columns)


def print_purchases(data: Any) -> Iterator[str]:
    for row in data.procurement.to_dict("records"):
        name = row["item_name"] if row["row_type"] == "item" else row["row_label"]
        values = (row["row_type"], name or row["project_name"])
        numbers = (row["quantity"], row["quantity_unit"], row["unit_price"], row["total"], row["unit"])
        yield "|".join(map(print_value, (*values, *numbers)))


def print_contexts(data: Any) -> Iterator[str]:
    """The label, value, concept and fund of each line that has a concept."""
    for row in data.budget_lines.to_dict("records"):
        concept = print_value(row["concept"]) or print_value(row["item"])
        if concept:
            values = (row["row_label"], row["value"], concept, row["fund"], row["project"])
            yield "|".join(map(print_value, values)).rstrip("|")


def print_indicators(data: Any) -> Iterator[str]:
    thresholds = data.thresholds.to_dict("records")
    for row in data.indicators.to_dict("records"):
        own = [one for one in thresholds if one["indicator_id"] == row["indicator_id"]]
        target = ";".join(print_value(one["text"]) for one in own)
        unit = print_value(own[0]["unit"]) if own else ""
        levels = (row["level1"], row["level2"], row["name"])
        yield "|".join((*map(print_value, levels), target, unit))


def read_form(form: Form, folder: Path) -> dict[str, tuple[str, ...]]:
    path = folder / "form.docx"
    write_document(path, [*({"p": one} for one in form.paragraphs), {"table": form.rows}])
    data = extractor.read(path)
    found = {
        "procurement": print_purchases(data),
        "assets": print_rows(data, "assets", "row_type", "item", "label", "quantity", "quantity_unit", "value"),
        "indicators": print_indicators(data),
        "activities": print_rows(data, "activities", "level", "name", "budget"),
        "org_units": print_rows(data, "org_units", "name", "nature", "rank", "funding"),
        "counts": print_rows(data, "counts", "subject", "value", "unit"),
        "amounts": print_rows(data, "amounts", "label", "value"),
        "lines": print_rows(data, "budget_lines", "row_label", "column_label", "value"),
    }
    facts = data.facts
    whole = facts[facts.is_whole & facts.concept.str.startswith("staff.", na=False)]
    if "contexts" in form.expected:
        found["contexts"] = print_contexts(data)
    found["panel"] = ("|".join(map(print_value, row)) for row in zip(whole.concept, whole.value, strict=True))
    rows = {table: tuple(sorted(lines)) for table, lines in found.items()}
    return {table: lines for table, lines in rows.items() if lines and (table not in ("amounts", "lines") or table in form.expected)}


@pytest.mark.parametrize("form", list(iterate_forms()), ids=lambda form: form.name)
def test_a_form_gives_its_rows_and_nothing_else(form: Form, tmp_path: Path) -> None:
    expected = {table: tuple(sorted(rows)) for table, rows in form.expected.items()}
    assert read_form(form, tmp_path) == expected
