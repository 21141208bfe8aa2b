"""Errors planted in a disclosure: one digit of a number, a unit, a row, two columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from extractor.checks import run
from extractor.document import Place
from extractor.language.money import decimal_of
from extractor.records import Check, Disclosure, Reading, Unit
from extractor.template import Template

RANK = {"pass": 0, "rounding": 1, "not_checkable": 2, "fail": 3}


def tables(disclosure: Disclosure) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The record tables of a disclosure, by attribute."""
    for field in fields(disclosure):
        value = getattr(disclosure, field.name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]) and field.name not in ("checks", "issues"):
            yield field.name, value


def readings(disclosure: Disclosure) -> Iterator[Reading[Any]]:
    """Every reading of a number."""
    for _, records in tables(disclosure):
        for record in records:
            for field in fields(record):
                value = getattr(record, field.name)
                if isinstance(value, Reading) and isinstance(value.value, Decimal):
                    yield value


def reread(reading: Reading[Any], raw: str) -> Reading[Any]:
    """The reading of a number after its raw text was changed."""
    from extractor.language.money import numbers

    found = next(iter(numbers(raw)))
    return Reading(decimal_of(raw[found.start : found.end]), raw, reading.place, reading.unit)


def with_readings(disclosure: Disclosure, changed: dict[Place, Reading[Any]]) -> Disclosure:
    """The same disclosure with other readings at some places."""
    new: dict[str, tuple[Any, ...]] = {}
    for name, records in tables(disclosure):
        rows = []
        for record in records:
            swaps = {
                f.name: changed[value.place]
                for f in fields(record)
                if isinstance(value := getattr(record, f.name), Reading) and value.place in changed and isinstance(value.value, Decimal)
            }
            rows.append(replace(record, **swaps) if swaps else record)
        new[name] = tuple(rows)
    return replace(disclosure, **new)


def digits(raw: str) -> Iterator[tuple[int, str]]:
    """Each digit of a raw number, once, turned into another one: (position, the raw text)."""
    for at, char in enumerate(raw):
        if char.isascii() and char.isdigit():
            yield at, raw[:at] + str((int(char) + 3) % 10) + raw[at + 1 :]


def standing(checks: Iterable[Check]) -> set[Place]:
    """Places of the numbers that stand in an identity of figures."""
    return {place for check in checks if check.actual is not None and check.result in ("pass", "rounding") for place in check.places_read}


def results(disclosure: Disclosure, template: Template | None = None) -> Counter[str]:
    """How bad each rule's checks are, added up."""
    bad: Counter[str] = Counter()
    for check in run(disclosure, template)[0]:
        bad[check.rule] += RANK[check.result]
    return bad


def worse(before: Counter[str], after: Counter[str]) -> bool:
    """True when some rule got worse."""
    return any(after[rule] > before[rule] for rule in after)


def in_other_unit(disclosure: Disclosure, table: str) -> Disclosure:
    """All money of a table in 元 where it was 万元, and the other way; the printed numbers stay."""
    turned = {"元": "万元", "万元": "元"}
    changed: dict[Place, Reading[Any]] = {}
    for reading in readings(disclosure):
        if reading.unit is not None and reading.unit.name in turned and reading.place.address.startswith(table + ".r"):
            unit = Unit(turned[reading.unit.name], reading.unit.source, reading.unit.place)
            changed[reading.place] = Reading(reading.value, reading.raw, reading.place, unit)
    return with_readings(disclosure, changed)
