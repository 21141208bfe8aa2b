"""Workers that may be killed: one process each, one pipe each, and the parent watching
clock and memory.

The standard pools cannot do this. ``concurrent.futures`` is broken for
good when one worker dies and cannot stop a task that hangs; pebble can,
but not for memory, it does not tell which process holds which task, and
its workers share one pipe and its locks, so that the death of one can
stop the others. Here a worker is a ``multiprocessing`` process of the
``spawn`` kind (the one kind that all systems have and that threads do
not upset) with a pipe of its own: killing it affects no other worker.
``multiprocessing.connection.wait`` is the whole loop.
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
from dataclasses import field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

import psutil

from extractor.dataclass import dataclass
from extractor.garbage import relax_garbage_collection
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ExtractorError

__all__ = [
    "TaskLimits",
    "TaskFailure",
    "Pool",
    "TaskFunction",
]

T = TypeVar("T")

POLL_INTERVAL = 0.1  # seconds between two looks at the workers' memory
MAX_WORKERS = (
    30 if sys.platform == "win32" else 1000
)  # Windows waits for 63 things at most, and a worker is two of them
MAX_FAILED_STARTS = (
    3  # workers in a row that die before they are ready: the fault is not in a file
)

TaskFunction = Callable[[Any, str], T]


@dataclass(frozen=True)
class TaskLimits:
    """Limits of one file: seconds of wall time and bytes of memory above the idle
    worker's own."""

    seconds: float = 120.0
    memory: int = 2 << 30


@dataclass(frozen=True)
class TaskFailure:
    """A task whose worker was killed or died; ``exit`` is the exit code of a worker
    that died by itself.

    ``code`` names the sentence where it is another than that of the
    cause.
    """

    cause: ManifestStatus
    exit_code: int = 0
    seconds: float = 0.0
    peak_bytes: int = 0
    code: str = ""


@dataclass
class _WorkerProcess:
    process: Any
    pipe: Connection
    ready: bool = False
    task_id: int | None = None
    task_started_at: float = 0.0
    idle_memory: int = 0
    peak_bytes: int = 0
    memory_probe: Any = None


@dataclass
class Pool(Generic[T]):
    """Up to ``jobs`` workers, started when there is something to do. ``setup()`` makes
    the function of bytes and name.

    ``setup`` is called once in each worker and must be importable
    there, with ``arguments`` that can be pickled.
    """

    jobs: int
    task_factory: Callable[..., TaskFunction[T]]
    arguments: tuple[Any, ...] = ()
    limits: TaskLimits = field(default_factory=TaskLimits)
    replaced_count: int = 0
    _workers: list[_WorkerProcess] = field(default_factory=list)
    _queued_tasks: list[tuple[int, Any, str]] = field(default_factory=list)
    _failed_starts: int = 0
    _limits_checked_at: float = 0.0

    def __post_init__(self) -> None:
        self.jobs = min(self.jobs, MAX_WORKERS)

    def has_capacity(self) -> bool:
        """True while another task would not have to wait for a worker."""
        return (
            len(self._queued_tasks)
            + sum(worker.task_id is not None for worker in self._workers)
            < self.jobs
        )

    def submit(self, task_id: int, data: Any, name: str) -> None:
        """Submit one task; its result comes from :meth:`results` under the same
        number."""
        self._queued_tasks.append((task_id, data, name))
        self._assign_tasks()

    def collect_results(
        self, timeout: float | None
    ) -> Iterator[tuple[int, T | TaskFailure]]:
        """What is done by now, after waiting up to ``timeout`` seconds for the
        first."""
        end = time.monotonic() + timeout if timeout is not None else None
        while self._workers:
            now = time.monotonic()
            pause = (
                POLL_INTERVAL
                if end is None
                else max(0.0, min(POLL_INTERVAL, end - now))
            )
            ready = wait(
                [w.pipe for w in self._workers]
                + [w.process.sentinel for w in self._workers],
                pause,
            )
            done = list(self._receive_results(set(ready))) + list(
                self._enforce_limits()
            )
            self._assign_tasks()
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
        self._queued_tasks.clear()

    def _assign_tasks(self) -> None:
        while self._queued_tasks:
            worker = next(
                (w for w in self._workers if w.ready and w.task_id is None), None
            )
            if worker is None:
                starting = sum(not w.ready for w in self._workers)
                if len(self._workers) < self.jobs and starting < len(
                    self._queued_tasks
                ):
                    self._workers.append(self._start_worker())
                    continue
                return
            task, data, name = self._queued_tasks.pop(0)
            worker.task_id, worker.task_started_at, worker.peak_bytes = (
                task,
                time.monotonic(),
                0,
            )
            try:
                worker.pipe.send((data, name))
            except (
                BrokenPipeError,
                OSError,
            ):  # it died while idle: the file is not to blame
                worker.task_id = None
                self._queued_tasks.insert(0, (task, data, name))
                self._remove_worker(worker)

    def _start_worker(self) -> _WorkerProcess:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_run_worker,
            args=(theirs, self.task_factory, self.arguments, self.limits.memory),
            daemon=True,
            name="extractor-worker",
        )
        with _block_interrupts():
            process.start()
        theirs.close()
        return _WorkerProcess(process, ours)

    def _receive_results(
        self, ready: set[Any]
    ) -> Iterator[tuple[int, T | TaskFailure]]:
        for worker in list(self._workers):
            if worker.pipe not in ready and worker.process.sentinel not in ready:
                continue
            try:
                if (
                    not worker.pipe.poll()
                ):  # only the sentinel is ready: the process died without a result
                    raise EOFError
                message = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._handle_dead_worker(worker)
                continue
            if not worker.ready:
                worker.ready = True
                self._failed_starts = 0
                with suppress(psutil.Error):
                    worker.memory_probe = psutil.Process(worker.process.pid)
                    worker.idle_memory = worker.memory_probe.memory_info().rss
                continue
            task, worker.task_id = worker.task_id, None
            assert task is not None
            result, leaves = message
            if leaves:
                self._remove_worker(worker)
            yield task, result

    def _handle_dead_worker(
        self, worker: _WorkerProcess
    ) -> Iterator[tuple[int, TaskFailure]]:
        worker.process.join(timeout=5)
        code = worker.process.exitcode or 0
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise ExtractorError("WORKERS_DO_NOT_START", exit=code)
        if worker.task_id is not None:
            yield (
                worker.task_id,
                self._build_failure(worker, ManifestStatus.CRASH, code),
            )
        self._remove_worker(worker)

    def _enforce_limits(self) -> Iterator[tuple[int, TaskFailure]]:
        now = time.monotonic()
        if now - self._limits_checked_at < POLL_INTERVAL:
            return
        self._limits_checked_at = now
        for worker in list(self._workers):
            if worker.task_id is None:
                continue
            with suppress(psutil.Error, AttributeError):
                worker.peak_bytes = max(
                    worker.peak_bytes, worker.memory_probe.memory_info().rss
                )
            cause: ManifestStatus | None = None
            if worker.peak_bytes - worker.idle_memory > self.limits.memory:
                cause = ManifestStatus.MEMORY
            elif now - worker.task_started_at > self.limits.seconds:
                cause = ManifestStatus.TIMEOUT
            if cause is not None:
                worker.process.kill()
                worker.process.join()
                yield worker.task_id, self._build_failure(worker, cause, 0)
                self._remove_worker(worker)

    @staticmethod
    def _build_failure(
        worker: _WorkerProcess,
        cause: ManifestStatus,
        exit_code: int,
    ) -> TaskFailure:
        return TaskFailure(
            cause,
            exit_code,
            time.monotonic() - worker.task_started_at,
            worker.peak_bytes,
        )

    def _remove_worker(self, worker: _WorkerProcess) -> None:
        self._workers.remove(worker)
        self.replaced_count += 1
        with suppress(OSError):
            worker.pipe.close()
        worker.process.join(timeout=1)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole group, also a worker that is just starting: a child
    inherits that it is held back.

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


def _run_worker(
    pipe: Connection,
    task_factory: Callable[..., TaskFunction[Any]],
    arguments: tuple[Any, ...],
    memory_limit: int,
) -> None:
    """Life of a worker: ready, then task after task until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    function = task_factory(*arguments)
    _limit_address_space(memory_limit)
    with relax_garbage_collection():
        _serve_tasks(pipe, function)


def _serve_tasks(pipe: Connection, function: TaskFunction[Any]) -> None:
    try:
        pipe.send("ready")
        while True:
            data, name = pipe.recv()
            try:
                result, leaves = function(data, name), False
            except MemoryError:
                result, leaves = (
                    TaskFailure(ManifestStatus.MEMORY),
                    True,
                )  # the heap is in an unknown state
            pipe.send((result, leaves))
            if leaves:
                return
    except (EOFError, OSError):
        return


def _exit_with_parent() -> None:
    """A parent that was killed cannot end its workers; they notice its exit and end
    themselves."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_address_space(memory_limit: int) -> None:
    """A ceiling for the one great allocation that comes and kills between two looks
    (where the system has such)."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError, psutil.Error):
        ceiling = psutil.Process().memory_info().vms + 2 * memory_limit + (1 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
