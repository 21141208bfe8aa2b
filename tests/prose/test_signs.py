"""What is not searched for holds nothing: a text without the signs of a pattern has no match of it."""

from __future__ import annotations

import json

import pytest

from extractor.lexicon.lexicon import collect_signs, load_bundled_lexicons
from extractor.prose.patterns import (
    UNIT_PRICE,
    UNIT_PRICE_SIGNS,
    compile_prose_patterns,
)
from extractor.text.normalize import match_key
from tests.paths import ROOT

WORDINGS = [
    "与上年基本一致", "同上年水平", "较上年变化不大", "差异甚微", "与去年相差无几", "和上年差不多", "丝毫不差", "保持上年规模不变", "不增不减",
    "维持原水平", "接近上年", "与上年相仿", "预决算相等", "较上年大了", "翻了一番", "比预算结余", "少花三成", "略有下滑", "明显收窄", "有所追加",
    "因人员调动", "主要系退休", "由于搬迁", "减少的原因是", "主要为补助",
]  # fmt: skip


def list_clauses() -> list[str]:
    clauses = set(WORDINGS)
    for path in sorted((ROOT / "tests" / "first_readings").glob("prose*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = match_key(json.loads(line)["text"])
            clauses.update(text.replace("。", ",").replace(";", ",").split(","))
    return sorted(clauses)


@pytest.mark.parametrize(
    ("signs", "names"),
    [
        ("flat_signs", ("no_change",)),
        ("change_signs", ("change", "short_change", "vague_change")),
        ("reason_signs", ("reason_lead",)),
    ],
)
def test_a_clause_without_the_signs_of_a_pattern_has_no_match_of_it(signs: str, names: tuple[str, ...]) -> None:
    clauses = list_clauses()
    for lexicon in load_bundled_lexicons().values():
        patterns = compile_prose_patterns(lexicon)
        bare = [clause for clause in clauses if getattr(patterns, signs).isdisjoint(clause)]
        assert len(bare) > len(clauses) / 3
        for name in names:
            assert [clause for clause in bare if getattr(patterns, name).search(clause)] == []


def test_what_does_not_end_as_trailing_words_do_has_none_and_no_price_lacks_its_signs() -> None:
    heads = {clause[:end] for clause in list_clauses() for end in range(2, min(len(clause), 30))}
    for clause in heads:
        if UNIT_PRICE_SIGNS.isdisjoint(clause):
            assert UNIT_PRICE.search(clause) is None
        for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
            if clause[-1:] not in patterns.tail_ends:
                assert patterns.trailing_words.search(clause) is None


def test_a_word_with_another_in_it_needs_no_sign_of_its_own() -> None:
    assert collect_signs(("主要原因是", "原因", "由于"), 0) == frozenset("原由")
