"""Damaged and hostile files, random changes, interruptions: what the program and other tools do with them.

    python benchmarks/robustness.py files [--write docs/robustness-results.md] [--fuzz figures.json ...]
    python benchmarks/robustness.py fuzz --seconds 3600 [--jobs 2] [--seeds FOLDER] [--from N] [--findings FOLDER] [--write figures.json]
    python benchmarks/robustness.py interrupt FOLDER [KILLS]
    python benchmarks/robustness.py tools NAME [names of files] > lines

``files`` reads every file of the hostile set, one at a time, and writes what it cost. Seconds are CPU seconds, memory is
the peak of the worker (which holds some 45 MB when it begins).

``fuzz`` reads changed files until the time is up and keeps every file that breaks a guarantee. A case is a number: it
determines the seed file and all changes to it (``tests/hostile/mutate.py``). Each case runs in a worker that is killed
beyond its limits of time and memory. A finding becomes a test when it is fixed.

``interrupt`` kills a run again and again at random moments; the dataset at the end must be that of an undisturbed run.
It prints one line a round (a round ends when a run is let through) and fails when a byte differs.

``tools`` gives the .docx of the hostile set to one tool (of links that differ in their address only, one of each kind), in
a child that may use 60 CPU seconds and 1 GiB more than at its start. The rule is the same for all tools, ours among them:

- ``read``: a result, and none of the valid texts in the well-formed main part is missing; a damaged package that is read
  gives the text of the whole one;
- ``silent``: a result without an error, and a text is missing or differs, or it is empty though the file is no document;
- ``refused``: an exception that says what is wrong (of the tool, of the zip, the XML, the system, a ``ValueError``);
- ``raw``: a programming error (``PROGRAMMING_ERRORS``);
- ``memory``, ``hang``, ``died``: over 1 GiB, over the CPU seconds (or ten minutes), ended by a signal.

POSIX only in full.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from collections.abc import Callable

import psutil
from lxml import etree

from benchmarks.adapters import FORMATTING_CHARACTERS, USAGE_EXAMPLES, UsageExample
from benchmarks.bilingual import write_pages
from benchmarks.command_line import run_command
from extractor.batch.memory import measure_peak_memory, reset_peak_memory
from extractor.batch.worker_pool import Pool, TaskFailure, TaskLimits
from tests.hostile.catalog import list_cases
from tests.hostile.hostile_file import HostileFile
from tests.hostile.oracle import (
    CaseResult,
    build_fuzz_worker,
    find_text_difference,
    find_violation,
)
from tests.hostile.valid_files import TEXTS, render_docx


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
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--write", type=Path, default=None)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--fuzz", type=Path, nargs="*", default=[])
    options = arguments.parse_args()
    found = [
        (category, case) for category, case in list_cases() if options.only in case.name
    ]
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
    categories: dict[str, list[tuple[object, FileCost]]] = defaultdict(list)
    bad = 0
    for number, (category, case) in enumerate(found):
        cost = costs[number]
        wrong = cost.violation or (
            ""
            if cost.status in case.outcomes
            else f"{cost.status} {cost.code}, not {sorted(case.outcomes)}"
        )
        wrong = wrong or find_text_difference(case, cost.status)
        if case.bomb and (cost.cpu > 5 or cost.peak > 256):
            wrong = wrong or f"a bomb: {cost.cpu:.1f} s, {cost.peak} MB"
        if wrong or options.only:
            bad += bool(wrong)
            print(
                f"{case.name}: {cost.status} {cost.code} {cost.cpu:.2f} s {cost.peak} MB  {wrong.strip().splitlines()[-1] if wrong else ''}"
            )
        categories[f"{category}, of them bombs" if case.bomb else category].append(
            (case, cost)
        )
    lines = [
        "| category | files | outcomes | most CPU seconds | most MB |",
        "|---|---:|---|---:|---:|",
    ]
    for category, entries in categories.items():
        statuses = Counter(cost.status for _, cost in entries)
        counts = ", ".join(
            f"{name} {count}" for name, count in sorted(statuses.items())
        )
        lines.append(
            f"| {category} | {len(entries)} | {counts} | {max(c.cpu for _, c in entries):.2f} | {max(c.peak for _, c in entries)} |"
        )
    lines += ["", f"{len(found)} files, {len(found) - bad} as promised, {bad} not."]
    for path in options.fuzz:
        counts = json.loads(path.read_text(encoding="utf-8"))
        lines += ["", f"Fuzzing: {counts['cases']:,} cases in {counts['cpu_seconds']:,} CPU seconds; {counts.get('wrong', 0)} broke a promise, "
                  f"{counts.get('timeout', 0)} ran too long, {counts.get('memory', 0)} took too much memory, {counts.get('crash', 0)} ended their process; "
                  f"the slowest took {counts['slowest']} CPU seconds, the largest {counts['largest_mb']} MB."]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        head = "# The hostile set, measured\n\nWritten by `python benchmarks/robustness.py files`; run it again rather than editing it.\n\n"
        write_pages(options.write, head + text)


CASE_WALL_LIMIT = 60.0  # seconds a case may take on the clock of a busy machine

CASE_CPU_LIMIT = 10.0  # and on its own

CASE_MEMORY_LIMIT = 1 << 30


def run_fuzzing() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument(
        "--seeds",
        default=None,
        help="a folder of valid files to begin from, beside the built-in ones",
    )
    arguments.add_argument("--from", type=int, default=0, dest="first")
    arguments.add_argument("--findings", type=Path, default=None)
    arguments.add_argument("--write", type=Path, default=None)
    options = arguments.parse_args()
    from tests.hostile.seeds import list_builtin_seeds, load_seeds

    seeds = list_builtin_seeds() + (
        load_seeds(Path(options.seeds)) if options.seeds else []
    )
    pool: Pool[CaseResult] = Pool(
        options.jobs,
        build_fuzz_worker,
        (options.seeds,),
        TaskLimits(CASE_WALL_LIMIT, CASE_MEMORY_LIMIT),
    )
    figures: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    slowest, largest, spent, number, pending = 0.0, 0, 0.0, options.first, 0
    stopped: list[int] = []
    signal.signal(
        signal.SIGTERM, lambda *_: stopped.append(1)
    )  # an early end is no loss: what was done is told
    while (spent < options.seconds and not stopped) or pending:
        while spent < options.seconds and not stopped and pool.has_capacity():
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
                _save_finding(options.findings, seeds, case, wrong)
    pool.close()
    report = {
        **figures,
        "statuses": dict(sorted(statuses.items())),
        "slowest": round(slowest, 2),
        "largest_mb": largest,
        "cpu_seconds": round(_measure_total_cpu()),
    }
    report = {
        "from": options.first,
        "behind": number,
        "timeout": 0,
        "memory": 0,
        "crash": 0,
        "wrong": 0,
    } | report
    print(json.dumps(report, indent=1))
    if options.write:
        options.write.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _save_finding(folder: Path | None, seeds: list, case: int, violation: str) -> None:
    from tests.hostile.mutate import make_mutant

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
        (folder / f"{case}.note").write_text(
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


def hash_files(out: Path) -> dict[str, str]:
    """Hashes of the files of a dataset, by their paths."""
    paths = [*sorted(out.glob("*")), *sorted((out / "audit").glob("*"))]
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file()
    }


def run_interruptions(folder: str, kills: str = "30") -> int:
    """Returns 1 when a resumed run gave other bytes."""
    dice = random.Random(1)
    left = int(kills)
    with tempfile.TemporaryDirectory() as home:

        def command(out: str) -> list[str]:
            return [
                sys.executable,
                "-m",
                "extractor",
                "run",
                folder,
                "-o",
                str(Path(home, out)),
                "--jobs",
                "2",
                "--json",
            ]

        start = time.monotonic()
        subprocess.run(command("calm"), stdout=subprocess.DEVNULL, check=False)
        length = time.monotonic() - start
        calm = hash_files(Path(home, "calm"))
        print(f"undisturbed: {length:.1f} s, {len(calm)} files")
        disturbed = 0
        while left > 0:
            disturbed += 1
            out = f"disturbed{disturbed}"
            met = 0
            while left > 0:
                process = subprocess.Popen(
                    command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                time.sleep(dice.uniform(0.05, length))
                process.send_signal(signal.SIGKILL)
                if process.wait() != -signal.SIGKILL:  # it had ended before
                    break
                met += 1
                left -= 1
            done = subprocess.run(command(out), capture_output=True, check=False)
            report = json.loads(done.stdout)
            same = hash_files(Path(home, out)) == calm
            print(
                f"{met} kills: {'the same bytes' if same else 'OTHER BYTES'}, {report['reused']} of {report['total']} kept"
            )
            if not same:
                return 1
    return 0


TOOL_CPU_LIMIT, TOOL_WALL_LIMIT, TOOL_MEMORY_LIMIT, RESTART_MEMORY = (
    60.0,
    600.0,
    1 << 30,
    1 << 28,
)

OUTCOMES = ("read", "refused", "silent", "raw", "memory", "hang", "died")

PROGRAMMING_ERRORS = (
    "KeyError", "IndexError", "LookupError", "AttributeError", "TypeError", "RecursionError", "AssertionError", "UnboundLocalError",
    "NameError", "UnicodeDecodeError", "UnicodeEncodeError", "StopIteration", "PanicException", "ZeroDivisionError", "OverflowError",
    "SystemError",
)  # fmt: skip

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def select_hostile_files() -> list[tuple[str, HostileFile]]:
    """The files, by category: every .docx, of links to other addresses only the first of its kind."""
    found, links = [], set()
    for category, case in list_cases():
        kind = case.name.split(".")
        if not case.name.endswith(".docx") or (kind[0] == "link" and kind[1] in links):
            continue
        if kind[0] == "link":
            links.add(kind[1])
        found.append((category, case))
    return found


def strip_formatting(text: str) -> str:
    return text.translate(FORMATTING_CHARACTERS)


def find_expected_texts(data: bytes) -> list[str] | None:
    """The valid texts that are in the main part, None where there is no well-formed one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > 1 << 26:
                return []
            xml = archive.read("word/document.xml")
        root = etree.fromstring(
            xml,
            etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True),
        )
    except Exception:
        return None
    there = {
        "".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")
    }
    return [text for text in TEXTS if text in there]


def classify_outcome(
    error: str,
    is_tool_error: bool,
    text: str,
    baseline_text: str,
    expected_texts: list[str] | None,
    must_match: bool,
) -> str:
    """The outcome of a file that the tool came back from."""
    if error == "MemoryError":
        return "memory"
    if error:
        return "raw" if error in PROGRAMMING_ERRORS and not is_tool_error else "refused"
    got = strip_formatting(text)
    if must_match:
        return "read" if got == strip_formatting(baseline_text) else "silent"
    if expected_texts is None:
        return "read" if got else "silent"
    return (
        "read"
        if all(strip_formatting(one) in got for one in expected_texts)
        else "silent"
    )


def _run_attack_child(name: str) -> None:
    """Reads names of files from stdin, writes what came of each to stdout."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    example = next(one for one in USAGE_EXAMPLES if one.name == name)
    baseline = example.to_output(
        example.run(render_docx(), ".docx")
    ).text  # imports, and what the tool makes of the whole file
    print(json.dumps({"baseline": baseline}), file=out, flush=True)
    for line in sys.stdin:
        data = Path(line.strip()).read_bytes()
        report: dict[str, Any] = {"error": "", "own": False, "text": ""}
        try:
            report["text"] = (
                example.to_output(example.run(data, ".docx"))
                .text.encode("utf-8", "replace")
                .decode()
            )
        except BaseException as error:  # whatever it is, it is told of
            report |= {
                "error": type(error).__name__,
                "own": type(error).__module__.split(".")[0]
                in example.exception_packages,
                "said": str(error)[:200],
            }
        print(json.dumps(report), file=out, flush=True)


class _ToolProcess:
    """A child of one tool and what it says."""

    def __init__(self, example: UsageExample) -> None:
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "tools",
            "--child",
            example.name,
        ]
        self.child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.output_lines: Queue[str] = Queue()
        threading.Thread(target=self._collect_output, daemon=True).start()
        self.baseline_text: str = json.loads(self.output_lines.get(timeout=180))[
            "baseline"
        ]
        self.baseline_memory = self.measure_memory()

    def _collect_output(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.output_lines.put(line)
        self.output_lines.put("")

    def measure_memory(self) -> int:
        """Resident bytes of the child and of what it started."""
        return sum(process.memory_info().rss for process in self._list_processes())

    def measure_cpu(self) -> float:
        """Their CPU seconds."""
        return sum(sum(process.cpu_times()[:2]) for process in self._list_processes())

    def _list_processes(self) -> Iterator[psutil.Process]:
        with contextlib.suppress(psutil.Error):
            me = psutil.Process(self.child.pid)
            for process in [me, *me.children(recursive=True)]:
                with contextlib.suppress(psutil.Error), process.oneshot():
                    yield process

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def read_file(self, path: Path) -> tuple[str, dict[str, Any], int]:
        """(what ended it or '', what it said, most bytes above its start)."""
        assert self.child.stdin is not None
        self.child.stdin.write(f"{path}\n")
        self.child.stdin.flush()
        most, since, before = 0, time.monotonic(), self.measure_cpu()
        while True:
            try:
                line = self.output_lines.get(timeout=0.03)
                return ("", json.loads(line), most) if line else ("died", {}, most)
            except Empty:
                most = max(most, self.measure_memory() - self.baseline_memory)
            if most > TOOL_MEMORY_LIMIT:
                return "memory", {}, most
            if (
                self.measure_cpu() - before > TOOL_CPU_LIMIT
                or time.monotonic() - since > TOOL_WALL_LIMIT
            ):
                return "hang", {}, most


def run_attacks(
    example: UsageExample, only: tuple[str, ...] = ()
) -> Iterator[dict[str, Any]]:
    """What became of each file, in their order."""
    worker: _ToolProcess | None = None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        for category, case in select_hostile_files():
            if only and case.name not in only:
                continue
            worker = worker or _ToolProcess(example)
            path.write_bytes(case.data)
            since = time.monotonic()
            outcome, report, most = worker.read_file(path)
            seconds = time.monotonic() - since
            if not outcome:
                outcome = classify_outcome(
                    report["error"],
                    report["own"],
                    report["text"],
                    worker.baseline_text,
                    find_expected_texts(case.data),
                    case.must_match_original,
                )
            yield {"category": category, "file": case.name, "outcome": outcome, "error": report.get("error", ""), "said": report.get("said", ""),
                   "seconds": round(seconds, 2), "mb": most >> 20}  # fmt: skip
            if outcome in ("memory", "hang", "died") or most > RESTART_MEMORY:
                worker.kill()
                worker = None
    if worker:
        worker.kill()


def measure_tool() -> None:
    """Print the outcome of one tool for each file."""
    name, *files = sys.argv[1:]
    if name == "--child":
        _run_attack_child(files[0])
        return
    example = next(one for one in USAGE_EXAMPLES if one.name == name)
    for outcome in run_attacks(example, tuple(files)):
        print(json.dumps(outcome, ensure_ascii=False), flush=True)


COMMANDS: dict[str, Callable[[], int | None]] = {
    "files": measure_hostile_files,
    "fuzz": run_fuzzing,
    "interrupt": lambda: run_interruptions(*sys.argv[1:]),
    "tools": measure_tool,
}


if __name__ == "__main__":
    sys.exit(run_command(COMMANDS, __doc__))
