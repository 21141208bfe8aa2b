"""Parts of a dataset: the rows of files that follow one another, wherever they stand.

The bytes of a part depend on its rows alone. So a run that meets the
same files again copies their part from the files of the former dataset,
instead of making it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

from extractor.dataclass import dataclass

__all__ = [
    "DatasetPart",
    "FileRange",
    "FormerFiles",
    "list_file_states",
]


class FileRange(NamedTuple):
    """Where a part of a dataset stands in one of its files: bytes, and row groups of a
    Parquet file."""

    start: int
    length: int
    first_group: int = 0
    n_groups: int = 0


@dataclass(frozen=True)
class DatasetPart:
    """Where a part stands in each file of a dataset, and its rows by table."""

    ranges: Mapping[str, FileRange]
    row_counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """The part as JSON can hold it."""
        return dict(vars(self))

    @classmethod
    def parse_json(cls, values: Mapping[str, Any]) -> Self:
        """A part of a former run, as :meth:`to_json` gave it."""
        ranges = {name: FileRange(*one) for name, one in values["ranges"].items()}
        return cls(ranges, values["row_counts"])


class FormerFiles:
    """The files of the dataset that a run replaces, opened when they are read. Close it
    after use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._stack = ExitStack()

    def open_file(self, name: str) -> IO[bytes]:
        """One of them."""
        if name not in self._files:
            path = self._folder / name
            self._files[name] = self._stack.enter_context(path.open("rb"))
        return self._files[name]

    def close(self) -> None:
        """Close what is open; Windows replaces no open file."""
        self._stack.close()
        self._files.clear()


def list_file_states(folder: Path, names: Iterable[str]) -> dict[str, list[int]]:
    """Size and times of files: while these stay, so do their bytes.

    Returns:
        Name -> size, times of the last change, number of the file; without files that
        are not there.
    """
    states: dict[str, list[int]] = {}
    for name in names:
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        states[name] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return states
