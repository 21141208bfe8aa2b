"""Every file of a folder is found once, under a name that is the same on every system."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.fetch import SourceLoader
from extractor.batch.queue import SourceQueue
from extractor.batch.source_file import SourceFile
from extractor.model.issues import ReadError


def list_sources(*given: Any, **more: Any) -> list[SourceFile]:
    """All sources in their order."""
    with closing(SourceQueue(*given, **more)) as sources:
        found = list(sources)
        assert len(sources) == len(found)
    return found


def build_gbk_zip(members: dict[str, bytes]) -> bytes:
    """An archive as old Chinese packers write it: names in GBK, no flag that says so."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, data in enumerate(members.values()):
            archive.writestr(f"placeholder{number:02}", data)
    raw = buffer.getvalue()
    for number, name in enumerate(members):
        old = f"placeholder{number:02}".encode()
        new = name.encode("gbk")
        assert len(new) == len(old), f"{name} must have {len(old)} bytes in GBK"
        raw = raw.replace(old, new)
    return raw


def list_paths_and_skips(sources: list[SourceFile]) -> list[tuple[str, str]]:
    return [(source.path, source.skip_code) for source in sources]


def test_a_folder_gives_every_file_sorted_and_says_why_it_leaves_some(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in (
        "b.docx", "子/a.docx", "~$b.docx", "._b.docx", ".DS_Store", "Thumbs.db", "c.docx.crdownload", "d.docx.part", "旧/e.docx",
        ".~lock.b.docx#",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    assert list_paths_and_skips(list_sources([folder], exclude=["旧"])) == [
        (".DS_Store", "SKIP_SYSTEM_FILE"),
        ("._b.docx", "SKIP_SYSTEM_FILE"),
        (".~lock.b.docx#", "SKIP_LOCK_FILE"),
        ("Thumbs.db", "SKIP_SYSTEM_FILE"),
        ("b.docx", ""),
        ("c.docx.crdownload", "SKIP_PARTIAL"),
        ("d.docx.part", "SKIP_PARTIAL"),
        ("~$b.docx", "SKIP_LOCK_FILE"),
        ("子/a.docx", ""),
        ("旧/e.docx", "SKIP_EXCLUDED"),
    ]


def test_a_file_has_its_bare_name_and_stands_once_however_often_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "in" / "甲.docx"
    file.parent.mkdir()
    file.write_bytes(b"x")
    found = list_sources([file, file.parent, str(file.parent / "*.docx"), file])
    assert found == [SourceFile("甲.docx", str(file), explicit=True)]


def test_a_path_that_is_not_there_is_a_source_that_says_so(tmp_path: Path) -> None:
    assert [(s.skip_code, s.status) for s in list_sources([tmp_path / "none.docx", str(tmp_path / "*.doc")])] == [
        ("NO_MATCH", "io_error"),
        ("NOT_FOUND", "io_error"),
    ]


def test_an_archive_gives_its_members_with_gbk_names_and_a_package_named_zip_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "存档.zip").write_bytes(build_gbk_zip({"部门预算.docx": b"one", "~$门预算.docx": b"two"}))
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    with zipfile.ZipFile(tmp_path / "utf8.zip", "w") as archive:
        archive.writestr("子\\乙.docx", b"three")
        archive.writestr("__MACOSX/._乙.docx", b"four")
    found = list_sources([tmp_path])
    assert list_paths_and_skips(found) == [
        ("broken.zip", ""),
        ("package.zip", ""),
        ("utf8.zip!/__MACOSX/._乙.docx", "SKIP_SYSTEM_FILE"),
        ("utf8.zip!/子/乙.docx", ""),
        ("存档.zip!/~$门预算.docx", "SKIP_LOCK_FILE"),
        ("存档.zip!/部门预算.docx", ""),
    ]
    loader = SourceLoader(1000)
    assert [loader.load(s)[0] for s in found if "!/" in s.path] == [b"four", b"three", b"two", b"one"]
    loader.close()


def test_a_file_beyond_the_limit_has_its_size_and_hash_and_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 2000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b", b"x" * 20_000_000)
    large, member = list_sources([tmp_path])
    loader = SourceLoader(1000)
    data, size, digest = loader.load(large)
    assert (data, size, len(digest)) == (None, 2000, 64)
    data, size, digest = loader.load(member)
    assert (data, size, digest) == (None, 20_000_000, "")  # as it declares: nothing was inflated
    loader.close()


def test_a_damaged_member_is_a_read_error_of_its_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.docx", b"abcdefgh")
    raw = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(raw.replace(b"abcdefgh", b"abcdefgX"))
    loader = SourceLoader(1000)
    with pytest.raises(ReadError, match="ZIP_CHECKSUM"):
        loader.load(list_sources([tmp_path])[0])
    loader.close()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_links_out_of_the_folder_are_named_and_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "other"
    for folder in (inside / "sub", outside):
        folder.mkdir(parents=True)
        (folder / "a.docx").write_bytes(folder.name.encode())
    (inside / "away").symlink_to(outside)
    (inside / "away.docx").symlink_to(outside / "a.docx")
    (inside / "circle").symlink_to(inside)
    (inside / "near.docx").symlink_to(inside / "sub" / "a.docx")
    (inside / "gone.docx").symlink_to(inside / "nothing")
    assert list_paths_and_skips(list_sources([inside])) == [
        ("away", "SKIP_LINK_OUTSIDE"),
        ("away.docx", "SKIP_LINK_OUTSIDE"),
        ("gone.docx", ""),
        ("near.docx", ""),
        ("sub/a.docx", ""),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only here may a name be any bytes")
def test_names_are_nfc_and_names_of_gbk_bytes_are_read_as_gbk(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "Café.docx")).write_bytes(b"x")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "预算.docx".encode("gbk")))).write_bytes(b"y")
    found = list_sources([tmp_path])
    assert list_paths_and_skips(found) == [("Café.docx", ""), ("预算.docx", "")]
    assert SourceLoader(10).load(found[1])[0] == b"y"


@pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")
def test_a_pipe_is_no_file_to_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    assert list_paths_and_skips(list_sources([tmp_path])) == [("pipe.docx", "SKIP_NO_FILE")]


def test_the_output_folder_inside_the_input_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "amounts.csv").write_bytes(b"x")
    assert list_paths_and_skips(list_sources([tmp_path], out=str(tmp_path / "out"))) == [("a.docx", "")]
