"""Garbage collection is relaxed while files are read, and as before afterwards."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier, Thread

import pytest

from extractor import ExtractorError, extract
from extractor.garbage import relax_garbage_collection


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    former = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield (700, 10, 10)
    gc.set_threshold(*former)


def test_thresholds_are_as_before_when_the_last_of_several_threads_ends(
    thresholds: tuple[int, int, int],
) -> None:
    seen: list[int] = []
    begun, ended = Barrier(3), Barrier(3)

    def work() -> None:
        with relax_garbage_collection():
            begun.wait()
            seen.append(gc.get_threshold()[0])
        ended.wait()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen and min(seen) > 700
    assert gc.get_threshold() == thresholds


def test_thresholds_are_as_before_when_one_of_two_ends_first(
    thresholds: tuple[int, int, int],
) -> None:
    outer, inner = ExitStack(), ExitStack()
    outer.enter_context(relax_garbage_collection())
    inner.enter_context(relax_garbage_collection())
    outer.close()
    assert gc.get_threshold()[0] > 700
    inner.close()
    assert gc.get_threshold() == thresholds


@pytest.mark.parametrize("chosen", [(0, 10, 10), (100_000, 20, 20)])
def test_a_user_who_asked_for_fewer_sweeps_gets_them(
    chosen: tuple[int, int, int],
) -> None:
    gc.set_threshold(*chosen)
    with relax_garbage_collection():
        assert gc.get_threshold() == chosen
    assert gc.get_threshold() == chosen


def test_a_file_that_is_missing_leaves_the_thresholds(
    thresholds: tuple[int, int, int], tmp_path: Path
) -> None:
    with pytest.raises(ExtractorError):
        extract(tmp_path / "none.docx")
    assert gc.get_threshold() == thresholds
