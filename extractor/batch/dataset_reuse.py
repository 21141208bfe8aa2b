"""The dataset that a run finds in its place, and whether it may stay as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from extractor.batch.source_file import SourceFile
from extractor.dataclass import dataclass
from extractor.dataset.dataset_parts import FormerFiles, list_file_states

if TYPE_CHECKING:
    from extractor.batch.staging import ResultStore
    from extractor.dataset.writer import DatasetWriter

__all__ = [
    "FormerDataset",
    "InputsDigest",
]


class InputsDigest:
    """A digest of all that a dataset is made from, in its order.

    Args:
        settings: What a run was told besides its files.
    """

    def __init__(self, settings: Iterable[object]) -> None:
        self._digest = hashlib.sha256(repr(tuple(settings)).encode())

    def add_source(self, source: SourceFile, sha256: str) -> None:
        """Add a source with the hash of its bytes, '' where it has none."""
        text = repr((tuple(source), sha256))
        self._digest.update(text.encode("utf-8", "surrogatepass"))

    def compute(self) -> str:
        """The digest of what was added."""
        return self._digest.hexdigest()


@dataclass(frozen=True)
class FormerDataset:
    """What a run keeps of the dataset it has written.

    ``states`` are size and times of its files, ``inputs`` a digest of
    what it was made from ('' where it should be made again), ``sums``
    those of its report.
    """

    states: Mapping[str, list[int]] = field(default_factory=dict)
    inputs: str = ""
    sums: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, store: ResultStore) -> Self:
        """What the last run kept; empty where there is none."""
        summary = store.get_summary()
        if summary is None:
            return cls()
        values: dict[str, Any] = json.loads(summary)
        return cls(**values)

    def save(self, store: ResultStore) -> None:
        """Keep it, with the parts that this run has written."""
        store.replace_parts(json.dumps(vars(self)))

    def is_intact(self, folder: Path, names: Iterable[str]) -> bool:
        """Tell that the files of a folder are those that were written."""
        wanted = tuple(names)
        states = list_file_states(folder, wanted)
        known = {name: self.states.get(name) for name in wanted}
        return bool(states) and states == known

    def open_files(self, folder: Path, writer: DatasetWriter) -> FormerFiles | None:
        """The files that parts can be copied from; None where there are none."""
        names = writer.file_names
        if not writer.takes_parts or not self.is_intact(folder, names):
            return None
        return FormerFiles(folder)
