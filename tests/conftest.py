"""Shared by all tests: the authored samples, and as many processes as there are processors."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


# An example may take as long as a busy machine needs for it.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


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
    config.option.numprocesses = processors + 1  # some wait for a browser, LibreOffice or a cluster that they start
    config.option.dist = "loadfile"
    config.option.loadscopereorder = False  # files of few tests cost most; the order is that of _LONGEST_FILES


_LONGEST_FILES = (
    "test_first_readings.py", "batch/test_cluster.py", "hostile/test_hostile_set.py", "review/test_review_page.py", "batch/test_run.py",
    "metamorphic/test_metamorphic.py", "test_docs.py", "metamorphic/test_format_conversions.py", "evaluation/test_accuracy.py",
    "cli/test_cli.py", "test_readme.py", "validation/test_mutations.py", "batch/test_upload.py", "batch/test_publications.py",
    "test_architecture.py", "provenance/test_coverage.py", "test_structure.py", "dataset/test_writer.py", "test_notebooks.py",
)  # fmt: skip
"""The files of tests that cost most, the longest first; one that is missing here costs time, nothing else."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files: one that begins last keeps one process busy while the others have nothing left."""
    folder = Path(__file__).parent
    ranks = {folder / name: rank for rank, name in enumerate(_LONGEST_FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))  # stable: the others as they come


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
