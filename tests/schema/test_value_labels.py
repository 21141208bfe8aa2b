"""Codes of closed lists have words for people, in whatever table they stand."""

from __future__ import annotations

import pytest

from extractor import schema
from extractor.schema.value_labels import get_value_label, list_value_labels


@pytest.mark.parametrize(
    ("table", "column", "value", "label"),
    [
        ("facts", "fund", "state_capital", "国有资本经营"),
        ("facts", "source", "table", "表格"),
        ("amounts", "source", "table", "两列的小表"),
        ("changes", "unit_source", "cell", "单元格"),
        ("budget_lines", "nature", "basic", "基本支出"),
        ("checks", "result", "fail", "不符"),
        ("manifest", "status", "encrypted", "加密"),
    ],
)
def test_a_code_is_told_in_chinese_words_and_in_english_ones(table: str, column: str, value: str, label: str) -> None:
    assert get_value_label(table, column, value, "zh") == label
    assert get_value_label(table, column, value, "en") == value.replace("_", " ")


def test_what_is_no_code_and_the_letter_of_a_grade_stay_as_they_are() -> None:
    assert get_value_label("disclosures", "grade", "A", "zh") == "A"
    assert get_value_label("disclosures", "department_name", "审计局", "zh") == "审计局"
    assert get_value_label("facts", "fiscal_year", 2020, "zh") == "2020"


def test_every_code_of_a_column_that_has_words_has_them() -> None:
    for table in schema.load_tables():
        for column, labels in list_value_labels(table.name).items():
            (described,) = (each for each in table.columns if each.name == column)
            short = {value for value in described.values if len(value) <= 3 and value.upper() == value}
            assert set(labels) == set(described.values) - short, f"{table.name}.{column}"
