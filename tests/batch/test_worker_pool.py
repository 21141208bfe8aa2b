"""Workers may hang, die or eat memory; the others go on and the limits hold."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from extractor.batch.memory import low_memory_arrow
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from extractor.garbage import relax_garbage_collection
from extractor.model.issues import ExtractorError


def build_worker() -> Callable[[bytes, str], str]:
    def work(data: bytes, name: str) -> str:
        if data == b"hang":
            time.sleep(3600)
        if data == b"die":
            os._exit(7)
        if data == b"eat":
            hoard = [bytearray(64 << 20) for _ in range(6)]  # at once: a busy machine may look late, but before the time is over
            time.sleep(3600 + len(hoard))
        if data == b"gulp":
            return str(len(bytearray(1 << 40)))
        return f"{name}:{len(data)}"

    return work


def exit_at_start() -> Callable[[bytes, str], str]:
    os._exit(3)


def drain_pool(pool: Pool[str], count: int) -> dict[int, str | TaskFailure]:
    found: dict[int, str | TaskFailure] = {}
    end = time.monotonic() + 3600
    while len(found) < count and time.monotonic() < end:
        found.update(pool.collect_results(1.0))
    return found


def let_an_hour_pass(monkeypatch: pytest.MonkeyPatch, task_id: int) -> None:
    """Let a task have begun an hour ago: no machine, however busy, mistakes another for it, and nobody waits."""
    enforce_limits = Pool._enforce_limits

    def look_later(pool: Pool[Any]) -> Any:
        for worker in pool._workers:
            if worker.task_id == task_id and time.monotonic() - worker.task_started_at < 3600:  # a slow machine looks twice
                worker.task_started_at -= 3600
        return enforce_limits(pool)

    monkeypatch.setattr(Pool, "_enforce_limits", look_later)


def test_a_hanging_a_dying_and_a_greedy_task_cost_only_their_own_result(monkeypatch: pytest.MonkeyPatch) -> None:
    let_an_hour_pass(monkeypatch, 1)
    pool = Pool(2, build_worker, limits=TaskLimits(seconds=3000.0, memory=200 << 20))
    tasks = [b"a", b"hang", b"bb", b"die", b"ccc", b"eat", b"dddd", b"gulp", b"eeeee"]
    try:
        for number, data in enumerate(tasks):
            pool.submit(number, data, "n")
        found = drain_pool(pool, len(tasks))
    finally:
        pool.close(kill=True)
    said = {n: (r.cause if isinstance(r, TaskFailure) else r) for n, r in found.items()}
    assert said == {
        0: "n:1", 1: "timeout", 2: "n:2", 3: "crash", 4: "n:3", 5: "memory", 6: "n:4", 7: "memory", 8: "n:5",
    }  # fmt: skip
    died = found[3]
    assert isinstance(died, TaskFailure) and died.exit_code == 7


def test_a_killed_worker_is_gone_when_its_result_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    let_an_hour_pass(monkeypatch, 0)
    pool = Pool(1, build_worker, limits=TaskLimits(seconds=3000.0))
    pool.submit(0, b"hang", "n")
    try:
        assert drain_pool(pool, 1)[0] == TaskFailure("timeout", 0, pytest.approx(3600, abs=3600), pytest.approx(0, abs=1 << 30))
        pool.submit(1, b"after", "n")
        assert drain_pool(pool, 1) == {1: "n:5"}
    finally:
        pool.close(kill=True)


def test_workers_that_never_start_are_an_error_that_says_so() -> None:
    pool = Pool(1, exit_at_start)
    pool.submit(0, b"a", "n")
    with pytest.raises(ExtractorError, match="WORKERS_DO_NOT_START"):
        drain_pool(pool, 1)
    pool.close(kill=True)


def test_large_bytes_pass_to_a_worker_and_a_free_one_is_reused() -> None:
    pool = Pool(1, build_worker)
    try:
        for number in range(3):
            pool.submit(number, bytes(5_000_000), "n")
        assert drain_pool(pool, 3) == {0: "n:5000000", 1: "n:5000000", 2: "n:5000000"}
        assert pool.replaced_count == 0
    finally:
        pool.close()


def test_a_run_leaves_the_settings_of_the_process_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARROW_DEFAULT_MEMORY_POOL", raising=False)
    monkeypatch.delitem(sys.modules, "pyarrow", raising=False)
    tests_own = gc.get_threshold()
    former = (700, 10, 10)
    gc.set_threshold(*former)
    with pytest.raises(ValueError, match="boom"), relax_garbage_collection(), low_memory_arrow():
        assert gc.get_threshold()[0] > former[0] and os.environ["ARROW_DEFAULT_MEMORY_POOL"] in ("jemalloc", "system")
        raise ValueError("boom")
    found = gc.get_threshold()
    gc.set_threshold(*tests_own)
    assert found == former and "ARROW_DEFAULT_MEMORY_POOL" not in os.environ
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    with low_memory_arrow():
        assert os.environ["ARROW_DEFAULT_MEMORY_POOL"] == "mimalloc"
    assert os.environ["ARROW_DEFAULT_MEMORY_POOL"] == "mimalloc"
