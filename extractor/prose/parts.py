"""Parts: what 其中 opens, and which item a name is as a part of, or beside, what was named before."""

from __future__ import annotations

from extractor.prose.labels import find_concept_pair
from extractor.prose.mentions import LabelledThing
from extractor.prose.scope import ParserState
from extractor.text.affixes import strip_affixes
from extractor.text.normalize import match_key

__all__ = [
    "resolve_fund_expenditure",
    "mark_breakdown",
    "resolve_breakdown_part",
    "drop_partial_revenue_concept",
]


def resolve_breakdown_part(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """A short name (货物) with the item it has as a part of what was named before."""
    if subject.concept is not None or subject.label is None:
        return subject
    wholes = [
        item
        for scope in reversed(state.clause_stack)
        for item in (
            scope.topic.concept,
            scope.last_subject.concept,
            scope.first_subject.concept,
            scope.line_first_subject.concept,
        )
    ]
    names = list(
        strip_affixes(
            match_key(subject.label.value),
            state.lexicon.get_vocabulary("prose.qualifier"),
        )
    )  # 货物支出
    found = (
        state.lexicon.find_key(f"parts.{whole}", name)
        for whole in wholes
        if whole
        for name in names
    )
    return subject._replace(concept=next((item for item in found if item), None))


def resolve_fund_expenditure(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """支出总计 right after 财政拨款收入总计 is the expenditure of that money, not of all; so is a bare 支出."""
    if not state.clause.sentence_amounts or state.clause.in_breakdown:
        return subject
    label = (
        subject.label
        if subject.label is not None
        else state.label_resolver.extract_generic_label(start, stop)
    )
    if label is None:
        return subject
    before = list(reversed(state.clause.sentence_concepts))
    known = (state.lexicon.find_key(f"beside.{item}", label.value) for item in before)
    item = next((item for item in known if item), None)
    of_revenue = bool(before) and before[0].startswith("revenue.")
    if (
        item is None
        and subject.label is None
        and of_revenue
        and state.patterns.expenditure_word.search(label.value)
    ):
        return LabelledThing(label, None)  # never what was said of a revenue
    return LabelledThing(label, item) if item else subject


def drop_partial_revenue_concept(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """A source of revenue named as a part of something that is none (上年结转 of one project) is not the office's."""
    head = state.clause.line_first_subject
    if (
        not state.clause.line_in_breakdown
        or head.label is None
        or head.concept is not None
        or find_concept_pair(state.lexicon, head.label.value)
    ):
        return subject
    return (
        subject._replace(concept=None)
        if subject.concept is not None and subject.concept.startswith("revenue.")
        else subject
    )


def mark_breakdown(state: ParserState, clause: str) -> None:
    """其中, 包括, 主要用于: what follows are parts of the first amount, of the sentence or of the line."""
    scope = state.clause
    if (
        scope.first_subject.label is not None
        and not scope.in_breakdown
        and state.patterns.breakdown_lead.search(clause)
    ):
        scope.in_breakdown = True
    if (
        scope.line_first_subject.label is not None
        and not scope.line_in_breakdown
        and state.patterns.line_breakdown_lead.search(clause)
    ):
        scope.line_in_breakdown = True
