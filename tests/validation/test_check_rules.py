"""The list of checks: every rule has its check, its row and its sentence, and no check runs without its records."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from extractor import validation
from extractor.i18n import list_codes, load_catalogue
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.pipeline import parse_file
from extractor.schema.concepts import SchemaError
from extractor.validation import CHECKS, CheckRule, run_checks, verify_checks
from extractor.validation.context import CheckContext
from tests.paths import SAMPLES

UNLISTED = CHECKS[0]._replace(rules="REV_SUMM")
REASON_FUNCTIONS = ("report_not_checkable", "mark_not_checkable")


@cache
def parse_samples() -> tuple[Disclosure, ...]:
    return tuple(parse_file(path.read_bytes(), path.name).disclosures[0] for path in sorted(SAMPLES.glob("*.docx"))[::4])


def test_a_check_without_its_row_fails_with_the_file_to_edit() -> None:
    with pytest.raises(SchemaError, match=r"schema/data/checks\.csv: no row for the rule REV_SUMM"):
        verify_checks([*CHECKS, UNLISTED])


def test_a_row_without_its_check_fails_with_the_file_to_edit() -> None:
    with pytest.raises(SchemaError, match=r"validation/__init__\.py: no entry of CHECKS tests OPEX_EQ_PUBLIC"):
        verify_checks([rule for rule in CHECKS if "OPEX_EQ_PUBLIC" not in rule.rule_ids])


def test_a_rule_without_its_sentence_fails_with_the_file_to_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "list_codes", lambda: list_codes() - {"DELTA_SUM"})
    with pytest.raises(SchemaError, match=r"extractor/messages\.toml: no message for DELTA_SUM"):
        verify_checks(CHECKS)


def test_a_need_that_is_no_table_of_records_fails() -> None:
    with pytest.raises(SchemaError, match="amount is no table of records"):
        verify_checks([*CHECKS, CHECKS[0]._replace(needs="amount")])


def test_every_reason_of_a_check_has_its_sentence() -> None:
    codes = set()
    for path in Path(validation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REASON_FUNCTIONS:
                codes |= {arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)}
    assert len(codes) >= 30
    assert codes - set(load_catalogue()) == set()


def test_an_empty_disclosure_has_nothing_to_look_at_but_its_year() -> None:
    assert [rule.check.__name__ for rule in CHECKS if rule.applies_to(Disclosure())] == ["check_years"]
    assert run_checks(Disclosure()) == ([], [])


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.check.__name__)
def test_a_check_says_nothing_without_the_records_it_needs(rule: CheckRule) -> None:
    for disclosure in parse_samples():
        for group in rule.needed_tables:
            without = replace(disclosure, **dict.fromkeys(group, ()))
            assert not rule.applies_to(without)
            assert list(rule.check(CheckContext(without, load_bundled_lexicons()["base"]))) == []
