"""The notebook in docs/notebooks runs, shows what is stored in it, and stores nothing of the machine it ran on."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SKIP_REASON = 'needs: pip install -e ".[notebook]"'
nbformat = pytest.importorskip("nbformat", reason=SKIP_REASON)
for library in ("nbclient", "ipykernel", "matplotlib"):
    pytest.importorskip(library, reason=SKIP_REASON)

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"
REMEDY = "python docs/notebooks/build.py writes it anew; read the diff, commit it"


@pytest.fixture(scope="module")
def build_script() -> ModuleType:
    """The script that writes the notebook."""
    spec = importlib.util.spec_from_file_location("build_notebook", FOLDER / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["from_samples_to_panel", "one_document"])
def notebook_source(request: pytest.FixtureRequest, build_script: ModuleType) -> Any:
    """Path and cells of a notebook."""
    return next((path, cells) for path, cells in build_script.NOTEBOOKS if path.stem == request.param)


@pytest.fixture(scope="module")
def stored_notebook(notebook_source: Any) -> Any:
    """The notebook as it is checked in."""
    return nbformat.read(notebook_source[0], as_version=4)


def test_a_notebook_is_what_its_script_says(build_script: ModuleType, notebook_source: Any, stored_notebook: Any) -> None:
    nbformat.validate(stored_notebook)
    wanted = [(cell.id, cell.cell_type, cell.source) for cell in build_script.build_notebook(notebook_source[1]).cells]
    assert [(cell.id, cell.cell_type, cell.source) for cell in stored_notebook.cells] == wanted, REMEDY


def test_a_run_shows_what_is_stored(build_script: ModuleType, notebook_source: Any, stored_notebook: Any) -> None:
    run = build_script.execute_notebook(notebook_source[1])
    assert len(build_script.list_output_pictures(run)) == len(build_script.list_output_pictures(stored_notebook)) == (1 if notebook_source[0] == build_script.PANEL_NOTEBOOK else 0)
    if run.metadata["printed_by"] != stored_notebook.metadata["printed_by"]:
        pytest.skip(f"outputs are of {stored_notebook.metadata['printed_by']}, here is {run.metadata['printed_by']}")
    assert build_script.list_output_texts(run) == build_script.list_output_texts(stored_notebook), REMEDY


def test_nothing_of_a_machine_or_an_hour_is_stored(notebook_source: Any, stored_notebook: Any) -> None:
    assert set(stored_notebook.metadata) == {"kernelspec", "language_info", "printed_by"}
    assert all(set(cell.metadata) == set() for cell in stored_notebook.cells)
    shown = notebook_source[0].read_text(encoding="utf-8")
    for trace in (sys.prefix, str(Path.home()), "/tmp", r"C:\\", "Traceback", '"stderr"'):
        assert trace not in shown, trace
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:", shown) is None


def test_the_picture_of_the_readme_is_the_notebooks(build_script: ModuleType) -> None:
    stored = nbformat.read(build_script.PANEL_NOTEBOOK, as_version=4)
    assert build_script.list_output_pictures(stored) == [build_script.PLOT.read_bytes()], REMEDY
