"""Errors are planted in disclosures that agree with themselves; a planted error makes some check worse.

The shares are lower limits: they only go up.
"""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.validation import (
    DetectionCount,
    count_checked_money,
    detect_mutations,
    drop_rows,
    mutate_digits,
    mutate_units,
    swap_columns,
)
from extractor.model.disclosure import Disclosure
from extractor.pipeline import parse_file
from tests.paths import SAMPLES, SHARED

CORPUS = SHARED / "corpus"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.docx"))
SAMPLE_SUBSET = NAMES[::3]
DIGITS_PER_SAMPLE = 200  # spread evenly over a sample; docs/validation.md tells of all


@cache
def parse_sample(name: str) -> Disclosure:
    path = SAMPLES / f"{name}.docx"
    (found,) = parse_file(path.read_bytes(), path.name).disclosures
    return found


def test_most_single_digits_of_numbers_in_an_identity_are_noticed() -> None:
    found = sum((detect_mutations(subject, mutate_digits(subject, DIGITS_PER_SAMPLE)) for subject in map(parse_sample, SAMPLE_SUBSET)), DetectionCount())
    assert found.n_mutations > 500
    assert found.detection_rate >= 0.97


@pytest.mark.parametrize("name", NAMES)
def test_most_money_stands_in_an_identity(name: str) -> None:
    subject = parse_sample(name)
    inside, places = count_checked_money(subject)
    assert inside / places >= 0.92


@pytest.mark.parametrize("name", NAMES)
def test_a_table_in_another_unit_is_noticed(name: str) -> None:
    subject = parse_sample(name)
    found = detect_mutations(subject, mutate_units(subject))
    assert (found.missed, found.n_mutations > 0) == ((), True)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_is_missing_is_noticed(name: str) -> None:
    subject = parse_sample(name)
    assert detect_mutations(subject, drop_rows(subject)).missed == ()


@pytest.mark.skipif(not CORPUS.exists(), reason="the published documents are not beside the repository")
def test_in_a_published_document_errors_are_noticed_as_often_as_before() -> None:
    """Lower limits of one document made from PDF; docs/validation.md has the figures of all."""
    path = next(CORPUS.glob("*上海市发展和改革局*.docx"))
    (subject,) = parse_file(path.read_bytes(), path.name).disclosures
    inside, places = count_checked_money(subject)
    assert inside / places >= 0.9
    assert detect_mutations(subject, mutate_digits(subject, 60)).detection_rate >= 0.95
    assert detect_mutations(subject, mutate_units(subject)).detection_rate == 1
    assert detect_mutations(subject, drop_rows(subject)).detection_rate >= 0.9


@pytest.mark.parametrize("name", NAMES)
def test_swapped_columns_are_noticed(name: str) -> None:
    subject = parse_sample(name)
    assert detect_mutations(subject, swap_columns(subject)).missed == ()
