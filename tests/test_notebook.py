"""The notebook in docs/notebooks runs, shows what is stored in it, and stores nothing of the machine it ran on."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

WHY = 'needs: pip install -e ".[notebook]"'
nbformat = pytest.importorskip("nbformat", reason=WHY)
for library in ("nbclient", "ipykernel", "matplotlib"):
    pytest.importorskip(library, reason=WHY)

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"
REMEDY = "python docs/notebooks/build.py writes it anew; read the diff, commit it"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The script that writes the notebook."""
    spec = importlib.util.spec_from_file_location("build_notebook", FOLDER / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["from_samples_to_panel", "one_document"])
def one(request: pytest.FixtureRequest, build: ModuleType) -> Any:
    """Path and cells of a notebook."""
    return next((path, cells) for path, cells in build.BOOKS if path.stem == request.param)


@pytest.fixture(scope="module")
def stored(one: Any) -> Any:
    """The notebook as it is checked in."""
    return nbformat.read(one[0], as_version=4)


def test_a_notebook_is_what_its_script_says(build: ModuleType, one: Any, stored: Any) -> None:
    nbformat.validate(stored)
    wanted = [(cell.id, cell.cell_type, cell.source) for cell in build.unexecuted(one[1]).cells]
    assert [(cell.id, cell.cell_type, cell.source) for cell in stored.cells] == wanted, REMEDY


def test_a_run_shows_what_is_stored(build: ModuleType, one: Any, stored: Any) -> None:
    run = build.executed(one[1])
    assert len(build.pictures(run)) == len(build.pictures(stored)) == (1 if one[0] == build.NOTEBOOK else 0)
    if run.metadata["printed_by"] != stored.metadata["printed_by"]:
        pytest.skip(f"outputs are of {stored.metadata['printed_by']}, here is {run.metadata['printed_by']}")
    assert build.texts(run) == build.texts(stored), REMEDY


def test_nothing_of_a_machine_or_an_hour_is_stored(one: Any, stored: Any) -> None:
    assert set(stored.metadata) == {"kernelspec", "language_info", "printed_by"}
    assert all(set(cell.metadata) == set() for cell in stored.cells)
    shown = one[0].read_text(encoding="utf-8")
    for trace in (sys.prefix, str(Path.home()), "/tmp", r"C:\\", "Traceback", '"stderr"'):
        assert trace not in shown, trace
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:", shown) is None


def test_the_picture_of_the_readme_is_the_notebooks(build: ModuleType) -> None:
    stored = nbformat.read(build.NOTEBOOK, as_version=4)
    assert build.pictures(stored) == [build.PLOT.read_bytes()], REMEDY
