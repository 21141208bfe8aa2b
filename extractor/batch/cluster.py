"""Workers on other machines: a Dask scheduler that runs already, and the same task on
its workers.

Dask finds the workers, feeds them, and gives the task of a worker that
is gone to another. What it cannot do is stop one file: so each thread
of a Dask worker keeps a child of its own
(:mod:`extractor.batch.worker_pool` with one job), and the limits of
time and memory hold as they do here. The loss of the scheduler ends the
run; finished results are kept.
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
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from extractor.batch.task import FileTask, build_task
from extractor.batch.worker_pool import Pool, TaskFailure, TaskFunction, TaskLimits
from extractor.dataclass import dataclass
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ExtractorError
from extractor.provenance.corrections import CorrectionsByHash
from extractor.version import compute_code_digest

__all__ = [
    "Cluster",
    "build_task_from_files",
    "read_lexicon_files",
]

T = TypeVar("T")

CONNECT_TIMEOUT = 15.0  # seconds for the scheduler to answer
SCHEDULER_FILE_TIMEOUT = (
    60.0  # seconds for a scheduler that starts at the same time to write its file
)
THREAD_COUNT_MAX_AGE = (
    2.0  # seconds for which the number of the workers' threads is cached
)
TASKS_PER_THREAD = (
    2  # files for each thread: the one in work, and one already there when it is done
)

LexiconFiles = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class _ClusterJob:
    """Settings of a Dask worker, the same for all files."""

    run_id: str
    code_digest: str
    task_factory: Callable[..., TaskFunction[Any]]
    arguments: tuple[Any, ...]
    limits: TaskLimits


class Cluster(Generic[T]):
    """Tasks on the workers of a scheduler; takes the place of
    :class:`~extractor.batch.worker_pool.Pool`.

    ``address`` is that of the scheduler (``tcp://host:8786``) or its
    scheduler file (``*.json``). Raises ExtractorError: EXTRA_MISSING,
    NO_SCHEDULER, and later SCHEDULER_GONE, WORKER_DIFFERS,
    CLUSTER_TASK.
    """

    def __init__(
        self,
        address: str,
        task_factory: Callable[..., TaskFunction[T]],
        arguments: tuple[Any, ...] = (),
        limits: TaskLimits | None = None,
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
            )  # our errors report what matters
        self._address = address
        self._job = _ClusterJob(
            uuid.uuid4().hex,
            compute_code_digest(),
            task_factory,
            arguments,
            limits or TaskLimits(),
        )
        self._futures: dict[int, Any] = {}
        self._done_queue: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._thread_count, self._threads_counted_at = 0, float("-inf")
        end = time.monotonic() + SCHEDULER_FILE_TIMEOUT
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
                **where, timeout=CONNECT_TIMEOUT, set_as_default=False, name="extractor"
            )
        except (OSError, ValueError, TypeError) as error:  # TimeoutError is an OSError
            raise ExtractorError(
                "NO_SCHEDULER", address=address, reason=error
            ) from error

    def has_capacity(self) -> bool:
        """True while another task would find a worker soon."""
        if time.monotonic() - self._threads_counted_at > THREAD_COUNT_MAX_AGE:
            try:
                self._thread_count, self._threads_counted_at = (
                    sum(self._client.ncores().values()),
                    time.monotonic(),
                )
            except Exception as error:  # a broken connection raises many types
                raise self._build_gone_error() from error
        return len(self._futures) < max(1, TASKS_PER_THREAD * self._thread_count)

    def submit(self, task_id: int, data: Any, name: str) -> None:
        """Submit one task; its result comes from :meth:`results` under the same
        number."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # of large bytes: sent with the task, another worker can redo it
                key = f"extractor-{self._job.run_id}-{task_id}"
                future = self._client.submit(
                    _run_on_worker, self._job, data, name, key=key, pure=False
                )
        except Exception as error:
            raise self._build_gone_error() from error
        self._futures[task_id] = future
        self._queue_when_done(task_id)

    def collect_results(
        self, timeout: float | None
    ) -> Iterator[tuple[int, T | TaskFailure]]:
        """What is done by now, after waiting up to ``timeout`` seconds for the
        first."""
        numbers = []
        with suppress(queue.Empty):
            numbers.append(self._done_queue.get(timeout=timeout))
            while True:
                numbers.append(self._done_queue.get_nowait())
        if not numbers and self._client.status != "running":
            raise self._build_gone_error()
        for number in numbers:
            if self._futures[number].status in (
                "pending",
                "lost",
            ):  # done, and gone with its worker: done once more
                self._queue_when_done(number)
                continue
            yield number, self._unwrap_result(self._futures.pop(number))

    def close(self, kill: bool = False) -> None:
        """Take back what is not done, end the children on the workers, and leave the
        cluster as it was."""
        with suppress(Exception):
            if self._client.status == "running":
                if self._futures:
                    self._client.cancel(list(self._futures.values()), force=True)
                self._client.run(_close_pools, self._job.run_id, on_error="ignore")
        self._futures.clear()
        with suppress(Exception):
            self._client.close(timeout=2)

    def _queue_when_done(self, task_id: int) -> None:
        self._futures[task_id].add_done_callback(
            lambda _: self._done_queue.put(task_id)
        )

    def _unwrap_result(self, future: Any) -> T | TaskFailure:
        if future.status == "cancelled":
            raise self._build_gone_error()
        try:
            result: T | TaskFailure = future.result()
        except ExtractorError:
            raise
        except Exception as error:
            kind = type(error).__name__
            if (
                kind == "KilledWorker"
            ):  # Dask gave it to several workers, and all of them ended
                return TaskFailure(ManifestStatus.CRASH, code="CLUSTER_WORKERS_DIED")
            if self._client.status != "running" or "Cancelled" in kind:
                raise self._build_gone_error() from error
            raise ExtractorError(
                "CLUSTER_TASK", address=self._address, reason=f"{kind}: {error}"
            ) from error
        return result

    def _build_gone_error(self) -> ExtractorError:
        return ExtractorError("SCHEDULER_GONE", address=self._address)


def read_lexicon_files(templates: str | None) -> LexiconFiles:
    """The templates a user brings, as they travel: (name, bytes) of each; a worker
    cannot open the user's folder."""
    if templates is None:
        return ()
    return tuple(
        (path.name, path.read_bytes())
        for path in sorted(Path(templates).glob("*.toml"))
    )


def build_task_from_files(
    lang: str, lexicon_files: LexiconFiles, corrections: CorrectionsByHash
) -> FileTask:
    """:func:`extractor.batch.task.task` where the templates came with the order."""
    if not lexicon_files:
        return build_task(lang, None, corrections)
    with tempfile.TemporaryDirectory() as home:
        for name, data in lexicon_files:
            Path(home, name).write_bytes(data)
        return build_task(lang, home, corrections)


# --- on the workers ---------------------------------------------------------------------------------------------------

_pools_by_thread: dict[tuple[str, int], Pool[Any]] = {}  # by run and thread


def _run_on_worker(job: _ClusterJob, data: Any, name: str) -> Any:
    """One file, in the child of this thread of a Dask worker."""
    if compute_code_digest() != job.code_digest:
        raise ExtractorError(
            "WORKER_DIFFERS", ours=job.code_digest, theirs=compute_code_digest()
        )
    # Dask marks its workers so that they may have no children, lest these outlive them;
    # ours leave with their parent.
    if multiprocessing.current_process().daemon:
        multiprocessing.current_process().daemon = False
    key = (job.run_id, threading.get_ident())
    pool = _pools_by_thread.get(key)
    if pool is None:
        pool = _pools_by_thread[key] = Pool(
            1, job.task_factory, job.arguments, job.limits
        )
    try:
        pool.submit(0, data, name)
        while True:
            for _, result in pool.collect_results(None):
                return result
    except BaseException:
        pool.close(kill=True)
        raise


def _close_pools(run_id: str) -> None:
    """End the children of one run on this worker."""
    for key in [key for key in _pools_by_thread if key[0] == run_id]:
        _pools_by_thread.pop(key).close(kill=True)
