"""Particles: words of the language that say how what follows belongs to what went before."""

from __future__ import annotations

import regex

__all__ = ["AMONG", "AMONG_HEAD"]

AMONG = "其中"
"""*Of which*: what follows are parts of what was named before it."""

AMONG_HEAD = regex.compile(rf"^{AMONG}[:,]?")
"""The same at the head of a name (其中：财政拨款), folded."""
