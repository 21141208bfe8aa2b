"""The schema says everything about every column, once, in both languages."""

from __future__ import annotations

import csv
import re

import pytest

from extractor import schema
from extractor.model.records import FigureContext
from extractor.schema.concepts import load_concepts
from tests.paths import SHARED

COLUMNS = [(table, column) for table in schema.load_tables() for column in table.columns]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_table_and_column_is_named_and_described_in_both_languages() -> None:
    silent = [
        (table.name, getattr(thing, "name", ""))
        for table in schema.load_tables()
        for thing in (table, *table.columns)
        if not CHINESE.search(thing.description_zh)
        or CHINESE.search(thing.label_en)
        or not all([thing.label_zh, thing.label_en, thing.description_en])
    ]
    assert silent == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_columns_of_a_table_share_a_label(lang: str) -> None:
    for table in schema.load_tables():
        labels = [column.get_label(lang) for column in table.columns]
        assert sorted(set(labels)) == sorted(labels), table.name


def test_types_are_the_five_of_the_schema() -> None:
    assert {column.type for _, column in COLUMNS} == {"string", "integer", "decimal", "boolean", "date"}


def test_keys_lead_to_columns_that_are_there() -> None:
    for _, column in COLUMNS:
        if "." in column.reference:
            table, _, name = column.reference.partition(".")
            assert schema.get_table(table).id_column == name
        else:
            assert column.reference in {"", "items", "concepts", "rules"}
    without = [table.name for table in schema.load_tables() if not table.primary_key]
    assert without == ["unmatched_numbers", "manifest"]


def test_every_table_but_those_of_files_belongs_to_a_document() -> None:
    assert [t.name for t in schema.load_tables() if t.columns[0].name != "disclosure_id"] == ["manifest", "sources"]


def test_closed_lists_hold_no_value_twice() -> None:
    for table, column in COLUMNS:
        assert len(set(column.values)) == len(column.values), (table.name, column.name)


def test_every_rule_and_item_is_said_in_both_languages() -> None:
    assert all(CHINESE.search(rule.text_zh) and rule.text_en for rule in schema.load_rules().values())
    assert all(item.label_zh and item.label_en for item in load_concepts().values())
    assert {item.parent for item in load_concepts().values()} - {""} <= set(load_concepts())


CONTEXT_COLUMNS = set(FigureContext._fields) | {"fact_id", "is_whole"}
"""The dimensions of a figure, which amounts, changes and lines have in common, and the fact that it supports."""
TABLES_RENAMED = {"documents": "disclosures", "leftovers": "unmatched_numbers", "across": "cross_document_checks"}
COLUMNS_RENAMED = {"document_id": "disclosure_id", "document_ids": "disclosure_ids"}
"""Names of the contract from before version 0.2 -> today's."""


@pytest.mark.skipif(not SHARED.exists(), reason="the contract is not beside this checkout")
def test_the_contract_is_kept_and_only_added_to() -> None:
    with (SHARED / "contract" / "columns.csv").open(encoding="utf-8-sig", newline="") as handle:
        wanted = [
            (TABLES_RENAMED.get(r["table"], r["table"]), COLUMNS_RENAMED.get(r["column"], r["column"]), r["type"], r["unit"])
            for r in csv.DictReader(handle)
            if r["column"]
        ]
    ours = [(table.name, column.name, column.type, column.unit) for table, column in COLUMNS]
    assert [row for row in ours if row in set(wanted)] == wanted
    added = [f"{row[0]}.{row[1]}" for row in ours if row not in set(wanted) and row[0] not in ("cross_document_checks", "blocks", "disclosure_files", "sources") and row[1] != "file"]
    assert [name for name in added if name.partition(".")[2] not in CONTEXT_COLUMNS and not name.startswith("facts.")] == [
        "disclosures.share_characters",
        "disclosures.share_numbers",
        "disclosures.grade",
        "disclosures.grade_reasons",
        "disclosures.text_boxes",
        "amounts.unit_place",
        "amounts.qualifier",
        "amounts.lower",
        "amounts.upper",
        "changes.unit_source",
        "changes.unit_place",
        "changes.qualifier",
        "changes.lower",
        "changes.upper",
        "changes.percent_qualifier",
        "activities.budget_status",
        "activities.unit_source",
        "activities.unit_place",
        "procurement.project_funds_status",
        "procurement.quantity_status",
        "procurement.unit_price_status",
        "procurement.total_status",
        "procurement.current_year_status",
        "procurement.general_public_budget_status",
        "procurement.government_funds_status",
        "procurement.fiscal_special_account_status",
        "procurement.other_sources_status",
        "procurement.other_channels_status",
        "procurement.unit_source",
        "procurement.unit_place",
        "assets.value_status",
        "assets.unit_source",
        "assets.unit_place",
        "assets.net_value",
        "assets.accumulated_depreciation",
        "counts.value_status",
        "counts.qualifier",
        "counts.lower",
        "counts.upper",
        "budget_lines.line_id",
        "budget_lines.value_status",
        "budget_lines.unit_source",
        "budget_lines.unit_place",
        "budget_lines.class_code",
        "budget_lines.group_code",
        "budget_lines.unit_name",
        "budget_lines.qualifier",
        "budget_lines.lower",
        "budget_lines.upper",
        "tables.unit_source",
        "tables.unit_place",
        "tables.continues",
        "unmatched_numbers.reason",
        "quality.disclosure_id",
        "quality.mark_id",
        "quality.aspect",
        "quality.grade",
        "quality.n",
        "quality.total",
        "quality.message",
        "evidence.corrected",
        "evidence.page",
        "evidence.x0",
        "evidence.y0",
        "evidence.x1",
        "evidence.y1",
        "evidence.more_boxes",
        "corrections.disclosure_id",
        "corrections.correction_id",
        "corrections.table",
        "corrections.place",
        "corrections.column",
        "corrections.old",
        "corrections.new",
        "corrections.reason",
        "corrections.who",
        "corrections.date",
        "corrections.result",
        "corrections.because",
        "manifest.misnamed",
        "manifest.joined_to",
        "manifest.joined_by",
    ]
