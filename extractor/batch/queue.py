"""The sources of a run, sorted by name, each once: in a temporary file, for a hundred thousand names are memory too."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator

from extractor.batch.discover import Source, find

__all__ = ["Sources"]


class Sources:
    """What :func:`~extractor.batch.discover.find` finds, in the order of the dataset. Close it after use.

    Names are compared by code points, as everywhere: that is how SQLite compares text.
    """

    def __init__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        exclude: Iterable[str] = (),
        out: str | None = None,
    ) -> None:
        self._db = sqlite3.connect(
            "", isolation_level=None
        )  # a temporary file of SQLite's own
        self._db.execute(
            "CREATE TABLE sources (path TEXT, file BLOB, member INTEGER, skip TEXT, status TEXT, named INTEGER, "
            "folder BLOB, name BLOB, UNIQUE (folder, name, member))"
        )
        self._db.execute("BEGIN")
        real = _Real()
        self._db.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?,?,?,?,?,?,?,?)",
            (
                (
                    s.path,
                    os.fsencode(s.file),
                    s.member,
                    s.skip,
                    s.status,
                    s.named,
                    *real(s.file),
                )
                for s in find(paths, exclude, out)
            ),
        )
        self._db.execute("COMMIT")

    def __len__(self) -> int:
        ((count,),) = self._db.execute("SELECT count(*) FROM sources")
        return int(count)

    def __iter__(self) -> Iterator[Source]:
        rows = self._db.execute(
            "SELECT path, file, member, skip, status, named FROM sources ORDER BY path, file"
        )
        for path, file, member, skip, status, named in rows:
            yield Source(path, os.fsdecode(file), member, skip, status, bool(named))

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()


class _Real:
    """(folder where a file really lies, its name): what tells two files apart. A link is a file of its own."""

    def __init__(self) -> None:
        self._given, self._real = "", b""

    def __call__(self, file: str) -> tuple[bytes, bytes]:
        folder, name = os.path.split(file)
        if (
            folder != self._given or not self._real
        ):  # files of a folder come one after the other
            self._given, self._real = folder, os.fsencode(os.path.realpath(folder))
        return self._real, os.fsencode(name)
