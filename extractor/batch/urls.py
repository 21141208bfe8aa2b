"""Remote files: any path with a scheme (``s3://``, ``https://``, ``memory://``) is
listed and read by fsspec.

``file://`` is only another way to write a path of this machine.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from extractor.formats.source import open_regular_file
from extractor.model.issues import ExtractorError

__all__ = [
    "is_remote",
    "list_files",
    "to_local_path",
    "resolve_url",
    "open_file",
    "normalize_url",
]

ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading an archive raises for its bytes, wherever it lies."""

_SCHEME = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)"
)  # two letters at least: C:\ is a drive


def to_local_path(location: str) -> str:
    """A path as the system writes it where it came as ``file://``; anything else as it
    is."""
    if not location.lower().startswith("file://"):
        return location
    parts = urlsplit(location.replace("#", "%23").replace("?", "%3F"))
    host = f"//{parts.netloc}" if parts.netloc not in ("", "localhost") else ""
    return url2pathname(host + parts.path)


def is_remote(location: str) -> bool:
    """True for a URL that is no file of this machine."""
    return _SCHEME.match(location) is not None and not location.lower().startswith(
        "file://"
    )


def list_files(location: str) -> list[tuple[str, str]]:
    """(name below what was given, URL) of each file: of a folder with all below it, a
    pattern's matches, one file.

    Empty when nothing is there. Raises ExtractorError (EXTRA_MISSING),
    OSError when the place cannot be listed.
    """
    system, root = resolve_url(location)
    root = root.rstrip("/")
    if "*" in root or "[" in root:  # no ?, it begins the query of a web address
        paths = [str(path) for path in system.glob(root) if not system.isdir(path)]
        return [
            (path.rpartition("/")[2], system.unstrip_protocol(path))
            for path in sorted(paths)
        ]
    if system.isfile(root):
        return [(root.rpartition("/")[2], location)]
    return [
        (path[len(root) :].lstrip("/"), system.unstrip_protocol(path))
        for path in sorted(system.find(root))
    ]


@contextmanager
def open_file(location: str) -> Iterator[IO[bytes]]:
    """A file to read, local or remote; it is seekable, as an archive needs. Raises
    OSError, also while reading."""
    if not is_remote(location):
        with open_regular_file(location) as handle:
            yield handle
        return
    system, path = resolve_url(location)
    try:
        with system.open(path, "rb") as handle:
            yield handle
    except (OSError, ExtractorError, *ARCHIVE_ERRORS):
        raise
    except Exception as error:  # each system has its own
        raise OSError(0, f"{type(error).__name__}: {error}", location) from error


def normalize_url(url: str) -> str:
    """A URL as :func:`listed` writes it."""
    system, path = resolve_url(url)
    return str(system.unstrip_protocol(path.rstrip("/")))


def resolve_url(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Raises ExtractorError
    (EXTRA_MISSING, URL_UNKNOWN)."""
    try:
        core = import_module("fsspec.core")
    except ImportError as error:
        raise ExtractorError(
            "EXTRA_MISSING", module="fsspec", extra="fsspec"
        ) from error
    try:
        system, path = core.url_to_fs(url)
    except (
        ImportError,
        ValueError,
    ) as error:  # an unknown scheme, or its library is not installed
        raise ExtractorError("URL_UNKNOWN", path=url, reason=error) from error
    return system, str(path)
