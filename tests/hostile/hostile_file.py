"""One file of the hostile set."""

from __future__ import annotations

from typing import NamedTuple

READ = frozenset({"ok", "uncertain", "not_a_disclosure"})
CORRUPT, LIMIT, POLICY = frozenset({"corrupt"}), frozenset({"refused_limit"}), frozenset({"refused_policy"})
UNSUPPORTED, ENCRYPTED = frozenset({"unsupported"}), frozenset({"encrypted"})


class HostileFile(NamedTuple):
    """A file by name, its bytes, the outcomes it may have. ``bomb``: it must cost next to nothing."""

    name: str
    data: bytes
    outcomes: frozenset[str]
    bomb: bool = False
    must_match_original: bool = False  # where it is read, it reads as the valid disclosure of its format
