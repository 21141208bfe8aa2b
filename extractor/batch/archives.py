"""Archives other than .zip, and archives inside archives: unpacked into a folder of the
run's own.

No library of this package reads .7z or .rar; one that is installed does
(py7zr), or a program of the system (bsdtar, 7-Zip, unar, unrar). What
they write is bounded in bytes, files and seconds, and only regular
files inside the folder count, whatever the archive says.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

from extractor.formats.detect import MAGIC
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ReadError

__all__ = [
    "MAX_NESTED_ARCHIVES",
    "find_archive_program",
    "is_foreign_archive",
    "iter_unpacked_files",
    "unpack_archive",
    "unpack_member",
]

MAX_NESTED_ARCHIVES = 3
"""How deep archives may lie in archives."""
MAX_UNPACKED_BYTES = 1 << 30
"""Bytes that one archive may unpack to."""
MAX_UNPACKED_FILES = 20_000
_MAX_SECONDS = 120.0
_POLL_SECONDS = 0.2
_CHUNK_BYTES = 1 << 20

_MAGIC = tuple(magic for magic, kind in MAGIC if kind in ("rar", "7z"))
_MAGIC_7Z = tuple(magic for magic, kind in MAGIC if kind == "7z")

# Program -> its arguments, given archive and folder; the first that is there is taken.
_PROGRAMS: Mapping[str, Callable[[str, str], list[str]]] = {
    "bsdtar": lambda archive, folder: ["-xf", archive, "-C", folder],
    "7zz": lambda archive, folder: ["x", "-y", "-p-", f"-o{folder}", archive],
    "7z": lambda archive, folder: ["x", "-y", "-p-", f"-o{folder}", archive],
    "unar": lambda archive, folder: ["-q", "-D", "-o", folder, archive],
    "unrar": lambda archive, folder: ["x", "-y", "-p-", archive, f"{folder}/"],
}


def is_foreign_archive(path: Path) -> bool:
    """True for the first bytes of a .7z or .rar archive."""
    try:
        with path.open("rb") as handle:
            start = handle.read(8)
    except OSError:
        return False
    return start.startswith(_MAGIC)


@cache
def find_archive_program() -> str | None:
    """Find a program of the system that unpacks archives; None without one."""
    return next((name for name in _PROGRAMS if shutil.which(name)), None)


def unpack_archive(archive: Path) -> Path | None:
    """Unpack an archive into a temporary folder, once.

    Args:
        archive: A .7z or .rar file.

    Returns:
        The folder; None where nothing that is installed can unpack it.

    Raises:
        ReadError: ARCHIVE_TOO_LARGE, ARCHIVE_DAMAGED.
    """
    state = archive.stat()
    return _unpack_once(str(archive), state.st_mtime_ns, state.st_size)


@cache
def _unpack_once(archive: str, modified: int, size: int) -> Path | None:
    folder = _create_folder()
    if _is_7z(Path(archive)) and _unpack_with_py7zr(archive, folder):
        return folder
    program = find_archive_program()
    if program is None:
        return None
    _run_program([program, *_PROGRAMS[program](archive, str(folder))], folder)
    return folder


def _is_7z(archive: Path) -> bool:
    """True for the first bytes of a .7z archive, whatever its name."""
    with archive.open("rb") as handle:
        return handle.read(6).startswith(_MAGIC_7Z)


@cache
def _open_temporary_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="extractor-")


def _create_folder() -> Path:
    """A folder of its own for each archive; all go when the program ends."""
    return Path(tempfile.mkdtemp(dir=_open_temporary_folder().name))


def _unpack_with_py7zr(archive: str, folder: Path) -> bool:
    """Unpack with the library where it is installed."""
    try:
        library = import_module("py7zr")
    except ImportError:
        return False
    try:
        with library.SevenZipFile(archive) as opened:
            entries = opened.list()
            if len(entries) > MAX_UNPACKED_FILES:
                raise _build_limit_error()
            if sum(entry.uncompressed for entry in entries) > MAX_UNPACKED_BYTES:
                raise _build_limit_error()
            opened.extractall(folder)
    except ReadError:
        raise
    except Exception as error:  # the library has no common base of exceptions
        raise ReadError("ARCHIVE_DAMAGED") from error
    return True


def _run_program(command: list[str], folder: Path) -> None:
    """Run a program, and end it where it writes too much or takes too long."""
    end = time.monotonic() + _MAX_SECONDS
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            if time.monotonic() > end or _is_too_large(folder):
                process.kill()
                raise _build_limit_error()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_POLL_SECONDS)
    if _is_too_large(folder):
        raise _build_limit_error()
    if process.returncode:
        raise ReadError("ARCHIVE_DAMAGED")


def _is_too_large(folder: Path) -> bool:
    n_files = n_bytes = 0
    for path in folder.rglob("*"):
        n_files += 1
        with suppress(OSError):
            n_bytes += path.lstat().st_size
    return n_files > MAX_UNPACKED_FILES or n_bytes > MAX_UNPACKED_BYTES


def _build_limit_error() -> ReadError:
    return ReadError("ARCHIVE_TOO_LARGE", ManifestStatus.REFUSED_LIMIT)


def unpack_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Path:
    """Unpack an archive that lies in a .zip archive.

    Args:
        archive: The outer archive.
        entry: Its member.

    Returns:
        The file, in a temporary folder.

    Raises:
        ReadError: ARCHIVE_TOO_LARGE.
    """
    ending = Path(entry.filename).suffix.lower()
    path = _create_folder() / f"archive{ending}"
    written = 0
    with archive.open(entry) as source, path.open("wb") as target:
        while piece := source.read(_CHUNK_BYTES):
            written += len(piece)
            if written > MAX_UNPACKED_BYTES:
                raise _build_limit_error()
            target.write(piece)
    return path


def iter_unpacked_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and path of each regular file that was unpacked, by name."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        if root in path.resolve().parents:
            yield path.relative_to(folder).as_posix(), path
