"""The dataset in outputs/ is what the README's command makes from samples/, to the byte.

Git holds its CSV and its data package; the Parquet files of a run hold the same tables, in bytes that depend on pyarrow.
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
    """The README's command, its output elsewhere; the pattern comes to the program as a Windows shell hands it over."""
    out = tmp_path_factory.mktemp("fresh") / "outputs"
    words = [sys.executable, "-m", "extractor", "run", "samples/*.docx", "-o", str(out)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stderr
    return out


def list_names(folder: Path, *endings: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in endings)


def load_datapackage(folder: Path) -> dict[str, Any]:
    """The data package without its Parquet files, whose bytes depend on the version of pyarrow."""
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        others = [entry for entry in resource.pop("other_formats", ()) if entry["format"] != "parquet"]
        assert others == []
    return package


def test_a_fresh_run_writes_the_same_bytes(fresh_outputs: Path) -> None:
    assert list_names(fresh_outputs, ".csv", ".json") == list_names(COMMITTED_OUTPUTS, ".csv", ".json")
    changed = [
        name
        for name in list_names(COMMITTED_OUTPUTS, ".csv")
        if (fresh_outputs / name).read_bytes() != (COMMITTED_OUTPUTS / name).read_bytes()
    ]
    assert not changed, REMEDY
    assert load_datapackage(fresh_outputs) == load_datapackage(COMMITTED_OUTPUTS), REMEDY


def test_parquet_holds_what_the_committed_csv_holds(fresh_outputs: Path) -> None:
    committed = [Path(name).stem for name in list_names(COMMITTED_OUTPUTS, ".csv")]
    assert [Path(name).stem for name in list_names(fresh_outputs, ".parquet")] == committed
    for name in committed:
        parquet = read_table(fresh_outputs / f"{name}.parquet", name, "parquet")
        assert parquet.equals(read_table(COMMITTED_OUTPUTS / f"{name}.csv", name, "csv")), f"{name}: {REMEDY}"


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
