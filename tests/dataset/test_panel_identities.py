"""The panel adds up: what the calculation tree says of concepts holds for its columns, department by department."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pandas as pd
import pytest

import extractor
from extractor.dataset.dataset import Dataset
from extractor.dataset.panel import select_whole_values
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


SUM_OF_FACTS = """
    SELECT sum(value_yuan) FROM (
        SELECT disclosure_id, max(value_yuan) AS value_yuan
        FROM facts JOIN disclosures USING (disclosure_id)
        WHERE is_whole AND item = ? AND fund = ? AND coalesce(scope, '') <> 'year'
          AND facts.fiscal_year = disclosures.fiscal_year
          AND stage = CASE WHEN doc_type LIKE '%final' THEN 'executed' ELSE 'budget' END
        GROUP BY disclosure_id
        HAVING count(DISTINCT value_yuan) = 1 AND sum(conflict_places IS NOT NULL) = 0
    )
"""
"""What an analyst would write: one value an office, nothing that several places contradict."""


@pytest.mark.parametrize(
    ("item", "fund"),
    [
        ("revenue.total", "all"),
        ("revenue.general_public_budget", "general_public_budget"),
        ("expenditure.total", "all"),
        ("expenditure.project", "all"),
        ("procurement.total", "all"),
        ("three_public.total", "fiscal_appropriation"),
        ("three_public.hospitality", "fiscal_appropriation"),
    ],
)
def test_a_sum_by_sql_over_facts_is_the_sum_of_the_panel(outputs: Dataset, item: str, fund: str) -> None:
    with sqlite3.connect(":memory:") as database:
        for name in ("facts", "disclosures"):
            outputs[name].to_sql(name, database, index=False)
        (total,) = database.execute(SUM_OF_FACTS, (item, fund)).fetchone()
    panel = outputs.panel([item], sources=True)
    assert total is not None
    assert Decimal(str(total)) == Decimal(str(panel[item].sum()))


def test_of_two_values_that_agree_the_panel_takes_the_more_exact(outputs: Dataset) -> None:
    facts = outputs.facts
    rounded = facts[facts["is_whole"] & (facts["item"] == "three_public.total")].iloc[[0]].copy()
    rounded["fund"], rounded["precision"] = "fiscal_appropriation", 50.0
    exact = rounded.copy()
    exact["fund"], exact["precision"], exact["fact_id"] = "general_public_budget", 0.005, "exact"
    exact["value_yuan"] = rounded["value_yuan"] + 41.5
    other = exact.copy()
    other["value_yuan"], other["fact_id"] = rounded["value_yuan"] + 410, "other"
    documents = outputs.disclosures
    chosen = select_whole_values(documents, pd.concat([rounded, other, exact], ignore_index=True))
    assert chosen["fact_id"].iloc[0] == "exact"
    chosen = select_whole_values(documents, pd.concat([rounded, other], ignore_index=True))
    assert chosen["fact_id"].iloc[0] == rounded["fact_id"].iloc[0]
