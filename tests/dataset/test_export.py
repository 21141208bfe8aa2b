"""A finished dataset in other formats: the same rows, and labels where a format has a place for them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from extractor.cli import main
from extractor.dataset.dataset import open_dataset
from extractor.dataset.export import export_dataset
from extractor.model.issues import ExtractorError

OUTPUTS = Path(__file__).resolve().parents[2] / "outputs"


def test_csv_of_a_dataset_is_exported_byte_for_byte(tmp_path: Path) -> None:
    export_dataset(open_dataset(OUTPUTS), tmp_path, ["csv"])
    names = [path.relative_to(OUTPUTS) for path in OUTPUTS.rglob("*.csv")]
    assert Path("audit/cells.csv") in names
    for name in names:
        assert (tmp_path / name).read_bytes() == (OUTPUTS / name).read_bytes(), name


def test_parquet_and_jsonl_hold_every_row(tmp_path: Path) -> None:
    data = open_dataset(OUTPUTS)
    export_dataset(data, tmp_path, ["parquet", "jsonl"])
    assert pd.read_parquet(tmp_path / "facts.parquet").shape == data.facts.shape
    assert pd.read_parquet(tmp_path / "audit" / "cells.parquet").shape == data.cells.shape
    assert len((tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()) == len(data.facts)


def test_sqlite_adds_up_and_describes_its_columns(tmp_path: Path) -> None:
    data = open_dataset(OUTPUTS)
    (path,) = export_dataset(data, tmp_path, ["sqlite"], lang="zh")
    with sqlite3.connect(path) as database:
        (total,) = database.execute("SELECT sum(value_yuan) FROM facts WHERE is_whole").fetchone()
        (label,) = database.execute("SELECT label FROM columns WHERE \"table\" = 'facts' AND name = 'value_yuan'").fetchone()
        (version,) = database.execute("SELECT value FROM dataset WHERE name = 'dataset'").fetchone()
    assert total == pytest.approx(data.facts.value_yuan[data.facts.is_whole].sum())
    assert (label, version) == ("数值（元）", data.version)


def test_stata_has_every_table_with_labels_and_long_texts(tmp_path: Path) -> None:
    data = open_dataset(OUTPUTS)
    (folder,) = export_dataset(data, tmp_path, ["dta"])
    facts = pd.read_stata(folder / "facts.dta")
    assert facts.value_yuan.sum() == pytest.approx(data.facts.value_yuan.sum())
    with pd.read_stata(folder / "facts.dta", iterator=True) as reader:
        assert reader.variable_labels()["value_yuan"] == "数值（元）"
    sections = pd.read_stata(folder / "sections.dta")
    assert sections.text.map(len).max() == data.sections.text.str.len().max()


def test_a_workbook_has_chinese_headers_filters_and_number_formats(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    (path,) = export_dataset(open_dataset(OUTPUTS), tmp_path, ["xlsx"], header="zh")
    sheet = openpyxl.load_workbook(path)["facts"]
    header = [cell.value for cell in sheet[1]]
    money = header.index("数值（元）")
    assert sheet.auto_filter.ref is not None
    assert sheet.freeze_panes == "A2"
    assert sheet[2][money].number_format.startswith("#,##0.00")


def test_the_command_says_what_it_wrote_and_refuses_what_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(OUTPUTS), "-o", str(tmp_path), "-f", "sqlite", "--lang", "en"]) == 0
    assert "1 files or folders" in capsys.readouterr().out
    assert main(["export", str(OUTPUTS), "-o", str(tmp_path), "-f", "docx", "--lang", "en"]) == 2
    assert "NO_SUCH_FORMAT" in capsys.readouterr().err
    with pytest.raises(ExtractorError, match="OUT_IS_THE_DATASET"):
        export_dataset(open_dataset(OUTPUTS), OUTPUTS, ["csv"])
