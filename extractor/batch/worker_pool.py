"""Workers that may be killed: one process each, one pipe each, and the parent watching clock and memory.

The standard pools cannot do this. ``concurrent.futures`` is broken for good when one worker dies and cannot stop a task
that hangs; pebble can, but not for memory, it does not say which process holds which task, and its workers share one
pipe and its locks, so that the death of one can stop the others. Here a worker is a ``multiprocessing`` process of the
``spawn`` kind (the one kind that all systems have and that threads do not upset) with a pipe of its own: killing it
touches nobody else. ``multiprocessing.connection.wait`` is the whole loop.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Literal, TypeVar

import psutil

from extractor.batch.memory import seldom_swept
from extractor.model.issues import ExtractorError

__all__ = ["Limits", "Lost", "Pool", "Work"]

T = TypeVar("T")

TICK = 0.1  # seconds between two looks at the workers' memory
MOST = (
    30 if sys.platform == "win32" else 1000
)  # Windows waits for 63 things at most, and a worker is two of them
STARTS = (
    3  # workers in a row that die before they are ready: the fault is not in a file
)

Work = Callable[[bytes, str], T]


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds of wall time and bytes of memory above the idle worker's own."""

    seconds: float = 120.0
    memory: int = 2 << 30


@dataclass(frozen=True)
class Lost:
    """A task whose worker was killed or died; ``exit`` is the exit code of a worker that died by itself.

    ``code`` names the sentence where it is another than that of the cause.
    """

    cause: Literal["timeout", "memory", "crash"]
    exit: int = 0
    seconds: float = 0.0
    peak: int = 0
    code: str = ""


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    task: int | None = None
    since: float = 0.0
    idle_memory: int = 0
    peak: int = 0
    probe: Any = None


@dataclass
class Pool(Generic[T]):
    """Up to ``jobs`` workers, started when there is something to do. ``setup()`` makes the function of bytes and name.

    ``setup`` is called once in each worker and must be importable there, with ``arguments`` that can be pickled.
    """

    jobs: int
    setup: Callable[..., Work[T]]
    arguments: tuple[Any, ...] = ()
    limits: Limits = field(default_factory=Limits)
    replaced: int = 0
    _workers: list[_Worker] = field(default_factory=list)
    _waiting: list[tuple[int, bytes, str]] = field(default_factory=list)
    _stillborn: int = 0
    _looked: float = 0.0

    def __post_init__(self) -> None:
        self.jobs = min(self.jobs, MOST)

    def room(self) -> bool:
        """True while another task would not have to wait for a worker."""
        return (
            len(self._waiting)
            + sum(worker.task is not None for worker in self._workers)
            < self.jobs
        )

    def submit(self, task: int, data: bytes, name: str) -> None:
        """Hand over one task; its result comes from :meth:`results` under the same number."""
        self._waiting.append((task, data, name))
        self._assign()

    def results(self, timeout: float | None) -> Iterator[tuple[int, T | Lost]]:
        """What is done by now, after waiting up to ``timeout`` seconds for the first."""
        end = time.monotonic() + timeout if timeout is not None else None
        while self._workers:
            now = time.monotonic()
            pause = TICK if end is None else max(0.0, min(TICK, end - now))
            ready = wait(
                [w.pipe for w in self._workers]
                + [w.process.sentinel for w in self._workers],
                pause,
            )
            done = list(self._collect(set(ready))) + list(self._overdue())
            self._assign()
            yield from done
            if done or (end is not None and time.monotonic() >= end):
                return

    def close(self, kill: bool = False) -> None:
        """End all workers: let them leave, or kill them at once."""
        for worker in self._workers:
            if kill:
                worker.process.kill()
            with suppress(OSError):
                worker.pipe.close()
        for worker in self._workers:
            worker.process.join(timeout=None if kill else 5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers.clear()
        self._waiting.clear()

    def _assign(self) -> None:
        while self._waiting:
            worker = next(
                (w for w in self._workers if w.ready and w.task is None), None
            )
            if worker is None:
                starting = sum(not w.ready for w in self._workers)
                if len(self._workers) < self.jobs and starting < len(self._waiting):
                    self._workers.append(self._started())
                    continue
                return
            task, data, name = self._waiting.pop(0)
            worker.task, worker.since, worker.peak = task, time.monotonic(), 0
            try:
                worker.pipe.send((data, name))
            except (
                BrokenPipeError,
                OSError,
            ):  # it died while idle: the file is not to blame
                worker.task = None
                self._waiting.insert(0, (task, data, name))
                self._bury(worker)

    def _started(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_work,
            args=(theirs, self.setup, self.arguments, self.limits.memory),
            daemon=True,
            name="extractor-worker",
        )
        with _deaf_to_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _collect(self, ready: set[Any]) -> Iterator[tuple[int, T | Lost]]:
        for worker in list(self._workers):
            if worker.pipe not in ready and worker.process.sentinel not in ready:
                continue
            try:
                if (
                    not worker.pipe.poll()
                ):  # the sentinel alone: it died and said nothing
                    raise EOFError
                message = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._died(worker)
                continue
            if not worker.ready:
                worker.ready = True
                self._stillborn = 0
                with suppress(psutil.Error):
                    worker.probe = psutil.Process(worker.process.pid)
                    worker.idle_memory = worker.probe.memory_info().rss
                continue
            task, worker.task = worker.task, None
            assert task is not None
            result, leaves = message
            if leaves:
                self._bury(worker)
            yield task, result

    def _died(self, worker: _Worker) -> Iterator[tuple[int, Lost]]:
        worker.process.join(timeout=5)
        code = worker.process.exitcode or 0
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= STARTS:
                raise ExtractorError("WORKERS_DO_NOT_START", exit=code)
        if worker.task is not None:
            yield worker.task, self._lost(worker, "crash", code)
        self._bury(worker)

    def _overdue(self) -> Iterator[tuple[int, Lost]]:
        now = time.monotonic()
        if now - self._looked < TICK:
            return
        self._looked = now
        for worker in list(self._workers):
            if worker.task is None:
                continue
            with suppress(psutil.Error, AttributeError):
                worker.peak = max(worker.peak, worker.probe.memory_info().rss)
            cause: Literal["timeout", "memory"] | None = None
            if worker.peak - worker.idle_memory > self.limits.memory:
                cause = "memory"
            elif now - worker.since > self.limits.seconds:
                cause = "timeout"
            if cause is not None:
                worker.process.kill()
                worker.process.join()
                yield worker.task, self._lost(worker, cause, 0)
                self._bury(worker)

    @staticmethod
    def _lost(
        worker: _Worker, cause: Literal["timeout", "memory", "crash"], code: int
    ) -> Lost:
        return Lost(cause, code, time.monotonic() - worker.since, worker.peak)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self.replaced += 1
        with suppress(OSError):
            worker.pipe.close()
        worker.process.join(timeout=1)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole group, also a worker that is just starting: a child inherits that it is held back.

    Here it is only late, never lost.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it would let the signal through in the middle
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    pipe: Connection,
    setup: Callable[..., Work[Any]],
    arguments: tuple[Any, ...],
    memory: int,
) -> None:
    """Life of a worker: ready, then task after task until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    function = setup(*arguments)
    _cap(memory)
    with seldom_swept():
        _serve(pipe, function)


def _serve(pipe: Connection, function: Work[Any]) -> None:
    try:
        pipe.send("ready")
        while True:
            data, name = pipe.recv()
            try:
                result, leaves = function(data, name), False
            except MemoryError:
                result, leaves = (
                    Lost("memory"),
                    True,
                )  # what is left of the heap is nothing to build on
            pipe.send((result, leaves))
            if leaves:
                return
    except (EOFError, OSError):
        return


def _leave_with_parent() -> None:
    """A parent that was killed cannot end its workers; they see it go and leave."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cap(memory: int) -> None:
    """A ceiling for the one great allocation that comes and kills between two looks (where the system has such)."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError, psutil.Error):
        ceiling = psutil.Process().memory_info().vms + 2 * memory + (1 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
