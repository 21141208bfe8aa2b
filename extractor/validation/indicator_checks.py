"""Performance tables: budgets of duties and activities, grades of indicators (优 良 中 差), completeness.

``≥90% | ≥85% | ≥70% | ＜70%`` is contiguous and falls; ``100% | 95% | 90% | 85%`` falls, but leaves gaps: what is 97 %?
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Activity, Check, Indicator, Threshold
from extractor.text.normalize import normalize
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    balances,
    best_of,
    equals,
    report_not_checkable,
)

__all__ = [
    "check_activity_budgets",
    "check_activities_have_indicators",
    "flag_compound_indicators",
    "check_duty_budgets",
    "flag_bare_grade_gaps",
    "check_grades_complete",
    "check_grades_contiguous",
    "check_grades_monotone",
]

_GRADES = ("优", "良", "中", "差")


def check_activity_budgets(context: CheckContext) -> Iterator[Check]:
    """PERF_PARENT_CHILD: budget of a duty = Σ budgets of its activities, where any is printed."""
    duties = [a for a in context.disclosure.activities if a.level == 1]
    two_levels = any(_find_child_activities(context, duty) for duty in duties)
    for duty in duties:
        total = context.build_money_term(duty.budget, duty.name.value)
        children = _find_child_activities(context, duty)
        parts = [
            n
            for a in children
            if (n := context.build_money_term(a.budget, a.name.value)) is not None
        ]
        if total is None:
            continue
        if parts:
            yield balances("PERF_PARENT_CHILD", [total], parts)
        elif two_levels and total.value:
            yield report_not_checkable(
                "PERF_PARENT_CHILD",
                "ACTIVITIES_BLANK",
                [total.place],
                head=duty.name.value,
            )
    known = {duty.place for duty in duties}
    for activity in context.disclosure.activities:
        budget = context.build_money_term(activity.budget)
        if (
            activity.level == 2
            and budget is not None
            and (activity.parent is None or activity.parent.place not in known)
        ):
            yield report_not_checkable(
                "PERF_PARENT_CHILD",
                "DUTY_MISSING",
                [budget.place],
                head=activity.name.value,
            )


def _find_child_activities(context: CheckContext, duty: Activity) -> list[Activity]:
    return [
        a
        for a in context.disclosure.activities
        if a.parent is not None and a.parent.place == duty.place
    ]


def check_duty_budgets(context: CheckContext) -> Iterator[Check]:
    """PERF_PROJECT: Σ budgets of the duties = project expenditure, or = all expenditure."""
    duties = [a for a in context.disclosure.activities if a.level == 1]
    budgets = [
        n
        for a in duties
        if (n := context.build_money_term(a.budget, a.name.value)) is not None
    ]
    if not budgets:
        return
    found = [
        a
        for item in ("expenditure.project", "expenditure.total")
        for a in context.find_current_amounts(item)[:1]
    ]
    totals = [n for a in found if (n := context.build_amount_term(a)) is not None]
    if not totals:
        yield report_not_checkable(
            "PERF_PROJECT", "EXPENDITURE_NOT_PRINTED", [n.place for n in budgets]
        )
        return
    yield best_of(balances("PERF_PROJECT", [total], budgets) for total in totals)


# -------------------------------------------------------------------------------------------------- grades


def _collect_graded_indicators(
    context: CheckContext,
) -> Iterator[tuple[Indicator, list[Threshold]]]:
    """Indicators with their grades 优 to 差 in that order (targets are no grades)."""
    grades: dict[tuple[Span, int | None], list[Threshold]] = {}
    for threshold in context.disclosure.thresholds:
        if threshold.grade in _GRADES:
            key = threshold.parent.place, threshold.parent.name.place.start
            grades.setdefault(key, []).append(threshold)
    for indicator in context.disclosure.indicators:
        found = grades.get((indicator.place, indicator.name.place.start), [])
        if found:
            yield indicator, sorted(found, key=lambda t: t.grade_order)


def _find_grade_bound(threshold: Threshold, smaller_is_better: bool) -> Decimal | None:
    """The number a grade begins or ends at."""
    if smaller_is_better:
        return threshold.upper if threshold.upper is not None else threshold.lower
    return threshold.lower if threshold.lower is not None else threshold.upper


def _is_smaller_better(grades: Sequence[Threshold]) -> bool:
    signs = {t.operator for t in grades if t.grade != "差"}
    if signs & {"<=", "<"} and not signs & {">=", ">"}:
        return True
    if signs & {">=", ">", "range"}:
        return False
    values = [t.lower for t in grades if t.lower is not None]
    return bool(signs == {"bare"} and values == sorted(values) and len(set(values)) > 1)


def _select_numeric_grades(grades: Sequence[Threshold]) -> list[Threshold]:
    return [t for t in grades if t.operator is not None]


def check_grades_monotone(context: CheckContext) -> Iterator[Check]:
    """THR_MONOTONE: grades fall from 优 to 差, or rise where less is better."""
    for indicator, grades in _collect_graded_indicators(context):
        numeric = _select_numeric_grades(grades)
        if len(numeric) < 2:
            continue
        smaller = _is_smaller_better(numeric)
        levels = [
            level
            for t in numeric
            if (level := _find_grade_bound(t, smaller)) is not None
        ]
        right = levels == sorted(levels, reverse=not smaller)
        text = f"{indicator.name.value}: {' | '.join(t.text.value for t in grades)}"
        yield equals("THR_MONOTONE", right, [t.place for t in numeric], text)


def check_grades_contiguous(context: CheckContext) -> Iterator[Check]:
    """THR_CONTIGUOUS: 差 begins where 中 ends (looked at only where 差 carries a sign)."""
    for indicator, grades in _collect_graded_indicators(context):
        by_grade = {t.grade: t for t in _select_numeric_grades(grades)}
        middle, bad = by_grade.get("中"), by_grade.get("差")
        if middle is None or bad is None or bad.operator not in ("<", "<=", ">", ">="):
            continue
        below = bad.operator in ("<", "<=")
        end = bad.upper if below else bad.lower
        edge = (
            (middle.lower if middle.lower is not None else None)
            if below
            else middle.upper
        )
        if end is None or edge is None:
            continue
        text = f"{indicator.name.value}: {middle.text.value} | {bad.text.value}"
        counted = (
            end == end.to_integral_value()
            and edge == edge.to_integral_value()
            and abs(end - edge) == 1
        )
        whole = (
            counted
            and bad.operator in ("<=", ">=")
            and "%" not in normalize(bad.text.value)
        )
        yield equals(
            "THR_CONTIGUOUS",
            end == edge or whole,
            [middle.place, bad.place],
            text,
            edge,
            end,
        )


def flag_bare_grade_gaps(context: CheckContext) -> Iterator[Issue]:
    """THR_GAP_BARE: grades printed as bare values say nothing of what lies between them."""
    for indicator, grades in _collect_graded_indicators(context):
        numeric = _select_numeric_grades(grades)
        bare = [t for t in numeric if t.operator == "bare" and t.grade != "优"]
        gaps = [t for t in bare if not _is_adjacent_to_better(t, numeric)]
        if gaps:
            text = " | ".join(t.text.value for t in grades)
            yield Issue.build(
                "THR_GAP_BARE",
                gaps[0].place,
                indicator=indicator.name.value,
                grades=text,
            )


def _is_adjacent_to_better(threshold: Threshold, grades: Sequence[Threshold]) -> bool:
    """True for counted values one apart (``≥8 | 7 | 6``): nothing lies between."""
    better = next(
        (t for t in grades if t.grade_order == threshold.grade_order - 1), None
    )
    if (
        better is None
        or better.lower is None
        or threshold.lower is None
        or "%" in normalize(threshold.text.value)
    ):
        return False
    values = (better.lower, threshold.lower)
    return (
        all(v == v.to_integral_value() for v in values)
        and abs(values[0] - values[1]) == 1
    )


def check_grades_complete(context: CheckContext) -> Iterator[Check]:
    """THR_COMPLETE: an indicator of a table with 优 良 中 差 fills all four."""
    graded = {
        (i.place, i.name.place.start): g for i, g in _collect_graded_indicators(context)
    }
    for indicator in context.disclosure.indicators:
        table = context.find_table_record(indicator.place)
        grades = graded.get((indicator.place, indicator.name.place.start))
        if not grades and (table is None or table.kind != "performance_grades"):
            continue
        filled = {t.grade for t in grades or [] if t.text.value.strip()}
        missing = [g for g in _GRADES if g not in filled]
        read = [indicator.name.place, *(t.place for t in grades or [])]
        yield equals(
            "THR_COMPLETE",
            not missing,
            read,
            f"{indicator.name.value}: {'、'.join(sort_grades(filled))}",
            4,
            len(filled),
        )


def sort_grades(grades: set[str]) -> list[str]:
    """Grades in their order."""
    return [g for g in _GRADES if g in grades]


def flag_compound_indicators(context: CheckContext) -> Iterator[Issue]:
    """IND_COMPOUND: one cell names several measures that share one set of grades."""
    for indicator in context.disclosure.indicators:
        if indicator.n_measures > 1:
            yield Issue.build(
                "IND_COMPOUND",
                indicator.name.place,
                indicator=indicator.name.value,
                n=indicator.n_measures,
            )


def check_activities_have_indicators(context: CheckContext) -> Iterator[Check]:
    """IND_MISSING: each activity has an indicator."""
    owners = {
        i.parent.place for i in context.disclosure.indicators if i.parent is not None
    }
    for activity in context.disclosure.activities:
        if activity.level == 2:
            yield equals(
                "IND_MISSING",
                activity.place in owners,
                [activity.name.place],
                activity.name.value,
            )
