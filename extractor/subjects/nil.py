"""Nil statements: 未安排政府性基金预算，故政府性基金预算支出表为空.

A budget or a table is said to be empty. The statement is a row of its own and never an amount of 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from extractor.context import Context
from extractor.issues import Issue
from extractor.lines import Line
from extractor.outline import Entry
from extractor.records import NilStatement, Reading, Record
from extractor.template import Template

__all__ = ["read"]

_TABLE = regex.compile(r"(?:故|因此|附表中|附表|相应的?)*(?P<name>[一-鿿()]{0,24}?(?:预算|决算|收支|收入|支出)[一-鿿()]{0,12}?表)")


@cache
def _patterns(template: Template) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    def words(key: str) -> str:
        return "|".join(regex.escape(w) for w in template.words_of("nil", key)) or "(?!)"

    subjects = "|".join(sorted(map(regex.escape, template.words("nil_subject")), key=lambda w: (-len(w), w)))

    said = regex.compile(rf"(?:{words('none')})[^。；;，,]{{0,16}}?(?P<subject>{subjects})|(?P<before>{subjects})[^。；;，,0-9]{{0,10}}?(?:{words('none')})")
    return said, regex.compile(words("empty"))


def read(context: Context) -> Iterator[Record | Issue]:
    said, empty = _patterns(context.template)
    for entry in context.outline.entries:
        if entry.kind in ("toc", "table", "title") or entry.section_key == "glossary" or not isinstance(entry.item, Line):
            continue
        yield from _statements(entry, context, said, empty)


def _statements(
    entry: Entry, context: Context, said: regex.Pattern[str], empty: regex.Pattern[str]
) -> Iterator[NilStatement]:
    line = entry.line
    for match in regex.finditer(r"[^。；;]+[。；;]?", line.twin[entry.start :]):
        start, end = entry.start + match.start(), entry.start + match.end()
        at = [i for i in range(start, end) if not line.twin[i].isspace() and line.twin[i] not in "\"'"]
        text = "".join(line.twin[i] for i in at)
        found = said.search(text)
        if found is None or regex.search(r"[1-9]\d*(?:\.\d+)?(?:万|亿)?元", text):
            continue
        group = "subject" if found["subject"] else "before"
        printed = _span(line, at, *found.span(group))
        subject = Reading(context.template.words("nil_subject")[found[group]], printed.raw, printed.place)
        named = _TABLE.search(text, found.end()) if empty.search(text) else None
        table = _span(line, at, *named.span("name")) if named and not named["name"].startswith(("本", "此", "该")) else None
        yield NilStatement(subject, table, context.year, line.reading(start, end))


def _span(line: Line, at: list[int], start: int, end: int) -> Reading[str]:
    return line.reading(at[start], at[end - 1] + 1)
