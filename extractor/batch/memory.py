"""Peak memory of one task in this process, in bytes: reset before, read after. A volatile figure, never in a table."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["peak", "reset_peak"]


def reset_peak() -> None:
    """Start the high-water mark anew, where the system can (Linux); elsewhere it is that of the whole process."""
    if sys.platform == "linux":
        with suppress(OSError), Path("/proc/self/clear_refs").open("w") as handle:
            handle.write("5")


def peak() -> int:
    """The highest resident memory since the last reset."""
    if sys.platform == "linux":
        with suppress(OSError, ValueError), Path("/proc/self/status").open("rb") as handle:
            for line in handle:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
