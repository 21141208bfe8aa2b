"""What a check is given: a disclosure, its lexicon, and how exactly numbers are
printed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any

from extractor.dataclass import dataclass
from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.enums import AmountSource, Direction, Phase, Qualifier
from extractor.model.records import (
    YUAN_PER_UNIT,
    Amount,
    BudgetLine,
    Change,
    Extracted,
    Procurement,
    TableRecord,
)
from extractor.schema.concepts import list_procurement_money_columns
from extractor.text.normalize import match_key
from extractor.text.numbers import count_decimals
from extractor.validation.statutory_model import StatutoryTable, build_statutory_tables
from extractor.validation.tolerance import (
    WHOLE,
    Dimensions,
    EquationTerm,
    compute_half_step,
    count_significant_decimals,
    describe_dimensions,
    format_decimal,
)

__all__ = [
    "CheckContext",
    "OWN_PHASES",
    "ReadingPosition",
    "iter_money_values",
]

OWN_PHASES = ("budget", "executed")
"""Phases of figures that are a document's own: of a budget, of final accounts."""

_NUMBER = re.compile(r"\d+")
_SORTS_LAST = 10**9
_ENOUGH_TO_DIFFER = 2
# Paragraphs from a part to the last of its own parts.
_MAX_BLOCKS_BETWEEN = 6

ReadingPosition = tuple[tuple[int, ...], int]
# Concept, label and group of a thing; the year and the phase of its figures.
_SeriesKey = tuple[tuple[str, str, str], int | None, str | None]
# Concept and dimensions of a thing; the year and the phase of its figures.
_LineKey = tuple[str, Dimensions, int | None, str | None]


def iter_money_values(disclosure: Disclosure) -> Iterator[Extracted[Any]]:
    """Every extracted number that identities of money use.

    Args:
        disclosure: the records to look through.

    Yields:
        Values of amounts, changes, activities, assets, lines of statutory tables and
        procurement; some hold no number.
    """
    for records in (disclosure.amounts, disclosure.changes):
        yield from (record.value for record in records)
    yield from (one.budget for one in disclosure.activities if one.budget)
    yield from (asset.value for asset in disclosure.assets if asset.value)
    yield from (line.value for line in disclosure.budget_lines)
    for row in disclosure.procurement:
        yield from _iter_procurement_values(row)


def _iter_procurement_values(row: Procurement) -> Iterator[Extracted[Any]]:
    """The money of a row of a procurement table."""
    for column in (*list_procurement_money_columns(), "project_funds", "unit_price"):
        value = getattr(row, column)
        if value is not None:
            yield value


@dataclass(frozen=True)
class _AmountSeries:
    """Amounts of one thing, year and phase: their numbers in reading order."""

    first: int
    # no more than tell that they differ
    values: set[Decimal | None] = field(default_factory=set)
    # of each block, by the position of the amount
    numbers: dict[str, list[tuple[ReadingPosition, int]]] = field(default_factory=dict)

    def find_before(self, path: str, position: ReadingPosition) -> int:
        """Find the last amount of a block before a position; -1 where none is."""
        numbers = self.numbers.get(path, ())
        behind = bisect_left(numbers, (position, -1))
        return numbers[behind - 1][1] if behind else -1


class _TermIndex:
    """Terms of amounts, to find those before a place that may be some sum."""

    def __init__(self) -> None:
        self._entries: list[tuple[Decimal, int, EquationTerm]] = []
        self._largest_half_step = Decimal(0)

    def add(self, number: int, term: EquationTerm) -> None:
        """Add the term of an amount that has some number in reading order."""
        insort(self._entries, (term.value, number, term))
        self._largest_half_step = max(self._largest_half_step, term.half_step)

    def find_before(
        self, stop: int, value: Decimal, slack: Decimal
    ) -> list[EquationTerm]:
        """Find those before a number that are a value but for rounding, the last
        first."""
        slack += self._largest_half_step
        first = bisect_left(self._entries, (value - slack, -1))
        last = bisect_left(self._entries, (value + slack, stop))
        near = [entry[1:] for entry in self._entries[first:last] if entry[1] < stop]
        near.sort(key=itemgetter(0), reverse=True)
        return [term for _, term in near]


@dataclass(frozen=True)
class CheckContext:
    """The argument of every check: records, words, and look-ups that several checks
    share."""

    disclosure: Disclosure
    lexicon: Lexicon

    @property
    def year(self) -> int | None:
        """The fiscal year of the disclosure."""
        extracted = self.disclosure.profile.fiscal_year
        return extracted.value if extracted else None

    @property
    def is_final_accounts(self) -> bool:
        """True for final accounts."""
        return (self.disclosure.profile.doc_type or "").endswith("final")

    @property
    def own_phase(self) -> str:
        """The phase of this document's own figures: executed in final accounts."""
        return "executed" if self.is_final_accounts else "budget"

    @cached_property
    def shared_results(self) -> dict[tuple[str, int], Any]:
        """What several checks compute, by its name and the identity of its record."""
        return {}

    # --- positions --------------------------------------------------------------------

    def compute_position(self, place: Span) -> ReadingPosition:
        """A sort key in reading order.

        A text box comes after the paragraph it is anchored to, other
        stories behind the body.
        """
        story = self._compute_story_position(place.story)
        return (*story, *place.ordinals), place.start or 0

    def is_before(self, place: Span, other: Span) -> bool:
        """True when the first place is read before the other."""
        return self.compute_position(place) < self.compute_position(other)

    def compute_block_distance(self, first: Span, second: Span) -> int:
        """Distance in blocks from the first place to the second, in any story."""
        ours, theirs = self.compute_position(first)[0], self.compute_position(second)[0]
        steps = zip(ours, theirs, strict=False)
        return next((b - a for a, b in steps if a != b), 0)

    def _compute_story_position(self, story: str) -> tuple[int, ...]:
        """Where a story begins among the blocks of the body.

        A text box behind its anchor, another story behind everything.
        """
        if not story:
            return ()
        numbers = tuple(map(int, _NUMBER.findall(story)))
        anchor = self.disclosure.text_box_anchors.get(story)
        if anchor is None:
            return _SORTS_LAST, *numbers
        before = self._compute_story_position(anchor.story)
        return (*before, *anchor.ordinals, _SORTS_LAST, *numbers)

    def resolve_table_path(self, place: Span) -> str | None:
        """Path of the table of a place; None for prose.

        Of a table that page breaks cut, the path of its first piece.
        """
        table = place.table_path
        while table is not None and table in self.disclosure.table_predecessors:
            table = self.disclosure.table_predecessors[table]
        return table

    # --- precision --------------------------------------------------------------------

    @cached_property
    def _section_starts(self) -> list[ReadingPosition]:
        tops = (one for one in self.disclosure.sections if one.level == 1)
        return sorted(self.compute_position(section.place) for section in tops)

    @cached_property
    def _precision_groups(self) -> dict[Span, str]:
        """Groups that were looked for, by the place of a value."""
        return {}

    def find_precision_group(self, place: Span) -> str:
        """What shares its precision: the path of a table; in prose, the level 1
        section."""
        group = self._precision_groups.get(place)
        if group is None:
            group = self._compute_precision_group(place)
            self._precision_groups[place] = group
        return group

    def _compute_precision_group(self, place: Span) -> str:
        table = self.resolve_table_path(place)
        if table is not None:
            return table
        position = self.compute_position(place)
        return f"section {bisect_right(self._section_starts, position)}"

    def shares_group(self, place: Span, other: Span) -> bool:
        """True when two places are in one table, or in prose of one section."""
        return self.find_precision_group(place) == self.find_precision_group(other)

    @cached_property
    def _decimals_by_group(self) -> dict[tuple[str, str], int]:
        """The finest number of decimals of each group and unit of money."""
        finest: dict[tuple[str, str], int] = {}
        for extracted in iter_money_values(self.disclosure):
            if extracted.value is not None and extracted.unit is not None:
                group = self.find_precision_group(extracted.place)
                key = group, extracted.unit.name
                finest[key] = max(finest.get(key, 0), count_decimals(extracted.raw))
        return finest

    # --- terms ------------------------------------------------------------------------

    @cached_property
    def _money_terms(
        self,
    ) -> dict[int, tuple[Extracted[Decimal | None], EquationTerm | None]]:
        """Numbers of money by their identity, each with its term without a name."""
        return {}

    def build_money_term(
        self, extracted: Extracted[Decimal | None] | None, label: str = ""
    ) -> EquationTerm | None:
        """An extracted number of money as a term in yuan.

        Args:
            extracted: a number with its unit, or nothing.
            label: the name of the term in messages.

        Returns:
            None where nothing is printed, its unit is no unit of money, or it is a
            limit (over, at most) and no value.
        """
        if extracted is None:
            return None
        known = self._money_terms.get(id(extracted))
        if known is None:
            known = extracted, self._measure_money(extracted)
            self._money_terms[id(extracted)] = known
        term = known[1]
        if term is None or not label:
            return term
        return EquationTerm(label, *term[1:])

    def _measure_money(
        self, extracted: Extracted[Decimal | None]
    ) -> EquationTerm | None:
        if extracted.value is None or extracted.unit is None:
            return None
        qualifier = extracted.bounds.qualifier
        if qualifier is not Qualifier.EXACT and qualifier is not Qualifier.ABOUT:
            return None
        scale = YUAN_PER_UNIT.get(extracted.unit.name)
        if scale is None:
            return None
        value = extracted.value * scale
        key = self.find_precision_group(extracted.place), extracted.unit.name
        digits = self._decimals_by_group.get(key)
        if qualifier is Qualifier.ABOUT:
            # 约150 is rounded to its last digit but 0.
            digits = count_significant_decimals(extracted.value)
        elif digits is None:
            digits = count_decimals(extracted.raw)
        half_step = Decimal(0)
        if value != 0:
            half_step = compute_half_step(digits, scale)
        return EquationTerm(
            "",
            value,
            half_step,
            format_decimal(abs(extracted.value)),
            extracted.unit.name,
            extracted.place,
        )

    @staticmethod
    def build_count_term(
        extracted: Extracted[Decimal | None] | Extracted[Decimal] | None,
        label: str = "",
    ) -> EquationTerm | None:
        """A number of things as an exact term; None where nothing is printed."""
        if extracted is None or extracted.value is None:
            return None
        value = extracted.value
        printed = format_decimal(value)
        return EquationTerm(label, value, Decimal(0), printed, "", extracted.place)

    def build_amount_term(self, amount: Amount) -> EquationTerm | None:
        """A stated amount as a term."""
        label = amount.label.value if amount.label else ""
        return self.build_money_term(amount.value, label)

    def build_amount_terms(self, amounts: Iterable[Amount]) -> list[EquationTerm]:
        """The terms of those amounts that hold money, in order."""
        terms = map(self.build_amount_term, amounts)
        return [term for term in terms if term is not None]

    def build_line_term(self, line: BudgetLine) -> EquationTerm | None:
        """A number of a statutory table as a term."""
        return self.build_money_term(line.value, line.row_name)

    def build_change_term(self, change: Change) -> EquationTerm | None:
        """A stated change as a term with its sign; 持平 is an exact 0."""
        label = change.label.value if change.label else ""
        is_zero = change.value.value == 0 and not change.stated
        if change.direction == Direction.FLAT and is_zero:
            zero = Decimal(0)
            return EquationTerm(label, zero, zero, "0", "", change.value.place)
        term = self.build_money_term(change.value, label)
        if term is None or change.direction is None:
            return None
        return term.negate() if change.direction == Direction.DECREASE else term

    # --- look-ups ---------------------------------------------------------------------

    @cached_property
    def ordered_amounts(self) -> tuple[Amount, ...]:
        """The stated amounts in reading order."""
        amounts = self.disclosure.amounts
        return tuple(sorted(amounts, key=lambda a: self.compute_position(a.place)))

    @cached_property
    def _amount_positions(self) -> list[ReadingPosition]:
        return [self.compute_position(one.place) for one in self.ordered_amounts]

    @cached_property
    def _term_indexes(self) -> dict[tuple[str, str | None], _TermIndex]:
        """The positive amounts of each precision group, and of each phase."""
        indexes: dict[tuple[str, str | None], _TermIndex] = {}
        for number, amount in enumerate(self.ordered_amounts):
            term = self.build_amount_term(amount)
            if term is None or term.value <= 0:
                continue
            group = self.find_precision_group(amount.place)
            for key in (("group", group), ("phase", amount.phase)):
                indexes.setdefault(key, _TermIndex()).add(number, term)
        return indexes

    def find_totals_in_group(
        self, first: Span, value: Decimal, slack: Decimal
    ) -> list[EquationTerm]:
        """The amounts of the group of a place, before it, that may be a sum.

        Args:
            first: the place.
            value: the sum.
            slack: what rounding of its addends explains.

        Returns:
            The terms, the last first; some may differ by more than rounding explains.
        """
        key = "group", self.find_precision_group(first)
        return self._find_totals(key, first, value, slack)

    def find_totals_of_phase(
        self, first: Amount, value: Decimal, slack: Decimal
    ) -> list[EquationTerm]:
        """The same, of the amounts before an amount that are of its phase."""
        return self._find_totals(("phase", first.phase), first.place, value, slack)

    def _find_totals(
        self,
        key: tuple[str, str | None],
        first: Span,
        value: Decimal,
        slack: Decimal,
    ) -> list[EquationTerm]:
        index = self._term_indexes.get(key)
        if index is None:
            return []
        stop = bisect_left(self._amount_positions, self.compute_position(first))
        return index.find_before(stop, value, slack)

    @cached_property
    def _unlabelled_positions(self) -> dict[str, list[ReadingPosition]]:
        """Where the amounts of each precision group stand that have no concept."""
        positions: dict[str, list[ReadingPosition]] = {}
        for amount in self.ordered_amounts:
            if amount.item is None:
                group = self.find_precision_group(amount.place)
                position = self.compute_position(amount.place)
                positions.setdefault(group, []).append(position)
        return positions

    def has_unlabelled_between(self, first: Span, last: Span) -> bool:
        """True where an amount of the group of a place that has no concept stands
        between it and another."""
        positions = self._unlabelled_positions.get(self.find_precision_group(first), ())
        at = bisect_right(positions, self.compute_position(first))
        return at < len(positions) and positions[at] < self.compute_position(last)

    @cached_property
    def items_by_year(self) -> dict[int | None, set[str]]:
        """The concepts that are stated as amounts of each year."""
        items: dict[int | None, set[str]] = {}
        for amount in self.disclosure.amounts:
            if amount.item is not None:
                items.setdefault(amount.fiscal_year, set()).add(amount.item)
        return items

    @cached_property
    def amount_ends(self) -> dict[Span, list[tuple[int, int]]]:
        """Where the stated amounts of each paragraph or cell end, in order, with their
        numbers in reading order."""
        ends: dict[Span, list[tuple[int, int]]] = {}
        for number, amount in enumerate(self.ordered_amounts):
            place = amount.place
            if place.end is not None:
                ends.setdefault(place.element, []).append((place.end, number))
        for entries in ends.values():
            entries.sort()
        return ends

    @cached_property
    def ordered_changes(self) -> tuple[Change, ...]:
        """The stated changes in reading order."""
        changes = self.disclosure.changes
        return tuple(sorted(changes, key=lambda c: self.compute_position(c.place)))

    @cached_property
    def _amounts_by_item(self) -> dict[str | None, list[Amount]]:
        amounts: dict[str | None, list[Amount]] = {}
        for amount in self.ordered_amounts:
            amounts.setdefault(amount.item, []).append(amount)
        return amounts

    @cached_property
    def _amount_series(self) -> dict[_SeriesKey, _AmountSeries]:
        """The amounts of each thing, year and phase."""
        found: dict[_SeriesKey, _AmountSeries] = {}
        for number, amount in enumerate(self.ordered_amounts):
            concept_key = self._build_concept_key(amount)
            key = concept_key, amount.fiscal_year, amount.phase
            series = found.setdefault(key, _AmountSeries(number))
            if len(series.values) < _ENOUGH_TO_DIFFER:
                series.values.add(amount.value_yuan)
            position = self.compute_position(amount.place)
            of_block = series.numbers.setdefault(amount.place.path, [])
            of_block.append((position, number))
        return found

    def _build_concept_key(self, record: Amount | Change) -> tuple[str, str, str]:
        """What a record is of: concept and group; without a concept, label and
        block."""
        repeats = record.context.project or record.context.function_code
        if record.item is not None and not repeats:
            return record.item, "", self.find_precision_group(record.place)
        label = match_key(record.label.value) if record.label else ""
        return "", label, record.place.path

    @cached_property
    def _line_terms(self) -> dict[_LineKey, dict[Decimal, tuple[int, EquationTerm]]]:
        """The distinct figures of statutory tables of each thing, year and phase; no
        more than tell that they differ."""
        terms_by_key: dict[_LineKey, dict[Decimal, tuple[int, EquationTerm]]] = {}
        for number, line in enumerate(self.disclosure.budget_lines):
            term = None if line.item is None else self.build_line_term(line)
            if line.item is not None and term is not None:
                dimensions = describe_dimensions(line)
                key = line.item, dimensions, line.fiscal_year, line.phase
                terms = terms_by_key.setdefault(key, {})
                if len(terms) < _ENOUGH_TO_DIFFER:
                    terms.setdefault(term.value, (number, term))
        return terms_by_key

    def find_printed_term(
        self, change: Change, year: int | None, phases: Iterable[str]
    ) -> EquationTerm | None:
        """The one figure of a year that the statutory tables print of what changed.

        Args:
            change: the change.
            year: the year of the figure.
            phases: the phases that it may have.

        Returns:
            The figure; None where there is none, or several that differ.
        """
        thing = change.item or "", describe_dimensions(change)
        tables = (self._line_terms.get((*thing, year, phase), {}) for phase in phases)
        printed = [terms for terms in tables if terms]
        if len(set().union(*printed)) != 1:
            return None
        return min(next(iter(terms.values())) for terms in printed)[1]

    @cached_property
    def _block_indexes(self) -> dict[str, int]:
        blocks = self.disclosure.blocks
        return {block.place.path: at for at, block in enumerate(blocks)}

    def find_text_between(self, first: Span, second: Span) -> str:
        """The prose behind one place and before another.

        Args:
            first: a place in a paragraph.
            second: a place behind it, in the same paragraph or in one of the next few.

        Returns:
            The text; '' where a place is in no paragraph or they are far apart.
        """
        start = self._block_indexes.get(first.path)
        stop = self._block_indexes.get(second.path)
        if (
            start is None
            or stop is None
            or not 0 <= stop - start <= _MAX_BLOCKS_BETWEEN
        ):
            return ""
        texts = [block.text or "" for block in self.disclosure.blocks[start : stop + 1]]
        if start == stop:
            return texts[0][first.end : second.start]
        texts[-1] = texts[-1][: second.start]
        texts[0] = texts[0][first.end :]
        return "\n".join(texts)

    def find_nearest_amount(
        self, change: Change, year: int | None, phases: Iterable[str]
    ) -> Amount | None:
        """The amount of a year that a change may be measured against.

        Args:
            change: the change.
            year: the year of the amount.
            phases: the phases that it may have.

        Returns:
            The nearest before the change in its paragraph, else the first of its
            section where all are alike.
        """
        thing = self._build_concept_key(change)
        if not any(thing[:2]):
            return None
        found = (self._amount_series.get((thing, year, phase)) for phase in phases)
        series = [one for one in found if one is not None]
        number = self._find_nearest_number(change.place, series) if series else -1
        return self.ordered_amounts[number] if number >= 0 else None

    def _find_nearest_number(self, place: Span, series: Sequence[_AmountSeries]) -> int:
        """The number of the amount nearest before a place; -1 where none is."""
        position = self.compute_position(place)
        number = max(one.find_before(place.path, position) for one in series)
        is_one_value = len(set().union(*(one.values for one in series))) == 1
        if number < 0 and is_one_value:
            return min(one.first for one in series)
        return number

    def find_amounts(
        self, concept: str, *, phase: str | None = None, prose_only: bool = True
    ) -> list[Amount]:
        """Amounts of one concept for the year of the disclosure, in reading order.

        Args:
            concept: its id.
            phase: the phase wanted; None for any.
            prose_only: leave those of small tables out.
        """
        return [
            amount
            for amount in self._amounts_by_item.get(concept, ())
            if amount.context.project is None
            and self._is_of_year(amount)
            and phase in (None, amount.phase)
            and (not prose_only or amount.source == AmountSource.PROSE)
        ]

    def _is_of_year(self, amount: Amount) -> bool:
        if self.year is None or amount.phase == Phase.STOCK:
            return True
        return amount.fiscal_year == self.year

    def find_whole_amounts(self, concept: str, *, phase: str) -> list[Amount]:
        """Those of :meth:`find_amounts` that are of
        no single fund, unit or class."""
        amounts = self.find_amounts(concept, phase=phase)
        return [one for one in amounts if describe_dimensions(one) == WHOLE]

    def find_current_amounts(self, concept: str) -> list[Amount]:
        """Amounts of one concept in prose that are
        the document's own, or a stock."""
        own_phases = (self.own_phase, "stock")
        return [a for a in self.find_amounts(concept) if a.phase in own_phases]

    def find_current_terms(self, concept: str) -> list[EquationTerm]:
        """The terms of :meth:`find_current_amounts`."""
        return self.build_amount_terms(self.find_current_amounts(concept))

    @cached_property
    def statutory_tables(self) -> tuple[StatutoryTable, ...]:
        """The statutory tables."""
        name = self.disclosure.profile.department_name
        return build_statutory_tables(
            self.disclosure.budget_lines,
            self.lexicon,
            self.build_line_term,
            match_key(name.value) if name else "",
        )

    @cached_property
    def procurement_by_table(self) -> dict[str, list[Procurement]]:
        """Rows of each procurement table, by its path."""
        rows_by_table: dict[str, list[Procurement]] = {}
        for row in self.disclosure.procurement:
            path = self.resolve_table_path(row.place) or row.place.path
            rows_by_table.setdefault(path, []).append(row)
        return rows_by_table

    @cached_property
    def _table_records(self) -> dict[str | None, TableRecord]:
        tables = reversed(self.disclosure.tables)
        return {table.place.path: table for table in tables}

    def find_table_record(self, place: Span) -> TableRecord | None:
        """The table record of a place."""
        return self._table_records.get(place.table_path)

    @cached_property
    def section_texts(self) -> tuple[tuple[Span, str], ...]:
        """The prose, each level 1 section once, with the place of its heading."""
        tops = (one for one in self.disclosure.sections if one.level == 1)
        return tuple((section.place, section.text) for section in tops)

    @cached_property
    def paragraph_match_keys(self) -> tuple[str, ...]:
        """The match key of each paragraph of the prose."""
        lines = (line for _, text in self.section_texts for line in text.splitlines())
        return tuple(map(match_key, lines))

    def find_vocabulary_word(
        self, vocabulary: str, texts: Iterable[str] | None = None
    ) -> str | None:
        """The first word of a vocabulary that occurs in a text.

        Args:
            vocabulary: its name in the lexicon.
            texts: where to look; None for the prose of the disclosure.
        """
        if texts is None:
            texts = (text for _, text in self.section_texts)
        keys = list(map(match_key, texts))
        for word in self.lexicon.get_vocabulary(vocabulary):
            if any(word in key for key in keys):
                return word
        return None
