"""The hostile set: every file of every room, by name."""

from __future__ import annotations

from functools import cache

from tests.hostile import bombs, broken, lying, reaching
from tests.hostile.case import Case

__all__ = ["ROOMS", "cases"]

ROOMS = {"bombs": bombs.cases, "broken": broken.cases, "reaching": reaching.cases, "lying": lying.cases}


@cache
def cases() -> tuple[tuple[str, Case], ...]:
    """(room, case) of all."""
    return tuple((room, case) for room, make in ROOMS.items() for case in make())
