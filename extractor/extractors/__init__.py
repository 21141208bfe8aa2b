"""One subject, one module, one shape: ``read(context)`` yields records and issues. Subjects never import each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.extractors import (
    assets,
    counts,
    duties,
    glossary,
    goals,
    nil,
    organization,
    performance,
    procurement,
    prose_amounts,
    statutory,
)
from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.record import Record

__all__ = ["SUBJECTS"]

Subject = Callable[[Context], Iterator[Record | Issue]]

SUBJECTS: tuple[Subject, ...] = (
    duties.read,
    organization.read,
    prose_amounts.read,
    counts.read,
    goals.read,
    performance.read,
    procurement.read,
    assets.read,
    statutory.read,
    nil.read,
    glossary.read,
)
"""All subjects, in the order they read."""
