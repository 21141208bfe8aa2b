"""What must be there: sections, tables, units, and a word where a budget is empty.

``开平区信访局2020年部门预算中未安排政府性基金预算，故政府性基金预算支出表为空。``
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.statements import Amount, NilStatement
from extractor.model.table_rows import BudgetLine
from extractor.text.normalize import squeeze
from extractor.validation.context import Case, readings
from extractor.validation.tolerance import holds

__all__ = [
    "empty_budgets_declared", "nil_statements_hold", "sections_present", "tables_present", "units_stated",
]  # fmt: skip


class Fund(NamedTuple):
    """A budget that is often empty: the items and tables that would hold it. ``since``: first year it is disclosed."""

    key: str
    items: tuple[str, ...]
    tables: tuple[str, ...]
    since: int


FUNDS = (
    Fund(
        "government_funds",
        ("revenue.government_funds", "fiscal_appropriation.government_funds"),
        ("B8", "F8"),
        2010,
    ),
    Fund(
        "state_capital",
        ("revenue.state_capital", "fiscal_appropriation.state_capital"),
        ("B9", "F9"),
        2021,
    ),
)
_OTHERS = (
    Fund("three_public", ("three_public.total",), (), 0),
    Fund("procurement", ("procurement.total",), (), 0),
    Fund("operating_expenses", ("operating_expenses.total",), (), 0),
    Fund("fiscal_special_account", ("revenue.fiscal_special_account",), (), 0),
    Fund("project", ("expenditure.project",), (), 0),
)
_SECTIONS = (
    "duties", "organization", "budget_overview", "changes", "operating_expenses", "three_public", "performance",
    "procurement", "state_assets", "nil", "glossary",
)  # fmt: skip
_BUDGET_TABLES = tuple(f"B{n}" for n in range(1, 9))
_FINAL_TABLES = tuple(f"F{n}" for n in range(1, 9))
_MONEY_KINDS = ("performance_grades", "procurement", "fixed_assets", "statutory")


def _subject(case: Case, statement: NilStatement) -> Fund | None:
    """The budget a nil statement speaks of."""
    if statement.subject is None:
        return None
    text = squeeze(statement.subject.value)
    words = case.template.words("checks.nil_subject")
    key = next(
        (words[word] for word in sorted(words, key=len, reverse=True) if word in text),
        None,
    )
    return next((fund for fund in (*FUNDS, *_OTHERS) if fund.key == key), None)


def _held(
    case: Case, fund: Fund, year: int | None
) -> tuple[list[Amount], list[BudgetLine]]:
    """What the disclosure prints of a budget for its year: amounts, and lines of the tables that are its own."""
    own = {"budget", "executed"}
    amounts = [
        a for a in case.amounts
        if a.item in fund.items and (a.phase in own or a.phase is None) and a.fiscal_year in (year, case.year, None)
    ]  # fmt: skip
    lines = [
        n
        for n in case.disclosure.budget_lines
        if n.table_key in fund.tables and n.phase in (*own, None)
    ]
    return amounts, lines


def nil_statements_hold(case: Case) -> Iterator[Check]:
    """NIL_CONSISTENT: what is said to be empty is 0 or not printed, and its table is empty."""
    for statement in case.disclosure.nil_statements:
        fund = _subject(case, statement)
        if fund is None:
            continue
        amounts, lines = _held(case, fund, statement.fiscal_year)
        values = [*(a.value for a in amounts), *(n.value for n in lines)]
        against = [value.place for value in values if value.value]
        seen = [a.place for a in amounts] or [n.place for n in lines[:1]]
        figures = "、".join(value.raw.strip() for value in values if value.value) or "0"
        subject = statement.subject.value if statement.subject else ""
        yield holds(
            "NIL_CONSISTENT",
            not against,
            [statement.place, *(against or seen)],
            f"{subject}: {figures}",
        )


def empty_budgets_declared(case: Case) -> Iterator[Check]:
    """NIL_REQUIRED: an empty budget of government funds or state capital is said to be empty."""
    for fund in FUNDS:
        amounts, lines = _held(case, fund, case.year)
        if any(a.value.value for a in amounts) or any(n.value.value for n in lines):
            continue
        said = [s for s in case.disclosure.nil_statements if _subject(case, s) == fund]
        tables = [t for t in case.disclosure.tables if t.table_key in fund.tables]
        if said:
            yield holds(
                "NIL_REQUIRED",
                True,
                [said[0].place, *(t.place for t in tables)],
                fund_name(case, fund),
            )
        elif tables:
            zero = [a.place for a in amounts]
            yield holds(
                "NIL_REQUIRED",
                bool(zero),
                [tables[0].place, *zero],
                fund_name(case, fund),
            )


def fund_name(case: Case, fund: Fund) -> str:
    """The words for a budget."""
    words = case.template.words_of("checks.nil_subject", fund.key)
    return words[-1] if words else fund.key


def sections_present(case: Case) -> Iterator[Check]:
    """SECTION_REQUIRED: every subject a budget must speak of is there, as a section, as records, or in words."""
    d = case.disclosure
    if case.final or not d.sections:
        return
    keys = {s.key for s in d.sections}
    items = {a.item for a in d.amounts} | {c.item for c in d.changes}
    records = {
        "duties": bool(d.duties),
        "organization": bool(d.org_units) or "duties_and_organization" in keys,
        "budget_overview": "revenue.total" in items or "expenditure.total" in items,
        "changes": bool(d.changes),
        "operating_expenses": "operating_expenses.total" in items,
        "three_public": "three_public.total" in items,
        "performance": bool(d.goals or d.activities or d.indicators),
        "procurement": bool(d.procurement) or "procurement.total" in items,
        "state_assets": bool(d.assets),
        "nil": bool(d.nil_statements)
        or any(t.table_key in ("B8", "B9") for t in d.tables)
        or _funds_printed(items),
        "glossary": bool(d.glossary),
    }
    titles = [s.title.value for s in d.sections]
    texts = [text for _, text in case.prose]
    words = {
        key: tuple(
            w for w, k in case.template.words("checks.section").items() if k == key
        )
        for key in _SECTIONS
    }
    squeezed = [squeeze(text) for text in (*titles, *texts)]
    missing = [
        key for key in _SECTIONS
        if key not in keys and not records[key] and not any(w in text for w in words[key] for text in squeezed)
    ]  # fmt: skip
    names = "、".join(words[key][0] if words[key] else key for key in missing)
    read = [s.place for s in d.sections if s.level == 1]
    check = holds(
        "SECTION_REQUIRED",
        not missing,
        read,
        names,
        len(_SECTIONS),
        len(_SECTIONS) - len(missing),
    )
    yield check if missing else replace(check, message=("SECTIONS_COMPLETE", ()))


def _funds_printed(items: set[str | None]) -> bool:
    return any(item in items for fund in FUNDS for item in fund.items)


def tables_present(case: Case) -> Iterator[Check]:
    """TABLE_REQUIRED: a disclosure that prints statutory tables prints all of them."""
    found = {
        t.table_key: t.place for t in reversed(case.disclosure.tables) if t.table_key
    }
    due = _FINAL_TABLES if case.final else _BUDGET_TABLES
    present = [key for key in due if key in found]
    if len(present) < 3:
        return
    missing = [key for key in due if key not in found]
    if not missing or case.says("checks.attached") is None:
        read = [found[key] for key in present]
        check = holds(
            "TABLE_REQUIRED",
            not missing,
            read,
            "、".join(missing),
            len(due),
            len(present),
        )
        yield check if missing else replace(check, message=("TABLES_COMPLETE", ()))


def units_stated(case: Case) -> Iterator[Check]:
    """UNIT_STATED: a table of money says in what unit: in its caption, its heads, its cells, or right above it."""
    money: dict[str, list[tuple[Place, str | None]]] = {}
    for reading in readings(case.disclosure):
        address = case.table_of(reading.place)
        if address is not None and reading.value is not None:
            money.setdefault(address, []).append(
                (reading.place, reading.unit.source if reading.unit else None)
            )
    for table in case.disclosure.tables:
        if (
            table.kind not in _MONEY_KINDS
            or table.place.address in case.disclosure.continued
        ):
            continue
        numbers = money.get(table.place.address, [])
        if table.unit_declared is not None and table.unit_declared.source not in (
            "template",
            "document",
        ):
            yield holds(
                "UNIT_STATED",
                True,
                [table.unit_declared.place],
                table.unit_declared.name,
            )
        elif numbers:
            bare = [
                place
                for place, source in numbers
                if source in (None, "template", "document")
            ]
            name = table.title.value if table.title else table.kind
            yield holds("UNIT_STATED", not bare, [table.place, *bare[:1]], name)
