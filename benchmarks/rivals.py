"""This program beside other tools, by one rule for all: speed, fidelity, broken files, the procurement table, size.

    python benchmarks/rivals.py --measure all          measure the installed tools (benchmarks/requirements.txt)
    python benchmarks/rivals.py --measure reading,table --inputs "published=FOLDER" --gold "example=FILE.docx=GOLD.json"
    python benchmarks/rivals.py                        write docs/comparison.md and comparison.en.md from benchmarks/comparison.json

What is measured goes to benchmarks/comparison.json, part by part, with versions and day; the page is made from that alone. A way of
a tool that fails on an honest file is put down as not run, with its reason. POSIX only (children are waited for with their costs).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib.metadata
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from benchmarks import procurement
from benchmarks.read import parse_required_parts
from benchmarks.ways import (
    USAGE_EXAMPLES,
    UsageExample,
    find_installed_version,
    list_usage_examples,
)

RESULTS_FILE = HERE / "comparison.json"
ROUNDS, BUDGET = (
    3,
    5.0,
)  # of each file; CPU seconds of a way for a group of files, from which on each file is read once
MAX_SLOWDOWN = 20.0  # times the floor on the samples: such a way reads no other group
PARTS = ("reading", "cold", "marks", "attacks", "table", "sizes")
FULL_PIPELINE = "extractor.extract"
SAMPLES_GROUP = "samples"


def measure_cpu() -> float:
    """CPU seconds of this process and of the programs it ran to their end."""
    own, others = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def time_call(run: Callable[[], Any]) -> float:
    start = measure_cpu()
    run()
    return measure_cpu() - start


def find_runner(name: str) -> Callable[[bytes], Any]:
    """What reads a file by the way of a name; our whole work has a name of its own."""
    if name == FULL_PIPELINE:
        import extractor

        return extractor.extract
    way = next(one for one in USAGE_EXAMPLES if one.name == name)
    return lambda data: way.run(data, ".docx")


# In children: one way each, so that no tool pays for what another has loaded


def _print_times(name: str, paths: list[str]) -> None:
    """Prints for each file the ratio of the way's median time to the floor's, and the milliseconds."""
    run = find_runner(name)
    for path in paths[:1] * 2:
        run(Path(path).read_bytes())
    used = 0.0
    for path in paths:
        data = Path(path).read_bytes()
        own, base = [], []
        for _ in range(ROUNDS):
            base.append(time_call(lambda data=data: parse_required_parts(data)))  # type: ignore[misc]
            if used < BUDGET or not own:
                try:
                    own.append(time_call(lambda data=data: run(data)))  # type: ignore[misc]
                except Exception:
                    break
                used += own[-1]
        if own:
            middle, least = statistics.median(own), statistics.median(base)
            print("\1" + json.dumps([path, middle / least, middle * 1000]), flush=True)


def _print_table_scores(name: str, cases: list[list[str]]) -> None:
    """Prints for each document the scores as printed and in yuan, and the least CPU milliseconds from bytes to rows."""
    heads = procurement.load_header_words()
    way = next((one for one in USAGE_EXAMPLES if one.name == name), None)
    for number, (path, gold) in enumerate(
        [*cases[:1], *cases]
    ):  # the first pays for the import and is not counted
        data = Path(path).read_bytes()
        wanted = procurement.load_gold_figures(Path(gold))

        def found(
            data: bytes = data,
        ) -> tuple[
            list[procurement.ProcurementFigure], list[procurement.ProcurementFigure]
        ]:
            if way is None:
                return procurement.extract_own_figures(data)
            rows, unit = procurement.find_procurement_rows(
                way.to_output(way.run(data, ".docx")), heads
            )
            return list(procurement.iter_figures(rows)), list(
                procurement.iter_figures(rows, unit)
            )

        start = measure_cpu()
        given = found()
        first = measure_cpu() - start
        slow = first > 0.3 or (way and way.is_external_program)
        least = (first if slow else min(time_call(found) for _ in range(ROUNDS))) * 1000
        if number:
            print(
                "\1"
                + json.dumps(
                    [
                        *(
                            procurement.score_figures(w, g)
                            for w, g in zip(wanted, given, strict=True)
                        ),
                        least,
                    ]
                ),
                flush=True,
            )


def _read_once(name: str, path: str) -> None:
    find_runner(name)(Path(path).read_bytes())


def run_child(*arguments: str) -> list[Any]:
    """What a child of this script printed."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=1800, check=False
    )
    if done.returncode:
        raise RuntimeError(
            done.stderr.strip().splitlines()[-1][:200]
            if done.stderr.strip()
            else f"exit {done.returncode}"
        )
    return [
        json.loads(line[1:]) for line in done.stdout.splitlines() if line[:1] == "\1"
    ]


# Measuring


def measure_reading(names: list[str], groups: dict[str, list[Path]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "files": {group: len(paths) for group, paths in groups.items()},
        "ways": {},
    }
    for name in names:
        found["ways"][name] = {}
        slow = name == "LibreOffice"
        for group, paths in groups.items():
            first = found["ways"][name].get(SAMPLES_GROUP, {}).get("ratios")
            if first and len(paths) > 1 and statistics.median(first) > MAX_SLOWDOWN:
                continue
            lines = run_child("times", name, *map(str, paths[:3] if slow else paths))
            ratios, least = (
                [round(line[1], 3) for line in lines],
                statistics.median(line[2] for line in lines),
            )
            found["ways"][name][group] = {"ratios": ratios, "ms": round(least, 3)}
        print(
            name,
            {
                group: statistics.median(one["ratios"])
                for group, one in found["ways"][name].items()
            },
            flush=True,
        )
    return found


def measure_cold_start(names: list[str], path: Path) -> dict[str, Any]:
    """Wall and CPU seconds of a new process that imports a tool and reads one file."""
    found = {}
    for name in ["", *names]:
        command = (
            [sys.executable, "-c", ""]
            if not name
            else [sys.executable, str(HERE / "ways.py"), name, str(path)]
        )
        runs = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = 0
            runs.append((time.perf_counter() - start, usage.ru_utime + usage.ru_stime))
        found[name] = [
            round(statistics.median(column), 3) for column in zip(*runs, strict=True)
        ]
        print("cold", name, found[name], flush=True)
    return found


def measure_probes(names: list[str]) -> dict[str, Any]:
    from benchmarks import marks

    return {name: marks.run_probes(name) for name in names}


def measure_robustness(
    names: list[str], lines_of: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """One letter for each file and way: where the outcomes of a way were measured before they are taken from there."""
    from benchmarks import attacks

    codes = {outcome: str(n) for n, outcome in enumerate(attacks.OUTCOMES)}
    found: dict[str, Any] = {
        "files": [[room, case.name] for room, case in attacks.select_hostile_files()],
        "outcomes": attacks.OUTCOMES,
        "ways": {},
    }
    for name in names:
        way = next(one for one in USAGE_EXAMPLES if one.name == name)
        lines = lines_of.get(name) or list(attacks.run_attacks(way))
        assert [line["file"] for line in lines] == [
            file for _, file in found["files"]
        ], name
        found["ways"][name] = {
            "outcomes": "".join(codes[line["outcome"]] for line in lines),
            "errors": dict(
                Counter(
                    line["error"] for line in lines if line["outcome"] == "raw"
                ).most_common(4)
            ),
            "seconds": max(line["seconds"] for line in lines),
            "mb": max(line["mb"] for line in lines),
        }
    return found


def measure_procurement(
    names: list[str], groups: dict[str, list[tuple[Path, Path]]]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "files": {group: len(cases) for group, cases in groups.items()},
        "ways": {},
    }
    for name in ["ours", *names]:
        found["ways"][name] = {}
        for group, cases in groups.items():
            lines = run_child(
                "table", name, json.dumps([[str(a), str(b)] for a, b in cases])
            )
            printed, yuan = (
                [
                    sum(column)
                    for column in zip(*(line[at] for line in lines), strict=True)
                ]
                for at in (0, 1)
            )
            found["ways"][name][group] = {
                "printed": printed,
                "yuan": yuan,
                "ms": round(statistics.median(line[2] for line in lines), 2),
            }
        print("table", name, found["ways"][name], flush=True)
    return found


def list_requirements(package: str, extras: tuple[str, ...] = ()) -> set[str]:
    """The distributions that a package brings, itself among them, as they are installed here."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: set[str] = set()
    waiting = [(package, extras)]
    while waiting:
        name, wanted = waiting.pop()
        key = canonicalize_name(name)
        if key in found and not wanted:
            continue
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(key)
        for line in lines:
            need = Requirement(line)
            if need.marker and not any(
                need.marker.evaluate({"extra": extra}) for extra in (*wanted, "")
            ):
                continue
            new = canonicalize_name(need.name) not in found
            if new or need.extras:
                waiting.append((need.name, tuple(need.extras) if new else ()))
    return found


def measure_sizes(names: list[str]) -> dict[str, Any]:
    """Packages, megabytes of their files, and releases on the package index (asked with pip; None where it does not answer)."""
    found = {}
    for way in [
        one
        for one in USAGE_EXAMPLES
        if one.name in names and one.variant == "default" and one.package != "soffice"
    ]:
        brought = list_requirements(
            way.package, ("docx",) if way.tool in ("markitdown", "unstructured") else ()
        )
        size = 0
        for name in brought:
            for file in importlib.metadata.files(name) or []:
                with contextlib.suppress(OSError):
                    size += Path(str(file.locate())).stat().st_size
        if way.tool == "extractor":
            size += sum(
                file.stat().st_size
                for file in (ROOT / "extractor").rglob("*")
                if file.suffix != ".pyc" and file.is_file()
            )
        releases = None
        if way.tool != "extractor":
            command = [sys.executable, "-m", "pip", "index", "versions", way.package]
            told = subprocess.run(command, capture_output=True, text=True, check=False)
            line = next(
                (
                    one
                    for one in told.stdout.splitlines()
                    if one.startswith("Available")
                ),
                "",
            )
            releases = line.count(",") + 1 if line else None
        found[way.tool] = {
            "packages": len(brought),
            "mb": round(size / 1e6),
            "releases": releases,
        }
        print("size", way.tool, found[way.tool], flush=True)
    return found


def format_json(data: dict[str, Any]) -> str:
    """The figures as JSON, innermost lists on one line each."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return (
        re.sub(
            r"\[\s+([^\[\]{}]*?)\s+\]",
            lambda found: "[" + re.sub(r"\s*\n\s*", " ", found[1]) + "]",
            text,
        )
        + "\n"
    )


def find_failure(example: UsageExample, path: Path) -> str:
    """'' where a way reads an honest file, else why not."""
    try:
        run_child("once", example.name, str(path))
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""


def main() -> None:
    """Measure parts, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--measure", default="", help=f"all, or some of {','.join(PARTS)}"
    )
    parser.add_argument(
        "--only",
        default="",
        help="tools or ways, comma separated; others keep what was measured before",
    )
    parser.add_argument(
        "--inputs",
        action="append",
        default=[],
        metavar="NAME=FOLDER",
        help="more .docx to time",
    )
    parser.add_argument(
        "--gold",
        action="append",
        default=[],
        metavar="NAME=FILE=GOLD",
        help="a document and its gold for the table",
    )
    parser.add_argument(
        "--attacked",
        action="append",
        default=[],
        metavar="WAY=FILE",
        help="what benchmarks/attacks.py WAY has printed",
    )
    parser.add_argument(
        "--trust",
        action="store_true",
        help="do not try first whether each way reads an honest file",
    )
    parser.add_argument("--data", type=Path, default=RESULTS_FILE)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    if asked.child:
        kind, name, *rest = asked.child
        if kind == "times":
            _print_times(name, rest)
        elif kind == "table":
            _print_table_scores(name, json.loads(rest[0]))
        else:
            _read_once(name, rest[0])
        return
    data: dict[str, Any] = (
        json.loads(asked.data.read_text(encoding="utf-8"))
        if asked.data.exists()
        else {}
    )
    samples = sorted((ROOT / "samples").glob("*.docx"))
    if asked.measure:
        parts = PARTS if asked.measure == "all" else tuple(asked.measure.split(","))
        there = list(list_usage_examples(asked.only))
        failed = {
            way.name: reason
            for way in there
            if not asked.trust and (reason := find_failure(way, samples[0]))
        }
        names = [way.name for way in there if way.name not in failed]
        plain = [name for name in names if name in _select_attacked_examples()]
        groups = {SAMPLES_GROUP: samples}
        for given in asked.inputs:
            group, _, folder = given.partition("=")
            groups[group] = (
                sorted(Path(folder).glob("*.docx"))
                if Path(folder).is_dir()
                else [Path(folder)]
            )
        cases = {
            SAMPLES_GROUP: [
                (path, path.parent / "expected" / f"{path.stem}.json")
                for path in samples
            ]
        }
        blind = sorted((ROOT / "tests" / "blind").glob("*.docx"))
        cases["other wordings"] = [
            (path, path.with_name(f"{path.stem}.gold.json")) for path in blind
        ]
        for given in asked.gold:
            group, path, gold = given.split("=")
            cases.setdefault(group, []).append((Path(path), Path(gold)))
        before = {}
        for given in asked.attacked:
            name, _, file = given.partition("=")
            before[name] = [
                json.loads(line)
                for line in Path(file).read_text(encoding="utf-8").splitlines()
            ]
        ours_too = [FULL_PIPELINE] if "extractor" in names else []
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "reading": lambda: measure_reading([*ours_too, *names], groups),
            "cold": lambda: measure_cold_start([*ours_too, *names], samples[0]),
            "marks": lambda: measure_probes(names),
            "attacks": lambda: measure_robustness(plain, before),
            "table": lambda: measure_procurement(names, cases),
            "sizes": lambda: measure_sizes(names),
        }
        for part in parts:
            new = makers[part]()
            old = data.get(part, {})
            if asked.only and "ways" in new and "ways" in old:
                new["ways"] = {**old["ways"], **new["ways"]}
            elif asked.only:
                new = {**old, **new}
            data[part] = new
            data.setdefault("days", {})[part] = datetime.date.today().isoformat()
        data.setdefault("versions", {}).update(
            {way.name: find_installed_version(way) for way in there}
        )
        data["failed"] = {
            **{k: v for k, v in data.get("failed", {}).items() if k not in names},
            **failed,
        }
        lxml = importlib.metadata.version("lxml")
        data["machine"] = (
            f"CPython {platform.python_version()}, lxml {lxml}, {platform.system()}, {os.cpu_count()} cores"
        )
        asked.data.write_text(format_json(data), encoding="utf-8", newline="\n")
    from benchmarks import rivals_page

    for lang, name in (("zh", "comparison.md"), ("en", "comparison.en.md")):
        (ROOT / "docs" / name).write_text(
            rivals_page.render_page(data, lang), encoding="utf-8", newline="\n"
        )


def _select_attacked_examples() -> set[str]:
    """One way of each tool: the default, or the best where the default knows no tables."""
    return {
        way.name
        for way in USAGE_EXAMPLES
        if way.variant == "default" and way.tool != "office_oxide"
    } | {"office_oxide (best)"}


if __name__ == "__main__":
    main()
