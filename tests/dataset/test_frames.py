"""Frames carry types that pandas users compute with, and labels for readers."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

import extractor
from extractor import schema
from extractor.dataset.frames import build_frame, labels
from extractor.dataset.to_rows import build_file_rows
from tests.example_disclosure import make_parsed
from tests.paths import SAMPLES

FOUND = build_file_rows(make_parsed())


@pytest.mark.parametrize("table", [table.name for table in schema.load_tables()])
def test_every_table_has_its_columns_and_types_also_when_it_is_empty(table: str) -> None:
    dtypes = {
        "string": pd.StringDtype(),
        "integer": pd.Int64Dtype(),
        "decimal": pd.Float64Dtype(),
        "boolean": pd.BooleanDtype(),
        "date": "datetime64[s]",
    }
    for several in (FOUND.get(table, []), []):
        made = build_frame(table, several)
        assert len(made) == len(several)
        assert list(made.columns) == list(schema.list_column_names(table))
        for column in schema.get_table(table).columns:
            assert made[column.name].dtype == dtypes[column.type], column.name


def test_money_can_be_computed_with() -> None:
    made = build_frame("amounts", FOUND["amounts"])
    assert made["value_yuan"].sum() == 12_345_000
    assert made.groupby("item")["value_yuan"].mean().to_dict() == {"revenue.total": 12_345_000.0}
    assert made["value"].isna().tolist() == [False, True]


def test_a_decimal_becomes_the_nearest_double() -> None:
    row = dict(FOUND["amounts"][0], value=Decimal("3846.072307"))
    assert build_frame("amounts", [row])["value"].tolist() == [3846.072307]


def test_exact_keeps_every_digit_and_adds_up_exactly() -> None:
    several = [dict(FOUND["amounts"][0], value=Decimal("0.1"))] * 3
    assert build_frame("amounts", several, exact=True)["value"].sum() == Decimal("0.3")


def test_null_and_empty_text_stay_apart_and_dates_are_dates() -> None:
    assert build_frame("sections", FOUND["sections"])["text"].tolist() == ["正文", ""]
    assert build_frame("sections", FOUND["sections"])["key"].isna().tolist() == [True, False]
    assert build_frame("assets", FOUND["assets"])["as_of"].dt.year.tolist() == [2019]


def test_labels_name_the_columns_for_readers() -> None:
    made = build_frame("changes", FOUND["changes"])
    assert list(made.pipe(labels, "zh").columns) == [column.label_zh for column in schema.get_table("changes").columns]
    assert list(made.pipe(labels, "en").columns) == [column.label_en for column in schema.get_table("changes").columns]


def test_labels_of_a_frame_of_unknown_origin_are_given_only_where_all_tables_agree() -> None:
    loose = pd.DataFrame(columns=["disclosure_id", "value", "value_yuan", "fiscal_year", "three_public.total", "mine"])
    assert list(labels(loose).columns) == ["公开文件编号", "value", "value_yuan", "fiscal_year", "“三公”经费", "mine"]


def test_the_items_of_a_comparison_have_labels_too() -> None:
    compared = extractor.open_dataset(SAMPLES.parent / "outputs").compare("桃城区财政局")
    labelled = extractor.labels(compared, "zh")
    assert {"收入总计", "人员经费"} <= set(labelled.index)
    assert list(labelled.columns) == list(compared.columns) and labelled.index.is_unique
