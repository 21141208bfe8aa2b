"""A dataset that is to lie elsewhere (``-o s3://bucket/2024``): made here in a work folder, then put there.

Few stores know rename, lock or fsync, so none of them is asked for. What stands at the URL is a dataset only while its
``datapackage.json`` does: that goes first, then the files come, each looked at once more, those of a former dataset
leave, and the new ``datapackage.json`` is put last. A run that ends in between leaves what says of itself that it is
no dataset, and the same command goes on. A dataset that is there already, to the byte, is not sent again.

While a run works, ``.extractor/holder.json`` at the URL says whose it is; so a place that cannot be written is known
before the work and not after it. A store cannot take that note back when a run is killed: the id in it is that of the
work folder, whose own lock is the operating system's, so the same command on the same machine goes on at once, and any
other is refused with the name of the holder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extractor.batch.discover import WORKSHOP
from extractor.batch.staging import facts_of_holder, told_holder
from extractor.batch.timings import FOLDER
from extractor.batch.urls import located
from extractor.model.issues import ExtractorError

__all__ = ["Elsewhere"]

DESCRIPTOR = "datapackage.json"


class Elsewhere:
    """The place of an output behind a URL. Raises ExtractorError (EXTRA_MISSING, URL_UNKNOWN) when nobody knows its kind.

    Its other methods raise OSError when the place cannot be read or written.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._system, self._root = located(url)
        self._root = self._root.rstrip("/")

    def workshop(self, work: str | os.PathLike[str] | None = None) -> Path:
        """The folder of this machine where the dataset is made; without ``work`` one of its own in the user's cache."""
        if work is not None:
            return Path(work)
        return (
            _cache()
            / "extractor"
            / hashlib.sha256(
                self._system.unstrip_protocol(self._root).encode()
            ).hexdigest()[:16]
        )

    @contextmanager
    def held(self, home: Path) -> Iterator[None]:
        """Note whose the place is, for as long as this lasts. Raises ExtractorError (LOCKED_ELSEWHERE) when it is another's."""
        note, own = f"{self._root}/{WORKSHOP}/holder.json", _identity(home)
        with self._told():
            self._system.invalidate_cache()
            if self._system.exists(note):
                with suppress(ValueError, AttributeError):
                    facts = json.loads(self._system.cat_file(note))
                    if facts.get("work") != own:
                        raise ExtractorError(
                            "LOCKED_ELSEWHERE",
                            path=self.url,
                            holder=told_holder(facts),
                            file=self._named(note),
                        )
            self._put(
                json.dumps(
                    {**facts_of_holder(), "work": own}, ensure_ascii=False
                ).encode(),
                note,
            )
        try:
            yield
        finally:
            with suppress(Exception):  # a note too many, at worst
                self._system.rm_file(note)

    def publish(self, home: Path) -> None:
        """Put the dataset of the work folder there and take it away here; the finished work stays for the next run."""
        own = (home / DESCRIPTOR).read_bytes()
        files = list(_files(home, json.loads(own)))
        sizes = {name: (home / name).stat().st_size for name in files}
        with self._told():
            self._system.invalidate_cache()
            former = self._former()
            if former != own or self._wrong(sizes):
                self._send(home, own, sizes, former)
        for name in {Path(name).parts[0] for name in files} | {DESCRIPTOR, FOLDER}:
            path = home / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _send(
        self, home: Path, own: bytes, sizes: dict[str, int], former: bytes | None
    ) -> None:
        if former is not None:
            self._system.rm_file(f"{self._root}/{DESCRIPTOR}")
        volatile = [
            path.relative_to(home).as_posix()
            for path in sorted((home / FOLDER).glob("*"))
        ]
        for name in [*sizes, *volatile]:
            there = f"{self._root}/{name}"
            with suppress(
                Exception
            ):  # a store without folders has no use for one; what matters shows at the next line
                self._system.makedirs(there.rpartition("/")[0], exist_ok=True)
            self._system.put_file(str(home / name), there)
        self._system.invalidate_cache()
        if wrong := self._wrong(sizes):
            raise OSError(0, f"{wrong}: size", self.url)
        for name in self._stale(former, sizes):
            self._system.rm_file(f"{self._root}/{name}")
        self._put(own, f"{self._root}/{DESCRIPTOR}")

    def _former(self) -> bytes | None:
        """The data package that stands there."""
        with self._told():
            there = f"{self._root}/{DESCRIPTOR}"
            return (
                bytes(self._system.cat_file(there))
                if self._system.exists(there)
                else None
            )

    def _wrong(self, sizes: dict[str, int]) -> str:
        """The first file that is not there or not as large as it should be."""
        for name, size in sizes.items():
            try:
                if self._system.info(f"{self._root}/{name}")["size"] != size:
                    return name
            except FileNotFoundError:
                return name
        return ""

    def _stale(self, former: bytes | None, sizes: dict[str, int]) -> list[str]:
        """Files that the former data package names and the new one does not."""
        if former is None:
            return []
        names = []
        with suppress(ValueError, KeyError, TypeError):
            for name in _entries(json.loads(former)):
                there = f"{self._root}/{name}"
                if self._system.isdir(there):
                    names += [
                        f"{name}/{path[len(there) :].lstrip('/')}"
                        for path in map(str, self._system.find(there))
                    ]
                elif self._system.exists(there):
                    names.append(name)
        return [name for name in names if name not in sizes and ".." not in name]

    def _put(self, data: bytes, there: str) -> None:
        with suppress(Exception):
            self._system.makedirs(there.rpartition("/")[0], exist_ok=True)
        self._system.pipe_file(there, data)

    def _named(self, path: str) -> str:
        return str(self._system.unstrip_protocol(path))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Each system has exceptions of its own; ours are two."""
        try:
            yield
        except ExtractorError:
            raise
        except Exception as error:
            reason = (
                getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            )
            raise OSError(0, reason, self.url) from error


def _entries(package: dict[str, Any]) -> Iterator[str]:
    """Names of the files and folders of a dataset."""
    from extractor.dataset.datapackage import entries_of

    yield from (str(entry["path"]) for entry in entries_of(package))


def _files(home: Path, package: dict[str, Any]) -> Iterator[str]:
    """Every file of the dataset in a folder, but the data package itself."""
    for name in _entries(package):
        inside = (
            sorted(path for path in (home / name).rglob("*") if path.is_file())
            if (home / name).is_dir()
            else [home / name]
        )
        yield from (path.relative_to(home).as_posix() for path in inside)


def _identity(home: Path) -> str:
    """What tells this work folder from those of other machines."""
    path = home / WORKSHOP / "id"
    with suppress(OSError):
        return path.read_text(encoding="ascii")
    made = uuid.uuid4().hex
    path.write_text(made, encoding="ascii")
    return made


def _cache() -> Path:
    """Where this system keeps what programs may make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
