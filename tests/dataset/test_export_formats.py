"""Formats that hold the whole dataset: the same rows for DuckDB, a spreadsheet, and engines that prune by folder."""

from __future__ import annotations

import html
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.dataset as pa_dataset
import pytest

from extractor import schema
from extractor.dataset import formats
from extractor.dataset.dataset import open_dataset
from extractor.dataset.to_rows import build_file_rows, records_to_rows
from extractor.dataset.writer import DatasetWriter
from extractor.model.issues import ExtractorError
from tests.example_disclosure import ID, disclosure, make_parsed
from tests.office import OFFICE, convert_files

ENTRY = {"path": "a.docx", "bytes": 1, "sha256": None, "format": None, "status": "io_error", "error": "=x", "disclosure_ids": None, "misnamed": None, "joined_to": None, "joined_by": None}


def build_all_rows() -> dict[str, list[dict[str, Any]]]:
    return build_file_rows(make_parsed(), "a.docx") | {"manifest": [ENTRY]}


def write_dataset(folder: Path, *formats: str, several: int = 1) -> Path:
    with DatasetWriter(folder, formats) as writer:
        writer.add_rows(build_all_rows())
        for number in range(1, several):
            writer.add_rows(records_to_rows(disclosure(), f"more{number}"))
    return folder


def test_duckdb_holds_every_row_exactly_with_comments_and_the_version(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    write_dataset(tmp_path, "parquet", "duckdb")
    with duckdb.connect(str(tmp_path / "dataset.duckdb"), read_only=True) as db:
        for name, several in build_all_rows().items():
            found = db.execute(f'SELECT * FROM "{name}"').fetchall()
            assert [tuple(row.values()) for row in several] == found, name
        (comment,) = db.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'amounts'").fetchone()
        facts = dict(db.execute("SELECT * FROM dataset").fetchall())
    assert comment == "金额"
    assert facts["dataset"] == open_dataset(tmp_path).version


def test_duckdb_reads_the_csv_and_parquet_files(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    write_dataset(tmp_path, "csv", "parquet")
    for ending in ("csv", "parquet"):
        query = f"SELECT sum(value_yuan), count(*) FROM '{(tmp_path / f'amounts.{ending}').as_posix()}'"
        assert duckdb.sql(query).fetchall() == [(12_345_000, 2)]


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    write_dataset(tmp_path, "csv", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "dataset.xlsx")
    assert book.sheetnames == ["about", *[table.name for table in schema.load_tables()]]
    for name, several in build_all_rows().items():
        head, *lines = book[name].iter_rows(values_only=True)
        width = len(schema.list_column_names(name))
        assert head == schema.list_column_names(name)
        assert [line[:width] for line in lines] == [tuple(map(_convert_to_excel_value, row.values())) for row in several], name
    at = {name: number for number, name in enumerate(schema.list_column_names("activities"), 1)}
    assert book["activities"].cell(3, at["budget"]).data_type == "n"
    assert book["activities"].cell(3, at["description"]).value == "=做事"
    assert {cell.data_type for line in book["activities"].iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert book["about"]["A1"].value == "部门预决算公开数据集"


def _convert_to_excel_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "isoformat"):
        return datetime(value.year, value.month, value.day)
    return value.replace("\r", "_x000D_") if isinstance(value, str) else value


def test_a_workbook_goes_on_in_a_second_sheet_and_says_what_it_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    monkeypatch.setattr(formats, "MAX_SHEET_ROWS", 2)
    monkeypatch.setattr(formats, "MAX_CELL_CHARACTERS", 3)
    write_dataset(tmp_path, "parquet", "xlsx", several=3)
    book = openpyxl.load_workbook(tmp_path / "dataset.xlsx")
    assert [name for name in book.sheetnames if name.startswith("amounts")] == ["amounts", "amounts (2)", "amounts (3)"]
    assert book["goals (2)"].max_row == 2
    assert book["duties"]["D2"].value == "接待…"
    assert any("截断" in str(cell.value) for cell in book["about"]["A"])


def test_a_workbook_is_the_same_bytes_for_the_same_rows(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    one, two = (write_dataset(tmp_path / name, "csv", "xlsx") / "dataset.xlsx" for name in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()


def test_parquet_by_year_and_province_holds_every_row_once(tmp_path: Path) -> None:
    for _ in range(2):
        with DatasetWriter(tmp_path, ("partitioned",)) as writer:
            writer.add_rows(records_to_rows(disclosure(), ID))
            writer.add_rows(records_to_rows(disclosure(), "other"))
            writer.add_rows({"manifest": [ENTRY]})
    home = tmp_path / "partitioned"
    filled = {table.name for table in schema.load_tables()} - {"cross_document_checks", "sources"}
    assert sorted(path.name for path in home.iterdir()) == sorted(filled)
    data = pa_dataset.dataset(home / "evidence", partitioning="hive").to_table()
    assert len(data) == 2 * len(records_to_rows(disclosure(), ID)["evidence"])
    assert set(data.column("year").to_pylist()) == {2020}
    assert set(data.column("province").to_pylist()) == {"河北省"}
    amounts = pa_dataset.dataset(home / "amounts", partitioning="hive").to_table()
    assert sorted(set(amounts.column("disclosure_id").to_pylist())) == [ID, "other"]
    assert amounts.column("fiscal_year").to_pylist() == [2020] * 4
    assert open_dataset(tmp_path).verify() == []


def test_a_book_alone_brings_parquet_with_it_and_goes_when_it_is_no_longer_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    write_dataset(tmp_path, "duckdb", "partitioned")
    assert len(open_dataset(tmp_path).amounts) == 2
    assert open_dataset(tmp_path).verify() == []
    write_dataset(tmp_path, "csv")
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".csv", ".json"}


def test_a_failure_leaves_no_half_of_a_book(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    with pytest.raises(KeyError), DatasetWriter(tmp_path, ("csv", "duckdb", "xlsx", "partitioned")) as writer:
        writer.add_rows(build_all_rows())
        writer.add_rows({"no_such_table": [{}]})
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(ExtractorError, match=r"budget-disclosures\[duckdb\]"):
        DatasetWriter(tmp_path, ("csv", "duckdb"))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_csv_and_workbook_and_runs_nothing(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    found = build_all_rows()
    found["goals"][0]["text"] = "=1+1"
    found["duties"][0]["text"] = "=HYPERLINK(\"http://example.org\")\r\n下一行,\"引号\""
    with DatasetWriter(tmp_path, ("csv", "xlsx")) as writer:
        writer.add_rows(found)
    out = tmp_path / "out"
    given = ("goals.csv", "duties.csv", "dataset.xlsx")
    convert_files([(tmp_path / name, (out / name).with_suffix(".ods")) for name in given], tmp_path / "profile")
    for name, texts in (("goals", ["'=1+1"]), ("duties", ["'=HYPERLINK", '下一行,"引号"']), ("dataset", [">=1+1<", "=HYPERLINK"])):
        with zipfile.ZipFile(out / f"{name}.ods") as archive:
            content = html.unescape(archive.read("content.xml").decode())
        assert set(re.findall('table:formula="([^"]*)"', content)) <= {"of:=TRUE()", "of:=FALSE()"}  # how it keeps booleans
        assert all(text in content for text in texts), name
