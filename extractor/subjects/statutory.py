"""The statutory tables of budgets and final accounts: every number a budget line under its row and column."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.context import Context
from extractor.issues import Issue
from extractor.records import BudgetLine

__all__ = ["read"]


def read(context: Context) -> Iterator[BudgetLine | Issue]:
    """What the table hand noted while it read the tables' forms."""
    for view in context.tables:
        yield from view.issues
