"""What the READMEs tell a reader to type works as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli import build
from extractor.cli.base import Exit

ROOT = Path(__file__).resolve().parents[1]
READMES = [ROOT / "README.md", ROOT / "README.en.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_five_lines_of_python_run(readme: Path, tmp_path: Path, samples: list[Path]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "samples").mkdir()
    (named,) = {path for path in samples if path.name in block}
    shutil.copy(named, tmp_path / "samples")
    (tmp_path / "readme.py").write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "readme.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "【" in done.stdout
    assert (tmp_path / "outputs" / "datapackage.json").exists()


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_and_exit_code_is_told(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for name in build("en").commands:
        assert f"`extractor {name}" in text
    for name, code in vars(Exit).items():
        assert name.startswith("_") or f"`{code}`" in text, name


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_file_it_links_to_is_there(readme: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", readme.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_tests_are_run_by_the_command_of_the_readme() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for readme in READMES:
        blocks = re.findall(r"```\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
        (tests,) = [block for block in blocks if "pytest" in block]
        install, run = (line.split("#")[0].strip() for line in tests.strip().splitlines())
        assert run in commands
        assert install.replace("pip install", "pip install --quiet") in commands
