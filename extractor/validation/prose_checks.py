"""The prose against itself and, by the words of a classification, against the tables.

``一般公共服务支出（类）财政事务（款）行政运行（项）3685.65 万元`` is the row 行政运行 of the table; ``一般公共服务支出3008.43万元、
国防支出5万元 ...`` add up to the total before them; an item that is stated twice is one figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.records import Amount, Check
from extractor.schema.codelists import load_codelist as code_rows
from extractor.text.normalize import match_key, normalize
from extractor.validation.context import CheckContext
from extractor.validation.statutory_model import strip_list_number
from extractor.validation.tolerance import (
    EquationTerm,
    NearestTerms,
    balances,
    best_of,
    report_not_checkable,
)

__all__ = [
    "check_prose_classes_against_tables",
    "check_form_funds",
    "check_class_lists",
    "check_repeated_amounts",
]

_CLASS_CODE = re.compile(r"\(?\d{3,7}\)?[-—_]?")
_CLASSIFIED_CONCEPTS = ("expenditure.functional", "expenditure.economic")
_OWN_PHASES = ("budget", "executed")
_EQUIVALENT_CONCEPTS = {
    "fiscal_appropriation.total": "revenue.fiscal_appropriation"
}  # 财政拨款收支: both sides are one figure


@cache
def _compile_class_level(lexicon: Lexicon) -> re.Pattern[str]:
    """The level of the classification in brackets behind a name: （类）, （款）, （项）."""
    return re.compile(
        rf"\((?:{build_alternation(tuple(lexicon.get_vocabulary('class_level')))})\)"
    )


@cache
def _load_class_names() -> frozenset[str]:
    """Names of the functional classification, all levels, as labels are compared."""
    return frozenset(
        match_key(row["name"]) for row in code_rows("functional_classification")
    )


def _find_class_name(amount: Amount, lexicon: Lexicon) -> str | None:
    """The class, section or item of the classification that an amount is stated for, at its lowest level."""
    if amount.label is None:
        return None
    level, text = _compile_class_level(lexicon), normalize(amount.label.value)
    parts = [part for part in level.split(text) if match_key(part)]
    name = match_key(_CLASS_CODE.sub("", parts[-1])) if parts else ""
    if (
        len(parts) > 1
        and level.search(text)
        and not level.search(text[text.rfind(parts[-1]) :])
    ):
        name = match_key(
            parts[-2]
        )  # 行政运行（项）支出: what follows the level is no name
    names, tails = _load_class_names(), lexicon.get_words("spending", "word")
    forms = (
        name,
        *(name + tail for tail in tails),
        *(name.removesuffix(tail) for tail in tails),
    )  # 教育 is 教育支出
    return next((form for form in forms if form in names), None)


def check_prose_classes_against_tables(context: CheckContext) -> Iterator[Check]:
    """BUDGET_TEXT_TABLE: what the prose states for a class of expenditure is a figure of that row of a table."""
    printed: dict[str, list[EquationTerm]] = {}
    for sheet in context.statutory_tables:
        if (sheet.table_key or "")[1:] in ("1", "3", "4", "5", "8"):
            for row in sheet.rows:
                for column, number in row.cells.items():
                    if column.phase in _OWN_PHASES and column.side != "revenue":
                        printed.setdefault(strip_list_number(row.label), []).append(
                            number
                        )
    said: dict[str, list[EquationTerm]] = {}
    full: set[str] = set()
    for amount in context.ordered_amounts:
        name = (
            _find_class_name(amount, context.lexicon)
            if amount.item in (None, "expenditure.functional")
            else None
        )
        figure = context.build_amount_term(amount)
        if (
            name in printed
            and figure is not None
            and amount.phase in _OWN_PHASES
            and amount.source == "prose"
        ):
            said.setdefault(name, []).append(figure)
            full |= (
                {name}
                if _compile_class_level(context.lexicon).search(normalize(figure.label))
                else set()
            )
    for name, stated in said.items():
        yield from _check_stated_class(stated, printed[name], name in full)


def _check_stated_class(
    stated_terms: Sequence[EquationTerm],
    printed_terms: Sequence[EquationTerm],
    has_level: bool,
) -> Iterator[Check]:
    """Each statement against the row. Where it does not say 类 or 项, where the tables differ among themselves or another
    statement agrees, one that differs may be of one fund or office only."""
    checks = [
        best_of(balances("BUDGET_TEXT_TABLE", [one], [n]) for n in printed_terms)
        for one in stated_terms
    ]
    agreed = any(c.result != "fail" for c in checks)
    open_to_doubt = (
        agreed or not has_level or len({n.value for n in printed_terms if n.value}) > 2
    )
    for check in checks:
        if check.result == "fail" and open_to_doubt:
            formula = dict(check.message[1])["formula"]
            yield report_not_checkable(
                "BUDGET_TEXT_TABLE", "SCOPE_UNCLEAR", check.spans, formula=formula
            )
        else:
            yield check


def check_class_lists(context: CheckContext) -> Iterator[Check]:
    """EXP_SUM: expenditure by function (or by economic type) in one paragraph adds up to a total before it."""
    runs: dict[tuple[str, str | None, str], list[Amount]] = {}
    for amount in context.ordered_amounts:
        if (
            amount.item in _CLASSIFIED_CONCEPTS
            and amount.source == "prose"
            and amount.phase in _OWN_PHASES
        ):
            runs.setdefault((amount.place.path, amount.phase, amount.item), []).append(
                amount
            )
    for run in runs.values():
        parts = [n for a in run if (n := context.build_amount_term(a)) is not None]
        if len(parts) < 2:
            continue
        first = context.compute_position(run[0].place)
        before = [
            a
            for a in context.ordered_amounts
            if context.compute_position(a.place) < first
            and a.phase == run[0].phase
            and a not in run
        ]
        totals = [
            n
            for a in before
            if (n := context.build_amount_term(a)) is not None and n.value > 0
        ]
        tried = [balances("EXP_SUM", [n], parts) for n in reversed(totals)]
        found = next((c for c in tried if c.result in ("pass", "rounding")), None)
        if found is not None:
            yield found
        else:
            yield report_not_checkable(
                "EXP_SUM", "LIST_WITHOUT_TOTAL", [n.place for n in parts]
            )


def check_repeated_amounts(context: CheckContext) -> Iterator[Check]:
    """TEXT_REPEAT: an item stated more than once for one year and phase is one figure."""
    said: dict[tuple[str, int | None, str | None], list[EquationTerm]] = {}
    for amount in context.ordered_amounts:
        if (
            amount.item
            and amount.item not in _CLASSIFIED_CONCEPTS
            and amount.source == "prose"
        ):
            figure = context.build_amount_term(amount)
            if figure is not None:
                item = _EQUIVALENT_CONCEPTS.get(amount.item, amount.item)
                said.setdefault((item, amount.fiscal_year, amount.phase), []).append(
                    figure
                )
    for numbers in said.values():
        earlier = NearestTerms(numbers[:1])
        for number in numbers[1:]:
            check = best_of(
                balances("TEXT_REPEAT", [number], [other])
                for other in earlier.find_nearest(number.value)
            )
            earlier.add(number)
            if check.result == "fail":
                formula = dict(check.message[1])["formula"]
                check = report_not_checkable(
                    "TEXT_REPEAT", "SCOPE_UNCLEAR", check.spans, formula=formula
                )
            yield check


def check_form_funds(context: CheckContext) -> Iterator[Check]:
    """FORM_FUNDS: on the form of a project 资金总额 = 财政拨款 + 其他资金."""
    forms: dict[str, dict[str, EquationTerm]] = {}
    for amount in context.ordered_amounts:
        table = amount.place.table_path
        if amount.source != "table" or table is None or amount.label is None:
            continue
        kind = context.lexicon.find_key(
            "checks.form_funds", strip_list_number(amount.label.value).rstrip(":")
        )
        figure = context.build_amount_term(amount)
        if kind is not None and figure is not None:
            if kind == "total" and kind in forms.get(table, {}):
                yield from _check_form(forms.pop(table))
            forms.setdefault(table, {}).setdefault(kind, figure)
    for form in forms.values():
        yield from _check_form(form)


def _check_form(terms_by_kind: dict[str, EquationTerm]) -> Iterator[Check]:
    parts = [
        terms_by_kind[kind]
        for kind in ("appropriation", "other")
        if kind in terms_by_kind
    ]
    if "total" in terms_by_kind and len(parts) == 2:
        yield balances("FORM_FUNDS", [terms_by_kind["total"]], parts)
