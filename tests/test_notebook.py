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


@pytest.fixture(scope="module")
def stored(build: ModuleType) -> Any:
    """The notebook as it is checked in."""
    return nbformat.read(build.NOTEBOOK, as_version=4)


def test_the_notebook_is_what_its_script_says(build: ModuleType, stored: Any) -> None:
    nbformat.validate(stored)
    wanted = [(cell.id, cell.cell_type, cell.source) for cell in build.unexecuted().cells]
    assert [(cell.id, cell.cell_type, cell.source) for cell in stored.cells] == wanted, REMEDY


def test_a_run_from_samples_to_the_plot_shows_what_is_stored(build: ModuleType, stored: Any) -> None:
    run = build.executed()
    assert len(build.pictures(run)) == 1
    if run.metadata["printed_by"] != stored.metadata["printed_by"]:
        pytest.skip(f"outputs are of {stored.metadata['printed_by']}, here is {run.metadata['printed_by']}")
    assert build.texts(run) == build.texts(stored), REMEDY


def test_nothing_of_a_machine_or_an_hour_is_stored(build: ModuleType, stored: Any) -> None:
    assert set(stored.metadata) == {"kernelspec", "language_info", "printed_by"}
    assert all(set(cell.metadata) == set() for cell in stored.cells)
    shown = build.NOTEBOOK.read_text(encoding="utf-8")
    for trace in (sys.prefix, str(Path.home()), "/tmp", r"C:\\", "Traceback", '"stderr"'):
        assert trace not in shown, trace
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:", shown) is None


def test_the_picture_of_the_readme_is_the_notebooks(build: ModuleType, stored: Any) -> None:
    assert build.pictures(stored) == [build.PLOT.read_bytes()], REMEDY
