"""Memory of this process: its peak during one task (a volatile figure, never in a
table), and how it is looked after."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = [
    "LARGE_TASK_BYTES",
    "measure_peak_memory",
    "reset_peak_memory",
    "low_memory_arrow",
    "release_memory",
]

LARGE_TASK_BYTES = 32 << 20
"""Memory that a task may add to its process before it is given back."""

ALLOCATOR_VARIABLE = "ARROW_DEFAULT_MEMORY_POOL"


@contextmanager
def low_memory_arrow() -> Iterator[None]:
    """Have Arrow, should it be loaded in here for the first time, take its memory where
    it is given back.

    The allocator it comes with keeps much of what it ever had, and a
    run makes row groups for hours. Who names one in the environment is
    obeyed.
    """
    if "pyarrow" in sys.modules or ALLOCATOR_VARIABLE in os.environ:
        yield
        return
    os.environ[ALLOCATOR_VARIABLE] = (
        "jemalloc" if sys.platform == "linux" else "system"
    )  # the builds for Linux have it
    try:
        yield
    finally:
        os.environ.pop(ALLOCATOR_VARIABLE, None)


def release_memory() -> None:
    """Give back what a large file leaves behind: circles of garbage, and what the
    allocator keeps for the next one.

    The C library of Linux keeps freed memory between what is still in
    use; a process that reads large files holds the sum of its holes.
    Elsewhere the system sees to it.
    """
    gc.collect()
    if sys.platform != "linux":
        return
    import ctypes  # for long runs; no command that shows one file needs it

    # Another C library than GNU's has no such function.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def reset_peak_memory() -> None:
    """Start the high-water mark anew, where the system can (Linux); elsewhere it is
    that of the whole process."""
    if sys.platform == "linux":
        with suppress(OSError), Path("/proc/self/clear_refs").open("w") as handle:
            handle.write("5")


def measure_peak_memory() -> int:
    """The highest resident memory since the last reset."""
    if sys.platform == "linux":
        with (
            suppress(OSError, ValueError),
            Path("/proc/self/status").open("rb") as handle,
        ):
            for line in handle:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (
        1 if sys.platform == "darwin" else 1024
    )
