"""Changes: a sum or a percent behind a verb of change, measured against another year or the year's own budget."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import regex

from extractor.model.extracted import Reading
from extractor.prose.labels import pair_of
from extractor.prose.mentions import NOTHING, ChangeSaid, Direction, Subject
from extractor.prose.scope import Figure, Pass, inherited, say, sentence_start
from extractor.prose.when import base_of, pending_base, prior_year
from extractor.text.connectives import AMONG
from extractor.text.normalize import squeeze
from extractor.text.numbers import decimal_of

__all__ = ["beyond", "change", "percent", "undecided"]


def change(
    now: Pass,
    match: regex.Match[str],
    figure: Figure,
    percent: Reading[Decimal] | None = None,
) -> None:
    """比上年增加20万元: a change, its base (where it names one) before its verb."""
    scope, left = now.scope, figure.left
    direction: Direction | None = (
        "increase" if match["up"] else "decrease" if match["down"] else None
    )
    if direction and figure.reading.value == 0:
        direction = "flat"
    subject = now.namer.name(left, left + match.start())
    what = match["what"] or ""
    if subject.label is None and match["base"] and what:
        subject = _between(now, left + match.start("what"), left + match.end("what"))
        if subject.label is not None and now.words.opens.match(
            what
        ):  # 与上年相比，收、支预算总计各增加: the name is this year's
            what = what.replace(squeeze(subject.label.value), "")
        what = now.words.funds.sub("", what)
    if subject.label is None:
        whole_line = (
            scope.opening and scope.line_parts and scope.line_head.label is not None
        )
        subject = scope.line_head if whole_line else inherited(now)
    else:
        scope.last = subject
        if scope.head.label is None:
            scope.head = subject
    scope.opening = False
    if match["base"]:
        scope.base = base_of(now, match["base"], what)
    elif scope.base is None and now.text.startswith(
        AMONG, sentence_start(now.text, left)
    ):
        scope.base = scope.before
    year, kind = scope.base or pending_base(now) or (prior_year(now), "unstated")
    for one in _each(now, subject, now.text[left : left + match.end()]):
        scope.changed.add(len(now.stated))
        said = ChangeSaid(
            one, direction, figure.reading, True, year, kind, now.setting.year, percent
        )
        say(now, said, figure.start, figure.end)


def beyond(now: Pass, match: regex.Match[str], figure: Figure) -> None:
    """决算数大于预算数55.93万元: a change against the year's own budget, its verb before the base."""
    subject = _named_or_inherited(now, figure.left, figure.left + match.start())
    direction: Direction = (
        "flat"
        if figure.reading.value == 0
        else "increase"
        if match["up"]
        else "decrease"
    )
    now.scope.base = base_of(now, match["what"], match["what"])
    now.scope.changed.add(len(now.stated))
    said = ChangeSaid(
        subject, direction, figure.reading, True, *now.scope.base, now.setting.year
    )
    say(now, said, figure.start, figure.end)


def undecided(now: Pass, match: regex.Match[str], figure: Figure) -> None:
    """A figure set against another year by an unknown word: a change whose direction is left open, of no item."""
    subject = _named_or_inherited(now, figure.left, figure.left + match.start())
    year, kind = base_of(now, match.group(), match["what"])
    nothing = figure.reading.value == 0  # 比上年变化0万元 is none, whatever the verb
    whole = subject if nothing else Subject(subject.label, None)
    said = ChangeSaid(
        whole,
        "flat" if nothing else None,
        figure.reading,
        True,
        year,
        kind,
        now.setting.year,
    )
    say(now, said, figure.start, figure.end)


def percent(now: Pass, match: regex.Match[str]) -> None:
    """增长16.6%: the rate of the change before it, else a change that is stated in percent alone."""
    scope, start, end = now.scope, match.start(), match.end()
    left = now.text[scope.clause : start]
    if match["sign"] == "%" and now.words.rate.search(left) is not None:
        whole = now.reading(start, end)
        rate = Reading(decimal_of(match["percent"]), whole.raw, whole.place)
        if not _add_percent(now, rate):
            full = now.words.change.search(left)
            if full is not None and (full["base"] or full["alike"]):
                nothing: Reading[Decimal | None] = Reading(None, whole.raw, whole.place)
                change(now, full, Figure(nothing, scope.clause, start, end), rate)
    scope.clause = end


def _add_percent(now: Pass, percent: Reading[Decimal]) -> bool:
    """Give a percent to the last change of the sentence (to both, where one phrase stated two); False if none waits."""
    last = max(now.scope.changed, default=None)
    if (
        last is None and len(now.scopes) > 1 and not now.scope.amounts
    ):  # 减少20万元（下降5.3%）
        last = max(now.scopes[-2].changed, default=None)
    if last is None:
        return False
    span = (now.stated[last].start, now.stated[last].end)
    given = False
    for index, one in enumerate(now.stated):
        if (
            (one.start, one.end) == span
            and isinstance(one.said, ChangeSaid)
            and one.said.percent is None
        ):
            now.stated[index] = one._replace(said=replace(one.said, percent=percent))
            given = True
    return given


def _named_or_inherited(now: Pass, start: int, stop: int) -> Subject:
    named = now.namer.name(start, stop)
    return named if named.label is not None else inherited(now)


def _between(now: Pass, start: int, stop: int) -> Subject:
    """The thing named between base and verb (与上年相比收、支预算总计各增加), where it is a known one."""
    subject = now.namer.name(start, stop)
    known = subject.label is not None and (
        subject.item or pair_of(now.template, subject.label.value)
    )
    return subject if known else NOTHING


def _each(now: Pass, subject: Subject, clause: str) -> tuple[Subject, ...]:
    """收入总计…，支出总计…，各增加…: both that the sentence named last; any other change has one subject."""
    named = now.scope.amounts[-2:]
    if (
        len(named) < 2
        or subject is not named[1][0]
        or now.words.each.search(clause) is None
    ):
        return (subject,)
    (first, one), (second, other) = named
    return (
        (first, second)
        if one == other and first.label is not second.label
        else (subject,)
    )
