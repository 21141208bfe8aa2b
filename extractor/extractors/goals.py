"""Overall performance goals (总体绩效目标): the text under that heading."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.records import Goal
from extractor.text.numbers import find_declared_unit

__all__ = [
    "extract_goals",
]

_MIN_GOAL_LENGTH = 4  # characters; what is shorter is a label
_MAX_CAPTION_LENGTH = 30  # characters of the caption of a table


def extract_goals(context: Context) -> Iterator[Goal]:
    """Extract the overall goals.

    Args:
        context: The disclosure.

    Returns:
        One record a line of text under such a heading.
    """
    for entry in context.iter_prose_entries():
        if entry.heading_key != "overall_goal":
            continue
        if entry.kind not in ("heading", "prose"):
            continue
        text = entry.line.extract_text(entry.text_start, len(entry.line.text))
        if len(text.value) >= _MIN_GOAL_LENGTH and not _is_table_caption(text.value):
            yield Goal(text)


def _is_table_caption(text: str) -> bool:
    """True for the title or unit of the table below: ``编制部门：…　单位：元``."""
    if find_declared_unit(text):
        return True
    is_sentence = text.rstrip().endswith(("。", "；", "."))
    return len(text) <= _MAX_CAPTION_LENGTH and not is_sentence
