"""Contexts of the lines of a table, held against one another.

In one table a context stands once: two cells with two values are not one fact. Of the
cells of one column that claim the same context the largest is the total, and the others
are parts that their rows name: a class, a unit, the office itself without its units. Of
the cells of one row the largest is the total as well, and the columns beside it hold
parts that no concept is known for. What a part is of is not guessed: it loses its
concept, never its value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from decimal import Decimal
from functools import lru_cache

from extractor.dataclass import dataclass
from extractor.model.enums import Entity, Fund, Phase, Scope
from extractor.model.records import BudgetLine, FigureContext
from extractor.schema.concepts import Concept, find_item, load_concepts
from extractor.text.affixes import strip_list_number_and_connective
from extractor.text.normalize import match_key, normalize

__all__ = ["separate_contexts"]


_Claim = tuple[FigureContext, str | None, int | None, Phase | None]
"""What a cell claims to state: context, item, year and phase."""


@dataclass
class _Row:
    """The figures behind one label; ``owner`` is the row of the unit it stands
    below."""

    label: str
    lines: list[BudgetLine] = field(default_factory=list)
    owner: _Row | None = None

    @property
    def context(self) -> FigureContext:
        return self.lines[0].context

    @property
    def is_class(self) -> bool:
        return any(_has_class(line.context) for line in self.lines)

    @property
    def names_part(self) -> bool:
        """True where the row is already one of a class, a unit or a project."""
        context = self.context
        is_unit = context.entity != Entity.WHOLE
        return self.is_class or is_unit or context.project is not None

    def change_contexts(self, **dimensions: object) -> None:
        self.lines = [
            replace(line, context=line.context._replace(**dimensions))  # type: ignore[arg-type]
            for line in self.lines
        ]


def separate_contexts(
    lines: Sequence[BudgetLine], office: str | None
) -> tuple[BudgetLine, ...]:
    """Separate the contexts that several cells of one table claim with other values.

    Args:
        lines: The lines of statutory tables, table by table and row by row.
        office: The name of the office.

    Returns:
        The same lines in the same order, each with a context that is its own.
    """
    tables = _list_tables(lines)
    if not _has_rivals(tables):
        return tuple(lines)
    for rows in tables:
        _name_parts(rows, match_key(office or ""))
        _assign_owners(rows)
        _clear_parts_beside_totals(rows)
    separated = {
        _get_key(one): one for rows in tables for row in rows for one in row.lines
    }
    return tuple(separated.get(_get_key(line), line) for line in lines)


def _get_key(line: BudgetLine) -> tuple[object, ...]:
    return line.place, line.fiscal_year, line.phase


def _list_tables(lines: Iterable[BudgetLine]) -> list[list[_Row]]:
    """List the rows of each side of each table, with those that continue it."""
    roots: dict[str, str] = {}
    sides: dict[tuple[str, int | None], dict[object, _Row]] = {}
    for line in lines:
        path = line.parent.place.path
        root = roots.get(line.parent.continues or "", path)
        roots[path] = root
        if line.row_label is None or line.value.value is None:
            continue
        place = line.row_label.place
        rows = sides.setdefault((root, place.column), {})
        label = match_key(line.row_name)
        # a label may reach down over rows of several funds
        key = place.element, line.place.row
        rows.setdefault(key, _Row(label)).lines.append(line)
    return [list(rows.values()) for rows in sides.values()]


def _has_rivals(tables: Iterable[Sequence[_Row]]) -> bool:
    """True where some context of a table is claimed with several values."""
    return any(
        len(values) > 1
        for rows in tables
        for values in _collect_values(_iterate_lines(rows)).values()
    )


def _iterate_lines(rows: Iterable[_Row]) -> Iterator[BudgetLine]:
    for row in rows:
        yield from row.lines


def _collect_values(lines: Iterable[BudgetLine]) -> dict[_Claim, set[Decimal]]:
    values: dict[_Claim, set[Decimal]] = {}
    for line in lines:
        if line.context.concept is not None:
            values.setdefault(_get_claim(line), set()).add(_get_value(line))
    return values


def _get_claim(line: BudgetLine) -> _Claim:
    """What a line claims; funds in which one item is whole are one claim.

    A scope that is not told may be any.
    """
    context, item = _generalize_context(line.context)
    return context, item, line.fiscal_year, line.phase


@lru_cache(maxsize=4096)
def _generalize_context(context: FigureContext) -> tuple[FigureContext, str | None]:
    """A context of any scope, with its item; of any fund in which that is whole.

    A class stands once in each fund.
    """
    item = find_item(context.concept, context.fund)
    fund = context.fund
    if _has_class(context):
        return context._replace(scope=None), item
    if item is not None and _is_whole_in(load_concepts()[item], context):
        fund = None
    return context._replace(fund=fund, scope=None), item


def _is_whole_in(item: Concept, context: FigureContext) -> bool:
    funds = (item.fund, *item.funds)
    return context.concept == item.concept and context.fund in funds


def _get_value(line: BudgetLine) -> Decimal:
    return line.value.value or Decimal(0)


def _has_class(context: FigureContext) -> bool:
    return bool(
        context.function_code
        or context.function_name
        or context.economic_code
        or context.economic_name
    )


# --- Rows ----------------------------------------------------------------------


def _name_parts(rows: Sequence[_Row], office: str) -> None:
    """Name the parts of each column by their rows."""
    parted = _list_claims_by_budget(rows)
    unnamed = list(_iterate_unnamed(rows, parted))
    totals = _find_totals(row for row in rows if not row.names_part)
    labels = {row.label for row in unnamed if not _is_below(row, totals)}
    parts = [
        row
        for row in unnamed
        if _is_below(row, totals) and _can_be_part(row, labels, office)
    ]
    heads = Counter(row.label for row in parts)
    has_office = any(_is_office(row.label, office) for row in parts)
    class_dimension = _find_dimension(rows, _CLASS_DIMENSIONS)
    dimension = _find_dimension(rows, _DIMENSIONS)
    for row in parts:
        if _is_office(row.label, office):
            row.change_contexts(entity=Entity.OWN)
        elif has_office and heads[row.label] == 1:
            _name_part(row, "entity_name", rows)
        elif has_office:
            _name_part(row, class_dimension, rows)
        else:
            _name_part(row, dimension, rows)
    for row in unnamed:
        if row not in parts and dimension in _CLASS_DIMENSIONS:
            _name_bare_class(row, totals, dimension)


_FundedClaim = tuple[str | None, int | None, Phase | None]
"""A concept of a year and phase that is told budget by budget."""
_BUDGETS_BESIDE = (
    Fund.GOVERNMENT_FUNDS,
    Fund.STATE_CAPITAL,
    Fund.UNIT_FUNDS,
    Fund.OTHER,
)


def _get_funded_claim(line: BudgetLine) -> _FundedClaim:
    return line.context.concept, line.fiscal_year, line.phase


def _list_claims_by_budget(rows: Sequence[_Row]) -> set[_FundedClaim]:
    """List what another budget has beside that of the general public, where the sum
    of all fiscal appropriation is told, too."""
    beside: set[_FundedClaim] = set()
    sums: set[_FundedClaim] = set()
    for line in _iterate_lines(rows):
        if line.context.fund in _BUDGETS_BESIDE:
            beside.add(_get_funded_claim(line))
        elif line.context.fund is Fund.FISCAL_APPROPRIATION:
            sums.add(_get_funded_claim(line))
    return beside & sums


def _is_of_one_budget(lines: Iterable[BudgetLine], parted: Set[_FundedClaim]) -> bool:
    """True for the money of the general public budget where that of others is told
    beside it: its fund is what it is a part by."""
    return any(
        line.context.fund is Fund.GENERAL_PUBLIC_BUDGET
        and line.context.concept is not None
        and _get_funded_claim(line) in parted
        for line in lines
    )


def _iterate_unnamed(rows: Iterable[_Row], parted: Set[_FundedClaim]) -> Iterator[_Row]:
    """Iterate over the rows that name no part: no class, unit or budget.

    Of several rows of one budget the largest is that of the budget.
    """
    unnamed = [row for row in rows if not row.names_part]
    totals = _find_totals(
        row for row in unnamed if _is_of_one_budget(row.lines, parted)
    )
    for row in unnamed:
        if not _is_of_one_budget(row.lines, parted) or _is_below(row, totals):
            yield row


_CLASS_DIMENSIONS = ("function_name", "economic_name")
_DIMENSIONS = ("entity_name", *_CLASS_DIMENSIONS, "project")

_Total = tuple[int | None, _Claim, Scope | None]


def _find_totals(rows: Iterable[_Row]) -> Mapping[_Total, Decimal]:
    """Find the largest value of each claim in each column."""
    totals: dict[_Total, Decimal] = {}
    for line in _iterate_lines(rows):
        if line.context.concept is not None:
            key = _get_total_key(line)
            totals[key] = max(totals.get(key, _get_value(line)), _get_value(line))
    return totals


def _get_total_key(line: BudgetLine) -> _Total:
    return line.place.column, _get_claim(line), line.context.scope


def _is_below(row: _Row, totals: Mapping[_Total, Decimal]) -> bool:
    """True where another row has more of what this one claims."""
    return any(
        _get_value(line) < totals.get(_get_total_key(line), _get_value(line))
        for line in row.lines
        if line.context.concept is not None
    )


def _name_bare_class(
    row: _Row, totals: Mapping[_Total, Decimal], dimension: str
) -> None:
    """Name a class among classes that claims the total of all, with less than it
    has."""
    for line in row.lines:
        column, claim, scope = _get_total_key(line)
        whole = totals.get((column, claim, Scope.ALL))
        if scope is None and whole is not None and _get_value(line) < whole:
            row.change_contexts(**_build_dimension(row, dimension))
            return


def _can_be_part(row: _Row, totals: set[str], office: str) -> bool:
    """A row with the label of a total is another total; the office may be its own
    part."""
    return row.label not in totals or _is_office(row.label, office)


def _is_office(label: str, office: str) -> bool:
    """True for the name of the office, with or without a bracket behind it."""
    return bool(office) and label.partition("(")[0] == office.partition("(")[0]


def _find_dimension(rows: Sequence[_Row], names: Sequence[str]) -> str | None:
    """Find what most rows of a table are, of some dimensions."""
    counts = Counter[str]()
    for row in rows:
        for name in names:
            counts[name] += getattr(row.context, name) is not None
    name, count = counts.most_common(1)[0]
    if count == 0:
        return None
    return name


def _name_part(row: _Row, dimension: str | None, rows: Sequence[_Row]) -> None:
    """Name a part by its label, where rows of its dimension claim the same concept.

    Else nothing tells what it is a part of.
    """
    concepts = {line.context.concept for line in row.lines} - {None}
    beside = {
        line.context.concept
        for line in _iterate_lines(rows)
        if dimension and getattr(line.context, dimension)
    }
    if dimension == "entity_name" or (dimension and concepts <= beside):
        row.change_contexts(**_build_dimension(row, dimension))
    else:
        row.change_contexts(concept=None)


def _build_dimension(row: _Row, dimension: str) -> dict[str, object]:
    """Build the dimension of a part: its label in a list of classes, units,
    projects."""
    label = strip_list_number_and_connective(normalize(row.label)).strip()
    built: dict[str, object] = {dimension: label}
    if dimension == "entity_name":
        built["entity"] = Entity.UNIT
    return built


# --- Groups --------------------------------------------------------------------


def _assign_owners(rows: Sequence[_Row]) -> None:
    """Give classes that are listed again below each unit the unit they stand below.

    Below other heads of groups they are parts of what no concept is known for.
    """
    owner: _Row | None = None
    for row in rows:
        if row.is_class:
            row.owner = owner
        else:
            owner = row
    repeated = _list_repeated_claims(rows)
    if not repeated:
        return
    for row in rows:
        head = row.owner
        if head is None:
            continue
        if head.context.entity != Entity.WHOLE:
            entity, name = head.context.entity, head.context.entity_name
            row.change_contexts(entity=entity, entity_name=name)
        elif any(_get_total_key(line) in repeated for line in row.lines):
            row.change_contexts(concept=None)


def _list_repeated_claims(rows: Sequence[_Row]) -> set[_Total]:
    """List the claims that rows below several heads make with several values."""
    values: dict[_Total, set[Decimal]] = {}
    heads: dict[_Total, set[int]] = {}
    for row in rows:
        for line in row.lines:
            if row.owner is None or line.context.concept is None:
                continue
            key = _get_total_key(line)
            values.setdefault(key, set()).add(_get_value(line))
            heads.setdefault(key, set()).add(id(row.owner))
    return {key for key in values if len(values[key]) > 1 and len(heads[key]) > 1}


# --- Columns -------------------------------------------------------------------


def _clear_parts_beside_totals(rows: Sequence[_Row]) -> None:
    """Clear the concept of columns that hold parts of the column beside them."""
    parted = _list_claims_by_budget(rows)
    cleared = {
        pair
        for row in rows
        for pair in _iterate_smaller_columns(
            [line for line in row.lines if not _is_of_one_budget([line], parted)]
        )
    }
    if not cleared:
        return
    for row in rows:
        row.lines = [
            _clear_concept(line) if _is_cleared(line, cleared) else line
            for line in row.lines
        ]


_Column = tuple[int | None, str | None]
"""A column and the concept that it claims."""


def _iterate_smaller_columns(lines: Sequence[BudgetLine]) -> Iterator[_Column]:
    """Iterate over the columns of a row that claim
    a context with less than another."""
    by_claim: dict[_Claim, list[BudgetLine]] = {}
    for line in lines:
        if line.context.concept is not None:
            by_claim.setdefault(_get_claim(line), []).append(line)
    for claimants in by_claim.values():
        for line in claimants:
            if any(_is_rival(line, other) for other in claimants):
                yield line.place.column, line.context.concept


def _is_rival(line: BudgetLine, other: BudgetLine) -> bool:
    """True where another column claims the same with more."""
    scopes = (line.context.scope, other.context.scope)
    if scopes[0] != scopes[1] and None not in scopes:
        return False
    return _get_value(line) < _get_value(other)


def _is_cleared(line: BudgetLine, cleared: set[_Column]) -> bool:
    return (line.place.column, line.context.concept) in cleared


def _clear_concept(line: BudgetLine) -> BudgetLine:
    return replace(line, item=None, context=line.context._replace(concept=None))
