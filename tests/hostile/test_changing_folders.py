"""A folder that changes or resists while it is read: a row each, the good files as if alone, nobody waits."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from extractor.batch import fetch, run_batch
from extractor.batch.urls import open_file
from tests.hostile.valid_files import render_docx, render_rtf


def _read_manifest(out: Path) -> dict[str, tuple[str, str]]:
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["path"]: (row["status"], row["error"]) for row in csv.DictReader(handle)}


def _run_with_interference(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch, interfere: Callable[[str], object]) -> dict[str, tuple[str, str]]:
    """Read a folder; ``interfere`` gets each file right before it is opened, after all were found."""

    def first(file: str) -> object:
        interfere(file)
        return open_file(file)

    with monkeypatch.context() as patch:
        patch.setattr(fetch, "open_file", first)
        run_batch([folder], out, formats=("csv",))
    return _read_manifest(out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files around one that things happen to."""
    home = tmp_path / "in"
    home.mkdir()
    (home / "a.rtf").write_bytes(render_rtf())
    (home / "m.docx").write_bytes(render_docx())
    return home


def _run_alone(folder: Path, tmp_path: Path) -> tuple[str, bytes]:
    """The lines of the good file in the amounts of a folder where it is alone, and its bytes."""
    alone = tmp_path / "one"
    alone.mkdir()
    (alone / "a.rtf").write_bytes((folder / "a.rtf").read_bytes())
    run_batch([alone], tmp_path / "alone", formats=("csv",))
    return (tmp_path / "alone" / "amounts.csv").read_text(encoding="utf-8-sig"), render_rtf()


def _assert_good_file_unchanged(folder: Path, tmp_path: Path) -> None:
    lines, data = _run_alone(folder, tmp_path)
    found = (tmp_path / "out" / "amounts.csv").read_text(encoding="utf-8-sig")
    assert [line for line in lines.splitlines() if line not in found.splitlines()] == []
    assert (folder / "a.rtf").read_bytes() == data


def test_a_file_that_may_not_be_read_is_a_row(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: str) -> None:
        if file.endswith("m.docx"):
            raise PermissionError(13, "Permission denied", file)

    found = _run_with_interference(folder, tmp_path / "out", monkeypatch, refuse)
    assert {name: status for name, (status, _) in found.items()} == {"a.rtf": "ok", "m.docx": "io_error"}
    assert found["m.docx"][1]
    _assert_good_file_unchanged(folder, tmp_path)


_CAPABILITIES = "-dac_override,-dac_read_search"
_UNPRIVILEGED_COMMAND = ["setpriv", "--bounding-set", _CAPABILITIES, "--inh-caps", _CAPABILITIES]
"""Runs a command as a root whom permissions bind like anybody else."""


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0 and shutil.which("setpriv") is None, reason="no setpriv: permissions do not bind root")
def test_a_file_and_a_folder_without_permission_are_rows(folder: Path, tmp_path: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "m.docx").chmod(0)
    (folder / "sub").chmod(0)
    words = [sys.executable, "-m", "extractor", "run", str(folder), "-o", str(tmp_path / "out"), "-f", "csv", "-j", "1"]
    try:
        subprocess.run([*(_UNPRIVILEGED_COMMAND if os.geteuid() == 0 else []), *words], capture_output=True, check=False)
    finally:
        (folder / "sub").chmod(0o700)
    assert {name: status for name, (status, _) in _read_manifest(tmp_path / "out").items()} == {"a.rtf": "ok", "m.docx": "io_error", "sub": "io_error"}


def test_a_file_that_vanishes_behind_its_finding_is_a_row(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _run_with_interference(folder, tmp_path / "out", monkeypatch, lambda file: Path(file).unlink() if file.endswith("m.docx") else None)
    assert {name: status for name, (status, _) in found.items()} == {"a.rtf": "ok", "m.docx": "io_error"}
    _assert_good_file_unchanged(folder, tmp_path)


def test_a_file_replaced_by_another_is_told_by_the_bytes_that_were_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = b"%PDF-1.7\n%\xe2\xe3\n"
    found = _run_with_interference(folder, tmp_path / "out", monkeypatch, lambda file: Path(file).write_bytes(other) if file.endswith("m.docx") else None)
    assert {name: status for name, (status, _) in found.items()} == {"a.rtf": "ok", "m.docx": "corrupt"}
    _assert_good_file_unchanged(folder, tmp_path)


def test_a_file_that_grows_while_it_is_read_is_a_row_and_not_waited_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Growing(io.FileIO):
        """Each reading finds more."""

        def read(self, size: int | None = -1, /) -> bytes:
            with Path(str(self.name)).open("ab") as more:
                more.write(b"x" * 4096)
            return super().read(-1 if size is None else size) or b""

    @contextmanager
    def growing(file: str):  # type: ignore[no-untyped-def]
        if file.endswith("m.docx"):
            with Growing(file) as handle:
                yield handle
        else:
            with open_file(file) as handle:
                yield handle

    with monkeypatch.context() as patch:
        patch.setattr(fetch, "open_file", growing)
        run_batch([folder], tmp_path / "out", formats=("csv",))
    found = _read_manifest(tmp_path / "out")
    assert {name: status for name, (status, _) in found.items()} == {"a.rtf": "ok", "m.docx": "io_error"}
    _assert_good_file_unchanged(folder, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="links of this kind are POSIX")
def test_a_file_that_becomes_a_link_into_a_loop_is_a_row(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def loop(file: str) -> None:
        if file.endswith("m.docx"):
            Path(file).unlink()
            Path(file).symlink_to("m.docx")

    found = _run_with_interference(folder, tmp_path / "out", monkeypatch, loop)
    assert {name: status for name, (status, _) in found.items()} == {"a.rtf": "ok", "m.docx": "io_error"}
    _assert_good_file_unchanged(folder, tmp_path)
