"""Duties (部门职责): the numbered sentences under that label, one record each.

``(一) 研究提出全区信访工作思路…`` is duty 一. A paragraph without a number is a duty only where the section numbers none.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Duty

__all__ = [
    "extract_duties",
]


def _find_duty_entries(context: Context) -> Iterator[OutlineEntry]:
    """Entries under a heading, lead-in or opening sentence (…的主要职责是：) that speaks of duties."""
    on = False
    words = context.lexicon.get_words("duties", "mark")
    for entry in context.outline.entries:
        if entry.kind == "toc" or not isinstance(entry.element, TextLine):
            on = on and entry.kind != "table"
            continue
        if entry.kind in ("heading", "title"):
            names = entry.heading.text if entry.heading is not None else entry.line.text
            on = entry.heading_key == "duties" or (
                entry.heading_key == "duties_and_organization"
                and any(word in names for word in words)
            )
            if on and entry.line.text[entry.text_start :].strip():
                yield entry
        elif (
            entry.section_key == "duties_and_organization"
            or entry.heading_key == "duties"
        ):
            if entry.line.text.rstrip().endswith(("：", ":")):
                on = any(word in entry.line.text for word in words) or (
                    on and entry.heading_key == "duties"
                )
            elif on:
                yield entry


def extract_duties(context: Context) -> Iterator[Record | Issue]:
    entries = list(_find_duty_entries(context))
    numbered = [
        e for e in entries if e.kind == "prose" and e.line.list_number is not None
    ]
    for entry in numbered or entries:
        line = entry.line
        text = line.extract_text(entry.text_start, len(line.text))
        if len(text.value) >= 4:
            yield Duty(
                line.numeral if entry.kind == "prose" else None,
                text,
                Span(line.path),
            )
