"""What a department sets out to reach: duties, work activities, indicators and their grades or targets.

Two forms: activities with grades (``grades``), indicators with targets (``targets``).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.records import Activity, Amount, Goal, Indicator, Threshold
from extractor.tables.cells import extract_text
from extractor.targets.grades import GradeTableExtractor
from extractor.targets.single_targets import TargetTableExtractor

__all__ = [
    "extract_performance",
]


def extract_performance(
    context: Context,
) -> Iterator[Activity | Indicator | Threshold | Goal | Amount | Issue]:
    """What every performance table says, in the order of its rows; goals that budget tables print beside projects too."""
    grades, targets = (
        GradeTableExtractor(context.lexicon),
        TargetTableExtractor(context),
    )
    for view in context.tables:
        if view.kind == "performance_grades":
            yield from grades.extract_rows(view)
        elif view.kind == "performance_targets":
            yield from targets.extract_rows(view)
        elif view.kind == "statutory" and "goal" in view.fields:
            column = view.fields.index("goal")
            yield from (
                Goal(goal)
                for row in view.rows
                if (goal := extract_text(row[column])) is not None
            )
