"""Ends: what the end of a clause or of a sentence says (a flat phrase, a count, a topic, a base), and what it closes."""

from __future__ import annotations

from extractor.prose.counts import emit_counts
from extractor.prose.flats import emit_no_change
from extractor.prose.labels import find_concept_pair
from extractor.prose.mentions import UNLABELLED
from extractor.prose.parts import mark_breakdown
from extractor.prose.patterns import TOKEN, YEAR
from extractor.prose.scope import ParserState
from extractor.prose.when import parse_base

__all__ = [
    "end_clause",
]

_LONGEST_TITLE_CLAUSE = 28  # characters of a clause that may be a title whole
_LONGEST_BASE_LEAD_IN = (
    12  # characters before a base in a clause that compares and says no more
)


def end_clause(
    state: ParserState, end: int, next_start: int, ends_sentence: bool
) -> None:
    """Close the clause that ends at ``stop``; the next one begins at ``start``. ``sentence``: the sentence is over, too."""
    scope = state.clause
    clause = state.text[scope.clause_start : end]
    emit_no_change(state, scope.clause_start, end)
    emit_counts(state, scope.clause_start, end)
    if clause and not any(c.isdigit() for c in YEAR.sub("", clause)):
        _end_clause_without_number(state, clause, end, next_start, ends_sentence)
    mark_breakdown(state, clause)
    for match in YEAR.finditer(clause):
        scope.mentioned_year = int(match[1])
    scope.clause_start = next_start
    if ends_sentence:
        scope.end_sentence()
    elif state.text[end : end + 1] == ";":
        scope.end_semicolon_clause()


def _end_clause_without_number(
    state: ParserState, clause: str, end: int, next_start: int, ends_sentence: bool
) -> None:
    """A clause without a number names a base (与2018年度决算相比，) or the topic of what follows."""
    scope = state.clause
    based = state.patterns.comparison_clause.search(clause)
    if based is not None and based.start() <= _LONGEST_BASE_LEAD_IN:
        scope.base = parse_base(state, based["base"] + based["what"], based["what"])
        subject = state.label_resolver.resolve_label(
            scope.clause_start, scope.clause_start + based.start()
        )
        if subject.concept or (
            subject.label is not None
            and find_concept_pair(state.lexicon, subject.label.value)
        ):
            scope.topic = scope.last_subject = subject
    elif not state.patterns.reason_lead.search(clause):
        subject = state.label_resolver.resolve_label(scope.clause_start, end)
        titled = (
            ends_sentence
            and state.line.list_number is not None
            and scope.topic is UNLABELLED
            and not state.mentions
        )
        whole = (
            len(clause) <= _LONGEST_TITLE_CLAUSE
            or state.patterns.class_level_suffix.search(clause) is not None
        )
        titled = (titled and whole) or _is_amount_lead_in(state, end, next_start)
        if subject.concept is not None or (titled and subject.label is not None):
            scope.topic = subject


def _is_amount_lead_in(state: ParserState, end: int, next_start: int) -> bool:
    """True at a colon with a sum right behind it: what stands before it is its name, known or not."""
    token = (
        TOKEN.match(state.text, next_start)
        if state.text[end:next_start] == ":"
        else None
    )
    return token is not None and token["money"] is not None
