"""Records written by hand: what the checks need of a disclosure, with made-up places."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.records import (
    Activity,
    Amount,
    Asset,
    BudgetLine,
    Change,
    Check,
    Count,
    Extracted,
    Indicator,
    NilStatement,
    OrgUnit,
    Procurement,
    Section,
    TableRecord,
    Term,
    Threshold,
    Unit,
)
from extractor.text.numbers import tokenize_numbers
from extractor.validation import CheckContext

YEAR = 2020


def text(value: str, place: str) -> Extracted[str]:
    """A reading of words."""
    return Extracted(value, value, Span.parse(place))


def money(raw: str, place: str, unit: str = "") -> Extracted[Decimal | None]:
    """A reading of money: with its own unit (``165.47万元``) or, in a cell, with the unit of the table."""
    where = Span.parse(place)
    found = next(iter(tokenize_numbers(raw)), None)
    if found is None:
        return Extracted(None, raw, where)
    name = found.unit or unit
    declared = Unit(name, "number" if found.unit else "caption", where) if name else None
    return Extracted(found.value, raw, where, declared)


def number(raw: str, place: str) -> Extracted[Decimal | None]:
    """A reading of a plain number."""
    found = next(iter(tokenize_numbers(raw)), None)
    return Extracted(found.value if found else None, raw, Span.parse(place))


def amount(item: str | None, raw: str, place: str, label: str = "", year: int = YEAR, phase: str = "budget", section: str | None = None, source: Any = "prose") -> Amount:
    """One stated amount."""
    return Amount(item, text(label, f"{place.partition('[')[0]}[0:{len(label)}]") if label else None, money(raw, place), "reported", year, phase, source, section)


def change(item: str | None, direction: Any, raw: str, place: str, label: str = "", percent: str = "", reason: str = "", base_kind: str = "prior_year_budget") -> Change:
    """One stated change against the year before; 持平 without a number where ``raw`` holds none."""
    block = place.partition("[")[0]
    value = money(raw, place)
    if value.value is None:
        value = Extracted(Decimal(0), raw, value.place)
    return Change(
        item,
        text(label, block + "[0:2]") if label else None,
        YEAR,
        YEAR - 1,
        base_kind,
        direction,
        value,
        Extracted(Decimal(percent.rstrip("%")), percent, Span.parse(block + "[90:95]")) if percent else None,
        value.unit is not None,
        text(reason, block + "[70:80]") if reason else None,
        None,
    )


def section(key: str | None, place: str, body: str = "", title: str = "") -> Section:
    """One level 1 section."""
    return Section(1, None, "none", text(title or key or "无名", place), key, body, Span.parse(place))


def profile(title: str = "某县档案馆2020年部门预算公开", year: int = YEAR, name: str = "某县档案馆", doc_type: str = "department_budget") -> Profile:
    """Who and when."""
    return Profile(text(title, "b1[0:20]"), doc_type, Extracted(year, str(year), Span.parse("b1[5:9]")), text(name, "b1[0:5]"))


def table(kind: str, place: str, unit: str = "", key: str | None = None, title: str = "", entity: str = "") -> TableRecord:
    """One table of the document."""
    declared = Unit(unit, "caption", Span.parse(f"{place}.r1.c2").slice(3, 3 + len(unit))) if unit else None
    return TableRecord(kind, key, text(title, f"{place}.r1.c1") if title else None, declared, text(entity, f"{place}.r1.c3") if entity else None, 9, 9, 2, Span.parse(place))


PROCUREMENT_COLUMNS = ("project_funds", "quantity", "unit_price", "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account", "other_sources", "other_channels")


def purchase(row: int, row_type: Any = "item", label: str = "", project: str = "", item: str = "", code: str = "", address: str = "b41", **cells: str) -> Procurement:
    """One row of a procurement table in 元."""
    place = f"{address}.r{row}"
    values: dict[str, Any] = {}
    for column, name in enumerate(PROCUREMENT_COLUMNS, 5):
        raw = cells.get(name)
        read = number if name == "quantity" else (lambda raw, where: money(raw, where, "元"))
        values[name] = read(raw, f"{place}.c{column}") if raw else None
    return Procurement(
        row_type=row_type,
        row_label=text(label, f"{place}.c1") if label else None,
        project_name=text(project, f"{place}.c1") if project else None,
        item_name=text(item, f"{place}.c2") if item else None,
        catalog_code=text(code, f"{place}.c3") if code else None,
        catalog_name=None,
        quantity_unit=None,
        unit_in_force=Unit("元", "caption", Span.parse(f"{address}.r1.c8[3:4]")),
        place=Span.parse(place),
        **values,
    )


def asset(row: int, label: str, value: str = "", quantity: str = "", row_type: Any = "item", item: str | None = None, as_of: date | None = None, address: str = "b44") -> Asset:
    """One row of an asset table in 万元."""
    place = f"{address}.r{row}"
    return Asset(
        row_type,
        item,
        text(label, f"{place}.c1"),
        number(quantity, f"{place}.c2") if quantity else None,
        "reported" if quantity else "blank",
        None,
        money(value, f"{place}.c3", "万元") if value else None,
        "reported" if value else "blank",
        Unit("万元", "column", Span.parse(f"{address}.r3.c3[8:10]")),
        Extracted(as_of, as_of.isoformat(), Span.parse(f"{address}.r2.c3[5:16]")) if as_of else None,
        Span.parse(place),
    )


def activity(row: int, level: int, name: str, budget: str = "", parent: Activity | None = None, address: str = "b37") -> Activity:
    """One duty or activity of a performance table in 元."""
    place = f"{address}.r{row}"
    return Activity(level, None, text(name, f"{place}.c1"), money(budget, f"{place}.c2", "元") if budget else None, Unit("元", "caption", Span.parse(f"{address}.r1.c6")), None, None, Span.parse(place), parent)


def indicator(row: int, name: str, parent: Activity | None = None, n_measures: int = 1, address: str = "b37") -> Indicator:
    """One indicator of a performance table."""
    place = f"{address}.r{row}"
    return Indicator(parent, None, None, None, None, text(name, f"{place}.c5"), n_measures, Span.parse(place))


def make_grade_thresholds(parent: Indicator, *texts: str) -> tuple[Threshold, ...]:
    """优 良 中 差 of one indicator, as printed."""
    signs = {"≥": ">=", "≤": "<=", "＜": "<", "＞": ">"}
    found = []
    for order, (grade, raw) in enumerate(zip("优良中差", texts, strict=False), 1):
        operator = signs.get(raw[:1], "bare")
        value = Decimal(raw.strip("≥≤＜＞%件"))
        lower = value if operator in (">=", ">", "bare") else None
        upper = value if operator in ("<=", "<", "bare") else None
        found.append(Threshold(parent, grade, order, text(raw, f"{parent.place}.c{5 + order}"), operator, lower, upper, None, None, None))
    return tuple(found)


def make_org_unit(row: int, name: str, nature: str) -> OrgUnit:
    """One row of the table of units."""
    return OrgUnit(text(name, f"b17.r{row}.c1"), text(nature, f"b17.r{row}.c2"), None, None, Span.parse(f"b17.r{row}"))


def count(subject: str, raw: str, place: str, unit: str = "个", section: str | None = "duties_and_organization") -> Count:
    """One stated number of things."""
    value = number(raw, place).value
    assert value is not None
    return Count(text(subject, f"{place.partition('[')[0]}[0:2]"), Extracted(value, raw, Span.parse(place)), unit, section)


def make_nil_statement(subject: str, place: str) -> NilStatement:
    """One statement that a budget is empty."""
    block = place.partition("[")[0]
    return NilStatement(text(subject, f"{block}[3:9]"), None, YEAR, text(f"未安排{subject}", place))


def term(name: str, place: str) -> Term:
    """One glossary term."""
    return Term(None, text(name, place), text("指……", place), Span.parse(place))


def make_budget_line(table_record: TableRecord, row: int, column: int, raw: str, label: str = "", head: str = "", code: str = "", economic: str = "", item: str | None = None, phase: str | None = "budget", unit: str = "万元", year: int = YEAR) -> BudgetLine:
    """One number of a statutory table."""
    place = f"{table_record.place}.r{row}"
    return BudgetLine(
        table_record,
        table_record.table_key,
        text(label, f"{place}.c2") if label else None,
        head or None,
        text(code, f"{place}.c1") if code else None,
        text(economic, f"{place}.c1") if economic else None,
        item,
        money(raw, f"{place}.c{column}", unit),
        "reported",
        year,
        phase,
    )


def build_check_context(**records: Any) -> CheckContext:
    """A context of hand-made records with the words of every office."""
    records.setdefault("profile", profile())
    return CheckContext(Disclosure(**{name: tuple(value) if isinstance(value, list) else value for name, value in records.items()}), load_bundled_lexicons()["base"])


def check(rule: str, result: Any, formula: str, places: str, actual: Any = None, expected: Any = None, tolerance: Any = None, code: str = "", **details: str) -> Check:
    """A whole Check, as short as can be."""
    have, want = (None if v is None else Decimal(str(v)) for v in (actual, expected))
    gap = have - want if have is not None and want is not None else None
    slack = None if tolerance is None else Decimal(str(tolerance))
    named = {"formula": formula} if formula else {}
    message = (code or rule, tuple({**details, **named}.items()))
    return Check(rule, result, want, have, gap, slack, message, tuple(Span.parse(p) for p in places.split(";")))
