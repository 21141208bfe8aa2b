"""Final accounts that nobody labelled: their prose held against their own statutory tables."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from benchmarks.measured import SHARED
from extractor.dataset.to_rows import build_file_rows
from extractor.pipeline import parse_file
from extractor.text.list_numbers import parse_list_number

FINAL_ACCOUNTS = SHARED / "corpus" / "太原市发展和改革委员会2016年决算公开.doc"


class Pair(NamedTuple):
    """An amount in prose and the figure of a table that comes nearest."""

    label: str
    prose: Decimal
    table: str
    where: str
    figure: Decimal

    @property
    def difference(self) -> Decimal:
        return self.figure - self.prose * 10000

    @property
    def within(self) -> bool:
        return abs(self.difference) <= 50


def final_accounts() -> tuple[set[str], list[Pair]]:
    """Keys of the statutory tables of the final accounts, and each amount in prose beside the nearest figure."""
    found = build_file_rows(
        parse_file(FINAL_ACCOUNTS.read_bytes(), FINAL_ACCOUNTS.name),
        FINAL_ACCOUNTS.name,
    )
    stated = [
        (
            str(row["table_key"] or "-"),
            _bare(row["row_label"]),
            str(row["column_label"]),
            row["value_yuan"],
        )
        for row in found["budget_lines"]
        if row["value_yuan"] is not None
    ]
    bought = [
        ("-", _bare(row["row_label"]), "采购金额", row["total_yuan"])
        for row in found["procurement"]
    ]
    pairs = []
    for amount in found["amounts"]:
        label = _bare(amount["label"])
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
            pairs.append(Pair(label, amount["value"], key, f"{row}, {column}", figure))
    return {key for key, *_ in stated if key != "-"}, pairs


def _bare(label: str | None) -> str:
    """A label without white space, list numbers and 其中."""
    text = "".join((label or "").split())
    found = parse_list_number(text)
    return (text[found.end :] if found else text).removeprefix("其中：")
