"""Glossary terms (名词解释): ``1、事业收入：指事业单位…`` is term and definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Term
from extractor.text.numbers import find_declared_unit

__all__ = [
    "extract_terms",
]

_FALLBACK_SEPARATOR = regex.compile(
    r"。(?=\S)|——"
)  # behind the term of a numbered line that no other mark parts
_MAX_TERM_LENGTH = (
    60  # characters of the longest term met (社会保障和就业支出（类）…（项）)
)


@cache
def _compile_separator(lexicon: Lexicon) -> regex.Pattern[str]:
    """Where a term ends: at a colon, before 是指 or 指 (no part of 指标), before 反映 behind its bracket."""
    means, no, shows = (
        build_alternation(lexicon.get_words("term", key))
        for key in ("means", "other", "shows")
    )
    return regex.compile(
        rf"[:：]|(?=是?(?!(?:{no}))(?:{means}))|(?<=[)”\"])\s*(?=(?:{shows}))|\s(?=(?:{means}))"
    )


def extract_terms(context: Context) -> Iterator[Record | Issue]:
    split = _compile_separator(context.lexicon)
    for entry in context.iter_prose_entries():
        if entry.section_key != "glossary" and entry.heading_key != "glossary":
            continue
        line = entry.line
        start = (
            line.list_number.end
            if line.list_number
            else (entry.text_start if entry.kind == "heading" else 0)
        )
        if find_declared_unit(line.text):
            continue  # the caption of a table behind the glossary
        match = split.search(line.normalized, start)
        if line.list_number is not None and (
            match is None or "。" in line.normalized[start : match.start()]
        ):
            loose = _FALLBACK_SEPARATOR.search(line.normalized, start)
            match = (
                loose
                if loose is not None
                and "," not in line.normalized[start : loose.start()]
                else match
            )
        if match is None or not 1 < match.start() - start <= _MAX_TERM_LENGTH:
            if line.text[start:].strip() and entry.kind == "prose":
                yield Issue.build(
                    "GLOSSARY_UNREAD",
                    line.locate_span(0, len(line.text)),
                    text=line.text[:20],
                )
            continue
        definition = line.extract_text(match.end(), len(line.text))
        if not definition.value:
            continue
        number = line.numeral
        yield Term(
            number, line.extract_text(start, match.start()), definition, Span(line.path)
        )
