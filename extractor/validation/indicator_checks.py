"""Performance tables: budgets of duties and activities, grades of indicators (优 良 中 差).

``≥90% | ≥85% | ≥70% | ＜70%`` is contiguous and falls; ``100% | 95% |
90% | 85%`` falls, but leaves gaps: what is 97 %?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Activity, Check, Indicator, Threshold
from extractor.text.normalize import normalize
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    equals,
    report_not_checkable,
)

__all__ = [
    "check_activities_have_indicators",
    "check_activity_budgets",
    "check_duty_budgets",
    "check_grades_complete",
    "check_grades_contiguous",
    "check_grades_monotone",
    "flag_bare_grade_gaps",
    "flag_compound_indicators",
]

_GRADES = ("优", "良", "中", "差")
# The row of an indicator and where its name begins in the cell.
_IndicatorKey = tuple[Span, int | None]

_AT_MOST = ("<", "<=")
_AT_LEAST = (">", ">=")
# Offices follow two practices: the duties share out project expenditure, or everything.
_CONCEPTS_SHARED_OUT = ("expenditure.project", "expenditure.total")


# --- budgets --------------------------------------------------------------------------


def _find_duties(context: CheckContext) -> list[Activity]:
    return [one for one in context.disclosure.activities if one.level == 1]


def _build_budget_terms(
    context: CheckContext, activities: Iterable[Activity]
) -> list[EquationTerm]:
    terms = (context.build_money_term(one.budget, one.name.value) for one in activities)
    return [term for term in terms if term is not None]


def _find_child_activities(context: CheckContext, duty: Activity) -> list[Activity]:
    return [
        activity
        for activity in context.disclosure.activities
        if activity.parent is not None and activity.parent.place == duty.place
    ]


def check_activity_budgets(context: CheckContext) -> Iterator[Check]:
    """PERF_PARENT_CHILD: budget of a duty = Σ budgets of its activities, where any is
    printed."""
    duties = _find_duties(context)
    children = [_find_child_activities(context, duty) for duty in duties]
    has_two_levels = any(children)
    for duty, activities in zip(duties, children, strict=True):
        total = context.build_money_term(duty.budget, duty.name.value)
        parts = _build_budget_terms(context, activities)
        if total is None:
            continue
        if parts:
            yield balances("PERF_PARENT_CHILD", [total], parts)
        elif has_two_levels and total.value:
            yield _report_blank_activities(duty, total)
    yield from _report_missing_duties(context, duties)


def _report_blank_activities(duty: Activity, total: EquationTerm) -> Check:
    return report_not_checkable(
        "PERF_PARENT_CHILD", "ACTIVITIES_BLANK", [total.place], head=duty.name.value
    )


def _report_missing_duties(
    context: CheckContext, duties: Sequence[Activity]
) -> Iterator[Check]:
    """Activities with a budget that belong to no duty."""
    known = {duty.place for duty in duties}
    for activity in context.disclosure.activities:
        has_duty = activity.parent is not None and activity.parent.place in known
        budget = context.build_money_term(activity.budget)
        if activity.level == 2 and budget is not None and not has_duty:
            yield report_not_checkable(
                "PERF_PARENT_CHILD",
                "DUTY_MISSING",
                [budget.place],
                head=activity.name.value,
            )


def check_duty_budgets(context: CheckContext) -> Iterator[Check]:
    """PERF_PROJECT: Σ budgets of the duties = project expenditure, or = all
    expenditure."""
    budgets = _build_budget_terms(context, _find_duties(context))
    if not budgets:
        return
    totals: list[EquationTerm] = []
    for concept in _CONCEPTS_SHARED_OUT:
        amounts = context.find_current_amounts(concept)[:1]
        totals += context.build_amount_terms(amounts)
    if totals:
        yield best_of(balances("PERF_PROJECT", [total], budgets) for total in totals)
    else:
        places = [budget.place for budget in budgets]
        yield report_not_checkable("PERF_PROJECT", "EXPENDITURE_NOT_PRINTED", places)


# --- grades ---------------------------------------------------------------------------


class _GradedIndicator(NamedTuple):
    """An indicator with its grades from 优 to 差; targets are no grades."""

    indicator: Indicator
    grades: list[Threshold]

    @property
    def numeric_grades(self) -> list[Threshold]:
        """The grades that are numbers."""
        return [grade for grade in self.grades if grade.operator is not None]

    @property
    def printed_grades(self) -> str:
        return " | ".join(grade.text.value for grade in self.grades)


_GRADED = "graded indicators", 0


def _find_indicator_key(indicator: Indicator) -> _IndicatorKey:
    return indicator.place, indicator.name.place.start


def _list_graded_indicators(context: CheckContext) -> list[_GradedIndicator]:
    """The indicators with grades, collected once."""
    graded: list[_GradedIndicator] | None
    graded = context.shared_results.get(_GRADED)
    if graded is None:
        graded = _collect_graded_indicators(context)
        context.shared_results[_GRADED] = graded
    return graded


def _collect_graded_indicators(context: CheckContext) -> list[_GradedIndicator]:
    grades: dict[_IndicatorKey, list[Threshold]] = {}
    for threshold in context.disclosure.thresholds:
        if threshold.grade in _GRADES:
            key = _find_indicator_key(threshold.parent)
            grades.setdefault(key, []).append(threshold)
    graded: list[_GradedIndicator] = []
    for indicator in context.disclosure.indicators:
        own_grades = grades.get(_find_indicator_key(indicator))
        if own_grades:
            ordered = sorted(own_grades, key=lambda threshold: threshold.grade_order)
            graded.append(_GradedIndicator(indicator, ordered))
    return graded


def _find_grade_bound(threshold: Threshold, smaller_is_better: bool) -> Decimal | None:
    """The number a grade begins or ends at."""
    bounds = [threshold.lower, threshold.upper]
    if smaller_is_better:
        bounds.reverse()
    return next((bound for bound in bounds if bound is not None), None)


def _is_smaller_better(grades: Sequence[Threshold]) -> bool:
    """The direction of the grades by their signs;
    of bare values, whether they rise."""
    signs = {grade.operator for grade in grades if grade.grade != "差"}
    if not signs.isdisjoint(_AT_LEAST):
        return False
    if not signs.isdisjoint(_AT_MOST):
        return True
    if signs != {"bare"}:
        return False
    values = [grade.lower for grade in grades if grade.lower is not None]
    return values == sorted(values) and len(set(values)) > 1


def check_grades_monotone(context: CheckContext) -> Iterator[Check]:
    """THR_MONOTONE: grades fall from 优 to 差, or rise where less is better."""
    for graded in _list_graded_indicators(context):
        numeric = graded.numeric_grades
        if len(numeric) < 2:
            continue
        smaller = _is_smaller_better(numeric)
        bounds = [_find_grade_bound(grade, smaller) for grade in numeric]
        levels = [bound for bound in bounds if bound is not None]
        in_order = levels == sorted(levels, reverse=not smaller)
        places = [grade.place for grade in numeric]
        formula = f"{graded.indicator.name.value}: {graded.printed_grades}"
        yield equals("THR_MONOTONE", in_order, places, formula)


def check_grades_contiguous(context: CheckContext) -> Iterator[Check]:
    """THR_CONTIGUOUS: 差 begins where 中 ends.

    Looked at only where 差 has a sign.
    """
    for graded in _list_graded_indicators(context):
        by_grade = {grade.grade: grade for grade in graded.numeric_grades}
        middle, bad = by_grade.get("中"), by_grade.get("差")
        if middle is None or bad is None:
            continue
        name = graded.indicator.name.value
        if bad.operator in _AT_MOST:
            yield from _check_edge(name, middle, middle.lower, bad, bad.upper)
        elif bad.operator in _AT_LEAST:
            yield from _check_edge(name, middle, middle.upper, bad, bad.lower)


def _check_edge(
    name: str,
    middle: Threshold,
    edge: Decimal | None,
    bad: Threshold,
    end: Decimal | None,
) -> Iterator[Check]:
    """Whether two grades meet: at one number, or at whole numbers one apart."""
    if edge is None or end is None:
        return
    is_counted = bad.operator in ("<=", ">=") and not _is_percentage(bad)
    meets = end == edge or (is_counted and _are_neighbours(end, edge))
    formula = f"{name}: {middle.text.value} | {bad.text.value}"
    places = [middle.place, bad.place]
    yield equals("THR_CONTIGUOUS", meets, places, formula, edge, end)


def _is_percentage(threshold: Threshold) -> bool:
    return "%" in normalize(threshold.text.value)


def _are_neighbours(first: Decimal, second: Decimal) -> bool:
    """True for whole numbers one apart: there is none between counted things."""
    are_whole = all(n == n.to_integral_value() for n in (first, second))
    return are_whole and abs(first - second) == 1


def flag_bare_grade_gaps(context: CheckContext) -> Iterator[Issue]:
    """THR_GAP_BARE: grades printed as bare values leave the range between them
    undefined."""
    for graded in _list_graded_indicators(context):
        numeric = graded.numeric_grades
        bare = [grade for grade in numeric if grade.operator == "bare"]
        for grade in bare:
            if grade.grade == "优" or _is_adjacent_to_better(grade, numeric):
                continue
            yield Issue.build(
                "THR_GAP_BARE",
                grade.place,
                indicator=graded.indicator.name.value,
                grades=graded.printed_grades,
            )
            break


def _is_adjacent_to_better(threshold: Threshold, grades: Sequence[Threshold]) -> bool:
    """True for counted values one apart (``≥8 | 7 | 6``): there is none between."""
    order = threshold.grade_order - 1
    better = next((one for one in grades if one.grade_order == order), None)
    if better is None or better.lower is None or threshold.lower is None:
        return False
    if _is_percentage(threshold):
        return False
    return _are_neighbours(better.lower, threshold.lower)


def check_grades_complete(context: CheckContext) -> Iterator[Check]:
    """THR_COMPLETE: an indicator of a table with 优 良 中 差 fills all four."""
    graded = {
        _find_indicator_key(one.indicator): one.grades
        for one in _list_graded_indicators(context)
    }
    for indicator in context.disclosure.indicators:
        grades = graded.get(_find_indicator_key(indicator), [])
        if grades or _is_in_grade_table(context, indicator):
            yield _check_filled_grades(indicator, grades)


def _is_in_grade_table(context: CheckContext, indicator: Indicator) -> bool:
    table = context.find_table_record(indicator.place)
    return table is not None and table.kind == "performance_grades"


def _check_filled_grades(indicator: Indicator, grades: Sequence[Threshold]) -> Check:
    filled = {grade.grade for grade in grades if grade.text.value.strip()}
    ordered = [grade for grade in _GRADES if grade in filled]
    places = [indicator.name.place, *(grade.place for grade in grades)]
    return equals(
        "THR_COMPLETE",
        len(ordered) == len(_GRADES),
        places,
        f"{indicator.name.value}: {'、'.join(ordered)}",
        len(_GRADES),
        len(filled),
    )


# --- indicators -----------------------------------------------------------------------


def flag_compound_indicators(context: CheckContext) -> Iterator[Issue]:
    """IND_COMPOUND: one cell names several measures
    that share one set of grades."""
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
    indicators = context.disclosure.indicators
    owners = {one.parent.place for one in indicators if one.parent is not None}
    for activity in context.disclosure.activities:
        if activity.level == 2:
            has_indicator = activity.place in owners
            name = activity.name
            yield equals("IND_MISSING", has_indicator, [name.place], name.value)
