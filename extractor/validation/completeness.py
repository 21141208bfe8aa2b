"""What must be there: sections, tables, units, and a word where a budget is empty.

``开平区信访局2020年部门预算中未安排政府性基金预算，故政府性基金预算支出表为空。`` What is required is
data: ``schema/data/requirements.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from extractor.lexicon.label_parser import parse_label
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import (
    Amount,
    BudgetLine,
    Check,
    NilStatement,
    TableRecord,
)
from extractor.schema.concepts import Requirement, load_concepts, load_requirements
from extractor.text.dates import find_years
from extractor.text.normalize import match_key, normalize
from extractor.validation.context import OWN_PHASES, CheckContext, iter_money_values
from extractor.validation.tolerance import equals

__all__ = [
    "check_empty_budgets_declared",
    "check_nil_statements",
    "check_required_sections",
    "check_required_tables",
    "check_units_declared",
]

# Fewer statutory tables than these are no set of which some could be missing.
_MIN_STATUTORY_TABLES = 3
_MONEY_TABLE_KINDS = ("performance_grades", "procurement", "fixed_assets", "statutory")
_CLAUSE_END = re.compile(r"[,;.。]")
# A unit from these sources is not declared near the table.
_ASSUMED_UNIT_SOURCES = (None, "template", "document")


# --- empty budgets --------------------------------------------------------------------


class _PrintedValues(NamedTuple):
    """What a disclosure prints of a budget: amounts,
    and lines of its own tables."""

    amounts: list[Amount]
    lines: list[BudgetLine]

    def is_nonzero(self) -> bool:
        return any(record.value.value for record in (*self.amounts, *self.lines))


def _find_budget(context: CheckContext, statement: NilStatement) -> Requirement | None:
    """The budget of a nil statement: the longest word of a budget decides."""
    if statement.subject is None:
        return None
    text = match_key(statement.subject.value)
    words = context.lexicon.get_vocabulary("checks.nil_subject")
    for word in sorted(words, key=len, reverse=True):
        if word in text:
            return _map_budgets().get(words[word])
    return None


def _map_budgets() -> Mapping[str, Requirement]:
    budgets = (*load_requirements("declared_budget"), *load_requirements("budget"))
    return {budget.key: budget for budget in budgets}


def _collect_printed_values(
    context: CheckContext, budget: Requirement, year: int | None
) -> _PrintedValues:
    """What is printed of a budget for a year, or for the disclosure's own."""
    phases = (*OWN_PHASES, None)
    years = (year, context.year, None)
    amounts = [
        amount
        for amount in context.ordered_amounts
        if amount.item in budget.concepts
        and amount.phase in phases
        and amount.fiscal_year in years
    ]
    lines = [
        line
        for line in context.disclosure.budget_lines
        if line.table_key in budget.table_keys and line.phase in phases
    ]
    return _PrintedValues(amounts, lines)


def check_nil_statements(context: CheckContext) -> Iterator[Check]:
    """NIL_CONSISTENT: a budget declared empty is 0 or not printed, and its table is
    empty."""
    for statement in context.disclosure.nil_statements:
        budget = _find_budget(context, statement)
        if budget is not None and not _is_of_part(context, statement, budget):
            yield _check_nil_statement(context, statement, budget)


def _is_of_part(
    context: CheckContext, statement: NilStatement, budget: Requirement
) -> bool:
    """True for nil of what is only a part of a budget.

    ``无2020年结转的“三公”经费支出``: a word of what is carried over, or a year
    that is not the disclosure's, stands before the subject.
    ``未安排政府采购工程类预算``: the whole name is that of one kind.
    """
    before, name = _split_statement(statement)
    years = {year.value for year in find_years(before)}
    carried = context.lexicon.get_vocabulary("checks.carried")
    if years - {context.year} or any(word in before for word in carried):
        return True
    item = parse_label(context.lexicon, name).item
    parents = {_find_parent(item), _find_parent(_find_parent(item))}
    return item not in budget.concepts and not parents.isdisjoint(budget.concepts)


def _find_parent(item: str | None) -> str | None:
    concept = load_concepts().get(item or "")
    return concept.parent if concept else None


class _SplitStatement(NamedTuple):
    """The words of a statement before its subject,
    and the clause that this begins."""

    before: str
    name: str


def _split_statement(statement: NilStatement) -> _SplitStatement:
    """A statement at its subject; nothing where the subject stands elsewhere."""
    subject, whole = statement.subject, statement.text.place
    if subject is None or whole.element != subject.place.element:
        return _SplitStatement("", "")
    length = max((subject.place.start or 0) - (whole.start or 0), 0)
    raw = normalize(statement.text.raw)
    name = _CLAUSE_END.split(raw[length:], maxsplit=1)[0]
    return _SplitStatement(match_key(raw[:length]), name)


def _check_nil_statement(
    context: CheckContext, statement: NilStatement, budget: Requirement
) -> Check:
    printed = _collect_printed_values(context, budget, statement.fiscal_year)
    records = (*printed.amounts, *printed.lines)
    against = [record.value for record in records if record.value.value]
    figures = "、".join(value.raw.strip() for value in against) or "0"
    places = [value.place for value in against]
    if not places:
        zeros = printed.amounts or printed.lines[:1]
        places = [record.place for record in zeros]
    subject = statement.subject.value if statement.subject else ""
    return equals(
        "NIL_CONSISTENT",
        not against,
        [statement.place, *places],
        f"{subject}: {figures}",
    )


def check_empty_budgets_declared(context: CheckContext) -> Iterator[Check]:
    """NIL_REQUIRED: an empty budget of government funds or state capital is declared
    empty."""
    for budget in load_requirements("declared_budget"):
        printed = _collect_printed_values(context, budget, context.year)
        if not printed.is_nonzero():
            yield from _check_declaration(context, budget, printed.amounts)


def _check_declaration(
    context: CheckContext, budget: Requirement, zeros: list[Amount]
) -> Iterator[Check]:
    """A nil statement declares an empty budget; so does an amount of 0 together with
    its table."""
    name = _find_budget_name(context, budget)
    records = context.disclosure.tables
    tables = [table.place for table in records if table.table_key in budget.table_keys]
    for statement in context.disclosure.nil_statements:
        if _find_budget(context, statement) == budget:
            places = [statement.place, *tables]
            yield equals("NIL_REQUIRED", True, places, name)
            return
    if tables:
        places = [tables[0], *(amount.place for amount in zeros)]
        yield equals("NIL_REQUIRED", bool(zeros), places, name)


def _find_budget_name(context: CheckContext, budget: Requirement) -> str:
    """The words for a budget."""
    words = context.lexicon.get_words("checks.nil_subject", budget.key)
    return words[-1] if words else budget.key


# --- sections and tables --------------------------------------------------------------


def check_required_sections(context: CheckContext) -> Iterator[Check | Issue]:
    """SECTION_REQUIRED: a budget covers every mandatory subject; an issue names the
    others.

    A section, records or words show that it does.
    """
    disclosure = context.disclosure
    if context.is_final_accounts or not disclosure.sections:
        return
    witnesses = _SectionWitnesses(context)
    required = load_requirements("section")
    missing = [one.key for one in required if not witnesses.show(one)]
    words = witnesses.words_by_key
    names = "、".join(words[key][0] if words.get(key) else key for key in missing)
    places = [section.place for section in disclosure.sections if section.level == 1]
    if missing:
        yield Issue.build("SECTION_REQUIRED", *places[:1], formula=names)
        return
    n = len(required)
    check = equals("SECTION_REQUIRED", True, places, names, n, n)
    yield replace(check, message=("SECTIONS_COMPLETE", ()))


class _SectionWitnesses:
    """Evidence that a disclosure covers its subjects, collected once."""

    def __init__(self, context: CheckContext) -> None:
        self._disclosure = context.disclosure
        sections = self._disclosure.sections
        self._section_keys = {section.key for section in sections}
        self._concepts = {amount.item for amount in self._disclosure.amounts}
        self._concepts |= {change.item for change in self._disclosure.changes}
        self._table_keys = {table.table_key for table in self._disclosure.tables}
        titles = [section.title.value for section in sections]
        texts = [text for _, text in context.section_texts]
        self._match_keys = list(map(match_key, (*titles, *texts)))
        self.words_by_key: dict[str, list[str]] = {}
        vocabulary = context.lexicon.get_vocabulary("checks.section")
        for word, key in vocabulary.items():
            self.words_by_key.setdefault(key, []).append(word)

    def show(self, required: Requirement) -> bool:
        """True when any evidence of a section is there."""
        keys = (required.key, *required.section_keys)
        return (
            not self._section_keys.isdisjoint(keys)
            or not self._concepts.isdisjoint(required.concepts)
            or not self._table_keys.isdisjoint(required.table_keys)
            or any(getattr(self._disclosure, name) for name in required.records)
            or self._find_word(required.key)
        )

    def _find_word(self, key: str) -> bool:
        words = self.words_by_key.get(key, [])
        return any(word in text for word in words for text in self._match_keys)


def check_required_tables(context: CheckContext) -> Iterator[Check | Issue]:
    """TABLE_REQUIRED: who prints statutory tables prints all; an issue names the
    others."""
    required = _list_required_tables(context)
    places = _map_table_places(context)
    present = [places[key] for key in required if key in places]
    missing = [key for key in required if key not in places]
    if len(present) < _MIN_STATUTORY_TABLES:
        return
    if missing and context.find_vocabulary_word("checks.attached") is not None:
        return
    if missing:
        names = "、".join(missing)
        yield Issue.build("TABLE_REQUIRED", present[0], formula=names)
        return
    n = len(required)
    check = equals("TABLE_REQUIRED", True, present, "", n, n)
    yield replace(check, message=("TABLES_COMPLETE", ()))


def _list_required_tables(context: CheckContext) -> tuple[str, ...]:
    """Keys of the statutory tables of a budget, or of final accounts."""
    kind = "final" if context.is_final_accounts else "budget"
    sets = {one.key: one.table_keys for one in load_requirements("tables")}
    return sets[kind]


def _map_table_places(context: CheckContext) -> dict[str, Span]:
    """Key of a statutory table -> the place where it is first printed."""
    places: dict[str, Span] = {}
    for table in context.disclosure.tables:
        if table.table_key:
            places.setdefault(table.table_key, table.place)
    return places


# --- units ----------------------------------------------------------------------------


class _CellUnit(NamedTuple):
    """The place of a money cell and what declares its unit."""

    place: Span
    source: str | None


def check_units_declared(context: CheckContext) -> Iterator[Check]:
    """UNIT_STATED: a table of money declares its unit.

    In its caption, its headers, its cells, or right above it.
    """
    cells = _collect_cell_units(context)
    for table in context.disclosure.tables:
        path = table.place.path
        is_continued = path in context.disclosure.table_predecessors
        if table.kind in _MONEY_TABLE_KINDS and not is_continued:
            yield from _check_unit(table, cells.get(path, []))


def _collect_cell_units(context: CheckContext) -> dict[str, list[_CellUnit]]:
    """The money cells of each table, by the table's path."""
    units_by_table: dict[str, list[_CellUnit]] = {}
    for value in iter_money_values(context.disclosure):
        path = context.resolve_table_path(value.place)
        if path is not None and value.value is not None:
            source = value.unit.source if value.unit else None
            units_by_table.setdefault(path, []).append(_CellUnit(value.place, source))
    return units_by_table


def _check_unit(table: TableRecord, cells: list[_CellUnit]) -> Iterator[Check]:
    unit = table.unit_declared
    if unit is not None and unit.source not in _ASSUMED_UNIT_SOURCES:
        yield equals("UNIT_STATED", True, [unit.place], unit.name)
    elif cells:
        bare = [cell.place for cell in cells if cell.source in _ASSUMED_UNIT_SOURCES]
        name = table.title.value if table.title else table.kind
        yield equals("UNIT_STATED", not bare, [table.place, *bare[:1]], name)
