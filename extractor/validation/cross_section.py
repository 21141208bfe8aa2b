"""One section against another: operating expenses and public expenditure, prose and table, counts of units."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.model.records import Check, Count, Extracted
from extractor.text.normalize import match_key
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    balances,
    best_of,
    equals,
    report_not_checkable,
)

__all__ = [
    "check_whole_counts",
    "check_institution_count",
    "check_institutions_without_operating_expenses",
    "check_office_count",
    "check_operating_expenses_equal_public",
    "check_public_expenditure_in_procurement",
]


def check_operating_expenses_equal_public(context: CheckContext) -> Iterator[Check]:
    """OPEX_EQ_PUBLIC: an office's operating expenses = its public expenditure.

    Institutions have public expenditure and no operating expenses: where the disclosure does not say that there are
    none, figures that differ prove nothing.
    """
    opex = [
        n
        for a in context.find_current_amounts("operating_expenses.total")
        if (n := context.build_amount_term(a)) is not None
    ]
    public = [
        n
        for a in context.find_current_amounts("expenditure.public")
        if (n := context.build_amount_term(a)) is not None
    ]
    if not opex or not public:
        return
    check = best_of(balances("OPEX_EQ_PUBLIC", opex[:1], [n]) for n in public)
    natures = [
        context.lexicon.find_key("checks.nature", u.nature.value)
        for u in context.disclosure.org_units
        if u.nature
    ]
    if check.result == "fail" and (not natures or set(natures) != {"admin"}):
        formula = dict(check.message[1])["formula"]
        yield report_not_checkable(
            "OPEX_EQ_PUBLIC",
            "OPERATING_EXPENSES_SCOPE",
            check.spans,
            formula=formula,
        )
    else:
        yield check


def check_institutions_without_operating_expenses(
    context: CheckContext,
) -> Iterator[Check]:
    """OPEX_ZERO_FOR_INSTITUTION: institutions alone print 0 or say that there are none.

    A figure fails nothing: 事业 may stand for an institution under the civil service law, which has them.
    """
    units = [u for u in context.disclosure.org_units if u.nature]
    kinds = {
        context.lexicon.find_key("checks.nature", u.nature.value)
        for u in units
        if u.nature
    }
    if kinds != {"inst"} or any(
        context.find_vocabulary_word("checks.civil_service", [u.nature.value])
        for u in units
        if u.nature
    ):
        return
    amounts = context.find_current_amounts("operating_expenses.total")
    words = context.lexicon.get_words("checks.nil_subject", "operating_expenses")
    nil = [
        n
        for n in context.disclosure.nil_statements
        if n.subject and any(w in match_key(n.subject.value) for w in words)
    ]
    printed = [a.place for a in amounts if a.value.value]
    read = printed or [a.place for a in amounts] or [n.place for n in nil]
    read.extend(u.nature.place for u in units if u.nature)
    shown = "、".join(a.raw for a in amounts) or "—"
    if printed:
        yield report_not_checkable(
            "OPEX_ZERO_FOR_INSTITUTION", "CIVIL_SERVICE_UNKNOWN", read, printed=shown
        )
    elif amounts or nil:
        yield equals("OPEX_ZERO_FOR_INSTITUTION", True, read, shown)


def check_public_expenditure_in_procurement(context: CheckContext) -> Iterator[Check]:
    """PUBLIC_TEXT_TABLE: public expenditure in the prose = funds of 日常公用经费 in the procurement table."""
    public = [
        n
        for a in context.find_current_amounts("expenditure.public")
        if (n := context.build_amount_term(a)) is not None
    ]
    if not public:
        return
    seen: set[str] = set()
    for row in context.disclosure.procurement:
        if (
            row.project_name is None
            or context.lexicon.find_key("labels", row.project_name.value)
            != "expenditure.public"
        ):
            continue
        funds = context.build_money_term(row.project_funds, row.project_name.value)
        if funds is not None and funds.printed not in seen:
            seen.add(funds.printed)
            yield best_of(
                balances("PUBLIC_TEXT_TABLE", [n], [funds]) for n in public[:1]
            )


def _find_counts(context: CheckContext, vocabulary: str) -> list[Count]:
    words = context.lexicon.get_vocabulary(vocabulary)
    return [
        c for c in context.disclosure.counts
        if c.section in ("duties_and_organization", None) and c.subject and match_key(c.subject.value) in words
    ]  # fmt: skip


def _check_unit_count(context: CheckContext, nature_key: str) -> Iterator[Check]:
    rule = f"ORG_COUNT_{nature_key.upper()}"
    stated = _find_counts(context, f"checks.org_{nature_key}")
    rows = [u for u in context.disclosure.org_units if u.nature is not None]
    if not stated or not rows:
        return
    kinds = {
        id(u): context.lexicon.find_key("checks.nature", u.nature.value)
        for u in rows
        if u.nature
    }
    members = [u for u in rows if kinds[id(u)] == nature_key]
    if (
        nature_key == "admin"
        and not members
        and not _find_counts(context, "checks.org_inst")
    ):
        members = rows  # an institution: its own offices bear its nature
    if None in kinds.values():
        odd = next(u.nature.value for u in rows if u.nature and kinds[id(u)] is None)
        yield report_not_checkable(
            rule, "NATURE_UNKNOWN", [stated[0].place], nature=odd
        )
        return
    count = stated[0]
    read = [count.place, *(u.nature.place for u in members if u.nature)]
    text = (
        f"{count.subject.value if count.subject else ''} {count.raw} / {len(members)}"
    )
    yield equals(
        rule,
        count.value.value == len(members),
        read,
        text.strip(),
        len(members),
        count.value.value,
    )


def check_office_count(context: CheckContext) -> Iterator[Check]:
    """ORG_COUNT_ADMIN: stated number of offices = rows of the table whose nature is 行政."""
    yield from _check_unit_count(context, "admin")


def check_institution_count(context: CheckContext) -> Iterator[Check]:
    """ORG_COUNT_INST: stated number of institutions = rows of the table whose nature is 事业."""
    yield from _check_unit_count(context, "inst")


def check_whole_counts(context: CheckContext) -> Iterator[Check]:
    """COUNT_WHOLE: vehicles, machines and the like come in whole numbers (a column in the wrong place shows here)."""
    units = context.lexicon.get_vocabulary("checks.whole_unit")
    bought = (
        (r.quantity, r.quantity_unit, r.item_name)
        for r in context.disclosure.procurement
    )
    owned = ((a.quantity, a.quantity_unit, a.label) for a in context.disclosure.assets)
    for quantity, unit, name in (*bought, *owned):
        printed = unit.value if isinstance(unit, Extracted) else unit or ""
        if (
            quantity is None
            or quantity.value is None
            or match_key(printed).rstrip("….") not in units
        ):
            continue
        whole = quantity.value == quantity.value.to_integral_value()
        label = name.value if name else ""
        yield equals(
            "COUNT_WHOLE",
            whole,
            [quantity.place],
            f"{label} {quantity.raw.strip()} {printed}",
        )
