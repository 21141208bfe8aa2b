"""Files of this machine, opened with care: a pipe, a socket or a device is refused
before it is waited for.

A name may refer to another file between a test and the opening; so the open file itself
is tested, and it is opened in a way that does not wait for the other end of a pipe.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from extractor.model.issues import ExtractorError, ReadError

__all__ = [
    "MAX_FILE_BYTES",
    "open_regular_file",
    "read_regular_file",
    "read_user_text",
]

# Bytes of one file; the largest real disclosure has 82 MB inflated.
MAX_FILE_BYTES = 256 << 20

# Flags for opening, each where the system has it.
_OPEN_FLAGS = (
    "O_BINARY",
    "O_NONBLOCK",
    "O_NOCTTY",
    "O_CLOEXEC",
    "O_NOINHERIT",
)


@contextmanager
def open_regular_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a regular file for reading. Raises
    OSError, also where the path is none."""
    flags = os.O_RDONLY
    for name in _OPEN_FLAGS:
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(
                errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path)
            )
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
        handle = os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
    with handle:
        yield handle


def read_regular_file(
    path: str | os.PathLike[str], limit: int = MAX_FILE_BYTES
) -> bytes:
    """Read a regular file.

    Args:
        path: the file.
        limit: the most bytes it may have.

    Returns:
        Its bytes.

    Raises:
        OSError: it cannot be opened or is no regular file.
        ReadError: FILE_TOO_LARGE, FILE_CHANGES.
    """
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


def read_user_text(path: str | os.PathLike[str], encoding_code: str) -> str:
    """Read a list that the user gives beside the documents.

    Args:
        path: the file, in UTF-8 with or without a byte order mark.
        encoding_code: code of the error where it is in another encoding.

    Returns:
        Its text.

    Raises:
        ExtractorError: NOT_FOUND, CANNOT_OPEN, or the code that was given.
    """
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ExtractorError("NOT_FOUND", path=path) from None
    except OSError as error:
        reason = error.strerror or error
        raise ExtractorError("CANNOT_OPEN", path=path, reason=reason) from error
    except UnicodeDecodeError:
        raise ExtractorError(encoding_code, path=path) from None
