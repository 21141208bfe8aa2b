"""The prose against itself and, by the words of a classification, against the tables.

``一般公共服务支出（类）财政事务（款）行政运行（项）3685.65 万元`` is the row 行政运行 of the table; ``一般公共服务支出3008.43万元、
国防支出5万元 ...`` add up to the total before them; an item that is stated twice is one figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractor.lexicon.lexicon import Template, any_of
from extractor.model.audit_records import Check
from extractor.model.statements import Amount
from extractor.schema.codelists import rows as code_rows
from extractor.text.normalize import fold, squeeze
from extractor.validation.context import Case, block_of, table_of
from extractor.validation.statutory_model import bare
from extractor.validation.tolerance import Nearest, Number, balance, best, not_checkable

__all__ = ["classes_in_tables", "forms_add_up", "lists_by_class", "stated_twice"]

_CODE = re.compile(r"\(?\d{3,7}\)?[-—_]?")
_SPLIT = ("expenditure.functional", "expenditure.economic")
_OWN = ("budget", "executed")
_PAIRS = {
    "fiscal_appropriation.total": "revenue.fiscal_appropriation"
}  # 财政拨款收支: both sides are one figure


@cache
def _class_level(template: Template) -> re.Pattern[str]:
    """The level of the classification in brackets behind a name: （类）, （款）, （项）."""
    return re.compile(rf"\((?:{any_of(tuple(template.words('class_level')))})\)")


@cache
def _class_names() -> frozenset[str]:
    """Names of the functional classification, all levels, as labels are compared."""
    return frozenset(
        squeeze(row["name"]) for row in code_rows("functional_classification")
    )


def _class_of(amount: Amount, template: Template) -> str | None:
    """The class, section or item of the classification that an amount is stated for, at its lowest level."""
    if amount.label is None:
        return None
    level, text = _class_level(template), fold(amount.label.value)
    parts = [part for part in level.split(text) if squeeze(part)]
    name = squeeze(_CODE.sub("", parts[-1])) if parts else ""
    if (
        len(parts) > 1
        and level.search(text)
        and not level.search(text[text.rfind(parts[-1]) :])
    ):
        name = squeeze(
            parts[-2]
        )  # 行政运行（项）支出: what follows the level is no name
    names, tails = _class_names(), template.words_of("spending", "word")
    forms = (
        name,
        *(name + tail for tail in tails),
        *(name.removesuffix(tail) for tail in tails),
    )  # 教育 is 教育支出
    return next((form for form in forms if form in names), None)


def classes_in_tables(case: Case) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: what the prose states for a class of expenditure is a figure of that row of a table."""
    printed: dict[str, list[Number]] = {}
    for sheet in case.sheets:
        if (sheet.key or "")[1:] in ("1", "3", "4", "5", "8"):
            for row in sheet.rows:
                for column, number in row.cells.items():
                    if column.phase in _OWN and column.side != "revenue":
                        printed.setdefault(bare(row.label), []).append(number)
    said: dict[str, list[Number]] = {}
    full: set[str] = set()
    for amount in case.amounts:
        name = (
            _class_of(amount, case.template)
            if amount.item in (None, "expenditure.functional")
            else None
        )
        figure = case.amount(amount)
        if (
            name in printed
            and figure is not None
            and amount.phase in _OWN
            and amount.source == "prose"
        ):
            said.setdefault(name, []).append(figure)
            full |= (
                {name}
                if _class_level(case.template).search(fold(figure.label))
                else set()
            )
    for name, stated in said.items():
        yield from _held(stated, printed[name], name in full)


def _held(
    stated: Sequence[Number], printed: Sequence[Number], full: bool
) -> Iterator[Check]:
    """Each statement against the row. Where it does not say 类 or 项, where the tables differ among themselves or another
    statement agrees, one that differs may be of one fund or office only."""
    checks = [
        best(balance("BUDGET_TEXT_TABLE", [one], [n]) for n in printed)
        for one in stated
    ]
    agreed = any(c.result != "fail" for c in checks)
    open_to_doubt = agreed or not full or len({n.value for n in printed if n.value}) > 2
    for check in checks:
        if check.result == "fail" and open_to_doubt:
            formula = dict(check.message[1])["formula"]
            yield not_checkable(
                "BUDGET_TEXT_TABLE", "SCOPE_UNCLEAR", check.places_read, formula=formula
            )
        else:
            yield check


def lists_by_class(case: Case) -> Iterator[Check]:
    """EXP_SUM: expenditure by function (or by economic type) in one paragraph adds up to a total before it."""
    runs: dict[tuple[str, str | None, str], list[Amount]] = {}
    for amount in case.amounts:
        if amount.item in _SPLIT and amount.source == "prose" and amount.phase in _OWN:
            runs.setdefault(
                (block_of(amount.place), amount.phase, amount.item), []
            ).append(amount)
    for run in runs.values():
        parts = [n for a in run if (n := case.amount(a)) is not None]
        if len(parts) < 2:
            continue
        first = case.position(run[0].place)
        before = [
            a
            for a in case.amounts
            if case.position(a.place) < first
            and a.phase == run[0].phase
            and a not in run
        ]
        totals = [
            n for a in before if (n := case.amount(a)) is not None and n.value > 0
        ]
        tried = [balance("EXP_SUM", [n], parts) for n in reversed(totals)]
        found = next((c for c in tried if c.result in ("pass", "rounding")), None)
        if found is not None:
            yield found
        else:
            yield not_checkable(
                "EXP_SUM", "LIST_WITHOUT_TOTAL", [n.place for n in parts]
            )


def stated_twice(case: Case) -> Iterator[Check]:
    """TEXT_REPEAT: an item stated more than once for one year and phase is one figure."""
    said: dict[tuple[str, int | None, str | None], list[Number]] = {}
    for amount in case.amounts:
        if amount.item and amount.item not in _SPLIT and amount.source == "prose":
            figure = case.amount(amount)
            if figure is not None:
                item = _PAIRS.get(amount.item, amount.item)
                said.setdefault((item, amount.fiscal_year, amount.phase), []).append(
                    figure
                )
    for numbers in said.values():
        earlier = Nearest(numbers[:1])
        for number in numbers[1:]:
            check = best(
                balance("TEXT_REPEAT", [number], [other])
                for other in earlier.to(number.value)
            )
            earlier.add(number)
            if check.result == "fail":
                formula = dict(check.message[1])["formula"]
                check = not_checkable(
                    "TEXT_REPEAT", "SCOPE_UNCLEAR", check.places_read, formula=formula
                )
            yield check


def forms_add_up(case: Case) -> Iterator[Check]:
    """FORM_FUNDS: on the form of a project 资金总额 = 财政拨款 + 其他资金."""
    forms: dict[str, dict[str, Number]] = {}
    for amount in case.amounts:
        table = table_of(amount.place)
        if amount.source != "table" or table is None or amount.label is None:
            continue
        kind = case.template.find(
            "checks.form_funds", bare(amount.label.value).rstrip(":")
        )
        figure = case.amount(amount)
        if kind is not None and figure is not None:
            if kind == "total" and kind in forms.get(table, {}):
                yield from _form(forms.pop(table))
            forms.setdefault(table, {}).setdefault(kind, figure)
    for form in forms.values():
        yield from _form(form)


def _form(form: dict[str, Number]) -> Iterator[Check]:
    parts = [form[kind] for kind in ("appropriation", "other") if kind in form]
    if "total" in form and len(parts) == 2:
        yield balance("FORM_FUNDS", [form["total"]], parts)
