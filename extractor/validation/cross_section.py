"""One section against another: operating expenses and public expenditure, prose and table, counts of units."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.model.audit_records import Check
from extractor.model.extracted import Reading
from extractor.model.statements import Count
from extractor.text.normalize import squeeze
from extractor.validation.context import Case
from extractor.validation.tolerance import balance, best, holds, not_checkable

__all__ = [
    "counts_are_whole", "institutions_counted", "institutions_have_none", "offices_counted",
    "operating_expenses_are_public", "public_in_procurement",
]  # fmt: skip


def operating_expenses_are_public(case: Case) -> Iterator[Check]:
    """OPEX_EQ_PUBLIC: an office's operating expenses = its public expenditure.

    Institutions have public expenditure and no operating expenses: where the disclosure does not say that there are
    none, figures that differ prove nothing.
    """
    opex = [
        n
        for a in case.current("operating_expenses.total")
        if (n := case.amount(a)) is not None
    ]
    public = [
        n
        for a in case.current("expenditure.public")
        if (n := case.amount(a)) is not None
    ]
    if not opex or not public:
        return
    check = best(balance("OPEX_EQ_PUBLIC", opex[:1], [n]) for n in public)
    natures = [
        case.template.find("checks.nature", u.nature.value)
        for u in case.disclosure.org_units
        if u.nature
    ]
    if check.result == "fail" and (not natures or set(natures) != {"admin"}):
        formula = dict(check.message[1])["formula"]
        yield not_checkable(
            "OPEX_EQ_PUBLIC",
            "OPERATING_EXPENSES_SCOPE",
            check.places_read,
            formula=formula,
        )
    else:
        yield check


def institutions_have_none(case: Case) -> Iterator[Check]:
    """OPEX_ZERO_FOR_INSTITUTION: institutions alone print 0 or say that there are none.

    A figure fails nothing: 事业 may stand for an institution under the civil service law, which has them.
    """
    units = [u for u in case.disclosure.org_units if u.nature]
    kinds = {
        case.template.find("checks.nature", u.nature.value) for u in units if u.nature
    }
    if kinds != {"inst"} or any(
        case.says("checks.civil_service", [u.nature.value]) for u in units if u.nature
    ):
        return
    amounts = case.current("operating_expenses.total")
    words = case.template.words_of("checks.nil_subject", "operating_expenses")
    nil = [
        n
        for n in case.disclosure.nil_statements
        if n.subject and any(w in squeeze(n.subject.value) for w in words)
    ]
    printed = [a.place for a in amounts if a.value.value]
    read = printed or [a.place for a in amounts] or [n.place for n in nil]
    read.extend(u.nature.place for u in units if u.nature)
    shown = "、".join(a.raw for a in amounts) or "—"
    if printed:
        yield not_checkable(
            "OPEX_ZERO_FOR_INSTITUTION", "CIVIL_SERVICE_UNKNOWN", read, printed=shown
        )
    elif amounts or nil:
        yield holds("OPEX_ZERO_FOR_INSTITUTION", True, read, shown)


def public_in_procurement(case: Case) -> Iterator[Check]:
    """PUBLIC_TEXT_TABLE: public expenditure in the prose = funds of 日常公用经费 in the procurement table."""
    public = [
        n
        for a in case.current("expenditure.public")
        if (n := case.amount(a)) is not None
    ]
    if not public:
        return
    seen: set[str] = set()
    for row in case.disclosure.procurement:
        if (
            row.project_name is None
            or case.template.find("labels", row.project_name.value)
            != "expenditure.public"
        ):
            continue
        funds = case.money(row.project_funds, row.project_name.value)
        if funds is not None and funds.printed not in seen:
            seen.add(funds.printed)
            yield best(balance("PUBLIC_TEXT_TABLE", [n], [funds]) for n in public[:1])


def _counts(case: Case, vocabulary: str) -> list[Count]:
    words = case.template.words(vocabulary)
    return [
        c for c in case.disclosure.counts
        if c.section in ("duties_and_organization", None) and c.subject and squeeze(c.subject.value) in words
    ]  # fmt: skip


def _natures(case: Case, kind: str) -> Iterator[Check]:
    rule = f"ORG_COUNT_{kind.upper()}"
    stated = _counts(case, f"checks.org_{kind}")
    rows = [u for u in case.disclosure.org_units if u.nature is not None]
    if not stated or not rows:
        return
    kinds = {
        id(u): case.template.find("checks.nature", u.nature.value)
        for u in rows
        if u.nature
    }
    members = [u for u in rows if kinds[id(u)] == kind]
    if kind == "admin" and not members and not _counts(case, "checks.org_inst"):
        members = rows  # an institution: its own offices bear its nature
    if None in kinds.values():
        odd = next(u.nature.value for u in rows if u.nature and kinds[id(u)] is None)
        yield not_checkable(rule, "NATURE_UNKNOWN", [stated[0].place], nature=odd)
        return
    count = stated[0]
    read = [count.place, *(u.nature.place for u in members if u.nature)]
    text = (
        f"{count.subject.value if count.subject else ''} {count.raw} / {len(members)}"
    )
    yield holds(
        rule,
        count.value.value == len(members),
        read,
        text.strip(),
        len(members),
        count.value.value,
    )


def offices_counted(case: Case) -> Iterator[Check]:
    """ORG_COUNT_ADMIN: stated number of offices = rows of the table whose nature is 行政."""
    yield from _natures(case, "admin")


def institutions_counted(case: Case) -> Iterator[Check]:
    """ORG_COUNT_INST: stated number of institutions = rows of the table whose nature is 事业."""
    yield from _natures(case, "inst")


def counts_are_whole(case: Case) -> Iterator[Check]:
    """COUNT_WHOLE: vehicles, machines and the like come in whole numbers (a column in the wrong place shows here)."""
    units = case.template.words("checks.whole_unit")
    bought = (
        (r.quantity, r.quantity_unit, r.item_name) for r in case.disclosure.procurement
    )
    owned = ((a.quantity, a.quantity_unit, a.label) for a in case.disclosure.assets)
    for quantity, unit, name in (*bought, *owned):
        printed = unit.value if isinstance(unit, Reading) else unit or ""
        if (
            quantity is None
            or quantity.value is None
            or squeeze(printed).rstrip("….") not in units
        ):
            continue
        whole = quantity.value == quantity.value.to_integral_value()
        label = name.value if name else ""
        yield holds(
            "COUNT_WHOLE",
            whole,
            [quantity.place],
            f"{label} {quantity.raw.strip()} {printed}",
        )
