"""From Word to the procurement table: what each tool gives of it in one call, and what that costs.

    python benchmarks/rivals.py [--write docs/rivals.md] [--folder samples]

The facts are those of the authored samples (samples/expected): every printed figure of every procurement row. A figure is
*there* when some table holds it in the row of its thing; *named* when the words of its own column stand above it in that
table; its unit is *data* when the tool says which unit of money it is in. CPU time is from the bytes to the table, the import of the
tool aside, as multiples of ours (which audits the document besides).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from others import Grid, available, version  # noqa: E402

import extractor  # noqa: E402
from extractor.language.fold import squeeze  # noqa: E402
from extractor.template import built_in  # noqa: E402

MONEY = (
    "unit_price", "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account",
    "other_sources", "other_channels", "project_funds",
)  # fmt: skip
FIGURES = ("quantity", *MONEY)
ROUNDS = 5
WITHOUT_TABLES = {"extractor", "extractor, second count", "python-docx, style names", "office_oxide text", "docx2txt"}


def facts(expected: Path) -> Iterator[tuple[str, str, Decimal]]:
    """(what names the row, column, figure) of each printed figure of the procurement rows."""
    for row in json.loads(expected.read_text(encoding="utf-8"))["procurement"]:
        name = row["item_name"] or row["row_label"]
        for column in FIGURES:
            if name and row.get(column) is not None:
                yield squeeze(name), column, Decimal(str(row[column]))


def words() -> dict[str, tuple[str, ...]]:
    """The words that head each column, as the program's templates have them."""
    base = built_in()["base"]
    return {column: tuple(base.words_of("columns.procurement", column)) for column in FIGURES}


def number(text: str) -> Decimal | None:
    try:
        return Decimal(squeeze(text).replace(",", ""))
    except InvalidOperation:
        return None


def seen(grids: list[Grid], wanted: list[tuple[str, str, Decimal]], heads: dict[str, tuple[str, ...]]) -> Counter[str]:
    """How many figures stand in the row of their thing, and how many of them below the words of their column."""
    found: Counter[str] = Counter()
    for name, column, figure in wanted:
        best = 0
        for grid in grids:
            for row in grid:
                if not any(squeeze(cell) == name for cell in row):
                    continue
                at = [i for i, cell in enumerate(row) if number(cell) == figure]
                above = [squeeze(other[i]) for i in at for other in grid if i < len(other) and number(other[i]) is None]
                best = max(best, bool(at) + any(word in above for word in heads[column]))
        found["there"] += best > 0
        found["named"] += best > 1
    return found


def ours(data: bytes, wanted: list[tuple[str, str, Decimal]]) -> Counter[str]:
    """The same of our records: their columns are named, their unit is known."""
    found: Counter[str] = Counter()
    rows = extractor.read(data).rows["procurement"]
    for name, column, figure in wanted:
        own = [r for r in rows if squeeze(r["item_name"] or r["row_label"] or "") == name and r[column] == figure]
        found.update({"there": bool(own), "named": bool(own)})
        found["known"] += any(r["unit"] for r in own) and column in MONEY
    return found


def seconds(run: Callable[[bytes], Any], data: bytes) -> float:
    """CPU seconds of one call, the least of some."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run(data)
        taken.append(time.process_time() - start)
    return min(taken)


def measure(folder: Path) -> list[tuple[str, str, Counter[str], float]]:
    """A row for each tool: name, version, counts, CPU time as a multiple of ours (median over the files)."""
    heads = words()
    cases = [
        (path.read_bytes(), list(facts(folder / "expected" / f"{path.stem}.json"))) for path in sorted(folder.glob("*.docx"))
    ]
    cases = [case for case in cases if case[1]]
    mine = [seconds(extractor.extract, data) for data, _ in cases]
    total = sum((ours(*case) for case in cases), Counter[str]())
    total["facts"] = sum(len(wanted) for _, wanted in cases)
    total["money"] = sum(column in MONEY for _, wanted in cases for _, column, _ in wanted)
    table = [("**extractor** (with checks)", version("extractor"), total, 1.0)]
    for other in available():
        if other.name in WITHOUT_TABLES:
            continue
        counts, ratios = Counter[str](), []
        for (data, wanted), own in zip(cases, mine, strict=True):
            counts += seen(other.show(other.run(data)).grids, wanted, heads)
            ratios.append(seconds(other.run, data) / own)
        table.append((other.name, version(other.package), counts, statistics.median(ratios)))
    return table


def page(table: list[tuple[str, str, Counter[str], float]]) -> str:
    """The page of docs."""
    total = table[0][2]
    lines = [
        "# From Word to the procurement table",
        "",
        "Written by `python benchmarks/rivals.py`; run it again rather than editing it. What each tool gives in one call of the",
        f"{total['facts']} figures that the procurement tables of the authored samples print ({total['money']} of them money): *there*",
        "in the row of their thing, *named* by the words of their own column above them, with their *unit as data* (it stands in every",
        "grid as a text, 单位：元; no other tool says that it belongs to these figures, nor that a column is a price). CPU time from",
        "bytes to table as a multiple of ours, median over the files; ours understands and audits the whole document in that time:",
        "who wants the grid alone gets it several times faster from a reader written in Rust.",
        "",
        "| tool | version | there | named | unit as data | CPU |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name, number_, counts, ratio in table:
        lines.append(
            f"| {name} | {number_} | {counts['there'] / total['facts']:.1%} | {counts['named'] / total['facts']:.1%} "
            f"| {counts['known'] / total['money']:.1%} | {ratio:.2f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=HERE.parent / "samples")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    text = page(measure(given.folder))
    if given.write:
        given.write.write_text(text, encoding="utf-8", newline="\n")
    print(text)
