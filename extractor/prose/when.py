"""When: the year and phase of an amount, and the year and budget that a change is measured against."""

from __future__ import annotations

import regex

from extractor.prose.mentions import Subject
from extractor.prose.patterns import BASE_KINDS, YEAR
from extractor.prose.scope import Pass, sentence_start

__all__ = ["base_of", "own_year", "pending_base", "prior_year", "when_of"]

_PRINTED = regex.compile(r"((?:19|20)\d{2})")
_OPENING = regex.compile("[,:;]")


def prior_year(now: Pass) -> int | None:
    """The year before the document's."""
    return now.setting.year - 1 if now.setting.year else None


def own_year(now: Pass, year: int | None) -> bool:
    """True for the document's own year, where it has one."""
    return year is not None and year == now.setting.year


def pending_base(now: Pass) -> tuple[int | None, str] | None:
    """The base that an earlier clause named, of this scope or of one around it."""
    return next((scope.base for scope in reversed(now.scopes) if scope.base), None)


def base_of(now: Pass, when: str, what: str) -> tuple[int | None, str]:
    """Year and kind of a base as printed: ``when`` with its year (比2019年预算数), ``what`` at its end (预算数)."""
    printed = YEAR.search(when) or _PRINTED.search(when)
    bare = (
        len(when.removesuffix(what)) <= 1
    )  # nothing but 比: what follows is the year's own budget
    own = printed is None and bare and now.words.own.match(what) is not None
    year = int(printed[1]) if printed else now.setting.year if own else prior_year(now)
    for kind in BASE_KINDS:
        if any(word in what for word in now.template.words_of("base_kind", kind)):
            return year, "unstated" if own and kind == "prior_year_budget" else kind
    return year, "unstated"


def when_of(
    now: Pass, start: int, stop: int, subject: Subject
) -> tuple[int | None, str | None]:
    """Year and phase of an amount from its own clause, else from the sentence, else the document's."""
    left, words, final, own = (
        now.text[start:stop],
        now.words,
        now.setting.final,
        now.setting.year,
    )
    printed = [int(m[1]) for m in YEAR.finditer(left)]
    year = printed[-1] if printed else None
    stock = _is_stock(now, start, stop, subject)
    if year is None and words.last_year.search(left) and not words.carried.search(left):
        year = prior_year(now)
    if stock:
        return year or now.scope.year or (own if final else prior_year(now)), "stock"
    if year is None or own is None or year == own:
        planned = final and words.budget.search(words.funds.sub("", left))
        return own, "budget" if planned or not final else "executed"
    if year < own:
        done = final or now.setting.past or words.done.search(left)
        return year, "prior_executed" if done else "prior_budget"
    return year, "budget"


def _is_stock(now: Pass, start: int, stop: int, subject: Subject) -> bool:
    """True for what an office holds at a date: an asset, and below 国有资产 whatever is not bought or sold."""
    if subject.item is not None:
        return (
            subject.item.startswith("assets.")
            and subject.item != "assets.planned_purchase"
        )
    if now.setting.key != "state_assets":
        return False
    if any(
        "assets.planned_purchase" in (scope.line_head.item, scope.head.item)
        for scope in now.scopes
    ):
        return False
    sentence = now.text[sentence_start(now.text, start) : stop]
    opening = _OPENING.split(sentence, maxsplit=1)[0]  # 处置房屋0平方米，账面原值0万元
    return not any(
        word in opening + now.text[start:stop]
        for word in now.template.words_of("flow", "word")
    )
