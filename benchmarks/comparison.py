"""This program beside other tools, by one rule for all: speed, fidelity, damaged files, the procurement table, size.

    python benchmarks/comparison.py --measure all          measure the installed tools (benchmarks/requirements.txt)
    python benchmarks/comparison.py --measure reading,table --inputs "published=FOLDER" --gold "example=FILE.docx=GOLD.json"
    python benchmarks/comparison.py                        write docs/comparison.md and comparison.en.md from benchmarks/comparison.json

What is measured goes to benchmarks/comparison.json, part by part, with versions and day; the page is made from that alone.
A usage example that fails on a valid file is recorded as not run, with its reason. POSIX only (it asks the system what a
child has used).

The procurement table is found as a user of each tool would: one finder for all, over the grids and the text a tool gives.
It knows the words of our lexicon, whole or within a header, joins headers of several rows, carries a project down over the
rows merged with it, and looks for 单位：元 in the table, its headers or else the text before it. Its figures are compared
with the gold of each document.
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
import statistics
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.adapters import (
    USAGE_EXAMPLES,
    ReaderOutput,
    TextGrid,
    UsageExample,
    find_installed_version,
    list_usage_examples,
)
from benchmarks.speed import parse_required_parts
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.text.normalize import match_key

CHILD_TRIES = 3

MONEY_COLUMNS = (
    "unit_price", "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account",
    "other_sources", "other_channels", "project_funds",
)  # fmt: skip

FIGURE_COLUMNS = ("quantity", *MONEY_COLUMNS)

YUAN_PER_UNIT = {"元": 1, "千元": 1000, "万元": 10000, "亿元": 100000000}

_UNIT_DECLARATION = re.compile(r"单位[:：]\s*(元|千元|万元|亿元)")

_UNIT_OF_HEADER = re.compile(r"[（(](元|千元|万元|亿元)[)）]")

_BRACKETED_TEXT = re.compile(r"[（(][^（）()]*[)）]|^其中[:：]?")

ProcurementFigure = tuple[str, str, Decimal]  # (what names the row, column, value)


class FigureScore(NamedTuple):
    """Figures of the gold, those found, those found that the gold has not."""

    gold: int
    right: int
    wrong: int


def load_header_words() -> dict[str, tuple[str, ...]]:
    """The words that head each column, as our templates have them."""
    base = load_bundled_lexicons()["base"]
    columns = ("item_name", *FIGURE_COLUMNS)
    found = {
        column: tuple(
            match_key(w) for w in base.get_words("columns.procurement", column)
        )
        for column in columns
    }
    found["item_name"] = (
        *found["item_name"],
        "采购物品",
        "物品名称",
        "品名",
    )  # our reader finds these without a word for them
    return found


def parse_number(text: str) -> Decimal | None:
    try:
        value = Decimal(match_key(text).replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def match_columns(
    grid: TextGrid, header_words: Mapping[str, tuple[str, ...]]
) -> tuple[int, dict[str, int]]:
    """(the first row of figures, which column is which): a row of figures has a number, the header is what stands above."""
    first = next(
        (
            n
            for n, row in enumerate(grid)
            if any(parse_number(cell) is not None for cell in row)
        ),
        len(grid),
    )
    names = {word: column for column, own in header_words.items() for word in own}
    head = [[match_key(cell) for cell in row] for row in grid[:first]]
    filled = [list(row) for row in head]
    for row in filled:  # what stands over several columns is given once by some tools, again in each by others
        for at in range(1, len(row)):
            row[at] = row[at] or row[at - 1]
    found: dict[str, int] = {}
    likely: dict[str, int] = {}
    for at in range(max(map(len, head), default=0)):
        own = [n for n, row in enumerate(head) if at < len(row) and row[at]]
        if not own:
            continue
        lowest = head[own[-1]][at]
        above = [
            row[at] for row in filled[: own[-1]] if at < len(row) and row[at] != lowest
        ]
        column = names.get(f"{above[-1]}/{lowest}" if above else "") or names.get(
            lowest
        )
        if column:
            found.setdefault(column, at)
        elif maybe := match_partial_header(lowest, names):
            likely.setdefault(maybe, at)
    return first, likely | found


def match_partial_header(header: str, names: Mapping[str, str]) -> str | None:
    """The column whose word is the longest within a header, brackets left out: 金额合计（万元） is an 金额."""
    text = _BRACKETED_TEXT.sub("", header)
    within = [
        word
        for word in names
        if word in text and not text.endswith(("编号", "编码", "序号", "代码"))
    ]
    return names[max(within, key=len)] if within else None


def find_procurement_rows(
    output: ReaderOutput, header_words: Mapping[str, tuple[str, ...]]
) -> tuple[list[dict[str, Any]], int | None]:
    """(rows of the procurement table, how many yuan its unit is): of all tables the one with most known headers, three at least."""
    best = max(
        output.grids,
        key=lambda grid: len(match_columns(grid, header_words)[1]),
        default=[],
    )
    first, columns = match_columns(best, header_words)
    if len(columns) < 3 or "item_name" not in columns:
        return [], None
    rows = []
    carried: str = ""
    for cells in best[first:]:

        def cell(column: str, cells: list[str] = cells) -> str:
            at = columns.get(column, len(cells))
            return cells[at] if at < len(cells) else ""

        name = match_key(cell("item_name"))
        row: dict[str, Any] = {
            column: parse_number(cell(column)) for column in FIGURE_COLUMNS
        }
        if name:
            carried = cell("project_funds") or carried
            row["project_funds"] = parse_number(carried)
        row["name"] = name or next(
            (match_key(text) for text in cells if text.strip()), ""
        )
        rows.append(row)
    return rows, find_table_unit(best, output.text)


def find_table_unit(grid: TextGrid, text: str) -> int | None:
    """Yuan in the unit that the table declares, or in the last one declared before the table."""
    declarations = [
        _UNIT_DECLARATION.search(match_key(cell)) for row in grid for cell in row
    ]
    headers = [
        _UNIT_OF_HEADER.search(match_key(cell)) for row in grid[:4] for cell in row
    ]
    inside = [match for match in declarations if match] or [
        match for match in headers if match
    ]
    if not inside:
        head = next((cell.strip() for row in grid for cell in row if cell.strip()), "")
        at = text.find(head.split("\n")[0])
        inside = list(_UNIT_DECLARATION.finditer(text[: at if at >= 0 else 0]))[-1:]
    return YUAN_PER_UNIT[inside[0].group(1)] if inside else None


def load_gold_figures(
    path: Path,
) -> tuple[list[ProcurementFigure], list[ProcurementFigure]]:
    """The figures of a document as printed, and in yuan."""
    printed, yuan = [], []
    for row in json.loads(path.read_text(encoding="utf-8"))["procurement"]:
        name = match_key(row["item_name"] or row["row_label"] or "")
        for column in FIGURE_COLUMNS:
            if name and row.get(column) is not None:
                value = Decimal(str(row[column]))
                printed.append((name, column, value))
                yuan.append(
                    (
                        name,
                        column,
                        value
                        * (
                            YUAN_PER_UNIT[row["unit"]] if column in MONEY_COLUMNS else 1
                        ),
                    )
                )
    return printed, yuan


def iter_figures(
    rows: list[dict[str, Any]], unit: int | None = 1
) -> Iterator[ProcurementFigure]:
    """The figures of found rows; money is left out where its unit is not known."""
    for row in rows:
        for column in FIGURE_COLUMNS:
            if row[column] is not None and (unit or column == "quantity"):
                yield (
                    row["name"],
                    column,
                    row[column] * (unit if unit and column in MONEY_COLUMNS else 1),
                )


def score_figures(
    wanted: list[ProcurementFigure], given: list[ProcurementFigure]
) -> FigureScore:
    left, had = Counter(wanted), Counter(given)
    right = sum((left & had).values())
    return FigureScore(len(wanted), right, len(given) - right)


def extract_own_figures(
    data: bytes,
) -> tuple[list[ProcurementFigure], list[ProcurementFigure]]:
    """The same of the table that we give: printed, and in yuan by the unit of each row."""
    import extractor

    printed, yuan = [], []
    for row in extractor.read(data).rows["procurement"]:
        name = match_key(row["item_name"] or row["row_label"] or "")
        for column in FIGURE_COLUMNS:
            value = row.get(column)
            if name and value is not None:
                printed.append((name, column, Decimal(value)))
                if row["unit"] or column == "quantity":
                    yuan.append(
                        (
                            name,
                            column,
                            Decimal(value)
                            * (
                                YUAN_PER_UNIT[row["unit"]]
                                if column in MONEY_COLUMNS
                                else 1
                            ),
                        )
                    )
    return printed, yuan


RESULTS_FILE = HERE / "comparison.json"

ROUNDS, BUDGET = (
    3,
    5.0,
)  # of each file; CPU seconds of a way for a group of files, from which on each file is read once

MAX_SLOWDOWN = (
    20.0  # times the floor on the samples: such a usage example reads no other group
)

PARTS = ("reading", "cold", "marks", "attacks", "table", "sizes")

FULL_PIPELINE = "extractor.extract"

SAMPLES_GROUP = "samples"


def measure_cpu() -> float:
    """CPU seconds of this process and of the programs it ran to their end."""
    import resource  # absent on Windows

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
    example = next(one for one in USAGE_EXAMPLES if one.name == name)
    return lambda data: example.run(data, ".docx")


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
    heads = load_header_words()
    example = next((one for one in USAGE_EXAMPLES if one.name == name), None)
    for number, (path, gold) in enumerate(
        [*cases[:1], *cases]
    ):  # the first pays for the import and is not counted
        data = Path(path).read_bytes()
        wanted = load_gold_figures(Path(gold))

        def found(
            data: bytes = data,
        ) -> tuple[list[ProcurementFigure], list[ProcurementFigure]]:
            if example is None:
                return extract_own_figures(data)
            rows, unit = find_procurement_rows(
                example.to_output(example.run(data, ".docx")), heads
            )
            return list(iter_figures(rows)), list(iter_figures(rows, unit))

        start = measure_cpu()
        given = found()
        first = measure_cpu() - start
        slow = first > 0.3 or (example and example.is_external_program)
        least = (first if slow else min(time_call(found) for _ in range(ROUNDS))) * 1000
        if number:
            print(
                "\1"
                + json.dumps(
                    [
                        *(
                            score_figures(w, g)
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
    """What a child of this script printed. One that a signal ends is tried again: some tools die once in many starts."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *arguments]
    for _ in range(CHILD_TRIES):
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=1800, check=False
        )
        if done.returncode >= 0:
            break
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
            else [sys.executable, str(HERE / "adapters.py"), name, str(path)]
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
    from benchmarks import fidelity

    return {name: fidelity.run_probes(name) for name in names}


def measure_robustness(
    names: list[str], lines_of: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """One letter for each file and way: where the outcomes of a way were measured before they are taken from there."""
    from benchmarks import robustness

    codes = {outcome: str(n) for n, outcome in enumerate(robustness.OUTCOMES)}
    found: dict[str, Any] = {
        "files": [
            [category, case.name]
            for category, case in robustness.select_hostile_files()
        ],
        "outcomes": robustness.OUTCOMES,
        "ways": {},
    }
    for name in names:
        example = next(one for one in USAGE_EXAMPLES if one.name == name)
        lines = lines_of.get(name) or list(robustness.run_attacks(example))
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
    for example in [
        one
        for one in USAGE_EXAMPLES
        if one.name in names and one.variant == "default" and one.package != "soffice"
    ]:
        brought = list_requirements(
            example.package,
            ("docx",) if example.tool in ("markitdown", "unstructured") else (),
        )
        size = 0
        for name in brought:
            for file in importlib.metadata.files(name) or []:
                with contextlib.suppress(OSError):
                    size += Path(str(file.locate())).stat().st_size
        if example.tool == "extractor":
            size += sum(
                file.stat().st_size
                for file in (ROOT / "extractor").rglob("*")
                if file.suffix != ".pyc" and file.is_file()
            )
        releases = None
        if example.tool != "extractor":
            command = [
                sys.executable,
                "-m",
                "pip",
                "index",
                "versions",
                example.package,
            ]
            listing = subprocess.run(
                command, capture_output=True, text=True, check=False
            )
            line = next(
                (
                    one
                    for one in listing.stdout.splitlines()
                    if one.startswith("Available")
                ),
                "",
            )
            releases = line.count(",") + 1 if line else None
        found[example.tool] = {
            "packages": len(brought),
            "mb": round(size / 1e6),
            "releases": releases,
        }
        print("size", example.tool, found[example.tool], flush=True)
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
    """'' where a way reads a valid file, else why not."""
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
        help="what benchmarks/robustness.py tools WAY has printed",
    )
    parser.add_argument(
        "--trust",
        action="store_true",
        help="do not try first whether each way reads a valid file",
    )
    parser.add_argument("--data", type=Path, default=RESULTS_FILE)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    if options.child:
        kind, name, *rest = options.child
        if kind == "times":
            _print_times(name, rest)
        elif kind == "table":
            _print_table_scores(name, json.loads(rest[0]))
        else:
            _read_once(name, rest[0])
        return
    data: dict[str, Any] = (
        json.loads(options.data.read_text(encoding="utf-8"))
        if options.data.exists()
        else {}
    )
    samples = sorted((ROOT / "samples").glob("*.docx"))
    if options.measure:
        parts = PARTS if options.measure == "all" else tuple(options.measure.split(","))
        there = list(list_usage_examples(options.only))
        failed = {
            example.name: reason
            for example in there
            if not options.trust and (reason := find_failure(example, samples[0]))
        }
        names = [example.name for example in there if example.name not in failed]
        plain = [name for name in names if name in _select_attacked_examples()]
        groups = {SAMPLES_GROUP: samples}
        for given in options.inputs:
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
        for given in options.gold:
            group, path, gold = given.split("=")
            cases.setdefault(group, []).append((Path(path), Path(gold)))
        before = {}
        for given in options.attacked:
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
            if options.only and "ways" in new and "ways" in old:
                new["ways"] = {**old["ways"], **new["ways"]}
            elif options.only:
                new = {**old, **new}
            data[part] = new
            data.setdefault("days", {})[part] = datetime.date.today().isoformat()
        data.setdefault("versions", {}).update(
            {example.name: find_installed_version(example) for example in there}
        )
        data["failed"] = {
            **{k: v for k, v in data.get("failed", {}).items() if k not in names},
            **failed,
        }
        lxml = importlib.metadata.version("lxml")
        data["machine"] = (
            f"CPython {platform.python_version()}, lxml {lxml}, {platform.system()}, {os.cpu_count()} cores"
        )
        options.data.write_text(format_json(data), encoding="utf-8", newline="\n")
    from benchmarks import comparison_page

    for lang, name in (("zh", "comparison.md"), ("en", "comparison.en.md")):
        (ROOT / "docs" / name).write_text(
            comparison_page.render_page(data, lang), encoding="utf-8", newline="\n"
        )


def _select_attacked_examples() -> set[str]:
    """One way of each tool: the default, or the best where the default knows no tables."""
    return {
        example.name
        for example in USAGE_EXAMPLES
        if example.variant == "default" and example.tool != "office_oxide"
    } | {"office_oxide (best)"}


if __name__ == "__main__":
    main()
