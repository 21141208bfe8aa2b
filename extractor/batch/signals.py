"""Requests to end: Ctrl-C, and the polite signal of a batch system or a shutdown. Each
is remembered.

Python raises KeyboardInterrupt wherever it happens to be. Where that is
the end of some object (``__del__``), the exception is only printed and
not propagated, and the program would run on for hours. So a loop calls
this check.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = [
    "check_signals",
    "capture_signals",
]

_received_signals: list[int] = []


def check_signals() -> None:
    """Raise KeyboardInterrupt where a signal was received but not propagated."""
    if _received_signals:
        raise KeyboardInterrupt


@contextmanager
def capture_signals() -> Iterator[None]:
    """Remember requests for as long as this lasts, also one within the other; only in
    the main thread, as signals are."""
    if signal.getsignal(signal.SIGINT) is _handle_signal:
        yield
        return
    _received_signals.clear()
    before = {
        number: signal.signal(number, _handle_signal)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _handle_signal(number: int, _: object) -> None:
    _received_signals.append(number)
    raise KeyboardInterrupt
