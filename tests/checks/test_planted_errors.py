"""Errors are planted in disclosures that agree with themselves; a planted error makes some check worse.

The shares are floors: they only go up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.planted import (
    Noticed,
    changed_digits,
    dropped_rows,
    held,
    slipped_units,
    swapped_columns,
    tried,
)
from extractor.model.disclosure import Disclosure
from extractor.pipeline import parse_file

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.docx"))
FEW = NAMES[::3]


@cache
def disclosure(name: str) -> Disclosure:
    path = SAMPLES / f"{name}.docx"
    (found,) = parse_file(path.read_bytes(), path.name).disclosures
    return found


def test_most_single_digits_of_numbers_in_an_identity_are_noticed() -> None:
    found = sum((tried(subject, changed_digits(subject)) for subject in map(disclosure, FEW)), Noticed())
    assert found.planted > 500
    assert found.share >= 0.97


@pytest.mark.parametrize("name", NAMES)
def test_most_money_stands_in_an_identity(name: str) -> None:
    subject = disclosure(name)
    inside, places = held(subject)
    assert inside / places >= 0.92


@pytest.mark.parametrize("name", NAMES)
def test_a_table_in_another_unit_is_noticed(name: str) -> None:
    subject = disclosure(name)
    found = tried(subject, slipped_units(subject))
    assert (found.missed, found.planted > 0) == ((), True)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_is_missing_is_noticed(name: str) -> None:
    subject = disclosure(name)
    assert tried(subject, dropped_rows(subject)).missed == ()


@pytest.mark.skipif(not CORPUS.exists(), reason="the published documents are not beside the repository")
def test_in_a_published_document_errors_are_noticed_as_often_as_before() -> None:
    """Floors of one document made from PDF; docs/audit.md has the figures of all."""
    path = next(CORPUS.glob("*上海市发展和改革局*.docx"))
    (subject,) = parse_file(path.read_bytes(), path.name).disclosures
    inside, places = held(subject)
    assert inside / places >= 0.9
    assert tried(subject, changed_digits(subject, 60)).share >= 0.95
    assert tried(subject, slipped_units(subject)).share == 1
    assert tried(subject, dropped_rows(subject)).share >= 0.4


@pytest.mark.parametrize("name", NAMES)
def test_swapped_columns_are_noticed(name: str) -> None:
    subject = disclosure(name)
    assert tried(subject, swapped_columns(subject)).missed == ()
