"""Functional classes: levels that are complete, an item as part of all expenditure, a class in several tables."""

from __future__ import annotations

from extractor.model.records import BudgetLine, TableRecord
from extractor.validation import statutory_identities, table_checks
from tests.validation.record_builders import (
    build_check_context,
    make_budget_line,
    table,
)

B1, B3, B5 = (table("statutory", f"b6{n}", "万元", f"B{n}") for n in (1, 3, 5))
CHAIN = [("208", "社会保障和就业支出", "20.00"), ("20805", "行政事业单位养老支出", "20.00"), ("2080505", "基本养老保险缴费支出", "20.00")]
MORE = [("201", "一般公共服务支出", "80.00"), ("20103", "政府办公厅事务", "80.00"), ("2010301", "行政运行", "80.00"), *CHAIN]


def build_coded_lines(table_record: TableRecord, rows: list[tuple[str, str, str]]) -> list[BudgetLine]:
    return [make_budget_line(table_record, n, 3, raw, label=label, head="合计", code=code) for n, (code, label, raw) in enumerate(rows, 3)]


def build_summary_lines(*rows: tuple[str, str]) -> list[BudgetLine]:
    return [make_budget_line(B1, n, 4, raw, label=label, head="支出/预算数") for n, (label, raw) in enumerate(rows, 3)]


def list_results(checks: object) -> list[tuple[str, str, str]]:
    return [(c.rule, c.result, dict(c.message[1])["formula"]) for c in checks]  # type: ignore[attr-defined]


def test_a_code_without_the_level_above_or_below_it_fails() -> None:
    assert {result for _, result, _ in list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, MORE))))} == {"pass"}
    gone = [row for row in MORE if row[0] != "20805"]
    failed = [(r, f) for _, r, f in list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, gone)))) if r == "fail"]
    assert failed == [("fail", "2080505 基本养老保险缴费支出: 20805")]
    cut = MORE[:-1]
    failed = [(r, f) for _, r, f in list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, cut)))) if r == "fail"]
    assert failed == [("fail", "20805 行政事业单位养老支出: 20805…")]


def test_a_class_that_is_missing_over_its_only_items_fails() -> None:
    failed = [f for _, r, f in list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, CHAIN[1:])))) if r == "fail"]
    assert failed == ["20805 行政事业单位养老支出: 208", "2080505 基本养老保险缴费支出: 208"]


def test_an_item_of_a_level_that_all_expenditure_does_not_print_is_not_checkable() -> None:
    found = list(table_checks.check_items_within_expenditure(build_check_context(budget_lines=[*build_coded_lines(B3, CHAIN[:2]), *build_coded_lines(B5, CHAIN)])))
    assert [(c.result, c.message[0]) for c in found][2] == ("not_checkable", "LEVEL_NOT_PRINTED")


def test_a_subject_that_prints_nothing_and_a_table_of_one_level_need_no_others() -> None:
    zero = [*MORE, ("211", "节能环保支出", "0.00")]
    assert {result for _, result, _ in list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, zero))))} == {"pass"}
    assert list_results(statutory_identities.check_code_levels(build_check_context(budget_lines=build_coded_lines(B3, [MORE[2], MORE[5]])))) == []


def test_an_item_of_the_general_budget_is_part_of_all_expenditure() -> None:
    both = [*build_coded_lines(B3, MORE), *build_coded_lines(B5, CHAIN)]
    assert list_results(table_checks.check_items_within_expenditure(build_check_context(budget_lines=both)))[2] == (
        "CROSS_CODES", "pass", "2080505 基本养老保险缴费支出 20.00 ≤ 20.00 万元",
    )  # fmt: skip
    larger = [*build_coded_lines(B3, MORE), *build_coded_lines(B5, [*CHAIN[:2], ("2080505", "基本养老保险缴费支出", "21.00")])]
    assert list_results(table_checks.check_items_within_expenditure(build_check_context(budget_lines=larger)))[2][1] == "fail"
    absent = [*build_coded_lines(B3, MORE[:-1]), *build_coded_lines(B5, [*CHAIN])]
    assert list_results(table_checks.check_items_within_expenditure(build_check_context(budget_lines=[*absent, *build_coded_lines(B3, [])])))[2] == (
        "CROSS_CODES", "fail", "2080505 基本养老保险缴费支出 20.00 万元",
    )  # fmt: skip


def test_a_class_of_the_summary_is_that_class_in_the_table_of_expenditure() -> None:
    stated = build_summary_lines(("一般公共服务支出", "80.00"), ("社会保障和就业支出", "20.00"))
    assert list_results(table_checks.check_classes_between_tables(build_check_context(budget_lines=[*stated, *build_coded_lines(B3, MORE)]))) == [
        ("CLASS_TABLES", "pass", "B1 一般公共服务支出 80.00 = 80.00 万元"),
        ("CLASS_TABLES", "pass", "B1 社会保障和就业支出 20.00 = 20.00 万元"),
    ]
    third = [*MORE, ("221", "住房保障支出", "5.00")]
    assert list_results(table_checks.check_classes_between_tables(build_check_context(budget_lines=[*stated, *build_coded_lines(B3, third)])))[2] == (
        "CLASS_TABLES", "fail", "住房保障支出 5.00 万元",
    )  # fmt: skip
    by_nature = build_summary_lines(("基本支出", "80.00"), ("项目支出", "20.00"))
    assert list_results(table_checks.check_classes_between_tables(build_check_context(budget_lines=[*by_nature, *build_coded_lines(B3, MORE)]))) == []
