"""One source of a run."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "SourceFile",
]


class SourceFile(NamedTuple):
    """One file to read.

    ``path`` is its name in the dataset, ``location`` its path or URL,
    ``member_index`` its entry in the archive there (-1 where it is
    none). ``skip_code`` is the reason why it is not to be read,
    ``status`` its outcome then. ``explicit`` is true where the user
    named this very file.
    """

    path: str
    location: str
    member_index: int = -1
    skip_code: str = ""
    status: str = ""
    explicit: bool = False
