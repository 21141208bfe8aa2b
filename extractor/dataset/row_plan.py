"""How the records of a table become rows: read from the schema's columns and from the annotations of the record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from extractor import schema
from extractor.model.disclosure import record_types
from extractor.model.extracted import Unit
from extractor.model.record import Record

__all__ = ["Plan", "plan", "record_tables"]


@cache
def record_tables() -> tuple[str, ...]:
    """Tables that are one tuple of records each, in the order of the schema."""
    return tuple(
        table.name
        for table in schema.tables()
        if table.name in record_types() and table.name != "documents"
    )


class Plan(NamedTuple):
    """One getter for all columns, then the few positions that need a hand."""

    columns: tuple[str, ...]
    get: Callable[[Any], tuple[Any, ...]]
    own: int | None  # the id of the record itself
    parent: int | None  # the id of ``record.parent``
    absent: tuple[int, ...]  # columns of which the record knows nothing
    readings: tuple[tuple[int, str], ...]
    unit: Callable[[Any], Unit | None] | None  # the unit declared for the whole record
    places: tuple[int, ...]
    decimals: tuple[tuple[int, str], ...]
    spoken: int | None  # a code of the catalogue and its details


@cache
def plan(table_name: str) -> Plan:
    """How the records of a table become its rows."""
    table = schema.table(table_name)
    hints = _hints(record_types()[table_name])
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
            and not column.reference.startswith("documents.")
            and hint is None
        ):
            parent = position
        elif hint is None:
            absent.append(position)
        elif "Reading" in hint:
            readings.append((position, column.name))
        elif hint == "Place":
            places.append(position)
        elif column.name == "message":
            spoken = position
        if column.type == "decimal" and hint is not None:
            decimals.append((position, column.name))
    return Plan(
        schema.columns(table.name),
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


def _hints(kind: type[Record]) -> dict[str, str]:
    """Attribute -> its annotation as written, of fields and of properties."""
    hints = {
        field.name: str(field.type) for field in dataclasses.fields(cast(Any, kind))
    }
    for name, thing in (
        (name, thing)
        for base in reversed(kind.__mro__)
        for name, thing in vars(base).items()
    ):
        if isinstance(thing, property) and thing.fget is not None:
            hints[name] = str(thing.fget.__annotations__.get("return", ""))
    return hints
