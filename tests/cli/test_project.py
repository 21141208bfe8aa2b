"""A project file holds what a run needs; the command line goes before it; what it cannot hold is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.dataset.dataset import open_dataset


@pytest.fixture
def project(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "files").mkdir()
    shutil.copy(sample, tmp_path / "files")
    (tmp_path / "extractor.toml").write_text('inputs = ["files/"]\nout = "data"\nformats = ["csv"]\njobs = 1\n', encoding="utf-8")
    return tmp_path


def test_a_run_takes_inputs_output_and_formats_from_the_project(project: Path) -> None:
    assert main(["run", "--lang", "en"]) == 0
    assert len(open_dataset(project / "data").manifest) == 1
    assert not list((project / "data").glob("*.parquet"))


def test_the_command_line_goes_before_the_project(project: Path) -> None:
    assert main(["run", "files", "-o", "other", "-f", "parquet", "--lang", "en"]) == 0
    assert (project / "other" / "facts.parquet").exists()
    assert not (project / "data").exists()


@pytest.mark.parametrize("line", ["input = ['x']", "jobs = 'many'", "out = ["])
def test_an_entry_that_is_none_is_told_with_the_file(project: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "extractor.toml").write_text(line, encoding="utf-8")
    assert main(["run", "--lang", "en"]) == 2
    assert "extractor.toml" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_init_writes_a_project_that_can_be_loaded_and_never_replaces_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--lang", lang]) == 0
    text = (tmp_path / "extractor.toml").read_text(encoding="utf-8")
    assert main(["run", "--lang", lang]) == 3
    assert "NO_INPUT" in capsys.readouterr().err
    assert main(["init", "--lang", lang]) == 2
    assert (tmp_path / "extractor.toml").read_text(encoding="utf-8") == text


def test_a_run_without_the_corrections_of_the_former_dataset_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--lang", "en", "-j1"]) == 0
    data = open_dataset(project / "data")
    amount = data.amounts.iloc[0]
    sha256 = data.disclosures.sha256[0]
    lines = f"sha256,table,place,column,old,new\n{sha256},amounts,{amount.place},value,{amount.raw},1\n"
    (project / "corrections.csv").write_text(lines, encoding="utf-8")
    assert main(["run", "--corrections", "corrections.csv", "--lang", "en", "-j1"]) == 0
    assert "corrections" not in capsys.readouterr().err
    assert main(["run", "--lang", "en", "-j1"]) == 0
    assert "1 corrections" in capsys.readouterr().err


def test_a_run_without_the_wordings_and_formats_of_the_former_dataset_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "words").mkdir()
    (project / "words" / "mine.toml").write_text('name = "mine"\nextends = "base"\n[applies]\nprovince = "河北省"\n', encoding="utf-8")
    assert main(["run", "--templates", "words", "-f", "csv,jsonl", "--lang", "en", "-j1"]) == 0
    assert "Note:" not in capsys.readouterr().err
    assert main(["run", "-f", "csv", "--lang", "en", "-j1"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "--templates" in told and "-f csv,jsonl" in told
    assert main(["run", "-f", "csv", "--lang", "en", "-j1"]) == 0
    assert "Note:" not in capsys.readouterr().err
