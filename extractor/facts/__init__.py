"""Facts: what a disclosure states, once each, however often it states it.

A fact is a concept in a context (whose, which money, which class or project) and a
period, with a value. Readings of one fact, in prose and in tables, are reconciled: the
most precise one gives the value, the others agree with it within rounding or the fact
is in conflict and says so. Nothing is summed or filled in.

A fact is *whole* where it speaks of the office as a whole: its concept is one that an
item of ``schema/data/items.csv`` stands for in its fund, without class, project or
unit. Where the total of one fund is as large as the total of all money, the parts of
that fund are parts of the whole: an identity of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.facts.contexts import separate_contexts
from extractor.facts.staff import StaffNumber, list_staff_numbers
from extractor.lexicon.label_parser import parse_label
from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.enums import (
    Agreement,
    AmountSource,
    DocumentType,
    Entity,
    Fund,
    Nature,
    Phase,
    Qualifier,
    RowType,
    Scope,
    Stage,
    ValueStatus,
    WholeBy,
)
from extractor.model.issues import Issue
from extractor.model.records import (
    YUAN_PER_UNIT,
    Activity,
    Amount,
    Asset,
    BudgetLine,
    Change,
    Count,
    Extracted,
    Fact,
    FigureContext,
    Procurement,
    Record,
)
from extractor.schema.concepts import (
    find_item,
    load_concept_definitions,
    load_concepts,
)
from extractor.text.normalize import match_key

__all__ = [
    "attach_facts",
    "build_facts",
    "is_whole_context",
    "separate_lines",
]

_STAGES = {
    Phase.BUDGET: Stage.BUDGET,
    Phase.PRIOR_BUDGET: Stage.BUDGET,
    Phase.ADJUSTED_BUDGET: Stage.ADJUSTED_BUDGET,
    Phase.EXECUTED: Stage.EXECUTED,
    Phase.PRIOR_EXECUTED: Stage.EXECUTED,
}
_PROCUREMENT_FUNDS = (
    ("total", Fund.ALL),
    ("general_public_budget", Fund.GENERAL_PUBLIC_BUDGET),
    ("government_funds", Fund.GOVERNMENT_FUNDS),
    ("fiscal_special_account", Fund.FISCAL_SPECIAL_ACCOUNT),
)
"""Money columns of a procurement table, and the fund that each is of."""
_FUNDS_INSIDE: Mapping[Fund, frozenset[Fund]] = {
    Fund.FISCAL_APPROPRIATION: frozenset(
        {Fund.GENERAL_PUBLIC_BUDGET, Fund.GOVERNMENT_FUNDS, Fund.STATE_CAPITAL}
    ),
    Fund.UNIT_FUNDS: frozenset(
        {
            Fund.INSTITUTION_SERVICE,
            Fund.INSTITUTION_BUSINESS,
            Fund.SUPERIOR_SUBSIDY,
            Fund.AFFILIATED_REMITTANCE,
            Fund.OTHER,
        }
    ),
}
"""A fund that is the sum of others -> these."""
_NAMELESS_CLASS = FigureContext("expenditure")
"""Expenditure of which neither the fund nor the class is known."""
_HALF = Decimal("0.5")
_ZERO = Decimal(0)


class _Reading(NamedTuple):
    """One place where a figure is printed: what it says, and the record of it."""

    context: FigureContext
    fiscal_year: int | None
    stage: Stage | None
    as_of: date | None
    label: str | None
    value: Decimal
    unit: str
    precision: Decimal
    source: AmountSource
    place: Span
    record: Record

    @property
    def yuan_per_unit(self) -> Decimal | None:
        return YUAN_PER_UNIT.get(self.unit)

    @property
    def amount(self) -> Decimal:
        """The value in yuan; of a count the count."""
        return self.value * (self.yuan_per_unit or 1)

    @property
    def key(self) -> _FactKey:
        """The dimensions and the period that readings
        of one fact have in common."""
        context = self.context
        return _FactKey(
            context.concept or "",
            context.fund,
            context.scope,
            context.entity,
            context.entity_name or "",
            context.function_code or context.function_name or "",
            context.economic_code or context.economic_name or "",
            context.project or "",
            context.nature,
            self.fiscal_year,
            self.stage,
            self.as_of,
        )


class _FactKey(NamedTuple):
    concept: str
    fund: Fund | None
    scope: Scope | None
    entity: Entity
    entity_name: str
    function: str
    economic: str
    project: str
    nature: Nature | None
    fiscal_year: int | None
    stage: Stage | None
    as_of: date | None

    @property
    def order(self) -> tuple[object, ...]:
        """Position among the facts: by concept, fund, scope, class and period."""
        return (
            _rank_concepts().get(self.concept, 0),
            _rank_members(Fund)[self.fund],
            _rank_members(Scope)[self.scope],
            self.entity != Entity.WHOLE,
            self.entity_name,
            self.function,
            self.economic,
            self.project,
            -(self.fiscal_year or 0),
            _rank_members(Stage)[self.stage],
            str(self.as_of),
        )


@cache
def _rank_concepts() -> Mapping[str, int]:
    return {name: rank for rank, name in enumerate(load_concept_definitions())}


@cache
def _rank_members(members: Iterable[str]) -> Mapping[str | None, int]:
    """Rank the members of a closed list; what is not known comes last."""
    return {member: rank for rank, member in enumerate((*members, None))}


def attach_facts(disclosure: Disclosure, lexicon: Lexicon) -> Disclosure:
    """Attach the facts of a disclosure, and the issues of those in conflict.

    Args:
        disclosure: The records.
        lexicon: The words by which what is counted is named.

    Returns:
        The disclosure with its facts.
    """
    facts, issues = build_facts(disclosure, lexicon)
    return replace(disclosure, facts=facts, issues=(*disclosure.issues, *issues))


def separate_lines(disclosure: Disclosure) -> Disclosure:
    """Separate what several cells of one table claim with several values.

    Args:
        disclosure: The records.

    Returns:
        The disclosure with budget lines of which each has a context of its own.
    """
    if not disclosure.budget_lines:
        return disclosure
    office = _get_text(disclosure.profile.department_name)
    lines = separate_contexts(disclosure.budget_lines, office)
    return replace(disclosure, budget_lines=lines)


def build_facts(
    disclosure: Disclosure, lexicon: Lexicon
) -> tuple[tuple[Fact, ...], tuple[Issue, ...]]:
    """Build the facts of a disclosure from its records.

    Args:
        disclosure: The records.
        lexicon: The words by which what is counted is named.

    Returns:
        The facts in the order of their concepts, funds and classes, each with the
        records that state it; an issue for each fact whose sources disagree.
    """
    readings = list(_iterate_readings(disclosure, lexicon))
    by_key: dict[_FactKey, list[_Reading]] = {}
    year_sums = _list_sums_of_year(disclosure, readings, lexicon)
    for reading in _join_scopes(readings, year_sums):
        by_key.setdefault(reading.key, []).append(reading)
    groups = [
        group
        for key in sorted(by_key, key=_get_order)
        for group in _separate_things(key, by_key[key])
    ]
    facts = [_reconcile(group) for group in groups]
    issues = [
        Issue.build(
            "FACT_CONFLICT",
            fact.place,
            concept=_describe_concept(fact),
            values=_list_values(group),
        )
        for group, fact in zip(groups, facts, strict=True)
        if fact.agreement == Agreement.CONFLICT
    ]
    facts = list(_mark_bare_parts(list(_mark_parts(facts))))
    facts = list(_mark_equal_totals(facts))
    return tuple(_link_changes(facts, disclosure.changes)), tuple(issues)


def _get_order(key: _FactKey) -> tuple[object, ...]:
    return key.order


def _separate_things(
    key: _FactKey, readings: list[_Reading]
) -> Iterator[list[_Reading]]:
    """Separate readings of one key that may be of several things.

    Money of a fund that is not known, a class by function that is known by its name
    alone (行政运行 is one of several groups), what a disclosure counts in parts
    (行政编制, 事业编制), and two units of one name give a fact for each value.
    """
    if not _may_be_several(key) and not _lists_namesakes(key, readings):
        yield readings
        return
    groups: list[list[_Reading]] = []
    for reading in readings:
        same = (group for group in groups if _agree(group[0], reading))
        group = next(same, None)
        if group is None:
            groups.append([reading])
        else:
            group.append(reading)
    yield from groups


def _lists_namesakes(key: _FactKey, readings: Iterable[_Reading]) -> bool:
    """True for rows of one table with one name:
    units whose names a page cuts off."""
    if key.entity != Entity.UNIT:
        return False
    columns = Counter((one.place.path, one.place.column) for one in readings)
    return max(columns.values()) > 1


def _may_be_several(key: _FactKey) -> bool:
    is_named_class = bool(key.function) and not key.function.isdigit()
    is_counted = key.concept in _list_counted_concepts()
    return key.fund is None or is_named_class or is_counted


@cache
def _list_counted_concepts() -> frozenset[str]:
    """List the concepts that a disclosure states in parts without a name of their
    own."""
    counted = (
        name for name, one in load_concept_definitions().items() if one.kind == "count"
    )
    return frozenset((*counted, "performance.project_amount"))


def _describe_concept(fact: Fact) -> str:
    """Name the concept of a fact in a message: by its label, or by its concept."""
    definition = load_concept_definitions()[fact.context.concept or ""]
    return fact.label or definition.label_zh


def _list_values(readings: Iterable[_Reading]) -> str:
    """List what the sources print, each with its place."""
    return "; ".join(
        f"{reading.value} {reading.unit} ({reading.place})" for reading in readings
    )


# --- Readings of records -------------------------------------------------------


def _iterate_readings(disclosure: Disclosure, lexicon: Lexicon) -> Iterator[_Reading]:
    """Iterate over all exact readings of a known concept, tables before prose."""
    year = None
    if disclosure.profile.fiscal_year is not None:
        year = disclosure.profile.fiscal_year.value
    steps = _find_finest_decimals(disclosure)
    for line in disclosure.budget_lines:
        yield from _read_figure(line, line.row_label, AmountSource.TABLE, steps)
    for amount in disclosure.amounts:
        yield from _read_figure(amount, amount.label, amount.source, steps)
    yield from _iterate_purchases(disclosure, year)
    for activity in disclosure.activities:
        yield from _read_activity(activity, year)
    for asset in _select_wholes(disclosure.assets):
        yield from _read_asset(asset)
    if disclosure.counts:
        yield from _iterate_counts(disclosure, year, lexicon)


def _iterate_purchases(disclosure: Disclosure, year: int | None) -> Iterator[_Reading]:
    """Iterate over the totals of purchases; some are budget lines as well."""
    stage = _get_procurement_stage(disclosure.profile.doc_type)
    lines = {line.place for line in disclosure.budget_lines}
    for purchase in disclosure.procurement:
        for reading in _read_procurement(purchase, year, stage):
            if reading.place not in lines:
                yield reading


def _iterate_counts(
    disclosure: Disclosure, year: int | None, lexicon: Lexicon
) -> Iterator[_Reading]:
    """Iterate over the numbers of people or projects, those of prose first."""
    for count in disclosure.counts:
        yield from _read_count(count, year, lexicon)
    office = ""
    if disclosure.profile.department_name is not None:
        office = disclosure.profile.department_name.value
    for number in list_staff_numbers(disclosure.counts, office, lexicon):
        yield _build_staff_reading(number, year)


_Neighbourhood = tuple[object, str]
"""The table or section in which a figure stands, and its unit."""


def _find_neighbourhood(record: Amount | BudgetLine) -> _Neighbourhood:
    """Find the figures whose printed decimals show the precision of a figure."""
    unit = record.unit or ""
    if isinstance(record, BudgetLine):
        return record.parent.place.path, unit
    if record.source == AmountSource.TABLE:
        return record.place.row_span.path, unit
    return record.section, unit


def _find_finest_decimals(disclosure: Disclosure) -> dict[_Neighbourhood, int]:
    """Find the finest number of decimals printed
    for a unit in a section or table."""
    finest: dict[_Neighbourhood, int] = {}
    records: list[Amount | BudgetLine] = [*disclosure.amounts]
    records += disclosure.budget_lines
    for record in records:
        neighbourhood = _find_neighbourhood(record)
        decimals = _count_decimals(record.value)
        finest[neighbourhood] = max(finest.get(neighbourhood, 0), decimals)
    return finest


def _count_decimals(value: Extracted[Decimal | None]) -> int:
    if value.value is None:
        return 0
    exponent = value.value.as_tuple().exponent
    return max(0, -int(exponent))


def _read_figure(
    record: Amount | BudgetLine,
    label: Extracted[str] | None,
    source: AmountSource,
    steps: Mapping[_Neighbourhood, int],
) -> Iterator[_Reading]:
    """Read an amount or a line, where it states an exact sum of a known concept."""
    value = record.value.value
    unit = record.unit
    if value is None or record.context.concept is None or unit not in YUAN_PER_UNIT:
        return
    if record.context == _NAMELESS_CLASS:
        return
    if record.qualifier not in (None, Qualifier.EXACT):
        return
    step = _HALF.scaleb(-steps[_find_neighbourhood(record)])
    stage = None
    if record.phase is not None:
        stage = _STAGES.get(record.phase)
    yield _Reading(
        record.context,
        record.fiscal_year,
        stage,
        None,
        _get_text(label),
        value,
        unit,
        step * YUAN_PER_UNIT[unit],
        source,
        record.place,
        record,
    )


def _get_text(label: Extracted[str] | None) -> str | None:
    if label is None:
        return None
    return label.value


def _get_procurement_stage(doc_type: DocumentType | None) -> Stage:
    """Get the stage of procurement: final accounts list what was bought."""
    if doc_type is not None and doc_type.endswith("final"):
        return Stage.EXECUTED
    return Stage.BUDGET


def _read_activity(record: Activity, year: int | None) -> Iterator[_Reading]:
    """Read the budget of a duty or a work activity: a project of its name."""
    cell = record.budget
    if cell is None or cell.value is None or cell.unit is None:
        return
    unit = cell.unit.name
    if unit not in YUAN_PER_UNIT:
        return
    yield _Reading(
        FigureContext("expenditure", Fund.ALL, project=record.name.value),
        year,
        Stage.BUDGET,
        None,
        record.name.value,
        cell.value,
        unit,
        _HALF.scaleb(-_count_decimals(cell)) * YUAN_PER_UNIT[unit],
        AmountSource.TABLE,
        cell.place,
        record,
    )


def _read_procurement(
    record: Procurement, year: int | None, stage: Stage
) -> Iterator[_Reading]:
    """Read the total row of a procurement table, and its funds."""
    unit = record.unit
    if record.row_type != RowType.TOTAL or unit not in YUAN_PER_UNIT:
        return
    for column, fund in _PROCUREMENT_FUNDS:
        cell: Extracted[Decimal | None] | None = getattr(record, column)
        if cell is None or cell.value is None:
            continue
        step = _HALF.scaleb(-_count_decimals(cell)) * YUAN_PER_UNIT[unit]
        yield _Reading(
            FigureContext("procurement", fund),
            year,
            stage,
            None,
            _get_text(record.row_label),
            cell.value,
            unit,
            step,
            AmountSource.TABLE,
            cell.place,
            record,
        )


def _select_wholes(assets: Iterable[Asset]) -> Iterator[Asset]:
    """Of the rows of an item in one table the total, else the largest."""
    groups: dict[tuple[str, str | None, date | None], list[Asset]] = {}
    for asset in assets:
        key = asset.place.path, asset.item, asset.day
        groups.setdefault(key, []).append(asset)
    for group in groups.values():
        yield max(group, key=_rank_asset)


def _rank_asset(asset: Asset) -> tuple[bool, Decimal]:
    value = asset.value and asset.value.value
    return asset.row_type == RowType.TOTAL, value or _ZERO


def _read_asset(record: Asset) -> Iterator[_Reading]:
    """Read the book value of an asset."""
    item = load_concepts().get(record.item or "")
    cell = record.value
    unit = record.unit
    if item is None or cell is None or cell.value is None:
        return
    if unit not in YUAN_PER_UNIT:
        return
    day = None
    if record.as_of is not None:
        day = record.as_of.value
    yield _Reading(
        FigureContext(item.concept, Fund.ALL),
        getattr(day, "year", None),
        None,
        day,
        record.label.value,
        cell.value,
        unit,
        _HALF.scaleb(-_count_decimals(cell)) * YUAN_PER_UNIT[unit],
        AmountSource.TABLE,
        cell.place,
        record,
    )


def _read_count(
    record: Count, year: int | None, lexicon: Lexicon
) -> Iterator[_Reading]:
    """Read a number of people or projects, where its subject is a known concept."""
    if record.subject is None or record.place.row is not None:
        return
    if record.qualifier not in (None, Qualifier.EXACT):
        return
    parsed = parse_label(lexicon, record.subject.value, None, "count")
    item = load_concepts().get(parsed.item or "")
    if item is None or item.kind != "count" or record.value.value is None:
        return
    yield _Reading(
        parsed.context,
        year,
        None,
        None,
        record.subject.value,
        record.value.value,
        record.unit or "",
        _ZERO,
        AmountSource.PROSE,
        record.place,
        record,
    )


def _build_staff_reading(number: StaffNumber, year: int | None) -> _Reading:
    """A number of persons of a table."""
    count = number.record
    value = count.value.value
    subject = count.subject
    assert value is not None and subject is not None
    return _Reading(
        number.context,
        year,
        None,
        None,
        subject.value,
        value,
        count.unit or "",
        _ZERO,
        AmountSource.TABLE,
        count.place,
        count,
    )


# --- Reconciliation ------------------------------------------------------------


def _list_sums_of_year(
    disclosure: Disclosure, readings: Sequence[_Reading], lexicon: Lexicon
) -> frozenset[Span]:
    """List the places of sums that final accounts give to the year by their form.

    What they call 收入合计 and 支出合计 is of the year; with what is carried over it is
    the 总计.
    """
    doc_type = disclosure.profile.doc_type
    if doc_type is None or not doc_type.endswith("final"):
        return frozenset()
    sums = lexicon.get_words("sum_ends", "sum")
    n_concepts = Counter(reading.place for reading in readings)
    return frozenset(
        reading.place
        for reading in readings
        if reading.source == AmountSource.PROSE
        and n_concepts[reading.place] == 1
        and _is_named_sum(reading, sums)
    )


def _is_named_sum(reading: _Reading, sums: tuple[str, ...]) -> bool:
    """True for a sum that says of what it is: not 合计 alone."""
    label = match_key(reading.label or "")
    return label.endswith(sums) and label not in sums


def _join_scopes(
    readings: Iterable[_Reading], year_sums: Set[Span]
) -> Iterator[_Reading]:
    """Join readings whose scope is not told to a total of the same thing.

    A bare 收入预算 stands for all money, unless only the total of the year has its
    value, or it is less by what is carried over. In one fund a bare figure is the
    total that has its value, else its own.
    """
    readings = list(readings)
    known = {reading.key: reading for reading in readings if reading.context.scope}
    balances = _list_balances(readings)
    concepts = {key.concept for key in known}
    for reading in readings:
        is_of_year = reading.place in year_sums
        if reading.context.concept in concepts or is_of_year:
            context = _join_scope(reading, known, balances, is_of_year)
            if context is not reading.context:
                reading = reading._replace(context=context)
        yield reading


_Balances = Mapping[tuple[str, int | None, Stage | None], list[Decimal]]
"""Money carried over, by its side, year and stage."""
_BALANCE_SIDES = {
    "carried_in": "revenue",
    "carried_out": "expenditure",
    "surplus_distribution": "expenditure",
}
"""What parts a total of all from that of the year -> the side that it is on."""


def _list_balances(readings: Iterable[_Reading]) -> _Balances:
    """List what is carried over, of all money: each
    sum, and all of one side together."""
    stated: dict[tuple[str, int | None, Stage | None], dict[str, Decimal]] = {}
    for reading in readings:
        concept = reading.context.concept or ""
        side = _BALANCE_SIDES.get(concept)
        if side is not None and is_whole_context(reading.context):
            period = reading.fiscal_year, reading.stage
            stated.setdefault((side, *period), {})[concept] = reading.amount
    return {
        key: [*one.values(), sum(one.values(), _ZERO)] for key, one in stated.items()
    }


def _join_scope(
    reading: _Reading,
    known: Mapping[_FactKey, _Reading],
    balances: _Balances,
    is_of_year: bool,
) -> FigureContext:
    context = reading.context
    if context.scope is not None:
        return context
    own_key = reading.key
    found = {
        scope: known[key]
        for scope in (Scope.ALL, Scope.YEAR)
        if (key := own_key._replace(scope=scope)) in known
    }
    for scope, total in found.items():
        if _agree(reading, total):
            return context._replace(scope=scope)
    if context.fund != Fund.ALL:
        return context
    return context._replace(scope=_infer_scope(reading, found, balances, is_of_year))


def _infer_scope(
    reading: _Reading,
    totals: Mapping[Scope, _Reading],
    balances: _Balances,
    is_of_year: bool,
) -> Scope | None:
    """Infer the scope of a total of all money whose value no other total has."""
    total = totals.get(Scope.ALL)
    if total is None:
        return _SCOPE_OF_SUM[is_of_year and Scope.YEAR not in totals]
    if _lacks_balance(reading, total, balances):
        return Scope.YEAR
    if is_of_year and reading.amount < total.amount:
        return Scope.YEAR
    return Scope.ALL


_SCOPE_OF_SUM = {True: Scope.YEAR, False: None}


def _lacks_balance(reading: _Reading, total: _Reading, balances: _Balances) -> bool:
    """True for 收入合计 that is less by what is carried over."""
    key = reading.context.concept or "", reading.fiscal_year, reading.stage
    tolerance = max(reading.precision, total.precision)
    rest = total.amount - reading.amount
    return rest > tolerance and any(
        abs(rest - balance) <= tolerance for balance in balances.get(key, ())
    )


def _agree(one: _Reading, other: _Reading) -> bool:
    """True where two readings are equal within half a unit of the coarser digit."""
    tolerance = max(one.precision, other.precision)
    return abs(one.amount - other.amount) <= tolerance


def _rank_reading(reading: _Reading) -> tuple[Decimal, bool]:
    """The most precise reading comes first, of equal
    ones that of a statutory table."""
    return reading.precision, not isinstance(reading.record, BudgetLine)


def _rank_statutory(reading: _Reading) -> tuple[bool, Decimal]:
    precision, is_other = _rank_reading(reading)
    return is_other, precision


def _reconcile(readings: Sequence[_Reading]) -> Fact:
    """Build the fact that readings of one context and period state."""
    chosen = min(readings, key=_rank_reading)
    agreement = Agreement.SINGLE
    conflict_places: str | None = None
    agrees = True
    if len(readings) > 1:
        agreement = Agreement.AGREES
        agrees = all(_agree(chosen, one) for one in readings if one is not chosen)
    if not agrees:
        agreement = Agreement.CONFLICT
        chosen = min(readings, key=_rank_statutory)
        conflict_places = _find_conflict_places(chosen, readings)
    amounts = [reading.amount for reading in readings]
    yuan = None
    if chosen.yuan_per_unit is not None:
        yuan = chosen.amount
    context = chosen.context
    is_whole = is_whole_context(context)
    return Fact(
        item=find_item(context.concept, context.fund),
        label=chosen.label,
        context=context,
        fiscal_year=chosen.fiscal_year,
        stage=chosen.stage,
        as_of=chosen.as_of,
        value=chosen.value,
        unit=chosen.unit,
        value_yuan=yuan,
        precision=chosen.precision,
        value_status=_get_value_status(chosen.value),
        source=chosen.source,
        place=chosen.place,
        n_sources=len(readings),
        agreement=agreement,
        spread_yuan=max(amounts) - min(amounts),
        is_whole=is_whole,
        whole_by=_WHOLE_BY[is_whole],
        conflict_places=conflict_places,
        sources=tuple(reading.record for reading in readings),
    )


def _find_conflict_places(chosen: _Reading, readings: Iterable[_Reading]) -> str | None:
    """Find two places of one kind of source that disagree: nothing tells which
    holds."""
    is_statutory = isinstance(chosen.record, BudgetLine)
    for other in readings:
        is_same_kind = isinstance(other.record, BudgetLine) == is_statutory
        if is_same_kind and not _agree(chosen, other):
            return f"{chosen.place};{other.place}"
    return None


_WHOLE_BY = {True: WholeBy.STATED, False: None}


def _get_value_status(value: Decimal) -> ValueStatus:
    if value == 0:
        return ValueStatus.REPORTED_ZERO
    return ValueStatus.REPORTED


# --- The whole -----------------------------------------------------------------


def is_whole_context(context: FigureContext) -> bool:
    """Whether a context is that of the office as a whole.

    Args:
        context: The dimensions of a figure.

    Returns:
        True where the concept is one that an item stands for in this fund, without
        class, project or unit.

    >>> is_whole_context(FigureContext("expenditure.basic", Fund.GENERAL_PUBLIC_BUDGET))
    False
    >>> is_whole_context(FigureContext("revenue", Fund.GENERAL_PUBLIC_BUDGET))
    True
    """
    if context.entity != Entity.WHOLE or context.project or context.nature:
        return False
    if context.function_code or context.function_name:
        return False
    if context.economic_code or context.economic_name:
        return False
    return (context.concept, context.fund) in _list_whole_contexts()


@cache
def _list_whole_contexts() -> frozenset[tuple[str, str]]:
    """Concepts with the funds in which they are whole."""
    return frozenset(
        (item.concept, fund)
        for item in load_concepts().values()
        if not item.breakdown
        for fund in (item.fund, *item.funds)
    )


def _mark_parts(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Of several values of one counted thing only
    the sum of the others is whole."""
    counted = _list_counted_concepts()
    values: dict[_CountKey, list[Decimal]] = {}
    for fact in facts:
        if fact.context.concept in counted:
            values.setdefault(_get_count_key(fact), []).append(fact.value)
    for fact in facts:
        beside: list[Decimal] = []
        if fact.context.concept in counted:
            beside = values[_get_count_key(fact)]
        if len(beside) < 2 or 2 * fact.value == sum(beside):
            yield fact
        else:
            yield replace(fact, is_whole=False, whole_by=None)


def _mark_bare_parts(facts: Sequence[Fact]) -> Iterator[Fact]:
    """A bare figure below the total of the year is part of it, whatever it is
    called."""
    of_year = {
        (fact.context._replace(scope=None), fact.fiscal_year, fact.stage): fact
        for fact in facts
        if fact.context.scope == Scope.YEAR and fact.is_whole
    }
    for fact in facts:
        total = of_year.get((fact.context, fact.fiscal_year, fact.stage))
        if total is not None and _is_less(fact, total):
            yield replace(fact, is_whole=False, whole_by=None)
        else:
            yield fact


def _is_less(fact: Fact, total: Fact) -> bool:
    if fact.value_yuan is None or total.value_yuan is None:
        return False
    tolerance = max(fact.precision, total.precision)
    return total.value_yuan - fact.value_yuan > tolerance


_CountKey = tuple[FigureContext, int | None, Stage | None]


def _get_count_key(fact: Fact) -> _CountKey:
    """What is counted, whichever money it is of: what is told fund by fund is no
    whole."""
    return fact.context._replace(fund=None), fact.fiscal_year, fact.stage


def _is_whole_part(context: FigureContext) -> bool:
    """True for the context of a part that is whole where its fund is all money."""
    return is_whole_context(context._replace(fund=Fund.ALL))


def _mark_equal_totals(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Mark the parts of the one fund that the office
    lives on as parts of the whole."""
    stated = {_get_whole_key(fact) for fact in facts if fact.is_whole}
    sole_funds = _find_sole_funds(facts)
    for fact in facts:
        places = sole_funds.get((fact.fiscal_year, fact.stage, fact.context.fund))
        is_part = places is not None and _is_whole_part(fact.context)
        if fact.is_whole or not is_part or _get_whole_key(fact) in stated:
            yield fact
            continue
        yield replace(
            fact, is_whole=True, whole_by=WholeBy.EQUAL_TOTAL, whole_places=places
        )


def _get_whole_key(fact: Fact) -> tuple[str | None, int | None, Stage | None]:
    return fact.context.concept, fact.fiscal_year, fact.stage


def _find_sole_funds(
    facts: Iterable[Fact],
) -> dict[tuple[int | None, Stage | None, Fund | None], str]:
    """Find the funds whose expenditure is that of the office, with both places.

    No fund beside them has a figure but 0.
    """
    totals: dict[tuple[int | None, Stage | None], dict[Fund, list[Fact]]] = {}
    for fact in facts:
        fund = fact.context.fund
        if fact.context.concept == "expenditure" and fact.is_whole and fund:
            of_period = totals.setdefault((fact.fiscal_year, fact.stage), {})
            of_period.setdefault(fund, []).append(fact)
    return {
        (year, stage, fund): ";".join(str(one.place) for one in pair)
        for (year, stage), by_fund in totals.items()
        for fund in by_fund.keys() - {Fund.ALL}
        if (pair := _find_sole_pair(fund, by_fund))
    }


def _find_sole_pair(
    fund: Fund, by_fund: Mapping[Fund, Sequence[Fact]]
) -> tuple[Fact, Fact] | None:
    """Find a total of a fund that equals the total
    of all money; no rival has any."""
    if _has_rival(fund, by_fund):
        return None
    return _find_equal_pair(by_fund[fund], by_fund.get(Fund.ALL, ()))


def _find_equal_pair(
    candidates: Iterable[Fact], totals: Iterable[Fact]
) -> tuple[Fact, Fact] | None:
    """Find a total of a fund that equals a total
    of all money, as far as printed."""
    for total in totals:
        for one in candidates:
            if one.value_yuan is None or total.value_yuan is None:
                continue
            tolerance = max(one.precision, total.precision)
            if abs(one.value_yuan - total.value_yuan) <= tolerance:
                return one, total
    return None


def _has_rival(fund: Fund, by_fund: Mapping[Fund, Sequence[Fact]]) -> bool:
    """True where another fund, neither inside this one nor around it, has money."""
    related = {Fund.ALL, fund, *_FUNDS_INSIDE.get(fund, ())}
    related |= {outer for outer, inner in _FUNDS_INSIDE.items() if fund in inner}
    return any(
        fact.value != 0
        for other, of_fund in by_fund.items()
        if other not in related
        for fact in of_fund
    )


# --- Changes -------------------------------------------------------------------


def _link_changes(facts: Sequence[Fact], changes: Sequence[Change]) -> list[Fact]:
    """Link each change to the fact whose level it changes."""
    by_level: dict[tuple[object, ...], int] = {}
    changed = {change.context.concept for change in changes}
    for index, fact in enumerate(facts):
        is_changed = fact.context.concept in changed
        if is_changed and fact.stage != Stage.ADJUSTED_BUDGET:
            by_level.setdefault((fact.context, fact.fiscal_year), index)
            bare = _drop_scope(fact.context)
            by_level.setdefault((bare, fact.fiscal_year), index)
    linked: dict[int, list[Change]] = {}
    for change in changes:
        at = by_level.get((change.context, change.fiscal_year))
        if at is not None:
            linked.setdefault(at, []).append(change)
    return [
        replace(fact, changes=tuple(linked[index])) if index in linked else fact
        for index, fact in enumerate(facts)
    ]


@lru_cache(maxsize=4096)
def _drop_scope(context: FigureContext) -> FigureContext:
    return context._replace(scope=None)
