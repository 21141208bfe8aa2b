"""The structure of the program only gets better: no figure is worse than its limit in tests/structure.json."""

from __future__ import annotations

import json
import warnings
from dataclasses import asdict

import pytest

from benchmarks import structure

pytest.importorskip("radon", reason='pip install -e ".[test]"')

REMEDY = "python benchmarks/structure.py --pin writes new limits; a worse figure needs a better structure, not a new limit"
# Size follows what the program does, and named steps are more functions; the others follow how it is written.
FREE_FIGURES = frozenset({"files", "lines", "functions_at_run_time"})


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    return asdict(structure.measure_structure())


def test_no_figure_is_worse_than_its_limit(figures: dict[str, float]) -> None:
    limits = json.loads(structure.LIMITS_FILE.read_text(encoding="utf-8"))
    assert figures.keys() == limits.keys(), REMEDY
    worse = {name: (value, limits[name]) for name, value in figures.items() if name not in FREE_FIGURES and value > limits[name]}
    assert worse == {}, REMEDY
    better = {name: (value, limits[name]) for name, value in figures.items() if name not in FREE_FIGURES and value < limits[name]}
    if better:
        warnings.warn(f"better than the limit: {better}; {REMEDY.partition(';')[0]}", stacklevel=1)


def test_imports_neither_point_up_nor_in_circles(figures: dict[str, float]) -> None:
    assert (figures["import_cycles"], figures["upward_imports"]) == (0, 0)


def test_the_diagram_shows_every_package() -> None:
    kept = structure.DIAGRAM_FILE.read_text(encoding="utf-8")
    packages = {name.split(".")[1] for name in structure.load_modules() if "." in name} - {"__main__", "version"}
    assert [name for name in sorted(packages) if f">{name} " not in kept] == [], "python benchmarks/structure.py --svg draws it anew"
