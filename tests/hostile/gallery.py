"""The hostile set: every file of every room, by name."""

from __future__ import annotations

from collections.abc import Iterator

from . import bombs, broken, lying, reaching
from .case import Case

__all__ = ["ROOMS", "cases"]

ROOMS = {"bombs": bombs.cases, "broken": broken.cases, "reaching": reaching.cases, "lying": lying.cases}


def cases() -> Iterator[tuple[str, Case]]:
    """(room, case) of all."""
    for room, make in ROOMS.items():
        yield from ((room, case) for case in make())
