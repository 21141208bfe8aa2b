"""Many files: find them, read each once whatever happens, write the dataset, go on where a former run stopped."""

from __future__ import annotations

from extractor.batch.run import FAILED_STATUSES, ManifestEntry, RunReport, run_batch
from extractor.batch.worker_pool import TaskLimits

__all__ = [
    "FAILED_STATUSES",
    "ManifestEntry",
    "TaskLimits",
    "RunReport",
    "run_batch",
]
