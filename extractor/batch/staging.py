"""What a run has finished, kept next to the dataset, so that the next run of the same
command can resume.

One SQLite file in ``OUT/.extractor`` is journal, lock and store in
one: a result is there wholly or not at all, whatever kills the
process; the exclusive lock is the operating system's and is released
with the process that holds it; a full disk is an error like any
other. A result is kept under the hash of the file's bytes; everything
that could make it another result (version and code of the program,
digest of the templates, options) is the *edition*: a run under
another edition drops what the former one left.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from extractor.model.issues import ExtractorError

__all__ = [
    "STATE_FOLDER",
    "KnownFile",
    "ResultStore",
    "StoredOutcome",
    "collect_holder_info",
    "format_holder",
]

STATE_FOLDER = ".extractor"
"""The folder inside an output folder that keeps finished work for the next run."""

# The rows come last: what stands before them is read without them.
_CREATE_TABLES = (
    "DROP TABLE IF EXISTS outcomes",  # as versions up to 0.3 kept results
    "CREATE TABLE IF NOT EXISTS results (sha256 TEXT PRIMARY KEY, name TEXT, "
    "transient INTEGER, has_rows INTEGER, digest TEXT, outcome BLOB, rows BLOB)",
    "CREATE TABLE IF NOT EXISTS known_files (location BLOB, member INTEGER, "
    "state TEXT, size INTEGER, sha256 TEXT, PRIMARY KEY (location, member))",
    "CREATE TABLE IF NOT EXISTS parts "
    "(number INTEGER PRIMARY KEY, key TEXT, description TEXT)",
    "CREATE INDEX IF NOT EXISTS parts_by_key ON parts (key)",
    "CREATE TEMP TABLE new_parts "
    "(number INTEGER PRIMARY KEY, key TEXT, description TEXT)",
    "CREATE TEMP TABLE met (sha256 TEXT PRIMARY KEY, "
    "worked INTEGER DEFAULT 0, written INTEGER DEFAULT 0)",
    "CREATE TEMP TABLE met_files (location BLOB, member INTEGER, "
    "PRIMARY KEY (location, member))",
)


class StoredOutcome(NamedTuple):
    """A finished outcome without its rows: as text, whether it has any, and a digest of
    both."""

    head: bytes
    has_rows: bool
    digest: str


class KnownFile(NamedTuple):
    """What is known of a file: by which its change is seen, size, hash."""

    state: str
    size: int
    sha256: str


class ResultStore:
    """Finished results by content hash. Open it with :meth:`open`; it is locked until
    :meth:`close`."""

    def __init__(self, connection: sqlite3.Connection, holder: Path) -> None:
        self._db = connection
        self._holder_path = holder

    @classmethod
    def open(cls, out: Path, fingerprint: str) -> ResultStore:
        """Take the lock of an output folder. Raises ExtractorError (LOCKED) with its
        holder."""
        folder = out / STATE_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        holder = folder / "holder.json"
        db = sqlite3.connect(
            folder / "finished.sqlite", timeout=0, isolation_level=None
        )
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("BEGIN EXCLUSIVE")
            db.execute(
                "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)"
            )
            for statement in _CREATE_TABLES:
                db.execute(statement)
            known = db.execute(
                "SELECT value FROM meta WHERE name = 'edition'"
            ).fetchone()
            if known is None or known[0] != fingerprint:
                _drop_kept_work(db)
                db.execute(
                    "INSERT OR REPLACE INTO meta VALUES ('edition', ?)", (fingerprint,)
                )
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            db.close()
            if "locked" in str(error):
                raise ExtractorError(
                    "LOCKED", path=out, holder=_read_holder(holder)
                ) from error
            raise OSError(str(error)) from error
        except (
            sqlite3.DatabaseError
        ):  # no SQLite file, or a damaged one: nothing but spared work is lost
            db.close()
            for path in folder.glob("finished.sqlite*"):
                path.unlink()
            return cls.open(out, fingerprint)
        _write_holder(holder)
        return cls(db, holder)

    def get_outcome(self, sha256: str) -> StoredOutcome:
        """The finished outcome of a file with that hash.

        Raises:
            KeyError: There is none.
        """
        query = "SELECT outcome, has_rows, digest FROM results WHERE sha256 = ?"
        row = self._db.execute(query, (sha256,)).fetchone()
        if row is None:
            raise KeyError(sha256)
        return StoredOutcome(row[0], bool(row[1]), row[2])

    def get_rows(self, sha256: str) -> bytes:
        """The rows of a file with that hash, as its task packed them."""
        query = "SELECT rows FROM results WHERE sha256 = ?"
        ((rows,),) = self._db.execute(query, (sha256,))
        return bytes(rows)

    def has(self, sha256: str, conditions: str) -> bool:
        """True when a file with that hash is finished under the same conditions.

        The conditions are its name, one witness of whose and of which
        year it is, and the corrections that are of it; copies in one
        run share the result of the first.
        """
        row = self._db.execute(
            "SELECT name FROM results WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row is None:
            return False
        return bool(row[0] == conditions) or self._is_seen(sha256)

    def _is_seen(self, sha256: str) -> bool:
        row = self._db.execute("SELECT 1 FROM met WHERE sha256 = ?", (sha256,))
        return row.fetchone() is not None

    def put(
        self,
        sha256: str,
        conditions: str,
        outcome: StoredOutcome,
        rows: bytes,
        transient: bool = False,
    ) -> None:
        """Keep a result, at once and wholly; a transient one until
        :meth:`prune_results`.

        Raises:
            OSError: the disk is full.
        """
        head, has_rows, digest = outcome
        values = sha256, conditions, transient, has_rows, digest, head, rows
        with _convert_disk_errors():
            self._db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", values
            )
            self.mark_seen(sha256)
            self._db.execute("UPDATE met SET worked = 1 WHERE sha256 = ?", (sha256,))

    # Files whose bytes need no reading, for they are those of a former run.

    def find_known(self, location: str, member: int) -> KnownFile | None:
        """What a former run kept of a file; None where none has read it."""
        query = (
            "SELECT state, size, sha256 FROM known_files "
            "WHERE location = ? AND member = ?"
        )
        key = os.fsencode(location), member
        with _convert_disk_errors():
            self._db.execute("INSERT OR IGNORE INTO met_files VALUES (?, ?)", key)
        row = self._db.execute(query, key).fetchone()
        if row is None:
            return None
        return KnownFile(*row)

    def put_known(self, location: str, member: int, file: KnownFile) -> None:
        """Keep what is known of a file that was read."""
        values = (os.fsencode(location), member, *file)
        with _convert_disk_errors():
            self._db.execute(
                "INSERT OR REPLACE INTO known_files VALUES (?, ?, ?, ?, ?)", values
            )

    # Parts of the dataset that this run, or the last one, has written.

    def find_part(self, key: str) -> str | None:
        """The description of a part of the former dataset."""
        query = "SELECT description FROM parts WHERE key = ?"
        row = self._db.execute(query, (key,)).fetchone()
        if row is None:
            return None
        return str(row[0])

    def iter_parts(self) -> Iterator[str]:
        """The descriptions of all parts of the former dataset in their order."""
        for (description,) in self._db.execute(
            "SELECT description FROM parts ORDER BY number"
        ):
            yield description

    def put_new_part(self, key: str, description: str) -> None:
        """Keep the description of the next part until :meth:`replace_parts`."""
        with _convert_disk_errors():
            self._db.execute(
                "INSERT INTO new_parts VALUES (NULL, ?, ?)", (key, description)
            )

    def replace_parts(self, summary: str) -> None:
        """The new parts are those of the dataset now, and a summary of it."""
        with _convert_disk_errors():
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM parts")
            self._db.execute(
                "INSERT INTO parts SELECT number, key, description FROM new_parts"
            )
            self._db.execute(
                "INSERT OR REPLACE INTO meta VALUES ('dataset', ?)", (summary,)
            )
            self._db.execute("COMMIT")

    def get_summary(self) -> str | None:
        """The summary of the former dataset."""
        query = "SELECT value FROM meta WHERE name = 'dataset'"
        row = self._db.execute(query).fetchone()
        if row is None:
            return None
        return str(row[0])

    # The hashes of this run are in a temporary table: a hundred thousand hashes in sets
    # are memory too.

    def mark_seen(self, sha256: str) -> None:
        """A file with that hash is among the files of this run."""
        with _convert_disk_errors():
            self._db.execute("INSERT OR IGNORE INTO met (sha256) VALUES (?)", (sha256,))

    def is_computed_in_run(self, sha256: str) -> bool:
        """True when this run has done the work itself."""
        return self._has_mark("worked", sha256)

    def mark_written(self, sha256: str) -> None:
        """The rows of that file are in the dataset of this run."""
        with _convert_disk_errors():
            self._db.execute("UPDATE met SET written = 1 WHERE sha256 = ?", (sha256,))

    def is_written(self, sha256: str) -> bool:
        """True when they are."""
        return self._has_mark("written", sha256)

    def _has_mark(self, column: str, sha256: str) -> bool:
        row = self._db.execute(
            f"SELECT {column} FROM met WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return bool(row and row[0])

    def clear(self) -> None:
        """Drop all results."""
        with _convert_disk_errors():
            _drop_kept_work(self._db)

    def prune_results(self) -> None:
        """Drop the results of files that this run has not met, and those that another
        run should try again."""
        with _convert_disk_errors():
            unmet = "sha256 NOT IN (SELECT sha256 FROM met)"
            self._db.execute(f"DELETE FROM results WHERE transient OR {unmet}")
            self._db.execute(
                "DELETE FROM known_files WHERE (location, member) NOT IN "
                "(SELECT location, member FROM met_files)"
            )

    def close(self) -> None:
        """Let go of the folder."""
        with suppress(OSError):
            self._holder_path.unlink(missing_ok=True)
        with suppress(sqlite3.Error):
            self._db.close()


def _drop_kept_work(db: sqlite3.Connection) -> None:
    for table in ("results", "known_files", "parts"):
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM meta WHERE name = 'dataset'")


@contextmanager
def _convert_disk_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def collect_holder_info() -> dict[str, Any]:
    """Host, process and start of the holder."""
    return {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
        "command": " ".join(sys.argv)[:500],
    }


def format_holder(holder_info: Mapping[str, Any]) -> str:
    """The same for a person."""
    return f"pid {holder_info.get('pid')}, {holder_info.get('host')}, {holder_info.get('since')}: {holder_info.get('command')}"


def _write_holder(path: Path) -> None:
    with suppress(OSError):
        path.write_text(
            json.dumps(collect_holder_info(), ensure_ascii=False),
            encoding="utf-8",
            errors="replace",
        )


def _read_holder(path: Path) -> str:
    with suppress(OSError, ValueError, AttributeError):
        return format_holder(json.loads(path.read_text(encoding="utf-8")))
    return "?"
