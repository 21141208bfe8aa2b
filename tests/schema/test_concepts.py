"""The tree of concepts and what adds up to what: data that agrees with itself, and fails by name where it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractor.schema import concepts, get_table
from extractor.schema.concepts import SchemaError, load_calculations, load_concepts

ROW = {"rule_id": "TP_SUM", "use": "list", "total": "three_public.total", "parts": "three_public.overseas", "optional": "", "required": "", "excluding": "", "overriding": ""}


def test_every_part_of_a_sum_belongs_to_the_tree_of_its_total() -> None:
    for calculation in (*load_calculations("list"), *load_calculations("subtotal"), *load_calculations("fund"), *load_calculations("at_most")):
        assert {concepts.get_root(part) for part in calculation.parts} == {concepts.get_root(calculation.total)}, calculation


def test_every_concept_below_the_top_adds_to_its_parent_or_is_another_split_of_it() -> None:
    assert {concept.id for concept in load_concepts().values() if (concept.sign is None) != (concept.parent == "")} == set()
    assert {concept.sign for concept in load_concepts().values()} == {None, 0, 1}


def test_only_a_concept_that_repeats_by_a_classification_is_whole_in_no_fund() -> None:
    assert {concept.id for concept in load_concepts().values() if not concept.funds} == concepts.list_concepts_by_breakdown()
    assert concepts.list_concepts_by_breakdown("function") == {"expenditure.functional"}


def test_what_is_counted_is_no_money() -> None:
    assert [concept.id for concept in load_concepts().values() if (concept.kind == "count") != (concept.gfsm2014 == "count")] == []


def test_the_money_columns_of_procurement_are_columns_of_its_table() -> None:
    columns = [column.name for column in get_table("procurement").columns]
    money = concepts.list_procurement_money_columns()
    assert sorted(money, key=columns.index) == list(money)
    assert len(set(money)) == 7


def test_a_subtotal_is_a_part_that_other_parts_add_up_to() -> None:
    revenue = load_calculations("list")[0]
    assert [one.total for one in concepts.list_subtotals(revenue)] == ["revenue.fiscal_appropriation", "revenue.unit_funds"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"parts": "three_public.overseas;three_public.travel"}, "three_public.travel"),
        ({"rule_id": "TP_SUMM"}, "TP_SUMM"),
        ({"use": "lists"}, "lists"),
        ({"overriding": "three_public.vehicle.total"}, "three_public.vehicle.total"),
    ],
)
def test_a_name_that_is_not_known_fails_with_the_file_to_edit(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str) -> None:
    def read(_: str) -> Iterator[dict[str, str]]:
        yield ROW | changed

    load_concepts()
    monkeypatch.setattr(concepts, "read_csv_rows", read)
    with pytest.raises(SchemaError, match=f"schema/data/calculations.csv: .*{named!r}"):
        concepts._load_all_calculations.__wrapped__()
