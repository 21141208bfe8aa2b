"""Lists whose rows are numbered, grouped or named alone; one list printed twice; figures of one fund; doubtful units."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.model.enums import AmountSource, CheckResult, Fund, Qualifier
from extractor.model.records import Amount, Bounds, BudgetLine, Check, FigureContext
from extractor.validation import (
    contradictions,
    statutory_identities,
    sums,
    table_checks,
)
from extractor.validation.statutory_model import StatutoryRow
from tests.validation.record_builders import (
    amount,
    build_check_context,
    make_budget_line,
    profile,
    section,
    table,
)

B1, B3, B5, B6, B7, B10 = (table("statutory", f"b8{n}", "万元", f"B{key}") for n, key in enumerate((1, 3, 5, 6, 7, 10)))
FORM = table("performance_targets", "b95", "万元", "B14")

NAMED = [
    ("合计", "130.00"),
    ("社会保障和就业支出", "90.00"),
    ("行政事业单位养老支出", "90.00"),
    ("行政单位离退休", "30.00"),
    ("机关事业单位基本养老保险缴费支出", "60.00"),
    ("卫生健康支出", "40.00"),
    ("行政事业单位医疗", "40.00"),
    ("行政单位医疗", "40.00"),
]


def list_lines(record: object, rows: list[tuple[str, str]], head: str = "预算数", column: int = 3) -> list[BudgetLine]:
    return [make_budget_line(record, n, column, raw, label=label, head=head) for n, (label, raw) in enumerate(rows, 3)]  # type: ignore[arg-type]


def leave_out(rows: list[tuple[str, str]], *labels: str) -> list[tuple[str, str]]:
    return [row for row in rows if row[0] not in labels]


def build_rows(*lines: BudgetLine, office: str = "某县档案馆") -> tuple[StatutoryRow, ...]:
    (one,) = build_check_context(tables=[lines[0].parent], budget_lines=list(lines), profile=profile(name=office)).statutory_tables
    return one.rows


def count_results(checks: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in checks:  # type: ignore[attr-defined]
        assert isinstance(one, Check)
        found[one.result] = found.get(one.result, 0) + 1
    return found


# --- names alone ----------------------------------------------------------------------


def test_names_of_the_classification_stand_for_their_codes() -> None:
    rows = build_rows(*list_lines(B3, NAMED))
    assert [row.code for row in rows] == ["", "208", "20805", "2080501", "2080505", "210", "21011", "2101101"]


def test_a_name_of_several_classes_is_the_one_below_the_row_before() -> None:
    rows = build_rows(*list_lines(B3, [("一般公共服务支出", "9"), ("财政事务", "9"), ("行政运行", "5"), ("其他财政事务支出", "4"), ("其他支出", "3"), ("其他支出", "3"), ("其他支出", "3")]))
    assert [row.code for row in rows] == ["201", "20106", "2010601", "2010699", "229", "22999", "2299999"]


@pytest.mark.parametrize("name", ["本局从未见过的事务", "某项目经费"])
def test_a_list_with_a_name_of_no_class_has_no_codes(name: str) -> None:
    rows = build_rows(*list_lines(B3, [*NAMED, (name, "1.00")]))
    assert {row.code for row in rows} == {""}


def test_classes_alone_need_no_codes() -> None:
    rows = build_rows(*list_lines(B3, [("教育支出", "1"), ("卫生健康支出", "2"), ("住房保障支出", "3")]))
    assert {row.code for row in rows} == {""}


@pytest.mark.parametrize("gone", ["社会保障和就业支出", "行政事业单位养老支出", "行政事业单位医疗", "行政单位医疗"])
def test_a_level_that_is_missing_among_names_alone_is_found(gone: str) -> None:
    whole = build_check_context(tables=[B3], budget_lines=list_lines(B3, NAMED))
    assert count_results(statutory_identities.check_code_levels(whole)) == {"pass": 7}
    part = build_check_context(tables=[B3], budget_lines=list_lines(B3, leave_out(NAMED, gone)))
    assert count_results(statutory_identities.check_code_levels(part))["fail"] >= 1


def test_the_office_heads_a_list_without_any_other_total() -> None:
    projects = [("某县档案馆", "30.00"), ("库房修缮", "20.00"), ("数字化", "10.00")]
    assert [row.is_total for row in build_rows(*list_lines(B10, projects))] == [True, False, False]
    with_total = [("合计", "30.00"), *projects]
    assert [row.is_total for row in build_rows(*list_lines(B10, with_total))] == [True, False, False, False]


def test_an_economic_class_without_any_below_is_odd_where_all_others_have_some() -> None:
    codes = [("301", "9"), ("30101", "9"), ("302", "8"), ("30201", "8"), ("303", "7"), ("30302", "7"), ("310", "6"), ("31002", "6")]
    lines = [make_budget_line(B6, n, 3, raw, label=f"名{code}", economic=code) for n, (code, raw) in enumerate(codes, 3)]
    assert count_results(statutory_identities.check_code_levels(build_check_context(tables=[B6], budget_lines=lines))) == {"pass": 4}
    assert count_results(statutory_identities.check_code_levels(build_check_context(tables=[B6], budget_lines=lines[:-1]))) == {"pass": 3, "fail": 1}
    two = lines[:3]
    assert count_results(statutory_identities.check_code_levels(build_check_context(tables=[B6], budget_lines=two))) == {"pass": 1}


# --- numbers and groups ---------------------------------------------------------------

NUMBERED = [("1、因公出国（境）费用", "0.00"), ("2、公务接待费", "8.00"), ("3、公务用车费", "6.00"), ("（1）购置", "0.00"), ("（2）运行", "6.00"), ("4、会议费", "1.00")]


def test_the_numbers_of_a_list_that_prints_zeros_follow_one_another() -> None:
    def try_rows(rows: list[tuple[str, str]]) -> list[str]:
        return [one.result for one in statutory_identities.check_row_numbers(build_check_context(tables=[B3], budget_lines=list_lines(B3, rows)))]

    assert try_rows(NUMBERED) == ["pass"]
    assert try_rows(leave_out(NUMBERED, "2、公务接待费")) == ["fail"]
    assert try_rows(leave_out(NUMBERED, "（1）购置")) == ["fail"]
    # Rows without a figure are left out, or numbers are left out by choice.
    assert try_rows([("一、教育支出", "5.00"), ("七、住房保障支出", "3.00")]) == []
    assert try_rows([("一、教育支出", "0.00"), ("七、住房保障支出", "3.00"), ("九、其他支出", "1.00")]) == []
    assert try_rows([("教育支出", "0.00"), ("住房保障支出", "3.00")]) == []


def test_a_list_beside_one_of_two_levels_does_not_open_with_the_lower() -> None:
    spent = [("一、本年支出", "9.00"), ("（一）教育支出", "5.00"), ("（三）住房保障支出", "4.00")]

    def try_rows(received: list[tuple[str, str]]) -> list[str]:
        lines = list_lines(B3, spent)
        for n, (label, raw) in enumerate(received, 3):
            line = make_budget_line(B3, n, 8, raw, label=label)
            assert line.row_label is not None
            label_place = type(line.row_label.place).parse(f"b81.r{n}.c7")
            lines.append(replace(line, row_label=replace(line.row_label, place=label_place)))
        return [one.result for one in statutory_identities.check_row_numbers(build_check_context(tables=[B3], budget_lines=lines))]

    assert try_rows([("一、本年收入", "9.00"), ("（一）拨款", "9.00")]) == []
    assert try_rows([("（一）拨款", "9.00")]) == ["fail"]
    assert try_rows([("拨款", "9.00")]) == []


GROUPED = [("甲局", "7.00"), ("工资福利支出", "5.00"), ("商品和服务支出", "2.00"), ("乙中心", "4.00"), ("工资福利支出", "3.00"), ("商品和服务支出", "1.00")]


@pytest.mark.parametrize(("gone", "results"), [(None, ["pass"]), (0, ["fail"]), (3, ["fail"])])
def test_rows_that_repeat_stand_once_below_each_unit(gone: int | None, results: list[str]) -> None:
    rows = [("合计", "11.00"), *(row for n, row in enumerate(GROUPED) if n != gone)]
    context = build_check_context(tables=[B6], budget_lines=list_lines(B6, rows))
    assert [one.result for one in statutory_identities.check_row_groups(context)] == results


def test_units_in_the_rows_of_the_three_public_expenses_add_up() -> None:
    heads = {3: ("合计", "three_public.total"), 4: ("公务接待费", "three_public.hospitality")}
    figures = [("合计", ("9.00", "4.00")), ("甲局", ("6.00", "3.00")), ("乙中心", ("3.00", "1.00"))]

    def build(rows: list[tuple[str, tuple[str, str]]]) -> list[BudgetLine]:
        return [
            make_budget_line(B7, n, column, raw, label=label, head=heads[column][0], item=heads[column][1] if label == "合计" else None)
            for n, (label, cells) in enumerate(rows, 3)
            for column, raw in zip(heads, cells, strict=True)
        ]

    whole = build_check_context(tables=[B7], budget_lines=build(figures))
    assert count_results(statutory_identities.check_list_totals(whole)) == {"pass": 2}
    wrong = [*figures[:2], ("乙中心", ("3.00", "2.00"))]
    part = build_check_context(tables=[B7], budget_lines=build(wrong))
    assert count_results(statutory_identities.check_list_totals(part)) == {"pass": 1, "fail": 1}


# --- one list twice -------------------------------------------------------------------


def code_lines(record: object, rows: list[tuple[str, str]]) -> list[BudgetLine]:
    return [make_budget_line(record, n, 3, raw, label=f"名{code}", head="合计", code=code) for n, (code, raw) in enumerate(rows, 3)]  # type: ignore[arg-type]


CLASSES = [("205", "70.00"), ("20501", "70.00"), ("2050101", "70.00"), ("221", "30.00"), ("22102", "30.00"), ("2210201", "30.00")]


def test_two_lists_with_one_total_hold_the_same_classes() -> None:
    def compare(other: list[tuple[str, str]]) -> list[Check]:
        lines = [*code_lines(B3, CLASSES), *code_lines(B5, other)]
        return list(table_checks.check_same_lists(build_check_context(tables=[B3, B5], budget_lines=lines)))

    assert count_results(compare(CLASSES)) == {"pass": 1}
    (missing,) = compare([row for row in CLASSES if row[0] != "22102"])
    assert (missing.result, missing.spans[0].path) == ("fail", "b81")
    (wrong,) = compare([*CLASSES[:2], ("2050101", "71.00"), *CLASSES[3:]])
    assert (wrong.result, len(wrong.spans)) == ("fail", 2)
    # With another total it is another list; so it is where most classes differ.
    assert compare([("205", "50.00"), ("20501", "50.00"), ("2050101", "50.00")]) == []
    assert compare([("208", "70.00"), ("20805", "70.00"), ("2080501", "70.00"), ("221", "30.00")]) == []


# --- funds ----------------------------------------------------------------------------


def put(line: BudgetLine, concept: str | None, fund: Fund) -> BudgetLine:
    return replace(line, context=FigureContext(concept, fund))


@pytest.mark.parametrize(("spent", "carried", "result"), [("0.00", "", "fail"), ("0.00", "40.00", "pass"), ("30.00", "", "pass"), ("20.00", "5.00", "fail")])
def test_no_figure_of_a_fund_is_above_its_total(spent: str, carried: str, result: str) -> None:
    total = put(make_budget_line(B3, 3, 3, spent, label="合计"), "expenditure", Fund.GOVERNMENT_FUNDS)
    lines = [total, make_budget_line(B6, 4, 5, "30.00", label="合计", head="财政拨款/政府性基金预算")]
    if carried:
        lines.append(put(make_budget_line(B1, 9, 3, carried, label="上年结转"), "carried_in", Fund.ALL))
    (found,) = table_checks.check_figures_within_fund(build_check_context(tables=[B1, B3, B6], budget_lines=lines))
    assert (found.rule, found.result) == ("FUND_LIMIT", result)


def test_revenue_alone_limits_nothing_while_what_is_carried_in_is_not_known() -> None:
    total = put(make_budget_line(B1, 3, 3, "0.00", label="政府性基金"), "revenue", Fund.GOVERNMENT_FUNDS)
    lines = [total, make_budget_line(B6, 4, 5, "30.00", label="合计", head="政府性基金预算")]
    assert list(table_checks.check_figures_within_fund(build_check_context(tables=[B1, B6], budget_lines=lines))) == []


# --- units and about ------------------------------------------------------------------


def form_amount(raw: str, row: int = 3) -> Amount:
    return replace(amount(None, raw, f"b95.r{row}.c3", "资金总额"), source=AmountSource.TABLE)


@pytest.mark.parametrize(("raw", "n_issues"), [("57.00万元", 0), ("57.00元", 1), ("9000.00万元", 1), ("12000元", 0)])
def test_the_funds_of_a_form_fit_the_size_of_the_office(raw: str, n_issues: int) -> None:
    total = make_budget_line(B1, 3, 3, "800.00", label="支出总计", item="expenditure.total")
    context = build_check_context(tables=[B1, FORM], budget_lines=[total], amounts=[form_amount(raw)], sections=[section("budget_overview", "b10")])
    assert [one.code for one in contradictions.flag_implausible_units(context)] == ["UNIT_DOUBTFUL"] * n_issues


@pytest.mark.parametrize(("elsewhere", "n_slips"), [("7519.44万元", 1), ("1200.00万元", 0)])
def test_the_largest_figure_of_a_table_with_its_digits_in_another_unit_is_a_slip(elsewhere: str, n_slips: int) -> None:
    rows = ["7519.44", "6258.73", "1069.53", "191.18"]
    lines = [make_budget_line(B6, n, 3, raw, label=f"行{n}", unit="元") for n, raw in enumerate(rows, 3)]
    stated = [amount("expenditure.basic", elsewhere, "b12[5:14]", "基本支出")]
    context = build_check_context(tables=[B6], budget_lines=lines, amounts=stated, sections=[section("budget_overview", "b10")])
    assert [one.rule for one in contradictions.check_table_units(context)] == ["UNIT_MISMATCH"] * n_slips


@pytest.mark.parametrize(
    ("stated", "qualifier", "result"),
    [("150万元", Qualifier.ABOUT, CheckResult.ROUNDING), ("150万元", Qualifier.EXACT, CheckResult.FAIL), ("146万元", Qualifier.ABOUT, CheckResult.FAIL), ("150万元", Qualifier.OVER, None)],
)
def test_about_a_figure_is_rounded_to_its_last_digit_but_zero(stated: str, qualifier: Qualifier, result: CheckResult | None) -> None:
    head = amount("three_public.total", stated, "b22[4:9]", "“三公”经费")
    head = replace(head, value=replace(head.value, bounds=Bounds(qualifier)))
    parts = [amount(f"three_public.{name}", raw, f"b22[{at}:{at + 6}]", name) for name, raw, at in (("overseas", "40.12万元", 20), ("vehicles.total", "80.00万元", 30), ("hospitality", "27.00万元", 40))]
    found = list(sums.check_list_sums(build_check_context(amounts=[head, *parts], sections=[section("three_public", "b20")])))
    results = [one.result for one in found if one.rule == "TP_SUM"]
    assert results == ([result] if result else [])
