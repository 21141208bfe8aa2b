"""Lines made of columns are those made of rows, to the byte."""

from __future__ import annotations

import json
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import schema
from extractor.dataset.arrow_lines import (
    encode_arrow_csv,
    encode_arrow_json,
    format_decimals,
    list_arrow_values,
)
from extractor.dataset.csv_cells import (
    DECIMAL_PRECISION,
    DECIMAL_SCALE,
    encode_csv_lines,
    format_plain_decimal,
)
from extractor.dataset.load import build_arrow_table, convert_arrow_to_rows
from tests.dataset.test_writer import build_all_rows

DECIMALS = st.decimals(
    allow_nan=False,
    allow_infinity=False,
    places=DECIMAL_SCALE,
    min_value=-(10**17),
    max_value=10**17,
)
DECIMAL_TYPE = pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE)


@pytest.mark.parametrize("table", [table.name for table in schema.load_tables()])
def test_lines_of_columns_are_those_of_rows(table: str) -> None:
    rows = build_all_rows().get(table, [])
    data = build_arrow_table(table, rows)
    assert convert_arrow_to_rows(table, data) == rows
    assert encode_arrow_csv(table, data) == encode_csv_lines(table, rows)
    lines = encode_arrow_json(table, data).decode().splitlines()
    assert [list(json.loads(line)) for line in lines] == [list(row) for row in rows]


@given(st.lists(DECIMALS | st.none()))
def test_decimals_in_bulk_are_written_as_each_alone(
    numbers: list[Decimal | None],
) -> None:
    column = pa.chunked_array([pa.array(numbers, DECIMAL_TYPE)])
    texts = [
        None if number is None else format_plain_decimal(number) for number in numbers
    ]
    assert format_decimals(column).to_pylist() == texts
    assert list(map(str, list_arrow_values(column))) == list(map(str, texts))


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "100", "-100", "0.000001", "-0.1", "999999999999999999.999999"],
)
def test_decimals_at_the_edges_are_plain_digits(number: str) -> None:
    column = pa.chunked_array([pa.array([Decimal(number)], DECIMAL_TYPE)])
    assert format_decimals(column).to_pylist() == [
        format_plain_decimal(Decimal(number))
    ]
