"""Workers on other machines: a Dask scheduler that runs already, and the same task on its workers.

Dask finds the workers, feeds them, and gives the task of a worker that is gone to another. What it cannot do is stop
one file: so each thread of a Dask worker keeps a child of its own (:mod:`extractor.batch.worker_pool` with one job), and the
limits of time and memory hold as they do here. A scheduler that goes away ends the run; what is finished is kept here.
"""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import queue
import tempfile
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from extractor.batch.task import Task, task
from extractor.batch.worker_pool import Limits, Lost, Pool, Work
from extractor.model.issues import ExtractorError
from extractor.provenance.corrections import Corrections
from extractor.version import digest

__all__ = ["Cluster", "task_of_words", "words_of"]

T = TypeVar("T")

CONNECT = 15.0  # seconds for the scheduler to answer
WRITTEN = 60.0  # seconds for a scheduler that starts at the same time to write its file
PATIENCE = 2.0  # seconds for which the number of the workers' threads is believed
AHEAD = (
    2  # files for each thread: the one in work, and one already there when it is done
)

Words = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class _Order:
    """What a Dask worker must know besides the file."""

    run: str
    digest: str
    setup: Callable[..., Work[Any]]
    arguments: tuple[Any, ...]
    limits: Limits


class Cluster(Generic[T]):
    """Tasks on the workers of a scheduler; takes the place of :class:`~extractor.batch.worker_pool.Pool`.

    ``address`` is that of the scheduler (``tcp://host:8786``) or its scheduler file (``*.json``). Raises ExtractorError:
    EXTRA_MISSING, NO_SCHEDULER, and later SCHEDULER_GONE, WORKER_DIFFERS, CLUSTER_TASK.
    """

    def __init__(
        self,
        address: str,
        setup: Callable[..., Work[T]],
        arguments: tuple[Any, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise ExtractorError(
                "EXTRA_MISSING", module="distributed", extra="dask"
            ) from error
        for name in ("distributed.client", "distributed.core", "distributed.batched"):
            logging.getLogger(name).setLevel(
                logging.CRITICAL
            )  # what it has to say is said by our errors
        self._address = address
        self._order = _Order(
            uuid.uuid4().hex, digest(), setup, arguments, limits or Limits()
        )
        self._futures: dict[int, Any] = {}
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._threads, self._asked = 0, float("-inf")
        end = time.monotonic() + WRITTEN
        while (
            address.endswith(".json") and not Path(address).exists()
        ):  # Dask would wait for ever
            if time.monotonic() > end:
                raise ExtractorError(
                    "NO_SCHEDULER", address=address, reason=os.strerror(errno.ENOENT)
                )
            time.sleep(0.2)
        where = (
            {"scheduler_file": address}
            if address.endswith(".json")
            else {"address": address}
        )
        try:
            self._client = distributed.Client(
                **where, timeout=CONNECT, set_as_default=False, name="extractor"
            )
        except (OSError, ValueError, TypeError) as error:  # TimeoutError is an OSError
            raise ExtractorError(
                "NO_SCHEDULER", address=address, reason=error
            ) from error

    def room(self) -> bool:
        """True while another task would find a worker soon."""
        if time.monotonic() - self._asked > PATIENCE:
            try:
                self._threads, self._asked = (
                    sum(self._client.ncores().values()),
                    time.monotonic(),
                )
            except Exception as error:  # whatever a connection that breaks gives
                raise self._gone() from error
        return len(self._futures) < max(1, AHEAD * self._threads)

    def submit(self, task: int, data: bytes, name: str) -> None:
        """Hand over one task; its result comes from :meth:`results` under the same number."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # of large bytes: sent with the task, another worker can redo it
                key = f"extractor-{self._order.run}-{task}"
                future = self._client.submit(
                    _on_worker, self._order, data, name, key=key, pure=False
                )
        except Exception as error:
            raise self._gone() from error
        self._futures[task] = future
        self._await(task)

    def results(self, timeout: float | None) -> Iterator[tuple[int, T | Lost]]:
        """What is done by now, after waiting up to ``timeout`` seconds for the first."""
        numbers = []
        with suppress(queue.Empty):
            numbers.append(self._done.get(timeout=timeout))
            while True:
                numbers.append(self._done.get_nowait())
        if not numbers and self._client.status != "running":
            raise self._gone()
        for number in numbers:
            if self._futures[number].status in (
                "pending",
                "lost",
            ):  # done, and gone with its worker: done once more
                self._await(number)
                continue
            yield number, self._result(self._futures.pop(number))

    def close(self, kill: bool = False) -> None:
        """Take back what is not done, end the children on the workers, and leave the cluster as it was."""
        with suppress(Exception):
            if self._client.status == "running":
                if self._futures:
                    self._client.cancel(list(self._futures.values()), force=True)
                self._client.run(_dismiss, self._order.run, on_error="ignore")
        self._futures.clear()
        with suppress(Exception):
            self._client.close(timeout=2)

    def _await(self, task: int) -> None:
        self._futures[task].add_done_callback(lambda _: self._done.put(task))

    def _result(self, future: Any) -> T | Lost:
        if future.status == "cancelled":
            raise self._gone()
        try:
            result: T | Lost = future.result()
        except ExtractorError:
            raise
        except Exception as error:
            kind = type(error).__name__
            if (
                kind == "KilledWorker"
            ):  # Dask gave it to several workers, and all of them ended
                return Lost("crash", code="CLUSTER_WORKERS_DIED")
            if self._client.status != "running" or "Cancelled" in kind:
                raise self._gone() from error
            raise ExtractorError(
                "CLUSTER_TASK", address=self._address, reason=f"{kind}: {error}"
            ) from error
        return result

    def _gone(self) -> ExtractorError:
        return ExtractorError("SCHEDULER_GONE", address=self._address)


def words_of(templates: str | None) -> Words:
    """The templates a user brings, as they travel: (name, bytes) of each; a worker cannot open the user's folder."""
    if templates is None:
        return ()
    return tuple(
        (path.name, path.read_bytes())
        for path in sorted(Path(templates).glob("*.toml"))
    )


def task_of_words(lang: str, words: Words, corrections: Corrections) -> Task:
    """:func:`extractor.batch.task.task` where the templates came with the order."""
    if not words:
        return task(lang, None, corrections)
    with tempfile.TemporaryDirectory() as home:
        for name, data in words:
            Path(home, name).write_bytes(data)
        return task(lang, home, corrections)


# --- on the workers ---------------------------------------------------------------------------------------------------

_pools: dict[tuple[str, int], Pool[Any]] = {}  # by run and thread


def _on_worker(order: _Order, data: bytes, name: str) -> Any:
    """One file, in the child of this thread of a Dask worker."""
    if digest() != order.digest:
        raise ExtractorError("WORKER_DIFFERS", ours=order.digest, theirs=digest())
    # Dask marks its workers so that they may have no children, lest these outlive them; ours leave with their parent.
    if multiprocessing.current_process().daemon:
        multiprocessing.current_process().daemon = False
    key = (order.run, threading.get_ident())
    pool = _pools.get(key)
    if pool is None:
        pool = _pools[key] = Pool(1, order.setup, order.arguments, order.limits)
    try:
        pool.submit(0, data, name)
        while True:
            for _, result in pool.results(None):
                return result
    except BaseException:
        pool.close(kill=True)
        raise


def _dismiss(run: str) -> None:
    """End the children of one run on this worker."""
    for key in [key for key in _pools if key[0] == run]:
        _pools.pop(key).close(kill=True)
