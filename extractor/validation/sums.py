"""Sums that a list of amounts states: ``预算收入共计165.47万元。其中：一般公共预算收入165.47万元，基金预算收入0万元``.

A total opens a list, the parts behind it (in the same section, for the same year and phase) belong to it until the next
total; in a table the whole table is the list. Offices follow several practices (with or without carry-over, basic
expenditure as one part or as personnel and public): the identity is the one that holds, else the one that misses least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import NamedTuple

from extractor.model.records import Amount, Check
from extractor.schema.concepts import load_concepts
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    report_not_checkable,
)

__all__ = [
    "SumRule",
    "SUM_RULES",
    "check_list_sums",
    "enumerate_part_choices",
    "check_revenue_equals_expenditure",
    "check_nested_parts",
]

TermsByConcept = Mapping[str, tuple[EquationTerm, ...]]


class SumRule(NamedTuple):
    """``head`` = Σ ``parts``. ``nested`` are parts that another part holds; ``loose`` ones may stand outside the total.

    ``needed`` are the parts without which the list is no complete one. Items of ``unless`` in the list hand it over to
    another rule, but not where ``despite`` stands there too.
    """

    rule_id: str
    total: str
    parts: tuple[str, ...]
    nested: tuple[tuple[str, tuple[str, ...]], ...] = ()
    optional: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    excluding_concepts: tuple[str, ...] = ()
    overriding_concept: str = ""


_APPROPRIATIONS = (
    "revenue.general_public_budget",
    "revenue.government_funds",
    "revenue.state_capital",
)
_OWN_REVENUES = (
    "revenue.institution_service", "revenue.institution_business", "revenue.superior_subsidy",
    "revenue.affiliated_remittance", "revenue.other",
)  # fmt: skip
_BASIC_PARTS = ("expenditure.personnel", "expenditure.public")
_VEHICLE_PARTS = ("three_public.vehicles.purchase", "three_public.vehicles.running")

SUM_RULES: tuple[SumRule, ...] = (
    SumRule(
        "REV_SUM",
        "revenue.total",
        ("revenue.fiscal_appropriation", *_APPROPRIATIONS, "revenue.fiscal_special_account", "revenue.unit_funds",
         *_OWN_REVENUES, "revenue.carryover"),
        nested=(("revenue.fiscal_appropriation", _APPROPRIATIONS), ("revenue.unit_funds", _OWN_REVENUES)),
        optional=("revenue.carryover",),
    ),
    SumRule(
        "EXP_SUM",
        "expenditure.total",
        ("expenditure.basic", *_BASIC_PARTS, "expenditure.project", "expenditure.remit_superior",
         "expenditure.affiliated_subsidy", "expenditure.business", "expenditure.carryforward",
         "expenditure.surplus_distribution"),
        nested=(("expenditure.basic", _BASIC_PARTS),),
        optional=("expenditure.carryforward", "expenditure.surplus_distribution"),
        required=("expenditure.project",),
    ),
    SumRule("BASIC_SUM", "expenditure.basic", _BASIC_PARTS, required=_BASIC_PARTS),
    SumRule(
        "TP_SUM",
        "three_public.total",
        ("three_public.overseas", "three_public.vehicles.total", "three_public.hospitality"),
        required=("three_public.overseas", "three_public.vehicles.total", "three_public.hospitality"),
        excluding_concepts=_VEHICLE_PARTS,
        overriding_concept="three_public.vehicles.total",
    ),
    SumRule("TP_VEHICLE_SUM", "three_public.vehicles.total", _VEHICLE_PARTS, required=_VEHICLE_PARTS),
    SumRule(
        "TP_FOUR_WAY",
        "three_public.total",
        ("three_public.overseas", *_VEHICLE_PARTS, "three_public.hospitality"),
        required=("three_public.overseas", *_VEHICLE_PARTS, "three_public.hospitality"),
        excluding_concepts=("three_public.vehicles.total",),
    ),
    SumRule(
        "PROC_KIND_SUM",
        "procurement.total",
        ("procurement.goods", "procurement.works", "procurement.services"),
        required=("procurement.goods", "procurement.works", "procurement.services"),
    ),
)  # fmt: skip


def check_list_sums(context: CheckContext) -> Iterator[Check]:
    """Every sum of ``SUMS`` on every list that states it; once not_checkable where a total has no list at all."""
    for rule in SUM_RULES:
        tried = False
        heads: list[Amount] = []
        for head, parts, others in _find_lists(context, rule):
            heads.append(head)
            total = context.build_amount_term(head)
            elsewhere = rule.overriding_concept not in others and not others.isdisjoint(
                rule.excluding_concepts
            )
            if total is None or not parts or elsewhere:
                continue
            tried = True
            yield _check_list(context, rule, total, parts)
            yield from check_nested_parts(rule.rule_id, parts)
        if (
            not tried
            and heads
            and rule.rule_id in ("REV_SUM", "EXP_SUM")
            and any(context.build_amount_term(h) for h in heads)
        ):
            yield report_not_checkable(
                rule.rule_id,
                "PARTS_NOT_PRINTED",
                [heads[0].place],
                head=load_concepts()[rule.total].label_zh,
                printed=heads[0].raw,
            )


def _find_lists(
    context: CheckContext, rule: SumRule
) -> Iterator[tuple[Amount, TermsByConcept, frozenset[str]]]:
    """Each stated total with the parts of its list, and the other items that stand in it."""
    watched = {rule.total, *rule.excluding_concepts, *rule.parts}
    chosen = [a for a in context.ordered_amounts if a.item in watched]

    def where(amount: Amount) -> tuple[str, str, int, str]:
        return (
            context.find_precision_group(amount.place),
            amount.source,
            amount.fiscal_year or 0,
            amount.phase or "",
        )

    for (_, source, _, _), members in groupby(sorted(chosen, key=where), where):
        run = sorted(members, key=lambda a: context.compute_position(a.place))
        at = [i for i, a in enumerate(run) if a.item == rule.total]
        for n, i in enumerate(at):
            end = at[n + 1] if n + 1 < len(at) else len(run)
            inside = (
                [a for a in run if a.item != rule.total]
                if source == "table"
                else run[i + 1 : end]
            )
            yield (
                run[i],
                _collect_parts(context, rule, inside),
                frozenset(a.item or "" for a in inside),
            )


def _collect_parts(
    context: CheckContext, rule: SumRule, amounts: Sequence[Amount]
) -> TermsByConcept:
    """The parts of one list; of an item named twice by the same words the first."""
    found: dict[str, dict[str, EquationTerm]] = {}
    for amount in amounts:
        number = context.build_amount_term(amount)
        if number is not None and amount.item in rule.parts:
            found.setdefault(amount.item, {}).setdefault(number.label, number)
    return {item: tuple(numbers.values()) for item, numbers in found.items()}


def enumerate_part_choices(
    rule: SumRule, parts: TermsByConcept
) -> Iterator[list[EquationTerm]]:
    """The ways the parts may add up: nested parts by their whole or one by one, loose parts in or out."""
    swaps: list[tuple[tuple[str, ...], ...]] = []
    for whole, pieces in rule.nested:
        if whole in parts and any(piece in parts for piece in pieces):
            swaps.append((pieces, (whole,)))
    swaps.extend(((), (item,)) for item in rule.optional if item in parts)
    repeated = any(len(numbers) > 1 for numbers in parts.values())
    for dropped in product(*swaps):
        out = {item for group in dropped for item in group}
        kept = [item for item in rule.parts if item in parts and item not in out]
        yield [parts[item][0] for item in kept]
        if repeated:
            yield [number for item in kept for number in parts[item]]


def check_nested_parts(rule_id: str, parts: TermsByConcept) -> Iterator[Check]:
    """Parts that are printed beside their own whole (财政拨款收入 and what it consists of) add up to it."""
    spec = next(s for s in SUM_RULES if s.rule_id == rule_id)
    for whole, pieces in spec.nested:
        found = [parts[piece][0] for piece in pieces if piece in parts]
        if (
            rule_id == "EXP_SUM" or whole not in parts or not found
        ):  # basic expenditure has a rule of its own
            continue
        carried = parts.get("revenue.carryover", ())[:1]
        ways = [
            parts[whole][:1],
            (*parts[whole][:1], *carried),
        ]  # the funds may be printed with what they carry over
        check = best_of(balances(rule_id, way, found) for way in ways)
        short = (
            len(found) < len(pieces)
            and check.difference is not None
            and check.difference > 0
        )
        if check.result == "fail" and short:
            formula = dict(check.message[1])["formula"]
            head, missing = load_concepts()[whole].label_zh, "其余各项"
            yield report_not_checkable(
                rule_id,
                "PARTS_INCOMPLETE",
                check.spans,
                head=head,
                missing=missing,
                formula=formula,
            )
        else:
            yield check


def _has_unlabelled_amount(
    context: CheckContext, total: EquationTerm, parts: TermsByConcept
) -> bool:
    """True when an amount that no template names stands between the total and its last part."""
    group, end = (
        context.find_precision_group(total.place),
        max(
            context.compute_position(n.place)
            for numbers in parts.values()
            for n in numbers
        ),
    )
    between = (
        a
        for a in context.ordered_amounts
        if a.item is None and context.find_precision_group(a.place) == group
    )
    return any(
        context.compute_position(total.place) < context.compute_position(a.place) < end
        for a in between
    )


def _check_list(
    context: CheckContext, rule: SumRule, total: EquationTerm, parts: TermsByConcept
) -> Check:
    """The identity as the document practises it. A list of only some parts proves nothing when they fall short."""
    check = best_of(
        balances(rule.rule_id, [total], terms)
        for terms in enumerate_part_choices(rule, parts)
        if terms
    )
    absent = [item for item in rule.required if item not in parts]
    partial = len(parts) < 2 or absent or _has_unlabelled_amount(context, total, parts)
    if (
        check.result == "fail"
        and partial
        and check.difference is not None
        and check.difference > 0
    ):
        missing = (
            "、".join(load_concepts()[item].label_zh for item in absent) or "其余各项"
        )
        return report_not_checkable(
            rule.rule_id, "PARTS_INCOMPLETE", check.spans, head=load_concepts()[rule.total].label_zh, missing=missing,
            formula=dict(check.message[1])["formula"],
        )  # fmt: skip
    return check


def check_revenue_equals_expenditure(context: CheckContext) -> Iterator[Check]:
    """REV_EXP_BALANCE: total revenue = total expenditure, with carry-over and carry-forward where they stand apart."""
    for phase in ("budget", "executed"):
        revenue, spending = (
            context.find_amounts("revenue.total", phase=phase),
            context.find_amounts("expenditure.total", phase=phase),
        )
        if not revenue or not spending:
            if phase == ("executed" if context.is_final_accounts else "budget") and (
                revenue or spending
            ):
                yield report_not_checkable(
                    "REV_EXP_BALANCE", "OTHER_SIDE_NOT_PRINTED", [(revenue or spending)[0].place],
                    head=load_concepts()["revenue.total" if revenue else "expenditure.total"].label_zh,
                    missing=load_concepts()["expenditure.total" if revenue else "revenue.total"].label_zh,
                )  # fmt: skip
            continue
        left, right = (
            context.build_amount_term(revenue[0]),
            context.build_amount_term(spending[0]),
        )
        if left is None or right is None:
            continue
        before = [
            n
            for a in context.find_amounts("revenue.carryover", phase=phase)[:1]
            if (n := context.build_amount_term(a))
        ]
        after = [
            n
            for a in context.find_amounts("expenditure.carryforward", phase=phase)[:1]
            if (n := context.build_amount_term(a))
        ]
        check = best_of(
            balances("REV_EXP_BALANCE", [left, *more], [right, *rest])
            for more in ([], before)
            for rest in ([], after)
        )  # fmt: skip
        if check.result == "fail" and phase == "executed" and not (before and after):
            formula = dict(check.message[1])["formula"]
            check = report_not_checkable(
                "REV_EXP_BALANCE",
                "CARRIED_NOT_PRINTED",
                check.spans,
                formula=formula,
            )
        yield check
