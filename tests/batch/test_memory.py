"""Memory behind a large file is given back, and long texts are kept in no cache."""

from __future__ import annotations

from typing import Any

import psutil

from extractor.batch.memory import release_memory
from extractor.text import normalize


def test_what_large_files_leave_behind_is_given_back() -> None:
    process = psutil.Process()
    release_memory()
    before = process.memory_info().rss
    for size in range(400, 100, -100):
        kept = [str(number) * 8 for number in range(size * 1000)][:: size * 10]
        del kept
        release_memory()
    assert process.memory_info().rss - before < 24 << 20


def test_a_paragraph_is_compared_without_being_kept() -> None:
    kept = count_kept_results(normalize.match_key)
    paragraph = "根据工作需要、" * 100
    assert normalize.match_key(paragraph + " 甲") == paragraph + "甲"
    assert count_kept_results(normalize.match_key) == kept
    assert normalize.match_key("一 般") == "一般"
    assert count_kept_results(normalize.match_key) == kept + 1


def count_kept_results(function: Any) -> int:
    """How many results a function of one word keeps that is made by ``cache_words``."""
    return len(function.__self__)
