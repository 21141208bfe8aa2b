"""Amounts: a sum of money that is no change, with the thing it speaks of, its year and its phase."""

from __future__ import annotations

from extractor.prose.changes import emit_unknown_direction
from extractor.prose.labels import find_concept
from extractor.prose.mentions import UNLABELLED, AmountMention, LabelledThing
from extractor.prose.parts import (
    drop_partial_revenue_concept,
    mark_breakdown,
    resolve_breakdown_part,
    resolve_fund_expenditure,
)
from extractor.prose.patterns import YEAR
from extractor.prose.scope import (
    ClauseNumber,
    ParserState,
    emit_mention,
    inherit_subject,
)
from extractor.prose.when import is_document_year, parse_base, resolve_period
from extractor.text.normalize import match_key

__all__ = [
    "emit_amount",
]


def emit_amount(state: ParserState, number: ClauseNumber) -> None:
    """A sum with no verb of change before it: the level of a base, a change by a word nobody knows, else an amount."""
    left = state.text[number.clause_start : number.start]
    itself = False
    based = state.patterns.base_level.search(left)
    if based is not None:
        year, kind = parse_base(state, left[based.start() :], based["what"])
        itself = kind == "unstated" and is_document_year(
            state, year
        )  # 经比较，2020年度“三公”经费41万元
        if not itself:
            _emit_base_level(state, number, based.start(), year, kind)
            return
    unknown = None if itself else state.patterns.unknown_comparison.search(left)
    if (
        unknown is not None
        and str(state.context.year) in unknown.group()[: -len(unknown["what"]) or None]
    ):
        unknown = (
            None  # 2021年当年项目3万元和2021年以前项目2万元: the own year is no base
        )
    if (
        unknown is not None
    ):  # 较上年净增5万元: measured against a year by a word nobody knows
        emit_unknown_direction(state, unknown, number)
        return
    subject = _resolve_amount_subject(state, number)
    year, phase = _resolve_amount_period(state, number, subject, left)
    emit_mention(
        state,
        AmountMention(subject, number.extracted, year, phase),
        number.start,
        number.end,
    )
    _remember_amount(state, subject, number, left)


def _emit_base_level(
    state: ParserState,
    number: ClauseNumber,
    base_start: int,
    year: int | None,
    base_kind: str,
) -> None:
    """比2025年预算数 9819.98 万元 减少…: the level of the base year."""
    state.clause.base = year, base_kind
    named = state.label_resolver.resolve_label(
        number.clause_start, number.clause_start + base_start
    )
    subject = named if named.label else inherit_subject(state)
    own = is_document_year(state, year)  # 决算比年初预算数2100万元增加…
    spent = base_kind == "prior_year_executed" or (
        state.context.is_final and base_kind == "unstated"
    )
    level = "prior_executed" if spent else "budget" if own else "prior_budget"
    emit_mention(
        state,
        AmountMention(subject, number.extracted, year, level),
        number.start,
        number.end,
    )


def _resolve_amount_subject(state: ParserState, number: ClauseNumber) -> LabelledThing:
    """The thing that an amount speaks of; where its clause names none, what was counted or named before."""
    scope = state.clause
    named = state.label_resolver.resolve_label(number.clause_start, number.start)
    if (
        named.label is not None
        and scope.sentence_amounts
        and state.patterns.document_kind.search(named.label.value)
    ):
        generic = match_key(named.label.value) in state.lexicon.get_vocabulary(
            "prose.generic"
        )
        named = (
            UNLABELLED if generic else named
        )  # 培训费全年预算6万元，支出决算4万元: of the same thing
    subject = drop_partial_revenue_concept(
        state,
        resolve_fund_expenditure(
            state,
            resolve_breakdown_part(state, named),
            number.clause_start,
            number.start,
        ),
    )
    if subject.label is not None:
        scope.topic = UNLABELLED
    elif scope.counted_subject is not None:  # 国内公务接待67批次，660人次，共12.8万元
        subject = LabelledThing(
            scope.counted_subject,
            find_concept(
                state.lexicon, scope.counted_subject.value, state.context.section_key
            ),
        )
    else:
        subject = inherit_subject(state, prefer_topic=True)
    scope.counted_subject = None
    return subject


def _resolve_amount_period(
    state: ParserState, number: ClauseNumber, subject: LabelledThing, left_context: str
) -> tuple[int | None, str | None]:
    """Year and phase of an amount; those of its whole, where it is a part that says nothing else."""
    year, phase = resolve_period(state, number.clause_start, number.start, subject)
    scope = state.clause
    if not scope.in_breakdown:
        scope.whole_period = year, phase
    elif (
        scope.whole_period
        and phase != "stock"
        and not state.patterns.stage_word.search(
            state.patterns.fund_name.sub("", left_context)
        )
    ):
        return (
            (year, phase) if YEAR.search(left_context) else scope.whole_period
        )  # parts are of the year of their whole
    return year, phase


def _remember_amount(
    state: ParserState, subject: LabelledThing, number: ClauseNumber, left_context: str
) -> None:
    """Leave in the scope what later numbers may mean."""
    scope = state.clause
    scope.sentence_amounts.append((subject, number.extracted.value))
    if subject.concept is not None:
        scope.sentence_concepts.pop(subject.concept, None)
        scope.sentence_concepts[subject.concept] = None
    mark_breakdown(state, left_context)
    if scope.first_subject.label is None:
        scope.first_subject = subject
    if scope.line_first_subject.label is None:
        scope.line_first_subject = subject
    scope.last_subject = subject
    scope.change_indexes = set()
    scope.at_sentence_start = False
