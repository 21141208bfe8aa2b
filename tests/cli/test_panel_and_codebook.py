"""`extractor panel` and `extractor codebook`: what functions make, as files and on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import extractor
from extractor import schema
from extractor.cli import main
from extractor.dataset.codebook import render_codebook
from extractor.schema.concepts import load_concepts


@pytest.fixture(scope="module")
def dataset(samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("panel") / "out"
    assert main(["run", *map(str, samples[:4]), "-o", str(out), "-j1", "--json"]) == 0
    return out


def test_the_panel_is_the_same_in_every_format(dataset: Path, tmp_path: Path) -> None:
    expected = extractor.open_dataset(dataset).panel(sources=True)
    assert main(["panel", str(dataset), "-o", str(tmp_path / "panel.dta"), "--header", "zh", "--unit", "wan", "--per-office-year"]) == 0
    assert len(pd.read_stata(tmp_path / "panel.dta")) == 4
    (tmp_path / "panel.dta").unlink()
    for ending in ("csv", "parquet", "xlsx"):
        assert main(["panel", str(dataset), "-o", str(tmp_path / f"panel.{ending}"), "--sources"]) == 0
    read = {
        "csv": pd.read_csv(tmp_path / "panel.csv", dtype={"division_code": "string"}),
        "parquet": pd.read_parquet(tmp_path / "panel.parquet"),
        "xlsx": pd.read_excel(tmp_path / "panel.xlsx", dtype={"division_code": "string"}),
    }
    assert expected.shape[0] == 4 and expected.shape[1] > 20
    for found in read.values():
        assert list(found.columns) == list(expected.columns)
        for name in expected.columns:
            want = [None if pd.isna(value) else value for value in expected[name]]
            assert [None if pd.isna(value) else value for value in found[name]] == want, name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["panel.csv", "panel.parquet", "panel.xlsx"]


@pytest.mark.parametrize(("header", "kind", "office"), [("zh", ("文件类型", "部门预算"), ("部门类型", "审计局")), ("en", ("Document type", "department budget"), ("Department type", "Audit"))])
def test_a_panel_with_labels_has_words_for_its_codes(
    dataset: Path, tmp_path: Path, header: str, kind: tuple[str, str], office: tuple[str, str]
) -> None:
    assert main(["panel", str(dataset), "-o", str(tmp_path / "p.csv"), "--header", header]) == 0
    found = pd.read_csv(tmp_path / "p.csv")
    for name, value in (kind, office):
        assert value in set(found[name]), found[name]
    assert main(["panel", str(dataset), "-o", str(tmp_path / "k.csv")]) == 0
    assert set(pd.read_csv(tmp_path / "k.csv")["doc_type"]) == {"department_budget"}


def test_the_panel_of_a_spreadsheet_scrolls_filters_and_shows_its_money(dataset: Path, tmp_path: Path) -> None:
    assert main(["panel", str(dataset), "-o", str(tmp_path / "p.xlsx"), "--header", "zh"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == sheet.dimensions
    head = {cell.value: cell.column_letter for cell in sheet[1]}
    names, money = sheet.column_dimensions["A"], sheet.column_dimensions[head["收入总计"]]
    assert min(names.width, money.width) > 15 and names.max == 3
    assert sheet[f"{head['收入总计']}2"].number_format == "#,##0.00"
    assert sheet[f"{head['预算年度']}2"].number_format == "General"


def test_near_items_are_told_with_their_labels_to_readers_of_chinese(
    dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["panel", str(dataset), "--item", "三公消费", "--lang", "zh"]) == 2
    assert "“三公”经费 three_public.total" in capsys.readouterr().err
    assert main(["panel", str(dataset), "--item", "three_publik", "--lang", "en"]) == 2
    assert "Near ones: three_public" in capsys.readouterr().err


def test_texts_of_the_panel_are_never_formulas(tmp_path: Path) -> None:
    from extractor.dataset.panel import write_panel

    table = pd.DataFrame({"department_name": ["=1+1", None, "a,b"], "revenue.total": [3600000.0, 0.1, None]})
    table = table.astype({"department_name": "string", "revenue.total": "Float64"})
    write_panel(table, tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_bytes() == "\ufeffdepartment_name,revenue.total\r\n'=1+1,3600000\r\n,0.1\r\n\"a,b\",\r\n".encode()
    write_panel(table, tmp_path / "p.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "p.xlsx")["panel"].iter_rows())
    assert [[cell.value for cell in row] for row in rows[1:]] == [["=1+1", 3600000], [None, 0.1], ["a,b", None]]
    assert rows[1][0].data_type == "s"


def test_the_panel_goes_to_stdout_and_takes_the_items_asked_for(
    dataset: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["panel", str(dataset), "--item", "revenue.total"]) == 0
    lines = capfdbinary.readouterr().out.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(",")[-2:]) == (5, ["revenue.total", "flags"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["panel", "{0}", "-o", "{1}/panel.dbf"], 2, "PANEL_FORMAT: "),
        (["panel", "{0}", "--item", "nothing"], 2, "NO_SUCH_ITEM: "),
        (["panel", "{1}"], 4, "NO_DATASET: "),
        (["codebook", "{1}"], 4, "NO_DATASET: "),
    ],
)
def test_what_cannot_be_made_is_said(
    words: list[str], code: int, said: str, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.format(dataset, tmp_path) for word in words]) == code
    assert capsys.readouterr().err.startswith(said)
    assert list(tmp_path.iterdir()) == []


def test_the_codebook_is_written_or_printed(
    dataset: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["codebook", str(dataset), "-o", str(tmp_path / "codebook.md"), "--lang", "en"]) == 0
    assert (tmp_path / "codebook.md").read_text(encoding="utf-8") == render_codebook(dataset, "en")
    assert main(["codebook", str(dataset), "-o", str(tmp_path / "codebook.xlsx")]) == 0
    assert "amounts" in openpyxl.load_workbook(tmp_path / "codebook.xlsx").sheetnames
    capfdbinary.readouterr()
    assert main(["codebook", "--lang", "zh"]) == 0
    assert capfdbinary.readouterr().out.decode() == render_codebook(lang="zh")


def test_the_panel_as_json_is_the_panel(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["panel", str(dataset), "--item", "revenue.total", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    expected = extractor.open_dataset(dataset).panel(["revenue.total"])
    assert [list(row) for row in told] == [list(expected.columns)] * 4
    assert [row["department_name"] for row in told] == list(expected["department_name"])
    numbers = [float(value) for value in expected["revenue.total"]]
    assert [row["revenue.total"] for row in told] == pytest.approx(numbers) and all(numbers)
    assert main(["panel", str(dataset), "-o", str(tmp_path / "panel.csv"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"path": (tmp_path / "panel.csv").as_posix(), "rows": 4}


def test_the_codebook_as_json_has_every_table_column_item_and_rule(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codebook", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = {table["name"]: [column["name"] for column in table["columns"]] for table in told["tables"]}
    assert found == {table.name: list(schema.list_column_names(table.name)) for table in schema.load_tables()}
    assert [item["id"] for item in told["items"]] == list(load_concepts())
    assert [rule["id"] for rule in told["rules"]] == list(schema.load_rules())
    assert main(["codebook", str(dataset), "-o", str(tmp_path / "codebook.md"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert (tmp_path / "codebook.md").read_text(encoding="utf-8") == render_codebook(dataset, "zh")
