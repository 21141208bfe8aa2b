"""Errors planted in a disclosure, and which of them its checks notice: a check gets worse (pass, rounding, fail).

Planted is what goes wrong on a page or in reading one: one digit of a number, the unit of a whole table, a row that is
missing, two columns in each other's place. The same disclosure gives the same errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

from extractor.dataset.row_mapping import ROW_MAPPINGS
from extractor.lexicon.lexicon import Lexicon, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.records import YUAN_PER_UNIT, BudgetLine, Check, Extracted, Unit
from extractor.text.numbers import parse_decimal, tokenize_numbers
from extractor.validation import run_checks

RESULT_RANK = {"pass": 0, "rounding": 1, "not_checkable": 2, "fail": 3}


class DetectionCount(NamedTuple):
    """Errors of one kind: planted, and noticed."""

    n_mutations: int = 0
    n_detected: int = 0
    missed: tuple[str, ...] = ()  # where the others were planted

    def __add__(self, other: object) -> DetectionCount:
        assert isinstance(other, DetectionCount)
        return DetectionCount(
            self.n_mutations + other.n_mutations,
            self.n_detected + other.n_detected,
            self.missed + other.missed,
        )

    @property
    def detection_rate(self) -> float:
        return self.n_detected / self.n_mutations if self.n_mutations else 1.0


# --- looking and changing ---------------------------------------------------------------------------------------------


def iter_record_tables(disclosure: Disclosure) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The record tables of a disclosure, by attribute."""
    for name in ROW_MAPPINGS:
        if name not in ("disclosures", "checks", "quality"):
            yield name, getattr(disclosure, name)


def iter_number_values(disclosure: Disclosure) -> Iterator[Extracted[Any]]:
    """Every reading of a number."""
    for _, records in iter_record_tables(disclosure):
        for record in records:
            for field in fields(record):
                value = getattr(record, field.name)
                if isinstance(value, Extracted) and isinstance(value.value, Decimal):
                    yield value


def reparse_number(reading: Extracted[Any], raw: str) -> Extracted[Any]:
    """The reading of a number after its raw text was changed."""
    found = next(iter(tokenize_numbers(raw)))
    return Extracted(
        parse_decimal(raw[found.start : found.end]), raw, reading.place, reading.unit
    )


def replace_values(
    disclosure: Disclosure, changed: dict[Span, Extracted[Any]]
) -> Disclosure:
    """The same disclosure with other readings at some places."""
    new: dict[str, tuple[Any, ...]] = {}
    for name, records in iter_record_tables(disclosure):
        rows = []
        touched = False
        for record in records:
            swaps = {
                f.name: changed[value.place]
                for f in fields(record)
                if isinstance(value := getattr(record, f.name), Extracted)
                and value.place in changed
                and isinstance(value.value, Decimal)
            }
            touched = touched or bool(swaps)
            rows.append(replace(record, **swaps) if swaps else record)
        if touched:
            new[name] = tuple(rows)
    return replace(disclosure, **new)  # type: ignore[arg-type]


def iter_digit_changes(raw: str) -> Iterator[tuple[int, str]]:
    """Each digit of a raw number, once, turned into another one: (position, the raw text)."""
    for at, char in enumerate(raw):
        if char.isascii() and char.isdigit():
            yield at, raw[:at] + str((int(char) + 3) % 10) + raw[at + 1 :]


def find_checked_places(checks: Iterable[Check]) -> set[Span]:
    """Places of the numbers that stand in an identity of figures."""
    return {
        place
        for check in checks
        if check.actual is not None and check.result in ("pass", "rounding")
        for place in check.spans
    }


def map_money_places(disclosure: Disclosure) -> dict[Span, str]:
    """Where each sum of money stands, with the table of the dataset it is in."""
    return {
        value.place: name
        for name, records in iter_record_tables(disclosure)
        for record in records
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), Extracted)
        and isinstance(value.value, Decimal)
        and value.unit is not None
        and value.unit.name in YUAN_PER_UNIT
    }


def count_checked_money(disclosure: Disclosure) -> tuple[int, int]:
    """Places of money that stand in an identity, and all of them."""
    places = map_money_places(disclosure).keys()
    return len(places & find_checked_places(disclosure.checks)), len(places)


def score_checks(
    disclosure: Disclosure, template: Lexicon | None = None
) -> Counter[str]:
    """How bad each rule's checks are, added up."""
    template = template or load_bundled_lexicons().get(disclosure.profile.template)
    bad: Counter[str] = Counter()
    for check in run_checks(disclosure, template)[0]:
        bad[check.rule] += RESULT_RANK[check.result]
    return bad


def is_worse(before: Counter[str], after: Counter[str]) -> bool:
    """True when some rule got worse."""
    return any(after[rule] > before[rule] for rule in after)


# --- the errors -------------------------------------------------------------------------------------------------------


def detect_mutations(
    disclosure: Disclosure, errors: Iterable[tuple[str, Disclosure]]
) -> DetectionCount:
    """Plant each error by itself, and count those that the checks notice."""
    before = score_checks(disclosure)
    count, missed = 0, []
    for where, other in errors:
        count += 1
        if not is_worse(before, score_checks(other)):
            missed.append(where)
    return DetectionCount(count, count - len(missed), tuple(missed))


def mutate_digits(
    disclosure: Disclosure, at_most: int | None = None
) -> Iterator[tuple[str, Disclosure]]:
    """One digit of a number that stands in an identity. ``at_most`` of them, spread evenly, where there are more."""
    known = find_checked_places(disclosure.checks)
    ways = [
        (reading, at, raw)
        for reading in {
            r.place: r for r in iter_number_values(disclosure) if r.place in known
        }.values()
        for at, raw in iter_digit_changes(reading.raw)
    ]
    step = max(1, -(-len(ways) // at_most)) if at_most else 1
    for reading, at, raw in ways[step // 2 :: step]:
        yield (
            f"{reading.place} digit {at + 1}",
            replace_values(disclosure, {reading.place: reparse_number(reading, raw)}),
        )


def switch_table_unit(disclosure: Disclosure, table: str) -> Disclosure:
    """All money of a table in 元 where it was 万元, and the other way; the printed numbers stay."""
    turned = {"元": "万元", "万元": "元"}
    changed: dict[Span, Extracted[Any]] = {}
    for reading in iter_number_values(disclosure):
        if (
            reading.unit is not None
            and reading.unit.name in turned
            and reading.place.table_path == table
        ):
            unit = Unit(
                turned[reading.unit.name], reading.unit.source, reading.unit.place
            )
            changed[reading.place] = Extracted(
                reading.value, reading.raw, reading.place, unit
            )
    return replace_values(disclosure, changed)


def mutate_units(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """The unit of a whole table taken wrongly; a table of nothing but zeros is the same in both."""
    sums = {
        r.place.table_path
        for r in iter_number_values(disclosure)
        if r.unit is not None and r.value
    }
    for table in disclosure.tables:
        whole = [
            table.place.path,
            *(
                a
                for a, first in disclosure.table_predecessors.items()
                if first == table.place.path
            ),
        ]
        if table.place.path in disclosure.table_predecessors or not (
            sums.intersection(whole)
        ):
            continue
        other = disclosure
        for address in whole:
            other = switch_table_unit(other, address)
        if other != disclosure:
            yield f"{table.place} {table.table_key or table.kind}", other


def drop_rows(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """A row that adds to a total is missing."""
    for row in disclosure.procurement:
        if row.row_type == "item" and row.total and row.total.value:
            yield (
                str(row.place),
                replace(
                    disclosure,
                    procurement=tuple(
                        r for r in disclosure.procurement if r is not row
                    ),
                ),
            )
    for asset in disclosure.assets:
        if asset.row_type == "item" and asset.value and asset.value.value:
            yield (
                str(asset.place),
                replace(
                    disclosure,
                    assets=tuple(a for a in disclosure.assets if a is not asset),
                ),
            )
    for activity in disclosure.activities:
        if activity.budget and activity.budget.value:
            yield (
                str(activity.place),
                replace(
                    disclosure,
                    activities=tuple(
                        a for a in disclosure.activities if a is not activity
                    ),
                ),
            )
    for group in _group_rows(disclosure.budget_lines).values():
        own = {id(line) for line in group}
        if any(line.value.value for line in group):
            kept = tuple(
                line for line in disclosure.budget_lines if id(line) not in own
            )
            yield (
                f"{group[0].place} {group[0].table_key}",
                replace(disclosure, budget_lines=kept),
            )


def _group_rows(
    lines: Iterable[BudgetLine],
) -> dict[tuple[Span, Span | None], list[BudgetLine]]:
    """The lines of statutory tables by their row: grid row and label, for two lists may stand side by side."""
    found: dict[tuple[Span, Span | None], list[BudgetLine]] = {}
    for line in lines:
        named = line.row_label or line.functional_code or line.economic_code
        key = line.place.row_span, named.place if named else None
        found.setdefault(key, []).append(line)
    return found


def swap_columns(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """Two columns of a table in each other's place."""
    for one, other in (
        ("unit_price", "total"),
        ("quantity", "total"),
        ("project_funds", "total"),
    ):
        rows = []
        for r in disclosure.procurement:
            left, right = getattr(r, one), getattr(r, other)
            units = None if one == "quantity" else r.unit_in_force, r.unit_in_force
            rows.append(
                replace(
                    r,
                    **{
                        one: _convert_to_column_unit(right, units[0]),
                        other: _convert_to_column_unit(left, units[1]),
                    },
                )
            )
        if any(
            getattr(r, one)
            and getattr(r, other)
            and getattr(r, one).value != getattr(r, other).value
            for r in rows
        ):
            yield (
                f"procurement {one} {other}",
                replace(disclosure, procurement=tuple(rows)),
            )
    assets = tuple(
        replace(
            a,
            quantity=_convert_to_column_unit(a.value, None),
            value=_convert_to_column_unit(a.quantity, a.unit_in_force),
        )
        for a in disclosure.assets
    )
    if assets and assets != disclosure.assets:
        yield "assets quantity value", replace(disclosure, assets=assets)
    yield from _swap_statutory_columns(disclosure)


def _convert_to_column_unit(
    reading: Extracted[Any] | None, unit: Unit | None
) -> Extracted[Any] | None:
    """A reading as it would be read in the column of another unit."""
    return (
        Extracted(reading.value, reading.raw, reading.place, unit)
        if reading is not None
        else None
    )


def _swap_statutory_columns(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """Figures of neighbouring columns of a statutory table, in every row that prints both."""
    by_table: dict[str, list[list[BudgetLine]]] = {}
    for (row_span, _), row in _group_rows(disclosure.budget_lines).items():
        table = row_span.path
        by_table.setdefault(disclosure.table_predecessors.get(table, table), []).append(
            row
        )
    for table, rows in by_table.items():
        heads = list(dict.fromkeys(line.column_label for row in rows for line in row))
        for one, other in zip(heads, heads[1:], strict=False):
            swaps: dict[Span, Extracted[Any]] = {}
            for row in rows:
                left = next(
                    (line.value for line in row if line.column_label == one), None
                )
                right = next(
                    (line.value for line in row if line.column_label == other), None
                )
                if (
                    left
                    and right
                    and left.value is not None
                    and right.value is not None
                    and left.value != right.value
                ):
                    swaps[left.place] = replace(left, value=right.value, raw=right.raw)
                    swaps[right.place] = replace(right, value=left.value, raw=left.raw)
            if swaps:
                yield f"{table} {one} | {other}", replace_values(disclosure, swaps)
