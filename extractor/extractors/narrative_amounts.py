"""Amounts, changes and counts that the prose states.

``一般公共预算收入165.47万元`` is an amount, ``比2019年增加23.53万元`` a change, ``车辆4辆`` a count.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from extractor.extractors.context import Context
from extractor.lexicon.label_parser import (
    describe_class,
    describe_figure,
    describe_item,
)
from extractor.model.enums import AmountSource, Entity, Fund
from extractor.model.issues import Issue
from extractor.model.records import Amount, Change, Count, FigureContext
from extractor.prose.labels import find_concept
from extractor.prose.mentions import (
    AmountMention,
    ChangeMention,
    CountMention,
    LabelledThing,
)
from extractor.prose.patterns import compile_prose_patterns
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key

__all__ = [
    "extract_narrative_amounts",
]

_PROJECT = "expenditure.project"
_SERVICES = "government_purchase_of_services"


def extract_narrative_amounts(
    context: Context,
) -> Iterator[Amount | Change | Count | Issue]:
    """Extract what the prose states in numbers.

    Args:
        context: The disclosure.

    Returns:
        One record a mention, in the order of the text, and an issue for an amount
        without a label and for a change without a direction.
    """
    for entry, mention in context.mentions:
        if isinstance(mention, AmountMention):
            yield from _build_amount(context, mention, entry.section_key)
        elif isinstance(mention, ChangeMention):
            yield from _build_change(context, mention, entry.section_key)
        elif isinstance(mention, CountMention):
            yield Count(mention.subject, mention.value, mention.unit, entry.section_key)


def _build_amount(
    context: Context, mention: AmountMention, section_key: str | None
) -> Iterator[Amount | Issue]:
    """The record of a stated amount, and an issue where it has no label."""
    described = _describe_subject(context, mention.subject, section_key)
    if mention.is_in_reason and mention.subject.label is not None:
        described = _describe_part(described, mention.subject.label.value)
    yield Amount(
        item=mention.subject.concept,
        label=mention.subject.label,
        value=mention.value,
        value_status=mention.value.value_status,
        fiscal_year=mention.year,
        phase=mention.stage,
        source=AmountSource.PROSE,
        section=section_key,
        context=described,
    )
    if mention.subject.label is None:
        yield Issue.build(
            "AMOUNT_UNLABELLED", mention.value.place, raw=mention.value.raw
        )


def _build_change(
    context: Context, mention: ChangeMention, section_key: str | None
) -> Iterator[Change | Issue]:
    """The record of a stated change, and an issue where it has no direction."""
    yield Change(
        item=mention.subject.concept,
        label=mention.subject.label,
        fiscal_year=mention.year,
        base_year=mention.base_year,
        base_kind=mention.base_kind,
        direction=mention.direction,
        value=mention.value,
        percent=mention.percent,
        stated=mention.stated,
        reason=mention.reason,
        section=section_key,
        context=_describe_subject(context, mention.subject, section_key),
    )
    if mention.direction is None:
        yield Issue.build(
            "CHANGE_UNDECIDED", mention.value.place, raw=mention.value.raw
        )


def _describe_subject(
    context: Context, subject: LabelledThing, section_key: str | None
) -> FigureContext:
    """The context that the label of a mention
    gives, in the fund that governs it."""
    if subject.label is None:
        described = describe_item(subject.concept)
    else:
        described = describe_figure(
            context.lexicon, subject.concept, subject.label.value, section_key
        )
    if subject.class_code is not None and subject.label is not None:
        described = describe_class(subject.class_code, subject.label.value)
    if subject.unit is not None:
        entity = _find_entity(context, subject.unit)
        described = described._replace(entity=entity, entity_name=subject.unit)
    described = _complete_project(context, subject, described)
    if subject.fund is None or not _yields_to_governor(subject.concept, described):
        return described
    return described._replace(fund=subject.fund)


def _describe_part(described: FigureContext, label: str) -> FigureContext:
    """The same context for what explains a change: one of the projects, not all."""
    names_whole = load_concepts()[_PROJECT].label_zh in label
    if described.concept != _PROJECT or names_whole:
        return described
    return described._replace(project=described.project or label)


def _yields_to_governor(item: str | None, described: FigureContext) -> bool:
    """True for a figure of no fund, or of one that only its item implies."""
    if described.fund in (None, Fund.ALL):
        return True
    implied = describe_item(item).fund
    return described.fund == implied and implied not in (item or "")


def _find_entity(context: Context, unit: str) -> Entity:
    """The office without its units, for 局本级 and 局机关; else one of its units."""
    scopes = context.lexicon.get_words("office", "scope")
    if unit.endswith(scopes):
        return Entity.OWN
    return Entity.UNIT


def _complete_project(
    context: Context, subject: LabelledThing, described: FigureContext
) -> FigureContext:
    """The same context with the name of the project, where the label is that of one
    project, or of one service that is bought."""
    if subject.label is None:
        return described
    label = subject.label.value
    if subject.concept == _SERVICES and find_concept(context.lexicon, label) is None:
        return described._replace(project=label)
    if subject.concept != _PROJECT:
        return described
    patterns = compile_prose_patterns(context.lexicon)
    if _names_all_projects(context, label) or patterns.sum_mark.search(label):
        return described
    quoted = patterns.quoted_project.fullmatch(label)
    if quoted is not None:
        return described._replace(project=quoted[1])
    return described._replace(project=_strip_stage(context, label))


def _strip_stage(context: Context, label: str) -> str:
    """The name of a project without 年初预算 behind it."""
    kinds = ("initial_budget", "adjusted_budget")
    words = (context.lexicon.get_words("base_kind", kind) for kind in kinds)
    end = next((one for one in chain(*words) if label.endswith(one)), "")
    return label.removesuffix(end) or label


def _names_all_projects(context: Context, label: str) -> bool:
    """True for 人员40万元、公用7万元、|项目|15万元,
    and for another thing's name.
    """
    if find_concept(context.lexicon, label) is not None:
        return True
    name, whole = match_key(label), load_concepts()[_PROJECT].label_zh
    return name in whole or name.startswith(whole)
