"""Throws changed files at the program until the time is up; keeps every file that breaks a promise.

    python benchmarks/fuzz.py --seconds 3600 [--jobs 2] [--seeds FOLDER] [--from N] [--findings FOLDER] [--write figures.json]

A case is a number: it tells the seed file and all that happens to it (``tests/hostile/mutate.py``). Each case runs in a
worker that is killed beyond its limits of time and memory. Seconds are CPU seconds, of the cases and of their judging.
What is found is kept under its number, with what was wrong; such a file becomes a test when it is mended.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from tests.hostile.mutate import make_mutant
from tests.hostile.oracle import CaseResult, build_fuzz_worker
from tests.hostile.seeds import list_builtin_seeds, load_seeds

CASE_WALL_LIMIT = 60.0  # seconds a case may take on the clock of a busy machine
CASE_CPU_LIMIT = 10.0  # and on its own
CASE_MEMORY_LIMIT = 1 << 30


def run_fuzzing() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument(
        "--seeds",
        default=None,
        help="a folder of honest files to begin from, beside the built-in ones",
    )
    arguments.add_argument("--from", type=int, default=0, dest="first")
    arguments.add_argument("--findings", type=Path, default=None)
    arguments.add_argument("--write", type=Path, default=None)
    asked = arguments.parse_args()
    seeds = list_builtin_seeds() + (
        load_seeds(Path(asked.seeds)) if asked.seeds else []
    )
    pool: Pool[CaseResult] = Pool(
        asked.jobs,
        build_fuzz_worker,
        (asked.seeds,),
        TaskLimits(CASE_WALL_LIMIT, CASE_MEMORY_LIMIT),
    )
    figures: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    slowest, largest, spent, number, pending = 0.0, 0, 0.0, asked.first, 0
    stopped: list[int] = []
    signal.signal(
        signal.SIGTERM, lambda *_: stopped.append(1)
    )  # an early end is no loss: what was done is told
    while (spent < asked.seconds and not stopped) or pending:
        while spent < asked.seconds and not stopped and pool.has_capacity():
            pool.submit(number, b"", str(number))
            number, pending = number + 1, pending + 1
        for case, result in pool.collect_results(timeout=1):
            pending -= 1
            figures["cases"] += 1
            if isinstance(result, TaskFailure):
                wrong, spent = (
                    f"{result.cause} after {result.seconds:.1f} s, {result.peak_bytes >> 20} MB, exit {result.exit_code}",
                    spent + result.seconds,
                )
                figures[result.cause] += 1
            else:
                wrong, spent = (
                    result.violation,
                    spent + result.cpu * 1.2,
                )  # judging, and making the case
                statuses[result.status] += 1
                slowest, largest = max(slowest, result.cpu), max(largest, result.peak)
                if result.cpu > CASE_CPU_LIMIT:
                    wrong = wrong or f"{result.cpu:.1f} CPU seconds"
                    figures["timeout"] += 1
                elif wrong:
                    figures["wrong"] += 1
            if wrong:
                _save_finding(asked.findings, seeds, case, wrong)
    pool.close()
    told = {
        **figures,
        "statuses": dict(sorted(statuses.items())),
        "slowest": round(slowest, 2),
        "largest_mb": largest,
        "cpu_seconds": round(_measure_total_cpu()),
    }
    told = {
        "from": asked.first,
        "behind": number,
        "timeout": 0,
        "memory": 0,
        "crash": 0,
        "wrong": 0,
    } | told
    print(json.dumps(told, indent=1))
    if asked.write:
        asked.write.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _save_finding(folder: Path | None, seeds: list, case: int, violation: str) -> None:
    found = make_mutant(seeds, case)
    last = violation.strip().splitlines()[-1]
    print(
        f"case {case} ({found.seed.name}, {found.method}): {last}",
        file=sys.stderr,
        flush=True,
    )
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{case}.{found.seed.kind}").write_bytes(found.data)
        (folder / f"{case}.txt").write_text(
            f"{found.seed.name} {found.method}\n{violation}\n",
            encoding="utf-8",
            errors="replace",
        )


def _measure_total_cpu() -> float:
    """CPU seconds of this process and of its workers, where the system tells; they have ended."""
    try:
        import resource
    except ImportError:
        return float("nan")
    used = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    run_fuzzing()
