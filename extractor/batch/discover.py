"""What lies in the folders a user points at: every file, each with the name it has in the dataset.

A folder of downloads holds more than documents: Word's lock files (``~$预算.docx``), the shadows that macOS leaves
(``._预算.docx``), half a download (``预算.docx.crdownload``), archives whose names are GBK, links that lead elsewhere.
Each of them is found and named, so that files in = rows out; those that nobody needs to read carry the reason.

The name of a file is its path below the folder given, ``/`` between the parts, NFC; the bare name for a file given by
itself; ``archive.zip!/member.docx`` for a member of an archive.
"""

from __future__ import annotations

import glob
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from extractor.batch.urls import (
    is_remote,
    list_files,
    normalize_url,
    open_file,
    to_local_path,
)
from extractor.formats import READERS
from extractor.formats.detect import FORMATS_BY_EXTENSION
from extractor.formats.opc import find_overlapping_entry, read_directory_size
from extractor.model.issues import ExtractorError

__all__ = [
    "SourceFile",
    "find_sources",
    "has_files",
]

# (pattern of the file's own name in lower case, code of the reason it is not read)
SKIPPED_PATTERNS: tuple[tuple[str, str], ...] = (
    ("~$*", "SKIP_LOCK_FILE"),
    (".~lock.*#", "SKIP_LOCK_FILE"),
    ("~wrl*.tmp", "SKIP_LOCK_FILE"),
    ("._*", "SKIP_SYSTEM_FILE"),
    (".ds_store", "SKIP_SYSTEM_FILE"),
    ("thumbs.db", "SKIP_SYSTEM_FILE"),
    ("desktop.ini", "SKIP_SYSTEM_FILE"),
    ("*.crdownload", "SKIP_PARTIAL"),
    ("*.part", "SKIP_PARTIAL"),
    ("*.partial", "SKIP_PARTIAL"),
    ("*.download", "SKIP_PARTIAL"),
    ("*.opdownload", "SKIP_PARTIAL"),
    ("*.!ut", "SKIP_PARTIAL"),
    ("*.aria2", "SKIP_PARTIAL"),
    ("*.td", "SKIP_PARTIAL"),
)

STATE_FOLDER = ".extractor"
"""The folder inside an output folder that keeps finished work for the next run."""

DOCUMENT_SUFFIXES = tuple(
    sorted(
        f".{ending}"
        for ending, promised in FORMATS_BY_EXTENSION.items()
        if not promised.isdisjoint(READERS)
    )
)
"""Endings that promise a document; a folder so named is told of, and its files are read as those of any other."""

MAX_ZIP_DIRECTORY_BYTES = (
    32 << 20
)  # bytes of the list of an archive's entries, looked at before it is read
MAX_ZIP_MEMBERS = 100_000  # entries of one archive; an honest one has a few hundred


class SourceFile(NamedTuple):
    """One file to read. ``skip`` is the code of the reason when it is not to be read, ``status`` its outcome."""

    path: str  # the name in the dataset
    location: str  # where it lies
    member_index: int = (
        -1
    )  # which entry of the archive ``file``; -1 when it is no archive
    skip_code: str = ""
    status: str = ""
    explicit: bool = False  # the user named this very file


def find_sources(
    paths: Iterable[str | os.PathLike[str]],
    exclude: Iterable[str] = (),
    out: str | None = None,
) -> Iterator[SourceFile]:
    """Every file under the paths (files, folders, patterns with ``*``), as they are met; see :class:`~extractor.batch.queue.Sources`.

    A path may be a URL of whatever kind fsspec knows.

    ``exclude`` holds patterns compared with a file's name in the dataset and with each part of it. ``out`` is the
    output folder, never read. A path that is not there is a source that says so.
    """
    patterns = tuple(exclude)
    for given in paths:
        for source in _list_sources(os.fspath(given), out):
            if any(_matches_pattern(source.path, pattern) for pattern in patterns):
                source = source._replace(skip_code="SKIP_EXCLUDED", status="skipped")
            yield source


def has_files(paths: Iterable[str], out: str) -> bool:
    """True when some path holds a file: a mistyped one must not leave an empty dataset, or replace a full one.

    URLs count as such: to list them twice is dear.
    """
    given = list(paths)
    if any(is_remote(to_local_path(path)) for path in given):
        return True
    return any(
        source.skip_code not in ("NOT_FOUND", "NO_MATCH")
        for source in find_sources(given, out=out)
    )


def _list_sources(location: str, out: str | None) -> Iterator[SourceFile]:
    location = to_local_path(location)
    path = Path(location)
    if is_remote(location):
        yield from _list_remote(location, out)
    elif path.is_dir():
        yield from _walk_folder(path, out)
    elif path.exists() or path.is_symlink():
        yield from _list_file(path, _normalize_file_name(path.name), explicit=True)
    elif glob.has_magic(location):
        matches = sorted(glob.glob(location, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not matches:
            yield SourceFile(
                location,
                location,
                skip_code="NO_MATCH",
                status="io_error",
                explicit=True,
            )
        for match in matches:
            yield from _list_sources(match, out)
    else:
        yield SourceFile(
            _normalize_file_name(path.name),
            location,
            skip_code="NOT_FOUND",
            status="io_error",
            explicit=True,
        )


def _walk_folder(root: Path, out: str | None) -> Iterator[SourceFile]:
    home = os.path.realpath(root)
    outside = os.path.realpath(out) if out is not None else None
    failed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failed.append):
        below = (
            []
            if Path(folder) == root
            else [
                _normalize_file_name(part)
                for part in Path(folder).relative_to(root).parts
            ]
        )
        for name in sorted(folders):
            path = Path(folder, name)
            if path.is_symlink():  # its files stand where they really are; what leads out is never followed
                if not _is_inside(os.path.realpath(path), home):
                    yield SourceFile(
                        "/".join([*below, _normalize_file_name(name)]),
                        str(path),
                        -1,
                        "SKIP_LINK_OUTSIDE",
                        "skipped",
                    )
                folders.remove(name)
            elif (
                name.lower().endswith(DOCUMENT_SUFFIXES)
                and os.path.realpath(path) != outside
            ):
                yield SourceFile(
                    "/".join([*below, _normalize_file_name(name)]) + "/",
                    str(path),
                    -1,
                    "SKIP_NO_FILE",
                    "skipped",
                )
            elif name == STATE_FOLDER or os.path.realpath(path) == outside:
                folders.remove(name)
        for name in sorted(names):
            path = Path(folder, name)
            printed = "/".join([*below, _normalize_file_name(name)])
            if path.is_symlink() and not _is_inside(os.path.realpath(path), home):
                yield SourceFile(printed, str(path), -1, "SKIP_LINK_OUTSIDE", "skipped")
            else:
                yield from _list_file(path, printed)
    for error in failed:
        path = Path(os.fsdecode(error.filename or root))
        name = "/".join(
            _normalize_file_name(part) for part in path.relative_to(root).parts
        ) or _normalize_file_name(root.name)
        yield SourceFile(name, str(path), -1, "UNREADABLE_FOLDER", "io_error")


def _list_file(
    path: Path, dataset_path: str, explicit: bool = False
) -> Iterator[SourceFile]:
    name = path.name.lower()
    reason = _find_skip_reason(name)
    if reason:
        yield SourceFile(dataset_path, str(path), -1, reason, "skipped", explicit)
    elif _is_special_file(path):  # a socket, a pipe: reading one may never end
        yield SourceFile(
            dataset_path, str(path), -1, "SKIP_NO_FILE", "skipped", explicit
        )
    elif name.endswith(".zip"):
        yield from _list_archive(str(path), dataset_path, explicit)
    else:
        yield SourceFile(dataset_path, str(path), explicit=explicit)


def _is_special_file(path: Path) -> bool:
    """True for what is there and is no regular file; what cannot be asked is left to whoever opens it."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _list_remote(location: str, out: str | None) -> Iterator[SourceFile]:
    """What lies under a URL."""
    outside = normalize_url(out) + "/" if out is not None and is_remote(out) else None
    try:
        files = list_files(location)
    except ExtractorError:
        raise
    except Exception:  # each system has its own
        yield SourceFile(
            location,
            location,
            skip_code="UNREADABLE_FOLDER",
            status="io_error",
            explicit=True,
        )
        return
    if not files:
        yield SourceFile(
            location,
            location,
            skip_code="NO_MATCH" if "*" in location else "NOT_FOUND",
            status="io_error",
            explicit=True,
        )
    named = [url for _, url in files] == [location]
    for name, url in files:
        if (
            outside is not None and url.startswith(outside)
        ) or f"/{STATE_FOLDER}/" in f"/{name}":
            continue
        printed = unicodedata.normalize("NFC", name)
        own = name.rpartition("/")[2].lower()
        if reason := _find_skip_reason(own):
            yield SourceFile(printed, url, -1, reason, "skipped", named)
        elif own.endswith(".zip"):
            yield from _list_archive(url, printed, named)
        else:
            yield SourceFile(printed, url, explicit=named)


def _find_skip_reason(name: str) -> str:
    """Code of the reason why nobody needs to read a file of that name (in lower case); '' where there is none."""
    return next(
        (code for pattern, code in SKIPPED_PATTERNS if fnmatchcase(name, pattern)), ""
    )


def _list_archive(
    location: str, dataset_path: str, explicit: bool
) -> Iterator[SourceFile]:
    """The members of an archive; the file itself where it is a package (a .docx named .zip) or cannot be opened."""
    try:
        with open_file(location) as handle:
            if read_directory_size(handle) > MAX_ZIP_DIRECTORY_BYTES:
                yield SourceFile(
                    dataset_path,
                    location,
                    -1,
                    "ARCHIVE_ENTRIES",
                    "refused_limit",
                    explicit,
                )
                return
            with zipfile.ZipFile(handle) as archive:
                entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        yield SourceFile(dataset_path, location, explicit=explicit)
        return
    if find_overlapping_entry(entries):
        yield SourceFile(
            dataset_path, location, -1, "ARCHIVE_OVERLAP", "refused_policy", explicit
        )
        return
    numbers = [number for number, entry in enumerate(entries) if not entry.is_dir()]
    names = [_decode_member_name(entries[number]) for number in numbers]
    roots = {"[content_types].xml", "content.xml"}
    if any(
        name.lower() in roots or name.endswith("word/document.xml") for name in names
    ):
        yield SourceFile(dataset_path, location, explicit=explicit)
        return
    if len(numbers) > MAX_ZIP_MEMBERS:
        yield SourceFile(
            dataset_path, location, -1, "ARCHIVE_ENTRIES", "refused_limit", explicit
        )
        return
    if not numbers:
        yield SourceFile(
            dataset_path, location, -1, "ARCHIVE_EMPTY", "skipped", explicit
        )
        return
    for number, name in zip(numbers, names, strict=True):
        reason = _find_skip_reason(name.rpartition("/")[2].lower())
        if name.startswith("__MACOSX/"):
            reason = "SKIP_SYSTEM_FILE"
        status = "skipped" if reason else ""
        yield SourceFile(
            f"{dataset_path}!/{name}",
            location,
            number,
            reason,
            status,
            explicit and not reason,
        )


def _decode_member_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its author typed it: old Chinese packers write GBK without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:  # zipfile has read it as cp437
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return unicodedata.normalize(
        "NFC", name.replace("\\", "/").lstrip("/").split("\0")[0]
    )


def _normalize_file_name(name: str) -> str:
    """A file name as text: ``/`` between parts, NFC (macOS stores NFD); bytes that are no UTF-8 are read as GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", "replace")
    return unicodedata.normalize(
        "NFC", name.replace("\\", "/") if os.sep == "\\" else name
    )


def _is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _matches_pattern(name: str, pattern: str) -> bool:
    pattern = unicodedata.normalize("NFC", pattern.rstrip("/"))
    parts = name.replace("!/", "/").split("/")
    return fnmatchcase(name, pattern) or any(
        fnmatchcase(part, pattern) for part in parts
    )
