"""A run copies what the former dataset has, and the bytes are those of a run from the start."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractor.batch import RunReport, fetch, part_writer, run_batch
from extractor.batch import run as run_module
from extractor.dataset.datapackage import iter_file_entries
from extractor.dataset.writer import DatasetWriter

N_FILES = 12
OFFICES = "农业 林业 水利 民政 财政 审计 统计 教育 司法 档案 信访 交通".split()


def write_disclosure(folder: Path, number: int, amount: str = "165.47") -> Path:
    office = f"青山县{OFFICES[number % len(OFFICES)]}局"
    path = folder / f"{number:02} {office}2023年部门预算.txt"
    lines = (
        f"{office}2023年部门预算",
        "一、部门职责",
        f"负责全县{OFFICES[number % len(OFFICES)]}工作。",
        "二、部门预算安排情况",
        f"2023年收入预算{amount}万元，其中一般公共预算拨款{amount}万元。",
        f"2023年支出预算{amount}万元，较2022年增加{number}.50万元。",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve disclosures; a part ends with every second file in the mean, and the times of a file are trusted at once."""
    monkeypatch.setattr(part_writer, "PART_FILES", 2)
    monkeypatch.setattr(fetch, "SETTLED_NANOSECONDS", -(10**18))
    made = tmp_path / "in"
    made.mkdir()
    for number in range(N_FILES):
        write_disclosure(made, number)
    return made


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list to which each copied part adds its number of files."""
    copied: list[int] = []
    copy_part = DatasetWriter.copy_part

    def count(self: DatasetWriter, part: Any, former: Any, inputs: Any) -> Any:
        files = list(inputs)
        copied.append(len(files))
        return copy_part(self, part, former, files)

    monkeypatch.setattr(DatasetWriter, "copy_part", count)
    return copied


def hash_files(out: Path) -> dict[str, bytes]:
    names = json.loads((out / "datapackage.json").read_bytes())
    paths = [out / entry["path"] for entry in iter_file_entries(names)]
    return {path.name: path.read_bytes() for path in [*paths, out / "datapackage.json"]}


def run(folder: Path, out: Path, **options: Any) -> RunReport:
    return run_batch([folder], out, **options)


def add_file(folder: Path) -> None:
    write_disclosure(folder, 5 + N_FILES)


def remove_file(folder: Path) -> None:
    sorted(folder.iterdir())[4].unlink()


def change_file(folder: Path) -> None:
    write_disclosure(folder, 7, "171.08")


def rename_file(folder: Path) -> None:
    path = sorted(folder.iterdir())[3]
    path.rename(path.with_name(f"x{path.name}"))


def add_copy(folder: Path) -> None:
    path = sorted(folder.iterdir())[6]
    path.with_name(f"00 {path.name}").write_bytes(path.read_bytes())


def add_year(folder: Path) -> None:
    """The same office a year later: compared with the file that was there."""
    path = sorted(folder.iterdir())[2]
    text = path.read_text(encoding="utf-8").replace("2023", "2024").replace("2022", "2023")
    (folder / path.name.replace("2023", "2024")).write_text(text, encoding="utf-8")


CHANGES = (add_file, remove_file, change_file, rename_file, add_copy, add_year)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("joins", [True, False], ids=["joined", "apart"])
def test_after_a_change_the_bytes_are_those_of_a_run_from_the_start(
    folder: Path, tmp_path: Path, copied: list[int], change: Callable[[Path], None], joins: bool
) -> None:
    options = {"one_file_one_disclosure": not joins, "formats": ("csv", "parquet", "jsonl")}
    run(folder, tmp_path / "out", **options)
    assert copied == []
    change(folder)
    report = run(folder, tmp_path / "out", **options)
    assert sum(copied) >= N_FILES // 2
    afresh = run(folder, tmp_path / "afresh", **options)
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "afresh")
    assert (report.rows, report.checks, report.issues, report.statuses) == (
        afresh.rows,
        afresh.checks,
        afresh.issues,
        afresh.statuses,
    )


def test_a_dataset_changed_many_times_is_that_of_its_last_files(folder: Path, tmp_path: Path) -> None:
    for change in CHANGES:
        change(folder)
        run(folder, tmp_path / "out")
    run(folder, tmp_path / "afresh")
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "afresh")


def test_where_nothing_changed_no_file_of_the_dataset_is_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(folder, out)
    times = {path: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}
    seen: list[str] = []
    report = run(folder, out, on_progress=lambda _, entry: seen.extend([entry.path] if entry else []))
    assert {path: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()} == times
    assert (report.total, report.done, report.reused) == (N_FILES, N_FILES, N_FILES)
    assert seen == sorted(path.name for path in folder.iterdir())
    assert (report.rows, report.checks, report.issues, report.grades) == (
        first.rows,
        first.checks,
        first.issues,
        first.grades,
    )
    with (out / "volatile" / "timings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["reused"] for row in csv.DictReader(file)] == ["true"] * N_FILES


def test_a_file_of_the_dataset_that_somebody_edited_is_made_anew(
    folder: Path, tmp_path: Path, copied: list[int]
) -> None:
    out = tmp_path / "out"
    run(folder, out)
    before = hash_files(out)
    with (out / "amounts.csv").open("ab") as file:
        file.write(b"a line of mine\r\n")
    run(folder, out)
    assert hash_files(out) == before
    (out / "checks.parquet").unlink()
    run(folder, out)
    assert hash_files(out) == before
    assert copied == []


def test_other_formats_make_the_dataset_anew(folder: Path, tmp_path: Path, copied: list[int]) -> None:
    out = tmp_path / "out"
    run(folder, out, formats=("csv",))
    run(folder, out, formats=("csv", "parquet"))
    run(folder, tmp_path / "afresh", formats=("csv", "parquet"))
    assert copied == []
    assert hash_files(out) == hash_files(tmp_path / "afresh")


def test_other_bytes_of_the_same_size_and_date_are_seen(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    path = sorted(folder.iterdir())[1]
    before = path.stat()
    write_disclosure(folder, 1, "999.99")
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(folder, tmp_path / "out").reused == N_FILES - 1
    run(folder, tmp_path / "afresh")
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "afresh")


def test_a_file_changed_just_now_is_read_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SETTLED_NANOSECONDS", 10**18)
    run(folder, tmp_path / "out")
    read: list[str] = []
    load = fetch.SourceLoader.load

    def note(self: fetch.SourceLoader, source: Any) -> Any:
        read.append(source.path)
        return load(self, source)

    monkeypatch.setattr(fetch.SourceLoader, "load", note)
    run(folder, tmp_path / "out")
    assert len(read) == N_FILES
    monkeypatch.setattr(fetch, "SETTLED_NANOSECONDS", -(10**18))
    run(folder, tmp_path / "out")
    assert len(read) == 2 * N_FILES
    run(folder, tmp_path / "out")
    assert len(read) == 2 * N_FILES


def test_parquet_of_parts_is_read_by_other_tools(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    file = pq.ParquetFile(tmp_path / "out" / "amounts.parquet")
    assert file.metadata.num_row_groups > 1
    with (tmp_path / "out" / "amounts.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert file.read().column("amount_id").to_pylist() == [row["amount_id"] for row in csv.DictReader(lines)]


def test_a_dataset_of_files_with_other_times_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "SETTLED_NANOSECONDS", 10**18)
    run(folder, tmp_path / "out")
    written = (tmp_path / "out" / "amounts.csv").stat().st_ino
    monkeypatch.setattr(fetch, "SETTLED_NANOSECONDS", -(10**18))
    run(folder, tmp_path / "out")
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    assert run(folder, tmp_path / "out").reused == N_FILES
    assert (tmp_path / "out" / "amounts.csv").stat().st_ino == written


@pytest.fixture
def part_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers write the parts of runs of any length."""
    monkeypatch.setattr(run_module, "MIN_FILES_FOR_WORKERS", 1)


def test_parts_that_workers_write_have_the_same_bytes(folder: Path, tmp_path: Path, copied: list[int], part_workers: None) -> None:
    run(folder, tmp_path / "alone", formats=("csv", "parquet", "jsonl"))
    assert not copied
    left = tmp_path / "out" / ".extractor" / "parts" / "0"
    left.mkdir(parents=True)
    (left / "amounts.csv").write_text("left by a run that was killed", encoding="utf-8")
    run(folder, tmp_path / "out", formats=("csv", "parquet", "jsonl"), jobs=2)
    assert sum(copied) == N_FILES
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "alone")
    assert not left.parent.exists()


def test_a_run_after_parts_of_workers_copies_them_or_has_them_written(folder: Path, tmp_path: Path, part_workers: None) -> None:
    run(folder, tmp_path / "out", jobs=2)
    write_disclosure(folder, 3, amount="170.58")
    add_file(folder)
    run(folder, tmp_path / "out", jobs=2)
    run(folder, tmp_path / "fresh")
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "fresh")


def test_a_part_whose_worker_dies_is_written_by_the_run(
    folder: Path, tmp_path: Path, copied: list[int], part_workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, tmp_path / "alone")
    submit, take_part = part_writer._PartWorkers.submit, part_writer._PartWorkers.take_part
    taken: list[bool] = []

    def submit_nonsense(self: Any, number: int, files: Any) -> None:
        submit(self, number, [(None, b"")] if number == 0 else files)  # no file: its worker dies over it

    def take(self: Any, number: int) -> Any:
        part = take_part(self, number)
        taken.append(part is not None)
        return part

    monkeypatch.setattr(part_writer._PartWorkers, "submit", submit_nonsense)
    monkeypatch.setattr(part_writer._PartWorkers, "take_part", take)
    run(folder, tmp_path / "out", jobs=2)
    assert taken[0] is False
    assert all(taken[1:])
    assert hash_files(tmp_path / "out") == hash_files(tmp_path / "alone")


def test_files_of_all_tables_are_written_without_workers(folder: Path, tmp_path: Path, copied: list[int], part_workers: None) -> None:
    pytest.importorskip("duckdb")
    run(folder, tmp_path / "out", formats=("csv", "duckdb"), jobs=2)
    assert not copied
