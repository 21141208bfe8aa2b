"""What was read right in the sets of first readings stays right; a limit only goes up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.first_readings import SCORERS
from tests.paths import ROOT

FOLDER = ROOT / "tests" / "first_readings"
LIMITS: dict[str, dict[str, float]] = json.loads((FOLDER / "limits.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LIMITS)
def test_a_set_is_read_as_well_as_before(name: str, tmp_path: Path) -> None:
    kind = name[: next(i for i, char in enumerate(name) if char.isdigit())]
    scores = SCORERS[kind](FOLDER / name, tmp_path)
    reached = {scored: round(scores[scored].f1, 4) for scored in LIMITS[name]}
    assert {scored: f1 for scored, f1 in reached.items() if f1 < LIMITS[name][scored]} == {}


def test_every_set_has_limits_and_its_first_figures() -> None:
    sets = {path.name for path in FOLDER.iterdir() if path.suffix == ".jsonl" or path.is_dir()}
    recorded = json.loads((ROOT / "benchmarks" / "first-readings.json").read_text(encoding="utf-8"))
    assert sets == set(LIMITS) == {reading["set"] for reading in recorded}
