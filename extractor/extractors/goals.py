"""Overall performance goals (总体绩效目标): the text behind that label."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Goal
from extractor.text.numbers import find_declared_unit

__all__ = [
    "extract_goals",
]


def extract_goals(context: Context) -> Iterator[Record | Issue]:
    for entry in context.iter_prose_entries():
        if entry.heading_key == "overall_goal" and entry.kind in ("heading", "prose"):
            text = entry.line.extract_text(entry.text_start, len(entry.line.text))
            if len(text.value) >= 4 and not _announces_table(text.value):
                yield Goal(text)


def _announces_table(text: str) -> bool:
    """A line that only announces the table below it: its title, its unit (编制部门：…　单位：元)."""
    return bool(find_declared_unit(text)) or (
        len(text) <= 30 and not text.rstrip().endswith(("。", "；", "."))
    )
