"""What a check is given: one disclosure, the words of its template, and the precision its numbers were printed with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from string import ascii_lowercase
from typing import Any

from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.records import (
    YUAN_PER_UNIT,
    Amount,
    BudgetLine,
    Change,
    Extracted,
    Procurement,
    TableRecord,
)
from extractor.text.normalize import match_key
from extractor.text.numbers import count_decimals
from extractor.validation.statutory_model import StatutoryTable, build_statutory_tables
from extractor.validation.tolerance import (
    EquationTerm,
    compute_half_step,
    format_decimal,
)

__all__ = [
    "CheckContext",
    "PROCUREMENT_MONEY_COLUMNS",
    "ReadingPosition",
    "iter_money_values",
]

PROCUREMENT_MONEY_COLUMNS = (
    "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account", "other_sources",
    "other_channels",
)  # fmt: skip
"""Money columns of a procurement row that add up (the funds of a project and the unit price do not)."""

_SORTS_LAST = 10**9

ReadingPosition = tuple[tuple[int, ...], int]


def iter_money_values(disclosure: Disclosure) -> Iterator[Extracted[Any]]:
    """Every reading of a number that money identities use."""
    yield from (a.value for a in disclosure.amounts)
    yield from (c.value for c in disclosure.changes)
    yield from (a.budget for a in disclosure.activities if a.budget)
    yield from (a.value for a in disclosure.assets if a.value)
    yield from (line.value for line in disclosure.budget_lines)
    for row in disclosure.procurement:
        for name in (*PROCUREMENT_MONEY_COLUMNS, "project_funds", "unit_price"):
            reading = getattr(row, name)
            if reading is not None:
                yield reading


@dataclass(frozen=True)
class CheckContext:
    """The argument of every check."""

    disclosure: Disclosure
    lexicon: Lexicon

    @property
    def year(self) -> int | None:
        """The fiscal year of the disclosure."""
        reading = self.disclosure.profile.fiscal_year
        return reading.value if reading else None

    @property
    def is_final_accounts(self) -> bool:
        """True for final accounts."""
        return (self.disclosure.profile.doc_type or "").endswith("final")

    def compute_position(self, place: Span) -> ReadingPosition:
        """A sort key in reading order: a text box behind the paragraph that carries it, other flows behind the body."""
        return (*self._compute_story_position(place.story), *place.ordinals), (
            place.start or 0
        )

    def compute_block_distance(self, first: Span, second: Span) -> int:
        """How many blocks further on the second place stands, in whatever frame or box both stand."""
        steps = zip(
            self.compute_position(first)[0],
            self.compute_position(second)[0],
            strict=False,
        )
        return next((b - a for a, b in steps if a != b), 0)

    def _compute_story_position(self, story: str) -> tuple[int, ...]:
        """Where a story begins among the blocks of the body: behind its anchor, or behind all."""
        if not story:
            return ()
        anchor = self.disclosure.text_box_anchors.get(story)
        number = int(story.lstrip(ascii_lowercase))
        if anchor is None:
            return _SORTS_LAST, number
        span = Span(anchor)
        before = self._compute_story_position(span.story)
        return *before, *span.ordinals, _SORTS_LAST, number

    def resolve_table_path(self, place: Span) -> str | None:
        """Address of the table a place stands in, the first of the tables that one cut by pages is; None for prose."""
        table = place.table_path
        while table is not None and table in self.disclosure.table_predecessors:
            table = self.disclosure.table_predecessors[table]
        return table

    # ---------------------------------------------------------------------------------------------- precision

    @cached_property
    def _section_starts(self) -> list[ReadingPosition]:
        return sorted(
            self.compute_position(s.place)
            for s in self.disclosure.sections
            if s.level == 1
        )

    def find_precision_group(self, place: Span) -> str:
        """What shares its precision: a table by its address, prose by its level 1 section."""
        table = self.resolve_table_path(place)
        if table is not None:
            return table
        return f"section {bisect_right(self._section_starts, self.compute_position(place))}"

    @cached_property
    def _decimals_by_group(self) -> dict[tuple[str, str], int]:
        finest: dict[tuple[str, str], int] = {}
        for reading in iter_money_values(self.disclosure):
            if reading.value is not None and reading.unit is not None:
                key = self.find_precision_group(reading.place), reading.unit.name
                finest[key] = max(finest.get(key, 0), count_decimals(reading.raw))
        return finest

    def build_money_term(
        self, extracted: Extracted[Decimal | None] | None, label: str = ""
    ) -> EquationTerm | None:
        """A reading of money as a term in yuan; None where nothing is printed or its unit is none of money."""
        if extracted is None or extracted.value is None or extracted.unit is None:
            return None
        scale = YUAN_PER_UNIT.get(extracted.unit.name)
        if scale is None:
            return None
        value = extracted.value * scale
        digits = self._decimals_by_group.get(
            (self.find_precision_group(extracted.place), extracted.unit.name),
            count_decimals(extracted.raw),
        )
        half = Decimal(0) if value == 0 else compute_half_step(digits, scale)
        return EquationTerm(
            label,
            value,
            half,
            format_decimal(abs(extracted.value)),
            extracted.unit.name,
            extracted.place,
        )

    @staticmethod
    def build_count_term(
        extracted: Extracted[Decimal | None] | Extracted[Decimal] | None,
        label: str = "",
    ) -> EquationTerm | None:
        """A reading of things that are counted: exact."""
        if extracted is None or extracted.value is None:
            return None
        return EquationTerm(
            label,
            extracted.value,
            Decimal(0),
            format_decimal(extracted.value),
            "",
            extracted.place,
        )

    def build_amount_term(self, amount: Amount) -> EquationTerm | None:
        """A stated amount as a term."""
        return self.build_money_term(
            amount.value, amount.label.value if amount.label else ""
        )

    def build_line_term(self, line: BudgetLine) -> EquationTerm | None:
        """A number of a statutory table as a term."""
        return self.build_money_term(
            line.value, line.row_label.value if line.row_label else ""
        )

    def build_change_term(self, change: Change) -> EquationTerm | None:
        """A stated change as a term with its sign; 持平 is an exact 0."""
        label = change.label.value if change.label else ""
        if change.direction == "flat" and not change.stated:
            return EquationTerm(
                label, Decimal(0), Decimal(0), "0", "", change.value.place
            )
        number = self.build_money_term(change.value, label)
        if number is None or change.direction is None:
            return None
        return number.negate() if change.direction == "decrease" else number

    # ---------------------------------------------------------------------------------------------- finding

    @cached_property
    def ordered_amounts(self) -> tuple[Amount, ...]:
        """The stated amounts in reading order."""
        return tuple(
            sorted(
                self.disclosure.amounts, key=lambda a: self.compute_position(a.place)
            )
        )

    @cached_property
    def _amounts_by_concept_key(self) -> dict[tuple[str, str, str], list[Amount]]:
        found: dict[tuple[str, str, str], list[Amount]] = {}
        for amount in self.ordered_amounts:
            found.setdefault(self._build_concept_key(amount), []).append(amount)
        return found

    def _build_concept_key(self, record: Amount | Change) -> tuple[str, str, str]:
        """What an amount is of: item and group; without an item, label and block."""
        if record.item is not None:
            return record.item, "", self.find_precision_group(record.place)
        return (
            "",
            match_key(record.label.value) if record.label else "",
            record.place.path,
        )

    def find_amounts_of_change(self, change: Change) -> Sequence[Amount]:
        """The amounts of the thing that changed, in reading order."""
        thing = self._build_concept_key(change)
        return (
            self._amounts_by_concept_key.get(thing, ()) if thing[0] or thing[1] else ()
        )

    def find_amounts(
        self, concept: str, *, phase: str | None = None, prose_only: bool = True
    ) -> list[Amount]:
        """Amounts of one item for the year of the disclosure, in reading order."""
        return [
            a
            for a in self.ordered_amounts
            if a.item == concept
            and (a.fiscal_year == self.year or a.phase == "stock" or self.year is None)
            and (phase is None or a.phase == phase)
            and (not prose_only or a.source == "prose")
        ]

    def find_current_amounts(self, concept: str) -> list[Amount]:
        """Amounts of one item in prose that are this year's own: budget in a budget, executed in final accounts."""
        own = ("executed", "stock") if self.is_final_accounts else ("budget", "stock")
        return [a for a in self.find_amounts(concept) if a.phase in own]

    @cached_property
    def statutory_tables(self) -> tuple[StatutoryTable, ...]:
        """The statutory tables."""
        return build_statutory_tables(
            self.disclosure.budget_lines, self.lexicon, self.build_line_term
        )

    @cached_property
    def procurement_by_table(self) -> dict[str, list[Procurement]]:
        """Rows of each procurement table, by its address."""
        found: dict[str, list[Procurement]] = {}
        for row in self.disclosure.procurement:
            found.setdefault(
                self.resolve_table_path(row.place) or row.place.path, []
            ).append(row)
        return found

    def find_table_record(self, place: Span) -> TableRecord | None:
        """The table record a place stands in."""
        return next(
            (t for t in self.disclosure.tables if t.place.path == place.table_path),
            None,
        )

    @cached_property
    def section_texts(self) -> tuple[tuple[Span, str], ...]:
        """The prose of the document, each level 1 section once, with the place of its heading."""
        return tuple(
            (s.place, s.text) for s in self.disclosure.sections if s.level == 1
        )

    @cached_property
    def paragraph_match_keys(self) -> tuple[str, ...]:
        """The prose squeezed, a paragraph each."""
        return tuple(
            match_key(line)
            for _, text in self.section_texts
            for line in text.splitlines()
        )

    def find_vocabulary_word(
        self, vocabulary: str, texts: Iterable[str] | None = None
    ) -> str | None:
        """The first word of a vocabulary that stands anywhere in the prose (or in the texts given)."""
        squeezed = [
            match_key(text)
            for text in (
                texts if texts is not None else (text for _, text in self.section_texts)
            )
        ]
        return next(
            (
                word
                for word in self.lexicon.get_vocabulary(vocabulary)
                if any(word in text for text in squeezed)
            ),
            None,
        )
