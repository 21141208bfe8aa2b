"""Nil statements: ``未安排政府性基金预算，故政府性基金预算支出表为空``.

A budget or a table is stated to be empty. The statement is a row of its own and never an
amount of 0. A note on its own table only (本表无数据) takes its subject from the title
above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.records import Extracted, NilStatement

__all__ = [
    "extract_nil_statements",
]

_NONZERO_MONEY = regex.compile(r"[1-9]\d*(?:\.\d+)?(?:万|亿)?元")
_SENTENCE = regex.compile(r"[^。；;]+[。；;]?")
# Entries above a note in which the title of its table is looked for.
_TITLE_LOOKBACK = 6
_MAX_TITLE_LENGTH = 60


class _NilPatterns(NamedTuple):
    """How nil statements are worded.

    Attributes:
        nil_statement: Nothing of a subject: 未安排政府性基金预算, 政府性基金预算未作安排.
        subject: A budget or fund.
        empty: That something is empty.
        table_name: The table that is stated to be empty.
        this_table: 本表: the table that the note belongs to.
        exclusion: What is no statement: 如无数字则表示…, 没有超预算.
    """

    nil_statement: regex.Pattern[str]
    subject: regex.Pattern[str]
    empty: regex.Pattern[str]
    table_name: regex.Pattern[str]
    this_table: regex.Pattern[str]
    exclusion: regex.Pattern[str]


@cache
def _compile_nil_patterns(lexicon: Lexicon) -> _NilPatterns:
    none = build_alternation(lexicon.get_words("nil", "none"))
    empty = build_alternation(lexicon.get_words("nil", "empty"))
    lead = build_alternation(lexicon.get_words("nil_table", "lead"))
    this = build_alternation(lexicon.get_words("nil_table", "this"))
    exclusion = build_alternation(lexicon.get_words("nil_not", "not"))
    subjects = build_alternation(tuple(lexicon.get_vocabulary("nil_subject")))
    document_types = build_alternation(
        tuple(lexicon.get_vocabulary("doc_type")),
        lexicon.get_words("doc_title", "figures"),
    )
    name = rf"(?P<name>[一-鿿()]{{0,24}}?(?:{document_types})[一-鿿()]{{0,12}}?表)"
    none_first = rf"(?:{none})[^。；;，,]{{0,16}}?(?P<subject>{subjects})"
    subject_first = rf"(?P<before>{subjects})[^。；;，,0-9]{{0,10}}?(?:{none})"
    return _NilPatterns(
        nil_statement=regex.compile(f"{none_first}|{subject_first}"),
        subject=regex.compile(subjects),
        empty=regex.compile(empty),
        table_name=regex.compile(rf"(?:{lead})*{name}"),
        this_table=regex.compile(this),
        exclusion=regex.compile(exclusion),
    )


class _CompactText(NamedTuple):
    """Part of a line without white space and quotes, with the offsets in the line."""

    line: TextLine
    offsets: list[int]
    text: str

    @classmethod
    def build(cls, line: TextLine, start: int, end: int) -> _CompactText:
        text = line.normalized
        offsets = [
            index
            for index in range(start, end)
            if not text[index].isspace() and text[index] not in "\"'"
        ]
        return cls(line, offsets, "".join(text[index] for index in offsets))

    def extract_span(self, start: int, end: int) -> Extracted[str]:
        return self.line.extract_text(self.offsets[start], self.offsets[end - 1] + 1)


def extract_nil_statements(context: Context) -> Iterator[NilStatement]:
    """Extract the statements that a budget or a table is empty.

    Args:
        context: The disclosure.

    Returns:
        One record a subject of each such sentence, in the order of the text.
    """
    preceding: list[OutlineEntry] = []
    for entry in context.outline.entries:
        if entry.kind in ("toc", "table") or not isinstance(entry.element, TextLine):
            continue
        has_text = entry.kind != "title" or entry.text_start < len(entry.line.text)
        if has_text and "glossary" not in (entry.section_key, entry.heading_key):
            yield from _extract_line_statements(
                entry, preceding[-_TITLE_LOOKBACK:], context
            )
        preceding.append(entry)


def _extract_line_statements(
    entry: OutlineEntry, preceding_entries: Sequence[OutlineEntry], context: Context
) -> Iterator[NilStatement]:
    patterns = _compile_nil_patterns(context.lexicon)
    line = entry.line
    for match in _SENTENCE.finditer(line.normalized[entry.text_start :]):
        start, end = entry.text_start + match.start(), entry.text_start + match.end()
        sentence = _CompactText.build(line, start, end)
        if _NONZERO_MONEY.search(sentence.text):
            continue
        if patterns.exclusion.search(sentence.text):
            continue
        whole = line.extract_text(start, end)
        found = patterns.nil_statement.search(sentence.text)
        if found is not None:
            table_name = _extract_table_name(sentence, found.end(), patterns)
            for subject in _extract_subjects(
                sentence, found, patterns, context.lexicon
            ):
                yield NilStatement(subject, table_name, context.year, whole)
        elif _is_empty_table_note(sentence, patterns):
            titled = _find_subject_above(preceding_entries, patterns, context.lexicon)
            if titled is not None:
                yield NilStatement(titled, None, context.year, whole)


def _is_empty_table_note(sentence: _CompactText, patterns: _NilPatterns) -> bool:
    """True for a note that its own table is empty: ``本表无数据``."""
    return bool(
        patterns.this_table.search(sentence.text)
        and patterns.empty.search(sentence.text)
    )


def _extract_subjects(
    sentence: _CompactText,
    match: regex.Match[str],
    patterns: _NilPatterns,
    lexicon: Lexicon,
) -> Iterator[Extracted[str]]:
    """The subject found and those listed with it: ``政府性基金预算、国有资本经营预算``."""
    group = "subject" if match["subject"] else "before"
    yield _canonicalize_subject(sentence, match.span(group), lexicon)
    for other in patterns.subject.finditer(sentence.text, match.end()):
        between = sentence.text[match.end() : other.start()]
        if regex.fullmatch(r"[一-鿿]{0,4}[、和及]", between):
            yield _canonicalize_subject(sentence, other.span(), lexicon)


def _canonicalize_subject(
    sentence: _CompactText, span: tuple[int, int], lexicon: Lexicon
) -> Extracted[str]:
    """The canonical name of a printed subject."""
    printed = sentence.extract_span(*span)
    name = lexicon.get_vocabulary("nil_subject")[sentence.text[slice(*span)]]
    return Extracted(name, printed.raw, printed.place)


def _extract_table_name(
    sentence: _CompactText, start: int, patterns: _NilPatterns
) -> Extracted[str] | None:
    """The table that is stated to be empty, where it is named (not 本表)."""
    if not patterns.empty.search(sentence.text):
        return None
    named = patterns.table_name.search(sentence.text, start)
    if named is None or patterns.this_table.match(named["name"]):
        return None
    return sentence.extract_span(*named.span("name"))


def _find_subject_above(
    preceding_entries: Sequence[OutlineEntry], patterns: _NilPatterns, lexicon: Lexicon
) -> Extracted[str] | None:
    """The subject of the nearest short line above that names one."""
    for entry in reversed(preceding_entries):
        line = _CompactText.build(entry.line, 0, len(entry.line.text))
        match = patterns.subject.search(line.text)
        if match is not None and len(line.text) <= _MAX_TITLE_LENGTH:
            return _canonicalize_subject(line, match.span(), lexicon)
    return None
