"""In one table a context stands once: what claims it with less is a part, named by its row or by nothing."""

from __future__ import annotations

from decimal import Decimal

from extractor.facts.contexts import separate_contexts
from extractor.model.document import Span
from extractor.model.enums import Fund, Phase, Scope, TableKind, UnitSource, ValueStatus
from extractor.model.records import (
    BudgetLine,
    Extracted,
    FigureContext,
    TableRecord,
    Unit,
)

TABLE = TableRecord(TableKind.STATUTORY, "B2", None, None, None, 5, 4, 1, Span.parse("b9"))
CONTINUED = TableRecord(TableKind.STATUTORY, "B2", None, None, None, 5, 4, 1, Span.parse("b12"), continues="b9")
OFFICE = "临江市档案局"


def make_line(
    row: int, label: str, value: str, concept: str = "expenditure", *, column: int = 2, fund: str = "all", scope: str | None = None, table: TableRecord = TABLE, **other: str
) -> BudgetLine:
    place = Span(table.place.path, row, column)
    figure = Extracted(Decimal(value), value, place, Unit("元", UnitSource.NUMBER, place))
    name = Extracted(label, label, Span(table.place.path, row, 1))
    context = FigureContext(concept, Fund(fund), Scope(scope) if scope else None, **other)
    return BudgetLine(table, "B2", name, None, None, None, None, figure, ValueStatus.REPORTED, 2026, Phase.BUDGET, context=context)


def separate(*lines: BudgetLine) -> list[FigureContext]:
    return [line.context for line in separate_contexts(lines, OFFICE)]


def test_the_office_below_its_own_total_is_the_office_without_its_units() -> None:
    total, whole, own, unit = separate(
        make_line(1, "合计", "900"),
        make_line(2, "临江市档案局", "900"),
        make_line(3, "临江市档案局", "600"),
        make_line(4, "临江市方志馆", "300"),
    )
    assert (total.entity, whole.entity, own.entity) == ("whole", "whole", "own")
    assert (unit.entity, unit.entity_name) == ("unit", "临江市方志馆")


def test_the_office_in_brackets_of_its_level_is_the_office_without_its_units() -> None:
    _, own, _ = separate(make_line(1, "合计", "900"), make_line(2, "临江市档案局（机关）", "600"), make_line(3, "临江市方志馆", "300"))
    assert own.entity == "own"


def test_a_class_that_no_code_names_is_named_by_its_label_among_classes() -> None:
    total, named, unnamed = separate(
        make_line(1, "合计", "500", "expenditure.basic"),
        make_line(2, "教育支出", "300", "expenditure.basic", function_code="205", function_name="教育支出"),
        make_line(3, "1.馆藏数字化事务", "200", "expenditure.basic"),
    )
    assert (total.function_name, named.function_code) == (None, "205")
    assert (unnamed.function_code, unnamed.function_name) == (None, "馆藏数字化事务")


def test_a_part_of_what_nothing_tells_loses_its_concept_and_keeps_its_value() -> None:
    given = (make_line(1, "合计", "500"), make_line(2, "其他", "200"))
    total, part = separate_contexts(given, OFFICE)
    assert (total.context.concept, part.context.concept, part.value.value) == ("expenditure", None, Decimal(200))


def test_a_column_with_less_of_the_same_is_a_part_in_every_row() -> None:
    contexts = separate(
        make_line(1, "合计", "500", column=2),
        make_line(1, "合计", "200", column=4),
        make_line(2, "教育支出", "80", column=2, function_code="205"),
        make_line(2, "教育支出", "80", column=4, function_code="205"),
    )
    assert [context.concept for context in contexts] == ["expenditure", None, "expenditure", None]


def test_columns_of_several_funds_and_scopes_keep_their_concept() -> None:
    given = (
        make_line(1, "合计", "500", "revenue", column=2, scope="all"),
        make_line(1, "合计", "450", "revenue", column=3, scope="year"),
        make_line(1, "合计", "0", "revenue", column=4, fund="government_funds"),
        make_line(2, "差旅费", "9", "travel", column=2, fund="general_public_budget"),
        make_line(2, "差旅费", "0", "travel", column=4, fund="government_funds"),
    )
    assert separate_contexts(given, OFFICE) == given


def test_three_public_of_the_appropriation_and_of_the_budget_are_one_claim() -> None:
    _, own, unit = separate(
        make_line(1, "合计", "24", "three_public", fund="fiscal_appropriation"),
        make_line(2, OFFICE, "13", "three_public", fund="general_public_budget"),
        make_line(3, "临江市方志馆", "11", "three_public", fund="general_public_budget"),
    )
    assert (own.entity, unit.entity) == ("own", "unit")


def test_classes_below_each_unit_are_those_of_the_unit() -> None:
    contexts = separate(
        make_line(1, "合计", "900"),
        make_line(2, f"{OFFICE}（本级）", "600"),
        make_line(3, "工资福利支出", "600", economic_code="301"),
        make_line(4, "临江市方志馆", "300"),
        make_line(5, "工资福利支出", "300", economic_code="301"),
    )
    assert [context.entity for context in contexts] == ["whole", "own", "own", "unit", "unit"]
    assert contexts[4].entity_name == "临江市方志馆"


def test_classes_below_heads_that_are_no_units_lose_their_concept_where_they_are_repeated() -> None:
    contexts = separate(
        make_line(1, "运转类", "600", "expenditure.basic"),
        make_line(2, "商品和服务支出", "600", economic_code="302"),
        make_line(3, "特定目标类", "300", "expenditure.project"),
        make_line(4, "商品和服务支出", "200", economic_code="302"),
        make_line(5, "资本性支出", "100", economic_code="310"),
    )
    assert [context.concept for context in contexts] == ["expenditure.basic", None, "expenditure.project", None, "expenditure"]


def test_a_table_and_its_continuation_are_one() -> None:
    _, _, part = separate(
        make_line(1, "合计", "900"),
        make_line(2, "教育支出", "300", function_code="205", function_name="教育支出"),
        make_line(1, "史志研究", "300", table=CONTINUED),
    )
    assert part.function_name == "史志研究"


def test_a_class_that_claims_the_total_of_all_with_less_is_named() -> None:
    _, bare, total = separate(
        make_line(1, "教育支出", "300", function_code="205", function_name="教育支出"),
        make_line(2, "二十、国资支出", "0"),
        make_line(3, "支出总计", "300", scope="all"),
    )
    assert (bare.function_name, total.function_name) == ("国资支出", None)
