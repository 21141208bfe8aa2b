"""Sums that a list of amounts states: ``预算收入共计165.47万元。其中：一般公共预算收入165.47万元，基金预算收入0万元``.

A total opens a list, the parts behind it (in the same section, for the same year and phase) belong to it until the next
total; in a table the whole table is the list. Offices follow several practices (with or without carry-over, basic
expenditure as one part or as personnel and public): the identity is the one that holds, else the one that misses least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import NamedTuple

from extractor.model.audit_records import Check
from extractor.model.statements import Amount
from extractor.schema import items
from extractor.validation.context import Case
from extractor.validation.tolerance import Number, balance, best, not_checkable

__all__ = [
    "Sum",
    "SUMS",
    "list_sums",
    "practices",
    "revenue_meets_expenditure",
    "within",
]

Parts = Mapping[str, tuple[Number, ...]]


class Sum(NamedTuple):
    """``head`` = Σ ``parts``. ``nested`` are parts that another part holds; ``loose`` ones may stand outside the total.

    ``needed`` are the parts without which the list is no complete one. Items of ``unless`` in the list hand it over to
    another rule, but not where ``despite`` stands there too.
    """

    rule: str
    head: str
    parts: tuple[str, ...]
    nested: tuple[tuple[str, tuple[str, ...]], ...] = ()
    loose: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    despite: str = ""


_APPROPRIATIONS = (
    "revenue.general_public_budget",
    "revenue.government_funds",
    "revenue.state_capital",
)
_OWN = (
    "revenue.institution_service", "revenue.institution_business", "revenue.superior_subsidy",
    "revenue.affiliated_remittance", "revenue.other",
)  # fmt: skip
_BASIC = ("expenditure.personnel", "expenditure.public")
_VEHICLES = ("three_public.vehicles.purchase", "three_public.vehicles.running")

SUMS: tuple[Sum, ...] = (
    Sum(
        "REV_SUM",
        "revenue.total",
        ("revenue.fiscal_appropriation", *_APPROPRIATIONS, "revenue.fiscal_special_account", "revenue.unit_funds",
         *_OWN, "revenue.carryover"),
        nested=(("revenue.fiscal_appropriation", _APPROPRIATIONS), ("revenue.unit_funds", _OWN)),
        loose=("revenue.carryover",),
    ),
    Sum(
        "EXP_SUM",
        "expenditure.total",
        ("expenditure.basic", *_BASIC, "expenditure.project", "expenditure.remit_superior",
         "expenditure.affiliated_subsidy", "expenditure.business", "expenditure.carryforward",
         "expenditure.surplus_distribution"),
        nested=(("expenditure.basic", _BASIC),),
        loose=("expenditure.carryforward", "expenditure.surplus_distribution"),
        needed=("expenditure.project",),
    ),
    Sum("BASIC_SUM", "expenditure.basic", _BASIC, needed=_BASIC),
    Sum(
        "TP_SUM",
        "three_public.total",
        ("three_public.overseas", "three_public.vehicles.total", "three_public.hospitality"),
        needed=("three_public.overseas", "three_public.vehicles.total", "three_public.hospitality"),
        unless=_VEHICLES,
        despite="three_public.vehicles.total",
    ),
    Sum("TP_VEHICLE_SUM", "three_public.vehicles.total", _VEHICLES, needed=_VEHICLES),
    Sum(
        "TP_FOUR_WAY",
        "three_public.total",
        ("three_public.overseas", *_VEHICLES, "three_public.hospitality"),
        needed=("three_public.overseas", *_VEHICLES, "three_public.hospitality"),
        unless=("three_public.vehicles.total",),
    ),
    Sum(
        "PROC_KIND_SUM",
        "procurement.total",
        ("procurement.goods", "procurement.works", "procurement.services"),
        needed=("procurement.goods", "procurement.works", "procurement.services"),
    ),
)  # fmt: skip


def list_sums(case: Case) -> Iterator[Check]:
    """Every sum of ``SUMS`` on every list that states it; once not_checkable where a total has no list at all."""
    for rule in SUMS:
        tried = False
        heads: list[Amount] = []
        for head, parts, others in _lists(case, rule):
            heads.append(head)
            total = case.amount(head)
            elsewhere = rule.despite not in others and not others.isdisjoint(
                rule.unless
            )
            if total is None or not parts or elsewhere:
                continue
            tried = True
            yield _settle(case, rule, total, parts)
            yield from within(rule.rule, parts)
        if (
            not tried
            and heads
            and rule.rule in ("REV_SUM", "EXP_SUM")
            and any(case.amount(h) for h in heads)
        ):
            yield not_checkable(
                rule.rule,
                "PARTS_NOT_PRINTED",
                [heads[0].place],
                head=items()[rule.head].label_zh,
                printed=heads[0].raw,
            )


def _lists(case: Case, rule: Sum) -> Iterator[tuple[Amount, Parts, frozenset[str]]]:
    """Each stated total with the parts of its list, and the other items that stand in it."""
    watched = {rule.head, *rule.unless, *rule.parts}
    chosen = [a for a in case.amounts if a.item in watched]

    def where(amount: Amount) -> tuple[str, str, int, str]:
        return (
            case.group(amount.place),
            amount.source,
            amount.fiscal_year or 0,
            amount.phase or "",
        )

    for (_, source, _, _), members in groupby(sorted(chosen, key=where), where):
        run = sorted(members, key=lambda a: case.position(a.place))
        at = [i for i, a in enumerate(run) if a.item == rule.head]
        for n, i in enumerate(at):
            end = at[n + 1] if n + 1 < len(at) else len(run)
            inside = (
                [a for a in run if a.item != rule.head]
                if source == "table"
                else run[i + 1 : end]
            )
            yield (
                run[i],
                _parts(case, rule, inside),
                frozenset(a.item or "" for a in inside),
            )


def _parts(case: Case, rule: Sum, inside: Sequence[Amount]) -> Parts:
    """The parts of one list; of an item named twice by the same words the first."""
    found: dict[str, dict[str, Number]] = {}
    for amount in inside:
        number = case.amount(amount)
        if number is not None and amount.item in rule.parts:
            found.setdefault(amount.item, {}).setdefault(number.label, number)
    return {item: tuple(numbers.values()) for item, numbers in found.items()}


def practices(rule: Sum, parts: Parts) -> Iterator[list[Number]]:
    """The ways the parts may add up: nested parts by their whole or one by one, loose parts in or out."""
    swaps: list[tuple[tuple[str, ...], ...]] = []
    for whole, pieces in rule.nested:
        if whole in parts and any(piece in parts for piece in pieces):
            swaps.append((pieces, (whole,)))
    swaps.extend(((), (item,)) for item in rule.loose if item in parts)
    repeated = any(len(numbers) > 1 for numbers in parts.values())
    for dropped in product(*swaps):
        out = {item for group in dropped for item in group}
        kept = [item for item in rule.parts if item in parts and item not in out]
        yield [parts[item][0] for item in kept]
        if repeated:
            yield [number for item in kept for number in parts[item]]


def within(rule: str, parts: Parts) -> Iterator[Check]:
    """Parts that are printed beside their own whole (财政拨款收入 and what it consists of) add up to it."""
    spec = next(s for s in SUMS if s.rule == rule)
    for whole, pieces in spec.nested:
        found = [parts[piece][0] for piece in pieces if piece in parts]
        if (
            rule == "EXP_SUM" or whole not in parts or not found
        ):  # basic expenditure has a rule of its own
            continue
        carried = parts.get("revenue.carryover", ())[:1]
        ways = [
            parts[whole][:1],
            (*parts[whole][:1], *carried),
        ]  # the funds may be printed with what they carry over
        check = best(balance(rule, way, found) for way in ways)
        short = (
            len(found) < len(pieces)
            and check.difference is not None
            and check.difference > 0
        )
        if check.result == "fail" and short:
            formula = dict(check.message[1])["formula"]
            head, missing = items()[whole].label_zh, "其余各项"
            yield not_checkable(
                rule,
                "PARTS_INCOMPLETE",
                check.places_read,
                head=head,
                missing=missing,
                formula=formula,
            )
        else:
            yield check


def _unknown(case: Case, total: Number, parts: Parts) -> bool:
    """True when an amount that no template names stands between the total and its last part."""
    group, end = (
        case.group(total.place),
        max(case.position(n.place) for numbers in parts.values() for n in numbers),
    )
    between = (
        a for a in case.amounts if a.item is None and case.group(a.place) == group
    )
    return any(
        case.position(total.place) < case.position(a.place) < end for a in between
    )


def _settle(case: Case, rule: Sum, total: Number, parts: Parts) -> Check:
    """The identity as the document practises it. A list of only some parts proves nothing when they fall short."""
    check = best(
        balance(rule.rule, [total], terms) for terms in practices(rule, parts) if terms
    )
    absent = [item for item in rule.needed if item not in parts]
    partial = len(parts) < 2 or absent or _unknown(case, total, parts)
    if (
        check.result == "fail"
        and partial
        and check.difference is not None
        and check.difference > 0
    ):
        missing = "、".join(items()[item].label_zh for item in absent) or "其余各项"
        return not_checkable(
            rule.rule, "PARTS_INCOMPLETE", check.places_read, head=items()[rule.head].label_zh, missing=missing,
            formula=dict(check.message[1])["formula"],
        )  # fmt: skip
    return check


def revenue_meets_expenditure(case: Case) -> Iterator[Check]:
    """REV_EXP_BALANCE: total revenue = total expenditure, with carry-over and carry-forward where they stand apart."""
    for phase in ("budget", "executed"):
        revenue, spending = (
            case.of("revenue.total", phase=phase),
            case.of("expenditure.total", phase=phase),
        )
        if not revenue or not spending:
            if phase == ("executed" if case.final else "budget") and (
                revenue or spending
            ):
                yield not_checkable(
                    "REV_EXP_BALANCE", "OTHER_SIDE_NOT_PRINTED", [(revenue or spending)[0].place],
                    head=items()["revenue.total" if revenue else "expenditure.total"].label_zh,
                    missing=items()["expenditure.total" if revenue else "revenue.total"].label_zh,
                )  # fmt: skip
            continue
        left, right = case.amount(revenue[0]), case.amount(spending[0])
        if left is None or right is None:
            continue
        before = [
            n
            for a in case.of("revenue.carryover", phase=phase)[:1]
            if (n := case.amount(a))
        ]
        after = [
            n
            for a in case.of("expenditure.carryforward", phase=phase)[:1]
            if (n := case.amount(a))
        ]
        check = best(
            balance("REV_EXP_BALANCE", [left, *more], [right, *rest])
            for more in ([], before)
            for rest in ([], after)
        )  # fmt: skip
        if check.result == "fail" and phase == "executed" and not (before and after):
            formula = dict(check.message[1])["formula"]
            check = not_checkable(
                "REV_EXP_BALANCE",
                "CARRIED_NOT_PRINTED",
                check.places_read,
                formula=formula,
            )
        yield check
