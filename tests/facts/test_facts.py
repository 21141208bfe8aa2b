"""Readings of one thing are one fact; only what speaks of the office as a whole is whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from extractor.api import read
from extractor.dataset.dataset import open_dataset
from extractor.dataset.to_rows import build_file_rows, records_to_rows
from extractor.dataset.writer import DatasetWriter
from extractor.facts import attach_facts, build_facts
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.enums import (
    AmountSource,
    BaseKind,
    Direction,
    DocumentType,
    Entity,
    Fund,
    Phase,
    RowType,
    Scope,
    TableKind,
    UnitSource,
    ValueStatus,
)
from extractor.model.records import (
    Activity,
    Amount,
    BudgetLine,
    Change,
    Count,
    Extracted,
    Fact,
    FigureContext,
    Procurement,
    TableRecord,
    Unit,
)
from extractor.pipeline import parse_file

BASE = load_bundled_lexicons()["base"]


def read_text(value: str, place: str) -> Extracted[str]:
    return Extracted(value, value, Span.parse(place))


def read_money(raw: str, place: str, unit: str = "万元") -> Extracted[Decimal | None]:
    span = Span.parse(place)
    return Extracted(Decimal(raw.replace(",", "")), raw, span, Unit(unit, UnitSource.NUMBER, span))


def make_amount(raw: str, concept: str | None, fund: str | None = "all", scope: str | None = None, *, place: str = "b1", year: int = 2026, unit: str = "万元", **other: str) -> Amount:
    context = FigureContext(concept, Fund(fund) if fund else None, Scope(scope) if scope else None, **other)
    return Amount(None, read_text("标签", place), read_money(raw, place, unit), ValueStatus.REPORTED, year, Phase.BUDGET, AmountSource.PROSE, "budget_overview", context)


TABLE = TableRecord(TableKind.STATUTORY, "B3", None, None, None, 2, 2, 1, Span.parse("b9"))


def make_line(raw: str, concept: str, fund: str = "all", scope: str | None = None, *, place: str = "b9.r2.c2", unit: str = "元", entity: Entity = Entity.WHOLE) -> BudgetLine:
    context = FigureContext(concept, Fund(fund), Scope(scope) if scope else None, entity)
    return BudgetLine(
        TABLE, "B3", read_text("合计", place), "预算数", None, None, None, read_money(raw, place, unit), ValueStatus.REPORTED, 2026, Phase.BUDGET,
        context=context,
    )  # fmt: skip


def find_facts(*records: object) -> tuple[Fact, ...]:
    amounts = tuple(record for record in records if isinstance(record, Amount))
    lines = tuple(record for record in records if isinstance(record, BudgetLine))
    counts = tuple(record for record in records if isinstance(record, Count))
    return build_facts(Disclosure(amounts=amounts, budget_lines=lines, counts=counts), BASE)[0]


def summarize(facts: tuple[Fact, ...]) -> list[tuple[object, ...]]:
    return [(fact.context.concept, fact.context.fund, fact.value_yuan, fact.is_whole) for fact in facts]


def test_the_most_precise_source_gives_the_value_and_rounded_ones_agree() -> None:
    (fact,) = find_facts(make_amount("11,885", "revenue"), make_line("118,853,953", "revenue"))
    assert (fact.value, fact.unit, fact.n_sources, fact.agreement) == (Decimal(118853953), "元", 2, "agrees")
    assert (fact.precision, fact.spread_yuan) == (Decimal("0.5"), Decimal(3953))


def test_whole_numbers_among_decimals_are_as_precise_as_these() -> None:
    first, second = find_facts(make_amount("2", "training", place="b1"), make_amount("3.25", "conference", place="b2"))
    assert first.precision == second.precision == Decimal(50)


def test_sources_that_differ_are_a_conflict_and_the_table_stands() -> None:
    given = Disclosure(amounts=(make_amount("100.00", "expenditure.basic", place="b1"), make_amount("90.00", "expenditure.basic", place="b2")), budget_lines=(make_line("1,000,001", "expenditure.basic"),))
    (fact,), (issue,) = build_facts(given, BASE)
    assert (fact.value_yuan, fact.agreement, fact.spread_yuan, fact.source) == (Decimal(1000001), "conflict", Decimal(100001), "table")
    assert issue.code == "FACT_CONFLICT"
    assert all(place in dict(issue.details)["values"] for place in ("b1", "b2", "b9.r2.c2"))


def test_a_part_of_one_fund_is_no_part_of_the_whole() -> None:
    facts = find_facts(make_amount("500", "expenditure", scope="all"), make_amount("400", "expenditure", "general_public_budget"), make_amount("250", "expenditure.basic", "general_public_budget"))
    assert [fact.is_whole for fact in facts] == [True, True, False]


def test_the_parts_of_the_one_fund_an_office_lives_on_are_parts_of_the_whole() -> None:
    facts = find_facts(
        make_amount("400", "expenditure", scope="all", place="b1"),
        make_amount("400", "expenditure", "general_public_budget", place="b2"),
        make_amount("0", "expenditure", "government_funds", place="b3"),
        make_amount("250", "expenditure.basic", "general_public_budget", place="b4"),
    )
    basic = facts[-1]
    assert (basic.is_whole, basic.whole_by, basic.whole_places) == (True, "equal_total", "b2;b1")


def test_a_second_fund_with_money_forbids_it() -> None:
    facts = find_facts(
        make_amount("400", "expenditure", scope="all"),
        make_amount("400", "expenditure", "general_public_budget"),
        make_amount("3", "expenditure", "government_funds"),
        make_amount("250", "expenditure.basic", "general_public_budget"),
    )
    assert not facts[-1].is_whole


def test_what_is_stated_of_the_whole_goes_before_what_follows_from_equal_totals() -> None:
    facts = find_facts(
        make_amount("400", "expenditure", scope="all"),
        make_amount("400", "expenditure", "general_public_budget"),
        make_amount("260", "expenditure.basic"),
        make_amount("250", "expenditure.basic", "general_public_budget"),
    )
    assert [(fact.context.fund, fact.is_whole) for fact in facts if fact.context.concept == "expenditure.basic"] == [("all", True), ("general_public_budget", False)]


def test_the_year_and_all_with_what_is_carried_over_are_two_facts_and_a_bare_total_joins_the_one_it_equals() -> None:
    facts = find_facts(make_line("4,800,000", "revenue", scope="year"), make_line("5,000,000", "revenue", scope="all"), make_amount("480", "revenue"))
    assert [(fact.context.scope, fact.n_sources) for fact in facts] == [("year", 2), ("all", 1)]


def test_a_bare_total_that_lacks_what_is_carried_over_is_that_of_the_year() -> None:
    balance = make_amount("20", "carried_in")
    facts = find_facts(make_amount("500", "revenue", scope="all"), balance, make_amount("480", "revenue"))
    assert [(fact.context.scope, fact.value) for fact in facts if fact.context.concept == "revenue"] == [("year", 480), ("all", 500)]
    facts = find_facts(make_amount("500", "revenue", scope="all"), balance, make_amount("470", "revenue"))
    assert [(fact.context.scope, fact.agreement) for fact in facts if fact.context.concept == "revenue"] == [("all", "conflict")]


def test_two_rows_of_one_unit_name_are_two_units() -> None:
    rows = [make_line(raw, "conference", place=f"b9.r{row}.c2", entity=Entity.UNIT) for row, raw in ((3, "54,000"), (4, "408,000"))]
    assert [(fact.agreement, fact.value) for fact in find_facts(*rows)] == [("single", 54000), ("single", 408000)]
    apart = [rows[0], make_line("60,000", "conference", place="b11.r3.c2", entity=Entity.UNIT)]
    assert [fact.agreement for fact in find_facts(*apart)] == ["conflict"]


def test_classes_projects_and_units_are_never_the_whole() -> None:
    facts = find_facts(
        make_amount("1", "expenditure", "all", function_code="205"),
        make_amount("2", "expenditure", "all", economic_code="301"),
        make_amount("3", "expenditure.project", "all", project="校舍维修"),
        make_line("40000", "expenditure", entity=Entity.UNIT),
    )
    assert {fact.is_whole for fact in facts} == {False}
    assert len(facts) == 4


def test_money_of_a_fund_that_is_not_known_is_no_conflict() -> None:
    facts = find_facts(make_amount("9", "expenditure", None, function_code="205"), make_amount("7", "expenditure", None, function_code="205"))
    assert [fact.agreement for fact in facts] == ["single", "single"]


def test_of_people_counted_in_parts_only_their_sum_is_whole() -> None:
    counts = [Count(read_text(label, place), Extracted(Decimal(n), str(n), Span.parse(place)), "人", None) for label, n, place in (("编制数", 30, "b1"), ("行政编制", 22, "b2"), ("事业编制", 8, "b3"))]
    assert [(fact.value, fact.is_whole) for fact in find_facts(*counts)] == [(Decimal(30), True), (Decimal(22), False), (Decimal(8), False)]


def test_what_is_not_exact_supports_no_fact() -> None:
    assert find_facts(make_amount("1", None), make_amount("1", "revenue", unit="平方米")) == ()


def test_the_parts_of_one_budget_in_a_text_are_no_parts_of_the_whole() -> None:
    text = (
        "江宁县档案馆2026年部门预算公开\n\n一、部门预算安排的总体情况\n\n2026年收入总计500万元，其中：一般公共预算拨款收入400万元，上年结转100万元。"
        "支出总计500万元。一般公共预算财政拨款支出400万元，其中：基本支出250万元（人员经费200万元，公用经费50万元），项目支出150万元；"
        "教育支出(205)380万元，住房保障支出(221)20万元。\n"
    )
    (parsed,) = parse_file(text.encode(), "a.txt").disclosures
    found = [
        (fact.context.concept, fact.context.fund, fact.context.scope, fact.context.function_code, fact.value, fact.is_whole)
        for fact in parsed.facts
        if fact.context.function_code is None
    ]
    assert found == [
        ("revenue", "all", "all", None, Decimal(500), True),
        ("revenue", "general_public_budget", None, None, Decimal(400), True),
        ("carried_in", "all", None, None, Decimal(100), True),
        ("expenditure", "all", "all", None, Decimal(500), True),
        ("expenditure", "general_public_budget", None, None, Decimal(400), True),
        ("expenditure.basic", "general_public_budget", None, None, Decimal(250), False),
        ("expenditure.personnel", "general_public_budget", None, None, Decimal(200), False),
        ("expenditure.public", "general_public_budget", None, None, Decimal(50), False),
        ("expenditure.project", "general_public_budget", None, None, Decimal(150), False),
    ]
    classes = {fact.context.function_code: (fact.context.fund, fact.value, fact.is_whole) for fact in parsed.facts if fact.context.function_code}
    assert classes == {"205": ("general_public_budget", Decimal(380), False), "221": ("general_public_budget", Decimal(20), False)}


def test_the_table_of_the_department_gives_what_the_text_says_of_one_budget_only(tmp_path: Path) -> None:
    text = (
        "2026年收入总计500万元，其中：一般公共预算拨款收入400万元，上年结转100万元。支出总计500万元。"
        "一般公共预算财政拨款支出400万元，其中：基本支出250万元（人员经费200万元，公用经费50万元），项目支出150万元。"
    )
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in (
            ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
            ("", "合计", "5,000,000", "3,000,000", "2,000,000"),
            ("205", "教育支出", "4,700,000", "2,800,000", "1,900,000"),
            ("221", "住房保障支出", "300,000", "200,000", "100,000"),
        )
    )
    page = f"<p>江宁县档案馆2026年部门预算公开</p><p>一、部门预算安排的总体情况</p><p>{text}</p><p>部门支出总表</p><p>单位：元</p><table>{rows}</table>"
    parsed = parse_file(f"<html><body>{page}</body></html>".encode(), "a.html")
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(build_file_rows(parsed))
    (row,) = open_dataset(tmp_path).panel().to_dict("records")
    items = {name: value for name, value in row.items() if "." in name}
    assert items == {
        "revenue.total": 5_000_000, "revenue.general_public_budget": 4_000_000, "revenue.carryover": 1_000_000, "expenditure.total": 5_000_000,
        "expenditure.basic": 3_000_000, "expenditure.project": 2_000_000, "fiscal_appropriation.general_public_budget": 4_000_000,
    }  # fmt: skip
    basic = [(fact.context.fund, fact.value_yuan, fact.source) for fact in parsed.disclosures[0].facts if fact.is_whole and fact.item == "expenditure.basic"]
    assert basic == [("all", 3_000_000, "table")]


def test_a_bare_figure_below_the_total_of_the_year_is_no_total() -> None:
    facts = find_facts(make_line("5,000,000", "revenue", "general_public_budget", "year"), make_amount("200.00", "revenue", "general_public_budget"))
    assert [(fact.value_yuan, fact.is_whole) for fact in facts] == [(5_000_000, True), (2_000_000, False)]


def test_a_conflict_of_one_kind_of_source_names_both_places_and_leaves_the_cell_empty(tmp_path: Path) -> None:
    page = "临江县档案馆2026年部门预算公开\n\n一、收支总体情况\n\n2026年收入总计500.00万元，支出总计500.00万元。\n\n二、收入情况\n\n2026年收入总计490.00万元。\n"
    parsed = parse_file(page.encode(), "a.txt")
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(build_file_rows(parsed))
    (row,) = open_dataset(tmp_path).panel().to_dict("records")
    (fact,) = [fact for fact in parsed.disclosures[0].facts if fact.item == "revenue.total"]
    first, second = (fact.conflict_places or "").split(";")
    assert (pd.isna(row["revenue.total"]), row["expenditure.total"]) == (True, 5_000_000)
    assert row["flags"] == f"conflict:revenue.total({first}≠{second})"


def test_final_accounts_state_what_was_bought() -> None:
    def find_stage(doc_type: DocumentType) -> object:
        total = read_money("9", "b9.r2.c2", "元")
        purchase = Procurement(RowType.TOTAL, None, None, None, None, None, None, None, None, None, total, *[None] * 6, total.unit, Span.parse("b9.r2"))
        (fact,) = build_facts(Disclosure(profile=Profile(doc_type=doc_type), procurement=(purchase,)), BASE)[0]
        return fact.stage

    assert find_stage(DocumentType.DEPARTMENT_FINAL) == "executed"
    assert find_stage(DocumentType.DEPARTMENT_BUDGET) == "budget"


def test_a_fact_is_explained_by_its_id_with_all_that_states_it() -> None:
    page = "临江县档案馆2026年部门预算公开\n\n一、收支总体情况\n\n2026年收入总计500.00万元。\n\n二、收入情况\n\n2026年收入总计500万元。\n"
    found = read(page.encode())
    (fact,) = found.rows["facts"]
    answer = found.explain(fact["fact_id"])
    assert [table for table, _ in answer.records] == ["facts", "amounts", "amounts"]
    assert {value.raw for value in answer.values if value.column == "value"} == {"500.00万元", "500万元"}
    assert answer.place == str(fact["place"])


def test_an_activity_states_the_budget_of_its_name() -> None:
    activity = Activity(2, "1", read_text("档案数字化", "b9.r2.c1"), read_money("12.50", "b9.r2.c2"), None, None, None, Span.parse("b9.r2"))
    (fact,) = build_facts(Disclosure(activities=(activity,)), BASE)[0]
    assert (fact.context.project, fact.value_yuan, fact.is_whole, fact.sources) == ("档案数字化", 125_000, False, (activity,))


def test_rows_name_the_fact_that_they_support() -> None:
    amount = make_amount("100.00", "expenditure.basic")
    change = Change(
        "expenditure.basic", None, 2026, 2025, BaseKind.UNSTATED, Direction.INCREASE, read_money("2.00", "b1[9:12]"), None, True, None, None,
        FigureContext("expenditure.basic", Fund.ALL),
    )  # fmt: skip
    other = make_amount("5", None, None)
    given = attach_facts(Disclosure(profile=Profile(division_code="130203"), amounts=(amount, other), changes=(change,)), BASE)
    rows = records_to_rows(given, "d", "folder/a.docx")
    (fact,) = rows["facts"]
    assert (fact["fact_id"], fact["path"], fact["division_code"], fact["item"]) == ("d-fact-1", "folder/a.docx", "130203", "expenditure.basic")
    assert [(row["fact_id"], row["is_whole"]) for row in rows["amounts"]] == [("d-fact-1", True), (None, None)]
    assert [row["fact_id"] for row in rows["changes"]] == ["d-fact-1"]


def list_totals(*lines: str) -> list[tuple[str | None, str | None, Decimal | None, str]]:
    """Concept, scope, value in 万元 and agreement of the totals of all money of one text."""
    (parsed,) = parse_file("\n".join(lines).encode(), "a.txt").disclosures
    return [
        (fact.context.concept, fact.context.scope, fact.value, fact.agreement)
        for fact in parsed.facts
        if fact.context.concept in ("revenue", "expenditure") and fact.context.fund == Fund.ALL and fact.is_whole
    ]


def test_the_sum_that_final_accounts_name_is_of_the_year_by_their_form() -> None:
    found = list_totals("云岭县水利局2023年度部门决算", "二、收入决算情况说明", "2023年度收入合计900.50万元，支出合计880.25万元。")
    assert found == [("revenue", "year", Decimal("900.50"), "single"), ("expenditure", "year", Decimal("880.25"), "single")]


def test_a_named_sum_below_the_total_is_no_conflict_in_final_accounts_and_is_one_in_a_budget() -> None:
    final = list_totals("云岭县水利局2023年度部门决算", "一、收支总体情况", "2023年度收入总计950.00万元。", "二、收入决算情况", "2023年度收入合计900.50万元。")
    assert [(scope, agreement) for _, scope, _, agreement in final] == [("year", "single"), ("all", "single")]
    budget = list_totals("云岭县水利局2023年部门预算", "一、收支总体情况", "2023年收入总计950.00万元。", "二、收入预算情况", "2023年收入合计900.50万元。")
    assert [agreement for *_, agreement in budget] == ["conflict"]


def test_what_is_carried_out_and_what_is_distributed_part_the_year_from_all_together() -> None:
    found = list_totals(
        "云岭县中心医院2021年度单位决算", "一、收入支出决算总体情况", "2021年度支出总计1,000.00万元。",
        "三、支出决算情况", "全年支出900.00万元。结余分配70.00万元，年末结转和结余30.00万元。",
    )  # fmt: skip
    assert [(scope, value) for _, scope, value, _ in found] == [("year", Decimal("900.00")), ("all", Decimal("1000.00"))]


@pytest.mark.parametrize(
    ("sentence", "wholes"),
    [
        ("6个项目实行绩效目标管理，涉及一般公共预算当年财政拨款1,380.00万元。", [Decimal("1380.00")]),
        ("6个项目实行绩效目标管理，涉及一般公共预算当年财政拨款1,380.00万元，政府性基金预算当年财政拨款20.00万元。", []),
    ],
)
def test_projects_with_targets_are_the_whole_where_one_fund_alone_is_told(sentence: str, wholes: list[Decimal]) -> None:
    (parsed,) = parse_file(f"云岭县水利局2024年部门预算\n五、绩效目标设置情况\n2024年{sentence}".encode(), "a.txt").disclosures
    assert [fact.value for fact in parsed.facts if fact.context.concept == "performance.project_amount" and fact.is_whole] == wholes


def test_posts_for_workers_are_posts_beside_those_of_the_administration() -> None:
    counts = [Count(read_text(label, place), Extracted(Decimal(n), str(n), Span.parse(place)), "名", None) for label, n, place in (("行政编制", 9, "b1"), ("工勤编制", 1, "b2"))]
    assert [(fact.value, fact.is_whole) for fact in find_facts(*counts)] == [(Decimal(9), False), (Decimal(1), False)]


def test_the_totals_of_units_are_no_totals_of_the_office_and_a_fund_named_a_budget_is_no_stage() -> None:
    found = list_totals("2021年中共云岭市委党校部门预算", "一、收支情况", "2021年支出预算386.00万元。", "其中，校本级支出预算354.00万元，培训中心支出预算32.00万元。")
    assert [value for *_, value, _ in found] == [Decimal("386.00")]
    (parsed,) = parse_file("云岭县水务局2011年部门决算说明\n二、收入情况\n2011年总收入468.00万元，其中基金预算收入43.00万元，预算外资金收入20.00万元。".encode(), "a.txt").disclosures
    assert {fact.stage for fact in parsed.facts} == {"executed"}


def test_projects_named_by_that_word_alone_are_all_projects() -> None:
    text = "云岭县老年大学协会2021年度单位决算\n二、收支决算说明\n2021年支出61.00万元，其中人员40.00万元、公用6.00万元、项目15.00万元。"
    (parsed,) = parse_file(text.encode(), "a.txt").disclosures
    assert [(fact.value, fact.is_whole) for fact in parsed.facts if fact.context.concept == "expenditure.project"] == [(Decimal("15.00"), True)]


def test_the_exact_figure_behind_a_rounded_one_is_of_the_same_thing() -> None:
    found = list_totals("云岭县统计局2024年度部门决算", "一、收支决算总体情况", "2024年支出总计1.86亿元，精确数为18,604.92万元。")
    assert found == [("expenditure", "all", Decimal("18604.92"), "agrees")]
