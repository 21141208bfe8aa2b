"""How the records of a table become rows: read from the schema's columns and from the annotations of the record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast, get_args, get_origin, get_type_hints

from extractor import schema
from extractor.model.disclosure import Disclosure
from extractor.model.records import Record, Unit

__all__ = [
    "RowPlan",
    "build_row_plan",
    "list_record_tables",
    "map_record_types",
]


@cache
def map_record_types() -> Mapping[str, type[Record]]:
    """Table -> the type of its records; `disclosures` is the profile's."""
    kinds = (
        get_args(hint)[0] if get_origin(hint) is tuple else hint
        for hint in get_type_hints(Disclosure).values()
    )
    return {
        kind.TABLE: kind
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Record)
    }


@cache
def list_record_tables() -> tuple[str, ...]:
    """Tables that are one tuple of records each, in the order of the schema."""
    return tuple(
        table.name
        for table in schema.load_tables()
        if table.name in map_record_types() and table.name != "disclosures"
    )


class RowPlan(NamedTuple):
    """One getter for all columns, then the few positions that need a hand."""

    columns: tuple[str, ...]
    get_values: Callable[[Any], tuple[Any, ...]]
    id_position: int | None  # the id of the record itself
    parent_position: int | None  # the id of ``record.parent``
    missing_positions: tuple[int, ...]  # columns of which the record knows nothing
    extracted_columns: tuple[tuple[int, str], ...]
    get_unit: (
        Callable[[Any], Unit | None] | None
    )  # the unit declared for the whole record
    span_positions: tuple[int, ...]
    decimal_columns: tuple[tuple[int, str], ...]
    message_position: int | None  # a code of the catalogue and its details


@cache
def build_row_plan(table_name: str) -> RowPlan:
    """How the records of a table become its rows."""
    table = schema.get_table(table_name)
    hints = _collect_type_hints(map_record_types()[table_name])
    declared = next(
        (name for name, hint in hints.items() if hint.startswith("Unit")), None
    )
    places, readings, absent, decimals = [], [], [], []
    names = []
    own = parent = spoken = None
    for position, column in enumerate(table.columns):
        hint = hints.get(column.name)
        names.append(column.name if hint is not None else "TABLE")
        if column.name == table.id_column and hint is None:
            own = position
        elif (
            "." in column.reference
            and not column.reference.startswith("disclosures.")
            and hint is None
        ):
            parent = position
        elif hint is None:
            absent.append(position)
        elif "Extracted" in hint:
            readings.append((position, column.name))
        elif hint == "Span":
            places.append(position)
        elif column.name == "message":
            spoken = position
        if column.type == "decimal" and hint is not None:
            decimals.append((position, column.name))
    return RowPlan(
        schema.list_column_names(table.name),
        attrgetter(*names),
        own,
        parent,
        tuple(absent),
        tuple(readings),
        attrgetter(declared) if declared else None,
        tuple(places),
        tuple(decimals),
        spoken,
    )


def _collect_type_hints(record_type: type[Record]) -> dict[str, str]:
    """Attribute -> its annotation as written, of fields and of properties."""
    hints = {
        field.name: str(field.type)
        for field in dataclasses.fields(cast(Any, record_type))
    }
    for name, thing in (
        (name, thing)
        for base in reversed(record_type.__mro__)
        for name, thing in vars(base).items()
    ):
        if isinstance(thing, property) and thing.fget is not None:
            hints[name] = str(thing.fget.__annotations__.get("return", ""))
    return hints
