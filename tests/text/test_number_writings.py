"""A number in any writing, place and format is read right, or not at all and with a remark."""

from __future__ import annotations

import random

import pytest

from benchmarks.number_writings import FORMATS, check_numbers

PLACES = [(format, in_cells) for format in (*FORMATS, "txt") for in_cells in (False, True) if format != "txt" or not in_cells]


@pytest.mark.parametrize(("format", "in_cells"), PLACES)
def test_a_number_is_right_or_has_no_value_and_a_remark(format: str, in_cells: bool) -> None:
    rng = random.Random(f"{format} {in_cells}")
    outcomes = [outcome for _ in range(2) for outcome in check_numbers(rng, format, in_cells)]
    assert [outcome for outcome in outcomes if outcome.result in ("wrong", "silent")] == []
    assert sum(outcome.result == "right" for outcome in outcomes) > len(outcomes) * 0.8
