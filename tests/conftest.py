"""Shared by all tests: the authored samples, and as many processes as there are processors."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def count_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Run the whole suite in parallel where pytest-xdist is installed, unless ``-n`` says otherwise.

    The tests of one file stay in one process, so that what they share is made once.
    """
    # The suite starts some hundreds of processes: each would compile all sources anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if "PYTEST_XDIST_WORKER" in os.environ:  # a worker must not start workers of its own
        return
    processors = count_processors()
    if processors == 1 or not config.pluginmanager.hasplugin("xdist"):
        return
    is_whole_suite = config.args == config.getini("testpaths")
    if not is_whole_suite or config.option.numprocesses is not None or config.option.usepdb:
        return
    config.option.numprocesses = processors
    config.option.dist = "loadfile"
    config.option.loadscopereorder = False  # files of few tests cost most; as they come, both kinds are mixed to the end


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for circles of garbage less often, and never among what stays to the end: the tests and their libraries.

    Each file that is read makes a hundred thousand objects; the search for circles took a third of the time of the suite.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """The authored disclosures, sorted by name."""
    return sorted(SAMPLES.glob("*.docx"))


@pytest.fixture(scope="session")
def sample(samples: list[Path]) -> Path:
    """One of them."""
    return samples[0]
