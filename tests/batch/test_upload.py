"""A dataset whose place is a URL: made here, put there whole, and nothing there says it is one before it is."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.batch import run_batch
from extractor.cli import main
from extractor.dataset.dataset import open_dataset
from extractor.model.issues import ExtractorError
from tests.batch.test_run import hash_dataset

fsspec = pytest.importorskip("fsspec")

URL = "memory://bucket/out"
FORMATS = ("csv", "parquet", "partitioned")


@pytest.fixture
def folder(tmp_path: Path, samples: list[Path]) -> Path:
    home = tmp_path / "in"
    home.mkdir()
    for path in samples[:3]:
        shutil.copy(path, home)
    return home


@pytest.fixture(scope="module")
def local_hashes(tmp_path_factory: pytest.TempPathFactory, samples: list[Path]) -> dict[str, str]:
    """The dataset of that folder as a folder of this machine holds it."""
    out = tmp_path_factory.mktemp("local") / "out"
    run_batch(samples[:3], out, formats=FORMATS)
    return hash_dataset(out)


@pytest.fixture
def memory_filesystem() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/bucket", recursive=True)


def hash_remote_files(system: Any, root: str = "/bucket/out") -> dict[str, str]:
    """Hashes of all that stands at the URL, but what is volatile."""
    found = {path[len(root) + 1 :]: hashlib.sha256(system.cat_file(path)).hexdigest() for path in system.find(root)}
    return {name: digest for name, digest in sorted(found.items()) if not name.startswith("volatile/")}


@pytest.fixture
def uploaded_names(memory_filesystem: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are put at the URL, in order."""
    found: list[str] = []
    kind = type(memory_filesystem)
    for name, turn in (("put_file", 1), ("pipe_file", 0)):
        whole = getattr(kind, name)

        def spy(self: Any, *given: Any, whole: Any = whole, turn: int = turn, **more: Any) -> Any:
            found.append(str(given[turn]).partition("/out/")[2])
            return whole(self, *given, **more)

        monkeypatch.setattr(kind, name, spy)
    return found


def test_the_url_gets_the_bytes_of_a_folder_the_data_package_last_and_nothing_twice(
    folder: Path, local_hashes: dict[str, str], memory_filesystem: Any, uploaded_names: list[str], tmp_path: Path
) -> None:
    work = tmp_path / "work"
    report = run_batch([folder], URL, formats=FORMATS, work_folder=work)
    assert hash_remote_files(memory_filesystem) == local_hashes
    assert (uploaded_names[0], uploaded_names[-1], set(uploaded_names[1:])) == (".extractor/holder.json", "datapackage.json", {*local_hashes, "volatile/timings.csv"})
    assert (report.out, report.files_read) == (URL, 3)
    assert [path.name for path in work.iterdir()] == [".extractor"]
    uploaded_names.clear()
    assert run_batch([folder], URL, formats=FORMATS, work_folder=work).reused == 3
    assert uploaded_names == [".extractor/holder.json"]
    memory_filesystem.rm_file("/bucket/out/amounts.csv")
    run_batch([folder], URL, formats=FORMATS, work_folder=work)
    assert hash_remote_files(memory_filesystem) == local_hashes


def test_what_is_no_longer_made_leaves_and_what_is_not_ours_stays(folder: Path, memory_filesystem: Any, tmp_path: Path) -> None:
    run_batch([folder], URL, formats=FORMATS, work_folder=tmp_path / "work")
    memory_filesystem.pipe_file("/bucket/out/mine.csv", b"mine")
    run_batch([folder], URL, formats=("csv",), work_folder=tmp_path / "work")
    run_batch([folder], tmp_path / "csv", formats=("csv",))
    assert set(hash_remote_files(memory_filesystem)) == {*hash_dataset(tmp_path / "csv"), "mine.csv"}


def test_a_connection_that_breaks_leaves_no_dataset_and_the_same_command_goes_on(
    folder: Path,
    local_hashes: dict[str, str],
    memory_filesystem: Any,
    uploaded_names: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["run", str(folder), "-o", URL, "-f", ",".join(FORMATS), "--work", str(tmp_path / "work"), "-j1", "--lang", "en"]
    run_batch([folder], URL, formats=("csv",), lang="en", work_folder=tmp_path / "work")
    whole = type(memory_filesystem).put_file

    def breaks(self: Any, *given: Any, **more: Any) -> Any:
        if "datapackage.json" not in hash_remote_files(memory_filesystem) and len(hash_remote_files(memory_filesystem)) > 5 and given[1].endswith("changes.csv"):
            raise RuntimeError("reset by peer")
        return whole(self, *given, **more)

    monkeypatch.setattr(type(memory_filesystem), "put_file", breaks)
    assert main(words) == 4
    assert capsys.readouterr().err.startswith(f"CANNOT_WRITE: The output {URL} cannot be written: RuntimeError: reset by peer.")
    assert not {"datapackage.json", ".extractor/holder.json"} & set(hash_remote_files(memory_filesystem))
    monkeypatch.undo()
    assert main([*words[:-1], "zh"]) == 0
    assert hash_remote_files(memory_filesystem) == local_hashes


def test_a_run_to_a_url_says_what_the_dataset_there_was_made_with(folder: Path, memory_filesystem: Any, tmp_path: Path) -> None:
    run_batch([folder], URL, formats=("csv", "parquet"), one_file_one_disclosure=True, work_folder=tmp_path / "work")
    again = run_batch([folder], URL, formats=("csv",), work_folder=tmp_path / "work")
    assert [code for code, _ in again.dropped_options] == ["RUN_JOINED_AGAIN", "RUN_FORMATS_DROPPED"]


def test_another_holder_is_named_and_ones_own_note_of_a_killed_run_is_no_hindrance(
    folder: Path, memory_filesystem: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = {"pid": 12, "host": "elsewhere", "since": "2026-01-02 03:04:05", "command": "extractor run", "work": "theirs"}
    memory_filesystem.pipe_file("/bucket/out/.extractor/holder.json", json.dumps(note).encode())
    words = ["run", str(folder), "-o", URL, "--work", str(tmp_path / "work"), "-j1", "--lang", "en"]
    assert main(words) == 4
    said = capsys.readouterr().err
    assert said.startswith("LOCKED_ELSEWHERE: ") and "pid 12, elsewhere, 2026-01-02 03:04:05" in said
    assert "delete memory://bucket/out/.extractor/holder.json" in said.replace("memory:///", "memory://")
    note["work"] = (tmp_path / "work" / ".extractor" / "id").read_text()
    memory_filesystem.pipe_file("/bucket/out/.extractor/holder.json", json.dumps(note).encode())
    assert main(words) == 0


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    url = f"local://{(tmp_path / 'file' / 'out').as_posix()}"
    words = ["run", str(folder), "-o", url, "--work", str(tmp_path / "work"), "-j1", "--log-jsonl", str(tmp_path / "log")]
    assert main(words) == 4
    assert capsys.readouterr().err.startswith("CANNOT_WRITE: ")
    assert (tmp_path / "log").read_text() == ""


def test_an_output_below_the_input_is_not_read_and_a_mistyped_path_does_not_replace_it(
    folder: Path, local_hashes: dict[str, str], memory_filesystem: Any, tmp_path: Path
) -> None:
    for path in folder.iterdir():
        memory_filesystem.pipe_file(f"/bucket/{path.name}", path.read_bytes())
    for _ in range(2):
        assert run_batch(["memory://bucket"], URL, formats=FORMATS, work_folder=tmp_path / "work").total == 3
        assert hash_remote_files(memory_filesystem) == local_hashes
    assert main(["run", str(tmp_path / "typo.docx"), "-o", URL, "--work", str(tmp_path / "work"), "-j1"]) == 3
    assert hash_remote_files(memory_filesystem) == local_hashes


def test_without_a_work_folder_there_is_one_in_the_users_cache(
    folder: Path, memory_filesystem: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    run_batch([folder], URL)
    run_batch([folder], f"{URL}/")
    (found,) = (tmp_path / "home").rglob("finished.sqlite")
    assert found.parent.parent.parent.name == "extractor"


def test_convert_opens_what_it_wrote_and_wants_a_folder(folder: Path, tmp_path: Path) -> None:
    import extractor

    with pytest.raises(ExtractorError, match="OUT_IS_A_URL"):
        extractor.convert(folder, URL)
    assert len(extractor.convert(folder, (tmp_path / "数据 集").as_uri()).disclosures) == 3


def is_complete_or_absent(out: Path) -> bool:
    """What is there is the dataset, or says that it is none (a store without rename may hold half a description)."""
    try:
        return open_dataset(out).verify() == []
    except ExtractorError as error:
        return error.code in ("NO_DATASET", "NOT_FOUND")


KILLED_AT_A_FILE = """
import os, signal, sys
from fsspec.implementations.local import LocalFileSystem
from extractor.cli import main

left, put = int(sys.argv[1]), LocalFileSystem.put_file

def put_half(self, source, target, **more):
    global left
    left -= 1
    if left > 0:
        return put(self, source, target, **more)
    with open(source, "rb") as whole, open(target, "wb") as half:
        half.write(whole.read()[: os.path.getsize(source) // 2])
    os.kill(os.getpid(), signal.SIGKILL)

LocalFileSystem.put_file = put_half
main(sys.argv[2:])
"""
"""A run that is killed in the middle of the file of some number that it sends."""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_while_it_sends_the_same_command_gives_the_same_bytes(
    folder: Path, local_hashes: dict[str, str], tmp_path: Path
) -> None:
    out, work = tmp_path / "there", tmp_path / "work"
    given = ["run", str(folder), "-o", f"local://{out.as_posix()}", "--work", str(work), "-f", ",".join(FORMATS), "-j", "1"]
    sent = len(local_hashes) - 1  # all but the description, which goes last
    for number in (random.Random(3).randrange(2, sent), sent):
        killed = subprocess.run([sys.executable, "-c", KILLED_AT_A_FILE, str(number), *given], stdout=subprocess.DEVNULL, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert any(out.glob("*.csv"))
        assert is_complete_or_absent(out)
        for path in out.glob("*.csv"):
            path.unlink()
    subprocess.run([sys.executable, "-m", "extractor", *given], stdout=subprocess.DEVNULL, check=True)
    assert hash_dataset(out) == local_hashes
    assert open_dataset(out).verify() == []
