"""Characters that lie: kept, said, never read as what they are not, never obeyed by the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.model.issues import Issue
from extractor.provenance.coverage import find_unicode_issues
from extractor.text.normalize import (
    escape_invisible,
    find_obfuscated_numbers,
    normalize,
)
from tests.document_builders import build_document


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2060", "\u0661", "\x01", "\U0001d7ce", "\ufeff"])
def test_a_number_that_hides_something_is_no_number_in_the_twin(hidden: str) -> None:
    text = f"收入16{hidden}5.47万元"
    assert normalize(text) == f"收入{chr(0xFDDE) * (len(text) - 4)}万元"
    assert list(find_obfuscated_numbers(text)) == [(2, len(text) - 2)]


def test_a_sign_of_no_width_beside_a_number_or_in_a_word_hides_nothing() -> None:
    for text in ("收\u200b入165.47万元", "\ufeff165.47\u200b万元", "165.47万元，\u200d"):
        assert list(find_obfuscated_numbers(text)) == []
        assert normalize(text) == text.replace("，", ",")


def test_each_disguised_number_is_remarked_and_other_signs_are_counted() -> None:
    document = build_document("收入1\u200b65.47万元", "负\u202e责\ue000", "\x1b[31m")
    assert list(find_unicode_issues(document)) == [
        Issue.build("NUMBER_DISGUISED", "b1[2:9]", text="1⟨200B⟩65.47"),
        Issue.build("TEXT_MISLEADS", "b2", what="writing direction", count=1),
        Issue.build("TEXT_MISLEADS", "b3", what="control", count=1),
        Issue.build("TEXT_UNCLEAR", "b2", what="private use", count=1),
        Issue.build("TEXT_UNCLEAR", "b1", what="zero width", count=1),
    ]
    assert list(find_unicode_issues(build_document("收入165.47万元"))) == []


def test_what_steers_a_terminal_is_shown_as_its_number() -> None:
    assert escape_invisible("a\x1b[31m\x9b\u202e１\n\tb") == "a⟨001B⟩[31m⟨009B⟩⟨202E⟩１\n\tb"


def test_neither_file_names_nor_texts_steer_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from tests.hostile.valid_files import render_txt

    path = tmp_path / "预算.txt"
    path.write_bytes(render_txt().replace("一、部门职责".encode(), "一、部门\x1b]0;x\x07职\u202e责".encode()))
    for words in (["show", str(path)], ["explain", str(path), "b2"], ["show", str(path), "--json"], ["show", str(tmp_path / "no\x1b[2Jne")]):
        main(words)
        told = capfd.readouterr()
        assert not [sign for sign in ("\x1b", "\x07", "\u202e", "\x9b") if sign in told.out + told.err]
        if words[-1] == "--json":
            json.loads(told.out)
