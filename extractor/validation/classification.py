"""The functional classes in the tables: levels that are complete, and one class in several tables.

``208 → 20801 → 2080101``: a table that prints 类, 款 and 项 prints for every 项 the 款 and 类 above it, and below every 类
and 款 what it consists of. What the general public budget spends on an item (表5) is part of what the department spends
on it (表3), and 农林水支出 of the summary (表1, 表4) is that class in the tables of expenditure.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.lexicon.lexicon import Template
from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.validation.context import Case
from extractor.validation.statutory_model import Column, Row, Sheet, is_sum, sums_up
from extractor.validation.tolerance import (
    Number,
    at_most,
    balance,
    best,
    holds,
    not_checkable,
)

__all__ = ["classes_across", "items_within_all", "levels_complete"]

_OWN = ("budget", "executed")
_CLASS = 3  # digits of a code of a class


def _digit(sheet: Sheet) -> str:
    return (sheet.key or "")[1:]


def _coded(case: Case, key: str) -> list[Sheet]:
    """Tables of one key whose rows are functional classes (an economic class begins with another digit)."""
    return [
        sheet
        for sheet in case.sheets
        if sheet.key == key and sheet.coded and any(map(_functional, sheet.rows))
    ]


def _functional(row: Row) -> bool:
    return row.code.startswith("2") and row.code.isdigit()


# -------------------------------------------------------------------------------------------------- levels


def levels_complete(case: Case) -> Iterator[Check]:
    """LEVEL_CHAIN: every code has the levels above it and, but for the last, one below it, where the table prints these."""
    for sheet in case.sheets:
        rows = [
            row
            for row in sheet.rows
            if _functional(row) and any(number.value for number in row.cells.values())
        ]
        sizes = sorted({len(row.code) for row in rows})
        if not sheet.coded or len(sizes) < 2:
            continue
        codes = {row.code for row in rows}
        sizes = sorted({_CLASS, *sizes})
        for row in rows:
            above = [row.code[:size] for size in sizes if size < len(row.code)]
            missing = [code for code in above if code not in codes]
            if len(row.code) < sizes[-1] and not any(
                _below(row.code, code) for code in codes
            ):
                missing.append(f"{row.code}…")
            place = _place(row)
            yield holds(
                "LEVEL_CHAIN",
                not missing,
                [place],
                f"{row.code} {row.label}: {'、'.join(missing) or '—'}",
            )


def _below(code: str, other: str) -> bool:
    return len(other) > len(code) and other.startswith(code)


def _place(row: Row) -> Place:
    return next(iter(row.cells.values())).place


# -------------------------------------------------------------------------------------------------- items


def items_within_all(case: Case) -> Iterator[Check]:
    """CROSS_CODES: an item of the general public budget, or of the funds, is part of that item in all expenditure."""
    for letter in ("B", "F"):
        for whole in _coded(case, f"{letter}3")[:1]:
            all_rows = {row.code: row for row in whole.rows if _functional(row)}
            sizes = {len(code) for code in all_rows}
            total = _total(whole, case.template)
            for part in (*_coded(case, f"{letter}5"), *_coded(case, f"{letter}8")):
                for row in part.rows:
                    if _functional(row):
                        printed = len(row.code) in sizes
                        yield from _within(
                            row,
                            _total(part, case.template),
                            all_rows.get(row.code),
                            total,
                            printed,
                        )


def _within(
    row: Row,
    column: Column | None,
    whole: Row | None,
    total: Column | None,
    printed: bool,
) -> Iterator[Check]:
    """One item; ``printed`` says whether the table of all expenditure prints codes of its level at all."""
    number = row.cells.get(column) if column else None
    if number is None or not number.value:
        return
    named = number._replace(label=f"{row.code} {row.label}".strip())
    if whole is None and not printed:
        formula = f"{named.label} {number.printed} {number.unit}"
        yield not_checkable(
            "CROSS_CODES", "LEVEL_NOT_PRINTED", [number.place], formula=formula
        )
    elif whole is None:
        yield holds(
            "CROSS_CODES",
            False,
            [number.place],
            f"{named.label} {number.printed} {number.unit}",
        )
    elif total is not None and total in whole.cells:
        yield at_most("CROSS_CODES", [named], [whole.cells[total]])


def _total(sheet: Sheet, template: Template) -> Column | None:
    """The column that sums what is spent in a row (合计, 本年支出/小计); the only one where there is but one."""
    own = [c for c in sheet.columns if c.phase in _OWN]
    spent = (
        c
        for c in own
        if len(c.path) == 2
        and is_sum(c.path[1], template)
        and _spending(c.path[0], template)
    )
    return next((c for c in own if sums_up(c, template)), None) or next(
        spent, own[0] if len(own) == 1 else None
    )


def _spending(word: str, template: Template) -> bool:
    """True for a word of all that is spent, as it is or with a word of sums behind it."""
    forms = (word, *(word + total for total in template.words_of("rows.sums", "total")))
    return any(
        template.find("lines.expenditure", form) == "expenditure.total"
        for form in forms
    )


# -------------------------------------------------------------------------------------------------- classes


def classes_across(case: Case) -> Iterator[Check]:
    """CLASS_TABLES: a class of the summary is that class in the tables it sums: 表1 in 表3, 表4 in 表5, 表8 and 表9."""
    for letter in ("B", "F"):
        for key, keys in (("1", ("3",)), ("4", ("5", "8", "9"))):
            summary = next((s for s in case.sheets if s.key == f"{letter}{key}"), None)
            inner = [
                sheet
                for digit in keys
                for sheet in _coded(case, f"{letter}{digit}")[:1]
            ]
            if summary is not None and inner:
                yield from _classes(case, summary, inner)


def _classes(case: Case, summary: Sheet, inner: list[Sheet]) -> Iterator[Check]:
    printed: dict[str, list[Number]] = {}
    for sheet in inner:
        column = _total(sheet, case.template)
        for row in sheet.rows:
            if (
                _functional(row)
                and len(row.code) == _CLASS
                and column in row.cells
                and column is not None
            ):
                printed.setdefault(row.label, []).append(row.cells[column])
    stated = dict(_stated(case, summary))
    both = [name for name in printed if name in stated]
    for name in both:
        named = [n._replace(label=f"{summary.key} {name}") for n in stated[name]]
        yield best(balance("CLASS_TABLES", [n], printed[name]) for n in named)
    if len(both) < 2:  # the summary lists something else
        return
    for name, numbers in {**stated, **printed}.items():
        if (
            name not in both
            and any(n.value for n in numbers)
            and (name in printed or _is_class(case, name))
        ):
            yield holds(
                "CLASS_TABLES",
                False,
                [n.place for n in numbers],
                f"{name} {numbers[0].printed} {numbers[0].unit}",
            )


def _stated(case: Case, summary: Sheet) -> Iterator[tuple[str, list[Number]]]:
    """The rows of the side of expenditure with the figures that may be their total: its sum, or every column."""
    for row in summary.rows:
        columns = [c for c in row.cells if c.phase in _OWN and row.side != "revenue"]
        sums = [c for c in columns if sums_up(c, case.template)]
        numbers = [row.cells[c] for c in sums or columns]
        if numbers and not row.total:
            yield row.label, numbers


def _is_class(case: Case, label: str) -> bool:
    """True for the name of a class that a table of the same document prints with its code."""
    return any(
        _functional(row) and len(row.code) == _CLASS and row.label == label
        for sheet in case.sheets
        for row in sheet.rows
    )
