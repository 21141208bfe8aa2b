"""How long reading takes: bytes to Document, beside other readers and beside the floor that no reader can be under.

The floor is what any faithful reader of a .docx must parse: the package and the XML of its content types, its
relationships, document.xml, styles.xml and numbering.xml, with a safe parser. All times are CPU time of one process,
tools taken in turn within one run; ratios mean something within one run only. Parts that a document does not use need
not be parsed, so a reader may come out under 1.

    python benchmarks/read.py                          documents made for the purpose
    python benchmarks/read.py --inputs NAME=FOLDER     real ones too
    python benchmarks/read.py --large                  the growth to a million cells and the memory for 94 MB as well
    python benchmarks/read.py --write docs/benchmarks-reading.md
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import os
import platform
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from lxml import etree

from benchmarks.likeness import build_large_table, build_word_like_document
from benchmarks.others import ReaderAdapter, get_version, list_available_adapters

_REQUIRED_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
)


def parse_required_parts(data: bytes) -> None:
    """The least a reader has to parse."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        for name in _REQUIRED_PARTS:
            if name in names:
                parser = etree.XMLParser(
                    resolve_entities=False, no_network=True, huge_tree=True
                )
                etree.fromstring(archive.read(name), parser)


def _time_call(run: Callable[[bytes], Any], data: bytes) -> float:
    start = time.process_time()
    run(data)
    return time.process_time() - start


def measure_ratios(
    files: Sequence[bytes], tools: Sequence[ReaderAdapter], seconds: float
) -> dict[str, float]:
    """Median over the files of each tool's median time by the floor's median; a tool that fails on a file skips it.

    ``seconds`` bounds what a tool may take for all files: slow ones see fewer files and rounds.
    """
    spent = dict.fromkeys((tool.name for tool in tools), 0.0)
    found: dict[str, list[float]] = {tool.name: [] for tool in tools}
    for data in files:
        floors: list[float] = []
        times: dict[str, list[float]] = {tool.name: [] for tool in tools}
        for turn in range(7):
            floors.append(_time_call(parse_required_parts, data))
            for tool in tools:
                if spent[tool.name] > seconds and (turn or found[tool.name]):
                    continue
                try:
                    times[tool.name].append(_time_call(tool.run, data))
                except Exception:
                    continue
                if turn or found[tool.name]:
                    spent[tool.name] += times[tool.name][
                        -1
                    ]  # the first call pays for the import
        base = statistics.median(floors)
        for name, values in times.items():
            if values:
                found[name].append(
                    (statistics.median(values) if len(values) > 2 else min(values))
                    / base
                )
    return {name: statistics.median(values) for name, values in found.items() if values}


_CHILD_SCRIPT = """
import resource, sys, time
sys.path.insert(0, sys.argv[2])
from extractor.formats import read
data = open(sys.argv[1], "rb").read()
start = time.process_time()
document = read(data)
seconds = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
try:  # elsewhere a child may inherit the mark of its parent
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
except OSError:
    pass
print(seconds, peak, sum(len(t.cells) for t in document.tables))
"""


def measure_large_files(folder: Path) -> list[tuple[str, float, float, int]]:
    """(what, CPU seconds, peak megabytes, cells) of large files, each read in a process of its own."""
    files = [
        (f"{count:,} cells", build_large_table(count))
        for count in (10_000, 100_000, 1_000_000)
    ]
    one = build_word_like_document(0)
    size = zipfile.ZipFile(io.BytesIO(one)).getinfo("word/document.xml").file_size
    files.append(
        (
            "document.xml of 94 MB, as Word writes",
            build_word_like_document(0, copies=94 * 2**20 // size + 1),
        )
    )
    rows = []
    for name, data in files:
        path = folder / "large.docx"
        path.write_bytes(data)
        command = [sys.executable, "-c", _CHILD_SCRIPT, str(path), str(HERE.parent)]
        seconds, peak, cells = subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout.split()
        rows.append((name, float(seconds), float(peak) / 2**20, int(cells)))
        path.unlink()
    return rows


def _render_reading_page(
    groups: dict[str, dict[str, float]],
    counts: dict[str, int],
    tools: Sequence[ReaderAdapter],
    large_files: Any,
) -> str:
    def said(other: ReaderAdapter) -> str:
        try:
            return get_version(other.package)
        except importlib.metadata.PackageNotFoundError:
            return ""

    lines = [
        "# How fast documents are read",
        "",
        "Written by `python benchmarks/read.py`; run it again rather than editing it. Multiples of the floor (what any",
        "faithful reader has to parse, see the script), CPU time, median over the files; lower is better. Ratios mean",
        "something within one run only. Parts a document does not use need not be parsed: a reader may come under 1.",
        "",
        "| reader | version | gives | "
        + " | ".join(f"{name} ({counts[name]})" for name in groups)
        + " |",
        "|---|---|---|" + "---:|" * len(groups),
    ]
    for tool in sorted(
        tools,
        key=lambda tool: min(group.get(tool.name, 1e9) for group in groups.values()),
    ):
        cells = [
            f"{group[tool.name]:.2f}" if tool.name in group else "-"
            for group in groups.values()
        ]
        name = f"**{tool.name}**" if tool.package == "extractor" else tool.name
        lines.append(
            f"| {name} | {said(tool)} | {tool.output_kind} | "
            + " | ".join(cells)
            + " |"
        )
    if large_files:
        lines += [
            "",
            "Growth and memory of this reader, each file in a process of its own:",
            "",
        ]
        lines += [
            "| file | CPU seconds | peak MB | cells read |",
            "|---|---:|---:|---:|",
        ]
        lines += [
            f"| {name} | {seconds:.2f} | {peak:,.0f} | {cells:,} |"
            for name, seconds, peak, cells in large_files
        ]
    python = f"CPython {platform.python_version()}, lxml {get_version('lxml')}, {platform.system()}, {os.cpu_count()} cores"
    return "\n".join([*lines, "", f"{python}.", ""])


def measure_reading_speed() -> None:
    """Run and print, or write, the table."""
    parser = argparse.ArgumentParser(
        description="Time reading against the floor and against other readers."
    )
    parser.add_argument(
        "--inputs",
        action="append",
        default=[],
        metavar="NAME=FOLDER",
        help="a group of .docx files",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=20,
        help="CPU seconds a reader may take for a group",
    )
    parser.add_argument("--only", default="", help="names of readers, comma separated")
    parser.add_argument(
        "--large", action="store_true", help="measure growth and memory too"
    )
    parser.add_argument("--write", type=Path, help="file for the table")
    told = parser.parse_args()
    groups = {
        "made as Word writes": [build_word_like_document(seed) for seed in range(8)]
    }
    for given in told.inputs:
        name, _, folder = given.partition("=")
        paths = (
            sorted(Path(folder).glob("*.docx"))
            if Path(folder).is_dir()
            else [Path(folder)]
        )
        groups.setdefault(name, []).extend(path.read_bytes() for path in paths)
    wanted = set(told.only.split(",")) if told.only else None
    tools = [
        tool
        for tool in list_available_adapters()
        if wanted is None or tool.name in wanted
    ]
    found = {
        name: measure_ratios(files, tools, told.seconds)
        for name, files in groups.items()
    }
    text = _render_reading_page(
        found,
        {name: len(files) for name, files in groups.items()},
        tools,
        measure_large_files(HERE) if told.large else None,
    )
    if told.write:
        told.write.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text)


if __name__ == "__main__":
    measure_reading_speed()
