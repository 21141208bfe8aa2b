"""How fast the program is: reading one document, a run over a folder, the review page of a dataset.

    python benchmarks/speed.py reading [--inputs NAME=FOLDER] [--large] [--write docs/benchmarks-reading.md]
    python benchmarks/speed.py batch --write docs/benchmarks-batch.md
    python benchmarks/speed.py review [--documents 500]

``reading`` times bytes to Document, beside other readers and beside the floor that no reader can be under: what any
faithful reader of a .docx must parse, the package and the XML of its content types, its relationships, document.xml,
styles.xml and numbering.xml, with a safe parser. All times are CPU time of one process, tools taken in turn within one
run; ratios mean something within one run only. Parts that a document does not use need not be parsed, so a reader may
come out under 1. ``--inputs`` adds real documents, ``--large`` the growth to a million cells and the memory for 94 MB.

``batch`` makes the files it needs (``benchmarks/synthetic.py``) in a temporary folder and takes some twenty minutes on two
cores. Each run is a process of its own, started as a user starts it, on an empty output folder. Memory is measured ten
times a second (resident set of the parent, and of its largest worker). Only ratios mean something on another machine, and
only CPU time on one that others use too: what other programs took of the machine is shown beside. POSIX only.

``review`` opens the review page of the samples written 500 times with other names of offices in a real browser and writes
docs/benchmarks-review.md. Frames are counted by the page while it is scrolled by the wheel; how long a frame takes depends
on the machine, so the share of late frames (beyond twice the usual time between two) is given beside the times.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import importlib.metadata
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from lxml import etree

from benchmarks.adapters import ReaderAdapter, get_version, list_available_adapters
from benchmarks.bilingual import write_pages
from benchmarks.command_line import run_command
from benchmarks.synthetic import (
    build_large_table,
    build_word_like_document,
    generate_documents,
)

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
    """CPU seconds of a call, with the collection of the garbage it leaves: else the next program pays for it."""
    start = time.process_time()
    run(data)
    gc.collect(0)
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
    def format_version(other: ReaderAdapter) -> str:
        try:
            return get_version(other.package)
        except importlib.metadata.PackageNotFoundError:
            return ""

    lines = [
        "# How fast documents are read",
        "",
        "Written by `python benchmarks/speed.py reading`; run it again rather than editing it. Multiples of the floor (what any",
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
            f"| {name} | {format_version(tool)} | {tool.output_kind} | "
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
    parser.add_argument("--write", type=Path, help="Chinese page; NAME.en.md beside it")
    options = parser.parse_args()
    groups = {
        "made as Word writes": [build_word_like_document(seed) for seed in range(8)]
    }
    for given in options.inputs:
        name, _, folder = given.partition("=")
        paths = (
            sorted(Path(folder).glob("*.docx"))
            if Path(folder).is_dir()
            else [Path(folder)]
        )
        groups.setdefault(name, []).extend(path.read_bytes() for path in paths)
    wanted = set(options.only.split(",")) if options.only else None
    tools = [
        tool
        for tool in list_available_adapters()
        if wanted is None or tool.name in wanted
    ]
    found = {
        name: measure_ratios(files, tools, options.seconds)
        for name, files in groups.items()
    }
    text = _render_reading_page(
        found,
        {name: len(files) for name, files in groups.items()},
        tools,
        measure_large_files(HERE) if options.large else None,
    )
    if options.write:
        write_pages(options.write, text)
    else:
        print(text)


MAX_OTHER_LOAD = 0.15  # share of the cores that other programs may take before times of the clock are not worth comparing

STAGE_TIMING_FILES = 300  # files for the split of the time


@dataclass(frozen=True)
class BatchRun:
    """One run: wall and CPU seconds, peak megabytes, and what it wrote."""

    kind: str  # full or small
    files: int
    jobs: int
    n_read: int
    wall: float
    cpu: float
    parent_peak: float
    worker_peak: float
    sizes: dict[str, int]
    input_bytes: int
    other_load: float | None  # share of all cores that other programs took meanwhile


def measure_run(
    kind: str, files: list[Path], jobs: int, formats: str = "csv,parquet"
) -> BatchRun:
    """Run the program on the files, given as a folder of links to them, and watch it."""
    import psutil

    with tempfile.TemporaryDirectory(
        dir=files[0].parents[2]
    ) as home:  # a link stays on its disk
        folder, out = Path(home, "in"), Path(home, "out")
        for path in files:
            _link_file(path, folder)
        command = _build_run_command(folder, out, jobs, formats)
        with Path(home, "told.json").open("w+b") as output_file:
            start, before = time.monotonic(), _read_busy_cpu()
            process = subprocess.Popen(
                command, stdout=output_file, stderr=subprocess.DEVNULL, cwd=ROOT
            )
            parent = worker = 0
            watched = psutil.Process(process.pid)
            while True:
                done, _, used = os.wait4(process.pid, os.WNOHANG)
                if done:
                    break
                try:
                    parent = max(parent, watched.memory_info().rss)
                    worker = max(
                        [
                            worker,
                            *(
                                child.memory_info().rss
                                for child in watched.children(recursive=True)
                            ),
                        ]
                    )
                except psutil.Error:
                    pass
                time.sleep(0.1)
            wall, cpu = time.monotonic() - start, used.ru_utime + used.ru_stime
            others = max(
                0.0, (_read_busy_cpu() - before - cpu) / (wall * (os.cpu_count() or 1))
            )
            process.returncode = 0  # it has been waited for
            output_file.seek(0)
            report = json.loads(output_file.read())
        sizes: dict[str, int] = {}
        for path in out.rglob("*"):
            top = path.relative_to(out).parts[0]
            if path.is_file() and top != "volatile":
                what = top if top.startswith(".") else path.suffix
                sizes[what] = sizes.get(what, 0) + path.stat().st_size
        inputs = sum(path.stat().st_size for path in files)
    read = report["statuses"].get("ok", 0)
    return BatchRun(
        kind,
        len(files),
        jobs,
        read,
        wall,
        cpu,
        parent / 2**20,
        worker / 2**20,
        sizes,
        inputs,
        others,
    )


def _link_file(path: Path, folder: Path) -> Path:
    """Link a file into a folder, in a folder named as its own."""
    link = folder / path.parent.name / path.name
    link.parent.mkdir(parents=True, exist_ok=True)
    os.link(path, link)
    return link


def _build_run_command(
    folder: Path, out: Path, jobs: int, formats: str = "csv,parquet"
) -> list[str]:
    command = [sys.executable, "-m", "extractor", "run", str(folder), "-o", str(out)]
    return [*command, "--json", "--jobs", str(jobs), "--format", formats]


@dataclass(frozen=True)
class Rerun:
    """A run over a dataset that is there: what changed before it, and CPU seconds of all processes."""

    change: str
    cpu: float


@dataclass(frozen=True)
class RerunSeries:
    """Re-runs of one dataset after a fresh run, and whether it ends with the bytes of a fresh one."""

    files: int
    fresh_cpu: float
    reruns: tuple[Rerun, ...]
    differing_files: tuple[str, ...]


def measure_reruns(files: list[Path], jobs: int) -> RerunSeries:
    """Run all but two files, then again with nothing changed, one added, one changed, one removed.

    The last file of all replaces the content of the one that is changed.
    """
    *first, added, other = files
    with tempfile.TemporaryDirectory(dir=files[0].parents[2]) as home:
        folder, out = Path(home, "in"), Path(home, "out")
        links = [_link_file(path, folder) for path in first]
        command = _build_run_command(folder, out, jobs)
        fresh_cpu = _measure_cpu(command)
        reruns = [Rerun("nothing changed", _measure_cpu(command))]
        _link_file(added, folder)
        reruns.append(Rerun("one file added", _measure_cpu(command)))
        changed = links[len(links) // 2]
        changed.unlink()
        changed.write_bytes(other.read_bytes())
        reruns.append(Rerun("one file changed", _measure_cpu(command)))
        links[len(links) // 3].unlink()
        reruns.append(Rerun("one file removed", _measure_cpu(command)))
        fresh = Path(home, "fresh")
        _measure_cpu(_build_run_command(folder, fresh, jobs))
        differing = _list_differing_files(out, fresh)
    return RerunSeries(len(first), fresh_cpu, tuple(reruns), differing)


def _measure_cpu(command: list[str]) -> float:
    """CPU seconds of a command and of the processes it starts."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0  # it has been waited for
    return used.ru_utime + used.ru_stime


def _list_differing_files(one: Path, other: Path) -> tuple[str, ...]:
    """Files of two datasets that are not the same; times of runs are not compared."""
    states = [_hash_files(folder) for folder in (one, other)]
    names = sorted(set(states[0]) | set(states[1]))
    return tuple(name for name in names if states[0].get(name) != states[1].get(name))


def _hash_files(folder: Path) -> dict[str, str]:
    hashes = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith((".extractor/", "volatile/")):
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def _read_busy_cpu() -> float:
    """CPU seconds that the machine has worked so far."""
    import psutil

    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice)


def time_stages(files: list[Path]) -> dict[str, float]:
    """CPU milliseconds a file: reading, understanding, making rows, packing them, writing them; in one process."""
    from extractor.batch.outcome import pack_rows, unpack_rows
    from extractor.dataset.to_rows import build_file_columns
    from extractor.dataset.writer import DatasetWriter
    from extractor.formats import read
    from extractor.pipeline import Options, parse_file

    spent = dict.fromkeys(("read", "extract", "rows", "pack", "write"), 0.0)
    options = Options(lang="zh")
    parse_file(
        files[0].read_bytes(), files[0].name, options
    )  # words and patterns load once a process
    with tempfile.TemporaryDirectory() as home:
        with DatasetWriter(home, ("csv", "parquet"), "zh") as writer:
            for path in files:
                data = path.read_bytes()
                times = [time.process_time()]
                read(data, path.name)
                times.append(time.process_time())
                parsed = parse_file(data, path.name, options)
                times.append(time.process_time())
                made = build_file_columns(parsed, path="", lang="zh")
                times.append(time.process_time())
                packed = pack_rows(made)
                times.append(time.process_time())
                found = unpack_rows(packed)
                writer.add_rows(
                    {
                        "disclosures": [
                            {**row, "path": path.name} for row in found.disclosure_rows
                        ]
                    }
                )
                writer.add_lines(found.csv_by_table, found.row_counts)
                times.append(time.process_time())
                steps = [
                    after - before
                    for before, after in zip(times, times[1:], strict=False)
                ]
                steps[1] -= steps[0]  # parsing reads once more
                for name, step in zip(spent, steps, strict=True):
                    spent[name] += step
            start = time.process_time()
        spent["write"] += time.process_time() - start
    return {name: 1000 * seconds / len(files) for name, seconds in spent.items()}


def _render_batch_page(
    runs: list[BatchRun], times: dict[str, float], reruns: RerunSeries | None
) -> str:
    lines = [
        "# What a run over many files costs",
        "",
        "Written by `python benchmarks/speed.py batch` in one go, on disclosures made by `benchmarks/synthetic.py`; run it again rather",
        "than editing it. *Full* ones are copies of the samples, each of its own office and with its own figures; *small* ones",
        "are a title and five paragraphs. Only ratios mean something on another machine. CPU time is that of all processes of",
        "the run; *other programs* is the share of all cores that they took meanwhile.",
        "",
        "| files | jobs | files/s | CPU ms a file | parent, peak MB | largest worker, peak MB | other programs |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for run in runs:
        worker = f"{run.worker_peak:,.0f}" if run.jobs > 1 else "-"
        rate, cost = run.files / run.wall, 1000 * run.cpu / run.files
        others = "?" if run.other_load is None else f"{run.other_load:.0%}"
        row = [
            f"{run.files:,} {run.kind}",
            str(run.jobs),
            f"{rate:.1f}",
            f"{cost:.1f}",
            f"{run.parent_peak:,.0f}",
            worker,
            others,
        ]
        lines.append("| " + " | ".join(row) + " |")
    full = [run for run in runs if run.kind == "full"]
    lines += [
        *_render_speedup(full),
        *_render_memory_growth(full),
        *_render_memory_growth([run for run in runs if run.kind == "small"]),
        *(_render_stage_times(full, times) if times else []),
        *(_render_reruns(reruns) if reruns else []),
    ]
    for kind in ("full", "small"):
        several = [run for run in runs if run.kind == kind]
        lines += (
            _render_output_sizes(max(several, key=lambda run: run.files))
            if several
            else []
        )
    python = f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    return "\n".join([*lines, "", f"{python}.", ""])


def _render_speedup(runs: list[BatchRun]) -> list[str]:
    """Files a second with two jobs over those with one, of the runs over as many files."""
    by = {(run.files, run.jobs): run for run in runs}
    one, two = (
        next((r for r in runs if r.jobs == jobs and (r.files, 3 - jobs) in by), None)
        for jobs in (1, 2)
    )
    if not one or not two:
        return []
    lines = [
        "",
        f"Two jobs do {one.wall / two.wall:.2f} times the files of one in the same time ({one.files:,} files).",
    ]
    if max(one.other_load or 0.0, two.other_load or 0.0) > MAX_OTHER_LOAD:
        lines += [
            "The machine was used by others meanwhile, so that times of the clock, and this ratio, say little; CPU time and",
            "memory hold, though CPU time is dearer there.",
        ]
    return lines


def _render_memory_growth(runs: list[BatchRun]) -> list[str]:
    """Peaks of memory from the fewest to the most files."""
    many = sorted((run for run in runs if run.jobs == 2), key=lambda run: run.files)
    if len(many) < 2:
        return []
    small, large = many[0], many[-1]
    each = (large.parent_peak - small.parent_peak) * 2**20 / (large.files - small.files)
    return [
        "",
        f"From {small.files:,} to {large.files:,} {large.kind} files the parent's peak goes from {small.parent_peak:,.0f} to "
        f"{large.parent_peak:,.0f} MB ({each:,.0f} bytes a file),",
        f"that of the largest worker from {small.worker_peak:,.0f} to {large.worker_peak:,.0f} MB.",
    ]


def _render_stage_times(runs: list[BatchRun], times: dict[str, float]) -> list[str]:
    """Where the time goes, and what a run costs beside extraction alone."""
    lines = [
        "",
        "Where the time goes, CPU milliseconds a full file in one process:",
        "",
        "| " + " | ".join(times) + " | together |",
        "|" + "---:|" * (len(times) + 1),
        "| "
        + " | ".join(f"{value:.2f}" for value in times.values())
        + f" | {sum(times.values()):.2f} |",
        "",
        "(*pack* makes the rows into lines and deflates them, *write* gives CSV and Parquet.)",
    ]
    one = max(
        (run for run in runs if run.jobs == 1), key=lambda run: run.files, default=None
    )
    if one:
        cost = 1000 * one.cpu / one.files / (times["read"] + times["extract"])
        lines += [
            "",
            f"A run with one job costs {cost:.2f} times complete extraction alone (read + extract, called file by file), the start",
            "of the program with it. It may cost less than the sum of its parts: a run has Python look for garbage less often.",
        ]
    return lines


def _render_reruns(series: RerunSeries) -> list[str]:
    """What runs over a finished dataset cost, as shares of a fresh run."""
    ending = (
        "Afterwards every table has the bytes of a fresh run over the same files."
        if not series.differing_files
        else f"Afterwards these differ from a fresh run: {', '.join(series.differing_files)}."
    )
    return [
        "",
        f"Runs over the dataset of {series.files:,} full files, CPU time of all processes as a share of the fresh run:",
        "",
        "| since the run before | share of a fresh run |",
        "|---|---:|",
        *(
            f"| {run.change} | {run.cpu / series.fresh_cpu:.2%} |"
            for run in series.reruns
        ),
        "",
        ending,
    ]


def _render_output_sizes(run: BatchRun) -> list[str]:
    names = {
        ".csv": "CSV",
        ".parquet": "Parquet",
        ".extractor": "finished work, for the next run",
        ".json": "datapackage.json",
    }
    lines = [
        "",
        f"What {run.files:,} {run.kind} files of {run.input_bytes / 2**20:,.0f} MB become:",
        "",
        "| what | MB |",
        "|---|---:|",
    ]
    return lines + [
        f"| {names.get(kind, kind)} | {size / 2**20:,.1f} |"
        for kind, size in sorted(run.sizes.items())
    ]


def _parse_run_plan(text: str) -> list[tuple[int, int]]:
    """``2000x1,2000x2`` as numbers of files and jobs."""
    pairs = (each.split("x") for each in text.split(",") if each)
    return [(int(files), int(jobs)) for files, jobs in pairs]


def measure_batches() -> None:
    """Make the files, run all, print each as it is done, print or write the page."""
    parser = argparse.ArgumentParser(description="Measure runs over many files.")
    parser.add_argument(
        "--full",
        type=_parse_run_plan,
        default="2000x1,2000x2,1000x2,10000x2",
        help="FILESxJOBS, comma separated",
    )
    parser.add_argument(
        "--small",
        type=_parse_run_plan,
        default="1000x2,10000x2,100000x2",
        help="the same for small files",
    )
    parser.add_argument(
        "--rerun",
        type=int,
        default=10_000,
        help="full files of the dataset that is run again (0: none)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="where to make the files (default: the system's temporary folder)",
    )
    parser.add_argument("--write", type=Path, help="Chinese page; NAME.en.md beside it")
    options = parser.parse_args()
    runs, times, reruns = [], dict[str, float](), None
    with tempfile.TemporaryDirectory(dir=options.folder) as home:
        for kind, asked in (("full", options.full), ("small", options.small)):
            if not asked:
                continue
            generate_documents(
                str(Path(home, kind)),
                str(max(count for count, _ in asked) + 2),
                *(["small"] if kind == "small" else []),
            )
            files = sorted(Path(home, kind).rglob("*.docx"))
            if kind == "full":
                times = time_stages(files[:STAGE_TIMING_FILES])
                print(times, flush=True)
            for count, jobs in asked:
                runs.append(measure_run(kind, files[:count], jobs))
                print(runs[-1], flush=True)
            if kind == "full" and options.rerun:
                reruns = measure_reruns(files[: options.rerun + 2], 2)
                print(reruns, flush=True)
    runs.sort(key=lambda run: (run.kind, run.files, run.jobs))
    page = _render_batch_page(runs, times, reruns)
    if options.write:
        write_pages(options.write, page)
    else:
        print(page)


FRAME_COUNTER_SCRIPT = """async () => {
  const times = [];
  let last = performance.now();
  let going = true;
  const frame = (now) => { times.push(now - last); last = now; if (going) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.stopFrames = () => { going = false; return times.slice(1); };
}"""


def measure_scrolling(page: Any, steps: int = 60) -> tuple[float, float, float, float]:
    """Milliseconds between frames while the wheel turns: median, 95 of 100, most; and the share of late frames."""
    page.mouse.move(500, 500)
    page.evaluate(FRAME_COUNTER_SCRIPT)
    for _ in range(steps):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(16)
    times = sorted(page.evaluate("() => window.stopFrames()"))
    middle = statistics.median(times)
    return (
        middle,
        times[int(len(times) * 0.95)],
        times[-1],
        sum(t > 2 * middle for t in times) / len(times),
    )


def measure_review_page() -> None:
    import extractor
    from extractor.review import write_review
    from tests.browser import open_browser

    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--dataset", type=Path, help="a dataset that is there instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if options.dataset is None:
            inputs = folder / "inputs"
            inputs.mkdir()
            generate_documents(str(inputs), str(options.documents))
            dataset = extractor.convert(
                inputs, folder / "ds", formats=("parquet",), jobs=os.cpu_count() or 1
            )
        else:
            dataset = extractor.open_dataset(options.dataset)
        before = time.process_time()
        written = write_review(dataset, folder / "page.html")
        spent = time.process_time() - before
        size = written.page.stat().st_size
        with open_browser() as opened:
            page = opened.new_page(viewport={"width": 1280, "height": 860})
            page.goto(written.page.as_uri())
            page.wait_for_selector("html[data-ready]")
            timing = page.evaluate(
                "() => { const n = performance.getEntriesByType('navigation')[0];"
                " return [n.domContentLoadedEventEnd, performance.memory ? performance.memory.usedJSHeapSize : 0]; }"
            )
            ready = page.evaluate(
                "() => performance.getEntriesByName('ready')[0].startTime"
            )
            listed = measure_scrolling(page)
            page.evaluate(
                "() => { const a = document.querySelector('.documents a'); window.t0 = performance.now(); a.click(); }"
            )
            page.wait_for_selector("#page")
            shown = page.evaluate(
                "() => performance.getEntriesByName('shown').at(-1).startTime - window.t0"
            )
            page.wait_for_timeout(500)
            read = measure_scrolling(page)
            heap = page.evaluate(
                "() => performance.memory ? performance.memory.usedJSHeapSize : 0"
            )
            version = opened.version
    rows = [
        ("documents", f"{written.document_count}"),
        (
            "weight of the page",
            f"{size / 1e6:.1f} MB ({size / written.document_count / 1e3:.1f} kB a document)",
        ),
        ("writing it", f"{spent:.1f} s of CPU"),
        (
            "from opening until the list can be used",
            f"{ready / 1e3:.2f} s (the file parsed after {timing[0] / 1e3:.2f} s)",
        ),
        ("from a click until a document is shown", f"{shown:.0f} ms"),
        ("memory of its script", f"{heap / 1e6:.0f} MB"),
        (
            "scrolling the list: between frames",
            "median {:.0f} ms, 95 of 100 within {:.0f} ms, longest {:.0f} ms, late {:.1%}".format(
                *listed
            ),
        ),
        (
            "scrolling a document: between frames",
            "median {:.0f} ms, 95 of 100 within {:.0f} ms, longest {:.0f} ms, late {:.1%}".format(
                *read
            ),
        ),
    ]
    text = (
        "# The review page of many documents\n\n"
        f"`python benchmarks/speed.py review`: {written.document_count} documents (the samples, each with other words), Chromium {version.split('.')[0]} "
        f"without a window or graphics card, Python {platform.python_version()}, {os.cpu_count()} cores shared with other work. "
        "The times are of this one run; a page is drawn by software here, so that a desk computer draws faster.\n\n"
        "| | |\n|---|---|\n"
        + "".join(f"| {what} | {value} |\n" for what, value in rows)
    )
    write_pages(ROOT / "docs" / "benchmarks-review.md", text)
    print(text)


COMMANDS = {
    "reading": measure_reading_speed,
    "batch": measure_batches,
    "review": measure_review_page,
}


if __name__ == "__main__":
    sys.exit(run_command(COMMANDS, __doc__))
