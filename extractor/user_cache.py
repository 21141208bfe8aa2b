"""What this program may make again, kept for its next process.

Each entry is one file in the cache folder of the user, with its checksum before it. An
entry that is missing, broken or unwritable costs time, never a result: nothing here
raises. Whoever keeps something puts into its name what it was made from.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

__all__ = [
    "find_cache_folder",
    "load_entry",
    "store_entry",
]

_CHECKSUM_BYTES = 32
# Entries of other versions and of templates; the oldest go.
_MOST_ENTRIES = 16


def find_cache_folder() -> Path:
    """Where this system keeps what programs may make again.

    Returns:
        The folder of all programs of the user; it need not exist.

    Raises:
        RuntimeError: The system knows no home of the user.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def load_entry(name: str) -> bytes | None:
    """Load what an earlier process kept.

    Args:
        name: Name of the entry.

    Returns:
        Its bytes; None where there are none, or not those that were kept.
    """
    with suppress(OSError, RuntimeError):
        stored = _locate_entry(name).read_bytes()
        content = stored[_CHECKSUM_BYTES:]
        if sha256(content).digest() == stored[:_CHECKSUM_BYTES]:
            return content
    return None


def store_entry(name: str, content: bytes) -> None:
    """Keep something for later processes; where that cannot be done, nothing happens.

    The file appears whole or not at all, whoever else writes it at the same time.

    Args:
        name: Name of the entry; what another process kept by it is replaced.
        content: Its bytes.
    """
    with suppress(OSError, RuntimeError):
        path = _locate_entry(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=path.parent, prefix=f"{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sha256(content).digest() + content)
            Path(written).replace(path)
        except OSError:
            Path(written).unlink(missing_ok=True)
        _drop_old_entries(path.parent)


def _drop_old_entries(folder: Path) -> None:
    entries = sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)
    for path in entries[:-_MOST_ENTRIES]:
        path.unlink(missing_ok=True)


def _locate_entry(name: str) -> Path:
    return find_cache_folder() / "extractor" / "compiled" / name
