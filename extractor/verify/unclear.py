"""Said where a file cannot be counted by the means at hand: no share is better than a wrong one."""

from __future__ import annotations

__all__ = [
    "UncountableError",
]


class UncountableError(Exception):
    """What is visible cannot be told."""
