"""Errors are planted in disclosures that agree with themselves; a planted error makes some check worse.

The shares are floors: they only go up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from planted import digits, in_other_unit, readings, reread, results, standing, with_readings, worse

from extractor.pipeline import parse
from extractor.records import Disclosure, Reading, Unit

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.docx"))
FEW = NAMES[::3]


@cache
def disclosure(name: str) -> Disclosure:
    path = SAMPLES / f"{name}.docx"
    (found,) = parse(path.read_bytes(), path.name).disclosures
    return found


def test_most_single_digits_of_numbers_in_an_identity_are_noticed() -> None:
    tried = noticed = 0
    for name in FEW:
        subject = disclosure(name)
        before, known = results(subject), standing(subject.checks)
        for reading in {r.place: r for r in readings(subject) if r.place in known}.values():
            for _, raw in digits(reading.raw):
                tried += 1
                noticed += worse(before, results(with_readings(subject, {reading.place: reread(reading, raw)})))
    assert tried > 500
    assert noticed / tried >= 0.97


@pytest.mark.parametrize("name", NAMES)
def test_most_money_stands_in_an_identity(name: str) -> None:
    subject = disclosure(name)
    known = standing(subject.checks)
    money = {r.place for r in readings(subject) if r.unit is not None}
    assert len(money & known) / len(money) >= 0.92


@pytest.mark.parametrize("name", NAMES)
def test_a_table_in_another_unit_is_noticed(name: str) -> None:
    subject = disclosure(name)
    before = results(subject)
    missed = [
        table.kind
        for table in subject.tables
        if (slipped := in_other_unit(subject, table.place.address)) != subject and not worse(before, results(slipped))
    ]
    assert missed == []


def dropped(subject: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """The disclosure without one of its rows, for each row that adds to a total."""
    for row in subject.procurement:
        if row.row_type == "item" and row.total and row.total.value:
            yield str(row.place), replace(subject, procurement=tuple(r for r in subject.procurement if r is not row))
    for asset in subject.assets:
        if asset.row_type == "item" and asset.value and asset.value.value:
            yield str(asset.place), replace(subject, assets=tuple(a for a in subject.assets if a is not asset))
    for activity in subject.activities:
        if activity.budget and activity.budget.value:
            yield str(activity.place), replace(subject, activities=tuple(a for a in subject.activities if a is not activity))


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_is_missing_is_noticed(name: str) -> None:
    subject = disclosure(name)
    before = results(subject)
    assert [place for place, less in dropped(subject) if not worse(before, results(less))] == []


def in_column(reading: Reading[Any] | None, unit: Unit | None) -> Reading[Any] | None:
    """A reading as it would be read in the column of another unit."""
    return Reading(reading.value, reading.raw, reading.place, unit) if reading is not None else None


def swapped(subject: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """The disclosure with two columns of a table in each other's place."""
    for one, other in (("unit_price", "total"), ("quantity", "total"), ("project_funds", "total")):
        rows = []
        for r in subject.procurement:
            left, right = getattr(r, one), getattr(r, other)
            units = None if one == "quantity" else r.unit_in_force, r.unit_in_force
            rows.append(replace(r, **{one: in_column(right, units[0]), other: in_column(left, units[1])}))
        if any(getattr(r, one) and getattr(r, other) and getattr(r, one).value != getattr(r, other).value for r in rows):
            yield f"{one} {other}", replace(subject, procurement=tuple(rows))
    assets = tuple(
        replace(a, quantity=in_column(a.value, None), value=in_column(a.quantity, a.unit_in_force)) for a in subject.assets
    )
    if assets:
        yield "quantity value", replace(subject, assets=assets)


@pytest.mark.parametrize("name", NAMES)
def test_swapped_columns_are_noticed(name: str) -> None:
    subject = disclosure(name)
    before = results(subject)
    assert [columns for columns, other in swapped(subject) if not worse(before, results(other))] == []
