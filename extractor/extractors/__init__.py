"""Records of a disclosure, one module a table of the dataset; modules never import each
other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from extractor.extractors import (
    activities,
    assets,
    duties,
    glossary,
    goals,
    narrative_amounts,
    nil_statements,
    organization,
    performance,
    procurement,
    statutory,
    table_counts,
)
from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.records import Record
from extractor.tables.classify import TABLE_KINDS

__all__ = [
    "EXTRACTORS",
    "RecordExtractor",
    "extract_records",
]


class RecordExtractor(NamedTuple):
    """An extractor and what a disclosure must have for it to be called.

    One condition that holds is enough: a table of some kinds, a section or heading of
    some keys, or running text.
    """

    extract: Callable[[Context], Iterator[Record | Issue]]
    table_kinds: frozenset[str] = frozenset()
    section_keys: frozenset[str] = frozenset()
    reads_prose: bool = False

    def applies_to(self, context: Context) -> bool:
        """True when the disclosure has something that this extractor reads."""
        return (
            self.reads_prose
            or not self.section_keys.isdisjoint(context.section_keys)
            or not self.table_kinds.isdisjoint(context.table_kinds)
        )


EXTRACTORS: tuple[RecordExtractor, ...] = (
    RecordExtractor(
        duties.extract_duties,
        section_keys=frozenset({"duties", "duties_and_organization"}),
    ),
    RecordExtractor(
        organization.extract_org_units,
        table_kinds=frozenset({"org_units"}),
    ),
    RecordExtractor(narrative_amounts.extract_narrative_amounts, reads_prose=True),
    RecordExtractor(
        goals.extract_goals,
        section_keys=frozenset({"overall_goal"}),
    ),
    RecordExtractor(
        activities.extract_activities,
        table_kinds=frozenset({"performance_grades"}),
    ),
    RecordExtractor(
        performance.extract_performance,
        table_kinds=frozenset({"performance_targets", "statutory"}),
    ),
    RecordExtractor(
        procurement.extract_procurement,
        table_kinds=frozenset({"procurement"}),
    ),
    RecordExtractor(
        assets.extract_assets,
        table_kinds=frozenset({"fixed_assets"}),
    ),
    RecordExtractor(
        Context.iter_table_issues,
        table_kinds=frozenset({*TABLE_KINDS, "statutory", "unknown"}),
    ),
    RecordExtractor(
        statutory.extract_budget_lines,
        table_kinds=statutory.TABLE_KINDS_WITH_MONEY,
    ),
    RecordExtractor(
        table_counts.extract_table_counts,
        table_kinds=table_counts.TABLE_KINDS_WITH_COUNTS,
    ),
    RecordExtractor(nil_statements.extract_nil_statements, reads_prose=True),
    RecordExtractor(
        glossary.extract_terms,
        section_keys=frozenset({"glossary"}),
    ),
)
"""All extractors, in the order they run."""


def extract_records(context: Context) -> Iterator[Record | Issue]:
    """Run every extractor for which the disclosure has something to read.

    Args:
        context: The disclosure: document, outline, tables, lexicon and profile.

    Returns:
        Records of all tables of the dataset and issues, in the order of `EXTRACTORS`.
    """
    for extractor in EXTRACTORS:
        if extractor.applies_to(context):
            yield from extractor.extract(context)
