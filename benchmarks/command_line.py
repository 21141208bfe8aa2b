"""The command line of the scripts here: what they do, told on request and not by doing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

_HELP_OPTIONS = frozenset({"-h", "--help"})


def read_arguments(description: str | None) -> list[str]:
    """The words behind the name of a script; ``--help`` prints its description and ends it."""
    words = sys.argv[1:]
    if not _HELP_OPTIONS.isdisjoint(words):
        print(description)
        sys.exit(0)
    return words


def run_command(
    commands: Mapping[str, Callable[[], int | None]], description: str | None
) -> int | None:
    """Run the command that the first argument names; without one, say which there are."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in _HELP_OPTIONS:
        print(description)
        return 0
    if name not in commands:
        sys.exit(description)
    del sys.argv[1]
    return commands[name]()
