"""Corrections of what a value means: item, fund, year, stage, the row itself, the
office.

They have the form of other corrections. ``old`` is what the dataset has
in the column (nothing where it is null), ``new`` what it should have.
Column ``row`` stands for the record: an empty ``new`` says that there
is no such value, and ``item=...; fund=...`` at a number that no record
holds adds an amount that was missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, cast

from extractor import schema
from extractor.lexicon.label_parser import describe_item
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Document, Span
from extractor.model.enums import (
    AmountSource,
    DocumentType,
    Entity,
    Fund,
    Phase,
    Scope,
    UnitSource,
)
from extractor.model.records import (
    Amount,
    ContextRecord,
    Extracted,
    FigureContext,
    Unit,
    UnmatchedNumber,
)
from extractor.schema.concepts import load_concepts
from extractor.text.numbers import tokenize_numbers

__all__ = [
    "MEANING_TABLES",
    "PROFILE_COLUMNS",
    "ROW_COLUMN",
    "MeaningError",
    "add_amount",
    "change_meaning",
    "correct_profile",
    "is_meaning_column",
    "list_meaning_columns",
    "remove_record",
]

MEANING_TABLES = ("amounts", "changes", "budget_lines")
"""Tables whose rows have an item and dimensions."""
PROFILE_COLUMNS = ("department_name", "fiscal_year", "doc_type")
"""Columns of `disclosures` that are put right before anything is understood."""
ROW_COLUMN = "row"
"""The column that stands for the record itself."""

_LABEL_COLUMNS = ("label", "row_label")
"""Printed names of values: a corrected one names no other item."""
_CONTEXT_ENUMS: Mapping[str, Callable[[str], Any]] = {
    "fund": Fund,
    "scope": Scope,
    "entity": Entity,
}
_CONTEXT_TEXTS = (
    "entity_name",
    "function_code",
    "function_name",
    "economic_name",
    "project",
)
_DIRECT_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "fiscal_year": int,
    "base_year": int,
    "phase": Phase,
}


class MeaningError(ValueError):
    """The new value is none that the column can hold."""


def is_meaning_column(table: str, column: str) -> bool:
    """Tell whether a column says what a value means."""
    if table not in MEANING_TABLES:
        return False
    return column == ROW_COLUMN or column in list_meaning_columns(table)


def list_meaning_columns(table: str) -> list[str]:
    """List the columns of a table that say what its values mean."""
    names = (
        "item",
        *_LABEL_COLUMNS,
        *_CONTEXT_ENUMS,
        *_CONTEXT_TEXTS,
        *_DIRECT_COLUMNS,
    )
    return [name for name in names if name in _list_columns(table)]


@cache
def _list_columns(table: str) -> frozenset[str]:
    return frozenset(schema.list_column_names(table))


def read_meaning(record: ContextRecord, column: str) -> str:
    """Give what a record has in such a column, as the dataset prints it."""
    value = getattr(record, column, None)
    if value is None:
        value = getattr(record.context, column, None)
    if isinstance(value, Extracted):
        value = value.value
    return "" if value is None else str(value)


def change_meaning(
    disclosure: Disclosure, table: str, place: Span, column: str, old: str, new: str
) -> Disclosure | None:
    """Change what the records of a place mean.

    Args:
        disclosure: the disclosure.
        table: one of MEANING_TABLES.
        place: place of the value.
        column: a column of :func:`is_meaning_column` other than ``row``.
        old: what the dataset has; only records that have it are changed.
        new: what they should have, '' for null.

    Returns:
        The disclosure with the change; None where no record at the place has ``old``.

    Raises:
        MeaningError: the column cannot hold ``new``.
    """
    changed: list[Any] = []
    found = False
    for record in getattr(disclosure, table):
        is_meant = place in (record.place, _find_label_place(record, column))
        if is_meant and read_meaning(record, column) == old:
            found = True
            record = replace(record, **_build_changes(record, column, new))
        changed.append(record)
    if not found:
        return None
    return _replace_records(disclosure, table, changed)


def _find_label_place(record: ContextRecord, column: str) -> Span | None:
    """Find the place of a label, for a correction of it may name that too."""
    label = getattr(record, column, None)
    if column in _LABEL_COLUMNS and isinstance(label, Extracted):
        return label.place
    return None


def _build_changes(record: ContextRecord, column: str, new: str) -> dict[str, Any]:
    if column == "item":
        return _build_item_changes(record, new)
    if column in _LABEL_COLUMNS:
        return {column: _correct_label(record, column, new)}
    if column in _DIRECT_COLUMNS:
        return {column: _convert(_DIRECT_COLUMNS[column], new)}
    value: Any = new or None
    if column in _CONTEXT_ENUMS:
        value = _convert(_CONTEXT_ENUMS[column], new)
    if column == "entity" and value is None:
        raise MeaningError(column)
    return {"context": record.context._replace(**{column: value})}


def _correct_label(record: ContextRecord, column: str, new: str) -> Extracted[str]:
    label = getattr(record, column)
    if not new or not isinstance(label, Extracted):
        raise MeaningError(column)
    return replace(label, value=new, corrected=new)


def _build_item_changes(record: ContextRecord, new: str) -> dict[str, Any]:
    """The item with its concept; its fund where it stands for one, else that of the
    record."""
    if not new:
        return {"item": None, "context": record.context._replace(concept=None)}
    if new not in load_concepts():
        raise MeaningError(new)
    stands_for = describe_item(new)
    context = record.context._replace(concept=stands_for.concept)
    if stands_for.fund is not None:
        context = context._replace(fund=stands_for.fund)
    return {"item": new, "context": context}


def _convert(convert: Callable[[str], Any], text: str) -> Any:
    if not text:
        return None
    try:
        return convert(text)
    except ValueError:
        raise MeaningError(text) from None


def remove_record(disclosure: Disclosure, table: str, place: Span) -> Disclosure | None:
    """Remove the records of a place; the number is an unmatched one then.

    Returns:
        The disclosure without them; None where there is none.
    """
    records = getattr(disclosure, table)
    kept = tuple(record for record in records if record.place != place)
    if len(kept) == len(records):
        return None
    removed = next(record for record in records if record.place == place)
    left = _replace_records(disclosure, table, kept)
    if _is_used(left, place):
        return left
    number = UnmatchedNumber(
        getattr(removed, "section", None), removed.raw, removed.raw, "corrected", place
    )
    return replace(
        left,
        unmatched_numbers=(*left.unmatched_numbers, number),
        n_numbers_read=left.n_numbers_read - 1,
    )


def _replace_records(
    disclosure: Disclosure, table: str, records: Iterable[Any]
) -> Disclosure:
    changes: dict[str, Any] = {table: tuple(records)}
    return replace(disclosure, **changes)


def _is_used(disclosure: Disclosure, place: Span) -> bool:
    return any(
        record.place.overlaps(place)
        for table in (*MEANING_TABLES, "counts")
        for record in getattr(disclosure, table)
    )


def add_amount(
    disclosure: Disclosure, document: Document, place: Span, meaning: str
) -> Disclosure:
    """Add an amount that was missed.

    Args:
        disclosure: the disclosure.
        document: its document.
        place: characters of it that hold one number, with or without its unit.
        meaning: ``item=three_public.total; fiscal_year=2020; phase=budget``; the unit
            as ``unit=万元`` where it does not stand with the number.

    Raises:
        MeaningError: there is no such item or column, or not one number at the place.
    """
    wanted = _parse_meaning(meaning)
    value = _extract_number(document, place, wanted.pop("unit", ""))
    amount = Amount(
        item=None,
        label=None,
        value=value,
        value_status=value.value_status,
        fiscal_year=_get_year(disclosure.profile),
        phase=None,
        source=AmountSource.PROSE,
        section=None,
        context=FigureContext(),
    )
    for column, new in wanted.items():
        if not is_meaning_column("amounts", column):
            raise MeaningError(column)
        amount = replace(amount, **_build_changes(amount, column, new))
    unmatched = tuple(
        number
        for number in disclosure.unmatched_numbers
        if not number.place.overlaps(place)
    )
    n_found = len(disclosure.unmatched_numbers) - len(unmatched)
    amounts = sorted((*disclosure.amounts, amount), key=_get_position)
    return replace(
        disclosure,
        amounts=tuple(amounts),
        unmatched_numbers=unmatched,
        n_numbers_read=disclosure.n_numbers_read + n_found,
    )


def _extract_number(
    document: Document, place: Span, unit_name: str
) -> Extracted[Decimal | None]:
    """The one number of a place; ``unit_name`` where its unit does not stand with
    it."""
    raw = document.text_at(place)
    tokens = list(tokenize_numbers(raw))
    if len(tokens) != 1 or tokens[0].value is None:
        raise MeaningError(raw)
    unit = None
    if tokens[0].unit:
        unit = Unit(tokens[0].unit, UnitSource.NUMBER, place)
    elif unit_name:
        unit = Unit(unit_name, UnitSource.CELL, place)
    return Extracted(tokens[0].value, raw, place, unit, corrected=raw)


def _get_year(profile: Profile) -> int | None:
    if profile.fiscal_year is None:
        return None
    return profile.fiscal_year.value


def _get_position(amount: Amount) -> tuple[str, tuple[int, ...], int]:
    place = amount.place
    return place.story, place.ordinals, place.start or 0


def _parse_meaning(meaning: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in meaning.split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise MeaningError(part)
        parts[name.strip()] = value.strip()
    return parts


def correct_profile(
    profile: Profile, document: Document, wanted: Iterable[tuple[str, str, str]]
) -> Profile:
    """Put office, year and kind right.

    Args:
        profile: what was found.
        document: the document.
        wanted: column of PROFILE_COLUMNS, place that shows it, and new value.

    Returns:
        The profile; a value that is none is left out.
    """
    for column, place, new in wanted:
        try:
            value = _convert_profile_value(column, new.strip())
            raw = document.text_at(place)
        except (KeyError, ValueError):
            continue
        if column == "doc_type":
            profile = replace(profile, doc_type=value)
        else:
            extracted: Extracted[Any] = Extracted(
                value, raw, Span.parse(place), corrected=new.strip()
            )
            profile = replace(profile, **cast(dict[str, Any], {column: extracted}))
    return profile


def _convert_profile_value(column: str, new: str) -> Any:
    if column == "fiscal_year":
        return int(new)
    if column == "doc_type":
        return DocumentType(new)
    if not new:
        raise MeaningError(column)
    return new
