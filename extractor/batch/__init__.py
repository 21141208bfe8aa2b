"""Many files: find them, read each once whatever happens, write the dataset, go on where a former run stopped."""

from __future__ import annotations

from extractor.batch.run import FAILED, Entry, Report, run
from extractor.batch.worker_pool import Limits

__all__ = ["FAILED", "Entry", "Limits", "Report", "run"]
