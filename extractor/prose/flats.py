"""Flats: 与上年持平, 无增减变化 - a change of nothing, told by a phrase without a number."""

from __future__ import annotations

from decimal import Decimal

from extractor.model.records import Extracted
from extractor.prose.mentions import ChangeMention
from extractor.prose.scope import ParserState, emit_mention, inherit_subject
from extractor.prose.when import get_prior_year, parse_base
from extractor.text.normalize import match_key

__all__ = [
    "emit_no_change",
]


def emit_no_change(state: ParserState, start: int, stop: int) -> None:
    """One change of nothing for the thing named before, unless a change stands already."""
    clause, scope = state.text[start:stop], state.clause
    match = state.patterns.no_change.search(clause)
    if match is None:
        return
    before = clause[: match.start()]
    subject = state.label_resolver.resolve_label(start, start + match.start())
    if (
        match["kept"] and subject.concept is None
    ):  # 公用支出未作调整, but not: 工作重点保持不变
        return
    if subject.label is None:
        subject = inherit_subject(state)
        if scope.change_indexes:
            return
    elif subject.concept is None and not match_key(subject.label.value).endswith(
        state.lexicon.get_words("prose.money", "word")
    ):
        return  # 车辆数量与上年持平: not about money
    else:
        scope.last_subject = subject
    if match["base"]:
        year, kind = parse_base(state, match["base"], match["what"] or "")
    elif scope.base:
        year, kind = scope.base
    elif before and subject.concept is None:  # 车辆数量不变: not about money
        return
    else:
        year, kind = get_prior_year(state), "unstated"
    if subject.label is None and state.context.heading.label is None:
        return
    first, last = start + match.start(), start + match.end()
    whole = state.extract_text(first, last)
    zero: Extracted[Decimal | None] = Extracted(Decimal(0), whole.raw, whole.place)
    scope.change_indexes.add(len(state.mentions))
    emit_mention(
        state,
        ChangeMention(subject, "flat", zero, False, year, kind, state.context.year),
        first,
        last,
    )
