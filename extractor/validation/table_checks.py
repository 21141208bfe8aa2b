"""One statutory table against another, and the prose against the tables.

The same thing is printed several times: 收入总计 in the summary and in the table of revenue, 一般公共预算 in 表4 and as the
total of 表5, 基本支出 there and as the total of 表6, and most of it again in the prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.model.audit_records import Check
from extractor.schema import items
from extractor.validation.context import Case
from extractor.validation.statutory_model import Column, Row, Sheet
from extractor.validation.tolerance import (
    Nearest,
    Number,
    at_most,
    balance,
    best,
    not_checkable,
)

__all__ = [
    "appropriation_within_all",
    "basic_by_economic_class",
    "same_item_in_tables",
    "same_item_in_text",
]

_OWN = ("budget", "executed")
_RULES: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("CROSS_B1_B4", frozenset("1"), frozenset("4")),
    ("CROSS_B4_B5_B8_B9", frozenset("4"), frozenset("589")),
)
_PARTLY = ("revenue.carryover",)  # stated of one project as often as of all
_WIDER = {"fiscal_appropriation.general_public_budget": "fiscal_appropriation.total"}
_WIDER |= {"revenue.general_public_budget": "revenue.fiscal_appropriation"}
_SPENT = (
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.public",
    "expenditure.project",
)
_PERSONNEL = ("301", "303")


def _digit(sheet: Sheet) -> str:
    return (sheet.key or "")[1:]


def _labelled(sheet: Sheet, number: Number, item: str) -> Number:
    return number._replace(label=f"{sheet.key} {items()[item].label_zh}")


def same_item_in_tables(case: Case) -> Iterator[Check]:
    """CROSS_B1_B4, CROSS_B4_B5_B8_B9, CROSS_TABLES: what two tables print by one name is one figure.

    One table may print all, the other what is of this year: 收入总计 or 本年收入合计 of a summary will do.
    """
    first: dict[tuple[str, int | None, str], tuple[Sheet, list[Number]]] = {}
    for sheet in case.sheets:
        for row, column, item, number in sheet.items():
            if (
                sheet.key is None
                or column.phase not in _OWN
                or item == "expenditure.functional"
            ):
                continue
            key = item, column.year, column.phase or ""
            ways = [
                _labelled(sheet, n, item)
                for n in (number, *sheet.totals_beside(row, column))
            ]
            before, known = first.setdefault(key, (sheet, ways))
            if before.key == sheet.key:
                continue
            pair = frozenset((_digit(before), _digit(sheet)))
            rule = next(
                (r for r, a, b in _RULES if pair & a and pair & b and len(pair) == 2),
                "CROSS_TABLES",
            )
            yield best(
                balance(rule, [ours], [theirs]) for ours in ways for theirs in known
            )
    yield from _funds_of_the_whole(case)


def _funds_of_the_whole(case: Case) -> Iterator[Check]:
    """CROSS_B4_B5_B8_B9 where the summary of appropriations has no columns by fund: its total = Σ of their tables."""
    for letter in ("B", "F"):
        whole = _item(case, f"{letter}4", "fiscal_appropriation.total")
        named = {
            f"{letter}5": "general_public_budget",
            f"{letter}8": "government_funds",
            f"{letter}9": "state_capital",
        }
        split = [
            _item(case, f"{letter}4", f"fiscal_appropriation.{fund}")
            for fund in named.values()
        ]
        if not whole or any(split):
            continue
        numbers = [
            n
            for key, fund in named.items()
            for n in _item(case, key, f"fiscal_appropriation.{fund}")[:1]
        ]
        if numbers:
            yield balance("CROSS_B4_B5_B8_B9", whole[:1], numbers)


def _item(case: Case, key: str, item: str) -> list[Number]:
    """Figures of one item in the tables of one key, for this year and phase."""
    return [
        _labelled(sheet, number, item)
        for sheet in case.sheets
        if sheet.key == key
        for _, column, name, number in sheet.items()
        if name == item and column.phase in _OWN
    ]


def appropriation_within_all(case: Case) -> Iterator[Check]:
    """CROSS_B1_B4: what the treasury appropriates is at most everything."""
    for letter in ("B", "F"):
        part = _item(case, f"{letter}4", "revenue.fiscal_appropriation") or _item(
            case, f"{letter}4", "fiscal_appropriation.total"
        )
        whole = _item(case, f"{letter}1", "revenue.total") or _item(
            case, f"{letter}1", "expenditure.total"
        )
        if part and whole:
            yield at_most("CROSS_B1_B4", part[:1], whole[:1])


# ------------------------------------------------------------------------------------------ basic expenditure


def basic_by_economic_class(case: Case) -> Iterator[Check]:
    """CROSS_B5_B6: basic expenditure of 表5 = total of 表6; personnel = 301 + 303, public = all other classes."""
    for letter in ("B", "F"):
        by_function = [s for s in case.sheets if s.key == f"{letter}5"]
        by_class = [s for s in case.sheets if s.key == f"{letter}6"]
        basic = [
            n
            for s in by_function
            for _, n in _in_total_row(case, s, "expenditure.basic")
        ]
        totals = [n for s in by_class for n in _grand(s)]
        if basic and totals:
            named = basic[0]._replace(
                label=f"{letter}5 {items()['expenditure.basic'].label_zh}"
            )
            yield best(balance("CROSS_B5_B6", [named], [total]) for total in totals)
        for sheet in by_class:
            yield from _classes(case, sheet)


def _total_rows(sheet: Sheet) -> list[Row]:
    return [row for row in sheet.rows if row.total]


def _grand(sheet: Sheet) -> list[Number]:
    """The figures of the total row: the first of them is the total of totals."""
    return [next(iter(row.cells.values())) for row in _total_rows(sheet) if row.cells]


def _in_total_row(case: Case, sheet: Sheet, item: str) -> list[tuple[Column, Number]]:
    """Figures of the total row in the column of an item."""
    find = case.template.find
    return [
        (column, number)
        for row in _total_rows(sheet)[:1]
        for column, number in row.cells.items()
        if column.phase in _OWN
        and any(find("lines.expenditure", word) == item for word in column.path[-1:])
    ]


def _classes(case: Case, sheet: Sheet) -> Iterator[Check]:
    """人员经费 = 301 + 303, 公用经费 = all other classes, by the column or the row that prints them."""
    classes = [
        (row, next(iter(row.cells.values())))
        for row in sheet.rows
        if len(row.code) == 3 and row.cells
    ]
    personnel = [n for row, n in classes if row.code in _PERSONNEL]
    public = [n for row, n in classes if row.code not in _PERSONNEL]
    for item, parts in (
        ("expenditure.personnel", personnel),
        ("expenditure.public", public),
    ):
        named = [
            r
            for r in sheet.rows
            if not r.code and case.template.find("labels", r.label) == item
        ]
        rows = [n for r in named for n in r.cells.values()]
        stated = [*(n for _, n in _in_total_row(case, sheet, item)), *rows]
        if stated and parts:
            check = balance("CROSS_B5_B6", [_labelled(sheet, stated[0], item)], parts)
            if (
                check.result == "fail" and not rows
            ):  # the columns say for each class what of it is personnel
                formula = dict(check.message[1])["formula"]
                check = not_checkable(
                    "CROSS_B5_B6", "CLASSES_SPLIT", check.places_read, formula=formula
                )
            yield check


# ------------------------------------------------------------------------------------------ prose


def same_item_in_text(case: Case) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: an amount of the prose = the figure of a statutory table of the same name, year and phase."""
    printed: dict[tuple[str, int | None, str | None], list[Number]] = {}
    wider: dict[
        tuple[str, int | None, str | None], list[Number]
    ] = {}  # the same within the general public budget
    for sheet in case.sheets:
        for _, column, item, number in sheet.items():
            if item != "expenditure.functional":
                printed.setdefault((item, column.year, column.phase), []).append(number)
            if item in _WIDER:
                wider.setdefault((_WIDER[item], column.year, column.phase), []).append(
                    number
                )
        if _digit(sheet) == "5":
            for item in _SPENT:
                for column, number in _in_total_row(case, sheet, item):
                    wider.setdefault((item, column.year, column.phase), []).append(
                        number
                    )
    said: dict[tuple[str, int | None, str | None], list[Number]] = {}
    for amount in case.amounts:
        key = amount.item or "", amount.fiscal_year, amount.phase
        figure = case.amount(amount)
        if (
            amount.source == "prose"
            and key in printed
            and figure is not None
            and amount.item not in _PARTLY
        ):
            said.setdefault(key, []).append(figure)
    for key, stated in said.items():
        yield from _text_and_tables(stated, [*printed[key], *wider.get(key, ())])


def _text_and_tables(
    stated: Sequence[Number], printed: Sequence[Number]
) -> Iterator[Check]:
    """Each statement against the tables. Where one agrees, others that differ speak of a part or of one office."""
    near = Nearest(printed)
    checks = [
        best(balance("BUDGET_TEXT_TABLE", [one], [n]) for n in near.to(one.value))
        for one in stated
    ]
    agreed = any(c.result != "fail" for c in checks)
    for at, check in enumerate(checks):
        if check.result == "fail" and agreed:
            formula = dict(check.message[1])["formula"]
            yield not_checkable(
                "BUDGET_TEXT_TABLE", "SCOPE_UNCLEAR", check.places_read, formula=formula
            )
        elif check.result != "fail" or at == 0:
            yield check
