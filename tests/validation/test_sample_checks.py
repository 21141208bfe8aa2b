"""Whole disclosures: the authored samples and the seed show exactly what they must."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from extractor.i18n import find_severity, load_catalogue
from extractor.model.disclosure import Disclosure
from extractor.pipeline import parse_file
from extractor.schema import load_rules
from tests.paths import SAMPLES, SHARED

NAMES = sorted(path.stem for path in SAMPLES.glob("*.docx"))


@cache
def load_disclosure(path: Path) -> Disclosure:
    (found,) = parse_file(path.read_bytes(), path.name).disclosures
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_shows_every_check_it_must_and_none_fails(name: str) -> None:
    expected = json.loads((SAMPLES / "expected" / f"{name}.json").read_text(encoding="utf-8"))["checks"]
    found = load_disclosure(SAMPLES / f"{name}.docx").checks
    assert {(c["rule"], c["result"]) for c in expected} - {(c.rule, c.result) for c in found} == set()
    assert [(c.rule, c.places) for c in found if c.result == "fail"] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the seed document is beside the project, not in it")
def test_the_seed_shows_what_its_list_of_identities_says() -> None:
    import csv

    found = load_disclosure(next((SHARED / "seed").glob("*.docx")))
    with (SHARED / "contract" / "checks.csv").open(encoding="utf-8-sig", newline="") as handle:
        expected = {row["rule_id"]: row["kaiping_2020"] for row in csv.DictReader(handle)}
    results: dict[str, set[str]] = {}
    for check in found.checks:
        results.setdefault(check.rule, set()).add(check.result)
    flags = {issue.code for issue in found.issues}
    shown = {}
    for rule, wanted in expected.items():
        tried = results.get(rule, set())
        if wanted in ("pass", "rounding"):
            shown[rule] = wanted if wanted in tried and "fail" not in tried else f"{sorted(tried)}"
        elif wanted == "no failure":
            shown[rule] = wanted if "fail" not in tried and rule not in flags else f"{sorted(tried)}"
        elif wanted == "flagged":
            shown[rule] = wanted if rule in flags else "not flagged"
        else:
            shown[rule] = "not applicable" if not tried and rule not in flags else f"{sorted(tried)}"
    assert shown == expected


def test_every_identity_has_its_sentence_in_both_languages() -> None:
    entries = load_catalogue()
    assert [rule for rule in load_rules() if rule not in entries] == []
    assert {rule.id: rule.severity for rule in load_rules().values()} == {rule: find_severity(rule) for rule in load_rules()}


def test_every_check_made_is_one_of_the_list_and_names_its_places() -> None:
    for name in NAMES:
        for check in load_disclosure(SAMPLES / f"{name}.docx").checks:
            assert check.rule in load_rules()
            assert check.spans
            assert check.message[0] in load_catalogue()
