"""What a process leaves for the next one: patterns and words, compiled once, and never trusted unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import regex as library

from extractor import user_cache
from extractor.lexicon import lexicon as lexicon_module
from extractor.text import regex

READ_SAMPLE = """
import sys
import regex
compiled = []
parse = regex.compile
regex.compile = lambda *arguments: compiled.append(arguments) or parse(*arguments)
import extractor
assert extractor.extract(sys.argv[1])
print(len(compiled))
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without a cache yet."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def find_files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


def test_what_is_stored_is_loaded(home: Path) -> None:
    assert user_cache.load_entry("words") is None
    user_cache.store_entry("words", b"abc")
    assert user_cache.load_entry("words") == b"abc"


def test_a_broken_or_cut_entry_is_none(home: Path) -> None:
    user_cache.store_entry("words", b"abc")
    (path,) = find_files(home)
    for damaged in (path.read_bytes()[:-1], path.read_bytes() + b"d", b"", b"x"):
        path.write_bytes(damaged)
        assert user_cache.load_entry("words") is None


def test_a_folder_that_cannot_be_written_is_no_error(home: Path) -> None:
    (home / "extractor").write_text("a file where the folder should be")
    (home / "Library").write_text("here, too")
    user_cache.store_entry("words", b"abc")
    assert user_cache.load_entry("words") is None


def test_the_oldest_entries_go(home: Path) -> None:
    for number in range(40):
        user_cache.store_entry(f"words-{number}", b"abc")
        for path in find_files(home):
            if path.name == f"words-{number}":
                os.utime(path, (number, number))
    assert len(find_files(home)) < 20
    assert user_cache.load_entry("words-39") == b"abc"


def test_a_second_process_parses_no_pattern(home: Path, sample: Path) -> None:
    def count_compiled() -> int:
        command = [sys.executable, "-c", READ_SAMPLE, str(sample)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert count_compiled() > 100
    assert count_compiled() < 10


def test_a_pattern_of_the_cache_matches_as_a_fresh_one(home: Path) -> None:
    fresh = regex._CompiledPatterns({})
    text = r"(?P<name>[一-鿿]+?)(?:预算|决算)"
    fresh.add((text, 0), library.compile(text))
    fresh.save()
    kept = regex._CompiledPatterns(regex._load_kept_patterns()).find((text, 0))
    assert kept is not None
    match = kept.search("收入预算")
    assert match is not None and (match["name"], match.span()) == ("收入", (0, 4))


def test_patterns_that_nobody_asks_for_are_dropped_when_there_are_too_many(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "_MOST_KEPT_PATTERNS", 3)
    former = regex._CompiledPatterns({})
    for text in "abc":
        former.add((text, 0), library.compile(text))
    former.save()
    later = regex._CompiledPatterns(regex._load_kept_patterns())
    later.find(("a", 0))
    later.add(("d", 0), library.compile("d"))
    later.save()
    assert set(regex._load_kept_patterns()) == {("a", 0), ("d", 0)}


def test_words_of_the_cache_are_those_of_the_files(home: Path) -> None:
    load = lexicon_module.load_bundled_lexicons.__wrapped__
    built, loaded = load(), load()
    assert find_files(home) != []
    assert list(built) == list(loaded)
    for name, one in built.items():
        assert one.vocabularies == loaded[name].vocabularies
        assert one.attestations == loaded[name].attestations
        assert (one.conditions, one.extends) == (loaded[name].conditions, loaded[name].extends)


def test_other_words_are_other_lexicons(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = lexicon_module.load_bundled_lexicons.__wrapped__
    for word in ("甲乙", "丙丁"):
        text = f'name = "base"\n[office.ending]\n"{word}" = "Kaiping 2020"\n'
        monkeypatch.setattr(lexicon_module, "_read_bundled_files", lambda text=text: {"base.toml": text})
        assert load()["base"].get_words("office", "ending") == (word,)
