"""A release is checked, complete, the same bytes each time, and accepted by the validators of its descriptions."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.dataset.dataset import open_dataset
from extractor.dataset.diff import COMPARED_TABLES, find_differences
from extractor.dataset.release import check_release, load_release_plan, write_release
from extractor.model.issues import ExtractorError
from tests.paths import SAMPLES

OUTPUTS = Path(__file__).resolve().parents[2] / "outputs"
PLAN = """
title_zh = "某县部门预算公开数据"
title_en = "Department budgets of a county"
version = "2026.1"
date = 2026-11-01
license = "CC-BY-4.0"
publisher = "某大学"
publisher_url = "https://example.org/"
url = "https://example.org/data"

[[creators]]
family = "李"
given = "一"
orcid = "0000-0002-1825-0097"
affiliation = "某大学"

[[creators]]
family = "Smith"
given = "Ann"
affiliation = "某大学"

[expected]
manifest = 11
"""


def write_plan(folder: Path, text: str = PLAN) -> Path:
    path = folder / "release.toml"
    path.write_text(text, encoding="utf-8")
    return path


def release(folder: Path, text: str = PLAN, dataset: Path = OUTPUTS) -> Path:
    plan = load_release_plan(write_plan(folder, text))
    return write_release(open_dataset(dataset), plan, folder / "release").folder


def copy_dataset(folder: Path) -> Path:
    target = folder / "copy"
    target.mkdir()
    (target / "audit").mkdir()
    for path in (*OUTPUTS.rglob("*.csv"), OUTPUTS / "datapackage.json"):
        shutil.copyfile(path, target / path.relative_to(OUTPUTS))
    return target


def change_cells(path: Path, column: str, positions: list[int], value: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    for position in positions:
        assert rows[position + 1][place] != value
        rows[position + 1][place] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_release_holds_tables_codebooks_citations_and_the_hash_of_each_file(tmp_path: Path) -> None:
    folder = release(tmp_path)
    names = list_files(folder)
    assert names >= {"facts.csv", "audit/cells.csv", "codebook.md", "codebook.en.md", "CITATION.cff", "CITATION.bib", "README.md", "ro-crate-metadata.json"}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert open_dataset(folder).verify() == []
    assert len(open_dataset(folder).facts) == len(open_dataset(OUTPUTS).facts)


def test_the_same_dataset_and_plan_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = ({name: (folder / name).read_bytes() for name in list_files(folder)} for folder in map(release, (tmp_path, tmp_path)))
    assert first == second


def test_citations_name_creators_in_the_order_of_their_script(tmp_path: Path) -> None:
    folder = release(tmp_path)
    reference = (folder / "CITATION.gbt7714.txt").read_text(encoding="utf-8")
    assert reference == "李一, Ann Smith. 某县部门预算公开数据[DS/OL]. V2026.1. 某大学, 2026(2026-11-01). https://example.org/data.\n"
    assert "author = {李, 一 and Smith, Ann}" in (folder / "CITATION.bib").read_text(encoding="utf-8")
    assert 'given-names: "Ann"' in (folder / "CITATION.cff").read_text(encoding="utf-8")


def test_frictionless_finds_no_error_in_a_release(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(release(tmp_path) / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["warnings"] == 0


def test_croissant_finds_no_error_and_no_warning_in_a_release(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    croissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    folder = release(tmp_path)
    dataset = croissant.Dataset(str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    first = next(iter(dataset.records("disclosures")))
    assert first["disclosures/path"].decode() == open_dataset(folder).disclosures.path[0]


def test_an_address_that_nobody_gave_is_not_made_up(tmp_path: Path) -> None:
    plan = "\n".join(line for line in PLAN.splitlines() if not line.startswith("url "))
    croissant = json.loads((release(tmp_path, plan) / "croissant.json").read_text(encoding="utf-8"))
    assert "url" not in croissant


def test_the_crate_describes_every_file_once_and_every_reference_exists(tmp_path: Path) -> None:
    folder = release(tmp_path)
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    identifiers = [entity["@id"] for entity in graph]
    assert len(identifiers) == len(set(identifiers))
    root = graph[1]
    described = {part["@id"] for part in root["hasPart"]}
    assert described == list_files(folder) - {"ro-crate-metadata.json"}
    for entity in graph[1:]:
        for value in entity.values():
            references = value if isinstance(value, list) else [value]
            assert all(each["@id"] in identifiers for each in references if isinstance(each, dict)), entity


def test_the_differences_are_the_planted_ones_and_nothing_else(tmp_path: Path) -> None:
    changed = copy_dataset(tmp_path)
    chance = random.Random(7)
    planted = set()
    for table, column, several in (("amounts", "value", 90), ("facts", "value_yuan", 60), ("checks", "message", 30), ("disclosures", "title", 5), ("counts", "value", 15)):
        count = len(open_dataset(OUTPUTS)[table])
        positions = sorted(chance.sample(range(count), several))
        change_cells(changed / f"{table}.csv", column, positions, "123456" if column != "title" else "另一题名")
        planted |= {(table, column, position) for position in positions}
    found = list(find_differences(open_dataset(OUTPUTS), open_dataset(changed)))
    assert len(planted) == len(found) == 200
    assert {difference.kind for difference in found} == {"changed"}
    assert {difference.new for difference in found} == {"123456", "另一题名"}


def test_a_row_that_is_new_or_gone_changes_no_other(tmp_path: Path) -> None:
    fewer = copy_dataset(tmp_path)
    path = fewer / "amounts.csv"
    lines = path.read_bytes().split(b"\r\n")
    del lines[5]
    path.write_bytes(b"\r\n".join(lines))
    old, new = open_dataset(OUTPUTS), open_dataset(fewer)
    assert [difference.kind for difference in find_differences(old, new)] == ["removed"]
    assert [difference.kind for difference in find_differences(new, old)] == ["added"]


def test_a_dataset_does_not_differ_from_itself_and_a_moved_file_is_found_by_its_hash(tmp_path: Path) -> None:
    moved = copy_dataset(tmp_path)
    change_cells(moved / "disclosures.csv", "path", [0, 3], "别处/改名.docx")
    same = open_dataset(OUTPUTS)
    assert list(find_differences(same, same)) == []
    assert list(find_differences(same, open_dataset(moved))) == []
    assert set(COMPARED_TABLES) >= {"facts", "amounts", "changes", "budget_lines", "procurement"}


def test_the_values_that_changed_since_the_former_release_are_listed(tmp_path: Path) -> None:
    changed = copy_dataset(tmp_path)
    change_cells(changed / "facts.csv", "value", [4], "1")
    folder = release(tmp_path, 'previous = "copy"\n' + PLAN)
    rows = list(csv.DictReader((folder / "changes-since-previous.csv").open(encoding="utf-8-sig", newline="")))
    assert [(row["kind"], row["table"], row["column"], row["old"]) for row in rows] == [("changed", "facts", "value", "1")]


def test_what_does_not_hold_is_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = copy_dataset(tmp_path)
    change_cells(damaged / "manifest.csv", "status", [2], "corrupt")
    change_cells(damaged / "checks.csv", "result", [1], "fail")
    plan = write_plan(tmp_path, PLAN.replace("manifest = 11", "manifest = 12"))
    problems = check_release(open_dataset(damaged), load_release_plan(plan))
    assert {problem.code for problem in problems} == {"RELEASE_UNREAD_FILE", "RELEASE_FAILED_CHECK", "RELEASE_COUNT", "RELEASE_DAMAGED"}
    code = main(["release", str(damaged), "--release", str(plan), "-o", str(tmp_path / "out"), "--lang", "en"])
    assert code == 1
    assert "RELEASE_UNREAD_FILE" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_known_problem_passes_with_its_reason_and_stands_in_the_readme(tmp_path: Path) -> None:
    damaged = copy_dataset(tmp_path)
    change_cells(damaged / "manifest.csv", "status", [2], "corrupt")
    path = open_dataset(damaged).manifest.path[2]
    plan = load_release_plan(write_plan(tmp_path, PLAN + f'\n[[accepted]]\npath = "{path}"\nreason = "原文件损坏"\n'))
    codes = {problem.code for problem in check_release(open_dataset(damaged), plan)}
    assert codes == {"RELEASE_DAMAGED"}
    readme = (write_release(open_dataset(damaged), plan, tmp_path / "out").folder / "README.md").read_text(encoding="utf-8")
    assert f"{path} · 原文件损坏" in readme


@pytest.mark.parametrize("line", ["version", "license", "title_en", "date"])
def test_a_plan_without_an_entry_says_which(tmp_path: Path, line: str) -> None:
    lines = [each for each in PLAN.splitlines() if not each.startswith(f"{line} ")]
    with pytest.raises(ExtractorError, match=line):
        load_release_plan(write_plan(tmp_path, "\n".join(lines)))


def test_a_plan_with_an_unknown_entry_or_table_says_which(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="licence"):
        load_release_plan(write_plan(tmp_path, 'licence = "MIT"\n' + PLAN))
    with pytest.raises(ExtractorError, match="disclosurs"):
        load_release_plan(write_plan(tmp_path, PLAN + "disclosurs = 3\n"))


def test_a_folder_with_something_else_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "release"
    target.mkdir()
    (target / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(ExtractorError, match="OUT_IS_NO_RELEASE"):
        release(tmp_path)
    assert (target / "thesis.docx").exists()


def test_a_refused_release_prints_the_entries_that_would_accept_its_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = tmp_path / "坏“了”.docx"
    notice.write_bytes(b"")
    assert main(["run", str(notice), *map(str, sorted(SAMPLES.glob("*.docx"))[:1]), "-o", str(tmp_path / "ds"), "-j", "1"]) == 1
    plan = PLAN.partition("[expected]")[0]
    words = ["release", str(tmp_path / "ds"), "--release", str(write_plan(tmp_path, plan)), "-o", str(tmp_path / "release")]
    capsys.readouterr()
    assert main(words) == 1
    entries = capsys.readouterr().out
    assert entries.count("[[accepted]]") == 1 and 'reason = ""' in entries
    write_plan(tmp_path, plan + entries.replace('reason = ""', 'reason = "cut when published"'))
    assert main(words) == 0


def test_the_date_of_a_release_may_stand_in_quotes(tmp_path: Path) -> None:
    plan = load_release_plan(write_plan(tmp_path, PLAN.replace("date = 2026-11-01", 'date = "2026-11-01"')))
    assert plan == load_release_plan(write_plan(tmp_path))
    with pytest.raises(ExtractorError) as refused:
        load_release_plan(write_plan(tmp_path, PLAN.replace("date = 2026-11-01", 'date = "November"')))
    assert refused.value.code == "RELEASE_ENTRY"
