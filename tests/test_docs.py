"""The documentation is whole: the site builds, and every command, option, table, column, item, check and code is in it."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import click
import pytest
from lxml import html

import extractor
from benchmarks import bilingual
from extractor import schema
from extractor.cli import build_cli
from extractor.i18n import load_catalogue
from extractor.schema.concepts import load_concepts
from tests.browser import (
    BROWSER_REQUIRED,
    LONGEST_WAIT,
    explain_missing_browser,
    open_browser,
)

ROOT = Path(__file__).resolve().parent.parent
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``mkdocs build --strict`` does, into a folder of its own; or the one that was built already."""
    if "EXTRACTOR_SITE" in os.environ:  # .ci/run sets it
        return ROOT / os.environ["EXTRACTOR_SITE"]
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
    page = (site / ("" if lang == "zh" else "en") / f"{name}.html").read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", page))


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


@cache
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
        page = path.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img|iframe)[^>]*src="https?:[^"]*"|<link[^>]*href="https?:[^"]*"', page), path


# Blocks that a page is made of; a cell belongs to its row. Their order in both languages is the same.
BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "tr", "td", "th", "pre", "img", "figure")
# Docstrings are English; the Chinese page is written by hand and held by a test of its own.
WRITTEN_TWICE = frozenset({"reference/python"})
# Measured anew before it is written twice: python benchmarks/validation.py
NOT_YET_TWICE = tuple(name for name in ("validation",) if not (ROOT / "docs" / f"{name}.en.md").exists())
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_WORDS = re.compile(r"[a-z]{2,}(?: [a-z]{2,}){2,}")


def list_pages() -> list[str]:
    """Pages of the site by name, without their ending."""
    docs = ROOT / "docs"
    return sorted(path.relative_to(docs).as_posix().removesuffix(".md") for path in docs.rglob("*.md") if not path.name.endswith(".en.md"))


def parse_article(site: Path, name: str, lang: str) -> html.HtmlElement:
    """What a page says, without what the theme puts around it."""
    path = site / ("" if lang == "zh" else "en") / f"{name}.html"
    (article,) = html.fromstring(path.read_text(encoding="utf-8")).iter("article")
    return article


def test_every_page_stands_in_both_languages() -> None:
    docs = ROOT / "docs"
    assert [name for name in list_pages() if not (docs / f"{name}.en.md").exists()] == list(NOT_YET_TWICE)


@pytest.mark.parametrize("name", list_pages())
def test_both_languages_have_the_same_blocks_in_the_same_order(site: Path, name: str) -> None:
    if name in WRITTEN_TWICE or name in NOT_YET_TWICE:
        pytest.skip("of another making")
    blocks = [[(block.tag, count_links(block)) for block in parse_article(site, name, lang).iter(*BLOCKS)] for lang in LANGS]
    assert blocks[0] == blocks[1]


def count_links(block: html.HtmlElement) -> int:
    """Links of a block to other pages: a twin leads where the other leads."""
    if block.tag not in ("p", "li", "td"):
        return 0
    return len([link for link in block.iter("a") if not (link.get("href") or "#").startswith("#")])


@pytest.mark.parametrize("name", list_pages())
def test_a_chinese_page_is_chinese(site: Path, name: str) -> None:
    if name in NOT_YET_TWICE:
        pytest.skip("of another making")
    article = parse_article(site, name, "zh")
    for code in article.xpath(".//code|.//pre|.//figure|.//ruby"):
        code.drop_tree()
    english = [text for block in article.iter("h1", "h2", "h3", "p", "li", "td", "th") if ENGLISH_WORDS.search(text := get_own_text(block)) and not HAN.search(text)]
    assert english == []


def get_own_text(block: html.HtmlElement) -> str:
    return " ".join(" ".join(block.itertext()).split())


def test_the_chinese_page_on_python_describes_what_the_english_one_does(site: Path) -> None:
    chinese, english = (set(parse_article(site, "reference/python", lang).xpath(".//*[@id]/@id")) for lang in LANGS)
    text = read_page(site, "reference/python", "zh")
    left = {name for name in english - chinese if name.startswith("extractor.") and not name.endswith("__")}
    assert sorted(name for name in left if not ("Span." in name and name.rpartition(".")[2] in text)) == []  # those of a span are a table
    assert sorted(name for name in find_parameters() if name not in text) == []


def find_parameters() -> set[str]:
    """Parameters of what a user calls."""
    called = [extractor.read, extractor.convert, extractor.evaluate, extractor.Dataset.panel, extractor.Dataset.long, extractor.Dataset.compare, extractor.DisclosureFile.panel]
    return {name for function in called for name in inspect.signature(function).parameters} - {"self"}


def test_lines_of_chinese_are_joined_without_a_space_in_lists_too(site: Path) -> None:
    for name in ("robustness", "reading"):
        article = parse_article(site, name, "zh")
        texts = [text for block in article.iter("p", "li") for text in block.itertext()]
        assert [text for text in texts if re.search(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]", text)] == []


# What a reader would type, and the page that has to be among the first of its results.
SEARCHES = {
    "三公经费": "pitfalls", "单位": "understanding", "更正": "corrections", "面板": "tutorial", "回归": "from-folder-to-regression",
    "退出码": "folders", "乱码": "excel", "审阅页": "review", "集群": "clusters", "核验规则": "reference/checks", "准确率": "accuracy",
    "引用": "citing", "模板": "templates", "叫法": "templates", "区划": "pitfalls", "中断": "folders", "机关运行经费": "pitfalls",
    "重复计算": "pitfalls", "四舍五入": "pitfalls", "更正文件": "corrections", "压缩包": "folders", "笔记本": "tutorial", "概念": "reference/concepts",
    "脚注": "reading", "词库": "architecture", "内存": "folders",
}  # fmt: skip


def test_each_word_of_chinese_finds_its_page(site: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("the worker of the site runs in node")
    command = [node, str(ROOT / "tests" / "search_site.js"), str(site), *SEARCHES]
    found = json.loads(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout)
    assert len(SEARCHES) >= 20
    missed = {}
    for word, page in SEARCHES.items():
        chinese = list(dict.fromkeys(name for name in found[word] if not name.startswith("en/")))
        if f"{page}.html" not in chinese[:5]:
            missed[word] = chinese[:8]
    assert missed == {}


def test_the_search_works_from_disk_too(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert (site / "search" / "search_index.js").read_text(encoding="utf-8") == f"var __index = {index}"
    assert len({entry["location"].partition("#")[0] for entry in json.loads(index)["docs"]}) == 2 * len(list_pages())
    for page in ("index.html", "en/reference/codes.html"):
        (script,) = re.findall(r'src="([^"]*iframe-worker.js)"', (site / page).read_text(encoding="utf-8"))
        assert (site / page).parent.joinpath(script).exists()


@pytest.mark.skipif(bool(explain_missing_browser()) and not BROWSER_REQUIRED, reason=explain_missing_browser())
def test_a_browser_finds_a_chinese_word_in_a_page_opened_from_disk(site: Path) -> None:
    with open_browser() as browser:
        page = browser.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.goto((site / "index.html").as_uri())
        page.fill(".md-search__input", "中断")
        page.press(".md-search__input", "ArrowRight")
        page.wait_for_selector('.md-search-result__link[href*="/folders.html"]', state="attached")


def test_the_index_parts_chinese_at_words(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    separator = re.compile(index["config"]["separator"])
    words = {word for entry in index["docs"] for word in separator.split(re.sub(r"<[^>]*>", " ", entry["title"] + " " + entry["text"]))}
    assert set(SEARCHES) - {"三公经费", "核验规则", "重复计算", "更正文件", "压缩包"} <= words | {"单位"}
    assert not [word for word in words if "\u200b" in word]


@pytest.fixture(scope="module")
def plots() -> Any:
    """The script that runs the page from a folder to a regression."""
    pytest.importorskip("matplotlib", reason='pip install -e ".[notebook]"')
    path = ROOT / "docs" / "images" / "regression.py"
    spec = importlib.util.spec_from_file_location("regression", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def samples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader works through the page; the second language finds the dataset of the first."""
    home = tmp_path_factory.mktemp("regression")
    shutil.copytree(ROOT / "samples", home / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    return home


@pytest.mark.parametrize("lang", LANGS)
def test_the_way_from_a_folder_to_a_regression_runs_and_prints_what_the_page_shows(plots: Any, lang: str, samples_folder: Path) -> None:
    (samples_folder / "regression.png").unlink(missing_ok=True)
    printed = plots.run_page(lang, samples_folder)
    shown = [text for language, text in plots.list_code_blocks(lang) if language == "text"]
    assert len(shown) == 4
    assert [text for text in shown if text not in printed] == []
    assert (samples_folder / "regression.png").stat().st_size > 10_000
    assert "b28[52:59]" in printed and extractor.__version__ in printed


def test_both_languages_run_the_same_regression(plots: Any) -> None:
    code = [[keep_statements(text) for language, text in plots.list_code_blocks(lang) if language == "python"] for lang in LANGS]
    assert code[0] == code[1]


def keep_statements(code: str) -> str:
    """Code without its words and without the font that Chinese needs."""
    code = code.replace("extractor.use_chinese_font()\n", "")
    code = re.sub(r'label=[^)]*|, lang="en"', "", code)
    return re.sub(r'f?"[^"\n]*"', '""', code)


def test_a_measured_page_says_the_same_in_chinese() -> None:
    for name in bilingual.list_written_pages():
        english = (ROOT / "docs" / f"{name}.en.md").read_text(encoding="utf-8")
        kept = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert bilingual.translate_page(english) == kept, "python benchmarks/bilingual.py writes it anew"


def test_a_figure_passes_into_the_chinese_page_as_it_is() -> None:
    page = "# Accuracy\n\n| table | gold | strict F1 |\n|---|---|---|\n| amounts | 338 | 0.9911 |\n"
    assert bilingual.translate_page(page) == "# 准确率\n\n| 表 | 标注 | 严格 F1 |\n|---|---|---|\n| 金额 `amounts` | 338 | 0.9911 |\n"


def test_a_sentence_without_chinese_is_named() -> None:
    with pytest.raises(bilingual.UntranslatedError, match="Something nobody put into Chinese"):
        bilingual.translate_page("# Accuracy\n\nSomething nobody put into Chinese.\n")


def test_lines_of_a_paragraph_are_one_block() -> None:
    text = "# A\n\none\ntwo\n- three\n  four\n\n| a |\n|---|\n| b |\n"
    assert [block for block in bilingual.split_blocks(text) if block] == ["# A", "one two", "- three four", "| a |", "|---|", "| b |"]
