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
from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.extracted import Extracted
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import NilStatement

__all__ = [
    "extract_nil_statements",
]

_NONZERO_MONEY = regex.compile(r"[1-9]\d*(?:\.\d+)?(?:万|亿)?元")
_SENTENCE = regex.compile(r"[^。；;]+[。；;]?")
_TITLE_LOOKBACK = (
    6  # entries above a note in which the title of its table is looked for
)


class _NilPatterns(NamedTuple):
    nil_statement: regex.Pattern[
        str
    ]  # nothing of a subject: 未安排政府性基金预算, 政府性基金预算未作安排
    subject: regex.Pattern[str]
    empty: regex.Pattern[str]
    table_name: regex.Pattern[str]  # the table that is said to be empty
    this_table: regex.Pattern[str]  # 本表: the table that stands right here
    exclusion: regex.Pattern[str]  # 如无数字则表示…, 没有超预算


@cache
def _compile_nil_patterns(lexicon: Lexicon) -> _NilPatterns:
    def build_key_alternation(key: str, vocabulary: str = "nil") -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    subjects = build_alternation(tuple(lexicon.get_vocabulary("nil_subject")))
    spoken = build_alternation(
        tuple(lexicon.get_vocabulary("doc_type")),
        lexicon.get_words("doc_title", "figures"),
    )
    name = rf"(?P<name>[一-鿿()]{{0,24}}?(?:{spoken})[一-鿿()]{{0,12}}?表)"
    after = rf"(?:{build_key_alternation('none')})[^。；;，,]{{0,16}}?(?P<subject>{subjects})"
    before = rf"(?P<before>{subjects})[^。；;，,0-9]{{0,10}}?(?:{build_key_alternation('none')})"
    return _NilPatterns(
        regex.compile(f"{after}|{before}"), regex.compile(subjects), regex.compile(build_key_alternation("empty")),
        regex.compile(rf"(?:{build_key_alternation('lead', 'nil_table')})*{name}"), regex.compile(build_key_alternation("this", "nil_table")),
        regex.compile(build_key_alternation("not", "nil_not")),
    )  # fmt: skip


class _CompactText(NamedTuple):
    """A stretch of a line without white space and quotes, and where each character stood."""

    line: TextLine
    offsets: list[int]
    text: str

    @classmethod
    def build(cls, line: TextLine, start: int, end: int) -> _CompactText:
        at = [
            i
            for i in range(start, end)
            if not line.normalized[i].isspace() and line.normalized[i] not in "\"'"
        ]
        return cls(line, at, "".join(line.normalized[i] for i in at))

    def extract_span(self, start: int, end: int) -> Extracted[str]:
        return self.line.extract_text(self.offsets[start], self.offsets[end - 1] + 1)


def extract_nil_statements(context: Context) -> Iterator[Record | Issue]:
    above: list[OutlineEntry] = []
    for entry in context.outline.entries:
        plain = entry.kind not in ("toc", "table") and isinstance(
            entry.element, TextLine
        )
        said = plain and (
            entry.kind != "title" or entry.text_start < len(entry.line.text)
        )
        if said and "glossary" not in (entry.section_key, entry.heading_key):
            yield from _extract_line_statements(
                entry, above[-_TITLE_LOOKBACK:], context
            )
        if plain:
            above.append(entry)


def _extract_line_statements(
    entry: OutlineEntry, preceding_entries: list[OutlineEntry], context: Context
) -> Iterator[NilStatement]:
    patterns = _compile_nil_patterns(context.lexicon)
    line = entry.line
    for match in _SENTENCE.finditer(line.normalized[entry.text_start :]):
        start, end = entry.text_start + match.start(), entry.text_start + match.end()
        stretch = _CompactText.build(line, start, end)
        if _NONZERO_MONEY.search(stretch.text) or patterns.exclusion.search(
            stretch.text
        ):
            continue
        whole = line.extract_text(start, end)
        found = patterns.nil_statement.search(stretch.text)
        if found is not None:
            for subject in _extract_subjects(stretch, found, patterns, context.lexicon):
                yield NilStatement(
                    subject,
                    _extract_table_name(stretch, found.end(), patterns),
                    context.year,
                    whole,
                )
        elif patterns.this_table.search(stretch.text) and patterns.empty.search(
            stretch.text
        ):
            titled = _find_subject_above(preceding_entries, patterns, context.lexicon)
            if titled is not None:
                yield NilStatement(titled, None, context.year, whole)


def _extract_subjects(
    compact_text: _CompactText,
    match: regex.Match[str],
    patterns: _NilPatterns,
    lexicon: Lexicon,
) -> Iterator[Extracted[str]]:
    """The subject found, and those that stand beside it in a list (政府性基金预算、国有资本经营预算)."""
    group = "subject" if match["subject"] else "before"
    yield _canonicalize_subject(compact_text, match.span(group), lexicon)
    for other in patterns.subject.finditer(compact_text.text, match.end()):
        between = compact_text.text[match.end() : other.start()]
        if regex.fullmatch(r"[一-鿿]{0,4}[、和及]", between):
            yield _canonicalize_subject(compact_text, other.span(), lexicon)


def _canonicalize_subject(
    compact_text: _CompactText, span: tuple[int, int], lexicon: Lexicon
) -> Extracted[str]:
    printed = compact_text.extract_span(*span)
    return Extracted(
        lexicon.get_vocabulary("nil_subject")[compact_text.text[slice(*span)]],
        printed.raw,
        printed.place,
    )


def _extract_table_name(
    compact_text: _CompactText, start: int, patterns: _NilPatterns
) -> Extracted[str] | None:
    """The table that is said to be empty, where it is named (not 本表)."""
    named = (
        patterns.table_name.search(compact_text.text, start)
        if patterns.empty.search(compact_text.text)
        else None
    )
    if named is None or patterns.this_table.match(named["name"]):
        return None
    return compact_text.extract_span(*named.span("name"))


def _find_subject_above(
    preceding_entries: list[OutlineEntry], patterns: _NilPatterns, lexicon: Lexicon
) -> Extracted[str] | None:
    for entry in reversed(preceding_entries):
        stretch = _CompactText.build(entry.line, 0, len(entry.line.text))
        found = patterns.subject.search(stretch.text)
        if found is not None and len(stretch.text) <= 60:
            return _canonicalize_subject(stretch, found.span(), lexicon)
    return None
