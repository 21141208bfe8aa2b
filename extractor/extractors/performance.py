"""What a department sets out to reach: duties, work activities, indicators and their grades or targets.

Two forms: activities with grades (``grades``), indicators with targets (``targets``).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.statements import Amount, Goal
from extractor.model.table_rows import Activity, Indicator, Threshold
from extractor.tables.cells import text
from extractor.targets.grades import Grades
from extractor.targets.single_targets import Targets

__all__ = ["read"]


def read(
    context: Context,
) -> Iterator[Activity | Indicator | Threshold | Goal | Amount | Issue]:
    """What every performance table says, in the order of its rows; goals that budget tables print beside projects too."""
    grades, targets = Grades(context.template), Targets(context)
    for view in context.tables:
        if view.kind == "performance_grades":
            yield from grades.read(view)
        elif view.kind == "performance_targets":
            yield from targets.read(view)
        elif view.kind == "statutory" and "goal" in view.fields:
            column = view.fields.index("goal")
            yield from (
                Goal(goal)
                for row in view.body
                if (goal := text(row[column])) is not None
            )
