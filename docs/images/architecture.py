"""Draws the plan of the house as the imports say it is, and prints its measures.

    python docs/images/architecture.py            # writes docs/images/architecture.svg, prints files, lines, imports, circles

Floors are those that tests/test_architecture.py holds; a room's width grows with its lines; an arrow goes from a floor to the
floors it imports from, the broader the more imports.
"""

from __future__ import annotations

import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from html import escape
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.test_architecture import (  # noqa: E402
    LAYERS,
    MODULES,
    find_internal_imports,
    find_layer,
    get_package,
)

WIDTH, MARGIN, HEIGHT, GAP = 1180, 16, 30, 6
INK, DIM, PAPER, BOX, LINE = "#24292f", "#6e7781", "#fbfbf9", "#e3f1ef", "#7fb8b0"
FONTS = "'DejaVu Sans','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


class StructureMeasures(NamedTuple):
    """What the plan counts: ``up`` are imports of a higher floor, ``circles`` whether modules import one another in a ring."""

    files: int
    lines: int
    imports: int
    upward_imports: int
    cycles: int
    longest: list[tuple[int, str]]


def count_lines(module: str) -> int:
    """Lines of a module's file."""
    return len(MODULES[module].read_text(encoding="utf-8").splitlines())


def measure_structure() -> StructureMeasures:
    """Count the house."""
    pairs = [
        (name, other)
        for name, path in MODULES.items()
        for other in find_internal_imports(path)
        if other != name
    ]
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for name, other in pairs:
        graph[name].add(other)
    try:
        TopologicalSorter(graph).prepare()
        circles = 0
    except CycleError:
        circles = 1
    longest = sorted(((count_lines(name), name) for name in MODULES), reverse=True)[:5]
    up = sum(find_layer(other) > find_layer(name) for name, other in pairs)
    return StructureMeasures(
        len(MODULES), sum(map(count_lines, MODULES)), len(pairs), up, circles, longest
    )


def render_diagram() -> str:
    """The plan as SVG, the ground floor at the bottom."""
    sizes: Counter[str] = Counter()
    for module in MODULES:
        sizes[get_package(module)] += count_lines(module)
    parts: list[str] = []
    y, middles = MARGIN + 22, {}
    for level in range(len(LAYERS) - 1, -1, -1):
        top, x = y, MARGIN + 46
        for name in sorted(LAYERS[level], key=lambda name: (-sizes[name], name)):
            if not sizes[name]:
                continue
            label = f"{name or 'extractor'} {sizes[name]:,}"
            width = max(7.2 * len(label) + 14, sizes[name] ** 0.5 * 3)
            if x + width > WIDTH - MARGIN - 90:
                x, y = MARGIN + 46, y + HEIGHT + GAP
            parts.append(
                f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{HEIGHT}" rx="4" fill="{BOX}" stroke="{LINE}"/>'
            )
            parts.append(
                f'<text x="{x + 7:.0f}" y="{y + 20}" font-size="12" fill="{INK}">{escape(label)}</text>'
            )
            x += width + GAP
        middles[level] = (top + y + HEIGHT) / 2
        parts.append(
            f'<text x="{MARGIN}" y="{middles[level] + 5:.0f}" font-size="13" fill="{DIM}">{level + 1}</text>'
        )
        y += HEIGHT + 20
    parts += _render_arrows(middles)
    made = measure_structure()
    said = f"{made.files} files, {made.lines:,} lines, {made.imports} imports within; pointing up: {made.upward_imports}; circles: {made.cycles}"
    head = (
        f'<text x="{MARGIN}" y="{MARGIN + 4}" font-size="12" fill="{DIM}">{said}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" font-family="{FONTS}">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{head}{"".join(parts)}</svg>\n'
    )


def _render_arrows(middles: dict[int, float]) -> list[str]:
    """Curves at the right edge: imports between floors."""
    between = Counter(
        (find_layer(name), find_layer(other))
        for name, path in MODULES.items()
        for other in find_internal_imports(path)
        if find_layer(other) != find_layer(name)
    )
    parts = []
    for (here, there), count in sorted(between.items()):
        x, start, end = WIDTH - MARGIN - 84, middles[here], middles[there]
        out = x + 14 + 8 * abs(here - there)
        colour = LINE if there < here else "#b42318"
        parts.append(
            f'<path d="M{x} {start:.0f} C{out} {start:.0f} {out} {end:.0f} {x} {end:.0f}" fill="none" stroke="{colour}" '
            f'stroke-width="{0.6 + count**0.5 / 2:.1f}" opacity=".7"><title>{here + 1} → {there + 1}: {count}</title></path>'
        )
    return parts


if __name__ == "__main__":
    (HERE / "architecture.svg").write_text(
        render_diagram(), encoding="utf-8", newline="\n"
    )
    for name, value in measure_structure()._asdict().items():
        print(f"{name:8} {value}")
