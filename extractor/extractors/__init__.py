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

__all__ = [
    "EXTRACTORS",
]

RecordExtractor = Callable[[Context], Iterator[Record | Issue]]

EXTRACTORS: tuple[RecordExtractor, ...] = (
    duties.extract_duties,
    organization.extract_org_units,
    prose_amounts.extract_amounts_and_changes,
    counts.extract_counts,
    goals.extract_goals,
    performance.extract_performance,
    procurement.extract_procurement,
    assets.extract_assets,
    statutory.extract_budget_lines,
    nil.extract_nil_statements,
    glossary.extract_terms,
)
"""All subjects, in the order they read."""
