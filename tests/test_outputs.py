"""The dataset in outputs/ is what the README's command makes from samples/, to the byte.

When what is read has changed on purpose: run the README's command again, read the diff, commit it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import extractor

ROOT = Path(__file__).resolve().parents[1]
COMMITTED_OUTPUTS = ROOT / "outputs"
REMEDY = "if it should be so: extractor run samples/*.docx -o outputs, read the diff, commit it"


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


def load_datapackage(folder: Path, same_library: bool) -> dict[str, Any]:
    """What the data package says; without size and sha256 of Parquet files that another pyarrow wrote."""
    said: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    for resource in said["resources"] if not same_library else ():
        for entry in resource["other_formats"]:
            del entry["bytes"], entry["hash"]
    return said


def read_parquet_writer(folder: Path) -> str:
    """What wrote the Parquet files."""
    writer: str = pq.ParquetFile(folder / "disclosures.parquet").metadata.created_by
    return writer


def test_a_fresh_run_writes_the_same_bytes(fresh_outputs: Path) -> None:
    assert list_names(fresh_outputs, ".csv", ".json", ".parquet") == list_names(COMMITTED_OUTPUTS, ".csv", ".json", ".parquet")
    changed = [
        name
        for name in list_names(COMMITTED_OUTPUTS, ".csv", ".json")
        if name != "datapackage.json" and (fresh_outputs / name).read_bytes() != (COMMITTED_OUTPUTS / name).read_bytes()
    ]
    assert not changed, REMEDY
    same = read_parquet_writer(fresh_outputs) == read_parquet_writer(COMMITTED_OUTPUTS)
    assert load_datapackage(fresh_outputs, same) == load_datapackage(COMMITTED_OUTPUTS, same), REMEDY
    if same:
        assert (fresh_outputs / "datapackage.json").read_bytes() == (COMMITTED_OUTPUTS / "datapackage.json").read_bytes(), REMEDY


def test_parquet_holds_the_same_tables_whatever_version_of_the_library_wrote_it(fresh_outputs: Path) -> None:
    for name in list_names(COMMITTED_OUTPUTS, ".parquet"):
        there, here = pq.read_table(fresh_outputs / name), pq.read_table(COMMITTED_OUTPUTS / name)
        assert there.equals(here), f"{name}: {REMEDY}"
        if read_parquet_writer(fresh_outputs) == read_parquet_writer(COMMITTED_OUTPUTS):
            assert (fresh_outputs / name).read_bytes() == (COMMITTED_OUTPUTS / name).read_bytes(), f"{name}: {REMEDY}"


def test_nothing_is_kept_that_differs_from_run_to_run() -> None:
    listed = subprocess.run(["git", "ls-files", "outputs"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    kept = sorted(Path(line).relative_to("outputs").as_posix() for line in listed.stdout.splitlines())
    assert kept == sorted(["datapackage.json", *list_names(COMMITTED_OUTPUTS, ".csv", ".parquet")])


def test_the_dataset_is_sound() -> None:
    data = extractor.open_dataset(COMMITTED_OUTPUTS)
    assert data.verify() == []
    assert list(data.manifest.status) == ["ok"] * len(list((ROOT / "samples").glob("*.docx")))
    assert not (data.checks.result == "fail").any()
    assert not (data.issues.severity == "error").any()
