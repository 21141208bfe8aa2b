"""Real .7z and .rar archives: read by a library or a program of the system, under names in Chinese."""

from __future__ import annotations

import importlib.util
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from extractor.batch import archives, run_batch
from tests.batch.test_joining import read_manifest
from tests.paths import SAMPLES

SAMPLE = sorted(SAMPLES.glob("*.docx"))[0]
needs_program = pytest.mark.skipif(archives.find_archive_program() is None, reason="no bsdtar, 7-Zip, unar or unrar")


def build_stored_rar(files: dict[str, bytes]) -> bytes:
    """A .rar of version 4 whose files are not packed. Source: RARLAB technote.txt of RAR 4."""
    blocks = [b"Rar!\x1a\x07\x00", _build_rar_block(0x73, 0, bytes(6))]
    for name, data in files.items():
        encoded = name.encode("ascii")
        head = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5A21_0000, 20, 0x30, len(encoded), 0o100644)
        blocks += [_build_rar_block(0x74, 0x8000, head + encoded), data]
    return b"".join([*blocks, _build_rar_block(0x7B, 0x4000, b"")])


def _build_rar_block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def run(home: Path, out: Path) -> dict[str, str]:
    run_batch([home], out, formats=("csv",))
    return {path: row["status"] for path, row in read_manifest(out).items()}


@needs_program
def test_a_rar_is_read(tmp_path: Path) -> None:
    home = tmp_path / "in"
    home.mkdir()
    (home / "公开.rar").write_bytes(build_stored_rar({"sub/a.docx": SAMPLE.read_bytes(), "sub/b.bin": bytes(100_000)}))
    assert run(home, tmp_path / "out")["公开.rar!/sub/a.docx"] == "ok"


@needs_program
def test_a_7z_is_read_by_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if archives.find_archive_program() != "bsdtar":
        pytest.skip("bsdtar is needed to write one")
    monkeypatch.setattr(archives, "_unpack_with_py7zr", lambda archive, folder: False)
    home = tmp_path / "in"
    home.mkdir()
    (tmp_path / "预算.docx").write_bytes(SAMPLE.read_bytes())
    command = ["bsdtar", "--format", "7zip", "-cf", str(home / "a.7z"), "-C", str(tmp_path), "预算.docx"]
    subprocess.run(command, check=True)
    assert run(home, tmp_path / "out") == {"a.7z!/预算.docx": "ok"}


@pytest.mark.skipif(importlib.util.find_spec("py7zr") is None, reason="pip install py7zr")
def test_a_7z_is_read_by_the_library_whatever_it_is_named(tmp_path: Path) -> None:
    import py7zr

    home = tmp_path / "in"
    home.mkdir()
    for name in ("a.7z", "b.rar"):
        with py7zr.SevenZipFile(home / name, "w") as packed:
            packed.write(SAMPLE, f"子/{name}预算.docx")
    assert run(home, tmp_path / "out") == {"a.7z!/子/a.7z预算.docx": "ok", "b.rar!/子/b.rar预算.docx": "duplicate"}


def test_a_damaged_7z_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_unpack_with_py7zr", lambda archive, folder: False)
    monkeypatch.setattr(archives, "_PROGRAMS", {sys.executable: lambda archive, folder: ["-c", "raise SystemExit(1)"]})
    archives.find_archive_program.cache_clear()
    home = tmp_path / "in"
    home.mkdir()
    (home / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    assert run(home, tmp_path / "out") == {"a.7z": "corrupt"}
    archives.find_archive_program.cache_clear()
