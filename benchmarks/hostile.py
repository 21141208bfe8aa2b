"""Reads every file of the hostile set, each with nothing else in its worker's way, and writes what it cost.

    python benchmarks/hostile.py [--write docs/robustness-results.md] [--fuzz figures.json ...]

Seconds are CPU seconds, memory is the peak of the worker (which holds some 45 MB when it begins). POSIX only in full.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractor.batch.memory import measure_peak_memory, reset_peak_memory
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from tests.hostile.catalog import list_cases
from tests.hostile.oracle import find_text_difference, find_violation


class FileCost(NamedTuple):
    status: str
    code: str
    violation: str
    cpu: float
    peak: int


def build_file_worker():  # type: ignore[no-untyped-def]
    from extractor.batch.task import build_task

    work = build_task("zh", None)

    def one(data: bytes, name: str) -> FileCost:
        reset_peak_memory()
        start = time.process_time()
        outcome = work(data, name)
        cpu, most = time.process_time() - start, measure_peak_memory() >> 20
        return FileCost(
            outcome.status, outcome.code, find_violation(outcome), cpu, most
        )

    return one


def measure_hostile_files() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", type=Path, default=None)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--fuzz", type=Path, nargs="*", default=[])
    asked = arguments.parse_args()
    found = [(room, case) for room, case in list_cases() if asked.only in case.name]
    pool: Pool[FileCost] = Pool(1, build_file_worker, (), TaskLimits(60.0, 1 << 30))
    costs: dict[int, FileCost] = {}
    waiting = list(enumerate(found))
    while len(costs) < len(found):
        while waiting and pool.has_capacity():
            number, (_, case) = waiting.pop(0)
            pool.submit(number, case.data, case.name)
        for number, result in pool.collect_results(timeout=5):
            costs[number] = (
                FileCost(
                    result.cause,
                    "",
                    result.cause,
                    result.seconds,
                    result.peak_bytes >> 20,
                )
                if isinstance(result, TaskFailure)
                else result
            )
    pool.close()
    rooms: dict[str, list[tuple[object, FileCost]]] = defaultdict(list)
    bad = 0
    for number, (room, case) in enumerate(found):
        cost = costs[number]
        wrong = cost.violation or (
            ""
            if cost.status in case.outcomes
            else f"{cost.status} {cost.code}, not {sorted(case.outcomes)}"
        )
        wrong = wrong or find_text_difference(case, cost.status)
        if case.bomb and (cost.cpu > 5 or cost.peak > 256):
            wrong = wrong or f"a bomb: {cost.cpu:.1f} s, {cost.peak} MB"
        if wrong or asked.only:
            bad += bool(wrong)
            print(
                f"{case.name}: {cost.status} {cost.code} {cost.cpu:.2f} s {cost.peak} MB  {wrong.strip().splitlines()[-1] if wrong else ''}"
            )
        rooms[f"{room}, of them bombs" if case.bomb else room].append((case, cost))
    lines = [
        "| room | files | outcomes | most CPU seconds | most MB |",
        "|---|---:|---|---:|---:|",
    ]
    for room, entries in rooms.items():
        statuses = Counter(cost.status for _, cost in entries)
        told = ", ".join(f"{name} {count}" for name, count in sorted(statuses.items()))
        lines.append(
            f"| {room} | {len(entries)} | {told} | {max(c.cpu for _, c in entries):.2f} | {max(c.peak for _, c in entries)} |"
        )
    lines += ["", f"{len(found)} files, {len(found) - bad} as promised, {bad} not."]
    for path in asked.fuzz:
        told = json.loads(path.read_text(encoding="utf-8"))
        lines += ["", f"Fuzzing: {told['cases']:,} cases in {told['cpu_seconds']:,} CPU seconds; {told.get('wrong', 0)} broke a promise, "
                  f"{told.get('timeout', 0)} ran too long, {told.get('memory', 0)} took too much memory, {told.get('crash', 0)} ended their process; "
                  f"the slowest took {told['slowest']} CPU seconds, the largest {told['largest_mb']} MB."]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    if asked.write:
        head = "# The hostile set, measured\n\nWritten by `python benchmarks/hostile.py`; run it again rather than editing it.\n\n"
        asked.write.write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    measure_hostile_files()
