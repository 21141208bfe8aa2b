"""A small disclosure made by hand: one record of every kind, nothing read from a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from extractor.lexicon.label_parser import describe_item
from extractor.model.disclosure import Disclosure, ParsedFile, Profile
from extractor.model.document import Document, Paragraph, Span
from extractor.model.enums import (
    Agreement,
    AmountSource,
    Fund,
    Stage,
    ValueStatus,
    WholeBy,
)
from extractor.model.issues import Issue
from extractor.model.records import (
    Activity,
    Amount,
    Asset,
    BudgetLine,
    CellUse,
    Change,
    Check,
    CorrectionOutcome,
    Count,
    Duty,
    Extracted,
    Fact,
    FigureContext,
    Goal,
    Indicator,
    NilStatement,
    OrgUnit,
    PageBlock,
    Procurement,
    QualityScore,
    Section,
    TableRecord,
    Term,
    Threshold,
    Unit,
    UnmatchedNumber,
)

T = TypeVar("T")
SHA = "0123456789abcdef" * 4
ID = "0123456789abcdef"


def make_extracted(value: T, raw: str, place: str, unit: Unit | None = None) -> Extracted[T]:
    return Extracted(value, raw, Span.parse(place), unit)


def text(value: str, place: str) -> Extracted[str]:
    return make_extracted(value, value, place)


def money(value: str | None, raw: str, place: str, unit: str = "万元") -> Extracted[Decimal | None]:
    return make_extracted(None if value is None else Decimal(value.replace(",", "")), raw, place, Unit(unit, "caption", Span.parse("b9")))


def amount(item: str | None, number: str, place: str, **other: object) -> Amount:
    facts: dict[str, object] = {
        "item": item,
        "label": text("收入", place.partition("[")[0] + "[0:2]"),
        "value": money(number, number, place),
        "value_status": "reported",
        "fiscal_year": 2020,
        "phase": "budget",
        "source": "prose",
        "section": "budget_overview",
        "context": describe_item(item),
    }
    return Amount(**(facts | other))  # type: ignore[arg-type]


def make_fact(source: Amount) -> Fact:
    yuan = Decimal("12345000.00")
    return Fact(
        "revenue.total", "收入", FigureContext("revenue", Fund.ALL), 2020, Stage.BUDGET, None, Decimal("1234.50"), "万元", yuan, Decimal(50),
        ValueStatus.REPORTED, AmountSource.PROSE, source.place, 1, Agreement.SINGLE, Decimal(0), True, WholeBy.STATED, None, (source,),
    )  # fmt: skip


def disclosure() -> Disclosure:
    total = amount("revenue.total", "1,234.50", "b10[3:11]", value=money("1234.50", "1,234.50万元", "b10[3:13]"))
    head = Section(1, text("一", "b2[0:1]"), "typed", text("基本情况", "b2[2:6]"), None, "正文", Span("b2"))
    below = Section(2, "1", "auto", text("职责", "b3"), "duties", "", Span("b3"), head)
    duty = Activity(1, "一", text("信访", "b4.r1.c1"), None, Unit("元", "caption", Span.parse("b4.r1.c1[0:1]")), None, None, Span.parse("b4.r1"))
    work = Activity(
        2,
        text("1", "b4.r2.c1[0:1]"),
        text("接访", "b4.r2.c1[2:4]"),
        money("12.30", "12.30", "b4.r2.c2", "元"),
        Unit("元", "caption", Span("b9")),
        text("=做事", "b4.r2.c3"),
        None,
        Span.parse("b4.r2"),
        duty,
    )
    indicator = Indicator(work, "信访", "接访", None, None, text("办结率", "b4.r2.c4"), 1, Span.parse("b4.r2"))
    statutory = TableRecord("statutory", "B1", text("收支总表", "b5"), Unit("万元", "caption", Span("b9")), None, 2, 3, 1, Span("b6"))
    unknown = TableRecord("unknown", None, None, None, None, 1, 1, 0, Span("b7"))
    return Disclosure(
        profile=Profile(
            title=text("甲县信访局2020年部门预算", "b1"),
            doc_type="department_budget",
            fiscal_year=make_extracted(2020, "2020年", "b1[5:10]"),
            department_name=text("甲县信访局", "b1[0:5]"),
            province="河北省",
        ),
        facts=(make_fact(total),),
        sections=(head, below),
        duties=(Duty("一", text("接待群众", "b8"), Span("b8")),),
        org_units=(OrgUnit(text("办公室", "b8.r1.c1"), None, None, None, Span.parse("b8.r1")),),
        amounts=(
            total,
            amount(None, "0", "b11", value=money(None, "", "b11.r1.c2"), value_status="blank", label=None),
        ),
        changes=(
            Change("revenue.total", None, 2020, 2019, "unstated", "flat", make_extracted(Decimal(0), "持平", "b12[0:2]"), None, False, None, None),
        ),
        goals=(Goal(text("做好", "b13")),),
        activities=(duty, work),
        indicators=(indicator,),
        thresholds=(
            Threshold(indicator, "优", 1, text("≥90%", "b4.r2.c5"), ">=", Decimal(90), None, True, None, text("%", "b4.r2.c5[3:4]")),
        ),
        procurement=(
            Procurement(
                "item", None, text("公用经费", "b14.r1.c1"), None, text("打印机", "b14.r1.c2"), text("A0201", "b14.r1.c3"), None,
                text("台", "b14.r1.c4"), make_extracted(Decimal(2), "2", "b14.r1.c5"), money("1800.00", "1800.00", "b14.r1.c6", "元"),
                money("3600.00", "3600.00", "b14.r1.c7", "元"), None, None, None, None, None, None,
                Unit("元", "caption", Span("b9")), Span.parse("b14.r1"),
            ),
        ),  # fmt: skip
        assets=(
            Asset(
                "total", "assets.fixed.total", text("资产总额", "b15.r1.c1"), money(None, "——", "b15.r1.c2"), "dash", None,
                money("103.6", "103.6", "b15.r1.c3"), "reported", Unit("万元", "caption", Span("b9")),
                make_extracted(date(2019, 12, 31), "2019年12月31日", "b15.r0.c1"), Span.parse("b15.r1"),
            ),
        ),  # fmt: skip
        nil_statements=(NilStatement(text("基金", "b16[0:2]"), None, 2020, text("基金为空。", "b16")),),
        glossary=(Term("1", text("基本支出", "b17[0:4]"), text("指……", "b17[5:8]"), Span("b17")),),
        counts=(Count(None, make_extracted(Decimal(2), "2个", "b18[0:2]"), "个", None),),
        budget_lines=(
            BudgetLine(statutory, "B1", text("收入合计", "b6.r2.c1"), "预算数", None, None, "revenue.total",
                       money("1234.50", "1234.50", "b6.r2.c2"), "reported", 2020, "budget"),
            BudgetLine(statutory, "B1", None, "预算数", text("2010308", "b6.r2.c1"), None, None,
                       money(None, "", "b6.r2.c3"), "blank", 2020, "budget"),
        ),  # fmt: skip
        tables=(statutory, unknown),
        cells=(
            CellUse(statutory, 1, 1, 1, 2, "-5", "header", Span.parse("b6.r1.c1")),
            CellUse(statutory, 2, 1, 1, 1, "", "blank", Span.parse("b6.r2.c1")),
            CellUse(unknown, 1, 1, 1, 1, "a\r\"b\"\nc", "unread", Span.parse("b7.r1.c1")),
        ),
        blocks=(
            PageBlock(1, "title", None, 1, "甲县信访局2020年部门预算", None, Span("b1")),
            PageBlock(2, "text", "一、", None, "文本框", "b1", Span("tx1/b1")),
            PageBlock(3, "table", None, None, None, None, Span("b6")),
        ),
        unmatched_numbers=(UnmatchedNumber(None, "2020", "在2020年", "year", Span.parse("b19[1:5]")),),
        corrections=(
            CorrectionOutcome("amounts", "b10[3:13]", "value", "1,234.5万元", "2万元", None, "x", date(2026, 3, 1), "refused", "text_changed"),
        ),
        checks=(
            Check("REV_SUM", "pass", Decimal("12345000.00"), Decimal("12345000.00"), Decimal("0.00"), Decimal(50),
                  ("NO_SUCH_CODE", (("what", "和"),)), (Span.parse("b10[3:13]"), Span.parse("b6.r2.c2"))),
            Check("TP_SUM", "fail", Decimal(1), Decimal(2), Decimal(1), Decimal(0), ("NO_SUCH_CODE", ()), ()),
        ),  # fmt: skip
        quality=(QualityScore("checks_failed", "B", 1, 2, ("QUALITY_CHECKS_FAILED", (("n", "1"), ("total", "2")))),),
        issues=(Issue.build("PRECISION", "b10"), Issue.build("NUMBER_TOO_LONG", table="a", column="b", value="1")),
        n_paragraphs=19,
        n_tables=2,
        n_numbers=9,
        n_numbers_read=8,
    )


def make_parsed(*several: Disclosure) -> ParsedFile:
    document = Document((Paragraph("b1", "甲县信访局2020年部门预算"),), format="docx", sha256=SHA)
    return ParsedFile(document, several or (disclosure(),))
