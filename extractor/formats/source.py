"""A file of this machine, opened with care: a pipe, a socket or a device is refused before it is waited for.

What a name stands for may change between the look and the opening; so the open file itself is asked what it is, and it
is opened in a way that does not wait for the other end of a pipe.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from extractor.model.issues import ReadError

__all__ = [
    "MAX_FILE_BYTES",
    "open_regular_file",
    "read_regular_file",
]

MAX_FILE_BYTES = (
    256 << 20
)  # bytes of one file; the largest honest disclosure met had 82 MB unpacked

_OPEN_FLAGS = (
    "O_BINARY",
    "O_NONBLOCK",
    "O_NOCTTY",
    "O_CLOEXEC",
    "O_NOINHERIT",
)  # each where the system knows it


@contextmanager
def open_regular_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A regular file, open for reading. Raises OSError, also for what is none."""
    ways = os.O_RDONLY
    for name in _OPEN_FLAGS:
        ways |= getattr(os, name, 0)
    number = os.open(path, ways)
    try:
        mode = os.fstat(number).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(
                errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path)
            )
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
        handle = os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise
    with handle:
        yield handle


def read_regular_file(
    path: str | os.PathLike[str], limit: int = MAX_FILE_BYTES
) -> bytes:
    """The bytes of a regular file. Raises OSError, ReadError (FILE_TOO_LARGE, FILE_CHANGES)."""
    with open_regular_file(path) as handle:
        size = os.fstat(handle.fileno()).st_size
        if size > limit:
            raise ReadError(
                "FILE_TOO_LARGE", "refused_limit", limit=f"{limit >> 20} MB"
            )
        data = handle.read(size + 1)
    if len(data) != size:
        raise ReadError("FILE_CHANGES", "io_error", path=Path(path).name)
    return data
