"""When: the year and phase of an amount, and the year and budget that a change is measured against."""

from __future__ import annotations

import regex

from extractor.prose.mentions import LabelledThing
from extractor.prose.patterns import BASE_KINDS, YEAR
from extractor.prose.scope import ParserState, find_sentence_start

__all__ = [
    "parse_base",
    "is_document_year",
    "find_pending_base",
    "get_prior_year",
    "resolve_period",
]

_YEAR_DIGITS = regex.compile(r"((?:19|20)\d{2})")
_CLAUSE_SEPARATOR = regex.compile("[,:;]")


def get_prior_year(state: ParserState) -> int | None:
    """The year before the document's."""
    return state.context.year - 1 if state.context.year else None


def is_document_year(state: ParserState, year: int | None) -> bool:
    """True for the document's own year, where it has one."""
    return year is not None and year == state.context.year


def find_pending_base(state: ParserState) -> tuple[int | None, str] | None:
    """The base that an earlier clause named, of this scope or of one around it."""
    return next(
        (scope.base for scope in reversed(state.clause_stack) if scope.base), None
    )


def parse_base(
    state: ParserState, base_text: str, kind_text: str
) -> tuple[int | None, str]:
    """Year and kind of a base as printed: ``when`` with its year (比2019年预算数), ``what`` at its end (预算数)."""
    printed = YEAR.search(base_text) or _YEAR_DIGITS.search(base_text)
    bare = (
        len(base_text.removesuffix(kind_text)) <= 1
    )  # nothing but 比: what follows is the year's own budget
    own = (
        printed is None
        and bare
        and state.patterns.own_budget.match(kind_text) is not None
    )
    year = (
        int(printed[1])
        if printed
        else state.context.year
        if own
        else get_prior_year(state)
    )
    for kind in BASE_KINDS:
        if any(
            word in kind_text for word in state.lexicon.get_words("base_kind", kind)
        ):
            return year, "unstated" if own and kind == "prior_year_budget" else kind
    return year, "unstated"


def resolve_period(
    state: ParserState, start: int, stop: int, subject: LabelledThing
) -> tuple[int | None, str | None]:
    """Year and phase of an amount from its own clause, else from the sentence, else the document's."""
    left, words, final, own = (
        state.text[start:stop],
        state.patterns,
        state.context.is_final,
        state.context.year,
    )
    printed = [int(m[1]) for m in YEAR.finditer(left)]
    year = printed[-1] if printed else None
    stock = _is_stock(state, start, stop, subject)
    if (
        year is None
        and words.prior_year_word.search(left)
        and not words.carryover_word.search(left)
    ):
        year = get_prior_year(state)
    if stock:
        return year or state.clause.mentioned_year or (
            own if final else get_prior_year(state)
        ), "stock"
    if year is None or own is None or year == own:
        planned = final and words.budget_word.search(words.fund_name.sub("", left))
        return own, "budget" if planned or not final else "executed"
    if year < own:
        done = final or state.context.is_past or words.executed_word.search(left)
        return year, "prior_executed" if done else "prior_budget"
    return year, "budget"


def _is_stock(
    state: ParserState, start: int, stop: int, subject: LabelledThing
) -> bool:
    """True for what an office holds at a date: an asset, and below 国有资产 whatever is not bought or sold."""
    if subject.concept is not None:
        return (
            subject.concept.startswith("assets.")
            and subject.concept != "assets.planned_purchase"
        )
    if state.context.section_key != "state_assets":
        return False
    if any(
        "assets.planned_purchase"
        in (scope.line_first_subject.concept, scope.first_subject.concept)
        for scope in state.clause_stack
    ):
        return False
    sentence = state.text[find_sentence_start(state.text, start) : stop]
    opening = _CLAUSE_SEPARATOR.split(sentence, maxsplit=1)[
        0
    ]  # 处置房屋0平方米，账面原值0万元
    return not any(
        word in opening + state.text[start:stop]
        for word in state.lexicon.get_words("flow", "word")
    )
