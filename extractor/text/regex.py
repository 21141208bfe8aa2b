"""Regular expressions, compiled once for all processes of a user.

To parse the patterns of this program takes longer than to understand a document; to
load what they compile to takes a fiftieth of that. This is the library ``regex`` with
a ``compile`` that keeps its results in the user's cache, in the form in which the
library pickles them.
"""

from __future__ import annotations

import atexit
import marshal
import pickle
import sys
from functools import cache

import regex as library
from regex import (
    DOTALL,
    VERBOSE,
    Match,
    Pattern,
    escape,
    finditer,
    fullmatch,
    search,
    split,
    sub,
)

from extractor.user_cache import load_entry, store_entry

__all__ = [
    "DOTALL",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "finditer",
    "fullmatch",
    "save_patterns",
    "search",
    "split",
    "sub",
]

# What the form of a compiled pattern depends on.
_ENTRY = (
    f"patterns-{library.__version__}-{sys.implementation.cache_tag}-{sys.byteorder}"
)
# Three times the patterns of the program: former versions and other templates leave
# theirs behind. Where there are more, those that nobody asked for are dropped.
_MOST_KEPT_PATTERNS = 1500

_Key = tuple[str, int]


class _CompiledPatterns:
    """Compiled patterns by their text and flags, as earlier processes kept them.

    ``kept`` are pickled, for a process needs few of them; ``used`` are those that this
    process asked for, ``is_saved`` is false as long as it knows more than the cache.
    """

    def __init__(self, kept: dict[_Key, bytes]) -> None:
        self.kept = kept
        self.used: set[_Key] = set()
        self.is_saved = True

    def find(self, key: _Key) -> Pattern[str] | None:
        """A pattern that was kept; None where there is none."""
        pickled = self.kept.get(key)
        if pickled is None:
            return None
        self.used.add(key)
        return pickle.loads(pickled)  # type: ignore[no-any-return]

    def add(self, key: _Key, pattern: Pattern[str]) -> None:
        """Keep a pattern."""
        self.kept[key] = pickle.dumps(pattern)
        self.used.add(key)
        self.is_saved = False

    def save(self) -> None:
        """Keep what this process compiled, beside what others did."""
        kept = {**_load_kept_patterns(), **self.kept}
        if len(kept) > _MOST_KEPT_PATTERNS:
            kept = {key: self.kept[key] for key in self.used}
        store_entry(_ENTRY, marshal.dumps(kept))
        self.is_saved = True


def _load_kept_patterns() -> dict[_Key, bytes]:
    content = load_entry(_ENTRY)
    if content is None:
        return {}
    return marshal.loads(content)  # type: ignore[no-any-return]


@cache
def _load_patterns() -> _CompiledPatterns:
    atexit.register(save_patterns)
    return _CompiledPatterns(_load_kept_patterns())


@cache
def compile(text: str, flags: int = 0) -> Pattern[str]:
    """Compile a pattern of the program.

    Args:
        text: The pattern.
        flags: Flags of the library.

    Returns:
        What the library compiles it to.
    """
    patterns = _load_patterns()
    pattern = patterns.find((text, int(flags)))
    if pattern is None:
        pattern = library.compile(text, flags)
        patterns.add((text, int(flags)), pattern)
    return pattern


def save_patterns() -> None:
    """Keep the patterns that this process compiled for later ones.

    A process that ends by itself does so unasked; a worker is ended by its parent.
    """
    patterns = _load_patterns()
    if not patterns.is_saved:
        patterns.save()
