"""Bytes of a source, never more than the limit: a declared size is no bound, so pieces
are read and counted."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
import zlib
from contextlib import ExitStack, suppress
from typing import IO

from extractor.batch.source_file import SourceFile
from extractor.batch.urls import is_remote, open_file, to_local_path
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ReadError

__all__ = [
    "SourceLoader",
    "read_file_state",
]

CHUNK_BYTES = 1 << 20
MAX_HASHED_FACTOR = 8
"""Times the limit up to which a file that is too large is still read for its hash."""
MAX_COMPRESSION_RATIO = 300
"""Of a member beyond SMALL_MEMBER_BYTES; usual ones stay below 40."""
SMALL_MEMBER_BYTES = 4 << 20


SETTLED_NANOSECONDS = 2_000_000_000
"""How long a file must have been left alone for its times to tell of every change: a
second change within one tick of the clock leaves none."""


def read_file_state(location: str) -> str | None:
    """By what a change of a file is seen without reading it.

    Args:
        location: Path or URL.

    Returns:
        Size, times, and which file it is; None where these cannot be known or say
        nothing yet.
    """
    if is_remote(location):
        return None
    try:
        status = os.stat(to_local_path(location))  # noqa: PTH116 - any kind of name
    except (OSError, ValueError):
        return None
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if time.time_ns() - changed < SETTLED_NANOSECONDS:
        return None
    file = f"{status.st_dev} {status.st_ino}"
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {file}"


class SourceLoader:
    """Reads sources one after the other; the archive last used stays open, its members
    come in a row."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._archive_path = ""
        self._archive: zipfile.ZipFile | None = None
        self._exit_stack = ExitStack()

    def load(self, source: SourceFile) -> tuple[bytes | None, int, str]:
        """(bytes, size, sha256); bytes is None where the file is larger than the limit
        (size and hash are still given).

        A member of an archive that is larger has neither hash nor true
        size, for inflating it may never end. Raises OSError when the
        file cannot be read, ReadError when an archive's member is
        damaged or encrypted.
        """
        if source.member_index < 0:
            return self._load_file(source)
        return self._load_member(source)

    def _load_file(self, source: SourceFile) -> tuple[bytes | None, int, str]:
        with open_file(source.location) as handle:
            if is_remote(source.location):
                return self._read_chunks(handle, hash_oversized=True)
            size = os.fstat(handle.fileno()).st_size
            if size > MAX_HASHED_FACTOR * self.limit:
                return None, size, ""
            result = self._read_chunks(handle, hash_oversized=True, expected_size=size)
            if result[1] != size:
                raise ReadError(
                    "FILE_CHANGES", status=ManifestStatus.IO_ERROR, path=source.path
                )
            return result

    def _load_member(self, source: SourceFile) -> tuple[bytes | None, int, str]:
        archive = self._open_archive(source.location)
        entry = archive.infolist()[source.member_index]
        if entry.flag_bits & 0x1:
            raise ReadError(
                "ZIP_ENCRYPTED",
                status=ManifestStatus.ENCRYPTED,
                format="zip",
                part=source.path,
            )
        if entry.file_size > self.limit:
            return None, entry.file_size, ""
        largest = MAX_COMPRESSION_RATIO * entry.compress_size
        if entry.file_size > max(SMALL_MEMBER_BYTES, largest):
            raise ReadError(
                "ZIP_BOMB",
                status=ManifestStatus.REFUSED_LIMIT,
                format="zip",
                part=source.path,
                limit=MAX_COMPRESSION_RATIO,
            )
        try:
            with archive.open(entry) as handle:
                return self._read_chunks(handle, hash_oversized=False)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise ReadError("ZIP_CHECKSUM", format="zip", part=source.path) from error
        except (NotImplementedError, RuntimeError) as error:
            raise ReadError(
                "ZIP_METHOD",
                status=ManifestStatus.UNSUPPORTED,
                format="zip",
                part=source.path,
            ) from error

    def _read_chunks(
        self, handle: IO[bytes], hash_oversized: bool, expected_size: int | None = None
    ) -> tuple[bytes | None, int, str]:
        """Read to the end, or until more came than a file held when it was opened: one
        that grows has no end."""
        chunks: list[bytes] | None = []
        size = 0
        digest = hashlib.sha256()
        while piece := handle.read(CHUNK_BYTES):
            size += len(piece)
            digest.update(piece)
            if expected_size is not None and size > expected_size:
                break
            if size > self.limit:
                chunks = None
                if not hash_oversized:
                    return None, size, ""
            if chunks is not None:
                chunks.append(piece)
        return (
            (b"".join(chunks) if chunks is not None else None),
            size,
            digest.hexdigest(),
        )

    def _open_archive(self, path: str) -> zipfile.ZipFile:
        if self._archive is None or self._archive_path != path:
            self.close()
            try:
                self._archive = self._exit_stack.enter_context(
                    zipfile.ZipFile(self._exit_stack.enter_context(open_file(path)))
                )
            except zipfile.BadZipFile as error:
                raise ReadError("ZIP_BROKEN", format="zip", reason=error) from error
            self._archive_path = path
        return self._archive

    def close(self) -> None:
        """Close the archive that is open, if any."""
        self._archive = None
        with suppress(OSError):
            self._exit_stack.close()
