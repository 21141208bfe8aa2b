"""What a run over a folder costs: files per second, memory of parent and workers, sizes, and where the time goes.

    python benchmarks/vary.py FOLDER 10000
    python benchmarks/batch.py FOLDER [--kept runs.json] [--write docs/benchmarks-batch.md]

Each run is a process of its own, started as a user starts it, on an empty output folder. Memory is looked at ten times
a second (resident set of the parent, and of its largest worker). Only ratios mean something on another machine, and
only CPU time on one that others use too: what other programs took of the machine is shown beside. With ``--kept``
each run is kept in a file and not done again. POSIX only (it asks the system what a child has used).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

QUIET = 0.15  # share of the cores that other programs may take before times of the clock are not worth comparing
ALONE = 300  # files for the split of the time


@dataclass(frozen=True)
class Run:
    """One run: wall and CPU seconds, peak megabytes, and what it wrote."""

    files: int
    jobs: int
    read: int
    wall: float
    cpu: float
    parent: float
    worker: float
    sizes: dict[str, int]
    inputs: int
    others: float | None  # share of all cores that other programs took meanwhile


def measured(files: list[Path], jobs: int, formats: str = "csv,parquet") -> Run:
    """Run the program on the files, given as a folder of links to them, and watch it."""
    with tempfile.TemporaryDirectory() as home:
        folder, out = Path(home, "in"), Path(home, "out")
        folder.mkdir()
        for path in files:
            os.link(path, folder / path.name)
        command = [sys.executable, "-m", "extractor", "run", str(folder), "-o", str(out), "--json"]
        command += ["--jobs", str(jobs), "--format", formats]
        with Path(home, "told.json").open("w+b") as told:
            start, before = time.monotonic(), _busy()
            process = subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL, cwd=ROOT)
            parent = worker = 0
            watched = psutil.Process(process.pid)
            while True:
                done, _, used = os.wait4(process.pid, os.WNOHANG)
                if done:
                    break
                try:
                    parent = max(parent, watched.memory_info().rss)
                    worker = max([worker, *(child.memory_info().rss for child in watched.children(recursive=True))])
                except psutil.Error:
                    pass
                time.sleep(0.1)
            wall, cpu = time.monotonic() - start, used.ru_utime + used.ru_stime
            others = max(0.0, (_busy() - before - cpu) / (wall * (os.cpu_count() or 1)))
            process.returncode = 0  # it has been waited for
            told.seek(0)
            report = json.loads(told.read())
        sizes: dict[str, int] = {}
        for path in out.rglob("*"):
            kind = path.relative_to(out).parts[0]
            if path.is_file() and kind != "volatile":
                kind = kind if kind.startswith(".") else path.suffix
                sizes[kind] = sizes.get(kind, 0) + path.stat().st_size
        inputs = sum(path.stat().st_size for path in files)
    read = report["statuses"].get("ok", 0)
    return Run(len(files), jobs, read, wall, cpu, parent / 2**20, worker / 2**20, sizes, inputs, others)


def _busy() -> float:
    """CPU seconds that the machine has worked so far."""
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice)


def split(files: list[Path]) -> dict[str, float]:
    """CPU milliseconds a file: reading, understanding, making rows, packing them, writing them; in one process."""
    from extractor.batch.task import pack, unpack
    from extractor.files import DatasetWriter
    from extractor.pipeline import Options, parse
    from extractor.readers import read
    from extractor.rows import rows

    spent = dict.fromkeys(("read", "extract", "rows", "pack", "write"), 0.0)
    options = Options(lang="zh")
    parse(files[0].read_bytes(), files[0].name, options)  # words and patterns load once a process
    with tempfile.TemporaryDirectory() as home:
        with DatasetWriter(home, ("csv", "parquet"), "zh") as writer:
            for path in files:
                data = path.read_bytes()
                times = [time.process_time()]
                read(data, path.name)
                times.append(time.process_time())
                parsed = parse(data, path.name, options)
                times.append(time.process_time())
                made = rows(parsed, path="", lang="zh")
                times.append(time.process_time())
                packed = pack(made)
                times.append(time.process_time())
                found = unpack(packed)
                writer.add({"documents": [{**row, "path": path.name} for row in found.documents]})
                writer.add_lines(found.lines, found.counts)
                times.append(time.process_time())
                steps = [after - before for before, after in zip(times, times[1:], strict=False)]
                steps[1] -= steps[0]  # parsing reads once more
                for name, step in zip(spent, steps, strict=True):
                    spent[name] += step
            start = time.process_time()
        spent["write"] += time.process_time() - start
    return {name: 1000 * seconds / len(files) for name, seconds in spent.items()}


def _page(runs: list[Run], times: dict[str, float]) -> str:
    lines = [
        "# What a run over many files costs",
        "",
        "Written by `python benchmarks/batch.py` on disclosures made by `benchmarks/vary.py`; run it again rather than",
        "editing it. Only ratios mean something on another machine. CPU time is that of all processes of the run.",
        "",
        "| files | jobs | files/s | CPU ms a file | parent, peak MB | largest worker, peak MB | other programs |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for run in runs:
        worker = f"{run.worker:,.0f}" if run.jobs > 1 else "-"
        rate, cost = run.files / run.wall, 1000 * run.cpu / run.files
        others = "?" if run.others is None else f"{run.others:.0%}"
        row = [f"{run.files:,}", str(run.jobs), f"{rate:.1f}", f"{cost:.1f}", f"{run.parent:,.0f}", worker, others]
        lines.append("| " + " | ".join(row) + " |")
    by = {(run.files, run.jobs): run for run in runs}
    one, two = (next((r for r in runs if r.jobs == jobs and (r.files, 3 - jobs) in by), None) for jobs in (1, 2))
    if one and two and max(one.others or 0.0, two.others or 0.0) <= QUIET:
        ratio = one.wall / two.wall
        lines += ["", f"Two jobs do {ratio:.2f} times the files of one in the same time ({one.files:,} files)."]
    elif one and two:
        lines += [
            "",
            "*Other programs* is the share of all cores that they took meanwhile. Of a machine that is used like this one,",
            "times of the clock say nothing, so none are compared; CPU time and memory hold, though CPU time is dearer there.",
        ]
    many = [run for run in runs if run.jobs == 2]
    small, large = min(many, key=lambda r: r.files), max(many, key=lambda r: r.files)
    if small is not large:
        lines += [
            "",
            f"From {small.files:,} to {large.files:,} files the parent's peak goes from {small.parent:,.0f} to "
            f"{large.parent:,.0f} MB,",
            f"that of the largest worker from {small.worker:,.0f} to {large.worker:,.0f} MB.",
        ]
    alone = times["read"] + times["extract"]
    whole = sum(times.values())
    lines += [
        "",
        "Where the time goes, CPU milliseconds a file in one process:",
        "",
        "| " + " | ".join(times) + " | together |",
        "|" + "---:|" * (len(times) + 1),
        "| " + " | ".join(f"{value:.2f}" for value in times.values()) + f" | {whole:.2f} |",
        "",
        "(*pack* makes the rows into lines and deflates them, *write* gives CSV and Parquet.)",
    ]
    if one:
        cost = 1000 * one.cpu / one.files
        lines += [
            "",
            f"A run with one job costs {cost / alone:.2f} times complete extraction alone (read + extract), the start of",
            "the program with it.",
        ]
    lines += [
        "",
        f"What {large.files:,} files of {large.inputs / 2**20:,.0f} MB become:",
        "",
        "| what | MB |",
        "|---|---:|",
    ]
    names = {
        ".csv": "CSV",
        ".parquet": "Parquet",
        ".extractor": "finished work, for the next run",
        ".json": "datapackage.json",
    }
    lines += [f"| {names.get(kind, kind)} | {size / 2**20:,.1f} |" for kind, size in sorted(large.sizes.items())]
    python = f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    return "\n".join([*lines, "", f"{python}.", ""])


def main() -> None:
    """Run all, print each as it is done, print or write the page."""
    parser = argparse.ArgumentParser(description="Measure runs over many files.")
    parser.add_argument("folder", type=Path, help="what benchmarks/vary.py made")
    parser.add_argument("--runs", default="2000x1,2000x2,1000x2,10000x2", help="FILESxJOBS, comma separated")
    parser.add_argument("--kept", type=Path, help="file (JSON) that keeps runs")
    parser.add_argument("--write", type=Path, help="file for the page")
    told = parser.parse_args()
    files = sorted(told.folder.rglob("*.docx"))
    kept = json.loads(told.kept.read_text(encoding="utf-8")) if told.kept and told.kept.exists() else []
    times = split(files[:ALONE])
    print(times, flush=True)
    runs = [Run(**run) for run in kept]
    for each in told.runs.split(","):
        count, jobs = (int(number) for number in each.split("x"))
        if any((run.files, run.jobs) == (count, jobs) for run in runs):
            continue
        runs.append(measured(files[:count], jobs))
        print(runs[-1], flush=True)
        if told.kept:
            told.kept.write_text(json.dumps([asdict(run) for run in runs]), encoding="utf-8")
    runs.sort(key=lambda run: (run.files, run.jobs))
    page = _page(runs, times)
    if told.write:
        told.write.write_text(page, encoding="utf-8", newline="\n")
    else:
        print(page)


if __name__ == "__main__":
    main()
