"""Final accounts that nobody labelled: their prose held against their own statutory tables."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from benchmarks.measured import SHARED
from extractor.dataset.to_rows import build_file_rows
from extractor.pipeline import parse_file
from extractor.text.list_numbers import parse_list_number

FINAL_ACCOUNTS_FILE = SHARED / "corpus" / "太原市发展和改革委员会2016年决算公开.doc"


class FigurePair(NamedTuple):
    """An amount in prose and the figure of a table that comes nearest."""

    label: str
    stated_value: Decimal
    table: str
    cell: str
    table_value: Decimal

    @property
    def difference(self) -> Decimal:
        return self.table_value - self.stated_value * 10000

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= 50


def match_final_accounts() -> tuple[set[str], list[FigurePair]]:
    """Keys of the statutory tables of the final accounts, and each amount in prose beside the nearest figure."""
    found = build_file_rows(
        parse_file(FINAL_ACCOUNTS_FILE.read_bytes(), FINAL_ACCOUNTS_FILE.name),
        FINAL_ACCOUNTS_FILE.name,
    )
    stated = [
        (
            str(row["table_key"] or "-"),
            _strip_label(row["row_label"]),
            str(row["column_label"]),
            row["value_yuan"],
        )
        for row in found["budget_lines"]
        if row["value_yuan"] is not None
    ]
    bought = [
        ("-", _strip_label(row["row_label"]), "采购金额", row["total_yuan"])
        for row in found["procurement"]
    ]
    pairs = []
    for amount in found["amounts"]:
        label = _strip_label(amount["label"])
        like = [
            one
            for one in (*stated, *bought)
            if one[1].endswith(("合计", "总计"))
            or label in one[1]
            or (one[1] and one[1] in label)
        ]
        if amount["source"] == "prose" and amount["unit"] == "万元" and like:
            key, row, column, figure = min(
                like, key=lambda one: abs(one[3] - amount["value_yuan"])
            )
            pairs.append(
                FigurePair(label, amount["value"], key, f"{row}, {column}", figure)
            )
    return {key for key, *_ in stated if key != "-"}, pairs


def _strip_label(label: str | None) -> str:
    """A label without white space, list numbers and 其中."""
    text = "".join((label or "").split())
    found = parse_list_number(text)
    return (text[found.end :] if found else text).removeprefix("其中：")
