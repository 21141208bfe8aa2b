"""Write a dataset to a URL (``-o s3://bucket/2024``): built in a local work folder,
then uploaded.

Few stores support rename, lock or fsync, so none of them is used. The
URL holds a dataset only while its ``datapackage.json`` exists: that is
deleted first, then the files are uploaded and verified, those of a
former dataset are deleted, and the new ``datapackage.json`` is written
last. A run that ends in between leaves no ``datapackage.json``, so no
dataset, and the same command resumes. A dataset that is there already,
to the byte, is not sent again.

While a run works, ``.extractor/holder.json`` at the URL names the
holder; so a place that cannot be written is known before the work and
not after it. A store cannot take that note back when a run is killed:
the id in it is that of the work folder, whose lock is the operating
system's, so the same command on the same machine resumes at once, and
any other is refused with the name of the holder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extractor.batch.staging import (
    STATE_FOLDER,
    collect_holder_info,
    format_holder,
)
from extractor.batch.timings import VOLATILE_FOLDER
from extractor.batch.urls import resolve_url
from extractor.dataset.datapackage import DESCRIPTOR
from extractor.model.issues import ExtractorError
from extractor.user_cache import find_cache_folder

__all__ = [
    "RemoteOutput",
]


class RemoteOutput:
    """The place of an output behind a URL. Raises ExtractorError (EXTRA_MISSING,
    URL_UNKNOWN) for an unknown scheme.

    Its other methods raise OSError when the place cannot be read or
    written.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._filesystem, self._root = resolve_url(url)
        self._root = self._root.rstrip("/")

    def resolve_work_folder(
        self, work_folder: str | os.PathLike[str] | None = None
    ) -> Path:
        """The folder of this machine where the dataset is made; without ``work`` one of
        its own in the user's cache."""
        if work_folder is not None:
            return Path(work_folder)
        return (
            find_cache_folder()
            / "extractor"
            / hashlib.sha256(
                self._filesystem.unstrip_protocol(self._root).encode()
            ).hexdigest()[:16]
        )

    @contextmanager
    def lease(self, folder: Path) -> Iterator[None]:
        """Note whose the place is, for as long as this lasts. Raises ExtractorError
        (LOCKED_ELSEWHERE) when it is another's."""
        note, work_id = (
            f"{self._root}/{STATE_FOLDER}/holder.json",
            _ensure_work_id(folder),
        )
        with self._translate_errors():
            self._filesystem.invalidate_cache()
            if self._filesystem.exists(note):
                with suppress(ValueError, AttributeError):
                    facts = json.loads(self._filesystem.cat_file(note))
                    if facts.get("work") != work_id:
                        raise ExtractorError(
                            "LOCKED_ELSEWHERE",
                            path=self.url,
                            holder=format_holder(facts),
                            file=self._format_url(note),
                        )
            self._write_bytes(
                json.dumps(
                    {**collect_holder_info(), "work": work_id}, ensure_ascii=False
                ).encode(),
                note,
            )
        try:
            yield
        finally:
            with suppress(Exception):  # a note too many, at worst
                self._filesystem.rm_file(note)

    def read_descriptor(self) -> bytes | None:
        """The data package at the URL; None where there is none."""
        with self._translate_errors():
            url = f"{self._root}/{DESCRIPTOR}"
            return (
                bytes(self._filesystem.cat_file(url))
                if self._filesystem.exists(url)
                else None
            )

    def publish(self, folder: Path) -> None:
        """Upload the dataset of the work folder and delete it locally; the finished
        work stays for the next run."""
        descriptor = (folder / DESCRIPTOR).read_bytes()
        files = list(_list_dataset_files(folder, json.loads(descriptor)))
        sizes = {name: (folder / name).stat().st_size for name in files}
        with self._translate_errors():
            self._filesystem.invalidate_cache()
            former = self.read_descriptor()
            if former != descriptor or self._find_mismatch(sizes):
                self._upload_files(folder, descriptor, sizes, former)
        for name in {Path(name).parts[0] for name in files} | {
            DESCRIPTOR,
            VOLATILE_FOLDER,
        }:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _upload_files(
        self,
        folder: Path,
        descriptor: bytes,
        sizes: dict[str, int],
        previous: bytes | None,
    ) -> None:
        if previous is None:
            previous = self._load_former(folder)
        else:
            self._keep_former(folder, previous)
            self._filesystem.rm_file(f"{self._root}/{DESCRIPTOR}")
        volatile = [
            path.relative_to(folder).as_posix()
            for path in sorted((folder / VOLATILE_FOLDER).glob("*"))
        ]
        for name in [*sizes, *volatile]:
            target = f"{self._root}/{name}"
            with suppress(
                Exception
            ):  # a store without folders has no use for one; what matters shows at the next line
                self._filesystem.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._filesystem.put_file(str(folder / name), target)
        self._filesystem.invalidate_cache()
        if wrong := self._find_mismatch(sizes):
            raise OSError(0, f"{wrong}: size", self.url)
        for name in self._list_stale_files(previous, sizes):
            self._filesystem.rm_file(f"{self._root}/{name}")
        self._write_bytes(descriptor, f"{self._root}/{DESCRIPTOR}")
        _get_former_path(folder).unlink(missing_ok=True)

    def _keep_former(self, folder: Path, descriptor: bytes) -> None:
        """Keep the data package that an upload replaces: after an interruption it says
        which files are of the former dataset."""
        kept = {"url": self.url, "package": descriptor.decode(errors="replace")}
        path = _get_former_path(folder)
        path.write_text(json.dumps(kept), encoding="utf-8")

    def _load_former(self, folder: Path) -> bytes | None:
        """The data package that an interrupted upload to the URL replaced."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(_get_former_path(folder).read_text(encoding="utf-8"))
            if kept["url"] == self.url:
                return str(kept["package"]).encode()
        return None

    def _find_mismatch(self, sizes: dict[str, int]) -> str:
        """The first file that is not there or not as large as it should be."""
        for name, size in sizes.items():
            try:
                if self._filesystem.info(f"{self._root}/{name}")["size"] != size:
                    return name
            except FileNotFoundError:
                return name
        return ""

    def _list_stale_files(
        self, previous: bytes | None, sizes: dict[str, int]
    ) -> list[str]:
        """Files that the former data package names and the new one does not."""
        if previous is None:
            return []
        names = []
        with suppress(ValueError, KeyError, TypeError):
            for name in _list_dataset_entries(json.loads(previous)):
                target = f"{self._root}/{name}"
                if self._filesystem.isdir(target):
                    names += [
                        f"{name}/{path[len(target) :].lstrip('/')}"
                        for path in map(str, self._filesystem.find(target))
                    ]
                elif self._filesystem.exists(target):
                    names.append(name)
        return [name for name in names if name not in sizes and ".." not in name]

    def _write_bytes(self, data: bytes, path: str) -> None:
        with suppress(Exception):
            self._filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._filesystem.pipe_file(path, data)

    def _format_url(self, path: str) -> str:
        return str(self._filesystem.unstrip_protocol(path))

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Translate the exceptions of a file system to the project's two."""
        try:
            yield
        except ExtractorError:
            raise
        except Exception as error:
            reason = (
                getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            )
            raise OSError(0, reason, self.url) from error


def _list_dataset_entries(package: dict[str, Any]) -> Iterator[str]:
    """Names of the files and folders of a dataset."""
    from extractor.dataset.datapackage import iter_file_entries

    yield from (str(entry["path"]) for entry in iter_file_entries(package))


def _list_dataset_files(folder: Path, package: dict[str, Any]) -> Iterator[str]:
    """Every file of the dataset in a folder, but the data package itself."""
    for name in _list_dataset_entries(package):
        inside = (
            sorted(path for path in (folder / name).rglob("*") if path.is_file())
            if (folder / name).is_dir()
            else [folder / name]
        )
        yield from (path.relative_to(folder).as_posix() for path in inside)


def _get_former_path(folder: Path) -> Path:
    return folder / STATE_FOLDER / "former.json"


def _ensure_work_id(folder: Path) -> str:
    """What tells this work folder from those of other machines."""
    path = folder / STATE_FOLDER / "id"
    with suppress(OSError):
        return path.read_text(encoding="ascii")
    work_id = uuid.uuid4().hex
    path.write_text(work_id, encoding="ascii")
    return work_id
