"""Rows that sum others are told by their figures and by what they leave out."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extractor.tables.row_sums import SummableRow, find_sum_rows

ITEM = frozenset({"name", "code"})
UNIT = frozenset({"name"})


def make_row(figure: str | None, details: frozenset[str], **marks: bool) -> SummableRow:
    value = None if figure is None else Decimal(figure)
    return SummableRow((value,), details, **marks)


def test_a_row_that_tells_less_sums_the_rows_right_below_it() -> None:
    rows = [
        make_row("9", UNIT),
        make_row("6", UNIT),
        make_row("2", ITEM),
        make_row("4", ITEM),
        make_row("3", UNIT),
        make_row("3", ITEM),
    ]
    assert find_sum_rows(rows) == {0, 1, 4}


def test_purchases_that_happen_to_add_up_are_no_sum() -> None:
    assert find_sum_rows([make_row("6", ITEM), make_row("2", ITEM), make_row("4", ITEM)]) == set()


def test_a_row_with_a_price_is_never_a_sum() -> None:
    assert find_sum_rows([make_row("5", UNIT, is_item=True), make_row("5", ITEM)]) == set()


def test_a_subtotal_below_its_rows_is_not_counted_again() -> None:
    rows = [
        make_row("5", UNIT),
        make_row("2", ITEM),
        make_row("3", ITEM),
        make_row("5", UNIT, is_sum=True, closes=True),
    ]
    assert find_sum_rows(rows) == {0}


def test_rounded_parts_add_up_within_half_a_unit_each() -> None:
    rows = [make_row("1.01", UNIT), make_row("0.50", ITEM), make_row("0.50", ITEM)]
    assert find_sum_rows(rows) == {0}
    assert find_sum_rows([make_row("1.03", UNIT), *rows[1:]]) == set()


def test_a_row_without_a_figure_neither_sums_nor_parts_a_sum() -> None:
    rows = [make_row("5", UNIT), make_row("2", ITEM), make_row(None, UNIT), make_row("3", ITEM)]
    assert find_sum_rows(rows) == {0}


@given(st.lists(st.lists(st.integers(1, 999), min_size=1, max_size=5), min_size=1, max_size=6))
def test_units_above_their_purchases_are_always_found(units: list[list[int]]) -> None:
    rows: list[SummableRow] = []
    expected: set[int] = set()
    for figures in units:
        expected.add(len(rows))
        rows.append(make_row(str(sum(figures)), UNIT))
        rows += [make_row(str(figure), ITEM) for figure in figures]
    assert expected <= find_sum_rows(rows)
