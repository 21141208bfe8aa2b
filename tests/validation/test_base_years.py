"""The year that a change is measured against comes before its own."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document


def flag(sentence: str) -> list[str]:
    lines = ("云岭县水利局2022年部门预算", "一、收支预算情况", "收入预算8万元，支出预算8万元。", sentence)
    (found,) = extract_disclosures(build_document(*lines))
    assert found.changes
    return [issue.place for issue in found.issues if issue.code == "BASE_YEAR"]


@pytest.mark.parametrize("base", ["2021年", "上年", "2021年预算数"])
def test_an_earlier_base_year_is_no_issue(base: str) -> None:
    assert flag(f"2022年机关运行经费5万元，比{base}增加1万元。") == []


def test_a_base_year_that_does_not_come_before_is_flagged_at_the_change() -> None:
    assert flag("2022年机关运行经费5万元，比2023年增加1万元。") == ["b4[23:26]"]
