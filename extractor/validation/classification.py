"""The functional classes in the tables: levels that are complete, and one class in several tables.

``208 → 20801 → 2080101``: a table that prints 类, 款 and 项 prints for every 项 the 款 and 类 above it, and below every 类
and 款 what it consists of. What the general public budget spends on an item (表5) is part of what the department spends
on it (表3), and 农林水支出 of the summary (表1, 表4) is that class in the tables of expenditure.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span
from extractor.model.records import Check
from extractor.validation.context import CheckContext
from extractor.validation.statutory_model import (
    StatutoryColumn,
    StatutoryRow,
    StatutoryTable,
    is_row_sum_column,
    is_sum_header,
)
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    equals,
    is_at_most,
    report_not_checkable,
)

__all__ = [
    "check_classes_between_tables",
    "check_items_within_expenditure",
    "check_code_levels",
]

_OWN_PHASES = ("budget", "executed")
_CLASS_CODE_LENGTH = 3  # digits of a code of a class


def _parse_table_number(table: StatutoryTable) -> str:
    return (table.table_key or "")[1:]


def _find_functional_tables(
    context: CheckContext, table_key: str
) -> list[StatutoryTable]:
    """Tables of one key whose rows are functional classes (an economic class begins with another digit)."""
    return [
        sheet
        for sheet in context.statutory_tables
        if sheet.table_key == table_key
        and sheet.is_coded
        and any(map(_is_functional_class, sheet.rows))
    ]


def _is_functional_class(row: StatutoryRow) -> bool:
    return row.code.startswith("2") and row.code.isdigit()


# -------------------------------------------------------------------------------------------------- levels


def check_code_levels(context: CheckContext) -> Iterator[Check]:
    """LEVEL_CHAIN: every code has the levels above it and, but for the last, one below it, where the table prints these."""
    for sheet in context.statutory_tables:
        rows = [
            row
            for row in sheet.rows
            if _is_functional_class(row)
            and any(number.value for number in row.cells.values())
        ]
        sizes = sorted({len(row.code) for row in rows})
        if not sheet.is_coded or len(sizes) < 2:
            continue
        codes = {row.code for row in rows}
        sizes = sorted({_CLASS_CODE_LENGTH, *sizes})
        for row in rows:
            above = [row.code[:size] for size in sizes if size < len(row.code)]
            missing = [code for code in above if code not in codes]
            if len(row.code) < sizes[-1] and not any(
                _is_descendant_code(row.code, code) for code in codes
            ):
                missing.append(f"{row.code}…")
            place = _find_row_place(row)
            yield equals(
                "LEVEL_CHAIN",
                not missing,
                [place],
                f"{row.code} {row.label}: {'、'.join(missing) or '—'}",
            )


def _is_descendant_code(ancestor: str, descendant: str) -> bool:
    return len(descendant) > len(ancestor) and descendant.startswith(ancestor)


def _find_row_place(row: StatutoryRow) -> Span:
    return next(iter(row.cells.values())).place


# -------------------------------------------------------------------------------------------------- items


def check_items_within_expenditure(context: CheckContext) -> Iterator[Check]:
    """CROSS_CODES: an item of the general public budget, or of the funds, is part of that item in all expenditure."""
    for letter in ("B", "F"):
        for whole in _find_functional_tables(context, f"{letter}3")[:1]:
            all_rows = {
                row.code: row for row in whole.rows if _is_functional_class(row)
            }
            sizes = {len(code) for code in all_rows}
            total = _find_total_column(whole, context.lexicon)
            for part in (
                *_find_functional_tables(context, f"{letter}5"),
                *_find_functional_tables(context, f"{letter}8"),
            ):
                for row in part.rows:
                    if _is_functional_class(row):
                        printed = len(row.code) in sizes
                        yield from _check_item_within_total(
                            row,
                            _find_total_column(part, context.lexicon),
                            all_rows.get(row.code),
                            total,
                            printed,
                        )


def _check_item_within_total(
    row: StatutoryRow,
    column: StatutoryColumn | None,
    whole_row: StatutoryRow | None,
    whole_column: StatutoryColumn | None,
    level_printed: bool,
) -> Iterator[Check]:
    """One item; ``printed`` says whether the table of all expenditure prints codes of its level at all."""
    number = row.cells.get(column) if column else None
    if number is None or not number.value:
        return
    named = number._replace(label=f"{row.code} {row.label}".strip())
    if whole_row is None and not level_printed:
        formula = f"{named.label} {number.printed} {number.unit}"
        yield report_not_checkable(
            "CROSS_CODES", "LEVEL_NOT_PRINTED", [number.place], formula=formula
        )
    elif whole_row is None:
        yield equals(
            "CROSS_CODES",
            False,
            [number.place],
            f"{named.label} {number.printed} {number.unit}",
        )
    elif whole_column is not None and whole_column in whole_row.cells:
        yield is_at_most("CROSS_CODES", [named], [whole_row.cells[whole_column]])


def _find_total_column(
    table: StatutoryTable, lexicon: Lexicon
) -> StatutoryColumn | None:
    """The column that sums what is spent in a row (合计, 本年支出/小计); the only one where there is but one."""
    own = [c for c in table.columns if c.phase in _OWN_PHASES]
    spent = (
        c
        for c in own
        if len(c.header_path) == 2
        and is_sum_header(c.header_path[1], lexicon)
        and _is_total_expenditure(c.header_path[0], lexicon)
    )
    return next((c for c in own if is_row_sum_column(c, lexicon)), None) or next(
        spent, own[0] if len(own) == 1 else None
    )


def _is_total_expenditure(word: str, lexicon: Lexicon) -> bool:
    """True for a word of all that is spent, as it is or with a word of sums behind it."""
    forms = (word, *(word + total for total in lexicon.get_words("rows.sums", "total")))
    return any(
        lexicon.find_key("lines.expenditure", form) == "expenditure.total"
        for form in forms
    )


# -------------------------------------------------------------------------------------------------- classes


def check_classes_between_tables(context: CheckContext) -> Iterator[Check]:
    """CLASS_TABLES: a class of the summary is that class in the tables it sums: 表1 in 表3, 表4 in 表5, 表8 and 表9."""
    for letter in ("B", "F"):
        for key, keys in (("1", ("3",)), ("4", ("5", "8", "9"))):
            summary = next(
                (
                    s
                    for s in context.statutory_tables
                    if s.table_key == f"{letter}{key}"
                ),
                None,
            )
            inner = [
                sheet
                for digit in keys
                for sheet in _find_functional_tables(context, f"{letter}{digit}")[:1]
            ]
            if summary is not None and inner:
                yield from _check_classes(context, summary, inner)


def _check_classes(
    context: CheckContext, summary: StatutoryTable, detail_tables: list[StatutoryTable]
) -> Iterator[Check]:
    printed: dict[str, list[EquationTerm]] = {}
    for sheet in detail_tables:
        column = _find_total_column(sheet, context.lexicon)
        for row in sheet.rows:
            if (
                _is_functional_class(row)
                and len(row.code) == _CLASS_CODE_LENGTH
                and column in row.cells
                and column is not None
            ):
                printed.setdefault(row.label, []).append(row.cells[column])
    stated = dict(_collect_summary_terms(context, summary))
    both = [name for name in printed if name in stated]
    for name in both:
        named = [n._replace(label=f"{summary.table_key} {name}") for n in stated[name]]
        yield best_of(balances("CLASS_TABLES", [n], printed[name]) for n in named)
    if len(both) < 2:  # the summary lists something else
        return
    for name, numbers in {**stated, **printed}.items():
        if (
            name not in both
            and any(n.value for n in numbers)
            and (name in printed or _is_class_name(context, name))
        ):
            yield equals(
                "CLASS_TABLES",
                False,
                [n.place for n in numbers],
                f"{name} {numbers[0].printed} {numbers[0].unit}",
            )


def _collect_summary_terms(
    context: CheckContext, summary: StatutoryTable
) -> Iterator[tuple[str, list[EquationTerm]]]:
    """The rows of the side of expenditure with the figures that may be their total: its sum, or every column."""
    for row in summary.rows:
        columns = [
            c for c in row.cells if c.phase in _OWN_PHASES and row.side != "revenue"
        ]
        sums = [c for c in columns if is_row_sum_column(c, context.lexicon)]
        numbers = [row.cells[c] for c in sums or columns]
        if numbers and not row.is_total:
            yield row.label, numbers


def _is_class_name(context: CheckContext, label: str) -> bool:
    """True for the name of a class that a table of the same document prints with its code."""
    return any(
        _is_functional_class(row)
        and len(row.code) == _CLASS_CODE_LENGTH
        and row.label == label
        for sheet in context.statutory_tables
        for row in sheet.rows
    )
