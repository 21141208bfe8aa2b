"""Counts that the prose states (2个科室, 车辆4辆)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Count
from extractor.prose import CountMention

__all__ = [
    "extract_counts",
]


def extract_counts(context: Context) -> Iterator[Record | Issue]:
    for entry, said in context.mentions:
        if isinstance(said, CountMention):
            yield Count(said.subject, said.value, said.unit, entry.section_key)
