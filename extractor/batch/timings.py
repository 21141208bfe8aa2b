"""What differs from run to run though the data does not: seconds and memory of each file. No part of a dataset."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType

from extractor.model.issues import ExtractorError

__all__ = ["FOLDER", "Timings"]

FOLDER = "volatile"


class Timings:
    """``OUT/volatile/timings.csv``: path, seconds, peak_mb, and whether a former run's result was taken.

    Closing raises ExtractorError (FILE_IN_USE) where another program holds the former one open (Windows).
    """

    def __init__(self, out: Path) -> None:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        self._path = out / FOLDER / "timings.csv"
        self._draft = self._path.with_name("timings.csv.tmp")
        self._handle = self._draft.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._handle)
        self._rows.writerow(("path", "seconds", "peak_mb", "reused"))

    def add(self, path: str, seconds: float, peak: int, reused: bool) -> None:
        """One file: wall seconds, highest memory in bytes."""
        self._rows.writerow(
            (path, f"{seconds:.4f}", f"{peak / (1 << 20):.1f}", str(reused).lower())
        )

    def __enter__(self) -> Timings:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: object,
        where: TracebackType | None,
    ) -> None:
        self._handle.close()
        if kind is None:
            try:
                self._draft.replace(self._path)
            except (
                PermissionError
            ) as error:  # Windows: somebody looks at the former one
                raise ExtractorError("FILE_IN_USE", path=self._path) from error
