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
KEPT = ROOT / "outputs"
REMEDY = "if it should be so: extractor run samples/*.docx -o outputs, read the diff, commit it"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The README's command, its output elsewhere; the pattern comes to the program as a Windows shell hands it over."""
    out = tmp_path_factory.mktemp("fresh") / "outputs"
    words = [sys.executable, "-m", "extractor", "run", "samples/*.docx", "-o", str(out)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stderr
    return out


def named(folder: Path, *endings: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in endings)


def package(folder: Path, same_library: bool) -> dict[str, Any]:
    """What the data package says; without size and sha256 of Parquet files that another pyarrow wrote."""
    said: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    for resource in said["resources"] if not same_library else ():
        for entry in resource["other_formats"]:
            del entry["bytes"], entry["hash"]
    return said


def library(folder: Path) -> str:
    """What wrote the Parquet files."""
    writer: str = pq.ParquetFile(folder / "documents.parquet").metadata.created_by
    return writer


def test_a_fresh_run_writes_the_same_bytes(fresh: Path) -> None:
    assert named(fresh, ".csv", ".json", ".parquet") == named(KEPT, ".csv", ".json", ".parquet")
    changed = [
        name
        for name in named(KEPT, ".csv", ".json")
        if name != "datapackage.json" and (fresh / name).read_bytes() != (KEPT / name).read_bytes()
    ]
    assert not changed, REMEDY
    same = library(fresh) == library(KEPT)
    assert package(fresh, same) == package(KEPT, same), REMEDY
    if same:
        assert (fresh / "datapackage.json").read_bytes() == (KEPT / "datapackage.json").read_bytes(), REMEDY


def test_parquet_holds_the_same_tables_whatever_version_of_the_library_wrote_it(fresh: Path) -> None:
    for name in named(KEPT, ".parquet"):
        there, here = pq.read_table(fresh / name), pq.read_table(KEPT / name)
        assert there.equals(here), f"{name}: {REMEDY}"
        if library(fresh) == library(KEPT):
            assert (fresh / name).read_bytes() == (KEPT / name).read_bytes(), f"{name}: {REMEDY}"


def test_nothing_is_kept_that_differs_from_run_to_run() -> None:
    listed = subprocess.run(["git", "ls-files", "outputs"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    kept = sorted(Path(line).relative_to("outputs").as_posix() for line in listed.stdout.splitlines())
    assert kept == sorted(["datapackage.json", *named(KEPT, ".csv", ".parquet")])


def test_the_dataset_is_sound() -> None:
    data = extractor.open_dataset(KEPT)
    assert data.verify() == []
    assert list(data.manifest.status) == ["ok"] * len(list((ROOT / "samples").glob("*.docx")))
    assert not (data.checks.result == "fail").any()
    assert not (data.issues.severity == "error").any()
