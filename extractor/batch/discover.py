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

from extractor.batch.urls import is_remote, listed, local, opened, spelled
from extractor.formats import READERS
from extractor.formats.detect import ENDINGS
from extractor.formats.opc import directory_size, overlapping
from extractor.model.issues import ExtractorError

__all__ = ["Source", "find", "leads_anywhere"]

# (pattern of the file's own name in lower case, code of the reason it is not read)
SKIPPED: tuple[tuple[str, str], ...] = (
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

WORKSHOP = ".extractor"
"""The folder inside an output folder that keeps finished work for the next run."""

DOCUMENTS = tuple(
    sorted(
        f".{ending}"
        for ending, promised in ENDINGS.items()
        if not promised.isdisjoint(READERS)
    )
)
"""Endings that promise a document; a folder so named is told of, and its files are read as those of any other."""

LARGEST_DIRECTORY = (
    32 << 20
)  # bytes of the list of an archive's entries, looked at before it is read
MEMBERS = 100_000  # entries of one archive; an honest one has a few hundred


class Source(NamedTuple):
    """One file to read. ``skip`` is the code of the reason when it is not to be read, ``status`` its outcome."""

    path: str  # the name in the dataset
    file: str  # where it lies
    member: int = -1  # which entry of the archive ``file``; -1 when it is no archive
    skip: str = ""
    status: str = ""
    named: bool = False  # the user named this very file


def find(
    paths: Iterable[str | os.PathLike[str]],
    exclude: Iterable[str] = (),
    out: str | None = None,
) -> Iterator[Source]:
    """Every file under the paths (files, folders, patterns with ``*``), as they are met; see :class:`~extractor.batch.queue.Sources`.

    A path may be a URL of whatever kind fsspec knows.

    ``exclude`` holds patterns compared with a file's name in the dataset and with each part of it. ``out`` is the
    output folder, never read. A path that is not there is a source that says so.
    """
    patterns = tuple(exclude)
    for given in paths:
        for source in _under(os.fspath(given), out):
            if any(_matches(source.path, pattern) for pattern in patterns):
                source = source._replace(skip="SKIP_EXCLUDED", status="skipped")
            yield source


def leads_anywhere(paths: Iterable[str], out: str) -> bool:
    """True when some path holds a file: a mistyped one must not leave an empty dataset, or replace a full one.

    URLs count as such: to list them twice is dear.
    """
    given = list(paths)
    if any(is_remote(local(path)) for path in given):
        return True
    return any(
        source.skip not in ("NOT_FOUND", "NO_MATCH") for source in find(given, out=out)
    )


def _under(given: str, out: str | None) -> Iterator[Source]:
    given = local(given)
    path = Path(given)
    if is_remote(given):
        yield from _elsewhere(given, out)
    elif path.is_dir():
        yield from _folder(path, out)
    elif path.exists() or path.is_symlink():
        yield from _file(path, _printed(path.name), named=True)
    elif glob.has_magic(given):
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not matches:
            yield Source(given, given, skip="NO_MATCH", status="io_error", named=True)
        for match in matches:
            yield from _under(match, out)
    else:
        yield Source(
            _printed(path.name), given, skip="NOT_FOUND", status="io_error", named=True
        )


def _folder(root: Path, out: str | None) -> Iterator[Source]:
    home = os.path.realpath(root)
    outside = os.path.realpath(out) if out is not None else None
    failed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failed.append):
        below = (
            []
            if Path(folder) == root
            else [_printed(part) for part in Path(folder).relative_to(root).parts]
        )
        for name in sorted(folders):
            path = Path(folder, name)
            if path.is_symlink():  # its files stand where they really are; what leads out is never followed
                if not _inside(os.path.realpath(path), home):
                    yield Source(
                        "/".join([*below, _printed(name)]),
                        str(path),
                        -1,
                        "SKIP_LINK_OUTSIDE",
                        "skipped",
                    )
                folders.remove(name)
            elif name.lower().endswith(DOCUMENTS) and os.path.realpath(path) != outside:
                yield Source(
                    "/".join([*below, _printed(name)]) + "/",
                    str(path),
                    -1,
                    "SKIP_NO_FILE",
                    "skipped",
                )
            elif name == WORKSHOP or os.path.realpath(path) == outside:
                folders.remove(name)
        for name in sorted(names):
            path = Path(folder, name)
            printed = "/".join([*below, _printed(name)])
            if path.is_symlink() and not _inside(os.path.realpath(path), home):
                yield Source(printed, str(path), -1, "SKIP_LINK_OUTSIDE", "skipped")
            else:
                yield from _file(path, printed)
    for error in failed:
        path = Path(os.fsdecode(error.filename or root))
        name = "/".join(
            _printed(part) for part in path.relative_to(root).parts
        ) or _printed(root.name)
        yield Source(name, str(path), -1, "UNREADABLE_FOLDER", "io_error")


def _file(path: Path, printed: str, named: bool = False) -> Iterator[Source]:
    name = path.name.lower()
    reason = _useless(name)
    if reason:
        yield Source(printed, str(path), -1, reason, "skipped", named)
    elif _is_special(path):  # a socket, a pipe: reading one may never end
        yield Source(printed, str(path), -1, "SKIP_NO_FILE", "skipped", named)
    elif name.endswith(".zip"):
        yield from _archive(str(path), printed, named)
    else:
        yield Source(printed, str(path), named=named)


def _is_special(path: Path) -> bool:
    """True for what is there and is no regular file; what cannot be asked is left to whoever opens it."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _elsewhere(given: str, out: str | None) -> Iterator[Source]:
    """What lies under a URL."""
    outside = spelled(out) + "/" if out is not None and is_remote(out) else None
    try:
        files = listed(given)
    except ExtractorError:
        raise
    except Exception:  # each system has its own
        yield Source(
            given, given, skip="UNREADABLE_FOLDER", status="io_error", named=True
        )
        return
    if not files:
        yield Source(
            given,
            given,
            skip="NO_MATCH" if "*" in given else "NOT_FOUND",
            status="io_error",
            named=True,
        )
    named = [url for _, url in files] == [given]
    for name, url in files:
        if (
            outside is not None and url.startswith(outside)
        ) or f"/{WORKSHOP}/" in f"/{name}":
            continue
        printed = unicodedata.normalize("NFC", name)
        own = name.rpartition("/")[2].lower()
        if reason := _useless(own):
            yield Source(printed, url, -1, reason, "skipped", named)
        elif own.endswith(".zip"):
            yield from _archive(url, printed, named)
        else:
            yield Source(printed, url, named=named)


def _useless(name: str) -> str:
    """Code of the reason why nobody needs to read a file of that name (in lower case); '' where there is none."""
    return next((code for pattern, code in SKIPPED if fnmatchcase(name, pattern)), "")


def _archive(file: str, printed: str, named: bool) -> Iterator[Source]:
    """The members of an archive; the file itself where it is a package (a .docx named .zip) or cannot be opened."""
    try:
        with opened(file) as handle:
            if directory_size(handle) > LARGEST_DIRECTORY:
                yield Source(
                    printed, file, -1, "ARCHIVE_ENTRIES", "refused_limit", named
                )
                return
            with zipfile.ZipFile(handle) as archive:
                entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        yield Source(printed, file, named=named)
        return
    if overlapping(entries):
        yield Source(printed, file, -1, "ARCHIVE_OVERLAP", "refused_policy", named)
        return
    numbers = [number for number, entry in enumerate(entries) if not entry.is_dir()]
    names = [_member_name(entries[number]) for number in numbers]
    roots = {"[content_types].xml", "content.xml"}
    if any(
        name.lower() in roots or name.endswith("word/document.xml") for name in names
    ):
        yield Source(printed, file, named=named)
        return
    if len(numbers) > MEMBERS:
        yield Source(printed, file, -1, "ARCHIVE_ENTRIES", "refused_limit", named)
        return
    if not numbers:
        yield Source(printed, file, -1, "ARCHIVE_EMPTY", "skipped", named)
        return
    for number, name in zip(numbers, names, strict=True):
        reason = _useless(name.rpartition("/")[2].lower())
        if name.startswith("__MACOSX/"):
            reason = "SKIP_SYSTEM_FILE"
        status = "skipped" if reason else ""
        yield Source(
            f"{printed}!/{name}", file, number, reason, status, named and not reason
        )


def _member_name(entry: zipfile.ZipInfo) -> str:
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


def _printed(name: str) -> str:
    """A file name as text: ``/`` between parts, NFC (macOS stores NFD); bytes that are no UTF-8 are read as GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", "replace")
    return unicodedata.normalize(
        "NFC", name.replace("\\", "/") if os.sep == "\\" else name
    )


def _inside(path: str, home: str) -> bool:
    return path == home or path.startswith(home.rstrip(os.sep) + os.sep)


def _matches(name: str, pattern: str) -> bool:
    pattern = unicodedata.normalize("NFC", pattern.rstrip("/"))
    parts = name.replace("!/", "/").split("/")
    return fnmatchcase(name, pattern) or any(
        fnmatchcase(part, pattern) for part in parts
    )
