"""Glossary terms (名词解释): ``1、事业收入：指事业单位…`` is term and definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Place
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Term
from extractor.text.numbers import unit_in

__all__ = ["read"]

_LOOSE = regex.compile(
    r"。(?=\S)|——"
)  # behind the term of a numbered line that no other mark parts
_TERM = 60  # characters of the longest term met (社会保障和就业支出（类）…（项）)


@cache
def _split(template: Template) -> regex.Pattern[str]:
    """Where a term ends: at a colon, before 是指 or 指 (no part of 指标), before 反映 behind its bracket."""
    means, no, shows = (
        any_of(template.words_of("term", key)) for key in ("means", "other", "shows")
    )
    return regex.compile(
        rf"[:：]|(?=是?(?!(?:{no}))(?:{means}))|(?<=[)”\"])\s*(?=(?:{shows}))|\s(?=(?:{means}))"
    )


def read(context: Context) -> Iterator[Record | Issue]:
    split = _split(context.template)
    for entry in context.lines():
        if entry.section_key != "glossary" and entry.key != "glossary":
            continue
        line = entry.line
        start = (
            line.ordinal.end
            if line.ordinal
            else (entry.start if entry.kind == "heading" else 0)
        )
        if unit_in(line.text):
            continue  # the caption of a table behind the glossary
        match = split.search(line.twin, start)
        if line.ordinal is not None and (
            match is None or "。" in line.twin[start : match.start()]
        ):
            loose = _LOOSE.search(line.twin, start)
            match = (
                loose
                if loose is not None and "," not in line.twin[start : loose.start()]
                else match
            )
        if match is None or not 1 < match.start() - start <= _TERM:
            if line.text[start:].strip() and entry.kind == "prose":
                yield Issue.of(
                    "GLOSSARY_UNREAD",
                    line.place(0, len(line.text)),
                    text=line.text[:20],
                )
            continue
        definition = line.reading(match.end(), len(line.text))
        if not definition.value:
            continue
        number = line.number
        yield Term(
            number, line.reading(start, match.start()), definition, Place(line.address)
        )
