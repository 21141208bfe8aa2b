"""Wrong usages: each is told in one line, in either language, with what happened and what to do."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import extractor
from extractor.cli import main
from tests.paths import SAMPLES

FILE = SAMPLES / "桃城区财政局2020年部门预算公开.docx"

# words of the command, exit code, code of the message, what a reader is led to
USAGES: tuple[tuple[str, int, str, str], ...] = (
    ("rnu", 2, "USAGE", "--help"),
    ("run", 2, "USAGE", "--help"),
    ("run nowhere -o o", 3, "NO_INPUT", "nowhere"),
    ("run empty -o o", 3, "NO_INPUT", "empty"),
    ("run FILE -o o -f pdf -j 1", 2, "NO_SUCH_FORMAT", "csv, parquet"),
    ("run FILE -j zero", 2, "USAGE", "--jobs"),
    ("run FILE -j 0", 2, "USAGE", "--jobs"),
    ("run FILE --nosuch", 2, "USAGE", "--nosuch"),
    ("run FILE --corrections none.csv", 2, "USAGE", "none.csv"),
    ("run FILE --corrections bad.csv", 2, "CORRECTIONS_COLUMNS", "sha256"),
    ("run FILE --corrections date.csv", 2, "CORRECTIONS_UNREADABLE", "2026-03-01"),
    ("run FILE --templates none", 2, "USAGE", "--templates"),
    ("run FILE -o o --templates words", 2, "TEMPLATE_KEY_UNKNOWN", "no.such"),
    ("run FILE -o o --templates torn", 2, "TEMPLATE_UNREADABLE", "m.toml"),
    ("run FILE -o note.txt", 4, "OUT_IS_A_FILE", "note.txt"),
    ("run empty note.txt -o empty", 2, "OUT_IS_AN_INPUT", "-o"),
    ("show none.docx", 3, "NOT_FOUND", "none.docx"),
    ("show ~$open.docx", 3, "SKIP_LOCK_FILE", "~$"),
    ("show empty", 3, "IS_A_FOLDER", "extractor run"),
    ("show note.txt", 3, "NOT_A_DISCLOSURE", "note.txt"),
    ("explain FILE b99999", 2, "NO_SUCH_PLACE", "b12"),
    ("explain DATASET nothing", 2, "NO_SUCH_RECORD", "fact-3"),
    ("explain DATASET", 2, "USAGE", "--help"),
    ("review DATASET -o x.pdf", 2, "OUT_IS_NO_PAGE", ".html"),
    ("review none", 3, "NOT_FOUND", "none"),
    ("check empty", 4, "NO_DATASET", "datapackage.json"),
    ("panel DATASET --item 三公经非", 2, "NO_SUCH_ITEM", "three_public.total"),
    ("panel DATASET -o x.pdf", 2, "PANEL_FORMAT", ".xlsx"),
    ("panel DATASET --header fr", 2, "USAGE", "key, zh, en"),
    ("codebook -o x.pdf", 2, "OUT_IS_NO_CODEBOOK", ".xlsx"),
    ("diff DATASET", 2, "USAGE", "--help"),
    ("release DATASET", 2, "USAGE", "--release"),
    ("release DATASET --release none.toml -o r", 2, "RELEASE_NO_PLAN", "docs/citing.md"),
    ("release DATASET --release half.toml -o r", 2, "RELEASE_ENTRY", "creators"),
    ("release DATASET --release torn/m.toml -o r", 2, "RELEASE_FILE", "docs/citing.md"),
    ("run FILE -o o --sources twice.csv", 2, "SOURCES_LINE", "2026-02-30"),
    ("run FILE -o o --sources bad.csv", 2, "SOURCES_COLUMN", "path"),
    ("run FILE --timeout soon", 2, "USAGE", "--timeout"),
    ("run FILE --lang fr", 2, "USAGE", "zh, en"),
    ("explain DATASET 没有的局2020:三公经费", 2, "NO_SUCH_RECORD", "dataset"),
    ("export DATASET -f pdf -o e", 2, "NO_SUCH_FORMAT", "csv"),
    ("diff DATASET none", 3, "NOT_FOUND", "none"),
    ("evaluate DATASET none.json", 3, "NOT_FOUND", "none.json"),
    ("panel DATASET --unit 亿元", 2, "USAGE", "yuan, wan"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of things that a command cannot use."""
    made = tmp_path_factory.mktemp("usage")
    (made / "empty").mkdir()
    (made / "note.txt").write_text("hello", encoding="utf-8")
    (made / "~$open.docx").write_bytes(b"\x05user")
    (made / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (made / "date.csv").write_text("sha256,table,place,column,old,new,date\nx,a,b1,c,d,e,never\n", encoding="utf-8")
    (made / "half.toml").write_text('version = "1"\n', encoding="utf-8")
    (made / "twice.csv").write_text("path,publication_date\na.docx,2026-02-30\n", encoding="utf-8")
    for name, text in (("words", 'name = "m"\nextends = "base"\n[labels."no.such"]\n"x" = "y"\n'), ("torn", "name = \n")):
        (made / name).mkdir()
        (made / name / "m.toml").write_text(text, encoding="utf-8")
    extractor.convert(FILE, made / "dataset", formats=("csv",))
    return made


def is_chinese(text: str) -> bool:
    return any(unicodedata.name(char, "").startswith("CJK") for char in text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("words", "exit_code", "code", "lead"), USAGES, ids=[words for words, *_ in USAGES])
def test_a_wrong_usage_is_one_line_that_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    lang: str, words: str, exit_code: int, code: str, lead: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(folder)
    monkeypatch.setenv("EXTRACTOR_LANG", lang)
    places = {"FILE": str(FILE), "DATASET": "dataset"}
    assert main([places.get(word, word) for word in words.split()]) == exit_code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{code}: ") and lead in line
    assert is_chinese(line.replace(str(FILE), "").replace("三公经非", "").replace("没有的局2020:三公经费", "").replace("亿元", "")) == (lang == "zh")


def test_a_refused_file_is_told_in_the_language_of_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("EXTRACTOR_LANG", "en")
    assert main(["run", "note.txt", "-o", "refused", "-j", "1"]) == 3
    assert not is_chinese(capsys.readouterr().out)
