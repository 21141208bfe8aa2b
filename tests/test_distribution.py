"""The distribution is named budget-disclosures; the name ``extractor`` on the package index is another project's."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.paths import ROOT

INSTALLS_ANOTHER_PROJECT = re.compile(r"pip3?(?:\.exe)?\s+install\s+(?:-\S+\s+)*[\\\"'`]*extractor\b")
ASKS_FOR_ANOTHER_PROJECT = re.compile(r"""\b(?:version|distribution|requires|metadata)\(\s*["']extractor["']""")
TEXT_SUFFIXES = {".cff", ".css", ".html", ".ipynb", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yml", ""}


def read_tracked_texts() -> dict[str, str]:
    """Path -> text of the files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    paths = {name: ROOT / name for name in names}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in paths.items()
        if path.suffix in TEXT_SUFFIXES and path.is_file()
    }


def test_the_distribution_and_its_extras_bear_its_own_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "budget-disclosures"
    assert project["scripts"] == {"extractor": "extractor.__main__:run_command_line"}
    required = [line for extra in project["optional-dependencies"].values() for line in extra]
    assert [line for line in required if re.match(r"extractor\b", line)] == []


def test_no_text_tells_anybody_to_install_another_project() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in read_tracked_texts().items()
        if name != "tests/test_distribution.py"
        for pattern in (INSTALLS_ANOTHER_PROJECT, ASKS_FOR_ANOTHER_PROJECT)
        for match in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ['pip install "extractor[duckdb]"', "pip install extractor", "pip install -U 'extractor[xlsx]'", 'pip install \\"extractor[dask]\\"'],
)
def test_the_search_finds_what_it_looks_for(text: str) -> None:
    assert INSTALLS_ANOTHER_PROJECT.search(text)


@pytest.mark.parametrize("text", ['pip install "budget-disclosures[duckdb]"', 'pip install -e ".[test]"', "pip install -e ."])
def test_the_search_passes_over_the_project_itself(text: str) -> None:
    assert INSTALLS_ANOTHER_PROJECT.search(text) is None
