"""Every vocabulary is declared once, and a misspelled name fails with the file to edit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.lexicon import lexicon as lexicon_module
from extractor.lexicon.lexicon import load_bundled_lexicons, load_lexicons
from extractor.lexicon.vocabularies import (
    VOCABULARIES,
    Form,
    UnknownVocabularyError,
    get_declaration,
)
from extractor.model.issues import ExtractorError
from tests.paths import ROOT

BASE = load_bundled_lexicons()["base"]
LOOKUPS = {"find_key", "get_vocabulary", "get_words"}


def iter_lookups() -> Iterator[tuple[str, list[str]]]:
    """(module, literal arguments) of every look-up in a lexicon."""
    for path in sorted((ROOT / "extractor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKUPS:
                words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                literal_first = bool(node.args) and isinstance(node.args[0], ast.Constant)
                if words and literal_first:
                    yield path.name, words if node.func.attr == "get_words" else words[:1]


def test_code_names_declared_vocabularies_and_keys_alone() -> None:
    lookups = list(iter_lookups())
    assert len(lookups) > 50
    for module, words in lookups:
        if len(words) > 1:
            assert words[1] in lexicon_module._list_allowed_keys(words[0]), (module, words)
        else:
            assert get_declaration(words[0]), (module, words)


@pytest.mark.parametrize(
    "look_up",
    [
        lambda: BASE.get_words("misspelled"),
        lambda: BASE.get_words("change", "increse"),
        lambda: BASE.get_words("labels_in.procurment", "procurement.total"),
        lambda: BASE.get_vocabulary("lable"),
        lambda: BASE.find_key("prose.leed", "其中"),
    ],
)
def test_a_misspelled_name_in_code_fails_and_says_which_file_declares_names(look_up) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownVocabularyError, match=r"extractor/lexicon/vocabularies\.py"):
        look_up()


@pytest.mark.parametrize(
    "table",
    ["[heading.glossary]", "[headings.glosary]", "[change.increse]", '[labels."revenue.totl"]', '[pairs."revenue.total"]', "[labels_in.nowhere.revenue]"],
)
def test_a_misspelled_name_in_a_bundled_file_fails_at_load_and_names_the_file(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'name = "base"\n{table}\n"甲" = "Kaiping 2020"\n'
    monkeypatch.setattr(lexicon_module, "_read_bundled_files", lambda: {"base.prose.toml": text})
    load_bundled_lexicons.cache_clear()
    try:
        with pytest.raises(ExtractorError, match=r"TEMPLATE_KEY_UNKNOWN.*base\.prose\.toml"):
            load_bundled_lexicons()
    finally:
        load_bundled_lexicons.cache_clear()


def test_a_misspelled_name_in_a_file_of_a_user_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "one"\n[applies]\nfiscal_year = 2020\n[headngs.glossary]\n"甲" = "x"\n', "utf-8")
    with pytest.raises(ExtractorError, match=r"TEMPLATE_KEY_UNKNOWN.*mine\.toml"):
        load_lexicons(tmp_path)


def test_every_declared_vocabulary_has_words_but_those_of_a_place() -> None:
    families = {name.partition(".")[0] + ".*" for name in BASE.vocabularies} | set(BASE.vocabularies)
    empty = {one.name for one in VOCABULARIES} - families
    assert {name for name in empty if not name.startswith("weak_marks.")} == {"assumed_unit"}


def test_a_list_of_words_has_one_key_and_a_declaration_stands_once() -> None:
    assert all(one.keys == ("word",) for one in VOCABULARIES if one.form is Form.WORDS)
    assert len({one.name for one in VOCABULARIES}) == len(VOCABULARIES)
    assert all(one.keys or one.source for one in VOCABULARIES)
    assert get_declaration("labels_in.procurement").name == "labels_in.*"
