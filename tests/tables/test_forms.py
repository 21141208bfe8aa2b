"""Forms are data: what a column holds decides whether its word may name it."""

from __future__ import annotations

import pytest

from extractor.lexicon.vocabularies import get_declaration
from extractor.tables.forms import FORMS, drop_contradicted_fields, find_period_rank
from tests.table_builders import BASE_LEXICON, build_merged_table


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_word_of_a_form_names_a_field_with_a_role(kind: str) -> None:
    assert set(get_declaration(f"columns.{kind}").keys) <= set(FORMS[kind].roles)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_signatures_name_fields_of_the_form(kind: str) -> None:
    form = FORMS[kind]
    named = {name for s in (*form.strong, *form.titled, *form.keyword, *form.weak) for name in s}
    assert named <= set(form.roles)


def test_a_column_of_figures_is_no_unit_of_things() -> None:
    table = build_merged_table(["打印机", "5.80"], ["复印机", "3.20"])
    rows = [[cell for cell in table.cells if cell.row == row] for row in (1, 2)]
    assert drop_contradicted_fields("procurement", ("item_name", "quantity_unit"), rows) == ("item_name", None)


@pytest.mark.parametrize(
    ("headers", "is_stock", "rank"),
    [
        (("2023年预算数",), False, 2023),
        (("上年预算数",), False, -1),
        (("年初预算数",), False, 0),
        (("年初数", "价值"), True, -1),
        (("年末数", "价值"), True, 0),
    ],
)
def test_a_header_ranks_its_period(headers: tuple[str, ...], is_stock: bool, rank: int) -> None:
    assert find_period_rank(headers, is_stock, BASE_LEXICON) == rank
