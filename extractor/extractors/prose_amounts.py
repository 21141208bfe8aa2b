"""Amounts and changes that the prose states (一般公共预算收入165.47万元; 比2019年增加23.53万元)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.model.statements import Amount, Change
from extractor.prose import AmountMention, ChangeMention

__all__ = [
    "extract_amounts_and_changes",
]


def extract_amounts_and_changes(context: Context) -> Iterator[Record | Issue]:
    for entry, said in context.mentions:
        if isinstance(said, AmountMention):
            yield Amount(
                said.subject.concept,
                said.subject.label,
                said.value,
                "reported_zero" if said.value.value == 0 else "reported",
                said.year,
                said.stage,
                "prose",
                entry.section_key,
            )
            if said.subject.label is None:
                yield Issue.build(
                    "AMOUNT_UNLABELLED", said.value.place, raw=said.value.raw
                )
        elif isinstance(said, ChangeMention):
            yield Change(
                said.subject.concept,
                said.subject.label,
                said.year,
                said.base_year,
                said.base_kind,
                said.direction,
                said.value,
                said.percent,
                said.stated,
                said.reason,
                entry.section_key,
            )
            if said.direction is None:
                yield Issue.build(
                    "CHANGE_UNDECIDED", said.value.place, raw=said.value.raw
                )
