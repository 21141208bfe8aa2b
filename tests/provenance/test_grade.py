"""The grade of a document: as good as its worst aspect, with the reasons, and without any gold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from extractor.i18n import load_catalogue
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Section, Unit, UnmatchedNumber
from extractor.pipeline import parse_file
from extractor.provenance.grade import METRICS, grade_disclosure
from extractor.schema import get_table
from tests.example_disclosure import text


@cache
def load_disclosure(path: Path) -> Disclosure:
    (found,) = parse_file(path.read_bytes(), path.name).disclosures
    return found


def regrade(disclosure: Disclosure, **changes: object) -> tuple[str | None, str | None]:
    """Grade and reasons after something of a disclosure was changed."""
    changed = replace(disclosure, **changes)  # type: ignore[arg-type]
    done = replace(changed, quality=grade_disclosure(changed))
    return done.grade, done.grade_reasons


def test_a_document_that_agrees_with_itself_and_is_wholly_understood_is_an_a(samples: list[Path]) -> None:
    assert {(load_disclosure(path).grade, load_disclosure(path).grade_reasons) for path in samples} == {("A", None)}


def test_every_aspect_has_a_mark_a_sentence_and_its_name_in_the_schema(sample: Path) -> None:
    names = [aspect.name for aspect in METRICS] + ["source_damaged"]
    assert [mark.aspect for mark in load_disclosure(sample).quality] == names
    assert [mark.message[0] for mark in load_disclosure(sample).quality] == [f"QUALITY_{name.upper()}" for name in names]
    assert {f"QUALITY_{name.upper()}" for name in names} <= set(load_catalogue())
    assert next(column for column in get_table("quality").columns if column.name == "aspect").values == tuple(names)


def test_one_failed_check_makes_a_b_and_many_a_d(sample: Path) -> None:
    whole = load_disclosure(sample)
    bad = [replace(check, result="fail") for check in whole.checks if check.rule == "TP_SUM"]
    good = [check for check in whole.checks if check.rule != "TP_SUM"]
    assert regrade(whole, checks=(*good, *bad)) == ("B", "checks_failed")
    assert regrade(whole, checks=tuple(replace(check, result="fail") for check in whole.checks)) == (
        "D",
        "checks_failed;money_unchecked",
    )


def test_figures_of_the_whole_in_conflict_make_a_b(sample: Path) -> None:
    whole = load_disclosure(sample)
    odd = [replace(fact, conflict_places="b1;b2") for fact in whole.facts]
    assert regrade(whole, facts=tuple(odd)) == ("B", "checks_failed")
    parts = [replace(fact, is_whole=False) for fact in odd]
    assert regrade(whole, facts=tuple(parts)) == ("A", None)


def test_a_document_in_which_nothing_could_be_checked_is_no_better_than_c(sample: Path) -> None:
    assert regrade(load_disclosure(sample), checks=(), amounts=(), changes=(), activities=(), assets=(), procurement=()) == (
        "C",
        "checks_failed;money_unchecked",
    )


def test_numbers_left_unread_lower_the_grade_and_years_and_pages_do_not(sample: Path) -> None:
    whole = load_disclosure(sample)

    def left(reason: str, times: int) -> tuple[UnmatchedNumber, ...]:
        return tuple(UnmatchedNumber(None, "7", "7", reason, Span.parse("b1[0:1]")) for _ in range(times))

    assert regrade(whole, unmatched_numbers=left("year", 90), n_numbers=100) == ("A", None)
    assert regrade(whole, unmatched_numbers=left("other", 5), n_numbers=100) == ("B", "numbers_unread")
    assert regrade(whole, unmatched_numbers=left("money", 30), n_numbers=100) == ("D", "numbers_unread")


def test_an_assumed_unit_lowers_the_grade(sample: Path) -> None:
    whole = load_disclosure(sample)
    first = whole.amounts[0]
    unit = Unit("万元", "template", first.place)
    assumed = replace(first, value=replace(first.value, unit=unit))
    assert regrade(whole, amounts=(assumed, *whole.amounts[1:])) == ("B", "units_assumed")


def test_unknown_headings_lower_the_grade(sample: Path) -> None:
    whole = load_disclosure(sample)
    unknown = Section(1, None, "none", text("其他", "b1"), None, "", Span("b1"))
    assert regrade(whole, sections=(*whole.sections, unknown)) == ("B", "headings_guessed")
    assert regrade(whole, sections=()) == ("C", "headings_guessed")


def test_missing_facts_lower_the_grade(sample: Path) -> None:
    whole = load_disclosure(sample)
    assert regrade(whole, profile=replace(whole.profile, fiscal_year=None)) == ("C", "facts_missing")
    assert regrade(whole, profile=Profile()) == ("D", "facts_missing")


@pytest.mark.parametrize(
    ("characters", "code", "grade"),
    [("0.9995", "", "B"), ("0.97", "", "C"), ("0.5", "", "D"), ("1", "HTML_CUT", "C"), ("1", "QUOTE_BROKEN", "D")],
)
def test_a_damaged_file_lowers_the_grade(sample: Path, characters: str, code: str, grade: str) -> None:
    issues = (Issue.build(code),) if code else ()
    assert regrade(load_disclosure(sample), share_characters=Decimal(characters), issues=issues) == (grade, "source_damaged")
