"""Glossary terms (名词解释): ``1、事业收入：指事业单位…`` is term and definition."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.context import Context
from extractor.document import Place
from extractor.issues import Issue
from extractor.language.money import unit_in
from extractor.records import Record, Term

__all__ = ["read"]

_SPLIT = regex.compile(r"[:：]|(?=(?:是)?指(?![标导定]))|(?<=[)”\"])\s*(?=反映)|\s(?=指)")
_LOOSE = regex.compile(r"。(?=\S)|——")  # behind the term of a numbered line that no other mark parts
_TERM = 60  # characters of the longest term met (社会保障和就业支出（类）…（项）)


def read(context: Context) -> Iterator[Record | Issue]:
    for entry in context.lines():
        if entry.section_key != "glossary" and entry.key != "glossary":
            continue
        line = entry.line
        start = line.ordinal.end if line.ordinal else (entry.start if entry.kind == "heading" else 0)
        if unit_in(line.text):
            continue  # the caption of a table behind the glossary
        match = _SPLIT.search(line.twin, start)
        if line.ordinal is not None and (match is None or "。" in line.twin[start : match.start()]):
            loose = _LOOSE.search(line.twin, start)
            match = loose if loose is not None and "," not in line.twin[start : loose.start()] else match
        if match is None or not 1 < match.start() - start <= _TERM:
            if line.text[start:].strip() and entry.kind == "prose":
                yield Issue.of("GLOSSARY_UNREAD", line.place(0, len(line.text)), text=line.text[:20])
            continue
        definition = line.reading(match.end(), len(line.text))
        if not definition.value:
            continue
        number = line.number
        yield Term(number, line.reading(start, match.start()), definition, Place(line.address))
