"""The documentation is whole: the site builds, and every command, option, table, column, item, check and code is in it."""

from __future__ import annotations

import ast
import re
from html import unescape
from pathlib import Path
from typing import Any

import click
import pytest

import extractor
from extractor import schema
from extractor.cli import build_cli
from extractor.i18n import load_catalogue
from extractor.schema.concepts import load_concepts

ROOT = Path(__file__).resolve().parent.parent
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``mkdocs build --strict`` does, into a folder of its own."""
    pytest.importorskip("mkdocs", reason='pip install -e ".[docs]"')
    from mkdocs.commands.build import build as make
    from mkdocs.config import load_config

    out = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(out), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    make(config)
    config.plugins.on_shutdown()
    return out


def read_page(site: Path, name: str, lang: str) -> str:
    """A page of the site as plain text."""
    html = (site / ("" if lang == "zh" else "en") / f"{name}.html").read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", html))


def list_commands(lang: str) -> list[click.Context]:
    """Every command with its context, groups before their own."""
    found, waiting = [], [click.Context(build_cli(lang), info_name="extractor")]
    while waiting:
        context = waiting.pop(0)
        found.append(context)
        if isinstance(context.command, click.Group):
            waiting += [click.Context(c, info_name=n, parent=context) for n, c in context.command.commands.items()]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_command_and_option_is_described(site: Path, lang: str) -> None:
    text = read_page(site, "reference/commands", lang)
    for context in list_commands(lang):
        assert context.command_path in text
        assert context.command.help, context.command_path
        for option in context.command.get_params(context):
            if isinstance(option, click.Option):
                assert option.help, (context.command_path, option.name)
                assert max(option.opts, key=len) in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_column_and_item_is_described(site: Path, lang: str) -> None:
    text, items = read_page(site, "reference/tables", lang), read_page(site, "reference/items", lang)
    for table in schema.load_tables():
        assert f"{table.name} · {table.get_label(lang)}" in text
        assert table.get_description(lang)
        for column in table.columns:
            assert column.name in text
            assert column.get_label(lang) and column.get_description(lang), (table.name, column.name)
            assert remove_white_space(column.get_description(lang).partition("`")[0]) in remove_white_space(text), (table.name, column.name)
    for item in load_concepts().values():
        assert item.id in items and (item.label_zh if lang == "zh" else item.label_en) in items


@pytest.mark.parametrize("lang", LANGS)
def test_every_check_is_described(site: Path, lang: str) -> None:
    text = remove_white_space(read_page(site, "reference/checks", lang))
    for rule in schema.load_rules().values():
        assert rule.id in text
        assert remove_white_space((rule.text_zh if lang == "zh" else rule.text_en).partition("*")[0]) in text, rule.id


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_that_the_program_can_say_is_described(site: Path, lang: str) -> None:
    text = read_page(site, "reference/codes", lang)
    said = find_codes_in_source()
    assert len(said) > 60
    assert not sorted(code for code in said if code not in load_catalogue())
    assert not sorted(code for code in said if code not in text)


def find_codes_in_source() -> set[str]:
    """Codes given to issues and errors anywhere in the program, as literals."""
    found = set()
    for path in (ROOT / "extractor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and get_call_name(node.func) in ("of", "ExtractorError", "ReadError"):
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value.isupper():
                    found.add(code.value)
    return found


def get_call_name(function: Any) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def remove_white_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_public_name_is_described(site: Path) -> None:
    text = read_page(site, "reference/python", "zh")
    described = {"Options", "Disclosure", "__version__"}  # described in the docstrings of the functions that give or take them
    assert not [name for name in extractor.__all__ if name not in described and name not in text]
    for name in set(extractor.__all__) - {"__version__"}:
        assert (getattr(extractor, name).__doc__ or "").strip(), name


def test_nothing_of_the_site_is_fetched_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img|iframe)[^>]*src="https?:[^"]*"|<link[^>]*href="https?:[^"]*"', html), path


def test_every_page_says_the_same_in_both_languages_or_stands_in_one() -> None:
    for english in (ROOT / "docs").rglob("*.en.md"):
        chinese = english.with_name(english.name.replace(".en.md", ".md"))
        heads = [re.findall(r"^#+ ", path.read_text(encoding="utf-8"), re.MULTILINE) for path in (english, chinese)]
        assert heads[0] == heads[1], english.name
