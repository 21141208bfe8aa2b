"""The forms of tables whose rows are records: their columns, what each holds, and what
tells the form.

A form is data: the fields of its columns, the role of each field, and
the signatures by which a table is known to be one. The words that
head a column are in the lexicon (``columns.*``, ``column_marks.*``);
what a column holds decides whether its word may name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from extractor.dataclass import dataclass
from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.tables.cells import GridCell, is_blank, is_number, is_value_text
from extractor.tables.periods import parse_period
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.dates import find_years
from extractor.text.normalize import cache_words, match_key

__all__ = [
    "FORMS",
    "TableForm",
    "Role",
    "Signatures",
    "drop_contradicted_fields",
    "find_period_rank",
    "infer_main_value",
]

Signatures = tuple[frozenset[str], ...]
"""Sets of fields of which one must be among a table's columns."""


class Role(Enum):
    """What the cells of a column hold."""

    NAME = "words that tell what a row is"
    TEXT = "words about what the row names"
    MARK = "a code, a number of the line, or anything that is no record's"
    QUANTITY = "a number of things"
    MONEY = "an amount of money"
    PRICE = "what one thing costs"


@dataclass(frozen=True)
class TableForm:
    """One form of tables.

    Attributes:
        kind: The kind of tables, of the closed list tables.kind.
        roles: The role of each field.
        strong: Signatures whatever the title.
        titled: Signatures where the title names the kind.
        keyword: Signatures where keywords name some of the columns.
        weak: Signatures of a table without a known title.
        main_values: Fields of money, of which the first that a table
            has is the row's.
        merged_numbers: Fields whose merged number holds for every row
            it covers.
        holds_stocks: Its money is what there is at a date, no flow of
            a year.
    """

    kind: str
    roles: Mapping[str, Role]
    strong: Signatures
    titled: Signatures
    keyword: Signatures = ()
    weak: Signatures = ()
    main_values: tuple[str, ...] = ()
    merged_numbers: frozenset[str] = frozenset()
    holds_stocks: bool = False

    def list_fields(self, *roles: Role) -> tuple[str, ...]:
        """The fields of some roles, in the order of the form."""
        found = self._listed_fields.get(roles)
        if found is None:
            found = tuple([name for name, one in self.roles.items() if one in roles])
            self._listed_fields[roles] = found
        return found

    @cached_property
    def _listed_fields(self) -> dict[tuple[Role, ...], tuple[str, ...]]:
        """The fields that were listed, by their roles."""
        return {}


def _assign_roles(**fields_by_role: str) -> Mapping[str, Role]:
    """The role of each field, from the names of the fields of a role."""
    roles: dict[str, Role] = {}
    for role, names in fields_by_role.items():
        roles |= dict.fromkeys(names.split(), Role[role.upper()])
    return MappingProxyType(roles)


def _sign(*fields: str) -> Signatures:
    """Signatures, each written as the names of its fields."""
    return tuple(frozenset(names.split()) for names in fields)


_GRADES = TableForm(
    kind="performance_grades",
    roles=_assign_roles(
        name="activity duty indicator",
        text="description goal unit 优 良 中 差",
        money="budget",
    ),
    strong=_sign("indicator 优 良", "activity 优 良"),
    titled=_sign("indicator", "activity"),
    keyword=_sign("indicator 优 良", "activity 优 良"),
    main_values=("budget",),
)
_TARGETS = TableForm(
    kind="performance_targets",
    roles=_assign_roles(
        name="name project unit_name",
        text="level1 level2 measure target operator unit goal",
        mark="actual rubric score unit_code",
        money="funds",
    ),
    strong=_sign(
        "level2 target", "level1 target", "name target operator", "level1 level2 name"
    ),
    titled=_sign("name", "project goal", "target", "project measure"),
    keyword=_sign(
        "level2 target",
        "level1 target",
        "name target operator",
        "level1 level2 name",
        "project measure",
    ),
    weak=_sign("project goal", "project score"),
    main_values=("funds",),
)
_PROCUREMENT = TableForm(
    kind="procurement",
    roles=_assign_roles(
        name="item_name project_name kind",
        text="quantity_unit purchase catalog_name",
        mark="catalog_code line other",
        quantity="quantity",
        money="project_funds unit_price total current_year general_public_budget "
        "government_funds fiscal_special_account other_sources other_channels",
    ),
    strong=_sign("item_name total", "item_name current_year", "catalog_code total"),
    titled=_sign("total", "current_year", "general_public_budget"),
    keyword=_sign(
        *(
            f"{thing} {figure} {total}"
            for thing in ("item_name", "project_name")
            for figure in ("quantity", "unit_price")
            for total in ("total", "current_year", "general_public_budget")
        )
    ),
    main_values=("total", "current_year", "general_public_budget"),
    merged_numbers=frozenset({"project_funds"}),
)
_ASSETS = TableForm(
    kind="fixed_assets",
    roles=_assign_roles(
        name="label",
        text="quantity_unit",
        mark="line other",
        quantity="quantity",
        money="value net_value accumulated_depreciation",
        price="price",
    ),
    strong=_sign("label quantity value"),
    titled=_sign("label quantity", "label value"),
    keyword=_sign("label quantity value", "label quantity quantity_unit"),
    weak=_sign("label quantity"),
    main_values=("value",),
    holds_stocks=True,
)
_UNITS = TableForm(
    kind="org_units",
    roles=_assign_roles(name="name", text="nature rank funding", mark="index"),
    strong=_sign("name nature", "name rank", "name funding"),
    titled=_sign("name"),
    keyword=_sign("name nature", "name rank", "name funding"),
)

FORMS: Mapping[str, TableForm] = MappingProxyType(
    {form.kind: form for form in (_GRADES, _TARGETS, _PROCUREMENT, _ASSETS, _UNITS)}
)
"""All forms by kind, in the order in which a table is held against them."""

# --- what a column holds

# Forms of which a column of words never holds figures.
_KINDS_OF_NUMBERS_OR_WORDS = ("procurement", "fixed_assets", "org_units")

Fields = tuple[str | None, ...]
Rows = Sequence[Sequence[Cell | None]]
Headers = Sequence[Sequence[GridCell]]


def drop_contradicted_fields(kind: str, fields: Fields, rows: Rows) -> Fields:
    """Drop the fields of columns that do not hold what their field is for.

    货物 above figures is a sum of money and names no purchase; 单位资金
    above figures is no unit of things.

    Args:
        kind: The kind of the form.
        fields: The field of each column.
        rows: The cells below the header.

    Returns:
        The fields, None for columns most cells of which are of
        another role.
    """
    form = FORMS[kind]
    kept: list[str | None] = []
    for column, name in enumerate(fields):
        texts = _list_texts(rows, column)
        is_contradicted = _contradicts(form.roles.get(name or ""), texts, form)
        kept.append(None if is_contradicted else name)
    return tuple(kept)


def _contradicts(role: Role | None, texts: Sequence[str], form: TableForm) -> bool:
    """True where most cells of a column cannot have its role."""
    if not texts or form.kind not in _KINDS_OF_NUMBERS_OR_WORDS:
        return False
    if role in (Role.NAME, Role.TEXT):
        return sum(map(is_number, texts)) * 2 > len(texts)
    if role is Role.MONEY:
        return not any(map(is_value_text, texts))
    return False


def _list_texts(rows: Rows, column: int) -> list[str]:
    cells = [row[column] for row in rows if column < len(row)]
    return [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]


def infer_main_value(
    kind: str, fields: Fields, header_cells: Headers, rows: Rows, lexicon: Lexicon
) -> Fields:
    """Name the column of money of a form that no word names.

    Args:
        kind: The kind of the form.
        fields: The fields so far.
        header_cells: The header cells above each column.
        rows: The cells below the header.
        lexicon: The words of periods.

    Returns:
        The fields; where none is the row's value, the first unnamed
        column of figures of the latest period is.
    """
    form = FORMS[kind]
    if not form.main_values or not set(form.main_values).isdisjoint(fields):
        return fields
    if not any(name in form.roles for name in fields):
        return fields
    columns = _list_unnamed_figures(fields, rows)
    if not columns:
        return _promote_funds(fields, form)
    ranks: dict[int, int] = {}
    for column in columns:
        texts = [cell.text for cell in header_cells[column]]
        ranks[column] = find_period_rank(texts, form.holds_stocks, lexicon)
    main = max(columns, key=lambda column: (ranks[column], -column))
    return (*fields[:main], form.main_values[0], *fields[main + 1 :])


def _promote_funds(fields: Fields, form: TableForm) -> Fields:
    """采购预算 is what a purchase costs where nothing else says it."""
    names = ["project_funds", *form.main_values[:1]]
    return tuple(names[1] if name == names[0] else name for name in fields)


def _list_unnamed_figures(fields: Fields, rows: Rows) -> list[int]:
    """The columns, from 0, of figures that have no field."""
    return [
        column
        for column, name in enumerate(fields)
        if name is None and _holds_figures(_list_texts(rows, column))
    ]


def _holds_figures(texts: Sequence[str]) -> bool:
    return bool(texts) and all(map(is_value_text, texts)) and any(map(is_number, texts))


def find_period_rank(
    header_texts: Sequence[str], is_stock: bool, lexicon: Lexicon
) -> int:
    """Rank the period of a column, to tell the present one from earlier ones.

    Args:
        header_texts: The headers above the column.
        is_stock: The figures are stocks, which have a beginning and
            an end of the year.
        lexicon: The words of periods.

    Returns:
        The printed year; 0 where no period is told; -1 for the year
        before, or for its opening.
    """
    for text in header_texts:
        rank = _rank_text(text, is_stock, lexicon)
        if rank:
            return rank
    return 0


@cache_words
def _rank_text(text: str, is_stock: bool, lexicon: Lexicon) -> int:
    word = BRACKETED_TEXT.sub("", match_key(text))
    year = next((found.value for found in find_years(text)), 0)
    if year:
        return year
    if is_stock and word.startswith(lexicon.get_words("opening")):
        return -1
    return -1 if parse_period(text, True, lexicon).is_prior else 0
