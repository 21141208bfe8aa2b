"""Disclosures of several files: which files are joined, what their rows say, what changes when a file is added."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import extractor
from benchmarks.grouping import (
    Disclosure,
    _render_html,
    _render_text,
    _render_word,
    invent_disclosure,
    invent_files,
    measure_grouping,
    write_files,
)
from extractor.batch import run_batch
from extractor.batch.portraits import find_name_stem
from extractor.dataset.dataset import Dataset, open_dataset
from tests.batch.test_run import hash_dataset
from tests.table_builders import BASE_LEXICON
from tests.workbook_builder import build_workbook

RECORDS = ("amounts", "changes", "budget_lines", "counts", "nil_statements", "glossary", "facts")
PLACES = ("place", "unit_place", "unit_source", "path", "file", "whole_places", "conflict_places")


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    import random

    return invent_disclosure(random.Random(3), "临溪市民政局", 2023)


def build_tables(one: Disclosure, last: int = 9) -> bytes:
    sheets = {}
    for number, block in enumerate(one.tables[:last], 1):
        width = len(block.rows[0])
        caption = [f"编制单位：{one.office}", *[None] * (width - 2), "单位：万元"]
        sheets[f"Sheet{number}"] = [[f"{block.title}>{width}"], caption, *block.rows]
    return build_workbook(sheets)


def build_prose(one: Disclosure) -> bytes:
    return _render_word([*one.intro, *one.text], (), one.office)


def run_folder(folder: Path, out: Path, **options: object) -> Dataset:
    run_batch([folder], out, formats=("csv", "parquet"), **options)  # type: ignore[arg-type]
    return open_dataset(out)


def read_manifest(out: Path) -> dict[str, dict[str, str]]:
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["path"]: row for row in csv.DictReader(handle)}


def count_records(rows: dict[str, list[dict[str, object]]]) -> Counter[tuple[object, ...]]:
    """Rows of records without their ids and places."""
    return Counter(
        (table, *((name, str(value)) for name, value in row.items() if not name.endswith("_id") and name not in PLACES))
        for table in RECORDS
        for row in rows[table]
    )


@pytest.fixture
def apart(tmp_path: Path, disclosure: Disclosure) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{disclosure.title}公开说明.docx").write_bytes(build_prose(disclosure))
    (folder / f"{disclosure.title}公开表.xlsx").write_bytes(build_tables(disclosure))
    return folder


def test_prose_and_tables_apart_give_the_records_of_one_file(apart: Path, disclosure: Disclosure) -> None:
    whole = _render_word([*disclosure.intro, *disclosure.text], disclosure.tables, disclosure.office)
    prose, tables = sorted(apart.iterdir(), key=lambda path: path.suffix)
    together = extractor.read([tables, prose])
    assert together.name == prose.name
    assert count_records(together.rows) == count_records(extractor.read(whole).rows)
    assert [row["file"] for row in together.rows["disclosure_files"]] == [prose.name, tables.name]


def test_every_place_is_in_the_file_that_its_row_names(apart: Path) -> None:
    documents = {path.name: extractor.read_document(path) for path in apart.iterdir()}
    doc = extractor.read(sorted(apart.iterdir()))
    assert {row["file"] for row in doc.rows["evidence"]} == documents.keys()
    for row in doc.rows["evidence"]:
        assert doc.document.text_at(row["place"]) == row["raw"]
        assert documents[row["file"]].text_at(row["place"]) == row["raw"]
    places = {row["place"] for row in doc.rows["budget_lines"]}
    assert places
    assert all(place.startswith("f2/sh") for place in places)


def test_a_run_joins_them_says_why_and_gives_one_row_of_the_panel(apart: Path, tmp_path: Path) -> None:
    data = run_folder(apart, tmp_path / "out")
    prose, tables = sorted(path.name for path in apart.iterdir())[::-1]
    if not prose.endswith(".docx"):
        prose, tables = tables, prose
    manifest = read_manifest(tmp_path / "out")
    assert (manifest[tables]["joined_to"], manifest[tables]["joined_by"]) == (prose, "office;year;name;figures;folder")
    assert manifest[tables]["disclosure_ids"] == manifest[prose]["disclosure_ids"] == manifest[prose]["sha256"][:16]
    assert list(data["disclosures"]["path"]) == [prose]
    assert list(data["disclosure_files"]["file"]) == [prose, tables]
    assert set(data["facts"]["file"]) == {prose, tables}
    assert set(data["facts"]["path"]) == {prose}
    assert len(data.panel()) == 1
    agreed = data["facts"][data["facts"]["agreement"] == "agrees"]
    assert len(agreed)


def test_the_same_files_in_an_archive_or_turned_off(apart: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    packed.mkdir()
    with zipfile.ZipFile(packed / "公开.zip", "w") as archive:
        for path in apart.iterdir():
            archive.write(path, path.name)
    one = run_folder(packed, tmp_path / "one")
    other = run_folder(apart, tmp_path / "other")
    assert one.panel().drop(columns=["path"]).equals(other.panel().drop(columns=["path"]))
    split = run_folder(apart, tmp_path / "split", one_file_one_disclosure=True)
    assert len(split["disclosures"]) == 2
    assert split["manifest"]["joined_to"].isna().all()


def test_a_file_that_is_added_later_changes_its_own_disclosure_alone(
    apart: Path, tmp_path: Path, samples: list[Path]
) -> None:
    tables = next(apart.glob("*.xlsx"))
    later = tables.read_bytes()
    tables.unlink()
    shutil.copy(samples[0], apart / "other.docx")
    out = tmp_path / "out"
    before = run_folder(apart, out)["disclosures"].set_index("path")["disclosure_id"].to_dict()
    tables.write_bytes(later)
    report = run_batch([apart], out, formats=("csv", "parquet"))
    after = open_dataset(out)["disclosures"].set_index("path")["disclosure_id"].to_dict()
    assert after == before
    assert report.reused == 2
    run_folder(apart, tmp_path / "fresh", jobs=2)
    assert hash_dataset(out) == hash_dataset(tmp_path / "fresh")


def test_a_table_printed_in_both_files_is_one(disclosure: Disclosure) -> None:
    prose = _render_word([*disclosure.intro, *disclosure.text], disclosure.tables[:2], disclosure.office)
    doc = extractor.read([prose, build_tables(disclosure)])
    whole = extractor.read(_render_word([*disclosure.intro, *disclosure.text], disclosure.tables, disclosure.office))
    assert len(doc.rows["budget_lines"]) == len(whole.rows["budget_lines"])
    repeated = [row for row in doc.rows["cells"] if row["use"] == "ignored" and str(row["place"]).startswith("f2/")]
    assert repeated


def test_what_may_belong_to_two_files_is_joined_to_none_and_told_of(disclosure: Disclosure, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        text = [line.replace("公务接待费", f"公务接待费{number}") for line in disclosure.text]
        name = f"{disclosure.title}说明{number}稿.docx"
        (folder / name).write_bytes(_render_word([*disclosure.intro, *text], (), disclosure.office))
    money = disclosure.tables[1].rows[1][4]
    rows = [["项目", "预算数"], ["办公经费", money], ["合计", money]]
    tables = build_workbook({"项目支出表": [["项目支出表>2"], [f"编制单位：{disclosure.office}", "单位：万元"], *rows]})
    (folder / f"{disclosure.title}项目支出表.xlsx").write_bytes(tables)
    data = run_folder(folder, tmp_path / "out")
    assert data["manifest"]["joined_to"].isna().all()
    assert "JOIN_DOUBTFUL" in set(data["issues"]["code"])


def test_copies_in_other_formats_are_one_row_of_the_panel_and_revisions_are_named(
    disclosure: Disclosure, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [*disclosure.intro, *disclosure.text]
    (folder / "甲.docx").write_bytes(_render_word(lines, (), disclosure.office))
    (folder / "乙.html").write_bytes(_render_html(lines, (), disclosure.office))
    (folder / "丙.txt").write_bytes(_render_text(lines))
    revised = [line.replace("政府采购预算", "政府采购预算1") for line in lines]
    (folder / "丁.docx").write_bytes(_render_word(revised, (), disclosure.office))
    data = run_folder(folder, tmp_path / "out")
    assert data["manifest"]["joined_to"].isna().all()
    made = data.panel()
    assert len(made) == 2
    assert len(data.panel(copies=True)) == 4
    assert sum("copy:" in flags for flags in made["flags"].fillna("")) == 1
    if data["disclosures"]["division_code"].notna().all():
        assert all("revision:" in flags for flags in made["flags"])


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("临溪市民政局2023年部门预算公开说明.docx", "临溪市民政局"),
        ("附件2：临溪市民政局2023年部门预算公开表.xlsx", "临溪市民政局"),
        ("2023/公开.zip!/说明.docx", ""),
        ("附件1.xls", ""),
        ("P020230315.xlsx", "p020230315"),
    ],
)
def test_the_name_of_a_file_without_year_part_and_words_of_all_disclosures(name: str, stem: str) -> None:
    assert find_name_stem(name, BASE_LEXICON) == stem


def test_the_files_of_invented_disclosures_are_found_among_others(tmp_path: Path) -> None:
    files = invent_files(25, 7)
    write_files(files, tmp_path / "in")
    run_batch([tmp_path / "in"], tmp_path / "out", formats=("csv",))
    score = measure_grouping(files, read_manifest(tmp_path / "out").values())
    assert score.joined_wrongly == []
    assert score.recall >= 0.98, score.missed
