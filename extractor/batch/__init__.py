"""Batch runs: discover files, read each once, write the dataset, resume a former run."""

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
