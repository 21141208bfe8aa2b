"""The panel adds up: what the calculation tree says of concepts holds for its columns, department by department."""

from __future__ import annotations

from decimal import Decimal

import pytest

import extractor
from extractor.dataset.dataset import Dataset
from extractor.model.document import Span
from extractor.schema.concepts import Calculation, load_calculations
from extractor.validation.sums import enumerate_part_choices
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    is_shortfall,
    is_supported,
)
from tests.paths import ROOT

HALF_STEP = Decimal(50)
"""Half of 0.01 万元, the last digit that most figures of the samples print."""


def build_term(concept: str, value: Decimal) -> EquationTerm:
    half_step = HALF_STEP if value else Decimal(0)
    return EquationTerm(concept, value, half_step, str(value), "元", Span(concept))


@pytest.fixture(scope="module")
def outputs() -> Dataset:
    return extractor.open_dataset(ROOT / "outputs")


@pytest.mark.parametrize("calculation", load_calculations("list"), ids=lambda calculation: calculation.rule_id)
def test_a_total_of_the_panel_is_the_sum_of_its_columns(outputs: Dataset, calculation: Calculation) -> None:
    concepts = [calculation.total, *calculation.parts]
    panel = outputs.panel(concepts)
    results: list[str] = []
    for row in panel.to_dict("records"):
        stated = {one: build_term(one, Decimal(str(row[one]))) for one in concepts if row[one] == row[one] and row[one] is not None}
        parts = {one: (stated[one],) for one in calculation.parts if one in stated}
        if calculation.total not in stated or not set(calculation.required) <= set(parts) or len(parts) < 2:
            continue
        choices = enumerate_part_choices(calculation, parts)
        check = best_of(balances(calculation.rule_id, [stated[calculation.total]], terms) for terms in choices if terms)
        results.append("holds" if is_supported(check) else "partial" if is_shortfall(check) else f"{row['disclosure_id']}: {check.message}")
    assert set(results) <= {"holds", "partial"}
    assert results.count("holds") >= results.count("partial")
