"""Glossary terms (名词解释): ``1、事业收入：指事业单位…`` is a term and its definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from extractor.extractors.context import Context
from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Term
from extractor.text import regex
from extractor.text.numbers import find_declared_unit

__all__ = [
    "extract_terms",
]

# Ends the term of a numbered line that has no other separator.
_FALLBACK_SEPARATOR = regex.compile(r"。(?=\S)|——")
# Characters of the longest term met: 社会保障和就业支出（类）…（项）.
_MAX_TERM_LENGTH = 60


def extract_terms(context: Context) -> Iterator[Term | Issue]:
    """Extract the terms of the glossary.

    Args:
        context: The disclosure.

    Returns:
        One record a term; an issue for a line of the glossary that has no separator.
    """
    for entry in context.iter_prose_entries():
        if "glossary" not in (entry.section_key, entry.heading_key):
            continue
        # A declared unit is the caption of a table behind the glossary.
        if not find_declared_unit(entry.line.text):
            yield from _parse_term(entry, context.lexicon)


def _parse_term(entry: OutlineEntry, lexicon: Lexicon) -> Iterator[Term | Issue]:
    line = entry.line
    start = _find_term_start(entry)
    separator = _find_separator(line, start, lexicon)
    if separator is None or not 1 < separator.start() - start <= _MAX_TERM_LENGTH:
        if line.text[start:].strip() and entry.kind == "prose":
            yield Issue.build(
                "GLOSSARY_UNREAD",
                line.locate_span(0, len(line.text)),
                text=line.text[:20],
            )
        return
    definition = line.extract_text(separator.end(), len(line.text))
    if definition.value:
        term = line.extract_text(start, separator.start())
        yield Term(line.numeral, term, definition, Span(line.path))


def _find_term_start(entry: OutlineEntry) -> int:
    """Where the term begins: behind the list number, or the heading of the line."""
    if entry.line.list_number:
        return entry.line.list_number.end
    if entry.kind == "heading":
        return entry.text_start
    return 0


def _find_separator(
    line: TextLine, start: int, lexicon: Lexicon
) -> regex.Match[str] | None:
    """The separator between a term and its definition."""
    text = line.normalized
    match = _compile_separator(lexicon).search(text, start)
    if line.list_number is None:
        return match
    if match is not None and "。" not in text[start : match.start()]:
        return match
    fallback = _FALLBACK_SEPARATOR.search(text, start)
    if fallback is not None and "," not in text[start : fallback.start()]:
        return fallback
    return match


@cache
def _compile_separator(lexicon: Lexicon) -> regex.Pattern[str]:
    """Where a term ends: at a colon, before 是指 or 指, before 反映 behind a bracket.

    指 is none where it begins another word (指标).
    """
    means, other, shows = (
        build_alternation(lexicon.get_words("term", key))
        for key in ("means", "other", "shows")
    )
    colon = r"[:：]"
    means_before = rf"(?=是?(?!(?:{other}))(?:{means}))"
    shows_before = rf"(?<=[)”\"])\s*(?=(?:{shows}))"
    means_behind_space = rf"\s(?=(?:{means}))"
    return regex.compile(
        "|".join((colon, means_before, shows_before, means_behind_space))
    )
