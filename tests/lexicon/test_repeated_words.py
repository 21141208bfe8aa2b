"""Words that a pattern repeats fit a text in one way, so that no text costs more than its length."""

from __future__ import annotations

import pytest
import regex

from extractor.lexicon.lexicon import build_repeated_alternation
from extractor.pipeline import parse_file
from extractor.text import regex as compiled
from tests.paths import SAMPLES

HAN_WORD = regex.compile(r"[一-鿿]{1,6}")


def test_a_word_that_others_make_up_is_left_out() -> None:
    assert build_repeated_alternation(("预算", "数", "预算数", "年初预算数", "决算表")) == "年初预算数|决算表|预算|数"
    assert build_repeated_alternation(("年初", "预算数"), ("预算", "数", "年初预算数")) == "年初|预算|数"


@pytest.fixture(scope="module")
def patterns() -> list[regex.Pattern[str]]:
    """Every pattern that this process has asked for, reading some samples among other things."""
    for sample in sorted(SAMPLES.glob("*.docx"))[:3]:
        parse_file(sample.read_bytes())
    held = [compiled.compile(text, flags) for text, flags in compiled._load_patterns().used]
    assert len(held) > 100
    return sorted(held, key=lambda pattern: pattern.pattern)


def list_compounds(pattern: regex.Pattern[str]) -> list[str]:
    """Words of a pattern that two others of it make up."""
    words = set(HAN_WORD.findall(pattern.pattern))
    return [word for word in words if any(word[:cut] in words and word[cut:] in words for cut in range(1, len(word)))]


def test_no_text_of_repeated_words_takes_a_pattern_out_of_its_time(patterns: list[regex.Pattern[str]]) -> None:
    slow = []
    for pattern in patterns:
        for word in list_compounds(pattern):
            try:
                pattern.fullmatch(word * 40 + "x", timeout=120)
            except TimeoutError:
                slow.append((pattern.pattern[:80], word))
    assert slow == []
