"""Duties (部门职责): the numbered sentences under that label, one record each.

``(一) 研究提出全区信访工作思路…`` is duty 一. A paragraph without a number is a duty only where the section numbers none.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.context import Context
from extractor.document import Place
from extractor.issues import Issue
from extractor.outline import Entry
from extractor.records import Duty, Reading, Record

__all__ = ["read"]


def _stands_here(entry: Entry) -> bool:
    if entry.key == "duties":
        return True
    return entry.key == "duties_and_organization" and entry.heading is not None and "职" in entry.heading.text


def read(context: Context) -> Iterator[Record | Issue]:
    entries = [e for e in context.lines() if _stands_here(e) and e.kind in ("prose", "heading")]
    numbered = [e for e in entries if e.kind == "prose" and e.line.ordinal is not None]
    for entry in numbered or [e for e in entries if not e.line.text.rstrip().endswith(("：", ":"))]:
        line = entry.line
        number: Reading[str] | str | None = None
        if entry.kind == "prose" and line.ordinal is not None:
            number = line.ordinal.numeral if line.label else line.reading(line.ordinal.start, line.ordinal.stop)
        text = line.reading(entry.start, len(line.text))
        if len(text.value) >= 4:
            yield Duty(number, text, Place(line.address))
