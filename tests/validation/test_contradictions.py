"""Units, directions and labels that contradict what stands beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.model.enums import Fund
from extractor.model.issues import Issue
from extractor.model.records import (
    Amount,
    BudgetLine,
    Check,
    FigureContext,
    NilStatement,
    PageBlock,
    TableRecord,
)
from extractor.validation import (
    contradictions,
    run_checks,
    statutory_identities,
    sums,
    table_checks,
)
from extractor.validation.changes import (
    check_change_against_amounts,
    check_change_directions,
)
from extractor.validation.completeness import check_nil_statements
from tests.validation.record_builders import (
    Span,
    amount,
    build_check_context,
    change,
    make_budget_line,
    section,
    table,
    text,
)

SECTIONS = [section("budget_overview", "b10"), section("three_public", "b20")]
B1 = table("statutory", "b60", "万元", "B1")
B3 = table("statutory", "b62", "万元", "B3")
B5 = table("statutory", "b64", "万元", "B5")
B7 = table("statutory", "b66", "万元", "B7")


def put_in_fund(one: Amount, concept: str, fund: Fund) -> Amount:
    return replace(one, context=FigureContext(concept, fund))


# --- units ---


@pytest.mark.parametrize(
    ("first", "second", "n_slips"),
    [
        ("2.35万元", "2.35元", 1),
        ("2.35万元", "2.35万元", 0),
        ("2.35万元", "23500元", 0),
        ("0万元", "0元", 0),
        ("1.2亿元", "1.2万元", 1),
    ],
)
def test_equal_digits_of_one_figure_in_two_units_are_a_slip(
    first: str, second: str, n_slips: int
) -> None:
    amounts = [
        amount("conference", first, "b11[0:8]"),
        amount("conference", second, "b31[0:8]"),
    ]
    found = list(
        contradictions.check_unit_slips(
            build_check_context(sections=SECTIONS, amounts=amounts)
        )
    )
    assert [(c.rule, c.result) for c in found] == [("UNIT_MISMATCH", "fail")] * n_slips


def test_figures_of_two_years_are_no_slip() -> None:
    amounts = [
        amount("conference", "2.35万元", "b11[0:8]"),
        amount("conference", "2.35元", "b31[0:8]", year=2019, phase="prior_budget"),
    ]
    assert (
        list(
            contradictions.check_unit_slips(
                build_check_context(sections=SECTIONS, amounts=amounts)
            )
        )
        == []
    )


def test_a_part_with_the_digits_of_its_total_in_another_unit_is_a_slip() -> None:
    amounts = [
        amount("expenditure.total", "731.4万元", "b11[0:8]"),
        amount("expenditure.basic", "731.4元", "b12[0:8]"),
    ]
    checks, _ = run_checks(
        build_check_context(sections=SECTIONS, amounts=amounts).disclosure
    )
    assert [c.places for c in checks if c.rule == "UNIT_MISMATCH"] == [
        "b11[0:8];b12[0:8]"
    ]


def test_a_sum_that_one_unit_breaks_names_the_unit() -> None:
    parts = [
        amount("expenditure.total", "90万元", "b11[0:8]"),
        amount("expenditure.basic", "60万元", "b11[10:18]"),
        amount("expenditure.project", "30元", "b11[20:28]"),
    ]
    found = [
        (c.rule, c.result)
        for c in sums.check_list_sums(
            build_check_context(sections=SECTIONS, amounts=parts)
        )
    ]
    assert (
        found == [("EXP_SUM", "fail"), ("UNIT_MISMATCH", "fail")]
        or ("UNIT_MISMATCH", "fail") in found
    )


# --- directions ---


def list_findings(checks: object) -> list[tuple[str, str]]:
    return [
        ("issue", c.code) if isinstance(c, Issue) else (c.rule, c.result)
        for c in checks
    ]  # type: ignore[attr-defined]


def build_levels(last: str, this: str) -> list[BudgetLine]:
    item = "three_public.hospitality"
    return [
        make_budget_line(
            B7,
            3,
            3,
            last,
            label="公务接待费",
            head="上年预算数",
            item=item,
            phase="prior_budget",
            year=2019,
        ),
        make_budget_line(
            B7, 3, 4, this, label="公务接待费", head="本年预算数", item=item
        ),
    ]


@pytest.mark.parametrize(
    ("direction", "raw", "base_kind", "level", "sign"),
    [
        (
            "increase",
            "0.40万元",
            "prior_year_budget",
            "fail",
            [("DIRECTION_SIGN", "fail")],
        ),
        (
            "decrease",
            "0.40万元",
            "prior_year_budget",
            "pass",
            [("DIRECTION_SIGN", "pass")],
        ),
        ("increase", "0.40万元", "unstated", "fail", [("DIRECTION_SIGN", "fail")]),
        (
            "increase",
            "0.70万元",
            "unstated",
            "not_checkable",
            [("DIRECTION_SIGN", "not_checkable"), ("issue", "DIRECTION_DOUBTFUL")],
        ),
        (
            "decrease",
            "0.70万元",
            "unstated",
            "not_checkable",
            [("DIRECTION_SIGN", "pass")],
        ),
    ],
)
def test_a_change_is_held_against_both_years_of_a_table(
    direction: str, raw: str, base_kind: str, level: str, sign: list[tuple[str, str]]
) -> None:
    stated = change(
        "three_public.hospitality", direction, raw, "b21[20:28]", base_kind=base_kind
    )
    subject = build_check_context(
        sections=SECTIONS, changes=[stated], budget_lines=build_levels("1.90", "1.50")
    )
    assert [c.result for c in check_change_against_amounts(subject)] == [level]
    assert list_findings(check_change_directions(subject)) == sign


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("，减少的主要原因是", ["fail"]),
        ("，增长12%，下降原因是", ["fail"]),
        ("，增加的主要原因是", ["pass"]),
        ("，主要原因是", []),
        ("，其中因人员减少，主要原因是", []),
    ],
)
def test_the_word_before_a_reason_is_that_of_the_change(
    words: str, found: list[str]
) -> None:
    page = "培训费比上年增加3.00万元" + words
    stated = change("training", "increase", "3.00万元", "b21[8:14]", reason="新增培训")
    stated = replace(
        stated, reason=text("新增培训", f"b21[{len(page)}:{len(page) + 4}]")
    )
    block = PageBlock(
        21, "text", None, None, page + "新增培训。", None, Span.parse("b21")
    )
    subject = build_check_context(sections=SECTIONS, changes=[stated], blocks=[block])
    assert [c.result for c in contradictions.check_reason_directions(subject)] == found


@pytest.mark.parametrize(
    ("reason", "n"), [("压减会议", 1), ("新增会议", 0), ("减少的会议恢复，增加场次", 0)]
)
def test_a_reason_of_nothing_but_less_is_none_of_an_increase(
    reason: str, n: int
) -> None:
    stated = change("conference", "increase", "3.00万元", "b21[8:14]", reason=reason)
    found = list(
        contradictions.flag_reasons_against_directions(
            build_check_context(sections=SECTIONS, changes=[stated])
        )
    )
    assert [issue.code for issue in found] == ["REASON_AGAINST_DIRECTION"] * n


# --- one context ---


def test_parts_of_one_fund_are_not_added_to_the_total_of_all() -> None:
    fund = Fund.GENERAL_PUBLIC_BUDGET
    amounts = [
        amount("expenditure.total", "90万元", "b11[0:8]"),
        put_in_fund(
            amount("expenditure.basic", "40万元", "b11[10:18]"),
            "expenditure.basic",
            fund,
        ),
        put_in_fund(
            amount("expenditure.project", "20万元", "b11[20:28]"),
            "expenditure.project",
            fund,
        ),
    ]
    assert {
        c.result
        for c in sums.check_list_sums(
            build_check_context(sections=SECTIONS, amounts=amounts)
        )
    } <= {"not_checkable"}


def test_a_part_of_a_fund_is_compared_with_the_table_of_that_fund() -> None:
    fund = Fund.GENERAL_PUBLIC_BUDGET
    stated = put_in_fund(
        amount("expenditure.basic", "40万元", "b11[10:18]"), "expenditure.basic", fund
    )
    whole = make_budget_line(
        B3, 3, 4, "70.00", label="合计", head="基本支出", item="expenditure.basic"
    )
    subject = build_check_context(
        sections=SECTIONS, amounts=[stated], budget_lines=[whole]
    )
    assert list(table_checks.check_prose_against_tables(subject)) == []
    part = make_budget_line(B5, 3, 4, "41.00", label="合计", head="基本支出")
    subject = build_check_context(
        sections=SECTIONS, amounts=[stated], budget_lines=[whole, part]
    )
    assert [
        (c.result, c.places) for c in table_checks.check_prose_against_tables(subject)
    ] == [("fail", "b11[10:18];b64.r3.c4")]


@pytest.mark.parametrize(
    ("last", "result"), [("10.00万元", "pass"), ("12.00万元", "fail")]
)
def test_what_stands_below_a_part_is_not_added_beside_it(
    last: str, result: str
) -> None:
    amounts = [
        amount("expenditure.total", "100.00万元", "b11[0:8]"),
        amount("expenditure.basic", "50.00万元", "b11[10:18]"),
        amount("expenditure.project", "40.00万元", "b11[20:28]"),
        amount("expenditure.business", "7.00万元", "b12[0:8]"),
        amount("expenditure.remit_superior", "1.00万元", "b13[0:8]"),
        amount("expenditure.carryforward", last, "b14[0:8]"),
    ]
    page = "支出一百，基本支出五十，项目支出四十".ljust(30, "。") + "其中："
    blocks = [
        PageBlock(n, "text", None, None, body, None, Span.parse(f"b{n}"))
        for n, body in (
            (11, page),
            (12, "1.经营支出七"),
            (13, "2.上缴一"),
            (14, "结转十"),
        )
    ]
    (found,) = sums.check_list_sums(
        build_check_context(sections=SECTIONS, amounts=amounts, blocks=blocks)
    )
    assert found.result == result


def test_a_part_beside_another_is_not_taken_for_a_part_of_it() -> None:
    amounts = [
        amount("expenditure.total", "60.00万元", "b11[0:8]"),
        amount("expenditure.basic", "50.00万元", "b11[10:18]"),
        amount("expenditure.project", "10.00万元", "b11[20:28]"),
        amount("expenditure.business", "7.00万元", "b11[30:38]"),
    ]
    (found,) = sums.check_list_sums(
        build_check_context(sections=SECTIONS, amounts=amounts)
    )
    assert found.result == "fail"


def build_unit_lines(
    table_record: object, *rows: tuple[str, str, str]
) -> list[BudgetLine]:
    lines = []
    for n, (unit, code, raw) in enumerate(rows, 3):
        line = make_budget_line(
            table_record, n, 4, raw, label="教育支出", head="合计", code=code
        )  # type: ignore[arg-type]
        lines.append(
            replace(
                line,
                unit_name=text(unit, f"{line.place.path}.r{n}.c1") if unit else None,
            )
        )
    return lines


@pytest.mark.parametrize(
    ("whole", "part", "results"),
    [
        (
            [("甲站", "205", "8.00"), ("乙站", "205", "1.00")],
            [("甲站", "205", "8.00")],
            ["pass"],
        ),
        (
            [("甲站", "205", "8.00"), ("乙站", "205", "1.00")],
            [("乙站", "205", "8.00")],
            ["fail"],
        ),
        (
            [("甲站", "205", "8.00"), ("乙站", "205", "1.00")],
            [("", "205", "9.00")],
            ["pass"],
        ),
        ([("", "205", "9.00")], [("甲站", "205", "8.00")], ["pass"]),
    ],
)
def test_a_code_is_compared_within_its_unit(
    whole: list[tuple[str, str, str]],
    part: list[tuple[str, str, str]],
    results: list[str],
) -> None:
    lines = [*build_unit_lines(B3, *whole), *build_unit_lines(B5, *part)]
    assert [
        c.result
        for c in table_checks.check_items_within_expenditure(
            build_check_context(budget_lines=lines)
        )
    ] == results


# --- nil ---


@pytest.mark.parametrize(
    ("sentence", "subject", "n_checks"),
    [
        ("本单位没有2019年结转的“三公”经费", "“三公”经费", 0),
        ("未安排“三公”经费", "“三公”经费", 1),
        ("未安排政府采购工程类预算", "政府采购", 0),
        ("未安排政府采购预算", "政府采购", 1),
    ],
)
def test_nil_of_a_part_is_not_nil_of_the_whole(
    sentence: str, subject: str, n_checks: int
) -> None:
    start = sentence.index(subject)
    statement = NilStatement(
        text(subject, f"b31[{start}:{start + len(subject)}]"),
        None,
        2020,
        text(sentence, f"b31[0:{len(sentence)}]"),
    )
    amounts = [
        amount("three_public.total", "5万元", "b21[0:8]"),
        amount("procurement.total", "9万元", "b22[0:8]"),
    ]
    found = list(
        check_nil_statements(
            build_check_context(
                sections=SECTIONS, amounts=amounts, nil_statements=[statement]
            )
        )
    )
    assert [c.result for c in found] == ["fail"] * n_checks


# --- labels ---


def build_side(*rows: tuple[str, str]) -> list[BudgetLine]:
    return [
        make_budget_line(B1, n, 4, raw, label=label, head="支出/预算数")
        for n, (label, raw) in enumerate(rows, 3)
    ]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (
            [
                ("教育支出", "30.00"),
                ("卫生健康支出", "12.00"),
                ("本年支出合计", "42.00"),
            ],
            [],
        ),
        (
            [
                ("教育支出", "30.00"),
                ("卫生健康支出", "12.00"),
                ("住房保障支出", "42.00"),
                ("本年支出合计", "5.00"),
            ],
            ["LINES_DOUBTFUL"],
        ),
        (
            [  # the labels of the first row and of the total in each other's place
                ("教育支出", "42.00"),
                ("卫生健康支出", "12.00"),
                ("住房保障支出", "5.00"),
                ("本年支出合计", "25.00"),
            ],
            ["LINES_DOUBTFUL"],
        ),
        (
            [  # each label a row lower than its figure
                ("", "30.00"),
                ("教育支出", "12.00"),
                ("卫生健康支出", "5.00"),
                ("住房保障支出", "47.00"),
                ("本年支出合计", "0.00"),
            ],
            ["LINES_DOUBTFUL"],
        ),
        (
            [
                ("教育支出", "30.00"),
                ("卫生健康支出", "12.00"),
                ("本年支出合计", "43.00"),
            ],
            [],
        ),
    ],
)
def test_lines_are_doubtful_where_other_labels_would_meet_the_total(
    rows: list[tuple[str, str]], codes: list[str]
) -> None:
    found: list[Check | Issue] = list(
        statutory_identities.check_side_totals(
            build_check_context(budget_lines=build_side(*rows))
        )
    )
    assert [one.code for one in found if isinstance(one, Issue)] == codes


@pytest.mark.parametrize(("gone", "n_failed"), [("", 0), ("301", 1)])
def test_an_economic_class_stands_below_its_own(gone: str, n_failed: int) -> None:
    table_record = table("statutory", "b68", "万元", "B6")
    rows = [
        ("301", "工资福利支出", "8.00"),
        ("30101", "基本工资", "8.00"),
        ("302", "商品和服务支出", "2.00"),
        ("30201", "办公费", "2.00"),
        ("303", "对个人和家庭的补助", "1.00"),
    ]
    lines = [
        make_budget_line(
            table_record, n, 4, raw, label=label, head="合计", economic=code
        )
        for n, (code, label, raw) in enumerate(rows, 3)
        if code != gone
    ]
    found = list(
        statutory_identities.check_code_levels(build_check_context(budget_lines=lines))
    )
    assert [c.result for c in found].count("fail") == n_failed


def test_a_level_that_only_other_tables_print_is_not_checkable() -> None:
    def build(table_record: TableRecord, *codes: str) -> list[BudgetLine]:
        return [
            make_budget_line(
                table_record, n, 4, "5.00", label=code, head="合计", code=code
            )
            for n, code in enumerate(codes, 3)
        ]

    lines = [*build(B3, "213", "21303", "2130305"), *build(B5, "213", "2130305")]
    found = list(
        statutory_identities.check_code_levels(build_check_context(budget_lines=lines))
    )
    assert [(c.result, c.places) for c in found if c.result != "pass"] == [
        ("not_checkable", "b64.r3.c4")
    ]


@pytest.mark.parametrize(("other_unit", "n_slips"), [("万元", 0), ("元", 1)])
def test_a_table_with_the_digits_of_another_in_another_unit_has_a_slip(
    other_unit: str, n_slips: int
) -> None:
    other = table("statutory", "b70", other_unit, "B10")
    lines = [
        make_budget_line(B3, 3, 4, "1234.56", label="甲"),
        make_budget_line(B3, 4, 4, "7654.32", label="乙"),
        make_budget_line(other, 3, 4, "1234.56", label="丙", unit=other_unit),
        make_budget_line(other, 4, 4, "7654.32", label="丁", unit=other_unit),
    ]
    found = list(
        contradictions.check_table_units(
            build_check_context(tables=[B3, other], budget_lines=lines)
        )
    )
    assert len({frozenset(c.spans) for c in found}) == n_slips


def test_lists_beside_one_another_are_summed_each_by_itself() -> None:
    rows = [
        ("教育支出", "30.00", "人员经费", "40.00"),
        ("住房保障支出", "12.00", "项目支出", "2.00"),
        ("支出总计", "42.00", "支出总计", "42.00"),
    ]
    lines = []
    for n, (left, one, right, other) in enumerate(rows, 3):
        for column, label, raw in ((4, left, one), (6, right, other)):
            line = make_budget_line(B1, n, column, raw, label=label, head="支出/预算数")
            name = text(label, f"b60.r{n}.c{column - 1}")
            lines.append(replace(line, row_label=name))
    found = [
        one
        for one in statutory_identities.check_side_totals(
            build_check_context(budget_lines=lines)
        )
        if isinstance(one, Check)
    ]
    assert [c.result for c in found if c.rule == "EXP_SUM"].count("pass") == 2
    assert [c for c in found if c.result == "fail"] == []
