"""How often Python looks for circles of garbage while files are read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["relax_garbage_collection"]

_THRESHOLDS = (5_000, 10, 50)
"""Objects more than freed before a sweep of the youngest; sweeps before one of the next
older."""


class _Relaxation:
    """The thresholds that threads have relaxed together; the last one restores them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._n_users = 0
        self._former = gc.get_threshold()

    def begin(self) -> None:
        with self._lock:
            if not self._n_users:
                self._former = gc.get_threshold()
                # A user who asked for fewer sweeps, or for none, gets them.
                if 0 < self._former[0] < _THRESHOLDS[0]:
                    gc.set_threshold(*_THRESHOLDS)
            self._n_users += 1

    def end(self) -> None:
        with self._lock:
            self._n_users -= 1
            if not self._n_users:
                gc.set_threshold(*self._former)


_RELAXATION = _Relaxation()


@contextmanager
def relax_garbage_collection() -> Iterator[None]:
    """Look for circles of garbage less often: a file makes a hundred thousand objects
    and hardly a circle.

    At the thresholds Python comes with, garbage collection takes a
    tenth of the time.
    """
    _RELAXATION.begin()
    try:
        yield
    finally:
        _RELAXATION.end()
