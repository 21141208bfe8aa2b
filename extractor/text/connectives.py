"""Particles: words of the language that say how what follows belongs to what went before."""

from __future__ import annotations

import regex

__all__ = [
    "OF_WHICH",
    "LEADING_OF_WHICH",
]

OF_WHICH = "其中"
"""*Of which*: what follows are parts of what was named before it."""

LEADING_OF_WHICH = regex.compile(rf"^{OF_WHICH}[:,]?")
"""The same at the head of a name (其中：财政拨款), folded."""
