"""How far to trust a document: one grade from A to D, and what it rests on.

Eight aspects are looked at, each with a count, and each is a grade of its own: a document of which everything that can be
checked holds, whose money stands in identities, whose numbers, units and headings were all understood is an A; one
aspect that is worse makes the document as good as that aspect. So the grade is never better than its worst reason, and
the reasons are kept beside it (table ``quality``). No gold is needed: all that is seen are records, checks and issues.
How right documents of each grade are is measured apart (docs/accuracy.md); the limits below were set there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from extractor.model.audit_records import Mark
from extractor.model.disclosure import Disclosure
from extractor.model.extracted import UNIT_YUAN
from extractor.schema import rules
from extractor.validation.context import readings

__all__ = ["ASPECTS", "graded"]

Grade = Literal["A", "B", "C", "D"]
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D")

_DAMAGE: dict[str, Grade] = {
    "QUOTE_BROKEN": "D", "BYTES_UNDECODABLE": "C", "HTML_CUT": "C", "PART_NOT_READ": "C", "TEXT_LOST": "C",
    "FIELD_NOT_SHOWN": "B", "MERGED_TEXT_HIDDEN": "B", "DUMP_MERGES_LOST": "B", "TABLE_HEADER_SPREAD": "C",
    "ROW_SHIFTED": "B", "UNIT_CONFLICT": "C", "NUMBER_TOO_LONG": "C",
}  # fmt: skip
"""Issues that say the file is not as its author made it, or says a thing in two ways: the best grade with one of them."""

_UNREAD = ("other", "cell", "money")
"""Reasons of leftovers that name no harmless kind (a year, a list number, a page)."""


class Aspect(NamedTuple):
    """One thing that is counted: how many of how many, and up to which share a document is still A, B, C."""

    name: str
    counted: Callable[[Disclosure], tuple[int, int]]
    limits: tuple[float, float, float]
    few: int = 0  # so many are a B at worst, however little there is in all
    nothing: Grade = "A"  # where there is nothing to count


def _checks_failed(d: Disclosure) -> tuple[int, int]:
    tried = [
        c
        for c in d.checks
        if c.result != "not_checkable" and rules()[c.rule].severity != "info"
    ]
    return sum(c.result == "fail" for c in tried), len(tried)


def _money_unchecked(d: Disclosure) -> tuple[int, int]:
    """Money that no identity holds: nothing speaks against it, and nothing for it."""
    held = {
        p
        for c in d.checks
        if c.actual is not None and c.result in ("pass", "rounding")
        for p in c.places_read
    }
    money = {
        r.place
        for r in readings(d)
        if r.value is not None and r.unit is not None and r.unit.name in UNIT_YUAN
    }
    return len(money - held), len(money)


def _numbers_unread(d: Disclosure) -> tuple[int, int]:
    return sum(left.reason in _UNREAD for left in d.leftovers), d.n_numbers


def _units_assumed(d: Disclosure) -> tuple[int, int]:
    """Money whose unit no text beside it declares."""
    money = [
        r
        for r in readings(d)
        if r.value is not None and r.unit is not None and r.unit.name in UNIT_YUAN
    ]
    bare = [a for a in d.amounts if a.value.value is not None and a.value.unit is None]
    assumed = sum(
        r.unit is not None and r.unit.source in ("document", "template") for r in money
    )
    return assumed + len(bare), len(money) + len(bare)


def _headings_guessed(d: Disclosure) -> tuple[int, int]:
    """Headings that stand at the top by their number alone: no template knows their words."""
    top = [s for s in d.sections if s.level == 1]
    return sum(s.key is None for s in top), len(top)


def _names_unknown(d: Disclosure) -> tuple[int, int]:
    """Amounts of the prose whose name no template knows."""
    prose = [a for a in d.amounts if a.source == "prose"]
    return sum(a.item is None for a in prose), len(prose)


def _facts_missing(d: Disclosure) -> tuple[int, int]:
    facts = (d.profile.fiscal_year, d.profile.department_name, d.profile.doc_type)
    return sum(fact is None for fact in facts), len(facts)


ASPECTS: tuple[Aspect, ...] = (
    Aspect("checks_failed", _checks_failed, (0, 0.02, 0.1), few=1, nothing="C"),
    Aspect("money_unchecked", _money_unchecked, (0.15, 0.4, 0.8), nothing="C"),
    Aspect("numbers_unread", _numbers_unread, (0.03, 0.08, 0.2), few=3),
    Aspect("units_assumed", _units_assumed, (0, 0.05, 0.3)),
    Aspect("headings_guessed", _headings_guessed, (0, 0.25, 0.6), nothing="C"),
    Aspect("names_unknown", _names_unknown, (0.45, 0.65, 0.9)),
    Aspect("facts_missing", _facts_missing, (0, 0, 0.34)),
)


def graded(disclosure: Disclosure) -> tuple[Mark, ...]:
    """The marks of a disclosure that was checked, one for each aspect, in their order."""
    return (
        *(_mark(aspect, disclosure) for aspect in ASPECTS),
        _source_damaged(disclosure),
    )


def _mark(aspect: Aspect, disclosure: Disclosure) -> Mark:
    n, total = aspect.counted(disclosure)
    if not total:
        return _made(aspect.name, aspect.nothing, n, total)
    allowed = (
        grade
        for grade, limit in zip(GRADES, aspect.limits, strict=False)
        if n / total <= limit
    )
    grade: Grade = next(allowed, "D")
    return _made(
        aspect.name, "B" if grade > "B" and n <= aspect.few else grade, n, total
    )


def _source_damaged(d: Disclosure) -> Mark:
    """Characters or numbers of the file that were not read, and issues of a file that is not whole."""
    found = [_DAMAGE[issue.code] for issue in d.issues if issue.code in _DAMAGE]
    share = min(
        (s for s in (d.share_characters, d.share_numbers) if s is not None), default=1
    )
    lost: Grade = (
        "A" if share == 1 else "B" if share >= 0.999 else "C" if share >= 0.95 else "D"
    )
    return _made("source_damaged", max([lost, *found]), len(found) or int(share < 1), 0)


def _made(aspect: str, grade: Grade, n: int, total: int) -> Mark:
    details = (("n", str(n)), ("total", str(total)))
    return Mark(aspect, grade, n, total, (f"QUALITY_{aspect.upper()}", details))
