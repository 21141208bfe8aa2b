"""Performance tables: budgets of duties and activities, grades of indicators (优 良 中 差), completeness.

``≥90% | ≥85% | ≥70% | ＜70%`` is contiguous and falls; ``100% | 95% | 90% | 85%`` falls, but leaves gaps: what is 97 %?
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.model.audit_records import Check
from extractor.model.issues import Issue
from extractor.model.table_rows import Activity, Indicator, Threshold
from extractor.text.normalize import fold
from extractor.validation.context import Case
from extractor.validation.tolerance import balance, best, holds, not_checkable

__all__ = [
    "activities_add_up", "activities_have_indicators", "compound_indicators", "duties_against_budget",
    "gaps_between_bare_grades", "grades_complete", "grades_contiguous", "grades_monotone",
]  # fmt: skip

_GRADES = ("优", "良", "中", "差")


def activities_add_up(case: Case) -> Iterator[Check]:
    """PERF_PARENT_CHILD: budget of a duty = Σ budgets of its activities, where any is printed."""
    duties = [a for a in case.disclosure.activities if a.level == 1]
    two_levels = any(_children(case, duty) for duty in duties)
    for duty in duties:
        total = case.money(duty.budget, duty.name.value)
        children = _children(case, duty)
        parts = [
            n for a in children if (n := case.money(a.budget, a.name.value)) is not None
        ]
        if total is None:
            continue
        if parts:
            yield balance("PERF_PARENT_CHILD", [total], parts)
        elif two_levels and total.value:
            yield not_checkable(
                "PERF_PARENT_CHILD",
                "ACTIVITIES_BLANK",
                [total.place],
                head=duty.name.value,
            )
    known = {duty.place for duty in duties}
    for activity in case.disclosure.activities:
        budget = case.money(activity.budget)
        if (
            activity.level == 2
            and budget is not None
            and (activity.parent is None or activity.parent.place not in known)
        ):
            yield not_checkable(
                "PERF_PARENT_CHILD",
                "DUTY_MISSING",
                [budget.place],
                head=activity.name.value,
            )


def _children(case: Case, duty: Activity) -> list[Activity]:
    return [
        a
        for a in case.disclosure.activities
        if a.parent is not None and a.parent.place == duty.place
    ]


def duties_against_budget(case: Case) -> Iterator[Check]:
    """PERF_PROJECT: Σ budgets of the duties = project expenditure, or = all expenditure."""
    duties = [a for a in case.disclosure.activities if a.level == 1]
    budgets = [
        n for a in duties if (n := case.money(a.budget, a.name.value)) is not None
    ]
    if not budgets:
        return
    found = [
        a
        for item in ("expenditure.project", "expenditure.total")
        for a in case.current(item)[:1]
    ]
    totals = [n for a in found if (n := case.amount(a)) is not None]
    if not totals:
        yield not_checkable(
            "PERF_PROJECT", "EXPENDITURE_NOT_PRINTED", [n.place for n in budgets]
        )
        return
    yield best(balance("PERF_PROJECT", [total], budgets) for total in totals)


# -------------------------------------------------------------------------------------------------- grades


def _graded(case: Case) -> Iterator[tuple[Indicator, list[Threshold]]]:
    """Indicators with their grades 优 to 差 in that order (targets are no grades)."""
    grades: dict[tuple[str, int | None], list[Threshold]] = {}
    for threshold in case.disclosure.thresholds:
        if threshold.grade in _GRADES:
            key = threshold.parent.place.address, threshold.parent.name.place.start
            grades.setdefault(key, []).append(threshold)
    for indicator in case.disclosure.indicators:
        found = grades.get((indicator.place.address, indicator.name.place.start), [])
        if found:
            yield indicator, sorted(found, key=lambda t: t.grade_order)


def _level(threshold: Threshold, smaller: bool) -> Decimal | None:
    """The number a grade begins or ends at."""
    if smaller:
        return threshold.upper if threshold.upper is not None else threshold.lower
    return threshold.lower if threshold.lower is not None else threshold.upper


def _smaller_is_better(grades: Sequence[Threshold]) -> bool:
    signs = {t.operator for t in grades if t.grade != "差"}
    if signs & {"<=", "<"} and not signs & {">=", ">"}:
        return True
    if signs & {">=", ">", "range"}:
        return False
    values = [t.lower for t in grades if t.lower is not None]
    return bool(signs == {"bare"} and values == sorted(values) and len(set(values)) > 1)


def _numeric(grades: Sequence[Threshold]) -> list[Threshold]:
    return [t for t in grades if t.operator is not None]


def grades_monotone(case: Case) -> Iterator[Check]:
    """THR_MONOTONE: grades fall from 优 to 差, or rise where less is better."""
    for indicator, grades in _graded(case):
        numeric = _numeric(grades)
        if len(numeric) < 2:
            continue
        smaller = _smaller_is_better(numeric)
        levels = [level for t in numeric if (level := _level(t, smaller)) is not None]
        right = levels == sorted(levels, reverse=not smaller)
        text = f"{indicator.name.value}: {' | '.join(t.text.value for t in grades)}"
        yield holds("THR_MONOTONE", right, [t.place for t in numeric], text)


def grades_contiguous(case: Case) -> Iterator[Check]:
    """THR_CONTIGUOUS: 差 begins where 中 ends (looked at only where 差 carries a sign)."""
    for indicator, grades in _graded(case):
        by_grade = {t.grade: t for t in _numeric(grades)}
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
            counted and bad.operator in ("<=", ">=") and "%" not in fold(bad.text.value)
        )
        yield holds(
            "THR_CONTIGUOUS",
            end == edge or whole,
            [middle.place, bad.place],
            text,
            edge,
            end,
        )


def gaps_between_bare_grades(case: Case) -> Iterator[Issue]:
    """THR_GAP_BARE: grades printed as bare values say nothing of what lies between them."""
    for indicator, grades in _graded(case):
        numeric = _numeric(grades)
        bare = [t for t in numeric if t.operator == "bare" and t.grade != "优"]
        gaps = [t for t in bare if not _next_to_better(t, numeric)]
        if gaps:
            text = " | ".join(t.text.value for t in grades)
            yield Issue.of(
                "THR_GAP_BARE",
                gaps[0].place,
                indicator=indicator.name.value,
                grades=text,
            )


def _next_to_better(threshold: Threshold, grades: Sequence[Threshold]) -> bool:
    """True for counted values one apart (``≥8 | 7 | 6``): nothing lies between."""
    better = next(
        (t for t in grades if t.grade_order == threshold.grade_order - 1), None
    )
    if (
        better is None
        or better.lower is None
        or threshold.lower is None
        or "%" in fold(threshold.text.value)
    ):
        return False
    values = (better.lower, threshold.lower)
    return (
        all(v == v.to_integral_value() for v in values)
        and abs(values[0] - values[1]) == 1
    )


def grades_complete(case: Case) -> Iterator[Check]:
    """THR_COMPLETE: an indicator of a table with 优 良 中 差 fills all four."""
    graded = {(i.place.address, i.name.place.start): g for i, g in _graded(case)}
    for indicator in case.disclosure.indicators:
        table = case.table(indicator.place)
        grades = graded.get((indicator.place.address, indicator.name.place.start))
        if not grades and (table is None or table.kind != "performance_grades"):
            continue
        filled = {t.grade for t in grades or [] if t.text.value.strip()}
        missing = [g for g in _GRADES if g not in filled]
        read = [indicator.name.place, *(t.place for t in grades or [])]
        yield holds(
            "THR_COMPLETE",
            not missing,
            read,
            f"{indicator.name.value}: {'、'.join(filled_in(filled))}",
            4,
            len(filled),
        )


def filled_in(grades: set[str]) -> list[str]:
    """Grades in their order."""
    return [g for g in _GRADES if g in grades]


def compound_indicators(case: Case) -> Iterator[Issue]:
    """IND_COMPOUND: one cell names several measures that share one set of grades."""
    for indicator in case.disclosure.indicators:
        if indicator.n_measures > 1:
            yield Issue.of(
                "IND_COMPOUND",
                indicator.name.place,
                indicator=indicator.name.value,
                n=indicator.n_measures,
            )


def activities_have_indicators(case: Case) -> Iterator[Check]:
    """IND_MISSING: each activity has an indicator."""
    owners = {
        i.parent.place for i in case.disclosure.indicators if i.parent is not None
    }
    for activity in case.disclosure.activities:
        if activity.level == 2:
            yield holds(
                "IND_MISSING",
                activity.place in owners,
                [activity.name.place],
                activity.name.value,
            )
