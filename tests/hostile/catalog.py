"""The hostile set: every file of every category, by name."""

from __future__ import annotations

from functools import cache

from tests.hostile import bombs, deceptive_text, external_references, malformed
from tests.hostile.hostile_file import HostileFile

__all__ = ["list_cases"]


@cache
def list_cases(share: float = 1.0) -> tuple[tuple[str, HostileFile], ...]:
    """(category, case) of all; files that only grow may be made a share of their size."""
    categories = {
        "bombs": bombs.iter_cases(share), "broken": malformed.iter_cases(),
        "reaching": external_references.iter_cases(), "lying": deceptive_text.iter_cases(),
    }  # fmt: skip
    return tuple((category, case) for category, cases in categories.items() for case in cases)
