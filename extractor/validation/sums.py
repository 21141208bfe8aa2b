"""Sums that a list of amounts states.

``预算收入共计165.47万元。其中：一般公共预算收入165.47万元，基金预算收入0万元``: a total opens a list,
and the parts behind it (in the same section, for the same year and
phase) belong to it until the next total; in a table the whole table is
the list. Offices follow several practices (with or without the
carry-over, basic expenditure as one part or as personnel and public):
the identity is the one that holds, else the one that misses least. What
adds up to what is data: ``schema/data/calculations.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, product
from typing import NamedTuple

from extractor.model.enums import AmountSource, CheckResult
from extractor.model.records import Amount, Check
from extractor.schema.concepts import (
    Calculation,
    Subtotal,
    get_label_zh,
    list_concepts_by_breakdown,
    list_side_totals,
    list_subtotals,
    load_calculations,
)
from extractor.text.normalize import match_key
from extractor.validation.context import OWN_PHASES, CheckContext
from extractor.validation.tolerance import (
    Balance,
    Dimensions,
    EquationTerm,
    balances,
    best_of,
    compare_sums,
    describe_dimensions,
    find_unit_slip,
    is_shortfall,
    is_supported,
    is_within_fund,
    mark_not_checkable,
    report_not_checkable,
)

__all__ = [
    "TermsByConcept",
    "belongs_to_other_rule",
    "check_class_lists",
    "check_list_sums",
    "check_nested_parts",
    "check_revenue_equals_expenditure",
    "enumerate_part_choices",
    "find_list_calculation",
]

TermsByConcept = Mapping[str, tuple[EquationTerm, ...]]

_OTHER_PARTS = "其余各项"
_MOST_PARTS = 60  # terms of a list whose parts may have parts of their own


class _AmountList(NamedTuple):
    """A stated total with the terms of its parts, and all concepts in its list."""

    head: Amount
    parts: TermsByConcept
    concepts: frozenset[str]


class _ListKey(NamedTuple):
    """What the amounts of one list share."""

    group: str
    source: str
    year: int
    phase: str
    dimensions: Dimensions


def find_list_calculation(rule_id: str) -> Calculation:
    """The calculation that a rule tests on lists of amounts.

    Raises:
        KeyError: no list is tested by that rule.
    """
    return {one.rule_id: one for one in load_calculations("list")}[rule_id]


def check_list_sums(context: CheckContext) -> Iterator[Check]:
    """REV_SUM, EXP_SUM and the other sums of a list: each list states its total.

    Of revenue and expenditure a total that has no list at all is not
    checkable, once.
    """
    for calculation in load_calculations("list"):
        heads: list[Amount] = []
        tried = False
        for found in _find_lists(context, calculation):
            heads.append(found.head)
            total = context.build_amount_term(found.head)
            if total is None or not found.parts:
                continue
            if belongs_to_other_rule(calculation, found.concepts):
                continue
            tried = True
            yield from _check_list(context, calculation, total, found.parts)
            yield from check_nested_parts(calculation, found.parts)
        if not tried and calculation.total in list_side_totals():
            yield from _report_missing_list(context, calculation, heads)


def belongs_to_other_rule(calculation: Calculation, concepts: Iterable[str]) -> bool:
    """True for a list that holds what the calculation excludes and none that overrides
    it."""
    concepts = frozenset(concepts)
    if calculation.overriding in concepts:
        return False
    return not concepts.isdisjoint(calculation.excluding)


def _report_missing_list(
    context: CheckContext, calculation: Calculation, heads: Sequence[Amount]
) -> Iterator[Check]:
    if context.build_amount_terms(heads):
        yield report_not_checkable(
            calculation.rule_id,
            "PARTS_NOT_PRINTED",
            [heads[0].place],
            head=get_label_zh(calculation.total),
            printed=heads[0].raw,
        )


def _find_lists(
    context: CheckContext, calculation: Calculation
) -> Iterator[_AmountList]:
    """Each stated total with the amounts that may be its parts."""
    total = calculation.total
    for run in _group_amounts(context, calculation):
        starts = [i for i, amount in enumerate(run) if amount.item == total]
        for start, end in zip(starts, [*starts[1:], len(run)], strict=False):
            inside = run[start + 1 : end]
            if run[start].source == AmountSource.TABLE:
                inside = [amount for amount in run if amount.item != total]
            yield _build_list(context, calculation, run[start], inside)


def _build_list(
    context: CheckContext,
    calculation: Calculation,
    head: Amount,
    amounts: Sequence[Amount],
) -> _AmountList:
    """The list of a total: of amounts those that are of no other fund."""
    inside = [amount for amount in amounts if is_within_fund(amount, head)]
    parts = _collect_parts(context, calculation, inside)
    concepts = frozenset(amount.item or "" for amount in inside)
    return _AmountList(head, parts, concepts)


def _group_amounts(
    context: CheckContext, calculation: Calculation
) -> Iterator[list[Amount]]:
    """The amounts that a calculation looks at, those
    of one list together, in order."""
    watched = {calculation.total, *calculation.excluding, *calculation.parts}
    chosen = [
        amount
        for amount in context.ordered_amounts
        if amount.item in watched and amount.context.project is None
    ]

    def find_key(amount: Amount) -> _ListKey:
        group = context.find_precision_group(amount.place)
        year, phase = amount.fiscal_year or 0, amount.phase or ""
        # A list may name the fund at its head and its parts without it.
        dimensions = describe_dimensions(amount)._replace(fund="")
        return _ListKey(group, amount.source, year, phase, dimensions)

    lists: dict[_ListKey, list[Amount]] = {}
    for amount in chosen:
        lists.setdefault(find_key(amount), []).append(amount)
    for key in sorted(lists):
        yield lists[key]


def _collect_parts(
    context: CheckContext, calculation: Calculation, amounts: Sequence[Amount]
) -> TermsByConcept:
    """The parts of one list; of a concept named
    twice by the same words the first."""
    parts_by_concept: dict[str, dict[str, EquationTerm]] = {}
    for amount in amounts:
        term = context.build_amount_term(amount)
        if term is not None and amount.item in calculation.parts:
            parts_by_concept.setdefault(amount.item, {}).setdefault(term.label, term)
    return {
        concept: tuple(terms.values()) for concept, terms in parts_by_concept.items()
    }


def enumerate_part_choices(
    calculation: Calculation, parts: TermsByConcept
) -> Iterator[list[EquationTerm]]:
    """The ways in which the parts may add up.

    Args:
        calculation: what adds up to what.
        parts: the printed terms of each concept.

    Yields:
        Terms to be added: a subtotal or its parts, optional parts in or out, and, where
        a concept is printed several times, once or each time.
    """
    is_repeated = any(len(terms) > 1 for terms in parts.values())
    printed = [concept for concept in calculation.parts if concept in parts]
    for left_out in product(*_list_omissions(calculation, parts)):
        omitted = frozenset(chain.from_iterable(left_out))
        chosen = [parts[concept] for concept in printed if concept not in omitted]
        yield [terms[0] for terms in chosen]
        if is_repeated:
            yield list(chain.from_iterable(chosen))


def _list_omissions(
    calculation: Calculation, parts: TermsByConcept
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of concepts of which either the first or the second are left out of the
    sum."""
    omissions: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for subtotal in list_subtotals(calculation):
        has_parts = any(concept in parts for concept in subtotal.parts)
        if subtotal.total in parts and has_parts:
            omissions.append((subtotal.parts, (subtotal.total,)))
    omissions.extend(((), (one,)) for one in calculation.optional if one in parts)
    return omissions


def check_nested_parts(
    calculation: Calculation, parts: TermsByConcept
) -> Iterator[Check]:
    """Parts that are printed together with their subtotal add up to it.

    财政拨款收入 and the three budgets it consists of. A subtotal with a rule
    of its own (basic expenditure) is left to that rule.

    Args:
        calculation: what adds up to what.
        parts: the printed terms of each concept.
    """
    for subtotal in list_subtotals(calculation):
        if subtotal.rule_id == calculation.rule_id and subtotal.total in parts:
            yield from _check_subtotal(calculation, subtotal, parts)


def _check_subtotal(
    calculation: Calculation, subtotal: Subtotal, parts: TermsByConcept
) -> Iterator[Check]:
    printed = [parts[concept] for concept in subtotal.parts if concept in parts]
    if not printed:
        return
    tried = _try_subtotal(calculation, subtotal, printed, parts)
    check = best_of(tried).build_check()
    if is_shortfall(check) and len(printed) < len(subtotal.parts):
        head = get_label_zh(subtotal.total)
        check = mark_not_checkable(
            check, "PARTS_INCOMPLETE", head=head, missing=_OTHER_PARTS
        )
    yield check


def _try_subtotal(
    calculation: Calculation,
    subtotal: Subtotal,
    printed: Sequence[tuple[EquationTerm, ...]],
    parts: TermsByConcept,
) -> Iterator[Balance]:
    """A subtotal against its parts, of which the list before may print some as well.

    A subtotal of funds may be printed with their carry-over.
    """
    total = parts[subtotal.total][0]
    carried = [parts[one][0] for one in calculation.optional if one in parts]
    terms = [_find_first_behind(total, one) for one in printed]
    for side in ([total], [total, *carried]):
        yield compare_sums(calculation.rule_id, side, terms)


def _find_first_behind(
    total: EquationTerm, terms: Sequence[EquationTerm]
) -> EquationTerm:
    """The first term behind a total, else the first."""

    def get_position(term: EquationTerm) -> tuple[tuple[int, ...], int]:
        return term.place.ordinals, term.place.start or 0

    behind = (term for term in terms if get_position(term) > get_position(total))
    return next(behind, terms[0])


def _has_unlabelled_amount(
    context: CheckContext, total: EquationTerm, parts: TermsByConcept
) -> bool:
    """True when an amount without a concept is
    between the total and its last part."""
    places = [term.place for terms in parts.values() for term in terms]
    last = max(places, key=context.compute_position)
    return context.has_unlabelled_between(total.place, last)


def _check_list(
    context: CheckContext,
    calculation: Calculation,
    total: EquationTerm,
    parts: TermsByConcept,
) -> Iterator[Check]:
    """The identity as the document practises it, and a unit that alone breaks it.

    A list of only some parts is no contradiction when these fall short
    of the total.
    """
    choices = list(filter(None, enumerate_part_choices(calculation, parts)))
    tried = _try_part_choices(context, calculation, total, choices)
    check = best_of(tried).build_check()
    slips = (find_unit_slip(check, [total], terms) for terms in choices)
    slip = next(filter(None, slips), None)
    if slip is None:
        yield _doubt_partial_list(context, calculation, check, total, parts)
    else:
        yield check
        yield slip


def _try_part_choices(
    context: CheckContext,
    calculation: Calculation,
    total: EquationTerm,
    choices: Sequence[list[EquationTerm]],
) -> Iterator[Balance]:
    """Each way in which parts add up; where none
    does, those without parts of parts."""
    rule = calculation.rule_id
    has_support = False
    for terms in choices:
        check = compare_sums(rule, [total], terms)
        has_support = has_support or is_supported(check)
        yield check
    if has_support:
        return
    for terms in choices:
        ordered = sorted(terms, key=lambda term: context.compute_position(term.place))
        for outer in _iterate_outer_parts(context, ordered):
            check = compare_sums(rule, [total], outer)
            if is_supported(check):
                yield check


def _iterate_outer_parts(
    context: CheckContext, terms: Sequence[EquationTerm]
) -> Iterator[list[EquationTerm]]:
    """Lists without a run of terms that are parts of the one right before it.

    ``项目支出150万元，含经营支出30万元``: what follows a part behind a word of
    division, or in a bracket, and is no larger together may be a part
    of it. A list longer than any that is printed is not looked through.
    """
    if len(terms) > _MOST_PARTS:
        return
    for at, whole in enumerate(terms[:-1]):
        if not _is_divided(context, whole, terms[at + 1]):
            continue
        inside = Decimal(0)
        for end in range(at + 1, len(terms)):
            inside += terms[end].value
            if inside > whole.value:
                break
            yield [*terms[: at + 1], *terms[end + 1 :]]


def _is_divided(context: CheckContext, whole: EquationTerm, part: EquationTerm) -> bool:
    """True where 其中, 含 or an open bracket stands between two terms."""
    text = match_key(context.find_text_between(whole.place, part.place))
    words = (
        *context.lexicon.get_words("divides", "sentence"),
        *context.lexicon.get_words("remark", "in_label"),
    )
    is_in_bracket = text.rfind("(") > text.rfind(")")
    return is_in_bracket or any(word in text for word in words)


def _doubt_partial_list(
    context: CheckContext,
    calculation: Calculation,
    check: Check,
    total: EquationTerm,
    parts: TermsByConcept,
) -> Check:
    """A shortfall as not checkable where some of the parts are not printed."""
    if not is_shortfall(check):
        return check
    absent = [concept for concept in calculation.required if concept not in parts]
    is_partial = bool(absent) or len(parts) < 2
    if not is_partial and not _has_unlabelled_amount(context, total, parts):
        return check
    return mark_not_checkable(
        check,
        "PARTS_INCOMPLETE",
        head=get_label_zh(calculation.total),
        missing="、".join(map(get_label_zh, absent)) or _OTHER_PARTS,
    )


# --- both sides -----------------------------------------------------------------------


def check_revenue_equals_expenditure(context: CheckContext) -> Iterator[Check]:
    """REV_EXP_BALANCE: total revenue = total expenditure.

    With amounts carried in and out, where these are printed separately.
    """
    revenue_total, expenditure_total = list_side_totals()
    for phase in OWN_PHASES:
        revenue = context.find_whole_amounts(revenue_total, phase=phase)
        spending = context.find_whole_amounts(expenditure_total, phase=phase)
        if revenue and spending:
            yield from _check_sides(context, phase, revenue[0], spending[0])
        elif phase != context.own_phase:
            continue
        elif revenue:
            yield _report_missing_side(revenue[0], revenue_total, expenditure_total)
        elif spending:
            yield _report_missing_side(spending[0], expenditure_total, revenue_total)


def _report_missing_side(amount: Amount, printed: str, missing: str) -> Check:
    return report_not_checkable(
        "REV_EXP_BALANCE",
        "OTHER_SIDE_NOT_PRINTED",
        [amount.place],
        head=get_label_zh(printed),
        missing=get_label_zh(missing),
    )


def _check_sides(
    context: CheckContext, phase: str, revenue: Amount, spending: Amount
) -> Iterator[Check]:
    left = context.build_amount_term(revenue)
    right = context.build_amount_term(spending)
    if left is None or right is None:
        return
    (balance,) = load_calculations("balance")
    carried_in, carried_out = (
        context.build_amount_terms(context.find_whole_amounts(one, phase=phase)[:1])
        for one in balance.optional
    )
    check = best_of(
        balances("REV_EXP_BALANCE", [left, *before], [right, *after])
        for before in ([], carried_in)
        for after in ([], carried_out)
    )
    is_complete = carried_in and carried_out
    if check.result == CheckResult.FAIL and phase == "executed" and not is_complete:
        check = mark_not_checkable(check, "CARRIED_NOT_PRINTED")
    yield check


# --- lists of classes -----------------------------------------------------------------


def check_class_lists(context: CheckContext) -> Iterator[Check]:
    """EXP_SUM: expenditure by class in one paragraph
    adds up to a total before it."""
    for members in _group_classes_by_paragraph(context):
        parts = context.build_amount_terms(members)
        if len(parts) < 2:
            continue
        value = sum((term.value for term in parts), Decimal(0))
        slack = sum((term.half_step for term in parts), Decimal(0))
        totals = context.find_totals_of_phase(members[0], value, slack)
        tried = (balances("EXP_SUM", [total], parts) for total in totals)
        found = next(filter(is_supported, tried), None)
        if found is None:
            places = [term.place for term in parts]
            found = report_not_checkable("EXP_SUM", "LIST_WITHOUT_TOTAL", places)
        yield found


def _group_classes_by_paragraph(context: CheckContext) -> Iterable[list[Amount]]:
    """The document's own amounts by class, those of one paragraph and phase
    together."""
    classified = list_concepts_by_breakdown()
    amounts_by_paragraph: dict[tuple[str, str | None, str], list[Amount]] = {}
    for amount in context.ordered_amounts:
        if amount.item not in classified or amount.source != AmountSource.PROSE:
            continue
        if amount.phase in OWN_PHASES:
            key = amount.place.path, amount.phase, amount.item
            amounts_by_paragraph.setdefault(key, []).append(amount)
    return amounts_by_paragraph.values()
