"""``python -m extractor`` and the command ``extractor`` are the command line."""

from __future__ import annotations

import sys

from extractor.batch.signals import heeded

__all__ = ["entry"]


def entry() -> int:
    """Run the command line; Ctrl-C ends it also while its modules load."""
    try:
        with heeded():
            from extractor.cli import main

            return main()
    except KeyboardInterrupt:
        print("INTERRUPTED", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(entry())
