"""Batch runs: discover files, read each once, write the dataset, resume a former run.

Names are imported when they are asked for: the command line listens for
signals before any reader is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.batch.run import (
        FAILED_STATUSES,
        ManifestEntry,
        RunReport,
        run_batch,
    )
    from extractor.batch.worker_pool import TaskLimits

__all__ = [
    "FAILED_STATUSES",
    "ManifestEntry",
    "TaskLimits",
    "RunReport",
    "run_batch",
]

_MODULES = {
    "FAILED_STATUSES": "run",
    "ManifestEntry": "run",
    "RunReport": "run",
    "TaskLimits": "worker_pool",
    "run_batch": "run",
}


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value
