"""Parts: what 其中 opens, and which item a name is as a part of, or beside, what was named before."""

from __future__ import annotations

from extractor.prose.labels import pair_of
from extractor.prose.mentions import Subject
from extractor.prose.scope import Pass
from extractor.text.affixes import without
from extractor.text.normalize import squeeze

__all__ = ["beside", "mark_parts", "part_of", "whole_only"]


def part_of(now: Pass, subject: Subject) -> Subject:
    """A short name (货物) with the item it has as a part of what was named before."""
    if subject.item is not None or subject.label is None:
        return subject
    wholes = [
        item
        for scope in reversed(now.scopes)
        for item in (
            scope.topic.item,
            scope.last.item,
            scope.head.item,
            scope.line_head.item,
        )
    ]
    names = list(
        without(squeeze(subject.label.value), now.template.words("prose.qualifier"))
    )  # 货物支出
    found = (
        now.template.find(f"parts.{whole}", name)
        for whole in wholes
        if whole
        for name in names
    )
    return subject._replace(item=next((item for item in found if item), None))


def beside(now: Pass, subject: Subject, start: int, stop: int) -> Subject:
    """支出总计 right after 财政拨款收入总计 is the expenditure of that money, not of all; so is a bare 支出."""
    if not now.scope.amounts or now.scope.parts:
        return subject
    label = subject.label if subject.label is not None else now.namer.bare(start, stop)
    if label is None:
        return subject
    before = list(reversed(now.scope.items))
    known = (now.template.find(f"beside.{item}", label.value) for item in before)
    item = next((item for item in known if item), None)
    of_revenue = bool(before) and before[0].startswith("revenue.")
    if (
        item is None
        and subject.label is None
        and of_revenue
        and now.words.spending.search(label.value)
    ):
        return Subject(label, None)  # never what was said of a revenue
    return Subject(label, item) if item else subject


def whole_only(now: Pass, subject: Subject) -> Subject:
    """A source of revenue named as a part of something that is none (上年结转 of one project) is not the office's."""
    head = now.scope.line_head
    if (
        not now.scope.line_parts
        or head.label is None
        or head.item is not None
        or pair_of(now.template, head.label.value)
    ):
        return subject
    return (
        subject._replace(item=None)
        if subject.item is not None and subject.item.startswith("revenue.")
        else subject
    )


def mark_parts(now: Pass, clause: str) -> None:
    """其中, 包括, 主要用于: what follows are parts of the first amount, of the sentence or of the line."""
    scope = now.scope
    if (
        scope.head.label is not None
        and not scope.parts
        and now.words.divides.search(clause)
    ):
        scope.parts = True
    if (
        scope.line_head.label is not None
        and not scope.line_parts
        and now.words.divides_line.search(clause)
    ):
        scope.line_parts = True
