"""Score sets that were written and labelled before the program ran on them.

    python benchmarks/first_readings.py prose SET.jsonl [--show]
    python benchmarks/first_readings.py documents FOLDER [--show]
    python benchmarks/first_readings.py tables SET.jsonl [--show]

Each entry becomes a .docx of its own; all are run as a folder, and the CSV tables are
compared with the labels. ``--show`` prints what differs, row by row.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx

ROOT = Path(__file__).resolve().parents[1]

Row = Mapping[str, Any]
Key = tuple[Any, ...]

_TITLES = {
    "department_budget": "部门预算公开说明",
    "department_final": "部门决算公开说明",
    "unit_budget": "单位预算公开说明",
    "unit_final": "单位决算公开说明",
}


# --- Scores ------------------------------------------------------------------


@dataclass
class Score:
    """Rows of the labels, rows found, rows in both; and what differs."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * self.matched / total if total else 1.0

    def add(self, name: str, expected: Sequence[Key], found: Sequence[Key]) -> None:
        """Count the rows of one entry."""
        wanted, got = Counter(expected), Counter(found)
        both = wanted & got
        self.expected += len(expected)
        self.found += len(found)
        self.matched += sum(both.values())
        self.differences += [f"{name} - {key}" for key in (wanted - both).elements()]
        self.differences += [f"{name} + {key}" for key in (got - both).elements()]


def print_scores(scores: Mapping[str, Score], show: bool) -> None:
    """Print a line a score, and the differences where they are wanted."""
    for name, score in scores.items():
        print(
            f"{name:24} F1 {score.f1:.4f}   labelled {score.expected:5}"
            f"   found {score.found:5}   matched {score.matched:5}"
        )
    if not show:
        return
    for name, score in scores.items():
        print(f"\n== {name}")
        print("\n".join(score.differences))


# --- Documents ---------------------------------------------------------------


def write_table(document: Any, rows: Sequence[Sequence[str | None]]) -> None:
    """Write a table; None is merged with the cell on the left, "^" with the one above."""
    width = max(len(row) for row in rows)
    table = document.add_table(len(rows), width)
    for i, row in enumerate(rows):
        for j in range(width):
            text = row[j] if j < len(row) else ""
            if text is None:
                table.cell(i, j - 1).merge(table.cell(i, j))
            elif text == "^":
                table.cell(i - 1, j).merge(table.cell(i, j))
            else:
                table.cell(i, j).text = text


def write_document(
    path: Path, blocks: Iterable[Row], header: str | None = None
) -> dict[int, str]:
    """Write a .docx and give the path of each block by its index."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    paths, position = {}, 0
    for index, block in enumerate(blocks):
        if "p" in block:
            position += 1
            document.add_paragraph(block["p"])
            paths[index] = f"b{position}"
            continue
        for line in block.get("caption_above", ()):
            position += 1
            document.add_paragraph(line)
        position += 1
        write_table(document, block["table"])
        paths[index] = f"b{position}"
    document.save(str(path))
    return paths


# --- Running -----------------------------------------------------------------


class Tables:
    """The CSV tables of a dataset, by the path of the file."""

    def __init__(self, inputs: Path) -> None:
        out = inputs.parent / "out"
        command = [sys.executable, "-m", "extractor"]
        options = ["-f", "csv", "-j", "1", "--fresh", "--lang", "zh"]
        subprocess.run(
            [*command, "run", str(inputs), "-o", str(out), *options],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        panel = out / "panel.of.folder.csv"
        subprocess.run(
            [*command, "panel", str(out), "-o", str(panel)],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        self._rows = {path.stem: _read_rows(path) for path in out.glob("*.csv")}
        self._rows["panel"] = self._rows.pop(panel.stem, [])
        self._ids = {
            row["path"]: set(row["disclosure_ids"].split(";"))
            for row in self._rows["manifest"]
        }

    def select_rows(self, table: str, path: str) -> list[dict[str, str]]:
        """The rows of one file."""
        ids = self._ids.get(path, set()) - {""}
        rows = self._rows.get(table, [])
        if table == "manifest":
            return [row for row in rows if row["path"] == path]
        return [row for row in rows if row["disclosure_id"] in ids]


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


# --- Keys of rows ------------------------------------------------------------


def _normalize_number(value: object) -> str | None:
    if value is None or value == "":
        return None
    return str(Decimal(str(value).replace(",", "")).normalize() + 0)


def _find_start(text: str, raw: str, nth: int) -> int:
    position = -1
    for _ in range(nth):
        position = text.find(raw, position + 1)
    return position


def _parse_start(place: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+?)\[(\d+):\d+\]", place)
    if match is None:
        return place, 0
    return match[1], int(match[2])


def list_expected_amounts(gold: Iterable[Row], text: str) -> list[Key]:
    """Keys of the labelled amounts of one text."""
    keys = []
    for row in gold:
        start = _find_start(text, row["raw"], row.get("nth", 1))
        items = [row["item"]]
        if row.get("also_item"):
            items.append(row["also_item"])
        value = _normalize_number(row["value"])
        rest = (row["fiscal_year"], row["stage"], row.get("fund"))
        keys += [(start, value, row["unit"], item, *rest) for item in items]
    return keys


def list_found_amounts(rows: Iterable[Row], path: str) -> list[Key]:
    """Keys of the amounts that were read in one paragraph."""
    keys = []
    for row in rows:
        block, start = _parse_start(row["place"])
        if block != path:
            continue
        year = int(row["fiscal_year"]) if row["fiscal_year"] else None
        value = _normalize_number(row["value"])
        # the fiscal year tells whether a stage is that of the year before
        stage = row["phase"].removeprefix("prior_") or None
        rest = (year, stage, row.get("fund") or None)
        keys.append((start, value, row["unit"], row["item"] or None, *rest))
    return keys


def list_expected_changes(gold: Iterable[Row]) -> list[Key]:
    """Keys of the labelled changes: item, direction, value, percent, base year."""
    return [
        (
            row["item"],
            row["direction"],
            _normalize_number(row["value"]),
            _normalize_number(row["percent"]),
            row["base_year"],
        )
        for row in gold
    ]


def list_found_changes(rows: Iterable[Row], path: str) -> list[Key]:
    """Keys of the changes that were read in one paragraph."""
    return [
        (
            row["item"] or None,
            row["direction"],
            _normalize_number(row["value"]),
            _normalize_number(row["percent"]),
            int(row["base_year"]) if row["base_year"] else None,
        )
        for row in rows
        if _parse_start(row["place"])[0] == path
    ]


# --- Sets --------------------------------------------------------------------


def score_prose(source: Path, folder: Path) -> dict[str, Score]:
    """Score paragraphs of prose, each in a document of a title, a heading and itself."""
    entries = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    inputs = folder / "in"
    inputs.mkdir()
    for entry in entries:
        title = f"{entry['year']}年{_TITLES[entry['doc_type']]}"
        lines = (entry["department"], title, entry["heading"], entry["text"])
        write_document(inputs / f"{entry['id']}.docx", [{"p": one} for one in lines])
    tables = Tables(inputs)
    names = (
        "accepted", "amounts", "amounts with fund", "amounts: numbers",
        "changes", "changes: numbers", "nil statements", "counts",
    )  # fmt: skip
    scores = {name: Score() for name in names}
    for entry in entries:
        _score_paragraph(entry, tables, scores)
    return scores


def _score_paragraph(entry: Row, tables: Tables, scores: Mapping[str, Score]) -> None:
    name, path = entry["id"], f"{entry['id']}.docx"
    is_read = bool(tables.select_rows("disclosures", path))
    scores["accepted"].add(name, [(True,)], [(True,)] if is_read else [])
    expected = list_expected_amounts(entry["amounts"], entry["text"])
    found = list_found_amounts(tables.select_rows("amounts", path), "b4")
    scores["amounts with fund"].add(name, expected, found)
    scores["amounts"].add(
        name, [key[:-1] for key in expected], [key[:-1] for key in found]
    )
    scores["amounts: numbers"].add(
        name,
        sorted({key[:3] for key in expected}),
        sorted({key[:3] for key in found}),
    )
    expected = list_expected_changes(entry["changes"])
    found = list_found_changes(tables.select_rows("changes", path), "b4")
    scores["changes"].add(name, expected, found)
    scores["changes: numbers"].add(
        name, [key[1:4] for key in expected], [key[1:4] for key in found]
    )
    nil_rows = tables.select_rows("nil_statements", path)
    expected, found = _pair_subjects(
        [row["subject"] for row in entry["nil"]],
        [row["subject"] for row in nil_rows],
    )
    scores["nil statements"].add(name, expected, found)
    scores["counts"].add(
        name,
        [
            (_normalize_number(row["value"]), _normalize_unit(row["unit"]))
            for row in entry["counts"]
        ],
        [
            (_normalize_number(row["value"]), _normalize_unit(row["unit"]))
            for row in tables.select_rows("counts", path)
            if _parse_start(row["place"])[0] == "b4"
        ],
    )


def _pair_subjects(
    expected: Sequence[str], found: Sequence[str]
) -> tuple[list[Key], list[Key]]:
    """Keys of subjects; a subject found gets the key of the labelled one that holds it or that it holds."""
    left = [_strip_marks(subject) for subject in expected]
    keys = [(subject,) for subject in left]
    found_keys = []
    for subject in map(_strip_marks, found):
        twin = next((one for one in left if one in subject or subject in one), None)
        if twin is not None:
            left.remove(twin)
        found_keys.append((twin or subject,))
    return keys, found_keys


def _strip_marks(subject: str) -> str:
    """A subject without quotes, brackets and the words for any expenditure."""
    plain = re.sub(r"[“”\"（）()、，\s]", "", subject)
    return re.sub(r"(预算|决算|安排|支出|费用|经费|费|的)+$", "", plain)


def _normalize_unit(unit: str) -> str:
    return unit.replace("（", "(").replace("）", ")")


def score_documents(source: Path, folder: Path) -> dict[str, Score]:
    """Score whole documents: whose, when, what kind, headings, amounts, panel."""
    inputs = folder / "in"
    inputs.mkdir()
    entries: dict[str, tuple[Row, dict[int, str]]] = {}
    for path in sorted(source.glob("*.json")):
        entry = json.loads(path.read_text("utf-8"))
        name = f"{path.stem}.docx"
        titles = [{"p": line} for line in entry["title_lines"]]
        blocks = [*titles, *entry["blocks"]]
        header = entry.get("page_header")
        paths = write_document(inputs / name, blocks, header)
        shift = len(titles)
        entries[name] = (
            entry,
            {i - shift: place for i, place in paths.items() if i >= shift},
        )
    tables = Tables(inputs)
    names = (
        "accepted", "department_name", "fiscal_year", "doc_type", "headings",
        "amounts", "amounts with fund", "panel",
    )  # fmt: skip
    scores = {name: Score() for name in names}
    for name, (entry, paths) in entries.items():
        _score_document(name, entry, paths, tables, scores)
    return scores


def _score_document(
    name: str,
    entry: Row,
    paths: Mapping[int, str],
    tables: Tables,
    scores: Mapping[str, Score],
) -> None:
    gold = entry["gold"]
    documents = tables.select_rows("disclosures", name)
    scores["accepted"].add(name, [(True,)], [(True,)] if documents else [])
    for column in ("department_name", "fiscal_year", "doc_type"):
        values = [(row[column],) for row in documents[:1]]
        scores[column].add(name, [(str(gold[column]),)], values)
    headings = [
        (row["level"], row["number"] or "", row["title"].strip("：: "))
        for row in gold["headings"]
    ]
    sections = [
        (int(row["level"]), row["number"], row["title"].strip("：: "))
        for row in tables.select_rows("sections", name)
    ]
    scores["headings"].add(name, headings, sections)
    amounts = tables.select_rows("amounts", name)
    for index in sorted({row["block"] for row in gold["amounts"]}):
        text = entry["blocks"][index].get("p", "")
        rows = [row for row in gold["amounts"] if row["block"] == index]
        expected = list_expected_amounts(rows, text)
        found = list_found_amounts(amounts, paths[index])
        label = f"{name} {index}"
        scores["amounts with fund"].add(label, expected, found)
        scores["amounts"].add(
            label, [key[:-1] for key in expected], [key[:-1] for key in found]
        )
    panel = tables.select_rows("panel", name)
    expected = [
        (item, _normalize_number(value))
        for item, value in gold["panel"].items()
        if value is not None
    ]
    found = [
        (item, _normalize_number(panel[0].get(item)))
        for item in gold["panel"]
        if panel and panel[0].get(item)
    ]
    scores["panel"].add(name, expected, found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Score one set and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(SCORERS))
    parser.add_argument("source", type=Path)
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        scores = SCORERS[chosen.kind](chosen.source, Path(folder))
    print_scores(scores, chosen.show)


SCORERS = {"prose": score_prose, "documents": score_documents}

if __name__ == "__main__":
    main()
