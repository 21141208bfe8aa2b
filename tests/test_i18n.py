"""The catalogue of sentences fits the program: no sentence is unused, no code is without one."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import extractor
from extractor import schema
from extractor.i18n import load_catalogue
from extractor.model.issues import ExtractorError
from extractor.validation import CHECKS

PACKAGE_ROOT = Path(extractor.__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)")


def find_literals() -> tuple[set[str], set[str]]:
    """Literal strings of the program, and beginnings of codes that it puts together (``f"REVIEW_{code}"``)."""
    literal: set[str] = set()
    begun: set[str] = set()
    for path in PACKAGE_ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literal.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun |= set(re.findall(r"^[A-Z]{3,}[A-Z_]*_$", str(node.values[0].value)))
    return literal, begun


def test_every_sentence_is_said_somewhere() -> None:
    literal, begun = find_literals()
    page = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGE_ROOT / "review").rglob("*") if path.suffix in (".py", ".js", ".html"))
    words = set(re.findall(r"\w+", page))
    families = tuple(re.findall(r"""["'`]([A-Z][A-Z_]*_)(?:["']|\$?\{)""", page))

    def known(code: str) -> bool:
        if code in literal or code in schema.load_rules():
            return True
        if code.startswith("REVIEW_"):
            rest = code.removeprefix("REVIEW_")
            return rest in words or rest.startswith(families)
        return code.startswith(tuple(begun))

    assert [code for code in load_catalogue() if not known(code)] == []


def test_every_rule_has_a_sentence_and_is_tried_somewhere() -> None:
    assert [rule for rule in schema.load_rules() if rule not in load_catalogue()] == []
    tested = {rule for entry in CHECKS for rule in entry.rules.split()}
    literal, begun = find_literals()
    assert [rule for rule in schema.load_rules() if rule not in tested | literal and not rule.startswith(tuple(begun))] == []


def test_an_entry_parsed_alone_is_that_of_the_whole_file() -> None:
    parts = tomllib.loads((PACKAGE_ROOT / "messages.toml").read_text(encoding="utf-8"))
    entries = {code: entry for part in parts.values() for code, entry in part.items()}
    assert dict(load_catalogue()) == entries
    assert len(entries) == sum(map(len, parts.values())), "a code in two sections"


def test_both_languages_ask_for_the_same_details() -> None:
    unlike = [code for code, entry in load_catalogue().items() if set(PLACEHOLDER.findall(entry["zh"])) != set(PLACEHOLDER.findall(entry["en"]))]
    assert unlike == []


@pytest.mark.parametrize(("chosen", "word"), [("en", "no id"), ("en_US", "no id"), ("zh", "没有编号"), ("", "没有编号"), ("fr", "没有编号")])
def test_an_error_in_python_speaks_the_language_that_was_chosen(chosen: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_LANG", chosen)
    assert word in str(ExtractorError("NO_SUCH_RECORD", id="x", path="out"))
