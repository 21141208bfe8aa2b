"""Changes: a sum or a percent behind a verb of change, measured against another year or the year's own budget."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import regex

from extractor.model.records import Extracted
from extractor.prose.labels import find_concept_pair
from extractor.prose.mentions import UNLABELLED, ChangeMention, Direction, LabelledThing
from extractor.prose.scope import (
    ClauseNumber,
    ParserState,
    emit_mention,
    find_sentence_start,
    inherit_subject,
)
from extractor.prose.when import find_pending_base, get_prior_year, parse_base
from extractor.text.connectives import OF_WHICH
from extractor.text.normalize import match_key
from extractor.text.numbers import parse_decimal

__all__ = [
    "emit_change_versus_budget",
    "emit_change",
    "emit_percent",
    "emit_unknown_direction",
]


def emit_change(
    state: ParserState,
    match: regex.Match[str],
    number: ClauseNumber,
    percent: Extracted[Decimal] | None = None,
) -> None:
    """比上年增加20万元: a change, its base (where it names one) before its verb."""
    scope, left = state.clause, number.clause_start
    direction: Direction | None = (
        "increase" if match["up"] else "decrease" if match["down"] else None
    )
    if direction and number.extracted.value == 0:
        direction = "flat"
    subject = state.label_resolver.resolve_label(left, left + match.start())
    what = match["what"] or ""
    if subject.label is None and match["base"] and what:
        subject = _resolve_known_subject(
            state, left + match.start("what"), left + match.end("what")
        )
        if subject.label is not None and state.patterns.comparison_word.match(
            what
        ):  # 与上年相比，收、支预算总计各增加: the name is this year's
            what = what.replace(match_key(subject.label.value), "")
        what = state.patterns.fund_name.sub("", what)
    if subject.label is None:
        whole_line = (
            scope.at_sentence_start
            and scope.line_in_breakdown
            and scope.line_first_subject.label is not None
        )
        subject = scope.line_first_subject if whole_line else inherit_subject(state)
    else:
        scope.last_subject = subject
        if scope.first_subject.label is None:
            scope.first_subject = subject
    scope.at_sentence_start = False
    if match["base"]:
        scope.base = parse_base(state, match["base"], what)
    elif scope.base is None and state.text.startswith(
        OF_WHICH, find_sentence_start(state.text, left)
    ):
        scope.base = scope.previous_base
    year, kind = (
        scope.base or find_pending_base(state) or (get_prior_year(state), "unstated")
    )
    for one in _list_changed_subjects(
        state, subject, state.text[left : left + match.end()]
    ):
        scope.change_indexes.add(len(state.mentions))
        said = ChangeMention(
            one,
            direction,
            number.extracted,
            True,
            year,
            kind,
            state.context.year,
            percent,
        )
        emit_mention(state, said, number.start, number.end)


def emit_change_versus_budget(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> None:
    """决算数大于预算数55.93万元: a change against the year's own budget, its verb before the base."""
    subject = _resolve_or_inherit_subject(
        state, number.clause_start, number.clause_start + match.start()
    )
    direction: Direction = (
        "flat"
        if number.extracted.value == 0
        else "increase"
        if match["up"]
        else "decrease"
    )
    state.clause.base = parse_base(state, match["what"], match["what"])
    state.clause.change_indexes.add(len(state.mentions))
    said = ChangeMention(
        subject,
        direction,
        number.extracted,
        True,
        *state.clause.base,
        state.context.year,
    )
    emit_mention(state, said, number.start, number.end)


def emit_unknown_direction(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> None:
    """A figure set against another year by an unknown word: a change whose direction is left open, of no item."""
    subject = _resolve_or_inherit_subject(
        state, number.clause_start, number.clause_start + match.start()
    )
    year, kind = parse_base(state, match.group(), match["what"])
    nothing = number.extracted.value == 0  # 比上年变化0万元 is none, whatever the verb
    whole = subject if nothing else LabelledThing(subject.label, None)
    said = ChangeMention(
        whole,
        "flat" if nothing else None,
        number.extracted,
        True,
        year,
        kind,
        state.context.year,
    )
    emit_mention(state, said, number.start, number.end)


def emit_percent(state: ParserState, match: regex.Match[str]) -> None:
    """增长16.6%: the rate of the change before it, else a change that is stated in percent alone."""
    scope, start, end = state.clause, match.start(), match.end()
    left = state.text[scope.clause_start : start]
    if match["sign"] == "%" and state.patterns.change_verb.search(left) is not None:
        whole = state.extract_text(start, end)
        rate = Extracted(parse_decimal(match["percent"]), whole.raw, whole.place)
        if not _attach_percent(state, rate):
            full = state.patterns.change.search(left)
            if full is not None and (full["base"] or full["alike"]):
                nothing: Extracted[Decimal | None] = Extracted(
                    None, whole.raw, whole.place
                )
                emit_change(
                    state,
                    full,
                    ClauseNumber(nothing, scope.clause_start, start, end),
                    rate,
                )
    scope.clause_start = end


def _attach_percent(state: ParserState, percent: Extracted[Decimal]) -> bool:
    """Give a percent to the last change of the sentence (to both, where one phrase stated two); False if none waits."""
    last = max(state.clause.change_indexes, default=None)
    if (
        last is None
        and len(state.clause_stack) > 1
        and not state.clause.sentence_amounts
    ):  # 减少20万元（下降5.3%）
        last = max(state.clause_stack[-2].change_indexes, default=None)
    if last is None:
        return False
    span = (state.mentions[last].start, state.mentions[last].end)
    given = False
    for index, one in enumerate(state.mentions):
        if (
            (one.start, one.end) == span
            and isinstance(one.mention, ChangeMention)
            and one.mention.percent is None
        ):
            state.mentions[index] = one._replace(
                mention=replace(one.mention, percent=percent)
            )
            given = True
    return given


def _resolve_or_inherit_subject(
    state: ParserState, start: int, stop: int
) -> LabelledThing:
    named = state.label_resolver.resolve_label(start, stop)
    return named if named.label is not None else inherit_subject(state)


def _resolve_known_subject(state: ParserState, start: int, stop: int) -> LabelledThing:
    """The thing named between base and verb (与上年相比收、支预算总计各增加), where it is a known one."""
    subject = state.label_resolver.resolve_label(start, stop)
    known = subject.label is not None and (
        subject.concept or find_concept_pair(state.lexicon, subject.label.value)
    )
    return subject if known else UNLABELLED


def _list_changed_subjects(
    state: ParserState, subject: LabelledThing, clause: str
) -> tuple[LabelledThing, ...]:
    """收入总计…，支出总计…，各增加…: both that the sentence named last; any other change has one subject."""
    named = state.clause.sentence_amounts[-2:]
    if (
        len(named) < 2
        or subject is not named[1][0]
        or state.patterns.change_of_each.search(clause) is None
    ):
        return (subject,)
    (first, one), (second, other) = named
    return (
        (first, second)
        if one == other and first.label is not second.label
        else (subject,)
    )
