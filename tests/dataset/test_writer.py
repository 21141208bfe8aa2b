"""Files hold the rows to the last character, appear whole or not at all, and describe themselves."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import schema
from extractor.batch.run import run_batch
from extractor.dataset import format_libraries
from extractor.dataset import writer as writer_module
from extractor.dataset.csv_cells import (
    encode_csv_lines,
    escape_formula,
    format_plain_decimal,
    unescape_formula,
)
from extractor.dataset.dataset import open_dataset
from extractor.dataset.format_libraries import EXPORT_LIBRARIES, TABLE_FORMAT_NAMES
from extractor.dataset.formats import EXPORT_FORMATS, TABLE_FORMATS
from extractor.dataset.load import parse_csv_lines, read_table
from extractor.dataset.table_files import AUDIT_TABLES, build_table_path
from extractor.dataset.to_rows import build_file_rows
from extractor.dataset.writer import DatasetWriter
from extractor.model.issues import ExtractorError
from tests.example_disclosure import ID, SHA, make_parsed
from tests.paths import SAMPLES

ENTRY = {
    "path": "甲,县.docx", "bytes": 12, "sha256": SHA, "format": "docx", "status": "ok", "error": None, "disclosure_ids": ID, "misnamed": False, "joined_to": None, "joined_by": None,
}  # fmt: skip


def build_all_rows() -> dict[str, list[dict[str, Any]]]:
    return build_file_rows(make_parsed(), "甲,县.docx") | {"manifest": [dict(ENTRY)]}


def write_dataset(folder: Path, formats: tuple[str, ...] = ("csv", "parquet"), **options: str) -> Path:
    with DatasetWriter(folder, formats, **options) as writer:
        writer.add_rows(build_all_rows())
    return folder


def hash_files(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("format", sorted(TABLE_FORMATS))
def test_every_format_gives_back_every_row_of_every_table(tmp_path: Path, format: str) -> None:
    folder = write_dataset(tmp_path, (format,))
    for name, several in build_all_rows().items():
        data = read_table(folder / build_table_path(name, format), name, format)
        assert data.to_pylist() == several, name


def test_a_text_of_megabytes_comes_back(tmp_path: Path) -> None:
    found = build_all_rows()
    found["sections"][0]["text"] = "字，\n" * 1_000_000
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(found)
    for format in ("csv", "parquet"):
        assert read_table(tmp_path / f"sections.{format}", "sections", format).to_pylist() == found["sections"]


def test_csv_opens_in_a_spreadsheet_and_quotes_by_the_rules(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path, ("csv",))
    data = (folder / "audit" / "cells.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdisclosure_id,table_id,row,")
    assert data.endswith(b'1,1,1,1,"a\r""b""\nc",unread,b7.r1.c1,"\xe7\x94\xb2,\xe5\x8e\xbf.docx"\r\n')
    with (folder / "audit" / "cells.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert [row["text"] for row in csv.DictReader(handle)] == ["-5", "", 'a\r"b"\nc']
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert next(csv.DictReader(handle))["path"] == "甲,县.docx"


def test_csv_tells_an_empty_text_from_none(tmp_path: Path) -> None:
    lines = (write_dataset(tmp_path) / "sections.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == f"{ID},{ID}-section-1,,1,一,typed,基本情况,,正文,b2,\"甲,县.docx\""
    assert lines[2] == f'{ID},{ID}-section-2,{ID}-section-1,2,1,auto,职责,duties,"",b3,"甲,县.docx"'


def test_pandas_alone_reads_the_csv(tmp_path: Path) -> None:
    frame = pd.read_csv(write_dataset(tmp_path) / "amounts.csv")
    assert frame["value_yuan"].tolist()[0] == 12345000
    assert frame["label"].tolist()[0] == "收入"


@given(st.text())
def test_the_guard_can_always_be_taken_away(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+A1", "'+A1"), ("-A1", "'-A1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
        ("'=1+1", "''=1+1"), ("-5.30", "-5.30"), ("+1,234.5%", "+1,234.5%"), ("-", "-"), ("=", "="), ("——", "——"),
        ("'quoted'", "'quoted'"), ("-7-9726.26", "'-7-9726.26"), ("", ""), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_only_what_a_spreadsheet_would_run_is_guarded(text: str, cell: str) -> None:
    assert escape_formula(text) == cell
    assert unescape_formula(cell) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [("3600.00", "3600"), ("0", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("1.5E-7", "0.00000015"), ("-12.30", "-12.3"), ("100", "100")],
)
def test_decimals_are_plain_digits(number: str, text: str) -> None:
    assert format_plain_decimal(Decimal(number)) == text


def test_decimals_are_exact_in_parquet_and_one_that_would_be_rounded_raises(tmp_path: Path) -> None:
    data = pq.read_table(write_dataset(tmp_path / "a") / "amounts.parquet")
    assert data.schema.field("value").type == pa.decimal128(24, 6)
    assert data.column("value").to_pylist()[0] == Decimal("1234.50")
    found = build_all_rows()
    found["amounts"][0]["value"] = Decimal("0.1234567890123456789")
    with pytest.raises(pa.ArrowInvalid), DatasetWriter(tmp_path / "b") as writer:
        writer.add_rows(found)
    assert list((tmp_path / "b").iterdir()) == []


def test_types_of_the_schema_reach_parquet(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path)
    assert pq.read_schema(folder / "assets.parquet").field("as_of").type == pa.date32()
    assert pq.read_schema(folder / "changes.parquet").field("stated").type == pa.bool_()
    assert pq.read_table(folder / "assets.parquet").column("as_of").to_pylist() == [date(2019, 12, 31)]


def test_bytes_do_not_hang_on_how_rows_were_fed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "ROW_GROUP_SIZE", 4)
    monkeypatch.setattr(writer_module, "ROW_GROUPS_BEFORE_DOUBLING", 2)
    with DatasetWriter(tmp_path / "a") as writer:
        for _ in range(5):
            writer.add_rows(build_all_rows())
    gathered = {name: several * 5 for name, several in build_all_rows().items()}
    with DatasetWriter(tmp_path / "b") as writer:
        for one in _split_rows(gathered):
            writer.add_rows(one)
    assert hash_files(tmp_path / "a") == hash_files(tmp_path / "b")
    with pq.ParquetFile(tmp_path / "a" / "audit" / "evidence.parquet") as file:
        sizes = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert sizes[:2] == [4, 4] and set(sizes[2:-1]) <= {8} and len(sizes) > 2


def _split_rows(found: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, list[dict[str, Any]]]]:
    for name, several in found.items():
        for start in range(0, len(several), 3):
            yield {name: several[start : start + 3]}


def test_nothing_shows_before_all_is_written_and_a_failure_leaves_what_stood_there(tmp_path: Path) -> None:
    before = hash_files(write_dataset(tmp_path, ("csv",)))
    with pytest.raises(KeyError), DatasetWriter(tmp_path) as writer:
        writer.add_rows(build_all_rows())
        assert {name for name in hash_files(tmp_path) if not name.startswith(".")} == set(before)
        writer.add_rows({"no_such_table": [{}]})
    assert hash_files(tmp_path) == before


def test_files_of_a_former_dataset_go_when_they_are_no_longer_made(tmp_path: Path) -> None:
    write_dataset(tmp_path, ("csv", "parquet"))
    (tmp_path / "mine.parquet").write_bytes(b"")
    write_dataset(tmp_path, ("csv",))
    assert sorted(Path(name).suffix for name in hash_files(tmp_path)) == [".csv"] * len(schema.load_tables()) + [".json", ".parquet"]


@pytest.mark.parametrize(
    ("formats", "wanted"),
    [
        (("csv", "parquet"), {"parquet"}),
        (("csv",), {"csv"}),
        (("jsonl", "csv"), {"jsonl", "csv"}),
        (("parquet", "csv", "jsonl"), {"parquet", "jsonl"}),
    ],
)
def test_tables_of_an_audit_stand_apart_and_as_parquet_where_it_is_asked_for(
    tmp_path: Path, formats: tuple[str, ...], wanted: set[str]
) -> None:
    names = set(hash_files(write_dataset(tmp_path, formats)))
    assert {name for name in names if "/" in name} == {f"audit/{table}.{each}" for table in AUDIT_TABLES for each in wanted}
    assert not {Path(name).stem for name in names if "/" not in name} & AUDIT_TABLES
    assert {f"unmatched_numbers.{each}" for each in formats} <= names
    assert open_dataset(tmp_path).verify() == []


def test_tables_of_an_audit_are_tables_of_the_schema() -> None:
    assert {table.name for table in schema.load_tables()} >= AUDIT_TABLES


def write_former_layout(folder: Path) -> dict[str, str]:
    """Write a dataset as versions before 0.3 did: all tables in the folder itself."""
    write_dataset(folder, ("csv",))
    text = (folder / "datapackage.json").read_text(encoding="utf-8")
    for table in AUDIT_TABLES:
        (folder / "audit" / f"{table}.csv").replace(folder / f"{table}.csv")
    (folder / "audit").rmdir()
    (folder / "datapackage.json").write_text(text.replace('"audit/', '"'), encoding="utf-8")
    return hash_files(folder)


def test_a_dataset_of_the_former_layout_is_read(tmp_path: Path) -> None:
    assert "cells.csv" in write_former_layout(tmp_path)
    data = open_dataset(tmp_path)
    assert data.verify() == []
    assert len(data.cells) == len(build_all_rows()["cells"])


@pytest.mark.parametrize("formats", [("csv",), ("csv", "parquet")])
def test_a_dataset_of_the_former_layout_leaves_no_file_behind(tmp_path: Path, formats: tuple[str, ...]) -> None:
    write_former_layout(tmp_path / "again")
    assert hash_files(write_dataset(tmp_path / "again", formats)) == hash_files(write_dataset(tmp_path / "afresh", formats))


def test_files_of_others_in_the_folder_of_the_audit_stay(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    (tmp_path / "audit" / "mine.txt").write_bytes(b"mine")
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [{"path": "audit/cells.parquet"}, {"path": "audit/../audit/mine.txt"}]}))
    write_dataset(tmp_path, ("csv",))
    assert (tmp_path / "audit" / "mine.txt").exists()
    assert not (tmp_path / "audit" / "cells.parquet").exists()


def test_a_file_in_the_place_of_the_folder_leaves_the_dataset_as_it_was(tmp_path: Path) -> None:
    before = write_former_layout(tmp_path)
    (tmp_path / "audit").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_dataset(tmp_path)
    assert hash_files(tmp_path) == before | {"audit": hashlib.sha256(b"mine").hexdigest()}


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ExtractorError, match="NO_SUCH_FORMAT"):
        DatasetWriter("unused", ("csv", "sas"))


def test_the_names_of_formats_are_those_that_can_be_written() -> None:
    assert tuple(TABLE_FORMATS) == TABLE_FORMAT_NAMES
    assert tuple(EXPORT_FORMATS) == tuple(EXPORT_LIBRARIES)


def test_a_format_whose_library_is_missing_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(format_libraries, "find_spec", lambda name: None)
    with pytest.raises(ExtractorError, match="EXTRA_MISSING"):
        run_batch([SAMPLES / "桃城区财政局2020年部门预算公开.docx"], tmp_path / "out", formats=("xlsx",), jobs=1)
    assert not (tmp_path / "out").exists()


def test_the_package_says_what_is_in_the_folder(tmp_path: Path) -> None:
    package = json.loads((write_dataset(tmp_path) / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in schema.load_tables()]
    for resource in package["resources"]:
        for entry in (resource, *resource.get("other_formats", ())):
            data = (tmp_path / entry["path"]).read_bytes()
            assert (entry["bytes"], entry["hash"]) == (len(data), "sha256:" + hashlib.sha256(data).hexdigest())
    amounts = next(resource for resource in package["resources"] if resource["name"] == "amounts")
    assert amounts["rows"] == 2
    assert amounts["schema"]["primaryKey"] == ["amount_id"]
    assert amounts["schema"]["foreignKeys"] == [
        {"fields": "disclosure_id", "reference": {"resource": "disclosures", "fields": "disclosure_id"}},
        {"fields": "fact_id", "reference": {"resource": "facts", "fields": "fact_id"}},
    ]
    assert next(field for field in amounts["schema"]["fields"] if field["name"] == "value_yuan") == {
        "name": "value_yuan",
        "type": "number",
        "title": "数值（元）",
        "description": "换算为元，精确",
        "titles": {"zh": "数值（元）", "en": "Value (yuan)"},
        "descriptions": {"zh": "换算为元，精确", "en": "in yuan, exact"},
        "unit": "元",
    }


def test_the_version_is_of_the_inputs_and_every_parquet_file_says_it(tmp_path: Path) -> None:
    def version(folder: Path) -> str:
        return str(json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["version"])

    one = version(write_dataset(tmp_path / "1"))
    assert one == version(write_dataset(tmp_path / "2", ("csv",)))
    assert len({one, version(write_dataset(tmp_path / "3", edition="other words")), version(write_dataset(tmp_path / "4", lang="en"))}) == 3
    assert pq.read_schema(tmp_path / "1" / "goals.parquet").metadata is None
    assert pq.ParquetFile(tmp_path / "1" / "goals.parquet").metadata.metadata[b"dataset"] == one.encode()


def test_frictionless_accepts_the_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    folder = write_dataset(tmp_path)
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])


@pytest.mark.parametrize("odd", ["", "=1+1", "-", "'x", "a,b", 'a"b', "a\nb", "a\rb", "+5", "@x"])
def test_one_odd_text_in_a_column_is_quoted_and_guarded_as_it_is_alone(odd: str) -> None:
    def lines(*terms: str | None) -> bytes:
        return encode_csv_lines("glossary", [dict.fromkeys(schema.list_column_names("glossary")) | {"term": term} for term in terms])

    assert lines("预算", odd, None, "b") == lines("预算") + lines(odd) + lines(None) + lines("b")
    assert parse_csv_lines("glossary", lines("预算", odd, None)).column("term").to_pylist() == ["预算", odd, None]


YUAN = ["1654700.12", "34.5", "400000000000", "-3.25", "0.000001"]


def sum_squares(texts: list[str]) -> Decimal:
    with localcontext(prec=60):
        return sum((Decimal(text) ** 2 for text in texts), Decimal(0))


@pytest.fixture
def amounts_file(tmp_path: Path) -> Path:
    """Amounts from a millionth of a yuan to the investment of a province."""
    found = build_all_rows()
    first = found["amounts"][0]
    found["amounts"] = [first | {"value": Decimal(text), "value_yuan": Decimal(text)} for text in YUAN]
    with DatasetWriter(tmp_path, ("parquet",)) as writer:
        writer.add_rows(found)
    return tmp_path / "amounts.parquet"


def test_pandas_computes_with_money(amounts_file: Path) -> None:
    exact = pd.read_parquet(amounts_file, dtype_backend="pyarrow")["value_yuan"]
    assert list(exact) == [Decimal(text) for text in YUAN]
    assert exact.sum() == sum(map(Decimal, YUAN))
    assert list(exact / 1e4)[:2] == [165.470012, 0.00345]
    assert list(exact / Decimal(10000))[0] == Decimal("165.470012")
    floats = open_dataset(amounts_file.parent)["amounts"]["value_yuan"]
    assert list(floats.nlargest(2)) == [4e11, 1654700.12]
    assert list(floats / 1e4)[:2] == [165.470012, 0.00345]


def test_duckdb_computes_with_money(amounts_file: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    query = f"select sum(value_yuan), sum(value_yuan * value_yuan), max(value_yuan) / 1e4 from '{amounts_file}'"
    (row,) = duckdb.sql(query).fetchall()
    assert row[0] == sum(map(Decimal, YUAN))
    assert row[1] == sum_squares(YUAN)
    assert row[2] == 4e7


def test_polars_computes_with_money(amounts_file: Path) -> None:
    polars = pytest.importorskip("polars")
    column = polars.read_parquet(amounts_file)["value_yuan"]
    numbers = [Decimal(text) for text in YUAN]
    assert column.to_list() == numbers
    assert column.sum() == sum(numbers)
    difference = sum_squares(YUAN) - (column * column).sum()
    assert abs(difference) < Decimal("0.000001")  # a product keeps the decimals of its column
    assert column.top_k(1).to_list() == [Decimal(400000000000)]
