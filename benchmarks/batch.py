"""What a run over a folder costs: files per second, memory of parent and workers, sizes, and where the time goes.

    python benchmarks/batch.py --write docs/benchmarks-batch.md

Makes the files it needs (``benchmarks/vary.py``) in a temporary folder and takes some twenty minutes on two cores.
Each run is a process of its own, started as a user starts it, on an empty output folder. Memory is looked at ten times
a second (resident set of the parent, and of its largest worker). Only ratios mean something on another machine, and
only CPU time on one that others use too: what other programs took of the machine is shown beside. POSIX only (it asks
the system what a child has used).
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
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.vary import generate_documents as vary

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
    with tempfile.TemporaryDirectory(
        dir=files[0].parents[2]
    ) as home:  # a link stays on its disk
        folder, out = Path(home, "in"), Path(home, "out")
        folder.mkdir()
        for path in files:
            place = folder / path.parent.name
            place.mkdir(exist_ok=True)
            os.link(path, place / path.name)
        command = [
            sys.executable,
            "-m",
            "extractor",
            "run",
            str(folder),
            "-o",
            str(out),
            "--json",
        ]
        command += ["--jobs", str(jobs), "--format", formats]
        with Path(home, "told.json").open("w+b") as told:
            start, before = time.monotonic(), _read_busy_cpu()
            process = subprocess.Popen(
                command, stdout=told, stderr=subprocess.DEVNULL, cwd=ROOT
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
            told.seek(0)
            report = json.loads(told.read())
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


def _read_busy_cpu() -> float:
    """CPU seconds that the machine has worked so far."""
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice)


def time_stages(files: list[Path]) -> dict[str, float]:
    """CPU milliseconds a file: reading, understanding, making rows, packing them, writing them; in one process."""
    from extractor.batch.task import pack_rows, unpack_rows
    from extractor.dataset.to_rows import build_file_rows
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
                made = build_file_rows(parsed, path="", lang="zh")
                times.append(time.process_time())
                packed = pack_rows(made)
                times.append(time.process_time())
                found = unpack_rows(packed)
                writer.add_rows(
                    {
                        "documents": [
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


def _render_batch_page(runs: list[BatchRun], times: dict[str, float]) -> str:
    lines = [
        "# What a run over many files costs",
        "",
        "Written by `python benchmarks/batch.py` in one go, on disclosures made by `benchmarks/vary.py`; run it again rather",
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
        "--folder",
        type=Path,
        help="where to make the files (default: the system's temporary folder)",
    )
    parser.add_argument("--write", type=Path, help="file for the page")
    told = parser.parse_args()
    runs, times = [], dict[str, float]()
    with tempfile.TemporaryDirectory(dir=told.folder) as home:
        for kind, asked in (("full", told.full), ("small", told.small)):
            if not asked:
                continue
            vary(
                str(Path(home, kind)),
                str(max(count for count, _ in asked)),
                *(["small"] if kind == "small" else []),
            )
            files = sorted(Path(home, kind).rglob("*.docx"))
            if kind == "full":
                times = time_stages(files[:STAGE_TIMING_FILES])
                print(times, flush=True)
            for count, jobs in asked:
                runs.append(measure_run(kind, files[:count], jobs))
                print(runs[-1], flush=True)
    runs.sort(key=lambda run: (run.kind, run.files, run.jobs))
    page = _render_batch_page(runs, times)
    if told.write:
        told.write.write_text(page, encoding="utf-8", newline="\n")
    else:
        print(page)


if __name__ == "__main__":
    measure_batches()
