"""What must be there: sections, tables, units, and a word where a budget is empty.

``开平区信访局2020年部门预算中未安排政府性基金预算，故政府性基金预算支出表为空。``
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.records import Amount, BudgetLine, Check, NilStatement
from extractor.text.normalize import match_key
from extractor.validation.context import CheckContext, iter_money_values
from extractor.validation.tolerance import equals

__all__ = [
    "check_empty_budgets_declared",
    "check_nil_statements",
    "check_required_sections",
    "check_required_tables",
    "check_units_declared",
]


class OptionalBudget(NamedTuple):
    """A budget that is often empty: the items and tables that would hold it. ``since``: first year it is disclosed."""

    key: str
    concepts: tuple[str, ...]
    table_keys: tuple[str, ...]
    first_year: int


BUDGETS_TO_DECLARE = (
    OptionalBudget(
        "government_funds",
        ("revenue.government_funds", "fiscal_appropriation.government_funds"),
        ("B8", "F8"),
        2010,
    ),
    OptionalBudget(
        "state_capital",
        ("revenue.state_capital", "fiscal_appropriation.state_capital"),
        ("B9", "F9"),
        2021,
    ),
)
_OTHER_BUDGETS = (
    OptionalBudget("three_public", ("three_public.total",), (), 0),
    OptionalBudget("procurement", ("procurement.total",), (), 0),
    OptionalBudget("operating_expenses", ("operating_expenses.total",), (), 0),
    OptionalBudget(
        "fiscal_special_account", ("revenue.fiscal_special_account",), (), 0
    ),
    OptionalBudget("project", ("expenditure.project",), (), 0),
)
_REQUIRED_SECTIONS = (
    "duties", "organization", "budget_overview", "changes", "operating_expenses", "three_public", "performance",
    "procurement", "state_assets", "nil", "glossary",
)  # fmt: skip
_BUDGET_TABLE_KEYS = tuple(f"B{n}" for n in range(1, 9))
_FINAL_TABLE_KEYS = tuple(f"F{n}" for n in range(1, 9))
_MONEY_TABLE_KINDS = ("performance_grades", "procurement", "fixed_assets", "statutory")


def _find_budget(
    context: CheckContext, statement: NilStatement
) -> OptionalBudget | None:
    """The budget a nil statement speaks of."""
    if statement.subject is None:
        return None
    text = match_key(statement.subject.value)
    words = context.lexicon.get_vocabulary("checks.nil_subject")
    key = next(
        (words[word] for word in sorted(words, key=len, reverse=True) if word in text),
        None,
    )
    return next(
        (fund for fund in (*BUDGETS_TO_DECLARE, *_OTHER_BUDGETS) if fund.key == key),
        None,
    )


def _collect_printed_values(
    context: CheckContext, budget: OptionalBudget, year: int | None
) -> tuple[list[Amount], list[BudgetLine]]:
    """What the disclosure prints of a budget for its year: amounts, and lines of the tables that are its own."""
    own = {"budget", "executed"}
    amounts = [
        a for a in context.ordered_amounts
        if a.item in budget.concepts and (a.phase in own or a.phase is None) and a.fiscal_year in (year, context.year, None)
    ]  # fmt: skip
    lines = [
        n
        for n in context.disclosure.budget_lines
        if n.table_key in budget.table_keys and n.phase in (*own, None)
    ]
    return amounts, lines


def check_nil_statements(context: CheckContext) -> Iterator[Check]:
    """NIL_CONSISTENT: what is said to be empty is 0 or not printed, and its table is empty."""
    for statement in context.disclosure.nil_statements:
        fund = _find_budget(context, statement)
        if fund is None:
            continue
        amounts, lines = _collect_printed_values(context, fund, statement.fiscal_year)
        values = [*(a.value for a in amounts), *(n.value for n in lines)]
        against = [value.place for value in values if value.value]
        seen = [a.place for a in amounts] or [n.place for n in lines[:1]]
        figures = "、".join(value.raw.strip() for value in values if value.value) or "0"
        subject = statement.subject.value if statement.subject else ""
        yield equals(
            "NIL_CONSISTENT",
            not against,
            [statement.place, *(against or seen)],
            f"{subject}: {figures}",
        )


def check_empty_budgets_declared(context: CheckContext) -> Iterator[Check]:
    """NIL_REQUIRED: an empty budget of government funds or state capital is said to be empty."""
    for fund in BUDGETS_TO_DECLARE:
        amounts, lines = _collect_printed_values(context, fund, context.year)
        if any(a.value.value for a in amounts) or any(n.value.value for n in lines):
            continue
        said = [
            s
            for s in context.disclosure.nil_statements
            if _find_budget(context, s) == fund
        ]
        tables = [
            t for t in context.disclosure.tables if t.table_key in fund.table_keys
        ]
        if said:
            yield equals(
                "NIL_REQUIRED",
                True,
                [said[0].place, *(t.place for t in tables)],
                find_budget_name(context, fund),
            )
        elif tables:
            zero = [a.place for a in amounts]
            yield equals(
                "NIL_REQUIRED",
                bool(zero),
                [tables[0].place, *zero],
                find_budget_name(context, fund),
            )


def find_budget_name(context: CheckContext, budget: OptionalBudget) -> str:
    """The words for a budget."""
    words = context.lexicon.get_words("checks.nil_subject", budget.key)
    return words[-1] if words else budget.key


def check_required_sections(context: CheckContext) -> Iterator[Check]:
    """SECTION_REQUIRED: every subject a budget must speak of is there, as a section, as records, or in words."""
    d = context.disclosure
    if context.is_final_accounts or not d.sections:
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
        or _has_declared_budget(items),
        "glossary": bool(d.glossary),
    }
    titles = [s.title.value for s in d.sections]
    texts = [text for _, text in context.section_texts]
    words = {
        key: tuple(
            w
            for w, k in context.lexicon.get_vocabulary("checks.section").items()
            if k == key
        )
        for key in _REQUIRED_SECTIONS
    }
    squeezed = [match_key(text) for text in (*titles, *texts)]
    missing = [
        key for key in _REQUIRED_SECTIONS
        if key not in keys and not records[key] and not any(w in text for w in words[key] for text in squeezed)
    ]  # fmt: skip
    names = "、".join(words[key][0] if words[key] else key for key in missing)
    read = [s.place for s in d.sections if s.level == 1]
    check = equals(
        "SECTION_REQUIRED",
        not missing,
        read,
        names,
        len(_REQUIRED_SECTIONS),
        len(_REQUIRED_SECTIONS) - len(missing),
    )
    yield check if missing else replace(check, message=("SECTIONS_COMPLETE", ()))


def _has_declared_budget(concepts: set[str | None]) -> bool:
    return any(
        item in concepts for fund in BUDGETS_TO_DECLARE for item in fund.concepts
    )


def check_required_tables(context: CheckContext) -> Iterator[Check]:
    """TABLE_REQUIRED: a disclosure that prints statutory tables prints all of them."""
    found = {
        t.table_key: t.place for t in reversed(context.disclosure.tables) if t.table_key
    }
    due = _FINAL_TABLE_KEYS if context.is_final_accounts else _BUDGET_TABLE_KEYS
    present = [key for key in due if key in found]
    if len(present) < 3:
        return
    missing = [key for key in due if key not in found]
    if not missing or context.find_vocabulary_word("checks.attached") is None:
        read = [found[key] for key in present]
        check = equals(
            "TABLE_REQUIRED",
            not missing,
            read,
            "、".join(missing),
            len(due),
            len(present),
        )
        yield check if missing else replace(check, message=("TABLES_COMPLETE", ()))


def check_units_declared(context: CheckContext) -> Iterator[Check]:
    """UNIT_STATED: a table of money says in what unit: in its caption, its heads, its cells, or right above it."""
    money: dict[str, list[tuple[Span, str | None]]] = {}
    for reading in iter_money_values(context.disclosure):
        address = context.resolve_table_path(reading.place)
        if address is not None and reading.value is not None:
            money.setdefault(address, []).append(
                (reading.place, reading.unit.source if reading.unit else None)
            )
    for table in context.disclosure.tables:
        if (
            table.kind not in _MONEY_TABLE_KINDS
            or table.place.path in context.disclosure.table_predecessors
        ):
            continue
        numbers = money.get(table.place.path, [])
        if table.unit_declared is not None and table.unit_declared.source not in (
            "template",
            "document",
        ):
            yield equals(
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
            yield equals("UNIT_STATED", not bare, [table.place, *bare[:1]], name)
