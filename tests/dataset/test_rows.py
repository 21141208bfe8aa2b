"""Records become rows with ids and evidence, and come back from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor import schema
from extractor.dataset import row_mapping
from extractor.dataset.csv_cells import is_in_range
from extractor.dataset.from_rows import rows_to_records
from extractor.dataset.to_rows import build_file_rows, records_to_rows
from extractor.model.disclosure import Disclosure
from extractor.model.document import Document, PageBox, Paragraph, Span
from extractor.model.enums import CheckResult, ClosedList
from extractor.model.records import Extracted, Goal, TableRecord, Unit
from extractor.pipeline import parse_file
from extractor.schema.concepts import load_concepts
from tests.example_disclosure import (
    ID,
    SHA,
    amount,
    disclosure,
    make_parsed,
    money,
    text,
)


def test_every_row_holds_the_columns_of_its_table_in_their_order() -> None:
    found = build_file_rows(make_parsed())
    assert list(found) == [table.name for table in schema.load_tables() if table.name != "manifest"]
    assert [name for name, several in found.items() if not several] == ["cross_document_checks", "sources"]  # what a run alone knows
    for name, several in found.items():
        assert all(tuple(row) == schema.list_column_names(name) for row in several)


def test_every_value_has_the_type_of_its_column() -> None:
    types = {"string": str, "integer": int, "decimal": Decimal, "boolean": bool, "date": date}
    for name, several in build_file_rows(make_parsed()).items():
        for column in schema.get_table(name).columns:
            for row in several:
                assert row[column.name] is None or type(row[column.name]) is types[column.type], (name, column.name)


def test_ids_name_document_table_and_ordinal_and_references_follow_the_records() -> None:
    found = build_file_rows(make_parsed())
    assert [row["section_id"] for row in found["sections"]] == [f"{ID}-section-1", f"{ID}-section-2"]
    assert [row["parent_id"] for row in found["sections"]] == [None, f"{ID}-section-1"]
    assert [row["parent_id"] for row in found["activities"]] == [None, f"{ID}-activity-1"]
    assert found["indicators"][0]["activity_id"] == f"{ID}-activity-2"
    assert found["thresholds"][0]["indicator_id"] == f"{ID}-indicator-1"
    assert [row["table_id"] for row in found["cells"]] == [f"{ID}-table-1", f"{ID}-table-1", f"{ID}-table-2"]
    assert [row["line_id"] for row in found["budget_lines"]] == [f"{ID}-line-1", f"{ID}-line-2"]


def test_one_record_listed_twice_has_two_ids() -> None:
    whole = disclosure()
    found = records_to_rows(replace(whole, goals=whole.goals * 2), ID)
    assert [row["goal_id"] for row in found["goals"]] == [f"{ID}-goal-1", f"{ID}-goal-2"]


def test_an_amount_keeps_value_unit_yuan_text_and_place() -> None:
    assert build_file_rows(make_parsed())["amounts"][0] == {
        "disclosure_id": ID,
        "amount_id": f"{ID}-amount-1",
        "item": "revenue.total",
        "label": "收入",
        "value": Decimal("1234.50"),
        "unit": "万元",
        "unit_source": "caption",
        "unit_place": "b9",
        "value_yuan": Decimal("12345000.00"),
        "value_status": "reported",
        "fiscal_year": 2020,
        "phase": "budget",
        "source": "prose",
        "section": "budget_overview",
        "raw": "1,234.50万元",
        "place": "b10[3:13]",
        "concept": "revenue",
        "fund": "all",
        "scope": None,
        "entity": "whole",
        "entity_name": None,
        "function_code": None,
        "function_name": None,
        "economic_code": None,
        "economic_name": None,
        "project": None,
        "nature": None,
        "file": "",
        "qualifier": "exact",
        "lower": None,
        "upper": None,
        "is_whole": True,
        "fact_id": f"{ID}-fact-1",
    }


NO_BOX = dict.fromkeys(("page", "x0", "y0", "x1", "y1", "more_boxes"))


def test_a_value_on_several_lines_of_a_page_has_a_box_a_line() -> None:
    boxes = (PageBox(2, 90.0, 700.126, 505.0, 716.0), PageBox(2, 90.0, 672.0, 120.5, 688.0))
    found = records_to_rows(disclosure(), ID, find_boxes=lambda span: boxes)["evidence"][0]
    assert [found[name] for name in NO_BOX] == [
        2, Decimal("90.00"), Decimal("700.13"), Decimal("505.00"), Decimal("716.00"), "2 90.00 672.00 120.50 688.00",
    ]  # fmt: skip


def test_each_printed_value_is_one_row_of_evidence_and_a_blank_cell_is_none() -> None:
    evidence = build_file_rows(make_parsed())["evidence"]
    keys = [(row["table"], row["record_id"], row["column"]) for row in evidence]
    assert len(set(keys)) == len(keys)
    of_purchase = [row["column"] for row in evidence if row["table"] == "procurement"]
    assert of_purchase == [
        "project_name", "item_name", "catalog_code", "quantity_unit", "quantity", "unit_price", "total",
    ]  # fmt: skip
    assert [row for row in evidence if row["record_id"] in (f"{ID}-amount-2", f"{ID}-line-2")] == [
        {
            "disclosure_id": ID, "table": "budget_lines", "record_id": f"{ID}-line-2", "column": "functional_code",
            "raw": "2010308", "place": "b6.r2.c1", "unit": None, "unit_source": None, "unit_place": None,
                "corrected": None, **NO_BOX,
                "file": "",
        }
    ]  # fmt: skip
    assert evidence[3] == {
        "disclosure_id": ID, "table": "sections", "record_id": f"{ID}-section-1", "column": "number",
        "raw": "一", "place": "b2[0:1]", "unit": None, "unit_source": None, "unit_place": None,
                "corrected": None, **NO_BOX,
                "file": "",
    }  # fmt: skip


def test_a_unit_in_force_has_evidence_of_its_own() -> None:
    document = Document((Paragraph("b9", "单位：万 元"),))
    table = TableRecord("unknown", None, None, Unit("万元", "caption", Span.parse("b9[3:6]")), None, 1, 1, 0, Span("b8"))
    assumed = TableRecord("unknown", None, None, Unit("元", "template", Span("b99")), None, 1, 1, 0, Span("b10"))
    found = records_to_rows(Disclosure(tables=(table, assumed)), ID, text_at=document.text_at)
    assert [row["unit"] for row in found["tables"]] == ["万元", "元"]
    assert found["evidence"] == [
        {
            "disclosure_id": ID, "table": "tables", "record_id": f"{ID}-table-1", "column": "unit", "raw": "万 元",
            "place": "b9[3:6]", "unit": "万元", "unit_source": "caption", "unit_place": "b9[3:6]",
            "corrected": None, **NO_BOX,
                "file": "",
        }
    ]  # fmt: skip


def test_the_document_row_joins_profile_file_and_counts() -> None:
    (row,) = build_file_rows(make_parsed(), path="甲县/预算.docx")["disclosures"]
    assert {name: value for name, value in row.items() if value is not None} == {
        "disclosure_id": ID,
        "path": "甲县/预算.docx",
        "sha256": SHA,
        "format": "docx",
        "title": "甲县信访局2020年部门预算",
        "doc_type": "department_budget",
        "fiscal_year": 2020,
        "department_name": "甲县信访局",
        "province": "河北省",
        "division_match": "none",
        "template": "base",
        "n_paragraphs": 19,
        "n_tables": 2,
        "n_numbers": 9,
        "n_numbers_read": 8,
        "n_checks_failed": 1,
        "n_issues": 2,
        "grade": "B",
        "grade_reasons": "checks_failed",
        "extractor_version": row["extractor_version"],
    }


def test_further_disclosures_of_a_file_are_numbered() -> None:
    found = build_file_rows(make_parsed(disclosure(), disclosure()))
    assert [row["disclosure_id"] for row in found["disclosures"]] == [ID, f"{ID}-2"]
    assert found["goals"][1]["goal_id"] == f"{ID}-2-goal-1"


def test_messages_come_in_the_language_asked_for() -> None:
    zh, en = (build_file_rows(make_parsed(), lang=lang)["issues"][1] for lang in ("zh", "en"))
    assert zh["severity"] == en["severity"] == "warning"
    assert zh["message"].startswith("a.b 的数 1 位数过多")
    assert en["message"].startswith("a.b: 1 has more digits")


def test_a_number_too_long_for_the_dataset_is_null_and_an_issue() -> None:
    long = amount("revenue.total", "0." + "1" * 7, "b10")
    found = records_to_rows(Disclosure(amounts=(long,)), ID)
    assert found["amounts"][0]["value"] is None
    assert found["amounts"][0]["raw"] == "0." + "1" * 7
    assert [(row["code"], row["place"]) for row in found["issues"]] == [("NUMBER_TOO_LONG", "b10")]
    assert found["disclosures"][0]["n_issues"] == 1


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("0", True), ("-1E+3", True), ("1.50000000000000000000000", True), ("1E-6", True), ("1E-7", False),
        ("999999999999999999", True), ("1E+18", False), ("NaN", False), ("Infinity", False),
    ],
)  # fmt: skip
def test_a_number_fits_when_no_digit_would_be_lost(number: str, kept: bool) -> None:
    assert is_in_range(Decimal(number)) is kept


def test_a_parent_that_is_no_record_is_refused_and_an_equal_one_is_found() -> None:
    whole = disclosure()
    copy = replace(whole.activities[1])
    moved = replace(whole, indicators=(replace(whole.indicators[0], parent=copy),), thresholds=())
    assert records_to_rows(moved, ID)["indicators"][0]["activity_id"] == f"{ID}-activity-2"
    with pytest.raises(LookupError):
        records_to_rows(replace(moved, activities=()), ID)


def test_records_come_back_from_their_rows() -> None:
    whole = disclosure()
    again = rows_to_records(records_to_rows(whole, ID))
    assert again == replace(whole, checks=(), facts=(), quality=(), issues=())


def test_a_number_that_lost_its_zeros_in_a_file_gets_them_back_from_the_page() -> None:
    found = records_to_rows(Disclosure(amounts=(amount("revenue.total", "3,600.00", "b10", value=money("3600.00", "3,600.00元", "b10")),)), ID)
    found["amounts"][0]["value"] = Decimal("3600")
    (again,) = rows_to_records(found).amounts
    assert str(again.value.value) == "3600.00"


def test_evidence_outside_the_fields_of_a_record_is_not_needed() -> None:
    assert rows_to_records({"goals": [{"disclosure_id": ID, "goal_id": "g", "text": "好", "place": "b1"}]}).goals == (
        Goal(Extracted("好", "", Span("b1"))),
    )
    assert text("好", "b1") == Extracted("好", "好", Span("b1"))


def test_every_table_of_records_has_its_mapping_and_a_column_of_one_side_alone_is_refused_at_import(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = {"cross_document_checks", "disclosure_files", "evidence", "issues", "manifest", "sources"}
    assert list(row_mapping.ROW_MAPPINGS) == [t.name for t in schema.load_tables() if t.name not in computed]
    get_table, table = schema.get_table, schema.get_table("goals")
    longer = table._replace(columns=(*table.columns, table.columns[-1]._replace(name="added")))
    monkeypatch.setattr(row_mapping.schema, "get_table", lambda name: longer if name == "goals" else get_table(name))
    with pytest.raises(ImportError, match=r"goals .*schema/data/columns.csv and extractor/dataset/row_mapping.py: added"):
        list(row_mapping._declare_mappings())


def test_a_field_of_a_record_without_column_and_a_column_without_attribute_are_refused() -> None:
    mapping = row_mapping.ROW_MAPPINGS["goals"]
    without = replace(mapping, columns=tuple(c for c in mapping.columns if c.attribute != "text"))
    with pytest.raises(ImportError, match=r"row_mapping.py: no column for the fields text of Goal in extractor/model/records.py"):
        row_mapping._require_all_fields(without)
    odd = replace(mapping, columns=(*mapping.columns, mapping.columns[-1]._replace(attribute="colour")))
    with pytest.raises(ImportError, match=r"records.py: Goal has no attribute for the columns colour"):
        row_mapping._require_all_fields(odd)


def test_an_enum_that_differs_from_its_closed_list_is_refused_with_the_file_to_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    shorter = ClosedList(CheckResult, ("checks.result",))
    monkeypatch.setattr(row_mapping, "CLOSED_LISTS", (shorter,))
    with pytest.raises(ImportError, match=r"closed list of checks.result: .*schema/data/columns.csv and extractor/model/enums.py .CheckResult.: revision"):
        row_mapping._collect_enums()


def test_every_closed_list_of_fixed_words_is_an_enum() -> None:
    """What the lexicon or a code list names (keys of sections and tables, grades, units) is no enum, nor are numbers."""
    elsewhere = {"level", "key", "unit", "section", "level1", "grade_order", "table_key"}
    listed = {(t.name, c.name) for t in schema.load_tables() for c in t.columns if c.values and c.name not in elsewhere}
    assert listed - set(row_mapping.ENUMS) == {("thresholds", "grade")}


def test_values_of_the_samples_keep_to_the_closed_lists(samples: list[Path]) -> None:
    outside = set()
    for path in samples:
        found = build_file_rows(parse_file(path.read_bytes(), path.name), path.name)
        for table in schema.load_tables():
            for column in table.columns:
                values = {str(row[column.name]) for row in found.get(table.name, ()) if row[column.name] is not None}
                if column.values:
                    outside |= {(table.name, column.name, value) for value in values - set(column.values)}
                elif column.reference in ("items", "rules"):
                    known = load_concepts() if column.reference == "items" else schema.load_rules()
                    outside |= {(table.name, column.name, value) for value in values - set(known)}
    assert outside == set()
