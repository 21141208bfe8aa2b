"""What the READMEs tell a reader to type works as it stands, in any shell, and their pictures show what is printed."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path

import pytest

import extractor
from extractor.cli import build_cli, main
from extractor.cli.base import ExitCode

ROOT = Path(__file__).resolve().parents[1]
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


def list_code_blocks(readme: Path) -> list[tuple[str, str]]:
    """(language, text) of every block of code."""
    return re.findall(r"^```(\w*)\n(.*?)^```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def list_shell_lines(readme: Path) -> list[str]:
    """Every line that a reader is to type into a shell."""
    return [line for language, text in list_code_blocks(readme) if not language for line in text.splitlines()]


def list_shell_commands(readme: Path) -> list[str]:
    """The commands of those lines; && of cmd, sh and PowerShell 7 goes on where the one before went well."""
    return [command for line in list_shell_lines(readme) for command in line.split(" && ")]


def run_command(command: list[str], folder: Path) -> str:
    """What a command prints; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "EXTRACTOR_LANG": "zh"}
    ended = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert ended.returncode == 0, (command, ended.stdout, ended.stderr)
    return ended.stdout


def test_every_command_and_every_line_of_python_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    readme = READMES[0]
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    typed = [shlex.split(command) for command in list_shell_commands(readme)]
    assert {words[0] for words in typed} == {"extractor", "pip", "pytest"}
    for words in typed:
        if words[0] == "extractor":  # patterns stay as they are: shells of Windows leave them to the program
            assert main(words[1:]) == 0
            assert capsys.readouterr().out
    written = {path.name: path.read_bytes() for path in (tmp_path / "outputs").glob("*.csv")}
    shutil.rmtree(tmp_path / "outputs")
    (block,) = [text for language, text in list_code_blocks(readme) if language == "python"]
    (tmp_path / "readme.py").write_text(block, encoding="utf-8")
    assert "【" in run_command([sys.executable, "readme.py"], tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / "outputs").glob("*.csv")} == written


def test_both_languages_give_the_same_commands_and_python() -> None:
    assert list_shell_lines(READMES[0]) == list_shell_lines(READMES[1])
    blocks = [text for readme in READMES for language, text in list_code_blocks(readme) if language == "python"]
    statements = [[re.sub(r"\s*#.*|, lang=\"en\"", "", line) for line in block.splitlines()] for block in blocks]
    assert statements[0] == statements[1]


@each_readme
def test_lines_to_type_mean_the_same_in_every_shell(readme: Path) -> None:
    for line in list_shell_lines(readme):
        assert "#" not in line, "cmd.exe and zsh take a comment for words of the command"
        assert "'" not in line, "cmd.exe does not know single quotes"
        assert re.search(r"[\[\]]", re.sub(r'"[^"]*"', "", line)) is None, "zsh takes bare brackets for a pattern"


@each_readme
def test_every_command_and_exit_code_is_told(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for name in build_cli("en").commands:
        assert f"`extractor {name}" in text
    for name, code in vars(ExitCode).items():
        assert name.startswith("_") or f"`{code}`" in text, name


@each_readme
def test_one_line_installs_and_reads_the_samples_and_one_installs_and_tests(readme: Path) -> None:
    first = [line.split(" && ") for line in list_shell_lines(readme) if line.startswith("pip")]
    assert [[command.split()[0] for command in line] for line in first] == [["pip", "extractor"], ["pip", "pytest"]]
    assert "samples/*.docx" in first[0][1]


@each_readme
def test_what_prevents_wrong_research_is_said(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    (before,) = re.findall(r"^## (?:用数据之前|Before you use the data)\n(.*?)^## |^!\[", text, re.DOTALL | re.MULTILINE)[:1]
    rules = re.findall(r"^\d\. \*\*(.+?)\*\*", before, re.MULTILINE)
    assert len(rules) == 4
    for name in ("value_yuan", "is_whole", "stage", "unmatched_numbers", "fail"):
        assert f"`{name}`" in before


@each_readme
def test_every_page_of_the_documentation_is_linked(readme: Path) -> None:
    docs = ROOT / "docs"
    english = readme.name.endswith(".en.md")
    text = readme.read_text(encoding="utf-8")
    for page in docs.rglob("*.md"):
        twin = page.with_name(page.name.replace(".md", ".en.md"))
        if page.name.endswith(".en.md") or page.name == "index.md":
            continue
        wanted = [page, twin] if english and page.stem == "validation" else [twin if english else page]
        links = [f"](docs/{path.relative_to(docs).as_posix()})" for path in wanted]
        assert any(link in text for link in links), page.name


@each_readme
def test_every_file_it_links_to_is_there(readme: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", readme.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@each_readme
def test_the_checks_of_a_change_test_by_the_command_of_the_readme_in_what_it_installs(readme: Path) -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    install, test = next(line.split(" && ") for line in list_shell_lines(readme) if "pytest" in line)
    assert test in run
    assert install == 'pip install -e ".[test]"'
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert "budget-disclosures[test]" in extras["dev"]
    assert [line for line in run if line.startswith("pip install")] == ['pip install --quiet --no-compile -e ".[dev]"']


def list_svg_words(svg: str) -> list[str]:
    return [unescape(word) for word in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_of_the_terminal_shows_what_the_program_prints(lang: str) -> None:
    folder = ROOT / "docs" / "images"
    spec = importlib.util.spec_from_file_location("build_images", folder / "terminal.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kept = (folder / f"show.{lang}.svg").read_text(encoding="utf-8")
    assert list_svg_words(kept) == list_svg_words(module.render_terminal(lang)), "python docs/images/terminal.py draws it anew"


def test_who_cites_the_program_cites_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {extractor.__version__}\n" in citation


def test_every_file_and_name_that_contributing_gives_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    program = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "extractor").rglob("*.*") if path.suffix in (".py", ".js"))
    named = set(re.findall(r"`([\w./*-]+\.(?:py|csv|toml|md|txt|js))`", text))
    assert len(named) > 30
    known = {path.name for path in (ROOT / "extractor").rglob("*") if path.is_file()}
    assert [name for name in named if not list(ROOT.glob(name)) and not list((ROOT / "extractor").glob(name)) and name not in known] == []
    constants = set(re.findall(r"`(_?[A-Z]+(?:_[A-Z]+)+|[A-Z]{4,})`", text))
    assert [name for name in constants if not re.search(rf"\b{name}\b", program)] == []
