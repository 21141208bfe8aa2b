"""Flats: 与上年持平, 无增减变化 - a change of nothing, told by a phrase without a number."""

from __future__ import annotations

from decimal import Decimal

from extractor.model.extracted import Reading
from extractor.prose.mentions import ChangeSaid
from extractor.prose.scope import Pass, inherited, say
from extractor.prose.when import base_of, prior_year
from extractor.text.normalize import squeeze

__all__ = ["flat"]


def flat(now: Pass, start: int, stop: int) -> None:
    """One change of nothing for the thing named before, unless a change stands already."""
    clause, scope = now.text[start:stop], now.scope
    match = now.words.flat.search(clause)
    if match is None:
        return
    before = clause[: match.start()]
    subject = now.namer.name(start, start + match.start())
    if (
        match["kept"] and subject.item is None
    ):  # 公用支出未作调整, but not: 工作重点保持不变
        return
    if subject.label is None:
        subject = inherited(now)
        if scope.changed:
            return
    elif subject.item is None and not squeeze(subject.label.value).endswith(
        now.template.words_of("prose.money", "word")
    ):
        return  # 车辆数量与上年持平: not about money
    else:
        scope.last = subject
    if match["base"]:
        year, kind = base_of(now, match["base"], match["what"] or "")
    elif scope.base:
        year, kind = scope.base
    elif before and subject.item is None:  # 车辆数量不变: not about money
        return
    else:
        year, kind = prior_year(now), "unstated"
    if subject.label is None and now.setting.heading.label is None:
        return
    first, last = start + match.start(), start + match.end()
    whole = now.reading(first, last)
    zero: Reading[Decimal | None] = Reading(Decimal(0), whole.raw, whole.place)
    scope.changed.add(len(now.stated))
    say(
        now,
        ChangeSaid(subject, "flat", zero, False, year, kind, now.setting.year),
        first,
        last,
    )
