"""Statutory tables against themselves, one another and the prose."""

from __future__ import annotations

from dataclasses import replace

from extractor.model.records import BudgetLine, Check
from extractor.validation import (
    narrative_checks,
    statutory_identities,
    sums,
    table_checks,
)
from tests.validation.record_builders import (
    amount,
    build_check_context,
    check,
    make_budget_line,
    section,
    table,
    text,
)

B1, B2, B3, B4 = (table("statutory", f"b6{n}", "万元", f"B{n}") for n in range(1, 5))
B5, B6, B7 = (table("statutory", f"b6{n}", "万元", f"B{n}") for n in range(5, 8))
B10 = table("statutory", "b70", "万元", "B10", title="项目支出表")

TOTAL = "fiscal_appropriation.general_public_budget"


def build_coded_lines(*rows: tuple[str, str, str], head: str = "合计", table_record: object = B5) -> list[BudgetLine]:
    """One column of a table of codes."""
    return [make_budget_line(table_record, n, 3, raw, label=label, head=head, code=code) for n, (code, label, raw) in enumerate(rows, 3)]  # type: ignore[arg-type]


CODES = [("", "合计", "100.00"), ("201", "一般公共服务支出", "80.00"), ("20103", "政府办公厅事务", "80.00"), ("2010301", "行政运行", "50.00"), ("2010302", "一般行政管理事务", "30.00"), ("208", "社会保障和就业支出", "20.00"), ("20805", "行政事业单位养老支出", "20.00"), ("2080505", "基本养老保险缴费支出", "20.00")]


def list_results(checks: object) -> list[tuple[str, str, str]]:
    return [(c.rule, c.result, dict(c.message[1]).get("formula", c.message[0])) for c in checks]  # type: ignore[attr-defined]


def test_classes_are_the_sum_of_their_sections_and_items() -> None:
    assert list(statutory_identities.check_code_rollup(build_check_context(tables=[B5], budget_lines=build_coded_lines(*CODES)))) == [
        check("LEVEL_ROLLUP", "pass", "201 一般公共服务支出 80.00 = 80.00 万元", "b65.r4.c3;b65.r5.c3", 800000, 800000, 100),
        check("LEVEL_ROLLUP", "pass", "20103 政府办公厅事务 80.00 = 50.00 + 30.00 万元", "b65.r5.c3;b65.r6.c3;b65.r7.c3", 800000, 800000, 150),
        check("LEVEL_ROLLUP", "pass", "208 社会保障和就业支出 20.00 = 20.00 万元", "b65.r8.c3;b65.r9.c3", 200000, 200000, 100),
        check("LEVEL_ROLLUP", "pass", "20805 行政事业单位养老支出 20.00 = 20.00 万元", "b65.r9.c3;b65.r10.c3", 200000, 200000, 100),
    ]
    assert list(statutory_identities.check_list_totals(build_check_context(tables=[B5], budget_lines=build_coded_lines(*CODES)))) == [
        check("LEVEL_ROLLUP", "pass", "合计 合计 100.00 = 80.00 + 20.00 万元", "b65.r3.c3;b65.r4.c3;b65.r8.c3", 1000000, 1000000, 150)
    ]


def test_a_total_below_its_rows_sums_them_too_and_a_wrong_one_fails() -> None:
    last = [*CODES[1:], ("", "合计", "101.00")]
    assert list_results(statutory_identities.check_list_totals(build_check_context(tables=[B5], budget_lines=build_coded_lines(*last)))) == [("LEVEL_ROLLUP", "fail", "合计 合计 101.00 ≠ 80.00 + 20.00 万元")]


def test_a_page_that_repeats_the_total_begins_no_second_list() -> None:
    again = [*CODES[:5], ("", "合计", "100.00"), *CODES[5:]]
    assert list_results(statutory_identities.check_list_totals(build_check_context(tables=[B5], budget_lines=build_coded_lines(*again)))) == [("LEVEL_ROLLUP", "pass", "合计 合计 100.00 = 80.00 + 20.00 万元")]


def test_a_list_without_codes_is_unfolded_level_by_level() -> None:
    rows = [("", "合计", "30.00"), ("", "某县档案馆", "20.00"), ("", "馆藏数字化", "12.00"), ("", "查阅大厅", "8.00"), ("", "查阅中心", "10.00"), ("", "展览", "10.00")]
    assert list_results(statutory_identities.check_list_totals(build_check_context(tables=[B10], budget_lines=build_coded_lines(*rows, table_record=B10)))) == [
        ("TABLE_SUM", "pass", "合计 合计 30.00 = 20.00 + 10.00 万元"),
        ("TABLE_SUM", "pass", "某县档案馆 20.00 = 12.00 + 8.00 万元"),
        ("TABLE_SUM", "pass", "查阅中心 10.00 = 10.00 万元"),
    ]
    wrong = [*rows[:2], ("", "馆藏数字化", "17.00"), *rows[3:]]
    assert list_results(statutory_identities.check_list_totals(build_check_context(tables=[B10], budget_lines=build_coded_lines(*wrong, table_record=B10)))) == [("TABLE_SUM", "not_checkable", "STRUCTURE_UNKNOWN")]


def build_row(n: int, label: str, *cells: tuple[str, str], table_record: object = B3, code: str = "", items: tuple[str, ...] = ()) -> list[BudgetLine]:
    """One row of a table, by its column heads."""
    return [make_budget_line(table_record, n, 2 + at, raw, label=label, head=head, code=code, item=items[at] if items else None) for at, (head, raw) in enumerate(cells)]  # type: ignore[arg-type]


def test_along_a_row_the_total_sums_the_columns_whatever_the_header_nests() -> None:
    heads = ("合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出")
    lines = [
        *build_row(3, "合计", *zip(heads, ("100.00", "60.00", "50.00", "10.00", "40.00"), strict=True)),
        *build_row(4, "行政运行", *zip(heads, ("60.00", "60.00", "50.00", "10.00", "0.00"), strict=True), code="2010301"),
        *build_row(5, "档案馆", *zip(heads, ("40.00", "0.00", "0.00", "0.00", "41.00"), strict=True), code="2012604"),
    ]
    found = list_results(statutory_identities.check_row_sums(build_check_context(tables=[B3], budget_lines=lines)))
    assert found == [
        ("ROW_SUM", "pass", "合计 60.00 = 50.00 + 10.00 万元"),
        ("ROW_SUM", "pass", "2010301 行政运行 60.00 = 50.00 + 10.00 万元"),
        ("ROW_SUM", "pass", "2012604 档案馆 0.00 = 0.00 + 0.00 万元"),
        ("ROW_SUM", "pass", "合计 100.00 = 60.00 + 40.00 万元"),
        ("ROW_SUM", "pass", "2010301 行政运行 60.00 = 60.00 + 0.00 万元"),
        ("ROW_SUM", "fail", "2012604 档案馆 40.00 ≠ 0.00 + 41.00 万元"),
    ]


def test_parts_printed_beside_their_whole_are_left_out() -> None:
    heads = ("合计", "基本支出", "人员经费", "公用经费", "项目支出")
    lines = build_row(3, "合计", *zip(heads, ("100.00", "60.00", "50.00", "10.00", "40.00"), strict=True))
    assert list_results(statutory_identities.check_row_sums(build_check_context(tables=[B3], budget_lines=lines))) == [("ROW_SUM", "pass", "合计 100.00 = 60.00 + 40.00 万元")]


def test_a_header_in_which_nothing_holds_is_not_checkable() -> None:
    lines = build_row(3, "合计", ("合计", "100.00"), ("基本支出", "60.00"), ("其中：中小企业", "3.00"))
    assert list_results(statutory_identities.check_row_sums(build_check_context(tables=[B3], budget_lines=lines))) == [("ROW_SUM", "not_checkable", "STRUCTURE_UNKNOWN")]


def build_summary_lines(*rows: tuple[str, str, str, str], table_record: object = B1) -> list[BudgetLine]:
    """Revenue beside expenditure."""
    found = []
    for n, (left, raw, right, spent) in enumerate(rows, 3):
        if left:
            found.append(make_budget_line(table_record, n, 2, raw, label=left, head="收入/预算数"))  # type: ignore[arg-type]
        if right:
            found.append(BudgetLine(**{**list_field_values(make_budget_line(table_record, n, 4, spent, label=right, head="支出/预算数")), "row_label": make_label(right, f"{table_record.place}.r{n}.c3")}))  # type: ignore[arg-type, attr-defined]
    return found


def list_field_values(record: BudgetLine) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}


def make_label(label: str, place: str) -> object:
    from tests.validation.record_builders import text

    return text(label, place)


SUMMARY = [
    ("一、一般公共预算拨款收入", "90.00", "一、一般公共服务支出", "80.00"),
    ("二、其他收入", "5.00", "二、住房保障支出", "20.00"),
    ("本年收入合计", "95.00", "本年支出合计", "100.00"),
    ("上年结转结余", "10.00", "结转下年", "5.00"),
    ("收入总计", "105.00", "支出总计", "105.00"),
]


def test_a_summary_adds_up_on_both_sides_and_both_meet() -> None:
    assert list_results(statutory_identities.check_side_totals(build_check_context(tables=[B1], budget_lines=build_summary_lines(*SUMMARY)))) == [
        ("REV_SUM", "pass", "本年收入合计 95.00 = 90.00 + 5.00 万元"),
        ("REV_SUM", "pass", "收入总计 105.00 = 95.00 + 10.00 万元"),
        ("EXP_SUM", "pass", "本年支出合计 100.00 = 80.00 + 20.00 万元"),
        ("EXP_SUM", "pass", "支出总计 105.00 = 100.00 + 5.00 万元"),
        ("REV_EXP_BALANCE", "pass", "收入总计 105.00 = 105.00 万元"),
    ]


def test_final_accounts_balance_under_their_own_rule() -> None:
    wrong = [*SUMMARY[:3], ("年初结转和结余", "10.00", "年末结转和结余", "6.00"), ("总计", "105.00", "总计", "105.00")]
    f1 = table("statutory", "b61", "万元", "F1")
    assert list_results(statutory_identities.check_side_totals(build_check_context(tables=[f1], budget_lines=build_summary_lines(*wrong, table_record=f1))))[1::2] == [
        ("FINAL_BALANCE", "pass", "总计 105.00 = 95.00 + 10.00 万元"),
        ("FINAL_BALANCE", "fail", "总计 105.00 ≠ 100.00 + 6.00 万元"),
    ]


def test_three_public_expenses_of_the_table() -> None:
    names = ("three_public.total", "three_public.overseas", "three_public.vehicles.total", "three_public.vehicles.purchase", "three_public.vehicles.running", "three_public.hospitality")
    lines = build_row(3, "预算数", *zip("abcdef", ("9.00", "1.00", "6.00", "2.00", "4.00", "2.00"), strict=True), table_record=B7, items=names)
    assert list_results(statutory_identities.check_three_public_sums(build_check_context(tables=[B7], budget_lines=lines))) == [
        ("TP_SUM", "pass", "9.00 = 1.00 + 6.00 + 2.00 万元".replace("9.00", "预算数 9.00", 1)),
        ("TP_VEHICLE_SUM", "pass", "预算数 6.00 = 2.00 + 4.00 万元"),
    ]


def test_what_two_tables_print_by_one_name_is_one_figure() -> None:
    lines = [
        make_budget_line(B1, 9, 2, "105.00", label="收入总计", head="收入/预算数", item="revenue.total"),
        make_budget_line(B2, 3, 2, "105.00", label="合计", head="合计", item="revenue.total"),
        make_budget_line(B4, 9, 4, "90.00", label="支出总计", head="支出/一般公共预算", item=TOTAL),
        make_budget_line(B5, 3, 3, "91.00", label="合计", head="合计", item=TOTAL),
    ]
    assert list(table_checks.check_concepts_between_tables(build_check_context(tables=[B1, B2, B4, B5], budget_lines=lines))) == [
        check("CROSS_TABLES", "pass", "B2 收入总计 105.00 = 105.00 万元", "b62.r3.c2;b61.r9.c2", 1050000, 1050000, 100),
        check("CROSS_B4_B5_B8_B9", "fail", "B5 一般公共预算支出 91.00 ≠ 90.00 万元", "b65.r3.c3;b64.r9.c4", 910000, 900000, 100),
    ]


def test_basic_expenditure_is_the_total_by_economic_class() -> None:
    lines = [
        *build_row(3, "合计", ("合计", "100.00"), ("基本支出", "60.00"), ("项目支出", "40.00"), table_record=B5),
        *build_row(3, "合计", ("合计", "60.00"), ("人员经费", "50.00"), ("公用经费", "10.00"), table_record=B6),
        *[make_budget_line(B6, n, 2, raw, label=label, head="合计", economic=code) for n, (code, label, raw) in enumerate([("301", "工资福利支出", "45.00"), ("302", "商品和服务支出", "9.00"), ("303", "对个人和家庭的补助", "5.00"), ("310", "资本性支出", "1.00")], 4)],
    ]
    assert list_results(table_checks.check_basic_expenditure_by_class(build_check_context(tables=[B5, B6], budget_lines=lines))) == [
        ("CROSS_B5_B6", "pass", "B5 基本支出 60.00 = 60.00 万元"),
        ("CROSS_B5_B6", "pass", "B6 人员经费 50.00 = 45.00 + 5.00 万元"),
        ("CROSS_B5_B6", "pass", "B6 日常公用经费 10.00 = 9.00 + 1.00 万元"),
    ]


def test_the_treasury_appropriates_at_most_everything() -> None:
    lines = [make_budget_line(B1, 9, 2, "105.00", label="收入总计", head="收入/预算数", item="revenue.total"), make_budget_line(B4, 9, 2, "90.00", label="收入总计", head="收入/预算数", item="revenue.fiscal_appropriation")]
    assert list_results(table_checks.check_appropriation_within_total(build_check_context(tables=[B1, B4], budget_lines=lines))) == [("CROSS_B1_B4", "pass", "B4 财政拨款收入 90.00 ≤ 105.00 万元")]


def test_the_prose_says_what_the_tables_say() -> None:
    lines = [make_budget_line(B1, 9, 2, "1050000.00", label="收入总计", head="收入/预算数", item="revenue.total", unit="元")]
    sections = [section("budget_overview", "b10")]

    def found(*raws: str) -> list[tuple[str, str, str]]:
        amounts = [amount("revenue.total", raw, f"b1{n}[3:11]") for n, raw in enumerate(raws, 1)]
        return list_results(table_checks.check_prose_against_tables(build_check_context(sections=sections, tables=[B1], budget_lines=lines, amounts=amounts)))

    assert found("105.00万元") == [("BUDGET_TEXT_TABLE", "pass", "105.00 万元 = 1050000.00 元")]
    assert found("105万元") == [("BUDGET_TEXT_TABLE", "pass", "105 万元 = 1050000.00 元")]
    assert found("150.00万元") == [("BUDGET_TEXT_TABLE", "fail", "150.00 万元 ≠ 1050000.00 元")]
    assert found("105.00万元", "20.00万元") == [("BUDGET_TEXT_TABLE", "pass", "105.00 万元 = 1050000.00 元"), ("BUDGET_TEXT_TABLE", "not_checkable", "20.00 万元 ≠ 1050000.00 元")]


def test_a_class_of_the_prose_is_its_row_of_the_table() -> None:
    full = "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）"
    sections = [section("budget_overview", "b10")]

    def found(label: str, raw: str) -> list[tuple[str, str]]:
        stated = [amount(None, raw, "b11[40:48]", label=label)]
        checks: list[Check] = list(table_checks.check_prose_classes_against_tables(build_check_context(sections=sections, tables=[B5], budget_lines=build_coded_lines(*CODES), amounts=stated)))
        return [(c.rule, c.result) for c in checks]

    assert found(full, "50.00万元") == [("BUDGET_TEXT_TABLE", "pass")]
    assert found(full, "55.00万元") == [("BUDGET_TEXT_TABLE", "fail")]
    assert found("行政运行", "55.00万元") == [("BUDGET_TEXT_TABLE", "not_checkable")]
    assert found("办公大楼", "50.00万元") == []


def test_expenditure_by_function_adds_up_to_a_total_before_it() -> None:
    parts = [amount("expenditure.functional", raw, f"b12[{at}:{at + 8}]", label=label) for label, raw, at in (("一般公共服务支出", "80.00万元", 10), ("住房保障支出", "20.00万元", 30))]
    total = amount("expenditure.total", "100.00万元", "b11[3:11]", label="支出预算")
    sections = [section("budget_overview", "b10")]
    assert list_results(sums.check_class_lists(build_check_context(sections=sections, amounts=[total, *parts]))) == [("EXP_SUM", "pass", "支出预算 100.00 = 80.00 + 20.00 万元")]
    assert list_results(sums.check_class_lists(build_check_context(sections=sections, amounts=parts))) == [("EXP_SUM", "not_checkable", "LIST_WITHOUT_TOTAL")]


def test_an_item_stated_twice_is_one_figure() -> None:
    stated = [amount("three_public.total", raw, f"b2{n}[3:9]") for n, raw in enumerate(("2.00万元", "2万元", "3.00万元"))]
    assert list_results(narrative_checks.check_repeated_amounts(build_check_context(sections=[section("three_public", "b19")], amounts=stated))) == [
        ("TEXT_REPEAT", "pass", "2 = 2.00 万元"),
        ("TEXT_REPEAT", "not_checkable", "3.00 ≠ 2.00 万元"),
    ]


def test_a_total_without_any_row_and_rows_without_a_total_are_not_checkable() -> None:
    def side(*rows: tuple[str, str]) -> list[tuple[str, str, str]]:
        lines = [make_budget_line(B1, n, 2, raw, label=label, head="收入/预算数") for n, (label, raw) in enumerate(rows, 3)]
        return [(c.rule, c.result, c.message[0]) for c in statutory_identities.check_side_totals(build_check_context(budget_lines=lines))]

    assert side(("一般公共预算拨款收入", "9.00"), ("收入总计", "9.00")) == [("REV_SUM", "pass", "REV_SUM")]
    assert side(("收入总计", "9.00")) == [("REV_SUM", "not_checkable", "PARTS_NOT_PRINTED")]
    assert side(("一般公共预算拨款收入", "9.00")) == [("REV_SUM", "not_checkable", "TOTAL_NOT_PRINTED")]


def test_the_row_of_a_unit_sums_the_rows_that_stand_below_it() -> None:
    def build_rows(last: str) -> list[BudgetLine]:
        printed = [("甲站", "7.00", ""), ("工资福利支出", "5.00", "甲站"), ("商品和服务支出", "2.00", "甲站"), ("乙站", "4.00", ""), ("工资福利支出", "3.00", "乙站"), ("商品和服务支出", last, "乙站")]
        lines = [make_budget_line(B10, n, 3, raw, label=label, head="合计") for n, (label, raw, _) in enumerate(printed, 3)]
        return [replace(line, unit_name=text(unit, f"b70.r{n}.c1") if unit else None) for n, (line, (_, _, unit)) in enumerate(zip(lines, printed, strict=True), 3)]

    found = [list_results(statutory_identities.check_unit_groups(build_check_context(budget_lines=build_rows(last)))) for last in ("1.00", "1.50")]
    assert found[0] == [("TABLE_SUM", "pass", "甲站 7.00 = 5.00 + 2.00 万元"), ("TABLE_SUM", "pass", "乙站 4.00 = 3.00 + 1.00 万元")]
    assert found[1][1] == ("TABLE_SUM", "fail", "乙站 4.00 ≠ 3.00 + 1.50 万元")
