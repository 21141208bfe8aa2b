"""What differs from run to run though the data does not: seconds and memory of each
file. No part of a dataset."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType

from extractor.model.issues import ExtractorError

__all__ = [
    "VOLATILE_FOLDER",
    "TimingsWriter",
]

VOLATILE_FOLDER = "volatile"


class TimingsWriter:
    """``OUT/volatile/timings.csv``: path, seconds, peak_mb, and whether a former run's
    result was taken.

    Closing raises ExtractorError (FILE_IN_USE) where another program
    holds the former one open (Windows).
    """

    def __init__(self, out: Path) -> None:
        (out / VOLATILE_FOLDER).mkdir(parents=True, exist_ok=True)
        self._path = out / VOLATILE_FOLDER / "timings.csv"
        self._draft = self._path.with_name("timings.csv.tmp")
        self._handle = self._draft.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._handle)
        self._writer.writerow(("path", "seconds", "peak_mb", "reused"))

    def add_file(
        self, path: str, seconds: float, peak_bytes: int, reused: bool
    ) -> None:
        """One file: wall seconds, highest memory in bytes."""
        self._writer.writerow(
            (
                path,
                f"{seconds:.4f}",
                f"{peak_bytes / (1 << 20):.1f}",
                str(reused).lower(),
            )
        )

    def __enter__(self) -> TimingsWriter:
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
            ) as error:  # Windows: another program has the former file open
                raise ExtractorError("FILE_IN_USE", path=self._path) from error
