"""Nil statements: 未安排政府性基金预算，故政府性基金预算支出表为空.

A budget or a table is said to be empty. The statement is a row of its own and never an amount of 0. A note that speaks of
its table only (本表无数据) takes its subject from the title above.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.layout.lines import Line
from extractor.layout.sections import Entry
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.extracted import Reading
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import NilStatement

__all__ = ["read"]

_MONEY = regex.compile(r"[1-9]\d*(?:\.\d+)?(?:万|亿)?元")
_SENTENCE = regex.compile(r"[^。；;]+[。；;]?")
_NEAR = 6  # entries above a note in which the title of its table is looked for


class _Patterns(NamedTuple):
    said: regex.Pattern[
        str
    ]  # nothing of a subject: 未安排政府性基金预算, 政府性基金预算未作安排
    subject: regex.Pattern[str]
    empty: regex.Pattern[str]
    table: regex.Pattern[str]  # the table that is said to be empty
    this: regex.Pattern[str]  # 本表: the table that stands right here
    not_said: regex.Pattern[str]  # 如无数字则表示…, 没有超预算


@cache
def _patterns(template: Template) -> _Patterns:
    def words(key: str, vocabulary: str = "nil") -> str:
        return any_of(template.words_of(vocabulary, key))

    subjects = any_of(tuple(template.words("nil_subject")))
    spoken = any_of(
        tuple(template.words("doc_type")), template.words_of("doc_title", "figures")
    )
    name = rf"(?P<name>[一-鿿()]{{0,24}}?(?:{spoken})[一-鿿()]{{0,12}}?表)"
    after = rf"(?:{words('none')})[^。；;，,]{{0,16}}?(?P<subject>{subjects})"
    before = rf"(?P<before>{subjects})[^。；;，,0-9]{{0,10}}?(?:{words('none')})"
    return _Patterns(
        regex.compile(f"{after}|{before}"), regex.compile(subjects), regex.compile(words("empty")),
        regex.compile(rf"(?:{words('lead', 'nil_table')})*{name}"), regex.compile(words("this", "nil_table")),
        regex.compile(words("not", "nil_not")),
    )  # fmt: skip


class _Text(NamedTuple):
    """A stretch of a line without white space and quotes, and where each character stood."""

    line: Line
    at: list[int]
    text: str

    @classmethod
    def of(cls, line: Line, start: int, end: int) -> _Text:
        at = [
            i
            for i in range(start, end)
            if not line.twin[i].isspace() and line.twin[i] not in "\"'"
        ]
        return cls(line, at, "".join(line.twin[i] for i in at))

    def reading(self, start: int, end: int) -> Reading[str]:
        return self.line.reading(self.at[start], self.at[end - 1] + 1)


def read(context: Context) -> Iterator[Record | Issue]:
    above: list[Entry] = []
    for entry in context.outline.entries:
        plain = entry.kind not in ("toc", "table") and isinstance(entry.item, Line)
        said = plain and (entry.kind != "title" or entry.start < len(entry.line.text))
        if said and "glossary" not in (entry.section_key, entry.key):
            yield from _statements(entry, above[-_NEAR:], context)
        if plain:
            above.append(entry)


def _statements(
    entry: Entry, above: list[Entry], context: Context
) -> Iterator[NilStatement]:
    patterns = _patterns(context.template)
    line = entry.line
    for match in _SENTENCE.finditer(line.twin[entry.start :]):
        start, end = entry.start + match.start(), entry.start + match.end()
        stretch = _Text.of(line, start, end)
        if _MONEY.search(stretch.text) or patterns.not_said.search(stretch.text):
            continue
        whole = line.reading(start, end)
        found = patterns.said.search(stretch.text)
        if found is not None:
            for subject in _subjects(stretch, found, patterns, context.template):
                yield NilStatement(
                    subject, _table(stretch, found.end(), patterns), context.year, whole
                )
        elif patterns.this.search(stretch.text) and patterns.empty.search(stretch.text):
            titled = _titled(above, patterns, context.template)
            if titled is not None:
                yield NilStatement(titled, None, context.year, whole)


def _subjects(
    stretch: _Text, found: regex.Match[str], patterns: _Patterns, template: Template
) -> Iterator[Reading[str]]:
    """The subject found, and those that stand beside it in a list (政府性基金预算、国有资本经营预算)."""
    group = "subject" if found["subject"] else "before"
    yield _canonical(stretch, found.span(group), template)
    for other in patterns.subject.finditer(stretch.text, found.end()):
        between = stretch.text[found.end() : other.start()]
        if regex.fullmatch(r"[一-鿿]{0,4}[、和及]", between):
            yield _canonical(stretch, other.span(), template)


def _canonical(
    stretch: _Text, span: tuple[int, int], template: Template
) -> Reading[str]:
    printed = stretch.reading(*span)
    return Reading(
        template.words("nil_subject")[stretch.text[slice(*span)]],
        printed.raw,
        printed.place,
    )


def _table(stretch: _Text, start: int, patterns: _Patterns) -> Reading[str] | None:
    """The table that is said to be empty, where it is named (not 本表)."""
    named = (
        patterns.table.search(stretch.text, start)
        if patterns.empty.search(stretch.text)
        else None
    )
    if named is None or patterns.this.match(named["name"]):
        return None
    return stretch.reading(*named.span("name"))


def _titled(
    above: list[Entry], patterns: _Patterns, template: Template
) -> Reading[str] | None:
    for entry in reversed(above):
        stretch = _Text.of(entry.line, 0, len(entry.line.text))
        found = patterns.subject.search(stretch.text)
        if found is not None and len(stretch.text) <= 60:
            return _canonical(stretch, found.span(), template)
    return None
