"""Concepts of public finance, how they add up, and what a disclosure must state of
them.

Four data files hold the concepts; no list of concepts is in code:

- ``data/items.csv``: each item with its parent, kind, sign, funds and labels, and the
  concept and fund that it stands for.
- ``data/concepts.csv``: the concepts of facts, whatever the fund, with their
  definitions and sources.
- ``data/calculations.csv``: each way a total is the sum of parts, by the rule that
  tests it.
- ``data/components.csv``: the items that components of a name make up.
- ``data/requirements.csv``: what completeness requires: budgets, sections, tables.

An entry that names an unknown concept, rule or column raises
:class:`SchemaError` when the file is read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache
from typing import Literal, NamedTuple, get_args

from extractor.model.enums import Fund
from extractor.schema import get_table, load_rules, read_csv_rows

__all__ = [
    "Calculation",
    "CalculationUse",
    "Concept",
    "ConceptDefinition",
    "Requirement",
    "RequirementKind",
    "SchemaError",
    "Subtotal",
    "find_item",
    "get_label_zh",
    "get_root",
    "list_concepts_by_breakdown",
    "list_procurement_money_columns",
    "list_side_totals",
    "list_subtotals",
    "load_calculations",
    "load_compositions",
    "load_concept_definitions",
    "load_concepts",
    "load_requirements",
    "map_concepts_by_table_number",
]

ConceptKind = Literal["flow", "stock", "count"]
CalculationUse = Literal[
    "list", "subtotal", "balance", "change", "fund", "at_most", "column"
]
RequirementKind = Literal["declared_budget", "budget", "section", "tables"]


class SchemaError(ValueError):
    """A data file of the schema contradicts itself or the code; the message names the
    file to edit."""


class Concept(NamedTuple):
    """One canonical item of amounts and changes.

    ``parent`` is '' at the top. ``kind`` tells a flow of a year from a
    stock at a date and from a count of things. ``sign`` is 1 where the
    figure is added to its parent, 0 where it is another split or an "of
    which" of it, None at the top. ``funds`` are those in which the
    figure is whole; a concept without one repeats, by the
    classification ``breakdown``. ``table_number`` is the statutory
    table whose total it is. ``concept`` and ``fund`` are those of the
    facts that it stands for; ``fund`` is '' where the item names none.
    """

    id: str
    concept: str
    fund: str
    parent: str
    label_zh: str
    label_en: str
    gfsm2014: str
    kind: ConceptKind
    sign: int | None
    funds: tuple[str, ...]
    breakdown: str
    table_number: str

    def get_label(self, lang: str) -> str:
        """Get the label of the concept in zh or en."""
        if lang == "zh":
            return self.label_zh
        return self.label_en


class ConceptDefinition(NamedTuple):
    """One concept of facts, whatever the fund: what it is, and who says so.

    ``sign`` is 1 where the figure is added to its parent, 0 where it is
    an "of which" of it, None at the top.
    """

    id: str
    parent: str
    kind: ConceptKind
    sign: int | None
    label_zh: str
    label_en: str
    definition_zh: str
    definition_en: str
    source: str

    def get_label(self, lang: str) -> str:
        """Get the label of the concept in zh or en."""
        if lang == "zh":
            return self.label_zh
        return self.label_en

    def get_definition(self, lang: str) -> str:
        """Get the definition of the concept in zh or en."""
        if lang == "zh":
            return self.definition_zh
        return self.definition_en


class Calculation(NamedTuple):
    """``total`` = Σ ``parts`` (at most ``total``, for the use ``at_most``).

    ``use`` determines where the sum is looked for: ``list`` in a list
    of amounts, ``subtotal`` among the parts of such a list, ``balance``
    between two sides, ``change`` among yearly changes, ``fund`` between
    statutory tables, ``at_most`` between amounts, ``column`` along a
    row of the procurement table (there total and parts are columns).
    ``optional`` parts may be outside the total. Without the
    ``required`` ones the list is not complete. A list that holds one of
    ``excluding`` belongs to another rule, unless it holds
    ``overriding`` as well.
    """

    rule_id: str
    use: CalculationUse
    total: str
    parts: tuple[str, ...]
    optional: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    overriding: str = ""


class Subtotal(NamedTuple):
    """A total that is itself a part of a list, with its own parts."""

    total: str
    parts: tuple[str, ...]
    rule_id: str


class Requirement(NamedTuple):
    """What shows that a budget, a section or a set of tables is there; any one of them
    is enough."""

    kind: RequirementKind
    key: str
    concepts: tuple[str, ...]
    table_keys: tuple[str, ...]
    records: tuple[str, ...]
    section_keys: tuple[str, ...]


def _split_list(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds a list: ``a;b``."""
    return tuple(cell.split(";")) if cell else ()


def _parse_sign(cell: str) -> int | None:
    """Parse the sign of a concept below its parent; None at the top."""
    if not cell:
        return None
    return int(cell)


def _require_known(
    file_name: str, row_key: str, names: tuple[str, ...], known: Container[str]
) -> None:
    """Raise SchemaError for a name that is none of the known ones."""
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SchemaError(
            f"extractor/schema/data/{file_name}: {row_key} names {unknown[0]!r}, which is not known"
        )


@cache
def load_concepts() -> dict[str, Concept]:
    """Concepts by id, in the order of the codebook.

    Raises:
        SchemaError: a parent, kind or fund that is not known.
    """
    concepts: dict[str, Concept] = {}
    for row in read_csv_rows("items.csv"):
        name = row["item_id"]
        sign = _parse_sign(row["sign"])
        concepts[name] = Concept(
            name,
            row["concept"],
            row["fund"],
            row["parent_id"],
            row["label_zh"],
            row["label_en"],
            row["gfsm2014"],
            row["kind"],  # type: ignore[arg-type]
            sign,
            _split_list(row["funds"]),
            row["breakdown"],
            row["table_number"],
        )
    for concept in concepts.values():
        parents = (concept.parent,) if concept.parent else ()
        _require_known("items.csv", concept.id, parents, concepts)
        _require_known("items.csv", concept.id, (concept.kind,), get_args(ConceptKind))
        _require_known("items.csv", concept.id, concept.funds, tuple(Fund))
        funds = tuple(filter(None, (concept.fund,)))
        _require_known("items.csv", concept.id, funds, tuple(Fund))
        named = (concept.concept,)
        _require_known("items.csv", concept.id, named, load_concept_definitions())
    return concepts


@cache
def load_compositions() -> Mapping[str, Mapping[frozenset[str], str]]:
    """Load the items that the components of a name make up, in any order and form.

    Returns:
        Items by their components: below '' those of whole names (公务车辆运行及维护费), below
        a family those of short ones, for what it divides (用车 of three_public).

    Raises:
        SchemaError: an item that is not known.
    """
    found: dict[str, dict[frozenset[str], str]] = {}
    for row in read_csv_rows("components.csv"):
        components = frozenset(_split_list(row["components"]))
        found.setdefault(row["family"], {})[components] = row["item_id"]
        _require_known(
            "components.csv", row["components"], (row["item_id"],), load_concepts()
        )
    return found


@cache
def load_concept_definitions() -> dict[str, ConceptDefinition]:
    """Load the concepts of facts by id, each with its definition.

    Raises:
        SchemaError: a parent that is not known.
    """
    definitions: dict[str, ConceptDefinition] = {}
    for row in read_csv_rows("concepts.csv"):
        definitions[row["concept"]] = ConceptDefinition(
            row["concept"],
            row["parent"],
            row["kind"],  # type: ignore[arg-type]
            _parse_sign(row["sign"]),
            row["label_zh"],
            row["label_en"],
            row["definition_zh"],
            row["definition_en"],
            row["source"],
        )
    for one in definitions.values():
        parents = tuple(filter(None, (one.parent,)))
        _require_known("concepts.csv", one.id, parents, definitions)
    return definitions


@cache
def _index_items() -> dict[tuple[str, str], str]:
    """Index the items by concept and fund; those
    that repeat by a class are none."""
    return {
        (item.concept, item.fund): item.id
        for item in load_concepts().values()
        if not item.breakdown
    }


@cache
def find_item(concept: str | None, fund: str | None) -> str | None:
    """Find the item of a concept in a fund.

    Args:
        concept: A concept of facts.
        fund: A fund; None where the source names none.

    Returns:
        The item of the concept in this fund where there is one, else the item of the
        concept itself; None without a concept.

    >>> find_item("revenue", "general_public_budget")
    'revenue.general_public_budget'
    >>> find_item("expenditure.basic", "general_public_budget")
    'expenditure.basic'
    """
    if concept is None:
        return None
    items = _index_items()
    exact = items.get((concept, fund or ""))
    if exact is not None:
        return exact
    whole = (name for (one, _), name in items.items() if one == concept)
    return next(whole, None)


def get_label_zh(concept_id: str) -> str:
    """The Chinese label of a concept, as messages name it."""
    return load_concepts()[concept_id].label_zh


def get_root(concept_id: str) -> str:
    """The top of the tree a concept belongs to.

    >>> get_root("three_public.vehicles.running")
    'three_public.total'
    """
    concepts = load_concepts()
    while concepts[concept_id].parent:
        concept_id = concepts[concept_id].parent
    return concept_id


@cache
def list_concepts_by_breakdown(breakdown: str = "") -> frozenset[str]:
    """Concepts that repeat by a classification (``function`` or ``economic``; without
    one, by any)."""
    return frozenset(
        concept.id
        for concept in load_concepts().values()
        if concept.breakdown and breakdown in ("", concept.breakdown)
    )


@cache
def map_concepts_by_table_number() -> dict[str, str]:
    """Number of a statutory table -> the concept that its total is: 5, 8 and 9 each
    hold the expenditure of one fund."""
    return {
        concept.table_number: concept.id
        for concept in load_concepts().values()
        if concept.table_number
    }


@cache
def _load_all_calculations() -> tuple[Calculation, ...]:
    """Every calculation in the order of the file; a row with several totals gives one
    for each."""
    columns = get_table("procurement").columns
    column_names = frozenset(column.name for column in columns)
    calculations: list[Calculation] = []
    for row in read_csv_rows("calculations.csv"):
        rule_id, use, overriding = row["rule_id"], row["use"], row["overriding"]
        totals = _split_list(row["total"])
        parts, optional = _split_list(row["parts"]), _split_list(row["optional"])
        required, excluding = (
            _split_list(row["required"]),
            _split_list(row["excluding"]),
        )
        _require_known("calculations.csv", rule_id, (rule_id,), load_rules())
        _require_known("calculations.csv", rule_id, (use,), get_args(CalculationUse))
        known = column_names if use == "column" else load_concepts().keys()
        named = (*totals, *parts, *optional, *required, *excluding)
        _require_known("calculations.csv", rule_id, named, known)
        _require_known("calculations.csv", rule_id, _split_list(overriding), known)
        calculations.extend(
            Calculation(
                rule_id,
                use,  # type: ignore[arg-type]
                total,
                parts,
                optional,
                required,
                excluding,
                overriding,
            )
            for total in totals
        )
    return tuple(calculations)


@cache
def load_calculations(use: CalculationUse) -> tuple[Calculation, ...]:
    """The calculations of one use, in the order in which they are tried.

    Raises:
        SchemaError: a rule, concept or column that is not known.
    """
    return tuple(one for one in _load_all_calculations() if one.use == use)


@cache
def list_side_totals() -> tuple[str, ...]:
    """The totals of both sides of a budget, which balance: revenue, expenditure."""
    (balance,) = load_calculations("balance")
    return (balance.total, *balance.parts)


@cache
def list_subtotals(calculation: Calculation) -> tuple[Subtotal, ...]:
    """Parts of a list that are the sum of other parts of it: 财政拨款收入 together with the
    three budgets it consists of."""
    subtotals = []
    for other in (*load_calculations("subtotal"), *load_calculations("list")):
        inside = other.total in calculation.parts
        if inside and set(other.parts) <= set(calculation.parts):
            subtotals.append(Subtotal(other.total, other.parts, other.rule_id))
    return tuple(subtotals)


@cache
def list_procurement_money_columns() -> tuple[str, ...]:
    """Money columns of a procurement row that add up, each total before its parts.

    The funds of a project and the unit price are not among them: they
    are no part of the amount.
    """
    parts_by_total = {one.total: one.parts for one in load_calculations("column")}

    def expand(column: str) -> tuple[str, ...]:
        below = [expand(part) for part in parts_by_total.get(column, ())]
        return (column, *(name for names in below for name in names))

    return expand(next(iter(parts_by_total)))


@cache
def _load_all_requirements() -> tuple[Requirement, ...]:
    requirements = []
    for row in read_csv_rows("requirements.csv"):
        one = Requirement(
            row["kind"],  # type: ignore[arg-type]
            row["key"],
            *(
                _split_list(row[name])
                for name in ("concepts", "table_keys", "records", "section_keys")
            ),
        )
        _require_known(
            "requirements.csv", one.key, (one.kind,), get_args(RequirementKind)
        )
        _require_known("requirements.csv", one.key, one.concepts, load_concepts())
        requirements.append(one)
    return tuple(requirements)


@cache
def load_requirements(kind: RequirementKind) -> tuple[Requirement, ...]:
    """The requirements of one kind, in the order of the file.

    Raises:
        SchemaError: a kind or concept that is not known.
    """
    return tuple(one for one in _load_all_requirements() if one.kind == kind)
