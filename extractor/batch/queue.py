"""The sources of a run, sorted by name, each once: in a temporary file, for a hundred
thousand names are memory too."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator

from extractor.batch.discover import find_sources
from extractor.batch.source_file import SourceFile

__all__ = [
    "SourceQueue",
]


class SourceQueue:
    """What :func:`~extractor.batch.discover.find` finds, in the order of the dataset.
    Close it after use.

    Names are compared by code points, as everywhere: that is how SQLite
    compares text.
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
        real = _FileIdentifier()
        self._db.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?,?,?,?,?,?,?,?)",
            (
                (
                    s.path,
                    os.fsencode(s.location),
                    s.member_index,
                    s.skip_code,
                    s.status,
                    s.explicit,
                    *real(s.location),
                )
                for s in find_sources(paths, exclude, out)
            ),
        )
        self._db.execute("COMMIT")

    def __len__(self) -> int:
        ((count,),) = self._db.execute("SELECT count(*) FROM sources")
        return int(count)

    def __iter__(self) -> Iterator[SourceFile]:
        rows = self._db.execute(
            "SELECT path, file, member, skip, status, named FROM sources ORDER BY path, file"
        )
        for path, file, member, skip, status, named in rows:
            yield SourceFile(path, os.fsdecode(file), member, skip, status, bool(named))

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()


class _FileIdentifier:
    """(folder where a file really is, its name): the identity of a file. A link is a
    file of its own."""

    def __init__(self) -> None:
        self._folder, self._real_folder = "", b""

    def __call__(self, file: str) -> tuple[bytes, bytes]:
        folder, name = os.path.split(file)
        if (
            folder != self._folder or not self._real_folder
        ):  # files of a folder come one after the other
            self._folder, self._real_folder = (
                folder,
                os.fsencode(os.path.realpath(folder)),
            )
        return self._real_folder, os.fsencode(name)
