"""Counts: numbers of things with a unit of things - 2个科室, 车辆4辆, 政府采购项目为1类."""

from __future__ import annotations

import regex

from extractor.model.extracted import Reading
from extractor.prose.labels import item_of
from extractor.prose.mentions import NOTHING, CountSaid, Subject
from extractor.prose.patterns import LED, LIMIT, NOUN
from extractor.prose.scope import Pass, say
from extractor.text.numbers import decimal_of

__all__ = ["counts"]


def counts(now: Pass, start: int, stop: int) -> None:
    """State every number of things in a clause; the thing stands before its number, or behind it (2个科室)."""
    clause = now.text[start:stop]
    previous = 0
    for match in now.words.things.finditer(clause):
        if LIMIT.match(clause, match.end()):
            continue
        before = clause[previous : match.start()]
        aside = before.rfind("(") > before.rfind(
            ")"
        )  # 139批次(其中外事接待0批次): said in passing
        if aside:
            previous += before.rfind("(") + 1
            before = clause[previous : match.start()]
        behind = NOUN.match(clause, match.end())
        leads = before.endswith(LED) or now.words.count_verb.match(before)
        named = NOTHING
        if not (leads and behind):
            verb = now.words.count_head.match(before)
            skip = verb.end() if verb else 0
            named = now.namer.name(
                start + previous + skip, start + match.start(), counted=True
            )
        previous = match.end()
        subject = named.label
        if subject is None and behind is not None:
            previous = behind.end("noun")
            subject = now.reading(start + behind.start("noun"), start + previous)
        elif subject is None:
            subject = now.scope.counted or now.scope.last.label or now.scope.topic.label
        _state(now, subject, match, start)
        if subject is not None and not aside:
            _remember(now, subject)


def _state(
    now: Pass, subject: Reading[str] | None, match: regex.Match[str], start: int
) -> None:
    first, last = start + match.start(), start + match.end()
    whole = now.reading(first, last)
    number = Reading(decimal_of(match["n"]), whole.raw, whole.place)
    say(now, CountSaid(subject, number, match["unit"]), first, last)


def _remember(now: Pass, subject: Reading[str]) -> None:
    """Leave in the scope the thing counted: a sum behind it may be what it cost."""
    scope = now.scope
    scope.counted = subject
    item = item_of(now.template, subject.value, now.setting.key)
    if item is not None or scope.topic is NOTHING:
        scope.topic = Subject(subject, item)
    if item is not None:
        scope.last = scope.topic
