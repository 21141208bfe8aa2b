"""The dataset in outputs/ is what the README's command makes from samples/, to the byte.

Git holds its CSV, that of the folder ``audit`` among it, and its data package; the Parquet files of a run hold the same tables, in bytes
that depend on pyarrow.
When what is read has changed on purpose: run the command of ``REMEDY``, read the diff, commit it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor.dataset.load import read_table

ROOT = Path(__file__).resolve().parents[1]
COMMITTED_OUTPUTS = ROOT / "outputs"
REMEDY = "if it should be so: extractor run samples/*.docx -o outputs -f csv --fresh, read the diff, commit it"


@pytest.fixture(scope="module")
def fresh_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The README's command, its output elsewhere."""
    return run_samples(tmp_path_factory.mktemp("fresh") / "outputs")


@pytest.fixture(scope="module")
def fresh_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with all tables as CSV."""
    return run_samples(tmp_path_factory.mktemp("csv") / "outputs", "-f", "csv")


def run_samples(out: Path, *options: str) -> Path:
    """Run the README's command; the pattern comes to the program as a Windows shell hands it over."""
    words = [sys.executable, "-m", "extractor", "run", "samples/*.docx", "-o", str(out), *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stderr
    return out


def list_names(folder: Path, *endings: str) -> list[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix in endings)
    return sorted(path.as_posix() for path in files if path.parts[0] not in ("volatile", ".extractor"))


def load_main_tables(folder: Path) -> dict[str, Any]:
    """The data package of the tables that people read, without their Parquet files, whose bytes depend on the version of pyarrow."""
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    del package["profile"]  # of all tables
    package["resources"] = [each for each in package["resources"] if "/" not in each["path"]]
    for resource in package["resources"]:
        others = [entry for entry in resource.pop("other_formats", ()) if entry["format"] != "parquet"]
        assert others == []
    return package


def read_changed_names(folder: Path) -> list[str]:
    """The CSV files of a folder whose bytes are not those that Git holds."""
    names = list_names(folder, ".csv")
    return [name for name in names if (folder / name).read_bytes() != (COMMITTED_OUTPUTS / name).read_bytes()]


def test_a_fresh_run_writes_the_same_bytes(fresh_csv: Path) -> None:
    assert list_names(fresh_csv, ".csv", ".json") == list_names(COMMITTED_OUTPUTS, ".csv", ".json")
    assert not read_changed_names(fresh_csv), REMEDY
    assert (fresh_csv / "datapackage.json").read_bytes() == (COMMITTED_OUTPUTS / "datapackage.json").read_bytes(), REMEDY


def test_the_command_of_the_readme_writes_the_same_main_tables(fresh_outputs: Path) -> None:
    names = list_names(COMMITTED_OUTPUTS, ".csv", ".json")
    assert list_names(fresh_outputs, ".csv", ".json") == [name for name in names if not name.startswith("audit/")]
    assert not read_changed_names(fresh_outputs), REMEDY
    assert load_main_tables(fresh_outputs) == load_main_tables(COMMITTED_OUTPUTS), REMEDY


def test_parquet_holds_what_the_committed_csv_holds(fresh_outputs: Path) -> None:
    committed = [name.removesuffix(".csv") for name in list_names(COMMITTED_OUTPUTS, ".csv")]
    assert [name.removesuffix(".parquet") for name in list_names(fresh_outputs, ".parquet")] == committed
    for name in committed:
        table = Path(name).name
        parquet = read_table(fresh_outputs / f"{name}.parquet", table, "parquet")
        assert parquet.equals(read_table(COMMITTED_OUTPUTS / f"{name}.csv", table, "csv")), f"{name}: {REMEDY}"


def test_nothing_is_kept_that_differs_from_run_to_run() -> None:
    listed = subprocess.run(["git", "ls-files", "outputs"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    kept = sorted(Path(line).relative_to("outputs").as_posix() for line in listed.stdout.splitlines())
    assert kept == sorted(["datapackage.json", *list_names(COMMITTED_OUTPUTS, ".csv")])


def test_the_dataset_is_sound() -> None:
    data = extractor.open_dataset(COMMITTED_OUTPUTS)
    assert data.verify() == []
    assert list(data.manifest.status) == ["ok"] * len(list((ROOT / "samples").glob("*.docx")))
    assert not (data.checks.result == "fail").any()
    assert not (data.issues.severity == "error").any()
