"""Duties (部门职责): the numbered sentences under that heading, one record each.

``(一) 研究提出全区信访工作思路…`` is duty 一. A paragraph without a number is a duty only where
the section numbers none.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.layout.sections import OutlineEntry
from extractor.model.document import Span
from extractor.model.records import Duty

__all__ = [
    "extract_duties",
]

_MIN_DUTY_LENGTH = 4  # characters; what is shorter is a label


def extract_duties(context: Context) -> Iterator[Duty]:
    """Extract the duties of the department.

    Args:
        context: The disclosure.

    Returns:
        One record a duty, in the order of the text.
    """
    entries = list(_find_duty_entries(context))
    numbered = [
        entry
        for entry in entries
        if entry.kind == "prose" and entry.line.list_number is not None
    ]
    for entry in numbered or entries:
        line = entry.line
        text = line.extract_text(entry.text_start, len(line.text))
        if len(text.value) < _MIN_DUTY_LENGTH:
            continue
        number = None
        if entry.kind == "prose":
            number = line.numeral
        yield Duty(number, text, Span(line.path))


def _find_duty_entries(context: Context) -> Iterator[OutlineEntry]:
    """Entries under a heading, lead-in or opening sentence that announces duties.

    A sentence such as ``…的主要职责是：`` announces them and is none itself.
    """
    words = context.lexicon.get_words("duties", "mark")
    below_duties = False
    for entry in context.outline.entries:
        if entry.kind == "toc":
            continue
        opens_duties = _opens_duties(entry, words, below_duties)
        if opens_duties is None:
            if below_duties and _is_in_duty_section(entry):
                yield entry
            continue
        below_duties = opens_duties
        if below_duties and _has_text_behind_heading(entry):
            yield entry


def _opens_duties(
    entry: OutlineEntry, words: tuple[str, ...], below_duties: bool
) -> bool | None:
    """Whether duties follow an entry; None for one without effect."""
    if entry.kind == "table":
        return False
    if entry.kind in ("heading", "title"):
        return _announces_duties(entry, words)
    text = entry.line.text
    if not _is_in_duty_section(entry) or not text.rstrip().endswith(("：", ":")):
        return None
    if any(word in text for word in words):
        return True
    return below_duties and entry.heading_key == "duties"


def _has_text_behind_heading(entry: OutlineEntry) -> bool:
    return entry.kind in ("heading", "title") and bool(
        entry.line.text[entry.text_start :].strip()
    )


def _announces_duties(entry: OutlineEntry, words: tuple[str, ...]) -> bool:
    """True for a heading of duties, alone or together with the organization."""
    if entry.heading_key == "duties":
        return True
    if entry.heading_key != "duties_and_organization":
        return False
    heading = entry.heading or entry.line
    return any(word in heading.text for word in words)


def _is_in_duty_section(entry: OutlineEntry) -> bool:
    return (
        entry.section_key == "duties_and_organization" or entry.heading_key == "duties"
    )
