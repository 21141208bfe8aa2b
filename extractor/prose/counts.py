"""Counts: numbers of things with a unit of things - 2个科室, 车辆4辆, 政府采购项目为1类."""

from __future__ import annotations

import regex

from extractor.model.records import Extracted
from extractor.prose.labels import find_concept
from extractor.prose.mentions import UNLABELLED, CountMention, LabelledThing
from extractor.prose.patterns import (
    COUNTED_NOUN,
    NOUN_FOLLOWS_MARKERS,
    THRESHOLD_SUFFIX,
)
from extractor.prose.scope import ParserState, emit_mention
from extractor.text.numbers import parse_decimal

__all__ = [
    "emit_counts",
]


def emit_counts(state: ParserState, start: int, stop: int) -> None:
    """State every number of things in a clause; the thing stands before its number, or behind it (2个科室)."""
    clause = state.text[start:stop]
    previous = 0
    for match in state.patterns.counted_number.finditer(clause):
        if THRESHOLD_SUFFIX.match(clause, match.end()):
            continue
        before = clause[previous : match.start()]
        aside = before.rfind("(") > before.rfind(
            ")"
        )  # 139批次(其中外事接待0批次): said in passing
        if aside:
            previous += before.rfind("(") + 1
            before = clause[previous : match.start()]
        behind = COUNTED_NOUN.match(clause, match.end())
        leads = before.endswith(
            NOUN_FOLLOWS_MARKERS
        ) or state.patterns.count_verb.match(before)
        named = UNLABELLED
        if not (leads and behind):
            verb = state.patterns.count_lead_in.match(before)
            skip = verb.end() if verb else 0
            named = state.label_resolver.resolve_label(
                start + previous + skip, start + match.start(), is_counted=True
            )
        previous = match.end()
        subject = named.label
        if subject is None and behind is not None:
            previous = behind.end("noun")
            subject = state.extract_text(start + behind.start("noun"), start + previous)
        elif subject is None:
            subject = (
                state.clause.counted_subject
                or state.clause.last_subject.label
                or state.clause.topic.label
            )
        _emit_count(state, subject, match, start)
        if subject is not None and not aside:
            _remember_counted_subject(state, subject)


def _emit_count(
    state: ParserState,
    subject: Extracted[str] | None,
    match: regex.Match[str],
    start: int,
) -> None:
    first, last = start + match.start(), start + match.end()
    whole = state.extract_text(first, last)
    number = Extracted(parse_decimal(match["n"]), whole.raw, whole.place)
    emit_mention(state, CountMention(subject, number, match["unit"]), first, last)


def _remember_counted_subject(state: ParserState, subject: Extracted[str]) -> None:
    """Leave in the scope the thing counted: a sum behind it may be what it cost."""
    scope = state.clause
    scope.counted_subject = subject
    item = find_concept(state.lexicon, subject.value, state.context.section_key)
    if item is not None or scope.topic is UNLABELLED:
        scope.topic = LabelledThing(subject, item)
    if item is not None:
        scope.last_subject = scope.topic
