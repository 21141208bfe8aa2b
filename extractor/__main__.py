"""``python -m extractor`` and the command ``extractor`` are the command line."""

from __future__ import annotations

import gc
import sys

from extractor.batch.signals import capture_signals
from extractor.garbage import relax_garbage_collection

__all__ = [
    "run_command_line",
]


def run_command_line() -> int:
    """Run the command line; Ctrl-C ends it also while its modules load."""
    try:
        with capture_signals(), relax_garbage_collection():
            from extractor.cli import main

            code = main()
            gc.freeze()  # what is left goes with the process: no circle is looked for
            return code
    except KeyboardInterrupt:
        print("INTERRUPTED", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(run_command_line())
