"""Files that lie elsewhere are read like those of a folder; the dataset is written here."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from extractor.batch import run_batch
from extractor.batch.urls import is_remote, to_local_path
from extractor.cli import main
from tests.batch.test_run import hash_dataset, read_manifest

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def folder(tmp_path: Path, samples: list[Path]) -> Path:
    """Disclosures, an archive, a lock file, one that is broken."""
    home = tmp_path / "in"
    (home / "子").mkdir(parents=True)
    shutil.copy(samples[0], home / "a.docx")
    shutil.copy(samples[1], home / "子" / "b.docx")
    (home / "cut.docx").write_bytes(samples[2].read_bytes()[:5000])
    (home / "~$a.docx").write_bytes(b"x" * 162)
    (home / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    with zipfile.ZipFile(home / "archive.zip", "w") as archive:
        archive.write(samples[3], "c.docx")
        archive.write(samples[4], "d.docx")
    return home


@pytest.fixture
def remote_url(folder: Path) -> str:
    """The same in a file system that is none."""
    system = fsspec.filesystem("memory")
    for path in folder.rglob("*"):
        if path.is_file():
            system.pipe(f"/bucket/{path.relative_to(folder).as_posix()}", path.read_bytes())
    yield "memory://bucket"
    system.rm("/bucket", recursive=True)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_url_gives_the_dataset_of_the_folder(jobs: int, remote_url: str, folder: Path, tmp_path: Path) -> None:
    run_batch([folder], tmp_path / "here")
    run_batch([remote_url], tmp_path / "there", jobs=jobs)
    run_batch([folder.as_uri()], (tmp_path / "as uri").as_uri())
    assert hash_dataset(tmp_path / "there") == hash_dataset(tmp_path / "here") == hash_dataset(tmp_path / "as uri")
    assert [(row["path"], row["status"]) for row in read_manifest(tmp_path / "there")] == [
        ("a.docx", "ok"), ("archive.zip!/c.docx", "ok"), ("archive.zip!/d.docx", "ok"), ("broken.zip", "unsupported"),
        ("cut.docx", "corrupt"), ("~$a.docx", "skipped"), ("子/b.docx", "ok"),
    ]  # fmt: skip


def test_patterns_single_files_and_what_is_not_there(remote_url: str, tmp_path: Path) -> None:
    run_batch([f"{remote_url}/*.docx", f"{remote_url}/子/b.docx", f"{remote_url}/none.docx", f"{remote_url}/*.odt"], tmp_path / "out")
    rows = [(row["path"], row["status"], row["error"].split(":")[0]) for row in read_manifest(tmp_path / "out")]
    assert rows == [
        ("a.docx", "ok", ""),
        ("b.docx", "ok", ""),
        ("cut.docx", "corrupt", "ZIP_BROKEN"),
        ("memory://bucket/*.odt", "io_error", "NO_MATCH"),
        ("memory://bucket/none.docx", "io_error", "NOT_FOUND"),
        ("~$a.docx", "skipped", "SKIP_LOCK_FILE"),
    ]


def test_a_file_that_breaks_off_is_a_row(remote_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    whole = MemoryFileSystem.open

    def breaks(self: MemoryFileSystem, path: str, *rest: object, **more: object) -> object:
        if path.endswith("a.docx"):
            raise Exception("reset by peer")
        return whole(self, path, *rest, **more)

    monkeypatch.setattr(MemoryFileSystem, "open", breaks)
    run_batch([remote_url], tmp_path / "out")
    rows = {row["path"]: (row["status"], row["error"].split(":")[0]) for row in read_manifest(tmp_path / "out")}
    assert (rows["a.docx"], rows["子/b.docx"]) == (("io_error", "CANNOT_OPEN"), ("ok", ""))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["{0}", "-o", "nobody-knows://x"], 2, "URL_UNKNOWN: "),
        (["nobody-knows://x", "-o", "{1}"], 2, "URL_UNKNOWN: "),
    ],
)
def test_where_nothing_can_be_written_or_read_is_said(
    words: list[str], code: int, said: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "-j1", *(word.format(sample, tmp_path) for word in words)]) == code
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.skipif(os.name == "nt", reason="drives")
def test_a_file_url_is_a_path_of_this_machine() -> None:
    names = ["file:///tmp/a b", "file:///tmp/a%20b", "file://localhost/tmp/局.docx", "file:///tmp/局#1?.docx", "C:\\x", "s3://b/x", "x"]
    assert [(to_local_path(name), is_remote(to_local_path(name))) for name in names] == [
        ("/tmp/a b", False), ("/tmp/a b", False), ("/tmp/局.docx", False), ("/tmp/局#1?.docx", False),
        ("C:\\x", False), ("s3://b/x", True), ("x", False),
    ]  # fmt: skip
