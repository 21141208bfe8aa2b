"""The hostile set: every file of every category, by name."""

from __future__ import annotations

from functools import cache

from tests.hostile import bombs, deceptive_text, external_references, malformed
from tests.hostile.hostile_file import HostileFile

__all__ = ["CATEGORIES", "list_cases"]

CATEGORIES = {"bombs": bombs.iter_cases, "broken": malformed.iter_cases, "reaching": external_references.iter_cases, "lying": deceptive_text.iter_cases}


@cache
def list_cases() -> tuple[tuple[str, HostileFile], ...]:
    """(category, case) of all."""
    return tuple((category, case) for category, make in CATEGORIES.items() for case in make())
