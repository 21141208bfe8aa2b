"""Ends: what the end of a clause or of a sentence says (a flat phrase, a count, a topic, a base), and what it closes."""

from __future__ import annotations

from extractor.prose.counts import counts
from extractor.prose.flats import flat
from extractor.prose.labels import pair_of
from extractor.prose.mentions import NOTHING
from extractor.prose.parts import mark_parts
from extractor.prose.patterns import TOKEN, YEAR
from extractor.prose.scope import Pass
from extractor.prose.when import base_of

__all__ = ["end_clause"]

_TITLE = 28  # characters of a clause that may be a title whole
_BEFORE_BASE = 12  # characters before a base in a clause that compares and says no more


def end_clause(now: Pass, stop: int, start: int, sentence: bool) -> None:
    """Close the clause that ends at ``stop``; the next one begins at ``start``. ``sentence``: the sentence is over, too."""
    scope = now.scope
    clause = now.text[scope.clause : stop]
    flat(now, scope.clause, stop)
    counts(now, scope.clause, stop)
    if clause and not any(c.isdigit() for c in YEAR.sub("", clause)):
        _without_number(now, clause, stop, start, sentence)
    mark_parts(now, clause)
    for match in YEAR.finditer(clause):
        scope.year = int(match[1])
    scope.clause = start
    if sentence:
        scope.end_sentence()
    elif now.text[stop : stop + 1] == ";":
        scope.end_half()


def _without_number(
    now: Pass, clause: str, stop: int, start: int, sentence: bool
) -> None:
    """A clause without a number names a base (与2018年度决算相比，) or the topic of what follows."""
    scope = now.scope
    based = now.words.compared.search(clause)
    if based is not None and based.start() <= _BEFORE_BASE:
        scope.base = base_of(now, based["base"] + based["what"], based["what"])
        subject = now.namer.name(scope.clause, scope.clause + based.start())
        if subject.item or (
            subject.label is not None and pair_of(now.template, subject.label.value)
        ):
            scope.topic = scope.last = subject
    elif not now.words.reason.search(clause):
        subject = now.namer.name(scope.clause, stop)
        titled = (
            sentence
            and now.line.ordinal is not None
            and scope.topic is NOTHING
            and not now.stated
        )
        whole = len(clause) <= _TITLE or now.words.class_end.search(clause) is not None
        titled = (titled and whole) or _leads(now, stop, start)
        if subject.item is not None or (titled and subject.label is not None):
            scope.topic = subject


def _leads(now: Pass, stop: int, start: int) -> bool:
    """True at a colon with a sum right behind it: what stands before it is its name, known or not."""
    token = TOKEN.match(now.text, start) if now.text[stop:start] == ":" else None
    return token is not None and token["money"] is not None
