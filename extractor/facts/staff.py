"""Numbers of persons that tables state: whose, and of which kind.

A table prints ``局机关/实有人数/在职`` over a row and two heads. The last
part that names persons says which they are; what else is there says
whose. A number of all persons is none of those in service: where it is
their sum with the retired, it has no concept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractor.lexicon.label_parser import parse_label
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.enums import Entity, Fund
from extractor.model.records import Count, FigureContext
from extractor.schema.concepts import load_concepts
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT, strip_list_number_and_connective
from extractor.text.normalize import match_key

__all__ = [
    "StaffNumber",
    "list_staff_numbers",
]

_RETIRED, _ACTUAL, _ESTABLISHMENT = (
    "staff.retired",
    "staff.actual",
    "staff.establishment",
)
_CONCEPTS = (_RETIRED, _ACTUAL, _ESTABLISHMENT)
"""The concepts by the strength of their words: 离退休 beside 实有 are the retired."""


class StaffNumber(NamedTuple):
    """A number of persons of a table, and the context that it is of."""

    record: Count
    context: FigureContext


def list_staff_numbers(
    counts: Iterable[Count], office: str, lexicon: Lexicon
) -> list[StaffNumber]:
    """List the numbers of persons that tables state of the office or of its units.

    Args:
        counts: The counts of a disclosure.
        office: Its name.
        lexicon: The words that name persons.

    Returns:
        The numbers that have a concept; none of a kind of posts
        alone (行政), for which there is no dimension.
    """
    found = []
    for count in counts:
        context = _find_context(count, lexicon)
        if context is not None:
            found.append(StaffNumber(count, context))
    named = [_name_office(number, found, match_key(office)) for number in found]
    return list(_drop_sums(named))


def _name_office(
    number: StaffNumber, found: Iterable[StaffNumber], office: str
) -> StaffNumber:
    """The number of a row that names the office: the whole, or its own beside a
    total."""
    context = number.context
    name = match_key(context.entity_name or "")
    if not name or not office.endswith(name):
        return number
    whole = FigureContext(context.concept, Fund.ALL)
    path = number.record.place.path
    for other in found:
        if other.context == whole and other.record.place.path == path:
            return number._replace(context=context._replace(entity=Entity.OWN))
    return number._replace(context=whole)


def _find_context(count: Count, lexicon: Lexicon) -> FigureContext | None:
    if count.subject is None or count.value.value is None or count.place.row is None:
        return None
    if count.unit not in (None, *lexicon.get_words("person_units")):
        return None  # 编制数（辆）
    parts = count.subject.value.split("/")
    named = [_find_concept(part, lexicon) for part in parts]
    concept = next(filter(None, reversed(named)), None)
    if concept is None:
        return None
    others = [part for part, name in zip(parts, named, strict=True) if name is None]
    return _describe_persons(concept, others, lexicon)


def _describe_persons(
    concept: str, others: Sequence[str], lexicon: Lexicon
) -> FigureContext | None:
    """The context of a number of persons, by what else its subject names."""
    if not others:
        return FigureContext(concept, Fund.ALL)
    units = lexicon.get_words("units", "tail")
    if len(others) == 1 and others[0].endswith(units):
        return FigureContext(
            concept, Fund.ALL, entity=Entity.UNIT, entity_name=others[0]
        )
    return None


def _find_concept(part: str, lexicon: Lexicon) -> str | None:
    """The concept of a part that names persons and nothing else."""
    word = strip_list_number_and_connective(match_key(part))
    word = BRACKETED_TEXT.sub("", word)
    item = load_concepts().get(parse_label(lexicon, word, None, "count").item or "")
    if item is not None:
        return item.concept if item.concept in _CONCEPTS else None
    match = _compile_staff(lexicon).fullmatch(word)
    if match is None:
        return None
    named = {name.replace("_", "."): text for name, text in match.groupdict().items()}
    return next((concept for concept in _CONCEPTS if named[concept]), None)


@cache
def _compile_staff(lexicon: Lexicon) -> regex.Pattern[str]:
    """Words of persons alone: 年末实有人数, 在编在职人员."""
    kinds = "|".join(
        f"(?P<{concept.replace('.', '_')}>"
        f"{build_alternation(lexicon.get_words('staff_words', concept))})"
        for concept in _CONCEPTS
    )
    plain = build_alternation(lexicon.get_words("staff_words", "plain"))
    return regex.compile(rf"(?:{kinds}|{plain})+")


def _drop_sums(found: list[StaffNumber]) -> Iterator[StaffNumber]:
    """Leave out all persons where those in service and the retired stand beside
    them."""
    for number in found:
        if number.context.concept != _ACTUAL or not _sums_others(number, found):
            yield number


def _sums_others(number: StaffNumber, found: Iterable[StaffNumber]) -> bool:
    others = [other for other in found if _stands_beside(other, number)]
    retired = sum(_list_values(others, _RETIRED))
    total = number.record.value.value
    if retired and any(v + retired == total for v in _list_values(others, _ACTUAL)):
        return True
    return any(_is_part(other, number) for other in others)


def _stands_beside(other: StaffNumber, number: StaffNumber) -> bool:
    """True for two numbers of one table and one office."""
    if other is number or other.record.place.path != number.record.place.path:
        return False
    return other.context.entity_name == number.context.entity_name


def _list_values(numbers: Iterable[StaffNumber], concept: str) -> list[Decimal]:
    values = [
        number.record.value.value
        for number in numbers
        if number.context.concept == concept
    ]
    return [value for value in values if value is not None]


def _is_part(other: StaffNumber, number: StaffNumber) -> bool:
    """True for the retired below a head that a number of all persons has."""
    if other.context.concept != _RETIRED:
        return False
    subjects = [one.record.subject for one in (other, number)]
    inner, outer = (subject.value if subject else "" for subject in subjects)
    return inner.startswith(f"{outer}/")
