"""Amounts: a sum of money that is no change, with the thing it speaks of, its year and its phase."""

from __future__ import annotations

from extractor.prose.changes import undecided
from extractor.prose.labels import item_of
from extractor.prose.mentions import NOTHING, AmountSaid, Subject
from extractor.prose.parts import beside, mark_parts, part_of, whole_only
from extractor.prose.patterns import YEAR
from extractor.prose.scope import Figure, Pass, inherited, say
from extractor.prose.when import base_of, own_year, when_of
from extractor.text.normalize import squeeze

__all__ = ["amount"]


def amount(now: Pass, figure: Figure) -> None:
    """A sum with no verb of change before it: the level of a base, a change by a word nobody knows, else an amount."""
    left = now.text[figure.left : figure.start]
    itself = False
    based = now.words.base.search(left)
    if based is not None:
        year, kind = base_of(now, left[based.start() :], based["what"])
        itself = kind == "unstated" and own_year(
            now, year
        )  # 经比较，2020年度“三公”经费41万元
        if not itself:
            _level(now, figure, based.start(), year, kind)
            return
    unknown = None if itself else now.words.against.search(left)
    if (
        unknown is not None
        and str(now.setting.year) in unknown.group()[: -len(unknown["what"]) or None]
    ):
        unknown = (
            None  # 2021年当年项目3万元和2021年以前项目2万元: the own year is no base
        )
    if (
        unknown is not None
    ):  # 较上年净增5万元: measured against a year by a word nobody knows
        undecided(now, unknown, figure)
        return
    subject = _subject(now, figure)
    year, phase = _when(now, figure, subject, left)
    say(now, AmountSaid(subject, figure.reading, year, phase), figure.start, figure.end)
    _remember(now, subject, figure, left)


def _level(now: Pass, figure: Figure, stop: int, year: int | None, kind: str) -> None:
    """比2025年预算数 9819.98 万元 减少…: the level of the base year."""
    now.scope.base = year, kind
    named = now.namer.name(figure.left, figure.left + stop)
    subject = named if named.label else inherited(now)
    own = own_year(now, year)  # 决算比年初预算数2100万元增加…
    spent = kind == "prior_year_executed" or (now.setting.final and kind == "unstated")
    level = "prior_executed" if spent else "budget" if own else "prior_budget"
    say(now, AmountSaid(subject, figure.reading, year, level), figure.start, figure.end)


def _subject(now: Pass, figure: Figure) -> Subject:
    """The thing that an amount speaks of; where its clause names none, what was counted or named before."""
    scope = now.scope
    named = now.namer.name(figure.left, figure.start)
    if (
        named.label is not None
        and scope.amounts
        and now.words.kind.search(named.label.value)
    ):
        generic = squeeze(named.label.value) in now.template.words("prose.generic")
        named = (
            NOTHING if generic else named
        )  # 培训费全年预算6万元，支出决算4万元: of the same thing
    subject = whole_only(
        now, beside(now, part_of(now, named), figure.left, figure.start)
    )
    if subject.label is not None:
        scope.topic = NOTHING
    elif scope.counted is not None:  # 国内公务接待67批次，660人次，共12.8万元
        subject = Subject(
            scope.counted, item_of(now.template, scope.counted.value, now.setting.key)
        )
    else:
        subject = inherited(now, fresh=True)
    scope.counted = None
    return subject


def _when(
    now: Pass, figure: Figure, subject: Subject, left: str
) -> tuple[int | None, str | None]:
    """Year and phase of an amount; those of its whole, where it is a part that says nothing else."""
    year, phase = when_of(now, figure.left, figure.start, subject)
    scope = now.scope
    if not scope.parts:
        scope.whole = year, phase
    elif (
        scope.whole
        and phase != "stock"
        and not now.words.timed.search(now.words.funds.sub("", left))
    ):
        return (
            (year, phase) if YEAR.search(left) else scope.whole
        )  # parts are of the year of their whole
    return year, phase


def _remember(now: Pass, subject: Subject, figure: Figure, left: str) -> None:
    """Leave in the scope what later numbers may mean."""
    scope = now.scope
    scope.amounts.append((subject, figure.reading.value))
    if subject.item is not None:
        scope.items.pop(subject.item, None)
        scope.items[subject.item] = None
    mark_parts(now, left)
    if scope.head.label is None:
        scope.head = subject
    if scope.line_head.label is None:
        scope.line_head = subject
    scope.last = subject
    scope.changed = set()
    scope.opening = False
