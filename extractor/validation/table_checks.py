"""One statutory table against another, and the prose against the tables.

The same thing is printed several times: 收入总计 in the summary and in the table of revenue, 一般公共预算 in 表4 and as the
total of 表5, 基本支出 there and as the total of 表6, and most of it again in the prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.model.enums import Phase
from extractor.model.records import Check
from extractor.schema.concepts import load_concepts
from extractor.validation.context import CheckContext
from extractor.validation.statutory_model import (
    StatutoryColumn,
    StatutoryRow,
    StatutoryTable,
)
from extractor.validation.tolerance import (
    EquationTerm,
    NearestTerms,
    balances,
    best_of,
    is_at_most,
    report_not_checkable,
)

__all__ = [
    "check_appropriation_within_total",
    "check_basic_expenditure_by_class",
    "check_concepts_between_tables",
    "check_prose_against_tables",
]

_OWN_PHASES = ("budget", "executed")
_CROSS_TABLE_RULES: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("CROSS_B1_B4", frozenset("1"), frozenset("4")),
    ("CROSS_B4_B5_B8_B9", frozenset("4"), frozenset("589")),
)
_PARTIAL_CONCEPTS = ("revenue.carryover",)  # stated of one project as often as of all
_WIDER_CONCEPTS = {
    "fiscal_appropriation.general_public_budget": "fiscal_appropriation.total"
}
_WIDER_CONCEPTS |= {"revenue.general_public_budget": "revenue.fiscal_appropriation"}
_EXPENDITURE_CONCEPTS = (
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.public",
    "expenditure.project",
)
_PERSONNEL_CLASSES = ("301", "303")


def _parse_table_number(table: StatutoryTable) -> str:
    return (table.table_key or "")[1:]


def _label_term(
    table: StatutoryTable, term: EquationTerm, concept: str
) -> EquationTerm:
    return term._replace(label=f"{table.table_key} {load_concepts()[concept].label_zh}")


def check_concepts_between_tables(context: CheckContext) -> Iterator[Check]:
    """CROSS_B1_B4, CROSS_B4_B5_B8_B9, CROSS_TABLES: what two tables print by one name is one figure.

    One table may print all, the other what is of this year: 收入总计 or 本年收入合计 of a summary will do.
    """
    first: dict[
        tuple[str, int | None, str], tuple[StatutoryTable, list[EquationTerm]]
    ] = {}
    for sheet in context.statutory_tables:
        for row, column, item, number in sheet.iter_concept_terms():
            if (
                sheet.table_key is None
                or column.phase not in _OWN_PHASES
                or item == "expenditure.functional"
            ):
                continue
            key = item, column.year, column.phase or ""
            ways = [
                _label_term(sheet, n, item)
                for n in (number, *sheet.find_other_totals(row, column))
            ]
            before, known = first.setdefault(key, (sheet, ways))
            if before.table_key == sheet.table_key:
                continue
            pair = frozenset((_parse_table_number(before), _parse_table_number(sheet)))
            rule = next(
                (
                    r
                    for r, a, b in _CROSS_TABLE_RULES
                    if pair & a and pair & b and len(pair) == 2
                ),
                "CROSS_TABLES",
            )
            yield best_of(
                balances(rule, [ours], [theirs]) for ours in ways for theirs in known
            )
    yield from _check_fund_totals(context)


def _check_fund_totals(context: CheckContext) -> Iterator[Check]:
    """CROSS_B4_B5_B8_B9 where the summary of appropriations has no columns by fund: its total = Σ of their tables."""
    for letter in ("B", "F"):
        whole = _find_concept_terms(context, f"{letter}4", "fiscal_appropriation.total")
        named = {
            f"{letter}5": "general_public_budget",
            f"{letter}8": "government_funds",
            f"{letter}9": "state_capital",
        }
        split = [
            _find_concept_terms(context, f"{letter}4", f"fiscal_appropriation.{fund}")
            for fund in named.values()
        ]
        if not whole or any(split):
            continue
        numbers = [
            n
            for key, fund in named.items()
            for n in _find_concept_terms(context, key, f"fiscal_appropriation.{fund}")[
                :1
            ]
        ]
        if numbers:
            yield balances("CROSS_B4_B5_B8_B9", whole[:1], numbers)


def _find_concept_terms(
    context: CheckContext, table_key: str, concept: str
) -> list[EquationTerm]:
    """Figures of one item in the tables of one key, for this year and phase."""
    return [
        _label_term(sheet, number, concept)
        for sheet in context.statutory_tables
        if sheet.table_key == table_key
        for _, column, name, number in sheet.iter_concept_terms()
        if name == concept and column.phase in _OWN_PHASES
    ]


def check_appropriation_within_total(context: CheckContext) -> Iterator[Check]:
    """CROSS_B1_B4: what the treasury appropriates is at most everything."""
    for letter in ("B", "F"):
        part = _find_concept_terms(
            context, f"{letter}4", "revenue.fiscal_appropriation"
        ) or _find_concept_terms(context, f"{letter}4", "fiscal_appropriation.total")
        whole = _find_concept_terms(
            context, f"{letter}1", "revenue.total"
        ) or _find_concept_terms(context, f"{letter}1", "expenditure.total")
        if part and whole:
            yield is_at_most("CROSS_B1_B4", part[:1], whole[:1])


# ------------------------------------------------------------------------------------------ basic expenditure


def check_basic_expenditure_by_class(context: CheckContext) -> Iterator[Check]:
    """CROSS_B5_B6: basic expenditure of 表5 = total of 表6; personnel = 301 + 303, public = all other classes."""
    for letter in ("B", "F"):
        by_function = [
            s for s in context.statutory_tables if s.table_key == f"{letter}5"
        ]
        by_class = [s for s in context.statutory_tables if s.table_key == f"{letter}6"]
        basic = [
            n
            for s in by_function
            for _, n in _find_total_row_terms(context, s, "expenditure.basic")
        ]
        totals = [n for s in by_class for n in _find_grand_totals(s)]
        if basic and totals:
            named = basic[0]._replace(
                label=f"{letter}5 {load_concepts()['expenditure.basic'].label_zh}"
            )
            yield best_of(balances("CROSS_B5_B6", [named], [total]) for total in totals)
        for sheet in by_class:
            yield from _check_economic_classes(context, sheet)


def _find_total_rows(table: StatutoryTable) -> list[StatutoryRow]:
    return [row for row in table.rows if row.is_total]


def _find_grand_totals(table: StatutoryTable) -> list[EquationTerm]:
    """The figures of the total row: the first of them is the total of totals."""
    return [
        next(iter(row.cells.values())) for row in _find_total_rows(table) if row.cells
    ]


def _find_total_row_terms(
    context: CheckContext, table: StatutoryTable, concept: str
) -> list[tuple[StatutoryColumn, EquationTerm]]:
    """Figures of the total row in the column of an item."""
    find = context.lexicon.find_key
    return [
        (column, number)
        for row in _find_total_rows(table)[:1]
        for column, number in row.cells.items()
        if column.phase in _OWN_PHASES
        and any(
            find("lines.expenditure", word) == concept
            for word in column.header_path[-1:]
        )
    ]


def _check_economic_classes(
    context: CheckContext, table: StatutoryTable
) -> Iterator[Check]:
    """人员经费 = 301 + 303, 公用经费 = all other classes, by the column or the row that prints them."""
    classes = [
        (row, next(iter(row.cells.values())))
        for row in table.rows
        if len(row.code) == 3 and row.cells
    ]
    personnel = [n for row, n in classes if row.code in _PERSONNEL_CLASSES]
    public = [n for row, n in classes if row.code not in _PERSONNEL_CLASSES]
    for item, parts in (
        ("expenditure.personnel", personnel),
        ("expenditure.public", public),
    ):
        named = [
            r
            for r in table.rows
            if not r.code and context.lexicon.find_key("labels", r.label) == item
        ]
        rows = [n for r in named for n in r.cells.values()]
        stated = [*(n for _, n in _find_total_row_terms(context, table, item)), *rows]
        if stated and parts:
            check = balances(
                "CROSS_B5_B6", [_label_term(table, stated[0], item)], parts
            )
            if (
                check.result == "fail" and not rows
            ):  # the columns say for each class what of it is personnel
                formula = dict(check.message[1])["formula"]
                check = report_not_checkable(
                    "CROSS_B5_B6", "CLASSES_SPLIT", check.spans, formula=formula
                )
            yield check


# ------------------------------------------------------------------------------------------ prose


def check_prose_against_tables(context: CheckContext) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: an amount of the prose = the figure of a statutory table of the same name, year and phase."""
    printed: dict[tuple[str, int | None, Phase | None], list[EquationTerm]] = {}
    wider: dict[
        tuple[str, int | None, str | None], list[EquationTerm]
    ] = {}  # the same within the general public budget
    for sheet in context.statutory_tables:
        for _, column, item, number in sheet.iter_concept_terms():
            if item != "expenditure.functional":
                printed.setdefault((item, column.year, column.phase), []).append(number)
            if item in _WIDER_CONCEPTS:
                wider.setdefault(
                    (_WIDER_CONCEPTS[item], column.year, column.phase), []
                ).append(number)
        if _parse_table_number(sheet) == "5":
            for item in _EXPENDITURE_CONCEPTS:
                for column, number in _find_total_row_terms(context, sheet, item):
                    wider.setdefault((item, column.year, column.phase), []).append(
                        number
                    )
    said: dict[tuple[str, int | None, Phase | None], list[EquationTerm]] = {}
    for amount in context.ordered_amounts:
        key = amount.item or "", amount.fiscal_year, amount.phase
        figure = context.build_amount_term(amount)
        if (
            amount.source == "prose"
            and key in printed
            and figure is not None
            and amount.item not in _PARTIAL_CONCEPTS
        ):
            said.setdefault(key, []).append(figure)
    for key, stated in said.items():
        yield from _check_stated_concept(stated, [*printed[key], *wider.get(key, ())])


def _check_stated_concept(
    stated_terms: Sequence[EquationTerm], printed_terms: Sequence[EquationTerm]
) -> Iterator[Check]:
    """Each statement against the tables. Where one agrees, others that differ speak of a part or of one office."""
    near = NearestTerms(printed_terms)
    checks = [
        best_of(
            balances("BUDGET_TEXT_TABLE", [one], [n])
            for n in near.find_nearest(one.value)
        )
        for one in stated_terms
    ]
    agreed = any(c.result != "fail" for c in checks)
    for at, check in enumerate(checks):
        if check.result == "fail" and agreed:
            formula = dict(check.message[1])["formula"]
            yield report_not_checkable(
                "BUDGET_TEXT_TABLE", "SCOPE_UNCLEAR", check.spans, formula=formula
            )
        elif check.result != "fail" or at == 0:
            yield check
