"""The structure of the program in figures: size, complexity, imports, names, and the modules an amount passes.

    python benchmarks/structure.py             print the figures
    python benchmarks/structure.py --svg       draw the packages and their imports: docs/images/architecture.svg
    python benchmarks/structure.py --pin       write the figures as limits: tests/structure.json

tests/test_structure.py holds that no figure gets worse than its limit. Imports for types and imports inside functions
count; an import of a package counts as one of its ``__init__``. Complexity is McCabe's as radon counts it.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments

PACKAGE = ROOT / "extractor"
LIMITS_FILE = ROOT / "tests" / "structure.json"
DIAGRAM_FILE = ROOT / "docs" / "images" / "architecture.svg"
MAX_COMPLEXITY = 10
PREPOSITIONS = frozenset(
    [
        "above",
        "across",
        "after",
        "around",
        "before",
        "below",
        "beside",
        "beyond",
        "from",
        "in",
        "inside",
        "of",
        "on",
        "under",
        "within",
        "without",
    ]
)
_PARTICIPLE = re.compile(r"[a-z]+(ed|en|ught|old)")

# A document of one amount, read and written twice; the second time is counted.
_RUNTIME_SCRIPT = """
import sys
from pathlib import Path
import docx
import extractor
path = sys.argv[1]
made = docx.Document()
for text in (
    "某县信访局2020年部门预算公开",
    "一、部门预算收支情况",
    "2020年一般公共预算收入165.47万元。",
):
    made.add_paragraph(text)
made.save(path)
home = str(Path(extractor.__file__).parent)
modules, functions = set(), set()
def record_call(frame, event, _):
    code = frame.f_code
    if event != "call" or not code.co_filename.startswith(home):
        return
    if code.co_name == "<module>":
        return
    modules.add(code.co_filename)
    if "<" not in code.co_qualname.replace("<locals>", ""):
        functions.add((code.co_filename, code.co_qualname))
extractor.read(path).amounts.to_csv()
sys.setprofile(record_call)
table = extractor.read(path).amounts
table.to_csv()
sys.setprofile(None)
assert len(table) == 1
print(len(modules), len(functions))
"""


@dataclass(frozen=True)
class StructureFigures:
    """Figures of the package; of each of them less is better."""

    files: int
    lines: int
    complex_functions: int  # over MAX_COMPLEXITY
    longest_import_chain: int  # modules
    line_width: float  # characters of a line that is not blank, mean
    conditional_expressions: float  # per 1000 lines
    bare_participles: int  # functions named by one alone
    leading_prepositions: int  # functions whose name begins with one
    repeated_class_names: int
    repeated_file_names: int
    modules_at_run_time: int  # that an amount in prose passes
    functions_at_run_time: int
    import_cycles: int
    upward_imports: int  # of a module of a higher layer


@dataclass(frozen=True)
class ParsedModule:
    """One module of the package, by its dotted name below ``extractor``."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


class FunctionLength(NamedTuple):
    """A function and its lines."""

    lines: int
    name: str


@cache
def load_modules() -> Mapping[str, ParsedModule]:
    """All modules of the package by their dotted names; the package itself is ``extractor``."""
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]
        if parts[-1] == "__init__":
            parts.pop()
        text = path.read_text(encoding="utf-8")
        name = ".".join(parts)
        modules[name] = ParsedModule(name, path, text, ast.parse(text))
    return modules


def _iter_imported_names(module: ParsedModule) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _resolve_base(module, node)
            for alias in node.names:
                member = f"{base}.{alias.name}"
                yield member if member in load_modules() else base


def _resolve_base(module: ParsedModule, node: ast.ImportFrom) -> str:
    """The module that a ``from`` import names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    if not module.is_package:
        parts.pop()
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *filter(None, [node.module])])


@cache
def build_import_graph() -> Mapping[str, frozenset[str]]:
    """Module -> modules of the package that it imports."""
    modules = load_modules()
    return {
        name: frozenset(_iter_imported_names(module)) & modules.keys() - {name}
        for name, module in modules.items()
    }


def compute_longest_chain() -> int:
    """Modules of the longest chain of imports; a cycle ends where it closes."""
    graph = build_import_graph()
    depths: dict[str, int] = {}

    def compute_depth(name: str, path: frozenset[str]) -> int:
        if name not in depths:
            if name in path:
                return 0
            below = (compute_depth(other, path | {name}) for other in graph[name])
            depths[name] = 1 + max(below, default=0)
        return depths[name]

    return max(compute_depth(name, frozenset()) for name in graph)


def count_cycles() -> int:
    """1 where modules import one another in a circle, else 0."""
    try:
        TopologicalSorter(build_import_graph()).prepare()
    except CycleError:
        return 1
    return 0


def _get_package(module: str) -> str:
    """The package below ``extractor`` that holds a module, '' for extractor itself."""
    return (module.split(".") + [""])[1]


def _find_layer(module: str) -> int:
    from tests.test_architecture import LAYERS

    package = _get_package(module)
    return next(level for level, names in enumerate(LAYERS) if package in names)


def count_upward_imports() -> int:
    """Imports of a module that belongs to a higher layer."""
    return sum(
        _find_layer(other) > _find_layer(name)
        for name, others in build_import_graph().items()
        for other in others
    )


def count_complex_functions() -> int:
    """Functions and methods over ``MAX_COMPLEXITY``."""
    from radon.complexity import cc_visit_ast
    from radon.visitors import Function

    return sum(
        isinstance(block, Function) and block.complexity > MAX_COMPLEXITY
        for module in load_modules().values()
        for block in cc_visit_ast(module.tree)
    )


def iter_functions() -> Iterator[tuple[ParsedModule, ast.FunctionDef]]:
    """Every function, method and inner function with its module."""
    for module in load_modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield module, node  # type: ignore[misc]


def list_longest_functions(count: int = 10) -> list[FunctionLength]:
    """The longest functions, the longest first."""
    lengths = [
        FunctionLength(
            (node.end_lineno or node.lineno) - node.lineno + 1,
            f"{module.name}:{node.name}",
        )
        for module, node in iter_functions()
    ]
    return sorted(lengths, reverse=True)[:count]


def count_runtime_passage() -> tuple[int, int]:
    """Modules and functions that one amount in prose passes from its file to CSV, in a process that has done so once.

    Comprehensions and lambdas belong to their function.
    """
    with tempfile.TemporaryDirectory() as folder:
        document = str(Path(folder, "amount.docx"))
        done = subprocess.run(
            [sys.executable, "-c", _RUNTIME_SCRIPT, document],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    modules, functions = map(int, done.stdout.split())
    return modules, functions


def measure_structure() -> StructureFigures:
    """All figures of the package as it stands in this checkout."""
    modules = load_modules().values()
    lines = sum(len(module.text.splitlines()) for module in modules)
    written = [
        line.rstrip()
        for module in modules
        for line in module.text.splitlines()
        if line.strip()
    ]
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    classes = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    files = Counter(module.path.name for module in modules)
    del files["__init__.py"], files["__main__.py"]
    names = [node.name.strip("_") for _, node in iter_functions()]
    conditionals = sum(isinstance(node, ast.IfExp) for node in nodes)
    runtime_modules, runtime_functions = count_runtime_passage()
    return StructureFigures(
        files=len(modules),
        lines=lines,
        complex_functions=count_complex_functions(),
        longest_import_chain=compute_longest_chain(),
        line_width=round(sum(map(len, written)) / len(written), 1),
        conditional_expressions=round(1000 * conditionals / lines, 1),
        bare_participles=sum(bool(_PARTICIPLE.fullmatch(name)) for name in names),
        leading_prepositions=sum(name.split("_")[0] in PREPOSITIONS for name in names),
        repeated_class_names=sum(count > 1 for count in classes.values()),
        repeated_file_names=sum(count > 1 for count in files.values()),
        modules_at_run_time=runtime_modules,
        functions_at_run_time=runtime_functions,
        import_cycles=count_cycles(),
        upward_imports=count_upward_imports(),
    )


# --- the diagram ----------------------------------------------------------------------

WIDTH, MARGIN, BOX_HEIGHT, GAP = 1180, 16, 30, 6
TEXT_COLOUR, DIM_COLOUR, PAPER_COLOUR = "#24292f", "#6e7781", "#fbfbf9"
BOX_COLOUR, LINE_COLOUR, UPWARD_COLOUR = "#e3f1ef", "#7fb8b0", "#b42318"
FONTS = "'DejaVu Sans','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


def render_diagram() -> str:
    """The packages by layer as SVG, the lowest layer at the bottom; an arrow is as wide as its imports are many."""
    from tests.test_architecture import LAYERS

    sizes: Counter[str] = Counter()
    for name, module in load_modules().items():
        sizes[_get_package(name)] += len(module.text.splitlines())
    parts: list[str] = []
    centres: dict[int, float] = {}
    y = MARGIN + 6
    for level in reversed(range(len(LAYERS))):
        packages = [name for name in LAYERS[level] if sizes[name]]
        packages.sort(key=lambda name: (-sizes[name], name))
        top = y
        x = float(MARGIN + 46)
        for name in packages:
            label = f"{name or 'extractor'} {sizes[name]:,}"
            width = max(7.2 * len(label) + 14, 3 * sizes[name] ** 0.5)
            if x + width > WIDTH - MARGIN - 90:
                x, y = float(MARGIN + 46), y + BOX_HEIGHT + GAP
            parts += _render_box(x, y, width, label)
            x += width + GAP
        centres[level] = (top + y + BOX_HEIGHT) / 2
        parts.append(
            _render_text(MARGIN, centres[level] + 5, str(level + 1), DIM_COLOUR)
        )
        y += BOX_HEIGHT + 20
    parts += _render_arrows(centres)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}"'
        f' width="{WIDTH}" height="{y}" font-family="{FONTS}">'
        f'<rect width="100%" height="100%" fill="{PAPER_COLOUR}"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _render_box(x: float, y: float, width: float, label: str) -> list[str]:
    return [
        f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{BOX_HEIGHT}" rx="4"'
        f' fill="{BOX_COLOUR}" stroke="{LINE_COLOUR}"/>',
        _render_text(x + 7, y + 20, label, TEXT_COLOUR),
    ]


def _render_text(x: float, y: float, text: str, colour: str) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="12" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _render_arrows(centres: Mapping[int, float]) -> list[str]:
    """Curves at the right edge: imports between layers."""
    counts = Counter(
        (_find_layer(name), _find_layer(other))
        for name, others in build_import_graph().items()
        for other in others
    )
    x = WIDTH - MARGIN - 84
    parts = []
    for (source, target), count in sorted(counts.items()):
        if source == target:
            continue
        bend = x + 14 + 8 * abs(source - target)
        colour = LINE_COLOUR
        if target > source:
            colour = UPWARD_COLOUR
        start, end = centres[source], centres[target]
        parts.append(
            f'<path d="M{x} {start:.0f} C{bend} {start:.0f} {bend} {end:.0f} {x} {end:.0f}"'
            f' fill="none" stroke="{colour}" stroke-width="{0.6 + count**0.5 / 2:.1f}"'
            f' opacity=".7"><title>{source + 1} → {target + 1}: {count}</title></path>'
        )
    return parts


def main(arguments: list[str]) -> None:
    """Print the figures; write the diagram or the limits where asked."""
    if "--svg" in arguments:
        DIAGRAM_FILE.write_text(render_diagram(), encoding="utf-8", newline="\n")
        return
    figures = asdict(measure_structure())
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):24} {value:>8,}")
    print("\nlongest functions (lines)")
    for function in list_longest_functions():
        print(f"{function.lines:>8} {function.name}")
    if "--pin" in arguments:
        text = json.dumps(figures, indent=2) + "\n"
        LIMITS_FILE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(read_arguments(__doc__))
