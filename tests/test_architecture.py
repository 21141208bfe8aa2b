"""The architecture: every package has its layer, imports point down, there is no cycle, heavy libraries stay in their packages,
words of documents stand in the lexicon."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import isgeneratorfunction, signature
from pathlib import Path

import pytest

import extractor
from extractor import schema
from extractor.extractors import EXTRACTORS
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.tables.classify import TABLE_KINDS
from extractor.validation import CHECKS
from tests import chinese_literals

PACKAGE_ROOT = Path(extractor.__file__).parent

# From the bottom up. A package imports from its own layer and from those below it.
LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(packages)
    for packages in (
        {"dataclass", "garbage", "i18n", "lexicon", "model", "schema", "text", "user_cache", "version"},
        {"formats", "verify"},
        {"layout"},
        {"profile"},
        {"prose", "tables"},
        {"extractors"},
        {"facts"},
        {"provenance", "validation"},
        {"acceptance"},
        {"pipeline"},
        {"dataset"},
        {"batch", "evaluation", "review"},
        {"", "__main__", "api", "cli"},
    )
)

# library -> packages that may import it; no other package may
LIBRARIES: dict[str, frozenset[str]] = {
    "pandas": frozenset({"api", "dataset", "model"}),  # in the model for Table.to_pandas alone, when it is called
    "pyarrow": frozenset({"dataset"}),
    "lxml": frozenset({"formats", "verify"}),
    "zipfile": frozenset({"batch", "formats", "verify"}),
    "click": frozenset({"cli"}),
    "rich": frozenset({"cli"}),
    "multiprocessing": frozenset({"batch"}),
    "psutil": frozenset({"batch"}),
    "distributed": frozenset({"batch"}),
    "fsspec": frozenset({"batch"}),
    "matplotlib": frozenset({"dataset"}),  # when a plot is asked for
}

# packages about the language or a file format: their Chinese is grammar
GRAMMAR_PACKAGES: dict[str, str] = {
    "text": "numerals, units of money, dates, limits, connectives: the language itself",
    "prose.patterns": "how words combine: prepositions, comparisons, particles around the words of the lexicon",
    "lexicon.vocabularies": "keys of the vocabularies, and what they mean",
    "formats": "names and number formats that the file formats define (标题 1, 目录 1, 壹贰叁, 星期)",
}

# parts of numerals, dates, sums and list numbers, and connectives: no words of documents wherever they stand
ALLOWED_ANYWHERE = frozenset(
    "零 一 二 一二三四五六七八九 一二三四五六七八九十 年 度 月日号 号 第 部分 页 共 第页共"
    " 元 千元 万元 亿元 百万元 千万元 千 万 亿 万亿 万亿千 百万 千万 人民币 人 民 币 的 是 为是 一是 和及 与比较同".split()
)

# module -> the words it still holds, and why; a word of documents belongs in extractor/lexicon/base.*.toml
ALLOWED_LITERALS: dict[str, tuple[str, str]] = {
    "validation.changes": ("减少 增加 持平", "part of the message of a check, not matched"),
    "batch.portraits": ("章", "the number of a part in a file name, asked before a lexicon is chosen"),
    "validation.indicator_checks": ("中 优 差 良", "codes of the closed list of grades"),
    "validation.sums": ("其余各项", "part of the message of a check"),
    "evaluation.lexicon_coverage": ("表", "the last character of a table title"),
    "profile.divisions": (
        "区 县 地区 市 旗 特别行政区 盟 省 自治区 自治县 自治州 路街镇乡县区村巷里道 驻",
        "levels of divisions, as in the code list of divisions",
    ),
    "profile.profile": ("区 县 市 省 州 盟 旗 镇 乡 街道", "levels of divisions, as in the code list of divisions"),
    "layout.lines": ("图表", "lines are joined before a lexicon is chosen"),
    "extractors.activities": ("中 优 差 良", "codes of the closed list of grades"),
    "extractors.performance": ("目标", "the grade of a single target"),
    "model.records": ("说明", "title of a row in a notebook"),
    "extractors.nil_statements": ("表", "the last character of a table title"),
    "tables.cells": ("不涉及 不适用 未安排 无 备注 注 说明", "states of a cell and marks of a note: asked without a lexicon"),
    "tables.column_roles": ("优", "codes of the closed list of grades"),
    "tables.forms": ("中 优 差 良", "codes of the closed list of grades"),
    "tables.placement": ("表", "the last character of a table title"),
    "tables.caption": ("年末 年底 底 末 表", "the last day of a year; the last character of a table title"),
    "provenance.coverage": ("以上 以下 以内 及 含 届 期 条 次会议 表图 起", "guesses at the kind of an unmatched number; no value comes of them"),
}


def find_modules() -> dict[str, Path]:
    """Dotted name below the package -> file."""
    found = {}
    for path in PACKAGE_ROOT.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE_ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__") if name != "__init__" else ""] = path
    return found


MODULES = find_modules()


def iter_runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING``."""
    yield tree
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield from iter_runtime_nodes(node)


@cache
def list_imports(path: Path, types: bool = False) -> tuple[str, ...]:
    """Everything a file imports, also inside functions: dotted names. What it imports for types alone only on request."""
    return tuple(iter_imports(path, types))


def iter_imports(path: Path, types: bool) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if types else iter_runtime_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it points"
            for alias in node.names:  # a module taken out of its package is that module, anything else is the package's
                inside = f"{node.module}.{alias.name}"
                yield inside if inside.removeprefix("extractor.") in MODULES else node.module or ""


def find_internal_imports(path: Path, types: bool = False) -> set[str]:
    """Modules of the package that a file imports."""
    names = {name.removeprefix("extractor.") for name in list_imports(path, types) if name.startswith("extractor.")}
    return {name for name in names if name in MODULES}


def get_package(module: str) -> str:
    return module.split(".")[0]


def find_layer(module: str) -> int:
    return next((level for level, packages in enumerate(LAYERS) if get_package(module) in packages), -1)


def test_every_package_has_one_layer() -> None:
    assert sorted({get_package(module) for module in MODULES if find_layer(module) < 0}) == []
    assert sum(map(len, LAYERS)) == len(frozenset().union(*LAYERS))


def test_imports_point_down() -> None:
    up = [f"{name} -> {other}" for name, path in MODULES.items() for other in find_internal_imports(path, types=True) if find_layer(other) > find_layer(name)]
    assert sorted(up) == []


def test_there_is_no_import_cycle() -> None:
    """Imports inside functions and those for types alone count too: a module that needs the shape of another declares a Protocol."""
    TopologicalSorter({name: find_internal_imports(path, types=True) - {name} for name, path in MODULES.items()}).prepare()


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_is_imported_by_its_packages_alone(library: str) -> None:
    users = {get_package(name) for name, path in MODULES.items() if any(i.split(".")[0] == library for i in list_imports(path))}
    assert users <= LIBRARIES[library]


def test_the_second_count_shares_no_code_with_the_formats() -> None:
    """Counters are written from the bytes alone; the comparison uses the models of both sides."""
    counters = {name: find_internal_imports(path) for name, path in MODULES.items() if name.startswith("verify.") and name != "verify.completeness"}
    assert {other for imported in counters.values() for other in imported if get_package(other) != "verify"} == set()
    used = {other for other in find_internal_imports(MODULES["verify.completeness"]) if get_package(other) == "formats"}
    assert used == set()


def test_dataclasses_are_frozen_for_the_type_checker_alone() -> None:
    """To refuse changes at run time makes an object three times as expensive; the counters share no code with the rest."""
    taken = [name for name, path in MODULES.items() if "from dataclasses import dataclass" in path.read_text("utf-8")]
    assert {name for name in taken if get_package(name) != "verify"} == {"dataclass"}


def test_every_extractor_and_every_check_is_listed() -> None:
    """A module or function that its tuple does not name would never run, and no document would show it."""
    extractors = [name for name in MODULES if name.startswith("extractors.") and name != "extractors.context"]
    listed = {entry.extract.__module__.removeprefix("extractor.") for entry in EXTRACTORS} - {"extractors.context"}
    assert sorted(extractors) == sorted(listed)
    checks = {
        function
        for name in MODULES
        if name.startswith("validation.")
        for function in vars(import_module(f"extractor.{name}")).values()
        if isgeneratorfunction(function) and list(signature(function).parameters) == ["context"] and not function.__name__.startswith("_")
    }
    unlisted = {function.__name__ for function in checks} - {rule.check.__name__ for rule in CHECKS}
    assert unlisted == set(), "extractor/validation/__init__.py: CHECKS has no entry for them"
    told = [match[1] for rule in CHECKS if (match := re.match(r"([A-Z][A-Z_]+):", rule.check.__doc__ or ""))]
    assert [rule for rule in told if rule not in schema.load_rules()] == []


def test_every_kind_of_table_is_in_the_closed_list_and_has_words() -> None:
    listed = next(column.values for column in schema.get_table("tables").columns if column.name == "kind")
    vocabularies = load_bundled_lexicons()["base"].vocabularies
    named = {name.split(".")[1] for name in vocabularies if name.startswith("columns.")} - {"statutory"}
    assert set(listed) - {"statutory", "layout", "unknown"} == set(TABLE_KINDS) == named


def test_extractors_never_import_each_other() -> None:
    crossed = {
        name: sorted(other for other in find_internal_imports(path) if get_package(other) == "extractors" and other not in (name, "extractors", "extractors.context"))
        for name, path in MODULES.items()
        if name.startswith("extractors.") and name != "extractors.context"
    }
    assert {name: others for name, others in crossed.items() if others} == {}


def _list_repeated_names(source: str) -> list[str]:
    """Names that a module binds twice at its top: the first value is lost."""
    bound = Counter[str]()
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound[node.name] += 1
        elif isinstance(node, ast.Assign):
            bound.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            bound[node.target.id] += 1
    return sorted(name for name, times in bound.items() if times > 1)


def test_no_module_binds_a_name_twice() -> None:
    assert _list_repeated_names("_LONGEST = 600\n_LONGEST: int = 60\ndef f(): ...") == ["_LONGEST"]
    repeated = {name: _list_repeated_names(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
    assert {name: names for name, names in repeated.items() if names} == {}


# The stages of the pipeline, in the order of docs/architecture.md. Corrections have one where some are given.
# An extractor asks for the mentions of the prose, so it is entered first.
PIPELINE_STAGES = (
    "formats.detect", "layout.lines", "layout.split", "profile.profile", "layout.sections", "tables.placement", "tables.parse",
    "extractors.narrative_amounts", "prose.statements", "extractors.activities", "extractors.procurement", "acceptance", "provenance.coverage",
    "validation", "verify.completeness", "provenance.grade", "dataset.to_rows", "dataset.frames", "dataset.writer",
)  # fmt: skip


def test_a_document_passes_the_stages_in_their_order(sample: Path, tmp_path: Path) -> None:
    """Modules are first called in the order of the page; none is called before its input exists."""
    script = f"""
import sys, extractor, extractor.pipeline, extractor.dataset.writer, extractor.dataset.frames, extractor.dataset.to_rows, extractor.extractors
from pathlib import Path
home, order, known = str(Path(extractor.__file__).parent), {{}}, set()
def entered(frame, event, _):
    code = frame.f_code
    if id(code) in known:
        return
    known.add(id(code))
    if code.co_filename.startswith(home) and code.co_name != "<module>":
        order.setdefault(".".join(Path(code.co_filename[len(home) + 1:]).with_suffix("").parts).removesuffix(".__init__"))
sys.setprofile(entered)
document = extractor.read({str(sample)!r})
document.amounts
extractor.convert({str(sample)!r}, {str(tmp_path / "out")!r})
sys.setprofile(None)
print(" ".join(order))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert [name for name in done.stdout.split() if name in PIPELINE_STAGES] == list(PIPELINE_STAGES)


def test_words_of_documents_stand_in_the_lexicon() -> None:
    """What a document may say is a word of the lexicon, with the place it was seen; code says how words combine."""
    odd: list[str] = []
    for name, path in sorted(MODULES.items()):
        if any(name == package or name.startswith(f"{package}.") for package in GRAMMAR_PACKAGES):
            continue
        held = frozenset(ALLOWED_LITERALS.get(name, ("", ""))[0].split())
        found = chinese_literals.find_chinese_words(path) - ALLOWED_ANYWHERE
        odd += [f"{name}: {word} is a word of documents: an entry of extractor/lexicon/base.*.toml" for word in sorted(found - held)]
        odd += [f"{name}: {word} is gone from the code: take it from ALLOWED_LITERALS, too" for word in sorted(held - found)]
    assert odd == []
    assert set(ALLOWED_LITERALS) <= set(MODULES)


def test_a_word_in_a_pattern_is_found_and_a_docstring_is_none(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text('"""年初"""\n# 年末\nA = r"[\u4e00-\u9fff]+(?:科目|名称)"\n"""属性"""\nB = f"{A}合计"\n', "utf-8")
    assert chinese_literals.find_chinese_words(file) == {"科目", "名称", "合计"}


def list_loaded_libraries(code: str) -> set[str]:
    """Names of the heavy libraries that are loaded after some code has run in a fresh process."""
    watched = ("pandas", "pyarrow", "numpy", "lxml", "docx", "regex", "click", "rich", "psutil")
    script = f"{code}\nimport sys\nprint(' '.join(m for m in {watched!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_no_library() -> None:
    assert list_loaded_libraries("import extractor") == set()


def list_loaded_modules(code: str) -> set[str]:
    """The modules of the package that a process of its own has loaded after some code."""
    script = f"{code}\nimport sys\nprint(*(m for m in sys.modules if m.startswith('extractor.')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_help_loads_no_reader_and_no_lexicon() -> None:
    loaded = list_loaded_modules("from extractor.cli import main\nmain(['--help', '--lang', 'en'])")
    assert "extractor.cli.base" in loaded
    packages = {module.split(".")[1] for module in loaded}
    assert packages.isdisjoint({"formats", "lexicon", "pipeline", "tables", "prose", "review", "evaluation"})


def test_reading_a_document_loads_the_reader_of_its_format_alone(sample: Path) -> None:
    loaded = list_loaded_modules(f"import extractor\nextractor.read_document({str(sample)!r})")
    assert "extractor.formats.docx.document" in loaded
    others = ("extractor.formats.pdf", "extractor.formats.html", "extractor.formats.doc.", "extractor.formats.odt")
    assert not [module for module in loaded if module.startswith((*others, "extractor.pipeline", "extractor.lexicon"))]


def test_taking_the_records_alone_loads_no_pandas(sample: Path) -> None:
    taken = list_loaded_libraries(f"import extractor\nassert extractor.extract({str(sample)!r})")
    assert taken & {"pandas", "pyarrow", "numpy", "docx", "click", "rich", "psutil"} == set()


def test_a_run_over_files_loads_no_pandas(sample: Path, tmp_path: Path) -> None:
    words = ["run", str(sample), "-o", str(tmp_path / "out"), "-j1"]
    assert "pandas" not in list_loaded_libraries(f"from extractor.cli import main\nassert main({words!r}) == 0")
