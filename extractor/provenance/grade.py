"""The quality of a document: one grade from A to D, and its metrics.

Eight metrics are computed, each with a count and a grade: a document of
which everything that can be checked holds, whose money is covered by
identities, whose numbers, units and headings were all understood is an
A; one aspect that is worse makes the document as good as that aspect.
So the grade is never better than its worst reason, and the reasons are
kept in table ``quality``. No gold is needed: only records, checks and
issues are used. How right documents of each grade are is measured apart
(docs/accuracy.md); the limits below were set there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from extractor.model.disclosure import Disclosure
from extractor.model.enums import AmountSource, CheckResult, Grade, QualityAspect
from extractor.model.records import YUAN_PER_UNIT, QualityScore
from extractor.schema import load_rules
from extractor.validation.context import iter_money_values

__all__ = [
    "METRICS",
    "assign_grade",
    "grade_disclosure",
]

GRADES: tuple[Grade, ...] = (Grade.A, Grade.B, Grade.C, Grade.D)

_BEST_GRADE_BY_ISSUE: dict[str, Grade] = {
    "QUOTE_BROKEN": Grade.D,
    "BYTES_UNDECODABLE": Grade.C,
    "HTML_CUT": Grade.C,
    "PART_NOT_READ": Grade.C,
    "TEXT_LOST": Grade.C,
    "FIELD_NOT_SHOWN": Grade.B,
    "MERGED_TEXT_HIDDEN": Grade.B,
    "DUMP_MERGES_LOST": Grade.B,
    "TABLE_HEADER_SPREAD": Grade.C,
    "ROW_SHIFTED": Grade.B,
    "LINES_DOUBTFUL": Grade.C,
    "UNIT_DOUBTFUL": Grade.C,
    "REASON_AGAINST_DIRECTION": Grade.B,
    "DIRECTION_DOUBTFUL": Grade.B,
    "UNIT_CONFLICT": Grade.C,
    "NUMBER_TOO_LONG": Grade.C,
}
"""Issues that say the file is not as its author made it, or says a thing in two ways:
the best grade with one of them."""

_UNEXPLAINED_REASONS = ("other", "cell", "money")
"""Reasons of unmatched_numbers that name no harmless kind (a year, a list number, a
page)."""


class Metric(NamedTuple):
    """One thing that is counted: how many of how many, and up to which share a document
    is still A, B, C."""

    name: str
    count_affected: Callable[[Disclosure], tuple[int, int]]
    limits: tuple[float, float, float]
    max_count_for_b: int = 0  # so many are a B at worst, however little there is in all
    grade_if_empty: Grade = Grade.A  # where there is nothing to count


def _count_failed_checks(disclosure: Disclosure) -> tuple[int, int]:
    """Checks that failed; figures of the whole in conflict are one more.

    Like sources may print one figure of the year and one with what is
    carried in by one name, so that they make a document no worse than a
    B.
    """
    has_conflict = any(
        fact.is_whole and fact.conflict_places for fact in disclosure.facts
    )
    tried = [
        c
        for c in disclosure.checks
        if c.result != CheckResult.NOT_CHECKABLE
        and load_rules()[c.rule].severity != "info"
    ]
    n_failed = sum(c.result == CheckResult.FAIL for c in tried)
    return n_failed + has_conflict, len(tried) + has_conflict


def _count_unchecked_money(disclosure: Disclosure) -> tuple[int, int]:
    """Money that no identity covers: neither confirmed nor contradicted."""
    held = {
        p
        for c in disclosure.checks
        if c.actual is not None and c.result in (CheckResult.PASS, CheckResult.ROUNDING)
        for p in c.spans
    }
    money = {
        r.place
        for r in iter_money_values(disclosure)
        if r.value is not None and r.unit is not None and r.unit.name in YUAN_PER_UNIT
    }
    return len(money - held), len(money)


def _count_unread_numbers(disclosure: Disclosure) -> tuple[int, int]:
    return sum(
        left.reason in _UNEXPLAINED_REASONS for left in disclosure.unmatched_numbers
    ), disclosure.n_numbers


def _count_assumed_units(disclosure: Disclosure) -> tuple[int, int]:
    """Money whose unit is not declared near it."""
    money = [
        r
        for r in iter_money_values(disclosure)
        if r.value is not None and r.unit is not None and r.unit.name in YUAN_PER_UNIT
    ]
    bare = [
        a
        for a in disclosure.amounts
        if a.value.value is not None and a.value.unit is None
    ]
    assumed = sum(
        r.unit is not None and r.unit.source in ("document", "template") for r in money
    )
    return assumed + len(bare), len(money) + len(bare)


def _count_guessed_headings(disclosure: Disclosure) -> tuple[int, int]:
    """Top-level headings recognized by their number only: no lexicon has their
    words. A title alone, above tables, is a known one."""
    top = [s for s in disclosure.sections if s.level == 1]
    has_prose = any(a.source == AmountSource.PROSE for a in disclosure.amounts)
    if not (top or has_prose) and disclosure.profile.title is not None:
        return 0, 1
    return sum(s.key is None for s in top), len(top)


def _count_unknown_names(disclosure: Disclosure) -> tuple[int, int]:
    """Amounts of the prose whose label is in no lexicon."""
    prose = [a for a in disclosure.amounts if a.source == AmountSource.PROSE]
    return sum(a.item is None for a in prose), len(prose)


def _count_missing_facts(disclosure: Disclosure) -> tuple[int, int]:
    facts = (
        disclosure.profile.fiscal_year,
        disclosure.profile.department_name,
        disclosure.profile.doc_type,
    )
    return sum(fact is None for fact in facts), len(facts)


METRICS: tuple[Metric, ...] = (
    Metric(
        "checks_failed",
        _count_failed_checks,
        (0, 0.02, 0.1),
        max_count_for_b=1,
        grade_if_empty=Grade.C,
    ),
    Metric(
        "money_unchecked",
        _count_unchecked_money,
        (0.15, 0.4, 0.8),
        grade_if_empty=Grade.C,
    ),
    Metric(
        "numbers_unread", _count_unread_numbers, (0.03, 0.08, 0.2), max_count_for_b=3
    ),
    Metric("units_assumed", _count_assumed_units, (0, 0.05, 0.3)),
    Metric(
        "headings_guessed",
        _count_guessed_headings,
        (0, 0.25, 0.6),
        grade_if_empty=Grade.C,
    ),
    Metric("names_unknown", _count_unknown_names, (0.45, 0.65, 0.9)),
    Metric("facts_missing", _count_missing_facts, (0, 0, 0.34)),
)


def assign_grade(disclosure: Disclosure) -> Disclosure:
    """The disclosure with its scores."""
    return replace(disclosure, quality=grade_disclosure(disclosure))


def grade_disclosure(disclosure: Disclosure) -> tuple[QualityScore, ...]:
    """The marks of a disclosure that was checked, one for each aspect, in their
    order."""
    return (
        *(_score_metric(aspect, disclosure) for aspect in METRICS),
        _score_source_damage(disclosure),
    )


def _score_metric(metric: Metric, disclosure: Disclosure) -> QualityScore:
    n, total = metric.count_affected(disclosure)
    if not total:
        return _build_score(metric.name, metric.grade_if_empty, n, total)
    allowed = (
        grade
        for grade, limit in zip(GRADES, metric.limits, strict=False)
        if n / total <= limit
    )
    grade: Grade = next(allowed, Grade.D)
    if n <= metric.max_count_for_b:
        grade = min(grade, Grade.B)
    return _build_score(metric.name, grade, n, total)


_LEAST_SHARES = ((Grade.B, 0.999), (Grade.C, 0.95))
"""Share of the stored characters and numbers that a grade demands; A demands all."""


def _score_source_damage(disclosure: Disclosure) -> QualityScore:
    """Characters or numbers of the file that were not read, and issues of a file that
    is not whole."""
    damage_codes = [
        _BEST_GRADE_BY_ISSUE[issue.code]
        for issue in disclosure.issues
        if issue.code in _BEST_GRADE_BY_ISSUE
    ]
    share = min(
        (
            s
            for s in (disclosure.share_characters, disclosure.share_numbers)
            if s is not None
        ),
        default=1,
    )
    lost = Grade.A
    if share != 1:
        lost = next((g for g, least in _LEAST_SHARES if share >= least), Grade.D)
    return _build_score(
        "source_damaged",
        max([lost, *damage_codes]),
        len(damage_codes) or int(share < 1),
        0,
    )


def _build_score(metric: str, grade: Grade, n: int, total: int) -> QualityScore:
    details = (("n", str(n)), ("total", str(total)))
    return QualityScore(
        QualityAspect(metric), grade, n, total, (f"QUALITY_{metric.upper()}", details)
    )
