"""What a check is given: one disclosure, the words of its template, and the precision its numbers were printed with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from extractor.lexicon.lexicon import Template
from extractor.model.disclosure import Disclosure
from extractor.model.document import Place
from extractor.model.extracted import UNIT_YUAN, Reading
from extractor.model.page_records import TableRecord
from extractor.model.statements import Amount, Change
from extractor.model.table_rows import BudgetLine, Procurement
from extractor.text.normalize import squeeze
from extractor.text.numbers import decimals
from extractor.validation.statutory_model import Sheet, build
from extractor.validation.tolerance import Number, half_step, plain

__all__ = ["Case", "MONEY_COLUMNS", "Position", "block_of", "readings", "table_of"]

MONEY_COLUMNS = (
    "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account", "other_sources",
    "other_channels",
)  # fmt: skip
"""Money columns of a procurement row that add up (the funds of a project and the unit price do not)."""

_CELL = re.compile(r"(?P<table>.*)\.r\d+(?:\.c\d+)?")
_STEP = re.compile(r"\d+")
_BEHIND = 10**9

Position = tuple[tuple[int, ...], int]


def table_of(place: Place) -> str | None:
    """Address of the table a place stands in: of the innermost one when its cell is the place; None for a paragraph.

    >>> table_of(Place("b31.r4.c2", 0, 5)), table_of(Place("b31"))
    ('b31', None)
    """
    match = _CELL.fullmatch(place.address)
    return match["table"] if match else None


def block_of(place: Place) -> str:
    """Address of the paragraph, or of the table, a place stands in."""
    return table_of(place) or place.address


def readings(d: Disclosure) -> Iterator[Reading[Any]]:
    """Every reading of a number that money identities use."""
    yield from (a.value for a in d.amounts)
    yield from (c.value for c in d.changes)
    yield from (a.budget for a in d.activities if a.budget)
    yield from (a.value for a in d.assets if a.value)
    yield from (line.value for line in d.budget_lines)
    for row in d.procurement:
        for name in (*MONEY_COLUMNS, "project_funds", "unit_price"):
            reading = getattr(row, name)
            if reading is not None:
                yield reading


@dataclass(frozen=True)
class Case:
    """The argument of every check."""

    disclosure: Disclosure
    template: Template

    @property
    def year(self) -> int | None:
        """The fiscal year of the disclosure."""
        reading = self.disclosure.profile.fiscal_year
        return reading.value if reading else None

    @property
    def final(self) -> bool:
        """True for final accounts."""
        return (self.disclosure.profile.doc_type or "").endswith("final")

    def position(self, place: Place) -> Position:
        """A sort key in reading order: a text box behind the paragraph that carries it, other flows behind the body."""
        return self._steps(place.address), place.start or 0

    def apart(self, one: Place, other: Place) -> int:
        """How many blocks further on the second place stands, in whatever frame or box both stand."""
        steps = zip(self.position(one)[0], self.position(other)[0], strict=False)
        return next((b - a for a, b in steps if a != b), 0)

    def _steps(self, address: str) -> tuple[int, ...]:
        flow, slash, inner = address.rpartition("/")
        steps = tuple(map(int, _STEP.findall(inner)))
        if not slash:
            return steps
        anchor = self.disclosure.anchors.get(flow)
        before = (*self._steps(anchor), _BEHIND) if anchor else (_BEHIND,)
        return (*before, *map(int, _STEP.findall(flow)), *steps)

    def table_of(self, place: Place) -> str | None:
        """Address of the table a place stands in, the first of the tables that one cut by pages is; None for prose."""
        table = table_of(place)
        while table is not None and table in self.disclosure.continued:
            table = self.disclosure.continued[table]
        return table

    # ---------------------------------------------------------------------------------------------- precision

    @cached_property
    def _section_starts(self) -> list[Position]:
        return sorted(
            self.position(s.place) for s in self.disclosure.sections if s.level == 1
        )

    def group(self, place: Place) -> str:
        """What shares its precision: a table by its address, prose by its level 1 section."""
        table = self.table_of(place)
        if table is not None:
            return table
        return f"section {bisect_right(self._section_starts, self.position(place))}"

    @cached_property
    def _decimals(self) -> dict[tuple[str, str], int]:
        finest: dict[tuple[str, str], int] = {}
        for reading in readings(self.disclosure):
            if reading.value is not None and reading.unit is not None:
                key = self.group(reading.place), reading.unit.name
                finest[key] = max(finest.get(key, 0), decimals(reading.raw))
        return finest

    def money(
        self, reading: Reading[Decimal | None] | None, label: str = ""
    ) -> Number | None:
        """A reading of money as a term in yuan; None where nothing is printed or its unit is none of money."""
        if reading is None or reading.value is None or reading.unit is None:
            return None
        scale = UNIT_YUAN.get(reading.unit.name)
        if scale is None:
            return None
        value = reading.value * scale
        digits = self._decimals.get(
            (self.group(reading.place), reading.unit.name), decimals(reading.raw)
        )
        half = Decimal(0) if value == 0 else half_step(digits, scale)
        return Number(
            label,
            value,
            half,
            plain(abs(reading.value)),
            reading.unit.name,
            reading.place,
        )

    @staticmethod
    def count(
        reading: Reading[Decimal | None] | Reading[Decimal] | None, label: str = ""
    ) -> Number | None:
        """A reading of things that are counted: exact."""
        if reading is None or reading.value is None:
            return None
        return Number(
            label, reading.value, Decimal(0), plain(reading.value), "", reading.place
        )

    def amount(self, amount: Amount) -> Number | None:
        """A stated amount as a term."""
        return self.money(amount.value, amount.label.value if amount.label else "")

    def line(self, line: BudgetLine) -> Number | None:
        """A number of a statutory table as a term."""
        return self.money(line.value, line.row_label.value if line.row_label else "")

    def change(self, change: Change) -> Number | None:
        """A stated change as a term with its sign; 持平 is an exact 0."""
        label = change.label.value if change.label else ""
        if change.direction == "flat" and not change.stated:
            return Number(label, Decimal(0), Decimal(0), "0", "", change.value.place)
        number = self.money(change.value, label)
        if number is None or change.direction is None:
            return None
        return number.negated() if change.direction == "decrease" else number

    # ---------------------------------------------------------------------------------------------- finding

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """The stated amounts in reading order."""
        return tuple(
            sorted(self.disclosure.amounts, key=lambda a: self.position(a.place))
        )

    @cached_property
    def _things(self) -> dict[tuple[str, str, str], list[Amount]]:
        found: dict[tuple[str, str, str], list[Amount]] = {}
        for amount in self.amounts:
            found.setdefault(self._thing(amount), []).append(amount)
        return found

    def _thing(self, said: Amount | Change) -> tuple[str, str, str]:
        """What an amount is of: item and group; without an item, label and block."""
        if said.item is not None:
            return said.item, "", self.group(said.place)
        return "", squeeze(said.label.value) if said.label else "", block_of(said.place)

    def alike(self, change: Change) -> Sequence[Amount]:
        """The amounts of the thing that changed, in reading order."""
        thing = self._thing(change)
        return self._things.get(thing, ()) if thing[0] or thing[1] else ()

    def of(
        self, item: str, *, phase: str | None = None, prose: bool = True
    ) -> list[Amount]:
        """Amounts of one item for the year of the disclosure, in reading order."""
        return [
            a
            for a in self.amounts
            if a.item == item
            and (a.fiscal_year == self.year or a.phase == "stock" or self.year is None)
            and (phase is None or a.phase == phase)
            and (not prose or a.source == "prose")
        ]

    def current(self, item: str) -> list[Amount]:
        """Amounts of one item in prose that are this year's own: budget in a budget, executed in final accounts."""
        own = ("executed", "stock") if self.final else ("budget", "stock")
        return [a for a in self.of(item) if a.phase in own]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The statutory tables."""
        return build(self.disclosure.budget_lines, self.template, self.line)

    @cached_property
    def procurement(self) -> dict[str, list[Procurement]]:
        """Rows of each procurement table, by its address."""
        found: dict[str, list[Procurement]] = {}
        for row in self.disclosure.procurement:
            found.setdefault(self.table_of(row.place) or row.place.address, []).append(
                row
            )
        return found

    def table(self, place: Place) -> TableRecord | None:
        """The table record a place stands in."""
        address = table_of(place)
        return next(
            (t for t in self.disclosure.tables if t.place.address == address), None
        )

    @cached_property
    def prose(self) -> tuple[tuple[Place, str], ...]:
        """The prose of the document, each level 1 section once, with the place of its heading."""
        return tuple(
            (s.place, s.text) for s in self.disclosure.sections if s.level == 1
        )

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The prose squeezed, a paragraph each."""
        return tuple(
            squeeze(line) for _, text in self.prose for line in text.splitlines()
        )

    def says(self, vocabulary: str, texts: Iterable[str] | None = None) -> str | None:
        """The first word of a vocabulary that stands anywhere in the prose (or in the texts given)."""
        squeezed = [
            squeeze(text)
            for text in (
                texts if texts is not None else (text for _, text in self.prose)
            )
        ]
        return next(
            (
                word
                for word in self.template.words(vocabulary)
                if any(word in text for text in squeezed)
            ),
            None,
        )
